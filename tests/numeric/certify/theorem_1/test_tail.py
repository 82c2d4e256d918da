"""The certified tail is above the true gain, proves no N at which the candidate fails, and says what it lacks."""

from collections.abc import Callable

import numpy as np
import pytest

from numeric import Economy, certify_margin, threshold
from numeric.certify import certify_tail
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import tail
from numeric.certify.theorem_1.attempt import Attempt, attempt, gain_bounds
from numeric.certify.theorem_1.comparison import certified_losses, holds_from, least_agents
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.certify.theorem_1.tail import CertifiedTail
from numeric.theorem_1.continuation import continuation
from tests.numeric.economies import example


@pytest.mark.bulk
def test_a_tail_is_certified_for_all_larger_numbers_and_agrees_with_certified_margins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tail, "REFINED", 4)
    economy, _ = example("state_free")
    found = certify_tail(economy)
    assert found.evidence == "CERTIFIED"
    assert found.start is not None
    assert found.start <= 141
    assert found.unique_from == 30
    assert certify_margin(economy, found.start, scope="local").sign == 1
    assert threshold(economy, [found.start, 2 * found.start, 10 * found.start]).fails == ()


@pytest.mark.bulk
@pytest.mark.parametrize(("name", "active"), [("log", 70), ("unequal", 90)])
def test_the_bound_is_above_the_true_gain_and_does_not_rise(name: str, active: int) -> None:
    economy, _ = example(name)
    bounds = gain_bounds(economy, attempt(economy, active))
    before = dict.fromkeys(bounds, np.inf)
    for M in (active, active + 1, 2 * active, 5 * active):
        values = continuation(economy, M).values
        for (own, other), bound in bounds.items():
            gain = M * (values[own, other] - values[own, own])
            assert gain < bound.at(M) <= before[own, other]
            before[own, other] = bound.at(M)
    with pytest.raises(ValueError, match=f"holds for M >= {active}"):
        bound.at(active - 1)


def failing() -> Economy:
    """Return an economy with few inactive, where the candidate fails at N = 400."""
    return example("failing")[0].replacing(parameters={"theta": [["0.9"] * 3, [1] * 3]}, eta="1/50")


def test_the_bound_does_not_hold_where_the_candidate_is_no_equilibrium() -> None:
    economy = failing()
    [margin] = threshold(economy, [400]).margins
    assert margin.holds is False
    made = attempt(economy, economy.active(400))
    assert made.missing is None
    assert not holds_from(economy, certified_losses(economy), gain_bounds(economy, made), 400)


@pytest.mark.bulk
def test_where_cells_fail_the_tail_says_which_and_how_well_the_states_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tail, "LADDER", (30,))
    economy, _ = example("crra")
    found = certify_tail(economy)
    assert (found.start, found.evidence, found.unique_from) == (None, "NONE", None)
    assert "uniqueness is not certified on" in found.detail
    assert "Chernoff information of the closest states is" in found.detail


def test_a_time_limit_ends_the_search_with_what_was_found() -> None:
    economy, _ = example("state_free")
    nothing = certify_tail(economy, time_limit=-1)
    assert (nothing.start, nothing.tried) == (None, ())
    assert "within the time limit" in nothing.detail
    told = []
    first = certify_tail(economy, time_limit=1e-3, progress=told.append)
    assert len(first.tried) == len(told) <= 1


def searched(
    monkeypatch: pytest.MonkeyPatch, in_range: int, proves: Callable[[int], int | None]
) -> tuple[CertifiedTail, list[int]]:
    """Return what a search finds, and where prices were looked at, if M0 proves that many agents."""
    economy, looked = example("log")[0], []

    def prices(_: Economy, active: int) -> PriceRange | str:
        looked.append(active)
        return "no range" if active < in_range else PriceRange(0.1, 9.0, active)

    def tried(_: Economy, active: int, __: float, known: PriceRange | str) -> Attempt:
        missing = known if isinstance(known, str) else None
        empty = np.empty((0, 2))
        none = np.empty(0, dtype=bool)
        return Attempt(active, Intervals(empty, empty), {}, {}, none, none, 0, missing, 0.0)

    monkeypatch.setattr(tail, "price_range", prices)
    monkeypatch.setattr(tail, "attempt", tried)
    monkeypatch.setattr(tail, "gain_bounds", lambda _, made: made.active)
    monkeypatch.setattr(tail, "least_start", lambda _, __, bounds, active: proves(active))
    return certify_tail(economy), looked


def test_the_least_m0_with_a_range_of_prices_is_found_before_anything_else_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy = example("log")[0]
    found, looked = searched(monkeypatch, 777, lambda active: least_agents(economy, active))
    whole = [t.active for t in found.tried if not t.detail.startswith("no range")]
    assert len(whole) == 1
    assert 777 <= whole[0] <= 777 * 1.05
    assert found.start == least_agents(economy, whole[0])
    assert len(looked) == len(set(looked))


def test_an_attempt_that_hardly_lowers_n_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = searched(monkeypatch, 0, lambda active: 5000 - active // 10)
    starts = [t.start for t in found.tried if t.start is not None]
    assert len(starts) == len(found.tried) == 2
    assert 0.99 * starts[0] < starts[1] < starts[0]
    better, _ = searched(monkeypatch, 0, lambda active: 5000 - 2 * active)
    assert len(better.tried) > 2
    assert better.start == min(t.start for t in better.tried if t.start is not None)


@pytest.mark.parametrize("M", [2, 3, 55, 90])
def test_the_least_number_of_agents_has_that_many_active_and_one_less_does_not(M: int) -> None:
    economy, _ = example("unequal")
    N = least_agents(economy, M)
    assert economy.active(N) >= M > economy.active(N - 1)


def test_without_a_cost_or_with_another_mechanism_there_is_no_tail() -> None:
    economy, _ = example("log")
    assert "eta > 0" in certify_tail(economy.replacing(eta=0)).detail
    assert "shut-down" in certify_tail(economy.replacing(shut_down=True)).detail
    assert "fee" in certify_tail(economy.replacing(entry_fee=["0.01", 0])).detail
    assert "kappa" in certify_tail(economy.replacing(kappa=[0, "0.05"])).detail


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("log", 180), ("state_free", 141), ("three_types", 225), ("crra", 142), ("ces", 96),
        ("unequal", 167), ("failing", 907), ("three_states", 300), ("type_free", 400),
    ],
)  # fmt: skip
def test_the_shipped_economies_have_certified_tails(name: str, most: int) -> None:
    found = certify_tail(example(name)[0], time_limit=300)
    assert found.start is not None
    assert found.start <= most
