r"""Checks of section 5: what an outcome is, the resources of (12), the loss, and allocations as Theorem 3 defines them.

Conventions: slow sides use the utility that SymPy writes from the economy's formula, and SciPy's
general solver of convex programmes.

Paper: section 5, (12) and (13); section 7.3, the allocation and (43).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.exchange import competitive_at
from numeric.economy.economy import Economy
from numeric.economy.environment import Environment
from numeric.formulas.compiled import formulas_of
from numeric.mechanism.play import play
from numeric.oracles.efficiency import ex_post_loss as general_loss
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_3.achieving import limiting_loss, rescaled
from numeric.theorem_3.loss import ex_post_loss, resources
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared.largest import largest, smallest
from proofs_check.paper.shared.slow import data_of, written
from symbolic.language.notation import q, r

Array = NDArray[np.float64]
GENERAL = 2e-6
"""Accuracy, relative to the size of utilities, that is asked of the general solver."""

NOT_SEPARATING = "alpha* is not separating, so that the candidate is none"


def outcome_without_z(economy: Economy, parameters: Parameters) -> Instance:
    """The allocation for given types and assignment, played in two states (or with one agent's type changed)."""
    if len(economy.states) < 2:
        return Instance(economy.name, None, "one state")
    if not solve_stage1(economy).separating:
        return Instance(economy.name, None, NOT_SEPARATING)
    kinds = np.arange(9) % len(economy.types)
    changed = kinds.copy()
    changed[-1] = (changed[-1] + parameters["change"]) % len(economy.types)
    active = np.arange(9) < economy.active(9)
    first = play(economy, types=kinds, active=active, state=0).allocation
    second = play(
        economy,
        types=changed,
        active=np.roll(active, parameters["rotate"]),
        state=len(economy.states) - 1,
        seed=1,
    ).allocation
    gap = float(np.abs(first - second).max())
    return Instance(economy.name, gap == 0, f"largest difference {gap:.1e}", margin=-gap)


def _middle(economy: Economy) -> tuple[Array, Array, Array]:
    """Return types, counts and bundles of one realisation with every type present and some agents inactive."""
    X = len(economy.types)
    active, inactive = np.arange(3, 3 + X), np.ones(X, dtype=int)
    bundles = np.concatenate(
        [solve_stage2(economy, [active]).allocations(economy)[0], inactive_bundles(economy)]
    )
    return (
        np.tile(np.arange(X), 2),
        np.concatenate([active, inactive])[None].astype(float),
        bundles[None],
    )


def maximum(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's resources against ``scale`` times the larger of use and endowments, good by good."""
    _, counts, bundles = _middle(economy)
    found = resources(economy, counts, bundles)[0]
    worst = 0.0
    for i in (0, 1):
        used = sum(float(n) * float(b[i]) for n, b in zip(counts[0], bundles[0], strict=True))
        owned = float(counts.sum()) * float(economy.environment.endowment[i])
        worst = largest(worst, abs(float(parameters["scale"]) * max(used, owned) / found[i] - 1))
    told = f"resources differ by {worst:.1e} of themselves"
    return Instance(economy.name, bool(worst < 1e-13), told, margin=float(1e-13 - worst))


def loss_is_the_threshold(economy: Economy, parameters: Parameters) -> Instance:
    """At one realisation: bundles within (12) give everybody ``gain`` times t* more.

    Nothing gives more than the upper bound, as a general solver finds, too.
    """
    types, counts, bundles = _middle(economy)
    found = ex_post_loss(economy, types, counts, bundles, 0)
    if not found.solved.all():
        return Instance(economy.name, None, str(found.status[0]), undecided=True)
    k, better = formulas_of(economy), found.bundles
    realised = k.utility(bundles[..., 0], bundles[..., 1], types, 0)
    gains = k.utility(better[..., 0], better[..., 1], types, 0) - realised
    total, limit = (counts[..., None] * better).sum(axis=1), resources(economy, counts, bundles)
    within = bool((total <= limit * (1 + 1e-12)).all())
    wanted = float(parameters["gain"]) * float(found.loss[0])
    scale, general = 1 + float(np.abs(realised).max()), float(found.loss[0])
    if len(economy.types) <= 3:
        general = general_loss(
            data_of(economy), types.tolist(), counts[0].tolist(), bundles[0], 0, limit[0].tolist()
        )
    slack = min(
        float(gains.min()) - (wanted - 1e-11),
        float(found.upper[0]) + 1e-11 - wanted,
        GENERAL * scale - abs(general - float(found.loss[0])),
    )
    return Instance(
        economy.name,
        within and slack >= 0,
        f"t* = {found.loss[0]:.3e}, everybody gains {gains.min():.3e} or more",
        margin=slack if within else None,
        residual=found.width,
    )


def zero(economy: Economy, parameters: Parameters) -> Instance:
    """What is left to alternatives when totals are at most 1 + ``delta`` of the endowments.

    Allocations without a loss are told from others.
    """
    X, e = len(economy.types), economy.floats.endowment
    no_kappa, apart, worst, least = economy.replacing(kappa=(0, 0)), 0.0, 0.0, np.inf
    for z, mu in enumerate(economy.floats.signal):
        efficient = competitive_at(no_kappa, z, mu)[1]
        # The first type holds more of one good and less of the other, all others the reverse; nobody less than
        # nothing.  What it holds may be near efficient one way, but not both ways.
        moved = np.where(np.arange(X) == 0, min(1.0, 1 / mu[0] - 1), -min(1.0, mu[0] / (1 - mu[0])))
        others = [
            0.5 * efficient + 0.5 * e * (1 + 0.9 * moved[:, None] * way)
            for way in ([1, -1], [-1, 1])
        ]
        bundles, shares = np.stack([efficient, *others]), np.tile(mu, (1 + len(others), 1))
        given = resources(economy, shares, (1 + float(parameters["delta"])) * bundles)
        apart = largest(apart, float(np.abs(np.maximum(given, 0) / e - 1).max()))
        found = ex_post_loss(economy, np.arange(X), shares, bundles, z, e[None])
        losses = found.required().loss.tolist()
        worst, least = largest(worst, abs(losses[0])), smallest(least, largest(*losses[1:]))
    slack = min(1e-9 - apart, 1e-9 - worst, least - 1e-8)
    told = f"losses {worst:.1e} of an efficient allocation, {least:.1e} or more of others"
    return Instance(economy.name, bool(slack >= 0), told, margin=float(slack))


@lru_cache(maxsize=256)
def _limit(economy: Economy, kappa_bar: Fraction) -> tuple[float, float]:
    """Return the loss for large N, the largest over states, and how far the general solver's is from it."""
    trial = rescaled(economy, kappa_bar)
    losses, far = limiting_loss(trial), 0.0
    if len(trial.types) > 2:
        return float(losses.max()), 0.0
    eta, types = trial.floats.eta, np.tile(np.arange(len(trial.types)), 2)
    for z, mu in enumerate(trial.floats.signal[:1]):
        bundles = np.concatenate([competitive_at(trial, z, mu)[1], inactive_bundles(trial)])
        shares = np.concatenate([(1 - eta) * mu, eta * mu])
        total = np.maximum(shares @ bundles, trial.floats.endowment)
        slow = general_loss(
            data_of(trial), types.tolist(), shares.tolist(), bundles, z, total.tolist()
        )
        far = largest(far, abs(slow - float(losses[z])))
    return float(losses.max()), far


def almost_efficient(economy: Economy, parameters: Parameters) -> Instance:
    """Whether the loss for large N is below ε at small κ and η."""
    loss, far = _limit(economy, parameters["kappa"])
    slack = min(float(parameters["epsilon"]) - loss, 1e-5 - far)
    told = f"the loss tends to {loss:.2e} as N grows; the general solver's differs by {far:.1e}"
    return Instance(economy.name, slack >= 0, told, margin=slack)


def payoffs(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's payoffs at a configuration against (3) and (4) at the offers, with ``kappas`` times κ."""
    sigma = np.arange(3, 3 + len(economy.types))
    solved = solve_stage2(economy, [sigma])
    found, offers = solved.allocations(economy)[0], solved.offers[0]
    price = _price(economy, offers, sigma.tolist(), float(parameters["kappas"]))
    worst = float(np.abs(_paid(economy, offers, price) / found - 1).max())
    told = f"payoffs differ by {worst:.1e} of themselves"
    return Instance(economy.name, worst < 1e-12, told, margin=1e-12 - worst)


def _price(economy: Economy, offers: Array, counts: list[int], kappas: float = 1.0) -> float:
    """Return p_2 = R/Q.  Paper: (4)."""
    Q, R = (
        sum(counts) * kappas ** (1 - i) * float(economy.mechanism.kappa[i])
        + sum(n * float(b[i]) for n, b in zip(counts, offers, strict=True))
        for i in (0, 1)
    )
    return R / Q


def _paid(economy: Economy, offers: Array, price: float) -> Array:
    """Return what offers give at a price.  Paper: (2) and (3)."""
    e = [float(v) for v in economy.environment.endowment]
    return np.array(
        [
            [e[0] - float(b[0]) + float(b[1]) / price, e[1] - float(b[1]) + price * float(b[0])]
            for b in offers
        ]
    )


def allocation(economy: Economy, parameters: Parameters) -> Instance:
    """What is played out for N = 9 against the display, with ``price`` times p_1 for the inactive."""
    X, N = len(economy.types), 9
    if not solve_stage1(economy).separating:
        return Instance(economy.name, None, NOT_SEPARATING)
    kinds = np.arange(N) % X
    active = np.arange(N) < economy.active(N)
    found = play(economy, types=kinds, active=active, state=0).allocation
    e = economy.environment.endowment
    first = _paid(
        economy,
        solve_stage1(economy).offers[kinds],
        float(parameters["price"]) * float(e[1] / e[0]),
    )
    counts = [int(np.count_nonzero(kinds[active] == x)) for x in range(X)]
    offers = solve_stage2(economy, [counts]).offers[0]
    second = _paid(economy, offers, _price(economy, offers, counts))[kinds]
    worst = float(np.abs(np.where(active[:, None], second, first) / found - 1).max())
    if active.all():
        return Instance(economy.name, None, "nobody is inactive among nine")
    told = f"bundles differ by {worst:.1e} of themselves"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst)


def _at(function: Callable[..., float], values: list[float]) -> Callable[[float, float], float]:
    """Return the function of a bundle for these parameters of u."""
    return lambda c, d: float(function(c, d, *values))


@lru_cache(maxsize=64)
def _slopes(environment: Environment) -> dict[tuple[int, int], tuple[Any, Any]]:
    """Return u_q and u_r by type and state as functions, derived from the formula of u."""
    e, found = environment, {}
    functions = [written(sp.diff(e.utility, v), "math") for v in (q, r)]
    for x in range(len(e.types)):
        for z in range(len(e.states)):
            by_q, by_r = (
                _at(function, [float(e.parameters[name][x][z]) for name in names])
                for names, function in functions
            )
            found[x, z] = (by_q, by_r)
    return found


def violation(
    economy: Economy, z: int, rho: Array, found: tuple[float, Array], more: float, kappa: float
) -> float:
    """Return by how much a price and an allocation fail to be competitive, relatively.

    Budgets, rates of substitution and clearing, with endowments increased by ``more`` times κ and
    exogenous offers ``kappa`` times κ.
    """
    price, bundles = found
    e, k = economy.environment.endowment, economy.mechanism.kappa
    owned = [float(a + Fraction(more) * b) for a, b in zip(e, k, strict=True)]
    worst = 0.0
    for x, (first, second) in enumerate(bundles.tolist()):
        wealth = price * owned[0] + owned[1]
        worst = largest(worst, abs((price * first + second) / wealth - 1))
        u_q, u_r = _slopes(economy.environment)[x, z]
        worst = largest(worst, abs(u_q(first, second) / u_r(first, second) / price - 1))
    bought = kappa * float(k[1]) / price + float(rho @ bundles[:, 0])
    return largest(worst, abs(bought / (owned[0] + kappa * float(k[0])) - 1))


CHECKS: dict[str, Check] = {
    "sec-5.outcome-without-z": OnEconomies(outcome_without_z),
    "eq-12.maximum": OnEconomies(maximum),
    "sec-5.loss": OnEconomies(loss_is_the_threshold),
    "sec-5.zero": OnEconomies(zero),
    "abstract.almost-efficient": OnEconomies(almost_efficient),
    "eq-43.payoffs": OnEconomies(payoffs),
    "thm-3.allocation": OnEconomies(allocation),
}
"""The checks of this module by the names under which statements assert them."""
