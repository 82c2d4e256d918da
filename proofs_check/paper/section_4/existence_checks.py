r"""The check that A2 leaves the existence of separating equilibria alone: what it takes from the value of an offer.

Paper: section 4, below A2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from numeric.economy.economy import Economy
from numeric.formulas.domain import whole
from numeric.oracles.data import powered_posterior
from numeric.theorem_2.displaced import margins_without_and_with, shut_down_change
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared.in_force import PART_ONLY
from proofs_check.paper.shared.slow import data_of, utilities

ACTIVE = 6
SHARP = 1e-7
STEP = 1e-6
"""Of a difference, relative to the endowment."""


def existence(economy: Economy, parameters: Parameters) -> Instance:
    r"""What A2 takes from the value of an offer, and how far that moves the margin of Theorem 1.

    All others are of the imitated type with probability
    :math:`\sum_z\tau_x(z)\mu_z(\bar x)^{M-1}`; trade then gains a type what the market played out
    and a direct search for its best offer give.  The margin moves by at most twice the largest
    change, and the change by at most the largest gain times the probability.
    """
    if not whole(economy):
        return Instance(economy.name, None, PART_ONLY)
    X = len(economy.types)
    if X != 2 or economy.mechanism.eta == 0:
        return Instance(economy.name, None, "not two types, or nobody is inactive")
    change = shut_down_change(economy, ACTIVE)
    slow = np.array([[_taken(economy, ACTIVE, x, t) for t in range(X)] for x in range(X)])
    size = np.abs(slow).max()
    if size < SHARP:
        return Instance(economy.name, None, "A2 takes nothing: one type alone does not trade")
    apart = float(np.abs(change - slow).max() / size)
    agents = next(N for N in range(2, 400) if ACTIVE <= economy.active(N) < N)
    active = economy.active(agents)
    without, with_rule = margins_without_and_with(economy, agents)
    most = (
        2
        * _largest_gain(economy, active)
        * float(economy.floats.signal.max()) ** (active + parameters["power"])
    )
    slack = (most - abs(with_rule - without)) / most
    return Instance(
        economy.name,
        apart < SHARP and slack >= 0,
        f"A2 takes what the market played out gives, but for {apart:.1e} of it",
        margin=float(min(SHARP - apart, slack)),
    )


def _taken(economy: Economy, active: int, own: int, taken_for: int) -> float:
    """Return the expected gain from trade of a type in the event that all others have one type.

    The others' offer is a root of the slope of their expected utility, the own offer the best of
    both sides, with the utility that SymPy writes from the economy's formula.
    """
    data, functions = data_of(economy), utilities(economy)
    e, kappa = ([float(v) for v in pair] for pair in (data.endowment, data.kappa))
    together = [
        float(b) for b in powered_posterior(data, [active * (y == taken_for) for y in data.types])
    ]

    def paid(x: int, z: int, offer: float, others: Sequence[float]) -> float:
        """Return the utility of a signed offer against the others' totals, κ included."""
        Q, R = others[0] + max(offer, 0.0), others[1] + max(-offer, 0.0)
        first = e[0] - max(offer, 0.0) + max(-offer, 0.0) * Q / R
        return float(functions[x, z](first, e[1] - max(-offer, 0.0) + max(offer, 0.0) * R / Q))

    def totals(offer: float, number: int) -> list[float]:
        return [
            active * k + number * v
            for k, v in zip(kappa, (max(offer, 0.0), max(-offer, 0.0)), strict=True)
        ]

    def difference(offer: float, h: float) -> float:
        others = totals(offer, active - 1)
        return sum(
            w * (paid(taken_for, z, offer + h, others) - paid(taken_for, z, offer - h, others))
            for z, w in enumerate(together)
        ) / (2 * h)

    def slope(offer: float) -> float:
        """Return a slope by Richardson's extrapolation of differences."""
        h = STEP * e[offer < 0]
        return (4 * difference(offer, h / 2) - difference(offer, h)) / 3

    offer = 0.0
    for side, top in ((1.0, e[0]), (-1.0, e[1])):
        ends = (side * 2 * STEP * top, side * (1 - 2 * STEP) * top)
        if side * slope(ends[0]) > 0:
            offer = brentq(slope, *ends, xtol=1e-14) if side * slope(ends[1]) < 0 else ends[1]
    others = totals(offer, active - 1)
    seen = [(active - 1) * (y == taken_for) + (y == own) for y in data.types]
    belief = [float(b) for b in powered_posterior(data, seen)]
    best = max(
        (
            minimize_scalar(
                lambda b, s=s: -sum(w * paid(own, z, s * b, others) for z, w in enumerate(belief)),
                bounds=(0.0, end * (1 - 1e-9)),
                method="bounded",
                options={"xatol": 1e-10},
            )
            for s, end in ((1.0, e[0]), (-1.0, e[1]))
        ),
        key=lambda f: -f.fun,
    )
    sign = (
        1.0
        if -sum(w * paid(own, z, best.x, others) for z, w in enumerate(belief)) <= best.fun + 1e-15
        else -1.0
    )
    before, total = powered_posterior(data, [int(y == own) for y in data.types]), 0.0
    for z in data.states:
        gain = paid(own, z, sign * float(best.x), others) - paid(own, z, 0.0, others)
        total += float(before[z]) * float(data.signal[z][taken_for]) ** (active - 1) * gain
    return total


def _largest_gain(economy: Economy, active: int) -> float:
    """Return the largest change of F by A2 per unit of the probability of the event, over types."""
    signal, data = economy.floats.signal, data_of(economy)
    change = np.abs(shut_down_change(economy, active))
    chance = np.array(
        [
            [
                sum(
                    float(b) * signal[z, t] ** (active - 1)
                    for z, b in enumerate(
                        powered_posterior(data, [int(y == x) for y in data.types])
                    )
                )
                for t in data.types
            ]
            for x in data.types
        ]
    )
    return float((change / chance).max())


CHECKS: dict[str, Check] = {
    "sec-4.A2.existence": OnEconomies(existence),
}
"""The checks of this module by the names under which statements assert them."""
