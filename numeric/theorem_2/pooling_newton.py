r"""Pure symmetric equilibria of the stage-2 games after a semi-pooling stage 1.

Method: with the sides of all roles fixed, Newton on all first-order conditions; then best
responses, both sides compared, decide which roles change sides (never a price); and
again.  Iterating best responses alone would cycle: when κ is small a block that changes sides moves
the price far.  A row of block counts is solved when every role's offer is its best response, both
sides compared.

Selection: best responses can jump across zero, so there may be several equilibria or none.  What is
returned is the equilibrium that this iteration reaches from the starting point that is given; where
it cycles, the first among the patterns of sides of the roles that offer little, in the order +, -,
0, from which Newton ends at one; where none does, the row is reported as not found.  No row depends
on the rows solved with it, nor on whether kernels are compiled.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import pooled
from numeric.formulas.compiled import formulas_of
from numeric.theorem_2.pooling_games import Game, responses, signed, totals
from symbolic.language.notation import Q_others, R_others
from symbolic.model import best_response as formulas

Array = NDArray[np.float64]
TOLERANCE = 1e-8
ROUNDS = 16
NEWTON = 8
SETTLED = 1e-13
"""Step, relative to the endowment, after which a row has settled."""
SMALL = 1e-3
NEAR_ZERO = 0.15
MOST_PATTERNS = 4
"""How many roles are tried on all sides where the iteration fails.

