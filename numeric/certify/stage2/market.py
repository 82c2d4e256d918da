r"""Stage 2, or its price-taking limit, at the prices of a ball.

What is certified are bounds on offers and totals, and whether the excess is monotone.

At a price p the offers of the first good form a fixed point :math:`b_x = b_x(p, Q)`, :math:`Q =
M\kappa_q + \sum_x\sigma(x)b_x`.  With one root per type (``sides``), offers :math:`\bar b` and
their total :math:`\bar Q` bound the fixed point from above as soon as :math:`c(\bar b_x; p, \bar Q)
\le 0` for every type, and from below as soon as :math:`c(\underline b_x; p, \underline Q) \ge 0`:
:math:`b_x(p, Q)` rises in Q, and the total of the best offers crosses Q once.  A zero offer is
always a lower bound and a cap an upper one, so a type that changes sides within the ball needs no
case of its own.  The equilibrium prices are the roots of

.. math:: E(p) = \log R(p) - \log Q(p) - \log p,

and E has one-sided derivatives that implicit differentiation encloses; for a type that may be at
zero trade the hull with 0 contains both sides' derivatives.

With ``limit`` the agents take the price as given and the weights are shares: offers are roots of
the price-taking slope, which falls by concavity, and do not depend on the totals.  With a known
state the roots of E are then the competitive prices, since :math:`\beta_r - p\beta_q = p(q - \bar
q)`.

Paper: section 3.1, Proposition 1, Lemma 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import flint

from numeric.certify.arithmetic.expected import Belief
from numeric.certify.arithmetic.intervals import between, exact_ball
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage2.sides import cap, one_root, side

ROUNDS = (1, 2, 3, 4, 5, 6)
"""How far bounds that fail are moved each time, in steps of Newton's."""


