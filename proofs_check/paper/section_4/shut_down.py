r"""Claims about A2, which shuts the market down when everybody makes the same first offer.

Conventions: only the offers of the active are announced, so A2 is read as "all *active* agents make
the same offer" wherever something is computed.  P(inactive) is (N - M)/N.

Paper: section 4, A2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general.pooling import announced_types
from proofs_check.paper.pooled import marginal
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.notation import b_q, p_2, q_bar, r_bar
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.market import payoff

_idle_q, _idle_r = payoff(sp.S.Zero, sp.S.Zero)
_idle = Statement(
    And((equation(_idle_q, q_bar), equation(_idle_r, r_bar))),
    positive(p_2),
    words="At every price an active agent who offers nothing consumes the endowment.",
)

# Among N agents the number of the inactive is floor(eta N) = eta N - t with t below 1.
_N, _s, _g, _floor = sp.symbols("N s g floor_eta_N", real=True)
_some_inactive = Statement(
    Relation(over(_floor, _N), ">", 0),
    (*positive(_N, _g), *nonnegative(_s)),
    (Definition(_floor, 1 + _s - (1 - _g)),),
    words="For every eta and every N >= 1/eta somebody is inactive (eta N = 1 + s, rounded down by "
    "less than 1).",
)

# The market is shut down if all have type x or all have type y: w_x = mu(x)^(M - 1) <= W.
_m_x, _w_x, _w_y, _W, _s_x, _s_y = sp.symbols("mu_x w_x w_y W s_x s_y", real=True)
_rare = Statement(
    Relation(_m_x * _w_x + (1 - _m_x) * _w_y, "<=", _W),
    (*positive(_m_x, 1 - _m_x), *nonnegative(_s_x, _s_y)),
    (Definition(_w_x, _W - _s_x), Definition(_w_y, _W - _s_y)),
    words="For every M, two types and W = max(mu(x), mu(y))^(M - 1): the probability that all M "
    "active agents have one type, mu(x)^M + mu(y)^M, is at most W.",
)

CLAIMS = (
    Claim(
        id="sec-4.A2.reading",
        title="A2 leaves beliefs as derived from the histogram",
        source="section 4, A2",
        printed=asserted(
            "sec-4.A2.reading",
            r"\forall\sigma, z:\ P(z \mid \sigma, \text{the market is open}) = \phi^\sigma(z)",
            words="For every histogram after which the market can be open, the belief given that it is "
            "open is the one that Bayes' rule derives from the histogram alone; in four economies "
            "with N = 3 and M = 2, and with nobody inactive.",
            who="active",
        ),
        mutants=(asserted("sec-4.A2.reading", who="all"),),
        general=announced_types.OPEN,
        strengthened=announced_types.OPEN_TOO_STRONG,
    ),
    Claim(
        id="sec-4.A2.no-trade",
        title="after the shut-down every active agent keeps the endowment",
        source="section 4, A2",
        printed=_idle,
        depends_on=("eq-14",),
        mutants=(
            Statement(equation(_idle_q, HUNDREDTH_MORE * q_bar), positive(p_2)),
            Statement(equation(payoff(b_q, sp.S.Zero)[0], q_bar), positive(p_2)),
            Statement(equation(_idle_r, q_bar), positive(p_2)),
        ),
    ),
    Claim(
        id="sec-4.A2.rules-out",
        title="under A2 no equilibrium has s_1 constant",
        source="section 4, below A2",
        printed=asserted(
            "thm-2.claim-0.no-constant-offer",
            r"\forall N:\ s_1 \text{ constant} \Rightarrow s \text{ is no equilibrium}",
            words="In the economy whose types all have the marginal rate of substitution "
            "kappa_r/kappa_q at the endowment, no constant s_1 is part of an equilibrium, whatever "
            "N from 2 to 30.",
            least=2,
        ),
        correction=Correction(
            statement=_some_inactive,
            severity="harmless",
            finding="The modification works through the threat of being inactive.  With eta = 1/10 "
            "and N = 5 everybody is active, and pooling on no offer is an equilibrium of an "
            "economy that satisfies every assumption: no trade at stage 2 is the best response to "
            "no trade, since all types have the rate kappa_r/kappa_q at the endowment.  What is "
            "needed is somebody inactive, that is N >= 1/eta; Theorem 2 is about large N.",
            quote="rules out any equilibrium (s_1, s_2) such that",
            reading="With A2 and separating alpha* there is no equilibrium with constant s_1, for "
            "any number of agents.",
            defence='Section 4 is about large N throughout ("when the population is sufficiently '
            'large"), and a mechanism that leaves nobody inactive is not the mechanism described, '
            "which divides the agents into two groups.",
            answer="Section 2.2 defines M = N, nobody inactive, for eta N < 1 as well, and asks "
            "nothing of N; the sentence names the hypothesis that it takes, alpha*(x) different "
            "from alpha*(y), and no other.",
            consequence="None for Theorem 2, whose threshold may be taken above 1/eta.",
            about="5fef9956f968",
        ),
        depends_on=("eq-22", "thm-2.claim-0"),
        mutants=(
            Statement(
                _some_inactive.says,
                _some_inactive.given,
                (Definition(_floor, sp.Rational(99, 100) + _s - 1),),
            ),
            Statement(
                _some_inactive.says,
                (*positive(_N), *nonnegative(_s, _g)),
                (*_some_inactive.where, Definition(_s, sp.S(0))),
            ),
        ),
    ),
    Claim(
        id="sec-4.A2.other-equilibria",
        title="A2 does not change any other symmetric equilibrium",
        source="section 4, below A2",
        printed=asserted(
            "sec-4.A2.candidate",
            r"\forall s:\ s \text{ equilibrium without A2},\ s_1 \text{ not constant} \Rightarrow s "
            r"\text{ equilibrium with A2}",
            words="In the economy named, with N = 9, the candidate of Theorem 1, if it is an "
            "equilibrium without A2, offers nothing at stage 2 after histograms of one type, as A2 "
            "requires.",
            agents=9,
        ),
        correction=Correction(
            statement=_rare,
            severity="false remark",
            finding="In a separating equilibrium all agents may have the same type.  Without A2 they "
            "then trade against the exogenous offers; A2 requires zero offers.  So every separating "
            "equilibrium is changed on its path, and what offers are worth at stage 1 too: at N = "
            "9 in the economy shown the candidate of Theorem 1 is certified to be an equilibrium "
            "without A2 and, A2 being read for the active agents whose offers are announced, "
            "certified not to be one with it.  The probability of the event falls geometrically "
            "with M.",
            quote="does not change any other symmetric equilibrium",
            reading="A pair (s_1, s_2) that is an equilibrium without A2, s_1 not being constant, is "
            "one with it.",
            defence="What is meant is the rest of the equilibrium: the text itself speaks, three "
            "sentences later, of the rare event in which the market is shut down, and after all "
            "other histograms, and at stage 1 for large N, nothing changes.",
            answer='"Does not change" is said of the equilibrium (s_1, s_2) and without a threshold '
            "for N, and the event is on its path at every N.  With s_2 adjusted there, s_1 need not "
            "be an equilibrium offer any more: the margins at N = 9 show it for A2 read of those "
            "whose offers are announced.",
            consequence="Nothing in Theorem 2, whose value F changes by a geometric term; the "
            "existence of some separating equilibrium for large N is not affected either.",
            about="c5777c51e1b3",
        ),
        depends_on=("sec-4.A2.trade", "sec-4.A2.probability"),
        mutants=(
            _rare.replacing({_W: HUNDREDTH_LESS * _W}),
            Statement(_rare.says, _rare.given, (Definition(_w_x, _W + _s_x), *_rare.where[1:])),
        ),
    ),
    Claim(
        id="sec-4.A2.probability",
        title="how likely A2 shuts a separating equilibrium down (not in the paper)",
        source="section 4, below A2",
        printed=asserted(
            "sec-4.A2.probability",
            r"\forall z, M:\ \sum_x\mu_z(x)^M \le (\max_x\mu_z(x))^{M-1}",
            words="In every state of every economy with M = 5, 10, 20 and 40 active agents the "
            "probability that all have one type, by the toolkit and by exact powers, is at most "
            "the largest probability of a type to the power M - 1.",
            power=-1,
        ),
        mutants=(asserted("sec-4.A2.probability", power=1),),
        general=marginal.ONE_TYPE,
        strengthened=marginal.ONE_TYPE_TOO_STRONG,
    ),
    Claim(
        id="sec-4.A2.existence",
        title="for large N A2 does not affect the existence of a separating equilibrium",
        source="section 4, below A2, on existence",
        printed=asserted(
            "sec-4.A2.existence",
            r"\forall N:\ |m_N^{\text{A2}} - m_N| \le 2\,g\,(\max\mu)^{M-1}",
            words="In every economy of two types with about 6 active agents: what A2 takes from the "
            "value of an offer is what the market played out gives, and the margin of Theorem 1 "
            "moves by no more than twice the largest gain g from trade among agents of one type "
            "times the largest probability of a type to the power M - 1.",
            power=-1,
        ),
        note="The paper says it of some separating equilibrium; what is examined here is the "
        "candidate of Theorem 1.",
        depends_on=("sec-4.A2.other-equilibria", "thm-1"),
        mutants=(asserted("sec-4.A2.existence", power=20),),
    ),
)
__all__ = ["CLAIMS"]
