"""A decider in a process of its own.

It reads an SMT-LIB script, prints one JSON line, and dies when it exceeds its limits.

Usage: ``child.py METHOD SECONDS MEGABYTES < script``, with METHOD one of ``z3``, ``z3-nlsat`` and
``cvc5``.  The line is ``{"answer": "unsat" | "sat" | "unknown", "model": {name: rational or
decimal}}``; a line that is missing means that the process was stopped.  Run as a file: it imports
nothing of ours.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any


def limit(seconds: int, megabytes: int) -> None:
    """Bound processor time and address space, where the system can."""
    import resource

    for kind, value in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, megabytes << 20)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def ask_z3(script: str, nonlinear: bool) -> dict[str, Any]:
    """Ask Z3, through the nonlinear pipeline or as it is."""
    import z3

    pipeline = z3.Then("simplify", "purify-arith", "propagate-values", "solve-eqs", "qfnra-nlsat")
    solver = pipeline.solver() if nonlinear else z3.Solver()
    solver.from_string(script)
    answer = str(solver.check())
    return {"answer": answer, "model": _z3_model(solver.model()) if answer == "sat" else {}}


def _z3_model(model: Any) -> dict[str, str]:
    values = {}
    for name in model.decls():
        value = model[name]
        if name.arity() == 0 and hasattr(value, "as_fraction"):
            values[name.name()] = str(value.as_fraction())
        elif name.arity() == 0 and hasattr(value, "approx"):
            values[name.name()] = str(value.approx(20).as_fraction())
    return values


def ask_cvc5(script: str) -> dict[str, Any]:
    """Ask cvc5."""
    import cvc5

    solver = cvc5.Solver()
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script + "\n(check-sat)\n", "statement")
    symbols, answer = parser.getSymbolManager(), "unknown"
    while not (command := parser.nextCommand()).isNull():
        printed = command.invoke(solver, symbols).strip()
        answer = printed if printed in ("sat", "unsat") else answer
    return {"answer": answer, "model": {}}


def main(method: str, seconds: str, megabytes: str) -> None:
    """Answer the script on standard input."""
    limit(int(seconds), int(megabytes))
    script = sys.stdin.read()
    answer = ask_cvc5(script) if method == "cvc5" else ask_z3(script, method == "z3-nlsat")
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
