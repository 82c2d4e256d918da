"""The best amount along a line, against closed forms for logarithms."""

import numpy as np
import pytest

from numeric.formulas.along import Along
from tests.numeric.economies import example

ECONOMY = example("log")[0]
THETA, (E_Q, E_R) = ECONOMY.floats.parameters["theta"], ECONOMY.floats.endowment


def sold(lines: Along, price: np.ndarray, top: float = E_Q) -> np.ndarray:
    """Return the sales of the first good at known prices, one a type."""
    p = price[:, None]
    held = np.full_like(p, E_Q), np.full_like(p, E_R)
    return lines.best(held, (np.full_like(p, -1.0), p), np.full(len(p), top))


def wanted(price: np.ndarray, state: int) -> np.ndarray:
    """Return what utility theta log q + log r sells at a price, by type; negative for purchases."""
    share = THETA[:, state] / (1 + THETA[:, state])
    return np.asarray(E_Q - share * (E_Q + E_R / price))


@pytest.mark.parametrize("state", [0, 1])
def test_sales_at_a_known_price_are_the_closed_form_whatever_was_asked_before(state: int) -> None:
    lines = Along(ECONOMY, np.arange(2), np.ones((2, 1)), np.full((2, 1), state))
    for price in (np.array([1.3, 0.9]), np.array([1.3001, 0.9]), np.array([0.05, 40.0])):
        exact = np.maximum(wanted(price, state), 0.0)
        assert np.allclose(sold(lines, price), exact, rtol=1e-13, atol=0)


def test_a_state_of_weight_zero_does_not_count_even_where_utility_is_none() -> None:
    lines = Along(ECONOMY, np.arange(2), np.array([[1.0, 0.0], [1.0, 0.0]]))
    price = np.array([3.0, 3.0])
    held = np.tile([E_Q, -1.0], (2, 1)), np.full((2, 2), E_R)
    given = np.full((2, 2), -1.0), np.repeat(price[:, None], 2, axis=1)
    found = lines.best(held, given, np.full(2, E_Q))
    assert np.allclose(found, np.maximum(wanted(price, 0), 0.0), rtol=1e-13, atol=0)


def test_an_amount_that_is_best_beyond_the_top_is_the_top() -> None:
    lines = Along(ECONOMY, np.arange(2), np.ones((2, 1)), np.zeros((2, 1), dtype=int))
    assert sold(lines, np.array([50.0, 50.0]), top=1e-3) == pytest.approx([1e-3, 1e-3], rel=1e-9)
