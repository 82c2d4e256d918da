"""Verdicts, kinds of evidence, and the outcome of a check.

A verdict says what came out; the evidence says how it is known.  Evidence is a kind, never rounded
up and never merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What came out of a check."""

    HOLDS = "HOLDS"
    FAILS = "FAILS"
    UNDECIDED = "UNDECIDED"
    BROKEN = "BROKEN"
    VACUOUS = "VACUOUS"


class Evidence(StrEnum):
    """How a verdict is known."""

    PROVED = "PROVED"
    DECIDED = "DECIDED"
    CERTIFIED = "CERTIFIED"
    SAMPLED = "SAMPLED"
    CITED = "CITED"
    NONE = "NONE"


@dataclass(frozen=True)
class Outcome:
    """A verdict with its evidence.

    Args:
        verdict: What came out.
        evidence: How it is known.
        detail: One sentence: which engine, which counterexample, which reason.
        certificate: Data with which somebody else can check a proof again, or None.
        counterexample: Exact values, as strings of rationals, at which the statement fails, or
            nothing.
        satisfied: The hypotheses in force at that place with their values at the counterexample,
            each of which is met: pairs (hypothesis, value).
        engine: The engine that decided.
        seconds: Time taken.
        instances: Number of economies, for sampled evidence.
    """

    verdict: Verdict
    evidence: Evidence
    detail: str = ""
    certificate: dict[str, Any] | None = None
    counterexample: dict[str, str] | None = None
    satisfied: tuple[tuple[str, str], ...] = ()
    engine: str = ""
    seconds: float = 0.0
    instances: int = 0
