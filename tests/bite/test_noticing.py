"""Claims on mutated code: run in a process of its own, which imports the project through the hook."""

import json
import os
import subprocess
import sys

import pytest

from bite.importing import install
from bite.mutants import Mutant, mutants_of
from bite.noticing import _crashed
from bite.scope import ROOT

NOTICE = """
import json, sys
from dataclasses import asdict
from bite.mutants import Mutant
from bite.noticing import Expected, Task, notice
mutant, reaching, claims = json.loads(sys.stdin.read())
mutant = Mutant(**{**mutant, "start": tuple(mutant["start"]), "end": tuple(mutant["end"])})
task = Task(mutant, frozenset(reaching), tuple(Expected(*c) for c in claims))
print(json.dumps(asdict(notice(task))))
"""


def noticed(mutant: Mutant, reaching: list[str], claims: list[list[object]]) -> dict[str, object]:
    given = json.dumps([mutant.__dict__, reaching, claims])
    run = subprocess.run(
        [sys.executable, "-c", NOTICE],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    answer: dict[str, object] = json.loads(run.stdout)
    return answer


def mutant_of(path: str, before: str, after: str) -> Mutant:
    listed = mutants_of(path, (ROOT / path).read_text(encoding="utf-8"))
    return next(m for m in listed if (m.before, m.after) == (before, after))


def test_the_hook_is_refused_where_the_project_is_imported_already() -> None:
    import numeric  # noqa: F401

    with pytest.raises(RuntimeError, match="must not be imported"):
        install(lambda name, source: None)


def test_a_wrong_sign_in_the_payoff_is_noticed_by_the_claim_whose_statement_it_changes() -> None:
    mutant = mutant_of(
        "symbolic/model/market.py",
        "offer_r * others_q - offer_q * others_r",
        "offer_r * others_q + offer_q * others_r",
    )
    claims: list[list[object]] = [["eq-14", "HOLDS", None, 0.1, "another hash"]]
    answer = noticed(mutant, [], claims)
    assert answer["outcome"] == "caught", answer
    by = answer["by"]
    assert isinstance(by, dict)
    assert (by["claim"], by["was"], by["now"]) == ("eq-14", "HOLDS", "FAILS")


@pytest.mark.bulk
@pytest.mark.parametrize(
    ("after", "outcome"), [("np.no_such_name", "stillborn"), ("1 // 0 or np.full", "crashed")]
)
def test_a_crash_is_not_a_catch_and_what_cannot_run_at_all_is_told_apart(
    after: str, outcome: str
) -> None:
    wrong = "numeric/stage1.py"
    source = (ROOT / wrong).read_text(encoding="utf-8")
    line = next(i for i, t in enumerate(source.splitlines(), 1) if "np.full(" in t)
    column = source.splitlines()[line - 1].index("np.full(")
    place = ((line, column), (line, column + 7), "np.full", after)
    mutant = Mutant(wrong, "numeric.stage1.solve_stage1", "type", *place)
    claim: list[object] = ["thm-1.claim-1.distance", "HOLDS", None, 0.1, "another hash"]
    answer = noticed(mutant, [str(claim[0])], [claim])
    assert answer["outcome"] == outcome, answer
    assert answer["crashed"] == [claim[0]]


@pytest.mark.bulk
def test_a_result_that_fits_nowhere_is_stillborn_too() -> None:
    mutant = mutant_of("numeric/mechanism/rebate.py", "d.endowment + back", "(d.endowment)")
    claim: list[object] = ["sec-6.participation.rebate", "HOLDS", None, 0.5, "another hash"]
    answer = noticed(mutant, [str(claim[0])], [claim])
    assert (answer["outcome"], answer["ill_typed"]) == ("stillborn", answer["ran"]), answer


@pytest.mark.bulk
def test_an_edit_that_no_claim_reaches_survives() -> None:
    source = (ROOT / "numeric/stage1.py").read_text(encoding="utf-8")
    assert noticed(mutants_of("numeric/stage1.py", source)[0], [], [])["outcome"] == "survived"


def test_a_module_that_cannot_be_imported_is_stillborn() -> None:
    path = "symbolic/model/market.py"
    line = (ROOT / path).read_text(encoding="utf-8").splitlines()[0]
    mutant = Mutant(path, "symbolic.model.market", "type", (1, 0), (1, len(line)), line, "1 / 0")
    answer = noticed(mutant, [], [])
    assert (answer["outcome"], answer["ran"]) == ("stillborn", [])


def test_a_check_that_raises_what_disagrees_has_not_crashed() -> None:
    assert not _crashed("BROKEN", "Disagreement: stage 1 gives [0.2, 0.7]")
    assert _crashed("BROKEN", "TypeError: 'float' object is not subscriptable")
    assert _crashed("UNDECIDED", "economy: division by zero")
    assert not _crashed("UNDECIDED", "economy: not solved")
    assert not _crashed("FAILS", "largest gap 1e-2")


@pytest.mark.bulk
def test_a_formula_compiled_to_code_with_an_unbound_name_is_no_program() -> None:
    mutant = mutant_of("numeric/stage2/best_response.py", "b_r", "b_q")
    claims: list[list[object]] = [["eq-18", "HOLDS", None, 0.1, "another hash"]]
    answer = noticed(mutant, ["eq-18"], claims)
    assert answer["crashed"] == answer["no_program"] == ["eq-18"], answer
    assert answer["outcome"] == "stillborn", answer
    assert "is not defined" in str(answer["reason"])
