"""``twostage examples``: the economies that come with the package, as files to start from."""

from __future__ import annotations

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
def examples(out: Path | None) -> None:
    """List the economies that come with the package, or copy them to a folder."""
    files = sorted(SHIPPED.rglob("*.toml"))
    if out is not None:
        if out.exists():
            raise click.UsageError(f"--out must name a folder that does not exist yet; {out} does")
        with written_to(out):
            shutil.copytree(SHIPPED, out, ignore=shutil.ignore_patterns("__pycache__"))
        click.echo(f"wrote {len(files)} economies and specifications to {out}")
        return
    for file in files:
        name = file.relative_to(SHIPPED).as_posix()
        click.echo(f"{name:34} {_what(file)}")


def _what(file: Path) -> str:
    """Say what a file describes."""
    if file.parent.name == "sweeps":
        return "specification of a sweep"
    keys = parsed(text_of(file), str(file))
    if "goods" in keys:
        return load_goods(file).name
    if "classes" in keys:
        return load_classes(file).name
    return load_economy(file, fee=True).name
