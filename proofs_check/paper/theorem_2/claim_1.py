r"""Claims 0, 1a and 1b in the proof of Theorem 2, and the stage-2 objectives (30) and (31).

Paper: section 7.2, from the beginning of the proof to equation (31).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import A1, FULL_SUPPORT
from symbolic.language.notation import N, Q_others, R_others, eta, q_bar, r_bar
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.model.market import reduced_payoff

_keep_q, _keep_r = reduced_payoff(sp.S.Zero, sp.S.Zero)
_keep = Statement(
    And((equation(_keep_q, q_bar), equation(_keep_r, r_bar))), positive(Q_others, R_others)
)
_f, _n, _s = sp.symbols("rounding n s", real=True)
_part = over(_s, _s + _n)
_eleven = (
    Definition(N, sp.Integer(11)),
    Definition(eta, over(1 + _f, sp.Integer(11))),
    Definition(_f, _part),
)
_whole = Statement(
    equation((1 - eta) * N, (1 - eta) * N + _f),
    (*positive(_n), *nonnegative(_s)),
    _eleven,
    words="(1 - eta)N = M.  With N = 11, eta = (1 + rounding)/11 and rounding = s/(s + n) the "
    "mechanism has M = 10.",
)
_rounded = Statement(
    And(
        (
            Relation((1 - eta) * N + _f, ">=", (1 - eta) * N),
            Relation((1 - eta) * N + _f, "<", (1 - eta) * N + 1),
        )
    ),
    (*positive(N, _n), *nonnegative(_s)),
    (Definition(_f, _part),),
    words="M is the smallest integer not below (1 - eta)N.",
)


def _posterior(agent: str, dropped: str = "", added: int = 0) -> Statement:
    return asserted("thm-2.claim-1.posterior", agent=agent, dropped=dropped, added=added)


CLAIMS = (
    Claim(
        id="thm-2.claim-0.some-type",
        title="a pooled offer costs some type something if inactive",
        source="Claim 0",
        printed=asserted("thm-2.claim-0.some-type", who="some type"),
        depends_on=("eq-10",),
        mutants=(asserted("thm-2.claim-0.some-type", who="every type"),),
    ),
    Claim(
        id="thm-2.claim-0.keep",
        title="an active deviator can keep the endowment",
        source="Claim 0",
        printed=_keep,
        depends_on=("eq-14",),
        mutants=(
            Statement(equation(_keep_q, HUNDREDTH_MORE * q_bar), positive(Q_others, R_others)),
            Statement(
                equation(reduced_payoff(sp.S.Zero, sp.S.One)[0], q_bar),
                positive(Q_others, R_others),
            ),
            Statement(equation(_keep_q, r_bar), positive(Q_others, R_others)),
        ),
    ),
    Claim(
        id="thm-2.claim-0",
        title="there is no equilibrium with s_1 constant",
        source="Claim 0",
        printed=asserted("thm-2.claim-0.profit", N=7),
        correction=Correction(
            statement=asserted("thm-2.claim-0.profit", N=10),
            severity="harmless",
            finding="Claim 0 is stated for any equilibrium, at any N, but the deviation is strictly "
            "profitable only if P(inactive) > 0, that is for N >= 1/eta (N = 10, "
            "not 7, at "
            "eta = 1/10).  Theorem 2 needs large N only.",
        ),
        depends_on=(
            "thm-2.claim-0.some-type",
            "thm-2.claim-0.keep",
            "sec-4.A2.no-trade",
            "sec-4.A2.rules-out",
        ),
        mutants=(asserted("thm-2.claim-0.profit", N=7), asserted("thm-2.claim-0.profit", N=9)),
    ),
    Claim(
        id="thm-2.partitions",
        title="a non-separating candidate pools two types in a partition with 1 < K < |X|",
        source="section 4 and section 7.2, below Claim 0",
        printed=asserted("thm-2.partitions", size=2),
        depends_on=("thm-2.claim-0",),
        mutants=(asserted("thm-2.partitions", size=3),),
    ),
    Claim(
        id="thm-2.active",
        title="the number of active agents is (1 - eta)N",
        source="section 7.2, before Claim 1a",
        printed=_whole,
        correction=Correction(
            statement=_rounded,
            severity="notation",
            finding="The smallest integer not below (1 - eta)N is meant, as in section 2.2; for N = 11, eta = "
            "1/10 the product is 99/10.",
        ),
        mutants=(
            _whole,
            Statement(
                _rounded.says,
                (*positive(N, _s), *nonnegative(_n)),
                (*_rounded.where, Definition(_n, sp.S(0))),
            ),
            Statement(
                Relation((1 - eta) * N + _f, "<", (1 - eta) * N + HUNDREDTH_LESS),
                _rounded.given,
                (*_rounded.where, Definition(_n, _s / 200)),
            ),
        ),
    ),
    Claim(
        id="thm-2.histogram",
        title="the announcement contains the target's offer exactly once",
        source="section 7.2, before Claim 1a",
        printed=asserted("thm-2.histogram", offer="on path"),
        correction=Correction(
            statement=asserted("thm-2.histogram", offer="off path"),
            severity="harmless",
            finding="The same notation is used for equilibrium offers and for a deviation to another block's "
            "offer; then nu(a~) = lambda(Y_k) + 1 and nobody can tell "
            "which agent is the target.  The "
            "beliefs are nevertheless those of Claim 1b with A = Y_k (thm-2.on-path).",
        ),
        mutants=(asserted("thm-2.histogram", offer="on path"),),
    ),
    Claim(
        id="thm-2.on-path",
        title="on the path beliefs are those of Claim 1b with A = Y_k, for the target as for everybody",
        source="section 7.2, before Claim 1a",
        printed=asserted("thm-2.on-path", A=(0, 1)),
        note="An equilibrium of the game on the path therefore solves (30) and (31) with A = "
        "Y_k and equal offers of "
        "the target and the others of its "
        "block, so that the bounds of Claims 2 to 4 cover F at equilibrium offers too.",
        depends_on=("thm-2.claim-1a", "thm-2.claim-1b"),
        mutants=(asserted("thm-2.on-path", A=(0,)), asserted("thm-2.on-path", A=(0, 1, 2))),
    ),
    Claim(
        id="thm-2.claim-1a",
        title="the target's belief about the state",
        source="Claim 1a",
        printed=_posterior("target"),
        depends_on=("sec-2.1.posterior",),
        mutants=(
            _posterior("target", "own"),
            _posterior("target", "prior"),
            _posterior("target", "", 1),
        ),
    ),
    Claim(
        id="thm-2.claim-1b",
        title="a non-target's belief about the state",
        source="Claim 1b",
        printed=_posterior("non-target"),
        depends_on=("thm-2.claim-1a", "sec-4.A3.nonempty"),
        mutants=(
            _posterior("non-target", "A"),
            _posterior("non-target", "own"),
            _posterior("non-target", "", 1),
        ),
    ),
    Claim(
        id="thm-2.claim-1.types",
        title="others' types are independent within blocks given the state",
        source="Claims 1a and 1b, gamma~ and gamma^",
        printed=asserted("thm-2.claim-1.types", scale=sp.S.One),
        mutants=(
            asserted("thm-2.claim-1.types", scale=HUNDREDTH_MORE),
            asserted("thm-2.claim-1.types", scale=sp.S(2)),
        ),
    ),
    Claim(
        id="thm-2.claim-1b.length",
        title="gamma^ is a distribution over the types of lambda(Y_k) agents of each block",
        source="Claim 1b, below gamma^",
        printed=asserted("thm-2.claim-1b.length", length="lambda"),
        correction=Correction(
            statement=asserted("thm-2.claim-1b.length", length="lambda_minus"),
            severity="notation",
            finding="The vectors xi^k have lambda_-(Y_k) entries, as the product has factors; over "
            "Y_k^{lambda(Y_k)} the probabilities sum to |Y_k|.",
            scan=True,
        ),
        mutants=(
            asserted("thm-2.claim-1b.length", length="lambda"),
            asserted("thm-2.claim-1b.length", length="lambda_minus - 1"),
        ),
    ),
    Claim(
        id="thm-2.claim-1.fraction",
        title="the share of a type among the others of its block is defined",
        source="Claims 1a and 1b, rho~ and rho^; equations (30), (31)",
        printed=asserted("thm-2.claim-1.fraction", quantity="share"),
        correction=Correction(
            statement=asserted("thm-2.claim-1.fraction", quantity="count"),
            severity="harmless",
            finding="If nobody else made the offer of a block (lambda_-(Y_k) = 0) the share is 0/0, and so "
            "are the totals in (30) and (31).  The product lambda rho must "
            "be read as the count of agents of "
            "type y, which is defined.",
        ),
        mutants=(asserted("thm-2.claim-1.fraction", quantity="share"),),
    ),
    Claim(
        id="thm-2.claim-1.block-index",
        title="the limit of a type's share is mu(y)/mu(Y_k)",
        source="Claims 1a and 1b, last displays",
        printed=asserted("thm-2.claim-1.block-index", block="other"),
        correction=Correction(
            statement=asserted("thm-2.claim-1.block-index", block="own"),
            severity="notation",
            finding="Said for each y in X with k free; it is meant, and true, for the block that contains y.",
        ),
        mutants=(asserted("thm-2.claim-1.block-index", block="other"),),
    ),
    Claim(
        id="thm-2.claim-1.large-numbers",
        title="shares inside a block concentrate",
        source="Claims 1a and 1b, last displays",
        printed=asserted("thm-2.claim-1.large-numbers", scale=sp.S.One),
        depends_on=("thm-2.claim-1.types",),
        mutants=(
            asserted("thm-2.claim-1.large-numbers", scale=sp.Rational(1, 100)),
            asserted("thm-2.claim-1.large-numbers", scale=sp.S.Zero),
        ),
        cites="Chebyshev's inequality",
    ),
    Claim(
        id="thm-2.claim-1.concentrates",
        title="the posterior concentrates on the true state",
        source="Claims 1a and 1b, last displays",
        printed=asserted("thm-2.claim-1.concentrates", least=2, most=0),
        note="True, asserted for both kinds of agents; the proof treats the shares only.  The "
        "missing step: under A1 the block probabilities of two states "
        "differ, the log-likelihood ratio per "
        "agent tends to minus a positive divergence (Gibbs' inequality), and the factors mu_z(x) "
        "and mu_z(A) are bounded.",
        depends_on=("thm-2.claim-1a", "thm-2.claim-1b", "sec-4.A1"),
        mutants=(
            asserted("thm-2.claim-1.concentrates", least=1, most=1),
            asserted("thm-2.claim-1.concentrates", least=1, most=0),
        ),
        cites="Gibbs' inequality and continuity",
        assumes=(FULL_SUPPORT, A1),
    ),
    Claim(
        id="eq-30",
        title="the target's objective",
        source="equation (30)",
        printed=asserted("eq-30.brute", agent="target", kappas=4),
        depends_on=("thm-2.claim-1a", "thm-2.claim-1.types", "eq-14"),
        mutants=(
            asserted("eq-30.brute", agent="target", kappas=3),
            asserted("eq-30.brute", agent="target", kappas=5),
        ),
    ),
    Claim(
        id="eq-31",
        title="a non-target's objective",
        source="equation (31)",
        printed=asserted("eq-30.brute", agent="non-target", kappas=4),
        depends_on=("thm-2.claim-1b", "thm-2.claim-1.types", "eq-14"),
        mutants=(
            asserted("eq-30.brute", agent="non-target", kappas=3),
            asserted("eq-30.brute", agent="non-target", kappas=5),
        ),
    ),
    Claim(
        id="eq-31.superscript",
        title="a non-target's objective depends on lambda",
        source="equation (31), left side",
        printed=asserted("eq-31.count", counts="lambda", target=1),
        correction=Correction(
            statement=asserted("eq-31.count", counts="lambda_minus", target=1),
            severity="notation",
            finding="The superscript must be lambda_-: with lambda the agent would count itself.",
            scan=True,
        ),
        mutants=(
            asserted("eq-31.count", counts="lambda", target=1),
            asserted("eq-31.count", counts="lambda_minus", target=0),
        ),
    ),
    Claim(
        id="eq-30.both-sides",
        title="with random totals both sides can rise at zero: (20) does not extend (not in the paper)",
        source="equations (20) and (30)",
        printed=asserted("eq-30.both-sides", R=sp.S(2)),
        mutants=(asserted("eq-30.both-sides", R=sp.S.One),),
        existence=True,
    ),
    Claim(
        id="eq-30.two-sided",
        title="with random totals the restriction to one-sided offers binds: Lemma 1 does not extend "
        "(not in the paper)",
        source="Lemma 1 and equation (30)",
        printed=asserted("eq-30.two-sided", offer=sp.Rational(1, 5)),
        depends_on=("eq-30.both-sides",),
        mutants=(
            asserted("eq-30.two-sided", offer=sp.S.Zero),
            asserted("eq-30.two-sided", offer=sp.Rational(9, 10)),
        ),
        existence=True,
    ),
)
__all__ = ["CLAIMS"]
