r"""The slope of the gain from being taken for another type, :math:`\lim_M M\,(F_x(\bar x) - F_x(x))`, and how far apart the states are.

.. math:: \sum_z\tau_x(z)\,u_r\,(\bar q - q^z(x))\,(q^z(\bar x) - q^z(x))\left(-\frac{1}{Z_p^z} - \frac{p^z}{\hat Q^z}\right)

at the competitive equilibrium of each state; derived in ``symbolic.model.deviation``.  The approach
is slope + c/M + O(exp(-M C)) with C the Chernoff information between the closest two states.

Paper: Claim 2 of Theorem 1 says that the difference vanishes; its rate is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import type_posterior
from symbolic.language.notation import kappa_r, p, q
from symbolic.language.quotient import plain
from symbolic.model import deviation as formulas

Array = NDArray[np.float64]
KINK = 1e-6
"""A net trade below this share of the endowment is called a kink.

The slope assumes that offers are smooth there.
"""


@dataclass(frozen=True)
class Slope:
    """The coefficients of 1/M, and what limits their use.

    Args:
        values: Row x, column x̄, shape (X, X); zero on the diagonal.
        chernoff: Chernoff information between the closest two states; infinite for one state.
        kink: Whether some type's trade in some state is (nearly) zero, where the derivation does
            not apply.
        unique: Whether the competitive equilibrium is known to be unique in every state (nothing if
            not known).
    """

    values: Array
    chernoff: float
    kink: bool
    unique: bool | None


def slope(economy: Economy) -> Slope:
    """Return the slope for every pair of types.

    Args:
        economy: An economy with positive kappa.
    """
    solved = solve_competitive(economy)
    d, types = economy.floats, np.arange(len(economy.types))
    tau = type_posterior(economy)
    total = np.zeros((len(types), len(types)))
    for z, price in enumerate(solved.price):
        consumption = solved.allocations[z, :, 0]
        at: dict[Any, Any] = {q: consumption, p: np.full(len(types), price)}
        response, value = (
            v[..., z]
            for v in formulas_of(economy).in_states(
                (formulas.demand_response(), formulas.value_of_price()), at, types
            )
        )
        numbers = {p: price, kappa_r: d.kappa[1], formulas.MEAN_RESPONSE: d.signal[z] @ response}
        z_p = _number(formulas.excess_demand_slope(), numbers)
        q_hat = d.kappa[0] + d.signal[z] @ solved.offers[z, :, 0]
        factor = _number(
            formulas.price_per_trade(),
            {p: price, formulas.DEMAND_SLOPE_TOTAL: z_p, formulas.OFFERED: q_hat},
        )
        total += (
            tau[:, z, None]
            * value[:, None]
            * (consumption[None, :] - consumption[:, None])
            * factor
        )
    kink = bool((solved.offers.max(axis=-1) < KINK * d.endowment.max()).any())
    known = False if False in solved.unique else (None if None in solved.unique else True)
    return Slope(total, chernoff_information(economy), kink, known)


def _number(expression: sp.Expr, values: dict[Any, Any]) -> float:
    return float(plain(expression).xreplace({k: sp.Float(float(v), 17) for k, v in values.items()}))


def chernoff_information(economy: Economy) -> float:
    r"""Return :math:`\min_{z \ne z'}\max_{0<\lambda<1}-\log\sum_x\mu_z(x)^{1-\lambda}\mu_{z'}(x)^\lambda`; infinite for one state."""
    rows = economy.floats.signal

    def between(a: Array, b: Array) -> float:
        found = minimize_scalar(
            lambda t: float(np.log((a ** (1 - t) * b**t).sum())),
            bounds=(0.0, 1.0),
            method="bounded",
            options={"xatol": 1e-10},
        )
        return max(-float(found.fun), 0.0)

    return min((between(a, b) for a, b in combinations(rows, 2)), default=float("inf"))
