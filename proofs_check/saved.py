"""Results as data and as files: ``results.json``, certificates, the manifest and the chain.

What takes long to import is imported where it is used: ``twostage verify`` shows its first claim
before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from proofs_check.output.files import made_folder, write_text, written_to
from proofs_check.verifying.result import Result

Pictures = tuple[list[dict[str, Any]], list[dict[str, Any]]]
"""Figures and derivations, as data."""


def no_pictures() -> Pictures:
    """Return neither figures nor derivations: what is printed needs none."""
    return [], []


def pictures_of_paper() -> Pictures:
    """Return the figures and the derivations of a report, which depend on no verdict."""
    from proofs_check.output.figures.of_examples import figures_of_examples
    from proofs_check.output.html.derivations import derivations_data
    from proofs_check.paper import CLAIMS

    statements = {id_: claim.standing for id_, claim in CLAIMS.items()}
    return figures_of_examples(), derivations_data(statements)


def as_data(results: dict[str, Result], pictures: Pictures) -> dict[str, Any]:
    """Return what is printed or written."""
    from proofs_check.output.json_results import results_data
    from proofs_check.paper import CLAIMS
    from proofs_check.paper.theorem_1.threshold import tails_table

    tails = tails_table() if "thm-1.threshold" in results else []
    return results_data(results, CLAIMS, *pictures, tails)


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
