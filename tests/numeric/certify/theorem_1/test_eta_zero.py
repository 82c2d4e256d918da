"""With nobody inactive the sign of the gain decides, with proof, and few inactive agents are enough."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from numeric import Economy
from numeric.certify.theorem_1.eta_zero import (
    EQUILIBRIUM,
    NO_SEPARATING,
    certify_without_inactive,
    least_inactive,
)
from numeric.stage1 import solve_stage1
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import losses
from tests.numeric.economies import example


def pays() -> Economy:
    """Return an economy in which being taken for another type pays, early enough for small M0."""
    return example("failing")[0].replacing(parameters={"theta": [["0.9"] * 3, [1] * 3]}, eta="1/50")


def least_number(economy: Economy, agents: int) -> int:
    """Return k*(N) in floating point: the least number of inactive agents that is enough."""
    cost = losses(economy, solve_stage1(economy))
    for k in range(agents - 1):
        values = continuation(economy, agents - k).values
        gain = values - np.diag(values)[:, None]
        if (k * cost - (agents - k) * gain).min() >= 0:
            return k
    raise AssertionError("no number is enough")


@pytest.mark.bulk
def test_the_candidate_is_certified_to_be_an_equilibrium_with_nobody_inactive() -> None:
    economy, _ = example("state_free")
    found = certify_without_inactive(economy, ladder=(100,))
    assert (found.finding, found.start, found.pair) == (EQUILIBRIUM, 100, None)
    assert found.least_inactive == (0, 0)
    values = continuation(economy, 150).values
    assert (values <= np.diag(values)[:, None] + 1e-15).all()
    for (own, other), (low, high) in found.gains.items():
        assert low < 150 * (values[own, other] - values[own, own]) < high < 0


@pytest.mark.bulk
def test_where_imitation_pays_no_separating_equilibrium_is_certified_and_how_many_are_enough() -> (
    None
):
    economy = pays()
    found = certify_without_inactive(economy, ladder=(300,))
    assert (found.finding, found.start) == (NO_SEPARATING, 300)
    assert found.pair is not None
    assert "there is no separating equilibrium" in found.detail
    assert found.least_inactive is not None
    low, high = found.least_inactive
    assert 0 < low <= high
    agents = 300 + high
    assert low <= least_number(economy, agents) <= high


def test_what_is_not_decided_is_said_and_kept_apart_from_what_is() -> None:
    economy, _ = example("log")
    found = certify_without_inactive(economy, ladder=(70,))
    assert (found.finding, found.evidence) == (None, "NONE")
    assert "not decided for weak as keen" in found.detail
    assert certify_without_inactive(economy, ladder=(70,), time_limit=-1).active is None
    small = certify_without_inactive(example("crra")[0], ladder=(30,))
    assert (small.finding, small.least_inactive) == (None, None)
    assert "uniqueness is not certified" in small.detail


@pytest.mark.parametrize(("low", "high"), [(-1.0, -0.5), (-0.1, 0.3), (0.2, 0.25)])
def test_bounds_on_the_least_number_contain_that_of_every_gain_between(
    low: float, high: float
) -> None:
    economy, _ = example("state_free")
    gains = {(0, 1): (low, high), (1, 0): (-1.0, -0.9)}
    first, last = least_inactive(economy, gains)
    cost = float(losses(economy, solve_stage1(economy))[0, 1])
    for gain in np.linspace(low, high, 7):
        needed = max(0, math.ceil(Fraction(float(gain)) / Fraction(cost)))
        assert first <= needed <= last
