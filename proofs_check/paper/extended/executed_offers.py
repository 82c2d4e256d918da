r"""The pari-mutuel version: how offers of stage 1 are found, and how the search for better ones is narrowed.

Solvers are watched on games whose slopes are known, and searches on cells whose bounds are made up, so
that every step can be told by hand: Broyden's, with derivatives of the sample, and the halving of the
cells that might hold a better offer.

Paper: section 6; equation (22); how it is computed is not in the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games import pari_mutuel, pari_mutuel_deviations, pari_mutuel_market
from numeric.games.pari_mutuel import STEPS, TOLERANCE, PariMutuel, solve_offers, view_of
from numeric.games.pari_mutuel_deviations import (
    MOST_CELLS,
    ROUNDS,
    _bounds,
    _markets,
    _most,
)
from numeric.games.pari_mutuel_market import Cells, packed, unpacked
from numeric.games.scenarios import scenarios
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
Cell = tuple[float, float, int, int]
Listed = tuple[list[float], list[float], list[list[Cell]]]
AGENTS, IDLE = 3, 1
TARGET, AWAY = np.array([0.4, -0.7]), np.array([0.2, -0.15])
"""Offers at which slopes vanish, and how far from them they do in the sample."""
SIGNED = np.array([0.3, 0.1, -0.4])
ALLOWED = (0.25, 0.5)
"""What made-up offers of two types may add."""
CELLS: tuple[Cell, ...] = (
    (0.0, 0.25, 0, 0), (0.25, 0.375, 0, 0), (0.5, 0.875, 0, 1), (0.0, 0.5, 1, 1), (0.5, 1.5, 1, 0),
)  # fmt: skip


@dataclass
class _Known:
    """A game with known slopes, which vanish at known offers, and elsewhere in its sample."""

    economy: Economy
    target: Array
    asked: list[Array] = field(default_factory=list)

    def thinned(self) -> _Known:
        return _Known(self.economy, self.target + AWAY)

    def slopes(self, signed: Array) -> Array:
        self.asked.append(signed.copy())
        a, b = (signed - self.target).tolist()
        return np.array([-2 * a + 0.3 * b - a * b, 0.4 * a - 1.5 * b + b * b])


@dataclass
class _Told:
    """A game whose slopes are given in advance, one after another, the last for ever."""

    economy: Economy
    said: list[float]
    number: int = 0

    def thinned(self) -> _Known:
        return _Known(self.economy, TARGET)

    def slopes(self, signed: Array) -> Array:
        self.number += 1
        return np.full(len(signed), self.said[min(self.number, len(self.said)) - 1])


def found(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What agents reckon with, offers of stage 1 step by step, and cells as they are halved."""
    game = PariMutuel.of(economy, AGENTS, scenarios(economy, AGENTS, IDLE))
    tally.same("idle", game.drawn.idle, IDLE)
    for x in range(len(SIGNED)):
        for active in (True, False):
            _view(tally, game, x, active)
    none, less = (game.slopes(np.array([s, *SIGNED[1:]])) for s in (0.0, -1e-9))
    tally.close("the slope of no offer is that of a purchase", none, less, 1e-7)
    _begun(tally, economy)
    _broyden(tally, economy, float(factor))
    slow = [5 * 0.9**k for k in range(2 + STEPS)]
    for asked, said in ((1, [0.999]), (2, [1.001, 0.0]), (1 + STEPS, slow), (3, [2.0, 3.0, 0.5])):
        told = _Told(economy, [0.1 * TOLERANCE * v for v in said])
        residual = solve_offers(cast(Any, told), TARGET)[1]
        tally.same("evaluations", told.number, asked)
        tally.close("what is left", residual / TOLERANCE, said[asked - 1] / 10, 1e-12)
    for script in (_deep, _wide):
        _halved(tally, script)
    _in_blocks(tally, game)


def _view(tally: Tally, game: PariMutuel, x: int, active: bool) -> None:
    """Every scenario with an agent of the type in its group, as likely as there are such agents in it."""
    view, d = view_of(game, SIGNED, x, active=active), game.drawn
    rows, total = [], 0.0
    for z, w, a, i in zip(
        d.state, d.weight.tolist(), d.active.tolist(), d.inactive.tolist(), strict=True
    ):
        number = (a if active else i)[x]
        total += w * number
        if number:
            rows.append((int(z), w * number, [*a, *i]))
    tally.same("states", view.state.tolist(), [z for z, _, _ in rows])
    tally.close("weights", view.weight, [w / total for _, w, _ in rows], 1e-13)
    tally.same("pairs", view.pairs[view.where].tolist(), [pair for _, _, pair in rows])
    tally.close(
        "posterior", view.posterior, [float(t) for t in by_hand.tau(game.economy, x)], 1e-13
    )
    tally.holds("listed", view.controls is None)


