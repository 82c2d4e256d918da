r"""Bounds on what executed offers add in the pari-mutuel version, cell by cell, with three types.

Cells are listed by hand, wide ones too, so that tangents meet within them; slopes are derivatives by
hand.  Margins are put together from bounds and from what being taken for a type adds.

Paper: section 6; equations (3), (7), (22).
"""

from __future__ import annotations

from itertools import pairwise
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games import pari_mutuel_deviations
from numeric.games.pari_mutuel import PariMutuel, View, view_of
from numeric.games.pari_mutuel_deviations import (
    CELLS,
    END,
    SMALL,
    _against,
    _bounds,
    _cut,
    _gains_of_belief,
    _most,
    _prices,
    _prices_by_pair,
    _utilities,
    deviations,
    taken,
)
from numeric.games.pari_mutuel_market import Cells
from numeric.games.scenarios import scenarios
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.toolkit.by_rounds import traded

Array = NDArray[np.float64]
AGENTS, IDLE = 3, 1
SIGNED = (0.3, 0.1, -0.4)
"""Offers of stage 1 that are no equilibrium: beliefs change within either side of the market."""
STANDING = (0.2, -0.3)
"""Offers of two types of whom neither gains by being taken for the other."""
WIDE = (
    (0, 0.0, 0.02, 0), (0, 0.0, 0.6, 1), (0, 0.1, 0.9, 1), (0, 0.5, 0.8, 0), (0, 0.6, 0.95, 0),
    (1, 0.0, 0.03, 2), (1, 0.0, 1.2, 2), (1, 0.4, 1.3, 2), (1, 0.9, 1.4, 1), (1, 1.0, 1.45, 1),
)  # fmt: skip
"""Cells: the good, the least and the greatest amount, and whose offer it is taken for."""
CLOSE = 1e-11


def _listed_gap(game: PariMutuel) -> float:
    """Return how far cells are from those by hand: equal lengths, own offers, and where beliefs change."""
    top = by_hand.endowment(game.economy)
    price, wanted = top[1] / top[0], []
    consumed = [-s if s > 0 else -s / price for s in SIGNED]
    order = sorted(consumed)
    changes = [(a + b) / 2 for a, b in pairwise(order)]
    for side in (0, 1):
        # A sale of the first good lowers what is consumed of it, a purchase raises it.
        amounts = [c * (-1 if side == 0 else price) for c in (*consumed, *changes)]
        steps = [k / (CELLS - 1) * END * top[side] for k in range(CELLS)]
        cuts = sorted({*steps, *(a for a in amounts if a > 0)})
        for low, high in pairwise(cuts):
            at = (low + high) / 2 * (-1 if side == 0 else 1 / price)
            nearest = min(range(len(SIGNED)), key=lambda x: abs(consumed[x] - at))
            wanted.append((low, high, side, nearest))
    cells = _cut(game, np.array(SIGNED))
    found = np.column_stack([cells.low, cells.high, cells.side, cells.type])
    return gap(found, wanted) if found.shape == (len(wanted), 4) else float("inf")


def _made(cells: tuple[tuple[int, float, float, int], ...]) -> Cells:
    side, low, high, kind = (np.array(column) for column in zip(*cells, strict=True))
    return Cells(low, high, side, kind)


def _on_cells(game: PariMutuel, view: View, x: int, good: int, factor: float) -> float:
    """Return how far values and bounds on wide cells, and on their halves, are from those by hand.

    A type that offers a good is at most at either end of some cells of it, and within others.
    """
    economy, signed, worst, met = game.economy, np.array(SIGNED), 0.0, set()
    own_price = _prices(game, signed, view, x, signed[[x]], [x])
    own = _utilities(game, view, x, signed[[x]], own_price)[0]
    cells = _made(WIDE)
    value, bound = _bounds(game, signed, view, x, cells, own)
    rows = list(zip(view.weight.tolist(), view.state.tolist(), own.tolist(), strict=True))
    for i, (side, low, high, kind) in enumerate(WIDE):
        at = _prices(game, signed, view, x, np.array([(low, -low)[side]]), [kind])[0].tolist()
        ends, rise = [], []
        for amount in (low, high):
            offer = (amount, 0.0) if side == 0 else (0.0, amount)
            added = slope = 0.0
            for (w, z, had), p in zip(rows, at, strict=True):
                bundle = traded(economy, offer, p)
                u, u_q, u_r = (
                    by_hand.utility(economy, x, z, o)(*bundle) for o in ((0, 0), (1, 0), (0, 1))
                )
                added += w * (u - had)
                slope += w * (p * u_r - u_q if side == 0 else u_q / p - u_r)
            ends.append(added * factor)
            rise.append(slope * factor)
        meet = (ends[1] - ends[0] - rise[1] * (high - low)) / (rise[0] - rise[1])
        case = 0 if rise[0] <= 0 else 2 if rise[1] >= 0 else 1
        met.add((side, case))
        most = (ends[0], ends[0] + rise[0] * meet, ends[1])[case]
        worst = largest(worst, gap(value[i], ends[0]), gap(bound[i], most))
    worst = largest(worst, float(not met >= {(good, case) for case in range(3)}))
    halved = cells.halves()
    middle = [(a + b) / 2 for _, a, b, _ in WIDE]
    listed = [(s, a, m, k) for (s, a, _, k), m in zip(WIDE, middle, strict=True)]
    listed += [(s, m, b, k) for (s, _, b, k), m in zip(WIDE, middle, strict=True)]
    fresh = _made(tuple(listed))
    both = [_bounds(game, signed, view, x, c, own) for c in (halved, fresh)]
    names = ("low", "high", "side", "type", "price")
    worst = largest(worst, *(gap(getattr(halved, n), getattr(fresh, n)) for n in names))
    sign = np.where(fresh.side == 0, 1.0, -1.0)
    price = _prices_by_pair(game, signed, view, x, sign * fresh.low, fresh.type)
    return largest(worst, gap(both[0][0], both[1][0]), gap(fresh.price, price))


