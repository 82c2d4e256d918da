r"""A trio :math:`(\bar\kappa, \eta, N)` that achieves a given (ε, δ), found by search and then verified.

Theorem 3 says that small κ, small η and large N do.  The search follows its proof:
:math:`\bar\kappa = \delta/2` at first (and at most :math:`2\min(\bar q, \bar r)`, so that η is at
most 1/2), κ in the economy's own proportion just below it, and :math:`\eta = \min(\kappa_q/4\bar q,
\kappa_r/4\bar r)`; it is halved until the loss in the limit of large N is below ε; then N is
doubled until everything is verified *at that N*: the candidate is an equilibrium (its margin),
:math:`P(t^* > \varepsilon \mid z) \le \varepsilon` in every state, and condition (a) in every
realisation.  For larger N nothing is claimed here.

Paper: Theorem 3 and its proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.competitive.exchange import competitive_at
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from numeric.stage1 import solve_stage1
from numeric.status import Status, Told
from numeric.theorem_1.margins import losses, threshold
from numeric.theorem_1.slope import slope
from numeric.theorem_3.efficiency import Efficiency, efficiency, inactive_bundles
from numeric.theorem_3.loss import ex_post_loss

Array = NDArray[np.float64]
MARGIN = 0.8
"""The share of ε that the loss in the limit may take."""

JUST_BELOW = Fraction(99, 100)
FIRST = 64
MOST_HALVINGS = 40
MOST_CONFIGURATIONS = 400_000


@dataclass(frozen=True)
class Achieved:
    """What was found for (ε, δ).

    Args:
        kappa_bar: κ̄, or nothing where the search failed.
        economy: The economy with the κ and η that were verified.
        agents: N.
        found: Its efficiency at N.
        equilibrium: Whether the candidate is an equilibrium at N by its margin; nothing where that
            was not decided.
        limit: The loss in the limit of large N, the largest over states.
        achieved: Whether everything was verified.
        status: One sentence.
    """

    kappa_bar: Fraction
    economy: Economy
    agents: int
    found: Efficiency
    equilibrium: bool | None
    limit: float
    achieved: bool
    status: Status | Told


def limiting_loss(economy: Economy) -> Array:
    r"""Return the loss for a continuum of agents in each state, shape (Z,).

    Shares :math:`(1-\eta)\mu_z` are active, at the competitive allocation.
    """
    eta, X = economy.floats.eta, len(economy.types)
    found = []
    for z, mu in enumerate(economy.floats.signal):
        bundles = np.concatenate([_competitive(economy, z, mu), inactive_bundles(economy)])
        shares = np.concatenate([(1 - eta) * mu, eta * mu])
        found.append(
            ex_post_loss(economy, np.tile(np.arange(X), 2), shares[None], bundles[None], z).loss[0]
        )
    return np.array(found)


def _competitive(economy: Economy, z: int, mu: Array) -> Array:
    """Return the competitive allocation in a state.

    By Newton, else by the scan of prices (the lowest price where several are found).
    """
    try:
        return competitive_at(economy, z, mu)[1]
    except ArithmeticError:
        return np.asarray(solve_competitive(economy).allocations[z])


def rescaled(economy: Economy, kappa_bar: Fraction) -> Economy:
    r"""Return the economy with κ in its own proportion just below :math:`\bar\kappa` and :math:`\eta = \min(\kappa_q/4\bar q, \kappa_r/4\bar r)`."""
    own, endowment = economy.mechanism.kappa, economy.environment.endowment
    kappa = [k * kappa_bar * JUST_BELOW / max(own) for k in own]
    eta = min(k / (4 * e) for k, e in zip(kappa, endowment, strict=True))
    return economy.replacing(kappa=kappa, eta=eta)


def achieve(
    economy: Economy,
    epsilon: Fraction,
    delta: Fraction,
    *,
    most_agents: int = 100_000,
    seed: int = 0,
) -> Achieved:
    """Search for a trio that achieves (ε, δ) and verify it.

    Args:
        economy: An economy with positive κ, whose proportion is kept, and a separating α*.
        epsilon: ε, positive.
        delta: δ, positive.
        most_agents: The greatest N that is tried.
        seed: Seed of the draws, where configurations are drawn.

    Raises:
        EconomyError: ε or δ is not positive, or α* is not separating.

    Paper: Theorem 3 (i).
    """
    if epsilon <= 0 or delta <= 0:
        raise EconomyError(f"epsilon and delta must be positive, got {epsilon} and {delta}")
    if not solve_stage1(economy).separating:
        raise EconomyError(
            "two types make the same best offer at stage 1, so Theorem 3 does not apply"
        )
    kappa_bar = min(delta / 2, *(2 * e for e in economy.environment.endowment))
    for _ in range(MOST_HALVINGS):
        trial = rescaled(economy, kappa_bar)
        limit = float(limiting_loss(trial).max())
        if limit <= MARGIN * float(epsilon):
            break
        kappa_bar /= 2
    return _verified(trial, kappa_bar, limit, float(epsilon), float(delta), most_agents, seed)


def _verified(
    economy: Economy,
    kappa_bar: Fraction,
    limit: float,
    epsilon: float,
    delta: float,
    most: int,
    seed: int,
) -> Achieved:
    agents = min(max(FIRST, _predicted(economy), _someone_inactive(economy)), most)
    while True:
        found = efficiency(economy, agents, seed=seed)
        good = (
            found.status.solved
            and found.epsilon <= epsilon
            and bool((found.overuse <= delta).all())
        )
        equilibrium = _is_equilibrium(economy, agents) if good else None
        if (good and equilibrium) or agents >= most:
            break
        agents = min(2 * agents, most)
    return Achieved(
        kappa_bar,
        economy,
        agents,
        found,
        equilibrium,
        limit,
        bool(good and equilibrium),
        _status(good, equilibrium, agents),
    )


def _status(good: bool, equilibrium: bool | None, agents: int) -> Status | Told:
    if good and equilibrium:
        return Status.VERIFIED
    if good and equilibrium is None:
        return Status.UNDECIDED.told(
            f"undecided: efficient at N = {agents}, but whether the candidate is an "
            "equilibrium there was not decided"
        )
    return Status.NOT_FOUND.told(f"not found: no N up to {agents} that was tried is verified")


def _predicted(economy: Economy) -> int:
    """Return the N at which the closed form of the gain falls below the cost of a deviation."""
    loss = losses(economy, solve_stage1(economy))
    off = ~np.eye(len(loss), dtype=bool)
    needed = np.maximum(slope(economy).values[off], 0.0) / (economy.floats.eta * loss[off])
    return int(np.ceil(1.25 * needed.max())) + 1 if np.isfinite(needed).all() else FIRST


def _someone_inactive(economy: Economy) -> int:
    """Return an N at which at least one agent is inactive.

    Without one a deviation costs nothing, which is not what the theorem is about.
    """
    return int(np.ceil(1 / economy.floats.eta)) + 1


def _is_equilibrium(economy: Economy, agents: int) -> bool | None:
    """Return the sign of the margin at N, or nothing where too many configurations would have to be solved."""
    spread = 16 * np.sqrt(economy.active(agents)) / 2
    if spread ** (len(economy.types) - 1) * len(economy.states) > MOST_CONFIGURATIONS:
        return None
    return threshold(economy, [agents]).margins[0].holds
