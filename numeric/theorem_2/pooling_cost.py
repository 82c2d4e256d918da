r"""What it costs to make the same offer: the least loss, over common offers, of the type that loses most.

If active or not, an agent who pools consumes, when inactive, what the common offer gives.  For a
block Y the number

.. math:: C(Y) = \min_a \max_{y \in Y}\,[G_y(\alpha^*(y)) - G_y(a)]

is positive as soon as two types of Y have different :math:`\alpha^*`; the constant C at the end of
the proof of Theorem 2 is any number below it.

Paper: section 7.2, the final argument, with :math:`\alpha^*(y^2)` where :math:`\alpha^*(y^1)` is
printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import type_posterior
from numeric.stage1 import inactive_price, solve_stage1
from numeric.status import NotSolved

Array = NDArray[np.float64]


def line_values(economy: Economy, consumption: ArrayLike) -> Array:
    """Return L_x(q) for every type at consumptions of shape S, output (*S, X).

    Paper: L_x in Claim 1 of Theorem 1.
    """
    e, k, p_1 = economy.floats.endowment, formulas_of(economy), inactive_price(economy)
    c = np.asarray(consumption, dtype=float)[..., None]
    values = k.partial((0, 0), c, p_1 * e[0] + e[1] - p_1 * c, np.arange(len(economy.types)))
    return np.asarray((values * type_posterior(economy)).sum(axis=-1))


def losses_at(economy: Economy, consumption: ArrayLike) -> Array:
    """Return G_x(α*(x)) - G_x(a) for every type.

    A being the offer that gives this consumption of the first good: shape (*S, X).
    """
    best = np.diagonal(line_values(economy, solve_stage1(economy).consumption))
    return np.asarray(best - line_values(economy, consumption))


def pooling_cost(economy: Economy, block: Sequence[int]) -> tuple[float, float]:
    """Return C(Y) and the consumption at which it is attained.

    It is attained where the losses of two types cross, between their best consumptions.  The search
    starts with the two outer types of the block; a type in between that loses more there takes the
    place of one of them.

    Args:
        economy: An economy.
        block: At least two types with different α*.

    Raises:
        ValueError: The block has fewer than two types.
        NotSolved: α* is not solved, or the losses of two types do not cross between their offers.

    Paper: section 7.2, the final argument.
    """
    types = list(block)
    if len(types) < 2:
        raise ValueError(f"a pooled block must have at least two types, got {len(types)}")
    first = solve_stage1(economy)
    if not first.solved:
        raise NotSolved("stage 1", first.status)
    consumption = first.consumption
    below, above = (types[int(f(consumption[types]))] for f in (np.argmin, np.argmax))
    at = float(consumption[below])
    for _ in product(types, types):  # no pair of them comes twice
        # One loss rises from zero at the one's own consumption, the other falls to zero at the
        # other's: the larger of the two is least where they cross.
        def gap(c: float, pair: tuple[int, int] = (above, below)) -> float:
            return float(np.diff(losses_at(economy, c)[list(pair)])[0])

        low, high = float(consumption[below]), float(consumption[above])
        if low == high:
            break
        if not gap(low) < 0 < gap(high):
            told = "not solved: the losses of two types do not cross"
            raise NotSolved("the cost of pooling", told)
        at = float(brentq(gap, low, high, xtol=1e-15, rtol=1e-14))
        worst = types[int(losses_at(economy, at)[types].argmax())]
        if worst in (below, above):
            break
        # What rises at that point takes the place of what rises, and what falls of what falls; the
        # least of the largest loss grows each time.
        below, above = (worst, above) if consumption[worst] < at else (below, worst)
    return float(losses_at(economy, at)[types].max()), at
