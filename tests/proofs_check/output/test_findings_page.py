"""docs/findings.md and the README say what the claims say: numbers are counted, and equal everywhere."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from proofs_check.claims.claim import Claim, Correction
from proofs_check.cli import main
from proofs_check.commands.findings import checked
from proofs_check.output.findings_page import findings_page
from proofs_check.output.json_results import as_text, results_data
from proofs_check.output.readme import START, with_example
from proofs_check.paper import CLAIMS
from proofs_check.verifying.run import run
from symbolic.language.notation import b_q, b_r
from symbolic.language.proposition import equation
from symbolic.language.statement import Statement, positive

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "findings.md"
README = ROOT / "README.md"
CORRECTED = [c for c in CLAIMS.values() if c.correction]


def one_finding() -> dict[str, Claim]:
    printed = Statement(equation(b_q, b_r), positive(b_q))
    correction = Correction(
        statement=Statement(equation(b_q, b_q), positive(b_q)),
        severity="gap",
        finding="Both sides must be one.",
        quote="b_q = b_r",
        reading="All offers are equal.",
        defence="They are, here.",
        answer="Not at *these*.",
        consequence="Nothing.",
    )
    wrong = Claim(
        id="eq-1.x", title="a | title", source="(1)", printed=printed, correction=correction
    )
    right = Claim(
        id="eq-2.x", title="t", source="(2)", printed=correction.statement, note="A remark."
    )
    return {wrong.id: wrong, right.id: right}


def test_a_finding_is_told_with_its_defence_its_counterexample_and_the_hypotheses_there() -> None:
    page = findings_page(results_data(run(one_finding())))
    assert "Of 2 claims 1 fail as printed (1 gap)." in page
    for part in ("b\\_q = b\\_r", "They are, here.", "Not at \\*these\\*.", "Counterexample"):
        assert part in page
    assert re.search(r"Hypotheses in force, there.\*\* b\\_q \\> 0: `[0-9/]+ > 0`", page)
    assert "## Notes (1)" in page


def test_the_command_writes_the_page_and_the_example_of_a_readme(tmp_path: Path) -> None:
    saved, page, readme = (tmp_path / n for n in ("results.json", "f.md", "README.md"))
    saved.write_text(as_text(results_data(run(one_finding()))), encoding="utf-8")
    readme.write_text(f"before\n{START}old\n```\nafter\n", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["findings", str(saved), "--out", str(page), "--readme", str(readme)]
    )
    assert done.exit_code == 0
    assert "1 findings" in done.output
    assert page.read_text(encoding="utf-8").startswith("# Findings")
    text = readme.read_text(encoding="utf-8")
    assert "2 claims: 2 HOLDS; 1 fail as printed." in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    saved.write_text(json.dumps({"format": 1}), encoding="utf-8")
    assert CliRunner().invoke(main, ["findings", str(saved)]).exit_code == 2
    with pytest.raises(ValueError, match="no block"):
        with_example("nothing", {})


def test_no_defence_is_stale() -> None:
    done = CliRunner().invoke(main, ["findings", "--stale"])
    assert (done.exit_code, done.output) == (0, "")


def test_the_numbers_of_the_page_are_those_of_the_claims() -> None:
    page = PAGE.read_text(encoding="utf-8")
    counts = Counter(c.correction.severity for c in CORRECTED if c.correction)
    assert counts["gap"] == 1
    assert counts["false remark"] > 1
    shown = {
        "gap": "gap",
        "false remark": "false remarks",
        "harmless": "harmless",
        "notation": "notation",
    }
    kinds = ", ".join(f"{counts[s]} {word}" for s, word in shown.items())
    assert f"Of {len(CLAIMS)} claims {len(CORRECTED)} fail as printed ({kinds})." in page
    assert page.count("\n### ") == len(CORRECTED)
    notes = sum(bool(c.note) for c in CLAIMS.values())
    assert f"## Notes ({notes})" in page
    assert [c.id for c in CORRECTED if f"### `{c.id}`" not in page] == []


def test_the_numbers_of_the_readme_are_those_of_the_claims() -> None:
    text = README.read_text(encoding="utf-8")
    assert f"{len(CLAIMS)} claims: {len(CLAIMS)} HOLDS; {len(CORRECTED)} fail as printed." in text
    evidence = re.search(r"Evidence of those that hold: ([^;]*);", text)
    assert evidence
    assert sum(int(n) for n in re.findall(r"\d+", evidence[1])) == len(CLAIMS)


@pytest.mark.slow
def test_the_page_is_fresh() -> None:
    assert findings_page(checked(everything=False, processes=1)) == PAGE.read_text(encoding="utf-8")
