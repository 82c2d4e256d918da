r"""What an inactive agent loses by the best offer of another type's interval, with proof.

.. math:: \ell(x, \bar x) = G_x(\alpha^*(x)) - \sup_{I(\bar x)}G_x

Paper: section 3.2, (5)-(7); Theorem 1.
"""

from __future__ import annotations

from functools import cache

import flint

from numeric.certify.arithmetic.beliefs import type_belief
from numeric.certify.arithmetic.expected import Conditions
from numeric.certify.arithmetic.intervals import Interval, between, exact_ball
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage1.enclose import CertifiedStage1
from numeric.economy.economy import Economy
from symbolic.language.notation import p_1, q, tau, x, z
from symbolic.model import stage1

Table = list[list[Ball]]


@cache
def _inactive() -> Conditions:
    return Conditions([stage1.line_objective().body / tau(x, z)], (q, p_1))


def losses(economy: Economy, first: CertifiedStage1) -> Table:
    """Return balls that contain G_x(α*(x)) less G_x at the end of I(x̄) nearest to α*(x), the best there."""
    q_bar, r_bar = economy.environment.endowment
    price = exact_ball(r_bar / q_bar)
    best = [c for c in first.consumption if c is not None]
    ends = [first.belief_interval(t, 2 * q_bar) for t in range(len(best))]

    def value(type_: int, consumed: Interval) -> Ball:
        return _inactive().run(
            type_belief(economy, type_), type_, between(consumed.low, consumed.high), price
        )[0]

    def loss(own: int, other: int) -> Ball:
        nearest = min(ends[other], key=lambda end: abs(end.low - best[own].low))
        return value(own, best[own]) - value(own, nearest)

    return [
        [loss(a, b) if a != b else flint.arb(0) for b in range(len(best))] for a in range(len(best))
    ]
