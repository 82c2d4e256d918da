r"""A summary for a referee, on one page: the results, what they rest on, the gaps, what was added.

A pure function of the results as data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from proofs_check.output.headlines import Headline, headlines, standing
from proofs_check.output.latex.claims import prose_id
from proofs_check.output.latex.prose import headed, prose

Data = Mapping[str, Any]

COLOURS = {
    "PROVED": "00614A",
    "CITED": "57389A",
    "CERTIFIED": "00558A",
    "DECIDED": "00606B",
    "SAMPLED": "B07A10",
    "NONE": "8A8A8A",
}
BAR = 30.0
"""Length of a bar, in millimetres."""

PREAMBLE = r"""\documentclass[10pt,a4paper]{article}
\pdfinfoomitdate=1
\pdftrailerid{}
\pdfsuppressptexinfo=-1
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern}
\usepackage[margin=1.5cm]{geometry}
\usepackage{amsmath,amssymb}
\usepackage{booktabs,array}
\usepackage{microtype}
\usepackage{graphicx}
\usepackage{xcolor}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.35em}
\newcommand{\head}[1]{\par\smallskip\textbf{#1}\par}
\emergencystretch=2em
\hfuzz=1pt
\pagestyle{empty}
"""


def render_summary_tex(results: Data) -> str:
    """Return the LaTeX source for results in the format of ``twostage verify --json``."""
    rows = headlines(results)
    claims = results["claims"]
    failing = sum(c["printed"]["verdict"] == "FAILS" for c in claims)
    gaps = [c for c in claims if c.get("severity") == "gap"]
    colours = "".join(
        rf"\definecolor{{{kind.lower()}}}{{HTML}}{{{code}}}" + "\n"
        for kind, code in COLOURS.items()
    )
    parts = [
        PREAMBLE + colours + "\\begin{document}\\footnotesize",
        r"{\large\textbf{Information aggregation in a large two-stage market game: "
        r"summary for a referee}}",
        f"Hu and Wallace (2012), {len(claims)} claims, {failing} of them false as printed and "
        "corrected here. A bar shows the evidence of all that a result rests on.",
        _table(rows),
        r"\head{Gaps in the printed proofs, each repaired}" if gaps else "",
        *(_gap(c) for c in gaps),
        _added(results, rows),
        r"\head{How to repeat it} \texttt{make verify} checks every claim and writes the report; "
        r"\texttt{twostage recheck results} replays the certificates with an independent program.",
        "\\end{document}\n",
    ]
    return "\n\n".join(p for p in parts if p)


def _table(rows: Sequence[Headline]) -> str:
    ragged = r">{\raggedright\arraybackslash}p"
    columns = rf"@{{}}l{ragged}{{6.0cm}}{ragged}{{2.1cm}}{ragged}{{3.5cm}}{ragged}{{2.3cm}}@{{}}"
    head = "result & what it says & verdict & rests on & corrected"
    body = "\n".join(_row(h) for h in rows)
    return (
        f"\\begin{{tabular}}{{{columns}}}\\toprule\n{head} \\\\ \\midrule\n{body}\n"
        "\\bottomrule\\end{tabular}"
    )


def _thresholds(row: Headline) -> str:
    if not row.thresholds:
        return ""
    values = [n for _, n in row.thresholds]
    return (
        rf"\newline{{\scriptsize $\bar{{N}}$ certified for {len(values)} economies: "
        rf"{min(values)} to {max(values)}}}"
    )


def _row(row: Headline) -> str:
    outcome = standing(row.claim)
    look = outcome["evidence"].lower() if outcome["verdict"] == "HOLDS" else "none"
    form = "as corrected" if row.claim["corrected"] else "as printed"
    verdict = (
        rf"\textcolor{{{look}}}{{{outcome['verdict'].lower()}, {outcome['evidence'].lower()}}} "
        f"{form}"
    )
    gaps = f"{len(row.gaps)} gap{'s' * (len(row.gaps) > 1)}, " if row.gaps else ""
    steps = f"{len(row.corrected)} step{'s' * (len(row.corrected) != 1)}"
    wrong = gaps + steps if row.gaps or row.corrected else "nothing"
    return (
        rf"\textbf{{{prose(row.name)}}} & {prose(row.says)} & {verdict} & "
        rf"{_bar(row)}{_thresholds(row)} & {wrong} \\[2pt]"
    )


def _bar(row: Headline) -> str:
    if not row.size:
        return "nothing else"
    rules = "".join(
        rf"\textcolor{{{kind.lower()}}}{{\rule{{{BAR * n / row.size:.2f}mm}}{{1.3mm}}}}"
        for kind, n in row.chain
    )
    counts = ", ".join(
        rf"\textcolor{{{kind.lower()}}}{{{n} {kind.lower()}}}" for kind, n in row.chain
    )
    return rf"{rules}\newline{{\scriptsize {counts}}}"


def _gap(claim: Data) -> str:
    first = re.split(r"(?<=[.:;]) ", claim["finding"], maxsplit=2)
    told = " ".join(first[:2]) if len(first) > 1 and first[0].endswith(":") else first[0]
    told = told.rstrip(":;") if told[-1] in ":;" else told
    return (
        rf"\textbf{{{headed(claim['title'])}}} ({prose(claim['source'])}; "
        rf"\texttt{{{prose_id(claim['id'])}}}). {prose(told)} {prose(claim['consequence'])}"
    )


def _added(results: Data, rows: Sequence[Headline]) -> str:
    made = [a for a in results.get("assumptions") or () if a["provenance"] == "added by us"]
    if not made:
        return ""
    told = "; ".join(
        f"{_assumed(a)} ({prose(a['reason'])}: {', '.join(_users(a, rows))})" for a in made
    )
    return rf"\head{{What had to be assumed beyond the paper}} {told[0].upper()}{told[1:]}."


def _assumed(assumption: Data) -> str:
    latex = assumption["latex"]
    return prose(assumption["says"]) if latex.startswith(r"\text{") or not latex else f"${latex}$"


def _users(assumption: Data, rows: Sequence[Headline]) -> list[str]:
    """Return the results whose chains make an assumption, else the claims that do."""
    users = [r.name for r in rows if (assumption["reason"] or assumption["says"]) in r.added]
    return users or [prose_id(c) for c in assumption["claims"]]
