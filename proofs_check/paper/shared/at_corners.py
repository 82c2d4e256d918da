r"""The named economy of Theorem 2, moved to corners of what section 2 assumes.

States have unequal probabilities, so that the prior shows; signals violate A1; two types are alike in
tastes and in what they tell; there is one state.

Paper: sections 2.1 and 4.
"""

from __future__ import annotations

from functools import cache

from numeric.economy.economy import Economy
from proofs_check.paper.shared.chosen_economies import named_economy


@cache
def at_corners() -> tuple[Economy, ...]:
    """Return four economies of three types, the first at no corner but that of log utility.

    >>> [len(economy.states) for economy in at_corners()]
    [2, 2, 2, 1]
    """
    base = named_economy().replacing(prior=["1/3", "2/3"])
    return (
        base,
        base.replacing(
            name="three types, signals that violate A1",
            signal=[["1/5", "2/5", "2/5"], ["1/5", "1/5", "3/5"]],
        ),
        base.replacing(
            name="three types, two of them alike",
            signal=[["3/10", "3/10", "2/5"], ["1/5", "1/5", "3/5"]],
            parameters={"theta": [["1/2", "3/5"], ["1/2", "3/5"], ["2", "12/5"]]},
        ),
        base.replacing(
            name="three types, one state",
            states=["the state"],
            prior=[1],
            signal=[["3/5", "1/4", "3/20"]],
            parameters={"theta": [["1/2"], ["1"], ["2"]]},
        ),
    )
