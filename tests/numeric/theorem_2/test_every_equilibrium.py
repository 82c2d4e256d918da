"""Ranges over all equilibria found contain the selected one, and the worst case covers what is missing."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from numeric.probability.partitions import semi_pooling_partitions
from numeric.theorem_2.every_equilibrium import every_equilibrium
from numeric.theorem_2.semipooling import semi_pooling
from proofs_check.cli import main
from tests.bulk import leading
from tests.numeric.economies import EXAMPLES, example


@pytest.mark.parametrize(("name", "agents"), leading(1, [("log", 6), ("three_types", 4)]))
def test_the_selected_gain_lies_in_the_range_and_the_worst_is_no_less(
    name: str, agents: int
) -> None:
    economy, _ = example(name)
    for partition in semi_pooling_partitions(len(economy.types)):
        chosen = semi_pooling(economy, partition, agents)
        ranges = every_equilibrium(economy, partition, agents)
        assert ranges.partition == chosen.partition
        for one, all_ in zip(chosen.exclusions, ranges.exclusions, strict=True):
            assert all_.block == one.block
            assert all_.cost == pytest.approx(one.cost)
            assert all_.gain[0] <= all_.gain[1] <= all_.worst + 1e-12
            if ranges.missing == chosen.missing == 0:
                assert all_.gain[0] - 1e-9 <= one.gain <= all_.gain[1] + 1e-9
                assert all_.worst == pytest.approx(all_.gain[1])
            else:
                assert all_.worst > all_.gain[1] or all_.worst >= one.gain


def test_fewer_than_two_active_agents_are_refused() -> None:
    with pytest.raises(ValueError, match="at least two agents must be active"):
        every_equilibrium(example("log")[0], [(0, 1)], 1)


@pytest.mark.bulk
def test_the_command_prints_and_writes_every_partition() -> None:
    file = str(EXAMPLES / "log.toml")
    made = CliRunner().invoke(main, ["pooling", file, "--agents", "10", "--json"])
    assert made.exit_code in (0, 3)
    data = json.loads(made.stdout)
    [row] = data["partitions"]
    assert (data["active"], data["evidence"], row["blocks"]) == (9, "SAMPLED", [["weak", "keen"]])
    assert row["excluded"] == any(test["excluded"] for test in row["tests"])
    assert row["tests"][0]["cost"] > 0
    printed = CliRunner().invoke(main, ["pooling", file, "--agents", "10"])
    assert "worst gain" in printed.stdout


def test_the_command_certifies_for_all_larger_numbers_of_agents() -> None:
    file = str(EXAMPLES / "log.toml")
    made = CliRunner().invoke(main, ["pooling", file, "--certify", "--json"])
    assert made.exit_code == 0
    data = json.loads(made.stdout)["certified"]
    assert (data["from"], data["evidence"]) == (10, "CERTIFIED")
    assert data["partitions"][0]["block"] == ["weak", "keen"]
    assert (
        "every stage-2 equilibrium"
        in CliRunner().invoke(main, ["pooling", file, "--certify"]).stdout
    )
    late = ["pooling", str(EXAMPLES / "three_types.toml"), "--certify", "--time-limit", "1e-9"]
    assert CliRunner().invoke(main, late).exit_code == 3
    for wrong in (["pooling", file], ["pooling", file, "--agents", "9", "--time-limit", "5"]):
        assert CliRunner().invoke(main, wrong).exit_code == 2
