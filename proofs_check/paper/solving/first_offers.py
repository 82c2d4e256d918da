r"""Stage 1 at its edges: roots, ends of the budget line, several best offers, types that make one offer.

Paper: section 3.2, equations (5)-(7).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf, isnan, nan

import numpy as np

from numeric.economy.economy import Economy
from numeric.stage1 import (
    ROOT,
    _settled,
    _status,
    expected_utility,
    inactive_price,
    line_slope,
    solve_stage1,
)
from numeric.status import Status
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Pair = tuple[float, float]
WITH_EDGE = LOGARITHMS.replacing(
    utility="theta*log(q - 1/9) + log(r - 1/13)",
    parameters={"theta": LOGARITHMS.environment.parameters["theta"]},
)
"""Its utility is not real on the whole quadrant."""
BOUNDED = [["1/50", "1/60", "1/70"], ["40", "50", "60"], ["1", "3/2", "2"]]
"""Tastes with which a type wants nothing of the first good, one nothing of the second, one some of both."""


def _line(economy: Economy, c: float) -> Pair:
    own = by_hand.endowment(economy)
    return c, own[1] / own[0] * (2 * own[0] - c)


def _terms(economy: Economy, x: int, c: float) -> Pair:
    """Return what a little more of the first good gains and what it costs."""
    own, belief = by_hand.endowment(economy), [float(w) for w in by_hand.tau(economy, x)]
    u_q, u_r = (by_hand.slope(economy, _line(economy, c), x, belief, good) for good in (0, 1))
    return u_q, own[1] / own[0] * u_r


def first(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Offers, consumption and intervals; the slope and the utility on the line; what is called a root."""
    own, X = by_hand.endowment(economy), range(len(economy.types))
    wanted = [by_hand.best_consumption(economy, x) for x in X]
    found, price = solve_stage1(economy), own[1] / own[0]
    tally.close("price", inactive_price(economy), price, 1e-15)
    tally.close("consumption", found.consumption, [c * float(factor) for c in wanted], 1e-13)
    offers = [(max(own[0] - c, 0.0), max(c - own[0], 0.0) * price) for c in wanted]
    tally.close("offers", found.offers, offers, 1e-13)
    tally.close("intervals", found.intervals, by_hand.intervals(wanted, 2 * own[0]), 1e-13)
    tally.holds("solved", found.solved and found.separating)
    grid = own[0] * np.array([[0.4, 1.1, 1.5], [1.3, 0.7, 0.9]])
    slopes = [
        [gain - cost for gain, cost in (_terms(economy, x, float(row[x])) for x in X)]
        for row in grid
    ]
    tally.close("slopes", line_slope(economy, grid), slopes, 1e-12)
    worth = [
        [_worth(economy, x, float(c)) for c in grid[:, y]] for x, y in ((2, 0), (0, 1), (1, 2))
    ]
    tally.close("utility", expected_utility(economy, np.array([2, 0, 1]), grid.T), worth, 1e-12)
    for x, share in product(X, (-1.01, -0.99, 0.99, 1.01)):
        # The slope falls: next to the root it is about its derivative times the distance.
        h = 1e-6 * wanted[x]
        ends = [_terms(economy, x, wanted[x] + s * h) for s in (1, -1)]
        fall = (ends[1][0] - ends[1][1] - ends[0][0] + ends[0][1]) / (2 * h)
        moved = list(wanted)
        moved[x] += share * ROOT * 2 * _terms(economy, x, wanted[x])[0] / fall
        _same(tally, economy, moved)
        kept = not isnan(_settled(economy, np.array(moved))[x])
        tally.same("next to a root", kept, abs(share) < 1)


def _worth(economy: Economy, x: int, c: float) -> float:
    return by_hand.expected(economy, _line(economy, c), x, by_hand.tau(economy, x))


def _accepted(economy: Economy, x: int, c: float) -> float:
    """Return a consumption that is a root or an end of the line, exactly there; else no number."""
    top = 2 * by_hand.endowment(economy)[0]
    gain, cost = _terms(economy, x, c)
    if abs(gain - cost) <= ROOT * (abs(gain) + abs(cost)):
        return c
    end = 0.0 if c < top / 2 else top
    if not (c <= 1e-18 * top or c >= top * (1 - 1e-14)) or _worth(economy, x, end) == -inf:
        return nan
    return end if (gain <= cost) == (end == 0) else nan


def _same(tally: Tally, economy: Economy, at: list[float]) -> None:
    wanted = np.array([_accepted(economy, x, c) for x, c in enumerate(at)])
    found = _settled(economy, np.array(at))
    tally.same("accepted", np.isnan(found).tolist(), np.isnan(wanted).tolist())
    tally.close("where", np.nan_to_num(found), np.nan_to_num(wanted), 1e-15)


