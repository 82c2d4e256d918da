"""Enclosures of stage 2 contain the oracle's and the solver's equilibria.

What is not unique, perturbed or not concave is not certified.
"""

from fractions import Fraction

import flint
import mpmath
import pytest

from numeric import Economy, certify_stage2, solve_stage2
from numeric.certify.arithmetic.beliefs import posterior_belief
from numeric.certify.arithmetic.intervals import Interval, between
from numeric.certify.stage2 import enclose as stage2
from numeric.certify.stage2 import local, market, sides
from numeric.draws.generate import generate
from numeric.oracles.stage2 import polished
from numeric.stage2.price_scan import equilibria
from tests.bulk import leading, without
from tests.numeric.certify.economies import inferior, not_concave, three_equilibria, zero_trade
from tests.numeric.drawn import drawn
from tests.numeric.economies import NAMES, example
from tests.numeric.stage2.methods import problem

SCOPES = ["global", "local"]


def holds(interval: Interval, value: mpmath.mpf) -> bool:
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** int(exponent) in interval


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", leading(4, NAMES))
def test_the_oracles_equilibrium_with_thirty_digits_lies_in_the_enclosure(
    name: str, scope: str
) -> None:
    economy, data = example(name)
    counts = [3, 5, 2][: len(economy.types)]
    found = certify_stage2(economy, counts, scope=scope)
    assert (found.exists, found.unique, found.evidence) == (True, scope, "CERTIFIED")
    start = solve_stage2(economy, [counts]).offers[0]
    assert found.enclosure is not None
    for pair, exact in zip(
        found.enclosure.offers,
        polished(data, counts, [(1.01 * b[0], 1.01 * b[1]) for b in start.tolist()]),
        strict=True,
    ):
        assert all(holds(interval, value) for interval, value in zip(pair, exact, strict=True))
        assert all(interval.width < Fraction(1, 10**10) for interval in pair)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("counts", [[0, 4], [5, 0], [1, 1], [1, 0], [6000, 4000]])
def test_zero_counts_and_extreme_ones_are_certified(counts: list[int], scope: str) -> None:
    economy, _ = example("log")
    found, solved = certify_stage2(economy, counts, scope=scope), solve_stage2(economy, [counts])
    assert found.unique == scope
    assert found.enclosure is not None
    assert found.enclosure.contains(solved.totals[0], solved.offers[0])
    assert float(solved.price[0]) in found.enclosure.price


def test_a_moved_solution_lies_in_no_enclosure_and_no_box_is_proved_around_it() -> None:
    economy, _ = example("log")
    solved, found = solve_stage2(economy, [[3, 5]]), certify_stage2(economy, [3, 5])
    offers, totals = solved.offers[0], solved.totals[0]
    assert found.enclosure is not None
    assert not found.enclosure.contains(totals, offers * (1 + 1e-10))
    assert not found.enclosure.contains(totals * (1 + 1e-10), offers)
    with flint.ctx.workprec(128):
        belief = posterior_belief(economy, (3, 5))
        assert local.local_box(belief, (3, 5), offers.tolist(), totals.tolist()) is not None
        assert local.local_box(belief, (3, 5), (1.0001 * offers).tolist(), totals.tolist()) is None
        assert local.local_box(belief, (5, 3), offers.tolist(), totals.tolist()) is None


def test_three_equilibria_are_all_enclosed_and_none_is_called_unique() -> None:
    economy = three_equilibria()
    found = certify_stage2(economy, [2, 2])
    prices = [float(p.totals[0, 1] / p.totals[0, 0]) for p in equilibria(problem(economy, [2, 2]))]
    assert found.complete
    assert found.unique == "local"
    assert len(found.enclosures) == len(prices) == 3
    assert all(price in e.price for price, e in zip(prices, found.enclosures, strict=True))
    assert "exactly 3" in found.status


@pytest.mark.parametrize("scope", SCOPES)
def test_a_type_at_exactly_zero_trade_is_certified(scope: str) -> None:
    economy = zero_trade()
    found = certify_stage2(economy, [4, 3, 4], scope=scope)
    assert found.unique == scope
    assert found.enclosure is not None
    assert 1 in found.enclosure.price
    assert all(
        0 in interval and interval.width < Fraction(1, 10**8)
        for interval in found.enclosure.offers[1]
    )


