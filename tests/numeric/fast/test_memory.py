"""Solving many configurations adds little to the memory of what goes in and comes out."""

import tracemalloc

import numpy as np
import pytest

from numeric import solve_stage2
from numeric.fast import engine
from tests.numeric.economies import example

pytestmark = pytest.mark.skipif(not engine.available(), reason="llvmlite is not installed")


@pytest.mark.bulk
@pytest.mark.parametrize("name", ["log", "three_types"])
def test_stage_2_adds_at_most_a_quarter(name: str) -> None:
    economy, _ = example(name)
    X, n = len(economy.types), 600_000
    sigma = np.random.default_rng(1).multinomial(5000, np.full(X, 1 / X), size=n)
    solve_stage2(economy, sigma[:2000])
    tracemalloc.start()
    found = solve_stage2(economy, sigma)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    results = sum(
        a.nbytes for a in (found.offers, found.totals, found.price, found.posterior, found.residual)
    )
    assert peak - results <= 0.25 * (sigma.nbytes + results)
