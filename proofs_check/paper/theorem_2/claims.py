r"""Theorem 2 itself, convergence (40), Claim 4, and what section 4 says of equilibria at large N.

Paper: section 4 and section 7.2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.pooled import final as last_step
from proofs_check.paper.pooled import values
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted

_SIZES = (60, 240)
CLAIM_3 = (
    "thm-2.claim-3.price-range",
    "thm-2.claim-3.L",
    "thm-2.claim-3.states",
    "eq-35",
    "thm-2.claim-3.difference",
    "thm-2.claim-3.bound-price",
    "thm-2.claim-3.bound-price.type",
    "thm-2.claim-3.bound-marginal",
    "thm-2.claim-3.bound-own",
    "eq-36",
    "thm-2.claim-3.B-finite",
    "thm-2.claim-3.B-bound",
    "thm-2.claim-3.N-2",
    "thm-2.claim-3.chain",
    "thm-2.claim-3.D-1",
    "thm-2.claim-3.M",
    "thm-2.claim-3.M-prime",
    "thm-2.claim-3.D-2",
    "thm-2.claim-3.M-domain",
    "thm-2.claim-3.chi-bounded",
    "eq-37",
    "thm-2.claim-3.D",
    "thm-2.claim-3.D.price",
    "thm-2.claim-3.N-3",
    "thm-2.claim-3.case-b",
    "thm-2.claim-3.case-c.sides",
    "thm-2.claim-3.case-c",
    "thm-2.claim-3.hat-target",
    "thm-2.claim-3.bound-price-hat",
)
"""Every part of the proof of Claim 3."""


CLAIMS = (
    Claim(
        id="thm-2.F-of-A",
        title="the value of being active depends on a deviating offer through the attributed set alone",
        source="section 7.2, 'By assumption A3'",
        printed=asserted(
            "thm-2.F-of-A",
            r"\forall a, a' \text{ attributed to } A:\ F_x^N(a) = F_x^N(a') = F_x^N(A)",
            words="In the worked economy with M = 160, blocks {0, 2} and {1} and A = {1}, all "
            "stage-2 equilibria that scattered starts reach at likely counts give the target of "
            "every type one value.",
            active=160,
            apart=1e-6,
        ),
        note="A3 restricts what is believed, not what is played: where stage 2 has several "
        "equilibria (thm-2.F-of-A.several), strategies may choose by the offer.  Claims 2 to 4 "
        "are about all sequences of equilibria, so F(A) may be read as the value in any of them.",
        depends_on=("eq-30", "eq-31"),
        mutants=(
            asserted("thm-2.F-of-A", active=5, apart=1e-6),
            asserted("thm-2.F-of-A", active=5, apart=1e-3),
        ),
    ),
    Claim(
        id="thm-2.F-of-A.several",
        title="stage 2 after an attributed offer can have several equilibria (not in the paper)",
        source="section 7.2, 'By assumption A3'",
        printed=asserted(
            "thm-2.F-of-A.several",
            r"\exists\beta \ne \beta':\ |F_x(\beta) - F_x(\beta')| \ge 1/1000",
            words="In the worked economy with M = 5, counts (3, 1) and A = {1}, two of the stage-2 "
            "equilibria that are enclosed give some type of target values that differ by a "
            "thousandth or more.",
            active=5,
            counts=(3, 1),
            apart=sp.Rational(1, 1000),
        ),
        mutants=(
            asserted("thm-2.F-of-A.several", active=5, counts=(3, 1), apart=sp.Integer(1)),
            asserted("thm-2.F-of-A.several", active=5, counts=(3, 1), apart=sp.Rational(1, 10)),
        ),
        existence=True,
    ),
    Claim(
        id="thm-2.claim-3",
        title="equilibrium offers tend to price-taking ones at p^N",
        source="Claim 3",
        printed=asserted(
            "thm-2.claim-3",
            r"\forall\epsilon\ \exists N^3, \delta^3 \le \epsilon\ \forall N > N^3, \lambda^N, A, x:\ "
            r"\max_k|\lambda^N(Y_k)/M^N - \mu_{z^*}(Y_k)| < \delta^3 \Rightarrow "
            r"\|\tilde\beta^{N,A}(x) - \chi(x; p^N)\|, \|\hat\beta^{N,A}(x) - \chi(x; p^N)\| < \epsilon",
            words="In the worked economy, at likely block counts of either state, the offers of "
            "all roles are M times as near to the price-taking offers at p^N, computed from the "
            "formula of u, at M = 960 as at M = 120, but for a sixth.",
            price=sp.S.One,
            sizes=(120, 960),
        ),
        note="That delta^3(epsilon), which is "
        "at most epsilon/(10BD), is at most epsilon supposes that 10BD is at least 1; a smaller "
        "delta^3 serves as well.  The check looks for a distance of the order of 1/M, as it is where "
        "utility has curvature at the limit; what is claimed is the limit.",
        depends_on=("thm-2.claim-2", *CLAIM_3),
        mutants=(
            asserted("thm-2.claim-3", price=HUNDREDTH_MORE, sizes=(120, 960)),
            asserted("thm-2.claim-3", price=HUNDREDTH_LESS, sizes=(120, 960)),
        ),
    ),
    Claim(
        id="eq-40",
        title="equilibrium offers tend to the competitive ones at likely block counts",
        source="equation (40)",
        printed=asserted(
            "eq-40",
            r"\forall\epsilon\ \exists N^5, \delta^5\ \forall N \ge N^5, \lambda^N, A, x, z:\ "
            r"\max_k|\lambda^N(Y_k)/M^N - \mu_z(Y_k)| < \delta^5 \Rightarrow "
            r"\|\hat\beta^{N,A}(x) - \beta^z(x)\|, \|\tilde\beta^{N,A}(x) - \beta^z(x)\| < \epsilon",
            words="In every economy with three types, one or two states and A1, for every "
            "semi-pooling partition: the distance of all roles' offers at likely block counts from "
            "the competitive ones falls at a rate faster than M^-0.6, in the games in which an "
            "equilibrium is found at both sizes.",
            limit=sp.S.One,
            sizes=_SIZES,
        ),
        note="The check looks for a rate at likely block counts, as there is one where utility has "
        "curvature at the limit; what is claimed is the limit.  Where a best response jumps over the "
        "offers between, no equilibrium is found (eq-30.none), and (40) says nothing of that game.",
        depends_on=(
            "thm-2.claim-1.concentrates",
            "thm-2.claim-1.large-numbers",
            "thm-2.claim-3",
            "thm-2.claim-4.clearing",
            "thm-2.claim-4.price",
            "thm-2.claim-4.delta-sign",
            "thm-2.claim-4.delta-hats",
        ),
        mutants=(asserted("eq-40", limit=sp.Rational(11, 10), sizes=_SIZES),),
    ),
    Claim(
        id="thm-2.claim-4.F",
        title="the value of an offer attributed to A",
        source="Claim 4, display of F(A)",
        printed=asserted(
            "thm-2.claim-4.F",
            r"\forall x, A:\ F_x^N(A) = \sum_z\tau_x(z)\mathrm{E}_{\bar\gamma_z}[u(\cdot, \cdot; x, z)]",
            words="In the worked economy with M = 4, for every type and A = {0} and {1, 2}, the "
            "toolkit's value is the mean, over every sequence of the others' types, of the utility "
            "that the market pays out at the equilibrium offers.",
            others=3,
        ),
        depends_on=("thm-2.claim-4.product", "eq-30"),
        mutants=(asserted("thm-2.claim-4.F", others=4),),
        general=values.MEAN,
        strengthened=values.MEAN_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-4",
        title="what is offered at stage 1 has a vanishing effect on the value of being active",
        source="Claim 4, equation (39)",
        printed=asserted(
            "thm-2.claim-4",
            r"\forall x, A \ne \emptyset:\ |F_x^N(A) - F_x^N(s_1^N(x))| \to 0",
            words="In the worked economy with blocks {0, 1} and {2}, A = {0} and {2}: the largest "
            "effect of an offer on F at N = 80 is less than 7/10 of that at N = 20.",
            agents=(20, 80),
            ratio=sp.Rational(7, 10),
        ),
        note="(39) is printed for any A; A is nonempty, as in the last line of the claim.  Its "
        "second F takes an offer where the first takes a set: read Y_k.",
        depends_on=(
            "eq-40",
            "sec-3.1.almost-surely",
            "thm-2.claim-4.F",
            "thm-2.claim-4.bounded",
            "thm-2.claim-4.shut-down",
            "thm-2.on-path",
            "thm-2.histogram",
            "thm-2.F-of-A",
            "sec-4.A3.nonempty",
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
        printed=asserted(
            "thm-2",
            r"\exists\bar N\ \forall N > \bar N:\ s^N \text{ equilibrium} \Rightarrow "
            r"s_1^N(x) \ne s_1^N(y)\ (x \ne y)",
            words="In the worked economy the candidate with blocks {0, 1} and {2} is excluded at N "
            "= 40 and 80: what pooling costs some type if inactive, P(inactive) C, exceeds what "
            "any set A can give if active, P(active) V.",
            agents=(40, 80),
        ),
        depends_on=(
            "thm-2.claim-0",
            "thm-2.claim-2",
            "thm-2.claim-4",
            "thm-2.active",
            "thm-2.final.C",
            "thm-2.final.chain",
            "thm-2.final.weights",
            "thm-2.partitions",
        ),
        mutants=(asserted("thm-2", agents=(20, 80)),),
        general=last_step.THEOREM_2,
        strengthened=last_step.THEOREM_2_TOO_STRONG,
    ),
    Claim(
        id="sec-4.alpha-star",
        title="in any equilibrium stage-1 behaviour is characterised by alpha*",
        source="section 4, below Theorem 2",
        printed=asserted(
            "sec-4.alpha-star",
            r"\forall s^N\ \forall x:\ s_1^N(x) \to \alpha^*(x)",
            words="In every economy with two types, where being taken for the other type hurts at "
            "order 1/N: the separating equilibrium whose s_1 is furthest from alpha*, with every "
            "offer off its path attributed to the other type, has its distance fall between "
            "N^(-1/4) and N^-1 where at both N it is the same type's offer that is furthest.",
            low=sp.Rational(1, 4),
            high=sp.S.One,
        ),
        note="Characterised in the limit: at every N computed there are separating equilibria with "
        "s_1(x) different from alpha*(x), where offers off the path (alpha*(x) included) are "
        "attributed to a type for which x does not want to be taken.  The distance is at most of "
        "order N^(-1/2), a quadratic loss against a gain of order 1/N, where L_x has curvature at its "
        "maximum; a strictly concave one can have none, and then it falls more slowly.",
        depends_on=("eq-27", "eq-10"),
        mutants=(asserted("sec-4.alpha-star", low=sp.S.One, high=sp.S(2)),),
    ),
)
__all__ = ["CLAIMS"]
