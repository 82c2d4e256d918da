r"""The document, from its title to its bibliography.

In between are contents, notation, the model, derivations by section, findings, assumptions and the
claims used.

A pure function of derivations and results: the same give the same bytes.  The claims that steps
rest on are listed with their verdict and evidence, and every mention of one is a link to its line
there or to its finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from proofs_check.claims.verdict import Verdict
from proofs_check.output.latex.claims import (
    anchor,
    enumerated,
    link,
    named,
    outcome_words,
    prose_id,
)
from proofs_check.output.latex.contents import SECTIONS
from proofs_check.output.latex.displays import (
    LINE,
    blanked,
    breakable,
    display_latex,
    referenced,
)
from proofs_check.output.latex.findings import findings_section
from proofs_check.output.latex.model import BIBLIOGRAPHY, assumptions, model, notation
from proofs_check.output.latex.preamble import PREAMBLE, TITLE
from proofs_check.output.latex.prose import prose
from proofs_check.verifying.result import Result
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case
from symbolic.language.proposition import Relation
from symbolic.language.statement import Hypothesis
from symbolic.printing.latex import Names
from symbolic.printing.latex_derivation import Paragraph, derivation_blocks
from symbolic.printing.latex_statement import hypotheses_latex


def document(
    derivations: Sequence[Derivation],
    findings: Mapping[str, Result],
    used: Mapping[str, Result],
    *,
    title: str = "Information aggregation in a large two-stage market game: derivations",
    economy: Sequence[str] = (),
    arguments: Sequence[str] = (),
    exercise: bool = False,
) -> str:
    """Return the LaTeX source.

    Args:
        derivations: Those to print, in order.
        findings: Results of the claims whose printed statement fails or has a gap, by id.
        used: Results of the claims that steps name, by id; every one must hold.
        title: The document's title.
        economy: Sections about a given economy, as LaTeX.
        arguments: Sections with the arguments of results, as LaTeX.
        exercise: Whether right-hand sides are left to the reader.

    Raises:
        ValueError: A claim that a step names does not hold.
    """
    broken = [i for i, r in used.items() if r.standing.verdict is not Verdict.HOLDS]
    if broken:
        raise ValueError(
            f"a step rests on the claim {broken[0]}, whose verdict is "
            f"{used[broken[0]].standing.verdict}"
        )
    seen: set[str] = set()
    parts = [
        PREAMBLE,
        TITLE % title,
        "\\begin{document}\n\\maketitle\n",
        _abstract(derivations),
        "\\tableofcontents\n",
        notation(),
        model(),
        *_sections(derivations, seen, exercise),
        *economy,
        *arguments,
        findings_section(findings, {*findings, *used}, [d.id for d in derivations]),
        assumptions(_hypotheses(derivations)),
        _claims({**used}, findings),
        BIBLIOGRAPHY,
        "\\end{document}\n",
    ]
    return _linked("\n".join(p for p in parts if p), seen)


def _linked(tex: str, seen: set[str]) -> str:
    """Make a plain number of a reference to an equation that the document does not contain."""
    return re.sub(r"\\eqlink\{(\d+)\}", lambda m: m.group() if m[1] in seen else f"({m[1]})", tex)


def _counted(derivations: Sequence[Derivation]) -> str:
    return f"the {len(derivations)} derivations" if len(derivations) > 1 else "the derivation"


def _abstract(derivations: Sequence[Derivation]) -> str:
    return (
        "\\begin{abstract}\\noindent These derivations follow Hu and Wallace~\\cite{HW}, whose "
        "market game is that of \\cite{SS} and \\cite{DS}. "
        f"Each line of {_counted(derivations)} below was checked when this document was made: "
        "identities by an exact decision procedure for "
        "rational functions, derivatives by taking them again, signs term by term. A line that "
        "rests on something more names the claim, and the claims "
        "are listed at the end with the evidence for each. The displayed lines are the steps; the "
        "sentences between them say what is done and are not checked. Equations carry the paper's numbers. "
        "Where the paper's statement had to be corrected, the "
        "corrected one is derived.\\end{abstract}\n"
    )


def _sections(derivations: Sequence[Derivation], seen: set[str], exercise: bool) -> list[str]:
    by_id = {d.id: d for d in derivations}
    placed = [i for _, ids in SECTIONS for i in ids]
    sections = [*SECTIONS, ("Further derivations", tuple(i for i in by_id if i not in placed))]
    parts = []
    for heading, ids in sections:
        chosen = [by_id[i] for i in ids if i in by_id]
        if chosen:
            parts.append(f"\\section{{{heading}}}\n")
            parts += [derivation_latex(d, seen, exercise=exercise) for d in chosen]
    return parts


def derivation_latex(
    derivation: Derivation,
    seen: set[str],
    names: Names | None = None,
    *,
    line: float = LINE,
    exercise: bool = False,
) -> str:
    """Return one derivation as a subsection.

    Args:
        derivation: The derivation.
        seen: Numbers of equations that are already in the document; new ones are added.
        names: LaTeX for particular symbols.
        line: The room for a line, in points of 11 pt type.
        exercise: Whether the right-hand sides that steps justify are left to the reader.
    """
    lines = [
        f"\\subsection{{{prose(derivation.title)}}}\\label{{sub:{derivation.id}}}",
        rf"\placeof{{Paper: {prose(derivation.place)}.}}",
    ]
    lines += assumed(derivation.given, names)
    for block in derivation_blocks(derivation, names):
        if isinstance(block, Paragraph):
            head = rf"\casehead{{{prose(block.heading)}}}" if block.heading else ""
            lines.append(head + referenced(block.tex) + named(block.claims))
        else:
            shown = blanked(block) if exercise else block
            lines[-1] += "\n" + display_latex(shown, seen, link, line)
    return "\n\n".join(lines) + "\n"


def assumed(given: Sequence[Hypothesis], names: Names | None = None) -> list[str]:
    """Return sentences that say what is assumed: signs in one, everything else with its reason in another."""
    signs = [
        h
        for h in given
        if isinstance(h.says, Relation) and h.says.right == 0 and h.says.operator in (">", ">=")
    ]
    others = [h for h in given if h not in signs]
    lines = []
    if signs:
        lines.append(
            "Throughout, "
            + enumerated([breakable(g) for g in hypotheses_latex(signs, names)])
            + "."
        )
    if others:
        reasons = [(hypotheses_latex([h], names)[0], prose(h.reason)) for h in others]
        lines.append(
            "Used below: "
            + "; ".join(f"${tex}$" + (f" ({reason})" if reason else "") for tex, reason in reasons)
            + "."
        )
    return lines


def _claims(used: Mapping[str, Result], findings: Mapping[str, Result]) -> str:
    if not used:
        return ""
    rows = []
    for id_, result in used.items():
        label = "" if id_ in findings else rf"\phantomsection\label{{{anchor(id_)}}}"
        shown = re.sub(r"([.-])", r"\1\\allowbreak{}", prose_id(id_))
        rows.append(
            rf"{label}\texttt{{\small {shown}}} & {prose(result.claim.title)} & {outcome_words(result, printed=False)} "
            r""
            r"\\"
        )
    return (
        "\\section{Claims that steps rest on}\n"
        r"\begin{longtable}{@{}>{\raggedright\arraybackslash}p{0.3\textwidth}>{\raggedright\arraybackslash}p{0.45\textwidth}"
        r">{\raggedright\arraybackslash}p{0.18\textwidth}@{}}"
        "\n\\toprule claim & what it says & verdict, evidence \\\\ "
        "\\midrule\\endhead\n\\bottomrule\\endfoot\n" + "\n".join(rows) + "\n\\end{longtable}\n"
    )


def _hypotheses(derivations: Iterable[Derivation]) -> list[Hypothesis]:
    return [
        h
        for d in derivations
        for h in (
            *d.given,
            *(h for i in d.items if isinstance(i, Case) and not i.title for h in i.given),
        )
    ]
