"""Derivations as data for a page.

They are sentences and rows of displays, and the claims that each derivation is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proofs_check.output.latex.contents import about
from symbolic.derivations import TOPICS
from symbolic.deriving.derivation import Derivation
from symbolic.language.statement import Statement
from symbolic.printing.latex_derivation import Paragraph, derivation_blocks


def derivations_data(statements: Mapping[str, Statement]) -> list[dict[str, Any]]:
    """Build every derivation, each step of it checked, and return them as JSON data.

    Args:
        statements: The standing statements of the claims, by id; steps may rest on them.

    Raises:
        StepError: A step does not follow.
    """
    return [derivation_data(build(statements), statements) for build in TOPICS.values()]


def derivation_data(derivation: Derivation, claims: Iterable[str]) -> dict[str, Any]:
    """Return a derivation as JSON data.

    Its title, the claims that it is about, and its blocks in order.
    """
    blocks: list[dict[str, Any]] = []
    for block in derivation_blocks(derivation):
        if isinstance(block, Paragraph):
            blocks.append({"heading": block.heading, "text": block.tex, "claims": block.claims})
        else:
            rows = [
                {
                    "formula": f"{r.left} {r.relation} {r.whole}".strip(),
                    "note": r.note,
                    "tag": r.tag,
                    "claim": r.claim,
                }
                for r in block.rows
            ]
            blocks.append({"rows": rows})
    subjects = [c for c in claims if about(derivation.id, c)]
    return {"id": derivation.id, "title": derivation.title, "about": subjects, "blocks": blocks}
