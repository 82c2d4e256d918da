"""The announced histogram as a drawing: a bar for each offer that was made, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM = 420, 220, 50, 56
THICK = 12
"""Width of a bar; offers that are nearer to one another than this share one."""

Bars = Sequence[dict[str, Any]]


def signed(offer: Sequence[float], endowment: Sequence[float]) -> float:
    """Return where an offer stands from -1 (all of the second good) to 1 (all of the first)."""
    return offer[0] / endowment[0] if offer[0] else -offer[1] / endowment[1]


def said(offer: Sequence[float]) -> str:
    """Return an offer in words."""
    if not any(offer):
        return "nothing"
    good, amount = ("A", offer[0]) if offer[0] else ("B", offer[1])
    return f"{amount:.4g} {good}"


def histogram_svg(bars: Bars, endowment: Sequence[float]) -> str:
    """Return the drawing as SVG: offers of B to the left, of A to the right, heights are counts."""
    places = sorted((signed(bar["offer"], endowment), bar["count"]) for bar in bars)
    reach = max((abs(x) for x, _ in places), default=1.0) or 1.0

    def across(x: float) -> float:
        return WIDTH / 2 + (WIDTH / 2 - LEFT) * x / reach

    shown: list[list[float]] = []
    for x, count in places:
        if shown and across(x) - shown[-1][0] < THICK:
            shown[-1][1] += count
        else:
            shown.append([across(x), count])
    most, floor = max((count for _, count in shown), default=1), HEIGHT - BOTTOM
    middle, end = WIDTH / 2, WIDTH - LEFT
    drawn = [
        f'<svg class="histogram" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-label="How many of the active made each first offer">',
        f'<line class="zero" x1="{middle}" y1="10" x2="{middle}" y2="{floor + 6}"/>',
        f'<line class="axis" x1="12" y1="{floor}" x2="{WIDTH - 12}" y2="{floor}"/>',
    ]
    for at, count in shown:
        tall = (floor - 30) * count / most
        drawn.append(
            f'<rect x="{at - THICK / 2:.1f}" y="{floor - tall:.1f}" width="{THICK}" '
            f'height="{tall:.1f}"/>'
            f'<text x="{at:.1f}" y="{floor - tall - 6:.1f}">{count:g}</text>'
        )
    ends = (f"{reach * endowment[1]:.3g} of B", "nothing", f"{reach * endowment[0]:.3g} of A")
    for at, text in zip((LEFT, middle, end), ends, strict=True):
        drawn.append(f'<text x="{at}" y="{floor + 22}">{text}</text>')
    drawn.append(f'<text x="{middle}" y="{HEIGHT - 8}">first offers of the active</text></svg>')
    return "".join(drawn)


def histogram_rows(bars: Bars) -> list[tuple[str, int]]:
    """Return the histogram as rows: an offer in words, and by how many it was made."""
    return [(said(bar["offer"]), bar["count"]) for bar in bars]
