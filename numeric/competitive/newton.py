r"""Competitive equilibria of all states at once by Newton's method on the net sales and the price.

In state z the types have the shares :math:`\mu_z(x)` and know the state; the steps are those of
``numeric.competitive.price_taking``, started at no trade.  A state is solved where every type's
first-order condition and the market hold to rounding error; where utility is decided to be
increasing and concave these conditions are sufficient.

Paper: section 3.1, the display above Lemma 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from symbolic.language.notation import gamma, p
from symbolic.model import price_taking as formulas

Array = NDArray[np.float64]
CLEARED, ROOT = 1e-12, 1e-11
"""Largest excess demand and largest slope, relative to their terms, where Newton has settled."""


@dataclass(frozen=True)
class NewtonEquilibria:
    """Where Newton ends in each state.

    Args:
        price: Shape (Z,).
        sales: Net sales of the first good, shape (Z, X).
        solved: Whether the conditions and the market hold, shape (Z,).
    """

    price: Array
    sales: Array
    solved: NDArray[np.bool_]


def newton_equilibria(economy: Economy) -> NewtonEquilibria:
    """Return where Newton ends in every state, and whether that is an equilibrium.

    Sufficiency of the first-order conditions is not checked.

    Args:
        economy: An economy with positive kappa.
    """
    d, belief = economy.floats, np.eye(len(economy.states))
    sales, price = price_taking(economy, d.signal, belief, iterations=40, tolerance=1e-14)
    return NewtonEquilibria(price, sales, settled(economy, sales, price))


def settled(economy: Economy, sales: Array, price: Array) -> NDArray[np.bool_]:
    """Return in which states net sales (Z, X) and prices (Z,) are an equilibrium, to rounding.

    Every type's slope is zero, inside of what it can trade, and the market clears.  Where utility
    increases no slope is zero at a price that is not positive.
    """
    d, belief = economy.floats, np.eye(len(economy.states))
    at: dict[Any, Any] = {gamma: sales, p: np.broadcast_to(price[:, None], sales.shape)}
    types = np.arange(len(economy.types))
    gain, cost = formulas_of(economy).all_expected(formulas.terms(), at, belief[:, None, :], types)
    with np.errstate(all="ignore"):
        gap = (d.signal * sales).sum(axis=-1) - (d.kappa[1] / price - d.kappa[0])
        size = (d.signal * np.abs(sales)).sum(axis=-1) + d.kappa[1] / price + d.kappa[0]
        root = np.abs(gain - cost) <= ROOT * (np.abs(gain) + np.abs(cost))
        cleared = np.abs(gap) <= CLEARED * size
    inside = (sales < d.endowment[0]) & (d.endowment[1] + price[:, None] * sales > 0)
    return np.asarray(cleared & (root & inside).all(axis=-1))
