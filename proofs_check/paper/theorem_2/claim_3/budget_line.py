r"""Claim 3 in the proof of Theorem 2, along a budget line: M(q; p), and the constants :math:`D_1` and :math:`D_2`.

Along the line of bundles that a price buys, M(q; p) is the slope of a price-taker's payoff.  Offers
are at most :math:`D_1` times as far apart as what they give of the first good, and that at most
:math:`D_2` times as far as the slopes.

Paper: section 7.2, Claim 3, from below (36) to (37).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
from proofs_check.paper.shared.hypotheses import CONCAVE
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import b_q, b_r, kappa_q, kappa_r, p, q, q_bar, r_bar, x, z
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr
from symbolic.model.competitive import demand_slope, price_bounds
from symbolic.model.price_taking import slope as selling_slope
from symbolic.model.price_taking import t as sold
from symbolic.model.semipooling import price_taking_payoffs

_rest, _t, _t1, _t2, _s, _P = sp.symbols("rest t t_1 t_2 s P", real=True)
_LOWEST, _HIGHEST = price_bounds()

# A price-taker's payoff H(b; p) along each side, and M(q; p).
_H_q, _H_r = price_taking_payoffs()
_line = (q, p * q_bar + r_bar - p * q, x, z)
SLOPE = u_q(*_line) - p * u_r(*_line)
_M_slope = u_qq(*_line) - 2 * p * u_qr(*_line) + p**2 * u_rr(*_line)
_M_sides = Statement(
    And(
        (
            equation(DerivativeOf(_H_q, b_q), -SLOPE.subs(q, q_bar - b_q)),
            equation(DerivativeOf(_H_r, b_r), over(SLOPE.subs(q, q_bar + over(b_r, p)), p)),
            equation(selling_slope(), -SLOPE.subs(q, q_bar - sold)),
        )
    ),
    positive(p),
    words="For every price and offer: the slopes of H on its two sides are -M(q-bar - b_q; p) and "
    "M(q-bar + b_r/p; p)/p; and minus M is the toolkit's slope for a net sale.",
)
_M_prime = Statement(
    equation(DerivativeOf(demand_slope(), q), _M_slope),
    positive(p),
    words="For every price and bundle on the budget line the derivative of M in q is "
    "u_qq - 2p u_qr + p^2 u_rr.",
)

# D_1: both offers on the first side, both on the second, one on each.
_one, _two = sp.symbols("b_1 b_2", real=True)
_D_1 = 1 + _P
_D_1_given = (*positive(p, _s), *nonnegative(_two, _t))
_D_1_where = (Definition(_P, p + _t), Definition(_one, _two + _s))
_distance = Statement(
    And(
        (
            Relation(_one - _two, "<", _D_1 * (_one - _two)),
            Relation(_one - _two, "<", _D_1 * over(_one - _two, p)),
            Relation(_one + _two, "<", _D_1 * (_one + over(_two, p))),
        )
    ),
    _D_1_given,
    _D_1_where,
    words="With D_1 = 1 + P, P the largest price, and for every price p <= P and every two "
    "different offers, on one side each or on both: they are less than D_1 times as far apart as "
    "what they give of the first good, which is b_1 - b_2, (b_1 - b_2)/p and b_1 + b_2/p.",
)

# M decreases along a budget line: tangents to the payoff at two points.
_L1, _L2, _M1, _M2, _c1 = sp.symbols("L_1 L_2 M_1 M_2 c_1", real=True)
_decreasing = Statement(
    Relation(_M1, ">", _M2),
    (
        *positive(_s, _t1, _t2, reason="u is strictly concave along the line"),
        *nonnegative(_c1),
    ),
    (
        Definition(_M2, over(_L2 - _L1 - _t2, _s)),
        Definition(_L2, _L1 + _M1 * _s - _t1),
    ),
    words="For every strictly concave u, every price and every two consumptions c_2 = c_1 + s on "
    "the budget line: M(c_1; p) > M(c_2; p).  By compactness |M| < m(epsilon) then forces an offer "
    "within epsilon of chi, for some m(epsilon) > 0.",
)

# Consumption of offers that leave d of each good, per good: seller and buyer.
_d = sp.Symbol("d", real=True)
_left_q, _left_r = sp.symbols("left_q left_r", real=True)
_in_domain = Statement(
    And(
        (
            Relation(q_bar - b_q, ">=", _d),
            Relation(r_bar + p * b_q, "<=", r_bar + q_bar * _HIGHEST),
            Relation(q_bar + over(b_r, p), "<=", q_bar + over(r_bar, _LOWEST)),
            Relation(r_bar - b_r, ">=", _d),
        )
    ),
    (
        *positive(kappa_q, kappa_r, q_bar, r_bar, p),
        *nonnegative(_left_q, _left_r, _d),
        *nonnegative(b_q, b_r, _HIGHEST - p, p - _LOWEST),
    ),
    (
        Definition(b_q, q_bar - _d - _left_q),
        Definition(b_r, r_bar - _d - _left_r),
    ),
    words="For every price in its range and every offer that leaves at least d of its good, what "
    "it gives lies in the set over which D_2 is the maximum.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.D-1",
        title="offers are less than D_1 times as far apart as consumption",
        source="Claim 3, definition of D_1",
        printed=_distance,
        note="For different offers, D_1 = 1 + (r-bar + kappa_r)/kappa_q; for equal ones both sides "
        "are zero.",
        mutants=(
            Statement(
                _distance.says,
                (*positive(p), *nonnegative(_two, _t, _s)),
                _distance.where,
            ),
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
                equation(DerivativeOf(_H_q, b_q), SLOPE.subs(q, q_bar - b_q)),
                (*positive(p, r_bar, q_bar - b_q), *nonnegative(b_q)),
            ),
            Statement(
                equation(DerivativeOf(_H_r, b_r), SLOPE.subs(q, q_bar + over(b_r, p))),
                positive(p, q_bar, r_bar),
            ),
            Statement(
                equation(
                    DerivativeOf(_H_r, b_r),
                    over(SLOPE.subs(q, q_bar + over(HUNDREDTH_MORE * b_r, p)), p),
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
            Statement(equation(DerivativeOf(SLOPE, q), _M_slope + p * u_qr(*_line)), positive(p)),
            Statement(
                equation(DerivativeOf(SLOPE, q), _M_slope - p**2 * u_rr(*_line) + p * u_rr(*_line)),
                positive(p),
            ),
            Statement(equation(DerivativeOf(SLOPE, q), _M_slope + u_qq(*_line) / 100), positive(p)),
        ),
    ),
    Claim(
        id="thm-2.claim-3.D-2",
        title="D_2 is defined and positive",
        source="Claim 3, definition of D_2",
        printed=asserted(
            "thm-2.claim-3.D-2",
            r"\forall (q, r, p) \in \left[d, \bar q + \tfrac{\bar r(\bar q + \kappa_q)}{\kappa_r}\right] "
            r"\times \left[d, \bar r + \tfrac{\bar q(\bar r + \kappa_r)}{\kappa_q}\right] \times "
            r"\left[\tfrac{\kappa_r}{\bar q + \kappa_q}, \tfrac{\kappa_r + \bar r}{\kappa_q}\right]:\ "
            r"u_{qq} - 2pu_{qr} + p^2u_{rr} < 0",
            words="For the utility F(q) + F(r) named in the check the maximum that defines 1/D_2, "
            "at the endowment (1, 1) and for every price, is negative.",
            power=sp.Integer(3),
        ),
        correction=Correction(
            statement=_decreasing,
            severity="gap",
            finding="Strict concavity allows a Hessian that vanishes at a point: u = F(q) + F(r) "
            "with F' = (q^3 - 3q^2 + 3q)^(-1/4) satisfies all of section 2.1 (monotone demand "
            "included, finite on the axes) and has u_qq = u_qr = u_rr = 0 at (1, 1), so 1/D_2 = 0. "
            "Repair: M(q; p) is strictly decreasing in q and continuous, so by compactness |M| < "
            "some positive m(epsilon) forces |q - q*| < epsilon; the linear rate is lost, Claim 3 "
            "is not.  (Or assume a negative definite Hessian.)",
            quote=r"D_2 is well-defined and D_2 > 0",
            reading="For every u that is strictly concave and twice continuously differentiable "
            "the maximum over a compact set is negative.",
            defence='"Strictly concave and continuously twice differentiable" may stand for a '
            "negative definite Hessian, as it often does in general equilibrium theory, where "
            "differentiable strict concavity is meant.",
            answer="The sentence derives the sign from strict concavity, and section 2.1 asks for "
            "nothing more; the same paper proves uniqueness in Proposition 1 from strict concavity "
            "of functions, without Hessians.  With the stronger assumption the step holds, but it "
            "is an assumption.",
            consequence="(37), the three cases and with them Claims 3 and 4 and Theorem 2 use "
            "D_2; the modulus of continuity of the repair takes its place in each.",
            about="1fff9569c6b5",
        ),
        depends_on=("thm-2.claim-3.M-prime",),
        mutants=(
            pinned(Statement(_decreasing.says, _decreasing.given[1:], _decreasing.where), (_s, -1)),
            Statement(
                _decreasing.says,
                (*positive(_s), *nonnegative(_t1, _t2)),
                (*_decreasing.where, Definition(_t1, sp.S(0)), Definition(_t2, sp.S(0))),
            ),
        ),
        assumes=(CONCAVE,),
    ),
    Claim(
        id="thm-2.claim-3.M-domain",
        title="the bound on M' holds at the consumption of the offers that matter",
        source="Claim 3, below M'",
        printed=_in_domain,
        note="Printed for (b, p^N) in O^2 times the prices; one offer b is meant, and one that "
        "leaves d of its good, as the equilibrium offers and chi do: an offer of the whole "
        "endowment leaves nothing, where second derivatives are not defined.",
        depends_on=("thm-2.claim-3.chi-bounded", "thm-2.claim-3.price-range"),
        mutants=(
            _in_domain.replacing(
                {Relation(q_bar - b_q, ">=", _d): Relation(q_bar - b_q, ">=", HUNDREDTH_MORE * _d)}
            ),
            Statement(
                _in_domain.says,
                _in_domain.given,
                (Definition(b_q, q_bar - HUNDREDTH_LESS * _d - _left_q), _in_domain.where[1]),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
