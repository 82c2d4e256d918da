"""The assumptions of the paper that an economy violates, named once by every command that goes on all the same.

Conventions: rows have the format of ``twostage check --json``; only what is known to fail is named,
with its evidence.
"""

from __future__ import annotations

from typing import Any

import click

from numeric.assumptions import check_assumptions
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import FAILS

Data = dict[str, Any]


def failing_assumptions(economy: Economy) -> list[Data]:
    """Return the assumptions that fail, each {"id", "title", "verdict", "evidence", "detail"}."""
    return [
        {
            "id": a.id,
            "title": a.title,
            "verdict": a.verdict,
            "evidence": a.evidence,
            "detail": a.detail,
        }
        for a in check_assumptions(economy)
        if a.verdict == FAILS
    ]


def named(economy: Economy) -> list[Data]:
    """Return the assumptions that fail, and name them on the standard error stream."""
    rows = failing_assumptions(economy)
    if rows:
        said = "; ".join(f"it fails that {row['title']} ({row['detail']})" for row in rows)
        click.echo(f"Outside the paper's class: {said}.", err=True)
    return rows
