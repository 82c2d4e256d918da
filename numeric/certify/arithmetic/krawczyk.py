r"""Krawczyk's operator for a continuous, piecewise smooth system on a box.

Let A be a matrix of balls that contains every matrix of difference quotients of F on the box X, m
the centre and Y any matrix.  If

.. math:: K = m - Y F(m) + (I - YA)(X - m)

lies in the interior of X, then F has exactly one root in X, and it lies in K.  F need not be
smooth: for a piecewise smooth F the hull of the pieces' derivatives contains the difference
quotients.

Source: R. Krawczyk (1969); A. Neumaier, Interval Methods for Systems of Equations (1990), section
5.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
import numpy as np

from numeric.certify.arithmetic.tape import Ball

Matrix = Sequence[Sequence[Ball]]


def krawczyk(
    centre: Sequence[Ball], box: Sequence[Ball], value: Sequence[Ball], slopes: Matrix
) -> list[Ball] | None:
    """Return K if it lies in the interior of the box, and nothing otherwise.

    Args:
        centre: Exact balls m.
        box: X.
        value: Balls that contain F(m).
        slopes: Balls A that contain all difference quotients of F on X; that they do is not checked
            here.
    """
    n = len(centre)
    inverse = _approximate_inverse(slopes)
    if inverse is None:
        return None
    image = []
    for i in range(n):
        step = sum((inverse[i][k] * value[k] for k in range(n)), flint.arb(0))
        spread = flint.arb(0)
        for j in range(n):
            rest = flint.arb(int(i == j)) - sum(
                (inverse[i][k] * slopes[k][j] for k in range(n)), flint.arb(0)
            )
            spread += rest * (box[j] - centre[j])
        image.append(centre[i] - step + spread)
    return image if all(x.contains_interior(k) for x, k in zip(box, image, strict=True)) else None


def _approximate_inverse(slopes: Matrix) -> list[list[Ball]] | None:
    """Return an inverse of the midpoints in floating point, which need not be exact."""
    middle = np.array([[float(v.mid()) for v in row] for row in slopes])
    try:
        return [[flint.arb(float(v)) for v in row] for row in np.linalg.inv(middle)]
    except np.linalg.LinAlgError:
        return None
