r"""Logarithm, exponential and powers of arrays of intervals, bounded without any library's.

.. math:: \log x = n\log 2 + 2s\left(1 + \tfrac{s^2}{3} + \cdots + \tfrac{s^{2K-2}}{2K-1}\right) + \rho,\quad
          x = 2^n m,\ s = \frac{m-1}{m+1},\
          |\rho| \le \frac{2|s|^{2K+1}}{(2K+1)(1-s^2)},

.. math:: e^x = 2^n\left(1 + r + \cdots + \tfrac{r^K}{K!}\right) + 2^n\rho,\quad r = x - n\log 2,\
          |\rho| \le \frac{|r|^{K+1}}{(K+1)!\,(1-|r|)},

each evaluated at the ends of the operand, since both functions rise.  The sums are computed in
doubles by Horner's rule, and their relative error is at most eight units :math:`u = 2^{-53}`:

* In the logarithm :math:`|s| < 0.172`; m - 1 is exact, so s has two roundings, and
  :math:`z = s^2 < 0.03` has five.  The sum is of positive terms.  A step of Horner's rule
  :math:`v \mapsto c + vz` adds at most two roundings (of c and of the sum) to what it has of the
  product, which is a part below 0.04 of the sum; so the errors do not add up: at most
  :math:`0.04(3 + 1 + 5)u + u < 2u` at the end, where c = 1 is exact.  With s, and the product with
  it, five; and :math:`|\rho|` is below 0.01 of one.
* In the exponential :math:`|r| < 0.35`; n times a short number near log 2 is exact, and its
  difference from x too (Sterbenz), so r is off by at most :math:`0.36u`.  With :math:`v_k` the
  value of the sum from k on, divided by :math:`r^k`, the error is at most
  :math:`u(v_0 + 2|r|v_1 + 2r^2v_2 + 3|r|^3v_3 + \cdots) < 2.1u\,e^r`; together with r below 2.6, and
  :math:`|\rho|` is below 0.001.

A power is :math:`e^{a\log x}`, but a square root is the machine's, which IEEE 754 rounds correctly,
and a whole exponent is a product.

Conventions: the logarithm and powers are for positive operands; elsewhere their ends are not
numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import factorial

import flint
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, down, up

LOG_TERMS, EXP_TERMS = 11, 14
LOG_COEFFICIENTS = tuple(np.array(1 / (2 * k + 1)) for k in range(LOG_TERMS))
EXP_COEFFICIENTS = tuple(np.array(1 / factorial(k)) for k in range(EXP_TERMS + 1))
ROUNDED = 2.0**-50
"""Eight units, a bound on the relative error of both sums."""

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


def _log_at(x: Array) -> Intervals:
    """Bound the logarithm of positive doubles."""
    m, n = np.frexp(x)
    small = m < np.sqrt(0.5)
    m, n = np.where(small, 2 * m, m), np.where(small, n - 1, n).astype(float)
    s = (m - 1.0) / (m + 1.0)
    rest = _around(2.0 * s * _horner(LOG_COEFFICIENTS, s * s))
    return Intervals.points(n * SHORT) + (REST * n + rest)


def _horner(coefficients: Sequence[Array], z: Array) -> Array:
    result = np.full_like(z, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        np.multiply(result, z, out=result)
        np.add(result, c, out=result)
    return result


def _ends(x: Intervals) -> Array:
    """Return the lower and upper ends in one array, or one row where they are the same doubles."""
    if x.lo is x.hi:
        return x.lo[None]
    ends = np.empty((2, *x.shape))
    ends[0], ends[1] = x.lo, x.hi
    return ends


def _around(x: Array) -> Intervals:
    """Return intervals around all numbers that differ from doubles by a relative error of 8u."""
    error = np.abs(x) * ROUNDED
    return Intervals(down(x - error), up(x + error))


def log(x: Intervals) -> Intervals:
    """Return the logarithm."""
    with np.errstate(all="ignore"):
        ends = _ends(x)
        found = _log_at(np.where(ends > 0, ends, np.nan))
    return Intervals(found.lo[0], np.where(np.isposinf(x.hi), np.inf, found.hi[-1]))


def _exp_at(x: Array) -> Intervals:
    """Bound the exponential of doubles."""
    inside = np.clip(x, -LARGEST, LARGEST)
    n = np.rint(inside / SHORT)
    found = _around(_horner(EXP_COEFFICIENTS, (inside - n * SHORT) - float(REST.lo) * n))
    power = n.astype(int)
    lo, hi = np.ldexp(found.lo, power), np.ldexp(found.hi, power)
    return Intervals(np.where(x < -LARGEST, 0.0, lo), np.where(x > LARGEST, np.inf, hi))


def exp(x: Intervals) -> Intervals:
    """Return the exponential."""
    with np.errstate(all="ignore"):
        found = _exp_at(_ends(x))
        return Intervals(found.lo[0], found.hi[-1])


def root(x: Intervals) -> Intervals:
    """Return the square root."""
    with np.errstate(all="ignore"):
        return Intervals(np.maximum(down(np.sqrt(x.lo)), 0.0), up(np.sqrt(x.hi)))


def whole_power(x: Intervals, exponent: int) -> Intervals:
    """Return a power with a whole exponent."""
    size = abs(exponent)
    if size <= 1:
        made = (Intervals.points(1.0), x)[size]
    else:
        half = whole_power(x, size // 2).square()
        made = half * x if size % 2 else half
    return made.inverse() if exponent < 0 else made


def power(x: Intervals, exponent: Fraction) -> Intervals:
    """Return a power of a positive operand."""
    if exponent.denominator == 1:
        return whole_power(x, exponent.numerator)
    if exponent.denominator == 2:
        return whole_power(root(x), exponent.numerator)
    return power_of_log(log(x), exponent)


def power_of_log(logarithm: Intervals, exponent: Fraction) -> Intervals:
    """Return a power of what has the given logarithm."""
    return exp(logarithm * exponent)
