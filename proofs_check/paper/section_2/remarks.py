r"""Claims about remarks of the introduction and of section 2 that are not numbered.

Inada, footnotes 2 and 3, what kappa does, what the histogram reveals.

Paper: sections 1, 2.1-2.3.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import FULL_SUPPORT, HALF_OPEN, SEPARATING
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
    q_bar,
    r_bar,
    s_q,
    s_r,
    sigma,
    y,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.market import kappa_payout, payoff, reduced_payoff, totals
from symbolic.model.offers import P_1, inactive_payoff

_slack, _slack_r, _share, _rest, _t = sp.symbols(
    "slack_q slack_r active_share inactive_share t", real=True
)

# Footnote 2: demand is homogeneous of degree zero in (p_q, p_r), so p_q D_q + p_r D_r = 0 by
# Euler's theorem.
_p_q, _p_r, _own, _cross = sp.symbols("price_q price_r own_slope cross_slope", real=True)
_euler = (Definition(_own, -over(_p_r * _cross, _p_q)),)
_substitutes = Statement(
    Relation(_own, "<", 0),
    positive(_p_q, _p_r, _cross),
    _euler,
    "Demand that rises with the other price falls with its own.",
)

# Consumption of the active.
_active_q, _active_r = payoff()
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

# No trade: at zero offers the others' ratio is kappa_r/kappa_q; m_q and m_r are the expected
# marginal utilities at the endowment.
_m_q, _m_r = sp.symbols("m_q m_r", real=True)
_rates = positive(_m_q, _m_r, kappa_q, kappa_r)
_g_zero, _h_zero = -_m_q + _m_r * over(kappa_r, kappa_q), _m_q * over(kappa_q, kappa_r) - _m_r
_no_trade_printed = asserted(
    "sec-2.2.no-trade",
    r"g'(0) > 0\ \text{or}\ h'(0) > 0",
    "Some type gains from a first unit of trade.",
    tastes=(1, 1),
)
_no_trade = Statement(
    And(
        (
            Relation(_g_zero, "same sign", _m_r * kappa_r - _m_q * kappa_q),
            Relation(_h_zero, "same sign", _m_q * kappa_q - _m_r * kappa_r),
        )
    ),
    _rates,
    words="No trade is a best response to no trade if and only if the marginal rate of "
    "substitution at the endowment is kappa_r/kappa_q.",
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
_sold, _bought, _p_low, _above = sp.symbols("sold_q sold_r price_low above", real=True)
_balance_printed = Statement(
    Relation(_out_q, "<=", kappa_q),
    (*nonnegative(_sold, _bought), *positive(kappa_q, kappa_r)),
    (Definition(p_2, over(kappa_r + _bought, kappa_q + _sold)),),
    "The mechanism collects no more per head than the small quantity kappa, whatever is offered.",
)
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

# The limit of stage 2 is the equilibrium with kappa, not the one without: log utility, s the mean
# share of income spent on the first good.
_s, _rest_s, _weight_q, _weight_r = sp.symbols("share_q share_r weight_q weight_r", real=True)
_with = over(kappa_r + _s * r_bar, kappa_q + _rest_s * q_bar)
_without = over(_s * r_bar, _rest_s * q_bar)
_market = positive(_weight_q, _weight_r, q_bar, r_bar, kappa_q, kappa_r)
_sum_to_one = (
    Definition(_s, over(_weight_q, _weight_q + _weight_r)),
    Definition(_rest_s, over(_weight_r, _weight_q + _weight_r)),
)
_limit_printed = Statement(
    equation(_with, _without),
    _market,
    _sum_to_one,
    "The limit price is that of the economy itself.",
)
_limit = Statement(
    equation((_with - _without) * (kappa_q + _rest_s * q_bar), kappa_r - kappa_q * _without),
    _market,
    _sum_to_one,
    "The limit price is that of the economy with trades kappa; it differs from that of the "
    "economy itself by an amount of the order of kappa.",
)

CLAIMS = (
    Claim(
        id="sec-1.beliefs-only",
        title="contingent on being active an offer matters through the others' beliefs only",
        source="section 1, on the trade-off",
        printed=asserted(
            "sec-1.beliefs-only",
            r"\sigma^*(x, a) = \sigma^*(x, a'),\ \sigma'(a) = \sigma'(a')\ \text{on}\ I(\bar x)",
            whose="own",
        ),
        depends_on=("eq-7", "eq-8"),
        mutants=(asserted("sec-1.beliefs-only", whose="the others'"),),
        assumes=(SEPARATING, HALF_OPEN),
    ),
    Claim(
        id="sec-1.limit-economy",
        title="stage-2 behaviour converges to the competitive equilibrium of the economy",
        source="section 1, on convergence",
        printed=_limit_printed,
        correction=Correction(
            statement=_limit,
            severity="harmless",
            finding="For fixed kappa > 0 the limit is the equilibrium with the exogenous trades kappa, as "
            "Proposition 2 says; with log utility the prices are "
            "(kappa_r + s r-bar)/(kappa_q + (1-s) q-bar) and s r-bar/((1-s) q-bar).  They agree only "
            "as kappa tends to zero.",
        ),
        mutants=(
            Statement(
                equation(
                    (_with - _without) * (kappa_q + _rest_s * q_bar),
                    kappa_r - HUNDREDTH_MORE * kappa_q * _without,
                ),
                _market,
                _sum_to_one,
            ),
            Statement(
                equation((_with - _without) * (kappa_q + q_bar), kappa_r - kappa_q * _without),
                _market,
                _sum_to_one,
            ),
            _limit_printed,
        ),
    ),
    Claim(
        id="sec-2.1.inada",
        title="utility is twice continuously differentiable where it is defined and satisfies Inada",
        source="section 2.1",
        printed=asserted(
            "sec-2.1.inada",
            r"u \in C^2(\mathbb{R}^2_+),\ u_q(0, r) = \infty",
            domain="closed",
            utility="sqrt",
        ),
        correction=Correction(
            statement=asserted(
                "sec-2.1.inada",
                r"u \in C^2(\mathbb{R}^2_{++}),\ u_q(0, r) = \infty",
                domain="open",
                utility="sqrt",
            ),
            severity="harmless",
            finding="On the closed quadrant, where bundles are said to live, no utility is both: continuous "
            "derivatives are bounded near the axis, Inada's are not.  "
            "Differentiability must be read on the open quadrant; there consumption stays, so the "
            "results survive.  We also admit utilities that fall to minus "
            "infinity at the axes (log), as applications do; the paper can be read as excluding them, "
            "and findings that rest on this say so.",
        ),
        mutants=(
            asserted("sec-2.1.inada", domain="closed", utility="log"),
            asserted("sec-2.1.inada", domain="open", utility="shifted"),
            asserted("sec-2.1.inada", domain="closed", utility="power"),
        ),
    ),
    Claim(
        id="fn-2",
        title="gross substitutes imply monotone demand",
        source="footnote 2",
        printed=_substitutes,
        mutants=(
            Statement(_substitutes.says, (*positive(_p_q, _p_r), *nonnegative(_cross)), _euler),
            Statement(
                _substitutes.says,
                positive(_p_q, _p_r, _cross),
                (Definition(_own, over(_p_r * _cross, _p_q)),),
            ),
            Statement(_substitutes.says, positive(_p_q, _cross), _euler),
        ),
    ),
    Claim(
        id="sec-2.1.pairs",
        title="types that are pairs of one taste and two signals can have different best offers",
        source="section 2.1, on (x^t, x^s); section 3.2",
        printed=asserted(
            "sec-2.1.pairs",
            r"(x^t, x^s), (x^t, \hat x^s):\ \alpha^* \text{ differ}",
            state_matters=True,
            signals_differ=True,
        ),
        note="The notation covers pairs, as the paper says.  A caution for its user: where the "
        "state does not enter preferences, types with one taste and "
        "two signals have the same best offer whatever the probabilities, so alpha* is not "
        "separating (a mutant shows it).",
        depends_on=("sec-3.2.first-order",),
        mutants=(
            asserted("sec-2.1.pairs", state_matters=False, signals_differ=True),
            asserted("sec-2.1.pairs", state_matters=True, signals_differ=False),
        ),
        existence=True,
    ),
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
        printed=_no_trade_printed,
        correction=Correction(
            statement=_no_trade,
            severity="false remark",
            finding="If every active type has the marginal rate of substitution kappa_r/kappa_q at the "
            "endowment (all types alike, say), no trade is an equilibrium of "
            "stage 2 although kappa is positive.  Exactly then; in all other cases the remark is "
            "right.  Nothing depends on it.",
        ),
        mutants=(
            _no_trade_printed,
            Statement(Relation(_g_zero, "same sign", _m_q * kappa_q - _m_r * kappa_r), _rates),
            Statement(Relation(_g_zero, "same sign", _m_r * kappa_q - _m_q * kappa_r), _rates),
        ),
    ),
    Claim(
        id="sec-2.2.inactive-clearing",
        title="the trades of the inactive do not clear",
        source="section 2.2, on feasibility",
        printed=asserted(
            "sec-2.2.inactive-clearing", r"\sum_{n \notin M} (q^n - \bar q) \ne 0", counts=(2, 1)
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
        printed=_balance_printed,
        correction=Correction(
            statement=_balance,
            severity="harmless",
            finding="The paper does not say of which play.  Of any play it is false: if the active sell only "
            "the first good, its price is near zero and the "
            "mechanism's kappa_r buys all that is sold, "
            "however small kappa is.  Where prices stay away from zero as kappa falls, as competitive "
            "ones do, what is collected is at most kappa_r/p.",
        ),
        depends_on=("sec-2.2.kappa-value",),
        mutants=(
            _balance_printed,
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
            "sec-2.3.reveals", r"\sigma^*_n = \sigma\ \forall n", who="everybody", others="follow"
        ),
        depends_on=("eq-7", "eq-8", "eq-24"),
        mutants=(
            asserted("sec-2.3.reveals", who="everybody", others="rotate"),
            asserted("sec-2.3.reveals", who="a defector", others="rotate"),
        ),
        assumes=(SEPARATING, FULL_SUPPORT, HALF_OPEN),
    ),
)
__all__ = ["CLAIMS"]
