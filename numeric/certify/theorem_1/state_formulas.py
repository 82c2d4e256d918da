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

import sympy as sp

from numeric.certify.arithmetic.array_tape import ArrayTape
from numeric.certify.arithmetic.interval_arrays import Intervals, stacked
from numeric.economy.economy import Economy
from numeric.economy.environment import utility_at
from symbolic.deciding.quadrant_signs import as_product
from symbolic.language.notation import q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.language.utility import UtilityPartial
from symbolic.model.signed_trade import Spending


@lru_cache(maxsize=4096)
def _partials(
    economy: Economy, type_: int, state: int, kinds: tuple[type[UtilityPartial], ...]
) -> ArrayTape:
    """Compile partial derivatives of one type's utility in one state as functions of the bundle."""
    utility = utility_at(economy.environment, type_, state)
    formulas = [
        kind.of(utility, q, r)
        if issubclass(kind, Spending)
        else sp.diff(utility, *((q, kind.order[0]), (r, kind.order[1])))
        for kind in kinds
    ]
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
        bundle = self._bundle.run(named)
        by_state = [
            self._tape.run([*named, *_partials(economy, type_, z, self._kinds).run(bundle)])
            for z in range(len(economy.states))
        ]
        return [stacked(list(values)) for values in zip(*by_state, strict=True)]
