"""Every place of the paper is listed and mapped to claims that exist, to a definition, or to a reason."""

import re

from proofs_check.paper import CLAIMS
from proofs_check.places import PLACES, Place, coverage
from proofs_check.places.place import claim, definition, narrative


def mentioned(pattern: str) -> set[int]:
    """Collect the numbers that the places name."""
    return {int(n) for p in PLACES for n in re.findall(pattern, p.where)}


def test_every_equation_footnote_and_result_of_the_paper_is_among_the_places() -> None:
    assert mentioned(r"equation \((\d+)\)") == set(range(1, 46))
    assert mentioned(r"footnote (\d+)") == set(range(1, 12))
    for name in (
        "Lemma 1",
        "Lemma 2",
        "Proposition 1",
        "Proposition 2",
        "Theorem 1",
        "Theorem 2",
        "Theorem 3 (i)",
        "Theorem 3 (ii)",
    ):
        assert sum(p.where == name for p in PLACES) == 2, name
    proofs = {
        "7.1": ("Claim 1", "Claim 2"),
        "7.2": ("Claim 0", "Claim 1", "Claim 2", "Claim 3", "Claim 4"),
        "7.3": ("Claim 1", "Claim 2", "Claim 3"),
    }
    for section, names in proofs.items():
        for name in names:
            assert any(p.section == section and p.where.startswith(name) for p in PLACES), (
                section,
                name,
            )


def test_no_place_is_listed_twice() -> None:
    keys = [(p.section, p.where, p.words) for p in PLACES]
    assert sorted(set(keys)) == sorted(keys)


def test_every_place_is_mapped() -> None:
    assert [(p.section, p.where) for p in coverage(PLACES, CLAIMS).uncovered] == []


def test_every_claim_is_mapped_from_a_place_or_used_by_one_that_is() -> None:
    reached = {id_ for p in PLACES for id_ in p.claims}
    while more := {d for id_ in reached if id_ in CLAIMS for d in CLAIMS[id_].depends_on} - reached:
        reached |= more
    extra = [
        id_
        for id_, c in CLAIMS.items()
        if id_ not in reached and "not in the paper" not in c.title + c.source
    ]
    assert extra == [], f"no place of proofs_check/places names {', '.join(extra)}"


def test_an_unmapped_place_and_an_unknown_claim_are_uncovered() -> None:
    open_, unknown = (
        Place("1", "here", "words"),
        claim("1", "there", "words", "eq-14", "no-such-claim"),
    )
    fine = (
        claim("1", "a", "words", "eq-14"),
        definition("1", "b", "words", "a thing"),
        narrative("1", "c", "words", "no assertion"),
    )
    found = coverage((open_, unknown, *fine), CLAIMS)
    assert found.uncovered == (open_, unknown)
    assert unknown.missing(CLAIMS) == ("no-such-claim",)
    assert found.percent == "60 %"
