"""Formulas in u's partials on arrays of intervals, in one state.

Where an argument is about the event that the state is z, the other states' values are not used; with
``StateFormulas`` they would be computed and left.

Paper: section 2.1.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from numeric.certify.arithmetic.array_tape import ArrayTape
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.economy.economy import Economy
from numeric.economy.environment import utility_at
from symbolic.deciding.quadrant_signs import as_product
from symbolic.language.notation import q, r
from symbolic.language.slopes import diff
from symbolic.language.utility import UtilityPartial


@lru_cache(maxsize=4096)
def _partials(
    economy: Economy, type_: int, state: int, kinds: tuple[type[UtilityPartial], ...]
) -> ArrayTape:
    """Compile partials of one type's utility in a state, as functions of the bundle."""
    utility = utility_at(economy.environment, type_, state)
    partials = [diff(utility, *[q] * k.order[0], *[r] * k.order[1]) for k in kinds]
    products = [as_product(f) for f in partials]
    return ArrayTape(
        [f if g is None else g for f, g in zip(partials, products, strict=True)], [q, r]
    )


class InOneState(StateFormulas):
    """Formulas of one state in u's partials at one bundle, run in that state alone.

    Args:
        expressions: The formulas, in partials of u alone.
        arguments: Their symbols other than the endowment.
    """

    def at(
        self, economy: Economy, type_: int, state: int, *arguments: Intervals
    ) -> list[Intervals]:
        """Return, for each formula, its values in a state, of the shape of the arguments.

        Args:
            economy: The economy.
            type_: The type.
            state: The state.
            arguments: The intervals of the symbols.
        """
        named = [*arguments, *(Intervals.exact(e) for e in economy.environment.endowment)]
        partials = _partials(economy, type_, state, self._kinds)
        results = self._tape.run([*named, *partials.run(self._bundle.run(named))])
        shape = np.broadcast_shapes(*(v.shape for v in named))
        return [
            v
            if v.lo.shape == v.hi.shape == shape
            else Intervals(np.broadcast_to(v.lo, shape), np.broadcast_to(v.hi, shape))
            for v in results
        ]
