"""The findings as a page in Markdown: what fails as printed, by severity, each with its defence.

It is a pure function of the results: the same results give the same text. Numbers in it are
counted, never typed.

Conventions: a finding is a statement that fails as printed; a note is a remark on one that holds,
accuses nobody and is counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Data = Mapping[str, Any]
SEVERITIES = {
    "gap": "a step without which the proof does not go through, for economies of the paper's class",
    "false remark": "the sentence is false",
    "harmless": "fails as printed where nothing rests on it",
    "notation": "a misprint",
}
COUNTED = ("gap", "false remark")
"""Those that are nouns, with a plural; the others are adjectives and masses."""
PARTS = (
    ("quote", "At issue"),
    ("reading", "The reading that fails"),
    ("defence", "In the paper's defence"),
    ("answer", "Why that fails too"),
)


def findings_page(data: Data) -> str:
    """Return the page for results in the format of ``twostage verify --json``."""
    claims = {c["id"]: c for c in data["claims"]}
    findings = data["findings"]
    notes = [c for c in data["claims"] if c["note"]]
    lines = ["# Findings", "", *_counted(len(claims), findings, notes), ""]
    for severity, meaning in SEVERITIES.items():
        listed = [f for f in findings if f["severity"] == severity]
        if listed:
            heading = f"{severity[:1].upper()}{severity[1:]}"
            lines += [f"## {heading} ({len(listed)}): {meaning}", ""]
        for finding in listed:
            lines += _finding(finding, claims[finding["id"]])
    if notes:
        lines += [f"## Notes ({len(notes)}): on statements that hold as printed", ""]
        lines += [f"- `{c['id']}` ({_text(c['source'])}): {_text(c['note'])}" for c in notes]
    return "\n".join(lines).rstrip() + "\n"


def _counted(claims: int, findings: Sequence[Data], notes: Sequence[Data]) -> list[str]:
    each = [(s, sum(f["severity"] == s for f in findings)) for s in SEVERITIES]
    kinds = ", ".join(
        f"{n} {severity}{'s' * (n > 1 and severity in COUNTED)}" for severity, n in each if n
    )
    return [
        f"Of {claims} claims {len(findings)} fail as printed ({kinds}).  Each has the phrase or "
        "formula at issue, the reading that fails, the strongest reading that the paper's text "
        "supports and why that fails too, an exact counterexample with the hypotheses in force "
        "there, the corrected statement, and what depends on it.  "
        f"{len(notes)} notes on statements that hold as printed stand apart at the end.",
        "",
        "Made by `twostage findings`; `twostage verify ID` repeats one.",
    ]


def _finding(finding: Data, claim: Data) -> list[str]:
    lines = [f"### `{finding['id']}`: {_text(finding['title'])}", "", _text(finding["source"]), ""]
    lines += [f"- **{name}.** {_text(finding[key])}" for key, name in PARTS if finding[key]]
    if finding["scan"]:
        lines += ["- **The scan** of the text may be at fault."]
    lines += [f"- **As printed** ({_outcome(claim['printed'])}). {_said(claim, 'printed')}"]
    if finding["counterexample"]:
        lines += ["- **Counterexample.** " + _values(finding["counterexample"])]
    if finding["hypotheses"]:
        met = "; ".join(f"{_text(h['says'])}: `{h['value']}`" for h in finding["hypotheses"])
        lines += [f"- **Hypotheses in force, there.** {met}."]
    lines += [f"- **What must change.** {_text(finding['finding'])}"]
    if claim["corrected"]:
        lines += [
            f"- **As corrected** ({_outcome(claim['corrected'])}). {_said(claim, 'corrected')}"
        ]
    if finding["consequence"]:
        lines += [f"- **What depends on it.** {_text(finding['consequence'])}"]
    return [*lines, ""]


def _outcome(outcome: Data) -> str:
    return f"{outcome['verdict']}, {outcome['evidence']}"


def _said(claim: Data, which: str) -> str:
    statement = claim["statements"][which]
    return f"${statement['sentence']}$" if statement["sentence"] else _text(statement["words"])


def _values(values: Mapping[str, str]) -> str:
    return "; ".join(f"{_text(name)} = `{value}`" for name, value in values.items()) + "."


def _text(text: str) -> str:
    """Return prose for Markdown: nothing in it is markup."""
    return re.sub(r"([\\`*_\[\]<>|$])", r"\\\1", text)
