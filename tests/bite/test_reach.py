"""What a computation reaches is reported by the code itself, also where a value is remembered."""

import functools
import sys
import types

import pytest

from bite.reach import block_at, collecting, reached, reporting, spans
from bite.reach import cached_property as remembered_property
from bite.reach import lru_cache as remembered

SOURCE = '''
def sign(a):
    """Say the sign."""
    if a < 0:
        return "-"
    for _ in range(a):
        a = 0
    else:
        a = 1
    return "+"


class Box:
    def inside(self):
        return [sign(a) for a in (1, 2)]
'''


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    made = types.ModuleType("numeric.made")
    monkeypatch.setitem(made.__dict__, "__bite_reach__", reached)
    exec(compile(reporting("numeric.made", SOURCE), "made", "exec"), made.__dict__)
    return made


def test_blocks_that_run_are_reached_and_others_are_not(module: types.ModuleType) -> None:
    with collecting() as (blocks, _):
        module.sign(-1)
    assert blocks == {"numeric.made.sign:1", "numeric.made.sign:2"}
    with collecting() as (blocks, _):
        module.Box().inside()
    assert blocks == {
        "numeric.made.sign:1",
        "numeric.made.sign:3",
        "numeric.made.sign:4",
        "numeric.made.Box.inside:1",
    }


def test_every_place_is_in_the_block_that_reports_it() -> None:
    found = spans("numeric.made", SOURCE)
    places = {
        (4, 7): "numeric.made.sign:1",
        (5, 10): "numeric.made.sign:2",
        (7, 12): "numeric.made.sign:3",
        (10, 4): "numeric.made.sign:1",
        (15, 20): "numeric.made.Box.inside:1",
        (13, 0): "numeric.made:0",
    }
    for place, block in places.items():
        assert block_at(found, place) == block


def test_a_function_is_entered_only_where_a_check_calls_it(module: types.ModuleType) -> None:
    check = types.FunctionType(
        compile("module.Box().inside()", "check", "exec"),
        {"module": module, "__name__": "proofs_check.paper.made"},
    )
    with collecting() as (_, entered):
        module.sign(1)
        assert not entered
        check()
    assert entered == {"numeric.made.Box.inside"}


def test_a_remembered_value_reaches_what_computing_it_reached() -> None:
    @remembered(maxsize=4)
    def twice(a: int) -> int:
        reached("block")
        return 2 * a

    class Boxed:
        @remembered_property
        def value(self) -> int:
            return int(twice(3))

    for _ in range(2):
        with collecting() as (blocks, _):
            assert twice(3) == 6
        assert blocks == {"block"}
    assert twice.cache_info().hits == 1
    box = Boxed()
    for _ in range(2):
        with collecting() as (blocks, _):
            assert box.value == 6
        assert blocks == {"block"}


def test_the_stand_ins_do_not_outlive_a_trace() -> None:
    assert functools.lru_cache is not remembered
    assert "__bite_reach__" not in vars(sys.modules["builtins"])


def test_what_a_remembering_check_calls_is_entered_each_time(module: types.ModuleType) -> None:
    check = types.FunctionType(
        compile("module.sign(1)", "check", "exec"),
        {"module": module, "__name__": "proofs_check.paper.made"},
    )
    kept = remembered(maxsize=4)(check)
    for _ in range(2):
        with collecting() as (_, entered):
            kept()
        assert entered == {"numeric.made.sign"}
