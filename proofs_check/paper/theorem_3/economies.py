r"""Checks of section 5 and of Theorem 3 itself on whole economies: the loss at large N and its limit.

Conventions: those of ``proof_checks``.

Paper: section 5; section 7.3.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.stage2.scattered_starts import scattered_each
from numeric.theorem_1.slope import chernoff_information
from numeric.theorem_3.achieving import achieve, limiting_loss, limiting_losses, rescaled
from numeric.theorem_3.loss import ex_post_loss
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.limits import (
    at_rate,
    divisible,
    large_enough,
    nearest_configuration,
    settled,
)
from proofs_check.paper.theorem_3.proof_checks import SMALL, unique


@lru_cache(maxsize=256)
def limits_of_the_loss(economy: Economy, relation: str) -> tuple[float, float, Fraction]:
    """Return the limiting loss, the largest over states, at a larger and a smaller size, and the larger size.

    The smaller size is max κ = 1/10000, the larger one 1/100 or 1/1000.

    Where κ and η act against each other the loss may happen to be small at one size: the larger of
    the first two counts.  η is κ/(4ē), its square root, or that of the economy.
    """
    trials = []
    for size in (SMALL, SMALL / 10, SMALL / 100):
        trial = rescaled(economy, size)
        if relation == "own kappa":
            trial = economy.replacing(eta=trial.mechanism.eta)
        elif relation == "own eta":
            trial = trial.replacing(eta=economy.mechanism.eta)
        elif relation == "root":
            trial = trial.replacing(
                eta=Fraction(np.sqrt(trial.floats.eta)).limit_denominator(10**6)
            )
        trials.append(trial)
    found = limiting_losses(trials).max(axis=1).tolist()
    return max(found[:2]), found[2], SMALL if found[0] >= found[1] else SMALL / 10


def limit_of_the_loss(economy: Economy, parameters: Parameters) -> Instance:
    """The loss for large N vanishes as κ and η do, at the rate named."""
    near, far, size = limits_of_the_loss(economy, parameters["relation"])
    told = f"limiting loss {near:.1e} at κ̄ = {size}, {far:.1e} at 1/10000"
    return Instance(
        economy.name,
        far < parameters["falls"] * near,
        told,
        margin=float(parameters["falls"]) * near - far,
    )


@lru_cache(maxsize=64)
def _achieved(
    economy: Economy, epsilon: Fraction, delta: Fraction
) -> tuple[bool, str, float, bool]:
    found = achieve(economy, epsilon, delta, most_agents=10_000_000_000)
    kappa, eta = (
        (", ".join(f"{float(k):.2g}" for k in found.economy.mechanism.kappa)),
        float(found.economy.mechanism.eta),
    )
    said = (
        f"κ = ({kappa}), η = {eta:.2g}, N = {found.agents}: least ε {found.found.epsilon:.2g}, "
        f"overuse {found.found.overuse.max():.2g}"
    )
    return (
        found.achieved,
        said,
        found.found.epsilon,
        bool((found.found.overuse <= float(delta)).all()),
    )


def theorem_3(economy: Economy, parameters: Parameters) -> Instance:
    """A trio that achieves (ε, δ) is found and verified.

    The parameters may ask for more of it than that.
    """
    if len(economy.types) > 2 or not solve_stage1(economy).separating or not unique(economy):
        return Instance(
            economy.name, None, "more than two types, α* not separating, or several equilibria"
        )
    if chernoff_information(economy) < 0.01:
        return Instance(economy.name, None, "the states are too close")
    achieved, said, least, within = _achieved(economy, Fraction(1, 20), Fraction(1, 10))
    if not achieved:
        return Instance(economy.name, None, said, undecided=True)
    slack = float(parameters["epsilon"]) - least
    return Instance(economy.name, slack >= 0 and within, said, margin=slack if within else None)


@lru_cache(maxsize=256)
def _spread(economy: Economy, scale: float) -> tuple[float, float, float] | None:
    """Return how far from β^z a stage-2 equilibrium is at most, at M and 16 M, and the largest residual.

    Equilibria are those that Newton reaches from scattered starts.
    """
    if not settled(economy) or not unique(economy):
        return None
    solved, M, found, residual = solve_competitive(economy), large_enough(economy), [], 0.0
    states = list(enumerate(economy.floats.signal))
    reached = iter(
        scattered_each(
            economy,
            np.array(
                [
                    nearest_configuration(mu, factor * divisible(economy, z, M))
                    for factor in (1, 16)
                    for z, mu in states
                ],
                dtype=float,
            ),
        )
    )
    for _ in (1, 16):
        worst = 0.0
        for z, _ in states:
            offers, left_over = next(reached)
            worst = largest(worst, float(np.abs(offers - scale * solved.offers[z]).max()))
            residual = largest(residual, left_over)
        found.append(worst / float(economy.floats.endowment.max()))
    return found[0], found[1], residual


def claim_3(economy: Economy, parameters: Parameters) -> Instance:
    """Every stage-2 equilibrium that Newton reaches from scattered starts is near β^z, at rate 1/M."""
    found = _spread(economy, float(parameters["target"]))
    if found is None:
        return Instance(economy.name, None, "states too close, or several equilibria")
    return at_rate(economy, *found)


def every_equilibrium(economy: Economy, parameters: Parameters) -> Instance:
    """At κ̄ = 1/50 and large N: the loss for every stage-2 equilibrium found, against its limit.

    Configurations are likely ones.
    """
    found = _relative_loss(economy)
    if found is None:
        return Instance(economy.name, None, "states too close, or several equilibria")
    worst, limit, residual = found
    told = f"largest loss over its limit {worst:.4f}, the limit being at most {limit:.1e}"
    return Instance(
        economy.name,
        worst <= parameters["times"],
        told,
        margin=float(parameters["times"]) - worst,
        residual=residual,
    )


@lru_cache(maxsize=256)
def _relative_loss(economy: Economy) -> tuple[float, float, float] | None:
    trial = rescaled(economy, Fraction(1, 50))
    if not settled(economy) or not unique(economy):
        return None
    worst, residual, X, M, d = 0.0, 0.0, len(economy.types), large_enough(economy), trial.floats
    limit = limiting_loss(trial)
    rows = np.array([nearest_configuration(mu, M) for mu in d.signal], dtype=float)
    for z, (offers, left_over) in enumerate(scattered_each(trial, rows)):
        sigma, mu = rows[z], d.signal[z]
        passive = mu * (
            M * d.eta / (1 - d.eta)
        )  # the mean: of three inactive agents whole numbers may be far from it
        price = (d.kappa[1] * M + offers[..., 1] @ sigma) / (
            d.kappa[0] * M + offers[..., 0] @ sigma
        )
        active = (
            d.endowment
            - offers
            + np.stack([offers[..., 1] / price[:, None], offers[..., 0] * price[:, None]], axis=-1)
        )
        bundles = np.concatenate(
            [active, np.broadcast_to(inactive_bundles(trial), active.shape)], axis=1
        )
        counts = np.tile(np.concatenate([sigma, passive]), (len(active), 1))
        loss = ex_post_loss(trial, np.tile(np.arange(X), 2), counts, bundles, z).required().loss
        worst, residual = (
            largest(worst, float(loss.max() / max(limit[z], 1e-12))),
            largest(residual, left_over),
        )
    return worst, float(limit.max()), residual


CHECKS: dict[str, Check] = {
    "thm-3.limit": OnEconomies(limit_of_the_loss),
    "thm-3.i": OnEconomies(theorem_3),
    "thm-3.claim-3": OnEconomies(claim_3),
    "thm-3.ii": OnEconomies(every_equilibrium),
}
"""The checks of this module by the names under which statements assert them."""
