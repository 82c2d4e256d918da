r"""The results as LaTeX.

They are totals, what is established, findings with the printed and the corrected formulas, and a
table of all verdicts.

A pure function of the results as data, so saved results are set again without proving anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proofs_check.output.latex.claims import anchor, prose_id
from proofs_check.output.latex.displays import fitted
from proofs_check.output.latex.letters import verbatim
from proofs_check.output.latex.preamble import PREAMBLE, TITLE
from proofs_check.output.latex.prose import headed, prose
from proofs_check.output.names import apart, user_names
from proofs_check.output.typed import typed_latex

Data = Mapping[str, Any]
LINE = 450.0
"""Room for a display, in points."""


def render_tex(results: Data) -> str:
    """Return the LaTeX source for results in the format of ``twostage verify --json``."""
    parts = [
        PREAMBLE,
        TITLE % "Information aggregation in a large two-stage market game: claim by claim",
        "\\begin{document}\n\\maketitle\n\\tableofcontents\n",
        _totals(results["claims"]),
        _established(results.get("summaries") or {}),
        _findings(
            [
                c
                for f in results.get("findings") or []
                for c in results["claims"]
                if c["id"] == f["id"]
            ]
        ),
        _verdicts(results["claims"]),
        "\\end{document}\n",
    ]
    return "\n".join(parts)


def _standing(claim: Data) -> Data:
    outcome: Data = claim["corrected"] or claim["printed"]
    return outcome


def _totals(claims: Sequence[Data]) -> str:
    failing = sum(c["printed"]["verdict"] == "FAILS" for c in claims)
    holding = sum(_standing(c)["verdict"] == "HOLDS" for c in claims)
    return (
        f"Of {len(claims)} claims of Hu and Wallace (2012) {failing} fail as printed; corrected "
        f"where they fail, {holding} hold.  "
        "A verdict is followed by the kind of its evidence.\n"
    )


def _established(summaries: Mapping[str, str]) -> str:
    if not summaries:
        return ""
    return (
        "\\section{What is established}\n"
        + "\n\n".join(prose(text) for text in summaries.values())
        + "\n"
    )


def _findings(claims: Sequence[Data]) -> str:
    if not claims:
        return ""
    lines = ["\\section{Findings}"]
    for claim in claims:
        scan = "  The scan of the text may be at fault." if claim.get("scan") else ""
        lines += [
            rf"\subsection*{{{headed(claim['title'])}}}\phantomsection\label{{{anchor(claim['id'])}}}",
            rf"\placeof{{\texttt{{{prose_id(claim['id'])}}}, {prose(claim['source'])}; "
            rf"{prose(claim['severity'])}.}}",
            prose(claim["finding"]) + scan,
            _statement("As printed", claim, "printed"),
            _statement("As corrected", claim, "corrected") if claim["corrected"] else "",
        ]
    return "\n\n".join(line for line in lines if line) + "\n"


def _statement(words: str, claim: Data, which: str) -> str:
    outcome = claim[which]
    verdict = f"{words} ({outcome['verdict'].lower()}, {outcome['evidence'].lower()})"
    formulas = ((claim.get("statements") or {}).get(which) or {}).get("formulas") or []
    values = outcome.get("counterexample") or {}
    names = user_names(claim)
    shown_values = (
        f"{_typed(k)} = "
        + (
            _typed(str(v))
            if str(v) not in names and typed_latex(str(v))
            else apart(str(v), names, prose, verbatim)
        )
        for k, v in values.items()
    )
    told = f"  Counterexample: {'; '.join(shown_values)}." if values else ""
    if not formulas:
        return verdict + "." + told
    shown = "\n".join(rf"\[ {fitted(f, LINE)} \]" for f in formulas)
    return f"{verdict}:\n{shown}\n{told}"


def _typed(text: str) -> str:
    latex = typed_latex(text)
    return prose(text) if latex is None else f"${breakable_commas(latex)}$"


def breakable_commas(latex: str) -> str:
    """Let a line break after a comma of a list."""
    return latex.replace(r",\ ", r"$, $")


def _verdicts(claims: Sequence[Data]) -> str:
    rows = []
    for claim in claims:
        label = "" if claim["severity"] else rf"\phantomsection\label{{{anchor(claim['id'])}}}"
        shown = (
            prose_id(claim["id"]).replace(".", r".\allowbreak{}").replace("-", r"-\allowbreak{}")
        )
        cells = [
            f"{o['verdict'].lower()}, {o['evidence'].lower()}" if o else ""
            for o in (claim["printed"], claim["corrected"])
        ]
        rows.append(
            rf"{label}\texttt{{\small {shown}}} & {prose(claim['title'])} & {cells[0]} & "
            rf"{cells[1]} \\"
        )
    ragged = r">{\raggedright\arraybackslash}p"
    widths = (0.24, 0.38, 0.14, 0.14)
    columns = "@{}" + "".join(rf"{ragged}{{{w}\textwidth}}" for w in widths) + "@{}"
    head = "claim & what it says & as printed & as corrected"
    opening = f"\\section{{All verdicts}}\n\\begin{{longtable}}{{{columns}}}\n"
    return (
        opening
        + f"\\toprule {head} \\\\ \\midrule\\endhead\n\\bottomrule\\endfoot\n"
        + "\n".join(rows)
        + "\n\\end{longtable}\n"
    )
