"""The page: everything of the results is on it, it is safe, and the same results give the same bytes."""

import copy
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from proofs_check.cli import main
from proofs_check.output.headlines import ORDER, SAYS, headlines, mark
from proofs_check.output.html.links import linked
from proofs_check.output.html.page import (
    ReportError,
    render_html,
    render_summary,
    typed,
)
from proofs_check.output.latex.letters import with_drawings
from proofs_check.output.latex.results import render_tex
from proofs_check.output.latex.summary import render_summary_tex
from proofs_check.output.latex.typeset import typeset
from symbolic.language import notation


class Reader(HTMLParser):
    """Collects ids, links and text."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {k: v or "" for k, v in attrs}
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "a":
            self.links.append(named["href"])
        self.loads += [named[k] for k in ("src",) if k in named]
        assert not any(k.startswith("on") for k in named)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_every_claim_verdict_finding_and_counterexample_is_there(results: dict[str, Any]) -> None:
    page = render_html(results)
    reader = read(page)
    for claim in results["claims"]:
        assert claim["id"] in reader.ids
        for name, value in (claim["printed"].get("counterexample") or {}).items():
            assert f"<td>{typed(name)}</td><td>{typed(value)}</td>" in page
    for verdict in ("FAILS", "UNDECIDED", "VACUOUS", "BROKEN"):
        assert re.search(
            rf'class="verdict {verdict.lower()}"><span aria-hidden="true">\S</span> {verdict}', page
        )
    assert "The scan may be at fault" in page


def test_a_sample_never_wears_the_mark_of_a_proof(results: dict[str, Any]) -> None:
    for claim in results["claims"]:
        outcome = claim["corrected"] or claim["printed"]
        if outcome["verdict"] == "HOLDS":
            outcome["evidence"] = "SAMPLED"
    page = render_html(results)
    assert 'class="verdict sampled"><span aria-hidden="true">≈</span> HOLDS' in page
    assert 'class="verdict proved"' not in page
    marks = [mark({"verdict": "HOLDS", "evidence": kind}) for kind in ORDER]
    assert len({glyph for glyph, _ in marks}) == len({look for _, look in marks}) == len(ORDER)


def test_names_that_are_typed_never_reach_a_reader(results: dict[str, Any]) -> None:
    page = re.sub(
        r'alttext="[^"]*"|<script.*?</script>|<style>.*?</style>',
        "",
        render_html(results),
        flags=re.S,
    )
    shown = re.sub(r"<code>.*?</code>|<[^>]*>", "", page, flags=re.S)
    for raw in ("sqrt(", "Q_others", "b_q_prime", "q_bar", "kappa_", "SumOver", "**", "^2"):
        assert raw not in shown, raw


def test_ids_are_unique_and_every_link_leads_somewhere(results: dict[str, Any]) -> None:
    reader = read(render_html(results))
    assert len(reader.ids) == len(set(reader.ids))
    inner = {link.removeprefix("#") for link in reader.links if link.startswith("#")}
    assert inner <= set(reader.ids)
    assert not [link for link in reader.links if not link.startswith(("#", "certificates/"))]


def test_a_claim_that_is_not_on_the_page_is_named_without_a_link(results: dict[str, Any]) -> None:
    absent = "lemma-1.case-i.gamma"
    assert absent in {d for c in results["claims"] for d in c["depends_on"]}
    assert absent not in {c["id"] for c in results["claims"]}
    page = render_html(results)
    assert f'<span class="id">{absent}</span>' in page
    assert f'href="#{absent}"' not in page


def test_the_page_is_one_file_that_loads_nothing(results: dict[str, Any]) -> None:
    page = render_html(results)
    assert all(source.startswith("data:") for source in read(page).loads)
    assert "@import" not in page
    assert not re.search(r"url\(", page)
    assert "<link" not in page


def test_formulas_are_mathml_and_leave_no_latex_behind(results: dict[str, Any]) -> None:
    page = render_html(results)
    assert page.count("<math") > 30
    shown = re.sub(r'alttext="[^"]*"', "", page)
    shown = re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)
    assert not re.search(r"\\[a-zA-Z]+", shown)
    for artefact in ("Derivative(", "Subs(", "xi_1", "SumOver", "Quotient("):
        assert artefact not in shown


def test_a_derivation_stands_on_the_page_with_every_row_and_its_claims(
    results: dict[str, Any],
) -> None:
    reader = read(render_html(results))
    (derived,) = results["derivations"]
    assert f"derivation-{derived['id']}" in reader.ids
    assert "eq-14" in derived["about"]
    assert reader.links.count(f"#derivation-{derived['id']}") == len(derived["about"])
    rows = sum(len(b.get("rows", ())) for b in derived["blocks"])
    assert rows > 3
    assert render_html(results).count('<div class="row">') == rows


def test_text_of_the_results_cannot_become_markup(results: dict[str, Any]) -> None:
    page = render_html(results)
    assert "<em>not stressed</em>" not in page
    assert "&lt;em&gt;not stressed&lt;/em&gt; &amp; <math" in page
    results["claims"][0]["title"] = "</script><em>x</em>"
    assert "</script><em>" not in render_html(results)


def test_the_same_results_give_the_same_bytes(results: dict[str, Any]) -> None:
    assert render_html(results) == render_html(json.loads(json.dumps(results)))


def test_a_symbols_latex_name_comes_from_the_notation_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    from proofs_check.output.statements import statement_data
    from proofs_check.paper import CLAIMS

    before = json.dumps(statement_data(CLAIMS["eq-14"].printed))
    monkeypatch.setitem(
        notation.TABLE, "Q_others", replace(notation.TABLE["Q_others"], latex=r"\mathcal{Q}")
    )
    after = json.dumps(statement_data(CLAIMS["eq-14"].printed))
    assert after == before.replace("Q_-", r"\\mathcal{Q}")
    assert after != before


def test_ids_in_sentences_become_links_and_parts_of_words_do_not() -> None:
    assert (
        linked("uses eq-7, not eq-77 or xeq-7.", ["eq-7"])
        == 'uses <a class="id" href="#eq-7">eq-7</a>, not eq-77 or xeq-7.'
    )
    assert linked("lemma-1.case-i.", ["lemma-1", "lemma-1.case-i"]).count("<a") == 1


@pytest.mark.parametrize("data", [{}, {"format": 1, "claims": []}, {"format": 2, "claims": None}])
def test_results_of_another_format_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ReportError, match="format 2"):
        render_html(data)


def test_the_command_renders_saved_results_and_reports_what_is_wrong(
    results: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(results), encoding="utf-8")
    good = CliRunner().invoke(main, ["report", str(file), "--out", str(tmp_path / "r")])
    assert good.exit_code == 0, good.output
    assert (tmp_path / "r" / "report.html").read_text(encoding="utf-8") == render_html(results)
    text, source = (
        (tmp_path / "r" / f"report.{e}").read_text(encoding="utf-8") for e in ("txt", "tex")
    )
    for claim in results["claims"]:
        assert claim["id"] in text
        assert claim["id"] in source.replace(r"\allowbreak{}", "")
    broken = json.loads(json.dumps(results))
    del broken["claims"][0]["printed"]
    wrong = [
        ("{", "must be JSON"),
        ("[]", "must hold an object"),
        ('{"format": 3}', "format 2"),
        (json.dumps(broken), "'printed' is missing"),
    ]
    for content, sentence in wrong:
        file.write_text(content, encoding="utf-8")
        bad = CliRunner().invoke(main, ["report", str(file), "--out", str(tmp_path / "none")])
        assert bad.exit_code == 2
        assert sentence in bad.output
    assert (
        CliRunner()
        .invoke(main, ["report", str(tmp_path / "no.json"), "--out", str(tmp_path)])
        .exit_code
        == 2
    )
    assert not (tmp_path / "none").exists()


@pytest.mark.bulk
def test_verify_writes_the_report_that_its_results_give(tmp_path: Path) -> None:
    ids = ("eq-7", "thm-2.claim-0")  # one fails as printed, with a counterexample
    both = CliRunner().invoke(main, ["verify", *ids, "--out", str(tmp_path / "both"), "--report"])
    assert "report.html: " in both.output, both.output
    later = ["report", str(tmp_path / "both" / "results.json"), "--out", str(tmp_path / "later")]
    assert CliRunner().invoke(main, later).exit_code == 0
    names = sorted(path.name for path in (tmp_path / "later").iterdir())
    assert len(names) == 5
    for name in names:
        at_once, afterwards = (tmp_path / d / name for d in ("both", "later"))
        assert at_once.read_bytes() == afterwards.read_bytes()


def test_a_report_needs_a_folder() -> None:
    refused = CliRunner().invoke(main, ["verify", "eq-7", "--report"])
    assert (refused.exit_code, "--out" in refused.output) == (2, True)


def test_the_table_of_results_says_what_a_result_rests_on(results: dict[str, Any]) -> None:
    lemma = copy.deepcopy(results["claims"][0]) | {
        "id": "lemma-1",
        "depends_on": ["eq-14", "eq-15"],
    }
    lemma |= {"severity": None}
    data = results | {"claims": [*results["claims"], lemma]}
    (row,) = headlines(data)
    assert row.name == "Lemma 1"
    assert sum(n for _, n in row.chain) == row.size > 2
    assert {c["id"] for c in row.corrected} == {"eq-15"}
    for page in (render_html(data), render_summary(data)):
        assert "with the same payoff" in page
        assert "1 step corrected" in page


def test_the_summary_for_a_referee_is_one_page_without_a_warning(
    results: dict[str, Any], tmp_path: Path
) -> None:
    if shutil.which("pdflatex") is None and os.environ.get("CI") != "true":
        pytest.skip("no pdflatex on this machine")
    rows = [
        copy.deepcopy(results["claims"][0])
        | {"id": id_, "depends_on": ["eq-15", "prop-1.continuity"], "severity": None}
        for id_ in SAYS
    ]
    gap = copy.deepcopy(next(c for c in results["claims"] if c["id"] == "eq-15"))
    gap |= {"id": "prop-1.continuity", "severity": "gap", "consequence": "Repaired."}
    data = results | {"claims": [*results["claims"], gap, *rows]}
    (tmp_path / "summary.tex").write_text(
        with_drawings(render_summary_tex(data))[0], encoding="utf-8"
    )
    done = typeset(tmp_path / "summary.tex")
    assert not done.warnings
    assert not [w for w in done.overfull if w > 1]
    if shutil.which("pdfinfo"):
        assert pages(done.pdf) == 1


def pages(pdf: Path) -> int:
    """Count the pages of a PDF, which pdfinfo tells."""
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told)[1])  # type: ignore[index]


def test_the_latex_compiles_without_warnings(results: dict[str, Any], tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None and os.environ.get("CI") != "true":
        pytest.skip("no pdflatex on this machine")
    for claim in results["claims"]:
        claim["severity"] = claim["severity"] or (
            "harmless" if claim["printed"]["verdict"] == "FAILS" else None
        )
    (tmp_path / "report.tex").write_text(render_tex(results), encoding="utf-8")
    done = typeset(tmp_path / "report.tex")
    assert not done.warnings
    assert not done.overfull


def test_the_tails_stand_beside_theorem_1_and_a_stale_one_proves_nothing(
    results: dict[str, Any],
) -> None:
    data = copy.deepcopy(results)
    data["claims"][0]["id"] = "thm-1"
    row = {"types": 2, "states": 3, "seconds": 12.4, "last_failure": None, "active": 90}
    data["tails"] = [
        {**row, "economy": "one & only", "from": 133, "current": True},
        {**row, "economy": "two", "from": 917, "current": False, "last_failure": 164},
    ]
    page = render_html(data)
    table = page[page.index('class="tails"') :].split("</table>")[0]
    assert page.count('class="tails"') == 1
    assert "<td>one &amp; only</td><td>2, 3</td><td>none</td><td>133</td><td>12</td>" in table
    assert "<td>164</td><td>stale: not proved</td>" in table
    assert "917" not in table
    assert 'class="tails"' not in render_html(results)
