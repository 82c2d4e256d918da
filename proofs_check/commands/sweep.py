"""``twostage sweep``: many economies, into a store; and what a store says."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from proofs_check.numeric_options import Whole
from proofs_check.output.console import terminal
from proofs_check.output.progress import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofs_check.sweep.run import Pool
    from proofs_check.sweep.spec import Spec

HELP = """\b
SPEC has count and seed; all else may be left out:
  types, states       2 to 6 and 1 to 6: a number, or [least, greatest]
  families            among log, cobb-douglas, crra, powers, ces, log-ces
  class               "inside" (monotone demand) or "outside"
  eta                 values (see below)
  endowment, kappa    values for both goods, or a list of two tables
  [parameters]        values of theta, aversion, rho, ...
  agents              N of the margins: [10, 40], or {from, to, step}
  efficiency_agents   N of the ex post loss
  claims              ids (default: all that are tested on economies)
  slopes, separating  true or false
  signals             "A1", "informative" or "any"
  signal_weights      probabilities are ratios of numbers up to this
  time_limit          seconds of processor time for one economy
  memory_limit        MiB for one economy

\b
Values are a number, a list to choose from, or a table with values (and
weights); low, high and step; or low, high and points (logarithmic).  Each
good and each economy draws its own.
"""


@click.command(epilog=HELP)
@click.argument("spec", required=False, metavar="[SPEC]")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="STORE",
    help="The store; an unfinished one is resumed.",
)
@click.option(
    "--parts",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Instead of a store: Parquet files that the workers write, each its own.",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path),
    metavar="STORE",
    help="Print what a store, or a folder of parts, says, instead of running.",
)
@click.option(
    "--repair",
    type=click.Path(path_type=Path),
    metavar="STORE",
    help="Save what is whole in a damaged store; the damaged file is kept beside it.",
)
@click.option(
    "--workers",
    type=Whole(1, 1024),
    default=None,
    help="Worker processes (default: one for each core).",
)
@click.option(
    "--scheduler", default=None, metavar="tcp://HOST:PORT", help="Run on this Dask cluster instead."
)
@click.option(
    "--retry",
    type=click.Choice(["BROKEN", "UNDECIDED", "FAILS"], case_sensitive=False),
    multiple=True,
    help="Compute again the economies that are BROKEN, or for which a statement that stands is "
    "UNDECIDED or FAILS.",
)
@click.option(
    "--export",
    "form",
    type=click.Choice(["csv", "parquet"]),
    default=None,
    help="Write the store's tables as files.",
)
@click.option("--plots", is_flag=True, help="Draw the summary's figures.")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder of exports and plots (default: beside the store).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else.")
def sweep(
    spec: str | None,
    out: Path | None,
    parts: Path | None,
    summary: Path | None,
    repair: Path | None,
    workers: int | None,
    scheduler: str | None,
    retry: tuple[str, ...],
    form: str | None,
    plots: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Examine the economies of SPEC (TOML) and keep the results in a store, or summarise a store.

    Status 1: a statement that stands fails for some economy; 3: something is undecided or BROKEN,
    or the sweep was interrupted; else 0.  With --summary or --repair the status is 0.
    """
    if repair is not None:
        others = (out, parts, summary, workers, scheduler, form, folder)
        if any(v is not None for v in others) or retry or plots:
            raise click.UsageError("--repair goes with SPEC and --json only")
        _repair(repair, None if spec is None else _loaded(spec), as_json)
    targets = [v for v in (out, parts) if v is not None]
    if (spec is None) == (summary is None) or len(targets) != (spec is not None):
        raise click.UsageError(
            "give SPEC with --out STORE or --parts FOLDER to run a sweep, --summary STORE to read "
            "one, or --repair STORE to save what is whole in one"
        )
    path = summary or targets[0]
    if (parts is not None or path.is_dir()) and (form or retry):
        raise click.UsageError("--export and --retry are for stores; parts are Parquet")
    if summary is not None and (workers or scheduler or retry):
        raise click.UsageError("--workers, --scheduler and --retry are for running a sweep")
    if folder is not None and not (form or plots):
        raise click.UsageError("--to is for --export and --plots")
    if spec is not None and out is not None:
        _run(_loaded(spec), out, workers, scheduler, retry)
    elif spec is not None:
        _run_into_parts(_loaded(spec), path, workers, scheduler)
    status = _report(path, form, plots, folder or path.with_name(path.stem + "-export"), as_json)
    sys.exit(status if spec is not None else 0)


