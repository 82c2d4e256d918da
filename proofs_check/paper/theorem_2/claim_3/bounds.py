r"""Claim 3 in the proof of Theorem 2, B: that it bounds L, and that good and bad compositions add up to (34).

Conventions: thresholds of N are named by what they depend on; a composition is good where the prices
in it are near :math:`p^N`.

Paper: section 7.2, Claim 3, the choice of :math:`N^2` and the chain before (34).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import pinned
from proofs_check.paper.shared.chord import chord_bound
from proofs_check.paper.shared.hypotheses import CONCAVE, INCREASING
from symbolic.language.notation import kappa_q, kappa_r, q_bar, r_bar
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Definition,
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)
from symbolic.model.competitive import price_bounds

_s = sp.Symbol("s", real=True)
_HIGHEST = price_bounds()[1]

# B is finite where u is finite on the axes: a chord bounds u_q(d, r); v_0 = u(0, 0), v_half =
# u(d/2, r), v_at = u(d, r), v_top = u(d, top).
_d, _v_0, _v_half, _v_at, _v_top, _v_slope = sp.symbols("d v_0 v_half v_at v_top v_q", real=True)
_finite, _finite_mutants = chord_bound(
    _v_slope,
    (_v_0, _v_half, _v_at, _v_top),
    _d,
    (
        "u is concave: the tangent at (d, r), taken at (d/2, r)",
        "u is increasing and r is at most the largest consumption",
    ),
    "For every r from 0 to the largest consumption: u_q(d, r) is at most 2[u(d, top) - u(0, "
    "0)]/d, and the like for u_r(q, d), so B is finite.",
)

# |L| <= B/2 with the b-bar that Claim 2 constructs: u_q(d, .) >= J(b-bar) = gamma A, where A is a
# bound on u_r times (q-bar + kappa_q)(r-bar + kappa_r)/kappa_q^2, gamma > 1.
_u_q, _u_r, _p_2, _half_B, _A, _gamma, _top_r = sp.symbols(
    "u_q u_r p_2 half_B A gamma top_r", real=True
)
_s3, _s4, _s5, _g = sp.symbols("s_3 s_4 s_5 g", real=True)
_bound_given = (
    *positive(_u_r, kappa_q, kappa_r, q_bar, r_bar, _g, _u_q),
    *nonnegative(_s3, _s4, _s5, _p_2, _s),
)
_bound_where = (
    Definition(_u_q, _half_B - _s5),
    Definition(_half_B, _gamma * _A + _s4),
    Definition(_A, _top_r * over((q_bar + kappa_q) * (r_bar + kappa_r), kappa_q**2)),
    Definition(_top_r, _u_r + _s3),
    Definition(_gamma, 1 + _g),
    Definition(_p_2, _HIGHEST - _s),
)
_L = _u_q - _u_r * _p_2
_bounded = Statement(
    And((Relation(_L, "<=", _half_B), Relation(_L, ">=", -_half_B))),
    _bound_given,
    _bound_where,
    words="For all marginal utilities and every price p_2 up to the largest: if u_q is at most "
    "B/2 and B/2 is at least J(b-bar) = gamma A, as in the proof of Claim 2, then |L| <= B/2.",
)

# N^2, the thresholds by name: a = N^1(eps/10B), b = N~(delta^2(eps)), c = N^1(delta~(delta')), and
# d = N~(delta').
_N, _n_a, _n_b, _n_c, _n_d = sp.symbols(
    "N N1_eps Ntilde_delta2 N1_deltatilde Ntilde_delta", real=True
)
_monotone = (
    Hypothesis(
        Relation(_n_b, ">=", _n_d), Provenance.DERIVED, "delta^2 is at most delta', and N~ falls"
    ),
    Hypothesis(
        Relation(_n_c, ">=", _n_a),
        Provenance.DERIVED,
        "delta~(delta') is at most epsilon/(10B), and N^1 falls",
    ),
    *positive(_n_a, _n_b, _n_c, _n_d),
)
_beyond = (
    Hypothesis(Relation(_N, ">", _n_a), Provenance.PAPER, "N > N^2(epsilon)"),
    Hypothesis(Relation(_N, ">", _n_b), Provenance.PAPER, "N > N^2(epsilon)"),
)
_used = And((Relation(_N, ">", _n_c), Relation(_N, ">", _n_d)))
_n_2_printed = Statement(
    _used,
    (*_monotone, *_beyond),
    words="For every N above N^1(epsilon/10B) and N~(delta^2(epsilon)): N > N^1(delta~(delta')) "
    "and N > N~(delta').",
)
_n_2 = Statement(
    _used,
    (
        *_monotone,
        *_beyond,
        Hypothesis(Relation(_N, ">", _n_c), Provenance.ADDED, "the third part of the maximum"),
    ),
    words="For every N above N^1(epsilon/10B), N~(delta^2(epsilon)) and N^1(delta~(delta')): N > "
    "N^1(delta~(delta')) and N > N~(delta').",
)

_eps, _B = sp.symbols("epsilon B", real=True)
_tenth = over(_eps, 10 * _B)
_three = _eps / 10 + _tenth * 2 * _B + _tenth * _B
_chain = Statement(
    And(
        (
            Relation(_tenth + _tenth * _B, "<=", _eps / 10 + _tenth * 2 * _B),
            Relation(_three, "<", _eps),
        )
    ),
    (*positive(_eps), *nonnegative(_s)),
    (Definition(_B, 2 + _s),),
    words="For every epsilon and B >= 2: good compositions (|L' - L| < epsilon/10B), bad ones "
    "(|L' - L| <= B, with probability epsilon/10B) and other states add up to less than epsilon.",
)

# N^3, by name: e = N^2(epsilon/D), f = N^2(epsilon).
_n_e, _n_f = sp.symbols("N2_eps_over_D N2_eps", real=True)
_smaller = (
    Hypothesis(
        Relation(_n_e, ">=", _n_f),
        Provenance.DERIVED,
        "epsilon/D is at most epsilon where D is at least 1, and N^2 falls",
    ),
    *positive(_n_e, _n_f),
)
_beyond_n_2 = Hypothesis(Relation(_N, ">", _n_f), Provenance.PAPER, "N > N^2(epsilon)")
_n_3_printed = Statement(
    Relation(_N, ">", _n_e),
    (*_smaller, _beyond_n_2),
    words="For every N above N^2(epsilon): N > N^2(epsilon/D), so that (34) holds with epsilon/D.",
)
_n_3 = Statement(
    And((Relation(_N, ">", _n_e), Relation(_N, ">", _n_f))),
    (
        *_smaller,
        Hypothesis(Relation(_N, ">=", _n_e + 1), Provenance.PAPER, "N > N^3(epsilon), an integer"),
    ),
    words="For every N above N^3(epsilon) = N^2(epsilon/D): N > N^2(epsilon/D), so that (34) holds "
    "with epsilon/D, and N > N^2(epsilon) too.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.B-finite",
        title="B is finite",
        source="Claim 3, definition of B",
        printed=_finite,
        note="As for A: by chords, where u is finite on the axes, which the proof does not say.  "
        "For utilities that are minus infinity there B can be infinite (u = -1/(q r)); then take "
        "the maxima over the compact set in which Claim 2 keeps consumption.",
        mutants=_finite_mutants,
        depends_on=("thm-2.claim-2",),
        assumes=(CONCAVE, INCREASING),
    ),
    Claim(
        id="thm-2.claim-3.B-bound",
        title="|L| is at most B/2",
        source="Claim 3, below B",
        printed=_bounded,
        note="The price multiplies u_r in L and is missing from B.  The bound holds nevertheless "
        "with the b-bar that the proof of Claim 2 constructs, since gamma A, which contains the "
        "price, is at most u_q(d, .); with another b-bar that bounds offers B would have to "
        "contain the price.",
        depends_on=("thm-2.claim-3.B-finite", "thm-2.claim-2.A", "thm-2.claim-2.J"),
        mutants=(
            pinned(
                Statement(
                    _bounded.says,
                    _bound_given,
                    (
                        *_bound_where[:2],
                        Definition(_A, _top_r),
                        *_bound_where[3:],
                    ),
                ),
                (_s3, 0),
                (_s4, 0),
                (_s5, sp.Rational(1, 2)),
                (_s, 0),
                (_g, sp.Rational(1, 10)),
                (_u_r, 1),
            ),
            _bounded.replacing({Relation(_L, "<=", _half_B): Relation(_L, "<=", _half_B - _u_r)}),
        ),
    ),
    Claim(
        id="thm-2.claim-3.N-2",
        title="N^2 is large enough for the steps that use it",
        source="Claim 3, definition of N^2",
        printed=_n_2_printed,
        correction=Correction(
            statement=_n_2,
            severity="harmless",
            finding="The proof uses N > N^1(delta~(delta')) and N > N~(delta'), but N^2 is the "
            "maximum of N^1(epsilon/10B) and N~(delta^2): a smaller argument needs a larger N^1.  "
            "Take the maximum of all three.",
            quote=r"N^2(\epsilon) = \max\{N^1(\frac{\epsilon}{10B}), \tilde N(\delta^2(\epsilon))\}",
            reading="N > N^2(epsilon) gives what is used below: N > N^1(delta~(delta')).",
            defence="Thresholds may be enlarged at will: if N~ is taken at least as large as N^1, "
            "then N~(delta^2) is at least N^1(delta^2), and so at least N^1(delta~(delta')).",
            answer="Nothing of the kind is said where N~ is introduced, after (36), which is about "
            'prices and does not involve Claim 1; N^1 comes from Claim 1, and "because N > '
            "N^1(delta~(delta'))\" is asserted two displays later without a source.",
            consequence="The threshold of Claim 3 is larger than printed; the claim stands.",
            about="f2c3ca5c7918",
        ),
        mutants=(
            Statement(_used, (*_monotone[1:], _n_2.given[-1], _beyond[0])),
            Statement(_used, (*_n_2.given[:-1], Hypothesis(Relation(_N, ">=", _n_c)))),
        ),
    ),
    Claim(
        id="thm-2.claim-3.N-3",
        title="N is large enough for (34) with epsilon/D",
        source="Claim 3, below N^3",
        printed=_n_3_printed,
        correction=Correction(
            statement=_n_3,
            severity="notation",
            finding="The three cases use (34) with epsilon/D, so that N > N^2(epsilon/D) is needed, "
            "which is N > N^3(epsilon); printed are N^2(epsilon) and delta^2(epsilon).",
            quote=r"N > N^2(\epsilon)",
            reading="N > N^2(epsilon) and delta^2(epsilon) give (34) with epsilon/D.",
            defence="N^3(epsilon) and delta^3(epsilon) are defined in the sentence before for this "
            "purpose and occur in the claim, so a reader supplies them; the scan may have lost a "
            "stroke of the superscript.",
            answer="Both superscripts of the sentence are 2, and so is the one of the sentence on "
            "(34) that it repeats; as it stands a smaller epsilon/D needs a larger N than is supposed, "
            "and it takes another formula, not a reading, to have it.",
            consequence="Nothing: with N^3 and delta^3, as they have just been defined, the cases "
            "go through.",
            scan=True,
            about="6682c8685711",
        ),
        mutants=(
            Statement(_n_3.says, (*_smaller, _beyond_n_2)),
            Statement(Relation(_N, ">", _n_e + 2), _n_3.given),
        ),
    ),
    Claim(
        id="thm-2.claim-3.chain",
        title="the three parts of the distance add up to less than epsilon",
        source="Claim 3, the chain before (34) is established",
        printed=_chain,
        note="In the first line of the chain the expectation is of |L' - L|; the bars are missing.",
        depends_on=(
            "thm-2.claim-3.states",
            "eq-35",
            "eq-36",
            "thm-2.claim-3.B-bound",
            "thm-2.claim-3.N-2",
            "thm-2.claim-1.concentrates",
            "thm-2.claim-1.large-numbers",
        ),
        mutants=(
            Statement(Relation(_three, "<", 2 * _eps / 5), _chain.given, _chain.where),
            Statement(Relation(_tenth + _tenth * _B, "<=", _eps / 10), _chain.given, _chain.where),
            Statement(
                Relation(_tenth + 9 * _tenth * _B + _tenth * _B, "<", _eps),
                _chain.given,
                _chain.where,
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
