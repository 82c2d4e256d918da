r"""The search for all equilibrium prices: sections, boxes, their labels, and what is narrowed down.

A section's offers and totals are bisected by hand, a step of its method errs by the square of the
distance; boxes cover the range of prices, and their labels are those of the excess by hand.

Paper: section 3.1, Proposition 1 and the remark on uniqueness after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import exp, log
from typing import Any
from unittest import mock

import flint
import numpy as np
from scipy.optimize import brentq

from numeric.certify.arithmetic import scan as scans
from numeric.certify.arithmetic.beliefs import known_state, posterior_belief
from numeric.certify.arithmetic.intervals import between
from numeric.certify.arithmetic.krawczyk import krawczyk
from numeric.certify.arithmetic.scan import FALLING, NEGATIVE, OPEN, POSITIVE, RISING, scan
from numeric.certify.stage2 import search, sections
from numeric.certify.stage2.excess import Excess
from numeric.certify.stage2.market import Market
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.stage_2 import COUNTS
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.by_digits import offer_at, section
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, on_probes
from proofs_check.paper.shared.tally import Tally, tallied


def found(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Sections at a few prices, labels of boxes, and the prices that are left."""
    phi = by_hand.posterior(economy, COUNTS)
    sigma, belief = np.array(COUNTS, dtype=float), np.array([float(w) for w in phi])
    prices = np.array([0.7, 1.1, 1.9])
    made = sections.section(economy, sigma, belief, prices)
    for i, p in enumerate(prices):
        for good in (0, 1):
            offers, total = section(economy, COUNTS, phi, good, float(p))
            tally.close("offers", made.offers[good][i], np.array(offers) * float(factor), 1e-9)
            tally.close("total", made.totals[good][i], total, 1e-9)
            tops = [offer_at(economy, x, phi, good, float(p)) for x in range(3)]
            tally.close("tops", made.tops[good][i], tops, 1e-8)
    for good in (0, 1):
        near = made.offers[good] * (1 + 1e-3)
        base = 9 * float(economy.mechanism.kappa[good])
        after = sections._step(economy, sigma, belief, prices, good, made.tops[good], near, base)
        tally.close("one step", after, made.offers[good], 4e-6)
        far = sections._step(
            economy, sigma, belief, prices, good, made.tops[good], 0.01 * made.tops[good], base
        )
        inside = (far >= 0) & (far <= made.tops[good])
        tally.holds("steps stay inside", inside.all())
        _until_all_rest(tally, economy, sigma, belief, prices, good, made.tops[good])
    mu = economy.floats.signal[1]
    known = np.eye(3)[1]
    limit = sections.limit_section(economy, mu, known, prices)
    for good in (0, 1):
        offers_ = [
            [offer_at(economy, x, known.tolist(), good, float(p)) for x in range(3)] for p in prices
        ]
        tally.close("price-takers", limit.offers[good], offers_, 1e-9)
        kappa = float(economy.mechanism.kappa[good])
        tally.close("their total", limit.totals[good], kappa + np.array(offers_) @ mu, 1e-9)
    _labels(tally, economy, sigma, belief)


def _until_all_rest(
    tally: Tally, economy: Economy, sigma: np.ndarray, belief: np.ndarray, prices: np.ndarray,
    good: int, top: np.ndarray,
) -> None:  # fmt: skip
    """Steps are made until the offers of all prices rest; where they never do, offers are bisected."""
    aims, parts = 0.3 * top, np.array([[1.0], [0.99], [2.0]])

    def step(*given: Any) -> Any:
        return given[6] + parts * (aims - given[6])

    with mock.patch.object(sections, "_step", step):
        offers, total = sections._newton(economy, sigma, belief, prices, good, top)
    phi = by_hand.posterior(economy, COUNTS)
    wanted = [*aims[:2].tolist(), section(economy, COUNTS, phi, good, float(prices[2]))[0]]
    tally.close("at rest", offers, wanted, 1e-9)
    base = 9 * float(economy.mechanism.kappa[good])
    tally.close("their total", total, [base + float(np.dot(row, COUNTS)) for row in wanted], 1e-8)


