"""The numbers that a sweep stores beside a verdict.

A margin never contradicts it, and residuals and truncations are those of the solvers.
"""

import math
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numeric import load_economy, solve_stage2
from numeric.draws.generate import generate
from numeric.economy.economy import Economy
from numeric.stage2.solve import TOLERANCE
from numeric.theorem_1.continuation import continuation
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Instance, on_economy
from proofs_check.claims.verdict import Verdict
from proofs_check.paper import CLAIMS
from proofs_check.paper.shared.limits import comparable_sizes
from proofs_check.paper.theorem_2 import checks as theorem_2_checks
from proofs_check.sweep.propositions import propositions
from tests.bulk import leading

LOG = Path(__file__).parents[3] / "examples" / "log.toml"
COUNTED = {
    "sec-1.beliefs-only",
    "eq-8",
    "sec-3.2.belief-is-false",
    "sec-3.2.nondefectors-agree",
    "sec-3.2.sigma-prime",
    "eq-24",
    "eq-26",
    "thm-2.active",
}
"""Claims about whole numbers of agents: nothing is measured."""

UNMEASURED = {
    "thm-1.any-eta",
    "sec-3.2.defector-posterior",
    "sec-3.2.action-in-interval",
    "prop-2.sequence",
}
"""What holds by its hypothesis or says yes or no, or whose margin would mislead a search."""


def one_state() -> Economy:
    utility, theta = "theta*log(q) + log(r)", {"theta": [[1], [2]]}
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["1/2", "1/2"],
        eta="1/2",
        utility=utility,
        parameters=theta,
    )


@lru_cache(maxsize=1)
def found() -> dict[tuple[str, str], list[Instance]]:
    economies = (load_economy(LOG), one_state(), *generate(2012, 1))
    return {(p.id, p.reading): [p.check(e) for e in economies] for p in propositions()}


def contradicts(instance: Instance) -> bool:
    if instance.margin is None or math.isnan(instance.margin):
        return False
    return (instance.verdict is Verdict.HOLDS and instance.margin < 0) or (
        instance.verdict is Verdict.FAILS and instance.margin > 0
    )


def test_a_margin_never_contradicts_the_verdict() -> None:
    assert [key for key, instances in found().items() if any(map(contradicts, instances))] == []


def test_numbers_are_floats_so_that_a_search_can_follow_them() -> None:
    held = [
        (key, n)
        for key, instances in found().items()
        for i in instances
        for n in (i.margin, i.residual, i.truncation)
        if n is not None
    ]
    assert [(key, type(n)) for key, n in held if not isinstance(n, float)] == []


def test_all_but_a_few_claims_are_decided_on_these_economies() -> None:
    undecided = {
        id_ for (id_, _), instances in found().items() if all(i.holds is None for i in instances)
    }
    assert undecided <= {"eq-40", "sec-6.state-free.loss"}


def test_every_claim_that_measures_hands_its_margin_over() -> None:
    decided = {
        key: [i for i in instances if i.holds is not None] for key, instances in found().items()
    }
    silent = {
        key
        for key, instances in decided.items()
        if instances and all(i.margin is None for i in instances)
    }
    assert {id_ for id_, _ in silent} <= COUNTED | UNMEASURED
    assert not any(
        i.margin is not None
        for (id_, _), instances in decided.items()
        if id_ in COUNTED
        for i in instances
    )


def test_residuals_are_those_of_solved_equations() -> None:
    held = [
        i for instances in found().values() for i in instances if i.holds and i.residual is not None
    ]
    assert len(held) > 40
    assert all(0 <= i.residual < 1e-8 for i in held if i.residual is not None)


@pytest.mark.parametrize(
    ("id_", "sigma"), [("eq-11.nondefector", [2, 3]), ("sec-3.1.unconstrained", [2, 3])]
)
def test_the_residual_is_that_of_the_stage_2_equilibrium_used(id_: str, sigma: list[int]) -> None:
    economy = load_economy(LOG)
    (proposition,) = (p for p in propositions() if p.id == id_)
    assert (
        proposition.check(economy).residual
        == float(solve_stage2(economy, [sigma]).residual[0])
        <= TOLERANCE
    )


def test_the_truncation_is_the_largest_of_the_sizes_that_were_summed() -> None:
    economy = load_economy(LOG)
    (proposition,) = (p for p in propositions() if p.id == "thm-1")
    instance = proposition.check(economy)
    assert instance.truncation is not None
    sizes = comparable_sizes(economy)
    assert sizes is not None
    left_out = [float(continuation(economy, M).truncation.max()) for M in sizes]
    assert instance.truncation == max(left_out) > 0


