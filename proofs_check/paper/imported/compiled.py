r"""``kernels(economy)``: payoffs, their slopes, posteriors, best responses and beliefs, against the formulas by hand.

Paper: (8), (9), (11), (14), (17)-(20); section 3.1.
"""

from __future__ import annotations

import numpy as np

from numeric.economy.economy import Economy
from numeric.kernel import kernels
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import MIXED, POWERS, on_probes

POINTS, CLOSE = 12, 1e-11


def formulas(economy: Economy, parameters: Parameters) -> Instance:
    """g, h, their slopes, (14), posteriors and best responses at points drawn at random."""
    k, rng, moved = kernels(economy), np.random.default_rng(5), float(parameters["others"])
    X, Z = len(economy.types), len(economy.states)
    top, worst = by_hand.endowment(economy), 0.0
    for n in range(POINTS):
        x, counts = n % X, rng.integers(0, 6, size=X)
        counts[x] *= n % 2
        phi = rng.dirichlet(np.ones(Z))
        Q, R = (float(v) for v in rng.uniform(0.3, 4.0, size=2))
        others, share = (moved * Q, R), float(rng.uniform(0.05, 0.9))
        sold, spent = share * top[0], share * top[1]
        belief = phi.tolist()
        pairs = [
            (k.g(sold, Q, R, phi, x), _value(economy, x, belief, (sold, 0.0), others)),
            (k.h(spent, Q, R, phi, x), _value(economy, x, belief, (0.0, spent), others)),
            (k.g_prime(sold, Q, R, phi, x), by_hand.sale_slope(economy, x, belief, others, sold)),
            (k.h_prime(spent, Q, R, phi, x), by_hand.purchase_slope(economy, x, belief, others, spent)),
            (k.payoff(sold, spent, Q, R), by_hand.active_bundle(economy, (sold, spent), others)),
            (k.posterior(counts), by_hand.posterior(economy, tuple(map(int, counts)))),
            (k.best_response(Q, R, phi, x), by_hand.best_offer(economy, x, belief, others)[0]),
        ]  # fmt: skip
        worst = largest(worst, *(gap(a, np.array(b, dtype=float)) for a, b in pairs))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _value(
    economy: Economy, x: int, belief: list[float], offer: by_hand.Pair, others: by_hand.Pair
) -> float:
    return by_hand.expected(economy, by_hand.active_bundle(economy, offer, others), x, belief)


def believing(economy: Economy, parameters: Parameters) -> Instance:
    """Beliefs after histograms of offers inside the intervals, one's own offer being true or another type's."""
    k, X, p_1 = kernels(economy), len(economy.types), _price(economy)
    top = by_hand.endowment(economy)
    first = [by_hand.best_consumption(economy, y) for y in range(X)]
    cells, right = by_hand.intervals(first, 2 * top[0]), True
    for own, seen in ((0, 0), (0, 2), (2, 1), (1, 1)):
        near = [0.9 * c + 0.1 * sum(cell) / 2 for c, cell in zip(first, cells, strict=True)]
        offers = [(max(top[0] - c, 0.0), max(c - top[0], 0.0) * p_1) for c in near]
        counts = [3, 0, 2]
        counts[seen] += 1
        histogram = [(b, n) for b, n in zip(offers, counts, strict=True) if n]
        found = k.beliefs(histogram, own, offers[seen])
        truth = [n - (y == seen) + (y == own) for y, n in enumerate(counts)]
        wanted = by_hand.posterior(economy, tuple(truth))
        right = right and found.configuration.tolist() == truth
        right = right and found.believed_by_others.tolist() == counts
        right = right and found.defector == (own != seen)
        phi = found.posterior * float(parameters["posterior"])
        right = right and gap(phi, np.array(wanted, dtype=float)) < CLOSE
    return Instance(economy.name, right, "four histograms of six offers")


def _price(economy: Economy) -> float:
    top = by_hand.endowment(economy)
    return top[1] / top[0]


CHECKS: dict[str, Check] = {
    "eq-14.imported": on_probes(formulas, (POWERS, MIXED), ("zero counts",)),
    "eq-8.imported": on_probes(believing, (POWERS,), ("zero counts",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-14.imported",
        "what a program gets by kernels(economy): payoffs, slopes, posteriors, best responses",
        "(11), (14), (17)-(20); section 3.1",
        r"\forall b, Q, R, \phi, x:\quad g(b) = \sum_z \phi(z)\, u\Big(\bar q - b, \bar r + \frac{bR}{Q + b}\Big),"
        r"\quad h(b) = \sum_z \phi(z)\, u\Big(\bar q + \frac{bQ}{R + b}, \bar r - b\Big),\quad g', h', \phi^\sigma",
        "others",
    ),
    stated(
        "eq-8.imported",
        "what an active agent believes after a histogram of offers, its own being true or not",
        "(8), (9)",
        r"\sigma^* = \sigma' - e_{\bar x} + e_x,\quad \phi = \phi^{\sigma^*}",
        "posterior",
    ),
)
