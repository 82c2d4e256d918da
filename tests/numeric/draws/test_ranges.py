"""Ranges and strategies of economies.

What is drawn is admissible, and a search shrinks to the smallest economy.
"""

import random
from fractions import Fraction

import pytest
from hypothesis import Phase, find, settings

from numeric.assumptions import check_assumptions
from numeric.draws.defaults import RangeError, Support, fractions
from numeric.draws.generate import INSIDE, distinguishes_all_groups
from numeric.draws.hypothesis_strategies import WIDE, economies
from numeric.draws.ranges import Ranges, drawn, well_separated

QUICK = settings(database=None, deadline=None, max_examples=12, derandomize=True)


def test_every_family_is_drawn_and_satisfies_what_the_ranges_require() -> None:
    choose = random.Random(5).randrange
    for family in INSIDE:
        economy = next(filter(None, (drawn(choose, Ranges(), "d", family) for _ in range(100))))
        assert family in economy.name
        assert distinguishes_all_groups(economy.environment.signal)
        assert well_separated(economy)


def test_an_economy_drawn_inside_the_class_satisfies_every_assumption() -> None:
    economy = next(
        filter(
            None,
            (
                drawn(random.Random(3).randrange, Ranges(types=(2, 2), states=(1, 2)), "d", "log")
                for _ in range(100)
            ),
        )
    )
    assert {a.verdict for a in check_assumptions(economy)} == {"HOLDS"}


def test_weights_decide_how_often_a_value_is_drawn() -> None:
    support = Support((Fraction(1), Fraction(2)), (1, 3))
    assert [support.draw(lambda n, k=k: k) for k in range(4)] == [1, 2, 2, 2]
    assert [support.simplest_first.draw(lambda n, k=k: k) for k in range(2)] == [1, 2]


def test_simple_values_come_first() -> None:
    assert fractions(1, 4, 4).simplest_first.values == (
        1,
        Fraction(1, 2),
        Fraction(1, 4),
        Fraction(3, 4),
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "beside"}, "class must be"),
        ({"signal_weights": 1}, "signal_weights must be from 2"),
        ({"eta": Support((Fraction(1),))}, "eta must be at least 0"),
        ({"parameters": {"theta": Support((Fraction(0),))}}, "must be above 0"),
        (
            {
                "kind": "outside",
                "families": ("crra",),
                "parameters": {"aversion": Support((Fraction(1, 2),))},
            },
            "to stay outside the class",
        ),
    ],
)
def test_ranges_that_leave_the_class_are_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(RangeError, match=sentence):
        Ranges(**changes)  # type: ignore[arg-type]
    with pytest.raises(RangeError, match="a support must have"):
        Support(())


@pytest.mark.bulk
def test_a_search_shrinks_to_two_types_one_state_and_simple_numbers() -> None:
    economy = find(
        economies(families=("log",), types=(2, 3), states=(1, 2)), lambda e: True, settings=QUICK
    )
    assert (len(economy.types), len(economy.states)) == (2, 1)
    assert economy.environment.endowment == (1, 1)
    assert economy.environment.signal == ((Fraction(1, 2), Fraction(1, 2)),)


@pytest.mark.bulk
def test_a_search_finds_what_it_is_asked_for_and_nothing_smaller() -> None:
    economy = find(
        economies(WIDE, families=("log",), types=(2, 2), states=(1, 2)),
        lambda e: len(e.states) == 2 and e.mechanism.eta > 0,
        settings=QUICK,
    )
    assert economy.mechanism.eta == Fraction(1, 2)
    assert sorted(economy.environment.prior) == [Fraction(1, 2), Fraction(1, 2)]


def test_economies_outside_the_class_are_of_its_families() -> None:
    economy = find(
        economies(kind="outside", types=(2, 2), states=(1, 1)),
        lambda e: True,
        settings=settings(QUICK, phases=[Phase.generate]),
    )
    assert economy.name.split(": ")[1].split(",")[0] in ("crra", "ces", "log-ces")
