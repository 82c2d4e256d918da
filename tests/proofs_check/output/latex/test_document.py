"""The document of derivations: its structure, its links, the same bytes twice, and the PDF."""

import os
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.cli import main
from proofs_check.commands.derive import chosen
from proofs_check.output.latex.claims import anchor
from proofs_check.output.latex.contents import SECTIONS, SUBJECTS
from proofs_check.output.latex.displays import broken, display_latex, referenced
from proofs_check.output.latex.document import document
from proofs_check.output.latex.prose import escaped, prose
from proofs_check.output.latex.saved import saved_results
from proofs_check.output.latex.typeset import NoLatex, typeset
from proofs_check.output.latex.width import width
from proofs_check.paper import CLAIMS
from proofs_check.verifying.result import Result
from symbolic.derivations import TOPICS
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Text
from symbolic.language.notation import TABLE
from symbolic.printing.latex_derivation import Display, Row

RAW = re.compile(
    r"Derivative|Subs\(|xi_1|Quotient|SumOver|ProductOver|_others|_prime|_bar\b|(?<!\\)\bslack|\*\*|(?<![\\A-Za-z])kappa_|Piecewise|U\+[0-9A-F]{4}|None"
)
WITH_LATEX = shutil.which("pdflatex") is not None


@cache
def derivations() -> tuple[Derivation, ...]:
    return tuple(TOPICS[t]({i: c.standing for i, c in CLAIMS.items()}) for t in TOPICS)


@cache
def results() -> tuple[dict[str, Result], dict[str, Result]]:
    """Stand-ins for results: every claim named holds, every finding fails as printed.

    What claims are worth is tested elsewhere.
    """
    named = {i for d in derivations() for i in d.claims}
    holds, fails = (
        Outcome(Verdict.HOLDS, Evidence.DECIDED),
        Outcome(Verdict.FAILS, Evidence.CERTIFIED),
    )
    findings = {
        i: Result(c, fails, holds if c.corrected else None, False, None, 0.0)
        for i, c in CLAIMS.items()
        if c.correction
    }
    return findings, {
        i: Result(CLAIMS[i], holds, None, False, None, 0.0) for i in CLAIMS if i in named
    }


@cache
def source() -> str:
    return document(derivations(), *results())


def test_the_document_has_its_parts_in_order() -> None:
    headings = re.findall(r"\\section\{(.*?)\}", source())
    present = [h for h, ids in SECTIONS if set(ids) & set(TOPICS)]
    assert headings == [
        "Notation",
        "The model",
        *present,
        "Findings",
        "Assumptions",
        "Claims that steps rest on",
    ]
    assert source().index(r"\tableofcontents") < source().index(r"\section{Notation}")
    assert source().index(r"\begin{thebibliography}") > source().index("Claims that steps rest on")


def test_every_derivation_has_a_place_and_every_symbol_a_line_in_the_notation_table() -> None:
    placed = [i for _, ids in SECTIONS for i in ids]
    assert set(TOPICS) <= set(placed)
    assert set(TOPICS) <= set(SUBJECTS)
    table = source().split(r"\section{Notation}")[1].split(r"\end{longtable}")[0]
    assert table.count(r"\\" + "\n") >= len(TABLE)


def test_nothing_raw_is_printed() -> None:
    assert not RAW.search(source()), RAW.search(source())


def test_every_link_has_its_target_and_no_label_is_given_twice() -> None:
    labels = re.findall(r"\\label\{(.*?)\}", source())
    assert len(labels) == len(set(labels))
    assert set(re.findall(r"\\claimlink\{(.*?)\}", source())) <= set(labels)
    assert set(re.findall(r"\\ref\{(.*?)\}", source())) <= set(labels)
    assert source().count(r"\ref{sub:") > 10
    assert {f"eq:{n}" for n in re.findall(r"\\eqlink\{(\d+)\}", source())} <= set(labels)


def test_equations_carry_the_papers_numbers() -> None:
    for number in ("14", "15", "20", "21"):
        assert rf"\tag{{{number}}}\label{{eq:{number}}}" in source()


