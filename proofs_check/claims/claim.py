"""Claims: what the paper asserts, where, as printed and as corrected; declarations, no procedures.

A claim is one value.  Its printed statement is checked first, with the hypotheses that are printed;
where that fails, the corrected statement is checked in turn.  Mutants are statements made false on
purpose by one edit: a check that does not refuse them proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from proofs_check.claims.checks import Check
from proofs_check.claims.plain import fingerprint
from symbolic.language.proposition import Asserted
from symbolic.language.statement import Hypothesis, Provenance, Statement

Severity = Literal["gap", "false remark", "harmless", "notation"]
"""By consequence.

A *gap* is a step without which the proof does not go through, for economies of the paper's class; a
*false remark* is a sentence that is false; what is *harmless* fails where nothing rests on it;
*notation* is a misprint.
"""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """How a statement that fails as printed must read, and the case against saying so.

    A finding accuses the paper, so it carries its own defence: the strongest reading of the place
    that the paper's text supports (definitions elsewhere, hedges, names fixed in the same proof,
    the scan) and why that fails too.  Where it does not fail there is no finding.

    Args:
        statement: The statement as it must read.
        severity: How much the failure of the printed statement matters.
        finding: What must change and what survives, in one or two sentences.
        scan: Whether the failure may be the scan's fault.
        quote: The phrase or formula at issue: at most eight words, or a formula.
        reading: The reading that fails.
        defence: The most charitable reading that the surrounding text supports.
        answer: Why that fails too.
        consequence: What depends on it.
        about: ``Claim.subject`` when the defence was written; another value means that a statement
            has changed since, and that the defence is to be thought through again.
    """

    statement: Statement
    severity: Severity
    finding: str
    scan: bool = False
    quote: str = ""
    reading: str = ""
    defence: str = ""
    answer: str = ""
    consequence: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One thing that the paper asserts.

    Args:
        id: The place in the paper, such as ``eq-14`` or ``lemma-1.case-i.feasible``.
        title: What it says, in a few words.
        source: Section and equation.
        printed: The statement as printed.
        correction: How it must read where the printed statement fails; None where it holds.
        note: What a reader should know of a statement that holds as printed; no accusation.
        depends_on: Ids of the claims that this one uses.
        mutants: False variants of the corrected (else the printed) statement.
        existence: Whether the standing statement asserts existence, so that one exact witness
            settles it.
        cites: The textbook theorem from which the standing statement follows, its hypotheses being
            the claims that this one depends on.  The statement is still checked (on economies);
            where it holds, and all dependencies hold, the evidence becomes CITED.
        equivalent: Variants that are no mutants after all, since the edit changes nothing (a
            redundant hypothesis dropped); the engines must find each of them to hold for all
            admissible values.
        assumes: Hypotheses in words that the standing statement rests on besides those that engines
            evaluate (``given``): they are built into the data of its check, and are listed with the
            assumptions.
        general: What is proved of an asserted statement for all admissible values, as a statement for
            the engines.  The asserted one is still checked (on economies, which are the witnesses that
            the hypotheses can be met); where both hold the evidence becomes PROVED.  A hypothesis of
            provenance SHOWN is the conclusion of the claims that its reason names.
        strengthened: Variants of ``general`` that claim too much; none may have a proof.
        checks: The checks that decide its asserted statements, by name; ``registry`` fills them in.
    """

    id: str
    title: str
    source: str
    printed: Statement
    correction: Correction | None = None
    note: str = ""
    depends_on: tuple[str, ...] = ()
    mutants: tuple[Statement, ...] = ()
    existence: bool = False
    cites: str = ""
    equivalent: tuple[Statement, ...] = ()
    assumes: tuple[Hypothesis, ...] = ()
    general: Statement | None = None
    strengthened: tuple[Statement, ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict, compare=False, repr=False)

    @property
    def corrected(self) -> Statement | None:
        """The statement as it must read, where the printed one fails."""
        return self.correction.statement if self.correction else None

    @property
    def standing(self) -> Statement:
        """The corrected statement where there is one, else the printed one."""
        return self.corrected or self.printed

    @property
    def proved(self) -> Statement:
        """The statement that a certificate of the claim proves."""
        return self.general or self.standing

    @property
    def shown_by(self) -> tuple[str, ...]:
        """The claims whose conclusions the general statement takes as hypotheses."""
        given = self.general.given if self.general else ()
        reasons = [h.reason for h in given if h.provenance is Provenance.SHOWN]
        return tuple(dict.fromkeys(other for reason in reasons for other in reason.split(", ")))

    @property
    def subject(self) -> str:
        """A fingerprint of what the printed and the corrected statement say and assume."""
        return fingerprint(self.printed, *((self.corrected,) if self.corrected else ()))

    @property
    def stale(self) -> bool:
        """Whether a statement has changed since the defence of its finding was written."""
        return self.correction is not None and self.correction.about != self.subject

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that is decided: as printed, as corrected, and all variants of it."""
        corrected = (self.corrected,) if self.corrected else ()
        return (self.printed, *corrected, *self.mutants, *self.equivalent)


class RegistryError(ValueError):
    """The declarations contradict each other: a duplicate id, an unknown reference or a cycle."""


def registry(claims: Iterable[Claim], checks: Mapping[str, Check]) -> dict[str, Claim]:
    """Collect claims by id, in the order given, each with the checks that its statements name.

    Args:
        claims: The claims.
        checks: Checks by the names under which statements assert them.

    Raises:
        RegistryError: An id is used twice, a dependency or a check is unknown, a check is used by
            no claim, or dependencies run in a circle.
    """
    declared: dict[str, Claim] = {}
    for claim in claims:
        if claim.id in declared:
            raise RegistryError(f"the claim {claim.id!r} is declared twice")
        declared[claim.id] = _with_checks(claim, checks)
    for claim in declared.values():
        for other in claim.depends_on:
            if other not in declared:
                raise RegistryError(f"{claim.id!r} depends on {other!r}, which is not declared")
        for other in claim.shown_by:
            if other not in claim.depends_on:
                raise RegistryError(f"{claim.id!r} uses {other!r}, on which it does not depend")
    done: set[str] = set()
    for id_ in declared:
        _visit(id_, declared, (), done)
    unused = set(checks).difference(*(c.checks for c in declared.values()))
    if unused:
        raise RegistryError(f"no claim uses the check {min(unused)!r}")
    return declared


def joined(tables: Iterable[Mapping[str, Check]]) -> dict[str, Check]:
    """Join tables of checks.

    Raises:
        RegistryError: A name is used twice.
    """
    table: dict[str, Check] = {}
    for part in tables:
        for name, check in part.items():
            if name in table:
                raise RegistryError(f"the check {name!r} is given twice")
            table[name] = check
    return table


def _with_checks(claim: Claim, table: Mapping[str, Check]) -> Claim:
    names = [s.says.name for s in claim.statements if isinstance(s.says, Asserted)]
    for name in names:
        if name not in table:
            raise RegistryError(
                f"the claim {claim.id!r} asserts {name!r}, for which there is no check"
            )
    return replace(claim, checks={name: table[name] for name in names})


def _visit(id_: str, found: dict[str, Claim], path: tuple[str, ...], done: set[str]) -> None:
    if id_ in path:
        raise RegistryError(f"the claim {id_!r} depends on itself through {' -> '.join(path)}")
    if id_ in done:
        return
    for other in found[id_].depends_on:
        _visit(other, found, (*path, id_), done)
    done.add(id_)
