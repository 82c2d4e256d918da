"""Signs as sets of possibilities: the calculus of the Coq library's ``Signs.v``.

A sign is a number from 0 to 7: bit 1 says "may be negative", bit 2 "may be zero", bit 4 "may be
positive".
"""

from __future__ import annotations

from fractions import Fraction

NEGATIVE, ZERO, POSITIVE = 1, 2, 4
ANY, NONZERO = 7, 5
OF_DIFFERENCE = {
    ">": POSITIVE,
    ">=": POSITIVE | ZERO,
    "<": POSITIVE,
    "<=": POSITIVE | ZERO,
    "=": ZERO,
    "!=": NONZERO,
}
"""What a relation says about the difference of its sides, the larger one first."""


def of_number(value: Fraction | int) -> int:
    """Return the sign of a number.

    >>> of_number(-3)
    1
    """
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO


def times(s: int, t: int) -> int:
    """Return the possible signs of a product."""
    swapped = t & ZERO | (t & NEGATIVE) << 2 | (t & POSITIVE) >> 2
    return (
        (t if s & POSITIVE else 0) & NONZERO
        | (swapped if s & NEGATIVE else 0) & NONZERO
        | (s | t) & ZERO
    )


def plus(s: int, t: int) -> int:
    """Return the possible signs of a sum."""
    opposite = (s & POSITIVE and t & NEGATIVE) or (s & NEGATIVE and t & POSITIVE)
    return (s | t) & NONZERO | (ZERO if s & t & ZERO or opposite else 0)


def inverse(s: int) -> int:
    """Return the possible signs of a reciprocal; nothing is said of that of zero."""
    return ANY if s & ZERO else s


def power(s: int, exponent: int) -> int:
    """Return the possible signs of a natural power."""
    if exponent == 0:
        return POSITIVE
    return s if exponent % 2 else s & ZERO | (POSITIVE if s & NONZERO else 0)


def written(s: int) -> str:
    """Write a sign in Coq.

    >>> written(6)
    '(Sign false true true)'
    """
    bits = ("true" if s & bit else "false" for bit in (NEGATIVE, ZERO, POSITIVE))
    return f"(Sign {' '.join(bits)})"
