"""The certified threshold of Theorem 1 as plain data and as text.

It is what ``threshold --certify`` knows about all larger N.

Conventions: "relative_to" is "every equilibrium" where every β^σ is certified unique at all N that
a sentence is about, and "the selected equilibrium" where it is only enclosed at some of them.
"""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from numeric.certify import CertifiedTail
from numeric.certify.theorem_1.margin import EVERY, SELECTED
from numeric.economy.economy import Economy
from proofs_check.answers.tables import table

Data = dict[str, Any]


def tail_data(economy: Economy, found: CertifiedTail) -> Data:
    """Return a certified tail.

    What is proved for all larger N, or what is missing, and every attempt.

    Keys: "from" (N̄, or null), "active" (the M0 whose bound proves it), "evidence", "detail",
    "unique_from" (every β^σ is unique for all M at least this, or null), "information" (a lower
    bound on the Chernoff information of the closest two states, null where there is one state),
    "relative_to", and "attempts": [{"active", "from", "boxes", "rows", "unique", "detail",
    "seconds"}].
    """
    endless = found.information is None or found.information == float("inf")
    return {
        "economy": economy.name,
        "from": found.start,
        "active": found.active,
        "evidence": found.evidence,
        "detail": found.detail,
        "unique_from": found.unique_from,
        "information": None if endless else found.information,
        "relative_to": None if found.start is None else EVERY,
        "attempts": [
            {
                "active": t.active,
                "from": t.start,
                "boxes": t.boxes,
                "rows": t.rows,
                "unique": t.unique,
                "detail": t.detail,
                "seconds": round(t.seconds, 3),
            }
            for t in found.tried
        ],
    }


def joined_downwards(economy: Economy, tail: Data, rows: list[Data], step: int) -> Data:
    """Return the tail extended downwards by certified signs that join it.

    Args:
        economy: The economy.
        tail: What ``tail_data`` returned.
        rows: What ``certified_margins`` returned.
        step: The distance between their values of N.

    Returns:
        The tail with "from" lowered, and, where it is known, "last_failure": N, or 0 where the
        candidate is certified to be an equilibrium at every N from 2 on.
    """
    if tail["from"] is None or step != 1:
        return tail
    signs, start, weakest = {row["agents"]: row for row in rows}, tail["from"], tail["relative_to"]
    while start - 1 in signs and signs[start - 1]["sign"] == 1:
        start -= 1
        weakest = _weaker(economy, tail, signs[start], weakest)
    found = {**tail, "from": start, "relative_to": weakest}
    if start < tail["from"]:
        found["detail"] = f"{tail['detail']}; this bound alone holds from N = {tail['from']} on"
    below = signs.get(start - 1)
    if start == 2:
        found["last_failure"] = 0
    elif below is not None and below["sign"] == -1:
        found["last_failure"] = start - 1
    return found


def _weaker(economy: Economy, tail: Data, row: Data, so_far: str) -> str:
    """Return about which equilibria of stage 2 a tail is that is extended by one more N."""
    unique = (
        tail["unique_from"] is not None and economy.active(row["agents"]) >= tail["unique_from"]
    )
    return so_far if unique or row["relative_to"] == EVERY else SELECTED


def print_tail(data: Data, console: Console) -> None:
    """Print a certified tail and the attempts that led to it."""
    made = table("M at least", "proves N from", "boxes", "rows", "unique", "seconds", "detail")
    for row in data["attempts"]:
        start = "–" if row["from"] is None else str(row["from"])
        unique = "yes" if row["unique"] else "no"
        sizes = (str(row["boxes"]), str(row["rows"]))
        made.add_row(
            str(row["active"]), start, *sizes, unique, f"{row['seconds']:.1f}", row["detail"]
        )
    console.print(Text("\nBounds for all larger M", style="bold"))
    console.print(made)
    for sentence in sentences(data):
        console.print(sentence, highlight=False)


def sentences(data: Data) -> list[str]:
    """Return what is proved, in words."""
    said = []
    if data["from"] is None:
        said.append(f"No bound for all larger N is certified: {data['detail']}.")
    else:
        said.append(
            f"At every N >= {data['from']} the candidate is an equilibrium, relative to "
            f"{data['relative_to']} of stage 2 ({data['evidence']}): {data['detail']}."
        )
    last = data.get("last_failure")
    if last is not None:
        said.append(
            f"The last N at which it is not is {last}, with proof."
            if last
            else "It is one at every N from 2 on, with proof."
        )
    if data["unique_from"] is not None or data["attempts"]:
        said.append(f"{uniqueness(data)[0].upper()}{uniqueness(data)[1:]}.")
    return said


def uniqueness(data: Data) -> str:
    """Return what is known of the uniqueness of every β^σ, as a clause."""
    if data["unique_from"] is not None:
        return f"every β^σ is certified to be unique for M >= {data['unique_from']}"
    return "uniqueness of every β^σ was not certified for any M that was tried"
