r"""Estimates of F from draws: the draws by inverted binomials, and what is made of them, by hand.

Paper: equations (11), (23).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import payoffs, payoffs_in_array_form
from numeric.theorem_1.sampled import _draws, sampled_continuation
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.domains import SUBSISTENCE
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
Counts = tuple[int, ...]
ACTIVE, POINTS, TIMES, SEED = 3, 8, 3, 4


def estimates(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Draws of two agents in every state, the means of what follows them, and their standard errors."""
    _left(tally, economy)
    _impossible(tally)
    X, Z = len(economy.types), len(economy.states)
    met: dict[tuple[Counts, int, int], float] = {}
    rows = np.zeros((TIMES, X, X))
    for z in range(Z):
        drawn = _drawn(economy, z, ACTIVE - 1)
        found = _draws(ACTIVE - 1, economy.floats.signal[z], POINTS, [SEED, z], TIMES)
        tally.same("draws", [tuple(row) for row in found.tolist()], drawn)
        for x, taken_for in product(range(X), repeat=2):
            weight = float(by_hand.tau(economy, x)[z]) * float(factor)
            for i, others in enumerate(drawn):
                if (key := (others, x, taken_for)) not in met:
                    met[key] = _worth(economy, *key)
                rows[i // POINTS, x, taken_for] += weight * met[key] / POINTS
    made = sampled_continuation(economy, ACTIVE, points=POINTS, replications=TIMES, seed=SEED)
    mean = sum(rows) / TIMES
    spread = (sum((row - mean) ** 2 for row in rows) / (TIMES - 1) / TIMES) ** 0.5
    tally.close("estimates", made.values, mean, 1e-10)
    tally.close("standard errors", 1e2 * made.error, 1e2 * spread, 1e-9)
    tally.same("numbers", (made.active, made.draws, made.solved), (ACTIVE, POINTS * TIMES, True))


class _Rows:
    """Rows of a kernel that has solved some rows, and others not well enough or not at all."""

    def __init__(self, payoff: Array) -> None:
        self.payoff = payoff

    def responses(self, economy: Economy, x: int, taken_for: int) -> Array:
        """Return sales, residuals and payoffs."""
        residual = np.array([0.0, 1e-3, np.nan, 1e-15, 0.0])
        return np.stack([0 * residual, residual, np.where(residual < 1e-12, self.payoff, 7.0)])


def _left(tally: Tally, economy: Economy) -> None:
    """What a kernel's rows leave is solved in array form, for the types that were asked for."""
    sigma = np.array([[1, 3, 1], [2, 1, 2], [1, 1, 3], [3, 1, 1], [1, 2, 2]])
    beta, use = solve_stage2(economy, sigma), np.array([0, 1, 2, 4])
    for x, taken_for in ((0, 1), (2, 0), (1, 2)):
        plain = payoffs_in_array_form(economy, sigma, beta.offers, beta.totals, x, taken_for)
        rows: Any = _Rows(plain)
        found = payoffs(economy, sigma[use], beta, rows, use, x, taken_for)
        tally.close("payoffs of all rows", found, plain[use], 1e-13)


def _impossible(tally: Tally) -> None:
    """A state whose probability is no double does not count, although the bundle has no utility in it."""
    sold, (Q, R) = 0.7, (5.0, 6.0)
    offers, totals = np.array([[[sold, 0.0], [0.0, 0.0]]]), np.array([[Q + sold, R]])
    crowd = np.array([[100, 3000]])  # of which the second state is hardly ever the cause
    found = payoffs_in_array_form(SUBSISTENCE, crowd, offers, totals, 0, 0)
    bundle = by_hand.active_bundle(SUBSISTENCE, (sold, 0.0), (Q, R))
    tally.close("one state", found, [by_hand.utility(SUBSISTENCE, 0, 0)(*bundle)], 1e-14)


def _drawn(economy: Economy, z: int, total: int) -> list[Counts]:
    """Return counts, one type after another, where the distribution function reaches a point of the sequence."""
    from scipy.stats import qmc  # it takes half a second to import

    shares, X, rows = economy.environment.signal[z], len(economy.types), []
    for time in range(TIMES):
        sequence = qmc.Sobol(X - 1, rng=np.random.default_rng([SEED, z, time])).random(POINTS)
        for point in sequence.tolist():
            row: Counts = ()
            for x, u in enumerate(point):
                n, p = total - sum(row), float(shares[x] / (1 - sum(shares[:x])))
                below, k = (1 - p) ** n, 0
                while below < u and k < n:
                    k += 1
                    below += comb(n, k) * p**k * (1 - p) ** (n - k)
                row = (*row, k)
            rows.append((*row, total - sum(row)))
    return rows


def _worth(economy: Economy, others: Counts, x: int, taken_for: int) -> float:
    """Return the expected utility of a type that is taken for another, under its own belief."""
    seen = tuple(n + (y == taken_for) for y, n in enumerate(others))
    offers = solve_stage2(economy, [seen]).offers[0].tolist()
    Q, R = (
        ACTIVE * float(economy.mechanism.kappa[good])
        + sum(n * offers[y][good] for y, n in enumerate(others) if n)
        for good in (0, 1)
    )
    held = by_hand.posterior(economy, tuple(n + (y == x) for y, n in enumerate(others)))
    return by_hand.best_offer(economy, x, held, (Q, R))[1]


CHECKS: dict[str, Check] = {
    "eq-23.estimates": on_probes(tallied(estimates), (LOGARITHMS,)),
}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "eq-23.estimates",
        "estimates of F: their draws, their means and their standard errors",
        "equation (23)",
        r"\forall x, \bar x:\quad \hat F_x(\bar x) = \sum_z \tau_x(z) \frac1D \sum_i "
        r"\max_b \sum_{z'} \phi^{n_i + e_x}(z')\, u(\cdot; x, z')",
        "value",
        depends_on=("eq-23.compared",),
    ),
)
