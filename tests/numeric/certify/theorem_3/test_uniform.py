"""κ̄ of Theorem 3: a dense grid of κ, exact events and exact enumeration agree with what is certified."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest

from numeric import Economy, EconomyError, efficiency, load_economy, solve_competitive, solve_stage2
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_3.bundles import cheapest
from numeric.certify.theorem_3.judged import judged
from numeric.certify.theorem_3.kappa_box import KappaBox, loss_is_small
from numeric.certify.theorem_3.nearness import nearness
from numeric.certify.theorem_3.price_pieces import cut, pieces, price_ends, trades_at
from numeric.certify.theorem_3.uniform import (
    UniformEfficiency,
    certify_efficient_from,
    certify_uniform_efficiency,
    resources_suffice,
)
from numeric.formulas.compiled import formulas_of
from numeric.theorem_3.achieving import limiting_loss
from numeric.theorem_3.loss import ex_post_loss
from numeric.theorem_3.realised import inactive_bundles
from tests.bulk import leading
from tests.numeric.certify.economies import not_concave

EXAMPLES = Path(__file__).parents[4] / "examples"
EPSILON, DELTA = Fraction(1, 10), Fraction(1, 5)
Z = 1
ALMOST_NOTHING = Fraction(1, 1000)


@cache
def economy(name: str = "log") -> Economy:
    return load_economy(str(EXAMPLES / f"{name}.toml"))


@cache
def uniform(name: str) -> UniformEfficiency:
    return certify_uniform_efficiency(economy(name), EPSILON, DELTA)


def largest_eta(own: Economy) -> Fraction:
    kappa, e = own.mechanism.kappa, own.environment.endowment
    return min(k / (4 * v) for k, v in zip(kappa, e, strict=True))


def with_kappa(own: Economy, kappa: tuple[Fraction, Fraction], part: Fraction) -> Economy:
    made = own.replacing(kappa=kappa)
    return made.replacing(eta=largest_eta(made) * part)


@pytest.mark.bulk
@pytest.mark.parametrize("name", leading(1, ["log", "unequal"]))
def test_the_loss_of_a_continuum_is_small_on_a_dense_grid_below_and_not_far_above(
    name: str,
) -> None:
    found = uniform(name)
    assert found.evidence == "CERTIFIED"
    assert found.ceiling is not None
    own, shares = economy(name), [Fraction(i, 6) for i in range(7)]
    levels = [max(s, Fraction(1, 1000)) for s in shares]
    below = [
        limiting_loss(with_kappa(own, (found.ceiling * a, found.ceiling * b), part)).max()
        for a, b in product(levels, levels)
        for part in (Fraction(1, 100), Fraction(1))
        if part < 1 or max(a, b) == 1
    ]
    assert 0.9 * EPSILON < max(below) < EPSILON
    beyond = found.ceiling * Fraction(107, 100)
    above = [
        limiting_loss(with_kappa(own, k, Fraction(1, 100))).max()
        for k in ((beyond, beyond / 1000), (beyond / 1000, beyond))
    ]
    assert max(above) > EPSILON


@pytest.mark.bulk
@pytest.mark.parametrize("name", leading(1, ["log", "three_types", "ces"]))
def test_realised_losses_at_the_corners_of_the_box_are_below_epsilon(name: str) -> None:
    found, own = uniform(name), economy(name)
    assert found.ceiling is not None
    X, rng, worst = len(own.types), np.random.default_rng(3), 0.0
    for kappa in (
        (Fraction(1), Fraction(1, 50)),
        (Fraction(1, 50), Fraction(1)),
        (Fraction(1),) * 2,
    ):
        at = with_kappa(own, (found.ceiling * kappa[0], found.ceiling * kappa[1]), Fraction(1))
        M = 2 * found.active_for(at.mechanism.kappa)
        idle = int(M * at.floats.eta / (1 - at.floats.eta))
        for z, mu in enumerate(own.floats.signal):
            sigma = rng.multinomial(M, mu, size=3)
            passive = rng.multinomial(idle, np.full(X, 1 / X), size=3)
            had = solve_stage2(at, sigma).allocations(at)
            kept = np.broadcast_to(inactive_bundles(at), had.shape)
            losses = ex_post_loss(
                at,
                np.tile(np.arange(X), 2),
                np.concatenate([sigma, passive], axis=1),
                np.concatenate([had, kept], axis=1),
                z,
            ).loss
            worst = max(worst, losses.max())
    assert 0.9 * EPSILON < worst < EPSILON


@pytest.mark.bulk
def test_enumeration_at_the_number_of_agents_agrees() -> None:
    ceiling = uniform("log").ceiling
    assert ceiling is not None
    at = with_kappa(economy(), (ceiling, ceiling), Fraction(1))
    found = certify_efficient_from(at, EPSILON, DELTA, time_limit=0.01)
    assert found.efficient is not None
    assert found.efficient < 300
    for N in (found.efficient, 2 * found.efficient):
        exact = efficiency(at, N)
        assert not exact.statistical
        assert exact.epsilon <= EPSILON
        assert (exact.overuse <= DELTA).all()
    assert found.tail.start is None or found.start == max(found.tail.start, found.efficient)


@pytest.mark.bulk
@pytest.mark.parametrize("active", [40, 300])
def test_the_box_has_the_probability_by_the_exact_binomial_and_the_odds_on_it_are_bounded(
    active: int,
) -> None:
    own = economy("failing" if active == 300 else "log")
    for z, row in enumerate(own.environment.signal):
        near = nearness(own, z, active, EPSILON)
        if isinstance(near, str):
            assert "not told apart" in near
            continue
        lo, hi = near.shares.lo[0], near.shares.hi[0]
        inside = [n for n in range(active + 1) if lo <= n / active <= hi]
        mass = sum(comb(active, n) * row[0] ** n * (1 - row[0]) ** (active - n) for n in inside)
        assert mass >= 1 - EPSILON
        assert mass < 1 - EPSILON / 40
        prior, signal = own.environment.prior, own.environment.signal
        for other in range(len(prior)):
            ratios = [float(v / w) for v, w in zip(signal[other], row, strict=True)]
            odds = max(
                float(prior[other] / prior[z])
                * ratios[0] ** (active * share)
                * ratios[1] ** (active * (1 - share))
                for share in (lo, hi)
            )
            assert other == z or near.odds[other] == pytest.approx(odds, rel=1e-6)
            assert other == z or near.odds[other] >= odds * (1 - 1e-9)
        assert near.beliefs.lo[z] <= 1 / (1 + near.odds.sum()) <= near.beliefs.hi[z]


def test_a_state_that_is_not_told_apart_is_named() -> None:
    found = nearness(economy("failing"), 0, 20, EPSILON)
    assert isinstance(found, str)
    assert "low and middle" in found


def values(own: Economy, x: int, z: int, q: float, r: float) -> float:
    return float(formulas_of(own).partial((0, 0), np.array(q), np.array(r), np.array(x))[z])


@pytest.mark.parametrize("name", leading(1, ["log", "unequal", "three_states"]))
def test_what_bundles_are_worth_is_bounded_and_sharply(name: str) -> None:
    own = economy(name)
    near = nearness(own, Z, 3000, EPSILON)
    assert not isinstance(near, str)
    influence, X = Fraction(1, 20), len(own.types)
    ends = price_ends(own, influence, Fraction(1, 5))
    assert ends is not None
    q_bar, r_bar = own.floats.endowment
    about = float(solve_competitive(own).price[Z])
    assert ends[0] < 0.8 * about < 1.2 * about < ends[1]
    middle = cut((about * 0.8, about * 1.2), 400)
    found = pieces(own, Z, near, influence, middle, EPSILON)
    point = middle.lo[::40]
    for x in range(X):
        for k, phi in product((0.0, float(influence)), (0, 1)):
            belief = np.eye(len(own.states))[Z] if phi == 0 else near.beliefs.lo + 0.0
            if phi:
                other = int(np.argmax(near.odds))
                belief[other] = 1 - np.delete(belief, other).sum()
            t = roots(own, x, point, k, belief)
            assert (found.trades.lo[::40, x] <= t).all()
            assert (t <= found.trades.hi[::40, x]).all()
            true = np.array(
                [worth(own, x, p, q_bar + s, r_bar - p * s) for p, s in zip(point, t, strict=True)]
            )
            assert (true <= found.active[::40, x]).all()
            assert (found.active[::40, x] <= 0.95 * true).all()
        idle = inactive_bundles(own)[x]
        true = np.array([worth(own, x, p, *idle) for p in point])
        assert (true <= found.inactive[::40, x]).all()
        assert (found.inactive[::40, x] <= true + 0.006).all()


@pytest.mark.bulk
@pytest.mark.parametrize(("influence", "odds"), [(Fraction(1, 20), 1e-12), (Fraction(0), 0.05)])
def test_what_own_influence_and_doubt_cost_is_bounded_where_little_else_is_lost(
    influence: Fraction, odds: float
) -> None:
    own, less = economy("log"), Fraction(1, 10**7)
    near = nearness(own, Z, 3000, EPSILON)
    assert not isinstance(near, str)
    other = 1 - Z
    belief = Intervals(np.array([0.0, 1 / (1 + odds) - 1e-15]), np.array([odds, 1.0]))
    near = replace(near, odds=np.array([odds, 0.0]), beliefs=belief)
    about = float(solve_competitive(own).price[Z])
    found = pieces(own, Z, near, influence, cut((about * 0.8, about * 1.2), 60), less)
    q_bar, r_bar = own.floats.endowment
    price = found.price.lo[::6]
    phi = np.zeros(2)
    phi[other], phi[Z] = odds / (1 + odds), 1 / (1 + odds)
    lost = []
    for x in range(2):
        t = roots(own, x, price, float(influence), phi)
        true = [
            worth(own, x, p, q_bar + s, r_bar - p * s, float(less))
            for p, s in zip(price, t, strict=True)
        ]
        assert (np.array(true) <= found.active[::6, x] + 1e-12).all()
        lost.append(max(true))
    assert max(lost) > 100 * float(less)  # what is bounded is not the ε alone


def worth(
    own: Economy, x: int, price: float, q: float, r: float, epsilon: float = float(EPSILON)
) -> float:
    """Return about p q + r less the least cost of ε more utils, with a grid in place of Newton."""
    best = cheapest(own, x, Z, np.array([price]), (q, r), epsilon)[0]
    aim = values(own, x, Z, q, r) + epsilon
    assert values(own, x, Z, best[0], best[1]) == pytest.approx(aim, abs=1e-9)
    for factor in (0.999, 1.001):
        low, high = 1e-9, 1e3
        for _ in range(80):
            mid = 0.5 * (low + high)
            low, high = (
                (mid, high) if values(own, x, Z, best[0] * factor, mid) < aim else (low, mid)
            )
        assert price * best[0] * factor + high >= price * best[0] + best[1] - 1e-9
    return float(price * (q - best[0]) + r - best[1])


def roots(own: Economy, x: int, price: np.ndarray, k: float, belief: np.ndarray) -> np.ndarray:
    """Return the trades by bisection of the condition, written out."""
    q_bar, r_bar = own.floats.endowment
    low, high = np.full(len(price), -q_bar * (1 - 1e-9)), r_bar / price * (1 - 1e-9)
    for _ in range(70):
        t = 0.5 * (low + high)
        omega = np.where(t < 0, 1 + k * t, 1 / np.where(k * t < 1, 1 - k * t, 1e-9))
        u_q, u_r = (
            formulas_of(own).partial(o, q_bar + t, r_bar - price * t, np.full(len(t), x))
            for o in ((1, 0), (0, 1))
        )
        f = (belief * (u_q - (price * omega)[:, None] * u_r)).sum(axis=-1)
        low, high = np.where(f > 0, t, low), np.where(f > 0, high, t)
    return np.asarray(t)


def test_all_prices_of_equilibria_lie_between_the_ends_for_every_kappa() -> None:
    own = economy("unequal")
    near = nearness(own, 0, 600, EPSILON)
    assert not isinstance(near, str)
    ends = price_ends(own, Fraction(1, 50), Fraction(1, 5))
    assert ends is not None
    for kappa in product((Fraction(1, 5), Fraction(1, 500)), repeat=2):
        sigma = [[M, 600 - M] for M in (1, 300, 599)]
        price = solve_stage2(own.replacing(kappa=kappa), sigma).price
        assert ((ends[0] < price) & (price < ends[1])).all()
    beyond = cut((ends[0] / 8, ends[0]), 5)
    low = trades_at(own, near, Fraction(1, 50), beyond).lo
    assert ((low > 0.2) | ~np.isfinite(low)).all()


@pytest.mark.bulk
def test_one_kappa_is_judged_by_itself_and_too_large_a_box_is_refused() -> None:
    own = with_kappa(economy("three_types"), (Fraction(1, 12), Fraction(1, 40)), Fraction(1))
    box = KappaBox.at(own.mechanism.kappa)
    found = judged(own, EPSILON, 5000, Fraction(1, 100), box)
    assert not isinstance(found, str)
    assert found.failing(own, box) is None
    wider = KappaBox.below(Fraction(1, 3))
    beyond = judged(own, EPSILON, 5000, Fraction(1, 100), wider)
    assert not isinstance(beyond, str)
    state = beyond.failing(own, wider)
    assert state is not None
    part = beyond.states[state]
    assert not loss_is_small(own, part.pieces, part.near.shares, wider).all()


@pytest.mark.bulk
@pytest.mark.parametrize("shares", [(Fraction(1), ALMOST_NOTHING), (ALMOST_NOTHING, Fraction(1))])
def test_where_one_good_has_nearly_all_of_kappa_the_largest_that_passes_is_the_true_one(
    shares: tuple[Fraction, Fraction],
) -> None:
    own, most = economy("log"), Fraction(2, 5)
    found = judged(own, EPSILON, 100_000, Fraction(1, 100), KappaBox.below(most))
    assert not isinstance(found, str)

    def kappa(level: Fraction) -> tuple[Fraction, Fraction]:
        return level * shares[0], level * shares[1]

    low, high = Fraction(0), most
    with np.errstate(all="ignore"):
        for _ in range(12):
            middle = (low + high) / 2
            passes = found.failing(own, KappaBox.at(kappa(middle))) is None
            low, high = (middle, high) if passes else (low, middle)
    assert 0 < low < most * Fraction(9, 10)
    part = Fraction(1, 100)
    assert limiting_loss(with_kappa(own, kappa(low), part)).max() < EPSILON
    beyond = kappa(low * Fraction(107, 100))
    assert limiting_loss(with_kappa(own, beyond, part)).max() > EPSILON


@pytest.mark.parametrize("name", ["log", "unequal", "three_states"])
def test_what_kappa_and_the_inactive_add_is_bounded_and_sharply(name: str) -> None:
    own = economy(name)
    e = own.floats.endowment
    factors = 1 + np.maximum(inactive_bundles(own) - e, 0.0).max(axis=0) / (4 * e)
    kappa = [DELTA / Fraction(float(f)) * Fraction(999_999, 10**6) for f in factors]
    assert resources_suffice(own, (kappa[0], kappa[1]), DELTA)
    for good in (0, 1):
        more = list(kappa)
        more[good] *= Fraction(1_000_002, 10**6)
        assert not resources_suffice(own, (more[0], more[1]), DELTA)


@pytest.mark.bulk
def test_delta_binds_where_it_is_small() -> None:
    found = certify_uniform_efficiency(economy(), EPSILON, Fraction(1, 20))
    assert found.ceiling is not None
    assert found.limit.startswith("δ")
    assert resources_suffice(economy(), (found.ceiling,) * 2, Fraction(1, 20))
    assert not resources_suffice(
        economy(), (found.ceiling * Fraction(101, 100),) * 2, Fraction(1, 20)
    )
    at = with_kappa(economy(), (found.ceiling,) * 2, Fraction(1))
    assert efficiency(at, 100).overuse.max() <= 0.05
    assert found.covers(at)
    assert not found.covers(at.replacing(eta=at.mechanism.eta * 2))


def test_what_is_missing_is_said() -> None:
    found = certify_uniform_efficiency(not_concave(), EPSILON, DELTA)
    assert (found.ceiling, found.evidence) == (None, "NONE")
    assert "concave" in found.detail
    few = certify_uniform_efficiency(economy("failing"), EPSILON, DELTA, active=30)
    assert few.ceiling is None
    assert "not told apart" in few.detail


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(EconomyError, match="epsilon"):
        certify_uniform_efficiency(economy(), Fraction(0), DELTA)
    with pytest.raises(EconomyError, match="epsilon"):
        certify_efficient_from(economy(), Fraction(2), DELTA)
    with pytest.raises(EconomyError, match="eta must be"):
        certify_efficient_from(economy(), EPSILON, DELTA)
