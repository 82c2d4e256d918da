"""Economies are named by what is extreme in them, and claims list the corners on which they hold."""

from numeric import Economy
from proofs_check.claims.checks import Instance
from proofs_check.paper.section_2.merging import two_states
from proofs_check.verifying.corners import corners_of, tried_at
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
