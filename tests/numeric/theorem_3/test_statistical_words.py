"""What is drawn is called statistical, with its error, and decided only outside it."""

from fractions import Fraction

import numpy as np
import pytest

from numeric.economy.economy import Economy
from numeric.theorem_3 import achieving
from numeric.theorem_3.achieving import achieve
from numeric.theorem_3.efficiency import CONFIDENCE, Efficiency, efficiency
from numeric.theorem_3.loss_distribution import StateLoss, gathered
from tests.numeric.economies import example


def drawn(losses: list[float]) -> StateLoss:
    values = np.sort(np.array(losses))
    n = len(values)
    return StateLoss(values, np.full(n, 1 / n), False, 0.0, float(values.mean()), n)


def test_the_bounds_on_the_least_epsilon_are_those_of_binomial_counts() -> None:
    # Nothing above 0 in n draws: P(t* > 0) <= 1 - error^(1/n) and no less than 0.
    low, high = drawn([0.0] * 100).epsilon_bounds(0.01)
    assert low == 0.0
    assert high == pytest.approx(1 - 0.01 ** (1 / 100), rel=1e-12)
    # All above 1/2: no epsilon below 1/2 will do but for 99 %.
    low, high = drawn([0.9] * 100).epsilon_bounds(0.01)
    assert low == pytest.approx(0.9)
    assert high == pytest.approx(0.9)


def test_the_bounds_contain_the_truth_as_often_as_they_say() -> None:
    generator, missed, error = np.random.default_rng(5), 0, 0.05
    for _ in range(400):
        # t* uniform on [0, 1]: P(t* > e) = 1 - e <= e from e = 1/2 on.
        low, high = drawn(generator.uniform(size=60).tolist()).epsilon_bounds(error)
        missed += not low <= 0.5 <= high
    assert missed <= 400 * 2 * error * 1.5
    assert missed > 0


def test_enumerated_values_have_no_error() -> None:
    found = gathered([(np.array([0.0, 0.5]), np.array([0.875, 0.125]))], enumerated=True)
    assert found.epsilon_bounds(0.01) == (0.125, 0.125)


def test_draws_are_called_statistical_and_their_bounds_contain_what_enumeration_gives() -> None:
    economy = example("log")[0]
    exact, sampled = efficiency(economy, 60), efficiency(economy, 60, limit=0)
    assert not exact.statistical
    assert exact.epsilon_bounds == (exact.epsilon, exact.epsilon)
    assert sampled.statistical
    low, high = sampled.epsilon_bounds
    assert low < exact.epsilon < high
    assert low < sampled.epsilon < high


def test_what_the_draws_do_not_tell_is_undecided() -> None:
    sampled = efficiency(example("log")[0], 60, limit=0)
    low, high = sampled.epsilon_bounds
    assert sampled.achieves(0.5 * (low + high)) is None
    assert sampled.achieves(high) is True
    assert sampled.achieves(0.999 * low) is False


def test_a_least_epsilon_within_the_error_of_the_draws_is_not_called_achieved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # By enumeration three_types has the least epsilon 0.002366 at N = 812, just above 0.00236.
    monkeypatch.setattr(achieving, "DRAWS", (1000,))
    found = achieve(
        example("three_types")[0], Fraction("0.00236"), Fraction("0.02"), most_agents=812
    )
    assert found.agents == 812
    assert not found.achieved
    low, high = found.found.epsilon_bounds
    assert low < 0.002366 < high
    assert "the draws do not tell" in found.status
    assert f"{100 * CONFIDENCE:g} % confidence" in found.status


def test_what_is_achieved_is_achieved_at_one_kappa_and_no_bound_on_kappa_is_claimed() -> None:
    found = achieve(example("state_free")[0], Fraction("0.02"), Fraction(1))
    assert found.achieved
    assert "at this κ, η and N" in found.status
    assert not hasattr(found, "kappa_bar")
    # Below the same ceiling, in another proportion, the least epsilon is above 0.02 at every N.
    elsewhere = example("state_free")[0].replacing(kappa=["0.495", "0.00495"], eta="0.0012375")
    assert max(elsewhere.mechanism.kappa) < found.ceiling
    assert efficiency(elsewhere, 2000).epsilon > 0.25


@pytest.mark.parametrize(
    ("name", "agents", "change"),
    [
        ("log", 7, {}),
        ("log", 24, {"eta": "0.45"}),
        ("log", 24, {"kappa": ["1/200", "1/200"]}),
        ("three_types", 8, {}),
        ("state_free", 12, {}),
        ("three_states", 10, {}),
        ("log", 12, {"signal": [["0.99", "0.01"], ["0.01", "0.99"]]}),
        ("log", 12, {"prior": ["1/1000", "999/1000"]}),
        ("log", 3, {"eta": "0.9"}),
        ("log", 2, {}),
    ],
)
def test_what_few_or_many_draws_decide_is_what_enumeration_decides(
    name: str, agents: int, change: dict[str, object]
) -> None:
    economy = example(name)[0].replacing(**change)
    least = efficiency(economy, agents).epsilon
    for draws, seed in [(1, 0), (2, 1), (7, 2), (60, 3), (400, 4)]:
        sampled = efficiency(economy, agents, draws=draws, seed=seed, limit=0)
        low, high = sampled.epsilon_bounds
        assert low <= least <= high
        for factor in (0.1, 0.9, 0.999, 1.001, 1.1, 10.0):
            assert sampled.achieves(factor * least) in (None, factor >= 1), (draws, factor)


def test_an_enumerated_least_epsilon_within_its_error_is_undecided() -> None:
    found = efficiency(example("log")[0], 8)
    least = found.epsilon
    for near in (least, np.nextafter(least, 1), np.nextafter(least, 0), least + 1e-13):
        assert found.achieves(float(near)) is None
    assert found.achieves(least + 1e-9) is True
    assert found.achieves(least - 1e-9) is False


def test_epsilon_at_the_enumerated_least_is_not_called_achieved() -> None:
    economy = example("state_free")[0]
    trio = achieve(economy, Fraction(1, 20), Fraction(1), most_agents=200)
    again = achieve(
        economy, Fraction(trio.found.epsilon), Fraction(1), most_agents=trio.found.agents
    )
    assert again.achieved is False


def test_bounds_of_several_looks_are_wider_and_the_search_counts_its_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, told = example("log")[0], []
    one, many = (efficiency(economy, 60, limit=0, looks=k).epsilon_bounds for k in (1, 30))
    assert many[0] <= one[0] < one[1] < many[1]

    def heard(economy: Economy, agents: int, **named: int) -> Efficiency:
        told.append((agents, named["looks"]))
        return efficiency(economy, agents, **named)

    monkeypatch.setattr(achieving, "efficiency", heard)
    achieve(economy, Fraction(1, 2), Fraction(1, 2), most_agents=1000)
    first = told[0][0]
    sizes = 1 + int(np.ceil(np.log2(1000 / first)))
    assert {looks for _, looks in told} == {len(achieving.DRAWS) * sizes}
    assert len(told) <= len(achieving.DRAWS) * sizes
