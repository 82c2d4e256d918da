r"""Boxes of frequencies, halved one by one by hand, and boxes of posteriors that are cut.

Fineness is chosen just below and just above where a box is halved, so that any other size of any box
would show.

Paper: the cells are not in the paper; Claim 2 of Theorem 1 rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import cells
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Box = tuple[tuple[float, float], tuple[float, float]]
ACTIVE, FINENESS, JUST = 50, 0.31, 1e-9
WHOLE: Box = ((0.0, 1.0), (0.0, 1.0))


@contextmanager
def ending(tally: Tally, most: int = 40) -> Iterator[list[int]]:
    """Note how often boxes are halved, and that it ends; what is yielded may be set back to zero."""
    halved, calls = cells._halved, [0]

    def counted(*parts: Any) -> Any:
        calls[0] += 1
        tally.holds("it ends", calls[0] < most and len(parts[0]) < 10_000)
        return halved(*parts)

    with mock.patch.object(cells, "_halved", counted):
        yield calls


def covered(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Every fineness near one at which a box is halved, and cuts of posteriors."""
    with ending(tally) as calls:
        boxes = _by_hand(economy, WHOLE, FINENESS)
        tally.holds("several", len(boxes) > 20)
        sizes = sorted({round(_excess(economy, box)[0], 12) for box in boxes if _inside(box)})
        critical = [FINENESS, *(1 / e for e in sizes[:: max(len(sizes) // 9, 1)] if e > 0.4)]
        for fineness in (f * (1 + s * JUST) for f in critical for s in (-1, 1)):
            calls[0] = 0
            found = cells.frequencies(economy, ACTIVE, fineness)
            made = sorted(
                tuple(zip(lo[:2], hi[:2], strict=True))
                for lo, hi in zip(found.lo.tolist(), found.hi.tolist(), strict=True)
            )
            wanted = sorted(box for box in _by_hand(economy, WHOLE, fineness) if _inside(box))
            tally.same("number", len(made), int(len(wanted) * factor))
            tally.close("boxes", np.array(made), np.array(wanted), 1e-15)
        calls[0] = 0
        _cuts(tally)
        with mock.patch.multiple(cells, FINEST=9.0, GROWTH=0.0, WIDEST=0.125):
            calls[0] = 0
            found = cells.frequencies(economy, ACTIVE)
        tally.same(
            "just small enough", found.shape[0], 43
        )  # squares with a corner within the simplex
        tally.same("their sides", set((found.hi - found.lo)[:, 0].tolist()), {0.125})


def _inside(box: Box) -> bool:
    return box[0][0] + box[1][0] <= 1


def _excess(economy: Economy, box: Box) -> tuple[float, int]:
    """Return by what factor a box is too large for its distance from the states, and on which side."""
    signal = [[float(m) for m in row] for row in economy.environment.signal]
    spread = [[(m * (1 - m) / ACTIVE) ** 0.5 for m in row] for row in signal]
    near = min(
        max(max(low - row[d], row[d] - high, 0.0) / of[d] for d, (low, high) in enumerate(box))
        for row, of in zip(signal, spread, strict=True)
    )
    parts = []
    for d, (low, high) in enumerate(box):
        size = (cells.FINEST + cells.GROWTH * near) * min(of[d] for of in spread)
        parts.append((high - low) / min(size, cells.WIDEST))
    return max(parts), int(parts[1] > parts[0])


def _by_hand(economy: Economy, box: Box, fineness: float) -> list[Box]:
    """Return the parts of a box, halved as often as needed."""
    if not _inside(box):
        return []
    excess, side = _excess(economy, box)
    if excess * fineness <= 1:
        return [box]
    middle = (box[side][0] + box[side][1]) / 2
    found = []
    for part in ((box[side][0], middle), (middle, box[side][1])):
        found += _by_hand(economy, (part, box[1]) if side == 0 else (box[0], part), fineness)
    return found


def _cuts(tally: Tally) -> None:
    """Boxes of posteriors are halved along their longest side until they are narrow; parts outside are left out."""
    parents = Intervals(
        [[0.25, 0.25, 0.25], [0.1, 0.1, 0.1], [0.0, 0.5, 0.2], [0.2, 0.3, 0.1], [0.0, 0.25, 0.25]],
        [
            [0.375, 0.375, 0.375],
            [0.7, 0.3, 0.8],
            [0.3, 0.8, 0.5],
            [0.47, 0.4, 0.3],
            [0.5, 0.25, 0.75],
        ],
    )
    owner, parts = cells._cut(parents)
    rows = zip(owner, parts.lo.tolist(), parts.hi.tolist(), strict=True)
    found: list[tuple[float, ...]] = [(int(i), *lo, *hi) for i, lo, hi in rows]
    wanted: list[tuple[float, ...]] = []
    pending = [(i, lo, hi) for i, (lo, hi) in enumerate(zip(parents.lo, parents.hi, strict=True))]
    while pending:
        i, lo, hi = pending.pop()
        wide = hi - lo
        if wide.max() <= cells.BELIEF:
            wanted.append((i, *lo.tolist(), *hi.tolist()))
            continue
        side = int(wide.argmax())
        for half in (0, 1):
            a, b = lo.copy(), hi.copy()
            (b if half == 0 else a)[side] = (lo[side] + hi[side]) / 2
            left = cells.tightened(Intervals(a[None], b[None]))  # which is compared elsewhere
            low, high = left.lo[0], left.hi[0]
            if (low <= high).all():
                pending.append((i, low, high))
    tally.same("parts", len(found), len(wanted))
    one, other = (sorted(v, key=lambda row: [round(x, 9) for x in row]) for v in (found, wanted))
    tally.close("parts", np.array(one), np.array(other), 1e-12)


CHECKS: dict[str, Check] = {
    "thm-1.covered": on_probes(tallied(covered), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.covered",
        "boxes of frequencies and of posteriors are those of halving by hand, at any fineness",
        "Claim 2 of Theorem 1",
        r"\text{side}_d \le \min\{\Bigl(0.3 + 0.35\min_z\max_y\frac{|\nu_y - \mu_z(y)|}{\sigma_{zy}}\Bigr)"
        r"\min_z\sigma_{zd},\ 0.08\}/f",
        "value",
    ),
)
