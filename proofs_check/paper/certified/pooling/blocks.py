r"""Bounds that exclude pooling, part by part: cells of block shares.

Every bound is compared with its printed formula in plain floating point: it must be what the formula
gives, and not on the wrong side.  Posteriors at random counts lie inside.

Paper: Claims 1a and 1b of Theorem 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import exp, floor, log, sqrt

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import block_cells
from numeric.economy.economy import Economy
from numeric.probability.partitions import Partition
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

PARTITIONS: tuple[Partition, ...] = (((0, 2), (1,)), ((0,), (1, 2)))
ACTIVE, STATE = 600, 1
CELLS = block_cells.PER_AXIS[1]
FOUR = Economy(
    name="four types",
    prior=["2/3", "1/3"],
    signal=[["1/2", "1/4", "1/8", "1/8"], ["1/5", "1/3", "1/6", "3/10"]],
    endowment=["6/5", "8/5"],
    kappa=["1/5", "1/7"],
    eta="2/7",
    utility="theta*log(q) + log(r)",
    parameters={"theta": [["1/2", "2/3"], ["5/4", "1"], ["9/4", "3"], ["4", "3"]]},
)
"""Two blocks of it can pool two types each."""


def bounded(tally: Tally, what: str, found: object, wanted: object, allowed: float = 1e-9) -> None:
    """Note that upper bounds are not below numbers, and above them by rounding only, each by its size."""
    a, b = np.asarray(found, dtype=float).ravel(), np.asarray(wanted, dtype=float).ravel()
    tally.same(f"number of {what}", len(a), len(b))
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        if other == 0 or not np.isfinite(other):
            tally.holds(what, one == other or (other == 0 and 0 <= one < 1e-300))
            continue
        tally.close(what, one / other, 1.0, allowed)
        tally.holds(f"{what} on the right side", one >= other - 1e-12 * abs(other))


def chance(mean: float, distance: float, draws: int) -> float:
    """Return Chernoff's bound on both sides for one frequency."""
    found = 0.0
    for at in (mean + distance, mean - distance):
        if 0 < at < 1:
            found += exp(-draws * (at * log(at / mean) + (1 - at) * log((1 - at) / (1 - mean))))
    return found


