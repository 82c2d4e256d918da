r"""Signs of formulas in one good for all its positive values, decided by counting roots.

Where coefficients have both signs a formula may still have one: :math:`s^2 - s + 1` has no root, and
:math:`-(s - 1)^2` has one at which it does not change its sign.  The formula is brought to a
polynomial in a root of the good, of which the positive roots are counted in exact numbers.

Paper: section 2.1, utility that is strictly increasing and strictly concave.
"""

from __future__ import annotations

import math
from fractions import Fraction

import sympy as sp

from symbolic.deciding.quadrant_signs import as_product


def one_sign(formula: sp.Expr, good: sp.Symbol, *, but_at_points: bool = False) -> int | None:
    """Return the sign of a formula if it has one for all positive values of a good, and None if that is not decided.

    Args:
        formula: An expression in the good with exact numbers.
        good: ``notation.q`` or ``notation.r``.
        but_at_points: Whether it may be zero at single values.

    >>> from symbolic.language.notation import q
    >>> square = -((sp.sqrt(q) - 1) ** 2) / q
    >>> one_sign(square, q), one_sign(square, q, but_at_points=True), one_sign(1 - q, q)
    (None, -1, None)
    """
    product = as_product(formula)
    if product is None or product.free_symbols - {good}:
        return None
    sign = 1
    for factor in sp.Mul.make_args(product):
        if factor.is_Rational:
            sign *= int(sp.sign(factor))
        elif factor.is_Add:
            found = _of_sum(factor, good, but_at_points)
            if found is None:
                return None
            sign *= found
    return sign


def _of_sum(total: sp.Expr, good: sp.Symbol, but_at_points: bool) -> int | None:
    powers: dict[Fraction, sp.Rational] = {}
    for term in total.args:
        number, power = term.as_coeff_Mul()
        base, exponent = power.as_base_exp()
        if power != 1 and (base != good or not exponent.is_Rational):
            return None
        powers[Fraction(0) if power == 1 else Fraction(int(exponent.p), int(exponent.q))] = number
    root, least = math.lcm(*(e.denominator for e in powers)), min(powers)
    polynomial = sp.Poly({(int((e - least) * root),): c for e, c in powers.items()}, good)
    for factor, times in polynomial.sqf_list()[1]:
        if factor.count_roots(0) and not (but_at_points and times % 2 == 0):
            return None
    return int(sp.sign(polynomial.LC()))
