r"""Bounds on the ex post loss: at any bundles, far from the optimum, and the probability that they are small.

So are those of the inactive at a realised price; bounds on trades are extremes over all vertices of a box.

Paper: section 5, (12) and (13); Theorem 3, section 7.3.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import factorial, floor, prod
from types import SimpleNamespace
from typing import Any
from unittest import mock

import flint
import numpy as np

from numeric.certify.arithmetic.beliefs import known_state
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.intervals import Interval, between
from numeric.certify.stage2.results import EnclosedEquilibrium
from numeric.certify.theorem_3 import bundles, judged, kappa_box, loss, nearness, price_pieces
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.trades import BOX, extreme_root
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

EPSILON = Fraction(1, 10)


def bounds_of_losses(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """A bound at any price and bundles, what groups consume, and the probability that losses are small."""
    own, state, worth = by_hand.endowment(economy), 1, float(factor)
    belief = known_state(economy, state)
    points = ((0.5, 1.2), (1.4, 0.6), (0.9, 2.0))
    for price, groups in (
        (0.7, ((2, 3, (1.9, 1.1)), (0, 1, (0.8, 1.4)), (1, 2, (1.3, 0.9)))),
        (2.3, ((1, 2, (0.7, 2.9)), (2, 5, (0.6, 1.9)), (0, 4, (1.1, 1.5)))),
    ):
        number, weights, spent, chosen = sum(n for _, n, _ in groups), 0.0, 0.0, set()
        W = [max(sum(n * c[i] for _, n, c in groups), number * own[i]) for i in (0, 1)]
        for (x, n, consumed), at in zip(groups, points, strict=True):
            u, u_q, u_r = (
                by_hand.utility(economy, x, state, order) for order in ((0, 0), (1, 0), (0, 1))
            )
            slopes = u_q(*at), u_r(*at)
            chosen.add(slopes[0] > price * slopes[1])
            weight = n / max(slopes[0] / price, slopes[1])
            weights += weight
            spent += weight * (float(np.dot(slopes, at)) + u(*consumed) - u(*at))
        tally.same("either good binds", chosen, {False, True})
        with flint.ctx.workprec(loss.BITS):
            made = [(x, n, (flint.arb(a), flint.arb(b))) for x, n, (a, b) in groups]
            bound = loss.loss_bound(belief, made, price, points)
        wanted = (price * W[0] + W[1] - spent) / weights
        tally.close(
            "bound", [float(bound.lower()), float(bound.upper())], [wanted * worth] * 2, 1e-13
        )
    _bundles(tally, economy)
    _below(tally, economy, 0)
    for probability, evidence, sure in (
        (Fraction(9, 10), "CERTIFIED", True),
        (Fraction(9, 10) - Fraction(1, 10**6), "CERTIFIED", False),
        (Fraction(1), "SAMPLED", False),
        (None, "CERTIFIED", False),
    ):
        made_ = loss.CertifiedEfficiency(5, 4, EPSILON, probability, evidence, "")
        tally.same("efficient", made_.efficient, sure)
    for ball, floored in (
        (between(0.1234567, 1.25), 123456),
        (flint.arb(0.5), 500000),
        (flint.arb(0.9999999), 999999),
        (flint.arb(0), 0),
    ):
        tally.same("rounded down", loss._floor(ball), Fraction(floored, 10**6))


def _bundles(tally: Tally, economy: Economy) -> None:
    """What types consume when active, at offers within bounds, and when inactive."""
    own, price, offers = by_hand.endowment(economy), 1.25, ((0.3, 0.0), (0.0, 0.7), (0.11, 0.25))
    point = [tuple(Interval(Fraction(b), Fraction(b)) for b in pair) for pair in offers]
    exact = Interval(Fraction(price), Fraction(price))
    found = loss._active(economy, EnclosedEquilibrium(exact, (exact, exact), tuple(point)))  # type: ignore[arg-type]
    for bundle, (sold, spent) in zip(found, offers, strict=True):
        wanted = own[0] - sold + spent / price, own[1] - spent + price * sold
        tally.close("active", [float(v.mid()) for v in bundle], wanted, 1e-15)
    for x, bundle in enumerate(loss._inactive(economy)):
        c = by_hand.best_consumption(economy, x)
        wanted = c, own[1] + own[1] / own[0] * (own[0] - c)
        tally.close("inactive", [float(v.mid()) for v in bundle], wanted, 1e-12)


def _below(tally: Tally, economy: Economy, state: int) -> None:
    """The probability is that of all counts at which the bound is below ε, state by state; the least counts."""
    active = [((2, 1, 0), [(0.3, 0.4)] * 3), ((0, 1, 2), [(0.5, 0.6)] * 3)]
    idle = [((0, 2, 0), [(0.7, 0.8)] * 3), ((1, 0, 1), [(0.9, 1.1)] * 3)]
    asked: list[Any] = []
    below, allowed = (True, False, True, False), Fraction(1, 8)  # the last is just as large
    prices, points = np.array([1.5, 1.6, 1.7, 1.8]), np.arange(48.0).reshape(4, 6, 2)

    def solved(
        _e: object, types: list[int], counts: np.ndarray, bundles: np.ndarray, z: int
    ) -> Any:
        tally.same("solved", (types, z), ([0, 1, 2] * 2, state))
        rows = [[*a, *b] for a, _ in active for b, _ in idle]
        tally.same("counts", counts.tolist(), rows)
        tally.close("bundles", bundles, [[*a, *b] for _, a in active for _, b in idle], 1e-15)
        return SimpleNamespace(bundles=points, price=prices)

    def bound(_b: object, groups: list[Any], price: float, at: np.ndarray) -> flint.arb:
        asked.append((groups, price, at.tolist()))
        return flint.arb((0.124, 0.126, 0.124, 0.125)[len(asked) - 1])

    balls = [
        [(row, [tuple(map(flint.arb, b)) for b in bundles]) for row, bundles in part]
        for part in (active, idle)
    ]
    with mock.patch.multiple(loss, loss_bound=bound, ex_post_loss=solved):
        found = loss._probability(economy, state, balls[0], balls[1], allowed)  # type: ignore[arg-type]
    signal, wanted = economy.environment.signal[state], Fraction(0)
    for i, ((a, had), (b, kept)) in enumerate(product(active, idle)):
        counts = [*a, *b]
        there = [g for g in range(6) if counts[g]]
        groups, price, at = asked[i]
        told = [(x, n, tuple(map(float, bundle))) for x, n, bundle in groups]
        tally.same("groups", told, [(g % 3, counts[g], [*had, *kept][g]) for g in there])
        tally.same("at", (price, at), (prices[i], points[i, there].tolist()))
        if below[i]:
            wanted += _counted(signal, a) * _counted(signal, b)
    tally.same("probability", found, Fraction(floor(wanted * 10**6), 10**6))
    with mock.patch.multiple(
        loss,
        all_configurations=lambda *_: [],
        certify_configurations=lambda *_, **__: [],
        _probability=lambda _e, z, *_: Fraction(3 - z, 3),
    ):
        for agents, epsilon, sure in ((2, 1, True), (1, 1, False), (2, 0, False), (0, -1, False)):
            least = _certified(economy, agents, epsilon)
            tally.same("the least", least, Fraction(1, 3) if sure else "refused")
        unknown = SimpleNamespace(consumption=(None, 1, 1), status="not known")
        with mock.patch.object(loss, "certify_stage1", return_value=unknown):
            none = loss.certify_efficiency(economy, 3, EPSILON)
        with mock.patch.object(loss, "all_configurations", return_value=[]) as listed:
            loss.certify_efficiency(economy, 5, EPSILON)
        M = economy.active(5)
        tally.same("counts of", [c.args for c in listed.call_args_list], [(M, 3), (5 - M, 3)])
    tally.same("none", (none.probability, none.evidence, none.status), (None, "NONE", "not known"))


def _counted(signal: tuple[Fraction, ...], row: tuple[int, ...]) -> Fraction:
    """Return the probability of counts of independent draws."""
    ways = Fraction(factorial(sum(row)), prod(map(factorial, row)))
    return ways * prod(m**n for m, n in zip(signal, row, strict=True))


def _certified(economy: Economy, agents: int, epsilon: int) -> Fraction | str | None:
    try:
        return loss.certify_efficiency(economy, agents, Fraction(epsilon)).probability
    except ValueError:
        return "refused"


@np.errstate(all="ignore")  # where a bundle is none, or nothing is known of a trade
def pieces(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Bounds of the inactive at any bundles, of the active at wide prices, and which pieces are judged."""
    own, prices = by_hand.endowment(economy), np.array([0.7, 1.1, 2.3, 1.6, 1.3, 1.2])
    tried = np.array([[0.5, 1.9], [0, 1], [1.9, 0.4], [np.nan, 2], [900, 1500], [0.6, -1]])
    for x, state in ((0, 1), (2, 0)):
        best = by_hand.best_consumption(economy, x)
        kept = best, own[1] + own[1] / own[0] * (own[0] - best)
        u, u_q, u_r = (
            by_hand.utility(economy, x, state, order) for order in ((0, 0), (1, 0), (0, 1))
        )
        wanted = []
        for p, c in zip(prices.tolist(), tried.tolist(), strict=True):
            # An amount that is none is replaced by its own.
            at = c[0] if c[0] > 0 else kept[0], c[1] if c[1] > 0 else kept[1]
            spent = u_q(*at) * at[0] + u_r(*at) * at[1] + u(*kept) - u(*at) + float(EPSILON)
            largest = max(u_q(*at) / p, u_r(*at))
            wanted.append((p * kept[0] + kept[1] - spent / largest) * float(factor))
        with mock.patch.object(price_pieces, "cheapest", return_value=tried):
            found = price_pieces._inactive(economy, x, state, Intervals.points(prices), EPSILON)
        tally.close("inactive", found, wanted, 1e-10)
        with mock.patch.object(bundles, "NEWTON", 3):
            for more in (0.1, -0.2):
                made = bundles.cheapest(economy, x, state, prices, (1.0, 1.2), more)
                theta, level = u_q(1.0, 1.0), u(1.0, 1.2) + more
                second = np.exp((level - theta * np.log(theta / prices)) / (1 + theta))
                exact = np.stack([theta * second / prices, second], axis=-1)
                tally.close("three steps of Newton's method", made, exact, 4e-3)
    _outside(tally, economy)
    _wide(tally, economy)
    _judged(tally, economy)


