"""Checks on economies: gathered without rounding anything up."""

import pytest

from numeric import Economy
from proofs_check.claims.checks import (
    Exact,
    Instance,
    OnEconomies,
    exactly,
    gathered,
    run_check,
)
from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.verifying.run import examine
from symbolic.language.proposition import Asserted
from symbolic.language.statement import Statement

YES, NO, OUT, OPEN = (
    Instance("a", True, "fine"),
    Instance("b", False, "bad"),
    Instance("c", None),
    Instance("d", None, "stuck", undecided=True),
)


def economy() -> Economy:
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=[1, 1],
        eta="0.1",
        utility="log(q)+log(r)",
        name="plain",
    )


@pytest.mark.parametrize(
    ("instances", "verdict", "evidence"),
    [
        ([YES, OUT], Verdict.HOLDS, Evidence.SAMPLED),
        ([YES, NO, OPEN], Verdict.FAILS, Evidence.SAMPLED),
        ([YES, OPEN], Verdict.UNDECIDED, Evidence.NONE),
        ([OUT, OUT], Verdict.VACUOUS, Evidence.NONE),
        ([], Verdict.VACUOUS, Evidence.NONE),
    ],
)
def test_outcomes_are_gathered(
    instances: list[Instance], verdict: Verdict, evidence: Evidence
) -> None:
    outcome = gathered(instances)
    assert (outcome.verdict, outcome.evidence) == (verdict, evidence)


def test_checks_are_found_by_name() -> None:
    checks = {
        "two": Exact(lambda p: exactly(p["n"] == 2, "n is two", {"n": p["n"]})),
        "named": OnEconomies(lambda e, p: Instance(e.name, e.name == p["name"])),
    }
    assert run_check(Asserted("two", "", (("n", 2),)), checks, [])[0].verdict is Verdict.HOLDS
    outcome = run_check(Asserted("two", "", (("n", 3),)), checks, [])[0]
    assert outcome.verdict is Verdict.FAILS
    assert outcome.counterexample == {"n": "3"}
    found, instances = run_check(Asserted("named", "", (("name", "plain"),)), checks, [economy()])
    assert found.verdict is Verdict.HOLDS
    assert len(instances) == 1


def test_a_solver_that_fails_leaves_an_economy_undecided() -> None:
    def stuck(e: Economy, p: object) -> Instance:
        raise ArithmeticError("no root")

    checks = {"stuck": OnEconomies(stuck)}
    assert run_check(Asserted("stuck", ""), checks, [economy()])[0].verdict is Verdict.UNDECIDED


def test_a_name_without_a_check_is_broken() -> None:
    assert examine(Statement(Asserted("no such check", "")), {})[0].verdict is Verdict.BROKEN
