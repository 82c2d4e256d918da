"""Offers of named agents from CSV files, as people keep them in a spreadsheet.

Conventions: the first row names the columns, in any order: agent, type, offer_q and offer_r at
stage 1; agent, offer_q, offer_r and if one likes type at stage 2.  An agent is whatever its name
says, ``P-07`` or ``0``; names are read as in economy files.  Agents are put in the order of their
names, numbers in them by size, so that the order of the rows decides nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError, text
from proofs_check.answers.tables import pair
from symbolic.language.errors import InputError

Array = NDArray[np.float64]
STAGE_1 = ("agent", "type", "offer_q", "offer_r")
STAGE_2 = ("agent", "offer_q", "offer_r")
LARGEST = 100_000_000
"""Bytes of a file."""

SHOWN = 12
"""Names listed in a sentence at most."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True)
class Offers:
    """Stage-1 offers: names, types (N,) and offers (N, 2) of all agents, in the order of names."""

    names: tuple[str, ...]
    types: NDArray[np.int64]
    offers: Array


@dataclass(frozen=True)
class _Row:
    """One row: where it stands, and what it says."""

    line: int
    agent: str
    kind: int | None
    offer: tuple[float, float]


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them, the first of them where they are many."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def read_stage1(economy: Economy, path: Path) -> Offers:
    """Read the stage-1 offers of all agents.

    Raises:
        InputError: The file is missing, too large, or a row is wrong; the sentence names the row.
    """
    rows = sorted(_read(economy, path, STAGE_1), key=lambda row: natural(row.agent))
    if len(rows) < 2:
        raise InputError("", "must have the offers of at least 2 agents", source=str(path))
    kinds = np.array([row.kind for row in rows])
    return Offers(
        tuple(row.agent for row in rows), kinds, np.array([row.offer for row in rows], dtype=float)
    )


def read_stage2(economy: Economy, path: Path, first: Offers, active: NDArray[np.bool_]) -> Array:
    """Read the stage-2 offers of the active agents, and return offers (N, 2), zero for the others.

    Raises:
        InputError: The file is missing, too large, or a row is wrong; an active agent has no row,
            another has one, or a type differs from that of stage 1.
    """
    numbers = {name: i for i, name in enumerate(first.names)}
    offers = np.zeros_like(first.offers)
    seen: set[int] = set()
    for row in _read(economy, path, STAGE_2):
        who, source = f'agent "{row.agent}"', f"{path}, row {row.line}"
        if row.agent not in numbers:
            raise InputError(who, "must be one of stage 1", source=source)
        i = numbers[row.agent]
        own = economy.types[first.types[i]]
        if row.kind not in (None, first.types[i]):
            raise InputError(
                who, f'has type "{own}" at stage 1', economy.types[row.kind or 0], source=source
            )
        if not active[i]:
            raise InputError(who, "is inactive and must have no offer", source=source)
        seen.add(i)
        offers[i] = row.offer
    missing = [first.names[i] for i in np.flatnonzero(active) if i not in seen]
    if missing:
        said = f"must have an offer for each active agent, and has none for {listed(missing)}"
        raise InputError("", said, source=str(path))
    return offers


def natural(name: str) -> list[tuple[int, str]]:
    """Return what to sort names by: text as text, numbers in it by size."""
    return [
        (int(part), "") if part.isdigit() else (-1, part)
        for part in re.findall(r"\d{1,4000}|\D+", name, re.ASCII)
    ]


def _read(economy: Economy, path: Path, header: Sequence[str]) -> Iterator[_Row]:
    """Yield the rows, every one with a name of its own."""
    columns, rows = _cells(path, header)
    seen: dict[str, int] = {}
    for line, cells in rows:
        row = _row(economy, f"{path}, row {line}", line, columns, cells)
        if row.agent in seen:
            told = f"appears twice, first in row {seen[row.agent]}"
            raise InputError(f'agent "{row.agent}"', told, source=f"{path}, row {line}")
        seen[row.agent] = line
        yield row


def _cells(path: Path, header: Sequence[str]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    wanted = f"the first row must be {','.join(header)}"
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("", f"must have at most {LARGEST} bytes", source=str(path))
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except FileNotFoundError:
        said = f"there is no such file; it must be a CSV, and {wanted}"
        raise InputError("", said, source=str(path)) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        told = "must be in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise InputError("", f"cannot be read as CSV ({told})", source=str(path)) from None
    columns = [c.strip() for c in rows[0][1]] if rows else []
    optional = {*header, "type"}
    if not set(header) <= set(columns) <= optional or len(columns) != len(set(columns)):
        apart = ", separated by commas" if len(columns) == 1 and ";" in columns[0] else ""
        raise InputError("", wanted + apart, ",".join(columns)[:60] or "nothing", source=str(path))
    return columns, rows[1:]


def _row(economy: Economy, source: str, line: int, columns: list[str], cells: list[str]) -> _Row:
    if len(cells) != len(columns):
        raise InputError("", f"must have {len(columns)} fields", str(len(cells)), source=source)
    told = dict(zip(columns, cells, strict=True))
    try:
        agent = text(told["agent"], "agent")
        kind = text(told["type"], "type") if "type" in told else None
    except EconomyError as error:
        raise error.within(source) from None
    if kind is not None and kind not in economy.types:
        known = f"must be one of {', '.join(economy.types)}"
        raise InputError("type", known, kind, source=source)
    offer = _offer(economy, source, told["offer_q"].strip(), told["offer_r"].strip())
    return _Row(line, agent, None if kind is None else economy.types.index(kind), offer)


def _offer(economy: Economy, source: str, q: str, r: str) -> tuple[float, float]:
    if not (_NUMBER.fullmatch(q) and _NUMBER.fullmatch(r)):
        raise InputError("offers", "must be numbers", f"{q!r} and {r!r}", source=source)
    offer, top = (float(q), float(r)), economy.floats.endowment
    for value, said in zip(offer, (q, r), strict=True):
        if value == 0 and re.search("[1-9]", re.split("[eE]", said)[0]):
            raise InputError("the offer", "must be 0 or at least 1e-300", said[:40], source=source)
    if not (min(offer) == 0 and all(0 <= v <= t for v, t in zip(offer, top, strict=True))):
        wanted = f"must be one-sided and between 0 and the endowment {pair(list(map(float, top)))}"
        raise InputError("the offer", wanted, pair(list(offer)), source=source)
    return offer
