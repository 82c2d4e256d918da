r"""The range of all prices of stage 2 for all larger populations, and what excludes a price.

Prices of many games lie in the range, which is near those of price-takers of one type; bounds on the
excess are taken over all vertices of a box of shares.

Paper: section 3.1; Claim 2 of Theorem 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import attempt, equilibria, price_hull, price_range
from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.trades import BOX, extreme_root, vertices
from proofs_check.paper.computed.gain_path import _trade
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied


def prices(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The range of prices for all larger M, the influence of one agent, and what excludes prices."""
    (kappa_q, kappa_r), (q_bar, r_bar) = economy.mechanism.kappa, economy.environment.endowment
    grid = Intervals([0.4, 0.9, 3.0], [0.5, 0.9, 3.5])
    cap = price_range.influence_cap(economy, 40, grid)
    for i in range(3):
        ends = [
            min(1 / (40 * kappa_q), Fraction(float(p[i])) / (40 * kappa_r))
            for p in (grid.lo, grid.hi)
        ]
        tally.encloses("influence", cap[i], ends[0] * factor, ends[1] * factor, slack=1e-14)
    pieces = price_range._pieces(economy)
    tally.close("least price", pieces[0], float(kappa_r / (q_bar + kappa_q)), 1e-15)
    tally.close("greatest price", pieces[-1], float((r_bar + kappa_r) / kappa_q), 1e-15)
    even = np.full(300, np.log(pieces[-1] / pieces[0]) / 300)
    tally.close("pieces", np.diff(np.log(pieces)), even, 1e-12)
    _negative(tally)
    _rising(tally, economy)
    _conditions(tally, economy)
    _bounded(tally, economy)
    games = solve_stage2(economy, [(12, 8, 16), (36, 0, 0), (0, 0, 36), (1, 1, 34), (40, 30, 2)])
    for active, room in ((4000, 1.3), (36, 2.2)):
        with np.errstate(invalid="ignore"):  # bounds that are not found are infinite
            found = price_range.price_range(economy, active)
        tally.holds("a range", not isinstance(found, str))
        if isinstance(found, str):
            return
        if active == 36:
            _influence(tally, economy, found)
        inside = (found.low <= games.price) & (games.price <= found.high)
        tally.holds("contains all prices", inside.all() and found.active == active)
        least, most = _known_prices(economy)
        tally.holds("low", least / room <= found.low <= least * (1 + 1e-9))
        tally.holds("high", most * (1 - 1e-9) <= found.high <= most * room)
    thick = economy.replacing(kappa=[6 * kappa_q, 6 * kappa_r])  # where one agent is just too few
    with np.errstate(invalid="ignore"):
        tally.holds("too few", isinstance(price_range.price_range(thick, 1), str))
    for share in ("1.09", "1.72"):  # at which a piece is left out, or kept, only just at either end
        _edges(tally, economy.replacing(kappa=[Fraction(share) * k for k in (kappa_q, kappa_r)]))
    _hull(tally, economy)


def _edges(tally: Tally, economy: Economy, active: int = 300) -> None:
    """The pieces left out at both ends are those on which no trades of one type clear the market."""
    with np.errstate(invalid="ignore"):
        found = price_range.price_range(economy, active)
    tally.holds("a range", not isinstance(found, str))
    if isinstance(found, str):
        return
    (kappa_q, kappa_r), ends = (
        (float(k) for k in economy.mechanism.kappa),
        price_range._pieces(economy),
    )
    known = np.eye(len(economy.states)).tolist()

    def extreme(p: float, above: float, take: Callable[[Iterable[float]], float]) -> float:
        cap = min(1 / (active * kappa_q), above / (active * kappa_r))
        return (
            take(
                _trade(economy, y, belief, p, k)
                for y, belief, k in product(range(len(economy.types)), known, (1e-12, cap))
            )
            - kappa_q
            + kappa_r / p
        )

    for edge, wanted in ((found.low, True), (found.high, False)):
        i = int(np.searchsorted(ends, edge))
        for piece, kept in ((i - 1, not wanted), (i, wanted)):
            low, high = ends[piece], ends[piece + 1]
            left = extreme(low, high, max) >= 0 >= extreme(high, high, min)
            tally.same("what is left", left, kept)


