"""What a store says: counts and shares that can be counted by hand, files for other programs, figures."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from proofs_check.output.files import OutputError
from proofs_check.sweep.export import export
from proofs_check.sweep.show import figures, print_summary, write_figures
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import Store, opened, read
from proofs_check.sweep.summary import exit_status, summarise
from proofs_check.sweep.tables import TABLES, columns
from proofs_check.sweep.task import Record, broken

SPEC = read_spec({"count": 4, "seed": 1})


def record(
    index: int, verdict: str, last: int | None, margins: dict[int, float], slope: float
) -> Record:
    economy = {
        "id": index,
        "seed": f"1:{index}",
        "name": "e",
        "status": "done",
        "eta": 0.15,
        "kappa_q": 0.03,
        "kappa_r": 0.3,
        "last_failure": last,
    }
    return Record(
        economy | {"fails": 0 if last is None else 1, "detail": ""},
        [
            {
                "economy": index,
                "claim": "thm-1",
                "reading": "printed",
                "verdict": verdict,
                "margin": 1.0 - index,
                "residual": index / 4,
                "detail": "why",
            }
        ],
        [{"economy": index, "agents": n, "margin": m, "holds": m >= 0} for n, m in margins.items()],
        [
            {"economy": index, "type": "a", "imitates": "b", "slope": slope, "kink": False},
            {"economy": index, "type": "b", "imitates": "a", "slope": -1.0},
        ],
        [
            {"economy": index, "agents": 30, "state": s, "epsilon": 0.1 * (index + 1)}
            for s in ("y", "z")
        ],
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    with opened(path, SPEC) as store:
        store.add(
            [
                record(0, "HOLDS", None, {10: 0.5, 40: 0.25}, 2.0),
                record(1, "FAILS", 10, {10: -0.5, 40: 0.5}, -2.0),
            ]
        )
        store.add(
            [record(2, "VACUOUS", 10, {10: -0.25, 40: 1.0}, 0.0), broken(SPEC, 3, "hangs", 9.0)]
        )
        store.finish()
    return path


def test_counts_are_those_of_the_rows(path: Path) -> None:
    with read(path) as store:
        data = summarise(store)
    assert data["economies"] == {"done": 3, "BROKEN": 1}
    numbers = {"least_margin": -1.0, "largest_residual": 0.5, "largest_truncation": None}
    assert data["claims"] == [
        {
            "claim": "thm-1",
            "reading": "printed",
            "stands": True,
            "verdicts": {"HOLDS": 1, "FAILS": 1, "VACUOUS": 1},
            **numbers,
        }
    ]
    assert data["failures"] == [
        {"claim": "thm-1", "reading": "printed", "economy": 1, "detail": "why"}
    ]
    assert data["broken"] == [{"id": 3, "seed": "1:3", "detail": "hangs"}]
    assert data["last_failure"] == {"economies": 3, "never": 1, "at": {"10": 2}}
    at_10 = {
        "bin": "0.1 to 0.2",
        "agents": 10,
        "economies": 3,
        "fails": pytest.approx(2 / 3),
        "median": -0.25,
    }
    assert data["margin_by_eta"] == [
        at_10,
        {"bin": "0.1 to 0.2", "agents": 40, "economies": 3, "fails": 0.0, "median": 0.5},
    ]
    assert data["margin_by_kappa"][0] == at_10 | {"bin": "0.02 to 0.05"}
    assert data["loss_by_kappa"] == [
        {
            "bin": "0.02 to 0.05",
            "economies": 3,
            "drawn": 0,
            "median": pytest.approx(0.2),
            "largest": pytest.approx(0.3),
        }
    ]


def with_verdicts(stands: bool | None, **verdicts: int) -> dict[str, Any]:
    return {
        "economies": {"done": 4},
        "claims": [
            {"stands": True, "verdicts": {"HOLDS": 4}},
            {"stands": stands, "verdicts": verdicts},
        ],
    }


def test_a_sweep_fails_only_where_a_statement_that_stands_does() -> None:
    assert exit_status(with_verdicts(True, HOLDS=3, FAILS=1, UNDECIDED=1)) == 1
    assert exit_status(with_verdicts(False, FAILS=4)) == 0
    assert exit_status(with_verdicts(None, FAILS=4)) == 0
    assert exit_status(with_verdicts(True, HOLDS=3, UNDECIDED=1)) == 3
    assert exit_status(with_verdicts(True, HOLDS=3, BROKEN=1)) == 3
    assert exit_status(with_verdicts(True, VACUOUS=4)) == 0
    assert exit_status({"economies": {"done": 3, "BROKEN": 1}, "claims": []}) == 3


def test_the_printed_summary_names_what_does_not_stand_and_what_failed(path: Path) -> None:
    with opened(path, SPEC) as store, store.connection:
        store.connection.execute(
            "INSERT INTO results (economy, claim, reading, verdict) VALUES (0, 'eq-22', "
            "'printed', 'FAILS')"
        )
    with read(path, verify=False) as store:
        data = summarise(store)
    console = Console(file=StringIO(), width=120)
    print_summary(data, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Economies: 3 done, 1 BROKEN" in printed
    assert "eq-22  printed, does not stand" in printed
    assert "FAILS: thm-1 (printed) for economy 1: why" in printed
    assert "BROKEN: economy 3, seed 1:3: hangs" in printed
    assert next(line.split() for line in printed.splitlines() if line.startswith("thm-1"))[2:] == [
        "1",
        "1",
        "1",
        "-1.0e+00",
        "5.0e-01",
    ]


def test_a_slope_at_a_kink_or_of_unknown_kink_is_not_counted(path: Path) -> None:
    with read(path) as store:
        assert summarise(store)["slopes"] == {
            "pairs": {"positive": 1, "negative": 1, "zero": 1},
            "economies": 3,
            "with_a_positive_one": 1,
        }


def test_an_empty_store_has_a_summary(tmp_path: Path) -> None:
    with opened(tmp_path / "s.db", SPEC) as store:
        data = summarise(store)
    assert data["economies"] == {}
    assert data["last_failure"]["economies"] == 0
    assert figures(data) == []


def exported(store: Store, folder: Path, form: str) -> dict[str, Path]:
    return {p.stem: p for p in export(store, folder, form)}


def test_csv_has_every_table_with_its_columns_and_rows(path: Path, tmp_path: Path) -> None:
    with read(path) as store:
        files = exported(store, tmp_path / "out", "csv")
        assert set(files) == set(TABLES)
        for table, file in files.items():
            with file.open(encoding="utf-8", newline="") as stream:
                rows = list(csv.reader(stream))
            assert tuple(rows[0]) == columns(table)
            assert len(rows) - 1 == len(list(store.rows(table)))
    assert not list((tmp_path / "out").glob("*.partial"))


def test_parquet_reads_back_as_the_store(path: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    with read(path) as store:
        for table, file in exported(store, tmp_path / "out", "parquet").items():
            assert parquet.read_table(file).to_pylist() == list(store.rows(table))


def test_an_export_that_cannot_be_written_is_one_sentence(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with read(path) as store, pytest.raises(OutputError, match="cannot be written"):
        export(store, tmp_path / "file" / "out", "csv")


def test_figures_show_what_the_summary_counts(path: Path, tmp_path: Path) -> None:
    with read(path) as store:
        data = summarise(store)
    found = {f.id: f for f in figures(json.loads(json.dumps(data)))}
    assert set(found) == {"last-failure", "margin-by-eta-and-kappa", "slope-signs", "loss-by-kappa"}
    assert found["last-failure"].panels[0].series[0].y == (pytest.approx(2 / 3),)
    assert found["slope-signs"].panels[0].series[0].y == (1.0, 1.0, 1.0)
    pytest.importorskip("matplotlib")
    files = write_figures(data, tmp_path / "plots")
    assert all(f.read_bytes().startswith(b"<?xml") for f in files)
    assert len(files) == 4
