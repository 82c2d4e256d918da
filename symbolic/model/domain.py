r"""Where a utility is real: the domain of a formula in q and r, read off the formula.

A formula is real where every logarithm has a positive argument, every base of a power that is not
whole a positive one, and no divisor vanishes.  Each of these is a condition :math:`g(q, r) > 0`; a
divisor, or a square under a logarithm, counts on the endowment's side of where it vanishes, so that
the domain is the connected part that contains the endowment.  On the open quadrant :math:`q, r > 0`
the families of the paper's class have no condition at all.  Stone-Geary utilities such as
:math:`\theta\log(q - a) + \log(r - b)` have the quadrant :math:`q > a, r > b`; there the paper's
axes are the lines q = a and r = b.

With :math:`q = a + s, r = b + t` the economy is one on the quadrant s, t > 0 with the endowments
:math:`(\bar q - a, \bar r - b)`: budget lines and the trades of stage 2 are the same in (s, t).  So
what the paper needs of the axes, and what follows from signs on the quadrant, is asked of u in (s,
t).

Conventions: parameters have their exact values; a polynomial condition is split into its
factors.  What SymPy cancels when a formula is built, such as log(q - 1) - log(q - 1), leaves no
condition.

Paper: section 2.1, where u is defined on all of the quadrant; the domain is not in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from symbolic.deciding.quadrant_signs import sign
from symbolic.language.notation import q, r
from symbolic.language.slopes import diff
from symbolic.language.utility_text import utility_text

Pair = tuple[Fraction, Fraction]
GOODS = (q, r)
DIGITS = 40
NOTHING = sp.Float("1e-35", DIGITS)
"""What is smaller, at that many digits, may be zero."""
MOST_DEGREE = 12
"""Degree up to which a polynomial is split into factors."""


class OutsideDomain(ValueError):
    """The endowment does not satisfy a condition; the message says which, such as ``q > 1/10``."""


@dataclass(frozen=True)
class Domain:
    r"""Conditions :math:`g > 0` in ``notation.q`` and ``notation.r``; none for the whole quadrant.

    All of them are positive at the endowment.

    Args:
        conditions: The formulas g, each once, in the order of their texts.
    """

    conditions: tuple[sp.Expr, ...]

    @property
    def whole(self) -> bool:
        """Whether the domain is the open quadrant."""
        return not self.conditions

    @property
    def lower(self) -> Pair:
        """The lower bounds (a, b) of q and r that conditions in one good give, else zero."""
        a, b = (
            max(
                (bound for g in self.conditions if (bound := _lower(g, good)) is not None),
                default=Fraction(0),
            )
            for good in GOODS
        )
        return a, b

    @property
    def quadrant(self) -> bool:
        """Whether the domain is {q > a, r > b} with (a, b) the lower bounds."""
        return all(any(_lower(g, good) is not None for good in GOODS) for g in self.conditions)

    def text(self) -> str:
        """Return the conditions in words, such as ``q > 1/10 and r > 1/10``.

        >>> domain(sp.log(q - 1) + sp.sqrt(3 - r), (Fraction(2), Fraction(1))).text()
        'q > 1 and r < 3'
        """
        return " and ".join(map(condition_text, self.conditions)) or "q > 0 and r > 0"

    def complement(self) -> str:
        """Return where the utility is not real, such as ``q ≤ 1/10 or r ≤ 1/10``."""
        texts = map(condition_text, self.conditions)
        return " or ".join(t.replace(">", "≤") if ">" in t else t.replace("<", "≥") for t in texts)


@lru_cache(maxsize=4096)
def domain(utility: sp.Expr, endowment: Pair) -> Domain:
    """Return the domain of a utility with its numbers put in.

    Args:
        utility: A formula in ``notation.q`` and ``notation.r``.
        endowment: A bundle with positive exact numbers.

    Raises:
        OutsideDomain: The endowment does not lie inside.

    >>> domain(sp.log(q - sp.Rational(1, 10)) + sp.log(r), (Fraction(1), Fraction(1))).conditions
    (10*q - 1,)
    """
    found: set[sp.Expr] = set()
    for formula, either_side in _doubtful(utility):
        oriented = _oriented(formula, either_side, endowment)
        found.update(g for g in oriented if not _positive_everywhere(g))
    return Domain(tuple(sorted(found, key=condition_text) if len(found) > 1 else found))


@lru_cache(maxsize=1024)
def real_everywhere(utility: sp.Expr) -> bool:
    """Whether a utility is decided to be real on the whole quadrant whatever its parameters are.

    What must be positive has no parameters then; putting numbers for them elsewhere asks for nothing new.

    >>> t = sp.Symbol("t", real=True)
    >>> real_everywhere(t * sp.log(q) + r**t), real_everywhere(sp.log(q - t))
    (True, False)
    """
    return all(g.free_symbols <= {*GOODS} and _positive_everywhere(g) for g, _ in needed(utility))


@lru_cache(maxsize=4096)
def _doubtful(utility: sp.Expr) -> tuple[tuple[sp.Expr, bool], ...]:
    """List what is needed of a utility and not positive on the whole quadrant."""
    return tuple(pair for pair in needed(utility) if not _positive_everywhere(pair[0]))


def _positive_everywhere(g: sp.Expr) -> bool:
    """Whether a formula is decided to be positive on the whole open quadrant."""
    if isinstance(g, sp.log):
        return sign(g.args[0] - 1) == 1
    if g.is_Add and len(g.args) == 2 and g.args[0] == 1 and isinstance(-g.args[1], sp.exp):
        return sign((-g.args[1]).args[0]) == -1
    return sign(g) == 1


@lru_cache(maxsize=1024)
def from_edge(formula: sp.Expr, lower: Pair) -> sp.Expr:
    """Return a formula with q and r counted from their lower bounds a and b.

    It has q + a and r + b in their places.

    >>> from_edge(1 / (q - 1), (Fraction(1), Fraction(0)))
    1/q
    """
    if not any(lower):
        return formula
    return formula.xreplace(
        {good: good + sp.Rational(bound) for good, bound in zip(GOODS, lower, strict=True)}
    )


@lru_cache(maxsize=1024)
def condition_text(g: sp.Expr) -> str:
    """Return a condition g > 0 as text; one in a single good is solved for it."""
    for good in GOODS:
        if g.free_symbols == {good} and diff(g, good).is_Rational:
            slope = diff(g, good)
            return f"{good} {'>' if slope > 0 else '<'} {-g.subs(good, 0) / slope}"
    return f"{utility_text(g)} > 0"


def needed(utility: sp.Expr) -> Iterator[tuple[sp.Expr, bool]]:
    """Yield what must be positive, or, with True, must only not vanish."""
    for node in sp.preorder_traversal(utility):
        if isinstance(node, sp.log):
            yield node.args[0], False
        elif node.is_Pow and not (node.exp.is_Integer and node.exp.is_positive):
            yield node.base, bool(node.exp.is_Integer)


def _oriented(formula: sp.Expr, either_side: bool, endowment: Pair) -> list[sp.Expr]:
    """Return the factors of a formula, each with the sign that it has at the endowment."""
    value = value_sign(formula, endowment)
    if value == 0 or (value < 0 and not either_side):
        raise OutsideDomain(
            f"{utility_text(formula)} != 0" if either_side else condition_text(formula)
        )
    if not formula.free_symbols & {*GOODS}:
        return []
    return [f * value_sign(f, endowment) for f in _factors(formula)]


@lru_cache(maxsize=1024)
def _factors(formula: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return what vanishes where a formula does: its factors in q and r.

    Those of a polynomial with rational coefficients are split.
    """
    found: list[sp.Expr] = []
    for part in sp.Mul.make_args(formula):
        base = part.base if part.is_Pow and part.exp.is_Integer and part.exp.is_positive else part
        if not base.free_symbols:
            continue
        small = (
            base.is_polynomial(*GOODS)
            and sp.Poly(base, *GOODS).total_degree() <= MOST_DEGREE
            and base.atoms(sp.Pow, sp.exp, sp.log) <= _whole_powers(base)
        )
        found += _split(base) if small else [base]
    return tuple(found)


