r"""Stage 2 on the equilibrium path.

The symmetric equilibrium offers :math:`\beta^\sigma` for arrays of configurations.

Selection: the equilibrium that Newton reaches from the price-taking solution for the same shares of
types and the same belief, on the aggregative form or, where that does not converge, on the signed
one; where neither does, the equilibrium found by a scan of prices that lies nearest to the
price-taking price. ``numeric.stage2.price_scan`` lists all equilibria of a configuration that a
scan finds.

Method: many configurations go to the compiled kernel of ``numeric.fast`` first; those that it does
not bring to ``STRICT``, and all where nothing can be compiled or few are asked for, are solved in
array form here.

Conventions: totals include the offers of all active agents and Mκ, so price = R/Q.  A type with
count 0 gets its best response to the others' totals and is not added to them.  Nothing is called
solved whose residual exceeds ``TOLERANCE``.

Paper: section 3.1, equations (10), (16)-(20); Proposition 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.fast.response import padded, responses
from numeric.fast.stage2 import solved_rows
from numeric.probability.posterior import posterior as bayes
from numeric.stage2 import aggregative
from numeric.stage2.best_response import best_response
from numeric.stage2.price_scan import near_price_taking, nearest
from numeric.stage2.signed_newton import signed_newton

Array = NDArray[np.float64]
TOLERANCE = 1e-10
STRICT = 1e-13
"""Residual above which the compiled kernel's answer is solved for again in array form."""
MANY = 1 << 10
"""From this many configurations on the kernel is worth compiling."""
TOGETHER = 1 << 10
"""Configurations that Newton leaves and that are scanned near the price-taking price at once."""

BLOCK = 1 << 15
SOLVED = "solved"
FAILED = "not solved: neither Newton's method nor the scan of prices reached the tolerance"


