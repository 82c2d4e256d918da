"""Assumptions, findings and paragraphs are read off the results."""

import io
import json
from dataclasses import replace

import pytest
import sympy as sp
from rich.console import Console

from proofs_check.claims.claim import Claim, Correction
from proofs_check.claims.sections import HEADINGS, OTHER, heading
from proofs_check.output.json_results import as_text, results_data
from proofs_check.output.terminal import print_results
from proofs_check.paper import CLAIMS
from proofs_check.places.citations import CITED
from proofs_check.verifying import ledger
from proofs_check.verifying.run import run
from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    Iff,
    Implies,
    Not,
    Or,
    Relation,
    equation,
)
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive

a, b = sp.symbols("a b", real=True)
ADDED = Hypothesis(Asserted("kind", "u is kind"), Provenance.ADDED, "the proof needs it")


def claims() -> dict[str, Claim]:
    true = Statement(equation(a, a), positive(a))
    false = Statement(equation(a, b), positive(a))
    mutant = (Statement(equation(a, a + 1)),)
    return {
        "sec-2.base": Claim(
            id="sec-2.base",
            title="base",
            source="s",
            printed=false,
            correction=Correction(
                statement=true, severity="notation", finding="A misprint.", scan=True
            ),
            mutants=mutant,
            assumes=(ADDED,),
        ),
        "sec-2.gap": Claim(
            id="sec-2.gap",
            title="gap",
            source="s",
            printed=false,
            correction=Correction(statement=true, severity="gap", finding="A gap."),
            depends_on=("sec-2.base",),
            mutants=mutant,
            assumes=(ADDED,),
        ),
        "thm-1": Claim(
            id="thm-1",
            title="the theorem",
            source="s",
            printed=true,
            depends_on=("sec-2.gap",),
            mutants=mutant,
        ),
        "sec-6.false": Claim(
            id="sec-6.false", title="false", source="s", printed=false, mutants=mutant
        ),
    }


def test_what_was_added_comes_first_and_is_merged_over_claims() -> None:
    made = ledger.assumptions(claims())
    assert (made[0].says, made[0].claims, made[0].shown) == (
        "u is kind",
        ("sec-2.base", "sec-2.gap"),
        True,
    )
    assert [(m.says, m.shown) for m in made[1:]] == [("a > 0", False)]


def test_findings_are_sorted_by_severity_and_say_what_uses_them() -> None:
    listed = ledger.findings(run(claims()))
    assert [f.result.claim.id for f in listed] == ["sec-2.gap", "sec-2.base"]
    assert listed[1].used_by == ("sec-2.gap", "thm-1")
    assert all(f.survives for f in listed)


def test_a_paragraph_names_evidence_assumptions_gaps_and_corrections() -> None:
    (text,) = ledger.summaries(run(claims())).values()
    for part in (
        "Theorem 1",
        "HOLDS as printed",
        "2 PROVED",
        "We had to add: u is kind",
        "each repaired: sec-2.gap",
        "corrected: sec-2.base",
    ):
        assert part in text
    assert "The chain is complete" in text


def test_a_paragraph_says_what_is_not_established() -> None:
    broken = {
        "thm-1": Claim(
            id="thm-1",
            title="t",
            source="s",
            printed=Statement(equation(a, a)),
            depends_on=("p",),
            mutants=(),
        ),
        "p": claims()["sec-6.false"],
    }
    broken["p"] = Claim(id="p", title="t", source="s", printed=Statement(equation(a, b)))
    (text,) = ledger.summaries(run(broken)).values()
    assert "Not established among them: p." in text


def test_every_kind_of_proposition_can_be_written() -> None:
    one, two = Relation(a, ">", 0), equation(a, b)
    kinds = [
        And((one, two)),
        Or((one, two)),
        Not(one),
        Implies(one, two),
        Iff(one, two),
        Exists((b,), two),
        Asserted("n", ""),
    ]
    assert [ledger.written(k) for k in kinds] == [
        "a > 0 and a = b",
        "a > 0 or a = b",
        "not (a > 0)",
        "if a > 0 then a = b",
        "a > 0 if and only if a = b",
        "for some b: a = b",
        "n",
    ]


