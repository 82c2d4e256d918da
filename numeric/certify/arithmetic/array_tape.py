"""Formulas as straight-line programs on arrays of intervals, the array form of ``tape``.

Conventions: an exponent is an exact rational number; logarithms and powers are of positive
operands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from numeric.certify.arithmetic.elementary_functions import exp, log, power_of_log, root
from numeric.certify.arithmetic.interval_arrays import Intervals


class ArrayTape:
    """A compiled tuple of expressions.

    Args:
        expressions: Formulas of sums, products, powers with rational exponents, ``log`` and ``exp``
            in the arguments, with exact numbers.
        arguments: The symbols, or other atoms, whose intervals are given when the tape runs.

    Raises:
        TypeError: A formula has another function, a symbol that is no argument, or an exponent that
            is no rational number.

    >>> from sympy.abc import x
    >>> [value] = ArrayTape([sp.log(x) - 1], [x]).run([Intervals.points([3.0, 4.0])])
    >>> bool((value.lo > 0.0986).all()), bool((value.hi < 0.3863).all())
    (True, True)
    """

    def __init__(self, expressions: Sequence[sp.Expr], arguments: Sequence[sp.Expr]) -> None:
        self._places: dict[Any, int] = {a: i for i, a in enumerate(arguments)}
        self._numbers: list[tuple[int, Intervals]] = []
        self._operations: list[tuple[int, Callable[..., Intervals], tuple[int, ...]]] = []
        self._outputs = [self._place(sp.sympify(e)) for e in expressions]

    def run(self, intervals: Sequence[Intervals]) -> list[Intervals]:
        """Return intervals around the values of the expressions, for one interval for each argument."""
        values: list[Any] = [None] * len(self._places)
        values[: len(intervals)] = intervals
        for place, number in self._numbers:
            values[place] = number
        for place, function, sources in self._operations:
            values[place] = function(*[values[s] for s in sources])
        return [values[o] for o in self._outputs]

    def _new(self, key: Any) -> int:
        self._places[key] = place = len(self._places)
        return place

    def _operation(self, key: Any, function: Callable[..., Intervals], *sources: int) -> int:
        place = self._new(key)
        self._operations.append((place, function, sources))
        return place

    def _place(self, node: sp.Expr) -> int:
        """Return the place of a node's value, adding what is needed to compute it."""
        if node in self._places:
            return self._places[node]
        if node.is_Rational or node is sp.E:
            place = self._new(node)
            self._numbers.append(
                (
                    place,
                    exp(Intervals.points(1.0))
                    if node is sp.E
                    else Intervals.exact(Fraction(int(node.p), int(node.q))),
                )
            )
            return place
        if node.is_Add or node.is_Mul:
            return self._folded(node)
        if node.is_Pow and node.exp.is_Rational:
            exponent = Fraction(int(node.exp.p), int(node.exp.q))
            base = self._place(node.base)
            if exponent.denominator > 2:
                return self._operation(
                    node, lambda x: power_of_log(x, exponent), self._logarithm(node.base, base)
                )
            if exponent.denominator == 2:
                base = self._shared(root, base)
            self._places[node] = place = self._whole_power(base, exponent.numerator)
            return place
        if isinstance(node, sp.log | sp.exp):
            return self._operation(
                node, log if isinstance(node, sp.log) else exp, self._place(node.args[0])
            )
        raise TypeError(
            "intervals are computed for sums, products, rational powers, log and exp of the "
            f"arguments, got {type(node).__name__} {str(node)[:40]}"
        )

    def _logarithm(self, node: sp.Expr, place: int) -> int:
        """Return the place of a base's logarithm: all its powers share it."""
        key = ("logarithm", node)
        return self._places[key] if key in self._places else self._operation(key, log, place)

    def _folded(self, node: sp.Expr) -> int:
        """Return the place of a sum or product, whose beginnings others may share.

        A negative number among the factors changes signs at the end, so that those before keep theirs.
        """
        function: Callable[..., Intervals] = Intervals.__add__ if node.is_Add else Intervals.__mul__
        number, *others = node.args
        negated = node.is_Mul and number.is_Rational and number.is_negative
        if negated:
            others = others if number == -1 else [-number, *others]
        place, *rest = (self._place(a) for a in (others if negated else node.args))
        for source in rest:
            place = self._shared(function, place, source)
        if negated:
            place = self._shared(Intervals.__neg__, place)
        self._places[node] = place
        return place

    def _whole_power(self, base: int, exponent: int) -> int:
        """Return the place of a power with a whole exponent, as ``whole_power`` finds it; powers share parts."""
        if exponent < 0:
            return self._shared(Intervals.inverse, self._whole_power(base, -exponent))
        if exponent == 1:
            return base
        half = self._shared(Intervals.square, self._whole_power(base, exponent // 2))
        return self._shared(Intervals.__mul__, half, base) if exponent % 2 else half

    def _shared(self, function: Callable[..., Intervals], *sources: int) -> int:
        """Return the place of an operation on places, one for all that ask for the same."""
        key = (function, sources)
        return (
            self._places[key] if key in self._places else self._operation(key, function, *sources)
        )
