r"""Claims of Claim 3 in the proof of Theorem 2: how far the prices that an agent faces are from :math:`p^N`.

Per agent and per unit: ``a_Q, a_R`` are the limit weights' totals (the denominator and numerator of
:math:`p^N`), ``b_Q, b_R`` the realised ones; :math:`\Delta = \sum_y|\mu_{z^*}(y) - n(y)/M|` with
n(y) the number of others of type y who act; :math:`c = (\bar q + \kappa_q)(\bar r +
\kappa_r)/\kappa_q^2`.

Paper: section 7.2, Claim 3, from below (35) to (36), and below (38).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
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
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Provenance,
    Relation,
    Statement,
    nonnegative,
    positive,
)
from symbolic.model.competitive import price_bounds
from symbolic.model.semipooling import marginal_price, seller_price

_HIGHEST = price_bounds()[1]
_KNOWN = {Q_j(j): Q_others, R_j(j): R_others}
_NOTE = (
    "Printed as a sum over blocks of |mu(Y_k) - lambda(Y_k) rho(y)/M|, in which y is free; "
    "read, as (36) uses it, as the sum over types y of |mu(y) - lambda(Y_k) rho(y)/M|, Y_k being "
    "the block of y."
)

# One type's share of the difference of totals.
_up, _down, _sold, _kept = sp.symbols("above below sold kept", real=True)
_per_type = Statement(
    And(
        (
            Relation((_up - _down) * _sold, "<=", (_sold + _kept) * (_up + _down)),
            Relation((_down - _up) * _sold, "<=", (_sold + _kept) * (_up + _down)),
        )
    ),
    nonnegative(_up, _down, _sold, _kept),
    words="For every type y and every offer of at most the endowment: its part of the difference "
    "of the totals is at most the endowment times |mu(y) - n(y)/M|.",
)

# |p^N - R/Q| <= c Delta, written with the product of the denominators multiplied out.
_Delta, _s, _s2, _t, _t1, _t2, _b_R, _e_R, _e_Q = sp.symbols(
    "Delta s s_2 t t_1 t_2 b_R e_R e_Q", real=True
)
_b_Q, _a_Q = kappa_q + _s2, kappa_q + _s
_c = over((q_bar + kappa_q) * (r_bar + kappa_r), kappa_q**2)
_given = (*nonnegative(_Delta, _s, _s2, _t, _t1, _t2, _b_R), *positive(kappa_q, kappa_r, q_bar))
_endowment = Definition(r_bar, _b_R + _t - kappa_r)


def _distance(within: sp.Expr) -> tuple[Definition, ...]:
    """Write that the totals differ by at most the endowments times ``within``."""
    return (
        Definition(_e_R, r_bar * within - _t1),
        Definition(_e_Q, -q_bar * within + _t2),
        _endowment,
    )


def _ratio(bound: sp.Expr, within: sp.Expr, words: str = "", *more: sp.Symbol) -> Statement:
    return Statement(
        Relation(_e_R * _b_Q - _b_R * _e_Q, "<=", _c * bound * _a_Q * _b_Q),
        (*_given, *positive(*more)),
        _distance(within),
        words=words,
    )


_sharp = _ratio(
    _Delta,
    _Delta,
    "For all totals with a_R = b_R + e_R and a_Q = b_Q + e_Q, |e_R| <= r-bar Delta and |e_Q| <= "
    "q-bar Delta: a_R/a_Q - b_R/b_Q is at most c Delta; by symmetry the same holds with a and b "
    "exchanged.",
)
_twice = _ratio(
    2 * _Delta,
    _Delta,
    "For all totals whose parts differ by at most the endowments times Delta = sum over y of "
    "|mu(y) - n(y)/M|, the difference of the prices p^N and R/Q is at most 2c Delta.",
)
_tight = (
    *((v, 0) for v in (_s, _s2, _t, _t1, _t2)),
    (q_bar, 1),
    (_b_R, 1),
    (kappa_q, 1),
    (kappa_r, sp.Rational(1, 1000)),
    (_Delta, 1),
)
# The others of a non-target are M - 2 and the target, so that the shares differ by 2/M or more in
# sum, and with the target's offer the totals by at most the endowments times Delta + 1/M.
_constant, _gap, _within, _goods = sp.symbols("c gap within goods", real=True)
_hat = Statement(
    Relation(_gap, "<=", 2 * _constant * (_Delta + _goods)),
    (
        *positive(M, _constant),
        *nonnegative(
            _t1,
            _within,
            provenance=Provenance.DERIVED,
            reason="the bound with the constant 1, for totals that differ by at most the "
            "endowments times within",
        ),
        *nonnegative(_t2, reason="the target's offer is at most the endowment"),
        *nonnegative(_kept, reason="the others but for the target are M - 2"),
        *nonnegative(_goods, reason="it stands for (q-bar + r-bar)/M"),
    ),
    (
        Definition(_gap, _constant * _within - _t1),
        Definition(_within, _Delta + over(1, M) - _t2),
        Definition(_Delta, over(2, M) + _kept),
    ),
    words="For every M: if the M - 2 others' shares differ from the limits by Delta >= 2/M in "
    "sum, and the price gap is at most c(Delta + 1/M), with c = (q-bar + kappa_q)(r-bar + "
    "kappa_r)/kappa_q^2, then it is at most 2c[Delta + (q-bar + r-bar)/M].",
)

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


def _faced(agent: str, counts: int, target: int) -> Statement:
    symbol = r"\tilde R_-/\tilde Q_-" if agent == "target" else r"\hat R_-/\hat Q_-"
    sums = (
        r"\frac{\sum_k\sum_{y\in Y_k}\frac{\lambda(Y_k)}{M}\tilde\rho(y)\hat\beta_r(y) + \kappa_r}"
        r"{\sum_k\sum_{y\in Y_k}\frac{\lambda(Y_k)}{M}\tilde\rho(y)\hat\beta_q(y) + \kappa_q}"
        if agent == "target"
        else r"\frac{\sum_k\sum_{y\in Y_k}\frac{\lambda_-(Y_k)}{M}\hat\rho(y)\hat\beta_r(y) + "
        r"\frac{1}{M}\tilde\beta_r(\tilde\xi) + \kappa_r}{\sum_k\sum_{y\in Y_k}"
        r"\frac{\lambda_-(Y_k)}{M}\hat\rho(y)\hat\beta_q(y) + \frac{1}{M}\tilde\beta_q(\tilde\xi)"
        r" + \kappa_q}"
    )
    return asserted(
        "thm-2.claim-3.faced",
        rf"\forall\lambda:\ {symbol} = {sums}",
        words=f"In the worked economy with M = 6, for given offers of all roles and every "
        f"composition, the price that the toolkit has a {agent} face is the ratio displayed.",
        agent=agent,
        counts=counts,
        target=target,
    )


CLAIMS = (
    Claim(
        id="thm-2.claim-3.difference",
        title="p^N - R/Q for the target",
        source="Claim 3, display before the first bound",
        printed=_faced("target", 0, 0),
        note="The target's others are counted by lambda, as in (30); printed with lambda_-.",
        depends_on=("eq-30",),
        mutants=(_faced("target", -1, 0), _faced("target", 1, 0)),
    ),
    Claim(
        id="thm-2.claim-3.bound-price",
        title="|p^N - R/Q| is bounded by the distance of the shares",
        source="Claim 3, first bound",
        printed=_twice,
        note=_NOTE + "  The constant 1 would do in place of 2.",
        depends_on=("thm-2.claim-3.bound-price.type", "thm-2.claim-3.difference"),
        mutants=(
            pinned(_ratio(HUNDREDTH_LESS * _Delta, _Delta), *_tight),
            pinned(_ratio(2 * _Delta, sp.Rational(5, 2) * _Delta), *_tight),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-price.sharp",
        title="the same bound with the constant 1 (not in the paper)",
        source="Claim 3, first bound",
        printed=_sharp,
        depends_on=("thm-2.claim-3.bound-price.type",),
        mutants=(
            pinned(
                _sharp.replacing(
                    {(q_bar + kappa_q) * (r_bar + kappa_r): q_bar * (r_bar + kappa_r)}
                ),
                *_tight,
            ),
            pinned(_ratio(HUNDREDTH_LESS * _Delta, _Delta), *_tight),
            pinned(_ratio(_Delta, HUNDREDTH_MORE * _Delta), *_tight),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-price.type",
        title="one type's share of the difference of totals",
        source="Claim 3, first bound",
        printed=_per_type,
        mutants=(
            _per_type.replacing(
                {(_up - _down) * _sold: (_up + HUNDREDTH_MORE * _up - _down) * (_sold + _kept)}
            ),
            pinned(
                _per_type.replacing(
                    {
                        (_sold + _kept) * (_up + _down): (_sold + _kept)
                        * (HUNDREDTH_LESS * _up + _down)
                    }
                ),
                (_kept, 0),
                (_down, 0),
            ),
            _per_type.replacing({(_sold + _kept) * (_up + _down): (_sold + _kept) * _up}),
        ),
    ),
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
    Claim(
        id="thm-2.claim-3.hat-target",
        title="the price that a non-target faces contains the target's offer",
        source="Claim 3, below (38)",
        printed=_faced("non-target", 0, 1),
        depends_on=("eq-31",),
        mutants=(_faced("non-target", 0, 0), _faced("non-target", 1, 1)),
    ),
    Claim(
        id="thm-2.claim-3.bound-price-hat",
        title="|p^N - R/Q| is bounded for a non-target",
        source="Claim 3, the first bound below (38)",
        printed=_hat,
        note="The free y is read as in the target's bound.  (q-bar + r-bar)/M is a quantity of "
        "goods among shares; the bound holds whatever the units, since the shares alone differ by "
        "2/M, twice what the target's offer can add.",
        depends_on=("thm-2.claim-3.bound-price.sharp", "thm-2.claim-3.hat-target"),
        mutants=(
            pinned(
                Statement(
                    Relation(_gap, "<=", _constant * (_Delta + _goods)), _hat.given, _hat.where
                ),
                *((v, 0) for v in (_t1, _t2, _kept, _goods)),
            ),
            Statement(
                Relation(_gap, "<=", sp.Rational(149, 100) * _constant * (_Delta + _goods)),
                _hat.given,
                (*_hat.where, *(Definition(v, sp.S.Zero) for v in (_t1, _t2, _kept, _goods))),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
