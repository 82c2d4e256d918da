"""Nothing half-typeset reaches a reader: every sentence and formula of every claim, and whole reports."""

import json
from pathlib import Path
from typing import Any

import pytest

from proofs_check.output.html import mathml
from proofs_check.output.html.page import render_html, render_summary
from proofs_check.output.latex.document import derivation_latex
from proofs_check.output.latex.prose import prose
from proofs_check.output.latex.results import render_tex
from proofs_check.output.latex.summary import render_summary_tex
from proofs_check.output.statements import statement_data
from proofs_check.paper import CLAIMS
from symbolic.derivations import TOPICS
from tests import residue
from tests.bulk import without


def sentences() -> list[tuple[str, str]]:
    """Return every sentence of the claims and places with the id of its claim."""
    found = []
    for id_, claim in CLAIMS.items():
        found += [(id_, text) for text in (claim.title, claim.source, claim.note, claim.cites)]
        if claim.correction is not None:
            c = claim.correction
            found += [(id_, text) for text in (c.finding, c.reading, c.defence, c.answer)]
            found.append((id_, c.consequence))
        found += [(id_, h.reason) for h in claim.assumes]
    return found


def test_sentences_of_claims_are_typeset_whole() -> None:
    for id_, text in sentences():
        assert residue.of_page(mathml.prose(text)) == [], id_
        assert residue.of_latex(prose(text)) == [], id_
        assert residue.around(residue.MACHINE, text.replace("sqrt(", "")) == [], id_


@pytest.mark.bulk
def test_statements_of_claims_are_typeset_whole() -> None:
    for id_, claim in CLAIMS.items():
        for statement in (
            claim.printed,
            *([claim.correction.statement] if claim.correction else []),
        ):
            text = json.dumps(statement_data(statement), ensure_ascii=False)
            assert residue.around(residue.MACHINE, text.replace("sqrt(", "")) == [], id_


@pytest.mark.parametrize("topic", without(list(TOPICS), "concavity", "sign-relation", "stage-1"))
def test_derivations_are_typeset_whole(topic: str) -> None:
    derived = TOPICS[topic]({i: c.standing for i, c in CLAIMS.items()})
    assert residue.of_latex(derivation_latex(derived, set())) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("(Q_ + b)^2", True),
        ("a quarter of 3*q and x^y", True),
        ("sqrt(6)/6", True),
        ("tends to oo", True),
        ("SumOver(w, 1)", True),
        ("the weight_w of w", True),
        ("the cost of Q_-", True),
        ("too good, and (a) to (c), eq-14", False),
    ],
)
def test_what_is_half_typeset_is_noticed(text: str, wrong: bool) -> None:
    assert bool(residue.of_page(f"<p>{text}</p>")) == wrong
    assert bool(residue.of_latex(text.replace("_", r"\_"))) == wrong


def whole(data: dict[str, Any]) -> None:
    for page in (render_html(data), render_summary(data)):
        assert residue.of_page(page) == []
    for tex in (render_tex(data), render_summary_tex(data)):
        assert residue.of_latex(tex) == []


@pytest.mark.slow
def test_the_report_of_every_claim_is_typeset_whole() -> None:
    saved = Path("results/results.json")
    if not saved.exists():
        pytest.skip("`make verify` has not been run")
    whole(json.loads(saved.read_text(encoding="utf-8")))
