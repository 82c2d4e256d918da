"""Equilibrium offers of stage 2 as a function that JAX differentiates.

Paper: Proposition 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.derivatives.in_jax import differentiable
from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2

Array = NDArray[np.float64]


def stage2_in_jax(
    economy: Economy, configurations: ArrayLike, parameter: str
) -> Callable[[Any], Any]:
    """Return a JAX function of a parameter's table (X, Z) whose values are β^σ, shape (n, X, 2).

    Its gradient is that of the implicit function theorem; 64-bit floats must be switched on.

    Args:
        economy: Gives everything but the parameter.
        configurations: Counts of active agents by type, shape (n, X).
        parameter: The name of a parameter of the utility, such as ``"theta"``.

    Raises:
        MissingExtra: JAX is not installed (extra ``jax``).
        InputError: The utility has no such parameter.

    >>> import jax  # doctest: +SKIP
    >>> jax.config.update("jax_enable_x64", True)  # doctest: +SKIP
    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> offers = stage2_in_jax(economy, [[3, 5]], "theta")  # doctest: +SKIP
    >>> theta = economy.floats.parameters["theta"]
    >>> jax.jacobian(offers)(theta).shape  # doctest: +SKIP
    (1, 2, 2, 2, 2)

    Paper: Proposition 1.
    """

    def solve(here: Economy, sigma: Array) -> tuple[Array, Array]:
        found = solve_stage2(here, sigma)
        return found.offers, found.posterior

    return differentiable(solve, economy, configurations, parameter)
