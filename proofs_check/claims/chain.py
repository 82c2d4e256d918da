r"""The chain of a result: its links, each with what it uses and how it is known, as data.

A link is a claim; it uses the claims that it depends on.  Where a general statement is proved its
hypotheses say what each is used for: ``SHOWN`` hypotheses are conclusions of the claims they name, and
a theorem that is cited stands beside the claim that cites it.

Paper: none; this is how ``derive`` and the report print a proof link by link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofs_check.claims.claim import Claim
from symbolic.language.statement import Provenance, Statement


@dataclass(frozen=True)
class Use:
    """A hypothesis of a link: the claims that show it, or none and the reason why it may be made."""

    number: int
    claims: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Link:
    """A link of a chain.

    Args:
        claim: The claim.
        statement: What a certificate of it proves, or the standing statement.
        general: Whether the statement is the general one of a claim that is tested on economies.
        uses: The hypotheses of the statement.
        cites: The theorem that it cites, if any.
        rests_on: All claims on which it depends.
    """

    claim: Claim
    statement: Statement
    general: bool
    uses: tuple[Use, ...]
    cites: str
    rests_on: tuple[str, ...]


def chain(id_: str, claims: Mapping[str, Claim]) -> tuple[Link, ...]:
    """List the links of a result, each after all that it rests on.

    Args:
        id_: The id of a claim.
        claims: All claims, or those that were checked: the links are among them.

    Raises:
        KeyError: There is no such claim.
    """
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in ordered:
            for other in claims[name].depends_on:
                if other in claims:
                    visit(other)
            ordered[name] = None

    visit(id_)
    return tuple(link(claims[name]) for name in ordered)


def link(claim: Claim) -> Link:
    """Return a claim as a link of a chain."""
    uses = tuple(
        Use(k, _sources(h.provenance, h.reason), h.reason) for k, h in enumerate(claim.proved.given)
    )
    return Link(claim, claim.proved, claim.general is not None, uses, claim.cites, claim.depends_on)


def _sources(provenance: Provenance, reason: str) -> tuple[str, ...]:
    return tuple(reason.split(", ")) if provenance is Provenance.SHOWN else ()
