r"""Theorem 2 itself, convergence (40), Claim 4, and the remarks of section 4 that are about equilibria at finite N.

Paper: section 4 and section 7.2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import asserted

_SIZES = (60, 240)

CLAIMS = (
    Claim(
        id="thm-2.F-of-A",
        title="the value of being active depends on a deviating offer through the attributed set alone",
        source="section 7.2, 'By assumption A3'",
        printed=asserted("thm-2.F-of-A.enclosed", r"F_x^N(a) = F_x^N(A)", active=5, counts=(3, 1)),
        correction=Correction(
            statement=asserted(
                "thm-2.F-of-A", r"|F_x^N(a) - F_x^N(a')| < \epsilon", active=160, apart=1e-6
            ),
            severity="harmless",
            finding="A3 restricts what is believed, not what is played.  Given the set, stage 2 can have "
            "several equilibria with different values (three types, "
            "log utility, "
            "M = 5: two are enclosed), and strategies may choose by the offer, so F is no function of "
            "A.  Claims 2 to 4 hold for every equilibrium, so F(A) may be "
            "read as the value in any of them; at the larger M all starts led to one value.",
        ),
        depends_on=("eq-30", "eq-31"),
        mutants=(
            asserted("thm-2.F-of-A", active=5, apart=1e-6),
            asserted("thm-2.F-of-A", active=5, apart=1e-3),
            asserted("thm-2.F-of-A.enclosed", active=3, counts=(2, 0)),
        ),
    ),
    Claim(
        id="thm-2.claim-3",
        title="equilibrium offers tend to price-taking ones at p^N",
        source="Claim 3",
        printed=asserted(
            "thm-2.claim-3",
            r"\|\tilde\beta^{N,A}(x) - \chi(x; p^N)\| < \epsilon",
            price="p^N",
            sizes=(60, 240),
        ),
        depends_on=(
            "thm-2.claim-3.chain",
            "eq-36",
            "eq-37",
            "thm-2.claim-3.case-b",
            "thm-2.claim-3.case-c",
            "thm-2.claim-3.bound-price-hat",
        ),
        mutants=(asserted("thm-2.claim-3", price="moved by 5 %", sizes=(60, 240)),),
    ),
    Claim(
        id="eq-40",
        title="equilibrium offers tend to the competitive ones at likely block counts",
        source="equation (40)",
        printed=asserted(
            "eq-40",
            r"\|\hat\beta^{N,A}(x) - \beta^z(x)\| < \epsilon",
            limit="competitive",
            sizes=_SIZES,
        ),
        depends_on=(
            "thm-2.claim-1.concentrates",
            "thm-2.claim-1.large-numbers",
            "thm-2.claim-3",
            "thm-2.claim-3.chain",
            "eq-36",
            "eq-37",
            "thm-2.claim-3.case-b",
            "thm-2.claim-3.case-c",
            "thm-2.claim-3.bound-price-hat",
            "thm-2.claim-4.clearing",
            "thm-2.claim-4.delta-sign",
            "thm-2.claim-4.delta-hats",
        ),
        mutants=(asserted("eq-40", limit="no trade", sizes=_SIZES),),
    ),
    Claim(
        id="thm-2.claim-4",
        title="what is offered at stage 1 has a vanishing effect on the value of being active",
        source="Claim 4, equation (39)",
        printed=asserted(
            "thm-2.claim-4",
            r"|F_x^N(A) - F_x^N(s_1^N(x))| < \epsilon",
            agents=(20, 80),
            ratio=sp.Rational(7, 10),
        ),
        depends_on=(
            "eq-39",
            "eq-40",
            "thm-2.claim-4.bounded",
            "thm-2.claim-4.product",
            "thm-2.claim-4.shut-down",
            "thm-2.on-path",
            "thm-2.F-of-A",
        ),
        mutants=(
            asserted("thm-2.claim-4", agents=(20, 80), ratio=sp.Rational(1, 10)),
            asserted("thm-2.claim-4", agents=(80, 20), ratio=sp.Rational(7, 10)),
        ),
    ),
    Claim(
        id="thm-2",
        title="for large N every equilibrium is separating",
        source="Theorem 2",
        printed=asserted("thm-2", agents=(40, 80)),
        depends_on=(
            "thm-2.claim-0",
            "thm-2.claim-2",
            "thm-2.claim-4",
            "thm-2.final.C",
            "thm-2.final.pairs",
            "thm-2.final.chain",
            "thm-2.final.weights",
            "thm-2.partitions",
        ),
        mutants=(asserted("thm-2", agents=(20, 80)),),
    ),
    Claim(
        id="eq-30.none",
        title="the stage-2 game after a semi-pooling stage 1 need not have a pure symmetric equilibrium "
        "(not in the paper)",
        source="equations (30) and (31)",
        printed=asserted("eq-30.none", counts=(0, 3), A=(0, 1)),
        note="With random totals best responses jump across zero.  Theorem 2 is not affected: "
        "without an "
        "equilibrium at stage 2 the candidate is "
        "none.",
        depends_on=("eq-30.both-sides",),
        mutants=(asserted("eq-30.none", counts=(0, 3), A=(0,)),),
    ),
    Claim(
        id="sec-4.alpha-star",
        title="in any equilibrium stage-1 behaviour is characterised by alpha*",
        source="section 4, below Theorem 2",
        printed=asserted("sec-4.alpha-star", what="none"),
        correction=Correction(
            statement=asserted(
                "sec-4.alpha-star", what="distance falls", low=sp.Rational(1, 4), high=sp.S(1)
            ),
            severity="false remark",
            finding="The proof shows separation only.  Where being taken for another type hurts x, separating "
            "equilibria with s_1(x) different from alpha*(x) "
            "were found at "
            "every N computed: attribute every offer off "
            "the path (alpha*(x) included) to a type for which x "
            "does not want to be taken.  The distance is at most of order N^(-1/2) (a quadratic loss "
            "against a gain of order 1/N), so s_1 tends to alpha*.",
        ),
        depends_on=("eq-27", "eq-10"),
        mutants=(
            asserted("sec-4.alpha-star", what="none"),
            asserted("sec-4.alpha-star", what="distance falls", low=sp.S(1), high=sp.S(2)),
        ),
    ),
    Claim(
        id="sec-4.A2.existence",
        title="A2 does not affect whether the candidate is an equilibrium",
        source="section 4, below A2, on existence",
        printed=asserted("sec-4.A2.existence", agents=9),
        correction=Correction(
            statement=asserted("sec-4.A2.existence", agents=20),
            severity="harmless",
            finding="The paper says it of the existence of some separating equilibrium; only the candidate is "
            "examined here.  At N = 9 in a generated economy the "
            "candidate of Theorem 1 is an equilibrium without A2 and not with it: when all others "
            "have one type, a deviator "
            "opens the market by imitating another type.  "
            "The effect falls geometrically with N (at N = 20 the signs agree), so existence for "
            "large N is unaffected.",
        ),
        depends_on=("sec-4.A2.other-equilibria",),
        mutants=(
            asserted("sec-4.A2.existence", agents=9),
            asserted("sec-4.A2.existence", agents=10),
        ),
    ),
)
__all__ = ["CLAIMS"]
