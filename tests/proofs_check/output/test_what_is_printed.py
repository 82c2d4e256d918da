"""What commands and renderers say where there is little, much or nothing to say."""

import importlib
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from numeric.status import NotSolved
from proofs_check.answers.efficiency import failed_data, print_achieved
from proofs_check.checking import chosen
from proofs_check.claims.claim import Claim
from proofs_check.claims.standard_mutants import HUNDREDTH, moved
from proofs_check.cli import main
from proofs_check.commands import hunt as hunting
from proofs_check.commands.recheck import CLAIMS
from proofs_check.output.beside import BESIDE
from proofs_check.output.figures import of_examples
from proofs_check.output.figures.data import Figure, Panel, Series
from proofs_check.output.figures.draw import draw
from proofs_check.output.latex.prose import escaped, prose
from proofs_check.output.latex.results import render_tex
from proofs_check.output.latex.typeset import _first_error
from proofs_check.output.terminal import print_results
from proofs_check.saved import write
from proofs_check.sweep import repeat
from proofs_check.verifying.run import run
from symbolic.language.notation import q
from symbolic.language.proposition import Relation, equation
from symbolic.language.statement import Statement
from tests.bulk import leading

EXAMPLES = Path(__file__).parents[3] / "examples"
LOG = str(EXAMPLES / "log.toml")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def printed(function: Any, *arguments: Any, **options: Any) -> str:
    console = Console(width=120, record=True, file=io.StringIO())
    function(*arguments, console, **options)
    return console.export_text()


def claim(verdict: str, killed: int | None = None) -> dict[str, Any]:
    outcome = {"verdict": verdict, "evidence": "NONE", "detail": "told"}
    mutants = {"total": 3, "killed": killed, "equivalent": 0}
    return {
        "id": "sec-2.x",
        "title": "x",
        "source": "s",
        "severity": "",
        "printed": outcome,
        "corrected": None,
        "mutants": mutants,
        "complete": False,
    }


def test_nothing_is_said_of_evidence_where_nothing_holds_and_survivors_are_named() -> None:
    data = {"claims": [claim("UNDECIDED", killed=2)], "coverage": None}
    text = printed(print_results, data, quiet=True)
    assert "Evidence of those that hold" not in text
    assert "Coverage" not in text
    assert "sec-2.x: 1 of 3 mutants survive" in text
    assert "sec-2.x: UNDECIDED: told" in text
    held = printed(
        print_results,
        {"claims": [claim("HOLDS")], "coverage": {"covered": 299, "total": 300}},
        quiet=True,
    )
    assert "Evidence of those that hold: 1 NONE" in held
    assert "299 of 300 places of the paper (99 %)" in held


def test_a_document_of_results_without_findings_has_no_sections_for_them() -> None:
    bare = render_tex({"claims": [claim("HOLDS")]})
    assert "What is established" not in bare
    assert "Findings" not in bare
    assert bare.count("holds, none") == 1
    found = {**claim("FAILS"), "severity": "gap", "finding": "A gap.", "id": "sec-2.y"}
    found["printed"] = {**found["printed"], "counterexample": {"a": "1"}}
    whole = render_tex(
        {"claims": [found], "findings": [{"id": "sec-2.y"}], "summaries": {"t": "It is so."}}
    )
    assert "It is so." in whole
    assert "As printed (fails, none).  Counterexample:" in whole


def test_greek_unknown_characters_and_a_stray_dollar_are_written_as_text() -> None:
    assert escaped("η") == r"\ensuremath{\eta}"
    assert escaped("汉") == r"\drawn{6C49}"
    assert prose("it costs 3$") == r"it costs 3\$"


