"""Where nothing can be certified nothing is.

Each lack is named in a sentence, bad numbers are refused, and bounds that are not found are no
bounds.
"""

from types import ModuleType

import flint
import numpy as np
import pytest

from numeric import Economy, certify_margin, solve_stage1
from numeric.certify import certify_tail
from numeric.certify.arithmetic.beliefs import known_state, posterior_belief
from numeric.certify.arithmetic.intervals import between, exact_ball, interval
from numeric.certify.arithmetic.krawczyk import krawczyk
from numeric.certify.arithmetic.scan import FALLING, OPEN, Box
from numeric.certify.stage1 import enclose as stage1
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage2 import best_response as response
from numeric.certify.stage2 import enclose as stage2
from numeric.certify.stage2 import search
from numeric.certify.stage2.best_response import best_value, enclosed_response
from numeric.certify.stage2.results import CertifiedStage2
from numeric.certify.theorem_1 import deviator, margin, price_range, tail, trades
from numeric.certify.theorem_1.attempt import attempt
from numeric.certify.theorem_3.loss import certify_efficiency
from numeric.stage2.best_response import best_response
from tests.numeric.certify.economies import not_concave
from tests.numeric.economies import example


def half() -> Economy:
    """Return the shipped economy without the state in preferences, with half of the agents inactive."""
    return example("state_free")[0].replacing(eta="1/2")


def alike() -> Economy:
    """Return an economy whose two types want the same."""
    return half().replacing(parameters={"theta": [[1, 1], [1, 1]]})


@pytest.mark.parametrize(("agents", "words"), [(1, "at least 2"), (10**9, "at most")])
def test_numbers_of_agents_that_cannot_be_summed_are_refused(agents: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        certify_margin(half(), agents)


@pytest.mark.parametrize(("agents", "epsilon"), [(1, 1), (5, 0), (5, -1)])
def test_an_efficiency_needs_two_agents_and_a_positive_epsilon(agents: int, epsilon: int) -> None:
    with pytest.raises(ValueError, match="at least 2 and epsilon positive"):
        certify_efficiency(half(), agents, epsilon)


def test_no_efficiency_and_no_tail_is_certified_where_utility_is_not_concave() -> None:
    found = certify_efficiency(not_concave(), 4, 1)
    assert (found.probability, found.efficient, found.evidence) == (None, False, "NONE")
    assert "concave" in found.status
    assert "concave" in certify_tail(not_concave()).detail


def test_a_configuration_that_is_not_enclosed_leaves_the_margin_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one_missing(economy: Economy, rows: list[tuple[int, ...]], **_: str):  # type: ignore[no-untyped-def]
        for row in rows:
            yield CertifiedStage2(
                row,
                "local",
                None,
                None,
                False,
                (),
                None,
                (),
                0,
                (),
                "NONE",
                "no equilibrium is enclosed",
            )

    monkeypatch.setattr(margin, "certify_configurations", one_missing)
    found = certify_margin(half(), 6)
    assert (found.sign, found.margin, found.evidence) == (None, None, "NONE")
    assert "no equilibrium is enclosed" in found.status


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"eta": 0}, "eta > 0"),
        ({"signal": [[0.1 + 0.2, 0.7], [0.5, 0.5]]}, "sum to 1 exactly"),
        ({"parameters": {"theta": [[1, 1], [1, 1]]}}, "separating"),
    ],
)
def test_the_tail_names_what_its_argument_lacks(change: dict[str, object], reason: str) -> None:
    found = certify_tail(half().replacing(**change))
    assert (found.start, found.active, found.evidence) == (None, None, "NONE")
    assert reason in found.detail


@pytest.mark.bulk
def test_a_bound_that_never_falls_below_the_cost_certifies_no_tail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tail, "LADDER", (30,))
    monkeypatch.setattr(tail, "least_start", lambda *_: None)
    found = certify_tail(half())
    assert (found.start, found.evidence) == (None, "NONE")
    assert "exceeds the cost at every N" in found.detail


