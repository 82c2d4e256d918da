"""A figure of the comparison: losses against N, one line a mechanism.

Pure functions of the data that ``twostage compare --json`` prints.
"""

from __future__ import annotations

from typing import Any

from proofs_check.output.figures.data import Figure, Panel, Series, series

Data = dict[str, Any]
LEAST = 1e-9
"""Losses below this share are rounding error and are not drawn on a logarithmic scale."""

TITLES = {
    "misallocation": "loss within what agents hold, %",
    "paper": "loss within (12), %",
}


def comparison_figure(data: Data) -> Figure:
    """Show misallocation and the paper's loss against N, on logarithmic scales.

    Args:
        data: The result of ``twostage compare --json``.
    """
    panels = tuple(
        Panel("agents $N$", label, _lines(data, measure), log_x=True, log_y=True)
        for measure, label in TITLES.items()
    )
    caption = (
        "Expected loss of each mechanism, in percent of the resources, against the number of agents. "
        "Left: within what the agents hold, so that what the designer took or gave does not count. "
        "Right: within the resources of (12), where what the designer took of one good is waste."
    )
    return Figure("mechanisms", f"Which mechanism? {data['economy']}", caption, panels)


def _lines(data: Data, measure: str) -> tuple[Series, ...]:
    lines = []
    for i, name in enumerate(dict.fromkeys(row["mechanism"] for row in data["rows"])):
        rows = [
            r
            for r in data["rows"]
            if r["mechanism"] == name and r["agents"] is not None and (r[measure] or 0) > LEAST
        ]
        if rows:
            kind = "line" if i % 2 == 0 else "dashed"
            lines.append(
                series(
                    name.replace("_", " "),
                    kind,  # type: ignore[arg-type]
                    [r["agents"] for r in rows],
                    [100 * r[measure] for r in rows],
                    user=True,
                )
            )
    return tuple(lines)
