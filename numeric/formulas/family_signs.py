r"""Signs of formulas for many economies of one utility, by coefficients in the parameters.

They are decided in floating point with a bound on its error.

``symbolic.deciding.parametric_signs`` writes a formula in u's partials as a sum whose coefficients
are quotients of polynomials in the parameters, once for a utility.  For an economy the polynomials
are evaluated; a value counts as positive or negative only where it exceeds what rounding can have
done to it, so that a sign that is returned is that of the exact numbers.  Everything else is left to
the exact reading of that economy (``numeric.formulas.sign_checks``).

Conventions: a sign is 1, -1, 0 (zero at every bundle), or ``UNKNOWN``.

Paper: section 2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from numeric.formulas.domain import whole
from symbolic.deciding.parametric_signs import coefficients
from symbolic.language.notation import q, r
from symbolic.language.utility import with_utility

Array = NDArray[np.float64]
Signs = NDArray[np.int8]
Degrees = tuple[int, ...]
UNKNOWN = 2
ROUNDING = 1e-13
"""Share of the sum of a polynomial's absolute terms that rounding stays below.

A term of degree d has a relative error of at most about 2d units of 1.1e-16, the sum of n terms n
more; degrees and numbers of terms here stay below ``LARGEST``.
"""
LARGEST = 200


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in parameters: whole coefficients (m,) and exponents (m, parameters)."""

    names: tuple[str, ...]
    coefficients: tuple[float, ...]
    exponents: tuple[tuple[int, ...], ...]

    def sign(self, values: Mapping[str, Array]) -> Signs:
        """Return the sign at parameters, each of one shape S; ``UNKNOWN`` where rounding may decide it."""
        total = size = np.zeros(next(iter(values.values())).shape if values else ())
        for c, powers in zip(self.coefficients, self.exponents, strict=True):
            term: Array | float = c
            for name, n in zip(self.names, powers, strict=True):
                for _ in range(n):
                    term = term * values[name]
            total, size = total + term, size + np.abs(term)
        sure = np.abs(total) > ROUNDING * size
        return np.where(sure, np.sign(total), UNKNOWN).astype(np.int8)


Quotient = tuple[Polynomial, Polynomial]


@lru_cache(maxsize=2048)
def set_apart(
    utility: sp.Expr, formula: sp.Expr
) -> tuple[sp.Expr, tuple[str, ...], tuple[sp.Symbol, ...]]:
    """Return a utility whose parameters are symbols that a formula does not have, their names, and the symbols.

    A parameter may be called p, as a price is.  Where none is, the utility stays as it is, so that
    its derivatives are taken once.
    """
    parameters = sorted(utility.free_symbols - {q, r}, key=str)
    taken = formula.free_symbols
    own = {s: sp.Dummy(str(s.name), **s.assumptions0) if s in taken else s for s in parameters}
    return utility.xreplace(own), tuple(str(s.name) for s in own), tuple(own.values())


@lru_cache(maxsize=4096)
def with_parameters(formula: sp.Expr, utility: sp.Expr) -> sp.Expr:
    """Put a utility into a formula in u's partials, its parameters as symbols."""
    return with_utility(formula, utility, q, r)


@lru_cache(maxsize=4096)
def decisive(formula: sp.Expr, utility: sp.Expr) -> tuple[tuple[Quotient, ...], ...] | None:
    """Return the coefficients that must be positive and those whose common sign counts; None outside the form."""
    found = coefficients(with_parameters(formula, utility))
    if found is None:
        return None
    sides = [[_quotient(c) for c in part] for part in (found.positive, found.terms)]
    if any(v is None for side in sides for v in side):
        return None
    return tuple(tuple(v for v in side if v is not None) for side in sides)


def _quotient(c: sp.Expr) -> Quotient | None:
    read = _expanded(c)
    if read is None:
        above, below = (_polynomial(e) for e in sp.fraction(sp.together(c)))
    else:
        divisor = lcm(*(n.denominator for n in read[1].values()))
        above = _of_terms(read[0], {degrees: n * divisor for degrees, n in read[1].items()})
        below = _of_terms((), {(): Fraction(divisor)})
    return None if above is None or below is None else (above, below)


