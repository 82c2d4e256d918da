"""The pari-mutuel version: payout, slopes against difference quotients, limits in η and N."""

import numpy as np
import pytest
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.games.one_stage import solve_one_stage
from numeric.games.pari_mutuel import PariMutuel, solve_offers, unsigned, view_of
from numeric.games.pari_mutuel_deviations import (
    _bounds,
    _cut,
    _most,
    deviations,
    executed,
    taken,
    taken_for,
)
from numeric.games.pari_mutuel_limit import pari_mutuel_limit
from numeric.games.pari_mutuel_market import solve_markets
from numeric.games.scenarios import scenarios
from numeric.oracles.games import profiles
from numeric.probability.posterior import posterior
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from tests.numeric.games.settings import example, plain


def game(name: str, agents: int, inactive: int) -> PariMutuel:
    economy = example(name)
    return PariMutuel.of(economy, agents, scenarios(economy, agents, inactive))


OFFERS = np.array([0.2, -0.25])


def test_the_designer_pays_out_kappa_whatever_is_offered() -> None:
    played = game("e1", 10, 3)
    outcome = played.outcome(OFFERS)
    price = played.markets(OFFERS).price[played.where]
    k_q, k_r = played.economy.floats.kappa
    paid = np.stack([k_q - k_r / price, k_r - price * k_q], axis=-1)
    assert outcome.outlay(played.economy) == pytest.approx(paid, abs=1e-12)


def test_slopes_are_difference_quotients_of_the_executed_payoff() -> None:
    played = game("e1", 8, 2)
    slopes, step = played.slopes(OFFERS), 1e-5
    for x, s in enumerate(OFFERS):
        pair = executed(played, OFFERS, x, np.array([s - step, s + step]), np.array([x, x]))
        quotient = (pair[1] - pair[0]) / (2 * step) * np.sign(s)
        assert slopes[x] == pytest.approx(quotient, abs=1e-8)


def test_stage_2_without_offers_of_the_inactive_is_the_papers() -> None:
    economy, sigma = example("e1"), np.array([[4.0, 5.0], [2.0, 7.0]])
    plain = solve_stage2(economy, sigma)
    found = solve_markets(
        economy, sigma, plain.posterior, 9 * np.tile(economy.floats.kappa, (2, 1))
    )
    assert found.solved.all()
    assert found.price == pytest.approx(plain.price, rel=1e-12)


def test_the_response_of_the_price_is_a_difference_quotient() -> None:
    economy, sigma = example("e1"), np.array([[4.0, 5.0]])
    belief, outside = np.array([[0.4, 0.6]]), np.array([[0.6, 0.7]])
    slopes, step = solve_markets(economy, sigma, belief, outside).price_slopes()[0], 1e-6
    for good in (0, 1):
        move = np.eye(2)[[good]] * step
        up, down = (
            solve_markets(economy, sigma, belief, outside + s * move).price[0] for s in (1, -1)
        )
        assert slopes[good] == pytest.approx((up - down) / (2 * step), rel=1e-7)


