r"""Claim 3 in the proof of Theorem 2, prices: how far those that a target faces are from :math:`p^N`.

Conventions: per agent and per unit, ``a_Q, a_R`` are the limit weights' totals (the denominator and
numerator of :math:`p^N`), ``b_Q, b_R`` the realised ones; :math:`\Delta = \sum_y|\mu_{z^*}(y) -
n(y)/M|` with n(y) the number of others of type y who act; :math:`c = (\bar q + \kappa_q)(\bar r +
\kappa_r)/\kappa_q^2`.

Paper: section 7.2, Claim 3, from below (35).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general.pooling import faced_prices
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
from symbolic.language.notation import kappa_q, kappa_r, q_bar, r_bar
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive

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


def faced(agent: str, counts: int, target: int) -> Statement:
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
        printed=faced("target", 0, 0),
        note="The target's others are counted by lambda, as in (30); printed with lambda_-.",
        depends_on=("eq-30",),
        mutants=(faced("target", -1, 0), faced("target", 1, 0)),
        general=faced_prices.BY_TARGET,
        strengthened=faced_prices.TARGET_TOO_STRONG,
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
)
__all__ = ["CLAIMS"]
