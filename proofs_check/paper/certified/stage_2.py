r"""What enclosures of stage 2 are made of, one by one: conditions, slopes, caps, boxes and markets.

Every formula on balls is compared with differences of forty digits at points; bounds on offers and
totals with bisection; Newton steps err by the square of the distance.

Paper: (16)-(20), Proposition 1; the aggregative form is not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint
import mpmath
import sympy as sp

from numeric.certify.arithmetic.beliefs import (
    known_state,
    likelihood,
    multinomial,
    posterior_belief,
    type_belief,
)
from numeric.certify.arithmetic.expected import SECOND, UTILITY, Belief
from numeric.certify.arithmetic.intervals import between, exact_ball
from numeric.certify.stage2 import best_response, local, sides
from numeric.certify.stage2.market import Bounds, Market
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified import by_digits
from proofs_check.paper.certified.by_digits import at_price, number, signed_condition
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

COUNTS, PRICE, TOTAL = (3, 2, 4), 1.3, 2.7
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


def _point(value: Any) -> Any:
    return exact_ball(Fraction(value))


def formulas(tally: Tally, economy: Economy, value: Fraction) -> None:
    """Conditions of both sides, their slopes and curvature, and expectations of the partials of u."""
    factor = number(value)
    with mpmath.workdps(by_digits.DIGITS), flint.ctx.workprec(140):
        belief = posterior_belief(economy, COUNTS)
        weights = by_hand.posterior(economy, COUNTS)
        for x in range(len(economy.types)):
            for good, b in ((0, 0.23), (1, 0.31)):
                _side(tally, belief, weights, x, good, b, factor)
            bundle = Fraction(0.7), Fraction(1.9)
            found = belief.partials(SECOND, x, *map(_point, bundle))
            at = number(bundle[0]), number(bundle[1])
            for order, value in zip(SECOND, found, strict=True):
                wanted = by_digits.expected(economy, x, weights, at, order)
                _near(tally, f"partial {order}", value, wanted)
            (level,) = belief.partials(UTILITY, x, *map(_point, bundle))
            _near(tally, "u", level, by_digits.expected(economy, x, weights, at))
            _best_response(tally, economy, x, weights, belief)
        _beliefs(tally, economy, belief, weights)


def _near(tally: Tally, what: str, found: Any, wanted: Any, allowed: float = 1e-13) -> None:
    """Compare a narrow ball with a number of many digits."""
    found = flint.arb(found)  # a plain number, should it be one, is compared too
    tally.holds(f"{what} is finite", found.is_finite())
    if found.is_finite():
        tally.close(what, float(found.mid()), float(wanted), allowed)
        tally.close(f"width of {what}", float(found.rad()), 0.0, allowed)


def _side(
    tally: Tally, belief: Belief, weights: Sequence[Fraction], x: int, good: int, b: float, factor: Any
) -> None:
    economy, side, at = belief.economy, sides.side(good), (b, PRICE, TOTAL)
    offer, price, total = map(_point, at)

    def condition(b: Any, p: Any, total: Any) -> Any:
        return at_price(economy, x, weights, good, b, p, total) * factor

    def line(b: Any, p: Any) -> Any:
        return at_price(economy, x, weights, good, b, p)

    for limit in (False, True):
        market = Market(belief, COUNTS, limit)
        wanted = line(*map(number, at[:2])) if limit else condition(*map(number, at))
        _near(tally, "condition", market.condition(good, x, offer, price, total), wanted)
        by = [*by_digits.slopes(line, at[:2]), 0] if limit else by_digits.slopes(condition, at)
        for found, value in zip(market.slopes(good, x, offer, price, total), by, strict=True):
            _near(tally, "slope", found, value)
    p, (q_bar, r_bar) = number(PRICE), by_digits.endowment(economy)
    if good == 0:
        bundle, rate = (q_bar - number(b), r_bar + p * number(b)), p
    else:
        bundle, rate = (q_bar + number(b) / p, r_bar - number(b)), 1 / p

    def second(i: int, j: int) -> Any:
        """Return a partial with the good that is sold first."""
        order = (i, j) if good == 0 else (j, i)
        return by_digits.expected(economy, x, weights, bundle, order)

    wanted = (
        second(1, 0),
        second(0, 1) * rate,
        rate * second(1, 1) - second(2, 0),
        rate * second(1, 1) - rate**2 * second(0, 2),
    )
    for name, found, value in zip(
        ("cost", "gain", "curvature", "curvature in m"),
        side.curvature.run(belief, x, offer, price),
        wanted,
        strict=True,
    ):
        _near(tally, name, found, value)


def _best_response(
    tally: Tally, economy: Economy, x: int, weights: Sequence[Fraction], belief: Belief
) -> None:
    """Offers against known totals of others, and against totals in balls."""
    for others in ((2.1, 2.9), (1.0, 3.5), (3.6, 1.4)):
        best, value = by_hand.best_offer(economy, x, weights, others)
        for guess in (None, best, (best[0] * 1.01 + 1e-5, best[1] * 1.01 + 1e-5)):
            found = best_response.enclosed_response(belief, x, *map(_point, others), guess)
            for good in (0, 1):
                width = 1e-8 if guess in (None, best) else 0.06
                _near(tally, "best offer", found[good], best[good], width)
                tally.holds("offers are not negative", found[good] >= 0)
                sure = best[good] < 1e-9 or found[good].overlaps(between(*_about(best[good])))
                tally.holds("the best offer lies inside", sure)
            payoff = best_response.best_value(belief, x, found, *map(_point, others))
            _near(tally, "payoff", payoff, value, 1e-11 if guess in (None, best) else 2e-2)
        wide = [between(v * 0.99, v * 1.01) for v in others]
        found = best_response.enclosed_response(belief, x, *wide, best)
        corners = [
            by_hand.best_offer(economy, x, weights, (others[0] * a, others[1] * b))[0]
            for a in (0.99, 1.01)
            for b in (0.99, 1.01)
        ]
        for good in (0, 1):
            low, high = min(c[good] for c in corners), max(c[good] for c in corners)
            least, most = float(found[good].lower()), float(found[good].upper())
            tally.holds("offers against balls", least <= low + 1e-12 and most >= high - 1e-12)
            tally.holds("and not many more", most - least <= 12 * (high - low) + 0.12)


def _about(value: float) -> tuple[float, float]:
    return value * (1 - 1e-9), value * (1 + 1e-9)


def _beliefs(
    tally: Tally, economy: Economy, belief: Belief, weights: Sequence[Fraction]
) -> None:
    e, states = economy.environment, range(len(economy.states))
    for z in states:
        tally.encloses("posterior", belief.weights[z], weights[z], slack=1e-30)
        chance = Fraction(1)
        for n, m in zip(COUNTS, e.signal[z], strict=True):
            chance *= m**n
        tally.encloses("likelihood", likelihood(economy, z, COUNTS), chance, slack=1e-30)
        ways = 1260  # 9! / (3! 2! 4!)
        tally.encloses("multinomial", multinomial(economy, z, COUNTS), ways * chance, slack=1e-30)
        known = known_state(economy, z).weights
        tally.same("known", [float(w) for w in known], [float(s == z) for s in states])
        for x in range(len(economy.types)):
            found = type_belief(economy, x).weights[z]
            tally.encloses("tau", found, by_hand.tau(economy, x)[z], slack=1e-30)


def boxes(tally: Tally, economy: Economy, value: Fraction) -> None:
    """The equations of a configuration with signed offers, their slopes, and boxes around solutions."""
    factor = number(value)
    counts, signed, means = (3, 0, 4), (0.21, -0.34), (0.37, 0.52)
    with mpmath.workdps(by_digits.DIGITS), flint.ctx.workprec(140):
        belief, weights = posterior_belief(economy, counts), by_hand.posterior(economy, counts)
        system, M = local.System(belief, counts), sum(counts)
        at = [*map(_point, (*signed, *means))]

        def equation(i: int, s: Any, q: Any, r: Any, selling: bool) -> Any:
            return signed_condition(economy, (0, 2)[i], weights, s, M * q, M * r, selling) * factor

        values, table = system.value(at), system.slopes(at)
        totals = tuple(map(number, means))
        for i, s in enumerate(signed):
            selling = s > 0
            _near(tally, "equation", values[i], equation(i, number(s), *totals, selling))
            own, by_q, by_r = by_digits.slopes(
                lambda s, q, r, i=i, selling=selling: equation(i, s, q, r, selling), (s, *means)
            )
            wanted = [own if j == i else 0 for j in (0, 1)]
            for found, value in zip(table[i], [*wanted, by_q, by_r], strict=True):
                _near(tally, "slope of an equation", found, value)
        k = [number(v) for v in economy.mechanism.kappa]
        sums = k[0] + 3 * number(0.21) / M - totals[0], k[1] + 4 * number(0.34) / M - totals[1]
        rows = [[Fraction(3, 7), 0, -1, 0], [0, Fraction(-4, 7), 0, -1]]
        for j in (0, 1):
            _near(tally, "total", values[2 + j], sums[j])
            for found, value in zip(table[2 + j], rows[j], strict=True):
                _near(tally, "slope of a total", found, value)
        _around_zero(tally, system, economy, weights, means)
        _certain(tally, belief, counts)


def _around_zero(
    tally: Tally, system: local.System, economy: Economy, weights: Sequence[Fraction], means: Any
) -> None:
    """Where an offer may have either sign the slopes are the hull of both sides', and hardly more."""
    M, tiny = sum(system.counts), 1e-9
    box = [between(-tiny, tiny), _point(-0.34), *map(_point, means)]
    table = system.slopes(box)
    one_sided = [
        by_digits.slopes(
            lambda s, q, r, selling=selling: signed_condition(
                economy, 0, weights, s, M * q, M * r, selling
            ),
            (0, *means),
        )
        for selling in (True, False)
    ]
    for found, (a, b) in zip(
        (table[0][0], table[0][2], table[0][3]), zip(*one_sided, strict=True), strict=True
    ):
        low, high = sorted((float(a), float(b)))
        tally.close("hull from below", float(found.lower()), low, 1e-6)
        tally.close("hull from above", float(found.upper()), high, 1e-6)
    for j, slope in ((2, 3 / 7), (3, -3 / 7)):
        low, high = sorted((0.0, slope))
        tally.close("hull of a part", float(table[j][0].lower()), low, 1e-8)
        tally.close("hull of a part above", float(table[j][0].upper()), high, 1e-8)


