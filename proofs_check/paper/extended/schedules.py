r"""Supply functions with private information, against projections and covariances in fractions.

Every trader's schedule must be the best reply to what its signal and the price tell of its cost: the
projection of the cost on both, from the covariances of normal variables.  Losses are expected
differences of quadratic surplus, with the efficient allocation projected on all signals.

Conventions: the coefficients that are computed are read as the fractions that they are in binary.

Paper: section 1, second paragraph, on Vives (2011); the equilibrium is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numeric.supply_functions import SupplyFunctions, supply_functions
from proofs_check.claims.checks import Check, Exact, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.stated import stated

F = Fraction
Vector = list[Fraction]


@dataclass(frozen=True)
class Market:
    """Exact numbers of a market: traders, demand, costs and their distribution."""

    traders: int
    demand: Fraction
    slope: Fraction
    curvature: Fraction
    mean: Fraction
    variance: Fraction
    noise: Fraction
    correlation: Fraction

    def solved(self) -> SupplyFunctions:
        """Return the equilibrium that is computed."""
        return supply_functions(
            self.traders,
            correlation=float(self.correlation),
            demand=float(self.demand),
            slope=float(self.slope),
            curvature=float(self.curvature),
            mean=float(self.mean),
            cost_variance=float(self.variance),
            noise_variance=float(self.noise),
        )

    def costs(self, i: int, j: int) -> Fraction:
        """Return the covariance of two traders' costs, which is that of a cost with the other's signal."""
        return self.variance * (F(1) if i == j else self.correlation)

    def signals(self, i: int, j: int) -> Fraction:
        """Return the covariance of two traders' signals."""
        return self.costs(i, j) + (self.noise if i == j else F(0))


MARKETS = (
    Market(3, F(10), F(3, 4), F(5, 4), F(2), F(7, 4), F(5, 8), F(1, 4)),
    Market(2, F(8), F(3, 2), F(1, 2), F(1), F(3), F(4), F(3, 4)),
    Market(4, F(5), F(1, 4), F(2), F(-1), F(1, 2), F(0), F(1, 8)),
    Market(3, F(6), F(1, 2), F(3, 4), F(1, 2), F(5, 4), F(1, 4), F(0)),
)
"""Few and many traders, weak and strong correlation, with and without noise."""
CLOSE = F(1, 10**12)


def _inverted(rows: list[Vector]) -> list[Vector]:
    """Return the inverse of a matrix by elimination."""
    n = len(rows)
    wide = [[*row, *(F(i == j) for j in range(n))] for i, row in enumerate(rows)]
    for i in range(n):
        k = next(k for k in range(i, n) if wide[k][i])
        wide[i], wide[k] = wide[k], wide[i]
        wide[i] = [v / wide[i][i] for v in wide[i]]
        for j in range(n):
            if j != i:
                wide[j] = [a - wide[j][i] * b for a, b in zip(wide[j], wide[i], strict=True)]
    return [row[n:] for row in wide]


def _best_reply(market: Market, b: Fraction, a: Fraction, c: Fraction) -> tuple[Fraction, ...]:
    r"""Return (b, a, c) of the best reply to schedules b - a s + c p of all others.

    With residual demand of slope -d the condition is p - d x - E[cost | s, p] - λx = 0.
    """
    n, beta = market.traders, market.slope
    d = 1 / (1 / beta + (n - 1) * c)
    # The price is (α - βnb + βa Σs) / (1 + βnc): it tells what the sum of signals tells.
    signals = range(n)
    own = market.signals(0, 0)
    sums = sum((market.signals(0, j) for j in signals), F(0))
    spread = sum((market.signals(i, j) for i in signals for j in signals), F(0))
    of_sum = sum((market.costs(0, j) for j in signals), F(0))
    (u, v), (_, w) = _inverted([[own, sums], [sums, spread]])
    on_own, on_sum = u * market.variance + v * of_sum, v * market.variance + w * of_sum
    # E[cost | s, Σs] = mean + on_own (s - mean) + on_sum (Σs - n mean), and Σs is linear in the price.
    rate = (1 + beta * n * c) / (beta * a)
    sum_at_zero = (beta * n * b - market.demand) / (beta * a)
    constant = market.mean * (1 - on_own - n * on_sum) + on_sum * sum_at_zero
    steep = d + market.curvature
    return -constant / steep, on_own / steep, (1 - on_sum * rate) / steep


