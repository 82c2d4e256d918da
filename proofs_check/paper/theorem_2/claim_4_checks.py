r"""Checks for Claim 4 of Theorem 2 and for the final argument.

Conventions: the exact market has :math:`u = \theta\sqrt q + \sqrt r`, finite on the axes; its
offers are chosen first and the tastes that make them an equilibrium are computed.

Paper: section 7.2, Claim 4, equations (39)-(41), and the end of the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction as F
from functools import cache
from itertools import combinations, product
from math import ceil

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.oracles.data import powered_posterior
from numeric.oracles.semipooling import expected, scenarios
from numeric.probability.compositions import block_counts, count_probabilities
from numeric.probability.partitions import block_of
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.slope import chernoff_information
from numeric.theorem_2.pooling_cost import pooling_cost
from numeric.theorem_2.semipooling import value_on_path
from proofs_check.claims.checks import (
    Check,
    Disagreement,
    Exact,
    Instance,
    OnEconomies,
    Parameters,
    exactly,
)
from proofs_check.claims.verdict import Outcome
from proofs_check.engines.exact import concrete
from proofs_check.paper.shared.chosen_economies import named_economy, only
from proofs_check.paper.shared.in_force import A1, ENVIRONMENT, SEPARATING, hypotheses
from proofs_check.paper.shared.largest import largest, smallest
from proofs_check.paper.shared.limits import nearest_configuration
from proofs_check.paper.shared.slow import data_of, utilities
from symbolic.language.notation import Q_others, R_others, b_q, p, phi, q, q_bar, r, r_bar
from symbolic.model.best_response import g_prime
from symbolic.model.competitive import demand_slope

SETTLED, LARGEST = 60.0, 10**8
"""From when on the likeliest configuration tells the state beyond rounding, and the largest M solved.

The first is M times the Chernoff information.
"""
ACTIVE, OFFER, KAPPA = 12, sp.Rational(7, 25), sp.Rational(1, 10)


@cache
def _taste() -> sp.Rational:
    """Return the θ of the sellers for which the offer 7/25 satisfies (18), half of twelve selling each good.

    The condition is linear in θ.
    """

    def slope(theta: int) -> sp.Expr:
        utility = theta * sp.sqrt(q) + sp.sqrt(r)
        half = ACTIVE // 2
        numbers = {
            Q_others: ACTIVE * KAPPA + (half - 1) * OFFER,
            R_others: ACTIVE * KAPPA + half * OFFER,
            b_q: OFFER,
            q_bar: sp.S.One,
            r_bar: sp.S.One,
            **{phi(sp.Integer(z)): sp.Rational(1, 2) for z in (0, 1)},
        }
        return concrete(g_prime(), utility).xreplace(numbers)

    at_zero, at_one = slope(0), slope(1)
    return sp.Rational(sp.nsimplify(sp.simplify(at_zero / (at_zero - at_one))))


@cache
def market() -> Economy:
    """Return the economy of the exact market: by symmetry the price is 1, and the second type's θ is the inverse."""
    taste = _taste()
    theta = F(int(taste.p), int(taste.q))
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["1/2", "1/2"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/5",
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [[theta] * 2, [1 / theta] * 2]},
        name="a market with the offers 7/25",
    )


