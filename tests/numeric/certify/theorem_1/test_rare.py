"""Boxes left out are as unlikely as is said, and no more is at stake on them than is said."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import attempt as attempts
from numeric.certify.theorem_1 import bound, rare
from numeric.certify.theorem_1.attempt import gain_bounds
from numeric.certify.theorem_1.exponents import decaying
from numeric.economy.environment import utility_at
from numeric.formulas.compiled import formulas_of
from numeric.theorem_1.continuation import continuation
from symbolic.language.notation import q, r
from tests.bulk import leading
from tests.numeric.economies import example


def probabilities(mean: np.ndarray, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Return all frequencies of three types in some draws, and their probabilities."""
    counts = [
        (a, b, draws - a - b)
        for a, b in itertools.product(range(draws + 1), repeat=2)
        if a + b <= draws
    ]
    logs = [
        math.lgamma(draws + 1)
        + sum(n * math.log(m) - math.lgamma(n + 1) for n, m in zip(c, mean, strict=True))
        for c in counts
    ]
    return np.array(counts) / draws, np.exp(logs)


def test_boxes_are_no_likelier_than_their_rates_say_and_the_rates_are_the_divergences() -> None:
    economy, _ = example("three_types")
    rng, draws, sharp = np.random.default_rng(5), 25, 0
    low = rng.uniform(0, 0.6, (60, 3))
    boxes = Intervals(low, low + rng.uniform(0.02, 0.3, (60, 3)))
    meets = (boxes.lo.sum(axis=-1) < 1) & (boxes.hi.sum(axis=-1) > 1)
    boxes = boxes[meets]
    found = rare.rates(economy, boxes)
    for z, mean in enumerate(economy.floats.signal):
        at, likely = probabilities(mean, draws)
        for i in range(boxes.shape[0]):
            inside = ((at >= boxes.lo[i]) & (at <= boxes.hi[i])).all(axis=-1)
            mass = likely[inside].sum()
            assert mass <= math.exp(-draws * found[z, i]) * (1 + 1e-12)
            divergence = (at * np.log(np.where(at > 0, at / mean, 1.0))).sum(axis=-1)
            if inside.any():
                assert found[z, i] <= divergence[inside].min() + 1e-9
                sharp += found[z, i] > 0.8 * divergence[inside].min() > 0.05
    assert sharp > 5


@pytest.mark.bulk
@pytest.mark.parametrize("name", leading(1, ["log", "ces", "unequal"]))
def test_no_price_and_no_trade_gains_more_over_the_endowment_than_the_oscillation(
    name: str,
) -> None:
    economy, _ = example(name)
    (kappa_q, kappa_r), (q_end, r_end) = economy.floats.kappa, economy.floats.endowment
    for own in range(len(economy.types)):
        most, best = rare.oscillation(economy, own), -math.inf
        for price in np.geomspace(kappa_r / (q_end + kappa_q), (r_end + kappa_r) / kappa_q, 25):
            t = np.linspace(-0.999 * q_end, 0.999 * r_end / price, 200)
            for state in range(len(economy.states)):
                u = utility_at(economy.environment, own, state)
                at_end = float(u.subs({q: q_end, r: r_end}))
                some = t[::20]
                values = [
                    float(u.subs({q: q_end + s, r: r_end - price * s})) for s in some.tolist()
                ]
                best = max(best, max(values) - at_end)
        assert 0 < best <= most < 1000 * best


@pytest.mark.parametrize("kappa", [("0.05", "0.005"), ("0.005", "0.05")])
def test_the_oscillation_is_the_most_that_any_trade_gains_at_the_endowments_margins(
    kappa: tuple[str, str],
) -> None:
    economy = example("unequal")[0].replacing(kappa=kappa)
    (kappa_q, kappa_r), (q_end, r_end) = economy.floats.kappa, economy.floats.endowment
    formulas = formulas_of(economy)
    for own in range(len(economy.types)):
        by_q, by_r = (formulas.partial(o, q_end, r_end, own) for o in ((1, 0), (0, 1)))
        best = max(
            float((t * (by_q - price * by_r)).max())
            for price in np.geomspace(kappa_r / (q_end + kappa_q), (r_end + kappa_r) / kappa_q, 9)
            for t in (-q_end, r_end / price)
        )
        assert best <= rare.oscillation(economy, own) <= best * (1 + 1e-9)


def test_what_is_at_stake_on_rare_boxes_is_added() -> None:
    plain = bound.GainBound(50, (), ())
    with_rare = bound.GainBound(50, (), (), ((3.0, 0.1), (2.0, 0.5)))
    more = with_rare.at(60) - plain.at(60)
    assert more == pytest.approx(3 * decaying(0.1, 60) + 2 * decaying(0.5, 60), rel=1e-9)
    assert more > 3 * 60 * math.exp(-59 * 0.1)


def test_boxes_that_are_left_out_count_as_zero_however_low_the_others_are() -> None:
    values = bound.CellValues(np.array([-3.0, -5.0, 2.0]), {(0, 1): np.array([1.0, 2.0, 3.0])})
    left = values.without(np.array([False, True, True]))
    assert left.by_shares.tolist() == [-3, 0, 0]
    assert left.by_posterior[0, 1].tolist() == [1, 0, 0]


@pytest.mark.bulk
def test_with_boxes_left_out_the_bound_is_still_above_the_true_gain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All boxes that would not matter are made to fail, and none that matters is left out."""
    economy, _ = example("log")
    judge = attempts._judged

    def forgetful(economy, active, boxes, prices):  # type: ignore[no-untyped-def]
        part = judge(economy, active, boxes, prices)
        part.unique[rare.negligible(economy, active, boxes)] = False
        for values in (*part.upper.values(), *part.lower.values()):
            values.by_shares[~part.unique] = np.inf
        return part

    whole = gain_bounds(economy, attempts.attempt(economy, 400))
    monkeypatch.setattr(attempts, "_judged", forgetful)
    made = attempts.attempt(economy, 400)
    assert made.missing is None
    assert not made.all_unique
    assert 5 < made.rare.sum() < 0.9 * len(made.rare)
    bounds = gain_bounds(economy, made)
    values = continuation(economy, 400).values
    for (own, other), one in bounds.items():
        assert len(one.rare) == len(economy.states)
        assert 400 * (values[own, other] - values[own, own]) < one.at(400)
        assert one.at(400) < whole[own, other].at(400) + 1e-3


def test_a_box_that_matters_is_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    judge = attempts._judged

    def failing(economy, active, boxes, prices):  # type: ignore[no-untyped-def]
        part = judge(economy, active, boxes, prices)
        part.unique[:] = False
        return part

    monkeypatch.setattr(attempts, "_judged", failing)
    made = attempts.attempt(economy, 400)
    assert made.missing is not None
    assert "uniqueness is not certified on" in made.missing
    assert 5 < made.rare.sum() < 0.9 * len(made.rare)
