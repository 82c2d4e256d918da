r"""Checks for Claim 4 of Theorem 2 and for the final argument: exact examples.

Conventions: stage-1 examples use :math:`u = -\theta/q - 1/r` with :math:`\bar q = \bar r = 1`: the
loss of a type at consumption c is :math:`\theta/c + 1/(2 - c) - (1 + \sqrt\theta)^2/2`, least at
:math:`2\sqrt\theta/(1 + \sqrt\theta)`, rational for square θ.

Paper: section 7.2, Claim 4, equations (39)-(41), and the end of the proof.
"""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product
from math import ceil, prod

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.slope import chernoff_information
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from symbolic.language.notation import q, r

SETTLED, LARGEST = 60.0, 10**8
"""M times the Chernoff information at which the likeliest configuration tells the state beyond rounding, and the largest M that is solved."""


def loss(root: int, c: F) -> F:
    """Return the loss of the type with theta = root^2 at consumption c."""
    return root**2 / c + 1 / (2 - c) - F((1 + root) ** 2, 2)


def best(root: int) -> F:
    """Return the best consumption of the type with theta = root^2."""
    return F(2 * root, 1 + root)


def sets(parameters: Parameters) -> Outcome:
    """F for an offer attributed to A needs P(type in A | z) > 0 in the belief of the others.

    Mu_z = (1/2, 1/3, 1/6).
    """
    mass = sum(((F(1, 2), F(1, 3), F(1, 6))[y] for y in parameters["A"]), F(0))
    return exactly(
        mass > 0,
        f"mu_z(A) = {mass}" + ("" if mass else ", so mu_z(xi~)/mu_z(A) is not defined"),
        {"A": parameters["A"], "mu_z(A)": mass},
    )


def delta_sign(economy: Economy, parameters: Parameters) -> Instance:
    """The exogenous offers kappa + delta~ that make the price-taking offers at p^N clear the market, in a separating equilibrium with M agents."""
    from proofs_check.paper.shared.limits import nearest_configuration

    information = chernoff_information(economy)
    if information * LARGEST < SETTLED:
        return Instance(economy.name, None, "states too close")
    # delta~ is small only where the offers are those of the state: the configuration has to tell
    # it.
    M, state, types = (
        max(parameters["M"], ceil(SETTLED / information)),
        0,
        np.arange(len(economy.types)),
    )
    mu = economy.floats.signal[state]
    solved = solve_stage2(economy, [nearest_configuration(mu, M)])
    hat = solved.offers[0]
    total = mu @ hat + economy.floats.kappa
    known = np.zeros(len(economy.states))
    known[state] = 1.0
    # A price-taker: totals so large that the own offer does not move the price.
    price_taking = best_response(
        economy,
        1e13 * total[0],
        1e13 * total[1],
        np.broadcast_to(known, (len(types), len(known))),
        types,
    )
    delta = mu @ (hat - price_taking)
    low = float((delta + float(parameters["kappas"]) * economy.floats.kappa).min())
    told = (
        f"delta~ = ({delta[0]:.1e}, {delta[1]:.1e}), kappa = "
        f"{tuple(economy.floats.kappa.tolist())} at M = {M}"
    )
    return Instance(economy.name, low >= 0, told, margin=low, residual=float(solved.residual[0]))


def delta_hats(parameters: Parameters) -> Outcome:
    """|delta~_q| when the target's offers equal the price-taking ones and the others' do not.

    Against the mean distance of either kind: shares 1/2, 1/2.
    """
    chi, hat, tilde = (F(1, 4), F(1, 3)), (F(1, 5), F(3, 10)), (F(1, 4), F(1, 3))
    delta = abs(sum(F(1, 2) * (h - c) for h, c in zip(hat, chi, strict=True)))
    used = {"target": tilde, "others": hat}[parameters["offers"]]
    bound = parameters["scale"] * sum(F(1, 2) * abs(u - c) for u, c in zip(used, chi, strict=True))
    named = {
        "chi_q": "1/4, 1/3",
        "others' offers": "1/5, 3/10",
        "target's offers": "1/4, 1/3",
        "|delta~_q|": delta,
        "bound": bound,
    }
    return exactly(delta <= bound, f"|delta~_q| = {delta}, the bound is {bound}", named)


def product_limit(parameters: Parameters) -> Outcome:
    """The sum over X^(M-1) of the product of mu_z(xi_t) to the stated limit, an entry beyond the vector read as a further draw of type 1: M = 3."""
    mu, M = (F(1, 2), F(1, 3), F(1, 6)), 3
    factors = {"M": M, "M - 1": M - 1, "M - 2": M - 2}[parameters["limit"]]
    total = sum(
        (
            prod((mu[y] for y in (*xi, 0)[:factors]), start=F(1))
            for xi in product(range(3), repeat=M - 1)
        ),
        F(0),
    )
    named = {"mu_z": "1/2, 1/3, 1/6", "M": M, "factors": factors, "sum of probabilities": total}
    return exactly(total == 1, f"the probabilities sum to {total}", named)


