"""Independent computations inside the checks agree with the solvers, and exact helpers with closed forms."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from numeric import load_economy, solve_competitive
from proofs_check.paper.lemmas.lemma_2_checks import demand
from proofs_check.paper.section_2.checks import best_consumption
from proofs_check.paper.section_3.stage_2_checks import SIGNALS, all_present, along, exact_posterior

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("name", ["log", "ces", "unequal"])
def test_demand_by_bisection_is_the_competitive_allocation_at_the_competitive_price(
    name: str,
) -> None:
    economy = load_economy(EXAMPLES / f"{name}.toml")
    solved = solve_competitive(economy)
    price = np.array(np.broadcast_to(solved.price, (1, len(economy.types), len(economy.states))))
    assert np.abs(demand(economy, price)[0].T - solved.allocations[..., 0]).max() < 1e-9


def test_the_best_consumption_with_log_utility_solves_its_first_order_condition() -> None:
    assert best_consumption((Fraction(1),), (Fraction(1),)) == 1
    assert best_consumption(
        (Fraction(1, 2), Fraction(1, 2)), (Fraction(1), Fraction(3))
    ) == Fraction(4, 3)


def test_the_exact_posterior_of_symmetric_counts_is_the_prior() -> None:
    assert exact_posterior(SIGNALS["informative"], (2, 5, 2)) == Fraction(1, 2)
    assert exact_posterior(SIGNALS["informative"], (1, 0, 0)) == Fraction(5, 7)


def test_configurations_near_shares_have_the_right_total() -> None:
    counts = along(SIGNALS["informative"][0], 20, 1)
    assert counts == (9, 6, 5)


def test_the_chance_that_all_types_are_present_is_that_of_two_coins() -> None:
    shares = (Fraction(1, 2), Fraction(1, 2))
    assert all_present(shares, 4) == 1 - 2 * Fraction(1, 2) ** 4
    assert all_present(shares, 1) == 0