def test_the_first_error_of_latex_is_told_from_no_error_and_from_no_log(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    assert _first_error(log) == "there is no log"
    log.write_text("fine\n")
    assert _first_error(log) == "see a.log"
    log.write_text("fine\n! Undefined control sequence.\n! Later.\n")
    assert _first_error(log) == "Undefined control sequence."


def test_a_trio_that_was_not_found_is_told_in_one_line() -> None:
    text = printed(print_achieved, failed_data("not solved: no root", 0.5, 0.25))
    assert text.strip() == "For ε = 0.5, δ = 0.25: not solved: no root."


def test_the_loss_is_printed_without_a_trio_where_none_is_asked_for() -> None:
    result = call("efficiency", LOG, "--agents", "6")
    assert result.exit_code == 0
    assert "P(t* > ε | z)" in result.stdout
    assert "κ̄ =" not in result.stdout


def test_a_solution_without_agents_or_configuration_has_neither_stage_2_nor_numbers() -> None:
    result = call("solve", LOG)
    assert result.exit_code == 0
    assert "Stage 1" in result.stdout
    assert "Stage 2" not in result.stdout
    assert "agents active" not in result.stdout


def series(kind: Any, name: str = "") -> Series:
    return Series(name, kind, (1.0, 2.0, 3.0), (1.0, 4.0, 2.0))


@pytest.mark.bulk
def test_every_kind_of_series_draws_something_and_only_names_make_a_legend() -> None:
    def svg(*drawn: Series) -> str:
        return draw(Figure("f", "t", "c", (Panel("x", "y", drawn),))).decode()

    empty = svg()
    kinds = ("line", "dashed", "points", "failures", "marks", "steps")
    drawn = {kind: svg(series(kind)) for kind in kinds}
    assert all(text.count("clip-path") > empty.count("clip-path") for text in drawn.values())
    assert len(set(drawn.values())) == len(kinds)
    assert "legend" not in drawn["steps"]
    assert "legend" in svg(series("steps", "a name"))


def test_there_are_no_figures_of_examples_where_there_are_no_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_examples, "SHIPPED", tmp_path / "absent")
    assert of_examples.figures_of_examples() == []


