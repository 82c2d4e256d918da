r"""The condition of one type in a form that is quick to evaluate and to solve.

It is derived from the signed form with a utility put in.

With expected marginal utilities :math:`U_q, U_r` and :math:`v = pq = p\bar q - w` the condition is
:math:`p\,U_r(1-cw^+)\,/\,[U_q(1-cw^-)] = 1`. Common factors cancel, since marginal utilities are
positive, and one of two forms is kept:

* where the ratio is a quotient of polynomials, numerator less denominator: for :math:`\theta\log
  q+\log r` it is :math:`v(1-cw^+) - E\theta\,r(1-cw^-)`, linear at c = 0 and free of logarithms;
* otherwise the logarithm of the ratio, in which powers are linear and Newton's method converges
  from afar.

A factor of a marginal utility that depends on the state but not on the bundle is averaged over the
belief once for each configuration.

Conventions: v, r and p are positive here, parameters are real; a parameter that varies over states
appears as one symbol for each state.

Paper: equations (17)-(19).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from symbolic.language.notation import Q_others, R_others, q, r
from symbolic.language.notation import x as type_
from symbolic.language.notation import z as state_
from symbolic.language.quotient import plain
from symbolic.language.slopes import diff
from symbolic.language.utility import u_r as abstract_u_r
from symbolic.model import signed

GOODS = (q, r)
# No name that a user can give to a parameter contains an exclamation mark.
p_, v_, r_, q_ = (sp.Symbol(f"{name}!", positive=True) for name in "pvrq")
q_bar_, r_bar_ = (sp.Symbol(f"{name}!", positive=True) for name in ("q_bar", "r_bar"))
others_q_, others_r_, y_, s_ = (
    sp.Symbol(f"{name}!", positive=True) for name in ("others_q", "others_r", "y", "s")
)
c_, w_ = (sp.Symbol(f"{name}!", real=True) for name in "cw")


def belief(state: int) -> sp.Symbol:
    """Return the symbol of the probability of a state."""
    return sp.Symbol(f"phi!{state}", positive=True)


def in_state(name: str, state: int) -> sp.Symbol:
    """Return the symbol of a parameter's value in one state."""
    return sp.Symbol(f"{name}!{state}", real=True)


def number(name: str) -> sp.Symbol:
    """Return the symbol of a parameter that does not vary over states."""
    return sp.Symbol(name, real=True)


@dataclass(frozen=True)
class Shape:
    """What a kernel is generated for.

    It is the utility, the parameters that vary over states, and the numbers of types and states.
    """

    utility: sp.Expr
    varying: tuple[str, ...]
    types: int
    states: int


@dataclass(frozen=True)
class Marginals:
    """Expected marginal utilities, and what they need.

    Args:
        u: Expected utility in q and r, the averages and the parameters.
        u_q: Expected marginal utility of the first good.
        u_r: Expected marginal utility of the second good.
        numbers: Names of parameters that do not vary over states.
        in_states: Names of parameters that occur with one symbol for each state.
        averages: Symbols of averages over the belief with the coefficients that are averaged, in
            the parameters' own symbols.
    """

    u: sp.Expr
    u_q: sp.Expr
    u_r: sp.Expr
    numbers: tuple[str, ...]
    in_states: tuple[str, ...]
    averages: tuple[tuple[sp.Symbol, sp.Expr], ...]


@dataclass(frozen=True)
class Condition:
    """The condition of one type.

    Args:
        logarithmic: Whether ``gain`` is the logarithm of the ratio and ``cost`` is 0.
        gain: What speaks for selling more, in w, p, v or q, r, c and the averages.
        cost: What speaks against it.
        slopes: Derivatives of gain less cost in w, p and c.
        rate: The ratio of expected marginal utilities, in q and r.
    """

    logarithmic: bool
    gain: sp.Expr
    cost: sp.Expr
    slopes: tuple[sp.Expr, sp.Expr, sp.Expr]
    rate: sp.Expr


@lru_cache(maxsize=64)
def marginals(shape: Shape) -> Marginals:
    """Average utility and marginal utilities over the belief, outside the bundle where the two separate."""
    averages: dict[sp.Expr, sp.Symbol] = {}
    formula = plain(shape.utility)
    found = [_expected(e, shape, averages) for e in (formula, diff(formula, q), diff(formula, r))]
    names = {str(s.name) for e in found for s in e.free_symbols}
    in_states = tuple(n for n in sorted(shape.varying) if f"{n}!0" in names)
    numbers = tuple(sorted(n for n in names if "!" not in n))
    u, u_q, u_r = found
    return Marginals(u, u_q, u_r, numbers, in_states, tuple((s, e) for e, s in averages.items()))


@lru_cache(maxsize=64)
def condition(shape: Shape) -> Condition:
    """Derive the condition that a kernel of this shape solves for each type."""
    found = marginals(shape)
    u_q, u_r = (sp.factor_terms(e) for e in (found.u_q, found.u_r))
    at_gain, at_cost = (
        plain(d).subs({signed.impact: c_, signed.w: w_}) for d in signed.discounts()
    )
    ratio = p_ * u_r / u_q
    logarithmic = _transcendental(ratio)
    # In a quotient of polynomials v clears the price from the denominators; under a logarithm q is
    # the shorter argument.
    whole, fractional = _factors(ratio if logarithmic else ratio.subs(q_, v_ / p_))
    above, below = _quotient(whole)
    gain, cost = above * at_gain, below * at_cost
    if logarithmic:
        gain, cost = sp.log(gain / cost) + _logarithms(fractional, whole), sp.S.Zero
    return Condition(logarithmic, gain, cost, _slopes(gain - cost), u_q / u_r)


