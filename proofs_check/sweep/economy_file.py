"""Economies as files, those included that a file cannot hold.

The file has the nearest economy that it can, and says what to change.

A file keeps κ > 0 and 0 < η < 1; a counterexample may need η = 0 or κ = 0, which the library
admits.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from numeric.economy.economy import Economy
from numeric.economy.reader import read_economy

STAND_IN = Fraction(1, 2)
"""What a file has where the economy has zero."""


def economy_file(economy: Economy) -> tuple[str, dict[str, Any]]:
    """Return the text of a file, and the keywords to change after reading it (none for most economies).

    >>> from numeric.economy.economy import Economy
    >>> data = dict(prior=[1], signal=[[0.5, 0.5]], endowment=[1, 1], kappa=[0.05, 0.05], eta=0)
    >>> e = Economy(**data, utility="log(q) + log(r)")
    >>> economy_file(e)[1]
    {'eta': '0'}
    """
    m = economy.mechanism
    changes: dict[str, Any] = {}
    if m.eta == 0:
        changes["eta"] = "0"
    if min(m.kappa) == 0:
        changes["kappa"] = [str(k) for k in m.kappa]
    held = (
        economy.replacing(eta=m.eta or STAND_IN, kappa=[k or STAND_IN for k in m.kappa])
        if changes
        else economy
    )
    note = (
        "# Not held by a file: after reading it, "
        f"economy.replacing({', '.join(f'{k}={v!r}' for k, v in changes.items())}).\n"
        if changes
        else ""
    )
    return note + held.to_toml(), changes


def economy_from(text: str, changes: dict[str, Any], source: str = "economy") -> Economy:
    """Return the economy of a file's text and the changes; the inverse of ``economy_file``."""
    economy = read_economy(text, source)
    return economy.replacing(**changes) if changes else economy
