"""What became of a computation, as values: a program reads the member, a person its sentence.

A status is text, its sentence, so that it can be printed and stored.  Where a sentence must say
more than the member does (which type, how many values of N) ``Status.told`` attaches it; what
decides, ``solved``, is that of the member.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What became of a computation; the value of each member is its sentence."""

    SOLVED = "solved"
    EQUAL_OFFERS = (
        "solved; two types make the same offer, so the intervals of the paper are not defined for "
        "them"
    )
    SEVERAL = "solved; several equilibria were found and the one with the lowest price is returned"
    VERIFIED = "solved: achieved at this κ, η and N (nothing is claimed for other κ or N)"
    MIXED = "solved in mixed strategies: no symmetric equilibrium in pure strategies was found"
    NO_ROOT = "not solved: neither Newton's method nor the scan of prices reached the tolerance"
    NO_BOUND = "not solved: the bounds on the loss do not meet"
    NO_OFFER = "not solved: a type has no best offer, or several"
    NO_PRICE = "not solved: no competitive price was found at which the market clears"
    BEATEN = "not solved: a direct search finds a better offer than the first-order conditions"
    LEFT_OUT = "not all configurations are solved"
    NONE_PURE = "no pure symmetric equilibrium was found for some block counts"
    UNDECIDED = "undecided"
    NOT_FOUND = "not found"

    @property
    def solved(self) -> bool:
        """Whether what was asked is solved."""
        return self in _SOLVED

    def told(self, sentence: str) -> Told:
        """Return this status with a sentence that says more."""
        return Told(sentence, self)


_SOLVED = frozenset(
    {Status.SOLVED, Status.EQUAL_OFFERS, Status.SEVERAL, Status.VERIFIED, Status.MIXED}
)


class Told(str):
    """A sentence with the status that it tells."""

    member: Status

    def __new__(cls, sentence: str, member: Status) -> Told:
        """Return a sentence; it reads and is stored as text."""
        told = super().__new__(cls, sentence)
        told.member = member
        return told

    @property
    def solved(self) -> bool:
        """Whether what was asked is solved."""
        return self.member.solved

    def __reduce__(self) -> tuple[type[Told], tuple[str, Status]]:
        return Told, (str(self), self.member)


class NotSolved(ArithmeticError):
    """A computation that others rest on was not solved; the message is its status."""

    def __init__(self, what: str, status: str) -> None:
        self.what, self.status = what, status
        super().__init__(f"{what} is {status}" if what else str(status))

    def __reduce__(self) -> tuple[type[NotSolved], tuple[str, str]]:
        return NotSolved, (self.what, self.status)


def joined(*statuses: Status | Told) -> Status | Told:
    """Return one status for several parts: that of the first part that is not solved, or all remarks.

    >>> print(joined(Status.SOLVED, Status.SOLVED))
    solved
    >>> joined(Status.SOLVED, Status.NO_BOUND).solved
    False
    """
    failed = next((s for s in statuses if not s.solved), None)
    if failed is not None:
        return failed
    remarks = [str(s).removeprefix(str(Status.SOLVED)).lstrip(":; ") for s in statuses]
    sentence = "; ".join([str(Status.SOLVED), *filter(None, remarks)])
    return Status.SOLVED.told(sentence)
