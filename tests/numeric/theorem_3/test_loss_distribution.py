"""Gathering losses in blocks and in groups changes what is said of them by no more than it says."""

import tracemalloc

import numpy as np
import pytest

from numeric import efficiency
from numeric.probability.multinomial import likely_blocks, likely_configurations
from numeric.theorem_3 import efficiency as welfare
from numeric.theorem_3 import loss_distribution as distribution
from numeric.theorem_3 import realised
from numeric.theorem_3.loss_distribution import StateLoss, gathered
from tests.numeric.economies import example


def drawn(n: int = 30_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    weights = rng.random(n)
    return np.exp(rng.normal(-4, 1, size=n)), weights / weights.sum()


def in_blocks(losses: np.ndarray, weights: np.ndarray, size: int, most: int) -> StateLoss:
    return gathered(
        ((losses[i : i + size], weights[i : i + size]) for i in range(0, len(losses), size)),
        True,
        most,
    )


def test_blocks_do_not_change_the_distribution() -> None:
    losses, weights = drawn()
    whole, parts = (
        in_blocks(losses, weights, 1 << 20, 1 << 20),
        in_blocks(losses, weights, 7, 1 << 20),
    )
    assert (whole.losses == np.sort(losses)).all()
    assert (whole.losses == parts.losses).all()
    assert whole.resolution == parts.resolution == 0
    assert whole.mean == pytest.approx(float(losses @ weights), rel=1e-14)
    assert parts.draws == whole.draws == len(losses)


@pytest.mark.parametrize("most", [3000, 10_000])
def test_groups_round_losses_up_by_at_most_the_resolution(most: int) -> None:
    losses, weights = drawn()
    exact, grouped = (
        in_blocks(losses, weights, 1 << 20, 1 << 20),
        in_blocks(losses, weights, 512, most),
    )
    assert len(grouped.losses) <= most
    assert 0 < grouped.resolution < 40 / most
    assert grouped.weights.sum() == pytest.approx(1, abs=1e-12)
    assert grouped.mean == pytest.approx(exact.mean, rel=1e-13)
    for level in (0.01, 0.5, 0.9, 0.99, 0.9999):
        assert (
            exact.quantile(level)
            <= grouped.quantile(level)
            <= exact.quantile(level) * (1 + grouped.resolution)
        )
    for epsilon in (0.001, 0.02, 0.3):
        assert (
            exact.tail(epsilon) - 1e-12
            <= grouped.tail(epsilon)
            <= exact.tail(epsilon / (1 + grouped.resolution)) + 1e-12
        )
    assert (
        exact.least_epsilon() - 1e-12
        <= grouped.least_epsilon()
        <= exact.least_epsilon() * (1 + grouped.resolution) + 1e-12
    )


def test_equal_losses_and_zeros_can_be_grouped() -> None:
    found = in_blocks(
        np.array([0.0, -1e-18, 0.0, 2.0, 2.0, 2.0] * 100), np.full(600, 1 / 600), 60, 2
    )
    assert found.losses.tolist() == [0.0, 2.0]
    assert found.weights == pytest.approx([0.5, 0.5])


def test_a_loss_that_was_not_solved_is_left_out_and_told() -> None:
    found = gathered(
        [
            (np.array([1.0, np.nan]), np.array([0.25, 0.25])),
            (np.array([np.nan, 3.0]), np.array([0.25, 0.25])),
        ],
        True,
    )
    assert found.unsolved == 0.5
    assert found.losses.tolist() == [1, 3]
    assert found.mean == 2
    nothing = gathered([(np.array([np.nan]), np.array([1.0]))], False)
    assert nothing.unsolved == 1
    assert np.isnan(nothing.mean)
    assert nothing.draws == 0


@pytest.mark.parametrize(
    "probabilities", [[0.3, 0.7], [0.2, 0.5, 0.3], [0.4, 0.1, 0.2, 0.3], [1.0]]
)
def test_likely_blocks_are_the_likely_configurations(probabilities: list[float]) -> None:
    for total in (0, 1, 9, 60):
        whole = likely_configurations(total, np.array(probabilities), 1e-12)
        parts = list(likely_blocks(total, np.array(probabilities), 1e-12, 40))
        assert (np.concatenate(parts) == whole).all()


@pytest.mark.bulk
@pytest.mark.parametrize("name", ["log", "three_types"])
def test_efficiency_in_small_blocks_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example(name)
    whole = efficiency(economy, 20)
    monkeypatch.setattr(welfare, "CONFIGURATIONS", 5)
    monkeypatch.setattr(welfare, "PAIRS", 101)
    parts = efficiency(economy, 20)
    monkeypatch.setattr(distribution, "KEPT", 40)
    grouped = efficiency(economy, 20)
    for a, b, c in zip(whole.states, parts.states, grouped.states, strict=True):
        assert np.allclose(a.losses, b.losses, rtol=0, atol=1e-14)
        assert a.draws == b.draws == c.draws
        assert a.mean == pytest.approx(b.mean, rel=1e-12)
        assert a.mean == pytest.approx(c.mean, rel=1e-12)
        assert (
            a.quantile(0.9) - 1e-14
            <= c.quantile(0.9)
            <= a.quantile(0.9) * (1 + c.resolution) + 1e-14
        )
    assert "rounded up" in grouped.method
    assert "rounded" not in whole.method


@pytest.mark.bulk
def test_memory_does_not_grow_with_the_number_of_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr(distribution, "KEPT", 20_000)
    monkeypatch.setattr(welfare, "PAIRS", 1 << 13)
    peaks = []
    for agents in (3000, 12_000):
        efficiency(economy, 50)
        tracemalloc.start()
        found = efficiency(economy, agents, limit=1 << 40)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found.status == "solved"
    assert found.states[0].draws > 150_000
    assert peaks[1] < 1.5 * peaks[0] + (1 << 22)


def test_an_unsolved_game_is_left_out_of_the_losses(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    true = realised.solve_stage2

    def spoilt(*arguments):  # type: ignore[no-untyped-def]
        found = true(*arguments)
        found.residual[2] = np.nan
        found.offers[2] = found.totals[2] = found.price[2] = np.nan
        return found

    monkeypatch.setattr(realised, "solve_stage2", spoilt)
    found = efficiency(economy, 20)
    assert found.status.startswith("not solved")
    assert all(0 < s.unsolved < 1 for s in found.states)
