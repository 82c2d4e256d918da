"""The ex post loss: against a convex program, in closed form, and in the corners."""

import numpy as np
import pytest

from numeric import Economy, ex_post_loss
from numeric.oracles.efficiency import ex_post_loss as by_convex_program
from numeric.stage2.solve import solve_stage2
from numeric.theorem_3.loss import resources
from numeric.theorem_3.realised import inactive_bundles
from tests.numeric.drawn import drawn
from tests.numeric.economies import NAMES, example


def realised(
    economy: Economy, active: list[int], inactive: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    X = len(economy.types)
    bundles = np.concatenate(
        [solve_stage2(economy, [active]).allocations(economy)[0], inactive_bundles(economy)]
    )
    return np.tile(np.arange(X), 2), np.array([active + inactive]), bundles[None]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sizes", [(3, 0), (12, 2)])
def test_the_loss_agrees_with_a_convex_program(name: str, sizes: tuple[int, int]) -> None:
    economy, data = example(name)
    X = len(economy.types)
    active = [sizes[0]] * X
    inactive = [sizes[1]] + [0] * (X - 1)
    types, counts, bundles = realised(economy, active, inactive)
    for state in range(len(economy.states)):
        found = ex_post_loss(economy, types, counts, bundles, state)
        slow = by_convex_program(
            data, types, counts[0], bundles[0], state, resources(economy, counts, bundles)[0]
        )
        assert found.solved.all()
        assert found.loss[0] == pytest.approx(slow, abs=2e-6)


@pytest.mark.parametrize(
    "economy", [*drawn(31, 12), *drawn(31, 6, outside=True)], ids=str, indirect=True
)
def test_bounds_meet_for_generated_economies_of_any_size(economy: Economy) -> None:
    X, generator = len(economy.types), np.random.default_rng(3)
    for total in (2, 30, 5000):
        counts = np.concatenate(
            [
                generator.multinomial(total, [1 / X] * X, size=20),
                generator.multinomial(max(total // 9, 1), [1 / X] * X, size=20),
            ],
            axis=1,
        )
        solved = solve_stage2(economy, counts[:, :X])
        bundles = np.concatenate(
            [solved.allocations(economy), np.broadcast_to(inactive_bundles(economy), (20, X, 2))],
            axis=1,
        )
        found = ex_post_loss(economy, np.tile(np.arange(X), 2), counts, bundles, 0)
        assert found.solved.all()
        assert (np.abs(found.upper - found.lower) < 1e-10 * (1 + np.abs(found.loss))).all()


def log_economy(theta: object = ((1, 1), (1, 1))) -> Economy:
    return Economy(
        prior=[0.5, 0.5],
        signal=[[0.6, 0.4], [0.4, 0.6]],
        endowment=[1, 1],
        kappa=[0.05, 0.05],
        eta=0.1,
        utility="theta*log(q) + log(r)",
        parameters={"theta": [list(row) for row in theta]},  # type: ignore[attr-defined]
    )


def test_equal_agents_share_what_is_left_over() -> None:
    """Everybody has (1, 1/2) and (1, 1) is there: t* = log 2."""
    found = ex_post_loss(log_economy(), [0], [[7]], [[[1, 0.5]]], 0)
    assert found.loss[0] == pytest.approx(np.log(2), abs=1e-12)
    assert found.bundles[0, 0] == pytest.approx([1, 1])


def test_two_unequal_bundles_of_equal_agents() -> None:
    """With (3/2, 1/2) and (1/2, 3/2) of two equal log agents everybody can have (1, 1).

    T* = log(4/3), at the price 1.
    """
    found = ex_post_loss(log_economy(), [0, 0], [[1, 1]], [[[1.5, 0.5], [0.5, 1.5]]], 0)
    assert found.loss[0] == pytest.approx(np.log(4 / 3), abs=1e-12)
    assert found.price[0] == pytest.approx(1)


def test_an_efficient_allocation_has_no_loss() -> None:
    found = ex_post_loss(log_economy(), [0, 0], [[3, 5]], [[[1, 1], [1, 1]]], 1)
    assert found.loss[0] == pytest.approx(0, abs=1e-13)


def test_resources_are_the_larger_of_use_and_endowment_good_by_good() -> None:
    total = resources(
        log_economy(), np.array([[2.0, 0.0]]), np.array([[[1.5, 0.5], [np.nan, np.nan]]])
    )
    assert total[0] == pytest.approx([3, 2])


def test_groups_of_nobody_do_not_count() -> None:
    alone = ex_post_loss(log_economy(), [0], [[4]], [[[1, 0.5]]], 0)
    beside = ex_post_loss(log_economy(), [0, 1], [[4, 0]], [[[1, 0.5], [np.nan, np.nan]]], 0)
    assert beside.loss[0] == pytest.approx(alone.loss[0], abs=1e-14)


def test_agents_at_minus_infinity_do_not_limit_the_loss() -> None:
    found = ex_post_loss(log_economy(), [0, 0], [[1, 1]], [[[1, 1], [0, 1]]], 0)
    assert found.loss[0] == pytest.approx(2 * np.log(2), abs=1e-9)
    assert ex_post_loss(log_economy(), [0], [[2]], [[[0, 1]]], 0).loss[0] == np.inf


def test_a_convex_utility_is_not_called_solved() -> None:
    economy = Economy(
        prior=[1],
        signal=[[0.5, 0.5]],
        endowment=[1, 1],
        kappa=[0.05, 0.05],
        eta=0.1,
        utility="q**2 + r**2",
    )
    assert not ex_post_loss(economy, [0, 1], [[1, 1]], [[[1.5, 0.4], [0.5, 1.6]]], 0).solved.any()


@pytest.mark.parametrize(
    ("counts", "bundles"),
    [([[1, 2]], [[[1, 1]]]), ([[-1]], [[[1, 1]]]), ([[0]], [[[1, 1]]])],
    ids=["shapes", "negative", "nobody"],
)
def test_unusable_arguments_are_refused(counts: object, bundles: object) -> None:
    with pytest.raises(ValueError, match=r"must"):
        ex_post_loss(log_economy(), [0], counts, bundles, 0)  # type: ignore[arg-type]
