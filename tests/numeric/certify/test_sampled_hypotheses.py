"""What rests on a hypothesis that is only sampled is at most SAMPLED, in every word."""

import pytest

from numeric import Economy, certify_competitive, certify_stage1, certify_stage2, solve_competitive
from numeric.certify import certify_margin
from numeric.certify.theorem_3.loss import certify_efficiency
from proofs_check.answers.certify import certified_solution, decided


def spiked() -> Economy:
    """A utility with a spike between the points of the grid on which concavity is sampled."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["0.6", "0.4"], ["0.4", "0.6"]],
        endowment=[1, 1],
        kappa=["0.05", "0.05"],
        eta="0.1",
        utility="log(q) + log(r) + 0.0002*exp(-10000000*(q - 1.01)**2)",
    )


@pytest.fixture(scope="module")
def economy() -> Economy:
    return spiked()


def test_stage_1_is_not_called_unique_or_separating(economy: Economy) -> None:
    enclosed = certify_stage1(economy)
    assert (enclosed.evidence, enclosed.unique, enclosed.exists) == ("SAMPLED", None, None)
    assert enclosed.separating is None
    assert "only sampled" in enclosed.status
    with pytest.raises(ValueError, match="certified to be separating"):
        enclosed.belief_interval(0, economy.environment.endowment[0])


def test_equilibria_are_not_called_existing_unique_or_complete(economy: Economy) -> None:
    for enclosed in (*certify_competitive(economy), certify_stage2(economy, [3, 5])):
        assert (enclosed.exists, enclosed.unique, enclosed.complete) == (None, None, False)
        assert enclosed.evidence == "SAMPLED"
        assert "only sampled" in enclosed.status
    assert solve_competitive(economy).unique == (None, None)


def test_no_sign_and_no_efficiency_is_certified(economy: Economy) -> None:
    margin = certify_margin(economy, 4)
    assert (margin.sign, margin.evidence) == (None, "NONE")
    assert not certify_efficiency(economy, 3, economy.mechanism.eta).efficient


def test_the_certified_solution_is_not_decided(economy: Economy) -> None:
    data = certified_solution(economy, [3, 5])
    assert not decided(data)
    parts = [data["stage1"], data["stage2"], *data["competitive"].values()]
    assert {part["unique"] for part in parts} == {None}
    assert {part["evidence"] for part in parts} == {"SAMPLED"}
