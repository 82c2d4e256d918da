r"""What certificates conclude where both sides of a comparison are equal, and which boxes are tried.

Every number that is compared is a machine number here, so that a tie is exact.

Paper: section 3.1, Proposition 1; (16)-(20).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf
from types import SimpleNamespace
from typing import Any
from unittest import mock

import flint
import mpmath
import numpy as np

from numeric.certify.arithmetic.beliefs import known_state, posterior_belief
from numeric.certify.arithmetic.expected import FIRST
from numeric.certify.arithmetic.intervals import between
from numeric.certify.arithmetic.scan import NEGATIVE, OPEN, POSITIVE
from numeric.certify.stage2 import excess, local, sides
from numeric.certify.stage2.market import Bounds, Market
from numeric.certify.stage2.sections import Section
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.judging import CAPS, HIGH, LOW, Given
from proofs_check.paper.certified.stage_2 import near, point
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_digits, by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

COUNTS, TOTALS = (3, 0, 4), (2.6, 3.7)


def ties(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Signs of the excess, bounds, caps, roots, edges of utility, and offers of nothing."""
    _excess(tally)
    _guesses(tally)
    _bounds(tally, economy)
    _steps(tally, economy)
    _sides(tally, economy)
    _edges(tally, economy)
    _signed(tally, economy)
    _boxes(tally, economy, float(factor))


def _excess(tally: Tally) -> None:
    """R = pQ exactly is neither excess demand nor excess supply."""
    market, price = Given(tally), flint.arb(1.5)
    market.bases = [0.5, 0.75]
    judge = excess.Excess(market, np.zeros(2), np.zeros(2))  # type: ignore[arg-type]

    def signs(by: float) -> list[str]:
        """Return what is said where R differs from pQ by so much: of caps, and of guesses."""
        found = []
        for sums in ({0: 0.5 - by, 1: 9.0}, {0: 9.0, 1: 0.75 + by}):
            market.sums = dict(sums)
            found.append(judge._plain_sign(price, CAPS))
        for ends in (1.0, -1.0):
            market.sums = {
                (0, HIGH[0], 1): 2.0, (1, LOW[1], -1): 3.0 + by,
                (0, LOW[0], -1): 2.0, (1, HIGH[1], 1): 3.0 + by,
            }  # fmt: skip
            low, high = (tuple(map(np.array, pairs)) for pairs in (LOW, HIGH))
            guess = excess.Guess(low, high, low, (ends, ends))  # type: ignore[arg-type]
            found.append(judge._sign(price, guess, CAPS))
        return found

    tally.same("equal", signs(0.0), [OPEN] * 4)
    tally.same("more", signs(0.25), [POSITIVE, OPEN, POSITIVE, OPEN])
    tally.same("less", signs(-0.25), [OPEN, NEGATIVE, OPEN, NEGATIVE])


def _guesses(tally: Tally) -> None:
    """Guesses on a box are the least and the greatest of both ends, a little apart."""
    offers, tops = [[[0.1, 0.0], [0.3, 0.2], [0.25, 0.4]], [[0.0, 0.6], [0.5, 0.1], [0.2, 0.7]]], [
        [[0.2, 0.0], [0.4, 0.3], [0.35, 0.5]], [[0.0, 0.7], [0.6, 0.2], [0.3, 0.8]]]  # fmt: skip
    totals, prices = [[2.0, 2.5, 3.0], [1.5, 3.5, 4.0]], [0.5, 0.75, 1.5]
    own = np.array([[1.0, 1.5], [2.0, 1.25]])
    (sold, bought), (first, second), (Q, R) = (
        tuple(map(np.array, v)) for v in (offers, tops, totals)
    )
    found = Section((sold, bought), (Q, R), (first, second))
    for i, j in ((0, 1), (1, 2), (2, 2), (0, 2)):
        guess = excess._guess(found, prices, own, i, j)
        for good, x in product((0, 1), (0, 1)):
            low, high = sorted(offers[good][k][x] for k in (i, j))
            slack, top = 0.02 * (high - low) + 1e-12 * high, max(tops[good][k][x] for k in (i, j))
            tally.close("least", guess.low[good][x], max(low - slack, 0.0), 1e-15)
            tally.close("greatest", guess.high[good][x], high + slack, 1e-15)
            top = top + 1e-3 * (own[x, good] - top) if top else 0.0
            tally.close("top", guess.tops[good][x], top, 1e-15)
        ends = [totals[1][k] - prices[k] * totals[0][k] for k in (i, j)]
        tally.close("excess", guess.excess, ends, 1e-15)


