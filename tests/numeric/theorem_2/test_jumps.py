"""Best responses that jump over what would be an equilibrium."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.economy.economy import Economy
from numeric.probability.partitions import Partition
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.jumps import jump
from numeric.theorem_2.pooling_newton import TOLERANCE, best_responses, settled, solve_games
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
PARTITION, ACTIVE, COUNTS = ((0, 1, 2),), 420, np.array([[419]])


def game_and_start(counts: np.ndarray, partition: Partition) -> tuple[games.Game, np.ndarray]:
    start = starting_offers(ECONOMY, partition, counts)
    game = games.target_game(ECONOMY, partition, ACTIVE, (0,), counts)
    return game, np.concatenate([start, start], axis=1)


def test_where_a_best_response_jumps_no_offer_on_either_side_is_an_equilibrium() -> None:
    game, start = game_and_start(COUNTS, PARTITION)
    assert not solve_games(ECONOMY, game, start).solved.any()
    found = jump(ECONOMY, game, start[0])
    assert found is not None
    above, below = found.responses
    here = found.offers[found.role]
    assert above - here > 1e-4 > 0 > -1e-4 > below - here
    held = np.arange(len(found.offers)) == found.role
    for step, side in ((1e-6, -1.0), (-1e-6, 1.0)):
        moved = np.where(held, found.offers + step, found.offers)
        offers = settled(ECONOMY, game, moved, held)
        assert offers is not None
        answer = best_responses(ECONOMY, game, offers)
        others = np.abs(np.where(held, 0.0, answer - offers)).max()
        assert others <= TOLERANCE * ECONOMY.floats.endowment.max()
        assert side * (answer[found.role] - offers[found.role]) > 1e-4


@pytest.mark.parametrize("partition", [((0,), (1, 2)), ((0, 2), (1,))])
def test_nothing_jumps_at_an_equilibrium(partition: Partition) -> None:
    counts = np.array([[42, 377]]) if len(partition[0]) == 1 else np.array([[84, 335]])
    game, start = game_and_start(counts, partition)
    solved = solve_games(ECONOMY, game, start)
    if solved.solved.all():
        assert jump(ECONOMY, game, solved.offers[0]) is None
    else:
        assert jump(ECONOMY, game, start[0]) is not None
