"""A sweep into Parquet parts says what the same sweep into a store says, whatever happens to its writers."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from proofs_check.output.files import OutputError
from proofs_check.sweep.parts.blocks import BLOCK, members, part, whole, write
from proofs_check.sweep.parts.queries import read_parts
from proofs_check.sweep.parts.run import Here, sweep_into_parts
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import Spec, read_spec
from proofs_check.sweep.store import read
from proofs_check.sweep.summary import summarise
from proofs_check.sweep.task import Record
from proofs_check.sweep.troubles import StoreError
from tests.proofs_check.sweep import tasks

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")
COUNT = 5 * BLOCK // 2


class Quick:
    """Records in an order of their own, and how many were computed."""

    def __init__(self, ends: int = COUNT) -> None:
        self.ends, self.computed = ends, 0

    def records(self, indices: Iterable[int]) -> Iterator[Record]:
        for i in sorted(indices, key=lambda i: (i % 3, i)):
            if self.computed == self.ends:
                raise KeyboardInterrupt
            self.computed += 1
            yield tasks.row(i)


def spec(seed: int = 1) -> Spec:
    return read_spec({"count": COUNT, "seed": seed})


def test_parts_say_what_a_store_says(tmp_path: Path) -> None:
    pool = Quick()
    at = sweep_into_parts(spec(), tmp_path / "p", lambda: Here(spec(), tmp_path / "p", pool))
    assert (at.stored, at.broken, pool.computed) == (COUNT, 0, COUNT)
    sweep(spec(), tmp_path / "s.db", Quick)
    with read_parts(tmp_path / "p") as parts, read(tmp_path / "s.db") as store:
        assert summarise(parts) == summarise(store)
        listed = "SELECT economy, claim, margin, detail FROM results ORDER BY economy"
        assert parts.query(listed) == store.query(listed)
        assert parts.query("SELECT COUNT(*) FROM results WHERE margin < ?", 0.1) == [(COUNT - 10,)]


def test_what_is_whole_is_not_computed_again(tmp_path: Path) -> None:
    first = Quick(ends=COUNT - 3)
    with pytest.raises(KeyboardInterrupt):
        sweep_into_parts(spec(), tmp_path, lambda: Here(spec(), tmp_path, first))
    assert 0 < len(whole(tmp_path)) < 3
    left = sum(len(members(spec(), b)) for b in {0, 1, 2} - set(whole(tmp_path)))
    second = Quick()
    sweep_into_parts(spec(), tmp_path, lambda: Here(spec(), tmp_path, second))
    assert second.computed == left
    with read_parts(tmp_path) as parts:
        assert parts.query("SELECT COUNT(DISTINCT id), COUNT(*) FROM economies") == [(COUNT, COUNT)]
    sweep_into_parts(spec(), tmp_path, lambda: pytest.fail("nothing is missing"))


def test_a_block_without_its_last_file_is_not_read_and_one_written_twice_is_there_once(
    tmp_path: Path,
) -> None:
    sweep_into_parts(spec(), tmp_path, lambda: Here(spec(), tmp_path, Quick()))
    write(tmp_path, 1, [tasks.row(i) for i in members(spec(), 1)])
    part(tmp_path, "economies", 0).unlink()
    with read_parts(tmp_path) as parts:
        counts = parts.query(
            "SELECT (SELECT COUNT(*) FROM economies), (SELECT COUNT(*) FROM results)"
        )
    assert counts == [(COUNT - BLOCK, COUNT - BLOCK)]


def test_what_is_wrong_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not the folder of a sweep"), read_parts(tmp_path):
        pass
    (tmp_path / "notes").write_text("x")
    with pytest.raises(StoreError, match="must be an empty folder"):
        sweep_into_parts(spec(), tmp_path, lambda: pytest.fail("not started"))
    folder = tmp_path / "it's"
    sweep_into_parts(spec(), folder, lambda: Here(spec(), folder, Quick()))
    with pytest.raises(StoreError, match="holds another sweep"):
        sweep_into_parts(spec(2), folder, lambda: pytest.fail("not started"))
    damaged = part(folder, "results", 1)
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with (
        pytest.raises(StoreError, match=r"cannot be read .*000000001\.parquet"),
        read_parts(folder) as parts,
    ):
        summarise(parts)
    target = tmp_path / "file"
    target.write_text("x")
    with pytest.raises(OutputError):
        write(target, 0, [tasks.row(0)])
