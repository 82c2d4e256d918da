r"""Stage 2 as a function that JAX differentiates, with the derivatives of the implicit function theorem.

The equilibrium is solved on the host; its vector-Jacobian product is that of
``numeric.derivatives.stage2``, so that a likelihood written in JAX has the gradient of the
equilibrium without differentiating through Newton's steps.

Conventions: 64-bit floats must be switched on (``jax.config.update("jax_enable_x64", True)``); JAX is
imported when the function is made, and belongs to the extra ``jax``.

Paper: Proposition 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.derivatives.stage2 import stage2_derivatives
from numeric.economy.economy import Economy
from numeric.economy.fields import InputError
from symbolic.language.errors import MissingExtra

Array = NDArray[np.float64]
Solver = Callable[[Economy, Array], tuple[Array, Array]]
"""Maps an economy and configurations to offers (n, X, 2) and beliefs (n, Z)."""


def differentiable(
    solve: Solver, economy: Economy, configurations: ArrayLike, parameter: str
) -> Callable[[Any], Any]:
    """Return a function of JAX arrays: a parameter's table (X, Z) to equilibrium offers (n, X, 2).

    Args:
        solve: Solves stage 2 of one economy.
        economy: Gives everything but the parameter.
        configurations: Counts of active agents by type, shape (n, X).
        parameter: The name of a parameter of the utility.

    Raises:
        MissingExtra: JAX is not installed.
        InputError: The utility has no such parameter.
    """
    if parameter not in economy.floats.parameters:
        known = ", ".join(economy.floats.parameters) or "none"
        raise InputError(
            "parameter", f"must be one of the utility's, which are {known}", repr(parameter)
        )
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        raise MissingExtra("jax", "jax", "gradients in JAX") from None
    sigma = np.asarray(configurations, dtype=float)
    n, X, Z = len(sigma), len(economy.types), len(economy.states)

    def at(table: Any) -> Economy:
        values = {**economy.floats.parameters, parameter: np.asarray(table, dtype=float)}
        return economy.replacing(parameters=values)

    def offers_of(table: Any) -> Array:
        return solve(at(table), sigma)[0]

    def both_of(table: Any) -> tuple[Array, Array]:
        here = at(table)
        offers, belief = solve(here, sigma)
        moved = stage2_derivatives(here, sigma, offers, belief, (parameter,))
        return offers, moved.offers.reshape(X, Z, n, X, 2)

    shape = jax.ShapeDtypeStruct((n, X, 2), jnp.float64)
    slopes = jax.ShapeDtypeStruct((X, Z, n, X, 2), jnp.float64)

    def primal(table: Any) -> Any:
        return jax.pure_callback(offers_of, shape, table)

    def forward(table: Any) -> tuple[Any, Any]:
        both: tuple[Any, Any] = jax.pure_callback(both_of, (shape, slopes), table)
        return both

    def backward(jacobian: Any, cotangent: Any) -> tuple[Any]:
        return (jnp.einsum("xznyi,nyi->xz", jacobian, cotangent),)

    offers: Any = jax.custom_vjp(primal)
    offers.defvjp(forward, backward)
    function: Callable[[Any], Any] = offers
    return function
