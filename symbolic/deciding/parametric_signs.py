r"""Signs on the open quadrant for all economies of a family at once: by the signs of coefficients in the parameters.

``symbolic.deciding.quadrant_signs`` reads the sign of a formula in q and r with exact numbers.  Here
the parameters stay symbols.  A formula is brought to

.. math:: B^{e_0}\sum_i c_i(\theta)\,q^{a_i}r^{b_i}B^{n_i},\qquad n_i \in \mathbb N,

with :math:`B` sums of such terms (the inside of a CES aggregate), and expanded.  At parameters where
all coefficients of the sums B are positive and all :math:`c_i` have one sign, the formula has that
sign at every q, r > 0.  Equal exponents need not be told from different ones for that; where the
coefficients have both signs nothing is said, and the exact reading of that one economy may say more.

Conventions: coefficients are quotients of polynomials in the parameters with whole coefficients,
given as pairs (above, below).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from symbolic.language.notation import q, r

EXPANDED_POWER, MAX_TERMS = 8, 400

Exponents = tuple[tuple[sp.Expr, sp.Expr], ...]
"""Pairs of a base (q, r or the symbol of a sum) and its exponent, which is not zero."""
Terms = dict[Exponents, sp.Expr]
Pair = tuple[sp.Poly | sp.Expr, sp.Poly | sp.Expr]


class OutsideTheForm(Exception):
    """The formula is no sum of products of powers of the kind that this module reads."""


@dataclass(frozen=True)
class Coefficients:
    """What decides the sign of a formula.

    Args:
        positive: Coefficients of the sums whose powers occur; all must be positive.
        terms: Coefficients whose common sign is that of the formula.
    """

    positive: tuple[sp.Expr, ...]
    terms: tuple[sp.Expr, ...]


@lru_cache(maxsize=256)
def coefficients(formula: sp.Expr) -> Coefficients | None:
    """Return the coefficients that decide a formula in q, r and parameters, or None if it is outside the form.

    >>> a = sp.Symbol("a", real=True)
    >>> sorted(coefficients(a / q + 2 / r).terms, key=str)
    [2, a]
    """
    reader = _Reader()
    try:
        terms = reader.expanded(reader.terms(formula))
    except OutsideTheForm:
        return None
    found = [_cancelled(c) for c in terms.values()]
    sums = [_cancelled(c) for s in reader.sums.values() for c in s.values()]
    return Coefficients(tuple(sums), tuple(c for c in found if c != 0))


def _cancelled(c: sp.Expr) -> sp.Expr:
    """Return a coefficient in lowest terms, which an expanded polynomial with rational numbers is already."""
    return c if _is_plain(c) else sp.cancel(c)


def _is_plain(c: sp.Expr) -> bool:
    """Whether a coefficient is a sum of products of rational numbers and of powers of symbols."""
    return all(_plain(f) for term in sp.Add.make_args(c) for f in sp.Mul.make_args(term))


def _plain(factor: sp.Expr) -> bool:
    """Whether a factor is a rational number, a symbol, or a power of one with a whole positive exponent."""
    if not factor.is_Pow:
        return bool(factor.is_Rational or factor.is_Symbol)
    base, exponent = factor.args
    return bool(base.is_Symbol and exponent.is_Integer and exponent.is_positive)


class _Reader:
    """Reads formulas; ``sums`` are the bases met, by symbol."""

    def __init__(self) -> None:
        self.sums: dict[sp.Symbol, Terms] = {}

    def terms(self, node: sp.Expr) -> Terms:
        if not node.has(q, r):
            return {(): node}
        if node in (q, r):
            return {((node, sp.S.One),): sp.S.One}
        if node.is_Add:
            return _sum([self.terms(a) for a in node.args])
        if node.is_Mul:
            product: Terms = {(): sp.S.One}
            for factor in node.args:
                product = _product(product, self.terms(factor))
            return product
        if node.is_Pow and not node.exp.has(q, r):
            return self._power(self.terms(node.base), node.exp)
        raise OutsideTheForm

    def _power(self, base: Terms, exponent: sp.Expr) -> Terms:
        if len(base) == 1:
            ((key, c),) = base.items()
            if c != 1 and not exponent.is_Integer:
                raise OutsideTheForm
            raised = _key({b: e * exponent for b, e in key})
            return {raised: c**exponent}
        if exponent.is_Integer and 0 < exponent <= EXPANDED_POWER:
            product: Terms = {(): sp.S.One}
            for _ in range(int(exponent)):
                product = _product(product, base)
            return product
        name = next((s for s, terms in self.sums.items() if terms == base), None)
        if name is None:
            name = sp.Dummy("B", positive=True)
            self.sums[name] = base
        return {((name, sp.expand(exponent)),): sp.S.One}

    def expanded(self, terms: Terms) -> Terms:
        """Divide the lowest power of every sum out and expand what is left of it."""
        for name in list(self.sums):
            exponents = [dict(key).get(name, sp.S.Zero) for key in terms]
            steps = [sp.expand(e - exponents[0]) for e in exponents]
            if not all(s.is_Integer for s in steps):
                raise OutsideTheForm
            least = min(steps, default=sp.S.Zero)
            parts = []
            for (key, c), step in zip(terms.items(), steps, strict=True):
                left = int(step - least)
                if left > EXPANDED_POWER:
                    raise OutsideTheForm
                part: Terms = {_key({b: e for b, e in key if b != name}): c}
                for _ in range(left):
                    part = _product(part, self.sums[name])
                parts.append(part)
            terms = _sum(parts)
        return terms


def _key(exponents: dict[sp.Symbol, sp.Expr]) -> Exponents:
    written = ((b, e if e.is_Rational else sp.expand(e)) for b, e in exponents.items())
    found = [(b, e) for b, e in written if e != 0]
    return tuple(sorted(found, key=_place) if len(found) > 1 else found)


def _place(pair: tuple[sp.Symbol, sp.Expr]) -> tuple[str, int]:
    return pair[0].name, getattr(pair[0], "dummy_index", 0)


def _sum(parts: list[Terms]) -> Terms:
    return {
        k: c for k, c in _added((item for p in parts for item in p.items()), _expanded) if c != 0
    }


def _added(
    items: Iterable[tuple[Exponents, sp.Expr]], written: Callable[[sp.Expr], sp.Expr]
) -> Iterator[tuple[Exponents, sp.Expr]]:
    """Yield every key once, with the sum of what is given for it."""
    found: dict[Exponents, list[sp.Expr]] = {}
    for key, c in items:
        found.setdefault(key, []).append(c)
    for key, several in found.items():
        yield key, written(several[0] if len(several) == 1 else sp.Add(*several))


def _expanded(c: sp.Expr) -> sp.Expr:
    return c if _is_plain(c) else sp.expand(c)


def _product(left: Terms, right: Terms) -> Terms:
    if len(left) * len(right) > MAX_TERMS:
        raise OutsideTheForm
    items = []
    for key_1, c_1 in left.items():
        for key_2, c_2 in right.items():
            exponents = dict(key_1)
            for b, e in key_2:
                exponents[b] = exponents[b] + e if b in exponents else e
            key = _key(exponents) if key_1 and key_2 else key_1 or key_2
            items.append((key, sp.Mul(c_1, c_2)))
    return dict(_added(items, lambda c: c))
