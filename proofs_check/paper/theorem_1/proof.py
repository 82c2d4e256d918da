r"""Claims of Theorem 1's proof that stand between its numbered steps.

They are about the histogram, the shifted shares, consumption in the limit, and the conclusion.

Paper: section 7.1, equations (23)-(26), Claim 2 and the closing paragraph.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import counts
from proofs_check.paper.shared.asserted import asserted
from proofs_check.paper.shared.hypotheses import ENOUGH, MONOTONE, SEPARATING
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive

# A count n <= M - 1 among the M - 1 others; the believed configuration has n or n + 1 of the type
# among M.
_n, _rest = sp.symbols("count others_of_other_types", real=True)
_among = _n + _rest  # M - 1
_plain, _stays, _joined = over(_n, _among), over(_n, _among + 1), over(_n + 1, _among + 1)
_counts = (*nonnegative(_rest), *positive(_n))
_shifted = Statement(
    And(
        (
            Relation(_plain - _stays, ">=", 0),
            Relation(_plain - _stays, "<=", over(1, _among + 1)),
            Relation(_joined - _plain, ">=", 0),
            Relation(_joined - _plain, "<=", over(1, _among + 1)),
        )
    ),
    _counts,
    words="Moving one agent changes a share by at most 1/M, so the believed shares have the limit "
    "of the true ones.",
)

# The conclusion: weights (N - M)/N and M/N; the loss exceeds epsilon, the gain is below P(inactive)
# epsilon / P(active).
_inactive, _active, _epsilon, _loss, _gain, _margin_loss, _small = sp.symbols(
    "P_inactive P_active epsilon loss gain loss_beyond gain_short", real=True
)
_weights = (*positive(_inactive, _active, _epsilon, _small), *nonnegative(_margin_loss))
_sizes = (
    Definition(_loss, _epsilon + _margin_loss),
    Definition(_gain, over(_inactive * _epsilon, _active) - _small),
)
_conclusion = Statement(
    Relation(_inactive * _loss, ">", _active * _gain),
    _weights,
    _sizes,
    "Once the gain is below P(inactive) epsilon/P(active) a deviation does not pay; that needs "
    "P(inactive) > 0.",
)

CLAIMS = (
    Claim(
        id="eq-23.exponent",
        title="the others' types are a draw from X^(M-1), M^N - 1 of them",
        source="section 7.1, above equation (22)",
        printed=asserted(
            "eq-23.exponent",
            r"\forall z\ \forall n:\quad \gamma_z^N(\{\xi \in X^{M^N - 1} : \xi\ \text{counts}\ n\}) = "
            r"\frac{(M^N - 1)!}{\prod_y n(y)!} \prod_y \mu_z(y)^{n(y)}",
            more=0,
        ),
        note="The superscript of X is printed as M^(N-1), one level too high, which the scan may have done: N is an "
        "index of M, and M^N - 1 agents are the others.",
        mutants=(asserted("eq-23.exponent", more=1), asserted("eq-23.exponent", more=-1)),
        cites="the counts of independent draws have a multinomial distribution",
    ),
    Claim(
        id="eq-24",
        title="the histogram of the others' offers counts their types",
        source="equation (24)",
        printed=asserted(
            "eq-24",
            r"\forall \xi\ \forall y:\quad \nu^{\xi,-a}(s_1^*(y)) = \sum_i 1_y(\xi_i),\quad "
            r"\nu^{\xi,-a}(a') = 0\ \text{otherwise}",
            merged=0,
        ),
        mutants=(asserted("eq-24", merged=1),),
        assumes=(SEPARATING,),
        general=counts.HISTOGRAM,
        strengthened=counts.HISTOGRAM_TOO_STRONG,
    ),
    Claim(
        id="eq-26",
        title="the configuration that the others believe has as many agents as are active",
        source="equation (26)",
        printed=asserted(
            "eq-26",
            r"\forall \xi\ \forall \bar x:\quad \sigma^\xi(y) = \sum_i 1_y(\xi_i) + 1_{y = \bar x},\quad "
            r"\sum_y \sigma^\xi(y) = M^N",
            added=1,
        ),
        depends_on=("eq-24", "sec-3.2.sigma-prime", "sec-3.2.consistent"),
        mutants=(asserted("eq-26", added=0), asserted("eq-26", added=2)),
        general=counts.AFTER,
        strengthened=counts.AFTER_TOO_STRONG,
    ),
    Claim(
        id="thm-1.claim-2.shifted",
        title="believed shares have the limit of the true ones",
        source="Claim 2 of Theorem 1, the sequence sigma^N",
        printed=_shifted,
        depends_on=("eq-26", "sec-3.1.almost-surely"),
        mutants=(
            Statement(Relation(_joined - _plain, "<=", over(1, 2 * (_among + 1))), _counts),
            Statement(Relation(_joined, "<=", _plain), _counts),
            Statement(Relation(_plain - _stays, ">=", over(1, _among + 1)), _counts),
        ),
    ),
    Claim(
        id="thm-1.claim-2.consumption",
        title="a defector's consumption tends to the competitive one",
        source="Claim 2 of Theorem 1, first display; the display of b*",
        printed=asserted(
            "thm-1.claim-2.consumption",
            r"\forall z\ \forall x, \bar x,\ \xi\ \text{of shares}\ \to \mu_z:\quad (q^N(\bar x; z, \xi), "
            r"r^N(\bar x; z, \xi)) \to (q^z(x), r^z(x))",
            target="competitive",
        ),
        note="The check takes shares mu_z and looks for a difference of the order of 1/M^N, as it is where utility "
        "has curvature at the limit; what is claimed, and follows, is the limit.",
        depends_on=(
            "prop-2",
            "prop-2.maximum-theorem",
            "eq-28",
            "eq-29",
            "thm-1.claim-2.shifted",
            "sec-3.1.concentration",
        ),
        mutants=(
            asserted("thm-1.claim-2.consumption", target="endowment"),
            asserted("thm-1.claim-2.consumption", target="scaled"),
        ),
        cites="Berge's Maximum Theorem",
        assumes=(MONOTONE,),
    ),
    Claim(
        id="thm-1.conclusion",
        title="a loss bounded away from zero outweighs a vanishing gain",
        source="section 7.1, closing paragraph of the proof of Theorem 1",
        printed=_conclusion,
        depends_on=("thm-1.claim-1", "eq-27", "eq-22"),
        mutants=(
            Statement(
                _conclusion.says,
                (*nonnegative(_inactive, _margin_loss, _small), *positive(_active, _epsilon)),
                _sizes,
            ),
            Statement(
                _conclusion.says,
                _weights,
                (_sizes[0], Definition(_gain, over(_inactive * _epsilon, _active) + _small)),
            ),
            Statement(Relation(_inactive * _epsilon, ">", _gain), _weights, _sizes),
        ),
        assumes=(ENOUGH,),
    ),
)
__all__ = ["CLAIMS"]
