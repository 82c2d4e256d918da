r"""The ring decider: is an equation between formulas of this paper an identity of rational functions?

A formula is read as a fraction of polynomials over the rationals.  The generators are its symbols,
its indexed quantities, the values of u and of its partial derivatives, and whatever else is not
addition, multiplication or an integer power.  Two applications of the same function are the same
generator exactly when their arguments are equal as fractions.  A finite sum is linear: factors that
do not depend on its index are pulled out, and what remains is one generator for each monomial.

The answer "zero" proves the identity wherever the denominators are not zero (``denominators`` reads
those off the formula as written). The answer "not zero" refutes it only if the generators are
independent, which is for a witness to show.  ``simplify``, ``cancel`` and ``ratsimp`` are not used:
they promise nothing.

Conventions: a fraction is kept as a numerator and a product of monic denominators; common
denominators are recognised, greatest common divisors are never needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import sympy as sp

from symbolic.deciding import polynomial as poly
from symbolic.deciding.ratio import OutsideTheFragment, Ratio, add, equal, invert, multiply, ratio
from symbolic.language.derivative import DerivativeOf
from symbolic.language.domain import NoDerivative, conditions
from symbolic.language.notation import set_of
from symbolic.language.quotient import Quotient
from symbolic.language.sums import ProductOver, SumOver, _Over


def _height(expression: sp.Expr) -> int:
    inner = max((_height(a) for a in expression.args), default=0)
    return inner + 1 if isinstance(expression, _Over) else inner


class _Place(sp.Symbol):  # type: ignore[misc]  # SymPy is untyped
    """The place of a bound index, named by a kind, a number and its set.

    No symbol of a formula equals it, whatever its name.
    """


def _place(kind: str, number: int, members: str, *within: sp.Expr) -> sp.Symbol:
    """Return the first place from a number on that occurs in none of the formulas."""
    taken = set().union(*(e.atoms(_Place) for e in within))
    while (place := _Place(f"{kind}{number} {members}", integer=True)) in taken:
        number += 1
    return place


def _members(index: sp.Symbol) -> str:
    """Name the set that an index runs over."""
    return str(index.name).partition(" ")[2] if isinstance(index, _Place) else set_of(index)


def _left_out(over: _Over) -> sp.Expr:
    """Return the element that a sum or product leaves out; what is no element cannot be left out.

    Raises:
        OutsideTheFragment: It is not a label of the set, nor a number that stands for an element.
    """
    (element,) = over.excluded
    label = isinstance(element, sp.Symbol) and _members(element) == _members(over.index)
    if not (label or element.is_Integer):
        raise OutsideTheFragment(f"{element} is no element of the set that {over.index} runs over")
    return element


class Ring:
    """Reads formulas as fractions, with one table of generators for all of them.

    Args:
        rules: Equations (left, right) that may be used; each left side must be a single generator,
            which is replaced wherever it occurs.
    """

    def __init__(self, rules: Iterable[tuple[sp.Expr, sp.Expr]] = ()) -> None:
        self._numbers: dict[Any, list[tuple[int, tuple[Ratio, ...]]]] = {}
        self._labels: list[frozenset[sp.Symbol]] = []
        self.names: list[sp.Expr] = []
        self._cache: dict[sp.Expr, Ratio] = {}
        self._rewrites: dict[int, Ratio] = {}
        for left, right in rules:
            monomials = self.read(left).polynomial
            if (
                len(monomials) != 1
                or set(monomials.values()) != {Fraction(1)}
                or self.read(left).factors
            ):
                raise ValueError(f"the left side of a rule must be a single generator, got {left}")
            (monomial,) = monomials
            if len(monomial) != 1 or monomial[0][1] != 1:
                raise ValueError(f"the left side of a rule must be a single generator, got {left}")
            replacement = self.read(right)
            self._rewrites[monomial[0][0]] = replacement
            self._cache.clear()

    # -- generators --------------------------------------------------------------------------------

    def _atom(self, head: Any, name: sp.Expr, arguments: tuple[Ratio, ...] = ()) -> Ratio:
        """Return the generator for ``head(arguments)``: one already met with equal arguments, or a new one."""
        same_head = self._numbers.setdefault(head, [])
        number = next((n for n, known in same_head if all(map(equal, known, arguments))), None)
        if number is None:
            number = len(self.names)
            same_head.append((number, arguments))
            self.names.append(name)
            self._labels.append(frozenset(name.free_symbols))
        return self._rewrites.get(number, Ratio(poly.frozen(poly.generator(number))))

    def _expression(self, monomial: poly.Monomial) -> sp.Expr:
        return sp.Mul(*(self.names[g] ** e for g, e in monomial))

    # -- reading -----------------------------------------------------------------------------------

    def read(self, expression: Any) -> Ratio:
        """Read a formula as a fraction.

        Raises:
            OutsideTheFragment: The formula contains a float, infinity or another number that is not
                rational.
            ZeroDivisionError: A denominator is the zero polynomial.
        """
        expression = sp.sympify(expression)
        if expression not in self._cache:
            self._cache[expression] = self._read(expression)
        return self._cache[expression]

    def _read(self, e: sp.Expr) -> Ratio:
        if e.is_Rational:
            return Ratio(poly.frozen(poly.constant(Fraction(int(e.p), int(e.q)))))
        if e.is_Number or e in (sp.zoo, sp.nan):
            raise OutsideTheFragment(f"the ring decider reads rational numbers only, found {e}")
        if isinstance(e, sp.Add):
            total = Ratio(())
            for term in e.args:
                total = add(total, self.read(term))
            return total
        if isinstance(e, sp.Mul):
            result = Ratio(poly.frozen(poly.constant(1)))
            for factor in e.args:
                result = multiply(result, self.read(factor))
            return result
        if isinstance(e, Quotient):
            return multiply(self.read(e.args[0]), invert(self.read(e.args[1])))
        if isinstance(e, sp.Pow):
            return self._read_power(e.base, e.exp)
        if isinstance(e, DerivativeOf):
            return self._read_derivative(e)
        if isinstance(e, SumOver):
            return self._read_sum(e)
        if isinstance(e, ProductOver):
            return self._read_product(e)
        if isinstance(e, sp.Symbol) or e.is_NumberSymbol:
            return self._atom(e, e)
        if isinstance(e, sp.Function | sp.Expr) and e.args and e.is_commutative:
            return self._atom((e.func, len(e.args)), e, tuple(self.read(a) for a in e.args))
        raise OutsideTheFragment(f"the ring decider does not read {type(e).__name__}: {e}")

    def _read_derivative(self, e: DerivativeOf) -> Ratio:
        try:
            conditions(e)
        except NoDerivative as error:
            raise OutsideTheFragment(str(error)) from error
        return self.read(e.doit())

    def _read_power(self, base: sp.Expr, exponent: sp.Expr) -> Ratio:
        if exponent.is_Integer:
            value = self.read(base) if exponent > 0 else invert(self.read(base))
            result = Ratio(poly.frozen(poly.constant(1)))
            for _ in range(abs(int(exponent))):
                result = multiply(result, value)
            return result
        whole, rest = exponent.as_coeff_Add()
        if rest != 0 and whole.is_Integer and whole != 0:
            return multiply(self._read_power(base, whole), self._read_power(base, rest))
        if isinstance(exponent, sp.Add):
            result = Ratio(poly.frozen(poly.constant(1)))
            for term in exponent.args:
                result = multiply(result, self._read_power(base, term))
            return result
        return self._atom("power", sp.Pow(base, exponent), (self.read(base), self.read(exponent)))

    def _canonical(self, over: _Over) -> tuple[sp.Symbol, Ratio]:
        """Read a body under a name of its index that says the set and the depth of sums in it."""
        name = _place("depth", _height(over.body), _members(over.index), over.body)
        return name, self.read(over.body.xreplace({over.index: name}))

    def _fresh(self, over: _Over) -> tuple[sp.Symbol, Ratio]:
        """Read the body under an index that occurs nowhere else."""
        index = _place("index", _height(over), _members(over.index), over.body)
        return index, self.read(over.body.xreplace({over.index: index}))

    def _read_sum(self, over: SumOver) -> Ratio:
        if over.excluded:
            left_out = _left_out(over)
            return add(
                self.read(SumOver(over.body, over.index)),
                self.read(-over.body.subs(over.index, left_out)),
            )
        index, body = self._fresh(over)
        outer = {f: e for f, e in body.factors if not self._depends(dict(f), index)}
        inner = sp.Mul(*(self.written(dict(f)) ** -e for f, e in body.factors if f not in outer))
        total = Ratio(())
        for monomial, value in body.polynomial.items():
            outside = tuple((g, e) for g, e in monomial if index not in self._labels[g])
            inside = (
                self._expression(tuple((g, e) for g, e in monomial if index in self._labels[g]))
                * inner
            )
            name, key = self._canonical(SumOver(inside, index))
            atom = self._atom(("sum", name), SumOver(inside, index), (key,))
            total = add(total, multiply(ratio({outside: value}, outer), atom))
        return total

    def _read_product(self, over: ProductOver) -> Ratio:
        if over.excluded:
            left_out = _left_out(over)
            whole = self.read(ProductOver(over.body, over.index))
            return multiply(whole, invert(self.read(over.body.subs(over.index, left_out))))
        index, body = self._fresh(over)
        if len(body.polynomial) != 1:
            return self._product_atom(index, over.body.xreplace({over.index: index}))
        ((monomial, value),) = body.polynomial.items()
        parts = [(self._expression(((g, 1),)), e) for g, e in monomial] + [
            (self.written(dict(f)), -e) for f, e in body.factors
        ]
        parts += [(sp.Rational(value.numerator, value.denominator), 1)] if value != 1 else []
        result = Ratio(poly.frozen(poly.constant(1)))
        for part, exponent in parts:
            atom = self._product_atom(index, part)
            for _ in range(abs(exponent)):
                result = multiply(result, atom if exponent > 0 else invert(atom))
        return result

    def _product_atom(self, index: sp.Symbol, part: sp.Expr) -> Ratio:
        name, key = self._canonical(ProductOver(part, index))
        return self._atom(("product", name), ProductOver(part, index), (key,))

    def _depends(self, polynomial: poly.Polynomial, index: sp.Symbol) -> bool:
        return any(index in self._labels[g] for monomial in polynomial for g, _ in monomial)

    def written(self, polynomial: poly.Polynomial) -> sp.Expr:
        """Write a polynomial in the generators as a SymPy expression."""
        return sp.Add(
            *(
                sp.Rational(v.numerator, v.denominator) * self._expression(m)
                for m, v in polynomial.items()
            )
        )


def difference(
    left: Any, right: Any, rules: Iterable[tuple[sp.Expr, sp.Expr]] = ()
) -> tuple[Ring, Ratio]:
    """Read left - right as a fraction, in a fresh ring."""
    ring = Ring(rules)
    return ring, add(ring.read(left), multiply(ring.read(-1), ring.read(right)))


def identical(left: Any, right: Any, rules: Iterable[tuple[sp.Expr, sp.Expr]] = ()) -> bool:
    r"""Decide whether left = right is an identity of rational functions.

    True proves the equation wherever the denominators as written are not zero.  False says only
    that the numerator of the difference is not the zero polynomial in the generators.

    Args:
        left: A formula.
        right: A formula.
        rules: Equations that may be used, as (generator, formula).

    Raises:
        OutsideTheFragment: A formula contains a number that is not rational.
        ZeroDivisionError: A denominator is the zero polynomial.

    >>> from sympy.abc import x, y
    >>> identical((x**2 - y**2) / (x - y), x + y)
    True
    >>> identical(sp.Function("f")((x**2 - 1) / (x - 1)), sp.Function("f")(x + 1))
    True
    >>> identical(x, y)
    False
    """
    return difference(left, right, rules)[1].is_zero
