"""Why no claim notices what survived or crashed in the sample that docs/bite.md shows: one sentence for each.

A sentence excuses nothing: the mutant still counts as missed.  An edit that has none yet is shown as
not explained.
"""

from __future__ import annotations

EXPLAINED: dict[str, str] = {
    "94c083d2c09dd84a": "the formula names a total that is not among what it is compiled for, so that no number"
    " comes out",
    "53e67174b49014b2": "an upper bound, and one that is a hundredth larger is an upper bound still",
    "ce900309595a2d87": "the second good has no number any more, so that the formula cannot be evaluated",
    "0085d8a874bde67d": "one width a row becomes one a column, which fits no array but a square one, and a "
    "search has hundreds of points",
    "65a839b22b085ac5": "it looks a type up as if it were a class of endowments, and the claims have more types"
    " than classes, so that no number comes out",
    "ee19c310eb5c3980": "losses are put into groups a bit coarser than need be: the groups are fewer than "
    "allowed and their means are within the same bound",
    "0ae850421773522f": "it only tells which games are not solved, and the claims have no economy in which some"
    " of them are not",
    "21886c04c8fa8863": "the length of a step; what the solver ends at is judged by its conditions, and the "
    "judge is claimed",
    "4f53d643fac6c2e2": "an end of the range of consumption to within 1e-18 of the endowment: no consumption "
    "lies between that and the same number in other units",
    "4edfe04754a5e58f": "a guess of a certificate, which is proved around it or is missing",
    "b37c7d5a97e7f33e": "the number of economies is read from the wrong axis, and the prior is then refused for"
    " its shape",
    "c212217190ecb5a7": "resources suffice for either number of the inactive, since the statements are "
    "inequalities with room for the rounding",
    "24793dc5f47254cd": "in place of the total per agent the price has to exceed an agent's own part of it, a "
    "bound that no step of the claims comes near",
    "ce38fda6d24044e8": "nothing is left to draw, so that no number comes out",
    "23c87b0e75afcaa0": "the claim is about what happens to the formula in other units, and that is so of the "
    "edited one as well",
    "a6fb8dd723a50663": "beliefs are written one row too late, into rows that do not exist",
    "eb6f04b2abf1b585": "the largest of each realisation becomes that of each group, which fits no array but a "
    "square one",
}
"""The sentence for a mutant's id."""


def explained(id_: str) -> str:
    """Return why a mutant is missed.

    >>> explained("no such mutant")
    'not explained yet'
    """
    return EXPLAINED.get(id_, "not explained yet")
