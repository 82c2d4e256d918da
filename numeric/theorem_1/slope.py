r"""The slope of the gain from being taken for another type, and how far apart the states are.

The slope is :math:`\lim_M M\,(F_x(\bar x) - F_x(x))`, which is

.. math:: \sum_z\tau_x(z)\,u_r\,(\bar q - q^z(x))\,(q^z(\bar x) - q^z(x))
          \left(-\frac{1}{Z_p^z} - \frac{p^z}{\hat Q^z}\right)

at the competitive equilibrium of each state; derived in ``symbolic.model.deviation``.  The approach
is slope + c/M + O(exp(-M C)) with C the Chernoff information between the closest two states.

Paper: Claim 2 of Theorem 1 says that the difference vanishes; its rate is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from numeric.competitive.competitive import Competitive, solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import type_posterior
from numeric.stage2.followed import followed_allocation
from symbolic.language.notation import kappa_r, p, q
from symbolic.language.quotient import plain
from symbolic.model import deviation as formulas

Array = NDArray[np.float64]
MISSING = "none is given"
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
        unique: Whether the competitive equilibrium is known to be unique in every state (None if
            not known).
        status: One sentence: at which equilibrium the coefficients are taken, or why there are
            none.
    """

    values: Array
    chernoff: float
    kink: bool
    unique: bool | None
    status: str = "at the competitive equilibrium of each state"


def slope(economy: Economy) -> Slope:
    """Return the slope for every pair of types.

    Where several competitive equilibria were found it is taken at the one that the selected β^σ
    follows; where none was found, or it is not known which is followed, the values are NaN.

    Args:
        economy: An economy with positive kappa.
    """
    solved = solve_competitive(economy)
    d, types = economy.floats, np.arange(len(economy.types))
    tau = type_posterior(economy)
    total = np.zeros((len(types), len(types)))
    offers: list[Array] = []
    known = False if False in solved.unique else (None if None in solved.unique else True)
    information = chernoff_information(economy)
    at_followed = [followed_allocation(economy, z) for z in range(len(economy.states))]
    status = _status(economy, solved, [price for price, _ in at_followed])
    if status.startswith(MISSING):
        return Slope(np.full_like(total, np.nan), information, False, known, status)
    for z, (price, allocation) in enumerate(at_followed):
        consumption = allocation[:, 0]
        offered = np.maximum(d.endowment - allocation, 0.0)
        offers.append(offered)
        at: dict[Any, Any] = {q: consumption, p: np.full(len(types), price)}
        response, value = (
            v[..., z]
            for v in formulas_of(economy).in_states(
                (formulas.demand_response(), formulas.value_of_price()), at, types
            )
        )
        numbers = {p: price, kappa_r: d.kappa[1], formulas.MEAN_RESPONSE: d.signal[z] @ response}
        z_p = _number(formulas.excess_demand_slope(), numbers)
        q_hat = d.kappa[0] + d.signal[z] @ offered[:, 0]
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
    kink = bool((np.max(offers, axis=-1) < KINK * d.endowment.max()).any())
    return Slope(total, information, kink, known, status)


def _status(economy: Economy, solved: Competitive, prices: list[float]) -> str:
    """Say at which equilibrium the slope is taken."""
    if not solved.solved:
        return f"{MISSING}: {solved.status}"
    for z, price in enumerate(prices):
        if not np.isfinite(price):
            return (
                f"{MISSING}: several competitive equilibria were found in state "
                f'"{economy.states[z]}" and β^σ is not known to follow one of them'
            )
    if False not in solved.unique:
        return "at the competitive equilibrium of each state"
    shown = ", ".join(f"{price:.6g}" for price in prices)
    return f"at the competitive equilibrium that the selected β^σ follows, of price {shown}"


def _number(expression: sp.Expr, values: dict[Any, Any]) -> float:
    return float(_compiled(expression, *values)(*map(float, values.values())))


@lru_cache(maxsize=64)
def _compiled(expression: sp.Expr, *symbols: sp.Symbol) -> Any:
    return sp.lambdify(symbols, plain(expression), "math", docstring_limit=0)


def chernoff_information(economy: Economy) -> float:
    r"""Return the Chernoff information between the closest two states; infinite for one state.

    .. math:: \min_{z \ne z'}\max_{0<\lambda<1}-\log\sum_x\mu_z(x)^{1-\lambda}\mu_{z'}(x)^\lambda
    """
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
