r"""A bound on the gain of Theorem 1 that is valid for all larger N.

Where u does not depend on the state and there are two types.

Others' offers then move by :math:`O(1/M)` with the believed type of one agent, whatever the
posterior is.  Let both goods be normal and demand for each fall in its own price, at all bundles
(signs of coefficients decide it).  Then at every root of the first-order conditions offers of the
first good rise in the price p and those of the second fall, so :math:`E(p) = \log R(p) - \log Q(p)
- \log p` falls at least as fast as :math:`-\log p`, and every :math:`\beta^\sigma` is unique.

Let n be the others' types, :math:`\sigma = n + e_x` and :math:`\sigma' = n + e_{\bar x}`, with
prices p and p'.  With :math:`T` a total at the price p, :math:`F(T) = M\kappa + \sum\sigma b(p, T)
- T` has :math:`(F/T)' \le -M\kappa/T^2`, so exchanging one agent moves log T by at most
:math:`\delta/(1-\delta)`, :math:`\delta = b/(M\kappa)`, with b the larger offer of the two types;
hence :math:`|\log p' - \log p|` is at most the sum of two such terms.  Taking out the agent's own
believed offer moves the price by another :math:`b/(M\kappa)`.  Together :math:`|\log p'_- - \log p|
\le D/M`.  The deviator's payoff is at most that of a price-taker at :math:`p'_-`,
:math:`W_x(p'_-)`, and :math:`W_x(p) - u` at the equilibrium offer is at most
:math:`\ell^2/\min|\ell'|` with :math:`\ell \le g\,b/(M\kappa)`, g the marginal gain of a
price-taker.  So with shares near those of the states

.. math:: \text{gain} \le \max\left|\frac{dW_x}{d\log p}\right|\frac DM + \frac{G}{M^2},

and by Hoeffding's inequality other shares add at most :math:`2e^{-2(M-1)d^2}` times the range of
u.  Since :math:`N - M > (\eta M - 1)/(1-\eta)`, it is enough to compare at the least M: the cost
side rises in M and the bound on M times the gain falls.

Paper: Theorem 1, Claim 2; the bound is not in the paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import flint
import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.beliefs import known_state
from numeric.certify.arithmetic.expected import UTILITY, Belief, utilities
from numeric.certify.arithmetic.hypotheses import evidence, given, obstacle
from numeric.certify.arithmetic.intervals import between, exact_ball
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage2.market import Market
from numeric.certify.stage2.sections import price_taking_offers
from numeric.certify.stage2.sides import cap, normal_at_all_bundles, side
from numeric.certify.theorem_1.margin import losses
from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED, concrete_from_edge, price_bounds
from symbolic.deciding.quadrant_signs import sign
from symbolic.model.monotone_demand import substitution, substitution_of_second

BITS = 96
DISTANCES = (0.03, 0.05, 0.08, 0.12, 0.18, 0.25)
"""How far the shares of the others may be from those of a state."""

APART = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""How far, in logarithms, a bound on the price is looked for from the price-taking one."""

LARGEST = 300.0
"""Logarithm of a ratio of prices above which a bound on it says nothing."""

STEPS = 45
"""Values of M that are tried, from 50 on, in ratio 5/4."""


@dataclass(frozen=True)
class CertifiedTail:
    """From which N on the candidate is certified to be an equilibrium, for every selection of β^σ, or nothing.

    Args:
        start: The least such N that was found, or None.
        active: Its M.
        evidence: CERTIFIED, or NONE.
        detail: One sentence.
    """

    start: int | None
    active: int | None
    evidence: str
    detail: str


def certify_tail(
    economy: Economy, progress: Callable[[int], None] = lambda _: None
) -> CertifiedTail:
    """Return an N from which on the candidate of Theorem 1 is an equilibrium, with a bound valid for all larger N.

    Args:
        economy: An economy with positive κ; only one with two types, u free of the state and both
            goods gross substitutes can be certified.
        progress: Called with each M before it is tried.

    Paper: Theorem 1.
    """
    missing = _missing(economy)
    if missing is not None:
        return CertifiedTail(None, None, "NONE", missing)
    for M in (math.ceil(50 * 1.25**i) for i in range(STEPS)):
        progress(M)
        with flint.ctx.workprec(BITS):
            works = next(
                (d for d in DISTANCES if 2 * M * d * d >= 1 and _holds(economy, M, d)), None
            )
        if works is not None:
            start = _least_agents(economy, M)
            bound = (
                f"for all M >= {M} a bound on the gain, with Hoeffding's inequality for "
                "unlikely shares, stays below the cost of any deviation"
            )
            detail = f"every stage-2 equilibrium is unique, and {bound}"
            return CertifiedTail(start, M, CERTIFIED, detail)
    return CertifiedTail(
        None, None, "NONE", "the bound on the gain exceeds the cost at every M that was tried"
    )


