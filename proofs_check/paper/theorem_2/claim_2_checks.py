r"""Checks for Claim 2 of Theorem 2: bounds on equilibrium offers from marginal utilities.

Conventions: on economies the marginal utilities of the slow side are derivatives that SymPy takes
of the economy's own formula; the toolkit's are its compiled kernels.

Paper: section 7.2, Claim 2, equations (32) and (33).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import brentq

from numeric.economy.economy import Economy
from numeric.formulas.domain import whole
from numeric.theorem_2.offer_bounds import (
    consumption_range,
    largest_price,
    least_rate,
    offer_bounds,
)
from numeric.theorem_2.random_totals import best_offers
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
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.shared.in_force import PART_ONLY
from proofs_check.paper.shared.largest import largest, smallest
from proofs_check.paper.shared.slow import at_parameters
from symbolic.language.notation import q, r

Array = NDArray[np.float64]
POINTS = 129
"""Points of the slow side's grid; every second one is a point of the toolkit's."""
ROUNDED = 2.0**-51
"""What rounding leaves of the difference of 1 and a share next to it."""


@lru_cache(maxsize=1)
def products() -> Economy:
    """Return an economy with u = -1/(q^a r), a = 1 and 2: marginal utilities blow up together at the first axis."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["2/3", "1/3"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=["1/20", "1/20"],
        eta="1/10",
        utility="-1/(q**a*r)",
        parameters={"a": [["1", "1"], ["2", "2"]]},
        name="marginal utilities that blow up together",
    )


def _formula(economy: Economy, type_: int, state: int) -> sp.Expr:
    e = economy.environment
    return e.utility.subs(
        {
            s: sp.Rational(
                e.parameters[str(s)][type_][state].numerator,
                e.parameters[str(s)][type_][state].denominator,
            )
            for s in e.utility.free_symbols - {q, r}
        }
    )


def rate(parameters: Parameters) -> Outcome:
    """The least rate of substitution at q = 1/``one_over`` against the largest price.

    Both are found by the formula, and in the toolkit.
    """
    economy, kept = products(), sp.Rational(1, parameters["one_over"])
    price = sp.Rational(21, 20) / sp.Rational(1, 20)
    least = []
    for x in (0, 1):
        u = _formula(economy, x, 0)
        ratio = sp.cancel(sp.diff(u, q) / sp.diff(u, r))
        at = {q: kept, r: sp.S(2)}
        if not (sp.diff(ratio, r).subs(at) > 0 and sp.diff(ratio, q).subs(at) < 0):
            raise Disagreement("the rate must rise in r and fall in q")
        least.append(ratio.subs({q: kept, r: 1}))
    tops = [sp.limit(sp.diff(_formula(economy, x, 0), r).subs(r, 1), q, 0, "+") for x in (0, 1)]
    numeric = least_rate(economy, float(kept), 0)
    gaps = [abs(float(a) / float(b) - 1) for a, b in zip(least, numeric, strict=True)]
    gaps += [abs(largest_price(economy, 0) / float(price) - 1)]
    gaps += [abs(float(offer_bounds(economy)[0]) / (20 / 21) - 1)]
    named = {
        "u": "-1/(q r), -1/(q^2 r)",
        "q": kept,
        "least u_q/u_r": ", ".join(map(str, least)),
        "largest price": price,
        "the toolkit's": f"{numeric[0]:.6f}, {numeric[1]:.6f}",
    }
    unbounded = all(t == sp.oo for t in tops)
    holds = bool(min(least) > price) and largest(*gaps) < 1e-9 and unbounded
    return exactly(holds, f"at q = {kept} the rate is at least {min(least)}", named)


@lru_cache(maxsize=64)
def _marginals(economy: Economy) -> dict[tuple[int, int], tuple[Any, Any]]:
    """Return u_q and u_r by type and state as functions of arrays, derived from the formula of u."""
    e = economy.environment
    slopes = [sp.diff(e.utility, v) for v in (q, r)]
    return {
        (x, z): (
            at_parameters(economy, slopes[0], x, z),
            at_parameters(economy, slopes[1], x, z),
        )
        for x in range(len(e.types))
        for z in range(len(e.states))
    }


def _slow_rate(economy: Economy, left: float, good: int, exact: bool = True) -> float:
    """Return the least rate of substitution when a share of the endowment of a good is kept."""
    e = economy.floats.endowment
    low, high = float(e[1 - good]), float(e[1 - good] + e[good] * _slow_price(economy, good))
    others = np.linspace(low, high, POINTS if exact else 33)
    kept = np.full(others.shape, left * e[good])
    first, second = (kept, others) if good == 0 else (others, kept)
    rates = []
    for u_q, u_r in _marginals(economy).values():
        ratio = np.asarray(u_q(first, second) / u_r(first, second), dtype=float)
        rates.append(float((ratio if good == 0 else 1 / ratio).min()))
    return min(rates)


def _slow_price(economy: Economy, good: int) -> float:
    """Return the largest price of a good: all that there can be of the other over what there is at least of it."""
    e, kappa = economy.environment.endowment, economy.mechanism.kappa
    return float((e[1 - good] + kappa[1 - good]) / kappa[good])


