r"""A mechanism :math:`(\kappa, \eta)` and an N at which a given (ε, δ) is achieved, found by search and then verified.

Theorem 3 says that there is a :math:`\bar\kappa` such that *every* κ below it does, with η at most
:math:`\min(\kappa_q/4\bar q, \kappa_r/4\bar r)` and N large.  No such bound is looked for here: one
κ is tried after another, on the economy's own ray, and what is verified is verified at the κ, η and
N that are returned and nowhere else; another κ with a smaller maximum, in another proportion, may
well be worse.  The search starts below :math:`\delta/2`, as the proof does, and at most at
:math:`2\min(\bar q, \bar r)`, so that :math:`\eta = \min(\kappa_q/4\bar q, \kappa_r/4\bar r)` is at
most 1/2; κ is halved until the loss in the limit of large N is below ε; then N is doubled until
everything holds *at that N*: the candidate is an equilibrium (its margin), :math:`P(t^* >
\varepsilon \mid z) \le \varepsilon` in every state, and condition (a) in every realisation.

Conventions: where configurations are drawn, the second is decided only outside the error of the
draws, and the status says so.

Paper: Theorem 3 and its proof.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from numeric.stage1 import solve_stage1
from numeric.stage2.followed import followed_allocation
from numeric.status import NotSolved, Status, Told
from numeric.theorem_1.margins import losses, threshold
from numeric.theorem_1.slope import slope
from numeric.theorem_3.efficiency import CONFIDENCE, Efficiency, efficiency
from numeric.theorem_3.loss import ex_post_loss
from numeric.theorem_3.realised import inactive_bundles

Array = NDArray[np.float64]
MARGIN = 0.8
"""The share of ε that the loss in the limit may take."""

JUST_BELOW = Fraction(99, 100)
FIRST = 64
LARGEST = 10**15
"""More agents than are ever tried."""
MOST_HALVINGS = 40
DRAWS = (4000, 32_000, 256_000)
"""How many realisations are drawn, one number after the other while they do not tell."""
MOST_CONFIGURATIONS = 400_000


@dataclass(frozen=True)
class Achieved:
    """What was found for (ε, δ).

    Args:
        ceiling: What the largest component of κ lies just below; no κ̄ of Theorem 3.
        economy: The economy with the κ and η that were verified.
        agents: N.
        found: Its efficiency at N.
        equilibrium: Whether the candidate is an equilibrium at N by its margin; None where that
            was not decided.
        limit: The loss in the limit of large N, the largest over states.
        achieved: Whether everything was verified.
        status: One sentence.
    """

    ceiling: Fraction
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
    return np.asarray(limiting_losses([economy])[0])


def limiting_losses(economies: Sequence[Economy]) -> Array:
    """Return the limiting losses of economies that differ in κ and η alone, shape (n, Z)."""
    first, *_ = economies
    mu, X, Z = first.floats.signal, len(first.types), len(first.states)
    shares, bundles = [], []
    for economy in economies:
        eta, passive = economy.floats.eta, inactive_bundles(economy)
        shares.append(np.concatenate([(1 - eta) * mu, eta * mu], axis=1))
        bundles += [np.concatenate([_competitive(economy, z), passive]) for z in range(Z)]
    states = np.tile(np.arange(Z), len(economies))
    found = ex_post_loss(
        first, np.tile(np.arange(X), 2), np.concatenate(shares), np.stack(bundles), states
    )
    return found.loss.reshape(-1, Z)


def _competitive(economy: Economy, z: int) -> Array:
    """Return the competitive allocation in a state; of several, the one that β^σ follows.

    Raises:
        ArithmeticError: Several are found, and β^σ is not known to follow one of them.
    """
    solved = solve_competitive(economy)
    if solved.unique[z] is not False:
        return np.asarray(solved.allocations[z])
    price, allocation = followed_allocation(economy, z)
    if not np.isfinite(price):
        told = "several competitive equilibria were found and β^σ is not known to follow one of"
        raise NotSolved("", f"{told} them, so the loss has no known limit")
    return allocation


def rescaled(economy: Economy, ceiling: Fraction) -> Economy:
    r"""Return the economy with κ, in its own proportion, just below a ceiling, and the largest η for it.

    .. math:: \eta = \min(\kappa_q/4\bar q, \kappa_r/4\bar r)
    """
    own, endowment = economy.mechanism.kappa, economy.environment.endowment
    kappa = [k * ceiling * JUST_BELOW / max(own) for k in own]
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
        EconomyError: ε or δ is not positive.
        ArithmeticError: α* is not separating, or no limit of the loss is known.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> found = achieve(economy, Fraction(1, 2), Fraction(1, 2))
    >>> found.achieved, found.found.epsilon < 0.5
    (True, True)

    Paper: Theorem 3 (i).
    """
    if epsilon <= 0 or delta <= 0:
        raise EconomyError(f"epsilon and delta must be positive, got {epsilon} and {delta}")
    first = solve_stage1(economy)
    if not first.separating:
        raise NotSolved("", f"Theorem 3 needs a separating α*, and stage 1 is {first.status}")
    ceiling = min(delta / 2, *(2 * e for e in economy.environment.endowment))
    for _ in range(MOST_HALVINGS):
        trial = rescaled(economy, ceiling)
        limit = float(limiting_loss(trial).max())
        if limit <= MARGIN * float(epsilon):
            break
        ceiling /= 2
    return _verified(trial, ceiling, limit, float(epsilon), float(delta), most_agents, seed)


