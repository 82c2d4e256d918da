"""Generated economies: the same for the same seed, admissible by construction, and labelled where they are not."""

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

from numeric import Economy, solve_stage1
from numeric.assumptions import check_assumptions
from numeric.draws.generate import (
    INSIDE,
    KAPPAS,
    OUTSIDE,
    SEPARATION,
    distinguishes_all_groups,
    generate,
    generate_outside,
)


@cache
def economies() -> list[Economy]:
    return generate(20, 12)


def test_the_same_seed_gives_the_same_economies() -> None:
    assert generate(20, 12) == economies()


def test_an_economy_does_not_depend_on_how_many_are_asked_for() -> None:
    assert generate(20, 3) == economies()[:3]


def test_another_seed_gives_other_economies() -> None:
    assert not set(generate(21, 12)) & set(economies())


def test_the_first_economy_of_a_seed_is_the_one_recorded() -> None:
    # Exact values, so that a platform or a version of Python that draws differently is noticed.
    first = generate(2012, 1)[0]
    assert first.environment.prior == (Fraction(1, 3), Fraction(2, 3))
    assert first.environment.signal == (
        (Fraction(6, 19), Fraction(4, 19), Fraction(9, 19)),
        (Fraction(7, 24), Fraction(1, 2), Fraction(5, 24)),
    )
    assert first.mechanism.kappa == (Fraction(2, 25), Fraction(3, 200))


def test_every_family_is_drawn_and_numbers_are_in_range() -> None:
    assert {e.name.split(": ")[1].split(",")[0] for e in economies()} == set(INSIDE)
    for economy in economies():
        assert 2 <= len(economy.types) <= 4
        assert 1 <= len(economy.states) <= 4
        assert economy.environment.endowment[0] != economy.environment.endowment[1]
        assert economy.mechanism.kappa[0] != economy.mechanism.kappa[1]
        assert all(k * 1000 in KAPPAS for k in economy.mechanism.kappa)
        assert Fraction(1, 100) <= economy.mechanism.eta <= Fraction(1, 2)
        assert all(
            sum(row) == 1 for row in (*economy.environment.signal, economy.environment.prior)
        )


@pytest.mark.parametrize("index", range(12))
def test_a_generated_economy_satisfies_every_assumption(index: int) -> None:
    economy = economies()[index]
    assert {a.verdict for a in check_assumptions(economy)} == {"HOLDS"}


def test_stage_1_separates_with_room() -> None:
    for economy in economies():
        gaps = np.diff(np.sort(solve_stage1(economy).consumption))
        assert gaps.min() > SEPARATION * economy.floats.endowment[0]


@pytest.mark.bulk
def test_economies_outside_the_class_say_so_and_violate_monotone_demand_alone() -> None:
    verdicts = set()
    for economy in generate_outside(3, 3):
        assert economy.name.startswith("generated outside the class")
        found = {a.id: a.verdict for a in check_assumptions(economy)}
        verdicts.add(found.pop("sec-2.1.monotone-demand"))
        assert set(found.values()) == {"HOLDS"}
    assert "FAILS" in verdicts


def test_the_numbers_of_types_and_states_can_be_chosen() -> None:
    for economy in generate(0, 2, types=(6, 6), states=(5, 6), families=["log"]):
        assert len(economy.types) == 6
        assert len(economy.states) in (5, 6)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"seed": -1, "count": 1}, "nonnegative"),
        ({"seed": 1, "count": -1}, "nonnegative"),
        ({"seed": 1, "count": 1, "families": ["quadratic"]}, "families must be among"),
        ({"seed": 1, "count": 1, "families": []}, "got none"),
        ({"seed": 1, "count": 1, "types": (1, 2)}, "types must be a range"),
        ({"seed": 1, "count": 1, "types": (3, 2)}, "types must be a range"),
        ({"seed": 1, "count": 1, "states": (1, 9)}, "states must be a range"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        generate(**arguments)


def test_a_family_outside_the_class_is_not_generated_inside() -> None:
    with pytest.raises(ValueError, match="families must be among"):
        generate_outside(1, 1, families=["log"])
    assert set(OUTSIDE) < set(INSIDE)


def test_groups_of_equal_probability_are_noticed() -> None:
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert not distinguishes_all_groups(((half, half), (half, half)))
    assert not distinguishes_all_groups(((third, third, third), (third, half, Fraction(1, 6))))
    assert distinguishes_all_groups(((half, half), (third, 2 * third)))
