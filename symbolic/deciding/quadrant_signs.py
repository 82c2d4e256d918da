r"""Signs of formulas on the open quadrant q, r > 0, read off coefficients.

The formulas are sums of products of powers: rational powers of q, of r, of positive rational
numbers and of *bases*, sums of such terms with positive coefficients only (the inside of a CES
aggregate).  Each is brought to a sum over distinct monomials with rational coefficients, after the
lowest power of every base has been divided out and the rest expanded.  If all coefficients have one
sign, the formula has it everywhere on the quadrant; if there are none, it is zero; if they are
mixed, nothing is said.  The exponents also give the behaviour at an axis.

Conventions: exponents and coefficients are integers where they are whole, which is quicker, and fractions elsewhere; a
formula with logarithms, exponentials or symbols other than q
and r is outside (``None``).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from symbolic.language.notation import q, r

Key = tuple[Any, ...]
Number = int | Fraction
Monomial = tuple[tuple[Key, Number], ...]
Terms = dict[Monomial, Number]

MAX_TERMS = 5000
EXPANDED_POWER = 8
Q_KEY: Key = (0, "q")
R_KEY: Key = (0, "r")


class OutsideTheForm(Exception):
    """The formula is no sum of products of powers of the kind that this module reads."""


def sign(formula: sp.Expr) -> int | None:
    r"""Return 1, -1 or 0 if the formula has this sign at every q, r > 0, and nothing if the coefficients do not tell.

    Args:
        formula: An expression in ``notation.q`` and ``notation.r`` with exact numbers.

    >>> sign(1 / q - 1 / (q + r)), sign(q - r)
    (1, None)
    """
    terms = _read(formula)
    if terms is None:
        return None
    signs = {1 if c > 0 else -1 for c in terms[1].values()}
    return 0 if not signs else signs.pop() if len(signs) == 1 else None


def order_at_axis(formula: sp.Expr, good: sp.Symbol) -> Fraction | None:
    r"""Return the exponent e such that a positive formula grows like :math:`q^e` as q → 0.

    The other good is fixed.  For r → 0 with q fixed it is that of :math:`r^e`.

    The formula tends to infinity if e < 0, to a positive number if e = 0, to zero if e > 0.

    Args:
        formula: As for ``sign``, and of one sign on the quadrant.
        good: ``notation.q`` or ``notation.r``, whichever tends to zero.

    Returns:
        The exponent, or None if the formula is outside the form, zero, or of mixed signs.

    >>> order_at_axis((q + r) ** sp.Rational(1, 2) / q, q)
    Fraction(-1, 1)
    """
    read = _read(formula)
    if read is None or len({c > 0 for c in read[1].values()}) != 1:
        return None
    key = Q_KEY if good == q else R_KEY
    return Fraction(_lowest(read[1], key) + sum(e * _lowest(_base(b), key) for b, e in read[0]))


def as_product(formula: sp.Expr) -> sp.Expr | None:
    r"""Return the formula as powers of bases, q and r times a sum over distinct monomials.

    None if it is outside the form.

    No cancellation is left in the sum if its coefficients have one sign: in interval arithmetic it
    then keeps its sign on every box.

    >>> as_product(sp.diff((q + r) ** sp.Rational(1, 2), q, 2))
    -1/(4*(q + r)**(3/2))
    """
    read = _read(formula)
    if read is None:
        return None
    divided, terms = read
    common = (
        tuple((k, min(dict(m).get(k, 0) for m in terms)) for k in (Q_KEY, R_KEY)) if terms else ()
    )
    rest = [
        _written(_times(m, _raised(common, -1))) * _rational(c) for m, c in sorted(terms.items())
    ]
    return sp.Mul(_written(divided), _written(common), sp.Add(*rest), evaluate=True)


def _rational(value: Number) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def _number(above: Number, below: Number = 1) -> Number:
    """Return a quotient, as an integer where it is whole."""
    value = Fraction(above, below)
    return value.numerator if value.denominator == 1 else value


def _written(monomial: Monomial) -> sp.Expr:
    """Write powers of q, r, numbers and bases as an expression."""
    return sp.Mul(*(_factor(k) ** _rational(e) for k, e in monomial))


def _factor(key: Key) -> sp.Expr:
    if key[0] == 0:
        return q if key == Q_KEY else r
    return (
        sp.Integer(key[1])
        if key[0] == 1
        else sp.Add(*(_rational(c) * _written(m) for m, c in sorted(_base(key).items())))
    )


@lru_cache(maxsize=4096)
def _read(formula: sp.Expr) -> tuple[Monomial, Terms] | None:
    """Return what was divided out and the expanded rest, or None if the formula is outside the form."""
    try:
        return _expanded(_terms(formula))
    except OutsideTheForm:
        return None


def _terms(node: sp.Expr) -> Terms:
    if node.is_Rational:
        return {(): _number(int(node.p), int(node.q))} if node != 0 else {}
    if node in (q, r):
        return {((Q_KEY if node == q else R_KEY, 1),): 1}
    if node.is_Add:
        return _sum(*(_terms(a) for a in node.args))
    if node.is_Mul:
        product: Terms = {(): 1}
        for factor in node.args:
            product = _product(product, _terms(factor))
        return product
    if node.is_Pow and node.exp.is_Rational:
        return _power(_terms(node.base), _number(int(node.exp.p), int(node.exp.q)))
    raise OutsideTheForm


def _power(base: Terms, exponent: Number) -> Terms:
    if not base:
        raise OutsideTheForm
    if all(c > 0 for c in base.values()):
        content, leading, primitive = _primitive(base)
        monomial = _times(_raised(content, exponent), _prime_powers(leading, exponent))
        rational, monomial = _split_numbers(monomial)
        if len(primitive) > 1:
            monomial = _times(monomial, ((_key(primitive), exponent),))
        return {monomial: rational}
    if exponent.denominator == 1 and 0 < exponent <= EXPANDED_POWER:
        result: Terms = {(): 1}
        for _ in range(int(exponent)):
            result = _product(result, base)
        return result
    if len(base) == 1 and exponent.denominator == 1:
        ((monomial, coefficient),) = base.items()
        return {_raised(monomial, exponent): _number(Fraction(coefficient) ** int(exponent))}
    raise OutsideTheForm


def _primitive(base: Terms) -> tuple[Monomial, Number, Terms]:
    """Split a sum into its common monomial, its first coefficient, and the rest."""
    keys = {k for monomial in base for k, _ in monomial}
    lowest = {k: min(dict(m).get(k, 0) for m in base) for k in keys}
    content = tuple(sorted((k, e) for k, e in lowest.items() if e))
    rest = {_times(m, _raised(content, -1)): c for m, c in base.items()}
    leading = rest[min(rest)]
    return content, leading, {m: _number(c, leading) for m, c in rest.items()}


def _prime_powers(value: Number, exponent: Number) -> Monomial:
    """Return a power of a positive rational as powers of its prime factors, which do not combine with one another."""
    factors: dict[int, int] = {}
    for part, direction in ((value.numerator, 1), (value.denominator, -1)):
        if part >= 10**18:
            raise OutsideTheForm
        for prime, times in sp.factorint(part).items():
            factors[int(prime)] = factors.get(int(prime), 0) + direction * times
    return tuple(sorted(((1, p), times * exponent) for p, times in factors.items() if times))


def _split_numbers(monomial: Monomial) -> tuple[Number, Monomial]:
    """Move the whole powers of numbers into the coefficient, leaving exponents in [0, 1)."""
    if all(key[0] != 1 for key, _ in monomial):
        return 1, monomial
    coefficient: Number = 1
    rest: list[tuple[Key, Number]] = []
    for key, exponent in monomial:
        whole = exponent.numerator // exponent.denominator if key[0] == 1 else 0
        if abs(whole) > 1000:
            raise OutsideTheForm
        if whole:
            coefficient = _number(coefficient * Fraction(key[1]) ** whole)
        if exponent - whole:
            rest.append((key, exponent - whole))
    return coefficient, tuple(rest)


def _key(terms: Terms) -> Key:
    return (2, tuple(sorted(terms.items())))


def _base(key: Key) -> Terms:
    return dict(key[1])


def _raised(monomial: Monomial, exponent: Number) -> Monomial:
    return tuple((k, e * exponent) for k, e in monomial)


def _times(left: Monomial, right: Monomial) -> Monomial:
    exponents = dict(left)
    for key, e in right:
        exponents[key] = exponents.get(key, 0) + e
    return tuple(sorted((k, e) for k, e in exponents.items() if e))


def _sum(*parts: Terms) -> Terms:
    total: Terms = {}
    for part in parts:
        for monomial, c in part.items():
            total[monomial] = total.get(monomial, 0) + c
    return {m: c for m, c in total.items() if c}


def _product(left: Terms, right: Terms) -> Terms:
    if len(left) * len(right) > MAX_TERMS:
        raise OutsideTheForm
    total: Terms = {}
    for m1, c1 in left.items():
        for m2, c2 in right.items():
            rational, monomial = _split_numbers(_times(m1, m2))
            total[monomial] = total.get(monomial, 0) + c1 * c2 * rational
    return {m: c for m, c in total.items() if c}


def _expanded(terms: Terms) -> tuple[Monomial, Terms]:
    """Divide the lowest power of every base out and expand what remains of it, until nothing changes."""
    divided: Monomial = ()
    while bases := sorted({k for m in terms for k, _ in m if k[0] == 2}):
        before = terms
        for key in bases:
            lowest = min(dict(m).get(key, 0) for m in terms)
            divided = _times(divided, ((key, lowest),) if lowest else ())
            terms = _sum(*(_without(m, c, key, lowest) for m, c in terms.items()))
        if terms == before or not terms:
            break
    return divided, terms


def _without(monomial: Monomial, coefficient: Number, key: Key, lowest: Number) -> Terms:
    """Write B^e as B^(e - lowest), expanded where that is a whole number of moderate size."""
    rest = dict(monomial).get(key, 0) - lowest
    other = tuple((k, e) for k, e in monomial if k != key)
    if rest.denominator != 1 or rest > EXPANDED_POWER:
        return {_times(other, ((key, rest),)): coefficient}
    result: Terms = {other: coefficient}
    for _ in range(int(rest)):
        result = _product(result, _base(key))
    return result


def _lowest(terms: Terms, key: Key) -> Number:
    """Return the lowest exponent of a good among terms of one sign, bases included."""
    return min(sum(e * _exponent(k, key) for k, e in m) for m in terms)


def _exponent(found: Key, key: Key) -> Number:
    if found[0] == 2:
        return _lowest(_base(found), key)
    return 1 if found == key else 0
