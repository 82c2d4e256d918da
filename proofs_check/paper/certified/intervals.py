r"""Arithmetic of intervals of doubles, against rational numbers and against balls of many digits.

Every operation contains the exact result at sample points of its operands and is at most a few units
in the last place wider; so do the logarithm, the exponential, roots and powers.

Paper: the arithmetic is not in the paper; certificates of Proposition 1 and Theorem 1 rest on it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import flint
import numpy as np
import sympy as sp

from numeric.certify.arithmetic import elementary_functions as functions
from numeric.certify.arithmetic.array_tape import ArrayTape
from numeric.certify.arithmetic.interval_arrays import (
    Intervals,
    as_intervals,
    concatenated,
    down,
    stacked,
    total,
    up,
)
from numeric.certify.arithmetic.simplex_boxes import greatest_sum, weighted_sum
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import FAR, Tally, end, tallied

Pair = tuple[Fraction, Fraction]
ULP = 2.0**-52
ENDS = (
    (0.3, 0.7), (-1.7, -0.4), (-0.9, 2.3), (1 / 3, 1 / 3), (-1e-5, 3e-7), (2.5, 2.5), (0.1, 1e4),
    (0.0, 0.6), (-0.8, 0.0),
)  # fmt: skip
"""Operands: of either sign, through zero, points, and wide."""


def _pair(ends: tuple[float, float]) -> Pair:
    return Fraction(ends[0]), Fraction(ends[1])


def _corners(function: Callable[[Fraction, Fraction], Fraction], a: Pair, b: Pair) -> Pair:
    values = [function(x, y) for x in a for y in b]
    return min(values), max(values)


def arithmetic(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Sums, products, quotients and squares of all pairs of operands, one by one and as arrays."""
    array = Intervals([e[0] for e in ENDS], [e[1] for e in ENDS])
    first, second = (
        array[np.array([i for i, _ in product(range(len(ENDS)), repeat=2)])],
        array[np.array([j for _, j in product(range(len(ENDS)), repeat=2)])],
    )
    with np.errstate(invalid="ignore"):  # zero times what is not bounded is no number
        quotient = first / second
    found = {"+": first + second, "-": first - second, "*": first * second, "/": quotient}
    hulls, meets = first.hull(second), first.meet(second)
    for k, (one, two) in enumerate(product(ENDS, repeat=2)):
        a, b = _pair(one), _pair(two)
        size = max(map(abs, (*a, *b)))
        for sign, function in (
            ("+", lambda x, y: x + y), ("-", lambda x, y: x - y), ("*", lambda x, y: x * y),
        ):  # fmt: skip
            low, high = _corners(function, a, b)
            slack = 3 * ULP * float(max(size, abs(low), abs(high)))
            _narrow(tally, f"{a} {sign} {b}", found[sign][k], (low * factor, high * factor), slack)
        if b[0] <= 0 <= b[1]:
            ends = found["/"][k].lo, found["/"][k].hi
            tally.holds("no bounds where one divides by zero", not np.isfinite(ends).any())
        else:
            low, high = _corners(lambda x, y: x / y, a, b)
            slack = 6 * ULP * float(max(abs(low), abs(high)))
            _narrow(tally, f"{a} / {b}", found["/"][k], (low, high), slack)
        tally.same("hull", _of(hulls[k]), (min(a[0], b[0]), max(a[1], b[1])))
        if max(a[0], b[0]) <= min(a[1], b[1]):
            tally.same("meet", _of(meets[k]), (max(a[0], b[0]), min(a[1], b[1])))
    nonnegative = array[np.array([0, 3, 5, 6, 7])]
    for left, right in product((array, nonnegative), repeat=2):
        table, pairs = left[:, None] * right, product((left.lo, left.hi), (right.lo, right.hi))
        corners = [np.multiply.outer(*pair) for pair in pairs]
        inside = (table.lo <= np.min(corners, axis=0)) & (table.hi >= np.max(corners, axis=0))
        tally.holds("whole tables of products", inside.all())
    _single(tally, array)
    _joined(tally, array)


