"""The economies that claims are tested on: shipped files, those given, corners, and generated ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from numeric.draws.generate import generate
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.formulas.domain import not_real, whole
from proofs_check.verifying.corner_economies import corner_economies
from symbolic.language.errors import InputError

_PACKAGE = Path(__file__).parents[1]
SHIPPED = next(
    (p for p in (_PACKAGE / "examples", _PACKAGE.parent / "examples") if p.is_dir()),
    _PACKAGE / "examples",
)
"""The folder of example economies: part of the installed package, beside the packages in a checkout."""


def shipped() -> list[Economy]:
    """Return the shipped economies in alphabetical order of their files.

    The paper's claims are about utilities on the whole quadrant (section 2.1); an example whose
    utility is real on a part of it only is left out.
    """
    files = (load_economy(path) for path in sorted(SHIPPED.glob("*.toml")))
    return [economy for economy in files if whole(economy)]


def given(file: str) -> Economy:
    """Return the economy of a file, if its utility is one that the paper's claims are about.

    Raises:
        InputError: The file is unusable, or its utility is not real on the whole quadrant.
    """
    economy = load_economy(file)
    if not whole(economy):
        raise InputError(
            f"{file}: utility must be real for all q, r > 0, as the paper's claims assume, and is "
            f"not real for {not_real(economy)}"
        )
    return economy


def economies_for(files: Sequence[str], count: int, seed: int) -> list[Economy]:
    """Return the shipped and the given economies, those at corners, and ``count`` generated ones.

    Raises:
        InputError: A given file is unusable, or its utility not real on the whole quadrant.
    """
    return economies_with([given(f) for f in files], count, seed)


def economies_with(loaded: Sequence[Economy], count: int, seed: int) -> list[Economy]:
    """Return the same with economies that have been loaded."""
    return [*shipped(), *loaded, *corner_economies(), *generate(seed, count)]
