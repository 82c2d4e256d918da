"""The command ``twostage``.

Exit status: 2 bad usage or input; 1 a claim asked for fails and no correction holds; 3 undecided, broken, vacuous or interrupted; 0 otherwise.
With ``--json`` nothing but the result goes to standard output; progress goes to standard error.
"""

from __future__ import annotations

import sys

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="two-stage-market-game")
def main() -> None:
    """Derive, prove and check Hu and Wallace, Information aggregation in a large two-stage market game (2012)."""


def _chosen(ids: tuple[str, ...]) -> dict[str, object]:
    from proofs_check.paper import CLAIMS

    unknown = [i for i in ids if i not in CLAIMS]
    if unknown:
        raise click.UsageError(f"there is no claim {unknown[0]!r}; `twostage verify` lists all of them")
    if not ids:
        return dict(CLAIMS)
    wanted: set[str] = set()
    stack = list(ids)
    while stack:
        id_ = stack.pop()
        if id_ not in wanted:
            wanted.add(id_)
            stack += CLAIMS[id_].depends_on
    return {k: v for k, v in CLAIMS.items() if k in wanted}


@main.command()
@click.argument("ids", nargs=-1)
@click.option("--mutants", is_flag=True, help="Also check that every false variant is refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON and nothing else.")
def verify(ids: tuple[str, ...], mutants: bool, as_json: bool) -> None:
    """Check every claim, or those named and what they depend on."""
    from rich.console import Console
    from rich.progress import Progress

    from proofs_check.render_json import render_json
    from proofs_check.render_text import print_results
    from proofs_check.runner import exit_status, run

    claims = _chosen(ids)
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("checking", total=len(claims))
            results = run(claims, mutants=mutants, progress=lambda id_: progress.update(task, advance=1, description=id_))  # type: ignore[arg-type]
    except KeyboardInterrupt:
        click.echo("interrupted; nothing was written", err=True)
        sys.exit(3)
    if as_json:
        click.echo(render_json(results), nl=False)
    else:
        print_results(results, Console(width=None if sys.stdout.isatty() else 120))
    sys.exit(exit_status(results))
