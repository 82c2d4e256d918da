r"""How the competitive price moves with the exogenous trades.

Where demand is monotone the sales of all types rise in the price, at a rate :math:`S' \ge 0`; the
price clears :math:`S(p) = \kappa_r/p - \kappa_q`, so that by the implicit function theorem

.. math:: \frac{\partial p^z}{\partial\kappa_q} = -\frac{1}{S' + \kappa_r/p^2},\qquad
          \frac{\partial p^z}{\partial\kappa_r} = \frac{1}{p\,(S' + \kappa_r/p^2)}.

Paper: Lemma 2 says that the price is continuous in κ; the signs are not in the paper.
"""

from __future__ import annotations

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.hypotheses import CONCAVE, MONOTONE
from symbolic.derivations.comparative_statics import RISE
from symbolic.language.notation import kappa_r, p
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive

_total = RISE + over(kappa_r, p**2)
_given = (*positive(kappa_r, p), *nonnegative(RISE, reason="monotone demand"))
_falls = Statement(
    Relation(-over(1, _total), "<", 0),
    _given,
    words="The competitive price falls in the exogenous offers of the first good.",
)
_rises = Statement(
    Relation(over(1, p * _total), ">", 0),
    _given,
    words="The competitive price rises in the exogenous offers of the second good.",
)

CLAIMS = (
    Claim(
        id="lemma-2.statics.kappa-q",
        title="the competitive price falls in kappa_q (not in the paper)",
        source="Lemma 2",
        printed=_falls,
        depends_on=("lemma-2.monotone-demand",),
        mutants=(
            _falls.without(_given[2]),
            Statement(Relation(over(1, _total), "<", 0), _given),
            Statement(Relation(-over(1, RISE - over(kappa_r, p**2)), "<", 0), _given),
        ),
        assumes=(CONCAVE, MONOTONE),
    ),
    Claim(
        id="lemma-2.statics.kappa-r",
        title="the competitive price rises in kappa_r (not in the paper)",
        source="Lemma 2",
        printed=_rises,
        depends_on=("lemma-2.monotone-demand",),
        mutants=(
            _rises.without(_given[2]),
            Statement(Relation(-over(1, p * _total), ">", 0), _given),
            Statement(Relation(over(1, p * (RISE - over(kappa_r, p**2))), ">", 0), _given),
        ),
        assumes=(CONCAVE, MONOTONE),
    ),
)
