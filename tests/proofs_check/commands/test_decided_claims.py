"""What `verify` shows of a claim at the moment when it is decided: no word that may still be weakened."""

import pytest

from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.commands.verify import decided_text
from proofs_check.paper import CLAIMS
from proofs_check.verifying.result import Result


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
