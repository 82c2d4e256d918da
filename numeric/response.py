r"""The best response at stage 2 under known totals of the others.

By (20) at most one of g and h rises at zero: the side is decided by comparing :math:`R_-/Q_-` with the ratio of expected marginal utilities at the
endowment, and the offer is the root of a decreasing slope.

Paper: equations (11), (16)-(20).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.compiled import kernels
from numeric.economy import Economy
from numeric.roots import decreasing_roots

Array = NDArray[np.float64]


def best_response(economy: Economy, Q_minus: ArrayLike, R_minus: ArrayLike, phi: ArrayLike, type_: ArrayLike) -> Array:
    """Return the unique best offer in O.

    Args:
        economy: The economy.
        Q_minus: Others' offers of the first good, kappa included, shape S, positive.
        R_minus: Others' offers of the second good, shape S, positive.
        phi: Belief over states, shape (*S, Z).
        type_: Index of the agent's type, shape S.

    Returns:
        Offers (b_q, b_r), shape (*S, 2); one of the two is zero.

    Raises:
        ValueError: A total is not positive.

    Paper: equations (16), (18), (19).
    """
    others_q, others_r, index = np.broadcast_arrays(np.asarray(Q_minus, dtype=float), np.asarray(R_minus, dtype=float), np.asarray(type_))
    if (others_q <= 0).any() or (others_r <= 0).any():
        raise ValueError("the others' totals must be positive")
    k = kernels(economy)
    beliefs = np.broadcast_to(np.asarray(phi, dtype=float), (*others_q.shape, len(economy.states)))
    top = economy.floats.endowment
    sold = decreasing_roots(lambda b: k.g_prime(b, others_q, others_r, beliefs, index), np.zeros(others_q.shape), top[0] * (1 - 1e-15))
    bought = decreasing_roots(lambda b: k.h_prime(b, others_q, others_r, beliefs, index), np.zeros(others_q.shape), top[1] * (1 - 1e-15))
    return np.stack([sold, bought], axis=-1)