def _steps(tally: Tally, economy: Economy) -> None:
    """Offers move by Newton's step in all of them and their total, so many times, or nothing is said."""
    market = Market(posterior_belief(economy, COUNTS), COUNTS)
    offers, falls = [0.25, 0.0, 0.5], {0: -2.0, 2: -4.0}

    def moved(
        uppers: dict[int, float], by_offer: dict[int, float], by_total: float, way: int
    ) -> Any:
        wrong = {x: flint.arb(v) for x, v in uppers.items()}

        def slopes(good: int, x: int, offer: Any, price: Any, total: Any) -> list[flint.arb]:
            tally.same("asked", (good, float(offer), price, total), (1, offers[x], "p", "Q"))
            return [flint.arb(by_offer[x]), flint.arb(7), flint.arb(by_total)]

        with mock.patch.object(Market, "slopes", side_effect=slopes):
            try:
                return market._steps(1, offers, "p", "Q", wrong, way, 3)
            except ZeroDivisionError:
                return None

    for uppers, way in (
        ({0: 0.5, 2: 0.125}, 1),
        ({0: 0.0, 2: -1.0}, 1),
        ({0: -0.25, 2: 3.0}, -1),
        ({2: 0.5}, 1),
    ):
        found = moved(uppers, falls, 0.125, way)
        alone = {x: 1.1 * max(v, 0.0) / -falls[x] + 1e-15 * offers[x] for x, v in uppers.items()}
        # The total moves by what each offer adds to it, of which each takes its part again.
        left = 1 - sum(COUNTS[x] * 0.125 / -falls[x] for x in uppers)
        total = sum(COUNTS[x] * alone[x] for x in uppers) / left
        for x in uppers:
            wanted = way * 3 * (alone[x] + 0.125 / -falls[x] * total)
            tally.close("a step", found[x] / wanted, 1.0, 1e-14)
    for by_total in (2.0, 1.0):  # the total would pull all the more, or just as much
        tally.same("no end", moved({2: 0.5}, falls, by_total, 1), {2: inf})
    tally.same("flat", moved({0: 0.5, 2: 0.125}, {0: -2.0, 2: 0.0}, 0.125, 1), {})
    tally.same("unknown", moved({0: float("nan"), 2: 0.125}, falls, 0.125, 1), {})


def _bounds(tally: Tally, economy: Economy) -> None:
    """Offers whose conditions are zero are bounds; totals that respond without bound have elasticities."""
    market = Market(posterior_belief(economy, COUNTS), COUNTS)
    offers, caps = [0.25, 0.0, 0.125], (0.5, 0.0, 0.375)
    with mock.patch.object(Market, "condition", return_value=flint.arb(0)):
        for direction in (1, -1):
            found, total = market.bound(0, point(1.25), offers, caps, direction)
            tally.same("bounds", list(found), offers)
            base = 7 * economy.mechanism.kappa[0]
            tally.encloses("their total", total, base + Fraction(5, 4), slack=1e-9)
    kappa, price = economy.mechanism.kappa[0], Fraction(5, 4)
    one = Market(posterior_belief(economy, (2, 0, 0)), (2, 0, 0))
    known = Bounds((0.25, 0.0, 0.0), (0.5, 0.0, 0.0), flint.arb(2), flint.arb(2))
    # b rises by 3/2 in the price and by c in the total: Q'p/Q = 3p/2(1 - 2c), with 1 - 2c in [2κ/Q, 1].
    for response, left in (
        (flint.arb("nan"), (kappa, 1)),
        (flint.arb(3), (kappa, 1)),
        (flint.arb(0.25), (Fraction(1, 2), Fraction(1, 2))),
        (between(Fraction(1, 8), 1), (kappa, Fraction(3, 4))),
    ):
        slopes = [flint.arb(-2), flint.arb(3), 2 * response]
        with mock.patch.object(Market, "slopes", return_value=slopes):
            found_ = one.log_slope(0, point(price), known)
        low, high = (3 * price / (2 * share) for share in left[::-1])
        tally.encloses("elasticities", found_, low, high, slack=1e-3)


def _sides(tally: Tally, economy: Economy) -> None:
    """A slope of zero makes a cap, the endowment is none, and a curvature of zero is not positive."""
    belief, own = known_state(economy, 1), by_hand.endowment(economy)

    def formulas(**runs: Any) -> Any:
        made = {name: SimpleNamespace(run=run) for name, run in runs.items()}
        return mock.patch.object(sides, "side", return_value=SimpleNamespace(**made))

    for good in (0, 1):
        with formulas(line=lambda *_: [flint.arb(0)]):
            for guess, found in ((0.0, 0.0), (1e-9, 0.0), (0.5, 0.5)):
                top = sides.cap(belief, good, 0, point(1.25), guess)
                tally.close("a cap", [top], [found], 1e-15)

        def beyond(_b: object, _x: int, offer: Any, _p: object, end: float = own[good]) -> Any:
            return [flint.arb(-1 if offer >= end else 1)]

        with formulas(line=beyond):
            tally.same("none", sides.cap(belief, good, 0, point(1.25), 2 * own[good]), None)
        for cost, gain, without, by_m, sure in (
            (1, 1, 1, -1, False), (2, 1, 1, -1, True), (1, 1, 2, -1, True), (0, 1, 0, 7, False),
            (1, 1, 0, 1, True), (1, 2, -1, 2, False), (1, 2, -1, 2.01, True), (1, 0.99, -9, 1, True),
        ):  # fmt: skip
            values = [flint.arb(v) for v in (cost, gain, without, by_m)]
            with (
                formulas(curvature=lambda *_, values=values: values),
                mock.patch.object(sides, "normal_at_all_bundles", return_value=False),
                mock.patch.object(sides, "PARTS", 4),
            ):
                tally.same("one root", sides.one_root(belief, good, 0, point(1.25), 0.5), sure)


