"""Best responses and conditions of pooled games by the compiled kernels, one call for each role."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import engine
from numeric.fast.conditions import Shape
from numeric.fast.lanes import LANES, whole_vectors
from numeric.fast.layout import Layout, shape_of, table
from numeric.fast.suitable import suits

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Problems:
    """Games as the kernels read them, the rows of block counts last and padded to whole vectors.

    Args:
        rows: How many games there are.
        points: How many others play each role: for each own role an array (P, U, n).
        weights: Joint probabilities of point and state: for each own role an array (P, Z, n).
        limits: For each own role how many points each vector of games has.
    """

    rows: int
    points: tuple[Array, ...]
    weights: tuple[Array, ...]
    limits: tuple[NDArray[np.int64], ...]


def problems(points: Array, weights: Array) -> Problems:
    """Lay out games with points (n, U, P, U) and weights (n, U, P, Z)."""
    n, roles = points.shape[:2]
    padded = np.minimum(np.arange(whole_vectors(n)), n - 1)
    used = np.where(weights.any(axis=-1), np.arange(1, points.shape[2] + 1), 1).max(axis=-1)
    limits = used[padded].reshape(-1, LANES, roles).max(axis=1)
    each = range(roles)
    return Problems(
        n,
        tuple(np.ascontiguousarray(points[padded, u].transpose(1, 2, 0)) for u in each),
        tuple(np.ascontiguousarray(weights[padded, u].transpose(1, 2, 0)) for u in each),
        tuple(np.ascontiguousarray(limits[:, u]) for u in each),
    )


def respond(
    economy: Economy, active: int, types: NDArray[np.int64], given: Problems, offers: Array
) -> Array | None:
    """Return slopes at zero, maximisers and values of both sides, and the distance from the root.

    None where nothing can be compiled; else arrays with a row for every role.

    Args:
        economy: An economy with positive kappa.
        active: M.
        types: The type of each role.
        given: The games.
        offers: Signed offers of all roles, shape (n, U).

    Returns:
        Shape (n, U, 7): slopes (2), maximisers (2), values (2), distance; a distance that is large
        or NaN means that the role is not solved.
    """
    return _run(economy, "respond", active, types, given, offers, 7)


def conditions(
    economy: Economy, active: int, types: NDArray[np.int64], given: Problems, offers: Array
) -> Array | None:
    """Return every role's slope on the side of its offer, and its derivatives.

    None where nothing can be compiled.

    Returns:
        Shape (n, U, 2 + U): the slope, the derivative in the own signed offer, the derivatives
        through the others' totals in the signed offers of all roles.
    """
    rows = len(("slope", "own", *types))
    return _run(economy, "conditions", active, types, given, offers, rows)


def _run(
    economy: Economy,
    name: str,
    active: int,
    types: NDArray[np.int64],
    given: Problems,
    offers: Array,
    rows: int,
) -> Array | None:
    if not (engine.available() and suits(economy)):
        return None
    from numeric.fast.pooled_code import ARGUMENTS, text

    own, roles = shape_of(economy), len(types)
    run = engine.function(
        Shape(own.utility, own.varying, roles, own.states), name, text, ARGUMENTS, module="pooled"
    )
    if run is None:
        return None
    stride = whole_vectors(given.rows)
    signed = np.zeros((roles, stride))
    signed[:, : given.rows] = offers.T
    signed[:, given.rows :] = offers[-1][:, None]
    numbers, layout, kappa = table(economy), Layout(own), economy.floats.kappa * active
    out = np.empty((roles, rows, stride))
    for role, x in enumerate(map(int, types)):
        of_type = numbers[layout.common + x * layout.of_type :].ctypes.data
        scratch = np.empty((len(given.points[role]), 2, LANES))
        arrays = (
            given.points[role],
            given.weights[role],
            signed,
            out[role],
            given.limits[role],
            scratch,
        )
        run(
            stride,
            *(a.ctypes.data for a in arrays),
            stride,
            numbers.ctypes.data,
            of_type,
            role,
            kappa[0],
            kappa[1],
        )
    return out[..., : given.rows].transpose(2, 0, 1)
