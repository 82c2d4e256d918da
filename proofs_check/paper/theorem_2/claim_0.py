r"""Claim 0 in the proof of Theorem 2: in equilibrium the first offer is not the same for all types.

Paper: section 7.2, Claim 0.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general.pooling import no_constant_offer
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import SEPARATING
from symbolic.language.notation import Q_others, R_others, q_bar, r_bar
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.statement import Definition, Statement, positive
from symbolic.model.market import reduced_payoff

_keep_q, _keep_r = reduced_payoff(sp.S.Zero, sp.S.Zero)
_keep = Statement(
    And((equation(_keep_q, q_bar), equation(_keep_r, r_bar))),
    positive(Q_others, R_others),
    words="Whatever the others offer, an active agent who offers nothing consumes the endowment.",
)

# No offer is best for two types whose best consumptions differ.
_c, _c_x, _c_y = sp.symbols("c c_x c_y", real=True)
_off = sp.Symbol("off", real=True)
_apart = Statement(
    Relation((_c - _c_x) ** 2 + (_c - _c_y) ** 2, ">=", (_c_x - _c_y) ** 2 / 2),
    (),
    (Definition(_c, (_c_x + _c_y) / 2 + _off),),
    words="For every consumption c that a common offer gives: its distances from the best "
    "consumptions of x and y cannot both be less than half of their distance.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-0.some-type",
        title="a pooled offer is not best for one of two types",
        source="Claim 0",
        printed=_apart,
        depends_on=("eq-10", "sec-3.2.unique"),
        mutants=(
            _apart.replacing({(_c_x - _c_y) ** 2 / 2: sp.Rational(101, 200) * (_c_x - _c_y) ** 2}),
            _apart.replacing({(_c - _c_y) ** 2: (_c - _c_x) ** 2}),
        ),
        assumes=(SEPARATING,),
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
        printed=asserted(
            "thm-2.claim-0.no-constant-offer",
            r"\forall N\ \exists x \ne y:\ s_1(x) \ne s_1(y)",
            words="In the economy whose types all have the marginal rate of substitution "
            "kappa_r/kappa_q at the endowment, every equilibrium with N agents has a nonconstant "
            "s_1, whatever N from 9 to 30.",
            least=9,
        ),
        correction=Correction(
            statement=asserted(
                "thm-2.claim-0.no-constant-offer",
                r"\forall N \ge 1/\eta\ \exists x \ne y:\ s_1(x) \ne s_1(y)",
                words="In the economy whose types all have the marginal rate of substitution "
                "kappa_r/kappa_q at the endowment, with eta = 1/10, every equilibrium with N "
                "agents has a nonconstant s_1, whatever N from 10 to 30.",
                least=10,
            ),
            severity="harmless",
            finding="Claim 0 is stated for any equilibrium, without a threshold for N.  Its "
            "deviation is strictly profitable only if P(inactive) > 0, that is for N >= 1/eta; at "
            "N = 9 and eta = 1/10 everybody is active and a constant first offer is an "
            "equilibrium of the economy shown.  The threshold of Theorem 2 must be at least 1/eta.",
            quote="For any equilibrium s, there exist",
            reading="In every N-agent economy with separating alpha*, under A1-A3, s_1 is not "
            "constant in equilibrium.",
            defence="Claim 0 is part of the proof of a theorem about N > N-bar, so N may be "
            "supposed as large as the argument needs.",
            answer='The claims that need a large N say so ("if N > N^1(epsilon)" and so on), and '
            "the proof ends by choosing N-bar = N^4, which is about Claim 4 alone: nothing keeps "
            "that N-bar above 1/eta.",
            consequence="Claim 0 holds from N = 1/eta on; the theorem is not touched.",
            about="d488cdcaa62f",
        ),
        depends_on=(
            "thm-2.claim-0.some-type",
            "thm-2.claim-0.keep",
            "sec-4.A2.no-trade",
            "sec-3.2.unique",
        ),
        mutants=(asserted("thm-2.claim-0.no-constant-offer", least=8),),
        general=no_constant_offer.NO_CONSTANT_OFFER,
        strengthened=no_constant_offer.NO_CONSTANT_OFFER_TOO_STRONG,
    ),
)
__all__ = ["CLAIMS"]
