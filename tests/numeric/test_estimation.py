"""The example that estimates a taste parameter recovers it; gradients in JAX are those of the theorem."""

import doctest
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from numeric import InputError, MissingExtra, load_economy, solve_stage2, stage2_in_jax

EXAMPLE = Path("examples/estimation.py")


@pytest.mark.bulk
def test_the_example_recovers_the_tastes() -> None:
    spec = importlib.util.spec_from_file_location("estimation", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    estimation = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(estimation)
    found = estimation.main()
    assert found["gradient"]["gap"] < 1e-8
    assert np.allclose(found["by gradient"]["theta"], estimation.TRUE, atol=0.01)
    assert np.allclose(found["by simulation"]["theta"], estimation.TRUE, atol=0.1)


@pytest.mark.skipif(importlib.util.find_spec("jax") is not None, reason="JAX is installed")
def test_without_jax_one_sentence_says_what_to_install() -> None:
    with pytest.raises(MissingExtra, match=r"two-stage-market-game\[jax\]"):
        stage2_in_jax(load_economy("examples/log.toml"), [[3, 5]], "theta")


def test_a_parameter_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="must be one of the utility's"):
        stage2_in_jax(load_economy("examples/log.toml"), [[3, 5]], "gamma")


def test_the_example_in_jax_runs() -> None:
    pytest.importorskip("jax")
    text = (stage2_in_jax.__doc__ or "").replace("# doctest: +SKIP", "")
    names = {"stage2_in_jax": stage2_in_jax}
    example = doctest.DocTestParser().get_doctest(text, names, "stage2_in_jax", None, None)
    done = doctest.DocTestRunner().run(example)
    assert (done.failed, done.attempted) == (0, 7)


def test_gradients_in_jax_are_those_of_the_theorem() -> None:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    economy, counts = load_economy("examples/log.toml"), [[3, 5], [4, 4]]
    theta = economy.floats.parameters["theta"]
    function = stage2_in_jax(economy, counts, "theta")
    slope = jax.jit(jax.grad(lambda t: (function(t) ** 2).sum()))(theta)
    solved = solve_stage2(economy, counts, derivatives=["theta"])
    assert solved.derivatives is not None
    moved = solved.derivatives.offers
    ours = (2 * solved.offers * moved).sum(axis=(1, 2, 3)).reshape(theta.shape)
    assert np.allclose(slope, ours, rtol=1e-12)
