r"""The pari-mutuel version: its equilibrium against a search, its samples of scenarios, and its limit.

Paper: section 6; equations (7), (22).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.pari_mutuel import SAMPLE, PariMutuel, _jacobian, solve_offers, view_of
from numeric.games.pari_mutuel_deviations import (
    _bounds,
    _cut,
    _prices,
    _utilities,
    deviations,
    executed,
    taken,
    taken_for,
)
from numeric.games.pari_mutuel_limit import pari_mutuel_limit
from numeric.games.scenarios import scenarios
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.toolkit.by_rounds import traded

AGENTS, IDLE = 4, 2
LOOSE = 0.05
"""What bounds may lie above what is met, utils: cells that cannot matter are not halved."""
Array = NDArray[np.float64]


def _over_cells(game: PariMutuel, signed: Array, x: int, factor: float) -> float:
    """Return by how much the bounds on cells of offers miss what they say, relative to one util.

    At most where the tangents at the ends of a cell meet, the price being that of the first end.
    """
    economy, worst = game.economy, 0.0
    view, cells = view_of(game, signed, x, active=False), _cut(game, signed)
    own = executed(game, signed, x, signed[[x]], np.array([x]))[0]
    at = _utilities(game, view, x, signed[[x]], _prices(game, signed, view, x, signed[[x]], [x]))[0]
    value, bound = _bounds(game, signed, view, x, cells, at)
    signs = np.where(cells.side == 0, 1.0, -1.0)
    backwards = (signs * cells.low)[::-1], cells.type[::-1]  # in another order than in the bounds
    prices = _prices(game, signed, view, x, *backwards)[::-1].tolist()
    for i, (low, high) in enumerate(zip(cells.low.tolist(), cells.high.tolist(), strict=True)):
        sign, price = float(signs[i]), prices[i]

        def added(amount: float, price: list[float] = price, sign: float = sign) -> float:
            offer = (amount, 0.0) if sign > 0 else (0.0, amount)
            rows = zip(view.weight.tolist(), view.state.tolist(), price, strict=True)
            values = (
                w * by_hand.utility(economy, x, z)(*traded(economy, offer, p)) for w, z, p in rows
            )
            return float(sum(values)) * factor - float(own)

        step = 1e-6 * (high - low)
        ends = added(low), added(high)
        rise = (added(low + step) - ends[0]) / step, (ends[1] - added(high - step)) / step
        meet = (ends[1] - ends[0] - rise[1] * (high - low)) / (rise[0] - rise[1])
        inside = ends[0] + rise[0] * min(max(meet, 0.0), high - low)
        most = ends[0] if rise[0] <= 0 else ends[1] if rise[1] >= 0 else inside
        worst = largest(worst, gap(value[i], ends[0]))
        if high < 0.9 * float(by_hand.endowment(economy)[int(sign < 0)]):  # not next to the end
            worst = largest(worst, 1e-6 * gap(bound[i], most))
    return worst


def _jacobian_gap() -> float:
    """Return how far central differences are from derivatives that are known."""
    at = np.array([0.3, -0.7])
    found = _jacobian(lambda v: np.array([np.sin(v[0]) * v[1], v[0] ** 3 + np.exp(v[1])]), at)
    x, y = at.tolist()
    return gap(found, [[np.cos(x) * y, np.sin(x)], [3 * x**2, np.exp(y)]])


def _error_gap(game: PariMutuel, signed: Array) -> float:
    """Return how far standard errors are from those of a stratified sample, none where all are listed."""
    view = view_of(game, signed, 0, active=False)
    rng = np.random.default_rng(2)
    state = np.repeat([0, 1], [40, 70])
    values, controls = rng.normal(size=(2, 110)), rng.normal(size=(110, 1))
    values += 2 * controls[:, 0]
    drawn = replace(view, state=state, posterior=np.array([0.3, 0.7]), controls=controls)
    wanted = []
    for row in values:
        total = 0.0
        for z, chance in ((0, 0.3), (1, 0.7)):
            y, c = row[state == z], controls[state == z, 0]
            slope = ((y - y.mean()) @ (c - c.mean())) / ((c - c.mean()) ** 2).sum()
            rest = y - y.mean() - slope * (c - c.mean())
            total += chance**2 * float(rest @ rest) / (len(y) - 2) / len(y)
        wanted.append(total**0.5)
    every = replace(view, controls=None).error(values)
    return largest(gap(drawn.error(values) / wanted, np.ones(2)), float(np.abs(every).max()))


@dataclass
class _Known:
    """A game with slopes that vanish at known offers, and elsewhere in its sample."""

    economy: Economy
    target: tuple[float, float]
    calls: int = 0

    def thinned(self) -> _Known:
        return _Known(self.economy, (self.target[0] + 0.02, self.target[1] - 0.03))

    def slopes(self, signed: Array) -> Array:
        self.calls += 1
        a, b = (signed - np.array(self.target)).tolist()
        return np.array([-2 * a + 0.3 * b, 0.4 * a - 1.5 * b - a * b])


def _known_gap(economy: Economy) -> float:
    """Return how far offers are from those at which slopes are known to vanish, and whether it takes long."""
    worst = 0.0
    for target in ((0.4, -0.7), (-1.3, 0.2)):
        game, start = _Known(economy, target), np.array(target) * np.array([0.5, 1.1])
        found, residual = solve_offers(cast(Any, game), start)
        worst = largest(worst, 1e-3 * gap(found, target), 1e-3 * residual)
        worst = largest(worst, float(game.calls > 8))
    game = _Known(economy, (0.4, -0.7))  # whose second offer is on the other side
    found, residual = solve_offers(cast(Any, game), np.array([0.3, 0.2]))
    off = float(np.abs(game.slopes(found)).max())
    return largest(
        worst, 1e-3 * gap(residual, off), float(not (residual > 0.1 and found.min() >= 0))
    )


def searched(economy: Economy, parameters: Parameters) -> Instance:
    """Offers at which no slope remains; bounds on what other offers add, there and elsewhere."""
    X, worst = len(economy.types), _known_gap(economy)
    if not worst <= 1e-11:
        return Instance(economy.name, False, f"known offers are missed by {worst:.1e}")
    game = PariMutuel.of(economy, AGENTS, scenarios(economy, AGENTS, IDLE))
    solved, residual = solve_offers(game, np.array([0.2, -0.3]))
    slopes = game.slopes(solved)
    worst = largest(worst, 1e-2 * _jacobian_gap(), _error_gap(game, solved))
    worst = largest(
        worst, 1e3 * float(np.abs(slopes).max()), abs(float(np.abs(slopes).max()) - residual)
    )
    share, other = IDLE / AGENTS, np.array([0.05, -0.6])
    worst = largest(worst, _over_cells(game, other, 0, float(parameters["utility"])))
    for signed in (solved, other):
        grid = np.linspace(-1.4, 0.95, 48)
        believed = taken_for(game, signed, grid)
        gain, margin = -np.inf, {}
        for x in range(X):
            own = executed(game, signed, x, signed[[x]], np.array([x]))[0]
            view = view_of(game, signed, x, active=True)
            active = [float(taken(game, signed, view, x, y) @ view.weight) for y in range(X)]
            values = executed(game, signed, x, grid, believed) - own
            gain = largest(gain, float(values[believed == x].max()))
            for y in range(X):
                if y != x:
                    best = float(values[believed == y].max())
                    margin[x, y] = -share * best - (1 - share) * (active[y] - active[x])
        found = deviations(game, signed)
        least = min(margin.values())
        # What is met on a grid never exceeds the bounds; where it stands, so do they.
        sound = found.margin <= least + 1e-9 and gain <= found.bound + 1e-12 and found.exact
        sound = sound and found.gain <= found.bound and (found.margin < 0) == (least < 0)
        sound = sound and abs(found.margin - least) < LOOSE and abs(found.bound - gain) < LOOSE
        worst = largest(
            worst, float(not sound), float(margin.get(found.binding, np.inf) > least + LOOSE)
        )
    told = f"largest slope {residual:.1e}, largest gap {worst:.1e}"
    return Instance(economy.name, worst <= 1e-11, told, margin=1e-11 - worst)


def thinned(economy: Economy, parameters: Parameters) -> Instance:
    """A sample of many scenarios follows their distribution as closely as equal weights can."""
    drawn = scenarios(economy, 14, 6)
    game = PariMutuel.of(economy, 14, drawn)
    some = game.thinned().drawn
    every = np.concatenate([drawn.state[:, None], drawn.active, drawn.inactive], axis=1)
    kept = np.concatenate([some.state[:, None], some.active, some.inactive], axis=1)
    at = {tuple(row): i for i, row in enumerate(every.tolist())}
    weights = np.zeros(len(every))
    weights[[at[tuple(row)] for row in kept.tolist()]] = some.weight * float(parameters["weight"])
    off = np.abs(np.cumsum(weights) - np.cumsum(drawn.weight) / drawn.weight.sum()).max()
    short = PariMutuel.of(economy, 3, scenarios(economy, 3, 1))
    right = off <= 0.5001 / SAMPLE and abs(weights.sum() - 1) < 1e-12 and short.thinned() is short
    told = f"{len(kept)} of {len(every)} scenarios, distributions differ by {off:.1e}"
    return Instance(economy.name, right and len(every) > SAMPLE, told)


def limit(economy: Economy, parameters: Parameters) -> Instance:
    """Prices that the offers of both groups reproduce, and offers that are best at them."""
    top, share, X = by_hand.endowment(economy), 0.3, len(economy.types)
    found, worst = pari_mutuel_limit(economy, share), 0.0
    kappa = [float(k) * float(parameters["kappa"]) for k in economy.mechanism.kappa]
    states = range(len(economy.states))
    for z, p in enumerate(found.price.tolist()):
        totals = list(kappa)
        for x, m in enumerate(economy.environment.signal[z]):
            known = [float(s == z) for s in states]
            best = by_hand.price_taker(economy, x, known, p)
            worst = largest(worst, gap(found.active[z, x], best))
            for i in (0, 1):
                totals[i] += float(m) * ((1 - share) * best[i] + share * float(found.offers[x, i]))
        worst = largest(worst, gap(p, totals[1] / totals[0]))
    for x in range(X):
        b = float(found.offers[x, 0]), float(found.offers[x, 1])
        slopes = []
        for good in (0, 1):
            total = 0.0
            for z, tau in enumerate(by_hand.tau(economy, x)):
                p, known = float(found.price[z]), [float(s == z) for s in states]
                bundle = top[0] - b[0] + b[1] / p, top[1] - b[1] + p * b[0]
                given, got = (by_hand.slope(economy, bundle, x, known, i) for i in (good, 1 - good))
                total += float(tau) * (got * (p if good == 0 else 1 / p) - given)
            slopes.append(total)
        side = int(b[1] > 0)
        worst = largest(worst, abs(slopes[side]), float(min(b) != 0 or max(b) <= 0))
    worst = largest(worst, float(found.share != share))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst)


CHECKS: dict[str, Check] = {
    "sec-6.searched": on_probes(searched, (TWO_TYPES,)),
    "sec-6.thinned": on_probes(thinned, (LOGARITHMS,)),
    "sec-6.pari-mutuel-limit": on_probes(limit, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.searched",
        "the pari-mutuel version: no slope is left, and margins of being taken for another",
        "section 6, equation (22)",
        r"\min_{x, \bar x}\left\{\tfrac{N - M}{N}\big[G_x(a_x) - \max_{I(\bar x)} G_x\big] - "
        r"\tfrac MN [F_x(\bar x) - F_x(x)]\right\}",
        "utility",
        depends_on=("sec-6.executed",),
    ),
    stated(
        "sec-6.thinned",
        "a systematic sample of scenarios follows their distribution",
        "section 6",
        r"\sup_i |\hat P(s_1, \ldots, s_i) - P(s_1, \ldots, s_i)| \le \frac{1}{2 \cdot 3000}",
        "weight",
    ),
    stated(
        "sec-6.pari-mutuel-limit",
        "the limit of the pari-mutuel version: prices that offers reproduce",
        "section 6",
        r"p^z = \frac{\kappa_r + \sum_x \mu_z(x)[(1 - \eta) b_r^z(x) + \eta a_r(x)]}"
        r"{\kappa_q + \sum_x \mu_z(x)[(1 - \eta) b_q^z(x) + \eta a_q(x)]}",
        "kappa",
    ),
)
