"""Whether an edited comparison ever met a tie: floating-point numbers, whole ones, exact ones."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from bite.mutants import Mutant, mutants_of
from bite.ties import Ties, recorded

SOURCE = "def larger(a, b):\n    return a > b\n\n\ndef positive(a):\n    return a > -0.5\n"


def asked(name: str, *pairs: tuple[Any, ...], path: str = "numeric/a.py") -> Ties:
    """Return what was seen of the edited comparison of a function."""
    mutant = next(m for m in mutants_of(path, SOURCE) if m.function.endswith(name))
    assert mutant.operator == "strictness"
    tree, ties = recorded(ast.parse(mutant.applied(SOURCE)), mutant), Ties()
    ties.start()
    known: dict[str, Any] = {}
    exec(compile(tree, "a", "exec"), known)
    for pair in pairs:
        assert np.array_equal(known[name](*pair), np.greater_equal(*(*pair, -0.5)[:2]))
    return ties


def test_numbers_that_are_never_equal_excuse() -> None:
    reason = asked("larger", (0.3, 0.7), (np.array([0.1, 2.0]), 0.7)).reason
    assert reason is not None
    assert "never equal in 3 comparisons" in reason
    assert asked("positive", (0.3,)).reason is not None


@pytest.mark.parametrize(
    "pair",
    [
        (0.3, 0.3),
        (np.array([0.25, 0.5]), np.array([0.125, 0.5])),
        (3, 0.5),
        (2.0, 0.5),
        (0.5, np.array([0.0, 2.0])),
        (Fraction(1, 3), Fraction(1, 2)),
        (np.array([1, 2]), 0.5),
    ],
)
def test_a_tie_a_whole_or_an_exact_number_excuses_nothing(pair: tuple[Any, Any]) -> None:
    assert asked("larger", (0.3, 0.7), pair).reason is None


def test_nothing_seen_excuses_nothing() -> None:
    assert asked("larger").reason is None


def test_certificates_and_other_edits_are_left_as_they_are() -> None:
    tree = ast.parse(SOURCE)
    plain = ast.dump(tree)
    place = ((2, 11), (2, 16), "a > b", "a >= b")
    certified = Mutant("numeric/certify/a.py", "numeric.certify.a.larger", "strictness", *place)
    other = Mutant("numeric/a.py", "numeric.a.larger", "sign", *place)
    assert ast.dump(recorded(tree, certified)) == plain
    assert ast.dump(recorded(tree, other)) == plain
