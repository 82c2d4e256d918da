r"""The numbers of the theorems for a given economy, as tables.

Stage 1 with the intervals I(x), the competitive equilibrium of each state, the slope of the gain,
and the margin of Theorem 1 at a few N.  All of it is floating point: it illustrates the formulas
and proves nothing.
"""

from __future__ import annotations

import numpy as np

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.stage1 import Stage1, solve_stage1
from numeric.theorem_1.margins import threshold
from numeric.theorem_1.slope import slope
from proofs_check.output.latex.letters import verbatim
from proofs_check.output.latex.prose import prose
from proofs_check.output.latex.tables import short_names, table, table_row
from symbolic.language.notation import p_z
from symbolic.printing.latex import formula_latex

AGENTS = (10, 20, 40, 80, 160)
"""The populations of the table of margins."""


def numbers(economy: Economy) -> tuple[str, ...]:
    """Return the LaTeX of the tables."""
    stage1 = solve_stage1(economy)
    parts = ["\\subsection{Numbers}\n", _first_stage(economy, stage1)]
    positive = min(economy.mechanism.kappa) > 0  # otherwise no trade is an equilibrium
    if positive:
        parts.append(_competitive(economy))
    if positive and stage1.separating and len(economy.types) > 1:
        parts += [_slope(economy), _margins(economy)]
    return tuple(parts)


def _number(value: float) -> str:
    return f"{value:.6f}" if np.isfinite(value) else "--"


def _first_stage(economy: Economy, stage1: Stage1) -> str:
    types = short_names("type", economy.types)
    head = ["type", "offer, first good", "offer, second good", "consumption", "$I(x)$"]
    rows = []
    for i, name in enumerate(types):
        low, high = (_number(v) for v in stage1.intervals[i])
        values = [_number(v) for v in (*stage1.offers[i], stage1.consumption[i])]
        rows.append(table_row(verbatim(name), [*values, f"$[{low}, {high}]$"]))
    return (
        r"Computed in floating point, rounded to six decimals. The best offers $\alpha^{*}(x)$ of "
        "the inactive, their consumption of the first good, and the consumption that is read as "
        "the type's (7):\n" + table(head, rows, types, ())
    )


def _competitive(economy: Economy) -> str:
    competitive = solve_competitive(economy)
    states, types = short_names("state", economy.states), short_names("type", economy.types)
    rows = [
        table_row(
            verbatim(s),
            [_number(v) for v in (competitive.price[i], *competitive.allocations[i, :, 0])],
        )
        for i, s in enumerate(states)
    ]
    return (
        f"Competitive equilibrium in each known state: the price ${formula_latex(p_z)}$ and the "
        "consumption of the first good by type.\n"
        + table(["state", "price", *map(verbatim, types)], rows, states, types)
    )


def _slope(economy: Economy) -> str:
    types, found = short_names("type", economy.types), slope(economy)
    rows = [
        table_row(verbatim(t), ["--" if i == j else _number(v) for j, v in enumerate(row)])
        for (i, t), row in zip(enumerate(types), found.values, strict=True)
    ]
    return (
        "What a type (row) gains by the offer of another one (column) if active is this number "
        f"divided by $M$, up to terms of smaller order, {prose(found.status)}.\n"
        + table(["type", *map(verbatim, types)], rows, types, types)
    )


def _margins(economy: Economy) -> str:
    found = threshold(economy, AGENTS)
    types = short_names("type", economy.types)
    rows = []
    for m in found.margins:
        verdict = {True: "yes", False: "no", None: "undecided"}[m.holds]
        x, other = m.binding
        binding = f"{verbatim(types[x])} as {verbatim(types[other])}"
        rows.append(
            table_row(f"${m.agents}$", [f"${m.active}$", f"${m.margin:.3e}$", verdict, binding])
        )
    tail = found.tail
    beyond = (
        rf"From $N = {tail.start}$ on it should stay one ({tail.evidence.lower()}: "
        rf"{prose(tail.detail)})."
        if tail.start is not None
        else prose(tail.detail[:1].upper() + tail.detail[1:]) + "."
    )
    head = ["$N$", "$M$", "margin", "equilibrium", "who gains most"]
    return (
        "The margin of Theorem 1, cost less gain of the best deviation: the candidate is an "
        "equilibrium where it is positive.\n"
        + table(head, rows, ("N",), ())
        + beyond
        + r" \texttt{twostage threshold} finds every $N$ at which it is none, and with "
        r"\texttt{--certify} the $\bar{N}$ of the theorem." + "\n"
    )
