r"""Checks of section 6: exact examples for the remarks that can be decided in rational numbers.

``section_6_economies`` tests the others on economies.

Conventions: exact examples use :math:`\theta\log q + \log r`, for which demand, offers and prices
are rational, or :math:`-\theta/q - 1/r` with θ the square of a rational.

Paper: section 6.
"""

from __future__ import annotations

from fractions import Fraction
from fractions import Fraction as F
from functools import lru_cache
from itertools import pairwise
from math import prod, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numeric.certify import certify_stage2
from numeric.certify.arithmetic.intervals import Interval
from numeric.competitive.competitive import solve_competitive
from numeric.competitive.exchange import competitive_at
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import posterior
from numeric.stage1 import solve_stage1
from numeric.stage2.aggregative import newton
from numeric.stage2.problem import Point, Stage2Problem, conditions
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.margins import losses
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.in_force import ENVIRONMENT, SEPARATING, hypotheses
from proofs_check.paper.theorem_3.checks import listed, roots
from proofs_check.verifying.economies import SHIPPED

Array = NDArray[np.float64]
THREE: Path = SHIPPED / "outside" / "three_equilibria.toml"


def _of_roots(t: Fraction, price: Fraction) -> Fraction:
    r"""Return demand for the first good at endowments of one, :math:`u = \sqrt{tq} + \sqrt r`: (p + 1)t/(p(t + p))."""
    return (price + 1) * t / (price * (t + price))


TASTES, PRICE, KAPPA_Q = (F(1), F(4)), F(174, 125), F(1, 20)
"""θ² of the two types, the competitive price, and κ_q; κ_r is what makes the price clear the market."""


def _paying(eta: Fraction) -> Economy:
    """Return the economy with square roots whose competitive price is 174/125 in the first state."""
    mean = sum(_of_roots(t, PRICE) for t in TASTES) / 2
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["1/2", "1/2"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=[KAPPA_Q, PRICE * (1 + KAPPA_Q - mean)],
        eta=eta,
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [[1, 1], [2, 2]]},
        name="both goods are paid out",
    )


def payout(parameters: Parameters) -> Outcome:
    """What is paid out of each good per agent in the first state for large N, exactly and in the toolkit.

    The exogenous offers pay (1 - η)(κ_q - κ_r/p, κ_r - pκ_q) and the inactive take η times their
    mean trade at p_1 = 1.
    """
    eta = F(parameters["eta"])
    economy = _paying(eta)
    kappa = economy.mechanism.kappa
    bought = sum(_of_roots(t, F(1)) for t in TASTES) / 2 - 1
    paid = (
        (1 - eta) * (kappa[0] - kappa[1] / PRICE) + eta * bought,
        (1 - eta) * (kappa[1] - PRICE * kappa[0]) - eta * bought,
    )
    mu = economy.floats.signal[0]
    price, bundles = competitive_at(economy, 0, mu)
    numeric = (1 - float(eta)) * (mu @ bundles) + float(eta) * (mu @ inactive_bundles(economy)) - 1
    gap = max(
        abs(price / float(PRICE) - 1),
        *(abs(float(p) - n) for p, n in zip(paid, numeric, strict=True)),
    )
    if gap > 1e-12:
        raise ArithmeticError(f"the toolkit finds other payouts, {gap:.1e} away")
    named = {
        "u": "theta sqrt(q) + sqrt(r), theta = 1, 2",
        "kappa": listed(kappa),
        "eta": eta,
        "p_2 in the limit": PRICE,
        "net payouts per agent": listed(paid),
    }
    met = (
        *hypotheses(economy, (*ENVIRONMENT, SEPARATING)),
        ("eta <= min(kappa_q/4, kappa_r/4)", f"{eta} <= {min(kappa) / 4}"),
        ("N is large: Theorem 1 and Proposition 2", "payouts per agent tend to these"),
    )
    one = sum(v > 0 for v in paid) == 1
    told = f"net payouts per agent tend to {paid[0]} and {paid[1]}"
    return exactly(one, told, named, satisfied=() if one else met)


SPENT, FIRST = (F(1, 4), F(1, 2), F(3, 4)), (F(3, 10), F(2, 5), F(3, 10))
"""Spending shares of three log types, and the types' shares in the first state."""


