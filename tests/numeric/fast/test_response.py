"""Compiled best responses and payoffs are those of the array form, and rows that do not settle are computed again."""

from pathlib import Path

import numpy as np
import pytest

from numeric.draws.generate import generate_outside
from numeric.fast import engine, response_code
from numeric.fast.response import responses
from numeric.fast.stage2 import solved_rows
from numeric.stage2 import kernel_rows
from numeric.stage2.best_response import best_response
from numeric.theorem_1.continuation import continuations
from tests.numeric.economies import COMPILED, example

pytestmark = pytest.mark.skipif(not engine.available(), reason="llvmlite is not installed")


@pytest.mark.parametrize("name", COMPILED)
def test_payoffs_are_the_same_on_both_paths(name: str) -> None:
    economy, _ = example(name)
    sizes = [1, 2, 5, 12] if len(economy.types) > 2 else [1, 2, 5, 60]
    fast = continuations(economy, sizes, kernel=True)
    slow = continuations(economy, sizes, kernel=False)
    for a, b in zip(fast, slow, strict=True):
        assert a.solved
        assert a.count == b.count
        assert np.allclose(a.values, b.values, rtol=1e-13, atol=1e-13)


def test_rows_that_do_not_settle_are_computed_in_array_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, _ = example("crra")
    (expected,) = continuations(economy, [20], kernel=True)

    def spoilt(*arguments):  # type: ignore[no-untyped-def]
        found = responses(*arguments)
        if found.shape[1] > 7:  # not those of a type that nobody has
            found[1, 4], found[2, 4], found[1, 7], found[2, 7] = np.nan, np.nan, 1e-6, 1e3
        return found

    monkeypatch.setattr(kernel_rows, "responses", spoilt)
    (found,) = continuations(economy, [20], kernel=True)
    assert np.allclose(found.values, expected.values, rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", ["log", "ces", "crra_outside"])
def test_an_agent_whom_nobody_counts_responds_to_all_of_the_totals(name: str) -> None:
    economy, _ = example(name)
    rows = solved_rows(economy, np.array([[3, 5], [1, 1], [400, 2]]), None)
    assert rows is not None
    found = responses(economy, rows, 1, None)
    assert found is not None
    offers = best_response(economy, rows[4], rows[5], rows[7:-1].T, 1)
    assert np.allclose(
        found[0],
        offers[:, 0] - offers[:, 1] * rows[4] / (rows[5] + offers[:, 1]),
        rtol=0,
        atol=1e-13,
    )
    assert found[1].max() < 1e-13


def test_a_root_outside_the_domain_is_not_called_solved(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Without halving, steps from totals that have nothing to do with the offers leave the domain,
    # where the condition has roots too.
    rng, left, solved = np.random.default_rng(0), 0, []
    for economy in (example("log")[0], *generate_outside(5, 4)):
        X = len(economy.types)
        rows = solved_rows(economy, rng.multinomial(10, np.ones(X) / X, size=160) + 1, None)
        assert rows is not None
        solved.append((economy, rows))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(response_code, "HALVINGS", 0)
    engine.function.cache_clear()  # what solves stage 2 has been compiled: only responses are anew
    for economy, rows in solved:
        X, e = len(economy.types), economy.floats.endowment
        rows[2 * X : 2 * X + 2] *= 10.0 ** rng.uniform(-3, 3, (2, rows.shape[1]))
        found = responses(economy, rows, 0, None)
        assert found is not None
        t, residual = found[:2]
        outside = ~(
            (t < e[0])
            & (rows[2 * X] + t > 0)
            & (e[1] * (rows[2 * X] + t) + t * rows[2 * X + 1] > 0)
        )
        assert (residual[outside] == np.inf).all()
        left += int(outside.sum())
    engine.function.cache_clear()
    assert left > 100
