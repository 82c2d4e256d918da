"""``twostage efficiency``: its JSON, its table, its exit statuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from numeric import efficiency, load_economy
from proofs_check.cli import main

LOG = str(Path(__file__).parents[3] / "examples" / "log.toml")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["efficiency", *arguments])


def test_json_has_the_contract() -> None:
    result = call(LOG, "--agents", "40", "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    found = efficiency(load_economy(LOG), 40)
    assert (data["agents"], data["active"], data["status"]) == (40, 36, "solved")
    assert data["epsilon"] == pytest.approx(found.epsilon)
    for z, name in enumerate(("low", "high")):
        row = data["states"][name]
        assert row["mean"] == pytest.approx(found.states[z].mean)
        assert list(row["quantiles"]) == ["0.5", "0.9", "0.99"]
        assert row["draws"] == found.states[z].draws


def test_a_trio_is_reported_and_verified() -> None:
    data = json.loads(
        call(LOG, "--agents", "40", "--epsilon", "1/20", "--delta", "0.1", "--json").stdout
    )
    assert data["trio"]["achieved"]
    assert data["trio"]["verified"]["epsilon"] <= 0.05
    assert "kappa_bar" not in data["trio"]
    assert "at this κ, η and N" in data["trio"]["status"]


def test_the_table_is_for_people() -> None:
    result = call(LOG, "--agents", "12", "--epsilon", "1/20", "--delta", "0.1")
    assert result.exit_code == 0
    assert "mean loss" in result.stdout
    assert "the candidate is an equilibrium" in result.stdout


def test_a_search_without_success_has_status_3() -> None:
    assert (
        call(
            LOG, "--agents", "12", "--epsilon", "1/10000", "--delta", "0.1", "--most-agents", "100"
        ).exit_code
        == 3
    )


@pytest.mark.parametrize(
    "options",
    [
        ("--epsilon", "0.1"),
        ("--epsilon", "x", "--delta", "0.1"),
        ("--epsilon", "0", "--delta", "0.1"),
    ],
)
def test_bad_requests_have_status_2(options: tuple[str, ...]) -> None:
    result = call(LOG, "--agents", "12", *options)
    assert result.exit_code == 2
    assert result.stderr


def test_the_bound_for_every_kappa_is_reported_with_its_evidence() -> None:
    wanted = ("--epsilon", "0.1", "--delta", "0.05", "--certify", "--time-limit", "1e-9")
    result = call(LOG, *wanted, "--json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)["certified"]
    assert data["evidence"] == "CERTIFIED"
    assert 0.045 < data["kappa_bar"] < 0.05
    assert data["limit"].startswith("δ")
    assert data["at"]["efficient_from"] < 1000
    assert (data["at"]["from"], data["at"]["equilibrium_from"]) == (None, None)


@pytest.mark.bulk
def test_the_bound_for_every_kappa_is_printed() -> None:
    wanted = ("--epsilon", "0.1", "--delta", "0.05", "--certify", "--time-limit", "1e-9")
    printed = call(LOG, *wanted).stdout
    assert "What keeps κ̄ from being larger: δ" in printed
    assert "no N(κ, η) is certified" in printed


@pytest.mark.parametrize(
    "options",
    [("--certify",), ("--agents", "9", "--time-limit", "5"), ("--epsilon", "0.1", "--delta", "1")],
)
def test_certify_needs_its_numbers(options: tuple[str, ...]) -> None:
    assert call(LOG, *options).exit_code == 2
