r"""Economies at corners of the paper's hypotheses that neither examples nor generated ones reach.

Both marginal utilities are unbounded at either axis; a Hessian is singular although utility is
strictly concave; signals tell the states apart and violate A1; two types are alike, so that
:math:`\alpha^*` does not separate.

Conventions: all but the last satisfy every assumption of section 2.1 and have separating best
offers; what supposes more (A1, or that) is vacuous where it fails.

Paper: section 2.1; A1 in section 4.
"""

from __future__ import annotations

from functools import cache

from numeric.economy.economy import Economy

BENT = "9*{0}**(2/3)/2 - 8*sqrt({0}) + 9*{0}**(1/3)/2"
"""F with F''(1) = 0: F'' is minus the square of (s^(1/6) - 1)/s^(5/6), and s F' does not fall."""


@cache
def corner_economies() -> tuple[Economy, ...]:
    """Return the economies.

    >>> [economy.name for economy in corner_economies()][:2]
    ['marginal utilities that blow up together', 'a Hessian that is singular at the endowment']
    """
    two = [["3/5", "2/5"], ["2/5", "3/5"]]
    taste = "theta*sqrt(q) + sqrt(r)"
    return (
        _economy(
            "marginal utilities that blow up together",
            two,
            "-q**(-a)/r",
            {"a": [["1/2", "3/4"], ["3/2", 2]]},
        ),
        _economy(
            "a Hessian that is singular at the endowment",
            two,
            f"theta*({BENT.format('q')}) + {BENT.format('r')}",
            {"theta": [["4/5", "9/10"], ["6/5", "3/2"]]},
            endowment=(1, 2),
        ),
        _economy(
            "informative signals that violate A1",
            [["1/5", "2/5", "2/5"], ["1/5", "1/5", "3/5"]],
            taste,
            {"theta": [["1/2", "3/5"], [1, "11/10"], ["3/2", 2]]},
        ),
        _economy(
            "two types that are alike",
            [["3/10", "3/10", "2/5"], ["1/5", "1/5", "3/5"]],
            taste,
            {"theta": [["1/2", "3/5"], ["1/2", "3/5"], ["3/2", 2]]},
        ),
    )


def _economy(
    name: str,
    signal: list[list[str]],
    utility: str,
    parameters: dict[str, list[list[str | int]]],
    endowment: tuple[int, int] = (1, 1),
) -> Economy:
    return Economy(
        name=name,
        prior=["2/5", "3/5"],
        signal=signal,
        endowment=endowment,
        kappa=["1/20", f"{endowment[1]}/20"],
        eta="1/10",
        utility=utility,
        parameters=parameters,
    )
