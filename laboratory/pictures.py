"""The announced histogram as a drawing: a bar for each offer that was made, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 260, 34, 56
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
    most = max((bar["count"] for bar in bars), default=1)
    places = [(signed(bar["offer"], endowment), bar["count"]) for bar in bars]
    reach = max((abs(x) for x, _ in places), default=1.0) or 1.0
    inner = WIDTH - 2 * LEFT

    def across(x: float) -> float:
        return LEFT + inner * (x / reach / 1.15 + 1) / 2

    floor = HEIGHT - BOTTOM
    drawn = [
        f'<svg class="histogram" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="How many of the active made each first offer">',
        f'<line class="axis" x1="{LEFT}" y1="{floor}" x2="{WIDTH - LEFT}" y2="{floor}"/>',
        f'<line class="zero" x1="{across(0):.1f}" y1="10" x2="{across(0):.1f}" y2="{floor + 6}"/>',
    ]
    for x, count in places:
        tall = (floor - 30) * count / most
        drawn.append(
            f'<rect x="{across(x) - 9:.1f}" y="{floor - tall:.1f}" width="18" height="{tall:.1f}"/>'
            f'<text x="{across(x):.1f}" y="{floor - tall - 6:.1f}">{count}</text>'
        )
    for x, text in (
        (-reach, f"{reach * endowment[1]:.3g} of B"),
        (0.0, "nothing"),
        (reach, f"{reach * endowment[0]:.3g} of A"),
    ):
        drawn.append(f'<text x="{across(x):.1f}" y="{floor + 24}">{text}</text>')
    drawn.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}">first offers of the active</text></svg>')
    return "".join(drawn)


def histogram_rows(bars: Bars) -> list[tuple[str, int]]:
    """Return the histogram as rows: an offer in words, and by how many it was made."""
    return [(said(bar["offer"]), bar["count"]) for bar in bars]
