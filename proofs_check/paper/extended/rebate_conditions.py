r"""The conditions of the mechanism whose fee is returned, at offers that are no equilibrium, term by term.

Three types and three states, fees that are not twice κ, types that are absent, and offers at the ends of
what may be offered.  Slopes are differences of utilities by hand; margins are those of three agents.

Paper: section 6, the entry fee; (5)-(7), (22); the rebate is not in the paper.
"""

from __future__ import annotations

from math import factorial, prod

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from numeric.economy.economy import Economy
from numeric.games.entry_fee import after_fee, rebated
from numeric.games.scenarios import scenarios
from numeric.mechanism.rebate import beyond, net_trade
from numeric.mechanism.rebated_market import RebatedMarket
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.extended.rebates import game_of, sequences
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes

Array = NDArray[np.float64]
N, IDLE = 5, 2
FEE = (0.17, 0.23)
FIRST = (0.12, -0.2, 0.05)
COUNTS = ((2, 1, 0), (0, 1, 2), (1, 1, 1))
SOLD = ((0.1, -0.2, 0.3), (-0.15, 0.05, 0.2), (0.25, -0.1, -0.05))
BEST = (
    (FEE, 0, (0.5, 1.9)),
    (FEE, 2, (1.4, 0.6)),
    ((9.0, 0.1), 0, (0.5, 1.9)),
    ((0.1, 9.0), 2, (1.4, 0.6)),
)
"""Fees, types and others' totals for best sales: between, and at either end, so much being returned."""
PRICE, BELIEF = (1.1, 0.9, 1.4), ((0.5, 0.3, 0.2), (0.1, 0.7, 0.2), (0.3, 0.3, 0.4))
STEP = 1e-5
CLOSE, SLOPE, SEARCHED = 1e-12, 1e-8, 1e-5
"""Allowed gaps: of values, of slopes, which are differences, and of what a search in rounds finds."""


def _value(
    economy: Economy, fee: by_hand.Pair, x: int, sold: float, others: by_hand.Pair, belief: Array
) -> float:
    """Return the expected utility of an active agent's sale, over all types of the inactive."""
    (e_q, e_r), (k_q, k_r) = by_hand.endowment(economy), map(float, economy.mechanism.kappa)
    p, p_1, total = others[1] / (others[0] + sold), e_r / e_q, 0.0
    for types, chances in sequences(economy, IDLE):
        net = sum(FIRST[y] for y in types)
        # Per agent: the fee, less what κ's offers take, and what the inactive take.
        back_q = fee[0] - (N - IDLE) * (k_q - k_r / p) / N + net / N
        back_r = fee[1] - (N - IDLE) * (k_r - p * k_q) / N - net * p_1 / N
        bundle = e_q - sold + back_q, e_r + p * sold + back_r
        for z, (w, c) in enumerate(zip(belief.tolist(), chances, strict=True)):
            total += w * c * by_hand.utility(economy, x, z)(*bundle)
    return total


def _faced(economy: Economy, row: int, x: int) -> by_hand.Pair:
    """Return the others' totals: for an agent whose type is present all but its own offer."""
    k_q, p, n = float(economy.mechanism.kappa[0]), PRICE[row], COUNTS[row]
    Q = sum(n) * k_q + sum(m * t for m, t in zip(n, SOLD[row], strict=True) if t > 0)
    sale, spent = max(SOLD[row][x], 0.0), max(-p * SOLD[row][x], 0.0)
    return (Q - sale, p * Q - spent) if n[x] else (Q, p * Q)


def conditions(economy: Economy, parameters: Parameters) -> Instance:
    """Totals, slopes, what is missed, rebates, best sales, and margins with three types."""
    factor = float(parameters["fee"])
    fee = FEE[0] * factor, FEE[1] * factor
    market = RebatedMarket.of(economy, np.array(FEE), N, IDLE)
    counts, sold, price = np.array(COUNTS, dtype=float), np.array(SOLD), np.array(PRICE)
    belief, first, X = np.array(BELIEF), np.array(FIRST), len(FIRST)
    worst = largest(_listed_gap(market), _offered_gap()) / CLOSE
    faced = [[_faced(economy, row, x) for x in range(X)] for row in range(len(COUNTS))]
    others = market.others(counts, sold, price)
    worst = largest(worst, gap(others, faced) / CLOSE)
    slopes = np.zeros((len(COUNTS), X + 1))
    for row, n in enumerate(COUNTS):
        for x in range(X):
            args = faced[row][x], belief[row]
            ends = [_value(economy, fee, x, SOLD[row][x] + h, *args) for h in (-STEP, STEP)]
            slopes[row, x] = (ends[1] - ends[0]) / (2 * STEP)
            found = market.evaluated(
                np.array([x]), sold[row, [x]], others[row, [x]], belief[[row]], first
            )
            value = _value(economy, fee, x, SOLD[row][x], *args)
            worst = largest(worst, gap(found[1], [value]) / CLOSE)
        k_q, k_r = map(float, economy.mechanism.kappa)
        excess = sum(m * t for m, t in zip(n, SOLD[row], strict=True)) / sum(n)
        slopes[row, X] = excess - k_r / PRICE[row] + k_q
    point = np.column_stack([sold, np.log(price)])
    asked = counts, belief, first, point
    missed = _missed(economy, slopes)
    worst = largest(worst, gap(market.slopes(*asked), slopes) / SLOPE)
    worst = largest(worst, gap(market.missed(*asked), missed) / SLOPE)
    if worst < 1:
        worst = largest(worst, _best_gap(economy) / SEARCHED, _three_types_gap(economy) / CLOSE)
    told = f"the largest gap is {worst:.1e} of what is allowed"
    return Instance(economy.name, worst < 1, told, margin=1 - worst)


