r"""Sums and products over the finite sets X and Z, without saying how many elements these have.

The paper's formulas sum over types and over states: :math:`\sum_{z \in Z}\phi(z)\,f(z)`,
:math:`\sum_{y \neq x}\sigma(y)s^y`.  A statement that is to hold for every number of types must not
unroll them.  ``SumOver(body, index)`` is such a sum as written; ``SumOver(body, y, x)`` leaves out
the element x.  The index is bound: it is renamed rather than captured.

Paper: sections 2.1 and 3.1; the sets X and Z are finite and fixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import is_
from typing import Any

import sympy as sp

from symbolic.language.notation import TABLE

_HINTS = {"Z": "states", "X": "types"}
"""For each set the hint of ``doit`` that lists its elements."""


def _set_of(index: sp.Symbol) -> str:
    """Return the set that a bound index runs over: Z for states, X for types, as the table says."""
    return TABLE[index.name].domain if index.name in TABLE else ""


class _Over(sp.Expr):  # type: ignore[misc]
    """A sum or product of ``body`` over an index, without the elements in ``excluded`` (at most one)."""

    def __new__(cls, body: Any, index: sp.Symbol, *excluded: Any) -> Any:
        if not isinstance(index, sp.Symbol):
            raise TypeError(f"the index of a {cls.__name__} must be a symbol, got {index!r}")
        if len(excluded) > 1:
            raise TypeError(f"a {cls.__name__} leaves out at most one element, got {len(excluded)}")
        return sp.Expr.__new__(cls, sp.sympify(body), index, *map(sp.sympify, excluded))

    @property
    def body(self) -> sp.Expr:
        """The summand or factor."""
        return self.args[0]

    @property
    def index(self) -> sp.Symbol:
        """The bound index."""
        return self.args[1]

    @property
    def excluded(self) -> tuple[sp.Expr, ...]:
        """The element left out, if any."""
        return tuple(self.args[2:])

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols of the body and of the excluded element, without the bound index."""
        inside: set[sp.Symbol] = self.body.free_symbols - {self.index}
        return inside.union(*(e.free_symbols for e in self.excluded))

    def renamed(self, index: sp.Symbol) -> Any:
        """Return the same sum with another bound index (which must not occur free in the body)."""
        return type(self)(self.body.xreplace({self.index: index}), index, *self.excluded)

    def _eval_subs(self, old: sp.Expr, new: sp.Expr) -> Any:
        if old == self.index:
            return type(self)(self.body, self.index, *(e._subs(old, new) for e in self.excluded))
        safe = self
        if self.index in sp.sympify(new).free_symbols:
            safe = self.renamed(sp.Dummy(self.index.name, integer=True))
        return type(self)(
            safe.body._subs(old, new), safe.index, *(e._subs(old, new) for e in self.excluded)
        )

    def _eval_is_commutative(self) -> bool:
        return True

    def doit(self, **hints: Any) -> sp.Expr:
        """Write the sum or product out, where the elements of its set are given.

        Args:
            hints: ``states=`` and ``types=``, the labels that indices of Z and of X run over:
                integers, symbols, or names; every other hint is SymPy's.

        >>> from symbolic.language.notation import phi, pi, z
        >>> SumOver(pi(z), z).doit(states=["good", "bad"])
        pi(bad) + pi(good)
        """
        body = self.body.doit(**hints) if hints.get("deep", True) else self.body
        made = type(self)(body, self.index, *self.excluded)
        elements = hints.get(_HINTS.get(_set_of(self.index), ""))
        if elements is None:
            return made
        labels = [sp.Symbol(e, integer=True) if isinstance(e, str) else e for e in elements]
        return unrolled(made, {self.index: labels})

    def terms(self, elements: Sequence[Any]) -> list[sp.Expr]:
        """List the body at each element that is not excluded.

        Every element must be a concrete label.
        """
        left_out = set(self.excluded)
        bound_again = any(self.index == inner.index for inner in self.body.atoms(_Over))
        put = self.body.subs if bound_again else self.body.xreplace
        return [put({self.index: e}) for e in map(sp.sympify, elements) if e not in left_out]


class SumOver(_Over):
    r"""Represent :math:`\sum_{i} body(i)` over a finite set.

    >>> from sympy.abc import a, z
    >>> f = sp.Function("f")
    >>> sp.diff(SumOver(a**2 * f(z), z), a)
    SumOver(2*a*f(z), z)
    """

    def _eval_derivative(self, symbol: sp.Expr) -> sp.Expr:
        slope = sp.diff(self.body, symbol)
        return sp.S.Zero if slope == 0 else SumOver(slope, self.index, *self.excluded)


class ProductOver(_Over):
    r"""Represent :math:`\prod_{i} body(i)` over a finite set.

    Differentiation is not defined: nothing in the paper needs it.
    """

    def _eval_derivative(self, symbol: sp.Expr) -> sp.Expr:
        if sp.diff(self.body, symbol) == 0:
            return sp.S.Zero
        raise NotImplementedError("the derivative of a ProductOver is not defined")


def unrolled(expression: sp.Expr, sets: Mapping[sp.Symbol, Sequence[Any]]) -> sp.Expr:
    """Write out every sum and product whose index is a key of ``sets``.

    Args:
        expression: An expression with SumOver and ProductOver nodes.
        sets: For each index symbol, the labels that it runs over (integers 0, 1, … or symbols).

    >>> from sympy.abc import z
    >>> f = sp.Function("f")
    >>> unrolled(SumOver(f(z), z), {z: [0, 1]})
    f(0) + f(1)
    """
    if not expression.args:
        return expression
    if isinstance(expression, _Over) and expression.index in sets:
        parts = [unrolled(t, sets) for t in expression.terms(sets[expression.index])]
        return sp.Add(*parts) if isinstance(expression, SumOver) else sp.Mul(*parts)
    if isinstance(expression, _Over):
        return type(expression)(unrolled(expression.body, sets), *expression.args[1:])
    args = [unrolled(a, sets) for a in expression.args]
    return expression if all(map(is_, args, expression.args)) else expression.func(*args)
