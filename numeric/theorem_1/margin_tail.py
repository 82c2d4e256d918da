r"""What floating point suggests beyond the range of populations that margins were computed for.

Paper: Theorem 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.theorem_1.slope import Slope

Array = NDArray[np.float64]


ROUNDING = 16 * float(np.finfo(float).eps)
"""Share of a utility that rounding may add to it."""


SEPARATED = 30.0
"""M times the Chernoff information above which the exponential term is below 1e-13."""


@dataclass(frozen=True)
class Margin:
    """The margin at one N; ``truncation`` and ``rounding`` are scaled as the margin is.

    Args:
        agents: N.
        active: M.
        margin: Smallest cost less gain; NaN where a stage-2 game was not solved.
        truncation: Bound on what the truncated sums neglect.
        rounding: Estimate of the floating-point error.
        binding: (x, x̄) of the smallest difference.
        cost: Cost of the binding deviation.
        gain: Gain of the binding deviation.
    """

    agents: int
    active: int
    margin: float
    truncation: float
    rounding: float
    binding: tuple[int, int]
    cost: float
    gain: float

    @property
    def holds(self) -> bool | None:
        """Whether the candidate is an equilibrium: true or false outside the error, None within it."""
        if not np.isfinite(self.margin):
            return None
        return True if self.margin > self.error else False if -self.margin > self.error else None

    @property
    def error(self) -> float:
        """What the margin may be off by; infinite where that is not known.

        A margin within it, exactly zero included, is undecided.
        """
        error = self.truncation + self.rounding
        return error if np.isfinite(error) else float("inf")


@dataclass(frozen=True)
class Tail:
    """What is known beyond the range: the N from which on the candidate should stay an equilibrium.

    The N may be None, and is never more than SAMPLED evidence here.
    """

    start: int | None
    evidence: str
    detail: str


def tail(economy: Economy, margins: list[Margin], slopes: Slope, loss: Array) -> Tail:
    """Say from which N on the candidate should remain an equilibrium.

    The slope and the computed margins tell so, without proof.
    """
    last = margins[-1]
    information = last.active * slopes.chernoff
    told = (
        f"M times the Chernoff information of the closest states is {information:.3g} at N = "
        f"{last.agents}"
    )
    if economy.mechanism.eta == 0:
        return Tail(
            None,
            "NONE",
            "eta is 0: nobody is ever inactive, so a deviation costs nothing and the sign of the "
            "gain decides",
        )
    if slopes.kink:
        return Tail(
            None,
            "NONE",
            "a type's competitive trade is nearly zero, where the slope does not apply; " + told,
        )
    if not np.isfinite(slopes.values).all():
        return Tail(None, "NONE", f"no slope is known: {slopes.status}; " + told)
    if slopes.unique is False:
        return Tail(
            None,
            "NONE",
            "several competitive equilibria were found, so the continuation need not converge; "
            + told,
        )
    if information < SEPARATED:
        return Tail(
            None,
            "NONE",
            f"the states are not told apart well enough yet to use the slope; {told}, less than "
            f"{SEPARATED:g}",
        )
    return _settled(economy, margins, slopes, loss, told)


def _settled(
    economy: Economy, margins: list[Margin], slopes: Slope, loss: Array, told: str
) -> Tail:
    """Compare twice the predicted gain with the cost.

    Where it is smaller from some computed N on, all larger N should hold.
    """
    off = ~np.eye(len(loss), dtype=bool)
    eta = float(economy.mechanism.eta)
    agreed = None
    for m in reversed(margins):
        if m.holds is not True:
            break
        # P(inactive) is at least eta - 1/N; the factor 2 covers the terms beyond 1/M as long as the
        # range shows them to be smaller.
        cost = max(eta - 1 / m.agents, 0.0) * loss
        predicted = 2 * np.maximum(slopes.values, 0.0) / max(m.active, 1)
        if m.active * slopes.chernoff >= SEPARATED and (cost - predicted)[off].min() > 0:
            agreed = m.agents
    if agreed is None:
        return Tail(
            None, "NONE", f"the 1/M term still outweighs the cost at the end of the range; {told}"
        )
    held = (
        f"every N computed from {agreed} on holds and twice the slope over M stays below the "
        "cost of any deviation for all larger N"
    )
    return Tail(agreed, "SAMPLED", f"{held}; there is no bound on further terms; {told}")
