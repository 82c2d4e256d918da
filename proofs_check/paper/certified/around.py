r"""Ends of enclosures around roots that are given: which are tried, in which order, and what is made of them.

A condition is a straight line here, so that every end is known.

Paper: section 3.2, (5)-(7); section 3.1, Lemma 2 and Proposition 1.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from unittest import mock

import flint
import numpy as np

from numeric.certify.arithmetic.beliefs import known_state
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.intervals import Interval
from numeric.certify.arithmetic.scan import FALLING, NEGATIVE, POSITIVE, RISING, Box
from numeric.certify.competitive import enclose as competitive
from numeric.certify.stage1 import enclose as stage_1
from numeric.certify.stage2 import best_response, search
from numeric.certify.theorem_1 import equilibria, price_hull
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.trades import BOX, vertices
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied


def around(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Best consumption, belief intervals, offers, competitive allocations, responses and prices."""
    _consumption(tally, economy, float(factor))
    _intervals(tally, economy)
    _allocations(tally, economy)
    for good in (0, 1):
        _responses(tally, economy, good)
    _narrowed(tally)
    _at_roots(tally)
    _outward(tally, economy)


def _line(tally: Tally, root: float, price: float | None = None) -> Any:
    """Return formulas with one value: a root less the first argument."""

    def run(_belief: object, _type: int, at: flint.arb, *others: flint.arb) -> list[flint.arb]:
        if price is not None:
            tally.close("price", float(others[0].mid()), price, 1e-15)
        return [flint.arb(root) - at]

    return SimpleNamespace(run=run)


def _consumption(tally: Tally, economy: Economy, factor: float) -> None:
    """The narrowest interval around a guess at whose ends the slope has both signs, inside of the line."""
    own, belief = by_hand.endowment(economy), known_state(economy, 1)
    for guess, root, width in (
        (0.8, 0.8, 1e-14), (0.8, 0.8 * (1 + 3e-13), 1e-12), (0.8, 0.8 * (1 - 3e-13), 1e-12),
        (0.8, 0.8 * (1 + 3e-11), 1e-10), (0.8, 0.8 * (1 - 0.009), 1e-2), (0.8, 0.7, None),
        (0.8, 0.8 * (1 + 1e-6), 1e-4), (0.8, 0.8 * (1 - 1e-6), 1e-4),  # not where it is zero
        (0.0, 0.0, None), (2 * own[0], 2 * own[0], None), (2 * own[0] * (1 - 2e-14), 2.4, 1e-14),
    ):  # fmt: skip
        at = root if root != 2.4 else guess
        with mock.patch.object(
            stage_1, "line_slope", return_value=_line(tally, at, own[1] / own[0])
        ):
            found = stage_1._enclosed(belief, 0, guess)
        wanted = None if width is None else (guess * (1 - width), guess * (1 + width * factor))
        ends = None if found is None else (float(found.low), float(found.high))
        tally.same("consumption", ends, wanted)


def _intervals(tally: Tally, economy: Economy) -> None:
    """The ends of every I(x), half-way between neighbours in any order, and offers that give a consumption."""
    ends = ((9, 10), (2, 4), (13, 16), (5, 7))
    consumed = tuple(Interval(Fraction(a), Fraction(b)) for a, b in ends)
    first = stage_1.certify_stage1(economy)
    given = replace(first, consumption=consumed, separating=True)
    wanted = (
        ((7, 8.5), (11, 13)),
        ((0, 0), (3.5, 5.5)),
        ((11, 13), (20, 20)),
        ((3.5, 5.5), (7, 8.5)),
    )
    for x, both in enumerate(wanted):
        found = given.belief_interval(x, Fraction(20))
        tally.same("I(x)", [(float(v.low), float(v.high)) for v in found], list(both))
    try:
        replace(given, separating=None).belief_interval(0, Fraction(20))
        tally.holds("needs a separating offer", False)
    except ValueError:
        pass
    tally.same("apart", stage_1._separating(consumed), True)
    touching = (*consumed[:3], Interval(Fraction(4), Fraction(7)))
    tally.same("touching", stage_1._separating(touching), None)
    tally.same("one is open", stage_1._separating((*consumed, None)), None)
    own, p_1 = (
        economy.environment.endowment,
        economy.environment.endowment[1] / economy.environment.endowment[0],
    )
    for low, high in ((own[0] / 3, own[0] / 2), (own[0] * 2, own[0] * 3), (own[0] / 2, own[0] * 2)):
        sold, bought = stage_1._offer(economy, Interval(low, high))
        kept = [max(own[0] - c, Fraction(0)) for c in (high, low)]
        spent = [max(c - own[0], Fraction(0)) * p_1 for c in (low, high)]
        tally.same("offers", [sold.low, sold.high, bought.low, bought.high], [*kept, *spent])


