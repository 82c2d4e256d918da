r"""What pooling costs at least, how far utilities can be apart, and the N that both exclude it from.

The greatest loss is minimised by hand; the N are counted by the printed comparison.  Prices that are
searched for equilibria begin at the printed ends, and none at which price-takers trade is left out.

Paper: Claim 2 of Theorem 2, and its final argument.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import ceil, floor, inf, log
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import block_cells, cost, exclusion, oscillation, value_ranges
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import ACTIVE, PARTITIONS, STATE, bounded
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

KAPPAS = (("2", "1/7"), ("1/9", "3"), ("1/5", "1/7"))
"""Of either order, and very unequal: the first range of prices is moved far by an exchange."""
MANY = 10**9


def costs(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What pooling costs, how much utility can vary, and the N from which on a block is left."""
    own, (k_q, k_r) = by_hand.endowment(economy), map(float, economy.mechanism.kappa)
    best = [by_hand.best_consumption(economy, x) for x in range(3)]
    for block in ((1, 2), (0, 1, 2)):

        def lost(c: float, block: tuple[int, ...] = block) -> float:
            values = []
            for x in block:
                ends = [
                    by_hand.expected(
                        economy, (v, own[1] / own[0] * (2 * own[0] - v)), x, by_hand.tau(economy, x)
                    )
                    for v in (best[x], c)
                ]
                values.append(ends[0] - ends[1])
            return max(values)

        low, high = min(best[x] for x in block), max(best[x] for x in block)
        for _ in range(70):  # the greatest loss is convex
            a, b = low + (high - low) / 3, high - (high - low) / 3
            low, high = (low, b) if lost(a) < lost(b) else (a, high)
        found, exact = cost.certified_cost(economy, block), lost(low) * float(factor)
        tally.holds("a lower bound on the cost", 0.998 * exact <= found <= exact * (1 + 1e-12))
    for x in range(3):
        tastes = [float(v) for v in economy.environment.parameters["theta"][x]]
        most = own[0] + own[1] * (k_q + own[0]) / k_r, own[1] + own[0] * (k_r + own[1]) / k_q
        greatest = max(t * log(most[0]) + log(most[1]) for t in tastes)
        bounded(
            tally, "greatest utility", oscillation.greatest_utility(economy, x), greatest, 1e-12
        )
        least = min(t * log(own[0]) + log(own[1]) for t in tastes)
        bounded(tally, "least utility", -oscillation.least_utility(economy, x), -least, 1e-12)
        bounded(tally, "widest", oscillation.widest(economy, x), greatest - least, 1e-12)
        for side in (0, 1):
            offers = np.array([0.0, 0.3, 1.1])
            above = oscillation.oscillations(economy, x, side).above(offers)
            left = [(own[0] - b * (side == 0), own[1] - b * (side == 1)) for b in offers.tolist()]
            wanted = [greatest - min(t * log(a) + log(b) for t in tastes) for a, b in left]
            bounded(tally, "oscillation", above.hi, wanted, 1e-11)
            tally.same("none", above.lo.tolist(), [0.0] * 3)
    _starts(tally, economy, found)
    _prices(tally, economy)
    apart, worst = ((0.3, 0.1), (0.2, 0.4)), ((0.7, 0.2), (0.5, 0.9))
    errors, chance = (((-0.05, 0.02), (0.01, 0.03)), ((-0.01, 0.04), (-0.02, 0.0))), (0.1, 0.03)
    found_ = value_ranges._together(
        [Intervals(np.zeros(2), np.array(v)) for v in apart],
        [Intervals(*np.array(v).T) for v in errors],
        Intervals.points(np.array(chance)),
        [np.array(v) for v in worst],
    )
    wanted_ = []
    for i in range(2):
        ends = [e for side in errors for e in side[i]]
        moved, most_ = (max(v[0][i], v[1][i]) for v in (apart, worst))
        wanted_.append(moved + max(ends) - min(ends) + chance[i] * most_)
    bounded(tally, "values of both sides", found_, wanted_, 1e-12)


def _prices(tally: Tally, economy: Economy) -> None:
    """The prices that are searched, those that are left out, and an equilibrium of so many that it is known."""
    q_bar, r_bar = economy.environment.endowment
    for k_q, k_r in (tuple(map(Fraction, kappa)) for kappa in KAPPAS):
        given = economy.replacing(kappa=[k_q, k_r])
        nowhere = Intervals(np.array([inf]), np.array([-inf])), ()
        with mock.patch.object(value_ranges, "_refined", return_value=nowhere) as searched:
            none = value_ranges.enclosed(given, PARTITIONS[0], STATE, ACTIVE)
        ends = k_r / (q_bar + k_q), (r_bar + k_r) / k_q
        first, known = searched.call_args.args[2:4]
        tally.same("no price is left", (none, searched.call_count, len(first.lo)), (None, 1, 1))
        tally.encloses("first range", first[0], *ends, slack=1e-15)
        for most, own in zip(known, (q_bar, r_bar), strict=True):
            tally.encloses("any offer", most[0, 0], 0, own, slack=1e-15)
    unequal = economy.replacing(kappa=list(KAPPAS[0]))
    with (
        np.errstate(all="ignore"),
        mock.patch.multiple(value_ranges, COARSE=20, FINE=3, ROUNDS=1, PASSES=1),
    ):
        found = value_ranges.enclosed(unequal, PARTITIONS[0], STATE, MANY)
    tally.holds("some price is left", found is not None)
    if found is not None:
        _left(tally, unequal, found)