They are roles that offer less than ``NEAR_ZERO`` of the endowment.
"""


@dataclass(frozen=True)
class Solved:
    """Equilibria of a game.

    Args:
        offers: Signed offers, shape (n, U); NaN in rows that are not solved.
        values: Expected utility of every role, shape (n, U).
        solved: Which rows are solved, shape (n,).
        gap: Largest distance from a best response relative to the endowment, shape (n,).
    """

    offers: Array
    values: Array
    solved: NDArray[np.bool_]
    gap: Array


def solve_games(economy: Economy, game: Game, start: Array) -> Solved:
    """Return an equilibrium for every row, from a starting point (n, U) near one.

    Paper: equations (30) and (31).
    """
    offers = _newton(economy, game, np.where(game.present, start, 0.0))
    values, gap = np.full(start.shape, np.nan), np.full(len(offers), np.inf)
    active = np.arange(len(offers))
    for _ in range(ROUNDS):
        rows = game.rows(active)
        gap[active], best, values[active] = _gap(economy, rows, offers[active])
        left = gap[active] > TOLERANCE
        active, best = active[left], best[left]
        if len(active) == 0:
            break
        offers[active] = _newton(economy, game.rows(active), _sided(economy, offers[active], best))
    for n in np.flatnonzero(gap > TOLERANCE):
        offers[n], values[n], gap[n] = _searched(economy, game.rows(np.array([n])), offers[n])
    solved = gap <= TOLERANCE
    return Solved(
        np.where(solved[:, None], offers, np.nan),
        np.where(solved[:, None], values, np.nan),
        solved,
        gap,
    )


def _ends(economy: Economy, offers: Array) -> Array:
    """Return the endowment of the good that a signed offer is of."""
    q_bar, r_bar = economy.floats.endowment
    return np.asarray(np.where(offers >= 0, q_bar, r_bar), dtype=float)


def _gap(economy: Economy, game: Game, offers: Array) -> tuple[Array, Array, Array]:
    """Return the distance from best responses (n,), the signed best responses (n, U) and their values (n, U)."""
    response = responses(economy, game, offers)
    best = np.where(game.present, signed(response), 0.0)
    distance = np.abs(best - offers) / _ends(economy, best - offers)
    # Nothing is a best response whose value is not a number.
    distance[game.present & ~np.isfinite(response.value)] = np.inf
    return distance.max(axis=1), best, response.value


def _searched(economy: Economy, game: Game, offers: Array) -> tuple[Array, Array, float]:
    """Try every pattern of sides of the roles that offer little.

    For one row it is the first equilibrium that counts, or else what is closest to one, with its
    values and distance.
    """
    end = _ends(economy, offers)
    small = np.flatnonzero(game.present[0] & (np.abs(offers) < NEAR_ZERO * end))
    small = np.sort(
        small[np.argsort(np.round(np.abs(offers[small]), 9), kind="stable")][:MOST_PATTERNS]
    )
    patterns = np.array(list(product((1.0, -1.0, 0.0), repeat=len(small))))
    starts = np.repeat(offers[None], len(patterns), axis=0)
    starts[:, small] = patterns * SMALL * end[small]
    many = game.rows(np.zeros(len(patterns), dtype=np.int64))
    found = _newton(economy, many, _newton(economy, many, starts))
    gap, _, values = _gap(economy, many, found)
    # Several patterns may end at equilibria: which of them is nearest to one is a matter of
    # rounding.
    solved = np.flatnonzero(gap <= TOLERANCE)
    best = int(solved[0]) if len(solved) else int(np.nan_to_num(gap, nan=np.inf).argmin())
    return found[best], values[best], float(gap[best])


def settled(economy: Economy, game: Game, start: Array, held: NDArray[np.bool_]) -> Array | None:
    """Return best responses (U,) of a game's one row to each other and to offers that are held, or None.

    Args:
        economy: The economy.
        game: A game of one row.
        start: Signed offers (U,), those held among them.
        held: Which roles' offers are held, shape (U,).
    """
    offers = start[None]
    for _ in range(ROUNDS):
        offers = _newton(economy, game, offers, held)
        best = np.where(held, offers, best_responses(economy, game, offers[0]))
        if (np.abs(best - offers) / _ends(economy, best - offers)).max() <= TOLERANCE:
            return np.asarray(offers[0])
        offers = np.where(held, offers, _sided(economy, offers, best))
    return None


def best_responses(economy: Economy, game: Game, offers: Array) -> Array:
    """Return the signed best responses (U,) to signed offers (U,) in a game of one row."""
    return np.asarray(_gap(economy, game, offers[None])[1][0])


def nearest(economy: Economy, game: Game, start: Array) -> Array:
    """Return the signed offers (U,) nearest to an equilibrium that are found in a game of one row."""
    return _searched(economy, game, start)[0]


def _sided(economy: Economy, offers: Array, best: Array) -> Array:
    """Return offers on the sides of the best responses.

    A role that changes its side starts near zero, since the whole block changes with it.
    """
    end = _ends(economy, best)
    changed = np.sign(best) * np.minimum(np.abs(best), SMALL * end)
    return np.where(np.sign(best) != np.sign(offers), changed, 0.7 * offers + 0.3 * best)


def _conditions(economy: Economy, game: Game, offers: Array) -> tuple[Array, Array]:
    """Return every role's first-order condition on the side of its offer (n, U), and its derivatives.

    They are in all signed offers, (n, U, U).

    A role that offers nothing has condition zero, and no derivative is taken in its offer.
    """
    own = np.arange(offers.shape[1])
    found = (
        pooled.conditions(economy, game.active, game.types, game.laid_out, offers)
        if game.compiled
        else None
    )
    if found is not None:
        jacobian = found[..., 2:].copy()
        jacobian[:, own, own] += found[..., 1]
        return found[..., 0], jacobian
    Q, R = totals(economy, game, offers)
    result, jacobian = np.zeros(offers.shape), np.zeros((*offers.shape, len(own)))
    for side, sign in ((0, 1.0), (1, -1.0)):
        n, u = np.nonzero(sign * offers > 0)
        if len(n) == 0:
            continue
        k = formulas.one_sided(side)
        at: dict[Any, Any] = {
            k.own: np.abs(offers[n, u])[:, None],
            Q_others: Q[n, u],
            R_others: R[n, u],
        }
        parts = formulas_of(economy).in_states(
            (k.slope, k.curvature, k.by_q, k.by_r), at, game.types[u][:, None]
        )
        w = game.weights[n, u]
        # Where a state cannot be, or at a point that fills a row up, a condition may have no value.
        slope, curvature, by_q, by_r = ((w * np.where(w > 0, v, 0.0)).sum(axis=-1) for v in parts)
        result[n, u] = slope.sum(axis=-1)
        by_sold, by_bought = (np.einsum("mp,mpv->mv", v, game.points[n, u]) for v in (by_q, by_r))
        jacobian[n, u] = np.where(offers[n] > 0, by_sold, np.where(offers[n] < 0, -by_bought, 0.0))
        jacobian[n, u, u] += sign * curvature.sum(axis=-1)
    return result, jacobian


def _newton(
    economy: Economy, game: Game, offers: Array, held: NDArray[np.bool_] | None = None
) -> Array:
    """Return offers after Newton steps with the sides fixed, and the offers of some roles (U,) held.

    A role whose step crosses zero shrinks instead.  No row depends on the others.
    """
    result, rows, going = offers.copy(), np.arange(len(offers)), np.ones(len(offers), dtype=bool)
    for _ in range(NEWTON):
        new, change = _moved(economy, game, offers, held)
        going &= np.isfinite(new.sum(axis=1))
        offers = np.where(going[:, None], new, offers)
        result[rows] = offers
        with np.errstate(invalid="ignore"):
            going &= (np.abs(change) / _ends(economy, change)).max(axis=1) >= SETTLED
        left = np.flatnonzero(going)
        if len(left) == 0:
            break
        if 2 * len(left) <= len(rows):  # the others have settled
            rows, game, offers, going = rows[left], game.rows(left), offers[left], going[left]
    return result


def _moved(
    economy: Economy, game: Game, offers: Array, held: NDArray[np.bool_] | None = None
) -> tuple[Array, Array]:
    """Return offers after one step, and the step itself, (n, U) each.

    Half-way to the endowment is as far as an offer goes; the offers of some roles (U,) may be held.
    """
    end = economy.floats.endowment
    at, jacobian = _conditions(economy, game, offers)
    idle = (offers == 0) | ~game.present
    idle = idle if held is None else idle | held
    jacobian[idle] = np.eye(offers.shape[1])[np.nonzero(idle)[1]]
    change = _solved(jacobian, np.where(idle, 0.0, -at))
    new = offers + change
    new = np.where(np.sign(new) == np.sign(offers), new, 0.1 * offers)
    new = np.where(
        new >= end[0],
        0.5 * (offers + end[0]),
        np.where(new <= -end[1], 0.5 * (offers - end[1]), new),
    )
    return new, change


def _solved(matrices: Array, values: Array) -> Array:
    """Return the solutions of linear equations (n, U, U) and (n, U).

    NaN where a matrix is singular.
    """
    with np.errstate(all="ignore"):
        singular = ~np.isfinite(np.linalg.slogdet(matrices)[1])
        return np.asarray(
            np.linalg.solve(np.where(singular[:, None, None], np.nan, matrices), values[..., None])[
                ..., 0
            ]
        )
