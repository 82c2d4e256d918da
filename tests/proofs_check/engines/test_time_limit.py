"""The time limit: it stops what catches ordinary errors, outlives the interpreter's swallowing it.

And leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
import time
from collections.abc import Callable

import pytest

from proofs_check.engines import time_limit as alarm
from proofs_check.engines.time_limit import CLOCKS, TimeUp, within


@pytest.mark.parametrize("clock", sorted(CLOCKS))
def test_what_catches_ordinary_errors_is_stopped(clock: str) -> None:
    def stubborn() -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:  # a handler of ordinary errors must not stop it
                continue

    before = signal.getsignal(CLOCKS[clock][1]), sys.unraisablehook
    with pytest.raises(TimeUp), within(0.05, clock):
        stubborn()
    assert signal.getitimer(CLOCKS[clock][0])[0] == 0
    assert (signal.getsignal(CLOCKS[clock][1]), sys.unraisablehook) == before


def test_waiting_is_no_processor_time() -> None:
    with within(0.2, "processor"):
        time.sleep(0.4)


def _busy(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


class _Slow:
    def __del__(self) -> None:
        _busy(0.2)


def _collected(phase: str, _about: dict[str, int]) -> None:
    if phase == "start":
        _busy(0.2)


def _by_a_destructor() -> None:
    _Slow()


def _by_the_collector() -> None:
    gc.callbacks.append(_collected)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(_collected)


@pytest.mark.parametrize("swallowing", [_by_a_destructor, _by_the_collector])
def test_an_alarm_that_the_interpreter_swallows_rings_again_and_is_not_reported(
    swallowing: Callable[[], None],
) -> None:
    def swallows_and_goes_on() -> None:
        swallowing()
        time.sleep(5)

    start = time.monotonic()
    with pytest.raises(TimeUp), within(0.05):
        swallows_and_goes_on()
    assert time.monotonic() - start < 4  # not the five seconds of sleep


def test_what_else_goes_wrong_in_a_destructor_is_reported_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Wrong:
        def __del__(self) -> None:
            raise ValueError("of a destructor")

    reports: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda report: reports.append(str(report.exc_value)))
    with within(5):
        Wrong()
    assert reports == ["of a destructor"]


def test_what_cleans_up_is_left_in_peace_however_long_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alarm, "AGAIN", 0.02)
    cleaned = []

    def slow_to_clean_up() -> None:
        try:
            time.sleep(5)
        finally:
            _busy(0.2)
            cleaned.append(True)

    with pytest.raises(TimeUp), within(0.05):
        slow_to_clean_up()
    assert cleaned == [True]
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_what_swallows_any_exception_is_stopped_by_the_next_ring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alarm, "AGAIN", 0.02)

    def deaf() -> None:
        with contextlib.suppress(BaseException):
            time.sleep(5)
        time.sleep(5)

    start = time.monotonic()
    with pytest.raises(TimeUp), within(0.05):
        deaf()
    assert time.monotonic() - start < 4


def test_a_tracer_is_not_interrupted() -> None:
    traced = "def work(until):\n    while clock() < until:\n        pass\n    done.append(True)\n"
    names = {"__name__": "coverage.collector", "clock": time.monotonic, "done": []}
    exec(compile(traced, "collector.py", "exec"), names)

    def measured() -> None:
        names["work"](time.monotonic() + 0.2)  # type: ignore[operator]
        time.sleep(5)

    start = time.monotonic()
    with pytest.raises(TimeUp), within(0.05):
        measured()
    assert names["done"] == [True]
    assert time.monotonic() - start < 4  # not the five seconds of sleep
