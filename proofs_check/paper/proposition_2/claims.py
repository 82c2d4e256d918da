r"""Claims of Proposition 2: the price form of the payoff, the box in which it lives, and the limit.

Paper: section 7.1, equation (21) to the end of the proof; the statement is in section 3.1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import subsequences, uniqueness
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    b_r,
    c_1,
    c_2,
    p,
    q_bar,
)
from symbolic.language.proposition import And, Asserted, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.model.market import reduced_payoff
from symbolic.model.price_form import at_totals, price_form, price_taking_bundle

_TOTALS = positive(Q_others, R_others, reason="the exogenous offers are positive")
_OFFER = nonnegative(b_q, b_r)
_form_q, _form_r = price_form()
_payoff_q, _payoff_r = reduced_payoff()
_taking_q, _taking_r = price_taking_bundle()
_eq_21 = Statement(
    And((equation(at_totals(_form_q), _payoff_q), equation(at_totals(_form_r), _payoff_r))),
    (*_TOTALS, *_OFFER),
)
_limit = Statement(
    And((equation(_form_q.subs(c_2, 0), _taking_q), equation(_form_r.subs(c_1, 0), _taking_r))),
    (*positive(p), *_OFFER),
)
# One side at most, for every p, c_1 and c_2: the slopes at a zero offer are those of (20) with p in
# the place of R_-/Q_-.
_m_q, _m_r = sp.symbols("m_q m_r", real=True)
_one_side = Statement(
    Relation(over(_m_q, p) - _m_r, "same sign", -(-_m_q + p * _m_r)),
    positive(p, _m_q, _m_r),
    words="m_q and m_r are the expected marginal utilities.",
)
_slope_q = sp.diff(_form_r.subs(b_r, 0), b_q).subs(b_q, 0)
_slope_r = sp.diff(_form_q.subs(b_q, 0), b_r).subs(b_r, 0)
_slopes = Statement(And((equation(_slope_q, p), equation(_slope_r, over(1, p)))), positive(p))
_converges = Statement(
    Asserted(
        "prop-2.converges",
        r"\forall z\ \forall (\sigma^N),\ \sigma^N/M^N \to \mu_z:\quad \beta^{\sigma^N} \to \beta^z",
        (("limit", "competitive"), ("kappa factor", 1)),
    ),
    (
        Hypothesis(
            Asserted("unique", "the competitive equilibrium is unique"),
            Provenance.PAPER,
            "monotone demand",
        ),
    ),
    words="Along configurations with shares tending to μ_z the stage-2 offers tend to the "
    "competitive ones.",
)

CLAIMS = (
    Claim(
        id="eq-21",
        title="the payoff in terms of the others' price",
        source="equation (21)",
        printed=_eq_21,
        depends_on=("eq-14",),
        mutants=(
            Statement(
                And(
                    (
                        equation(at_totals(_form_q.subs(c_2, c_1)), _payoff_q),
                        equation(at_totals(_form_r), _payoff_r),
                    )
                ),
                _eq_21.given,
            ),
            Statement(
                And(
                    (
                        equation(at_totals(_form_q), _payoff_q),
                        equation(at_totals(_form_r.subs(c_1, HUNDREDTH_MORE * c_1)), _payoff_r),
                    )
                ),
                _eq_21.given,
            ),
            Statement(
                And(
                    (
                        equation(at_totals(_form_r), _payoff_q),
                        equation(at_totals(_form_q), _payoff_r),
                    )
                ),
                _eq_21.given,
            ),
        ),
    ),
    Claim(
        id="prop-2.limit-form",
        title="with c_1 = c_2 = 0 the agent is a price-taker",
        source="end of the proof of Proposition 2",
        printed=_limit,
        mutants=(
            Statement(
                And(
                    (
                        equation(_form_q.subs(c_1, 0), _taking_q),
                        equation(_form_r.subs(c_1, 0), _taking_r),
                    )
                ),
                _limit.given,
            ),
            Statement(
                And(
                    (
                        equation(_form_q.subs(c_2, 0), q_bar - b_q + over(b_r, HUNDREDTH_MORE * p)),
                        equation(_form_r.subs(c_1, 0), _taking_r),
                    )
                ),
                _limit.given,
            ),
        ),
    ),
    Claim(
        id="prop-2.slopes",
        title="at a zero offer the slopes of the receipts are p and 1/p, whatever c_1 and c_2",
        source="below equation (21)",
        printed=_slopes,
        mutants=(
            Statement(
                And((equation(_slope_q, HUNDREDTH_MORE * p), equation(_slope_r, over(1, p)))),
                _slopes.given,
            ),
            Statement(And((equation(_slope_q, over(1, p)), equation(_slope_r, p))), _slopes.given),
        ),
    ),
    Claim(
        id="prop-2.unique-maximum",
        title="at most one side is attractive for every p, c_1, c_2",
        source="below equation (21)",
        printed=_one_side,
        depends_on=("prop-2.slopes",),
        mutants=(
            Statement(
                Relation(over(_m_q, p) - _m_r, "same sign", -_m_q + p * _m_r), _one_side.given
            ),
            Statement(
                Relation(over(_m_q, p) - HUNDREDTH_MORE * _m_r, "same sign", _m_q - p * _m_r),
                _one_side.given,
            ),
        ),
    ),
    Claim(
        id="prop-2.common-belief",
        title="beta^N(x) is the best response under the belief phi^N",
        source="before the limit in the proof of Proposition 2",
        printed=Statement(
            Asserted(
                "prop-2.belief",
                r"\forall \sigma^N\ \forall x:\quad \beta^N(x) = g_x\Big(\frac{R_-^N}{Q_-^N}, "
                r"\frac{1}{Q_-^N}, \frac{1}{R_-^N}, \phi^N\Big)",
                (("belief", "phi^N"),),
            )
        ),
        note="The belief is printed without its superscript N, which the scan may have lost; under the "
        "limit belief the best response at a finite N is another one (prop-2.rational-market).",
        depends_on=(
            "eq-21",
            "prop-1",
            "prop-1.best-response",
            "prop-2.unique-maximum",
        ),
        mutants=(
            Statement(Asserted("prop-2.belief", "", (("belief", "prior"),))),
            Statement(Asserted("prop-2.belief", "", (("belief", "limit"),))),
        ),
        general=uniqueness.SAME_RESPONSE,
        strengthened=uniqueness.SAME_RESPONSE_TOO_STRONG,
    ),
    Claim(
        id="prop-2.rational-market",
        title="a market whose equilibrium offers are rational (not in the paper)",
        source="Proposition 1; before the limit in the proof of Proposition 2",
        printed=Statement(
            Asserted(
                "prop-2.belief-exact",
                r"\exists\, \text{an economy and}\ \sigma = (8, 4):\quad \beta^\sigma = ((\tfrac14, 0), "
                r"(0, \tfrac14)),\ g'(\tfrac14) = 0 = h'(\tfrac14)\ \text{under}\ \phi^\sigma",
                (("belief", "phi^N"),),
            )
        ),
        mutants=(
            Statement(Asserted("prop-2.belief-exact", "", (("belief", "prior"),))),
            Statement(Asserted("prop-2.belief-exact", "", (("belief", "limit"),))),
        ),
        existence=True,
    ),
    Claim(
        id="prop-2",
        title="stage-2 offers converge to competitive ones",
        source="Proposition 2",
        printed=_converges,
        depends_on=(
            "eq-21",
            "prop-2.limit-form",
            "prop-2.price-low",
            "prop-2.price-high",
            "prop-2.domain",
            "prop-2.unique-maximum",
            "prop-2.continuity",
            "prop-1",
            "prop-2.sequence",
            "prop-2.bounded",
            "prop-2.maximum-theorem",
            "prop-2.common-belief",
            "prop-2.p-hat",
            "prop-2.competitive",
            "lemma-2",
            "sec-3.1.concentration",
            "sec-3.1.offers",
            "sec-3.1.clearing",
        ),
        mutants=(
            _converges.replacing({"kappa factor": sp.Rational(101, 100)}),
            _converges.replacing({"limit": "endowment"}),
        ),
        cites="the Bolzano-Weierstrass theorem: a bounded sequence tends to the common limit of its "
        "convergent subsequences",
        general=subsequences.SUBSEQUENCE,
        strengthened=subsequences.SUBSEQUENCE_TOO_STRONG,
    ),
)
__all__ = ["CLAIMS"]
