"""Figures: their data are what the solvers give, they survive JSON, and the same data give the same bytes."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from numeric import load_economy, solve_competitive, solve_stage1, solve_stage2, threshold
from numeric.theorem_3.efficiency import efficiency
from proofs_check.cli import main
from proofs_check.output.figures.data import Figure, Panel, figure_data, read_figure, series
from proofs_check.output.figures.draw import DrawingError, draw
from proofs_check.output.figures.of_economies import (
    convergence_figure,
    loss_figure,
    margin_figure,
    payoffs_figure,
    stage1_figure,
)
from tests.bulk import leading

EXAMPLES = Path(__file__).parents[4] / "examples"
LOG, FAILING = (load_economy(EXAMPLES / f"{n}.toml") for n in ("log", "failing"))


def test_the_margin_figure_marks_every_failure() -> None:
    figure = margin_figure(FAILING, range(2, 60))
    margin, failures, _ = figure.panels[0].series
    found = threshold(FAILING, range(2, 60))
    assert failures.x == tuple(float(N) for N in found.fails)
    assert margin.y == tuple(m.margin for m in found.margins)
    assert max(failures.y) < 0


def test_an_economy_that_never_fails_has_no_failures_to_mark() -> None:
    figure = margin_figure(LOG, range(12, 20))
    assert [s.kind for s in figure.panels[0].series] == ["line", "dashed"]


def test_the_diamond_is_the_highest_point_of_g_and_h() -> None:
    figure = payoffs_figure(LOG, [3, 5])
    offers = solve_stage2(LOG, [[3, 5]]).offers[0]
    for panel, (b_q, b_r) in zip(figure.panels, offers, strict=True):
        *lines, mark = panel.series
        assert mark.x == pytest.approx((b_q - b_r,))
        top = max(max(s.y) for s in lines)
        assert top <= mark.y[0] + 1e-12
        assert mark.y[0] < top + 1e-4


def test_stage_1_shows_the_intervals_and_the_best_consumption() -> None:
    panel = stage1_figure(LOG).panels[0]
    solved = solve_stage1(LOG)
    assert [s.x[0] for s in panel.series if s.kind == "marks"] == pytest.approx(
        list(solved.consumption)
    )
    assert panel.boundaries == pytest.approx((solved.intervals[0, 1],))
    assert all(max(s.y) <= 1e-12 for s in panel.series)


def test_the_distances_fall_as_one_over_m() -> None:
    figure = convergence_figure(LOG, [1000, 4000, 16000])
    lines = [s for s in figure.panels[0].series if s.kind == "points"]
    assert len(lines) == len(solve_competitive(LOG).price)
    for line in lines:
        rates = -np.diff(np.log(line.y)) / np.diff(np.log(line.x))
        assert np.allclose(rates, 1, atol=0.1)


def test_a_figure_survives_json() -> None:
    figure = payoffs_figure(LOG, [2, 2])
    assert read_figure(json.loads(json.dumps(figure_data(figure), allow_nan=False))) == figure


@pytest.mark.bulk
@pytest.mark.parametrize(
    ("form", "magic"), leading(1, [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
)
def test_the_same_data_give_the_same_bytes(form: str, magic: bytes) -> None:
    figure = stage1_figure(LOG)
    once, again = draw(figure, form), draw(figure, form)
    assert once == again
    assert once.startswith(magic)
    moved = Figure(
        figure.id,
        figure.title,
        figure.caption,
        (Panel("x", "y", (series("a", "line", [0, 1], [0, 2]),)),),
    )
    assert draw(moved, form) != once


def test_points_that_are_not_finite_are_left_out() -> None:
    assert series("a", "line", [1, 2, 3], [1.0, float("nan"), float("inf")]).x == (1.0,)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(DrawingError, match="svg, png, pdf, got 'bmp'"):
        draw(stage1_figure(LOG), "bmp")


@pytest.mark.bulk
@pytest.mark.parametrize("kind", ["stage1", "payoffs", "convergence", "margin"])
def test_the_command_writes_each_kind(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "f.svg"
    result = CliRunner().invoke(
        main, ["plot", kind, str(EXAMPLES / "log.toml"), "--out", str(out), "--to", "12", "--json"]
    )
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"<?xml")
    assert json.loads(result.stdout)["id"] == kind


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["margin", "log.toml", "--out", "f.bmp"],
            "--out must end in .svg, .png, .pdf; found 'f.bmp'",
        ),
        (
            ["margin", "log.toml", "--out", "f.svg", "--from", "9", "--to", "3"],
            "--to must be at least --from, found 3 and 9",
        ),
        (
            ["payoffs", "log.toml", "--out", "f.svg", "--configuration", "1,2,3"],
            "--configuration must have one count per type",
        ),
        (["histogram", "log.toml", "--out", "f.svg"], "is not one of"),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [str(EXAMPLES / a) if a.endswith(".toml") else a for a in arguments]
    result = CliRunner().invoke(main, ["plot", *arguments])
    assert result.exit_code == 2
    assert sentence in result.output
    assert not list(tmp_path.iterdir())


def test_a_figure_that_cannot_be_written_is_one_sentence_and_status_4(tmp_path: Path) -> None:
    out = str(tmp_path / "no" / "folder" / "f.svg")
    result = CliRunner().invoke(main, ["plot", "stage1", str(EXAMPLES / "log.toml"), "--out", out])
    assert result.exit_code == 4
    assert result.stderr == f"Error: {out}: cannot be written (No such file or directory)\n"


def test_a_loss_that_is_drawn_is_called_statistical_with_its_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "statistical" not in loss_figure(LOG, 6).caption
    drawn = partial(efficiency, limit=0, draws=300)
    monkeypatch.setattr("proofs_check.output.figures.of_economies.efficiency", drawn)
    low, high = drawn(LOG, 6).epsilon_bounds
    caption = loss_figure(LOG, 6).caption
    assert "statistical, from 300 draws a state" in caption
    assert f"between {low:.4g} and {high:.4g}" in caption
