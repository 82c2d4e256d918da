r"""Bounds on the gain of a deviation for all larger populations, against games that are solved.

The gain of one deviation is the integral of a density along a path between two games; bounds on the
density over a covering of all configurations bound every expectation.  Here: the density at a few
points of the path adds up to the gain; the equilibria that are enclosed are those that are solved,
and the enclosures are narrow; every configuration lies in a cell; the bounds contain the gains.

Conventions: M times the gain is by the floating-point games, rounding included, so gaps are judged at
1e-6 of it; ``c`` = 1/M is a number where one M is meant, and [0, 1/M0] where all larger ones are.

Paper: Claim 2 of Theorem 1, equations (22)-(26).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1.equilibria import enclose, enclose_moves
from numeric.certify.theorem_1.gain_density import density
from numeric.certify.theorem_1.price_hull import Cells
from numeric.certify.theorem_1.price_range import price_range
from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage2.aggregative import Aggregative
from numeric.stage2.problem import Stage2Problem
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import payoffs_in_array_form
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(6)


@dataclass(frozen=True)
class OneNumber(Cells):
    """Cells for one M, whose 1/M is a point."""

    @property
    def c(self) -> Intervals:
        """1/M."""
        return Intervals.points(1 / self.active)


def gains(economy: Economy, others: Counts, own: int, other: int) -> Array:
    """Return M times the gain of being taken for another type, at others' counts (n, X)."""
    unit, values = np.eye(len(economy.types), dtype=np.int64), []
    for taken_for in (own, other):
        counts = others + unit[taken_for]
        games = solve_stage2(economy, counts)
        values.append(
            payoffs_in_array_form(economy, counts, games.offers, games.totals, own, taken_for)
        )
    return np.asarray((others.sum(axis=-1) + 1) * (values[1] - values[0]))


def integrand(economy: Economy, others: Counts, own: int, other: int, theta: Array) -> Array:
    """Return bounds (2, n) on M times the density of the gain at points (n,) of the paths."""
    unit, M, at_point = np.eye(len(economy.types)), int(others[0].sum()) + 1, theta[:, None]
    sigma = others + (1 - at_point) * unit[own] + at_point * unit[other]
    ends = [posterior(economy, others + unit[y]) for y in (own, other)]
    phi = (1 - at_point) * ends[0] + at_point * ends[1]
    problem = Stage2Problem(economy, sigma, phi)
    found = Aggregative.solve(problem)
    price = found.totals[:, 1] / found.totals[:, 0]
    trades = found.offers[..., 1] / price[:, None] - found.offers[..., 0]
    cells = OneNumber(Intervals.points(sigma / M), Intervals.points(phi), M)
    at = [_thin(v) for v in (price, trades, found.totals[:, 0] / M, 1 / found.totals[:, 0])]
    made = density(
        economy, cells, enclose_moves(economy, cells, *at), Intervals.points(ends[0]), own, other
    )
    result = np.stack([made.by_shares.lo, made.by_shares.hi])
    signal = economy.floats.signal
    ratios = signal[:, other] / signal[:, own]
    for (a, b), K in made.by_posterior.items():
        weight = M * ends[0][:, a] * ends[0][:, b] * (ratios[a] - ratios[b]) / (ends[0] @ ratios)
        result = result + np.sort(np.stack([weight * K.lo, weight * K.hi]), axis=0)
    return np.asarray(result)


def between_states(first: Array, second: Array) -> Array:
    """Return the tilted distribution under which two states are equally likely for any number of draws."""
    levels = np.linspace(0, 1, 2001)[:, None]
    tilted = first ** (1 - levels) * second**levels
    best = tilted[tilted.sum(axis=1).argmin()]
    return np.asarray(best / best.sum())


def _thin(values: Array) -> Intervals:
    return Intervals(values * (1 - 1e-13), values * (1 + 1e-13)).hull(values - 1e-13)


def path(economy: Economy, parameters: Parameters) -> Instance:
    """The density along the path adds up to the gain, near a state's shares and between two states.

    At M = 120, where the own influence matters, and at M = 60,000, where the bounds are narrow.
    """
    signal, worst = economy.floats.signal, -1.0
    for M, room in ((120, 1.0), (60_000, 3e-3)):
        wanted = np.array([signal[0], between_states(signal[0], signal[1]), signal[2]])
        others = np.round((M - 1) * wanted).astype(np.int64)
        others[:, -1] += M - 1 - others.sum(axis=1)
        for own, other in ((0, 1), (2, 0)):
            gain = gains(economy, others, own, other) * float(parameters["gain"])
            theta = np.repeat(0.5 * (1 + NODES), len(others))
            paths = np.tile(others, (len(NODES), 1))
            with np.errstate(all="ignore"):
                at = integrand(economy, paths, own, other, theta).reshape(2, len(NODES), -1)
            low, high = 0.5 * np.einsum("k,ikn->in", WEIGHTS, at)
            scale = np.maximum(np.abs(gain), 1.0)
            beyond = np.maximum(low - gain, gain - high) / scale
            if not np.isfinite(high - low).all():
                return Instance(economy.name, False, f"no bounds at M = {M}")
            worst = largest(
                worst, float(beyond.max()) - 1e-6, float(((high - low) / scale).max()) - room
            )
    told = f"gains lie inside, by {-worst:.1e} at least"
    return Instance(economy.name, worst < 0, told, margin=-worst)


