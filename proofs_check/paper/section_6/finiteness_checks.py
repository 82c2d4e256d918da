r"""Checks of section 6 with many states, many types, or several classes of agents, in rational numbers or by balls.

Conventions: with many states there are two types, whose share in state k is 1/2 + 1/(4k); with many
types :math:`u = -\theta/q - 1/r`, θ the square of a rational.

Paper: section 6, on finiteness and endowments.
"""

from __future__ import annotations

from fractions import Fraction
from fractions import Fraction as F
from functools import partial
from itertools import pairwise
from math import prod, sqrt

import numpy as np

from numeric.certify import certify_stage2
from numeric.certify.arithmetic.intervals import Interval
from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage1 import solve_stage1
from numeric.theorem_1.margins import losses
from proofs_check.claims.checks import Check, Disagreement, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.theorem_3.checks import listed


def _mu(k: int) -> Fraction:
    """Return the share of the first type in state k."""
    return F(1, 2) if k == 0 else F(1, 2) + F(1, 4 * k)


def finitely_many_states(parameters: Parameters) -> Outcome:
    r"""Whether the posterior of the last state considered exceeds 1/2 at some configuration, at M = 10, 100 and 1000.

    Where there are all states, the last is 4M: at any configuration its likelihood ratio to state 0
    is at most :math:`(2\mu_k(x_1))^M`, so its posterior is at most odds/(1 + odds).  Where there are
    the states up to k only, and M = 1000, it is evaluated at the configuration nearest to μ_k, and
    in the toolkit.
    """
    if parameters["times_agents"]:
        found = {}
        for M in (10, 100, 1000):
            k = parameters["states"] * M
            odds = F(1, 2**k) * (2 * _mu(k)) ** M
            found[M] = odds / (1 + odds)
        most = found[1000]
    else:
        k, M = parameters["states"], 1000
        n = round(_mu(k) * M)
        weights = [F(1, 2 ** (j + 1)) * _mu(j) ** n * (1 - _mu(j)) ** (M - n) for j in range(k + 1)]
        most = weights[k] / sum(weights)
        found = {M: most}
        total = sum(F(1, 2 ** (j + 1)) for j in range(k + 1))
        economy = Economy(
            prior=[F(1, 2 ** (j + 1)) / total for j in range(k + 1)],
            signal=[[_mu(j), 1 - _mu(j)] for j in range(k + 1)],
            endowment=[1, 1],
            kappa=["1/10", "1/10"],
            eta="1/10",
            utility="log(q) + log(r)",
            name="the first states",
        )
        gap = abs(float(posterior(economy, [n, M - n])[k]) - float(most))
        if not gap <= 1e-12:
            raise Disagreement(f"the toolkit's posterior is {gap:.1e} away")
    told = ", ".join(f"{float(v):.2e} at M = {M}" for M, v in found.items())
    named = {
        "mu_k": "(1/2 + 1/(4k), 1/2 - 1/(4k))",
        "prior": "2^(-k-1)",
        "last state": k,
        "posterior at most": told,
    }
    met = (
        ("every state has positive probability", "2^(-k-1)"),
        ("every type has positive probability in every state", "at least 1/4"),
        ("different states have different distributions, A1 included", "1/(4k) differs in k"),
    )
    return exactly(
        bool(most > F(1, 2)), f"the posterior of state {k}: {told}", named, satisfied=met
    )


def _weight_of_others(active: int) -> Fraction:
    r"""Return the odds of all states but the first at equal counts, but for 2^-80.

    .. math:: \sum_{j\ge1}2^{-j}(1 - 1/(4j^2))^{M/2}
    """
    # Every term is cut off after 400 binary digits; exact ones have denominators of a million digits.
    half, shift, total = active // 2, 400, 0
    for j in range(1, 81):
        square = 4 * j * j
        total += ((square - 1) ** half << shift - j) // square**half
    return F(total, 1 << shift).limit_denominator(10**30)


