"""Cells cover every configuration.

Shares, posteriors, prices, trades and totals of true games lie in them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1.attempt import in_batches
from numeric.certify.theorem_1.cells import Covering, covering, deviator_posteriors, frequencies
from numeric.certify.theorem_1.covers import covers_simplex
from numeric.certify.theorem_1.equilibria import Equilibria, enclose
from numeric.certify.theorem_1.gain_density import density
from numeric.certify.theorem_1.price_hull import Cells
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.probability.posterior import posterior, type_posterior
from numeric.theorem_1.slope import slope
from tests.numeric.certify.economies import three_equilibria
from tests.numeric.certify.theorem_1.random_gains import Counts, boxes_of, random_others
from tests.numeric.economies import example

ACTIVE = {"log": 60, "type_free": 60, "three_types": 70, "unequal": 90}
ROOM = 1e-9


@pytest.fixture(autouse=True)
def unbounded_ends_are_meant() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


def edges(economy: Economy, covered: Covering, draws: int, rng: np.random.Generator) -> Counts:
    """Return others' counts, half of them nearest to corners of boxes."""
    X, number = len(economy.types), 60
    corner = rng.integers(covered.frequencies.shape[0], size=number)
    ends = np.where(
        rng.random((number, X)) < 0.5,
        covered.frequencies.lo[corner],
        covered.frequencies.hi[corner],
    )
    near = np.floor(ends[:, :-1] * draws + 1e-9).astype(np.int64)
    last = draws - near.sum(axis=-1)
    at_corners = np.column_stack([near, last])[last >= 0]
    return np.concatenate([at_corners, random_others(economy, draws, number, rng)])


def rows_with(covered: Covering, box: int, phi: np.ndarray) -> np.ndarray:
    """Return the rows of a box that contain a posterior."""
    rows = np.flatnonzero(covered.owner == box)
    inside = (phi >= covered.rows.beliefs.lo[rows] - ROOM) & (
        phi <= covered.rows.beliefs.hi[rows] + ROOM
    )
    return rows[inside.all(axis=-1)]


@pytest.mark.parametrize("name", ACTIVE)
def test_boxes_cover_the_simplex_and_without_one_they_do_not(name: str) -> None:
    boxes = frequencies(example(name)[0], ACTIVE[name])
    lo, hi = boxes.lo[:, :-1], boxes.hi[:, :-1]
    assert covers_simplex(lo, hi)
    left_out = np.arange(len(lo)) != len(lo) // 2
    assert not covers_simplex(lo[left_out], hi[left_out])
    assert not covers_simplex(np.full_like(lo, np.nan), hi)


@pytest.mark.parametrize("name", ACTIVE)
def test_shares_and_posteriors_of_both_games_and_between_lie_in_a_row(name: str) -> None:
    economy, _ = example(name)
    covered = covering(economy, ACTIVE[name])
    made = type("Made", (), {"frequencies": covered.frequencies})
    X, rng = len(economy.types), np.random.default_rng(3)
    unit = np.eye(X, dtype=np.int64)
    own, other = 0, X - 1
    holds = deviator_posteriors(economy, covered, own, other)
    for M in (ACTIVE[name], 3 * ACTIVE[name], 40 * ACTIVE[name]):
        others = edges(economy, covered, M - 1, rng)
        boxes = boxes_of(made, others / (M - 1))  # type: ignore[arg-type]
        ends = [posterior(economy, others + unit[y]) for y in (own, other)]
        for theta in (0.0, 0.3, 1.0):
            phi = (1 - theta) * ends[0] + theta * ends[1]
            shares = (others + (1 - theta) * unit[own] + theta * unit[other]) / M
            for i, box in enumerate(boxes):
                rows = rows_with(covered, int(box), phi[i])
                assert len(rows)
                for row in rows:
                    assert (covered.rows.shares.lo[row] <= shares[i] + 1e-15).all()
                    assert (covered.rows.shares.hi[row] >= shares[i] - 1e-15).all()
                    assert (holds.lo[row] <= ends[0][i] + ROOM).all()
                    assert (holds.hi[row] >= ends[0][i] - ROOM).all()


def enclosed(name: str) -> tuple[Economy, Covering, Equilibria]:
    economy, _ = example(name)
    prices = price_range(economy, ACTIVE[name])
    assert isinstance(prices, PriceRange)
    covered = covering(economy, ACTIVE[name])
    with np.errstate(all="ignore"):
        return economy, covered, in_batches(economy, covered.rows, prices)


@pytest.mark.parametrize("name", ["log", "type_free", "unequal"])
def test_true_equilibria_lie_in_their_enclosures(name: str) -> None:
    economy, covered, found = enclosed(name)
    assert found.unique.all()
    made = type("Made", (), {"frequencies": covered.frequencies})
    X, rng = len(economy.types), np.random.default_rng(4)
    for M in (ACTIVE[name], 5 * ACTIVE[name]):
        others = edges(economy, covered, M - 1, rng)
        boxes = boxes_of(made, others / (M - 1))  # type: ignore[arg-type]
        counts = others + np.eye(X, dtype=np.int64)[0]
        games, phi = solve_stage2(economy, counts), posterior(economy, counts)
        trades = games.offers[..., 1] / games.price[:, None] - games.offers[..., 0]
        first = games.totals[:, 0] / M
        for i, box in enumerate(boxes):
            for row in rows_with(covered, int(box), phi[i]):
                there = counts[i] > 0
                for truth, hull in (
                    (games.price[i], found.price[row]),
                    (first[i], found.first[row]),
                    (1 / games.totals[i, 0], found.influence[row]),
                    (trades[i][there], found.trades[row][there]),
                ):
                    assert (hull.lo <= truth + ROOM).all()
                    assert (hull.hi >= truth - ROOM).all()


def test_where_there_are_several_equilibria_none_is_certified_unique() -> None:
    economy = three_equilibria()
    shares = Intervals.points([[0.5, 0.5]])
    wide = PriceRange(1e-3, 1e3, 1)
    with np.errstate(all="ignore"):
        found = enclose(economy, Cells(shares, Intervals.points([[1.0]]), 4), wide)
    assert not found.unique.any()


def test_a_range_of_prices_for_larger_numbers_is_refused() -> None:
    economy, _ = example("log")
    cells = Cells(Intervals.points([[0.5, 0.5]]), Intervals.points([[0.5, 0.5]]), 50)
    with pytest.raises(ValueError, match="certified for M >= 50"):
        enclose(economy, cells, PriceRange(0.9, 1.1, 60))


@pytest.mark.bulk
@pytest.mark.parametrize("name", ["log", "unequal", "three_states"])
def test_at_the_states_the_density_is_the_closed_form_of_the_slope(name: str) -> None:
    economy, _ = example(name)
    known = Intervals.points(np.eye(len(economy.states)))
    cells = Cells(Intervals.points(economy.floats.signal), known, 10**8)
    prices = price_range(economy, 100)
    assert isinstance(prices, PriceRange)
    with np.errstate(all="ignore"):
        found = enclose(economy, cells, prices)
        values = slope(economy).values
        for own, other in ((0, 1), (1, 0)):
            made = density(economy, cells, found, known, own, other).by_shares
            weights = type_posterior(economy)[own]
            assert float(weights @ made.lo) <= values[own, other] <= float(weights @ made.hi)
            assert float(weights @ (made.hi - made.lo)) < 1e-4 * abs(values[own, other])
