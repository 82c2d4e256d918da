"""Statements as data for a page.

They are the formulas of what is said, its abbreviations, and its hypotheses by provenance, all in
LaTeX.
"""

from __future__ import annotations

from typing import Any

from proofs_check.claims.claim import Claim
from proofs_check.output.sentences import bound, sentence_of
from symbolic.language.proposition import Asserted
from symbolic.language.statement import Hypothesis, Provenance, Statement
from symbolic.printing.latex_statement import hypotheses_latex, statement_latex


def statement_data(statement: Statement) -> dict[str, Any]:
    """Return a statement as JSON data.

    ``formulas``, ``where``, ``given`` (formula, provenance, reason), ``words``,
    the whole ``sentence``, and the quantities over which it is ``bound``.
    """
    printed, over = statement_latex(statement), bound(statement)
    bare = isinstance(statement.says, Asserted) and not statement.says.latex  # told in words only
    groups: dict[tuple[Provenance, str], list[Hypothesis]] = {}
    for hypothesis in statement.given:
        key = (
            hypothesis.provenance,
            "" if hypothesis.provenance is Provenance.PAPER else hypothesis.reason,
        )
        groups.setdefault(key, []).append(hypothesis)
    given = [
        {"latex": latex, "provenance": str(provenance), "reason": reason}
        for (provenance, reason), hypotheses in groups.items()
        for latex in (printed.given if len(groups) == 1 else hypotheses_latex(hypotheses))
    ]
    return {
        "formulas": [] if bare else list(printed.says),
        "where": list(printed.where),
        "given": given,
        "words": printed.words,
        "sentence": sentence_of(statement, printed, over),
        "bound": over,
    }


def statements_data(claim: Claim) -> dict[str, Any]:
    """Return the statements of a claim as plain data."""
    return {
        "printed": statement_data(claim.printed),
        "corrected": statement_data(claim.corrected) if claim.corrected else None,
        "general": statement_data(claim.general) if claim.general else None,
    }
