"""The dependency graph: every claim that has a neighbour, once, what is used to the left of its user."""

from typing import Any

from proofs_check.output.html.graph import HEIGHT, graph_svg, layout


def claim(id_: str, *uses: str, printed: str = "HOLDS") -> dict[str, Any]:
    return {
        "id": id_,
        "title": f"says {id_} & more",
        "depends_on": list(uses),
        "printed": {"verdict": printed, "evidence": "PROVED"},
        "corrected": {"verdict": "HOLDS", "evidence": "SAMPLED"} if printed == "FAILS" else None,
    }


CLAIMS = [
    claim("a"),
    claim("b", "a"),
    claim("c", "a", "b", printed="FAILS"),
    claim("d", "elsewhere"),
    claim("lonely"),
    claim("e", "f"),
    claim("f"),
]
CLAIMS[1]["printed"] = {"verdict": "UNDECIDED", "evidence": "NONE"}


def test_what_is_used_stands_to_the_left_and_no_boxes_overlap() -> None:
    boxes, edges, width, height = layout(CLAIMS)
    at = {b.id: b for b in boxes}
    assert set(at) == {"a", "b", "c", "e", "f"}
    assert set(edges) == {("a", "b"), ("a", "c"), ("b", "c"), ("f", "e")}
    assert all(at[a].x < at[b].x for a, b in edges)
    for one in boxes:
        assert 0 <= one.x < one.x + one.width < width
        assert 0 <= one.y < height
        assert not [o for o in boxes if o is not one and o.x == one.x and abs(o.y - one.y) < HEIGHT]


def test_a_box_is_as_wide_as_its_label() -> None:
    long = "thm-3.a-claim-with-a-very-long-name-indeed.and-more"
    boxes, *_ = layout([claim("a"), claim(long, "a")])
    at = {b.id: b for b in boxes}
    assert at[long].width > len(long) * 6.6
    assert at[long].x > at["a"].x + at["a"].width


def test_boxes_link_to_claims_and_show_the_verdict_without_colour() -> None:
    svg = graph_svg(CLAIMS)
    assert '<a href="#b" data-id="b" class="node undecided">' in svg
    assert "? b" in svg
    assert '<a href="#c" data-id="c" class="node sampled shaded">' in svg
    assert "≈ c" in svg
    assert "says a &amp; more" in svg
    assert svg == graph_svg(CLAIMS)


def test_claims_without_dependencies_give_an_empty_picture() -> None:
    assert "of 0 claims" in graph_svg([claim("a")])
