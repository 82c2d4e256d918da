"""Drawing figures with matplotlib: SVG, PNG or PDF, the same bytes for the same data.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; kinds differ by line
and marker too.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from proofs_check.output.figures.data import Figure, Panel, Series

FORMATS = ("svg", "png", "pdf")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
GREY = "#767676"
_SETTINGS = {
    "svg.hashsalt": "two-stage-market-game",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "mathtext.fontset": "dejavusans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "png": {},
}


class DrawingError(ValueError):
    """A figure cannot be drawn: the format is unknown, or matplotlib is not installed."""


def draw(figure: Figure, form: str = "svg") -> bytes:
    """Return a figure as the bytes of a file.

    Args:
        figure: What to draw.
        form: ``svg``, ``png`` or ``pdf``.

    Raises:
        DrawingError: The format is another one, or matplotlib is missing.
    """
    if form not in FORMATS:
        raise DrawingError(f"a figure's format must be {', '.join(FORMATS)}, got {form!r}")
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure as Canvas
    except ImportError:
        raise DrawingError(
            'figures need matplotlib: install "two-stage-market-game[report]"'
        ) from None
    with mpl.rc_context(_SETTINGS):
        canvas = Canvas(figsize=(3.9 * len(figure.panels) + 0.6, 3.1), dpi=160)
        axes = canvas.subplots(1, len(figure.panels), squeeze=False)[0]
        for ax, panel in zip(axes, figure.panels, strict=True):
            _draw_panel(ax, panel)
        stream = io.BytesIO()
        canvas.savefig(stream, format=form, metadata=_METADATA[form])
    return stream.getvalue()


def _draw_panel(ax: Any, panel: Panel) -> None:
    ax.set_xlabel(panel.x_label)
    ax.set_ylabel(panel.y_label)
    if panel.log_x:
        ax.set_xscale("log")
    else:
        ax.locator_params(axis="x", nbins=5)
    if panel.log_y:
        ax.set_yscale("log")
    if panel.zero:
        ax.axhline(0, color=GREY, linewidth=0.8)
    for boundary in panel.boundaries:
        ax.axvline(boundary, color=GREY, linewidth=0.8, linestyle=":")
    solid = -1
    for one in panel.series:
        solid += one.kind not in ("failures", "dashed") and not (
            one.kind == "marks" and not one.name
        )
        _draw_series(
            ax, one, COLOURS[max(solid, 0) % len(COLOURS)]
        )  # marks without a name belong to the series before them
    if any(one.name for one in panel.series):
        ax.legend(fontsize=8)


def _draw_series(ax: Any, one: Series, colour: str) -> None:
    match one.kind:
        case "line":
            ax.plot(one.x, one.y, color=colour, label=one.name, linewidth=1.4)
        case "dashed":
            ax.plot(one.x, one.y, color=GREY, label=one.name, linewidth=1.0, linestyle="--")
        case "points":
            ax.plot(
                one.x, one.y, color=colour, label=one.name, linewidth=0.8, marker="o", markersize=3
            )
        case "failures":
            ax.plot(
                one.x,
                one.y,
                color=COLOURS[1],
                label=one.name,
                linestyle="none",
                marker="x",
                markersize=5,
                markeredgewidth=1.4,
            )
        case "marks":
            ax.plot(
                one.x,
                one.y,
                color=colour,
                label=one.name,
                linestyle="none",
                marker="D",
                markersize=5,
            )
        case "steps":
            ax.step(one.x, one.y, color=colour, label=one.name, where="post", linewidth=1.4)


def save(figure: Figure, path: Path) -> None:
    """Write a figure to a file whose ending names the format.

    Raises:
        DrawingError: The ending is not a known format, or matplotlib is missing.
        OSError: The file cannot be written.
    """
    path.write_bytes(draw(figure, path.suffix.lower().removeprefix(".")))
