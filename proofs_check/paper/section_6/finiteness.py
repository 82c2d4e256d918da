r"""Claims of section 6 on finitely many states and types, and on endowments that differ between agents.

Paper: section 6, on finiteness and endowments.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.language.proposition import equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, positive

__all__ = ["CLAIMS"]


# Offers at p_1 = 1 of a class with spending share s and endowment e: e_q - s(e_q + e_r).
_s_1, _s_2, _q_1, _r_1, _q_2, _r_2, _off = sp.symbols("s_1 s_2 q_1 r_1 q_2 r_2 off", real=True)
_classes = Statement(
    equation((_q_1 - _s_1 * (_q_1 + _r_1)) - (_q_2 - _s_2 * (_q_2 + _r_2)), _off * (_q_2 + _r_2)),
    positive(_q_1, _r_1, _q_2, _r_2),
    (Definition(_s_2, over(_q_2 - _q_1 + _s_1 * (_q_1 + _r_1), _q_2 + _r_2) + _off),),
    words="For all endowments of two classes and every spending share of the first there is one "
    "share of the second at which their best offers coincide; at every other they differ, by the "
    "difference times the second's wealth.",
)

CLAIMS = (
    Claim(
        id="sec-6.finite-states",
        title="that there are finitely many states plays no role",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.finite-states",
            r"\forall\epsilon\ \exists\bar M\ \forall M > \bar M, z \in Z:\ "
            r"\max_\sigma\phi^\sigma(z) > 1 - \epsilon",
            words="With states 0, 1, 2, ..., mu_0 = (1/2, 1/2), mu_k = (1/2 + 1/(4k), 1/2 - 1/(4k)) "
            "and prior 2^(-k-1): at M = 10, 100 and 1000 the posterior of every state up to 4M "
            "exceeds 1/2 at some configuration.",
            states=4,
            times_agents=1,
        ),
        correction=Correction(
            statement=asserted(
                "sec-6.finite-states",
                r"\forall\epsilon\ \exists\bar M\ \forall M > \bar M, z \in Z:\ "
                r"\max_\sigma\phi^\sigma(z) > 1 - \epsilon,\quad |Z| < \infty",
                words="With the states 0 to 3 only, and M = 1000, the posterior of every state "
                "exceeds 1/2 at its own configuration, exactly and in the toolkit.",
                states=3,
                times_agents=0,
            ),
            severity="false remark",
            finding="With infinitely many states some are as close as one likes: at every M there "
            "is a state whose posterior stays near zero at every configuration, also when it is "
            "the true one.  If preferences in that state differ, the outcome is not nearly "
            "efficient there (sec-6.finite-states.loss), while Theorem 3 needs one N for all "
            "states.  Compactness, and continuity of u in z, would have to replace finiteness.",
            quote="The latter plays no role.",
            reading="The results hold with infinitely many states, everything else as assumed.",
            defence="What plays no role is said about the idea of the argument: as the economy "
            "grows, types are replicated; and the existence result may hold for any countable set "
            "of states, since F averages over states.",
            answer="The paragraph contrasts the two finiteness assumptions without restriction, and "
            "Theorem 3 is one of the results: its condition (b)(i) is about each state, with one "
            "N for all of them, and Claim 1's delta^1 is a minimum over states.  In the economy "
            "shown the conclusion of Theorem 3 fails at every N.",
            consequence="Theorem 3 needs a finite Z, or compactness and continuity; Theorem 1, "
            "where payoffs are averaged over states, is not touched by the example.",
            about="1aa235006ff4",
        ),
        depends_on=("sec-6.finite-states.loss", "sec-3.1.concentration"),
        cites="Gibbs' inequality; of finitely many thresholds one is the greatest",
        mutants=(asserted("sec-6.finite-states", states=30, times_agents=0),),
    ),
    Claim(
        id="sec-6.finite-states.loss",
        title="with infinitely many states the loss need not vanish in all of them (not in the paper)",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.finite-states.loss",
            r"\exists\varepsilon\ \forall M\ \exists z:\ t^*(\omega(\sigma), z) > \varepsilon",
            words="With these states, u = theta sqrt(q) + sqrt(r) and the tastes of the two types "
            "exchanged in all states but the first: at M = 100 and 1000 and equal counts, to which "
            "state 4M gives nearly the probability that state 0 does, the enclosed equilibrium "
            "gives each type at least 1/10 less than the other's bundle would in state 4M.",
            gain=F(1, 10),
        ),
        mutants=(asserted("sec-6.finite-states.loss", gain=F(1)),),
        existence=True,
    ),
    Claim(
        id="sec-6.finite-types",
        title="that there are finitely many types is important",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.finite-types",
            r"\forall c > 0\ \exists X:\ \min_{x \ne \bar x}[G_x(\alpha^*(x)) - \max_{I(\bar x)}G_x] < c",
            words="With u = -theta/q - 1/r and 30 types the least loss of a type that takes the "
            "nearest offer in a neighbour's interval is less than a hundredth of that with 2 "
            "types, exactly and in the toolkit.",
            types=30,
            factor=100,
        ),
        depends_on=("thm-1.claim-1",),
        mutants=(
            asserted("sec-6.finite-types", types=3, factor=100),
            asserted("sec-6.finite-types", types=30, factor=10**6),
            asserted("sec-6.finite-types", types=2, factor=100),
        ),
    ),
    Claim(
        id="sec-6.endowments",
        title="with other endowments too best offers coincide on a knife edge only",
        source="section 6, fourth paragraph",
        printed=_classes,
        note="The paper says that for existence any commonly known profile of endowments will do; "
        "its proof was not gone through with one.  The announced histogram is anonymous, so the "
        "genericity condition must hold across types and endowments: the best offers of all pairs "
        "of type and endowment must differ, which is what is examined here.",
        mutants=(
            _classes.replacing({_off * (_q_2 + _r_2): HUNDREDTH_MORE * _off * (_q_2 + _r_2)}),
            _classes.replacing({_off * (_q_2 + _r_2): sp.S.Zero}),
        ),
    ),
    Claim(
        id="sec-6.endowments.shut-down",
        title="the modified A2 leaves the market open in separating equilibria",
        source="section 6, fourth paragraph, 'whenever all agents with the same endowment'",
        printed=asserted(
            "sec-6.endowments.shut-down",
            r"\forall (n_e) = (60, 60, 60), (60):\quad P(\text{shut down}) < 10^{-10}",
            words="For one class and for three classes of 60 agents each, under either reading of the rule "
            "(some class, every class of equal endowments made one offer), the second stage is "
            "shut down with a probability below 10^-10 in a separating equilibrium.",
            classes=(60, 60, 60),
            bound=F(1, 10**10),
        ),
        note="Classes of equal endowments must be large: a single agent of some endowment always "
        "makes one offer, so that the rule, read of some class, closes the market for good; and "
        "read of every class it does so where all endowments differ.",
        mutants=(
            asserted("sec-6.endowments.shut-down", classes=(60, 60, 1), bound=F(1, 10**10)),
            asserted("sec-6.endowments.shut-down", classes=(5, 5, 5), bound=F(1, 10**10)),
        ),
    ),
)
