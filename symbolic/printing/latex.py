r"""Formulas as LaTeX in the paper's notation.

Every symbol's LaTeX name is read from the notation table when it is printed (``local_symbols`` for
symbols of one statement), so that a name is changed in one place.  A ``Quotient`` is printed as the
fraction that is written, a ``SumOver`` with its set and its excluded element, a partial derivative
of u as :math:`u_{qr}(q, r; x, z)`.  What has no form here (a SymPy ``Derivative``, a ``Subs``) is
refused: it is never printed in some other way.

Conventions: sums are written in the paper's order, endowments before totals before offers, and
begin with a positive term where there is one; factors are written weights first, utilities
last.  Only commands that a LaTeX-to-MathML library reads are used.

Paper: the notation of sections 2, 3 and 7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from symbolic.language.derivative import DerivativeOf
from symbolic.language.local_symbols import LOCAL, spelled
from symbolic.language.notation import TABLE, Indexed
from symbolic.language.quotient import Quotient
from symbolic.language.sums import SumOver, _Over
from symbolic.language.utility import UtilityPartial
from symbolic.printing.order import (
    factors_in_order,
    in_order,
    is_below,
    is_heavy,
    sign_of_term,
    signed,
)

Names = Mapping[sp.Expr, str]


FUNCTIONS = {"log": r"\log", "exp": r"\exp", "Max": r"\max", "Min": r"\min"}


class Unprintable(ValueError):
    """The formula contains something that has no form in the paper's notation."""


def formula_latex(expression: Any, names: Names | None = None) -> str:
    r"""Return LaTeX for a formula.

    Args:
        expression: A formula of this project.
        names: LaTeX for particular symbols or applications, before the tables are asked (a given
            economy's types and states).

    Raises:
        Unprintable: The formula contains a number that is not rational, or a SymPy object without a
            form here.

    >>> from symbolic.model.market import reduced_payoff
    >>> formula_latex(reduced_payoff()[0])
    '\\bar{q} + \\frac{b_r Q_- - b_q R_-}{R_- + b_r}'
    """
    return _Printer(names or {}).show(sp.sympify(expression))


def name_latex(name: str, *, indexed: bool = False) -> str:
    """Return the LaTeX name of a symbol: the notation table's, a statement's own, or its name spelled out.

    Args:
        name: The symbol's name.
        indexed: Whether the name is that of an indexed quantity, whose LaTeX has places for its
            labels.
    """
    if name in TABLE and indexed == ("{0}" in TABLE[name].latex):
        return TABLE[name].latex
    own = LOCAL.get(name) or spelled(name)
    return re.sub(
        r"@(\w+)@",
        lambda found: _braced(TABLE[found[1]].latex) if indexed else TABLE[found[1]].latex,
        own,
    )


def _braced(latex: str) -> str:
    """Return LaTeX for a place inside a format string."""
    return latex.replace("{", "{{").replace("}", "}}")


def grouped(tex: str, brackets: str | None = None) -> str:
    """Put brackets around LaTeX.

    They are square around round ones, and grow around fractions and sums.
    """
    left, right = (
        tuple(brackets)
        if brackets
        else ("[", "]")
        if _holds_sum_in_parentheses(tex)
        else ("(", ")")
    )
    tall = any(c in tex for c in (r"\frac", r"\sum", r"\prod", r"\left"))
    return rf"\left{left} {tex} \right{right}" if tall else f"{left}{tex}{right}"


def _holds_sum_in_parentheses(tex: str) -> bool:
    """Whether some pair of round brackets has a sign, a fraction or the arguments of a utility inside."""
    depth, inside = 0, []
    for piece in re.split(r"([()])", tex.replace("_-", "")):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth:
            inside.append(piece)
    text = "".join(inside)
    return any(c in text for c in ("+", "-", ";", r"\frac"))


