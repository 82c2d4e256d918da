r"""Markets at a price: caps, bounds and elasticities, and whether each offer is the only one.

Offers and totals are bisected by hand; signs that say that goods are normal are numbers at a bundle.

Paper: section 3.1, Proposition 1; the remark on uniqueness after it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from unittest import mock

import flint
import numpy as np
import sympy as sp

from numeric.certify.arithmetic.beliefs import known_state, posterior_belief
from numeric.certify.arithmetic.expected import FIRST, Belief
from numeric.certify.arithmetic.intervals import between
from numeric.certify.stage2 import sides
from numeric.certify.stage2.market import Bounds, Market
from numeric.economy.economy import Economy
from numeric.formulas.domain import lower_bounds
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.stage_2 import COUNTS, near, point
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_digits, by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

INFERIOR = Economy(
    name="the second good is inferior at some bundles",
    prior=[1],
    signal=[["1/2", "1/2"]],
    endowment=[4, 4],
    kappa=["1/20", "1/20"],
    eta="1/10",
    utility="-exp(-q - r) + w*(log(q) + 2*log(r))",
    parameters={"w": [["3/10000"], ["1/5000"]]},
)
"""Where an offer need not be unique."""
OUTSIDE = Economy(
    name="a number, though not the utility, beyond where utility is real",
    prior=["1/2", "1/2"],
    signal=[["1/3", "2/3"], ["3/5", "2/5"]],
    endowment=[1, "3/2"],
    kappa=["1/5", "1/7"],
    eta="2/7",
    utility="-theta/(q - 1/5) - 1/(r - 1/5)",
    parameters={"theta": [["1/2", "2/3"], ["5/4", "1"]]},
)
BEYOND = Economy(
    name="utility is real beyond a subsistence level only",
    prior=["1/2", "1/2"],
    signal=[["1/3", "2/3"], ["3/5", "2/5"]],
    endowment=[1, "3/2"],
    kappa=["1/5", "1/7"],
    eta="2/7",
    utility="theta*log(q - a) + log(r)",
    parameters={"theta": [["1/2", "2/3"], ["5/4", "1"]], "a": [["1/5", "2/5"], ["1/5", "2/5"]]},
)


def markets(tally: Tally, economy: Economy, value: Fraction) -> None:
    """Caps, bounds on offers and totals at a price, and how they move with it; in the limit too."""
    factor = float(value)
    shares = economy.environment.signal[1]
    with flint.ctx.workprec(100):
        cases = (
            (Market(posterior_belief(economy, COUNTS), COUNTS), by_hand.posterior(economy, COUNTS)),
            (Market(known_state(economy, 1), shares, limit=True), [0, 1, 0]),
        )
        for market, phi in cases:
            for good in (0, 1):
                for p in (0.8, 1.5):
                    _at(tally, market, phi, good, p, factor)
                _moves(tally, market, phi, good)
        _nearly_everything(tally, economy)


def _nearly_everything(tally: Tally, economy: Economy) -> None:
    """Where nearly all of a good is sold at a price, the cap is beyond what floats resolve of the offer."""
    top = by_hand.endowment(economy)
    for good, price in ((0, 1e21), (1, 1e-24)):
        rate, belief = (price if good == 0 else 1 / price), known_state(economy, 1)
        order = ((1, 0), (0, 1)) if good == 0 else ((0, 1), (1, 0))
        x = 1
        own, other = (by_hand.utility(economy, x, 1, o) for o in order)

        def kept(
            c: float, rate: float = rate, good: int = good, own: Any = own, other: Any = other
        ) -> float:
            pair = c, top[1 - good] + rate * (top[good] - c)
            bundle = pair if good == 0 else pair[::-1]
            return float(own(*bundle) - rate * other(*bundle))

        low, high = 1e-40, top[good]
        for _ in range(200):  # bisected in proportion
            middle = (low * high) ** 0.5
            low, high = (middle, high) if kept(middle) > 0 else (low, middle)
        found = sides.cap(belief, good, x, point(price), top[good] * (1 - 1e-9))
        share = low / top[good]
        gaps = [g for g in (1e-10, 1e-12, 1e-13, 1e-14, 1e-15) if g < share]
        tally.holds("a share that is tried", 1e-14 < share < 5e-12)
        tally.holds("a cap is found", found is not None)
        tally.close("share above the cap", 1 - (found or 0) / top[good], max(gaps), 3e-16)


def _solved(market: Market, phi: Any, good: int, p: float) -> tuple[list[float], float]:
    economy = market.belief.economy
    if not market.limit:
        return by_digits.section(economy, [int(n) for n in market.counts], phi, good, p)
    offers = [by_digits.offer_at(economy, x, phi, good, p) for x in range(len(market.counts))]
    total = float(economy.mechanism.kappa[good]) + sum(
        float(n) * b for n, b in zip(market.counts, offers, strict=True)
    )
    return offers, total


def _at(tally: Tally, market: Market, phi: Any, good: int, p: float, factor: float) -> None:
    economy, price = market.belief.economy, point(p)
    offers, total = _solved(market, phi, good, p)
    own = by_hand.endowment(economy)[good]
    tops = [by_digits.offer_at(economy, x, phi, good, p) for x in range(len(offers))]
    for over, share in ((1e-6, 1.0), (-1e-3, 0.98)):
        tried = [own - (own - t) * (1 - over) if t else 0.0 for t in tops]
        caps = market.caps(good, price, tried)
        tally.holds("caps are found", caps is not None)
        for cap, top in zip(caps or (), tops, strict=True):
            sure = top <= cap <= own - share * (own - top) * 0.999 if top else cap == 0
            tally.holds("a cap is above the price-taking offer, and near it", sure)
    caps = market.caps(good, price, [own - (own - t) * (1 - 1e-6) if t else 0.0 for t in tops])
    if caps is None:
        return
    tally.holds("one root", market.single(good, price, caps))
    agents = 1 if market.limit else sum(market.counts)
    base = agents * economy.mechanism.kappa[good]
    near(tally, "base", market.base(good), float(base))
    near(tally, "total of offers", market.total(good, offers), total, 1e-11)
    for direction, start in (
        (1, 1 + 1e-9),
        (-1, 1 - 1e-9),
        (1, 0.995),
        (-1, 1.004),
        (1, 2.0),
        (-1, 0.0),
    ):
        found, sum_ = market.bound(good, price, [b * start for b in offers], caps, direction)
        sharp = abs(start - 1) < 0.1
        for b, wanted, cap in zip(found, offers, caps, strict=True):
            tally.holds("bound", direction * (b - wanted * factor) >= -1e-12 * wanted)
            room = 1e-3 * wanted + 1e-14 if sharp else cap
            tally.holds("and near", abs(b - wanted) <= room)
        tally.holds("bound on the total", direction * (float(sum_.mid()) - total) >= -1e-11)
    wrong = next((i for i, b in enumerate(offers) if b), -1)
    for direction, share in ((1, 0.99), (-1, 1.01)):  # one offer on the wrong side, the others not
        mixed = [b * (share if i == wrong else 2 - share) for i, b in enumerate(offers)]
        found, _ = market.bound(good, price, mixed, caps, direction)
        sure = all(direction * (b - w) >= -1e-12 * w for b, w in zip(found, offers, strict=True))
        tally.holds("each is a bound", sure)
    low, high = ([b * (1 + s * 1e-7) for b in offers] for s in (-1, 1))
    bounds = market.bounds(good, price, low, high, caps)
    tally.close("both bounds", [*bounds.low, *bounds.high], [*offers, *offers], 1e-5)
    tally.holds("in order", float(bounds.total_low.mid()) <= float(bounds.total_high.mid()))
    near(tally, "total between", bounds.total, total, 1e-5)
    step = 1e-5
    ends = [_solved(market, phi, good, p * f)[1] for f in (1 + step, 1 - step)]
    elasticity = (ends[0] - ends[1]) / (2 * step * total)
    exact = Bounds(tuple(offers), tuple(offers), flint.arb(total), flint.arb(total))
    near(tally, "elasticity", market.log_slope(good, price, exact), elasticity, 1e-6)
    tally.same("present", market.present, tuple(x for x, n in enumerate(market.counts) if n))


def _moves(tally: Tally, market: Market, phi: Any, good: int) -> None:
    """Newton's step in all offers and their total, a tenth longer: conditions and slopes by differences."""
    price, offers = point(1.1), _solved(market, phi, good, 1.1)[0]
    present = [x for x in market.present if offers[x] > 0]
    at = [b * (1 + (-1) ** x * 0.01) for x, b in enumerate(offers)]
    total = market.total(good, at)
    for direction, times in ((1, 1), (-1, 1), (1, 3)):
        wrong = {
            x: direction * market.condition(good, x, point(at[x]), price, total) for x in present
        }
        made = market._steps(good, at, price, total, wrong, direction, times)
        slopes = np.zeros((len(present), len(present)))
        for i, x in enumerate(present):
            b_, t_ = (
                [market.condition(good, x, point(at[x]) + h * own, price, total + h * (1 - own))
                 for h in (flint.arb(1e-9), flint.arb(-1e-9))]
                for own in (1, 0)
            )  # fmt: skip
            by_b, by_t = (float((above - below).mid()) / 2e-9 for above, below in (b_, t_))
            slopes[i] = [float(market.counts[y]) * by_t for y in present]
            slopes[i, i] += by_b
        aims = [-1.1 * direction * times * max(float(wrong[x].mid()), 0.0) for x in present]
        tally.close("a step", [made[x] for x in present], np.linalg.solve(slopes, aims), 1e-6)
    x, zero, n = present[0], flint.arb(0), float(market.counts[present[0]])
    for by_offer, by_total, value, wanted in (
        (-2.0, 0.0, 0.0, 1e-15 * at[x]), (-2.0, 1.0 / n, 0.6, 0.66), (-2.0, 3.0 / n, 0.6, np.inf),
        (2.0, 0.0, 0.6, None), (-2.0, 0.0, np.inf, None),
    ):  # fmt: skip
        given = flint.arb(by_offer), zero, flint.arb(by_total)
        with mock.patch.object(Market, "slopes", return_value=given):
            made = market._steps(good, at, price, total, {x: flint.arb(value)}, 1, 1)
        if wanted in (None, np.inf):
            tally.same("no step, or one without end", made.get(x), wanted)
        else:
            tally.close("given slopes", made[x] / wanted, 1.0, 1e-12)


