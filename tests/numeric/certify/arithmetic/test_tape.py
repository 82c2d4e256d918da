"""A tape encloses the values of its formulas, on thin and on wide balls, and refuses what it cannot enclose."""

import flint
import pytest
import sympy as sp

from numeric.certify.arithmetic.expected import Conditions
from numeric.certify.arithmetic.intervals import Interval, between, exact_ball, exactly, interval
from numeric.certify.arithmetic.tape import Tape
from symbolic.language.notation import b_q, p, phi, q, r, x, z
from symbolic.language.utility import u_q, u_r

FORMULAS = [
    sp.log(q) / r + q**2,
    (q ** sp.Rational(1, 3) + 2 * r ** sp.Rational(1, 3)) ** sp.Rational(-7, 2),
    sp.exp(-q * r) - sp.sqrt(q + 1) / 3,
    1 / (q - 10) + r**-3,
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("width", [0.0, 1e-6, 0.3])
def test_points_of_the_balls_map_into_the_enclosure(formula: sp.Expr, width: float) -> None:
    [ball] = Tape([formula], [q, r]).run([flint.arb(0.75, width), flint.arb(1.5, width)])
    assert ball.is_finite()
    for at_q in (-1, -0.4, 0, 0.7, 1):
        for at_r in (-1, 0.2, 1):
            exact = formula.subs(
                {
                    q: sp.Rational(3, 4) + sp.Rational(width * at_q),
                    r: sp.Rational(3, 2) + sp.Rational(width * at_r),
                }
            ).evalf(40)
            assert ball.overlaps(flint.arb(str(exact)))


def test_a_wide_power_is_hardly_wider_than_its_range() -> None:
    [ball] = Tape([q ** sp.Rational(-1, 2)], [q]).run([between(1, 4)])
    assert ball.overlaps(flint.arb(1))
    assert ball.overlaps(flint.arb("0.5"))
    assert ball < 1.01
    assert ball > 0.49


def test_an_undefined_value_decides_no_comparison() -> None:
    [ball] = Tape([sp.log(q)], [q]).run([between(-1, 1)])
    assert not ball > 0
    assert not ball <= 0


def test_unknown_functions_and_symbols_are_refused() -> None:
    with pytest.raises(TypeError, match="sin"):
        Tape([sp.sin(q)], [q])
    with pytest.raises(TypeError, match="Symbol r"):
        Tape([q + r], [q])


def test_formulas_that_cannot_be_averaged_over_states_are_refused() -> None:
    with pytest.raises(ValueError, match="linear"):
        Conditions([u_q(q, r, x, z) / u_r(q, r, x, z)], (q, r))
    with pytest.raises(ValueError, match="one bundle"):
        Conditions([u_q(q, r, x, z) - u_r(q, b_q, x, z)], (q, r, b_q))
    with pytest.raises(TypeError):
        Conditions([phi(z) * u_q(q, r, x, z)], (q, r, p))


def test_ends_are_exact_and_print_outward() -> None:
    third = interval(exact_ball(sp.Rational(1, 3)))
    assert third.low < sp.Rational(1, 3) < third.high
    low, high = (sp.Rational(v) for v in str(third).strip("[]").split(", "))
    assert low <= third.low.numerator / sp.Integer(third.low.denominator) < sp.Rational(1, 3) < high
    with pytest.raises(ValueError, match="low <= high"):
        Interval(third.high, third.low)
    with pytest.raises(ValueError, match="exact"):
        exactly(exact_ball(sp.Rational(1, 3)))
    with pytest.raises(ValueError, match="finite"):
        interval(flint.arb.nan())
