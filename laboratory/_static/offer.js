// What an offer would be worth, while it is chosen: the slider and the field agree, and a table says
// what one would hold and earn in each state.  Utility comes as a postfix program (laboratory/utility.py).
"use strict";
(function () {
  const stage = js_vars.page === "Stage1" ? 1 : 2;
  const known = js_vars;
  const amount = document.getElementById("amount" + stage);
  const slider = document.getElementById("slider");
  const sides = document.querySelectorAll("input[name=side" + stage + "]");
  const two = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "**": Math.pow };
  const one = { neg: (a) => -a, log: Math.log, exp: Math.exp, sqrt: Math.sqrt };

  function utilityOf(program, q, r) {
    const stack = [];
    for (const step of program) {
      if (typeof step === "number") stack.push(step);
      else if (step === "q" || step === "r") stack.push(step === "q" ? q : r);
      else if (step in one) stack.push(one[step](stack.pop()));
      else {
        const b = stack.pop();
        stack.push(two[step](stack.pop(), b));
      }
    }
    return stack[0];
  }

  function pointsOf(state, q, r) {
    const program = known.programs[state];
    const gained = utilityOf(program, q, r) - utilityOf(program, known.endowment[0], known.endowment[1]);
    return known.scale[0] + known.scale[1] * gained;
  }

  function read(text) {
    const plain = text.trim().replace(",", ".");
    return /^(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  }

  function side() {
    for (const input of sides) if (input.checked) return input.value;
    return "";
  }

  function most() {
    return known.endowment[side() === "r" ? 1 : 0];
  }

  function offer() {
    const x = read(amount.value);
    return side() === "q" ? [x, 0] : [0, x];
  }

  function price(b) {
    if (stage === 1) return known.price;
    const own = [known.active * known.kappa[0], known.active * known.kappa[1]];
    const others = [read(document.getElementById("guess_q").value), read(document.getElementById("guess_r").value)];
    return (own[1] + others[1] + b[1]) / (own[0] + others[0] + b[0]);
  }

  function text(x, digits) {
    return Number.isFinite(x) ? String(Number(x.toFixed(digits))) : "–";
  }

  function show() {
    const b = offer();
    const p = price(b);
    const q = known.endowment[0] - b[0] + b[1] / p;
    const r = known.endowment[1] - b[1] + p * b[0];
    const ready = side() !== "" && b[0] + b[1] <= most();
    document.getElementById("the-price").textContent = text(p, 4);
    document.getElementById("the-bundle").textContent = ready ? text(q, 4) + " A and " + text(r, 4) + " B" : "–";
    let expected = 0;
    for (const [i, state] of known.states.entries()) {
      const points = pointsOf(state, q, r);
      expected += known.belief[state] * points;
      document.getElementById("points-" + i).textContent = ready ? text(points, 1) : "–";
    }
    document.getElementById("points-expected").textContent = ready ? text(expected, 1) : "–";
  }

  function fromSlider() {
    amount.value = text((most() * Number(slider.value)) / 1000, 4);
    show();
  }

  function fromField() {
    const x = read(amount.value);
    if (Number.isFinite(x)) slider.value = Math.round((1000 * Math.min(x, most())) / most());
    slider.setAttribute("aria-valuetext", amount.value);
    show();
  }

  slider.addEventListener("input", fromSlider);
  amount.addEventListener("input", fromField);
  for (const input of sides) input.addEventListener("change", fromField);
  for (const input of document.querySelectorAll(".guess")) input.addEventListener("input", show);
  // Enter in a field shows what it would do; only the button sends.
  for (const input of document.querySelectorAll("input[type=text]")) {
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
  fromField();
})();