def rate_diverges(economy: Economy, parameters: Parameters) -> Instance:
    """The least rate of substitution as less and less is kept, for either good."""
    if not whole(economy):
        return Instance(economy.name, None, PART_ONLY)
    apart, slack, told = 0.0, np.inf, ""
    for good in (0, 1):
        shares = [10.0**n for n in parameters["shares"]]
        slow = [_slow_rate(economy, s, good) for s in shares]
        numeric = [float(least_rate(economy, s, good).min()) for s in shares]
        apart = largest(apart, *(abs(a / b - 1) for a, b in zip(numeric, slow, strict=True)))
        slack = smallest(slack, *(b / a - 1.5 for a, b in pairwise(slow)))
        told = told or f"least rate {slow[0]:.1e}, then {slow[-1]:.1e}"
    return Instance(
        economy.name,
        bool(slack > 0 and apart < 1e-3),
        f"{told}; the toolkit's differs by {apart:.1e}",
        margin=float(min(slack, 1e-3 - apart)),
    )


def increasing(economy: Economy, parameters: Parameters) -> Instance:
    """J for each type at offers of more and more of the endowment; J is of the marginal utility named."""
    if not whole(economy):
        return Instance(economy.name, None, PART_ONLY)
    e, X, Z = economy.floats.endowment, len(economy.types), len(economy.states)
    (_, _), (low, high) = consumption_range(economy, 0)
    rs = np.linspace(low, high, 41)
    left = np.array([1.0, 0.9, 0.5, 0.1, 1e-3, 1e-6, 1e-9]) * e[0]
    pick = 0 if parameters["derivative"] == (1, 0) else 1
    table = np.array(
        [
            [
                min(
                    float(np.min(_marginals(economy)[x, z][pick](np.full(rs.shape, c), rs)))
                    for z in range(Z)
                )
                for c in left
            ]
            for x in range(X)
        ]
    )
    slack = min(
        float(table.min()),
        float((np.diff(table, axis=1) / table[:, :-1]).min()),
        float((table[:, -1] / table[:, 0] - 2).min()),
    )
    told = f"J from {table[:, 0].min():.2e} to {table[:, -1].min():.2e}"
    return Instance(economy.name, slack > 0, told, margin=slack)


@lru_cache(maxsize=256)
def _bounds(economy: Economy) -> Array:
    return offer_bounds(economy)


@lru_cache(maxsize=64)
def _largest_best_offers(economy: Economy) -> Array:
    """Return the largest best offers of either good against random totals drawn over their whole range."""
    e, draw = economy.floats.endowment, np.random.default_rng(2012)
    M, X, Z, points = 6, len(economy.types), len(economy.states), 5
    made: list[tuple[Array, Array]] = []
    for extreme in (0.0, 0.5, 1.0):
        share = np.clip(extreme + 0.3 * draw.standard_normal((X, points, 2)), 0, 1)
        totals = M * economy.floats.kappa + (M - 1) * e * np.stack(
            [share[..., 0], 1 - share[..., 0]], axis=-1
        )
        weights = draw.dirichlet(np.ones(points * Z), size=X).reshape(X, points, Z)
        made.append((totals, weights))
    met, chances = (np.concatenate(part) for part in zip(*made, strict=True))
    types = np.tile(np.arange(X), len(made))
    found = best_offers(economy, met[..., 0], met[..., 1], chances, types)
    return np.asarray(found.offers.max(axis=0))


def _kept_share(economy: Economy, good: int, price: float) -> float:
    """Return the share of the endowment kept at which the slow rate falls to a price.

    1e-15 or 1 if the rate is below or above the price throughout.
    """

    def excess(s: float) -> float:
        return float(np.log(_slow_rate(economy, float(np.exp(s)), good) / price))

    low, high = float(np.log(1e-15)), 0.0
    if excess(low) <= 0 or excess(high) >= 0:
        return float(np.exp(low if excess(low) <= 0 else high))
    return float(np.exp(brentq(excess, low, high, xtol=1e-12)))


def bounded(economy: Economy, parameters: Parameters) -> Instance:
    """Best offers against the bound, and the bound against the slow side's.

    The slow side's is where its rate equals ``price`` times the largest price.
    """
    if not whole(economy):
        return Instance(economy.name, None, PART_ONLY)
    e, bound, most = economy.floats.endowment, _bounds(economy), _largest_best_offers(economy)
    apart = 0.0
    for good in (0, 1):
        price = float(parameters["price"]) * _slow_price(economy, good)
        kept = _kept_share(economy, good, price)
        gap = abs(1 - float(bound[good]) / e[good] - kept)
        apart = largest(apart, max(gap - ROUNDED, 0.0) / kept)
    slack = float(((bound - most) / e).min())
    told = f"largest offers {most[0] / e[0]:.3f}, {most[1] / e[1]:.3f} of the endowment"
    holds = slack >= 0 and bool((bound < e).all()) and apart < 1e-3
    return Instance(economy.name, holds, told, margin=min(slack, 1e-3 - apart))


CHECKS: dict[str, Check] = {
    "thm-2.claim-2.rate": Exact(rate, only(products)),
    "thm-2.claim-2.rate-diverges": OnEconomies(rate_diverges),
    "thm-2.claim-2.J": OnEconomies(increasing),
    "thm-2.claim-2": OnEconomies(bounded),
}
"""The checks of this module by the names under which statements assert them."""
