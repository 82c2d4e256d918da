"""What the page shows is what the library says, and a seat is played by the rules."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numeric import solve_competitive, solve_stage1, solve_stage2, threshold
from numeric.games.compare import compare
from numeric.games.mechanisms import MECHANISMS
from proofs_check.demo import answers
from proofs_check.demo.choices import chosen, most_informative, offered, with_signals
from proofs_check.demo.seat import MOST_GAMES, Table
from symbolic.language.errors import InputError

CHOICE = {"economy": "log.toml", "agents": "8", "eta": "0.3", "kappa_q": "0.02", "kappa_r": "0.04"}


def test_what_is_chosen_is_what_is_played() -> None:
    choice = chosen({**CHOICE, "signals": "0.5"})
    d = choice.economy.floats
    assert choice.agents == 8
    assert d.kappa.tolist() == [0.02, 0.04]
    assert d.eta == 0.3
    assert np.allclose(d.signal, [[0.55, 0.45], [0.45, 0.55]])


@pytest.mark.parametrize("name", offered())
def test_signals_stay_probabilities_up_to_the_bound_and_not_beyond(name: str) -> None:
    economy = chosen({"economy": name}).economy
    most = most_informative(economy)
    assert with_signals(economy, Fraction(1)).environment == economy.environment
    assert with_signals(economy, most * Fraction(999, 1000)).floats.signal.min() > 0
    with pytest.raises(InputError):
        with_signals(economy, most)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("economy", "../log.toml", "economy must be one of"),
        ("eta", "1", "eta must be between"),
        ("eta", "1e-3", "eta must be a number such as"),
        ("kappa_q", "0", "kappa must be positive"),
        ("kappa_r", "2", "at most the endowment"),
        ("agents", "2.5", "agents must be a whole number"),
        ("agents", "401", "agents must be a whole number"),
        ("signals", "5", "signals must be above 0 and below 5"),
        ("signals", "-1", "signals must be a number"),
    ],
)
def test_a_wrong_choice_is_one_sentence(field: str, value: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        chosen({**CHOICE, field: value})


def test_the_solution_and_the_mean_price_are_those_of_the_library() -> None:
    choice = chosen(CHOICE)
    economy, told = choice.economy, answers.solution(choice)
    assert told["active"] == 6
    first = solve_stage1(economy)
    assert [told["stage1"][x]["offer"] for x in economy.types] == first.offers.tolist()
    for z, state in enumerate(economy.states):
        # by hand: every number of weak agents among the six, with its binomial weight
        from math import comb

        mu = economy.floats.signal[z]
        counts = [(n, 6 - n) for n in range(7)]
        weights = np.array([comb(6, n) * mu[0] ** n * mu[1] ** (6 - n) for n in range(7)])
        prices = solve_stage2(economy, counts).price
        assert told["price"][state]["mean"] == pytest.approx(weights @ prices, rel=1e-7)
        assert told["price"][state]["low"] <= told["price"][state]["high"]
        assert told["competitive"][state]["price"] == solve_competitive(economy).price[z]
    drawn = answers.prices(choice)["states"]["low"][-1]
    assert drawn["mean"] == pytest.approx(solve_competitive(economy).price[0], rel=0.02)


def test_margins_are_those_of_the_threshold_and_are_said_not_to_be_defined() -> None:
    choice = chosen(CHOICE)
    told = answers.margins(choice)
    found = threshold(choice.economy, [row["agents"] for row in told["margins"]])
    assert [row["margin"] for row in told["margins"]] == [m.margin for m in found.margins]
    assert told["fails"] == list(found.fails)


def test_losses_are_those_of_the_comparison_and_none_beats_the_competitive_market() -> None:
    choice = chosen(CHOICE)
    told = {row["name"]: row for row in answers.losses(choice)["mechanisms"]}
    (row,) = compare(choice.economy, [choice.agents], ["two_stage"])
    assert row.welfare is not None
    shown = told[MECHANISMS["two_stage"].title]
    assert shown["loss"] == pytest.approx([row.welfare.misallocation, row.welfare.paper], abs=1e-12)
    assert shown["status"] == str(row.status)
    best = told.pop(MECHANISMS["competitive"].title)
    assert best["loss"] == pytest.approx([0, 0], abs=1e-12)
    assert all(row["loss"][1] > 1e-5 for row in told.values())
    assert told[MECHANISMS["no_trade"].title]["loss"][0] > 2 * shown["loss"][0]


def played(first: dict[str, Any], second: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    table = Table()
    begun = table.begin(chosen(CHOICE))
    split = table.first({"game": begun["game"], **first})
    return begun, split, table.second({"game": begun["game"], **second})


def test_a_seat_that_follows_the_theory_gets_what_the_theory_says() -> None:
    for _ in range(40):
        table = Table()
        choice = chosen(CHOICE)
        begun = table.begin(choice)
        assert set(begun) == {"game", "agents", "active", "type", "endowment", "belief"}
        own = solve_stage1(choice.economy).offers[choice.economy.types.index(begun["type"])]
        offer = {"side": "q" if own[0] else "r", "amount": float(own.max())}
        split = table.first({"game": begun["game"], **offer})
        assert set(split) == {"active", "histogram", "belief"}
        if split["active"]:
            break
    end = table.second({"game": begun["game"], "side": "q", "amount": 0.0})
    assert sum(end["types"].values()) == 8
    assert end["theory"]["first"] == own.tolist()
    assert end["utility"] == pytest.approx(0, abs=1e-12) or end["bundle"] == [1.0, 1.0]
    with pytest.raises(InputError, match="must be one that has begun"):
        table.second({"game": begun["game"], "side": "q", "amount": 0.0})


@pytest.mark.parametrize(
    "offer",
    [
        {"side": "q", "amount": 2},
        {"side": "q", "amount": -0.1},
        {"side": "q", "amount": True},
        {"side": "q", "amount": "0.1"},
        {"side": "q", "amount": float("nan")},
        {"side": "z", "amount": 0},
        {},
    ],
)
def test_an_offer_outside_the_set_is_refused(offer: dict[str, Any]) -> None:
    table = Table()
    begun = table.begin(chosen(CHOICE))
    with pytest.raises(InputError, match="must be"):
        table.first({"game": begun["game"], **offer})
    assert table.first({"game": begun["game"], "side": "q", "amount": 0})["histogram"]


def test_a_game_goes_through_its_stages_once_and_old_games_make_room() -> None:
    table = Table()
    choice = chosen(CHOICE)
    games = [table.begin(choice)["game"] for _ in range(3)]
    assert len(set(games)) == 3
    with pytest.raises(InputError, match="first stage"):
        table.second({"game": games[0], "side": "q", "amount": 0})
    table.first({"game": games[0], "side": "q", "amount": 0})
    with pytest.raises(InputError, match="past its first stage"):
        table.first({"game": games[0], "side": "q", "amount": 0})
    assert MOST_GAMES >= 100
