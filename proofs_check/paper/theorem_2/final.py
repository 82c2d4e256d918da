r"""The end of the proof of Theorem 2: deviating pays, with the paper's probabilities and with the mechanism's own.

Paper: section 7.2, below (41).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.pooled import final as last_step
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive

_t = sp.Symbol("t", real=True)

# The final chain, and the gain with the mechanism's own probabilities: eta = 1/(1 + e), N = (2 -
# eta)/(eta(1 - eta)) + n, P(inactive) = eta - t/N, t < 1.
_eta, _G, _F, _C, _e, _n, _g, _N = sp.symbols("eta_ G F C e n g N_", real=True)
_bonus = over(_eta * _C, 2 * (1 - _eta))
_chain = Statement(
    equation(
        _eta * (_G - _C) + (1 - _eta) * (_F + _bonus),
        _eta * _G + (1 - _eta) * _F - over(_eta * _C, 2),
    ),
    positive(_e),
    (Definition(_eta, over(1, 1 + _e)),),
    words="For every eta in (0, 1) and all values: what the candidate offer is worth at most is "
    "what the deviation is worth less eta C/2.",
)
_inactive = _eta - over(_t, _N)
_large = Statement(
    Relation(_inactive - (1 - _inactive) * over(_eta, 2 * (1 - _eta)), ">", 0),
    (*positive(_e, _g), *nonnegative(_n)),
    (
        Definition(_t, 1 - _g),
        Definition(_N, over(2 - _eta, _eta * (1 - _eta)) + _n),
        Definition(_eta, over(1, 1 + _e)),
    ),
    words="For every eta and every N >= (2 - eta)/(eta(1 - eta)), with P(inactive) = eta - t/N, t "
    "< 1: P(inactive) C exceeds P(active) eta C/(2(1 - eta)), so the deviation pays.",
)

CLAIMS = (
    Claim(
        id="thm-2.final.C",
        title="some C > 0 such that every offer costs y1 or y2 more than C",
        source="Theorem 2, final argument",
        printed=asserted(
            "thm-2.final.C",
            r"\exists C > 0\ \forall a \in \mathcal O:\ "
            r"\max_{i=1,2}\{G_{y^i}(\alpha^*(y^i)) - G_{y^i}(a)\} \ge C",
            words="In every economy with separating alpha*, for every two types, the larger of "
            "their losses at every consumption of a fine grid is at least the toolkit's C, which "
            "is positive, and within a thousandth of it at one of them.",
            scale=sp.S.One,
        ),
        note="In the second inequality G_{y^2} is printed with alpha*(y^1); it is alpha*(y^2).  C "
        "depends on the pair, and N^4 on the partition: there are finitely many, so that the "
        "least C and the largest N^4 serve for all.",
        depends_on=(
            "eq-7",
            "eq-10",
            "thm-1.claim-1",
            "thm-2.claim-0.some-type",
            "thm-2.partitions",
        ),
        mutants=(
            asserted("thm-2.final.C", scale=HUNDREDTH_MORE),
            asserted("thm-2.final.C", scale=HUNDREDTH_LESS),
        ),
        general=last_step.COST,
        strengthened=last_step.COST_TOO_STRONG,
    ),
    Claim(
        id="thm-2.final.chain",
        title="the value of the candidate offer is below that of the deviation",
        source="Theorem 2, last display",
        printed=_chain,
        note="Claim 4 is about N > N^4 and the theorem about N > N-bar; the final argument says N "
        ">= N-bar.",
        mutants=(
            _chain.replacing({over(_eta * _C, 2): over(_eta * _C, 3)}),
            _chain.replacing({_bonus: over(_eta * _C, 2)}),
            _chain.replacing({_bonus: HUNDREDTH_MORE * _bonus}),
        ),
    ),
    Claim(
        id="thm-2.final.weights",
        title="the deviation pays at every N from N^4 on",
        source="Theorem 2, last display",
        printed=asserted(
            "thm-2.final.weights",
            r"\forall N \ge 1/\eta:\ P(\text{inactive})C \ge P(\text{active})\frac{\eta C}{2(1 - \eta)}",
            words="For eta = 1/10, 1/5, 3/10, 1/2, 7/10 and 9/10 and every N from 1/eta to 60 the "
            "deviation pays: the loss C if inactive, weighted with P(inactive) = (N - M)/N, is at "
            "least the gain if active, weighted with M/N, that Claim 4 leaves possible.",
            times=1,
        ),
        correction=Correction(
            statement=_large,
            severity="harmless",
            finding="The weights are P(inactive) = (N - M)/N and M/N, not eta and 1 - eta.  With "
            "eta = 3/10 and N = 6 one agent in six is inactive, and C/6 is less than the 5/28 C "
            "that Claim 4 leaves possible.  From N = (2 - eta)/(eta(1 - eta)) on the deviation pays.",
            quote=r"\eta G_{y^1}(s_1^N(Y_1)) + (1-\eta)F_{y^1}^N(s_1^N(Y_1))",
            reading="For every N >= N-bar = N^4(eta C/(2(1 - eta))) the agent's objective has the "
            "weights eta and 1 - eta, so that the last display shows a profitable deviation.",
            defence="The proof has set M^N = (1 - eta)N, and for such N the weights are exact; for "
            "large N they are nearly so.",
            answer="The theorem is about every N beyond its threshold, and N-bar is N^4 and "
            "nothing else: Claim 4 can hold from a small N on.  With N = 6 and eta = 3/10 every "
            "premise of the last display can be met while the deviation does not pay.",
            consequence="The threshold of Theorem 2 must be at least (2 - eta)/(eta(1 - eta)).",
            about="420c09f528e4",
        ),
        depends_on=("eq-22", "thm-2.final.chain"),
        mutants=(
            Statement(
                _large.says,
                _large.given,
                (
                    _large.where[0],
                    Definition(_N, over(HUNDREDTH_LESS * (2 - _eta), _eta * (1 - _eta)) + _n),
                    _large.where[2],
                    Definition(_n, sp.S(0)),
                    Definition(_g, sp.Rational(1, 1000)),
                ),
            ),
            Statement(
                _large.says,
                _large.given,
                (
                    Definition(_t, 3 - _g),
                    *_large.where[1:],
                    Definition(_n, sp.S(0)),
                    Definition(_g, sp.S(1)),
                ),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
