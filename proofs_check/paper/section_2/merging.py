r"""What treating two states that no signal tells apart as one state changes.

Section 2.1 calls informativeness no loss of generality: states z and z' with
:math:`\mu_z = \mu_{z'}` are merged into z'' with utility :math:`\pi(z)u + \pi(z')u'`.  Three things
change: the weight of the merged utility in expected payoffs; whether demand is monotone in z'';
and what *ex post* means, since the outcome cannot be efficient in z and in z' when tastes differ.

Conventions: utilities are :math:`-(1+a\sqrt q+b\sqrt r)^{-3}`, whose demand is that of
:math:`a\sqrt q+b\sqrt r`, and :math:`\theta\sqrt q+\sqrt r`; both are finite and continuous up to
the axes.  Bundles and prices are chosen so that all values are rational.

Paper: section 2.1; (13) in section 5.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from numeric.competitive.competitive import solve_competitive
from numeric.competitive.demand import demand
from numeric.economy.economy import Economy
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Check, Disagreement, Exact, Parameters, exactly
from proofs_check.claims.claim import Claim, Correction
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_2.merged_rates import EQUAL_RATES, EQUAL_RATES_TOO_STRONG
from proofs_check.paper.shared.asserted import asserted
from proofs_check.paper.shared.in_force import BUT_INFORMATIVE, hypotheses
from symbolic.language.notation import pi, q, r, x, z, z_prime
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, positive
from symbolic.language.utility import u
from symbolic.model.monotone_demand import price_effect

_COMMON: dict[str, Any] = {"eta": "1/10", "kappa": ("1/10", "1/10")}

# The weight of the merged utility.
_q, _r = sp.symbols("bundle_q bundle_r", real=True)
_two = pi(z) * u(_q, _r, x, z) + pi(z_prime) * u(_q, _r, x, z_prime)
_merging = positive(
    pi(z), pi(z_prime), 1 - pi(z) - pi(z_prime), _q, _r, reason="there are other states"
)
_weight_printed = Statement(equation((pi(z) + pi(z_prime)) * _two, _two), _merging)
_weight = Statement(
    equation((pi(z) + pi(z_prime)) * over(_two, pi(z) + pi(z_prime)), _two),
    positive(pi(z), pi(z_prime), _q, _r),
)

# Monotone demand of the merged utility: the price effect is linear in u at a fixed bundle.
_here, _there = price_effect(), price_effect().subs(z, z_prime)
_effect = Statement(
    Relation(pi(z) * _here + pi(z_prime) * _there, "<", 0),
    (*positive(pi(z), pi(z_prime)), *positive(-_here, -_there)),
    words="Where both price effects are negative at a bundle, so is that of the merged utility "
    "there; so demand stays monotone if they are negative at every bundle of the budget line.",
)


def two_states(tastes: tuple[str, str]) -> Economy:
    """Return an economy with two states alike in their signals; the first type swaps its tastes."""
    (a, b) = tastes
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["1/2", "1/2"], ["1/2", "1/2"]],
        endowment=["19/10", "1/10"],
        utility="-(1 + a*sqrt(q) + b*sqrt(r))**(-3)",
        parameters={"a": [[a, b], ["2", "2"]], "b": [[b, a], ["3", "3"]]},
        name="two states with the same signals",
        **_COMMON,
    )


def merged(tastes: tuple[str, str]) -> Economy:
    """Return the same economy with its two states merged, the utilities added up."""
    (a, b) = tastes
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=["19/10", "1/10"],
        utility="-(1 + a*sqrt(q) + b*sqrt(r))**(-3) - (1 + c*sqrt(q) + d*sqrt(r))**(-3)",
        parameters={"a": [[a], ["2"]], "b": [[b], ["3"]], "c": [[b], ["2"]], "d": [[a], ["3"]]},
        name="the two states merged",
        **_COMMON,
    )


def merged_demand(parameters: Parameters) -> Outcome:
    """The slope of the merged utility's demand at p = 1, in exact numbers and by the solver.

    At q = r = 1 the merged marginal utilities are equal by symmetry, so that is demand at p = 1.
    """
    tastes = parameters["tastes"]
    a, b = map(sp.Rational, tastes)
    total = -sum((1 + s * sp.sqrt(q) + t * sp.sqrt(r)) ** -3 for s, t in ((a, b), (b, a)))
    at = {q: 1, r: 1}
    first, second = (sp.diff(total, good).subs(at) for good in (q, r))
    bend = sum(
        weight * sp.diff(total, *goods).subs(at)
        for weight, goods in ((1, (q, 2)), (-2, (q, r)), (1, (r, 2)))
    )
    sold = sp.Rational(9, 10)
    effect = -second + sold * (sp.diff(total, q, r) - sp.diff(total, r, 2)).subs(at)
    slope = -effect / bend
    solved = demand(merged(tastes), np.array([1 - 1e-4, 1.0, 1 + 1e-4]), 0)[:, 0]
    measured = (solved[2] - solved[0]) / 2e-4
    if first != second or abs(solved[1] - 1) > 1e-9 or abs(measured - float(slope)) > 1e-5:
        raise Disagreement(f"demand {solved[1]} with slope {measured} against 1 and {slope}")
    values = {
        "u in z": f"-(1 + {a} sqrt(q) + {b} sqrt(r))^(-3)",
        "u in z'": f"-(1 + {b} sqrt(q) + {a} sqrt(r))^(-3)",
        "pi(z), pi(z')": "1/2, 1/2",
        "endowment": "19/10, 1/10",
        "demand for q in z'' at p = 1": 1,
        "its slope in p": slope,
    }
    detail = f"demand of the merged state at p = 1 is 1 and has the slope {slope}"
    if slope < 0:
        return exactly(True, detail, values)
    return exactly(False, detail, values, satisfied=hypotheses(two_states(tastes), BUT_INFORMATIVE))


TASTES = {"z": ("1/2", "9/10"), "z'": ("7/2", "1/10")}
"""theta of the two types in the two states; the means are 2 and 1/2."""
ALLOCATION = (("8/5", "2/5"), ("2/5", "8/5"))


def _square_root(tastes: tuple[tuple[str, ...], ...], states: int) -> Economy:
    return Economy(
        prior=[Fraction(1, states)] * states,
        signal=[["1/2", "1/2"]] * states,
        endowment=[1, 1],
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": tastes},
        name="two states with the same signals, tastes reversed",
        **_COMMON,
    )


def _given() -> tuple[Economy, ...]:
    """Return the economy with two states and the one with these merged."""
    tastes = tuple(zip(TASTES["z"], TASTES["z'"], strict=True))
    return _square_root(tastes, 2), _square_root((("2",), ("1/2",)), 1)


def judged(parameters: Parameters) -> Outcome:
    """Whether the competitive allocation of the merged state is efficient for the tastes given.

    For theta = 2 and 1/2 in equal shares, and kappa_q = kappa_r, the price is 1; efficiency
    is equality of theta sqrt(r/q) across types, and t* = 0 in the solver of (12) and (13).
    """
    tastes = tuple(map(Fraction, parameters["tastes"]))
    bundles = [tuple(map(Fraction, b)) for b in ALLOCATION]
    roots = [Fraction(1, 2) if b[0] > b[1] else Fraction(2) for b in bundles]  # sqrt(r/q)
    rates = [t * root for t, root in zip(tastes, roots, strict=True)]
    mean = _square_root((("2",), ("1/2",)), 1)
    found = solve_competitive(mean)
    exact = np.array([[float(v) for v in b] for b in bundles])
    if abs(found.allocations[0] - exact).max() > 1e-9 or abs(found.price[0] - 1) > 1e-9:
        raise Disagreement(f"the solver finds {found.allocations[0].tolist()}")
    economy = _square_root(tuple((str(t),) for t in tastes), 1)
    lost = float(ex_post_loss(economy, [0, 1], [[1, 1]], [exact], 0).required().loss[0])
    if (rates[0] == rates[1]) != (lost < 1e-7):
        raise Disagreement(f"rates {rates}, loss {lost}")
    values = {
        "u": "theta sqrt(q) + sqrt(r)",
        "theta in z, z'": "1/2, 7/2 (first type); 9/10, 1/10 (second)",
        "pi(z), pi(z')": "1/2, 1/2",
        "allocation for z''": "(8/5, 2/5), (2/5, 8/5)",
        "judged with theta": ", ".join(map(str, tastes)),
        "rates of substitution": ", ".join(map(str, rates)),
    }
    detail = f"the types' rates of substitution are {rates[0]} and {rates[1]}"
    if rates[0] == rates[1]:
        return exactly(True, detail, values)
    return exactly(False, detail, values, satisfied=hypotheses(_given()[0], BUT_INFORMATIVE))


_NO_LOSS = "informativeness assumption is without loss of generality"
CLAIMS = (
    Claim(
        id="sec-2.1.merging",
        title="two states with the same signals may be merged into one",
        source="section 2.1",
        printed=_weight_printed,
        correction=Correction(
            statement=_weight,
            severity="false remark",
            finding="The merged state has prior pi(z) + pi(z'), so its utility must be the average with "
            "weights pi(z)/(pi(z)+pi(z')), not the printed sum; otherwise expected payoffs change "
            "unless z and z' are the only states.",
            quote="u(q,r;x,z'') = pi(z)u(q,r;x,z) + pi(z')u(q,r;x,z')",
            reading="The merged state z'' occurs with probability pi(z) + pi(z') and has this utility.",
            defence="Only ratios matter within a state, and with no other state the factor "
            "pi(z) + pi(z') is 1; or pi stands here for probabilities given that one of the two occurs.",
            answer="With a third state agents weigh utilities across states, and the factor "
            "pi(z) + pi(z') < 1 makes z'' count for less than z and z' did; and pi was "
            "fixed, in the same section, as the probability with which nature draws a state.",
            consequence="Nothing: the results assume informative states outright.",
            about="51d458d38623",
        ),
        mutants=(
            Statement(
                equation((pi(z) + pi(z_prime)) * over(_two, pi(z) + 2 * pi(z_prime)), _two),
                _weight.given,
            ),
            Statement(equation((pi(z) + pi(z_prime)) * _two / 2, _two), _weight.given),
        ),
    ),
    Claim(
        id="sec-2.1.merging.demand",
        title="merging states keeps demand monotone",
        source="section 2.1",
        printed=asserted(
            "sec-2.1.merging.demand",
            r"\forall z \ne z',\ \mu_z = \mu_{z'}:\quad q^z(x; \cdot),\ q^{z'}(x; \cdot)\ "
            r"\text{decreasing in}\ p \;\Rightarrow\; q^{z''}(x; \cdot)\ \text{decreasing in}\ p",
            tastes=("9", "1"),
        ),
        correction=Correction(
            statement=_effect,
            severity="false remark",
            finding="Monotone demand in z and in z' does not give monotone demand in the merged "
            "state, so the merged economy can lie outside the paper's class; it must be assumed of "
            "the merged utility.  It follows where the price effects are negative at every bundle.",
            quote=_NO_LOSS,
            reading="Every economy with duplicate states becomes, by merging, an economy that "
            "satisfies all assumptions of section 2.1.",
            defence="Monotone demand is assumed last, of all the states that the model has; after "
            "merging these include z'', so it can be read as assumed of z'' too.",
            answer="Then generality is lost after all: the assumption on z'' does not follow from "
            "those on z and z', and economies that satisfy these are excluded.",
            consequence="Lemma 2, and what rests on it, for economies in which states cannot be "
            "told apart: in z'' there may be several competitive equilibria.",
            about="57af2a243b77",
        ),
        depends_on=("sec-2.1.merging",),
        mutants=(
            Statement(Relation(pi(z) * _here - pi(z_prime) * _there, "<", 0), _effect.given),
            Statement(Relation(pi(z) * _here, "<", pi(z_prime) * _there), _effect.given),
        ),
    ),
    Claim(
        id="sec-2.1.merging.ex-post",
        title="efficiency in the merged state is efficiency in the states that occur",
        source="section 2.1; (13) in section 5",
        printed=asserted(
            "sec-2.1.merging.ex-post",
            r"\forall z \ne z',\ \mu_z = \mu_{z'}:\quad \omega\ \text{efficient for}\ u(\cdot; z'') "
            r"\;\Rightarrow\; \omega\ \text{efficient for}\ u(\cdot; z)",
            tastes=TASTES["z"],
        ),
        correction=Correction(
            statement=asserted(
                "sec-2.1.merging.ex-post",
                r"\forall x, y \in X:\quad \frac{u_q}{u_r}(q^{z''}(x), r^{z''}(x); x, z'') = "
                r"\frac{u_q}{u_r}(q^{z''}(y), r^{z''}(y); y, z''),\quad u(\cdot; z'') = "
                r"\tfrac12 u(\cdot; z) + \tfrac12 u(\cdot; z')",
                tastes=("2", "1/2"),
            ),
            severity="false remark",
            finding="What is efficient for the average of two utilities need not be efficient for "
            "either: where no signal tells z from z', no mechanism can be ex post efficient "
            "in both if tastes are reversed.  Theorem 3 needs informative states, not only for ease.",
            quote=_NO_LOSS,
            reading="The results for the merged economy are results for the economy with which one "
            "starts, almost ex post efficiency included.",
            defence="z and z' are treated as one state throughout, so that ex post means: after "
            "learning which of the merged states it is; more cannot be learned.",
            answer="(13) compares utilities in the state z that occurs, and utilities in z and "
            "z' are data of the economy; in z the outcome leaves gains to everybody, "
            "so Theorem 3 for the given economy does not follow from that for the merged one.",
            consequence="Theorem 3 for economies with states that no signal tells apart; the "
            "existence and uniqueness results are not touched.",
            about="03fea6170c89",
        ),
        mutants=(
            asserted("sec-2.1.merging.ex-post", tastes=("2", "101/200")),
            asserted("sec-2.1.merging.ex-post", tastes=TASTES["z'"]),
        ),
        general=EQUAL_RATES,
        strengthened=EQUAL_RATES_TOO_STRONG,
    ),
)

CHECKS: dict[str, Check] = {
    "sec-2.1.merging.demand": Exact(merged_demand),
    "sec-2.1.merging.ex-post": Exact(judged, _given),
}
"""The checks of this module by the names under which statements assert them."""
