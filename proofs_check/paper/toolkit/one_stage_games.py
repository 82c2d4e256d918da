r"""The one-stage market games, against every profile of the others' types.

On O, with both goods offered, and with all of the first good sold by rule, on credit and without: at
the offers returned no slope misses its condition, and no offer on a grid is better.

Paper: the introduction's one-stage market games; section 2.2; footnote 4; equations (3), (4), (14).
"""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product
from math import comb

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.games.equilibrium import OneStage
from numeric.games.one_stage import Restriction, _divided, solve_one_stage
from numeric.games.private import others
from numeric.games.references import limit_scenarios
from numeric.games.scenarios import scenarios
from numeric.games.sides import _jump, _start, solve_on_o
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, on_probes
from proofs_check.paper.toolkit.by_agents import ByHand

Array = NDArray[np.float64]
AGENTS, CROWD = 3, 30
CLOSE = 1e-12

MIXING = Economy(
    name="probe: a type that buys in one state and sells in the other",
    prior=["101/200", "99/200"],
    signal=[["9/20", "3/10", "1/4"], ["1/4", "7/20", "2/5"]],
    endowment=["1", "21/20"],
    kappa=["1/20", "1/18"],
    eta="1/10",
    utility="A*log(q) + (1 - A)*log(r)",
    parameters={"A": [["1/10", "13/20"], ["1/2", "51/100"], ["2/5", "9/10"]]},
)
"""Its second type finds both sides of the market equally good."""

REVERSED = MIXING.replacing(
    name=f"{MIXING.name}, in reverse order",
    signal=[["1/4", "3/10", "9/20"], ["2/5", "7/20", "1/4"]],
    parameters={"A": [["2/5", "9/10"], ["1/2", "51/100"], ["1/10", "13/20"]]},
)
"""So that what stands before the type that mixes is on the other side."""

BOTH = Economy(
    name="probe: either type buys in one state and sells in the other",
    prior=["2/3", "1/3"],
    signal=[["1/13", "12/13"], ["7/8", "1/8"]],
    endowment=["2", "3/4"],
    kappa=["1/100", "1/1000"],
    eta="1/10",
    utility="A*log(q) + (1 - A)*log(r)",
    parameters={"A": [["3/16", "5/16"], ["11/16", "13/16"]]},
)
"""Both of its types mix in the limit."""


def _by_hand(economy: Economy, found: OneStage, kappa: by_hand.Pair) -> ByHand:
    kinds = [(int(x), float(c)) for x, c in found.kinds]
    offers = [(float(b[0]), float(b[1])) for b in found.offers]
    return ByHand(economy, found.agents, kinds, offers, kappa)


def _missed(game: ByHand, y: int, free: tuple[bool, bool], high: by_hand.Pair) -> float:
    """Return by how much an offer misses the conditions of a maximum between its bounds."""
    x, own, worst = game.kinds[y][0], game.offers[y], 0.0
    for good in (0, 1):
        if free[good]:
            slope = game.slope(x, own, good) / game.scale(x, good)
            held = (own[good] == 0 and slope < 0) or (own[good] == high[good] and slope > 0)
            worst = largest(worst, 0.0 if held else abs(slope))
        worst = largest(worst, float(not 0 <= own[good] <= high[good]))
    return worst


def _grid(low: by_hand.Pair, high: by_hand.Pair, one_sided: bool) -> list[by_hand.Pair]:
    """Return offers between bounds, of one good at a time on O."""
    first, second = (np.linspace(a, b, 9)[:-1].tolist() for a, b in zip(low, high, strict=True))
    if one_sided:
        return [*((b, 0.0) for b in first), *((0.0, b) for b in second)]
    return list(product(first, second))


