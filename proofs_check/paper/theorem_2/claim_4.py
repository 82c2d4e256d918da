r"""Claim 4 in the proof of Theorem 2 and the final argument.

Paper: section 7.2, equations (39)-(41) and the end of the proof.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.notation import (
    M,
    Q_others,
    R_others,
    b_q,
    kappa_q,
    kappa_r,
    p,
    q_bar,
    r_bar,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
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
_same_price = Statement(
    equation(
        over(_B_r + kappa_r, _B_q + kappa_q),
        over(_X_r + kappa_r + (_B_r - _X_r), _X_q + kappa_q + (_B_q - _X_q)),
    ),
    (*positive(kappa_q, kappa_r), *nonnegative(_B_q, _B_r)),
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
_left_q, _left_r, _s, _t, _d = sp.symbols("left_q left_r s t d", real=True)
_LOWEST, _HIGHEST = price_bounds()
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
        depends_on=("lemma-2", "lemma-2.continuity"),
        mutants=(
            asserted("thm-2.claim-4.delta-sign", kappas=0, M=40000),
            asserted("thm-2.claim-4.delta-sign", kappas=-1, M=40000),
        ),
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
        depends_on=("eq-10", "thm-2.claim-0.some-type", "thm-2.partitions"),
        mutants=(
            asserted("thm-2.final.C", scale=HUNDREDTH_MORE),
            asserted("thm-2.final.C", scale=HUNDREDTH_LESS),
        ),
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
