"""All labels of a figure lie on it and panels beside each other; powers of ten are letters."""

from itertools import pairwise
from typing import Any

import pytest

from proofs_check.output.figures.data import Figure, Panel, series
from proofs_check.output.figures.fonts import matplotlib

mpl = matplotlib()

from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402

from proofs_check.output.figures.draw import composed  # noqa: E402
from proofs_check.output.figures.layout import LEAST, Powers, lay_out, powers_as_letters  # noqa: E402

PLAIN = Panel("x", "y", (series("a", "line", [1, 2], [3, 5]),))
SMALL = Panel("$x_1$", "$y^2$", (series("a", "line", [1, 2], [3e-5, 5e-5]),), title="a title")
WIDE = Panel("x", "y", (series("a", "points", [1, 1e6], [1e-8, 1e-2]),), log_x=True, log_y=True)
LEGEND = Panel("x", "y", tuple(series(f"number {k}", "line", [1, 2], [k, 5]) for k in range(8)))


def laid_out(*panels: Panel) -> tuple[Any, list[Any]]:
    """Return the box of a figure and those of its panels with all labels, in pixels."""
    figure = composed(Figure("id", "title", "caption", panels), "")
    renderer = FigureCanvasAgg(figure).get_renderer()
    return figure.bbox, [ax.get_tightbbox(renderer) for ax in figure.axes]


@pytest.mark.parametrize(
    "panels", [(PLAIN,), (SMALL,), (LEGEND,), (PLAIN, SMALL, WIDE), (WIDE, LEGEND, WIDE)]
)
def test_no_label_leaves_the_figure_or_meets_another_panel(panels: tuple[Panel, ...]) -> None:
    whole, boxes = laid_out(*panels)
    for box in boxes:
        assert whole.x0 < box.x0 < box.x1 < whole.x1
        assert whole.y0 < box.y0 < box.y1 < whole.y1
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))


def test_panels_have_one_size_and_keep_an_inch_whatever_their_labels() -> None:
    figure = mpl.figure.Figure(figsize=(4, 2), dpi=100)
    axes = figure.subplots(1, 2)
    axes[0].set_ylabel("long\n" * 40)
    axes[1].set_xlabel("long\n" * 40)
    lay_out(figure)
    sizes = [ax.get_position().size * (4, 2) for ax in axes]
    assert sizes[0] == pytest.approx([LEAST, LEAST])
    assert sizes[1] == pytest.approx(sizes[0])


@pytest.mark.parametrize(
    ("number", "letters"),
    [
        (1.0, "10⁰"),
        (1e-3, "10⁻³"),
        (1e12, "10¹²"),
        (2e-5, "2×10⁻⁵"),
        (-1e2, "−10²"),
        (-3e-2, "−3×10⁻²"),
    ],
)
def test_numbers_at_a_logarithmic_axis(number: float, letters: str) -> None:
    ax = mpl.figure.Figure().subplots()
    ax.set(xscale="log", xlim=(1e-5, 3e-5))
    powers_as_letters(ax.xaxis)
    formatter = ax.xaxis.get_minor_formatter()
    assert isinstance(formatter, Powers)
    formatter.set_locs([1e-5, 2e-5])
    assert formatter(number) == letters