@pytest.mark.parametrize("kind", ["stage1", "loss"])
def test_a_plot_is_written_and_named_or_printed_as_data(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "p.svg"
    told = call("plot", kind, LOG, *(("--agents", "6") if kind == "loss" else ()), "--out", out)
    assert told.exit_code == 0, told.output
    assert told.stdout.strip().endswith(str(out))
    assert out.read_text().count("<svg") == 1


def test_agents_that_must_have_an_offer_and_those_that_must_not_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ["agent,type,offer_q,offer_r", *(f"{i},weak,0.{i + 10},0" for i in range(30))]
    first = tmp_path / "one.csv"
    first.write_text("\n".join(rows) + "\n")
    data = json.loads(call("play", LOG, "--stage1", first, "--json").stdout)
    assert len(data["histogram"]) == data["active"] == 27
    assert "and 7 more offers; --json has all" in call("play", LOG, "--stage1", first).stdout
    second = tmp_path / "two.csv"
    second.write_text("\n".join(rows) + "\n")
    assert (
        "is inactive and must have no offer"
        in call("play", LOG, "--stage1", first, "--stage2", second).stderr
    )
    second.write_text(rows[0] + "\n")
    assert "must have an offer" in call("play", LOG, "--stage1", first, "--stage2", second).stderr
    monkeypatch.setattr("proofs_check.answers.offers.LARGEST", 10)
    refused = call("play", LOG, "--stage1", first)
    assert (refused.exit_code, "at most 10 bytes" in refused.stderr) == (2, True)


def test_the_only_active_agent_of_two_has_the_only_offer_of_stage_2(tmp_path: Path) -> None:
    economy, first, second = tmp_path / "half.toml", tmp_path / "one.csv", tmp_path / "two.csv"
    economy.write_text(
        re.sub(r"(?m)^eta *=.*$", "eta = 0.5", Path(LOG).read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    rows = ["0,weak,0.1,0", "1,keen,0,0.1"]
    first.write_text("\n".join(["agent,type,offer_q,offer_r", *rows]) + "\n")
    (active,) = (
        i
        for i, row in enumerate(
            json.loads(call("play", economy, "--stage1", first, "--json").stdout)["types"].values()
        )
        if row["active"]
    )
    said = []
    for row in rows:
        second.write_text(f"agent,type,offer_q,offer_r\n{row}\n")
        said.append(call("play", economy, "--stage1", first, "--stage2", second, "--json"))
    assert said[active].exit_code == 0
    assert json.loads(said[active].stdout)["price"] is not None
    assert said[1 - active].exit_code == 2
    assert (
        "is inactive and must have no offer" in said[1 - active].stderr
        or "is active and must have an offer" in said[1 - active].stderr
    )


def test_a_round_that_is_not_solved_is_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any, **__: Any) -> Any:
        raise NotSolved("stage 2", "not solved")

    monkeypatch.setattr("numeric.mechanism.play.play", lost)
    result = call("play", LOG, "--agents", "5")
    assert result.exit_code == 3
    assert result.stderr.strip() == "Error: stage 2 is not solved"


def test_a_certificate_of_a_claim_that_is_no_more_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = run({i: CLAIMS[i] for i in ("eq-14", "lemma-2.continuity")})
    for _ in range(2):  # what an earlier run left is removed first
        write(results, "{}", tmp_path)
        assert [p.name for p in (tmp_path / "certificates").iterdir()] == ["eq-14.json"]
    monkeypatch.delitem(CLAIMS, "eq-14")
    result = call("recheck", tmp_path)
    assert result.exit_code == 1
    assert "there is no claim of this id any more" in result.stdout


def test_a_search_that_finds_nothing_says_that_this_proves_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hunting._print(
        {
            "id": "i",
            "reading": "printed",
            "title": "t",
            "examined": dict(Counter(HOLDS=3)),
            "violated": False,
        }
    )
    assert (
        "no violation found; economies examined: 3 HOLDS.  That none was found proves nothing."
        in capsys.readouterr().out
    )
    hunting._print(
        {
            "id": "i",
            "reading": "printed",
            "title": "t",
            "examined": {},
            "violated": True,
            "detail": "d",
            "economy": "e",
            "file": "f",
        }
    )
    assert "FAILS: d\neconomies examined: none\n\ne\nwritten to f" in capsys.readouterr().out


def test_an_equation_with_zero_on_either_side_is_moved_off_zero() -> None:
    assert moved(equation(0, q)) == Relation(HUNDREDTH, "=", q)
    assert moved(equation(q, 0)) == Relation(q, "=", HUNDREDTH)
    assert moved(Relation(q, ">", 0)) is None


@pytest.mark.parametrize(("verdict", "status"), leading(1, [("FAILS", 1), ("UNDECIDED", 3)]))
def test_a_derivation_does_not_rest_on_a_claim_that_does_not_hold(
    verdict: str, status: int, tmp_path: Path
) -> None:
    saved = json.loads(call("verify", "eq-20", "--economies", "0", "--json").stdout)
    (claim_,) = (c for c in saved["claims"] if c["id"] == "eq-20")
    (claim_["corrected"] or claim_["printed"])["verdict"] = verdict
    file = tmp_path / "results.json"
    file.write_text(json.dumps(saved), encoding="utf-8")
    result = call("derive", "sign-relation", "--results", file, "--out", tmp_path / "d")
    assert result.exit_code == status
    assert (
        f"rests on the claim eq-20, whose verdict is {verdict}; nothing was written"
        in result.stderr
    )
    assert not (tmp_path / "d" / "derivations.tex").exists()


def test_without_names_all_claims_are_chosen_and_with_one_those_that_it_rests_on() -> None:
    assert chosen(()) == dict(CLAIMS)
    found = chosen(("thm-1",))
    assert set(CLAIMS["thm-1"].depends_on) < set(found) < set(CLAIMS)
    assert list(found) == [i for i in CLAIMS if i in found]


def repeated(verdict: str, *, status: str = "done", agrees: bool = True) -> dict[str, Any]:
    claims = [{"id": "thm-1.claim-1", "reading": "printed", "now": {"verdict": verdict}}]
    return {"claims": claims, "now": {"status": status}, "agrees": agrees}


@pytest.mark.parametrize(
    ("data", "ids", "status"),
    [
        (repeated("FAILS"), (), 1),
        (repeated("HOLDS"), (), 0),
        (repeated("HOLDS", agrees=False), (), 3),
        (repeated("HOLDS", status="BROKEN"), (), 3),
        (repeated("UNDECIDED"), (), 3),
        (repeated("VACUOUS"), (), 0),
        (repeated("VACUOUS"), ("thm-1.claim-1",), 3),
    ],
)
def test_the_status_of_a_repeated_row_is_the_worst_that_it_shows(
    data: dict[str, Any], ids: tuple[str, ...], status: int
) -> None:
    assert repeat.exit_status(data, ids) == status


def test_a_defect_is_not_taken_for_wrong_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_: Any, **__: Any) -> Any:
        raise ValueError("a defect")

    monkeypatch.setattr("proofs_check.commands.play.load_economy", defect)
    result = call("play", LOG, "--agents", "5")
    assert isinstance(result.exception, ValueError)
    assert "a defect" not in result.stderr


def test_importing_the_program_runs_nothing() -> None:
    program = importlib.import_module("proofs_check.__main__")
    assert program.run is importlib.import_module("proofs_check.cli").run


def test_what_holds_by_a_textbook_theorem_is_cited_only_where_its_hypotheses_hold() -> None:
    true, false = Statement(equation(q, q)), Statement(equation(q, q + 1))
    base = Claim(id="sec-2.base", title="base", source="s", printed=true)
    cited = Claim(
        id="sec-2.x",
        title="x",
        source="s",
        printed=true,
        depends_on=("sec-2.base",),
        cites="a theorem",
    )
    found = run({c.id: c for c in (base, cited)})["sec-2.x"].standing
    assert found.evidence == "CITED"
    assert found.detail.startswith("by a theorem; checked besides (")
    wrong = Claim(id="sec-2.base", title="base", source="s", printed=false)
    assert run({c.id: c for c in (wrong, cited)})["sec-2.x"].standing.evidence != "CITED"


def test_the_tails_stand_in_the_text_and_a_stale_one_proves_nothing() -> None:
    row = {"types": 2, "states": 3, "seconds": 12.4, "last_failure": None}
    tails = [
        {**row, "economy": "one", "from": 133, "current": True},
        {**row, "economy": "two", "from": 917, "current": False, "last_failure": 164},
    ]
    empty = {"assumptions": [], "findings": [], "summaries": {}, "coverage": None}
    data = {"claims": [claim("HOLDS")], **empty, "tails": tails}
    text = printed(print_results, data, details=True)
    [one] = [line.split() for line in text.splitlines() if line.startswith("one ")]
    [two] = [line for line in text.splitlines() if line.startswith("two ")]
    assert one == ["one", "2,", "3", "none", "133", "12"]
    assert "164" in two
    assert "stale: not proved" in two
    assert "917" not in text
    assert "stale" not in printed(print_results, data)


def test_numbers_with_proof_stand_beside_a_theorem_with_their_limits() -> None:
    numbers = {"verdict": "HOLDS", "evidence": "CERTIFIED", "detail": "excluded from 8888 on"}
    claims = [
        {**claim("HOLDS"), "id": "thm-2"},
        {**claim("HOLDS"), "id": "thm-2.threshold", "printed": numbers},
    ]
    empty = {"assumptions": [], "findings": [], "summaries": {}, "coverage": None}
    text = " ".join(printed(print_results, {"claims": claims, **empty}, details=True).split())
    assert "thm-2 with numbers: thm-2.threshold: excluded from 8888 on." in text
    assert "All partitions of one economy that pool types" in text
    alone = printed(print_results, {"claims": claims[:1], **empty}, details=True)
    assert "with numbers" not in alone
    for theorem, (numbers_id, _) in BESIDE.items():
        assert {theorem, numbers_id} <= CLAIMS.keys()
        assert numbers_id not in CLAIMS[theorem].depends_on


@pytest.mark.bulk
def test_a_solution_says_which_uniqueness_is_certified() -> None:
    text = call("solve", LOG, "--configuration", "3,5").stdout
    assert "the only equilibrium (certified)" in " ".join(text.split())
    data = json.loads(call("solve", LOG, "--configuration", "3,5", "--json").stdout)
    assert data["stage2"]["uniqueness"] == "global"
