r"""Claims of section 2: payoffs of the inactive and the active, Bayes' rule, and where every unit goes.

Paper: sections 2.1 and 2.2, equations (1)-(4); the accounting is behind "this mechanism violates
feasibility".
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from symbolic.language.notation import (
    M,
    Q,
    R,
    a_q,
    a_r,
    kappa_q,
    kappa_r,
    mu,
    p_1,
    p_2,
    pi,
    q_bar,
    r_bar,
    s_q,
    s_r,
    sigma,
    x,
    y,
    z,
    z_prime,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Definition,
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.bayes import own_posterior
from symbolic.model.market import kappa_payout, payoff
from symbolic.model.offers import P_1, inactive_payoff

INACTIVE_Q, INACTIVE_R = inactive_payoff()
ACTIVE_Q, ACTIVE_R = payoff()

_budget_1 = Statement(
    equation(p_1 * INACTIVE_Q + INACTIVE_R, p_1 * q_bar + r_bar),
    positive(q_bar, r_bar),
    (Definition(p_1, P_1),),
)
_budget_2 = Statement(equation(p_2 * ACTIVE_Q + ACTIVE_R, p_2 * q_bar + r_bar), positive(p_2))

# An offer within the endowment, with the slack written out: q_bar = a_q + slack.
_slack = sp.Symbol("slack_q", real=True)
_within = (Definition(q_bar, a_q + _slack),)
_given = (*nonnegative(a_q, _slack, a_r), *positive(p_1))
_nonnegative_q = Statement(Relation(INACTIVE_Q, ">=", 0), _given, _within)

_all_q = SumOver(sigma(y) * (q_bar - s_q(y) + over(s_r(y), p_2)), y)
_all_r = SumOver(sigma(y) * (r_bar - s_r(y) + p_2 * s_q(y)), y)
_offered_q, _offered_r = SumOver(sigma(y) * s_q(y), y), SumOver(sigma(y) * s_r(y), y)
_clearing = (
    Definition(p_2, over(R, Q)),
    Definition(Q, _offered_q + M * kappa_q),
    Definition(R, _offered_r + M * kappa_r),
)
_market = (
    Hypothesis(equation(SumOver(sigma(y), y), M), Provenance.PAPER, "there are M active agents"),
    *nonnegative(_offered_q, _offered_r, reason="offers are not negative"),
    *positive(M, kappa_q, kappa_r),
)
_paid_q, _paid_r = kappa_payout()
_accounting = Statement(
    And((equation(_all_q, M * q_bar - M * _paid_q), equation(_all_r, M * r_bar - M * _paid_r))),
    _market,
    _clearing,
)
_worthless = Statement(equation(p_2 * _paid_q + _paid_r, 0), positive(p_2))

_posterior_sum = Statement(
    equation(SumOver(own_posterior(), z), 1),
    positive(
        SumOver(pi(z_prime) * mu(z_prime, x), z_prime),
        provenance=Provenance.DERIVED,
        reason="full support",
    ),
)

CLAIMS = (
    Claim(
        id="sec-2.1.posterior",
        title="the posteriors of a type sum to one",
        source="section 2.1",
        printed=_posterior_sum,
        mutants=(_posterior_sum.replacing({sp.S.One: sp.Rational(101, 100)}),),
    ),
    Claim(
        id="eq-2.budget",
        title="an inactive agent trades at value zero at p_1",
        source="equation (2)",
        printed=_budget_1,
        mutants=(
            _budget_1.replacing({over(a_r, p_1): a_r * p_1}),
            Statement(
                equation(
                    p_1 * INACTIVE_Q + INACTIVE_R, p_1 * q_bar + r_bar * sp.Rational(101, 100)
                ),
                _budget_1.given,
                _budget_1.where,
            ),
        ),
    ),
    Claim(
        id="eq-2.nonnegative",
        title="an inactive agent consumes a nonnegative amount of the first good",
        source="equation (2)",
        printed=_nonnegative_q,
        mutants=(
            Statement(Relation(INACTIVE_Q, ">=", q_bar), _given, _within),
            Statement(_nonnegative_q.says, _given[:1] + _given[2:], _within),
        ),
    ),
    Claim(
        id="eq-3.budget",
        title="an active agent trades at value zero at p_2",
        source="equation (3)",
        printed=_budget_2,
        mutants=(
            Statement(
                equation(p_2 * ACTIVE_Q + ACTIVE_R, p_2 * q_bar + r_bar * sp.Rational(101, 100)),
                positive(p_2),
            ),
        ),
    ),
    Claim(
        id="eq-4.accounting",
        title="the active agents consume their endowments less what the kappa-offers take out",
        source="equations (3) and (4)",
        printed=_accounting,
        mutants=(
            Statement(
                _accounting.says,
                _market,
                (_clearing[0], Definition(Q, _offered_q + kappa_q), _clearing[2]),
            ),
            Statement(_accounting.says, _market, (Definition(p_2, over(Q, R)), *_clearing[1:])),
            _accounting.without(_market[0]),
        ),
    ),
    Claim(
        id="sec-2.2.kappa-value",
        title="what the kappa-offers take out has value zero at the price of stage 2",
        source="section 2.2, section 6",
        printed=_worthless,
        mutants=(
            Statement(equation(p_2 * _paid_q - _paid_r, 0), positive(p_2)),
            Statement(equation(p_2 * _paid_q + sp.Rational(101, 100) * _paid_r, 0), positive(p_2)),
        ),
    ),
)
