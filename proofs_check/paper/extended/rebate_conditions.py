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
from numeric.mechanism.rebate import best_trades, beyond, net_trade, rebate_limit
from numeric.mechanism.rebated_market import RebatedMarket
from numeric.status import NotSolved
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
STEEP = LOGARITHMS.replacing(utility="log(q) + theta*log(q + 2*r)")
"""Its u_r differs over types and depends on both goods."""
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
    steep = RebatedMarket.of(STEEP, np.array(FEE), N, IDLE)
    missed = _missed(STEEP, steep.slopes(*asked))
    worst = largest(worst, gap(steep.missed(*asked), missed) / CLOSE)
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


def limit(economy: Economy, parameters: Parameters) -> Instance:
    """Prices, what is returned, and consumption of both groups in the limit; trades against lotteries."""
    e, top, X = economy.environment, by_hand.endowment(economy), len(economy.types)
    fee, eta = [f * float(parameters["fee"]) for f in FEE], float(economy.mechanism.eta)
    found, (k_q, k_r) = rebate_limit(economy, np.array(FEE)), map(float, economy.mechanism.kappa)
    worst, p_1, sold = _trades_gap(economy), top[1] / top[0], []
    for x in range(X):
        back = found.returned.tolist()
        each = [
            top[0] + b[0] - float(q) for b, q in zip(back, found.inactive[:, x, 0], strict=True)
        ]
        sold.append(each[0])
        gain = 0.0
        for z, (w, b) in enumerate(zip(by_hand.tau(economy, x), back, strict=True)):
            bundle = top[0] + b[0] - each[0], top[1] + b[1] + p_1 * each[0]
            worst = largest(worst, gap(found.inactive[z, x], bundle))
            u_q, u_r = (by_hand.utility(economy, x, z, o)(*bundle) for o in ((1, 0), (0, 1)))
            gain += float(w) * (p_1 * u_r - u_q)
        worst = largest(worst, abs(gain))
    for z, (row, p) in enumerate(zip(e.signal, found.price.tolist(), strict=True)):
        mean = sum(float(m) * a for m, a in zip(row, sold, strict=True))
        b_q = fee[0] - (1 - eta) * (k_q - k_r / p) + eta * mean
        b_r = fee[1] - (1 - eta) * (k_r - p * k_q) - eta * p_1 * mean
        worst = largest(worst, gap(found.returned[z], (b_q, b_r)))
        Q, R = k_q, k_r
        for x, m in enumerate(row):
            q, r = found.active[z, x].tolist()
            t = top[0] + b_q - q
            u_q, u_r = (by_hand.utility(economy, x, z, o)(q, r) for o in ((1, 0), (0, 1)))
            worst = largest(worst, abs(u_q / u_r / p - 1), gap(r, top[1] + b_r + p * t))
            Q, R = Q + float(m) * max(t, 0.0), R + float(m) * p * max(-t, 0.0)
        worst = largest(worst, abs(R / Q / p - 1))
    worst = largest(worst, float(not _too_large(economy)))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst)


def _too_large(economy: Economy) -> bool:
    """Whether fees of which so much is returned that offers exceed what they leave are refused."""
    for fee in ((2.0, 0.1), (0.1, 2.0)):
        try:
            rebate_limit(economy, np.array(fee))
        except NotSolved as error:
            if "exceeds what the fee leaves" in str(error):
                continue
        return False
    return True


def _trades_gap(economy: Economy) -> float:
    """Return how far best trades are from roots by hand, where states that cannot be allow less."""
    held = np.array([[0.2, 0.1], [1.1, 1.4], [0.9, 2.0]])
    rows = (
        (0, (1.2, 0.8, 1.5), (0.0, 0.4, 0.6)),
        (2, (1.1, 0.7, 0.9), (0.0, 1.0, 0.0)),
        (1, (0.9, 1.3, 0.6), (0.5, 0.3, 0.2)),
        (2, (0.4, 1.6, 0.7), (0.1, 0.2, 0.7)),
    )
    types, prices, weights = (np.array(v) for v in zip(*rows, strict=True))
    found, wanted = best_trades(economy, held, prices, weights, types), []
    for x, price, weight in rows:
        states = enumerate(zip(price, weight, held.tolist(), strict=True))
        known = [(z, p, w, *own) for z, (p, w, own) in states if w]

        def slope(t: float, x: int = x, known: list[tuple[float, ...]] = known) -> float:
            total = 0.0
            for z, p, w, q, r in known:
                u_q, u_r = (
                    by_hand.utility(economy, x, int(z), o)(q - t, r + p * t)
                    for o in ((1, 0), (0, 1))
                )
                total += w * (p * u_r - u_q)
            return total

        low, high = max(-r / p for _, p, _, _, r in known), min(q for _, _, _, q, _ in known)
        wanted.append(by_hand.root(slope, low, high))
    return gap(found, wanted)


CHECKS: dict[str, Check] = {
    "sec-6.fee.rebate.limit": on_probes(limit, (LOGARITHMS,)),
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
    stated(
        "sec-6.fee.rebate.limit",
        "the limit when the fee is returned: prices, what is returned, and offers that are best",
        "section 6, the entry fee; (3), (5)",
        r"\forall z, x:\quad u_q = p^z u_r,\quad \sum_{z'} \tau_x(z') (p_1 u_r - u_q) = 0,\quad "
        r"p^z = \frac{\kappa_r + p^z \sum_x \mu_z(x) t_x^-}{\kappa_q + \sum_x \mu_z(x) t_x^+}",
        "fee",
    ),
)
