"""Well-known inequalities and identities that the engines prove, with certificates."""

import pytest
import sympy as sp

from proofs_check.engines.certificates import certificate
from proofs_check.recheck import check
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import phi, q, r, y, z
from symbolic.language.proposition import ForAll, Proposition, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement, nonnegative, positive
from symbolic.language.sums import SumOver

a, b, c, m, n, rho = sp.symbols("a b c m n rho", real=True)
A, B, C = sp.symbols("A B C", real=True)
value, share = sp.Function("value"), sp.Function("share")
MEAN, SQUARES = SumOver(phi(z) * value(z), z), SumOver(phi(z) * value(z) ** 2, z)
NUMBER = SumOver(sp.Integer(1), y)
THIRD = sp.Rational(1, 3)


def given(*propositions: Proposition) -> tuple[Hypothesis, ...]:
    return tuple(map(Hypothesis, propositions))


PROBABILITIES = given(ForAll(z, Relation(phi(z), ">=", 0)), equation(SumOver(phi(z), z), 1))
SHARES = given(equation(SumOver(share(y), y), 1))


def euler(u: sp.Expr) -> Proposition:
    """Say that a utility is homogeneous of degree one."""
    return equation(q * DerivativeOf(u, q) + r * DerivativeOf(u, r), u)


TRUE = {
    "a mean is at most the maximum": Statement(
        Relation(MEAN, "<=", m), PROBABILITIES + given(ForAll(z, Relation(value(z), "<=", m)))
    ),
    "the square of a mean is at most the mean of squares": Statement(
        Relation(MEAN**2, "<=", SQUARES), PROBABILITIES
    ),
    "concentration is at least one over the number": Statement(
        Relation(SumOver(share(y) ** 2, y), ">=", over(1, NUMBER)), SHARES + positive(NUMBER)
    ),
    "Nesbitt": Statement(
        Relation(over(a, b + c) + over(b, a + c) + over(c, a + b), ">=", sp.Rational(3, 2)),
        positive(a, b, c),
    ),
    "three means": Statement(
        Relation((a + b + c) / 3, ">=", (a * b * c) ** THIRD), positive(a, b, c)
    ),
    "three cubes": Statement(Relation(a**3 + b**3 + c**3, ">=", 3 * a * b * c), positive(a, b, c)),
    "Cauchy for three": Statement(
        Relation((a * A + b * B + c * C) ** 2, "<=", (a**2 + b**2 + c**2) * (A**2 + B**2 + C**2))
    ),
    "Euler, CES": Statement(
        euler((a * q**rho + b * r**rho) ** (1 / rho)),
        positive(q, r, a, b) + given(Relation(rho, "!=", 0)),
    ),
    "Euler, a root": Statement(euler(sp.sqrt(a * q**2 + b * r**2)), positive(q, r, a, b)),
    "log": Statement(Relation(sp.log(a), "<=", a - 1), positive(a)),
    "a maximum": Statement(Relation(sp.Max(a, b), ">=", over(a + b, 2))),
    "the triangle": Statement(Relation(sp.Abs(a + b), "<=", sp.Abs(a) + sp.Abs(b))),
}
FALSE = {
    "a mean is below the maximum": Statement(
        Relation(MEAN, "<", m), PROBABILITIES + given(ForAll(z, Relation(value(z), "<=", m)))
    ),
    "weights of any sign": Statement(Relation(MEAN**2, "<=", SQUARES), PROBABILITIES[1:]),
    "shares that do not add up": Statement(
        Relation(SumOver(share(y) ** 2, y), ">=", over(1, NUMBER)), positive(NUMBER)
    ),
    "Nesbitt, one in a hundred more": Statement(
        Relation(over(a, b + c) + over(b, a + c) + over(c, a + b), ">=", sp.Rational(303, 200)),
        positive(a, b, c),
    ),
    "cubes of any sign": Statement(Relation(a**3 + b**3 + c**3, ">=", 3 * a * b * c)),
    "Euler where the base may be negative": Statement(
        euler(sp.sqrt(a * q**2 + b * r**2)), nonnegative(q, r)
    ),
    "log of any number": Statement(Relation(sp.log(a), "<=", a - 1)),
    "log, one in a hundred less": Statement(
        Relation(sp.log(a), "<=", a - sp.Rational(101, 100)), positive(a)
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_it_has_a_certificate(name: str) -> None:
    found = certificate(TRUE[name], 100)
    assert found is not None
    check(found)


@pytest.mark.parametrize("name", FALSE)
def test_a_false_relative_has_none(name: str) -> None:
    assert certificate(FALSE[name], 60) is None
