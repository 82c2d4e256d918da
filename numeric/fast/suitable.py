"""For which economies the compiled kernels are meant.

They take logarithms of marginal utilities, keep consumption positive and nothing else, and return
roots of first-order conditions: right where utility is decided to be strictly increasing and
strictly concave on the whole open quadrant.  All other economies are solved in array form, where
domains, corners and other maxima are looked after.

Paper: section 2.1.
"""

from __future__ import annotations

from numeric.economy.economy import Economy
from numeric.formulas.domain import whole
from numeric.formulas.regularity import established


def suits(economy: Economy) -> bool:
    """Whether the kernels may be used."""
    return whole(economy) and established(economy)
