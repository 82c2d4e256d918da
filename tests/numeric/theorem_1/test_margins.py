"""Margins: they agree with brute force, with a direct search over stage-1 offers.

And every failure in a range is found.
"""

import numpy as np
import pytest

from numeric import Economy, solve_stage1, solve_stage2, threshold
from numeric.mechanism.beliefs import read_types
from numeric.oracles.margins import brute_value
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margin_tail import Margin
from numeric.theorem_1.margins import losses, nearest_consumption
from tests.bulk import without
from tests.numeric.economies import example


def inactive_payoff(economy: Economy, data, x: int, offer: tuple[float, float]) -> float:  # type: ignore[no-untyped-def]
    from numeric.probability.posterior import type_posterior

    e = economy.floats.endowment
    p = e[1] / e[0]
    q, r = e[0] - offer[0] + offer[1] / p, e[1] - offer[1] + p * offer[0]
    return float(sum(t * data.u(q, r, x, z) for z, t in enumerate(type_posterior(economy)[x])))


@pytest.mark.parametrize(
    ("name", "agents"),
    without(
        [("log", 9), ("ces", 6), ("three_types", 6), ("failing", 12)],
        ("three_types", 6),
        ("failing", 12),
    ),
)
def test_the_margin_is_what_a_direct_search_over_offers_finds(name: str, agents: int) -> None:
    economy, data = example(name)
    M = economy.active(agents)
    (margin,) = threshold(economy, [agents]).margins
    offers = {}

    def beta(sigma: tuple[int, ...]) -> list[tuple[float, float]]:
        if sigma not in offers:
            offers[sigma] = [
                (b[0], b[1]) for b in solve_stage2(economy, [sigma]).offers[0].tolist()
            ]
        return offers[sigma]

    X, top = len(economy.types), economy.floats.endowment
    alpha = solve_stage1(economy).offers
    F = np.array([[brute_value(data, M, x, y, beta) for y in range(X)] for x in range(X)])
    ends = solve_stage1(economy).intervals
    grid = [(s, 0.0) for s in np.linspace(0, top[0] * 0.999, 400)] + [
        (0.0, s) for s in np.linspace(0, top[1] * 0.999, 400)
    ]
    # Polish: the offers that lead just inside each interval.
    near = [q for end in ends.ravel() for q in (end - 1e-9, end + 1e-9) if 0 < q < 2 * top[0]]
    grid += [
        (top[0] - q, 0.0) if q < top[0] else (0.0, (q - top[0]) * top[1] / top[0]) for q in near
    ]
    read = read_types(economy, grid)
    worst = np.inf
    for x in range(X):
        own = inactive_payoff(economy, data, x, tuple(alpha[x]))
        for offer, taken_for in zip(grid, read, strict=True):
            if taken_for != x:
                cost = (agents - M) / agents * (own - inactive_payoff(economy, data, x, offer))
                worst = min(worst, cost - M / agents * (F[x, taken_for] - F[x, x]))
    assert margin.margin == pytest.approx(worst, abs=1e-8)
    assert margin.margin <= worst + 1e-12
    assert (margin.margin >= 0) == (worst >= 0)


def test_all_failures_of_a_range_are_found() -> None:
    economy, _ = example("failing")
    found = threshold(economy, range(2, 60))
    assert found.fails == (*range(2, 13), 49, *range(52, 60))
    signs = {m.agents: m.margin >= 0 for m in found.margins}
    assert found.fails == tuple(N for N, ok in signs.items() if not ok)
    assert found.fails
    assert found.last_failure == max(found.fails)
    assert any(signs[N] and max(found.fails) > N for N in signs)


def test_an_economy_without_inactive_agents_has_no_cost() -> None:
    economy, _ = example("log")
    (margin,) = threshold(economy, [4]).margins
    assert margin.active == 4
    assert margin.cost == 0


def test_losses_are_positive_off_the_diagonal() -> None:
    economy, _ = example("three_types")
    solved = solve_stage1(economy)
    loss = losses(economy, solved)
    assert np.allclose(np.diag(loss), 0, atol=1e-16)
    assert (loss[~np.eye(3, dtype=bool)] > 0).all()
    nearest = nearest_consumption(solved)
    assert (
        (nearest >= solved.intervals[None, :, 0]) & (nearest <= solved.intervals[None, :, 1])
    ).all()


def test_the_share_of_active_agents_is_the_mechanisms_own() -> None:
    economy, _ = example("log")
    (margin,) = threshold(economy, [13]).margins
    assert margin.active == 12
    F = continuation(economy, 12).values
    x, y = margin.binding
    assert margin.gain == pytest.approx(12 / 13 * (F[x, y] - F[x, x]), rel=1e-12)


def test_nothing_is_said_beyond_the_range_while_the_states_are_close() -> None:
    economy, _ = example("log")
    tail = threshold(economy, [40]).tail
    assert tail.start is None
    assert "Chernoff" in tail.detail


def test_a_tail_is_sampled_evidence_at_most() -> None:
    economy, _ = example("log")
    tail = threshold(economy, [1700, 1800, 2000]).tail
    assert tail.start == 1700
    assert tail.evidence == "SAMPLED"


@pytest.mark.parametrize(("change", "word"), [({"eta": 0}, "nobody is ever inactive")])
def test_the_tail_names_what_stands_in_its_way(change: dict[str, object], word: str) -> None:
    economy, _ = example("log")
    assert word in threshold(economy.replacing(**change), [5]).tail.detail


def test_a_margin_within_its_error_is_undecided() -> None:
    margin = Margin(5, 4, 1e-18, 0.0, 1e-16, (0, 1), 0.0, 0.0)
    assert margin.holds is None
    assert Margin(5, 4, float("nan"), 0.0, 0.0, (0, 1), 0.0, 0.0).holds is None
    assert Margin(5, 4, -1.0, 0.0, 0.0, (0, 1), 0.0, 0.0).holds is False


def test_wrong_numbers_of_agents_are_refused() -> None:
    economy, _ = example("log")
    for agents in ([], [1, 2]):
        with pytest.raises(ValueError, match="at least 2"):
            threshold(economy, agents)


def test_a_pooling_alpha_is_refused() -> None:
    economy, _ = example("log")
    pooled = economy.replacing(parameters={"theta": 1}, signal=[["1/2", "1/2"], ["1/2", "1/2"]])
    with pytest.raises(ValueError, match="separating"):
        threshold(pooled, [5])
