"""Claims and results between processes: the own claim is taken only if it is the one that was sent."""

import pickle
from dataclasses import replace

import pytest

from proofs_check.paper import CLAIMS
from proofs_check.verifying.run import needing_nothing
from proofs_check.verifying.sent import received, received_back, sent, sent_back

ID = "eq-15"


def test_a_claim_that_both_have_is_not_built_anew() -> None:
    assert received(ID, sent(CLAIMS[ID])) is CLAIMS[ID]


def test_a_claim_that_differs_in_anything_is_the_one_that_was_sent() -> None:
    claim = CLAIMS[ID]
    for other in (
        replace(claim, title="another title"),
        replace(claim, printed=claim.mutants[-1]),
        replace(claim, checks=next(c.checks for c in CLAIMS.values() if c.checks)),
    ):
        got = received(ID, sent(other))
        assert got is not claim
        assert got == other
        assert got.checks == other.checks
    unknown = replace(claim, id="no-such-claim")
    assert received(unknown.id, sent(unknown)) == unknown


def test_a_result_comes_back_with_the_claim_of_its_receiver() -> None:
    claim = CLAIMS[ID]
    result = needing_nothing(claim)
    found = received_back(sent_back(result, claim), claim)
    assert found == result
    assert found.claim is claim
    assert len(sent_back(result, claim)) < len(pickle.dumps(result)) / 2


def test_what_refers_to_something_else_is_refused() -> None:
    with pytest.raises(pickle.UnpicklingError):
        received_back(pickle.dumps(CLAIMS[ID])[:-40], CLAIMS[ID])
