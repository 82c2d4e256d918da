r"""Checks of section 6: exact examples for the remarks that can be decided in rational numbers.

``section_6_economies`` tests the others on economies.

Conventions: exact examples use :math:`\theta\log q + \log r`, for which demand, offers and prices
are rational, or :math:`-\theta/q - 1/r` with θ the square of a rational.

Paper: section 6.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.formulas.compiled import formulas_of
from numeric.stage2.aggregative import newton
from numeric.stage2.problem import Point, Stage2Problem, conditions
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.theorem_3.checks import BOTH_PAID, NONE_PAID, F, Realised, listed
from proofs_check.verifying.economies import SHIPPED

Array = NDArray[np.float64]
THREE: Path = SHIPPED / "outside" / "three_equilibria.toml"


def payout(parameters: Parameters) -> Outcome:
    """What is paid out of each good in an equilibrium realisation with rational offers.

    Of both, of neither, or of one.
    """
    one = Realised(2, 1, (F(1, 10), F(1, 2)), (F(1, 10), F(0)), F(1))
    example = {"both": BOTH_PAID, "none": NONE_PAID, "one": one}[parameters["example"]]
    paid = example.payout
    holds = sum(v > 0 for v in paid) == 1
    return exactly(
        holds,
        f"net payouts {paid[0]} and {paid[1]}",
        {**example.named(), "net payouts": listed(paid)},
    )


def fee_within_endowment(parameters: Parameters) -> Outcome:
    """Whether the endowment that is left after the fee 2κ is positive."""
    kappa, left = parameters["kappa"], 1 - 2 * parameters["kappa"]
    return exactly(
        left > 0,
        f"the endowment after the fee is {left}",
        {"q-bar": 1, "kappa_q": kappa, "q-bar - 2 kappa_q": left},
    )


def log_price(mean_share: Fraction, kappa: Fraction) -> Fraction:
    r"""Return the competitive price for shares :math:`\theta/(1+\theta)` of mean s and unit endowments: :math:`(\kappa + s)/(1 + \kappa - s)`."""
    return (kappa + mean_share) / (1 + kappa - mean_share)


def state_free(parameters: Parameters) -> Outcome:
    """Log types with spending shares 1/4, 1/2, 3/4 and no state in preferences.

    Whether the competitive offers differ between two states.
    """
    tables = {
        "offsetting": ((F(3, 10), F(2, 5), F(3, 10)), (F(2, 5), F(1, 5), F(2, 5))),
        "ordinary": ((F(3, 10), F(2, 5), F(3, 10)), (F(2, 5), F(2, 5), F(1, 5))),
        "equal": ((F(3, 10), F(2, 5), F(3, 10)), (F(3, 10), F(2, 5), F(3, 10))),
        "mirrored": ((F(3, 10), F(2, 5), F(3, 10)), (F(1, 4), F(1, 2), F(1, 4))),
    }
    shares, kappa = (F(1, 4), F(1, 2), F(3, 4)), F(1, 20)
    signals = tables[parameters["signals"]]
    prices = [
        log_price(sum((m * s for m, s in zip(row, shares, strict=True)), F(0)), kappa)
        for row in signals
    ]
    demands = [[s * (1 + 1 / p) for s in shares] for p in prices]
    named = {
        "spending shares": listed(shares),
        "mu_1": listed(signals[0]),
        "mu_2": listed(signals[1]),
        "kappa": kappa,
        "p^1": prices[0],
        "p^2": prices[1],
    }
    different = all(a != b for a, b in zip(*demands, strict=True))
    told = "differ" if different else "are equal, so knowing the state changes nothing"
    return exactly(different, f"the competitive allocations of the two states {told}", named)


def finitely_many_states(parameters: Parameters) -> Outcome:
    r"""States with :math:`\mu_0(x_1) = 1/2`, :math:`\mu_k(x_1) = 1/2 + 1/(4k)`, prior :math:`2^{-k-1}`: the greatest posterior of the worst state."""
    found = {}
    for M in (10, 100, 1000):
        k = 4 * M if parameters["states"] == "infinite" else parameters["states"]
        # At any configuration the likelihood ratio of state k to state 0 is at most (2 mu_k)^M, and
        # phi(k) <= odds/(1 + odds).
        odds = (
            F(1, 2**k) * (1 + F(1, 2 * k)) ** M
            if parameters["states"] == "infinite"
            else _odds_at_own_shares(k, M)
        )
        found[M] = odds / (1 + odds)
    last = found[1000]
    named = {
        "states": parameters["states"],
        "posterior of the true state": ", ".join(
            f"{float(v):.2e} at M = {M}" for M, v in found.items()
        ),
    }
    holds = last > parameters["reach"] and found[1000] >= found[10]
    return exactly(
        bool(holds),
        f"at M = 1000 the true state has a posterior of {float(last):.3g} {parameters['side']}",
        named,
    )


def _odds_at_own_shares(k: int, M: int) -> Fraction:
    """Return the odds of state k against all of the other states up to k.

    At the configuration nearest to its own shares.
    """
    mu = [F(1, 2)] + [F(1, 2) + F(1, 4 * j) for j in range(1, k + 1)]
    n = round(mu[k] * M)
    weight = [F(1, 2 ** (j + 1)) * m**n * (1 - m) ** (M - n) for j, m in enumerate(mu)]
    return weight[k] / sum(weight[:k], F(0))


def finitely_many_types(parameters: Parameters) -> Outcome:
    r"""The least loss of a type that takes the nearest offer in a neighbour's interval.

    For few and for many types with :math:`u = -\theta/q - 1/r`.
    """
    losses = []
    for number in (2, parameters["types"]):
        roots = [F(i, number + 1) for i in range(1, number + 1)]
        best = [2 * s / (1 + s) for s in roots]
        gaps = [(s, a, (a + b) / 2) for s, (a, b) in zip(roots, pairwise(best), strict=False)]
        losses.append(min(-(s**2) / a - 1 / (2 - a) + s**2 / m + 1 / (2 - m) for s, a, m in gaps))
    named = {"types": (2, parameters["types"]), "least losses": losses[0], "and": float(losses[1])}
    holds = losses[1] < losses[0] / parameters["factor"]
    return exactly(
        bool(holds),
        f"least loss {float(losses[0]):.2e} with 2 types, {float(losses[1]):.2e} with "
        f"{parameters['types']}",
        named,
    )


def heterogeneous_endowments(parameters: Parameters) -> Outcome:
    """Two log types with spending shares 1/4 and 1/2 and commonly known endowments.

    Whether their best stage-1 offers at p_1 = 1 differ.

    The price is that of the mean endowment when as many agents as have the second endowment have
    its mirror image.
    """
    first, second = parameters["endowments"]
    mean = [first[i] + second[i] + second[1 - i] for i in (0, 1)]
    if mean[0] != mean[1]:
        raise ValueError("p_1 = 1 needs a first endowment of equal amounts")
    offers = [
        e[0] - s * (e[0] + e[1])
        for s, e in zip((F(1, 4), F(1, 2)), parameters["endowments"], strict=True)
    ]
    named = {
        "spending shares": "1/4, 1/2",
        "endowments": f"{listed(first)}, {listed(second)}, {listed(second[::-1])}",
        "p_1": 1,
        "offers": listed(offers),
    }
    return exactly(
        offers[0] != offers[1], f"best offers {offers[0]} and {offers[1]} of the first good", named
    )


def heterogeneous_shut_down(parameters: Parameters) -> Outcome:
    """The probability that the second stage is shut down in a separating equilibrium.

    For classes of agents with equal endowments and two types.
    """
    mu = (F(2, 5), F(3, 5))
    same = [sum(m**n for m in mu) for n in parameters["classes"]]
    chance = {"every": prod(same), "some": 1 - prod(1 - s for s in same)}[parameters["quantifier"]]
    rule = f"{parameters['quantifier']} class makes one offer"
    named = {
        "class sizes": listed(parameters["classes"]),
        "mu": listed(mu),
        "shut down when": rule,
        "probability": chance,
    }
    return exactly(
        chance < parameters["bound"],
        f"the market is shut down with probability {float(chance):.3g}",
        named,
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
    "sec-6.entry-fee.endowment": Exact(fee_within_endowment),
    "sec-6.state-free": Exact(state_free),
    "sec-6.finite-states": Exact(finitely_many_states),
    "sec-6.finite-types": Exact(finitely_many_types),
    "sec-6.endowments": Exact(heterogeneous_endowments),
    "sec-6.endowments.shut-down": Exact(heterogeneous_shut_down),
    "sec-6.several.three": Exact(three_equilibria),
    "sec-6.several.limits": Exact(each_a_limit),
    "sec-6.several.belief": Exact(stage_1_selects),
}
"""The checks of this module by the names under which statements assert them."""