@pytest.mark.bulk
def test_the_solution_is_beaten_by_no_offer_and_scales_like_one_over_n() -> None:
    economy = example("e1")
    limit = pari_mutuel_limit(economy, 0.1)
    start = limit.offers[:, 0] - limit.offers[:, 1]
    scaled = []
    for N in (20, 40):
        played = game("e1", N, N // 10)
        signed, residual = solve_offers(played, start)
        assert residual < 1e-8
        assert played.markets(signed).solved.all()
        found = deviations(played, signed)
        assert found.gain <= 1e-12
        assert found.bound < 2e-6
        assert found.margin > 0
        assert found.exact
        scaled.append(N * np.abs(signed - start))
    assert scaled[1] == pytest.approx(scaled[0], rel=0.06)


@pytest.mark.parametrize("x", [0, 1])
def test_no_offer_of_either_good_exceeds_its_bound(x: int) -> None:
    played = game("e1", 10, 2)
    view = view_of(played, OFFERS, x, active=False)
    own = executed(played, OFFERS, x, OFFERS[[x]], np.array([x]))[0]
    offers = np.concatenate(
        [np.linspace(-0.999, 0.999, 101), OFFERS[x] + np.linspace(-3e-3, 3e-3, 21)]
    )
    types = taken_for(played, OFFERS, offers)
    added = executed(played, OFFERS, x, offers, types) - own
    met, most = _most(played, OFFERS, view, x, np.full(2, 1e-5))
    for y in (0, 1):
        assert added[types == y].max() <= most[y] + 1e-13
        assert met[y] <= most[y] < met[y] + 1e-2
    assert met[x] > 1e-6  # OFFERS are no equilibrium, and the search says so


@pytest.mark.parametrize("x", [0, 1])
def test_inside_a_cell_no_offer_adds_more_than_its_bound(x: int) -> None:
    played = game("e1", 10, 2)
    view, cells = view_of(played, OFFERS, x, active=False), _cut(played, OFFERS)
    own = executed(played, OFFERS, x, OFFERS[[x]], np.array([x]))
    first, bound = _bounds(played, OFFERS, view, x, cells, own)
    assert sorted(cells.high - cells.low)[-1] < 0.05
    assert set(cells.side) == {0, 1}
    for share in (0.0, 0.1, 0.4, 0.7, 1.0):
        amount = cells.low + share * (cells.high - cells.low)
        signed = np.where(cells.side == 0, amount, -amount)
        added = executed(played, OFFERS, x, signed, cells.type) - own
        assert (added <= bound + 1e-13).all()
        if share == 0:
            assert first == pytest.approx(added, abs=1e-13)


@pytest.mark.bulk
def test_drawn_scenarios_bound_what_all_scenarios_say(monkeypatch: pytest.MonkeyPatch) -> None:
    played = game("e1", 30, 3)
    signed, _ = solve_offers(played, OFFERS)
    exact = deviations(played, signed)
    monkeypatch.setattr("numeric.games.pari_mutuel.PAIRS", 0)
    drawn = deviations(played, signed)
    assert exact.exact
    assert not drawn.exact
    assert drawn.margin == pytest.approx(exact.margin, abs=2e-4)
    assert drawn.margin <= exact.margin
    assert exact.bound <= drawn.bound < 1e-4


def test_a_wrong_candidate_is_beaten() -> None:
    played = game("e1", 10, 2)
    assert deviations(played, np.array([0.05, -0.5])).gain > 1e-4


def test_being_taken_for_oneself_is_worth_what_the_path_gives() -> None:
    played = game("e1", 6, 2)
    outcome = played.outcome(OFFERS)
    from numeric.formulas.compiled import formulas_of

    for x in (0, 1):
        weight = played.weights(played.drawn.active, x)
        bundle = outcome.bundles[:, x]
        value = formulas_of(played.economy).utility(
            bundle[:, 0], bundle[:, 1], x, played.drawn.state
        )
        present = weight > 0
        view = view_of(played, OFFERS, x, active=True)
        assert taken(played, OFFERS, view, x, x) @ view.weight == pytest.approx(
            (weight * value)[present].sum(), abs=1e-11
        )
    assert taken_for(played, OFFERS, np.array([0.9, -0.1, -0.9])).tolist() == [0, 1, 1]


def test_the_limit_is_competitive_where_few_are_inactive_and_one_stage_where_all_are() -> None:
    economy = example("e1")
    none, all_ = pari_mutuel_limit(economy, 0.0), pari_mutuel_limit(economy, 1.0)
    assert none.price == pytest.approx(solve_competitive(economy).price, rel=1e-9)
    assert all_.offers == pytest.approx(solve_one_stage(economy, None).offers, abs=1e-8)
    near = pari_mutuel_limit(economy, 1e-4).price
    assert 0 < np.abs(near - none.price).max() < 1e-4


def test_signed_offers_are_of_one_good() -> None:
    assert unsigned(np.array([0.2, -0.3])).tolist() == [[0.2, 0.0], [0.0, 0.3]]


Array = NDArray[np.float64]


def iterated_price(
    played: PariMutuel, counts: tuple[int, int], outside: Array, belief: Array
) -> float:
    """Return the price at which the active best-respond to each other, by damped iteration."""
    offers = np.full((2, 2), 0.1) * np.eye(2)
    for _ in range(400):
        totals = outside + np.array(counts) @ offers
        rest = totals - offers
        best = best_response(
            played.economy, rest[:, 0], rest[:, 1], np.tile(belief, (2, 1)), [0, 1]
        )
        offers = 0.5 * offers + 0.5 * best
    totals = outside + np.array(counts) @ offers
    return float(totals[1] / totals[0])


@pytest.mark.bulk
def test_the_executed_payoff_is_that_of_every_profile_of_types_of_the_active() -> None:
    economy, N, x = example("e1"), 4, 1
    played, setting = game("e1", N, 1), plain(example("e1"))
    s = -0.4
    total = mass = 0.0
    prices: dict[tuple[int, int], float] = {}  # what the active play depends on their counts alone
    for z, types, chance in profiles(setting, N):
        if types[0] != x:
            continue
        counts = (types[1:].count(0), types[1:].count(1))
        everybody = np.array([counts[0], counts[1] + 1])  # the offer -0.4 is taken for type 1's
        outside = N * np.array(setting.kappa) + unsigned(np.array(s))
        if counts not in prices:
            belief = posterior(economy, everybody)
            prices[counts] = iterated_price(played, counts, outside, belief)
        price = prices[counts]
        total += chance * setting.u(1 + 0.4 / price, 1 - 0.4, x, z)
        mass += chance
    found = executed(played, OFFERS, x, np.array([s]), np.array([1]))
    assert found[0] == pytest.approx(total / mass, abs=1e-9)
