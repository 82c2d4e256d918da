"""The certified tail is above the true gain, says nothing where its argument does not apply.

And does not hold where the candidate fails.
"""

import flint
import numpy as np
import pytest

from numeric import Economy, certify_margin, solve_stage2, threshold
from numeric.certify import certify_tail
from numeric.certify.arithmetic.beliefs import known_state
from numeric.certify.theorem_1 import tail
from numeric.theorem_1.continuation import continuation
from tests.numeric.economies import example


def half() -> Economy:
    """Return the shipped economy without the state in preferences, with half of the agents inactive."""
    return example("state_free")[0].replacing(eta="1/2")


def test_a_tail_is_certified_for_all_larger_numbers_and_agrees_with_certified_margins() -> None:
    economy = half()
    found = certify_tail(economy)
    assert found.evidence == "CERTIFIED"
    assert found.start is not None
    assert found.active is not None
    assert economy.active(found.start) == found.active
    assert economy.active(found.start - 1) < found.active
    assert certify_margin(economy, found.start, scope="local").sign == 1
    assert threshold(economy, [found.start, 2 * found.start, 10 * found.start]).fails == ()


@pytest.mark.parametrize("own", [0, 1])
@pytest.mark.parametrize("M", [300, 2000])
@pytest.mark.parametrize("build", ["half", "failing"])
def test_the_bound_is_above_the_true_gain(build: str, M: int, own: int) -> None:
    economy = half() if build == "half" else failing()
    with flint.ctx.workprec(tail.BITS):
        belief, shares = known_state(economy, 0), tail._shares(economy, M, 0.12)
        prices = tail._prices(economy, belief, M, shares)
        assert prices is not None
        bound = tail._gain(belief, M, prices, own)
    values = continuation(economy, M).values
    gain = M * (values[own, 1 - own] - values[own, own])
    assert bound is not None
    assert gain < float(bound.lower())
    assert float(bound.upper()) < 20.0


@pytest.mark.parametrize("own", [0, 1])
@pytest.mark.parametrize("build", ["half", "failing"])
def test_the_bounds_on_the_price_and_on_its_change_are_above_the_true_ones(
    build: str, own: int
) -> None:
    economy, M = half() if build == "half" else failing(), 300
    shares = tail._shares(economy, M, 0.12)
    with flint.ctx.workprec(tail.BITS):
        prices = tail._prices(economy, known_state(economy, 0), M, shares)
        assert prices is not None
        moved = tail._moved(known_state(economy, 0), M, prices, own)
    assert moved is not None
    first = np.arange(np.ceil(float(shares[0]) * M) + 1, np.floor(float(shares[1]) * M) - 1, 7)
    truth = solve_stage2(economy, np.stack([first, M - first], axis=-1))
    step = np.array([-1, 1] if own == 0 else [1, -1])
    believed = solve_stage2(economy, np.stack([first, M - first], axis=-1) + step)
    assert ((prices[0] < truth.price) & (truth.price < prices[1])).all()
    minus = believed.totals - believed.offers[:, 1 - own]
    change = np.abs(np.log(minus[:, 1] / minus[:, 0] / truth.price))
    assert (M * change < float(moved.lower())).all()
    assert (M * change).max() > float(moved.upper()) / 200


def failing() -> Economy:
    """Return an economy without the state in preferences, with few inactive, where the candidate fails at N = 400."""
    return example("failing")[0].replacing(parameters={"theta": [["0.9"] * 3, [1] * 3]}, eta="1/50")


def test_the_bound_does_not_hold_where_the_candidate_is_no_equilibrium() -> None:
    economy = failing()
    [margin] = threshold(economy, [400]).margins
    assert margin.holds is False
    with flint.ctx.workprec(tail.BITS):
        assert not any(tail._holds(economy, economy.active(400), d) for d in tail.DISTANCES)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("log", "depend on the state"),
        ("three_types", "two types"),
        ("failing", "depend on the state"),
    ],
)
def test_economies_outside_the_argument_get_no_certified_tail(name: str, reason: str) -> None:
    found = certify_tail(example(name)[0])
    assert (found.start, found.evidence) == (None, "NONE")
    assert reason in found.detail


def test_demand_that_is_not_decided_to_be_monotone_gets_none() -> None:
    economy = example("crra_outside")[0].replacing(
        parameters={"aversion": 2, "theta": [[1, 1], [2, 2]]}
    )
    assert "substitutes" in certify_tail(economy).detail
