// The time left, and at its end the page as it stands, marked as not confirmed.
"use strict";
(function () {
  const clock = document.querySelector(".clock");
  if (!clock) return;
  const ends = Date.now() + 1000 * Number(clock.dataset.seconds);
  const shown = clock.querySelector("span");
  const form = document.getElementById("form");
  function tick() {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    shown.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    clock.classList.toggle("soon", left <= 15);
    if (left > 0) return;
    clearInterval(ticking);
    const over = document.createElement("input");
    over.type = "hidden";
    over.name = "timeout_happened";
    over.value = "1";
    form.append(over);
    form.submit();
  }
  const ticking = setInterval(tick, 250);
  tick();
})();