def mutants(economy: Economy) -> list[tuple[str, Instance]]:
    tests = [(c.id, on_economy(m.says, c.checks)) for c in CLAIMS.values() for m in c.mutants]
    return [(id_, test(economy)) for id_, test in tests if test is not None]


def test_margins_of_false_statements_are_not_positive_where_they_fail() -> None:
    results = mutants(load_economy(LOG))
    failing = [i for _, i in results if i.verdict is Verdict.FAILS]
    assert len(failing) > 20
    assert [id_ for id_, i in results if contradicts(i)] == []
    assert sum(i.margin is not None and i.margin <= 0 for i in failing) > 0.8 * len(failing)


def test_a_loss_that_is_not_solved_is_required_in_vain() -> None:
    economy = load_economy(LOG)
    X = len(economy.types)
    loss = ex_post_loss(economy, np.arange(X), np.ones((1, X)), np.ones((1, X, 2)), 0, iterations=0)
    assert not loss.solved.all()
    with pytest.raises(ArithmeticError):
        loss.required()


CES = "(q**rho*share + r**rho*(1 - share))**(degree/rho)/degree"
LOG_CES = "log(q**rho*share + r**rho*(1 - share))/rho"
FOUND: tuple[tuple[str, dict[str, Any]], ...] = (
    # the two types want almost the same, so their offers are close however few agents there are
    (
        "sec-4.alpha-star",
        {
            "kappa": ["1/20", "1/20"],
            "utility": "theta*sqrt(q) + sqrt(r)",
            "parameters": {"theta": [["19/20"], [1]]},
        },
    ),
    # few are inactive, so the offer can be far from alpha* at any cost if inactive
    (
        "sec-4.alpha-star",
        {
            "kappa": ["1/8", "1/2"],
            "eta": "1/50",
            "utility": CES,
            "parameters": {"degree": "1/2", "rho": "3/5", "share": [["1/2"], ["3/10"]]},
        },
    ),
    # the states are told apart by so many agents only
    (
        "sec-4.alpha-star",
        {
            "states": ["a", "b"],
            "prior": [0.5, 0.5],
            "signal": [["1/2", "1/2"], ["1/4", "3/4"]],
            "parameters": {"theta": [[2, 1], [1, 1]]},
        },
    ),
    # types do not enter preferences, so the effect of an offer falls exponentially and the distance
    # faster than any power
    (
        "sec-4.alpha-star",
        {
            "states": ["a", "b"],
            "prior": ["2/3", "1/3"],
            "signal": [["3/11", "8/11"], [0.5, 0.5]],
            "endowment": ["7/4", "5/4"],
            "eta": "11/50",
            "kappa": ["1/20", "2/25"],
            "utility": CES,
            "parameters": {"degree": "2/5", "rho": "1/10", "share": [["2/5", "11/20"]] * 2},
        },
    ),
    # nearly substitutes: being taken for the other costs so much that the largest offer there is
    # would be kept at a hundred agents
    (
        "sec-4.alpha-star",
        {
            "signal": [["1/5", "4/5"]],
            "endowment": ["1/2", "1/2"],
            "kappa": ["1/200", "1/50"],
            "eta": "23/50",
            "utility": LOG_CES,
            "parameters": {"rho": "4/5", "share": [["13/20"], ["7/20"]]},
        },
    ),
    # in the first state nobody trades, so nothing deviates from the limit
    (
        "thm-3.claim-2",
        {
            "states": ["a", "b"],
            "prior": [0.5, 0.5],
            "signal": [[0.5, 0.5], ["1/3", "2/3"]],
            "utility": "2*theta*sqrt(q) + 2*sqrt(r)",
            "parameters": {"theta": [[1, 1], [1, 2]]},
        },
    ),
    # the loss happens to be small at kappa = 1/100, where kappa and eta act against each other
    (
        "thm-3.relation",
        {
            "signal": [["1/4", "3/4"]],
            "endowment": [1, 3],
            "kappa": ["1/50", "1/2"],
            "utility": LOG_CES,
            "parameters": {"rho": "3/10", "share": [["1/2"], ["7/10"]]},
        },
    ),
    # the states are nearly alike, and forty thousand agents do not tell them apart
    (
        "thm-2.claim-4.delta-sign",
        {
            "states": ["a", "b"],
            "prior": ["3/5", "2/5"],
            "signal": [["11/23", "12/23"], ["9/19", "10/19"]],
            "endowment": ["3/2", "5/2"],
            "kappa": ["3/1000", "1/1000"],
            "utility": "q**power_q*r**power_r",
            "parameters": {
                "power_q": [["3/20", "1/5"], ["1/5", "2/5"]],
                "power_r": [["7/20", "3/20"], ["1/4", "3/20"]],
            },
        },
    ),
    # nearly substitutes and little supply of the first good: sixty agents are few
    (
        "eq-40",
        {
            "types": ["1", "2", "3"],
            "signal": [["2/19", "5/19", "12/19"]],
            "endowment": ["9/4", "9/4"],
            "kappa": ["1/200", "1/10"],
            "eta": "2/25",
            "utility": "(r**0.8 + q**0.8*theta)/0.8",
            "parameters": {"theta": [["1.55"], ["1.7"], ["1.65"]]},
        },
    ),
    # a trade near zero, so the rate comes with more than a thousand agents
    (
        "eq-40",
        {
            "types": ["1", "2", "3"],
            "signal": [["1/3", "5/12", "1/4"]],
            "endowment": [2, "3/4"],
            "kappa": ["3/20", "3/200"],
            "eta": "2/25",
            "utility": "10*(theta*q**0.1 + r**0.1)",
            "parameters": {"theta": [["0.85"], [1], ["0.95"]]},
        },
    ),
    # a trade near zero, so the gain times M settles slowly
    (
        "thm-1.slope",
        {
            "types": ["1", "2", "3"],
            "signal": [["3/10", "7/20", "7/20"]],
            "endowment": ["5/4", "3/4"],
            "kappa": ["1/1000", "1/1000"],
            "eta": "49/100",
            "utility": CES,
            "parameters": {"degree": "4/5", "rho": "4/5", "share": [["3/10"], ["9/20"], ["13/20"]]},
        },
    ),
    # there is little to gain from trade, and the fee takes it unless kappa is smaller still
    ("sec-6.participation", {"parameters": {"theta": [["3/4"], ["4/5"]]}}),
)


