"""SymPy expressions as NumPy functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy as sp

Compiled = Callable[..., Any]


def lambdified(arguments: list[sp.Symbol], expressions: sp.Expr | list[sp.Expr]) -> Compiled:
    """Compile expressions, computing once what they share, and without writing them into a docstring."""
    function: Compiled = sp.lambdify(arguments, expressions, "numpy", cse=True, docstring_limit=0)
    return function


@lru_cache(maxsize=512)
def apart(parameter: sp.Symbol) -> sp.Dummy:
    """Return a symbol that no formula has for a parameter, which may be called p, as a price is."""
    return sp.Dummy(str(parameter.name))
