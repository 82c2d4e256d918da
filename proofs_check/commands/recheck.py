"""``twostage recheck``: the certificates of a folder, checked again.

The program that checks knows nothing of the engines that found them.  The command also says whether
all that the folder says agrees (``proofs_check.verifying.manifest``).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from proofs_check.combining.chain_judging import Combined
from proofs_check.commands.recheck_coq import (
    by_coq,
    chains_by_coq,
    chains_data,
    coq_data,
    print_chains,
    print_judgements,
)
from proofs_check.coq.kernel import SECONDS, Judgement, Word
from proofs_check.numeric_options import Real, Whole
from proofs_check.output.console import styled, terminal
from proofs_check.paper import CLAIMS
from proofs_check.rechain import Found, Refused, check
from proofs_check.rechain import loaded as chain_of
from proofs_check.verifying.manifest import WORDS, Row, compared


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--coq", is_flag=True, help="Also replay them in Coq; files are kept in DIR/coq.")
@click.option(
    "--sample",
    type=Whole(1),
    metavar="N",
    help="With --coq: only N of them, chosen to use all kinds of steps and formulas.",
)
@click.option(
    "--chain",
    "roots",
    multiple=True,
    metavar="ID",
    help="With --coq: only the certificates of the chain of this claim, and its theorem from them.",
)
@click.option(
    "--time",
    "limit",
    type=Real(1),
    default=SECONDS,
    show_default=True,
    help="With --coq: seconds for each.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON and nothing else.")
def recheck(
    folder: Path,
    coq: bool,
    sample: int | None,
    roots: tuple[str, ...],
    limit: float,
    as_json: bool,
) -> None:
    """Check the certificates in DIR/certificates again, with an independent checker.

    DIR is what `twostage verify --out DIR` has written.  Its manifest.json, results.json and
    certificates must agree with one another and with the claims as they are now.  The checker is
    one file, proofs_check/recheck.py, which also runs by itself: python recheck.py DIR.  With --coq
    each certificate is written as a file of Coq that states the same and replays the proof.  How
    claims use one another (chain.json) is checked by proofs_check/rechain.py, which also runs by
    itself.  With --coq --chain thm-1 the links of Theorem 1 are combined into one theorem of Coq;
    what it rests on, as Coq prints it, must be what is listed, and nothing else.  Exit
    status: 0 if all agrees, 1 if anything is rejected, missing, extra, swapped, stale or weaker, 2
    if there is nothing to check or no coqc, 3 if Coq does not accept a certificate or chain.
    """
    if roots and not coq:
        raise click.UsageError("--chain needs --coq")
    if not any(folder.glob("*.json")) and not any(folder.glob("certificates/*.json")):
        raise click.UsageError(f"there is no certificate in {folder}")
    rows = compared(folder, {id_: claim.proved for id_, claim in CLAIMS.items()})
    premises, refusal = chained(folder)
    start = time.perf_counter()
    chains = chains_by_coq(folder, roots, limit) if roots and not refusal else []
    judgements = by_coq(folder, sample, limit) if coq and not roots else None
    if judgements is None and coq:
        judgements = {id_: j for one in chains for id_, j in one.certificates.items()}
    _print(rows, judgements, premises, refusal, chains, as_json)
    if judgements is not None and not as_json:
        print_judgements(judgements, time.perf_counter() - start)
        print_chains(chains)
    disagree = bool(refusal) or any(row.result != "proved" for row in rows)
    said = [*(judgements or {}).values(), *(one.judgement for one in chains)]
    refused = any(j.word is not Word.ACCEPTED for j in said)
    sys.exit(1 if disagree else 3 if refused else 0)


def chained(folder: Path) -> tuple[list[Found], str]:
    """Check the chain of a folder: its premises as they are used, and why it is refused if it is."""
    try:
        return check(*chain_of(folder)), ""
    except Refused as error:
        return [], str(error)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return [], f"chain.json cannot be read ({type(error).__name__})"


def told_of_chain(premises: Sequence[Found], refusal: str) -> str:
    """Say in one sentence how the premises of general statements are used.

    >>> told_of_chain([Found("thm-1", 1, ("eq-27",), "conclusion")], "")
    'Chain: 1 premises; 1 literally what other claims say, 0 what cited theorems are taken to say, 0 compared by hand.'
    """
    if refusal:
        return f"The chain is REFUSED: {refusal}."
    count = {how: sum(p.how == how for p in premises) for how in ("conclusion", "theorem", "hand")}
    return (
        f"Chain: {len(premises)} premises; {count['conclusion']} literally what other claims say, "
        f"{count['theorem']} what cited theorems are taken to say, {count['hand']} compared by hand."
    )


def _print(
    rows: Sequence[Row],
    judgements: Mapping[str, Judgement] | None,
    premises: Sequence[Found],
    refusal: str,
    chains: Sequence[Combined],
    as_json: bool,
) -> None:
    count = {word: sum(row.result == word for row in rows) for word in WORDS}
    if as_json:
        listed = [
            {"id": r.name, "result": r.result, "reason": r.reason, "seconds": round(r.seconds, 3)}
            for r in rows
        ]
        data = {"format": 2, "certificates": listed, "totals": count}
        by_kernel: dict[str, object] = {} if judgements is None else {"coq": coq_data(judgements)}
        by_kernel |= {"chains": chains_data(chains)} if chains else {}
        used = [{"id": p.link, "given": p.given, "of": p.claims, "as": p.how} for p in premises]
        chain = {"chain": {"premises": used, "refused": refusal}}
        click.echo(json.dumps({**data, **chain, **by_kernel}, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for column in ("claim", "result", "seconds", "reason"):
        table.add_column(column, overflow="fold")
    for row in rows:
        style = "green" if row.result == "proved" else "red"
        table.add_row(
            Text(row.name), styled((row.result, style)), f"{row.seconds:.2f}", Text(row.reason)
        )
    console = terminal()
    console.print(table)
    told = ", ".join(f"{n} {word}" for word, n in count.items() if n or word == "proved")
    besides = sum(row.result == "proved" and bool(row.reason) for row in rows)
    if besides:
        told += f" ({besides} for parts of claims that rest on weaker evidence too)"
    console.print(f"\n{told}, in {sum(row.seconds for row in rows):.1f} s.", markup=False)
    console.print(told_of_chain(premises, refusal), markup=False)
