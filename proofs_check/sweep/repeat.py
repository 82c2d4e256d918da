"""Repeating one row of a store alone: the same economy, the same propositions, and whether the same came out."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import click

from numeric.fields import EconomyError
from proofs_check.sweep.economy_file import economy_from
from proofs_check.sweep.propositions import propositions
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import Store, read
from proofs_check.sweep.task import asked, examine

Data = dict[str, Any]
COMPARED = ("verdict", "margin", "residual", "truncation", "detail")


def parse_row(text: str) -> tuple[Path, int]:
    """Read STORE:ID.

    Raises:
        EconomyError: It is of another form.
    """
    path, separator, number = text.rpartition(":")
    if not separator or not path or not (number.isascii() and number.isdigit()):
        raise EconomyError(f'--row must be STORE:ID with a whole number, got "{text[:80]}"')
    return Path(path), int(number)


def repeat(text: str, ids: tuple[str, ...] = ()) -> Data:
    """Draw the economy of a row again, examine it again, and compare with what is stored.

    Args:
        text: STORE:ID.
        ids: Claims to show; all that are stored if there are none.

    Returns:
        The economy's file, and for each claim what was stored and what came out now.

    Raises:
        EconomyError: There is no such store or row, or no such claim in it.
    """
    path, index = parse_row(text)
    with read(path) as store:
        spec = read_spec(json.loads(store.spec()), str(path))
        row = _stored(store, path, index)
        kept = {(c, r): values for c, r, *values in store.query(f"SELECT claim, reading, {', '.join(COMPARED)} FROM results WHERE economy = ?", index)}
    missing = next((i for i in ids if i not in {c for c, _ in kept}), None)
    if missing is not None:
        raise EconomyError(f'{path}: row {index} has no claim "{missing}"')
    asked(spec)
    record = examine(spec, index)
    claims = [
        {"id": r["claim"], "reading": r["reading"], "now": {k: r[k] for k in COMPARED}, "stored": dict(zip(COMPARED, old, strict=True))}
        for r in record.results
        if (old := kept.get((r["claim"], r["reading"]))) is not None and (not ids or r["claim"] in ids)
    ]
    for claim in claims:
        claim["equal"] = claim["now"] == claim["stored"]
        claim["agrees"] = _agrees(claim["now"], claim["stored"])
    drawn = economy_from(record.economy["economy"], json.loads(record.economy["changes"]))
    same = row["economy"] is None or economy_from(row["economy"], json.loads(row["changes"])) == drawn
    wanted = [key for key in kept if not ids or key[0] in ids]
    whole = same and row["status"] == record.economy["status"] and len(claims) == len(wanted)
    equal, agrees = (whole and all(c[key] for c in claims) for key in ("equal", "agrees"))
    stored = {"status": row["status"], "detail": row["detail"]}
    told = {"row": index, "name": record.economy["name"], "economy": record.economy["economy"], "stored": stored}
    return {**told, "claims": claims, "equal": equal, "agrees": agrees}


def _agrees(now: Data, stored: Data) -> bool:
    """Whether two rows have the same verdict and the same numbers up to rounding, as another machine or version may give them."""
    pairs = [(now[k], stored[k]) for k in ("margin", "truncation")]
    close = (a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)) for a, b in pairs)
    return now["verdict"] == stored["verdict"] and all(close)


def _stored(store: Store, path: Path, index: int) -> Data:
    found = store.query("SELECT status, detail, economy, changes FROM economies WHERE id = ?", index)
    if not found:
        raise EconomyError(f"{path}: has no row {index}")
    return dict(zip(("status", "detail", "economy", "changes"), found[0], strict=True))


def repeat_row(text: str, ids: tuple[str, ...], as_json: bool) -> int:
    """Repeat a row, print what came out, and return the exit status: 1 if a standing claim fails, 3 if it differs (by more than rounding), else 0."""
    data = repeat(text, ids)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        click.echo(f"row {data['row']}: {data['name']} ({data['stored']['status']})\n\n{data['economy']}")
        for claim in data["claims"]:
            otherwise = "as stored up to rounding" if claim["agrees"] else f"differs: {claim['stored']['verdict']} is stored ({claim['stored']['detail']})"
            told = "as stored" if claim["equal"] else otherwise
            click.echo(f"{claim['now']['verdict']:<10} {claim['id']} ({claim['reading']}): {claim['now']['detail']}; {told}")
        otherwise = "everything is as stored up to rounding, by another version or machine" if data["agrees"] else "the row differs from what is stored"
        click.echo("everything is as stored" if data["equal"] else otherwise)
    standing = {(p.id, p.reading) for p in propositions() if p.standing}
    failing = any(c["now"]["verdict"] == "FAILS" and (c["id"], c["reading"]) in standing for c in data["claims"])
    return 1 if failing else 0 if data["agrees"] else 3
