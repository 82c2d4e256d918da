r"""The random totals that every role faces after a semi-pooling stage 1, by their printed moments.

Thin rows are compared with the formulas in plain floating point; wide rows contain thin ones.

Paper: Claims 1a and 1b of Theorem 2.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import sqrt

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import block_cells, faced_totals, random_offers
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import ACTIVE, PARTITIONS, STATE, bounded
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied


def totals(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What roles face on either side, on thin rows by formulas, and on wide rows around thin ones."""
    k_q, k_r = (float(v) for v in economy.mechanism.kappa)
    partition = PARTITIONS[0]
    made = block_cells.block_cells(economy, partition, STATE, ACTIVE)[np.array([10, 15])]
    lo = np.stack([made.shares.lo[:, 0], 1 - made.shares.lo[:, 0]], axis=-1)
    thin = block_cells.BlockCells(
        ACTIVE, STATE, partition, Intervals(lo, lo), made.odds, made.apart, made.rare, made.ring,
        made.outside,
    )  # fmt: skip
    sold = np.array([[[0.31, 0.05, 0.0], [0.2, 0.11, 0.02]], [[0.0, 0.13, 0.27], [0.04, 0.3, 0.5]]])
    mean = [float(v) for v in block_cells.inside_block(economy, partition, STATE)]
    for i in range(2):
        shares = [lo[i, 0] * mean[0], lo[i, 1], lo[i, 0] * mean[2]]
        Q, R = (k + float(np.dot(shares, sold[g, i])) for g, k in ((0, k_q), (1, k_r)))
        price = Intervals.points(np.array([R / Q]))
        bounds = tuple(Intervals.points(sold[g, [i]]) for g in (0, 1))
        row = thin[np.array([i])]
        found = faced_totals.faced(economy, row, price, (bounds[0], bounds[1]))
        pairs = [(Q, k_q), (R, k_r)]
        parts = [_total(economy, row, g, *pairs[g], sold[g, i], float(factor)) for g in (0, 1)]
        for side, own, other, p in ((0, 0, 1, R / Q), (1, 1, 0, Q / R)):
            _side(tally, found[side], row, parts[own], parts[other], p)
        _loud(tally, economy, row, bounds, R / Q, pairs, sold[:, i])
        net = faced_totals.mean_total(economy, row, bounds[0])
        tally.close("mean total", [net.lo[0], net.hi[0]], [Q - k_q, Q - k_q], 1e-12)
        wide = tuple(Intervals(v.lo * 0.98, v.hi * 1.02) for v in bounds)
        whole = faced_totals.faced(
            economy,
            made[np.array([i])],
            Intervals(price.lo * 0.99, price.hi * 1.01),
            (wide[0], wide[1]),
        )
        for one, all_ in zip(found, whole, strict=True):
            for name in ("ratio", "near"):
                a, b = getattr(one, name), getattr(all_, name)
                tally.holds(name, b.lo[0] <= a.lo[0] and a.hi[0] <= b.hi[0] <= 1.4 * a.hi[0])
            for name in ("influence", "first", "second"):
                tally.holds(name, getattr(one, name)[0] <= getattr(all_, name)[0] * (1 + 1e-12))

    _rows(tally)
    apart_ = Intervals(
        np.array([[0.1, 0.3, 0.4]]), np.array([[0.2, 0.9, 0.7]])
    )  # of one type no block
    share = float(made.shares.hi[0, 0])
    found_ = faced_totals._variance(made[np.array([0])], apart_)
    bounded(tally, "variance", found_, 0.25 * share * 0.6**2)


def _loud(
    tally: Tally, economy: Economy, row: block_cells.BlockCells, bounds: tuple[Intervals, ...], p: float,
    pairs: list[tuple[float, float]], sold: np.ndarray,
) -> None:  # fmt: skip
    """Rare events that count, and types inside blocks so far apart that little but the exogenous offers is left."""
    loud = replace(row, rare=np.array([0.02]), apart=row.apart * 40)
    found = faced_totals.faced(economy, loud, Intervals.points([p]), (bounds[0], bounds[1]))
    parts = [_total(economy, loud, g, *pairs[g], sold[g], 1.0) for g in (0, 1)]
    tally.holds("exogenous offers bind", any(part["spread"] > 1 for part in parts))
    for side, own, other, price in ((0, 0, 1, p), (1, 1, 0, 1 / p)):
        _side(tally, found[side], loud, parts[own], parts[other], price)