def delta_exact(parameters: Parameters) -> Outcome:
    r"""Whether :math:`\tilde\delta`, with ``kappas`` times κ added, is nonnegative in the exact market.

    The price-taking consumption at p = 1 is checked against the slope on the budget line, and the
    offers against the toolkit's equilibrium and its best response to totals that nobody moves.
    """
    theta, economy = _taste(), market()
    consumed = 2 * theta**2 / (1 + theta**2)
    on_line = demand_slope().subs({p: 1, q_bar: 1, r_bar: 1})
    if sp.simplify(concrete(on_line, theta * sp.sqrt(q) + sp.sqrt(r)).subs(q, consumed)) != 0:
        raise Disagreement("the price-taking consumption does not solve its condition")
    solved = solve_stage2(economy, [[ACTIVE // 2] * 2])
    gap = float(np.abs(solved.offers[0] - float(OFFER) * np.eye(2)).max())
    taking = best_response(economy, 1e13, 1e13, np.array([1.0, 0.0]), 0)
    gap = largest(gap, abs(float(taking[0]) - float(1 - consumed)))
    if gap > 1e-11:
        raise Disagreement(f"the toolkit finds other offers, {gap:.1e} away")
    delta = (OFFER - (1 - consumed)) / 2
    value = delta + parameters["kappas"] * KAPPA
    named = {
        "u": "theta sqrt(q) + sqrt(r)",
        "theta": f"{theta}, {1 / theta}",
        "M": ACTIVE,
        "counts": "6, 6",
        "kappa": "1/10, 1/10",
        "equilibrium offers": "(7/25, 0), (0, 7/25)",
        "price-taking offers": f"({1 - consumed}, 0), (0, {1 - consumed})",
        "p^N": 1,
        "delta~": f"{delta}, {delta}",
    }
    met = () if value >= 0 else hypotheses(economy, (*ENVIRONMENT, SEPARATING, A1))
    return exactly(bool(value >= 0), f"delta~ = ({delta}, {delta}) at M = 12", named, satisfied=met)


def _deltas(economy: Economy, active: Sequence[int]) -> tuple[np.ndarray, float]:
    """Return δ~ in the first state at the likeliest configurations, a row each, and the first residual of stage 2."""
    mu, types = economy.floats.signal[0], np.arange(len(economy.types))
    solved = solve_stage2(economy, [nearest_configuration(mu, M) for M in active])
    hat = solved.offers
    total = mu @ hat + economy.floats.kappa
    known = np.zeros(len(economy.states))
    known[0] = 1.0
    # A price-taker: totals so large that the own offer does not move the price.
    shape = hat.shape[:2]
    price_taking = best_response(
        economy,
        np.broadcast_to(1e13 * total[:, None, 0], shape),
        np.broadcast_to(1e13 * total[:, None, 1], shape),
        np.broadcast_to(known, (*shape, len(known))),
        np.broadcast_to(types, shape),
    )
    return np.asarray(mu @ (hat - price_taking)), float(solved.residual[0])


def delta_sign(economy: Economy, parameters: Parameters) -> Instance:
    r"""Whether κ + :math:`\tilde\delta` is positive at a large M, and how :math:`\tilde\delta` falls up to there."""
    information = chernoff_information(economy)
    if information * LARGEST < SETTLED * 100:
        return Instance(economy.name, None, "states too close")
    # delta~ is small only where the offers are those of the state: the configuration has to tell it.
    M = max(parameters["M"], 100 * ceil(SETTLED / information))
    (delta, *before), residual = _deltas(
        economy, [M // part for part in (1, 100, 70, 50)]
    )  # one of the three may be near 0
    low = float((delta + float(parameters["kappas"]) * economy.floats.kappa).min())
    falls = float(0.15 * np.abs(before).max() + 1e-13 - np.abs(delta).max())
    told, holds = f"delta~ = ({delta[0]:.1e}, {delta[1]:.1e}) at M = {M}", low > 0 and falls >= 0
    return Instance(economy.name, holds, told, margin=min(low, falls), residual=residual)


def product_limit(parameters: Parameters) -> Outcome:
    """Probabilities of block counts of M - 1 = 4 others against a sum over sequences of ``others`` types."""
    economy, partition = named_economy(), ((0, 1), (2,))
    data, where = data_of(economy), block_of(partition)
    counts = block_counts(economy, partition, 4)
    found, worst = count_probabilities(economy, partition, counts), 0.0
    for x in data.types:
        belief = powered_posterior(data, [int(y == x) for y in data.types])
        slow = np.zeros(len(counts))
        for sequence in product(data.types, repeat=parameters["others"]):
            seen = [sum(where[y] == k for y in sequence) for k in range(2)]
            slow[(counts == seen).all(axis=1)] += sum(
                float(b) * float(np.prod([float(data.signal[z][y]) for y in sequence]))
                for z, b in enumerate(belief)
            )
        worst = largest(worst, float(np.abs(slow - found[:, x]).max()))
    named = {"economy": economy.name, "M": 5, "largest gap": f"{worst:.1e}"}
    return exactly(worst < 1e-13, f"probabilities differ by at most {worst:.1e}", named)


def _playing(profile: list[tuple[float, float]]) -> Callable[[int, int], tuple[float, float]]:
    """Return what everyone offers, for ``expected``."""
    return lambda y, _: profile[y]


def shut_down(parameters: Parameters) -> Outcome:
    """What A2 takes from the value of a block's offer at M = 4, by the toolkit and by brute force.

    In the event that all three others are in the block the agent trades at the equilibrium offers
    of the path; ``power`` is how many others there are in the slow side's probability.
    """
    economy, partition, M, worst = named_economy(), ((0, 1), (2,)), 4, 0.0
    data = data_of(economy)
    e = [float(v) for v in data.endowment]
    for k, block in enumerate(partition):
        open_, shut = (
            value_on_path(economy, partition, M, k, shut_down=rule) for rule in (False, True)
        )
        counts = [(M - 1) * (i == k) for i in range(len(partition))]
        row = int(np.flatnonzero((open_.counts == counts).all(axis=1))[0])
        offers = open_.offers[row]
        for x in block:
            belief = powered_posterior(data, [int(y == x) for y in data.types])
            mass = [sum(float(data.signal[z][y]) for y in block) for z in data.states]
            chance = sum(float(b) * mass[z] ** parameters["power"] for z, b in enumerate(belief))
            seen = scenarios(data, partition, x, counts, None)
            own = (max(float(offers[x]), 0.0), max(-float(offers[x]), 0.0))
            profile = [(max(b, 0.0), max(-b, 0.0)) for b in offers.tolist()]
            trade = expected(data, M, x, seen, _playing(profile), own)
            kept = sum(float(w) * float(data.u(e[0], e[1], x, z)) for w, z, _, _ in seen)
            taken = float(open_.values[x] - shut.values[x])
            worst = largest(worst, abs(chance * (trade - kept) / taken - 1))
    named = {"economy": economy.name, "M": M, "blocks": "{0, 1}, {2}", "largest gap": worst}
    return exactly(worst < 1e-8, f"what A2 takes differs by {worst:.1e} of itself", named)


def constant_c(economy: Economy, parameters: Parameters) -> Instance:
    """The larger of two losses over consumptions of a grid against the toolkit's C, for every two types."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    scale, least, slack = float(parameters["scale"]), np.inf, np.inf
    for pair in combinations(range(len(economy.types)), 2):
        C, at = pooling_cost(economy, pair)
        ends = np.sort(solved.consumption[list(pair)])
        grid = np.concatenate([np.linspace(ends[0], ends[1], 401), [at]])
        lost = np.max([loss(economy, x, grid) for x in pair], axis=0)
        least = min(least, C)
        slack = smallest(slack, float(lost.min() / (scale * C)) - 1 + 1e-6)
        slack = smallest(slack, 1e-3 - (float(lost.min() / (scale * C)) - 1))
    holds = bool(least > 0 and slack >= 0)
    return Instance(economy.name, holds, f"least C over pairs {least:.1e}", margin=float(slack))


def loss(economy: Economy, x: int, consumption: np.ndarray) -> np.ndarray:
    """Return G_x(α*(x)) - G_x(a) at the consumption that a gives, from the formula of u and Bayes' rule."""
    e, functions = economy.environment, utilities(economy)
    weights = [p_ * row[x] for p_, row in zip(e.prior, e.signal, strict=True)]
    price = float(e.endowment[1] / e.endowment[0])

    def value(c: np.ndarray) -> np.ndarray:
        other = float(e.endowment[1]) + price * (float(e.endowment[0]) - c)
        total: np.ndarray = np.zeros_like(c)
        for z, w in enumerate(weights):
            total += float(w / sum(weights)) * functions[x, z](c, other)
        return total

    return np.asarray(value(solve_stage1(economy).consumption[[x]]) - value(consumption))


def weights(parameters: Parameters) -> Outcome:
    """P(inactive) C against P(active) times what Claim 4 leaves possible, with the mechanism's own numbers.

    The premises of the last display are that the loss exceeds C and the gain is below
    ηC/(2(1 - η)); the deviation pays in every such case exactly if the difference at these bounds
    is nonnegative.  N runs from ``times``/η on.
    """
    for eta in (F(1, 10), F(1, 5), F(3, 10), F(1, 2), F(7, 10), F(9, 10)):
        economy = named_economy().replacing(eta=eta)
        for N in range(max(2, ceil(parameters["times"] / eta)), 61):
            chance = F(N - economy.active(N), N)
            left = chance - (1 - chance) * eta / (2 * (1 - eta))
            if left < 0:
                named = {
                    "eta": eta,
                    "N": N,
                    "M": economy.active(N),
                    "P(inactive)": chance,
                    "P(inactive) C - P(active) eta C/(2(1 - eta))": f"{left} C",
                }
                met = (
                    ("somebody is inactive: N >= 1/eta", f"{N} >= {1 / eta}"),
                    ("G(alpha*) - G(s_1) > C", f"for instance C(1 + {-left / 4})"),
                    (
                        "F(s_1) - F(alpha*) < eta C/(2(1 - eta))",
                        f"{eta / (2 * (1 - eta))} C, less a little",
                    ),
                )
                return exactly(False, f"the gain can be {left} C at N = {N}", named, satisfied=met)
    return exactly(True, "the deviation pays at every N tried", {"N up to": 60})


CHECKS: dict[str, Check] = {
    "thm-2.claim-4.delta-exact": Exact(delta_exact),
    "thm-2.claim-4.delta-sign": OnEconomies(delta_sign),
    "thm-2.claim-4.product": Exact(product_limit, only(named_economy)),
    "thm-2.claim-4.shut-down": Exact(shut_down, only(named_economy)),
    "thm-2.final.C": OnEconomies(constant_c),
    "thm-2.final.weights": Exact(weights),
}
"""The checks of this module by the names under which statements assert them."""
