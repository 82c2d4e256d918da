"""What is called solved is best for everybody, clears the market and lies where utility is real.

All else is refused in a sentence.
"""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numeric import EconomyError, certify_competitive, certify_stage1, certify_stage2
from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.domain import inside, whole
from numeric.formulas.regularity import established, weakly_concave
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import confirmed_equilibria, solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_3.efficiency import efficiency
from tests.numeric.economies import example


def economy(utility: str, **changes: Any) -> Economy:
    """Return the economy of ``examples/log.toml`` with another utility in theta."""
    return example("log")[0].replacing(utility=utility, **changes)


def stone_geary(a: str = "1/10", b: str = "1/10", **changes: Any) -> Economy:
    return economy(f"theta*log(q - {a}) + log(r - {b})", **changes)


def test_subsistence_moves_the_competitive_price_to_where_it_can_be_computed_by_hand() -> None:
    # With theta averaged over types, A = sum mu theta/(1 + theta) and s = 9/10 above the needs, the market clears at
    # kappa_r/p + 1/10 + A (p s + s)/p = 1 + kappa_q.
    found = solve_competitive(stone_geary())
    for z, (mu, thetas) in enumerate((((0.6, 0.4), (0.8, 1.0)), ((0.4, 0.6), (1.0, 1.25)))):
        A = sum(m * t / (1 + t) for m, t in zip(mu, thetas, strict=True))
        assert found.price[z] == pytest.approx((0.05 + 0.9 * A) / (0.95 - 0.9 * A), rel=1e-13)
    assert found.price == pytest.approx([0.8868, 1.1277], abs=5e-5)
    assert found.unique == (True, True)


def test_a_stone_geary_economy_is_the_logarithmic_one_counted_from_its_needs() -> None:
    # Equal endowments and equal needs: p_1 is 1 in both, and all trades are the same.
    needs, plain = stone_geary(), economy("theta*log(q) + log(r)", endowment=["9/10", "9/10"])
    assert solve_stage1(needs).offers == pytest.approx(solve_stage1(plain).offers, rel=1e-12)
    sigma = [[3, 5], [0, 4], [40, 1]]
    found, wanted = solve_stage2(needs, sigma), solve_stage2(plain, sigma)
    assert found.solved.all()
    assert found.offers == pytest.approx(wanted.offers, rel=1e-10, abs=1e-13)
    assert continuation(needs, 7).values == pytest.approx(continuation(plain, 7).values, abs=1e-12)
    assert efficiency(needs, 12).epsilon == pytest.approx(efficiency(plain, 12).epsilon, rel=1e-8)


@pytest.mark.bulk
@pytest.mark.parametrize(("a", "b"), [("9/10", "1/10"), ("1/10", "19/20"), ("99/100", "99/100")])
def test_near_the_edge_of_the_domain_everything_still_lies_inside(a: str, b: str) -> None:
    tight = stone_geary(a, b)
    sigma = np.array([[3, 5], [1, 6], [12, 1]])
    solved = solve_stage2(tight, sigma)
    assert solved.solved.all()
    for x in (0, 1):
        bundles = solved.allocations(tight)[:, x]
        assert inside(tight, bundles[:, 0], bundles[:, 1], np.full(len(sigma), x)).all()
    first, market = solve_stage1(tight), solve_competitive(tight)
    assert first.solved
    assert market.solved
    assert (first.consumption > float(Fraction(a))).all()
    assert (market.allocations > [float(Fraction(a)), float(Fraction(b))]).all()


def test_outside_its_domain_a_utility_has_no_value_and_no_slope() -> None:
    k = formulas_of(stone_geary())
    assert np.isnan(k.partial((1, 0), 0.05, 1.0, 0)).all()
    assert np.isfinite(k.partial((1, 0), 0.15, 1.0, 0)).all()


def test_certificates_hold_inside_the_domain() -> None:
    needs = stone_geary()
    assert certify_stage1(needs).separating
    assert [c.unique for c in certify_competitive(needs)] == ["global", "global"]
    found = certify_stage2(needs, [3, 5])
    assert (found.unique, found.evidence) == ("global", "CERTIFIED")


@pytest.mark.parametrize(
    "utility",
    ["theta*log(q - 1) + log(r)", "sqrt(q - 1) + theta*r", "theta/(q - 1) + r", "theta*log(r - q)"],
)
def test_an_endowment_outside_the_domain_is_one_sentence(utility: str) -> None:
    with pytest.raises(EconomyError, match=r"^endowment must lie where utility is real") as caught:
        economy(utility)
    assert "\n" not in str(caught.value)


def test_divisors_and_negative_powers_are_kept_on_the_endowments_side() -> None:
    inverse = economy("-theta/(q - 1/10) - 1/(r - 1/10)")
    found = solve_stage2(inverse, [[3, 5]])
    assert found.solved.all()
    assert (found.allocations(inverse) > 0.1).all()
    assert solve_stage1(inverse).solved


