r"""The paper's formulas for one economy as plain SymPy: sums written out, numbers put in.

Each is a function of numbers with named outputs:

* ``payoff``: (14), consumption for an offer against the others' totals;
* ``posterior``: :math:`\phi^\sigma` by Bayes' rule from the counts of the types;
* for each type ``stage1``: the slope of :math:`L_x` and its derivative;
* for each type ``seller`` and ``buyer``: cost and gain of offering more against known totals, and
  the derivatives of gain less cost in the own offer and the two totals.  The best response is the
  root of gain less cost on the side that ``rate`` decides by (20);
* for each type ``rate``: the ratio of expected marginal utilities at the endowment;
* ``stage2``: the residual of stage 2 in the signed form, one condition for each type and two for
  the totals.

Conventions: labels are places in the economy's order, counted from 0; every number of the economy is
exact until it is printed.

Paper: equations (4), (5), (14), (16)-(20); section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import sympy as sp

from numeric.codegen.languages import source
from numeric.economy.economy import Economy
from numeric.economy.environment import utility_at
from symbolic.derivatives.conditions import bought, sold, stage2_condition
from symbolic.language.notation import (
    Indexed,
    Q_others,
    R_others,
    b_q,
    b_r,
    kappa_q,
    kappa_r,
    mu,
    p,
    p_1,
    phi,
    pi,
    q,
    q_bar,
    r,
    r_bar,
    sigma,
    tau,
    x,
    y,
    z,
    z_prime,
)
from symbolic.language.quotient import plain
from symbolic.language.slopes import diff
from symbolic.language.sums import SumOver, unrolled
from symbolic.language.utility import UtilityPartial, u_q, u_r
from symbolic.model import bayes, best_response, signed, stage1
from symbolic.model.market import reduced_payoff

Outputs = dict[str, sp.Expr]
Build = Callable[[Economy], tuple[list[sp.Symbol], Outputs]]


@dataclass(frozen=True)
class Formula:
    """A formula that can be written out for an economy.

    Args:
        name: A name that every language accepts.
        says: What it is, in one line.
        build: Gives arguments and outputs for an economy.
    """

    name: str
    says: str
    build: Build

    def built(self, economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
        """Return arguments and outputs for an economy, which are remembered and not to be changed."""
        return _built(self, economy)

    def to(self, language: str, economy: Economy) -> str:
        """Return the source of one function.

        Args:
            language: One of ``c``, ``fortran``, ``julia``, ``numpy``, ``jax``, ``torch``.
            economy: Gives the sums their ranges and the numbers.

        Raises:
            InputError: The language is not one of these.

        >>> from numeric.economy.reader import load_economy
        >>> economy = load_economy("examples/log.toml")
        >>> print(formulas_for(economy)["payoff"].to("numpy", economy))
        def payoff(b_q, b_r, Q_others, R_others):
            v0 = Q_others*b_r - R_others*b_q
            return (v0/(R_others + b_r) + 1, -v0/(Q_others + b_q) + 1)
        """
        arguments, outputs = self.built(economy)
        return source(language, self.name, self.says, arguments, outputs)


@lru_cache(maxsize=512)
def _built(formula: Formula, economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
    return formula.build(economy)


def formulas_for(economy: Economy) -> dict[str, Formula]:
    """Return the formulas of an economy by name.

    >>> from numeric.economy.reader import load_economy
    >>> list(formulas_for(load_economy("examples/log.toml")))[:4]
    ['payoff', 'posterior', 'stage2', 'stage1_0']
    """
    return {f.name: f for f in _formulas(economy)}


@lru_cache(maxsize=64)
def _formulas(economy: Economy) -> tuple[Formula, ...]:
    found = [
        Formula("payoff", "Consumption (q, r) for an offer against the others' totals, (14)", _payoff),
        Formula("posterior", "Probabilities of the states given the counts of the types", _posterior),
        Formula("stage2", "Residual of stage 2: one condition a type, then two for the totals", _stage2),
    ]  # fmt: skip
    for i, name in enumerate(economy.types):
        found += [
            Formula(f"{kind}_{i}", f"{says}, type {_plain_name(name)}", build(i))
            for kind, says, build in _TYPES
        ]
    return tuple(found)


def _plain_name(name: str) -> str:
    """Return a name without what could end a comment or a line."""
    return "".join(c if c.isalnum() or c in " -_" else "?" for c in name)


def _payoff(economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
    bundle = (_written(c, economy) for c in reduced_payoff())
    return [b_q, b_r, Q_others, R_others], dict(zip(("q", "r"), bundle, strict=True))


def _posterior(economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
    found = {
        f"phi_{i}": _written(bayes.posterior(sp.Integer(i)), economy)
        for i in range(len(economy.states))
    }
    return list(_named(sigma, len(economy.types))), found


def _stage1(type_: int) -> Build:
    def build(economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
        values = {"slope": stage1.line_slope(), "by_q": _line_curvature()}
        return [q], {k: _written(v, economy, type_) for k, v in values.items()}

    return build


@cache
def _line_curvature() -> sp.Expr:
    return diff(stage1.line_slope(), q)


def _one_sided(side: int) -> Callable[[int], Build]:
    def of_type(type_: int) -> Build:
        def build(economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
            found = best_response.one_sided(side)
            terms = {"slope": found.slope, "by_offer": found.curvature}
            terms |= {"by_Q": found.by_q, "by_R": found.by_r}
            outputs = {
                k: _written(SumOver(phi(z) * v, z), economy, type_) for k, v in terms.items()
            }
            arguments = [found.own, Q_others, R_others, *_named(phi, len(economy.states))]
            return arguments, outputs

        return build

    return of_type


def _rate(type_: int) -> Build:
    def build(economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
        above, below = (SumOver(phi(z) * u(q_bar, r_bar, x, z), z) for u in (u_q, u_r))
        rate = _written(above, economy, type_) / _written(below, economy, type_)
        return list(_named(phi, len(economy.states))), {"rate": rate}

    return build


_TYPES: tuple[tuple[str, str, Callable[[int], Build]], ...] = (
    ("stage1", "Slope of the payoff along the budget line of stage 1 and its derivative", _stage1),
    ("seller", "Slope of g in the offer b_q, and its derivatives in offer and totals", _one_sided(0)),
    ("buyer", "Slope of h in the offer b_r, and its derivatives in offer and totals", _one_sided(1)),
    ("rate", "Ratio of expected marginal utilities at the endowment", _rate),
)  # fmt: skip


def _stage2(economy: Economy) -> tuple[list[sp.Symbol], Outputs]:
    X, Z = len(economy.types), len(economy.states)
    w, counts = sp.symbols(f"w_0:{X}", real=True), list(_named(sigma, X))
    price, total = sp.Symbol("price", real=True), sp.Symbol("R", real=True)
    active, outputs = sp.Add(*counts), {}
    for i in range(X):
        condition = _written(SumOver(phi(z) * stage2_condition().formula, z), economy, i)
        at = {signed.w: w[i], sold: _positive(w[i]), bought: _positive(-w[i])}
        outputs[f"condition_{i}"] = condition.xreplace({**at, p: price, signed.impact: 1 / total})
    k_q, k_r = (_written(k, economy) for k in (kappa_q, kappa_r))
    value = sp.Add(*(n * v for n, v in zip(counts, w, strict=True)))
    offered = sp.Add(*(n * _positive(-v) for n, v in zip(counts, w, strict=True)))
    outputs["clearing"] = active * (k_r - price * k_q) - value
    outputs["total"] = active * k_r + offered - total
    return [*w, price, total, *counts, *_named(phi, Z)], outputs


def _positive(v: sp.Expr) -> sp.Expr:
    """Return max(v, 0) in a form that every language has."""
    return (v + sp.Abs(v)) / 2


def _named(family: type[Indexed], n: int) -> Iterator[sp.Symbol]:
    """Yield the symbols that stand for the values of an indexed quantity."""
    for i in range(n):
        yield sp.Symbol(f"{family.__name__}_{i}", real=True)


def _written(expression: sp.Expr, economy: Economy, own: int | None = None) -> sp.Expr:
    """Return an expression with sums written out and the numbers of an economy put in."""
    e, m = economy.environment, economy.mechanism
    states, types = range(len(e.states)), range(len(e.types))
    flat = _unrolled(expression, states, types)
    if own is not None:
        flat = flat.xreplace({x: sp.Integer(own)})

    def utility(node: sp.Expr) -> sp.Expr:
        at_q, at_r, type_, state = node.args
        slope = _slope(utility_at(e, int(type_), int(state)), node.order)
        return slope.xreplace({q: at_q, r: at_r})

    def belief(node: sp.Expr) -> sp.Expr:
        weights = [e.prior[s] * e.signal[s][int(node.args[0])] for s in states]
        return _rational(weights[int(node.args[1])] / sum(weights))

    tables: dict[type[Indexed], Callable[[sp.Expr], sp.Expr]] = {
        pi: lambda n: _rational(e.prior[int(n.args[0])]),
        mu: lambda n: _rational(e.signal[int(n.args[0])][int(n.args[1])]),
        tau: belief,
        phi: lambda n: sp.Symbol(f"phi_{n.args[0]}", real=True),
        sigma: lambda n: sp.Symbol(f"sigma_{n.args[0]}", real=True),
    }
    flat = flat.xreplace({n: utility(n) for n in flat.atoms(UtilityPartial)})
    numbers = {
        q_bar: e.endowment[0],
        r_bar: e.endowment[1],
        kappa_q: m.kappa[0],
        kappa_r: m.kappa[1],
        p_1: e.endowment[1] / e.endowment[0],
    }
    known = {s: _rational(v) for s, v in numbers.items()}
    known |= {n: tables[type(n)](n) for n in flat.atoms(*tables)}
    return flat.xreplace(known)


@lru_cache(maxsize=512)
def _unrolled(expression: sp.Expr, states: range, types: range) -> sp.Expr:
    """Return an expression of a type x with its sums over states and types written out."""
    return plain(unrolled(expression, {z: states, z_prime: states, y: types}))


@lru_cache(maxsize=512)
def _slope(utility: sp.Expr, order: tuple[int, int]) -> sp.Expr:
    """Return a partial derivative of a utility with exact numbers."""
    return diff(plain(utility), *[q] * order[0], *[r] * order[1])


def _rational(value: object) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)  # type: ignore[attr-defined]
