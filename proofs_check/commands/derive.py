"""``twostage derive``: derivations in LaTeX, every step checked as they are built."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.progress import Progress

from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Verdict
from proofs_check.commands.claim_names import ids_of
from proofs_check.output.console import terminal
from proofs_check.output.files import made_folder, write_text
from proofs_check.output.latex.contents import about
from proofs_check.output.latex.document import document
from proofs_check.output.latex.letters import unknown_letters, with_drawings
from proofs_check.output.latex.saved import saved_results
from proofs_check.output.latex.typeset import NoLatex, typeset
from proofs_check.paper import CLAIMS
from proofs_check.verifying.economies import shipped
from proofs_check.verifying.run import Result, run
from symbolic.derivations import TOPICS
from symbolic.deriving.items import StepError
from symbolic.language.errors import InputError

NAME = "derivations.tex"


def meant(names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of derivations and claims that names mean; unknown names as they are."""
    known = {n for n in names if n in TOPICS or any(about(t, n) for t in TOPICS)}
    try:
        return ids_of(names, known)
    except InputError as error:
        there = (
            f"there is no derivation of {names[0]!r}" if len(names) == 1 else "not all are known"
        )
        raise InputError("", f"{there} ({error}); derivations are {', '.join(TOPICS)}") from None


def chosen(ids: Sequence[str]) -> tuple[str, ...]:
    """Return the derivations asked for, by their own ids or by those of claims, in the paper's order.

    Raises:
        InputError: A name means no derivation and no claim.
        click.UsageError: No derivation is about a claim.
    """
    wanted: set[str] = set()
    for id_ in meant(ids):
        found = {id_} & set(TOPICS) or {t for t in TOPICS if about(t, id_)}
        if not found:
            raise click.UsageError(
                f"there is no derivation of {id_!r}; there are {', '.join(TOPICS)}"
            )
        wanted |= found
    return tuple(t for t in TOPICS if not ids or t in wanted)


@click.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--file",
    "file",
    metavar="F",
    help="Also derive conditions, demand and best responses for the economy in F (TOML).",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Write derivations.tex here.",
)
@click.option(
    "--results",
    "saved",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take verdicts from this results.json of `twostage verify --out`.",
)
@click.option("--pdf", is_flag=True, help="Also compile it, with pdflatex.")
def derive(
    ids: tuple[str, ...], file: str | None, out: Path, saved: Path | None, pdf: bool
) -> None:
    """Derive the paper's formulas in LaTeX, all of them or those named.

    A name is that of a derivation, such as lemma-1, or of a claim, such as eq-14.
    """
    derivations = [TOPICS[t]({i: c.standing for i, c in CLAIMS.items()}) for t in chosen(ids)]
    economy = _economy(file)
    used = {i: CLAIMS[i] for d in derivations for i in d.claims}
    findings = {
        i: c
        for i, c in CLAIMS.items()
        if c.correction and (not ids or any(about(d.id, i) for d in derivations))
    }
    known = {} if saved is None else saved_results(saved, CLAIMS)
    wanted = {**findings, **used}
    results = {**known, **_results({i: c for i, c in wanted.items() if i not in known})}
    failed = [i for i in used if results[i].standing.verdict is not Verdict.HOLDS]
    if failed:
        click.echo(
            f"Error: a step rests on the claim {failed[0]}, whose verdict is "
            f"{results[failed[0]].standing.verdict}; nothing was written",
            err=True,
        )
        sys.exit(1 if results[failed[0]].standing.verdict is Verdict.FAILS else 3)
    source, missing = with_drawings(
        document(
            derivations,
            {i: results[i] for i in findings},
            {i: results[i] for i in used},
            economy=economy,
        )
    )
    if missing:
        click.echo(unknown_letters(missing), err=True)
    tex = _written(source, out)
    click.echo(
        f"wrote {tex} ({len(derivations)} derivations, {sum(len(d.items) for d in derivations)} "
        "items)"
    )
    if pdf:
        _compile(tex)


def _economy(file: str | None) -> tuple[str, ...]:
    if file is None:
        return ()
    from numeric.economy.reader import load_economy
    from proofs_check.output.latex.given_economy import economy_sections

    try:
        return economy_sections(load_economy(file))
    except StepError as error:
        click.echo(
            f"Error: {file}: a step of the derivations for its utility is not shown ({error}); "
            "nothing was written",
            err=True,
        )
        sys.exit(3)


def _results(claims: dict[str, Claim]) -> dict[str, Result]:
    in_order: dict[str, Claim] = {i: c for i, c in CLAIMS.items() if i in claims}
    with Progress(console=terminal(stderr=True), transient=True) as progress:
        task = progress.add_task("claims", total=len(in_order))
        return run(
            in_order,
            economies=shipped(),
            progress=lambda id_: progress.update(task, advance=1, description=id_),
        )


def _written(source: str, out: Path) -> Path:
    write_text(made_folder(out) / NAME, source)
    return out / NAME


def _compile(tex: Path) -> None:
    try:
        done = typeset(tex)
    except NoLatex as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(3)
    wide = [w for w in done.overfull if w > 1]
    said = [*(f"{w:.0f} pt of a line stick out" for w in wide), *done.warnings]
    click.echo("; ".join([f"wrote {done.pdf}", *said]))