def _verified(
    economy: Economy,
    ceiling: Fraction,
    limit: float,
    epsilon: float,
    delta: float,
    most: int,
    seed: int,
) -> Achieved:
    numbers = _numbers(max(FIRST, _predicted(economy), _someone_inactive(economy)), most)
    looks = len(DRAWS) * len(numbers)
    for agents in numbers:
        found, efficient = _efficient(economy, agents, epsilon, delta, seed, looks)
        equilibrium = _is_equilibrium(economy, agents) if efficient else None
        if efficient and equilibrium:
            break
    achieved = bool(efficient and equilibrium)
    status = _status(found, efficient, equilibrium, agents)
    return Achieved(ceiling, economy, agents, found, equilibrium, limit, achieved, status)


def _numbers(first: int, most: int) -> list[int]:
    """Return the values of N that are tried, each twice the one before, the last of them the greatest."""
    doubled = (first * 2**k for k in range(most.bit_length()))
    return [*(agents for agents in doubled if agents < most), most]


def _efficient(
    economy: Economy, agents: int, epsilon: float, delta: float, seed: int, looks: int = len(DRAWS)
) -> tuple[Efficiency, bool | None]:
    """Return the distribution of the loss at N and whether (ε, δ) is achieved.

    More is drawn while the draws do not tell; the error is that of all looks of the search together.
    """
    for draws in DRAWS:
        found = efficiency(economy, agents, draws=draws, seed=seed, looks=looks)
        efficient = found.achieves(epsilon)
        if efficient is not None or not (found.status.solved and found.statistical):
            break
    return found, efficient and bool((found.overuse <= delta).all())


def _status(
    found: Efficiency, efficient: bool | None, equilibrium: bool | None, agents: int
) -> Status | Told:
    how = ""
    if found.statistical:
        low, high = found.epsilon_bounds
        how = (
            f", statistically: the least ε lies between {low:.6g} and {high:.6g} with "
            f"{100 * CONFIDENCE:g} % confidence, by {found.states[0].draws} draws a state"
        )
    if efficient and equilibrium:
        told = f"solved: achieved at this κ, η and N{how} (nothing is claimed for other κ or N)"
        return Status.VERIFIED.told(told)
    if not found.status.solved:
        return found.status
    if efficient is None:
        return Status.UNDECIDED.told(
            f"undecided: at N = {agents} the draws do not tell whether ε is achieved{how}"
            if found.statistical
            else f"undecided: at N = {agents} the least ε, {found.epsilon:.12g}, is ε within its error"
        )
    if efficient and equilibrium is None:
        return Status.UNDECIDED.told(
            f"undecided: efficient at N = {agents}{how}, but whether the candidate is an "
            "equilibrium there was not decided"
        )
    return Status.NOT_FOUND.told(
        f"not found: (ε, δ) is not achieved at any N up to {agents} that was tried"
    )


def _predicted(economy: Economy) -> int:
    """Return the N at which the closed form of the gain falls below the cost of a deviation."""
    loss = losses(economy, solve_stage1(economy))
    off = ~np.eye(len(loss), dtype=bool)
    with np.errstate(all="ignore"):
        needed = np.maximum(slope(economy).values[off], 0.0) / (economy.floats.eta * loss[off])
    largest = 1.25 * float(needed.max())
    return FIRST if not np.isfinite(largest) else int(np.ceil(min(largest, LARGEST))) + 1


def _someone_inactive(economy: Economy) -> int:
    """Return an N at which at least one agent is inactive.

    Without one a deviation costs nothing, which is not what the theorem is about.
    """
    return min(math.ceil(1 / economy.mechanism.eta), LARGEST) + 1


def _is_equilibrium(economy: Economy, agents: int) -> bool | None:
    """Return the sign of the margin at N, or None where too many configurations would have to be solved."""
    if _too_many(economy, agents):
        return None
    (margin,) = threshold(economy, [agents]).margins
    return margin.holds


def _too_many(economy: Economy, agents: int) -> bool:
    """Whether stage 2 has too many likely configurations.

    In each state a type's count lies within eight standard deviations, of at most half the root of M.
    """
    spread = 8 * np.sqrt(economy.active(agents))
    return bool(spread ** (len(economy.types) - 1) * len(economy.states) > MOST_CONFIGURATIONS)
