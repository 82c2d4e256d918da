"""``twostage derive``: derivations in LaTeX, every step checked as they are built."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click
from rich.progress import Progress

from proofs_check.answers.claim_names import ids_of
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Verdict
from proofs_check.numeric_options import Real
from proofs_check.output.console import terminal
from proofs_check.output.files import made_folder, write_text
from proofs_check.output.html.fragment import mathml_page
from proofs_check.output.latex.argument import argument, chain_of, results_of
from proofs_check.output.latex.contents import about
from proofs_check.output.latex.document import document
from proofs_check.output.latex.findings import findings_document
from proofs_check.output.latex.fragment import ARTICLE, markdown, style_file
from proofs_check.output.latex.fragment import fragment as piece
from proofs_check.output.latex.letters import unknown_letters, with_drawings
from proofs_check.output.latex.saved import saved_results
from proofs_check.output.latex.typeset import NoLatex, typeset
from proofs_check.paper import CLAIMS
from proofs_check.verifying.economies import economies_for
from proofs_check.verifying.result import Result
from proofs_check.verifying.run import run
from symbolic.derivations import TOPICS
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import StepError
from symbolic.language.errors import InputError

NAME, FINDINGS = "derivations.tex", "findings.tex"
GENERATED, SEED = 2, 2012
"""Claims that steps rest on are tested on generated economies too, so no example need be there."""


def meant(names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of derivations and claims that names mean; unknown names as they are."""
    known = {n for n in names if n in TOPICS or results_of(n) or any(about(t, n) for t in TOPICS)}
    try:
        return ids_of(names, known)
    except InputError as error:
        said = "not all are known" if names[1:] else f"there is no derivation of {names[0]!r}"
        raise InputError("", f"{said} ({error}); derivations are {', '.join(TOPICS)}") from None


def chosen(ids: Sequence[str]) -> tuple[str, ...]:
    """Return the derivations asked for, by their own ids or by those of claims, in the paper's order.

    Raises:
        InputError: A name means no derivation and no claim.
        click.UsageError: No derivation is about a claim.
    """
    whole = {c for r in theorems(ids) for c in chain_of(r, CLAIMS)}
    wanted = {t for t in TOPICS for c in whole if about(t, c)}
    for id_ in meant([i for i in ids if i in TOPICS or not results_of(i)]):
        found = {id_} & set(TOPICS) or {t for t in TOPICS if about(t, id_)}
        if not found:
            raise click.UsageError(
                f"there is no derivation of {id_!r}; there are {', '.join(TOPICS)}"
            )
        wanted |= found
    return tuple(t for t in TOPICS if not ids or t in wanted)


def theorems(ids: Sequence[str]) -> tuple[str, ...]:
    """Return the results of the paper among the names; Theorem 3 has two parts.

    A lemma that has a derivation of its own is that derivation.
    """
    return tuple(r for i in ids if i not in TOPICS for r in results_of(i))


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
@click.option(
    "--fragment",
    is_flag=True,
    help="Write one file a derivation, for \\input in your own document, and twostage.sty.",
)
@click.option(
    "--width",
    type=Real(150, 1000),
    default=ARTICLE[0],
    show_default=True,
    help="With --fragment: the width of your text, in points.",
)
@click.option(
    "--size",
    type=Real(7, 25),
    default=ARTICLE[1],
    show_default=True,
    help="With --fragment: the size of your type, in points.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["latex", "markdown", "mathml"]),
    default="latex",
    show_default=True,
    help="Markdown or MathML: one file a derivation.",
)
@click.option("--exercise", is_flag=True, help="Leave out the right-hand sides that steps justify.")
def derive(
    ids: tuple[str, ...],
    file: str | None,
    out: Path,
    saved: Path | None,
    pdf: bool,
    fragment: bool,
    width: float,
    size: float,
    form: str,
    exercise: bool,
) -> None:
    """Derive the paper's formulas in LaTeX.

    All of them, or those named: a derivation such as lemma-1, a claim such as eq-14, or a result
    such as thm-1, whose argument is then printed from the primitives to the conclusion.
    """
    if pdf and (fragment or form != "latex"):
        raise click.UsageError(
            "--pdf compiles the whole document: leave out --fragment and --format"
        )
    ids = meant(ids)
    derivations = [TOPICS[t]({i: c.standing for i, c in CLAIMS.items()}) for t in chosen(ids)]
    economy = _economy_derivations(file)
    if form != "latex" or fragment:
        options = {"width": width, "size": size, "exercise": exercise}
        _pieces([*derivations, *(economy or ())], form, options, out)
        return
    tex, findings = _documents(ids, derivations, economy, file, saved, exercise)
    path = _written(tex, out, NAME)
    if findings:
        _written(findings, out, FINDINGS)
    click.echo(
        f"wrote {path} ({len(derivations)} derivations, {sum(len(d.items) for d in derivations)} "
        f"items)" + (f" and {out / FINDINGS}" if findings else "")
    )
    if pdf:
        _compile(path)
        if findings:
            _compile(out / FINDINGS)