@dataclass(frozen=True)
class Stage2:
    """Equilibrium offers for n configurations.

    Args:
        offers: β^σ(x), shape (n, X, 2); NaN where not solved.
        totals: (Q, R) with Mκ included, shape (n, 2).
        price: R/Q, shape (n,).
        posterior: The common belief used, shape (n, Z).
        residual: The largest relative first-order condition and relative gap in Q and R, shape
            (n,).
    """

    offers: Array
    totals: Array
    price: Array
    posterior: Array
    residual: Array

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which configurations are solved, shape (n,)."""
        return np.asarray(self.residual <= TOLERANCE)

    @property
    def status(self) -> NDArray[np.object_]:
        """One sentence for each configuration, shape (n,); made when asked for."""
        return np.array([FAILED, SOLVED], dtype=object)[self.solved.astype(np.intp)]

    def allocations(self, economy: Economy) -> Array:
        r"""Return the consumption :math:`(\bar q - b_q + b_r/p, \bar r - b_r + p b_q)` of every type that is present, shape (n, X, 2).  Paper: equation (3)."""
        e, b, p = economy.floats.endowment, self.offers, self.price[:, None]
        return np.stack(
            [e[0] - b[..., 0] + b[..., 1] / p, e[1] - b[..., 1] + p * b[..., 0]], axis=-1
        )


def solve_stage2(
    economy: Economy, configurations: ArrayLike, posterior: ArrayLike | None = None
) -> Stage2:
    r"""Return :math:`\beta^\sigma` with totals, price, belief and residual.

    Args:
        economy: An economy with positive kappa.
        configurations: Counts of active agents by type, shape (n, X), integers, at least one agent
            in each row.
        posterior: Common beliefs, shape (n, Z) or (Z,); Bayes' :math:`\phi^\sigma` if left out.

    Raises:
        ValueError: The counts have the wrong shape, are negative, not integers, or all zero in some
            row; or κ is not positive.

    Paper: Proposition 1; equations (10), (16)-(19).
    """
    return solve_with_rows(economy, configurations, posterior)[0]


def solve_with_rows(
    economy: Economy, configurations: ArrayLike, posterior: ArrayLike | None = None
) -> tuple[Stage2, Array | None]:
    """Return also the kernel's rows.

    Which share the result's memory and from which best responses can be computed, where it was
    used.
    """
    sigma = _checked(economy, configurations)
    phi = (
        None
        if posterior is None
        else np.broadcast_to(np.asarray(posterior, dtype=float), (len(sigma), len(economy.states)))
    )
    rows = solved_rows(economy, sigma, phi) if len(sigma) >= MANY else None
    return (
        _of_blocks(economy, sigma, phi) if rows is None else _of_rows(economy, sigma, rows)
    ), rows


def _of_blocks(economy: Economy, sigma: Array, phi: Array | None) -> Stage2:
    """Solve in array form, block by block."""
    n, X = sigma.shape
    beliefs, offers, totals, residual = (
        np.empty((n, len(economy.states))),
        np.empty((n, X, 2)),
        np.empty((n, 2)),
        np.empty(n),
    )
    for i in range(0, n, BLOCK):
        part = slice(i, i + BLOCK)
        counts = sigma[part].astype(float)
        beliefs[part] = bayes(economy, counts) if phi is None else phi[part]
        offers[part], totals[part], residual[part] = _block(economy, counts, beliefs[part])
    return _marked(Stage2(offers, totals, totals[:, 1] / totals[:, 0], beliefs, residual))


def _of_rows(economy: Economy, sigma: Array, rows: Array) -> Stage2:
    """Read the kernel's rows, and finish what it leaves.

    Configurations that did not settle, and types with count 0.
    """
    X, n = sigma.shape[1], len(sigma)
    offers, totals, price = (
        rows[: 2 * X].reshape(X, 2, n).transpose(2, 0, 1),
        rows[2 * X : 2 * X + 2].T,
        rows[2 * X + 2],
    )
    beliefs, residual = rows[2 * X + 3 : -1].T, rows[-1]
    # The conditions also have roots outside the offers that there are, at which the kernel may end
    # with no residual at all.
    for x in range(X):
        outside = ((offers[:, x] < 0) | (offers[:, x] > economy.floats.endowment)).any(axis=-1) & (
            sigma[:, x] > 0
        )
        residual[outside] = np.inf
    residual[~(totals > 0).all(axis=-1)] = np.inf
    left = np.flatnonzero(~(residual <= STRICT))
    for i in range(0, len(left), BLOCK):
        part = left[i : i + BLOCK]
        again = _block(economy, sigma[part].astype(float), beliefs[part])
        better = ~(residual[part] <= again[2])
        part = part[better]
        offers[part], totals[part], residual[part] = (v[better] for v in again)
        price[part] = totals[part, 1] / totals[part, 0]
    for x in range(X):
        absent = np.flatnonzero((sigma[:, x] == 0) & (residual <= TOLERANCE))
        if len(absent):
            offers[absent, x] = _of_absent(economy, rows[:, absent], x)
    return _marked(Stage2(offers, totals, price, beliefs, residual))


def _of_absent(economy: Economy, rows: Array, x: int) -> Array:
    """Return the best response of a type with count 0 to the totals of the others, shape (n, 2)."""
    X = len(economy.types)
    Q, R, beliefs = rows[2 * X], rows[2 * X + 1], rows[2 * X + 3 : -1].T
    found = responses(economy, padded(rows), x, None)
    if found is None:
        return best_response(economy, Q, R, beliefs, x)
    t = found[0]
    with np.errstate(invalid="ignore"):
        offers = np.stack([np.maximum(t, 0.0), np.maximum(-t * R / (Q + t), 0.0)], axis=-1)
    left = np.flatnonzero(~(found[1] <= STRICT))
    offers[left] = best_response(economy, Q[left], R[left], beliefs[left], x)
    return offers


def _marked(found: Stage2) -> Stage2:
    """Write NaN where nothing is solved."""
    failed = np.flatnonzero(~found.solved)
    found.offers[failed] = found.totals[failed] = found.price[failed] = np.nan
    return found


def _checked(economy: Economy, configurations: ArrayLike) -> Array:
    sigma = np.asarray(configurations)
    if not np.issubdtype(sigma.dtype, np.integer):
        sigma = sigma.astype(float)
    if sigma.ndim != 2 or sigma.shape[1] != len(economy.types):
        raise ValueError(
            f"configurations must have shape (n, {len(economy.types)}), one count per type, got "
            f"{sigma.shape}"
        )
    if len(sigma) == 0:
        raise ValueError("a configuration must have at least one active agent")
    for i in range(0, len(sigma), BLOCK):
        _check_counts(np.ascontiguousarray(sigma[i : i + BLOCK].T, dtype=float))
    if (economy.floats.kappa <= 0).any():
        raise ValueError("stage 2 is solved for kappa > 0")
    return sigma


def _check_counts(counts: Array) -> None:
    """Check counts laid out type by type."""
    if not (
        np.isfinite(counts).all() and (counts >= 0).all() and (counts == np.round(counts)).all()
    ):
        raise ValueError("the counts of a configuration must be nonnegative integers")
    if (counts.sum(axis=0) == 0).any():
        raise ValueError("a configuration must have at least one active agent")


def _block(economy: Economy, sigma: Array, phi: Array) -> tuple[Array, Array, Array]:
    point = aggregative.newton(economy, sigma, phi, aggregative.start(economy, sigma, phi))
    offers, totals, residual = _finished(economy, sigma, phi, point)
    left = np.flatnonzero(~(residual <= TOLERANCE))
    if len(left):
        _put(
            (offers, totals, residual),
            left,
            _finished(
                economy, sigma[left], phi[left], signed_newton(economy, sigma[left], phi[left])
            ),
        )
        left = left[~(residual[left] <= TOLERANCE)]
    for i in range(0, len(left), TOGETHER):
        some = left[i : i + TOGETHER]
        rows, points = near_price_taking(economy, sigma[some], phi[some])
        some = some[rows]
        if len(some) == 0:
            continue
        offers[some], totals[some], residual[some] = _finished(
            economy, sigma[some], phi[some], points
        )
    for n in np.flatnonzero(~(residual <= TOLERANCE)):
        one = slice(n, n + 1)
        found = nearest(economy, sigma[n], phi[n])
        if found is not None:
            offers[one], totals[one], residual[one] = _finished(
                economy, sigma[one], phi[one], found
            )
    return offers, totals, residual


def _put(into: tuple[Array, ...], rows: NDArray[np.int64], found: tuple[Array, ...]) -> None:
    for whole, part in zip(into, found, strict=True):
        whole[rows] = part


def _finished(
    economy: Economy, sigma: Array, phi: Array, point: aggregative.Point
) -> tuple[Array, Array, Array]:
    """Return offers, totals and residuals, absent types best-responding to the totals of the others."""
    types, present = np.arange(sigma.shape[1]), sigma > 0
    offers, totals, residual = (
        point.offers,
        point.totals,
        aggregative.residuals(economy, sigma, phi, point),
    )
    rows, columns = np.nonzero(~present & (residual <= TOLERANCE)[:, None])
    if len(rows):
        offers[rows, columns] = best_response(
            economy, totals[rows, 0], totals[rows, 1], phi[rows], types[columns]
        )
    return offers, totals, residual
