"""Economy files: what is read, what is refused and how, and that writing and reading are inverse."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric import EconomyError, load_economy, read_economy
from numeric.draws.generate import generate
from numeric.economy.economy import Economy
from numeric.economy.toml_text import utility_text
from symbolic.language.notation import q, r
from symbolic.language.parse import parse_utility
from tests.numeric.economies import EXAMPLES, NAMES

GOOD = (EXAMPLES / "log.toml").read_text(encoding="utf-8")


def edited(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_economy_reads_and_survives_a_round_trip(name: str) -> None:
    economy = load_economy(EXAMPLES / f"{name}.toml")
    assert read_economy(economy.to_toml()) == economy


@pytest.mark.parametrize("seed", [0, 1])
def test_a_generated_economy_survives_a_round_trip(seed: int) -> None:
    for economy in generate(seed, 6):
        assert read_economy(economy.to_toml()) == economy


def test_the_numbers_of_a_file_are_exact() -> None:
    economy = read_economy(edited("eta = 0.1", 'eta = "1/3"'))
    assert economy.mechanism.eta == Fraction(1, 3)
    assert economy.environment.parameters["theta"][1][1] == Fraction(5, 4)
    assert economy.mechanism.kappa == (Fraction(1, 20), Fraction(1, 20))


def test_a_file_without_a_name_is_called_after_itself(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("\ufeff" + edited('name = "two states, log utility"\n', ""), encoding="utf-8")
    assert load_economy(file).name == "mine"


BAD: list[tuple[str, str, str]] = [
    (
        'states = ["low", "high"]',
        'states = ["low"]',
        "prior must have 1 number, one per state, got 2",
    ),
    (
        'states = ["low", "high"]',
        'states = ["low", "low"]',
        'states must be distinct, got "low" twice',
    ),
    (
        'types = ["weak", "keen"]',
        'types = ["weak", "weak"]',
        'types must be distinct, got "weak" twice',
    ),
    ('types = ["weak", "keen"]', 'types = ["weak"]', "types must be at least two, got 1"),
    ("prior = [0.5, 0.5]", "prior = [0.5, 0.6]", "prior sums to 1.1, must sum to 1"),
    (
        "prior = [0.5, 0.5]",
        "prior = [nan, 0.5]",
        "prior, entry 1, must be a finite number, got NaN",
    ),
    (
        "prior = [0.5, 0.5]",
        "prior = [true, 0.5]",
        "prior, entry 1, must be a finite number, got True",
    ),
    ("prior = [0.5, 0.5]", "prior = {a = 1}", "prior must be a list of numbers, got a table"),
    (
        "prior = [0.5, 0.5]",
        "prior = [2024-01-01, 0.5]",
        "prior, entry 1, must be a finite number, got date",
    ),
    (
        "[[0.6, 0.4], [0.4, 0.6]]",
        "[[0.6, 0.37], [0.4, 0.6]]",
        'signal row "low" sums to 0.97, must sum to 1',
    ),
    ("[[0.6, 0.4], [0.4, 0.6]]", "[[0.6, 0.4]]", "signal must have 2 rows, one per state, got 1"),
    (
        "[[0.6, 0.4], [0.4, 0.6]]",
        "[[0.0, 1.0], [0.4, 0.6]]",
        'signal row "low" must have positive probabilities, got 0.0',
    ),
    (
        "endowment = [1.0, 1.0]",
        "endowment = [1.0, 0]",
        "endowment must be positive for both goods, got 0.0",
    ),
    (
        "kappa = [0.05, 0.05]",
        "kappa = [0.05, 0.0]",
        "kappa must be positive for both goods, got 0.0",
    ),
    (
        "kappa = [0.05, 0.05]",
        "kappa = [0.05, -0.1]",
        "kappa must be nonnegative for both goods, got -0.1",
    ),
    (
        "kappa = [0.05, 0.05]",
        "kappa = [inf, 0.05]",
        "kappa, entry 1, must be a finite number, got Infinity",
    ),
    ("eta = 0.1", "eta = 0", "eta must be above 0 and below 1, got 0.0"),
    ("eta = 0.1", "eta = 1", "eta must be at least 0 and below 1 (in files, above 0), got 1.0"),
    ("eta = 0.1", 'eta = "a tenth"', 'eta must be a finite number, got "a tenth"'),
    ("eta = 0.1", "eta = 1e999999999", "eta must be 0 or between 1e-300 and 1e300"),
    (
        "eta = 0.1",
        "",
        '"eta" is missing; required are prior, signal, endowment, kappa, eta, utility',
    ),
    ("eta = 0.1", "eta = 0.1\nfee = 1", '"fee" is not a key of an economy file; keys are'),
    (
        "eta = 0.1",
        "eta = 0.1\nentry_fee = [0, 0]",
        '"entry_fee" is not a key of an economy file; keys are',
    ),
    (
        "theta*log(q) + log(r)",
        "theta*log(q) + beta*log(r)",
        'utility uses an unknown name "beta"; known are q, r, theta',
    ),
    (
        "theta*log(q) + log(r)",
        "theta*q.real",
        "utility contains an attribute access, which is not allowed",
    ),
    (
        "theta*log(q) + log(r)",
        "theta*eval(q)",
        'utility calls "eval"; only log, exp and sqrt may be called',
    ),
    (
        "theta*log(q) + log(r)",
        "theta*9**9**9*q",
        "utility has an exponent above 1000 in absolute value",
    ),
    ("theta*log(q) + log(r)", "log(q) + log(r)", 'parameter "theta" must occur in utility'),
    ('"theta*log(q) + log(r)"', "1.5", "utility must be text, got 1.5"),
    (
        "[[0.8, 1.0], [1.0, 1.25]]",
        "[0.8, 1.0]",
        'parameter "theta" must be one number or 2 rows (one per type) of 2 (one per state), got '
        "a list of 2",
    ),
    (
        "[[0.8, 1.0], [1.0, 1.25]]",
        "[[0.8, 1.0], [1.0, inf]]",
        'parameter "theta" row "keen", entry 2, must be a finite number',
    ),
    (
        "[parameters]\ntheta",
        "[parameters]\nsqrt = 1\ntheta",
        'parameter "sqrt" has a reserved name',
    ),
    (
        "[parameters]\ntheta",
        '[parameters]\n"a b" = 1\ntheta',
        'parameter "a b" must be an identifier of ASCII letters, digits and underscores',
    ),
    ("[parameters]\ntheta", "[[parameters]]\ntheta", "parameters must be a table, got a list of 1"),
    ('name = "two states, log utility"', "name = 7", "name must be text, got 7"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), BAD, ids=[s for _, _, s in BAD])
def test_a_bad_file_gets_one_sentence_that_names_it(
    old: str, new: str, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(edited(old, new), encoding="utf-8")
    with pytest.raises(EconomyError) as caught:
        load_economy(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: {sentence}")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "must describe an economy, and is empty"),
        (b" \n\t\n", "must describe an economy, and is empty"),
        (b"\x89PNG\x00\x01", "must be a text file, and has binary content"),
        (b"name = '\xff'", "must be in UTF-8, and byte 9 is not"),
        (b"\xff\xfen\x01", "must be in UTF-8, and byte 1 is not"),
        (b"this is not TOML", "is not TOML: "),
        (b"eta = 0.1\neta = 0.2", "is not TOML: "),
        (b"[1, 2]", "is not TOML: "),
        (
            b"eta = " + b"[" * 5000,
            "has a number that is too long or lists that are nested too deeply",
        ),
        (
            b"eta = " + b"9" * 5000,
            "has a number that is too long or lists that are nested too deeply",
        ),
        (
            b"eta = 1e" + b"9" * 30,
            "has a number that is too long or lists that are nested too deeply",
        ),
        (b"#" * 1_000_001, "must have at most 1000000 bytes"),
        (b"name = 'x'", '"prior" is missing'),
    ],
)
def test_a_file_of_another_kind_gets_one_sentence(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(EconomyError) as caught:
        load_economy(file)
    assert str(caught.value).startswith(f"{file}: {sentence}")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_directory_are_named(tmp_path: Path) -> None:
    with pytest.raises(EconomyError, match="there is no such file"):
        load_economy(tmp_path / "none.toml")
    with pytest.raises(EconomyError, match="must be a file, got a directory"):
        load_economy(tmp_path)
    with pytest.raises(EconomyError, match="cannot be read"):
        load_economy("a\0b.toml")
    with pytest.raises(EconomyError, match="cannot be read"):
        load_economy(Path(EXAMPLES / "log.toml" / "below"))


@pytest.mark.parametrize("changes", [{"kappa": [0, 0.1]}, {"eta": 0}, {"shut_down": True}])
def test_what_a_file_cannot_hold_is_not_written(changes: dict[str, Any]) -> None:
    with pytest.raises(EconomyError, match="a file holds economies with kappa > 0"):
        load_economy(EXAMPLES / "log.toml").replacing(**changes).to_toml()


def test_names_with_quotes_and_backslashes_survive() -> None:
    economy = load_economy(EXAMPLES / "log.toml").replacing(
        name='a "quoted" \\ name', states=["z'", '"'], types=["é", "\\n"]
    )
    assert read_economy(economy.to_toml()) == economy


FORMULAS = [
    sp.E * q + r,
    sp.sqrt(q) * r ** sp.Rational(1, 3),
    -sp.exp(-q) - 1 / r,
    (q + r) ** sp.Rational(-3, 7),
    sp.log(q / (q + 1)) * sp.sqrt(2),
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_utility_is_written_in_the_grammar(formula: sp.Expr) -> None:
    assert parse_utility(utility_text(formula)) == formula


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(0, len(GOOD) - 1),
    st.text(alphabet='0123456789.,[]="-\n\0 aqé', max_size=3),
    st.integers(0, 4),
)
def test_a_file_with_a_fault_is_read_or_refused(position: int, text: str, removed: int) -> None:
    try:
        found: Economy | EconomyError = read_economy(
            GOOD[:position] + text + GOOD[position + removed :]
        )
    except EconomyError as error:
        found = error
    assert isinstance(found, Economy) or "\n" not in str(found)
    assert not isinstance(found, Economy) or math.isfinite(found.floats.eta)


def test_an_economy_without_parameters_survives_a_round_trip() -> None:
    economy = load_economy(EXAMPLES / "log.toml").replacing(
        utility="exp(1)*log(q) + log(r)", parameters={}
    )
    assert "[parameters]" not in economy.to_toml()
    assert read_economy(economy.to_toml()) == economy
