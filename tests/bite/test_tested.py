"""The generated list of what each claim tests is not stale."""

import ast
import json
import os
import subprocess
import sys

import pytest

from bite.reach import function_names
from bite.scope import ROOT, module_name, modules
from bite.tested import PATH
from proofs_check.output.tested import formulas_tested
from proofs_check.paper import CLAIMS

RENEW = "`make trace` (or `python -m bite trace --missing`) writes proofs_check/paper/tested.json"
AGAIN = ("eq-14", "eq-22", "thm-1.claim-1.distance", "eq-3.budget", "prop-1.g-slopes", "fn-7")
TRACE = """
import json, sys
from bite import importing
from bite.tested import as_text
from bite.tracing import traced
importing.warm()
found = {t.id: t for t in traced(sys.argv[1:], 2, '')}
print(as_text(found, {}, list(found)))
"""


def data() -> dict[str, list[str]]:
    kept: dict[str, list[str]] = json.loads(PATH.read_text(encoding="utf-8"))
    return kept


def test_every_claim_was_traced_and_no_other() -> None:
    assert set(data()) == set(CLAIMS), RENEW


def test_every_function_that_is_named_is_there() -> None:
    known: set[str] = set()
    for path in modules(("symbolic", "numeric")):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        known |= function_names(tree, module_name(path))
    for id_ in CLAIMS:
        assert set(formulas_tested(id_)) <= known, f"{id_}: {RENEW}"


@pytest.mark.bulk
def test_a_claim_that_is_traced_again_tests_what_is_said() -> None:
    ids = [i for i in AGAIN if i in CLAIMS]
    assert len(ids) > 3
    run = subprocess.run(
        [sys.executable, "-c", TRACE, *ids],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert {i: data()[i] for i in ids} == json.loads(run.stdout), RENEW


@pytest.mark.parametrize(
    ("id_", "function"),
    [
        ("eq-14", "symbolic.model.market.reduced_payoff"),
        ("thm-1.slope", "numeric.theorem_1.slope.slope"),
        ("thm-1.claim-1", "numeric.theorem_1.margins.losses"),
    ],
)
def test_a_claim_names_what_it_is_about(id_: str, function: str) -> None:
    assert function in formulas_tested(id_)
