"""The ex post loss: the compiled kernel against the same formulas in array form.

Both are compared with a general solver, one realisation after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks import cases
from benchmarks.measure import Ratio, paired
from benchmarks.stage2 import threads
from numeric import Economy, efficiency
from numeric.stage2.solve import solve_stage2
from numeric.theorem_3 import loss
from numeric.theorem_3.loss import realised_losses
from numeric.theorem_3.realised import inactive_bundles


@contextmanager
def array_form() -> Iterator[None]:
    """Keep the loss in array form where it is computed inside ``efficiency``."""
    before, loss.MANY = loss.MANY, 1 << 62
    try:
        yield
    finally:
        loss.MANY = before


def realisations(economy: Economy, n: int) -> tuple[list[int], np.ndarray]:
    """Return groups and n realisations of 900 active and 100 inactive agents, as ``realised_losses`` reads them."""
    rng, X, mu = np.random.default_rng(1), len(economy.types), economy.floats.signal[0]
    sigma, passive = rng.multinomial(900, mu, size=n), rng.multinomial(100, mu, size=n)
    active = solve_stage2(economy, sigma).allocations(economy)
    bundles = np.concatenate(
        [active, np.broadcast_to(inactive_bundles(economy), active.shape)], axis=1
    )
    return list(range(X)) * 2, np.concatenate(
        [sigma, passive, bundles.reshape(n, -1)], axis=1
    ).T.copy()


def loss_ratio(economy: Economy, n: int, sample: int) -> Ratio:
    """Compare one thread of the kernel with the array form on part of the same realisations."""
    types, given = realisations(economy, n)
    some = given[:, :sample].copy()

    def slow() -> np.ndarray:
        return realised_losses(economy, types, 0, some, kernel=False)

    gap = np.abs(slow() - realised_losses(economy, types, 0, given)[:sample]).max()
    if not gap <= 1e-12:
        raise AssertionError(f"{economy.name}: the losses differ by {gap:.1e}")
    with threads(1):
        return paired(
            f"ex post loss, {economy.name}",
            "array form",
            (lambda: realised_losses(economy, types, 0, given), n),
            (slow, sample),
            10.0,
        )


def loss_cases(quick: bool) -> Iterator[Ratio]:
    """Compare the loss for four utilities, and the whole of efficiency at one N."""
    n = 1 << (15 if quick else 17)
    for economy in (cases.log(), cases.crra(), cases.ces(), cases.log(3)):
        yield loss_ratio(economy, n, 1 << 12)
    economy, agents = cases.example("crra"), 4000

    def slow() -> None:
        with array_form():
            efficiency(economy, agents, limit=1 << 40)

    fast = lambda: efficiency(economy, agents, limit=1 << 40)  # noqa: E731
    yield paired(
        f"efficiency of crra, N = {agents}",
        "loss in array form",
        (fast, 1),
        (slow, 1),
        None,
        rounds=1 if quick else 5,
    )