def equilibria(economy: Economy, parameters: Parameters) -> Instance:
    """Offers in the four games, with three agents and in the limit."""
    top, worst = by_hand.endowment(economy), largest(_start_gap(economy), _sides_gap(economy))
    kappa = [float(v) * float(parameters["kappa"]) for v in economy.mechanism.kappa]
    sets: dict[Restriction, tuple[by_hand.Pair, by_hand.Pair, by_hand.Pair]] = {
        "o": ((0.0, 0.0), top, (kappa[0], kappa[1])),
        "box": ((0.0, 0.0), top, (kappa[0], kappa[1])),
        "no_credit": ((top[0], 0.0), top, (0.0, 0.0)),
        "sell_all": ((top[0], 0.0), (top[0], 1e6), (0.0, 0.0)),
    }
    for (restriction, (low, high, given)), agents in product(sets.items(), (AGENTS, None)):
        found = solve_one_stage(economy, agents, restriction)
        if not found.solved:
            return Instance(economy.name, False, f"{restriction}, {agents}: {found.status}")
        game = _by_hand(economy, found, given)
        for y, (x, _) in enumerate(game.kinds):
            own = game.offers[y]
            on_o = (own[0] > 0, own[1] > 0)
            free = on_o if restriction == "o" else (low[0] < high[0], True)
            worst = largest(worst, _missed(game, y, free, high))
            most = high if high[1] < 1e6 else (high[0], 3 * max(b[1] for b in game.offers))
            value, grid = game.payoff(x, own), _grid(low, most, restriction == "o")
            best = max((_payoff(game, x, b) for b in grid), default=value)
            worst = largest(worst, float(best > value + 1e-11))
            worst = largest(worst, float(restriction == "o" and min(own) > 0))
        worst = largest(
            worst, float(not (0 <= found.gain < 1e-12)), 1e2 * float(found.residual > 1e-13)
        )
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _payoff(game: ByHand, x: int, own: by_hand.Pair) -> float:
    """Return an expected payoff; minus infinity where a bid cannot be repaid."""
    try:
        value = game.payoff(x, own)
    except (ValueError, ZeroDivisionError):
        return -np.inf
    return -np.inf if isinstance(value, complex) else value


def mixture(economy: Economy, parameters: Parameters) -> Instance:
    """Types that mix are indifferent between their offers, and every offer is best on its side."""
    worst, X = 0.0, len(economy.types)
    kappa = [float(v) * float(parameters["kappa"]) for v in economy.mechanism.kappa]
    cases: tuple[tuple[int | None, list[int]], ...] = ((AGENTS, [0, 1, 1, 2]), (None, [0, 1, 1, 2]))
    if X == 2:
        cases = ((None, [0, 0, 1, 1]),)
    else:
        worst = _divided_gap(economy)
    for agents, kinds in cases:
        found = solve_one_stage(economy, agents)
        if not found.solved or found.pure or found.kinds[:, 0].tolist() != kinds:
            return Instance(economy.name, False, f"no mixture at {agents}: {found.status}")
        game = _by_hand(economy, found, (kappa[0], kappa[1]))
        for x in {x for x in kinds if kinds.count(x) > 1}:
            (first, share), (second, rest) = (
                (y, c) for y, (kind, c) in enumerate(game.kinds) if kind == x
            )
            values = [game.payoff(x, game.offers[y]) for y in (first, second)]
            worst = largest(worst, abs(share + rest - 1), abs(values[0] - values[1]))
            worst = largest(worst, float(game.offers[first][0] <= 0 or not 0 < share < 1))
            said = f'type "{economy.types[x]}" sells the first good with probability {share:.4f}'
            worst = largest(worst, float(said not in str(found.status)))
        for y in range(len(game.kinds)):
            b = game.offers[y]
            worst = largest(
                worst, _missed(game, y, (b[0] > 0, b[1] > 0), by_hand.endowment(economy))
            )
            grid = _grid((0.0, 0.0), by_hand.endowment(economy), True)
            best = max(game.payoff(game.kinds[y][0], v) for v in grid)
            worst = largest(worst, float(best > game.payoff(game.kinds[y][0], b) + 1e-11))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _divided_gap(economy: Economy) -> float:
    """Return how far scenarios are from those by hand when the second of three types mixes, or the last two."""
    drawn, chance = scenarios(economy, AGENTS, 0), 0.3
    kinds, shares = np.array([0, 1, 1, 2]), np.array([1.0, chance, 1 - chance, 1.0])
    rows, counts, weight = _divided(drawn, kinds, shares, False)
    wanted = []
    for i, n in enumerate(drawn.all.tolist()):
        for k in range(int(n[1]) + 1):
            part = comb(int(n[1]), k) * chance**k * (1 - chance) ** (int(n[1]) - k)
            wanted.append((i, n[0], k, n[1] - k, n[2], float(drawn.weight[i]) * part))
    found = np.column_stack([rows, counts, weight])
    off = gap(found, wanted) if found.shape == (len(wanted), 6) else 1.0
    return largest(off, _twice_divided_gap(economy), *_not_listed_gaps(economy, kinds, shares))


