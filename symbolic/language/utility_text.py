r"""Utilities as text: the inverse of ``symbolic.language.parse``.

SymPy's own text does not read back as it was: SymPy multiplies a number into a sum, and the grammar
has no name for Euler's number.

Paper: section 2.1, the function u(q, r; x, z).
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.printing.str import StrPrinter

__all__ = ["utility_text"]


class _GrammarPrinter(StrPrinter):  # type: ignore[misc]
    """Prints an expression in the grammar of ``symbolic.language.parse``."""

    def _print_Mul(self, expression: Any) -> str:
        # -(a + b)*c would be read as (-a - b)*c, and 1/(2*(a + b)) as 1/(2*a + 2*b): SymPy
        # multiplies a number into a sum at once, unless it comes last.
        number, rest = expression.as_coeff_Mul()
        if (
            number == 1
            or rest.is_Add
            or not any(a.as_base_exp()[0].is_Add for a in sp.Mul.make_args(rest))
        ):
            return str(super()._print_Mul(expression))
        return f"{self._print(rest)}*({self._print(number)})"

    def _print_Exp1(self, expression: Any) -> str:
        return "exp(1)"


def utility_text(utility: sp.Expr) -> str:
    """Return a utility as text that reads back as the same expression.

    The utility is one that ``parse_utility`` or ``check_utility`` returned.

    >>> from symbolic.language.notation import q, r
    >>> utility_text((q + r) * sp.log(q) / 2), utility_text(sp.E * q / 2)
    ('(q + r)*log(q)*(1/2)', 'exp(1)*q/2')
    """
    return str(_GrammarPrinter().doprint(utility))
