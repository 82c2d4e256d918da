r"""The ex post loss and its distribution, against what (12) and (13) say of them.

A loss is the greatest number of utils that everybody can be given within the resources.  At the
optimum a price makes all rates of substitution equal, everybody gains the same, and all is used: the
three are checked by hand.  That the optimum is one follows from concavity.

Conventions: realisations are drawn with a fixed seed; some groups are of nobody.

Paper: section 5, (12) and (13); Theorem 3.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from math import comb, log2

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import loss as compiled
from numeric.oracles.efficiency import ex_post_loss as searched
from numeric.stage2.solve import solve_stage2
from numeric.theorem_3.efficiency import efficiency, overuse
from numeric.theorem_3.loss import ex_post_loss, resources
from numeric.theorem_3.loss_distribution import StateLoss, _Store, gathered
from numeric.theorem_3.loss_newton import ExPostLoss
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import Check, Exact, Instance, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.computed.weights import adding_up, chance
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.slow import data_of

Array = NDArray[np.float64]
ROUNDING = 5e-14
NUMBER, STATE, STEPS = 32, 1, 6


@cache
def realisations(economy: Economy) -> tuple[Array, Array]:
    """Return counts (n, 2 X) and bundles (n, 2 X, 2): the first rows use less than the endowments."""
    generator, X = np.random.default_rng(5), len(economy.types)
    counts = generator.integers(0, 5, (NUMBER, 2 * X)).astype(float)
    counts[:, 0] += 1
    scale = np.where(np.arange(NUMBER) < 8, 0.4, 1.0)[:, None, None]
    bundles = scale * economy.floats.endowment * generator.uniform(0.3, 2.2, (NUMBER, 2 * X, 2))
    return counts, bundles


def available(economy: Economy, counts: Array, bundles: Array, factor: float) -> list[float]:
    """Return the resources of (12) for one realisation, good by good."""
    own, found = by_hand.endowment(economy), []
    for good in (0, 1):
        used = sum(n * b for n, b in zip(counts.tolist(), bundles[:, good].tolist(), strict=True))
        found.append(max(used, sum(counts.tolist()) * own[good]) * factor)
    return found


def optimality_gap(economy: Economy, row: int, found: ExPostLoss, factor: float) -> float:
    """Return by how much a solution misses the conditions of the optimum."""
    counts, bundles = (v[row] for v in realisations(economy))
    X, loss, price = len(economy.types), float(found.loss[row]), float(found.price[row])
    totals, worst = [0.0, 0.0], float(found.upper[row] - found.lower[row])
    for g, n in enumerate(counts.tolist()):
        if n:
            c = found.bundles[row, g].tolist()
            totals = [a + n * b for a, b in zip(totals, c, strict=True)]
            before, after = (
                by_hand.utility(economy, g % X, STATE)(*b) for b in (bundles[g].tolist(), c)
            )
            known = [float(z == STATE) for z in range(len(economy.states))]
            first, second = (by_hand.slope(economy, (c[0], c[1]), g % X, known, i) for i in (0, 1))
            worst = largest(worst, abs(after - before - loss), abs(first / second / price - 1))
    wanted = available(economy, counts, bundles, factor)
    return largest(worst, *(abs(a / b - 1) for a, b in zip(totals, wanted, strict=True)))


def optimum(economy: Economy, parameters: Parameters) -> Instance:
    """Newton in array form and the compiled kernel at the same realisations; one is searched for."""
    counts, bundles = realisations(economy)
    types, factor = [*range(len(economy.types))] * 2, float(parameters["resources"])
    found = ex_post_loss(economy, types, counts, bundles, STATE, iterations=STEPS)
    worst = max(optimality_gap(economy, row, found, factor) for row in range(NUMBER))
    given = np.concatenate([counts.T, bundles.reshape(NUMBER, -1).T])
    rows = compiled.bounds(economy, tuple(types), STATE, np.ascontiguousarray(given))
    if rows is not None:
        same = rows[4:].T.reshape(bundles.shape)
        counted = counts > 0
        gaps = (rows[0] - found.loss, rows[1] - found.loss, rows[2], rows[3] / found.price - 1)
        worst = largest(worst, *(float(np.abs(g).max()) for g in gaps))
        worst = largest(worst, float(np.abs(same - found.bundles)[counted].max()))
    W = [float(v) for v in resources(economy, counts[:1], bundles[:1])[0]]
    slow = searched(data_of(economy), types, counts[0].tolist(), bundles[0], STATE, W)
    near = abs(slow - float(found.loss[0])) < 1e-6
    told = f"largest gap in a condition of the optimum {worst:.1e}"
    holds = worst < ROUNDING and near and bool(found.solved.all())
    return Instance(economy.name, holds, told, margin=ROUNDING - worst)


def distribution(economy: Economy, parameters: Parameters) -> Instance:
    """Losses at N = 4 and their probabilities, over all counts of the active and of the inactive."""
    N, X, e = 4, len(economy.types), economy.environment
    M = economy.active(N)
    if not M - 1 < N * (1 - economy.mechanism.eta) <= M:
        return Instance(economy.name, False, f"{M} of {N} are active")
    found, worst = efficiency(economy, N), 0.0
    pairs = [(a, b) for a in adding_up(M, X) for b in adding_up(N - M, X)]
    idle = [by_hand.inactive_bundle(economy, _stage_1(economy, x)) for x in range(X)]
    bundles = np.array([[*_consumed(economy, a), *idle] for a, _ in pairs])
    worst = float(np.abs(inactive_bundles(economy) / np.array(idle) - 1).max())
    counts = np.array([[*a, *b] for a, b in pairs], dtype=float)
    least: list[float] = []
    for z, state in enumerate(found.states):
        slow = ex_post_loss(economy, [*range(X)] * 2, counts, bundles, z).loss
        weights = np.array(
            [float(chance(a, e.signal[z]) * chance(b, e.signal[z])) for a, b in pairs]
        ) * float(parameters["resources"])
        mean = float(weights @ slow)
        worst = largest(worst, abs(state.mean / mean - 1), abs(float(state.weights.sum()) - 1))
        least.append(_least_epsilon(slow, weights))
        for level in np.quantile(slow, (0.2, 0.5, 0.8)) + 1e-6:
            worst = largest(worst, abs(state.tail(level) - float(weights[slow > level].sum())))
    worst = largest(
        worst, abs(found.epsilon - max(least)), abs(found.epsilon_bounds[1] - max(least))
    )
    own, kappa = by_hand.endowment(economy), [float(k) for k in economy.mechanism.kappa]
    for good in (0, 1):
        most = max(max(b[good] - own[good], 0.0) for b in idle)
        bound = (M * kappa[good] + (N - M) * most) / N
        worst = largest(worst, abs(float(overuse(economy, N)[good]) / bound - 1))
    told = f"largest gap {worst:.1e} at N = {N}, {len(pairs)} pairs of counts"
    return Instance(economy.name, worst < 1e-11, told, margin=1e-11 - worst)


def _least_epsilon(losses: Array, weights: Array) -> float:
    """Return inf{ε : P(t* > ε) <= ε} by trying every loss and every tail."""
    tails = [float(weights[losses > v].sum()) for v in losses]
    tried = sorted({0.0, *(float(v) for v in losses), *tails})
    return next(v for v in tried if float(weights[losses > v].sum()) <= v + 1e-15)


def _stage_1(economy: Economy, x: int) -> by_hand.Pair:
    own, c = by_hand.endowment(economy), by_hand.best_consumption(economy, x)
    return max(own[0] - c, 0.0), max(c - own[0], 0.0) * own[1] / own[0]


def _consumed(economy: Economy, counts: tuple[int, ...]) -> list[by_hand.Pair]:
    """Return what each type consumes at the equilibrium of a configuration, the totals added up."""
    offers = solve_stage2(economy, [counts]).offers[0].tolist()
    totals = [
        sum(counts) * float(economy.mechanism.kappa[i])
        + sum(n * b[i] for n, b in zip(counts, offers, strict=True) if n)
        for i in (0, 1)
    ]
    return [
        by_hand.active_bundle(economy, (b[0], b[1]), (totals[0] - b[0], totals[1] - b[1]))
        if n
        else (1.0, 1.0)
        for n, b in zip(counts, offers, strict=True)
    ]


RANKS = ((0.1, 0), (0.35, 3), (0.8, 7), (1.0, 9))
"""Levels, and which loss in order is their quantile: added up, eight tenths may fall short of 0.8."""

DRAWN = (0.5, 0.125, 0.25, 0.125, 0.75, 0.0625, 0.3, 0.3, 0.1, 0.9)


def summaries(parameters: Parameters) -> Outcome:
    """Quantiles, tails and the least ε of a list of losses, counted; bounds on it from draws; grouping."""
    losses = np.array(DRAWN)
    n, gaps = len(losses), []
    for enumerated in (True, False):
        pieces = [(losses[:4], np.full(4, 1 / n)), (losses[4:], np.full(n - 4, 1 / n))]
        found = gathered(iter(pieces), enumerated)
        gaps.append(found.mean - sum(DRAWN) / n * float(parameters["factor"]))
        gaps += [found.tail(v) - sum(u > v for u in DRAWN) / n for v in (0.0, 0.125, 0.2, 0.9)]
        gaps += [found.quantile(p) - sorted(DRAWN)[k] for p, k in RANKS]
        gaps.append(found.least_epsilon() - _least(lambda above: above / n))
    for error in (0.05, 0.01):  # the lower bound is a loss, and lies between two
        for below, bound in zip((True, False), found.epsilon_bounds(error), strict=True):
            gaps.append(bound - _least(partial(_confidence, n=n, error=error, below=below)))
    many = np.linspace(0.2, 0.9, 4001)
    coarse = gathered(
        [(many, np.full(4001, 1.5 / 4001)), (np.array([np.nan]), np.array([0.5]))], True, 900
    )
    wrong = [
        not 100 <= len(coarse.losses) <= 1000,
        not 0 < coarse.resolution < 0.01,
        abs(coarse.mean - float(many.mean())) > 1e-14,
        abs(coarse.unsolved - 0.25) > 1e-14,
        abs(float(coarse.weights.sum()) - 1) > 1e-12,
        coarse.draws != 4001,
        *(
            not 0 <= coarse.quantile(p) / np.quantile(many, p) - 1 <= coarse.resolution + 1e-3
            for p in (0.1, 0.5, 0.99)
        ),
    ]
    wrong += [*_wrongly_grouped(many, coarse), *_wrongly_kept()]
    worst = max(float(np.abs(gaps).max()), float(any(wrong)))
    verdict = Verdict.HOLDS if worst < 1e-12 else Verdict.FAILS
    told = f"largest gap {worst:.1e}"
    return Outcome(verdict, Evidence.SAMPLED, told, engine="floating point", instances=1)


def _wrongly_grouped(many: Array, coarse: StateLoss) -> list[bool]:
    """Return what is wrong with groups of losses: as fine as may be, and told by their greatest."""
    if not coarse.resolution > 0:
        return [True]
    dropped = 52 + round(log2(coarse.resolution))
    groups: dict[int, float] = {}
    for loss in many.tolist():
        groups[int(np.float64(loss).view(np.int64)) >> dropped] = loss
    finer = {int(np.float64(loss).view(np.int64)) >> (dropped - 1) for loss in many.tolist()}
    short = StateLoss(np.array([0.2, 0.7]), np.array([0.5, 0.5 - 1e-9]), True, 0.0, 0.4, 2)
    return [
        coarse.resolution != 2.0 ** (dropped - 52),
        coarse.losses.tolist() != list(groups.values()),
        not len(groups) <= 900 < len(finer),
        short.quantile(1.0) != 0.7,
    ]


def _wrongly_kept() -> list[bool]:
    """Return for pieces of equal losses, of which some are kept, whether too many or too few are held."""
    wrong = []
    for most, bits, pieces, sizes in (
        (50, 0, (30, 30, 30, 20, 30), [30, 1, 31, 1, 31]),
        (50, 0, (50, 1), [50, 1]),
        (1, 0, (2, 1), [1, 1]),  # one group is no more than one
        (50, 20, (30, 30, 30, 10, 1, 30), [30, 60, 90, 100, 1, 31]),
    ):
        store, held = _Store(most, bits), []
        for n in pieces:
            store.add(np.full(n, 0.7), np.full(n, 0.1))
            held.append(store.size)
        wrong.append(held != sizes)
    return wrong


def _least(bound: Callable[[int], float]) -> float:
    """Return inf{ε : bound(number above ε) <= ε} by trying every loss and every bound."""
    tails = [bound(sum(u > v for u in DRAWN)) for v in (0.0, *DRAWN)]
    tried = sorted({0.0, *DRAWN, *tails})
    return next(v for v in tried if bound(sum(u > v for u in DRAWN)) <= v)


def _confidence(k: int, *, n: int, error: float, below: bool) -> float:
    """Return the exact bound of Clopper and Pearson on a probability, k successes of n, by bisection."""
    if (below and k == 0) or (not below and k == n):
        return 0.0 if below else 1.0
    low, high = 0.0, 1.0
    for _ in range(80):
        p = 0.5 * (low + high)
        parts = [comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(n + 1)]
        small = sum(parts[k:]) < error if below else sum(parts[: k + 1]) > error
        low, high = (p, high) if small else (low, p)
    return low


CHECKS: dict[str, Check] = {
    "eq-13.optimum": on_probes(optimum),
    "eq-13.distribution": on_probes(distribution, (LOGARITHMS,)),
    "thm-3.summaries": Exact(
        summaries, corners=("no loss above", "every loss above", "equal losses")
    ),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-13.optimum",
        "what is computed as the ex post loss satisfies the conditions of the optimum",
        "(12), (13)",
        r"\forall g:\quad \frac{u_q}{u_r}(c_g) = p,\quad u(c_g) = u(\omega_g) + t^*,\quad "
        r"\sum_g n_g c_g = \max\left\{\sum_g n_g \omega_g,\ N(\bar q, \bar r)\right\}",
        "resources",
    ),
    stated(
        "eq-13.distribution",
        "losses and their probabilities over all counts of the active and the inactive",
        "(12), (13) and the definition above them",
        r"\forall \varepsilon, z:\quad "
        r"P(t^* > \varepsilon \mid z) = \sum_{n, m} P(n \mid z) P(m \mid z)\, 1[t^*(n, m) > \varepsilon]",
        "resources",
        depends_on=("eq-13.optimum", "eq-23.weights", "eq-3.equilibrium"),
    ),
    stated(
        "thm-3.summaries",
        "the least epsilon, tails, quantiles and confidence bounds of a distribution of losses",
        "Theorem 3",
        r"\forall P:\quad \epsilon^* = \inf\{\varepsilon : P(t^* > \varepsilon) \le \varepsilon\}",
        "factor",
    ),
)
