r"""Claims of section 4: the assumptions A1-A3, what they rule out, what they leave unchanged, and footnote 9.

A2 is about all N agents, while only the offers of active agents are announced.  Elsewhere in this
project A2 is read as: all *active* agents make the same offer.

Paper: section 4 and footnote 9.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.notation import (
    b_q,
    kappa_q,
    kappa_r,
    mu,
    p_2,
    pi,
    q_bar,
    r_bar,
    x,
    y,
    z,
    z_prime,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.market import payoff

# Under A2 with everybody alike: what trade against kappa can give.
_received = over(b_q * kappa_r, b_q + kappa_q)
_small = Statement(
    And((Relation(_received, "<", kappa_r), Relation(_received, ">=", 0))),
    (*positive(kappa_q, kappa_r), *nonnegative(b_q)),
    words="If all M agents offer b_q and nobody the other good, each receives less than kappa_r "
    "of it.",
)
_idle_q, _idle_r = payoff(sp.S.Zero, sp.S.Zero)
_idle = Statement(And((equation(_idle_q, q_bar), equation(_idle_r, r_bar))), positive(p_2))

# P(inactive) = floor(eta N)/N; eta N = 1 + s and the rounding is 1 - g < 1.
_N, _s, _g, _floor = sp.symbols("N s g floor_eta_N", real=True)
_some_inactive = Statement(
    Relation(over(_floor, _N), ">", 0),
    (*positive(_N, _g), *nonnegative(_s)),
    (Definition(_floor, 1 + _s - (1 - _g)),),
    words="For N >= 1/eta somebody is inactive.",
)

# A3: an offer attributed to {x, y} gives a mixture of the beliefs that x and y alone would give.
_D_x, _D_y = (SumOver(pi(z_prime) * mu(z_prime, t), z_prime) for t in (x, y))
_mixed = over(pi(z) * (mu(z, x) + mu(z, y)), _D_x + _D_y)
_parts = over(_D_x, _D_x + _D_y) * over(pi(z) * mu(z, x), _D_x) + over(_D_y, _D_x + _D_y) * over(
    pi(z) * mu(z, y), _D_y
)
_support = positive(_D_x, _D_y, provenance=Provenance.DERIVED, reason="full support")
_mixture = Statement(equation(_mixed, _parts), _support)

# Footnote 9: weights on types.
_d_x, _d_y, _c, _m_x, _m_y, _s_x, _s_y = sp.symbols(
    "weight_x weight_y c other_x other_y slack_x slack_y", real=True
)
_a_x, _a_y = sp.symbols("mu_x mu_y", real=True)
_ratio = Statement(
    Relation(_d_x * _a_x + _d_y * _a_y, "<=", _c * (_d_x * _m_x + _d_y * _m_y)),
    nonnegative(_d_x, _d_y, _c, _m_x, _m_y, _s_x, _s_y),
    (Definition(_a_x, _c * _m_x - _s_x), Definition(_a_y, _c * _m_y - _s_y)),
    words="The likelihood ratio of two states under a mixture of types is at most the largest "
    "ratio of a single type.",
)

CLAIMS = (
    Claim(
        id="sec-4.A1",
        title="under A1 every partition with two blocks or more tells the states apart",
        source="section 4, below A1",
        printed=asserted("sec-4.A1.partitions", hypothesis="A1", least=2),
        mutants=(
            asserted("sec-4.A1.partitions", hypothesis="informative", least=2),
            asserted("sec-4.A1.partitions", hypothesis="A1", least=1),
        ),
    ),
    Claim(
        id="sec-4.A1.stronger",
        title="A1 is stronger than informativeness",
        source="section 4, below A1",
        printed=asserted("sec-4.A1.stronger", types=2, strictly=True),
        correction=Correction(
            statement=asserted("sec-4.A1.stronger", types=3, strictly=True),
            severity="notation",
            finding="With two types the only bipartition is into singletons and A1 is the same as "
            "informativeness; it is stronger from three types on.",
        ),
        mutants=(
            asserted("sec-4.A1.stronger", types=2, strictly=True),
            asserted("sec-4.A1.stronger", types=3, strictly=False),
        ),
        existence=True,
    ),
    Claim(
        id="sec-4.A1.nongeneric",
        title="signals that violate A1 are nongeneric (up to five types and four states)",
        source="section 4, below A1",
        printed=asserted("sec-4.A1.generic", base=2),
        mutants=(asserted("sec-4.A1.generic", base=1),),
        existence=True,
    ),
    Claim(
        id="sec-4.A2.reading",
        title="A2 leaves beliefs as derived from the histogram",
        source="section 4, A2",
        printed=asserted("sec-4.A2.reading", who="all agents"),
        correction=Correction(
            statement=asserted("sec-4.A2.reading", who="active agents"),
            severity="harmless",
            finding="A2 is about all N agents, but only active offers are announced.  Read literally, active "
            "agents who all made the same offer and find the market open "
            "learn that "
            "some inactive agent offered something else, and their belief is not phi^sigma.  Read for "
            "active agents, nothing is learnt.  We read it so.",
        ),
        mutants=(asserted("sec-4.A2.reading", who="all agents"),),
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
        printed=asserted("thm-2.claim-0.profit", N=5),
        correction=Correction(
            statement=_some_inactive,
            severity="harmless",
            finding="The deviation to alpha* is paid for only if the agent may be inactive.  For eta N < 1 "
            "the mechanism makes everybody active (eta = 1/10, N = 5), "
            "P(inactive) = 0, and the "
            "argument gives nothing.  It holds for N >= 1/eta, which is all that Theorem 2 needs.",
        ),
        depends_on=("eq-22",),
        mutants=(
            asserted("thm-2.claim-0.profit", N=9),
            Statement(
                _some_inactive.says,
                _some_inactive.given,
                (Definition(_floor, HUNDREDTH_LESS + _s - 1),),
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
        printed=asserted("sec-4.A2.other-equilibria", offer=sp.S.Zero),
        correction=Correction(
            statement=asserted("sec-4.A2.probability", added=-1),
            severity="false remark",
            finding="In a separating (or semi-pooling) equilibrium all agents may have the same type (the "
            "same block) and A2 then shuts the market down.  Without A2 they "
            "trade: with "
            "u = 9/8 log q + log r, kappa = (1/10, 2/5), M = 2 the offer is 1/10, not 0.  So A2 "
            "changes the outcome and the value F, with a probability that falls "
            "geometrically with N.",
        ),
        mutants=(
            asserted("sec-4.A2.other-equilibria", offer=sp.Rational(101, 1000)),
            asserted("sec-4.A2.probability", added=0),
        ),
    ),
    Claim(
        id="sec-4.A2.trade",
        title="what the agents do without A2 in that event (not in the paper)",
        source="section 4, below A2",
        printed=asserted("sec-4.A2.other-equilibria", offer=sp.Rational(1, 10)),
        mutants=(
            asserted("sec-4.A2.other-equilibria", offer=sp.Rational(99, 1000)),
            asserted("sec-4.A2.other-equilibria", offer=sp.Rational(1, 5)),
        ),
        existence=True,
    ),
    Claim(
        id="sec-4.A2.costless",
        title="shutting down costs no welfare, since agents of one type have no role for trade",
        source="section 4, below A2",
        printed=asserted("sec-4.A2.costless", gains=False),
        correction=Correction(
            statement=_small,
            severity="false remark",
            finding="With kappa > 0 agents of one type trade against kappa and gain: in the example exp(8 (u "
            "- u(1, 1))) = (9/10)^9 (6/5)^8 > 1.  The shut-down costs "
            "them that gain; "
            "it is small when kappa is, since each would receive less than kappa_r (or kappa_q).",
        ),
        depends_on=("sec-4.A2.trade",),
        mutants=(
            asserted("sec-4.A2.costless", gains=False),
            _small.replacing(
                {Relation(_received, "<", kappa_r): Relation(_received, "<", kappa_r / 3)}
            ),
            Statement(
                _small.says,
                (*positive(kappa_r), *nonnegative(b_q, kappa_q)),
                (Definition(kappa_q, sp.S(0)), Definition(b_q, sp.S(1))),
            ),
        ),
    ),
    Claim(
        id="sec-4.A3.nonempty",
        title="an arbitrary set of types may be attributed to a deviating offer",
        source="section 4, A3 and below",
        printed=asserted("sec-4.A3.empty", A=()),
        correction=Correction(
            statement=asserted("sec-4.A3.empty", A=(1,)),
            severity="notation",
            finding="The empty set is a set of types; Bayes' rule is then 0/0.  A must be nonempty (as the "
            "definition of F for nonempty A has it).",
        ),
        mutants=(asserted("sec-4.A3.empty", A=()),),
    ),
    Claim(
        id="sec-4.A3.mixture",
        title="an offer attributed to a set gives a mixture of the beliefs of its members",
        source="section 4, below A3",
        printed=_mixture,
        mutants=(
            Statement(
                equation(
                    _mixed,
                    over(_D_x, _D_x + _D_y) * over(pi(z) * mu(z, x), _D_x) * HUNDREDTH_MORE
                    + over(pi(z) * mu(z, y), _D_x + _D_y),
                ),
                _support,
            ),
            Statement(
                equation(_mixed, (over(pi(z) * mu(z, x), _D_x) + over(pi(z) * mu(z, y), _D_y)) / 2),
                _support,
            ),
        ),
    ),
    Claim(
        id="sec-4.A3.others",
        title="A3 lets the deviator say nothing about others' types beyond the state",
        source="section 4, below A3",
        printed=asserted("sec-4.A3.types-of-others", correlated=False),
        mutants=(asserted("sec-4.A3.types-of-others", correlated=True),),
    ),
    Claim(
        id="fn-9",
        title="a distribution over types leaves likelihood ratios within those of single types",
        source="footnote 9",
        printed=_ratio,
        note="The footnote says that results seem unaffected.  Bayes' rule needs no more than "
        "the sum of weights times mu_z(y) in place of mu_z(A); its "
        "ratio between states stays within those of single types, so the bounds in Claim 1b hold "
        "as they stand.  The rest of the proof was not gone through.",
        mutants=(
            Statement(
                Relation(_d_x * _a_x + _d_y * _a_y * 2, "<=", _c * (_d_x * _m_x + _d_y * _m_y)),
                _ratio.given,
                (*_ratio.where, Definition(_s_y, sp.S(0)), Definition(_s_x, sp.S(0))),
            ),
            Statement(
                Relation(
                    _d_x * _a_x + _d_y * _a_y,
                    "<=",
                    _c * (HUNDREDTH_LESS * _d_x * _m_x + _d_y * _m_y),
                ),
                _ratio.given,
                (*_ratio.where, Definition(_s_y, sp.S(0)), Definition(_s_x, sp.S(0))),
            ),
            Statement(
                Relation(_d_x * _a_x + _d_y * _a_y, "<=", _c * _d_x * _m_x),
                _ratio.given,
                (*_ratio.where, Definition(_s_y, sp.S(0)), Definition(_s_x, sp.S(0))),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