def _split(base: sp.Expr) -> list[sp.Expr]:
    """Return the factors of a polynomial in q and r, each with whole coefficients where they are rational."""
    poly = sp.Poly(base, *GOODS)
    if poly.total_degree() == 1 and poly.domain in (sp.ZZ, sp.QQ):  # it is its only factor
        _, whole = poly.clear_denoms(convert=True)[1].primitive()
        return [(whole if whole.LC() > 0 else -whole).as_expr()]
    return [f for f, _ in sp.factor_list(base, *GOODS)[1]]


def _whole_powers(formula: sp.Expr) -> set[sp.Expr]:
    return {a for a in formula.atoms(sp.Pow) if a.exp.is_Integer and a.base.free_symbols}


def value_sign(formula: sp.Expr, bundle: Pair) -> int:
    """Return the sign of a formula at a bundle.

    Zero where that many digits do not tell it, and -1 where it is not real there.
    """
    value = formula.xreplace(dict(zip(GOODS, map(sp.Rational, bundle), strict=True)))
    if value.is_Rational:
        return int(sp.sign(value))
    number = value.evalf(DIGITS)
    if not (number.is_Float and number.is_finite):
        return -1
    return 0 if abs(number) < NOTHING else int(sp.sign(number))


@lru_cache(maxsize=1024)
def _lower(g: sp.Expr, good: sp.Symbol) -> Fraction | None:
    """Return c where g > 0 says that the good exceeds c, or None."""
    if g.free_symbols != {good}:
        return None
    slope = diff(g, good)
    if not (slope.is_Rational and slope.is_positive):
        return None
    bound = -g.subs(good, 0) / slope
    return Fraction(int(bound.p), int(bound.q))
