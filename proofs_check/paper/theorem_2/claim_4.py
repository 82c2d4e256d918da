r"""Claim 4 in the proof of Theorem 2: price-taking offers clear the market of an economy with other exogenous offers.

Conventions: X are mean price-taking offers, B mean equilibrium offers, :math:`\tilde\delta = B - X`
and :math:`K = \kappa + \tilde\delta`.

Paper: section 7.2, equations (39)-(41).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general.pooling import exogenous
from proofs_check.paper.pooled import values
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.local_symbols import local
from symbolic.language.notation import M, Q_others, R_others, b_q, kappa_q, kappa_r, p, q_bar, r_bar
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Provenance, Statement, nonnegative, positive
from symbolic.model.competitive import price_bounds
from symbolic.model.market import reduced_payoff

# chi clears the market of the economy with kappa + delta: X_q, X_r are the mean price-taking
# offers, K = kappa + delta.
_X_q, _X_r, _K_q, _K_r, _mean_q = sp.symbols("X_q X_r K_q K_r mean_q", real=True)
_settled = "delta~ is small for large N (Claim 3), so that kappa + delta~ is positive"
_clearing = Statement(
    equation(over(_K_r, p) + _mean_q, q_bar + _K_q),
    (
        *positive(_K_q, _K_r, provenance=Provenance.DERIVED, reason=_settled),
        *nonnegative(_X_q, _X_r),
    ),
    (
        Definition(_mean_q, q_bar - _X_q + over(_X_r, p)),
        Definition(p, over(_X_r + _K_r, _X_q + _K_q)),
    ),
    words="For all mean price-taking offers X and positive K = kappa + delta~: at p = (X_r + "
    "K_r)/(X_q + K_q) and with mean consumption q-bar - X_q + X_r/p the market with exogenous "
    "offers K clears.",
)
_B_q, _B_r = sp.symbols("B_q B_r", real=True)
_d_q, _d_r = local("delta_q", r"\tilde\delta_q"), local("delta_r", r"\tilde\delta_r")
_same_price = Statement(
    equation(
        over(_B_r + kappa_r, _B_q + kappa_q),
        over(_X_r + kappa_r + _d_r, _X_q + kappa_q + _d_q),
    ),
    (*positive(kappa_q, kappa_r), *nonnegative(_B_q, _B_r)),
    (Definition(_d_q, _B_q - _X_q), Definition(_d_r, _B_r - _X_r)),
    words="For all mean equilibrium offers B and price-taking offers X: with delta~ = B - X the "
    "price p^N is (X_r + kappa_r + delta~_r)/(X_q + kappa_q + delta~_q).",
)
_up, _down, _share = sp.symbols("above below share", real=True)
_triangle = Statement(
    Relation(_share * (_up - _down), "<=", _share * (_up + _down)),
    nonnegative(_up, _down, _share),
    words="For every type, its part mu(x)(beta(x) - chi(x)) of delta~ is at most mu(x)|beta(x) - "
    "chi(x)|, the offers being those of the others.",
)

# Consumption is bounded away from zero and from above: offers are at most b-bar.
_left_q, _s, _t, _d = sp.symbols("left_q s t d", real=True)
_HIGHEST = price_bounds()[1]
_sell_q, _sell_r = reduced_payoff(b_q, sp.S.Zero)
_within = Statement(
    And(
        (
            Relation(_sell_q, ">=", _d),
            Relation(_sell_q, "<=", q_bar),
            Relation(_sell_r, ">=", r_bar),
            Relation(_sell_r, "<=", r_bar + q_bar * _HIGHEST),
        )
    ),
    (
        *positive(M, kappa_q, q_bar, _d, kappa_r, R_others),
        *nonnegative(b_q, _left_q, _s, _t),
    ),
    (
        Definition(Q_others, M * kappa_q + _s),
        Definition(r_bar, over(R_others + _t, M) - kappa_r),
        Definition(q_bar, b_q + _d + _left_q),
    ),
    words="For every M, all totals of the others and every offer of the first good that leaves d "
    "of it: consumption lies between d and q-bar, and between r-bar and r-bar + q-bar P; so "
    "utility is bounded over all compositions.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-4.delta-sign",
        title="delta~ lies where the competitive equilibria beta^delta are defined: delta >= 0",
        source="Claim 4, definition of beta^delta",
        printed=asserted(
            "thm-2.claim-4.delta-exact",
            r"\forall N:\ \tilde\delta \ge (0, 0)",
            words="In the market of twelve active agents whose tastes make the offers 7/25 an "
            "equilibrium, delta~ is nonnegative.",
            kappas=0,
        ),
        correction=Correction(
            statement=asserted(
                "thm-2.claim-4.delta-sign",
                r"\exists\bar N\ \forall N > \bar N:\ \kappa + \tilde\delta > (0, 0)",
                words="In every economy, at M = 40000 or more as the distance of the states asks, "
                "kappa + delta~ is positive in a separating equilibrium, and |delta~| is at most 3/20 "
                "of what it is at a hundredth of M.",
                kappas=1,
                M=40000,
            ),
            severity="harmless",
            finding="beta^delta is defined for delta >= (0, 0), but delta~ is a difference of "
            "offers and is negative as a rule: agents with market power offer less than "
            "price-takers.  Define it for all delta with kappa + delta > 0, a neighbourhood of 0 "
            "in which delta~ lies for large N; Lemma 2 gives continuity there.",
            quote=r"\delta = (\delta_q, \delta_r) \ge (0, 0)",
            reading="delta~, to which the definition is applied a few lines below, has no negative "
            "component.",
            defence="(41) takes max{|delta~_q|, |delta~_r|}, which makes sense only if both signs "
            "are allowed for; L(kappa + delta) exists for every kappa + delta > 0.",
            answer="The text fixes the sign in the definition and says so with (0, 0); beta^delta "
            "for other delta is nowhere defined, and the equation chi = beta^{delta~} is asserted "
            '"by construction" for a delta~ that has the other sign.',
            consequence="None beyond the definition: with kappa + delta > 0 the display and (41) "
            "hold, and Claim 4 with them.",
            about="73288138129a",
        ),
        depends_on=(
            "lemma-2",
            "lemma-2.continuity",
            "thm-2.claim-3",
            "thm-2.claim-4.delta-hats",
        ),
        mutants=(
            asserted("thm-2.claim-4.delta-sign", kappas=0, M=40000),
            asserted("thm-2.claim-4.delta-sign", kappas=-1, M=40000),
        ),
        general=exogenous.POSITIVE,
        strengthened=exogenous.POSITIVE_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-4.clearing",
        title="chi(x; p^N) is competitive with exogenous offers kappa + delta~",
        source="Claim 4, display above (41)",
        printed=_clearing,
        note="kappa + delta~ > 0 is not said; it holds for large N.",
        depends_on=("thm-2.claim-4.price", "thm-2.claim-4.delta-sign"),
        mutants=(
            Statement(
                _clearing.says,
                _clearing.given,
                (Definition(_mean_q, q_bar - _X_q + _X_r), _clearing.where[1]),
            ),
            Statement(
                _clearing.says,
                _clearing.given,
                (
                    _clearing.where[0],
                    Definition(p, over(_X_r + HUNDREDTH_MORE * _K_r, _X_q + _K_q)),
                ),
            ),
            Statement(
                _clearing.says,
                _clearing.given,
                (_clearing.where[0], Definition(p, over(_X_q + _K_q, _X_r + _K_r))),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-4.price",
        title="p^N in terms of chi and delta~",
        source="Claim 4, display above (41)",
        printed=_same_price,
        mutants=(
            Statement(
                equation(
                    over(_B_r + kappa_r, _B_q + kappa_q),
                    over(_B_r + HUNDREDTH_MORE * kappa_r, _B_q + kappa_q),
                ),
                _same_price.given,
            ),
            Statement(
                equation(
                    over(_B_r + kappa_r, _B_q + kappa_q), over(_X_r + kappa_r, _X_q + kappa_q)
                ),
                (*_same_price.given, *nonnegative(_X_q, _X_r)),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-4.delta-hats",
        title="|delta~| is at most the mean distance of offers from chi",
        source="Claim 4, display below (41)",
        printed=_triangle,
        note="The bound is printed with the target's offers; delta~ is made of the others' (only "
        "so does it give p^N), and Claim 3 holds for both.  The hats are also missing in the "
        "definition of delta~ and in the last two displays.",
        mutants=(
            _triangle.replacing({_share * (_up + _down): _share * (HUNDREDTH_LESS * _up + _down)}),
            _triangle.replacing({_share * (_up + _down): _share * (_up - HUNDREDTH_MORE * _down)}),
        ),
    ),
    Claim(
        id="thm-2.claim-4.product",
        title="gamma-bar is the distribution of the others' types",
        source="Claim 4, definition of gamma-bar",
        printed=asserted(
            "thm-2.claim-4.product",
            r"\forall\lambda:\ P_x(\lambda) = \sum_z\tau_x(z)\sum_{\xi \to \lambda}"
            r"\prod_{t=1}^{M-1}\mu_z(\xi_t)",
            words="In the worked economy with M = 5, for every type and every count of the others "
            "by block, the toolkit's probability is the sum over states and sequences of M - 1 "
            "types of the product printed.",
            others=4,
        ),
        note="The product is printed to M; there are M - 1 others.",
        mutants=(
            asserted("thm-2.claim-4.product", others=5),
            asserted("thm-2.claim-4.product", others=3),
        ),
        cites="independent draws have the product of their probabilities",
    ),
    Claim(
        id="thm-2.claim-4.shut-down",
        title="on the path F is an expectation over trades, of which A2 takes those of one block",
        source="Claim 4, formula for F",
        printed=asserted(
            "thm-2.claim-4.shut-down",
            r"\forall x, k:\ F_x(Y_k)^{\text{A2}} = F_x(Y_k) - "
            r"P_x(\lambda = (M - 1)e_k)\,\mathrm{E}[u(\text{trade}) - u(\bar q, \bar r)]",
            words="In the worked economy with M = 4, for every type and block, what A2 takes from "
            "the value of the block's offer is the chance that all others are in the block times "
            "what trade gains there by brute force.",
            power=3,
        ),
        note="Under A2 the offers are zero where all active agents are in one block, and the "
        "formula holds with these; the event has probability at most max_z mu_z(Y_k)^(M - 1).",
        depends_on=("sec-4.A2.no-trade", "thm-2.claim-4.product"),
        mutants=(asserted("thm-2.claim-4.shut-down", power=4),),
        general=values.SHUT_DOWN,
        strengthened=values.SHUT_DOWN_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-4.bounded",
        title="payoffs may be averaged in the limit",
        source="Claim 4, after the two probabilities",
        printed=_within,
        note="'With appropriate epsilon' needs utility to be bounded over all compositions, also "
        "the improbable ones.  Claim 2 gives it (it is not cited here).",
        depends_on=("thm-2.claim-2", "eq-14"),
        mutants=(
            _within.replacing({Relation(_sell_q, ">=", _d): Relation(_sell_q, ">", _d)}),
            _within.replacing({r_bar + q_bar * _HIGHEST: HUNDREDTH_LESS * r_bar}),
        ),
    ),
)
__all__ = ["CLAIMS"]
