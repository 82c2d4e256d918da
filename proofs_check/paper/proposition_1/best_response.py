r"""Claims about the best response in Proposition 1: its first-order conditions, uniqueness, continuity.

Paper: section 7.1, equations (18)-(20) and the last paragraphs of the proof.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general import best_response, rate
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import CONCAVE, INADA, INCREASING, RATE, SMOOTH
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    phi,
    x,
    z,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over, plain
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_qq, u_qr, u_r, u_rr
from symbolic.model.best_response import g_second, seller_bundle

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
_seller = seller_bundle()
_f_1, _f_2 = (sp.diff(plain(_seller[1]), b_q, i) for i in (1, 2))
_at = (*_seller, x, z)
_along = u_qq(*_at) - 2 * _f_1 * u_qr(*_at) + _f_1**2 * u_rr(*_at)
_split = equation(g_second(), SumOver(phi(z) * (_along + _f_2 * u_r(*_at)), z))
_D, _u_r = sp.symbols("minus_second_along u_r_there", real=True)
_bends = Relation(-_D + _u_r * _f_2, "<", 0)
_second = Statement(
    And((_split, _bends)),
    (*nonnegative(_D, b_q), *positive(_u_r, Q_others, R_others)),
    words="g'' is the mean of -D + f'' u_r, D >= 0 by concavity: negative although the Hessian of u "
    "may be singular, since the receipts are strictly concave and u_r > 0.",
)
_PAPER_U = (INCREASING, CONCAVE, SMOOTH, INADA)
_UTILITIES = (
    "sqrt(q) + sqrt(r)",
    "log(q) + log(r)",
    "-1/q - 1/r",
    "-1/(q r)",
    "(sqrt(q) + sqrt(r))^(3/2)",
    "-1/q - 1/(q r)",
)
_LEFT_OUT = (
    "A step is left out: near q-bar both marginal utilities may be unbounded (u = -1/(qr)), so that "
    "Inada's condition on u_q alone does not settle the sign of -u_q + u_r R_- Q_-/(Q_- + b)^2.  The rate "
    "u_q/u_r is unbounded: where u stays finite at the axis concavity bounds u_r, and where it falls to "
    "minus infinity concavity and monotonicity suffice (prop-1.rate-bounded, prop-1.rate-unbounded)."
)

CLAIMS = (
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
        id="prop-1.rate",
        title="the marginal rate of substitution is unbounded at the axis",
        source="behind (18) and (19) (not in the paper)",
        printed=asserted(
            "prop-1.rate",
            r"\forall u\ \forall (Q_-, R_-):\quad \lim_{b \to \bar q} "
            r"\frac{u_q}{u_r}\Big(\bar q - b, \bar r + \frac{b R_-}{Q_- + b}\Big) = \infty",
            utilities=_UTILITIES,
        ),
        depends_on=("prop-1.rate-bounded", "prop-1.rate-unbounded"),
        mutants=(
            asserted("prop-1.rate", utilities=("sqrt(q + 1) + sqrt(r)",)),
            asserted("prop-1.rate", utilities=("sqrt(q) + sqrt(r)", "sqrt(q + 1) + sqrt(r)")),
        ),
        assumes=_PAPER_U,
        general=rate.RATE,
        strengthened=rate.RATE_TOO_STRONG,
    ),
    Claim(
        id="eq-18",
        title="by the Inada conditions g has an interior maximum where g'(0) > 0, and none else",
        source="equation (18)",
        printed=asserted(
            "eq-18.interior",
            r"\forall x\ \forall (Q_-, R_-):\quad g'(0) > 0 \Rightarrow \exists!\, \hat b_q \in (0, \bar q): "
            r"g'(\hat b_q) = 0;\quad g'(0) \le 0 \Rightarrow \hat b_q = 0",
            side=0,
            factor=1,
        ),
        note=_LEFT_OUT,
        depends_on=("prop-1.rate", "prop-1.g-prime-zero", "prop-1.g-slopes", "prop-1.g-concave"),
        mutants=(
            asserted("eq-18.interior", side=0, factor=HUNDREDTH_MORE),
            asserted("eq-18.interior", side=0, factor=sp.Rational(99, 100)),
        ),
        assumes=(*_PAPER_U, RATE),
        cites="the intermediate value theorem, for a continuous slope",
    ),
    Claim(
        id="eq-19",
        title="by the Inada conditions h has an interior maximum where h'(0) > 0, and none else",
        source="equation (19)",
        printed=asserted(
            "eq-18.interior",
            r"\forall x\ \forall (Q_-, R_-):\quad h'(0) > 0 \Rightarrow \exists!\, \hat b_r \in (0, \bar r): "
            r"h'(\hat b_r) = 0;\quad h'(0) \le 0 \Rightarrow \hat b_r = 0",
            side=1,
            factor=1,
        ),
        depends_on=("prop-1.rate", "prop-1.h-prime-zero", "prop-1.h-slopes", "prop-1.h-concave"),
        mutants=(
            asserted("eq-18.interior", side=1, factor=HUNDREDTH_MORE),
            asserted("eq-18.interior", side=1, factor=sp.Rational(99, 100)),
        ),
        assumes=(*_PAPER_U, RATE),
        cites="the intermediate value theorem, for a continuous slope",
    ),
    Claim(
        id="prop-1.first-order",
        title="the larger of the two offers satisfies its first-order condition with equality",
        source="section 7.1, below equation (20)",
        printed=asserted(
            "prop-1.first-order",
            r"\forall x\ \forall (Q_-, R_-):\quad \hat b_q > 0 \Rightarrow g'(\hat b_q) = 0 \ge h'(0);\quad "
            r"\hat b_r > 0 \Rightarrow h'(\hat b_r) = 0 \ge g'(0)",
            factor=1,
        ),
        depends_on=("eq-18", "eq-19", "eq-20"),
        mutants=(
            asserted("prop-1.first-order", factor=HUNDREDTH_LESS),
            asserted("prop-1.first-order", factor=sp.S.Zero),
        ),
        assumes=_PAPER_U,
        general=best_response.FIRST_ORDER,
        strengthened=best_response.FIRST_ORDER_TOO_STRONG,
    ),
    Claim(
        id="prop-1.best-response",
        title="the best response is unique",
        source="section 7.1, above and below equation (20)",
        printed=asserted(
            "prop-1.best-response",
            r"\forall x\ \forall (Q_-, R_-)\ \exists!\, b^* \in \mathcal{O}\ \forall b \in \mathcal{O}:\quad "
            r"H_x(b; Q_-, R_-) \le H_x(b^*; Q_-, R_-)",
            restricted=True,
        ),
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
        printed=_second,
        note="What the theorem needs is not checked in the paper.  It holds although the Hessian of a "
        "strictly concave u may be singular at a bundle.",
        depends_on=("prop-1.f-q-concave",),
        mutants=(
            Statement(And((_split, Relation(_D + _u_r * _f_2, "<", 0))), _second.given),
            Statement(And((_split, Relation(-_D - _u_r * _f_2, "<", 0))), _second.given),
            Statement(
                equation(g_second(), SumOver(phi(z) * (_along - _f_2 * u_r(*_at)), z)),
                _second.given,
            ),
        ),
        assumes=(INCREASING, CONCAVE),
    ),
    Claim(
        id="prop-1.continuity",
        title="the best response is continuous in the others' totals",
        source="section 7.1, the implicit-function theorem",
        printed=asserted(
            "prop-1.switch",
            r"\forall (Q_-, R_-):\quad \Phi\ \text{is}\ C^1\ \text{at}\ \max\{\hat b_q, \hat b_r\},\quad "
            r"\Phi(b) = g'(b)\ \text{or}\ h'(b),\ \text{whichever}\ \max\{\hat b_q, \hat b_r\}\ "
            r"\text{satisfies},\ \Phi = 0",
            R=2,
        ),
        correction=Correction(
            statement=asserted(
                "prop-1.continuity",
                r"\forall (Q_-, R_-):\quad |(\hat b_q, \hat b_r)(Q_-, R_- (1 + h)) - (\hat b_q, \hat b_r)(Q_-, R_-)|"
                r" = O(h)",
                power=1,
            ),
            severity="harmless",
            finding="The theorem is applied to the condition of the larger offer, but that is another one on either "
            "side of the totals at which the agent switches from one good to the other: its derivatives there are "
            "g''(0) and h''(0).  Repair: the theorem for g' and for h' apart, each continued to small negative "
            "offers; or the Maximum Theorem, as in Proposition 2, the maximiser being unique.",
            quote="implicit-function theorem applied to that first-order condition",
            reading="The larger offer solves one continuously differentiable condition for all totals near any "
            "given ones.",
            defence="The condition may be g' = 0 on one side of the switch and h' = 0 on the other: the sentence "
            "before says that both slopes at zero vanish together, and the theorem applied to each gives two "
            "continuous roots, whose positive parts are the offers.",
            answer="The sentence applies the theorem once, to the condition that the larger offer satisfies, and "
            "at totals with g'(0) = h'(0) = 0, which the fixed-point map meets, that condition has no derivative. "
            "Applied twice it gives roots that near the switch are negative, hence no offers, and that they are "
            "cut off at zero and put together is the step which is not there.",
            consequence="Nothing: the best response is continuous, so that Proposition 1 stands as it is.",
            about="f0e771555859",
        ),
        depends_on=("prop-1.best-response", "prop-1.first-order", "prop-1.totals", "prop-1.ift"),
        mutants=(
            asserted("prop-1.switch", R=3),
            asserted("prop-1.continuity", power=2),
            asserted("prop-1.continuity", power=sp.Rational(19, 20)),
        ),
        cites="Berge's Maximum Theorem; for the rate, the implicit-function theorem for g' and for h' apart",
        assumes=_PAPER_U,
    ),
)
__all__ = ["CLAIMS"]
