r"""Stage 1: the offer that is best contingent on being inactive, and the intervals that beliefs attach to types.

An inactive agent consumes on the line :math:`p_1 q + r = p_1\bar q + \bar r`; :math:`L_x` is
strictly concave there, so the best consumption is the root of a decreasing slope on :math:`(0,
2\bar q)`.

Paper: section 3.2, equations (5)-(7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from numeric.formulas.compiled import formulas_of, summand
from numeric.formulas.direct import best_on, polished
from numeric.formulas.domain import whole
from numeric.formulas.one_by_one import expected_of
from numeric.formulas.regularity import established
from numeric.formulas.roots import decreasing_roots, roots_from
from numeric.probability.posterior import type_posterior
from numeric.shown import Shown
from numeric.status import Status, Told
from symbolic.language.notation import p_1, q
from symbolic.model import stage1 as formulas

Array = NDArray[np.float64]


ROOT = 1e-9
"""Largest slope along the budget line, relative to its terms, at what is called a root."""


@dataclass(frozen=True, repr=False)
class Stage1(Shown):
    """Solution of stage 1.

    Args:
        offers: α*(x), shape (X, 2); NaN where not solved.
        consumption: q_1(α*(x)), shape (X,).
        intervals: I(x) as closed intervals, shape (X, 2); neighbours share their end point, which
            the paper gives to both.  NaN where α* is not separating: (7) orders the types strictly.
        separating: Whether all consumptions differ (by more than rounding).
        status: One sentence, with whether every type has one best offer.
    """

    AXES: ClassVar[dict[str, tuple[str, ...]]] = {
        "offers": ("type", "good"),
        "consumption": ("type",),
        "intervals": ("type", "end"),
    }

    offers: Array
    consumption: Array
    intervals: Array
    separating: bool
    status: Status | Told

    @property
    def solved(self) -> bool:
        """Whether every type has one best offer."""
        return self.status.solved


def inactive_price(economy: Economy) -> float:
    r"""Return :math:`p_1 = \bar r/\bar q`."""
    return float(economy.floats.endowment[1] / economy.floats.endowment[0])


def line_slope(economy: Economy, consumption: Array) -> Array:
    r"""Return :math:`L_x'(q)` for consumption (..., X)."""
    values: dict[Any, Any] = {q: consumption, p_1: inactive_price(economy)}
    return formulas_of(economy).expected_sum(
        formulas.line_slope(), values, type_posterior(economy), np.arange(len(economy.types))
    )


def expected_utility(economy: Economy, types: NDArray[np.intp], consumption: Array) -> Array:
    r"""Return :math:`L_x(q)` for types (n,) and consumption (n, k).

    At the greatest consumption nothing of the other good is left.
    """
    price, top = inactive_price(economy), 2 * economy.floats.endowment[0]
    kinds = np.broadcast_to(types[:, None], consumption.shape)
    values = formulas_of(economy).partial((0, 0), consumption, price * (top - consumption), kinds)
    return np.asarray((type_posterior(economy)[kinds] * values).sum(axis=-1))


@by_environment(maxsize=256)
def solve_stage1(economy: Economy) -> Stage1:
    r"""Return :math:`\alpha^*`, the consumption it gives and the intervals I(x).

    As read-only arrays: an economy is solved once and remembered.  Where utility is decided to be
    strictly increasing and concave the best consumption is the root of a slope, or an end of the
    budget line; elsewhere it is found by direct search, and a type with several best offers is not
    solved.

    Args:
        economy: An economy.

    Paper: equations (5)-(7).

    >>> from numeric.economy.reader import load_economy
    >>> solved = solve_stage1(load_economy("examples/log.toml"))
    >>> solved.offers.round(4).tolist(), solved.separating
    ([[0.0638, 0.0], [0.0, 0.0698]], True)
    """
    endowment = economy.floats.endowment
    single = np.ones(len(economy.types), dtype=bool)
    if established(economy):
        consumption = _roots(economy)
    else:
        consumption, single = _searched(economy)
    consumption = _settled(economy, consumption)
    status = _status(economy, consumption, single)
    consumption = np.where(single, consumption, np.nan)
    sold = np.maximum(endowment[0] - consumption, 0.0)
    bought = np.maximum(consumption - endowment[0], 0.0) * inactive_price(economy)
    separating = status == Status.SOLVED
    offers = np.stack([sold, bought], axis=-1)
    intervals = np.full((len(consumption), 2), np.nan)
    if separating:
        intervals = _intervals(consumption, 2 * endowment[0])
    for shared in (offers, consumption, intervals):
        shared.flags.writeable = False
    return Stage1(offers, consumption, intervals, separating, status)


def _roots(economy: Economy) -> Array:
    """Return the roots of the slopes, or ends of the budget line within the domain."""
    middle = np.full(len(economy.types), economy.floats.endowment[0])
    ends = middle * 1e-20, np.nextafter(2 * middle, 0.0)

    def slope(consumption: Array) -> Array:
        return line_slope(economy, consumption)

    if whole(economy):
        return decreasing_roots(slope, *ends, single=_single(economy))
    return roots_from(slope, middle, *ends)


def _single(economy: Economy) -> Callable[[int, float], float] | None:
    """Return the slope of one type, or None where that is not to be had."""
    expected = expected_of(economy, (summand(formulas.line_slope()),), (q, p_1))
    if expected is None:
        return None
    price, beliefs = inactive_price(economy), type_posterior(economy).tolist()
    return lambda x, c: expected((c, price), x, beliefs[x])[0]


def _searched(economy: Economy) -> tuple[Array, NDArray[np.bool_]]:
    """Return the best consumptions of a direct search, and whether each is the only one."""
    types = np.arange(len(economy.types))
    low, high = np.zeros(len(types)), np.full(len(types), 2 * economy.floats.endowment[0])
    found = best_on(lambda c: expected_utility(economy, types, c), low, high)
    return polished(lambda c: line_slope(economy, c), found, low, high), found.single


def _settled(economy: Economy, consumption: Array) -> Array:
    """Return the consumptions, those at an end of the budget line exactly there.

    Where there is neither a root nor an end they are NaN.
    """
    types, top = np.arange(len(economy.types)), 2 * economy.floats.endowment[0]
    price, tau = inactive_price(economy), type_posterior(economy)
    k = formulas_of(economy)

    def terms(c: Array) -> tuple[Array, Array]:
        r = price * (top - c)
        gain, cost = (k.partial(o, c, r, types) for o in ((1, 0), (0, 1)))
        return (tau * gain).sum(axis=-1), price * (tau * cost).sum(axis=-1)

    with np.errstate(all="ignore"):
        gain, cost = terms(consumption)
        root = np.abs(gain - cost) <= ROOT * (np.abs(gain) + np.abs(cost))
        if root.all():
            return consumption
        beside = [np.subtract(*terms(consumption * (1 + s * 1e-15))) for s in (-1, 1)]
        root |= np.sign(beside[0]) > np.sign(beside[1])
        at_low, at_high = consumption <= top * 1e-18, consumption >= top * (1 - 1e-14)
        ends = np.where(at_low, 0.0, np.where(at_high, top, consumption))
        finite = np.isfinite(expected_utility(economy, types, ends[:, None])[:, 0])
        corner = finite & ((at_low & (gain <= cost)) | (at_high & (gain >= cost)))
    return np.where(corner, ends, np.where(root, consumption, np.nan))


def _status(economy: Economy, consumption: Array, single: NDArray[np.bool_]) -> Status | Told:
    """Say what was solved, and which types make the same offer."""
    for x in np.flatnonzero(~single | np.isnan(consumption)):
        why = (
            "has several best offers, or none,"
            if not single[x]
            else "has no best offer that is found"
        )
        return Status.NO_OFFER.told(f'not solved: type "{economy.types[x]}" {why} at stage 1')
    order = np.argsort(consumption, kind="stable")
    close = np.flatnonzero(np.diff(consumption[order]) <= 1e-12 * economy.floats.endowment[0])
    if len(close) == 0:
        return Status.SOLVED
    first, second = (f'"{economy.types[order[close[0] + i]]}"' for i in (0, 1))
    return Status.EQUAL_OFFERS.told(
        f"{Status.SOLVED}; types {first} and {second} make the same offer at stage 1, so the "
        "intervals I(x) are not defined"
    )


def _intervals(consumption: Array, top: float) -> Array:
    """Meet neighbours half-way.  Paper: equation (7)."""
    order = np.argsort(consumption, kind="stable")
    middles = 0.5 * (consumption[order][1:] + consumption[order][:-1])
    bounds = np.concatenate([[0.0], middles, [top]])
    result = np.empty((len(consumption), 2))
    result[order] = np.stack([bounds[:-1], bounds[1:]], axis=-1)
    return result
