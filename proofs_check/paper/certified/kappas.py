r"""Bounds that prove efficiency for every small κ, part by part: trades and losses.

Each bound is compared with its printed formula in plain floating point, and with what it bounds:
trades and expenditures of price-takers.

Paper: Theorem 3 (i), section 5 and section 7.3.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import exp, log
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_3 import bundles, kappa_box, nearness, price_pieces
from numeric.certify.theorem_3.bundles import cheapest
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import bounded
from proofs_check.paper.certified.trades import omega
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

EPSILON = Fraction(1, 10)


def _thin(values: object) -> Intervals:
    return Intervals.points(np.asarray(values, dtype=float))


def kappas(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Mean trades, what the inactive add, their share, and the sign of the loss for all κ of a box."""
    e = economy.environment
    own = by_hand.endowment(economy)
    best = [by_hand.best_consumption(economy, x) for x in range(3)]
    low, high = (Fraction(1, 30), Fraction(1, 40)), (Fraction(1, 9), Fraction(1, 7))
    box = kappa_box.KappaBox(low, high)
    tally.same(
        "below",
        kappa_box.KappaBox.below(high[0]),
        kappa_box.KappaBox((Fraction(0),) * 2, (high[0],) * 2),
    )
    tally.same("at", kappa_box.KappaBox.at(low), kappa_box.KappaBox(low, low))
    prices = np.array([0.8, 1.3, 1.6, 1.1])
    trades = np.array([[0.3, 0.1, -0.32], [0.25, 0.03, -0.4], [0.2, -0.1, -0.5], [0.5, 0.4, 0.3]])
    active = np.array(
        [[-0.5, -0.2, -0.3], [-0.4, -0.1, -0.2], [-0.09, -0.02, -0.07], [-0.3, -0.1, -0.2]]
    )
    idle = np.array([[-0.2, -0.1, -0.3], [0.1, -0.2, 0.05], [0.4, 0.5, 0.3], [0.2, 0.1, -0.1]])
    pieces = price_pieces.Pieces(_thin(prices), _thin(trades), active, idle)
    shares = _thin([float(v) for v in e.signal[1]])
    y = kappa_box.mean_trades(pieces, shares, box)
    mean = trades @ shares.lo
    k = [[float(v) for v in pair] for pair in (low, high)]
    ends = k[0][0] - k[1][1] / prices, k[1][0] - k[0][1] / prices
    tally.close("y", y.lo, np.maximum(mean, ends[0]), 1e-13)
    tally.close("y above", y.hi, np.minimum(mean, ends[1]), 1e-13)
    empty = np.maximum(mean, ends[0]) > np.minimum(mean, ends[1])
    tally.same("possible", kappa_box.possible(y).tolist(), (~empty).tolist())
    tally.holds("some are", empty.any() and not empty.all())
    bounded(
        tally,
        "most other",
        kappa_box._most_other(pieces.price, box),
        k[1][1] - prices * k[0][0],
        1e-12,
    )
    p_1 = own[1] / own[0]
    added = [
        max(abs(best[x] - own[0]) * max(p, p_1) + idle[i, x] for x in range(3))
        for i, p in enumerate(prices)
    ]
    bounded(tally, "idle", kappa_box._idle(economy, pieces), [v * float(factor) for v in added])
    other = kappa_box.KappaBox.below(Fraction(1, 12))
    unequal = kappa_box.KappaBox.at((Fraction(1, 12), Fraction(1, 3)))
    for around, y_low, y_high in (
        (box, -0.02, 0.01), (box, 0.0, 0.2), (other, -0.3, -0.05), (other, 0.05, 0.3), (unequal, -0.1, 0.1)
    ):  # fmt: skip
        wide, (k_q, k_r) = Intervals(np.full(4, y_low), np.full(4, y_high)), map(float, around.high)
        share = [
            min(max(min(k_q, y_high + k_r / p), 0) / (4 * own[0]),
                max(min(k_r, p * (k_q - y_low)), 0) / (4 * own[1]), 1.0)
            for p in prices
        ]  # fmt: skip
        bounded(tally, "share", kappa_box._share(economy, pieces.price, wide, around), share)
    crossed = kappa_box.possible(Intervals([0.1, 0.2, 0.3, np.nan], [0.1, 0.1, 0.4, 0.2]))
    tally.same("crossed", crossed.tolist(), [True, False, True, True])
    _signs(tally, economy, box, idle)


