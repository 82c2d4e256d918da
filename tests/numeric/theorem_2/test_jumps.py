"""Best responses that jump over what would be an equilibrium."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.economy.economy import Economy
from numeric.probability.partitions import Partition
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.jumps import jump
from numeric.theorem_2.pooling_newton import (
    TOLERANCE,
    best_responses,
    nearest,
    settled,
    solve_games,
)
from numeric.theorem_2.semipooling import starting_offers

ECONOMY = Economy(
    prior=[1],
    signal=[["1/10", "4/5", "1/10"]],
    endowment=["7/4", "11/4"],
    kappa=["3/100", "1/50"],
    eta="23/50",
    utility="r**power_r/power_r + q**power_q*theta/power_q",
    parameters={"power_q": "3/10", "power_r": "1/5", "theta": [[1], ["4/5"], ["7/10"]]},
    name="a type that hardly trades",
)
SAME_TASTES = Economy(
    prior=[1],
    signal=[["1/4", "2/3", "1/12"]],
    endowment=["7/4", "9/4"],
    kappa=["1/200", "1/1000"],
    eta="1/10",
    utility="theta*log(q) + log(r)",
    parameters={"theta": [["13/20"], ["13/20"], ["7/5"]]},
    name="two types of the same tastes",
)
STEP = 1e-9


def game_and_start(
    economy: Economy, partition: Partition, counts: tuple[int, ...]
) -> tuple[games.Game, np.ndarray]:
    row = np.array([counts])
    start = starting_offers(economy, partition, row)
    game = games.target_game(economy, partition, sum(counts) + 1, (0,), row)
    return game, np.concatenate([start, start], axis=1)


@pytest.mark.bulk
@pytest.mark.parametrize(
    ("economy", "partition", "counts"),
    [
        (ECONOMY, ((0, 1, 2),), (59,)),
        (ECONOMY, ((0, 2), (1,)), (12, 47)),
        (SAME_TASTES, ((0,), (1, 2)), (6, 17)),
    ],
)
def test_where_a_best_response_jumps_no_offer_on_either_side_is_an_equilibrium(
    economy: Economy, partition: Partition, counts: tuple[int, ...]
) -> None:
    game, start = game_and_start(economy, partition, counts)
    assert not solve_games(economy, game, start).solved.any()
    found = jump(economy, game, start[0])
    assert found is not None
    assert found.other is None
    above, below = found.responses
    here = found.offers[found.role]
    assert above - here > 1e-4 > 0 > -1e-4 > below - here
    held = np.arange(len(found.offers)) == found.role
    for step, side in ((STEP, -1.0), (-STEP, 1.0)):
        moved = np.where(held, found.offers + step, found.offers)
        offers = settled(economy, game, moved, held)
        assert offers is not None
        answer = best_responses(economy, game, offers)
        others = np.abs(np.where(held, 0.0, answer - offers)).max()
        assert others <= TOLERANCE * economy.floats.endowment.max()
        assert side * (answer[found.role] - offers[found.role]) > 1e-4


def test_a_jump_is_found_from_where_another_role_of_the_same_tastes_jumps_too() -> None:
    game, start = game_and_start(SAME_TASTES, ((0,), (1, 2)), (6, 17))
    found = jump(SAME_TASTES, game, start[0])
    assert found is not None
    near = nearest(SAME_TASTES, game, start[0])
    for offers in (near, start[0]):
        held = np.arange(len(near)) == found.role
        assert settled(SAME_TASTES, game, offers, held) is None


@pytest.mark.parametrize(
    ("partition", "counts"), [(((0,), (1, 2)), (42, 377)), (((0, 2), (1,)), (84, 335))]
)
def test_nothing_jumps_at_an_equilibrium(partition: Partition, counts: tuple[int, ...]) -> None:
    game, start = game_and_start(ECONOMY, partition, counts)
    solved = solve_games(ECONOMY, game, start)
    if solved.solved.all():
        assert jump(ECONOMY, game, solved.offers[0]) is None
    else:
        assert jump(ECONOMY, game, start[0]) is not None
