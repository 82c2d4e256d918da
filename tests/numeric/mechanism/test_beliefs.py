"""Beliefs (8)-(9) for any histogram, and what a defector does with them."""

import numpy as np
import pytest

from numeric import kernels, solve_stage1, solve_stage2
from numeric.mechanism.beliefs import beliefs, read_types, stage2_offer
from numeric.oracles.stage2 import expected_payoff
from tests.numeric.economies import example


def test_on_the_path_everyone_believes_the_truth() -> None:
    economy, _ = example("three_types")
    alpha = [tuple(a) for a in solve_stage1(economy).offers.tolist()]
    histogram = [(alpha[0], 2), (alpha[1], 3), (alpha[2], 1)]
    for x in range(3):
        found = kernels(economy).beliefs(histogram, x, alpha[x])
        assert found.configuration.tolist() == [2, 3, 1]
        assert found.believed_by_others.tolist() == [2, 3, 1]
        assert not found.defector
        assert np.allclose(found.posterior, solve_stage2(economy, [[2, 3, 1]]).posterior[0])
        assert np.allclose(
            stage2_offer(economy, found, x), solve_stage2(economy, [[2, 3, 1]]).offers[0, x]
        )


def test_a_defector_knows_its_own_type_and_what_others_read() -> None:
    economy, data = example("log")
    alpha = [tuple(a) for a in solve_stage1(economy).offers.tolist()]
    histogram = [(alpha[0], 3), (alpha[1], 2)]
    found = beliefs(economy, histogram, 0, alpha[1])
    assert found.defector
    assert found.configuration.tolist() == [4, 1]
    assert found.believed_by_others.tolist() == [3, 2]
    offer = stage2_offer(economy, found, 0)
    solved = solve_stage2(economy, [[3, 2]])
    others = tuple(solved.totals[0] - solved.offers[0, 1])
    value = expected_payoff(data, list(found.posterior), 0, tuple(offer), others)
    for b in np.linspace(0, 0.9, 300):
        for other in ((b, 0.0), (0.0, b)):
            assert expected_payoff(data, list(found.posterior), 0, other, others) <= value + 1e-14


def test_offers_nobody_should_make_are_read_by_their_interval() -> None:
    economy, _ = example("log")
    solved = solve_stage1(economy)
    offers = [(0.999, 0.0), (0.0, 0.0), (0.0, 0.9), (0.02, 0.0)]
    middle = solved.intervals[0, 1]
    expected = [0 if 1 - a + b <= middle else 1 for a, b in offers]
    assert read_types(economy, offers).tolist() == expected
    found = beliefs(economy, [(o, 1) for o in offers], 1, offers[2])
    assert found.configuration.sum() == 4


def test_the_common_end_belongs_to_the_lower_type() -> None:
    economy, _ = example("log")
    solved = solve_stage1(economy)
    end = solved.intervals[0, 1]
    assert end > 1
    assert read_types(
        economy, [(0.0, end - 1), (0.0, np.nextafter(end - 1, 2) + 1e-15)]
    ).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("histogram", "own", "message"),
    [
        ([((0.1, 0.0), 2)], (0.2, 0.0), "must be in the histogram"),
        ([((0.1, 0.0), -1)], (0.1, 0.0), "negative"),
        ([((0.1, 0.1), 2)], (0.1, 0.1), "one-sided"),
        ([((0.1, 0.0), 2), ((1.5, 0.0), 1)], (0.1, 0.0), "endowment"),
    ],
)
def test_impossible_histograms_are_refused(
    histogram: list[tuple[tuple[float, float], int]], own: tuple[float, float], message: str
) -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match=message):
        beliefs(economy, histogram, 0, own)
