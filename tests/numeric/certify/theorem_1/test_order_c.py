"""Every piece of the density against its value at 30 digits, where one agent moves the price by much.

With few agents the terms of order c = 1/M are as large as the others, so each of them is seen: in
the derivatives of trades and equilibrium, in what a deviator faces, in the integrand along the
path, and, since every end of the density is the extreme over a few choices, in its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from mpmath import mp, mpf

from numeric import Economy, solve_stage2
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.last_failure.chances import posteriors
from numeric.certify.last_failure.sharp_equilibria import (
    KnownCells,
    known_cells,
    sharp_equilibria,
)
from numeric.certify.theorem_1.deviator import Faced, faced
from numeric.certify.theorem_1.equilibria import Equilibria, enclose_moves
from numeric.certify.theorem_1.gain_density import density
from tests.bulk import leading
from tests.numeric.certify.theorem_1 import by_high_precision as exact
from tests.numeric.economies import example

CASES = [
    ("log", (3, 2)), ("unequal", (2, 4)), ("type_free", (4, 1)), ("crra", (20, 9)), ("ces", (12, 9)),
    ("three_types", (2, 1, 3)), ("three_states", (9, 8, 7)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def unbounded_ends_are_meant() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


@dataclass(frozen=True)
class Point:
    """One configuration with everything enclosed to rounding."""

    economy: Economy
    cells: KnownCells
    found: Equilibria
    counts: np.ndarray

    def middle(self, values: Intervals) -> np.ndarray:
        return values.middle[0]


def point(name: str, counts: tuple[int, ...]) -> Point:
    economy, rows = example(name)[0], np.array([counts], dtype=np.int64)
    cells = known_cells(rows, posteriors(economy, rows))
    sharp = sharp_equilibria(economy, cells, solve_stage2(economy, rows))
    assert sharp.enclosed.all()
    k = cells.c / sharp.first
    with np.errstate(all="ignore"):
        found = enclose_moves(economy, cells, sharp.price, sharp.trades, sharp.first, k)
    return Point(economy, cells, found, rows[0])


def contains(interval: Intervals, truth: object, room: float = 1e-6) -> None:
    """Assert that an interval contains a number and is not much wider than rounding."""
    number = float(truth)  # type: ignore[arg-type]
    assert interval.lo[0] - 1e-12 <= number <= interval.hi[0] + 1e-12
    assert interval.hi[0] - interval.lo[0] <= room * max(1.0, abs(number))


@pytest.mark.parametrize(("name", "counts"), leading(2, CASES))
def test_derivatives_of_trades_and_equilibrium_are_those_at_30_digits(
    name: str, counts: tuple[int, ...]
) -> None:
    made = point(name, counts)
    e, found = made.economy, made.found
    p, Q = mpf(made.middle(found.price)), mpf(made.middle(found.first))
    c, phi = 1 / mpf(sum(counts)), [mpf(v) for v in made.middle(made.cells.beliefs)]
    starts = [float(v) for v in made.middle(found.trades)]
    for y, start in enumerate(starts):
        contains(
            found.t_p[:, y],
            exact.derivative(lambda v, y=y, s=start: exact.trade(e, y, v, c / Q, phi, s), p),
        )
        contains(
            found.t_q[:, y],
            exact.derivative(lambda v, y=y, s=start: exact.trade(e, y, p, c / v, phi, s), Q),
        )
        for (a, b), gaps in found.gaps.items():

            def moved(v: mpf, y: int = y, s: float = start, a: int = a, b: int = b) -> mpf:
                weights = [w + v * ((z == a) - (z == b)) for z, w in enumerate(phi)]
                return exact.trade(e, y, p, c / Q, weights, s)

            contains(gaps[:, y], exact.derivative(moved, mpf(0)))
    shares = [mpf(n) / sum(counts) for n in counts]
    both = exact.equations(e, shares, phi, c, starts)
    G, H = both(p, Q)
    assert max(abs(G), abs(H)) < 1e-9
    A, B, C, E, determinant = found.jacobian
    a, b = (exact.derivative(lambda v, i=i: both(v, Q)[i], p) for i in (0, 1))
    g, h = (exact.derivative(lambda v, i=i: both(p, v)[i], Q) for i in (0, 1))
    for interval, truth in ((A, a), (C, b), (B, g), (E, h - 1), (determinant, a * h - g * b)):
        contains(interval, truth, 1e-5)
    assert found.unique[0] == (a < 0 and a * h - g * b < 0 and h > 0)


def known_posterior(made: Point, own: int, taken: int) -> Intervals:
    others = made.counts.copy()
    others[taken] -= 1
    others[own] += 1
    return posteriors(made.economy, others[None])


def deviations(counts: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(0, len(counts) - 1), (len(counts) - 1, 0)]


@pytest.mark.parametrize(("name", "counts"), leading(2, CASES))
def test_what_a_deviator_faces_is_the_hull_of_both_ends(name: str, counts: tuple[int, ...]) -> None:
    made = point(name, counts)
    found, c = made.found, 1 / mpf(sum(counts))
    p, Q, k = (made.middle(v) for v in (found.price, found.first, found.influence))
    for own, other in deviations(counts):
        known = known_posterior(made, own, other)
        met = faced(made.economy, made.cells, found, known, own, other)
        trades = {y: float(made.middle(found.trades)[y]) for y in (own, other)}
        prices = {y: float(p / exact.omega(mpf(k * t))) for y, t in trades.items()}
        firsts = {y: float(Q - c * max(-t, 0.0)) for y, t in trades.items()}
        for interval, ends in ((met.price, prices), (met.first, firsts)):
            assert interval.lo[0] == pytest.approx(min(ends.values()), rel=1e-9)
            assert interval.hi[0] == pytest.approx(max(ends.values()), rel=1e-9)
        phi = [mpf(v) for v in known.middle[0]]

        def paid(P: mpf, k: mpf, own: int = own, phi: list[mpf] = phi) -> mpf:
            return exact.value(made.economy, own, P, k, phi, made.found.trades.middle[0][own])

        for y in (own, other):
            P, k_ = mpf(prices[y]), c / mpf(firsts[y])
            by_price = exact.derivative(lambda v, P=P, k=k_, f=paid: f(P * mp.exp(v), k), mpf(0))
            by_total = exact.derivative(lambda v, P=P, k=k_, f=paid: f(P, k * mp.exp(-v)), mpf(0))
            assert met.by_price.lo[0] - 1e-10 <= by_price <= met.by_price.hi[0] + 1e-10
            assert met.by_total.lo[0] - 1e-10 <= by_total <= met.by_total.hi[0] + 1e-10


@pytest.mark.parametrize(
    ("name", "counts"), leading(2, [case for case in CASES if case[0] != "ces"])
)
def test_the_integrand_along_the_path_lies_in_the_density(
    name: str, counts: tuple[int, ...]
) -> None:
    """At a fractional θ the derivative of the value, by differences at 30 digits, is enclosed."""
    made, M, theta = point(name, counts), sum(counts), mpf("0.37")
    near = made.found.price.middle[0], made.found.first.middle[0], list(made.found.trades.middle[0])
    signal = made.economy.floats.signal
    for own, other in deviations(counts):
        others = tuple(n - (y == own) for y, n in enumerate(counts))
        path = exact.Path(made.economy, others, own, other, near)
        truth = float(M * exact.derivative(path.paid, theta))
        phi, p, Q, t = path.game(theta)
        cells = KnownCells(thin(path.shares(theta)), thin(phi), M, 1 / Intervals.points([float(M)]))
        price, first = thin([p])[:, 0], thin([Q])[:, 0]
        found = enclose_moves(made.economy, cells, price, thin(t), first, cells.c / first)
        known = path.belief(own)
        got = density(made.economy, cells, found, thin(known), own, other)
        low, high = float(got.by_shares.lo[0]), float(got.by_shares.hi[0])
        ratios = signal[:, other] / signal[:, own]
        mean = sum(float(w) * v for w, v in zip(known, ratios, strict=True))
        for (a, b), K in got.by_posterior.items():
            weight = float(M * known[a] * known[b]) * (ratios[a] - ratios[b]) / mean
            ends = sorted([weight * K.lo[0], weight * K.hi[0]])
            low, high = low + ends[0], high + ends[1]
        assert low <= truth <= high
        assert np.isfinite(high - low)


def thin(values: list[mpf]) -> Intervals:
    array = np.array([[float(v) for v in values]])
    return Intervals(array - 1e-12, array + 1e-12)


@pytest.mark.bulk
@pytest.mark.parametrize(("name", "counts"), leading(2, CASES))
def test_each_end_of_the_density_is_the_extreme_over_a_few_choices(
    name: str, counts: tuple[int, ...]
) -> None:
    made = point(name, counts)
    found, M = made.found, sum(counts)
    s = made.middle(made.cells.shares)
    A, B, C, E, _ = (float(v.middle[0]) for v in found.jacobian)
    system = np.array([[A, B], [C, 1 + E]])
    t, t_p, t_q = (made.middle(v) for v in (found.trades, found.t_p, found.t_q))
    for own, other in deviations(counts):
        known = known_posterior(made, own, other)
        with np.errstate(all="ignore"):
            met = faced(made.economy, made.cells, found, known, own, other)
            got = density(made.economy, made.cells, found, known, own, other)
        sold = np.maximum(-t, 0.0)
        price, total = np.linalg.solve(system, [-(t[other] - t[own]), sold[other] - sold[own]])
        moved = t_p * price + t_q * total
        direct = (
            -(t[other] - t[own]) / float(found.first.middle[0]),
            min(t[other], 0.0) - min(t[own], 0.0),
        )
        low, high = extremes(
            made, met, (price, total), moved, direct, (own, other), 1 / M, tau=True
        )
        assert got.by_shares.lo[0] == pytest.approx(low, rel=1e-5, abs=1e-7)
        assert got.by_shares.hi[0] == pytest.approx(high, rel=1e-5, abs=1e-7)
        side = (t < 0).astype(float)
        for pair, gaps in found.gaps.items():
            g = made.middle(gaps)
            price, total = np.linalg.solve(system, [-(s @ g), -(s @ (side * g))])
            moved = t_p * price + t_q * total + g
            low, high = extremes(
                made, met, (price, total), moved, (0.0, 0.0), (own, other), 1 / M, tau=False
            )
            K = got.by_posterior[pair]
            assert K.lo[0] == pytest.approx(low, rel=1e-5, abs=1e-7)
            assert K.hi[0] == pytest.approx(high, rel=1e-5, abs=1e-7)


def extremes(
    made: Point,
    met: Faced,
    slopes: tuple[float, float],
    moved: np.ndarray,
    direct: tuple[float, float],
    pair: tuple[int, int],
    c: float,
    *,
    tau: bool,
) -> tuple[float, float]:
    """Return the least and the greatest value of the density over θ, second-order terms and V."""
    found, (own, other) = made.found, pair
    p, Q, k = (float(made.middle(v)) for v in (found.price, found.first, found.influence))
    t = made.middle(found.trades)
    bends, sides, taus = [], [], {}
    for y in (own, other):
        v = k * abs(t[y])
        move = k * (moved[y] - t[y] * slopes[1] / Q)
        bends += [move, move / (1 - v)]
        sides.append(moved[y] if t[y] < 0 else 0.0)
        taus[y] = (0.0, t[y] / Q * v / (2 * (1 - v)) if tau else 0.0)
    reached = []
    for bend, side, late, early in product(bends, sides, taus[other], taus[own]):
        of_price = slopes[0] / p + direct[0] - (late - early) - bend
        of_total = slopes[1] + direct[1] + c * side
        for V, W, first in product(
            (met.by_price.lo[0], met.by_price.hi[0]),
            (met.by_total.lo[0], met.by_total.hi[0]),
            (met.first.lo[0], met.first.hi[0]),
        ):
            reached.append(V * of_price + W * of_total / first)
    return min(reached), max(reached)


def test_where_a_side_is_not_decided_both_are_allowed() -> None:
    made = point("log", (3, 2))
    t, side = made.found.trades, made.found.side
    assert (side.lo == (t.hi < 0)).all()
    assert (side.hi == (t.hi < 0)).all()
    wide = Intervals(np.minimum(t.lo, -0.01), np.maximum(t.hi, 0.01))
    known = made.found.price, wide, made.found.first, made.found.influence
    found = enclose_moves(made.economy, made.cells, *known)
    assert (found.side.lo == 0).all()
    assert (found.side.hi == 1).all()
