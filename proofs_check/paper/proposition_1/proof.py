r"""Claims of Proposition 1 and of its proof beyond the algebra.

They are about composition, Inada, uniqueness and continuity of the best response, and the fixed
point.

In one step the implicit-function theorem is applied to a condition that is not differentiable where
an agent switches sides; applied to both sides apart, or by the Maximum Theorem, continuity holds.
Another is left out: both marginal utilities may be unbounded at an axis, and what (18) and (19) need
is that the marginal rate of substitution is, which follows from concavity and monotonicity.

Paper: section 7.1, equations (16)-(20).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general import best_response, counts
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import CONCAVE, INADA, INCREASING, SMOOTH
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
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.statement import Definition, Statement, nonnegative, positive
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
_PAPER_U = (INCREASING, CONCAVE, SMOOTH, INADA)

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
        title="the type-configurations of M active agents have counts in {1, ..., M} that sum to M",
        source="Proposition 1; section 3.1",
        printed=asserted(
            "prop-1.configuration",
            r"\forall \sigma\ \text{that counts the types of}\ M\ \text{agents, all present}:\quad "
            r"\sigma: X \to \{1, \dots, M\}\ \text{and}\ \sum_x \sigma(x) = M",
            more=0,
        ),
        note="The range {1, ..., M} alone would admit counts that do not sum to M; a type-configuration "
        "is one of the M active agents, by section 3.1.",
        mutants=(
            asserted("prop-1.configuration", more=1),
            asserted("prop-1.configuration", more=-1),
        ),
        general=counts.CONFIGURATION,
        strengthened=counts.CONFIGURATION_TOO_STRONG,
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
            r"\forall f\ \text{strictly increasing, concave}\ \forall c\ \text{concave}:\quad f \circ c\ "
            r"\text{strictly concave},\ f(c(\tfrac{b + b'}{2})) > \tfrac12 f(c(b)) + \tfrac12 f(c(b'))",
            outer="t",
            inner="t",
        ),
        correction=Correction(
            statement=_chord,
            severity="harmless",
            finding="One of the two must be strictly concave: the identity of a linear function is linear.  For g "
            "and h both u and the receipts f_q, f_r are, so u of (q-bar - b, f_q(b)) is strictly concave.",
            quote="increasing concave function of a concave function",
            reading="The composition is strictly concave although neither function need be.",
            defence="The same sentence has just called u and the receipts strictly concave, and 'strictly' may be "
            "meant to carry over to the functions of the general principle, or belong to 'concave' as well as to "
            "'increasing'.",
            answer="The principle is cited as a reason besides the strict concavity of u, in words that ask for "
            "concavity only, and in these words it is false; with an outer function that is strictly concave it is "
            "false still, of a constant inner one.",
            consequence="Nothing: g and h are strictly concave (prop-1.g-concave, prop-1.h-concave).",
            about="0e53d713178d",
        ),
        depends_on=("prop-1.f-q-concave", "prop-1.f-r-concave"),
        mutants=(
            asserted("prop-1.composition", outer="t", inner="t"),
            Statement(_chord.says, nonnegative(_up, _bend), _chord.where),
            Statement(
                _chord.says, positive(_up), (Definition(_u_mid, (_u_1 + _u_2) / 2 - _bend + _up),)
            ),
        ),
        assumes=(INCREASING, CONCAVE),
    ),
    Claim(
        id="prop-1.self-map",
        title="F maps into one-sided offers within the endowment",
        source="section 7.1, equation (16) and the last paragraph of the proof",
        printed=asserted(
            "prop-1.self-map",
            r"\forall s \in S\ \forall x:\quad F_x(s) \in \mathcal{O},\quad F(S) \subseteq \mathcal{O}^X \subset S",
            share=1,
            scale=1,
        ),
        depends_on=(
            "prop-1.best-response",
            "eq-18",
            "eq-19",
            "eq-20",
            "prop-1.branch-g",
            "prop-1.branch-h",
        ),
        mutants=(
            asserted("prop-1.self-map", share=1, scale=HUNDREDTH_MORE),
            asserted("prop-1.self-map", share=sp.Rational(1, 5), scale=1),
        ),
        general=best_response.BEST,
        strengthened=best_response.BEST_TOO_STRONG,
    ),
    Claim(
        id="prop-1",
        title="a symmetric equilibrium of stage 2 exists",
        source="Proposition 1",
        printed=asserted(
            "prop-1",
            r"\forall \sigma: X \to \{1, \dots, M\}\ \exists \beta^\sigma\ \forall x:\quad "
            r"\beta^\sigma(x) = F_x(\beta^\sigma)",
            scale=1,
        ),
        depends_on=(
            "eq-14",
            "eq-17",
            "prop-1.configuration",
            "prop-1.continuity",
            "prop-1.self-map",
        ),
        mutants=(
            asserted("prop-1", scale=HUNDREDTH_MORE),
            asserted("prop-1", scale=sp.Rational(1001, 1000)),
        ),
        cites="Brouwer's fixed-point theorem",
        assumes=_PAPER_U,
    ),
)
__all__ = ["CLAIMS"]
