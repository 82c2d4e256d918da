r"""Deciding a statement for all admissible values, or refuting it at an exact point.

The engines, in the order in which they are asked: a search for a certificate that the independent
checker accepts (PROVED), exact evaluation at points that satisfy the hypotheses (CERTIFIED, when
one refutes the statement), the coefficients of the ring decider, and the solvers Z3 and cvc5 in
child processes (DECIDED: for all values, without a proof that somebody else could check).  What
none of them settles is UNDECIDED.

Conventions: a verdict HOLDS needs a point that satisfies the hypotheses, else the statement is
VACUOUS.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from proofs_check.claims.plain import written as plainly_written
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.engines.certificates import certificate, kind_of
from proofs_check.engines.children import Limits
from proofs_check.engines.coefficients import by_coefficients
from proofs_check.engines.exact import Point, counterexample, evaluated, witness
from proofs_check.engines.models import solved_counterexample, solved_witness
from proofs_check.engines.portfolio import QUICK, decide_by_solvers
from symbolic.language.statement import Statement

BRIEF, THOROUGH = 12, 100
"""Linear programmes that a search for a certificate may solve, before and after a counterexample has been looked for."""


def decide(statement: Statement, limits: Limits = QUICK) -> Outcome:
    """Decide a statement: HOLDS for all admissible values, FAILS with an exact counterexample, or UNDECIDED.

    Args:
        statement: Any statement that is not ``Asserted``.
        limits: For each solver in its child process.

    Returns:
        An outcome with evidence PROVED or DECIDED for HOLDS, CERTIFIED for a counterexample, NONE
        otherwise; VACUOUS when no admissible point is found.
    """
    start = time.perf_counter()
    outcome = _decide(statement.expanded(), statement, limits)
    return replace(outcome, seconds=time.perf_counter() - start)


def _decide(expanded: Statement, written: Statement, limits: Limits) -> Outcome:
    found = certificate(written, BRIEF)
    if found is not None:
        return _proved(expanded, limits, found)
    point = counterexample(expanded)
    if point is not None:
        return _refuted(expanded, point, "exact evaluation")
    found = certificate(written, THOROUGH)
    return (
        _proved(expanded, limits, found)
        if found is not None
        else _decided(expanded, written, limits)
    )


def _decided(expanded: Statement, written: Statement, limits: Limits) -> Outcome:
    """Ask the engines that give no certificate."""
    reason = by_coefficients(written)
    if reason is not None:
        return _holds(
            expanded,
            limits,
            f"for all admissible values, {reason}, without a certificate",
            "ring decider",
        )
    decision = decide_by_solvers(written, limits)
    if decision.holds:
        return _holds(
            expanded,
            limits,
            f"{decision.reason}, by {' and '.join(decision.solvers)}",
            " and ".join(decision.solvers),
        )
    point = solved_counterexample(expanded, limits)
    if point is not None:
        return _refuted(expanded, point, "a solver's model, confirmed by exact evaluation")
    return Outcome(Verdict.UNDECIDED, Evidence.NONE, decision.reason, engine="Z3 and cvc5")


def _refuted(expanded: Statement, point: Point, engine: str) -> Outcome:
    return Outcome(
        Verdict.FAILS,
        Evidence.CERTIFIED,
        "exact counterexample",
        counterexample=point.written(expanded),
        satisfied=tuple(
            (plainly_written(h.says), evaluated(h.says, point)) for h in expanded.given
        ),
        engine=engine,
    )


def _proved(expanded: Statement, limits: Limits, found: dict[str, Any]) -> Outcome:
    kind = kind_of(found)
    return replace(
        _holds(
            expanded,
            limits,
            f"for all admissible values, by {kind}; the certificate re-checks",
            kind,
            Evidence.PROVED,
        ),
        certificate=found,
    )


def _holds(
    expanded: Statement,
    limits: Limits,
    detail: str,
    engine: str,
    evidence: Evidence = Evidence.DECIDED,
) -> Outcome:
    """Report what was decided, unless the hypotheses cannot be met."""
    if witness(expanded) is None and solved_witness(expanded, limits) is None:
        return Outcome(
            Verdict.VACUOUS,
            Evidence.NONE,
            "no admissible point was found that satisfies the hypotheses",
            engine=engine,
        )
    return Outcome(Verdict.HOLDS, evidence, detail, engine=engine)
