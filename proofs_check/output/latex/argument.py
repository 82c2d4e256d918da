r"""The argument of a result: its claims from the primitives to the conclusion, each with its evidence.

What is derived in the document is referred to there; what a textbook says is cited; a link that is
not proved is printed as such.  The argument is read off what the claims use, so it has no step that
no claim makes.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofs_check.claims.chain import Link, chain
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.output.headlines import SAYS
from proofs_check.output.latex.claims import anchor, enumerated, statement_display
from proofs_check.output.latex.prose import breaking, headed, prose
from proofs_check.verifying.ledger import RESULTS
from proofs_check.verifying.result import Result

PROVED = {Evidence.PROVED: "proved", Evidence.CITED: "cited"}


def results_of(id_: str) -> tuple[str, ...]:
    """Return the results that an id means: itself, or both parts of Theorem 3.

    >>> results_of("thm-3"), results_of("thm-1"), results_of("eq-14")
    (('thm-3.i', 'thm-3.ii'), ('thm-1',), ())
    """
    return tuple(r for r in RESULTS if id_ in (r, r.rsplit(".", 1)[0]))


def chain_of(id_: str, claims: Mapping[str, Claim]) -> tuple[str, ...]:
    """Return the claims that a result rests on and the result, what is used before its users."""
    return tuple(link.claim.id for link in chain(id_, claims))


def argument(
    id_: str,
    claims: Mapping[str, Claim],
    results: Mapping[str, Result],
    derived: Mapping[str, str],
    labelled: set[str],
) -> str:
    """Return the section of one result.

    Args:
        id_: The result.
        claims: All claims, by id.
        results: What is known of them; a claim without a result was not checked.
        derived: The derivation in the document that is about a claim, by the claim's id.
        labelled: Claims that have their label already; the new ones are added.
    """
    links = chain(id_, claims)
    ordered = [link.claim.id for link in links]
    open_ = [i for i in ordered if not proved(results.get(i))]
    name = RESULTS[id_]
    lines = [
        f"\\section{{The argument of {name}}}",
        rf"\textbf{{{name}.}} {prose(SAYS[id_])}",
        f"It rests on {len(ordered) - 1} claims, listed from the primitives on; each uses only "
        f"what stands before it. {_weak(len(open_))}",
    ]
    for n, link in enumerate(links, 1):
        lines += _step(n, link, results.get(link.claim.id), derived, labelled)
    conclusion = [_link(d) for d in claims[id_].depends_on if d in claims]
    if conclusion:
        lines.append(
            rf"\textbf{{Conclusion.}} {name} follows from {enumerated(conclusion)}"
            + (
                "."
                if not open_
                else f"; {len(open_)} of the links above, this one "
                f"{'included' if id_ in open_ else 'not included'}, are not proved."
            )
        )
    return "\n\n".join(lines) + "\n"


def _link(id_: str) -> str:
    return rf"\claimlink{{{anchor(id_)}}}{{{breaking(id_)}}}"


def _weak(number: int) -> str:
    if not number:
        return "Every link is proved or a textbook theorem."
    return f"{number} of them are not proved, and marked so."


def proved(result: Result | None) -> bool:
    """Whether a claim holds on a proof or a textbook theorem."""
    if result is None or result.standing.verdict is not Verdict.HOLDS:
        return False
    return result.standing.evidence in PROVED


def _step(
    number: int,
    link: Link,
    result: Result | None,
    derived: Mapping[str, str],
    labelled: set[str],
) -> list[str]:
    claim, id_ = link.claim, link.claim.id
    label = "" if id_ in labelled else rf"\phantomsection\label{{{anchor(id_)}}}"
    labelled.add(id_)
    uses = [_link(d) for d in link.rests_on if d in labelled]
    told = [_evidence(result)]
    told += [rf"compare section~\ref{{sub:{derived[id_]}}}"] if id_ in derived else []
    told += [f"uses {enumerated(uses)}"] if uses else []
    head = (
        rf"\medskip{label}\textbf{{{number}. {headed(claim.title)}}} "
        rf"({prose(claim.source)}; \texttt{{\small {breaking(id_)}}})."
    )
    said = [f"{head}\n{statement_display(claim.standing)}", *_in_general(link)]
    return [*said, f"{'; '.join(told)}."]


def _in_general(link: Link) -> list[str]:
    """Return the general statement that is proved, and the claims that show its hypotheses."""
    if not link.general:
        return []
    words = f"{prose(link.statement.words)} " if link.statement.words else ""
    shown = [
        rf"hypothesis~{use.number + 1} is shown by {enumerated([_link(d) for d in use.claims])}"
        for use in link.uses
        if use.claims
    ]
    tail = f" Here {enumerated(shown)}." if shown else ""
    return [rf"\emph{{In general.}} {words}{statement_display(link.statement)}{tail}"]


def _evidence(result: Result | None) -> str:
    if result is None:
        return r"\textbf{Not checked when this document was made}"
    outcome = result.standing
    if outcome.verdict is not Verdict.HOLDS:
        return rf"\textbf{{Not proved: {str(outcome.verdict).lower()}}}"
    detail = prose(outcome.detail)
    if outcome.evidence in PROVED:
        return f"{PROVED[outcome.evidence].capitalize()}: {detail}"
    return rf"\textbf{{Not proved, {str(outcome.evidence).lower()}}}: {detail}"
