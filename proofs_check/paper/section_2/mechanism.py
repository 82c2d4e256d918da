r"""Claims about remarks on the mechanism: what kappa does, feasibility, one-sided offers, the histogram.

Paper: sections 2.2 and 2.3.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import beliefs
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import FULL_SUPPORT, SEPARATING
from symbolic.language.notation import (
    M,
    Q_others,
    R_others,
    a_q,
    a_r,
    b_q,
    b_r,
    kappa_q,
    kappa_r,
    p_1,
    p_2,
    phi,
    q_bar,
    r_bar,
    s_q,
    s_r,
    sigma,
    x,
    y,
    z,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_q, u_r
from symbolic.model.best_response import g_prime_at_zero, h_prime_at_zero
from symbolic.model.market import kappa_payout, payoff, reduced_payoff, totals
from symbolic.model.offers import P_1, inactive_payoff

_slack, _slack_r, _share, _rest, _t = sp.symbols(
    "slack_q slack_r active_share inactive_share t", real=True
)
# Consumption of the active.
_active_q = payoff()[0]
_active = Statement(
    Relation(_active_q, ">=", 0),
    (*nonnegative(b_q, _slack, b_r), *positive(p_2)),
    (Definition(q_bar, b_q + _slack),),
)
_offered = nonnegative(
    SumOver(sigma(y) * s_q(y), y), SumOver(sigma(y) * s_r(y), y), reason="offers are not negative"
)
_Q, _R = totals()
_defined = Statement(
    And((Relation(_Q, ">", 0), Relation(_R, ">", 0))), (*_offered, *positive(M, kappa_q, kappa_r))
)
# No trade: with nobody trading the others' totals are M kappa; m_q, m_r are expected marginal
# utilities at the endowment.
_nobody = (Definition(Q_others, M * kappa_q), Definition(R_others, M * kappa_r))
_m_q, _m_r = (SumOver(phi(z) * v(q_bar, r_bar, x, z), z) for v in (u_q, u_r))
_no_trade = Statement(
    And(
        (
            equation(kappa_q * g_prime_at_zero(), kappa_r * _m_r - kappa_q * _m_q),
            equation(kappa_r * h_prime_at_zero(), kappa_q * _m_q - kappa_r * _m_r),
        )
    ),
    positive(M, kappa_q, kappa_r),
    _nobody,
    "No trade is a best response to no trade if and only if the marginal rate of substitution at "
    "the endowment is kappa_r/kappa_q, which is then the competitive price.",
)
# Feasibility and balance per capita.
_out_q, _out_r = kappa_payout()  # what the kappa-offers take out, net, per active agent
_inactive_q, _inactive_r = inactive_payoff()
_paid_q = -_share * _out_q + _rest * (_inactive_q - q_bar)
_paid_r = -_share * _out_r + _rest * (_inactive_r - r_bar)
_people = (
    *nonnegative(_share, _rest, a_q, a_r, _slack, _slack_r),
    *positive(p_2, q_bar, r_bar, kappa_q, kappa_r),
)
_kept_r = (
    Definition(a_r, (1 - _slack_r) * r_bar),
    Definition(p_1, P_1),
)  # the slack is the share of the endowment that is kept
_kept_q = (Definition(a_q, (1 - _slack) * q_bar), Definition(p_1, P_1))
_departure_q = Statement(
    Relation(_share * kappa_q + _rest * q_bar - _paid_q, ">=", 0), _people, _kept_r
)
_departure_r = Statement(
    Relation(_share * kappa_r + _rest * r_bar - _paid_r, ">=", 0), _people, _kept_q
)
_departure = Statement(
    And((_departure_q.expanded().says, _departure_r.expanded().says)),
    _people,
    words="Per head at most (M/N) kappa + (1 - M/N)(q-bar, r-bar) is paid out.",
)
_p_low, _above = sp.symbols("price_low above", real=True)
_balance = Statement(
    Relation(_out_q, "<=", over(kappa_r, _p_low)),
    (*nonnegative(_above), *positive(kappa_q, kappa_r, _p_low)),
    (Definition(p_2, _p_low + _above),),
    "With prices bounded away from zero what the mechanism collects is of the order of kappa.",
)
# An inactive agent's two-sided offer with net sale n >= 0.
_n = sp.Symbol("net", real=True)
_net_seller = (Definition(a_q, _n + over(a_r, p_1)),)
_one_q, _one_r = inactive_payoff(_n, sp.S.Zero)
_one_sided = Statement(
    And((equation(_one_q, _inactive_q), equation(_one_r, _inactive_r), Relation(_n, "<=", a_q))),
    (*nonnegative(_n, a_r), *positive(p_1)),
    _net_seller,
    "A net seller of the first good may offer the difference alone; a net buyer likewise.",
)
_ray_q, _ray_r = reduced_payoff(_t * Q_others, _t * R_others)
_ray = Statement(
    And((equation(_ray_q, q_bar), equation(_ray_r, r_bar))),
    (*positive(Q_others, R_others), *nonnegative(_t)),
)

CLAIMS = (
    Claim(
        id="eq-3.nonnegative",
        title="an active agent consumes a nonnegative amount of the first good",
        source="equation (3)",
        printed=_active,
        mutants=(
            Statement(Relation(_active_q, ">", 0), _active.given, _active.where),
            Statement(_active.says, (*nonnegative(b_q, b_r), *positive(p_2)), _active.where),
            Statement(_active.says, _active.given, (Definition(q_bar, _slack),)),
        ),
    ),
    Claim(
        id="sec-2.2.kappa-defined",
        title="with positive kappa both totals are positive, so payoffs are defined",
        source="section 2.2, on kappa",
        printed=_defined,
        mutants=(
            Statement(Relation(_Q, ">", HUNDREDTH_MORE * M * kappa_q), _defined.given),
            Statement(Relation(_Q, ">", M * kappa_r), _defined.given),
            Statement(Relation(_R, ">", M * kappa_q), _defined.given),
        ),
    ),
    Claim(
        id="sec-2.2.no-trade",
        title="kappa prevents no trade from being an equilibrium",
        source="section 2.2, on kappa",
        printed=_no_trade,
        note="Read with the remark below Proposition 2, that without kappa no trade could be an "
        "equilibrium far from a competitive one: with kappa it is one only where it is competitive, "
        "that is where all active types have the rate of substitution kappa_r/kappa_q at the "
        "endowment.",
        mutants=(
            Statement(
                equation(kappa_q * g_prime_at_zero(), kappa_q * _m_r - kappa_r * _m_q),
                _no_trade.given,
                _nobody,
            ),
            Statement(_no_trade.says, _no_trade.given, (_nobody[0], Definition(R_others, kappa_r))),
        ),
    ),
    Claim(
        id="sec-2.2.inactive-clearing",
        title="the trades of the inactive do not clear",
        source="section 2.2, on feasibility",
        printed=asserted(
            "sec-2.2.inactive-clearing",
            r"\exists\, \text{an economy and types}:\quad \sum_{n \notin \mathcal{M}} (q^n - \bar q) "
            r"\ne 0",
            counts=(2, 1),
        ),
        depends_on=("eq-2.budget",),
        mutants=(
            asserted("sec-2.2.inactive-clearing", counts=(1, 1)),
            asserted("sec-2.2.inactive-clearing", counts=(0, 0)),
        ),
        existence=True,
    ),
    Claim(
        id="sec-2.2.departure",
        title="what is paid out per capita is of the order of eta and kappa",
        source="section 2.2, on the departure from feasibility",
        printed=_departure,
        depends_on=("eq-4.accounting", "eq-2.budget"),
        mutants=(
            Statement(Relation(_share * kappa_q - _paid_q, ">=", 0), _people, _kept_r),
            Statement(
                Relation(_share * kappa_q + _rest * a_q - _paid_q, ">=", 0), _people, _kept_r
            ),
            Statement(Relation(_rest * r_bar - _paid_r, ">=", 0), _people, _kept_q),
        ),
    ),
    Claim(
        id="sec-2.2.balancedness",
        title="what is collected per capita is small too, so the budget nearly balances",
        source="section 2.2, on budget-balancedness",
        printed=_balance,
        note="Of equilibrium play: prices stay away from zero as kappa falls, as competitive ones do, "
        "and what is collected is at most kappa_r/p.  Of any play whatever it would not be so: if "
        "the active sold only the first good, the mechanism's kappa_r would buy all of it.",
        depends_on=("sec-2.2.kappa-value",),
        mutants=(
            Statement(Relation(_out_q, "<=", kappa_q), _balance.given, _balance.where),
            Statement(
                Relation(_out_q, "<=", over(kappa_r, HUNDREDTH_MORE * _p_low) - kappa_q),
                _balance.given,
                _balance.where,
            ),
            Statement(
                _balance.says, positive(kappa_q, kappa_r, _p_low, _p_low + _above), _balance.where
            ),
        ),
    ),
    Claim(
        id="sec-2.2.inactive-one-sided",
        title="the one-sided restriction does not bind an inactive agent",
        source="section 2.2, below Lemma 1",
        printed=_one_sided,
        mutants=(
            Statement(_one_sided.says, _one_sided.given, (Definition(a_q, _n + a_r * p_1),)),
            Statement(Relation(_n, ">=", a_q), _one_sided.given, _one_sided.where),
            Statement(
                equation(_one_q, _inactive_q),
                _one_sided.given,
                (Definition(a_q, HUNDREDTH_MORE * _n + over(a_r, p_1)),),
            ),
        ),
    ),
    Claim(
        id="sec-2.2.ray",
        title="without the one-sided restriction best responses are not unique",
        source="section 2.2, on the restriction in O",
        printed=_ray,
        depends_on=("eq-14",),
        mutants=(
            Statement(equation(reduced_payoff(_t * R_others, _t * Q_others)[0], q_bar), _ray.given),
            Statement(
                equation(reduced_payoff(HUNDREDTH_MORE * _t * Q_others, _t * R_others)[0], q_bar),
                _ray.given,
            ),
            Statement(equation(reduced_payoff(_t * Q_others, sp.S.Zero)[1], r_bar), _ray.given),
        ),
    ),
    Claim(
        id="sec-2.3.reveals",
        title="in a separating equilibrium the histogram and the own type reveal the configuration",
        source="section 2.3, end",
        printed=asserted(
            "sec-2.3.reveals",
            r"\forall s_1,\ s_1(x) \ne s_1(y)\ (x \ne y)\ \forall \sigma\ \forall n \in \mathcal{M},\ "
            r"\text{all following}\ s_1:\quad \sigma^*_n = \sigma\ \text{and}\ \phi_n = \phi^\sigma",
            who="everybody",
            others="follow",
        ),
        note="Said of any separating equilibrium.  What is proved uses of s_1 that different types offer "
        "differently, and no more; the check plays the candidate's.",
        depends_on=("eq-24",),
        mutants=(
            asserted("sec-2.3.reveals", who="everybody", others="rotate"),
            asserted("sec-2.3.reveals", who="a defector", others="rotate"),
        ),
        assumes=(SEPARATING, FULL_SUPPORT),
        general=beliefs.REVEALS,
        strengthened=beliefs.REVEALS_TOO_STRONG,
    ),
)
__all__ = ["CLAIMS"]
