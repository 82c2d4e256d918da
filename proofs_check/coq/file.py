"""A certificate as a file of Coq: the theorem, the replayed proof, and the question which axioms it rests on."""

from __future__ import annotations

from typing import Any

from proofs_check.coq.quotients import TooLarge
from proofs_check.coq.script import Script
from proofs_check.coq.statement import Theorem
from proofs_check.coq.steps import Steps
from proofs_check.coq.trees import NotTranslated, normal

THEOREM = "stated_and_proved"


def coq_file(certificate: Any) -> str:
    """Return the text of the Coq file of a certificate of format 2.

    Raises:
        NotTranslated: The certificate is malformed, or uses what has no counterpart here; the message says what is lacking.
    """
    try:
        theorem = Theorem(certificate["statement"])
        lines = theorem.text(THEOREM)
        return "\n".join(["From TwoStage Require Import Library.", "Open Scope R_scope.", "", *lines, *_proof(theorem, certificate["proof"]), ""])
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, ArithmeticError) as error:
        raise NotTranslated(f"a well-formed certificate ({type(error).__name__}: {error})") from error
    except TooLarge as error:
        raise NotTranslated(f"smaller polynomials ({error})") from error


def _proof(theorem: Theorem, proof: Any) -> list[str]:
    script = Script(theorem.printer)
    steps = Steps(script, theorem.in_proof)
    script.say("Proof.", f"intros {theorem.introductions()}.")
    script.say(*(f"subst {theorem.printer.identifiers[name]}." for name, _ in reversed(theorem.statement["where"])))
    for i, (said, form) in enumerate(theorem.normal_forms()):
        if said == form:
            script.say(f"intros {steps.pattern(form)}.")
        else:
            script.say(f"intro G{i}.", f"eassert (T{i} : decided {theorem.printer.proposition(said)} _ _). {{ decide_it. }}")
            script.say(f"destruct T{i} as [[_ {steps.pattern(form)}] | [T{i} _]]; [| destruct (T{i} G{i})].")
    script.say(f"eassert (T : decided {theorem.printer.proposition(theorem.says)} _ _). {{ decide_it. }}")
    script.say(f"destruct T as [[T _] | [_ {steps.pattern(normal(theorem.says, False))}]]; [exact T | exfalso].")
    steps.replay(proof)
    return [*script.lines, "Qed.", f"Print Assumptions {THEOREM}."]
