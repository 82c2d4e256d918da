"""Printed statements that fail do so by exact numbers or certified signs.

And the checks that say so can also come out the other way.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numeric import efficiency, solve_stage2, threshold
from numeric.certify import certify_efficiency, certify_margin, loss_bound
from numeric.certify.arithmetic.beliefs import known_state
from numeric.certify.arithmetic.intervals import exact_ball
from numeric.draws.generate import generate
from numeric.theorem_2.displaced import margins_without_and_with
from numeric.theorem_3.loss import ex_post_loss
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import run_check
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper import CHECKS, CLAIMS
from proofs_check.paper.shared import certified_economies, rational_markets
from proofs_check.paper.shared.chosen_economies import one_rate
from proofs_check.paper.shared.in_force import SEPARATING, NotInForceError, hypotheses
from proofs_check.paper.theorem_3 import positive_loss
from proofs_check.verifying.run import examine
from symbolic.language.proposition import Asserted

FAILURES = (
    "sec-2.1.merging.demand",
    "sec-2.1.merging.ex-post",
    "sec-3.2.belief-is-false",
    "sec-3.2.defector-posterior",
    "eq-8",
    "eq-22",
    "prop-1.continuity",
    "thm-1.claim-1.loss",
    "thm-1.claim-1.slope",
    "sec-4.A2.rules-out",
    "sec-4.A2.other-equilibria",
    "thm-2.claim-0",
    "thm-2.claim-3.D-2",
    "thm-2.claim-4.delta-sign",
    "thm-2.final.weights",
    "thm-3.comparison.total",
    "sec-6.payout",
    "sec-6.finite-states",
)
NUMBER_OF_AGENTS = 100


def outcome(name: str, **parameters: object) -> Outcome:
    return run_check(Asserted(name, "", tuple(parameters.items())), CHECKS, ())[0]


@pytest.mark.parametrize("id_", FAILURES)
def test_the_printed_statement_is_refuted_by_certified_numbers(id_: str) -> None:
    found = examine(CLAIMS[id_].printed, CHECKS)[0]
    assert (found.verdict, found.evidence) == (Verdict.FAILS, Evidence.CERTIFIED)
    assert found.counterexample


def test_the_rational_market_is_in_equilibrium_by_the_solver_too() -> None:
    for ratio in (1, 2):
        solved = solve_stage2(rational_markets.economy(Fraction(ratio)), [rational_markets.COUNTS])
        assert np.allclose(
            solved.offers[0], np.array(rational_markets.OFFERS, dtype=float), atol=1e-12
        )


def test_the_belief_of_the_configuration_makes_the_offers_best_and_no_other_does() -> None:
    found = {
        belief: outcome("prop-2.belief-exact", belief=belief).verdict
        for belief in ("phi^N", "limit", "prior")
    }
    assert found == {"phi^N": Verdict.HOLDS, "limit": Verdict.FAILS, "prior": Verdict.FAILS}


def test_a_taste_moved_by_a_thousandth_is_no_equilibrium() -> None:
    assert rational_markets.condition(0, rational_markets.taste(0)) == 0
    assert rational_markets.condition(0, rational_markets.taste(0) * Fraction(1001, 1000)) < 0


def test_kappa_and_delta_are_positive_together_where_delta_alone_is_not() -> None:
    assert [outcome("thm-2.claim-4.delta-exact", kappas=k).verdict for k in (0, 1)] == [
        Verdict.FAILS,
        Verdict.HOLDS,
    ]


def test_without_inactive_agents_the_candidate_fails_in_one_economy_and_not_in_another() -> None:
    names = ("two states, log", "three states, where")
    held = {
        (name, sign): outcome("sec-3.2.eta-zero", economy=name, sign=sign).verdict
        for name in names
        for sign in (1, -1)
    }
    assert [pair for pair, verdict in held.items() if verdict is Verdict.HOLDS] == [
        (names[0], 1),
        (names[1], -1),
    ]


@pytest.mark.bulk
def test_certified_signs_and_losses_agree_with_floating_point() -> None:
    economy = certified_economies.named("three states, where")
    q, r = economy.environment.endowment
    trial = economy.replacing(
        eta=min(economy.mechanism.kappa[0] / (4 * q), economy.mechanism.kappa[1] / (4 * r))
    )
    found = threshold(trial, [NUMBER_OF_AGENTS]).margins[0].margin
    sign = certified_economies.margin(trial, NUMBER_OF_AGENTS)
    assert sign.margin is not None
    assert abs(found - sign.margin.middle) < 1e-10
    least = Fraction(efficiency(trial, NUMBER_OF_AGENTS).epsilon).limit_denominator(10**9)
    assert certify_efficiency(trial, NUMBER_OF_AGENTS, least + Fraction(1, 10**6)).efficient
    assert not certify_efficiency(trial, NUMBER_OF_AGENTS, least - Fraction(1, 10**6)).efficient


def test_the_bound_on_the_loss_is_true_for_any_price_and_sharp_at_the_best() -> None:
    economy = certified_economies.named("two states, log")
    bundles, counts = np.array([[0.9, 1.05], [1.2, 0.85], [1.0, 1.0]]), np.array([3, 2, 1])
    solved = ex_post_loss(economy, [0, 1, 1], counts[None], bundles[None], 0)
    groups = [
        (t, int(n), (exact_ball(b[0]), exact_ball(b[1])))
        for t, n, b in zip((0, 1, 1), counts, bundles.tolist(), strict=True)
    ]
    belief, loss = known_state(economy, 0), float(solved.loss[0])
    assert float(
        loss_bound(belief, groups, float(solved.price[0]), solved.bundles[0]).upper()
    ) == pytest.approx(loss, abs=1e-9)
    for factor in (0.5, 0.9, 1.1, 2.0):
        assert (
            float(
                loss_bound(
                    belief,
                    groups,
                    factor * float(solved.price[0]),
                    solved.bundles[0] * [factor, 1 / factor],
                ).lower()
            )
            > loss
        )


def test_prices_and_losses_obey_the_bounds_that_hold_for_every_population() -> None:
    kappa, x = Fraction(1, 10), Fraction(3, 10)
    economy, least = (
        positive_loss.economy(kappa),
        float(np.log(1 + float(positive_loss.per_endowment(kappa, x)))),
    )
    for M, idle in ((1, 0), (2, 1), (5, 1), (40, 10), (4000, 1000)):
        sigma = np.array([[n, M - n] for n in sorted({0, M // 2, M})])
        solved = solve_stage2(economy, sigma)
        assert (solved.price > 1 + float(x)).all()
        kept = np.broadcast_to(inactive_bundles(economy), (len(sigma), 2, 2))
        bundles = np.concatenate([solved.allocations(economy), kept], axis=1)
        counts = np.concatenate([sigma, np.tile([idle, 0], (len(sigma), 1))], axis=1).astype(float)
        assert (
            ex_post_loss(economy, [0, 1, 0, 1], counts, bundles, 0).required().loss > least
        ).all()


def test_a_bound_on_the_loss_that_does_not_apply_or_is_too_small_bounds_nothing() -> None:
    for kappa, x, epsilon in (
        (Fraction(1, 10), Fraction(31, 100), Fraction(1, 100)),
        (Fraction(1, 1000), Fraction(3, 10), Fraction(1, 100)),
    ):
        found = outcome("thm-3.fixed-kappa", kappa=kappa, x=x, epsilon=epsilon)
        assert found.verdict is Verdict.FAILS


def test_one_enclosed_equilibrium_shows_no_two_values() -> None:
    found = outcome("thm-2.F-of-A.several", active=2, counts=(1, 0), apart=Fraction(1, 1000))
    assert found.verdict is Verdict.FAILS


def test_a_power_that_leaves_the_class_makes_no_counterexample() -> None:
    with pytest.raises(ArithmeticError, match="class"):
        outcome("thm-2.claim-3.D-2", power=5)


def test_a_counterexample_that_fails_a_hypothesis_of_the_paper_is_refused() -> None:
    economy = one_rate().replacing(parameters={"g": [["1/2", "1/2"], ["1/2", "1/2"]]})
    with pytest.raises(NotInForceError):
        hypotheses(economy, (SEPARATING,))


@pytest.mark.bulk
def test_the_margin_with_a_shut_down_agrees_with_floating_point() -> None:
    (economy,) = generate(2012, 1)
    for N in (8, 10):
        found = [
            certify_margin(economy, N, scope="local", shut_down=rule).margin
            for rule in (False, True)
        ]
        wanted = margins_without_and_with(economy, N)
        assert all(
            f is not None and abs(f.middle - w) < 1e-10 for f, w in zip(found, wanted, strict=True)
        )
