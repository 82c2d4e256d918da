r"""Formulas of one state in u's partials, on arrays of intervals, for every state at once.

The utility of each type and state is written with its exact numbers and, where
``symbolic.deciding.quadrant_signs`` can read it, as a product that keeps its sign on every box.
What is linear in the posterior is not averaged here: ``simplex_boxes`` does that sharply over boxes
of posteriors.

Paper: section 2.1; the formulas are those of ``symbolic.model.signed_trade``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import sympy as sp

from numeric.certify.arithmetic.array_tape import ArrayTape
from numeric.certify.arithmetic.interval_arrays import Array, Intervals, stacked
from numeric.economy.economy import Economy
from numeric.economy.environment import utility_at
from symbolic.deciding.quadrant_signs import as_product
from symbolic.language.notation import q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.language.slopes import diff
from symbolic.language.utility import UtilityPartial
from symbolic.model.signed_trade import Spending


@lru_cache(maxsize=4096)
def _partials(economy: Economy, type_: int, kinds: tuple[type[UtilityPartial], ...]) -> ArrayTape:
    """Compile partials of one type's utility, in all states, kind by kind, as functions of the bundle.

    They are one program, since powers of consumption are common to states and kinds.
    """
    formulas = []
    for kind in kinds:
        for state in range(len(economy.states)):
            utility = utility_at(economy.environment, type_, state)
            formulas.append(
                kind.of(utility, q, r)
                if issubclass(kind, Spending)
                else diff(utility, *[q] * kind.order[0], *[r] * kind.order[1])
            )
    products = [as_product(f) for f in formulas]
    return ArrayTape(
        [f if g is None else g for f, g in zip(formulas, products, strict=True)], [q, r]
    )


class StateFormulas:
    """Formulas of one state in u's partials at one bundle.

    Args:
        expressions: The formulas.
        arguments: Their symbols other than the endowment.

    Raises:
        ValueError: The partials are taken at several bundles.
    """

    def __init__(self, expressions: Sequence[sp.Expr], arguments: Sequence[sp.Symbol]) -> None:
        written = [plain(e) for e in expressions]
        atoms = sorted(set().union(*(e.atoms(UtilityPartial) for e in written)), key=str)
        bundles = {a.args[:2] for a in atoms}
        if len(bundles) != 1:
            raise ValueError(f"the partials must be taken at one bundle, found {len(bundles)}")
        self._kinds = tuple(type(a) for a in atoms)
        values = [sp.Dummy(type(a).__name__, real=True) for a in atoms]
        formulas = [e.xreplace(dict(zip(atoms, values, strict=True))) for e in written]
        named = [*arguments, q_bar, r_bar]
        self._bundle = ArrayTape(bundles.pop(), named)
        self._tape = ArrayTape(formulas, [*named, *values])

    def run(self, economy: Economy, type_: int, *arguments: Intervals) -> list[Intervals]:
        """Return, for each formula, its values in all states on a new last axis."""
        named = [*arguments, *(Intervals.exact(e) for e in economy.environment.endowment)]
        values = _partials(economy, type_, self._kinds).run(self._bundle.run(named))
        Z = len(economy.states)
        shape = np.broadcast_shapes(*(v.shape for v in named))
        # States come first here, so that long axes are the ones along which NumPy combines numbers.
        by_kind = [
            _reaching(stacked(states, axis=0), 1 + len(shape))
            for states in zip(*[iter(values)] * Z, strict=True)
        ]
        results = self._tape.run([*named, *by_kind])
        return [Intervals(*(_states_last(e, (Z, *shape)) for e in (v.lo, v.hi))) for v in results]


def _reaching(values: Intervals, dimensions: int) -> Intervals:
    """Return an array with further axes after its first, so that it has so many."""
    return values[(slice(None), *[None] * (dimensions - len(values.shape)))]


def _states_last(ends: Array, shape: tuple[int, ...]) -> Array:
    """Return values in a shape whose first axis is of states, with that axis last."""
    full = ends if ends.shape == shape else np.broadcast_to(ends, shape)
    return full.transpose((*range(1, len(shape)), 0))
