"""One-stage games: brute force at small N, rates in N, and what happens where no pure equilibrium is found."""

import numpy as np
import pytest

from numeric import Economy
from numeric.games.equilibrium import concluded, pure_kinds
from numeric.games.one_stage import Restriction, one_stage_outcome, solve_one_stage
from numeric.games.private import Found, others, payoffs
from numeric.games.references import limit_scenarios
from numeric.games.scenarios import scenarios
from numeric.games.welfare import welfare
from numeric.oracles.games import Setting, expected_payoff
from numeric.status import Status
from tests.numeric.games.settings import example, plain

RESTRICTIONS: tuple[Restriction, ...] = ("o", "box", "sell_all", "no_credit")


def without_kappa(setting: Setting, restriction: Restriction) -> Setting:
    if restriction in ("o", "box"):
        return setting
    return Setting(setting.u, setting.prior, setting.signal, setting.endowment, (0.0, 0.0))


@pytest.mark.parametrize("restriction", RESTRICTIONS)
def test_nobody_gains_by_another_offer_when_every_profile_of_types_is_enumerated(
    restriction: Restriction,
) -> None:
    economy, agents = example("e1"), 5
    found = solve_one_stage(economy, agents, restriction)
    assert found.solved
    assert found.pure
    setting = without_kappa(plain(economy), restriction)
    offers = found.offers.tolist()
    sold = [0.0, 0.3, 0.7, 1.0] if restriction in ("o", "box") else [1.0]
    bid = [0.0, 0.1, 0.5, 0.9] if restriction != "sell_all" else [0.2, 0.8, 1.1, 1.6]
    for x in range(2):
        own = expected_payoff(setting, agents, offers, x, offers[x])
        tried = [(a, b) for a in sold for b in bid if restriction != "o" or a * b == 0]
        step = 1e-3
        for good in (0, 1):
            for move in (-step, step):
                near = list(offers[x])
                near[good] += move
                tried.append((near[0], near[1]))
        allowed = [o for o in tried if admissible(o, restriction)]
        assert len(allowed) >= 3
        for offer in allowed:
            assert expected_payoff(setting, agents, offers, x, offer) <= own + 1e-12


def admissible(offer: tuple[float, float], restriction: Restriction) -> bool:
    q, r = offer
    match restriction:
        case "o":
            return 0 <= q <= 1 and 0 <= r <= 1 and q * r == 0
        case "box":
            return 0 <= q <= 1 and 0 <= r <= 1
        case "sell_all":
            return q == 1 and r >= 0
    return q == 1 and 0 <= r <= 1


def test_expected_payoffs_agree_with_enumeration_at_10_agents() -> None:
    economy, offers = example("e1"), np.array([[0.2, 0.0], [0.0, 0.3]])
    game = others(economy, 10, economy.floats.kappa)
    tried = np.array([[0.25, 0.0], [0.0, 0.1], [0.0, 0.0]])
    for x in (0, 1):
        by_hand = [
            expected_payoff(plain(economy), 10, offers.tolist(), x, o) for o in tried.tolist()
        ]
        assert payoffs(game, x, tried, game.totals(offers)) == pytest.approx(by_hand, abs=1e-13)


@pytest.mark.parametrize("name", ["e1", "e3"])
def test_offers_and_loss_approach_the_limit_at_rate_one_over_n(name: str) -> None:
    economy = example(name)
    limit = solve_one_stage(economy, None)
    floor = welfare(
        economy, one_stage_outcome(economy, limit, limit_scenarios(economy), "o")
    ).misallocation
    assert floor > 1e-4
    scaled, excess = [], []
    for N in (80, 160):
        found = solve_one_stage(economy, N)
        scaled.append(N * np.abs(found.offers - limit.offers).max())
        at = welfare(economy, one_stage_outcome(economy, found, scenarios(economy, N), "o"))
        excess.append(N * (at.misallocation - floor))
    assert scaled[1] == pytest.approx(scaled[0], rel=0.05)
    assert excess[1] == pytest.approx(excess[0], rel=0.3)


