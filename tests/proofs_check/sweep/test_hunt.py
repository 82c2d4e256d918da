"""The search for counterexamples.

It finds the false remarks by itself, shrinks, writes what reads back as a violation; nothing false,
nothing found.
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from numeric import load_economy
from numeric.economy.economy import Economy
from numeric.oracles.margins import brute_value
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.margins import threshold
from proofs_check.claims.checks import Instance
from proofs_check.cli import main
from proofs_check.sweep.economy_file import economy_file, economy_from
from proofs_check.sweep.hunt import hunt, hunted, search_ranges
from proofs_check.sweep.probes import monotone_in_agents
from proofs_check.sweep.propositions import Proposition, propositions
from symbolic.language.errors import InputError
from tests.bulk import without
from tests.numeric.economies import _log, data


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.mark.parametrize(
    "id_",
    without(
        ["eq-22", "sec-3.2.eta-zero", "thm-1.claim-1.loss", "sec-3.2.defector-posterior"],
        "sec-3.2.defector-posterior",
    ),
)
def test_a_false_remark_is_found_and_its_file_violates_it_again(id_: str, tmp_path: Path) -> None:
    size = (
        ("--examples", "250")
        if id_ == "sec-3.2.defector-posterior"
        else ("--examples", "60", "--types", "2", "--states", "1")
    )
    result = call("hunt", id_, *size, "--out", tmp_path / "c.toml", "--json")
    assert result.exit_code == 1, result.output
    data = json.loads(result.stdout)
    assert data["violated"]
    assert data["examined"]["FAILS"] >= 1
    economy = load_economy(tmp_path / "c.toml")
    assert hunted(id_, "printed").check(economy).holds is False
    assert (len(economy.types), len(economy.states)) == (
        (3, 2) if id_ == "sec-3.2.defector-posterior" else (2, 1)
    )


def test_a_failure_at_eta_zero_is_found_among_positive_ones(tmp_path: Path) -> None:
    result = call(
        "hunt",
        "thm-1.any-eta",
        "--examples",
        "80",
        "--types",
        "2",
        "--states",
        "1",
        "--out",
        tmp_path / "c.toml",
        "--json",
    )
    data = json.loads(result.stdout)
    assert result.exit_code == 1
    assert data["changes"] == {"eta": "0"}
    economy = load_economy(tmp_path / "c.toml").replacing(**data["changes"])
    assert economy.mechanism.eta == 0
    assert threshold(economy, [160]).margins[0].holds is False
    assert hunted("thm-1.any-eta", "printed").check(economy.replacing(eta="1/100")).holds is True


def test_the_smallest_economy_whose_margin_is_not_monotone_is_confirmed_by_the_oracle() -> None:
    # Found by `twostage hunt thm-1.monotone --types 2`: one state, log utility, a thin market in
    # the second good.
    theta = {"theta": [[1], ["5/4"]]}
    economy = Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["1/2", "1/20"],
        eta="1/2",
        utility="theta*log(q) + log(r)",
        parameters=theta,
    )
    assert monotone_in_agents(economy).holds is False
    assert brute_margin(economy, 6) == pytest.approx(3.76e-05, rel=1e-2)
    assert brute_margin(economy, 12) == pytest.approx(-2.44e-04, rel=1e-2)


def brute_margin(economy: Economy, agents: int) -> float:
    """The margin with F from the oracle, over every sequence of the others' types.

    And the loss of log utility by hand.
    """
    M, typed = economy.active(agents), data(economy, _log)
    value = [
        [
            brute_value(typed, M, x, y, lambda s: solve_stage2(economy, [s]).offers[0].tolist())
            for y in range(2)
        ]
        for x in range(2)
    ]
    theta = [1.0, 1.25]
    best = [2 * t / (1 + t) for t in theta]
    middle = sum(best) / 2

    def on_line(t: float, q: float) -> float:
        return t * math.log(q) + math.log(2 - q)

    losses = [on_line(t, q) - on_line(t, middle) for t, q in zip(theta, best, strict=True)]
    return min(
        (agents - M) / agents * losses[x] - M / agents * (value[x][1 - x] - value[x][x])
        for x in range(2)
    )


def test_what_holds_is_not_violated(tmp_path: Path) -> None:
    result = call(
        "hunt", "thm-1.claim-1", "--examples", "12", "--types", "2", "--out", tmp_path / "c.toml"
    )
    assert result.exit_code == 0, result.output
    assert "proves nothing" in result.output
    assert not (tmp_path / "c.toml").exists()


@pytest.mark.bulk
def test_a_search_shrinks_to_the_boundary_and_repeats_itself() -> None:
    def fewer_than_three_types(economy: Economy) -> Instance:
        return Instance(
            economy.name, len(economy.types) < 3 or economy.mechanism.eta < Fraction(1, 10)
        )

    proposition = Proposition("made-up", "printed", "false", fewer_than_three_types, True)
    first, second = (
        hunt(proposition, search_ranges(proposition, families=("log",)), examples=100, seed=1)
        for _ in range(2)
    )
    assert first.economy is not None
    assert (len(first.economy.types), len(first.economy.states)) == (3, 1)
    assert first.economy == second.economy
    assert first.counts == second.counts


def test_a_check_that_crashes_or_cannot_decide_is_no_violation() -> None:
    def crashes(economy: Economy) -> Instance:
        if len(economy.states) > 1:
            raise ZeroDivisionError
        return Instance(economy.name, None, undecided=True)

    found = hunt(
        Proposition("made-up", "printed", "crashes", crashes, True),
        search_ranges(hunted("eq-22", "printed")),
        examples=20,
        seed=1,
    )
    assert found.economy is None
    assert set(found.counts) == {"BROKEN", "UNDECIDED"}


def test_an_economy_that_no_file_can_hold_survives_with_its_changes() -> None:
    economy = Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=[0, "1/3"],
        eta=0,
        utility="log(q) + log(r)",
    )
    text, changes = economy_file(economy)
    assert changes == {"eta": "0", "kappa": ["0", "1/3"]}
    assert economy_from(text, changes) == economy


def test_other_claims_and_bad_paths_are_one_sentence_and_status_2(tmp_path: Path) -> None:
    untested = "is not tested on economies"
    for arguments, sentence in (
        (["eq-14"], untested),
        (["no-such"], "there is no claim 'no-such'"),
        (["eq-22", "--corrected"], "corrected statement"),
    ):
        result = call("hunt", *arguments)
        assert result.exit_code == 2
        assert sentence in result.stderr
    result = call("hunt", "eq-22", "--examples", "5", "--out", tmp_path / "no folder" / "c.toml")
    assert result.exit_code == 4
    assert "FAILS" in result.stdout  # what was found is not lost
    assert "cannot be written" in result.stderr


def test_every_proposition_has_an_id_and_a_reading_of_its_own() -> None:
    found = [(p.id, p.reading) for p in propositions()]
    assert len(found) == len(set(found))
    with pytest.raises(InputError):
        hunted("eq-14", "printed")
