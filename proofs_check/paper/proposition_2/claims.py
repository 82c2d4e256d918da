r"""Claims of Proposition 2: the price form of the payoff, the box in which it lives, and the limit.

Paper: section 7.1, equation (21) to the end of the proof; the statement is in section 3.1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from proofs_check.paper.shared.hypotheses import CONTINUOUS
from symbolic.language.notation import (
    M,
    Q_others,
    R_others,
    b_q,
    b_r,
    c_1,
    c_2,
    kappa_q,
    kappa_r,
    p,
    q_bar,
    r_bar,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Asserted,
    Definition,
    Hypothesis,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.model.market import reduced_payoff
from symbolic.model.price_form import at_totals, price_form, price_taking_bundle

__all__ = ["CLAIMS"]

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

# What the others offer, written with slack: Q_- = M kappa_q + s_q with 0 <= s_q <= (M-1) q-bar, and
# likewise for R_-.
_s_q, _t_q, _s_r, _t_r, _m = sp.symbols("s_q t_q s_r t_r others", real=True)
_box = (*positive(kappa_q, kappa_r, q_bar, r_bar), *nonnegative(_s_q, _t_q, _s_r, _t_r, _m))
_others = (
    Definition(Q_others, M * kappa_q + _s_q),
    Definition(R_others, M * kappa_r + _s_r),
    Definition(q_bar, over(_s_q + _t_q, _m + 1)),
    Definition(r_bar, over(_s_r + _t_r, _m + 1)),
    Definition(M, _m + 1),
)
_price_low = Statement(
    Relation(over(R_others, Q_others), ">=", over(kappa_r, q_bar + kappa_q)), _box, _others
)
_price_high = Statement(
    Relation(over(R_others, Q_others), "<=", over(r_bar + kappa_r, kappa_q)), _box, _others
)
_c_printed = Statement(
    And(
        (
            Relation(over(1, Q_others), "<=", over(1, kappa_r)),
            Relation(over(1, R_others), "<=", over(1, kappa_q)),
        )
    ),
    _box,
    _others,
)
_c_corrected = Statement(
    And(
        (
            Relation(over(1, Q_others), "<=", over(1, kappa_q)),
            Relation(over(1, R_others), "<=", over(1, kappa_r)),
        )
    ),
    _box,
    _others,
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

# On the domain the bundle is a continuous function with values in the closed quadrant: the seller's
# and the buyer's side, what is kept of the endowment as slack.
_kept_q, _kept_r = sp.symbols("kept_q kept_r", real=True)
_within = (Definition(q_bar, b_q + _kept_q), Definition(r_bar, b_r + _kept_r))
_sold = [c.subs(b_r, 0) for c in (_form_q, _form_r)]
_spent = [c.subs(b_q, 0) for c in (_form_q, _form_r)]
_inside = Statement(
    And(
        (
            *(Relation(c, ">=", 0) for c in (*_sold, *_spent)),
            Relation(1 + c_1 * b_q, ">", 0),
            Relation(1 + c_2 * b_r, ">", 0),
        )
    ),
    (*positive(p), *nonnegative(b_q, b_r, c_1, c_2, _kept_q, _kept_r)),
    _within,
    "On each side of O the bundle lies in R^2_+ and no denominator vanishes, so that it is a continuous "
    "function of (b, p, c_1, c_2).",
)

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
        id="prop-2.price-low",
        title="others' price is at least kappa_r/(q-bar + kappa_q)",
        source="below equation (21)",
        printed=_price_low,
        mutants=(
            Statement(
                Relation(
                    over(R_others, Q_others), ">=", over(HUNDREDTH_MORE * kappa_r, q_bar + kappa_q)
                ),
                _box,
                _others,
            ),
            Statement(
                Relation(over(R_others, Q_others), ">=", over(kappa_r, kappa_q)), _box, _others
            ),
        ),
    ),
    Claim(
        id="prop-2.price-high",
        title="others' price is at most (r-bar + kappa_r)/kappa_q",
        source="below equation (21)",
        printed=_price_high,
        mutants=(
            Statement(
                Relation(over(R_others, Q_others), "<=", over(kappa_r, kappa_q)), _box, _others
            ),
            Statement(
                Relation(over(R_others, Q_others), "<=", over(r_bar + kappa_r, q_bar + kappa_q)),
                _box,
                _others,
            ),
        ),
    ),
    Claim(
        id="prop-2.domain",
        title="the bounds of c_1 = 1/Q_- and c_2 = 1/R_-",
        source="below equation (21), the domain A; again in Claim 2 of Theorem 1",
        printed=_c_printed,
        correction=Correction(
            statement=_c_corrected,
            severity="notation",
            finding="The two boxes are exchanged: 1/Q_- is at most 1/kappa_q and 1/R_- at most 1/kappa_r.  "
            "The argument survives with the boxes put right.",
            quote="[0, 1/kappa_r] x [0, 1/kappa_q]",
            reading="c_1 = 1/Q_- is at most 1/kappa_r and c_2 = 1/R_- at most 1/kappa_q, for every N.",
            defence="Both totals grow with N, so for large N the point lies in the printed box too, whichever way "
            "round the bounds are; and with kappa_q = kappa_r there is no difference.",
            answer="The inclusion is stated for every N, and F_x is defined on this domain alone: at small M with "
            "unequal kappas the point where H_x is to be read off lies outside it.",
            consequence="The domain of F_x and of J_x in Claim 2 of Theorem 1; nothing else.",
            about="bd730fb2b8e4",
        ),
        mutants=(
            _c_printed,
            Statement(
                And(
                    (
                        Relation(over(1, Q_others), "<=", over(1, HUNDREDTH_MORE * kappa_q)),
                        Relation(over(1, R_others), "<=", over(1, kappa_r)),
                    )
                ),
                _box,
                _others,
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
        id="prop-2.continuity",
        title="F_x is continuous on its domain",
        source="below equation (21)",
        printed=_inside,
        note="On the domain the bundle is a continuous function with values in R^2_+, where utility is "
        "continuous, so F_x is.  For utilities that fall to minus infinity at the axes (log), F_x is "
        "minus infinity at b_q = q-bar, continuous with values in [-infinity, infinity); the Maximum "
        "Theorem holds for such objectives as well, and best offers keep away from there.",
        mutants=(
            Statement(_inside.says, _inside.given, (_within[0], Definition(r_bar, _kept_r))),
            Statement(_inside.says, _inside.given, (Definition(q_bar, _kept_q), _within[1])),
        ),
        assumes=(CONTINUOUS,),
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
        mutants=(
            Statement(Asserted("prop-2.belief", "", (("belief", "prior"),))),
            Statement(Asserted("prop-2.belief", "", (("belief", "limit"),))),
        ),
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
            "prop-2.bounded",
            "prop-2.maximum-theorem",
            "prop-2.common-belief",
            "prop-2.p-hat",
            "prop-2.competitive",
            "lemma-2",
            "sec-3.1.concentration",
            "sec-3.1.offers",
        ),
        mutants=(
            _converges.replacing({"kappa factor": sp.Rational(101, 100)}),
            _converges.replacing({"limit": "endowment"}),
        ),
    ),
)
