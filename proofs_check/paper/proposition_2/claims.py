r"""Claims of Proposition 2: the price form of the payoff, the box in which it lives, and the limit.

Paper: section 7.1, equation (21) to the end of the proof; the statement is in section 3.1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
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

_converges = Statement(
    Asserted(
        "prop-2.converges",
        r"\beta^{\sigma^N} \to \beta^z",
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
            severity="cosmetic",
            finding="The two boxes are exchanged: 1/Q_- is at most 1/kappa_q and 1/R_- at most 1/kappa_r.  "
            "The argument survives with the boxes put right.",
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
        printed=Statement(
            Asserted(
                "prop-2.finite-on-domain", r"F_x \in \mathbb{R}\ \text{on}\ A", (("bound", "none"),)
            )
        ),
        correction=Correction(
            statement=Statement(
                Asserted(
                    "prop-2.finite-on-domain",
                    r"F_x \in \mathbb{R}\ \text{on}\ A",
                    (("bound", "feasible"),),
                )
            ),
            severity="gap",
            finding="F_x is minus infinity at b_q = q-bar where utility is unbounded below on the axis (log), "
            "so it is not continuous on A and the Maximum Theorem does "
            "not apply as printed.  Repair: by the bounds of Claim 2 of Theorem 2 best offers stay in "
            "a compact set on which F_x is finite and continuous.  "
            "Where u is finite and continuous up to the axes the step holds as printed.",
        ),
        depends_on=("prop-1.rate-bounded", "prop-1.rate-unbounded", "thm-2.claim-2.contradiction"),
        mutants=(Statement(Asserted("prop-2.finite-on-domain", "", (("bound", "endowment"),))),),
    ),
    Claim(
        id="prop-2.common-belief",
        title="beta^N(x) is the best response under the belief phi^N",
        source="before the limit in the proof of Proposition 2",
        printed=Statement(
            Asserted(
                "prop-2.belief-exact", r"\beta^N(x) = g_x(\cdot, \phi)", (("belief", "limit"),)
            )
        ),
        correction=Correction(
            statement=Statement(
                Asserted(
                    "prop-2.belief", r"\beta^N(x) = g_x(\cdot, \phi^N)", (("belief", "phi^N"),)
                )
            ),
            severity="cosmetic",
            finding="The belief must carry the superscript N: with the limit belief the best response is "
            "another one at a finite N.",
            scan=True,
        ),
        mutants=(
            Statement(Asserted("prop-2.belief", "", (("belief", "prior"),))),
            Statement(Asserted("prop-2.belief-exact", "", (("belief", "prior"),))),
            Statement(Asserted("prop-2.belief-exact", "", (("belief", "limit"),))),
        ),
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
            _converges.replacing({"kappa factor": HUNDREDTH_MORE}),
            _converges.replacing({"limit": "endowment"}),
        ),
    ),
)
