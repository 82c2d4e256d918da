"""What the claims write out by hand agrees with the solvers, and with closed forms."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from numeric import load_economy, solve_competitive, solve_stage1, solve_stage2
from numeric.stage2.best_response import best_response
from proofs_check.paper.lemmas.lemma_2_checks import demand
from proofs_check.paper.section_2.checks import best_consumption, square_root
from proofs_check.paper.section_2.merging import merged, two_states
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.in_force import ENVIRONMENT, NotInForceError, hypotheses

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("name", ["log", "ces", "unequal"])
def test_demand_by_bisection_is_the_competitive_allocation_at_the_competitive_price(
    name: str,
) -> None:
    economy = load_economy(EXAMPLES / f"{name}.toml")
    solved = solve_competitive(economy)
    price = np.array(np.broadcast_to(solved.price, (1, len(economy.types), len(economy.states))))
    assert np.abs(demand(economy, price)[0].T - solved.allocations[..., 0]).max() < 1e-9


def test_the_best_consumption_with_square_roots_solves_its_first_order_condition() -> None:
    assert best_consumption(Fraction(1)) == 1
    assert best_consumption(Fraction(1, 2)) == Fraction(2, 5)
    assert by_hand.best_consumption(square_root(("1/2", "2")), 1) == pytest.approx(1.6, abs=1e-14)


def test_bayes_rule_multiplied_out_is_exact() -> None:
    economy = load_economy(EXAMPLES / "log.toml")
    assert by_hand.tau(economy, 0) == by_hand.posterior(economy, (1, 0))
    assert sum(by_hand.posterior(economy, (3, 5))) == 1
    assert by_hand.posterior(economy, (0, 0)) == economy.environment.prior


def test_an_offer_by_hand_is_the_solvers_and_beats_its_neighbours() -> None:
    economy = load_economy(EXAMPLES / "ces.toml")
    others, belief = (3.0, 2.5), by_hand.posterior(economy, (2, 3))
    offer, value = by_hand.best_offer(economy, 0, belief, others)
    phi = np.array([float(w) for w in belief])
    solved = best_response(economy, np.float64(3.0), np.float64(2.5), phi, 0)
    assert np.abs(solved - offer).max() < 1e-12
    for factor in (0.99, 1.01):
        near = offer[0] * factor, offer[1] * factor
        bundle = by_hand.active_bundle(economy, near, others)
        assert by_hand.expected(economy, bundle, 0, belief) < value


def test_printed_intervals_share_their_ends() -> None:
    cells = by_hand.intervals([0.4, 1.6], 2.0)
    assert cells == [(0.0, 1.0), (1.0, 2.0)]
    assert by_hand.owners(1.0, cells) == [0, 1]
    assert by_hand.owners(0.4, cells) == [0]


def test_stage_1_and_stage_2_by_hand_are_the_solvers_on_a_shipped_economy() -> None:
    economy = load_economy(EXAMPLES / "three_types.toml")
    solved = solve_stage1(economy)
    assert [by_hand.best_consumption(economy, x) for x in range(3)] == pytest.approx(
        solved.consumption.tolist(), abs=1e-13
    )
    game = solve_stage2(economy, [[2, 3, 4]])
    others = game.totals[0] - game.offers[0, 1]
    belief = by_hand.posterior(economy, (2, 3, 4))
    wanted, _ = by_hand.best_offer(economy, 1, belief, (float(others[0]), float(others[1])))
    assert np.abs(game.offers[0, 1] - wanted).max() < 1e-12


@pytest.mark.bulk
def test_hypotheses_are_evaluated_one_by_one_and_one_that_fails_is_refused() -> None:
    met = dict(hypotheses(square_root(("1/2", "2"))))
    assert len(met) == 9
    assert met["kappa > 0"] == "1/10, 1/10"
    with pytest.raises(NotInForceError, match="same probability"):
        hypotheses(two_states(("9", "1")), ENVIRONMENT)
    with pytest.raises(NotInForceError, match="demand rises"):
        hypotheses(merged(("9", "1")))
