"""Checking claims from a program: what ``twostage verify`` does, without printing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from numeric.economy.economy import Economy
from proofs_check.claims.claim import Claim
from proofs_check.verifying.result import Result
from proofs_check.verifying.run import run


def with_dependencies(claims: Mapping[str, Claim], ids: Sequence[str]) -> dict[str, Claim]:
    """Return the claims named and those that they depend on, in the order of ``claims``.

    Args:
        claims: All claims by id.
        ids: Ids; none stands for all.

    Raises:
        KeyError: There is no claim of that id; its argument is the id.
    """
    if not ids:
        return dict(claims)
    wanted: set[str] = set()
    stack = list(ids)
    while stack:
        id_ = stack.pop()
        if id_ not in wanted:
            wanted.add(id_)
            stack += claims[id_].depends_on
    return {id_: claim for id_, claim in claims.items() if id_ in wanted}


def verify(
    *ids: str, economies: Sequence[Economy] | None = None, mutants: bool = False, processes: int = 1
) -> dict[str, Result]:
    """Check claims and what they depend on.

    Args:
        ids: Ids such as ``"eq-20"``; none stands for all claims.
        economies: Economies for the claims that are tested on economies; the shipped ones and
            twelve generated ones if left out.
        mutants: Whether every false variant must be refused too.
        processes: Number of processes to run on.

    Returns:
        Results by id, in the paper's order; ``result.standing`` has verdict, evidence and detail.

    Raises:
        KeyError: There is no claim of that id.

    >>> verify("eq-20", economies=())["eq-20"].standing.evidence.name
    'PROVED'
    """
    from proofs_check.paper import CLAIMS
    from proofs_check.verifying.economies import economies_for

    chosen = with_dependencies(CLAIMS, ids)
    if economies is None:
        economies = economies_for((), 12, 2012)
    return run(chosen, economies=economies, mutants=mutants, processes=processes)
