"""Why no claim notices what survived or crashed in the sample that docs/bite.md shows: one sentence for each.

A sentence excuses nothing: the mutant still counts as missed.  An edit that has none yet is shown as
not explained.
"""

from __future__ import annotations

EXPLAINED: dict[str, str] = {
    "f51ffaf69ea8c825": "where nothing can be offered Newton's step is nothing as well",
    "f0cf4875c6812372": "the tolerance becomes absolute: prices of the claims are within a factor of ten of one,"
    " and Newton's last step is far below either",
    "4d5bde72350d27fe": "it tells which economies of a family are left to the slow solver: no claim has a family"
    " whose utility falls in the first good alone",
    "cc482c41267f87a4": "an end of the range of consumption to within 1e-20 of the endowment: no consumption "
    "lies between that and the same number in other units",
    "192b510491e741ef": "when Newton's method ends: steps are measured in goods in place of shares of the endowment,"
    " and the last one is far below either limit",
    "f3d852fd31f67259": "the largest over the rows in place of the types is a flag for each type, which fits no rows",
    "00ebf835cbf9d1e7": "the counts of the roles become fewer than none, and are refused",
    "b65289b4930854a5": "what each role knows is left out of the weights, which are then those of one role for several",
}
"""The sentence for a mutant's id."""


def explained(id_: str) -> str:
    """Return why a mutant is missed.

    >>> explained("no such mutant")
    'not explained yet'
    """
    return EXPLAINED.get(id_, "not explained yet")
