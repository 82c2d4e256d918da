"""Partitions of the types, what pooling costs, bounds on offers, and best responses to random totals."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from numeric import load_economy
from numeric.draws.generate import generate
from numeric.formulas.compiled import formulas_of
from numeric.formulas.domain import whole
from numeric.probability.partitions import (
    block_of,
    checked_partition,
    nonempty_sets,
    partitions,
    semi_pooling_partitions,
)
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.theorem_2.offer_bounds import largest_price, least_rate, offer_bounds
from numeric.theorem_2.pooling_cost import losses_at, pooling_cost
from numeric.theorem_2.random_totals import best_offers
from tests.numeric.economies import EXAMPLES, NAMES

SHIPPED = [load_economy(EXAMPLES / f"{name}.toml") for name in NAMES]
ECONOMIES = [*SHIPPED, *generate(7, 6)]


@pytest.mark.parametrize(("types", "bell"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 52)])
def test_the_number_of_partitions_is_bells_number(types: int, bell: int) -> None:
    found = partitions(types)
    assert len(set(found)) == len(found) == bell
    assert all(checked_partition(p, types) == p for p in found)


def test_semi_pooling_leaves_out_the_trivial_partitions() -> None:
    assert semi_pooling_partitions(2) == []
    assert len(semi_pooling_partitions(4)) == 13
    assert len(nonempty_sets(4)) == 15
    assert block_of(((0, 3), (1,), (2,))) == (0, 1, 2, 0)


@pytest.mark.parametrize("bad", [[[0, 1]], [[0], [0, 1, 2]], [[0, 1, 2], []]])
def test_a_bad_partition_is_refused(bad: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="must have nonempty disjoint blocks"):
        checked_partition(bad, 3)


@pytest.mark.parametrize("economy", ECONOMIES, ids=lambda e: e.name)
def test_the_cost_of_pooling_is_the_least_largest_loss(economy) -> None:  # type: ignore[no-untyped-def]
    consumption = solve_stage1(economy).consumption
    for types in [list(range(len(economy.types))), [0, 1]]:
        cost, at = pooling_cost(economy, types)
        low, high = consumption[types].min(), consumption[types].max()
        grid = np.linspace(low, high, 4001)
        largest = losses_at(economy, grid)[:, types].max(axis=1)
        assert cost > 0
        assert low <= at <= high
        assert cost <= largest.min() * (1 + 1e-9)
        assert cost == pytest.approx(largest.min(), rel=2e-2)


@pytest.mark.parametrize("economy", [e for e in ECONOMIES if whole(e)], ids=lambda e: e.name)
def test_beyond_the_bound_every_rate_exceeds_every_price(economy) -> None:  # type: ignore[no-untyped-def]
    bound = offer_bounds(economy)
    assert ((bound > 0) & (bound < economy.floats.endowment)).all()
    for good in (0, 1):
        left = 1 - bound[good] / economy.floats.endowment[good]
        for share in (0.999, 0.5, 0.01):
            assert least_rate(economy, share * left, good).min() > largest_price(economy, good) * (
                1 - 1e-6
            )


@pytest.mark.parametrize("economy", ECONOMIES, ids=lambda e: e.name)
def test_known_totals_give_the_known_best_response(economy) -> None:  # type: ignore[no-untyped-def]
    draw = np.random.default_rng(5)
    X, Z = len(economy.types), len(economy.states)
    phi = draw.dirichlet(np.ones(Z), size=X)
    Q, R = draw.uniform(0.3, 4, size=(2, X))
    found = best_offers(economy, Q[:, None], R[:, None], phi[:, None, :], np.arange(X))
    assert found.offers == pytest.approx(
        best_response(economy, Q, R, phi, np.arange(X)), rel=1e-9, abs=1e-12
    )
    assert (np.minimum(*found.slopes.T) <= 1e-9 * np.abs(found.slopes).max()).all()


@pytest.mark.parametrize("economy", ECONOMIES[:8], ids=lambda e: e.name)
def test_random_totals_are_answered_as_direct_maximisation_answers_them(economy) -> None:  # type: ignore[no-untyped-def]
    draw = np.random.default_rng(11)
    X, Z, P, e = len(economy.types), len(economy.states), 4, economy.floats.endowment
    weights = draw.dirichlet(np.ones(P * Z), size=X).reshape(X, P, Z)
    Q, R = draw.uniform(0.2, 3, size=(2, X, P)) * e[:, None, None]
    found = best_offers(economy, Q, R, weights, np.arange(X))
    k = formulas_of(economy)
    for x in range(X):
        best = -np.inf
        for side in (0, 1):

            def loss(b: float, side: int = side, x: int = x) -> float:
                offer = (b, 0.0) if side == 0 else (0.0, b)
                bundle = k.payoff(*offer, Q[x], R[x])
                return -float((weights[x] * k.partial((0, 0), bundle[:, 0], bundle[:, 1], x)).sum())

            best = max(
                best,
                -minimize_scalar(
                    loss,
                    bounds=(0, e[side] * (1 - 1e-12)),
                    method="bounded",
                    options={"xatol": 1e-12},
                ).fun,
                -loss(0.0),
            )
        assert found.value[x] == pytest.approx(best, rel=1e-9, abs=1e-9)


def test_both_sides_can_rise_at_zero() -> None:
    economy = SHIPPED[0]
    Q, R = np.array([[0.2, 5.0]]), np.array([[5.0, 0.2]])
    weights = np.full((1, 2, len(economy.states)), 1 / (2 * len(economy.states)))
    found = best_offers(economy, Q, R, weights, [0])
    assert (found.slopes > 0).all()
    assert (found.sides > 0).all()
    assert (found.offers > 0).sum() == 1
    with pytest.raises(ValueError, match="positive"):
        best_offers(economy, Q - 1, R, weights, [0])
