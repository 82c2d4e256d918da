"""Results as data and as files: ``results.json``, certificates, the manifest and the chain.

What takes long to import is imported where it is used: ``twostage verify`` shows its first claim
before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from proofs_check.output.files import made_folder, write_text, written_to
from proofs_check.output.made_before import Beforehand
from proofs_check.verifying.result import Result


def as_data(results: dict[str, Result], made: Beforehand) -> dict[str, Any]:
    """Return what is printed or written, given what is shown whatever the verdicts."""
    from proofs_check.output.json_results import results_data
    from proofs_check.paper import CLAIMS
    from proofs_check.verifying.manifest import known

    known(
        {results[id_].claim.proved: found for id_, found in made.hashes.items() if id_ in results}
    )
    return results_data(results, CLAIMS, made)


def write(results: Mapping[str, Result], text: str, out: Path) -> None:
    """Write ``results.json``, one certificate for each claim that has one, the manifest and the chain.

    Raises:
        OutputError: The directory cannot be written to.
    """
    from proofs_check.verifying.chaining import chain_data
    from proofs_check.verifying.manifest import manifest_data

    folder = made_folder(out / "certificates")
    with written_to(out):
        for old in folder.glob("*.json"):
            old.unlink()
    for id_, result in results.items():
        if result.standing.certificate is not None:
            text_of_proof = json.dumps(result.standing.certificate, sort_keys=True)
            write_text(folder / f"{id_}.json", text_of_proof + "\n")
    write_text(out / "manifest.json", json.dumps(manifest_data(results), indent=1) + "\n")
    write_text(out / "chain.json", json.dumps(chain_data(results), indent=1) + "\n")
    write_text(out / "results.json", text)


def write_report_of(data: Mapping[str, Any], made: Beforehand, out: Path, apart: bool) -> str:
    """Write the report of results beside them, and say so.

    Args:
        data: The results.
        made: What was made of it beforehand.
        out: The folder.
        apart: Whether another process writes text and LaTeX meanwhile.

    Raises:
        OutputError: The directory cannot be written to.
        MissingExtra: What draws figures or sets formulas is not installed.
    """
    from proofs_check.output.html.mathml import known
    from proofs_check.report_files import (
        report_files,
        report_made,
        without_pages,
        write_report,
    )
    from proofs_check.verifying.parallel import beside

    known(made.formulas)
    pictures = (lambda: list(made.pictures)) if made.pictures else None
    with beside(partial(without_pages, data), apart) as told:
        write_report(report_files(data, pictures, told), out)
    return report_made(data, out)
