"""Stage 2 against C by hand and against general solvers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from benchmarks import by_hand, cases, peers
from benchmarks.measure import Ratio, paired
from numeric import Economy, solve_stage2

RESIDUAL = 1e-12


@contextmanager
def threads(n: int) -> Iterator[None]:
    """Let our solver use n threads."""
    before = os.environ.get("TWOSTAGE_THREADS")
    os.environ["TWOSTAGE_THREADS"] = str(n)
    try:
        yield
    finally:
        os.environ.pop("TWOSTAGE_THREADS")
        if before is not None:
            os.environ["TWOSTAGE_THREADS"] = before


def _checked(economy: Economy, counts: np.ndarray) -> None:
    found = solve_stage2(economy, counts)
    if not (found.solved.all() and found.residual.max() <= RESIDUAL):
        raise AssertionError(
            f"{economy.name}: residual {found.residual.max():.1e}, {(~found.solved).sum()} not "
            "solved"
        )


def against_c(quick: bool) -> Iterator[Ratio]:
    """Compare with the hand-written solver on the same configurations, which writes the same quantities."""
    library = by_hand.built()
    if library is None:
        return
    economy = cases.log()
    for label, active in (("M = n", None), ("M = 20,000", 20_000)):
        n = 100_000 if quick else 1_000_000
        counts = cases.configurations(2, n, active)
        _checked(economy, counts)
        _same(by_hand.solve(library, economy, counts, 1), economy, counts)
        for count in (1, 2):
            with threads(count):
                ours, theirs = (
                    (lambda c=counts: solve_stage2(economy, c)),
                    (lambda c=counts, k=count: by_hand.solve(library, economy, c, k)),
                )
                yield paired(
                    f"stage 2, log, 2 types, {label}",
                    f"C by hand, {count} thread(s)",
                    (ours, n),
                    (theirs, n),
                    0.25,
                    rounds=9,
                )


def _same(rows: np.ndarray, economy: Economy, counts: np.ndarray) -> None:
    found = solve_stage2(economy, counts)
    expected = [
        *found.offers.reshape(len(counts), 4).T,
        *found.totals.T,
        found.price,
        *found.posterior.T,
    ]
    gaps = [
        float((np.abs(a - b) / np.maximum(1, np.abs(b))).max())
        for a, b in zip(rows, expected, strict=False)
    ]
    # By hand the exponents of Bayes' rule are rounded at their own size: 1e-10 at a million agents.
    if max(gaps) > 1e-9:
        raise AssertionError(f"the hand-written solver differs by {max(gaps):.1e}")


def _peer(
    economy: Economy,
    counts: np.ndarray,
    name: str,
    make: Any,
    sample: int,
    required: float | None,
    rounds: int = 5,
) -> Ratio:
    run, game = make(economy)
    some = counts[np.linspace(0, len(counts) - 1, sample).astype(int)]
    start, values = game.inputs(some)
    found = run(start, values)
    ours = solve_stage2(economy, some)
    offers = np.stack(
        [np.maximum(found[:, :-2], 0) / found[:, -2:-1], np.maximum(-found[:, :-2], 0)], axis=-1
    )
    gap = np.abs(offers - ours.offers)[some > 0].max()
    if gap > 1e-6:
        raise AssertionError(f"{name} differs by {gap:.1e} on {economy.name}")
    _checked(economy, counts)
    theirs = lambda: run(start, values)  # noqa: E731
    return paired(
        f"stage 2, {economy.name}",
        name,
        (lambda: solve_stage2(economy, counts), len(counts)),
        (theirs, sample),
        required,
        rounds,
    )


def _casadi(economy: Economy) -> Any:
    solve, game = peers.casadi(economy, 1)
    return solve.run, game  # type: ignore[attr-defined]


def against_peers(quick: bool) -> Iterator[Ratio]:
    """Compare one thread of ours with CasADi, SciPy and JAX."""
    counts = cases.configurations(2, 100_000 if quick else 1_000_000, 20_000)
    with threads(1):
        yield _peer(cases.log(), counts, "CasADi, mapped Newton", _casadi, 20_000, 20)
        yield _peer(cases.log(), counts, "SciPy root, one by one", peers.scipy, 500, 150)
        try:
            import jax  # noqa: F401
        except ImportError:
            return
        yield _peer(cases.log(), counts, "JAX, batched Newton", peers.jax, 50_000, None)


def families(quick: bool) -> Iterator[Ratio]:
    """Compare with CasADi on utilities with powers."""
    counts = cases.configurations(2, 100_000 if quick else 1_000_000, 20_000)
    with threads(1):
        for economy in (cases.crra(), cases.ces()):
            yield _peer(economy, counts, "CasADi, mapped Newton", _casadi, 10_000, 20)


def types(quick: bool) -> Iterator[Ratio]:
    """Compare with CasADi for three and four types."""
    with threads(1):
        for number in (3, 4):
            counts = cases.configurations(number, 100_000 if quick else 1_000_000, 20_000)
            yield _peer(cases.log(number), counts, "CasADi, mapped Newton", _casadi, 10_000, 15)
