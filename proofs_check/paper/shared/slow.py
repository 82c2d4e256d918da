r"""An economy as plain numbers, for the side of a claim that is computed without the toolkit's solvers.

``numeric.oracles`` holds what the paper prints, written independently and slowly; it is given the
numbers of an economy and its utility as a Python function, which SymPy writes from the economy's
own formula (the compiled kernels of ``numeric.formulas`` are not used).

Paper: section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.oracles.data import Data
from symbolic.language.notation import q, r


@lru_cache(maxsize=64)
def data_of(economy: Economy) -> Data:
    """Return the numbers of an economy as the oracles want them."""
    e = economy.environment
    written = {
        (x, z): _function(economy, x, z) for x in range(len(e.types)) for z in range(len(e.states))
    }
    return Data(
        lambda first, second, x, z: written[x, z](first, second),
        e.prior,
        e.signal,
        (e.endowment[0], e.endowment[1]),
        (economy.mechanism.kappa[0], economy.mechanism.kappa[1]),
    )


@lru_cache(maxsize=256)
def written(formula: sp.Expr, module: str) -> tuple[list[str], Callable[..., Any]]:
    """Return the names of a formula's parameters, and it as a function of q, r and them, written by SymPy."""
    names = sorted(formula.free_symbols - {q, r}, key=str)
    return [str(s) for s in names], sp.lambdify((q, r, *names), formula, module, docstring_limit=0)


def _function(economy: Economy, type_: int, state: int) -> Callable[[Any, Any], Any]:
    """Return u(., .; x, z) as a function of two numbers, floating-point or of many digits.

    With two floats it is computed in floats, which is a hundred times faster than mpmath's.
    """
    e = economy.environment
    names, exactly = written(e.utility, "mpmath")
    in_floats = written(e.utility, "math")[1]
    exact = [e.parameters[name][type_][state] for name in names]
    near = [float(value) for value in exact]

    def function(first: Any, second: Any) -> Any:
        if isinstance(first, float) and isinstance(second, float) and min(first, second) > 0:
            return in_floats(float(first), float(second), *near)
        return exactly(first, second, *rounded(mpmath.mp.prec))

    @cache
    def rounded(_precision: int) -> list[Any]:
        """Return the parameters at the precision that is set."""
        return [mpmath.mpf(v.numerator) / v.denominator for v in exact]

    return function


@lru_cache(maxsize=64)
def utilities(economy: Economy) -> dict[tuple[int, int], Callable[[Any, Any], Any]]:
    """Return u(., .; x, z) by type and state as functions of NumPy arrays, written by SymPy."""
    e = economy.environment
    return {
        (x, z): at_parameters(economy, e.utility, x, z)
        for x in range(len(e.types))
        for z in range(len(e.states))
    }


def at_parameters(
    economy: Economy, formula: sp.Expr, type_: int, state: int
) -> Callable[[Any, Any], Any]:
    """Return a formula in q, r and parameters as a function of NumPy arrays for one type and state.

    Where it is not real it is no number.
    """
    names, function = written(formula, "numpy")
    values = [float(economy.environment.parameters[name][type_][state]) for name in names]

    def quietly(first: Any, second: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(first, second, *values)

    return quietly
