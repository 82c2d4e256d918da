"""What results and their report show whatever the verdicts, made while claims are checked.

Statements as LaTeX, assumptions, figures, derivations, tails; for a report also the pictures of the figures
and the formulas of its page.  What is not made beforehand is made where it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from proofs_check.claims.claim import Claim
from proofs_check.output.made_before import OF_TAILS, Beforehand, Formula


def printed_of(ids: Sequence[str]) -> Beforehand:
    """Make what the terminal shows of claims beside their results.

    Args:
        ids: The claims.
    """
    from proofs_check.paper.theorem_1.threshold import tails_table

    return Beforehand(tails=tails_table() if OF_TAILS in ids else ())


def shown_of(ids: Sequence[str], report: bool) -> Beforehand:
    """Make what is shown of claims, and with a report its pictures and formulas.

    Args:
        ids: The claims.
        report: Whether a report is to be written.
    """
    from proofs_check.output.figures.of_examples import figures_of_examples
    from proofs_check.output.html.derivations import derivations_data
    from proofs_check.output.json_results import assumptions_data
    from proofs_check.output.statements import statements_data
    from proofs_check.paper import CLAIMS
    from proofs_check.verifying.manifest import hashed

    claims = {id_: CLAIMS[id_] for id_ in ids}
    made = replace(
        printed_of(ids),
        statements={id_: statements_data(claim) for id_, claim in claims.items()},
        hashes={id_: hashed(claim.proved) for id_, claim in claims.items()},
        assumptions=assumptions_data(claims),
        figures=figures_of_examples(),
        derivations=derivations_data({id_: claim.standing for id_, claim in CLAIMS.items()}),
    )
    return _with_page(made, claims) if report else made


def _with_page(made: Beforehand, claims: Mapping[str, Claim]) -> Beforehand:
    """Add what the page of a report shows; empty where its extra is not installed, which is said there."""
    from proofs_check.output.figures.apart import pictures
    from proofs_check.output.html.mathml import converted
    from symbolic.language.errors import MissingExtra

    try:
        return replace(
            made,
            pictures=pictures(made.figures),
            formulas=converted(_formulas(made), _prose(made, claims)),
        )
    except (MissingExtra, ImportError):
        return made


def _formulas(made: Beforehand) -> Iterator[Formula]:
    for statements in made.statements.values():
        for said in filter(None, statements.values()):
            yield said["bound"], False
            yield from ((latex, True) for latex in said["formulas"])
            yield from ((latex, False) for latex in said["where"])
            yield from ((given["latex"], False) for given in said["given"])
    for derivation in made.derivations:
        for block in derivation["blocks"]:
            yield from ((row["formula"], True) for row in block.get("rows", ()))
    yield from ((assumption["latex"], False) for assumption in made.assumptions)


def _prose(made: Beforehand, claims: Mapping[str, Claim]) -> Iterator[str]:
    for claim in claims.values():
        yield from (claim.title, claim.source, claim.standing.words, claim.note)
        if claim.correction is not None:
            yield claim.correction.finding
    for derivation in made.derivations:
        for block in derivation["blocks"]:
            yield from (block.get("heading") or "", block.get("text") or "")
            yield from (row["note"] or "" for row in block.get("rows", ()))
    yield from (assumption["reason"] for assumption in made.assumptions)
