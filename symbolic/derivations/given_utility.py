r"""A given utility as data for derivations, and the forms in which its formulas are shown."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from symbolic.language.local_symbols import head, parameter_latex
from symbolic.language.notation import (
    Indexed,
    q,
    r,
    x,
    z,
)
from symbolic.language.statement import (
    Hypothesis,
    positive,
)
from symbolic.printing.latex import formula_latex

U = head("u_given", "@u@({0}, {1}; @x@, @z@)", 2)


@dataclass(frozen=True)
class Given:
    """A utility with what is known about its parameters.

    Args:
        formula: u(q, r); parameters that vary are symbols, all others are numbers.
        varying: Names of the parameters that differ between types or states.
        below_one: Those of them that are below 1 everywhere.
        conditions: Formulas in q, r and the parameters that vary, positive exactly where u is real.
        as_differentiated: Whether derivatives are left as they come, for the few that no shorter
            form is shown to equal.
        positive: Those of them that are positive everywhere.
    """

    formula: sp.Expr
    varying: tuple[str, ...]
    positive: frozenset[str]
    below_one: frozenset[str]
    conditions: tuple[sp.Expr, ...] = ()
    as_differentiated: bool = False

    @property
    def heads(self) -> dict[sp.Symbol, type[Indexed]]:
        """The indexed form of each parameter that varies.

        No name of a parameter has a blank, so its head is no other head of a derivation.
        """
        return {sp.Symbol(n, real=True): head(f"{n} given", _indexed(n), 2) for n in self.varying}

    @property
    def written(self) -> sp.Expr:
        """The formula with its parameters as they depend on type and state."""
        return self.formula.xreplace({s: h(x, z) for s, h in self.heads.items()})

    @property
    def affine(self) -> bool:
        """Whether u is affine in the parameters that vary, taken together."""
        symbols = list(self.heads)
        return all(sp.expand(sp.diff(self.formula, a, b)) == 0 for a in symbols for b in symbols)

    def slope(self, u: sp.Expr, good: sp.Symbol) -> sp.Expr:
        """Return the derivative of a utility, tidied where that is wanted."""
        found = sp.diff(u, good)
        return found if self.as_differentiated else tidied(found)

    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """What is assumed of the parameters: their signs, read off their values."""
        signs = [h(x, z) for s, h in self.heads.items() if s.name in self.positive]
        room = [1 - h(x, z) for s, h in self.heads.items() if s.name in self.below_one]
        return positive(*signs, *room, reason="the values of this economy")

    def real_at(self, at_q: sp.Expr, at_r: sp.Expr) -> tuple[Hypothesis, ...]:
        """What is assumed of a bundle: u is real there."""
        heads = {s: h(x, z) for s, h in self.heads.items()}
        written = [c if self.as_differentiated else without_fractions(c) for c in self.conditions]
        formulas = [c.xreplace(heads).subs({q: at_q, r: at_r}, simultaneous=True) for c in written]
        return positive(*formulas, reason="the domain of this utility")


def _indexed(name: str) -> str:
    """Return LaTeX of a parameter with places for type and state (a format string)."""
    place = "\0"
    braced = parameter_latex(name, place).replace("{", "{{").replace("}", "}}")
    return braced.replace(place, "{0}") + "({1})"


def shortest(*candidates: sp.Expr) -> sp.Expr:
    """Return the formula that prints shortest."""
    return min(candidates, key=lambda e: (len(formula_latex(e)), formula_latex(e)))


def without_fractions(condition: sp.Expr) -> sp.Expr:
    """Return the numerator of a condition, which is what stands in tidied denominators."""
    return sp.fraction(sp.together(condition))[0]


def tidied(e: sp.Expr) -> sp.Expr:
    """Return a formula, or a shorter form of it.

    The step that uses it checks that the two are equal.
    """
    return shortest(e, sp.powsimp(e), sp.factor_terms(e), sp.powsimp(sp.together(e)))


def power_form(given: Given) -> tuple[sp.Expr, sp.Expr] | None:
    r"""Return (c, k) where :math:`u_q/u_r = c\,(r/q)^k`; None if there are none.

    SymPy finds them, and the step that uses them checks them.
    """
    a, b = sp.Symbol("a", positive=True), sp.Symbol("b", positive=True)
    rate = (sp.diff(given.formula, q) / sp.diff(given.formula, r)).subs(
        {q: a, r: b}, simultaneous=True
    )
    k = sp.simplify(b * sp.diff(rate, b) / rate)
    above, below = sp.fraction(sp.simplify(rate * (a / b) ** k))
    c = (-above) / (-below) if above.could_extract_minus_sign() else above / below
    return (c, k) if k.is_Rational and k != 0 and not {a, b} & c.free_symbols else None


def degree_of(given: Given) -> int:
    """Return the least n for which the formulas are rational in the n-th root of the goods."""
    exponents = [
        e.exp
        for e in sp.preorder_traversal(given.formula)
        if isinstance(e, sp.Pow) and e.exp.is_Rational
    ]
    return int(sp.ilcm(1, 1, *(e.q for e in exponents)))