def test_a_convex_utility_is_not_solved_where_its_slopes_vanish() -> None:
    convex = economy("q^2 + theta*r^2", signal=[["1/2", "1/2"], ["2/5", "3/5"]])
    market, game = solve_competitive(convex), solve_stage2(convex, [[3, 5]])
    assert not market.solved
    assert market.status.startswith("not solved: no competitive price")
    assert market.unique == (None, None)
    assert not game.solved[0]
    assert "direct search finds a better offer" in game.status[0]
    assert confirmed_equilibria(convex, [3, 5]) == []


def test_of_two_equally_good_corners_none_is_called_the_best_offer() -> None:
    symmetric = economy("theta*(q^2 + r^2)")
    found = solve_stage1(symmetric)
    assert found.status == 'not solved: type "weak" has several best offers, or none, at stage 1'
    assert np.isnan(found.consumption).all()
    assert not found.separating


@pytest.mark.bulk
def test_a_linear_utility_has_corners_at_stage_1_and_no_single_demand_at_its_own_price() -> None:
    linear = economy("theta*q + r")
    assert solve_stage1(linear).consumption.tolist() == [0.0, 2.0]
    assert not solve_competitive(linear).solved
    assert solve_stage2(linear, [[3, 5]]).solved.all()


def test_the_whole_endowment_is_offered_where_marginal_utility_is_bounded() -> None:
    greedy = economy("theta*log(q) + r", endowment=[1, "1/10"], kappa=["1/20", "1/50"])
    market = solve_competitive(greedy)
    assert market.solved
    corner = market.allocations[..., 1] == 0
    assert corner.any()
    assert (market.offers[..., 1][corner] == 0.1).all()
    game = solve_stage2(greedy.replacing(parameters={"theta": [[0.1, 0.1], [9, 9]]}), [[4, 4]])
    assert game.solved.all()
    assert game.offers[0, 1].tolist() == [0.0, 0.1]


def test_best_responses_of_a_bounded_marginal_utility_reach_the_corner() -> None:
    bounded = economy("theta*log(1 + 100*q) + log(1 + r/100)")
    assert established(bounded)
    offer = best_response(bounded, 5.0, 5.0, [0.5, 0.5], 1)
    assert offer.tolist() == [0.0, 1.0]


def test_risk_averse_without_inada_is_solved_and_compared_with_a_direct_search() -> None:
    cara = economy("-theta*exp(-q) - exp(-r)")
    assert not established(cara)
    game = solve_stage2(cara, [[3, 5], [1, 1]])
    assert game.solved.all()
    assert game.beaten is not None
    assert not game.beaten.any()
    assert solve_competitive(cara).unique == (None, None)


def test_uniqueness_is_claimed_where_excess_demand_is_decided_to_fall_and_nowhere_else() -> None:
    assert solve_competitive(example("crra")[0]).unique == (True, True)
    assert solve_competitive(example("crra_outside")[0]).unique == (None, None)
    assert solve_competitive(economy("theta*log(q) + r")).unique == (None, None)


def test_a_loss_is_bounded_for_concave_utilities_only() -> None:
    convex = economy("q^2 + theta*r^2", signal=[["1/2", "1/2"], ["2/5", "3/5"]])
    found = efficiency(convex, 8)
    assert found.status.startswith("not solved: the ex post loss is bounded for concave utilities")
    assert np.isnan(found.epsilon)
    assert weakly_concave(economy("theta*q + r"))


def test_equal_types_are_solved_and_have_no_intervals() -> None:
    alike = economy("theta*log(q) + log(r)", parameters={"theta": 1})
    found = solve_stage1(alike)
    assert found.solved
    assert not found.separating
    assert 'types "weak" and "keen" make the same offer' in found.status
    assert np.isnan(found.intervals).all()
    assert np.isfinite(found.offers).all()


def test_the_papers_class_has_no_conditions_and_needs_no_search() -> None:
    for name in ("log", "crra", "ces", "unequal", "failing", "three_types"):
        one = example(name)[0]
        assert whole(one)
        assert established(one)
        assert solve_stage2(one, [[2] * len(one.types)]).beaten is None


@pytest.mark.bulk
@pytest.mark.parametrize(
    "utility",
    ["log(q - r/2) + theta*log(r)", "theta", "log(theta*q*r - 1/10)", "theta*log(2 - q) + log(r)"],
)
def test_a_utility_outside_the_class_is_solved_or_refused_without_a_warning(utility: str) -> None:
    odd = economy(utility)
    found = solve_competitive(odd)  # a warning is an error here
    solve_stage1(odd)
    solve_stage2(odd, [[3, 5], [1, 0]])
    kappa, clear = odd.floats.kappa, found.status.startswith("solved")
    if utility.startswith("log(q"):  # every bundle by hand, from the first-order conditions
        assert clear
        mu, p = odd.floats.signal[0], float(found.price[0])
        bought = kappa[1] / p + float(mu @ found.allocations[0][:, 0])
        assert bought == pytest.approx(1 + kappa[0], rel=1e-9)
    if utility == "theta":
        assert not clear
