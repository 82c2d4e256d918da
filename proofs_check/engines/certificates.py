"""Certificates: proofs that somebody else can check again without this code.

``certificate`` returns a proof of a statement only after ``proofs_check.recheck`` has accepted it,
which is what PROVED means.  It searches for one where none is known (``proofs_check.engines.found``).
"""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakSet

from proofs_check.engines import found
from proofs_check.engines.question import Question
from proofs_check.recheck import Rejected, check
from proofs_check.searching.follower import Unfinished
from proofs_check.searching.guided import follow
from proofs_check.searching.search import Proof, Search
from symbolic.language.statement import Statement
from symbolic.language.tree import digest

STEPS = frozenset(
    (
        *("by", "split", "cases", "at", "some", "term", "put"),
        *("name", "same", "part", "least", "swap", "square", "means"),
    )
)
"""The steps of a proof, by which a part of it is told from the formulas in it."""
_HOPELESS = WeakSet[Question]()
"""Questions whose search ended without a proof before its bound: with any other bound it ends so, too."""


def sealed(tree: dict[str, Any], proof: Proof) -> dict[str, Any]:
    """Return a proof with the tree of its statement and the tree's hash, as plain JSON data."""
    data = {"format": 2, "hash": digest(tree), "statement": tree, "proof": proof}
    plain: dict[str, Any] = json.loads(json.dumps(data))
    return plain


def known(asked: Statement | Question) -> bool:
    """Whether a proof of a statement was found before; whether it holds is still to be checked."""
    try:
        return digest(Question.of(asked).tree) in found.kept()
    except (ValueError, RecursionError):
        return False


def certificate(asked: Statement | Question, attempts: int = 40) -> dict[str, Any] | None:
    """Return a certificate that the checker has accepted, or None.

    Args:
        asked: What is to be proved, as written.
        attempts: Bound of the search, in linear programmes.
    """
    question = Question.of(asked)
    try:
        tree = question.tree
    except (ValueError, RecursionError):
        return None
    before = found.kept().get(digest(tree))
    return (before and _checked(tree, before)) or _checked(tree, _searched(question, attempts))


def _searched(question: Question, attempts: int) -> Proof | None:
    """Search for a proof, unless a search for it has tried everything in vain."""
    if question in _HOPELESS:
        return None
    try:
        if question.written.guide:
            return follow(question.written, question.written.guide)
        search = Search(question.tree, attempts, question.witnesses)
        proof = search.refute(search.checker.start)
    except (Rejected, Unfinished, ValueError, RecursionError):
        return None
    if proof is None and search.attempts > 0:
        _HOPELESS.add(question)
    return proof


def _checked(tree: dict[str, Any], proof: Proof | None) -> dict[str, Any] | None:
    """Return a proof as a certificate if the checker accepts it."""
    if proof is None:
        return None
    try:
        certified = sealed(tree, proof)
        check(certified)
    except (Rejected, ValueError, RecursionError):
        return None
    return certified


def kind_of(certified: dict[str, Any]) -> str:
    """Name the kind of a certificate by the strongest step that its proof takes."""
    proof, says = certified["proof"], certified["statement"]["says"]
    steps = set(_steps(proof))
    if "name" in steps:
        return "naming what exists"
    if steps & {"some", "term"}:
        return "a lemma for each element of a sum"
    if any(len(step[1]) > 1 for step in _leaves(proof)):
        return "multipliers"
    equations = says[0] == "=" or (says[0] == "and" and all(part[0] == "=" for part in says[1:]))
    return "a ring identity" if equations else "the signs of the coefficients"


def _leaves(proof: Any) -> list[Any]:
    if proof[0] == "by":
        return [proof]
    return [leaf for part in proof[1:] if _is_proof(part) for leaf in _leaves(part)]


def _steps(proof: Any) -> list[str]:
    return [proof[0], *(step for part in proof[1:] if _is_proof(part) for step in _steps(part))]


def _is_proof(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and isinstance(part[0], str) and part[0] in STEPS
