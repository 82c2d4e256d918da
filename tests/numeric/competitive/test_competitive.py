"""The competitive equilibrium agrees with its oracle.

Several equilibria are found and said to be several.
"""

from fractions import Fraction

import numpy as np
import pytest

from numeric import Economy, solve_competitive
from numeric.competitive import newton
from numeric.competitive.demand import excess
from numeric.competitive.newton import newton_equilibria
from numeric.competitive.scan import equilibrium_prices
from numeric.oracles.competitive import equilibrium_price
from tests.bulk import only
from tests.numeric.drawn import drawn
from tests.numeric.economies import NAMES, example


@pytest.mark.parametrize("name", only(NAMES, "log"))
def test_the_price_agrees_with_the_oracle(name: str) -> None:
    economy, data = example(name)
    solved = solve_competitive(economy)
    for z in data.states:
        price = float(solved.price[z])
        assert float(equilibrium_price(data, z, near=price)) == pytest.approx(price, rel=1e-12)


@pytest.mark.bulk
def test_the_oracle_finds_the_price_wherever_it_looks_first() -> None:
    _, data = example("log")
    found = [float(equilibrium_price(data, 0, near)) for near in (None, 3.0)]
    assert found == pytest.approx([found[0]] * 2, rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_markets_clear_in_both_goods(name: str) -> None:
    economy, _ = example(name)
    solved, d = solve_competitive(economy), economy.floats
    mean = np.einsum("zx,zxi->zi", d.signal, solved.allocations)
    taken = np.stack([d.kappa[1] / solved.price, d.kappa[0] * solved.price], axis=-1)
    assert np.allclose(mean + taken, d.endowment + d.kappa, rtol=1e-13)


def test_three_equilibria_of_a_symmetric_economy_are_all_found() -> None:
    # u_A = log(q)/2 - (3/2)^12 r^-11/11 and its mirror image: two prices clear the market besides
    # 1.
    c = Fraction(3, 2) ** 12
    economy = Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["0.01", "0.01"],
        eta="0.1",
        utility="w*log(q) - v*r**(-11)/11 + y*log(r) - t*q**(-11)/11",
        parameters={"w": [["1/2"], [0]], "v": [[c], [0]], "y": [[0], ["1/2"]], "t": [[0], [c]]},
    )
    solved = solve_competitive(economy)
    assert len(solved.prices[0]) == 3
    assert solved.unique == (False,)
    assert solved.prices[0][1] == pytest.approx(1.0, abs=1e-12)
    assert solved.prices[0][0] * solved.prices[0][2] == pytest.approx(1.0, rel=1e-10)
    assert np.abs(excess(economy, solved.prices[0], 0)).max() < 1e-12
    assert "several" in solved.status


def test_zero_kappa_is_refused() -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match="kappa > 0"):
        solve_competitive(economy.replacing(kappa=[0, 0]))


@pytest.mark.parametrize("economy", drawn(31, 6), ids=str, indirect=True)
def test_newton_and_the_scan_find_the_same_equilibrium(economy: Economy) -> None:
    by_newton, solved = newton_equilibria(economy), solve_competitive(economy)
    assert by_newton.solved.all()
    assert solved.unique == (True,) * len(economy.states)
    for z in range(len(economy.states)):
        (scanned,) = equilibrium_prices(economy, z)
        assert solved.price[z] == pytest.approx(scanned, rel=1e-12)


def test_a_wrong_step_is_not_called_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("crra")
    right = newton_equilibria(economy)
    for moved in (1 + 1e-9, 1 - 1e-9):
        monkeypatch.setattr(
            newton, "price_taking", lambda *_, moved=moved, **__: (right.sales, right.price * moved)
        )
        assert not newton_equilibria(economy).solved.any()