@pytest.mark.parametrize(
    ("module", "missing"),
    [
        (trades, "certified_sign"),
        (deviator, "_certified"),
        (price_range, "_holds"),
    ],
)
def test_a_bound_that_is_not_found_certifies_nothing(
    module: ModuleType, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attempt(half(), 60).missing is None
    monkeypatch.setattr(
        module, missing, lambda _, *arrays: np.zeros(np.shape(arrays[0])[:2], dtype=bool)
    )
    if missing == "_holds":
        monkeypatch.setattr(module, missing, lambda _, __, boxes, ___: np.zeros(len(boxes), bool))
    assert attempt(half(), 60).missing is not None


def test_an_offer_that_is_enclosed_without_a_guess_contains_the_one_in_floating_point() -> None:
    economy = half()
    belief = posterior_belief(economy, [1, 0])
    totals = exact_ball(2), exact_ball(3)
    offers = enclosed_response(belief, 0, *totals)
    wanted = best_response(economy, 2.0, 3.0, np.array([float(w.mid()) for w in belief.weights]), 0)
    assert all(
        interval(b).low <= float(w) + 1e-12 and float(w) - 1e-12 <= interval(b).high
        for b, w in zip(offers, wanted, strict=True)
    )
    assert sum(b.is_exact() for b in offers) == 1


def test_the_value_of_no_trade_is_that_of_the_endowment() -> None:
    economy = half()
    belief = posterior_belief(economy, [1, 0])
    none = flint.arb(0)
    value = interval(best_value(belief, 0, (none, none), exact_ball(2), exact_ball(3)))
    q, r = (float(e) for e in economy.environment.endowment)
    from numeric.formulas.compiled import formulas_of

    u = float((formulas_of(economy).utility(np.array([q]), np.array([r]), np.array([0]), 0)).item())
    assert float(value.low) <= u + 1e-12
    assert u - 1e-12 <= float(value.high)


def test_an_offer_without_a_bound_below_the_endowment_is_no_enclosure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(response, "WIDENINGS", ())
    economy = half()
    top = float(economy.environment.endowment[0])
    rich = exact_ball(1), exact_ball(10**9)
    with pytest.raises(ArithmeticError, match="no offer below the endowment"):
        response._offer(posterior_belief(economy, [1, 0]), 0, 0, top, *rich)


def test_a_guess_that_is_far_off_encloses_no_best_consumption() -> None:
    economy = half()
    solved = solve_stage1(economy).consumption
    with flint.ctx.workprec(96):
        belief = known_state(economy, 0)
        assert stage1._enclosed(belief, 0, float(solved[0])) is not None
        assert stage1._enclosed(belief, 0, 1.05 * float(solved[0])) is None


def test_offers_of_types_that_are_not_told_apart_have_no_intervals() -> None:
    found = certify_stage1(alike())
    assert found.separating is not True


def test_a_derivative_that_is_not_finite_proves_no_root() -> None:
    wide = [flint.arb(1, 1)]
    assert krawczyk([flint.arb(1)], wide, [flint.arb(0)], [[flint.arb("nan")]]) is None
    assert krawczyk([flint.arb(1)], wide, [flint.arb(0)], [[flint.arb(2)]]) is not None


def test_the_sign_of_an_interval_is_that_of_all_its_points() -> None:
    signs = [
        interval(between(*ends)).sign
        for ends in ((1.0, 2.0), (-2.0, -1.0), (-1.0, 1.0), (0.0, 0.0))
    ]
    assert signs == [1, -1, None, 0]


class Judge:
    """Labels and bounds that are given, and an excess that changes sign at a price."""

    def __init__(self, label: str, bounds: object, root: float) -> None:
        self.label, self.given, self.root = label, bounds, root

    def __call__(self, boxes: list[tuple[float, float]]) -> list[str]:
        return [self.label for _ in boxes]

    def guesses(self, boxes: list[tuple[float, float]]) -> list[None]:
        return [None for _ in boxes]

    def bounds(self, low: float, high: float, _: object) -> object:
        self.box = (low, high)
        return self.given

    def section(self, prices: np.ndarray) -> object:
        totals = np.stack(
            [np.ones_like(prices), np.where(prices < self.root, 2 * prices, prices / 2)]
        )
        return type("Section", (), {"totals": totals})


def test_a_root_that_cannot_be_narrowed_keeps_its_box_and_one_without_bounds_is_an_error() -> None:
    box = Box(1.0, 2.0, FALLING)
    judge = Judge(OPEN, "bounds", 1.25)
    found = search._narrowed(judge, box, [7.0])  # type: ignore[arg-type]
    assert (float(found.price.low), float(found.price.high)) == judge.box == (1.0, 2.0)
    with pytest.raises(ArithmeticError, match="are not on a part of it"):
        search._narrowed(Judge(OPEN, None, 1.25), box, [1.25])  # type: ignore[arg-type]


def test_a_change_of_sign_is_located_and_without_one_the_middle_is_taken() -> None:
    box = Box(1.0, 2.0, FALLING)
    assert search._located(Judge(OPEN, None, 1.234567), box) == pytest.approx(1.234567, rel=1e-12)  # type: ignore[arg-type]
    assert search._located(Judge(OPEN, None, 9.0), box) == 1.5  # type: ignore[arg-type]


def test_a_suggestion_that_is_no_solution_and_one_without_a_box_enclose_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage2, "local_box", lambda *_: None)
    found = stage2.certify_stage2(half(), [3, 4], scope="local")
    assert (found.enclosures, found.exists, found.evidence) == ((), None, "NONE")
    assert found.status == "no equilibrium is enclosed"