def test_without_one_root_per_offer_nothing_is_called_globally_unique(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, _ = example("log")
    monkeypatch.setattr(market, "one_root", lambda *a: False)
    found = certify_stage2(economy, [3, 5])
    assert (found.unique, found.complete, found.scope) == ("local", False, "local")


def test_one_root_per_offer_is_certified_by_signs_and_by_parts_and_refused_where_a_good_is_inferior(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [economy] = generate(5, 1, families=("log-ces",), types=(2, 2), states=(2, 2))
    price, belief = between(5, 6), posterior_belief(economy, (3, 5))
    top = 0.9 * float(economy.environment.endowment[0])
    assert sides.normal_at_all_bundles(economy, 0)
    monkeypatch.setattr(sides, "normal_at_all_bundles", lambda *a: False)
    assert all(sides.one_root(belief, 0, x, price, top) for x in (0, 1))
    assert not sides.one_root(posterior_belief(inferior(), (3, 5)), 0, 0, between(50, 51), 3.9)


def test_signs_do_not_decide_normality_where_a_good_is_inferior() -> None:
    assert not sides.normal_at_all_bundles(inferior(), 0)


def test_a_utility_that_is_not_concave_certifies_nothing() -> None:
    found = certify_stage2(not_concave(), [3, 5])
    assert (found.exists, found.unique, found.enclosure, found.evidence) == (
        None,
        None,
        None,
        "NONE",
    )
    assert "concave" in found.status


def test_a_sampled_hypothesis_weakens_the_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    weaker = tuple(type(g)(g.title, g.verdict, "SAMPLED") for g in stage2.given(economy))
    monkeypatch.setattr(stage2, "given", lambda economy: weaker)
    for scope in ("global", "local"):
        enclosed = certify_stage2(economy, [3, 5], scope=scope)
        assert (enclosed.evidence, enclosed.exists, enclosed.unique) == ("SAMPLED", None, None)
        assert not enclosed.complete
        assert "only sampled" in enclosed.status
        assert enclosed.enclosure is not None


def test_wrong_scopes_and_configurations_are_refused() -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match="scope"):
        certify_stage2(economy, [3, 5], scope="everywhere")
    with pytest.raises(ValueError, match="at least one"):
        certify_stage2(economy, [0, 0])


@pytest.mark.parametrize(
    "economy", leading(2, drawn(5, 6, types=(2, 3), states=(1, 3))), ids=str, indirect=True
)
def test_generated_economies_are_certified_globally(economy) -> None:  # type: ignore[no-untyped-def]
    counts = [7, 3, 11][: len(economy.types)]
    found, solved = certify_stage2(economy, counts), solve_stage2(economy, [counts])
    assert found.unique == "global"
    assert found.enclosure is not None
    assert found.enclosure.contains(solved.totals[0], solved.offers[0])


@pytest.mark.parametrize(
    ("utility", "evidence"),
    without(
        [
            ("w*sqrt(q) + log(r) + v*(q*r)**(1/5)", "CERTIFIED"),
            ("w*log(q + 2*r) + v*log(q) + log(r)", "CERTIFIED"),
            ("-w*exp(-q) + v*log(q) + log(r)", "SAMPLED"),
        ],
        ("w*sqrt(q) + log(r) + v*(q*r)**(1/5)", "CERTIFIED"),
    ),
)
def test_utilities_of_a_users_own_are_certified_as_far_as_their_concavity_is_decided(
    utility: str, evidence: str
) -> None:
    economy = Economy(
        prior=["1/2", "1/2"],
        signal=[["0.6", "0.4"], ["0.3", "0.7"]],
        endowment=[2, 1],
        kappa=["0.05", "0.1"],
        eta="0.1",
        utility=utility,
        parameters={"w": [["0.7", "1.3"], ["1.1", "0.4"]], "v": [["0.9", "0.5"], ["2", "1.6"]]},
    )
    found, solved = certify_stage2(economy, [20, 4]), solve_stage2(economy, [[20, 4]])
    unique = "global" if evidence == "CERTIFIED" else None
    assert (found.unique, found.evidence) == (unique, evidence)
    assert found.enclosure is not None
    assert found.enclosure.contains(solved.totals[0], solved.offers[0])