def normality(tally: Tally, economy: Economy, value: Fraction) -> None:
    """Signs that say that both goods are normal, whether each offer is one root, and where ranges are cut."""
    symbols = {"q": sp.Rational(7, 10), "r": sp.Rational(19, 10)}
    for asked in (economy, LOGARITHMS, BEYOND):
        states = range(len(asked.states))
        for x in range(len(asked.types)):
            edge = lower_bounds(asked, x)
            at = tuple(float(symbols[g] + e) for g, e in zip("qr", edge, strict=True))
            d = {
                (z, order): by_hand.utility(asked, x, z, order)(*at)
                for z in states
                for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
            }
            wanted = []
            for a in states:
                for b in states[a:]:
                    for own, other in (((1, 0), (0, 1)), ((0, 1), (1, 0))):
                        twice = (2 * own[0], 2 * own[1])
                        wanted.append(
                            sum(
                                d[i, own] * d[j, (1, 1)] - d[i, other] * d[j, twice]
                                for i, j in ((a, b), (b, a))
                            )
                            * float(value)
                        )
            found = sides.normality(asked, x)
            free = sorted(set().union(*(f.free_symbols for f in found)), key=str)
            numbers = sp.lambdify(free, found, "math")(*(float(symbols[s.name]) for s in free))
            tally.close("brackets", numbers, wanted, 1e-11)
            decided = sides.normal_at_all_bundles(asked, x)
            tally.same("normal", decided, asked is not BEYOND)
    for x in (0, 1):
        tally.holds("not known to be normal", not sides.normal_at_all_bundles(INFERIOR, x))
    with flint.ctx.workprec(64):
        belief, narrow, wide = known_state(INFERIOR, 0), between(1, 1.02), between(50, 51)
        tally.holds("one root of a seller", sides.one_root(belief, 0, 0, narrow, 2.0))
        tally.holds("perhaps several", not sides.one_root(belief, 0, 0, wide, 3.9))
        beyond = posterior_belief(BEYOND, (3, 2))
        for good, top in ((0, 0.55), (1, 1.2)):
            cut = sides.one_root(beyond, good, 0, between(1.2, 1.25), top)
            tally.holds("one root, by parts", cut)
        outside = posterior_belief(OUTSIDE, (2, 1))
        for bundle, real in (((0.5, 0.6), True), ((0.5, 0.1), False), ((0.1, 0.6), False)):
            (level, *_) = outside.partials(FIRST, 0, *map(point, bundle))
            tally.same("real where every condition holds", level.is_finite(), real)
        _cuts(tally, belief)
        unit = [sides._share(between(*ends)) for ends in ((-1, 0.3), (0.2, 0.4), (2, 3), (0.5, 2))]
        for found, ends in zip(unit, ((0, 0.3), (0.2, 0.4), (0, 1), (0.5, 1)), strict=True):
            tally.encloses("share", found, *ends, slack=1e-8)
        tally.encloses("share of nothing", sides._share(flint.arb("nan")), 0, 1, slack=1e-9)


