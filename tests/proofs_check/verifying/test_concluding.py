"""What is proved from the conclusion of another claim is as well known as that claim, and no better."""

from dataclasses import replace

import pytest
import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.verifying.concluding import as_strong_as_shown, concluded
from proofs_check.verifying.result import Result
from symbolic.language.proposition import Relation
from symbolic.language.statement import Hypothesis, Provenance, Statement

v = sp.Symbol("v", real=True)
HOLDS = Statement(Relation(v + 1, ">", v))


def result(id_: str, evidence: Evidence, *sources: str, holds: bool = True) -> Result:
    shown = tuple(Hypothesis(Relation(v, ">", 0), Provenance.SHOWN, s) for s in sources)
    claim = Claim(
        id=id_,
        title=id_,
        source="section 1",
        printed=HOLDS,
        depends_on=sources,
        general=Statement(Relation(v, ">", -1), shown),
    )
    verdict = Verdict.HOLDS if holds else Verdict.UNDECIDED
    return Result(claim, Outcome(verdict, evidence, "as it is"), None, False, None, 0.0)


@pytest.mark.parametrize(
    "word", [Evidence.PROVED, Evidence.CITED, Evidence.CERTIFIED, Evidence.SAMPLED]
)
def test_a_chain_is_as_strong_as_its_first_link(word: Evidence) -> None:
    links = [
        result("third", Evidence.PROVED, "second"),
        result("first", word),
        result("second", Evidence.PROVED, "first"),
    ]
    found = as_strong_as_shown({r.claim.id: r for r in links})
    assert [found[name].standing.evidence for name in ("first", "second", "third")] == [word] * 3
    assert list(found) == ["third", "first", "second"]
    if word is not Evidence.PROVED:
        assert f"second ({word})" in found["third"].standing.detail


def test_the_weakest_of_several_sources_counts() -> None:
    links = [
        result("a", Evidence.CITED),
        result("b", Evidence.SAMPLED),
        result("c", Evidence.PROVED, "a", "b"),
    ]
    found = as_strong_as_shown({r.claim.id: r for r in links})
    assert found["c"].standing.evidence is Evidence.SAMPLED


def test_a_source_that_does_not_hold_or_was_not_run_lends_nothing() -> None:
    open_ = result("open", Evidence.PROVED, holds=False)
    user = result("user", Evidence.PROVED, "open")
    assert as_strong_as_shown({"open": open_, "user": user})["user"].standing.evidence is (
        Evidence.SAMPLED
    )
    assert as_strong_as_shown({"user": user})["user"].standing.evidence is Evidence.SAMPLED


def test_a_theorem_that_is_cited_lends_nothing_to_premises_that_are_weaker() -> None:
    links = [result("seen", Evidence.SAMPLED), result("cites", Evidence.CITED, "seen")]
    found = as_strong_as_shown({r.claim.id: r for r in links})
    assert found["cites"].standing.evidence is Evidence.SAMPLED
    proved = [result("known", Evidence.PROVED), result("cites", Evidence.CITED, "known")]
    found = as_strong_as_shown({r.claim.id: r for r in proved})
    assert found["cites"].standing.evidence is Evidence.CITED


def test_nothing_is_cited_for_a_claim_whose_general_statement_is_not_proved() -> None:
    unproved = result("limit", Evidence.SAMPLED)
    citing = replace(unproved, claim=replace(unproved.claim, cites="a theorem"))
    (found,) = concluded({"limit": citing.claim}, {"limit": citing}).values()
    assert found.standing.evidence is Evidence.SAMPLED
