r"""Claims about the candidate equilibrium of section 3.2 beyond its numbered equations: α*, beliefs, strategies.

Paper: section 3.2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import beliefs, best_response, intervals
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import A1, CONCAVE, INADA, SEPARATING
from symbolic.language.notation import p_1, q
from symbolic.language.proposition import equation
from symbolic.language.statement import Statement, positive
from symbolic.model.stage1 import budget_line

_one, _two = sp.symbols("q_first q_second", real=True)
_middle = (_one + _two) / 2
_affine = Statement(
    equation(budget_line(_middle), (budget_line(_one) + budget_line(_two)) / 2),
    positive(p_1, q),
    words="The other good is an affine function of the first along the line, so L_x inherits "
    "strict concavity from u.",
)

CLAIMS = (
    Claim(
        id="abstract.essentially-unique",
        title="the equilibrium is essentially unique",
        source="abstract",
        printed=asserted(
            "abstract.essentially-unique",
            r"\forall N\ \forall s^N\ \text{separating}\ \forall x:\quad |q_1(s_1^N(x)) - q_1(\alpha^*(x))| \le "
            r"\rho_N(x) \to 0",
            power=sp.Rational(1, 2),
        ),
        note="'Essentially': the systems of beliefs off path and the selection of beta^sigma are free, and "
        "at a finite N stage 1 need not be alpha* exactly; but all equilibria are separating (Theorem 2), "
        "their stage-1 offers tend to alpha*, and stage 2 tends to the competitive equilibrium (Claim 4).  "
        "The check looks for the rate of the square root of N, as it is where L_x has curvature at its "
        "maximum.",
        depends_on=("thm-2", "thm-2.claim-4", "eq-27"),
        mutants=(
            asserted("abstract.essentially-unique", power=1),
            asserted("abstract.essentially-unique", power=sp.Rational(1, 4)),
        ),
        assumes=(SEPARATING, A1),
    ),
    Claim(
        id="sec-3.2.unique",
        title="G_x has a unique maximum",
        source="section 3.2, below equation (5)",
        printed=_affine,
        depends_on=("eq-5",),
        mutants=(
            Statement(
                equation(
                    budget_line(HUNDREDTH_MORE * _middle),
                    (budget_line(_one) + budget_line(_two)) / 2,
                ),
                _affine.given,
            ),
            Statement(
                equation(budget_line(_one * _two), (budget_line(_one) + budget_line(_two)) / 2),
                _affine.given,
            ),
            Statement(
                equation(budget_line(_middle), (budget_line(_one) + budget_line(2 * _two)) / 2),
                _affine.given,
            ),
        ),
        cites="a continuous function on a compact interval has a maximiser, and a strictly concave one at most "
        "one",
        assumes=(CONCAVE, INADA),
    ),
    Claim(
        id="sec-3.2.generic",
        title="two types' best offers coincide on a knife edge only",
        source="section 3.2, around the display after (5); introduction of section 3",
        printed=asserted(
            "sec-3.2.generic",
            r"\forall x \ne y:\quad \frac{d}{dt}\big|_{t=0} q_1(\alpha^*(x)) = -\frac{\sum_z \tau_x(z) v_q}"
            r"{L_x''} \ne 0 = \frac{d}{dt}\big|_{t=0} q_1(\alpha^*(y)),\quad u(\cdot; x) \to u(\cdot; x) + t v",
            factor=1,
        ),
        note="So wherever two types' best offers coincide, they are pulled apart by any small change "
        "of one type's taste: the set of utilities at which they coincide is thin.",
        depends_on=("sec-3.2.first-order",),
        mutants=(
            asserted("sec-3.2.generic", factor=HUNDREDTH_MORE),
            asserted("sec-3.2.generic", factor=0),
        ),
        assumes=(CONCAVE, INADA),
    ),
    Claim(
        id="sec-3.2.generic-by-state",
        title="the probabilities alone can separate types, where the state matters",
        source="section 3.2, the two aspects of the environment",
        printed=asserted(
            "sec-3.2.generic-by-state",
            r"\forall x,\ u_q - p_1 u_r\ \text{not the same in all states}:\quad "
            r"\exists \pi' \ne \pi:\ q_1(\alpha^*(x)) \ne q_1(\alpha^*(x))|_{\pi \to \pi'}",
            moved=sp.Rational(1, 10),
        ),
        depends_on=("sec-3.2.first-order",),
        mutants=(asserted("sec-3.2.generic-by-state", moved=sp.S.Zero),),
    ),
    Claim(
        id="sec-3.2.common-optimum",
        title="at a type's best consumption the ratio of expected marginal utilities is p_1",
        source="section 3.2, the display after (5)",
        printed=asserted(
            "sec-3.2.common-optimum",
            r"\forall x:\quad \frac{\sum_z \tau_x(z) u_q(q_1(x), r_1(x); x, z)}"
            r"{\sum_z \tau_x(z) u_r(q_1(x), r_1(x); x, z)} = p_1",
            shift=sp.S.Zero,
        ),
        depends_on=("sec-3.2.first-order", "eq-10"),
        mutants=(
            asserted("sec-3.2.common-optimum", shift=sp.Rational(1, 100)),
            asserted("sec-3.2.common-optimum", shift=sp.Rational(-1, 100)),
        ),
    ),
    Claim(
        id="sec-3.2.consistent",
        title="on path, and for a single defector, beliefs are right and follow from Bayes' rule",
        source="section 3.2, below (9) and below Theorem 1",
        printed=asserted(
            "sec-2.3.reveals",
            r"\forall a,\ q_1(a)\ \text{inside an interval},\ \text{the others following}\ s_1^*:\quad "
            r"\sigma^* = \sigma\ \text{and}\ \varphi^*_Z = \phi^\sigma",
            who="a defector",
            others="follow",
        ),
        depends_on=("eq-7", "eq-8", "sec-2.3.reveals"),
        mutants=(
            asserted("sec-2.3.reveals", who="a defector", others="rotate"),
            asserted("sec-2.3.reveals", who="everybody", others="rotate"),
        ),
        assumes=(SEPARATING,),
        general=beliefs.CONSISTENT,
        strengthened=beliefs.CONSISTENT_TOO_STRONG,
    ),
    Claim(
        id="sec-3.2.action-in-interval",
        title="following s_1* is no defection: the action of each type lies in its interval",
        source="section 3.2, below equation (9)",
        printed=asserted(
            "sec-3.2.action-in-interval",
            r"\forall x:\quad q_1(\alpha^*(x)) \in I(x)\ \text{and}\ q_1(\alpha^*(x)) \notin I(y)\ \forall y \ne x",
            shift=0,
        ),
        note="'The action is in I(x)' is said of q_1 of the action: I(x) is an interval of consumptions of "
        "the first good, an action a pair of offers.",
        depends_on=("eq-6", "eq-7"),
        mutants=(
            asserted("sec-3.2.action-in-interval", shift=1),
            asserted("sec-3.2.action-in-interval", shift=-1),
        ),
        assumes=(SEPARATING,),
        general=intervals.OWN,
        strengthened=intervals.OWN_TOO_STRONG,
    ),
    Claim(
        id="sec-3.2.sigma-prime",
        title="what a defector thinks the others believe",
        source="section 3.2, the brackets before (11)",
        printed=asserted(
            "sec-3.2.sigma-prime",
            r"\forall x\ \forall a,\ q_1(a)\ \text{inside}\ I(x'):\quad \sigma' = \sigma^* - 1_x + 1_{x'}",
            taken=1,
        ),
        depends_on=("eq-7", "eq-8"),
        mutants=(asserted("sec-3.2.sigma-prime", taken=0),),
        assumes=(SEPARATING,),
        general=intervals.MOVED,
        strengthened=intervals.MOVED_TOO_STRONG,
    ),
    Claim(
        id="eq-11.best",
        title="after a defection s_2* is a best response under the defector's belief",
        source="equation (11); section 3.2, below Theorem 1",
        printed=asserted(
            "eq-11.best",
            r"\forall x \ne x'\ \forall b \in \mathcal{O}:\quad H_x(b; Q_-, R_-) \le "
            r"H_x(s_2^*(x, a, \nu^{-a}); Q_-, R_-),\ q_1(a) \in I(x'),\ (Q_-, R_-)\ \text{of}\ \beta^{\sigma'}",
            share=1,
        ),
        depends_on=(
            "eq-11.totals",
            "sec-3.2.sigma-prime",
            "fn-6.notation",
            "eq-18",
            "eq-19",
            "eq-20",
            "prop-1.branch-g",
            "prop-1.branch-h",
        ),
        mutants=(
            asserted("eq-11.best", share=HUNDREDTH_MORE),
            asserted("eq-11.best", share=sp.Rational(99, 100)),
        ),
        general=best_response.BEST,
        strengthened=best_response.BEST_TOO_STRONG,
    ),
    Claim(
        id="sec-3.2.rates",
        title="eta and kappa both affect where the candidate is an equilibrium",
        source="section 3.2, last remark",
        printed=asserted(
            "sec-3.2.rates",
            r"\exists\, \text{an economy}:\quad \{N : s^*\ \text{fails}\}\ \text{is another set at}\ 2\eta, "
            r"\text{and another at}\ 2\kappa;\quad \bar N = \bar N(\eta, \kappa)",
            eta=2,
            kappa=2,
        ),
        mutants=(
            asserted("sec-3.2.rates", eta=1, kappa=2),
            asserted("sec-3.2.rates", eta=2, kappa=1),
        ),
        existence=True,
    ),
)
__all__ = ["CLAIMS"]
