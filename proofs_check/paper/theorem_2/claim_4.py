r"""Claim 4 in the proof of Theorem 2 and the final argument.

Paper: section 7.2, equations (39)-(41) and the end of the proof.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.notation import N, kappa_q, kappa_r, p, q_bar
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Definition,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)

# chi clears the market of the economy with kappa + delta: X_q, X_r are the mean price-taking
# offers, K = kappa + delta.
_X_q, _X_r, _K_q, _K_r, _mean_q = sp.symbols("X_q X_r K_q K_r mean_q", real=True)
_clearing = Statement(
    equation(over(_K_r, p) + _mean_q, q_bar + _K_q),
    (*positive(_K_q, _K_r), *nonnegative(_X_q, _X_r)),
    (
        Definition(_mean_q, q_bar - _X_q + over(_X_r, p)),
        Definition(p, over(_X_r + _K_r, _X_q + _K_q)),
    ),
    words="With p = (X_r + K_r)/(X_q + K_q) and mean consumption q-bar - X_q + X_r/p the market "
    "with exogenous offers K clears.",
)
_B_q, _B_r = sp.symbols("B_q B_r", real=True)
_same_price = Statement(
    equation(
        over(_B_r + kappa_r, _B_q + kappa_q),
        over(_X_r + kappa_r + (_B_r - _X_r), _X_q + kappa_q + (_B_q - _X_q)),
    ),
    (*positive(kappa_q, kappa_r), *nonnegative(_B_q, _B_r)),
    words="delta = B - X.",
)
_up, _down, _share = sp.symbols("above below share", real=True)
_triangle = Statement(
    Relation(_share * (_up - _down), "<=", _share * (_up + _down)),
    nonnegative(_up, _down, _share),
    words="One type's part of |delta|.",
)

# The final chain, and the gain with the mechanism's own probabilities: eta = 1/(1 + e), N = (2 -
# eta)/(eta(1 - eta)) + n, P(inactive) = eta - t/N, t < 1.
_eta, _G, _F, _C, _e, _n, _t, _g, _N = sp.symbols("eta_ G F C e n t g N_", real=True)
_bonus = over(_eta * _C, 2 * (1 - _eta))
_chain = Statement(
    equation(
        _eta * (_G - _C) + (1 - _eta) * (_F + _bonus),
        _eta * _G + (1 - _eta) * _F - over(_eta * _C, 2),
    ),
    (*positive(_e),),
    (Definition(_eta, over(1, 1 + _e)),),
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
    words="For N >= (2 - eta)/(eta(1 - eta)) the deviation pays with the mechanism's own "
    "probabilities.",
)
_N_bar, _beyond = sp.symbols("N_bar beyond", real=True)
_from_printed = Statement(
    Relation(N, ">", _N_bar),
    (*positive(_N_bar), *nonnegative(_beyond)),
    (Definition(N, _N_bar + _beyond),),
)
_from = Statement(
    Relation(N, ">", _N_bar), positive(_N_bar, _beyond), (Definition(N, _N_bar + _beyond),)
)

CLAIMS = (
    Claim(
        id="eq-39",
        title="F is compared for any set A of types",
        source="equation (39)",
        printed=asserted("eq-39.sets", A=()),
        correction=Correction(
            statement=asserted("eq-39.sets", A=(0,)),
            severity="notation",
            finding="For A empty F is not defined; the claim (and its last line) is about nonempty A.  (The "
            "second F takes an offer where the first takes a set: read "
            "Y_k.)",
        ),
        depends_on=("sec-4.A3.nonempty",),
        mutants=(asserted("eq-39.sets", A=()),),
    ),
    Claim(
        id="thm-2.claim-4.delta-sign",
        title="delta~ lies where the competitive equilibria beta^delta are defined: delta >= 0",
        source="Claim 4, definition of beta^delta",
        printed=asserted("thm-2.claim-4.delta-exact", kappas=0),
        correction=Correction(
            statement=asserted("thm-2.claim-4.delta-sign", kappas=1, M=40000),
            severity="gap",
            finding="beta^delta is defined for delta >= (0, 0), but delta~ is a difference of offers and is "
            "negative as a rule (agents with market power offer less than "
            "price-takers); at M = 400 "
            "even kappa + delta~ can be negative.  Repair: define it for all delta with kappa + delta "
            "> 0, a neighbourhood of 0 in which delta~ lies for large N; "
            "Lemma 2 gives continuity there.",
        ),
        depends_on=("lemma-2", "lemma-2.continuity"),
        mutants=(
            asserted("thm-2.claim-4.delta-sign", kappas=0, M=400),
            asserted("thm-2.claim-4.delta-sign", kappas=-1, M=40000),
            asserted("thm-2.claim-4.delta-exact", kappas=0),
        ),
    ),
    Claim(
        id="thm-2.claim-4.clearing",
        title="chi(x; p^N) is competitive with exogenous offers kappa + delta~",
        source="Claim 4, display above (41)",
        printed=_clearing,
        depends_on=("thm-2.claim-4.price",),
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
        printed=asserted("thm-2.claim-4.delta-hats", offers="target", scale=sp.S.One),
        correction=Correction(
            statement=_triangle,
            severity="notation",
            finding="delta~ is made of the offers of the non-targets (only so does it give p^N); the bound is "
            "printed with the target's.  With hats it is the triangle "
            "inequality, and Claim 3 holds for both.  "
            "(The hats are also missing in the definition of delta~ and in the last two displays.)",
            scan=True,
        ),
        mutants=(
            asserted("thm-2.claim-4.delta-hats", offers="target", scale=sp.S.One),
            asserted("thm-2.claim-4.delta-hats", offers="others", scale=sp.Rational(9, 10)),
            _triangle.replacing({_share * (_up + _down): _share * (HUNDREDTH_LESS * _up + _down)}),
        ),
    ),
    Claim(
        id="thm-2.claim-4.product",
        title="gamma-bar is the distribution of the others' types",
        source="Claim 4, definition of gamma-bar",
        printed=asserted("thm-2.claim-4.product", limit="M"),
        correction=Correction(
            statement=asserted("thm-2.claim-4.product", limit="M - 1"),
            severity="notation",
            finding="There are M - 1 others, so the product runs to M - 1; an M-th type is not there.",
            scan=True,
        ),
        mutants=(
            asserted("thm-2.claim-4.product", limit="M"),
            asserted("thm-2.claim-4.product", limit="M - 2"),
        ),
    ),
    Claim(
        id="thm-2.claim-4.shut-down",
        title="on the path F is an expectation over trades",
        source="Claim 4, formula for F",
        printed=asserted("thm-2.claim-4.shut-down", claimed="none"),
        correction=Correction(
            statement=asserted("thm-2.claim-4.shut-down", claimed="geometric"),
            severity="harmless",
            finding="Under A2 the market is shut down when all others are in the agent's block and it plays "
            "the block's offer; a deviation keeps it open.  The formula "
            "for F ignores this.  The event has "
            "probability at most max_z mu_z(Y_k)^(M - 1), so Claim 4 holds.",
        ),
        depends_on=("sec-4.A2.no-trade",),
        mutants=(
            asserted("thm-2.claim-4.shut-down", claimed="none"),
            asserted("thm-2.claim-4.shut-down", claimed="too small"),
        ),
    ),
    Claim(
        id="thm-2.claim-4.bounded",
        title="payoffs may be averaged in the limit",
        source="Claim 4, after the two probabilities",
        printed=asserted("thm-2.claim-4.bounded", kept="d"),
        note="'With appropriate epsilon' needs utility to be bounded over all compositions, "
        "also the improbable ones.  Claim 2 gives it (it is not cited "
        "here).",
        depends_on=("thm-2.claim-2",),
        mutants=(asserted("thm-2.claim-4.bounded", kept="nothing"),),
    ),
    Claim(
        id="thm-2.final.C",
        title="some C > 0 such that every offer costs y1 or y2 more than C",
        source="Theorem 2, final argument",
        printed=asserted("thm-2.final.C", reference=1, C=sp.Rational(1, 1000)),
        correction=Correction(
            statement=asserted("thm-2.final.C", reference=2, C=sp.Rational(1, 13)),
            severity="notation",
            finding="The second inequality compares G_{y2} with its value at alpha*(y1); at the offer "
            "alpha*(y1) both inequalities then fail for every C > 0.  It must be "
            "alpha*(y2); then any C below the least over "
            "offers of the larger loss serves.",
            scan=True,
        ),
        depends_on=("eq-10",),
        mutants=(
            asserted("thm-2.final.C", reference=1, C=sp.Rational(1, 1000)),
            asserted("thm-2.final.C", reference=2, C=sp.Rational(1, 12)),
        ),
    ),
    Claim(
        id="thm-2.final.pairs",
        title="one C, and one threshold, for every semi-pooling candidate",
        source="Theorem 2, final argument",
        printed=asserted("thm-2.final.pairs", pair=(1, 3)),
        correction=Correction(
            statement=asserted("thm-2.final.pairs", pair=(2, 3)),
            severity="harmless",
            finding="C depends on the two types, and N^4 on the partition and on the sequence of equilibria, "
            "while the theorem's threshold must not.  There are finitely "
            "many partitions and pairs, and the "
            "constants of Claims 1 to 4 do not depend on the equilibrium: take the smallest C and the "
            "largest N^4.",
        ),
        depends_on=("thm-2.final.C", "thm-2.partitions"),
        mutants=(
            asserted("thm-2.final.pairs", pair=(1, 3)),
            asserted("thm-2.final.pairs", pair=(1, 2)),
        ),
    ),
    Claim(
        id="thm-2.final.chain",
        title="the value of the candidate offer is below that of the deviation",
        source="Theorem 2, last display",
        printed=_chain,
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
        printed=asserted("thm-2.final.weights", N=19),
        correction=Correction(
            statement=_large,
            severity="harmless",
            finding="The weights are P(inactive) = (N - M)/N and M/N, not eta and 1 - eta.  At eta = 1/10, N "
            "= 19 the guaranteed gain is exactly 0, at N = 9 negative.  "
            "From N = (2 - eta)/(eta(1 - eta)) on it is positive.",
        ),
        depends_on=("eq-22", "thm-2.final.chain"),
        mutants=(
            asserted("thm-2.final.weights", N=9),
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
    Claim(
        id="thm-2.final.from",
        title="N >= N-bar is enough for Claim 4",
        source="Theorem 2, final argument",
        printed=_from_printed,
        correction=Correction(
            statement=_from,
            severity="notation",
            finding="Claim 4 is about N > N^4 and the theorem says N > N-bar; the final argument says N >= "
            "N-bar.",
        ),
        mutants=(
            _from_printed,
            Statement(
                Relation(N, ">", HUNDREDTH_MORE * _N_bar),
                _from.given,
                (*_from.where, Definition(_N_bar, sp.S(1000)), Definition(_beyond, sp.S(1))),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
