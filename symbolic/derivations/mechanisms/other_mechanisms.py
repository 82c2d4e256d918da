r"""Two facts about mechanisms that the paper compares with: what pari-mutuel betting pays out, and offers as schedules.

Paper: section 6 (the pari-mutuel version); sections 1 and 2.2 (demand schedules and the restriction
to one-sided offers).  Neither derivation is in the paper.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Line, Text
from symbolic.deriving.rules import Algebra, UseEquation
from symbolic.games.pari_mutuel import payout
from symbolic.language.notation import N, b_q, b_r, kappa_q, kappa_r, p_2, q_bar, r_bar
from symbolic.language.proposition import equation
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)

Claims = Mapping[str, Statement]
OFFERED_Q, OFFERED_R, SPENT = sp.symbols("S_q S_r A", real=True)


def pari_mutuel(claims: Claims) -> Derivation:
    """Derive the net payout of the pari-mutuel version: that of κ, whatever is offered."""
    price = equation(OFFERED_R, p_2 * (OFFERED_Q + N * kappa_q) - N * kappa_r)
    paid_q, paid_r = payout()
    given = (
        *positive(N, kappa_q, kappa_r, p_2),
        *nonnegative(OFFERED_Q, OFFERED_R),
        Hypothesis(price, Provenance.DERIVED, "the price is the ratio of all that is offered"),
    )
    use = UseEquation((price,), note="the price")
    return Derivation(
        "pari-mutuel",
        "What the pari-mutuel version pays out",
        "section 6, second paragraph (the derivation is not in the paper)",
        given,
        (
            Text(
                "In this version the stage-1 offers of the inactive are part of the market and all "
                "agents are paid by (3). Let them offer {} and {} in all, the inactive at stage 1 and "
                "the active at stage 2. Summing (3), agents receive of the first good, net of what "
                "they give,",
                (OFFERED_Q, OFFERED_R),
            ),
            Chain(over(OFFERED_R, p_2) - OFFERED_Q, (Line("=", paid_q, use),)),
            Text("and of the second"),
            Chain(p_2 * OFFERED_Q - OFFERED_R, (Line("=", paid_r, use),)),
            Text(
                "whatever is offered: what the exogenous offers put in less what they take out. At "
                "the price it is worth nothing,"
            ),
            Chain(p_2 * paid_q + paid_r, (Line("=", sp.S.Zero, Algebra()),)),
            Text(
                "so the designer pays out one good and takes in the other.",
                by=("sec-6.pari-mutuel.payout",),
            ),
        ),
    )


def schedule(claims: Claims) -> Derivation:
    """Derive that an offer of both goods spends given shares of wealth at every price."""
    sold = equation(b_q, (1 - SPENT) * q_bar)
    spent = equation(b_r, SPENT * r_bar)
    given = (
        *positive(p_2, q_bar, r_bar),
        Hypothesis(sold, Provenance.ADDED, "the part of the first good that is sold"),
        Hypothesis(spent, Provenance.ADDED, "the part of the second good that is spent"),
    )
    use = UseEquation((sold, spent), note="the offer")
    return Derivation(
        "schedule",
        "An offer of both goods is a demand schedule",
        "sections 1 and 2.2 (not in the paper)",
        given,
        (
            Text(
                "Without the restriction to one good an offer leaves, at the price {}, an amount of "
                "the first good that falls in the price. An agent who offers {} and {} spends on the "
                "first good",
                (p_2, b_q, b_r),
            ),
            Chain(
                p_2 * (q_bar - b_q + over(b_r, p_2)),
                (Line("=", SPENT * (p_2 * q_bar + r_bar), use),),
            ),
            Text("and keeps of the second"),
            Chain(
                r_bar - b_r + p_2 * b_q,
                (Line("=", (1 - SPENT) * (p_2 * q_bar + r_bar), use),),
            ),
            Text(
                "at every price: the demand of a utility that spends the share {} of wealth on the "
                "first good. So a quantity that is offered on one side is committed before the price "
                "is known, and an offer of both goods is not.",
                (SPENT,),
                by=("sec-1.schedule",),
            ),
        ),
    )
