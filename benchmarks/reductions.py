"""F and margins: how the cost grows with N, and compiled against array form."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from benchmarks import cases
from benchmarks.measure import Ratio, paired, seconds
from numeric import threshold
from numeric.draws.generate import generate
from numeric.economy.economy import Economy
from numeric.theorem_1.continuation import Continuation, continuations
from numeric.theorem_1.sampled import sampled_continuation


def value_of(economy: Economy, active: int, *, exact: bool | None = None) -> Continuation:
    """Compute F, whatever was asked before."""
    (found,) = continuations(economy, [active], exact=exact)
    return found


def continuation(quick: bool) -> Iterator[Ratio]:
    """F for all pairs of types.

    The time at N = 10^4 times 15 over that at 10^6, agreement at 5,000, and three types at N =
    20,000.
    """
    economy = cases.example("log")
    yield paired(
        "F, 2 types: 15 x time at 10^4 / time at 10^6", "itself", *_by_size(economy), required=1.0
    )
    exact, truncated = (value_of(economy, economy.active(5000), exact=e) for e in (True, False))
    allowed = truncated.truncation + truncated.rounding + exact.rounding
    gap = abs(exact.values - truncated.values).max(axis=1)
    yield Ratio(
        "F, 2 types, N = 5,000: allowed error / gap",
        "the exact sum",
        allowed.min(),
        gap.max(),
        _at_least(allowed / gap),
        0,
        0,
        1.0,
        "utility",
    )
    large = value_of(economy, economy.active(10**6))
    bound = large.truncation.max()
    yield Ratio(
        "F, 2 types, N = 10^6: 1e-12 / truncation",
        "its bound",
        1e-12,
        bound,
        1e-12 / bound,
        0,
        0,
        1.0,
        "utility",
    )
    if not quick:
        three = cases.example("three_types")
        elapsed = median(seconds(lambda: value_of(three, three.active(20_000))) for _ in range(3))
        yield Ratio(
            "F, 3 types, N = 20,000",
            "30 seconds",
            elapsed,
            30.0,
            30.0 / elapsed,
            0,
            0,
            1.0,
            "seconds",
        )


def sampled(quick: bool) -> Iterator[Ratio]:
    """F with six types and a thousand agents by sampling: its standard error."""
    (economy,) = generate(3, 1, families=["log"], types=(6, 6), states=(2, 2))
    start = time.perf_counter()
    found = sampled_continuation(economy, 1000, points=256 if quick else 1024)
    error, elapsed = float(found.error.max()), time.perf_counter() - start
    yield Ratio(
        f"F, 6 types, M = 1,000, {found.evidence}: 1e-4 / error",
        f"standard error ({elapsed:.1f} s)",
        1e-4,
        error,
        1e-4 / error,
        0,
        0,
        None,
        "utility",
    )


def _at_least(values: object) -> float:
    return float(min(values))  # type: ignore[call-overload]


def _by_size(economy: object) -> tuple[tuple[object, int], tuple[object, int]]:
    return (lambda: value_of(economy, economy.active(10**6)), 15), (
        lambda: value_of(economy, economy.active(10**4)),
        1,
    )  # type: ignore[attr-defined,arg-type]


def margins(quick: bool) -> Iterator[Ratio]:
    """All margins of a range of N.

    The time of all, and compiled against array form on all of them, or, quickly, on some.
    """
    for name, last, few in (("log", 2000, 80), ("three_types", 150, 10)):
        step = few if quick else 1
        economy = cases.example(name)
        elapsed = seconds(lambda e=economy, n=last: threshold(e, range(2, n + 1)))
        yield Ratio(
            f"all margins of {name}, N = 2 to {last}",
            "10 seconds",
            elapsed,
            10.0,
            10.0 / elapsed,
            0,
            0,
            None,
            "seconds",
        )
        some = range(2, last + 1, step)

        def slow(economy: object = economy, some: range = some) -> None:
            threshold(economy, some, kernel=False)  # type: ignore[arg-type]

        fast = lambda e=economy, r=some: threshold(e, r)  # noqa: E731
        told = "all N" if step == 1 else f"every {step}th N"
        yield paired(
            f"margins of {name}, {told}",
            "array form",
            (fast, 1),
            (slow, 1),
            10.0,
            rounds=1 if quick else 5,
        )
