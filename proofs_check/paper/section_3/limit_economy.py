r"""Claims about the limit of stage 2: the posterior, footnotes 3, 6 and 7, the limit economy.

Paper: section 3.1.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import (
    FULL_SUPPORT,
    INFORMATIVE,
)
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    b_r,
    beta_q,
    beta_r,
    kappa_q,
    kappa_r,
    mu,
    p,
    q,
    q_bar,
    r_bar,
    y,
    z,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Definition,
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.best_response import seller_bundle
from symbolic.model.price_form import price_taking_bundle

# Market clearing in the limit economy, with offers beta and the price that they make.
_B_q, _B_r = SumOver(mu(z, y) * beta_q(y), y), SumOver(mu(z, y) * beta_r(y), y)
_bought = [c.subs({b_q: beta_q(y), b_r: beta_r(y)}) for c in price_taking_bundle()]
_demand_q, _demand_r = (SumOver(mu(z, y) * c, y) for c in _bought)
_shares = (
    Hypothesis(
        equation(SumOver(mu(z, y), y), 1), Provenance.PAPER, "shares of the types sum to one"
    ),
    *nonnegative(_B_q, _B_r, reason="offers are not negative"),
    *positive(kappa_q, kappa_r),
)
_price = (Definition(p, over(_B_r + kappa_r, _B_q + kappa_q)),)
_clearing = Statement(equation(over(kappa_r, p) + _demand_q, q_bar + kappa_q), _shares, _price)
_walras = Statement(equation(p * kappa_q + _demand_r, r_bar + kappa_r), _shares, _price)
# beta^z: on the budget line the differences from the endowment have opposite signs, so the offers
# are one-sided and give the allocation back.
_r_on_line = r_bar + p * (q_bar - q)
_taking_q, _taking_r = price_taking_bundle()
_offers = Statement(
    And(
        (
            Relation(q_bar - q, "same sign", _r_on_line - r_bar),
            equation(_taking_q.subs({b_q: q_bar - q, b_r: 0}), q),
            equation(_taking_r.subs({b_q: q_bar - q, b_r: 0}), _r_on_line),
            equation(_taking_q.subs({b_q: 0, b_r: r_bar - _r_on_line}), q),
            equation(_taking_r.subs({b_q: 0, b_r: r_bar - _r_on_line}), _r_on_line),
        )
    ),
    positive(p),
    words="If q^z < q-bar then r^z > r-bar: one of the two offers is zero, and trading the other "
    "at p^z gives (q^z, r^z).",
)
# Footnote 7: shares of a finite number D of agents are rational.
_mu_x, _D, _n_x = sp.symbols("share agents of_the_type", real=True)
_rational_shares = Statement(
    equation(_mu_x, over(_n_x, _D)),
    (Hypothesis(equation(_D * _mu_x, _n_x)), *positive(_D)),
    words="If D agents are of the types in these shares, whole numbers of each, the shares are "
    "rational; so with an irrational share no finite economy has them.",
)
# kappa = 0 and nobody else trades: Q_- = R_- = 0, written as R_- = 0 for the seller.
_seller_q, _seller_r = seller_bundle()
_nobody_trades = Statement(
    And((Relation(_seller_q, "<", q_bar), equation(_seller_r, r_bar))),
    (*nonnegative(Q_others), *positive(b_q)),
    (Definition(R_others, sp.S.Zero),),
    "Where nobody offers the second good, an offer of the first is given away; likewise the other way.",
)

CLAIMS = (
    Claim(
        id="sec-3.1.concentration",
        title="along configurations with shares tending to mu_z the posterior of z tends to one",
        source="section 3.1, before the limit economy",
        printed=asserted(
            "sec-3.1.concentration",
            r"\forall z \ne z'\ \forall (\sigma^N),\ \sigma^N/M^N \to \mu_z:\quad \frac{1}{M^N} "
            r"\log\frac{\phi^{\sigma^N}(z')}{\phi^{\sigma^N}(z)} \to "
            r"-\sum_x \mu_z(x) \log\frac{\mu_z(x)}{\mu_{z'}(x)} < 0",
            informative="yes",
            seen="the active",
            rate=1,
        ),
        mutants=(
            asserted("sec-3.1.concentration", informative="no", seen="the active", rate=1),
            asserted(
                "sec-3.1.concentration", informative="yes", seen="the active", rate=HUNDREDTH_MORE
            ),
        ),
        cites="Gibbs' inequality: the relative entropy of two different distributions is positive",
        assumes=(FULL_SUPPORT, INFORMATIVE),
    ),
    Claim(
        id="fn-3",
        title="a second histogram, of the inactive, would change no limit",
        source="footnote 3",
        printed=asserted(
            "sec-3.1.concentration",
            r"\forall z \ne z':\quad \frac{1}{N} \log\frac{\phi(z')}{\phi(z)} \to -\sum_x \mu_z(x) "
            r"\log\frac{\mu_z(x)}{\mu_{z'}(x)} < 0\ \text{on the offers of all}\ N\ \text{agents}",
            informative="yes",
            seen="everybody",
            rate=1,
        ),
        note="The footnote says that results would not change.  Shown is that what is learned has the same "
        "limit, at the same rate per agent; the proofs were not gone through with both histograms.",
        depends_on=("sec-3.1.concentration",),
        mutants=(
            asserted("sec-3.1.concentration", informative="no", seen="everybody", rate=1),
            asserted(
                "sec-3.1.concentration", informative="yes", seen="everybody", rate=HUNDREDTH_MORE
            ),
        ),
        assumes=(FULL_SUPPORT, INFORMATIVE),
    ),
    Claim(
        id="sec-3.1.almost-surely",
        title="shares of the types tend to mu_z almost surely",
        source="section 3.1, before the limit economy",
        printed=asserted(
            "sec-3.1.almost-surely",
            r"\forall M\ \forall x:\quad \mathrm{E}[(\sigma(x) - M\mu_z(x))^4 \mid z] \le "
            r"\tfrac{3}{16} M^2",
            constant=Fraction(3, 16),
            power=2,
        ),
        mutants=(
            asserted(
                "sec-3.1.almost-surely", constant=Fraction(3, 16) * Fraction(99, 100), power=2
            ),
            asserted("sec-3.1.almost-surely", constant=Fraction(3, 16), power=1),
        ),
        cites="the strong law of large numbers (by fourth moments and Borel-Cantelli)",
    ),
    Claim(
        id="fn-6.probability",
        title="all types are present with probability near one",
        source="footnote 6",
        printed=asserted(
            "fn-6.probability",
            r"\forall z\ \forall M:\quad \Pr(\exists x: \sigma(x) = 0 \mid z) \le "
            r"\sum_x (1 - \mu_z(x))^M \to 0",
            more=0,
        ),
        mutants=(asserted("fn-6.probability", more=1), asserted("fn-6.probability", more=-1)),
        assumes=(FULL_SUPPORT,),
    ),
    Claim(
        id="fn-6.notation",
        title="that all types are present is assumed to simplify notation only",
        source="footnote 6; equation (11)",
        printed=asserted(
            "prop-1.zero-counts",
            r"\forall \sigma \ge 0\ \text{with a type absent}\ \exists \beta^\sigma:\quad "
            r"\beta^\sigma(x) = F_x(\beta^\sigma)\ \text{for every}\ x\ \text{with}\ \sigma(x) > 0",
            scale=1,
        ),
        note="Configurations in which a type is absent are used: if the only agent of a type defects, "
        "the others believe in one, and (11) needs beta at it.  The proof of Proposition 1 goes "
        "through for them with the absent types left out.",
        depends_on=(
            "prop-1",
            "prop-1.continuity",
            "prop-1.self-map",
            "prop-1.totals",
        ),
        mutants=(
            asserted("prop-1.zero-counts", scale=sp.Rational(101, 100)),
            asserted("prop-1.zero-counts", scale=sp.Rational(99, 100)),
        ),
        cites="Brouwer's fixed-point theorem, for the types that are present",
    ),
    Claim(
        id="fn-7",
        title="with irrational shares the limit economy is a continuum",
        source="footnote 7",
        printed=_rational_shares,
        mutants=(
            Statement(equation(_mu_x, over(_D, _n_x)), _rational_shares.given),
            Statement(
                equation(_mu_x, over(_n_x, _D)),
                (
                    Hypothesis(equation(HUNDREDTH_MORE * _D * _mu_x, _n_x)),
                    *_rational_shares.given[1:],
                ),
            ),
        ),
    ),
    Claim(
        id="sec-3.1.clearing",
        title="the clearing condition is that of the mechanism's accounting",
        source="section 3.1, the display before Lemma 2",
        printed=_clearing,
        mutants=(
            _clearing.without(_shares[0]),
            Statement(
                equation(over(HUNDREDTH_MORE * kappa_r, p) + _demand_q, q_bar + kappa_q),
                _shares,
                _price,
            ),
            Statement(
                _clearing.says, _shares, (Definition(p, over(_B_q + kappa_q, _B_r + kappa_r)),)
            ),
        ),
    ),
    Claim(
        id="sec-3.1.walras",
        title="then the second good's market clears too",
        source="section 3.1, the display before Lemma 2",
        printed=_walras,
        depends_on=("sec-3.1.clearing",),
        mutants=(
            _walras.without(_shares[0]),
            Statement(
                equation(p * kappa_q + _demand_r, r_bar + HUNDREDTH_MORE * kappa_r), _shares, _price
            ),
            Statement(equation(over(kappa_q, p) + _demand_r, r_bar + kappa_r), _shares, _price),
        ),
    ),
    Claim(
        id="sec-3.1.offers",
        title="beta^z is one-sided and gives the competitive allocation",
        source="section 3.1, the display after Lemma 2",
        printed=_offers,
        mutants=(
            Statement(Relation(q_bar - q, "same sign", r_bar - _r_on_line), positive(p)),
            Statement(Relation(q_bar - q, "same sign", _r_on_line - r_bar)),
            Statement(
                Relation(q_bar - HUNDREDTH_MORE * q, "same sign", _r_on_line - r_bar), positive(p)
            ),
        ),
    ),
    Claim(
        id="sec-3.1.kappa-zero",
        title="with kappa = 0 no trade is an equilibrium of stage 2",
        source="section 3.1, below Proposition 2",
        printed=_nobody_trades,
        note="With kappa = 0 and no offers the price of (4) is 0/0, as section 2.2 notes; endowments are "
        "kept, as is usual.  Whoever then offers alone receives nothing.",
        mutants=(
            Statement(_nobody_trades.says, (*positive(R_others), *nonnegative(Q_others, b_q))),
            Statement(
                Relation(_seller_q, "<", q_bar),
                (*nonnegative(Q_others, b_q),),
                _nobody_trades.where,
            ),
            Statement(
                equation(_seller_r, r_bar), _nobody_trades.given, (Definition(R_others, b_q),)
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
