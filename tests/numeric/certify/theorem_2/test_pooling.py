"""Enclosed equilibria of the semi-pooling game.

Exact beliefs, floating-point solutions inside, and nothing enclosed where there is none.
"""

from __future__ import annotations

import numpy as np
import pytest

from numeric.certify.theorem_2.pooling import certify_pooling, exact_points
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.pooling_newton import solve_games
from proofs_check.paper.shared.chosen_economies import named_economy
from proofs_check.paper.theorem_2.pooling_equilibria import (
    ATTRIBUTED,
    PARTITION,
    enclosed_equilibria,
)

ECONOMY = named_economy()


@pytest.mark.parametrize(
    ("active", "attributed", "counts"),
    [(3, (1,), (2, 0)), (5, (1,), (3, 1)), (5, (0, 2), (1, 3)), (4, (0, 1, 2), (2, 1))],
)
def test_exact_points_are_those_of_the_solver(
    active: int, attributed: tuple[int, ...], counts: tuple[int, ...]
) -> None:
    game = games.target_game(ECONOMY, PARTITION, active, attributed, np.array([counts]))
    for role in range(6):
        exact = {
            row: np.array(weights, dtype=float)
            for row, weights in exact_points(ECONOMY, PARTITION, attributed, counts, role)
        }
        assert bool(exact) is bool(game.present[0, role])
        floats = {
            tuple(int(n) for n in row): w
            for row, w in zip(game.points[0, role], game.weights[0, role], strict=True)
            if w.any()
        }
        assert exact.keys() == floats.keys()
        assert all(np.allclose(exact[row], floats[row], rtol=1e-12) for row in exact)
        assert not exact or abs(sum(w.sum() for w in exact.values()) - 1) < 1e-12


@pytest.mark.parametrize(
    ("active", "counts", "number"), [(2, (1, 0), 1), (3, (2, 0), 2), (5, (3, 1), 2)]
)
def test_every_equilibrium_that_floating_point_finds_is_enclosed(
    active: int, counts: tuple[int, ...], number: int
) -> None:
    found = enclosed_equilibria(ECONOMY, active, counts)
    assert len(found) == number
    game = games.target_game(ECONOMY, PARTITION, active, ATTRIBUTED, np.array([counts]))
    for enclosed in found:
        signed = np.array(
            [
                [
                    0.0 if b is None else (1 - 2 * s) * b.middle
                    for b, s in zip(enclosed.offers, enclosed.sides, strict=True)
                ]
            ]
        )
        response = games.responses(ECONOMY, game, signed)
        present = game.present[0]
        assert np.allclose(games.signed(response)[0][present], signed[0][present], atol=1e-9)
        values = [v.middle for v in enclosed.values if v is not None]
        assert np.allclose(values, response.value[0][present], atol=1e-12)


def test_offers_that_are_no_equilibrium_are_not_enclosed() -> None:
    signed = np.array([0.0857, -0.0123, -0.1064, 0.0923, 0.0, -0.1062])
    game = games.target_game(ECONOMY, PARTITION, 3, ATTRIBUTED, np.array([(2, 0)]))

    def enclosed(offers: np.ndarray, others: list[float]) -> bool:
        return (
            certify_pooling(ECONOMY, PARTITION, 3, ATTRIBUTED, (2, 0), offers.tolist(), others)
            is not None
        )

    assert not enclosed(signed * 1.01, [0.0] * 6)
    solved = solve_games(ECONOMY, game, signed[None]).offers[0]
    assert enclosed(
        solved,
        [0.0, games.responses(ECONOMY, game, solved[None]).sides[0, 1, 0], 0.0, 0.0, 0.0, 0.0],
    )
    # The middle type's other side rises at zero too: a tangent there that is not near its maximum
    # excludes nothing.
    assert not enclosed(solved, [0.0] * 6)
