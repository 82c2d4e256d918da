"""A certificate as a file of Coq: the theorem, its proof, and the question what it rests on."""

from __future__ import annotations

from typing import Any

from proofs_check.coq.quotients import TooLarge
from proofs_check.coq.script import Script
from proofs_check.coq.statement import Theorem
from proofs_check.coq.steps import Steps
from proofs_check.coq.trees import NotTranslated, normal
from proofs_check.recheck import Rejected, frozen, opened

BEGINNING = ("From TwoStage Require Import Library.", "Open Scope R_scope.", "")


def coq_file(certificate: Any, name: str = "stated_and_proved") -> str:
    """Return the text of the Coq file of a certificate of format 2.

    Args:
        certificate: As read from JSON.
        name: Of the theorem, an identifier.

    Raises:
        NotTranslated: The certificate is malformed, or uses what has no counterpart here; the
            message says what is lacking.
    """
    try:
        statement = certificate["statement"]
        opened({key: frozen(part) for key, part in statement.items()})
        theorem = Theorem(statement)
        lines = [*theorem.text(name), *_proof(theorem, certificate["proof"])]
        lines.append(f"Print Assumptions {name}.")
    except Rejected as error:
        raise NotTranslated(f"a well-formed statement: {error}") from error
    except TooLarge as error:
        raise NotTranslated(f"smaller polynomials: {error}") from error
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as e:
        raise NotTranslated(
            f"a well-formed proof ({type(e).__name__}: {ascii(str(e))[:80]})"
        ) from e
    return "\n".join([*BEGINNING, *lines, ""])


def _proof(theorem: Theorem, proof: Any) -> list[str]:
    script, printer = Script(theorem.printer), theorem.printer
    steps = Steps(script, theorem.in_proof)
    where = [name for name, _ in theorem.statement["where"]]
    script.say("Proof.", f"intros {theorem.introductions()}.")
    script.say(*(f"subst {printer.identifiers[name]}." for name in reversed(where)))
    for i, (said, form) in enumerate(theorem.normal_forms()):
        if said == form:
            script.say(f"intros {steps.pattern(form)}.")
        else:
            decided = f"eassert (T{i} : decided {printer.proposition(said)} _ _)."
            other = f"[T{i} _]]; [| destruct (T{i} G{i})]."
            script.say(f"intro G{i}.", f"{decided} {{ decide_it. }}")
            script.say(f"destruct T{i} as [[_ {steps.pattern(form)}] | {other}")
    script.say(f"eassert (T : decided {printer.proposition(theorem.says)} _ _). {{ decide_it. }}")
    denial = steps.pattern(normal(theorem.says, False))
    script.say(f"destruct T as [[T _] | [_ {denial}]]; [exact T | exfalso].")
    steps.replay(proof)
    return [*script.lines, "Qed."]
