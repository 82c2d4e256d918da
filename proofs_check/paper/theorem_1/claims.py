r"""Claims of Theorem 1: the stage-1 objective, the cost of a deviation (Claim 1).

The vanishing gain (Claim 2), and the threshold.

Paper: sections 3.2 and 7.1, equations (22)-(29).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import (
    N,
    Q_others,
    R_others,
    a_q,
    a_r,
    b_q,
    b_r,
    c_1,
    c_2,
    eta,
    mu,
    p,
    p_1,
    phi,
    pi,
    sigma,
    x,
    y,
    z,
    z_prime,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Asserted,
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
from symbolic.language.utility import u
from symbolic.model.bayes import own_posterior
from symbolic.model.best_response import objective
from symbolic.model.offers import inactive_payoff
from symbolic.model.price_form import price_form
from symbolic.model.stage1 import consumption


def _asserted(name: str, latex: str = "", **parameters: object) -> Statement:
    return Statement(Asserted(name, latex, tuple(parameters.items())))


# The share of the inactive: M = (1 - eta) N + f with 0 <= f < 1, the rounding up.
_f, _g = sp.symbols("rounding room", real=True)
_share = over(N - ((1 - eta) * N + _f), N)
_rounding = (*positive(N, _g), *nonnegative(_f))
_one = (Definition(_g, 1 - _f),)
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


# (29): J_x at (R_-/Q_-, c_1, c_2), for the values of c_1 and c_2 given.
def _in_price_form(first: sp.Expr, second: sp.Expr) -> sp.Expr:
    put = {p: over(R_others, Q_others), c_1: first, c_2: second}
    bundle = [f.subs(put, simultaneous=True) for f in price_form()]
    return SumOver(phi(z) * u(*bundle, x, z), z)


_price_form_of_29 = Statement(
    equation(_in_price_form(over(1, Q_others), over(1, R_others)), objective()),
    (*positive(Q_others, R_others), *nonnegative(b_q, b_r)),
    words="J_x at R_-/Q_-, 1/Q_- and 1/R_- is the objective (29).",
)
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
            answer="Section 2.2 and this proof define M^N by rounding up, and (22) is stated as an equality for each N; "
            "for N below 1/eta nobody is inactive, and the objective is F alone.",
            consequence="The weights in the conclusion of Theorem 1, for which a bound of 1/N on the difference suffices.",
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
        title="F agrees with a sum over all types of all others",
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
        id="thm-1.claim-1.distance",
        title="outside I(x) the consumption is at least delta_x away",
        source="Claim 1 of Theorem 1",
        printed=_asserted(
            "thm-1.claim-1.distance",
            r"\forall x\ \forall q \in [0, 2\bar q]:\quad q \notin I(x) \Rightarrow |q - q_1(\alpha^*(x))| \ge \delta_x",
            factor=sp.S.One,
        ),
        note="X is any finite set, but delta_x, like (7), refers to a second type; with one there is nothing to "
        "separate.",
        depends_on=("eq-7",),
        mutants=(
            _asserted("thm-1.claim-1.distance", factor=HUNDREDTH_MORE),
            _asserted("thm-1.claim-1.distance", factor=sp.S(2)),
        ),
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
            finding="q_1(alpha*(x)) - delta_x/2 can be negative for the lowest type (and q_1 + delta_x/2 exceed 2 q-bar for "
            "the highest), where L_x has no derivative.  Only the side on which x has a neighbour is needed; there "
            "the point lies inside.",
            quote="L'_x(q_1(alpha*(x)) - delta_x/2)",
            reading="Both points at which L'_x is evaluated lie in [0, 2 q-bar], for every type.",
            defence="The minimum is meant over the sides that exist; a term that is not defined may be left out of it, or "
            "L_x continued by a positive slope to the left of zero.",
            answer="A_x is defined as the minimum of the two values and then used in a bound, so for the lowest type it is "
            "not defined at all in some economies of the class; the rule to leave a term out is not stated.",
            consequence="The constant epsilon of Claim 1; it is positive with the sides that have a neighbour.",
            about="b7875337eca6",
        ),
        mutants=(_asserted("thm-1.claim-1.slope", beyond=-1),),
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
            finding="The bound is claimed from delta_x/2 on, where strict concavity makes it false for every utility; it "
            "holds from delta_x on, and outside I(x) the distance is at least delta_x.",
            quote="|q - q_1(alpha*(x))| >= delta_x/2",
            reading="Already at the distance delta_x/2 the loss is at least A_x delta_x/2.",
            defence="The bound is only used for q outside I(x), for which the sentence before gives the distance delta_x; "
            "delta_x/2 may be a slip for delta_x.",
            answer="It is stated for all q at the smaller distance, where L_x falls by less than its final slope times the "
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
        depends_on=("thm-1.claim-1.loss", "thm-1.claim-1.arguments", "eq-10"),
        mutants=(
            _asserted("thm-1.claim-1", factor=100),
            _asserted("thm-1.claim-1", factor=-1),
        ),
    ),
    Claim(
        id="thm-1.claim-2.bounded",
        title="the payoffs may be averaged in the limit",
        source="Claim 2 of Theorem 1, before (27)",
        printed=_asserted(
            "thm-1.claim-2.lower",
            r"\forall N\ \forall a\ \forall x:\quad F_x^N(a) \ge \sum_z \tau_x(z) u(\bar q, \bar r; x, z)",
            kept=sp.S.One,
        ),
        note="That expected utility converges where consumption converges in probability is not argued.  "
        "Utility is bounded on the compact set of feasible consumption, being continuous on R^2_+; for "
        "utilities that fall to minus infinity at the axes (log) the step needs a bound for all N, which "
        "is this one: declining to trade is always possible.",
        depends_on=("prop-2.price-low", "prop-2.price-high"),
        mutants=(
            _asserted("thm-1.claim-2.lower", kept=sp.Rational(6, 5)),
            _asserted("thm-1.claim-2.lower", kept=sp.Rational(11, 10)),
        ),
    ),
    Claim(
        id="eq-27",
        title="the value of being active tends to the competitive one, whatever was offered",
        source="equation (27)",
        printed=_asserted(
            "eq-27",
            r"\forall x\ \forall a:\quad F_x^N(a) - \sum_z \tau_x(z) u(q^z(x), r^z(x); x, z) = O(1/M^N)",
            limit="competitive",
        ),
        depends_on=("prop-2", "thm-1.claim-2.bounded"),
        mutants=(_asserted("eq-27", limit="endowment"), _asserted("eq-27", limit="scaled")),
    ),
    Claim(
        id="eq-28",
        title="others' offers per agent, and their price, tend to the competitive ones",
        source="equation (28)",
        printed=_asserted(
            "eq-28",
            r"\forall z:\quad \frac{1}{M^N} (Q_-^N, R_-^N) \to \sum_y \mu_z(y) (\beta^z(y) + \kappa)\ \text{and}\ "
            r"\frac{R_-^N}{Q_-^N} \to p^z,\ \text{both within}\ O(1/M^N)",
            kappa=1,
        ),
        depends_on=("prop-2",),
        mutants=(_asserted("eq-28", kappa=0), _asserted("eq-28", kappa=HUNDREDTH_MORE)),
    ),
    Claim(
        id="eq-29",
        title="the defector's problem in price form",
        source="equation (29) and J_x",
        printed=_price_form_of_29,
        depends_on=("eq-21", "prop-2.domain"),
        mutants=(
            Statement(
                equation(_in_price_form(over(1, R_others), over(1, Q_others)), objective()),
                _price_form_of_29.given,
            ),
            Statement(
                equation(
                    _in_price_form(over(1, HUNDREDTH_MORE * Q_others), over(1, R_others)),
                    objective(),
                ),
                _price_form_of_29.given,
            ),
        ),
    ),
    Claim(
        id="thm-1.slope",
        title="M times the gain tends to the slope (not in the paper)",
        source="Claim 2 of Theorem 1 says that the gain vanishes",
        printed=_asserted(
            "thm-1.slope",
            r"\forall x, \bar x:\quad M^N (F_x^N(\bar x) - F_x^N(x)) \to \mathrm{slope}(x, \bar x)",
            factor=sp.S.One,
        ),
        depends_on=("eq-27",),
        mutants=(
            _asserted("thm-1.slope", factor=HUNDREDTH_MORE),
            _asserted("thm-1.slope", factor=sp.S(-1)),
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
            "eq-23.brute",
            "eq-8",
        ),
        mutants=(_asserted("thm-1", weight=HUNDREDTH_MORE), _asserted("thm-1", weight=-1)),
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
