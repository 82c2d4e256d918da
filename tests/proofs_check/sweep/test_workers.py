"""What a worker does when it starts, what it leaves out.

And how often a Dask worker starts a child; in this process, with the system's calls recorded.
"""

import os
import resource
import signal
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from proofs_check.sweep import cluster, pool, task
from proofs_check.sweep.propositions import propositions
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import opened, read
from proofs_check.sweep.task import Record, broken
from proofs_check.sweep.troubles import StoreError
from symbolic.language.errors import InputError
from tests.numeric.economies import example
from tests.proofs_check.sweep import tasks

SPEC = read_spec(
    {"count": 4, "seed": 1, "memory_limit": 64, "agents": [2, 6], "efficiency_agents": 2}
)


class Ended(Exception):
    """Stands in for the end of the process."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Record what is asked of the system instead of doing it."""
    made: dict[str, Any] = {"limits": {}, "signals": {}}

    def exit_(status: int) -> None:
        made["exit"] = status
        raise Ended

    class Library:
        def prctl(self, option: int, value: int) -> None:
            made["prctl"] = (option, value)

    monkeypatch.setattr(
        pool.signal, "signal", lambda number, action: made["signals"].update({number: action})
    )
    monkeypatch.setattr(
        pool.resource, "setrlimit", lambda which, limits: made["limits"].update({which: limits})
    )
    monkeypatch.setattr(pool.ctypes, "CDLL", lambda _: Library())
    monkeypatch.setattr(pool.os, "_exit", exit_)
    return made


def test_a_worker_leaves_ctrl_c_to_its_parent_dies_with_it_and_has_bounded_memory(
    calls: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool.sys, "platform", "linux")
    pool.prepare_worker(64, os.getppid())
    assert calls["signals"] == {signal.SIGINT: signal.SIG_IGN, signal.SIGTERM: signal.SIG_DFL}
    assert calls["prctl"] == (1, signal.SIGKILL)
    soft, hard = calls["limits"][resource.RLIMIT_AS]
    assert soft == hard
    assert soft >= 64 * 2**20
    assert calls["limits"][resource.RLIMIT_CORE] == (0, 0)
    assert "exit" not in calls


def test_a_worker_whose_parent_is_gone_already_ends_at_once(
    calls: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool.sys, "platform", "darwin")
    with pytest.raises(Ended):
        pool.prepare_worker(64, os.getppid() + 1)
    assert calls["exit"] == 1
    assert "prctl" not in calls
    assert calls["limits"] == {}


def test_a_dask_worker_keeps_one_child_for_a_sweep_and_ends_it_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Any] = []

    class Child:
        def __init__(self, spec: Any, workers: int, task: Any) -> None:
            self.spec, self.workers, self.task, self.ended = spec, workers, task, False
            made.append(self)

        def __exit__(self, *_: object) -> None:
            self.ended = True

        def records(self, indices: Any) -> Any:
            return (self.task(self.spec.text, i) for i in indices)

    class Process:
        _config: dict[str, Any] = {"daemon": True}  # noqa: RUF012

    monkeypatch.setattr(cluster, "LocalPool", Child)
    monkeypatch.setattr(cluster, "_local", type("Local", (), {})())
    monkeypatch.setattr(cluster.multiprocessing.process, "current_process", Process)
    other = read_spec({"count": 4, "seed": 2})
    ids = [cluster.examine_isolated(SPEC.text, i, tasks.quick).economy["id"] for i in (2, 3)]
    assert ids == [2, 3]
    assert [(c.spec.seed, c.workers, c.ended) for c in made] == [(1, 1, False)]
    cluster.examine_isolated(other.text, 0, tasks.quick)
    assert [(c.spec.seed, c.ended) for c in made] == [(1, True), (2, False)]
    assert Process._config["daemon"] is False


def empty_record() -> Record:
    return Record({"id": 0})


def test_no_margin_slope_or_loss_is_stored_where_none_is_defined() -> None:
    log = example("log")[0]
    alike = log.replacing(parameters={"theta": 1}, signal=[["1/2", "1/2"], ["1/2", "1/2"]])
    few = log.replacing(eta="9/10")
    for economy in (alike, few, log.replacing(kappa=[0, 0])):
        record = empty_record()
        task._measure_margins(
            SPEC if economy is not few else read_spec({"count": 1, "seed": 1, "agents": [2]}),
            economy,
            record,
        )
        assert record.margins == []
        assert "last_failure" not in record.economy
    record = empty_record()
    for part in (task._measure_slopes, task._measure_losses):
        part(SPEC, log.replacing(kappa=[0, 0]), record)
    task._measure_losses(read_spec({"count": 1, "seed": 1}), log, record)
    task._measure_slopes(read_spec({"count": 1, "seed": 1, "slopes": False}), log, record)
    assert (record.slopes, record.losses) == ([], [])
    task._measure_margins(SPEC, log, record)
    assert [m["agents"] for m in record.margins] == [n for n in (2, 6) if log.active(n) >= 2]


