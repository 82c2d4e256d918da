"""F agrees with brute force to 1e-12, truncated sums with exact ones within their stated errors."""

from functools import cache

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.oracles.margins import brute_value
from numeric.stage2.aggregative import Aggregative
from numeric.stage2.price_scan import PriceScan
from numeric.stage2.signed_newton import Signed
from numeric.theorem_1.continuation import continuation, continuations, oscillation
from tests.bulk import without
from tests.numeric.economies import example
from tests.numeric.stage2.methods import nothing

CASES = [
    ("log", 2),
    ("log", 12),
    ("log", 54),
    ("ces", 7),
    ("crra_outside", 9),
    ("three_types", 5),
    ("three_types", 18),
]


def equilibrium_offers(economy: Economy):  # type: ignore[no-untyped-def]
    @cache
    def offers(sigma: tuple[int, ...]) -> list[tuple[float, float]]:
        return [(b[0], b[1]) for b in solve_stage2(economy, [sigma]).offers[0].tolist()]

    return offers


@pytest.mark.parametrize(
    ("name", "active"), without(CASES, ("log", 54), ("three_types", 5), ("three_types", 18))
)
def test_f_agrees_with_brute_force(name: str, active: int) -> None:
    economy, data = example(name)
    found = continuation(economy, active, exact=True)
    offers = equilibrium_offers(economy)
    X = len(economy.types)
    pairs = [(0, 1), (1, 1)] if active > 12 else [(x, y) for x in range(X) for y in range(X)]
    for x, taken_for in pairs:
        assert found.values[x, taken_for] == pytest.approx(
            brute_value(data, active, x, taken_for, offers), abs=1e-12
        )


def test_the_truncated_sum_agrees_with_the_exact_one() -> None:
    economy, _ = example("log")
    for M in (400, 4500):
        exact, truncated = (
            continuation(economy, M, exact=True),
            continuation(economy, M, exact=False),
        )
        assert truncated.count < exact.count
        allowed = truncated.truncation + truncated.rounding + exact.rounding
        assert (np.abs(exact.values - truncated.values) <= allowed[:, None]).all()
        assert (truncated.truncation > 0).all()
        assert (exact.truncation == 0).all()


def test_several_m_at_once_give_the_same_as_one_by_one() -> None:
    economy, _ = example("three_types")
    together = continuations(economy, [3, 7, 11])
    for found, M in zip(together, (3, 7, 11), strict=True):
        assert found.active == M
        assert np.allclose(found.values, continuation(economy, M).values, rtol=0, atol=1e-15)


def test_blocks_do_not_change_the_sum() -> None:
    economy, _ = example("log")
    whole = continuations(economy, [30, 41])
    parts = continuations(economy, [30, 41], block=7)
    for a, b in zip(whole, parts, strict=True):
        assert np.allclose(a.values, b.values, rtol=0, atol=1e-15)
        assert a.count == b.count


def test_being_taken_for_oneself_is_worth_at_least_the_endowment() -> None:
    economy, _ = example("unequal")
    found = continuation(economy, 20)
    assert (found.values.min(axis=1) >= 0).all()
    assert (oscillation(economy) > 0).all()


def test_unsolved_games_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr(Aggregative, "solve", nothing)
    monkeypatch.setattr(Signed, "solve", nothing)
    monkeypatch.setattr(PriceScan, "solve", nothing)
    assert not continuations(economy, [3])[0].solved


def test_nobody_active_is_refused() -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match="at least 1"):
        continuation(economy, 0)
