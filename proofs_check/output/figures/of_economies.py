r"""The figures of one economy: stage 1 with its intervals, the branches g and h, convergence, margins.

Conventions: each function computes and returns data; nothing here draws.  Amounts are in units of
the goods, utilities in utils.

Paper: figure 1 and section 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.regularity import established
from numeric.probability.posterior import type_posterior
from numeric.stage1 import inactive_price, solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.status import NotSolved
from numeric.theorem_1.margins import losses, threshold
from numeric.theorem_3.efficiency import CONFIDENCE, efficiency
from proofs_check.output.figures.data import Figure, Panel, Series, series

Array = NDArray[np.float64]
KINDS = {
    "stage1": "the payoff of an inactive agent and the intervals of beliefs",
    "payoffs": "the two branches g and h of the payoff at stage 2, with their maxima",
    "convergence": "offers and prices of stage 2 tending to the competitive ones",
    "margin": "the margin of Theorem 1 against the number of agents",
    "loss": "the distribution of the ex post loss of Theorem 3",
}


def _required(solved: bool, status: str) -> None:
    """Go on where something is solved.

    Raises:
        ArithmeticError: It is not; the message is the status.
    """
    if not solved:
        raise NotSolved("", status)


def stage1_figure(economy: Economy) -> Figure:
    r"""Show for every type what it loses by consuming another amount than :math:`q_1(\alpha^*(x))`.

    The intervals I(x) are marked.
    """
    _required(solve_stage1(economy).solved, solve_stage1(economy).status)
    solved, k = solve_stage1(economy), formulas_of(economy)
    e, price = economy.floats.endowment, inactive_price(economy)
    q = np.linspace(0.02, 1.98, 400) * e[0]
    own = type_posterior(economy)
    lines, marks = [], []
    for x, name in enumerate(economy.types):
        value = k.partial((0, 0), q, 2 * e[1] - price * q, x) @ own[x]
        best = float(
            k.partial((0, 0), solved.consumption[x], 2 * e[1] - price * solved.consumption[x], x)
            @ own[x]
        )
        shown = best - value < 0.15 * max(best - float(np.nanmin(value)), 1e-300)
        lines.append(series(name, "line", q[shown], value[shown] - best, user=True))
        marks.append(series("", "marks", [solved.consumption[x]], [0.0]))
    inner = tuple(sorted({float(v) for v in solved.intervals.ravel() if 0 < v < 2 * e[0]}))
    pairs = tuple(s for pair in zip(lines, marks, strict=True) for s in pair)
    panel = Panel(
        "consumption $q_1$ of the first good, units",
        "$G_x$ less its maximum, utils",
        pairs,
        boundaries=inner,
    )
    caption = (
        "Payoff of an inactive agent of each type, less its maximum at $\\alpha^*(x)$ "
        "(diamonds).  Dotted lines separate the intervals $I(x)$."
    )
    return Figure("stage1", f"Stage 1: {economy.name}", caption, (panel,))


def payoffs_figure(economy: Economy, configuration: Sequence[int]) -> Figure:
    r"""Show g and h against the others' equilibrium offers on one axis.

    Offers of the second good are to the left, of the first to the right.

    Paper: equations (17)-(20).
    """
    solved, k, e = (
        solve_stage2(economy, [configuration]),
        formulas_of(economy),
        economy.floats.endowment,
    )
    _required(bool(solved.solved[0]), str(solved.status[0]))
    panels = []
    for x, name in enumerate(economy.types):
        minus = solved.totals[0] - solved.offers[0, x] * (configuration[x] > 0)
        reach = 3 * max(float(solved.offers[0].max()), 0.02 * float(e.min()))
        sold, bought = (
            np.linspace(0, min(reach, 0.9 * e[0]), 160),
            np.linspace(0, min(reach, 0.9 * e[1]), 160),
        )
        g, h = (
            f(b, minus[0], minus[1], solved.posterior[0], x)
            for f, b in ((k.g, sold), (k.h, bought))
        )
        b, base = solved.offers[0, x], float(g[0])
        best = (
            k.g(b[0], minus[0], minus[1], solved.posterior[0], x)
            if b[0] > 0
            else k.h(b[1], minus[0], minus[1], solved.posterior[0], x)
        )
        lines = (
            series("$g(b_q)$", "line", sold, g - base),
            series("$h(b_r)$", "line", -bought, h - base),
        )
        mark = series("best response", "marks", [b[0] - b[1]], [float(best) - base])
        panels.append(
            Panel(
                "offers $b_r$ (left), $b_q$ (right), units",
                "payoff less that of no trade, utils",
                (*lines, mark),
                boundaries=(0.0,),
                title=name,
            )
        )
    counts = ", ".join(map(str, configuration))
    caption = "At a zero offer one branch rises and the other falls, equation (20)" + (
        "; each is strictly concave, so the best response (diamond) is unique."
        if established(economy)
        else ".  The diamond is the best of all offers."
    )
    return Figure(
        "payoffs",
        f"Stage 2 at the configuration ({counts}): {economy.name}",
        caption,
        tuple(panels),
    )


def convergence_figure(economy: Economy, sizes: Iterable[int] | None = None) -> Figure:
    r"""Show how far :math:`\beta^\sigma` and its price are from :math:`\beta^z` and :math:`p^z` as M grows.

    The line 1/M is shown for comparison.

    Paper: Proposition 2.
    """
    competitive = solve_competitive(economy)
    _required(competitive.solved, competitive.status)
    sizes_ = np.array(list(sizes) if sizes is not None else [2**k for k in range(4, 21)])
    offers, prices = [], []
    for M in sizes_:
        rows = np.array([_nearest(mu, int(M)) for mu in economy.floats.signal])
        found = solve_stage2(economy, rows)
        offers.append(np.abs(found.offers - competitive.offers).max(axis=(1, 2)))
        prices.append(np.abs(found.price - competitive.price))
    panels = []
    for gaps, what in (
        (np.array(offers), r"largest $|\beta^\sigma - \beta^z|$, units"),
        (np.array(prices), "$|R/Q - p^z|$"),
    ):
        lines: list[Series] = [
            series(state, "points", sizes_, gaps[:, z], user=True)
            for z, state in enumerate(economy.states)
        ]
        lines.append(
            series("proportional to $1/M$", "dashed", sizes_, gaps[-1].max() * sizes_[-1] / sizes_)
        )
        panels.append(Panel("active agents $M$", what, tuple(lines), log_x=True, log_y=True))
    caption = (
        "Distance of stage-2 offers and prices to the competitive ones along configurations "
        "with shares nearest to $\\mu_z$, state by state."
    )
    return Figure("convergence", f"Proposition 2: {economy.name}", caption, tuple(panels))


def _nearest(shares: Array, total: int) -> Array:
    """Round shares to counts that sum to the total, the largest remainders upwards."""
    counts = np.floor(shares * total)
    order = np.argsort(counts - shares * total, kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts


def margin_figure(economy: Economy, agents: Iterable[int]) -> Figure:
    """Show the margin of Theorem 1, its limit, and every N at which the candidate fails.

    Raises:
        ValueError: No N is given.
        ArithmeticError: α* is not separating, or no margin is decided.

    Paper: Theorem 1; equation (22).
    """
    _required(solve_stage1(economy).separating, solve_stage1(economy).status)
    found = threshold(economy, agents)
    _required(any(m.holds is not None for m in found.margins), found.status)
    N = [m.agents for m in found.margins]
    loss = losses(economy, solve_stage1(economy))
    limit = float(economy.mechanism.eta) * float(loss[~np.eye(len(loss), dtype=bool)].min())
    failed = [m for m in found.margins if m.holds is False]
    lines = [series("margin", "line", N, [m.margin for m in found.margins])]
    if failed:
        lines.append(
            series(
                "candidate fails",
                "failures",
                [m.agents for m in failed],
                [m.margin for m in failed],
            )
        )
    lines.append(series("limit", "dashed", [N[0], N[-1]], [limit, limit]))
    panel = Panel(
        "agents $N$",
        "smallest cost less gain, utils",
        tuple(lines),
        log_x=N[-1] > 20 * N[0],
        zero=True,
    )
    caption = (
        "The candidate of Theorem 1 is an equilibrium at $N$ exactly where the margin is at "
        "least zero; it need not be monotone in $N$."
    )
    return Figure("margin", f"Theorem 1: {economy.name}", caption, (panel,))


def loss_figure(economy: Economy, agents: int) -> Figure:
    r"""Show P(t* <= t) in every state: the distribution of the ex post loss of Theorem 3.

    Paper: (12)-(13).
    """
    found = efficiency(economy, agents)
    _required(found.status.solved, found.status)
    lines: list[Series] = []
    for name, state in zip(economy.states, found.states, strict=True):
        total = np.cumsum(state.weights)
        keep = np.unique(np.searchsorted(total, np.linspace(0, 1, 400) * total[-1] * (1 - 1e-12)))
        lines.append(series(name, "steps", state.losses[keep], total[keep], user=True))
    panel = Panel("$t$, utils", "$P(t^* \\leq t)$", tuple(lines), boundaries=(found.epsilon,))
    caption = (
        "Distribution of the largest amount of utility that everybody could be given ex post, at "
        f"$N$ = {agents}, by state.  The dotted line is the least "
        "$\\varepsilon$ for which the outcome is ex post $\\varepsilon$-efficient."
    )
    if found.statistical:
        low, high = found.epsilon_bounds
        caption += (
            f"  It is statistical, from {found.states[0].draws} draws a state: with "
            f"{100 * CONFIDENCE:g} % confidence that $\\varepsilon$ lies between {low:.4g} and {high:.4g}."
        )
    return Figure("loss", f"Theorem 3: {economy.name}", caption, (panel,))
