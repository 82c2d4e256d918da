"""What `make test` leaves out is marked, and nothing else changes."""

from typing import Any

import pytest

from tests.bulk import leading, only, some, without


def split(params: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the values that are kept, and those that are bulk."""
    kept, bulk = [], []
    for p in params:
        marked = any(m.name == "bulk" for m in getattr(p, "marks", ()))
        values = getattr(p, "values", p)
        (bulk if marked else kept).append(values[0] if marked and len(values) == 1 else values)
    return kept, bulk


def test_those_that_are_not_kept_are_marked_and_none_is_lost() -> None:
    assert split(leading(2, "abc")) == (["a", "b"], ["c"])
    assert split(some([1, 2, 3], lambda n: n == 2)) == ([2], [1, 3])
    assert split(only([("a", 1), ("b", 2)], ("b", 2))) == ([("b", 2)], [("a", 1)])
    assert split(without(["a", "b", "c"], "b")) == (["a", "c"], ["b"])
    assert split(leading(1, [["x"], ["y"]])) == ([["x"]], [["y"]])


def test_a_parameter_keeps_its_name_and_its_marks() -> None:
    named = pytest.param(1, id="one", marks=pytest.mark.programs)
    (kept,) = leading(1, [named])
    (bulk,) = leading(0, [named])
    assert (kept.id, [m.name for m in kept.marks]) == ("one", ["programs"])
    assert (bulk.id, [m.name for m in bulk.marks]) == ("one", ["programs", "bulk"])


def test_a_name_that_is_no_parameter_is_refused() -> None:
    with pytest.raises(AssertionError, match="no such parameters"):
        only(["a", "b"], "c")