def equilibria(economy: Economy, parameters: Parameters) -> Instance:
    """Games at several M lie in the enclosures for all M from the least on, which are narrow."""
    base, worst = np.array([[5, 3, 2], [2, 5, 3], [2, 1, 7], [6, 3, 1]]), 0.0
    X = len(economy.types)
    base = base[:, :X] if X < 3 else base
    for M0, width in ((120, 0.1), (30_000, 4e-4)):
        least = base * -(-M0 // base.sum(axis=1))[:, None]
        shares, phi = least / least.sum(axis=1)[:, None], posterior(economy, least)
        prices = price_range(economy, M0)
        if isinstance(prices, str):
            return Instance(economy.name, False, prices)
        cells = Cells(Intervals.points(shares), Intervals.points(phi), M0)
        with np.errstate(all="ignore"):
            found = enclose(economy, cells, prices)
        if not found.unique.all():
            return Instance(economy.name, False, f"not certified to be unique from M = {M0} on")
        for more in (1, 3, 50):
            games = solve_stage2(economy, least * more, phi)
            M = least.sum(axis=1) * more
            price = games.price * float(parameters["gain"])
            sides = games.offers[..., 1] / games.price[:, None] - games.offers[..., 0]
            pairs = [
                (found.price, price),
                (found.trades, sides),
                (found.first, games.totals[:, 0] / M),
                (found.influence, 1 / games.totals[:, 0]),
                *zip(found.jacobian, _jacobian(economy, least * more, phi), strict=True),
            ]
            for bounds, value in pairs:
                slack = 1e-6 * np.maximum(np.abs(value), 1e-2)
                outside = np.maximum(bounds.lo - value, value - bounds.hi) - slack
                worst = largest(worst, float(outside.max()))
        spread = (found.price.hi / found.price.lo - 1, found.first.hi / found.first.lo - 1)
        worst = largest(worst, float(np.max(spread)) - width)
        entries = [np.max(j.hi - j.lo) for j in found.jacobian]
        worst = largest(worst, float(max(entries)) - 40 * width)
    told = "inside, and as narrow as is said" if worst <= 0 else f"off by {worst:.1e}"
    return Instance(economy.name, worst <= 0, told)


def _jacobian(economy: Economy, counts: Counts, phi: Array) -> list[Array]:
    """Return A, B, C, E and Δ by differences of the trades at given prices and totals."""
    games, M, step = solve_stage2(economy, counts, phi), counts.sum(axis=1), 1e-6
    shares, first = counts / M[:, None], games.totals[:, 0] / M
    kappa_r = float(economy.mechanism.kappa[1])

    def trades(price: Array, total: Array) -> Array:
        return np.array(
            [
                [
                    _trade(economy, x, b.tolist(), float(p), float(k))
                    for x in range(len(economy.types))
                ]
                for b, p, k in zip(phi, price, 1 / (M * total), strict=True)
            ]
        )

    by_p = (trades(games.price * (1 + step), first) - trades(games.price * (1 - step), first)) / (
        2 * step * games.price[:, None]
    )
    by_q = (trades(games.price, first * (1 + step)) - trades(games.price, first * (1 - step))) / (
        2 * step * first[:, None]
    )
    sells = games.offers[..., 0] > 0
    A = (shares * by_p).sum(axis=1) - kappa_r / games.price**2
    B, C, E = (
        (shares * by_q).sum(axis=1),
        (shares * sells * by_p).sum(axis=1),
        (shares * sells * by_q).sum(axis=1),
    )
    return [A, B, C, E, A * (1 + E) - B * C]


def _trade(economy: Economy, x: int, belief: list[float], price: float, k: float) -> float:
    r"""Return the trade at which :math:`u_q = p\omega(kt)u_r`, by bisection."""
    own = by_hand.endowment(economy)

    def rises(t: float) -> float:
        bundle = own[0] + t, own[1] - price * t
        moved = 1 + k * t if t < 0 else 1 / (1 - k * t)
        first, second = (by_hand.slope(economy, bundle, x, belief, good) for good in (0, 1))
        return first - price * moved * second

    return by_hand.root(rises, -own[0] * (1 - 1e-12), min(own[1] / price, 1 / k) * (1 - 1e-12))


CHECKS: dict[str, Check] = {
    "thm-1.claim-2.path": on_probes(path, (LOGARITHMS,)),
    "thm-1.claim-2.enclosed": on_probes(equilibria, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.claim-2.path",
        "the density of the gain along the path between two games adds up to the gain",
        "Claim 2 of Theorem 1, (22)-(26)",
        r"\forall n, x, \bar x:\quad M[V(\beta^{n + e_{\bar x}}) - V(\beta^{n + e_x})] = \int_0^1 L_\theta + "
        r"M \sum_{z < z'} \phi_z\phi_{z'}\frac{r_z - r_{z'}}{\bar r} K_{zz',\theta}\,d\theta",
        "gain",
    ),
    stated(
        "thm-1.claim-2.enclosed",
        "the equilibria enclosed for all larger M are those that are solved, and how they move",
        "Claim 2 of Theorem 1, (25), (26)",
        r"\forall M \ge M_0:\quad p,\ t,\ \hat Q,\ k,\ \partial(G, H)/\partial(p, \hat Q) \in [\cdot, \cdot]",
        "gain",
        depends_on=("prop-1.methods",),
    ),
)