def _missing(economy: Economy) -> str | None:
    """Return a sentence on what the argument lacks, or nothing."""
    hypotheses = given(economy)
    if obstacle(hypotheses) is not None or evidence(hypotheses) != CERTIFIED:
        return "that utility is increasing and concave is not decided"
    if len(economy.types) != 2 or economy.mechanism.eta <= 0:
        return "the bound is for two types and eta > 0"
    if any(sum(row) != 1 for row in economy.environment.signal):
        return "the probabilities of the types must sum to 1 exactly"
    if any(len(set(row)) != 1 for row in utilities(economy)):
        return "the bound is for a utility that does not depend on the state"
    conditions = (substitution(), substitution_of_second())
    for t in range(2):
        if not normal_at_all_bundles(economy, t) or any(
            sign(concrete_from_edge(economy, c, t, 0)) not in (0, 1) for c in conditions
        ):
            return "that both goods are normal and gross substitutes is not decided"
    return None if certify_stage1(economy).separating else "α* is not certified to be separating"


def _least_agents(economy: Economy, M: int) -> int:
    """Return the least N with at least M active agents."""
    N = math.floor((M - 1) / (1 - economy.mechanism.eta))
    while economy.active(N) < M:
        N += 1
    return N


def _holds(economy: Economy, M: int, distance: float) -> bool:
    """Whether the bound is below the cost for every deviation at all M' >= M."""
    belief, shares = known_state(economy, 0), _shares(economy, M, distance)
    prices = _prices(economy, belief, M, shares)
    if prices is None:
        return False
    cost, eta = losses(economy, certify_stage1(economy)), economy.mechanism.eta
    inactive = exact_ball((eta * M - 1) / (1 - eta))
    unlikely = 2 * M * (-2 * (M - 1) * flint.arb(distance) ** 2).exp()
    for own in (0, 1):
        bound = _gain(belief, M, prices, own)
        if bound is None or not inactive * cost[own][1 - own] > bound + unlikely * _range(
            belief, own
        ):
            return False
    return True


def _shares(economy: Economy, M: int, distance: float) -> tuple[Fraction, Fraction]:
    """Return the range of the first type's share among the active, whoever the others near a state's shares are."""
    first = [row[0] for row in economy.environment.signal]
    room = Fraction(distance) + Fraction(1, M)
    return max(min(first) - room, Fraction(0)), min(max(first) + room, Fraction(1))


def _prices(
    economy: Economy, belief: Belief, M: int, shares: tuple[Fraction, Fraction]
) -> tuple[float, float] | None:
    """Return prices between which all equilibrium prices lie for these shares and all M' >= M.

    Or nothing; E falls, so its sign at the two ends is enough.
    """
    state = np.tile(np.eye(len(economy.states))[0], (2, 1))
    _, centres = price_taking(
        economy, np.array([[float(s), 1 - float(s)] for s in shares]), state, tolerance=1e-12
    )
    low = next(
        (
            p
            for a in APART
            if _side_of_root(belief, M, shares, p := float(centres.min()) * math.exp(-a), 1)
        ),
        None,
    )
    high = next(
        (
            p
            for a in APART
            if _side_of_root(belief, M, shares, p := float(centres.max()) * math.exp(a), -1)
        ),
        None,
    )
    return None if low is None or high is None else (low, high)


def _side_of_root(
    belief: Belief, M: int, shares: tuple[Fraction, Fraction], price: float, wanted: int
) -> bool:
    """Whether R - pQ has the wanted sign at a price for all shares in the range and all M' >= M."""
    economy, ball = belief.economy, flint.arb(price)
    offers = price_taking_offers(
        economy, np.array([1.0] + [0.0] * (len(economy.states) - 1)), np.array([price])
    )
    supplied, demanded = (0, 1) if wanted > 0 else (1, 0)
    most, least = (
        _upper(belief, shares, ball, supplied, offers[supplied][0]),
        _lower(belief, M, shares, ball, demanded, offers[demanded][0]),
    )
    if most is None:
        return False
    return bool(least - ball * most > 0) if wanted > 0 else bool(ball * least - most > 0)


def _weights(shares: tuple[Fraction, Fraction], greatest: bool) -> tuple[Fraction, Fraction]:
    return (shares[1], 1 - shares[0]) if greatest else (shares[0], 1 - shares[1])


def _upper(
    belief: Belief,
    shares: tuple[Fraction, Fraction],
    price: Ball,
    good: int,
    guess: NDArray[np.float64],
) -> Ball | None:
    """Return a bound from above on a total per active agent, by what price-takers offer."""
    caps = Market(belief, (1, 1)).caps(good, price, guess.tolist())
    if caps is None:
        return None
    offered = sum(
        (exact_ball(w) * flint.arb(c) for w, c in zip(_weights(shares, True), caps, strict=True)),
        flint.arb(0),
    )
    return exact_ball(belief.economy.mechanism.kappa[good]) + offered


