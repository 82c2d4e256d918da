"""The engines side by side.

Each says what it decides and no more, in the table, as JSON and of statements made for one of them.
"""

import json

import pytest
import sympy as sp
from click.testing import CliRunner, Result

from proofs_check.answers.engine_table import ENGINES, algebraic, row
from proofs_check.cli import main
from proofs_check.commands import engines as command
from proofs_check.engines.coefficients import by_coefficients
from proofs_check.engines.portfolio import implied
from proofs_check.engines.smt import Script
from proofs_check.paper import CLAIMS
from symbolic.deciding.ratio import OutsideTheFragment
from symbolic.language.notation import z
from symbolic.language.proposition import Asserted, Exists, ForAll, Proposition, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement, positive

a, b = sp.symbols("a b", real=True)
CHEAP = "prop-2.price-low"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["engines", *arguments])


def test_each_engine_says_of_a_statement_what_it_decides() -> None:
    said = {
        engine: cell.verdict
        for engine, cell in row(Statement(Relation(a + b, ">", 0), positive(a, b))).items()
    }
    assert said == {
        "certificate": "PROVED",
        "ring decider": "HOLDS",
        "Z3": "HOLDS",
        "cvc5": "HOLDS",
    }


def test_no_engine_shows_a_false_statement_and_a_model_refutes_nothing() -> None:
    cells = row(Statement(Relation(a, ">", sp.Rational(101, 100) * a), positive(a)))
    assert {cells[e].verdict for e in ("certificate", "ring decider")} == {"UNDECIDED"}
    assert cells["Z3"].verdict == "UNDECIDED"
    assert "free unknowns" in cells["Z3"].detail
    assert cells["certificate"].detail == "no certificate was found"


def test_what_no_solver_reads_is_undecided_with_the_reason() -> None:
    cells = row(Statement(Exists((b,), Relation(b, ">", a))))
    assert {cells[e].verdict for e in ENGINES} == {"UNDECIDED"}
    assert "Exists" in cells["cvc5"].detail


@pytest.mark.bulk
def test_the_command_prints_a_row_for_each_claim_that_was_asked_for() -> None:
    result = call(CHEAP)
    assert result.exit_code == 0
    assert CHEAP in result.stdout
    assert "PROVED" in result.stdout
    assert "1 of 1 claims have a certificate." in result.stdout
    data = json.loads(call(CHEAP, "--json").stdout)
    assert [c["id"] for c in data["claims"]] == [CHEAP]
    assert set(ENGINES) <= set(data["claims"][0])


def test_the_command_prints_what_each_hypothesis_is_needed_for() -> None:
    result = call(CHEAP, "--hypotheses", "--limit", "10")
    assert result.exit_code == 0
    hypotheses = CLAIMS[CHEAP].standing.given
    assert result.stdout.count("    without ") == len(hypotheses)
    assert "1 of 1 hypothesis sets have a witness" in result.stdout
    assert f"of {len(hypotheses)} hypotheses dropped one by one" in result.stdout


@pytest.mark.parametrize(
    ("id_", "reason"), [("thm-1", "tested on economies"), ("no.such", "there is no claim")]
)
def test_a_claim_that_is_not_algebra_is_one_sentence_and_status_2(id_: str, reason: str) -> None:
    assert id_ not in algebraic(CLAIMS)
    result = call(id_)
    assert result.exit_code == 2
    assert reason in result.output


def test_of_a_claim_whose_process_died_nothing_is_said() -> None:
    lost = command._lost(CLAIMS[CHEAP], 3.0)
    assert lost.witness is None
    assert {(n.result, n.evidence) for n in lost.needs} == {("UNDECIDED", "NONE")}
    assert len(lost.needs) == len(CLAIMS[CHEAP].standing.given)


BELOW = Hypothesis(Relation(-a, ">", 0))


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        (Statement(Relation(a + b, "!=", 0), positive(a, b)), True),
        (Statement(Relation(-a - b, "!=", 0), positive(a, b)), True),
        (Statement(Relation(a - b, "!=", 0), positive(a, b)), False),
        (Statement(Relation(sp.S.Zero, "same sign", a - a), positive(a)), True),
        (Statement(Relation(sp.S.Zero, "same sign", a), positive(a)), False),
        (Statement(Relation(a * b * (a - 1), "same sign", a - 1), positive(a, b)), True),
        (Statement(Relation(a - 1, "same sign", a - 2), positive(a, b)), False),
        (Statement(Relation(a, ">", 0), (BELOW,)), False),
        (Statement(Relation(a, ">=", 0), (Hypothesis(Relation(a**2, ">", 0)),)), False),
        (Statement(Relation(over(a, b), ">", 0), positive(a)), False),
    ],
)
def test_the_signs_of_coefficients_show_what_follows_and_nothing_else(
    statement: Statement, shown: bool
) -> None:
    assert (by_coefficients(statement) is not None) is shown


@pytest.mark.parametrize("cleared", [False, True])
@pytest.mark.parametrize(
    ("says", "follows"),
    [
        (Relation(over(a, b), "same sign", a), True),
        (Relation(over(a, b), "same sign", -a), False),
        (Relation(over(a, b), "!=", -1), False),
        (Relation(over(a**2, b), "!=", -1), True),
        (Relation(over(a**2 + 1, b), ">", 0), True),
    ],
)
def test_a_question_cleared_of_denominators_has_the_same_answer(
    says: Proposition, follows: bool, cleared: bool
) -> None:
    from proofs_check.engines.children import Limits, ask

    (answer,) = ask(
        [("z3", Script(cleared).script([Relation(b, ">", 0)], says))], Limits(seconds=5)
    )
    assert answer.answer == ("unsat" if follows else "sat")


@pytest.mark.parametrize(
    "says", [Exists((a,), equation(a, b)), ForAll(z, equation(a, b)), Asserted("n", "l")]
)
def test_no_solver_is_asked_about_quantifiers_or_assertions(says: Proposition) -> None:
    with pytest.raises(OutsideTheFragment, match="no solver is asked"):
        Script(False).proposition(says)


def test_an_implication_that_does_not_follow_is_open_and_nothing_is_called_refuted() -> None:
    decision = implied([Relation(a, ">", 0)], Relation(a, ">", 1))
    assert decision.holds is False
    assert "it is open" in decision.reason
    assert "refute" not in decision.reason
