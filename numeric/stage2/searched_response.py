r"""The best response at stage 2 by direct search over all of O, for utilities whose concavity is not established.

Under known totals of the others an agent has one signed choice: to offer an amount of the first
good, or one of the second.  Both sides are searched from zero to the whole endowment, ends
included; a maximum inside is brought to the last bit by the root of its slope.

Conventions: n problems at once, in blocks; a utility that is not real, or not finite, at a bundle
is never chosen.

Paper: equation (11), the maximum over O; (14) for what an offer gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.direct import Best, best_on, polished
from symbolic.language.notation import Q_others, R_others, b_q, b_r
from symbolic.model import best_response as formulas

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
BLOCK = 1 << 11
SYMBOLS = (b_q, b_r)


@dataclass(frozen=True)
class Responses:
    """The best of all offers in n problems.

    Args:
        offers: The best offers, shape (n, 2).
        value: What they give in expected utility, shape (n,); infinite where there is no maximum.
        tolerance: Differences of utility below this are not told apart, shape (n,).
    """

    offers: Array
    value: Array
    tolerance: Array


def expected_payoff(
    economy: Economy, side: int, amount: Array, Q: Array, R: Array, phi: Array, type_: Indices
) -> Array:
    """Return expected utility for offers of one good (n, k) in problems (n,) with beliefs (n, Z).

    NaN where it is not real.
    """
    k, e = formulas_of(economy), economy.floats.endowment
    mine, theirs = (Q, R) if side == 0 else (R, Q)
    with np.errstate(all="ignore"):
        received = amount * theirs[:, None] / (mine[:, None] + amount)
    more_q, more_r = (-amount, received) if side == 0 else (received, -amount)
    kinds = np.broadcast_to(type_[:, None], amount.shape)
    values = k.partial((0, 0), e[0] + more_q, e[1] + more_r, kinds)
    counts = (phi > 0)[:, None, :]
    return np.asarray(np.where(counts, phi[:, None, :] * values, 0.0).sum(axis=-1))


def payoffs_of(
    economy: Economy, offers: Array, Q: Array, R: Array, phi: Array, type_: Indices
) -> Array:
    """Return expected utility of one-sided offers (n, 2), shape (n,)."""
    sides = [
        expected_payoff(economy, side, offers[:, side, None], Q, R, phi, type_)[:, 0]
        for side in (0, 1)
    ]
    return np.where(offers[:, 0] > 0, sides[0], sides[1])


def searched_responses(
    economy: Economy, Q: Array, R: Array, phi: Array, type_: Indices
) -> Responses:
    """Return the best offers in n problems.

    Args:
        economy: The economy.
        Q: Others' totals of the first good, kappa included, shape (n,), positive.
        R: Others' totals of the second good, shape (n,), positive.
        phi: Beliefs over states, shape (n, Z).
        type_: Types, shape (n,).
    """
    n = len(type_)
    blocks = np.array_split(np.arange(n), range(BLOCK, n, BLOCK))
    parts = [_block(economy, Q[b], R[b], phi[b], type_[b]) for b in blocks]
    return Responses(
        np.concatenate([p.offers for p in parts]),
        np.concatenate([p.value for p in parts]),
        np.concatenate([p.tolerance for p in parts]),
    )


def _block(economy: Economy, Q: Array, R: Array, phi: Array, type_: Indices) -> Responses:
    sides = [_side(economy, side, Q, R, phi, type_) for side in (0, 1)]
    (sold, first), (bought, second) = sides
    better = first.value > second.value
    offers = np.stack([np.where(better, sold, 0.0), np.where(better, 0.0, bought)], axis=-1)
    value = np.maximum(first.value, second.value)
    return Responses(offers, value, np.maximum(first.tolerance, second.tolerance))


def _side(
    economy: Economy, side: int, Q: Array, R: Array, phi: Array, type_: Indices
) -> tuple[Array, Best]:
    k, low = formulas_of(economy), np.zeros(len(type_))
    high = np.full(len(type_), economy.floats.endowment[side])
    found = best_on(lambda b: expected_payoff(economy, side, b, Q, R, phi, type_), low, high)
    first = formulas.g_prime() if side == 0 else formulas.h_prime()

    def slope(b: Array) -> Array:
        at: dict[Any, Any] = {SYMBOLS[side]: b, Q_others: Q, R_others: R}
        return k.expected(formulas.integrand(first), at, phi, type_)

    return polished(slope, found, low, high), found
