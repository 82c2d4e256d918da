"""The export of a session with people in it: every round played again by the engine.

Conventions: one row for each participant and round, in a CSV whose first row names the columns in
any order; columns that are not listed here are for people and are not read.  A round is what has
the same session, round and group.  ``eta`` and κ are those of the round, whatever the economy's
file says.  Numbers are decimals that read back as the same floating-point number.

Paper: equations (2)-(4).
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.mechanism.play import Round, play
from proofs_check.answers.offers import natural
from proofs_check.answers.play import utilities
from proofs_check.numeric_options import REAL
from proofs_check.verifying.economies import SHIPPED
from symbolic.language.errors import InputError

Array = NDArray[np.float64]
Data = dict[str, Any]
Row = Mapping[str, str]
COLUMNS = (
    *("economy", "session", "round", "group", "participant", "type", "state"),
    *("eta", "kappa_q", "kappa_r", "seed", "active", "histogram"),
    *("stage1_q", "stage1_r", "stage2_q", "stage2_r", "price", "q", "r", "utility"),
)
"""Columns that an export must have."""

ROUNDING = 1e-12
"""Largest difference, relative to the larger of 1 and the number, that is called rounding."""

LARGEST = 100_000_000
MOST_DIFFERENCES = 20
"""Differences listed at most; the count has all."""


@dataclass(frozen=True)
class Checked:
    """What came of an export.

    Args:
        rounds: Rounds played again.
        rows: Their rows.
        unfinished: Rounds without a price, of which nothing can be recomputed.
        largest: The largest relative difference between a number of the export and the engine's.
        differences: Sentences, one for each thing that differs by more than rounding.
    """

    rounds: int
    rows: int
    unfinished: int
    largest: float
    differences: tuple[str, ...]


def read_export(path: Path) -> list[Row]:
    """Read an export.

    Raises:
        InputError: The file is missing, too large or no CSV, or a column is missing.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("", f"must have at most {LARGEST} bytes", source=str(path))
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows: list[Row] = list(csv.DictReader(stream, restval=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("", f"cannot be read as CSV ({error})", source=str(path)) from None
    missing = [name for name in COLUMNS if not rows or name not in rows[0]]
    if missing:
        said = "must have a row and the columns " + ", ".join(COLUMNS)
        raise InputError("", said, f"none of {', '.join(missing)}", source=str(path))
    return rows


def economy_files(rows: Sequence[Row], folder: Path, file: str | None = None) -> dict[str, str]:
    """Return the file of each economy that an export names.

    It is ``file`` where that is given; else what the name says beside the export, here, or among
    the economies that come with the package.

    Raises:
        InputError: There is no such file.
    """
    names = dict.fromkeys(row["economy"] for row in rows)
    return {name: file or _file_called(name, folder) for name in names}


def _file_called(name: str, folder: Path) -> str:
    for place in (folder / name, Path(name), SHIPPED / name):
        if name and place.is_file():
            return str(place)
    said = "must name a file beside the export or an economy that comes with the package"
    raise InputError("economy", said + ", or give FILE", repr(name))


def check_export(rows: Sequence[Row], economies: Mapping[str, Economy]) -> Checked:
    """Play every finished round again from its offers, and compare.

    Compared are who is active (from the seed), the histogram, the price, and each participant's
    bundle and utility.

    Raises:
        InputError: A cell cannot be read, or a round's rows disagree about what is the round's.
    """
    grouped: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        place = (row["session"], row["round"], row["group"])
        grouped.setdefault(place, []).append(row)
    largest, found, done, unfinished, counted = 0.0, list[str](), 0, 0, 0
    for (session, number, group), members in grouped.items():
        if any(not row["price"] for row in members):
            unfinished += 1
            continue
        where = f"session {session}, round {number}, group {group}"
        done, counted = done + 1, counted + len(members)
        for what, difference in _differences(where, members, economies[members[0]["economy"]]):
            largest = max(largest, difference)
            if not difference <= ROUNDING:
                found.append(f"{where}: {what}")
    return Checked(done, counted, unfinished, largest, tuple(found))


def checked_data(checked: Checked) -> Data:
    """Return what came of an export as plain data."""
    shown = checked.differences[:MOST_DIFFERENCES]
    return {
        "rounds": checked.rounds,
        "rows": checked.rows,
        "unfinished": checked.unfinished,
        "largest_difference": checked.largest if math.isfinite(checked.largest) else None,
        "differences": len(checked.differences),
        "listed": list(shown),
        "agrees": not checked.differences,
    }


def _differences(where: str, rows: list[Row], economy: Economy) -> Iterator[tuple[str, float]]:
    """Yield each thing compared with its relative difference; infinite where it is not a number."""
    rows = sorted(rows, key=lambda row: natural(row["participant"]))
    played = _played_again(where, rows, economy)
    if rows[0]["seed"]:
        drawn = _drawn(where, rows, played)
        yield "the active agents are not those of the seed", 0.0 if drawn else math.inf
    announced = [{"offer": list(o), "count": n} for o, n in played.histogram]
    gained = utilities(played.economy, played.round)
    for i, row in enumerate(rows):
        who = row["participant"]
        same = not row["histogram"] or _json(row["histogram"]) == announced
        yield f"the histogram of {who}", 0.0 if same else math.inf
        told = {
            "price": played.round.price,
            "q": float(played.round.allocation[i, 0]),
            "r": float(played.round.allocation[i, 1]),
            "utility": float(gained[i, played.state]),
        }
        for column, value in told.items():
            said = _number(where, row, column)
            gap = abs(said - value) / max(1.0, abs(value))
            yield f"{column} of {who} is {said!r} in the export and {value!r} recomputed", gap


@dataclass(frozen=True)
class _Again:
    """A round played again: economy as played, state and round."""

    economy: Economy
    state: int
    round: Round

    @property
    def histogram(self) -> list[tuple[tuple[float, float], int]]:
        return self.round.histogram


def _played_again(where: str, rows: list[Row], economy: Economy) -> _Again:
    for column in ("economy", "state", "eta", "kappa_q", "kappa_r", "seed"):
        if len({row[column] for row in rows}) > 1:
            raise InputError(column, "must be the same in all rows of a round", source=where)
    names = [row["participant"] for row in rows]
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise InputError("participant", "must be in one row of a round", repr(twice), source=where)
    eta, kappa = rows[0]["eta"], [rows[0]["kappa_q"], rows[0]["kappa_r"]]
    as_played = economy.replacing(kappa=kappa, eta=eta)
    types = [_index(where, row, "type", economy.types) for row in rows]
    state = _index(where, rows[0], "state", economy.states)
    if any(row["active"] not in ("0", "1") for row in rows):
        raise InputError("active", "must be 0 or 1 once there is a price", source=where)
    active = [row["active"] == "1" for row in rows]
    first = np.array([[_number(where, row, f"stage1_{g}") for g in "qr"] for row in rows])
    second = np.array(
        [
            [_number(where, row, f"stage2_{g}") if a else 0.0 for g in "qr"]
            for row, a in zip(rows, active, strict=True)
        ]
    )
    try:
        again = play(
            as_played, types=types, offers1=first, active=active, offers2=second, state=state
        )
    except ValueError as error:
        raise InputError("", str(error), source=where) from None
    return _Again(as_played, state, again)


def _drawn(where: str, rows: list[Row], again: _Again) -> bool:
    """Whether the seed draws the agents that were active."""
    seed = rows[0]["seed"]
    if not re.fullmatch(r"\d{1,40}", seed, re.ASCII):
        raise InputError("seed", "must be a whole number", repr(seed), source=where)
    drawn = play(
        again.economy,
        types=again.round.types,
        offers1=again.round.offers1,
        seed=int(seed),
        state=again.state,
        stop_after_stage1=True,
    )
    return bool((drawn.active == again.round.active).all())


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _index(where: str, row: Row, column: str, known: Sequence[str]) -> int:
    if row[column] not in known:
        raise InputError(column, f"must be one of {', '.join(known)}", row[column], source=where)
    return list(known).index(row[column])


def _number(where: str, row: Row, column: str) -> float:
    value = float(row[column]) if REAL.fullmatch(row[column]) else math.nan
    if not math.isfinite(value):
        who = f"{where}, {row['participant']}"
        raise InputError(column, "must be a number", repr(row[column]), source=who)
    return value
