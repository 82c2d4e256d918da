"""Derivations for other documents: they compile in a foreign article and in slides without a warning."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from proofs_check.cli import main
from proofs_check.output.html.fragment import mathml_page
from proofs_check.output.latex.fragment import fragment, markdown, style_file
from proofs_check.output.latex.typeset import typeset
from proofs_check.paper import CLAIMS
from symbolic.derivations import TOPICS
from symbolic.deriving.derivation import Derivation

needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is missing")


@cache
def derivations() -> dict[str, Derivation]:
    statements = {i: c.standing for i, c in CLAIMS.items()}
    return {t: TOPICS[t](statements) for t in TOPICS}


ARTICLE = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage{twostage}
\newcommand{\note}[1]{#1}\newcommand{\fitted}{mine}
\begin{document}
\section{A handout}\begin{equation}a = b \label{eq:14}\end{equation} By (\ref{eq:14}):
%s
\end{document}
"""
SLIDES = r"""\documentclass{beamer}
\usepackage{twostage}
\begin{document}
\begin{frame}[allowframebreaks]{Lemma 1}
%s
\end{frame}
\end{document}
"""


@pytest.mark.bulk
@needs_latex
def test_every_derivation_pastes_into_a_foreign_article_twice(tmp_path: Path) -> None:
    (tmp_path / "twostage.sty").write_text(style_file(), encoding="utf-8")
    inputs = []
    for id_, d in derivations().items():
        (tmp_path / f"{id_}.tex").write_text(fragment(d), encoding="utf-8")
        inputs.append(rf"\input{{{id_}}}")
    (tmp_path / "a.tex").write_text(ARTICLE % "\n".join([*inputs, inputs[1]]), encoding="utf-8")
    done = typeset(tmp_path / "a.tex")
    assert done.warnings == ()
    assert not [w for w in done.overfull if w > 1]


@pytest.mark.bulk
@needs_latex
def test_a_derivation_pastes_into_slides(tmp_path: Path) -> None:
    (tmp_path / "twostage.sty").write_text(style_file(), encoding="utf-8")
    piece = fragment(derivations()["lemma-1"], width=300, size=11)
    (tmp_path / "s.tex").write_text(SLIDES % piece, encoding="utf-8")
    done = typeset(tmp_path / "s.tex")
    assert done.warnings == ()
    assert not [w for w in done.overfull if w > 1]


def test_a_fragment_has_no_sections_labels_or_macros_of_the_whole_document() -> None:
    for d in derivations().values():
        tex = fragment(d)
        assert not re.search(
            r"\\(?:sub)*section|\\label|\\ref\b|\\eqlink|\\claimlink|\\note\b", tex
        )
        own = set(re.findall(r"\\(twostage\w*)", tex))
        assert own <= set(re.findall(r"\\newcommand\{\\(twostage\w*)\}", style_file()))


def test_an_exercise_keeps_the_left_sides_and_leaves_out_what_steps_justify() -> None:
    d = derivations()["lemma-1"]
    whole, blank = fragment(d), fragment(d, exercise=True)
    assert r"\twostageblank" not in whole
    assert blank.count(r"\twostageblank") > 3
    answer = r"0 &< \gamma < Q_-"
    assert answer in whole
    assert answer not in blank
    assert r"\underline" in markdown(d, exercise=True)


def test_markdown_has_matched_dollars_and_no_command_of_the_document() -> None:
    for d in derivations().values():
        text = markdown(d)
        assert text.startswith("## ")
        assert text.count("$$") % 2 == 0
        assert text.count(r"\begin{aligned}") == text.count(r"\end{aligned}") > 0
        assert not re.search(r"\\(?:eqlink|claimlink|note|fitted|ensuremath|casehead)\b", text)


def test_mathml_leaves_no_latex() -> None:
    for d in derivations().values():
        shown = re.sub(r'alttext="[^"]*"', "", mathml_page(d))
        assert "<math" in shown
        assert not re.search(r"\\[a-zA-Z]+", shown)


def test_the_command_writes_one_file_a_derivation(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["derive", "lemma-1", "payoffs", "--fragment", "--out", str(tmp_path / "f")]
    )
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (tmp_path / "f").iterdir()) == [
        "lemma-1.tex",
        "payoffs.tex",
        "twostage.sty",
    ]
    for form, name in (("markdown", "payoffs.md"), ("mathml", "payoffs.html")):
        done = CliRunner().invoke(
            main, ["derive", "payoffs", "--format", form, "--out", str(tmp_path / form)]
        )
        assert done.exit_code == 0, done.output
        assert (tmp_path / form / name).exists()
    wrong = CliRunner().invoke(
        main, ["derive", "payoffs", "--fragment", "--pdf", "--out", str(tmp_path / "no")]
    )
    assert wrong.exit_code == 2
    assert "leave out --fragment" in wrong.output
