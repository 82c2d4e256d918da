"""No equilibrium has a price outside the certified range, and trades that do not fall are not certified to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.certify.arithmetic.interval_arrays import Array, Intervals, Mask
from numeric.certify.theorem_1 import price_range as ranges
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.certify.theorem_1.trades import about, bound
from numeric.draws.generate import generate
from numeric.probability.posterior import posterior
from tests.bulk import leading


def generated(index: int) -> Economy:
    return generate(2012, index + 1, states=(1, 3))[index]


NEAR_A_CORNER = {17: 150, 27: 500, 35: 1650}
"""Economies in which some type spends almost all of one good, or prices range over five decades."""


@pytest.mark.bulk
@pytest.mark.parametrize(("index", "active"), leading(1, NEAR_A_CORNER.items()))
def test_near_a_corner_the_range_is_certified_and_holds_all_prices(index: int, active: int) -> None:
    economy = generated(index)
    with np.errstate(all="ignore"):
        found = price_range(economy, active)
    assert isinstance(found, PriceRange)
    rng = np.random.default_rng(index)
    X, Z = len(economy.types), len(economy.states)
    counts = np.maximum(rng.multinomial(active, rng.dirichlet(np.full(X, 0.4), 40)), 0)
    solved = solve_stage2(economy, counts, posterior(economy, counts))
    assert solved.solved.all()
    assert (solved.price > found.low).all()
    assert (solved.price < found.high).all()
    prices = np.geomspace(found.low, found.high, 60)
    for phi in rng.dirichlet(np.full(Z, 0.5), 10):
        beliefs = Intervals.points(np.tile(phi, (60, 1)))
        trades = about(economy, prices, np.zeros(60), beliefs, 1)
        assert (np.diff(trades, axis=0) < 0).all()


def not_monotone() -> Economy:
    """Return an economy whose types need both goods in almost fixed proportions."""
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["1/20", "1/20"],
        eta="1/10",
        utility="-theta*q**(-9) - r**(-9)",
        parameters={"theta": [["1/100000000"], [100000000]]},
    )


def not_monotone_in_one_state() -> Economy:
    """Return the same with a state in which trades fall, so that bounds over posteriors are wide."""
    return not_monotone().replacing(
        prior=["1/2", "1/2"],
        signal=[["1/2", "1/2"], ["1/3", "2/3"]],
        parameters={"theta": [["1/100000000", "1/2"], [100000000, 2]]},
        states=None,
    )


@pytest.mark.parametrize("made", leading(1, [not_monotone, not_monotone_in_one_state]))
def test_where_trades_do_not_fall_nothing_is_certified(made: Callable[[], Economy]) -> None:
    with np.errstate(all="ignore"):
        found = price_range(made(), 1000)
    assert isinstance(found, str)
    assert "trades fall in the price is not certified for M >= 1000" in found


def test_a_box_is_not_taken_for_unaffordable_where_a_part_of_it_can_be_paid_for() -> None:
    boxes = np.array([[0.6, 1.2, 1.0, 1.1], [1.2, 1.4, 1.0, 1.1]])
    with np.errstate(all="ignore"):
        holds = ranges._holds(not_monotone(), 0, boxes, np.zeros(2))
    assert holds.tolist() == [False, True]


@pytest.mark.parametrize("place", [1.003, 1.2, 1.49, 1.9, 2.4])
def test_halving_loses_no_price(place: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that rejects whatever holds one price: it must be left at the end."""

    def judge(_: Economy, piece: Intervals, __: Array) -> Mask:
        return np.asarray((piece.lo > place) | (piece.hi < place))

    monkeypatch.setattr(ranges, "_falling", judge)
    piece = Intervals(np.array([1.0, 1.5, 2.0]), np.array([1.5, 2.0, 2.5]))
    found = ranges._not_monotone(not_monotone(), 100, piece)
    assert found is not None
    assert found[0] <= place <= found[1]
    assert found[1] - found[0] < 0.01


def test_bounds_on_trades_far_from_the_endowment_are_found_and_contain_the_trades() -> None:
    economy = generated(35)
    price = Intervals(np.array([0.004]), np.array([0.0040002]))
    cap, beliefs = np.array([1e-6]), Intervals.points(np.ones((1, 1)))
    start = about(economy, price.middle, cap, beliefs, 1)
    with np.errstate(all="ignore"):
        high = bound(economy, price, cap, beliefs, 1, start)
        low = bound(economy, price, cap, beliefs, -1, start)
    assert np.isfinite(high).all()
    assert np.isfinite(low).all()
    for at in (0.004, 0.0040001, 0.0040002):
        trade = about(economy, np.array([at]), np.zeros(1), beliefs, 1)
        assert (low <= trade).all()
        assert (trade <= high).all()
    assert (high > 300).all()
