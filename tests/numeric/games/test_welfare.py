"""Debreu's coefficient against closed forms and a scan, and its tie to the ex post loss of Theorem 3."""

import numpy as np
import pytest
import sympy as sp

from numeric.games.debreu import coefficients
from numeric.games.outcome import Outcome
from numeric.games.references import competitive, no_trade
from numeric.games.scenarios import scenarios
from numeric.games.two_stage import two_stage
from numeric.games.welfare import resources, welfare
from numeric.oracles.games import least_share
from numeric.theorem_3.loss import ex_post_loss
from symbolic.language import notation
from tests.numeric.games.settings import example, plain


def random_outcome(seed: int, n: int = 40) -> Outcome:
    generator = np.random.default_rng(seed)
    counts = generator.integers(0, 6, size=(n, 3)).astype(float)
    counts[:, 0] += 1
    return Outcome(
        np.arange(3), generator.integers(0, 2, n), np.full(n, 1 / n), counts,
        np.exp(0.6 * generator.normal(size=(n, 3, 2))),
    )  # fmt: skip


@pytest.mark.parametrize("measure", ["misallocation", "paper", "endowment"])
def test_the_coefficient_is_the_greatest_ratio_of_expenditure_to_resources(measure: str) -> None:
    economy, o = example("e3"), random_outcome(1)
    W = resources(economy, o, measure)
    (found,) = coefficients(economy, o.types, o.state, o.counts, o.bundles, [W])
    taste = economy.floats.parameters["A"]
    for i in range(len(W)):
        rho = least_share(
            taste[:, o.state[i]].tolist(),
            o.counts[i].tolist(),
            o.bundles[i].tolist(),
            W[i].tolist(),
        )
        assert found[i] == pytest.approx(rho, abs=1e-11)


def test_for_log_utility_the_loss_of_theorem_3_is_minus_the_log_of_the_coefficient() -> None:
    economy, o = example("e3"), random_outcome(2)
    u = economy.environment.utility
    degrees = (good * sp.diff(u, good) for good in (notation.q, notation.r))
    assert sp.expand(sum(degrees)) == 1  # the weights sum to one
    W = resources(economy, o, "paper")
    (rho,) = coefficients(economy, o.types, o.state, o.counts, o.bundles, [W])
    for z in (0, 1):
        rows = o.state == z
        loss = ex_post_loss(economy, o.types, o.counts[rows], o.bundles[rows], z)
        assert loss.solved.all()
        assert loss.loss == pytest.approx(-np.log(rho[rows]), abs=2e-9)


def test_the_order_of_resources_does_not_matter() -> None:
    economy, o = example("e3"), random_outcome(3)
    W = [resources(economy, o, m) for m in ("misallocation", "paper", "endowment")]
    forth = coefficients(economy, o.types, o.state, o.counts, o.bundles, W)
    back = coefficients(economy, o.types, o.state, o.counts, o.bundles, W[::-1])
    for a, b in zip(forth, back[::-1], strict=True):
        assert a == pytest.approx(b, abs=1e-12)


def test_the_competitive_outcome_wastes_nothing_and_no_trade_takes_nothing() -> None:
    economy = example("e1")
    drawn = scenarios(economy, 8)
    found = welfare(economy, competitive(economy, drawn, kappa=False))
    assert max(map(abs, (found.misallocation, found.paper, found.endowment))) < 1e-12
    assert found.outlay == pytest.approx([0, 0], abs=1e-14)
    assert found.unsolved == 0
    still = welfare(economy, no_trade(economy, drawn))
    assert still.misallocation == pytest.approx(still.endowment, rel=1e-13)
    assert still.misallocation > 0.03
    with_kappa = welfare(economy, competitive(economy, drawn, kappa=True))
    assert abs(with_kappa.misallocation) < 1e-12
    assert with_kappa.paper > 0.003  # the leak of one good


def test_expected_utility_by_type_is_that_of_an_agent_who_knows_the_signal() -> None:
    economy, setting = example("e1"), plain(example("e1"))
    drawn = scenarios(economy, 3)
    bundles = np.broadcast_to([[1.2, 0.7], [0.6, 1.5]], (len(drawn.weight), 2, 2))
    outcome = Outcome(np.arange(2), drawn.state, drawn.weight, drawn.active.astype(float), bundles)
    found = welfare(economy, outcome)
    for x, (q, r) in enumerate(([1.2, 0.7], [0.6, 1.5])):
        joint = [setting.prior[z] * setting.signal[z][x] for z in (0, 1)]
        value = sum(j * setting.u(q, r, x, z) for z, j in enumerate(joint)) / sum(joint)
        assert found.utility[x] == pytest.approx(value, abs=1e-12)


def test_draws_agree_with_enumeration_within_their_error() -> None:
    economy = example("e1")
    exact = welfare(economy, no_trade(economy, scenarios(economy, 30, 3)))
    drawn = scenarios(economy, 30, 3, limit=10, draws=3000, seed=4)
    assert drawn.draws == 3000
    assert (drawn.all.sum(axis=1) == 30).all()
    assert (drawn.inactive.sum(axis=1) == 3).all()
    about = welfare(economy, no_trade(economy, drawn))
    assert 0 < about.standard_error < 1e-3
    assert abs(about.paper - exact.paper) < 5 * about.standard_error
    assert exact.standard_error == 0


def test_shapes_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="must have shapes"):
        Outcome(np.arange(2), np.zeros(3, int), np.ones(3), np.ones((3, 2)), np.ones((3, 3, 2)))


def test_drawn_scenarios_have_the_means_and_covariances_of_all_scenarios() -> None:
    economy = example("e3")
    drawn = scenarios(economy, 60, 12, limit=10, draws=2000)
    for z, mu in enumerate(economy.floats.signal):
        rows = drawn.state == z
        weight = drawn.weight[rows] / drawn.weight[rows].sum()
        both = np.concatenate([drawn.active[rows], drawn.inactive[rows]], axis=1).astype(float)
        mean = weight @ both
        assert mean == pytest.approx(np.concatenate([48 * mu, 12 * mu]), abs=1e-9)
        spread = np.einsum("n,ni,nj->ij", weight, both - mean, both - mean)
        one = np.diag(mu) - np.outer(mu, mu)
        nothing = np.zeros((3, 3))
        assert spread == pytest.approx(
            np.block([[48 * one, nothing], [nothing, 12 * one]]), abs=1e-8
        )
        assert (weight > 0).all()


@pytest.mark.bulk
def test_the_error_of_draws_is_below_the_tables_last_digit_and_is_not_understated() -> None:
    economy, N = example("e3"), 60
    exact = welfare(economy, two_stage(economy, scenarios(economy, N, 6, limit=10**7)))
    far = []
    for seed in range(8):
        drawn = scenarios(economy, N, 6, limit=10, draws=1000, seed=seed)
        found = welfare(economy, two_stage(economy, drawn))
        far.append((found.paper - exact.paper) / found.standard_error)
    assert max(map(abs, far)) < 4
    assert found.standard_error / np.sqrt(40) < 5e-6  # at the 40,000 draws of the command
