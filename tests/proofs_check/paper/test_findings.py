"""A finding accuses the paper, so it carries its defence; what holds as printed is not accused."""

import re
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from proofs_check.claims.claim import Claim
from proofs_check.output.sentences import is_whole
from proofs_check.paper import CLAIMS

FINDINGS = [c for c in CLAIMS.values() if c.correction]
PARTS = ("quote", "reading", "defence", "answer", "consequence", "finding")
WORDS = 8
SIMILAR = 0.8


@pytest.mark.parametrize("claim", FINDINGS, ids=lambda c: c.id)
def test_a_finding_has_its_place_its_reading_its_defence_and_the_answer(claim: Claim) -> None:
    assert [part for part in PARTS if not getattr(claim.correction, part).strip()] == []


@pytest.mark.parametrize("claim", FINDINGS, ids=lambda c: c.id)
def test_what_is_quoted_is_a_formula_or_at_most_eight_words(claim: Claim) -> None:
    assert claim.correction
    quote = claim.correction.quote
    formula = re.search(r"[=<>_|/^]|\w\(", quote)
    assert formula or len(quote.split()) <= WORDS


@pytest.mark.parametrize("claim", FINDINGS, ids=lambda c: c.id)
def test_no_statement_has_changed_since_the_defence_was_written(claim: Claim) -> None:
    assert not claim.stale, f"think the defence of {claim.id} through again: {claim.subject}"


def _alike(texts: SequenceMatcher[str]) -> bool:
    """Compare two texts; the quick ratios are bounds from above."""
    ratios = (texts.real_quick_ratio, texts.quick_ratio, texts.ratio)
    return all(ratio() > SIMILAR for ratio in ratios)


def test_no_two_defences_and_no_two_answers_are_alike() -> None:
    for part in ("defence", "answer"):
        texts = [(c.id, getattr(c.correction, part)) for c in FINDINGS]
        alike = [
            (a, b)
            for (a, s), (b, t) in combinations(texts, 2)
            if _alike(SequenceMatcher(None, s, t, autojunk=False))
        ]
        assert alike == []


@pytest.mark.parametrize("claim", FINDINGS, ids=lambda c: c.id)
def test_no_finding_ends_in_agreement_with_the_paper(claim: Claim) -> None:
    assert claim.correction
    said = claim.correction.finding + claim.correction.answer
    assert not re.search(r"(remark|statement|paper|step|display) is right", said)


@pytest.mark.parametrize("claim", list(CLAIMS.values()), ids=lambda c: c.id)
def test_a_claim_shows_a_whole_sentence_of_mathematics(claim: Claim) -> None:
    assert is_whole(claim.printed)
    assert claim.corrected is None or is_whole(claim.corrected)


def test_a_changed_statement_makes_a_defence_stale() -> None:
    from dataclasses import replace

    claim = next(c for c in FINDINGS if c.mutants)
    assert replace(claim, printed=claim.mutants[0]).subject != claim.subject