def text_of(results: dict, **options: object) -> str:  # type: ignore[type-arg]
    console = Console(width=100, record=True, file=io.StringIO())
    print_results(results_data(results), console, **options)  # type: ignore[arg-type]
    return console.export_text()


def test_the_text_has_sections_findings_paragraphs_and_totals_within_the_width() -> None:
    text = text_of(run(claims(), mutants=True), details=True)
    order = [
        "Section 2",
        "Theorem 1",
        "Assumptions",
        "Findings",
        "gap (1)",
        "notation (1)",
        "The scan may be",
        "What is established",
        "Not established",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "4 claims: 1 FAILS, 3 HOLDS; 3 fail as printed." in text
    assert "Coverage:" in text
    assert max(map(len, text.splitlines())) <= 100


def test_in_brief_only_what_is_grave_is_told_in_full() -> None:
    brief, full = (text_of(run(claims()), details=d) for d in (False, True))
    assert len(brief) < len(full)
    assert "sec-2.base" in brief
    assert "The scan may be" not in brief


def test_quiet_text_has_only_what_is_open_and_the_totals() -> None:
    text = text_of(run(claims()), quiet=True)
    assert "sec-6.false" in text
    assert "sec-2.gap" not in text
    assert "4 claims" in text


def test_the_json_carries_all_of_it() -> None:
    data = json.loads(as_text(results_data(run(claims()))))
    assert [f["id"] for f in data["findings"]] == ["sec-2.gap", "sec-2.base"]
    assert data["findings"][1]["scan"] is True
    assert data["findings"][0]["counterexample"]
    assert data["assumptions"][0]["provenance"] == "added by us"
    assert list(data["summaries"]) == ["thm-1"]
    assert data["coverage"]["total"] == len(data["coverage"]["places"])
    assert 0 < data["coverage"]["covered"] < data["coverage"]["total"]


def test_every_claim_is_listed_under_a_heading_of_the_paper() -> None:
    assert [i for i in CLAIMS if heading(i) not in HEADINGS or heading(i) == OTHER] == []
    assert heading("nowhere") == heading("sec-9.x") == OTHER


OPEN = ("thm-2", "thm-3.i", "thm-3.ii")
"""Results whose chains are still being read."""


@pytest.mark.parametrize("id_", [r for r in ledger.RESULTS if r not in OPEN])
def test_a_result_depends_on_every_part_of_its_printed_proof(id_: str) -> None:
    reached = _reached(id_)
    told = {i: c.title + c.source for i, c in CLAIMS.items()}
    assert [i for i in CLAIMS if ledger.part_of(i, id_, told[i]) and i not in reached] == []


@pytest.mark.parametrize("id_", [i for i in CITED if i not in OPEN])
def test_a_result_depends_on_what_its_proof_cites(id_: str) -> None:
    assert [i for i in CITED[id_] if i not in _reached(id_)] == []


def test_a_gap_in_a_part_shows_at_the_result_that_does_not_use_it() -> None:
    gap, theorem = claims()["sec-2.gap"], claims()["thm-1"]
    part = replace(gap, id="thm-1.claim-1.part", depends_on=())
    results = run({"thm-1": replace(theorem, depends_on=()), part.id: part})
    told = ledger.summaries(results)["thm-1"]
    assert f"Gaps in the printed proof, each repaired: {part.id}." in told
    aside = replace(part, title="gap (not in the paper)")
    without = run({"thm-1": replace(theorem, depends_on=()), part.id: aside})
    assert "Gaps" not in ledger.summaries(without)["thm-1"]


def _reached(id_: str) -> set[str]:
    reached: set[str] = set()
    stack = [id_]
    while stack:
        current = stack.pop()
        if current not in reached:
            reached.add(current)
            stack += CLAIMS[current].depends_on
    return reached
