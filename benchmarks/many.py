"""Many economies of one family in one call, against one call for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.cases import example
from benchmarks.measure import Ratio, paired
from numeric import (
    Economy,
    margins_of_many,
    solve_competitive,
    solve_many,
    solve_stage1,
    solve_stage2,
    threshold,
)
from numeric.many.arrays import many

REQUIRED = 50.0
AGENTS = 12


def many_at_once(quick: bool) -> Iterator[Ratio]:
    """Compare rates; the single solvers get economies that they have not seen."""
    n, singles, rounds = (20_000, 20, 3) if quick else (100_000, 50, 5)
    for name in ("log", "crra", "ces"):
        economy, rng = example(name), np.random.default_rng(1)
        kappa = rng.uniform(0.03, 0.1, (n, 2))
        prior = rng.dirichlet(np.full(len(economy.states), 5.0), n)
        counts = np.arange(3, 3 + len(economy.types))
        fresh = _fresh(economy, rng)

        def all_at_once(
            e: Economy = economy, k: Any = kappa, p: Any = prior, c: Any = counts
        ) -> None:
            assert solve_many(e, kappa=k, prior=p, configurations=c).solved.all()

        def one_by_one(next_: Callable[[], Economy] = fresh, c: Any = counts) -> None:
            for _ in range(singles):
                e = next_()
                solve_stage1(e), solve_competitive(e), solve_stage2(e, c[None])

        what = f"{n} economies, {name}: stage 1, competitive, stage 2"
        yield paired(what, "one by one", (all_at_once, n), (one_by_one, singles), REQUIRED, rounds)
        few = n // 50

        def margins(e: Economy = economy, k: Any = kappa[:few], p: Any = prior[:few]) -> None:
            assert np.isfinite(margins_of_many(e, AGENTS, kappa=k, prior=p)).mean() > 0.99

        def thresholds(next_: Callable[[], Economy] = fresh) -> None:
            for _ in range(5):
                assert threshold(next_(), [AGENTS]).margins

        what = f"{few} economies, {name}: margin at {AGENTS} agents"
        yield paired(what, "one by one", (margins, few), (thresholds, 5), REQUIRED, rounds)


def _fresh(economy: Economy, rng: np.random.Generator) -> Callable[[], Economy]:
    """Return a source of economies of the family that nothing remembers; making them is not what is measured."""
    kappa = rng.uniform(0.03, 0.1, (2000, 2))
    made = iter([many(economy, kappa=kappa).one(i) for i in range(400)])
    return lambda: next(made)
