// Drawings as SVG elements.  Every text goes in as text: a name from a file is never read as markup.
"use strict";
const charts = (function () {
  const SPACE = "http://www.w3.org/2000/svg";
  const LEFT = 66, RIGHT = 16, TOP = 28;
  let W = 640;  // as wide as the page on a small screen, so that letters keep their size

  function make(name, attributes, text) {
    const element = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function frame(height, label) {
    W = Math.max(300, Math.min(640, document.querySelector("main").clientWidth - 26));
    return make("svg", { viewBox: "0 0 " + W + " " + height, role: "img", "aria-label": label });
  }

  function said(x) {
    if (x === null || !Number.isFinite(x)) return "–";
    if (x !== 0 && Math.abs(x) < 0.001) return x.toExponential(1);
    return String(Number(x.toPrecision(4)));
  }

  function ticks(low, high) {
    const rough = (high - low) / 4 || 1;
    const base = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * base).find((s) => s >= rough);
    const found = [];
    for (let t = Math.ceil(low / step) * step; t <= high + step / 1e6; t += step) found.push(Math.abs(t) < step / 1e6 ? 0 : t);
    return found;
  }

  // Lines over N on a logarithmic axis: series [{name, points: [[N, y]], low, high}], levels [{y, series}].
  function lines(series, levels, label) {
    const H = 300, floor = H - 40, svg = frame(H, label);
    const xs = series.flatMap((s) => s.points.map((p) => p[0]));
    const ys = series.flatMap((s) => s.points.map((p) => p[1]).concat((s.band || []).flatMap((b) => [b[1], b[2]])))
      .concat(levels.map((l) => l.y)).filter((y) => y !== null && Number.isFinite(y));
    if (!ys.length) return svg;
    const [x0, x1] = [Math.log(Math.min(...xs)), Math.log(Math.max(...xs))];
    const pad = (Math.max(...ys) - Math.min(...ys)) * 0.06 || Math.abs(ys[0]) * 0.1 || 1;
    const [y0, y1] = [Math.min(...ys) - pad, Math.max(...ys) + pad];
    const X = (n) => LEFT + ((W - LEFT - RIGHT) * (Math.log(n) - x0)) / (x1 - x0 || 1);
    const Y = (y) => floor - ((floor - TOP) * (y - y0)) / (y1 - y0);
    for (const t of ticks(y0, y1)) {
      svg.append(make("line", { class: "axis", x1: LEFT, x2: W - RIGHT, y1: Y(t), y2: Y(t), "stroke-opacity": t === 0 ? 1 : 0.35 }));
      svg.append(make("text", { x: LEFT - 6, y: Y(t) + 5, "text-anchor": "end" }, said(t)));
    }
    for (const n of [2, 5, 10, 20, 50, 100, 200].filter((n) => Math.log(n) >= x0 && Math.log(n) <= x1)) {
      svg.append(make("text", { x: X(n), y: floor + 20, "text-anchor": "middle" }, n));
    }
    svg.append(make("text", { x: W - RIGHT, y: H - 4, "text-anchor": "end" }, "N"));
    for (const l of levels) svg.append(make("line", { class: "s" + (l.series % 3) + " dashed", x1: LEFT, x2: W - RIGHT, y1: Y(l.y), y2: Y(l.y), "stroke-width": 1.6 }));
    series.forEach((s, i) => {
      const kind = "s" + (i % 3), known = s.points.filter((p) => p[1] !== null);
      const band = (s.band || []).filter((b) => b[1] !== null);
      if (band.length) {
        const path = band.map((b) => [X(b[0]), Y(b[2])]).concat(band.slice().reverse().map((b) => [X(b[0]), Y(b[1])]));
        svg.append(make("polygon", { class: kind + " band", points: path.map((p) => p.join(",")).join(" ") }));
      }
      svg.append(make("polyline", { class: kind + " line", points: known.map((p) => X(p[0]) + "," + Y(p[1])).join(" ") }));
      for (const p of known) svg.append(make("circle", { class: p[2] === false ? "fails" : kind, cx: X(p[0]), cy: Y(p[1]), r: 3.5 }));
      if (s.name) svg.append(make("text", { class: kind, x: LEFT + 4 + ((W - 16) / 3) * i, y: 18 }, "● " + s.name));
    });
    return svg;
  }

  // Bars: rows [{name, values: [..]}] with one value for each series.
  function bars(rows, names, label) {
    const each = 20, gap = 14, H = TOP + rows.length * (names.length * each + gap + 20) + 8;
    const svg = frame(H, label);
    const most = Math.max(...rows.flatMap((r) => r.values).filter((v) => v !== null), 1e-12);
    names.forEach((name, i) => svg.append(make("text", { class: "s" + (i % 3), x: 8 + ((W - 16) / 3) * i, y: 18 }, "● " + name)));
    let y = TOP + 6;
    for (const row of rows) {
      svg.append(make("text", { x: 8, y: y + 14 }, row.name));
      y += 20;
      row.values.forEach((value, i) => {
        const long = value === null ? 0 : Math.max(1, ((W - 110) * value) / most);
        svg.append(make("rect", { class: "s" + (i % 3), x: 8, y: y, width: long, height: each - 5 }));
        svg.append(make("text", { x: long + 16, y: y + 13 }, said(value)));
        y += each;
      });
      y += gap;
    }
    return svg;
  }

  // The intervals I(x) on the line of what is held of the first good, with α* in each.
  function intervals(types, end, label) {
    const H = 118, svg = frame(H, label), X = (q) => 20 + ((W - 40) * q) / end;
    Object.entries(types).forEach(([name, t], i) => {
      if (t.interval[0] === null) return;
      const kind = "s" + (i % 3), [a, b] = t.interval;
      svg.append(make("rect", { class: kind + " band", x: X(a), y: 40, width: Math.max(0, X(b) - X(a)), height: 30 }));
      svg.append(make("circle", { class: kind, cx: X(t.consumption), cy: 55, r: 6 }));
      svg.append(make("text", { class: kind, x: 8 + ((W - 16) / 3) * i, y: 18 }, "● " + name));
      svg.append(make("text", { x: X(b), y: 88, "text-anchor": b > 0.9 * end ? "end" : "middle" }, said(b)));
    });
    svg.append(make("line", { class: "axis", x1: 20, x2: W - 20, y1: 70, y2: 70 }));
    svg.append(make("text", { x: 20, y: 88 }, "0"));
    svg.append(make("text", { x: W / 2, y: 110, "text-anchor": "middle" }, "held of the first good after the first stage"));
    return svg;
  }

  return { lines, bars, intervals, said };
})();
