r"""An economy as plain numbers, for the side of a claim that is computed without the toolkit's solvers.

``numeric.oracles`` holds what the paper prints, written independently and slowly; it is given the
numbers of an economy and its utility as a Python function, which SymPy writes from the economy's
own formula (the compiled kernels of ``numeric.formulas`` are not used).

Paper: section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

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


def _function(economy: Economy, type_: int, state: int) -> Callable[[Any, Any], Any]:
    """Return u(., .; x, z) as a function of two numbers, floating-point or of many digits.

    With two floats it is computed in floats, which is a hundred times faster than mpmath's.
    """
    e = economy.environment
    exact = {
        name: sp.Rational(table[type_][state].numerator, table[type_][state].denominator)
        for name, table in e.parameters.items()
    }
    formula = e.utility.subs({s: exact[str(s)] for s in e.utility.free_symbols - {q, r}})
    exactly: Callable[[Any, Any], Any] = sp.lambdify((q, r), formula, "mpmath")
    in_floats: Callable[[Any, Any], Any] = sp.lambdify((q, r), formula, "math")

    def function(first: Any, second: Any) -> Any:
        plain = isinstance(first, float) and isinstance(second, float) and min(first, second) > 0
        return in_floats(float(first), float(second)) if plain else exactly(first, second)

    return function


@lru_cache(maxsize=64)
def utilities(economy: Economy) -> dict[tuple[int, int], Callable[[Any, Any], Any]]:
    """Return u(., .; x, z) by type and state as functions of NumPy arrays, written by SymPy."""
    e = economy.environment
    found = {}
    for x in range(len(e.types)):
        for z in range(len(e.states)):
            values = {s: float(e.parameters[str(s)][x][z]) for s in e.utility.free_symbols - {q, r}}
            found[x, z] = sp.lambdify((q, r), e.utility.subs(values), "numpy")
    return found
