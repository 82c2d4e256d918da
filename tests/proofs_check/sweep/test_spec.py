"""Specifications of sweeps.

What is read, what is refused, and that an economy depends on the spec, the seed and its index
alone.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs_check.sweep.spec import load_spec, read_spec
from proofs_check.sweep.task import asked
from symbolic.language.errors import InputError

SWEEPS = Path(__file__).parents[3] / "examples" / "sweeps"
BASE: dict[str, Any] = {"count": 10, "seed": 4}


@pytest.mark.parametrize("path", sorted(SWEEPS.glob("*.toml")), ids=lambda p: p.stem)
def test_a_shipped_spec_is_read_and_draws_economies(path: Path) -> None:
    spec = load_spec(path)
    assert asked(spec)
    economy = spec.economy(0)
    assert spec.ranges.types[0] <= len(economy.types) <= spec.ranges.types[1]
    assert (
        economy.name
        == f"{spec.name} {spec.seed}.0: {spec.ranges.families[0]}, "
        + economy.name.split(", ", 1)[1]
    )


def test_an_economy_is_a_function_of_the_spec_the_seed_and_the_index() -> None:
    one, again, longer, other = (
        read_spec({**BASE, **change}) for change in ({}, {}, {"count": 20}, {"seed": 5})
    )
    assert one.economy(3) == again.economy(3) == longer.economy(3)
    assert one.economy(3) != one.economy(4)
    assert one.economy(3).environment != other.economy(3).environment


def test_a_name_that_leaves_no_room_is_cut_in_the_names_of_economies() -> None:
    named = read_spec({**BASE, "name": "n" * 200}).economy(7).name
    assert len(named) <= 200
    assert named.startswith("nnn")
    assert "… 4.7: " in named
    assert read_spec({**BASE, "name": "short"}).economy(7).name.startswith("short 4.7: ")


def test_the_first_economy_of_a_seed_is_the_one_recorded() -> None:
    # Exact values, so that a platform or a version of Python that draws differently is noticed.
    economy = read_spec({**BASE, "seed": 2012}).economy(0)
    assert economy.environment.prior == RECORDED[0]
    assert economy.mechanism.kappa == RECORDED[1]


RECORDED = (
    (Fraction(1, 11), Fraction(4, 11), Fraction(6, 11)),
    (Fraction(1, 20), Fraction(3, 100)),
)


def test_count_name_and_limits_do_not_make_another_sweep_but_anything_else_does() -> None:
    base = read_spec(BASE)
    for change in ({"count": 99}, {"name": "other"}, {"time_limit": 5}, {"memory_limit": 512}):
        assert read_spec({**BASE, **change}).identity == base.identity
    for change in ({"seed": 5}, {"agents": [10]}, {"claims": ["thm-1"]}, {"eta": "0.1"}):
        assert read_spec({**BASE, **change}).identity != base.identity


def test_distributions_are_exact() -> None:
    spec = read_spec(
        {
            **BASE,
            "eta": {"low": "0.1", "high": "0.3", "step": "0.1"},
            "kappa": [
                {"values": ["1/3", 1], "weights": [3, 1]},
                {"low": "0.01", "high": 1, "points": 3},
            ],
            "endowment": 2,
        }
    )
    assert spec.ranges.eta.values == (Fraction(1, 10), Fraction(1, 5), Fraction(3, 10))
    assert spec.ranges.kappa[0].draw(lambda n: 2) == Fraction(1, 3)
    assert spec.ranges.kappa[0].draw(lambda n: 3) == 1
    assert spec.ranges.kappa[1].values == (Fraction(1, 100), Fraction(1, 10), Fraction(1))
    assert spec.ranges.endowment[1].values == (Fraction(2),)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"count": 0}, "count must be a whole number from 1"),
    ({"count": "ten"}, "count must be a whole number"),
    ({"seed": -1}, "seed must be a whole number from 0"),
    ({"fee": 1}, '"fee" is not a key of a sweep; keys are'),
    ({"class": "beside"}, 'class must be "inside" or "outside"'),
    ({"families": ["quadratic"]}, "families must be among"),
    ({"families": []}, "got none"),
    ({"types": [1, 2]}, "types must be a range within 2 and 6"),
    ({"types": ["a"]}, "types must be a whole number or two"),
    ({"states": [3, 2]}, "states must be a range"),
    ({"class": [[1, 2], [3]]}, "class must be"),
    ({"types": 10**500}, "types must be at most 6, got"),
    ({"agents": [1]}, "agents must be whole numbers from 2 to 10000000, got 1"),
    ({"agents": {"from": 2}}, "a table with from, to and step"),
    ({"agents": {"from": 2, "to": 10_000_000}}, "agents must be at most 10000"),
    ({"eta": 1}, "eta must be at least 0 and below 1"),
    ({"eta": {"low": "0.1"}}, "eta must be a number, a list, or a table"),
    ({"eta": {"low": "0.2", "high": "0.1", "step": 1}}, "low at most high"),
    ({"eta": {"low": 0, "high": "0.1", "step": 0}}, "positive step"),
    ({"eta": {"low": 0, "high": "0.5", "step": "1e-300"}}, "at most 100000 values"),
    ({"kappa": {"low": 0, "high": 1, "points": 3}}, "positive low"),
    ({"kappa": {"low": 1, "high": 2, "points": 10**9}}, "2 to 100000 points"),
    ({"kappa": {"values": [1], "weights": [0]}}, "as many weights as values"),
    ({"kappa": {"values": []}}, "as many weights as values"),
    ({"endowment": 0}, "endowment must be positive"),
    ({"parameters": {"gamma": 1}}, '"gamma" is not a parameter of the families'),
    ({"parameters": {"aversion": 2}}, "to stay inside the class"),
    ({"parameters": {"power_q": "0.6"}}, "below 1/2 to stay inside"),
    ({"parameters": 3}, "parameters must be a table"),
    ({"signals": "some"}, 'signals must be "A1"'),
    ({"separating": 1}, "separating must be true or false"),
    ({"memory_limit": 1}, "memory_limit must be a whole number from 64"),
    ({"claims": "thm-1"}, "claims must be a list of ids"),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_whatever_is_wrong_is_one_sentence_that_names_it(
    change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_spec({**BASE, **change}, "s.toml")
    assert str(caught.value).startswith("s.toml: ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_claim_that_is_not_about_economies_is_named() -> None:
    with pytest.raises(InputError, match='"eq-14", which is not tested on economies; those are'):
        asked(read_spec({**BASE, "claims": ["eq-14"]}))


def test_ranges_that_admit_no_economy_are_said_to() -> None:
    spec = read_spec({**BASE, "types": [2, 2], "states": [6, 6], "signal_weights": 2})
    with pytest.raises(InputError, match="no draw out of"):
        spec.economy(0)