def _certain(tally: Tally, belief: Belief, counts: tuple[int, ...]) -> None:
    """A box around the equilibrium is certified, around something else it is not."""
    economy, types = belief.economy, range(len(counts))
    solved = [[0.0, 0.0] for _ in types]
    totals = [float(sum(counts) * k) for k in economy.mechanism.kappa]
    phi = by_hand.posterior(economy, counts)
    for _ in range(400):  # best responses one after the other
        for x in types:
            if counts[x]:
                others = totals[0] - solved[x][0], totals[1] - solved[x][1]
                best, _ = by_hand.best_offer(economy, x, phi, others)
                new = [0.5 * (a + b) for a, b in zip(best, solved[x], strict=True)]
                for good in (0, 1):
                    totals[good] += counts[x] * (new[good] - solved[x][good])
                moved = max(abs(a - b) for a, b in zip(new, solved[x], strict=True))
                solved[x] = new
        if moved < 1e-16:
            break
    found = local.local_box(belief, counts, solved, totals)
    tally.holds("a box is certified", found is not None)
    if found is None:
        return
    for x in types:
        own = solved[x][0] - solved[x][1] if counts[x] else 0.0
        _near(tally, "signed offer", found.signed[x], own, 1e-9)
    for good in (0, 1):
        _near(tally, "total of the box", found.totals[good], totals[good], 1e-9)
    off = [[b * 1.0001 for b in pair] for pair in solved]
    tally.same("no box beside it", local.local_box(belief, counts, off, totals), None)
    off = [totals[0], totals[1] * 1.0001]
    tally.same("nor with other totals", local.local_box(belief, counts, solved, off), None)


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
    economy, price = market.belief.economy, _point(p)
    offers, total = _solved(market, phi, good, p)
    own = by_hand.endowment(economy)[good]
    tops = [by_digits.offer_at(economy, x, phi, good, p) for x in range(len(offers))]
    for over, share in ((1e-6, 1.0), (-1e-3, 0.98)):
        near = [own - (own - t) * (1 - over) if t else 0.0 for t in tops]
        caps = market.caps(good, price, near)
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
    _near(tally, "base", market.base(good), float(base))
    _near(tally, "total of offers", market.total(good, offers), total, 1e-11)
    for direction, start in ((1, 1 + 1e-9), (-1, 1 - 1e-9), (1, 0.995), (-1, 1.004), (1, 2.0), (-1, 0.0)):
        found, sum_ = market.bound(good, price, [b * start for b in offers], caps, direction)
        sharp = abs(start - 1) < 0.1
        for b, wanted, cap in zip(found, offers, caps, strict=True):
            tally.holds("bound", direction * (b - wanted * factor) >= -1e-12 * wanted)
            room = 1e-3 * wanted + 1e-14 if sharp else cap
            tally.holds("and near", abs(b - wanted) <= room)
        tally.holds("bound on the total", direction * (float(sum_.mid()) - total) >= -1e-11)
    low, high = ([b * (1 + s * 1e-7) for b in offers] for s in (-1, 1))
    bounds = market.bounds(good, price, low, high, caps)
    tally.close("both bounds", [*bounds.low, *bounds.high], [*offers, *offers], 1e-5)
    tally.holds("in order", float(bounds.total_low.mid()) <= float(bounds.total_high.mid()))
    _near(tally, "total between", bounds.total, total, 1e-5)
    step = 1e-5
    ends = [_solved(market, phi, good, p * f)[1] for f in (1 + step, 1 - step)]
    elasticity = (ends[0] - ends[1]) / (2 * step * total)
    exact = Bounds(tuple(offers), tuple(offers), flint.arb(total), flint.arb(total))
    _near(tally, "elasticity", market.log_slope(good, price, exact), elasticity, 1e-6)
    tally.same("present", market.present, tuple(x for x, n in enumerate(market.counts) if n))


