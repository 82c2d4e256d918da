r"""Derivatives of stage 2: offers, totals and price for many configurations, and of best responses.

With w the value of the first good sold, F the signed condition, c = 1/R and :math:`\rho = R/M`,

.. math:: \delta w = e + g\,\delta p + h\,\delta\rho,\qquad
          e = -F_\theta/F_w,\ g = -F_p/F_w,\ h = F_c/(F_wM\rho^2),

and what adds up gives two linear equations, with shares s of the types,

.. math:: (\kappa_q + \textstyle\sum s g)\,\delta p + (\sum s h)\,\delta\rho
          = \delta\kappa_r - p\,\delta\kappa_q - \sum s e,\qquad
          (\sum_{w<0}s g)\,\delta p + (1 + \sum_{w<0}s h)\,\delta\rho = \delta\kappa_r - \sum_{w<0}s e.

:math:`F_w` takes the side of the market that the type is on.  A type that is present and does not
trade stands at a kink: :math:`\sum_{w<0}` changes there.  The configuration is then named, and its
derivatives are NaN.

Conventions: belief rates are those of Bayes' rule unless the belief was given, when they are zero.

Paper: equations (16)-(19); Proposition 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.derivatives.directions import Directions, directions
from numeric.derivatives.gradients import gradient
from numeric.economy.economy import Economy
from symbolic.derivatives.conditions import response_condition, stage2_condition

Array = NDArray[np.float64]
KINK = 1e-12


@dataclass(frozen=True)
class Stage2Derivatives:
    """Derivatives of stage 2 in D directions.

    Args:
        names: What moves.
        offers: Derivatives of β^σ(x), shape (D, n, X, 2).
        price: Derivatives of the price, shape (D, n).
        totals: Derivatives of (Q, R), shape (D, n, 2).
        kinks: One sentence for each configuration in which a type that is present does not trade.
    """

    names: tuple[str, ...]
    offers: Array
    price: Array
    totals: Array
    kinks: tuple[str, ...]


def stage2_derivatives(
    economy: Economy,
    sigma: Array,
    offers: Array,
    belief: Array,
    names: tuple[str, ...],
    *,
    bayes: bool = True,
) -> Stage2Derivatives:
    """Differentiate stage 2 at given equilibria.

    Args:
        economy: An economy with positive kappa.
        sigma: Configurations, shape (n, X).
        offers: β^σ(x), shape (n, X, 2).
        belief: The common belief, shape (n, Z).
        names: What moves; see ``directions``.
        bayes: Whether the belief moves by Bayes' rule; else it stays.

    Raises:
        InputError: A name stands for nothing in the economy.

    Paper: Proposition 1.
    """
    moves, d = directions(economy, names), economy.floats
    D, (n, X), M = len(moves.names), sigma.shape, sigma.sum(axis=-1)
    present, shares = sigma > 0, sigma / M[:, None]
    counted = np.where(present[..., None], offers, 0.0)
    totals = M[:, None] * d.kappa + (sigma[..., None] * counted).sum(axis=1)
    Q, R = totals.T
    p, rho = R / Q, R / M
    rates = (
        moves.beliefs(economy, sigma.astype(float), belief)
        if bayes
        else np.zeros((D, n, len(economy.states)))
    )
    w = p[:, None] * counted[..., 0] - counted[..., 1]
    buying = np.signbit(w)
    by_type = np.broadcast_to(belief[:, None, :], (n, X, belief.shape[-1]))
    at = (w, p[:, None], 1 / R[:, None], np.maximum(w, 0.0), np.maximum(-w, 0.0))
    f = gradient(economy, stage2_condition(), at, by_type, rates[:, :, None, :], moves)
    with np.errstate(all="ignore"):
        slope = f.by[0] + np.where(buying, -f.by[4], f.by[3])
        e, g = -f.direct / slope, -f.by[1] / slope
        h = f.by[2] / (slope * (M * rho**2)[:, None])
        buys = np.where(buying, shares, 0.0)
        a, b = d.kappa[0] + (shares * g).sum(axis=-1), (shares * h).sum(axis=-1)
        k, m = (buys * g).sum(axis=-1), 1 + (buys * h).sum(axis=-1)
        k_q, k_r = (moves.kappa[:, i, None] for i in (0, 1))
        first = k_r - p * k_q - (shares * e).sum(axis=-1)
        second = k_r - (buys * e).sum(axis=-1)
        det = a * m - b * k
        dp, drho = (first * m - b * second) / det, (a * second - k * first) / det
        dw = e + g * dp[..., None] + h * drho[..., None]
        sold = (dw - (w / p[:, None]) * dp[..., None]) / p[:, None]
        change = np.stack([np.where(buying, 0.0, sold), np.where(buying, -dw, 0.0)], axis=-1)
        dR = M * drho
        dQ = (dR - Q * dp) / p
    moved = np.stack([dQ, dR], axis=-1)
    change = _with_absent(economy, moves, sigma, offers, belief, rates, (totals, moved), change)
    still = present & (np.abs(w) <= KINK * d.endowment[1])
    kinked = still.any(axis=-1)
    change[:, kinked], dp[:, kinked], moved[:, kinked] = np.nan, np.nan, np.nan
    return Stage2Derivatives(
        moves.names,
        change,
        dp,
        moved,
        _kinks(economy, sigma, still, kinked),
    )


def _kinks(economy: Economy, sigma: Array, still: Any, kinked: Any) -> tuple[str, ...]:
    sentences = []
    for i in np.flatnonzero(kinked):
        names = ", ".join(f'"{economy.types[x]}"' for x in np.flatnonzero(still[i])) or "a type"
        counts = ", ".join(str(int(s)) for s in sigma[i])
        sentences.append(
            f"at the configuration ({counts}) type {names} does not trade and would change sides: "
            "the derivatives there have a kink"
        )
    return tuple(sentences)


def _with_absent(
    economy: Economy,
    moves: Directions,
    sigma: Array,
    offers: Array,
    belief: Array,
    rates: Array,
    totals: tuple[Array, Array],
    change: Array,
) -> Array:
    """Put in the derivatives of the best responses of types with count 0."""
    for x in range(sigma.shape[1]):
        absent = np.flatnonzero(sigma[:, x] == 0)
        if len(absent):
            change[:, absent, x] = response_derivatives(
                economy,
                moves,
                offers[absent, x],
                (totals[0][absent], totals[1][:, absent]),
                (belief[absent], rates[:, absent]),
                np.full(len(absent), x),
            )
    return change


def response_derivatives(
    economy: Economy,
    moves: Directions,
    own: Array,
    others: tuple[Array, Array],
    belief: tuple[Array, Array],
    type_: Array,
) -> Array:
    """Differentiate best responses to known totals, shape (D, n, 2); NaN for an offer of nothing.

    Args:
        economy: The economy.
        moves: Directions.
        own: Best offers, shape (n, 2).
        others: The others' totals (n, 2) and their rates (D, n, 2).
        belief: Beliefs (n, Z) and their rates (D, n, Z).
        type_: Types, shape (n,).

    Paper: equations (16), (18), (19).
    """
    moved, (Q, R) = others[1], others[0].T
    sale = own[:, 0] - own[:, 1] * Q / (R + own[:, 1])
    f = gradient(economy, response_condition(), (sale, Q, R), *belief, moves, type_)
    dQ, dR = moved[..., 0], moved[..., 1]
    with np.errstate(all="ignore"):
        dt = -(f.direct + f.by[1] * dQ + f.by[2] * dR) / f.by[0]
        # An offer b of the second good gives t = -bQ/(R + b), so b = -tR/(Q + t).
        rest = Q + sale
        db = -(dt * R + sale * dR) / rest + sale * R * (dQ + dt) / rest**2
    sells = own[:, 0] > 0
    result = np.stack([np.where(sells, dt, 0.0), np.where(sells, 0.0, db)], axis=-1)
    return np.where(np.any(own > 0, axis=-1, keepdims=True), result, np.nan)
