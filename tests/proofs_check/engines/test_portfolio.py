"""Solvers in child processes.

What they decide, and that nothing is lost when they do not answer.
"""

import pytest
import sympy as sp

from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.engines.children import Answer, Limits, ask, collect, start
from proofs_check.engines.decide import decide
from proofs_check.engines.models import solved_counterexample, solved_witness
from proofs_check.engines.portfolio import _verdict, decide_by_solvers
from symbolic.language.proposition import And, Exists, Iff, Implies, Not, Or, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement, nonnegative, positive
from tests.bulk import leading

a, b, c = sp.symbols("a b c", real=True)
B_LEAST = Hypothesis(Relation(b, ">=", c))
HARD = (
    "(set-logic QF_NRA)"
    + "".join(f"(declare-const x{i} Real)" for i in range(12))
    + "".join(
        f"(assert (= (+ (* x{i} x{i} x{(i + 1) % 12} x{(i + 5) % 12}) (* x{(i + 3) % 12} x{(i + 7) % 12}) "
        ""
        f"x{i}) {i + 2}))"
        for i in range(12)
    )
)


@pytest.mark.parametrize(
    "statement",
    leading(
        3,
        [
            Statement(Relation(a * b, "<=", (a**2 + b**2) / 2)),
            Statement(Relation(over(a, b), "<=", over(a, c)), (*positive(a, b, c), B_LEAST)),
            Statement(Iff(Relation(a, ">", 1), Relation(over(1, a), "<", 1)), positive(a)),
            Statement(Implies(Relation(b, ">", 0), Relation(over(a * a, b), ">=", 0))),
            Statement(Or((Relation(a, "<", b), Relation(a, ">=", b)))),
            Statement(Not(And((Relation(a, "<", b), Relation(b, "<", a))))),
            Statement(
                Exists((c,), And((Relation(a, "<", c), Relation(c, "<", b))), ((c, (a + b) / 2),)),
                (Hypothesis(Relation(a, "<", b)),),
            ),
            Statement(
                Relation(over(a - b, c), "same sign", (a - b) * c),
                (Hypothesis(Relation(c, "!=", 0)),),
            ),
        ],
    ),
)
def test_both_solvers_decide_a_true_statement(statement: Statement) -> None:
    decision = decide_by_solvers(statement)
    assert decision.holds
    assert decision.solvers == ("Z3", "cvc5")


def test_a_decision_names_its_solvers_and_is_not_called_a_proof() -> None:
    outcome = decide(Statement(Relation(a**3 - 3 * a + 2, ">=", 0), nonnegative(a)))
    assert (outcome.verdict, outcome.evidence) == (Verdict.HOLDS, Evidence.DECIDED)
    assert "Z3" in outcome.detail
    assert "cvc5" in outcome.detail


@pytest.mark.parametrize(
    "statement",
    [
        Statement(Relation(over(1, a), "=", over(1, a))),
        Statement(Implies(Relation(b, ">=", 0), Relation(over(a * a, b), ">=", 0))),
        Statement(Relation(a, "<=", a), (Hypothesis(Relation(over(1, b), ">", 0)),), ()),
    ],
)
def test_a_denominator_that_may_vanish_is_never_passed_over(statement: Statement) -> None:
    decision = decide_by_solvers(statement)
    if not statement.given:
        assert decision.holds is None
        assert "nonzero" in decision.reason
    else:  # the hypothesis is not used, and not needed
        assert decision.holds


def test_a_hypothesis_whose_denominator_may_vanish_is_not_used() -> None:
    statement = Statement(Relation(b, ">", 0), (Hypothesis(Relation(over(1, b), ">", 0)),))
    assert not decide_by_solvers(statement).holds
    assert decide_by_solvers(
        Statement(statement.says, (*statement.given, Hypothesis(Relation(b, "!=", 0))))
    ).holds


def test_a_near_miss_is_refuted_at_a_point_that_a_random_search_does_not_find() -> None:
    near = Statement(Relation(1000 * a - 1000 * a**2, "<=", sp.Rational(24999, 100)))
    point = solved_counterexample(near)
    assert point is not None
    assert 1000 * point.values[a] * (1 - point.values[a]) > sp.Rational(24999, 100)
    assert decide(near).verdict is Verdict.FAILS


def test_hypotheses_are_met_or_the_statement_is_vacuous() -> None:
    narrow = (
        Hypothesis(Relation(a * b, "=", sp.Rational(1001, 7))),
        Hypothesis(Relation(a + b, "=", sp.Rational(1008, 7))),
    )
    assert solved_witness(Statement(equation(a, a), narrow)) is not None
    empty = (Hypothesis(Relation(a * a + b * b, "<", 2 * a * b)),)
    assert decide(Statement(Relation(a * a, "<", a * a + b), empty)).verdict is Verdict.VACUOUS


@pytest.mark.bulk
def test_a_child_that_runs_out_of_time_leaves_the_question_open() -> None:
    for answer in ask([("z3-nlsat", HARD), ("cvc5", HARD)], Limits(seconds=1)):
        assert answer.answer == "unknown"
        assert answer.reason


def test_a_child_that_runs_out_of_memory_leaves_the_question_open() -> None:
    (answer,) = ask([("z3", "(assert false)")], Limits(seconds=2, megabytes=20))
    assert answer.answer == "unknown"


def test_a_killed_child_loses_nothing_but_its_own_answer() -> None:
    limits = Limits(seconds=5)
    victim, other = start("z3", HARD, limits), start("cvc5", "(assert false)", limits)
    victim.kill()
    assert collect("z3", victim, limits).answer == "unknown"
    assert collect("cvc5", other, limits).answer == "unsat"


def test_solvers_that_contradict_each_other_decide_nothing() -> None:
    decision = _verdict((Answer("z3", "unsat"), Answer("cvc5", "sat")))
    assert decision.holds is None
    assert "contradicts" in decision.reason


def test_garbage_from_a_child_is_no_answer() -> None:
    (answer,) = ask([("z3", "(this is no script")], Limits(seconds=2))
    assert answer.answer == "unknown"
