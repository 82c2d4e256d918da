r"""The two sides of the market on balls.

Each has conditions of an offer at a given price and total, and that they fall in the offer.

For the first good, write :math:`c(b; p, Q)` for the gain less the cost of offering more.  It rises
in Q, it is at most the price-taking slope :math:`\ell(b; p)`, and :math:`\ell` falls in b by
concavity; so the offers that can occur at a price p lie below any *cap* with
:math:`\ell(\text{cap}; p) \le 0`.  Where the curvature K of ``symbolic.model.aggregative`` is
positive at every root below the cap, c has one root, from positive to negative.  The second good is
the same with :math:`1/p`.

Paper: equations (18)-(20); the aggregative form is not in the paper.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

import sympy as sp

from numeric.certify.arithmetic.expected import Belief, Conditions
from numeric.certify.arithmetic.intervals import between
from numeric.certify.arithmetic.tape import Ball, multiply
from numeric.economy.economy import Economy
from numeric.formulas.domain import lower_bounds
from numeric.formulas.sign_checks import concrete
from symbolic.deciding.quadrant_signs import sign
from symbolic.language.notation import Q, R, b_q, b_r, p, q, r, x, z
from symbolic.language.slopes import diff
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr
from symbolic.model import aggregative as formulas
from symbolic.model.domain import from_edge

SURELY = 1e-3
"""Part of the endowment beyond which a guess cannot be the rounding of zero, so that zero is not tried."""

PARTS = 300
"""Into how many parts the range of offers may be cut before the curvature is given up."""


@dataclass(frozen=True)
class Side:
    """The formulas of one side.

    ``good`` is 0 for sellers of the first good and 1 for sellers of the second.
    """

    good: int
    condition: Conditions
    slopes: Conditions
    line: Conditions
    line_slopes: Conditions
    curvature: Conditions


@cache
def side(good: int) -> Side:
    """Return the formulas of one side of the market, compiled for balls."""
    at_price, slopes = (
        (formulas.seller_at_price(), formulas.seller_slopes())
        if good == 0
        else (formulas.buyer_at_price(), formulas.buyer_slopes())
    )
    own, total = (b_q, Q) if good == 0 else (b_r, R)
    _, _, cost, gain = at_price
    line = formulas.price_taking_slope(at_price, total)
    bent = formulas.seller_curvature() if good == 0 else formulas.buyer_curvature()
    parts = (cost, line + cost, bent.subs(formulas.m, 0), sp.expand(diff(bent, formulas.m)))
    arguments = (own, p, total)
    alone = (own, p)
    line_slopes = [diff(line, own), diff(line, p)]
    compiled = (
        Conditions([gain - cost], arguments),
        Conditions(slopes, arguments),
        Conditions([line], alone),
        Conditions(line_slopes, alone),
    )
    return Side(good, *compiled, Conditions(parts, alone))


def cap(belief: Belief, good: int, type_: int, price: Ball, guess: float) -> float | None:
    """Return an offer above which no offer of the type can lie at any price of the ball.

    It is zero for a type on the other side, and None where none is known.

    Args:
        belief: The economy and the common belief.
        good: The side.
        type_: The type.
        price: Prices.
        guess: The greatest price-taking offer at these prices, about.
    """
    endowment, guess = float(belief.edges[type_, good]), float(guess)
    line = side(good).line
    shares = (1.0, 0.99, 0.97, 0.9, 0.7, 0.4, 0.1, 1e-2)
    last = (
        endowment * (1 - gap) for gap in (1e-10, 1e-12, 1e-13, 1e-14, 1e-15)
    )  # beyond what the guess resolves
    first: tuple[float, ...] = () if guess > SURELY * endowment else (0.0,)
    for offer in (
        *first,
        *(endowment - share * max(endowment - guess, 0.0) for share in shares),
        *last,
    ):
        if 0 < offer < guess or offer >= endowment:
            continue
        if line.run(belief, type_, between(offer, offer), price)[0] <= 0:
            return offer
    return None


def normality(economy: Economy, type_: int) -> list[sp.Expr]:
    r"""Return formulas that are nonnegative at all bundles only if both goods are normal for every belief.

    At a root :math:`m = U_q/(pU_r)` for the expected utility U, so that :math:`K U_r = (U_qU_{qr} -
    U_rU_{qq}) + p(U_rU_{qr} - U_qU_{rr})`.  Each bracket is a sum over pairs of states with
    nonnegative weights; the formulas are the brackets of every pair, taken both ways.
    """
    states = range(len(economy.states))
    partials = [
        {f: _from_common_edge(economy, f(q, r, x, z), type_, s) for f in _PARTIALS} for s in states
    ]

    def brackets(a: int, b: int) -> list[sp.Expr]:
        first, second = partials[a], partials[b]
        return [
            first[u_q] * second[u_qr] - first[u_r] * second[u_qq],
            first[u_r] * second[u_qr] - first[u_q] * second[u_rr],
        ]

    return [
        one + other
        for a in states
        for b in states[a:]
        for one, other in zip(brackets(a, b), brackets(b, a), strict=True)
    ]


_PARTIALS = (u_q, u_r, u_qq, u_qr, u_rr)


@lru_cache(maxsize=4096)
def normal_at_all_bundles(economy: Economy, type_: int) -> bool:
    """Whether both goods are decided to be normal at every bundle, for every belief, by signs of coefficients.

    The curvature K is then nonnegative at every root, at every price.
    """
    return all(sign(formula) in (0, 1) for formula in normality(economy, type_))


def _from_common_edge(economy: Economy, formula: sp.Expr, type_: int, state: int) -> sp.Expr:
    """Return a formula in the partials of u in one state, goods counted from edges.

    They are the edges that a type's domains in all states share.
    """
    return from_edge(concrete(economy, formula, type_, state), lower_bounds(economy, type_))


def one_root(belief: Belief, good: int, type_: int, price: Ball, top: float) -> bool:
    r"""Whether K is certified to be positive at every root of the condition.

    Roots are those with an offer in [0, top], at any total and at any price of the ball.

    Where signs of coefficients do not decide it, the range of offers is cut into parts, with m
    where it can lie at a root.
    """
    if normal_at_all_bundles(belief.economy, type_):
        return True
    formula = side(good).curvature
    pending = [(0.0, top)]
    for _ in range(PARTS):
        if not pending:
            break
        low, high = pending.pop()
        cost, gain, without, by_m = formula.run(belief, type_, between(low, high), price)
        m = cost / gain
        if m > 1 or without + multiply(_share(m), by_m) > 0:
            continue
        middle = _middle(belief, good, type_, float(price.mid()), low, high)
        if not low < middle < high:
            return False
        pending += [(low, middle), (middle, high)]
    return not pending


def _middle(belief: Belief, good: int, type_: int, price: float, low: float, high: float) -> float:
    """Return the offer at which a range of offers is cut.

    The good that varies more along the range, in proportion, is cut in proportion.
    """
    own, other = (float(belief.edges[type_, i]) for i in (good, 1 - good))
    rate = price if good == 0 else 1 / price
    kept, bought = (own - low, own - high), (other + rate * low, other + rate * high)
    if kept[0] / kept[1] > bought[1] / bought[0]:
        return own - math.sqrt(kept[0]) * math.sqrt(kept[1])
    return (math.sqrt(bought[0]) * math.sqrt(bought[1]) - other) / rate


def _share(m: Ball) -> Ball:
    """Return the part of m that lies in [0, 1], where it lies at a root."""
    unit = between(0, 1)
    return m.intersection(unit) if m.is_finite() and m.overlaps(unit) else unit
