r"""The density of a deviation's gain on a cell, part by part, against its printed formulas in numbers.

Thin cells: every quantity is nearly one number, so that each part must be what its formula gives;
slopes of the equilibrium are differences of bisected trades.

Paper: Claim 2 of Theorem 1, equations (22)-(26).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from operator import is_
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import deviator, equilibria, gain_density
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.trades import condition, omega
from proofs_check.paper.computed.gain_path import OneNumber, _trade
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
COUNTS, FIRST, PRICE = (3, 2, 4), 0.47, 1.15
STEP = 1e-6
ENTWINED = LOGARITHMS.replacing(name="probe: entwined", utility="theta*log(q) + log(r) + q*r/9")
"""With a mixed partial; a CES aggregate has one too, but is slow to compile."""
MARKETS = ((1.15, 0.04, 0.2), (0.9, 0.0165, 0.3), (5.0, 0.02, 0.3))
r"""Prices, totals and influences: one equilibrium; :math:`\Delta > 0`; :math:`\Delta < 0` but :math:`E < -1`."""


def _thin(values: object) -> Intervals:
    array = np.atleast_1d(np.asarray(values, dtype=float))
    return Intervals(array - 1e-12, array + 1e-12)


def _moves(
    economy: Economy, price: float = PRICE, total: float = FIRST, k: float = 1 / (sum(COUNTS) * FIRST)
) -> tuple[OneNumber, equilibria.Equilibria, list[float], list[float]]:  # fmt: skip
    """Return what is enclosed at a price and a total of nine agents, with their trades and belief."""
    M = sum(COUNTS)
    belief = [float(w) for w in by_hand.posterior(economy, COUNTS)]
    trades = [_trade(economy, y, belief, price, k) for y in range(3)]
    cells = OneNumber(Intervals.points([[n / M for n in COUNTS]]), Intervals.points([belief]), M)
    found = equilibria.enclose_moves(
        economy, cells, _thin(price), _thin([trades]), _thin(total), _thin(k)
    )
    return cells, found, trades, belief


def slopes(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """How trades and the two equations move with the price, the total and the posterior."""
    _, found, trades, belief = _moves(economy)
    M, X = sum(COUNTS), range(3)

    def trade(y: int, p: float, first: float) -> float:
        return _trade(economy, y, belief, p, 1 / (M * first))

    def slope(y: int, by: int) -> float:
        ends = [
            trade(y, PRICE * (1 + s * (by == 0)), FIRST * (1 + s * (by == 1)))
            for s in (STEP, -STEP)
        ]
        return (ends[0] - ends[1]) / (2 * STEP * (PRICE, FIRST)[by])

    by_p, by_q = ([slope(y, by) for y in X] for by in (0, 1))
    _near(tally, "slope in the price", found.t_p, [np.array(by_p) * float(factor)])
    _near(tally, "slope in the total", found.t_q, [by_q])
    sells = [float(t < 0) for t in trades]
    _near(tally, "sides", found.side, [sells])
    shares = np.array(COUNTS) / M
    A = float(shares @ by_p) - float(economy.mechanism.kappa[1]) / PRICE**2
    B = float(shares @ by_q)
    C, E = (float(shares @ (np.array(sells) * v)) for v in (by_p, by_q))
    for name, entry, value in zip(
        "ABCED", found.jacobian, (A, B, C, E, A * (1 + E) - B * C), strict=True
    ):
        _near(tally, name, entry, [value])
    k = 1 / (M * FIRST)
    for (a, b), gaps in found.gaps.items():
        wanted = []
        for y in X:
            units = [[float(z == s) for z in range(3)] for s in (a, b)]
            gap = condition(economy, y, units[1], trades[y], PRICE, k) - condition(
                economy, y, units[0], trades[y], PRICE, k
            )
            bend = [condition(economy, y, belief, trades[y] + s, PRICE, k) for s in (STEP, -STEP)]
            wanted.append(gap / ((bend[0] - bend[1]) / (2 * STEP)))
        _near(tally, "gaps of states", gaps, [wanted])
    tally.holds("unique", found.unique.all())
    for market, (falls, single) in zip(MARKETS, ((1, 1), (0, 1), (1, 0)), strict=True):
        found, A, B, C, E = _matrix(economy, *market)
        D = A * (1 + E) - B * C
        tally.same("signs", (D < 0, E > -1), (falls, single))
        _near(tally, "D of a market", found.jacobian[4], [D])
        tally.same("unique", found.unique.tolist(), [D < 0 < 1 + E])


def _matrix(
    economy: Economy, p: float, Q: float, k: float
) -> tuple[equilibria.Equilibria, float, float, float, float]:
    """Return what is enclosed at a price, a total and an influence, and A, B, C and E by differences."""
    _, found, trades, belief = _moves(economy, p, Q, k)
    rows = np.zeros((2, 3))
    for y in range(3):
        for i, (a, b) in enumerate(((STEP, 0.0), (0.0, -STEP))):  # k falls as Q rises
            up, down = (
                _trade(economy, y, belief, p * (1 + s * a), k * (1 + s * b)) for s in (1, -1)
            )
            rows[i, y] = (up - down) / (2 * STEP * (p, Q)[i])
    shares, sells = np.array(COUNTS) / sum(COUNTS), np.array(trades) < 0
    (A, B), (C, E) = (rows @ (shares * side) for side in (np.ones(3), sells))
    return found, float(A) - float(economy.mechanism.kappa[1]) / p**2, float(B), float(C), float(E)


def _near(tally: Tally, what: str, found: Intervals, wanted: object, allowed: float = 2e-7) -> None:
    """Note that narrow intervals are near numbers."""
    tally.close(f"least {what}", found.lo, wanted, allowed)
    tally.close(f"greatest {what}", found.hi, wanted, allowed)


def parts(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What a deviator faces, its value's derivatives, and the parts of the density."""
    cells, found, trades, belief = _moves(economy)
    M, c = sum(COUNTS), 1 / sum(COUNTS)
    k = 1 / (M * FIRST)
    A, B, C, E, _ = (float(j.middle[0]) for j in found.jacobian)
    D = A * (1 + E) - B * C
    known = Intervals.points([belief])
    moved, offered = 0.3, -0.2
    one, two = gain_density._corrected(found, _thin(moved), _thin(offered))
    _near(tally, "correction", one, [-B * (offered + C * moved / A) / D * float(factor)], 1e-9)
    _near(tally, "total", two, [(A * offered + C * moved) / D], 1e-9)
    for t in (-0.3, 0.4):
        v = abs(t) * 0.5
        second = gain_density._second_order(_thin(0.5), _thin(t))
        tally.close("second order", [second.lo[0], second.hi[0]], [0.0, v / (2 * (1 - v))], 1e-10)
    none = gain_density._second_order(_thin(2.0), _thin(0.7)).hi[0]
    tally.holds("no bound", np.isposinf(none))
    for own, other in ((0, 1), (2, 0), (1, 2)):
        moves = {own: _thin(0.2), other: _thin(-0.5)}
        bend = gain_density._bend(found, moves, _thin(0.1), own, other)
        ends = []
        for y, move in ((own, 0.2), (other, -0.5)):
            at = k * (move - trades[y] * 0.1 / FIRST)
            ends += [at, at / (1 - abs(k * trades[y]))]
        tally.close("bend", [bend.lo[0], bend.hi[0]], [min(ends), max(ends)], 1e-9)
        sides = gain_density._sides(found, moves, own, other)
        both = [(trades[own] < 0) * 0.2, (trades[other] < 0) * -0.5]
        tally.close("sides", [sides.lo[0], sides.hi[0]], [min(both), max(both)], 1e-9)
        given = economy, cells, found, known, own, other
        met = deviator.faced(*given)
        prices = [PRICE / omega(k * trades[y]) for y in (own, other)]
        totals = [FIRST - c * max(-trades[y], 0.0) for y in (own, other)]
        tally.close("price", [met.price.lo[0], met.price.hi[0]], [min(prices), max(prices)], 1e-9)
        tally.close("first", [met.first.lo[0], met.first.hi[0]], [min(totals), max(totals)], 1e-9)
        _density(tally, met, given)
    for own, other in ((0, 1), (1, 0)):  # both of them sell
        given = (economy, *_moves(economy, 2.2)[:2], known, own, other)
        _density(tally, deviator.faced(*given), given)
    _worth(tally, economy, belief)


