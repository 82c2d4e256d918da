"""Which claims have numbers with proof beside them in the reports, and what these numbers are not about.

A theorem says that some number exists; another claim has one that is proved for shipped economies.
The theorem does not rest on it, nor is its own evidence any stronger for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Data = Mapping[str, Any]

BESIDE: dict[str, tuple[str, str]] = {
    "thm-2": (
        "thm-2.threshold",
        "All partitions of one economy that pool types, each from its own N on, given A2 and A3; "
        "`twostage pooling FILE --certify` finds such N for another economy.",
    ),
    "thm-3.i": (
        "thm-3.threshold",
        "Conditions (a) and (b) at the candidate's stage 1; `twostage efficiency FILE --epsilon E "
        "--delta D --certify` adds the N from which on the candidate is an equilibrium.",
    ),
    "thm-3.ii": (
        "thm-3.threshold",
        "Every stage-2 equilibrium, but after the stage 1 of part (i): in part (ii) the offers of "
        "stage 1 may differ, and for these nothing is certified.",
    ),
}
"""By theorem the claim with numbers and what must be said with them."""


def numbers_beside(claims: Sequence[Data]) -> dict[str, Data]:
    """Return by theorem the numbers that stand beside it, as far as both claims were judged.

    Args:
        claims: Claims in the format of ``twostage verify --json``.

    Returns:
        {theorem: {"id", "detail", "verdict", "evidence", "limits"}}.
    """
    by_id = {claim["id"]: claim for claim in claims}
    return {
        theorem: {
            "id": numbers,
            "limits": limits,
            **{key: by_id[numbers]["printed"][key] for key in ("detail", "verdict", "evidence")},
        }
        for theorem, (numbers, limits) in BESIDE.items()
        if theorem in by_id and numbers in by_id and by_id[numbers]["printed"]
    }
