"""The report as one HTML file that opens from disk: no network, no script needed to read it.

It is a pure function of the results (and of the figures and derivations in them): the same results
give the same bytes.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from proofs_check.claims.sections import HEADINGS, heading
from proofs_check.output.beside import numbers_beside
from proofs_check.output.figures.apart import Pictures, pictures
from proofs_check.output.figures.data import read_figure
from proofs_check.output.headlines import (
    MARKS,
    chain,
    foundations,
    headlines,
    mark,
    proof,
    standing,
)
from proofs_check.output.html.graph import graph_svg
from proofs_check.output.html.links import linked
from proofs_check.output.html.mathml import FormulaError, formulas_in, mathml, prose
from proofs_check.output.html.search_index import search_index
from proofs_check.output.json_results import DEFENCE, FORMAT
from proofs_check.output.names import apart, user_names
from proofs_check.output.typed import typed_latex
from proofs_check.verifying.ledger import RESULTS
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
    "tails": [],
    "chains": [],
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


def render_html(results: Mapping[str, Any], drawn: Pictures | None = None) -> str:
    """Return the report for results in the format of ``twostage verify --json``.

    Args:
        results: The results.
        drawn: Gives the pictures of their figures, where these are drawn elsewhere.

    Raises:
        ReportError: The results have another format.
        MissingExtra: jinja2 or latex2mathml is not installed.
    """
    return _rendered("report.html.j2", results, lambda given: _context(given, drawn))


def render_summary(results: Mapping[str, Any]) -> str:
    """Return the summary for a referee, one page, for the same results.

    Raises:
        ReportError: The results have another format.
        MissingExtra: jinja2 or latex2mathml is not installed.
    """
    return _rendered("summary.html.j2", results, _first_screen)


def _rendered(
    template: str,
    results: Mapping[str, Any],
    context: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> str:
    environment = _environment(results)
    page: str = environment.get_template(template).render(**context(results))
    return page + "\n"


def _environment(results: Mapping[str, Any]) -> Any:
    if results.get("format") != FORMAT or not isinstance(results.get("claims"), list):
        raise ReportError(
            "results",
            f"must have format {FORMAT} and a list of claims",
            f"format {results.get('format')!r}",
        )
    try:
        import jinja2  # noqa: F401 - only to say clearly that it is missing
        import latex2mathml  # noqa: F401
    except ImportError as error:
        raise MissingExtra(error.name or "jinja2", "report", "reports") from None
    return _templates(tuple(c["id"] for c in results["claims"]))


@lru_cache(maxsize=2)
def _templates(ids: tuple[str, ...]) -> Any:
    """Return what reads the templates, whose macros the pages of a report share."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("proofs_check.output.html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    known = frozenset(ids)
    environment.filters.update(
        math=lambda t: _safe(mathml(t)),
        display=lambda t: _safe(mathml(t, block=True)),
        prose=lambda t: _safe(prose(t)),
        told=lambda t, claim: _safe(apart(t, user_names(claim), prose, escape)),
        typed=lambda t: _safe(typed(str(t))),
        valued=lambda t, claim: _safe(valued(str(t), user_names(claim))),
        quoted=lambda t: _safe(quoted(t)),
        assumed=lambda a: _safe(assumed(a)),
        tex=lambda t: _safe(formulas_in(t)),
        linked=lambda t: _safe(linked(prose(t), known)),
    )
    environment.globals.update(mark=mark, standing=standing, marks=MARKS)
    return environment


def typed(text: str) -> str:
    """Return a value or hypothesis as HTML: a formula where it is one, else prose."""
    latex = typed_latex(text)
    return prose(text) if latex is None else mathml(latex)


def valued(text: str, names: Collection[str]) -> str:
    """Return a value of a counterexample as HTML: a user's name as it is, else as ``typed``."""
    latex = None if text in names else typed_latex(text)
    return apart(text, names, prose, escape) if latex is None else mathml(latex)


def quoted(text: str) -> str:
    """Return words of the paper as HTML: as a formula where they are one in LaTeX."""
    if "\\" not in text or "$" in text:
        return prose(text)
    try:
        return mathml(text)
    except FormulaError:
        return f"<code>{escape(text)}</code>"


