"""Economies are named by what is extreme in them, and claims list the corners on which they hold."""

import pytest

from numeric import Economy
from numeric.assumptions import check_assumptions
from proofs_check.claims.checks import Exact, Instance
from proofs_check.claims.claim import Claim
from proofs_check.engines.corner_points import FalseAtCornerError
from proofs_check.paper import CLAIMS
from proofs_check.paper.section_2.merging import two_states
from proofs_check.verifying.corner_economies import corner_economies
from proofs_check.verifying.corners import corners_of, tried_at
from proofs_check.verifying.economies import shipped
from proofs_check.verifying.run import run
from symbolic.language.proposition import Asserted
from tests.numeric.economies import example


def test_what_is_extreme_is_read_off_the_data() -> None:
    economy = two_states(("9", "1"))
    assert set(corners_of(economy)) == {
        "states that no signal tells apart",
        "A1 fails",
        "unequal kappa",
        "non-separable utility",
    }
    assert "nobody inactive" in corners_of(economy.replacing(eta=0))
    assert "no kappa" in corners_of(economy.replacing(kappa=[0, 0]))
    assert "tiny kappa" in corners_of(economy.replacing(kappa=["1/10000", "1/10"]))


def test_one_state_and_bounded_utility_are_told() -> None:
    economy = Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/10",
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [[1], [2]]},
    )
    assert corners_of(economy) == ("one state",)
    assert corners_of(example("log")[0]) == ("utility unbounded below",)


def test_only_economies_on_which_a_claim_holds_count() -> None:
    economy = two_states(("9", "1"))
    for held, expected in ((True, corners_of(economy)), (False, ()), (None, ())):
        assert tried_at([Instance(economy.name, held)], [economy]) == expected


def test_economies_at_corners_are_what_they_are_called() -> None:
    named = {e.name: corners_of(e) for e in corner_economies()}
    assert (
        "marginal utilities that blow up together"
        in named["marginal utilities that blow up together"]
    )
    assert named["a Hessian that is singular at the endowment"] == ("singular Hessian",)
    assert named["informative signals that violate A1"] == ("A1 fails",)
    assert named["two types that are alike"] == ("types alike",)


def test_economies_at_corners_satisfy_what_section_2_assumes() -> None:
    for economy in corner_economies():
        held = {a.id: a.verdict for a in check_assumptions(economy)}
        assert all(v == "HOLDS" for k, v in held.items() if k.startswith("sec-2.1")), economy.name


def _has_a_corner(claim: Claim) -> bool:
    """Whether a claim is tried at a corner of its hypotheses; economies are tried up to the first that serves."""
    assert isinstance(claim.standing.says, Asserted)
    check = claim.checks[claim.standing.says.name]
    parameters = dict(claim.standing.says.parameters)
    if check.corners:
        return True
    if isinstance(check, Exact):
        return any(map(corners_of, check.economies()))
    at_corners = (e for e in (*corner_economies(), *shipped()) if corners_of(e))
    return any(check(e, parameters).holds for e in at_corners)


@pytest.mark.bulk
def test_every_claim_that_a_check_decides_is_tried_at_a_corner_of_its_hypotheses() -> None:
    checked = {i: c for i, c in CLAIMS.items() if isinstance(c.standing.says, Asserted)}
    without = {id_ for id_, claim in checked.items() if not _has_a_corner(claim)}
    assert not without


def test_a_claim_lists_what_its_check_makes_itself() -> None:
    result = run({"thm-2.histogram": CLAIMS["thm-2.histogram"]})["thm-2.histogram"]
    assert result.corners == ("utility unbounded below", "M = N")


def test_a_proved_claim_that_is_false_at_a_corner_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def false(_: object) -> tuple[str, ...]:
        raise FalseAtCornerError("false at the corner a = 0: {}")

    monkeypatch.setattr("proofs_check.verifying.run.corners_tried", false)
    result = run({"eq-6": CLAIMS["eq-6"]})["eq-6"]
    assert str(result.printed.verdict) == "BROKEN"
    assert "false at the corner" in result.printed.detail