def cells(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Cells of block shares: what they cover, posteriors, types inside blocks, and what is outside."""
    signal = economy.environment.signal
    rng = np.random.default_rng(5)
    _two_blocks(tally)
    for partition in PARTITIONS:
        means = [float(sum(signal[STATE][y] for y in block)) for block in partition]
        made = block_cells.block_cells(economy, partition, STATE, ACTIVE)
        inside = block_cells.inside_block(economy, partition, STATE)
        for block, mean in zip(partition, means, strict=True):
            for y in block:
                tally.close("inside", float(inside[y]), float(signal[STATE][y]) / mean, 1e-15)
        unit = sqrt(means[0] * means[1] / ACTIVE)
        outside = [chance(means[0], ring * unit, ACTIVE - 1) for ring in block_cells.RINGS]
        bounded(tally, "outside", made.outside, [v * float(factor) for v in outside])
        _grid(tally, made, means, unit)
        for i in (4, CELLS // 2, CELLS - 1):
            row = made.shares.lo[i], made.shares.hi[i]
            wanted = min(sum(_odds(economy, partition, z, row, ACTIVE) for z in (0, 2)), 1.0)
            bounded(tally, "odds", made.odds[i], wanted)
            _inside(tally, partition, list(map(float, inside)), made, i)
            _posteriors(tally, economy, made, i, rng)
        bounded(tally, "1/M", made.c, 1 / ACTIVE, 1e-15)
        part = made[np.array([3, 4])]
        tally.same("rows", (len(part), part.odds.tolist()), (2, made.odds[3:5].tolist()))
    _edges(tally, economy)


def _edges(tally: Tally, economy: Economy) -> None:
    """One cell for the whole box, and so few agents that nothing is known of the types inside a block."""
    partition, far = PARTITIONS[0], block_cells.RINGS[-1]
    mean = float(sum(economy.environment.signal[STATE][y] for y in partition[0]))
    whole = block_cells.block_cells(economy, partition, STATE, ACTIVE, whole=True).shares
    away = far * sqrt(mean * (1 - mean) / ACTIVE)
    tally.close(
        "whole", [whole.lo[0, 0], whole.hi[0, 0]], [mean - away, min(mean + away, 1.0)], 1e-11
    )
    few = block_cells.block_cells(economy, partition, STATE, 3, whole=True)
    least = few.apart[0, list(partition[0])].min()
    tally.same("nothing known of few", (least, few.rare[0]), (1.0, 1.0))


def _grid(tally: Tally, made: block_cells.BlockCells, means: Sequence[float], unit: float) -> None:
    """Cells cover the largest box, are equally wide, and know the first box that they meet."""
    lo, hi = made.shares.lo, made.shares.hi
    far = block_cells.RINGS[-1] * unit
    edges = np.linspace(max(means[0] - far, 0.0), min(means[0] + far, 1.0), CELLS + 1)
    tally.close("cells", lo[:, 0], edges[:-1], 1e-11)
    tally.close("cells above", hi[:, 0], edges[1:], 1e-11)
    tally.holds("joined", (hi[:-1, 0] >= lo[1:, 0]).all())
    outward = (means[0] - far) * (1 - 1e-14), min((means[0] + far) * (1 + 1e-14), 1.0)
    tally.holds("ends", lo[0, 0] <= outward[0] and hi[-1, 0] >= outward[1])
    tally.close("last block", lo[:, 1], 1 - hi[:, 0], 1e-13)
    tally.close("last block above", hi[:, 1], 1 - lo[:, 0], 1e-13)
    nearest = np.maximum(np.maximum(lo[:, 0] - means[0], means[0] - hi[:, 0]), 0.0) / unit
    rings = [
        next((j for j, r in enumerate(block_cells.RINGS) if r >= v - 2e-9), 6) for v in nearest
    ]
    tally.same("rings", made.ring.tolist(), rings)


def _odds(
    economy: Economy, partition: Partition, other: int, row: tuple[np.ndarray, np.ndarray], M: int
) -> float:
    """Return the printed bound on the odds of another state, for every role and set A."""
    e = economy.environment
    ratios = [float(a / b) for a, b in zip(e.signal[other], e.signal[STATE], strict=True)]
    blocks = [
        float(sum(e.signal[other][y] for y in block) / sum(e.signal[STATE][y] for y in block))
        for block in partition
    ]
    own = max(
        max(ratios[y], ratios[y] / blocks[k] * max(ratios))
        for k, block in enumerate(partition)
        for y in block
    )
    most = max(v * log(blocks[0]) + (1 - v) * log(blocks[1]) for v in (row[0][0], row[1][0]))
    prior = float(e.prior[other] / e.prior[STATE])
    return min(prior * own * exp((M - 1) * most), 1.0) if most < 0 else 1.0


def _inside(
    tally: Tally, partition: Partition, inside: list[float], made: block_cells.BlockCells, i: int
) -> None:
    """How far shares of types are from their means, and the probability that they are further."""
    for k, block in enumerate(partition):
        if len(block) == 1:
            tally.same("alone", made.apart[i, block[0]], 0.0)
            continue
        n = floor(made.shares.lo[i, k] * (ACTIVE - 1)) - 1
        width = sqrt(log(2 * len(block) / block_cells.RARE) / (2 * n))
        bounded(tally, "rare", made.rare[i], min(chance(inside[block[0]], width, n), 1.0))
        for y in block:
            bounded(tally, "apart", made.apart[i, y], made.shares.hi[i, k] * width)


def _posteriors(
    tally: Tally, economy: Economy, made: block_cells.BlockCells, i: int, rng: np.random.Generator
) -> None:
    """The posterior of every role at larger numbers, exactly, is at most what is said."""
    e, partition = economy.environment, made.partition
    for M in (ACTIVE, ACTIVE + 37):
        share = float(rng.uniform(made.shares.lo[i, 0], made.shares.hi[i, 0]))
        first = round(share * (M - 1))
        if not made.shares.lo[i, 0] <= first / (M - 1) <= made.shares.hi[i, 0]:
            continue
        for x in range(3):
            for taken in (None, (1,), (0, 2)):
                mine = next(k for k, block in enumerate(partition) if x in block)
                counts = [first, M - 1 - first]
                if taken is not None:
                    counts[mine] -= 1
                weights = []
                for z in range(3):
                    chances = [float(sum(e.signal[z][y] for y in block)) for block in partition]
                    level = log(float(e.prior[z] * e.signal[z][x]))
                    level += sum(n * log(p) for n, p in zip(counts, chances, strict=True))
                    weights.append(
                        level + (log(float(sum(e.signal[z][y] for y in taken))) if taken else 0)
                    )
                others = sum(exp(w - max(weights)) for z, w in enumerate(weights) if z != STATE)
                total = sum(exp(w - max(weights)) for w in weights)
                tally.holds("posterior", others / total <= made.odds[i] * (1 + 1e-9))


def _two_blocks(tally: Tally) -> None:
    """Both pooled blocks count, and shares at which a product is rounded up to a whole number of draws."""
    partition = ((0, 2), (1, 3))
    mean = [float(v) for v in block_cells.inside_block(FOUR, partition, 0)]
    n, k = next(
        (n, k)
        for n in range(500, 900)
        for k in range(100, n - 100)
        if float(np.nextafter(k / n, 0)) * n == k
        if Fraction(float(np.nextafter(k / n, 0))) * n < k
    )
    low = float(np.nextafter(k / n, 0))
    shares = Intervals(np.array([[low, 0.7 - low / 2]]), np.array([[low + 0.01, 0.71 - low / 2]]))
    _rings(tally)
    for above, number, count in ((k + 5e-4, n, k - 1), (2.5, 9, 1), (1.5, 9, 0)):
        one = Intervals([[above / number, 0.1]], [[above / number + 0.01, 0.2]])
        apart = block_cells._apart(FOUR, partition, 0, number + 1, one)[0][0, 0]
        width = sqrt(log(4 / block_cells.RARE) / (2 * count)) if count else np.inf
        wanted = one.hi[0, 0] * width if count else 1.0
        bounded(tally, "just above a number", apart, wanted)
    apart, rare = block_cells._apart(FOUR, partition, 0, n + 1, shares)
    wanted = 0.0
    for j, block in enumerate(partition):
        draws = k - 2 if j == 0 else floor((0.7 - low / 2) * n) - 1
        width = sqrt(log(4 / block_cells.RARE) / (2 * draws))
        wanted += chance(mean[block[0]], width, draws)
        bounded(tally, "apart", apart[0, block], [shares.hi[0, j] * width] * 2)
    bounded(tally, "rare in both", rare, [wanted])


def _rings(tally: Tally) -> None:
    """Of three blocks the farthest share counts; cells that the largest box only touches belong to it."""
    partition: Partition = ((0, 1), (2,), (3,))
    made = block_cells.block_cells(FOUR, partition, 0, ACTIVE)
    means = np.array(
        [float(sum(FOUR.environment.signal[0][y] for y in block)) for block in partition]
    )
    unit = np.sqrt(means * (1 - means) / ACTIVE)
    far = np.maximum(made.shares.lo - means, means - made.shares.hi) / unit
    rings = [
        min(
            sum(r < max(float(f), 0.0) - 1e-9 for r in block_cells.RINGS),
            len(block_cells.RINGS) - 1,
        )
        for f in far.max(axis=-1)
    ]
    tally.same("rings of three", made.ring.tolist(), rings)
    tally.holds("beyond the largest", far.max() > block_cells.RINGS[-1] + 1e-6)


CHECKS: dict[str, Check] = {
    "thm-2.block-cells": on_probes(tallied(cells), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.block-cells",
        "cells of block shares: posteriors of all roles, types inside blocks, and Chernoff's bounds",
        "Claims 1a and 1b of Theorem 2",
        r"\forall M \ge M_0:\quad \frac{\phi_{z'}}{\phi_z} \le \frac{\pi_{z'}}{\pi_z}\rho_{zz'}"
        r"e^{(M_0 - 1)\max_\ell \sum_k \ell_k \log(\mu_{z'}(Y_k)/\mu_z(Y_k))}",
        "value",
    ),
)
