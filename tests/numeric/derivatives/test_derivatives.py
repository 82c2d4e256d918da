"""Derivatives of equilibria agree with differences of solutions with 50 digits; kinks are named."""

import numpy as np
import pytest

from numeric import (
    Economy,
    InputError,
    competitive_derivatives,
    margin_derivatives,
    solve_competitive,
    solve_stage1,
    solve_stage2,
    stage1_derivatives,
    threshold,
)
from numeric.draws.generate import generate
from tests.bulk import leading
from tests.numeric.derivatives import oracle
from tests.numeric.drawn import drawn
from tests.numeric.economies import example

CLOSE = 1e-8


def everything(economy: Economy) -> tuple[str, ...]:
    scalars = ("kappa_q", "kappa_r", "q_bar", "r_bar", "eta")
    return (*economy.floats.parameters, "prior", "signal", *scalars)


def agree(ours: list[float], theirs: list[float]) -> bool:
    return np.allclose(ours, theirs, rtol=CLOSE, atol=CLOSE)


def check(economy: Economy, seed: int, directions: int) -> int:
    """Compare some directions of an economy; return how many were compared."""
    first, market, names = solve_stage1(economy), solve_competitive(economy), everything(economy)
    counts = [2 + (3 * x + seed) % 5 for x in range(len(economy.types))]
    counts[seed % len(counts)] *= int(seed % 3 > 0)  # at times a type that nobody has
    game = solve_stage2(economy, [counts], derivatives=names)
    assert game.derivatives is not None
    if game.derivatives.kinks:
        return 0
    at_1 = stage1_derivatives(economy, first.consumption, names)
    at_c = competitive_derivatives(economy, market.price, market.allocations, names)
    z = seed % len(economy.states)
    sides = [0 if pair[0] > 0 else 1 for pair in game.offers[0]]
    rng = np.random.default_rng(seed)
    for i in rng.choice(len(at_1.names), min(directions, len(at_1.names)), replace=False):
        name = at_1.names[i]
        theirs = oracle.difference(economy, name, lambda e: oracle.stage1(e, first.consumption))
        assert agree([*at_1.consumption[i]], theirs), name
        start = [*market.allocations[z, :, 0], market.price[z]]
        theirs = oracle.difference(economy, name, lambda e, s=start: oracle.competitive(e, z, s))
        assert agree([*at_c.allocations[i, z, :, 0], at_c.price[i, z]], theirs), name
        theirs = oracle.difference(
            economy, name, lambda e: oracle.stage2(e, counts, game.offers[0])
        )
        ours = [game.derivatives.offers[i, 0, x, s] for x, s in enumerate(sides)]
        assert agree([*ours, game.derivatives.price[i, 0]], theirs), name
    return 1


@pytest.mark.parametrize("economy", leading(2, drawn(41, 6)), ids=str, indirect=True)
def test_derivatives_agree_with_differences(economy: Economy) -> None:
    assert check(economy, 1, 3) == 1


@pytest.mark.slow
def test_derivatives_agree_with_differences_on_many_economies() -> None:
    compared = sum(check(e, i, 2) for i, e in enumerate(generate(2012, 200)))
    assert compared >= 195
    print(f"{compared} of 200 economies agree to {CLOSE}, the others stand at kinks")


def test_a_wrong_derivative_is_noticed() -> None:
    economy, _ = example("log")
    first = solve_stage1(economy).consumption
    ours = stage1_derivatives(economy, first, ("q_bar",)).consumption[0]
    theirs = oracle.difference(economy, "q_bar", lambda e: oracle.stage1(e, first))
    assert agree([*ours], theirs)
    assert not agree([*(ours * (1 + 1e-6))], theirs)


@pytest.mark.bulk
def test_the_margin_moves_as_its_differences_do() -> None:
    economy, _ = example("crra")
    names = ("theta", "signal", "kappa_q", "r_bar", "eta")
    found, h = margin_derivatives(economy, 9, names), oracle.Fraction(1, 10**5)
    for i, name in enumerate(found.names):
        up, down = (
            threshold(oracle.moved(economy, name, s * h), [9], exact=True).margins[0].margin
            for s in (1, -1)
        )
        assert found.derivatives[i] == pytest.approx(
            (up - down) / (2 * float(h)), rel=1e-5, abs=1e-7
        )
    assert found.kinks == ()
    at_jump = margin_derivatives(economy.replacing(eta="0.2"), 10, ("eta",))
    assert "jumps at this eta" in at_jump.kinks[-1]


def still() -> Economy:
    """Return an economy in which one type neither buys nor sells, by symmetry."""
    return Economy(
        prior=[1], signal=[["1/4", "1/2", "1/4"]], endowment=[1, 1], kappa=["1/20", "1/20"],
        eta="1/10", utility="theta*log(q) + log(r)", parameters={"theta": [["1/2"], [1], [2]]},
    )  # fmt: skip


def test_a_type_that_does_not_trade_stands_at_a_kink() -> None:
    economy = still()
    at_1 = stage1_derivatives(economy, solve_stage1(economy).consumption, ("theta",))
    assert 'type "type_2" does not trade at stage 1' in at_1.kinks[0]
    assert np.isnan(at_1.offers[:, 1]).all()
    assert np.isfinite(at_1.consumption).all()
    game = solve_stage2(economy, [[2, 4, 2], [3, 4, 2]], derivatives=["theta"])
    assert game.price[0] == pytest.approx(1, abs=1e-14)
    assert game.derivatives is not None
    (kink,) = game.derivatives.kinks
    assert kink.startswith('at the configuration (2, 4, 2) type "type_2" does not trade')
    assert np.isnan(game.derivatives.price[:, 0]).all()
    assert np.isfinite(game.derivatives.price[:, 1]).all()


def test_names_that_stand_for_nothing_are_one_sentence() -> None:
    economy, _ = example("log")
    with pytest.raises(InputError, match="must be among theta, prior, signal"):
        solve_stage2(economy, [[3, 5]], derivatives=["gamma"])


def test_a_given_belief_does_not_move_with_the_prior() -> None:
    economy, _ = example("log")
    fixed = solve_stage2(economy, [[3, 5]], [0.5, 0.5], derivatives=["prior", "kappa_q"])
    assert fixed.derivatives is not None
    assert (fixed.derivatives.price[:2] == 0).all()
    assert fixed.derivatives.price[2, 0] < 0
