"""Intervals of doubles contain the exact results, whatever is rounded."""

from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric.certify.arithmetic import elementary_functions
from numeric.certify.arithmetic.array_tape import ArrayTape
from numeric.certify.arithmetic.elementary_functions import exp, log, power
from numeric.certify.arithmetic.interval_arrays import Intervals, concatenated, stacked, total
from numeric.certify.arithmetic.simplex_boxes import weighted_sum

numbers = st.floats(-1e150, 1e150)
positive = st.floats(1e-60, 1e60)


def contains(found: Intervals, exact: Fraction) -> bool:
    return bool(Fraction(float(found.lo)) <= exact <= Fraction(float(found.hi)))


@pytest.mark.bulk
@settings(deadline=None, derandomize=True)
@given(numbers, numbers)
def test_sums_differences_and_products_contain_the_exact_ones(a: float, b: float) -> None:
    x, y, exact = Intervals.points(a), Intervals.points(b), (Fraction(a), Fraction(b))
    assert contains(x + y, exact[0] + exact[1])
    assert contains(x - y, exact[0] - exact[1])
    assert contains(x * y, exact[0] * exact[1])
    assert contains(2 * x - 1, 2 * exact[0] - 1)
    assert contains(x.square(), exact[0] ** 2)


@settings(deadline=None, derandomize=True)
@given(numbers, st.floats(1e-100, 1e100), st.sampled_from([1, -1]))
def test_quotients_contain_the_exact_ones(a: float, b: float, sign: int) -> None:
    assert contains(
        Intervals.points(a) / Intervals.points(sign * b), Fraction(a) / Fraction(sign * b)
    )


def test_one_over_what_may_be_zero_is_not_bounded() -> None:
    found = 1 / Intervals([-1.0, 0.0, 2.0], [1.0, 3.0, 4.0])
    assert np.isinf(found.lo).tolist() == [True, True, False]
    assert np.isinf(found.hi).tolist() == [True, True, False]
    assert contains(found[2], Fraction(1, 3))


@settings(deadline=None, derandomize=True)
@given(st.fractions())
def test_the_intervals_of_rational_numbers_are_the_least(value: Fraction) -> None:
    if abs(value) < Fraction(10) ** 300:
        found = Intervals.exact(value)
        assert contains(found, value)
        assert float(found.hi) <= np.nextafter(float(found.lo), np.inf)


@settings(deadline=None, derandomize=True)
@given(
    positive,
    st.sampled_from(
        [Fraction(1, 3), Fraction(-2, 5), Fraction(3, 2), Fraction(-3), Fraction(1, 2)]
    ),
)
def test_logarithms_and_powers_contain_the_exact_ones(x: float, exponent: Fraction) -> None:
    with flint.ctx.workprec(200):
        ball = flint.arb(x)
        found = log(Intervals.points(x))
        assert ball.log() >= flint.arb(float(found.lo))
        assert ball.log() <= flint.arb(float(found.hi))
        raised = power(Intervals.points(x), exponent)
        exact = ball ** flint.arb(flint.fmpq(exponent.numerator, exponent.denominator))
        if np.isfinite(raised.hi) and raised.lo > 0:
            assert not exact < flint.arb(float(raised.lo))
            assert not exact > flint.arb(float(raised.hi))
            assert float(raised.hi / raised.lo) < 1 + 1e-12


@settings(deadline=None, derandomize=True)
@given(st.floats(-745, 800))
def test_exponentials_contain_the_exact_ones(x: float) -> None:
    with flint.ctx.workprec(200):
        found, exact = exp(Intervals.points(x)), flint.arb(x).exp()
        assert exact > flint.arb(float(found.lo))
        assert np.isinf(found.hi) or exact < flint.arb(float(found.hi))


def test_the_rounding_of_many_logarithms_and_exponentials_is_inside_their_bounds() -> None:
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.uniform(0.71, 1.41, 600), np.exp(rng.uniform(-300, 300, 200))])
    y = np.concatenate([rng.uniform(-0.34, 0.34, 600), rng.uniform(-300, 300, 200)])
    with flint.ctx.workprec(200):
        for at, found, exact in (
            (x, log(Intervals.points(x)), flint.arb.log),
            (y, exp(Intervals.points(y)), flint.arb.exp),
        ):
            for v, lo, hi in zip(at.tolist(), found.lo.tolist(), found.hi.tolist(), strict=True):
                assert flint.arb(lo) < exact(flint.arb(v)) < flint.arb(hi)
                assert hi - lo <= 40 * 2.0**-53 * max(abs(lo), abs(hi)) + 2e-16


