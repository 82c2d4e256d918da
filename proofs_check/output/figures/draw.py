"""Drawing figures with matplotlib: SVG, PNG or PDF, the same bytes for the same data.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; kinds differ by line
and marker too.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proofs_check.output.figures.data import Figure, Panel, Series
from proofs_check.output.figures.fonts import families, in_lines, matplotlib, shown_as_numbers
from proofs_check.output.files import write_bytes
from symbolic.language.errors import InputError

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
}
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "png": {},
}


_TALL, _WIDE, _LINE = 3.1, 3.9, 0.16
"""Inches of a panel, and of a line of a legend."""

_INSIDE = 6
"""A legend of more lines than this stands below its panel."""

_NAME, _TITLE = 34, 52
"""Letters in a line of a legend, and of a title."""


class DrawingError(InputError):
    """A figure cannot be drawn: the format is unknown."""


def draw(figure: Figure, form: str = "svg") -> bytes:
    """Return a figure as the bytes of a file.

    Letters that no font has are left to the viewer's fonts in an SVG, and are shown by their code
    points elsewhere.

    Args:
        figure: What to draw.
        form: ``svg``, ``png`` or ``pdf``.

    Raises:
        DrawingError: The format is another one.
        MissingExtra: matplotlib is not installed.
    """
    if form not in FORMATS:
        raise DrawingError("a figure's format", f"must be {', '.join(FORMATS)}", repr(form))
    mpl = matplotlib()
    fonts, missing = families("".join(_user_texts(figure)))
    kept = {"svg.fonttype": "none"} if missing and form == "svg" else {}
    unshown = "" if kept else missing
    with mpl.rc_context(), warnings.catch_warnings():
        if missing:
            warnings.filterwarnings("ignore", "Glyph")
        mpl.rcdefaults()
        mpl.rcParams.update({**_SETTINGS, "font.family": fonts, **kept})
        canvas = composed(figure, unshown)
        stream = io.BytesIO()
        canvas.savefig(stream, format=form, metadata=_METADATA[form])
    return stream.getvalue()


def composed(figure: Figure, missing: str) -> Any:
    """Return a figure of matplotlib; ``missing`` are the letters that are shown by their code points."""
    from matplotlib.figure import Figure as Canvas

    from proofs_check.output.figures.layout import lay_out

    lines = max(_outside(p, missing) + _title(p, missing).count("\n") for p in figure.panels)
    size = (_WIDE * len(figure.panels) + 0.6, _TALL + _LINE * lines)
    canvas = Canvas(figsize=size, dpi=160)
    axes = canvas.subplots(1, len(figure.panels), squeeze=False)[0]
    for ax, panel in zip(axes, figure.panels, strict=True):
        _draw_panel(ax, panel, missing)
    lay_out(canvas)
    return canvas


def _user_texts(figure: Figure) -> Iterator[str]:
    for panel in figure.panels:
        yield panel.title
        yield from (one.name for one in panel.series if one.user)


def _title(panel: Panel, missing: str) -> str:
    return in_lines(shown_as_numbers(panel.title, missing), _TITLE)


def _name(one: Series, missing: str) -> str:
    return in_lines(shown_as_numbers(one.name, missing), _NAME) if one.user else one.name


def _outside(panel: Panel, missing: str) -> int:
    """Return the lines of a legend that stands below its panel; 0 if it stands inside."""
    lines = sum(_name(one, missing).count("\n") + 1 for one in panel.series if one.name)
    return lines if lines > _INSIDE else 0


def _draw_panel(ax: Any, panel: Panel, missing: str) -> None:
    """Draw a panel; ``missing`` are the letters that are shown by their code points."""
    from proofs_check.output.figures.layout import powers_as_letters

    ax.set_xlabel(panel.x_label)
    ax.set_ylabel(panel.y_label)
    if panel.log_x:
        ax.set_xscale("log")
        powers_as_letters(ax.xaxis)
    else:
        ax.locator_params(axis="x", nbins=5)
    if panel.log_y:
        ax.set_yscale("log")
        powers_as_letters(ax.yaxis)
    if panel.zero:
        ax.axhline(0, color=GREY, linewidth=0.8)
    for boundary in panel.boundaries:
        ax.axvline(boundary, color=GREY, linewidth=0.8, linestyle=":")
    solid, drawn = -1, []
    for one in panel.series:
        solid += one.kind not in ("failures", "dashed") and not (
            one.kind == "marks" and not one.name
        )
        # Marks without a name belong to the series before them.
        drawn.append(_draw_series(ax, one, COLOURS[max(solid, 0) % len(COLOURS)]))
    if panel.title:
        ax.set_title(_title(panel, missing), parse_math=False, fontsize=9)
    if any(one.name for one in panel.series):
        _draw_legend(ax, panel, drawn, missing)


def _draw_legend(ax: Any, panel: Panel, drawn: list[Any], missing: str) -> None:
    """Draw a legend whose texts are set afterwards.

    A label that begins with an underscore would be left out of it.
    """
    named = [(line, s) for line, s in zip(drawn, panel.series, strict=True) if s.name]
    below = {"loc": "upper left", "bbox_to_anchor": (0, -0.22)}
    outside = bool(_outside(panel, missing))
    where = below if outside else {}
    legend = ax.legend([line for line, _ in named], [" "] * len(named), fontsize=8, **where)
    legend.set_in_layout(outside)
    for text, (_, one) in zip(legend.get_texts(), named, strict=True):
        text.set_parse_math(not one.user)
        text.set_text(_name(one, missing))


def _draw_series(ax: Any, one: Series, colour: str) -> Any:
    """Draw a series and return what was drawn."""
    crosses = {"markersize": 5, "markeredgewidth": 1.4, "color": COLOURS[1]}
    styles: dict[str, dict[str, Any]] = {
        "line": {"linewidth": 1.4},
        "dashed": {"linewidth": 1.0, "linestyle": "--", "color": GREY},
        "points": {"linewidth": 0.8, "marker": "o", "markersize": 3},
        "failures": {"linestyle": "none", "marker": "x", **crosses},
        "marks": {"linestyle": "none", "marker": "D", "markersize": 5},
        "steps": {"linewidth": 1.4, "drawstyle": "steps-post"},
    }
    (drawn,) = ax.plot(one.x, one.y, **{"color": colour, **styles[one.kind]})
    return drawn


def save(figure: Figure, path: Path) -> None:
    """Write a figure to a file whose ending names the format.

    Raises:
        DrawingError: The ending is not a known format.
        MissingExtra: matplotlib is not installed.
        OutputError: The file cannot be written.
    """
    write_bytes(path, draw(figure, path.suffix.lower().removeprefix(".")))
