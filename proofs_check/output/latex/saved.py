"""Verdicts from saved results, so that a document need not check every claim again.

A saved verdict is used only if the claim still says what it said then: its printed and corrected
statements are compared as they are saved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.output.statements import statements_data
from proofs_check.verifying.result import Result
from symbolic.language.errors import InputError


def saved_results(path: Path, claims: Mapping[str, Claim]) -> dict[str, Result]:
    """Read ``results.json``.

    Claims that are not in it, or whose statements have changed, are left out.

    Raises:
        InputError: The file cannot be read or is no results file.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["claims"]
        return {
            d["id"]: _result(d, claims[d["id"]])
            for d in listed
            if d["id"] in claims and _unchanged(d, claims[d["id"]])
        }
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{path}: must be a results.json written by `twostage verify --out`"
        ) from None


def _unchanged(data: dict[str, Any], claim: Claim) -> bool:
    return bool(data.get("statements") == json.loads(json.dumps(statements_data(claim))))


def _result(data: dict[str, Any], claim: Claim) -> Result:
    corrected = _outcome(data["corrected"]) if data["corrected"] else None
    return Result(
        claim,
        _outcome(data["printed"]),
        corrected,
        bool(data["complete"]),
        None,
        float(data["seconds"]),
    )


def _outcome(data: dict[str, Any]) -> Outcome:
    return Outcome(
        Verdict(data["verdict"]),
        Evidence(data["evidence"]),
        str(data["detail"]),
        engine=str(data.get("engine", "")),
    )
