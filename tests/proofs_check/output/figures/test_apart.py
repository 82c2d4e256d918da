"""Figures that another process draws are those that this one draws, and so are the errors."""

import os
from typing import Any

import pytest

from proofs_check.output.figures.apart import drawn_apart, pictures
from proofs_check.output.figures.data import Figure, Panel, Series, figure_data

FIGURE: dict[str, Any] = figure_data(
    Figure(
        "f",
        "title",
        "caption",
        (Panel("x", "y", (Series("s", "line", (0.0, 1.0), (0.0, 1.0)),)),),
    )
)


@pytest.mark.parametrize("processors", [1, 2])
def test_what_is_drawn_apart_is_what_is_drawn_here(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    with drawn_apart([FIGURE]) as drawn:
        assert drawn() == pictures([FIGURE])
    with drawn_apart([]) as drawn:
        assert drawn() == []


def test_what_is_no_figure_is_an_error_where_the_pictures_are_asked_for() -> None:
    with drawn_apart([{"id": "f"}]) as drawn, pytest.raises(KeyError, match="panels"):
        drawn()
