r"""The pari-mutuel version of the mechanism: a symmetric separating equilibrium of both stages.

Unknown are the X offers of stage 1.  Given them, stage 2 is solved for every pair of configurations
(active, inactive); both histograms are announced, so the common belief is :math:`\phi^{\sigma^A +
\sigma^I}`.  As in Theorem 1 only the interval of an offer matters if active, so locally an offer is
judged contingent on being inactive, where it is executed:

.. math:: \sum_s P(s \mid x\ \text{inactive})\Big[-u_q + u_r\,(p + a\,p')\Big] = 0

for a seller of the first good, with p' the response of the price to the executed offer, the active
adjusting; likewise for a buyer.  The other side of the market and other intervals are compared
afterwards (``numeric.games.pari_mutuel_deviations``).

Conventions: an agent of type x who is inactive meets a scenario with probability proportional to
its weight times :math:`\sigma^I(x)`, which turns sums over the others into sums over scenarios;
signed offers are positive for sales of the first good.

Paper: section 6, where the fixed point is named and not computed; existence is not shown here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root
from scipy.special import expit, logit

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.fixed_points import largest_gap
from numeric.games.outcome import Outcome, traded
from numeric.games.pari_mutuel_market import Markets, solve_markets
from numeric.games.scenarios import Scenarios
from numeric.probability.calibration import calibrated, controls, unexplained
from numeric.probability.posterior import posterior, type_posterior
from numeric.stage2.problem import Point
from numeric.status import NotSolved, Status
from symbolic.games.pari_mutuel import executed_slope, price_slope
from symbolic.language.notation import b_q, b_r, p

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
TOLERANCE = 1e-8
"""Largest first-order condition of stage 1, in utils per unit of the good."""

SAMPLE, STEPS = 3000, 12
"""Scenarios of the sample, and the most steps in all scenarios."""

PAIRS = 10_000
"""Pairs of configurations up to which deviations are judged in all scenarios."""


def unsigned(signed: Array) -> Array:
    """Return offers (…, 2) from signed offers (…)."""
    return np.stack([np.maximum(signed, 0.0), np.maximum(-signed, 0.0)], axis=-1)


def everybody(pairs: Indices) -> Indices:
    """Return the counts of all agents of pairs (active, inactive), shape (m, X)."""
    return np.asarray(pairs.reshape(len(pairs), 2, -1).sum(axis=1))


@dataclass
class PariMutuel:
    """The game in given scenarios, with the stage-2 games of its distinct pairs.

    Args:
        economy: An economy with κ > 0.
        agents: N.
        drawn: Scenarios with at least one inactive agent.
        pairs: The distinct pairs (active, inactive), shape (m, 2X).
        where: Which pair a scenario has, shape (n,).
        belief: The common belief at each pair, shape (m, Z).
        near: Where the last stage 2 ended.
    """

    economy: Economy
    agents: int
    drawn: Scenarios
    pairs: Indices
    where: Indices
    belief: Array
    near: Point | None = field(default=None, repr=False)

    @classmethod
    def of(cls, economy: Economy, agents: int, drawn: Scenarios) -> PariMutuel:
        """Collect the distinct pairs of the scenarios."""
        both = np.concatenate([drawn.active, drawn.inactive], axis=1)
        pairs, where = np.unique(both, axis=0, return_inverse=True)
        belief = posterior(economy, everybody(pairs))
        return cls(economy, agents, drawn, pairs, where.ravel(), belief)

    def exogenous(self, signed: Array, pairs: Indices) -> Array:
        """Return what the inactive and κ offer at pairs (m, 2X), shape (m, 2)."""
        executed = pairs[:, len(signed) :] @ unsigned(signed)
        return np.asarray(self.agents * self.economy.floats.kappa + executed)

    def markets(self, signed: Array) -> Markets:
        """Solve stage 2 at all pairs."""
        active = self.pairs[:, : len(signed)].astype(float)
        outside = self.exogenous(signed, self.pairs)
        found = solve_markets(self.economy, active, self.belief, outside, self.near)
        self.near = found.point
        return found

    def ended_at(self, pairs: Indices) -> Point | None:
        """Return where stage 2 ended last at some of the pairs, by their places; None if it was not solved yet."""
        at = self.near
        return None if at is None else Point(at.amount[pairs], at.totals[pairs], at.sells[pairs])

    def weights(self, counts: NDArray[np.number], x: int) -> Array:
        """Return the probability of each scenario for an agent of type x in a group with these counts."""
        chance, number = self.drawn.weight, counts[:, x]
        return np.asarray(chance * number / (chance @ number))

    def slopes(self, signed: Array) -> Array:
        """Return the slopes of the executed offers, utils per unit, shape (X,)."""
        found, result = self.markets(signed), np.empty(len(signed))
        by_offer = found.price_slopes()
        for x, s in enumerate(signed):
            side = 0 if s > 0 else 1
            # Where nobody of the type is inactive its offer is not executed, whatever it is.
            use = np.flatnonzero(self.drawn.inactive[:, x] > 0)
            pair = self.where[use]
            at: dict[Any, Any] = {
                (b_q, b_r)[side]: np.full(len(use), abs(s)),
                p: found.price[pair],
                price_slope: by_offer[pair, side],
            }
            values = formulas_of(self.economy).in_states((executed_slope(side),), at, x)[0]
            own = values[np.arange(len(use)), self.drawn.state[use]]
            result[x] = (self.weights(self.drawn.inactive, x)[use] * own).sum()
        return result

    def outcome(self, signed: Array) -> Outcome:
        """Return the outcome of the offers of stage 1 in all scenarios.

        Raises:
            NotSolved: Some game of stage 2 was not solved.
        """
        found = self.markets(signed)
        if not found.solved.all():
            raise NotSolved("stage 2 of the pari-mutuel version", Status.NO_ROOT)
        X, n = len(self.economy.types), len(self.where)
        first = np.broadcast_to(unsigned(signed), (n, X, 2))
        offers = np.concatenate([found.offers[self.where], first], axis=1)
        return Outcome(
            np.tile(np.arange(X), 2),
            self.drawn.state,
            self.drawn.weight,
            np.concatenate([self.drawn.active, self.drawn.inactive], axis=1).astype(float),
            traded(self.economy, offers, found.price[self.where]),
            self.drawn.draws,
            self.drawn.controls,
        )

    def thinned(self) -> PariMutuel:
        """Return the game in a systematic sample of its scenarios, for rough solutions and searches.

        Every k-th quantile of the scenarios in lexicographic order, with equal weights; all of them
        where they are few.
        """
        d = self.drawn
        if len(d.weight) <= SAMPLE:
            return self
        total = np.cumsum(d.weight)
        points = (np.arange(SAMPLE) + 0.5) / SAMPLE
        kept, number = np.unique(np.searchsorted(total, points), return_counts=True)
        some = Scenarios(d.state[kept], d.active[kept], d.inactive[kept], number / SAMPLE, d.draws)
        return PariMutuel.of(self.economy, self.agents, some)


@dataclass(frozen=True)
class View:
    """What an agent of one type reckons with at stage 1, given the group that it lands in.

    Args:
        state: Shape (n,).
        weight: Probabilities given its type and its group, shape (n,).
        pairs: Distinct pairs (active, inactive), the agent among its group, shape (m, 2X).
        where: Which pair a scenario has, shape (n,).
        start: The stage-2 games of the pairs, solved.
        posterior: Probabilities of the states given the type, shape (Z,).
        controls: What the weights of drawn scenarios reproduce, shape (n, C); None where the
            scenarios are all of them.
    """

    state: Indices
    weight: Array
    pairs: Indices
    where: Indices
    start: Point
    posterior: Array
    controls: Array | None = None

    def error(self, values: Array) -> Array:
        """Return the standard error of the mean of values (…, n), 0 where scenarios are all, shape (…,)."""
        if self.controls is None:
            return np.zeros(values.shape[:-1])
        rows, flat = values.reshape(-1, values.shape[-1]), 0.0
        for z, chance in enumerate(self.posterior):
            here = self.state == z
            left = np.array([unexplained(v[here], self.controls[here]) for v in rows])
            flat = flat + chance**2 * left / here.sum()
        return np.asarray(np.sqrt(flat)).reshape(values.shape[:-1])


def view_of(game: PariMutuel, signed: Array, x: int, *, active: bool) -> View:
    """Return what an agent of type x reckons with: all scenarios where their pairs are few, else draws.

    Args:
        game: The game.
        signed: The candidate's signed offers (X,).
        x: The agent's type.
        active: Whether it is active.
    """
    d, economy, X = game.drawn, game.economy, len(signed)
    if len(game.pairs) <= PAIRS and d.draws == 0:
        counts = d.active if active else d.inactive
        use = np.flatnonzero(counts[:, x] > 0)
        state, weight, reproduced = d.state[use], game.weights(counts, x)[use], None
        kept, where = np.unique(game.where[use], return_inverse=True)
        pairs, near = game.pairs[kept], game.ended_at(kept)
    else:
        state, weight, reproduced, both = _drawn_around(game, x, active)
        pairs, where = np.unique(both, axis=0, return_inverse=True)
        near = None
    outside, belief = game.exogenous(signed, pairs), posterior(economy, everybody(pairs))
    start = solve_markets(economy, pairs[:, :X].astype(float), belief, outside, near).point
    return View(state, weight, pairs, where.ravel(), start, type_posterior(economy)[x], reproduced)


def _drawn_around(game: PariMutuel, x: int, active: bool) -> tuple[Indices, Array, Array, Indices]:
    """Draw the others of both groups; return states, weights, controls and pairs with the agent in them."""
    economy, passive = game.economy, game.drawn.idle
    sizes = [game.agents - passive - active, passive - (not active)]
    own = np.zeros((2, len(economy.types)), dtype=np.int64)
    own[int(not active), x] = 1
    parts = []
    for z, mu in enumerate(economy.floats.signal):
        generator = np.random.default_rng([z, x])
        acting, resting = (generator.multinomial(size, mu, size=SAMPLE) for size in sizes)
        reproduced = controls(acting, resting, mu)
        weight = type_posterior(economy)[x, z] * calibrated(reproduced)
        both = np.concatenate([acting + own[0], resting + own[1]], axis=1)
        parts.append((np.full(SAMPLE, z), weight, reproduced, both))
    state, weight, reproduced, both = (np.concatenate(v) for v in zip(*parts, strict=True))
    return state, weight, reproduced, both


def solve_offers(game: PariMutuel, start: Array) -> tuple[Array, float]:
    """Return the signed offers of stage 1 near a start, and the largest condition there.

    Solved in a sample of the scenarios first, and from there by Broyden's steps in all.

    Args:
        game: The game.
        start: Signed offers (X,); an offer that reaches zero stays on its side.
    """
    e, rough = game.economy.floats.endowment, game.thinned()
    sign, top = np.where((start > 0)[:, None], (1.0, e[0]), (-1.0, e[1])).T

    def signed(v: Array) -> Array:
        return np.asarray(sign * top * expit(v))

    first = np.clip(np.abs(start) / top, 1e-6, 1 - 1e-6)
    found = root(
        lambda v: rough.slopes(signed(v)),
        logit(first),
        method="hybr",
        options={"xtol": 1e-11, "maxfev": 60},
    )
    point, slopes, jacobian = found.x, game.slopes(signed(found.x)), None
    for _ in range(STEPS):
        if largest_gap(slopes) <= 0.1 * TOLERANCE:
            break
        if jacobian is None:
            jacobian = _jacobian(lambda v: rough.slopes(signed(v)), point)
        try:
            step = -np.linalg.solve(jacobian, slopes)
        except np.linalg.LinAlgError:  # at an end of O nothing moves any more
            break
        point = point + step
        slopes = game.slopes(signed(point))
        jacobian = jacobian + np.outer(slopes, step) / (step @ step)
    return signed(point), largest_gap(slopes)


def _jacobian(function: Callable[[Array], Array], at: Array) -> Array:
    """Return a Jacobian by central differences."""
    step = 1e-5
    columns = [
        (function(at + step * unit) - function(at - step * unit)) / (2 * step)
        for unit in np.eye(len(at))
    ]
    return np.stack(columns, axis=-1)
