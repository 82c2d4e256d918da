r"""Checks of Lemma 2 and of the limit in Proposition 2, with an independent demand.

Bisection on the budget line, no solver of ``numeric``.

Conventions: prices run over a logarithmic grid between the bounds :math:`\kappa_r/(\bar
q+\kappa_q)` and :math:`(\bar r+\kappa_r)/\kappa_q`.

Paper: section 3.1, Lemma 2; section 7.1.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.stage2.best_response import best_response
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.limits import nearest_configuration

Array = NDArray[np.float64]


def demand(economy: Economy, prices: Array) -> Array:
    """Return demand for the first good in every state, shape (n, X, Z), for prices (n,) or (n, X, Z)."""
    k, e = formulas_of(economy), economy.floats.endowment
    X, Z = len(economy.types), len(economy.states)
    p = np.broadcast_to(prices if prices.ndim == 3 else prices[:, None, None], (len(prices), X, Z))
    low, high = np.full(p.shape, e[0] * 1e-12), (e[0] + e[1] / p) * (1 - 1e-12)
    types, states = np.arange(X)[:, None], np.arange(Z)
    for _ in range(60):
        middle = 0.5 * (low + high)
        marginal = k.marginal_utilities(
            middle,
            e[1] + p * (e[0] - middle),
            np.broadcast_to(types, p.shape),
            np.broadcast_to(states, p.shape),
        )
        more = marginal[..., 0] > p * marginal[..., 1]
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.asarray(0.5 * (low + high))


@lru_cache(maxsize=128)
def _curve(economy: Economy) -> tuple[Array, Array]:
    """Return a grid of prices and the demands there."""
    e, kappa = economy.floats.endowment, economy.floats.kappa
    prices = np.geomspace(kappa[1] / (e[0] + kappa[0]), (e[1] + kappa[1]) / kappa[0], 31)
    return prices, demand(economy, prices)


def excess(economy: Economy, prices: Array, bought: Array) -> Array:
    """Return excess demand (n, Z) for the first good in the economy with exogenous trades kappa."""
    e, kappa = economy.floats.endowment, economy.floats.kappa
    return np.asarray(
        kappa[1] / prices[:, None]
        + np.einsum("zx,nxz->nz", economy.floats.signal, bought)
        - e[0]
        - kappa[0]
    )


def unique_equilibrium(economy: Economy, parameters: Parameters) -> Instance:
    """Where demand is monotone on the grid, excess demand changes sign once.

    And the price found by the solver clears the market.
    """
    prices, bought = _curve(economy)
    if (np.diff(bought, axis=0) > 1e-9 * bought[:-1]).any():
        return Instance(economy.name, None, "demand is not monotone")
    gap = excess(economy, prices, bought)
    changes = (np.diff(np.sign(gap), axis=0) != 0).sum(axis=0)
    price = solve_competitive(economy).price * float(parameters["scale"])
    at = np.broadcast_to(price, (1, len(economy.types), len(price)))
    kappa, e = economy.floats.kappa, economy.floats.endowment
    residual = (
        kappa[1] / price
        + np.einsum("zx,nxz->nz", economy.floats.signal, demand(economy, np.array(at)))[0]
        - e[0]
        - kappa[0]
    )
    worst = float(np.abs(residual).max() / e[0])
    once = bool((changes == 1).all())
    told = f"{int(changes.max())} sign change, residual {worst:.1e}"
    return Instance(
        economy.name,
        once and worst < 1e-9,
        told,
        margin=1e-9 - worst if once else None,
        residual=worst,
    )


def continuous_in_kappa(economy: Economy, parameters: Parameters) -> Instance:
    """The equilibrium price moves with kappa in proportion to the change, for small changes."""
    if solve_competitive(economy).unique != (True,) * len(economy.states):
        return Instance(economy.name, None, "the equilibrium is not known to be unique")
    base = solve_competitive(economy).price
    changed = [
        float(np.abs(_moved_price(economy, base, float(step)) / base - 1).max())
        for step in parameters["steps"]
    ]
    bounds = 2 * float(parameters["steps"][1]), changed[0] / 10
    told = f"relative changes {changed[0]:.1e} and {changed[1]:.1e}"
    return Instance(
        economy.name, all(changed[1] < b for b in bounds), told, margin=min(bounds) - changed[1]
    )


def _moved_price(economy: Economy, price: Array, step: float) -> Array:
    """Return the prices that clear the market after kappa_q has grown by the share ``step``.

    By the secant method from the old ones.
    """
    e, (kappa_q, kappa_r) = economy.floats.endowment, economy.floats.kappa

    def gap(p: Array) -> Array:
        bought = demand(economy, np.array(np.broadcast_to(p, (1, len(economy.types), len(p)))))[0]
        return np.asarray(
            kappa_r / p
            + np.einsum("zx,xz->z", economy.floats.signal, bought)
            - e[0]
            - kappa_q * (1 + step)
        )

    old, new = price, price * (1 - 0.5 * step)
    for _ in range(12):
        left, right = gap(old), gap(new)
        if (np.abs(right) < 1e-12 * e[0]).all():
            break
        slope = np.where(
            np.abs(new - old) > 0, (right - left) / np.where(new == old, 1.0, new - old), -1.0
        )
        old, new = new, np.where(np.abs(right) < 1e-12 * e[0], new, new - right / slope)
    return np.asarray(new)


def slope_at_competitive_offers(parameters: Parameters) -> Outcome:
    """The slope of g at the competitive offer of a seller, where the market clears at price 1.

    Exact, for M agents or for a price-taker.
    """
    theta, kappa, sold, bundle = (
        Fraction(1, 2),
        Fraction(1, 10),
        Fraction(1, 3),
        (Fraction(2, 3), Fraction(4, 3)),
    )
    each = Fraction(
        parameters["M"], 2
    )  # agents with tastes 1/2 and 2; they sell 1/3 of the first and of the second good
    Q_others, R_others = each * sold - sold + 2 * each * kappa, each * sold + 2 * each * kappa
    received = Q_others * R_others / (Q_others + sold) ** 2 if parameters["moves"] else Fraction(1)
    slope = -theta / bundle[0] + received / bundle[1]
    named = {
        "u": "theta log(q) + log(r)",
        "theta": "1/2, 2",
        "kappa": "1/10, 1/10",
        "M": parameters["M"],
        "beta^z": "(1/3, 0), (0, 1/3)",
        "g'": slope,
    }
    return exactly(slope == 0, f"the slope at the competitive offer is {slope}", named)


def best_among(economy: Economy, parameters: Parameters) -> Instance:
    """Whether competitive offers are best responses to each other in a finite market, or to the price alone."""
    solved = solve_competitive(economy)
    if parameters["taking"] == "the price as given":
        at = np.broadcast_to(
            solved.price * float(parameters["scale"]), (1, len(economy.types), len(economy.states))
        )
        wanted = demand(economy, np.array(at))[0].T
        gap = float(np.abs(wanted - solved.allocations[..., 0]).max())
        return Instance(
            economy.name,
            gap < 1e-8,
            f"largest difference in consumption {gap:.1e}",
            margin=1e-8 - gap,
            residual=gap,
        )
    M, worst, types = 50, 0.0, np.arange(len(economy.types))
    for z, mu in enumerate(economy.floats.signal):
        offers = solved.offers[z]
        totals = nearest_configuration(mu, M) @ offers + M * economy.floats.kappa
        minus = totals - offers
        known = np.broadcast_to(np.eye(len(economy.states))[z], (len(types), len(economy.states)))
        worst = max(
            worst,
            float(
                np.abs(
                    best_response(economy, minus[:, 0], minus[:, 1], known, types) - offers
                ).max()
            ),
        )
    return Instance(
        economy.name, worst < 1e-8, f"largest difference {worst:.1e}", margin=1e-8 - worst
    )


CHECKS: dict[str, Check] = {
    "lemma-2": OnEconomies(unique_equilibrium),
    "lemma-2.continuity": OnEconomies(continuous_in_kappa),
    "prop-2.nash-exact": Exact(slope_at_competitive_offers),
    "prop-2.nash": OnEconomies(best_among),
}
"""The checks of this module by the names under which statements assert them."""
