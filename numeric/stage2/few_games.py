r"""Newton on the aggregative form for a few configurations: what ``aggregative`` does, game by game.

NumPy's calls cost more than they compute where there are few types and games.  The same numbers are
computed in the same order in Python's floats, so that the results are the same to the last bit; a game
that divides by zero on its way is left to the arrays.

Paper: equations (17)-(20); the aggregative form is the design's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.one_by_one import NO_NUMBER
from numeric.stage2.problem import FEW, Point, Sides, Stage2Problem

Array = NDArray[np.float64]
STAY = 0.95
"""The share of the way to an end that a step may go."""
NEARLY = 1e-8
"""Relative step after which one more step ends at rounding error."""


@dataclass
class _Game:
    """One configuration: what is given of it and where it stands."""

    sides: Sides
    sigma: Sequence[float]
    rates: Sequence[float]
    belief: Sequence[float]
    exogenous: Sequence[float]
    amount: list[float]
    total_q: float
    total_r: float
    sells: list[bool]

    def advance(self) -> float:
        """Take one damped step; return how far it went, relative to the totals."""
        price = self.total_r / self.total_q
        free, pull_q, pull_r = [], [], []
        offered_q = offered_r = m_qq = m_qr = m_rq = m_rr = 0.0
        for x, rate in enumerate(self.rates):
            selling = price > rate
            if selling != self.sells[x]:
                self.sells[x], self.amount[x] = selling, 0.0
            b, top = self.amount[x], self.sides.top_q if selling else self.sides.top_r
            conditions = self.sides.seller if selling else self.sides.buyer
            cost, gain, by_b, by_q, by_r = conditions(
                (b, self.total_q, self.total_r), x, self.belief
            )
            if b == top and gain > cost:
                alone, with_q, with_r = 0.0, 0.0, 0.0
            else:
                alone, with_q, with_r = -(gain - cost) / by_b, -by_q / by_b, -by_r / by_b
            free.append(alone)
            pull_q.append(with_q)
            pull_r.append(with_r)
            weight = self.sigma[x]
            if selling:
                offered_q += weight * (b + alone)
                m_qq += weight * with_q
                m_qr += weight * with_r
            else:
                offered_r += weight * (b + alone)
                m_rq += weight * with_q
                m_rr += weight * with_r
        a, d = 1.0 - m_qq, 1.0 - m_rr
        det = a * d - m_qr * m_rq
        right_q = self.exogenous[0] + offered_q - self.total_q
        right_r = self.exogenous[1] + offered_r - self.total_r
        step_q = (d * right_q + m_qr * right_r) / det
        step_r = (a * right_r + m_rq * right_q) / det
        steps = [
            f + (p * step_q + s * step_r) for f, p, s in zip(free, pull_q, pull_r, strict=True)
        ]
        if not (isfinite(step_q + step_r) and all(map(isfinite, steps))):
            raise ArithmeticError
        scale = self._length(step_q, step_r, steps)
        self.total_q += scale * step_q
        self.total_r += scale * step_r
        moved = zip(self.amount, steps, strict=True)
        self.amount = [max(b + scale * step, 0.0) for b, step in moved]
        return max(abs(step_q) / self.total_q, abs(step_r) / self.total_r)

    def _length(self, step_q: float, step_r: float, steps: list[float]) -> float:
        """Return the length that keeps offers below the endowment and totals above a share of the exogenous offers."""
        far = inf
        for b, step, selling in zip(self.amount, steps, self.sells, strict=True):
            if step > 0:
                top = self.sides.top_q if selling else self.sides.top_r
                far = min(far, (top - b) / step)
        if step_q < 0:
            far = min(far, (self.total_q - self.exogenous[0] * 0.5) / -step_q)
        if step_r < 0:
            far = min(far, (self.total_r - self.exogenous[1] * 0.5) / -step_r)
        return min(1.0, STAY * far)


def few_games(problem: Stage2Problem, point: Point, iterations: int) -> NDArray[np.intp] | None:
    """Solve games in place; return the rows of those that are left, None if it is all of them.

    Args:
        problem: The games.
        point: Where they stand.
        iterations: At most so many steps each.
    """
    n, X = problem.sigma.shape
    if n * X * problem.belief.shape[1] > FEW:
        return None
    sides = Sides.of(problem.economy)
    if sides is None:
        return None
    given: Iterable[Any] = zip(
        *(v.tolist() for v in (problem.sigma, problem.rates, problem.belief, problem.exogenous)),
        *(v.tolist() for v in (point.amount, point.totals, point.sells)),
        strict=True,
    )
    left = []
    for row, (sigma, rates, belief, offered, amount, (q, r), sells) in enumerate(given):
        game = _Game(sides, sigma, rates, belief, offered, amount, q, r, sells)
        try:
            _solve(game, iterations)
        except NO_NUMBER:
            left.append(row)
            continue
        point.amount[row], point.sells[row] = game.amount, game.sells
        point.totals[row] = game.total_q, game.total_r
    return np.array(left, dtype=np.intp)


def _solve(game: _Game, iterations: int) -> None:
    """Iterate until one more step ends at rounding error, and take that step."""
    last = False
    for _ in range(iterations):
        change = game.advance()
        if last or change == 0:
            return
        last = change < NEARLY