def _density(tally: Tally, met: deviator.Faced, given: tuple[Any, ...]) -> None:
    """L and K put together from their parts, all of them as intervals of two numbers."""
    (_, cells, found, _, own, other), anew = given, deviator.faced
    with mock.patch.object(
        gain_density, "faced", lambda *of: met if all(map(is_, of, given)) else anew(*of)
    ):  # what is asked again is not found anew
        made = gain_density.density(*given)
    t, q, p = found.trades.middle[0], float(found.first.middle[0]), float(found.price.middle[0])
    A, B, C, E, _ = (float(j.middle[0]) for j in found.jacobian)
    D = A * (1 + E) - B * C
    k, c = float(found.influence.middle[0]), float(cells.c.middle)
    T_p, T_q, chi = (v.middle[0] for v in (found.t_p, found.t_q, found.side))
    by_price, by_total, faced = (
        np.array([v.lo[0], v.hi[0]]) for v in (met.by_price, met.by_total, met.first)
    )
    change = t[other] - t[own]
    offers = max(-t[other], 0.0) - max(-t[own], 0.0)

    def moved(g: float, h: float, extra: Array) -> tuple[float, float, Array]:
        """Return the moves of price and total and of the trades as the equations move by g and -h."""
        correction = -B * (h + C * g / A) / D
        total = (A * h + C * g) / D
        return correction, total, T_p * (correction - g / A) + T_q * total + extra

    def bends(moves: Array, total: float) -> list[float]:
        found_ = []
        for y in (own, other):
            at = k * (moves[y] - t[y] * total / q)
            found_ += [at, at / (1 - abs(k * t[y]))]
        return [min(found_), max(found_)]

    correction, total, moves = moved(change, offers, np.zeros(3))
    tau = [[0.0, t[y] / q * abs(k * t[y]) / (2 * (1 - abs(k * t[y])))] for y in (own, other)]
    bend = bends(moves, total)
    sold = [chi[own] * moves[own], chi[other] * moves[other]]
    of_price = [
        change * (-1 / (p * A) - 1 / q) + correction / p - (b - a) - d
        for a, b, d in product(tau[0], tau[1], bend)
    ]
    of_total = [(total - offers + c * s) / f for s, f in product(sold, faced)]
    _range(tally, "L", made.by_shares, by_price, of_price, by_total, of_total)
    shares = cells.shares.middle[0]
    for pair, gaps in found.gaps.items():
        T = gaps.middle[0]
        g, h = float(shares @ T), -float(shares @ (chi * T))
        correction, total, moves = moved(g, h, T)
        price = correction - g / A
        of_price = [price / p - d for d in bends(moves, total)]
        sold = [chi[y] * moves[y] for y in (own, other)]
        of_total = [(total + c * s) / f for s, f in product(sold, faced)]
        _range(tally, "K", made.by_posterior[pair], by_price, of_price, by_total, of_total)


