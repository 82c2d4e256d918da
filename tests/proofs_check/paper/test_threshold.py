"""The stored certificates of Theorem 1 are replayed; a stale one leaves the claim undecided."""

from __future__ import annotations

import pytest

from numeric.certify.theorem_1 import stored
from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.paper.theorem_1 import threshold
from proofs_check.paper.theorem_1.threshold import stored_tails
from proofs_check.verifying.economies import SHIPPED

TRIAL = {
    "log": 180, "state_free": 141, "three_types": 225, "crra": 142, "ces": 96, "unequal": 167,
    "failing": 907,
}  # fmt: skip
"""The N that an earlier trial computation reached."""


def test_stored_certificates_are_of_shipped_economies_and_above_their_computed_last_failure() -> (
    None
):
    found = {name: data for name, _, data in stored_tails()}
    assert set(TRIAL) <= set(found) <= {p.stem for p in SHIPPED.glob("*.toml")}
    for name, data in found.items():
        assert data["from"] > (data["computed_last_failure"] or 1)
        assert data["from"] <= TRIAL.get(name, 400)
        assert data["code"] == stored.code_hash(), "make certificates"


def test_certificates_are_replayed_and_a_stale_one_leaves_the_claim_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some = [one for one in stored_tails() if one[0] in ("log", "state_free")]
    monkeypatch.setattr(threshold, "stored_tails", lambda: some)
    holds = threshold.threshold({"from_": "certificate"})
    assert (holds.verdict, holds.evidence) == (Verdict.HOLDS, Evidence.CERTIFIED)
    assert f"N >= {some[0][2]['from']}" in holds.detail
    monkeypatch.setattr(stored, "code_hash", lambda: "other")
    stale = threshold.threshold({"from_": "certificate"})
    assert (stale.verdict, stale.evidence) == (Verdict.UNDECIDED, Evidence.NONE)
    assert "stale" in stale.detail
    monkeypatch.setattr(threshold, "stored_tails", list)
    assert threshold.threshold({"from_": "certificate"}).verdict == Verdict.UNDECIDED


@pytest.mark.parametrize("economy", [0, 1])
def test_at_its_last_computed_failure_the_candidate_fails_with_proof(economy: int) -> None:
    found = threshold.threshold({"from_": "last failure", "economy": economy})
    assert (found.verdict, found.evidence) == (Verdict.FAILS, Evidence.CERTIFIED)


def test_where_no_certificate_tells_of_a_failure_nothing_is_decided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        threshold, "stored_tails", lambda: [o for o in stored_tails() if o[0] == "log"]
    )
    found = threshold.threshold({"from_": "last failure", "economy": 0})
    assert found.verdict == Verdict.UNDECIDED
