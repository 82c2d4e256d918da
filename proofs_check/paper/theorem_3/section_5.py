r"""Claims of section 5: what an outcome is, the definition of ex post (ε, δ)-efficiency.

And footnote 10; the abstract's sentence on efficiency.

Paper: section 5, (12) and (13), footnote 10; abstract.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import asserted

__all__ = ["CLAIMS"]


_tenth, _cent = Fraction(1, 10), Fraction(101, 100)

CLAIMS = (
    Claim(
        id="sec-5.outcome-without-z",
        title="the outcome of a strategy profile does not depend on z",
        source="section 5, before the definition",
        printed=asserted(
            "sec-5.outcome-without-z",
            r"\omega_n(\zeta^N, c^N, z) = \omega_n(\zeta^N, c^N)",
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
        id="sec-5.def-a.subscript",
        title="condition (a) sums the agents' bundles",
        source="section 5, the definition, part (a)",
        printed=asserted(
            "sec-5.def-a.subscript", r"\sum_n \omega(\zeta^N, c^N, z)", subscript="none"
        ),
        correction=Correction(
            statement=asserted(
                "sec-5.def-a.subscript", r"\sum_n \omega_n(\zeta^N, c^N, z)", subscript="n"
            ),
            severity="notation",
            finding="The summand of condition (a) lacks the subscript n; read without it the sum is N times "
            "one bundle.  (Likewise the allocation is indexed by "
            "the number N "
            "where the set of agents is meant.)",
            scan=True,
        ),
        mutants=(
            asserted("sec-5.def-a.subscript", subscript="none"),
            asserted("sec-5.def-a.subscript", subscript="last"),
        ),
    ),
    Claim(
        id="eq-12",
        title="the resources available to alternative allocations",
        source="equation (12)",
        printed=asserted(
            "eq-12.maximum", r"\max\{\sum\omega_n, N(\bar q, \bar r)\}", order="vectors"
        ),
        correction=Correction(
            statement=asserted(
                "eq-12.maximum",
                r"(\max\{\sum q_n, N\bar q\}, \max\{\sum r_n, N\bar r\})",
                order="goods",
            ),
            severity="notation",
            finding="The maximum of two vectors is not defined when neither is at least the other, and that "
            "is the typical case: the exogenous offers give one "
            "good and take the other.  The maximum is to be taken good by good.",
        ),
        mutants=(
            asserted("eq-12.maximum", order="vectors"),
            asserted("eq-12.maximum", order="sum"),
            asserted("eq-12.maximum", order="smaller"),
        ),
    ),
    Claim(
        id="eq-13",
        title="an allocation is epsilon-efficient at a realisation iff the ex post loss is at most "
        "epsilon",
        source="equation (13), definition part (b)(ii)",
        printed=asserted("sec-5.loss", r"\neg\exists\omega' \iff t^* \le \varepsilon", gain=1),
        depends_on=("eq-12",),
        mutants=(
            asserted("sec-5.loss", gain=_cent),
            asserted("sec-5.loss", gain=2),
            asserted("sec-5.loss", gain=Fraction(10001, 10000)),
        ),
    ),
    Claim(
        id="sec-5.zero",
        title="for delta = 0 the right side of (12) is the endowment",
        source="section 5, below (13), 'When epsilon = delta = 0'",
        printed=asserted(
            "sec-5.zero",
            r"\max\{\sum\omega_n, N(\bar q, \bar r)\} = N(\bar q, \bar r)",
            delta=Fraction(0),
        ),
        depends_on=("eq-12", "fn-10"),
        mutants=(
            asserted("sec-5.zero", delta=Fraction(1, 100)),
            asserted("sec-5.zero", delta=Fraction(1, 10**6)),
            asserted("sec-5.zero", delta=_tenth),
        ),
    ),
    Claim(
        id="fn-10",
        title="what is weakly better for all and strictly for some can be made strictly better for all",
        source="footnote 10",
        printed=asserted("fn-10.reason", utilities="continuous", give=(_tenth, _tenth)),
        correction=Correction(
            statement=asserted("fn-10.reason", utilities="increasing", give=(_tenth, _tenth)),
            severity="harmless",
            finding="The reasons given (goods are divisible, utilities continuous) do not suffice: with "
            "continuous utilities another agent may be satiated at its "
            "bundle.  What is needed besides is that u is strictly increasing, which the paper "
            "assumes: the gainer gives up a little of what it has.  The "
            "definition survives.",
        ),
        mutants=(
            asserted("fn-10.reason", utilities="continuous", give=(Fraction(0), Fraction(0))),
            asserted("fn-10.reason", utilities="increasing", give=(Fraction(0), Fraction(0))),
            asserted("fn-10.reason", utilities="increasing", give=(Fraction(1), Fraction(1))),
        ),
    ),
    Claim(
        id="abstract.almost-efficient",
        title="for large N the equilibrium is almost ex post efficient",
        source="abstract; introduction; section 5, below Theorem 3",
        printed=asserted(
            "abstract.almost-efficient.every-N",
            r"\forall\varepsilon\ \exists\bar N:\ t^* \le \varepsilon",
            kappa=_tenth,
            x=Fraction(3, 10),
            epsilon=_tenth**2,
        ),
        correction=Correction(
            statement=asserted(
                "abstract.almost-efficient",
                r"\forall\varepsilon\ \exists\kappa, \eta, \bar N:\ t^* \le \varepsilon",
                kappa=Fraction(1, 10**5),
                epsilon=1e-4,
            ),
            severity="harmless",
            finding="Read with kappa and eta fixed: a large N alone does not make the equilibrium almost "
            "efficient: for given κ and η the loss tends to a "
            "positive limit, since the mechanism "
            "gives the active a bundle that is off the endowment and keeps one good; in the economy "
            "of the "
            "counterexample it is bounded away from zero at every N, by an argument whose last "
            "inequalities are computed exactly and whose steps are "
            "written in the check.  Theorem 3 has the right order: ε first, then small κ and η, then N.",
        ),
        depends_on=("eq-13",),
        mutants=(
            asserted(
                "abstract.almost-efficient.every-N",
                kappa=_tenth,
                x=Fraction(3, 10),
                epsilon=_tenth**2,
            ),
            asserted("abstract.almost-efficient", kappa="given", epsilon=1e-4),
            asserted("abstract.almost-efficient", kappa=Fraction(1, 20), epsilon=1e-4),
            asserted("abstract.almost-efficient", kappa=Fraction(1, 10**5), epsilon=1e-9),
        ),
    ),
)
