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
from proofs_check.output.latex.contents import SECTIONS, about
from proofs_check.output.latex.displays import breakable, display_latex, referenced
from proofs_check.output.latex.model import BIBLIOGRAPHY, assumptions, model, notation
from proofs_check.output.latex.preamble import PREAMBLE, TITLE
from proofs_check.output.latex.prose import prose
from proofs_check.verifying.run import Result
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case
from symbolic.language.proposition import Asserted, Relation
from symbolic.language.statement import Hypothesis, Statement
from symbolic.printing.latex import Names
from symbolic.printing.latex_derivation import Paragraph, derivation_blocks, says_rows
from symbolic.printing.latex_statement import hypotheses_latex, statement_latex


def anchor(id_: str) -> str:
    """Return the label of a claim in the document."""
    return "claim:" + re.sub(r"[^A-Za-z0-9.-]", "-", id_)


def link(id_: str) -> str:
    """Return a link to a claim."""
    return rf"\claimlink{{{anchor(id_)}}}{{{prose_id(id_)}}}"


def prose_id(id_: str) -> str:
    """Return a claim's id with its special characters escaped."""
    return id_.replace("_", r"\_").replace("#", r"\#")


def document(
    derivations: Sequence[Derivation],
    findings: Mapping[str, Result],
    used: Mapping[str, Result],
    *,
    title: str = "Information aggregation in a large two-stage market game: derivations",
    economy: Sequence[str] = (),
) -> str:
    """Return the LaTeX source.

    Args:
        derivations: Those to print, in order.
        findings: Results of the claims whose printed statement fails or has a gap, by id.
        used: Results of the claims that steps name, by id; every one must hold.
        title: The document's title.
        economy: Sections about a given economy, as LaTeX.

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
        *_sections(derivations, seen),
        *economy,
        _findings(findings, {*findings, *used}, [d.id for d in derivations]),
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
        "are listed at the end with the evidence for each. Equations carry the paper's numbers. "
        "Where the paper's statement had to be corrected, the "
        "corrected one is derived.\\end{abstract}\n"
    )


def _sections(derivations: Sequence[Derivation], seen: set[str]) -> list[str]:
    by_id = {d.id: d for d in derivations}
    placed = [i for _, ids in SECTIONS for i in ids]
    sections = [*SECTIONS, ("Further derivations", tuple(i for i in by_id if i not in placed))]
    parts = []
    for heading, ids in sections:
        chosen = [by_id[i] for i in ids if i in by_id]
        if chosen:
            parts.append(f"\\section{{{heading}}}\n")
            parts += [derivation_latex(d, seen) for d in chosen]
    return parts


def derivation_latex(derivation: Derivation, seen: set[str], names: Names | None = None) -> str:
    """Return one derivation as a subsection."""
    lines = [
        f"\\subsection{{{prose(derivation.title)}}}\\label{{sub:{derivation.id}}}",
        rf"\placeof{{Paper: {prose(derivation.place)}.}}",
    ]
    lines += assumed(derivation.given, names)
    for block in derivation_blocks(derivation, names):
        if isinstance(block, Paragraph):
            head = rf"\casehead{{{prose(block.heading)}}}" if block.heading else ""
            lines.append(head + referenced(block.tex))
        else:
            lines[-1] += "\n" + display_latex(block, seen, link)
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


def enumerated(parts: Sequence[str]) -> str:
    """Join parts with commas and a final "and"."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _findings(findings: Mapping[str, Result], listed: set[str], derived: Sequence[str]) -> str:
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
    title = claim.title[:1].upper() + claim.title[1:]
    lines = [
        rf"\subsection*{{{prose(title)}}}\phantomsection\label{{{anchor(id_)}}}",
        rf"\placeof{{\texttt{{{prose_id(id_)}}}, {prose(claim.source)}; "
        rf"{prose(correction.severity)}.}}",
        prose(correction.finding) + scan,
    ]
    printed, corrected = (
        statement_display(claim.printed),
        statement_display(correction.statement),
    )
    if printed == corrected or not printed:
        said = f"The statement as printed: {_outcome(result, printed=True)}."
        said += f" As corrected: {_outcome(result, printed=False)}."
        return [*lines, said + (f"\n{corrected or printed}" if corrected or printed else "")]
    lines.append(f"As printed ({_outcome(result, printed=True)}):\n{printed}")
    lines.append(
        f"As corrected ({_outcome(result, printed=False)}):"
        + (f"\n{corrected}" if corrected else " as described.")
    )
    return lines


def _outcome(result: Result, *, printed: bool) -> str:
    outcome = result.printed if printed else result.standing
    return f"{str(outcome.verdict).lower()}, {str(outcome.evidence).lower()}"


def statement_display(statement: Statement) -> str:
    """Return a statement as displays: what it says, where, and given what."""
    latex = statement_latex(statement)
    if isinstance(statement.says, Asserted) and not statement.says.latex:
        return prose(statement.words)
    shown = display_latex(says_rows(statement.says), set(), link)
    tail = []
    if latex.where:
        tail.append("where " + enumerated([breakable(w) for w in latex.where]))
    if latex.given:
        tail.append("given " + enumerated([breakable(g) for g in latex.given]))
    return shown + ("\n" + "; ".join(tail) + "." if tail else "")


def _claims(used: Mapping[str, Result], findings: Mapping[str, Result]) -> str:
    if not used:
        return ""
    rows = []
    for id_, result in used.items():
        label = "" if id_ in findings else rf"\phantomsection\label{{{anchor(id_)}}}"
        shown = re.sub(r"([.-])", r"\1\\allowbreak{}", prose_id(id_))
        rows.append(
            rf"{label}\texttt{{\small {shown}}} & {prose(result.claim.title)} & {_outcome(result, printed=False)} "
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
