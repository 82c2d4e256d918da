"""The distribution of the ex post loss, the least epsilon, and the search for a mechanism."""

from fractions import Fraction
from itertools import product
from math import factorial

import numpy as np
import pytest

from numeric import EconomyError, achieve, efficiency, ex_post_loss, play, solve_stage2
from numeric.theorem_3.achieving import limiting_loss, rescaled
from numeric.theorem_3.loss_distribution import least_epsilon
from numeric.theorem_3.realised import inactive_bundles
from tests.numeric.economies import NAMES, example


@pytest.mark.bulk
def test_the_distribution_is_that_of_all_type_vectors() -> None:
    """At N = 6, M = 5 (η = 1/6) every vector of types is played out and weighted by its probability."""
    economy = example("log")[0].replacing(eta="1/6")
    found = efficiency(economy, 6)
    for z, mu in enumerate(economy.floats.signal):
        mean = 0.0
        for kinds in product(range(2), repeat=6):
            bundles = play(economy, types=kinds, active=[True] * 5 + [False], state=z).allocation
            mean += float(np.prod(mu[list(kinds)])) * float(
                ex_post_loss(economy, kinds, [[1] * 6], bundles[None], z).loss[0]
            )
        assert found.states[z].mean == pytest.approx(mean, rel=1e-10)
        assert found.states[z].enumerated


def test_draws_agree_with_the_enumeration() -> None:
    economy = example("crra")[0]
    exact, drawn = efficiency(economy, 60), efficiency(economy, 60, limit=0, draws=6000)
    for a, b in zip(exact.states, drawn.states, strict=True):
        spread = np.sqrt(a.weights @ (a.losses - a.mean) ** 2)
        assert abs(b.mean - a.mean) < 5 * spread / np.sqrt(6000)
        assert b.quantile(0.9) == pytest.approx(a.quantile(0.9), abs=0.3 * spread)
        assert not b.enumerated
    assert drawn.epsilon == pytest.approx(exact.epsilon, rel=0.05)
    assert "statistical" in drawn.method


def test_weights_are_probabilities_and_the_tail_is_theirs() -> None:
    state = efficiency(example("log")[0], 40).states[0]
    assert state.weights.sum() == pytest.approx(1, abs=1e-11)
    assert state.tail(-1.0) == pytest.approx(1)
    assert state.tail(float(state.losses[-1])) == 0
    v = state.quantile(0.9)
    assert state.tail(v) <= 0.1 < state.tail(v * (1 - 1e-9)) + 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_epsilon_is_the_least_that_does(name: str) -> None:
    found = efficiency(example(name)[0], 30)
    e = found.epsilon
    assert found.status == "solved"
    assert all(s.tail(e) <= e + 1e-12 for s in found.states)
    assert any(s.tail(e * 0.999) > e * 0.999 for s in found.states)


def test_least_epsilon_in_the_corners() -> None:
    assert least_epsilon(np.array([-0.5, -0.1]), np.array([0.5, 0.5])) == 0
    assert least_epsilon(np.array([2.0, 3.0]), np.array([0.5, 0.5])) == 1.0
    assert least_epsilon(np.array([0.2, 0.9]), np.array([0.7, 0.3])) == pytest.approx(0.3)


def test_overuse_bounds_every_realisation() -> None:
    economy = example("three_types")[0]
    found = efficiency(economy, 40)
    for seed in range(30):
        used = play(economy, 40, seed=seed).allocation.mean(axis=0) - economy.floats.endowment
        assert (used < found.overuse).all()


def test_the_limit_is_approached() -> None:
    economy = example("log")[0]
    near, far = (
        np.array([s.mean for s in efficiency(economy, N, draws=500, limit=2000).states])
        for N in (500, 20_000)
    )
    limit = limiting_loss(economy)
    assert (np.abs(far - limit) < np.abs(near - limit)).all()
    assert far == pytest.approx(limit, rel=0.02)


@pytest.mark.parametrize("name", ["log", "crra", "failing", "unequal", "three_types"])
def test_a_trio_is_found_and_what_it_says_is_so(name: str) -> None:
    economy = example(name)[0]
    epsilon, delta = Fraction(1, 20), Fraction(1, 10)
    found = achieve(economy, epsilon, delta)
    mechanism = found.economy.mechanism
    assert found.achieved
    assert max(mechanism.kappa) < found.ceiling <= delta / 2
    assert mechanism.eta == min(
        k / (4 * e) for k, e in zip(mechanism.kappa, economy.environment.endowment, strict=True)
    )
    assert (
        economy.replacing(kappa=mechanism.kappa, eta=mechanism.eta).active(found.agents)
        < found.agents
    )
    again = efficiency(found.economy, found.agents)
    assert all(s.tail(float(epsilon)) <= float(epsilon) for s in again.states)
    assert (again.overuse <= float(delta)).all()


def test_a_search_that_cannot_succeed_says_so() -> None:
    found = achieve(example("log")[0], Fraction(1, 10**4), Fraction(1, 10), most_agents=100)
    assert not found.achieved
    assert found.status.startswith("not found")


def test_kappa_keeps_its_proportion() -> None:
    economy = example("crra")[0]
    changed = rescaled(economy, Fraction(1, 100))
    assert (
        changed.mechanism.kappa[0] / changed.mechanism.kappa[1]
        == economy.mechanism.kappa[0] / economy.mechanism.kappa[1]
    )


def test_unusable_requests_are_refused() -> None:
    economy = example("log")[0]
    with pytest.raises(ValueError, match="at least 2 agents"):
        efficiency(economy, 1)
    with pytest.raises(EconomyError, match="must be positive"):
        achieve(economy, Fraction(0), Fraction(1))
    same = economy.replacing(signal=[[0.5, 0.5], [0.5, 0.5]], parameters={"theta": 1})
    with pytest.raises(ArithmeticError, match="needs a separating α"):
        achieve(same, Fraction(1), Fraction(1))


def test_inactive_bundles_lie_on_the_budget_line() -> None:
    economy = example("unequal")[0]
    e, bundles = economy.floats.endowment, inactive_bundles(economy)
    assert e[1] / e[0] * bundles[:, 0] + bundles[:, 1] == pytest.approx([2 * e[1]] * len(bundles))


def test_multinomial_weights_are_used_for_both_groups() -> None:
    economy = example("log")[0].replacing(eta="1/2")
    state = efficiency(economy, 4).states[0]
    mu = economy.floats.signal[0]
    assert state.draws == 9
    largest = max(state.weights)
    expected = (
        max(
            factorial(2) / factorial(a) / factorial(2 - a) * mu[0] ** a * mu[1] ** (2 - a)
            for a in range(3)
        )
        ** 2
    )
    assert largest == pytest.approx(expected)
    assert solve_stage2(economy, [[1, 1]]).solved.all()
