"""Claims on several processes.

The same results in the same order, and no claim lost to another's death or to Ctrl-C.
"""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Verdict
from proofs_check.cli import main
from proofs_check.paper import CLAIMS
from proofs_check.verifying.economies import economies_for
from proofs_check.verifying.parallel import beside, each, stretches
from proofs_check.verifying.result import Result
from proofs_check.verifying.run import Interrupted, _lost, run

pytestmark = pytest.mark.programs
SOME = {k: CLAIMS[k] for k in ("eq-14", "eq-15", "eq-7", "eq-10", "lemma-1.case-iii")}

DEADLY = """
import os

def task(claim, economies, mutants):
    if claim.id == "eq-15":
        os._exit(1)
    return claim.id
"""


BESIDE = """
import multiprocessing, os

def deadly():
    if multiprocessing.parent_process() is not None:
        os._exit(1)
    return "here"

def apart():
    return multiprocessing.parent_process() is not None
"""


def timeless(result: Result) -> Result:
    corrected = replace(result.corrected, seconds=0) if result.corrected else None
    return replace(
        result, printed=replace(result.printed, seconds=0), corrected=corrected, seconds=0
    )


@pytest.mark.bulk
def test_two_processes_give_the_results_of_one_in_the_same_order() -> None:
    economies = economies_for((), 2, 2012)
    one, two = (run(SOME, economies=economies, mutants=True, processes=n) for n in (1, 2))
    assert list(one) == list(two) == list(SOME)
    assert [timeless(r) for r in one.values()] == [timeless(r) for r in two.values()]


@pytest.mark.parametrize("others", [1, 40])
def test_a_claim_that_kills_its_process_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    (tmp_path / "deadly_task.py").write_text(DEADLY)
    monkeypatch.syspath_prepend(str(tmp_path))
    task = import_module("deadly_task").task
    spared = [claim for claim in CLAIMS.values() if claim.id != "eq-15"][:others]
    claims = [*spared[: others // 2], SOME["eq-15"], *spared[others // 2 :]]
    found = list(each(task, claims, [], False, 2, lambda claim, seconds: "lost"))
    assert len(found) == others + 1
    assert dict(found) == {claim.id: claim.id for claim in spared} | {"eq-15": "lost"}


def test_what_is_computed_beside_is_computed_here_if_the_other_process_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "beside_task.py").write_text(BESIDE)
    monkeypatch.syspath_prepend(str(tmp_path))
    task = import_module("beside_task")
    for apart in (True, False):
        with beside(task.apart, apart) as made:
            assert made() is apart
    with beside(task.deadly) as made:
        assert made() == "here"


def test_each_process_has_a_stretch_of_the_claims() -> None:
    claims = [CLAIMS[k] for k in SOME]
    parts = stretches(claims, 2)
    assert [c for part in parts for c in part] == claims
    assert sorted(map(len, parts)) == [2, 3]


def test_a_lost_claim_is_broken() -> None:
    result = _lost(CLAIMS["eq-15"], 1.0)
    assert result.printed.verdict is result.standing.verdict is Verdict.BROKEN


@pytest.mark.parametrize("processes", [1, 2])
def test_an_interruption_keeps_what_was_finished(processes: int) -> None:
    seen: list[str] = []

    def stop(id_: str) -> None:
        seen.append(id_)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        run(SOME, progress=stop, processes=processes)
    assert set(stopped.value.results) == set(seen)


def test_verify_shows_what_was_finished_before_an_interruption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finished = run({"eq-14": CLAIMS["eq-14"]})

    def interrupted(claims: dict[str, Claim], **_: object) -> None:
        raise Interrupted(finished)

    monkeypatch.setattr("proofs_check.checking.run", interrupted)
    result = CliRunner().invoke(main, ["verify", "eq-14", "eq-15", "--economies", "0"])
    assert result.exit_code == 3
    assert "eq-14" in result.stdout
    assert "1 of 2 claims were checked" in result.stderr
