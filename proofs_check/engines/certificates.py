"""Certificates: proofs that somebody else can check again without this code.

``certificate`` searches for a proof of a statement and returns it only after
``proofs_check.recheck`` has accepted it, which is what PROVED means.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from proofs_check.engines.search import Proof, Search
from proofs_check.recheck import Env, Rejected, State, check, normal
from symbolic.language.statement import Statement
from symbolic.language.tree import statement_hash, statement_tree


def initial(tree: dict[str, Any]) -> State:
    """Return the state from which the checker starts: the hypotheses, and the statement denied."""
    facts = [*map(normal, tree["given"]), normal(tree["says"], False)]
    return reduce(lambda state, p: state.plus(p, Env()), facts, State(tuple(tree["where"])))


def sealed(statement: Statement, proof: Proof) -> dict[str, Any]:
    """Return a proof with its statement and the statement's hash."""
    return {
        "format": 1,
        "hash": statement_hash(statement),
        "statement": statement_tree(statement),
        "proof": proof,
    }


def certificate(statement: Statement, attempts: int = 40) -> dict[str, Any] | None:
    """Return a certificate that the checker has accepted, or nothing.

    Args:
        statement: What is to be proved.
        attempts: Bound of the search, in linear programmes.
    """
    try:
        tree = statement_tree(statement)
        proof = Search(tree, attempts).refute(initial(tree))
        if proof is None:
            return None
        found = sealed(statement, proof)
        check(found)
    except (Rejected, ValueError, RecursionError):
        return None
    return found


def kind_of(found: dict[str, Any]) -> str:
    """Name the kind of a certificate by the strongest step that its proof takes."""
    proof, says = found["proof"], found["statement"]["says"]
    steps = set(_steps(proof))
    if "let" in steps:
        return "an orthant certificate"
    if "some" in steps:
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
    return (
        isinstance(part, list)
        and bool(part)
        and part[0] in ("by", "split", "cases", "at", "some", "let", "square")
    )
