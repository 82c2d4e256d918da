"""What ``threshold --certify`` computes beyond the range: the tail, the last failure, and η = 0.

Each part reports its progress; one time limit is for all of them, and what was found until then is
kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numeric.certify import CertifiedTail, certify_tail
from numeric.certify.last_failure.downwards import certify_last_failure
from numeric.certify.theorem_1.bound import Pair
from numeric.certify.theorem_1.eta_zero import WithoutInactive, certify_without_inactive
from numeric.certify.theorem_1.stored import certificate, write
from numeric.certify.theorem_1.tail import Tried
from numeric.economy.economy import Economy
from numeric.theorem_1.margins import threshold
from proofs_check.answers.certified_tail import joined_downwards, tail_data
from proofs_check.answers.waiting import Waiting

Data = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    Args:
        time_limit: Seconds for all parts, or None.
        exact: Whether every N below the tail is to be certified, down to the last failure.
        nobody_inactive: Whether η = 0 is to be settled too.
        store: A file for the certificate of the tail, or None.
    """

    time_limit: float | None = None
    exact: bool = False
    nobody_inactive: bool = False
    store: Path | None = None


def beyond(
    economy: Economy, signs: list[Data], step: int, wanted: Wanted, waiting: Waiting
) -> Data:
    """Return "certified_tail", and "nobody_inactive" where that is asked for.

    Args:
        economy: The economy.
        signs: What ``certified_margins`` returned.
        step: The distance between their values of N.
        wanted: What is asked for.
        waiting: Where it is said how far the work is.
    """
    began = time.monotonic()

    def left() -> float | None:
        limit = wanted.time_limit
        return None if limit is None else limit - (time.monotonic() - began)

    found = _tail(economy, left(), waiting)
    data = joined_downwards(economy, tail_data(economy, found), signs, step)
    if wanted.store is not None and found.start is not None:
        write(wanted.store, {**certificate(economy, found), **_as_computed(economy, found.start)})
    if wanted.exact and found.start is not None:
        data |= _exact(economy, found, left(), waiting)
    parts: Data = {"certified_tail": data}
    if wanted.nobody_inactive:
        parts["nobody_inactive"] = without_inactive_data(
            economy, _without(economy, left(), waiting)
        )
    return parts


def _tail(economy: Economy, limit: float | None, waiting: Waiting) -> CertifiedTail:
    waiting.update("a bound for all larger N")

    def told(tried: Tried) -> None:
        proved = "nothing yet" if tried.start is None else f"all N >= {tried.start}"
        waiting.update(f"bound for all M >= {tried.active}: {proved}")

    return certify_tail(economy, time_limit=limit, progress=told)


def _exact(economy: Economy, tail: CertifiedTail, limit: float | None, waiting: Waiting) -> Data:
    """Return what is certified down to the last failure, in the keys of ``tail_data``."""
    waiting.update("downwards")
    found = certify_last_failure(
        economy,
        tail,
        time_limit=limit,
        progress=lambda N: waiting.update(f"certified down to N = {N}"),
    )
    data: Data = {"from": found.lowest, "relative_to": found.relative_to}
    data["detail"] = (
        f"{tail.detail}; below N = {tail.start} every sign is certified: {found.detail}"
    )
    return data if found.agents is None else {**data, "last_failure": found.agents}


def _without(economy: Economy, limit: float | None, waiting: Waiting) -> WithoutInactive:
    waiting.update("nobody inactive")

    def told(active: int, _: dict[Pair, tuple[float, float]]) -> None:
        waiting.update(f"nobody inactive: bounds for all M >= {active}")

    return certify_without_inactive(economy, time_limit=limit, progress=told)


def without_inactive_data(economy: Economy, found: WithoutInactive) -> Data:
    """Return what is proved for η = 0.

    Keys: "finding" ("an equilibrium", "no separating equilibrium" or null), "from" (for all N from
    here on), "deviation" ({"type", "imitates"} or null), "gains": [{"type", "imitates", "low",
    "high"}] (bounds on M times the gain for all M of at least "active"), "least_inactive" ([k1, k2]
    or null), "evidence" and "detail".
    """
    names = economy.types

    def pair(deviation: Pair) -> Data:
        return {"type": names[deviation[0]], "imitates": names[deviation[1]]}

    return {
        "finding": found.finding,
        "from": found.start,
        "deviation": None if found.pair is None else pair(found.pair),
        "gains": [{**pair(p), "low": g[0], "high": g[1]} for p, g in found.gains.items()],
        "active": found.active,
        "least_inactive": None if found.least_inactive is None else list(found.least_inactive),
        "evidence": found.evidence,
        "detail": found.detail,
    }


def _as_computed(economy: Economy, start: int) -> Data:
    """Return the last failure below a tail in floating point, for the table of stored certificates."""
    return {"computed_last_failure": threshold(economy, range(2, start + 1)).last_failure}
