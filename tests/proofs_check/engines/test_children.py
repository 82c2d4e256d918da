"""What runs in a solver's process, called here.

And what is made of solvers that say nothing, or of statements about all elements of a set.
"""

import io
import json
from typing import Any

import pytest
import sympy as sp

from proofs_check.engines import child, portfolio
from proofs_check.engines.certificates import certificate, kind_of
from proofs_check.engines.children import Answer
from proofs_check.engines.models import solved_counterexample, solved_witness
from proofs_check.engines.obligations import at_any_element, obligations
from proofs_check.engines.portfolio import decide_by_solvers, implied
from symbolic.language.notation import phi, q, r, x, z
from symbolic.language.proposition import And, Exists, ForAll, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_q

a, b = sp.symbols("a b", real=True)
SAT = (
    "(declare-const g0 Real)(declare-const g1 Real)(assert (= (* g0 g0) 2))(assert (= g1 (/ 1 "
    "3)))(assert (> g0 0))"
)
UNSAT = "(declare-const g0 Real)(assert (< (* g0 g0) 0))"


@pytest.mark.parametrize("nonlinear", [False, True])
def test_z3_answers_with_a_model_in_rationals(nonlinear: bool) -> None:
    assert child.ask_z3(UNSAT, nonlinear) == {"answer": "unsat", "model": {}}
    found = child.ask_z3(SAT, nonlinear)
    assert found["answer"] == "sat"
    assert found["model"]["g1"] == "1/3"
    assert abs(float(sp.Rational(found["model"]["g0"])) - 2**0.5) < 1e-15


def test_cvc5_answers_without_a_model() -> None:
    assert child.ask_cvc5(UNSAT) == {"answer": "unsat", "model": {}}
    assert child.ask_cvc5("(declare-const g0 Real)(assert (> g0 1))") == {
        "answer": "sat",
        "model": {},
    }


@pytest.mark.parametrize("method", ["z3", "z3-nlsat", "cvc5"])
def test_the_program_prints_one_line_and_is_bounded_first(
    method: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bounds: list[tuple[int, int]] = []
    monkeypatch.setattr(child, "limit", lambda *given: bounds.append(given))
    monkeypatch.setattr("sys.stdin", io.StringIO(UNSAT))
    child.main(method, "3", "500")
    assert bounds == [(3, 500)]
    assert json.loads(capsys.readouterr().out)["answer"] == "unsat"


def test_the_bounds_are_on_processor_time_and_address_space(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import resource

    asked: dict[int, Any] = {}

    def bounded(kind: int, value: Any) -> None:
        asked[kind] = value
        raise OSError(
            "not here"
        )  # where the system cannot, the solver runs unbounded rather than not at all

    monkeypatch.setattr(resource, "setrlimit", bounded)
    child.limit(3, 500)
    assert asked == {resource.RLIMIT_CPU: (3, 3), resource.RLIMIT_AS: (500 << 20, 500 << 20)}


def test_solvers_that_all_give_up_are_asked_in_every_round_and_decide_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def silent(questions: Any, _: Any) -> list[Answer]:
        asked.extend(method for method, _ in questions)
        return [Answer(method, "unknown", "the solver gave up") for method, _ in questions]

    monkeypatch.setattr(portfolio, "ask", silent)
    decision = implied([Relation(a, ">", 0)], Relation(a, ">", 1))
    assert decision.holds is None
    assert asked == [method for methods in portfolio.ROUNDS for method, _ in methods]
    assert decision.reason.count("the solver gave up") == len(asked)


def test_what_holds_for_any_element_is_decided_at_a_new_label() -> None:
    says = ForAll(z, Relation(phi(z) ** 2, ">=", 0))
    found = at_any_element(And((says, equation(phi(z), phi(z)))))
    assert isinstance(found, And)
    first, second = found.parts
    assert isinstance(first, Relation)
    assert not first.left.has(z)
    assert second == equation(phi(z), phi(z))
    assert decide_by_solvers(Statement(says)).holds
    assert not decide_by_solvers(Statement(ForAll(z, Relation(phi(z), ">=", 0)))).holds


def test_a_witness_must_be_defined() -> None:
    statement = Statement(Exists((b,), equation(a * b, 1), ((b, over(1, a)),)))
    assert {str(duty) for duty in obligations(statement)} == {"a != 0"}
    assert not decide_by_solvers(statement).holds
    assert decide_by_solvers(Statement(statement.says, (Hypothesis(Relation(a, "!=", 0)),))).holds


@pytest.mark.bulk
def test_a_point_of_a_statement_about_utility_names_the_utility() -> None:
    statement = Statement(
        Relation(u_q(q, r, x, z), ">", 1), (*positive(q, r), Hypothesis(Relation(q, ">", 2)))
    )
    point = solved_counterexample(statement)
    assert point is not None
    assert point.values[q] > 2
    assert solved_witness(statement) is not None
    assert (
        solved_witness(Statement(statement.says, (*positive(q), Hypothesis(Relation(q, "<", 0)))))
        is None
    )


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (Statement(equation((a + b) ** 2, a**2 + 2 * a * b + b**2)), "a ring identity"),
        (Statement(Relation(a + b, ">", 0), positive(a, b)), "the signs of the coefficients"),
        (
            Statement(
                Relation(SumOver(phi(z), z), ">=", 0),
                (Hypothesis(ForAll(z, Relation(phi(z), ">=", 0))),),
            ),
            "a lemma for each element of a sum",
        ),
    ],
)
def test_a_certificate_is_called_after_its_strongest_step(statement: Statement, kind: str) -> None:
    found = certificate(statement, 2)
    assert found is not None
    assert kind_of(found) == kind