def test_with_one_state_nothing_is_misallocated_in_the_limit() -> None:
    economy = example("e1").replacing(
        prior=[1], signal=[["1/2", "1/2"]], states=["only"], parameters={"A": [[0.3], [0.7]]}
    )
    limit = solve_one_stage(economy, None)
    found = welfare(economy, one_stage_outcome(economy, limit, limit_scenarios(economy), "o"))
    assert limit.solved
    assert abs(found.misallocation) < 1e-12


def test_an_offer_of_both_goods_is_a_demand_schedule() -> None:
    # State-free tastes: ((1 - A) q-bar, A r-bar) is the competitive demand at every price.
    economy = example("e1").replacing(parameters={"A": [[0.3, 0.3], [0.7, 0.7]]})
    found = solve_one_stage(economy, None, "box")
    outcome = one_stage_outcome(economy, found, limit_scenarios(economy), "box")
    assert abs(welfare(economy, outcome).misallocation) < 1e-10
    on_o = solve_one_stage(economy, None, "o")
    rest = one_stage_outcome(economy, on_o, limit_scenarios(economy), "o")
    assert welfare(economy, rest).misallocation > 1e-5


@pytest.mark.parametrize("agents", [None, 6])
def test_where_the_sides_come_back_a_type_mixes_and_is_indifferent(agents: int | None) -> None:
    economy = example("e2")
    found = solve_one_stage(economy, agents)
    assert found.status.solved
    assert isinstance(found.status, str)
    assert "no symmetric equilibrium in pure strategies was found" in found.status
    assert not found.pure
    types, chance = found.kinds.T
    assert types.tolist() == [0, 1, 1, 2]
    assert chance[1] + chance[2] == pytest.approx(1)
    assert 0.1 < chance[1] < 0.9
    game = others(economy, agents, economy.floats.kappa, found.kinds)
    sale, purchase = payoffs(game, 1, found.offers[1:3], game.totals(found.offers))
    assert sale == pytest.approx(purchase, abs=1e-11)


def test_the_mixture_is_an_equilibrium_when_every_profile_of_kinds_is_enumerated() -> None:
    economy, agents = example("e2"), 4
    found = solve_one_stage(economy, agents)
    split = [int(x) for x in found.kinds[:, 0]]
    base = plain(economy)
    signal = [
        [row[x] * c for x, c in zip(split, found.kinds[:, 1].tolist(), strict=True)]
        for row in base.signal
    ]
    by_kind = Setting(
        lambda q, r, y, z: base.u(q, r, split[y], z),
        base.prior, signal, base.endowment, base.kappa,
    )  # fmt: skip
    offers = found.offers.tolist()
    for y in range(4):
        own = expected_payoff(by_kind, agents, offers, y, offers[y])
        for amount in (0.0, 0.02, 0.05, 0.2, 0.5):
            for offer in ((amount, 0.0), (0.0, amount)):
                assert expected_payoff(by_kind, agents, offers, y, offer) <= own + 1e-10


def test_what_a_search_beats_is_not_returned() -> None:
    economy = example("e1")
    found = Found(np.array([[0.2, 0.0], [0.0, 0.2]]), 1e-14)
    kept = concluded(10, pure_kinds(economy), found, 0.0)
    beaten = concluded(10, pure_kinds(economy), found, 1e-6)
    missed = concluded(10, pure_kinds(economy), Found(found.offers, 1e-3), 0.0)
    assert kept.solved
    assert np.isnan(beaten.offers).all()
    assert not beaten.solved
    assert not missed.solved
    assert missed.status.startswith("not solved")


@pytest.mark.parametrize(("agents", "restriction"), [(1, "o"), (10, "nonsense")])
def test_misuse_is_refused(agents: int, restriction: Restriction) -> None:
    with pytest.raises(ValueError, match="agents must be at least 2"):
        solve_one_stage(example("e1"), agents, restriction)


def test_a_utility_of_another_family_has_an_equilibrium_too() -> None:
    economy = Economy(
        prior=["1/2", "1/2"], signal=[[0.4, 0.6], [0.6, 0.4]], endowment=[1, 2], kappa=[0.05, 0.1],
        eta=0.1, utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [[0.8, 1.0], [1.2, 1.6]]},
    )  # fmt: skip
    found = solve_one_stage(economy, 12)
    assert found.status == Status.SOLVED
    assert found.gain < 1e-9
