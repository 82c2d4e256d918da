"""A figure as plain data: series, axes, a caption.

It survives JSON, so a report draws what a run computed.

Conventions: numbers are finite floats; text between dollar signs is LaTeX, except in titles and in
what is marked as a user's, which are shown as they are; the kind of a series
says how it is drawn, never a colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["line", "dashed", "points", "failures", "marks", "steps"]


@dataclass(frozen=True)
class Series:
    """Points (x, y) under a name.

    Args:
        name: What the legend says; LaTeX between dollar signs, unless it is a user's.
        kind: ``line``, ``dashed`` (a reference), ``points``, ``failures`` (where a claim fails),
            ``marks`` (maxima), or ``steps``.
        x: Abscissae.
        y: Ordinates, as many.
        user: Whether the name is a user's text, which is shown as it is.
    """

    name: str
    kind: Kind
    x: tuple[float, ...]
    y: tuple[float, ...]
    user: bool = False


@dataclass(frozen=True)
class Panel:
    """One pair of axes.

    Labels may have LaTeX between dollar signs; the title is a user's text, shown as it is.
    """

    x_label: str
    y_label: str
    series: tuple[Series, ...]
    log_x: bool = False
    log_y: bool = False
    zero: bool = False
    boundaries: tuple[float, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Figure:
    """Panels side by side with a title and a caption that can be read without them.

    Args:
        id: A name fit for files and anchors.
        title: What is shown, and for which economy.
        caption: What one should see, with units.
        panels: At least one.
    """

    id: str
    title: str
    caption: str
    panels: tuple[Panel, ...]


def series(
    name: str, kind: Kind, x: Iterable[float], y: Iterable[float], *, user: bool = False
) -> Series:
    """Make a series of the points at which both numbers are finite."""
    pairs = [
        (float(a), float(b)) for a, b in zip(x, y, strict=True) if np.isfinite(a) and np.isfinite(b)
    ]
    return Series(name, kind, tuple(a for a, _ in pairs), tuple(b for _, b in pairs), user)


def figure_data(figure: Figure) -> dict[str, Any]:
    """Return a figure as JSON data."""
    return asdict(figure)


def read_figure(data: dict[str, Any]) -> Figure:
    """Return the figure of JSON data; the inverse of ``figure_data``."""
    panels = tuple(
        Panel(
            **{
                **p,
                "series": tuple(
                    Series(**{**s, "x": tuple(s["x"]), "y": tuple(s["y"])}) for s in p["series"]
                ),
                "boundaries": tuple(p["boundaries"]),
            }
        )
        for p in data["panels"]
    )
    return Figure(data["id"], data["title"], data["caption"], panels)