def state_free(parameters: Parameters) -> Outcome:
    """Whether the competitive allocations differ between two states, exactly and in the toolkit.

    With log types of spending shares s of mean m and unit endowments the price is
    (κ + m)/(1 + κ - m).
    """
    kappa, signals = F(1, 20), (FIRST, parameters["second"])
    means = [sum(m * s for m, s in zip(row, SPENT, strict=True)) for row in signals]
    prices = [(kappa + m) / (1 + kappa - m) for m in means]
    demands = [[s * (1 + 1 / p) for s in SPENT] for p in prices]
    economy = Economy(
        prior=["1/2", "1/2"],
        signal=[list(row) for row in signals],
        endowment=[1, 1],
        kappa=[kappa, kappa],
        eta="1/10",
        utility="theta*log(q) + log(r)",
        parameters={"theta": [[s / (1 - s)] * 2 for s in SPENT]},
        name="no state in preferences",
    )
    solved = solve_competitive(economy)
    gap = float(np.abs(solved.allocations[..., 0] - np.array(demands, dtype=float)).max())
    named = {
        "spending shares": listed(SPENT),
        "mu_1": listed(signals[0]),
        "mu_2": listed(signals[1]),
        "kappa": kappa,
        "p^1": prices[0],
        "p^2": prices[1],
    }
    different = all(a != b for a, b in zip(*demands, strict=True)) and gap < 1e-9
    told = "differ" if different else "are equal, so knowing the state changes nothing"
    return exactly(different, f"the competitive allocations of the two states {told}", named)


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
        if gap > 1e-12:
            raise ArithmeticError(f"the toolkit's posterior is {gap:.1e} away")
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
    r"""Return the odds of all states but the first at equal counts, :math:`\sum_{j\ge1}2^{-j}(1 - 1/(4j^2))^{M/2}`, but for 2^-80."""
    terms = ((1 - F(1, 4 * j * j)) ** (active // 2) / 2**j for j in range(1, 81))
    return F(sum(terms)).limit_denominator(10**30)


def loss_in_a_state(parameters: Parameters) -> Outcome:
    """What each type would gain from the other's bundle in state 4M, at equal counts, from an enclosed equilibrium.

    All states but the first have the same utilities, so only the posterior of the first counts; at
    equal counts exchanging the bundles is feasible.  The chance of a configuration under state 4M
    is at least (1 - 1/(16M)^2)^(M/2) ((1 - 1/(8M))/(1 + 1/(8M)))^d times that under state 0, d
    being its distance from equal counts.
    """
    least, told = None, []
    for M in (100, 1000):
        odds = _weight_of_others(M)
        economy = Economy(
            prior=[1 / (1 + odds), odds / (1 + odds)],
            signal=[["1/2", "1/2"], ["1/2", "1/2"]],
            endowment=[1, 1],
            kappa=["1/10", "1/10"],
            eta="1/10",
            utility="theta*sqrt(q) + sqrt(r)",
            parameters={"theta": [["1/2", "2"], ["2", "1/2"]]},
            name="all states but the first",
        )
        found = certify_stage2(economy, [M // 2, M // 2]).enclosures[0]
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


def finitely_many_types(parameters: Parameters) -> Outcome:
    r"""The least loss of a type that takes the nearest offer in a neighbour's interval, for few and for many types.

    With :math:`u = -\theta/q - 1/r` and θ the squares of i/(X + 1): exactly, and by stage 1 of the
    toolkit.
    """
    least = []
    for number in (2, parameters["types"]):
        roots = [F(i, number + 1) for i in range(1, number + 1)]
        best = [2 * s / (1 + s) for s in roots]
        gaps = [(s, a, (a + b) / 2) for s, (a, b) in zip(roots, pairwise(best), strict=False)]
        gaps += [(s, b, (a + b) / 2) for s, (a, b) in zip(roots[1:], pairwise(best), strict=False)]
        exact = min(-(s**2) / a - 1 / (2 - a) + s**2 / m + 1 / (2 - m) for s, a, m in gaps)
        economy = Economy(
            prior=[1],
            signal=[[F(1, number)] * number],
            endowment=[1, 1],
            kappa=["1/10", "1/10"],
            eta="1/10",
            utility="-theta/q - 1/r",
            parameters={"theta": [[s**2] for s in roots]},
            name="many types",
        )
        table = losses(economy, solve_stage1(economy))
        numeric = float(table[~np.eye(number, dtype=bool)].min())
        if abs(numeric / float(exact) - 1) > 1e-6:
            raise ArithmeticError(f"the toolkit's least loss is {numeric}, not {float(exact)}")
        least.append(exact)
    named = {"types": (2, parameters["types"]), "least losses": least[0], "and": float(least[1])}
    holds = least[1] < least[0] / parameters["factor"]
    told = f"least loss {float(least[0]):.2e} with 2 types, {float(least[1]):.2e} with {parameters['types']}"
    return exactly(bool(holds), told, named)


def heterogeneous_shut_down(parameters: Parameters) -> Outcome:
    """The probability that the second stage is shut down in a separating equilibrium, under either reading of the rule.

    For classes of agents with equal endowments and two types of probabilities 2/5 and 3/5: some
    class, or every class, made one offer.
    """
    mu = (F(2, 5), F(3, 5))
    same = [sum(m**n for m in mu) for n in parameters["classes"]]
    chances = {"some class": 1 - prod(1 - s for s in same), "every class": prod(same)}
    named = {
        "class sizes": listed(parameters["classes"]),
        "mu": listed(mu),
        "P(shut down)": ", ".join(f"{k}: {v}" for k, v in chances.items()),
    }
    holds = all(c < parameters["bound"] for c in chances.values())
    told = ", ".join(f"{k}: {float(v):.3g}" for k, v in chances.items())
    return exactly(holds, f"the market is shut down with probability {told}", named)


def thin_side(parameters: Parameters) -> Outcome:
    """Equilibrium and competitive offers of one agent of each type at max κ = 1/100 and 1/10000, in the economy with square roots."""
    moved, kept = [], []
    for size in (F(1, 100), F(1, 10_000)):
        economy = roots(kappa=size)
        moved.append(float(solve_stage2(economy, [[1, 1]]).offers.max()))
        kept.append(float(solve_competitive(economy).offers[0].max()))
    holds = moved[1] <= float(parameters["falls"]) * moved[0] and abs(kept[1] / kept[0] - 1) < 0.1
    detail = f"largest offers {moved[0]:.2e}, then {moved[1]:.2e}; competitive ones {kept[0]:.3f} and {kept[1]:.3f}"
    return Outcome(
        Verdict.HOLDS if holds else Verdict.FAILS,
        Evidence.SAMPLED,
        detail,
        engine="floating point",
        instances=1,
    )


@lru_cache(maxsize=1)
def three() -> Economy:
    """Return the shipped economy outside the class that has three competitive equilibria."""
    return load_economy(THREE)


def _demand_bracket(economy: Economy, x: int, price: Fraction) -> tuple[Fraction, Fraction]:
    """Return rationals between which the demand of a type lies.

    The slope of u along the budget line changes sign there, in exact arithmetic.
    """
    e = economy.environment
    g_q, g_r, w_q, w_r = (
        e.parameters[n][x][0] for n in ("gamma_q", "gamma_r", "weight_q", "weight_r")
    )

    def slope(q: Fraction) -> Fraction:
        r = e.endowment[1] + price * (e.endowment[0] - q)
        return w_q / q ** int(g_q) - price * w_r / r ** int(g_r)

    low, high = F(0), e.endowment[0] + e.endowment[1] / price
    for _ in range(20):
        middle = ((low + high) / 2).limit_denominator(10**9)
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return low, high


def three_equilibria(parameters: Parameters) -> Outcome:
    """Signs of excess demand at rational prices, from rational brackets of every demand.

    Each change of sign is an equilibrium.
    """
    economy, signs = three(), []
    d, mu = economy.environment, economy.environment.signal[0]
    kappa = economy.mechanism.kappa
    for price in parameters["prices"]:
        brackets = [_demand_bracket(economy, x, price) for x in range(2)]
        bounds = [
            kappa[1] / price
            + sum(m * b[i] for m, b in zip(mu, brackets, strict=True))
            - d.endowment[0]
            - kappa[0]
            for i in (0, 1)
        ]
        signs.append("+" if bounds[0] > 0 else "-" if bounds[1] < 0 else "?")
    changes = sum(a != b and "?" not in (a, b) for a, b in pairwise(signs))
    named = {
        "economy": economy.name,
        "prices": listed(parameters["prices"]),
        "signs of excess demand": " ".join(signs),
        "equilibria at least": changes,
    }
    return exactly(
        changes >= parameters["at_least"], f"excess demand has the signs {' '.join(signs)}", named
    )


@lru_cache(maxsize=4)
def _followed(active: int) -> tuple[Array, Array]:
    """Return the competitive prices and those of the stage-2 equilibria at M that Newton reaches from each; NaN where it reaches none."""
    economy = three()
    d, prices, M = economy.floats, solve_competitive(economy).prices[0], active
    q = np.array(
        [
            [float(sum(_demand_bracket(economy, x, Fraction(float(p))))) / 2 for x in range(2)]
            for p in prices
        ]
    )
    sales = d.endowment[0] - q
    sells = sales > 0
    rows, phi = np.full((len(prices), 2), M / 2), np.ones((len(prices), 1))
    point = Point(
        np.where(sells, sales, -prices[:, None] * sales), np.zeros((len(prices), 2)), sells
    )
    point.totals = d.kappa * M + (rows[..., None] * point.offers).sum(axis=1)
    point = newton(Stage2Problem(economy, rows, phi), point)
    gap = (
        np.abs(d.kappa * M + (rows[..., None] * point.offers).sum(axis=1) - point.totals).max(
            axis=-1
        )
        / M
    )
    good = (np.abs(conditions(economy, point, phi).relative).max(axis=-1) < 1e-10) & (gap < 1e-10)
    return prices, np.where(good, point.totals[:, 1] / point.totals[:, 0], np.nan)


def each_a_limit(parameters: Parameters) -> Outcome:
    """Relative distance between each competitive price and that of a stage-2 equilibrium followed from it, at M = 40 and 640."""
    target, near = _followed(40)
    _, far = _followed(640)
    goal = target * float(parameters["scale"])
    distances = np.abs(near / goal - 1), np.abs(far / goal - 1)
    good = len(target) == 3 and bool(
        (distances[1] <= np.maximum(distances[0] * parameters["falls"], 1e-12)).all()
    )
    detail = "relative distances of prices at M = 40 and 640: " + ", ".join(
        f"{a:.1e} and {b:.1e}" for a, b in zip(*distances, strict=True)
    )
    return Outcome(
        Verdict.HOLDS if good else Verdict.FAILS,
        Evidence.SAMPLED,
        detail,
        engine="floating point",
        instances=1,
    )


def stage_1_selects(parameters: Parameters) -> Outcome:
    """How much a type gains in the limit when its stage-1 action moves the others from one competitive equilibrium to another."""
    economy = three()
    prices, k, gains = solve_competitive(economy).prices[0], formulas_of(economy), []
    for x in range(2):
        values = []
        for p in prices:
            low, high = _demand_bracket(economy, x, Fraction(float(p)))
            q = float((low + high) / 2)
            values.append(float(k.utility(q, 1 + p * (1 - q), x, 0)))
        first, second = parameters["between"]
        gains.append(values[second] - values[first])
    detail = (
        f"changing the equilibrium changes the limiting utilities by {gains[0]:.3g} and "
        f"{gains[1]:.3g}"
    )
    good = max(gains) > parameters["at_least"]
    return Outcome(
        Verdict.HOLDS if good else Verdict.FAILS,
        Evidence.SAMPLED,
        detail,
        engine="floating point",
        instances=1,
    )


CHECKS: dict[str, Check] = {
    "sec-6.payout": Exact(payout),
    "sec-6.state-free": Exact(state_free),
    "sec-6.finite-states": Exact(finitely_many_states),
    "sec-6.finite-states.loss": Exact(loss_in_a_state),
    "sec-6.finite-types": Exact(finitely_many_types),
    "sec-6.endowments.shut-down": Exact(heterogeneous_shut_down),
    "sec-6.thin-side": Exact(thin_side),
    "sec-6.several.three": Exact(three_equilibria),
    "sec-6.several.limits": Exact(each_a_limit),
    "sec-6.several.belief": Exact(stage_1_selects),
}
"""The checks of this module by the names under which statements assert them."""