def _influence(tally: Tally, economy: Economy, allowed: price_range.PriceRange) -> None:
    """The influence of one agent is the less of what the least total and the range of prices allow."""
    counts = np.array([[12, 8, 16], [30, 1, 5]])
    shares, phi = counts / 36, [by_hand.posterior(economy, tuple(row)) for row in counts.tolist()]
    cells = price_hull.Cells(
        Intervals.points(shares), Intervals.points(np.array(phi, dtype=float)), 36
    )
    with np.errstate(invalid="ignore"):
        found = equilibria.enclose(economy, cells, allowed)
    _batches(tally, economy, allowed)
    least = 1 / (36 * found.first.lo)
    tally.holds("by the total", (found.influence.hi <= least * (1 + 1e-12)).all())
    tally.holds("not below the truth", (found.influence.hi * 36 * found.first.hi >= 1).all())
    tally.close("from nothing", found.influence.lo, [0.0, 0.0])


def _batches(tally: Tally, economy: Economy, allowed: price_range.PriceRange) -> None:
    """Rows in batches of three enclose the equilibrium of each, narrowly."""
    counts = [(12, 8, 16), (30, 1, 5), (5, 29, 2), (1, 1, 34)]
    beliefs = [[float(w) for w in by_hand.posterior(economy, row)] for row in counts]
    shares = Intervals.points(np.array(counts) / 36)
    cells = price_hull.Cells(shares, Intervals.points(np.array(beliefs)), 36)
    with np.errstate(invalid="ignore"), mock.patch.object(attempt, "BATCH", 3):
        found = attempt.in_batches(economy, cells, allowed)
    exact = solve_stage2(economy, counts).price
    tally.same("rows", found.price.shape, (len(counts),))
    tally.holds("inside", ((found.price.lo <= exact) & (exact <= found.price.hi)).all())
    tally.close("narrowly", found.price.middle / exact, np.ones(len(counts)), 0.05)
    tally.holds("unique", found.unique.all())


def _known_prices(economy: Economy) -> tuple[float, float]:
    """Return the least and greatest price of price-takers who all have one type and know the state."""
    found = []
    kappa = economy.floats.kappa
    for x, z in product(range(len(economy.types)), range(len(economy.states))):
        belief = [float(s == z) for s in range(len(economy.states))]

        def excess(p: float, x: int = x, belief: list[float] = belief) -> float:
            sold, spent = by_hand.price_taker(economy, x, belief, p)
            return float(kappa[1]) / p + spent / p - float(kappa[0]) - sold

        found.append(by_hand.root(excess, 0.05, 30.0))
    return min(found), max(found)


def _rising(tally: Tally, economy: Economy) -> None:
    r"""With logarithms a seller's condition falls in the price for :math:`k \le \bar r/(2\bar r + ps)/s`."""
    (_, r_bar), s, p = by_hand.endowment(economy), 0.4, 3.2
    most = r_bar / (2 * r_bar + p * s) / s
    for t, share, wanted in ((-s, 0.99, True), (-s, 1.01, False), (0.2, 1.01, True)):
        box, cap = np.array([[t, t, p, p]]), np.array([most * share])
        sure = price_range._holds(economy, 0, box, cap)
        tally.same("falls with the influence", sure.tolist(), [wanted])


def _conditions(tally: Tally, economy: Economy) -> None:
    """What decides a box: signs in all states, of the condition or of its slopes, or that nobody can pay."""
    ends = np.array([[-1.0, 1.0], [-1.0, 1.0], [0.1, 0.2], [0.1, -1.0], [-0.2, -0.1], [-0.1, 1.0],
                     [-1.0, 1.0], [-1.0, 1.0], [-1.0, 1.0], [-1.0, 1.0]])  # fmt: skip
    by_t = np.array([[-1.0, -0.1], [-1.0, 0.1], [0.1, 0.1], [0.1, 0.1], [0.1, 0.1], [0.1, 0.1],
                     [0.1, 0.1], [-1.0, -1.0], [-1.0, -1.0],
                     [0.1, 0.1]])  # fmt: skip
    trades = np.array([0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 2.0, -0.5, -0.5, 1.59])
    slope, spent, cap = np.full(by_t.shape, -0.3), np.full(by_t.shape, 2.0), np.full(10, 0.2)
    cap[7:9] = 0.299, 0.301  # times 0.5 and what is spent: just below and above the slope
    parts = [Intervals.points(v) for v in (ends, by_t, slope, slope, spent)]
    boxes = np.stack([trades, trades, np.full(10, 1.0), np.full(10, 1.1)], axis=-1)
    made = mock.Mock(run=mock.Mock(return_value=parts))
    with mock.patch.object(price_range, "monotonicity", return_value=made):
        found = price_range._holds(economy, 0, boxes, cap)
    tally.same("decides", found.tolist(), [i in (0, 2, 4, 6, 7) for i in range(10)])


