"""An export of a session: every round is recomputed, and whatever was touched is noticed."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from numeric import load_economy, play
from proofs_check.answers.play import utilities
from proofs_check.answers.play_export import COLUMNS, check_export, read_export
from proofs_check.cli import main
from symbolic.language.errors import InputError

LOG = Path(__file__).parents[3] / "examples" / "log.toml"
ECONOMIES = {"log.toml": load_economy(LOG)}


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["play", *arguments])


def rows(seed: int = 7, agents: int = 23, eta: str = "0.3") -> list[dict[str, str]]:
    """One round of the candidate as an export has it; names sort otherwise than as texts."""
    economy = ECONOMIES["log.toml"].replacing(eta=eta)
    drawn = play(economy, agents, seed=3, state=1)
    split = play(economy, types=drawn.types, offers1=drawn.offers1, seed=seed, state=1)
    gained = utilities(economy, split)[:, 1]
    announced = json.dumps([{"offer": list(o), "count": n} for o, n in split.histogram])
    told = []
    for i in range(agents):
        second = split.offers2[i] if split.active[i] else ("", "")
        told.append(
            {
                **{"economy": "log.toml", "session": "s", "round": "1", "group": "1"},
                **{"eta": eta, "kappa_q": "0.05", "kappa_r": "0.05", "seed": str(seed)},
                "state": "high",
                "participant": f"P{i + 1}",
                "type": economy.types[split.types[i]],
                "active": str(int(split.active[i])),
                "histogram": announced,
                "stage1_q": repr(float(split.offers1[i, 0])),
                "stage1_r": repr(float(split.offers1[i, 1])),
                "stage2_q": str(second[0]),
                "stage2_r": str(second[1]),
                "price": repr(split.price),
                "q": repr(float(split.allocation[i, 0])),
                "r": repr(float(split.allocation[i, 1])),
                "utility": repr(float(gained[i])),
            }
        )
    return told


def written(path: Path, told: list[dict[str, str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*COLUMNS, "remark"])
        writer.writeheader()
        writer.writerows(told)
    return str(path)


def test_an_untouched_export_agrees_to_the_last_digit_in_any_order_of_rows(tmp_path: Path) -> None:
    file = written(tmp_path / "export.csv", rows()[::-1])
    result = call("--check", file, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["largest_difference"] == 0
    assert (data["rounds"], data["rows"], data["agrees"]) == (1, 23, True)
    assert "1 rounds recomputed from 23 rows" in call("--check", file).output
    assert call(str(LOG), "--check", file).exit_code == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("price", "1.0"), ("q", "1.0000001"), ("r", "0.9"), ("utility", "nan")),
        *(
            ("stage1_q", "0.01"),
            ("stage2_q", "0.02"),
            ("histogram", "[]"),
            ("histogram", "["),
            ("seed", "8"),
        ),
        *(("kappa_q", "0.0501"), ("eta", "0.31"), ("state", "low"), ("type", "keen")),
    ],
)
def test_whatever_is_touched_is_noticed(column: str, value: str) -> None:
    told = rows()
    everywhere = column in ("seed", "kappa_q", "eta", "state")
    chosen = next(r for r in told if r["active"] == "1" and r["type"] == "weak")
    for row in told if everywhere else [chosen]:
        assert row[column] != value
        row[column] = value
        if column.startswith("stage"):
            row[column.replace("_q", "_r")] = "0.0"
    if column == "utility":
        with pytest.raises(InputError, match="utility must be a number"):
            check_export(told, ECONOMIES)
    elif column == "eta":
        economy = ECONOMIES["log.toml"]
        assert economy.replacing(eta="0.3").active(23) != economy.replacing(eta="0.31").active(23)
        with pytest.raises(InputError, match="must be active"):
            check_export(told, ECONOMIES)
    else:
        assert check_export(told, ECONOMIES).differences


def test_a_round_without_a_price_is_counted_as_unfinished() -> None:
    told = rows() + [row | {"round": "2", "price": "", "active": ""} for row in rows()]
    checked = check_export(told, ECONOMIES)
    assert (checked.rounds, checked.unfinished, checked.differences) == (1, 1, ())


def test_what_cannot_be_read_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    told = rows()
    for path, sentence in (
        (str(tmp_path / "none.csv"), "cannot be read as CSV"),
        (written(tmp_path / "empty.csv", []), "must have a row and the columns"),
        (
            written(tmp_path / "where.csv", [r | {"economy": "no.toml"} for r in told]),
            "economy must name a file beside the export",
        ),
        (written(tmp_path / "type.csv", [told[0] | {"type": "shy"}, *told[1:]]), "type must be"),
        (written(tmp_path / "mixed.csv", [told[0] | {"state": "low"}, *told[1:]]), "the same in"),
    ):
        result = call("--check", path)
        assert result.exit_code == 2
        assert sentence in result.output
    with pytest.raises(InputError, match="whole number"):
        check_export([row | {"seed": "-1"} for row in told], ECONOMIES)
    assert call("--check", "x.csv", "--agents", "4").exit_code == 2
    assert call().exit_code == 2


def test_agents_can_follow_the_candidate_after_given_offers_and_their_beliefs_are_told(
    tmp_path: Path,
) -> None:
    first = tmp_path / "first.csv"
    first.write_text("agent,type,offer_q,offer_r\nA,weak,0.06,0\nB,keen,0,0.07\nC,keen,0.2,0\n")
    arguments = (str(LOG), "--stage1", str(first), "--state", "low", "--follow")
    data = json.loads(call(*arguments, "--json", "--each").stdout)
    economy = ECONOMIES["log.toml"]
    by_hand = play(
        economy,
        types=[0, 1, 1],
        offers1=[(0.06, 0), (0, 0.07), (0.2, 0)],
        active=[1, 1, 1],
        state=0,
    )
    assert [row["stage2"] for row in data["each"]] == by_hand.offers2.tolist()
    # A and B see the configuration (2, 1), C, who is keen but offered like the weak, sees (1, 2).
    weights = {n: (0.6 ** (3 - n) * 0.4**n, 0.4 ** (3 - n) * 0.6**n) for n in (1, 2)}
    for row, keen in zip(data["each"], (1, 1, 2), strict=True):
        low, high = weights[keen]
        assert row["belief"]["low"] == pytest.approx(low / (low + high))
    assert call(str(LOG), "--agents", "4", "--follow").exit_code == 2


def test_read_export_returns_what_was_written(tmp_path: Path) -> None:
    file = written(tmp_path / "export.csv", rows())
    assert [{c: r[c] for c in COLUMNS} for r in read_export(Path(file))] == rows()