def _losses(market: Market, b: Fraction, a: Fraction, c: Fraction) -> tuple[Fraction, Fraction]:
    """Return the two parts of what is lost a trader against the allocation that is efficient given all signals."""
    n, beta, lam = market.traders, market.slope, market.curvature
    signals = range(n)
    inverse = _inverted([[market.signals(i, j) for j in signals] for i in signals])
    told = [
        [
            sum((market.costs(i, k) * inverse[k][j] for k in signals), F(0))
            for j in signals
        ]
        for i in signals
    ]  # fmt: skip
    # Quantities as vectors (at the mean of all signals, coefficients of the signals' deviations).
    price = [(market.demand - beta * n * (b - a * market.mean)) / (1 + beta * n * c)]
    price += [beta * a / (1 + beta * n * c)] * n
    made = [[b - a * market.mean + c * price[0], *(c * p for p in price[1:])] for _ in signals]
    for i in signals:
        made[i][1 + i] -= a
    cost = [[market.mean, *row] for row in told]
    average = [sum((v[k] for v in cost), F(0)) / n for k in range(n + 1)]
    room = [market.demand - average[0], *(-v for v in average[1:])]
    total = [v / (beta * n + lam) for v in room]  # the efficient mean quantity
    best = [
        [t - (own - mean) / lam for t, own, mean in zip(total, cost[i], average, strict=True)]
        for i in signals
    ]

    def square(vector: Vector) -> Fraction:
        parts = (
            vector[1 + i] * vector[1 + j] * market.signals(i, j) for i in signals for j in signals
        )
        return vector[0] ** 2 + sum(parts, F(0))

    def mean(vectors: list[Vector]) -> Vector:
        return [sum((v[k] for v in vectors), F(0)) / n for k in range(n + 1)]

    gaps = [[x - y for x, y in zip(made[i], best[i], strict=True)] for i in signals]
    off = mean(gaps)
    apart = [[g - o for g, o in zip(gap, off, strict=True)] for gap in gaps]
    unlike = sum((square(v) for v in apart), F(0)) / n
    return (beta * n + lam) / 2 * square(off), lam / 2 * unlike


def _gap(market: Market, factor: Fraction) -> Fraction:
    found = market.solved()
    made = F(found.constant), F(found.on_signal), F(found.on_price)
    reply = [v * factor for v in _best_reply(market, *made)]
    lost = _losses(market, *made)
    gaps = [
        *(x - y for x, y in zip(made, reply, strict=True)),
        F(found.aggregate) - lost[0],
        F(found.misallocation) - lost[1],
        F(found.loss) - sum(lost),
    ]
    return max(map(abs, gaps))


def _arguments(**changed: Any) -> dict[str, Any]:
    return {"traders": 2, "correlation": 0.5, "demand": 4.0, **changed}


REFUSED = (
    _arguments(traders=1),
    _arguments(correlation=1.0),
    _arguments(correlation=-0.01),
    _arguments(slope=0.0),
    _arguments(curvature=0.0),
    _arguments(cost_variance=0.0),
    _arguments(noise_variance=-0.1),
)
"""Numbers out of range."""
SOLVED = (_arguments(), _arguments(correlation=0.0), _arguments(noise_variance=0.0))


def _refuses(arguments: dict[str, Any]) -> bool:
    try:
        supply_functions(**arguments)
    except ValueError:
        return True
    except ZeroDivisionError:  # no reason why
        pass
    return False


def replies(parameters: Parameters) -> Outcome:
    """Compare schedules with the best replies to them, and both parts of the loss."""
    factor = F(str(parameters["reply"]))
    worst = F(0)
    for market in MARKETS:
        try:
            worst = max(worst, _gap(market, factor))
        except ValueError as error:
            return sampled(False, f"an equilibrium is refused: {error}")
        if not worst < CLOSE:  # others would not tell more
            return sampled(False, f"largest gap {float(worst):.1e}")
    refused = all(map(_refuses, REFUSED)) and not any(map(_refuses, SOLVED))
    # With strong correlation and much noise schedules fall in the price; without noise they rise.
    signs = [market.solved().on_price > 0 for market in MARKETS[:3]]
    right = refused and signs == [True, False, True]
    told = f"largest gap {float(worst):.1e}"
    told = told if right else f"{told}; what is refused, or a sign, is not as said"
    return sampled(right, told)


CHECKS: dict[str, Check] = {
    "sec-1.schedules": Exact(
        replies, corners=("two traders", "independent costs", "signals without noise")
    )
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-1.schedules",
        "supply functions: each schedule is the best reply to the others, and what is lost",
        "section 1, second paragraph",
        r"\forall i:\quad p - d\,x_i - E[\theta_i \mid s_i, p] - \lambda x_i = 0,\quad "
        r"\frac1n E\bigl[S(x^\circ) - S(x)\bigr] = \frac{\beta n + \lambda}{2}E(\bar x - \bar x^\circ)^2 + "
        r"\frac\lambda2 E\{(x_i - \bar x) - (x_i^\circ - \bar x^\circ)\}^2",
        "reply",
    ),
)
