"""The command: ``python -m bite run``, ``trace``, ``feared``, ``unreached``, ``list`` and ``show``."""

from __future__ import annotations

import difflib
import json
import os
import signal
import sys
from pathlib import Path

import click

from bite import importing, patching, tested
from bite.catalogue import all_mutants, sample
from bite.feared import FEARED
from bite.journal import Journal
from bite.mutants import Mutant
from bite.report import caught_share, last_line, page, share
from bite.running import Limits, Tried, control, reaching, run
from bite.scope import ROOT
from bite.snapshot import snapshot
from bite.tracing import Trace, declared, of_rooms, read, traced, tree_hash, write

KEPT = ROOT / "results" / "bite"
PAGE = ROOT / "docs" / "bite.md"
_processes = click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=min(2, os.cpu_count() or 1),
    show_default=True,
)
_under = click.option(
    "--under",
    default="",
    metavar="PATH",
    help="Only mutants of modules whose path begins so, such as numeric/theorem_1.",
)


@click.group()
def main() -> None:
    """Break one place of the code at a time and see which claim notices."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that children are ended too


def _traces(
    claims: dict[str, str],
    processes: int,
    tree: str,
    stale: bool,
    wanted: tuple[str, ...] | None = None,
) -> dict[str, Trace]:
    """Return the traces of all claims; trace those again that are wanted or not up to date."""
    path = KEPT / "trace.json"
    known = read(path)
    left = _old(claims, None if stale else tree) if wanted is None else list(wanted)
    for n, trace in enumerate(traced(left, processes, tree), 1):
        known[trace.id] = trace
        click.echo(f"traced {n} of {len(left)}: {trace.id} in {trace.seconds:g} s", err=True)
        if n % 24 == 0:
            write(path, known)
    write(path, {i: t for i, t in known.items() if i in claims})
    return {i: known[i] for i in claims if not _is_old(known.get(i), claims[i], None)}


def _old(claims: dict[str, str], tree: str | None) -> list[str]:
    """Return the claims that are to be traced."""
    known = read(KEPT / "trace.json")
    return [i for i in claims if _is_old(known.get(i), claims[i], tree)]


def _is_old(trace: Trace | None, statements: str, tree: str | None) -> bool:
    """Whether a claim is to be traced: never traced, stated otherwise, or of another tree."""
    return trace is None or trace.statements != statements or tree not in (None, trace.tree)


@main.command("run")
@click.option(
    "--sample",
    "size",
    type=click.IntRange(1),
    default=400,
    show_default=True,
    help="How many mutants.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=2012, show_default=True, help="Which of them."
)
@click.option(
    "--minutes",
    type=click.FloatRange(0),
    default=1e6,
    help="After so many minutes no further mutant is begun.",
)
@click.option(
    "--budget",
    type=click.FloatRange(0, min_open=True),
    default=None,
    metavar="SECONDS",
    help="For a quick look: ask no further claim of a mutant once those asked take so long.",
)
@_under
@click.option(
    "--asking",
    multiple=True,
    metavar="CLAIM",
    help="Ask these claims alone, of the mutants that they reach; no page is written.",
)
@click.option(
    "--room",
    "rooms",
    multiple=True,
    metavar="NAME",
    help="Ask the claims of these rooms of proofs_check/paper alone, as with --asking.",
)
@click.option(
    "--floor",
    type=click.FloatRange(0, 100),
    default=0.0,
    help="The exit status is 1 if a smaller share, in per cent, is caught of what has a verdict.",
)
@click.option("--only", multiple=True, metavar="ID", help="These mutants alone, tried again.")
@click.option(
    "--again",
    is_flag=True,
    help="Try those that were not caught before, whatever has changed since; no page is written.",
)
@click.option(
    "--stale", is_flag=True, help="Take claims' traces as they are although sources have changed."
)
@click.option(
    "--page",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=PAGE,
    help="Where the page is written.",
)
@_processes
def run_command(
    size: int,
    seed: int,
    minutes: float,
    budget: float | None,
    under: str,
    asking: tuple[str, ...],
    rooms: tuple[str, ...],
    floor: float,
    only: tuple[str, ...],
    again: bool,
    stale: bool,
    out: Path,
    processes: int,
) -> None:
    """Try a sample of mutants and write docs/bite.md."""
    importing.warm()
    with snapshot() as root:
        everything = all_mutants(KEPT / "mutants.json", under, root, processes)
        tree = tree_hash(root)
        known = declared()
        asking = (*asking, *of_rooms(rooms))
        needed = {i: known[i] for i in asking} if asking else known
        old = _old(needed, None if stale else tree)
        traces = _traces(known, processes, tree, stale, tuple(old))
        if asking:
            traces = {i: traces[i] for i in asking}
            everything = [m for m in everything if reaching(m, traces, root)]
        chosen = [m for m in everything if m.id in only] if only else sample(everything, size, seed)
        asked = tree if budget is None else f"{tree}, {budget:g} s of claims"
        asked = f"{asked}, {', '.join(asking)}" if asking else asked
        journal = Journal(KEPT / "journal.jsonl", asked)
        if again:
            chosen = [m for m in chosen if m.id in journal.missed]
        for mutant in chosen if only or again else ():
            journal.drop(mutant)
        patching.prepare()
        limits, wanted = Limits(minutes, budget, processes), len(chosen)
        tried = run(chosen, traces, journal, limits, lambda t, n: _told(t, n, wanted), root)
    if not (only or again or asking):
        out.parent.mkdir(exist_ok=True)
        out.write_text(page(tried, seed, len(everything), budget), encoding="utf-8")
        click.echo(f"caught: {share(tried)}; {out} says which survived", err=True)
    click.echo(last_line(tried))
    sys.exit(int(caught_share(tried) < floor / 100))


def _told(tried: Tried, known: int, wanted: int) -> None:
    n = tried.notice
    how = (
        f"by {n.by['claim']} ({n.by['was']} -> {n.by['now']})"
        if n.by
        else f"{n.reason or 'by none'} of {len(n.ran)} claims"
    )
    click.echo(
        f"{known}/{wanted} {n.outcome} {how} [{n.seconds:.0f} s] "
        f"{tried.mutant.id} {tried.mutant.written[:150]}",
        err=True,
    )


@main.command("trace")
@click.argument("ids", nargs=-1)
@click.option("--stale", is_flag=True, help="Only those never traced, or stated otherwise now.")
@click.option("--missing", is_flag=True, help="Only those of which nothing is known at all.")
@_processes
def trace_command(ids: tuple[str, ...], stale: bool, missing: bool, processes: int) -> None:
    """Trace claims, all or those named, and write what each tests for the report."""
    importing.warm()
    with snapshot() as root:
        known = declared()
        unknown = [i for i in ids if i not in known]
        if unknown:
            raise click.UsageError(f"there is no claim {unknown[0]!r}")
        if missing:
            ids = tuple(i for i in known if i not in tested.read())
        traces = _traces(known, processes, tree_hash(root), stale, ids if ids or missing else None)
    kept = tested.read()
    tested.PATH.write_text(tested.as_text(traces, kept, list(known)), encoding="utf-8")
    click.echo(
        f"{len(traces)} of {len(known)} claims have a trace of what they state now; "
        f"{tested.PATH.relative_to(ROOT)} is written"
    )


@main.command("control")
@click.option("--stale", is_flag=True, help="Take claims' traces as they are.")
@_processes
def control_command(stale: bool, processes: int) -> None:
    """Run all claims as for a mutant, but on the code as it stands: none may notice anything."""
    importing.warm()
    with snapshot() as root:
        traces = _traces(declared(), processes, tree_hash(root), stale)
        unstable = control(traces, processes, root)
    for id_, what in unstable.items():
        click.echo(f"{id_}: {what}")
    click.echo(
        f"{len(traces) - len(unstable)} of {len(traces)} claims have the verdict of the trace"
    )
    sys.exit(1 if unstable else 0)


@main.command("feared")
@click.option("--stale", is_flag=True, help="Take claims' traces as they are.")
@_processes
def feared_command(stale: bool, processes: int) -> None:
    """Try ten mutants for each theorem, as its author would fear them."""
    importing.warm()
    with snapshot() as root:
        tree, words = tree_hash(root), {f.mutant(root).id: f for f in FEARED}
        traces = _traces(declared(), processes, tree, stale)
        journal = Journal(KEPT / "journal.jsonl", tree)
        chosen = [f.mutant(root) for f in FEARED]
        patching.prepare()
        limits = Limits(processes=processes)
        tried = run(chosen, traces, journal, limits, lambda t, n: _told(t, n, len(chosen)), root)
    for t in tried:
        fear = words[t.mutant.id]
        by = f" by {t.notice.by['claim']}" if t.notice.by else ""
        click.echo(f"theorem {fear.theorem}: {t.notice.outcome}{by}: {fear.means}")
    click.echo(last_line(tried))


@main.command("unreached")
def unreached_command() -> None:
    """List the functions that no traced claim reaches."""
    for name in tested.unreached(read(KEPT / "trace.json")):
        click.echo(name)


@main.command("list")
@_under
def list_command(under: str) -> None:
    """List mutants."""
    for mutant in all_mutants(KEPT / "mutants.json", under):
        click.echo(f"{mutant.id} {mutant.written}")


@main.command("show")
@click.argument("id_", metavar="ID")
def show_command(id_: str) -> None:
    """Show a mutant as a patch, and what is known of it."""
    mutant = next((m for m in all_mutants(KEPT / "mutants.json") if m.id == id_), None)
    if mutant is None:
        raise click.UsageError(f"there is no mutant {id_!r}")
    click.echo(_patch(mutant), nl=False)
    notice = Journal(KEPT / "journal.jsonl", tree_hash()).notices.get(id_)
    if notice is not None:
        click.echo(json.dumps(notice.__dict__, indent=1))


def _patch(mutant: Mutant) -> str:
    source = (ROOT / mutant.path).read_text(encoding="utf-8")
    one, two = (t.splitlines(keepends=True) for t in (source, mutant.applied(source)))
    return "".join(difflib.unified_diff(one, two, mutant.path, mutant.path))


if __name__ == "__main__":
    sys.exit(main())
