r"""The market without influence on the price, against roots by hand and closed forms.

With :math:`u = \theta\log q + \log r`, :math:`s = \theta/(1+\theta)`, demand is :math:`s(\bar q + \bar r/p)`
and everything about the competitive economy is rational.

Paper: section 3.1, Lemma 2; Proposition 2; section 7.3.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import log

import numpy as np

from numeric.competitive.competitive import solve_competitive
from numeric.competitive.demand import demand, excess
from numeric.competitive.exchange import competitive_at, exchange_equilibrium
from numeric.competitive.price_taking import autarky_rates, price_taking
from numeric.economy.economy import Economy
from numeric.theorem_1.slope import slope
from numeric.theorem_3.achieving import limiting_loss, rescaled
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.enclosed import theta
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes

CLOSE = 1e-12
PRICES = (0.7, 1.3, 2.2)


def _spent(economy: Economy, z: int) -> list[Fraction]:
    types = range(len(economy.types))
    return [theta(economy, x, z) / (1 + theta(economy, x, z)) for x in types]


def _price(economy: Economy, shares: list[Fraction], z: int, more: int = 0) -> Fraction:
    """Return the exact price; with ``more`` that of pure exchange with endowments raised by that many κ."""
    (q_bar, r_bar), (k_q, k_r) = economy.environment.endowment, economy.mechanism.kappa
    D = sum((m * s for m, s in zip(shares, _spent(economy, z), strict=True)), Fraction(0))
    if more:
        return (r_bar + more * k_r) * D / ((q_bar + more * k_q) * (1 - D))
    return (k_r + r_bar * D) / (q_bar + k_q - q_bar * D)


def competitive(economy: Economy, parameters: Parameters) -> Instance:
    """Demand, excess demand, prices and allocations, with κ and in the comparison economy, in fractions.

    The slope of the gain and the limit of the loss, which are taken there, are compared, too.
    """
    (q_bar, r_bar), (k_q, k_r) = economy.environment.endowment, economy.mechanism.kappa
    solved, worst, types = solve_competitive(economy), 0.0, range(len(economy.types))
    if solved.unique != (True,) * len(economy.states) or not solved.solved:
        return Instance(economy.name, False, f"not known to be unique: {solved.status}")
    total = np.zeros((len(types), len(types)))
    for z, mu in enumerate(economy.environment.signal):
        spent, own = _spent(economy, z), list(mu)
        slow = [[float(s) * (float(q_bar) + float(r_bar) / p) for s in spent] for p in PRICES]
        fast = demand(economy, np.array(PRICES), z)
        over = [
            float(k_r) / p
            + sum(float(m) * d for m, d in zip(mu, row, strict=True))
            - float(q_bar + k_q)
            for p, row in zip(PRICES, slow, strict=True)
        ]
        worst = largest(worst, gap(fast, slow), gap(excess(economy, np.array(PRICES), z), over))
        price = _price(economy, own, z) * Fraction(parameters["value"])
        bundles = [
            (s * (q_bar + r_bar / price), r_bar + price * q_bar - s * (price * q_bar + r_bar))
            for s in spent
        ]
        worst = largest(worst, gap(solved.price[z], price), gap(solved.allocations[z], bundles))
        sold = [(max(q_bar - a, Fraction(0)), max(r_bar - b, Fraction(0))) for a, b in bundles]
        worst = largest(worst, gap(solved.offers[z], sold))
        uneven = [Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]
        for more, call in (
            (0, competitive_at),
            (2, exchange_equilibrium),
            (3, partial(exchange_equilibrium, multiple=3)),
        ):
            wanted = _price(economy, uneven, z, more)
            floats = [float(v) for v in uneven]
            got, allocation = call(economy, z, floats)
            e = q_bar + more * k_q, r_bar + more * k_r
            held = [(s * (e[0] + e[1] / wanted), (1 - s) * (wanted * e[0] + e[1])) for s in spent]
            worst = largest(worst, gap(got, wanted), gap(allocation, held))
        moves = [-s * r_bar / price**2 for s in spent]
        Z_p = -k_r / price**2 + sum((m * d for m, d in zip(mu, moves, strict=True)), Fraction(0))
        Q = k_q + sum((m * b[0] for m, b in zip(mu, sold, strict=True)), Fraction(0))
        for x in types:
            tau = by_hand.tau(economy, x)[z]
            worth = (q_bar - bundles[x][0]) / bundles[x][1]
            for y in types:
                change = bundles[y][0] - bundles[x][0]
                total[x, y] += float(tau * worth * change * (-1 / Z_p - price / Q))
    found = slope(economy)
    worst = largest(worst, gap(found.values, total), gap(found.chernoff, _chernoff(economy)))
    worst = largest(worst, float(found.kink or found.unique is not True))
    worst = largest(worst, gap(limiting_loss(economy), _limit(economy)))
    smaller = rescaled(economy, Fraction(1, 20))
    kappa = [k * Fraction(99, 2000) / max(k_q, k_r) for k in (k_q, k_r)]
    eta = min(kappa[0] / (4 * q_bar), kappa[1] / (4 * r_bar))
    worst = largest(
        worst, float((*smaller.mechanism.kappa, smaller.mechanism.eta) != (*kappa, eta))
    )
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-11, told, margin=1e-11 - worst)


def _chernoff(economy: Economy) -> float:
    """Return the least over pairs of states of the greatest exponent, on a fine grid refined twice."""
    signal, found = economy.environment.signal, []
    for a, b in ((0, 1), (0, 2), (1, 2)):
        low, high, best = 0.0, 1.0, 0.0
        for _ in range(4):
            step = (high - low) / 200
            values = {
                t: -log(
                    sum(
                        float(p) ** (1 - t) * float(q) ** t
                        for p, q in zip(signal[a], signal[b], strict=True)
                    )
                )
                for t in (low + i * step for i in range(201))
            }
            at = max((v, t) for t, v in values.items())[1]
            best, low, high = values[at], max(at - step, 0.0), min(at + step, 1.0)
        found.append(best)
    return min(found)


def _limit(economy: Economy) -> list[float]:
    """Return the loss of a continuum in each state, the active at the competitive allocation."""
    eta, X, solved = economy.mechanism.eta, len(economy.types), solve_competitive(economy)
    own, found = by_hand.endowment(economy), []
    for z, mu in enumerate(economy.environment.signal):
        bundles, weights = [], []
        for x in range(X):
            c = by_hand.best_consumption(economy, x)
            bundles.append((c, own[1] / own[0] * (2 * own[0] - c)))
            weights.append(float(eta * mu[x]))
        bundles = [*map(tuple, solved.allocations[z].tolist()), *bundles]
        weights = [*(float((1 - eta) * m) for m in mu), *weights]
        at = ex_post_loss(economy, [*range(X)] * 2, np.array([weights]), np.array([bundles]), z)
        found.append(float(at.loss[0]))
    return found


def price_takers(economy: Economy, parameters: Parameters) -> Instance:
    """Sales and prices of price-takers with uneven shares and beliefs, and the order of Newton's step."""
    shares = np.array([[0.5, 0.2, 0.3], [0.1, 0.6, 0.3], [1 / 3, 1 / 3, 1 / 3]])
    phi = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3], [0.25, 0.25, 0.5]])
    sales, price = price_taking(economy, shares, phi, tolerance=1e-15, iterations=5)
    k_q, k_r = (float(k) * float(parameters["value"]) for k in economy.mechanism.kappa)
    own, worst = by_hand.endowment(economy), 0.0
    rates = autarky_rates(economy, phi)
    for n, p in enumerate(price.tolist()):
        worst = largest(worst, gap(shares[n] @ sales[n], k_r / p - k_q))
        for x, t in enumerate(sales[n].tolist()):
            belief, bundle = phi[n].tolist(), (own[0] - t, own[1] + p * t)
            first, second = (by_hand.slope(economy, bundle, x, belief, g) for g in (0, 1))
            worst = largest(worst, abs(first / (p * second) - 1))
            first, second = (by_hand.slope(economy, own, x, belief, g) for g in (0, 1))
            worst = largest(worst, abs(float(rates[n, x]) * second / first - 1))
    scale = 1e-4 * np.array([[1.0, -0.7, 0.4]])
    start = sales + scale, price * (1 + 0.8e-4)
    step = price_taking(economy, shares, phi, start=start, iterations=1)
    left = max(float(np.abs(step[0] - sales).max()), float(np.abs(step[1] / price - 1).max()))
    told = f"largest gap {worst:.1e}; from 1e-4 a step leaves {left:.1e}"
    holds = worst < CLOSE and left < 1.5e-7
    return Instance(economy.name, holds, told, margin=CLOSE - worst)


CHECKS: dict[str, Check] = {
    "lemma-2.compared": on_probes(competitive, (LOGARITHMS,)),
    "prop-2.price-takers": on_probes(price_takers),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "lemma-2.compared",
        "demand, prices, the comparison economy, the slope and the limit of the loss, in fractions",
        "Lemma 2; section 7.3",
        r"\forall z:\quad p^z = \frac{\kappa_r + \bar r D}{\bar q + \kappa_q - \bar q D},\quad "
        r"D = \sum_x \mu_z(x) \frac{\theta_{xz}}{1 + \theta_{xz}}",
        "value",
    ),
    stated(
        "prop-2.price-takers",
        "price-takers with any shares and belief: their conditions, the market, and Newton's step",
        "Proposition 2",
        r"\forall \rho, \phi\ \forall x:\quad "
        r"\sum_z \phi(z)(u_q - p u_r) = 0,\quad \sum_x \rho(x) t(x) = \frac{\kappa_r}{p} - \kappa_q",
        "value",
    ),
)
