"""Which formulas and solvers each claim tests: generated data, shown with its results.

The data lie beside the claims and are written by ``make trace``, which runs every check and notes
the functions of ``symbolic/model`` and ``numeric`` that it, or the claim's declaration, calls.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def _data() -> dict[str, list[str]]:
    file = resources.files("proofs_check.paper").joinpath("tested.json")
    kept: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def formulas_tested(claim: str) -> tuple[str, ...]:
    """Return the functions that a claim calls itself, by dotted name; none if it was never traced.

    >>> "symbolic.model.market.reduced_payoff" in formulas_tested("eq-14")
    True
    """
    return tuple(_data().get(claim, ()))