@dataclass(frozen=True)
class Bounds:
    """Bounds on one good: offers by type (floats are exact here) and the total, at all prices of a ball."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    total_low: Ball
    total_high: Ball

    @property
    def total(self) -> Ball:
        """A ball that contains the total."""
        return self.total_low.union(self.total_high)


@dataclass(frozen=True)
class Market:
    """One configuration with its common belief, or, in the limit, shares of the types with one."""

    belief: Belief
    counts: tuple[Fraction | int, ...]
    limit: bool = False

    @cached_property
    def present(self) -> tuple[int, ...]:
        """The types with active agents."""
        return tuple(x for x, n in enumerate(self.counts) if n)

    def base(self, good: int) -> Ball:
        r"""Return :math:`M\kappa`, or κ in the limit."""
        return self._exact[good]

    def total(self, good: int, offers: Sequence[float]) -> Ball:
        """Return the total of one good for given offers."""
        return sum((self.weight(x) * flint.arb(offers[x]) for x in self.present), self.base(good))

    def weight(self, type_: int) -> Ball:
        """Return the number or the share of agents of a type."""
        return self._exact[2 + type_]

    @property
    def _exact(self) -> list[Ball]:
        """Return both goods' exogenous offers, and the counts, as balls at the working precision."""
        precision = int(flint.ctx.prec)
        if precision not in self._at_precision:
            agents = 1 if self.limit else sum(self.counts)
            exogenous = [agents * k for k in self.belief.economy.mechanism.kappa]
            self._at_precision[precision] = [exact_ball(v) for v in (*exogenous, *self.counts)]
        return self._at_precision[precision]

    @cached_property
    def _at_precision(self) -> dict[int, list[Ball]]:
        return {}

    def condition(self, good: int, type_: int, offer: Ball, price: Ball, total: Ball) -> Ball:
        """Return gain less cost of offering more."""
        if self.limit:
            return side(good).line.run(self.belief, type_, offer, price)[0]
        return side(good).condition.run(self.belief, type_, offer, price, total)[0]

    def slopes(self, good: int, type_: int, offer: Ball, price: Ball, total: Ball) -> list[Ball]:
        """Return the derivatives of gain less cost in the offer, the price and the total."""
        if self.limit:
            return [*side(good).line_slopes.run(self.belief, type_, offer, price), flint.arb(0)]
        return side(good).slopes.run(self.belief, type_, offer, price, total)

    def caps(self, good: int, price: Ball, guesses: Sequence[float]) -> tuple[float, ...] | None:
        """Return caps for all types at all prices of a ball, or None if one is not found."""
        found = [
            cap(self.belief, good, x, price, guesses[x]) if self.counts[x] else 0.0
            for x in range(len(self.counts))
        ]
        known = tuple(top for top in found if top is not None)
        return known if len(known) == len(found) else None

    def single(self, good: int, price: Ball, caps: Sequence[float]) -> bool:
        """Whether every type has one root below its cap, whatever the total."""
        return self.limit or all(
            caps[x] == 0 or one_root(self.belief, good, x, price, caps[x]) for x in self.present
        )

    def bound(
        self,
        good: int,
        price: Ball,
        guesses: Sequence[float],
        caps: Sequence[float],
        direction: int,
    ) -> tuple[tuple[float, ...], Ball]:
        """Return offers that bound the equilibrium offers of one good, and their total.

        They bound from above (direction 1) or from below (-1).

        Args:
            good: The side.
            price: Prices, on which ``caps`` are known to be caps with one root below.
            guesses: Offers to try, one per type.
            caps: The caps.
            direction: 1 or -1.
        """
        offers = [float(min(max(g, 0.0), c)) for g, c in zip(guesses, caps, strict=True)]
        extreme = list(caps) if direction == 1 else [0.0] * len(offers)
        for times in ROUNDS:
            total = self.total(good, offers)
            free = [x for x in self.present if offers[x] != extreme[x]]
            wrong = {
                x: direction * self.condition(good, x, flint.arb(offers[x]), price, total)
                for x in free
            }
            if all(value <= 0 for value in wrong.values()):
                return tuple(offers), total
            steps = self._steps(good, offers, price, total, wrong, direction, times)
            for x in free:
                moved = offers[x] + steps.get(x, float("inf"))
                offers[x] = moved if 0 < moved < caps[x] else extreme[x]
        return tuple(extreme), self.total(good, extreme)

    def _steps(
        self,
        good: int,
        offers: Sequence[float],
        price: Ball,
        total: Ball,
        wrong: dict[int, Ball],
        direction: int,
        times: int,
    ) -> dict[int, float]:
        """Return by how much offers should move, about, so that all conditions get their signs.

        It is so many times Newton's step in the offers and their total.
        """
        alone, pull = {}, {}
        for x, value in wrong.items():
            by_offer, _, by_total = (
                float(v.mid()) for v in self.slopes(good, x, flint.arb(offers[x]), price, total)
            )
            if not (value.is_finite() and by_offer < 0):
                return {}
            alone[x] = 1.1 * max(float(value.upper()), 0.0) / -by_offer + 1e-15 * offers[x]
            pull[x] = by_total / -by_offer
        weights = {x: float(self.counts[x]) for x in wrong}
        left = 1 - sum(weights[x] * pull[x] for x in wrong)
        shift = sum(weights[x] * alone[x] for x in wrong) / left if left > 0 else float("inf")
        return {x: direction * times * (alone[x] + pull[x] * shift) for x in wrong}

    def bounds(
        self,
        good: int,
        price: Ball,
        low: Sequence[float],
        high: Sequence[float],
        caps: Sequence[float],
    ) -> Bounds:
        """Return both bounds of one good."""
        offers_low, total_low = self.bound(good, price, low, caps, -1)
        offers_high, total_high = self.bound(good, price, high, caps, 1)
        return Bounds(offers_low, offers_high, total_low, total_high)

    def log_slope(self, good: int, price: Ball, found: Bounds) -> Ball:
        """Return a ball that contains the elasticities of a total in the price, from either side."""
        total, by_price, by_total = found.total, flint.arb(0), flint.arb(0)
        for x in self.present:
            if found.high[x] > 0:
                own = between(found.low[x], found.high[x])
                c_b, c_p, c_total = self.slopes(good, x, own, price, total)
                responses = [-c_p / c_b, -c_total / c_b]
                if found.low[x] == 0:
                    responses = [v.union(flint.arb(0)) for v in responses]
                by_price, by_total = (
                    by_price + self.weight(x) * responses[0],
                    by_total + self.weight(x) * responses[1],
                )
        known = (self.base(good) / total).union(flint.arb(1))
        left = 1 - by_total
        left = left.intersection(known) if left.is_finite() and left.overlaps(known) else known
        return price * by_price / (left * total)
