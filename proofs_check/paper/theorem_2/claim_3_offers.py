r"""Claims of Claim 3 in the proof of Theorem 2, its second half.

What is nearly optimal at a price is near the price-taker's best offer.

Along the line of bundles that a price buys, M(q; p) is the slope of a price-taker's payoff; offers
whose slopes are small are close, by :math:`D_1` and :math:`D_2`, and the three cases of the proof
bound the slope.

Paper: section 7.2, Claim 3, equations (37) and (38).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
from symbolic.language.notation import b_q, b_r, kappa_q, kappa_r, p, q, q_bar, r_bar, x, z
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
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr
from symbolic.model.semipooling import price_taking_payoffs

_rest, _t, _t1, _t2, _s, _eps, _u_q, _u_r, _P = sp.symbols(
    "rest t t_1 t_2 s epsilon u_q u_r P", real=True
)

# A price-taker's payoff H(b; p) along each side, and M(q; p).
_H_q, _H_r = price_taking_payoffs()
_line = (q, p * q_bar + r_bar - p * q, x, z)
_M = u_q(*_line) - p * u_r(*_line)
_M_slope = u_qq(*_line) - 2 * p * u_qr(*_line) + p**2 * u_rr(*_line)
_M_sides = Statement(
    And(
        (
            equation(sp.diff(_H_q, b_q), -_M.subs(q, q_bar - b_q)),
            equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + over(b_r, p)), p)),
        )
    ),
    positive(p),
)
_M_prime = Statement(equation(sp.diff(_M, q), _M_slope), positive(p))

# D_1, D_2 and D.
_one, _two = sp.symbols("b_1 b_2", real=True)
_D_1 = 1 + _P
_distance = Statement(
    And(
        (
            Relation(_one - _two, "<=", _D_1 * (_one - _two)),
            Relation(_one - _two, "<=", _D_1 * over(_one - _two, p)),
            Relation(_one + _two, "<=", _D_1 * (_one + over(_two, p))),
        )
    ),
    (*positive(p), *nonnegative(_two, _t, _s)),
    (Definition(_P, p + _t), Definition(_one, _two + _s)),
    words="Both offers on the first side, both on the second, one on each: |Q(b) - Q(b')| is b_1 "
    "- b_2, (b_1 - b_2)/p and b_1 + b_2/p.",
)
_D1, _D2, _gap_Q, _gap_b, _value = sp.symbols("D_1 D_2 gap_Q gap_b value", real=True)
_eq_37 = Statement(
    Relation(_gap_b, "<", _eps),
    (*positive(_D1, _D2, _t, _eps), *nonnegative(_t1, _t2)),
    (
        Definition(_gap_b, _D1 * _gap_Q - _t1),
        Definition(_gap_Q, _D2 * _value - _t2),
        Definition(_eps, _D1 * _D2 * (_value + _t)),
    ),
    words="|M| < epsilon/(D_1 D_2), |Q - Q'| <= D_2 |M| by the mean value theorem, |b - b'| <= "
    "D_1 |Q - Q'|.",
)
_tight_37 = ((_t1, 0), (_t2, 0), (_value, 1000), (_t, 1))
_D = 2 * _D1 * _D2 * (1 + _P)
_enough = Statement(
    And((Relation(_D, ">=", _D1 * _D2), Relation(_D, ">", p * _D1 * _D2))),
    (*positive(_D1, _D2), *nonnegative(p, _t)),
    (Definition(_P, p + _t),),
)
_by_p = Statement(
    Relation(p * _D1 * _D2, "<", 2 * _D1 * _D2 * _P),
    (*positive(_D1, _D2, p), *nonnegative(_t)),
    (Definition(_P, p + _t),),
)
_w, _low, _high = sp.symbols("w M_low M_high", real=True)
_case_c = Statement(
    And((Relation(_high, "<", over(_eps, _D1 * _D2)), Relation(-_low, "<", over(_eps, _D1 * _D2)))),
    (*positive(_D1, _D2, _w, p, _t1, _t2), *nonnegative(_t)),
    (
        Definition(_high, p * _w - _t1),
        Definition(_low, -_w + _t2),
        Definition(_eps, _w * 2 * _D1 * _D2 * (1 + p + _t)),
    ),
    words="w = epsilon/D; the first side gives M > -w, the second M < p w.",
)
_tight_c = ((_t, 0), (_t1, 1), (_t2, 1), (_w, 1000), (p, 2))
_buyer, _kept_r = (*positive(p, q_bar, b_r, _rest),), (Definition(r_bar, b_r + _rest),)
_case_b_printed = Statement(
    equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar), p)),
    _buyer,
    _kept_r,
    "In case (b) the offer of the first good is zero.",
)
_case_b = Statement(
    equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + over(b_r, p)), p)), _buyer, _kept_r
)
_at_zero = sp.diff(_H_r, b_r).subs(b_r, 0)
_case_c_sides_printed = Statement(equation(-_M.subs(q, q_bar), _at_zero), positive(p, q_bar, r_bar))
_case_c_sides = Statement(
    And(
        (
            equation(-_M.subs(q, q_bar), sp.diff(_H_q, b_q).subs(b_q, 0)),
            equation(over(_M.subs(q, q_bar), p), _at_zero),
        )
    ),
    positive(p, q_bar, r_bar),
)
_chi = Statement(
    Relation(-_u_q + _u_r * p, "<", 0),
    (*positive(_u_r, _s), *nonnegative(_t)),
    (Definition(_u_q, _u_r * (p + _t) + _s),),
    words="Where u_q exceeds u_r times the largest price p + t, a price-taker would offer less.",
)
_D_printed = Statement(
    Relation(2 * _D1 * _D2 * over(r_bar + kappa_r, kappa_q), ">=", _D1 * _D2),
    positive(_D1, _D2, r_bar, kappa_q, kappa_r),
)
_D_1_printed = Statement(
    Relation(_one - _two, "<", _D_1 * (_one - _two)),
    (*positive(p), *nonnegative(_two, _t, _s)),
    (Definition(_P, p + _t), Definition(_one, _two + _s)),
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.D-1",
        title="offers are at most D_1 times as far apart as consumption",
        source="Claim 3, definition of D_1",
        printed=_D_1_printed,
        correction=Correction(
            statement=_distance,
            severity="notation",
            finding="The strict inequality fails for equal offers (0 < 0).  With <= the constant D_1 = 1 + "
            "(r-bar + kappa_r)/kappa_q serves on all of O.",
        ),
        mutants=(
            _D_1_printed,
            _distance.replacing({_D_1: sp.Rational(1, 2) * _D_1}),
            _distance.replacing(
                {over(_two, p): sp.S.Zero, over(_one - _two, p): over(_one - _two, 2 * p + 2)}
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.M",
        title="the slopes on either side in terms of M(q; p)",
        source="Claim 3, below M(q; p)",
        printed=_M_sides,
        mutants=(
            Statement(
                equation(sp.diff(_H_q, b_q), _M.subs(q, q_bar - b_q)),
                (*positive(p, r_bar, _rest), *nonnegative(b_q)),
                (Definition(q_bar, b_q + _rest),),
            ),
            Statement(
                equation(sp.diff(_H_r, b_r), _M.subs(q, q_bar + over(b_r, p))),
                positive(p, q_bar, r_bar),
            ),
            Statement(
                equation(
                    sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + over(HUNDREDTH_MORE * b_r, p)), p)
                ),
                positive(p, q_bar, r_bar),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.M-prime",
        title="the slope of M(q; p)",
        source="Claim 3, below D_2",
        printed=_M_prime,
        mutants=(
            Statement(equation(sp.diff(_M, q), _M_slope + p * u_qr(*_line)), positive(p)),
            Statement(
                equation(sp.diff(_M, q), _M_slope - p**2 * u_rr(*_line) + p * u_rr(*_line)),
                positive(p),
            ),
            Statement(equation(sp.diff(_M, q), _M_slope + u_qq(*_line) / 100), positive(p)),
        ),
    ),
    Claim(
        id="thm-2.claim-3.D-2",
        title="D_2 is defined and positive",
        source="Claim 3, definition of D_2",
        printed=asserted("thm-2.claim-3.D-2", utility="touching"),
        correction=Correction(
            statement=asserted("thm-2.claim-3.modulus", utility="touching"),
            severity="gap",
            finding="Strict concavity allows a Hessian that vanishes at a point: u = F(q) + F(r) with F' = "
            "(q^3 - 3q^2 + 3q)^(-1/4) is in the paper's class (monotone "
            "demand included, finite on the axes) and has u_qq = u_qr = u_rr = 0 at (1, 1), so 1/D_2 "
            "= 0.  Repair: M(q; p) is strictly decreasing in q and "
            "continuous, so by compactness |M| < some positive m(epsilon) forces |q - q*| < epsilon; "
            "the linear rate is lost, Claim 3 is not.  (Or assume "
            "a negative definite Hessian.)",
        ),
        mutants=(
            asserted("thm-2.claim-3.D-2", utility="touching"),
            asserted("thm-2.claim-3.modulus", utility="linear"),
        ),
    ),
    Claim(
        id="thm-2.claim-3.M-domain",
        title="the bound on M' holds at the consumption of every offer",
        source="Claim 3, below M'",
        printed=asserted("thm-2.claim-3.M-domain", offers="all of O"),
        correction=Correction(
            statement=asserted("thm-2.claim-3.M-domain", offers="bounded"),
            severity="harmless",
            finding="Offers range over O (not O^2), and an offer of the whole endowment leaves 0 < d, outside "
            "the set over which D_2 is defined.  The bound is needed and "
            "holds for offers of at most (q-bar - d, r-bar - d), to which both the equilibrium offers "
            "and chi belong.",
        ),
        depends_on=("thm-2.claim-3.chi-bounded",),
        mutants=(
            asserted("thm-2.claim-3.M-domain", offers="all of O"),
            asserted("thm-2.claim-3.M-domain", offers="beyond"),
        ),
    ),
    Claim(
        id="thm-2.claim-3.chi-bounded",
        title="the price-taking offers satisfy the bounds of Claim 2",
        source="Claim 3, before (37)",
        printed=_chi,
        note="True and used, never shown: the mean value theorem joins an equilibrium offer "
        "with chi(x; p).  The argument of Claim 2 applies, "
        "since p is at most "
        "the largest marginal price.",
        depends_on=("thm-2.claim-2.contradiction",),
        mutants=(
            pinned(
                Statement(
                    _chi.says, _chi.given, (Definition(_u_q, _u_r * p * HUNDREDTH_LESS + _s),)
                ),
                (_s, _u_r * p / 1000),
                (p, 2),
                (_t, 0),
            ),
            pinned(
                Statement(
                    Relation(-_u_q + _u_r * p * HUNDREDTH_MORE, "<", 0), _chi.given, _chi.where
                ),
                (_s, _u_r * p / 1000),
                (p, 2),
                (_t, 0),
            ),
            pinned(
                Statement(_chi.says, (*positive(_u_r), *nonnegative(_t, _s)), _chi.where),
                (_s, 0),
                (_t, 0),
            ),
        ),
    ),
    Claim(
        id="eq-37",
        title="a small M forces an offer near chi",
        source="equation (37)",
        printed=_eq_37,
        depends_on=(
            "thm-2.claim-3.D-1",
            "thm-2.claim-3.D-2",
            "thm-2.claim-3.M-prime",
            "thm-2.claim-3.M-domain",
        ),
        mutants=(
            pinned(
                Statement(
                    _eq_37.says,
                    (*positive(_D1, _D2, _eps), *nonnegative(_t, _t1, _t2)),
                    _eq_37.where,
                ),
                (_t, 0),
                (_t1, 0),
                (_t2, 0),
            ),
            pinned(
                Statement(
                    _eq_37.says,
                    _eq_37.given,
                    (
                        *_eq_37.where[:2],
                        Definition(_eps, HUNDREDTH_LESS * _D1 * _D2 * (_value + _t)),
                    ),
                ),
                *_tight_37,
            ),
            pinned(
                Statement(
                    _eq_37.says,
                    _eq_37.given,
                    (Definition(_gap_b, HUNDREDTH_MORE * _D1 * _gap_Q - _t1), *_eq_37.where[1:]),
                ),
                *_tight_37,
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.D",
        title="epsilon/D is at most epsilon/(D_1 D_2), as case (a) needs",
        source="Claim 3, definition of D and case (a)",
        printed=_D_printed,
        correction=Correction(
            statement=_enough,
            severity="harmless",
            finding="D = 2 D_1 D_2 (r-bar + kappa_r)/kappa_q is below D_1 D_2 when kappa_q > 2(r-bar + "
            "kappa_r), and case (a) and (c) then fail to reach (37).  "
            "D = 2 D_1 D_2 (1 + (r-bar + kappa_r)/kappa_q) serves in all three cases.",
        ),
        mutants=(
            _D_printed,
            _enough.replacing({_D: over(_D, 2 * (2 + _P))}),
            _enough.replacing({p * _D1 * _D2: (3 + 2 * p) * _D1 * _D2}),
        ),
    ),
    Claim(
        id="thm-2.claim-3.D.price",
        title="p^N D_1 D_2 < D",
        source="Claim 3, below D",
        printed=_by_p,
        mutants=(
            _by_p.replacing({2 * _D1 * _D2 * _P: HUNDREDTH_LESS * _D1 * _D2 * _P}),
            pinned(
                Statement(_by_p.says, (*positive(_D1, _D2), *nonnegative(p, _t)), _by_p.where),
                (p, 0),
                (_t, 0),
            ),
            _by_p.replacing({p * _D1 * _D2: (p + HUNDREDTH_MORE * p) * _D1 * _D2}),
        ),
    ),
    Claim(
        id="thm-2.claim-3.N-3",
        title="N is large enough for (34) with epsilon/D",
        source="Claim 3, before the three cases",
        printed=asserted("thm-2.claim-3.N-3", divided_by=1),
        correction=Correction(
            statement=asserted("thm-2.claim-3.N-3", divided_by=4),
            severity="notation",
            finding="The proof supposes N > N^2(epsilon) and |lambda/M - mu| < delta^2(epsilon), and then "
            "uses (34) with epsilon/D.  It must suppose N > N^3(epsilon) = "
            "N^2(epsilon/D) and delta^3(epsilon).",
        ),
        mutants=(
            asserted("thm-2.claim-3.N-3", divided_by=1),
            asserted("thm-2.claim-3.N-3", divided_by=3),
        ),
    ),
    Claim(
        id="thm-2.claim-3.case-b",
        title="the slope on the second side in terms of M",
        source="Claim 3, case (b)",
        printed=_case_b_printed,
        correction=Correction(
            statement=_case_b,
            severity="notation",
            finding="M is taken at the consumption of an offer of the first good; case (b) is about the "
            "second: Q(0, beta_r; p).",
            scan=True,
        ),
        mutants=(
            _case_b_printed,
            Statement(
                equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + b_r), p)), _buyer, _kept_r
            ),
            Statement(
                equation(
                    sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + over(b_r, p)), HUNDREDTH_MORE * p)
                ),
                _buyer,
                _kept_r,
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.case-c.sides",
        title="the two slopes at zero in terms of M",
        source="Claim 3, case (c)",
        printed=_case_c_sides_printed,
        correction=Correction(
            statement=_case_c_sides,
            severity="notation",
            finding="The first line differentiates in b_r where b_q is meant (and the slopes of the stage-2 "
            "objective lack their tilde).",
            scan=True,
        ),
        mutants=(
            _case_c_sides_printed,
            Statement(equation(_M.subs(q, q_bar), _at_zero), positive(p, q_bar, r_bar)),
            Statement(
                equation(over(_M.subs(q, q_bar), HUNDREDTH_MORE * p), _at_zero),
                positive(p, q_bar, r_bar),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.case-c",
        title="at a zero offer both slopes together bound |M|",
        source="Claim 3, case (c)",
        printed=_case_c,
        depends_on=("thm-2.claim-3.D", "thm-2.claim-3.case-c.sides"),
        mutants=(
            pinned(
                Statement(
                    _case_c.says,
                    _case_c.given,
                    (
                        *_case_c.where[:2],
                        Definition(_eps, _w * _D1 * _D2 * HUNDREDTH_LESS * (p + _t)),
                    ),
                ),
                *_tight_c,
            ),
            pinned(
                Statement(
                    _case_c.says,
                    _case_c.given,
                    (Definition(_high, 3 * (1 + p) * _w - _t1), *_case_c.where[1:]),
                ),
                *_tight_c,
            ),
            pinned(
                Statement(
                    _case_c.says,
                    _case_c.given,
                    (_case_c.where[0], Definition(_low, -3 * (1 + p) * _w + _t2), _case_c.where[2]),
                ),
                *_tight_c,
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
