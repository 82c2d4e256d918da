r"""Two remarks of section 4 at finite N, computed.

Separating equilibria other than α*, and what the shut-down A2 does to the candidate.

*Displaced offers.*  Take two types x and y.  Let :math:`s_1(y) = \alpha^*(y)`, let :math:`s_1(x)`
differ from :math:`\alpha^*(x)`, and attribute every offer off the path to y (A3 allows it).  Type x
keeps :math:`s_1(x)` as long as

.. math:: \Pr(\text{inactive})\,[G_x(\alpha^*(x)) - G_x(s_1(x))] \le \Pr(\text{active})\,[F_x(x) - F_x(y)],

and y does not imitate x as long as :math:`\Pr(\text{inactive})[G_y(\alpha^*(y)) - G_y(s_1(x))] \ge
\Pr(\text{active})[F_y(x) - F_y(y)]`.  The right side of the first is of order 1/N and the left is
quadratic in the displacement, which can therefore be of order :math:`N^{-1/2}`.

Paper: section 4, the remarks below A2 and Theorem 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_kappa
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import posterior, type_posterior
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import Continuation, continuation
from numeric.theorem_1.margins import losses
from numeric.theorem_2.pooling_cost import losses_at

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Displaced:
    """The separating equilibrium furthest from α* of the kind above.

    Args:
        agents: N.
        type: The type x whose offer is displaced.
        consumption: The consumption of the first good that s_1(x) gives if inactive.
        distance: Its distance from that of α*(x), relative to the endowment.
        imitation: What y would lose by imitating x (nonnegative: an equilibrium).
        truncation: Bound on what F leaves out.
    """

    agents: int
    type: int
    consumption: float
    distance: float
    imitation: float
    truncation: float


def displaced(economy: Economy, agents: int) -> Displaced | None:
    """Return a separating equilibrium with s_1 different from α*.

    None if being taken for the other type hurts neither.

    Raises:
        ValueError: The economy does not have two types, or nobody is inactive.
    """
    if len(economy.types) != 2:
        raise ValueError(f"displaced offers are computed for two types, got {len(economy.types)}")
    active, inactive = economy.active(agents), economy.mechanism.inactive(agents)
    if not inactive:
        raise ValueError(f"nobody is inactive among {agents} agents")
    value, solved = continuation(economy, active), solve_stage1(economy)
    F = value.values
    odds = active / inactive
    found = [
        _furthest(economy, agents, x, odds, value, solved.consumption)
        for x in (0, 1)
        if F[x, x] > F[x, 1 - x]
    ]
    kept = [d for d in found if d.imitation >= 0]
    return max(kept, key=lambda d: d.distance, default=None)


def _furthest(
    economy: Economy, agents: int, x: int, odds: float, value: Continuation, consumption: Array
) -> Displaced:
    """Move the offer of x away from that of y as far as x can bear.

    There its loss if inactive equals what being taken for y would cost it if active.
    """
    y, top, F = 1 - x, 2 * economy.floats.endowment[0], value.values
    allowed, own = odds * float(F[x, x] - F[x, y]), float(consumption[x])
    end = top * (1 - 1e-12) if own > consumption[y] else top * 1e-12
    if float(losses_at(economy, end)[x]) <= allowed:
        at = end
    else:
        at = float(
            brentq(
                lambda c: float(losses_at(economy, c)[x]) - allowed,
                own,
                end,
                xtol=1e-15,
                rtol=1e-14,
            )
        )
    imitation = float(losses_at(economy, at)[y]) - odds * float(F[y, x] - F[y, y])
    return Displaced(
        agents,
        x,
        at,
        abs(at - own) / float(economy.floats.endowment[0]),
        imitation,
        float(value.truncation.max()),
    )


@by_kappa(maxsize=64)
def shut_down_change(economy: Economy, active: int) -> Array:
    r"""Return what A2 (for active agents) subtracts from F_x(x̄), shape (X, X).

    The gain from trade when all others are of type x̄.

    A deviator's offer equals that of all others exactly when they all are of the imitated type.
    """
    X, e, k = len(economy.types), economy.floats.endowment, formulas_of(economy)
    types = np.arange(X)
    alone = active * np.eye(X)  # one row for each type that all others are of
    solved = solve_stage2(economy, alone)
    minus = (solved.totals - solved.offers[types, types]).T[:, :, None]
    beliefs = posterior(economy, (alone - np.eye(X))[:, None] + np.eye(X))
    own = best_response(economy, minus[0], minus[1], beliefs, types)
    bundles = k.payoff(own[..., 0], own[..., 1], minus[0], minus[1])
    gain = k.partial((0, 0), bundles[..., 0], bundles[..., 1], types)
    gain = gain - k.partial((0, 0), e[0], e[1], types)
    chance = type_posterior(economy) * economy.floats.signal.T[:, None] ** (active - 1)
    result: Array = np.asarray((chance * gain).sum(axis=-1).T)
    result.setflags(write=False)  # those who ask later get the same array
    return result


def margins_without_and_with(economy: Economy, agents: int) -> tuple[float, float]:
    """Return the margin of Theorem 1 without and with A2 (for active agents)."""
    active = economy.active(agents)
    F, solved = continuation(economy, active).values, solve_stage1(economy)
    cost = economy.mechanism.inactive(agents) / agents * losses(economy, solved)
    off = ~np.eye(len(economy.types), dtype=bool)
    both = []
    for values in (F, F - shut_down_change(economy, active)):
        gain = active / agents * (values - np.diag(values)[:, None])
        both.append(float((cost - gain)[off].min()))
    return both[0], both[1]
