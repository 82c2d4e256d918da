r"""Games in which a best response jumps where an equilibrium would be.

Against random totals an agent may gain from selling a little and from buying a little: the price at
which it sells is :math:`R/Q`, that at which it buys :math:`Q/R`, and the mean of either can be good for it
(Jensen).  Its best response to what all roles offer then jumps from one side of the market to the
other, and the offers of its role cross the jump: where they are on one side the agent would be on
the other.  No pure symmetric equilibrium lies there.

Method: one role's offer is held, the others settle at best responses to each other and to it, and
the held offer moves by bisection to where its best response is first above and then below it.  If
that is no equilibrium, it is a jump.  Where the others do not settle, one of them may jump at that held
offer: then it is held where it does, and the rest settle.

Conventions: offers are signed, positive for the first good.  That no equilibrium lies elsewhere is
not shown.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.theorem_2.pooling_games import Game
from numeric.theorem_2.pooling_newton import TOLERANCE, best_responses, nearest, settled

Array = NDArray[np.float64]
DOUBLINGS, HALVINGS = 12, 60
CLOSED = 1e-12
"""Width, relative to the endowment, of a bracket that is closed."""


@dataclass(frozen=True)
class Jump:
    """A best response that jumps.

    Args:
        role: Whose.
        offers: Signed offers of all roles where it does, shape (U,).
        responses: The role's best responses on the two sides, the one above its offer first.
    """

    role: int
    offers: Array
    responses: tuple[float, float]


@dataclass(frozen=True)
class _Tried:
    """What all roles offer where one is held, and by how much its best response exceeds its offer."""

    offers: Array
    excess: float


def jump(economy: Economy, game: Game, start: Array) -> Jump | None:
    """Return where a best response jumps in a game in which no equilibrium was found, or None.

    Args:
        economy: The economy.
        game: A game of one row.
        start: Signed offers (U,) near the place, such as those from which none was found.
    """
    offers = nearest(economy, game, start)
    far = np.where(game.present[0], np.abs(best_responses(economy, game, offers) - offers), 0.0)
    end = float(economy.floats.endowment.max())
    roles = [u for u in np.argsort(-far, kind="stable").tolist() if far[u] > TOLERANCE * end]
    # Where what is nearest is no trade at all, the jump is looked for at the start, small offers first.
    there = [u for u in np.argsort(np.abs(start), kind="stable").tolist() if game.present[0, u]]
    tried = [*((u, offers) for u in roles), *((u, start) for u in there)]
    found = (_jump_of(economy, game, role, near) for role, near in tried)
    return next((j for j in found if j is not None), None)


def _jump_of(
    economy: Economy, game: Game, role: int, offers: Array, held: tuple[int, ...] = ()
) -> Jump | None:
    """Return where the best response of one role jumps while some others are held, or None."""
    end = float(economy.floats.endowment.max())
    first = _held(economy, game, role, offers, float(offers[role]), held)
    found = None if first is None else _bracket(economy, game, role, first, held)
    if found is None:
        return None
    one, other = found
    for _ in range(HALVINGS):
        if abs(one.offers[role] - other.offers[role]) <= CLOSED * end:
            break
        middle = 0.5 * (one.offers[role] + other.offers[role])
        tried = _held(economy, game, role, one.offers, middle, held)
        tried = tried or _held(economy, game, role, other.offers, middle, held)
        if tried is None:
            return None
        if np.sign(tried.excess) == np.sign(one.excess):
            one = tried
        else:
            other = tried
    above, below = sorted((one, other), key=lambda t: -t.excess)
    if not below.excess < -TOLERANCE * end < TOLERANCE * end < above.excess:
        return None
    here = above.offers[role]
    responses = float(here + above.excess), float(below.offers[role] + below.excess)
    return Jump(role, above.offers, responses)


def _bracket(
    economy: Economy, game: Game, role: int, first: _Tried, held: tuple[int, ...]
) -> tuple[_Tried, _Tried] | None:
    """Return two held offers between which the role's excess changes its sign, or None."""
    known, step = first, first.excess
    for _ in range(DOUBLINGS):
        tried = _held(economy, game, role, known.offers, first.offers[role] + step, held)
        if tried is not None and tried.excess * first.excess < 0:
            return known, tried
        known, step = tried or known, 2 * step
    return None


def _held(
    economy: Economy, game: Game, role: int, near: Array, offer: float, held: tuple[int, ...]
) -> _Tried | None:
    """Return what the others settle at where a role's offer is held, or None where they do not.

    One of them is held where it jumps if they do not and no other role is held already.
    """
    start = near.copy()
    start[role] = offer
    fixed = np.isin(np.arange(len(start)), (role, *held))
    offers = settled(economy, game, start, fixed)
    if offers is None and not held:
        others = np.flatnonzero(game.present[0] & ~fixed).tolist()
        jumping = (_jump_of(economy, game, other, start, (role,)) for other in others)
        offers = next((j.offers for j in jumping if j is not None), None)
    if offers is None:
        return None
    return _Tried(offers, float(best_responses(economy, game, offers)[role] - offer))
