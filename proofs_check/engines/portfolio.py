r"""A statement decided by solvers: Z3 in two forms, and cvc5 as a second opinion.

A solver's ``unsat`` for "hypotheses and not conclusion" is an answer for all real values, without a
proof that somebody else could check: the evidence is DECIDED, and the solvers are named.  ``sat``
is turned into an exact counterexample by ``proofs_check.engines.exact`` or it counts for
nothing.  Solvers that contradict each other, or do not answer within their limits, leave the
statement undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofs_check.engines.children import Answer, Limits, Method, ask
from proofs_check.engines.obligations import (
    Obligation,
    at_any_element,
    obligations,
    presupposed,
    with_witnesses,
    without_labels_bound,
)
from proofs_check.engines.smt import Script
from symbolic.deciding.ring import OutsideTheFragment
from symbolic.language.statement import Proposition, Relation, Statement

ROUNDS: tuple[tuple[tuple[Method, bool], ...], ...] = (
    (("z3-nlsat", False), ("cvc5", False)),
    (("z3", False),),
    (("z3-nlsat", True), ("cvc5", True)),
)
"""Which method on which form (cleared or not), round by round.

The first round with an answer from Z3 is the last.
"""

QUICK = Limits(seconds=3)


@dataclass(frozen=True)
class Decision:
    """What the solvers say: whether the statement holds (nothing if undecided), who says so, and why not more."""

    holds: bool | None
    solvers: tuple[str, ...]
    reason: str
    answers: tuple[Answer, ...] = ()


def implied(
    assumed: Sequence[Proposition], conclusion: Proposition, limits: Limits = QUICK
) -> Decision:
    """Ask whether the assumptions imply the conclusion for all real values of the unknowns.

    Raises:
        OutsideTheFragment: Something in them is not read.
    """
    assumed, conclusion = without_labels_bound(assumed), at_any_element(conclusion)
    answers: list[Answer] = []
    for methods in ROUNDS:
        scripts = {cleared: Script(cleared).script(assumed, conclusion) for _, cleared in methods}
        answers += ask([(method, scripts[cleared]) for method, cleared in methods], limits)
        if any(a.answer != "unknown" and a.method.startswith("z3") for a in answers):
            break
    return _verdict(tuple(answers))


def _verdict(answers: tuple[Answer, ...]) -> Decision:
    names = [("cvc5" if a.method == "cvc5" else "Z3", a.answer) for a in answers]
    said = {
        word: tuple(dict.fromkeys(solver for solver, answer in names if answer == word))
        for word in ("unsat", "sat")
    }
    if said["unsat"] and said["sat"]:
        return Decision(
            None,
            (),
            f"{' and '.join(said['unsat'])} contradicts {' and '.join(said['sat'])}",
            answers,
        )
    silent = [f"{a.method}: {a.reason}" for a in answers if a.answer == "unknown"]
    if said["unsat"]:
        missing = "" if "cvc5" in said["unsat"] else "; cvc5 does not decide it"
        return Decision(True, said["unsat"], "for all real values" + missing, answers)
    if said["sat"]:
        return Decision(
            False,
            said["sat"],
            "a solver finds values that refute it as a statement about free unknowns",
            answers,
        )
    return Decision(None, (), "; ".join(silent), answers)


def usable(statement: Statement, limits: Limits = QUICK) -> list[Proposition]:
    """Return the hypotheses of an expanded statement whose denominators are nonzero by hypotheses that come before them or have none."""
    waiting = [h.says for h in statement.given]
    found = [p for p in waiting if not presupposed(p)]
    waiting = [p for p in waiting if presupposed(p)]
    for p in waiting:
        if all(implied(found, Relation(d, "!=", 0), limits).holds for d in presupposed(p)):
            found.append(p)
    return found


def decide_by_solvers(statement: Statement, limits: Limits = QUICK) -> Decision:
    """Decide a statement: what it presupposes first, then what it says.

    Args:
        statement: As written; abbreviations are substituted here.
        limits: For each child.
    """
    expanded = statement.expanded()
    try:
        assumed = usable(expanded, limits)
        for duty in obligations(statement):
            if not _nonzero(duty, assumed, limits):
                return Decision(
                    None, (), f"the denominator {duty.denominator} is not shown to be nonzero"
                )
        return implied(assumed, with_witnesses(expanded.says), limits)
    except (OutsideTheFragment, ZeroDivisionError) as error:
        return Decision(None, (), str(error))


def _nonzero(duty: Obligation, assumed: list[Proposition], limits: Limits) -> bool:
    return bool(
        implied([*assumed, *duty.assuming], Relation(duty.denominator, "!=", 0), limits).holds
    )
