r"""Claims of section 6 on states or types that are absent from preferences.

Paper: section 6, its end.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, asserted
from symbolic.language.notation import kappa_q, kappa_r, p_2, q_bar, r_bar
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.market import kappa_payout

__all__ = ["CLAIMS"]

_paid_q, _paid_r = kappa_payout()
# Identical agents: each gets the endowment after the fee, plus what the exogenous offers put in
# less what they take out.
_less_q = Relation(q_bar - 2 * kappa_q - _paid_q, "<", q_bar)
_less_r = Relation(r_bar - 2 * kappa_r - _paid_r, "<", r_bar)
_worse = Statement(
    And((_less_q, _less_r)),
    positive(kappa_q, kappa_r, p_2),
    words="At every price: with the fee, agents who are all alike consume less of both goods than "
    "the endowment.",
)
# Without types in preferences all are on one side: each receives b kappa_r/(b + kappa_q), whatever
# M is, and at the best offer the marginal price is its rate of substitution m or more.
_b, _rate, _over = sp.symbols("b m over", real=True)
_received = over(_b * kappa_r, _b + kappa_q)
_alike = Statement(
    And(
        (
            Relation(_received, "<", kappa_r),
            Relation(_b, "<=", over(kappa_r, _rate)),
        )
    ),
    (*positive(kappa_q, kappa_r, _rate), *nonnegative(_b, _over)),
    (Definition(kappa_r, _rate * (_b + kappa_q) + _over),),
    words="For every M and kappa: if all agents are alike, sell the first good and get a price "
    "kappa_r/(b + kappa_q) of at least their rate of substitution m at the endowment, then each "
    "offers at most kappa_r/m and receives less than kappa_r.",
)

CLAIMS = (
    Claim(
        id="sec-6.state-free",
        title="also without the state in preferences stage 1 can be useful",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.state-free",
            r"\exists\mu:\ p^z \ne p^{z'},\ (q^z(x), r^z(x)) \ne (q^{z'}(x), r^{z'}(x))\ \forall x",
            words="For log types with spending shares 1/4, 1/2, 3/4, no state in preferences, and "
            "shares (3/10, 2/5, 3/10) and (2/5, 2/5, 1/5) of the types in two states, the "
            "competitive allocations of the states differ for every type, exactly and in the "
            "toolkit.",
            second=(F(2, 5), F(2, 5), F(1, 5)),
        ),
        note="The paper says that the state could matter.  It need not: changes in the "
        "proportions of types can offset each other, so that prices are the same in every state.",
        existence=True,
        mutants=(
            asserted("sec-6.state-free", second=(F(2, 5), F(1, 5), F(2, 5))),
            asserted("sec-6.state-free", second=(F(3, 10), F(2, 5), F(3, 10))),
            asserted("sec-6.state-free", second=(F(1, 4), F(1, 2), F(1, 4))),
        ),
    ),
    Claim(
        id="sec-6.state-free.loss",
        title="where prices depend on the state stage 1 lowers the loss (not in the paper)",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.state-free.loss",
            r"\forall\text{economies with } p^z \ne p^{z'}:\ \mathrm{E}t^*_{\text{without stage 1}} > \mathrm{E}t^*",
            words="In every economy of two types and two states or more, with the preferences of "
            "the first state in all and prices that differ by 0.04 in logarithm: the "
            "expected loss without stage 1 exceeds that with it.",
            times=1,
        ),
        mutants=(
            asserted("sec-6.state-free.loss", times=10),
            asserted("sec-6.state-free.loss", times=2),
            asserted("sec-6.state-free.loss", times=F(11, 10)),
        ),
    ),
    Claim(
        id="sec-6.types-free.trade",
        title="without types in preferences trade disappears as kappa does",
        source="section 6, fifth paragraph",
        printed=_alike,
        note="At every M, not only in the limit.  At fixed M trade can disappear with kappa also "
        "where types matter: with one agent on a side nobody has a price to trade at "
        "(sec-6.thin-side).",
        depends_on=("sec-6.types-free.limit",),
        mutants=(
            _alike.replacing({over(kappa_r, _rate): HUNDREDTH_LESS * over(kappa_r, _rate)}),
            Statement(
                _alike.says,
                _alike.given,
                (Definition(kappa_r, HUNDREDTH_LESS * _rate * _b + _over),),
            ),
        ),
    ),
    Claim(
        id="sec-6.types-free.limit",
        title="the same for the competitive offers (not in the paper)",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.types-free.trade",
            r"\forall z:\ \beta^z = O(\kappa)",
            words="In every economy whose types have the same utilities, and in all others with "
            "those of the first type given to all: the largest competitive offer at max kappa = "
            "min(q-bar, r-bar)/100000 is a hundredth of that at min(q-bar, r-bar)/1000, but for a "
            "tenth of it.",
            falls=F(11, 1000),
        ),
        mutants=(asserted("sec-6.types-free.trade", falls=F(1, 200)),),
    ),
    Claim(
        id="sec-6.thin-side",
        title="with one agent on each side trade disappears with kappa (not in the paper)",
        source="section 3.1, below Proposition 2; section 6",
        printed=asserted(
            "sec-6.thin-side",
            r"\exists\text{economy},\ M = 2:\ \beta^\sigma = O(\kappa),\ \beta^z \not\to 0",
            words="In the economy with square roots and one agent of each type the equilibrium "
            "offers at kappa = 1/10000 are a hundredth of those at 1/100, but for a tenth, "
            "while the competitive ones hardly change.",
            falls=F(11, 1000),
        ),
        mutants=(asserted("sec-6.thin-side", falls=F(1, 200)),),
        existence=True,
    ),
    Claim(
        id="sec-6.types-free.entry",
        title="without types in preferences the active are worse off than without entering",
        source="section 6, fifth paragraph",
        printed=_worse,
        depends_on=("sec-6.types-free.trade", "eq-4.accounting"),
        mutants=(
            Statement(
                And(
                    (
                        Relation(q_bar - kappa_q / 2 - _paid_q, "<", q_bar),
                        Relation(r_bar - kappa_r / 2 - _paid_r, "<", r_bar),
                    )
                ),
                _worse.given,
            ),
            Statement(
                And(
                    (
                        Relation(q_bar - 2 * kappa_q + _paid_q, "<", q_bar),
                        Relation(r_bar - 2 * kappa_r + _paid_r, "<", r_bar),
                    )
                ),
                _worse.given,
            ),
            Statement(
                And((Relation(q_bar - 2 * kappa_q - _paid_q, "<", q_bar - 2 * kappa_q), _less_r)),
                _worse.given,
            ),
        ),
    ),
)
