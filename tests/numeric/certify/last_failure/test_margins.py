"""Gains and margins enclosed to rounding, against balls, floating point and exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import factorial, prod

import numpy as np
import pytest

from numeric import certify_margin, solve_stage2
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.last_failure.chances import added_up, chances, posteriors
from numeric.certify.last_failure.gains import gains
from numeric.certify.last_failure.margins import sharp_margins
from numeric.certify.last_failure.sharp_equilibria import known_cells, sharp_equilibria
from numeric.certify.last_failure.uniqueness import known_uniqueness, unique_equilibria
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.probability.multinomial import all_configurations
from numeric.theorem_1.continuation import continuation
from tests.numeric.certify.economies import three_equilibria
from tests.numeric.economies import example


@pytest.fixture(autouse=True)
def unbounded_ends_are_meant() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


@pytest.mark.parametrize("name", ["log", "three_types", "three_states"])
def test_probabilities_and_posteriors_contain_the_exact_ones(name: str) -> None:
    economy, _ = example(name)
    e, rows = economy.environment, all_configurations(9, len(economy.types)).astype(np.int64)
    made, beliefs = chances(economy, 0, rows), posteriors(economy, rows)
    for i, row in enumerate(rows.tolist()):
        ways = Fraction(factorial(9), prod(map(factorial, row)))
        likely = [ways * prod(m**n for m, n in zip(r, row, strict=True)) for r in e.signal]
        joint = [w * r[0] for w, r in zip(e.prior, e.signal, strict=True)]
        exact = sum(w * v for w, v in zip(joint, likely, strict=True)) / sum(joint)
        assert Fraction(made.lo[i]) <= exact <= Fraction(made.hi[i])
        assert made.hi[i] - made.lo[i] < 1e-12 * float(exact)
        weights = [w * v for w, v in zip(e.prior, likely, strict=True)]
        for z, w in enumerate(weights):
            assert Fraction(beliefs.lo[i, z]) <= w / sum(weights) <= Fraction(beliefs.hi[i, z])
            assert beliefs.hi[i, z] - beliefs.lo[i, z] < 1e-12


def test_a_sum_is_rounded_outward_and_unbounded_with_what_is_not_known() -> None:
    parts = Intervals.exact(Fraction(1, 3))[None][np.zeros(30, dtype=int)]
    found = added_up(parts)
    assert Fraction(float(found.lo)) <= 10 <= Fraction(float(found.hi))
    assert not np.isfinite(added_up(Intervals([-np.inf, 0.0], [1.0, 1.0])).lo)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("log", [3, 40]), ("crra", [12, 90]), ("type_free", [150]), ("three_types", [11])],
)
def test_gains_in_floating_point_lie_in_their_enclosures_which_are_narrow(
    name: str, numbers: list[int]
) -> None:
    economy, _ = example(name)
    for made in gains(economy, numbers, None):
        values = continuation(economy, made.active).values
        assert not made.unique
        for (own, other), gain in made.values.items():
            truth = made.active * (values[own, other] - values[own, own])
            assert gain.lo - 1e-11 <= truth <= gain.hi + 1e-11
            assert gain.hi - gain.lo < 1e-8


@pytest.mark.bulk
@pytest.mark.parametrize(("name", "agents"), [("log", 12), ("unequal", 49), ("three_types", 9)])
def test_margins_agree_with_those_by_balls(name: str, agents: int) -> None:
    economy, _ = example(name)
    [made] = sharp_margins(economy, [agents], known_unique=True)
    balls = certify_margin(economy, agents, scope="local")
    assert balls.margin is not None
    assert made.sign == balls.sign
    assert made.low <= float(balls.margin.high)
    assert float(balls.margin.low) <= made.high
    assert made.high - made.low < 1e-9


def test_a_wrong_solution_encloses_nothing_and_leaves_the_margin_open() -> None:
    economy, _ = example("log")
    rows = np.array([[3, 5], [8, 0]], dtype=np.int64)
    cells, games = known_cells(rows, posteriors(economy, rows)), solve_stage2(economy, rows)
    assert sharp_equilibria(economy, cells, games).enclosed.all()
    wrong = replace(games, totals=games.totals * [1.001, 1.0])
    assert not sharp_equilibria(economy, cells, wrong).enclosed.any()


def test_where_there_are_several_equilibria_one_is_enclosed_and_none_is_called_unique() -> None:
    economy = three_equilibria()
    [made] = gains(economy, [4], PriceRange(1e-3, 1e3, 1))
    assert not made.unique


@pytest.mark.bulk
def test_uniqueness_is_known_where_it_is_certified_and_nowhere_else() -> None:
    economy, _ = example("log")
    assert unique_equilibria(economy, [[30, 30], [59, 1], [0, 60]]).all()
    assert not unique_equilibria(three_equilibria(), [[2, 2]]).any()
    assert not unique_equilibria(economy.replacing(kappa=[0, "0.05"]), [[30, 30]]).any()
    assert unique_equilibria(economy, [[1, 1], [30, 30]]).tolist() == [False, True]


@pytest.mark.bulk
def test_a_solution_says_itself_which_uniqueness_is_certified() -> None:
    economy, _ = example("log")
    games = solve_stage2(economy, [[30, 30], [1, 2]])
    assert games.unique.tolist() == ["global", "global"]
    several = solve_stage2(three_equilibria(), [[2, 2]])
    assert several.unique.tolist() == ["local"]
    assert solve_stage2(economy, [[3, 5]], [0.5, 0.5]).unique.tolist() == [None]


@pytest.mark.bulk
def test_of_many_small_configurations_uniqueness_is_known_near_the_solution_only() -> None:
    economy, _ = example("log")
    rows = [[a, b] for a in range(1, 5) for b in range(1, 4)]
    assert set(known_uniqueness(economy, rows)) == {"local"}
