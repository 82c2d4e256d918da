"""Semi-pooling: equilibria, beliefs and values against brute force, exclusion, and stage 1 at finite N."""

import numpy as np
import pytest

from numeric import Economy, semi_pooling
from numeric.oracles import semipooling as oracle
from numeric.probability.compositions import (
    block_counts,
    compositions,
    count_probabilities,
    state_beliefs,
)
from numeric.probability.partitions import semi_pooling_partitions
from numeric.probability.posterior import posterior
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import threshold
from numeric.theorem_2.displaced import displaced, margins_without_and_with
from numeric.theorem_2.semipooling import value_off_path, value_on_path
from tests.bulk import leading
from tests.numeric.economies import example

ECONOMY, DATA = example("three_types")
PARTITION = ((0, 1), (2,))


def _offer(value: float) -> tuple[float, float]:
    return max(value, 0.0), max(-value, 0.0)


@pytest.mark.bulk
@pytest.mark.parametrize("attributed", leading(1, [pytest.param(s) for s in ((0,), (1, 2))]))
def test_every_role_best_responds_to_every_sequence_of_the_others_types(
    attributed: tuple[int, ...],
) -> None:
    M, found = 4, value_off_path(ECONOMY, PARTITION, 4, attributed)
    for row in (1, 2):
        counts, offers = found.counts[row], found.offers[row]

        def profile(y: int, target: bool, offers: np.ndarray = offers) -> tuple[float, float]:
            return _offer(offers[y if target else 3 + y])

        for x, role in ((1, 1), (0, 3), (2, 5)):
            others = list(counts)
            if role >= 3:
                others[0 if x < 2 else 1] -= 1
                if min(others) < 0:
                    continue
            seen = oracle.scenarios(DATA, PARTITION, x, others, None if role < 3 else attributed)
            here = oracle.expected(DATA, M, x, seen, profile, _offer(offers[role]))
            assert here == pytest.approx(oracle.best_value(DATA, M, x, seen, profile), abs=1e-10)


def test_on_the_path_every_type_best_responds_to_every_sequence_of_types() -> None:
    found = value_on_path(ECONOMY, PARTITION, 4, 0)
    row = 1
    believed = found.counts[row] + np.array([1, 0])
    for x in (0, 1, 2):
        others = list(believed)
        others[0 if x < 2 else 1] -= 1
        seen = oracle.scenarios(DATA, PARTITION, x, others, None)

        def profile(y: int, target: bool) -> tuple[float, float]:
            return _offer(found.offers[row][y])

        here = oracle.expected(DATA, 4, x, seen, profile, profile(x, False))
        assert here == pytest.approx(oracle.best_value(DATA, 4, x, seen, profile), abs=1e-10)


def test_compositions_and_counts_are_distributions() -> None:
    for partition in semi_pooling_partitions(3):
        counts = block_counts(ECONOMY, partition, 7)
        assert count_probabilities(ECONOMY, partition, counts).sum(axis=0) == pytest.approx(1)
        for row in counts:
            rows, chances = compositions(ECONOMY, partition, tuple(row.tolist()))
            assert chances.sum(axis=0) == pytest.approx(1)
            assert all(
                rows[:, list(block)].sum(axis=1).tolist() == [n] * len(rows)
                for block, n in zip(partition, row, strict=True)
            )


def test_with_singleton_blocks_everything_is_the_separating_game() -> None:
    partition, M = ((0,), (1,), (2,)), 6
    counts = block_counts(ECONOMY, partition, M - 1)
    assert state_beliefs(ECONOMY, partition, counts)[:, 0] == pytest.approx(
        posterior(ECONOMY, counts + np.array([1, 0, 0]))
    )
    known = continuation(ECONOMY, M).values
    for x_bar in range(3):
        assert value_off_path(ECONOMY, partition, M, (x_bar,)).values == pytest.approx(
            known[:, x_bar], abs=1e-9
        )
        assert value_on_path(ECONOMY, partition, M, x_bar, shut_down=False).values == pytest.approx(
            known[:, x_bar], abs=1e-9
        )


def test_the_shut_down_takes_the_gain_from_trade_away_when_all_are_alike() -> None:
    with_rule, without = (
        value_on_path(ECONOMY, PARTITION, 5, 0, shut_down=rule).values for rule in (True, False)
    )
    assert (with_rule < without).all()


def test_pooling_is_excluded_in_a_large_population_and_not_in_a_small_one() -> None:
    small, large = (semi_pooling(_strong(), PARTITION, N, sets=[(0,), (2,)]) for N in (20, 80))
    assert not small.excluded
    assert large.excluded
    assert small.status == large.status == "solved"
    assert large.exclusions[0].cost == pytest.approx(small.exclusions[0].cost)
    assert large.exclusions[0].gain < 0.5 * small.exclusions[0].gain


def _strong() -> Economy:
    return ECONOMY.replacing(
        signal=[["3/5", "1/4", "3/20"], ["1/10", "3/10", "3/5"]],
        kappa=["1/10", "1/10"],
        eta="1/5",
        parameters={"theta": [["1/2", "3/5"], ["1", "6/5"], ["2", "12/5"]]},
    )


def test_a_game_without_a_pure_equilibrium_is_reported_as_such() -> None:
    found = value_off_path(_strong(), ((0,), (1, 2)), 4, (0, 1))
    assert np.isnan(found.offers).any(axis=1).tolist() == [True, False, False, False]
    assert found.missing == pytest.approx(
        count_probabilities(_strong(), ((0,), (1, 2)), found.counts)[0]
    )


def test_bad_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="cover the types"):
        semi_pooling(ECONOMY, [[0, 1]], 10)
    with pytest.raises(ValueError, match="at least two agents"):
        semi_pooling(ECONOMY, PARTITION, 1)


def test_a_displaced_separating_equilibrium_comes_closer_with_n() -> None:
    economy, _ = example("log")
    near, far = displaced(economy, 60), displaced(economy, 960)
    assert near is not None
    assert far is not None
    assert near.distance > 2 * far.distance > 0
    assert min(near.imitation, far.imitation) >= 0


def test_without_the_shut_down_the_margin_is_that_of_the_threshold() -> None:
    economy, _ = example("log")
    without, with_rule = margins_without_and_with(economy, 30)
    assert without == pytest.approx(threshold(economy, [30]).margins[0].margin, rel=1e-9)
    small = margins_without_and_with(economy, 6)
    assert 0 < abs(with_rule - without) < 0.01 * abs(small[1] - small[0])
