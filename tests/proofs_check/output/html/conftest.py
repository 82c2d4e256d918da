"""Results that exercise every part of a page.

Real claims of Lemma 1 and section 3.2, and made-up outcomes of every kind.
"""

from __future__ import annotations

import copy
import fcntl
import json
from pathlib import Path
from typing import Any

import pytest

from numeric import load_economy
from proofs_check.output.figures.data import figure_data
from proofs_check.output.figures.of_economies import stage1_figure
from proofs_check.output.html.derivations import derivation_data
from proofs_check.output.json_results import results_data
from proofs_check.output.made_before import Beforehand
from proofs_check.paper import CLAIMS
from proofs_check.verifying.run import run
from symbolic.derivations import TOPICS

EXAMPLES = Path(__file__).parents[4] / "examples"
IDS = (
    "eq-14",
    "eq-15",
    "lemma-1.case-i.reduced",
    "lemma-1.case-i",
    "lemma-1.case-i.feasible",
    "eq-7",
    "eq-8",
)
WIDE = " + ".join(rf"u_{{q}}^{{{n}}}(\bar q - q, r)" for n in range(30))
"""A formula that is wider than a page."""


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, Any]:
    """Results as ``verify`` saves them, with mutants and one figure: computed by one process of a run for all."""
    base = tmp_path_factory.getbasetemp()
    kept = (base if worker_id == "master" else base.parent) / "results_of_pages.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(_computed()), encoding="utf-8")
        data: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return data


def _computed() -> dict[str, Any]:
    figure = figure_data(stage1_figure(load_economy(EXAMPLES / "log.toml")))
    derived = derivation_data(TOPICS["payoffs"]({k: c.standing for k, c in CLAIMS.items()}), IDS)
    made = Beforehand(figures=[figure], derivations=[derived])
    return results_data(run({i: CLAIMS[i] for i in IDS}, mutants=True), CLAIMS, made)


@pytest.fixture
def results(computed: dict[str, Any]) -> dict[str, Any]:
    """The computed results, with one claim of each verdict besides."""
    return with_every_verdict(computed)


@pytest.fixture(scope="session")
def shared(computed: dict[str, Any]) -> dict[str, Any]:
    """The same for all tests, which must not change them."""
    return with_every_verdict(computed)


def with_every_verdict(computed: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of results with one claim of each verdict besides."""
    data = copy.deepcopy(computed)
    for verdict in ("FAILS", "UNDECIDED", "VACUOUS", "BROKEN"):
        claim = copy.deepcopy(data["claims"][0])
        claim["id"] = f"made-up.{verdict.lower()}"
        claim["depends_on"] = ["eq-14"]
        claim["printed"] |= {
            "verdict": verdict,
            "evidence": "NONE",
            "detail": f"<em>not stressed</em> & p_2 = 1/{7**400}",
        }
        claim["statements"]["printed"] |= {
            "bound": WIDE,
            "where": [f"a = {WIDE}"],
            "given": [{"latex": f"{WIDE} > 0", "provenance": "paper", "reason": ""}],
        }
        data["claims"].append(claim)
        data["totals"][verdict] = 1
    return data
