r"""Whether a utility is strictly increasing and strictly concave, and how well that is known.

Every first-order condition rests on the two.  Where signs of coefficients decide them for all
bundles, the root of a slope along a budget line, or along the trades of stage 2, is the best
choice, and the only one: the regularity is *established*.  Where it is only sampled, or fails,
whatever the conditions give is compared with a direct search (``numeric.formulas.direct``) before
it is called solved.

Conventions: findings are (verdict, evidence, detail) as in ``numeric.formulas.sign_checks``.

Paper: section 2.1.
"""

from __future__ import annotations

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from numeric.formulas.domain import convex
from numeric.formulas.sign_checks import (
    CERTIFIED,
    DECIDED,
    HOLDS,
    Finding,
    all_positive,
    cells,
    concrete_from_edge,
)
from symbolic.deciding.one_good import one_sign
from symbolic.deciding.quadrant_signs import sign
from symbolic.language.notation import q, r, x, z
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr

_BUNDLE = (q, r, x, z)
HESSIAN = u_qq(*_BUNDLE) * u_rr(*_BUNDLE) - u_qr(*_BUNDLE) ** 2
"""The determinant of the Hessian of u."""


@by_environment(maxsize=1024)
def increasing(economy: Economy) -> Finding:
    """Check that u_q and u_r are positive at every bundle of the domain."""
    return all_positive(
        economy,
        (("u_q", u_q(*_BUNDLE)), ("u_r", u_r(*_BUNDLE))),
        "u_q and u_r are positive for every type and state",
    )


@by_environment(maxsize=1024)
def concave(economy: Economy) -> Finding:
    """Check that the Hessian is negative definite at every bundle of the domain.

    Where its determinant is zero at *every* bundle the graph of u is a developable surface and
    contains segments (Hartman and Nirenberg), so that u is not strictly concave; a zero at single
    bundles would not show that.
    """
    conditions = (("-u_qq", -u_qq(*_BUNDLE)), ("the determinant of the Hessian", HESSIAN))
    return all_positive(
        economy, conditions, "the Hessian is negative definite for every type and state"
    )


@by_environment(maxsize=1024)
def established_by_good(economy: Economy) -> bool:
    """Whether u is decided to be a sum of two functions of one good each, with slopes that are positive and fall.

    They fall strictly also where their own slopes are zero at single points, so that u is strictly
    concave although its Hessian is singular there.
    """
    return all(
        sign(concrete_from_edge(economy, u_qr(*_BUNDLE), t, s)) == 0
        and all(
            one_sign(concrete_from_edge(economy, slope(*_BUNDLE), t, s), good) == 1
            and one_sign(
                concrete_from_edge(economy, bend(*_BUNDLE), t, s), good, but_at_points=True
            )
            == -1
            for good, slope, bend in ((q, u_q, u_qq), (r, u_r, u_rr))
        )
        for t, s, _ in cells(economy)
    )


@by_environment(maxsize=1024)
def established(economy: Economy) -> bool:
    """Whether u is decided to be strictly increasing and strictly concave, on a convex domain."""
    decided = all(
        verdict == HOLDS and evidence in (DECIDED, CERTIFIED)
        for verdict, evidence, _ in (increasing(economy), concave(economy))
    )
    return (decided or established_by_good(economy)) and convex(economy)


@by_environment(maxsize=1024)
def weakly_concave(economy: Economy) -> bool:
    """Whether the Hessian is decided to be negative semidefinite at every bundle of the domain."""
    conditions = (-u_qq(*_BUNDLE), -u_rr(*_BUNDLE), HESSIAN)
    return established(economy) or (
        convex(economy)
        and all(
            sign(concrete_from_edge(economy, c, t, s)) in (0, 1)
            for t, s, _ in cells(economy)
            for c in conditions
        )
    )
