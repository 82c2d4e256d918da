"""The economies that claims are tested on: the shipped files, those given, and generated ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from numeric.draws.generate import generate
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy

_PACKAGE = Path(__file__).parents[1]
SHIPPED = next(
    (p for p in (_PACKAGE / "examples", _PACKAGE.parent / "examples") if p.is_dir()),
    _PACKAGE / "examples",
)
"""The folder of example economies: part of the installed package, beside the packages in a checkout."""


def shipped() -> list[Economy]:
    """Return the shipped economies in alphabetical order of their files."""
    return [load_economy(path) for path in sorted(SHIPPED.glob("*.toml"))]


def economies_for(files: Sequence[str], count: int, seed: int) -> list[Economy]:
    """Return the shipped, the given and ``count`` generated economies.

    Raises:
        InputError: A given file is unusable.
    """
    return [*shipped(), *(load_economy(f) for f in files), *generate(seed, count)]
