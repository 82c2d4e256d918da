r"""The ex post loss t* of a realised allocation.

It says by how many utils everybody can be made better off within the resources of (12).

Groups are agents of one type with one realised bundle.  Newton's method solves :math:`u_q/u_r = p`,
:math:`u = \bar u_g + t`, :math:`\sum_g n_g c_g = W` in the logarithms of the bundles, p and t; the
groups interact only through (p, t), so a step is one 2×2 system for each group and one for
all.  What Newton returns is not trusted: from any bundles and any price, concavity gives

.. math:: \min_g\,[u(c'_g) - \bar u_g] \;\le\; t^* \;\le\;
          \frac{\sum_g w_g[u(c_g) - \bar u_g] + L + D}{\sum_g w_g},\qquad w_g = n_g/u_r(c_g),

with :math:`c'` the bundles scaled to be feasible, L the value of what is left over and D what rates
of substitution other than p can add.  Both bounds are computed, and nothing is called solved whose
bounds are further apart than ``TOLERANCE``.

Conventions: groups of zero agents do not count, whatever their bundle; nor do groups whose realised
utility is minus infinity (any bundle makes them better off, so they do not limit t*); where no
group is left, t* is infinite.  Shapes: n realisations, G groups.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.fast import loss as fast
from numeric.fast.lanes import whole_vectors
from numeric.formulas.compiled import formulas_of
from numeric.theorem_3.loss_newton import ExPostLoss, Problem, certified, solve

Array = NDArray[np.float64]


STRICT = 1e-12
"""Distance of the bounds of the compiled kernel above which a realisation is solved for again in array form."""


MANY = 1 << 10
"""From this many realisations on the kernel is worth compiling."""


def resources(economy: Economy, counts: Array, bundles: Array) -> Array:
    r"""Return :math:`\max\{\sum_n\omega_n, N(\bar q, \bar r)\}`, what (12) lets alternatives use.

    Counts have shape (n, G), bundles (n, G, 2).
    """
    used = _used(counts, bundles)
    return np.asarray(np.maximum(used, counts.sum(axis=-1)[:, None] * economy.floats.endowment))


def _used(counts: Array, bundles: Array) -> Array:
    """Return what the groups consume together, (n, 2), whatever the bundles of nobody."""
    n = counts[..., None]
    return np.asarray((n * np.where(n > 0, bundles, 0.0)).sum(axis=-2))


def ex_post_loss(
    economy: Economy,
    types: ArrayLike,
    counts: ArrayLike,
    bundles: ArrayLike,
    state: ArrayLike,
    total: ArrayLike | None = None,
    *,
    iterations: int = 60,
) -> ExPostLoss:
    r"""Return t* for n realisations of counts and bundles.

    Args:
        economy: An economy; that utility is concave and marginal utilities are unbounded at the
            axes is not checked (a result that needs it and does not have it is reported as not
            solved).
        types: The type of each group, shape (G,).
        counts: Numbers of agents (or real weights), shape (n, G), nonnegative, not all zero.
        bundles: Realised consumption, shape (n, G, 2), nonnegative where the count is positive.
        state: Index of the state, or of each realisation's, shape (n,).
        total: Resources, shape (n, 2); those of (12) if left out.
        iterations: At most this many Newton steps.

    Raises:
        ValueError: Shapes disagree, a count is negative, or a row has no agents.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> e = economy.floats.endowment
    >>> found = ex_post_loss(economy, [0, 1], [[1, 1]], [[e, e]], state=0)  # nobody trades
    >>> found.loss.round(5).tolist()
    [0.00293]
    """
    kinds, n, c = (
        np.asarray(types, dtype=int),
        np.asarray(counts, dtype=float),
        np.asarray(bundles, dtype=float),
    )
    if n.ndim != 2 or c.shape != (*n.shape, 2) or kinds.shape != n.shape[1:]:
        raise ValueError(
            "types, counts and bundles must have shapes (G,), (n, G), (n, G, 2), got "
            f"{kinds.shape}, {n.shape}, {c.shape}"
        )
    if not (n >= 0).all() or (n.sum(axis=-1) == 0).any():
        raise ValueError("counts must be nonnegative, with at least one agent in each row")
    W = (
        resources(economy, n, c)
        if total is None
        else np.broadcast_to(np.asarray(total, dtype=float), (len(n), 2))
    )
    states = np.broadcast_to(np.asarray(state, dtype=int), len(n))
    realised = formulas_of(economy).utility(c[..., 0], c[..., 1], kinds, states[:, None])
    counted = (n > 0) & np.isfinite(realised)
    weights = np.where(counted, n, 0.0)
    problem = Problem(economy, kinds, states, weights, np.where(counted, realised, 0.0), W)
    return certified(
        problem,
        solve(problem, c, iterations),
        np.asarray(~counted.any(axis=-1)),
        np.logical_and(*(_used(n, c) <= W).T),
    )


def realised_losses(
    economy: Economy,
    types: Sequence[int],
    state: int,
    given: Array,
    *,
    kernel: bool | None = None,
) -> Array:
    """Return t* of many realisations within the resources of (12), NaN where not solved.

    What the compiled kernel leaves is solved in array form.

    Args:
        economy: As in ``ex_post_loss``.
        types: The type of each of G groups.
        state: Index of the state.
        given: Counts of the groups, then their bundles (q, r), group by group, shape (3 G, n), each
            row in one piece.
        kernel: Whether to use the compiled kernel where it can be compiled; where there are many
            realisations if left out.

    Returns:
        Shape (n,).
    """
    n, G = given.shape[1], len(types)
    use = n >= MANY if kernel is None else kernel
    rows = fast.bounds(economy, tuple(types), state, _whole_vectors(given)) if use else None
    loss = np.full(n, np.nan) if rows is None else 0.5 * (rows[0, :n] + rows[1, :n])
    left = np.arange(n) if rows is None else np.flatnonzero(~(rows[2, :n] <= STRICT))
    if len(left):
        counts, bundles = given[:G, left].T, given[G:, left].T.reshape(-1, G, 2)
        loss[left] = ex_post_loss(economy, types, counts, bundles, state).loss
    return loss


def _whole_vectors(given: Array) -> Array:
    """Return the columns, repeated up to whole vectors; each row is in one piece."""
    n = given.shape[1]
    whole = np.arange(whole_vectors(n)) % n
    return given if len(whole) == n else np.take(given, whole, axis=1)
