r"""Cournot competition with private information, against every profile of the firms' signals.

Everything is a sum of fractions over the others' signals: the slope of a firm's expected profit, the
price, and both parts of the loss.  What has no interior equilibrium, or no equilibrium, is refused.

Conventions: states, signals and all numbers differ; quantities are read as the fractions that they
are in binary.

Paper: footnote 1; the equilibrium is not in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction as F
from itertools import product
from typing import Any

import numpy as np

from numeric.cournot import Cournot, cournot
from proofs_check.claims.checks import Check, Exact, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.stated import stated

PRIOR = (F(1, 2), F(1, 3), F(1, 6))
SIGNAL = ((F(1, 2), F(1, 3), F(1, 6)), (F(1, 5), F(1, 2), F(3, 10)), (F(1, 4), F(1, 8), F(5, 8)))
DEMAND = (F(2), F(9, 4), F(14, 5))
CLOSE = F(1, 10**13)
MANY = 10**7
"""So many firms that the share of one firm is far below the tolerance of the limit."""


def _profiles(firms: int, z: int) -> Iterator[tuple[F, tuple[int, ...]]]:
    """Yield the signals of some firms with their probabilities in a state."""
    for profile in product(range(len(SIGNAL[z])), repeat=firms):
        chance = F(1)
        for x in profile:
            chance *= SIGNAL[z][x]
        yield chance, profile


def _slopes(made: Sequence[F], firms: int, beta: F, c: F, rising: F) -> list[F]:
    """Return the slope of expected profit in the own quantity, relative to the price, for each signal."""
    slopes = []
    for own, quantity in enumerate(made):
        total = mass = F(0)
        for z, prior in enumerate(PRIOR):
            for chance, others in _profiles(firms - 1, z):
                mean = (quantity + sum((made[x] for x in others), F(0))) / firms
                slope = DEMAND[z] - beta * mean - beta * quantity / firms - c - rising * quantity
                total += prior * SIGNAL[z][own] * chance * slope
                mass += prior * SIGNAL[z][own] * chance
        slopes.append(total / mass / max(DEMAND))
    return slopes


def _lost(made: Sequence[F], firms: int, beta: F, c: F, rising: F) -> tuple[F, F]:
    """Return what is lost per firm by the wrong aggregate, and by firms that produce unlike amounts."""
    aggregate = unlike = F(0)
    for z, prior in enumerate(PRIOR):
        best = (DEMAND[z] - c) / (beta + rising)
        for chance, profile in _profiles(firms, z):
            produced = [made[x] for x in profile]
            mean = sum(produced, F(0)) / firms
            spread = sum(((v - mean) ** 2 for v in produced), F(0)) / firms
            aggregate += prior * chance * (beta + rising) / 2 * (mean - best) ** 2
            unlike += prior * chance * rising / 2 * spread
    return aggregate, unlike


def _solved(firms: int | None, beta: F, c: F, rising: F) -> Cournot:
    signal = [[float(m) for m in row] for row in SIGNAL]
    return cournot(
        [float(p) for p in PRIOR], signal, [float(t) for t in DEMAND],
        firms=firms, slope=float(beta), cost=float(c), curvature=float(rising),
    )  # fmt: skip


def _gap(firms: int, beta: F, c: F, rising: F, moved: F) -> F:
    """Return the largest error of an equilibrium, its prices and both parts of its loss."""
    found = _solved(firms, beta, c, rising)
    losses = found.aggregate, found.misallocation, found.loss
    if not np.isfinite([*found.quantities, *found.mean_price, *losses]).all():
        return F(1)
    made = [F(float(v)) * moved for v in found.quantities]
    price = [t - beta * sum(m * v for m, v in zip(row, made, strict=True))
             for t, row in zip(DEMAND, SIGNAL, strict=True)]  # fmt: skip
    lost = _lost(made, firms, beta, c, rising)
    gaps = [
        *_slopes(made, firms, beta, c, rising),
        *(F(float(a)) - b for a, b in zip(found.mean_price, price, strict=True)),
        *(F(a) - b for a, b in zip((found.aggregate, found.misallocation), lost, strict=True)),
        F(found.loss) - sum(lost),
    ]
    return max(map(abs, gaps))


def _limit_gap(beta: F, c: F, rising: F) -> float:
    """Return by how much the limit differs from very many firms, where their effect is of the first order."""
    limit, two = (
        _solved(None, beta, c, rising),
        [_solved(n, beta, c, rising) for n in (MANY, 2 * MANY)],
    )
    gaps = []
    for at in ("aggregate", "misallocation", "loss"):
        one, other = (getattr(found, at) for found in two)
        gaps.append(abs(2 * other - one - getattr(limit, at)))
    for at in ("quantities", "mean_price"):
        one, other = (getattr(found, at) for found in two)
        gaps.append(float(abs(2 * other - one - getattr(limit, at)).max()))
    return float(max(gaps))


def _arguments(**changed: Any) -> dict[str, Any]:
    """Return what is solved at two firms with a constant cost, changed."""
    two = {"prior": [0.5, 0.5], "signal": [[0.7, 0.3], [0.2, 0.8]], "demand": [1.0, 1.4]}
    return {**two, "firms": 2, "slope": 1.0, "cost": 0.25, "curvature": 0.0, **changed}


REFUSED: tuple[dict[str, Any], ...] = (
    _arguments(signal=[[0.7, 0.3]]),
    _arguments(demand=[1.0, 1.4, 1.5]),
    _arguments(firms=0),
    _arguments(slope=0.0, curvature=0.5),
    _arguments(slope=-0.5, curvature=3.0),
    _arguments(curvature=-0.1),
    _arguments(cost=1.0),
    _arguments(cost=1.2),
    _arguments(signal=[[0.7, 0.3], [0.02, 0.98]], demand=[0.3, 8.0], firms=None),
)
"""Shapes that do not fit, numbers out of range, no interior equilibrium."""
SOLVED: tuple[dict[str, Any], ...] = (_arguments(), _arguments(firms=1), _arguments(firms=None))


def _refuses(arguments: dict[str, Any]) -> bool:
    try:
        cournot(**arguments)
    except ValueError:
        return True
    return False


def equilibrium(parameters: Parameters) -> Outcome:
    """Compare the equilibria of one, two and three firms and of the limit."""
    moved = F(str(parameters["moved"]))
    numbers = (F(13, 10), F(1, 4), F(7, 10))
    try:
        worst = max(_gap(n, *numbers, moved) for n in (1, 2, 3))
        worst = max(worst, _gap(2, F(13, 10), F(1, 4), F(0), moved))
        limit = _limit_gap(*numbers)
    except ValueError as error:
        return sampled(False, f"an interior equilibrium is refused: {error}")
    refused = all(map(_refuses, REFUSED)) and not any(map(_refuses, SOLVED))
    holds = worst <= CLOSE and limit <= 1e-12 and refused
    told = f"largest gap {float(worst):.1e}, in the limit {limit:.1e}"
    return sampled(holds, told if refused else f"{told}; what is refused is not as said")


CHECKS: dict[str, Check] = {
    "fn-1.profiles": Exact(
        equilibrium, corners=("one firm", "constant cost", "no interior equilibrium")
    )
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "fn-1.profiles",
        "Cournot competition: no firm's profit rises, and what is lost, over all profiles of signals",
        "footnote 1",
        r"\forall n, x:\quad \frac{\partial}{\partial q}\sum_z \tau_x(z) \sum_{\xi \in X^{n-1}} \prod_i \mu_z(\xi_i)"
        r"\Big[\Big(\theta_z - \tfrac\beta n \big(q + \textstyle\sum_i q_{\xi_i}\big)\Big)q - cq - "
        r"\tfrac\lambda2 q^2\Big]_{q = q_x} = 0",
        "moved",
    ),
)