@dataclass(frozen=True)
class Response:
    """The best response of one type to known totals.

    Gain and cost of selling more, their derivative along the curve, and the payoff, in t, q, y and
    s.
    """

    logarithmic: bool
    gain: sp.Expr
    cost: sp.Expr
    slope: sp.Expr
    payoff: sp.Expr


@lru_cache(maxsize=64)
def response(shape: Shape) -> Response:
    r"""Derive the condition of a best response.

    It is written in :math:`y = Q_- + t`, :math:`q = \bar q - t` and :math:`r = s/y`, with :math:`s
    = \bar r y + t R_-`.
    """
    found = marginals(shape)
    u_q, u_r = (sp.factor_terms(e) for e in (found.u_q, found.u_r))
    rate = plain(
        signed.response_terms()[1] / abstract_u_r(*signed.response_bundle(), type_, state_)
    )
    rate = rate.subs({Q_others: others_q_, R_others: others_r_}, simultaneous=True).subs(
        others_q_ + signed.t, y_
    )
    ratio = (rate * u_r / u_q).subs(r_, s_ / y_)
    (whole, fractional), logarithmic = _factors(ratio), _transcendental(ratio)
    gain, cost = _quotient(whole)
    if logarithmic:
        gain, cost = sp.log(gain / cost) + _logarithms(fractional, whole), sp.S.Zero
    left = gain - cost
    slope = diff(left, y_) - diff(left, q_) + (r_bar_ + others_r_) * diff(left, s_)
    return Response(logarithmic, gain, cost, slope, found.u.subs(r_, s_ / y_))


def _expected(partial: sp.Expr, shape: Shape, averages: dict[sp.Expr, sp.Symbol]) -> sp.Expr:
    """Return a marginal utility averaged over states.

    State by state where the state and the bundle do not separate.
    """
    total = []
    for term in sp.Add.make_args(sp.expand_mul(partial) if partial.is_Add else partial):
        factor, rest = term.as_independent(*GOODS, as_Add=False)
        if not _varies(rest, shape.varying):
            number_, coefficient = factor.as_independent(
                *(s for s in factor.free_symbols if str(s.name) in shape.varying), as_Add=False
            )
            average = (
                sp.S.One
                if coefficient == 1
                else averages.setdefault(
                    coefficient, sp.Symbol(f"average!{len(averages)}", real=True)
                )
            )
            total.append(number_ * rest * average)
            continue
        for z in range(shape.states):
            here = {
                s: in_state(str(s.name), z)
                for s in term.free_symbols
                if str(s.name) in shape.varying
            }
            total.append(belief(z) * term.xreplace(here))
    return sp.Add(*total).xreplace({q: q_, r: r_})


def _varies(e: sp.Expr, varying: Iterable[str]) -> bool:
    return any(str(s.name) in varying for s in e.free_symbols)


def _factors(ratio: sp.Expr) -> tuple[list[tuple[sp.Expr, int]], list[tuple[sp.Expr, sp.Expr]]]:
    """Return the factors of a product with whole exponents, and the others."""
    whole, fractional = [], []
    for base, exponent in ratio.as_powers_dict().items():
        number = exponent.as_coeff_Add()[0]
        n = int(number) if number.is_Integer else 0
        if n:
            whole.append((base, n))
        if exponent != n:
            fractional.append((base, exponent - n))
    return whole, fractional


def _quotient(whole: list[tuple[sp.Expr, int]]) -> tuple[sp.Expr, sp.Expr]:
    """Return numerator and denominator of a product of whole powers."""
    return sp.Mul(*(b ** max(n, 0) for b, n in whole)), sp.Mul(*(b ** max(-n, 0) for b, n in whole))


def _transcendental(e: sp.Expr) -> bool:
    return any(not a.exp.is_Integer for a in e.atoms(sp.Pow)) or bool(e.atoms(sp.exp, sp.log))


def _logarithms(factors: list[tuple[sp.Expr, sp.Expr]], rest: list[tuple[sp.Expr, int]]) -> sp.Expr:
    """Return the logarithm of a product of powers.

    It uses the logarithm of each base whose powers occur in the other factors, where it is needed
    anyway, and else one for each exponent.
    """
    needed = {a.base for e, _ in rest for a in e.atoms(sp.Pow) if not a.exp.is_Integer}
    groups: dict[sp.Expr, sp.Expr] = {}
    total = sp.S.Zero
    for base, exponent in factors:
        if base is sp.E:
            total += exponent
            continue
        if base in needed:
            total += exponent * sp.log(base)
            continue
        key, sign = (-exponent, -1) if exponent.could_extract_minus_sign() else (exponent, 1)
        groups[key] = groups.get(key, sp.S.One) * base**sign
    return total + sp.Add(*(e * sp.log(b) for e, b in groups.items()))


def _slopes(f: sp.Expr) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Return the derivatives in w, p and c, through v = p q̄ - w, q = q̄ - w/p and r = r̄ + w.

    What is constant there has no part in them.
    """
    inner = {v_: p_ * q_bar_ - w_, q_: -w_ / p_, r_: w_}

    def along(s: sp.Symbol) -> sp.Expr:
        return diff(f, s) + sp.Add(*(diff(f, i) * diff(e, s) for i, e in inner.items()))

    return along(w_), along(p_), diff(f, c_)
