r"""Stage 2 played out: payoffs from the list of offers, and equilibria without the model's formulas.

An equilibrium is a root of numerical derivatives, and a direct search looks for better offers.

The payoff is computed as the mechanism does it: add up everybody's offers and the exogenous ones,
take the price, pay out.
"""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
import numpy as np

from numeric.oracles.data import DIGITS, Data, Number, number, powered_posterior


def consumption(
    data: Data, offer: tuple[Number, Number], others: tuple[Number, Number]
) -> tuple[Number, Number]:
    """Return what an agent consumes whose offer is added to the total of all other offers."""
    q_bar, r_bar = map(number, data.endowment)
    price = (others[1] + offer[1]) / (others[0] + offer[0])
    return q_bar - offer[0] + offer[1] / price, r_bar - offer[1] + price * offer[0]


def expected_payoff(
    data: Data,
    belief: Sequence[Number],
    x: int,
    offer: tuple[Number, Number],
    others: tuple[Number, Number],
) -> Number:
    """Return the expected utility of an offer of type x."""
    q, r = consumption(data, offer, others)
    return sum(b * data.u(q, r, x, z) for z, b in zip(data.states, belief, strict=True) if b)


def polished(
    data: Data, counts: Sequence[int], start: Sequence[tuple[float, float]]
) -> list[tuple[Number, Number]]:
    """Return equilibrium offers with about 30 digits, from starting offers that need only have the right sides.

    Types with count 0 are left out (their offers come back as they were).  The unknowns are the
    offers on each type's side; the equations are the numerical derivatives of each agent's expected
    payoff in its own offer, the others' offers being added up one type at a time.
    """
    with mpmath.workdps(DIGITS):
        belief = powered_posterior(data, counts)
        M = sum(counts)
        moving = [x for x in data.types if counts[x] and max(start[x]) > 0]
        sides = [0 if start[x][0] > 0 else 1 for x in data.types]

        def offers(values: Sequence[Number]) -> list[tuple[Number, Number]]:
            full = dict(zip(moving, values, strict=True))
            return [
                tuple(
                    full.get(x, mpmath.mpf(0)) if side == sides[x] else mpmath.mpf(0)
                    for side in (0, 1)
                )
                for x in data.types
            ]

        def others(profile: list[tuple[Number, Number]], x: int) -> tuple[Number, Number]:
            total = [
                M * number(data.kappa[i])
                + sum((counts[y] - (y == x)) * profile[y][i] for y in data.types)
                for i in (0, 1)
            ]
            return total[0], total[1]

        def slopes(*values: Number) -> list[Number]:
            profile = offers(values)
            result = []
            for x in moving:
                rest, side = others(profile, x), sides[x]

                def own(
                    b: Number, x: int = x, rest: tuple[Number, Number] = rest, side: int = side
                ) -> Number:
                    return expected_payoff(
                        data,
                        belief,
                        x,
                        (b, mpmath.mpf(0)) if side == 0 else (mpmath.mpf(0), b),
                        rest,
                    )

                result.append(mpmath.diff(own, profile[x][side], h=mpmath.mpf(10) ** -13))
            return result

        if not moving:
            return offers([])
        root = mpmath.findroot(
            slopes,
            [mpmath.mpf(max(start[x])) for x in moving],
            tol=mpmath.mpf(10) ** -22,
            maxsteps=40,
        )
        return offers(
            list(root)
            if len(moving) > 1
            else [mpmath.mpf(root[0]) if hasattr(root, "rows") else root]
        )


def best_improvement(
    data: Data, counts: Sequence[int], offers: Sequence[tuple[float, float]], points: int = 400
) -> float:
    """Return the largest relative gain in expected payoff that any type finds on a fine grid of offers.

    Offers are one-sided, and the grid is refined around the best point.

    Absent types face the totals of all present ones.  The gain is measured against the gain from
    trading at all, or 1e-3 of the payoff if that is larger.
    """
    belief = [float(p) for p in powered_posterior(data, counts)]
    M, worst = sum(counts), 0.0
    top = [float(v) for v in data.endowment]
    for x in data.types:
        rest = [
            M * float(data.kappa[i])
            + sum(
                (counts[y] - (y == x and counts[x] > 0)) * float(offers[y][i]) for y in data.types
            )
            for i in (0, 1)
        ]

        def payoff(b: tuple[float, float], x: int = x, rest: list[float] = rest) -> float:
            return float(expected_payoff(data, belief, x, b, (rest[0], rest[1])))

        base = payoff((float(offers[x][0]), float(offers[x][1])))
        for side in (0, 1):
            low, high = 0.0, top[side] * (1 - 1e-9)
            best = base
            for _ in range(5):
                grid = np.linspace(low, high, points)
                values = [payoff((b, 0.0) if side == 0 else (0.0, b)) for b in grid]
                i = int(np.argmax(values))
                best = max(best, values[i])
                low, high = grid[max(i - 1, 0)], grid[min(i + 1, points - 1)]
            worst = max(worst, (best - base) / max(1.0, abs(base)))
    return worst
