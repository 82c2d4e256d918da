r"""Competitive prices of two goods against cash, and what allocations lose, in fractions and by duality.

With logarithms expenditures are shares of wealth, so that prices solve linear equations; Debreu's
coefficient is the greatest ratio over prices of what utilities cost to what resources are worth.

Paper: section 5, (12) and (13); section 6, K + 1 goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from numeric.goods.compare import compare_goods
from numeric.goods.market import solve_posts
from numeric.goods.welfare import coefficient, competitive, welfare
from proofs_check.claims.checks import Check, Exact, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.extended.goods import (
    AGENTS,
    ENDOWMENT,
    KAPPA,
    SHARES,
    posts,
    utility,
    weights,
)
from proofs_check.paper.shared.largest import largest

Array = NDArray[np.float64]
F = Fraction


def _prices(cash: Fraction, kappa: bool) -> list[Fraction]:
    """Return the prices at which markets clear, by Cramer's rule, since expenditures are shares of wealth."""
    rows, right = [], []
    for k in (0, 1):
        spent = F(0)
        for x, share in enumerate(SHARES):
            spent += share * weights(x, cash)[k] / sum(weights(x, cash))
        q, m = KAPPA[k] if kappa else (F(0), F(0))
        own = [spent * e for e in ENDOWMENT]
        own[k] -= ENDOWMENT[k] + q
        rows.append(own)
        right.append(-m - spent * cash)
    (a, b), (c, d) = rows
    return [
        (right[0] * d - b * right[1]) / (a * d - b * c),
        (a * right[1] - c * right[0]) / (a * d - b * c),
    ]


def _cost(x: int, cash: Fraction, aim: float, prices: Sequence[float]) -> float:
    """Return what a utility costs at prices of both goods and cash."""
    tastes = [float(w) for w in weights(x, cash)]
    total = sum(tastes)
    logs = aim - sum(w * log(w / (total * v)) for w, v in zip(tastes, prices, strict=True))
    return exp(logs / total)


def _coefficient(cash: Fraction, bundles: Array, resources: Array) -> float:
    """Return the greatest ratio over prices of what the utilities of bundles cost to what resources are worth."""
    aims = [utility(x, cash, bundles[x]) for x in range(3)]

    def ratio(logs: Array) -> float:
        prices = [*map(exp, logs), 1.0]
        cost = sum(float(s) * _cost(x, cash, aims[x], prices) for x, s in enumerate(SHARES))
        return -cost / float(np.dot(prices, resources))

    return -float(minimize(ratio, [0.0, 0.0], method="BFGS", options={"gtol": 1e-7}).fun)


def benchmark(parameters: Parameters) -> Outcome:
    """Competitive prices and bundles in fractions, and losses of allocations by duality."""
    cash, factor, worst = F(3, 10), F(str(parameters["price"])), 0.0
    economy = posts(cash)
    for kappa in (True, False):
        found, prices = competitive(economy, kappa=kappa), _prices(cash, kappa)
        worst = largest(worst, gap(found.price, [float(p * factor) for p in prices]))
        wealth = sum((e * p for e, p in zip(ENDOWMENT, prices, strict=True)), cash)
        for x in range(3):
            tastes = weights(x, cash)
            bundle = [
                w / sum(tastes) * wealth / p for w, p in zip(tastes, (*prices, F(1)), strict=True)
            ]
            worst = largest(worst, gap(found.bundles[x], [float(c) for c in bundle]))
            bought = sum(
                (max(c - e, F(0)) * p for c, e, p in zip(bundle, ENDOWMENT, prices, strict=False)),
                F(0),
            )
            worst = largest(worst, gap(found.spent[x], float(bought / cash)))
    # In small units of each good.
    small = replace(
        economy,
        endowment=tuple(10**9 * e for e in ENDOWMENT),
        kappa=tuple((10**9 * q, m) for q, m in KAPPA),
    )
    wanted_prices = [float(p) for p in _prices(cash, True)]
    worst = largest(worst, gap(1e9 * competitive(small).price, wanted_prices))
    bundles = np.array([[1.9, 0.7, 0.21], [0.6, 2.9, 0.35], [1.1, 1.0, 0.3]])
    shares = np.array([float(s) for s in SHARES])
    used, brought = shares @ bundles, economy.held[0]
    measured = welfare(economy, bundles)
    larger = np.maximum(used, brought)
    wanted = [1 - _coefficient(cash, bundles, W) for W in (used, larger, brought)]
    worst = largest(
        worst, gap([measured.misallocation, measured.paper, measured.endowment], wanted)
    )
    worst = largest(worst, gap(measured.outlay, used - brought))
    worst = largest(worst, gap(measured.utility, [utility(x, cash, bundles[x]) for x in range(3)]))
    worst = max(
        worst,
        gap(coefficient(economy, 0.9 * bundles, used), _coefficient(cash, 0.9 * bundles, used)),
    )
    return sampled(worst < 1e-10 and bool((used != larger).any()), f"largest gap {worst:.1e}")


def table(parameters: Parameters) -> Outcome:
    """The rows of a table: each is the mechanism of its name, at its N, with its own losses."""
    cash = F(3, 10)
    economy = posts(cash)
    factor, worst = float(F(str(parameters["loss"]))), 0.0
    rows = compare_goods(economy, [AGENTS])
    names = [(row.mechanism, row.agents) for row in rows]
    each = [(name, AGENTS) for name in ("posts", "posts_two_rounds")]
    right = names == [("no_trade", None), *each, ("competitive_kappa", None), ("competitive", None)]
    first = solve_posts(economy, AGENTS)
    held = first.bundles
    second = solve_posts(economy, AGENTS, held)
    bundles = [
        economy.held, first.bundles, second.bundles,
        competitive(economy).bundles, competitive(economy, kappa=False).bundles,
    ]  # fmt: skip
    for row, bundle in zip(rows, bundles, strict=True):
        if row.welfare is None:
            return sampled(False, f"{row.mechanism}: {row.status}")
        total = np.array([float(s) for s in SHARES]) @ bundle
        lost = (1 - _coefficient(cash, bundle, total)) * factor
        worst = max(
            worst,
            abs(row.welfare.misallocation / lost - 1) if lost > 1e-6 else row.welfare.misallocation,
        )
    for row, found in ((rows[1], first), (rows[2], second)):
        worst = largest(worst, gap(row.price, found.price), gap(row.multiplier, found.multiplier))
    right &= bool(rows[1].status.solved and not rows[2].status.solved and rows[3].status.solved)
    told = f"largest gap {worst:.1e}" if right else "rows are not as said"
    return sampled(worst < 1e-7 and right, told)


CHECKS: dict[str, Check] = {
    "sec-6.posts-benchmark": Exact(benchmark, corners=("without exogenous offers",)),
    "sec-6.posts-table": Exact(table, corners=("cash that binds",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.posts-benchmark",
        "competitive prices of several goods, and Debreu's coefficient within three amounts of resources",
        "section 5, (12), (13); section 6",
        r"\sum_x s_x y_x^k = \kappa_q^k - \frac{\kappa_m^k}{p_k},\quad "
        r"\rho = \max_p \frac{\sum_x s_x e_x(p, \bar u_x)}{p \cdot W}",
        "price",
    ),
    stated(
        "sec-6.posts-table",
        "the table of one round, a second one, no trade and the competitive allocations",
        "section 6",
        r"1 - \rho(c_x)\ \text{for each mechanism and } N",
        "loss",
        depends_on=("sec-6.posts-by-hand", "sec-6.posts-benchmark"),
    ),
)