def _missed(economy: Economy, slopes: Array) -> list[float]:
    """Return the largest condition: slopes of types present relative to p u_r, and the excess of sales."""
    top, states = by_hand.endowment(economy), range(len(economy.states))
    u_r = [
        max(by_hand.utility(economy, x, z, (0, 1))(*top) for z in states) for x in range(len(FIRST))
    ]
    return [
        max(
            abs(slopes[row, -1]),
            *(abs(slopes[row, x]) / (PRICE[row] * u_r[x]) for x, m in enumerate(n) if m),
        )
        for row, n in enumerate(COUNTS)
    ]


def _listed_gap(market: RebatedMarket) -> float:
    """Return how far configurations of the inactive, with their chances, are from those of all sequences."""
    mu = [[float(m) for m in row] for row in market.economy.environment.signal]
    wanted = {
        n: [
            factorial(IDLE) / prod(map(factorial, n)) * prod(m**k for m, k in zip(row, n, strict=True))
            for row in mu
        ]
        for n in ((2, 0, 0), (0, 2, 0), (0, 0, 2), (1, 1, 0), (1, 0, 1), (0, 1, 1))
    }  # fmt: skip
    found = dict(zip(map(tuple, market.passive.tolist()), market.chances.tolist(), strict=True))
    if found.keys() != wanted.keys() or (market.agents, market.inactive) != (N, IDLE):
        return float("inf")
    return largest(*(gap(found[n], chances) for n, chances in wanted.items()))


def _offered_gap() -> float:
    """Return how far net trades are from those by hand, and whether too large offers are seen as such."""
    traded = net_trade(np.array([0.3, -0.7]), np.array([1.25, 0.8]))
    off = gap(traded, [[-0.3, 0.375], [0.7, -0.56]])
    top = np.array([0.6, 1.5])
    inside, outside = ([0.59, -1.19], [-1.19, 0.59]), ([0.61, 0.1], [0.1, -1.21])
    said = [beyond(np.array(sold), 1.25, top) for sold in (*inside, *outside)]
    return largest(off, float(said != [False, False, True, True]))


def _best_gap(economy: Economy) -> float:
    """Return how far best sales, and their utility, are from those by hand: between and at the ends of O."""
    (top_q, top_r), worst = by_hand.endowment(economy), 0.0
    for fee, x, (Q, R) in BEST:
        market = RebatedMarket.of(economy, np.array(fee), N, IDLE)
        belief, low = np.array(BELIEF[x]), -top_r * Q / (R + top_r)

        def lost(
            t: float,
            fee: by_hand.Pair = fee,
            x: int = x,
            at: by_hand.Pair = (Q, R),
            w: Array = belief,
        ) -> float:
            return -_value(economy, fee, x, t, at, w)

        exact = minimize_scalar(
            lost, bounds=(low, top_q), method="bounded", options={"xatol": 1e-7}
        )
        found = market.best(np.array([x]), np.array([[Q, R]]), belief[None], np.array(FIRST))
        worst = largest(worst, gap(np.concatenate(found), (exact.x, -exact.fun)))
    return worst


def _three_types_gap(economy: Economy) -> float:
    """Return how far the margin of three agents is from that by hand."""
    _, found = rebated(economy, 3, scenarios(after_fee(economy), 3, 1))
    game, (least, pair) = game_of(economy, found, 1.0), found.margin()
    slow = game.margin()
    return largest(gap(least, slow[0]), float(pair != slow[1]))


CHECKS: dict[str, Check] = {
    "sec-6.fee.rebate.conditions": on_probes(conditions, (LOGARITHMS,), ("zero counts",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.fee.rebate.conditions",
        "the conditions of stage 2 when the fee is returned, term by term, and the margin with three types",
        "Theorem 1, equation (22), with what section 6 says of an entry fee",
        r"\forall t:\quad \frac{d}{dt} \sum_z \phi(z) \sum_\xi \prod_i \mu_z(\xi_i)\, "
        r"u(\bar e' + t(-1, p) + s),\quad s = f + \tfrac MN (\kappa_q - \kappa_r/p)(-1, p) - \tfrac 1N "
        r"\textstyle\sum_i a_{\xi_i}(-1, p_1)",
        "fee",
        depends_on=("sec-6.fee.rebate.margin",),
    ),
)
