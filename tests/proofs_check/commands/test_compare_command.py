"""``twostage compare``: its JSON, CSV, page and figure, and what it says of rows that are no equilibrium."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from numeric import Economy, load_economy
from numeric.games.mechanisms import MECHANISMS
from proofs_check.answers.compare import comparison_markdown, percent
from proofs_check.cli import main
from proofs_check.output.figures.of_mechanisms import comparison_figure

EXAMPLES = Path(__file__).parents[3] / "examples" / "mechanisms"
E1, E2, E3 = (str(EXAMPLES / f"e{i}.toml") for i in (1, 2, 3))
SOME = "no_trade,one_stage,two_stage,straw_poll,competitive_kappa,competitive"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["compare", *map(str, arguments)])


@pytest.fixture(scope="module")
def everything() -> dict[str, object]:
    result = call(E1, "--agents", 10, "--json")
    assert result.exit_code == 0, result.output
    data: dict[str, object] = json.loads(result.stdout)
    return data


def rows(data: dict[str, object], agents: int | None) -> dict[str, dict[str, object]]:
    listed = data["rows"]
    assert isinstance(listed, list)
    return {r["mechanism"]: r for r in listed if r["agents"] == agents}


@pytest.mark.bulk
def test_every_mechanism_has_a_row_at_n_and_in_the_limit(everything: dict[str, object]) -> None:
    assert list(rows(everything, None)) == list(MECHANISMS)
    assert list(rows(everything, 10)) == list(MECHANISMS)
    for row in rows(everything, 10).values():
        assert row["solved"], row
        assert set(row["utility"]) == {"weak", "keen"}  # type: ignore[call-overload]
        assert row["standard_error"] == 0


def test_the_rows_rank_as_information_does(everything: dict[str, object]) -> None:
    at = {k: float(r["misallocation"]) for k, r in rows(everything, 10).items()}  # type: ignore[arg-type]
    assert at["no_trade"] > at["one_stage"] > at["two_stage"] > at["pooled_information"]
    assert at["pooled_information"] > at["full_information"] > at["sell_all_full_information"] > 0
    assert abs(at["competitive"]) < 1e-12
    assert at["straw_poll"] == at["pooled_information"]  # truth is an equilibrium in E1


def test_what_each_row_uses_is_said(everything: dict[str, object]) -> None:
    at = rows(everything, 10)
    assert at["one_stage"]["uses"] == [[0.05, 0.05], False, "one good of the two"]
    assert at["one_stage_sell_all"]["uses"][:2] == [[0, 0], True]  # type: ignore[index]
    assert at["one_stage_sell_all"]["outlay"] == pytest.approx([0, 0], abs=1e-12)


def test_csv_has_the_same_numbers() -> None:
    names = ["--agents", 6, "--mechanisms", "one_stage,no_trade"]
    data = json.loads(call(E1, *names, "--json").stdout)
    table = list(csv.DictReader(io.StringIO(call(E1, *names, "--csv").stdout)))
    assert len(table) == len(data["rows"]) == 4
    for line, row in zip(table, data["rows"], strict=True):
        assert float(line["paper"]) == row["paper"]
        assert line["agents"] == ("" if row["agents"] is None else str(row["agents"]))
        assert float(line["utility weak"]) == row["utility"]["weak"]


def test_a_mixture_is_said_to_be_one_and_is_shown() -> None:
    result = call(E2, "--agents", 6, "--mechanisms", "one_stage")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "no symmetric equilibrium in pure strategies was found" in said
    assert "sells the first good with probability 0." in said


def test_a_candidate_that_is_no_equilibrium_is_shown_as_one_that_is_not() -> None:
    data = json.loads(
        call(E2, "--agents", 10, "--mechanisms", "two_stage,pari_mutuel", "--json").stdout
    )
    at = rows(data, 10)
    assert not at["two_stage"]["solved"]
    assert str(at["two_stage"]["status"]).startswith("not an equilibrium")
    assert at["pari_mutuel"]["paper"] is None
    assert "*" in comparison_markdown(data)


def test_draws_are_common_to_mechanisms_and_their_error_is_said() -> None:
    from numeric.games.compare import compare

    economy = load_economy(E1)
    names = ["one_stage", "no_trade"]
    exact = compare(economy, [12], names)
    drawn = compare(economy, [12], names, draws=4000, seed=3, limit=5)
    again = compare(economy, [12], names, draws=4000, seed=3, limit=5)
    for a, b, c in zip(exact, drawn, again, strict=True):
        assert a.welfare is not None
        assert b.welfare is not None
        assert c.welfare is not None
        assert b.welfare.paper == c.welfare.paper
        assert 0 < b.welfare.standard_error < 2e-3
        assert abs(a.welfare.paper - b.welfare.paper) < 5 * b.welfare.standard_error


@pytest.mark.bulk
def test_the_figure_has_a_line_for_each_mechanism_that_loses_something(
    everything: dict[str, object], tmp_path: Path
) -> None:
    figure = comparison_figure(everything)
    left, right = figure.panels
    assert len(right.series) == 16  # all but the competitive outcome
    assert left.log_x
    assert left.log_y
    target = tmp_path / "f.svg"
    result = call(E1, "--agents", "6,8", "--mechanisms", SOME, "--plot", target)
    assert result.exit_code == 0
    assert b"<svg" in target.read_bytes()[:400]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--agents", "ten"),
        ("--agents", "10;20"),
        ("--json", "--csv"),
        ("--plot", "f.bmp"),
        ("--mechanisms", ""),
    ],
)
def test_usage_is_checked_before_anything_is_computed(arguments: tuple[str, ...]) -> None:
    result = call(E1, *arguments)
    assert result.exit_code == 2
    assert not result.stdout


def test_names_of_users_are_not_read_as_markup() -> None:
    economy: Economy = load_economy(E1).replacing(name="[red]*bold*|x", types=("[b]", "a|b"))
    from numeric.games.compare import compare
    from proofs_check.answers.compare import comparison_data

    data = comparison_data(economy, compare(economy, [4], ["no_trade"]))
    assert "\\[red\\]\\*bold\\*\\|x" in comparison_markdown(data)
    assert list(data["rows"][0]["utility"]) == ["[b]", "a|b"]


def test_small_losses_are_not_rounded_to_nothing() -> None:
    assert percent(0.0123456) == "1.235"
    assert percent(1.5e-5) == "0.0015"
    assert percent(1e-14) == "0"
    assert percent(None) == "–"