def _narrow(tally: Tally, what: str, found: Intervals, exact: Pair, slack: float) -> None:
    """Note that an interval contains a range and that each end is at most so far away."""
    (low, high), room = _of(found), Fraction(slack)
    tally.holds(what, exact[0] - room <= low <= exact[0] and exact[1] <= high <= exact[1] + room)


def _of(found: Intervals) -> Pair:
    """Return the ends; an end that is no number is far away."""
    return end(found.lo, FAR), end(found.hi, FAR)


def _single(tally: Tally, array: Intervals) -> None:
    """What is made of one operand."""
    squares, positive, negative = array.square(), array.positive_part(), -array
    inverse, greatest = array.inverse(), array.magnitude()
    signs = [[min(sign * a, sign * b) > 0 for a, b in ENDS] for sign in (1, -1)]
    tally.same("of one sign", [array.positive.tolist(), array.negative.tolist()], signs)
    tally.close("middles", array.middle, [0.5 * (a + b) for a, b in ENDS], 1e-15)
    for k, ends in enumerate(ENDS):
        a = _pair(ends)
        least = Fraction(0) if a[0] <= 0 <= a[1] else min(map(abs, a)) ** 2
        most = max(map(abs, a))
        _narrow(tally, "square", squares[k], (least, most**2), 3 * ULP * float(most**2))
        tally.holds("square of what may be zero", squares[k].lo >= 0)
        tally.same("positive part", _of(positive[k]), (max(a[0], 0), max(a[1], 0)))
        tally.same("minus", _of(negative[k]), (-a[1], -a[0]))
        tally.same("magnitude", Fraction(float(greatest[k])), most)
        if not a[0] <= 0 <= a[1]:
            ends_ = 1 / a[1], 1 / a[0]
            _narrow(tally, "inverse", inverse[k], ends_, 3 * ULP * float(max(map(abs, ends_))))
        else:
            none = np.isneginf(inverse[k].lo) and np.isposinf(inverse[k].hi)
            tally.holds("no inverse of zero", none)
    for value in (0.7, -3.1, 0.0, 5e-324, 1e300):
        above, below, unit = up(np.array(value)), down(np.array(value)), np.spacing(abs(value))
        tally.holds("up", unit / 2 < float(above) - value <= max(2.1 * unit, 3e-308))
        tally.holds("down", unit / 2 < value - float(below) <= max(2.1 * unit, 3e-308))


def _joined(tally: Tally, array: Intervals) -> None:
    """Exact numbers, tables, stacks, sums, choices, and operations with plain numbers."""
    third, rows = Fraction(1, 3), ((Fraction(1, 3), Fraction(1, 5)), (2, Fraction(-7, 9)))
    for value in (third, -third, Fraction(1, 2), Fraction(3)):
        low, high = _of(Intervals.exact(value))
        unit = Fraction(float(np.spacing(float(abs(value)))))
        tally.holds("the least interval", low <= value <= high and high - low <= unit)
        tally.holds("a double is its own", (high == low) == (Fraction(float(value)) == value))
    table = Intervals.table(rows)
    tally.same("shape", table.shape, (2, 2))
    tally.same("entries", [_of(table[i, j]) for i in (0, 1) for j in (0, 1)],
               [_of(as_intervals(v)) for row in rows for v in row])  # fmt: skip
    both = stacked([array[0:3], array[3:6]], axis=0)
    tally.same("stacked", (both.shape, _of(both[1, 2])), ((2, 3), _of(array[5])))
    tally.same("stacked last", stacked([array[0:3], array[3:6]]).shape, (3, 2))
    line = concatenated([array[0:3], array[4:6]])
    tally.same("joined", (line.shape, _of(line[3])), ((5,), _of(array[4])))
    summed = total([array[0], array[1], array[2]])
    exact = [sum((_pair(ENDS[i])[e] for i in range(3)), Fraction(0)) for e in (0, 1)]
    _narrow(tally, "total", summed, (exact[0], exact[1]), 20 * ULP)
    chosen = array[0:2].where(np.array([True, False]), Intervals.points(9.0))
    tally.same("where", [_of(chosen[0]), _of(chosen[1])], [_pair(ENDS[0]), (9, 9)])
    _narrow(tally, "2 - x", 2 - array[0], (2 - _pair(ENDS[0])[1], 2 - _pair(ENDS[0])[0]), 5 * ULP)
    _narrow(tally, "2 + x", 2 + array[0], (2 + _pair(ENDS[0])[0], 2 + _pair(ENDS[0])[1]), 5 * ULP)
    _narrow(tally, "2 / x", 2 / array[0], (2 / _pair(ENDS[0])[1], 2 / _pair(ENDS[0])[0]), 40 * ULP)
    weights = Intervals([0.1, 0.2, 0.3], [0.35, 0.6, 0.55])
    values = Intervals([-1.0, 2.0, 0.4], [-0.7, 2.5, 0.5])
    low, high = -_best([1.0, -2.0, -0.4]), _best([-0.7, 2.5, 0.5])
    _narrow(tally, "weighted", weighted_sum(values, weights), (low, high), 1e-14)
    rows_ = [-0.7, 2.5, 0.5], [0.3, -0.2, 1.1]
    sums = greatest_sum(np.array(rows_), weights)
    tally.same("one sum for each row", sums.shape, (2,))
    for values_, found in zip(rows_, sums, strict=False):
        over = Fraction(float(found)) - _best(values_)
        tally.holds("greatest", 0 <= over <= Fraction(1e-14))


