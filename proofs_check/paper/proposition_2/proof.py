r"""Claims of Proposition 2's proof beyond the price form.

They are about strict concavity at c_1 = 0, the totals, the limit of best responses, and what the
limit is.

Paper: section 7.1, from equation (21) to the end of the proof.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import limit_links, uniqueness
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import CONCAVE, INCREASING, RATE
from symbolic.language.notation import (
    M,
    b_q,
    b_r,
    beta_q,
    beta_r,
    c_1,
    kappa_q,
    kappa_r,
    p,
    sigma,
    x,
    y,
)
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over, plain
from symbolic.language.statement import (
    Definition,
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.price_form import price_form

_receipt = plain(price_form()[1].subs(b_r, 0))
_bend = Statement(
    Relation(sp.diff(_receipt, b_q, 2), "<", 0), (*positive(p, c_1), *nonnegative(b_q))
)
_u_mid, _u_1, _u_2, _up, _gap = sp.symbols("u_mid u_1 u_2 up bend", real=True)
_strict = Statement(
    Relation(_u_mid, ">", (_u_1 + _u_2) / 2),
    (*nonnegative(_up), *positive(_gap)),
    (Definition(_u_mid, (_u_1 + _u_2) / 2 + _gap + _up),),
    "u is strictly concave and increasing and the receipts are concave: u at the midpoint exceeds "
    "the mean, also where receipts are linear.",
)

# The totals of the others in the two ways in which the paper writes them.
_told = (
    Hypothesis(equation(SumOver(sigma(y), y), M), Provenance.PAPER, "there are M active agents"),
    *positive(M),
)
_written = SumOver(sigma(y) * (beta_q(y) + kappa_q), y) - beta_q(x)
_others = M * kappa_q + SumOver(sigma(y) * beta_q(y), y, x) + (sigma(x) - 1) * beta_q(x)
_totals = Statement(equation(_written, _others), _told)

# p-hat: the limit of R_-/Q_- per agent, c standing for 1/M; the mean limiting offers have the hat,
# the mean offers along the sequence have not.
_c = sp.Symbol("one_over_M", real=True)
_offered_q, _offered_r = sp.symbols("mean_offer_q mean_offer_r", real=True)
_p_hat = over(_offered_r + kappa_r, _offered_q + kappa_q)
_ratio = over(_offered_r + kappa_r - _c * beta_r(x), _offered_q + kappa_q - _c * beta_q(x))
_offers = (
    *positive(kappa_q, kappa_r),
    *nonnegative(_offered_q, _offered_r, reason="offers are not negative"),
)
_with_hat = Statement(
    equation(_ratio.subs(_c, 0), _p_hat),
    _offers,
    words="R_-/Q_- tends to the ratio of the limiting offers per agent.",
)

CLAIMS = (
    Claim(
        id="prop-2.strict-at-zero",
        title="u of the receipts is strictly concave for all c_1, c_2 in the domain, zero included",
        source="below equation (21)",
        printed=_strict,
        note="At c_1 = 0 receipts are linear, and it is the strict concavity of u that makes the maximum unique.",
        mutants=(
            Statement(_strict.says, nonnegative(_up, _gap), _strict.where),
            Statement(
                _strict.says,
                (*nonnegative(_up), *positive(_gap)),
                (Definition(_u_mid, (_u_1 + _u_2) / 2 - _gap + _up),),
            ),
        ),
        assumes=(INCREASING, CONCAVE),
    ),
    Claim(
        id="prop-2.receipts",
        title="where the own offer moves the price, c_1 > 0, receipts are strictly concave",
        source="below equation (21)",
        printed=_bend,
        mutants=(
            Statement(_bend.says, (*positive(p), *nonnegative(b_q, c_1))),
            Statement(Relation(sp.diff(_receipt, b_q, 2), ">", 0), _bend.given),
        ),
    ),
    Claim(
        id="prop-2.sequence",
        title="from some N on there are configurations with all types",
        source="Proposition 2, the sequence",
        printed=asserted(
            "prop-2.sequence",
            r"\forall N \ge |X|/(1-\eta):\quad M^N = \lceil (1-\eta) N \rceil \ge |X|",
            more=0,
        ),
        note="The sequence is indexed from N = 1, but for the smallest N fewer agents are active than there are "
        "types; only large N matter.",
        mutants=(asserted("prop-2.sequence", more=-2),),
        general=uniqueness.SEQUENCE,
        strengthened=uniqueness.SEQUENCE_TOO_STRONG,
    ),
    Claim(
        id="prop-2.totals",
        title="the totals of the others, written with every kappa and less the own offer",
        source="before the limit in the proof of Proposition 2",
        printed=_totals,
        mutants=(
            _totals.without(_told[0]),
            Statement(equation(_written + beta_q(x), _others), _told),
            Statement(equation(_written, _others + (HUNDREDTH_MORE - 1) * M * kappa_q), _told),
        ),
    ),
    Claim(
        id="prop-2.bounded",
        title="the offers are bounded, so a subsequence converges",
        source="section 3.1, below Proposition 2; section 7.1",
        printed=asserted(
            "prop-1.self-map",
            r"\forall N\ \forall x:\quad \beta^N(x) \in \mathcal{O} \subset [0, \bar q] \times [0, \bar r]",
            share=1,
            scale=1,
        ),
        depends_on=("prop-1.self-map",),
        mutants=(
            asserted("prop-1.self-map", share=sp.Rational(1, 5), scale=1),
            asserted("prop-1.self-map", share=1, scale=HUNDREDTH_MORE),
        ),
        cites="the Bolzano-Weierstrass theorem",
    ),
    Claim(
        id="prop-2.maximum-theorem",
        title="best responses are continuous up to the limit of a large market",
        source="the display of hat beta in the proof of Proposition 2",
        printed=asserted(
            "prop-2.maximum-theorem",
            r"\forall x\ \forall (p, \phi):\quad g_x(p', c_1, c_2, \phi') \to g_x(p, 0, 0, \phi)\ \text{as}\ "
            r"(p', c_1, c_2, \phi') \to (p, 0, 0, \phi)",
            price=1,
        ),
        note="The check looks at c_1 and c_2, and for a difference of the order of their sum, as it is where "
        "utility has curvature at the limit; a strictly concave u can have none at a bundle, and then the "
        "best responses converge more slowly.",
        depends_on=(
            "prop-2.continuity",
            "prop-2.strict-at-zero",
            "prop-2.receipts",
            "prop-2.unique-maximum",
            "prop-2.limit-form",
        ),
        mutants=(
            asserted("prop-2.maximum-theorem", price=HUNDREDTH_MORE),
            asserted("prop-2.maximum-theorem", price=sp.Rational(99, 100)),
        ),
        cites="Berge's Maximum Theorem",
        assumes=(RATE,),
    ),
    Claim(
        id="prop-2.p-hat",
        title="the limit of the others' price",
        source="the display of hat p in the proof of Proposition 2",
        printed=_with_hat,
        note="The offers in the numerator of hat p lack their hat, which the scan may have lost: they are the "
        "limiting ones, like those in the denominator.",
        depends_on=("prop-2.totals",),
        mutants=(
            Statement(
                equation(_ratio.subs(_c, 0), over(_offered_q + kappa_q, _offered_r + kappa_r)),
                _offers,
            ),
            Statement(
                equation(
                    _ratio.subs(_c, 0),
                    over(_offered_r + kappa_r, _offered_q + HUNDREDTH_MORE * kappa_q),
                ),
                _offers,
            ),
        ),
        general=limit_links.P_HAT,
        strengthened=limit_links.P_HAT_TOO_STRONG,
    ),
    Claim(
        id="prop-2.competitive",
        title="the limit is an equilibrium of the limit economy",
        source="end of the proof of Proposition 2; end of that of Claim 2 of Theorem 1",
        printed=asserted(
            "prop-2.nash",
            r"\forall z\ \forall x:\quad \beta^z(x)\ \text{maximises}\ "
            r"u(\bar q - b_q + b_r/p^z, \bar r - b_r + p^z b_q; "
            r"x, z)\ \text{over}\ \mathcal{O},\quad p^z = \frac{\sum_y \mu_z(y) \beta_r^z(y) + \kappa_r}"
            r"{\sum_y \mu_z(y) \beta_q^z(y) + \kappa_q}",
            scale=1,
        ),
        note="It is called a Nash equilibrium of the limit economy (in Theorem 1 a separating stage-2 "
        "equilibrium of the limit model): with a continuum of agents nobody moves the price, and best "
        "responses are price-taking ones.",
        depends_on=("sec-3.1.clearing", "sec-3.1.offers", "prop-2.limit-form", "lemma-2"),
        mutants=(
            asserted("prop-2.nash", scale=HUNDREDTH_MORE),
            asserted("prop-2.nash", scale=sp.Rational(99, 100)),
        ),
        general=uniqueness.COMPETITIVE,
        strengthened=uniqueness.COMPETITIVE_TOO_STRONG,
    ),
)
__all__ = ["CLAIMS"]
