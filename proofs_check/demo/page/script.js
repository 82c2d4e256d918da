"use strict";
(function () {
  const $ = (id) => document.getElementById(id);
  const said = charts.said;
  let economies = [], asked = 0;

  function file() {
    return economies.find((e) => e.file === $("economy").value);
  }

  function choice() {
    const e = file(), times = 10 ** Number($("kappa").value);
    const kappa = (i) => String(Number(Math.min(e.kappa[i] * times, e.endowment[i]).toFixed(6)));
    return { economy: e.file, agents: $("agents").value, eta: $("eta").value, kappa_q: kappa(0), kappa_r: kappa(1), signals: $("signals").value };
  }

  async function ask(path, body) {
    const answer = body === undefined
      ? await fetch(path)
      : await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    return told;
  }

  function table(element, caption, head, rows) {
    element.replaceChildren();
    element.createCaption().textContent = caption;
    const top = element.createTHead().insertRow();
    for (const name of head) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = name;
      top.append(cell);
    }
    const body = element.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      row.forEach((text, i) => {
        const cell = i ? line.insertCell() : line.appendChild(document.createElement("th"));
        if (!i) cell.scope = "row";
        cell.textContent = text;
      });
    }
  }

  function pair(b) {
    return b[0] === null ? "–" : b[0] > 0 ? said(b[0]) + " of the first" : b[1] > 0 ? said(b[1]) + " of the second" : "nothing";
  }

  function showLabels() {
    const times = 10 ** Number($("kappa").value);
    $("agents-said").textContent = $("agents").value;
    $("eta-said").textContent = $("eta").value;
    $("kappa-said").textContent = said(times) + " = (" + said(Number(choice().kappa_q)) + ", " + said(Number(choice().kappa_r)) + ")";
    $("signals-said").textContent = $("signals").value;
  }

  async function show() {
    showLabels();
    const mine = ++asked, query = "?" + new URLSearchParams(choice());
    $("status").textContent = "computing …";
    $("status").className = "";
    try {
      const solved = await ask("/solution" + query);
      if (mine !== asked) return;
      showSolution(solved);
      const prices = await ask("/prices" + query);
      if (mine !== asked) return;
      showPrices(prices, solved);
      const margins = await ask("/margins" + query);
      if (mine !== asked) return;
      showMargins(margins);
      $("losses").replaceChildren();
      $("losses-said").replaceChildren();
      $("status").textContent = "";
    } catch (error) {
      if (mine !== asked) return;
      $("status").textContent = error.message;
      $("status").className = "trouble";
    }
  }

  function showSolution(s) {
    $("intervals").replaceChildren(charts.intervals(s.stage1, 2 * s.endowment[0], "Intervals of what is held after the first stage, by type"));
    table($("offers"), "N = " + s.agents + ", of whom " + s.active + " are active; " + s.stage1_status, ["type", "α*", "interval I(x)", ...s.states.map((z) => "share in " + z)],
      s.types.map((x, i) => [x, pair(s.stage1[x].offer), s.stage1[x].interval.map(said).join(" to "), ...s.states.map((z, k) => said(s.signal[k][i]))]));
    $("histogram").replaceChildren(charts.bars(
      s.types.map((x, i) => ({ name: pair(s.stage1[x].offer) + " (" + x + ")", values: s.states.map((z) => s.histogram[z][i]) })), s.states,
      "How many of the active make each first offer, in the mean, by state"));
  }

  function showPrices(p, s) {
    const states = Object.keys(p.states);
    $("prices").replaceChildren(charts.lines(
      states.map((z) => ({ name: z, points: p.states[z].map((r) => [r.agents, r.mean]), band: p.states[z].map((r) => [r.agents, r.low, r.high]) })),
      states.map((z, i) => ({ y: p.competitive[z], series: i })).filter((l) => l.y !== null), "Second-stage price by N and state, beside the competitive price"));
    table($("price-table"), "At N = " + s.agents, ["state", "mean of p₂", "middle 90 %", "pᶻ"],
      states.map((z) => [z, said(s.price[z].mean), said(s.price[z].low) + " to " + said(s.price[z].high), said(p.competitive[z])]));
  }

  function showMargins(m) {
    $("margins").replaceChildren();
    if (m.margins.length) $("margins").append(charts.lines([{ points: m.margins.map((r) => [r.agents, r.margin, r.holds]) }], [{ y: 0, series: 0 }], "Margin of Theorem 1 by N"));
    const fails = m.fails || [];
    $("margins-said").textContent = m.margins.length
      ? (fails.length ? "Of the N drawn it is not an equilibrium at N = " + fails.join(", ") + "." : "It is an equilibrium at every N drawn.")
      : m.status;
  }

  async function showLosses() {
    $("losses").textContent = "computing …";
    try {
      const l = await ask("/losses?" + new URLSearchParams(choice()));
      const rows = l.mechanisms.map((m) => ({ name: m.name, values: m.loss.map((v) => (v === null ? null : 100 * v)) }));
      $("losses").replaceChildren(charts.bars(rows, l.measures, "Percent of all resources lost, by mechanism"));
      table($("losses-said"), "At N = " + choice().agents, ["mechanism", "is it an equilibrium?"], l.mechanisms.map((m) => [m.name, m.status]));
    } catch (error) {
      $("losses").textContent = error.message;
    }
  }

  // The seat.
  function part(name, text, more) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(more || {})) element.setAttribute(key, value);
    return element;
  }

  function belief(b) {
    return Object.entries(b).map(([z, p]) => z + " " + (100 * p).toFixed(1) + " %").join(", ");
  }

  function offerForm(title, endowment, act) {
    const box = part("fieldset"), amount = part("input", "", { type: "text", inputmode: "decimal", id: "amount", maxlength: "20" });
    box.append(part("legend", title));
    const sides = part("p");
    for (const [side, text] of [["q", "give of the first good"], ["r", "give of the second"]]) {
      const label = part("label"), radio = part("input", "", { type: "radio", name: "side", value: side });
      radio.checked = side === "q";
      label.append(radio, " " + text);
      sides.append(label);
    }
    const field = part("p"), trouble = part("p", "", { class: "trouble", role: "alert" }), button = part("button", "Offer", { type: "button" });
    field.append(part("label", "how much, of " + endowment.map(said).join(" and ") + ":", { for: "amount" }), amount, " ", button);
    button.addEventListener("click", async () => {
      const text = amount.value.trim().replace(",", ".");
      if (!/^(\d+\.?\d*|\.\d+)$/.test(text)) { trouble.textContent = "Please type a number such as 0.05."; return; }
      button.disabled = true;
      trouble.textContent = "";
      try { await act(box.querySelector("input[name=side]:checked").value, Number(text)); box.disabled = true; }
      catch (error) { trouble.textContent = error.message; button.disabled = false; }
    });
    box.append(sides, field, trouble);
    return box;
  }

  async function begin() {
    const seat = $("seat");
    seat.replaceChildren();
    try {
      const g = await ask("/seat/begin", choice());
      seat.append(part("p", "You are of type " + g.type + ", one of " + g.agents + " agents, of whom " + g.active + " will be active. To you the states are as likely as: " + belief(g.belief) + "."));
      seat.append(offerForm("Your first offer", g.endowment, async (side, amount) => {
        const a = await ask("/seat/first", { game: g.game, side, amount });
        seat.append(part("p", a.active ? "You are active. Announced:" : "The lot has set you aside: your first offer counts, at the fixed price. Announced:"));
        seat.append(charts.bars(a.histogram.map((h) => ({ name: pair(h.offer), values: [h.count] })), ["active agents"], "The announced histogram"));
        if (a.belief) seat.append(part("p", "If the others' offers say what they are, the states are as likely as: " + belief(a.belief) + "."));
        if (a.active) seat.append(offerForm("Your second offer", g.endowment, (s, x) => end(g.game, s, x)));
        else await end(g.game, "q", 0);
      }));
    } catch (error) {
      seat.append(part("p", error.message, { class: "trouble" }));
    }
  }

  async function end(game, side, amount) {
    const e = await ask("/seat/second", { game, side, amount }), seat = $("seat");
    const rows = part("table", "", { id: "outcome" });
    seat.append(rows);
    table(rows, "What came of it", ["what", "you", "by the theory"], [
      ["first offer", "as above", pair(e.theory.first)],
      ["second offer", pair(e.offer), pair(e.theory.second) + ", after your first"],
      ["you hold", e.bundle.map(said).join(" and "), ""],
      ["utility", said(e.utility), said(e.theory.utility)],
    ]);
    seat.append(part("p", "The state was " + e.state + ", the price " + said(e.price) + "; there were " + Object.entries(e.types).map(([x, n]) => n + " " + x).join(", ") + "."));
  }

  function pick() {
    const e = file();
    $("eta").value = e.eta;
    $("kappa").value = 0;
    $("signals").max = Math.floor(100 * Math.min(2, 0.98 * e.most_signals)) / 100;
    $("signals").value = 1;
    show();
  }

  let waiting = 0;
  $("economy").addEventListener("change", pick);
  for (const id of ["agents", "eta", "kappa", "signals"]) {
    $(id).addEventListener("input", () => { showLabels(); clearTimeout(waiting); waiting = setTimeout(show, 250); });
  }
  $("choice").addEventListener("submit", (event) => event.preventDefault());
  $("losses-button").addEventListener("click", showLosses);
  $("begin").addEventListener("click", begin);
  ask("/economies").then((told) => {
    economies = told;
    for (const e of told) $("economy").append(new Option(e.name, e.file));
    $("economy").value = "log.toml";
    pick();
  }, (error) => { $("status").textContent = error.message; });
})();
