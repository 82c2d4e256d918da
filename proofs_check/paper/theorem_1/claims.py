r"""Claims of Theorem 1: the stage-1 objective, the cost of a deviation, the vanishing gain, the threshold.

The cost is the paper's Claim 1, the gain its Claim 2.

Paper: sections 3.2 and 7.1, equations (22)-(29).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general import limits
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import (
    N,
    eta,
    mu,
    pi,
    sigma,
    x,
    y,
    z,
    z_prime,
)
from symbolic.language.proposition import And, Asserted, ForAll, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.language.sums import ProductOver, SumOver
from symbolic.model.bayes import own_posterior


def _asserted(name: str, latex: str = "", **parameters: object) -> Statement:
    return Statement(Asserted(name, latex, tuple(parameters.items())))


# The share of the inactive: M = (1 - eta) N + f with 0 <= f < 1, the rounding up.
_f, _g = sp.symbols("rounding room", real=True)


_share = over(N - ((1 - eta) * N + _f), N)


_rounding = (*positive(N, _g), *nonnegative(_f))


_share_printed = _asserted(
    "eq-22.share",
    r"\forall N\ \forall \eta \in (0, 1):\quad \Pr(\text{inactive}) = \eta",
    agents=11,
)


_share_corrected = Statement(
    And((Relation(_share, "<=", eta), Relation(eta - _share, "<", over(_f + _g, N)))),
    _rounding,
    words="f + g = 1: the rounding up is less than one agent.",
)


# (23): the true state has the agent's own posterior, given the others' types.
_chance = ProductOver(mu(z, y) ** sigma(y), y)


_chance_prime = ProductOver(mu(z_prime, y) ** sigma(y), y)


_joint = SumOver(own_posterior(z_prime) * _chance_prime, z_prime)


_updated = over(
    pi(z) * mu(z, x) * _chance, SumOver(pi(z_prime) * mu(z_prime, x) * _chance_prime, z_prime)
)


_mixture = Statement(
    equation(own_posterior() * _chance, _joint * _updated),
    (
        Hypothesis(
            ForAll(z, ForAll(y, Relation(mu(z, y), ">", 0))),
            reason="section 2.1: in every state every type has positive probability",
        ),
        *positive(
            SumOver(pi(z_prime) * mu(z_prime, x), z_prime),
            provenance=Provenance.DERIVED,
            reason="full support",
        ),
        *positive(
            SumOver(pi(z_prime) * mu(z_prime, x) * _chance_prime, z_prime),
            provenance=Provenance.DERIVED,
            reason="full support",
        ),
    ),
    words="Summing over states with weights tau and over the others' types is summing over types "
    "and then over the posterior.",
)

CLAIMS = (
    Claim(
        id="eq-22",
        title="the probability of being inactive",
        source="equation (22)",
        printed=_share_printed,
        correction=Correction(
            statement=_share_corrected,
            severity="harmless",
            finding="The mechanism's own probability is (N - M)/N = floor(eta N)/N, which differs from eta "
            "unless eta N is an integer (and is 0 when eta N < 1).  The "
            "difference is below 1/N, so Theorem 1 survives; margins at finite N must use (N - M)/N.",
            quote="G_x^N(a) = eta G_x(a) + (1 - eta) F_x^N(a)",
            reading="An agent is inactive with probability eta, for every N.",
            defence="N is large throughout the proof, and eta and (N - M)/N can be identified in the limit, as "
            "section 7.2 does when it writes M^N = (1 - eta)N.",
            answer="Section 2.2 and this proof define M^N by rounding up, and (22) is stated as an equality "
            "for each N; "
            "for N below 1/eta nobody is inactive, and the objective is F alone.",
            consequence="The weights in the conclusion of Theorem 1, for which a bound of 1/N on the "
            "difference suffices.",
            about="ea6af0051866",
        ),
        mutants=(
            _share_printed,
            Statement(Relation(_share, ">=", eta), _rounding),
            Statement(Relation(eta - _share, "<", over(_g, N)), _rounding),
        ),
    ),
    Claim(
        id="eq-23",
        title="F is an expectation over the others' types under the own posterior",
        source="equation (23)",
        printed=_mixture,
        depends_on=("sec-2.1.posterior",),
        mutants=(
            Statement(
                equation(own_posterior() * _chance, _joint * _updated.subs(mu(z, x), 1)),
                _mixture.given,
            ),
            Statement(
                equation(own_posterior() * _chance * HUNDREDTH_MORE, _joint * _updated),
                _mixture.given,
            ),
        ),
    ),
    Claim(
        id="eq-23.brute",
        title="F agrees with a sum over all types of all others (a check of the toolkit, not in the paper)",
        source="equations (23)-(26)",
        printed=_asserted(
            "eq-23.brute",
            r"\forall x, \bar x:\quad F_x^N(\bar x) = \sum_z \tau_x(z) \sum_{\xi \in X^{M-1}} \gamma_z(\xi) "
            r"u(q^N(\bar x; z, \xi), r^N(\bar x; z, \xi); x, z),\quad M = 3",
            active=3,
            belief="own",
        ),
        depends_on=("eq-23", "eq-23.exponent", "eq-25"),
        mutants=(
            _asserted("eq-23.brute", active=3, belief="others"),
            _asserted("eq-23.brute", active=4, belief="own"),
        ),
    ),
    Claim(
        id="thm-1",
        title="for large N the candidate is an equilibrium",
        source="Theorem 1",
        printed=_asserted(
            "thm-1",
            r"\exists \bar N\ \forall N \ge \bar N\ \forall x\ \forall a:\quad \Pr(\text{inactive}) G_x(a) + "
            r"\Pr(\text{active}) F_x^N(a) \le \Pr(\text{inactive}) G_x(\alpha^*(x)) + \Pr(\text{active}) "
            r"F_x^N(\alpha^*(x))",
            weight=1,
        ),
        note="In section 3.2 the threshold that is said to exist lacks its bar; in section 7.1 "
        "it has it.  Theorem 2 says N > N-bar, Theorem 1 N >= N-bar.",
        depends_on=(
            "prop-1",
            "thm-1.conclusion",
            "thm-1.claim-2.consumption",
            "sec-3.2.unique",
            "sec-3.2.consistent",
            "eq-11.nondefector",
            "eq-11.best",
            "eq-23",
            "eq-23.exponent",
            "eq-25",
            "eq-8",
            "thm-1.claim-1",
            "eq-27",
            "eq-10",
            "eq-7",
            "eq-22",
            "sec-3.2.action-in-interval",
        ),
        mutants=(_asserted("thm-1", weight=HUNDREDTH_MORE), _asserted("thm-1", weight=-1)),
        general=limits.THEOREM_1,
        strengthened=limits.THEOREM_1_TOO_STRONG,
    ),
    Claim(
        id="thm-1.margin",
        title="the margins of deviations at small N are those of (22)-(26) (not in the paper)",
        source="equations (22)-(26)",
        printed=_asserted(
            "thm-1.margin",
            r"\forall N \in \{3, 4, 5\}:\quad \text{margin}(N) = \min_{x \ne \bar x} \Big[\tfrac{N - M}{N} "
            r"(G_x(\alpha^*(x)) - \sup_{I(\bar x)} G_x) - \tfrac{M}{N} (F_x^N(\bar x) - F_x^N(x))\Big]",
            cost=1,
        ),
        depends_on=("eq-22", "eq-23.brute", "thm-1.claim-1"),
        mutants=(
            _asserted("thm-1.margin", cost=HUNDREDTH_MORE),
            _asserted("thm-1.margin", cost=-1),
        ),
    ),
    Claim(
        id="thm-1.not-monotone",
        title="the candidate can fail at an N above one at which it holds (not in the paper)",
        source="Theorem 1",
        printed=_asserted(
            "thm-1.not-monotone",
            r"\exists\, \text{an economy}:\quad s^*\ \text{is an equilibrium at}\ N = 13\ \text{and not at}\ N = 60,\ "
            r"\text{margin}(13) \ge 0 > \text{margin}(60)",
            holds=13,
            fails=60,
        ),
        mutants=(
            _asserted("thm-1.not-monotone", holds=60, fails=13),
            _asserted("thm-1.not-monotone", holds=12, fails=60),
        ),
        existence=True,
    ),
    Claim(
        id="sec-3.2.eta-zero",
        title="without inactive agents the candidate can fail to be an equilibrium",
        source="section 3.2, the remark after Theorem 1",
        printed=_asserted(
            "sec-3.2.eta-zero",
            r"\exists\, \text{an economy and}\ N,\ \eta = 0:\quad \text{margin} < 0\ \text{for every selection of}\ "
            r"\beta^\sigma",
            economy="three states, where",
            sign=-1,
        ),
        note="The paper only suspects, and 'in general', that no separating equilibrium exists for eta = 0.  "
        "Where manipulation pays the candidate fails, as suspected; where being taken for another type never "
        "pays (in the first shipped economy, N = 12) it is an equilibrium.",
        mutants=(
            _asserted("sec-3.2.eta-zero", economy="two states, log", sign=-1),
            _asserted("sec-3.2.eta-zero", economy="three states, where", sign=1),
        ),
        existence=True,
    ),
)
__all__ = ["CLAIMS"]
