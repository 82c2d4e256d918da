"""Rounds by hand from CSV files: every bundle is recomputed in exact fractions, and odd files are refused."""

import csv
import io
import json
import math
import random
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from numeric import load_economy
from proofs_check.cli import main
from proofs_check.output.files import check_apart
from symbolic.language.errors import InputError
from tests.proofs_check.answers.test_play_export import rows, written

LOG = Path(__file__).parents[3] / "examples" / "log.toml"
FIRST, SECOND = "agent,type,offer_q,offer_r\n", "agent,offer_q,offer_r\n"
TWO = "a,weak,0.1,0\nb,keen,0,0.2\n"
Offer = tuple[str, str]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["play", *map(str, arguments)])


def table(path: Path, head: str, lines: list[tuple[str, ...]]) -> Path:
    stream = io.StringIO()
    csv.writer(stream).writerows(lines)
    path.write_text(head + stream.getvalue(), encoding="utf-8")
    return path


def drawn(names: list[str], seed: int) -> dict[str, Offer]:
    """Return offers as people write them."""
    generator = random.Random(seed)
    amounts = ["0", "0.05", "0.25", "1e-3", ".125", "0.0", "1E-2", "3e-1", "0.999", "1"]
    one = {n: generator.choice(amounts) for n in names}
    return {n: (a, "0") if generator.random() < 0.5 else ("0", a) for n, a in one.items()}


def by_hand(
    file: Path, first: dict[str, Offer], second: dict[str, Offer]
) -> tuple[Fraction, dict[str, tuple[Fraction, Fraction]]]:
    """Return the price and all bundles by (2)-(4), in fractions."""
    economy = load_economy(file)
    (e_q, e_r), (k_q, k_r) = economy.environment.endowment, economy.mechanism.kappa
    Q = sum((k_q + Fraction(b[0]) for b in second.values()), Fraction(0))
    R = sum((k_r + Fraction(b[1]) for b in second.values()), Fraction(0))
    found = {}
    for name, own in first.items():
        b_q, b_r = map(Fraction, second.get(name, own))
        price = R / Q if name in second else e_r / e_q
        found[name] = (e_q - b_q + b_r / price, e_r - b_r + price * b_q)
    return R / Q, found


ODD = [
    ["P-07", "P-7", "P-70", "P-1"],
    ["0", "1", "2", "10", "00", "007", "-1", "1e3", "0.5"],
    ["=1+1", "[b]x[/b]", "$x^$", "agent", "nan", "--seed", "😀", "é", "שלום", "a,b", 'say "hi"'],
    ["x" * 200, "y" * 199, "漢" * 150],
    ["p", "P", "ß", "SS", "ss", "İ", "i"],
    ["a10", "a9", "a09", "a9b", "a1000000000000000000000"],
    ["a b", "a c"],
    [f"A{i}" for i in range(230)],
]


