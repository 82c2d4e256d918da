"""Errors carry their parts, and a missing package is no mistake of the user's."""

import pickle
import sys

import pytest

from numeric import load_economy
from numeric.economy.economy import Economy, EconomyError
from numeric.status import NotSolved, Status, joined
from proofs_check.output.figures.fonts import matplotlib
from symbolic.language.errors import InputError, MissingExtra

LOG = "examples/log.toml"


def test_an_error_of_an_economy_names_field_requirement_and_what_was_found() -> None:
    with pytest.raises(InputError) as caught:
        load_economy(LOG).replacing(eta=1.5)
    error = caught.value
    assert isinstance(error, EconomyError)
    assert (error.field, error.found) == ("eta", "1.5")
    assert error.requirement.startswith("must be at least 0 and below 1")
    assert str(error) == f"{error.field} {error.requirement}, got {error.found}"


def test_the_sentence_begins_with_the_file_and_the_parts_stay(tmp_path: object) -> None:
    error = EconomyError("eta", "must be below 1", "2").within("a.toml")
    assert str(error) == "a.toml: eta must be below 1, got 2"
    assert (error.source, error.field) == ("a.toml", "eta")
    assert isinstance(error, EconomyError)


@pytest.mark.parametrize(
    "error",
    [
        EconomyError("eta", "must be below 1", "2", source="a.toml"),
        MissingExtra("pebble", "sweep", "sweeps"),
        NotSolved("stage 2", Status.NO_ROOT),
        NotSolved("", Status.NO_PRICE.told("none was found")),
    ],
)
def test_errors_cross_from_one_process_to_another(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_missing_package_is_no_error_of_the_economy(monkeypatch: pytest.MonkeyPatch) -> None:
    error = MissingExtra("matplotlib", "report", "figures")
    assert not isinstance(error, InputError | EconomyError | ValueError)
    assert (error.package, error.extra) == ("matplotlib", "report")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=r"two-stage-market-game\[report\]"):
        matplotlib()


def test_every_status_is_a_sentence_and_says_whether_it_is_solved() -> None:
    assert {s for s in Status if s.solved} == {s for s in Status if s.value.startswith("solved")}
    told = Status.UNDECIDED.told("undecided at 3 values of N")
    assert (str(told), told.solved, told.member) == (told, False, Status.UNDECIDED)
    again = pickle.loads(pickle.dumps(told))
    assert (again, again.solved) == (told, False)


def test_statuses_join_to_the_first_that_is_not_solved_or_to_all_remarks() -> None:
    assert joined(Status.SOLVED, Status.NO_ROOT) is Status.NO_ROOT
    both = joined(Status.SOLVED, Status.EQUAL_OFFERS, Status.SEVERAL)
    assert both.solved
    assert both.startswith("solved; two types make the same offer")
    assert "several equilibria" in both


def test_names_are_what_is_seen_of_them() -> None:
    economy = load_economy(LOG).replacing(types=["  weak ", "k\u00a0 een"], states=["e\u0301", "b"])
    assert economy.types == ("weak", "k een")
    assert economy.states == ("é", "b")
    with pytest.raises(EconomyError, match="distinct"):
        load_economy(LOG).replacing(types=["a", " a"])
    for hidden in ("a\u202eb", "a\x1b[31m", "\u200d", "a\u200fb"):
        with pytest.raises(EconomyError, match="printable"):
            load_economy(LOG).replacing(types=[hidden, "b"])
    assert Economy(**economy.keywords()) == economy
