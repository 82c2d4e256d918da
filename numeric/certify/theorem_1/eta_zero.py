r"""Nobody inactive (:math:`\eta = 0`), with proof.

Is the candidate an equilibrium, and how few inactive agents make it one.

Without inactive agents a deviation of stage 1 costs nothing, and the sign of the gain
decides.  With bounds on M times the gain that hold for all :math:`M \ge M_0`:

* all upper bounds negative: the candidate is an equilibrium for all :math:`N \ge M_0`;
* one lower bound positive: there is **no separating equilibrium** (symmetric, pure) for any
  :math:`N \ge M_0`.  In any of them a type x that makes the offer of x̄ makes the others play
  :math:`\beta^{n+e_{\bar x}}`, whatever the offers of stage 1 and the beliefs off the path are.
  Pooling and semi-pooling are not excluded.

With k inactive agents among N the comparison is :math:`k\,\ell(x, \bar x)` against M times the
gain, M = N - k.  So the least number :math:`k^*(N)` that makes the candidate an equilibrium lies,
for all :math:`N \ge M_0 + k_2`, between the least integer :math:`k_1` not below every lower bound
over :math:`\ell` and the least :math:`k_2` above every upper one.

Paper: Theorem 1 has :math:`\eta > 0`; sections 3.2 and 7.1.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from numeric.certify.theorem_1.attempt import attempt, fineness, gain_bounds
from numeric.certify.theorem_1.bound import Pair
from numeric.certify.theorem_1.comparison import loss_intervals, missing_hypothesis
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED, NONE

LADDER = tuple(round(100 * 10 ** (i / 4)) for i in range(15))
"""Values of M0 that are tried, from 100 to 316,228."""

EQUILIBRIUM, NO_SEPARATING = "an equilibrium", "no separating equilibrium"


@dataclass(frozen=True)
class WithoutInactive:
    """What is proved for η = 0.

    Args:
        finding: "an equilibrium", "no separating equilibrium", or None.
        start: For all N from here on.
        pair: (x, x̄) of the deviation that pays, where there is no separating equilibrium.
        gains: Bounds on M times the gain of each deviation, for all M of at least ``active``.
        active: The last M0 tried, or None.
        least_inactive: Bounds (k1, k2) on k*(N) for all N ≥ ``active`` + k2, or None.
        evidence: CERTIFIED, or NONE.
        detail: One sentence.
    """

    finding: str | None
    start: int | None
    pair: Pair | None
    gains: dict[Pair, tuple[float, float]]
    active: int | None
    least_inactive: tuple[int, int] | None
    evidence: str
    detail: str


def certify_without_inactive(
    economy: Economy,
    *,
    ladder: tuple[int, ...] = LADDER,
    sharp: bool = False,
    time_limit: float | None = None,
    progress: Callable[[int, dict[Pair, tuple[float, float]]], None] = lambda *_: None,
) -> WithoutInactive:
    """Say with proof what holds with nobody inactive, for all N from some on.

    Args:
        economy: An economy with positive κ; its η is not used.
        ladder: Values of M0, rising.
        sharp: Whether to go on until also k*(N) is known exactly.
        time_limit: Seconds after which no further M0 is begun.
        progress: Called with each M0 and its bounds.
    """
    missing = missing_hypothesis(economy)
    if missing is not None:
        return WithoutInactive(None, None, None, {}, None, None, NONE, missing)
    deadline = math.inf if time_limit is None else time.monotonic() + time_limit
    found = WithoutInactive(None, None, None, {}, None, None, NONE, "nothing was tried")
    for active in ladder:
        if time.monotonic() > deadline:
            return found
        found = _at(economy, active, found)
        progress(active, found.gains)
        known = found.least_inactive
        if found.finding and not (sharp and known is not None and known[0] < known[1]):
            return found
    return found


def _at(economy: Economy, active: int, before: WithoutInactive) -> WithoutInactive:
    """Bound the gains for one M0 and judge them."""
    made = attempt(economy, active, fineness(economy))
    if made.missing:
        return replace(before, detail=made.missing)
    upper, lower = gain_bounds(economy, made), gain_bounds(economy, made, below=True)
    gains = {pair: (-lower[pair].at(active), upper[pair].at(active)) for pair in upper}
    return judged(economy, active, gains, before)


def judged(
    economy: Economy, active: int, gains: dict[Pair, tuple[float, float]], before: WithoutInactive
) -> WithoutInactive:
    """Return what bounds on M times the gain prove for all M of at least ``active``.

    Args:
        economy: The economy.
        active: M0.
        gains: A lower and an upper bound for each deviation.
        before: What is known from a smaller M0; its finding is kept.
    """
    counts = least_inactive(economy, gains)
    pays = max(gains, key=lambda pair: gains[pair][0])
    said: tuple[str | None, int | None, Pair | None]
    if before.finding is not None:
        said = (before.finding, before.start, before.pair)
    elif all(high < 0 for _, high in gains.values()):
        said = (EQUILIBRIUM, active, None)
    elif gains[pays][0] > 0:
        said = (NO_SEPARATING, active, pays)
    else:
        said = (None, None, None)
    words = _words(economy, said, gains)
    finding, start, pair = said
    evidence = CERTIFIED if finding else NONE
    return WithoutInactive(finding, start, pair, gains, active, counts, evidence, words)


def _words(
    economy: Economy,
    said: tuple[str | None, int | None, Pair | None],
    gains: dict[Pair, tuple[float, float]],
) -> str:
    finding, start, pair = said
    if finding == EQUILIBRIUM:
        return f"with nobody inactive the candidate is an equilibrium at every N >= {start}"
    if pair is not None:
        who = f"{economy.types[pair[0]]} gains as {economy.types[pair[1]]}"
        return f"with nobody inactive there is no separating equilibrium at any N >= {start}: {who}"
    open_ = [pair for pair, (low, high) in gains.items() if low <= 0 <= high]
    names = ", ".join(f"{economy.types[a]} as {economy.types[b]}" for a, b in open_)
    return f"the sign of the gain is not decided for {names}"


def least_inactive(economy: Economy, gains: dict[Pair, tuple[float, float]]) -> tuple[int, int]:
    """Return bounds on the least number of inactive agents that makes the candidate an equilibrium."""
    costs = loss_intervals(economy)
    below = [
        math.ceil(Fraction(low) / Fraction(float(costs[p].hi))) for p, (low, _) in gains.items()
    ]
    above = [
        math.floor(Fraction(high) / Fraction(float(costs[p].lo))) + 1
        for p, (_, high) in gains.items()
    ]
    return max(0, *below), max(0, *above)
