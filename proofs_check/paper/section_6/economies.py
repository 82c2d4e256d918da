"""Checks of section 6 on whole economies.

They are about the entry fee and who pays it, trade that types do not move, and what stage 1 is used
for.

Conventions: everybody pays the fee 2κ; a limit is compared at two sizes of κ.

Paper: section 6.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.exchange import competitive_at
from numeric.competitive.price_taking import autarky_rates
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.mechanism.one_shot import one_shot_equilibrium
from numeric.theorem_3.achieving import rescaled
from numeric.theorem_3.loss import ex_post_loss, resources
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared.largest import largest

Array = NDArray[np.float64]


@lru_cache(maxsize=64)
def after_fee(economy: Economy, kappa_bar: Fraction) -> Economy:
    """Return the economy with small κ and η in which everybody has paid the fee 2κ."""
    trial = rescaled(economy, kappa_bar)
    left = [
        e - 2 * k for e, k in zip(trial.environment.endowment, trial.mechanism.kappa, strict=True)
    ]
    return trial.replacing(endowment=left)


@lru_cache(maxsize=256)
def _loss_with_fee(economy: Economy, kappa_bar: Fraction) -> tuple[float, float]:
    """Return the largest limiting loss over states, and the largest distance between its bounds."""
    trial, types = after_fee(economy, kappa_bar), np.tile(np.arange(len(economy.types)), 2)
    mu, eta, passive = trial.floats.signal, trial.floats.eta, inactive_bundles(trial)
    bundles = np.stack(
        [np.concatenate([competitive_at(trial, z, row)[1], passive]) for z, row in enumerate(mu)]
    )
    shares = np.concatenate([(1 - eta) * mu, eta * mu], axis=1)
    total = np.maximum(resources(trial, shares, bundles), economy.floats.endowment)
    found = ex_post_loss(trial, types, shares, bundles, np.arange(len(mu)), total).required()
    return float(found.loss.max()), found.width


def loss_with_fee(economy: Economy, parameters: Parameters) -> Instance:
    """The loss for large N against the whole endowment, fee included, at two sizes of κ."""
    (near, one), (far, two) = (_loss_with_fee(economy, s) for s in parameters["sizes"])
    margin = float(parameters["falls"] * near - far)
    return Instance(
        economy.name,
        far < parameters["falls"] * near,
        f"limiting loss {near:.1e}, then {far:.1e}",
        margin=margin,
        residual=max(one, two),
    )


def at_stake(economy: Economy) -> float:
    """Return how much rates of substitution at the endowment differ between types.

    It is the mean over states of the variance over types of the rate's logarithm.

    The gains from trade are of this order, if it is small, and the fee costs in proportion to κ:
    how small κ must be is relative to it.
    """
    rates, mu = np.log(autarky_rates(economy, np.eye(len(economy.states)))), economy.floats.signal
    mean = (mu * rates).sum(axis=1, keepdims=True)
    return float(economy.floats.prior @ (mu * (rates - mean) ** 2).sum(axis=1))


@lru_cache(maxsize=256)
def _gain_from_entry(economy: Economy, kappa_bar: Fraction) -> float:
    """Return what entering with the fee is worth for large N, less the utility of the endowment.

    It is expected before types are known, for an agent who is active.
    """
    trial, k, e, gain = (
        after_fee(economy, kappa_bar),
        formulas_of(economy),
        economy.floats.endowment,
        0.0,
    )
    for z, mu in enumerate(trial.floats.signal):
        bundles = competitive_at(trial, z, mu)[1]
        types = np.arange(len(mu))
        values = k.utility(bundles[:, 0], bundles[:, 1], types, z) - k.utility(e[0], e[1], types, z)
        gain += float(trial.floats.prior[z] * (mu @ values))
    return gain


def participation(economy: Economy, parameters: Parameters) -> Instance:
    """Whether entering is better than the endowment, before types are known.

    Where the hypothesis asks for it, types must matter for trade.

    Then κ is small relative to what is at stake.
    """
    stake = at_stake(economy)
    if parameters["motive"] and stake < 1e-6:
        return Instance(economy.name, None, "types hardly matter for trade")
    share = Fraction(min(1.0, stake)).limit_denominator(10**9) if parameters["motive"] else 1
    gain = _gain_from_entry(economy, parameters["kappa_bar"] * share)
    return Instance(economy.name, gain > 0, f"expected gain from entering {gain:.2e}", margin=gain)


def trade_without_types(economy: Economy, parameters: Parameters) -> Instance:
    """The largest competitive offer at κ and κ/100 when all types have the utilities of the first.

    The larger κ is a thousandth of the smaller endowment.
    """
    alike = economy.replacing(
        parameters={
            name: [table[0]] * len(table) for name, table in economy.environment.parameters.items()
        }
    )
    trades, least = [], min(economy.environment.endowment)
    for size in (least / 1000, least / 100_000):
        trial = rescaled(alike, size)
        offers = [
            np.abs(competitive_at(trial, z, mu)[1] - trial.floats.endowment).max()
            for z, mu in enumerate(trial.floats.signal)
        ]
        trades.append(float(max(offers)))
    slack = float(parameters["falls"]) * trades[0] + 1e-12 - trades[1]
    told = f"largest trade {trades[0]:.1e}, then {trades[1]:.1e}"
    return Instance(economy.name, slack >= 0, told, margin=slack)


SPREAD = 0.04
"""Prices whose logarithms differ less over the states hardly depend on them."""


@lru_cache(maxsize=256)
def _with_and_without_stage_1(economy: Economy) -> tuple[float, float, float, float] | None:
    """Return the expected loss without and with stage 1, the spread of log p^z, and a residual.

    Agents are a continuum, preferences are free of the state, and κ is small.

    None where the market without stage 1 is not solved; it is not asked for where the spread is
    below ``SPREAD``, and losses are 0 there.
    """
    frozen = {
        name: [[row[0]] * len(row) for row in table]
        for name, table in economy.environment.parameters.items()
    }
    trial = rescaled(economy.replacing(parameters=frozen), Fraction(1, 1000))
    solved = [competitive_at(trial, z, mu) for z, mu in enumerate(trial.floats.signal)]
    price = np.array([s[0] for s in solved])
    spread = float(np.ptp(np.log(price)))
    if spread < SPREAD:
        return 0.0, 0.0, spread, 0.0
    try:
        _, without = one_shot_equilibrium(trial, price)
    except ArithmeticError:
        return None
    types, result, residual = np.arange(len(trial.types)), np.zeros(2), 0.0
    for z, mu in enumerate(trial.floats.signal):
        for i, bundles in enumerate((without[:, z], solved[z][1])):
            found = ex_post_loss(trial, types, mu[None], bundles[None], z).required()
            result[i] += trial.floats.prior[z] * float(found.loss[0])
            residual = largest(residual, found.width)
    return float(result[0]), float(result[1]), spread, residual


def use_of_stage_1(economy: Economy, parameters: Parameters) -> Instance:
    """The expected loss without stage 1 against that with it.

    The first state's preferences hold in every state, and p^z depends on z.
    """
    if len(economy.states) < 2 or len(economy.types) > 2:
        return Instance(economy.name, None, "one state, or more than two types")
    found = _with_and_without_stage_1(economy)
    if found is None:
        return Instance(
            economy.name,
            None,
            "no equilibrium without stage 1 was found (pure ones need not exist when prices are "
            "random)",
        )
    without, with_, spread, residual = found
    if spread < SPREAD:
        return Instance(economy.name, None, "prices hardly depend on the state")
    detail = (
        f"expected loss {without:.2e} without stage 1, {with_:.2e} with it; log p^z varies "
        f"by {spread:.2f}"
    )
    return Instance(
        economy.name,
        without > float(parameters["times"]) * with_,
        detail,
        margin=without - float(parameters["times"]) * with_,
        residual=residual,
    )


CHECKS: dict[str, Check] = {
    "sec-6.fee-loss": OnEconomies(loss_with_fee),
    "sec-6.participation": OnEconomies(participation),
    "sec-6.types-free.trade": OnEconomies(trade_without_types),
    "sec-6.state-free.loss": OnEconomies(use_of_stage_1),
}
"""The checks of this module by the names under which statements assert them."""