@pytest.mark.parametrize("x", [1.0, -0.7, 3e-200, 0.3])
def test_numbers_that_differ_by_eight_units_are_around_a_double(x: float) -> None:
    found = elementary_functions._around(np.array([x]))
    for units in (-8, 8):
        number = Fraction(x) * (1 + Fraction(units, 2**53))
        assert Fraction(float(found.lo[0])) <= number <= Fraction(float(found.hi[0]))
    assert float((found.hi - found.lo)[0]) <= 24 * 2.0**-53 * abs(x)


ends = st.tuples(st.floats(-9, 9), st.floats(-9, 9)).map(sorted)


@settings(deadline=None, derandomize=True)
@given(ends, ends, st.integers(0, 2))
def test_products_of_intervals_contain_those_of_their_ends(
    a: list[float], b: list[float], shift: int
) -> None:
    a, b = [v + 9 * (shift > 0) for v in a], [v + 9 * (shift > 1) for v in b]
    for x, y in ((a, b), (b, a)):
        found = Intervals(x[0], x[1]) * Intervals(y[0], y[1])
        assert all(contains(found, Fraction(p) * Fraction(q)) for p in x for q in y)


def test_powers_in_a_tape_share_the_logarithm_of_their_own_base_only() -> None:
    x, y = sp.symbols("x y", positive=True)
    third, fifth = sp.Rational(1, 3), sp.Rational(-2, 5)
    tape = ArrayTape([x**third, y**third, x**fifth, y**fifth], [x, y])
    found = tape.run([Intervals.points([2.0]), Intervals.points([7.0])])
    values = (2 ** (1 / 3), 7 ** (1 / 3), 2**-0.4, 7**-0.4)
    for one, value in zip(found, values, strict=True):
        assert one.lo[0] < value * (1 + 1e-14)
        assert one.hi[0] > value * (1 - 1e-14)
        assert one.hi[0] - one.lo[0] < 1e-13


def test_a_wide_interval_goes_through_a_monotone_function_by_its_ends() -> None:
    found = log(Intervals([1.0], [np.e]))
    assert abs(float(found.lo[0])) < 1e-15
    assert abs(float(found.hi[0]) - 1) < 1e-15
    assert np.isnan(log(Intervals([-1.0], [1.0])).lo[0])


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=4)
)
def test_weighted_sums_over_a_box_of_the_simplex_are_sharp(
    rows: list[tuple[float, float, float]],
) -> None:
    values = np.array([r[0] for r in rows])
    weights = np.array([r[1] for r in rows]) + 1e-3
    weights = weights / weights.sum()
    room = np.array([r[2] for r in rows])
    box = Intervals(weights * (1 - room), np.minimum(weights + room, 1.0))
    found = weighted_sum(Intervals.points(values), box)
    at = float(values @ weights)
    assert found.lo - 1e-12 <= at <= found.hi + 1e-12
    order, left, greatest = np.argsort(-values), 1 - box.lo.sum(), float(values @ box.lo)
    for i in order:
        more = min(left, float(box.hi[i] - box.lo[i]))
        greatest, left = greatest + more * values[i], left - more
    assert float(found.hi) == pytest.approx(greatest, abs=1e-9)


def test_a_tape_encloses_a_formula_and_refuses_what_it_does_not_know() -> None:
    x, y = sp.symbols("x y")
    tape = ArrayTape([sp.log(x) * y ** sp.Rational(1, 3) - sp.exp(-x) + sp.E], [x, y])
    [found] = tape.run([Intervals([1.0, 2.0], [1.5, 2.0]), Intervals([2.0, 3.0], [2.5, 3.0])])
    for i, (a, b) in enumerate([(1.2, 2.2), (2.0, 3.0)]):
        value = np.log(a) * b ** (1 / 3) - np.exp(-a) + np.e
        assert found.lo[i] < value < found.hi[i]
    for formula in (sp.sin(x), x**y, sp.Symbol("w")):
        with pytest.raises(TypeError, match="intervals are computed for"):
            ArrayTape([formula], [x, y])


def test_arrays_are_joined_and_added() -> None:
    parts = [Intervals.points([1.0, 2.0]), Intervals.points([3.0, 4.0])]
    assert stacked(parts).shape == (2, 2)
    assert concatenated(parts).lo.tolist() == [1, 2, 3, 4]
    assert contains(total(parts)[0], Fraction(4))
    assert parts[0].hull(parts[1]).hi.tolist() == [3, 4]