def _begun(tally: Tally, economy: Economy) -> None:
    """A start is kept within a millionth of the ends of its side; no offer is on the side of purchases."""
    top, start = by_hand.endowment(economy), np.array([5.0, 0.0, 0.3, -0.3])
    told = _Told(economy, [0.0])
    with (
        mock.patch.object(pari_mutuel, "root", lambda f, at, **_: SimpleNamespace(x=at)),
        mock.patch.object(_Told, "thinned", lambda self: self),
    ):
        signed, _ = solve_offers(cast(Any, told), start)
    wanted = [(1 - 1e-6) * top[0], -1e-6 * top[1], 0.3, -0.3]
    tally.close("where it begins", signed, wanted, 1e-13)


def _broyden(tally: Tally, economy: Economy, factor: float) -> None:
    """Steps from the solution of the sample, with its derivatives there, corrected along each step."""
    game, top = _Known(economy, TARGET), np.array(by_hand.endowment(economy))
    signed, residual = solve_offers(cast(Any, game), 1.1 * TARGET)
    tally.close("in the sample", game.asked[0], TARGET + AWAY, 1e-9)

    def offers(v: Array) -> Array:
        return np.asarray(np.array([1.0, -1.0]) * top / (1 + np.exp(-v)))

    share = np.abs(TARGET + AWAY) / top
    matrix = np.array([[-2.0, 0.3], [0.4, -1.5]]) * np.array([1, -1]) * top * share * (1 - share)
    here = np.log(np.abs(game.asked[0]) / (top - np.abs(game.asked[0])))
    by_hand_, asked = _Known(economy, TARGET), list(game.asked)
    slopes = by_hand_.slopes(asked[0])
    for k in range(1, len(asked)):
        tally.holds("a further step", np.abs(slopes).max() > 0.1 * TOLERANCE)
        step = -np.linalg.solve(matrix, slopes) * factor
        here = here + step
        tally.close("step", asked[k], offers(here), 1e-10)
        slopes = by_hand_.slopes(offers(here))
        matrix = matrix + slopes[:, None] * step[None, :] / (step**2).sum()
    tally.holds("several steps", len(asked) > 4)
    tally.close("what is left", residual, np.abs(slopes).max(), 1e-11)
    tally.close("at the end", signed, TARGET, 1e-8)


def _deep(low: float, high: float, side: int, kind: int) -> tuple[float, float]:
    """Return a value and a bound: only the cell that begins with nothing remains open, however small."""
    if kind == 1 and side == 1:
        return (ALLOWED[1], 1 + high) if low == 0 else (-1.0, ALLOWED[1] - low)
    if side == 1:  # as much as is allowed, and no more
        return -low, ALLOWED[0]
    if kind == 1:  # met, so that halves tell nothing
        return ALLOWED[1] + high, 2.0
    return -high, ALLOWED[0] + 0.01 * (low == 0) * (high > 0.01) - 0.1 * (low > 0)


def _wide(low: float, high: float, side: int, kind: int) -> tuple[float, float]:
    """Return a value and a bound that leave every cell open."""
    return -high, 1 + high - low


def _halved(tally: Tally, script: Callable[[float, float, int, int], tuple[float, float]]) -> None:
    """Cells are halved twice where a better offer than allowed is neither met nor excluded."""
    some = CELLS if script is _deep else tuple((k / 25, (k + 1) / 25, 0, k % 2) for k in range(25))
    rounds: list[list[Cell]] = []

    def made() -> Cells:
        low, high, side, kind = (np.array(v) for v in zip(*some, strict=True))
        return Cells(low, high, side, kind)

    def bounds(*given: Any) -> tuple[Array, Array]:
        cells, own = given[4:]
        tally.same("own utility", own.tolist(), [7.0])
        columns = (cells.low, cells.high, cells.side, cells.type)
        rounds.append(list(zip(*(c.tolist() for c in columns), strict=True)))
        cells.price = np.zeros((len(cells.low), 1))
        value, bound = np.array([script(*cell) for cell in rounds[-1]]).T
        return value, bound

    with mock.patch.multiple(
        pari_mutuel_deviations,
        _prices=lambda *_: None,
        _utilities=lambda *_: np.array([[7.0], [8.0]]),
        _cut=lambda *_: made(),
        _bounds=bounds,
    ):
        met, most = _most(*cast(Any, (None, SIGNED[:2], None, 0, np.array(ALLOWED))))
    wanted = _by_hand(some, script)
    tally.same("rounds", [len(r) for r in rounds], [len(r) for r in wanted[2]])
    for k, (cells, listed) in enumerate(zip(rounds, wanted[2], strict=True)):
        tally.close(f"cells {k}", cells, listed, 1e-15)
    tally.close("met", met, wanted[0], 1e-15)
    tally.close("most", most, wanted[1], 1e-15)