def _left(tally: Tally, economy: Economy, found: value_ranges.Enclosed) -> None:
    """The price of price-takers who know the state is inside, and only prices around it are possible."""
    known, row = [float(z == STATE) for z in range(3)], economy.environment.signal[STATE]
    shares = [float(s) for s in row]
    kappa = [float(k) for k in economy.mechanism.kappa]

    def offered(p: float, good: int) -> list[float]:
        return [by_hand.price_taker(economy, x, known, p)[good] for x in range(3)]

    def excess(p: float, price: float, sold: list[list[float]]) -> float:
        nets = [b / price - a for a, b in zip(*sold, strict=True)]
        return kappa[1] / price - kappa[0] + float(np.dot(shares, nets))

    p = by_hand.root(lambda v: excess(v, v, [offered(v, 0), offered(v, 1)]), 0.01, 30.0)
    sold = [offered(p, good) for good in (0, 1)]
    means = np.array([shares[0] + shares[2], shares[1]])
    [i] = np.flatnonzero(
        ((found.cells.shares.lo <= means) & (means < found.cells.shares.hi)).all(axis=-1)
    )[:1]
    tally.holds("price inside", found.price.lo[i] <= p <= found.price.hi[i])
    for good, x in product((0, 1), range(3)):
        b = found.offers.sold[good]
        tally.holds("offer inside", b.lo[i, x] <= sold[good][x] <= b.hi[i, x])
    cell = replace(found.cells[np.array([i])], shares=Intervals.points(means[None]))
    bounds = [Intervals.points(np.array([b])) for b in sold]
    offers = replace(found.offers[np.array([i])], sold=(bounds[0], bounds[1]))
    for low, high in ((0.5, 0.999999), (0.9999999, 1.0000001), (1.000001, 4.0), (0.2, 7.0)):
        piece = Intervals(np.array([p * low]), np.array([p * high]))
        ends = [excess(p, v, sold) for v in (p * low, p * high)]
        left = value_ranges._possible(economy, cell, piece, offers)
        tally.same("possible", left.tolist(), [min(ends) <= 0 <= max(ends)])


def _starts(tally: Tally, economy: Economy, most: float) -> None:
    """The N that costs and gains prove; ``most`` is what pooling all types costs."""
    eta = economy.mechanism.eta
    for C, V, M in ((0.3, 0.01, 40), (0.3, 0.06, 4000), (0.02, 0.0075, 10)):
        room = eta * Fraction(C) - (1 - eta) * Fraction(V)
        least = ceil((Fraction(C) + Fraction(V)) / room)
        while ceil((1 - eta) * least) < M:
            least += 1
        tally.same("start", exclusion.excluded_from(economy, C, V, M), least)
        sure = all(
            floor(eta * N) * Fraction(C) > ceil((1 - eta) * N) * Fraction(V)
            for N in range(least, least + 60)
        )
        tally.holds("they deviate", sure)
    for C, V in ((0.3, inf), (0.0, 0.0), (0.02, 0.02), (0.0, -0.1)):
        tally.same("never", exclusion.excluded_from(economy, C, V, 10), None)
    tally.holds("as much as is gained", _never(economy.replacing(eta="1/2"), 0.5))
    tally.same("pooled blocks", list(exclusion._costs(economy, PARTITIONS[1])), [(1, 2)])
    for eta_, wanted in ((Fraction(0), None), (eta, ceil(1 / eta))):
        two = exclusion.certify_exclusion(TWO_TYPES.replacing(eta=eta_))
        tally.same("two types", two.start, wanted)
    whole = exclusion.exclude_at(economy, ((0, 1, 2),), 0)
    tally.same("complete", (whole.start, whole.active, whole.gain), (ceil(1 / eta), None, 0.0))
    tally.close("its cost", whole.cost, most, 1e-15)
    made = block_cells.block_cells(economy, PARTITIONS[0], STATE, ACTIVE)
    ranges, top = 0.01 + 0.02 * np.arange(len(made)) / len(made), 0.7
    levels = [ranges[made.ring <= j].max() for j in range(len(block_cells.RINGS))]
    wanted = levels[0] + sum(
        min(chance_, 1.0) * max(b - a, 0.0)
        for chance_, a, b in zip(made.outside, levels, [*levels[1:], top], strict=True)
    )
    bounded(tally, "mean", exclusion._mean(made, ranges, top), wanted, 1e-12)
    low = exclusion._mean(made, ranges, 0.015)
    bounded(tally, "mean of little", low, min(levels[0], 0.015), 1e-12)


def _never(economy: Economy, both: float) -> bool:
    """Whether nothing is proved where cost and gain, with their chances, are the same."""
    try:
        return exclusion.excluded_from(economy, both, both, 10) is None
    except ZeroDivisionError:
        return False


CHECKS: dict[str, Check] = {
    "thm-2.bounds-of-costs": on_probes(tallied(costs), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.bounds-of-costs",
        "what pooling costs at least, how far utilities can be apart, and the N that both prove",
        "Claim 2 and the final argument of Theorem 2",
        r"C_k = \min_a \max_{y \in Y_k}[G_y(\alpha^*(y)) - G_y(a)],\quad "
        r"N \ge \frac{C_k + V_k}{\eta C_k - (1 - \eta)V_k} \Longrightarrow \lfloor\eta N\rfloor C_k > "
        r"\lceil(1 - \eta)N\rceil V_k",
        "value",
    ),
)
