"""The compiled formulas are the formulas.

Compared with numerical derivatives of hand-typed payoffs.
"""

import mpmath
import numpy as np
import pytest

from numeric import kernels
from numeric.formulas import plans
from numeric.formulas.compiled import formulas_of
from symbolic.language.notation import Q, R, b_q
from symbolic.language.utility import u
from symbolic.model import aggregative
from tests.numeric.economies import NAMES, example


@pytest.mark.parametrize("name", NAMES)
def test_values_and_partials_agree_with_the_hand_typed_utility(name: str) -> None:
    economy, data = example(name)
    k = kernels(economy)
    for q, r in ((0.3, 1.7), (2.0, 0.4)):
        for x in data.types:
            for z in data.states:
                assert float(k.utility(q, r, x, z)) == pytest.approx(
                    float(data.u(mpmath.mpf(q), mpmath.mpf(r), x, z)), rel=1e-13
                )
                for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2)):
                    slope = mpmath.diff(lambda a, b, x=x, z=z: data.u(a, b, x, z), (q, r), order)
                    assert float(k.partial(order, q, r, x)[z]) == pytest.approx(
                        float(slope), rel=1e-8, abs=1e-10
                    )


@pytest.mark.parametrize("name", ["log", "ces"])
def test_slopes_of_g_and_h_are_their_derivatives(name: str) -> None:
    economy, _ = example(name)
    k, phi = kernels(economy), np.array([0.4, 0.6])
    step = 1e-6
    for slope, value in ((k.g_prime, k.g), (k.h_prime, k.h)):
        for b in (0.1, 0.5):
            numerical = (value(b + step, 2.0, 3.0, phi, 1) - value(b - step, 2.0, 3.0, phi, 1)) / (
                2 * step
            )
            assert float(slope(b, 2.0, 3.0, phi, 1)) == pytest.approx(float(numerical), rel=1e-8)


def test_arrays_broadcast() -> None:
    economy, _ = example("log")
    k = kernels(economy)
    phi = np.full((3, 1, 2), 0.5)
    assert k.g(np.zeros((3, 4)), 1.0, 1.0, phi, np.zeros(4, dtype=int)).shape == (3, 4)
    assert k.payoff(np.zeros((3, 1)), np.zeros(4), 1.0, 1.0).shape == (3, 4, 2)
    assert k.posterior(np.ones((5, 2))).shape == (5, 2)
    assert k.best_response(np.ones(3), 1.0, np.array([0.5, 0.5]), 0).shape == (3, 2)


def test_an_impossible_state_does_not_count_even_where_utility_is_infinite() -> None:
    economy, _ = example("log")
    value = kernels(economy).g(1.0, 1.0, 1.0, np.array([0.0, 1.0]), 0)
    assert np.isneginf(value)
    assert not np.isnan(value)


def test_a_summand_without_weight_is_refused() -> None:
    from symbolic.language.notation import q, r, x, z
    from symbolic.language.sums import SumOver

    economy, _ = example("log")
    with pytest.raises(ValueError, match="weight"):
        kernels(economy).expected_sum(SumOver(u(q, r, x, z), z), {q: 1.0, r: 1.0}, [0.5, 0.5], 0)


def test_few_numbers_are_computed_one_by_one_to_the_same_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(5)
    for name in ("log", "crra", "crra_outside", "ces", "three_states"):
        economy, _ = example(name)
        k, types, states = formulas_of(economy), len(economy.types), len(economy.states)
        formula, x = aggregative.seller_linearised(), np.arange(types)
        for n in (1, 2):
            amount, total = rng.uniform(0, 1, (n, types)), rng.uniform(0.1, 2, (n, 2))
            amount[0, 0] = 0.0
            at = {b_q: amount, Q: total[:, :1], R: total[:, 1:]}
            belief = rng.dirichlet(np.ones(states), (n, 1))
            belief[0, 0] = np.eye(states)[0]
            found = []
            for few in (1 << 10, 0):
                monkeypatch.setattr(plans, "FEW", few)
                means = k.all_expected(formula, at, belief, x)
                values = k.in_states(formula, at, x)
                own = k.marginal_utilities(amount, 1 + amount, x, 0)
                found.append([v.tolist() for v in (*means, *values, own)])
            assert repr(found[0]) == repr(found[1])
