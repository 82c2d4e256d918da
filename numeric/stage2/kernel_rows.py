r"""Stage 2 by the compiled kernel: its rows by name, and the method of the cascade.

The kernel writes one column per configuration: the offers :math:`(b_q, b_r)` of each type, Q, R,
the price, the belief at each state, and the residual.

Paper: section 3.1; the kernel's form is the signed one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast.response import padded, responses
from numeric.fast.stage2 import solved_rows
from numeric.stage2.problem import Attempt, Rows

Array = NDArray[np.float64]
MANY = 1 << 10
"""From this many configurations on the kernel is worth compiling, for one economy."""

STRICT = 1e-13
"""Residual above which the compiled kernel's answer is solved for again in array form."""

_many: ContextVar[int] = ContextVar("many", default=MANY)


@contextmanager
def kernel_from(configurations: int) -> Iterator[None]:
    """Let the kernel solve what has so many configurations or more, in what runs inside.

    A kernel is compiled for a family of economies; where thousands of one family are solved, even a
    single configuration is worth it.

    >>> with kernel_from(1):
    ...     worth_compiling(1)
    True
    """
    token = _many.set(configurations)
    try:
        yield
    finally:
        _many.reset(token)


def worth_compiling(configurations: int) -> bool:
    """Whether the kernel is used for so many configurations unless a caller says otherwise."""
    return configurations >= _many.get()


@dataclass(frozen=True)
class KernelRows:
    """The kernel's rows, read by name; every property is a view.

    Args:
        values: Shape (2X + 3 + Z + 1, n).
        types: X.
    """

    values: Array
    types: int

    @property
    def offers(self) -> Array:
        """Offers, shape (n, X, 2)."""
        n = self.values.shape[1]
        by_type = self.values[: 2 * self.types].reshape(self.types, 2, n)
        return np.asarray(by_type.transpose(2, 0, 1))

    @property
    def totals(self) -> Array:
        """(Q, R) with Mκ included, shape (n, 2)."""
        return self.values[2 * self.types : 2 * self.types + 2].T

    @property
    def price(self) -> Array:
        """R/Q, shape (n,)."""
        return np.asarray(self.values[2 * self.types + 2])

    @property
    def belief(self) -> Array:
        """The common belief, shape (n, Z)."""
        return self.values[2 * self.types + 3 : -1].T

    @property
    def residual(self) -> Array:
        """Relative residual, shape (n,)."""
        return np.asarray(self.values[-1])

    def some(self, columns: Rows) -> KernelRows:
        """Return a copy of some configurations, laid out for the kernel."""
        return KernelRows(padded(self.values[:, columns]), self.types)

    def responses(self, economy: Economy, type_: int, taken_for: int | None) -> Array | None:
        """Return net sales, residuals and payoffs of a type, shape (3, n); see ``fast.response``."""
        return responses(economy, self.values, type_, taken_for)


def best_responses(
    economy: Economy, rows: KernelRows, which: Rows, x: int
) -> tuple[Array, Array] | None:
    """Return the offers (n, 2) with which a type answers the totals of some rows, and residuals.

    None where nothing can be compiled.
    """
    some = rows.some(which)
    found = some.responses(economy, x, None)
    if found is None:
        return None
    (Q, R), sales = some.totals.T, found[0]
    with np.errstate(invalid="ignore"):
        bought = np.maximum(-sales * R / (Q + sales), 0.0)
    return np.stack([np.maximum(sales, 0.0), bought], axis=-1), found[1]


def answers(economy: Economy, Q: Array, R: Array, belief: Array, x: int) -> tuple[Array, Array]:
    """Return the offers (n, 2) with which a type answers given totals of others (n,), and residuals.

    Residuals are infinite where nothing can be compiled.

    Args:
        economy: The economy.
        Q: Others' offers of the first good, kappa included, shape (n,).
        R: Others' offers of the second good, shape (n,).
        belief: Beliefs over states, shape (n, Z).
        x: The type.
    """
    types, n = len(economy.types), len(belief)
    unread = np.zeros(n)  # the price, and the residual of a game
    values = np.vstack([np.zeros((2 * types, n)), Q, R, unread, belief.T, unread])
    found = best_responses(economy, KernelRows(values, types), np.arange(n), x)
    return (np.zeros((n, 2)), np.full(n, np.inf)) if found is None else found


def kernel_rows(
    economy: Economy, sigma: NDArray[np.number], belief: Array | None
) -> KernelRows | None:
    """Solve configurations by the kernel; None where nothing can be compiled.

    Args:
        economy: An economy with positive kappa.
        sigma: Checked counts, shape (n, X).
        belief: Beliefs (n, Z), or None for Bayes' rule.
    """
    values = solved_rows(economy, sigma, belief)
    return None if values is None else KernelRows(values, sigma.shape[1])


def attempt(economy: Economy, sigma: NDArray[np.number], rows: KernelRows) -> Attempt:
    """Return the kernel's attempt; the result shares the rows' memory.

    The residual becomes infinite where an offer leaves [0, endowment], since the kernel may end
    there with no residual at all.
    """
    offers, totals, residual = rows.offers, rows.totals, rows.residual
    for x in range(rows.types):
        outside = (offers[:, x] < 0) | (offers[:, x] > economy.floats.endowment)
        residual[outside.any(axis=-1) & (sigma[:, x] > 0)] = np.inf
    residual[~(totals > 0).all(axis=-1)] = np.inf
    return Attempt(offers, totals, residual)
