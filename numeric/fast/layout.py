r"""Where the numbers of an economy stand in the table that a kernel reads, and what a kernel is generated for.

A kernel depends on the utility's formula, on which of its parameters vary over states, and on the
numbers of types and states; everything else is read from the table, so that all economies of a
family share a kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment, by_kappa
from numeric.fast import conditions as c
from numeric.probability.posterior import log_likelihoods

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """The order of the numbers.

    Endowment, κ, log prior (Z), log likelihoods coarse and small (Z, X), then for each type its
    numbers, its values by state and its coefficients.
    """

    shape: c.Shape

    @property
    def common(self) -> int:
        """How many numbers all types share."""
        return 4 + self.shape.states * (1 + 2 * self.shape.types)

    @property
    def of_type(self) -> int:
        """How many numbers each type has."""
        k = c.marginals(self.shape)
        return len(k.numbers) + self.shape.states * (len(k.in_states) + len(k.averages))

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return self.common + self.shape.types * self.of_type

    @property
    def rows(self) -> int:
        """How many rows the stage-2 kernel writes: offers, totals, price, belief, residual."""
        return 2 * self.shape.types + 2 + 1 + self.shape.states + 1


@by_environment(maxsize=256)
def shape_of(economy: Economy) -> c.Shape:
    """Return what the kernel of an economy is generated for."""
    e = economy.environment
    varying = tuple(
        sorted(
            name for name, table in e.parameters.items() if any(len(set(row)) > 1 for row in table)
        )
    )
    return c.Shape(e.utility, varying, len(economy.types), len(economy.states))


@by_kappa(maxsize=256)
def table(economy: Economy) -> Array:
    """Return the numbers of an economy in the order of its layout."""
    d, layout = economy.floats, Layout(shape_of(economy))
    numbers: list[float] = [*d.endowment, *d.kappa]
    for part in log_likelihoods(economy):
        numbers += part.ravel().tolist()
    for x in range(len(economy.types)):
        numbers += _of_type(economy, layout.shape, x)
    found = np.array(numbers)
    if len(found) != layout.size:
        raise AssertionError(f"a table must have {layout.size} numbers, got {len(found)}")
    return found


def _of_type(economy: Economy, shape: c.Shape, x: int) -> list[float]:
    k, values = c.marginals(shape), economy.floats.parameters
    # Numbers are the parameters that are the same in all states: any one of them.
    numbers = [next(iter(values[name][x].tolist())) for name in k.numbers]
    for name in k.in_states:
        numbers += values[name][x].tolist()
    for _, coefficient in k.averages:
        numbers += [_value(economy, coefficient, x, z) for z in range(shape.states)]
    return numbers


def _value(economy: Economy, coefficient: sp.Expr, x: int, z: int) -> float:
    exact = economy.environment.parameters
    at = {
        s: sp.Rational(exact[s.name][x][z].numerator, exact[s.name][x][z].denominator)
        for s in coefficient.free_symbols
    }
    return float(coefficient.xreplace(at))
