r"""SymPy's own printer on the project's formulas: ``sp.latex`` and the display of a notebook.

Importing this module teaches SymPy's LaTeX printer the project's kinds of nodes and the symbols of
the notation table; a symbol of anybody else, though of the same name, prints as before.

>>> import sympy as sp
>>> from symbolic.model.market import reduced_payoff
>>> sp.latex(reduced_payoff()[0])
'\\bar{q} + \\frac{b_r Q_- - b_q R_-}{R_- + b_r}'
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp
from sympy.printing.latex import LatexPrinter

from symbolic.language import notation
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import TABLE, Indexed
from symbolic.language.quotient import Quotient
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.utility import UtilityPartial
from symbolic.printing.latex import Unprintable, formula_latex

KINDS = (Quotient, SumOver, ProductOver, UtilityPartial, Indexed, DerivativeOf)
"""The nodes that SymPy does not know."""


@cache
def _symbols() -> dict[sp.Symbol, str]:
    """Return the LaTeX of the symbols of the notation table."""
    found = {n: getattr(notation, n, None) for n in TABLE}
    return {s: TABLE[n].latex for n, s in found.items() if isinstance(s, sp.Symbol)}


def _node(printer: Any, node: sp.Expr, exp: str | None = None) -> str:
    """Print a node; the names that SymPy's caller gave are used too."""
    names = dict(printer._settings.get("symbol_names") or {})
    try:
        shown = formula_latex(node, names)
    except Unprintable:
        shown = str(printer.emptyPrinter(node))
    return shown if exp is None else rf"\left({shown}\right)^{{{exp}}}"


def _symbol(printer: Any, symbol: sp.Symbol, style: str = "plain") -> str:
    given = printer._settings.get("symbol_names") or {}
    if symbol in given or style != "plain" or symbol not in _symbols():
        return str(_SYMPY_SYMBOL(printer, symbol, style))
    return _symbols()[symbol]


def _function(printer: Any, node: sp.Expr, exp: str | None = None) -> str:
    """Print a function; SymPy looks past the classes between a function's own and its root."""
    if isinstance(node, KINDS):
        return _node(printer, node, exp)
    return str(_SYMPY_FUNCTION(printer, node, exp))


_SYMPY_SYMBOL, _SYMPY_FUNCTION = LatexPrinter._print_Symbol, LatexPrinter._print_Function
LatexPrinter._print_Symbol, LatexPrinter._print_Function = _symbol, _function
for _kind in KINDS:
    setattr(LatexPrinter, f"_print_{_kind.__name__}", _node)
