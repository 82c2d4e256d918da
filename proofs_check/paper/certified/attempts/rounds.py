r"""Rounds of an attempt: which boxes are halved, when it ends, and what is said of what is missing.

Whether a box is certified is given by its width and by the points that it contains, so that the
rounds can be counted by hand.

Paper: Theorem 1; Claim 2 of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import log
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import attempt, eta_zero, rare
from numeric.certify.theorem_1.bound import CellValues
from numeric.certify.theorem_1.cells import Covering
from numeric.certify.theorem_1.price_hull import Cells
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.comparisons import Falling
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.certified.trades import vertices
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Box = tuple[float, float]
ACTIVE, PAIRS, PRICES = 40, ((0, 1), (1, 0)), PriceRange(0.5, 2.0, 40)


def rounds(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Boxes are halved until all is certified or that is hopeless; what is left is named."""
    _said(tally, economy)
    whole, tenths = [(0.0, 1.0)], [(i / 20, (i + 1) / 20) for i in range(20)]
    for boxes, good in (
        (whole, lambda a, b: not a <= 0.3 <= b or b - a < 0.2),
        (whole, lambda a, b: not a <= 0.3 <= b),
        (whole, lambda a, b: b - a < 0.2),
        (tenths, lambda a, b: not 0.1 < a < 0.35 or b - a < 0.03),
        (tenths, lambda a, b: not 0.1 < a < 0.9 and a < 0.92),
        (tenths, lambda a, b: b - a < 0.03),
        (tenths[:10], lambda a, b: b - a < 0.03),
    ):
        for most in (attempt.MOST_ROWS, 8):
            _attempted(tally, economy, boxes, good, most, float(factor))
    _judged(tally, economy)
    _gains(tally, economy)
    _nobody(tally, economy)
    _nearest(tally, economy)


def _part(boxes: Intervals, good: Callable[[float, float], bool]) -> attempt._Part:
    """Return boxes of the first type's frequency, of which some are certified; values are their lower ends."""
    low, n = boxes.lo[:, 0], boxes.shape[0]
    sure = np.array([good(a, b) for a, b in zip(low, boxes.hi[:, 0], strict=True)], dtype=bool)
    made = CellValues(low + 1, {(0, 1): np.where(sure | (low < 0.5), low + 2, np.inf)})
    return attempt._Part(
        boxes, dict.fromkeys(PAIRS, made), dict.fromkeys(PAIRS, made), sure | (low >= 0.5), 3 * n
    )


def _attempted(
    tally: Tally, economy: Economy, start: list[Box], good: Callable[[float, float], bool],
    most: int, factor: float,
) -> None:  # fmt: skip
    """Compare an attempt with rounds by hand: of a box on which nothing is known one beyond 0.9 is rare."""
    calls = [0]

    def judged(_e: object, M: int, boxes: Intervals, prices: object) -> attempt._Part:
        calls[0] += 1
        tally.same("of these prices", (M, prices), (ACTIVE, PRICES))
        tally.holds("it ends", calls[0] <= attempt.ROUNDS + 1)
        return _part(boxes, good)

    def negligible(_e: object, M: int, boxes: Intervals) -> Any:
        tally.same("for M0", M, ACTIVE)
        return boxes.lo[:, 0] >= 0.9

    first = intervals([[(a, b), (1 - b, 1 - a)] for a, b in start])
    patched: dict[str, Any] = {"_judged": judged, "negligible": negligible, "MOST_ROWS": most,
               "frequencies": lambda _e, M, fine: first if (M, fine) == (ACTIVE, 0.7) else None}  # fmt: skip
    with mock.patch.multiple(attempt, **patched):
        made = attempt.attempt(economy, ACTIVE, 0.7, PRICES)
    done, pending, rows, last = list[Box](), start, 0, False
    for i in range(attempt.ROUNDS + 1):
        rows += 3 * len(pending)
        bad = [box for box in pending if not good(*box) and box[0] < 0.9]
        last = i == attempt.ROUNDS or not bad or rows > most
        last |= len(bad) > attempt.FEW and len(bad) > attempt.MOST_FAILING * len(pending)
        if last:
            done += pending
            break
        done += [box for box in pending if box not in bad]
        pending = [half for a, b in bad for half in ((a, (a + b) / 2), ((a + b) / 2, b))]
    found = list(zip(made.frequencies.lo[:, 0], made.frequencies.hi[:, 0], strict=True))
    tally.close("boxes", sorted(found), np.array(sorted(done)) * factor, 1e-15)
    lost = [box for box in done if not good(*box) and box[0] < 0.9]
    told = made.active, made.rows, made.missing is None, made.rare.sum()
    rare_boxes = [box for box in done if not good(*box) and box[0] >= 0.9]
    tally.same("told", told, (ACTIVE, rows, not lost, len(rare_boxes)))
    tally.same("all unique", made.all_unique, all(good(a, b) or a >= 0.5 for a, b in found))
    for side in (made.values, made.lower):
        tally.same("deviations", tuple(side), PAIRS)
        tally.close("values", side[1, 0].by_shares, [a + 1 for a, _ in found], 1e-15)
    if lost:
        of = f"on {len(lost)} of {len(done)} boxes"
        tally.holds("how many", of in (made.missing or ""))


