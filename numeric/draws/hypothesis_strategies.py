r"""Hypothesis strategies for economies, for tests and for the search of counterexamples.

An economy that refutes something shrinks to the smallest one: few types and states, signals and
parameters with small numerators and denominators. Hypothesis is an optional dependency
(``two-stage-market-game[hunt]``) and is imported with this module.

Paper: sections 2.1, 2.2.

>>> from hypothesis import given, settings
>>> @given(economies(types=(2, 2), states=(1, 2)))
... @settings(max_examples=3, database=None, derandomize=True, deadline=None)
... def every_signal_sums_to_one(economy):
...     assert all(sum(row) == 1 for row in economy.environment.signal)
>>> every_signal_sums_to_one()
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from numeric.draws.defaults import Support
from numeric.draws.generate import INSIDE, OUTSIDE
from numeric.draws.ranges import Ranges, drawn
from numeric.economy.economy import Economy

WIDE = Ranges(
    endowment=(Support(tuple(Fraction(n, d) for d in (1, 2, 4) for n in range(1, 3 * d + 1))),) * 2,
    kappa=(
        Support(tuple(Fraction(1, n) for n in (2, 3, 4, 5, 8, 10, 20, 50, 100, 200, 500, 1000))),
    )
    * 2,
    eta=Support(
        tuple(
            Fraction(n, d)
            for n, d in (
                (0, 1),
                (1, 2),
                (1, 3),
                (1, 4),
                (1, 5),
                (1, 10),
                (2, 5),
                (1, 20),
                (1, 50),
                (1, 100),
            )
        )
    ),
    signals="informative",
    signal_weights=5,
)
"""Values that a search draws from: more kinds than sweeps draw by default, and fewer of each.

η = 0 is admitted, and signals need not satisfy A1.  Values are coarse, since coincidences are what
a search looks for.
"""


def economies(ranges: Ranges | None = None, **changes: Any) -> st.SearchStrategy[Economy]:
    """Return a strategy for economies.

    Args:
        ranges: What may be drawn (the defaults of ``Ranges`` if not given); weights of values are
            ignored.
        changes: Fields of ``Ranges`` to change, such as ``types=(2, 2)`` or ``kind="outside"``.

    Raises:
        RangeError: The ranges are unusable.
    """
    base = ranges or Ranges()
    if changes.get("kind", base.kind) != base.kind and "families" not in changes:
        changes["families"] = OUTSIDE if changes["kind"] == "outside" else INSIDE
    return _economies(replace(base, **changes))


@st.composite
def _economies(draw: st.DrawFn, ranges: Ranges) -> Economy:
    economy = drawn(lambda n: draw(st.integers(0, n - 1)), ranges, "drawn", simplest=True)
    return reject() if economy is None else economy
