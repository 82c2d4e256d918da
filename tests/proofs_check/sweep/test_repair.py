"""Damaged stores: whatever was done to the file is one sentence, and what is whole is saved."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from proofs_check.cli import main
from proofs_check.sweep.pages import records
from proofs_check.sweep.repair import repair
from proofs_check.sweep.run import sweep
from proofs_check.sweep.salvage import salvaged
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import opened, read
from proofs_check.sweep.tables import TABLES, economies_rows
from proofs_check.sweep.troubles import StoreError
from tests.bulk import leading
from tests.proofs_check.sweep.tasks import row

COUNT = 300
SPEC = read_spec({"count": COUNT, "seed": 1})
PAGE = 4096


def filled(path: Path) -> Path:
    with opened(path, SPEC) as store:
        for start in range(0, COUNT, 150):
            store.add([row(i) for i in range(start, start + 150)])
        store.finish()
    return path


def overwritten(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as stream:
        stream.seek(at)
        stream.write(content)


def zeros(start: int, length: int) -> Callable[[Path], None]:
    return lambda path: overwritten(path, start, bytes(length))


def noise(start: int, length: int) -> Callable[[Path], None]:
    return lambda path: overwritten(path, start, random.Random(3).randbytes(length))


def truncated(share: float) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])

    return cut


def sql(*statements: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return run


def one_letter(path: Path) -> None:
    """Change one letter of a detail, where SQLite sees nothing wrong."""
    content = path.read_bytes()
    at = content.index("é".encode())
    overwritten(path, at, "è".encode())


def every_tenth_page(path: Path) -> None:
    for start in range(0, path.stat().st_size, 10 * PAGE):
        overwritten(path, start + 9 * PAGE, bytes(PAGE))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "the header is zeros": zeros(0, 100),
    "the first page is zeros": zeros(0, PAGE),
    "the first page is noise": noise(0, PAGE),
    "a page in the middle is zeros": zeros(16 * PAGE, PAGE),
    "a page in the middle is noise": noise(20 * PAGE, PAGE),
    "bytes inside a page": noise(18 * PAGE + 1000, 40),
    "every tenth page is zeros": every_tenth_page,
    "half of the file is missing": truncated(0.5),
    "the end is missing": truncated(0.98),
    "one letter differs": one_letter,
    "a number differs": sql("UPDATE results SET margin = 0.25 WHERE economy = 7"),
    "a row is missing": sql("DELETE FROM results WHERE economy = 3"),
    "an economy is missing": sql("DELETE FROM economies WHERE id = 3"),
    "a row is of nobody": sql("INSERT INTO slopes VALUES (5000, 'a', 'b', 1.0, 0)"),
    "digests are missing": sql("UPDATE economies SET digest = NULL WHERE id < 5"),
    "a table is missing": sql("DROP TABLE losses"),
    "the specification differs": sql("UPDATE meta SET value = '{}' WHERE key = 'spec'"),
    "the identity is missing": sql("DELETE FROM meta WHERE key = 'identity'"),
}


EXPECTED = {"half of the file is missing": 0, "every tenth page is zeros": COUNT // 2}
"""How many economies are saved at least, where that is not most of them."""


@pytest.mark.parametrize("damage", leading(2, DAMAGES))
def test_a_damaged_store_is_one_sentence_everywhere_and_repair_saves_what_is_whole(
    tmp_path: Path, damage: str
) -> None:
    path, original = filled(tmp_path / "s.db"), tmp_path / "original.db"
    original.write_bytes(path.read_bytes())
    DAMAGES[damage](path)
    summary = CliRunner().invoke(main, ["sweep", "--summary", str(path)])
    assert summary.exit_code == 2, summary.output
    assert summary.stdout == ""
    assert summary.stderr.count("\n") == 1
    assert "is damaged" in summary.stderr
    with pytest.raises(StoreError, match="is damaged"), opened(path, SPEC):
        pass
    done = repair(path, SPEC)
    assert done.kept is not None
    with read(path) as mended, read(original) as whole:
        saved = dict(economies_rows(mended.connection))
        rows = dict(economies_rows(whole.connection))
        assert len(saved) == done.saved
        assert all(saved[i] == rows[i] for i in saved)
    expected = EXPECTED.get(damage, 0.8 * COUNT)
    assert done.saved >= expected, done
    with opened(path, SPEC) as store:
        missing = set(range(COUNT)) - store.done()
    assert missing == set(range(COUNT)) - set(saved)


def test_after_a_repair_the_sweep_computes_exactly_what_was_lost(tmp_path: Path) -> None:
    path = filled(tmp_path / "s.db")
    every_tenth_page(path)
    saved = repair(path, SPEC).saved
    asked: list[int] = []

    class Pool:
        def records(self, indices):  # type: ignore[no-untyped-def]
            for i in indices:
                asked.append(i)
                yield row(i)

    assert sweep(SPEC, path, Pool).stored == COUNT
    assert len(asked) == COUNT - saved


def test_a_store_that_is_whole_is_left_as_it_is(tmp_path: Path) -> None:
    path = filled(tmp_path / "s.db")
    before = path.read_bytes()
    result = CliRunner().invoke(main, ["sweep", "--repair", str(path)])
    assert result.exit_code == 0
    assert f"all of its {COUNT} economies are whole" in result.stdout
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_lost_specification_is_asked_for(tmp_path: Path) -> None:
    path = filled(tmp_path / "s.db")
    sql("DELETE FROM meta")(path)
    content = path.read_bytes().replace(b'"count"', b'"cqunt"')
    path.write_bytes(content)
    result = CliRunner().invoke(main, ["sweep", "--repair", str(path)])
    assert result.exit_code == 2
    assert "give it" in result.stderr
    assert path.read_bytes() == content
    assert repair(path, SPEC).saved == COUNT


def test_what_is_no_store_is_not_called_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("a letter to nobody\n" * 1000)
    for arguments in (["--summary", str(path)], ["--repair", str(path)]):
        result = CliRunner().invoke(main, ["sweep", *arguments])
        assert result.exit_code == 2
        assert "is not the store of a sweep" in result.stderr
    assert path.read_text().startswith("a letter")


def test_no_altered_row_is_ever_saved(tmp_path: Path) -> None:
    original = filled(tmp_path / "original.db")
    with read(original) as whole:
        rows = dict(economies_rows(whole.connection))
    content = original.read_bytes()
    generator = random.Random(5)
    lost = 0
    for _ in range(30):
        path = tmp_path / "s.db"
        altered = bytearray(content)
        start = generator.randrange(len(content) - 200)
        length = generator.choice((1, 2, 8, 200))
        altered[start : start + length] = generator.randbytes(length)
        path.write_bytes(altered)
        found = salvaged(path, SPEC)
        assert all(rows[i] == found.economies[i] for i in found.economies)
        lost += COUNT - len(found.economies)
    assert lost > 0


def test_rows_read_off_the_pages_are_those_that_sqlite_reads(tmp_path: Path) -> None:
    path = filled(tmp_path / "s.db")
    with opened(path, SPEC) as store:  # a log beside the file
        store.remove([5])
        store.add([row(5)])
        assert path.with_name("s.db-wal").exists()
        found = salvaged(path)
        assert dict(found.economies) == dict(economies_rows(store.connection))
    assert sum(len(values) == len(TABLES["economies"]) for _, values in records(path)) >= COUNT


def test_a_store_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    path = filled(tmp_path / "s.db")
    sql(
        "ALTER TABLE economies DROP COLUMN digest",
        "UPDATE meta SET value = '1' WHERE key = 'format'",
    )(path)
    result = CliRunner().invoke(main, ["sweep", "--summary", str(path)])
    assert result.exit_code == 2
    assert "of an earlier version" in result.stderr
    assert repair(path).saved == COUNT
    with read(path) as store:
        assert len(store.done()) == COUNT


@pytest.mark.parametrize("name", [":memory:", "file:x?mode=memory", "a b#c%d?.db", "é.db", "-"])
def test_a_store_is_a_file_whatever_it_is_called(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(Path(name), SPEC) as store:
        store.add([row(1)])
        store.finish()
    with read(Path(name)) as store:
        assert store.done() == {1}
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("path", ["", "/dev/null", "."])
def test_what_can_hold_no_store_is_refused(path: str, tmp_path: Path) -> None:
    spec = tmp_path / "s.toml"
    spec.write_text("count = 1\nseed = 1\n")
    result = CliRunner().invoke(main, ["sweep", str(spec), "--out", path])
    assert result.exit_code == 2
    assert result.stderr.strip()
