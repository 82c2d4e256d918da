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

    Only the two outer types of the block matter: between their best consumptions one loss rises and
    the other falls, and a type in between loses less than one of them only where it is not the
    largest, so the maximum is taken over all types of the block.

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
    all_consumption = first.consumption
    best, consumption = np.diagonal(line_values(economy, all_consumption)), all_consumption[types]
    low, high = float(consumption.min()), float(consumption.max())
    if low == high:
        return 0.0, low
    below, above = types[int(consumption.argmin())], types[int(consumption.argmax())]
    at = low

    def losses(c: float) -> Array:
        return np.asarray(best - line_values(economy, c))

    for _ in range(len(types)):
        # The largest loss is the maximum of a rising and a falling function: it is least where they
        # cross.
        def gap(c: float, pair: tuple[int, int] = (above, below)) -> float:
            return float(np.diff(losses(c)[list(pair)])[0])

        if not gap(low) * gap(high) <= 0:
            raise NotSolved(
                "the cost of pooling", "not solved: the losses of two types do not cross"
            )
        at = float(brentq(gap, low, high, xtol=1e-15, rtol=1e-14))
        lost = losses(at)
        worst = types[int(lost[types].argmax())]
        if worst in (below, above):
            break
        below, above = (worst, above) if all_consumption[worst] < at else (below, worst)
    return float(losses(at)[types].max()), at
