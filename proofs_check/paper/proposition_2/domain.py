r"""Claims of the domain of F_x in Proposition 2: the bounds of the price and of c_1 and c_2, continuity.

Paper: section 7.1, below equation (21).
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
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.price_form import price_form

_form_q, _form_r = price_form()
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

CLAIMS = (
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
        cites="sums, products, quotients and compositions of continuous functions are continuous",
        assumes=(CONTINUOUS,),
    ),
)
__all__ = ["CLAIMS"]
