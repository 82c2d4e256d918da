r"""Logarithm, exponential and powers of arrays of intervals, bounded without any library's.

.. math:: \log x = n\log 2 + 2\left(s + \tfrac{s^3}{3} + \cdots + \tfrac{s^{2K-1}}{2K-1}\right) + \rho,\quad
          x = 2^n m,\ s = \frac{m-1}{m+1},\
          |\rho| \le \frac{2|s|^{2K+1}}{(2K+1)(1-s^2)},

.. math:: e^x = 2^n\left(1 + r + \cdots + \tfrac{r^K}{K!}\right) + 2^n\rho,\quad r = x - n\log 2,\
          |\rho| \le \frac{|r|^{K+1}}{(K+1)!\,(1-|r|)},

each evaluated in intervals at the ends of the operand, since both functions rise.  The remainders
are added as intervals, so that the result does not depend on how small they are.  A power is
:math:`e^{a\log x}`, but a square root is the machine's, which IEEE 754 rounds correctly, and a
whole exponent is a product.

Conventions: the logarithm and powers are for positive operands; elsewhere their ends are not
numbers.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import flint
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, down, up

LOG_TERMS, EXP_TERMS = 11, 14
LARGEST = 700.0
"""Beyond this, and below its negative, the exponential is bounded by 0 and infinity."""


def _log_2() -> Intervals:
    """Return the two doubles around log 2."""
    with flint.ctx.workprec(120):
        ball = flint.arb.const_log2()
        near = float(ball.mid())
        return Intervals(np.nextafter(near, -1.0), np.nextafter(near, 1.0))


LOG_2 = _log_2()
SHORT = float(np.round(float(LOG_2.lo) * 2**32) / 2**32)
"""A multiple of 2^-32 near log 2: whole multiples of it below 2^20 are exact."""


def _rest() -> Intervals:
    with flint.ctx.workprec(120):
        near = float((flint.arb.const_log2() - SHORT).mid())
    return Intervals(np.nextafter(near, -1.0), np.nextafter(near, 1.0))


REST = _rest()
"""Log 2 less the short number."""


def log_at(x: Array, terms: int = LOG_TERMS) -> Intervals:
    """Bound the logarithm of positive doubles by so many terms of its series."""
    m, n = np.frexp(x)
    small = m < np.sqrt(0.5)
    m, n = np.where(small, 2 * m, m), np.where(small, n - 1, n).astype(float)
    s = Intervals.points(m - 1.0) / (Intervals.points(m) + 1.0)  # m - 1 is exact for m in [1/2, 2]
    z = s.square()
    series = (1 / (1 - z) * Fraction(1, 2 * terms + 1)).hull(0.0)
    for k in reversed(range(terms)):
        series = series * z + Fraction(1, 2 * k + 1)
    return Intervals.points(n * SHORT) + (REST * n + 2 * s * series)


def log(x: Intervals) -> Intervals:
    """Return the logarithm."""
    with np.errstate(all="ignore"):
        low, high = (
            log_at(np.where(x.lo > 0, x.lo, np.nan)),
            log_at(np.where(x.hi > 0, x.hi, np.nan)),
        )
    return Intervals(low.lo, np.where(np.isposinf(x.hi), np.inf, high.hi))


def exp_at(x: Array, terms: int = EXP_TERMS) -> Intervals:
    """Bound the exponential of doubles by so many terms of its series beyond the first."""
    inside = np.clip(x, -LARGEST, LARGEST)
    n = np.rint(inside / SHORT)
    r = Intervals.points(inside) - n * SHORT - REST * n
    series = (1 / (1 - Intervals.points(r.magnitude())) * Fraction(1, factorial(terms + 1))).hull(
        0.0
    )
    series = Intervals(-series.hi, series.hi)
    for k in reversed(range(terms + 1)):
        series = series * r + Fraction(1, factorial(k))
    power = n.astype(int)
    lo, hi = np.ldexp(series.lo, power), np.ldexp(series.hi, power)
    return Intervals(np.where(x < -LARGEST, 0.0, lo), np.where(x > LARGEST, np.inf, hi))


def exp(x: Intervals) -> Intervals:
    """Return the exponential."""
    with np.errstate(all="ignore"):
        return Intervals(exp_at(x.lo).lo, exp_at(x.hi).hi)


def root(x: Intervals) -> Intervals:
    """Return the square root."""
    with np.errstate(all="ignore"):
        return Intervals(np.maximum(down(np.sqrt(x.lo)), 0.0), up(np.sqrt(x.hi)))


def whole_power(x: Intervals, exponent: int) -> Intervals:
    """Return a power with a whole exponent."""
    if exponent < 0:
        return whole_power(x, -exponent).inverse()
    if exponent <= 1:
        return (Intervals.points(1.0), x)[exponent]
    half = whole_power(x, exponent // 2).square()
    return half * x if exponent % 2 else half


def power(x: Intervals, exponent: Fraction) -> Intervals:
    """Return a power of a positive operand."""
    if exponent.denominator == 1:
        return whole_power(x, exponent.numerator)
    if exponent.denominator == 2:
        return whole_power(root(x), exponent.numerator)
    return exp(log(x) * exponent)
