r"""Checks of section 3.1 on economies: what is known at stage 2, genericity, unrestricted offers.

The toolkit's posterior, weights and equilibria on one side; fractions multiplied out, inclusion and
exclusion, and payoffs written by hand on the other.

Conventions: configurations nearest to given shares are found by largest remainders; *strays* are
agents of the first type who are of the last instead, which changes no limit.

Paper: introduction of section 3, section 3.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import log

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.multinomial import configuration_blocks, multinomial_weights
from numeric.probability.posterior import posterior
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import SOLVED, Stage2, solve_stage2
from proofs_check.claims.checks import (
    Check,
    Disagreement,
    Exact,
    Instance,
    OnEconomies,
    Parameters,
    exactly,
)
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest, smallest
from proofs_check.paper.shared.limits import nearest_configuration

Array = NDArray[np.float64]
ROUNDING, LEAST = 1e-10, 1e-290
"""What odds may differ by, relatively, and below which size they need not be told from zero."""
SIZES = (60, 240)


def concentration(economy: Economy, parameters: Parameters) -> Instance:
    r"""The log odds of two states per agent against minus their relative entropy, at two sizes.

    At counts :math:`M\mu_z + d` they are -M times the relative entropy, plus
    :math:`\log\pi(z')/\pi(z) + \sum_x d(x)\log\mu_{z'}(x)/\mu_z(x)`, which stays bounded while d
    does; so they fall to minus infinity. They are computed exactly, and by the toolkit's posterior.
    """
    e, X = economy.environment, len(economy.types)
    if parameters["informative"] == "no":  # every state gets the signal of the first
        economy = economy.replacing(signal=[e.signal[0]] * len(e.states))
        e = economy.environment
    if len(e.states) < 2:
        return Instance(economy.name, None, "one state")
    if not _rarest(economy) <= ROUNDING:
        return Instance(economy.name, False, "beliefs about a very rare state are others")
    slack = 1.0
    for (z, other), M in (
        (pair, M) for pair in permutations(range(len(e.states)), 2) for M in SIZES
    ):
        size = M if parameters["seen"] == "the active" else -int(-M // (1 - economy.mechanism.eta))
        counts = nearest_configuration(economy.floats.signal[z], size)
        counts[np.argmax(counts)], counts[np.argmin(counts)] = counts.max() - 1, counts.min() + 1
        exact = by_hand.posterior(economy, tuple(int(n) for n in counts))
        solved = posterior(economy, counts)
        wanted, seen = float(exact[other] / exact[z]), float(solved[other] / solved[z])
        if not (abs(seen / wanted - 1) <= ROUNDING if wanted > LEAST else 0 <= seen <= LEAST):
            told = f"odds of {seen:.17g} against {wanted:.17g} at counts {counts.tolist()}"
            return Instance(economy.name, False, told)
        ratios = [log(e.signal[other][x] / e.signal[z][x]) for x in range(X)]
        entropy = -sum(float(e.signal[z][x]) * ratios[x] for x in range(X))
        moved = counts - size * economy.floats.signal[z]
        rest = log(e.prior[other] / e.prior[z]) + float(moved @ ratios)
        ratio = exact[other] / exact[z]  # which a float may be too small for
        odds = log(ratio.numerator) - log(ratio.denominator)
        gap = abs(odds + float(parameters["rate"]) * size * entropy - rest)
        slack = smallest(slack, entropy, 2.5 - float(np.abs(moved).max()), 1e-8 - gap)
    told = f"log odds are -M times the relative entropy plus what is bounded, slack {slack:.1e}"
    return Instance(economy.name, slack > 0, told, margin=slack)


def _rarest(economy: Economy) -> float:
    """Return how far beliefs after one signal are off where one of the states is as unlikely as may be."""
    Z, rare, off = len(economy.states), Fraction(1, 10**300), 0.0
    for z in range(Z):
        other = economy.replacing(
            prior=[rare if s == z else (1 - rare) / (Z - 1) for s in range(Z)]
        )
        for counts in np.eye(len(economy.types), dtype=int):
            wanted = [float(w) for w in by_hand.posterior(other, tuple(counts.tolist()))]
            off = largest(off, np.abs(posterior(other, counts) - wanted).max())
    return off


def almost_surely(parameters: Parameters) -> Outcome:
    """The fourth central moment of a count is at most a multiple of M^2, so Borel-Cantelli applies.

    It is M v (1 + 3 (M - 2) v) with v = mu (1 - mu), and is summed from the toolkit's multinomial
    weights.
    """
    for M in (1, 2, 7, 30, 100):
        for mu in (Fraction(1, 2), Fraction(3, 10), Fraction(1, 50)):
            v = mu * (1 - mu)
            moment = M * v * (1 + 3 * (M - 2) * v)
            counts = np.array([[n, M - n] for n in range(M + 1)])
            weights = multinomial_weights(counts, np.array([float(mu), float(1 - mu)]))
            computed = float(weights @ (counts[:, 0] - float(M * mu)) ** 4)
            if not abs(computed / float(moment) - 1) <= ROUNDING:
                raise Disagreement(f"the weights give the moment {computed}, not {moment}")
            if moment > parameters["constant"] * M ** parameters["power"]:
                named = {"M": M, "mu": mu, "moment": moment}
                return exactly(False, f"the fourth moment at M = {M}, mu = {mu} is {moment}", named)
    return exactly(True, "for M up to 100 and three shares", {"at M = 100, mu = 1/2": "29800/16"})


def present(economy: Economy, parameters: Parameters) -> Instance:
    """The probability that a type is absent, from the toolkit's weights and by inclusion-exclusion.

    It lies within (1 - 1/2 sum of pairs) of the sum over x of (1 - mu(x))^M, which tends to zero.
    """
    X, M, worst = len(economy.types), 24, 1.0
    for z, row in enumerate(economy.environment.signal):
        computed = 0.0
        for block in configuration_blocks(M, X, 1 << 14):
            absent = block[(block == 0).any(axis=1)]
            computed += float(multinomial_weights(absent, economy.floats.signal[z]).sum())
        exact = Fraction(0)
        for size in range(1, X):
            for left_out in combinations(range(X), size):
                exact -= (-1) ** size * (1 - sum(row[x] for x in left_out)) ** M
        if not abs(computed / float(exact) - 1) <= ROUNDING:
            return Instance(economy.name, False, f"{computed} against {float(exact)} in state {z}")
        bound = sum((1 - m) ** (M + parameters["more"]) for m in row)
        pairs = sum((1 - row[x] - row[y]) ** M for x, y in combinations(range(X), 2))
        worst = smallest(
            worst, float((bound - exact) / bound), float((exact - bound + pairs) / bound)
        )
    told = f"P(some type absent) at M = {M} between the bounds, smallest relative slack {worst:.1e}"
    return Instance(economy.name, worst >= 0, told, margin=worst)


def zero_counts(economy: Economy, parameters: Parameters) -> Instance:
    """With types absent stage 2 has an equilibrium of the types present, each offering its best response."""
    X, worst, residual = len(economy.types), 0.0, 0.0
    rows = 3 - 3 * np.eye(X, dtype=np.int64)
    solved = solve_stage2(economy, rows)
    gaps = _gaps(economy, list(rows), solved, float(parameters["scale"]))
    for absent in range(X):
        if solved.status[absent] != SOLVED:
            return Instance(economy.name, None, str(solved.status[absent]), undecided=True)
        gap = gaps[absent]
        worst, residual = largest(worst, gap), largest(residual, float(solved.residual[absent]))
        if not gap <= 1e-9:
            told = f"type {absent} absent: an offer differs from the best response by {gap:.1e}"
            return Instance(economy.name, False, told, margin=1e-9 - gap)
    return Instance(
        economy.name, True, "each type absent in turn", margin=1e-9 - worst, residual=residual
    )


def best_response_gap(
    economy: Economy, sizes: Sequence[NDArray[np.int64]], solved: Stage2, scale: float = 1.0
) -> float:
    """Return the largest difference between equilibrium offers and best responses written by hand.

    Types that are present answer the totals of the others (the second good's scaled), which are
    added up from the offers; the toolkit's own best response is compared, too.
    """
    return largest(0.0, *_gaps(economy, sizes, solved, scale))


def _gaps(
    economy: Economy, sizes: Sequence[NDArray[np.int64]], solved: Stage2, scale: float
) -> list[float]:
    """Return the same for each size."""
    found_gaps, kappa = [], economy.floats.kappa
    for sigma, offers, belief in zip(sizes, solved.offers, solved.posterior, strict=True):
        exact, gap = by_hand.posterior(economy, tuple(int(n) for n in sigma)), 0.0
        types = np.flatnonzero(sigma)
        others = sum(sigma) * kappa + sigma @ offers - offers[types]
        seen = others[:, 0], others[:, 1] * scale
        beliefs = np.broadcast_to(belief, (len(types), len(belief)))
        found = best_response(economy, *seen, beliefs, types)
        for n, x in enumerate(types.tolist()):
            wanted, _ = by_hand.best_offer(
                economy, x, exact, (float(seen[0][n]), float(seen[1][n]))
            )
            gap = largest(
                gap, float(np.abs(offers[x] - wanted).max()), float(np.abs(found[n] - wanted).max())
            )
        found_gaps.append(gap)
    return found_gaps


def genericity(economy: Economy, parameters: Parameters) -> Instance:
    """The ratio of y's marginal utilities at x's best consumption, against p_1 and the order of the two.

    For y = x it is p_1; it is above p_1 where y consumes more of the first good than x, below where less.
    """
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    top_q, top_r = by_hand.endowment(economy)
    p_1, worst = top_r / top_q, 1.0
    for c in solved.consumption:
        bundle = float(c), p_1 * (2 * top_q - float(c))
        for y in range(len(economy.types)):
            tau = by_hand.tau(economy, y)
            first, second = (by_hand.slope(economy, bundle, y, tau, good) for good in (0, 1))
            excess = first / second / (p_1 * float(parameters["factor"])) - 1
            side = np.sign(solved.consumption[y] - c)
            worst = smallest(worst, excess * side if side else 1e-9 - abs(excess))
    told = f"smallest excess of a ratio on its side of p_1 {worst:.1e}"
    return Instance(economy.name, worst > 0, told, margin=worst)


def unconstrained(economy: Economy, parameters: Parameters) -> Instance:
    """No offer of both goods, on a grid of the box and near the equilibrium offer, gives more.

    The payoff (3) of every offer is written by hand; the equilibrium is the toolkit's.
    """
    sigma = np.arange(2, 2 + len(economy.types))
    solved, top = solve_stage2(economy, [sigma]), by_hand.endowment(economy)
    if solved.status[0] != SOLVED:
        return Instance(economy.name, None, str(solved.status[0]), undecided=True)
    exact, worst = by_hand.posterior(economy, tuple(int(n) for n in sigma)), -np.inf
    for x in range(len(sigma)):
        own = solved.offers[0, x] * float(parameters["share"])
        others = sigma.sum() * economy.floats.kappa + sigma @ solved.offers[0] - solved.offers[0, x]
        seen = float(others[0]), float(others[1])
        grid = [np.linspace(0, 0.98, 8) * top[i] for i in (0, 1)]
        near = [
            np.clip(own[i] + 0.02 * top[i] * np.linspace(-1, 1, 5), 0, 0.99 * top[i])
            for i in (0, 1)
        ]
        offers = [(float(a), float(b)) for a in (*grid[0], *near[0]) for b in (*grid[1], *near[1])]
        values = [_value(economy, b, seen, x, exact) for b in offers]
        mine = _value(economy, (float(own[0]), float(own[1])), seen, x, exact)
        worst = largest(worst, (max(values) - mine) / max(1.0, abs(mine)))
    told = f"best improvement {worst:.1e}"
    return Instance(
        economy.name, worst < 1e-11, told, margin=1e-11 - worst, residual=float(solved.residual[0])
    )


def _value(
    economy: Economy,
    offer: by_hand.Pair,
    others: by_hand.Pair,
    x: int,
    belief: tuple[Fraction, ...],
) -> float:
    return by_hand.expected(economy, by_hand.active_bundle(economy, offer, others), x, belief)


def expected_utility(economy: Economy, bundle: Array, x: int, phi: Array) -> Array:
    """Return the expected utility of bundles (..., 2) for a type."""
    from numeric.formulas.compiled import formulas_of

    k = formulas_of(economy)
    return np.asarray(
        sum(phi[z] * k.utility(bundle[..., 0], bundle[..., 1], x, z) for z in range(len(phi)))
    )


CHECKS: dict[str, Check] = {
    "sec-3.1.concentration": OnEconomies(concentration),
    "sec-3.1.almost-surely": Exact(almost_surely, corners=("M = 1", "zero counts")),
    "fn-6.probability": OnEconomies(present),
    "prop-1.zero-counts": OnEconomies(zero_counts, ("zero counts",)),
    "sec-3.genericity": OnEconomies(genericity),
    "sec-3.1.unconstrained": OnEconomies(unconstrained),
}
"""The checks of this module by the names under which statements assert them."""
