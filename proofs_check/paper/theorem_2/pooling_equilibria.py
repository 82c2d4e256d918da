r"""Several equilibria after one and the same attributed offer, enclosed by ball arithmetic.

Conventions: the named economy of ``theorem_2_checks``; the blocks are {0, 2} and {1}, the offer is
attributed to {1}.  Scattered floating-point starts suggest where equilibria are; what is reported
is enclosed, best responses on both sides included.

Paper: section 7.2, 'By assumption A3'; equations (30) and (31).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from numeric.certify import EnclosedPooling, certify_pooling
from numeric.economy.economy import Economy
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.pooling_newton import solve_games
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Evidence, Outcome
from proofs_check.paper.shared.chosen_economies import named_economy, only

PARTITION, ATTRIBUTED = ((0, 2), (1,)), (1,)
STARTS = 16


def enclosed_equilibria(
    economy: Economy, active: int, counts: tuple[int, ...]
) -> list[EnclosedPooling]:
    """Enclose the equilibria of the target's game that scattered starts suggest."""
    X, generator = len(economy.types), np.random.default_rng(2012)
    game = games.target_game(economy, PARTITION, active, ATTRIBUTED, np.array([counts]))
    found = solve_games(
        economy,
        game.rows(np.zeros(STARTS, dtype=np.int64)),
        generator.uniform(-0.6, 0.6, (STARTS, 2 * X)),
    )
    offers = found.offers[found.solved]
    _, kept = np.unique(np.round(offers, 6), axis=0, return_index=True)
    enclosed = []
    for row in offers[kept]:
        sides = games.responses(economy, game, row[None]).sides[0]
        unused = np.where(row >= 0, sides[:, 1], sides[:, 0])
        enclosed.append(
            certify_pooling(
                economy, PARTITION, active, ATTRIBUTED, counts, row.tolist(), unused.tolist()
            )
        )
    return [e for e in enclosed if e is not None and e.evidence == Evidence.CERTIFIED]


def two_values(parameters: Parameters) -> Outcome:
    """Whether two of the enclosed equilibria give some type of target values that are ``apart`` or more."""
    economy, active, counts = named_economy(), parameters["active"], parameters["counts"]
    found = enclosed_equilibria(economy, active, counts)
    apart = float(parameters["apart"])
    for first, second in combinations(found, 2):
        for x in range(len(economy.types)):
            one, two = first.values[x], second.values[x]
            if one is None or two is None:
                continue
            if two.low - one.high >= apart or one.low - two.high >= apart:
                named = {
                    "economy": economy.name,
                    "M": active,
                    "block counts of the others": ", ".join(map(str, counts)),
                    "A": "{1}",
                    **{f"equilibrium {i}": _written(e) for i, e in enumerate((first, second), 1)},
                    f"value of the target of type {x}, the first being 0": f"{one} or {two}",
                }
                said = (
                    f"two equilibria are enclosed at M = {active} in which the target of type "
                    f"{x} has the values {one.middle:.6f} and {two.middle:.6f}"
                )
                return exactly(True, said, named, "ball arithmetic")
    reason = (
        f"{len(found)} equilibria are enclosed at M = {active}, no two with values so far apart"
    )
    return exactly(False, reason, {"enclosed": len(found)}, "ball arithmetic")


def _written(found: EnclosedPooling) -> str:
    """Write the offers, those of the target first, to what their enclosures settle."""
    pairs = zip(found.offers, found.sides, strict=True)
    return ", ".join(
        "no such agent" if b is None else f"{b.middle:.12f} of {('q', 'r')[side]}"
        for b, side in pairs
    )


CHECKS: dict[str, Check] = {
    "thm-2.F-of-A.several": Exact(two_values, only(named_economy)),
}
"""The checks of this module by the names under which statements assert them."""