def _rows(tally: Tally) -> None:
    """Rows of what is faced, and of offers, are those that are asked for."""

    def some(start: float) -> faced_totals.Faced:
        ends = [start + 10 * i + np.arange(3.0) for i in range(5)]
        one, two = (Intervals(e, e + 1) for e in ends[:2])
        return faced_totals.Faced(one, two, ends[2], ends[3], ends[4])

    def told(found: faced_totals.Faced) -> list[float]:
        parts = found.ratio.lo, found.ratio.hi, found.near.lo, found.near.hi
        return [float(v[0]) for v in (*parts, found.influence, found.first, found.second)]

    rows = np.array([2])
    tally.same("rows", told(some(0.0)[rows]), [2, 3, 12, 13, 22, 32, 42])
    first, second = (Intervals(np.arange(3.0) + v, np.arange(4.0, 7.0) + v) for v in (0, 100))
    found = random_offers.Offers((first, second), (some(0.0), some(1000.0)))[rows]
    ends = [float(v[0]) for b in found.sold for v in (b.lo, b.hi)]
    tally.same("offers", ends, [2, 6, 102, 106])
    tally.same("faced", [told(f)[0] for f in found.faced], [2, 1002])


def _total(
    economy: Economy, cells_: block_cells.BlockCells, good: int, mean: float, kappa: float,
    offers: np.ndarray, factor: float,
) -> dict[str, float]:  # fmt: skip
    """Return the parts of one good's total by the printed formulas."""
    c, most = 1 / ACTIVE, float(offers.max())
    low, high = mean - 2 * c * most, mean + c * most
    lowest = max(low, kappa)
    spread = float(abs(offers[0] - offers[2])) * (cells_.apart[0, 0] + cells_.apart[0, 2]) / 2
    square = 0.25 * cells_.shares.hi[0, 0] * float(offers[0] - offers[2]) ** 2
    return {
        "mean": mean,
        "low": max(low, kappa) / mean,
        "high": high / mean,
        "spread": spread / lowest,
        "least": max(1 - spread / lowest, kappa / high),
        "variance": factor * square / lowest**2,
        "reach": by_hand.endowment(economy)[good] / lowest,
    }


def _side(
    tally: Tally, found: faced_totals.Faced, row: block_cells.BlockCells, own: dict[str, float],
    other: dict[str, float], price: float,
) -> None:  # fmt: skip
    c, rare = 1 / ACTIVE, float(row.rare[0])
    ratio = price * other["low"] / own["high"], price * other["high"] / own["low"]
    near = (
        ratio[0] * other["least"] / (1 + own["spread"]),
        ratio[1] * (1 + other["spread"]) / own["least"],
    )
    tally.close("ratio", [found.ratio.lo[0], found.ratio.hi[0]], ratio, 1e-11)
    tally.close("near", [found.near.lo[0], found.near.hi[0]], near, 1e-11)
    far = rare * (own["reach"] + other["reach"])
    x, y = other["variance"], own["variance"]
    bounded(tally, "m1", found.first[0], c * (sqrt(x * y) + y) / own["least"] + far)
    bounded(tally, "m2", found.second[0], c * (sqrt(x) + sqrt(y)) ** 2 / own["least"] ** 2)
    bounded(tally, "k", found.influence[0], c / (own["mean"] * own["low"] * own["least"]))


CHECKS: dict[str, Check] = {
    "thm-2.faced-totals": on_probes(tallied(totals), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.faced-totals",
        "the random totals that roles face: their ratio, first and second moments, and the own influence",
        "Claims 1a and 1b of Theorem 2",
        r"m_1 = c\frac{\sqrt{\nu_x\nu_y} + \nu_y}{1 - y^+} + \delta_c(x^\infty + y^\infty),\quad "
        r"m_2 = c\frac{(\sqrt{\nu_x} + \sqrt{\nu_y})^2}{(1 - y^+)^2}",
        "value",
    ),
)