class _Printer:
    """Prints one formula; ``names`` come before the tables."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def show(self, e: sp.Expr) -> str:
        if e in self.names:
            return self.names[e]
        if isinstance(e, sp.Symbol):
            return name_latex(e.name)
        if e.is_Rational:
            return self._rational(e)
        if isinstance(e, sp.Add):
            return self._sum(e)
        if isinstance(e, Quotient):
            return self._quotient(*e.args)
        if isinstance(e, sp.Mul):
            return self._product(e)
        if isinstance(e, sp.exp):
            return rf"\exp{grouped(self.show(e.args[0]), '()')}"
        if isinstance(e, sp.Pow):
            return self._power(e)
        return self._applied(e)

    def _applied(self, e: sp.Expr) -> str:
        if isinstance(e, Indexed):
            return self._indexed(e)
        if isinstance(e, UtilityPartial):
            return self._utility(e)
        if isinstance(e, _Over):
            return self._over(e)
        if isinstance(e, DerivativeOf):
            return (
                rf"\frac{{\partial}}{{\partial {self.show(e.args[1])}}} "
                rf"{grouped(self.show(e.args[0]))}"
            )
        if isinstance(e, sp.Abs):
            return rf"\left| {self.show(e.args[0])} \right|"
        name = type(e).__name__
        if name in ("Max", "Min"):
            return rf"{FUNCTIONS[name]}\{{{', '.join(sorted(map(self.show, e.args)))}\}}"
        if name in FUNCTIONS:
            return FUNCTIONS[name] + grouped(self.show(e.args[0]), "()")
        if e in (sp.oo, -sp.oo):
            return r"\infty" if e is sp.oo else r"-\infty"
        raise Unprintable(f"a formula of this paper contains no {name}: {e}")

    def _quotient(self, above: sp.Expr, below: sp.Expr) -> str:
        if below == 1:
            return self.show(above)
        sign, rest = signed(above)
        return rf"{'-' if sign < 0 else ''}\frac{{{self.show(rest)}}}{{{self.show(below)}}}"

    def _rational(self, e: sp.Rational) -> str:
        sign = "-" if e.p < 0 else ""
        return f"{sign}{abs(e.p)}" if e.q == 1 else rf"{sign}\frac{{{abs(e.p)}}}{{{e.q}}}"

    def _indexed(self, e: Indexed) -> str:
        r"""Put the labels in their places.

        A format string has ``{0}`` and ``{1}`` there, with ``{{`` and ``}}`` for braces.
        """
        labels = [self.show(a) for a in e.args]
        return name_latex(type(e).__name__, indexed=True).format(*labels)

    def _utility(self, e: UtilityPartial) -> str:
        i, j = e.order
        subscript = f"_{{{name_latex('q') * i}{name_latex('r') * j}}}" if i + j else ""
        first, second, own, state = map(self.show, e.args)
        return name_latex("u") + subscript + grouped(f"{first}, {second}; {own}, {state}", "()")

    def _over(self, e: _Over) -> str:
        index = self.show(e.index)
        within = rf"{index} \in {TABLE[e.index.name].domain}" if e.index.name in TABLE else index
        below = rf"{index} \ne {self.show(e.excluded[0])}" if e.excluded else within
        body = self.show(e.body)
        if isinstance(e.body, sp.Add) or sign_of_term(e.body) < 0:
            body = grouped(body)
        return (r"\sum" if isinstance(e, SumOver) else r"\prod") + rf"_{{{below}}} {body}"

    def _sum(self, e: sp.Add) -> str:
        text = ""
        for term in in_order(e.args):
            sign, rest = signed(term)
            shown = self.show(rest)
            if sign < 0 and isinstance(rest, sp.Add):
                shown = grouped(shown)
            text += (
                (" - " if text else "-") + shown if sign < 0 else (" + " if text else "") + shown
            )
        return text

    def _product(self, e: sp.Mul) -> str:
        sign, rest = signed(e)
        if rest != e:
            shown = self.show(rest)
            return (
                shown if sign > 0 else "-" + (grouped(shown) if isinstance(rest, sp.Add) else shown)
            )
        number, *_ = e.as_coeff_Mul()
        above = factors_in_order(f for f in e.args if f != number and not is_below(f))
        below = [1 / f for f in e.args if is_below(f)]
        top, bottom = ([str(n)] if n != 1 else [] for n in (abs(number.p), number.q))
        if not below and number.q == 1:
            return self._joined(top + self._factors(above))
        light = [f for f in above if not is_heavy(f)]
        heavy = [f for f in above if is_heavy(f)]
        if len(heavy) == 1 and not light and isinstance(heavy[0], sp.Add) and top == []:
            light, heavy = heavy, []
        alone = len(light) == 1 and not top
        over = self._joined(top + ([self.show(light[0])] if alone else self._factors(light))) or "1"
        down = factors_in_order(below)
        under = bottom + (
            [self.show(down[0])] if len(down) == 1 and not bottom else self._factors(down)
        )
        return self._joined([rf"\frac{{{over}}}{{{self._joined(under)}}}", *self._factors(heavy)])

    def _factors(self, factors: Iterable[sp.Expr]) -> list[str]:
        listed = list(factors)
        shown = []
        for i, f in enumerate(listed):
            tex = self.show(f)
            open_sum = isinstance(f, _Over) and i < len(listed) - 1
            shown.append(
                grouped(tex) if isinstance(f, sp.Add) or open_sum or tex.startswith("-") else tex
            )
        return shown

    @staticmethod
    def _joined(parts: list[str]) -> str:
        text = ""
        for part in parts:
            if text and part[0].isdigit() and text[-1].isdigit():
                text += r" \cdot "
            elif text:
                text += (
                    r"\, "
                    if text.endswith((")", r"}"))
                    and part.startswith((r"\frac", r"u", r"\left", r"\sum"))
                    else " "
                )
            text += part
        return text

    def _power(self, e: sp.Pow) -> str:
        base, exponent = e.base, e.exp
        if exponent == sp.Rational(1, 2):
            return rf"\sqrt{{{self.show(base)}}}"
        if exponent.is_number and exponent.is_negative:
            return rf"\frac{{1}}{{{self.show(1 / e)}}}"
        tex = self.show(base)
        marked = any(c in re.sub(r"\{[^{}]*\}", "", tex) for c in "^'")
        simple = (isinstance(base, sp.Symbol | Indexed) and (tex.endswith(")") or not marked)) or (
            base.is_Integer and base >= 0
        )
        return f"{tex if simple else grouped(tex)}^{{{self.show(exponent)}}}"