def _signs(tally: Tally, economy: Economy, box: kappa_box.KappaBox, idle: np.ndarray) -> None:
    """The loss is small exactly where the printed sum is negative: levels just below and above it."""
    k = [[float(v) for v in pair] for pair in (box.low, box.high)]
    own, shares = by_hand.endowment(economy), [float(v) for v in economy.environment.signal[1]]
    price, level = 1.3, 0.03
    best = [by_hand.best_consumption(economy, x) for x in range(3)]
    for sold in (0.02, -0.03):
        trades = np.array([[sold] * 3])
        y = max(sold, k[0][0] - k[1][1] / price), min(sold, k[1][0] - k[0][1] / price)
        worth = max(
            min(price * y[1], price * k[1][0] - k[0][1]),
            min(-price * y[0], k[1][1] - price * k[0][0]),
        )
        h = min(
            max(min(k[1][0], y[1] + k[1][1] / price), 0) / (4 * own[0]),
            max(min(k[1][1], price * (k[1][0] - y[0])), 0) / (4 * own[1]),
            1.0,
        )
        for extra in (level, -1.0):
            added = max(abs(c - own[0]) * max(price, own[1] / own[0]) for c in best) + extra

            def whole(a: float, worth: float = worth, h: float = h, added: float = added) -> float:
                return worth + a + h * max(added - worth - a, 0.0)

            zero, top = -10.0, 1.0
            for _ in range(100):
                middle = (zero + top) / 2
                zero, top = (middle, top) if whole(middle) < 0 else (zero, middle)
            for moved, wanted in ((-1e-7, True), (1e-7, False)):
                pieces = price_pieces.Pieces(
                    _thin([price]),
                    _thin(trades),
                    np.full((1, 3), zero + moved),
                    np.full((1, 3), extra),
                )
                sure = kappa_box.loss_is_small(economy, pieces, _thin(shares), box)
                tally.same("small", bool(sure[0]), wanted)