def edges(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Ends of the line, a root where the slope is steep, several best offers, and equal ones."""
    own, X = by_hand.endowment(economy), range(3)
    bounded = economy.replacing(
        utility="theta*log(q + 1) + log(r + 1)", parameters={"theta": BOUNDED}
    )
    found, middle = solve_stage1(bounded), by_hand.best_consumption(bounded, 2)
    wanted = [0.0, 2 * own[0] * float(factor), middle]
    tally.close("ends of the line", found.consumption, wanted, 1e-13)
    tally.close("nothing is left", found.offers[:2], [[own[0], 0.0], [0.0, own[1]]], 1e-15)
    tally.close("intervals", found.intervals, by_hand.intervals(wanted, 2 * own[0]), 1e-13)
    places = (
        0.0,
        1e-19 * own[0],
        3e-18 * own[0],
        2 * own[0] * (1 - 5e-15),
        2 * own[0] * (1 - 2e-14),
    )
    for c in places[1:]:
        _same(tally, economy, [c] * 3)
    for c in (*places, middle):
        for x in X:
            at = [0.0, 2 * own[0], middle]
            at[x] = c
            _same(tally, bounded, at)
    tiny = 1e-13
    steep = economy.replacing(
        utility="theta*log(q - 1) + log(r)", parameters={"theta": [[tiny] * 3, [1] * 3, [2] * 3]}
    )
    least = solve_stage1(steep).consumption[0]
    tally.close("a steep slope", (least - 1) / tiny, 2 * own[0] - 1, 2e-2)
    bent = economy.replacing(
        utility="theta*q**2 + r", parameters={"theta": [["1/4"] * 3, ["5"] * 3, ["4/3"] * 3]}
    )
    best = [0.0 if _worth(bent, x, 0.0) > _worth(bent, x, 2 * own[0]) else 2 * own[0] for x in X]
    tally.same("either end", best[:2], [0.0, 2 * own[0]])
    tally.close("greatest at an end", solve_stage1(bent).consumption, best, 1e-15)
    tie = own[1] / own[0] / (2 * own[0])
    equal = bent.replacing(parameters={"theta": [["1/4"] * 3, [Fraction(5, 9)] * 3, ["5"] * 3]})
    several = solve_stage1(equal)
    tally.close("as good at both ends", float(Fraction(5, 9)), tie, 1e-15)
    tally.same("no one offer", np.isnan(several.consumption).tolist(), [False, True, False])
    tally.holds("why", economy.types[1] in str(several.status) and not several.solved)
    _told(tally, economy)


def _told(tally: Tally, economy: Economy) -> None:
    """What is said of offers that are as good as equal, that are not found, or not alone."""
    names, own, all_ = economy.types, by_hand.endowment(economy), np.ones(3, dtype=bool)
    for share in (0.99, 1.01):
        close = np.array([0.9 + share * 1e-12 * own[0], 0.4, 0.9])
        said = _status(economy, close, all_)
        tally.same("solved", said == Status.SOLVED, share > 1)
        if share < 1:
            tally.holds("which", f'"{names[2]}" and "{names[0]}" make the same' in str(said))
    tally.holds(
        "not found",
        f'"{names[1]}" has no best' in str(_status(economy, np.array([1, nan, 2]), all_)),
    )
    several = _status(economy, np.array([1.0, 0.4, 0.7]), np.array([True, True, False]))
    tally.holds("several", f'"{names[2]}" has several' in str(several))


CHECKS: dict[str, Check] = {
    "eq-5.stage-1": on_probes(tallied(first), (LOGARITHMS, POWERS, MIXED, WITH_EDGE)),
    "eq-5.edges": on_probes(
        tallied(edges), (LOGARITHMS,), ("nothing of a good", "two best offers")
    ),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-5.stage-1",
        "best offers of stage 1, what they consume, the intervals, and when a consumption is called a root",
        "equations (5)-(7)",
        r"\forall x:\quad \textstyle\sum_z\tau_x(z)[u_q - p_1u_r](q_1(\alpha^*(x))) = 0",
        "value",
    ),
    stated(
        "eq-5.edges",
        "stage 1 at the ends of the budget line, where offers are as good as others, and where types make one",
        "equations (5)-(7)",
        r"\forall x:\quad q_1(\alpha^*(x)) = \arg\max_{0 \le q \le 2\bar q} L_x(q)",
        "value",
        depends_on=("eq-5.stage-1",),
    ),
)
