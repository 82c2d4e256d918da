r"""Checks for Claim 2 of Theorem 2: bounds on equilibrium offers from marginal utilities.

Conventions: exact examples name u; on economies the marginal rate of substitution is computed in
floating point near the axes.

Paper: section 7.2, Claim 2, equations (32) and (33).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.theorem_2.offer_bounds import consumption_range, least_rate, offer_bounds
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from symbolic.language.notation import q, r

Array = NDArray[np.float64]


def a_finite(parameters: Parameters) -> Outcome:
    """The supremum of u_r(q, 1) over q in (0, 1].

    For u = -1/(q r) or one whose marginal utilities do not blow up together.
    """
    formula = {"-1/(q r)": -1 / (q * r), "-1/q - 1/r": -1 / q - 1 / r}[parameters["utility"]]
    in_class = _increasing_concave(formula)
    slope = sp.diff(formula, r).subs(r, 1)
    top = sp.limit(slope, q, 0, "+")
    named = {
        "u": formula,
        "r-bar": 1,
        "u_r(q, r-bar)": slope,
        "limit at q = 0": top,
        "strictly increasing and concave": in_class,
    }
    return exactly(bool(top.is_finite), f"u_r(q, r-bar) tends to {top} as q tends to 0", named)


def _increasing_concave(formula: sp.Expr) -> bool:
    """Whether first partials are positive, u_qq negative and the Hessian's determinant positive on the open quadrant, read off one-term forms."""
    s, t = sp.symbols("s t", positive=True)
    at = {q: s, r: t}
    first = [sp.diff(formula, v).subs(at).is_positive for v in (q, r)]
    second = sp.diff(formula, q, 2).subs(at).is_negative
    determinant = (
        sp.factor(sp.diff(formula, q, 2) * sp.diff(formula, r, 2) - sp.diff(formula, q, r) ** 2)
        .subs(at)
        .is_positive
    )
    return bool(all(first) and second and determinant)


def rate(parameters: Parameters) -> Outcome:
    """The least of u_q/u_r over r in [1, 2] as q tends to 0, for u = -1/(q r).

    Against the largest marginal price 441 at kappa = 1/20.
    """
    formula = -1 / (q * r)
    ratio = sp.simplify(sp.diff(formula, q) / sp.diff(formula, r))
    least = ratio.subs(r, parameters["least_r"])
    needed = sp.Rational(1, parameters["one_over"])
    value = least.subs(q, needed)
    named = {
        "u": formula,
        "u_q/u_r": ratio,
        "q": needed,
        "u_q/u_r at least": value,
        "largest marginal price": 441,
    }
    return exactly(bool(value > 441), f"at q = {needed} the rate is at least {value}", named)


def rate_diverges(economy: Economy, parameters: Parameters) -> Instance:
    """The least rate of substitution over the box grows without bound toward the axis, for either good."""
    shares = [10.0**-n if parameters["toward"] == "axis" else 0.5 for n in (2, 4, 6, 8)]
    values = [float(least_rate(economy, share, parameters["good"]).min()) for share in shares]
    grows = all(b > 1.5 * a for a, b in pairwise(values))
    told = f"least rate {values[0]:.1e} at 1e-2 of the endowment, {values[-1]:.1e} at 1e-8"
    return Instance(economy.name, grows, told, margin=min(b - 1.5 * a for a, b in pairwise(values)))


def one_for_all(parameters: Parameters) -> Outcome:
    """J at the offer 1/2 of an endowment of 1.

    For u = theta log(q) + log(r) and the tastes of the types: u_q depends on r nowhere, so the
    least is u_q.
    """
    found = []
    for theta in parameters["tastes"]:
        slope = sp.diff(theta * sp.log(q) + sp.log(r), q)
        if slope.has(r):
            raise ValueError(f"u_q must not depend on r, got {slope}")
        found.append(slope.subs(q, sp.S.Half))
    named = {
        "u": "theta log(q) + log(r)",
        "theta": ", ".join(map(str, parameters["tastes"])),
        "q-bar": 1,
        "b_q": "1/2",
        "J": ", ".join(map(str, found)),
    }
    return exactly(
        len(set(found)) == 1,
        f"J(1/2) is {' for one type and '.join(map(str, found))} for the other",
        named,
    )


def increasing(economy: Economy, parameters: Parameters) -> Instance:
    """J increases strictly and grows without bound as the offer tends to the endowment, one J for each type."""
    e, k = economy.floats.endowment, formulas_of(economy)
    (_, _), (low, high) = consumption_range(economy, 0)
    rs = np.linspace(low, high, 41)
    types = range(len(economy.types))
    left = np.array([0.9, 0.5, 0.1, 1e-3, 1e-6, 1e-9]) * e[0]
    table = np.array([[k.partial((1, 0), c, rs, x).min() for c in left] for x in types])
    if parameters["types"] == "one for all":
        return Instance(
            economy.name,
            bool(np.allclose(table, table[0], rtol=1e-9)),
            "J of the first type against J of the others",
        )
    slack = min(
        float(np.diff(table, axis=1).min()),
        float((table[:, -1] - parameters["factor"] * table[:, 0]).min()),
    )
    return Instance(
        economy.name,
        slack > 0,
        f"J from {table[:, 0].min():.2e} to {table[:, -1].min():.2e}",
        margin=slack,
    )


@lru_cache(maxsize=256)
def _bounds(economy: Economy) -> Array:
    return offer_bounds(economy)


def bounded(economy: Economy, parameters: Parameters) -> Instance:
    """Best offers against random totals, drawn over their whole range, stay within the bound computed from rates of substitution."""
    from numeric.theorem_2.random_totals import best_offers

    e, draw = economy.floats.endowment, np.random.default_rng(2012)
    bound = _bounds(economy) * float(parameters["factor"])
    M, X, Z, points = 6, len(economy.types), len(economy.states), 5
    largest = np.zeros(2)
    for extreme in (0.0, 0.5, 1.0):
        share = np.clip(extreme + 0.3 * draw.standard_normal((X, points, 2)), 0, 1)
        totals = M * economy.floats.kappa + (M - 1) * e * np.stack(
            [share[..., 0], 1 - share[..., 0]], axis=-1
        )
        weights = draw.dirichlet(np.ones(points * Z), size=X).reshape(X, points, Z)
        found = best_offers(economy, totals[..., 0], totals[..., 1], weights, np.arange(X))
        largest = np.maximum(largest, found.offers.max(axis=0))
    told = f"largest offers {largest[0] / e[0]:.3f}, {largest[1] / e[1]:.3f} of the endowment"
    return Instance(
        economy.name, bool((largest <= bound).all()), told, margin=float((bound - largest).min())
    )


CHECKS: dict[str, Check] = {
    "thm-2.claim-2.A": Exact(a_finite),
    "thm-2.claim-2.rate": Exact(rate),
    "thm-2.claim-2.rate-diverges": OnEconomies(rate_diverges),
    "thm-2.claim-2.J-exact": Exact(one_for_all),
    "thm-2.claim-2.J": OnEconomies(increasing),
    "thm-2.claim-2": OnEconomies(bounded),
}
"""The checks of this module by the names under which statements assert them."""
