"""``twostage hunt``: the smallest economy that violates a claim."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.progress import Progress, TextColumn

from proofs_check.numeric_options import Whole
from proofs_check.output.console import terminal
from proofs_check.output.files import OutputError, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proofs_check.sweep.hunt import Hunt


@click.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--corrected",
    is_flag=True,
    help="Search against the corrected statement, instead of the printed one.",
)
@click.option(
    "--examples",
    type=Whole(1, 1_000_000),
    default=500,
    show_default=True,
    help="Economies drawn at most.",
)
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Seed of the search.")
@click.option(
    "--types",
    type=Whole(2, 6),
    default=3,
    show_default=True,
    help="Largest number of types.",
)
@click.option(
    "--states",
    type=Whole(1, 6),
    default=3,
    show_default=True,
    help="Largest number of states.",
)
@click.option("--wide", is_flag=True, help="Drop the hypothesis that eta is positive.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="The economy file (default: ID.toml).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def hunt(
    id_: str,
    corrected: bool,
    examples: int,
    seed: int,
    types: int,
    states: int,
    wide: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Look for an economy that violates claim ID.

    Writes the smallest one found as an economy file; status 1 if there is one.
    """
    from proofs_check.answers.claim_names import ids_of
    from proofs_check.sweep.hunt import hunt as search
    from proofs_check.sweep.hunt import hunted, search_ranges
    from proofs_check.sweep.propositions import propositions

    (id_,) = ids_of((id_,), {p.id for p in propositions()})
    proposition = hunted(id_, "corrected" if corrected else "printed")
    ranges = search_ranges(proposition, wide=wide, types=(2, types), states=(1, states))
    try:
        with _shown(id_) as shown:
            found = search(proposition, ranges, examples=examples, seed=seed, progress=shown)
    except KeyboardInterrupt:
        click.echo(
            "interrupted: nothing was found yet, or what was found had not been made small",
            err=True,
        )
        sys.exit(3)
    data, failure = _data(found, out or Path(f"{proposition.id}.toml")), None
    if data["violated"]:
        reason = " ".join(data["detail"].split())
        heading = f"# {data['id']} as {data['reading']} fails here: {reason}\n"
        try:
            write_text(Path(data["file"]), heading + data["economy"])
        except OutputError as error:
            data["file"], failure = None, error
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        _print(data)
    if failure is not None:
        raise failure  # what was found has been printed all the same
    sys.exit(1 if found.economy else 0)


@contextmanager
def _shown(id_: str) -> Iterator[Callable[[int], None]]:
    with Progress(
        TextColumn("{task.description}: {task.completed} economies examined", markup=False),
        console=terminal(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task(id_, total=None)
        yield lambda n: progress.update(task, completed=n)


def _data(found: Hunt, path: Path) -> dict[str, Any]:
    """Return the result as JSON data."""
    from proofs_check.sweep.economy_file import economy_file

    p = found.proposition
    data: dict[str, Any] = {
        "id": p.id,
        "reading": p.reading,
        "title": p.title,
        "examined": dict(sorted(found.counts.items())),
        "violated": False,
    }
    if found.economy is None:
        return data
    text, changes = economy_file(found.economy)
    detail = found.instance.detail if found.instance else ""
    return data | {
        "violated": True,
        "detail": detail,
        "economy": text,
        "changes": changes,
        "file": str(path),
    }


def _print(data: dict[str, Any]) -> None:
    counted = ", ".join(f"{n} {verdict}" for verdict, n in data["examined"].items()) or "none"
    click.echo(f"{data['id']} ({data['reading']}): {data['title']}")
    if not data["violated"]:
        click.echo(
            f"no violation found; economies examined: {counted}.  That none was found proves "
            "nothing."
        )
        return
    click.echo(
        f"FAILS: {data['detail']}\neconomies examined: {counted}\n\n{data['economy']}"
        + (f"\nwritten to {data['file']}" if data["file"] else "")
    )
