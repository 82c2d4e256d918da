"""Stage 1, competitive prices, margins and closed forms.

Enclosures contain the oracles' values, and false claims are not certified.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp

from numeric import (
    Economy,
    certify_competitive,
    certify_margin,
    certify_stage1,
    enclosure_of,
    sign_of,
    solve_competitive,
    solve_stage2,
    threshold,
)
from numeric.certify.competitive import enclose as competitive
from numeric.oracles.competitive import equilibrium_price
from numeric.oracles.margins import brute_value
from numeric.oracles.stage1 import best_consumption
from tests.numeric.certify.economies import not_concave, three_equilibria
from tests.numeric.economies import NAMES, example


@pytest.mark.parametrize("name", NAMES)
def test_best_consumption_at_stage_1_lies_in_its_enclosure(name: str) -> None:
    economy, data = example(name)
    found = certify_stage1(economy)
    assert (found.exists, found.unique, found.separating, found.evidence) == (
        True,
        "global",
        True,
        "CERTIFIED",
    )
    for x, interval in enumerate(found.consumption):
        value = best_consumption(data, x)
        assert interval is not None
        assert (
            mpmath.mpf(interval.low.numerator) / interval.low.denominator
            < value
            < mpmath.mpf(interval.high.numerator) / interval.high.denominator
        )


def test_types_with_the_same_best_offer_are_not_certified_to_separate() -> None:
    economy = Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["0.1", "0.1"],
        eta="0.1",
        utility="log(q) + log(r)",
    )
    found = certify_stage1(economy)
    assert found.separating is None
    with pytest.raises(ValueError, match="separating"):
        found.belief_interval(0, Fraction(2))
    margin = certify_margin(economy, 4)
    assert margin.sign is None
    assert "separating" in margin.status


@pytest.mark.bulk
@pytest.mark.parametrize("name", ["failing", "log"])
def test_the_competitive_price_lies_in_its_enclosure_and_is_unique(name: str) -> None:
    economy, data = example(name)
    solved = solve_competitive(economy)
    for found in certify_competitive(economy):
        assert (found.unique, found.complete, found.evidence) == ("global", True, "CERTIFIED")
        [enclosed] = found.enclosures
        assert float(equilibrium_price(data, found.state)) in enclosed.price
        assert enclosed.price.width < Fraction(1, 10**8)
        for pair, values in zip(enclosed.allocations, solved.allocations[found.state], strict=True):
            assert all(float(v) in interval for interval, v in zip(pair, values, strict=True))


def test_three_competitive_equilibria_are_all_enclosed_and_none_is_called_unique() -> None:
    [found] = certify_competitive(three_equilibria())
    assert found.complete
    assert found.unique == "local"
    assert [enclosed.price.middle for enclosed in found.enclosures] == pytest.approx(
        [0.2032354904557411, 1.0, 4.920400456423917]
    )


@pytest.mark.bulk
def test_a_hidden_part_of_the_range_is_not_called_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    judge = competitive.Excess.__call__

    def blind(self, boxes):  # type: ignore[no-untyped-def]
        return [
            "undecided" if high < 0.5 else label
            for (_, high), label in zip(boxes, judge(self, boxes), strict=True)
        ]

    monkeypatch.setattr(competitive.Excess, "__call__", blind)
    found = certify_competitive(economy)[0]
    assert found.undecided
    assert not found.complete
    assert found.unique == "local"


def test_a_utility_that_is_not_concave_certifies_nothing() -> None:
    economy = not_concave()
    assert certify_stage1(economy).exists is None
    assert all(
        found.exists is None and "concave" in found.status for found in certify_competitive(economy)
    )


@pytest.mark.parametrize(("agents", "sign"), [(10, -1), (20, 1)])
def test_both_signs_of_the_margin_are_certified(agents: int, sign: int) -> None:
    economy, _ = example("failing")
    found = certify_margin(economy, agents, scope="local")
    [margin] = threshold(economy, [agents]).margins
    assert (found.sign, found.evidence, found.relative_to) == (
        sign,
        "CERTIFIED",
        "the selected equilibrium",
    )
    assert found.binding == margin.binding
    assert found.margin is not None
    assert found.margin.width < Fraction(1, 10**10)
    assert found.margin.middle == pytest.approx(margin.margin, abs=1e-12)


def test_where_every_configuration_has_one_equilibrium_the_sign_is_about_every_candidate() -> None:
    economy, _ = example("failing")
    found = certify_margin(economy, 3)
    assert (found.sign, found.relative_to) == (-1, "every equilibrium")
    assert found.globally == found.configurations == found.active + 1


def test_the_margin_agrees_with_brute_force() -> None:
    economy, data = example("three_types")
    found = certify_margin(economy, 3, scope="local")

    def offers(counts: tuple[int, ...]) -> list[tuple[float, float]]:
        return [tuple(b) for b in solve_stage2(economy, [counts]).offers[0].tolist()]

    assert found.binding is not None
    assert found.margin is not None
    own, other = found.binding
    gain = brute_value(data, found.active, own, other, offers) - brute_value(
        data, found.active, own, own, offers
    )
    assert found.active == 3  # nobody is inactive, so a deviation costs nothing
    assert -gain == pytest.approx(found.margin.middle, abs=1e-10)


def test_signs_of_closed_forms_are_exact_or_not_given() -> None:
    t = sp.Symbol("t")
    assert sign_of(sp.log(t) - sp.Rational(6931471805599453, 10**16), {t: 2}) == 1
    assert sign_of(sp.log(t) - sp.Rational(6931471805599454, 10**16), {t: 2}) == -1
    assert sign_of(t / 3 - 1, {t: 3}) == 0
    assert sign_of((1 + sp.sqrt(t)) ** 2 - 3 - 2 * sp.sqrt(t), {t: 2}) is None
    assert sign_of(sp.log(t), {t: -1}) is None
    with pytest.raises(TypeError):
        sign_of(t + sp.log(t))
    with pytest.raises(ValueError, match="finite"):
        enclosure_of(1 / sp.log(t), {t: 1})
    assert np.sqrt(2) == pytest.approx(enclosure_of(sp.sqrt(t), {t: 2}).middle)
