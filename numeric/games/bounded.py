r"""One-stage games whose offers lie between bounds: both goods at once, and the sell-all game.

Without :math:`b_q b_r = 0` an offer is a demand schedule: at a price p it leaves :math:`\bar q -
b_q + b_r/p`, so :math:`b_q` fixes what is kept and :math:`b_r` what is spent.  In the sell-all game
the first good is sold by rule and the bid is spent on credit; without credit it is at most
:math:`\bar r`.  There is one candidate for each type: Newton's method with offers held at bounds.

Conventions: a bid that cannot be repaid leaves a negative amount of the second good and is worth
minus infinity; no equilibrium bid is of that kind, since marginal utility explodes first.

Paper: section 2.2 (why O), Lemma 1, footnote 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.equilibrium import OneStage, concluded, pure_kinds
from numeric.games.private import Found, Others, newton, others
from numeric.games.responses import gain_in_box
from numeric.games.sides import solve_on_o

Array = NDArray[np.float64]
Bounded = Literal["box", "sell_all", "no_credit"]


def bounds(economy: Economy, restriction: Bounded) -> tuple[Array, Array]:
    """Return the least and the greatest offers, shapes (2,); bids on credit are unbounded."""
    e = economy.floats.endowment
    if restriction == "box":
        return np.zeros(2), e.copy()
    return np.array([e[0], 0.0]), np.array([e[0], e[1] if restriction == "no_credit" else np.inf])


def exogenous(economy: Economy, restriction: Bounded) -> Array:
    """Return the exogenous offers per agent: κ in the box, none in the sell-all game."""
    return economy.floats.kappa * (restriction == "box")


def solve_bounded(
    economy: Economy, agents: int | None, restriction: Bounded, start: Array | None = None
) -> OneStage:
    """Return the equilibrium that Newton's method reaches.

    Args:
        economy: An economy; κ > 0 where the restriction is ``box``.
        agents: N, at least 2, or None for the limit.
        restriction: The offer set.
        start: Offers (X, 2) to start from; those of the limit if left out.
    """
    low, high = bounds(economy, restriction)
    game = others(economy, agents, exogenous(economy, restriction))
    tried = None
    for first in _starts(economy, agents, restriction) if start is None else [start]:
        free = np.broadcast_to([restriction == "box", True], first.shape)
        found = newton(game, np.clip(first, low, high), free, high)
        gain = searched(economy, game, found, low, high)
        tried = concluded(agents, pure_kinds(economy), found, gain)
        if tried.solved:
            return tried
    assert tried is not None
    return tried


def _starts(economy: Economy, agents: int | None, restriction: Bounded) -> Iterator[Array]:
    """Yield where to start: the limit, half the endowments, the equilibrium on O, little trade."""
    low, high = bounds(economy, restriction)
    if agents is not None:
        limit = solve_bounded(economy, None, restriction)
        if limit.solved:
            yield limit.offers
    shape = (len(economy.types), 2)
    yield np.broadcast_to(np.clip(0.5 * economy.floats.endowment, low, high), shape)
    on_o = solve_on_o(economy, agents)
    if on_o.solved and on_o.pure:
        yield on_o.offers
    for share in (0.1, 0.3, 0.8):
        yield np.broadcast_to(np.clip(share * economy.floats.endowment, low, high), shape)


def searched_up_to(economy: Economy, offers: Array, high: Array) -> Array:
    """Return up to what offers are searched: with credit, four times the greatest one found and the endowment."""
    return np.asarray(np.minimum(high, 4 * offers.max(axis=0) + economy.floats.endowment))


def searched(economy: Economy, game: Others, found: Found, low: Array, high: Array) -> float:
    """Return the most that a search over the whole offer set adds to the payoff of any type."""
    small, most = game.heaviest, searched_up_to(economy, found.offers, high)
    totals = small.totals(found.offers)
    return max(
        gain_in_box(small, x, found.offers[x], totals, low, most) for x in range(len(found.offers))
    )
