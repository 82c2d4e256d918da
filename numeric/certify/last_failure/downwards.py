r"""The last N at which the candidate of Theorem 1 fails, with proof for all N.

From a certified tail downwards, many N together.

Below the tail ``margins`` certifies the sign at each N, summing over all configurations of many M
at once.  Where every :math:`\beta^\sigma` is known to be unique for as many active agents
(``tail.unique_from``), enclosing one is enough.  For fewer a certified range of prices is sought,
and with it uniqueness is proved configuration by configuration.  Where there is none and the sign is
known, all prices of one configuration after another are scanned (``stage2.enclose``); and where the
sign is open ``theorem_1.margin`` judges one N.  The first N from above that is certified to
fail is the last failure; where there is none down to N = 2, the candidate is an equilibrium at
every N.

Paper: Theorem 1; the exact threshold is not in the paper.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from numeric.certify.last_failure.margins import SharpMargin, sharp_margins
from numeric.certify.stage2.enclose import certify_configurations
from numeric.certify.theorem_1.margin import EVERY, SELECTED, affordable, certify_margin
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.certify.theorem_1.tail import CertifiedTail
from numeric.economy.economy import Economy
from numeric.probability.multinomial import all_configurations, number_of_configurations

TOGETHER = 6_000
"""Configurations that are enclosed together."""

FEW, SEVERAL = 300, 500
"""Up to so many configurations the sign is also sought one by one, and uniqueness where it is known."""

LOWER = 0.75
"""By what factor M is lowered as long as a range of prices is certified for it."""


@dataclass(frozen=True)
class LastFailure:
    """What is proved from a tail downwards.

    Args:
        agents: The last N at which the candidate is certified not to be an equilibrium; 0 where it
            is certified to be one at every N from 2 on; None where this was not settled.
        lowest: Every N from here on is certified, or None without a tail.
        relative_to: "every equilibrium" of stage 2, or "the selected equilibrium" where some β^σ
            is only enclosed.
        detail: One sentence.
    """

    agents: int | None
    lowest: int | None
    relative_to: str | None
    detail: str


def certify_last_failure(
    economy: Economy,
    tail: CertifiedTail,
    *,
    time_limit: float | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> LastFailure:
    """Certify every N below a tail, downwards, until the candidate fails.

    Args:
        economy: The economy.
        tail: What ``certify_tail`` returned for it.
        time_limit: Seconds after which no further N is begun.
        progress: Called with each N that is done.

    Paper: Theorem 1.
    """
    if tail.start is None:
        return LastFailure(None, None, None, f"there is no tail to start from: {tail.detail}")
    deadline = math.inf if time_limit is None else time.monotonic() + time_limit
    lowest, about, alone = tail.start, EVERY, _Alone(economy)
    for populations, prices, unique in _blocks(economy, tail):
        if time.monotonic() > deadline:
            at = populations[0]
            return LastFailure(None, lowest, about, f"the time limit was reached at N = {at}")
        if not affordable(economy, populations[0]):
            words = f"at N = {populations[0]} there are too many configurations to sum over"
            return LastFailure(None, lowest, about, words)
        for found in sharp_margins(economy, populations, prices, known_unique=unique):
            N = found.agents
            if time.monotonic() > deadline:
                words = f"the time limit was reached at N = {N}"
                return LastFailure(None, lowest, about, words + alone.missing)
            sign, relative_to, status = _settled(economy, found, about, alone)
            progress(N)
            about = about if relative_to == EVERY else SELECTED
            if sign is None:
                return LastFailure(None, lowest, about, f"at N = {N}: {status}{alone.missing}")
            if sign == -1:
                words = f"at N = {N} the candidate is not an equilibrium"
                return LastFailure(N, lowest, about, words + alone.missing)
            lowest = N
    words = "the candidate is an equilibrium at every N from 2 on"
    return LastFailure(0, lowest, about, words + alone.missing)


class _Alone:
    """Tells for which M every configuration is certified to have one equilibrium, by scanning all prices."""

    def __init__(self, economy: Economy) -> None:
        self.economy = economy
        self.missing = ""
        self._known: dict[int, bool] = {}

    def at(self, active: int) -> bool:
        """Whether every configuration of so many active agents has exactly one equilibrium."""
        if active not in self._known:
            self._known[active] = self._judged(active)
        return self._known[active]

    def _judged(self, active: int) -> bool:
        rows = all_configurations(active, len(self.economy.types)).tolist()
        if len(rows) > SEVERAL:
            self.missing = f"; with {active} active agents uniqueness is not sought one by one"
            return False
        judged = certify_configurations(self.economy, rows, scope="global")
        for row, certified in zip(rows, judged, strict=True):
            if certified.unique != "global":
                where = ", ".join(str(n) for n in row)
                self.missing = f"; at the configuration ({where}) uniqueness is not certified"
                return False
        return True


def _settled(
    economy: Economy, found: SharpMargin, about: str, alone: _Alone
) -> tuple[int | None, str, str]:
    """Return the sign, which equilibria it is about, and a sentence.

    Where uniqueness is open and was not open before, or the sign is open, and the configurations are
    few, they are judged one by one.
    """
    if found.sign is not None and (found.unique or about == SELECTED):
        return found.sign, EVERY if found.unique else SELECTED, ""
    if found.sign is not None:
        return found.sign, EVERY if alone.at(found.active) else SELECTED, ""
    if number_of_configurations(found.active, len(economy.types)) > FEW:
        words = "some configuration is not enclosed, or the margin is too close to zero"
        return found.sign, SELECTED, words
    single = certify_margin(economy, found.agents, scope="global")
    sign = found.sign if single.sign is None else single.sign
    return sign, single.relative_to or SELECTED, single.status


Block = tuple[list[int], PriceRange | None, bool]


def _blocks(economy: Economy, tail: CertifiedTail) -> Iterator[Block]:
    """Return all N below a tail, downwards, in blocks that are enclosed together.

    With each a range of prices that is certified for it, or None, and whether uniqueness is known.
    """
    assert tail.start is not None
    left, X = list(range(tail.start - 1, 1, -1)), len(economy.types)
    prices: PriceRange | None = None
    while left:
        M = economy.active(left[0])
        known = tail.unique_from is not None and tail.unique_from <= M
        least = tail.unique_from if known and tail.unique_from is not None else 2
        if not known:
            prices = _lower(economy, M, prices)
            least = 2 if prices is None else prices.active
        block, total = [left[0]], number_of_configurations(M, X)
        for N in left[1:]:
            total += number_of_configurations(economy.active(N), X)
            if economy.active(N) < least or total > TOGETHER:
                break
            block.append(N)
        yield block, None if known else prices, known
        left = left[len(block) :]


def _lower(economy: Economy, active: int, before: PriceRange | None) -> PriceRange | None:
    """Return a range of prices certified for at most so many active agents, or None."""
    if before is not None and before.active <= active:
        return before
    for least in (max(round(LOWER * active), 2), active):
        with np.errstate(all="ignore"):
            found = price_range(economy, least)
        if isinstance(found, PriceRange):
            return found
    return None
