"""How much is certified, and how fast.

The shipped economies and a hundred generated ones, M from 2 to 10,000 (run by hand, `make bulk`).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from numeric import (
    Economy,
    certify_competitive,
    certify_margin,
    certify_stage2,
    load_economy,
    solve_competitive,
    solve_stage2,
    threshold,
)
from numeric.draws.generate import generate, generate_outside
from tests.numeric.economies import EXAMPLES, NAMES

SIZES = (2, 5, 20, 100, 1000, 10_000)
Case = tuple[Economy, list[int]]


def shipped() -> list[Economy]:
    return [load_economy(EXAMPLES / f"{name}.toml") for name in NAMES]


def configurations(economies: Iterable[Economy], draws: random.Random, sizes: int) -> list[Case]:
    """Draw configurations; the first of each economy leaves a type out."""
    cases = []
    for economy in economies:
        for i in range(sizes):
            M, left_out = (
                draws.choice(SIZES),
                draws.randrange(len(economy.types)) if i == 0 else None,
            )
            counts = [0] * len(economy.types)
            for _ in range(min(M, 50)):
                counts[draws.choice([x for x in range(len(counts)) if x != left_out])] += max(
                    M // 50, 1
                )
            cases.append((economy, counts))
    return cases


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    found = function()
    return found, time.process_time() - start


def report(title: str, cases: list[Case], scope: str) -> tuple[int, int]:
    """Certify all cases; print the share certified and the seconds.

    Return how many are, and how many solutions lie outside their enclosure.
    """
    certified, outside, seconds = 0, 0, []
    for economy, counts in cases:
        certify_stage2(economy, counts, scope="local")  # compiles
        solved = solve_stage2(economy, [counts])
        found, used = timed(lambda e=economy, c=counts: certify_stage2(e, c, scope=scope))
        seconds.append(used)
        certified += found.unique == scope
        inside = found.enclosure is not None and found.enclosure.contains(
            solved.totals[0], solved.offers[0]
        )
        if found.unique != scope or not inside:
            print(
                f"   {economy.name}, {counts}: {found.status}; {len(found.undecided)} undecided "
                f"of {found.boxes} boxes"
            )
        outside += not inside
    seconds.sort()
    n = len(seconds)
    middle, tail = seconds[n // 2], seconds[int(0.9 * n)]
    print(
        f"{title}, {scope}: {certified}/{n} certified, {outside} solutions outside; {middle:.3f} "
        f"s median, {tail:.3f} s at 90 %, {seconds[-1]:.3f} s at most"
    )
    return certified, outside


@pytest.mark.slow
@pytest.mark.parametrize("scope", ["global", "local"])
def test_stage_2_of_shipped_and_generated_economies(scope: str) -> None:
    draws = random.Random(2012)
    sets = {
        "shipped": configurations(shipped(), draws, 6),
        "generated": configurations(generate(2012, 100, types=(2, 3), states=(1, 3)), draws, 3),
        "outside the class": configurations(
            generate_outside(2012, 30, types=(2, 3), states=(1, 3)), draws, 3
        ),
    }
    counts = {title: (len(cases), *report(title, cases, scope)) for title, cases in sets.items()}
    assert all(outside == 0 for _, _, outside in counts.values())
    assert all(certified >= 0.99 * number for number, certified, _ in counts.values())


@pytest.mark.slow
def test_competitive_equilibria_of_shipped_and_generated_economies() -> None:
    for title, economies in (
        ("shipped", shipped()),
        ("generated", generate(2012, 100, types=(2, 3), states=(1, 3))),
    ):
        number, certified, seconds = 0, 0, 0.0
        for economy in economies:
            solved = solve_competitive(economy)
            found, used = timed(lambda e=economy: certify_competitive(e))
            seconds += used
            for state in found:
                number += 1
                certified += state.unique == "global"
                assert float(solved.price[state.state]) in state.enclosures[0].price
        print(
            f"{title}: p^z unique in {certified}/{number} states, {seconds / number:.3f} s per "
            "state"
        )
        assert certified >= 0.99 * number


@pytest.mark.slow
@pytest.mark.parametrize(
    ("agents", "scope"),
    [(12, "global"), (40, "global"), (49, "local"), (60, "local"), (100, "local")],
)
def test_signs_of_margins(agents: int, scope: str) -> None:
    economy = load_economy(EXAMPLES / "failing.toml")
    found, seconds = timed(lambda: certify_margin(economy, agents, scope=scope))
    [margin] = threshold(economy, [agents]).margins
    print(f"N = {agents}, {scope}: {found.margin}, {found.status}; {seconds:.2f} s")
    assert found.sign == (1 if margin.margin > 0 else -1)
