r"""Claims in a document: their labels and links, their statements as displays, their verdicts in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from proofs_check.output.latex.displays import breakable, display_latex
from proofs_check.output.latex.prose import breaking, prose
from proofs_check.output.latex.width import width
from proofs_check.verifying.result import Result
from symbolic.language.proposition import Asserted
from symbolic.language.statement import Statement
from symbolic.printing.latex_derivation import says_rows
from symbolic.printing.latex_statement import statement_latex

INLINE = 400.0
"""The longest formula that is set in a line of text, in points."""


def anchor(id_: str) -> str:
    """Return the label of a claim in the document."""
    return "claim:" + re.sub(r"[^A-Za-z0-9.-]", "-", id_)


def named(claims: Sequence[str]) -> str:
    """Return what follows a sentence: the claims that say what it asserts, with links that may be broken."""
    links = ", ".join(rf"\claimlink{{{anchor(i)}}}{{{breaking(i)}}}" for i in claims)
    return f" ({links})" if claims else ""


def link(id_: str) -> str:
    """Return a link to a claim."""
    return rf"\claimlink{{{anchor(id_)}}}{{{prose_id(id_)}}}"


def prose_id(id_: str) -> str:
    """Return a claim's id with its special characters escaped."""
    return id_.replace("_", r"\_").replace("#", r"\#")


def enumerated(parts: Sequence[str]) -> str:
    """Join parts with commas and a final "and"."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def outcome_words(result: Result, *, printed: bool) -> str:
    """Return verdict and evidence in words."""
    outcome = result.printed if printed else result.standing
    return f"{str(outcome.verdict).lower()}, {str(outcome.evidence).lower()}"


def inline(tex: str) -> str:
    """Return a formula for a line of text, set smaller where it is wider than the line."""
    pieces = breakable(tex)
    if max(map(width, pieces.split("$ $"))) <= INLINE:
        return pieces
    ragged = r"\hfil\penalty-100\hfilneg "  # a line may end here, however short it is
    return rf"{ragged}\fitted{{{INLINE:.0f}pt}}{{{tex}}}{ragged}"


def statement_display(statement: Statement) -> str:
    """Return a statement as displays: what it says, where, and given what."""
    latex = statement_latex(statement)
    if isinstance(statement.says, Asserted) and not statement.says.latex:
        return prose(statement.words)
    shown = display_latex(says_rows(statement.says), set(), link)
    tail = []
    if latex.where:
        tail.append("where " + enumerated([inline(w) for w in latex.where]))
    if latex.given:
        tail.append("given " + enumerated([inline(g) for g in latex.given]))
    return shown + ("\n" + "; ".join(tail) + "." if tail else "")
