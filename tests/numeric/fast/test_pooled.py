"""Games after a semi-pooling stage 1.

Compiled and array form find the same equilibria, whatever rows are solved together, and derivatives
are derivatives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from numeric import Economy
from numeric.draws.generate import generate, generate_outside
from numeric.fast import engine
from numeric.probability.compositions import block_counts, block_signal
from numeric.probability.partitions import semi_pooling_partitions
from numeric.theorem_2 import pooling_games, pooling_newton
from numeric.theorem_2.pooling_games import Game, path_game, responses, target_game
from numeric.theorem_2.pooling_newton import TOLERANCE, _conditions, _gap, _solved, solve_games
from numeric.theorem_2.semipooling import starting_offers
from tests.numeric.economies import example

needs_llvm = pytest.mark.skipif(not engine.available(), reason="llvmlite is not installed")
Posed = tuple[Economy, Game, np.ndarray]


def posed(economies: list[Economy], sizes: tuple[int, ...]) -> Iterator[Posed]:
    """Pose the games of every partition, on the path and off it, with the offers to start from."""
    for economy in economies:
        for partition in semi_pooling_partitions(len(economy.types)):
            for M in sizes:
                counts = block_counts(economy, partition, M - 1)
                start = starting_offers(economy, partition, counts)
                yield (
                    economy,
                    target_game(economy, partition, M, (0, 1), counts),
                    np.concatenate([start, start], axis=1),
                )
                believed = counts + np.eye(len(partition), dtype=np.int64)[0]
                yield (
                    economy,
                    path_game(economy, partition, M, believed),
                    starting_offers(economy, partition, believed),
                )


def three_types(count: int, seed: int) -> list[Economy]:
    drawn = [
        e
        for pair in zip(
            generate(seed, 6 * count + 6), generate_outside(seed, 6 * count + 6), strict=True
        )
        for e in pair
        if len(e.types) == 3
    ]
    assert len(drawn) >= count
    return drawn[:count]


def agree(some: Iterator[Posed]) -> tuple[int, int]:
    """Solve games on both paths, compare.

    And return how many rows there were and in how many no equilibrium was found.
    """
    rows = open_ = 0
    for economy, game, start in some:
        a, b = (solve_games(economy, replace(game, compiled=c), start) for c in (True, False))
        assert (a.solved == b.solved).all(), economy.name
        assert np.allclose(a.offers, b.offers, rtol=0, atol=1e-9, equal_nan=True), economy.name
        assert np.allclose(
            a.values[game.present], b.values[game.present], rtol=1e-11, atol=1e-11, equal_nan=True
        ), economy.name
        rows, open_ = rows + len(start), open_ + int((~a.solved).sum())
    return rows, open_


@pytest.mark.bulk
@needs_llvm
def test_both_paths_find_the_same_equilibria() -> None:
    rows, open_ = agree(posed(three_types(3, 11), (3, 6)))
    assert rows > 100
    assert open_ < 0.1 * rows


@needs_llvm
@pytest.mark.slow
def test_both_paths_find_the_same_equilibria_of_two_hundred_economies() -> None:
    rows, open_ = agree(posed(three_types(200, 12), (3, 6, 10)))
    print(f"{rows} rows of block counts, none found in {open_}")
    assert rows > 10_000


@pytest.mark.bulk
@needs_llvm
def test_best_responses_are_the_same_from_any_offers() -> None:
    rng = np.random.default_rng(0)
    for economy, game, start in posed(three_types(2, 13), (6,)):
        offers = (
            np.where(rng.random(start.shape) < 0.2, 0.0, rng.uniform(-0.6, 0.6, start.shape))
            * game.present
        )
        a, b = (responses(economy, replace(game, compiled=c), offers) for c in (True, False))
        here = game.present
        for found, expected in (
            (a.sides, b.sides),
            (a.values, b.values),
            (a.slopes, b.slopes),
            (a.offers, b.offers),
        ):
            assert np.allclose(found[here], expected[here], rtol=1e-11, atol=1e-12), economy.name


@pytest.mark.bulk
@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_llvm), False])
def test_conditions_have_the_derivatives_of_difference_quotients(compiled: bool) -> None:
    rng = np.random.default_rng(1)
    for economy, made, start in posed(three_types(3, 14), (5,)):
        game = replace(made, compiled=compiled)
        offers = rng.choice([-1.0, 1.0], start.shape) * rng.uniform(0.05, 0.4, start.shape)
        _, jacobian = _conditions(economy, game, offers)
        for v in range(start.shape[1]):
            step = 1e-6 * np.eye(start.shape[1])[v]
            quotient = (
                _conditions(economy, game, offers + step)[0]
                - _conditions(economy, game, offers - step)[0]
            ) / 2e-6
            here = game.present
            assert np.allclose(
                jacobian[here][:, v],
                quotient[here],
                rtol=1e-5,
                atol=1e-6 * np.abs(jacobian[here]).max(),
            )


@pytest.mark.bulk
@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_llvm), False])
def test_a_row_is_solved_alone_as_it_is_with_others(compiled: bool) -> None:
    for economy, made, start in posed(three_types(2, 15), (5,)):
        game = replace(made, compiled=compiled)
        together = solve_games(economy, game, start)
        for n in range(len(start)):
            alone = solve_games(economy, game.rows(np.array([n])), start[[n]])
            assert alone.solved[0] == together.solved[n]
            assert np.allclose(
                alone.offers[0], together.offers[n], rtol=0, atol=1e-10, equal_nan=True
            )


def test_what_is_called_solved_is_a_best_response_to_itself() -> None:
    found = 0
    for economy, game, start in posed(three_types(3, 16), (4,)):
        solved = solve_games(economy, game, start)
        rows = np.flatnonzero(solved.solved)
        gap = _gap(economy, replace(game.rows(rows), compiled=False), solved.offers[rows])[0]
        assert (gap <= 2 * TOLERANCE).all()
        found += len(rows)
    assert found > 20


def test_a_singular_matrix_leaves_the_other_rows_alone() -> None:
    found = _solved(
        np.array([np.zeros((2, 2)), np.diag([2.0, 4.0]), np.full((2, 2), np.nan)]), np.ones((3, 2))
    )
    assert np.isnan(found[[0, 2]]).all()
    assert found[1].tolist() == [0.5, 0.25]


@needs_llvm
def test_points_of_hardly_any_probability_count_for_nothing() -> None:
    # With ten thousand agents the composition is known so well that probabilities fall below the
    # least number with an inverse.
    economy, partition, M = example("three_types")[0], ((0, 1), (2,)), 10_800
    counts = np.array([np.round((M - 1) * row) for row in block_signal(economy, partition)]).astype(
        np.int64
    )
    start = starting_offers(economy, partition, counts)
    game = target_game(economy, partition, M, (0,), counts)
    chances = game.weights.sum(axis=-1)
    with np.errstate(over="ignore"):
        assert (1 / chances[chances > 0]).max() == np.inf
    agree(iter([(economy, game, np.concatenate([start, start], axis=1))]))


@needs_llvm
def test_what_is_not_a_number_is_not_called_a_best_response() -> None:
    economy, game, start = next(posed(three_types(1, 17), (6,)))
    game.points[0] = np.nan
    found = pooling_games.pooled.respond(economy, game.active, game.types, game.laid_out, start)
    assert found is not None
    assert np.isnan(found[0, :, 6]).all()
    assert (found[1:][game.present[1:]][:, 6] < 1e-12).all()


def test_an_offer_whose_value_is_not_a_number_is_not_called_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, game, start = next(posed(three_types(1, 17), (6,)))

    def without_values(*arguments):  # type: ignore[no-untyped-def]
        found = responses(*arguments)
        return replace(found, values=np.full_like(found.values, np.nan))

    monkeypatch.setattr(pooling_newton, "responses", without_values)
    assert not solve_games(economy, game, start).solved.any()


@needs_llvm
def test_best_responses_that_do_not_settle_are_computed_in_array_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, game, start = next(posed(three_types(1, 17), (6,)))
    game, true_respond = replace(game, compiled=True), pooling_games.pooled.respond
    expected = responses(economy, game, start)

    def spoilt(*arguments):  # type: ignore[no-untyped-def]
        found = true_respond(*arguments)
        found[0, :, 2:6], found[0, :, 6], found[2, :, 2:6], found[2, :, 6] = 7.0, np.nan, 7.0, 1e-3
        return found

    monkeypatch.setattr(pooling_games.pooled, "respond", spoilt)
    found, here = responses(economy, game, start), game.present
    assert np.allclose(found.sides[here], expected.sides[here], rtol=0, atol=1e-12)
    assert np.allclose(found.values[here], expected.values[here], rtol=1e-12, atol=1e-12)


def test_few_points_are_left_to_the_array_form_and_nothing_is_compiled_without_a_compiler(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy = three_types(1, 18)[0]
    (partition, *_), counts = semi_pooling_partitions(3), np.array([[2, 1]])
    assert not target_game(economy, partition, 4, (0,), counts).compiled
    monkeypatch.setattr(engine, "available", lambda: False)
    game = replace(target_game(economy, partition, 4, (0,), counts), compiled=True)
    start = starting_offers(economy, partition, counts)
    assert solve_games(economy, game, np.concatenate([start, start], axis=1)).gap.shape == (1,)
