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
    at_any_element,
    instances,
    labels_of,
    with_witnesses,
)
from proofs_check.engines.question import Question
from proofs_check.engines.smt import Script
from symbolic.language.proposition import Proposition
from symbolic.language.statement import Statement

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
    """What the solvers say: whether the statement holds (None if undecided), who says so, and why not more."""

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
    conclusion = at_any_element(conclusion)
    assumed = instances(assumed, labels_of([*assumed, conclusion]))
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
            "it is open: solvers do not prove it, and the values that they propose for its unknowns "
            "are not those of an admissible point",
            answers,
        )
    return Decision(None, (), "; ".join(silent), answers)


def usable(question: Question, limits: Limits = QUICK) -> list[Proposition]:
    """Return the hypotheses, abbreviations substituted, whose conditions are shown.

    Hypotheses that come before them, or have no conditions, show them.
    """
    shown = [p for p, presupposes in question.given if not presupposes]
    for p, presupposes in question.given:
        if presupposes and all(implied(shown, c, limits).holds for c in presupposes):
            shown.append(p)
    return shown


def decide_by_solvers(asked: Statement | Question, limits: Limits = QUICK) -> Decision:
    """Decide a statement: what it presupposes first, then what it says.

    Args:
        asked: The statement as written, or the question about it.
        limits: For each child.
    """
    question = Question.of(asked)
    try:
        assumed = usable(question, limits)
        for duty in question.obligations:
            if not implied([*assumed, *duty.assuming], duty.condition, limits).holds:
                return Decision(None, (), duty.not_shown)
        return implied(assumed, with_witnesses(question.expanded.says), limits)
    except (ValueError, ZeroDivisionError) as error:  # outside what solvers are asked
        return Decision(None, (), str(error))
