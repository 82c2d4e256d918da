"""Rounds of the mechanism.

Every unit accounted for, frequencies as they should be, offers as the strategies say.
"""

import numpy as np
import pytest

from numeric import play, solve_stage1, solve_stage2
from tests.numeric.economies import example


def random_offers(generator: np.random.Generator, n: int, top: np.ndarray) -> np.ndarray:
    offers = generator.uniform(0, 1, (n, 2)) * top
    offers[np.arange(n), generator.integers(0, 2, n)] = 0.0
    return offers


def test_rounds_balance_in_both_goods() -> None:
    generator = np.random.default_rng(5)
    economies = [example(name)[0] for name in ("log", "unequal", "three_types", "crra_outside")]
    for i in range(240):
        economy = economies[i % 4]
        N = int(generator.integers(2, 60))
        top = economy.floats.endowment
        if i % 2:
            played = play(economy, N, seed=i)
        else:
            first, second = random_offers(generator, N, top), random_offers(generator, N, top)
            played = play(economy, N, seed=i, offers1=first, offers2=second)
        scale = N * top + np.abs(played.payout_kappa) + np.abs(played.payout_inactive)
        assert (np.abs(played.balance(economy)) <= 1e-12 * scale).all()
        assert played.active.sum() == economy.active(N)


def test_on_the_path_everyone_plays_the_candidate() -> None:
    economy, _ = example("three_types")
    played = play(economy, 30, seed=3, state=1)
    sigma = np.bincount(played.types[played.active], minlength=3)
    solved, alpha = solve_stage2(economy, [sigma]), solve_stage1(economy).offers
    assert (played.offers1 == alpha[played.types]).all()
    assert np.allclose(played.offers2[played.active], solved.offers[0, played.types[played.active]])
    assert played.price == pytest.approx(solved.price[0], rel=1e-12)
    assert sum(n for _, n in played.histogram) == economy.active(30)


def test_frequencies_agree_with_the_probabilities() -> None:
    economy, _ = example("log")
    rounds = [play(economy, 40, seed=s, state=0, stop_after_stage1=True) for s in range(200)]
    share = np.mean([np.mean(r.types == 0) for r in rounds])
    assert abs(share - 0.6) < 4 * np.sqrt(0.24 / 8000)
    active = np.mean([r.active for r in rounds], axis=0)
    assert np.abs(active - 36 / 40).max() < 5 * np.sqrt(0.09 / 200)
    states = [play(economy, 2, seed=s, stop_after_stage1=True).state for s in range(300)]
    assert abs(np.mean(states) - 0.5) < 4 * 0.5 / np.sqrt(300)


def test_after_stage_1_alone_the_active_have_nothing_yet() -> None:
    economy, _ = example("log")
    played = play(economy, 20, seed=1, stop_after_stage1=True)
    assert np.isnan(played.price)
    assert np.isnan(played.allocation[played.active]).all()
    assert not np.isnan(played.allocation[~played.active]).any()


def test_several_defectors_each_answer_what_they_believe() -> None:
    economy, _ = example("log")
    alpha = solve_stage1(economy).offers
    types = np.array([0, 0, 1, 1, 1])
    first = alpha[[1, 0, 1, 0, 1]]
    played = play(economy, types=types, offers1=first, active=[True] * 5)
    seen = solve_stage2(economy, [[2, 3]])
    assert np.allclose(played.offers2[1], seen.offers[0, 0])
    assert np.allclose(played.offers2[2], seen.offers[0, 1])
    assert not np.allclose(played.offers2[0], seen.offers[0, 0])
    assert played.state is None


def test_the_same_seed_gives_the_same_round() -> None:
    economy, _ = example("log")
    a, b = play(economy, 25, seed=9), play(economy, 25, seed=9)
    assert (a.allocation == b.allocation).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "given once"),
        ({"agents": 1}, "at least 2"),
        ({"agents": 5, "types": [0, 1]}, "agree"),
        ({"types": [0, 7]}, "types must be integers"),
        ({"types": [0, 1], "offers1": [[0.1, 0.1], [0, 0]]}, "one-sided"),
        ({"types": [0, 1], "active": [False, True]}, "must be active"),
        ({"agents": 5, "state": 4}, "the state"),
        ({"types": [0, 1], "offers1": [[0.1, 0.0, 0.2]] * 2}, "last axis"),
    ],
)
def test_wrong_rounds_are_refused(arguments: dict[str, object], message: str) -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match=message):
        play(economy, **arguments)  # type: ignore[arg-type]
