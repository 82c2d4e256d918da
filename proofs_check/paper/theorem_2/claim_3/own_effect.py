r"""Claim 3 in the proof of Theorem 2, an agent's own effect on the price, and the shares of types in (36).

Both vanish: the first as 1/M, the second with the distance :math:`\delta` of the shares from their limits.

Paper: section 7.2, Claim 3, from below (35) to (36).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, pinned
from symbolic.language.notation import (
    M,
    Q_j,
    Q_others,
    R_j,
    R_others,
    b_q,
    j,
    kappa_q,
    kappa_r,
    q_bar,
    r_bar,
)
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.competitive import price_bounds
from symbolic.model.semipooling import marginal_price, seller_price

_HIGHEST = price_bounds()[1]
_KNOWN = {Q_j(j): Q_others, R_j(j): R_others}

_kept = sp.Symbol("kept", real=True)

_s, _t, _t1, _t2 = sp.symbols("s t t_1 t_2", real=True)

# The agent's own effect on the price.
_own = (*positive(M, kappa_q, kappa_r), *nonnegative(_s, _t, b_q, R_others, _kept))
_own_where = (
    Definition(Q_others, M * kappa_q + _s),
    Definition(q_bar, b_q + _kept),
    Definition(r_bar, over(R_others + _t, M) - kappa_r),
)
_own_tight = (
    (_s, 0),
    (_t, 0),
    (_kept, 0),
    (kappa_q, 1),
    (kappa_r, 1),
    (M, 1000),
    (R_others, 2000),
    (b_q, 1),
)
_average = over(R_others, Q_others)
_marginal, _after = marginal_price().xreplace(_KNOWN), seller_price().xreplace(_KNOWN)
_own_marginal = Statement(
    And(
        (
            Relation(
                _average - _marginal,
                "<=",
                _HIGHEST * over(q_bar * (2 * kappa_q + over(q_bar, M)), kappa_q**2 * M),
            ),
            Relation(_average - _marginal, ">=", 0),
        )
    ),
    _own,
    _own_where,
    words="For every M, every offer and all totals of the others the marginal price is below the "
    "average one by at most the printed multiple of 1/M.",
)
_own_after = Statement(
    And(
        (
            Relation(_average - _after, "<=", _HIGHEST * over(q_bar, kappa_q * M)),
            Relation(_average - _after, ">=", 0),
        )
    ),
    _own,
    _own_where,
    words="For every M, every offer and all totals of the others the price R/(Q + b) is below R/Q "
    "by at most (r-bar + kappa_r)/kappa_q times q-bar/(kappa_q M).",
)

# (36): shares within delta of their limits.
_m_k, _l_k, _rho_y, _m_y, _d_1, _d_2 = sp.symbols(
    "mu_k lambda_k rho_y ratio_y off_1 off_2", real=True
)
_shares = Statement(
    Relation(_m_k * _m_y - _l_k * _rho_y, "<=", _d_1 * _rho_y + _m_k * _d_2),
    nonnegative(_m_k, _rho_y, _t1, _t2),
    (Definition(_d_1, _m_k - _l_k + _t1), Definition(_d_2, _m_y - _rho_y + _t2)),
    words="For every type y of a block Y_k: if lambda(Y_k)/M is within off_1 of mu(Y_k) and rho(y) "
    "within off_2 of mu(y)/mu(Y_k), then mu(y) - lambda rho/M is at most off_1 rho + mu(Y_k) "
    "off_2, that is 2 delta when both are within delta.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.bound-marginal",
        title="the marginal price differs from the average one by O(1/M)",
        source="Claim 3, second bound",
        printed=_own_marginal,
        mutants=(
            pinned(_own_marginal.replacing({2 * kappa_q + over(q_bar, M): kappa_q}), *_own_tight),
            pinned(
                _own_marginal.replacing(
                    {2 * kappa_q + over(q_bar, M): 2 * kappa_q * HUNDREDTH_LESS}
                ),
                *_own_tight,
            ),
            pinned(
                _own_marginal.replacing(
                    {
                        Relation(_average - _marginal, ">=", 0): Relation(
                            _average - _marginal, ">", 0
                        )
                    }
                ),
                (b_q, 0),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-own",
        title="the price after the own offer differs from the average one by O(1/M)",
        source="Claim 3, third bound",
        printed=_own_after,
        note="Printed as |R/Q - R/Q|; read |R/(Q + b_q) - R/Q|, which is what (36) needs.",
        mutants=(
            pinned(
                _own_after.replacing(
                    {over(q_bar, kappa_q * M): over(HUNDREDTH_LESS * q_bar, kappa_q * M)}
                ),
                *_own_tight,
            ),
            pinned(
                Statement(
                    _own_after.says,
                    _own,
                    (Definition(Q_others, M * kappa_q * HUNDREDTH_LESS + _s), *_own_where[1:]),
                ),
                *_own_tight,
            ),
            pinned(
                Statement(
                    _own_after.says,
                    _own,
                    (_own_where[0], Definition(q_bar, HUNDREDTH_LESS * b_q + _kept), _own_where[2]),
                ),
                *_own_tight,
            ),
        ),
    ),
    Claim(
        id="eq-36",
        title="shares within delta of their limits: each type contributes at most 2 delta",
        source="equation (36)",
        printed=_shares,
        depends_on=(
            "thm-2.claim-3.bound-price",
            "thm-2.claim-3.bound-marginal",
            "thm-2.claim-3.bound-own",
            "thm-2.claim-3.price-range",
        ),
        mutants=(
            _shares.replacing({_d_1 * _rho_y + _m_k * _d_2: _d_1 * _rho_y}),
            pinned(
                _shares.replacing(
                    {_d_1 * _rho_y + _m_k * _d_2: _d_1 * _rho_y + HUNDREDTH_LESS * _m_k * _d_2}
                ),
                (_t1, 0),
                (_t2, 0),
                (_m_y, _rho_y + 1),
            ),
            _shares.replacing({_m_k * _m_y - _l_k * _rho_y: _m_k * _m_y + _l_k * _rho_y}),
        ),
    ),
)
__all__ = ["CLAIMS"]
