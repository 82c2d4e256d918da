r"""Claim 2 in the proof of Theorem 2: equilibrium offers stay away from the endowment, whatever the population.

A bounds :math:`u_r` times the largest marginal price, J(b) is the least :math:`u_q` at offers of b or more;
beyond the offer at which J exceeds A every term of (32) is negative.

Paper: section 7.2, Claim 2, below (33).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import rate_uniform
from proofs_check.paper.pooled import marginal
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
from proofs_check.paper.shared.chord import chord_bound
from proofs_check.paper.shared.hypotheses import CONCAVE, INCREASING
from symbolic.language.notation import r_bar
from symbolic.language.proposition import Relation
from symbolic.language.statement import Definition, Statement, nonnegative, positive

_s, _t = sp.symbols("s t", real=True)

# The contradiction in terms of rates of substitution.
_u_q, _u_r, _price = sp.symbols("u_q u_r price", real=True)
_negative = Statement(
    Relation(-_u_q + _u_r * _price, "<", 0),
    (*positive(_u_r, _s), *nonnegative(_price, _t)),
    (Definition(_u_q, _u_r * (_price + _t) + _s),),
    words="If u_q > u_r P in every state and composition, and no marginal price exceeds P, every "
    "term of (32) is negative.",
)


# A chord bounds u_r on the line r = r-bar where u is finite on the axes: u_0 = u(0, 0), u_half =
# u(q, r-bar/2), u_line = u(q, r-bar), u_top = u(q-bar, r-bar).
_u_0, _u_half, _u_line, _u_top, _slope = sp.symbols("u_0 u_half u_line u_top u_r", real=True)
_finite, _finite_mutants = chord_bound(
    _slope,
    (_u_0, _u_half, _u_line, _u_top),
    r_bar,
    (
        "u is concave: the tangent at (q, r-bar), taken at (q, r-bar/2)",
        "u is increasing and q is at most q-bar",
    ),
    "For every consumption q of the first good from 0 to q-bar: u_r(q, r-bar) is at most "
    "2[u(q-bar, r-bar) - u(0, 0)]/r-bar, so A is finite.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-2.A",
        title="A is finite",
        source="Claim 2, definition of A",
        printed=_finite,
        note="By concavity, where u is finite on the axes, as (q, r) in the closed quadrant and "
        "u(0, 0) in (45) have it; the proof does not say so.  For utilities that are minus "
        "infinity on the axes A can be infinite (u = -1/(q r)); then the rate u_q/u_r, compared "
        "with the largest price, gives Claim 2 (thm-2.claim-2.rate).",
        depends_on=("thm-2.claim-2.price",),
        mutants=_finite_mutants,
        assumes=(CONCAVE, INCREASING),
    ),
    Claim(
        id="thm-2.claim-2.rate",
        title="a bound from rates of substitution where A is infinite (not in the paper)",
        source="Claim 2, definition of A",
        printed=asserted(
            "thm-2.claim-2.rate",
            r"\forall r \in [\bar r, \bar r + \bar q P]:\ \frac{u_q}{u_r}(q_0, r) > P = "
            r"\frac{\bar r + \kappa_r}{\kappa_q},\quad \sup_q u_r(q, \bar r) = \infty",
            words="For the utilities -1/(q r) and -1/(q^2 r), with kappa = 1/20, u_r is unbounded "
            "on the line r = r-bar, but the rate of substitution exceeds the largest price 21 for "
            "consumption of 1/22 of the first good and every one of the second that a seller can "
            "have; and the toolkit's bound on offers is 20/21.",
            one_over=22,
        ),
        existence=True,
        depends_on=("thm-2.claim-2.rate-diverges", "thm-2.claim-2.price-sharp"),
        mutants=(
            asserted("thm-2.claim-2.rate", one_over=21),
            asserted("thm-2.claim-2.rate", one_over=20),
        ),
    ),
    Claim(
        id="thm-2.claim-2.J",
        title="J is positive, increases strictly and without bound",
        source="Claim 2, definition of J",
        printed=asserted(
            "thm-2.claim-2.J",
            r"\forall x, b < b':\ 0 < J(b) < J(b')\ (b < b' < \bar q),\quad J(b) \to \infty\ (b \to \bar q)",
            words="In every economy and for every type x the least marginal utility of the first "
            "good over the states and over what a seller of b can have of the second good is "
            "positive, rises with b from no offer to all but a billionth of the endowment, and "
            "more than doubles.",
            derivative=(1, 0),
        ),
        note="J carries the type x that the proof has fixed.  It is defined at every b below q-bar; "
        "J(b) = gamma A has a solution once gamma A is at least J(0).",
        mutants=(asserted("thm-2.claim-2.J", derivative=(0, 1)),),
        cites="Dini's theorem, and that a continuous function on a compact set has a least value",
        general=marginal.J_RISES,
        strengthened=marginal.J_RISES_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-2.rate-diverges",
        title="rates of substitution grow without bound toward the axes (not in the paper)",
        source="Claim 2, as repaired",
        printed=asserted(
            "thm-2.claim-2.rate-diverges",
            r"\forall x, z, r:\ \frac{u_q}{u_r}(q, r) \to \infty\ (q \to 0)",
            words="In every economy the least rate of substitution over types, states and what a "
            "seller can have of the other good, computed from the formula of u on a grid, is the "
            "toolkit's and grows by half or more at each step as the share of the endowment that "
            "is kept falls from 10^-2 to 10^-8 in steps of 100; for either good.",
            shares=(-2, -4, -6, -8),
        ),
        depends_on=("thm-2.claim-2.J",),
        mutants=(asserted("thm-2.claim-2.rate-diverges", shares=(-8, -6, -4, -2)),),
        general=rate_uniform.UNIFORM,
        strengthened=rate_uniform.UNIFORM_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-2.contradiction",
        title="beyond the bound every term of (32) is negative",
        source="Claim 2, as repaired",
        printed=_negative,
        depends_on=("eq-32", "thm-2.claim-2.price-sharp"),
        mutants=(
            pinned(
                Statement(
                    _negative.says, (*positive(_u_r), *nonnegative(_price, _t)), _negative.where
                ),
                (_s, 0),
                (_t, 0),
            ),
            pinned(
                Statement(
                    Relation(-_u_q + HUNDREDTH_MORE * _u_r * _price, "<", 0),
                    _negative.given,
                    _negative.where,
                ),
                (_t, 0),
                (_price, 2),
                (_s, _u_r / 1000),
            ),
            pinned(
                Statement(
                    _negative.says,
                    _negative.given,
                    (Definition(_u_q, _u_r * (HUNDREDTH_LESS * _price + _t) + _s),),
                ),
                (_t, 0),
                (_price, 2),
                (_s, _u_r / 1000),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-2",
        title="equilibrium offers are bounded away from the endowment, uniformly in the population",
        source="Claim 2",
        printed=asserted(
            "thm-2.claim-2",
            r"\exists\bar b < (\bar q, \bar r)\ \forall N, A, x:\ "
            r"\tilde\beta^{N,A}(x), \hat\beta^{N,A}(x) \le \bar b",
            words="In every economy best offers of every type against random totals drawn over "
            "their whole range, at M = 6 and under drawn beliefs, are at most the toolkit's bound, "
            "which is below the endowment and is where the least rate of substitution, computed "
            "from the formula of u, equals the largest price.",
            price=sp.S.One,
        ),
        depends_on=(
            "thm-2.claim-2.A",
            "thm-2.claim-2.J",
            "thm-2.claim-2.price",
            "thm-2.claim-2.rate-diverges",
            "thm-2.claim-2.contradiction",
            "eq-32",
            "eq-33",
        ),
        mutants=(
            asserted("thm-2.claim-2", price=HUNDREDTH_MORE),
            asserted("thm-2.claim-2", price=HUNDREDTH_LESS),
        ),
    ),
)
__all__ = ["CLAIMS"]
