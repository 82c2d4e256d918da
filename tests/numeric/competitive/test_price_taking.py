"""The starting point of stage 2.

Every step keeps consumption positive, also where price and sales move together, and Newton settles
from it.
"""

import numpy as np
import pytest

from numeric import Economy
from numeric.competitive.price_taking import price_taking
from numeric.probability.posterior import posterior
from numeric.stage2.aggregative import Aggregative
from numeric.stage2.signed_newton import Signed
from tests.numeric.drawn import drawn
from tests.numeric.stage2.methods import problem

TWO = {"prior": [1], "kappa": ["3/200", "1/125"], "eta": "1/4"}
SUBSTITUTES = [
    Economy(
        **TWO,
        signal=[["8/11", "3/11"]],
        endowment=[1, "1/2"],
        utility="log(share*q**(4/5) + (1 - share)*r**(4/5))*5/4",
        parameters={"share": [["7/10"], ["3/10"]]},
    ),
    Economy(
        **TWO,
        signal=[["1/3", "2/3"]],
        endowment=["11/4", "5/4"],
        utility="(share*q**(4/5) + (1 - share)*r**(4/5))**(1/2)*5/2",
        parameters={"share": [["7/20"], ["7/10"]]},
    ),
]


def _consumption(economy: Economy, sales: np.ndarray, price: np.ndarray) -> np.ndarray:
    e = economy.floats.endowment
    return np.stack([e[0] - sales, e[1] + price[:, None] * sales])


@pytest.mark.parametrize("economy", [*SUBSTITUTES, *drawn(2012, 40)], indirect=True)
def test_consumption_stays_positive_after_any_number_of_steps(economy: Economy) -> None:
    rng = np.random.default_rng(3)
    sigma = rng.multinomial(40, rng.dirichlet(np.ones(len(economy.types))), size=20).astype(float)
    phi = posterior(economy, sigma)
    for iterations in (1, 2, 3, 5, 60):
        sales, price = price_taking(economy, sigma / 40, phi, iterations=iterations)
        assert (price > 0).all()
        assert (_consumption(economy, sales, price) > 0).all()


@pytest.mark.parametrize("economy", SUBSTITUTES)
def test_near_substitutes_are_solved_by_newton_and_not_by_a_scan(economy: Economy) -> None:
    # A step in which sales and price fell together once left the domain here, and both forms of
    # Newton's method started from outside it.
    sigma = np.array([[k, 40 - k] for k in range(41)], dtype=float)
    for method in (Aggregative, Signed):
        assert (method.solve(problem(economy, sigma)).residual < 1e-12).all()