NOW_LARGER = {"eq-40", "thm-1.slope"}
"""Claims that are examined at larger sizes there, not passed over."""


@pytest.mark.parametrize(("id_", "changes"), leading(6, FOUND))
def test_what_a_search_found_outside_the_sizes_of_a_limit_is_no_failure(
    id_: str, changes: dict[str, Any]
) -> None:
    (proposition,) = (p for p in propositions() if p.id == id_ and p.standing)
    holds = proposition.check(one_state().replacing(**changes)).holds
    assert holds or (holds is None and id_ not in NOW_LARGER)


def test_nobody_inactive_is_outside_the_remark_on_alpha_star() -> None:
    (proposition,) = (p for p in propositions() if p.id == "sec-4.alpha-star" and p.standing)
    assert proposition.check(one_state().replacing(eta=0)).holds is None


@pytest.mark.bulk
def test_few_inactive_agents_in_other_shares_are_no_failure_of_theorem_3() -> None:
    # Found by following the margin: with η of 1/600 three of 2000 agents are inactive, and (1, 2,
    # 0) of them lose twice what (0.6, 1.8, 0.6) would.
    utility, tables = (
        "(theta*q**(1 - aversion) + r**(1 - aversion))/(1 - aversion)",
        {"aversion": "3/10", "theta": [[1, 1], [2, 1], [1, "7/10"]]},
    )
    signal = [["1/3", "1/3", "1/3"], ["1/5", "3/5", "1/5"]]
    economy = Economy(
        prior=["1/2", "1/2"],
        signal=signal,
        endowment=[2, 3],
        kappa=["1/2", "1/2"],
        eta="1/2",
        utility=utility,
        parameters=tables,
    )
    (proposition,) = (p for p in propositions() if p.id == "thm-3.ii")
    instance = proposition.check(economy)
    assert instance.holds
    assert instance.margin == pytest.approx(1, abs=0.01)


def test_games_in_which_no_equilibrium_is_found_leave_the_limit_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true_solver = theorem_2_checks.solve_games

    def all_but_the_first(economy, game, start):  # type: ignore[no-untyped-def]
        found = true_solver(economy, game, start)
        return replace(found, solved=found.solved & (np.arange(len(found.solved)) > 0))

    economy = load_economy(LOG.with_name("three_types.toml"))
    (proposition,) = (p for p in propositions() if p.id == "eq-40" and p.standing)
    assert proposition.check(economy).verdict is Verdict.HOLDS
    monkeypatch.setattr(theorem_2_checks, "solve_games", all_but_the_first)
    assert proposition.check(economy).verdict is Verdict.UNDECIDED
