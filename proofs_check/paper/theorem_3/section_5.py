r"""Claims of section 5: what an outcome is, ex post (ε, δ)-efficiency, footnote 10; and the abstract on efficiency.

Paper: section 5, (12) and (13), footnote 10; abstract.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.efficiency import loss
from proofs_check.paper.shared.asserted import asserted
from symbolic.language.local_symbols import local
from symbolic.language.proposition import And, Relation
from symbolic.language.statement import Definition, Provenance, Statement, nonnegative, positive

__all__ = ["CLAIMS"]

_tenth, _cent = Fraction(1, 10), Fraction(101, 100)

# Footnote 10: the gainer gives up a little of what it has; L bounds its loss per unit given, m is a
# lower bound on what a unit is worth to the other.
_g, _L, _m, _give = (
    local(n, t) for n, t in (("gain", "g"), ("most", "L"), ("least", "m"), ("h", "h"))
)
_u_1, _u_2, _v_1, _v_2 = (
    local(n, t) for n, t in (("u_1", "u_1"), ("u_2", "u_2"), ("v_1", "v_1"), ("v_2", "v_2"))
)
_s_1, _s_2 = local("spare_1", "s_1"), local("spare_2", "s_2")
_moved = Statement(
    And((Relation(_v_1, ">", _u_1), Relation(_v_2, ">", _u_2))),
    (
        *positive(_g, reason="somebody is strictly better off"),
        *positive(_L, provenance=Provenance.DERIVED, reason="utility is continuous and concave"),
        *positive(_m, provenance=Provenance.DERIVED, reason="utility is strictly increasing"),
        *nonnegative(_s_1, _s_2),
    ),
    (
        Definition(_v_1, _u_1 + _g - _L * _give + _s_1),
        Definition(_v_2, _u_2 + _m * _give + _s_2),
        Definition(_give, _g / (2 * _L)),
    ),
    words="For every gain g of one agent over u_1, and another no worse off than at u_2: if the "
    "first gives up h = g/(2L) of a good, which costs it at most L h and gives the other at least "
    "m h > 0, then both are strictly better off than at u_1 and u_2.",
)

CLAIMS = (
    Claim(
        id="sec-5.outcome-without-z",
        title="the outcome of a strategy profile does not depend on z",
        source="section 5, before the definition",
        printed=asserted(
            "sec-5.outcome-without-z",
            r"\forall\zeta^N, c^N, z, z':\ \omega_n(\zeta^N, c^N, z) = \omega_n(\zeta^N, c^N, z')",
            words="In every economy with two states or more and N = 9, for given types and "
            "assignment, the allocation that the mechanism plays out is the same in two states.",
            change=0,
            rotate=0,
        ),
        mutants=(
            asserted("sec-5.outcome-without-z", change=1, rotate=0),
            asserted("sec-5.outcome-without-z", change=0, rotate=1),
            asserted("sec-5.outcome-without-z", change=1, rotate=1),
        ),
    ),
    Claim(
        id="eq-12",
        title="the resources available to alternative allocations",
        source="equation (12)",
        printed=asserted(
            "eq-12.maximum",
            r"\forall\omega:\ W = \big(\max\{\sum_n q_n, N\bar q\}, \max\{\sum_n r_n, N\bar r\}\big)",
            words="In every economy, at one realisation with all types active and inactive, the "
            "toolkit's resources are, good by good, the larger of what is used and the endowments.",
            scale=Fraction(1),
        ),
        note="The maximum of two vectors is taken good by good, as the sentence below (13) says: "
        "alternatives may use as much of each good as the allocation does.",
        mutants=(
            asserted("eq-12.maximum", scale=_cent),
            asserted("eq-12.maximum", scale=Fraction(99, 100)),
        ),
        general=loss.EQ_12,
        strengthened=loss.EQ_12_TOO_STRONG,
    ),
    Claim(
        id="eq-13",
        title="an allocation is epsilon-efficient at a realisation iff the ex post loss is at most "
        "epsilon",
        source="equation (13), definition part (b)(ii)",
        printed=asserted(
            "sec-5.loss",
            r"\forall\varepsilon:\ \nexists\omega' \text{ with (12) and (13)} \iff t^* \le \varepsilon",
            words="In every economy, at one realisation: bundles within (12) give everybody t* more, "
            "and no bundles give everybody more than the toolkit's upper bound, which is within "
            "rounding of t*; a general solver of the convex programme finds the same t*.",
            gain=1,
        ),
        depends_on=("eq-12",),
        mutants=(
            asserted("sec-5.loss", gain=_cent),
            asserted("sec-5.loss", gain=Fraction(10001, 10000)),
        ),
        general=loss.EQ_13,
        strengthened=loss.EQ_13_TOO_STRONG,
    ),
    Claim(
        id="sec-5.zero",
        title="for epsilon = delta = 0 the definition is the usual one",
        source="section 5, below (13), 'When epsilon = delta = 0'",
        printed=asserted(
            "sec-5.zero",
            r"\forall\omega:\ \sum_n\omega_n \le N(\bar q, \bar r) \Rightarrow W = N(\bar q, \bar r),"
            r"\quad t^*(\omega) = 0 \iff \omega \text{ is Pareto efficient}",
            words="In every economy and state: allocations that use at most the endowments leave "
            "the endowments to alternatives; the loss of the competitive allocation without "
            "exogenous offers is zero, and that of the same total divided otherwise is positive.",
            delta=Fraction(0),
        ),
        depends_on=("eq-12", "eq-13", "fn-10"),
        mutants=(
            asserted("sec-5.zero", delta=Fraction(1, 100)),
            asserted("sec-5.zero", delta=Fraction(1, 10**6)),
        ),
    ),
    Claim(
        id="fn-10",
        title="what is weakly better for all and strictly for some can be made strictly better for all",
        source="footnote 10",
        printed=_moved,
        note="Divisibility and continuity are the reasons given; that utility is strictly "
        'increasing, which is assumed of "our economy" in section 2.1, is used as well.',
        mutants=(
            Statement(
                _moved.says,
                (*positive(_g, _L), *nonnegative(_m, _s_1, _s_2)),
                (*_moved.where, Definition(_s_2, sp.S(0))),
            ),
            Statement(
                _moved.says,
                _moved.given,
                (*_moved.where[:2], Definition(_give, _g / _L), Definition(_s_1, sp.S(0))),
            ),
        ),
    ),
    Claim(
        id="abstract.almost-efficient",
        title="for large N the equilibrium is almost ex post efficient",
        source="abstract; introduction; section 5, below Theorem 3",
        printed=asserted(
            "abstract.almost-efficient",
            r"\forall\varepsilon\ \exists\kappa, \eta, \bar N\ \forall N > \bar N:\ t^* \le \varepsilon",
            words="In every economy, with kappa of 1/100000 in its own proportion and eta = "
            "kappa/4 of the endowment, the loss for large N is at most 1/10000 in every state, and "
            "that of a general solver of the convex programme the same.",
            kappa=Fraction(1, 10**5),
            epsilon=1e-4,
        ),
        note="Read in the order of Theorem 3, epsilon first, then small kappa and eta, then N: for "
        "given kappa and eta the loss tends to a positive limit (thm-3.fixed-kappa).",
        depends_on=("eq-13",),
        mutants=(
            asserted("abstract.almost-efficient", kappa=Fraction(1, 20), epsilon=1e-4),
            asserted("abstract.almost-efficient", kappa=Fraction(1, 10**5), epsilon=1e-9),
        ),
    ),
    Claim(
        id="thm-3.fixed-kappa",
        title="for given kappa and eta the loss need not vanish (not in the paper)",
        source="section 5, below Theorem 3",
        printed=asserted(
            "thm-3.fixed-kappa",
            r"\exists\kappa, \eta, \varepsilon > 0\ \forall N:\ t^* > \varepsilon",
            words="In the economy u = theta log q + log r with theta = 2 and 3 and kappa = 1/10 the "
            "loss exceeds 1/100 at every N and in every realisation, by an argument whose last "
            "inequalities are computed exactly; and so does the toolkit's loss for large N.",
            kappa=_tenth,
            x=Fraction(3, 10),
            epsilon=_tenth**2,
        ),
        mutants=(
            asserted(
                "thm-3.fixed-kappa", kappa=_tenth, x=Fraction(3, 10), epsilon=Fraction(3, 100)
            ),
            asserted("thm-3.fixed-kappa", kappa=_tenth, x=Fraction(7, 10), epsilon=_tenth**2),
        ),
        existence=True,
    ),
)
