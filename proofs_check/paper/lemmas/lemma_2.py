r"""Claims of Lemma 2: the competitive equilibrium with exogenous trades κ exists, is unique and is continuous in κ.

The paper calls the lemma standard.

Excess demand is positive at the lower price bound, not positive at the upper one, and decreasing in
between: the exogenous trades make it *strictly* decreasing even where demand is only weakly so.

Paper: section 3.1 and section 7.1, Lemma 2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import CONCAVE, INADA, INCREASING, MONOTONE
from symbolic.language.notation import kappa_q, kappa_r, p, q_bar, r_bar
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Provenance, Statement, nonnegative, positive

# Mean demand at p and at p + step; monotone demand says that it does not rise.
_mean, _step, _falls = sp.symbols("mean_demand step falls", real=True)
_low = over(kappa_r, p) + _mean - q_bar - kappa_q
_high = over(kappa_r, p + _step) + _mean - _falls - q_bar - kappa_q
_given = (*positive(kappa_r, p, _step), *nonnegative(_falls, reason="monotone demand"))
_decreasing = Statement(
    Relation(_low, ">", _high),
    _given,
    words="Excess demand for the first good is strictly decreasing in its price.",
)

_at_low = Statement(
    Relation(over(kappa_r, over(kappa_r, q_bar + kappa_q)) + _mean - q_bar - kappa_q, ">", 0),
    (
        *positive(kappa_r, kappa_q, q_bar),
        *positive(
            _mean,
            provenance=Provenance.DERIVED,
            reason="Inada: every type consumes some of each good",
        ),
    ),
    words="At the lower price bound the first good is in excess demand.",
)
_kept = sp.Symbol("mean_demand_r", real=True)
_price = over(r_bar + kappa_r, kappa_q)
_at_high = Statement(
    Relation(over(kappa_r, p) + _mean - q_bar - kappa_q, "<", 0),
    (
        *positive(kappa_r, kappa_q, q_bar, r_bar),
        *positive(
            _kept,
            provenance=Provenance.DERIVED,
            reason="Inada: every type consumes some of each good",
        ),
    ),
    (Definition(_mean, q_bar + over(r_bar - _kept, p)), Definition(p, _price)),
    "At the upper price bound it is in excess supply, by the budget p q + r = p q-bar + r-bar.",
)

CLAIMS = (
    Claim(
        id="lemma-2.monotone-demand",
        title="excess demand is strictly decreasing in the price",
        source="Lemma 2; section 2.1 on monotone demand",
        printed=_decreasing,
        mutants=(
            _decreasing.without(_given[3]),
            Statement(_decreasing.says, (*nonnegative(kappa_r, _falls), *positive(p, _step))),
            Statement(Relation(_low, "<", _high), _given),
        ),
        assumes=(MONOTONE,),
    ),
    Claim(
        id="lemma-2.low",
        title="at the lower price bound there is excess demand",
        source="Lemma 2",
        printed=_at_low,
        mutants=(
            Statement(
                Relation(
                    over(kappa_r, 2 * over(kappa_r, q_bar + kappa_q)) + _mean - q_bar - kappa_q,
                    ">",
                    0,
                ),
                _at_low.given,
            ),
            Statement(
                Relation(over(kappa_r, over(kappa_r, kappa_q)) + _mean - q_bar - kappa_q, ">", 0),
                _at_low.given,
            ),
            Statement(_at_low.says, (*positive(kappa_r, kappa_q, q_bar), *nonnegative(_mean))),
        ),
        assumes=(INADA,),
    ),
    Claim(
        id="lemma-2.high",
        title="at the upper price bound there is excess supply",
        source="Lemma 2",
        printed=_at_high,
        mutants=(
            Statement(
                _at_high.says,
                _at_high.given,
                (_at_high.where[0], Definition(p, over(kappa_r, kappa_q))),
            ),
            Statement(
                _at_high.says,
                (*positive(kappa_r, kappa_q, q_bar, r_bar), *nonnegative(_kept)),
                _at_high.where,
            ),
            Statement(
                _at_high.says, _at_high.given, (_at_high.where[0], Definition(p, over(_price, 2)))
            ),
        ),
        assumes=(INADA,),
    ),
    Claim(
        id="lemma-2.continuity",
        title="the equilibrium is continuous in kappa",
        source="Lemma 2",
        printed=asserted(
            "lemma-2.continuity",
            r"\forall z\ \forall x:\quad (p^z, q^z(x), r^z(x))(\kappa') \to (p^z, q^z(x), r^z(x))(\kappa)\ "
            r"\text{as}\ \kappa' \to \kappa",
            power=1,
        ),
        depends_on=("lemma-2.monotone-demand", "lemma-2.low", "lemma-2.high"),
        mutants=(
            asserted("lemma-2.continuity", power=2),
            asserted("lemma-2.continuity", power=sp.Rational(19, 20)),
        ),
        cites="a unique zero, in a compact interval, of a continuous function is continuous in "
        "its parameters",
        assumes=(CONCAVE, MONOTONE),
    ),
    Claim(
        id="lemma-2",
        title="the economy with exogenous trades kappa has a unique competitive equilibrium",
        source="Lemma 2",
        printed=asserted(
            "lemma-2",
            r"\forall z\ \exists!\, p:\quad \frac{\kappa_r}{p} + \sum_x \mu_z(x) q^z(x; p) = \bar q + \kappa_q",
            scale=1,
        ),
        depends_on=(
            "lemma-2.low",
            "lemma-2.high",
            "lemma-2.monotone-demand",
            "lemma-2.continuity",
            "sec-3.1.clearing",
            "sec-3.1.walras",
        ),
        mutants=(
            asserted("lemma-2", scale=HUNDREDTH_MORE),
            asserted("lemma-2", scale=sp.Rational(9999, 10000)),
        ),
        cites="the intermediate value theorem and the continuity of demand (Maximum Theorem)",
        assumes=(INCREASING, CONCAVE, INADA, MONOTONE),
    ),
)
__all__ = ["CLAIMS"]