def _by_hand(
    some: tuple[Cell, ...], script: Callable[[float, float, int, int], tuple[float, float]]
) -> Listed:
    """Return what is met and at most added by offers taken for either type, and the cells of every round."""
    met, most, rounds, cells = [-np.inf] * 2, [-np.inf] * 2, [], list(some)
    while cells:
        rounds.append(cells)
        left: list[Cell] = []
        closed: list[Cell] = []
        for cell in cells:
            value, bound = script(*cell)
            met[cell[3]] = max(met[cell[3]], value)
            (left if value <= ALLOWED[cell[3]] < bound else closed).append(cell)
        if len(rounds) == ROUNDS + 1 or len(left) > MOST_CELLS:
            left, closed = [], cells
        for cell in closed:
            most[cell[3]] = max(most[cell[3]], script(*cell)[1])
        for _ in range(2):
            halves = [(a, (a + b) / 2, s, k) for a, b, s, k in left]
            left = halves + [((a + b) / 2, b, s, k) for a, b, s, k in left]
        cells = left
    return met, most, rounds


def _in_blocks(tally: Tally, game: PariMutuel) -> None:
    """Cells are taken some at a time, of which each makes as many rows as there are scenarios."""
    view = view_of(game, SIGNED, 2, active=False)
    n, own = len(view.weight), np.zeros(len(view.weight))
    low = np.array([0.0, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.4])
    side, kind = np.repeat([0, 1], 4), np.array([0, 0, 1, 1, 1, 2, 2, 2])

    def made() -> Cells:
        return Cells(low, low + 0.1, side, kind)

    whole = _bounds(game, SIGNED, view, 2, made(), own)
    for rows, sizes in ((3 * n + 1, [3, 3, 2]), (n - 1, [1] * 8)):
        with (
            mock.patch.object(pari_mutuel_deviations, "ROWS", rows),
            mock.patch.object(pari_mutuel_deviations, "_markets", wraps=_markets) as asked,
        ):
            cells = made()
            some = _bounds(game, SIGNED, view, 2, cells, own)
            tally.same("block", [len(c.args[4]) for c in asked.call_args_list], sizes)
            again = _bounds(game, SIGNED, view, 2, cells, own)  # its prices are known
            tally.same("no further block", len(asked.call_args_list), len(sizes))
        tally.close("in blocks", some, whole, 1e-14)
        tally.close("once more", again, whole, 1e-14)
        _between(tally, cells)


def _between(tally: Tally, cells: Cells) -> None:
    """Points at the lows have the prices; a cell ends where the next one of its type begins, or is not followed."""
    price, (first, last) = np.asarray(cells.price), np.asarray(cells.near)
    tally.close("prices", first[..., -1] / first[..., -2], price, 1e-14)
    tally.close("ends", last, first[[1, 1, 2, 3, 4, 5, 7, 7]], 1e-15)  # 0.2 + 0.1 is not 0.3
    near, middle = cells.halves().near, 0.5 * (first + last)
    both = [np.concatenate([first, middle]), np.concatenate([middle, last])]
    tally.close("halves", np.asarray(near), both, 1e-15)
    point = unpacked(first[6])
    tally.close("a point", packed(point), first[6], 1e-15)
    tally.same("who sells", point.sells.tolist(), (first[6, :, :-2] >= 0).tolist())
    many = Cells(cells.low, cells.high, cells.side, cells.type)
    with mock.patch.object(pari_mutuel_market, "KEPT", 8 * first.size - 1):
        many.known(price, first)
    tally.same("too many to keep", many.near, None)


CHECKS: dict[str, Check] = {"sec-6.executed.steps": on_probes(tallied(found), (LOGARITHMS,))}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "sec-6.executed.steps",
        "the pari-mutuel version: Broyden's steps to offers of stage 1, and cells that are halved",
        "section 6, equation (22)",
        r"\forall k:\quad s_{k+1} = s_k - J_k^{-1} G'(s_k),\quad J_{k+1} = J_k + "
        r"\frac{G'(s_{k+1})\,\delta_k^{\top}}{\delta_k^{\top}\delta_k}",
        "value",
        depends_on=("sec-6.executed", "sec-6.executed.bounds"),
    ),
)
