r"""The two-stage mechanism with any number of inactive agents, and the straw poll, which has none.

The candidate of Theorem 1 with I inactive agents is an equilibrium at N exactly where its margin

.. math:: \min_{x,\bar x}\Big\{\tfrac IN[G_x(\alpha^*(x)) - G_x(a)] - \tfrac{N-I}{N}[F_x(\bar x) - F_x(x)]\Big\}

is nonnegative.  With I = 0 stage 1 is a straw poll: messages are cheap talk, and truth is told where
nobody gains from being taken for another type.  Otherwise what remains is babbling, the one-stage
game.  The *fewest* inactive agents are the least :math:`I \ge 1` with a nonnegative margin: a number
that stays bounded as N grows, since the gain falls like 1/M and the cost of one inactive agent is
1/N times a constant.  It depends on the economy, which the designer need not know.

Paper: section 3.2, Theorem 1 and (22); the remark on η = 0 below it; the introduction's straw poll.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.games.outcome import Outcome
from numeric.games.references import played
from numeric.games.scenarios import Scenarios
from numeric.stage1 import solve_stage1
from numeric.status import NotSolved
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margin_tail import Margin
from numeric.theorem_1.margins import loss_rounding, losses, margin_at
from numeric.theorem_3.realised import inactive_bundles

Array = NDArray[np.float64]
FEW = 64
"""Inactive agents up to which the fewest are searched one by one."""


@lru_cache(maxsize=512)
def candidate_margin(economy: Economy, agents: int, inactive: int) -> Margin:
    """Return the margin of the candidate with a given number of inactive agents.

    Args:
        economy: An economy with κ > 0 and a separating α*.
        agents: N, at least 2.
        inactive: I, at least 0 and below N.

    Raises:
        ValueError: ``inactive`` is not between 0 and N - 1.
        NotSolved: α* is not separating.
    """
    if not 0 <= inactive < agents:
        raise ValueError(f"the inactive must be between 0 and {agents - 1}, got {inactive}")
    first = solve_stage1(economy)
    if not first.separating:
        raise NotSolved("stage 1", f"not separating: {first.status}")
    found = continuation(economy, agents - inactive)
    return margin_at(agents, found, losses(economy, first), loss_rounding(economy, first))


def small_eta(economy: Economy) -> Economy:
    r"""Return the economy with :math:`\eta = \min\{\kappa_q/(4\bar q), \kappa_r/(4\bar r)\}`, as Theorem 3 asks.

    Raises:
        NotSolved: That η is not below 1: κ is four times the endowment or more.
    """
    return economy.replacing(eta=eta_of_theorem_3(economy))


def eta_of_theorem_3(economy: Economy) -> Fraction:
    """Return the η of ``small_eta``.

    Raises:
        NotSolved: It is not below 1.
    """
    m, e = economy.mechanism, economy.environment
    eta = min(k / (4 * top) for k, top in zip(m.kappa, e.endowment, strict=True))
    if eta >= 1:
        raise NotSolved("", "η = min κ/(4·endowment) is not below 1")
    return eta


def fewest_inactive(economy: Economy, agents: int) -> int | None:
    """Return the least number I of inactive agents, at least 1, at which the candidate is an equilibrium.

    None where there is none up to ``FEW`` (or N/2).

    Args:
        economy: An economy with κ > 0 and a separating α*.
        agents: N, at least 2.

    >>> from numeric.economy.reader import load_economy
    >>> fewest_inactive(load_economy("examples/mechanisms/e1.toml"), 10)
    1
    """
    for inactive in range(1, 1 + min(FEW, agents // 2)):
        if candidate_margin(economy, agents, inactive).holds:
            return inactive
    return None


def two_stage(economy: Economy, drawn: Scenarios) -> Outcome:
    """Return the outcome of the candidate in scenarios of the active and the inactive.

    Args:
        economy: An economy with κ > 0.
        drawn: Scenarios with as many inactive agents as the mechanism has.

    Raises:
        NotSolved: Some game of stage 2 was not solved.
    """
    found, where = played(economy, drawn.active, None)
    return _grouped(economy, drawn, found[where])


def limit_of_two_stage(economy: Economy, share: float) -> Outcome:
    """Return the limit: a share is inactive and trades at p_1, the others as in the competitive outcome with κ.

    Args:
        economy: An economy with κ > 0.
        share: The share of the inactive in the limit.
    """
    d = economy.floats
    solved = solve_competitive(economy)
    if not solved.solved:
        raise NotSolved("the competitive outcome", str(solved.status))
    drawn = Scenarios(
        np.arange(len(d.prior)),
        (1 - share) * d.signal,
        share * d.signal,
        d.prior,
    )
    return _grouped(economy, drawn, solved.allocations)


def _grouped(economy: Economy, drawn: Scenarios, active: Array) -> Outcome:
    """Return an outcome with a group for each type of the active and of the inactive."""
    X, n = len(economy.types), len(drawn.weight)
    passive = np.broadcast_to(inactive_bundles(economy), (n, X, 2))
    return Outcome(
        np.tile(np.arange(X), 2),
        drawn.state,
        drawn.weight,
        np.concatenate([drawn.active, drawn.inactive], axis=1).astype(float),
        np.concatenate([active, passive], axis=1),
        drawn.draws,
        drawn.controls,
    )