def _but_the_first(M: int) -> Economy:
    """Return the economy with all states but the first as one, weighted as M agents of equal counts tell."""
    odds = _weight_of_others(M)
    return Economy(
        prior=[1 / (1 + odds), odds / (1 + odds)],
        signal=[["1/2", "1/2"], ["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/10",
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [["1/2", "2"], ["2", "1/2"]]},
        name="all states but the first",
    )


def loss_in_a_state(parameters: Parameters) -> Outcome:
    """What each type would gain from the other's bundle in state 4M, at equal counts, from an enclosed equilibrium.

    All states but the first have the same utilities, so only the posterior of the first counts; at
    equal counts exchanging the bundles is feasible.  The chance of a configuration under state 4M
    is at least (1 - 1/(16M)^2)^(M/2) ((1 - 1/(8M))/(1 + 1/(8M)))^d times that under state 0, d
    being its distance from equal counts.
    """
    least, told = None, []
    for M in (100, 1000):
        found = certify_stage2(_but_the_first(M), [M // 2, M // 2]).enclosures[0]
        e = Interval(F(1), F(1))
        bundles = []
        for sold, spent in found.offers:
            q_low = e.low - sold.high + spent.low / found.price.high
            q_high = e.high - sold.low + spent.high / found.price.low
            r_low = e.low - spent.high + sold.low * found.price.low
            r_high = e.high - spent.low + sold.high * found.price.high
            bundles.append(((q_low, q_high), (r_low, r_high)))
        gains = []
        for own, theta in ((0, 2.0), (1, 0.5)):
            mine, other = bundles[own], bundles[1 - own]
            low = theta * sqrt(other[0][0]) + sqrt(other[1][0])
            gains.append(low - theta * sqrt(mine[0][1]) - sqrt(mine[1][1]) - 1e-12)
        told.append(f"{min(gains):.3f} at M = {M}")
        least = min(gains) if least is None else min(least, *gains)
    named = {
        "u": "theta sqrt(q) + sqrt(r)",
        "theta": "1/2, 2 in state 0; 2, 1/2 in all others",
        "gains": ", ".join(told),
    }
    holds = least is not None and least >= float(parameters["gain"])
    return exactly(
        holds, f"each type would gain at least {', '.join(told)}", named, "ball arithmetic"
    )


def _many_types(number: int) -> Economy:
    """Return the economy with u = -θ/q - 1/r, θ the squares of i/(X + 1)."""
    return Economy(
        prior=[1],
        signal=[[F(1, number)] * number],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/10",
        utility="-theta/q - 1/r",
        parameters={"theta": [[F(i, number + 1) ** 2] for i in range(1, number + 1)]},
        name="many types",
    )


def finitely_many_types(parameters: Parameters) -> Outcome:
    r"""The least loss of a type that takes the nearest offer in a neighbour's interval, for few and many types.

    Utility is :math:`u = -\theta/q - 1/r`, θ the squares of i/(X + 1).  The loss is found exactly,
    and by stage 1 of the toolkit.
    """
    least = []
    for number in (2, parameters["types"]):
        roots = [F(i, number + 1) for i in range(1, number + 1)]
        best = [2 * s / (1 + s) for s in roots]
        gaps = [(s, a, (a + b) / 2) for s, (a, b) in zip(roots, pairwise(best), strict=False)]
        gaps += [(s, b, (a + b) / 2) for s, (a, b) in zip(roots[1:], pairwise(best), strict=False)]
        exact = min(-(s**2) / a - 1 / (2 - a) + s**2 / m + 1 / (2 - m) for s, a, m in gaps)
        economy = _many_types(number)
        table = losses(economy, solve_stage1(economy))
        numeric = float(table[~np.eye(number, dtype=bool)].min())
        if not abs(numeric / float(exact) - 1) <= 1e-6:
            raise Disagreement(f"the toolkit's least loss is {numeric}, not {float(exact)}")
        least.append(exact)
    named = {"types": (2, parameters["types"]), "least losses": least[0], "and": float(least[1])}
    holds = least[1] < least[0] / parameters["factor"]
    told = f"least loss {float(least[0]):.2e} with 2 types, {float(least[1]):.2e} with {parameters['types']}"
    return exactly(bool(holds), told, named)


def heterogeneous_shut_down(parameters: Parameters) -> Outcome:
    """The probability that stage 2 is shut down in a separating equilibrium, under either reading of the rule.

    Classes of agents have equal endowments and two types of probabilities 2/5 and 3/5.  By one
    reading some class made one offer, by the other every class.
    """
    mu = (F(2, 5), F(3, 5))
    same = [sum(m**n for m in mu) for n in parameters["classes"]]
    chances = {"some class": 1 - prod(1 - s for s in same), "every class": prod(same)}
    named = {
        "class sizes": listed(parameters["classes"]),
        "mu": listed(mu),
        "P(shut down)": ", ".join(f"{k}: {v}" for k, v in chances.items()),
    }
    one = sum(m ** parameters["classes"][0] for m in mu)
    holds = max(one, *chances.values()) < parameters["bound"]
    told = ", ".join(f"{k}: {float(v):.3g}" for k, v in chances.items())
    return exactly(holds, f"the market is shut down with probability {told}", named)


CHECKS: dict[str, Check] = {
    "sec-6.finite-states": Exact(finitely_many_states, corners=("infinitely many states",)),
    "sec-6.finite-states.loss": Exact(loss_in_a_state, only(partial(_but_the_first, 100))),
    "sec-6.finite-types": Exact(finitely_many_types, only(partial(_many_types, 2))),
    "sec-6.endowments.shut-down": Exact(heterogeneous_shut_down, corners=("one class",)),
}
"""The checks of this module by the names under which statements assert them."""
