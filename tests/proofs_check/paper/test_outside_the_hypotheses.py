"""Checks where their hypotheses fail or a solver does.

An economy outside counts for nothing, and one that is not solved is undecided.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numeric import Economy, solve_competitive, solve_stage1, solve_stage2
from numeric.theorem_1.margins import threshold
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Instance, run_check
from proofs_check.claims.verdict import Verdict
from proofs_check.paper import CHECKS, CLAIMS
from proofs_check.paper.proposition_1 import checks as proposition_1_checks
from proofs_check.paper.section_3 import stage_2_checks as section_3_1_checks
from proofs_check.paper.section_4 import shut_down_checks
from proofs_check.paper.shared import certified_economies
from proofs_check.paper.theorem_2.checks import enough_agents
from proofs_check.paper.theorem_3 import definition_checks, proof_checks
from proofs_check.paper.theorem_3 import economies as theorem_3_economies
from proofs_check.sweep import probes
from proofs_check.sweep.probes import PROBES, Probe
from symbolic.language.proposition import Asserted
from tests.numeric.certify.economies import three_equilibria
from tests.numeric.economies import example
from tests.proofs_check.paper.test_exact_failures import outcome


def check(name: str, economy: Economy) -> Instance:
    """Return what the first standing statement that is tested by the check of this name.

    Or else the probe of this name, says of an economy.
    """
    for claim in CLAIMS.values():
        says = claim.standing.says
        if isinstance(says, Asserted) and says.name == name:
            return run_check(says, CHECKS, [economy])[1][0]
    (probe,) = (p for p in PROBES if p.id == name)
    return probe.check(economy)


def pooled() -> Economy:
    """Return an economy whose two types want the same, so that α* is not separating."""
    utility, theta = "theta*log(q) + log(r)", {"theta": [[1, 1], [1, 1]]}
    signal = [["1/3", "2/3"], ["2/3", "1/3"]]
    return Economy(
        prior=["1/2", "1/2"],
        signal=signal,
        endowment=[1, 1],
        kappa=["1/2", "1/2"],
        eta="1/2",
        utility=utility,
        parameters=theta,
    )


SEPARATING = (
    "thm-1.claim-1.distance",
    "thm-1.claim-1",
    "sec-2.3.reveals",
    "sec-1.beliefs-only",
    "thm-3.i",
    "sec-3.2.sigma-prime",
    "eq-11.best",
    "thm-2.final.C",
)
ASKED = tuple(p for p in PROBES if p.id not in ("eq-22", "sec-3.2.defector-posterior"))


@pytest.mark.parametrize("name", SEPARATING)
def test_a_claim_about_separating_offers_says_nothing_where_two_types_offer_the_same(
    name: str,
) -> None:
    assert not solve_stage1(pooled()).separating
    instance = check(name, pooled())
    assert instance.verdict is Verdict.VACUOUS
    assert "separating" in instance.detail
    assert instance.margin is None


@pytest.mark.parametrize("probe", ASKED, ids=lambda p: p.id)
def test_a_probe_about_separating_offers_says_nothing_there_either(probe: Probe) -> None:
    instance = probe.check(pooled())
    assert instance.verdict is Verdict.VACUOUS
    assert "separating" in instance.detail


LIMITS = (
    "eq-28",
    "lemma-2.continuity",
    "prop-2.converges",
    "thm-1.claim-2.consumption",
    "thm-3.claim-1",
    "thm-3.claim-2",
    "thm-3.claim-3",
    "thm-3.ii",
    "thm-3.i",
    "sec-4.alpha-star",
    "eq-40",
)


@pytest.mark.parametrize("name", LIMITS)
def test_a_claim_about_the_competitive_equilibrium_says_nothing_where_there_are_three(
    name: str,
) -> None:
    assert solve_competitive(three_equilibria()).unique == (False,)
    instance = check(name, three_equilibria())
    assert instance.verdict is Verdict.VACUOUS
    assert "unique" in instance.detail or "several" in instance.detail


def unsolved(*arguments: Any, **options: Any) -> Any:
    solved = solve_stage2(*arguments, **options)
    return replace(solved, residual=np.full_like(solved.residual, 1.0))


@pytest.mark.parametrize(
    ("module", "id_"),
    [
        (proposition_1_checks, "prop-1"),
        (section_3_1_checks, "prop-1.zero-counts"),
        (section_3_1_checks, "sec-3.1.unconstrained"),
    ],
)
def test_a_stage_2_that_is_not_solved_leaves_the_claim_undecided(
    module: Any, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    economy = example("log")[0]
    assert check(id_, economy).verdict is Verdict.HOLDS
    monkeypatch.setattr(module, "solve_stage2", unsolved)
    assert check(id_, economy).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("module", "id_"),
    [(definition_checks, "sec-5.loss"), (proof_checks, "thm-3.welfare")],
)
def test_a_loss_that_is_not_solved_leaves_the_claim_undecided(
    module: Any, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    economy = example("log")[0]
    assert check(id_, economy).verdict is Verdict.HOLDS
    monkeypatch.setattr(
        module,
        "ex_post_loss",
        lambda *a: replace(found := ex_post_loss(*a), status=np.full_like(found.status, "stuck")),
    )
    assert check(id_, economy).verdict is Verdict.UNDECIDED


def test_a_trio_that_is_not_found_leaves_theorem_3_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        theorem_3_economies, "_achieved", lambda *_: (False, "none was found", 1.0, False)
    )
    instance = check("thm-3.i", example("log")[0])
    assert (instance.verdict, instance.detail) == (Verdict.UNDECIDED, "none was found")


@pytest.mark.parametrize(
    "changed", [{"sign": None, "status": "not told"}, {"evidence": "SAMPLED", "status": "not told"}]
)
@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("sec-3.2.eta-zero", {"economy": "two states, log", "sign": 1}),
        ("thm-1.not-monotone", {"holds": 12, "fails": 14}),
        ("sec-4.A2.candidate", {"agents": 9}),
    ],
)
def test_a_sign_that_is_not_certified_leaves_the_counterexample_undecided(
    name: str, parameters: dict[str, Any], changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = certified_economies.margin(
        certified_economies.named("two states, log").replacing(eta=0), 12
    )
    for module in (certified_economies, shut_down_checks):
        monkeypatch.setattr(module, "margin", lambda *_: replace(found, **changed))
        monkeypatch.setattr(module, "certify_margin", lambda *_, **__: found, raising=False)
    result = outcome(name, **parameters)
    assert result.verdict is Verdict.UNDECIDED
    assert "not told" in result.detail


def within_errors(economy: Economy, agents: Any) -> Any:
    """Return margins that are smaller than their errors."""
    found = threshold(economy, agents)
    return replace(
        found, margins=tuple(replace(m, margin=1e-12, rounding=1e-9) for m in found.margins)
    )


@pytest.mark.parametrize(
    ("name", "changes", "verdict"),
    [
        ("sec-3.2.eta-zero", {}, Verdict.UNDECIDED),
        ("thm-1.any-eta", {"eta": 0}, Verdict.UNDECIDED),
        ("thm-1.monotone", {}, Verdict.VACUOUS),
    ],
)
def test_margins_within_their_errors_decide_nothing(
    name: str, changes: dict[str, Any], verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "threshold", within_errors)
    (probe,) = (p for p in PROBES if p.id == name)
    assert probe.check(example("log")[0].replacing(**changes)).verdict is verdict


def test_an_eta_of_zero_or_a_single_state_is_outside_what_is_asked() -> None:
    assert probes.monotone_in_agents(example("log")[0].replacing(eta=0)).verdict is Verdict.VACUOUS
    assert probes.defectors_posterior_differs(three_equilibria()).verdict is Verdict.VACUOUS
    assert check("sec-5.outcome-without-z", three_equilibria()).verdict is Verdict.VACUOUS


def test_points_outside_the_line_for_every_type_leave_nothing_to_compare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        probes, "_half_gaps", lambda solved: np.full(len(solved.consumption), 100.0)
    )
    economy = example("log")[0]
    assert "lie outside the line" in probes.loss_at_half_the_distance(economy).detail
    inside = probes.points_inside(economy)
    assert inside.verdict is Verdict.FAILS
    assert inside.margin is not None
    assert inside.margin < 0


def test_a_signal_that_tells_one_state_only_needs_no_more_agents() -> None:
    economy = example("three_types")[0]
    assert enough_agents(three_equilibria(), 50) == 1
    needed = enough_agents(economy, 50)
    assert needed >= 1
    assert enough_agents(economy, 5) >= needed


def test_two_bounds_on_what_some_type_loses_are_told_apart() -> None:
    economy = example("log")[0]
    for scale, holds in ((1, True), (Fraction(101, 100), False)):
        said = Asserted("thm-2.final.C", "", (("scale", scale),))
        assert run_check(said, CHECKS, [economy])[1][0].holds is holds


def test_best_answers_that_do_not_jump_are_said_not_to() -> None:
    said = outcome("eq-30.none", counts=(0, 3), A=(0,))
    assert said.verdict is Verdict.FAILS
    assert "does not jump between the offers" in said.detail
