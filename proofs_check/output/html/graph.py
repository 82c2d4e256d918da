"""The dependency graph of the claims as SVG: what a claim uses stands to its left.

Verdicts differ by colour (of Okabe and Ito), by glyph and by border, so that nobody has to tell
colours apart; each box links to its claim.  Claims that neither use others nor are used are left
out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

GLYPHS = {"HOLDS": "✓", "FAILS": "✗", "UNDECIDED": "?", "VACUOUS": "∅", "BROKEN": "!"}
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 176, 24, 56, 10, 12


@dataclass(frozen=True)
class Box:
    """A claim's place in the picture: its upper left corner."""

    id: str
    x: float
    y: float


def layout(
    claims: Sequence[Mapping[str, Any]],
) -> tuple[list[Box], list[tuple[str, str]], float, float]:
    """Place the claims in layers; return boxes, edges (used, user), and the size of the picture.

    The same claims give the same layout.
    """
    from fast_sugiyama import from_edges

    ids = [c["id"] for c in claims]
    number = {id_: n for n, id_ in enumerate(ids)}
    edges = [(d, c["id"]) for c in claims for d in c["depends_on"] if d in number]
    if not edges:
        return [], [], 2 * MARGIN, 2 * MARGIN
    boxes: list[Box] = []
    width, top = 0.0, float(MARGIN)
    components = sorted(
        (sorted(places), w, h)
        for places, w, h, _ in from_edges(
            [(number[a], number[b]) for a, b in edges],
            vertex_spacing=1,
            dummy_vertices=False,
            check_layout=False,
        )
    )
    for places, across, depth in sorted(components, key=lambda c: -len(c[0])):
        for n, (along, layer) in places:
            boxes.append(
                Box(
                    ids[int(n)],
                    MARGIN + (depth - layer) * (WIDTH + GAP_X),
                    top + along * (HEIGHT + GAP_Y),
                )
            )
        width = max(width, (depth + 1) * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN)
        top += (across + 1) * (HEIGHT + GAP_Y) + GAP_Y
    return boxes, edges, width, top


def graph_svg(claims: Sequence[Mapping[str, Any]], verdicts: Mapping[str, str]) -> str:
    """Return the dependency graph as an SVG element.

    ``verdicts`` are those of the standing statements.  Claims that fail as printed are shaded.
    """
    boxes, edges, width, height = layout(claims)
    at = {b.id: b for b in boxes}
    titles = {c["id"]: c["title"] for c in claims}
    lines = [_edge(at[a], at[b]) for a, b in edges]
    shaded = {c["id"] for c in claims if c["printed"]["verdict"] == "FAILS"}
    nodes = [_node(b, verdicts[b.id], titles[b.id], b.id in shaded) for b in boxes]
    label = (
        f"Dependency graph of {len(boxes)} claims; an arrow leads from a claim to one that uses it"
    )
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return (
        f'<svg class="graph" role="group" aria-label="{label}" {size} '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(lines + nodes)}</svg>'
    )


def _edge(a: Box, b: Box) -> str:
    x1, y1, x2, y2 = a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2
    bend = max(abs(x2 - x1) / 2, 20)
    return (
        f'<path class="edge" d="M{x1:g},{y1:g} C{x1 + bend:g},{y1:g} {x2 - bend:g},{y2:g} '
        f'{x2:g},{y2:g}"/>'
    )


def _node(box: Box, verdict: str, title: str, shaded: bool) -> str:
    name = box.id if len(box.id) <= 25 else box.id[:24] + "…"
    rect = f'<rect x="{box.x:g}" y="{box.y:g}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>'
    text = f'<text x="{box.x + 8:g}" y="{box.y + 16:g}">{GLYPHS[verdict]} {escape(name)}</text>'
    kinds = f"node {verdict.lower()}" + (" shaded" if shaded else "")
    return (
        f'<a href="#{escape(box.id)}" class="{kinds}"><title>{escape(box.id)}: '
        f"{escape(title)}: {verdict}</title>{rect}{text}</a>"
    )
