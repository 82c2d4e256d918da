r"""The derivations with a given utility put in.

They are about marginal utilities, demand, the first stage and the best response.

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
from dataclasses import replace

import sympy as sp

from symbolic.deciding.ring import identical
from symbolic.derivations.given_market import best_response, best_response_second
from symbolic.derivations.given_utility import Given, U, degree_of, power_form
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Item, Let, LetSlope, Line, StepError, Text
from symbolic.deriving.rules import (
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
    p,
    p_1,
    q,
    q_bar,
    r,
    r_bar,
    tau,
    x,
    z,
)
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over, plain
from symbolic.language.statement import Hypothesis, Provenance, positive
from symbolic.language.sums import SumOver
from symbolic.printing.latex import formula_latex

U_q, U_r = (
    head("u_given_q", "@u@_{{@q@}}({0}, {1}; @x@, @z@)", 2),
    head("u_given_r", "@u@_{{@r@}}({0}, {1}; @x@, @z@)", 2),
)


def derivations(given: Given) -> tuple[Derivation, ...]:
    """Return the derivations for a given utility.

    Raises:
        StepError: A step is not shown, for derivatives as they come neither.
    """
    makers = (marginal, demand, first_stage, best_response, best_response_second)
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
        roots = ((q, degree_of(given) * k.q), (r, degree_of(given) * k.q))
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
        hypotheses += list(
            positive(
                *(1 - m for s, m in means.items() if s.name in given.below_one),
                reason="a mean of numbers below 1",
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
            Text(
                "At the maximum the slope is zero: the rate of substitution equals the price.",
                by=("sec-3.2.first-order", "sec-3.2.common-optimum"),
            ),
            *_solved(c, form[1], p_1, "That is,"),
        ]
    else:
        items.append(
            Text(
                "At the maximum it is zero. No closed form is known here; the numbers are in the "
                "table.",
                by=("sec-3.2.first-order",),
            )
        )
    return Derivation(
        "given-stage-1",
        "The first stage contingent on being inactive",
        "section 3.2, equation (5)",
        tuple(hypotheses),
        tuple(items),
    )


__all__ = ["demand", "derivations", "first_stage", "marginal"]
