r"""The project with one module mutated, in a process of its own.

Where the edited block runs only when a check calls it, the functions of the project that is
imported already are exchanged; otherwise the project is imported, for the first time or anew,
through a hook that gives the mutated source.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bite import patching
from bite.importing import install
from bite.mutants import Mutant
from bite.scope import module_name
from bite.ties import recorded
from bite.watching import watched


def project(mutant: Mutant, called: bool) -> list[Any]:
    """Make the mutated project what is imported; return the variants that could not be made.

    Args:
        mutant: The mutant.
        called: Whether neither importing the project nor any declaration runs the edited block.

    Raises:
        Exception: Any, where the mutated project cannot be imported.
    """
    target = module_name(mutant.path)
    if called and patching.prepared(target) and _exchanged(mutant, target):
        return []
    return _imported(mutant, target)


def _exchanged(mutant: Mutant, target: str) -> bool:
    """Put a mutated function into the project that is imported already; whether that was done."""
    source = Path(str(sys.modules[target].__file__)).read_text(encoding="utf-8")
    return patching.exchanged(target, _mutated(mutant, source))


def _imported(mutant: Mutant, target: str) -> list[Any]:
    """Import the project with a mutated module; return the variants that could not be made."""
    patching.forget()
    install(lambda name, source: _mutated(mutant, source) if name == target else None)
    unmade = _unmade_variants()
    importlib.import_module("proofs_check.paper.listing")
    return unmade


def _mutated(mutant: Mutant, source: str) -> ast.Module:
    return recorded(watched(mutant.applied(source), mutant.start), mutant)


def _unmade_variants() -> list[Any]:
    """Let claims be declared although some variant cannot be made of the mutated formula.

    A variant is made by exchanging a part of a statement; where the part does not occur, making it
    is an error.  The variants that a claim must refuse are not asked here; a corrected statement
    that is made so and is among those returned counts as a crash.
    """
    from symbolic.language.statement import Statement

    unmade: list[Any] = []

    def lenient(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(statement: Any, *args: Any) -> Any:
            try:
                return make(statement, *args)
            except ValueError:
                unmade.append(replace(statement))
                return unmade[-1]

        return made

    for name in ("replacing", "without"):
        setattr(Statement, name, lenient(getattr(Statement, name)))
    return unmade


def share(objects: Path) -> None:
    """Let a kernel be taken from what other mutants compiled, where the generated text is the same."""
    from numeric.fast import engine

    compiled = engine._compiled

    def shared(llvm: Any, text: str) -> bytes:
        kept = objects / hashlib.sha256(text.encode()).hexdigest()
        if kept.exists():
            return kept.read_bytes()
        code = compiled(llvm, text)
        part = objects / f"{kept.name}.{os.getpid()}"
        part.write_bytes(code)
        part.replace(kept)
        return code

    engine._compiled = shared