def assumed(assumption: Mapping[str, Any]) -> str:
    """Return an assumption as HTML: its formula, or its words."""
    latex = assumption["latex"]
    if latex and not latex.startswith(r"\text{"):
        try:
            return (
                mathml(latex) if "\\" in latex or not re.search("[a-z]{4}", latex) else prose(latex)
            )
        except FormulaError:
            return prose(assumption["says"])
    return prose(assumption["says"])


def _safe(html: str) -> Any:
    from markupsafe import Markup

    return Markup(html)  # what the filters made; they escape


def _claims(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    return sorted(
        ({**_CLAIM, **c, "heading": heading(c["id"])} for c in results["claims"]),
        key=lambda c: HEADINGS.index(c["heading"]),
    )


def _first_screen(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table of the paper's results needs."""
    claims = _claims(results)
    return {
        "results": {**_RESULTS, **results},
        "claims": claims,
        "present": frozenset(c["id"] for c in claims),
        "headlines": headlines({**results, "claims": claims}),
        "everything": chain([c["id"] for c in claims], {c["id"]: c for c in claims}),
        "meaning": MEANING,
        "findings": [c for s in SEVERITIES for c in claims if c["severity"] == s],
        "severities": [(s, sum(c["severity"] == s for c in claims)) for s in SEVERITIES],
        "printed_failures": sum(c["printed"]["verdict"] == "FAILS" for c in claims),
        "mutants": sum(c["mutants"]["total"] for c in claims),
        "killed": _sum(c["mutants"]["killed"] for c in claims),
        "equivalent": _sum(c["mutants"]["equivalent"] for c in claims),
    }


def _context(results: Mapping[str, Any], drawn: Pictures | None) -> dict[str, Any]:
    figures = results.get("figures") or []
    first = _first_screen(results)
    claims = first["claims"]
    by_id = {c["id"]: c for c in claims}
    used_by: dict[str, list[str]] = {c["id"]: [] for c in claims}
    for claim in claims:
        for other in claim["depends_on"]:
            used_by.setdefault(other, []).append(claim["id"])
    return {
        **first,
        "used_by": used_by,
        "below": {i: chain(foundations(c["depends_on"], by_id), by_id) for i, c in by_id.items()},
        "evidence": sorted({standing(c)["evidence"] for c in claims}, key=list(MEANING).index),
        "names": RESULTS,
        "sections": _sections(claims, by_id),
        "graphs": _graphs(claims, by_id, [(h.id, h.name) for h in first["headlines"]]),
        "beside": numbers_beside(claims),
        "index": _safe(_script_data(search_index(claims))),
        "derived": {c: d["id"] for d in results.get("derivations") or [] for c in d["about"]},
        "figures": [
            _figure(data, picture)
            for data, picture in zip(figures, drawn() if drawn else pictures(figures), strict=True)
        ],
    }


def _sections(claims: list[dict[str, Any]], by_id: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the claims by heading, each with a count of its evidence."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for claim in claims:
        grouped.setdefault(claim["heading"], []).append(claim)
    return [
        {
            "id": "part-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"),
            "heading": name,
            "claims": those,
            "chain": chain([c["id"] for c in those], by_id),
        }
        for name, those in grouped.items()
    ]


def _graphs(
    claims: list[dict[str, Any]], by_id: Mapping[str, Any], named: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Draw the claims of each result, and all claims."""
    views = [(i, name, [by_id[p] for p in proof(i, by_id)]) for i, name in named]
    views.append(("all", "Every claim", list(claims)))
    return [
        {"id": i, "name": name, "size": len(those), "svg": _safe(graph_svg(those))}
        for i, name, those in views
    ]


def _script_data(data: object) -> str:
    """Return data as JSON that can stand inside a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _sum(values: Any) -> int | None:
    known = [v for v in values if v is not None]
    return sum(known) if known else None


def _figure(data: Mapping[str, Any], picture: bytes) -> dict[str, Any]:
    """Return what the page shows of a figure; the picture is embedded, so that it stays one file."""
    figure = read_figure(dict(data))
    return {
        "id": figure.id,
        "title": figure.title,
        "caption": figure.caption,
        "source": f"data:image/svg+xml;base64,{base64.b64encode(picture).decode('ascii')}",
    }
