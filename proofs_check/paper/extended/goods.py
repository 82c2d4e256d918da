r"""Trading posts of two goods against cash, against payoffs and budgets written by hand.

Slopes of payoffs are differences of thirty digits.

Conventions: three types, two goods and cash; no two numbers that could be exchanged are equal.

Paper: section 6, K + 1 goods; section 2.2, (3).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import log
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from numeric.goods.economy import GoodsEconomy, goods_economy
from numeric.goods.market import conditions, solve_posts, totals
from numeric.goods.search import consumption
from proofs_check.claims.checks import Check, Exact, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.largest import largest

Array = NDArray[np.float64]
F = Fraction
SHARES, ENDOWMENT = (F(1, 2), F(1, 3), F(1, 6)), (F(6, 5), F(8, 5))
KAPPA = ((F(1, 20), F(1, 15)), (F(1, 12), F(1, 30)))
TASTES = ((F(3, 5), F(1, 8)), (F(1, 4), F(5, 9)), (F(1, 3), F(2, 7)))
MONEY = {F(3, 10): (F(1, 18), F(2, 35), F(1, 9)), F(9, 2): (F(1, 3), F(2, 5), F(3, 10))}
"""Tastes for cash, by how much of it there is: where there is little and it is liked little, it binds."""
AGENTS, DIGITS = 6, 30


@cache
def posts(cash: Fraction) -> GoodsEconomy:
    """Return the economy with so much cash: with little of it some types spend all."""
    return goods_economy(
        {
            "goods": ["first", "second"],
            "shares": SHARES,
            "endowment": ENDOWMENT,
            "cash": cash,
            "kappa": KAPPA,
            "utility": "A*log(q1) + B*log(q2) + C*log(m)",
            "parameters": {
                "A": [t[0] for t in TASTES],
                "B": [t[1] for t in TASTES],
                "C": MONEY[cash],
            },
        }
    )


def weights(x: int, cash: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Return the tastes of a type for both goods and cash."""
    return (*TASTES[x], MONEY[cash][x])


def utility(x: int, cash: Fraction, bundle: Sequence[Any], logarithm: Any = log) -> Any:
    """Return the utility of a type: a number of the logarithm's kind."""
    tastes = weights(x, cash)
    return sum(
        logarithm(c) * w.numerator / w.denominator for w, c in zip(tastes, bundle, strict=True)
    )


def consumed(cash: Fraction, offers: Sequence[Any], totals_: Sequence[Any]) -> list[Any]:
    """Return what (3) leaves at each post, of offers and totals b_q, b_m of the first post, then the second."""
    kept = []
    money = mpmath.mpf(cash.numerator) / cash.denominator
    for k in (0, 1):
        price = totals_[2 * k + 1] / totals_[2 * k]
        own = mpmath.mpf(ENDOWMENT[k].numerator) / ENDOWMENT[k].denominator
        kept.append(own - offers[2 * k] + offers[2 * k + 1] / price)
        money = money - offers[2 * k + 1] + price * offers[2 * k]
    return [*kept, money]


def payoff(x: int, cash: Fraction, offers: Sequence[Any], others: Sequence[Any]) -> Any:
    """Return the payoff of an offer against what all others offer."""
    met = [a + b for a, b in zip(offers, others, strict=True)]
    return utility(x, cash, consumed(cash, offers, met), mpmath.log)


def _slopes(x: int, cash: Fraction, offers: Sequence[float], others: Sequence[Any]) -> list[Any]:
    """Return the payoff's slopes in the four offers, by differences of thirty digits."""
    step, slopes = mpmath.mpf(10) ** -10, []
    for i in range(4):
        ends = []
        for s in (step, -step):
            moved = [mpmath.mpf(float(b)) + s * (i == j) for j, b in enumerate(offers)]
            ends.append(payoff(x, cash, moved, others))
        slopes.append((ends[0] - ends[1]) / (2 * step))
    return slopes


def _offered(offers: Array, agents: int) -> list[Any]:
    """Return all that is offered, with κ, by post and good."""
    return [
        agents * mpmath.mpf(KAPPA[k][i].numerator) / KAPPA[k][i].denominator
        + sum(agents * s.numerator * mpmath.mpf(float(offers[x, k, i])) / s.denominator
              for x, s in enumerate(SHARES))
        for k in (0, 1)
        for i in (0, 1)
    ]  # fmt: skip


def _kept(
    agents: int, cash: Fraction, offers: Array, x: int
) -> tuple[list[Any], list[Any], list[Any]]:
    """Return what a type consumes, what the others offer, and its marginal utilities."""
    total = _offered(offers, agents)
    own = [mpmath.mpf(float(b)) for b in offers[x].ravel()]
    kept = consumed(cash, own, total)
    tastes = weights(x, cash)
    marginal = [w.numerator / (c * w.denominator) for w, c in zip(tastes, kept, strict=True)]
    return kept, [t - b for t, b in zip(total, own, strict=True)], marginal


