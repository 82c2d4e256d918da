"""Theorem 3 with proved numbers for every shipped economy: a triple (κ̄, η, N), or what stands in the way.

Usage: ``python -m benchmarks efficient [--only NAME…] [--epsilon 1/10] [--time-limit 300] [--out
FILE] [--page FILE]`` from the repository's root.  δ is twice ε.  One line of JSON is written for each
economy as it is done, and a second run leaves out what is there.  With ``--page`` the table is also
written as a page (``docs/certified.md``).  The limit is in seconds, after which no further bound of
Theorem 1 is tried.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from numeric.economy.reader import load_economy
from proofs_check.answers.certified_efficiency import certified_trio

Data = dict[str, Any]

HEAD = (
    "| economy | κ̄, for every κ below | κ of the triple | η | both conditions from N | equilibrium "
    "from N | N(κ, η) | processor seconds | what stands in the way |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)

PAGE = """# Theorem 3 with proved numbers

Written by `python -m benchmarks efficient --page docs/certified.md`; nothing here is typed by hand.

For ε = {epsilon} and δ = {delta}: κ̄ is certified for every κ up to it in both goods and every η up to
min κ/(4 endowment), from M = 100,000 (and 100 q̄/κ_q) on. The triple has the file's own κ and η where these
are among them, else κ just below κ̄ with the largest η. From N(κ, η) on,
with proof for all larger N, the candidate of Theorem 1 is an equilibrium
(for every selection of stage-2 equilibria) and its outcome is ex post (ε, δ)-efficient. An empty cell is not
certified. `twostage efficiency examples/NAME.toml --epsilon {epsilon} --delta {delta} --certify` does one row.

{table}"""


def certified(name: str, epsilon: Fraction, limit: float) -> Data:
    """Return what is certified of one shipped economy, with the processor's seconds."""
    used = time.process_time()
    found = certified_trio(load_economy(f"examples/{name}.toml"), epsilon, 2 * epsilon, limit)
    return {"name": name, **found, "processor_seconds": round(time.process_time() - used, 1)}


def obstacle(row: Data) -> str:
    """Return a sentence on what is missing, or nothing."""
    if row["kappa_bar"] is None:
        return str(row["detail"])
    at = row["at"]
    if at["from"] is not None:
        return ""
    if at["efficient_from"] is None:
        return "at this κ and η the two conditions are not certified"
    return f"that the candidate is an equilibrium: {at['detail']}"


def line(row: Data) -> str:
    """Return one row of the table."""
    at = row["at"] or {}
    kappa = at.get("kappa")
    cells = (
        row["name"],
        _number(row["kappa_bar"]),
        "" if kappa is None else ", ".join(_number(k) for k in kappa),
        _number(at.get("eta")),
        _whole(at.get("efficient_from")),
        _whole(at.get("equilibrium_from")),
        _whole(at.get("from")),
        f"{row['processor_seconds']:.0f}",
        obstacle(row).replace("|", r"\|"),
    )
    return f"| {' | '.join(cells)} |\n"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _whole(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def read(path: Path) -> dict[str, Data]:
    """Return the rows of a file by name; nothing where there is no file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {row["name"]: row for row in map(json.loads, lines)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Certify the economies that are not in the file yet, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks efficient", description=__doc__)
    parser.add_argument("--only", nargs="+", help="names of shipped economies")
    parser.add_argument("--epsilon", type=Fraction, default=Fraction(1, 10))
    parser.add_argument("--time-limit", type=float, default=300.0)
    parser.add_argument("--out", type=Path, default=Path("results/efficient.jsonl"))
    parser.add_argument("--page", type=Path)
    chosen = parser.parse_args(arguments)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    for name in chosen.only or sorted(path.stem for path in Path("examples").glob("*.toml")):
        if name not in read(chosen.out):
            row = certified(name, chosen.epsilon, chosen.time_limit)
            with chosen.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            print(line(row), end="", flush=True)
    rows = read(chosen.out)
    table = HEAD + "".join(line(rows[name]) for name in sorted(rows))
    print(table)
    if chosen.page:
        epsilon, delta = (f"{float(v):g}" for v in (chosen.epsilon, 2 * chosen.epsilon))
        page = PAGE.format(epsilon=epsilon, delta=delta, table=table)
        chosen.page.write_text(page, encoding="utf-8")
    return 0