def _bounded(tally: Tally, economy: Economy) -> None:
    """Trades fall on a piece only where those of every type are bounded, and on all of their boxes."""
    low = np.array([[-0.3, 0.1, 0.2], [-np.inf, 0.1, 0.2], [-0.3, 0.3, 0.2], [0.1, 0.1, 0.1],
                    [-0.2, 0.0, 0.3], [-0.3, 0.1, 0.2]])  # fmt: skip
    high = np.array([[-0.2, 0.2, 0.4], [-0.2, 0.2, 0.4], [-0.2, 0.2, 0.4], [0.1, 0.1, 0.1],
                     [-0.1, 0.2, np.inf], [-0.1, 0.2, 0.4]])  # fmt: skip
    n, bad = len(low), 5
    seen: list[tuple[float, ...]] = []
    piece = Intervals(np.linspace(0.8, 1.3, n), np.linspace(0.9, 1.5, n))

    def ends(_e: object, at: tuple[Intervals, Intervals], _c: object, _b: object,
             directions: tuple[int, int], _s: object) -> np.ndarray:  # fmt: skip
        for price, direction in zip(at, directions, strict=True):
            tally.same("end of the piece", price.lo.tolist(),
                       (piece.lo if direction > 0 else piece.hi).tolist())  # fmt: skip
        return np.stack([high if direction > 0 else low for direction in directions])

    def failing(_e: object, y: int, boxes: object, owner: object, _c: object) -> object:
        seen.extend((y, *b, i) for b, i in zip(*map(np.asarray, (boxes, owner)), strict=True))
        return np.array([bad] if y == 1 else [], dtype=int)

    with (
        np.errstate(invalid="ignore"),
        mock.patch.object(price_range, "bounds_at", side_effect=ends),
        mock.patch.object(price_range, "_failing", side_effect=failing),
    ):
        found = price_range._falling(economy, piece, np.full(n, 0.1))
    tally.same("falls", found.tolist(), [i in (0, 3) for i in range(n)])
    for y, i in ((0, 0), (2, 3), (1, bad), (2, bad)):
        rows = sorted(row[1:5] for row in seen if (row[0], row[5]) == (y, i))
        tally.same("boxes", len(rows), 0 if (y, i) == (2, bad) else price_range.SLICES)
        for j, row in enumerate(rows):
            cuts = [low[i, y] + (high[i, y] - low[i, y]) * v / len(rows) for v in (j, j + 1)]
            tally.close("box", row, [*cuts, piece.lo[i], piece.hi[i]], 1e-15)
        if rows:
            met = rows[0][0] == low[i, y] and rows[-1][1] == high[i, y]
            tally.holds("from end to end", met)


