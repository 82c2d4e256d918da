r"""The trace: for each claim its verdicts, its time, and what it calls and reaches.

Each claim is checked in a process of its own with an empty cache of compiled kernels, so that what
another claim or another day has computed hides nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bite import forks
from bite.declared import DECLARING, Declarations
from bite.importing import install
from bite.noticing import statements_hash, verdict
from bite.reach import TRACED, at_import, collecting, reporting, start
from bite.scope import ROOT, modules

DECIDING = (
    "symbolic",
    "numeric",
    *(f"proofs_check/{room}" for room in ("claims", "engines", "paper", "verifying")),
)
"""Where what decides a verdict lies."""
TOGETHER = 60
"""Claims that are traced after one import of the project."""
LONGEST = 900.0
"""Seconds of processor time for such a group."""


@dataclass(frozen=True)
class Trace:
    """One claim on the code as it stands.

    Args:
        id: The claim.
        tree: A hash of all sources when it was traced.
        printed: The verdict of the printed statement.
        corrected: The verdict of the corrected statement, where there is one.
        seconds: For both.
        statements: A hash of both.
        entered: The functions of ``symbolic/`` and ``numeric/`` that its check or its declaration
        calls.
        checked: The blocks that its check reaches.
        declared: The blocks that its declaration reaches.
        imported: The blocks that importing the project runs, which all claims have in common.
    """

    id: str
    tree: str
    printed: str
    corrected: str | None
    seconds: float
    statements: str
    entered: tuple[str, ...]
    checked: tuple[str, ...]
    declared: tuple[str, ...]
    imported: frozenset[str] = frozenset()


def tree_hash(root: Path = ROOT) -> str:
    """Return a hash of what verdicts depend on: the layers' sources and the example economies."""
    digest = hashlib.sha256(sys.version.encode())
    for path in [
        *modules(DECIDING, root),
        *sorted(str(p.relative_to(root)) for p in (root / "examples").glob("*.toml")),
    ]:
        digest.update(f"{path}\0".encode() + (root / path).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def traced(ids: Sequence[str], processes: int, tree: str) -> Iterator[Trace]:
    """Trace claims, group by group; a claim that does not come back is left out.

    Args:
        ids: The claims.
        processes: How many groups run at a time.
        tree: A hash of the sources.
    """
    ordered = list(ids)
    count = max(1, -(-len(ordered) // TOGETHER))
    groups = [ordered[i::count] for i in range(count)]
    for ended in forks.each(lambda ids: _group(ids, tree), groups, processes, LONGEST):
        yield from (Trace(**kept) for kept in ended.value or ())


def declared() -> dict[str, str]:
    """Return for each claim a hash of its statements, by a process that imports the project."""
    (ended,) = forks.each(_declared, [0], 1, LONGEST)
    return dict(ended.value or {})


def of_rooms(rooms: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the claims of rooms of ``proofs_check/paper``, by a process that imports them."""
    if not rooms:
        return ()
    (ended,) = forks.each(_of_rooms, [tuple(rooms)], 1, LONGEST)
    return tuple(ended.value or ())


def _of_rooms(rooms: tuple[str, ...]) -> list[str]:
    modules = [m for room in rooms for m in import_module(f"proofs_check.paper.{room}").MODULES]
    return [claim.id for module in modules for claim in module.CLAIMS]


def _declared(_: int) -> dict[str, str]:
    from proofs_check.paper import CLAIMS

    return {id_: statements_hash(claim) for id_, claim in CLAIMS.items()}


def _group(ids: list[str], tree: str) -> list[dict[str, Any]]:
    declarations = Declarations()
    start()
    declarations.start()
    install(_rewriting(declarations))
    from proofs_check.paper import CLAIMS
    from proofs_check.verifying.economies import economies_for

    economies = economies_for((), 12, 2012)

    def one(id_: str) -> dict[str, Any]:
        return asdict(_one(CLAIMS[id_], economies, tree, declarations))

    return [
        e.value
        for e in forks.each(one, [i for i in ids if i in CLAIMS], 1, LONGEST)
        if e.value is not None
    ]


def _rewriting(declarations: Declarations) -> Callable[[str, str], Any]:
    def rewrite(name: str, source: str) -> Any:
        if name.split(".")[0] in TRACED:
            return reporting(name, source)
        return declarations.rewritten(name, source) if name.startswith(DECLARING) else None

    return rewrite


def _one(claim: Any, economies: Sequence[Any], tree: str, declarations: Declarations) -> Trace:
    with tempfile.TemporaryDirectory(prefix="bite") as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        begun = time.process_time()
        with collecting() as (checked, entered):
            printed = verdict(claim.printed, claim.checks, economies)[0]
            corrected = (
                verdict(claim.corrected, claim.checks, economies)[0]
                if claim.corrected is not None
                else None
            )
        seconds = round(time.process_time() - begun, 3)
    declared, named = declarations.reach(claim.id)
    told = [tuple(sorted(s)) for s in (entered | named, checked, declared)]
    return Trace(
        claim.id,
        tree,
        printed,
        corrected,
        seconds,
        statements_hash(claim),
        told[0],
        told[1],
        told[2],
        frozenset(at_import()),
    )


def read(path: Path) -> dict[str, Trace]:
    """Read traces by claim; none where there is no file."""
    if not path.exists():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    names, imported = data["blocks"], frozenset(data.get("imported", ()))
    listed = (
        {
            **t,
            **{k: tuple(names[i] for i in t[k]) for k in ("checked", "declared")},
            "entered": tuple(t["entered"]),
            "imported": imported,
        }
        for t in data["claims"]
    )
    return {t["id"]: Trace(**t) for t in listed}


def write(path: Path, traces: dict[str, Trace]) -> None:
    """Write traces; a block's name is written once."""
    names = sorted({b for t in traces.values() for b in (*t.checked, *t.declared)})
    at = {name: i for i, name in enumerate(names)}
    claims = [
        {**asdict(t), **{k: [at[b] for b in getattr(t, k)] for k in ("checked", "declared")}}
        for t in traces.values()
    ]
    imported = sorted(set().union(*(claim.pop("imported") for claim in claims)))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(
        json.dumps({"blocks": names, "claims": claims, "imported": imported}), encoding="utf-8"
    )
    part.replace(path)
