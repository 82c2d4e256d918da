"""Ten mutants for each theorem: each is an edit of the code as it stands."""

from collections import Counter

import pytest

from bite.feared import FEARED, Feared
from bite.scope import ROOT, mutated_modules


@pytest.mark.parametrize("feared", FEARED, ids=lambda f: f.means)
def test_a_feared_mistake_is_an_edit_of_the_code(feared: Feared) -> None:
    source = (ROOT / feared.path).read_text(encoding="utf-8")
    mutated = feared.mutant().applied(source)
    compile(mutated, feared.path, "exec")
    assert len(mutated) - len(source) == len(feared.after) - len(feared.before)
    assert feared.path in mutated_modules()


def test_there_are_ten_for_each_theorem_and_no_two_are_the_same() -> None:
    assert Counter(f.theorem for f in FEARED) == {1: 10, 2: 10, 3: 10}
    assert len({f.mutant().id for f in FEARED}) == 30


def test_a_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="must contain"):
        Feared(1, FEARED[0].path, "no such text", "", "").mutant()
