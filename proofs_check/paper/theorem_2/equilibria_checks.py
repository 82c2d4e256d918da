r"""Checks about separating equilibria at finite N: how far :math:`s_1` can be from :math:`\alpha^*`.

Paper: section 4, below Theorem 2.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.domain import whole
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.slope import chernoff_information, slope
from numeric.theorem_2.displaced import Displaced, displaced
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared.in_force import PART_ONLY
from proofs_check.paper.shared.limits import THICK, thickness
from proofs_check.paper.theorem_2.claim_4_checks import loss

MOST_AGENTS, APART = 4000, 8.0
"""Agents at the smaller population, and from when on the effect of an offer falls at rate 1/M.

The latter is M times the Chernoff information.
"""


@lru_cache(maxsize=256)
def _displaced(economy: Economy, agents: int) -> Displaced | None:
    return displaced(economy, agents)


@lru_cache(maxsize=64)
def _values(economy: Economy, active: int) -> np.ndarray:
    return continuation(economy, active).values


def _of_order_one_over_n(economy: Economy, found: Displaced) -> bool:
    """Whether the cost of being taken for the other type is within a factor 2 of its limit slope/M.

    The limit is zero where types do not enter preferences.
    """
    x, M = found.type, economy.active(found.agents)
    F, limit = _values(economy, M), -float(slope(economy).values[x, 1 - x])
    return limit > 0 and 0.5 <= M * float(F[x, x] - F[x, 1 - x]) / limit <= 2


def _at_the_edge(economy: Economy, found: Displaced) -> bool:
    """Whether consumption is as near to an axis as ``displaced`` looks.

    A larger displacement would be allowed but does not exist.
    """
    top = 2 * float(economy.floats.endowment[0])
    return min(found.consumption, top - found.consumption) <= 1e-10 * top


INDIFFERENT = 1e-6
"""Largest relative distance from indifference at the displaced offer."""


def _indifference(economy: Economy, found: Displaced) -> float:
    r"""Return how far the displaced type is from indifference, relatively.

    P(inactive) times its loss, from the formula of u and Bayes' rule, against P(active) times what
    being taken for the other type costs it; and whether the other type would lose by imitating it.
    """
    M, x, y = economy.active(found.agents), found.type, 1 - found.type
    F, at = _values(economy, M), np.array([found.consumption])
    inactive, active = (found.agents - M) / found.agents, M / found.agents
    lost, spared = inactive * float(loss(economy, x, at)[0]), active * float(F[x, x] - F[x, y])
    other = inactive * float(loss(economy, y, at)[0]) - active * float(F[y, x] - F[y, y])
    return max(abs(lost / spared - 1), float(other < -1e-12))


def other_offers(economy: Economy, parameters: Parameters) -> Instance:
    """How far a separating equilibrium can be from alpha* at two populations, relative to the endowment."""
    if not whole(economy):
        return Instance(economy.name, None, PART_ONLY)
    if (
        len(economy.types) != 2
        or economy.mechanism.eta == 0
        or False in solve_competitive(economy).unique
    ):
        return Instance(
            economy.name, None, "not two types, nobody inactive, or several competitive equilibria"
        )
    unit, inactive = economy.mechanism.eta.denominator, float(economy.mechanism.eta)
    apart = chernoff_information(economy) if len(economy.states) > 1 else np.inf
    agents = (
        -(
            -int(
                max(30 / inactive, max(THICK / thickness(economy), APART / apart) / (1 - inactive))
            )
            // unit
        )
        * unit
    )
    if agents > MOST_AGENTS:
        return Instance(economy.name, None, "states too close, or a market too thin, for the sizes")
    near, far = _displaced(economy, agents), _displaced(economy, 16 * agents)
    if near is None or far is None:
        return Instance(economy.name, None, "being taken for the other type hurts neither")
    if near.type != far.type:
        return Instance(economy.name, None, "at the larger N another type is displaced further")
    if not _of_order_one_over_n(economy, near):
        return Instance(
            economy.name, None, "being taken for the other type has no effect of order 1/N yet"
        )
    if _at_the_edge(economy, near):
        return Instance(
            economy.name,
            None,
            "the displaced offer is the largest there is, so its distance says nothing about a "
            "rate yet",
        )
    detail = (
        f"a separating equilibrium at distance {near.distance:.3f} from alpha* for N = "
        f"{agents}, {far.distance:.3f} for N = {16 * agents}"
    )
    left_out = max(near.truncation, far.truncation)
    indifferent = _indifference(economy, near)
    if indifferent > INDIFFERENT:
        return Instance(
            economy.name, False, f"the type is off indifference by {indifferent:.1e}", margin=-1.0
        )
    rate = float(np.log(near.distance / far.distance) / np.log(16))
    low, high = float(parameters["low"]), float(parameters["high"])
    return Instance(
        economy.name,
        low < rate < high,
        f"{detail}, rate N^-{rate:.2f}",
        margin=min(rate - low, high - rate),
        truncation=left_out,
    )


CHECKS: dict[str, Check] = {
    "sec-4.alpha-star": OnEconomies(other_offers),
}
"""The checks of this module by the names under which statements assert them."""
