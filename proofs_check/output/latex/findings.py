r"""Findings in LaTeX: what fails as printed, what must be read, and on what evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from proofs_check.output.latex.claims import (
    anchor,
    enumerated,
    link,
    outcome_words,
    prose_id,
    statement_display,
)
from proofs_check.output.latex.contents import about
from proofs_check.output.latex.preamble import PREAMBLE, TITLE
from proofs_check.output.latex.prose import headed, prose
from proofs_check.verifying.result import Result


def findings_document(findings: Mapping[str, Result]) -> str:
    """Return the LaTeX source of a document of findings alone."""
    return "\n".join(
        (
            PREAMBLE,
            TITLE % "Information aggregation in a large two-stage market game: findings",
            "\\begin{document}\n\\maketitle\n",
            re.sub(r"\\eqlink\{(\d+)\}", r"(\1)", findings_section(findings, set(findings), ())),
            "\\end{document}\n",
        )
    )


def findings_section(
    findings: Mapping[str, Result], listed: set[str], derived: Sequence[str]
) -> str:
    """Return the section about findings, nothing if there are none."""
    if not findings:
        return ""
    opening = (
        "Statements of the paper that fail as printed, or whose proof has a gap, with what "
        "must be read instead.\n"
    )
    lines = ["\\section{Findings}\\label{sec:findings}\n", opening]
    for id_, result in findings.items():
        lines += _finding(id_, result)
        lines += _links(result, listed, [d for d in derived if about(d, id_)])
    return "\n\n".join(lines) + "\n"


def _links(result: Result, listed: set[str], derived: Sequence[str]) -> list[str]:
    """Say which claims of this document a finding uses, and where it is derived."""
    uses = [link(i) for i in result.claim.depends_on if i in listed]
    places = [rf"\ref{{sub:{d}}}" for d in derived]
    said = [f"Uses {enumerated(uses)}."] if uses else []
    said += [f"Derived in section {enumerated(places)}."] if places else []
    return [rf"{{\small\color{{reason}}{' '.join(said)}}}"] if said else []


def _finding(id_: str, result: Result) -> list[str]:
    claim, correction = result.claim, result.claim.correction
    assert correction is not None, "only claims with a correction are findings"
    scan = " The failure may be due to the scan of the text." if correction.scan else ""
    lines = [
        rf"\subsection*{{{headed(claim.title)}}}\phantomsection\label{{{anchor(id_)}}}",
        rf"\placeof{{\texttt{{{prose_id(id_)}}}, {prose(claim.source)}; "
        rf"{prose(correction.severity)}.}}",
        prose(correction.finding) + scan,
    ]
    printed, corrected = (
        statement_display(claim.printed),
        statement_display(correction.statement),
    )
    if printed == corrected or not printed:
        said = f"The statement as printed: {outcome_words(result, printed=True)}."
        said += f" As corrected: {outcome_words(result, printed=False)}."
        return [*lines, said + (f"\n{corrected or printed}" if corrected or printed else "")]
    lines.append(f"As printed ({outcome_words(result, printed=True)}):\n{printed}")
    lines.append(
        f"As corrected ({outcome_words(result, printed=False)}):"
        + (f"\n{corrected}" if corrected else " as described.")
    )
    return lines
