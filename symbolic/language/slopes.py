r"""Derivatives as SymPy takes them, without its asking of every part what is known about it.

SymPy's ``diff`` asks of every part of a derivative whether it can be shown to be zero, and most of its
time goes to that.  Here the rules for sums, products, powers and functions are applied alone, and
what has another rule is left to SymPy.  The formulas that come out are SymPy's, term by term.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import sympy as sp
from sympy.core.exprtools import factor_terms
from sympy.core.function import ArgumentIndexError
from sympy.simplify.simplify import signsimp

from symbolic.language.notation import Indexed
from symbolic.language.quotient import Quotient, quotient_rule
from symbolic.language.sums import SumOver

_BY_ARGUMENTS = sp.Function._eval_derivative
"""The rule of functions that know their slopes in each of their arguments."""


def diff(expression: sp.Expr, *symbols: sp.Symbol) -> sp.Expr:
    """Return the derivative of an expression in symbols, one after the other, as ``sympy.diff`` writes it.

    >>> from sympy.abc import a, x, y
    >>> diff(a * sp.log(x) + x**a, x), diff(x**2 * sp.log(y), x, x), diff(x**2 / y, x, y)
    (a*x**a/x + a/x, 2*log(y), -2*x/y**2)
    """
    match symbols:
        case ():
            return expression
        case (symbol,):
            return _slope(expression, symbol)
        case (first, then):
            return _second(expression, first, then)
    return sp.diff(expression, *symbols)


@lru_cache(maxsize=16384)
def _slope(expression: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    if expression.is_Atom:
        return sp.S.One if expression == symbol else sp.S.Zero
    if expression.is_Add:
        return sp.Add(*(_slope(a, symbol) for a in expression.args))
    if expression.is_Mul:
        return _of_product(expression.args, symbol)
    if expression.is_Pow:
        return _of_power(expression, symbol)
    if isinstance(expression, Quotient):
        above, below = expression.args
        return quotient_rule(above, below, _slope(above, symbol), _slope(below, symbol))
    if isinstance(expression, SumOver):
        inner = _slope(expression.body, symbol)
        return inner if inner is sp.S.Zero else expression.func(inner, *expression.args[1:])
    if isinstance(expression, Indexed) and symbol not in expression.free_symbols:
        return sp.S.Zero
    if type(expression)._eval_derivative is _BY_ARGUMENTS:
        return _of_function(expression, symbol)
    return expression.diff(symbol)


def _of_product(factors: tuple[sp.Expr, ...], symbol: sp.Symbol) -> sp.Expr:
    terms = []
    for i, factor in enumerate(factors):
        inner = _slope(factor, symbol)
        if inner is not sp.S.Zero:
            terms.append(sp.Mul(*factors[:i], inner, *factors[i + 1 :]))
    return sp.Add(*terms)


def _of_power(power: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    base, exponent = power.args
    below, above = _slope(base, symbol), _slope(exponent, symbol)
    found = sp.S.Zero
    if below is not sp.S.Zero:
        found = sp.Mul(sp.Mul(below, exponent), sp.Pow(base, -1))
    if above is not sp.S.Zero:
        found = sp.Add(sp.Mul(above, sp.log(base)), found)
    return found if found is sp.S.Zero else sp.Mul(power, found)


def _of_function(function: sp.Function, symbol: sp.Symbol) -> sp.Expr:
    terms = []
    for i, argument in enumerate(function.args, start=1):
        inner = _slope(argument, symbol)
        if inner is not sp.S.Zero:
            try:
                terms.append(sp.Mul(function.fdiff(i), inner))
            except ArgumentIndexError:
                return function.diff(symbol)
    return sp.Add(*terms)


@lru_cache(maxsize=4096)
def _second(expression: sp.Expr, first: sp.Symbol, then: sp.Symbol) -> sp.Expr:
    """Return a second derivative, with signs and common factors as SymPy writes them."""
    if expression.is_Mul and first == then:  # SymPy takes both at once
        return _tidied(_of_product_twice(expression.args, first))
    return _tidied(_slope(_slope(expression, first), then))


def _of_product_twice(factors: tuple[sp.Expr, ...], symbol: sp.Symbol) -> sp.Expr:
    slopes = [_slope(f, symbol) for f in factors]
    moving = [i for i, inner in enumerate(slopes) if inner is not sp.S.Zero]
    terms = []
    for i in moving:
        twice = _second(factors[i], symbol, symbol)
        terms.append(sp.Mul(*factors[:i], twice, *factors[i + 1 :]))
    for i, j in combinations(moving, 2):
        between = *slopes[i : i + 1], *factors[i + 1 : j], slopes[j]
        terms.append(sp.Mul(2, sp.Mul(*factors[:i], *between, *factors[j + 1 :])))
    return sp.Add(*terms)


def _tidied(formula: sp.Expr) -> sp.Expr:
    return factor_terms(formula if _signs_settled(formula) else signsimp(formula))


def _signs_settled(formula: sp.Expr) -> bool:
    """Whether ``signsimp`` would leave a formula as it is: no sum in it has more minus signs than plus signs."""
    return not any(
        part.could_extract_minus_sign() if part.is_Add else part.args[0] is sp.S.One
        for part in formula.atoms(sp.Add, sp.Mul)
    )
