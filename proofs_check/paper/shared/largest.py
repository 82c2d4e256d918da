"""The largest of several gaps and the smallest of several margins, where one that is no number fails.

``max(gap, nan)`` is ``gap``: a solver that returns NaN would look as if it agreed.
"""

from __future__ import annotations

import math


def largest(*gaps: float) -> float:
    """Return the largest gap; infinity where one is no number, so that no bound lets it pass.

    >>> largest(0.0, 2.5, 1), largest(0.0, float("nan"))
    (2.5, inf)
    """
    return math.inf if any(gap != gap for gap in gaps) else float(max(gaps))


def smallest(*margins: float) -> float:
    """Return the smallest margin; minus infinity where one is no number, so that it fails.

    >>> smallest(0.5, 2), smallest(0.5, float("nan"))
    (0.5, -inf)
    """
    return -math.inf if any(m != m for m in margins) else float(min(margins))
