"""The dependency graph of claims as SVG: what a claim uses stands to its left.

One picture for each result of the paper, and one of everything.  Marks differ by glyph, by colour
(of Okabe and Ito) and by border, so that nobody has to tell colours apart; each box is as wide as
its label and links to its claim.  Claims that neither use others nor are used are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from proofs_check.output.headlines import mark, standing

LETTER, HEIGHT, GAP_X, GAP_Y, MARGIN = 6.7, 24, 48, 8, 12

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Box:
    """A claim's place in the picture: its upper left corner, and its width."""

    id: str
    x: float
    y: float
    width: float


def layout(claims: Sequence[Data]) -> tuple[list[Box], list[tuple[str, str]], float, float]:
    """Place the claims in layers; return boxes, edges (used, user), and the size of the picture.

    A column is as wide as its longest label.  The same claims give the same layout.
    """
    from fast_sugiyama import from_edges

    ids = [c["id"] for c in claims]
    number = {id_: n for n, id_ in enumerate(ids)}
    edges = [(d, c["id"]) for c in claims for d in c["depends_on"] if d in number]
    if not edges:
        return [], [], 2 * MARGIN, 2 * MARGIN
    components = sorted(
        (sorted(places), w, h)
        for places, w, h, _ in from_edges(
            [(number[a], number[b]) for a, b in edges],
            vertex_spacing=1,
            dummy_vertices=False,
            check_layout=False,
        )
    )
    spots: list[tuple[str, int, float]] = []
    top = float(MARGIN)
    for places, _, depth in sorted(components, key=lambda c: -len(c[0])):
        packed = _packed(
            [(ids[int(n)], round(depth - layer), along) for n, (along, layer) in places]
        )
        tallest = max(slot for _, _, slot in packed) + 1
        spots += [(id_, n, top + slot * (HEIGHT + GAP_Y)) for id_, n, slot in packed]
        top += tallest * (HEIGHT + GAP_Y) + GAP_Y
    columns = _columns(spots)
    boxes = [Box(id_, columns[n][0], y, columns[n][1]) for id_, n, y in spots]
    return boxes, edges, max(b.x + b.width for b in boxes) + MARGIN, top


def _packed(spots: Sequence[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    """Close the gaps in each column, whose order is kept, and centre the columns."""
    columns: dict[int, list[tuple[float, str]]] = {}
    for id_, column, along in spots:
        columns.setdefault(column, []).append((along, id_))
    tallest = max(map(len, columns.values()))
    return [
        (id_, column, slot + (tallest - len(those)) / 2)
        for column, those in sorted(columns.items())
        for slot, (_, id_) in enumerate(sorted(those))
    ]


def _columns(spots: Sequence[tuple[str, int, float]]) -> dict[int, tuple[float, float]]:
    """Return the left edge and the width of each column."""
    widths: dict[int, float] = {}
    for id_, column, _ in spots:
        widths[column] = max(widths.get(column, 0.0), round((len(id_) + 2) * LETTER + 14, 1))
    left, placed = float(MARGIN), {}
    for column in sorted(widths):
        placed[column] = (round(left, 1), widths[column])
        left += widths[column] + GAP_X
    return placed


def graph_svg(claims: Sequence[Data]) -> str:
    """Return the dependency graph as an SVG element.

    Claims that fail as printed are shaded.
    """
    boxes, edges, width, height = layout(claims)
    at = {b.id: b for b in boxes}
    by_id = {c["id"]: c for c in claims}
    lines = [_edge(at[a], at[b]) for a, b in edges]
    nodes = [_node(b, by_id[b.id]) for b in boxes]
    label = (
        f"Dependency graph of {len(boxes)} claims; an arrow leads from a claim to one that uses it"
    )
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return (
        f'<svg class="graph" role="group" aria-label="{label}" {size} '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(lines + nodes)}</svg>'
    )


def _edge(a: Box, b: Box) -> str:
    x1, y1, x2, y2 = a.x + a.width, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2
    bend = max(abs(x2 - x1) / 2, 20)
    return (
        f'<path class="edge" data-a="{escape(a.id)}" data-b="{escape(b.id)}" '
        f'd="M{x1:g},{y1:g} C{x1 + bend:g},{y1:g} {x2 - bend:g},{y2:g} {x2:g},{y2:g}"/>'
    )


def _node(box: Box, claim: Data) -> str:
    glyph, look = mark(standing(claim))
    outcome = standing(claim)
    rect = f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{HEIGHT}" rx="4"/>'
    text = f'<text x="{box.x + 8:g}" y="{box.y + 16:g}">{glyph} {escape(box.id)}</text>'
    kinds = f"node {look}" + (" shaded" if claim["printed"]["verdict"] == "FAILS" else "")
    said = f"{box.id}: {claim['title']}: {outcome['verdict']} {outcome['evidence']}"
    return (
        f'<a href="#{escape(box.id)}" data-id="{escape(box.id)}" class="{kinds}">'
        f"<title>{escape(said)}</title>{rect}{text}</a>"
    )
