r"""Offers besides α*: displaced ones, what the shut-down A2 takes, bounds on all offers, and what pooling costs.

Paper: section 4, A2 and the remarks below it and below Theorem 2; section 7.2, Claim 2 and the final
argument.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from numeric.economy.economy import Economy
from numeric.theorem_1.continuation import Continuation, continuation
from numeric.theorem_2.displaced import (
    Displaced,
    _furthest,
    displaced,
    margins_without_and_with,
    shut_down_change,
)
from numeric.theorem_2.offer_bounds import consumption_range, least_rate, offer_bounds
from numeric.theorem_2.pooling_cost import losses_at, pooling_cost
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.margins import margin_by_hand, values_by_hand

Array = NDArray[np.float64]
ROOTS = TWO_TYPES.replacing(
    name="probe: square roots",
    utility="theta*sqrt(q) + sqrt(r)",
    parameters={"theta": TWO_TYPES.environment.parameters["theta"]},
)
"""Its utility is finite on the axes."""
MADE_UP = (
    np.array([[1.0, 0.0], [0.0, 1.0]]),
    np.array([[0.31, 0.3], [0.18, 0.2]]),
    np.array([[0.31, 0.3099], [0.35, 0.2]]),
    np.array([[9.0, 0.0], [-9.0, 0.0]]),
)
"""Values of being taken for a type, by own type: both lose where one goes; then from little to much to lose."""


def _lost(economy: Economy, x: int) -> Callable[[float], float]:
    """Return what a type loses by a consumption on its budget line, if inactive."""
    own = by_hand.endowment(economy)

    def worth(c: float) -> float:
        bundle = c, own[1] / own[0] * (2 * own[0] - c)
        return by_hand.expected(economy, bundle, x, by_hand.tau(economy, x))

    best = worth(by_hand.best_consumption(economy, x))
    return lambda c: best - worth(c)


def _displaced_by_hand(
    economy: Economy, agents: int, active: int, x: int, values: Array
) -> tuple[float, float, float]:
    """Return where the offer of a type goes, how far that is, and what imitating it costs the other."""
    y, odds, own = 1 - x, active / (agents - active), by_hand.endowment(economy)
    here, other = (by_hand.best_consumption(economy, t) for t in (x, y))
    end = 2 * own[0] * (1 - 1e-12) if here > other else 2e-12 * own[0]
    lost, allowed = _lost(economy, x), odds * float(values[x, x] - values[x, y])
    at = end
    if lost(end) > allowed:
        at = float(brentq(lambda c: lost(c) - allowed, here, end, xtol=1e-15))
    imitation = _lost(economy, y)(at) - odds * float(values[y, x] - values[y, y])
    return at, abs(at - here) / own[0], imitation


def elsewhere(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Displaced offers with made-up values of F and with those of some N."""
    first = np.array([by_hand.best_consumption(economy, x) for x in (0, 1)])
    truncation, nothing, ends = np.array([1e-9, 3e-9]), np.zeros(2), 0
    for values in MADE_UP:
        made = Continuation(5, values, truncation, nothing, True, 6)
        for x in (0, 1):
            if values[x, x] > values[x, 1 - x]:
                try:
                    found = _furthest(economy, 7, x, 5 / 2, made, first)
                except ValueError as error:  # of the search for a root
                    tally.holds(str(error), False)
                    continue
                _same(tally, economy, found, (7, 5), values, factor)
                tally.same("the type", found.type, x)
                tally.close("what F leaves out", found.truncation * 1e9, 3.0, 1e-12)
                ends += found.consumption in (2e-12 * economy.floats.endowment[0],
                                              2 * economy.floats.endowment[0] * (1 - 1e-12))  # fmt: skip
    tally.holds("some go as far as there is", ends > 0)
    seen = 0
    for N in (6, 20, 60):
        M = economy.active(N)
        values, one = continuation(economy, M).values, displaced(economy, N)
        made_all = {
            x: _displaced_by_hand(economy, N, M, x, values)
            for x in (0, 1)
            if values[x, x] > values[x, 1 - x]
        }
        kept = {x: made for x, made in made_all.items() if made[2] >= 0}
        tally.same("whether there is one", one is not None, bool(kept))
        if one is not None:
            seen += 1
            tally.same("which type", one.type, max(kept, key=lambda x: kept[x][1]))
            _same(tally, economy, one, (N, M), values, factor)
    tally.holds("there are some", seen > 0)


def _same(
    tally: Tally,
    economy: Economy,
    found: Displaced,
    numbers: tuple[int, int],
    values: Array,
    factor: Fraction,
) -> None:
    wanted = _displaced_by_hand(economy, *numbers, found.type, values)
    tally.same("agents", found.agents, numbers[0])
    tally.close("consumption", found.consumption, wanted[0] * float(factor), 1e-9)
    tally.close("distance", found.distance, wanted[1], 1e-9)
    tally.close("imitation", found.imitation, wanted[2], 1e-9)


