r"""From which N on a partition that pools types is excluded, with proof, for every set A and every stage-2 equilibrium.

For a block :math:`Y_k` with two types or more, some type of it loses at least :math:`C_k` when
inactive (``cost``), and no type's value when active differs over the sets A by more than

.. math:: V_k = \max_{y \in Y_k}\sum_z\tau_y(z)\Big[L_{z,1} + \sum_jP_{z,j}(L_{z,j+1} - L_{z,j})^+\Big],

:math:`L_{z,j}` the largest ``value_ranges`` over the cells that meet the j-th box, the last the
whole oscillation of u, and :math:`P_{z,j}` the probability of block shares outside the j-th box.
V bounds the gain itself, for all :math:`M \ge M_0`.  The type deviates at N if :math:`\lfloor\eta
N\rfloor C_k > \lceil(1-\eta)N\rceil V_k`; as :math:`\lfloor\eta N\rfloor > \eta N - 1` and
:math:`\lceil(1-\eta)N\rceil < (1-\eta)N + 1`, where :math:`\eta C_k > (1-\eta)V_k` it does at **every**

.. math:: N \ge \frac{C_k + V_k}{\eta C_k - (1-\eta)V_k}\quad\text{with } M(N) \ge M_0 .

Complete pooling is excluded by A2 as soon as somebody is inactive, :math:`\lfloor\eta N\rfloor \ge
1`, since its cost is positive and no trade is feasible (Claim 0).

Paper: Theorem 2.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals
from numeric.certify.theorem_1.bound import type_posterior
from numeric.certify.theorem_1.comparison import least_agents, missing_hypothesis
from numeric.certify.theorem_2.block_cells import RINGS, BlockCells
from numeric.certify.theorem_2.cost import certified_cost
from numeric.certify.theorem_2.oscillation import widest
from numeric.certify.theorem_2.value_ranges import enclosed, value_ranges
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED, NONE
from numeric.probability.partitions import Block, Partition, checked_partition, partitions

LADDER = tuple(4000 * 2**i for i in range(14))
"""Values of M0 that are tried."""

FINER = 3
"""How often an M0 between the last that fails and the first that passes is tried."""


@dataclass(frozen=True)
class ExcludedPartition:
    """From which N on one partition is excluded, for every set A and every stage-2 equilibrium.

    Args:
        partition: The blocks.
        start: For all N from here on, or None.
        active: The M0 whose bound proves it, or None for complete pooling.
        block: The block of which some type deviates.
        cost: A lower bound on C_k.
        gain: An upper bound on V_k.
        evidence: CERTIFIED, or NONE.
        detail: One sentence.
    """

    partition: Partition
    start: int | None
    active: int | None
    block: Block | None
    cost: float
    gain: float
    evidence: str
    detail: str


@dataclass(frozen=True)
class CertifiedExclusion:
    """What is excluded of all partitions that pool types.

    Args:
        partitions: One result for each.
        start: From here on all are excluded, or None.
        evidence: CERTIFIED, or NONE.
        detail: One sentence.
    """

    partitions: tuple[ExcludedPartition, ...]
    start: int | None
    evidence: str
    detail: str


def certify_exclusion(
    economy: Economy,
    *,
    time_limit: float | None = None,
    progress: Callable[[ExcludedPartition], None] = lambda _: None,
) -> CertifiedExclusion:
    """Return, for every partition that pools types, an N from which on it is excluded, with proof.

    Args:
        economy: An economy with positive κ and η that satisfies A1; A2 and A3 are assumed.
        time_limit: Seconds after which no further M0 is begun.
        progress: Called after each partition.

    Paper: Theorem 2.

    >>> from numeric.economy.reader import load_economy
    >>> found = certify_exclusion(load_economy("examples/log.toml"))    # two types: complete pooling
    >>> found.start, found.evidence
    (10, 'CERTIFIED')
    """
    X = len(economy.types)
    deadline = math.inf if time_limit is None else time.monotonic() + time_limit
    missing = missing_hypothesis(economy)
    if missing is None and economy.mechanism.eta <= 0:
        missing = "the comparison with a cost needs eta > 0"
    if missing is not None:
        return CertifiedExclusion((), None, NONE, missing)
    found = []
    for partition in partitions(X, most=X - 1):
        found.append(exclude_partition(economy, partition, deadline))
        progress(found[-1])
    starts = [p.start for p in found]
    if any(s is None for s in starts):
        detail = next(p.detail for p in found if p.start is None)
        return CertifiedExclusion(tuple(found), None, NONE, detail)
    start = max((s for s in starts if s is not None), default=2)
    return CertifiedExclusion(
        tuple(found),
        start,
        CERTIFIED,
        f"at every N >= {start} no symmetric equilibrium in pure strategies pools types, given A2 and A3",
    )


def exclude_partition(
    economy: Economy, blocks: Sequence[Sequence[int]], deadline: float = math.inf
) -> ExcludedPartition:
    """Return an N from which on one partition is excluded, or what is missing.

    Args:
        economy: An economy whose hypotheses are certified (unchecked here).
        blocks: The partition, with fewer blocks than types.
        deadline: The time, of the monotonic clock, after which no further M0 is begun.
    """
    partition = checked_partition(blocks, len(economy.types))
    if len(partition) == 1:
        return exclude_at(economy, partition, 0)
    costs = _costs(economy, partition)
    known: ExcludedPartition | None = None
    detail, failed = "no M0 was tried within the time limit", 1
    for active in LADDER:
        if time.monotonic() > deadline:
            break
        known, detail = _at(economy, partition, costs, active)
        if known is not None:
            break
        failed = active
    for _ in range(FINER):
        if known is None or known.active is None or time.monotonic() > deadline:
            break
        between = round(math.sqrt(failed * known.active))
        better, _ = _at(economy, partition, costs, between)
        if better is None:
            failed = between
        elif better.start is not None and known.start is not None and better.start < known.start:
            known = better
        else:
            break
    return known or _none(partition, detail)


def exclude_at(economy: Economy, blocks: Sequence[Sequence[int]], active: int) -> ExcludedPartition:
    """Return the N from which on one M0 excludes a partition; complete pooling needs none.

    Args:
        economy: An economy whose hypotheses are certified (unchecked here).
        blocks: The partition, with fewer blocks than types.
        active: M0.
    """
    partition = checked_partition(blocks, len(economy.types))
    costs = _costs(economy, partition)
    if max(costs.values()) <= 0:
        return _none(partition, "the cost of pooling is not certified to be positive")
    if len(partition) == 1:
        first = math.ceil(1 / economy.mechanism.eta)
        told = "by A2 nobody who pools trades when active, and somebody is inactive"
        (whole,) = partition
        return ExcludedPartition(partition, first, None, whole, costs[whole], 0.0, CERTIFIED, told)
    found, detail = _at(economy, partition, costs, active)
    return found or _none(partition, detail)


def _costs(economy: Economy, partition: Partition) -> dict[Block, float]:
    return {block: certified_cost(economy, block) for block in partition if len(block) > 1}


def _none(partition: Partition, detail: str) -> ExcludedPartition:
    return ExcludedPartition(partition, None, None, None, 0.0, math.inf, NONE, detail)


def _at(
    economy: Economy, partition: Partition, costs: dict[Block, float], active: int
) -> tuple[ExcludedPartition | None, str]:
    """Judge one M0."""
    gains = value_gains(economy, partition, active)
    proved: list[tuple[int, ExcludedPartition]] = []
    for block, cost in costs.items():
        gain = max(gains[y] for y in block)
        start = excluded_from(economy, cost, gain, active)
        if start is not None:
            told = f"for all M >= {active} the values of the types of a block differ by at most {gain:.3g}"
            by = ExcludedPartition(partition, start, active, block, cost, gain, CERTIFIED, told)
            proved.append((start, by))
    need = float(economy.mechanism.eta / (1 - economy.mechanism.eta))
    least = min(max(gains[y] for y in block) / max(cost, 1e-300) for block, cost in costs.items())
    best = min(proved, key=lambda found: found[0], default=(0, None))
    return best[1], (
        f"for all M >= {active} the gain is bounded by {least:.3g} times the cost, and must be "
        f"below {need:.3g} times it"
    )


def excluded_from(economy: Economy, cost: float, gain: float, active: int) -> int | None:
    """Return the least N from which on the comparison is proved, or None.

    Args:
        economy: The economy.
        cost: A lower bound on C_k.
        gain: An upper bound on V_k for all M of at least ``active``.
        active: M0.
    """
    if not (math.isfinite(gain) and cost > 0):
        return None
    eta, C, V = economy.mechanism.eta, Fraction(cost), Fraction(gain)
    room = eta * C - (1 - eta) * V
    return max(math.ceil((C + V) / room), least_agents(economy, active)) if room > 0 else None


def value_gains(economy: Economy, partition: Partition, active: int) -> list[float]:
    """Return upper bounds on V of every type, for all M ≥ ``active``; infinite where not certified."""
    X = range(len(economy.types))
    result = [Intervals.points(0.0) for _ in X]
    with np.errstate(all="ignore"):
        for z in range(len(economy.states)):
            made = enclosed(economy, partition, z, active)
            if made is None:
                return [math.inf for _ in X]
            for y in X:
                mean = _mean(made.cells, value_ranges(economy, made, y), widest(economy, y))
                result[y] = result[y] + Intervals.points(mean) * type_posterior(economy, y)[z]
    return [float(v.hi) for v in result]


def _mean(cells: BlockCells, ranges: Array, whole: float) -> float:
    """Bound the expectation of the ranges over block shares."""
    levels = [
        min(float(ranges[cells.ring <= j].max(initial=0.0)), whole) for j in range(len(RINGS))
    ]
    result = Intervals.points(levels[0])
    for chance, low, high in zip(cells.outside, levels, [*levels[1:], whole], strict=True):
        rise = Intervals.points(high) - Intervals.points(low)
        result = result + rise.positive_part() * Intervals.points(min(chance, 1.0))
    return float(result.hi)