def _outside(tally: Tally, economy: Economy) -> None:
    """Where a bundle of the bounds has nothing of a good, nothing is said, whatever the formulas give there."""
    inverse = economy.replacing(utility="-theta/q - 1/r")
    near = nearness.Nearness(
        100, Intervals.points([0.3] * 3), np.array([0.01, 0.0, 0.02]), Intervals.points([0.3] * 3)
    )
    trades = Intervals([-1.5, 1.5, -0.2, -0.2, -np.inf], [-1.3, 1.7, 0.1, np.inf, 0.1])
    price = Intervals.points(np.full(5, 1.2))
    found = price_pieces._active(inverse, 0, 1, near, price, trades, Intervals(0.0, 0.01), EPSILON)
    tally.same("outside", np.isfinite(found).tolist(), [False, False, True, False, False])


def _wide(tally: Tally, economy: Economy) -> None:
    """Bounds on trades on a wide piece are those at its ends, where they are least and greatest."""
    cap, low, high = Fraction(1, 20), 1.1, 1.5
    near = nearness.Nearness(
        100, Intervals.points([0.3] * 3), np.zeros(3), Intervals(*np.array(BOX).T)
    )
    found = price_pieces.trades_at(economy, near, cap, Intervals([low], [high]))
    for y in range(3):
        least, most = (extreme_root(economy, y, *at) for at in ((high, 0.05, -1), (low, 0.05, 1)))
        tally.holds("inside", found.lo[0, y] <= least and most <= found.hi[0, y])
        if y == 2:  # of a buyer both bounds are sharp
            tally.close(
                "trades of a wide piece", [found.lo[0, y], found.hi[0, y]], [least, most], 3e-4
            )