def _pieces(
    derivations: Sequence[Derivation], form: str, options: dict[str, float | bool], out: Path
) -> None:
    """Write one file a derivation."""
    folder = made_folder(out)
    exercise = bool(options["exercise"])
    for d in derivations:
        if form == "markdown":
            name, text = f"{d.id}.md", markdown(d, exercise=exercise)
        elif form == "mathml":
            name, text = f"{d.id}.html", mathml_page(d, exercise=exercise)
        else:
            name = f"{d.id}.tex"
            text = piece(d, width=options["width"], size=options["size"], exercise=exercise)
        write_text(folder / name, text)
    if form == "latex":
        write_text(folder / "twostage.sty", style_file())
    click.echo(f"wrote {len(derivations)} files to {out}")


def _documents(
    ids: tuple[str, ...],
    derivations: Sequence[Derivation],
    of_economy: Sequence[Derivation] | None,
    file: str | None,
    saved: Path | None,
    exercise: bool,
) -> tuple[str, str]:
    """Return the document of the derivations, and that of the findings about them."""
    used = {i: CLAIMS[i] for d in (*derivations, *(of_economy or ())) for i in d.claims}
    asked = theorems(ids) or tuple(r for i in ids for r in results_of(i))
    whole = {c for r in asked for c in chain_of(r, CLAIMS)}
    findings = {
        i: c
        for i, c in CLAIMS.items()
        if c.correction and (not ids or i in whole or any(about(d.id, i) for d in derivations))
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
    derived = {c: d.id for d in reversed(derivations) for c in CLAIMS if about(d.id, c)}
    labelled = set(used)
    arguments = [argument(r, CLAIMS, results, derived, labelled) for r in asked]
    tex = document(
        derivations,
        {},
        {i: results[i] for i in used},
        economy=_economy(file, statics="comparative-statics" in ids),
        arguments=arguments,
        exercise=exercise,
    )
    apart = findings_document({i: results[i] for i in findings}) if findings else ""
    return _drawn(tex), _drawn(apart) if apart else ""


def _drawn(tex: str) -> str:
    source, missing = with_drawings(tex)
    if missing:
        click.echo(unknown_letters(missing), err=True)
    return source


def _economy_derivations(file: str | None) -> tuple[Derivation, ...] | None:
    if file is None:
        return None
    from numeric.economy.reader import load_economy
    from proofs_check.output.latex.given_economy import economy_derivations

    try:
        return economy_derivations(load_economy(file))
    except StepError as error:
        _not_shown(file, error)


def _not_shown(file: str, error: StepError) -> NoReturn:
    click.echo(
        f"Error: {file}: a step of the derivations for its utility is not shown ({error}); "
        "nothing was written",
        err=True,
    )
    sys.exit(3)


def _economy(file: str | None, *, statics: bool) -> tuple[str, ...]:
    if file is None:
        return ()
    from numeric.economy.reader import load_economy
    from proofs_check.output.latex.given_statics import sections

    try:
        return sections(load_economy(file), statics=statics)
    except StepError as error:
        _not_shown(file, error)


def _results(claims: dict[str, Claim]) -> dict[str, Result]:
    in_order: dict[str, Claim] = {i: c for i, c in CLAIMS.items() if i in claims}
    with Progress(console=terminal(stderr=True), transient=True) as progress:
        task = progress.add_task("claims", total=len(in_order))
        return run(
            in_order,
            economies=economies_for((), GENERATED, SEED),
            progress=lambda id_: progress.update(task, advance=1, description=id_),
        )


def _written(source: str, out: Path, name: str) -> Path:
    write_text(made_folder(out) / name, source)
    return out / name


def _compile(tex: Path) -> None:
    try:
        done = typeset(tex)
    except NoLatex as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(3)
    wide = [w for w in done.overfull if w > 1]
    said = [*(f"{w:.0f} pt of a line stick out" for w in wide), *done.warnings]
    click.echo("; ".join([f"wrote {done.pdf}", *said]))
