"""Files are written whole or not at all, also by several threads at once."""

from pathlib import Path
from threading import Barrier, Thread

import pytest

from proofs_check.output.files import OutputError, write_text, write_with


def test_threads_that_write_to_one_folder_keep_their_files_apart(tmp_path: Path) -> None:
    both = Barrier(2, timeout=30)

    def write(name: str) -> None:
        def content(partial: Path) -> None:
            partial.write_text(name, encoding="utf-8")
            both.wait()

        write_with(tmp_path / f"{name}.json", content)

    threads = [Thread(target=write, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.json", "two.json"]
    assert [(tmp_path / f"{n}.json").read_text("utf-8") for n in ("one", "two")] == ["one", "two"]


def test_a_write_that_fails_leaves_what_was_there_before(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    write_text(file, "before")

    def fails(partial: Path) -> None:
        partial.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_with(file, fails)
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]
    assert file.read_text("utf-8") == "before"