def test_a_name_changed_in_the_table_changes_in_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def part(text: str) -> str:
        return text.split(r"\section{The model}")[1].split(r"\section{Findings}")[0]

    before = part(source())
    monkeypatch.setitem(TABLE, "Q_others", replace(TABLE["Q_others"], latex=r"\mathcal{Q}"))
    after = part(document(derivations(), *results()))
    assert "Q_-" in before
    assert not re.search(
        r"Q_-(?!\()", after
    )  # the totals in a composition have a name of their own
    assert after.count(r"\mathcal{Q}") > 50


@pytest.mark.bulk
def test_the_same_results_give_the_same_bytes() -> None:
    built_again = [TOPICS[t]({i: c.standing for i, c in CLAIMS.items()}) for t in TOPICS]
    assert document(built_again, *results()) == source()


def test_a_step_that_rests_on_a_claim_that_does_not_hold_stops_the_document() -> None:
    findings, used = results()
    id_, result = next(iter(used.items()))
    fails = replace(result, printed=Outcome(Verdict.FAILS, Evidence.CERTIFIED), corrected=None)
    with pytest.raises(ValueError, match=re.escape(id_)):
        document([], findings, {id_: fails})


def test_derivations_are_chosen_by_their_own_id_or_by_that_of_a_claim() -> None:
    assert chosen(["eq-14"]) == ("payoffs",)
    assert chosen(["lemma-1", "payoffs"]) == ("payoffs", "lemma-1")
    assert chosen([]) == tuple(TOPICS)


def test_the_command_writes_the_source(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["derive", "payoffs", "--out", str(tmp_path / "d")])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "d" / "derivations.tex").read_text(encoding="utf-8")
    assert r"\subsection{Payoffs from offers}" in text
    assert "Each line of the derivation below" in text
    assert (
        "Lemma"
        not in text.split(r"\section{The market game}")[1]
        .split(r"\section{Findings}")[0]
        .split("Assumptions")[0]
    )


def test_saved_verdicts_are_used_only_for_statements_that_have_not_changed(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["verify", "eq-14", "eq-15", "--economies", "0", "--json"])
    file = tmp_path / "results.json"
    file.write_text(done.stdout, encoding="utf-8")
    found = saved_results(file, CLAIMS)
    assert {i: r.standing.verdict for i, r in found.items()} == {
        "eq-14": Verdict.HOLDS,
        "eq-15": Verdict.HOLDS,
    }
    assert found["eq-15"].printed.verdict is Verdict.FAILS
    other = replace(CLAIMS["eq-14"], printed=CLAIMS["eq-20"].printed)
    assert set(saved_results(file, {**CLAIMS, "eq-14": other})) == {"eq-15"}


def test_a_file_that_holds_no_results_is_status_2(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[1]", encoding="utf-8")
    done = CliRunner().invoke(
        main,
        [
            "derive",
            "payoffs",
            "--results",
            str(tmp_path / "bad.json"),
            "--out",
            str(tmp_path / "d"),
        ],
    )
    assert done.exit_code == 2
    assert "must be a results.json" in done.output


def test_an_unknown_derivation_is_a_usage_error_in_one_sentence(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["derive", "nonsense", "--out", str(tmp_path / "d")])
    assert done.exit_code == 2
    assert "there is no derivation of 'nonsense'" in done.output
    assert not (tmp_path / "d").exists()


def test_an_output_folder_that_cannot_be_written_is_status_4(tmp_path: Path) -> None:
    (tmp_path / "d").write_text("a file")
    done = CliRunner().invoke(main, ["derive", "payoffs", "--out", str(tmp_path / "d" / "e")])
    assert done.exit_code == 4
    assert "cannot be written" in done.output


def test_without_latex_the_source_is_written_and_the_status_is_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(main, ["derive", "payoffs", "--out", str(tmp_path / "d"), "--pdf"])
    assert done.exit_code == 3
    assert "pdflatex is needed" in done.output
    assert (tmp_path / "d" / "derivations.tex").exists()


def test_latex_is_there_where_the_whole_check_runs() -> None:
    assert WITH_LATEX or os.environ.get("CI") != "true"


@pytest.mark.skipif(
    not WITH_LATEX and os.environ.get("CI") != "true", reason="pdflatex is not installed"
)
def test_the_pdf_compiles_without_warnings_or_wide_lines(tmp_path: Path) -> None:
    (tmp_path / "derivations.tex").write_text(source(), encoding="utf-8")
    done = typeset(tmp_path / "derivations.tex")
    assert done.pdf.read_bytes().startswith(b"%PDF")
    assert not done.warnings
    assert not [w for w in done.overfull if w > 1]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["derivations.pdf", "derivations.tex"]


@pytest.mark.skipif(not WITH_LATEX, reason="pdflatex is not installed")
def test_a_source_that_does_not_compile_is_reported_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.tex").write_text(
        "\\documentclass{article}\\begin{document}\\undefinedcommand\\end{document}"
    )
    with pytest.raises(NoLatex, match="Undefined control sequence"):
        typeset(tmp_path / "bad.tex")


