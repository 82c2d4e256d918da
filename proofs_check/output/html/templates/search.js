"use strict";
/* Ranks claims for what a reader typed: the place first, then the id, the title, words, formulas. */
const rank = (function () {
  const spaced = t => t.toLowerCase().replace(/[.\-_]+/g, " ").replace(/\s+/g, " ").trim();
  const bare = t => t.toLowerCase().replace(/\\(left|right|quad|qquad|,|;|:|!| )/g, "").replace(/[\\{}\s$]/g, "");
  const whole = (text, words) => words.every(w => (" " + text + " ").includes(" " + w + " "));
  function score(query, entry) {
    const [id, title, , , , places, source, words, formulas] = entry;
    const asked = query.toLowerCase().replace(/\s+/g, " ").trim(), plain = spaced(asked), terms = plain.split(" ");
    const name = spaced(id), named = places ? places.split("|") : [];
    if (asked === id.toLowerCase() || plain === name) return 2000;
    if (named.slice(-2).includes(asked) && asked.includes("claim")) return 1600 - id.length;
    if (named.includes(asked)) return (id.includes(".") ? 1200 : 1500) - (id.includes(".") ? 0 : id.length);
    if (whole(name, terms)) return (name.includes(plain) ? 1000 : 900) - name.length;
    const place = named.find(p => asked.startsWith(p + " "));
    if (place) { const rest = spaced(asked.slice(place.length)); if (whole(name + " " + spaced(title), rest.split(" "))) return 850; }
    const said = spaced(title.replace(/[^\w\s'~*^+()<>=|-]/g, " "));
    if (whole(said, terms)) return 700 - said.length / 10;
    if (asked.length > 1 && source.includes(asked)) return 600;
    if (whole(name + " " + said + " " + spaced(source), terms)) return 500;
    if (asked.length > 1 && bare(asked).length > 1 && formulas.includes(bare(asked))) return 400;
    if (whole(spaced(words), terms)) return 300;
    const all = name + " " + said + " " + source + " " + words;
    return terms.every(w => w.length > 1 && all.includes(w)) ? 100 : 0;
  }
  return (query, entries) => query.trim() === "" ? [] : entries.map((e, n) => [score(query, e), n, e]).filter(h => h[0] > 0).sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(h => h[2]);
})();
