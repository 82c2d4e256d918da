r"""From which N on the candidate of Theorem 1 is an equilibrium, with proof.

The proof is for one economy and every selection of :math:`\beta^\sigma`.

Multiplied by N, cost exceeds gain where

.. math:: \lfloor\eta N\rfloor\,\ell(x, \bar x) > M\,[F_x(\bar x) - F_x(x)],\qquad
          M = \lceil(1-\eta)N\rceil,\ N - M = \lfloor\eta N\rfloor,

:math:`\ell` the loss of the best offer in :math:`I(\bar x)`.  The left side never falls in N and M
never does.  ``bound`` gives B, valid for all :math:`M \ge M_0` and not rising in M; so **one
comparison at one N with** :math:`M(N) \ge M_0` **proves all larger N**.  Several M0 are tried:
small cells need a large M0, but N is at least that large.

It holds for every selection: every :math:`\beta^\sigma` is certified to be unique for these M, but
where that is not certified for configurations that are too unlikely to matter; there any two
equilibria are bounded (``rare``).

Paper: Theorem 1; the threshold is not in the paper.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numeric.certify.theorem_1.attempt import attempt, fineness, gain_bounds
from numeric.certify.theorem_1.comparison import (
    certified_losses,
    least_start,
    missing_hypothesis,
)
from numeric.certify.theorem_1.exponents import least_information
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED, NONE
from numeric.theorem_1.slope import slope

LADDER = (30, 45, 70, 100, 150, 220, 330, 500, 750, 1100, 1650, 2500, 3700, 5500, 8200, 12_000)
"""Values of M0 that are tried until one proves some N."""

DOUBLED = 2
"""An M0 that proves nothing is followed by one at least so many times as large."""

BEYOND = (2, 4, 8)
"""What multiplies the first M0 where it exceeds the ladder."""

SCARCE = 0.6
"""No M0 below this times the endowment over κ is tried."""

REFINED = 8
"""How many more M0 are tried between the last that was too small and what the best N needs."""

CLOSE = 0.04
"""None is tried where these differ by less than this part."""

WORTH = 0.01
"""None follows one that lowers N by less than this part."""

LARGEST = 10**9
"""No N beyond this is looked for."""


@dataclass(frozen=True)
class Tried:
    """One attempt.

    Args:
        active: M0.
        start: The least N that its bound proves, with all larger N, or None.
        boxes: Boxes of frequencies.
        rows: Rows judged, with cuts of posteriors and of boxes.
        unique: Whether every β^σ is certified to be unique for all M ≥ M0.
        detail: What is missing, or how the bound compares.
        seconds: Time used since the attempt before.
    """

    active: int
    start: int | None
    boxes: int
    rows: int
    unique: bool
    detail: str
    seconds: float


@dataclass(frozen=True)
class CertifiedTail:
    """From which N on the candidate is certified to be an equilibrium, for every β^σ, or None.

    Args:
        start: The least such N that was found, or None.
        active: The M0 whose bound proves it, or None.
        evidence: CERTIFIED, or NONE.
        detail: One sentence.
        unique_from: The least M0 tried for which every β^σ is certified unique for all M ≥ M0, or
            None.
        information: A lower bound on the Chernoff information C of the closest two states.
        tried: The attempts, in order.
    """

    start: int | None
    active: int | None
    evidence: str
    detail: str
    unique_from: int | None = None
    information: float | None = None
    tried: tuple[Tried, ...] = ()


def certify_tail(
    economy: Economy,
    *,
    time_limit: float | None = None,
    progress: Callable[[Tried], None] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> CertifiedTail:
    """Return an N from which on the candidate is an equilibrium, with proof for all larger N.

    Args:
        economy: An economy with positive κ and η.
        time_limit: Seconds after which no further attempt begins; what was found until then is
            returned.
        progress: Called after each attempt.
        clock: What tells the time, in seconds; ``time.process_time`` leaves out what other
            programs take of a busy machine.

    >>> from numeric.economy.reader import load_economy
    >>> found = certify_tail(load_economy("examples/outside/three_equilibria.toml"))
    >>> found.start, found.evidence  # no bound, and the detail says why
    (None, 'NONE')

    Paper: Theorem 1.
    """
    missing = missing_hypothesis(economy)
    if missing is None and economy.mechanism.eta <= 0:
        missing = "the comparison with a cost needs eta > 0"
    if missing is not None:
        return CertifiedTail(None, None, NONE, missing)
    return _Search(economy, time_limit, progress, clock).run()


class _Search:
    """Tries one M0 after another and keeps the best."""

    def __init__(
        self,
        economy: Economy,
        limit: float | None,
        progress: Callable[[Tried], None],
        clock: Callable[[], float],
    ) -> None:
        self.economy, self.progress, self.clock = economy, progress, clock
        self.deadline = math.inf if limit is None else clock() + limit
        self.costs = certified_losses(economy)
        self.tried: list[Tried] = []
        self.since = time.monotonic()
        self.ranges: dict[int, PriceRange | str] = {}

    def run(self) -> CertifiedTail:
        """Climb the ladder until one M0 proves some N.

        Then look between M0 and the M that the best N has: with a larger M0 the bound is lower, but
        N is at least that large.  Whether trades fall in the price is known in a fraction of an
        attempt's time, so the least M0 for which they do is found first.
        """
        failed = 0
        for active in self._ladder():
            if self._over() or self._best() is not None:
                break
            if active >= DOUBLED * failed:
                tried = self._least_in_range(failed, active)
                self._try(tried)
                failed = tried
        for _ in range(REFINED):
            between, known = self._between(), self._start()
            if between is None or self._over():
                break
            self._try(between)
            if (1 - WORTH) * known < self._start() < known:
                break
        return self._result()

    def _ladder(self) -> list[int]:
        """Return the M0 worth trying.

        With fewer, one agent may move the price by too much; and where the limit of M times the
        gain is positive, as it is computed in floating point, no N below the one at which the cost
        exceeds it can be proved, so a smaller M0 would only have a higher bound.
        """
        e, m = self.economy.environment, self.economy.mechanism
        scarce = max(own / kappa for own, kappa in zip(e.endowment, m.kappa, strict=True))
        least = max(LADDER[0], math.ceil(SCARCE * scarce), self._least_needed())
        if least > LADDER[-1]:
            return [least, *(round(least * factor) for factor in BEYOND)]
        return sorted({max(least, active) for active in LADDER})

    def _least_needed(self) -> int:
        """Return about the M of the least N at which all costs exceed the limits of M times the gains."""
        values, costs = slope(self.economy).values, np.array([*self.costs.values()])
        limits = np.array([values[pair] for pair in self.costs])
        with np.errstate(all="ignore"):
            needed = np.where(costs > 0, limits / costs, 0.0).max()
        inactive = float(needed) / float(self.economy.mechanism.eta)
        return self.economy.active(int(inactive)) if 2 <= inactive < LARGEST else 0

    def _range(self, active: int) -> PriceRange | str:
        if active not in self.ranges:
            with np.errstate(all="ignore"):
                self.ranges[active] = price_range(self.economy, active)
        return self.ranges[active]

    def _least_in_range(self, low: int, high: int) -> int:
        """Return about the least M0 between two whose prices have a range, if the low one's have none."""
        if not isinstance(self.ranges.get(low), str) or isinstance(self._range(high), str):
            return high
        while high > (1 + CLOSE) * low and not self._over():
            middle = round(math.sqrt(low * high))
            low, high = (middle, high) if isinstance(self._range(middle), str) else (low, middle)
        return high

    def _over(self) -> bool:
        return self.clock() > self.deadline

    def _best(self) -> Tried | None:
        known = [t for t in self.tried if t.start is not None]
        return min(known, key=lambda t: t.start or 0, default=None)

    def _start(self) -> float:
        best = self._best()
        return math.inf if best is None or best.start is None else best.start

    def _needed(self) -> float:
        start = self._start()
        return self.economy.active(int(start)) if math.isfinite(start) else math.inf

    def _between(self) -> int | None:
        """Return an M0 between the last that was too small and the best N's M, or None."""
        high = self._needed()
        if not math.isfinite(high):
            return None
        refused = [active for active, prices in self.ranges.items() if isinstance(prices, str)]
        below = [active for active in (*(t.active for t in self.tried), *refused) if active < high]
        low = max(below, default=round(high))
        middle = round(math.sqrt(low * high))
        return middle if low < middle < high and high - low > CLOSE * high else None

    def _try(self, active: int) -> None:
        made = attempt(self.economy, active, fineness(self.economy), self._range(active))
        start = (
            None
            if made.missing
            else least_start(self.economy, self.costs, gain_bounds(self.economy, made), active)
        )
        detail = made.missing or (
            "the bound on the gain exceeds the cost at every N"
            if start is None
            else "the bound is below the cost"
        )
        now = time.monotonic()
        seconds, self.since = now - self.since, now
        self.tried.append(
            Tried(active, start, len(made.unique), made.rows, made.all_unique, detail, seconds)
        )
        self.progress(self.tried[-1])

    def _result(self) -> CertifiedTail:
        unique = min((t.active for t in self.tried if t.unique), default=None)
        information = least_information(self.economy)
        best = self._best()
        if best is None or best.start is None:
            return CertifiedTail(
                None, None, NONE, self._why_not(information), unique, information, tuple(self.tried)
            )
        alone = (
            "every stage-2 equilibrium is unique and"
            if best.unique
            else "and every selection of stage-2 equilibria, which are unique but for configurations "
            "that are too unlikely to matter,"
        )
        detail = (
            f"for all M >= {best.active} {alone} a bound on the gain, which falls in M, stays below "
            "the cost of any deviation"
        )
        return CertifiedTail(
            best.start, best.active, CERTIFIED, detail, unique, information, tuple(self.tried)
        )

    def _why_not(self, information: float) -> str:
        if not self.tried:
            return "no attempt was made within the time limit"
        last = self.tried[-1]
        told = f"M times the Chernoff information of the closest states is {last.active * information:.3g}"
        stopped = "the time limit was reached; " if self._over() else ""
        return f"{stopped}for M >= {last.active}: {last.detail}; {told}"