def _allocations(tally: Tally, economy: Economy) -> None:
    """What types consume at a price and at offers within bounds; offers are not negative."""
    own, p = by_hand.endowment(economy), 1.25
    sold, spent = ((0.3, 0.0, 0.11), (0.31, 0.001, 0.12)), ((0.0, 0.7, 0.25), (0.002, 0.71, 0.26))
    bounds = tuple(SimpleNamespace(low=b[0], high=b[1]) for b in (sold, spent))
    root = search.Root(Interval(Fraction(p), Fraction(p)), bounds)  # type: ignore[arg-type]
    with flint.ctx.workprec(search.FINE_BITS):
        found = competitive._enclosed(economy, root)
        clipped = competitive._offer(flint.arb(0.25, 1.0))
    tally.encloses("an offer", clipped, 0, Fraction(5, 4), slack=1e-8)
    for x in range(3):
        (a, b), (c, d) = (sold[0][x], sold[1][x]), (spent[0][x], spent[1][x])
        first = own[0] - b + c / p, own[0] - a + d / p
        second = own[1] - d + p * a, own[1] - c + p * b
        for what, of, pairs in (
            ("consumption", found.allocations[x], (first, second)),
            ("offers", found.offers[x], ((a, b), (c, d))),
        ):
            for interval, (low, high) in zip(of, pairs, strict=True):
                tally.close(what, [float(interval.low), float(interval.high)], [low, high], 1e-8)


def _responses(tally: Tally, economy: Economy, good: int) -> None:
    """The nearest offers of those tried on either side of the root; nothing where none is below the endowment."""
    end, belief, others = by_hand.endowment(economy)[good], known_state(economy, 1), flint.arb(2)
    step = 1e-6 * end
    for guess, root, low, high in (
        (0.4, 0.4, 0.4 * (1 - 1e-14), 0.4 * (1 + 1e-14)),
        (0.4, 0.4 * (1 + 3e-12), 0.4 * (1 - 1e-14), 0.4 * (1 + 1e-11)),
        (0.4, 0.4 * (1 - 3e-12), 0.4 * (1 - 1e-11), 0.4 * (1 + 1e-14)),
        (
            0.4,
            0.95,
            0.4 * (1 - 1e-14),
            end - 0.5 * (end - 0.4) if good else end - 0.1 * (end - 0.4),
        ),
        (0.4, 0.46, 0.4 * (1 - 1e-14), end - 0.9 * (end - 0.4)),
        (0.4, end * (1 - 1e-5), 0.4 * (1 - 1e-14), end - 1e-6 * (end - 0.4)),
        (0.4, 0.1, 0.0, 0.4 * (1 + 1e-14)),
        (1e-9, 1.1e-9, 1e-9 - step * 1e-14, 1e-9 + step * 1e-3),
        (0.4, end * 2, None, None),
        (0.4, 0.0, 0.0, 0.0),
        (0.4, 0.4 - 0.4 * 1e-13, 0.4 - 0.4 * 1e-13, 0.4 + 0.4 * 1e-14),  # where the slope is zero
        (0.4, 0.4 + 0.4 * 1e-13, 0.4 - 0.4 * 1e-14, 0.4 + 0.4 * 1e-13),
        (end, end, None, None),
    ):
        with mock.patch.object(best_response, "_slope", return_value=_line(tally, root)) as asked:
            try:
                found = best_response._offer(belief, 1, good, guess, others, others)
            except ArithmeticError:
                tally.same("none", high, None)
                continue
        tally.same("of the good", {call.args for call in asked.call_args_list}, {(good,)})
        tally.holds("found", high is not None)
        size = max(guess, step)
        tally.close("from below", float(found.lower()) / size, (low or 0.0) / size, 1e-8)
        tally.close("from above", float(found.upper()) / size, (high or 0.0) / size, 1e-8)
        if high:
            middle = float(found.mid()) / size
            tally.close("middle", middle, ((low or 0.0) + high) / (2 * size), 1e-15)