def _expanded(c: sp.Expr) -> tuple[tuple[sp.Symbol, ...], dict[Degrees, Fraction]] | None:
    """Return the symbols and the terms of a sum of products of powers of symbols; None for anything else."""
    symbols = _by_name(c)
    place = {s: i for i, s in enumerate(symbols)}
    terms: dict[Degrees, Fraction] = {}
    for term in sp.Add.make_args(c):
        number, degrees = Fraction(1), [0] * len(symbols)
        for factor in sp.Mul.make_args(term):
            base, exponent = (factor.base, factor.exp) if factor.is_Pow else (factor, sp.S.One)
            if factor.is_Rational:
                number *= Fraction(int(factor.p), int(factor.q))
            elif base.is_Symbol and exponent.is_Integer and exponent.is_positive:
                degrees[place[base]] += int(exponent)
            else:
                return None
        terms[tuple(degrees)] = terms.get(tuple(degrees), Fraction(0)) + number
    return symbols, terms


def _by_name(e: sp.Expr) -> tuple[sp.Symbol, ...]:
    return tuple(sorted(e.free_symbols, key=lambda s: str(s.name)))


def _polynomial(e: sp.Expr) -> Polynomial | None:
    read = _expanded(e)
    if read is not None:
        return _of_terms(*read)
    symbols = _by_name(e)
    if not (symbols and e.is_polynomial(*symbols)):
        return None
    terms = dict(sp.Poly(e, *symbols).terms())
    if not all(n.is_Integer for n in terms.values()):
        return None
    return _of_terms(symbols, {degrees: Fraction(int(n)) for degrees, n in terms.items()})


def _of_terms(symbols: tuple[sp.Symbol, ...], terms: dict[Degrees, Fraction]) -> Polynomial | None:
    """Return a polynomial, the greatest degrees first, or None where rounding could be more than is assumed."""
    small = len(terms) <= LARGEST and max(map(sum, terms)) <= LARGEST
    if not small or any(n.denominator > 1 or abs(n) >= 2**53 for n in terms.values()):
        return None
    degrees = tuple(sorted(terms, reverse=True))
    names = tuple(str(s.name) for s in symbols)
    return Polynomial(names, tuple(float(terms[d]) for d in degrees), degrees)


def signs(formula: sp.Expr, utility: sp.Expr, values: Mapping[str, Array]) -> Signs | None:
    """Return the sign of a formula at every q, r > 0, for arrays of parameters.

    Args:
        formula: In u's partials at (q, r).
        utility: u(q, r) in q, r and parameters.
        values: Parameters, all of one shape S.

    Returns:
        1, -1, 0 or ``UNKNOWN``, shape S; None where the formula is outside the form.
    """
    read = decisive(formula, utility)
    if read is None:
        return None
    positive, terms = read
    shape = next(iter(values.values())).shape if values else ()
    bases = np.ones(shape, dtype=bool)
    for c in positive:
        bases &= _sign(c, values) == 1
    found = [_sign(c, values) for c in terms]
    result = np.zeros(shape, dtype=np.int8) if not found else found[0]
    for other in found[1:]:
        result = np.where(other == result, result, UNKNOWN).astype(np.int8)
    return np.where(bases, result, UNKNOWN).astype(np.int8)


def _sign(c: Quotient, values: Mapping[str, Array]) -> Signs:
    above, below = (p.sign(values) for p in c)
    known = (above != UNKNOWN) & (below != UNKNOWN)
    return np.where(known, above * below, UNKNOWN).astype(np.int8)


@by_environment(maxsize=4096)
def family_signs(economy: Economy, formula: sp.Expr) -> tuple[tuple[int | None, ...], ...]:
    """Return the sign of a formula in u's partials at (q, r) for each type (rows) and state.

    None where the coefficients do not tell, or where the utility is not real on all of the quadrant.
    """
    shape = len(economy.types), len(economy.states)
    found = None
    if whole(economy):
        utility, _, _ = set_apart(economy.environment.utility, formula)
        found = signs(formula, utility, economy.floats.parameters)
    if found is None:
        return ((None,) * shape[1],) * shape[0]
    table = np.broadcast_to(found, shape)
    return tuple(tuple(None if v == UNKNOWN else int(v) for v in row) for row in table)
