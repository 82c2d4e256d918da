"""Exclusion of pooling with proof, against games that are solved with every composition enumerated."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest

from numeric import Economy, load_economy
from numeric.certify.theorem_2.block_cells import RINGS, block_cells
from numeric.certify.theorem_2.cost import certified_cost
from numeric.certify.theorem_2.exclusion import (
    certify_exclusion,
    exclude_partition,
    excluded_from,
    value_gains,
)
from numeric.certify.theorem_2.value_ranges import Enclosed, enclosed, value_ranges
from numeric.probability.compositions import compositions, state_beliefs
from numeric.probability.partitions import Partition, block_of, nonempty_sets
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.pooling_cost import losses_at, pooling_cost
from numeric.theorem_2.pooling_newton import Solved, solve_games
from numeric.theorem_2.semipooling import starting_offers
from tests.bulk import leading
from tests.numeric.certify.economies import not_concave

EXAMPLES = Path(__file__).parents[4] / "examples"
ETA = Fraction(1, 10)
ACTIVE = 8000
PARTITIONS: tuple[Partition, ...] = (((0,), (1, 2)), ((0, 1), (2,)), ((0, 2), (1,)))


@cache
def economy(name: str = "three_types") -> Economy:
    return load_economy(str(EXAMPLES / f"{name}.toml"))


@cache
def near(partition: Partition, state: int) -> Enclosed:
    with np.errstate(all="ignore"):
        found = enclosed(economy(), partition, state, ACTIVE)
    assert found is not None
    return found


def solved(partition: Partition, counts: np.ndarray, attributed: tuple[int, ...]) -> Solved:
    game = games.target_game(economy(), partition, ACTIVE, attributed, counts)
    near = starting_offers(economy(), partition, counts)
    found = solve_games(economy(), game, np.concatenate([near, near], axis=1))
    assert found.solved.all()
    return found


@pytest.mark.parametrize(
    ("partition", "state"), leading(1, [(PARTITIONS[0], 0), (PARTITIONS[1], 1)])
)
def test_every_equilibrium_of_enumerated_games_is_enclosed(
    partition: Partition, state: int
) -> None:
    own, found, X = economy(), near(partition, state), 3
    cells, hulls, bounds = found.cells, found.price, found.offers.sold
    blocks, mu = block_of(partition), own.floats.signal[state]
    mass = np.array([mu[list(block)].sum() for block in partition])
    spread = np.sqrt(mass[0] * (1 - mass[0]) / ACTIVE)
    for deviation in (-2.0, 3.0):
        first = round((ACTIVE - 1) * (mass[0] + deviation * spread))
        counts = np.array([[first, ACTIVE - 1 - first]])
        shares = counts[0] / (ACTIVE - 1)
        [i] = np.flatnonzero(
            ((cells.shares.lo <= shares) & (shares < cells.shares.hi)).all(axis=-1)
        )[:1]
        with np.errstate(all="ignore"):
            apart = [value_ranges(own, found, y)[i] for y in range(X)]
        values = []
        for A in nonempty_sets(X):
            game = solved(partition, counts, A)
            made = game.offers[0].reshape(2, X)
            for good, sign in ((0, 1.0), (1, -1.0)):
                amount = np.maximum(sign * made, 0.0)
                assert (bounds[good].lo[i] - 1e-9 <= amount).all()
                assert (amount <= bounds[good].hi[i] + 1e-9).all()
            mean = np.array([shares[blocks[y]] * mu[y] / mass[blocks[y]] for y in range(X)])
            Q = own.floats.kappa[0] + mean @ np.maximum(made[1], 0.0)
            R = own.floats.kappa[1] + mean @ np.maximum(-made[1], 0.0)
            assert hulls.lo[i] <= R / Q <= hulls.hi[i]
            values.append(game.values[0, :X])
        for k, block in enumerate(partition):
            played = games.path_game(own, partition, ACTIVE, counts + np.eye(2, dtype=np.int64)[k])
            start = starting_offers(own, partition, counts)
            path = solve_games(own, played, start).values[0]
            values.append(np.where(np.isin(np.arange(X), block), path, values[0]))
        seen = np.ptp(np.array(values), axis=0)
        assert (seen <= apart).all()
        assert (np.array(apart) < 0.002).all()


@pytest.mark.bulk
@pytest.mark.parametrize("partition", PARTITIONS)
def test_the_cells_hold_all_likely_block_shares_and_bound_the_posterior_of_every_role(
    partition: Partition,
) -> None:
    own, active = economy(), 300
    for state in (0, 1):
        cells = block_cells(own, partition, state, active)
        row = own.environment.signal[state]
        mass = [sum(row[y] for y in block) for block in partition]
        unit = float(mass[0] * (1 - mass[0]) / active) ** 0.5
        for n in range(1, active - 1):
            share = n / (active - 1)
            weight = comb(active - 1, n) * mass[0] ** n * mass[1] ** (active - 1 - n)
            far = abs(share - float(mass[0])) / unit
            if far > RINGS[-1]:
                continue
            assert weight > 0
            at = np.flatnonzero((cells.shares.lo[:, 0] <= share) & (share <= cells.shares.hi[:, 0]))
            assert len(at)
            counts = np.array([[n, active - 1 - n]])
            for A in (None, (0,), (2,), (0, 1, 2)):
                for x in range(3):
                    seen = counts - np.eye(2, dtype=int)[block_of(partition)[x]] * (A is not None)
                    beliefs = state_beliefs(own, partition, seen, *(() if A is None else (A,)))
                    assert 1 - beliefs[0, x, state] <= cells.odds[at].min() + 1e-15
            for j, ring in enumerate(RINGS):
                assert far > ring or (cells.ring[at] <= j).any()
        for ring, bound in zip(RINGS, cells.outside, strict=True):
            out = sum(
                comb(active - 1, n) * mass[0] ** n * mass[1] ** (active - 1 - n)
                for n in range(active)
                if abs(n / (active - 1) - float(mass[0])) > ring * unit
            )
            assert float(out) <= bound <= 60 * float(out) + 1e-300


def test_the_types_inside_a_block_are_near_their_means() -> None:
    own, active, partition = economy(), 300, PARTITIONS[0]
    cells = block_cells(own, partition, 0, active)
    i = int(np.argmin(cells.ring))
    share = float(cells.shares.lo[i, 1])
    rows, chances = compositions(own, partition, (0, int(share * (active - 1)) - 1))
    draws = rows.sum(axis=1)
    inside = own.floats.signal[0, 1] / own.floats.signal[0, 1:].sum()
    off = np.abs(rows[:, 1] / draws - inside) * share > cells.apart[i, 1]
    assert chances[off, 0].sum() <= cells.rare[i] <= 1e-9
    assert (
        np.abs(rows[:, 1] / draws - inside)[chances[:, 0] > 1e-12].max() * share
        <= cells.apart[i, 1]
    )


def test_the_cost_is_a_sharp_lower_bound() -> None:
    for block in ((1, 2), (0, 1), (0, 2), (0, 1, 2)):
        true, _ = pooling_cost(economy(), block)
        assert 0.995 * true < certified_cost(economy(), block) <= true
        grid = losses_at(economy(), np.linspace(0.5, 1.5, 2001))[:, list(block)].max(axis=-1)
        assert certified_cost(economy(), block) <= grid.min()


@pytest.mark.parametrize(("C", "V"), list(product((1.0, 0.3), (0.01, 0.1, 0.12))))
def test_the_comparison_holds_at_every_larger_number_of_agents(C: float, V: float) -> None:
    own = economy().replacing(eta=ETA)
    start = excluded_from(own, C, V * C, 10)
    if V * 9 >= 1:
        assert start is None
        return
    assert start is not None
    for N in range(start, start + 400):
        M = own.active(N)
        assert M >= 10
        assert (N - M) * C > M * V * C
    below = [N for N in range(12, start) if (N - own.active(N)) <= own.active(N) * V]
    assert start <= 12 or below


@pytest.mark.parametrize("V", [0.5, 2.0, 2.2])
def test_the_comparison_holds_where_most_are_inactive_and_the_parts_are_far_from_whole(
    V: float,
) -> None:
    own = economy().replacing(eta=Fraction(7, 10))
    start = excluded_from(own, 1.0, V, 2)
    assert start is not None
    for N in range(start, start + 400):
        M = own.active(N)
        assert N - M > M * V
    assert start <= 12 or any(N - own.active(N) <= own.active(N) * V for N in range(4, start))


def test_complete_pooling_is_excluded_as_soon_as_somebody_is_inactive() -> None:
    found = exclude_partition(economy(), [[0, 1, 2]])
    assert (found.start, found.evidence) == (10, "CERTIFIED")


def test_what_is_missing_is_said() -> None:
    found = certify_exclusion(not_concave())
    assert (found.start, found.evidence) == (None, "NONE")
    assert "concave" in found.detail
    late = certify_exclusion(economy(), time_limit=1e-9)
    assert late.start is None
    assert "time limit" in late.detail
    assert excluded_from(economy(), 1.0, float("inf"), 10) is None


@pytest.mark.slow
def test_every_partition_of_three_types_is_excluded() -> None:
    found = certify_exclusion(economy())
    assert found.evidence == "CERTIFIED"
    assert found.start is not None
    assert found.start < 20_000
    assert len(found.partitions) == 4
    for part in found.partitions:
        assert part.start is not None
        if part.active is not None:
            assert part.gain == max(
                value_gains(economy(), part.partition, part.active)[y] for y in part.block or ()
            )
