"""The two-stage mechanism with few or no inactive agents, and the sell-all game under full information."""

import numpy as np
import pytest

from numeric import threshold
from numeric.games.references import full_information, pooled_information
from numeric.games.scenarios import Scenarios, scenarios
from numeric.games.sell_all import bids_at, sell_all_full_information
from numeric.games.two_stage import candidate_margin, fewest_inactive, small_eta, two_stage
from numeric.games.welfare import welfare
from tests.numeric.games.settings import example, plain


def test_the_margin_with_the_mechanisms_own_number_of_inactive_is_that_of_theorem_1() -> None:
    economy = example("e3")
    margins = threshold(economy, [10, 20]).margins
    for m in margins:
        found = candidate_margin(economy, m.agents, m.agents - m.active)
        assert found.margin == m.margin


def test_the_fewest_inactive_agents_are_the_least_number_that_deters() -> None:
    assert fewest_inactive(example("e1"), 20) == 1
    economy = example("e3")
    for N, least in ((30, 1), (100, 2)):
        assert fewest_inactive(economy, N) == least
        assert not candidate_margin(economy, N, least - 1).holds
        assert candidate_margin(economy, N, least).holds


def test_a_straw_poll_is_truthful_in_e1_and_not_in_e3() -> None:
    for N in (10, 40):
        assert candidate_margin(example("e1"), N, 0).holds
        assert candidate_margin(example("e3"), N, 0).holds is False


def test_with_the_fewest_inactive_the_loss_falls_like_one_over_n() -> None:
    economy = example("e1")
    scaled = []
    for N in (300, 600):
        found = two_stage(economy, scenarios(economy, N, fewest_inactive(economy, N) or 0))
        scaled.append(N * welfare(economy, found).misallocation)
    assert scaled[1] == pytest.approx(scaled[0], rel=0.1)


def test_with_nobody_inactive_the_mechanism_is_the_game_with_pooled_information() -> None:
    economy, N = example("e1"), 12
    drawn = scenarios(economy, N)
    a = welfare(economy, two_stage(economy, drawn))
    b = welfare(economy, pooled_information(economy, drawn))
    assert a.misallocation == b.misallocation
    assert a.paper == b.paper
    full = welfare(economy, full_information(economy, drawn))
    assert full.misallocation < b.misallocation


def test_small_eta_is_what_theorem_3_asks_for() -> None:
    assert small_eta(example("e1")).floats.eta == pytest.approx(0.0125)


def test_no_sell_all_bid_under_full_information_is_beaten() -> None:
    economy, setting = example("e1"), plain(example("e1"))
    counts, state = np.array([[3.0, 4.0], [1.0, 6.0]]), np.array([0, 1])
    bids, total = bids_at(economy, counts, state)
    for row in range(2):
        N = counts[row].sum()
        assert counts[row] @ bids[row] == pytest.approx(total[row], rel=1e-13)

        def utility(x: int, bid: float, row: int = row, N: float = N) -> float:
            R = total[row] - bids[row, x] + bid
            return setting.u(bid * N / R, 1 - bid + R / N, x, int(state[row]))

        for x in (0, 1):
            own = utility(x, bids[row, x])
            for factor in (0.5, 0.9, 0.999, 1.001, 1.1, 1.4):
                assert utility(x, factor * bids[row, x]) < own


def test_sell_all_balances_and_loses_far_less_than_buy_sell() -> None:
    economy = example("e1")
    drawn = scenarios(economy, 10)
    found = welfare(economy, sell_all_full_information(economy, drawn))
    other = welfare(economy, full_information(economy, drawn))
    assert found.outlay == pytest.approx([0, 0], abs=1e-13)
    assert 20 < other.misallocation / found.misallocation < 50
    doubled = scenarios(economy, 40)
    assert welfare(economy, sell_all_full_information(economy, doubled)).misallocation < (
        found.misallocation / 10
    )  # about 1/N^2


def test_scenarios_are_those_of_two_independent_multinomials() -> None:
    economy = example("e1")
    found: Scenarios = scenarios(economy, 5, 2)
    assert found.weight.sum() == pytest.approx(1, abs=1e-9)
    mean = (found.weight[:, None] * found.inactive).sum(axis=0)
    assert mean == pytest.approx([1.0, 1.0])
    with pytest.raises(ValueError, match="inactive must be between"):
        scenarios(economy, 5, 5)
