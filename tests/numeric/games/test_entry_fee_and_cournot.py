"""The entry fee: budget, participation and its thresholds.  Cournot: enumeration, and when the price aggregates."""

from fractions import Fraction

import numpy as np
import pytest

from numeric import Economy, load_economy
from numeric.cournot import cournot
from numeric.games.compare import compare
from numeric.games.entry_fee import (
    after_fee,
    entry_fee,
    fee_of,
    guaranteed,
    kept,
    largest_accepted,
    participation,
    rebated_limit,
)
from numeric.games.outcome import Outcome
from numeric.games.welfare import welfare
from numeric.mechanism.rebate import rebate_limit
from numeric.oracles import cournot as by_hand
from tests.numeric.games.settings import EXAMPLES, example, plain

PRIOR, SIGNAL, DEMAND = [0.4, 0.6], [[0.7, 0.3], [0.2, 0.8]], [1.0, 1.5]


def test_what_the_designer_keeps_is_the_fee_less_the_net_payouts_of_the_round() -> None:
    economy, N = example("e1"), 100
    outcome, left = entry_fee(economy, N), after_fee(example("e1"))
    assert left.floats.endowment == pytest.approx([0.9, 0.9])
    held = outcome.used()
    active = outcome.counts[:, :2].sum(axis=1)
    # The price of each scenario from what a type that is active kept and received.
    q, r = outcome.bundles[:, 0, 0], outcome.bundles[:, 0, 1]
    price = (r - 0.9) / (0.9 - q)
    first = outcome.bundles[:, 2:] - left.floats.endowment
    offers = np.maximum(-first, 0.0)
    inactive = (outcome.counts[:, 2:, None] * offers).sum(axis=1)
    budget = kept(economy, N, price, inactive)
    assert N * economy.floats.endowment - held == pytest.approx(budget, abs=1e-9)
    assert (active == left.active(N)).all()


def test_the_fee_covers_the_worst_offers_where_it_is_guaranteed_to() -> None:
    economy = example("e1")
    for N in (80, 100, 400):
        assert guaranteed(economy, N)
        left = after_fee(economy)
        k, top = left.floats.kappa, left.floats.endowment
        inactive = N - left.active(N)
        for price in (k[1] / (top[0] + k[0]), 1.0, (top[1] + k[1]) / k[0]):
            for side in (0, 1):
                extreme = np.zeros((1, 2))
                extreme[0, side] = inactive * top[side]
                assert (kept(economy, N, np.array([price]), extreme) >= 0).all()
    heavy = example("e1").replacing(kappa=["1/100", "1/100"])
    assert guaranteed(heavy, 400)


def test_participation_ex_ante_fails_at_this_kappa_and_holds_below_a_threshold() -> None:
    economy = example("e1")
    found = participation(economy, 100)
    assert found.ex_ante == pytest.approx(-0.063, abs=1e-3)
    assert not found.enters
    most = largest_accepted(economy, 100, digits=3)
    assert most is not None
    assert float(most) * 0.05 == pytest.approx(0.0205, abs=2e-4)
    smaller = economy.replacing(kappa=["1/100", "1/100"])
    assert participation(smaller, 100).enters


def test_with_the_rest_returned_resources_balance_and_agents_enter_at_kappa_itself() -> None:
    for name in ("e1", "e3"):
        economy = example(name)
        outcome = rebated_limit(economy)
        assert outcome.used() == pytest.approx(np.tile(economy.floats.endowment, (2, 1)), abs=1e-9)
        assert welfare(economy, outcome).paper < 2e-4

        def entering(e: Economy, _: int | None) -> Outcome:
            return rebated_limit(e)

        found = participation(economy, None, entering)
        assert found.enters
        assert (found.interim > 0).all()
        assert largest_accepted(economy, None, entering=entering) == 1


def test_the_limit_with_a_rebate_is_found_where_the_competitive_price_is_one() -> None:
    economy = Economy(
        prior=[1],
        signal=[["3/8", "5/8"]],
        endowment=["11/4", "11/4"],
        kappa=["1/1000", "1/20"],
        eta="47/100",
        utility="A*log(q) + (1 - A)*log(r)",
        parameters={"A": [["3/16"], ["11/16"]]},
    )
    outcome = rebated_limit(economy)
    assert outcome.used() == pytest.approx(np.array([economy.floats.endowment]), abs=1e-9)


def test_no_trade_of_another_size_is_better_with_the_rebate() -> None:
    """By brute force: the inactive against the lottery of what is returned, the active at the price."""
    economy, setting = example("e1"), plain(example("e1"))
    left = after_fee(economy)
    found = rebate_limit(left, np.array([0.1, 0.1]))
    e, mu, pi = left.floats.endowment, left.floats.signal, left.floats.prior
    for x in (0, 1):
        sold = e[0] + found.returned[:, 0] - found.inactive[:, x, 0]
        assert np.ptp(sold) < 1e-12
        tau = pi * mu[:, x] / (pi @ mu[:, x])

        def stage_1(t: float, x: int = x, tau: np.ndarray = tau) -> float:
            return float(
                sum(
                    tau[z] * setting.u(e[0] + b[0] - t, e[1] + b[1] + t, x, z)
                    for z, b in enumerate(found.returned)
                )
            )

        for z in (0, 1):
            t = e[0] + found.returned[z, 0] - found.active[z, x, 0]

            def stage_2(t: float, x: int = x, z: int = z) -> float:
                held, p = e + found.returned[z], found.price[z]
                return setting.u(held[0] - t, held[1] + p * t, x, z)

            for step in (-1e-3, 1e-3):
                assert stage_2(t + step) < stage_2(t)
                assert stage_1(sold[0] + step) < stage_1(sold[0])
    # What is returned is what is left: consumption of all is what they brought.
    total = (1 - left.floats.eta) * (mu[..., None] * found.active).sum(axis=1)
    total = total + left.floats.eta * (mu[..., None] * found.inactive).sum(axis=1)
    assert total == pytest.approx(np.ones((2, 2)), abs=1e-9)