def _direction_wrong() -> bool:
    """Whether what is said of prices at following cells is not what made-up ones are like."""
    listed = (
        (0, 0.1, 0, (1.0, 1.2), True),
        (0, 0.2, 0, (0.9, 1.1), False),  # the next is better in one scenario
        (0, 0.3, 0, (0.95, 1.0), True),  # the next is of another type
        (0, 0.4, 1, (1.2, 1.3), True),  # the next is of the other good
        (1, 0.5, 1, (1.3, 1.2), True),
        (1, 0.6, 1, (1.35, 1.25), False),
        (1, 0.7, 1, (1.34, 1.3), True),  # the next does not begin beyond it
        (1, 0.6, 1, (2.1, 1.4), True),  # nor does this one
        (1, 0.6, 1, (2.0, 1.0), True),
        (1, 0.65, 1, (2.0 - 1.99e-12, 1.0), False),
        (1, 0.7, 1, (2.0 - 4.005e-12, 1.0), True),
    )
    side, low, kind, price, wanted = (np.array(v) for v in zip(*listed, strict=True))
    cells = Cells(low, low, side, kind)
    every = _against(cells, np.arange(len(low)), price)
    part = _against(cells, np.arange(1, 6), price[1:6])
    said = list(map(bool, wanted))
    return bool(every.tolist() != said or part.tolist() != [*said[1:5], True])


def bounded(economy: Economy, parameters: Parameters) -> Instance:
    """Cells, bounds on them, and margins of which they are parts."""
    game, factor = _game(economy), float(parameters["bound"])
    worst = largest(_listed_gap(game), float(_direction_wrong()))
    for x, good in ((0, 0), (2, 1)):
        view = view_of(game, np.array(SIGNED), x, active=False)
        worst = largest(worst, _on_cells(game, view, x, good, factor))
    if worst < CLOSE:
        worst = largest(worst, _margins_apart(_game(TWO_TYPES)))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _game(economy: Economy) -> PariMutuel:
    return PariMutuel.of(economy, AGENTS, scenarios(economy, AGENTS, IDLE))


def _margins_apart(game: PariMutuel) -> float:
    """Return how far margins are from those put together from bounds and from being taken for a type."""
    signed, share, margin, own = np.array(STANDING), IDLE / AGENTS, {}, []
    worst, X, every = 0.0, len(STANDING), []
    for x in range(X):
        active = view_of(game, signed, x, active=True)
        worth = [float(taken(game, signed, active, x, y) @ active.weight) for y in range(X)]
        gains = [v - worth[x] for v in worth]
        worst = largest(worst, gap(_gains_of_belief(game, signed, x), gains))
        allowed = [SMALL if y == x else -(1 - share) / share * g for y, g in enumerate(gains)]
        every.append(allowed)
        view = view_of(game, signed, x, active=False)
        met, most = _most(game, signed, view, x, np.array(allowed))
        own.append((met[x], most[x]))
        for y in range(X):
            if y != x:
                margin[x, y] = -share * float(most[y]) - (1 - share) * gains[y]
    with mock.patch.object(pari_mutuel_deviations, "_most", wraps=_most) as asked:
        found = deviations(game, signed)
    worst = largest(worst, gap([call.args[4] for call in asked.call_args_list], every))
    least = min(margin.values())
    worst = largest(worst, gap(found.margin, least), abs(margin.get(found.binding, np.inf) - least))
    worst = largest(worst, float(not found.exact))
    return largest(worst, gap((found.gain, found.bound), np.max(own, axis=0)))


CHECKS: dict[str, Check] = {"sec-6.executed.bounds": on_probes(bounded, (LOGARITHMS,))}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "sec-6.executed.bounds",
        "the pari-mutuel version: bounds on what executed offers add, cell by cell, and the margins",
        "section 6, equations (3), (7), (22)",
        r"\max_{s_0 \le s \le s_1} E\,u\big(\bar q - s,\ \bar r + s\,p(s_0)\big) \le \min\{V_0 + V_0'(s - s_0),\ "
        r"V_1 - V_1'(s_1 - s)\}\ \text{where both are equal}",
        "bound",
        depends_on=("sec-6.executed", "sec-6.markets"),
    ),
)
