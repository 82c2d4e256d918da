"""Twenty-five false statements, near misses among them.

No engine shows one, and each is refuted at an exact point.
"""

import pytest
import sympy as sp

from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.engines.certificates import certificate
from proofs_check.engines.coefficients import by_coefficients
from proofs_check.engines.decide import decide
from proofs_check.engines.exact import concrete, truth
from proofs_check.engines.portfolio import decide_by_solvers
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    b_r,
    beta_q,
    mu,
    phi,
    q_bar,
    r_bar,
    sigma,
    x,
    y,
    z,
)
from symbolic.language.proposition import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
    equation,
)
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u
from symbolic.model.best_response import g, g_prime, g_prime_at_zero, h_prime_at_zero
from symbolic.model.market import reduced_payoff
from tests.bulk import some

a, b, c = sp.symbols("a b c", real=True)
THIRD, CENT = sp.Rational(1, 3), sp.Rational(101, 100)
TOTALS = positive(Q_others, R_others)


def given(*relations: Proposition) -> tuple[Hypothesis, ...]:
    return tuple(map(Hypothesis, relations))


FALSE = (
    Statement(equation(a, CENT * a)),
    Statement(equation(over(a**2 - b**2, a - b), a - b), given(Relation(a, "!=", b))),
    Statement(equation((a + b) ** 3, a**3 + 3 * a**2 * b + 3 * a * b**2 + CENT * b**3)),
    Statement(Relation(a**2, ">", 0)),
    Statement(Relation(a * b, "<", (a**2 + b**2) / 2)),
    Statement(Relation(a * b, "<=", sp.Rational(49, 100) * (a**2 + b**2))),
    Statement(Relation(a * (1 - a), "<=", sp.Rational(249, 1000))),
    Statement(
        Relation(over(a, b), "<=", over(a, c)), (*positive(b, c), *given(Relation(b, ">=", c)))
    ),
    Statement(
        Relation(over(a, b), "<", over(a, c)), (*positive(a, b, c), *given(Relation(b, ">=", c)))
    ),
    Statement(
        Relation(over(1, a), "<=", over(1, b)),
        given(Relation(a, ">=", b), Relation(a, "!=", 0), Relation(b, "!=", 0)),
    ),
    Statement(Relation(a + over(1, a), ">", 2), positive(a)),
    Statement(Relation(over(a, 1 + a), "<=", sp.Rational(99, 100)), nonnegative(a)),
    Statement(Iff(Relation(a**2, ">", 1), Relation(a, ">", 1))),
    Statement(Implies(Relation(a * b, ">", 0), Relation(a, ">", 0))),
    Statement(Or((Relation(a, "<", 1), Relation(a, ">", 1)))),
    Statement(Not(And((Relation(a, "<=", b), Relation(b, "<=", a))))),
    Statement(Relation(sp.Max(a, b), ">", a)),
    Statement(Relation(over(a, b), "same sign", a), given(Relation(b, "!=", 0))),
    Statement(equation(SumOver(phi(z) * mu(z, x), z), SumOver(phi(z), z) * SumOver(mu(z, x), z))),
    Statement(
        equation(SumOver(sigma(y) * beta_q(y), y, x) + beta_q(x), SumOver(sigma(y) * beta_q(y), y))
    ),
    Statement(
        Relation(SumOver(phi(z) * mu(z, x), z), ">", 0),
        given(ForAll(z, Relation(phi(z), ">=", 0)), Relation(SumOver(phi(z), z), ">", 0)),
    ),
    Statement(equation(DerivativeOf(g(), b_q), CENT * g_prime()), (*TOTALS, *nonnegative(b_q))),
    Statement(Relation(h_prime_at_zero(), "same sign", g_prime_at_zero()), TOTALS),
    Statement(
        equation(u(*reduced_payoff(), x, z), u(q_bar, r_bar, x, z)),
        (*TOTALS, *nonnegative(b_q, b_r)),
    ),
    Statement(
        Relation(over(b_q * R_others, Q_others + b_q), "<=", THIRD * R_others),
        (*TOTALS, *nonnegative(b_q)),
    ),
)


def test_there_are_twenty_five() -> None:
    assert len(set(FALSE)) == 25


@pytest.mark.parametrize("statement", some(FALSE, lambda s: s in FALSE[::3]), ids=range(25))
def test_no_engine_shows_a_false_statement(statement: Statement) -> None:
    assert certificate(statement, 4) is None
    assert by_coefficients(statement) is None
    assert decide_by_solvers(statement).holds is not True


@pytest.mark.parametrize("statement", FALSE, ids=range(25))
def test_a_false_statement_is_refuted_at_an_exact_point(statement: Statement) -> None:
    outcome = decide(statement)
    assert (outcome.verdict, outcome.evidence) == (Verdict.FAILS, Evidence.CERTIFIED)
    assert outcome.counterexample


def test_an_element_that_a_sum_leaves_out_is_left_out_of_the_exact_value() -> None:
    utility = -1 / q_bar
    whole, part = SumOver(sigma(y), y), SumOver(sigma(y), y, x)
    assert concrete(whole, utility) - concrete(part, utility) == sigma(0)
    assert truth(equation(part + sigma(x), whole), _point()) is True


def _point() -> object:
    from proofs_check.engines.exact import Point

    return Point(-1 / q_bar, {sigma(0): sp.Rational(2), sigma(1): sp.Rational(3)})


def test_a_witness_that_will_not_do_neither_proves_nor_refutes_that_something_exists() -> None:
    between = And((Relation(a, "<", c), Relation(c, "<", b)))
    for value, verdict in (((a + b) / 2, Verdict.HOLDS), (CENT * (a + b) / 2, Verdict.UNDECIDED)):
        said = Exists((c,), between, ((c, value),))
        assert decide(Statement(said, given(Relation(a, "<", b)))).verdict is verdict