def _labels(tally: Tally, economy: Economy, sigma: np.ndarray, belief: np.ndarray) -> None:
    """Labels of boxes around, below and above the price, and the price that is enclosed."""
    phi = by_hand.posterior(economy, COUNTS)

    def excess(p: float) -> float:
        totals = [section(economy, COUNTS, phi, good, p)[1] for good in (0, 1)]
        return totals[1] - p * totals[0]

    price = float(brentq(excess, 0.5, 3.0, xtol=1e-15, rtol=1e-15))
    with flint.ctx.workprec(64):
        judge = Excess(Market(posterior_belief(economy, COUNTS), COUNTS), sigma, belief)
        boxes = [(price * a, price * b) for a, b in ((0.97, 0.99), (0.995, 1.005), (1.01, 1.03),
                                                     (0.2, 0.21), (5.0, 5.2), (0.3, 3.0))]  # fmt: skip
        labels = [POSITIVE, FALLING, NEGATIVE, POSITIVE, NEGATIVE, OPEN]
        tally.same("labels", judge(boxes), labels)
        ends = [(price * f, price * f) for f in (1 - 1e-6, 1 + 1e-6)]
        tally.same("at points", judge(ends), [POSITIVE, NEGATIVE])
        (guess,) = judge.guesses([(price * 0.99, price * 1.02)])
        for good in (0, 1):
            two = [section(economy, COUNTS, phi, good, price * f)[0] for f in (0.99, 1.02)]
            low, high = np.min(two, axis=0), np.max(two, axis=0)
            slack = 0.02 * (high - low) + 1e-12 * high
            tally.close("least offers", guess.low[good], np.maximum(low - slack, 0.0), 1e-8)
            tally.close("greatest offers", guess.high[good], high + slack, 1e-8)
            own = by_hand.endowment(economy)[good]
            tops = [
                max(offer_at(economy, x, phi, good, price * f) for f in (0.99, 1.02))
                for x in range(3)
            ]
            wide = [t + 1e-3 * (own - t) if t else 0.0 for t in tops]
            tally.close("tops", guess.tops[good], wide, 1e-7)
        tally.close(
            "excess at the ends", guess.excess, [excess(price * 0.99), excess(price * 1.02)], 1e-8
        )
        for ends_, signs, label in (
            ((0.97, 0.99), (1.0, 1.0), POSITIVE),
            ((0.97, 0.99), (-1.0, 1.0), OPEN),
            ((0.97, 0.99), (0.0, 1.0), OPEN),
            ((1.01, 1.03), (-1.0, -1.0), NEGATIVE),
            ((1.01, 1.03), (-1.0, 0.0), OPEN),
        ):  # the sign that is suggested at both ends is tried, and no other
            low_, high_ = price * ends_[0], price * ends_[1]
            tried = replace(judge.guesses([(low_, high_)])[0], excess=signs)
            ball = between(low_, high_)
            caps = judge._caps(ball, tried)
            tally.holds("caps", caps is not None)
            if caps is not None:
                tally.same("tried", judge._sign(ball, tried, caps), label)
        middle = search._located(judge, scans.Box(0.5, 2.9, FALLING))
        tally.close("located", middle, price, 1e-9)
        for hints in ([price], []):
            made = search.search(judge, hints)
            tally.same("one price", (made.unique, len(made.undecided)), ("global", 0))
            tally.encloses("price", made.roots[0].price, Fraction(price), slack=1e-11)
            for good, bounds in enumerate(made.roots[0].bounds):
                offers, total = section(economy, COUNTS, phi, good, price)
                tally.close("offers", [*bounds.low, *bounds.high], [*offers, *offers], 1e-10)
                tally.close("total", float(bounds.total.mid()), total, 1e-10)
        limit = Excess(
            Market(known_state(economy, 1), economy.environment.signal[1], limit=True),
            economy.floats.signal[1], np.eye(3)[1],
        )  # fmt: skip
        made = search.search(limit, [])
        tally.same("one competitive price", made.unique, "global")
    _ranges(tally, economy)


def _ranges(tally: Tally, economy: Economy) -> None:
    """The range of prices, and boxes that cover it and are smallest around a price."""
    (k_q, k_r), (q_bar, r_bar) = economy.mechanism.kappa, economy.environment.endowment
    low, high = search.price_range(economy)
    exact = k_r / (q_bar + k_q), (r_bar + k_r) / k_q
    tally.holds("outside", Fraction(low) <= exact[0] and exact[1] <= Fraction(high))
    tally.close("hardly", [low, high], [float(v) for v in exact], 1e-15)
    for centre in (1.3, low, 100.0, float("nan")):
        boxes = search.first_boxes(low, high, centre)
        tally.same("covered", (boxes[0][0], boxes[-1][1]), (low, high))
        tally.holds("joined", all(a[1] == b[0] for a, b in pairwise(boxes)))
        tally.holds("in order", all(a < b for a, b in boxes))
    for centre, given in ((1.3, 1.3), ((low * high) ** 0.5, float("nan"))):
        boxes = search.first_boxes(low, high, given)
        i = next(i for i, (a, b) in enumerate(boxes) if a < centre < b)
        tally.close("around", [log(v / centre) for v in boxes[i]], [-0.05, 0.05], 1e-12)
        above, below = [b for _, b in boxes[i:-1]], [a for a, _ in boxes[i:0:-1]]
        for away in ([log(b / centre) for b in above], [log(centre / a) for a in below]):
            tally.close("growing", away, [0.05 * 1.45**j for j in range(len(away))], 1e-11)
        most = exp(0.05 * 1.45 ** len(above)), exp(0.05 * 1.45 ** len(below))
        far = centre * most[0] > high * (1 - 1e-5) and centre / most[1] < low * (1 + 1e-5)
        tally.holds("as far as there is", far)


