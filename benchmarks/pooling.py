"""Games after a semi-pooling stage 1: compiled kernels against the same formulas in array form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks import cases
from benchmarks.measure import Ratio, paired
from numeric import semi_pooling
from numeric.theorem_2 import pooling_games

PARTITION, SETS = ((0, 1), (2,)), ((0,), (2,))


@contextmanager
def array_form() -> Iterator[None]:
    """Keep the games in array form."""
    before, pooling_games.MANY = pooling_games.MANY, 1 << 62
    try:
        yield
    finally:
        pooling_games.MANY = before


def pooling(quick: bool) -> Iterator[Ratio]:
    """Compare whole semi-pooling candidates at two N, after both paths were seen to agree.

    The economy has three types.
    """
    economy = cases.example("three_types")
    for agents in (150,) if quick else (150, 300):

        def fast(agents: int = agents) -> np.ndarray:
            return np.array(
                [
                    v.values
                    for v in semi_pooling(economy, PARTITION, agents, sets=SETS).off_path.values()
                ]
            )

        def slow(agents: int = agents) -> np.ndarray:
            with array_form():
                return fast(agents)

        gap = np.abs(fast() - slow()).max()
        if not gap <= 1e-10:
            raise AssertionError(f"the values at N = {agents} differ by {gap:.1e}")
        yield paired(
            f"semi-pooling of three_types, N = {agents}",
            "array form",
            (fast, 1),
            (slow, 1),
            None,
            rounds=2 if quick else 5,
        )
