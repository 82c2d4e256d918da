r"""The domain of a formula, read off as it is written.

A formula presupposes conditions: what it divides by is not zero, a logarithm is of a positive
number, a root of a number that is at least zero, and a power with another exponent that is no
integer of a positive number.  A derivative presupposes more, since its body must be defined on both
sides of the point: a power of a base that moves needs a positive base, and the derivative of
:math:`|a|` needs :math:`a \neq 0`.  Inside a sum or product the conditions hold for every element;
they are read at an element that occurs nowhere else (``AnyElement``), so that nothing assumed of
a label outside the sum is taken to say something of its index.

Conventions: conditions are relations to zero, in the order in which they are met; one about a
number that plainly satisfies it is left out.  They must be read before SymPy rewrites a formula, as
it does when something is substituted into it or a derivative is carried out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from symbolic.language.derivative import DerivativeOf
from symbolic.language.proposition import Relation
from symbolic.language.quotient import Quotient
from symbolic.language.sums import ProductOver, _Over
from symbolic.language.utility import UtilityPartial


class AnyElement(sp.Dummy):  # type: ignore[misc]  # SymPy is untyped
    """An element of the set that a label of its name runs over, of which nothing else is known."""


class NoDerivative(ValueError):
    """A derivative is written of something whose derivative is not known."""


@lru_cache(maxsize=4096)
def any_element(index: sp.Symbol) -> AnyElement:
    """Return the arbitrary element that stands for an index when what it binds is read.

    Quantifiers and sums over the same symbol share it: what is shown of it holds for all elements.
    """
    return AnyElement(index.name, integer=True)


@lru_cache(maxsize=8192)
def conditions(formula: sp.Expr) -> tuple[Relation, ...]:
    """List what a formula presupposes.

    Raises:
        NoDerivative: A derivative is written of something whose derivative is not known.

    >>> a, b = sp.symbols("a b", real=True)
    >>> sorted(f"{c.left} {c.operator} 0" for c in conditions(sp.sqrt(a) / b + sp.log(b)))
    ['a >= 0', 'b != 0', 'b > 0']
    """
    met = dict.fromkeys(c for c in _conditions(formula) if not _plain(c))
    return tuple(met)


def _plain(condition: Relation) -> bool:
    """Whether the condition is about a number that satisfies it."""
    value = condition.left
    if not value.is_number:
        return False
    known = {"!=": value.is_zero is False, ">": value.is_positive, ">=": value.is_nonnegative}
    return bool(known[condition.operator])


def _conditions(e: sp.Expr) -> Iterator[Relation]:
    if isinstance(e, _Over):
        free = any_element(e.index)
        for condition in conditions(e.body):
            yield Relation(condition.left.subs(e.index, free), condition.operator, sp.S.Zero)
        for left_out in e.excluded:
            yield from conditions(left_out)
            if isinstance(e, ProductOver):  # read as the whole product divided by a factor
                yield Relation(e.body.subs(e.index, left_out), "!=", sp.S.Zero)
        return
    if isinstance(e, DerivativeOf):
        yield from _of_a_slope(e.args[0], e.args[1])
    if isinstance(e, Quotient):
        yield Relation(e.args[1], "!=", sp.S.Zero)
    elif isinstance(e, sp.Pow):
        yield from _of_a_power(e.base, e.exp)
    elif isinstance(e, sp.log):
        yield Relation(e.args[0], ">", sp.S.Zero)
    for argument in e.args:
        yield from conditions(argument)


def _of_a_power(base: sp.Expr, exponent: sp.Expr) -> Iterator[Relation]:
    if exponent.is_Integer:
        if exponent < 0:
            yield Relation(base, "!=", sp.S.Zero)
    elif base.is_number and base.is_positive:
        return
    else:
        root = exponent.is_Rational and exponent > 0
        yield Relation(base, ">=" if root else ">", sp.S.Zero)


def _of_a_slope(body: sp.Expr, v: sp.Symbol) -> Iterator[Relation]:
    """Read what the derivative of a formula presupposes besides the conditions of the formula."""
    if v not in body.free_symbols:
        return
    if isinstance(body, _Over):
        free = any_element(body.index)
        for condition in _of_a_slope(body.body, v):
            yield Relation(condition.left.subs(body.index, free), condition.operator, sp.S.Zero)
        if isinstance(body, ProductOver):
            raise NoDerivative("the derivative of a product over a set is not defined")
        return
    if isinstance(body, sp.Abs):
        yield Relation(body.args[0], "!=", sp.S.Zero)
    elif isinstance(body, sp.Pow) and not body.exp.is_Integer:
        if not (body.base.is_number and body.base.is_positive):
            yield Relation(body.base, ">", sp.S.Zero)
    elif isinstance(body, UtilityPartial):
        if any(v in label.free_symbols for label in body.args[2:]):
            raise NoDerivative("utility is not differentiated in types and states")
    elif not isinstance(body, sp.Symbol | sp.Add | sp.Mul | sp.Pow | Quotient | sp.log | sp.exp):
        raise NoDerivative(f"no derivative of {type(body).__name__} in {v} is known")
    for argument in body.args:
        yield from _of_a_slope(argument, v)
