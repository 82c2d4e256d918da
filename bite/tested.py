r"""What each claim tests: the formulas and solvers that its check or its declaration calls.

The data lie beside the claims, in ``proofs_check/paper/tested.json``, written by ``python -m bite
trace``.  A function is named where a claim calls it; what it calls in turn is only counted.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from bite.reach import block_at, function_spans
from bite.scope import MUTATED, ROOT
from bite.tracing import Trace

PATH = ROOT / "proofs_check" / "paper" / "tested.json"


_DATA = ("numeric.economy.", "numeric.draws.", "numeric.oracles.")


def as_text(traces: dict[str, Trace], path: Path) -> str:
    """Return the data as text.

    Claims in the order given, with the functions they call and how many they reach in all.
    """
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    fresh = {
        id_: {"calls": [f for f in t.entered if _counts(f)], "reaches": len(functions_reached(t))}
        for id_, t in traces.items()
    }
    return (
        json.dumps(
            {id_: fresh.get(id_, kept.get(id_)) for id_ in traces}, indent=0, ensure_ascii=False
        )
        + "\n"
    )


def _counts(function: str) -> bool:
    """Whether a function is a formula or a solver: no data, no method that Python calls."""
    mutated = any(function.startswith(folder.replace("/", ".") + ".") for folder in MUTATED)
    return (
        mutated
        and not function.startswith(_DATA)
        and not function.rsplit(".", 1)[-1].startswith("__")
    )


def functions_reached(trace: Trace) -> set[str]:
    """Return the functions in which the blocks lie that a claim reaches."""
    names = {_function(block) for block in (*trace.checked, *trace.declared)}
    return {name for name in names if name is not None and _counts(name)}


def _function(block: str) -> str | None:
    module, line, column = block.split(":")
    spots = _spots(module)
    return block_at(spots, (int(line), int(column))) if spots else None


@cache
def _spots(module: str) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    base = ROOT / module.replace(".", "/")
    path = base.with_suffix(".py") if base.with_suffix(".py").exists() else base / "__init__.py"
    return function_spans(module, path.read_text(encoding="utf-8")) if path.exists() else []
