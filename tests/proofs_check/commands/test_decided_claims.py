"""What `verify` shows of a claim at the moment when it is decided: no word that may still be weakened."""

import subprocess
import sys
from dataclasses import replace

import pytest

from proofs_check.checking import decided_text
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper import CLAIMS
from proofs_check.paper.section_2 import claims
from proofs_check.verifying.result import Result
from proofs_check.verifying.run import needing_nothing, run


def _line(id_: str, verdict: Verdict, evidence: Evidence) -> str:
    outcome = Outcome(verdict, evidence)
    return decided_text(Result(CLAIMS[id_], outcome, None, False, None, 0.0)).plain


@pytest.mark.parametrize("id_", ["thm-1", "thm-2", "thm-3.i"])
def test_a_step_has_no_evidence_before_what_it_rests_on_is_judged(id_: str) -> None:
    assert CLAIMS[id_].shown_by
    line = _line(id_, Verdict.HOLDS, Evidence.PROVED)
    assert line.startswith("HOLDS if what it uses does ")
    assert "PROVED" not in line
    assert _line(id_, Verdict.FAILS, Evidence.SAMPLED).startswith("FAILS SAMPLED ")


def test_a_claim_that_rests_on_nothing_has_its_evidence_at_once() -> None:
    assert not CLAIMS["eq-14"].shown_by
    assert _line("eq-14", Verdict.HOLDS, Evidence.PROVED).startswith("HOLDS PROVED ")


def test_the_first_claim_is_decided_before_the_others_are_imported() -> None:
    code = (
        "import sys; from proofs_check.checking import shown_first; print(shown_first());"
        "sys.exit('proofs_check.paper.listing' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "sec-2.1.posterior" in run.stderr


def test_what_was_decided_first_is_not_decided_again_and_is_the_same() -> None:
    (first, *_) = claims.CLAIMS
    asked, decided = {k: CLAIMS[k] for k in (first.id, "eq-14")}, list[str]()
    early = needing_nothing(first)
    late = run(asked, known={first.id: early}, decided=lambda r: decided.append(r.claim.id))
    plain = run(asked)
    assert decided == ["eq-14"]
    assert list(late) == list(plain)
    for id_, result in plain.items():
        assert late[id_].claim is result.claim
        assert replace(late[id_].standing, seconds=0) == replace(result.standing, seconds=0)