def labels(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Roots are read off the labels of a polynomial in log p, and a box with one root is one."""
    roots = (0.5, 1.1, 2.3)

    def sign(p: float) -> float:
        return -(log(p / roots[0]) * log(p / roots[1]) * log(p / roots[2]))

    def rising(a: float, b: float) -> bool | None:
        """Whether the function rises, falls or neither on a box, by its derivative at many points."""
        points = [a * (b / a) ** (i / 40) for i in range(41)]
        slopes = [sign(q * 1.0001) - sign(q) for q in points]
        return True if min(slopes) > 0 else False if max(slopes) < 0 else None

    def judge(boxes: Sequence[tuple[float, float]]) -> list[str]:
        found_ = []
        for a, b in boxes:
            inside = [r for r in roots if a <= r <= b]
            if not inside:
                found_.append(POSITIVE if sign(a) > 0 else NEGATIVE)
            elif b / a > 1.3 or rising(a, b) is None or a == b:
                found_.append(OPEN)
            else:
                found_.append(RISING if rising(a, b) else FALLING)
        return found_

    made = scan([(0.1, 1.0), (1.0, 10.0)], judge)
    tally.same("roots", len(made.roots), int(3 * factor))
    for box, r in zip(made.roots, roots, strict=True):
        tally.holds("contains", box.low < r < box.high and box.high / box.low <= 1.3)
    tally.same("kinds", [b.label for b in made.roots], [FALLING, RISING, FALLING])
    tally.same("decided", made.undecided, ())

    def judged(a: float, b: float) -> int:
        middle = (a * b) ** 0.5
        return 1 + (judged(a, middle) + judged(middle, b) if judge([(a, b)]) == [OPEN] else 0)

    number = judged(0.1, 1.0) + judged(1.0, 10.0)
    tally.close("judged", made.judged, number * float(factor), 1e-3)
    blind = scan([(0.1, 1.0), (1.0, 10.0)], lambda b: [
        OPEN if lo <= 1.1 <= hi else label
        for (lo, hi), label in zip(b, judge(b), strict=True)
    ])  # fmt: skip
    tally.same("one is open", (len(blind.roots), len(blind.undecided)), (2, 1))
    short = blind.undecided[0].high / blind.undecided[0].low - 1
    tally.holds("and short", scans.SHORTEST / 2.5 < short < 2 * scans.SHORTEST)
    _one_root(tally)


def _one_root(tally: Tally) -> None:
    """Krawczyk's operator of a system of two equations, in fractions, and boxes that it refuses."""
    A = [[2.0, 0.5], [-0.3, 1.5]]

    def run(
        radius: float, value: tuple[float, float], wide: float = 0.01
    ) -> list[flint.arb] | None:
        centre = [flint.arb(0.3), flint.arb(-0.7)]
        box = [flint.arb(c, radius) for c in (0.3, -0.7)]
        slopes = [[flint.arb(a, wide) for a in row] for row in A]
        return krawczyk(centre, box, [flint.arb(v) for v in value], slopes)

    image = run(0.1, (0.02, -0.01))
    tally.holds("one root", image is not None)
    if image is not None:
        Y = np.linalg.inv(np.array(A))
        middle = np.array([0.3, -0.7]) - Y @ np.array([0.02, -0.01])
        spread = np.abs(Y) @ np.full((2, 2), 0.01) @ np.full(2, 0.1)
        for k, m, s in zip(image, middle, spread, strict=True):
            tally.close("middle", float(k.mid()), m, 1e-9)
            tally.close("radius", float(k.rad()), s, 1e-7)
    tally.same("too far away", run(0.1, (0.3, -0.01)), None)
    tally.same("too wide", run(0.1, (0.02, -0.01), wide=2.0), None)
    tally.same("not a number", run(0.1, (float("nan"), 0.0)), None)


CHECKS: dict[str, Check] = {
    "prop-1.searches": on_probes(tallied(found), (MIXED,)),
    "prop-1.labels": on_probes(tallied(labels), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.searches",
        "sections at given prices, labels of boxes of prices, and the prices that are enclosed",
        "section 3.1, Proposition 1",
        r"E(p) = \log R(p) - \log Q(p) - \log p:\quad \{p: E(p) = 0\} \subset \bigcup_i [p_i],\quad "
        r"E > 0,\ E < 0,\ E' < 0 \text{ where it is said}",
        "value",
    ),
    stated(
        "prop-1.labels",
        "roots are read off labels of boxes, and Krawczyk's operator accepts boxes with one root only",
        "Proposition 1",
        r"\#\{p: f(p) = 0\} = \#\{\text{boxes that fall or rise between opposite signs}\}",
        "value",
    ),
)
