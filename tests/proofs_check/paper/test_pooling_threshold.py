"""The claim on partitions of three types: its numbers are those of the bounds, and no others are let through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from numeric.certify.theorem_2.exclusion import ExcludedPartition, exclude_at
from numeric.economy.economy import Economy
from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.paper.theorem_2 import threshold

AGENTS = (10, 8_222, 8_888, 13_888)
BOUNDS = (
    (None, 0.02, 0.0),
    (7_400, 0.0073, 0.00078),
    (8_000, 0.0044, 0.0004),
    (12_500, 0.02, 1e-3),
)
"""M0, a cost and a gain of each partition, in about the sizes that are computed."""


def stored(change: Callable[[ExcludedPartition], ExcludedPartition]) -> Callable[..., object]:
    """Return what stands for the computation of bounds: numbers of about their size, changed."""

    def known(economy: Economy, partition: object, active: int) -> ExcludedPartition:
        i = [p for p, _ in threshold.PARTITIONS].index(partition)  # type: ignore[arg-type]
        M0, cost, gain = BOUNDS[i]
        blocks = threshold.PARTITIONS[i][0]
        made = ExcludedPartition(blocks, AGENTS[i], M0, blocks[-1], cost, gain, "CERTIFIED", "")
        return change(made)

    return known


def decided(monkeypatch: pytest.MonkeyPatch, change: Callable[..., ExcludedPartition]) -> Verdict:
    monkeypatch.setattr(threshold, "exclude_at", stored(change))
    return threshold.threshold({"agents": AGENTS}).verdict


@pytest.mark.bulk
def test_all_four_partitions_are_excluded_from_their_numbers_on() -> None:
    found = threshold.threshold({"agents": AGENTS})
    assert (found.verdict, found.evidence) == (Verdict.HOLDS, Evidence.CERTIFIED)
    for N, blocks in zip(AGENTS, ("0 1 2", "0 | 1 2", "0 1 | 2", "0 2 | 1"), strict=True):
        assert f"{blocks} = N >= {N}" in found.detail


def test_numbers_that_prove_less_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decided(monkeypatch, lambda p: p) is Verdict.HOLDS
    assert decided(monkeypatch, lambda p: replace(p, start=None)) is Verdict.UNDECIDED
    later = lambda p: replace(p, start=p.start + 1)  # noqa: E731
    assert decided(monkeypatch, later) is Verdict.UNDECIDED
    dearer = lambda p: replace(p, gain=p.cost / 8)  # noqa: E731
    assert decided(monkeypatch, dearer) is Verdict.UNDECIDED
    fewer = lambda p: replace(p, active=10**6)  # noqa: E731
    assert decided(monkeypatch, fewer) is Verdict.UNDECIDED
    monkeypatch.setattr(threshold, "PARTITIONS", threshold.PARTITIONS[1:])
    assert threshold.threshold({"agents": AGENTS[1:]}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("agents", [(9, *AGENTS[1:]), (10, AGENTS[1], 2, AGENTS[3])])
def test_where_nobody_is_inactive_pooling_costs_nothing(agents: tuple[int, ...]) -> None:
    assert threshold.threshold({"agents": agents}).verdict is Verdict.FAILS


def test_the_comparison_is_of_whole_numbers_of_agents() -> None:
    [economy] = threshold._excluded()
    whole = exclude_at(economy, threshold.PARTITIONS[0][0], 0)
    assert whole.start == 10
    for N in range(10, 40):
        sure = threshold._deviates(economy, replace(whole, gain=whole.cost / 8), N)
        assert sure == (8 * (N - economy.active(N)) > economy.active(N))
    assert economy.mechanism.eta == Fraction(1, 10)
