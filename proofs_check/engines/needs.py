"""What each hypothesis of a statement is needed for.

It is dropped, and the statement decided without it, within a time limit.

Conventions: a hypothesis is NEEDED where the statement without it fails at an exact point (or has a
denominator that vanishes there), NOT NEEDED where the statement holds without it (PROVED with a
certificate, or DECIDED by solvers), and UNDECIDED otherwise, the end of the time among the
reasons.  Each is dropped alone: two that are not needed may be needed together.  The limit is on
wall-clock time and is checked between steps of the interpreter, so that a long computation inside a
compiled library ends first.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.engines.decide import decide
from proofs_check.engines.exact import Point
from proofs_check.engines.models import solved_counterexample, solved_witness
from proofs_check.engines.points import counterexample, witness
from proofs_check.engines.question import Question
from proofs_check.engines.time_limit import TimeUp, within
from symbolic.language.statement import Statement

WORDS = ("NEEDED", "NOT NEEDED", "UNDECIDED")
SECONDS = 20.0
"""Time for a claim, by default."""
LEAST = 0.5
"""Time that the search for a witness, or a hypothesis, gets even when that of the claim is used up."""


@dataclass(frozen=True)
class Need:
    """What happens when a hypothesis is dropped.

    Args:
        hypothesis: As text.
        result: One of ``WORDS``.
        evidence: CERTIFIED for a counterexample; PROVED or DECIDED where the statement holds
            without; NONE.
        detail: One sentence.
        counterexample: The exact point at which the statement without the hypothesis fails, or
            nothing.
        certificate: The certificate of the statement without the hypothesis, or None.
        seconds: Time taken.
    """

    hypothesis: str
    result: str
    evidence: str
    detail: str
    counterexample: dict[str, str] | None
    certificate: dict[str, Any] | None
    seconds: float


@dataclass(frozen=True)
class Hypotheses:
    """A point that satisfies all hypotheses of a statement, and the need for each.

    The point is None if none was found in time.
    """

    witness: dict[str, str] | None
    needs: tuple[Need, ...]


def hypotheses(
    statement: Statement, written: Callable[[Any], str], seconds: float = SECONDS
) -> Hypotheses:
    """Find a witness of the hypotheses, and drop each in turn.

    Args:
        statement: With its hypotheses.
        written: Writes a proposition as text.
        seconds: Time for all of it; what one hypothesis leaves, those after it share.
    """
    end, point, needs = time.monotonic() + seconds, None, []
    try:
        with within(max(seconds / (1 + len(statement.given)), LEAST)):
            point = _witness(statement)
    except TimeUp:
        pass
    for left, hypothesis in zip(range(len(statement.given), 0, -1), statement.given, strict=True):
        share = max((end - time.monotonic()) / left, LEAST)
        needs.append(_need(written(hypothesis.says), statement.without(hypothesis), share))
    return Hypotheses(point, tuple(needs))


def _witness(statement: Statement) -> dict[str, str] | None:
    question = Question(statement)
    point = witness(question) or solved_witness(question)
    return point.written(question.expanded) if point else None


def _need(hypothesis: str, without: Statement, seconds: float) -> Need:
    start = time.monotonic()
    # Most hypotheses that are needed keep a denominator from zero, which exact points show at once.
    found = _in_time(lambda: _undefined(without, counterexample), seconds / 3)
    found = found or _in_time(lambda: _decided(without), start + seconds - time.monotonic())
    found = found or Outcome(
        Verdict.UNDECIDED, Evidence.NONE, f"not decided within {seconds:.1f} s"
    )
    result = {Verdict.FAILS: "NEEDED", Verdict.HOLDS: "NOT NEEDED"}.get(found.verdict, "UNDECIDED")
    return Need(
        hypothesis,
        result,
        str(found.evidence),
        found.detail,
        found.counterexample,
        found.certificate,
        time.monotonic() - start,
    )


def _in_time(decide_it: Callable[[], Outcome | None], seconds: float) -> Outcome | None:
    """Return the outcome, or None when the time is up."""
    try:
        with within(max(seconds, 0.001)):
            return decide_it()
    except TimeUp:
        return None


def _decided(statement: Statement) -> Outcome:
    """Decide a statement; where it is open, let solvers look for a point at which one of its denominators vanishes."""
    outcome = decide(statement)
    return (
        _undefined(statement, solved_counterexample)
        if outcome.verdict is Verdict.UNDECIDED
        else None
    ) or outcome


def _undefined(statement: Statement, search: Callable[[Statement], Point | None]) -> Outcome | None:
    """Return the failure of a statement at a point at which a denominator vanishes; None if none is found.

    The point satisfies the hypotheses.
    """
    question = Question(statement)
    for duty in question.obligations:
        point = search(Statement(duty.condition, question.expanded.given))
        if point is not None:
            detail = (
                f"the denominator {duty.condition.left} vanishes"
                if duty.condition.operator == "!="
                else f"it presupposes that {duty}"
            )
            return Outcome(
                Verdict.FAILS,
                Evidence.CERTIFIED,
                detail,
                counterexample=point.written(question.expanded),
            )
    return None
