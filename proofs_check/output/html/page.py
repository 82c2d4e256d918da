"""The report as one HTML file that opens from disk: no network, no script needed to read it.

It is a pure function of the results (and of the figures and derivations in them): the same results
give the same bytes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from proofs_check.claims.sections import HEADINGS, heading
from proofs_check.output.figures.data import read_figure
from proofs_check.output.figures.draw import draw
from proofs_check.output.html.graph import GLYPHS, graph_svg
from proofs_check.output.html.mathml import formulas_in, mathml, prose
from proofs_check.output.json_results import DEFENCE, FORMAT
from proofs_check.output.names import apart, user_names
from symbolic.language.errors import InputError, MissingExtra

SEVERITIES = ("gap", "false remark", "harmless", "notation")
MEANING = {
    "PROVED": "exact, for all admissible values, with a certificate that is checked again without "
    "the engine that found it",
    "DECIDED": "for all admissible values, by solvers that give no checked proof",
    "CERTIFIED": "exact numbers or ball arithmetic, for the named economies or one witness",
    "SAMPLED": "floating point, on as many economies as it says",
    "CITED": "a textbook theorem whose hypotheses are claims of their own",
    "NONE": "no evidence",
}


_RESULTS: dict[str, Any] = {
    "coverage": None,
    "summaries": [],
    "assumptions": [],
    "totals": {},
    "derivations": [],
}
_CLAIM: dict[str, Any] = {
    "scan": False,
    "statements": None,
    "certificate": None,
    "instances": [],
    "corners": [],
    "finding": "",
    "note": "",
    "severity": None,
    "stale": False,
    **dict.fromkeys(DEFENCE, ""),
}
"""What a results file may leave out."""


class ReportError(InputError):
    """The report cannot be made: the results have another format."""


def render_html(results: Mapping[str, Any]) -> str:
    """Return the report for results in the format of ``twostage verify --json``.

    Raises:
        ReportError: The results have another format.
        MissingExtra: jinja2 or latex2mathml is not installed.
    """
    if results.get("format") != FORMAT or not isinstance(results.get("claims"), list):
        raise ReportError(
            "results",
            f"must have format {FORMAT} and a list of claims",
            f"format {results.get('format')!r}",
        )
    try:
        import jinja2
        import latex2mathml  # noqa: F401 - only to say clearly that it is missing
    except ImportError as error:
        raise MissingExtra(error.name or "jinja2", "report", "reports") from None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("proofs_check.output.html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    ids = [c["id"] for c in results["claims"]]
    environment.filters.update(
        math=lambda t: _safe(mathml(t)),
        display=lambda t: _safe(mathml(t, block=True)),
        prose=lambda t: _safe(prose(t)),
        told=lambda t, claim: _safe(apart(t, user_names(claim), prose, escape)),
        tex=lambda t: _safe(formulas_in(t)),
        linked=lambda t: _safe(linked(prose(t), ids)),
    )
    return environment.get_template("report.html.j2").render(**_context(results)) + "\n"


def _safe(html: str) -> Any:
    from markupsafe import Markup

    return Markup(html)  # what the filters made; they escape


def linked(html: str, ids: Iterable[str]) -> str:
    """Turn every claim's id that stands in the text as a word into a link to the claim."""
    pattern = "|".join(re.escape(i) for i in sorted(ids, key=len, reverse=True))
    return re.sub(
        rf"(?<![\w.#-])(?:{pattern})(?![\w-]|\.\w)",
        lambda m: f'<a class="id" href="#{m.group()}">{m.group()}</a>',
        html,
    )


def standing(claim: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the outcome of the corrected statement where there is one, else of the printed one."""
    outcome: Mapping[str, Any] = claim["corrected"] or claim["printed"]
    return outcome


def _context(results: Mapping[str, Any]) -> dict[str, Any]:
    claims = sorted(
        ({**_CLAIM, **c, "heading": heading(c["id"])} for c in results["claims"]),
        key=lambda c: HEADINGS.index(c["heading"]),
    )
    findings = [c for s in SEVERITIES for c in claims if c["severity"] == s]
    used_by: dict[str, list[str]] = {c["id"]: [] for c in claims}
    for claim in claims:
        for other in claim["depends_on"]:
            used_by.setdefault(other, []).append(claim["id"])
    return {
        "results": {**_RESULTS, **results},
        "claims": claims,
        "present": frozenset(c["id"] for c in claims),
        "standing": standing,
        "findings": findings,
        "severities": [(s, sum(c["severity"] == s for c in claims)) for s in SEVERITIES],
        "used_by": used_by,
        "glyphs": GLYPHS,
        "meaning": MEANING,
        "evidence": sorted({standing(c)["evidence"] for c in claims}, key=list(MEANING).index),
        "graph": _safe(graph_svg(claims, {c["id"]: standing(c)["verdict"] for c in claims})),
        "derived": {c: d["id"] for d in results.get("derivations") or [] for c in d["about"]},
        "figures": [_figure(f) for f in results.get("figures") or []],
        "printed_failures": sum(c["printed"]["verdict"] == "FAILS" for c in claims),
        "mutants": sum(c["mutants"]["total"] for c in claims),
        "killed": _sum(c["mutants"]["killed"] for c in claims),
        "equivalent": _sum(c["mutants"]["equivalent"] for c in claims),
    }


def _sum(values: Any) -> int | None:
    known = [v for v in values if v is not None]
    return sum(known) if known else None


def _figure(data: Mapping[str, Any]) -> dict[str, Any]:
    """Draw a figure; its picture is embedded, so that the page stays one file."""
    figure = read_figure(dict(data))
    picture = base64.b64encode(draw(figure, "svg")).decode("ascii")
    return {
        "id": figure.id,
        "title": figure.title,
        "caption": figure.caption,
        "source": f"data:image/svg+xml;base64,{picture}",
    }
