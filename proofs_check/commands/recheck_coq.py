"""``twostage recheck --coq``: the certificates of a folder, replayed in Coq."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from proofs_check.assuming.assumed import grouped
from proofs_check.assuming.vocabulary import NotCombined
from proofs_check.combining.chain_judging import Combined, combined
from proofs_check.coq.judging import judged, sample
from proofs_check.coq.kernel import Judgement, Word, coq
from proofs_check.output.console import styled, terminal
from proofs_check.rechain import loaded as chain_of
from proofs_check.recheck import Rejected, loaded
from symbolic.language.errors import InputError


def by_coq(folder: Path, count: int | None, seconds: float) -> dict[str, Judgement]:
    """Judge the certificates of a folder by Coq; the files are kept in its subfolder ``coq``.

    Args:
        folder: With the subfolder ``certificates``.
        count: How many, chosen so that they use all kinds of steps and formulas; None for all.
        seconds: Time limit for each.

    Raises:
        NoCoq: Coq is not installed.
        OutputError: The files cannot be written.
    """
    certificates = {path.stem: _read(path) for path in sorted(folder.glob("certificates/*.json"))}
    if count is not None:
        certificates = {id_: certificates[id_] for id_ in sorted(sample(certificates, count))}
    shown = terminal(stderr=True)
    with Progress(console=shown, disable=not shown.is_terminal, transient=True) as bar:
        task = bar.add_task("Coq", total=len(certificates))
        return judged(certificates, seconds, folder / "coq", told=lambda: bar.advance(task))


def chains_by_coq(folder: Path, roots: Sequence[str], seconds: float) -> list[Combined]:
    """Combine the certificates of chains into theorems, by Coq; files are kept in DIR/coq.

    Args:
        folder: With the subfolder ``certificates`` and ``chain.json``.
        roots: The claims at their ends.
        seconds: Time limit for each file.

    Raises:
        NoCoq: Coq is not installed.
        InputError: The folder has no such chain, or it does not become a theorem.
        OutputError: The files cannot be written.
    """
    chain, certificates = chain_of(folder)
    shown = terminal(stderr=True)
    with (
        coq(folder / "coq") as kernel,
        Progress(console=shown, disable=not shown.is_terminal, transient=True) as bar,
    ):
        task = bar.add_task("Coq", total=None)
        try:
            return [
                combined(kernel, chain, r, certificates, seconds, lambda: bar.advance(task))
                for r in roots
            ]
        except NotCombined as error:
            raise InputError(
                "--chain", "must name a chain that Coq can combine", str(error)
            ) from error


def _read(path: Path) -> Any:
    """Read a certificate; what cannot be read is None, of which no file of Coq is made."""
    try:
        return loaded(path)
    except Rejected:
        return None


def totals(judgements: Mapping[str, Judgement]) -> dict[str, int]:
    """Count the words."""
    return {str(word): sum(j.word is word for j in judgements.values()) for word in Word}


def coq_data(judgements: Mapping[str, Judgement]) -> dict[str, Any]:
    """Return the judgements as plain data."""
    listed = [
        {"id": id_, "result": str(j.word), "reason": j.reason, "seconds": round(j.seconds, 1)}
        for id_, j in judgements.items()
    ]
    axioms = sorted({axiom for j in judgements.values() for axiom in j.axioms})
    return {"certificates": listed, "totals": totals(judgements), "axioms": axioms}


def print_judgements(judgements: Mapping[str, Judgement], seconds: float) -> None:
    """Print the judgements as a table.

    Args:
        judgements: By id.
        seconds: The time that all took together, on the clock.
    """
    table = Table(box=None, pad_edge=False)
    for column in ("claim", "Coq", "seconds", "reason"):
        table.add_column(column, overflow="fold")
    for id_, judgement in judgements.items():
        style = "green" if judgement.word is Word.ACCEPTED else "red"
        word = styled((str(judgement.word), style))
        table.add_row(Text(id_), word, f"{judgement.seconds:.1f}", Text(judgement.reason))
    console = terminal()
    console.print(table)
    count = totals(judgements)
    told = ", ".join(f"{n} {word}" for word, n in count.items() if n or word == Word.ACCEPTED)
    axioms = ", ".join(coq_data(judgements)["axioms"]) or "none"
    console.print(f"\nCoq: {told}, in {seconds:.0f} s. Axioms: {axioms}.", markup=False)


# -- chains --------------------------------------------------------------------------------------------


def chains_data(chains: Sequence[Combined]) -> list[dict[str, Any]]:
    """Return what Coq says of chains as plain data."""
    return [
        {
            "id": one.root,
            "result": str(one.judgement.word),
            "reason": one.judgement.reason,
            "certificates": totals(one.certificates),
            "assumptions": [{**vars(a), "claims": list(a.claims)} for a in one.assumptions],
        }
        for one in chains
    ]


def print_chains(chains: Sequence[Combined]) -> None:
    """Print for each chain its assumptions as a table, and whether Coq lists these and no others."""
    console = terminal()
    for one in chains:
        console.print(f"\nAssumptions that Coq lists for {one.root}", markup=False)
        table = Table(box=None, pad_edge=False)
        for column in ("kind", "number", "which"):
            table.add_column(column, overflow="fold")
        for kind, number, which in grouped(one.assumptions):
            table.add_row(Text(kind), str(number), Text(which))
        console.print(table)
        accepted = one.judgement.word is Word.ACCEPTED
        style = "green" if accepted else "red"
        lemmas = totals(one.certificates)[str(Word.ACCEPTED)]
        told = (
            f"Coq accepts {one.root} from {lemmas} certificates, and rests on what is listed alone."
            if accepted
            else f"Coq does not accept {one.root}: {one.judgement.reason}."
        )
        console.print(styled((told, style)))
