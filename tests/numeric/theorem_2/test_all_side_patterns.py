"""The range over all equilibria found agrees with a search of every pattern of sides that shares no solver with it."""

from __future__ import annotations

import pytest

from tests.numeric.theorem_2.side_patterns import NUMBER, Agreement, agreement, economies


@pytest.mark.slow
@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("index", range(NUMBER))
def test_ranges_hold_what_a_search_of_every_pattern_finds(index: int, which: int) -> None:
    _agrees(agreement(economies()[index], index, which))


@pytest.mark.bulk
def test_ranges_hold_what_a_search_finds_in_one_economy() -> None:
    found = agreement(economies()[0], 0, 0)
    _agrees(found)
    assert found.searched > 0
    assert found.solved > 0


def _agrees(found: Agreement) -> None:
    assert found.outside == 0, found
    assert found.refuted == 0, found
