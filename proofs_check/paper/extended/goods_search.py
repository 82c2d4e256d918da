r"""The direct search for better offers at all posts.

What the search finds is compared with the best offer by another method, where cash is left and where
all of it is spent.

Paper: section 6, K + 1 goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from math import inf, log

import mpmath
import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from numeric.goods.economy import goods_economy
from numeric.goods.market import Posts, _fischer_burmeister, _judged, solve_posts, totals
from numeric.goods.search import better_offer
from proofs_check.claims.checks import Check, Exact, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.extended.goods import (
    AGENTS,
    ENDOWMENT,
    MONEY,
    TASTES,
    consumed,
    payoff,
    posts,
    utility,
)
from proofs_check.paper.shared.largest import largest

Array = NDArray[np.float64]
F = Fraction
LAST = sp.Symbol("m", real=True)
"""Cash in utilities."""


STEEP = goods_economy(
    {
        "goods": ["bread", "wine"], "types": ["a", "b"], "shares": ["2/5", "3/5"],
        "endowment": ["6/5", "8/5"], "cash": "3/2", "kappa": [["3/50", "1/15"], ["2/25", "1/15"]],
        "utility": "-a1/q1 - a2/q2 - 1/m",
        "parameters": {"a1": ["3/5", "7/4"], "a2": ["5/4", "4/5"]},
    }
)  # fmt: skip
"""Its utility is without bound just below zero consumption, where no offer leads but rounding may."""


@cache
def _solved(cash: Fraction) -> Posts:
    """Return the equilibrium with so much cash."""
    return solve_posts(posts(cash), AGENTS)


def _best(cash: Fraction, x: int, others: Sequence[float]) -> float:
    """Return the greatest payoff of a type over the four ways to sell or buy at the posts, its cash paid in advance."""
    top, best = [1.2, float(cash), 1.6, float(cash)], -inf

    def lost(b: Array) -> float:
        kept = consumed(cash, b.tolist(), [u + v for u, v in zip(b, others, strict=True)])
        return -float(utility(x, cash, kept, mpmath.log)) if min(kept) > 0 else 1e3

    for sides in product((0, 1), (2, 3)):
        found = minimize(
            lost,
            [0.1 * t * (i in sides) for i, t in enumerate(top)],
            bounds=[(0, t * (i in sides)) for i, t in enumerate(top)],
            constraints={"type": "ineq", "fun": lambda b: float(cash) - b[1] - b[3]},
            method="SLSQP",
            options={"ftol": 1e-13},
        )
        best = max(best, -found.fun)
    return best


def searched(parameters: Parameters) -> Outcome:
    """The direct search finds what a better offer adds, and no more, within the cash that is held."""
    factor, worst = float(F(str(parameters["gain"]))), 0.0
    for cash, x, own in ((F(9, 2), 0, 0.4), (F(9, 2), 0, 1.4), (F(3, 10), 1, 0.5)):
        economy = posts(cash)
        moved = np.array([own, own, 0.7])  # less than is best, or more
        offers = _solved(cash).offers * moved[:, None, None]
        total = totals(economy, AGENTS, offers)
        others = (total - offers[x]).ravel().tolist()
        at = float(payoff(x, cash, offers[x].ravel().tolist(), others))
        gain = better_offer(economy, economy.held, offers, total, x)
        exact = _best(cash, x, others) - at
        worst = largest(worst, gain * factor - exact, exact - 1.002 * gain * factor)
    gain, exact = _of_everybody()
    worst = largest(worst, gain * factor - exact, exact - 1.002 * gain * factor)
    gain, exact = _all_spent()
    worst = largest(worst, gain * factor - exact, exact - 1.002 * gain * factor)
    worst = largest(worst, _units())
    worst = largest(worst, 1e5 * _zero_exactly(), 10 * _steep())
    return sampled(worst < 1e-7, f"largest gap {worst:.1e}")


def _of_everybody() -> tuple[float, float]:
    """Return what is told to be gained by better offers, and the most that any type gains.

    Infinity where offers that are not best are called solved.
    """
    cash, economy = F(9, 2), posts(F(9, 2))
    found = _solved(cash)
    offers = found.offers * np.array([1.0, 0.6, 0.9])[:, None, None]
    total = totals(economy, AGENTS, offers)
    told = _judged(economy, AGENTS, economy.held, offers, found.multiplier, 0.0)
    exact = []
    for x in range(len(offers)):
        others = (total - offers[x]).ravel().tolist()
        exact.append(_best(cash, x, others) - float(payoff(x, cash, offers[x].ravel(), others)))
    right = not told.solved and np.isnan(told.offers).all() and np.isnan(told.bundles).all()
    return (told.gain if right and max(exact) > 2 * min(exact) else inf), max(exact)


def _units() -> float:
    """Return by how much what is offered differs where cash, or a good, is counted in other units."""
    known, worst = _solved(F(3, 10)), 0.0
    for good, unit in ((0, F(1, 10**6)), (2, F(10**6))):
        units = [unit if k == good else F(1) for k in range(3)]
        economy = posts(F(3, 10))
        other = replace(
            economy,
            endowment=tuple(e * u for e, u in zip(economy.endowment, units, strict=False)),
            cash=economy.cash * units[2],
            kappa=tuple(
                (q * u, m * units[2]) for (q, m), u in zip(economy.kappa, units, strict=False)
            ),
        )
        found = solve_posts(other, AGENTS)
        scale = np.array([[[float(u), float(units[2])] for u in units[:2]]])
        worst = largest(worst, gap(found.offers / scale, known.offers))
        worst = largest(worst, gap(found.multiplier, known.multiplier))
    return worst


def _all_spent() -> tuple[float, float]:
    """Return what the search adds where all cash is spent on both goods, and what the best division of it adds."""
    cash, others = F(3, 10), np.array([[3.0, 0.4], [2.0, 0.5]])
    economy = replace(posts(cash), utility=posts(cash).utility.subs(sp.log(LAST), LAST))
    offers = np.zeros((3, 2, 2))
    gain = better_offer(economy, economy.held, offers, others, 0)

    def utility_of(spent: float) -> float:
        value = 0.0
        for k, b in enumerate((spent, float(cash) - spent)):
            price = (others[k, 1] + b) / others[k, 0]
            value += float(TASTES[0][k]) * log(float(ENDOWMENT[k]) + b / price)
        return value

    best = minimize_scalar(
        lambda v: -utility_of(v), bounds=(0, 0.3), method="bounded", options={"xatol": 1e-9}
    )
    held = sum(float(t) * log(float(e)) for t, e in zip(TASTES[0], ENDOWMENT, strict=True))
    return gain, -float(best.fun) - held - float(MONEY[cash][0] * cash)


def _steep() -> float:
    """Return what the search finds at an equilibrium beyond which utility is without bound."""
    found = solve_posts(STEEP, 40)
    return largest(float(not found.solved), found.gain)


def _zero_exactly() -> float:
    """Return how far the function that is zero where one of two numbers is, none negative, is off."""
    a, b = np.array([0.3, 0.0, -0.2]), np.array([0.0, 0.7, 0.5])
    return gap(_fischer_burmeister(a, b), np.array([0.0, 0.0, 0.3 - 0.29**0.5]))


CHECKS: dict[str, Check] = {
    "sec-6.posts-search": Exact(searched, corners=("cash that binds", "all cash spent"))
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.posts-search",
        "the direct search over offers at all posts finds what a better one adds, and no more",
        "section 6, K + 1 goods",
        r"\sup_{b \in \mathcal O}\bigl[U_x(b) - U_x(\beta(x))\bigr]",
        "gain",
    ),
)