def _twice_divided_gap(economy: Economy) -> float:
    drawn, first, second = scenarios(economy, AGENTS, 0), 0.3, 0.8
    kinds, shares = np.array([0, 1, 1, 2, 2]), np.array([1.0, first, 1 - first, second, 1 - second])
    rows, counts, weight = _divided(drawn, kinds, shares, False)
    wanted = []
    for i, n in enumerate(drawn.all.tolist()):
        for k, m in product(range(int(n[1]) + 1), range(int(n[2]) + 1)):
            part = comb(int(n[1]), k) * first**k * (1 - first) ** (int(n[1]) - k)
            part *= comb(int(n[2]), m) * second**m * (1 - second) ** (int(n[2]) - m)
            row = (i, n[0], k, n[1] - k, m, n[2] - m, float(drawn.weight[i]) * part)
            wanted.append(row)
    found = np.column_stack([rows, counts, weight])
    order = np.lexsort(found[:, :6].T[::-1])
    return gap(found[order], sorted(wanted)) if found.shape == (len(wanted), 7) else 1.0


def _not_listed_gaps(economy: Economy, kinds: NDArray[np.int64], shares: Array) -> list[float]:
    """Return how far the limit's shares, and the counts in drawn scenarios, are from what the mixture says."""
    large, (chance, rest) = limit_scenarios(economy), shares[1:3].tolist()
    rows, counts, weight = _divided(large, kinds, shares, True)
    wanted = [
        [float(m) for m in (row[0], row[1] * F(chance), row[1] * F(rest), row[2])]
        for row in economy.environment.signal
    ]
    same = np.array_equal(rows, np.arange(len(wanted))) and np.array_equal(weight, large.weight)
    drawn = scenarios(economy, CROWD, 0, limit=1, draws=2000)
    each, split, weights = _divided(drawn, kinds, shares, False)
    types = np.column_stack([split[:, 0], split[:, 1] + split[:, 2], split[:, 3]])
    same = same and np.array_equal(each, np.arange(len(drawn.weight)))
    same = same and np.array_equal(types, drawn.all) and np.array_equal(weights, drawn.weight)
    n = drawn.all[:, 1]
    away = (split[:, 1] - chance * n) / (chance * rest * np.maximum(n, 1)) ** 0.5
    some = away[n > 0]
    usual = abs(some.mean()) < 4 / len(some) ** 0.5 and abs((some**2).mean() - 1) < 0.1
    return [gap(counts, wanted), float(not (same and usual and split.min() >= 0))]


def _sides_gap(economy: Economy) -> float:
    """Return how far offers are from each other that are found from types on either side of the market."""
    found, worst = solve_on_o(economy, AGENTS), 0.0
    for wrong in (1, len(economy.types)):  # so many types begin on the other side
        start = [b[::-1] if x < wrong else b for x, b in enumerate(found.offers.tolist())]
        again = solve_on_o(economy, AGENTS, np.array(start) / 3)
        worst = largest(worst, 1e-2 * gap(again.offers, found.offers))
    game = others(economy, AGENTS, economy.floats.kappa)
    for side in (0, 1):  # where all are on one side, one jumps to the other
        sides, offers = np.full(len(start), side), np.zeros(found.offers.shape)
        offers[:, side] = 0.1
        who, offer = _jump(economy, game, offers, sides)
        worst = largest(worst, float(who is None or not offer[1 - side] > offer[side] == 0))
    return worst


def _start_gap(economy: Economy) -> float:
    """Return how far the offers to start from are from the expected competitive ones, on their greater side."""
    offers, X = solve_competitive(economy).offers, len(economy.types)
    wanted = np.zeros((X, 2))
    for x in range(X):
        tau = [float(w) for w in by_hand.tau(economy, x)]
        mean = [sum(w * float(b[x, g]) for w, b in zip(tau, offers, strict=True)) for g in (0, 1)]
        wanted[x, int(mean[1] > mean[0])] = max(mean)
    return gap(_start(economy, None), wanted)


CHECKS: dict[str, Check] = {
    "sec-1.offers": on_probes(equilibria, (LOGARITHMS, POWERS)),
    "sec-1.mixture": on_probes(mixture, (MIXING, REVERSED, BOTH), ("offers on a boundary",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-1.offers",
        "one-stage games on O, with both goods, and sell-all: no offer is better, over all profiles",
        "the introduction, section 2.2, footnote 4",
        r"\forall x:\quad b_x \in \arg\max_{b \in \mathcal O'} \sum_z \tau_x(z) \sum_{\xi \in X^{N-1}} "
        r"\prod_i \mu_z(\xi_i)\, u(\cdot; x, z)\ \text{against}\ N\kappa + \sum_i b_{\xi_i}",
        "kappa",
        depends_on=("sec-1.conditions",),
    ),
    stated(
        "sec-1.mixture",
        "types that buy in one state and sell in the other are indifferent where they mix",
        "section 2.2",
        r"\theta \in (0, 1):\quad G_x(b_q, 0) = G_x(0, b_r) = \max_{\mathcal O} G_x",
        "kappa",
        depends_on=("sec-1.offers",),
    ),
)
