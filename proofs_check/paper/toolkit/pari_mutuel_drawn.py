r"""The pari-mutuel version where scenarios are drawn: what a deviator reckons with, and how unsure it is.

The others of both groups are drawn around an agent, so that their counts have the moments of
multinomial laws and the agent is in its own group.  What a deviation adds is then known up to a
standard error, that of the values' regression on the others' counts and their products, written here
as least squares.

Paper: sections 2.1 and 6, equation (22).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.pari_mutuel import PariMutuel, View, view_of
from numeric.games.pari_mutuel_deviations import (
    _bounds,
    _cut,
    _gains_of_belief,
    _prices,
    _utilities,
    taken,
)
from numeric.games.scenarios import scenarios
from proofs_check.claims.checks import Check, Disagreement, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes
from proofs_check.paper.toolkit.by_rounds import traded

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
AGENTS, IDLE, DRAWS = 7, 3, 50
SIGNED = np.array([0.21, -0.33])
"""Offers of stage 1 that are no equilibrium."""
CLOSE, WIDTH = 1e-11, 5
"""Allowed gaps, and how many standard errors a bound is wider."""


def drawn(economy: Economy, parameters: Parameters) -> Instance:
    """Views of active and inactive agents of both types, and what their bounds add for being drawn."""
    game = PariMutuel.of(economy, AGENTS, scenarios(economy, AGENTS, IDLE, limit=1, draws=DRAWS))
    worst, width = 0.0, WIDTH * float(parameters["error"])
    for x in range(len(economy.types)):
        for active in (True, False):
            worst = largest(worst, _law_gap(economy, _view(game, x, active), x, active))
        if not worst < CLOSE:
            return Instance(economy.name, False, f"the others' laws are missed by {worst:.1e}")
        worst = largest(worst, _belief_gap(game, x, width), _cells_gap(game, x, width))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _view(game: PariMutuel, x: int, active: bool) -> View:
    try:
        return view_of(game, SIGNED, x, active=active)
    except ValueError as error:  # the counts that were drawn are none
        raise Disagreement(f"no view of the game is found: {error}") from error


def _others(view: View, x: int, active: bool) -> tuple[Counts, Counts]:
    """Return the counts of the first type among the other active and the other inactive."""
    both, own = view.pairs[view.where], int(x == 0)
    return both[:, 0] - own * active, both[:, 2] - own * (not active)


def _law_gap(economy: Economy, view: View, x: int, active: bool) -> float:
    """Return how far a view's draws are from the laws of the others' counts."""
    both, tau = view.pairs[view.where], by_hand.tau(economy, x)
    sums = {(int(a), int(b)) for a, b in zip(both[:, :2].sum(1), both[:, 2:].sum(1), strict=True)}
    inside = both[:, x if active else 2 + x].min() >= 1 and both.min() >= 0
    worst = float(not (sums == {(AGENTS - IDLE, IDLE)} and inside))
    worst = largest(worst, gap(view.posterior, [float(t) for t in tau]))
    sizes = AGENTS - IDLE - active, IDLE - (not active)
    for z, (t, row) in enumerate(zip(tau, economy.environment.signal, strict=True)):
        at, m = view.state == z, float(row[0])
        weight = view.weight[at] / float(t)
        worst = largest(worst, abs(float(weight.sum()) - 1))
        away = [c[at] - n * m for c, n in zip(_others(view, x, active), sizes, strict=True)]
        for one, n in zip(away, sizes, strict=True):
            worst = largest(worst, abs(weight @ one), gap(weight @ one**2, n * m * (1 - m)))
            off = float(one.mean()) / (n * m * (1 - m) / at.sum()) ** 0.5
            worst = largest(worst, float(abs(off) > 4))
        worst = largest(worst, abs(weight @ (away[0] * away[1])))
    return worst


def _error(view: View, x: int, active: bool, values: Array) -> float:
    """Return the standard error of a mean: of what the others' counts and products do not explain."""
    a, i = _others(view, x, active)
    total = 0.0
    for z, chance in enumerate(view.posterior.tolist()):
        at = view.state == z
        known = [np.ones(at.sum()), *(c[at] for c in (a, i, a * a, a * i, i * i))]
        design = np.stack(known, axis=1).astype(float)
        rest = values[at] - design @ np.linalg.solve(design.T @ design, design.T @ values[at])
        total += chance**2 * float(rest @ rest) / (at.sum() - len(known)) / at.sum()
    return float(total**0.5)


def _belief_gap(game: PariMutuel, x: int, width: float) -> float:
    """Return how far the bounds on what being taken for a type adds are from means and their errors."""
    view = view_of(game, SIGNED, x, active=True)
    found = _gains_of_belief(game, SIGNED, x)
    values = [taken(game, SIGNED, view, x, y) for y in range(len(SIGNED))]
    added = [v - values[x] for v in values]
    wanted = [float(v @ view.weight) + width * _error(view, x, True, v) for v in added]
    return gap(found, wanted)


def _cells_gap(game: PariMutuel, x: int, width: float) -> float:
    """Return how far what errors take from values on cells, and add to bounds, is from that by hand."""
    view, economy = view_of(game, SIGNED, x, active=False), game.economy
    cells = _cut(game, SIGNED)
    cells = cells.part(np.isin(np.arange(len(cells.low)), (3, 9, len(cells.low) - 9)))
    own_price = _prices(game, SIGNED, view, x, SIGNED[[x]], [x])
    own = _utilities(game, view, x, SIGNED[[x]], own_price)[0]
    value, bound = _bounds(game, SIGNED, view, x, cells, own)
    sure = _bounds(game, SIGNED, replace(view, controls=None), x, cells, own)
    worst, states = 0.0, view.state.tolist()
    for i, side in enumerate(cells.side.tolist()):
        low, high = float(cells.low[i]), float(cells.high[i])
        kind = np.array([cells.type[i]])
        price = _prices(game, SIGNED, view, x, np.array([(low, -low)[side]]), kind)[0].tolist()
        errors = []
        for amount in (low, high):
            offer = (amount, 0.0) if side == 0 else (0.0, amount)
            made = [
                by_hand.utility(economy, x, z)(*traded(economy, offer, p))
                for z, p in zip(states, price, strict=True)
            ]
            errors.append(_error(view, x, False, np.array(made) - own))
        doubt = width * max(errors)
        worst = largest(worst, gap(sure[0][i] - value[i], doubt), gap(bound[i] - sure[1][i], doubt))
    return worst


CHECKS: dict[str, Check] = {"sec-6.drawn-around": on_probes(drawn, (TWO_TYPES,))}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "sec-6.drawn-around",
        "the pari-mutuel version with drawn scenarios: the laws of the others, and bounds with their errors",
        "sections 2.1 and 6, equation (22)",
        r"\forall x:\quad \sigma^A - e_x \sim \mathrm{Mult}(M - 1, \mu_z),\quad "
        r"\hat V_x(\bar x) = \sum_i w_i [F_{xi}(\bar x) - F_{xi}(x)] + 5 \operatorname{se}",
        "error",
        depends_on=("sec-6.executed", "sec-2.1.drawn"),
    ),
)