def _judged(tally: Tally, economy: Economy) -> None:
    """Prices that are possible are cut finer; the first state that fails is named."""
    box = kappa_box.KappaBox((Fraction(1, 30), Fraction(1, 40)), (Fraction(1, 7), Fraction(1, 9)))
    near, influence = nearness.nearness(economy, 1, 4000, EPSILON), Fraction(1, 50)
    kept = np.isin(np.arange(price_pieces.COARSE), [41, 43, 60])
    coarse = price_pieces.cut((0.5, 4.0), price_pieces.COARSE)
    asked: list[Any] = []

    def pieces_(_e: object, z: int, near_: object, k: object, price: Intervals, _: object) -> Any:
        tally.same("cut", (z, near_ is near, k), (1, True, influence))
        asked.append(price)
        return price

    for ends, possible, wanted in (
        ((0.5, 4.0), kept, None),
        (None, kept, "not bounded"),
        ((0.5, 4.0), ~np.isin(kept, (True, False)), "no price is left"),
    ):
        with mock.patch.multiple(
            judged,
            price_ends=mock.Mock(return_value=ends), pieces=pieces_,
            mean_trades=lambda *_: None, possible=mock.Mock(return_value=possible),
        ):  # fmt: skip
            found = judged._of_state(economy, 1, near, influence, EPSILON, box)  # type: ignore[arg-type]
            told = judged.price_ends.call_args.args[1:]  # type: ignore[attr-defined]
        tally.same("up to", told, (influence, Fraction(1, 7)))
        if wanted is not None:
            tally.holds(wanted, wanted in str(found))
            continue
        fine = price_pieces.cut((float(coarse.lo[41]), float(coarse.hi[60])), judged.FINE)
        for price, cut in zip(asked, (coarse, fine), strict=True):
            tally.close("pieces", [price.lo, price.hi], [cut.lo, cut.hi], 1e-13)
    parts = [SimpleNamespace(pieces=z, near=SimpleNamespace(shares=10 + z)) for z in range(3)]
    made = judged.Judged(EPSILON, 9, influence, tuple(parts))  # type: ignore[arg-type]
    for small, first in (
        (([True, True], [True, False], [False, False]), 1),
        (([True], [True], [False]), 2),
        (([True], [True], [True]), None),
    ):

        def is_small(_: object, z: int, shares: int, _b: object, small: Any = small) -> Any:
            tally.same("of one state", shares, 10 + z)
            return np.array(small[z])

        with mock.patch.object(judged, "loss_is_small", is_small):
            tally.same("fails first", made.failing(economy, box), first)


CHECKS: dict[str, Check] = {
    "thm-3.bounded": on_probes(tallied(bounds_of_losses), (LOGARITHMS,)),
    "thm-3.judged-pieces": on_probes(tallied(pieces), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-3.bounded",
        "upper bounds on the loss at any price and bundles, and the probability that they are small",
        "section 5, (12) and (13)",
        r"t\sum_gw_g \le pW_q + W_r - \sum_gw_g[\nabla u(c_g)\,c_g + u(x_g) - u(c_g)],\quad "
        r"w_g = \frac{n_g}{\max(u_q(c_g)/p, u_r(c_g))}",
        "value",
    ),
    stated(
        "thm-3.judged-pieces",
        "losses at realised prices, at any bundles and on wide pieces of prices, and which pieces are judged",
        "section 5 and section 7.3",
        r"p\cdot x - e(p, u(x) + \varepsilon) \le p\cdot x - \frac{\nabla u(c)\,c + u(x) + \varepsilon - u(c)}"
        r"{\max(u_q(c)/p, u_r(c))}",
        "value",
    ),
)
