"""Claims by what a person calls them, for every command that takes ids; and the list of them all."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

import click

from proofs_check.answers.tables import table
from proofs_check.claims.sections import heading
from proofs_check.output.console import terminal
from proofs_check.paper import CLAIMS
from proofs_check.places.naming import at_place, named


def sources() -> dict[str, str]:
    """Return where each claim stands, by id."""
    return {id_: claim.source for id_, claim in CLAIMS.items()}


def ids_of(texts: Sequence[str], also: Collection[str] = ()) -> tuple[str, ...]:
    """Return the ids that were meant; what was not typed as an id is told on standard error.

    Args:
        texts: What was typed.
        also: Other names, which stand for themselves.

    Raises:
        InputError: A text means no claim, or may mean several.
    """
    ids = named((t for t in texts if t not in also), sources())
    for text, id_ in ids.items():
        if text != id_:
            click.echo(f"{text}: {id_}, {CLAIMS[id_].title}", err=True)
    return tuple(ids.get(text, text) for text in texts)


def listed(place: str | None, as_json: bool) -> None:
    """List the claims with their titles and places, all of them or those of one place.

    Raises:
        InputError: There is no such place.
    """
    chosen = list(CLAIMS) if place is None else at_place(place, sources(), heading)
    rows = [{"id": i, "title": CLAIMS[i].title, "source": CLAIMS[i].source} for i in chosen]
    if as_json:
        click.echo(json.dumps({"claims": rows}, indent=2))
        return
    made = table("claim", "what it says", "where")
    for row in rows:
        made.add_row(row["id"], row["title"], row["source"])
    console = terminal()
    console.print(made)
    console.print(f"\n{len(rows)} claims; `twostage verify ID` checks one and what it rests on.")