def _range(
    tally: Tally, what: str, found: Intervals, a: Array, b: list[float], c: Array, d: list[float]
) -> None:
    """Note that an interval is the sum of two products of ranges."""
    one, two = ([x * y for x, y in product(v, w)] for v, w in ((a, b), (c, d)))
    wanted = min(one) + min(two), max(one) + max(two)
    tally.close(what, [found.lo[0], found.hi[0]], wanted, 1e-8)


def _worth(tally: Tally, economy: Economy, belief: list[float]) -> None:
    """The best trade against others' totals in a box, and the derivatives of what it is worth."""
    known = Intervals.points([belief] * 3)

    def payoff(own: int, t: float, P: float, k: float) -> float:
        q_bar, r_bar = by_hand.endowment(economy)
        return by_hand.expected(economy, (q_bar + t, r_bar - P * t / (1 - k * t)), own, belief)

    def best(own: int, P: float, k: float) -> float:
        def rises(t: float) -> float:
            q_bar, r_bar = by_hand.endowment(economy)
            bundle = q_bar + t, r_bar - P * t / (1 - k * t)
            first, second = (by_hand.slope(economy, bundle, own, belief, g) for g in (0, 1))
            return first - P / (1 - k * t) ** 2 * second

        q_bar, r_bar = by_hand.endowment(economy)
        return by_hand.root(rises, -q_bar * (1 - 1e-12), r_bar / (P + k * r_bar) * (1 - 1e-12))

    for own in range(3):
        P = Intervals([0.9, 1.3, 1.3], [0.9, 1.4, 1.4])
        k = Intervals([0.2, 0.1, 0.15], [0.2, 0.2, 0.15])
        found = deviator.response(economy, P, k, known, own)
        wanted = best(own, 0.9, 0.2)
        tally.close("best trade", [found.lo[0], found.hi[0]], [wanted, wanted], 1e-9)
        corners = [best(own, p, v) for p in (1.3, 1.4) for v in (0.1, 0.2)]
        inside = found.lo[1] <= min(corners) and max(corners) <= found.hi[1]
        tally.holds("best trades of a box", inside)
        beyond = max(min(corners) - found.lo[1], found.hi[1] - max(corners))
        tally.close("and not many more", beyond, 0.0, 0.013)
        of_one = best(own, 1.4, 0.15), best(own, 1.3, 0.15)
        tally.close("of one influence", [found.lo[2], found.hi[2]], of_one, 2e-6)
        t = Intervals.points([wanted])
        here = Intervals.points([0.9]), Intervals.points([0.2])
        values = deviator._values().run(economy, own, t, *here)
        ends = [payoff(own, wanted, 0.9 * (1 + s), 0.2) for s in (STEP, -STEP)]
        by_P = (ends[0] - ends[1]) / (2 * STEP)
        ends = [payoff(own, wanted, 0.9, 0.2 / (1 + s)) for s in (STEP, -STEP)]
        by_Q = (ends[0] - ends[1]) / (2 * STEP)
        for value, slope in zip(values, (by_P, by_Q), strict=True):
            tally.close("worth of a total", float(np.dot(value.middle[0], belief)), slope, 1e-7)


CHECKS: dict[str, Check] = {
    "thm-1.slopes": on_probes(tallied(slopes), (LOGARITHMS, ENTWINED)),
    "thm-1.parts": on_probes(tallied(parts), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.slopes",
        "how trades and the equations of the market move with price, total and posterior",
        "Claim 2 of Theorem 1, (25), (26)",
        r"T_p = \frac{\partial t}{\partial p},\ T_Q = \frac{\partial t}{\partial\hat Q},\ "
        r"T_{zz'} = \frac{f_{z'} - f_z}{f_t},\ A, B, C, E, \Delta",
        "value",
    ),
    stated(
        "thm-1.parts",
        "the density of the gain is put together from what the deviator faces and how that moves",
        "Claim 2 of Theorem 1, (22)-(26)",
        r"L = V_P\,(\log P_-)' + V_Q\,(\log\hat Q_-)',\quad "
        r"K_{zz'} = V_P\,(\log P_-)'_{zz'} + V_Q\,(\log\hat Q_-)'_{zz'}",
        "value",
        depends_on=("thm-1.slopes",),
    ),
)
