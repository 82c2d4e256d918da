r"""Competitive equilibria of the economy with a known state and exogenous trades κ.

Where utility is decided to be increasing and concave and demand to fall in the price, there is one
equilibrium, and Newton's method on the trades and the price of all states together finds it
(``numeric.competitive.newton``).  Elsewhere, and where Newton does not settle, excess demand is
scanned on the interval that contains every equilibrium price (``numeric.competitive.scan``).

Paper: section 3.1, Lemma 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.newton import newton_equilibria
from numeric.competitive.scan import AT_END, demand_at, equilibrium_prices
from numeric.economy import environment
from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment, by_kappa
from numeric.formulas.family_signs import family_signs
from numeric.formulas.regularity import established
from numeric.formulas.sign_checks import concrete_from_edge
from numeric.shown import Shown
from numeric.status import Status, Told
from symbolic.deciding.quadrant_signs import sign
from symbolic.model import monotone_demand

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Competitive(Shown):
    """Competitive equilibria, one for each state.

    Args:
        price: p^z, shape (Z,); the lowest of the equilibrium prices found.
        allocations: (q^z(x), r^z(x)), shape (Z, X, 2).
        offers: β^z(x), shape (Z, X, 2).
        unique: For each state True (known from the form of the utility), False (several found) or
            None (one found by the scan).
        prices: All equilibrium prices found, for each state.
        status: One sentence.
    """

    AXES: ClassVar[dict[str, tuple[str, ...]]] = {
        "price": ("state",),
        "allocations": ("state", "type", "good"),
        "offers": ("state", "type", "good"),
    }

    price: Array
    allocations: Array
    offers: Array
    unique: tuple[bool | None, ...]
    prices: tuple[Array, ...]
    status: Status | Told

    @property
    def solved(self) -> bool:
        """Whether an equilibrium was found in every state."""
        return bool(np.isfinite(self.price).all())


@cache
def _conditions() -> tuple[sp.Expr, sp.Expr]:
    return monotone_demand.normality(), monotone_demand.substitution()


@by_environment(maxsize=1024)
def falling(economy: Economy, type_: int, state: int) -> bool:
    """Whether a type's demand in a state is decided to fall in the price, at all prices.

    The lemma of ``symbolic.model.monotone_demand`` has two conditions.  Both are decided by signs
    of coefficients, with the goods counted from the edges of the domain.
    """
    return all(
        family_signs(economy, c)[type_][state] in (0, 1)
        or sign(concrete_from_edge(economy, c, type_, state)) in (0, 1)
        for c in _conditions()
    )


@by_environment(maxsize=1024)
def decided_unique(economy: Economy, state: int) -> bool:
    """Whether excess demand is decided to fall everywhere, so that there is one equilibrium.

    Paper: Lemma 2.
    """
    return established(economy) and all(
        falling(economy, x, state) for x in range(len(economy.types))
    )


def _unique(economy: Economy, state: int, number: int) -> bool | None:
    """Say whether the equilibrium is unique: several were found, or it is decided, or neither."""
    if number == 0:
        return None
    if number > 1:
        return False
    return True if decided_unique(economy, state) else None


def utility_at(economy: Economy, type_: int, state: int) -> sp.Expr:
    """Return u(q, r; x, z) with the exact parameters of one type and state put in."""
    return environment.utility_at(economy.environment, type_, state)


@by_kappa(maxsize=1024)
def solve_competitive(economy: Economy) -> Competitive:
    r"""Return :math:`p^z`, the allocation and the offers :math:`\beta^z` in every state.

    Args:
        economy: An economy with κ > 0.

    Raises:
        ValueError: κ is not positive.

    Paper: section 3.1, Lemma 2 and the display below it.

    >>> from numeric.economy.reader import load_economy
    >>> market = solve_competitive(load_economy("examples/log.toml"))
    >>> market.price.round(4).tolist(), market.unique
    ([0.8857, 1.129], (True, True))
    """
    d = economy.floats
    if (d.kappa <= 0).any():
        raise ValueError("the competitive equilibrium is computed for kappa > 0")
    prices, q_z = _prices_and_demands(economy)
    price = np.array([found[0] if len(found) else np.nan for found in prices])
    top = d.endowment[0] + d.endowment[1] / price[:, None]
    r_z = np.where(q_z >= top * (1 - AT_END), 0.0, price[:, None] * (top - q_z))
    q_z = np.where(q_z <= top * 1e-18, 0.0, q_z)
    allocations = np.stack([q_z, r_z], axis=-1)
    unique = tuple(_unique(economy, z, len(found)) for z, found in enumerate(prices))
    offers = np.maximum(d.endowment - allocations, 0.0)
    return Competitive(price, allocations, offers, unique, prices, _status(economy, prices))


def _prices_and_demands(economy: Economy) -> tuple[tuple[Array, ...], Array]:
    """Return all prices found in each state, and demand at the lowest, shape (Z, X)."""
    Z, X = len(economy.states), len(economy.types)
    q_z, prices = np.full((Z, X), np.nan), [np.empty(0)] * Z
    settled = np.zeros(Z, dtype=bool)
    if all(decided_unique(economy, z) for z in range(Z)):
        by_newton = newton_equilibria(economy)
        q_z, settled = economy.floats.endowment[0] - by_newton.sales, by_newton.solved
        prices = [by_newton.price[z : z + 1] for z in range(Z)]
    for z in np.flatnonzero(~settled):
        prices[z] = equilibrium_prices(economy, int(z))
        if len(prices[z]):
            q_z[z] = demand_at(economy, float(prices[z][0]), int(z))[0]
    return tuple(prices), q_z


def _status(economy: Economy, prices: tuple[Array, ...]) -> Status | Told:
    missing = next((z for z, found in enumerate(prices) if len(found) == 0), None)
    if missing is not None:
        return Status.NO_PRICE.told(
            f"{Status.NO_PRICE} with every type at one best bundle of finite utility, in state "
            f'"{economy.states[missing]}"'
        )
    return Status.SOLVED if all(len(found) == 1 for found in prices) else Status.SEVERAL
