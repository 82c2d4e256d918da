r"""Claims of Theorem 3: both of its parts, and how N depends on κ and η.

Paper: section 5, Theorem 3; section 7.3.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.efficiency import loss, theorem
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.theorem_3.comparison import KAPPA_HALF
from symbolic.language.notation import p_2, q_bar, r_bar
from symbolic.language.proposition import And, equation
from symbolic.language.statement import Statement, positive
from symbolic.model.market import payoff

__all__ = ["CLAIMS"]

_cent = Fraction(101, 100)
_idle = Statement(
    And(
        (
            equation(payoff(sp.S.Zero, sp.S.Zero)[0], q_bar),
            equation(payoff(sp.S.Zero, sp.S.Zero)[1], r_bar),
        )
    ),
    positive(p_2),
    words="At every price the payoffs (3) of the offers that A2 requires along the path, zero, are "
    "the endowment, which is what A2 hands out.",
)

CLAIMS = (
    Claim(
        id="thm-3.i",
        title="small kappa and eta and large N give an almost efficient separating equilibrium",
        source="Theorem 3 (i)",
        printed=asserted(
            "thm-3.i",
            r"\forall\varepsilon, \delta\ \exists\bar\kappa\ \exists N(\kappa, \eta)\ \forall N > "
            r"N(\kappa, \eta):\ \text{the outcome is } (\varepsilon, \delta)\text{-efficient},\ "
            r"\kappa < \bar\kappa",
            words="In every economy of two types with states far enough apart some kappa, eta = "
            "min kappa/(4 e) and N are found and verified: the candidate is an equilibrium, P(t* > "
            "1/20 | z) <= 1/20 in every state, and nobody can use more than 1/10 above the "
            "endowment per agent.",
            epsilon=Fraction(1, 20),
        ),
        depends_on=(
            "thm-3.condition-a",
            "thm-3.allocation",
            "thm-3.claim-2",
            "thm-3.welfare",
            "thm-3.distribution",
            "thm-3.claim-1",
            "thm-1",
        ),
        mutants=(
            asserted("thm-3.i", epsilon=0),
            asserted("thm-3.i", epsilon=Fraction(1, 10**4)),
            asserted("thm-3.i", epsilon=Fraction(1, 1000)),
        ),
        assumes=(KAPPA_HALF,),
        general=theorem.THEOREM_3,
        strengthened=theorem.THEOREM_3_TOO_STRONG,
    ),
    Claim(
        id="thm-3.distribution",
        title="the distribution of the ex post loss at one N (not in the paper)",
        source="Theorem 3 and the definition of section 5",
        printed=asserted(
            "thm-3.distribution",
            r"\forall z, \varepsilon:\ P(t^* > \varepsilon \mid z) = \sum_{\zeta^N}P(\zeta^N \mid z)"
            r"\mathbf{1}[t^*(\zeta^N) > \varepsilon]",
            words="In a market with square roots and N = 4: the probabilities and losses that the "
            "toolkit enumerates are, in every state, those of a sum over every type realisation, "
            "each loss found by a general solver of the convex programme.",
            agents=4,
        ),
        depends_on=("eq-13", "thm-3.allocation"),
        mutants=(asserted("thm-3.distribution", agents=5),),
        general=loss.DISTRIBUTION,
        strengthened=loss.DISTRIBUTION_TOO_STRONG,
    ),
    Claim(
        id="thm-3.limit",
        title="the loss for large N vanishes with kappa and eta",
        source="section 5, below Theorem 3",
        printed=asserted(
            "thm-3.limit",
            r"\forall z:\ \lim_{N\to\infty} t^* = O(\bar\kappa)",
            words="In every economy with eta = min kappa/(4 e): the loss for large N at max kappa = "
            "1/10000 is less than 1/20 of the larger of those at 1/100 and 1/1000.",
            relation="kappa/4",
            falls=0.05,
        ),
        depends_on=("eq-13",),
        mutants=(
            asserted("thm-3.limit", relation="own kappa", falls=0.05),
            asserted("thm-3.limit", relation="own eta", falls=0.05),
            asserted("thm-3.limit", relation="kappa/4", falls=0.001),
        ),
    ),
    Claim(
        id="thm-3.relation",
        title="the loss vanishes too when eta is not small relative to kappa (not in the paper)",
        source="Theorem 3, eta <= kappa_q/(4 q-bar)",
        printed=asserted(
            "thm-3.limit",
            r"\forall z:\ \eta = \sqrt{\bar\kappa/4} \Rightarrow \lim_{N\to\infty} t^* \to 0",
            words="In every economy with eta the square root of min kappa/(4 e): the loss for large "
            "N at max kappa = 1/10000 is less than half of the larger of those at 1/100 and 1/1000.",
            relation="root",
            falls=0.5,
        ),
        mutants=(
            asserted("thm-3.limit", relation="own eta", falls=0.5),
            asserted("thm-3.limit", relation="own kappa", falls=0.5),
            asserted("thm-3.limit", relation="root", falls=0.001),
        ),
    ),
    Claim(
        id="thm-3.ii.outcome",
        title="the outcome on the equilibrium path is that of the offers along it",
        source="proof of Theorem 3 (ii), (43) under A2",
        printed=_idle,
        note="Part (ii) assumes A2: the offers along the path are then zero where all active agents "
        "are of one type, and the payoffs (3) of these are what A2 hands out.  That configuration "
        "is outside E^1 for small delta^1, and its probability vanishes.",
        depends_on=("sec-4.A2.no-trade", "sec-4.A2.probability"),
        mutants=(
            Statement(equation(payoff(sp.S.Zero, sp.S.One)[0], q_bar), positive(p_2)),
            Statement(
                equation(HUNDREDTH_MORE * payoff(sp.S.Zero, sp.S.Zero)[1], r_bar), _idle.given
            ),
        ),
    ),
    Claim(
        id="thm-3.claim-3",
        title="every separating equilibrium is near the competitive one, uniformly",
        source="Claim 3 of Theorem 3 and its proof",
        printed=asserted(
            "thm-3.claim-3",
            r"\forall\epsilon\ \exists N^3(\kappa, \eta, \epsilon)\ \forall N > N^3\ "
            r"\forall (s_1^N, s_2^N), z, c^N:\ P(E_{z,c^N}(\epsilon) \mid c^N, z) > 1 - \epsilon",
            words="In every economy whose states are far enough apart: the stage-2 equilibrium "
            "furthest from beta^z that scattered starts reach comes nearer at a rate faster than "
            "M^-3/4 between M and 16 M.",
            target=Fraction(1),
        ),
        note="N is fixed above N-tilde in the claim's second sentence, and again beyond N^3 where "
        "the assertion is made; the assertion is about N beyond N^3.",
        depends_on=("prop-2", "eq-40"),
        mutants=(
            asserted("thm-3.claim-3", target=_cent),
            asserted("thm-3.claim-3", target=Fraction(99, 100)),
        ),
    ),
    Claim(
        id="thm-3.ii",
        title="under A1-A3 every symmetric equilibrium in pure strategies is almost efficient",
        source="Theorem 3 (ii)",
        printed=asserted(
            "thm-3.ii",
            r"\forall\varepsilon, \delta\ \exists\bar\kappa, N(\kappa, \eta)\ \forall (s_1^N, s_2^N):\ "
            r"\text{the outcome is } (\varepsilon, \delta)\text{-efficient},\ N > N(\kappa, \eta)",
            words="In every economy whose states are far enough apart, at kappa-bar = 1/50 and large "
            "N: at the likeliest configuration the loss of every stage-2 equilibrium that scattered "
            "starts reach is at most twice its limit.",
            times=2,
        ),
        depends_on=("thm-2", "thm-3.i", "thm-3.claim-3", "thm-3.ii.outcome"),
        mutants=(
            asserted("thm-3.ii", times=Fraction(9, 10)),
            asserted("thm-3.ii", times=0),
            asserted("thm-3.ii", times=Fraction(99, 100)),
        ),
    ),
)
