r"""The derivations with a given utility put in.

Marginal utilities, demand, the first stage, the best response.

The utility is a formula in q, r and parameters; a parameter that differs between types or states is
written :math:`\theta_x(z)`, others are numbers.  Where the rate of substitution is a power,
:math:`u_q/u_r = c\,(r/q)^k` (logarithmic, Cobb-Douglas, CRRA, CES), demand has a closed
form.  Where u is affine in the parameters that differ between states, an uncertain agent behaves as
with their means, and the first stage has one too.  Elsewhere the conditions are derived and left as
they are.

Paper: section 2.1 for the class of utilities; sections 3.1 and 3.2 for the problems.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sympy as sp

from symbolic.deciding.ring import identical
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Item, Let, LetSlope, Line, StepError, Text
from symbolic.deriving.rules import (
    ByDefinition,
    Differentiate,
    InvertPower,
    PowerAlgebra,
    PutInto,
    Solve,
    UseEquation,
)
from symbolic.language.local_symbols import head, local, parameter_latex
from symbolic.language.notation import (
    Indexed,
    Q_others,
    R_others,
    b_q,
    p,
    p_1,
    phi,
    q,
    q_bar,
    r,
    r_bar,
    tau,
    x,
    z,
)
from symbolic.language.quotient import over, plain
from symbolic.language.statement import (
    Hypothesis,
    Provenance,
    Relation,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.best_response import seller_bundle
from symbolic.printing.latex import formula_latex

U = head("u_given", "@u@({0}, {1}; @x@, @z@)", 2)
U_q, U_r = (
    head("u_given_q", "@u@_{{@q@}}({0}, {1}; @x@, @z@)", 2),
    head("u_given_r", "@u@_{{@r@}}({0}, {1}; @x@, @z@)", 2),
)


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
    """Return a formula or a shorter form of it.

    That the two are equal is checked by the step that uses it.
    """
    return shortest(e, sp.powsimp(e), sp.factor_terms(e), sp.powsimp(sp.together(e)))


def power_form(given: Given) -> tuple[sp.Expr, sp.Expr] | None:
    r"""Return (c, k) where :math:`u_q/u_r = c\,(r/q)^k`, or nothing.

    Found by SymPy, checked by the step that uses it.
    """
    a, b = sp.Symbol("a", positive=True), sp.Symbol("b", positive=True)
    rate = (sp.diff(given.formula, q) / sp.diff(given.formula, r)).subs(
        {q: a, r: b}, simultaneous=True
    )
    k = sp.simplify(b * sp.diff(rate, b) / rate)
    above, below = sp.fraction(sp.simplify(rate * (a / b) ** k))
    c = (-above) / (-below) if above.could_extract_minus_sign() else above / below
    return (c, k) if k.is_Rational and k != 0 and not {a, b} & c.free_symbols else None


def _degree(given: Given) -> int:
    exponents = [
        e.exp
        for e in sp.preorder_traversal(given.formula)
        if isinstance(e, sp.Pow) and e.exp.is_Rational
    ]
    return int(sp.ilcm(1, 1, *(e.q for e in exponents)))


def derivations(given: Given) -> tuple[Derivation, ...]:
    """Return the derivations for a given utility.

    Raises:
        StepError: A step is not shown, for derivatives as they come neither.
    """
    makers = (marginal, demand, first_stage, best_response)
    return tuple(d for d in (_made(maker, given) for maker in makers) if d is not None)


def _made(maker: Callable[[Given], Derivation | None], given: Given) -> Derivation | None:
    """Make a derivation, with derivatives as they come where their shorter forms are not shown to be equal."""
    try:
        return maker(given)
    except StepError:
        return maker(replace(given, as_differentiated=True))


def marginal(given: Given) -> Derivation:
    """Derive the marginal utilities and the rate of substitution."""
    u = given.written
    u_q, u_r = given.slope(u, q), given.slope(u, r)
    items: list[Item] = [
        Text("The utility of this economy is"),
        Let(U(q, r), u),
        LetSlope(U_q(q, r), U(q, r), q),
        LetSlope(U_r(q, r), U(q, r), r),
        Text("with the marginal utilities"),
        Chain(U_q(q, r), (Line("=", u_q, Differentiate()),)),
        Chain(U_r(q, r), (Line("=", u_r, Differentiate()),)),
    ]
    form = power_form(given)
    if form is not None:
        c, k = _with_heads(form[0], given), form[1]
        roots = ((q, _degree(given) * k.q), (r, _degree(given) * k.q))
        items += [
            Text("The rate of substitution is a power of the ratio of the goods:"),
            Chain(
                over(U_q(q, r), U_r(q, r)), (Line("=", c * over(r, q) ** k, PowerAlgebra(roots)),)
            ),
        ]
    given_ = (
        *positive(q, r),
        *given.hypotheses(),
        *given.real_at(q, r),
        *positive(U_r(q, r), reason="u is strictly increasing"),
    )
    return Derivation("given-marginal", "Marginal utilities", "section 2.1", given_, tuple(items))


def _with_heads(
    formula: sp.Expr, given: Given, means: dict[sp.Symbol, sp.Expr] | None = None
) -> sp.Expr:
    return formula.xreplace(means or {s: h(x, z) for s, h in given.heads.items()})


def demand(given: Given) -> Derivation | None:
    """Derive demand in a known state at a price, where it has a closed form."""
    form = power_form(given)
    if form is None:
        return None
    c, k = _with_heads(form[0], given), form[1]
    return Derivation(
        "given-demand",
        "Demand in a known state",
        "section 3.1, above Lemma 2",
        (*positive(q, r, p, q_bar, r_bar), *given.hypotheses(), *given.real_at(q, r)),
        (
            Text(
                "At the price {} a consumer in a known state equates the rate of substitution "
                "with the price, on the budget line.",
                (p,),
            ),
            *_solved(c, k, p, "The two conditions are"),
            Text(
                "Offers follow: the agent offers {} of the first good if this is positive, else "
                "{} of the second.",
                (q_bar - q, r_bar - r),
            ),
        ),
    )


def _solved(c: sp.Expr, k: sp.Expr, price: sp.Expr, opening: str) -> tuple[Item, ...]:
    r"""Return the items that solve :math:`c(r/q)^k = p` on the budget line."""
    rate = equation(c * over(r, q) ** k, price)
    budget = equation(price * q + r, price * q_bar + r_bar)
    slope = over(price, c) ** (1 / k)
    ratio = equation(r, slope * q)
    spent = equation(price * q + slope * q, price * q_bar + r_bar)
    solution = equation(q, over(price * q_bar + r_bar, price + slope))
    simple = sp.factor(plain(solution.right))
    short = (
        simple
        if len(formula_latex(simple)) < len(formula_latex(solution.right))
        and identical(simple, solution.right)
        else solution.right
    )
    return (
        Case(
            "",
            (
                Hypothesis(rate, Provenance.DERIVED, "the first-order condition"),
                Hypothesis(budget, Provenance.PAPER, "the budget"),
            ),
            opening,
        ),
        Text("The first one gives the ratio of the goods,"),
        Fact(ratio, InvertPower(rate, c, r, q, k)),
        Text("and with it the second one is linear in {}:", (q,)),
        Fact(spent, PutInto(budget, ((r, slope * q),))),
        Text("so that"),
        Fact(solution, Solve(spent)),
        *(
            (Chain(q, (Line("=", short, UseEquation((solution,))),)),)
            if short != solution.right
            else ()
        ),
    )


def _means(
    given: Given, weight: type[Indexed], *labels: sp.Expr
) -> tuple[dict[sp.Symbol, sp.Expr], tuple[Relation, ...]]:
    """Return a mean of each varying parameter, and the equations that say what it is."""
    means = {s: local(f"{s.name} mean", rf"\bar{{{parameter_latex(s.name)}}}") for s in given.heads}
    return means, tuple(
        equation(SumOver(weight(*labels) * h(x, z), z), means[s]) for s, h in given.heads.items()
    )


def first_stage(given: Given) -> Derivation:
    """Derive the first-order condition of an inactive agent, and the best consumption where it has a closed form."""
    L, L_1 = head("L_given", "L_{{@x@}}({0})"), head("L_given_slope", "L_{{@x@}}'({0})")
    line = p_1 * q_bar + r_bar - p_1 * q
    u = given.written
    u_q, u_r = given.slope(u, q), given.slope(u, r)
    total = equation(SumOver(tau(x, z), z), 1)
    hypotheses = [
        *positive(q, r, p_1, q_bar, r_bar, line),
        *given.hypotheses(),
        *given.real_at(q, line),
        *positive(tau(x, z)),
    ]
    items: list[Item] = [
        Text(
            "An inactive agent who consumes {} of the first good has {} of the second left and "
            "expects",
            (q, line),
        ),
        Let(L(q), SumOver(tau(x, z) * u.subs(r, line), z)),
        LetSlope(L_1(q), L(q), q),
        Text("The slope along the budget line is"),
        Chain(
            L_1(q),
            (
                Line(
                    "=",
                    SumOver(tau(x, z) * (u_q - p_1 * u_r).subs(r, line), z),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
    ]
    form = power_form(given)
    if given.affine and form is not None:
        means, equations = _means(given, tau, x, z)
        hypotheses += [
            Hypothesis(total, Provenance.DERIVED, "probabilities"),
            *(Hypothesis(e, Provenance.ADDED, "what the mean is") for e in equations),
        ]
        hypotheses += list(
            positive(
                *(m for s, m in means.items() if s.name in given.positive),
                reason="a mean of positive numbers",
            )
        )
        u_mean = given.formula.xreplace(means)
        slope = (given.slope(u_mean, q) - p_1 * given.slope(u_mean, r)).subs(r, line)
        c = _with_heads(form[0], given, means)
        if equations:
            items += [
                Text(
                    "Utility is affine in what differs between the states, so only the means "
                    "under the agent's own posterior matter:"
                ),
                Chain(
                    SumOver(tau(x, z) * (u_q - p_1 * u_r).subs(r, line), z),
                    (Line("=", slope, UseEquation((total, *equations))),),
                ),
            ]
        items += [
            Text("At the maximum the slope is zero: the rate of substitution equals the price."),
            *_solved(c, form[1], p_1, "That is,"),
        ]
    else:
        items.append(
            Text(
                "At the maximum it is zero; there is no closed form in general, and the numbers "
                "are in the table."
            )
        )
    return Derivation(
        "given-stage-1",
        "The first stage contingent on being inactive",
        "section 3.2, equation (5)",
        tuple(hypotheses),
        tuple(items),
    )


def best_response(given: Given) -> Derivation:
    """Derive the first-order condition of a seller of the first good at stage 2."""
    g, g_1 = head("g_given", "g({0})"), head("g_given_slope", "g'({0})")
    sold_q, sold_r = seller_bundle()
    u = given.written
    u_q, u_r = given.slope(u, q), given.slope(u, r)
    at = {q: sold_q, r: sold_r}
    received = over(Q_others * R_others, (Q_others + b_q) ** 2)
    hypotheses = (
        *positive(Q_others, R_others, q_bar, r_bar, q_bar - b_q),
        *nonnegative(b_q),
        *given.hypotheses(),
        *given.real_at(sold_q, sold_r),
        *given.real_at(q_bar, r_bar),
        *positive(phi(z)),
    )
    items: list[Item] = [
        Text(
            "Against totals {} and {} of the others an agent who sells {} of the first good expects",
            (Q_others, R_others, b_q),
        ),
        Let(g(b_q), SumOver(phi(z) * u.subs(at, simultaneous=True), z)),
        LetSlope(g_1(b_q), g(b_q), b_q),
        Text("with the slope"),
        Chain(
            g_1(b_q),
            (
                Line(
                    "=",
                    SumOver(
                        phi(z)
                        * (
                            u_r.subs(at, simultaneous=True) * received
                            - u_q.subs(at, simultaneous=True)
                        ),
                        z,
                    ),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
        Text(
            "The best offer is zero if the slope at zero is not positive, and else the only root "
            "of the slope. At zero it is"
        ),
        Chain(
            g_1(sp.S.Zero),
            (
                Line(
                    "=",
                    SumOver(
                        phi(z)
                        * (u_r * over(R_others, Q_others) - u_q).subs(
                            {q: q_bar, r: r_bar}, simultaneous=True
                        ),
                        z,
                    ),
                    ByDefinition(),
                ),
            ),
        ),
    ]
    return Derivation(
        "given-best-response",
        "The best response at stage 2",
        "section 7.1, equations (17) and (18)",
        hypotheses,
        tuple(items),
    )


__all__ = [
    "Given",
    "best_response",
    "demand",
    "derivations",
    "first_stage",
    "marginal",
    "power_form",
]
