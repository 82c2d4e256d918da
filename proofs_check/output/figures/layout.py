"""Room for what stands around the panels of a figure, and numbers at their axes.

Matplotlib's own layout measures labels several times, which takes as long as all drawing.  Powers of ten are
written as letters (10⁻²), which need not be set as formulas.

Matplotlib is imported here; ``fonts.matplotlib`` is called before.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.ticker import FixedLocator, LogFormatterSciNotation

WIDE, TALL = 3.05, 2.3
"""Inches of a panel while its labels are measured."""

EDGE, BETWEEN = 0.05, 0.15
"""Inches between a label and the edge of the figure, and between the labels of two panels."""

LEAST = 1.0
"""Inches of a panel at least, however long its labels are."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Powers(LogFormatterSciNotation):  # type: ignore[misc, unused-ignore]
    """Numbers at a logarithmic axis."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return a number as letters."""
        formula = super().__call__(x, pos).removeprefix(r"$\mathdefault{").removesuffix("}$")
        plain = formula.replace(r"\times", "×").replace("-", "−", formula.startswith("-"))
        return re.sub(r"\^\{([-\d]+)\}", lambda found: found[1].translate(_RAISED), plain)


def powers_as_letters(axis: Any) -> None:
    """Write the numbers at a logarithmic axis as letters."""
    axis.set_major_formatter(Powers())
    axis.set_minor_formatter(Powers())


def lay_out(figure: Any) -> None:
    """Place panels that stand beside each other, of one width, so that all labels have room.

    Labels are measured once, and the axes keep the numbers that were.  A legend inside a panel needs no room.
    """
    width, height = figure.get_size_inches()
    panels = figure.axes
    for ax in panels:
        ax.set_position((0, 1 - TALL / height, WIDE / width, TALL / height))
    renderer = FigureCanvasAgg(figure).get_renderer()
    for axis in (axis for ax in panels for axis in (ax.xaxis, ax.yaxis)):
        axis.set_major_locator(FixedLocator(axis.get_majorticklocs()))
        axis.set_minor_locator(FixedLocator(axis.get_minorticklocs()))
    around = [_around(ax, renderer, figure.dpi) for ax in panels]
    left, right = EDGE + around[0][0], EDGE + around[-1][2]
    gaps = [a[2] + BETWEEN + b[0] for a, b in pairwise(around)]
    below, above = (EDGE + max(a[side] for a in around) for side in (1, 3))
    wide = max((width - left - right - sum(gaps)) / len(panels), LEAST)
    tall = max(height - below - above, LEAST)
    for ax, gap in zip(panels, [*gaps, 0.0], strict=True):
        ax.set_position((left / width, below / height, wide / width, tall / height))
        left += wide + gap


def _around(ax: Any, renderer: Any, dpi: float) -> tuple[float, float, float, float]:
    """Return how far the labels of a panel reach out to the left, below, right and above, in inches."""
    inside = ax.get_window_extent(renderer)
    labels = ax.get_tightbbox(renderer, for_layout_only=True)
    return (
        (inside.x0 - labels.x0) / dpi,
        (inside.y0 - labels.y0) / dpi,
        (labels.x1 - inside.x1) / dpi,
        (labels.y1 - inside.y1) / dpi,
    )
