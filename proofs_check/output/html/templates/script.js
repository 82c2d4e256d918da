(function () {
  const root = document.documentElement, by = id => document.getElementById(id), all = (q, at) => Array.from((at || document).querySelectorAll(q));
  root.classList.add("scripted");
  const entries = JSON.parse(by("index").textContent), find = by("find"), found = by("found"), list = found.querySelector("ol"), hits = by("hits");
  function search() {
    const hit = rank(find.value, entries), shown = hit.slice(0, 60);
    found.hidden = find.value.trim() === "";
    list.textContent = "";
    for (const [id, title, look, glyph, outcome] of shown) {
      const item = document.createElement("li"), link = document.createElement("a"), code = document.createElement("span"), mark = document.createElement("span");
      link.href = "#" + id; code.className = "id"; code.textContent = id; mark.className = "verdict " + look; mark.textContent = glyph + " " + outcome;
      const said = document.querySelector("#" + CSS.escape(id) + " > summary > .title"); link.append(code, " ", said ? said.cloneNode(true) : title); item.append(link, " ", mark); list.append(item);
    }
    hits.textContent = hit.length + (hit.length === 1 ? " claim" : " claims") + (hit.length > shown.length ? ", the best " + shown.length + " shown" : "");
    if (!found.hidden) window.scrollTo(0, 0);
  }
  find.addEventListener("input", search);
  find.addEventListener("keydown", e => { const first = list.querySelector("a"); if (e.key === "Escape") { find.value = ""; search(); } else if (first && e.key === "ArrowDown") { e.preventDefault(); first.focus(); } else if (first && e.key === "Enter") first.click(); });
  document.addEventListener("keydown", e => { if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { e.preventDefault(); find.focus(); } });
  list.addEventListener("keydown", e => { const links = all("a", list), n = links.indexOf(document.activeElement), to = { ArrowDown: n + 1, ArrowUp: n - 1 }[e.key]; if (to !== undefined) { e.preventDefault(); (links[to] || find).focus(); } });
  list.addEventListener("click", e => { const link = e.target.closest("a"); if (link && link.hash === location.hash) reveal(); });
  /* An address opens what it names and everything around it; back and forward do the same. */
  function reveal() {
    const target = by(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) { if (at.tagName === "DETAILS") at.open = true; at.hidden = at.hidden && at !== target && !at.contains(target); }
    requestAnimationFrame(() => { target.scrollIntoView(); const head = target.querySelector("summary"); if (head && target.tagName === "DETAILS") head.focus({ preventScroll: true }); });
  }
  window.addEventListener("hashchange", reveal);
  for (const claim of all("details.claim > summary")) claim.addEventListener("click", () => { const id = claim.parentElement.id; if (!claim.parentElement.open && location.hash !== "#" + id) history.pushState(null, "", "#" + id); });
  window.addEventListener("popstate", reveal);
  reveal();
  const verdict = by("by-verdict"), kind = by("by-evidence"), only = by("only-findings"), sections = all("details.section"), claims = all("details.section details.claim");
  function filter() {
    let n = 0;
    for (const c of claims) { const d = c.dataset, hit = (!verdict.value || d.verdict === verdict.value) && (!kind.value || d.evidence === kind.value) && (!only.checked || d.finding === "yes"); c.hidden = !hit; n += hit; }
    const asked = verdict.value || kind.value || only.checked;
    for (const s of sections) { s.hidden = !all("details.claim", s).some(c => !c.hidden); if (asked) s.open = !s.hidden; }
    by("shown").textContent = n + " of " + claims.length + " claims shown";
  }
  for (const control of [verdict, kind, only]) control.addEventListener("input", filter);
  filter();
  by("theme").addEventListener("click", function () {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  for (const box of all("details.graph-of")) {
    const svg = box.querySelector("svg"), lines = all(".edge", svg), nodes = all(".node", svg), size = [svg.width.baseVal.value, svg.height.baseVal.value], tools = document.createElement("p");
    let scale = 1;
    const zoom = to => { scale = Math.min(4, Math.max(.1, to)); svg.setAttribute("width", size[0] * scale); svg.setAttribute("height", size[1] * scale); };
    for (const [label, act] of [["Closer", () => zoom(scale * 1.25)], ["Farther", () => zoom(scale / 1.25)], ["Whole", () => zoom((box.clientWidth - 24) / size[0])], ["Actual size", () => zoom(1)]]) { const b = document.createElement("button"); b.type = "button"; b.textContent = label; b.addEventListener("click", act); tools.append(b, " "); }
    tools.className = "tools"; box.insertBefore(tools, box.querySelector(".scroll"));
    const walk = (start, from, to) => { const seen = new Set([start]), todo = [start]; while (todo.length) { const id = todo.pop(); for (const l of lines) if (l.dataset[from] === id && !seen.has(l.dataset[to])) { seen.add(l.dataset[to]); todo.push(l.dataset[to]); } } return seen; };
    const light = id => { svg.classList.toggle("lit", Boolean(id)); const up = id ? walk(id, "a", "b") : new Set(), down = id ? walk(id, "b", "a") : new Set(), on = s => up.has(s) || down.has(s); for (const n of nodes) n.classList.toggle("on", on(n.dataset.id)); for (const l of lines) l.classList.toggle("on", (up.has(l.dataset.a) && up.has(l.dataset.b)) || (down.has(l.dataset.a) && down.has(l.dataset.b))); };
    for (const n of nodes) for (const [event, id] of [["pointerenter", n.dataset.id], ["focus", n.dataset.id], ["pointerleave", ""], ["blur", ""]]) n.addEventListener(event, () => light(id));
  }
})();