def _narrowed(tally: Tally) -> None:
    """A price is narrowed to the least width at whose ends the signs are certain, inside of its box."""
    box, asked = Box(1.0, 2.0, FALLING), list[tuple[float, float, str]]()

    def bounds(low: float, high: float, guess: str) -> str:
        asked.append((low, high, guess))
        return "bounds"

    def judge(root: float, rising: bool = False) -> Any:
        def label(boxes: list[tuple[float, float]]) -> list[str]:
            tally.holds("points", all(a == b for a, b in boxes))
            return [POSITIVE if (a < root) != rising else NEGATIVE for a, _ in boxes]

        made = mock.Mock(side_effect=label)
        made.guesses = lambda boxes: [f"guess {boxes}"]
        made.bounds = bounds
        return made

    for hints, root, width, price in (
        ([1.5], 1.5, 2e-13, 1.5),
        ([1.5], 1.5 * (1 + 3e-12), 1e-11, 1.5),
        ([1.5], 1.5 * (1 - 3e-9), 1e-7, 1.5),
        ([0.5, 2.5, 1.25, 1.5], 1.25, 2e-13, 1.25),
        ([1.0, 2.0, 1.5], 1.5, 2e-13, 1.5),
        ([1.5], 1.6, None, 1.5),
        ([], 1.75, 2e-13, 1.75),
    ):
        for label, rising in ((FALLING, False), (RISING, True)):
            asked.clear()
            with mock.patch.object(search, "_located", return_value=price):
                found = search._narrowed(judge(root, rising), replace(box, label=label), hints)
            ends = (1.0, 2.0) if width is None else (price * (1 - width), price * (1 + width))
            told = float(found.price.low), float(found.price.high)
            tally.same("narrowed", told, ends)
            tally.same("bounds", (asked, found.bounds), ([(*ends, f"guess {[ends]}")], "bounds"))
    near = search._narrowed(judge(1 + 1e-13), box, [1 + 1e-13])
    tally.same("inside", float(near.price.low), 1.0)
    near = search._narrowed(judge(2 - 1e-13), box, [2 - 1e-13])
    tally.same("inside above", float(near.price.high), 2.0)


def _at_roots(tally: Tally) -> None:
    """Expectations where another is zero: plain ones, met with those that make the states most alike."""
    values = np.array([[1.0, -0.5, 0.7], [0.3, 0.2, -0.6], [0.5, 0.5, 0.5], [1.0, 2.0, 3.0]])
    f = np.array([[-0.4, 0.9, 0.3], [1.0, -2.0, 0.4], [0.2, -0.1, 0.3], [0.7, 0.7, 0.7]])
    boxes = Intervals(*(np.tile([b[i] for b in BOX], (4, 1)) for i in (0, 1)))
    points = list(vertices(BOX))
    for wide in (0.0, 0.01):
        around = [Intervals(v - wide, v + wide) for v in (values, f)]
        found = equilibria.at_roots(around[0], around[1], boxes)
        for i, (v, g) in enumerate(zip(values, f, strict=True)):
            apart = g - g.mean()
            spread = float(apart @ apart)
            factor = -float((v - v.mean()) @ apart) / spread if spread > 1e-20 else 0.0
            plain = [float(np.dot(v, w)) for w in points]
            moved = [float(np.dot(v + factor * g, w)) for w in points]
            room = wide, wide * (1 + abs(factor))
            low = max(min(plain) - room[0], min(moved) - room[1])
            high = min(max(plain) + room[0], max(moved) + room[1])
            tally.close("at roots", [found.lo[i], found.hi[i]], [low, high], 1e-13)
    of_one = (Intervals([[a]], [[b]]) for a, b in ((2.0, 3.0), (0.0, 1.0), (1.0, 1.0)))
    one = equilibria.at_roots(*of_one)
    tally.close("of one state", [one.lo[0], one.hi[0]], [2.0, 3.0], 1e-14)


