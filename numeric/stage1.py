r"""Stage 1: the offer that is best contingent on being inactive, and the intervals that beliefs attach to types.

An inactive agent consumes on the line :math:`p_1 q + r = p_1\bar q + \bar r`; :math:`L_x` is
strictly concave there, so the best consumption is the root of a decreasing slope on :math:`(0,
2\bar q)`.

Paper: section 3.2, equations (5)-(7).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.roots import decreasing_roots
from numeric.probability.posterior import type_posterior
from numeric.status import Status, Told
from symbolic.language.notation import p_1, q
from symbolic.model import stage1 as formulas

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Stage1:
    """Solution of stage 1.

    Args:
        offers: α*(x), shape (X, 2).
        consumption: q_1(α*(x)), shape (X,).
        intervals: I(x) as closed intervals, shape (X, 2); neighbours share their end point, which
            the paper gives to both.
        separating: Whether all consumptions differ (by more than rounding).
        status: One sentence.
    """

    offers: Array
    consumption: Array
    intervals: Array
    separating: bool
    status: Status | Told


def inactive_price(economy: Economy) -> float:
    r"""Return :math:`p_1 = \bar r/\bar q`."""
    return float(economy.floats.endowment[1] / economy.floats.endowment[0])


def line_slope(economy: Economy, consumption: Array) -> Array:
    r"""Return :math:`L_x'(q)` for consumption (..., X)."""
    values: dict[Any, Any] = {q: consumption, p_1: inactive_price(economy)}
    return formulas_of(economy).expected_sum(
        formulas.line_slope(), values, type_posterior(economy), np.arange(len(economy.types))
    )


@lru_cache(maxsize=256)
def solve_stage1(economy: Economy) -> Stage1:
    r"""Return :math:`\alpha^*`, the consumption it gives and the intervals I(x).

    As read-only arrays: an economy is solved once and remembered.

    Args:
        economy: An economy; that utility is strictly concave with unbounded marginal utilities at
            the axes is not checked here.

    Paper: equations (5)-(7).
    """
    endowment = economy.floats.endowment
    ends = np.full(len(economy.types), 2 * endowment[0])
    consumption = decreasing_roots(
        lambda c: line_slope(economy, c), ends * 1e-20, ends * (1 - 1e-15)
    )
    sold = np.maximum(endowment[0] - consumption, 0.0)
    bought = np.maximum(consumption - endowment[0], 0.0) * inactive_price(economy)
    gaps = np.diff(np.sort(consumption))
    separating = bool((gaps > 1e-12 * endowment[0]).all())
    status = Status.SOLVED if separating else Status.EQUAL_OFFERS
    offers, intervals = np.stack([sold, bought], axis=-1), _intervals(consumption, 2 * endowment[0])
    for shared in (offers, consumption, intervals):
        shared.flags.writeable = False
    return Stage1(offers, consumption, intervals, separating, status)


def _intervals(consumption: Array, top: float) -> Array:
    """Meet neighbours half-way.  Paper: equation (7)."""
    order = np.argsort(consumption, kind="stable")
    middles = 0.5 * (consumption[order][1:] + consumption[order][:-1])
    bounds = np.concatenate([[0.0], middles, [top]])
    result = np.empty((len(consumption), 2))
    result[order] = np.stack([bounds[:-1], bounds[1:]], axis=-1)
    return result