def test_a_fee_of_the_economy_stands_in_the_place_of_twice_kappa() -> None:
    economy = example("e1")
    assert fee_of(economy) == (Fraction(1, 10), Fraction(1, 10))
    other = economy.replacing(entry_fee=["3/50", "7/100"])
    assert after_fee(other).environment.endowment == (Fraction(47, 50), Fraction(93, 100))
    assert not guaranteed(other.replacing(entry_fee=["1/100", "7/100"]), 100)
    # [M kappa + (N - M) q-bar]/(2 N - M) is the least fee by the bound.
    for N in (80, 100, 400):
        M = after_fee(economy).active(N)
        least = (M * Fraction(1, 20) + N - M) / (2 * N - M)
        assert guaranteed(economy.replacing(entry_fee=[least, least]), N)
        less = least - Fraction(1, 10**9)
        assert not guaranteed(economy.replacing(entry_fee=[least, less]), N)


def test_each_type_has_a_threshold_of_its_own() -> None:
    economy = example("e3")
    accepted = [largest_accepted(economy, None, type_=x, digits=3) for x in range(3)]
    assert [float(v or 0) * 0.05 for v in accepted] == pytest.approx(
        [0.0320, 0.0011, 0.0383], abs=2e-4
    )
    ex_ante = largest_accepted(economy, None, digits=3)
    assert float(ex_ante or 0) * 0.05 == pytest.approx(0.0243, abs=2e-4)


def test_the_rows_say_who_enters_and_the_file_says_whether_the_rest_is_returned() -> None:
    economy = example("e1")
    kept, returned = compare(economy, [None], ["entry_fee"]) + compare(
        economy, [None], ["entry_fee_rebate"]
    )
    assert "do not enter" in str(kept.status)
    assert "agents enter ex ante" in str(returned.status)
    (said,) = compare(load_economy(EXAMPLES / "fee.toml", fee=True), [None], ["entry_fee"])
    assert str(said.status) == str(returned.status)


def test_with_the_fee_the_loss_is_about_the_fee() -> None:
    economy = example("e1")
    found = welfare(economy, entry_fee(economy, None))
    assert found.paper == pytest.approx(0.1, abs=0.01)
    assert found.misallocation < 1e-3
    assert (found.outlay < 0).all()


@pytest.mark.parametrize("curvature", [0.0, 0.5])
def test_no_firm_gains_by_another_quantity_and_the_loss_is_that_of_enumeration(
    curvature: float,
) -> None:
    setting = (PRIOR, SIGNAL, DEMAND, 4, 0.8, 0.1, curvature)
    found = cournot(PRIOR, SIGNAL, DEMAND, firms=4, slope=0.8, cost=0.1, curvature=curvature)
    made = found.quantities.tolist()
    for x in (0, 1):
        own = by_hand.profit(*setting, made, x, made[x])
        for factor in (0.5, 0.9, 0.999, 1.001, 1.2):
            assert by_hand.profit(*setting, made, x, factor * made[x]) < own
    assert found.loss == pytest.approx(by_hand.loss(*setting, made), abs=1e-12)


def test_with_constant_marginal_cost_price_and_loss_converge_where_signals_span_demand() -> None:
    limit = cournot(PRIOR, SIGNAL, DEMAND, firms=None, cost=0.1)
    assert limit.mean_price == pytest.approx([0.1, 0.1], abs=1e-12)
    assert abs(limit.loss) < 1e-14
    losses = [cournot(PRIOR, SIGNAL, DEMAND, firms=n, cost=0.1).loss for n in (1000, 2000)]
    assert losses[0] / losses[1] == pytest.approx(2, rel=0.1)


def test_it_keeps_a_loss_where_there_are_more_states_than_signals_or_cost_is_curved() -> None:
    three = cournot(
        [0.3, 0.3, 0.4], [[0.7, 0.3], [0.5, 0.5], [0.2, 0.8]], [1.0, 1.5, 1.2], firms=None
    )
    assert three.aggregate > 1e-3
    curved = cournot(PRIOR, SIGNAL, DEMAND, firms=None, cost=0.1, curvature=0.5)
    assert curved.loss > 1e-3
    assert curved.misallocation > 0


@pytest.mark.parametrize(
    "wrong", [{"firms": 0}, {"firms": 3, "cost": 2.0}, {"firms": 3, "slope": 0}]
)
def test_misuse_of_cournot_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="firms must be at least 1"):
        cournot(PRIOR, SIGNAL, DEMAND, **wrong)  # type: ignore[arg-type]
