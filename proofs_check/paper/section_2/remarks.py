r"""Claims about remarks of the introduction and of section 2 that are not numbered.

They are about Inada's conditions, footnotes 2 and 3, what kappa does, and what the histogram
reveals.

Paper: sections 1, 2.1-2.3.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import SEPARATING
from symbolic.language.notation import kappa_q, kappa_r, p, q, q_bar, r, r_bar, x, z
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.language.utility import u_q, u_qr, u_r, u_rr
from symbolic.model.competitive import budget_line
from symbolic.model.monotone_demand import normality, price_effect

# Footnote 2: demand is homogeneous of degree zero in (p_q, p_r), so p_q D_q + p_r D_r = 0 by
# Euler's theorem.
_p_q, _p_r, _own, _cross = sp.symbols("price_q price_r own_slope cross_slope", real=True)
_euler = (Definition(_own, -over(_p_r * _cross, _p_q)),)
_substitutes = Statement(
    Relation(_own, "<", 0),
    positive(_p_q, _p_r, _cross),
    _euler,
    "Demand that rises with the other price falls with its own.",
)
# The limit of stage 2 is the equilibrium with kappa, not the one without: log utility, s the mean
# share of income spent on the first good.
_s, _rest_s, _weight_q, _weight_r = sp.symbols("share_q share_r weight_q weight_r", real=True)
_with = over(kappa_r + _s * r_bar, kappa_q + _rest_s * q_bar)
_without = over(_s * r_bar, _rest_s * q_bar)
_market = positive(_weight_q, _weight_r, q_bar, r_bar, kappa_q, kappa_r)
_sum_to_one = (
    Definition(_s, over(_weight_q, _weight_q + _weight_r)),
    Definition(_rest_s, over(_weight_r, _weight_q + _weight_r)),
)
_distance = Statement(
    equation((_with - _without) * (kappa_q + _rest_s * q_bar), kappa_r - kappa_q * _without),
    _market,
    _sum_to_one,
    "With log utility the limit price differs from that of the economy without kappa by an amount "
    "of the order of kappa.",
)

# The price effect on the budget line, and at a demand, p = u_q/u_r, in terms of normality.
_line = (q, budget_line(), x, z)
_here = (q, r, x, z)
_rate = over(u_q(*_here), u_r(*_here))
_in_full = (q_bar - q) * (u_qr(*_line) - p * u_rr(*_line)) - u_r(*_line)
_normal = equation(u_r(*_here) * (u_qr(*_here) - _rate * u_rr(*_here)), normality())
_effect = Statement(
    And((equation(price_effect(), _in_full), _normal)),
    positive(u_r(*_here), p),
    words="The price effect is (q-bar - q)(u_qr - p u_rr) - u_r, at a demand (q-bar - q) D/u_r - u_r.",
)
_D, _uq, _ur, _sold, _got, _held_r = sp.symbols("D m_q m_r sold receipts_r held_r", real=True)
_enough = Statement(
    Relation(_sold * over(_D, _ur) - _ur, "<", 0),
    (
        *positive(_uq, _ur, _sold, _held_r),
        *nonnegative(_D, _uq * _ur - (_held_r + _got) * _D),
    ),
    (Definition(_got, over(_uq, _ur) * _sold),),
    "If D >= 0 and u_q u_r >= r D, a seller's price effect is negative: p (q-bar - q) = r - r-bar < r.",
)

CLAIMS = (
    Claim(
        id="sec-1.beliefs-only",
        title="contingent on being active an offer matters through the others' beliefs only",
        source="section 1, on the trade-off",
        printed=asserted(
            "sec-1.beliefs-only",
            r"\forall x, \bar x\ \forall a\ \text{with}\ q_1(a)\ \text{inside}\ I(\bar x):\quad "
            r"\sigma^*(x, a) = \sigma + 1_x,\quad \sigma'(x, a) = \sigma + 1_{\bar x}",
            read_as=0,
        ),
        depends_on=("eq-7", "eq-8"),
        mutants=(asserted("sec-1.beliefs-only", read_as=1),),
        assumes=(SEPARATING,),
    ),
    Claim(
        id="sec-1.limit-economy",
        title="with log utility the limit of stage 2 is within the order of kappa of that without kappa",
        source="section 1, on convergence",
        printed=_distance,
        note="That stage 2 converges to the competitive equilibrium under complete information is "
        "Proposition 2, and Claim 4 of Theorem 2; for a fixed kappa > 0 it is the equilibrium of the "
        "economy with the exogenous trades kappa.",
        depends_on=("prop-2",),
        mutants=(
            Statement(
                equation(
                    (_with - _without) * (kappa_q + _rest_s * q_bar),
                    kappa_r - HUNDREDTH_MORE * kappa_q * _without,
                ),
                _market,
                _sum_to_one,
            ),
            Statement(
                equation((_with - _without) * (kappa_q + q_bar), kappa_r - kappa_q * _without),
                _market,
                _sum_to_one,
            ),
            Statement(equation(_with, _without), _market, _sum_to_one),
        ),
    ),
    Claim(
        id="sec-2.1.inada",
        title="a utility can be smooth inside, continuous up to the axes, and satisfy Inada",
        source="section 2.1",
        printed=asserted(
            "sec-2.1.inada",
            r"\exists u \in C^2(\mathbb{R}^2_{++}) \cap C(\mathbb{R}^2_+):\quad "
            r"\lim_{q \to 0} u_q(q, r) = \infty\ \text{and}\ \lim_{r \to 0} u_r(q, r) = \infty",
            utility="sqrt(q) + sqrt(r)",
        ),
        note="Derivatives are continuous where both goods are consumed; at the axes, where bundles "
        "may lie too, Inada's conditions exclude that.  Utility itself is read as a real function "
        "that is continuous up to the axes: bundles lie in R^2_+, footnote 10 calls utilities "
        "continuous, and (45) evaluates u(0, 0).  The toolkit also admits utilities that fall to minus "
        "infinity there (log), as applications do; what only these would violate is no finding.",
        mutants=(
            asserted("sec-2.1.inada", utility="sqrt(q + 1) + sqrt(r)"),
            asserted("sec-2.1.inada", utility="log(q) + log(r)"),
            asserted("sec-2.1.inada", utility="q + sqrt(r)"),
        ),
        existence=True,
    ),
    Claim(
        id="fn-2",
        title="gross substitutes imply monotone demand",
        source="footnote 2",
        printed=_substitutes,
        mutants=(
            Statement(_substitutes.says, (*positive(_p_q, _p_r), *nonnegative(_cross)), _euler),
            Statement(
                _substitutes.says,
                positive(_p_q, _p_r, _cross),
                (Definition(_own, over(_p_r * _cross, _p_q)),),
            ),
            Statement(_substitutes.says, positive(_p_q, _cross), _euler),
        ),
    ),
    Claim(
        id="fn-2.effect",
        title="the price effect at a demand (not in the paper)",
        source="section 2.1, on monotone demand; footnote 2",
        printed=_effect,
        mutants=(
            Statement(And((equation(price_effect(), -_in_full), _normal)), _effect.given),
            Statement(
                equation(u_r(*_here) * (u_qr(*_here) + _rate * u_rr(*_here)), normality()),
                _effect.given,
            ),
        ),
    ),
    Claim(
        id="fn-2.conditions",
        title="two signs suffice for monotone demand (not in the paper)",
        source="section 2.1, on monotone demand; footnote 2",
        printed=_enough,
        depends_on=("fn-2.effect",),
        mutants=(
            Statement(_enough.says, _enough.given[:5], _enough.where),
            Statement(Relation(_sold * over(_D, _ur), "<", 0), _enough.given, _enough.where),
        ),
    ),
    Claim(
        id="sec-2.1.pairs",
        title="types that are pairs of a taste and a signal are types of the model",
        source="section 2.1, on (x^t, x^s)",
        printed=asserted(
            "sec-2.1.pairs",
            r"\forall x = (x^t, x^s):\quad G_x = \mathrm{E}[u(\cdot; x^t, z) \mid x^t, x^s],\quad "
            r"H_x = \mathrm{E}[u(\cdot; x^t, z) \mid \sigma],\ \Pr(z \mid \sigma) \propto \pi(z) "
            r"\prod_{y^t, y^s} \mu_z(y^t, y^s)^{\sigma(y^t, y^s)};\quad \forall x:\ x = (x, x)",
            power=1,
        ),
        note="Equivalent both ways: pairs are types, with the tastes of their first part in both "
        "stages; and a type is the pair of itself and itself.  A caution for users of pairs: where the "
        "state does not enter preferences, types with one taste and two signals have the same best "
        "offer, so alpha* is not separating.",
        depends_on=("sec-3.2.first-order",),
        mutants=(asserted("sec-2.1.pairs", power=0), asserted("sec-2.1.pairs", power=2)),
    ),
)
__all__ = ["CLAIMS"]
