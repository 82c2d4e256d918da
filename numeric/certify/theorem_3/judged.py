r"""For every κ of a box and M from some number on: is the loss at most ε with a probability of at least 1 - ε?

The prices of all equilibria are covered by pieces (``price_pieces``), coarse ones first; those that
may hold the price of an equilibrium are cut further and judged (``kappa_box``), in every state.

Paper: section 5, condition (b).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from numeric.certify.theorem_3.kappa_box import (
    KappaBox,
    loss_is_small,
    mean_trades,
    possible,
)
from numeric.certify.theorem_3.nearness import Nearness, nearness
from numeric.certify.theorem_3.price_pieces import COARSE, Pieces, cut, pieces, price_ends
from numeric.economy.economy import Economy

FINE = 1500
"""Pieces of the prices at which there may be an equilibrium."""


@dataclass(frozen=True)
class StatePieces:
    """What is enclosed in one state: the near shares and posteriors, and the pieces that matter."""

    near: Nearness
    pieces: Pieces


@dataclass(frozen=True)
class Judged:
    r"""What is enclosed in every state, for all κ up to a ceiling.

    It holds for every M of at least ``active`` with :math:`M\kappa_q` at least 1 over ``influence``.

    Args:
        epsilon: ε.
        active: The M from which the shares and posteriors are near a state's.
        influence: The greatest k.
        states: What is enclosed in each state.
    """

    epsilon: Fraction
    active: int
    influence: Fraction
    states: tuple[StatePieces, ...]

    def failing(self, economy: Economy, box: KappaBox) -> int | None:
        """Return the first state in which the loss is not certified to be at most ε, or None."""
        for z, found in enumerate(self.states):
            if not loss_is_small(economy, found.pieces, found.near.shares, box).all():
                return z
        return None


def judged(
    economy: Economy, epsilon: Fraction, active: int, influence: Fraction, box: KappaBox
) -> Judged | str:
    """Enclose what matters in every state, for all κ of a box, or say what is missing.

    Args:
        economy: An economy in which both goods are normal for every posterior (unchecked here).
        epsilon: ε, in (0, 1).
        active: The M of the concentration.
        influence: The greatest k.
        box: The κ; those of any smaller box can be judged with the result.
    """
    with np.errstate(all="ignore"):
        found = []
        for z in range(len(economy.states)):
            near = nearness(economy, z, active, epsilon)
            if isinstance(near, str):
                return near
            part = _of_state(economy, z, near, influence, epsilon, box)
            if isinstance(part, str):
                return part
            found.append(StatePieces(near, part))
    return Judged(epsilon, active, influence, tuple(found))


def _of_state(
    economy: Economy,
    state: int,
    near: Nearness,
    influence: Fraction,
    epsilon: Fraction,
    box: KappaBox,
) -> Pieces | str:
    ends = price_ends(economy, influence, max(box.high))
    if ends is None:
        return (
            "the prices of all equilibria are not bounded for every kappa up to "
            f"{float(max(box.high)):.4g}"
        )
    price = cut(ends, COARSE)
    coarse = pieces(economy, state, near, influence, price, epsilon)
    kept = np.flatnonzero(possible(mean_trades(coarse, near.shares, box)))
    if len(kept) == 0:
        return "no price is left at which stage 2 could have an equilibrium"
    between = float(price.lo[kept[0]]), float(price.hi[kept[-1]])
    return pieces(economy, state, near, influence, cut(between, FINE), epsilon)
