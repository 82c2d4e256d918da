r"""The pari-mutuel version: its equilibrium against a search, its samples of scenarios, and its limit.

Paper: section 6; equations (7), (22).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.pari_mutuel import SAMPLE, PariMutuel, solve_offers
from numeric.games.pari_mutuel_deviations import deviations, executed, taken, taken_for
from numeric.games.pari_mutuel_limit import pari_mutuel_limit
from numeric.games.scenarios import scenarios
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes

AGENTS, IDLE = 4, 2
Array = NDArray[np.float64]


def _best(game: PariMutuel, signed: Array, x: int, y: int) -> float:
    """Return the greatest value, for a type, of offers taken for another's that are not near its own.

    Of 25 over all of O, and of nine more between the neighbours of the best of them.
    """
    top, near = by_hand.endowment(game.economy), game.markets(signed).point
    width = (top[0] + top[1]) * (1 - 1e-6) / 24
    values: dict[float, float] = {}

    def tried(offers: list[float]) -> None:
        far = [s for s in offers if abs(s - signed[x]) > 0.03 * min(top)]
        mine = [s for s in far if taken_for(game, signed, np.array([s]))[0] == y]
        if mine:
            found = executed(game, signed, near, x, np.array(mine), np.full(len(mine), y))
            values.update(zip(mine, found.tolist(), strict=True))

    rough = [-top[1] * (1 - 1e-6) + i * width for i in range(25)]
    tried(rough)
    centre = max(values, key=lambda s: values[s]) if values else float(signed[y])
    allowed = [s for s in rough if abs(s - signed[x]) > 0.03 * min(top)]
    tried([min(max(centre + i * width / 4, allowed[0]), allowed[-1]) for i in range(-4, 5)])
    return max(values.values(), default=-np.inf)


def searched(economy: Economy, parameters: Parameters) -> Instance:
    """Offers at which no slope remains; margins at them and at others."""
    X, worst = len(economy.types), 0.0
    game = PariMutuel.of(economy, AGENTS, scenarios(economy, AGENTS, IDLE))
    solved, residual = solve_offers(game, np.array([0.2, -0.3]))
    slopes = game.slopes(solved)
    worst = max(
        worst, 1e3 * float(np.abs(slopes).max()), abs(float(np.abs(slopes).max()) - residual)
    )
    for signed in (solved, np.array([0.05, -0.6])):
        near = game.markets(signed).point
        own = np.array(
            [executed(game, signed, near, x, signed[[x]], np.array([x]))[0] for x in range(X)]
        )
        active = np.array([[taken(game, signed, near, x, y) for y in range(X)] for x in range(X)])
        best = np.array([[_best(game, signed, x, y) for y in range(X)] for x in range(X)])
        share = IDLE / AGENTS * float(parameters["idle"])
        margin = share * (own[:, None] - best) - (1 - share) * (active - np.diag(active)[:, None])
        margin[np.arange(X), np.arange(X)] = np.inf
        found = deviations(game, signed)
        x, y = divmod(int(margin.argmin()), X)
        worst = max(worst, gap(found.margin, margin[x, y]))
        worst = max(worst, gap(found.gain, max(np.diag(best) - own)))
        worst = max(worst, float(found.binding != (x, y)))
    told = f"largest slope {residual:.1e}, largest gap {worst:.1e}"
    return Instance(economy.name, worst <= 1e-12, told, margin=1e-12 - worst)


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
            worst = max(worst, gap(found.active[z, x], best))
            for i in (0, 1):
                totals[i] += float(m) * ((1 - share) * best[i] + share * float(found.offers[x, i]))
        worst = max(worst, gap(p, totals[1] / totals[0]))
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
        worst = max(worst, abs(slopes[side]), float(min(b) != 0 or max(b) <= 0))
    worst = max(worst, float(found.share != share))
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
        r"\min_{x, \bar x}\Big\{\tfrac{N - M}{N}\big[G_x(a_x) - \max_{I(\bar x)} G_x\big] - "
        r"\tfrac MN [F_x(\bar x) - F_x(x)]\Big\}",
        "idle",
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
