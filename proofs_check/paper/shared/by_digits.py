r"""The conditions of stage 2 at a price, written by hand: the other side of claims on balls.

Derivatives are differences of forty digits, offers and totals are bisected; nothing of ``symbolic``
or ``numeric`` is used but the economy's own utility.

Conventions: ``weights`` are the belief over states; signed offers are positive where the first good
is sold.

Paper: (16)-(20), (11), (5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import Any

import mpmath
from scipy.optimize import brentq

from numeric.economy.economy import Economy
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.by_hand import Belief
from proofs_check.paper.shared.slow import data_of

Number = Any
Pair = tuple[Number, Number]
DIGITS = 40


def number(value: Any) -> Number:
    """Return a number of many digits."""
    exact = Fraction(value)
    return mpmath.mpf(exact.numerator) / exact.denominator


def fraction(value: Any) -> Fraction:
    """Return a number of many digits as a fraction."""
    sign, mantissa, exponent, _ = mpmath.mpf(value)._mpf_
    return Fraction(-1 if sign else 1) * int(mantissa) * Fraction(2) ** int(exponent)


def expected(
    economy: Economy, x: int, weights: Sequence[Any], bundle: Pair, order: tuple[int, int] = (0, 0)
) -> Number:
    """Return the expectation of a partial derivative of u."""
    return _expected(economy, x, tuple(weights), *bundle, order, mpmath.mp.prec)


@lru_cache(maxsize=256, typed=True)
def _expected(
    economy: Economy, x: int, weights: tuple[Any, ...], first: Number, second: Number,
    order: tuple[int, int], _precision: int,
) -> Number:  # fmt: skip
    """Return it at the precision that is set; slopes of a condition and of its limit ask at the same bundles."""
    u, bundle = data_of(economy).u, (first, second)
    return sum(
        number(w) * (mpmath.diff(lambda a, b, z=z: u(a, b, x, z), bundle, order) if any(order)
                     else u(*bundle, x, z))
        for z, w in enumerate(weights) if w
    )  # fmt: skip


def endowment(economy: Economy) -> Pair:
    """Return the endowment."""
    first, second = economy.environment.endowment
    return number(first), number(second)


def at_price(
    economy: Economy, x: int, weights: Sequence[Any], good: int, b: Any, p: Any, total: Any = None
) -> Number:
    """Return gain less cost of offering more of a good at a price, with a total or as a price-taker."""
    q_bar, r_bar = endowment(economy)
    share = 1 if total is None else 1 - b / total
    if good == 0:
        bundle = q_bar - b, r_bar + p * b
        gain, cost = expected(economy, x, weights, bundle, (0, 1)) * p, (1, 0)
    else:
        bundle = q_bar + b / p, r_bar - b
        gain, cost = expected(economy, x, weights, bundle, (1, 0)) / p, (0, 1)
    return gain * share - expected(economy, x, weights, bundle, cost)


def signed_condition(
    economy: Economy, x: int, weights: Sequence[Any], s: Any, Q: Any, R: Any, selling: bool
) -> Number:
    """Return the seller's condition of a signed offer, or minus R/Q times the buyer's."""
    if selling:
        return at_price(economy, x, weights, 0, s, R / Q, Q)
    return -R / Q * at_price(economy, x, weights, 1, -s, R / Q, R)


def slopes(function: Callable[..., Number], at: Sequence[Any]) -> list[Number]:
    """Return the derivatives of a function in each of its arguments."""
    point = tuple(map(number, at))
    return [
        mpmath.diff(function, point, tuple(int(i == j) for j in range(len(point))))
        for i in range(len(point))
    ]


def offer_at(
    economy: Economy, x: int, belief: Belief, good: int, p: float, total: float = inf
) -> float:
    """Return the offer of one good at a price and a total, zero on the other side; by bisection."""
    own, other = (by_hand.endowment(economy)[i] for i in (good, 1 - good))
    rate = p if good == 0 else 1 / p

    def condition(b: float) -> float:
        kept, bought = own - b, other + rate * b
        bundle = (kept, bought) if good == 0 else (bought, kept)
        gain = by_hand.slope(economy, bundle, x, belief, 1 - good) * rate * (1 - b / total)
        return gain - by_hand.slope(economy, bundle, x, belief, good)

    return _root(condition, 0.0, own * (1 - 1e-15)) if condition(0.0) > 0 else 0.0


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function is zero, to the last bits."""
    return float(brentq(function, low, high, xtol=1e-16, rtol=1e-15))


def section(
    economy: Economy, counts: Sequence[float], belief: Belief, good: int, p: float
) -> tuple[list[float], float]:
    """Return the offers of one good at a price, and their total, by bisection in the total."""
    base = sum(counts) * float(economy.mechanism.kappa[good])

    def offers(total: float) -> list[float]:
        return [offer_at(economy, x, belief, good, p, total) for x in range(len(counts))]

    def excess(total: float) -> float:
        return base + sum(n * b for n, b in zip(counts, offers(total), strict=True)) - total

    most = base + sum(counts) * by_hand.endowment(economy)[good]
    total = _root(excess, base, most)
    return offers(total), total
