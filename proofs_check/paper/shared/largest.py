"""The largest of several gaps, where a gap that is no number counts as infinite.

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