def _judged(tally: Tally, economy: Economy) -> None:
    """A box has one equilibrium if all its rows have, and values from above and from below."""
    boxes, owner = intervals([[(0.0, 0.5), (0.5, 1.0)]] * 3), np.array([2, 0, 0, 1, 2])
    rows = Cells(boxes[owner], boxes[owner], ACTIVE)
    covered = Covering(boxes, owner, rows, boxes[owner])
    found = SimpleNamespace(unique=np.array([True, True, False, True, True]))

    def values(_e: object, cover: object, of: object, a: int, b: int) -> tuple[str, str]:
        tally.holds("of these", cover is covered and of is found)
        return f"{a}{b} above", f"{a}{b} below"

    with mock.patch.multiple(
        attempt, posteriors_of=lambda *_: covered, cell_values=values,
        in_batches=lambda _e, some, prices: found if (some, prices) == (rows, PRICES) else None,
    ):  # fmt: skip
        made = attempt._judged(economy, ACTIVE, boxes, PRICES)
    tally.same("unique", (made.unique.tolist(), made.rows), ([False, True, True], 5))
    for name, side in (("above", made.upper), ("below", made.lower)):
        tally.same(name, side, {(a, b): f"{a}{b} {name}" for a, b in PAIRS})
    for unique, sure in (([True, True], True), ([True, False], False), ([], False)):
        whole = attempt.Attempt(
            ACTIVE,
            boxes,
            {},
            {},
            np.array(unique, dtype=bool),
            np.zeros(2, dtype=bool),
            5,
            None,
            0.0,
        )
        tally.same("every one unique", whole.all_unique, sure)


def _said(tally: Tally, economy: Economy) -> None:
    """The first box that is lost is named, and whether uniqueness or a bound is missing on it."""
    ends = [(0.0, 0.125), (0.125, 0.25), (0.25, 0.5), (0.5, 0.75)]
    part = replace(
        _part(intervals([[(a, b), (1 - b, 1 - a)] for a, b in ends]), lambda a, b: True),
        unique=np.array([True, False, True, False]),
    )
    a, b = economy.types
    for lost, what, where in (
        ([1, 2], "uniqueness", f"{a} 0.125 to 0.25, {b} 0.75 to 0.875"),
        ([2, 3], "a bound", f"{a} 0.25 to 0.5, {b} 0.5 to 0.75"),
    ):
        told = attempt._missing(economy, part, np.isin(np.arange(4), lost)) or ""
        wanted = f"{what} is not certified on 2 of 4 boxes of frequencies, first on {where}"
        tally.same("missing", told, wanted)
    tally.same("nothing", attempt._missing(economy, part, np.zeros(4, dtype=bool)), None)


