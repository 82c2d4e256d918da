r"""Claims of Proposition 1 and of its proof beyond the algebra.

Composition, Inada, uniqueness and continuity of the best response, the fixed point.

Two steps of the printed proof are gaps.  The Inada conditions bound nothing by themselves, since
both marginal utilities may be unbounded at an axis; what is needed is that the marginal rate of
substitution is unbounded, which follows from concavity and monotonicity in two cases.  And the
implicit-function theorem is applied to a condition that is not differentiable where an agent
switches sides; the Maximum Theorem gives the continuity.

Paper: section 7.1, equations (16)-(20).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import CONCAVE, INADA, INCREASING, RATE, SMOOTH
from symbolic.language.notation import (
    M,
    Q_others,
    R_others,
    b_q,
    b_r,
    kappa_q,
    kappa_r,
    phi,
    s_q,
    s_r,
    sigma,
    x,
    y,
    z,
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
from symbolic.language.utility import u
from symbolic.model.best_response import objective
from symbolic.model.market import others_totals, payoff_from_totals

_eq_17 = Statement(
    equation(objective(), SumOver(phi(z) * u(*payoff_from_totals(), x, z), z)),
    (*positive(Q_others, R_others), *nonnegative(b_q, b_r)),
    words="H_x is the expected utility of the payoff (3), the state entering as a preference "
    "parameter.",
)

_more, _other_q, _other_r = sp.symbols(
    "others_of_own_type offers_of_others_q offers_of_others_r", real=True
)
_named = {
    sigma(x) - 1: _more,
    SumOver(sigma(y) * s_q(y), y, x): _other_q,
    SumOver(sigma(y) * s_r(y), y, x): _other_r,
}
_Q, _R = (total.xreplace(_named) for total in others_totals())
_others = nonnegative(_other_q, _other_r, s_q(x), s_r(x), reason="offers are not negative")
_totals = Statement(
    And((Relation(_Q, ">", 0), Relation(_R, ">", 0))),
    (
        *_others,
        *nonnegative(_more, reason="the agent itself is of type x"),
        *positive(M, kappa_q, kappa_r),
    ),
    words="M kappa is positive, the offers of others are not negative, and the agent's own type "
    "counts at least itself.",
)

# Composition: u at the midpoint of two offers, u_1 and u_2 at the ends; up is what monotonicity
# gives, since f is strictly concave.
_u_mid, _u_1, _u_2, _up, _bend = sp.symbols("u_mid u_1 u_2 up bend", real=True)
_chord = Statement(
    Relation(_u_mid, ">", (_u_1 + _u_2) / 2),
    (*positive(_up), *nonnegative(_bend)),
    (Definition(_u_mid, (_u_1 + _u_2) / 2 + _bend + _up),),
    "u at the midpoint exceeds u at the mean of the receipts (u increases, f is strictly "
    "concave), which is at least the mean (u is concave).",
)

# Inada, case 1: u stays bounded near the axis.  Then u_r is bounded there by a chord from half the
# amount, and u_q is unbounded.
_m_q, _m_r, _r, _u_at, _u_half, _bound, _gap = sp.symbols(
    "m_q m_r received u_at u_half oscillation tangent_gap", real=True
)
_bounded = Statement(
    Relation(_m_r * _r / 2, "<=", _bound),
    (*nonnegative(_gap), *positive(_r)),
    (Definition(_bound, _u_at - _u_half), Definition(_u_half, _u_at - _m_r * _r / 2 - _gap)),
    "By concavity u(q, r/2) <= u(q, r) - u_r r/2, so u_r is at most 2/r times the oscillation of u.",
)
# Case 2: u falls to minus infinity.  Then u at a fixed bundle (d, e) exceeds u(q, r) for small q,
# and the tangent at (q, r) gives the rate.
_d, _w, _excess = sp.symbols("step fall excess", real=True)
_tangent = (Definition(_m_q, over(_excess + _gap + _m_r * _w, _d)),)
_unbounded = Statement(
    Relation(_m_q, ">=", _m_r * over(_w, _d)),
    (*nonnegative(_excess, _gap), *positive(_d, _w, _m_r)),
    _tangent,
    "From u(q + d, r - w) >= u(q, r) and concavity u_q d >= u_r w; d may be taken as small as one "
    "likes.",
)

# g'' with a Hessian that is only semidefinite: -(second derivative of u along the curve) = D >= 0,
# and the market bends receipts.
_D, _u_r = sp.symbols("minus_second_along u_r", real=True)
_bent = -over(2 * Q_others * R_others, (Q_others + b_q) ** 3)
_second = Statement(
    Relation(-_D + _u_r * _bent, "<", 0),
    (*nonnegative(_D, b_q), *positive(_u_r, Q_others, R_others)),
    words="At finite totals g'' < 0 although the Hessian of u may be singular, since the receipts "
    "are strictly concave and u_r > 0.",
)

_PAPER_U = (INCREASING, CONCAVE, SMOOTH, INADA)
_UTILITIES = ("log", "power", "product", "root", "ces")

CLAIMS = (
    Claim(
        id="eq-17",
        title="H_x is expected utility, the posterior a preference parameter",
        source="equation (17); section 3.1, the one-shot game",
        printed=_eq_17,
        depends_on=("eq-14",),
        mutants=(
            Statement(
                equation(
                    objective(),
                    SumOver(phi(z) * u(*payoff_from_totals(), x, z), z).subs(
                        Q_others, HUNDREDTH_MORE * Q_others
                    ),
                ),
                _eq_17.given,
            ),
            Statement(
                equation(
                    objective(), SumOver(phi(z) * u(*reversed(payoff_from_totals()), x, z), z)
                ),
                _eq_17.given,
            ),
            Statement(
                equation(objective(), SumOver(u(*payoff_from_totals(), x, z), z)), _eq_17.given
            ),
        ),
    ),
    Claim(
        id="prop-1.configuration",
        title="a type-configuration of the active agents is a function from X to {1, ..., M}",
        source="Proposition 1; section 3.1",
        printed=asserted(
            "prop-1.configuration", r"\sigma: X \to \{1, \dots, M\}", condition="range", off=0
        ),
        correction=Correction(
            statement=asserted(
                "prop-1.configuration",
                r"\sigma: X \to \{1, \dots, M\},\ \sum_x\sigma(x) = M",
                condition="sum",
                off=0,
            ),
            severity="cosmetic",
            finding="The counts must also sum to M, which is used in the totals and in (25); the range alone "
            "admits (M, M).",
        ),
        mutants=(
            asserted("prop-1.configuration", condition="sum", off=1),
            asserted("prop-1.configuration", condition="sum", off=-1),
        ),
    ),
    Claim(
        id="prop-1.totals",
        title="the others' totals are positive, whatever the others offer",
        source="below equation (17)",
        printed=_totals,
        mutants=(
            Statement(Relation(_Q, ">", M * kappa_q), _totals.given),
            Statement(Relation(_Q, ">", M * kappa_r), _totals.given),
            Statement(_totals.says, (*_others, *positive(M, kappa_q, kappa_r))),
        ),
    ),
    Claim(
        id="prop-1.composition",
        title="a strictly increasing concave function of a concave function is strictly concave",
        source="section 7.1, above equation (18)",
        printed=asserted(
            "prop-1.composition",
            r"f \text{ increasing concave},\ c \text{ concave} \Rightarrow f \circ c \text{ "
            r"strictly concave}",
            outer="identity",
            inner="linear",
        ),
        correction=Correction(
            statement=_chord,
            severity="false remark",
            finding="The identity of a linear function is linear.  What g and h need is true: u is strictly "
            "increasing and concave and the receipts f_q, f_r are strictly "
            "concave, so u of (q-bar - b, f_q(b)) is strictly concave.",
        ),
        depends_on=("prop-1.f-q-concave", "prop-1.f-r-concave"),
        mutants=(
            asserted("prop-1.composition", outer="identity", inner="linear"),
            Statement(_chord.says, nonnegative(_up, _bend), _chord.where),
            Statement(
                _chord.says, positive(_up), (Definition(_u_mid, (_u_1 + _u_2) / 2 - _bend + _up),)
            ),
        ),
        assumes=(INCREASING, CONCAVE),
    ),
    Claim(
        id="prop-1.rate-bounded",
        title="where u stays finite at the axis the other marginal utility is bounded",
        source="behind (18) and (19) (not in the paper)",
        printed=_bounded,
        mutants=(
            Statement(Relation(_m_r * _r, "<=", _bound), _bounded.given, _bounded.where),
            Statement(
                Relation(_m_r * _r * HUNDREDTH_MORE / 2, "<=", _bound),
                (*_bounded.given, *positive(_m_r)),
                _bounded.where,
            ),
            Statement(_bounded.says, positive(_r), _bounded.where),
        ),
        assumes=(CONCAVE,),
    ),
    Claim(
        id="prop-1.rate-unbounded",
        title="where u falls to minus infinity the marginal rate of substitution is unbounded",
        source="behind (18) and (19) (not in the paper)",
        printed=_unbounded,
        mutants=(
            Statement(Relation(_m_q, ">", _m_r * over(_w, _d)), _unbounded.given, _tangent),
            Statement(Relation(_m_q, ">=", _m_r * over(_d, _w)), _unbounded.given, _tangent),
            Statement(_unbounded.says, (*nonnegative(_excess), *positive(_d, _w, _m_r)), _tangent),
        ),
        assumes=(CONCAVE, INCREASING),
    ),
    Claim(
        id="eq-18",
        title="by the Inada conditions g has an interior maximum where g'(0) > 0",
        source="equation (18)",
        printed=asserted(
            "eq-18.inada",
            r"u_q \to \infty,\ u_r\ \text{bounded} \Rightarrow g' < 0\ \text{near}\ \bar q",
            form="marginal utility stays finite",
            side="g",
            utilities=("root", "product"),
        ),
        correction=Correction(
            statement=asserted(
                "eq-18.inada",
                r"u_q/u_r \to \infty \Rightarrow g' < 0\ \text{near}\ \bar q",
                form="rate",
                side="g",
                utilities=_UTILITIES,
            ),
            severity="gap",
            finding="(18) is right, but Inada's condition on u_q alone does not settle the sign of -u_q + u_r "
            "R_- Q_-/(Q_- + b)^2 near q-bar, since u_r may be "
            "unbounded there too (u = -1/(qr), minus infinity on the axes).  Where u is finite and "
            "continuous up to the axes concavity bounds u_r and "
            "Inada is enough.  "
            "The marginal rate of substitution is what must be unbounded; that follows from concavity "
            "and monotonicity, whether u is finite at the axis or not.",
        ),
        depends_on=("prop-1.rate-bounded", "prop-1.rate-unbounded", "prop-1.g-prime-zero"),
        mutants=(
            asserted(
                "eq-18.inada",
                form="marginal utility stays finite",
                side="g",
                utilities=("product",),
            ),
            asserted("eq-18.inada", form="rate", side="g", utilities=("shifted",)),
            asserted(
                "eq-18.inada",
                form="marginal utility stays finite",
                side="g",
                utilities=("root", "ces", "product"),
            ),
        ),
        assumes=(*_PAPER_U, RATE),
    ),
    Claim(
        id="eq-19",
        title="by the Inada conditions h has an interior maximum where h'(0) > 0",
        source="equation (19)",
        printed=asserted(
            "eq-18.inada",
            r"u_r \to \infty,\ u_q\ \text{bounded} \Rightarrow h' < 0\ \text{near}\ \bar r",
            form="marginal utility stays finite",
            side="h",
            utilities=("root", "product"),
        ),
        correction=Correction(
            statement=asserted(
                "eq-18.inada",
                r"u_r/u_q \to \infty \Rightarrow h' < 0\ \text{near}\ \bar r",
                form="rate",
                side="h",
                utilities=_UTILITIES,
            ),
            severity="gap",
            finding="As for (18), with the goods exchanged.",
        ),
        depends_on=("prop-1.rate-bounded", "prop-1.rate-unbounded", "prop-1.h-prime-zero"),
        mutants=(
            asserted(
                "eq-18.inada",
                form="marginal utility stays finite",
                side="h",
                utilities=("product",),
            ),
            asserted(
                "eq-18.inada",
                form="marginal utility stays finite",
                side="h",
                utilities=("ces", "product"),
            ),
        ),
        assumes=(*_PAPER_U, RATE),
    ),
    Claim(
        id="prop-1.first-order",
        title="the larger of the two offers satisfies its first-order condition with equality",
        source="section 7.1, below equation (20)",
        printed=asserted(
            "prop-1.first-order", r"g'(\hat b_q) = 0\ \text{or}\ h'(\hat b_r) = 0", factor=1
        ),
        depends_on=("eq-18", "eq-19", "eq-20"),
        mutants=(
            asserted("prop-1.first-order", factor=HUNDREDTH_LESS),
            asserted("prop-1.first-order", factor=sp.S.Zero),
        ),
        assumes=_PAPER_U,
    ),
    Claim(
        id="prop-1.best-response",
        title="the best response is unique",
        source="section 7.1, above and below equation (20)",
        printed=asserted("prop-1.best-response", r"|F_x(s)| = 1", restricted=True),
        depends_on=(
            "prop-1.composition",
            "prop-1.g-concave",
            "prop-1.h-concave",
            "eq-18",
            "eq-19",
            "eq-20",
            "prop-1.totals",
        ),
        mutants=(asserted("prop-1.best-response", restricted=False),),
        cites="a strictly concave function on an interval has at most one maximiser",
        assumes=_PAPER_U,
    ),
    Claim(
        id="prop-1.ift",
        title="the second derivative of the first-order condition is not zero",
        source="section 7.1, the implicit-function theorem",
        printed=asserted(
            "prop-1.ift",
            r"u \text{ strictly concave} \Rightarrow u_{qq} - 2 f' u_{qr} + f'^2 u_{rr} < 0",
            curvature="utility",
            Q="2",
        ),
        correction=Correction(
            statement=_second,
            severity="harmless",
            finding="The theorem's condition is not checked in the paper, and strict concavity of u (or g) "
            "does not imply it: with "
            "F'(s) = (s^3 - 3s^2 + 3s)^(-1/4), u = F(q) + F(r) is in the class and its Hessian at (1, "
            "1) is zero.  At finite totals the condition holds, "
            "since the receipts have a strictly negative second derivative and u_r > 0.",
        ),
        depends_on=("prop-1.f-q-concave",),
        mutants=(
            asserted("prop-1.ift", curvature="utility", Q="1"),
            Statement(_second.says, (*nonnegative(_D, b_q, _u_r), *positive(Q_others, R_others))),
            Statement(Relation(_D + _u_r * _bent, "<", 0), _second.given),
            Statement(Relation(-_D - _u_r * _bent, "<", 0), _second.given),
        ),
        assumes=(INCREASING, CONCAVE),
    ),
    Claim(
        id="prop-1.continuity",
        title="the best response is continuous in the others' totals",
        source="section 7.1, the implicit-function theorem",
        printed=asserted(
            "prop-1.switch", r"\text{the first-order condition is } C^1", ask="differentiable", R=2
        ),
        correction=Correction(
            statement=asserted(
                "prop-1.continuity",
                r"(\hat b_q, \hat b_r)\ \text{continuous in}\ (Q_-, R_-)",
                steps=(sp.Rational(1, 100), sp.Rational(1, 10**6)),
            ),
            severity="gap",
            finding="The theorem is applied to the condition of the larger offer, but that is not "
            "differentiable where the agent switches from one good to the other (its "
            "one-sided derivatives are g''(0) and, in the other good's units, h''(0)).  Repair: the "
            "Maximum Theorem, as in Proposition 2, the maximiser being "
            "unique; or the theorem for g and for h apart, each continued to small negative offers.",
        ),
        depends_on=("prop-1.best-response", "prop-1.totals", "prop-1.ift"),
        mutants=(
            asserted("prop-1.switch", ask="differentiable", R=2),
            asserted("prop-1.switch", ask="kink", R=3),
            asserted("prop-1.continuity", steps=(sp.Rational(1, 100), sp.Rational(1, 10))),
        ),
        cites="Berge's Maximum Theorem",
        assumes=_PAPER_U,
    ),
    Claim(
        id="prop-1.self-map",
        title="F maps into one-sided offers within the endowment",
        source="section 7.1, equation (16) and the last paragraph of the proof",
        printed=asserted(
            "prop-1.self-map", r"F(S) \subseteq \mathcal{O}^X \subset S", share=1, sides=1
        ),
        depends_on=("prop-1.best-response",),
        mutants=(
            asserted("prop-1.self-map", share=1, sides=2),
            asserted("prop-1.self-map", share=sp.Rational(1, 5), sides=1),
        ),
    ),
    Claim(
        id="prop-1",
        title="a symmetric equilibrium of stage 2 exists",
        source="Proposition 1",
        printed=asserted("prop-1", r"\exists \beta^\sigma", scale=1),
        depends_on=("eq-14", "eq-17", "prop-1.continuity", "prop-1.self-map"),
        mutants=(
            asserted("prop-1", scale=HUNDREDTH_MORE),
            asserted("prop-1", scale=sp.Rational(1001, 1000)),
        ),
        cites="Brouwer's fixed-point theorem",
        assumes=_PAPER_U,
    ),
)
__all__ = ["CLAIMS"]
