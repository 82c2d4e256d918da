r"""Claims of section 3.1 and of the introduction of section 3.

What is known at stage 2, the posterior, footnotes 6 and 7, the limit economy.

Paper: section 3, introduction; section 3.1.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import FULL_SUPPORT, INFORMATIVE, PRESENT
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q_double,
    b_q_prime,
    beta_q,
    beta_r,
    gamma,
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
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Hypothesis,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.market import reduced_payoff

# The set of best responses without the restriction: all offers on one line, b_r (Q_- - gamma) = R_-
# (gamma + b_q), gamma the net purchase.
_room = sp.Symbol("room", real=True)


def _on_line(offer_q: sp.Expr) -> sp.Expr:
    return over(R_others * (gamma + offer_q), Q_others - gamma)


_first = reduced_payoff(b_q_prime, _on_line(b_q_prime))
_middle_q = (b_q_prime + b_q_double) / 2
_middle = reduced_payoff(_middle_q, (_on_line(b_q_prime) + _on_line(b_q_double)) / 2)
_line_given = (*positive(R_others, _room), *nonnegative(gamma, b_q_prime, b_q_double))
_line_where = (Definition(Q_others, gamma + _room),)
# Two different offers inside the box: the second has more of both goods, and something of either
# good is left.
_step, _left_q, _left_r = sp.symbols("step left_q left_r", real=True)
_in_box = (*positive(R_others, _room, gamma, _step, _left_q, _left_r), *nonnegative(b_q_prime))
_in_box_where = (
    Definition(q_bar, b_q_double + _left_q),
    Definition(r_bar, _on_line(b_q_double) + _left_r),
    Definition(b_q_double, b_q_prime + _step),
    *_line_where,
)
_same_on_line = Statement(
    And(
        (
            equation(_first[0], q_bar + gamma),
            equation(_middle[0], _first[0]),
            equation(_middle[1], _first[1]),
        )
    ),
    _line_given,
    _line_where,
    "Half-way between two offers with the same payoff lies an offer with that payoff; the offers "
    "with a given payoff fill a line.",
)
_not_convex = Statement(
    Relation(_middle[0], "!=", _first[0]),
    _in_box,
    _in_box_where,
    "Half-way between two best responses lies an offer with another payoff.  (The remark is that "
    "this can happen; the correction says that it never does.)",
)

# Market clearing in the limit economy, with offers beta and the price that they make.
_B_q, _B_r = SumOver(mu(z, y) * beta_q(y), y), SumOver(mu(z, y) * beta_r(y), y)
_demand_q = SumOver(mu(z, y) * (q_bar - beta_q(y) + over(beta_r(y), p)), y)
_demand_r = SumOver(mu(z, y) * (r_bar - beta_r(y) + p * beta_q(y)), y)
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
_offers = Statement(
    And(
        (
            Relation(q_bar - q, "same sign", _r_on_line - r_bar),
            equation(q_bar - (q_bar - q), q),
            equation(r_bar + p * (q_bar - q), _r_on_line),
        )
    ),
    positive(p),
    words="If q^z < q-bar then r^z > r-bar: one of the two offers is zero, and trading the other "
    "at p^z gives (q^z, r^z).",
)

CLAIMS = (
    Claim(
        id="sec-3.genericity",
        title="types' ratios of marginal utilities at the optimal consumptions differ",
        source="section 3, introduction",
        printed=asserted(
            "sec-3.genericity",
            r"\frac{u_q}{u_r}(q_1(x)) \ne \frac{u_q}{u_r}(q_1(y))",
            at="own",
            tastes=("1/2", "2", "3"),
        ),
        correction=Correction(
            statement=asserted(
                "sec-3.genericity",
                r"\frac{u_q(\cdot; x)}{u_r(\cdot; x)} \ne \frac{u_q(\cdot; y)}{u_r(\cdot; y)}\ "
                r"\text{at one bundle}",
                at="one",
                tastes=("1/2", "2", "3"),
            ),
            severity="false remark",
            finding="At each type's own optimal consumption the ratio equals p_1 (the first-order condition), "
            "so as worded the condition never holds.  It must be asked "
            "at a common bundle: no bundle on the line is optimal for two types.",
        ),
        depends_on=("sec-3.2.first-order",),
        mutants=(
            asserted("sec-3.genericity", at="own", tastes=("1/2", "2")),
            asserted("sec-3.genericity", at="one", tastes=("1/2", "2", "2")),
            asserted("sec-3.genericity", at="one", tastes=("1", "1")),
        ),
    ),
    Claim(
        id="sec-3.1.convex-valued",
        title="without the restriction the best responses need not form a convex set",
        source="section 3.1, below Proposition 1",
        printed=_not_convex,
        correction=Correction(
            statement=_same_on_line,
            severity="false remark",
            finding="The offers that give one payoff fill a line in the box, so under known totals, where the "
            "best payoff is unique, the best responses always form a "
            "convex set; Kakutani would do.  That the restriction makes the best response a function "
            "is right.",
        ),
        depends_on=("eq-14", "lemma-1", "prop-1.best-response"),
        mutants=(
            _not_convex,
            Statement(
                equation(_middle[0], q_bar + HUNDREDTH_MORE * gamma), _line_given, _line_where
            ),
            Statement(
                equation(
                    reduced_payoff(
                        b_q_prime,
                        over(R_others * (gamma + HUNDREDTH_MORE * b_q_prime), Q_others - gamma),
                    )[0],
                    q_bar + gamma,
                ),
                _line_given,
                _line_where,
            ),
        ),
    ),
    Claim(
        id="sec-3.1.unconstrained",
        title="an equilibrium of Proposition 1 stays one without the restriction",
        source="section 3.1, below Proposition 1",
        printed=asserted(
            "sec-3.1.unconstrained",
            r"H_x(b) \le H_x(\beta^\sigma(x))\ \forall b \in [0, \bar q] \times [0, \bar r]",
            offer="equilibrium",
        ),
        depends_on=("lemma-1",),
        mutants=(
            asserted("sec-3.1.unconstrained", offer="no trade"),
            asserted("sec-3.1.unconstrained", offer="99 %"),
        ),
    ),
    Claim(
        id="sec-3.1.concentration",
        title="along configurations with shares tending to mu_z the posterior of z tends to one",
        source="section 3.1, before the limit economy",
        printed=asserted(
            "sec-3.1.concentration",
            r"\sigma^N/M \to \mu_z \Rightarrow \phi^{\sigma^N}(z) \to 1",
            signal="informative",
            factor=1,
        ),
        mutants=(
            asserted("sec-3.1.concentration", signal="uninformative", factor=1),
            asserted("sec-3.1.concentration", signal="no full support", factor=1),
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
            r"\phi \to 1_z\ \text{on more observations}",
            signal="informative",
            factor=2,
        ),
        depends_on=("sec-3.1.concentration",),
        mutants=(
            asserted("sec-3.1.concentration", signal="uninformative", factor=2),
            asserted("sec-3.1.concentration", signal="no full support", factor=2),
        ),
        assumes=(FULL_SUPPORT, INFORMATIVE),
    ),
    Claim(
        id="sec-3.1.almost-surely",
        title="shares of the types tend to mu_z almost surely",
        source="section 3.1, before the limit economy",
        printed=asserted(
            "sec-3.1.almost-surely",
            r"\mathrm{E}(\sigma - M\mu)^4 \le \tfrac{3}{16}M^2",
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
        printed=asserted("fn-6.probability", r"\Pr(\sigma(x) > 0\ \forall x) \to 1", M=100),
        mutants=(asserted("fn-6.probability", M=2), asserted("fn-6.probability", M=20)),
        assumes=(FULL_SUPPORT,),
    ),
    Claim(
        id="fn-6.notation",
        title="that all types are present is assumed to simplify notation only",
        source="footnote 6; equation (11)",
        printed=asserted("fn-6.notation", r"\sigma' \ge 1", history="after a defection"),
        correction=Correction(
            statement=asserted(
                "prop-1.zero-counts", r"\beta^\sigma\ \text{exists for}\ \sigma \ge 0", scale=1
            ),
            severity="harmless",
            finding="It is used: if the only agent of a type defects, the others believe in a configuration "
            "without that type, and (11) needs beta at it, while "
            "Proposition 1 is stated for positive counts only.  Its proof goes through with the "
            "absent types left out, which is the correction.",
        ),
        depends_on=("prop-1",),
        mutants=(
            asserted("fn-6.notation", history="after a defection"),
            asserted("prop-1.zero-counts", scale=HUNDREDTH_MORE),
        ),
        assumes=(PRESENT,),
    ),
    Claim(
        id="fn-7",
        title="with irrational shares the limit economy is a continuum",
        source="footnote 7",
        printed=asserted(
            "fn-7",
            r"\mu \notin \mathbb{Q} \Rightarrow D\mu \notin \mathbb{Z}",
            shares=("sqrt(2)/2", "1 - sqrt(2)/2"),
            finite=False,
        ),
        mutants=(
            asserted("fn-7", shares=("1/3", "2/3"), finite=False),
            asserted("fn-7", shares=("sqrt(2)/2", "1 - sqrt(2)/2"), finite=True),
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
        printed=asserted(
            "sec-3.1.kappa-zero", r"\kappa = 0:\ b = 0\ \forall n", kappa="0", convention="no trade"
        ),
        note="With kappa = 0 and no offers the price of (4) is 0/0, as the paper notes in "
        "section 2.2.  By the usual convention (endowments are kept "
        "where a side is empty) no trade is an equilibrium, also where types' marginal rates "
        "differ.",
        mutants=(
            asserted("sec-3.1.kappa-zero", kappa="1/20", convention="no trade"),
            asserted("sec-3.1.kappa-zero", kappa="0", convention="none"),
            asserted("sec-3.1.kappa-zero", kappa="1", convention="no trade"),
        ),
        existence=True,
    ),
)
__all__ = ["CLAIMS"]
