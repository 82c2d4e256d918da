"""The last failure is found with proof, and what stops short of it says where and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from numeric import Economy, threshold
from numeric.certify import CertifiedTail
from numeric.certify.last_failure import downwards
from numeric.certify.last_failure.downwards import certify_last_failure
from numeric.certify.stage2.enclose import certify_configurations
from numeric.certify.theorem_1.margin import EVERY, SELECTED
from tests.bulk import leading
from tests.numeric.economies import example


def tail(start: int | None, unique_from: int | None = None) -> CertifiedTail:
    """Return a tail as if it had been certified."""
    return CertifiedTail(start, 8, "CERTIFIED" if start else "NONE", "a bound", unique_from)


@pytest.mark.bulk
def test_the_last_failure_agrees_with_the_margins_in_floating_point() -> None:
    economy, _ = example("crra")
    done: list[int] = []
    found = certify_last_failure(economy, tail(9), progress=done.append)
    assert found.agents == threshold(economy, range(2, 10)).last_failure == 4
    assert (found.lowest, found.relative_to, done) == (5, EVERY, [8, 7, 6, 5, 4])


@pytest.mark.bulk
def test_where_nothing_fails_the_candidate_is_an_equilibrium_at_every_number() -> None:
    found = certify_last_failure(example("log")[0], tail(7))
    assert (found.agents, found.lowest, found.relative_to) == (0, 2, EVERY)
    assert "every N from 2 on" in found.detail


def test_what_stops_short_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("crra")
    assert certify_last_failure(economy, tail(None)).lowest is None
    late = certify_last_failure(economy, tail(9), time_limit=-1)
    assert (late.agents, late.lowest) == (None, 9)
    assert "time limit" in late.detail
    many = certify_last_failure(example("three_types")[0], tail(1000))
    assert (many.agents, many.lowest) == (None, 1000)
    assert "too many configurations" in many.detail


def test_without_proofs_of_uniqueness_it_is_about_the_selected_equilibrium(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downwards, "price_range", lambda *_: "not certified")
    monkeypatch.setattr(downwards, "SEVERAL", 0)
    economy, _ = example("crra")
    without = certify_last_failure(economy, tail(6))
    assert without.relative_to == SELECTED
    assert "not sought one by one" in without.detail
    assert certify_last_failure(economy, tail(6, unique_from=2)).relative_to == EVERY


@pytest.mark.bulk
def test_where_no_range_of_prices_is_certified_uniqueness_is_proved_one_by_one() -> None:
    economy, _ = example("three_states")
    found = certify_last_failure(economy, tail(11, unique_from=26))
    assert (found.agents, found.lowest, found.relative_to) == (9, 10, EVERY)
    assert found.detail == "at N = 9 the candidate is not an equilibrium"


def test_the_configuration_at_which_uniqueness_is_not_certified_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def selected_only(economy: Economy, rows: list[list[int]], scope: str) -> Iterator[object]:
        yield from certify_configurations(economy, rows, scope="local")

    monkeypatch.setattr(downwards, "price_range", lambda *_: "not certified")
    monkeypatch.setattr(downwards, "certify_configurations", selected_only)
    found = certify_last_failure(example("crra")[0], tail(6))
    assert (found.agents, found.relative_to) == (4, SELECTED)
    assert "at the configuration (0, 5) uniqueness is not certified" in found.detail


@pytest.mark.bulk
@pytest.mark.parametrize("name", ["unequal", "type_free"])
def test_whole_blocks_are_certified_and_agree_with_floating_point(name: str) -> None:
    economy, _ = example(name)
    last = threshold(economy, range(2, 140)).last_failure
    assert last is not None
    found = certify_last_failure(economy, tail(last + 12, unique_from=30))
    assert (found.agents, found.lowest, found.relative_to) == (last, last + 1, EVERY)


@pytest.mark.bulk
@pytest.mark.parametrize("name", leading(1, ["log", "crra"]))
def test_no_block_has_fewer_active_agents_than_what_is_known_of_it(name: str) -> None:
    economy, _ = example(name)
    done: list[int] = []
    for populations, prices, unique in downwards._blocks(economy, tail(120, unique_from=40)):
        active = [economy.active(N) for N in populations]
        assert unique == (active[0] >= 40)
        assert min(active) >= (40 if unique else 2 if prices is None else prices.active)
        done += populations
    assert done == list(range(119, 1, -1))
