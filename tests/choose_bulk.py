"""Choose what `make test` leaves out: dear tests whose lines others cover, too.  It writes ``bulk.txt``.

    PYTHONPATH=. pytest -n 2 -p tests.choose_bulk --cov --cov-config=tests/lines.rc --cov-context=test \\
      --cov-report= --junitxml=times.xml -o junit_duration_report=call
    python tests/choose_bulk.py .coverage times.xml

What is listed stays listed, since the run is one without it.  The dearest is looked at first, by its own
seconds, without those of the fixtures that it shares.  Tests of other programs stay, and so do those that
look for proofs of what is false.
"""

import os
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

import pytest

Lines = set[tuple[object, int]]
"""Lines of code, as (file, line)."""

LEAST = 0.03
"""Seconds from which leaving a test out pays."""

WHOLE = (
    "tests/fuzz/test_soundness.py",
    "tests/proofs_check/engines/test_false_statements.py",
    "tests/numeric/test_face.py",
    "tests/test_notebooks.py",
)
"""Files of which nothing is left out: what looks for proofs of what is false, and the only ones of their kind."""


def lines_by_test(coverage: Path) -> dict[str, Lines]:
    """Return the lines that each test ran, as (file, line); those of no test are under the empty name."""
    with sqlite3.connect(coverage) as data:
        names = {i: test_of(context) for i, context in data.execute("SELECT * FROM context")}
        rows = data.execute(
            "SELECT file_id, context_id, numbits FROM line_bits JOIN file ON file.id = file_id "
            "WHERE path LIKE '%.py'"  # Jinja's templates are no modules
        )
        found: dict[str, Lines] = defaultdict(set)
        for file, context, bits in rows:
            numbers = (8 * i + k for i, byte in enumerate(bits) for k in range(8) if byte >> k & 1)
            found[names[context]].update((file, n) for n in numbers)
    return found


def test_of(context: str) -> str:
    """Return the name of the test from that of a context: ``test|run``, or ``test (call)`` in another process."""
    return re.sub(r"\|(setup|run|teardown)$| \((setup|call|teardown)\)$", "", context)


def seconds_by_test(times: Path) -> dict[str, float]:
    """Return the seconds of each test by its name."""
    total: dict[str, float] = defaultdict(float)
    for case in ElementTree.parse(times).getroot().iter("testcase"):
        name = f"{(case.get('classname') or '').replace('.', '/')}.py::{case.get('name')}"
        total[name] += float(case.get("time") or 0)
    return total


def chosen(lines: dict[str, Lines], seconds: dict[str, float], kept: set[str]) -> list[str]:
    """Return the tests that may be left out together, in the order of their names."""
    always = lines.get("", set())
    left = {t: covered - always for t, covered in lines.items() if t}
    times = Counter(line for covered in left.values() for line in covered)
    out = []
    for test in sorted(seconds, key=lambda t: -seconds[t]):
        may_go = test in left and test not in kept and seconds[test] >= LEAST and test.isascii()
        if not may_go or not test.startswith("tests/") or test.startswith(WHOLE):
            continue
        if all(times[line] > 1 for line in left[test]):
            times.subtract(left[test])
            out.append(test)
    return sorted(out)


def pytest_configure(config: pytest.Config) -> None:
    """Let what tests start note its lines, under the name of the test that runs then."""
    if hasattr(config, "workerinput"):
        os.environ["COVERAGE_PROCESS_START"] = str(Path(__file__).with_name("lines.rc"))
        os.environ["COVERAGE_FILE"] = str(config.rootpath / ".coverage")


class Programs:
    """Notes the names of the tests of other programs."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note what is left once the tests without the marker have gone."""
        self.names.update(item.nodeid for item in session.items)


if __name__ == "__main__":
    programs = Programs()
    pytest.main(["--collect-only", "-qq", "-m", "programs"], plugins=[programs])
    lines, seconds = lines_by_test(Path(sys.argv[1])), seconds_by_test(Path(sys.argv[2]))
    bulk = Path(__file__).with_name("bulk.txt")
    listed = {
        *bulk.read_text(encoding="utf-8").splitlines(),
        *chosen(lines, seconds, programs.names),
    }
    bulk.write_text("\n".join(sorted(listed)) + "\n", encoding="utf-8")