def pieces(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Trades, losses of the active and the inactive on thin pieces, and prices beyond which nobody balances."""
    state, influence, own = 1, Fraction(1, 500), by_hand.endowment(economy)
    for x in range(3):
        best = by_hand.best_consumption(economy, x)
        bundle = best, own[1] + own[1] / own[0] * (own[0] - best)
        exact = price_pieces.inactive_bundle(economy, x)
        tally.holds("an enclosed bundle", all(isinstance(v, Intervals) for v in exact))
        tally.close("bundle", [exact[0].lo, exact[1].hi], bundle, 1e-11)
    found = nearness.nearness(economy, state, 4000, EPSILON)
    if isinstance(found, str):
        tally.holds("near", False)
        return
    prices = np.array([1.4])
    made = price_pieces.pieces(economy, state, found, influence, _thin(prices), EPSILON)
    known, tastes = (
        [0.0, 1.0, 0.0],
        [float(v[state]) for v in economy.environment.parameters["theta"]],
    )
    for i, p in enumerate(prices.tolist()):
        for x, theta in enumerate(tastes):
            sold, bought = by_hand.price_taker(economy, x, known, p)
            t = bought / p - sold
            inside = made.trades.lo[i, x] <= t <= made.trades.hi[i, x]
            tally.holds("trade", inside and made.trades.hi[i, x] - made.trades.lo[i, x] < 0.02)
            best = by_hand.best_consumption(economy, x)
            bundle = best, own[1] + own[1] / own[0] * (own[0] - best)
            level = theta * log(bundle[0]) + log(bundle[1]) + float(EPSILON)
            # The cheapest bundle that gives a level with logarithms.
            second = exp((level - theta * log(theta / p)) / (1 + theta))
            wanted = p * bundle[0] + bundle[1] - (1 + theta) * second
            tally.close("inactive", made.inactive[i, x], wanted * float(factor), 1e-9)
            tally.holds("not below", made.inactive[i, x] >= wanted - 1e-11)
            cheap = cheapest(economy, x, state, np.array([p]), bundle, float(EPSILON))
            tally.close("cheapest", cheap[0], [theta * second / p, second], 1e-10)
    _cheapest(tally)
    _ends(tally, economy, influence)
    _wide_trades(tally, economy)
    cut = price_pieces.cut((0.5, 3.0), 7)
    edges = [0.5 * 6 ** (j / 7) for j in range(8)]
    tally.close("pieces", [*cut.lo, cut.hi[-1]], edges, 1e-13)
    tally.same(
        "ends", (cut.lo[0], cut.hi[-1], cut.hi[:-1].tolist()), (0.5, 3.0, cut.lo[1:].tolist())
    )


def _cheapest(tally: Tally) -> None:
    """From a bundle nearby five of Newton's steps end at the cheapest bundle, to rounding."""
    for economy, x in product((POWERS, MIXED), range(3)):
        u, u_q, u_r = (by_hand.utility(economy, x, 1, order) for order in ((0, 0), (1, 0), (0, 1)))
        best, near = (0.9, 1.4), (1.08, 1.25)
        price, more = u_q(*best) / u_r(*best), u(*best) - u(*near)
        with mock.patch.object(bundles, "NEWTON", 5):
            found = cheapest(economy, x, 1, np.array([price]), near, more)
        tally.close("at the cheapest", found[0], best, 1e-12)


def _ends(tally: Tally, economy: Economy, influence: Fraction) -> None:
    """Up to a price all types buy more than the ceiling, from another on all sell for more, and not beyond."""
    own, k, ceiling = by_hand.endowment(economy), float(influence), Fraction(1, 5)
    tastes = [float(v) for row in economy.environment.parameters["theta"] for v in row]
    c = float(ceiling)

    def buys(p: float) -> bool:
        least = min(tastes) / (own[0] + c)
        return own[1] - p * c > 0 and least > p * omega(k * c) / (own[1] - p * c)

    def sells(p: float) -> bool:
        most = max(tastes) / (own[0] - c / p) / p
        return own[0] - c / p > 0 and most < omega(-k * c / p) / (own[1] + c)

    low, high = 1e-3, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if buys(middle) else (low, middle)
    for p, sure in ((low * (1 - 1e-9), True), (low * (1 + 1e-9), False)):
        tally.same("all buy", price_pieces._all_buy(economy, influence, ceiling, p), sure)
    ends = [2.0**-n * own[1] / own[0] for n in range(20)]
    first = next(p for p in ends if buys(p))
    low, high = 1e-3, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if sells(middle) else (middle, high)
    for p, sure in ((high * (1 + 1e-9), True), (high * (1 - 1e-9), False)):
        tally.same("all sell", price_pieces._all_sell(economy, influence, ceiling, p), sure)
    ends = [2.0**n * own[1] / own[0] for n in range(20)]
    last = next(p for p in ends if sells(p))
    tally.same(
        "ends of prices", price_pieces.price_ends(economy, influence, ceiling), (first, last)
    )


def _wide_trades(tally: Tally, economy: Economy) -> None:
    """What the active lose where trades are known within bounds only: the slope of their value by hand."""
    state, own, epsilon = 1, by_hand.endowment(economy), float(EPSILON)
    for odds, k, p, T in (
        ([0.0, 0.0, 0.0], 0.01, 1.4, (0.2, 0.4)),
        ([0.02, 0.0, 0.05], 0.02, 1.1, (0.1, 0.5)),
        ([0.01, 0.0, 0.004], 0.03, 0.8, (-0.5, -0.2)),
        ([0.0, 0.0, 0.0], 2.0, 1.2, (0.1, 0.3)),
        ([0.0, 0.0, 0.0], 2.0, 0.9, (0.05, 0.2)),  # a price-taker's own slope is less
    ):
        near_ = nearness.Nearness(100, _thin([0.3] * 3), np.array(odds), _thin([0.3] * 3))
        for x in range(3):
            theta = [float(v) for v in economy.environment.parameters["theta"][x]]
            u_r = [1 / (own[1] - p * t) for t in T]
            ends = sorted([1.0, *(omega(k * t) for t in T)])
            factors = ends[0], ends[-1]
            ends = sorted(p * (w - 1) * v for w in factors for v in u_r)
            low, high = ends[0], ends[-1]
            for z, most in enumerate(odds):
                gains = [theta[z] / (own[0] + t) for t in T]
                costs = [p * w * v for w in factors for v in u_r]
                f = min(gains) - max(costs), max(gains) - min(costs)
                low, high = low - most * max(f[1], 0), high - most * min(f[0], 0)
            plain = [theta[state] / (own[0] + t) - p / (own[1] - p * t) for t in T]
            slope = max(low, min(plain)), min(high, max(plain))
            # Where both bounds exclude each other no trade is possible.
            if slope[0] > slope[1]:
                continue
            lost = max(map(abs, slope)) * (T[1] - T[0]) - epsilon
            wanted = max(lost / v for v in u_r)
            found = price_pieces._active(
                economy, x, state, near_, _thin([p]), Intervals(np.array([T[0]]), np.array([T[1]])),
                Intervals(0.0, k), EPSILON,
            )  # fmt: skip
            tally.close("lost at most", found[0], wanted, 1e-9)
            tally.holds("not less", found[0] >= wanted - 1e-11)


CHECKS: dict[str, Check] = {
    "thm-3.kappas": on_probes(tallied(kappas), (LOGARITHMS,)),
    "thm-3.pieces": on_probes(tallied(pieces), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-3.kappas",
        "the loss is small for every κ of a box and every η that goes with it, where a sum is negative",
        "section 7.3",
        r"(1 - h)\Bigl(p|y| + \sum_x s_xa_x\Bigr) + h\max_x\bigl(|q_1(x) - \bar q|\max(p, p_1) + i_x\bigr) < 0",
        "value",
    ),
    stated(
        "thm-3.pieces",
        "trades and losses at realised prices: price-takers' trades, and cheapest bundles by hand",
        "section 5 and section 7.3",
        r"p\cdot x - e(p, u(x) + \varepsilon),\quad t^* \in T",
        "value",
    ),
)