def _best(values: list[float]) -> Fraction:
    """Return the greatest sum with weights in the boxes above, by all ways to exhaust them."""
    ends = [(Fraction(a), Fraction(b)) for a, b in ((0.1, 0.35), (0.2, 0.6), (0.3, 0.55))]
    found = []
    for free in range(3):
        others = [i for i in range(3) if i != free]
        for choice in product((0, 1), repeat=2):
            w = [Fraction(0)] * 3
            for i, e in zip(others, choice, strict=True):
                w[i] = ends[i][e]
            w[free] = 1 - sum(w, Fraction(0))
            if ends[free][0] <= w[free] <= ends[free][1]:
                parts = (a * Fraction(v) for a, v in zip(w, values, strict=True))
                found.append(sum(parts, Fraction(0)))
    return max(found)


def _ball(value: float | Fraction) -> Any:
    exact = Fraction(value)
    return flint.arb(flint.fmpq(exact.numerator, exact.denominator))


def _number(ball: Any) -> Fraction:
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


POSITIVE = (0.03, 0.499, 0.7, 0.71, 1.0, 1.3, 2.0, 9.7, 4e5, 3e-9)
REAL = (-30.1, -1.2, -0.3, 0.0, 1e-9, 0.34, 0.35, 2.2, 44.0)


