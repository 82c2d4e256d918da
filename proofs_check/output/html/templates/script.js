"use strict";
(function () {
  const root = document.documentElement, table = document.getElementById("verdicts"), body = table.tBodies[0], rows = Array.from(body.rows);
  root.classList.add("scripted");
  const text = document.getElementById("find"), verdict = document.getElementById("by-verdict"), kind = document.getElementById("by-evidence"), only = document.getElementById("only-findings"), count = document.getElementById("shown");
  function show() {
    const words = text.value.trim().toLowerCase().split(/\s+/).filter(Boolean); let n = 0;
    for (const row of rows) {
      const d = row.dataset, hit = words.every(w => row.textContent.toLowerCase().includes(w)) && (!verdict.value || d.verdict === verdict.value) && (!kind.value || d.evidence === kind.value) && (!only.checked || d.finding === "yes");
      row.hidden = !hit; n += hit;
    }
    count.textContent = n + " of " + rows.length + " claims shown";
  }
  for (const control of [text, verdict, kind, only]) control.addEventListener("input", show);
  table.querySelectorAll("thead th").forEach(function (head, column) {
    const button = document.createElement("button"); button.type = "button"; button.textContent = head.textContent; head.textContent = ""; head.append(button);
    button.addEventListener("click", function () {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("thead th").forEach(h => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = row => row.cells[column].dataset.sort || row.cells[column].textContent;
      rows.slice().sort((a, b) => (down ? -1 : 1) * key(a).localeCompare(key(b), "en", { numeric: true })).forEach(row => body.append(row));
    });
  });
  const theme = document.getElementById("theme");
  theme.addEventListener("click", function () {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  show();
})();
