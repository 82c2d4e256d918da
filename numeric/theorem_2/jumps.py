r"""Games in which a best response jumps where an equilibrium would be.

Against random totals an agent may gain from selling a little and from buying a little: the price at
which it sells is :math:`R/Q`, that at which it buys :math:`Q/R`, and the mean of either can be good for it
(Jensen).  Its best response to what all roles offer then jumps from one side of the market to the
other, and the offers of its role cross the jump: where they are on one side the agent would be on
the other.  No pure symmetric equilibrium lies there.

Method: one role's offer is held, the others settle at best responses to each other and to it, and
the held offer moves to where its best response is first above and then below it: to where both sides
of the market are worth the same to it, or else half-way.  If that is no equilibrium, it is a jump.
Where no jump is found so, and the others do not settle, one of them is held where it jumps, and the
rest settle.  Both roles jump then; or the first one's best response is what it is held at, and only
the other jumps.

Conventions: offers are signed, positive for the first good.  That no equilibrium lies elsewhere is
not shown.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.theorem_2.pooling_games import Game, responses, signed
from numeric.theorem_2.pooling_newton import TOLERANCE, best_responses, nearest, settled

Array = NDArray[np.float64]
DOUBLINGS, STEPS = 12, 100
CLOSED = 1e-12
"""Width, relative to the endowment, of a bracket that is closed."""


@dataclass(frozen=True)
class Jump:
    """A best response that jumps.

    Args:
        role: Whose.
        offers: Signed offers of all roles where it does, shape (U,).
        responses: The role's best responses on the two sides, the one above its offer first.
        other: The jump of another role at which it is held there; all the rest offer best responses.
    """

    role: int
    offers: Array
    responses: tuple[float, float]
    other: Jump | None = None


@dataclass(frozen=True)
class _Settled:
    """Signed offers of all roles (U,), which are best responses but for one that is held where it jumps, if one is."""

    offers: Array
    other: Jump | None


@dataclass(frozen=True)
class _Tried(_Settled):
    """The same where one role more is held.

    Its best response exceeds its offer by ``excess``, and selling the first good is worth ``lead`` more to it than
    selling the second.
    """

    excess: float
    lead: float


def jump(economy: Economy, game: Game, start: Array) -> Jump | None:
    """Return where a best response jumps in a game in which no equilibrium was found, or None.

    It is None also where an equilibrium is met on the way.

    Args:
        economy: The economy.
        game: A game of one row.
        start: Signed offers (U,) near the place, such as those from which none was found.
    """
    offers, end = nearest(economy, game, start), float(economy.floats.endowment.max())
    far = np.abs(best_responses(economy, game, offers) - offers)
    roles = [u for u in _faced(game, -far) if far[u] > TOLERANCE * end]
    # Where what is nearest is no trade at all, the jump is looked for at the start, small offers first.
    tried = [*((u, offers) for u in roles), *((u, start) for u in _faced(game, np.abs(start)))]
    found = (
        _crossing(economy, game, role, near, (), more)
        for more, (role, near) in product((0, 1), tried)
    )
    return next((f.other for f in found if f is not None), None)


def _faced(game: Game, key: Array) -> list[int]:
    """Return the roles that somebody faces, by key (U,): what others offer changes nothing for anybody."""
    some = game.weights[0].any(axis=-1) & game.present[0][:, None]
    faced = (game.points[0] * some[..., None]).any(axis=(0, 1)) & game.present[0]
    return [u for u in np.argsort(key, kind="stable").tolist() if faced[u]]


def _crossing(
    economy: Economy, game: Game, role: int, offers: Array, held: tuple[int, ...], more: int
) -> _Settled | None:
    """Return where one role's best response crosses its offer, and the jump if it jumps over it, or None.

    The offers of some roles are held, and those of so many more may be held where they jump.
    """
    end = float(economy.floats.endowment.max())
    first = _held(economy, game, role, offers, float(offers[role]), held, more)
    found = None if first is None else _bracket(economy, game, role, first, held, more)
    if found is None:
        return None
    (one, other), before = found, np.inf
    for _ in range(STEPS):
        width = abs(float(one.offers[role] - other.offers[role]))
        if width <= CLOSED * end:
            break
        middle = _between(one, other, role, 0.5 * CLOSED * end, 2 * width <= before)
        tried = _held(economy, game, role, one.offers, middle, held, more)
        tried = tried or _held(economy, game, role, other.offers, middle, held, more)
        if tried is None:
            return None
        if abs(tried.excess) <= TOLERANCE * float(economy.floats.endowment.min()):
            return tried
        if np.sign(tried.excess) == np.sign(one.excess):
            one = tried
        else:
            other = tried
        before = width
    else:
        return None
    above, below = sorted((one, other), key=lambda t: -t.excess)
    if not below.excess < -TOLERANCE * end < TOLERANCE * end < above.excess:
        return None
    high, low = (float(t.offers[role] + t.excess) for t in (above, below))
    return _Settled(above.offers, Jump(role, above.offers, (high, low), above.other or below.other))


def _between(one: _Tried, other: _Tried, role: int, least: float, quick: bool) -> float:
    """Return a held offer between two, half-way or nearer to one of them if that may be ``quick``.

    It is where both sides of the market are worth the same to the role, or it offers its best response.
    """
    jumps = one.lead * one.excess > 0 and other.lead * other.excess > 0
    near, far = sorted((one, other), key=lambda t: abs(t.lead if jumps else t.excess))
    a, b = (abs(t.lead if jumps else t.excess) for t in (near, far))
    start, end = float(near.offers[role]), float(far.offers[role])
    # Twice the way to there, so that both ends come near.
    share = min(max(2 * a / (a + b), least / abs(end - start)), 0.5) if quick else 0.5
    return start + share * (end - start)


def _bracket(
    economy: Economy, game: Game, role: int, first: _Tried, held: tuple[int, ...], more: int
) -> tuple[_Tried, _Tried] | None:
    """Return two held offers between which the role's excess changes its sign, or None."""
    known, step = first, first.excess
    for _ in range(DOUBLINGS):
        tried = _held(economy, game, role, known.offers, first.offers[role] + step, held, more)
        if tried is not None and tried.excess * first.excess < 0:
            return known, tried
        known, step = tried or known, 2 * step
    return None


def _held(
    economy: Economy,
    game: Game,
    role: int,
    near: Array,
    offer: float,
    held: tuple[int, ...],
    more: int,
) -> _Tried | None:
    """Return what the others settle at where a role's offer is held, or None where they do not.

    If they do not, one of them is held where it jumps if so many more may be.
    """
    start = near.copy()
    start[role] = offer
    held = (role, *held)
    offers = settled(economy, game, start, np.isin(np.arange(len(start)), held))
    found = None if offers is None else _Settled(offers, None)
    if found is None and more:
        free = [u for u in _faced(game, np.abs(start)) if u not in held]
        crossings = (_crossing(economy, game, u, start, held, more - 1) for u in free)
        found = next((f for f in crossings if f is not None), None)
    if found is None:
        return None
    response = responses(economy, game, found.offers[None])
    first, second = response.values[0, role]
    excess = float(signed(response)[0, role] - offer)
    return _Tried(found.offers, found.other, excess, float(first - second))
