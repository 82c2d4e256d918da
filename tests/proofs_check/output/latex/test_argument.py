"""The argument of a result: in order, and what is not proved is printed as not proved."""

import re
import shutil
from pathlib import Path

import pytest

from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.commands.derive import chosen, meant, theorems
from proofs_check.output.latex.argument import argument, chain_of
from proofs_check.output.latex.document import document
from proofs_check.output.latex.typeset import typeset
from proofs_check.paper import CLAIMS
from proofs_check.verifying.ledger import RESULTS
from proofs_check.verifying.result import Result
from tests.bulk import only


def result(id_: str, evidence: Evidence, verdict: Verdict = Verdict.HOLDS) -> Result:
    outcome = Outcome(verdict, evidence, "as told")
    corrected = outcome if CLAIMS[id_].corrected else None
    return Result(CLAIMS[id_], outcome, corrected, False, None, 0.0)


@pytest.mark.parametrize("id_", RESULTS)
def test_what_is_used_stands_before_its_users_and_the_result_last(id_: str) -> None:
    ordered = chain_of(id_, CLAIMS)
    assert ordered[-1] == id_
    for n, claim in enumerate(ordered):
        assert set(CLAIMS[claim].depends_on) & set(CLAIMS) <= set(ordered[:n])


def test_a_link_that_is_not_proved_is_printed_as_such() -> None:
    known = {i: result(i, Evidence.PROVED) for i in chain_of("lemma-1", CLAIMS)}
    whole = argument("lemma-1", CLAIMS, known, {}, set())
    assert "Every link is proved" in whole
    assert "Not proved" not in whole
    known["lemma-1.case-i"] = result("lemma-1.case-i", Evidence.SAMPLED)
    known["eq-14"] = result("eq-14", Evidence.NONE, Verdict.UNDECIDED)
    del known["lemma-1.case-iii"]
    weak = argument("lemma-1", CLAIMS, known, {}, set())
    assert weak.count(r"\textbf{Not proved, sampled}") == 1
    assert weak.count(r"\textbf{Not proved: undecided}") == 1
    assert weak.count("Not checked when this document was made") == 1
    assert "3 of them are not proved" in weak


def test_a_result_brings_the_derivations_of_its_whole_chain() -> None:
    assert set(chosen(["prop-1"])) >= {"slopes", "concavity", "sign-relation"}
    assert set(chosen(["thm-2"])) >= {"bounded-offers", "price-bounds"}
    assert set(chosen(["thm-3"])) >= {"resources", "dominance", "claim-1"}
    assert theorems(["thm-3"]) == ("thm-3.i", "thm-3.ii")
    assert theorems(["lemma-1"]) == ()


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is missing")
@pytest.mark.parametrize("id_", only(["lemma-2", "thm-2", "thm-3.ii"], "thm-2"))
def test_the_document_of_an_argument_compiles_without_warnings(id_: str, tmp_path: Path) -> None:
    known = {
        i: result(i, Evidence.SAMPLED if n % 3 else Evidence.PROVED)
        for n, i in enumerate(chain_of(id_, CLAIMS))
    }
    tex = document([], {}, {}, arguments=[argument(id_, CLAIMS, known, {}, set())])
    labels = re.findall(r"\\label\{(.*?)\}", tex)
    assert len(labels) == len(set(labels))
    assert set(re.findall(r"\\claimlink\{(.*?)\}", tex)) <= set(labels)
    (tmp_path / "d.tex").write_text(tex, encoding="utf-8")
    done = typeset(tmp_path / "d.tex")
    assert done.warnings == ()
    assert not [w for w in done.overfull if w > 1]


def test_a_result_may_be_named_as_in_the_paper() -> None:
    assert meant(["Theorem 2"]) == ("thm-2",)
    assert meant(["thm-3", "lemma-1"]) == ("thm-3", "lemma-1")
    assert theorems(meant(["Proposition 1"])) == ("prop-1",)
