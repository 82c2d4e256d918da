r"""Claims of Claim 1 of Theorem 1: what leaving I(x) costs an agent who becomes inactive.

Paper: section 7.1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general import stage_1
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import (
    a_q,
    a_r,
    p_1,
)
from symbolic.language.proposition import Asserted, Relation, equation
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.offers import inactive_payoff
from symbolic.model.stage1 import consumption


def _asserted(name: str, latex: str = "", **parameters: object) -> Statement:
    return Statement(Asserted(name, latex, tuple(parameters.items())))


_one_consumption = Statement(
    equation(consumption(), inactive_payoff()[0]),
    (*positive(p_1), *nonnegative(a_q, a_r)),
    words="q_1(a; x) is (6), for every x.",
)


# Claim 1.  Let m be delta/2 away from the best consumption; the tangent at m lies above L.
_best, _at_m, _at_q, _slope, _A, _delta = sp.symbols("L_best L_m L_q slope_m A delta_x", real=True)


_drop, _gap, _extra, _beyond = sp.symbols("drop tangent_gap steeper beyond", real=True)


_concave = (*positive(_delta, _A), *nonnegative(_drop, _gap, _extra, _beyond))


_tangent = (
    Definition(_at_q, _at_m + _slope * (_delta / 2 + _beyond) - _gap),
    Definition(_at_m, _best - _drop),
    Definition(_slope, -_A - _extra),
)


_loss = Statement(
    Relation(_at_q, "<=", _best - _delta / 2 * _A),
    _concave,
    _tangent,
    words="For |q - q_1| >= delta the loss is at least A delta/2, since q is at least delta/2 "
    "beyond m, where L falls at the rate A or more.",
)

CLAIMS = (
    Claim(
        id="thm-1.claim-1.distance",
        title="outside I(x) the consumption is at least delta_x away",
        source="Claim 1 of Theorem 1",
        printed=_asserted(
            "thm-1.claim-1.distance",
            r"\forall x\ \forall q \in [0, 2\bar q]:\quad "
            r"q \notin I(x) \Rightarrow |q - q_1(\alpha^*(x))| \ge \delta_x",
            factor=sp.S.One,
        ),
        note="X is any finite set, but delta_x, like (7), refers to a second type; with one there is nothing to "
        "separate.",
        depends_on=("eq-7",),
        mutants=(
            _asserted("thm-1.claim-1.distance", factor=HUNDREDTH_MORE),
            _asserted("thm-1.claim-1.distance", factor=sp.S(2)),
        ),
        general=stage_1.DISTANCE,
        strengthened=stage_1.DISTANCE_TOO_STRONG,
    ),
    Claim(
        id="thm-1.claim-1.slope",
        title="A_x is defined and positive",
        source="Claim 1 of Theorem 1",
        printed=_asserted(
            "thm-1.claim-1.domain",
            r"\forall x:\quad A_x = \min\{-L_x'(q_1(\alpha^*(x)) + \tfrac{\delta_x}{2}), "
            r"L_x'(q_1(\alpha^*(x)) - \tfrac{\delta_x}{2})\} > 0",
            tastes=("1/3", "3"),
        ),
        correction=Correction(
            statement=_asserted(
                "thm-1.claim-1.slope",
                r"\forall x:\quad q_1(\alpha^*(x)) \pm \tfrac{\delta_x}{2} \in (0, 2\bar q)\ \text{and}\ "
                r"\mp L_x'(q_1(\alpha^*(x)) \pm \tfrac{\delta_x}{2}) > 0\ \text{on each side with a neighbour}",
                beyond=1,
            ),
            severity="harmless",
            finding="q_1(alpha*(x)) - delta_x/2 can be negative for the lowest type (and q_1 + delta_x/2 "
            "exceed 2 q-bar for "
            "the highest), where L_x has no derivative.  Only the side on which x has a neighbour is needed; there "
            "the point lies inside.",
            quote="L'_x(q_1(alpha*(x)) - delta_x/2)",
            reading="Both points at which L'_x is evaluated lie in [0, 2 q-bar], for every type.",
            defence="The minimum is meant over the sides that exist; a term that is not defined may be "
            "left out of it, or "
            "L_x continued by a positive slope to the left of zero.",
            answer="A_x is defined as the minimum of the two values and then used in a bound, so for the "
            "lowest type it is "
            "not defined at all in some economies of the class; the rule to leave a term out is not stated.",
            consequence="The constant epsilon of Claim 1; it is positive with the sides that have a neighbour.",
            about="b7875337eca6",
        ),
        mutants=(_asserted("thm-1.claim-1.slope", beyond=-1),),
        general=stage_1.SLOPE,
        strengthened=stage_1.SLOPE_TOO_STRONG,
    ),
    Claim(
        id="thm-1.claim-1.arguments",
        title="the consumption of an inactive agent depends on the offer alone",
        source="Claim 1 of Theorem 1, q_1(a; x); (2), (6)",
        printed=_one_consumption,
        note="Claim 1 writes q_1(a; x) for what (6) calls q_1(a): the type does not enter.",
        depends_on=("eq-6",),
        mutants=(
            Statement(
                equation(consumption(a_r, a_q), inactive_payoff()[0]), _one_consumption.given
            ),
            Statement(
                equation(HUNDREDTH_MORE * consumption(), inactive_payoff()[0]),
                _one_consumption.given,
            ),
        ),
    ),
    Claim(
        id="thm-1.claim-1.loss",
        title="the loss outside I(x) is at least A_x delta_x / 2",
        source="Claim 1 of Theorem 1",
        printed=_asserted(
            "thm-1.claim-1.loss",
            r"\forall x\ \forall q:\quad |q - q_1(\alpha^*(x))| \ge \tfrac{\delta_x}{2} \Rightarrow L_x(q) \le "
            r"L_x(q_1(\alpha^*(x))) - \tfrac{\delta_x}{2} A_x",
            distance=sp.Rational(1, 2),
        ),
        correction=Correction(
            statement=_loss,
            severity="harmless",
            finding="The bound is claimed from delta_x/2 on, where strict concavity makes it false for "
            "every utility; it "
            "holds from delta_x on, and outside I(x) the distance is at least delta_x.",
            quote="|q - q_1(alpha*(x))| >= delta_x/2",
            reading="Already at the distance delta_x/2 the loss is at least A_x delta_x/2.",
            defence="The bound is only used for q outside I(x), for which the sentence before gives the "
            "distance delta_x; "
            "delta_x/2 may be a slip for delta_x.",
            answer="It is stated for all q at the smaller distance, where L_x falls by less than its final "
            "slope times the "
            "distance: the inequality goes the other way at q_1 + delta_x/2 or q_1 - delta_x/2.",
            consequence="Nothing: the next line applies the bound outside I(x) only.",
            about="d41f538f9054",
        ),
        depends_on=("thm-1.claim-1.distance", "thm-1.claim-1.slope"),
        mutants=(
            _asserted("thm-1.claim-1.loss", distance=sp.Rational(1, 2)),
            Statement(Relation(_at_q, "<=", _best - _delta * _A), _concave, _tangent),
            Statement(
                _loss.says,
                _concave,
                (Definition(_at_q, _at_m + _slope * _beyond - _gap), *_tangent[1:]),
            ),
        ),
    ),
    Claim(
        id="thm-1.claim-1",
        title="leaving I(x) costs at least some epsilon if inactive",
        source="Claim 1 of Theorem 1",
        printed=_asserted(
            "thm-1.claim-1",
            r"\exists \epsilon > 0\ \forall x\ \forall a,\ q_1(a) \notin I(x):\quad G_x(a) < G_x(s_1^*(x)) - \epsilon",
            factor=1,
        ),
        depends_on=(
            "thm-1.claim-1.loss",
            "thm-1.claim-1.arguments",
            "eq-10",
            "thm-1.claim-1.distance",
            "thm-1.claim-1.slope",
        ),
        mutants=(
            _asserted("thm-1.claim-1", factor=100),
            _asserted("thm-1.claim-1", factor=-1),
        ),
        general=stage_1.CLAIM_1,
        strengthened=stage_1.CLAIM_1_TOO_STRONG,
    ),
)
__all__ = ["CLAIMS"]