def test_a_long_sum_is_broken_before_a_sign_and_a_note_that_does_not_fit_gets_its_own_line() -> (
    None
):
    terms = ("a" * 40, "+ " + "b" * 40, "- " + "c" * 40)
    assert [t.lstrip("{}")[:1] for t in broken(terms, 500)] == ["a", "-"]
    shown = display_latex(
        Display((Row("x", "=", ("a" * 70,), note="a note that is long enough not to fit"),)),
        set(),
        lambda i: i,
    )
    assert shown.count(r"\\") == 1


def test_the_width_of_a_fraction_is_that_of_its_wider_half() -> None:
    assert width(r"\frac{a}{bbbb}") == pytest.approx(width("bbbb") + 3.6, rel=0.002)
    assert width("a_{qq}") < width("aqq")


def test_sentences_are_escaped_and_numbers_of_equations_become_links() -> None:
    assert escaped("50 % & more_less") == r"50 \% \& more\_less"
    assert prose("kappa_q is small") == r"$\kappa_{q}$ is small"
    assert referenced("by (14)") == r"by \eqlink{14}"


COUNTED = r"""\documentclass{article}\newcount\runs\runs=0 \InputIfFileExists{runs.txt}{}{}
\begin{document}\ref{a}\newwrite\counter\immediate\openout\counter=runs.txt
\advance\runs by 1 \immediate\write\counter{\runs=\the\runs}\immediate\closeout\counter
\makeatletter\def\@currentlabel{\ifnum\runs<LAST \the\runs\else 9\fi}\label{a}\end{document}"""


@pytest.mark.bulk
@pytest.mark.skipif(not WITH_LATEX, reason="pdflatex is not installed")
def test_labels_that_move_without_a_change_of_size_or_time_are_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    wrapper = tmp_path / "bin" / "pdflatex"
    wrapper.write_text(
        f'#!/bin/sh\n{shutil.which("pdflatex")} "$@"\ncode=$?\n'
        "touch -d @1700000000 counted.aux\nexit $code\n"
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "counted.tex").write_text(COUNTED.replace("LAST", "4"))
    assert not typeset(tmp_path / "counted.tex").warnings
    assert (tmp_path / "runs.txt").read_text().strip() == "\\runs =5"


@pytest.mark.bulk
@pytest.mark.skipif(not WITH_LATEX, reason="pdflatex is not installed")
def test_labels_that_never_settle_are_reported(tmp_path: Path) -> None:
    (tmp_path / "counted.tex").write_text(COUNTED.replace("LAST", "99"))
    assert any("Rerun" in w for w in typeset(tmp_path / "counted.tex").warnings)


@pytest.mark.parametrize("number", range(len(TOPICS)), ids=list(TOPICS))
def test_a_sentence_leads_to_a_step_says_what_is_done_or_names_the_claim_that_says_it(
    number: int,
) -> None:
    d = derivations()[number]
    done = ("Compare", "Fix", "Instead of", "Let", "Suppose", "We")
    for item in d.items:
        if isinstance(item, Text):
            assert set(item.by) <= set(CLAIMS), item.template
            leads = not item.template.endswith(".")
            assert leads or item.by or item.template.startswith(done), item.template
    said = {i for item in d.items if isinstance(item, Text) for i in item.by}
    assert said <= set(d.claims)
    tex = document([d], {}, results()[1])
    assert all(rf"\claimlink{{{anchor(i)}}}" in tex for i in said)
