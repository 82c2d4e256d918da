"""Repeating one row of a store alone.

The same economy gets the same propositions and measurements, and the command says whether the same
came out.

Conventions: an economy that is stored as BROKEN is repeated in a process of its own under the
sweep's limits, since it may hang or take all memory; any other is repeated here.  Rows agree if
their verdicts do and their numbers do up to rounding; they are equal if everything but the seconds
is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from proofs_check.sweep.economy_file import economy_file, economy_from
from proofs_check.sweep.pool import LocalPool
from proofs_check.sweep.propositions import propositions
from proofs_check.sweep.spec import Spec, read_spec
from proofs_check.sweep.store import Store, read
from proofs_check.sweep.tables import UNTIMED, columns
from proofs_check.sweep.task import Record, asked, examine
from symbolic.language.errors import InputError

Data = dict[str, Any]
COMPARED = ("verdict", "margin", "residual", "truncation", "detail")
MEASURED = ("margins", "slopes", "losses")
INEXACT = ("residual", "rounding", "detail")
"""What may differ more than by rounding on another machine.

Sizes of rounding errors, and sentences that quote them.
"""


def parse_row(text: str) -> tuple[Path, int]:
    """Read STORE:ID.

    Raises:
        InputError: It is of another form.
    """
    path, separator, number = text.rpartition(":")
    if not separator or not path or not (number.isascii() and number.isdigit()):
        raise InputError("--row", "must be STORE:ID with a whole number", f'"{text[:80]}"')
    return Path(path), int(number)


def repeat(text: str, ids: tuple[str, ...] = ()) -> Data:
    """Draw the economy of a row again, examine it again, and compare with what is stored.

    Args:
        text: STORE:ID.
        ids: Claims to compare; all that are stored, and the measurements, if there are none.

    Returns:
        The economy's file; for the economy, each claim and each kind of measurement what was stored
        and what came out now, and whether that is equal.

    Raises:
        InputError: There is no such store or row, or no such claim in it.
    """
    path, index = parse_row(text)
    with read(path) as store:
        spec = read_spec(json.loads(store.spec()), str(path))
        row = _stored(store, path, index)
        kept = {
            (c, r): values
            for c, r, *values in store.query(
                f"SELECT claim, reading, {', '.join(COMPARED)} FROM results WHERE economy = ?",
                index,
            )
        }
        measured = {table: _rows(store, table, index) for table in MEASURED}
    missing = next((i for i in ids if i not in {c for c, _ in kept}), None)
    if missing is not None:
        raise InputError(f"row {index}", f'has no claim "{missing}"', source=str(path))
    asked(spec)
    record = _examined(spec, index, row["status"] == "BROKEN")
    claims = [
        _compared(dict(zip(COMPARED, old, strict=True)), {k: r[k] for k in COMPARED})
        | {"id": r["claim"], "reading": r["reading"]}
        for r in record.results
        if (old := kept.get((r["claim"], r["reading"]))) is not None
        and (not ids or r["claim"] in ids)
    ]
    others = (
        {}
        if ids
        else {
            table: _all_compared(measured[table], getattr(record, table), table)
            for table in MEASURED
        }
    )
    now = {"status": record.economy["status"], "detail": record.economy["detail"]}
    drawn, changes, name = _drawn(spec, index)
    same = row["economy"] is None or (
        bool(drawn)
        and economy_from(row["economy"], json.loads(row["changes"])) == economy_from(drawn, changes)
    )
    whole = (
        same
        and row["status"] == now["status"]
        and len(claims) == sum(not ids or key[0] in ids for key in kept)
    )
    equal, agrees = (
        whole and all(c[key] for c in (*claims, *others.values())) for key in ("equal", "agrees")
    )
    stored = {"status": row["status"], "detail": row["detail"]}
    told = {"row": index, "name": name, "economy": drawn, "stored": stored, "now": now}
    return {
        **told,
        "claims": claims,
        "measurements": others,
        "equal": equal and now == stored,
        "agrees": agrees,
    }


def _examined(spec: Spec, index: int, isolated: bool) -> Record:
    if not isolated:
        return examine(spec, index)
    with LocalPool(spec, 1) as pool:
        (record,) = pool.records([index])
    return record


def _drawn(spec: Spec, index: int) -> tuple[str, Data, str]:
    """Return the economy's file, what a file cannot hold, and its name.

    All are empty where the spec's ranges admit no draw.
    """
    try:
        economy = spec.economy(index)
    except InputError:
        return "", {}, spec.label(index)
    return *economy_file(economy), economy.name


def _compared(stored: Data, now: Data) -> Data:
    return {"now": now, "stored": stored, "equal": now == stored, "agrees": _agrees(now, stored)}


def _all_compared(stored: list[Data], now: list[Data], table: str) -> Data:
    """Compare the rows of a measurement, in the order of their keys."""
    names = [c for c in columns(table) if c not in UNTIMED]
    new = _ordered({k: r.get(k) for k in names} for r in now)
    agrees = len(new) == len(stored) and all(map(_agrees, new, stored))
    return {"rows": len(stored), "equal": new == stored, "agrees": agrees}


def _agrees(now: Data, stored: Data) -> bool:
    """Whether two rows are the same up to rounding, as another machine or version may give them."""
    return all(_close(now[k], stored[k]) for k in stored if k not in INEXACT)


def _close(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)
    return bool(a == b)


def _rows(store: Store, table: str, index: int) -> list[Data]:
    names = [c for c in columns(table) if c not in UNTIMED]
    found = (
        dict(zip(names, values, strict=True))
        for values in store.query(
            f"SELECT {', '.join(names)} FROM {table} WHERE economy = ?", index
        )
    )
    return _ordered(found)


def _ordered(rows: Iterable[Data]) -> list[Data]:
    return sorted(
        rows,
        key=lambda row: [
            str(row.get(key, "")).zfill(12) for key in ("agents", "type", "imitates", "state")
        ],
    )


def _stored(store: Store, path: Path, index: int) -> Data:
    found = store.query(
        "SELECT status, detail, economy, changes FROM economies WHERE id = ?", index
    )
    if not found:
        raise InputError("", f"has no row {index}", source=str(path))
    return dict(zip(("status", "detail", "economy", "changes"), found[0], strict=True))


def repeat_row(text: str, ids: tuple[str, ...], as_json: bool) -> int:
    """Repeat a row, print what came out, and return the exit status.

    That is 1 if a statement that stands fails; 3 if the row differs by more than rounding, if
    something is BROKEN or undecided, or if all claims that are named are VACUOUS here; else 0.
    """
    data = repeat(text, ids)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        _print(data)
    return exit_status(data, ids)


def exit_status(data: Data, ids: tuple[str, ...]) -> int:
    """Return the exit status that a repeated row deserves."""
    standing = {(p.id, p.reading) for p in propositions() if p.standing}
    if any(
        c["now"]["verdict"] == "FAILS" and (c["id"], c["reading"]) in standing
        for c in data["claims"]
    ):
        return 1
    verdicts = {c["now"]["verdict"] for c in data["claims"]}
    unclear = (
        verdicts & {"BROKEN", "UNDECIDED"}
        or data["now"]["status"] == "BROKEN"
        or (ids and verdicts == {"VACUOUS"})
    )
    return 3 if unclear or not data["agrees"] else 0


def _print(data: Data) -> None:
    click.echo(
        f"row {data['row']}: "
        f"{data['name']}\n\n{data['economy'] or 'the ranges of the spec admit no draw for this row'}"
    )
    for when in ("stored", "now"):
        if data[when]["status"] == "BROKEN":
            click.echo(
                f"{'stored as' if when == 'stored' else 'now'} BROKEN: {data[when]['detail']}"
            )
    if data["stored"]["status"] == "BROKEN" != data["now"]["status"]:
        click.echo(
            "now it ends within the limits of the sweep; `twostage sweep … --retry BROKEN` would "
            "store what comes out"
        )
    for claim in data["claims"]:
        number = "" if claim["now"]["margin"] is None else f", margin {claim['now']['margin']:.3g}"
        click.echo(
            f"{claim['now']['verdict']:<10} {claim['id']} ({claim['reading']}): "
            f"{claim['now']['detail']}{number}; {_told(claim)}"
        )
    for table, found in data["measurements"].items():
        if found["rows"] or not found["equal"]:
            click.echo(
                f"{table}: {found['rows']} stored; "
                f"{'they differ' if not found['agrees'] else _told(found)}"
            )
    otherwise = (
        "everything is as stored up to rounding, by another version or machine"
        if data["agrees"]
        else "the row differs from what is stored"
    )
    click.echo("\n" + ("everything is as stored" if data["equal"] else otherwise))


def _told(found: Data) -> str:
    if found["equal"] or found["agrees"]:
        return "as stored" if found["equal"] else "as stored up to rounding"
    stored = found["stored"]
    margin = "" if stored["margin"] is None else f", margin {stored['margin']:.3g}"
    return f"differs: {stored['verdict']} is stored ({stored['detail']}{margin})"
