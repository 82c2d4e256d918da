"""How often a process of ours looks for garbage.

Formulas and claims are hundreds of thousands of objects that live as long as the process; Python's
collector walks over all of them again and again, which takes a tenth of the time and finds next to
nothing, because almost everything is freed when its last reference goes.
"""

from __future__ import annotations

import gc

YOUNG, OLDER, OLDEST = 50_000, 20, 50
"""New objects until the youngest are looked at, and how many such looks until the older ones are."""


def collect_seldom() -> None:
    """Look for garbage seldom, and never again among what has been imported by now.

    It changes when memory is freed and nothing else.
    """
    gc.set_threshold(YOUNG, OLDER, OLDEST)
    gc.freeze()
