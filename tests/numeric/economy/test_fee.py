"""The table ``mechanism`` of economy files: a fee and its rebate, read exactly and refused in one sentence."""

from fractions import Fraction
from pathlib import Path

import pytest

from numeric import EconomyError, load_economy, read_economy
from tests.numeric.games.settings import EXAMPLES

FEE = (EXAMPLES / "fee.toml").read_text(encoding="utf-8")


def test_a_fee_and_its_rebate_are_read_exactly_and_written_again() -> None:
    economy = read_economy(FEE.replace("[0.1, 0.1]", '["1/10", 0]'))
    assert economy.mechanism.entry_fee == (Fraction(1, 10), Fraction(0))
    assert economy.mechanism.rebate
    assert read_economy(economy.to_toml()) == economy
    kept = economy.replacing(rebate=False)
    assert not read_economy(kept.to_toml()).mechanism.rebate
    assert "rebate" not in kept.keywords()


def test_what_solves_one_mechanism_says_that_it_reads_no_fee(tmp_path: Path) -> None:
    assert load_economy(EXAMPLES / "fee.toml", fee=True).mechanism.rebate
    with pytest.raises(
        EconomyError, match=r"fee.toml: mechanism.fee is read by compare alone"
    ) as e:
        load_economy(EXAMPLES / "fee.toml")
    assert "endowment = [0.9, 0.9]" in str(e.value)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("fee = [0.1]", "mechanism.fee must have 2 numbers, one per good, got 1"),
        ("fee = [-0.1, 0]", "mechanism.fee must be nonnegative for both goods, got -0.1"),
        ("fee = [1, 0]", "mechanism.fee must be below the endowment for both goods, got 1.0"),
        ("fees = [0.1, 0.1]", "mechanism.fees is not a key of the table; keys are fee, rebate"),
        ("", "rebate returns what is left of a fee, and there is none"),
    ],
)
def test_a_bad_fee_is_refused_in_one_sentence(new: str, sentence: str) -> None:
    with pytest.raises(EconomyError) as error:
        read_economy(FEE.replace("fee = [0.1, 0.1]", new), "a.toml")
    assert str(error.value).startswith("a.toml: ")
    assert sentence in str(error.value)


def test_a_rebate_is_true_or_false_and_the_table_is_a_table() -> None:
    with pytest.raises(EconomyError, match=r'mechanism\.rebate must be true or false, got "yes"'):
        read_economy(FEE.replace("rebate = true", 'rebate = "yes"'))
    with pytest.raises(EconomyError, match="mechanism must be a table, got 3"):
        read_economy(
            "mechanism = 3\n" + FEE.replace("[mechanism]\nfee = [0.1, 0.1]\nrebate = true", "")
        )
