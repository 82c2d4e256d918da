"""The exact examples behind the claims of section 5, Theorem 3 and section 6 are what they say."""

from fractions import Fraction

import numpy as np
import pytest

from numeric import Economy, load_economy, solve_stage2
from numeric.competitive.competitive import solve_competitive
from numeric.competitive.exchange import competitive_at, exchange_equilibrium
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.paper.section_6 import fees_checks
from proofs_check.paper.section_6.several_equilibria_checks import THREE
from proofs_check.paper.theorem_3 import checks as theorem_3_checks
from proofs_check.verifying.economies import shipped
from tests.numeric.economies import NAMES, example


def test_the_market_that_pays_out_both_goods_does_so_at_large_numbers() -> None:
    economy = fees_checks._paying(fees_checks.BOTH, Fraction(1, 80))
    active, inactive = 7900, 100
    solved = solve_stage2(economy, [[active // 2] * 2])
    bundles = solved.allocations(economy)[0].mean(axis=0), inactive_bundles(economy).mean(axis=0)
    paid = active * (bundles[0] - 1) + inactive * (bundles[1] - 1)
    assert (paid > 0).all()


def test_the_comparison_economy_has_too_little_although_every_difference_of_utilities_is_small() -> (
    None
):
    kappa = 3.96
    economy = theorem_3_checks.roots(Fraction(99, 25), Fraction(99, 100))
    differences = []
    for rho in ([1, 0], [0.5, 0.5], [0, 1]):
        own, other = (
            competitive_at(economy, 0, [0.5, 0.5])[1],
            exchange_equilibrium(economy, 0, rho)[1],
        )
        theta = np.array([5 / 7, 7 / 5])
        values = [theta * np.sqrt(c[:, 0]) + np.sqrt(c[:, 1]) for c in (own, other)]
        differences.append(np.abs(values[0] - values[1]).max())
    assert max(differences) < theorem_3_checks.EPSILON / 3
    assert economy.active(10**6) * (1 + 2 * kappa) < 10**6


@pytest.mark.parametrize("name", NAMES)
def test_newton_and_the_scan_find_the_same_competitive_equilibrium(name: str) -> None:
    economy = example(name)[0]
    scanned = solve_competitive(economy)
    for z, mu in enumerate(economy.floats.signal):
        price, allocation = competitive_at(economy, z, mu)
        assert price == pytest.approx(scanned.price[z], rel=1e-12)
        assert allocation == pytest.approx(scanned.allocations[z], rel=1e-10)


def test_the_exchange_economy_clears_with_its_larger_endowment() -> None:
    economy = example("crra")[0]
    shares = np.array([0.3, 0.7])
    _, bundles = exchange_equilibrium(economy, 0, shares, 3)
    assert shares @ bundles == pytest.approx(economy.floats.endowment + 3 * economy.floats.kappa)


def test_a_symmetric_economy_whose_price_is_right_from_the_start_is_solved() -> None:
    # Found by a search: the price is 1 by symmetry before any type has been given its demand.
    utility, powers = (
        "q**power_q*r**power_r",
        {"power_q": [["2/5"], ["3/10"]], "power_r": [["3/10"], ["2/5"]]},
    )
    economy = Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[2, 2],
        kappa=["1/4", "1/4"],
        eta="1/100",
        utility=utility,
        parameters=powers,
    )
    price, bundles = exchange_equilibrium(economy, 0, [1, 1])
    assert price == pytest.approx(1, rel=1e-14)
    assert bundles == pytest.approx(np.array([[20 / 7, 15 / 7], [15 / 7, 20 / 7]]))


def test_the_economy_with_three_equilibria_has_three_and_is_not_among_those_that_claims_are_tested_on() -> (
    None
):
    economy = load_economy(THREE)
    solved = solve_competitive(economy)
    assert len(solved.prices[0]) == 3
    assert solved.unique == (False,)
    assert economy.name not in {e.name for e in shipped()}
