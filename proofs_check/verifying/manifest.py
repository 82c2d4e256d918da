"""The manifest of a folder of results, and whether the folder's parts agree.

``manifest.json`` lists every claim that was checked: the hash of its standing statement, its verdict
and evidence, and the file of its certificate.  ``compared`` checks every certificate again and puts
side by side what the manifest, ``results.json``, the certificates and the claims as they are now say.

Conventions: a row is ``proved`` where all four agree.  Everything else is told apart: a certificate
is ``rejected`` (it proves nothing), ``extra`` (nobody asked for it), ``swapped`` (it proves the
statement of another claim), or ``stale`` (the claim says something else now); a claim's certificate
or entry is ``missing``; and a word is ``weaker`` in one place than in another.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from proofs_check.claims.verdict import Evidence
from proofs_check.recheck import Rejected, check, loaded
from proofs_check.verifying.result import Result
from symbolic.language.statement import Statement
from symbolic.language.tree import digest, statement_tree

WORDS = ("proved", "rejected", "missing", "extra", "swapped", "stale", "weaker")
MANIFEST, RESULTS = "manifest.json", "results.json"


Hashed = tuple[str, dict[str, Any]]
"""The hash of a statement, and its tree."""


@dataclass(frozen=True)
class Row:
    """What was found of a claim or file, in one word and one sentence."""

    name: str
    result: str
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Entry:
    """A claim in the manifest."""

    id: str
    verdict: str
    evidence: str
    statement: str | None
    certificate: str | None


def hash_of(statement: Statement) -> str | None:
    """Return the hash of a statement, None where it contains something that a certificate does not."""
    found = hashed(statement)
    return None if found is None else found[0]


_MADE: dict[Statement, Hashed | None] = {}
"""What another process has hashed."""


def known(statements: Mapping[Statement, Hashed | None]) -> None:
    """Take what ``hashed`` has returned in another process."""
    _MADE.update(statements)


def hashed(statement: Statement) -> Hashed | None:
    """Return the hash and the tree of a statement, written once; the tree is to be read only."""
    return _MADE[statement] if statement in _MADE else _hashed(statement)


@lru_cache(maxsize=2048)
def _hashed(statement: Statement) -> Hashed | None:
    try:
        tree = statement_tree(statement)
    except ValueError:
        return None
    return digest(tree), tree


def manifest_data(results: Mapping[str, Result]) -> dict[str, Any]:
    """Return the manifest of results as plain data."""
    entries = [
        {
            "id": id_,
            "verdict": str(result.standing.verdict),
            "evidence": str(result.standing.evidence),
            "statement": hash_of(result.claim.proved),
            "certificate": f"{id_}.json" if result.standing.certificate is not None else None,
        }
        for id_, result in results.items()
    ]
    return {"format": 2, "claims": entries}


def _entries(folder: Path) -> dict[str, Entry]:
    """Read the manifest.

    Raises:
        Rejected: It cannot be read, or is not a manifest.
    """
    data = loaded(folder / MANIFEST)
    try:
        listed = [Entry(**claim) for claim in data["claims"]]
    except (LookupError, TypeError) as error:
        raise Rejected("it is not a manifest") from error
    if any(not isinstance(v, str | None) for entry in listed for v in vars(entry).values()):
        raise Rejected("it is not a manifest")
    entries = {entry.id: entry for entry in listed}
    if len(entries) < len(listed):
        raise Rejected("it lists a claim twice")
    return entries


def _words(folder: Path) -> dict[str, tuple[str, str]]:
    """Read verdict and evidence of the standing statements from the results.

    Raises:
        Rejected: They cannot be read, or are no results.
    """
    data = loaded(folder / RESULTS)
    try:
        standing = [(c["id"], c["corrected"] or c["printed"]) for c in data["claims"]]
        words = {id_: (str(o["verdict"]), str(o["evidence"])) for id_, o in standing}
    except (LookupError, TypeError, AttributeError) as error:
        raise Rejected("it holds no results") from error
    if len(words) < len(standing):
        raise Rejected("it lists a claim twice")
    return words


def compared(folder: Path, current: Mapping[str, Statement]) -> list[Row]:
    """Check the certificates of a folder again and compare all that the folder says.

    Args:
        folder: With ``manifest.json``, ``results.json`` and ``certificates``.
        current: The standing statements of the claims as they are now, by id.
    """
    entries, rows = dict[str, Entry](), list[Row]()
    try:
        entries = _entries(folder)
    except Rejected as error:
        rows.append(
            Row(MANIFEST, "missing" if _absent(folder, MANIFEST) else "rejected", str(error))
        )
    files = {p.name: p for p in sorted(folder.glob("certificates/*.json"))}
    proved = set[str]()
    for name, path in files.items():
        row = _checked(path, name, entries, current)
        rows.append(row)
        if row.result == "proved":
            proved.add(row.name)
    rows += _missing(entries, files)
    rows += _stale(entries, current, {row.name for row in rows})
    rows += _weaker(folder, entries, proved)
    return rows


def _absent(folder: Path, name: str) -> bool:
    return not (folder / name).exists()


def _checked(
    path: Path, name: str, entries: Mapping[str, Entry], current: Mapping[str, Statement]
) -> Row:
    """Check one certificate, and say whether it is what the manifest says that it is."""
    start = time.perf_counter()
    named = [entry for entry in entries.values() if entry.certificate == name]
    id_ = named[0].id if named else name
    try:
        data = loaded(path)
        check(data)
        result, reason = _told(data["hash"], named[0] if named else None, entries, current)
    except Rejected as error:
        result, reason = "rejected", str(error)
    return Row(id_, result, reason, time.perf_counter() - start)


def _told(
    statement: str,
    entry: Entry | None,
    entries: Mapping[str, Entry],
    current: Mapping[str, Statement],
) -> tuple[str, str]:
    """Say what a certificate that proves a statement amounts to."""
    if entry is None:
        return "extra", "it proves a statement, but the manifest lists no such certificate"
    if entry.statement != statement:
        owners = [e.id for e in entries.values() if e.statement == statement]
        owners += [
            id_ for id_, s in current.items() if id_ not in owners and hash_of(s) == statement
        ]
        whose = f"the statement of {owners[0]}" if owners else "another statement"
        return "swapped", f"it proves {whose}, not that of {entry.id}"
    if entry.id not in current:
        return "stale", "there is no claim of this id any more"
    if hash_of(current[entry.id]) != statement:
        return "stale", "the statement of the claim has changed since"
    if entry.evidence != Evidence.PROVED:
        return "proved", f"the claim is {entry.evidence}: this is the part of it that is proved"
    return "proved", ""


def _missing(entries: Mapping[str, Entry], files: Mapping[str, Path]) -> Iterator[Row]:
    for entry in entries.values():
        if entry.certificate is not None and entry.certificate not in files:
            yield Row(entry.id, "missing", f"there is no certificate {entry.certificate}")
        elif entry.certificate is None and entry.evidence == Evidence.PROVED:
            yield Row(entry.id, "missing", "the manifest says PROVED and names no certificate")


def _stale(
    entries: Mapping[str, Entry], current: Mapping[str, Statement], told: set[str]
) -> Iterator[Row]:
    """Find claims without a certificate whose statement has changed."""
    for entry in entries.values():
        if entry.id in told:
            continue
        if entry.id not in current:
            yield Row(entry.id, "stale", "there is no claim of this id any more")
        elif hash_of(current[entry.id]) != entry.statement:
            yield Row(entry.id, "stale", "the statement of the claim has changed since")


def _weaker(folder: Path, entries: Mapping[str, Entry], proved: set[str]) -> Iterator[Row]:
    """Compare the words of the results with those of the manifest, and PROVED with the proofs."""
    try:
        words = _words(folder)
    except Rejected as error:
        yield Row(RESULTS, "missing" if _absent(folder, RESULTS) else "rejected", str(error))
        return
    for id_, (verdict, evidence) in words.items():
        entry = entries.get(id_)
        if entry is None:
            if entries:
                yield Row(id_, "extra", "it is in results.json, and the manifest does not list it")
        elif (verdict, evidence) != (entry.verdict, entry.evidence):
            said = f"results.json says {verdict} {evidence}"
            reason = f"{said}, the manifest {entry.verdict} {entry.evidence}"
            yield Row(id_, "weaker", reason)
        elif evidence == Evidence.PROVED and id_ not in proved:
            yield Row(id_, "weaker", "it is said to be PROVED, and no certificate proves it")
    for id_ in entries:
        if id_ not in words:
            yield Row(id_, "missing", "the manifest lists it, and it is not in results.json")
