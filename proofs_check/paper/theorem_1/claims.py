r"""Claims of Theorem 1: the stage-1 objective, the cost of a deviation (Claim 1).

The vanishing gain (Claim 2), and the threshold.

Paper: sections 3.2 and 7.1, equations (22)-(29).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.language.notation import N, eta, mu, pi, sigma, x, y, z, z_prime
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    ForAll,
    Hypothesis,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import ProductOver, SumOver
from symbolic.model.bayes import own_posterior

# The share of the inactive: M = (1 - eta) N + f with 0 <= f < 1, the rounding up.
_f, _g = sp.symbols("rounding room", real=True)
_share = over(N - ((1 - eta) * N + _f), N)
_rounding = (*positive(N, _g), *nonnegative(_f))
_one = (Definition(_g, 1 - _f),)
_share_printed = asserted("eq-22.share", r"\Pr(\text{inactive}) = \eta", tolerance=sp.S.Zero)
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
        title="F agrees with a sum over all types of all others",
        source="equations (23)-(26)",
        printed=asserted("eq-23.brute", active=3, belief="own"),
        depends_on=("eq-23", "eq-25"),
        mutants=(
            asserted("eq-23.brute", active=3, belief="others"),
            asserted("eq-23.brute", active=4, belief="own"),
        ),
    ),
    Claim(
        id="thm-1.claim-1.distance",
        title="outside I(x) the consumption is at least delta_x away",
        source="Claim 1 of Theorem 1",
        printed=asserted(
            "thm-1.claim-1.distance",
            r"q \notin I(x) \Rightarrow |q - q_1(\alpha^*(x))| \ge \delta_x",
            factor=sp.S.One,
        ),
        depends_on=("eq-7",),
        mutants=(
            asserted("thm-1.claim-1.distance", factor=HUNDREDTH_MORE),
            asserted("thm-1.claim-1.distance", factor=sp.S(2)),
        ),
    ),
    Claim(
        id="thm-1.claim-1.slope",
        title="A_x is defined and positive",
        source="Claim 1 of Theorem 1",
        printed=asserted("thm-1.claim-1.slope", r"A_x > 0", sides="both"),
        correction=Correction(
            statement=asserted("thm-1.claim-1.slope", r"A_x > 0", sides="with a neighbour"),
            severity="harmless",
            finding="q_1(alpha*(x)) - delta_x/2 can be negative for the lowest type (and exceed 2 q-bar for "
            "the highest), where L_x has no derivative.  Only the side on "
            "which x has a neighbour is needed; there the point lies inside.",
        ),
        mutants=(asserted("thm-1.claim-1.slope", sides="both"),),
    ),
    Claim(
        id="thm-1.claim-1.loss",
        title="the loss outside I(x) is at least A_x delta_x / 2",
        source="Claim 1 of Theorem 1",
        printed=asserted(
            "thm-1.claim-1.loss",
            r"|q - q_1| \ge \delta/2 \Rightarrow L(q) \le L(q_1) - A\delta/2",
            distance=sp.Rational(1, 2),
        ),
        correction=Correction(
            statement=_loss,
            severity="gap",
            finding="The bound is claimed from delta_x/2 on, where it fails: concavity gives it from delta_x "
            "on, which is all that is needed (outside I(x) the distance "
            "is at least delta_x).",
        ),
        depends_on=("thm-1.claim-1.distance", "thm-1.claim-1.slope"),
        mutants=(
            asserted("thm-1.claim-1.loss", distance=sp.Rational(1, 2)),
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
        printed=asserted(
            "thm-1.claim-1", r"G_x(a) < G_x(s_1^*(x)) - \epsilon", epsilon=sp.Rational(1, 2)
        ),
        depends_on=("thm-1.claim-1.loss", "eq-10"),
        mutants=(
            asserted("thm-1.claim-1", epsilon=sp.S(100)),
            asserted("thm-1.claim-1", epsilon="full loss"),
        ),
    ),
    Claim(
        id="thm-1.claim-2.bounded",
        title="the payoffs may be averaged in the limit",
        source="Claim 2 of Theorem 1, before (27)",
        printed=asserted(
            "thm-1.claim-2.bounded", r"\sup_N |u(q^N, r^N; x, z)| < \infty", reason="continuity"
        ),
        correction=Correction(
            statement=asserted(
                "thm-1.claim-2.lower",
                r"F_x^N(a) \ge \sum_z\tau_x(z)u(\bar q, \bar r; x, z)",
                kept=sp.S.One,
            ),
            severity="gap",
            finding="Convergence in probability of consumption does not give convergence of expected utility "
            "when u is unbounded below: a bound that holds for all N is "
            "missing.  Repair: the best response can always decline to trade and prices are bounded, "
            "so its expected utility lies between fixed bounds.  (Where u "
            "is finite and continuous up to the axes it is bounded on the compact set of feasible "
            "consumption, and nothing is missing.)",
        ),
        depends_on=("prop-2.price-low", "prop-2.price-high"),
        mutants=(
            asserted("thm-1.claim-2.bounded", reason="continuity"),
            asserted("thm-1.claim-2.bounded", reason="half the bound"),
            asserted("thm-1.claim-2.lower", kept=sp.Rational(6, 5)),
        ),
    ),
    Claim(
        id="eq-27",
        title="the value of being active tends to the competitive one, whatever was offered",
        source="equation (27)",
        printed=asserted(
            "eq-27", r"F_x^N(a) \to \sum_z\tau_x(z)u(q^z(x), r^z(x); x, z)", limit="competitive"
        ),
        depends_on=("prop-2", "thm-1.claim-2.bounded"),
        mutants=(asserted("eq-27", limit="endowment"), asserted("eq-27", limit="scaled")),
    ),
    Claim(
        id="eq-28",
        title="others' offers per agent, and their price, tend to the competitive ones",
        source="equation (28)",
        printed=asserted("eq-28", r"R_-^N/Q_-^N \to p^z", kappa=1),
        depends_on=("prop-2",),
        mutants=(asserted("eq-28", kappa=0), asserted("eq-28", kappa=HUNDREDTH_MORE)),
    ),
    Claim(
        id="eq-29",
        title="the defector's problem in price form",
        source="equation (29) and J_x",
        printed=asserted(
            "eq-29", r"J_x(b; R_-/Q_-, 1/Q_-, 1/R_-, \phi) = H_x(b)", order="as printed"
        ),
        depends_on=("eq-21", "prop-2.domain"),
        mutants=(asserted("eq-29", order="exchanged"),),
    ),
    Claim(
        id="thm-1.slope",
        title="M times the gain tends to the slope (not in the paper)",
        source="Claim 2 of Theorem 1 says that the gain vanishes",
        printed=asserted(
            "thm-1.slope", r"M(F_x(\bar x) - F_x(x)) \to \text{slope}", factor=sp.S.One
        ),
        depends_on=("eq-27",),
        mutants=(
            asserted("thm-1.slope", factor=sp.Rational(11, 10)),
            asserted("thm-1.slope", factor=sp.S(-1)),
        ),
    ),
    Claim(
        id="thm-1",
        title="for large N the candidate is an equilibrium",
        source="Theorem 1",
        printed=asserted("thm-1", r"\exists\bar N\ \forall N \ge \bar N", sign=1),
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
            "eq-23.brute",
            "eq-8",
        ),
        mutants=(asserted("thm-1", sign=-1), asserted("thm-1", sign=0)),
    ),
    Claim(
        id="thm-1.not-monotone",
        title="the candidate can fail at an N above one at which it holds (not in the paper)",
        source="Theorem 1",
        printed=asserted(
            "thm-1.not-monotone", r"\text{margin}(13) \ge 0 > \text{margin}(60)", holds=13, fails=60
        ),
        mutants=(
            asserted("thm-1.not-monotone", holds=60, fails=13),
            asserted("thm-1.not-monotone", holds=12, fails=60),
        ),
        existence=True,
    ),
    Claim(
        id="sec-3.2.eta-zero",
        title="without inactive agents the candidate is in general no equilibrium",
        source="section 3.2, the remark after Theorem 1",
        printed=asserted(
            "sec-3.2.eta-zero", r"\eta = 0 \Rightarrow \text{margin} < 0", quantifier="all"
        ),
        correction=Correction(
            statement=asserted("sec-3.2.eta-zero", r"\eta = 0", quantifier="some of either kind"),
            severity="harmless",
            finding="A suspicion of the paper, about any separating equilibrium and 'in general'; only the "
            "candidate is examined here.  At eta = 0 the sign of "
            "the gain decides: in some economies being taken for another type never pays, and the "
            "candidate is "
            "an equilibrium (relative to every stage-2 equilibrium); in others it is not.",
        ),
        mutants=(
            asserted("sec-3.2.eta-zero", quantifier="all"),
            asserted("sec-3.2.eta-zero", quantifier="none"),
            asserted("sec-3.2.eta-zero", quantifier="some of either kind", order=-1),
        ),
        existence=True,
    ),
)
__all__ = ["CLAIMS"]
