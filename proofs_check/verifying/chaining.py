"""The chain of claims as data, for ``proofs_check.rechain``: links, rules, premises, hashes.

Paper: none; ``proofs_check.claims.chain`` lists the links.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from proofs_check.claims.chain import Link, Use, chain
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.rechain import literal
from proofs_check.verifying.manifest import hashed
from proofs_check.verifying.result import Result
from symbolic.language.statement import Statement

RULES = {Evidence.PROVED: "proof", Evidence.CITED: "theorem"}


def chain_data(results: Mapping[str, Result]) -> dict[str, Any]:
    """Return the chain of all claims that have a result, as plain data.

    A premise is used as a conclusion where a claim that it names says it literally, as what a theorem
    is taken to say where one of them is cited, and else by hand.
    """
    claims = {id_: result.claim for id_, result in results.items()}
    ordered: dict[str, Link] = {}
    for id_ in claims:
        ordered |= {
            link.claim.id: link for link in chain(id_, claims) if link.claim.id not in ordered
        }
    rules = {id_: rule(result) for id_, result in results.items()}
    return {"format": 1, "links": [_link(link, claims, rules) for link in ordered.values()]}


def rule(result: Result) -> str:
    """Return the rule by which a claim is known: a proof, a theorem that is cited, or none."""
    outcome = result.standing
    holds = outcome.verdict is Verdict.HOLDS
    known = RULES.get(outcome.evidence, "none") if holds else "none"
    if known == "theorem" and not result.claim.cites:  # a proof from what is cited
        return "proof"
    return known


def _link(link: Link, claims: Mapping[str, Claim], rules: Mapping[str, str]) -> dict[str, Any]:
    claim = link.claim
    uses = link.uses if claim.general is not None and rules[claim.id] != "none" else ()
    return {
        "id": claim.id,
        "rule": rules[claim.id],
        "theorem": claim.cites,
        "hash": _written(link.statement)[0],
        "statement": tree_of(link.statement),
        "uses": list(link.rests_on),
        "assumes": [
            [k, str(h.provenance)]
            for k, h in enumerate(link.statement.given)
            if not any(use.number == k and use.claims for use in uses)
        ],
        "premises": [_premise(link, use, claims, rules) for use in uses if use.claims],
    }


def _premise(
    link: Link, use: Use, claims: Mapping[str, Claim], rules: Mapping[str, str]
) -> dict[str, Any]:
    own = tree_of(link.statement)
    assert own is not None  # a link with premises has a statement for certificates
    trees = [tree_of(claims[i].proved) for i in use.claims if rules[i] != "none"]
    how = "hand"
    if any(tree is not None and literal(own["given"][use.number], own, tree) for tree in trees):
        how = "conclusion"
    elif all(rules[i] == "theorem" for i in use.claims):
        how = "theorem"
    of = [{"id": i, "hash": _written(claims[i].proved)[0]} for i in use.claims]
    return {"given": use.number, "of": of, "as": how}


@lru_cache(maxsize=2048)
def _written(statement: Statement) -> tuple[str | None, dict[str, Any] | None]:
    """Return the hash and the tree of a statement, written once."""
    found = hashed(statement)
    return (None, None) if found is None else (found[0], _plain(found[1]))


def tree_of(statement: Statement) -> dict[str, Any] | None:
    """Return the tree of a statement as certificates have it, None where none is written of it.

    It is to be read only.
    """
    return _written(statement)[1]


def _plain(tree: dict[str, Any]) -> dict[str, Any]:
    return {
        key: [list(row) if isinstance(row, tuple) else row for row in part]
        for key, part in tree.items()
    }
