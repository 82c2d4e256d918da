"""``twostage recheck --coq``: what it prints, and its exit status."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from proofs_check.cli import main
from proofs_check.coq.file import coq_file
from proofs_check.coq.judging import file_names, sample
from proofs_check.coq.kernel import Judgement, Word
from proofs_check.coq.trees import NotTranslated
from tests.programs import needs_coq


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    assert call("verify", "fn-2", "eq-6", "--out", folder).exit_code == 0
    return folder


@needs_coq
def test_certificates_are_written_as_files_of_coq_and_judged(results: Path) -> None:
    result = call("recheck", results, "--coq", "--json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)["coq"]
    assert data["totals"] == {"accepted": 2, "refused": 0, "not translated": 0, "out of time": 0}
    assert [c["id"] for c in data["certificates"]] == ["eq-6", "fn-2"]
    assert "ClassicalDedekindReals.sig_forall_dec" in data["axioms"]
    assert (results / "coq" / "certificate_fn_2.v").read_text().startswith("From TwoStage")


@needs_coq
def test_what_coq_does_not_accept_is_told_with_its_reason(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    shutil.copytree(results, folder)
    path = folder / "certificates" / "fn-2.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "proof": ["trust me"]}))
    result = call("recheck", folder, "--coq")
    assert result.exit_code == 1
    assert "1 accepted, 1 not translated" in result.stdout
    assert "'trust me'" in result.stdout


def test_a_claim_that_coq_alone_does_not_accept_is_undecided(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judgements = {"fn-2": Judgement(Word.REFUSED, "line 3: no")}
    monkeypatch.setattr("proofs_check.commands.recheck.by_coq", lambda *_: judgements)
    result = call("recheck", results, "--coq")
    assert result.exit_code == 3
    assert "line 3: no" in result.stdout


def test_without_coq_one_sentence_says_what_is_missing(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    result = call("recheck", results, "--coq")
    assert result.exit_code == 2
    assert "coqc must be installed (Debian's package is called coq)" in result.stderr


def test_a_sample_is_chosen_to_use_different_steps_and_formulas() -> None:
    def proof(*steps: str) -> dict[str, Any]:
        return {"proof": [[step] for step in steps]}

    certificates = {"a": proof("by"), "b": proof("by", "at"), "c": proof("some"), "d": proof("by")}
    assert sample(certificates, 2) == ["b", "c"]
    assert sample(certificates, 9) == ["b", "c", "a", "d"]
    assert sample({}, 3) == []
    rules = {**certificates, "calculus.sum": certificates["a"]}
    assert sample(rules, 2) == ["calculus.sum", "b"]


def test_files_are_named_differently() -> None:
    names = file_names(["a.b", "a-b", "a b", "Ω"])
    assert names == ["certificate_a_b", "certificate_a_b_2", "certificate_a_b_3", "certificate_x"]


@pytest.mark.parametrize(
    "data", [None, [], {}, {"statement": 1}, {"statement": {"says": ["="] * 9}, "proof": []}]
)
def test_no_file_is_made_of_what_is_no_certificate(data: Any) -> None:
    with pytest.raises(NotTranslated):
        coq_file(data)