@pytest.mark.parametrize("names", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("uneven", [False, True])
def test_every_bundle_is_that_of_exact_fractions(
    names: list[str], uneven: bool, tmp_path: Path
) -> None:
    seed, file = len(names), tmp_path / "economy.toml"
    economy = load_economy(LOG)
    if uneven:
        economy = economy.replacing(endowment=[1, "22/7"], kappa=["1/30", "0.3"], eta="0.3")
    file.write_text(economy.to_toml(), encoding="utf-8")
    offers, generator = drawn(names, seed), random.Random(seed)
    kinds = {n: generator.choice(economy.types) for n in names}
    lines = [(n, kinds[n], *offers[n]) for n in names]
    generator.shuffle(lines)
    first = table(tmp_path / "1.csv", FIRST, lines)
    alone = call(file, "--stage1", first, "--seed", seed, "--json")
    active = json.loads(alone.stdout)["active_agents"]
    assert len(active) == math.ceil((1 - economy.mechanism.eta) * len(names))
    later = drawn(active, seed + 1)
    second = table(tmp_path / "2.csv", SECOND, [(n, *later[n]) for n in reversed(active)])
    words = (file, "--stage1", first, "--stage2", second, "--seed", seed)
    told = json.loads(call(*words, "--json", "--each").stdout)
    price, bundles = by_hand(file, offers, later)
    assert told["price"] == pytest.approx(float(price), rel=1e-13)
    each = {row["agent"]: row for row in told["each"]}
    stream = io.StringIO(call(*words, "--csv", "-").stdout, newline="")
    listed = {row["agent"]: row for row in csv.DictReader(stream)}
    assert each.keys() == listed.keys() == bundles.keys()
    for name, bundle in bundles.items():
        wanted = pytest.approx(list(map(float, bundle)), rel=1e-12, abs=1e-12)
        assert each[name]["allocation"] == wanted
        assert [float(listed[name][f"allocation_{g}"]) for g in "qr"] == wanted
        assert each[name]["type"] == listed[name]["type"] == kinds[name]
        assert each[name]["active"] == (listed[name]["active"] == "yes") == (name in active)


def test_more_active_agents_than_are_shown_are_in_the_table(tmp_path: Path) -> None:
    first = table(tmp_path / "1.csv", FIRST, [(f"A{i}", "weak", "0", "0") for i in range(250)])
    shown = " ".join(call(LOG, "--stage1", first).stdout.split())
    assert "and 25 more (--csv has all)" in shown


OFFERS = [
    *("1e-400", "-1e-400", "1e-0400", "0.1_0", "٠.١", "０.1", "1/10", "0;1", "nan", "inf", "1e999"),
    *("", "0x1", "10%", "€0.1", "−0.1", "-0.1", "1.0000000001", "0.1.0", "1e", "."),
]


@pytest.mark.parametrize("offer", OFFERS)
def test_what_is_no_offer_is_refused_in_one_sentence(offer: str, tmp_path: Path) -> None:
    lines = [("a", "weak", offer, "0"), ("b", "keen", "0", "0.2")]
    done = call(LOG, "--stage1", table(tmp_path / "1.csv", FIRST, lines))
    assert done.exit_code == 2
    assert "offer" in done.stderr
    assert ", row 2" in done.stderr
    assert done.stdout == ""


TABLES = {
    "\ufeff" + FIRST + TWO: None,
    (FIRST + TWO).replace("\n", "\r"): None,
    "offer_r,offer_q,type,agent\n0,0.1,weak,a\n0.2,0,keen,b\n": None,
    "\n\n" + FIRST + "\n" + TWO + "\n,,,\n": None,
    (FIRST + TWO).replace(",", ";"): "separated by commas",
    (FIRST + TWO).replace(",", "\t"): "the first row must be",
    FIRST.upper() + TWO: "the first row must be",
    "sep=,\n" + FIRST + TWO: "the first row must be",
    FIRST: "at least 2 agents",
    FIRST + "é,weak,0,0\ne\u0301,keen,0,0\n": "appears twice",
    FIRST + "a b,weak,0,0\na  b,keen,0,0\n": "appears twice",
    FIRST + "a\u200bb,weak,0,0\n" + TWO: "printable",
    FIRST + '"a\nb",weak,0,0\n' + TWO: "printable",
    FIRST + "c,Weak,0,0\n" + TWO: "must be one of weak, keen",
    FIRST + "c,weak,0\n" + TWO: "must have 4 fields",
    FIRST + '"c,weak,0,0\n' + TWO: "must have 4 fields",
    FIRST + "x" * 200_000 + ",weak,0,0\n" + TWO: "cannot be read as CSV",
}


@pytest.mark.parametrize("text", TABLES, ids=range(len(TABLES)))
def test_odd_tables_are_read_or_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "1.csv"
    path.write_bytes(text.encode())
    done = call(LOG, "--stage1", path)
    wanted = TABLES[text]
    assert done.exit_code == (0 if wanted is None else 2)
    assert wanted is None or wanted in done.stderr


def test_a_table_never_takes_the_place_of_a_file_that_is_read(tmp_path: Path) -> None:
    first = tmp_path / "1.csv"
    first.write_text(FIRST + TWO)
    link = tmp_path / "link.csv"
    link.symlink_to(first)
    for name in (first, link, tmp_path / "." / "1.csv"):
        done = call(LOG, "--stage1", first, "--csv", name)
        assert done.exit_code == 2
        assert "--csv must not be a file that is read" in done.stderr
    assert first.read_text() == FIRST + TWO
    with pytest.raises(InputError, match="--out must not"):
        check_apart("--out", link, None, tmp_path / "none", first)
    check_apart("--out", tmp_path / "new", first, None)
    check_apart("--out", None, first)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        *(("q", cell, "q must be a number") for cell in ("٠.٩", "1_0", " 0.9", "nan", "")),
        ("seed", "٧", "seed must be a whole number"),
        ("participant", "P3", "participant must be in one row of a round"),
        ("active", "yes", "active must be 0 or 1"),
    ],
)
def test_odd_cells_of_an_export_are_refused(
    column: str, cell: str, said: str, tmp_path: Path
) -> None:
    told = rows()
    for row in told if column == "seed" else told[3:4]:
        row[column] = cell
    done = call("--check", written(tmp_path / "export.csv", told))
    assert done.exit_code == 2
    assert said in done.stderr
