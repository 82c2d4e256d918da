r"""Claims about the candidate equilibrium of section 3.2 beyond its numbered equations.

Alpha*, beliefs, strategies.

Paper: section 3.2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import CONCAVE, HALF_OPEN, INADA, SEPARATING, TWO_TYPES
from symbolic.language.notation import p_1, q
from symbolic.language.statement import Statement, equation, positive
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
            r"|\{(s_1, s_2, \varphi)\}| = 1",
            unique="equilibrium",
            cuts=("1", "9/10"),
        ),
        correction=Correction(
            statement=asserted(
                "abstract.essentially-unique", r"s_1 = \alpha^*", unique="path", cuts=("1", "9/10")
            ),
            severity="harmless",
            finding="Nothing shows uniqueness of the equilibrium: any point strictly between two neighbours' "
            "consumptions may separate their intervals, so there are many "
            "systems of beliefs, and the selection of beta^sigma is free.  What is shown is "
            "separation (Theorem 2) and a common limit of stage 2.",
        ),
        depends_on=("sec-3.2.first-order",),
        mutants=(
            asserted("abstract.essentially-unique", unique="equilibrium", cuts=("1", "11/10")),
            asserted("abstract.essentially-unique", unique="path", cuts=("1", "13/10")),
            asserted("abstract.essentially-unique", unique="path", cuts=("1", "4/5")),
        ),
        assumes=(SEPARATING,),
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
        cites="a strictly concave function on an interval has at most one maximiser",
        assumes=(CONCAVE, INADA),
    ),
    Claim(
        id="sec-3.2.generic",
        title="two types' best offers coincide on a knife edge only",
        source="section 3.2, around the display after (5); introduction of section 3",
        printed=asserted(
            "sec-3.2.generic",
            r"\{\theta : \alpha^*(x) = \alpha^*(y)\}\ \text{is thin}",
            tastes="tastes by type",
        ),
        depends_on=("sec-3.2.first-order",),
        mutants=(asserted("sec-3.2.generic", tastes="one taste"),),
    ),
    Claim(
        id="sec-3.2.generic-by-state",
        title="the probabilities alone can separate types, where the state matters",
        source="section 3.2, the two aspects of the environment",
        printed=asserted(
            "sec-3.2.generic",
            r"\tau_x \ne \tau_y \Rightarrow \alpha^*(x) \ne \alpha^*(y)",
            tastes="tastes by state",
        ),
        depends_on=("sec-3.2.first-order",),
        mutants=(asserted("sec-3.2.generic", tastes="one taste"),),
    ),
    Claim(
        id="sec-3.2.common-optimum",
        title="at a type's best consumption the ratio of expected marginal utilities is p_1",
        source="section 3.2, the display after (5)",
        printed=asserted(
            "sec-3.2.common-optimum",
            r"\frac{\sum\tau_x u_q}{\sum\tau_x u_r} = p_1",
            shift=sp.S.Zero,
        ),
        depends_on=("sec-3.2.first-order", "eq-10"),
        mutants=(
            asserted("sec-3.2.common-optimum", shift=sp.Rational(1, 100)),
            asserted("sec-3.2.common-optimum", shift=sp.Rational(-1, 100)),
        ),
    ),
    Claim(
        id="eq-7.one-type",
        title="the intervals are defined for any finite set of types",
        source="equation (7); Claim 1 of Theorem 1",
        printed=asserted(
            "eq-7.one-type",
            r"I(x_1) = \left[0, \tfrac{q_1(\alpha^*(x_2)) + q_1(\alpha^*(x_1))}{2}\right]",
            consumption=("1",),
        ),
        correction=Correction(
            statement=asserted("eq-7.one-type", r"|X| \ge 2", consumption=("4/5", "6/5")),
            severity="cosmetic",
            finding="X is any finite set, but (7) and the minimum in Claim 1 refer to a second type: with one "
            "type they are not defined (and there is nothing to "
            "separate).  At least two types must be assumed.",
        ),
        mutants=(
            asserted("eq-7.one-type", consumption=("1/2",)),
            asserted("eq-7.one-type", consumption=("6/5", "4/5")),
        ),
        assumes=(TWO_TYPES,),
    ),
    Claim(
        id="sec-3.2.consistent",
        title="on path, and for a single defector, beliefs are right and follow from Bayes' rule",
        source="section 3.2, below (9) and below Theorem 1",
        printed=asserted(
            "sec-2.3.reveals", r"\varphi^* = \text{Bayes}", who="a defector", others="follow"
        ),
        depends_on=("eq-7", "eq-8", "sec-2.3.reveals"),
        mutants=(
            asserted("sec-2.3.reveals", who="a defector", others="rotate"),
            asserted("sec-2.3.reveals", who="everybody", others="rotate"),
        ),
        assumes=(SEPARATING, HALF_OPEN),
    ),
    Claim(
        id="sec-3.2.action-in-interval",
        title="a nondefector's action lies in I(x)",
        source="section 3.2, below equation (9)",
        printed=asserted(
            "sec-3.2.action-in-interval", r"\alpha^*(x) \in I(x)", compared="the offer"
        ),
        correction=Correction(
            statement=asserted(
                "sec-3.2.action-in-interval",
                r"q_1(\alpha^*(x)) \in I(x)",
                compared="the consumption",
            ),
            severity="cosmetic",
            finding="I(x) is an interval of consumptions of the first good, an action is a pair of offers; it "
            "is q_1 of the action that must lie in I(x).  Compared as "
            "amounts, the buyer's own alpha* would be a defection.",
        ),
        depends_on=("eq-6", "eq-7"),
        mutants=(
            asserted("sec-3.2.action-in-interval", compared="the offer"),
            asserted("sec-3.2.action-in-interval", compared="the sale"),
        ),
    ),
    Claim(
        id="sec-3.2.sigma-prime",
        title="what a defector thinks the others believe",
        source="section 3.2, the brackets before (11)",
        printed=asserted("sec-3.2.sigma-prime", r"\sigma' = \sigma^* - 1_x + 1_{x'}", moved=True),
        depends_on=("eq-8",),
        mutants=(asserted("sec-3.2.sigma-prime", moved=False),),
        assumes=(SEPARATING,),
    ),
    Claim(
        id="eq-11.best",
        title="after a defection s_2* is a best response under the defector's belief",
        source="equation (11); section 3.2, below Theorem 1",
        printed=asserted("eq-11.best", r"s_2^* \in \arg\max", offer="best response"),
        depends_on=("eq-11.totals", "sec-3.2.sigma-prime", "fn-6.notation"),
        mutants=(asserted("eq-11.best", offer="that of the imitated type"),),
    ),
    Claim(
        id="sec-3.2.rates",
        title="eta and kappa both affect where the candidate is an equilibrium",
        source="section 3.2, last remark",
        printed=asserted("sec-3.2.rates", r"\bar N(\eta, \kappa)", changed=("eta", "kappa")),
        mutants=(
            asserted("sec-3.2.rates", changed=("nothing",)),
            asserted("sec-3.2.rates", changed=("eta", "nothing")),
        ),
        existence=True,
    ),
)
__all__ = ["CLAIMS"]
