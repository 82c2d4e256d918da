r"""Claims about the candidate equilibrium of section 3.2 beyond its numbered equations: alpha*, beliefs, strategies.

Paper: section 3.2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claim import Claim
from proofs_check.paper import candidate_checks  # noqa: F401 - registers the checks
from proofs_check.paper.asserted import asserted
from proofs_check.paper.hypotheses import CONCAVE, HALF_OPEN, INADA, SEPARATING, TWO_TYPES
from symbolic.notation import p_1, q
from symbolic.stage1 import budget_line
from symbolic.statement import Statement, equation, positive

_CENT = sp.Rational(101, 100)
_one, _two = sp.symbols("q_first q_second", real=True)
_middle = (_one + _two) / 2
_affine = Statement(
    equation(budget_line(_middle), (budget_line(_one) + budget_line(_two)) / 2), positive(p_1, q),
    words="The other good is an affine function of the first along the line, so L_x inherits strict concavity from u.",
)  # fmt: skip

CLAIMS = (
    Claim(
        "abstract.essentially-unique", "the equilibrium is essentially unique", "abstract",
        asserted("abstract.essentially-unique", r"|\{(s_1, s_2, \varphi)\}| = 1", unique="equilibrium", cuts=("1", "9/10")),
        asserted("abstract.essentially-unique", r"s_1 = \alpha^*", unique="path", cuts=("1", "9/10")), "harmless",
        "Nothing shows uniqueness of the equilibrium: any point strictly between two neighbours' consumptions may separate their intervals, so there are many "
        "systems of beliefs, and the selection of beta^sigma is free.  What is shown is separation (Theorem 2) and a common limit of stage 2.",
        depends_on=("sec-3.2.first-order",), assumes=(SEPARATING,),
        mutants=(
            asserted("abstract.essentially-unique", unique="equilibrium", cuts=("1", "11/10")),
            asserted("abstract.essentially-unique", unique="path", cuts=("1", "13/10")),
            asserted("abstract.essentially-unique", unique="path", cuts=("1", "4/5")),
        ),
    ),
    Claim(
        "sec-3.2.unique", "G_x has a unique maximum", "section 3.2, below equation (5)", _affine,
        cites="a strictly concave function on an interval has at most one maximiser", depends_on=("eq-5",), assumes=(CONCAVE, INADA),
        mutants=(
            Statement(equation(budget_line(_CENT * _middle), (budget_line(_one) + budget_line(_two)) / 2), _affine.given),
            Statement(equation(budget_line(_one * _two), (budget_line(_one) + budget_line(_two)) / 2), _affine.given),
            Statement(equation(budget_line(_middle), (budget_line(_one) + budget_line(2 * _two)) / 2), _affine.given),
        ),
    ),
    Claim(
        "sec-3.2.generic", "two types' best offers coincide on a knife edge only", "section 3.2, around the display after (5); introduction of section 3",
        asserted("sec-3.2.generic", r"\{\theta : \alpha^*(x) = \alpha^*(y)\}\ \text{is thin}", tastes="tastes by type"), depends_on=("sec-3.2.first-order",),
        mutants=(asserted("sec-3.2.generic", tastes="one taste"),),
    ),
    Claim(
        "sec-3.2.generic-by-state", "the probabilities alone can separate types, where the state matters", "section 3.2, the two aspects of the environment",
        asserted("sec-3.2.generic", r"\tau_x \ne \tau_y \Rightarrow \alpha^*(x) \ne \alpha^*(y)", tastes="tastes by state"),
        depends_on=("sec-3.2.first-order",), mutants=(asserted("sec-3.2.generic", tastes="one taste"),),
    ),
    Claim(
        "sec-3.2.common-optimum", "at a type's best consumption the ratio of expected marginal utilities is p_1", "section 3.2, the display after (5)",
        asserted("sec-3.2.common-optimum", r"\frac{\sum\tau_x u_q}{\sum\tau_x u_r} = p_1", shift=sp.S.Zero), depends_on=("sec-3.2.first-order", "eq-10"),
        mutants=(asserted("sec-3.2.common-optimum", shift=sp.Rational(1, 100)), asserted("sec-3.2.common-optimum", shift=sp.Rational(-1, 100))),
    ),
    Claim(
        "eq-7.one-type", "the intervals are defined for any finite set of types", "equation (7); Claim 1 of Theorem 1",
        asserted("eq-7.one-type", r"I(x_1) = \left[0, \tfrac{q_1(\alpha^*(x_2)) + q_1(\alpha^*(x_1))}{2}\right]", consumption=("1",)),
        asserted("eq-7.one-type", r"|X| \ge 2", consumption=("4/5", "6/5")), "cosmetic",
        "X is any finite set, but (7) and the minimum in Claim 1 refer to a second type: with one type they are not defined (and there is nothing to "
        "separate).  At least two types must be assumed.",
        assumes=(TWO_TYPES,), mutants=(asserted("eq-7.one-type", consumption=("1/2",)), asserted("eq-7.one-type", consumption=("6/5", "4/5"))),
    ),
    Claim(
        "sec-3.2.consistent", "on path, and for a single defector, beliefs are right and follow from Bayes' rule", "section 3.2, below (9) and below Theorem 1",
        asserted("sec-2.3.reveals", r"\varphi^* = \text{Bayes}", who="a defector", others="follow"), assumes=(SEPARATING, HALF_OPEN),
        depends_on=("eq-7", "eq-8", "sec-2.3.reveals"),
        mutants=(asserted("sec-2.3.reveals", who="a defector", others="rotate"), asserted("sec-2.3.reveals", who="everybody", others="rotate")),
    ),
    Claim(
        "sec-3.2.action-in-interval", "a nondefector's action lies in I(x)", "section 3.2, below equation (9)",
        asserted("sec-3.2.action-in-interval", r"\alpha^*(x) \in I(x)", compared="the offer"),
        asserted("sec-3.2.action-in-interval", r"q_1(\alpha^*(x)) \in I(x)", compared="the consumption"), "cosmetic",
        "I(x) is an interval of consumptions of the first good, an action is a pair of offers; it is q_1 of the action that must lie in I(x).  Compared as "
        "amounts, the buyer's own alpha* would be a defection.",
        depends_on=("eq-6", "eq-7"),
        mutants=(
            asserted("sec-3.2.action-in-interval", compared="the offer"), asserted("sec-3.2.action-in-interval", compared="the sale"),
        ),
    ),
    Claim(
        "sec-3.2.sigma-prime", "what a defector thinks the others believe", "section 3.2, the brackets before (11)",
        asserted("sec-3.2.sigma-prime", r"\sigma' = \sigma^* - 1_x + 1_{x'}", moved=True), assumes=(SEPARATING,), depends_on=("eq-8",),
        mutants=(asserted("sec-3.2.sigma-prime", moved=False),),
    ),
    Claim(
        "eq-11.best", "after a defection s_2* is a best response under the defector's belief", "equation (11); section 3.2, below Theorem 1",
        asserted("eq-11.best", r"s_2^* \in \arg\max", offer="best response"), depends_on=("eq-11.totals", "sec-3.2.sigma-prime", "fn-6.notation"),
        mutants=(asserted("eq-11.best", offer="that of the imitated type"),),
    ),
    Claim(
        "sec-3.2.rates", "eta and kappa both affect where the candidate is an equilibrium", "section 3.2, last remark",
        asserted("sec-3.2.rates", r"\bar N(\eta, \kappa)", changed=("eta", "kappa")), existence=True,
        mutants=(asserted("sec-3.2.rates", changed=("nothing",)), asserted("sec-3.2.rates", changed=("eta", "nothing"))),
    ),
)  # fmt: skip
__all__ = ["CLAIMS"]
