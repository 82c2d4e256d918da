r"""The last N at which the candidate of Theorem 1 fails, with proof for all N.

From a certified tail downwards, one N after another.

Below the tail each N has the sign of its margin certified by ``margin``, which sums over all
configurations.  Where every :math:`\beta^\sigma` is known to be unique for as many active agents
(``tail.unique_from``), enclosing the selected one is enough; for fewer, uniqueness is proved
configuration by configuration.  The first N from above that is certified to fail is the last
failure; where there is none down to N = 2, the candidate is an equilibrium at every N.

Paper: Theorem 1; the exact threshold is not in the paper.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from numeric.certify.theorem_1.margin import EVERY, SELECTED, affordable, certify_margin
from numeric.certify.theorem_1.tail import CertifiedTail
from numeric.economy.economy import Economy


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
    lowest, about = tail.start, EVERY
    for N in range(tail.start - 1, 1, -1):
        if time.monotonic() > deadline:
            return LastFailure(None, lowest, about, f"the time limit was reached at N = {N}")
        if not affordable(economy, N):
            return LastFailure(
                None, lowest, about, f"at N = {N} there are too many configurations to sum over"
            )
        unique = tail.unique_from is not None and economy.active(N) >= tail.unique_from
        found = certify_margin(economy, N, scope="local" if unique else "global")
        progress(N)
        if not unique and found.relative_to != EVERY:
            about = SELECTED
        if found.sign is None:
            return LastFailure(None, lowest, about, f"at N = {N}: {found.status}")
        if found.sign < 0:
            return LastFailure(N, lowest, about, f"at N = {N} the candidate is not an equilibrium")
        lowest = N
    return LastFailure(0, lowest, about, "the candidate is an equilibrium at every N from 2 on")