def _lower(
    belief: Belief,
    M: int,
    shares: tuple[Fraction, Fraction],
    price: Ball,
    good: int,
    guess: NDArray[np.float64],
) -> Ball:
    """Return a bound from below on a total per active agent.

    Offers whose condition is nonnegative at the least total that they make.
    """
    kappa = exact_ball(belief.economy.mechanism.kappa[good])
    for part in (0.999, 0.997, 0.99, 0.98, 0.95, 0.9, 0.8, 0.6, 0.3):
        offers = [part * float(b) for b in guess]
        total = kappa + sum(
            (
                exact_ball(w) * flint.arb(b)
                for w, b in zip(_weights(shares, False), offers, strict=True)
            ),
            flint.arb(0),
        )
        conditions = (
            side(good).condition.run(belief, t, flint.arb(b), price, M * total)[0]
            for t, b in enumerate(offers)
            if b > 0
        )
        if all(c >= 0 for c in conditions):
            return total
    return kappa


def _moved(belief: Belief, M: int, prices: tuple[float, float], own: int) -> Ball | None:
    """Return D: M' times a bound on the change of the logarithm of the price that a deviator of a type faces, for all M' >= M."""
    kappas = [exact_ball(k) for k in belief.economy.mechanism.kappa]
    caps = [[_cap(belief, good, t, *prices) for t in (0, 1)] for good in (0, 1)]
    ratios = [
        [flint.arb(c) / k for c in row if c is not None]
        for row, k in zip(caps, kappas, strict=True)
    ]
    if any(len(row) < 2 for row in ratios):
        return None
    larger = [_greater(row[0], row[1]) for row in ratios]
    if not all(v < M for v in larger):
        return None
    return sum((v / (1 - v / M) for v in larger), _greater(ratios[0][1 - own], ratios[1][1 - own]))


def _gain(belief: Belief, M: int, prices: tuple[float, float], own: int) -> Ball | None:
    """Return a bound on M' times the gain of a type at shares near a state's, for all M' >= M."""
    moved = _moved(belief, M, prices, own)
    if moved is None:
        return None
    apart = float((moved / M).upper()) * (1 + 1e-9)
    if not apart < LARGEST:
        return None  # a bound that overflows is no bound
    room = math.exp(apart)
    wide = (prices[0] / room, prices[1] * room)
    sold, bought = (_values(belief, own, good, wide) for good in (0, 1))
    if sold is None or bought is None:
        return None
    return _greater(sold[0], bought[0]) * moved + _greater(sold[1], bought[1]) / M


def _values(
    belief: Belief, own: int, good: int, prices: tuple[float, float]
) -> tuple[Ball, Ball] | None:
    """Return bounds on |dW/d log p| and on M'^2 times the price-taker's advantage, on one side at prices of a range."""
    top = _cap(belief, good, own, *prices)
    if top is None:
        return None
    if top == 0:
        return flint.arb(0), flint.arb(0)
    price, offer = between(*prices), between(0, top)
    cost, gain, _, _ = side(good).curvature.run(belief, own, offer, price)
    bend = -side(good).line_slopes.run(belief, own, offer, price)[0]
    if not (bend > 0 and gain.is_finite() and cost.is_finite()):
        return None
    # dW/d log p is p u_r b for a seller of the first good and u_r b for a seller of the second:
    # gain times b, and cost times b.
    marginal = gain.upper() if good == 0 else cost.upper()
    excess = gain.upper() * top / exact_ball(belief.economy.mechanism.kappa[good])
    return marginal * top, excess**2 / bend.lower()


def _greater(first: Ball, second: Ball) -> Ball:
    return first.max(second)


def _cap(belief: Belief, good: int, type_: int, low: float, high: float) -> float | None:
    """Return an offer above all that a type makes at prices of a range."""
    state = np.array([1.0] + [0.0] * (len(belief.economy.states) - 1))
    guess = price_taking_offers(belief.economy, state, np.array([low, high]))[good][:, type_].max()
    return cap(belief, good, type_, between(low, high), float(guess) * (1 + 1e-6))


def _range(belief: Belief, type_: int) -> Ball:
    """Return a bound on what any deviation can bring.

    The utility of what can be bought at the extreme prices less that of the endowment.
    """
    bounds, (q_bar, r_bar) = price_bounds(belief.economy), belief.economy.environment.endowment
    if bounds is None:
        raise ValueError("the bound needs kappa > 0")
    most = belief.partials(
        UTILITY, type_, exact_ball(q_bar + r_bar / bounds[0]), exact_ball(r_bar + q_bar * bounds[1])
    )[0]
    return most - belief.partials(UTILITY, type_, exact_ball(q_bar), exact_ball(r_bar))[0]