def _negative(tally: Tally) -> None:
    """Whether a slope is negative at every posterior at which a condition is zero."""
    slope = Intervals.points(
        [[-1.0, 0.99], [-1.0, 0.5], [-1.0, 0.5], [-1.0, -0.2], [0.3, -0.4], [0.3, 0.1]]
    )
    f = Intervals.points(
        [[1.0, -1.0], [1.0, -1.0], [1.0, 4.0], [1.0, -1.0], [-1.0, 3.0], [1.0, -2.0]]
    )
    wanted = []
    for g, h in zip(slope.lo, f.lo, strict=True):
        weights = np.linspace(0, 1, 4001)
        zero = h[0] * (1 - weights) + h[1] * weights
        signs = np.flatnonzero(zero[:-1] * zero[1:] <= 0)
        at = weights[signs]
        wanted.append(bool(((g[0] * (1 - at) + g[1] * at) < 0).all()))
    tally.same("negative at roots", price_range.negative_at_roots(slope, f).tolist(), wanted)
    wide = Intervals([[-1.0, 0.4]], [[-0.9, 0.5]]), Intervals([[0.9, -1.1]], [[1.1, -0.9]])
    tally.same("with room", price_range.negative_at_roots(*wide).tolist(), [True])
    wide = Intervals([[-1.0, 0.4]], [[-0.5, 0.5]]), Intervals([[0.9, -1.1]], [[1.1, -0.9]])
    tally.same("without", price_range.negative_at_roots(*wide).tolist(), [False])
    values = Intervals.points([[-1.0, -0.5, 2.0], [-1.0, -0.5, -0.1]])
    found = price_range.negative_at_roots(values, Intervals.points([[1.0, -1.0, 0.0]] * 2))
    tally.same("in every state", found.tolist(), [False, True])


def _hull(tally: Tally, economy: Economy) -> None:
    """The cap on the influence, bounds on the excess, where it is zero, and totals."""
    X, (kappa_q, kappa_r) = len(economy.types), (float(k) for k in economy.mechanism.kappa)
    shares = ((0.3, 0.5), (0.1, 0.3), (0.3, 0.45))
    cells = price_hull.Cells(
        Intervals(*([[s[i] for s in shares]] for i in (0, 1))),
        Intervals(*([[b[i] for b in BOX]] for i in (0, 1))),
        40,
    )
    tally.encloses("c", cells.c, 0, Fraction(1, 40), slack=1e-16)
    tally.same("rows", (len(cells), len(cells[np.array([True])])), (1, 1))
    lowest = np.array([0.25]), np.array([0.2])
    for p in (0.7, 1.4):
        cap = price_hull._cap(cells, np.array([p]), lowest)
        tally.close("cap", cap, [min(1 / (40 * 0.25), p / (40 * 0.2))], 1e-14)
    price, t = np.array([1.2]), Intervals([[-0.3, 0.1, 0.2]], [[-0.2, 0.2, 0.4]])
    for direction in (-1, 1):
        end = (t.hi if direction > 0 else t.lo)[0]
        sums = [float(np.dot(end, w)) for w in vertices(shares)]
        wanted = (max(sums) if direction > 0 else min(sums)) - kappa_q + kappa_r / 1.2
        found = price_hull._excess(economy, cells, price, end[None], np.array([direction]))
        tally.close("excess", found, [wanted], 1e-13)
        ends = np.array([0.5]), np.array([3.0])

        def excess(p: float, direction: int = direction) -> float:
            cap = min(1 / (40 * 0.25), p / (40 * 0.2))
            roots = [extreme_root(economy, y, p, cap, direction) for y in range(X)]
            sums = [float(np.dot(roots, w)) for w in vertices(shares)]
            return (max(sums) if direction > 0 else min(sums)) - kappa_q + kappa_r / p

        root = float(price_hull._root(economy, cells, ends, lowest, np.array([direction]))[0])
        tally.holds("root of the excess", excess(root * 0.97) > 0 > excess(root * 1.03))
    first, second = price_hull._totals(economy, cells, Intervals([1.1], [1.3]), t)
    sold = [float(np.dot([s, 0, 0], w)) for s in (0.2, 0.3) for w in vertices(shares)]
    bought = [float(np.dot([0, *b], w)) for b in ((0.1, 0.2), (0.2, 0.4)) for w in vertices(shares)]
    tally.close(
        "total of the first good",
        [first.lo[0], first.hi[0]],
        [min(sold) + kappa_q, max(sold) + kappa_q],
        1e-13,
    )
    wanted_ = [min(bought) * 1.1 + kappa_r, max(bought) * 1.3 + kappa_r]
    tally.close("total of the second good", [second.lo[0], second.hi[0]], wanted_, 1e-13)


CHECKS: dict[str, Check] = {"thm-1.prices": on_probes(tallied(prices), (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.prices",
        "the range of all prices for all larger populations, and what excludes a price",
        "section 3.1; Claim 2 of Theorem 1",
        r"\forall M \ge M_0\ \forall \sigma:\quad P_1 \le R/Q \le P_2",
        "value",
    ),
)
