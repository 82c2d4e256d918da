"""Repeating one row of a store alone: the same economy, the same propositions, and whether the same came out."""

from __future__ import annotations

import json
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
    drawn = economy_from(record.economy["economy"], json.loads(record.economy["changes"]))
    same = row["economy"] is None or economy_from(row["economy"], json.loads(row["changes"])) == drawn
    wanted = [key for key in kept if not ids or key[0] in ids]
    equal = same and row["status"] == record.economy["status"] and len(claims) == len(wanted) and all(c["equal"] for c in claims)
    stored = {"status": row["status"], "detail": row["detail"]}
    return {"row": index, "name": record.economy["name"], "economy": record.economy["economy"], "stored": stored, "claims": claims, "equal": equal}


def _stored(store: Store, path: Path, index: int) -> Data:
    found = store.query("SELECT status, detail, economy, changes FROM economies WHERE id = ?", index)
    if not found:
        raise EconomyError(f"{path}: has no row {index}")
    return dict(zip(("status", "detail", "economy", "changes"), found[0], strict=True))


def repeat_row(text: str, ids: tuple[str, ...], as_json: bool) -> int:
    """Repeat a row, print what came out, and return the exit status: 1 if a standing claim fails, 3 if anything differs from what is stored, 0 otherwise."""
    data = repeat(text, ids)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        click.echo(f"row {data['row']}: {data['name']} ({data['stored']['status']})\n\n{data['economy']}")
        for claim in data["claims"]:
            told = "as stored" if claim["equal"] else f"differs: {claim['stored']['verdict']} is stored ({claim['stored']['detail']})"
            click.echo(f"{claim['now']['verdict']:<10} {claim['id']} ({claim['reading']}): {claim['now']['detail']}; {told}")
        click.echo("everything is as stored" if data["equal"] else "the row differs from what is stored")
    standing = {(p.id, p.reading) for p in propositions() if p.standing}
    failing = any(c["now"]["verdict"] == "FAILS" and (c["id"], c["reading"]) in standing for c in data["claims"])
    return 1 if failing else 0 if data["equal"] else 3
