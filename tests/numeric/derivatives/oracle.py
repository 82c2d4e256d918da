"""Differences of equilibria solved with 50 digits from the printed first-order conditions.

Nothing of ``numeric.derivatives`` is used: the economy is changed in exact numbers, the equations of
the paper are typed here, and a root is found in multiprecision from the floating-point solution.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp

from numeric import Economy
from numeric.economy.environment import utility_at
from symbolic.language.notation import q, r

DIGITS, STEP = 50, Fraction(1, 10**15)
Number = Any


def moved(economy: Economy, name: str, by: Fraction) -> Economy:
    """Move one number of an economy; probabilities of a row fall in proportion."""
    k = economy.keywords()
    if name in ("kappa_q", "kappa_r", "q_bar", "r_bar"):
        field = "kappa" if name.startswith("kappa") else "endowment"
        pair = list(k[field])
        pair[name in ("kappa_r", "r_bar")] += by
        return economy.replacing(**{field: pair})
    if name == "eta":
        return economy.replacing(eta=k["eta"] + by)
    base, _, at = name.removesuffix("]").partition("[")
    if base == "prior":
        return economy.replacing(prior=_tilted(k["prior"], economy.states.index(at), by))
    first, second = at.split(", ")
    if base == "signal":
        rows, z = list(k["signal"]), economy.states.index(first)
        rows[z] = _tilted(rows[z], economy.types.index(second), by)
        return economy.replacing(signal=rows)
    tables = {n: [list(row) for row in table] for n, table in k["parameters"].items()}
    tables[base][economy.types.index(first)][economy.states.index(second)] += by
    return economy.replacing(parameters=tables)


def _tilted(row: Sequence[Fraction], i: int, by: Fraction) -> list[Fraction]:
    if len(row) == 1:
        return list(row)
    return [v + by if j == i else v - v * by / (1 - row[i]) for j, v in enumerate(row)]


def difference(
    economy: Economy, name: str, solve: Callable[[Economy], Sequence[Number]]
) -> list[float]:
    """Return the central difference of a solution with 50 digits."""
    with mpmath.workdps(DIGITS):
        up, down = (solve(moved(economy, name, s * STEP)) for s in (1, -1))
        return [float((a - b) / (2 * mp(STEP))) for a, b in zip(up, down, strict=True)]


def mp(value: Fraction) -> Number:
    return mpmath.mpf(value.numerator) / value.denominator


@lru_cache(maxsize=64)
def marginals(economy: Economy, x: int, z: int) -> tuple[Callable[..., Number], ...]:
    u = utility_at(economy.environment, x, z)
    return tuple(sp.lambdify([q, r], sp.diff(u, good), "mpmath") for good in (q, r))


def stage1(economy: Economy, start: Sequence[float]) -> list[Number]:
    """Return the consumptions of all types on the budget line of stage 1."""
    e = economy.environment
    q_bar, r_bar = map(mp, e.endowment)
    found = []
    for x, guess in enumerate(start):
        weights = [mp(p * row[x]) for p, row in zip(e.prior, e.signal, strict=True)]

        def slope(c: Number, x: int = x, weights: list[Number] = weights) -> Number:
            rest = r_bar + r_bar / q_bar * (q_bar - c)
            terms = (marginals(economy, x, z) for z in range(len(weights)))
            return sum(
                w * (u_q(c, rest) - r_bar / q_bar * u_r(c, rest))
                for w, (u_q, u_r) in zip(weights, terms, strict=True)
            )

        # The secant's two points are near: a long first step may leave the domain.
        pair = (mpmath.mpf(guess), mpmath.mpf(guess) * (1 + mpmath.mpf(10) ** -12))
        found.append(mpmath.findroot(slope, pair, tol=1e-80, verify=False))
    return found


def competitive(economy: Economy, z: int, start: Sequence[float]) -> list[Number]:
    """Return the demands of all types and the price in a state."""
    e = economy.environment
    (q_bar, r_bar), (k_q, k_r) = (map(mp, v) for v in (e.endowment, economy.mechanism.kappa))

    def equations(*values: Number) -> list[Number]:
        *demands, price = values
        slopes = []
        for x, c in enumerate(demands):
            u_q, u_r = marginals(economy, x, z)
            rest = r_bar + price * (q_bar - c)
            slopes.append(u_q(c, rest) - price * u_r(c, rest))
        mean = sum(mp(m) * c for m, c in zip(e.signal[z], demands, strict=True))
        return [*slopes, k_r / price + mean - q_bar - k_q]

    return list(mpmath.findroot(equations, [mpmath.mpf(v) for v in start], tol=1e-80, verify=False))


def stage2(
    economy: Economy, counts: Sequence[int], offers: Sequence[Sequence[float]]
) -> list[Number]:
    """Return the offers of all types, each on its own side, and the price."""
    e, M = economy.environment, sum(counts)
    endowment, kappa = ([mp(v) for v in pair] for pair in (e.endowment, economy.mechanism.kappa))
    sides = [0 if pair[0] > 0 else 1 for pair in offers]
    likely = [
        mp(p) * mpmath.fprod(mp(m) ** n for m, n in zip(row, counts, strict=True))
        for p, row in zip(e.prior, e.signal, strict=True)
    ]
    belief = [w / sum(likely) for w in likely]

    def totals(values: Sequence[Number]) -> list[Number]:
        return [
            M * kappa[g]
            + sum(n * v for n, v, s in zip(counts, values, sides, strict=True) if s == g)
            for g in (0, 1)
        ]

    def equations(*values: Number) -> list[Number]:
        total, slopes = totals(values), []
        for x, b in enumerate(values):
            own = b if counts[x] else mpmath.mpf(0)
            Q, R = (t - own * (sides[x] == g) for g, t in enumerate(total))
            if sides[x] == 0:
                at, rates = (
                    (endowment[0] - b, endowment[1] + b * R / (Q + b)),
                    (-1, Q * R / (Q + b) ** 2),
                )
            else:
                at, rates = (
                    (endowment[0] + b * Q / (R + b), endowment[1] - b),
                    (Q * R / (R + b) ** 2, -1),
                )
            u = [marginals(economy, x, z) for z in range(len(belief))]
            slopes.append(
                sum(
                    p * (u_q(*at) * rates[0] + u_r(*at) * rates[1])
                    for p, (u_q, u_r) in zip(belief, u, strict=True)
                )
            )
        return slopes

    start = [mpmath.mpf(pair[s]) for pair, s in zip(offers, sides, strict=True)]
    found = list(mpmath.findroot(equations, start, tol=1e-80, verify=False))
    total = totals(found)
    return [*found, total[1] / total[0]]
