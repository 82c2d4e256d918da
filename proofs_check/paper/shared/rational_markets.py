r"""Stage 2 in rational numbers.

The equilibrium offers are chosen first, and the tastes that make them one are computed.

Conventions: two types, :math:`u = \theta\log q + \log r`, :math:`\bar q = \bar r = 1`,
:math:`\kappa = (1/10, 1/10)`; of the twelve active agents eight are of the first type and four of
the second, which are the shares :math:`\mu_1 = (2/3, 1/3)` of the first state exactly; in the
second they are (1/3, 2/3) and both are equally likely, so :math:`\phi^\sigma = (16/17, 1/17)`.  The
first type offers 1/4 of the first good, the second 1/4 of the second.  A first-order condition is
linear in the expected taste, so the taste at which it holds is rational; the objective is strictly
concave on each side and by (20) at most one side rises at zero, so where the condition is zero the
offer is the best response, and where it is not the offer is not.

Paper: section 3.1; Proposition 2 and its proof.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Disagreement, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import only
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q_bar, r_bar
from symbolic.language.quotient import plain
from symbolic.model.best_response import buyer_bundle, seller_bundle

COUNTS = (8, 4)
SHARES = ((F(2, 3), F(1, 3)), (F(1, 3), F(2, 3)))
PRIOR = (F(1, 2), F(1, 2))
OFFERS = ((F(1, 4), F(0)), (F(0), F(1, 4)))
KAPPA = F(1, 10)
RATIO = 2
"""The taste in the second state over that in the first."""


def totals() -> tuple[F, F]:
    """Return (Q, R), the exogenous offers included.  Paper: (4)."""
    base = sum(COUNTS) * KAPPA
    first, second = (
        base + sum(n * b[good] for n, b in zip(COUNTS, OFFERS, strict=True)) for good in (0, 1)
    )
    return first, second


def condition(type_: int, taste: F) -> F:
    """Return the derivative of the expected payoff in the own offer, at the offer.

    It is g' for a seller of the first good, h' for one of the second.
    """
    offer, bundle = (b_q, seller_bundle()) if OFFERS[type_][0] else (b_r, buyer_bundle())
    first, second = map(plain, bundle)
    Q, R = totals()
    sold, spent = OFFERS[type_]
    numbers: dict[sp.Symbol, F | int] = {
        Q_others: Q - sold,
        R_others: R - spent,
        b_q: sold,
        b_r: spent,
        q_bar: 1,
        r_bar: 1,
    }
    exact = {s: sp.Rational(v) for s, v in numbers.items()}
    value = sp.diff(sp.Rational(taste) * sp.log(first) + sp.log(second), offer).subs(exact)
    return F(int(value.p), int(value.q))


def taste(type_: int) -> F:
    """Return the expected θ at which the offer of a type is a best response.

    It is the root of a linear function.
    """
    at_zero, at_one = condition(type_, F(0)), condition(type_, F(1))
    return at_zero / (at_zero - at_one)


def posterior() -> tuple[F, F]:
    """Return the belief that Bayes' rule derives from the counts.  Paper: section 3.1."""
    weights = [
        p * m[0] ** COUNTS[0] * m[1] ** COUNTS[1] for p, m in zip(PRIOR, SHARES, strict=True)
    ]
    return weights[0] / sum(weights), weights[1] / sum(weights)


def tastes(type_: int, ratio: F = F(RATIO)) -> tuple[F, F]:
    """Return θ by state such that the offer is a best response under the posterior.

    The second state's is ``ratio`` times the first's.
    """
    phi = posterior()
    first = taste(type_) / (phi[0] + ratio * phi[1])
    return first, ratio * first


def economy(ratio: F = F(RATIO)) -> Economy:
    """Return the economy of this market."""
    return Economy(
        prior=list(PRIOR),
        signal=[list(m) for m in SHARES],
        endowment=[1, 1],
        kappa=[KAPPA, KAPPA],
        eta="1/5",
        utility="theta*log(q) + log(r)",
        parameters={"theta": [list(tastes(t, ratio)) for t in (0, 1)]},
        name="rational market",
    )


def belief_exact(parameters: Parameters) -> Outcome:
    """Whether the offers are an equilibrium under the named belief, and the one that the solver finds.

    The first-order conditions are zero for every type, exactly, or an offer is no best response.
    """
    named = {"phi^N": posterior(), "limit": (F(1), F(0)), "prior": PRIOR}[parameters["belief"]]
    slopes = [
        condition(t, sum((w * v for w, v in zip(named, tastes(t), strict=True)), F(0)))
        for t in (0, 1)
    ]
    solved = solve_stage2(economy(), [list(COUNTS)]).offers[0]
    if not abs(solved - [[float(v) for v in offer] for offer in OFFERS]).max() <= 1e-12:
        raise Disagreement(f"the solver finds {solved.tolist()}")
    values = {
        "counts": "8, 4",
        "offers": "(1/4, 0), (0, 1/4)",
        "theta in state 1, 2": "; ".join(", ".join(map(str, tastes(t))) for t in (0, 1)),
        "phi^N": ", ".join(map(str, posterior())),
        "belief": ", ".join(map(str, named)),
        "slopes of the payoffs in the own offer": ", ".join(map(str, slopes)),
    }
    detail = (
        f"with M = 12 the payoffs under the belief ({named[0]}, {named[1]}) have the slopes "
        f"{slopes[0]} and {slopes[1]} at the equilibrium offers"
    )
    return exactly(not any(slopes), detail, values)


CHECKS: dict[str, Check] = {
    "prop-2.belief-exact": Exact(belief_exact, only(economy)),
}
"""The checks of this module by the names under which statements assert them."""