def _gains(tally: Tally, economy: Economy) -> None:
    """Every deviation has its bound, from the values on its side; none may be missing."""
    boxes, lost = intervals([[(0.0, 1.0), (0.0, 1.0)]]), np.array([False])
    sides = [{(a, b): f"{a}{b} {name}" for a, b in PAIRS} for name in ("above", "below")]
    made = attempt.Attempt(ACTIVE, boxes, sides[0], sides[1], ~lost, lost, 5, None, 0.0)  # type: ignore[arg-type]

    def bound(_e: object, M: int, on: object, values: Any, own: int, rare_: object) -> Any:
        tally.same("as attempted", (M, on, rare_), (ACTIVE, boxes, lost))
        return None if values in missing else f"{values} by {own}"

    missing: list[str] = []
    with mock.patch.object(attempt, "gain_bound", bound):
        for below, name in ((False, "above"), (True, "below")):
            found = attempt.gain_bounds(economy, made, below=below)
            tally.same("bounds", found, {(a, b): f"{a}{b} {name} by {a}" for a, b in PAIRS})
        for one in ("01 above", "10 above"):
            missing[:] = [one]
            try:
                attempt.gain_bounds(economy, made)
                tally.holds("one is missing", False)
            except ValueError:
                pass


def _nobody(tally: Tally, economy: Economy) -> None:
    """With nobody inactive a gain lies between minus its bound from below and its bound from above."""
    before = eta_zero.WithoutInactive(None, None, None, {}, None, None, "NONE", "before")
    sides = {False: (40.0, 8.0), True: (20.0, -4.0)}
    for missing in (None, "a price"):
        made = SimpleNamespace(missing=missing)
        with mock.patch.multiple(
            eta_zero, attempt=lambda _e, M, fine, made=made: made if (M, fine) == (ACTIVE, 2.0) else None,
            gain_bounds=lambda _e, of, below=False: dict(zip(PAIRS, map(Falling, sides[below]), strict=True)),
        ):  # fmt: skip
            found = eta_zero._at(economy, ACTIVE, before)
        wanted = {} if missing else {(0, 1): (-0.5, 1.0), (1, 0): (0.1, 0.2)}
        tally.same("gains", found.gains, wanted)
        told = (None, missing) if missing else ((1, 0), found.detail)
        tally.same("said", (found.pair, found.detail), told)


def _nearest(tally: Tally, economy: Economy) -> None:
    r"""The nearest points of boxes are :math:`\mu e^\lambda` within their ends, and sum to one."""
    mean = np.array([0.55, 0.3, 0.15])
    boxes = intervals([
        [(0.7, 0.8), (0.0, 0.3), (0.0, 0.3)], [(0.0, 0.05), (0.0, 1.0), (0.0, 1.0)],
        [(0.2, 0.6), (0.1, 0.6), (0.1, 0.5)],
    ])  # fmt: skip
    found = rare._nearest(mean, boxes)
    wanted = [[0.7, 0.2, 0.1], [0.05, 0.95 * 2 / 3, 0.95 / 3], mean]
    tally.close("nearest", found, wanted, 1e-7)
    far, ends = (
        np.array([[0.9, 0.3], [0.6, 0.7]]),
        [((0.7, 0.8), (0.2, 0.3)), ((0.3, 0.5), (0.5, 0.7))],
    )
    with mock.patch.object(
        rare, "_nearest", return_value=far
    ):  # also where these are not the nearest
        found = rare.rates(economy, intervals(ends))
    for z, row in enumerate(economy.environment.signal):
        for i, box in enumerate(ends):
            h = [log(p / m) for p, m in zip(far[i], row, strict=True)]
            least = min(float(np.dot(h, w)) for w in vertices(box))
            tally.close("rate", found[z, i], max(least - log(far[i].sum()), 0.0), 1e-12)


CHECKS: dict[str, Check] = {"thm-1.rounds": on_probes(tallied(rounds), (TWO_TYPES,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.rounds",
        "boxes on which something is missing are halved until it is certified, too unlikely to matter, or hopeless",
        "Theorem 1; Claim 2 of it",
        r"\forall B:\quad B \text{ certified}\ \vee\ B \text{ rare}\ \vee\ B = B_0 \cup B_1\ \vee\ "
        r"B \text{ named}",
        "value",
    ),
)
