"""``twostage examples``: the economies that come with the package, as files to start from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from numeric.classes.reader import load_classes
from numeric.economy.reader import load_economy, parsed, text_of
from numeric.goods.economy import load_goods
from proofs_check.output.files import written_to
from proofs_check.verifying.economies import SHIPPED


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Copy them to this folder, which must not exist yet.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON and nothing else.")
def examples(out: Path | None, as_json: bool) -> None:
    """List the economies that come with the package, or copy them to a folder.

    The JSON has "folder" (null where nothing was copied) and "files", each with "file", "kind"
    (economy, classes, goods or sweep) and "name".
    """
    files = sorted(SHIPPED.rglob("*.toml"))
    if out is not None:
        if out.exists():
            raise click.UsageError(f"--out must name a folder that does not exist yet; {out} does")
        with written_to(out):
            shutil.copytree(SHIPPED, out, ignore=shutil.ignore_patterns("__pycache__"))
    if as_json:
        folder = None if out is None else str(out)
        click.echo(
            json.dumps({"folder": folder, "files": [_described(f) for f in files]}, indent=2)
        )
    elif out is not None:
        click.echo(f"wrote {len(files)} economies and specifications to {out}")
    else:
        for one in map(_described, files):
            click.echo(f"{one['file']:34} {one['name']}")


def _described(file: Path) -> dict[str, str]:
    """Say what a file is, and what it describes."""
    kind, name = _what(file)
    return {"file": file.relative_to(SHIPPED).as_posix(), "kind": kind, "name": name}


def _what(file: Path) -> tuple[str, str]:
    if file.parent.name == "sweeps":
        return "sweep", "specification of a sweep"
    keys = parsed(text_of(file), str(file))
    if "goods" in keys:
        return "goods", load_goods(file).name
    if "classes" in keys:
        return "classes", load_classes(file).name
    return "economy", load_economy(file, fee=True).name
