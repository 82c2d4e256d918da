"""Only a mechanical reason makes an edit equivalent."""

import pytest

from bite import same
from bite.mutants import Mutant


def edit(before: str, after: str) -> tuple[Mutant, str]:
    source = f"def f(a, b, c):\n    return {before}\n"
    return Mutant(
        "numeric/a.py", "f", "sign", (2, 11), (2, 11 + len(before)), before, after
    ), source


@pytest.mark.parametrize(
    ("before", "after"),
    [("a * b", "b * a"), ("a / b + c", "c - -a / b"), ("(a + b)**2", "a**2 + 2*a*b + b**2")],
)
def test_the_same_expression_is_equivalent(before: str, after: str) -> None:
    assert same.reason(*edit(before, after)) == same.EXPRESSION


def test_the_same_bytecode_is_equivalent() -> None:
    assert same.reason(*edit("a + b", "(a + b)")) == same.BYTECODE


@pytest.mark.parametrize(
    ("before", "after"), [("a * b", "(a)"), ("f(a) - b", "f(b) - a"), ("a < b", "a <= b")]
)
def test_another_expression_is_not(before: str, after: str) -> None:
    assert same.reason(*edit(before, after)) is None
