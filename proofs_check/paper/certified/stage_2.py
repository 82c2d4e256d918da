r"""What enclosures of stage 2 are made of: conditions, slopes, beliefs, best responses and boxes.

Every formula on balls is compared with differences of forty digits at points.

Paper: (16)-(20), Proposition 1; the aggregative form is not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint
import mpmath

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
from numeric.certify.stage2.market import Market
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_digits, by_hand
from proofs_check.paper.shared.by_digits import at_price, number, signed_condition
from proofs_check.paper.shared.probes import MIXED, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

COUNTS, PRICE, TOTAL = (3, 2, 4), 1.3, 2.7


def point(value: Any) -> Any:
    """Return a ball around an exact number."""
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
            found = belief.partials(SECOND, x, *map(point, bundle))
            at = number(bundle[0]), number(bundle[1])
            for order, value in zip(SECOND, found, strict=True):
                wanted = by_digits.expected(economy, x, weights, at, order)
                near(tally, f"partial {order}", value, wanted)
            (level,) = belief.partials(UTILITY, x, *map(point, bundle))
            near(tally, "u", level, by_digits.expected(economy, x, weights, at))
            _best_response(tally, economy, x, weights, belief)
        _beliefs(tally, economy, belief, weights)


def near(tally: Tally, what: str, found: Any, wanted: Any, allowed: float = 1e-13) -> None:
    """Compare a narrow ball with a number of many digits."""
    found = flint.arb(found)  # a plain number, should it be one, is compared too
    tally.holds(f"{what} is finite", found.is_finite())
    if found.is_finite():
        tally.close(what, float(found.mid()), float(wanted), allowed)
        tally.close(f"width of {what}", float(found.rad()), 0.0, allowed)


def _side(
    tally: Tally,
    belief: Belief,
    weights: Sequence[Fraction],
    x: int,
    good: int,
    b: float,
    factor: Any,
) -> None:
    economy, side, at = belief.economy, sides.side(good), (b, PRICE, TOTAL)
    offer, price, total = map(point, at)

    def condition(b: Any, p: Any, total: Any) -> Any:
        return at_price(economy, x, weights, good, b, p, total) * factor

    def line(b: Any, p: Any) -> Any:
        return at_price(economy, x, weights, good, b, p)

    for limit in (False, True):
        market = Market(belief, COUNTS, limit)
        wanted = line(*map(number, at[:2])) if limit else condition(*map(number, at))
        near(tally, "condition", market.condition(good, x, offer, price, total), wanted)
        by = [*by_digits.slopes(line, at[:2]), 0] if limit else by_digits.slopes(condition, at)
        for found, value in zip(market.slopes(good, x, offer, price, total), by, strict=True):
            near(tally, "slope", found, value)
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
        near(tally, name, found, value)


def _best_response(
    tally: Tally, economy: Economy, x: int, weights: Sequence[Fraction], belief: Belief
) -> None:
    """Offers against known totals of others, and against totals in balls."""
    for others in ((2.1, 2.9), (1.0, 3.5), (3.6, 1.4)):
        best, value = by_hand.best_offer(economy, x, weights, others)
        totals = point(others[0]), point(others[1])
        for guess in (None, best, (best[0] * 1.01 + 1e-5, best[1] * 1.01 + 1e-5)):
            found = best_response.enclosed_response(belief, x, *totals, guess)
            width, room = (1e-8, 1e-11) if guess in (None, best) else (0.06, 2e-2)
            for good in (0, 1):
                near(tally, "best offer", found[good], best[good], width)
                tally.holds("offers are not negative", found[good] >= 0)
                sure = best[good] < 1e-9 or found[good].overlaps(between(*_about(best[good])))
                tally.holds("the best offer lies inside", sure)
            near(tally, "payoff", best_response.best_value(belief, x, found, *totals), value, room)
        off = [between(b * 0.95, b * 1.4) if b > 0 else point(0) for b in best]
        payoff = best_response.best_value(belief, x, off, *totals)
        tally.holds("the best payoff, of offers off the centre", payoff.overlaps(point(value)))
        wide = [between(v * 0.99, v * 1.01) for v in others]
        found = best_response.enclosed_response(belief, x, wide[0], wide[1], best)
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


def _beliefs(tally: Tally, economy: Economy, belief: Belief, weights: Sequence[Fraction]) -> None:
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
        at = [*map(point, (*signed, *means))]

        def equation(i: int, s: Any, q: Any, r: Any, selling: bool) -> Any:
            return signed_condition(economy, (0, 2)[i], weights, s, M * q, M * r, selling) * factor

        values, table = system.value(at), system.slopes(at)
        totals = tuple(map(number, means))
        for i, s in enumerate(signed):
            selling = s > 0
            near(
                tally, "equation", values[i], equation(i, number(s), totals[0], totals[1], selling)
            )
            own, by_q, by_r = by_digits.slopes(
                lambda s, q, r, i=i, selling=selling: equation(i, s, q, r, selling), (s, *means)
            )
            wanted = [own if j == i else 0 for j in (0, 1)]
            for found, value in zip(table[i], [*wanted, by_q, by_r], strict=True):
                near(tally, "slope of an equation", found, value)
        k = [number(v) for v in economy.mechanism.kappa]
        sums = k[0] + 3 * number(0.21) / M - totals[0], k[1] + 4 * number(0.34) / M - totals[1]
        rows: list[list[Any]] = [[Fraction(3, 7), 0, -1, 0], [0, Fraction(-4, 7), 0, -1]]
        for j in (0, 1):
            near(tally, "total", values[2 + j], sums[j])
            for found, value in zip(table[2 + j], rows[j], strict=True):
                near(tally, "slope of a total", found, value)
        _around_zero(tally, system, economy, weights, means)
        _certain(tally, belief, counts)


def _around_zero(
    tally: Tally, system: local.System, economy: Economy, weights: Sequence[Fraction], means: Any
) -> None:
    """Where an offer may have either sign the slopes are the hull of both sides', and hardly more."""
    M, tiny = sum(system.counts), 1e-9
    box = [between(-tiny, tiny), point(-0.34), *map(point, means)]
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
        near(tally, "signed offer", found.signed[x], own, 1e-9)
    for good in (0, 1):
        near(tally, "total of the box", found.totals[good], totals[good], 1e-9)
    moved_ = [[b * 1.0001 for b in pair] for pair in solved]
    tally.same("no box beside it", local.local_box(belief, counts, moved_, totals), None)
    off = [totals[0], totals[1] * 1.0001]
    tally.same("nor with other totals", local.local_box(belief, counts, solved, off), None)


CHECKS: dict[str, Check] = {
    "prop-1.formulas": on_probes(tallied(formulas), (MIXED,)),
    "prop-1.boxes": on_probes(tallied(boxes), (MIXED,)),
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
)
