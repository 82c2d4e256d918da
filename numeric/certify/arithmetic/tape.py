r"""Formulas as straight-line programs on balls.

A symbolic expression is flattened once into a list of operations, common parts shared; running the
list on balls (python-flint's ``arb``) encloses the values of the expression at every point of the
balls.  Powers, logarithms and exponentials are monotone, so wide balls are sent through them by
their ends, which is much tighter than the bound by a derivative that ball arithmetic uses.

Conventions: numbers in the expressions are exact rationals; the working precision is
``flint.ctx.prec``; a value that is undefined somewhere on a ball comes back as a ball that is not
finite, and no comparison with such a ball is true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flint
import sympy as sp

Ball = Any
"""``flint.arb``, which carries no types."""

WIDE = 5
"""Bits of relative accuracy below which a ball goes through a monotone function by its ends."""


def _by_ends(function: Callable[..., Ball], ball: Ball, *fixed: Ball) -> Ball:
    """Enclose a function that is monotone in its first argument."""
    return function(ball.lower(), *fixed).union(function(ball.upper(), *fixed))


def _raise(base: Ball, exponent: Ball) -> Ball:
    return base**exponent


def _power(base: Ball, exponent: Ball) -> Ball:
    wide = base.rel_accuracy_bits() < WIDE and not base.contains(0)
    return _by_ends(_raise, base, exponent) if wide else base**exponent


def _log(ball: Ball) -> Ball:
    return _by_ends(flint.arb.log, ball) if ball.rel_accuracy_bits() < WIDE else ball.log()


def _exp(ball: Ball) -> Ball:
    return _by_ends(flint.arb.exp, ball) if ball.rel_accuracy_bits() < WIDE else ball.exp()


def _add(left: Ball, right: Ball) -> Ball:
    return left + right


def multiply(left: Ball, right: Ball) -> Ball:
    """Return a product of balls.

    Two wide balls of known sign are multiplied by their ends: the product of midpoints and radii
    is not tight.
    """
    if left.rel_accuracy_bits() >= WIDE or right.rel_accuracy_bits() >= WIDE:
        return left * right
    if left.contains(0) or right.contains(0):
        return left * right
    a, b, sign = abs(left), abs(right), left.sgn() * right.sgn()
    return (a.lower() * b.lower()).union(a.upper() * b.upper()) * sign


class Tape:
    """A compiled tuple of expressions.

    Args:
        expressions: Formulas of sums, products, powers, ``log`` and ``exp`` in the arguments, with
            exact numbers.
        arguments: The symbols, or other atoms, whose balls are given when the tape runs.

    Raises:
        TypeError: A formula has another function, or a symbol that is no argument.

    >>> from sympy.abc import x
    >>> [value] = Tape([sp.log(x) - 1], [x]).run([flint.arb(3)])
    >>> bool(value > 0.0986), bool(value < 0.0987)
    (True, True)
    """

    def __init__(self, expressions: Sequence[sp.Expr], arguments: Sequence[sp.Expr]) -> None:
        self._places: dict[Any, int] = {a: i for i, a in enumerate(arguments)}
        self._numbers: list[tuple[int, Any]] = []
        self._operations: list[tuple[int, Callable[..., Ball], int, int | None]] = []
        self._outputs = [self._place(sp.sympify(e)) for e in expressions]
        self._constants: dict[int, list[Ball]] = {}
        self._arguments = len(arguments)

    def run(self, balls: Sequence[Ball]) -> list[Ball]:
        """Return balls that contain the values of the expressions wherever the arguments may be.

        Args:
            balls: One for each argument.
        """
        values = [*balls, *self._at_precision()]
        for place, function, first, second in self._operations:
            values[place] = (
                function(values[first])
                if second is None
                else function(values[first], values[second])
            )
        return [values[o] for o in self._outputs]

    def _at_precision(self) -> list[Ball]:
        """Return the values of all places but the arguments', of which only the numbers' are known."""
        precision = int(flint.ctx.prec)
        if precision not in self._constants:
            values: list[Ball] = [None] * len(self._places)
            for place, number in self._numbers:
                values[place] = flint.arb(1).exp() if number is sp.E else flint.arb(number)
            self._constants[precision] = values[self._arguments :]
        return self._constants[precision]

    def _new(self, key: Any) -> int:
        self._places[key] = place = len(self._places)
        return place

    def _operation(
        self, key: Any, function: Callable[..., Ball], first: int, second: int | None = None
    ) -> int:
        place = self._new(key)
        self._operations.append((place, function, first, second))
        return place

    def _place(self, node: sp.Expr) -> int:
        """Return the place of a node's value, adding what is needed to compute it."""
        if node in self._places:
            return self._places[node]
        if node.is_Rational or node is sp.E:
            place = self._new(node)
            self._numbers.append(
                (place, node if node is sp.E else flint.fmpq(int(node.p), int(node.q)))
            )
            return place
        if node.is_Add or node.is_Mul:
            return self._folded(node, _add if node.is_Add else multiply)
        if node.is_Pow:
            return self._operation(node, _power, self._place(node.base), self._place(node.exp))
        if isinstance(node, sp.log | sp.exp):
            return self._operation(
                node, _log if isinstance(node, sp.log) else _exp, self._place(node.args[0])
            )
        raise TypeError(
            "a ball is computed for sums, products, powers, log and exp of the arguments, got "
            f"{type(node).__name__} {str(node)[:40]}"
        )

    def _folded(self, node: sp.Expr, function: Callable[..., Ball]) -> int:
        *rest, last = (self._place(a) for a in node.args)
        place = rest[0]
        for i, source in enumerate([*rest[1:], last]):
            place = self._operation((node, i), function, place, source)
        self._places[node] = place
        return place
