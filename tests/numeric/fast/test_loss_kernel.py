"""The compiled ex post loss is that of the array form.

What the kernel cannot bound is solved in array form, and what neither can is not called solved.
"""

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.draws.generate import generate, generate_outside
from numeric.fast import engine
from numeric.fast.loss import bounds
from numeric.oracles.efficiency import ex_post_loss as by_convex_program
from numeric.theorem_3 import loss
from numeric.theorem_3.loss import ex_post_loss, realised_losses
from numeric.theorem_3.realised import inactive_bundles
from tests.bulk import leading
from tests.numeric.drawn import drawn
from tests.numeric.economies import COMPILED, example

pytestmark = pytest.mark.skipif(not engine.available(), reason="llvmlite is not installed")


def realisations(economy: Economy, seed: int = 1) -> tuple[list[int], np.ndarray]:
    """Few and many agents, lopsided shares, types that nobody has, and nobody inactive.

    Counts and bundles in rows.
    """
    rng, X = np.random.default_rng(seed), len(economy.types)
    sizes = [(2, 0), (3, 1), (40, 5), (5000, 700), (10**6, 10**5)]
    sigma = np.concatenate(
        [rng.multinomial(m, rng.dirichlet(0.5 * np.ones(X)), size=8) for m, _ in sizes]
    )
    passive = np.concatenate(
        [rng.multinomial(m, rng.dirichlet(0.5 * np.ones(X)), size=8) for _, m in sizes]
    )
    found = solve_stage2(economy, sigma)
    active = found.allocations(economy)
    bundles = np.concatenate(
        [active, np.broadcast_to(inactive_bundles(economy), active.shape)], axis=1
    )
    # What is tested here is the loss, given a stage 2 that was solved.
    assert found.solved.sum() >= len(sigma) - 1
    return list(range(X)) * 2, np.concatenate(
        [sigma, passive, bundles.reshape(len(sigma), -1)], axis=1
    )[found.solved].T.copy()


def in_array_form(
    economy: Economy, types: list[int], state: int, given: np.ndarray
) -> loss.ExPostLoss:
    G = len(types)
    return ex_post_loss(economy, types, given[:G].T, given[G:].T.reshape(-1, G, 2), state)


def assert_both_paths_agree(economy: Economy) -> None:
    types, given = realisations(economy)
    for state in range(len(economy.states)):
        rows = bounds(economy, tuple(types), state, loss._whole_vectors(given))
        slow = in_array_form(economy, types, state, given)
        assert rows is not None
        assert slow.solved.all()
        n = given.shape[1]
        assert (rows[2, :n] <= loss.STRICT).all()
        # Both pairs of bounds hold, so they overlap; utilities are the scale of both.
        scale = 1e-12 * (1 + np.abs(slow.upper).max() + _size(economy, types, state, given))
        assert (np.abs(0.5 * (rows[0, :n] + rows[1, :n]) - slow.loss) <= scale).all()
        assert np.allclose(rows[3, :n], slow.price, rtol=1e-11, atol=0)
        found = rows[4:, :n].T.reshape(n, len(types), 2)
        counted = np.isfinite(slow.bundles)
        assert np.allclose(found[counted], slow.bundles[counted], rtol=1e-11, atol=0)


def _size(economy: Economy, types: list[int], state: int, given: np.ndarray) -> np.ndarray:
    G = len(types)
    q, r = given[G::2], given[G + 1 :: 2]
    u = np.stack(
        [loss.formulas_of(economy).utility(q[g], r[g], x, state) for g, x in enumerate(types)]
    )
    return np.asarray(np.where(given[:G] > 0, np.abs(u), 0.0).max(axis=0))


@pytest.mark.parametrize("name", leading(2, COMPILED))
def test_shipped_economies_have_the_same_loss_on_both_paths(name: str) -> None:
    assert_both_paths_agree(example(name)[0])


@pytest.mark.parametrize(
    "economy", leading(1, [*drawn(5, 6), *drawn(5, 3, outside=True)]), ids=str, indirect=True
)
def test_generated_economies_have_the_same_loss_on_both_paths(economy: Economy) -> None:
    assert_both_paths_agree(economy)