def elementary(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Logarithm, exponential, roots and powers, at points and on ranges; the sums they are made of."""
    with flint.ctx.workprec(300):
        plain: tuple[tuple[str, Any, Any, tuple[float, ...], float], ...] = (
            ("log", functions.log, lambda b: b.log(), POSITIVE, 40),
            ("exp", functions.exp, lambda b: b.exp(), REAL, 40),
            ("root", functions.root, lambda b: b.sqrt(), POSITIVE, 4),
            *(
                (f"power {e}", lambda x, e=e: functions.power(x, e), lambda b, e=e: b ** _ball(e),
                 POSITIVE, 300)
                for e in map(Fraction, ("3", "-2", "5", "1", "1/2", "3/2", "-3/2", "1/3",
                                        "-2/5"))
            ),
        )  # fmt: skip
        for name, found, exact, points, units in plain:
            at = found(Intervals.points(points))
            wide = found(Intervals(points[:-1], np.maximum(points[1:], points[:-1])))
            for k, x in enumerate(points):
                value = _number(exact(_ball(x))) * factor
                slack = units * ULP * float(max(abs(value), Fraction(1, 10**6)))
                _narrow(tally, f"{name} of {x}", at[k], (value, value), slack)
                if k + 1 < len(points) and points[k + 1] >= x:
                    ends = sorted(_number(exact(_ball(v))) for v in (x, points[k + 1]))
                    room = units * ULP * float(max(map(abs, ends)))
                    _narrow(tally, f"{name} on a range", wide[k], (ends[0], ends[1]), room)
        _sums(tally)
    for x, found in ((800.0, functions.exp), (np.inf, functions.log)):
        tally.holds("infinite above", np.isposinf(found(Intervals.points(x)).hi))
    tally.same("zero below", float(functions.exp(Intervals.points(-800.0)).lo), 0.0)
    tally.same(
        "power 1", _of(functions.power(Intervals.points(0.7), Fraction(1)))[1], Fraction(0.7)
    )
    tally.same("power 0", float(functions.power(Intervals.points(3.0), Fraction(0)).lo), 1.0)
    with np.errstate(invalid="ignore"):
        for x in (-1.0, 0.0):
            none = functions.log(Intervals.points(x))
            tally.holds("no number", np.isnan(none.lo) and np.isnan(none.hi))
    _taped(tally)


def _sums(tally: Tally) -> None:
    """Sums by Horner's rule err by far less than the eight units that are added around them."""
    for z in (-0.3, 0.02, 0.35):
        coefficients = [1.0, 1 / 3, -0.2, 1 / 7]
        exact = sum(Fraction(c) * Fraction(z) ** i for i, c in enumerate(coefficients))
        found = functions._horner([np.array(c) for c in coefficients], np.array(z))
        tally.close("Horner's rule", float(found), float(exact), 4 * ULP)
    for x in (0.3, -2.7, 41.0):
        around, unit = functions._around(np.array(x)), Fraction(1, 2**50) * abs(Fraction(x))
        ends = Fraction(x) - unit, Fraction(x) + unit
        _narrow(tally, "eight units", around, ends, 8 * ULP * abs(x))
    for x in POSITIVE:  # without what is added, the middle is within a part of it
        middle = Fraction(float(functions.log(Intervals.points(x)).middle))
        value = _number(_ball(x).log())
        tally.close("middle", float(middle), float(value), 3 * ULP)


def _taped(tally: Tally) -> None:
    """A formula with everything that a tape knows, at a point."""
    x, y = sp.symbols("x y")
    formula = (
        sp.log(x + 2 * y) * x ** sp.Rational(1, 3) - sp.exp(y - x) * sp.E / 7 + x * y * (x - 3)
    )
    found = ArrayTape([formula, x - y], [x, y]).run([Intervals.points(1.7), Intervals.points(0.4)])
    with flint.ctx.workprec(200):
        a, b = _ball(1.7), _ball(0.4)
        exact = (
            (a + 2 * b).log() * a ** _ball(Fraction(1, 3))
            - (b - a).exp() * flint.arb(1).exp() / 7
            + a * b * (a - 3)
        )
    tally.encloses("a formula", found[0], _number(exact), slack=1e-13)
    tally.encloses("a difference", found[1], Fraction(1.7) - Fraction(0.4), slack=1e-15)


CHECKS: dict[str, Check] = {
    "prop-1.intervals": on_probes(tallied(arithmetic), (LOGARITHMS,)),
    "prop-1.elementary": on_probes(tallied(elementary), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.intervals",
        "sums, products, quotients and weighted sums of intervals contain the exact ones, narrowly",
        "arithmetic of certificates",
        r"\forall a \in [a],\ b \in [b]:\quad a \circ b \in [a] \circ [b],\quad "
        r"\partial([a] \circ [b]) - \partial\{a \circ b\} \le 6 \cdot 2^{-52}\max|a \circ b|",
        "value",
    ),
    stated(
        "prop-1.elementary",
        "logarithms, exponentials and powers of intervals contain the exact ones, narrowly",
        "arithmetic of certificates",
        r"\forall x \in [x]:\quad f(x) \in f([x]),\quad f = \log, \exp, \sqrt{\cdot}, x^a",
        "value",
    ),
)