def bounded(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """No offer is greater than where the least rate of substitution is the greatest price."""
    (k_q, k_r), own = map(float, economy.mechanism.kappa), by_hand.endowment(economy)
    low, high = k_r / (own[0] + k_q), (own[1] + k_r) / k_q
    found = offer_bounds(economy)
    for good, price in ((0, high), (1, 1 / low)):
        left = 1 - float(found[good]) / own[good]
        other = own[1 - good], own[1 - good] + own[good] * price
        tally.close("range", consumption_range(economy, good), ((0.0, own[good]), other), 1e-12)
        rates = [
            [
                _rate(economy, x, z, good, left * own[good], r)
                for z in range(len(economy.states))
                for r in np.linspace(*other, 65).tolist()
            ]
            for x in range(len(economy.types))
        ]
        least = [min(row) for row in rates]
        tally.close("least rates", least_rate(economy, left, good), least, 1e-11)
        tally.close("the greatest price", min(least) / price, float(factor), 1e-9)


def _rate(economy: Economy, x: int, z: int, good: int, kept: float, other: float) -> float:
    bundle = (kept, other) if good == 0 else (other, kept)
    known = [float(s == z) for s in range(len(economy.states))]
    first, second = (by_hand.slope(economy, bundle, x, known, g) for g in (good, 1 - good))
    return first / second


def taken(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What A2 takes from F, and the margins without it and with it, summed over all types of all others."""
    for agents in (4, 5):
        active = economy.active(agents)
        plain, ruled = (values_by_hand(economy, active, rule) for rule in (False, True))
        wanted = (plain - ruled) * float(factor)
        tally.close("what A2 takes", 1e3 * shut_down_change(economy, active), 1e3 * wanted, 1e-10)
        both = [
            margin_by_hand(economy, agents, agents - active, shut_down=rule)[0]
            for rule in (False, True)
        ]
        tally.close("margins", margins_without_and_with(economy, agents), both, 1e-11)
        tally.holds("they differ", abs(both[0] - both[1]) > 1e-6)


SCALES = (("1", "1", "1"), ("1", "40", "1"), ("30", "1", "7"), ("1", "6", "50"))


def _falls(economy: Economy, block: tuple[int, ...], first: list[float], c: float) -> float:
    """Return the largest loss that falls in consumption less the largest that rises."""
    rising = [_lost(economy, x)(c) for x in block if first[x] < c]
    falling = [_lost(economy, x)(c) for x in block if first[x] >= c]
    return max(falling, default=0.0) - max(rising, default=0.0)


def pooled(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The least of the greatest losses of a block where any of its types may be the one that loses most."""
    between = 0
    for scales in SCALES:
        other = economy.replacing(
            utility="scale*(theta*log(q) + log(r))",
            parameters={
                "theta": economy.environment.parameters["theta"],
                "scale": [[s] * len(economy.states) for s in scales],
            },
        )
        first = [by_hand.best_consumption(other, x) for x in range(3)]
        grid = np.array([[0.3, 0.8], [1.1, 1.9]])
        wanted = [[[_lost(other, x)(c) for x in range(3)] for c in row] for row in grid.tolist()]
        tally.close("losses", losses_at(other, grid), wanted, 1e-11)
        for block in ((0, 1, 2), (2, 0), (1, 2)):
            lost = [_lost(other, x) for x in block]
            ends = sorted(first[x] for x in block)

            wanted_at = by_hand.root(partial(_falls, other, block, first), ends[0], ends[-1])
            cost, at = pooling_cost(other, block)
            least = max(of(wanted_at) for of in lost)
            tally.close("cost", cost, least * float(factor), 1e-11)
            tally.close("where", at, wanted_at, 1e-12)
            order = sorted(range(len(block)), key=lambda i: first[block[i]])
            gone = [lost[i](at) for i in order]
            between += len(block) == 3 and gone[1] > max(min(gone[0], gone[2]), 0) * (1 + 1e-6)
    tally.holds("one in between loses most somewhere", between > 0)
    alike = economy.replacing(parameters={"theta": [["2"] * 3] * 3})
    same = by_hand.best_consumption(alike, 0)
    tally.close("nothing to lose", pooling_cost(alike, (0, 2)), (0.0, same), 1e-12)


CHECKS: dict[str, Check] = {
    "sec-4.displaced": on_probes(tallied(elsewhere), (TWO_TYPES, ROOTS)),
    "thm-2.claim-2.offers": on_probes(tallied(bounded), (TWO_TYPES, MIXED)),
    "sec-4.A2.taken": on_probes(tallied(taken), (TWO_TYPES, LOGARITHMS)),
    "thm-2.pooled": on_probes(tallied(pooled), (LOGARITHMS,), ("types that are alike",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-4.displaced",
        "a separating equilibrium with another offer",
        "section 4, below Theorem 2",
        r"\forall x, y:\quad \tfrac{N - M}N [G_x(\alpha^*(x)) - G_x(s_1(x))] = \tfrac MN [F_x(x) - F_x(y)]",
        "value",
        depends_on=("eq-23.compared",),
    ),
    stated(
        "thm-2.claim-2.offers",
        "bounds on all offers, from the greatest prices",
        "Claim 2 of Theorem 2",
        r"\forall x, z:\quad "
        r"\min_r \tfrac{u_q}{u_r}(\bar q - \bar b_q, r; x, z) \ge \tfrac{\bar r + \kappa_r}{\kappa_q}",
        "value",
    ),
    stated(
        "sec-4.A2.taken",
        "what the shut-down takes from the value of an offer, and the margins without it and with it",
        "section 4, A2",
        r"\forall x, \bar x:\quad \Delta_x(\bar x) = "
        r"\sum_z \tau_x(z) \mu_z(\bar x)^{M - 1} [u(s_2; x, z) - u(\bar q, \bar r; x, z)]",
        "value",
        depends_on=("eq-23.compared",),
    ),
    stated(
        "thm-2.pooled",
        "what it costs to make one offer, whichever type of the block loses most",
        "section 7.2, the final argument",
        r"\forall Y:\quad C(Y) = \min_a \max_{y \in Y} [G_y(\alpha^*(y)) - G_y(a)]",
        "value",
    ),
)
