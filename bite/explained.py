"""Why no claim notices what survived or crashed in the sample that docs/bite.md shows: one sentence for each.

A sentence excuses nothing: the mutant still counts as missed.  An edit that has none yet is shown as
not explained.
"""

from __future__ import annotations

EXPLAINED: dict[str, str] = {
    "f9d786c66fcbfdeb": "it looks a row of the game up as if it were a role, and every game of the "
    "claims has more rows than roles, so that no number comes out",
    "d05eddf5a1ffb239": "it looks a type up as if it were a class of endowments, and the claims have "
    "more types than classes, so that no number comes out",
    "13bc1ee20f4e70af": "what it returns has a length for each total instead of each row, which fits "
    "no arrays but those of two rows",
    "99a0dbe643e16cc8": "the second good of the endowment is left without a value, which the tape refuses",
    "df4c9d8413f79cd1": "only the sign of this formula is asked for, over a class of utilities or on a "
    "box, and in no economy is it within a hundredth of its terms from zero",
    "ea93e9fe25dfe97c": "resources suffice at M = (1 - η)N as they do at its ceiling, so that the "
    "statements hold for either",
}
"""The sentence for a mutant's id."""


def explained(id_: str) -> str:
    """Return why a mutant is missed.

    >>> explained("no such mutant")
    'not explained yet'
    """
    return EXPLAINED.get(id_, "not explained yet")
