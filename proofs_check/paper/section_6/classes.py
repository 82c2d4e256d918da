r"""Claims of section 6 on endowments that differ and are common knowledge: existence, and the modified A2.

The paper says that for existence any commonly known profile of endowments will do, and that for uniqueness
A2 must then close the market whenever all agents with the same endowment make the same offer.  Why existence
carries over, at which sizes it does in one economy, and what the modified A2 costs, is computed here.

Paper: section 6, fourth paragraph.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.games.classes import d_q, d_r, held
from symbolic.language.local_symbols import local
from symbolic.language.notation import Q_others, R_others, b_q, b_r, p_2, q_bar, r_bar
from symbolic.language.proposition import And, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.model.market import payoff, payoff_from_totals, reduced_payoff

__all__ = ["CLAIMS"]


def _less(factor: sp.Expr = sp.S.One) -> Statement:
    """Say that a class consumes what one with the largest endowments does, less what it lacks."""
    pairs = [
        (held(form)[good], form[good] - factor * lack)
        for form in (payoff(), payoff_from_totals(), reduced_payoff())
        for good, lack in ((0, d_q), (1, d_r))
    ]
    return Statement(
        And(tuple(equation(*pair) for pair in pairs)),
        (*positive(Q_others, R_others, p_2, q_bar, r_bar), *nonnegative(b_q, b_r)),
        words="By (3), with the price given or moved by the offer, and by (14): an agent who holds (q-bar - "
        "d_q, r-bar - d_r) and makes an offer consumes what an agent with (q-bar, r-bar) consumes by that "
        "offer, less (d_q, d_r).  So with u(q - d_q, r - d_r) in the place of u it is a type of the paper: "
        "best responses, prices and utilities agree.",
    )


_p, _wealth = local("line_price", "p_1"), local("line_wealth", "W")
_line = Statement(
    And(
        (
            equation(_p * over(_wealth, 2 * _p) + over(_wealth, 2), _wealth),
            equation(over(over(_wealth, 2), over(_wealth, 2 * _p)), _p),
        )
    ),
    positive(_p, _wealth),
    words="Whatever its endowment, a class of wealth W at p_1 has the budget line of the agent of the paper "
    "who holds (W/(2 p_1), W/2), and for that agent too the ratio of the endowments is p_1; so its best "
    "consumption at stage 1, its intervals and its losses are those of section 3.2.",
)

CLAIMS = (
    Claim(
        id="sec-6.endowments.translated",
        title="an agent with another endowment is a type with another utility (not in the paper)",
        source="section 6, fourth paragraph, 'can be replaced by any profile of endowments'; (3), (14)",
        printed=_less(),
        mutants=(_less(HUNDREDTH_MORE), _less(-sp.S.One)),
        note="With finitely many classes the kinds (type, endowment) are finitely many, so the argument of "
        "Theorem 1 goes through with kinds in the place of types and intervals class by class.  With ever "
        "more classes the least cost over them must stay away from zero: a hypothesis that the paper does "
        "not state.",
    ),
    Claim(
        id="sec-6.endowments.line",
        title="stage 1 of a class is that of an agent of the paper (not in the paper)",
        source="section 6, fourth paragraph; section 3.2",
        printed=_line,
        mutants=(_line.replacing({over(_wealth, 2): HUNDREDTH_MORE * over(_wealth, 2)}),),
    ),
    Claim(
        id="sec-6.endowments.existence",
        title="with endowments that differ the separating candidate is an equilibrium if the economy is large",
        source="section 6, fourth paragraph, 'For our existence result, this assumption can be replaced'",
        printed=asserted(
            "sec-6.endowments.existence",
            r"\forall x, h, \bar x \ne x:\quad \tfrac{N_h - M_h}{N_h}\,\text{cost} > "
            r"\tfrac{M_h}{N_h}\,\text{gain} \text{ at } N = 45",
            words="For a profile of 3 farmers and 3 traders, 2 of each active, repeated five times, no type of "
            "either class gains by being taken for another of its class, as the toolkit computes; and at the "
            "profile itself its values of being taken for another, its losses and its equilibrium offers "
            "are those that a sum over every sequence of types finds, agent by agent.",
            copies=5,
            factor=F(1),
        ),
        depends_on=("sec-6.endowments.translated", "sec-6.endowments.line"),
        mutants=(
            asserted("sec-6.endowments.existence", copies=1, factor=F(1)),
            asserted("sec-6.endowments.existence", copies=5, factor=F(1, 10)),
        ),
        note="At the profile itself, N = 6, the candidate is not an equilibrium, which the paper does not say "
        "it would be: Theorem 1 is about large N.",
    ),
    Claim(
        id="sec-6.endowments.costly",
        title="closing the market when every class agrees is rare, but not costless with unequal endowments",
        source="section 4, below A2, 'all agents have the same endowments'; section 6, fourth paragraph",
        printed=asserted(
            "sec-6.endowments.costly",
            r"\exists (\bar q_h, \bar r_h):\quad P(\text{shut down}) < 10^{-3},"
            r"\quad 1 - \rho = 1 - \sqrt 3/2\text{ there}",
            words="Two classes of 8 agents hold (3/2, 1/2) and (1/2, 3/2), and everybody has u = (log q + log "
            "r)/2: the modified A2 closes the market with probability below 10^-3 in a separating "
            "equilibrium, and where it does 1 - sqrt(3)/2 of what the active hold is misallocated, while with "
            "equal endowments nothing is.",
            second=F(1, 2),
            agents=8,
        ),
        mutants=(
            asserted("sec-6.endowments.costly", second=F(1), agents=8),
            asserted("sec-6.endowments.costly", second=F(1, 2), agents=3),
        ),
        note="The paper calls the rule costless because all agents have the same endowments, and says of unequal "
        "ones only that the rule must be modified; that agrees with what comes out.",
    ),
)