def _gaps(cash: Fraction, offers: Array, multiplier: Array) -> float:
    """Return by how much slopes, cash and bundles of one-sided offers differ from those by hand."""
    economy, worst = posts(cash), 0.0
    slopes, left, bundle = conditions(economy, AGENTS, economy.held, offers, multiplier)
    total = totals(economy, AGENTS, offers)
    worst = gap(total.ravel(), list(map(float, _offered(offers, AGENTS))))
    worst = largest(
        worst, gap(consumption(economy.held, offers, total[:, 1] / total[:, 0]), bundle)
    )
    worst = largest(
        worst, gap(economy.value(bundle), [utility(x, cash, bundle[x]) for x in range(3)])
    )
    for x in range(3):
        kept, others, marginal = _kept(AGENTS, cash, offers, x)
        worst = largest(worst, gap(bundle[x], list(map(float, kept))))
        worst = largest(worst, gap(economy.marginal(bundle)[x], list(map(float, marginal))))
        spent = float(offers[x, 0, 1] + offers[x, 1, 1]) / float(cash)
        worst = largest(worst, gap(left[x], 1 - spent))
        steep = _slopes(x, cash, offers[x].ravel(), others)
        for k in (0, 1):
            if offers[x, k, 1] == 0:
                worst = largest(worst, gap(slopes[x, k, 0], float(steep[2 * k] / marginal[k])))
            if offers[x, k, 0] == 0:
                bought = float(steep[2 * k + 1] / marginal[2]) - multiplier[x]
                worst = largest(worst, gap(slopes[x, k, 1], bought))
    return worst


def _unsettled(cash: Fraction, offers: Array, multiplier: Array) -> float:
    """Return by how much offers violate what the concave program of a best response asks."""
    worst = 0.0
    for x in range(3):
        _, others, marginal = _kept(AGENTS, cash, offers, x)
        steep = _slopes(x, cash, offers[x].ravel(), others)
        rest = 1 - float(offers[x, 0, 1] + offers[x, 1, 1]) / float(cash)
        worst = largest(worst, -rest, min(rest, multiplier[x]), -multiplier[x])
        for k in (0, 1):
            relative = (
                float(steep[2 * k] / marginal[k]),
                float(steep[2 * k + 1] / marginal[2]) - multiplier[x],
            )
            for b, s in zip(offers[x, k].tolist(), relative, strict=True):
                worst = largest(worst, abs(s) if b > 0 else s, -b)
    return worst


def rounds(parameters: Parameters) -> Outcome:
    """Conditions at offers that are no equilibrium, and equilibria where cash binds and where it does not."""
    factor, worst, right = float(F(str(parameters["offers"]))), 0.0, True
    sides = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [1, 0]]])
    drawn = np.random.default_rng(3).uniform(0.02, 0.06, size=(3, 2, 2)) * sides
    with mpmath.workdps(DIGITS):
        for cash in (F(3, 10), F(9, 2)):
            worst = largest(worst, _gaps(cash, drawn, np.array([0.3, 0.1, 0.7])))
            found = solve_posts(posts(cash), AGENTS)
            if not found.solved:
                return sampled(False, f"with cash {cash}: {found.status}")
            right &= bool(found.multiplier.max() > 0) == (cash < 1) and found.agents == AGENTS
            right &= bool(0 <= found.gain <= 1e-9 and found.residual <= 1e-9)
            worst = largest(worst, _gaps(cash, found.offers, found.multiplier))
            worst = largest(worst, _unsettled(cash, found.offers * factor, found.multiplier))
            total = np.array(_offered(found.offers, AGENTS), dtype=float).reshape(2, 2)
            worst = largest(worst, gap(found.price, total[:, 1] / total[:, 0]))
            kept = [[float(c) for c in _kept(AGENTS, cash, found.offers, x)[0]] for x in range(3)]
            worst = largest(worst, gap(found.bundles, kept))
    told = (
        f"largest gap {worst:.1e}" if right else "residuals, gains or multipliers are not as said"
    )
    return sampled(worst < 2e-9 and right, told)


CHECKS: dict[str, Check] = {"sec-6.posts-by-hand": Exact(rounds, corners=("cash that binds",))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.posts-by-hand",
        "a round of trading posts: slopes of payoffs, what binds, and no offer that is better",
        "section 6, K + 1 goods; (14) post by post",
        r"\frac{u_k}{p_k}\frac{M_{k,-}}{M_k} - u_m - \lambda \le 0 \perp b_m^k,\quad "
        r"u_m p_k \frac{Q_{k,-}}{Q_k} - u_k \le 0 \perp b_q^k,\quad \sum_k b_m^k \le \bar m \perp \lambda",
        "offers",
    ),
)
