"""Results as JSON: the artefact that every other rendering reads.

It is a pure function of the results.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from proofs_check.assuming.assumed import assumed, grouped
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Outcome
from proofs_check.output.made_before import OF_TAILS, Beforehand
from proofs_check.output.statements import statements_data
from proofs_check.output.tested import formulas_tested
from proofs_check.places import PLACES, Coverage, coverage
from proofs_check.verifying import ledger
from proofs_check.verifying.chaining import chain_data
from proofs_check.verifying.in_the_way import in_the_way
from proofs_check.verifying.result import Result

Data = dict[str, Any]
NOTHING = Beforehand()
FORMAT = 2
DEFENCE = ("quote", "reading", "defence", "answer", "consequence")
"""What a finding says about the place that it accuses, and for it."""


def outcome_data(outcome: Outcome) -> Data:
    """Return one outcome as plain data."""
    data: Data = {
        "verdict": str(outcome.verdict),
        "evidence": str(outcome.evidence),
        "detail": outcome.detail,
        "engine": outcome.engine,
    }
    if outcome.counterexample is not None:
        data["counterexample"] = outcome.counterexample
        data["hypotheses"] = [{"says": says, "value": value} for says, value in outcome.satisfied]
    return data


def result_data(result: Result, statements: Data | None = None) -> Data:
    """Return one claim's result as plain data, in the format of ``twostage verify --json``.

    Args:
        result: The result.
        statements: Those of its claim, where they are made already.
    """
    claim = result.claim
    return {
        "id": claim.id,
        "title": claim.title,
        "source": claim.source,
        "words": claim.standing.words,
        "printed": outcome_data(result.printed),
        "corrected": outcome_data(result.corrected) if result.corrected else None,
        "statements": statements_data(claim) if statements is None else statements,
        **correction_data(claim),
        "note": claim.note,
        "existence": claim.existence,
        "cites": claim.cites,
        "complete": result.complete,
        "certificate": f"{claim.id}.json" if result.standing.certificate is not None else None,
        "depends_on": list(claim.depends_on),
        "instances": [
            {
                "economy": i.economy,
                "verdict": str(i.verdict),
                "evidence": "SAMPLED",
                "n": 1,
                "detail": i.detail,
            }
            for i in result.instances
        ],
        "corners": list(result.corners),
        "mutants": {
            "killed": result.killed,
            "equivalent": result.equivalent,
            "total": len(claim.mutants) + len(claim.strengthened) + len(claim.equivalent),
        },
        "tested": list(formulas_tested(claim.id)),
        "seconds": round(result.seconds, 3),
        "processor": round(result.processor, 3),
    }


def correction_data(claim: Claim) -> Data:
    """Return what is said about the printed statement as plain data; empty where it holds."""
    correction = claim.correction
    if correction is None:
        return {"severity": None, "finding": "", "scan": False} | dict.fromkeys(DEFENCE, "")
    told = {name: getattr(correction, name) for name in DEFENCE}
    return {
        "severity": correction.severity,
        "finding": correction.finding,
        "scan": correction.scan,
        **told,
        "stale": claim.stale,
    }


def coverage_data(covered: Coverage) -> Data:
    """Return the coverage of the paper's places as plain data."""
    known = set(covered.covered)
    places = [
        {**asdict(p), "claims": list(p.claims), "covered": p in known} for p in covered.places
    ]
    return {"covered": len(covered.covered), "total": len(covered.places), "places": places}


def assumption_data(assumption: ledger.Assumption) -> Data:
    """Return one assumption as plain data."""
    return {
        "says": assumption.says,
        "latex": assumption.latex,
        "provenance": str(assumption.provenance),
        "reason": assumption.reason,
        "shown": assumption.shown,
        "claims": list(assumption.claims),
    }


def assumptions_data(claims: Mapping[str, Claim]) -> list[Data]:
    """Return what claims assume together as plain data."""
    return [assumption_data(a) for a in ledger.assumptions(claims)]


def finding_data(finding: ledger.Finding) -> Data:
    """Return one finding as plain data."""
    claim, result = finding.result.claim, finding.result
    return {
        "id": claim.id,
        "source": claim.source,
        "title": claim.title,
        **correction_data(claim),
        "printed": str(result.printed.verdict),
        "corrected": str(result.corrected.verdict) if result.corrected else None,
        "evidence": str(result.standing.evidence),
        "counterexample": result.printed.counterexample,
        "hypotheses": [{"says": says, "value": value} for says, value in result.printed.satisfied],
        "used_by": list(finding.used_by),
        "survives": finding.survives,
        "command": f"twostage verify {claim.id}",
    }


def chains_of_results(results: Mapping[str, Result]) -> list[Data]:
    """Return for each result of the paper what is in its way, and what its chain assumes where nothing is."""
    named = [id_ for id_ in ledger.RESULTS if id_ in results]
    links = chain_data(results) if any(results[id_].complete for id_ in named) else None
    return [
        {
            "id": id_,
            "in_the_way": [asdict(one) for one in in_the_way(id_, results)],
            "assumptions": [
                {"kind": kind, "number": number, "which": which}
                for kind, number, which in grouped(assumed(links, id_))
            ]
            if links is not None and results[id_].complete
            else [],
        }
        for id_ in named
    ]


def results_data(
    results: Mapping[str, Result],
    known: Mapping[str, object] | None = None,
    made: Beforehand = NOTHING,
) -> Data:
    """Return everything that reports need as plain data.

    Args:
        results: Results by id.
        known: All claims that exist, for the coverage of the paper; the claims of the results if
            left out.
        made: What is shown whatever the verdicts, as far as it is made already: figures for a report
            to draw, derivations for it to set and tails of Theorem 1 come from here alone.
    """
    totals = Counter(str(r.standing.verdict) for r in results.values())
    claims = {id_: result.claim for id_, result in results.items()}
    whole = made.statements.keys() == results.keys()
    return {
        "format": FORMAT,
        "claims": [result_data(r, made.statements.get(id_)) for id_, r in results.items()],
        "totals": dict(sorted(totals.items())),
        "coverage": coverage_data(coverage(PLACES, results if known is None else known)),
        "assumptions": list(made.assumptions) if whole else assumptions_data(claims),
        "findings": [finding_data(f) for f in ledger.findings(results)],
        "summaries": ledger.summaries(results),
        "chains": chains_of_results(results),
        "figures": list(made.figures),
        "derivations": list(made.derivations),
        "tails": list(made.tails) if OF_TAILS in results else [],
    }


def as_text(data: Data) -> str:
    """Return results as JSON text."""
    return json.dumps(data, indent=2, allow_nan=False) + "\n"
