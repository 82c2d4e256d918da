"""The store: whole economies or none, one writer, and one clear sentence for whatever goes wrong."""

import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from proofs_check.output.files import OutputError
from proofs_check.sweep.differences import difference
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import opened, read
from proofs_check.sweep.troubles import StoreError
from tests.proofs_check.sweep.tasks import row

SPEC = read_spec({"count": 6, "seed": 1})


def filled(path: Path, indices: list[int]) -> Path:
    with opened(path, SPEC) as store:
        store.add([row(i) for i in indices])
    return path


def test_rows_come_back_in_the_order_of_the_index(tmp_path: Path) -> None:
    with read(filled(tmp_path / "s.db", [3, 0, 2])) as store:
        assert [r["id"] for r in store.rows("economies")] == [0, 2, 3]
        assert store.done() == {0, 2, 3}
        assert next(iter(store.rows("results")))["detail"] == "é"


def test_a_batch_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = filled(tmp_path / "s.db", [1])
    with opened(path, SPEC) as store, pytest.raises(StoreError, match="UNIQUE"):
        store.add([row(4), row(1)])
    with read(path) as store:
        assert store.done() == {1}


def test_stores_differ_where_a_value_or_a_row_does_but_not_in_seconds(tmp_path: Path) -> None:
    one, other, fewer, changed = (filled(tmp_path / n, [1, 2]) for n in ("a", "b", "c", "d"))
    with opened(fewer, SPEC) as store:
        store.remove([2])
    with sqlite3.connect(changed) as raw:
        raw.execute("UPDATE results SET margin = margin + 1e-16 * 4 WHERE economy = 1")
    raw.close()
    with read(one) as a:
        for path, expected in (
            (other, None),
            (fewer, "economies has 2 rows"),
            (changed, "results: "),
        ):
            with read(path, verify=False) as b:
                found = difference(a, b)
                assert (
                    found is None if expected is None else found is not None and expected in found
                )


def test_another_sweep_does_not_enter_the_store(tmp_path: Path) -> None:
    path = filled(tmp_path / "s.db", [1])
    with (
        pytest.raises(StoreError, match="holds another sweep"),
        opened(path, read_spec({"count": 6, "seed": 2})),
    ):
        pass
    with opened(path, read_spec({"count": 60, "seed": 1})) as store:
        assert store.done() == {1}


def test_only_one_sweep_writes_at_a_time_while_others_read(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with opened(path, SPEC) as store:
        store.add([row(1)])
        with pytest.raises(StoreError, match="another sweep is writing"), opened(path, SPEC):
            pass
        with read(path) as other:
            assert other.done() == {1}


def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    text, database = tmp_path / "text", tmp_path / "other.db"
    text.write_text("not a database, but long enough to be taken for one" * 40)
    raw = sqlite3.connect(database)
    raw.execute("CREATE TABLE t (x)")
    raw.commit()
    raw.close()
    for path in (text, database):
        before = path.read_bytes()
        with pytest.raises(StoreError, match=r"not (a|the store)"), opened(path, SPEC):
            pass
        with pytest.raises(StoreError, match="not the store"), read(path):
            pass
        assert path.read_bytes() == before
    with pytest.raises(StoreError, match="there is no such store"), read(tmp_path / "none"):
        pass


def test_an_output_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "no folder" / "s.db", Path("/proc/s.db"), tmp_path):
        with (
            pytest.raises((StoreError, OutputError), match=r"cannot be written|must be") as caught,
            opened(path, SPEC),
        ):
            pass
        assert "\n" not in str(caught.value)


def test_a_finished_store_is_one_file_that_can_be_read_where_nothing_can_be_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "s.db"
    with opened(path, SPEC) as store:
        store.add([row(1)])
        store.finish()
    assert [p.name for p in tmp_path.iterdir()] == ["s.db"]
    with read(path) as store:
        assert store.done() == {1}


FULL = """
import resource, sys
from pathlib import Path
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import read_spec
from proofs_check.output.files import OutputError
from tests.proofs_check.sweep.tasks import row
class Pool:
    def records(self, indices):
        return (row(i) for i in indices)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    sweep(read_spec({"count": 3000, "seed": 1}), Path(sys.argv[1]), Pool)
except OutputError as error:
    print(error)
    sys.exit(4)
"""


@pytest.mark.bulk
def test_a_full_disk_is_one_sentence_and_corrupts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), "300000"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "cannot be written" in done.stdout
    assert done.stdout.count("\n") == 1
    with read(path) as store:
        assert store.query("PRAGMA integrity_check") == [("ok",)]
        stored = store.done()
        assert {r["economy"] for r in store.rows("results")} == stored
    assert 0 < len(stored) < 3000

    class Pool:
        def records(self, indices):  # type: ignore[no-untyped-def]
            return (row(i) for i in indices)

    at = sweep(read_spec({"count": 3000, "seed": 1}), path, Pool)
    assert (at.stored, at.new) == (3000, 3000 - len(stored))
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
