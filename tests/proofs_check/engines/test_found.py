"""Proofs that are kept are those of the claims, are checked, and are no more than the search finds."""

import json
from pathlib import Path

import pytest
from sympy.abc import a, b

from proofs_check.engines import found
from proofs_check.engines.certificates import certificate
from proofs_check.engines.decide import THOROUGH
from proofs_check.engines.question import Question
from proofs_check.paper import CLAIMS
from proofs_check.recheck import check
from symbolic.language.proposition import Asserted, Relation
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.language.tree import digest

TRUE = Statement(Relation(a + 1, ">", 0), nonnegative(a))
OTHER = Statement(Relation(a * b + a, ">", 0), (*positive(a), *positive(b)))
FALSE = Statement(Relation(a - 1, ">", 0), nonnegative(a))


def hashed(statement: Statement) -> str:
    return digest(Question.of(statement).tree)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Proofs that are kept, none at first."""
    proofs: dict[str, object] = {}
    monkeypatch.setattr(found, "kept", lambda: proofs)
    return proofs


def test_those_of_the_claims_are_kept_and_no_others() -> None:
    """`make proofs` writes them anew."""
    asked = {k: c.general or c.standing for k, c in CLAIMS.items()}
    decided = {k: s for k, s in asked.items() if not isinstance(s.says, Asserted)}
    hashes = {hashed(s): k for k, s in decided.items()}
    assert found.kept().keys() == hashes.keys()


def test_a_proof_that_is_kept_is_taken(
    kept: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = certificate(TRUE)
    assert searched is not None
    kept[hashed(TRUE)] = searched["proof"]
    monkeypatch.setattr("proofs_check.engines.certificates._searched", lambda *_: None)
    assert certificate(TRUE) == searched
    assert certificate(OTHER) is None


@pytest.mark.parametrize("statement", [TRUE, OTHER])
def test_a_proof_that_does_not_hold_is_refused_and_another_looked_for(
    kept: dict[str, object], statement: Statement
) -> None:
    searched = certificate(statement)
    kept[hashed(statement)] = ["by", [[7, "1"]]]
    assert certificate(statement) == searched
    kept[hashed(statement)] = "nonsense"
    assert certificate(statement) == searched


def test_no_proof_that_is_kept_makes_a_false_statement_true(kept: dict[str, object]) -> None:
    for proof in (p for s in (TRUE, OTHER) if (p := certificate(s))):
        kept[hashed(FALSE)] = proof["proof"]
        assert certificate(FALSE) is None


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    searched = certificate(TRUE)
    assert searched is not None
    assert found.keep([searched, searched], tmp_path / "found.jsonl") == 1
    (line,) = (tmp_path / "found.jsonl").read_text().splitlines()
    assert json.loads(line) == {"hash": searched["hash"], "proof": searched["proof"]}
    check({**searched, "proof": json.loads(line)["proof"]})


@pytest.mark.bulk
def test_the_search_finds_them_all_anew(kept: dict[str, object]) -> None:
    asked = [c.general or c.standing for c in CLAIMS.values()]
    decided = [s for s in asked if not isinstance(s.says, Asserted)]
    assert [s for s in decided if certificate(s, THOROUGH) is None] == []
