"""Each statement that is data is refused when it is turned into its negation."""

from dataclasses import replace

import pytest

from proofs_check.claims.verdict import Verdict
from proofs_check.engines.decide import decide
from proofs_check.paper import CLAIMS
from symbolic.language.proposition import Asserted, Not
from symbolic.language.statement import Statement
from tests.bulk import some

DATA = [id_ for id_, claim in CLAIMS.items() if not isinstance(claim.standing.says, Asserted)]


def negation(statement: Statement) -> Statement:
    return replace(statement, says=Not(statement.says), words="")


@pytest.mark.parametrize("id_", some(DATA, lambda id_: id_ in DATA[::9]))
def test_the_negation_of_what_a_claim_states_fails_at_an_exact_point(id_: str) -> None:
    outcome = decide(negation(CLAIMS[id_].standing))
    assert outcome.verdict is Verdict.FAILS
    assert outcome.counterexample is not None


def test_there_are_such_statements() -> None:
    assert len(DATA) > 100
