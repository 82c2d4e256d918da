"""A margin within its error is undecided; limits are those of the equilibrium that is followed, or none."""

from dataclasses import replace

import numpy as np
import pytest

from numeric import load_economy
from numeric.certify.theorem_1.margin import certify_margin
from numeric.certify.theorem_1.tail import certify_tail
from numeric.competitive.competitive import solve_competitive
from numeric.stage2 import followed
from numeric.stage2.followed import followed_prices
from numeric.theorem_1.continuation import oscillation
from numeric.theorem_1.margin_tail import Margin
from numeric.theorem_1.margins import threshold
from numeric.theorem_1.slope import slope
from tests.numeric.economies import EXAMPLES, example


def huge_kappa():  # type: ignore[no-untyped-def]
    theta = [["1/2", "1/2"], ["4/5", "4/5"]]
    return example("state_free")[0].replacing(
        kappa=["3e8"] * 2, eta="0.01", parameters={"theta": theta}
    )


def test_a_margin_of_exactly_zero_is_undecided() -> None:
    found = threshold(huge_kappa(), [2])
    assert abs(found.margins[0].margin) <= found.margins[0].error
    assert found.margins[0].holds is None
    assert found.undecided == (2,)
    assert found.status.startswith("undecided")


def test_the_certified_sign_of_that_margin_is_never_positive() -> None:
    assert certify_margin(huge_kappa(), 2).sign != 1


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_an_error_that_is_not_known_decides_nothing(bad: float) -> None:
    margin = Margin(5, 4, 0.5, 0.0, 1e-15, (0, 1), 0.6, 0.1)
    assert margin.holds is True
    assert replace(margin, truncation=bad).holds is None
    assert replace(margin, rounding=bad).holds is None
    assert replace(margin, margin=bad).holds is None


def test_the_rounding_of_the_cost_counts_as_well() -> None:
    economy = example("log")[0]
    small, large = (threshold(economy.replacing(utility=u, parameters={"theta": [[0.8, 1], [1, 1.25]]}), [10])
                    for u in ("theta*log(q) + log(r)", "theta*log(q) + log(r) + 10^9"))  # fmt: skip
    assert large.margins[0].rounding > 1e6 * small.margins[0].rounding


def test_without_a_bound_on_utility_a_truncated_sum_has_no_known_error() -> None:
    falling = example("log")[0].replacing(utility="theta*log(q) - r^2/10 + r/2")
    assert np.isinf(oscillation(falling)).all()


def test_several_equilibria_of_which_none_is_followed_have_no_limit() -> None:
    economy = load_economy(EXAMPLES / "outside" / "three_equilibria.toml")
    assert np.isnan(followed_prices(economy)).all()
    found = slope(economy)
    assert np.isnan(found.values).all()
    assert "not known to follow one of them" in found.status


def test_where_all_configurations_follow_one_equilibrium_the_limit_is_taken_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # With very many agents shares hardly vary, and all configurations lead to the middle equilibrium, at which the
    # lowest price that the solver of competitive equilibria returns does not lie.
    economy = load_economy(EXAMPLES / "outside" / "three_equilibria.toml")
    monkeypatch.setattr(followed, "ACTIVE", 10**8)
    assert followed.followed_prices(economy) == pytest.approx([1.0])
    assert solve_competitive(economy).price[0] < 0.2
    found = slope(economy)
    assert np.isfinite(found.values).all()
    assert found.status.endswith("that the selected β^σ follows, of price 1")


def test_a_unique_equilibrium_is_the_one_that_is_followed() -> None:
    economy = example("log")[0]
    assert followed_prices(economy) == pytest.approx(solve_competitive(economy).price)
    assert slope(economy).status == "at the competitive equilibrium of each state"


@pytest.mark.bulk
def test_a_bound_that_overflows_is_no_bound() -> None:
    economy = example("state_free")[0].replacing(kappa=["0.004003", "0.004003"])
    found = certify_tail(economy, time_limit=1.0)
    assert found.evidence in ("CERTIFIED", "NONE")
    assert (found.start is None) == (found.evidence == "NONE")
