r"""Price-taking equilibria for arrays of beliefs and shares: the starting point of stage 2.

Newton on :math:`(t_1, \ldots, t_X, p)`: the net sales and the price.  The sales do not interact
except through p, so the Jacobian is an arrow and a step costs one division; a
fraction-to-the-boundary rule keeps consumption positive.

Paper: the limit of Proposition 2; for a known state the competitive equilibrium of section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.few_prices import AT_REST, ROUGH, STAY, few_prices
from numeric.economy.economy import Economy
from numeric.formulas.at_endowment import marginal_utilities
from numeric.formulas.compiled import formulas_of
from numeric.formulas.domain import shortened
from symbolic.language.notation import gamma, p
from symbolic.model import price_taking as formulas

Array = NDArray[np.float64]


@np.errstate(all="ignore")
def autarky_rates(economy: Economy, phi: Array) -> Array:
    r"""Return :math:`\sum_z\phi(z)u_q/\sum_z\phi(z)u_r` at the endowment.

    Beliefs (n, Z), output (n, X).

    A type sells the first good at prices above its rate and the second below it: equation (20).
    """
    u_q, u_r = marginal_utilities(economy)
    return np.asarray((u_q @ phi.T).T / (u_r @ phi.T).T)


@np.errstate(all="ignore")  # a utility outside the class may leave its domain or its price
def price_taking(
    economy: Economy,
    shares: Array,
    phi: Array,
    *,
    start: tuple[Array, Array] | None = None,
    iterations: int = 60,
    tolerance: float = ROUGH,
) -> tuple[Array, Array]:
    """Return net sales (n, X) and prices (n,) at which the market clears, as a starting point.

    Convergence is not reported.

    Args:
        economy: An economy with positive kappa.
        shares: Weights of the types among the active, shape (n, X), rows sum to 1.
        phi: Common beliefs, shape (n, Z).
        start: Net sales (n, X) and prices (n,) to start from; no trade at the mean rate of
            substitution if left out.
        iterations: At most this many Newton steps.
        tolerance: Relative size of the price's step at which to stop; below ``ROUGH`` the sales
            must be at rest too.
    """
    kappa = economy.floats.kappa
    if start is None:
        with np.errstate(all="ignore"):
            rates = np.exp((shares * np.log(autarky_rates(economy, phi))).sum(axis=-1))
        start = np.zeros_like(shares), rates
    found = few_prices(economy, shares, phi, start, iterations, tolerance)
    if found is not None:
        return found
    sales, price = start
    for _ in range(iterations):
        step_t, step_p = _step(economy, shares, phi, sales, price, kappa)
        scale = _stay_inside(economy, sales, price, step_t, step_p)
        after = _after(economy, sales, price, step_t, step_p)
        scale = shortened(economy, after, scale, phi)
        sales, price = sales + scale[:, None] * step_t, price + scale * step_p
        # By symmetry the price may be right from the start; a solution, unlike a starting point,
        # needs the sales too.
        rest = tolerance >= ROUGH or (np.abs(step_t) <= AT_REST * economy.floats.endowment[0]).all()
        if rest and (np.abs(step_p) <= tolerance * price).all():
            break
    return sales, price


def _step(
    economy: Economy, shares: Array, phi: Array, sales: Array, price: Array, kappa: Array
) -> tuple[Array, Array]:
    """Return the Newton step; where it cannot be computed, no step."""
    k, types = formulas_of(economy), np.arange(shares.shape[1])
    at: dict[Any, Any] = {gamma: sales, p: np.broadcast_to(price[:, None], sales.shape)}
    value, by_t, by_p = k.all_expected(formulas.linearised(), at, phi[:, None, :], types)
    with np.errstate(all="ignore"):
        free, response = -value / by_t, -by_p / by_t
        gap = kappa[1] / price - kappa[0] - (shares * (sales + free)).sum(axis=-1)
        step_p = _finite(gap / (kappa[1] / price**2 + (shares * response).sum(axis=-1)))
        return _finite(free + response * step_p[:, None]), step_p


def _finite(step: Array) -> Array:
    return np.where(np.isfinite(step), step, 0.0)


def _after(
    economy: Economy, sales: Array, price: Array, step_t: Array, step_p: Array
) -> Callable[[Array], tuple[Array, Array]]:
    """Return what all types consume as a function of the length of a step."""
    e = economy.floats.endowment

    def bundles(scale: Array) -> tuple[Array, Array]:
        sold, at = sales + scale[:, None] * step_t, (price + scale * step_p)[:, None]
        return e[0] - sold, e[1] + at * sold

    return bundles


def _stay_inside(
    economy: Economy, sales: Array, price: Array, step_t: Array, step_p: Array
) -> Array:
    """Return the largest step length that leaves consumption and price positive, at most 1.

    It goes at most ``STAY`` of the way to zero.
    """
    top_q, top_r = economy.floats.endowment
    with np.errstate(all="ignore"):
        # The second consumption is quadratic in the step's length; this line bounds it from below
        # for lengths up to 1.
        change_r = (
            step_t * price[:, None]
            + sales * step_p[:, None]
            + np.minimum(step_t * step_p[:, None], 0.0)
        )
        used = step_t / (top_q - sales), -change_r / (top_r + price[:, None] * sales)
        share = np.concatenate([*used, -(step_p / price)[:, None]], axis=-1).max(axis=-1)
        return np.asarray(STAY / np.maximum(STAY, share))
