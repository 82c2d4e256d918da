"""What is bounded only over posteriors at which the first-order condition is zero, against sampled ones."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1.equilibria import at_roots
from numeric.certify.theorem_1.price_range import negative_at_roots


def posteriors_at_roots(f: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return posteriors over the states at which the expectation of f is zero."""
    pairs = [(a, b) for a in range(len(f)) for b in range(len(f)) if f[a] > 0 > f[b]]
    mixed = []
    for weights in rng.dirichlet(np.ones(len(pairs)), number):
        phi = np.zeros(len(f))
        for w, (a, b) in zip(weights, pairs, strict=True):
            phi[a] += w * -f[b] / (f[a] - f[b])
            phi[b] += w * f[a] / (f[a] - f[b])
        mixed.append(phi)
    return np.array(mixed)


@pytest.mark.parametrize("seed", range(6))
def test_expectations_at_roots_lie_in_their_bounds_which_are_narrower(seed: int) -> None:
    rng = np.random.default_rng(seed)
    f = np.array([1.0, -0.5, 0.3]) * rng.uniform(0.5, 2.0, 3)
    v = 3 * f + rng.uniform(-0.1, 0.1, 3) - 1
    boxes = Intervals(np.zeros((1, 3)), np.ones((1, 3)))
    found = at_roots(Intervals.points(v[None]), Intervals.points(f[None]), boxes)
    values = posteriors_at_roots(f, 200, rng) @ v
    assert found.lo[0] <= values.min()
    assert values.max() <= found.hi[0]
    assert found.hi[0] - found.lo[0] < 0.5 * (v.max() - v.min())


@pytest.mark.bulk
def test_what_is_positive_at_some_root_is_not_called_negative() -> None:
    rng = np.random.default_rng(7)
    decided = 0
    for _ in range(300):
        f, g = rng.normal(size=3), rng.normal(size=3) - 0.3
        if f.min() >= 0 or f.max() <= 0:
            continue
        truth = (posteriors_at_roots(f, 400, rng) @ g).max() < 0
        said = negative_at_roots(Intervals.points(g[None]), Intervals.points(f[None]))[0]
        assert truth or not said
        decided += int(said and (g >= 0).any())
    assert decided > 5  # also where some state alone would not do