def normality(tally: Tally, economy: Economy, value: Fraction) -> None:
    """Signs that say that both goods are normal, whether each offer is one root, and where ranges are cut."""
    symbols = {"q": sp.Rational(7, 10), "r": sp.Rational(19, 10)}
    for asked in (economy, LOGARITHMS, BEYOND):
        states = range(len(asked.states))
        for x in range(len(asked.types)):
            edge = sides.lower_bounds(asked, x)
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
            numbers = [float(f.subs({s: symbols[s.name] for s in f.free_symbols})) for f in found]
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
    "prop-1.formulas": on_probes(tallied(formulas), (LOGARITHMS, MIXED)),
    "prop-1.boxes": on_probes(tallied(boxes), (LOGARITHMS, MIXED)),
    "prop-1.markets": on_probes(tallied(markets), (POWERS,)),
    "prop-1.normality": on_probes(tallied(normality), (MIXED,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.formulas",
        "conditions, slopes and curvature on balls, beliefs, and best responses in balls",
        "equations (11), (16)-(20)",
        r"\forall x, b, p, Q:\quad c(b; p, Q) = \sum_z \phi(z)\Bigl[p\Bigl(1 - \frac bQ\Bigr)u_r - u_q\Bigr],\quad "
        r"\nabla c = \frac{\partial c}{\partial(b, p, Q)}",
        "value",
    ),
    stated(
        "prop-1.boxes",
        "the equations of a configuration in signed offers, their slopes, and boxes with one root",
        "equations (16)-(20)",
        r"F(s, Q, R) = 0,\quad A \ni \frac{F(y) - F(y')}{y - y'},\quad "
        r"\text{a box is certified around the equilibrium and nowhere else}",
        "value",
    ),
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