@pytest.mark.slow
@pytest.mark.parametrize(("make", "count"), [(generate, 200), (generate_outside, 48)])
def test_many_generated_economies_have_the_same_loss_on_both_paths(make, count: int) -> None:  # type: ignore[no-untyped-def]
    for i, economy in enumerate(make(6, count)):
        assert_both_paths_agree(
            economy.replacing(kappa=["1/10000", "1/10000"]) if i % 3 == 2 else economy
        )


def test_the_kernel_agrees_with_a_convex_program() -> None:
    economy, data = example("ces")
    types, given = realisations(economy)
    G, some = len(types), given[:, [0, 9, 17]]
    rows = bounds(economy, tuple(types), 1, np.repeat(some, 16, axis=1).copy())
    assert rows is not None
    for i in range(3):
        counts, bundles = some[:G, i], some[G:, i].reshape(G, 2)
        slow = by_convex_program(
            data, types, counts, bundles, 1, loss.resources(economy, counts[None], bundles[None])[0]
        )
        assert 0.5 * (rows[0, 16 * i] + rows[1, 16 * i]) == pytest.approx(slow, abs=2e-6)


def test_what_the_kernel_leaves_is_solved_in_array_form(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("crra")
    types, given = realisations(economy)
    expected = in_array_form(economy, types, 0, given).loss
    assert np.allclose(
        realised_losses(economy, types, 0, given, kernel=True), expected, rtol=0, atol=1e-13
    )

    def spoilt(*arguments):  # type: ignore[no-untyped-def]
        rows = bounds(*arguments)
        rows[:3, 2], rows[2, 3], rows[:2, 3] = np.nan, 1e-6, 7.0
        return rows

    monkeypatch.setattr(loss.fast, "bounds", spoilt)
    assert np.allclose(
        realised_losses(economy, types, 0, given, kernel=True), expected, rtol=0, atol=1e-13
    )


def test_without_a_compiler_everything_is_solved_in_array_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, _ = example("log")
    types, given = realisations(economy)
    with_it = realised_losses(economy, types, 0, given, kernel=True)
    monkeypatch.setattr(engine, "available", lambda: False)
    without = realised_losses(economy, types, 0, given, kernel=True)
    assert np.isfinite(without).all()
    assert np.allclose(with_it, without, rtol=0, atol=1e-13)


def test_a_convex_utility_is_not_called_solved() -> None:
    economy = Economy(
        prior=[1],
        signal=[[0.5, 0.5]],
        endowment=[1, 1],
        kappa=[0.05, 0.05],
        eta=0.1,
        utility="q**2 + r**2",
    )
    assert np.isnan(
        realised_losses(
            economy, [0, 1], 0, np.array([[1.0], [1.0], [1.5], [0.4], [0.5], [1.6]]), kernel=True
        )
    ).all()


def test_bundles_on_an_axis_are_as_in_array_form() -> None:
    """A group at minus infinity does not limit the loss; where all are, it is infinite.

    A group of nobody may have any bundle.
    """
    economy, _ = example("log")
    given = np.array(
        [
            [1.0, 1.0, 2.0],
            [1.0, 1.0, 0.0],
            [1.0, 0.0, 1.0],
            [1.0, 1.0, 0.5],
            [0.0, 0.0, np.nan],
            [1.0, 1.0, np.nan],
        ]
    )
    found = realised_losses(economy, [0, 0], 0, given, kernel=True)
    assert found[0] == pytest.approx(
        ex_post_loss(economy, [0, 0], [[1, 1]], [[[1, 1], [0, 1]]], 0).loss[0], abs=1e-12
    )
    assert found[1] == np.inf
    assert found[2] == pytest.approx(
        ex_post_loss(economy, [0], [[2]], [[[1, 0.5]]], 0).loss[0], abs=1e-12
    )


@pytest.mark.parametrize("utility", ["sqrt(q)*sqrt(r)**a + log(r)"])
def test_a_users_utility_is_compiled(utility: str) -> None:
    economy = Economy(
        prior=[0.5, 0.5],
        signal=[[0.6, 0.4], [0.4, 0.6]],
        endowment=[1, 1],
        kappa=[0.05, 0.1],
        eta=0.1,
        utility=utility,
        parameters={"a": [["0.8", "0.9"], ["0.5", "0.6"]]},
    )
    assert_both_paths_agree(economy)
