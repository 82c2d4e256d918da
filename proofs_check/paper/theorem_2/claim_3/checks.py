r"""Checks for Claim 3 of Theorem 2: the prices that agents face, and the utility for which D_2 is not defined.

Paper: section 7.2, Claim 3, equations (34)-(38).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.theorem_2 import pooling_games as games
from proofs_check.claims.checks import Check, Disagreement, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import named_economy, only
from proofs_check.paper.shared.largest import largest
from symbolic.language.notation import q

Array = NDArray[np.float64]
ACTIVE, PARTITION, ATTRIBUTED, COUNTS = 6, ((0, 1), (2,)), (0, 2), (3, 2)
OFFERS = np.array([[0.3, -0.45, 0.2, 0.5, -0.35, -0.25]])
"""Signed offers of the target of each type, then of the others."""


def faced(parameters: Parameters) -> Outcome:
    """The prices R/Q at every composition, by the toolkit's totals and by the display.

    The display counts λ (or λ_-) plus ``counts`` of each block and the target's offer ``target``
    times.
    """
    economy, worst = named_economy(), 0.0
    X, kappa = len(economy.types), [float(k) for k in economy.mechanism.kappa]
    game = games.target_game(economy, PARTITION, ACTIVE, ATTRIBUTED, np.array([COUNTS]))
    Q, R = games.totals(economy, game, OFFERS)
    roles = range(X) if parameters["agent"] == "target" else range(X, 2 * X)
    for role in roles:
        for point, weight, a, b in zip(
            game.points[0, role], game.weights[0, role], Q[0, role], R[0, role], strict=True
        ):
            if not weight.any():
                continue
            price = _displayed(point, kappa, parameters["counts"], parameters["target"])
            worst = largest(worst, abs(price / (b / a) - 1))
    named = {"economy": economy.name, "M": ACTIVE, "block counts": COUNTS, "A": ATTRIBUTED}
    return exactly(worst < 1e-13, f"prices differ by at most {worst:.1e}", named)


def _displayed(point: Array, kappa: Sequence[float], more: int, target: int) -> float:
    """Return the ratio displayed, from shares inside blocks, block counts and offers per agent."""
    total = list(kappa)
    for block in PARTITION:
        inside = sum(point[3 + y] for y in block)
        for y in block:
            share = point[3 + y] / inside if inside else 0.0
            signed = OFFERS[0, 3 + y]
            weight = (inside + more) / ACTIVE * share
            total[0] += weight * max(signed, 0.0)
            total[1] += weight * max(-signed, 0.0)
    for y in range(3):
        total[0] += target * point[y] * max(OFFERS[0, y], 0.0) / ACTIVE
        total[1] += target * point[y] * max(-OFFERS[0, y], 0.0) / ACTIVE
    return float(total[1] / total[0])


def d_2(parameters: Parameters) -> Outcome:
    r"""The largest value of :math:`u_{qq} - 2pu_{qr} + p^2u_{rr}` at (1, 1) for u = F(q) + F(r), over all prices p.

    :math:`F' = P^{-1/4}` with :math:`P = (q-1)^k + 1`, k the odd ``power``: P rises from 0 to
    infinity, so F' is positive, strictly decreasing, infinite at 0 and zero at infinity; P has a
    simple root at 0, so F' is integrable there and F is finite on the axis; and
    :math:`4P - qP' \ge 0`, so that q F' does not decrease, which makes demand monotone.  All second
    derivatives of u but :math:`F''` vanish, so the form is :math:`(1 + p^2)F''(1)` at (1, 1).
    """
    k = int(parameters["power"])
    inverse = sp.expand((q - 1) ** k + 1)
    slope = sp.diff(inverse, q)
    at = sp.diff(inverse ** sp.Rational(-1, 4), q).subs(q, 1)
    falls = _nonnegative(slope)
    met = (
        (
            "u is strictly increasing: F' > 0",
            f"F' = ({inverse})^(-1/4), P(0) = {inverse.subs(q, 0)}",
        ),
        ("u is strictly concave: F' falls strictly", f"P' = {sp.factor(slope)}: {falls}"),
        ("u is twice continuously differentiable", "F'' = -P'/(4 P^(5/4)) is continuous for q > 0"),
        ("Inada: F' is infinite at 0", f"P(0) = {inverse.subs(q, 0)}"),
        ("u is finite on the axes", f"P'(0) = {slope.subs(q, 0)}, so F' ~ q^(-1/4) is integrable"),
        (
            "demand is monotone: q F' does not decrease",
            f"4P - qP' = {sp.factor(4 * inverse - q * slope)}: {_nonnegative(4 * inverse - q * slope)}",
        ),
        ("(1, 1) lies in the domain of D_2", "endowment (1, 1), d < 1"),
    )
    holds_all = (
        inverse.subs(q, 0) == 0
        and slope.subs(q, 0) > 0
        and falls
        and _nonnegative(4 * inverse - q * slope)
    )
    if not holds_all:
        raise Disagreement("the utility is not in the paper's class")
    named = {"F'": f"({inverse})^(-1/4)", "F''(1)": at, "u_qq - 2p u_qr + p^2 u_rr at (1, 1)": at}
    told = f"at (1, 1) and every price the form is (1 + p^2) F''(1) = {at}"
    return exactly(bool(at < 0), told, named, satisfied=met)


def _nonnegative(polynomial: sp.Expr) -> bool:
    """Whether a polynomial is positive for q > 0 but at isolated points.

    Its positive roots are even then, and it is positive beyond them.
    """
    roots = sp.roots(sp.Poly(polynomial, q))
    even = all(times % 2 == 0 for value, times in roots.items() if value.is_positive)
    return bool(even and polynomial.subs(q, 50) > 0)


CHECKS: dict[str, Check] = {
    "thm-2.claim-3.faced": Exact(faced, only(named_economy)),
    "thm-2.claim-3.D-2": Exact(d_2),
}
"""The checks of this module by the names under which statements assert them."""
