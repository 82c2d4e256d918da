"""What `make test` leaves out is marked, and nothing else changes."""

import subprocess
import sys
from typing import Any

import pytest

from tests.bulk import leading, only, some, without
from tests.choose_bulk import chosen
from tests.conftest import LISTED


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


def test_dear_tests_go_while_others_cover_their_lines() -> None:
    lines = {
        "": {("f", 0)},
        "tests/a::dear": {("f", 0), ("f", 1), ("f", 2)},
        "tests/a::cheaper": {("f", 1), ("f", 2)},
        "tests/a::alone": {("f", 3)},
        "tests/a::program": {("f", 1)},
        "tests/a::brief": {("f", 1)},
    }
    seconds = dict(zip(list(lines)[1:], (9.0, 5.0, 8.0, 7.0, 0.01), strict=True))
    kept = {"tests/a::program"}
    assert chosen(lines, seconds, kept) == ["tests/a::dear"]
    lines["tests/a::brief"].add(("f", 2))
    assert chosen(lines, seconds, kept) == ["tests/a::cheaper", "tests/a::dear"]


@pytest.mark.bulk
@pytest.mark.programs
def test_every_name_that_is_listed_is_that_of_a_test() -> None:
    collect = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "bulk"]
    told = subprocess.run(collect, capture_output=True, text=True, check=True).stdout
    assert set(told.splitlines()) >= LISTED
