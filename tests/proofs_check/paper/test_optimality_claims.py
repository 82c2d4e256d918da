"""The exact examples behind the claims of section 5, Theorem 3 and section 6 are what they say."""

from fractions import Fraction

import numpy as np
import pytest

from numeric import Economy, load_economy, solve_stage2
from numeric.competitive.competitive import solve_competitive
from numeric.competitive.exchange import competitive_at, exchange_equilibrium
from numeric.mechanism.play import play
from proofs_check.paper.section_6.checks import THREE
from proofs_check.paper.theorem_3.checks import BOTH_PAID, LARGE_KAPPA, NONE_PAID, Realised
from proofs_check.verifying.economies import shipped
from tests.numeric.economies import NAMES, example


def economy_of(realised: Realised) -> Economy:
    theta = [[realised.theta_active], [realised.theta_inactive]]
    eta = Fraction(realised.inactive, realised.active + realised.inactive)
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=realised.kappa,
        eta=eta,
        utility="theta*log(q) + log(r)",
        parameters={"theta": theta},
    )


@pytest.mark.parametrize("realised", [BOTH_PAID, NONE_PAID, LARGE_KAPPA])
def test_an_exact_example_is_an_equilibrium_of_the_solver(realised: Realised) -> None:
    economy, M, N = economy_of(realised), realised.active, realised.active + realised.inactive
    solved = solve_stage2(economy, [[M, 0]])
    assert solved.offers[0, 0] == pytest.approx([float(b) for b in realised.offer], abs=1e-12)
    assert solved.price[0] == pytest.approx(float(realised.price))
    types = [0] * M + [1] * realised.inactive
    played = play(economy, types=types, active=[n < M for n in range(N)], state=0)
    assert played.payout_inactive + played.payout_kappa == pytest.approx(
        [float(v) for v in realised.payout], abs=1e-12
    )


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
