r"""What each claim tests: the formulas and solvers that its check or its declaration calls.

The data lie beside the claims, in ``proofs_check/paper/tested.json``, written by ``python -m bite
trace``.  A function is named where a claim calls it, not where another function does.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

from bite.reach import function_names
from bite.scope import MUTATED, ROOT, module_name, mutated_modules
from bite.tracing import Trace

PATH = ROOT / "proofs_check" / "paper" / "tested.json"

_DATA = ("numeric.economy.", "numeric.draws.", "numeric.oracles.")


def read() -> dict[str, list[str]]:
    """Return the data as they are; none where there is no file."""
    return dict(json.loads(PATH.read_text(encoding="utf-8"))) if PATH.exists() else {}


def as_text(traces: dict[str, Trace], kept: dict[str, list[str]], ids: list[str]) -> str:
    """Return the data as text, one line for each claim.

    Args:
        traces: Claims that were traced.
        kept: What is said of others.
        ids: The claims, in their order.
    """
    calls = kept | {i: [f for f in t.entered if _counts(f)] for i, t in traces.items()}
    lines = (f"{json.dumps(i)}: {json.dumps(calls[i])}" for i in ids if i in calls)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _counts(function: str) -> bool:
    """Whether a function is a formula or a solver: no data, no method that Python calls."""
    mutated = any(function.startswith(folder.replace("/", ".") + ".") for folder in MUTATED)
    return (
        mutated
        and not function.startswith(_DATA)
        and not function.rsplit(".", 1)[-1].startswith("__")
    )


def unreached(traces: dict[str, Trace], root: Path = ROOT) -> list[str]:
    """List the functions that are mutated and that no claim's check or declaration reaches."""
    blocks = {b for t in traces.values() for b in (*t.checked, *t.declared, *t.imported)}
    reached = {block.rsplit(":", 1)[0] for block in blocks}
    names: list[str] = []
    for path in mutated_modules(root):
        tree = ast.parse((root / path).read_text(encoding="utf-8"))
        names += sorted(function_names(tree, module_name(path)) - reached)
    return names