def test_a_crash_of_one_part_is_told_and_too_little_memory_ends_the_economy() -> None:
    def crashes(*_: object) -> None:
        raise RuntimeError("a defect")

    def eats(*_: object) -> None:
        raise MemoryError

    crashes.__name__ = "_measure_margins"
    log = example("log")[0]
    assert task._try(crashes, SPEC, log, empty_record()) == "margins: RuntimeError: a defect"
    with pytest.raises(MemoryError):
        task._try(eats, SPEC, log, empty_record())
    proposition = task.asked(read_spec({"count": 1, "seed": 1, "claims": ["eq-22"]}))[0]
    failing = type(proposition)(
        proposition.id, proposition.reading, proposition.title, crashes, True
    )
    row = task._result(failing, log, 3)
    assert (row["verdict"], row["detail"], row["economy"]) == (
        "BROKEN",
        "RuntimeError: a defect",
        3,
    )
    with pytest.raises(MemoryError):
        task._result(
            type(proposition)(proposition.id, proposition.reading, proposition.title, eats, True),
            log,
            3,
        )


def test_an_economy_in_the_time_it_has_is_examined_and_out_of_it_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = read_spec(
        {
            "count": 1,
            "seed": 1,
            "agents": [3],
            "claims": ["eq-22"],
            "slopes": False,
            "families": ["log"],
            "types": [2, 2],
            "states": [1, 1],
        }
    )
    record = task.examine_text(spec.text, 0)
    assert record.economy["status"] == "done"
    assert [r["claim"] for r in record.results] == ["eq-22"]

    def late(*_: object) -> None:
        raise task.TimeUp

    monkeypatch.setattr(task, "examine", late)
    record = task.examine_text(spec.text, 0)
    assert record.economy["status"] == "BROKEN"
    assert "seconds of processor time" in record.economy["detail"]


def test_a_claim_that_no_sweep_tests_is_named() -> None:
    with pytest.raises(InputError, match="which is not tested on economies"):
        task.asked(read_spec({"count": 1, "seed": 1, "claims": ["prop-2.price-low"]}))


def test_broken_economies_are_computed_again_where_that_is_asked_for(tmp_path: Path) -> None:
    class Quick:
        def records(self, indices: Any) -> Any:
            return (tasks.quick("", i) for i in indices)

    path = tmp_path / "s.db"
    with opened(path, SPEC) as store:
        store.add([tasks.row(0), broken(SPEC, 1, "hangs", 9.0)])
        store.finish()
    at = sweep(SPEC, path, Quick)
    assert (at.stored, at.broken) == (4, 1)
    at = sweep(SPEC, path, Quick, retry=("BROKEN",))
    assert (at.stored, at.broken, at.new) == (4, 0, 1)


def test_open_economies_are_computed_again_where_that_is_asked_for(tmp_path: Path) -> None:
    asked_for: list[int] = []

    class Quick:
        def records(self, indices: Any) -> Any:
            asked_for[:] = list(indices)
            return (tasks.row(i) for i in asked_for)

    path, stands = tmp_path / "s.db", {p.standing: p for p in propositions()}
    found = []
    for i, (verdict, standing) in enumerate(
        (("UNDECIDED", True), ("UNDECIDED", False), ("FAILS", False), ("FAILS", True))
    ):
        said = stands[standing]
        record = tasks.row(i)
        record.results[0].update(claim=said.id, reading=said.reading, verdict=verdict)
        found.append(record)
    for retry, wanted in ((("UNDECIDED",), [0]), (("FAILS", "UNDECIDED"), [0, 3]), ((), [])):
        path.unlink(missing_ok=True)
        with opened(path, SPEC) as store:
            store.add(found)
            store.finish()
        at = sweep(SPEC, path, Quick, retry=retry)
        assert (at.stored, at.new, asked_for[: at.new]) == (4, len(wanted), wanted)


def test_a_store_that_cannot_be_locked_is_read_as_it_stands_unless_its_log_would_be_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proofs_check.sweep import store as stores

    path = tmp_path / "s.db"
    with opened(path, SPEC) as store:
        store.add([tasks.row(1)])
        store.finish()

    class Unreadable:
        def execute(self, *_: object) -> None:
            raise stores.sqlite3.OperationalError("unable to open database file")

        def close(self) -> None:
            pass

    def connect(address: str, **how: object) -> object:
        return sqlite3.connect(address, **how) if "immutable" in address else Unreadable()  # type: ignore[call-overload]

    monkeypatch.setattr(stores, "sqlite3", SimpleNamespace(**{**vars(sqlite3), "connect": connect}))
    with read(path) as store:
        assert store.done() == {1}
    path.with_name("s.db-wal").write_bytes(b"log")
    with pytest.raises(StoreError, match="has a log"), read(path):
        pass
