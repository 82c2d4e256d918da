"""What a hypothesis is needed for.

Needed ones come with an exact point, others with a certificate, and time that is up decides
nothing.
"""

from __future__ import annotations

import gc
import json

import pytest
import sympy as sp
from click.testing import CliRunner

from proofs_check.claims.verdict import Verdict
from proofs_check.cli import main
from proofs_check.engines import needs
from proofs_check.engines.children import Limits, ask
from proofs_check.engines.decide import decide
from proofs_check.engines.needs import hypotheses
from proofs_check.engines.time_limit import TimeUp, within
from proofs_check.paper import CLAIMS
from proofs_check.recheck import check
from proofs_check.verifying.ledger import written
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, positive
from tests.bulk import leading

a, b, c = sp.symbols("a b c", real=True)
HARD = (
    "(declare-const x Real)(declare-const y Real)(assert (= (+ (* x x x x x) (* 7 y y y x) (* "
    "y y y y y)) 3))(assert (> (* x y y) 11))(check-sat)"
)


def test_a_needed_hypothesis_has_a_point_and_a_redundant_one_a_certificate_that_rechecks() -> None:
    found = hypotheses(Statement(Relation(a + b, ">", 0), positive(a, b, c)), written)
    assert [need.result for need in found.needs] == ["NEEDED", "NEEDED", "NOT NEEDED"]
    assert [need.evidence for need in found.needs] == ["CERTIFIED", "CERTIFIED", "PROVED"]
    assert found.witness
    for need in found.needs[:2]:
        point = need.counterexample or {}
        assert sp.Rational(point["a"]) + sp.Rational(point["b"]) <= 0
    check(found.needs[2].certificate)


def test_a_denominator_that_may_vanish_without_a_hypothesis_makes_it_needed() -> None:
    (need,) = hypotheses(Statement(equation(over(a, a), 1), positive(a)), written).needs
    assert (need.result, need.evidence, need.detail) == (
        "NEEDED",
        "CERTIFIED",
        "the denominator a vanishes",
    )
    assert (need.counterexample or {})["a"] == "0"


def test_time_that_is_up_leaves_every_hypothesis_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "LEAST", 0.001)
    found = hypotheses(CLAIMS["prop-2.price-low"].standing, written, seconds=0.001)
    assert {(need.result, need.evidence) for need in found.needs} == {("UNDECIDED", "NONE")}
    assert found.witness is None


@pytest.mark.bulk
def test_what_is_said_of_claims_agrees_with_deciding_them_without_the_hypothesis() -> None:
    for id_ in ("prop-2.price-low", "thm-3.resources.last"):
        standing = CLAIMS[id_].standing
        for hypothesis, need in zip(
            standing.given, hypotheses(standing, written, seconds=60).needs, strict=True
        ):
            verdict = decide(standing.without(hypothesis)).verdict
            expected = {Verdict.FAILS: "NEEDED", Verdict.HOLDS: "NOT NEEDED"}.get(verdict)
            assert expected in (need.result, None)


def test_the_command_says_each_hypothesis_in_one_of_three_words() -> None:
    result = CliRunner().invoke(
        main,
        [
            "engines",
            "--hypotheses",
            "--json",
            "--limit",
            "10",
            "prop-2.price-low",
            "thm-3.resources.second",
        ],
    )
    assert result.exit_code == 0
    claims = json.loads(result.stdout)["claims"]
    assert [c["id"] for c in claims] == ["prop-2.price-low", "thm-3.resources.second"]
    found = [n for c in claims for n in c["needs"]]
    assert {n["result"] for n in found} <= {"NEEDED", "NOT NEEDED", "UNDECIDED"}
    assert all(n["counterexample"] for n in found if n["result"] == "NEEDED")
    assert all(n["certificate"] for n in found if n["evidence"] == "PROVED")


@pytest.mark.parametrize("seconds", leading(1, [0.3, 0.6, 1.2]))
def test_stopping_leaves_no_child_and_no_pipe_behind(seconds: float) -> None:
    def ask_for_ever() -> None:
        while True:
            ask([("z3", HARD), ("cvc5", HARD)], Limits(seconds=20))

    with pytest.raises(TimeUp), within(seconds):
        ask_for_ever()
    gc.collect()
