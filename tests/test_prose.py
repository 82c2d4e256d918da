"""Docstrings are whole sentences: no paragraph goes on where another stopped, and no formula is cut."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.statements import statements

ROOT = Path(__file__).parents[1]
GOES_ON = re.compile(r"(And|Or|Which|But)\b|[a-z]{2,} (?!=)")
"""A second paragraph that begins like this was a part of the first."""


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    for part in statements(ast.parse(path.read_text(encoding="utf-8"))):
        value = part.value if isinstance(part, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield part.lineno, inspect.cleandoc(value.value)


def faults(text: str) -> list[str]:
    found = []
    for i, raw in enumerate(text.split("\n\n")):
        paragraph = " ".join(raw.split())
        if i == 1 and GOES_ON.match(paragraph):
            found.append(f"goes on: {paragraph}")
        if ">>>" not in paragraph and paragraph.count("`") % 2:
            found.append(f"cut: {paragraph}")
    return found


@pytest.mark.parametrize("layer", ["symbolic", "numeric", "proofs_check", "bite", "twostage"])
def test_docstrings_are_whole_sentences(layer: str) -> None:
    said = [
        f"{path.relative_to(ROOT)}:{line}: {fault}"
        for path in sorted((ROOT / layer).rglob("*.py"))
        for line, text in docstrings(path)
        for fault in faults(text)
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(
    "text",
    [
        "Return the sign.\n\nOr nothing where it is not known.",
        "The utility :math:`u(q, r.\n\nX, z)` as a function.",
        "Bounds on a trade.\n\nAnd the total.",
    ],
)
def test_a_fragment_is_seen(text: str) -> None:
    assert faults(text)
    assert not faults(text.replace("\n\n", " "))
