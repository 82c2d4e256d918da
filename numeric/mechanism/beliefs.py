r"""Beliefs after any histogram of stage-1 offers, on and off the equilibrium path.

Every agent takes another's offer in :math:`I(y)` to come from a type y (8), adds its own true type
(9), and updates the state by Bayes' rule.  A nondefector's offer lies in its own interval; a
defector knows that the others, who read its offer like any other, believe another configuration
:math:`\sigma'`.

Conventions: the paper's intervals share their end points; here an offer exactly at a common end
belongs to the lower of the two types, except that the mechanism's own α* is always read as
intended.

Paper: equations (8), (9), (11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage1 import Stage1, inactive_price, solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Beliefs:
    """What one active agent believes.

    Args:
        configuration: σ*, the types of all active agents as this agent sees them, shape (X,).
        believed_by_others: σ', the configuration that it thinks the others believe, shape (X,).
        posterior: Its belief over states, shape (Z,).
        defector: Whether its own offer lies outside the interval of its type.
    """

    configuration: Counts
    believed_by_others: Counts
    posterior: Array
    defector: bool


def consumption(economy: Economy, offers: ArrayLike) -> Array:
    r"""Return :math:`q_1(a) = \bar q - a_q + a_r/p_1` for offers (..., 2).  Paper: equation (6)."""
    a = np.asarray(offers, dtype=float)
    return np.asarray(economy.floats.endowment[0] - a[..., 0] + a[..., 1] / inactive_price(economy))


def read_types(economy: Economy, offers: ArrayLike, stage1: Stage1 | None = None) -> Counts:
    """Return the type that each offer (..., 2) is taken to come from.

    Raises:
        ValueError: An offer is outside O (negative, above the endowment, or of both goods), or α*
            is not separating.

    Paper: equations (7), (8).
    """
    solved = stage1 or solve_stage1(economy)
    if not solved.separating:
        raise ValueError("beliefs (8) need a separating α*: " + solved.status)
    a = check_offers(economy, offers)
    order = np.argsort(solved.consumption)
    ends = solved.intervals[order, 1][:-1]
    return np.asarray(order[np.searchsorted(ends, consumption(economy, a), side="left")])


def check_offers(economy: Economy, offers: ArrayLike) -> Array:
    """Return offers as an array after checking that they lie in O.

    Raises:
        ValueError: One does not; the sentence names the first.
    """
    a = np.asarray(offers, dtype=float)
    if a.shape[-1:] != (2,):
        raise ValueError(f"offers must have a last axis (q, r), got shape {a.shape}")
    flat = a.reshape(-1, 2)
    bad = ~((flat.min(axis=-1) == 0) & (flat <= economy.floats.endowment).all(axis=-1))
    if bad.any():
        i = int(np.flatnonzero(bad)[0])
        e = economy.floats.endowment
        raise ValueError(
            f"offer {i} must be one-sided and lie between 0 and the endowment ({e[0]:g}, "
            f"{e[1]:g}), found ({flat[i, 0]:g}, {flat[i, 1]:g})"
        )
    return a


def beliefs(
    economy: Economy,
    histogram: Sequence[tuple[tuple[float, float], int]],
    own_type: int,
    own_offer: tuple[float, float],
    stage1: Stage1 | None = None,
) -> Beliefs:
    """Return the beliefs of an active agent.

    Args:
        economy: An economy with a separating α*.
        histogram: Pairs (offer, count) over all active agents, the agent itself included.
        own_type: Index of its type.
        own_offer: Its own stage-1 offer; it must be in the histogram.
        stage1: The solution of stage 1, if it is at hand.

    Raises:
        ValueError: The own offer is not in the histogram, a count is negative, or an offer is
            outside O.

    Paper: equations (8), (9).
    """
    counts = np.array([n for _, n in histogram])
    if (counts < 0).any():
        raise ValueError("the counts of a histogram must not be negative")
    mine = [
        i for i, (offer, n) in enumerate(histogram) if tuple(offer) == tuple(own_offer) and n > 0
    ]
    if not mine:
        raise ValueError(f"the agent's own offer {tuple(own_offer)} must be in the histogram")
    counts[mine[0]] -= 1
    solved = stage1 or solve_stage1(economy)
    others = np.bincount(
        read_types(economy, [o for o, _ in histogram], solved),
        weights=counts,
        minlength=len(economy.types),
    ).astype(int)
    unit = np.eye(len(economy.types), dtype=int)
    read_as = int(read_types(economy, own_offer, solved))
    configuration = others + unit[own_type]
    return Beliefs(
        configuration,
        others + unit[read_as],
        posterior(economy, configuration),
        read_as != own_type,
    )


def stage2_offer(economy: Economy, believed: Beliefs, own_type: int) -> Array:
    r"""Return :math:`s_2^*`: the equilibrium offer of a nondefector, or a defector's best response.

    The latter answers the others' :math:`\beta^{\sigma'}`.

    Raises:
        ArithmeticError: The stage-2 game that the others believe in was not solved.

    Paper: equation (11).
    """
    solved = solve_stage2(economy, believed.believed_by_others[None]).required()
    if not believed.defector:
        return np.asarray(solved.offers[0, own_type])
    taken_for = int(np.argmax(believed.believed_by_others - believed.configuration))
    minus = solved.totals[0] - solved.offers[0, taken_for]
    return best_response(economy, minus[0], minus[1], believed.posterior, own_type)