def _edges(tally: Tally, economy: Economy) -> None:
    """Nothing is said of utility at the edge of where it is real, though its formulas have values there."""
    for utility, edge in (
        ("theta*(q - 1/2)^(3/2) + sqrt(r)", (0.5, 1.0)),
        ("theta*sqrt(q) + (r - 1/4)^(5/2)", (1.0, 0.25)),
    ):
        belief = known_state(economy.replacing(utility=utility), 0)
        for beyond, real in ((0.0, False), (0.125, True)):
            found = belief.partials(FIRST, 0, *(point(v + beyond) for v in edge))
            tally.same("real", all(v.is_finite() for v in found), real)


def _signed(tally: Tally, economy: Economy) -> None:
    """An offer of nothing is a seller's; its slopes are those of both sides as soon as it may be of either sign."""
    weights = by_hand.posterior(economy, COUNTS)
    system = local.System(posterior_belief(economy, COUNTS), COUNTS)
    for value, parts in ((0.25, (0.25, 0.0)), (-0.5, (0.0, 0.5)), (0.0, (0.0, 0.0))):
        for good in (0, 1):
            tally.same("a part", float(local._part(flint.arb(value), good)), parts[good])
    for ends, rises in (((0.1, 0.2), (1, 1)), ((-0.2, -0.1), (0, 0)), ((-0.1, 0.3), (0, 1))):
        for good in (0, 1):
            slope, less = local._part_slope(between(*ends), good), (0, -1)[good]
            tally.encloses("its slope", slope, rises[0] + less, rises[1] + less, slack=1e-8)
    with mpmath.workdps(by_digits.DIGITS), flint.ctx.workprec(140):
        at = [point(v) for v in TOTALS]
        wanted = by_digits.slopes(
            lambda s, Q, R: by_digits.signed_condition(economy, 0, weights, s, Q, R, True),
            (0, *TOTALS),
        )
        nothing = system._piece(0, flint.arb(0), *at)
        for found, slope in zip(nothing[1:], wanted, strict=True):
            near(tally, "the seller's slopes", found, slope)
        for low, high in ((0.01, 0.02), (-0.02, -0.01)):
            whole = system._hull(0, between(low, high), *at)
            alone = system._piece(0, between(low, high), *at)
            tally.holds(
                "of one sign", all(a.contains(b) for a, b in zip(alone, whole, strict=True))
            )


def _boxes(tally: Tally, economy: Economy, factor: float) -> None:
    """Boxes around offers and means, each radius relative to its number or to a share of the endowment."""
    tried: list[tuple[list[Any], list[Any]]] = []

    def refused(centre: list[Any], box: list[Any], *_: object) -> None:
        tried.append((centre, box))

    own, offers = by_hand.endowment(economy), [(0.25, 0.0), (0.7, 0.0), (0.0, 0.0)]
    for last, size in ((0.0, local.FLOOR * own[0]), (1e-5, local.FLOOR * own[1]), (0.75, 0.75)):
        offers[2] = (0.0, last)
        tried.clear()
        with mock.patch.object(local, "krawczyk", refused):
            found = local.local_box(posterior_belief(economy, COUNTS), COUNTS, offers, TOTALS)
        tally.same("none", (found, len(tried)), (None, len(local.RADII)))
        means = [t / 7 for t in TOTALS]
        for (centre, box), radius in zip(tried, local.RADII, strict=True):
            tally.close("centre", [float(c) for c in centre], [0.25, -last, *means], 1e-15)
            sizes = [radius * s * factor for s in (0.25, size, *means)]
            tally.close("radii", [float(b.rad()) / s for b, s in zip(box, sizes, strict=True)],
                        [1.0] * 4, 1e-3)  # fmt: skip


CHECKS: dict[str, Check] = {
    "prop-1.ties": on_probes(tallied(ties), (LOGARITHMS,), ("both sides equal",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.ties",
        "what certificates of stage 2 conclude where both sides are equal, and the boxes that are tried",
        "equations (16)-(20), Proposition 1",
        r"R - pQ = 0 \not\Longrightarrow E > 0,\ E < 0;\quad c(b) = 0 \Longrightarrow b_x \le b;\quad "
        r"K = 0 \not\Longrightarrow \text{one root};\quad \text{radius} = \rho\max\{|s|, 10^{-3}\bar b\}",
        "value",
    ),
)
