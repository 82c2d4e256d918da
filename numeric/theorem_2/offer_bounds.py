r"""Bounds on stage-2 offers that hold for every population, from marginal rates of substitution.

Prices lie in :math:`[\kappa_r/(\bar q + \kappa_q), (\bar r + \kappa_r)/\kappa_q]` and so do
marginal prices from above.  A seller of b units of the first good consumes :math:`(\bar q - b, r)`
with :math:`r \in [\bar r, \bar r + \bar q P]`, P the largest price; where :math:`u_q/u_r > P` on
all of that range and for every state, offering less is better.  Since :math:`u_q/u_r \to \infty` at
the axis for every utility of the paper's class, such a bound below the endowment exists.

Derivation: if :math:`u_q/u_r` stayed bounded along :math:`(q_n, r_n) \to (0, r)`, the tangent plane
at :math:`(q_n, r_n)` would bound u from above: with unbounded :math:`u_r` it would send u at some
interior point to :math:`-\infty`, and with bounded :math:`u_r` it would bound :math:`u_q` on the
segment to (0, r), against Inada.

Conventions: good 0 is the first; rates are u_q/u_r for good 0 and u_r/u_q for good 1.  Floating
point on a grid of the other good: not enclosed.

Paper: section 7.2, Claim 2, in the form that survives when u_q and u_r blow up together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.roots import decreasing_roots
from numeric.stage2.price_scan import price_bounds

Array = NDArray[np.float64]
GRID = 65
LEAST = 1e-15
"""The least share kept that is considered."""


def largest_price(economy: Economy, good: int) -> float:
    """Return the largest price of a good in units of the other."""
    low, high = price_bounds(economy)
    return float(high if good == 0 else 1 / low)


def consumption_range(
    economy: Economy, good: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the range of the consumption of a good that is sold, and that of the other good."""
    held, other = economy.floats.endowment[[0, 1] if good == 0 else [1, 0]].tolist()
    return (0.0, held), (other, other + held * largest_price(economy, good))


def least_rate(economy: Economy, left: float, good: int) -> Array:
    """Return the least rate of substitution for each type, shape (X,).

    A share ``left`` of the endowment of the good is kept.
    """
    k, e = formulas_of(economy), economy.floats.endowment
    others = np.linspace(*consumption_range(economy, good)[1], GRID)
    types = np.arange(len(economy.types))[:, None]
    q, r = (
        (np.full(GRID, left * e[0]), others) if good == 0 else (others, np.full(GRID, left * e[1]))
    )
    rates = k.partial((1, 0), q, r, types) / k.partial((0, 1), q, r, types)
    return np.asarray((rates if good == 0 else 1 / rates).min(axis=(-2, -1)))


def offer_bounds(economy: Economy) -> Array:
    r"""Return :math:`(\bar b_q, \bar b_r)`, shape (2,).

    No best offer of any type exceeds it, whatever the belief and the population.

    The share kept is the largest at which the least rate still exceeds the largest price (a root in
    its logarithm; the rate is taken to decrease in the share kept, as it does where
    both goods are normal, which is not checked).

    Paper: section 7.2, Claim 2.
    """
    return np.array([_largest_offer(economy, good) for good in (0, 1)])


def _largest_offer(economy: Economy, good: int) -> float:
    price = largest_price(economy, good)

    def excess(log_share: Array) -> Array:
        """The logarithm of the least rate over the price, at one share."""
        with np.errstate(all="ignore"):
            rate = least_rate(economy, float(np.exp(log_share[0])), good).min()
            return np.array([np.log(rate / price)])

    kept = np.exp(decreasing_roots(excess, [np.log(LEAST)], [0.0], at_end=True)[0])
    return float((1 - kept) * economy.floats.endowment[good])
