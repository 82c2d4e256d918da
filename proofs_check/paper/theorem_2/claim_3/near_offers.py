r"""Claim 3 in the proof of Theorem 2, (37): an offer whose slope is small is near the best one; and the choice of D.

Paper: section 7.2, Claim 3, equation (37) and D.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, pinned
from symbolic.language.notation import kappa_q, kappa_r, p, q_bar, r_bar
from symbolic.language.proposition import Relation
from symbolic.language.statement import Definition, Provenance, Statement, nonnegative, positive
from symbolic.model.competitive import price_bounds

_t, _t1, _t2, _s, _eps, _u_q, _u_r, _P = sp.symbols("t t_1 t_2 s epsilon u_q u_r P", real=True)
_HIGHEST = price_bounds()[1]

# (37), with D_2 where it is defined.
_D1, _D2, _gap_Q, _gap_b, _value = sp.symbols("D_1 D_2 gap_Q gap_b value", real=True)
DEFINED = positive(
    _D2,
    provenance=Provenance.DERIVED,
    reason="where D_2 is defined: it is where Hessians are negative definite (thm-2.claim-3.D-2)",
)
_mean_value = "mean value theorem and the definitions of D_1 and D_2, where D_2 is defined"
_eq_37 = Statement(
    Relation(_gap_b, "<", _eps),
    (
        *positive(_D1),
        *DEFINED,
        *positive(_eps),
        *positive(_t, reason="|M| < epsilon/(D_1 D_2)"),
        *nonnegative(_t1, _t2, provenance=Provenance.DERIVED, reason=_mean_value),
    ),
    (
        Definition(_gap_b, _D1 * _gap_Q - _t1),
        Definition(_gap_Q, _D2 * _value - _t2),
        Definition(_eps, _D1 * _D2 * (_value + _t)),
    ),
    words="For every epsilon: if |M| < epsilon/(D_1 D_2), |Q - Q'| <= D_2 |M| and |b - b'| <= D_1 "
    "|Q - Q'|, then |b - b'| < epsilon.",
)
_tight_37 = ((_t1, 0), (_t2, 0), (_value, 1000), (_t, 1))

# D: epsilon/D must be at most epsilon/(D_1 D_2), and epsilon p/D too.
_spare_q, _spare_r = sp.symbols("spare_q spare_r", real=True)
_small = (
    *positive(_D1),
    *DEFINED,
    *positive(kappa_q, kappa_r),
    *nonnegative(_spare_q, _spare_r, reason="kappa is small"),
)
_small_where = (
    Definition(q_bar, 100 * kappa_q + _spare_q),
    Definition(r_bar, 100 * kappa_r + _spare_r),
)


def _case_a(D: sp.Expr, words: str) -> Statement:
    return Statement(Relation(D, ">=", _D1 * _D2), _small, _small_where, words=words)


_D_printed = _case_a(
    2 * _D1 * _D2 * _HIGHEST,
    "For all endowments and every kappa of at most a hundredth of them: D = 2 D_1 D_2 "
    "(r-bar + kappa_r)/kappa_q is at least D_1 D_2.",
)
_D_corrected = _case_a(
    2 * _D1 * _D2 * (1 + _HIGHEST),
    "For all endowments and every kappa of at most a hundredth of them: D = 2 D_1 D_2 "
    "(1 + (r-bar + kappa_r)/kappa_q) is at least D_1 D_2.",
)
_by_p = Statement(
    Relation(p * _D1 * _D2, "<", 2 * _D1 * _D2 * _P),
    (*positive(_D1), *DEFINED, *positive(p), *nonnegative(_t)),
    (Definition(_P, p + _t),),
    words="For every price p up to the largest price P: p D_1 D_2 < D = 2 D_1 D_2 P.",
)
_chi = Statement(
    Relation(-_u_q + _u_r * p, "<", 0),
    (*positive(_u_r, _s), *nonnegative(_t)),
    (Definition(_u_q, _u_r * (p + _t) + _s),),
    words="For all marginal utilities: where u_q exceeds u_r times the largest price p + t, the "
    "slope of a price-taker at p is negative, so its best offer is less.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.chi-bounded",
        title="the price-taking offers satisfy the bounds of Claim 2",
        source="Claim 3, before (37)",
        printed=_chi,
        note="True and used, never shown: the mean value theorem joins an equilibrium offer with "
        "chi(x; p).  The argument of Claim 2 applies, since p is at most the largest marginal "
        "price.",
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
        note="It presupposes D_2, which need not exist (thm-2.claim-3.D-2).",
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
                    (*positive(_D1), *DEFINED, *positive(_eps), *nonnegative(_t, _t1, _t2)),
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
                    (
                        Definition(_gap_b, HUNDREDTH_MORE * _D1 * _gap_Q - _t1),
                        *_eq_37.where[1:],
                    ),
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
            statement=_D_corrected,
            severity="harmless",
            finding="D = 2 D_1 D_2 (r-bar + kappa_r)/kappa_q is below D_1 D_2 when kappa_q > "
            "2(r-bar + kappa_r), and case (a), with |M| < epsilon/D, does not reach (37).  D = 2 "
            "D_1 D_2 (1 + (r-bar + kappa_r)/kappa_q) serves in all three cases.",
            quote=r"D = 2D_1D_2\frac{\bar r+\kappa_r}{\kappa_q}",
            reading="For every economy |M| < epsilon/D implies |M| < epsilon/(D_1 D_2).",
            defence="kappa is small (section 2.2), so that (r-bar + kappa_r)/kappa_q is large.",
            answer="Small means small against the endowment of the same good.  The quotient is of "
            "one good over another and depends on units: with q-bar = 1000, kappa_q = 10 (one "
            "percent), r-bar = 1 it is about 1/10.  The text checks p^N D_1 D_2 < D only, which is "
            "what case (b) needs.",
            consequence="The threshold N^3 and delta^3 change with D; Claim 3 stands.",
            about="09dae656a6a6",
        ),
        mutants=(
            _case_a(2 * _D1 * _D2 * HUNDREDTH_LESS * _HIGHEST, ""),
            _case_a(sp.Rational(99, 100) * _D1 * _D2, ""),
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
                Statement(_by_p.says, (*positive(_D1), *DEFINED, *nonnegative(p, _t)), _by_p.where),
                (p, 0),
                (_t, 0),
            ),
            _by_p.replacing({p * _D1 * _D2: (p + HUNDREDTH_MORE * p) * _D1 * _D2}),
        ),
    ),
)
__all__ = ["CLAIMS"]