def _cuts(tally: Tally, belief: Belief) -> None:
    """A range of offers is cut where the good that varies more is at its geometric mean."""
    for good, price, low, high in ((0, 0.5, 1.0, 3.9), (0, 40.0, 0.0, 0.5), (1, 3.0, 0.5, 3.8),
                                   (1, 0.02, 0.1, 0.4)):  # fmt: skip
        rate = price if good == 0 else 1 / price
        ends = [(4 - b, 4 + rate * b) for b in (low, high)]
        kept, bought = ends[0][0] / ends[1][0], ends[1][1] / ends[0][1]
        middle = sides._middle(belief, good, 0, price, low, high)
        got = 4 - middle, 4 + rate * middle
        i = 0 if kept > bought else 1
        tally.close("geometric mean", got[i] ** 2, ends[0][i] * ends[1][i], 1e-13)


CHECKS: dict[str, Check] = {
    "prop-1.markets": on_probes(tallied(markets), (POWERS,), ("types that offer nothing",)),
    "prop-1.normality": on_probes(tallied(normality), (MIXED,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.markets",
        "caps, bounds on offers and totals, and elasticities of totals at a price",
        "section 3.1",
        r"\forall p:\quad \underline b_x \le b_x(p) \le \overline b_x,\quad "
        r"\frac{\partial\log Q}{\partial\log p} \in [e],\quad |b - b_x(p)| \le 10^{-3} b_x(p)",
        "value",
    ),
    stated(
        "prop-1.normality",
        "brackets whose signs say that both goods are normal, and where offers have one root",
        "the remark on uniqueness after Proposition 1",
        r"\forall z, z':\quad u^z_q u^{z'}_{qr} - u^z_r u^{z'}_{qq} + u^{z'}_q u^z_{qr} - u^{z'}_r u^z_{qq} \ge 0",
        "value",
    ),
)
