"""``twostage check``: the paper's assumptions for one economy."""

from __future__ import annotations

import json
import sys

import click

from numeric.economy.reader import load_economy
from proofs_check.output.console import terminal


@click.command()
@click.argument("file")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the verdicts as JSON and nothing else."
)
def check(file: str, as_json: bool) -> None:
    """Check the assumptions of the paper for the economy in FILE."""
    from numeric.assumptions import check_assumptions
    from proofs_check.answers.tables import print_assumptions

    economy = load_economy(file)
    found = check_assumptions(economy)
    rows = [
        {
            "id": a.id,
            "title": a.title,
            "verdict": str(a.verdict),
            "evidence": str(a.evidence),
            "detail": a.detail,
        }
        for a in found
    ]
    data = {"economy": economy.name, "assumptions": rows}
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        print_assumptions(data, terminal())
    verdicts = {a["verdict"] for a in rows}
    sys.exit(1 if "FAILS" in verdicts else 3 if verdicts - {"HOLDS"} else 0)