def shut_down(parameters: Parameters) -> Outcome:
    """The probability, given an agent of block Y_1 on the path.

    That all other active agents are in Y_1 (A2 shuts the market down): mu_z(Y_1) = 3/4, M = 4.
    """
    M, mass = 4, F(3, 4)
    chance = mass ** (M - 1)
    claimed = {"none": F(0), "geometric": mass ** (M - 1), "too small": mass**M}[
        parameters["claimed"]
    ]
    named = {"mu_z(Y_1)": mass, "M": M, "P(shut down)": chance, "allowed for": claimed}
    return exactly(
        chance <= claimed,
        f"the market is shut down with probability {chance}, the formula allows for {claimed}",
        named,
    )


def bounded(parameters: Parameters) -> Outcome:
    """The least utility of a seller who keeps a share of the endowment, for u = log q + log r.

    A bound that does not depend on N is needed.
    """
    kept = {"nothing": sp.S.Zero, "d": sp.Rational(1, 4)}[parameters["kept"]]
    formula = sp.log(q) + sp.log(r)
    least = sp.limit(formula.subs(r, 1), q, kept, "+")
    return exactly(
        bool(least.is_finite),
        f"the least utility is {least}",
        {"u": formula, "consumption at least": kept, "least utility": least},
    )


def constant_c(parameters: Parameters) -> Outcome:
    """For every offer one of two types (theta = 1 and 4) loses more than C = 1/1000 (or 1/20).

    The second is compared with alpha* of the type named.
    """
    C, first, second = parameters["C"], 1, 2
    offers = [best(first), best(second), *(F(i, 200) * 2 for i in range(1, 200))]
    reference = best(parameters["reference"])
    for c in offers:
        lost = (loss(first, c), loss(second, c) - loss(second, reference))
        if not any(v > C for v in lost):
            named = {
                "u": "-theta/q - 1/r",
                "theta": "1, 4",
                "C": C,
                "consumption": c,
                "losses": tuple(map(str, lost)),
            }
            return exactly(
                False, f"at the consumption {c} the two losses are {lost[0]} and {lost[1]}", named
            )
    # Between the two best consumptions one loss rises and the other falls; they meet at 6/5, where
    # the larger is least.
    crossing = F(6, 5)
    certain = loss(first, crossing) == loss(second, crossing) > C
    named = {"C": C, "both losses at 6/5": loss(first, crossing)}
    return exactly(bool(certain), "one of the two types loses more than C at every offer", named)


def pairs(parameters: Parameters) -> Outcome:
    """Whether the C of one pair of types serves for the others: theta = 1, 4, 9.

    Pairs are named by the roots of theta.
    """
    # The two losses of a pair meet at the consumption below, between the two best ones: the larger
    # is least there.
    meet = {(1, 2): F(6, 5), (1, 3): F(4, 3), (2, 3): F(10, 7)}
    if any(loss(a, c) != loss(b, c) for (a, b), c in meet.items()):
        raise ArithmeticError("the losses do not meet where they should")
    least = {pair: loss(pair[0], c) for pair, c in meet.items()}
    chosen = least[parameters["pair"]]
    named = {
        "u": "-theta/q - 1/r",
        "theta": "1, 4, 9",
        **{f"C{pair}": value for pair, value in least.items()},
    }
    return exactly(
        all(chosen <= v for v in least.values()),
        f"C of the pair is {chosen}, the least is {min(least.values())}",
        named,
    )


def weights(parameters: Parameters) -> Outcome:
    """The gain from the deviation in units of C, P(inactive) - P(active) eta/(2(1 - eta)).

    With the mechanism's own probabilities; eta = 1/10.
    """
    N, eta = parameters["N"], F(1, 10)
    inactive = F(int(eta * N // 1), N)
    gain = inactive - (1 - inactive) * eta / (2 * (1 - eta))
    return exactly(
        gain > 0,
        f"the gain is at least {gain} C",
        {"N": N, "eta": eta, "P(inactive)": inactive, "gain / C": gain},
    )


CHECKS: dict[str, Check] = {
    "eq-39.sets": Exact(sets),
    "thm-2.claim-4.delta-sign": OnEconomies(delta_sign),
    "thm-2.claim-4.delta-hats": Exact(delta_hats),
    "thm-2.claim-4.product": Exact(product_limit),
    "thm-2.claim-4.shut-down": Exact(shut_down),
    "thm-2.claim-4.bounded": Exact(bounded),
    "thm-2.final.C": Exact(constant_c),
    "thm-2.final.pairs": Exact(pairs),
    "thm-2.final.weights": Exact(weights),
}
"""The checks of this module by the names under which statements assert them."""
