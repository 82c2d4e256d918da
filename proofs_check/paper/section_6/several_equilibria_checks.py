r"""Checks of the shipped economy that has three competitive equilibria: in exact numbers, and as limits of stage 2.

Paper: section 6, on uniqueness.
"""

from __future__ import annotations

from fractions import Fraction
from fractions import Fraction as F
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.formulas.compiled import formulas_of
from numeric.stage2.aggregative import newton
from numeric.stage2.problem import Point, Stage2Problem, conditions
from proofs_check.claims.checks import Check, Exact, Parameters, exactly, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.theorem_3.checks import listed
from proofs_check.verifying.economies import SHIPPED

Array = NDArray[np.float64]
THREE: Path = SHIPPED / "outside" / "three_equilibria.toml"


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
    """Return the competitive prices and those of the stage-2 equilibria at M that Newton reaches from each.

    A price is NaN where it reaches none.
    """
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
    """How far each competitive price is from that of a stage-2 equilibrium followed from it.

    Distances are relative, at M = 40 and 640.
    """
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
    return sampled(good, detail)


def stage_1_selects(parameters: Parameters) -> Outcome:
    """How much a type gains in the limit when its stage-1 action changes which equilibrium the others play."""
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
    return sampled(good, detail)


CHECKS: dict[str, Check] = {
    "sec-6.several.three": Exact(three_equilibria, only(three)),
    "sec-6.several.limits": Exact(each_a_limit, only(three)),
    "sec-6.several.belief": Exact(stage_1_selects, only(three)),
}
"""The checks of this module by the names under which statements assert them."""