def _repair(path: Path, given: Spec | None, as_json: bool) -> NoReturn:
    from proofs_check.sweep.repair import repair as repaired

    done = repaired(path, given)
    kept = None if done.kept is None else str(done.kept)
    if as_json:
        click.echo(json.dumps({"saved": done.saved, "lost": done.lost, "kept": kept}))
    elif kept is None:
        click.echo(f"{path}: all of its {done.saved} economies are whole, and it is as it was")
    else:
        click.echo(
            f"{path}: {done.saved} economies are saved, {done.lost} are lost; the same sweep run "
            f"again computes what is missing.  The damaged file is {kept}"
        )
    sys.exit(0)


def _loaded(path: str) -> Spec:
    """Read a spec and see that its claims are known, before a store is made."""
    from proofs_check.sweep.spec import load_spec
    from proofs_check.sweep.task import asked
    from symbolic.language.errors import InputError

    spec = load_spec(path)
    try:
        asked(spec)
    except InputError as error:
        raise error.within(path) from None
    return spec


def _run(
    spec: Spec, out: Path, workers: int | None, scheduler: str | None, retry: tuple[str, ...]
) -> None:
    """Run a sweep."""
    from proofs_check.sweep.run import sweep as run_sweep

    with ExitStack() as stack, _terminable():

        def start() -> Pool:
            return stack.enter_context(_pool(spec, workers, scheduler))

        try:
            with shown(spec) as show:
                run_sweep(spec, out, start, progress=show, retry=retry)
        except KeyboardInterrupt:
            stack.close()
            from proofs_check.sweep.store import read

            with read(out) as store:
                ((stored,),) = store.query("SELECT COUNT(*) FROM economies")
            click.echo(
                f"interrupted: {stored} of {spec.count} economies are in {out}; the same command "
                "goes on from there",
                err=True,
            )
            sys.exit(3)


def _run_into_parts(spec: Spec, folder: Path, workers: int | None, scheduler: str | None) -> None:
    """Run a sweep into parts."""
    from proofs_check.sweep.parts.run import Here, Writers, sweep_into_parts

    with ExitStack() as stack, _terminable():

        def start() -> Writers:
            if scheduler is not None:
                from proofs_check.sweep.parts.cluster import ClusterWriters

                return stack.enter_context(ClusterWriters(spec, scheduler, folder))
            return Here(spec, folder, stack.enter_context(_pool(spec, workers, None)))

        try:
            with shown(spec) as show:
                at = sweep_into_parts(spec, folder, start, progress=show)
            missing = spec.count - at.stored
            said = f"{missing} of {spec.count} economies could not be had" if missing else ""
        except KeyboardInterrupt:
            said = "interrupted: the blocks that are whole stay"
    if said:
        click.echo(f"{said}; the same command goes on from there", err=True)
        sys.exit(3)


def _pool(spec: Spec, workers: int | None, scheduler: str | None) -> AbstractContextManager[Pool]:
    if scheduler is not None:
        from proofs_check.sweep.cluster import ClusterPool

        return ClusterPool(spec, scheduler)
    from proofs_check.sweep.pool import LocalPool

    return LocalPool(spec, workers or os.cpu_count() or 1)


@contextmanager
def _terminable() -> Iterator[None]:
    """Treat a polite request to end (SIGTERM) as Ctrl-C while the sweep runs."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _report(path: Path, form: str | None, plots: bool, folder: Path, as_json: bool) -> int:
    """Print the summary of a store, write what is asked for, and return the exit status that its rows deserve."""
    from proofs_check.sweep.export import export
    from proofs_check.sweep.show import print_summary, write_figures
    from proofs_check.sweep.store import read
    from proofs_check.sweep.summary import exit_status, summarise

    files: list[Path] = []
    if path.is_dir():
        from proofs_check.sweep.parts.queries import read_parts

        with read_parts(path) as found:
            data = summarise(found)
    else:
        with read(path) as store:
            data = summarise(store)
            files = export(store, folder, form) if form else []
    files += write_figures(data, folder) if plots else []
    for file in files:
        click.echo(f"wrote {file}", err=True)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        print_summary(data, terminal())
    return exit_status(data)