def _outward(tally: Tally, economy: Economy) -> None:
    """A price is moved outward until it excludes what is beyond, within the ends; trades are those at both."""
    n, roots = 5, np.array([0.9, 1.0, 1.1, 1.2, 1.9999999])
    beyond = np.array([0.0, 5e-10, 3e-6, 0.5, 1e-12])
    cells = price_hull.Cells(
        Intervals.points(np.full((n, 3), 1 / 3)), Intervals.points(np.full((n, 3), 1 / 3)), 40
    )
    ends, least = (np.full(n, 0.5), np.full(n, 2.0)), (np.full(n, 0.2), np.full(n, 0.3))
    ends[0][0] = 0.9 - 1e-12
    ends[1][1] = 1.0 * (1 + 1e-11)  # just what is tried first
    asked = list[float]()

    def trades(
        _e: object, price: np.ndarray, cap: np.ndarray, _b: object, ways: np.ndarray
    ) -> np.ndarray:
        tally.close("cap", cap, np.minimum(1 / (40 * 0.2), price / (40 * 0.3)), 1e-13)
        return np.where(ways[:, None] < 0, price[:, None] * [1, 2, 3], price[:, None] * [4, 5, 6])

    def excess(
        _e: object, at: price_hull.Cells, price: np.ndarray, found: np.ndarray, ways: np.ndarray
    ) -> Any:
        same_side = (price * np.where(ways < 0, 1, 4)).tolist()
        tally.same("rows", (len(at), found[:, 0].tolist()), (len(price), same_side))
        asked.extend(price.tolist())
        near = np.array([int(np.argmin(np.abs(roots - p))) for p in price])
        return -ways * (ways * (price / roots[near] - 1) - beyond[near])

    given: dict[str, Any] = {
        "_root": lambda *_: np.tile(roots, 2), "bounds_from": trades, "_excess": excess,
    }  # fmt: skip
    with mock.patch.multiple(price_hull, **given):
        price, found = price_hull._prices(economy, cells, ends, least)
    wanted: dict[int, list[float]] = {-1: [], 1: []}
    for sign, end in ((-1, ends[0]), (1, ends[1])):
        for i, root in enumerate(roots.tolist()):
            tried = (root * (1 + sign * step) for step in price_hull.OUTWARD if step > beyond[i])
            first = next(tried, float(end[i]))
            wanted[sign].append(first if sign * (end[i] - first) > 0 else float(end[i]))
    tally.close("prices", [price.lo, price.hi], [wanted[-1], wanted[1]], 1e-15)
    tally.same("no price beyond", [p for p in asked if 1 < p < 1.01], [1 + 1e-11])
    for j in range(3):
        tally.close("least trades", found.lo[:, j], np.array(wanted[1]) * (1 + j), 1e-15)
        tally.close("greatest trades", found.hi[:, j], np.array(wanted[-1]) * (4 + j), 1e-15)


CHECKS: dict[str, Check] = {
    "eq-7.around": on_probes(tallied(around), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-7.around",
        "which ends of enclosures are tried around a root, and intervals, offers and allocations from them",
        "equations (5)-(7), (16)-(20)",
        r"f(\underline b) > 0 > f(\overline b) \implies \underline b < b < \overline b,\quad "
        r"\partial I(x) = \{\frac{q_1(x^-) + q_1(x)}2, \frac{q_1(x) + q_1(x^+)}2\}",
        "value",
    ),
)
