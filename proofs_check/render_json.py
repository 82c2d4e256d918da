"""Results as JSON: the artefact that every other rendering reads.  A pure function of the results."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from proofs_check.runner import Result
from proofs_check.verdict import Outcome


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """Return one outcome as plain data."""
    data: dict[str, Any] = {"verdict": str(outcome.verdict), "evidence": str(outcome.evidence), "detail": outcome.detail}
    if outcome.counterexample is not None:
        data["counterexample"] = outcome.counterexample
    return data


def result_data(result: Result) -> dict[str, Any]:
    """Return one claim's result as plain data, in the format of ``twostage verify --json``."""
    claim = result.claim
    return {
        "id": claim.id,
        "title": claim.title,
        "source": claim.source,
        "printed": outcome_data(result.printed),
        "corrected": outcome_data(result.corrected) if result.corrected else None,
        "severity": claim.severity,
        "finding": claim.finding,
        "complete": result.complete,
        "depends_on": list(claim.depends_on),
        "instances": [{"economy": i.economy, "verdict": str(i.verdict), "evidence": "SAMPLED", "n": 1, "detail": i.detail} for i in result.instances],
        "mutants": {"killed": result.killed, "equivalent": result.equivalent, "total": len(claim.mutants) + len(claim.equivalent)},
        "seconds": round(result.seconds, 3),
    }


def render_json(results: Mapping[str, Result]) -> str:
    """Return the results as JSON text, format 1."""
    totals = Counter(str(r.standing.verdict) for r in results.values())
    data = {"format": 1, "claims": [result_data(r) for r in results.values()], "totals": dict(sorted(totals.items())), "coverage": None}
    return json.dumps(data, indent=2, allow_nan=False) + "\n"
