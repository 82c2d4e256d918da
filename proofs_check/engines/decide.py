r"""Deciding a statement for all admissible values, or refuting it at an exact point.

The engines, in the order in which they are asked: a search for a certificate that the independent
checker accepts (PROVED), after a look at a few points where no proof is known; exact evaluation at
points that satisfy the hypotheses (CERTIFIED, when one refutes the statement); the coefficients of
the ring decider, and the solvers Z3 and cvc5 in child processes (DECIDED: for all values, without a
proof that somebody else could check).  What none of them settles is UNDECIDED.

Conventions: a verdict HOLDS needs a point that satisfies the hypotheses, else the statement is
VACUOUS.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import sympy as sp

from proofs_check.claims.plain import written as plainly_written
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.engines.certificates import certificate, kind_of, known
from proofs_check.engines.children import Limits
from proofs_check.engines.coefficients import by_coefficients
from proofs_check.engines.exact import ROOTS, Point, evaluated, speaks_of_utility
from proofs_check.engines.models import solved_counterexample, solved_witness
from proofs_check.engines.points import counterexample, witness
from proofs_check.engines.portfolio import QUICK, decide_by_solvers
from proofs_check.engines.question import Question
from symbolic.language.notation import q, r
from symbolic.language.statement import Statement

FEW = 4
"""Points at which a statement without a known proof is tried before one is searched for."""
BRIEF, THOROUGH = 12, 100
"""Linear programmes that a search for a certificate may solve.

The first number holds before a counterexample has been looked for, the second after.
"""
SHORT = 1
"""Seconds that a solver has for a counterexample before it is asked whether a statement holds."""


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
    outcome = _decide(Question.of(statement), limits)
    return replace(outcome, seconds=time.perf_counter() - start)


def _decide(question: Question, limits: Limits) -> Outcome:
    if not known(question) and (point := counterexample(question, FEW)):
        return _refuted(question, point, "exact evaluation")
    if proof := certificate(question, BRIEF):
        return _proved(question, limits, proof)
    if point := counterexample(question):
        return _refuted(question, point, "exact evaluation")
    if proof := certificate(question, THOROUGH):
        return _proved(question, limits, proof)
    return _decided(question, limits)


def _decided(question: Question, limits: Limits) -> Outcome:
    """Ask the engines that give no certificate."""
    reason = by_coefficients(question)
    if reason is not None:
        detail = f"for all admissible values, {reason}, without a certificate"
        return _holds(question, limits, detail, "ring decider")
    point = solved_counterexample(question, replace(limits, seconds=min(limits.seconds, SHORT)))
    if point is None:
        decision = decide_by_solvers(question, limits)
        if decision.holds:
            solvers = " and ".join(decision.solvers)
            return _holds(question, limits, f"{decision.reason}, by {solvers}", solvers)
        point = solved_counterexample(question, limits)
    if point is not None:
        return _refuted(question, point, "a solver's model, confirmed by exact evaluation")
    return Outcome(Verdict.UNDECIDED, Evidence.NONE, decision.reason, engine="Z3 and cvc5")


def _refuted(question: Question, point: Point, engine: str) -> Outcome:
    return Outcome(
        Verdict.FAILS,
        Evidence.CERTIFIED,
        "exact counterexample",
        counterexample=point.written(question.expanded),
        satisfied=(
            *((plainly_written(h.says), evaluated(h.says, point)) for h in question.expanded.given),
            *_of_the_class(question, point),
        ),
        engine=engine,
    )


def _of_the_class(question: Question, point: Point) -> tuple[tuple[str, str], ...]:
    """Return what section 2.1 assumes of a utility, for the one of a counterexample that is finite on the axes."""
    if point.utility != ROOTS or not speaks_of_utility(question.expanded):
        return ()
    slopes = {f"u_{g}": sp.diff(ROOTS, g) for g in (q, r)}
    bends = {f"u_{g}{g}": sp.diff(ROOTS, g, 2) for g in (q, r)} | {"u_qr": sp.diff(ROOTS, q, r)}
    return (
        ("u is strictly increasing, its slopes unbounded at the axes", _listed(slopes)),
        ("u is strictly concave, twice continuously differentiable", _listed(bends)),
        ("u is real and continuous on the axes", f"u(0, 0) = {ROOTS.subs({q: 0, r: 0})}"),
    )


def _listed(formulas: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {formula}" for name, formula in formulas.items())


def _proved(question: Question, limits: Limits, proof: dict[str, Any]) -> Outcome:
    kind = kind_of(proof)
    detail = f"for all admissible values, by {kind}; the certificate re-checks"
    return replace(_holds(question, limits, detail, kind, Evidence.PROVED), certificate=proof)


def _holds(
    question: Question,
    limits: Limits,
    detail: str,
    engine: str,
    evidence: Evidence = Evidence.DECIDED,
) -> Outcome:
    """Report what was decided, unless the hypotheses cannot be met."""
    if witness(question) is None and solved_witness(question, limits) is None:
        return Outcome(
            Verdict.VACUOUS,
            Evidence.NONE,
            "no admissible point was found that satisfies the hypotheses",
            engine=engine,
        )
    return Outcome(Verdict.HOLDS, evidence, detail, engine=engine)
