r"""The two-stage mechanism whose fee is returned in equal shares, against paying everybody out one by one.

Margins of Theorem 1, bundles, and what a spoiled offer leaves to be gained, by hand: every sequence of
the others' types, every agent's bundle, and what is left of the fees divided by N.

Conventions: signed offers are positive for sales of the first good.

Paper: Theorem 1, (22); section 6, the entry fee; the rebate is not in the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import permutations, product
from math import prod

import numpy as np
from scipy.optimize import minimize_scalar

from numeric.economy.economy import Economy
from numeric.games.entry_fee import BETTER, after_fee, rebated, rebated_limit, standing
from numeric.games.mechanisms import Sampling, played
from numeric.games.scenarios import scenarios
from numeric.mechanism.rebated_market import Sales
from numeric.mechanism.rebated_stages import MOST, RebatedGame, RebatedSolution
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes

N, IDLE = 5, 2
SPOILED = 0.04
"""What is added to a type's sales, so that something is left to be gained."""

CLOSE, STEP = 1e-10, 1e-5
"""How near values are, those of a search included: utility is flat at its maximum; and a step for slopes."""

Pair = tuple[float, float]
Counts = tuple[int, ...]
MOVED = ({"theta": [["3/2", "8/5"], ["31/20", "17/10"]]}, {"theta": [["1/2", "2/3"], ["9/4", "3"]]})
"""Tastes so near that the candidate is no equilibrium with so few inactive, and tastes far apart."""

NEAR, FAR = (TWO_TYPES.replacing(name=f"{TWO_TYPES.name}, {n}", parameters=p)
             for n, p in zip(("near", "far"), MOVED, strict=True))  # fmt: skip


def _made(sold: float, price: float) -> Pair:
    return (sold, 0.0) if sold > 0 else (0.0, -price * sold)


@dataclass(frozen=True)
class Game:
    """The game with offers as found, everybody paid out by hand.

    Args:
        economy: The economy before the fee of twice κ.
        first: Signed offers of stage 1 by type.
        sold: Signed offers of stage 2 by counts of the active, then by type.
        price: The price by counts of the active, at which sales are written as offers.
        returned: What multiplies the part of the fees that is returned; 1 but for a mutant.
        agents: How many there are.
        idle: How many of them are inactive.
    """

    economy: Economy
    first: tuple[float, ...]
    sold: dict[Counts, list[float]]
    price: dict[Counts, float]
    returned: float
    agents: int = N
    idle: int = IDLE

    @cached_property
    def left(self) -> Pair:
        """Return what the fee leaves of the endowment."""
        own, kappa = by_hand.endowment(self.economy), self.kappa
        return own[0] - 2 * kappa[0], own[1] - 2 * kappa[1]

    @cached_property
    def kappa(self) -> Pair:
        """Return κ."""
        k_q, k_r = map(float, self.economy.mechanism.kappa)
        return k_q, k_r

    def paid(self, active: Sequence[Pair], inactive: Sequence[Pair]) -> list[Pair]:
        """Return everybody's consumption, the active first."""
        own, left, kappa = by_hand.endowment(self.economy), self.left, self.kappa
        Q, R = (sum(b[g] for b in active) + len(active) * kappa[g] for g in (0, 1))
        made = []
        for offers, price in ((active, R / Q), (inactive, left[1] / left[0])):
            made += [(left[0] - b[0] + b[1] / price, left[1] - b[1] + price * b[0]) for b in offers]
        back = [self.returned * (own[g] - sum(b[g] for b in made) / len(made)) for g in (0, 1)]
        return [(b[0] + back[0], b[1] + back[1]) for b in made]

    def early(self, sold: float) -> Pair:
        """Return an offer of stage 1."""
        return _made(sold, self.left[1] / self.left[0])

    def late(self, seen: Counts, x: int) -> Pair:
        """Return an offer of stage 2."""
        return _made(self.sold[seen][x], self.price[seen])

    def if_active(self, x: int, others: Counts, seen: Counts) -> Callable[[Pair], float]:
        """Return the expected utility of offers when the others' counts and the announced ones are these."""
        held = [self.late(seen, y) for y, n in enumerate(others) for _ in range(n)]
        belief = list(map(float, by_hand.posterior(self.economy, _and(others, x))))
        told = [
            ([self.early(self.first[y]) for y in types], [w * c for w, c in zip(belief, chances, strict=True)])
            for types, chances in sequences(self.economy, self.idle)
        ]  # fmt: skip
        utilities = by_hand.in_states(self.economy, x, (0, 0))

        def worth(offer: Pair) -> float:
            made = [(self.paid([offer, *held], idle)[0], weights) for idle, weights in told]
            return sum(w * u(*b) for b, ws in made for w, u in zip(ws, utilities, strict=True))

        return worth

    def best_active(self, x: int, others: Counts, seen: Counts) -> float:
        """Return the expected utility of the best offer of either good."""
        worth = self.if_active(x, others, seen)
        found = [
            minimize_scalar(
                lambda b, g=g: -worth((b, 0.0) if g == 0 else (0.0, b)),
                bounds=(0.0, top * (1 - 1e-9)), method="bounded", options={"xatol": 1e-10},
            ).fun
            for g, top in enumerate(self.left)
        ]  # fmt: skip
        return -float(min(found))

    def if_inactive(self, x: int, sold: float) -> float:
        """Return the expected utility of an inactive agent who sells an amount at stage 1."""
        total, tau = 0.0, by_hand.tau(self.economy, x)
        for types, chances in sequences(self.economy, self.agents - 1):
            active, idle = types[: self.agents - self.idle], types[self.agents - self.idle :]
            made = [self.late(_counts(self.economy, active), y) for y in active]
            rest = [self.early(self.first[y]) for y in idle]
            bundle = self.paid(made, [*rest, self.early(sold)])[-1]
            total += sum(
                float(w) * c * by_hand.utility(self.economy, x, z)(*bundle)
                for z, (w, c) in enumerate(zip(tau, chances, strict=True))
            )
        return total

    def margin(self) -> tuple[float, tuple[int, int]]:
        """Return the least cost less gain, and the pair of types."""
        types, rows = range(len(self.first)), []
        own = [self.taken_for(x, x) for x in types]
        for x, y in permutations(types, 2):
            between = [0.5 * (self.first[y] + self.first[w]) for w in types if w != y]
            low = max([b for b in between if b < self.first[y]], default=-np.inf)
            high = min([b for b in between if b > self.first[y]], default=np.inf)
            near = min(max(self.first[x], low), high)
            cost = self.if_inactive(x, self.first[x]) - self.if_inactive(x, near)
            gain, share = self.taken_for(x, y) - own[x], self.idle / self.agents
            rows.append((share * cost - (1 - share) * gain, (x, y)))
        return min(rows)

    def taken_for(self, x: int, y: int) -> float:
        """Return F: the utility of an active x that is taken for y, and best-responds."""
        chance, tau = dict[Counts, float](), by_hand.tau(self.economy, x)
        for types, chances in sequences(self.economy, self.agents - self.idle - 1):
            others = _counts(self.economy, types)
            weight = sum(float(w) * c for w, c in zip(tau, chances, strict=True))
            chance[others] = chance.get(others, 0.0) + weight
        return sum(c * self.best_active(x, n, _and(n, y)) for n, c in chance.items())


def _and(counts: Counts, x: int) -> Counts:
    return tuple(n + (y == x) for y, n in enumerate(counts))


def _counts(economy: Economy, types: Sequence[int]) -> Counts:
    return tuple(types.count(y) for y in range(len(economy.types)))


@lru_cache(maxsize=32)
def sequences(economy: Economy, number: int) -> list[tuple[Counts, list[float]]]:
    """Return every sequence of types with its chance in each state."""
    mu = [[float(v) for v in row] for row in economy.environment.signal]
    every = product(range(len(mu[0])), repeat=number)
    return [(types, [prod(row[y] for y in types) for row in mu]) for types in every]


def game_of(economy: Economy, found: RebatedSolution, returned: float) -> Game:
    """Return the game with the offers that are found."""
    rows = [tuple(map(int, row)) for row in np.unique(found.game.active, axis=0)]
    return Game(
        economy,
        tuple(float(a) for a in found.first),
        {row: [float(t) for t in found.second.sold[i]] for i, row in enumerate(rows)},
        {row: float(found.second.price[i]) for i, row in enumerate(rows)},
        returned,
        found.game.market.agents,
        found.game.market.inactive,
    )


def returned(economy: Economy, parameters: Parameters) -> Instance:
    """Margins, bundles and what a spoiled offer leaves to be gained."""
    share = float(parameters["returned"])
    outcome, found = rebated(economy, N, scenarios(after_fee(economy), N, IDLE))
    game = game_of(economy, found, share)
    least, pair = found.margin()
    slow = game.margin()
    worst = largest(gap(least, slow[0]), float(pair != slow[1]))
    price = found.second.price[np.unique(found.game.active, axis=0, return_inverse=True)[1].ravel()]
    for x, sold in enumerate(game.first):
        value, slope = found.game.if_inactive(found.first, price, x, sold + SPOILED)
        ends = [game.if_inactive(x, sold + SPOILED + h) for h in (-STEP, STEP)]
        worst = largest(worst, gap(value, game.if_inactive(x, sold + SPOILED)))
        worst = largest(worst, 1e-2 * gap(slope, (ends[1] - ends[0]) / (2 * STEP)))
    for row, totals in zip(game.price, found.second.totals.tolist(), strict=True):
        made = [game.late(row, y) for y, n in enumerate(row) for _ in range(n)]
        offered = [len(made) * k + sum(b[g] for b in made) for g, k in enumerate(game.kappa)]
        worst = largest(worst, gap(totals, offered))
    says = str(standing(economy, found))
    worst = largest(worst, float(says.startswith("solved") != (slow[0] > BETTER)))
    for i in range(len(outcome.weight)):
        counts = [tuple(map(int, row)) for row in (found.game.active[i], found.game.inactive[i])]
        active, idle = ([y for y, n in enumerate(c) for _ in range(n)] for c in counts)
        made = [game.late(counts[0], y) for y in active]
        paid = game.paid(made, [game.early(game.first[y]) for y in idle])
        kinds = [*active, *(len(economy.types) + y for y in idle)]
        worst = largest(worst, *(gap(outcome.bundles[i, k], b) for k, b in zip(kinds, paid, strict=True)))  # fmt: skip
    worst = largest(worst, _row_gap(economy, share), _part_gap(found.game))
    told = f"margin {least:.3e} at {pair}, largest gap {worst:.1e}"
    left = _left_to_gain(economy, found, share)
    return Instance(economy.name, worst < CLOSE and left < CLOSE, f"{told}, {left:.1e}")


def _row_gap(economy: Economy, share: float) -> float:
    """Return how far the comparison's row, of whose agents nobody is inactive, is from paying everybody out."""
    row = played("entry_fee_rebate", economy, N, Sampling(10_000, 2, 0))
    _, found = rebated(economy, N, scenarios(after_fee(economy), N, 0))
    game, worst = game_of(economy, found, share), float(row.inactive != 0)
    if row.outcome is None:
        return float("inf")
    for counts, bundles in zip(row.outcome.counts.tolist(), row.outcome.bundles, strict=True):
        active = [y for y, n in enumerate(counts[: len(counts) // 2]) for _ in range(int(n))]
        seen = _counts(economy, active)
        paid = game.paid([game.late(seen, y) for y in active], [])
        worst = largest(worst, *(gap(bundles[y], b) for y, b in zip(active, paid, strict=True)))
    large = played("entry_fee_rebate", economy, None, Sampling(10_000, 2, 0)).outcome
    if large is None or row.outcome.counts.sum() != N * len(row.outcome.weight):
        return float("inf")
    return largest(worst, gap(large.bundles, rebated_limit(economy).bundles))


def _part_gap(game: RebatedGame) -> float:
    """Return whether a part of the scenarios is every one while triples are few, and every second beyond."""
    size, X = np.unique(game.active, axis=0).size, game.active.shape[1]
    parts = []
    for triples in (MOST, MOST + size):
        passive = np.zeros((triples // size, X), dtype=np.int64)
        part = replace(game, market=replace(game.market, passive=passive)).sampled()
        parts.append((part.state, part.active, part.inactive, part.weight))
    every = game.state, game.active, game.inactive, game.weight
    right = all(np.array_equal(a, b) for a, b in zip(parts[0], every, strict=True))
    right = right and all(np.array_equal(a, b[::2]) for a, b in zip(parts[1], every, strict=True))
    return float(not right)


def _left_to_gain(economy: Economy, found: RebatedSolution, share: float) -> float:
    """Return how far the search's gain is from that by hand when one type sells too much."""
    spoiled = found.second.sold.copy()
    spoiled[:, 0] += SPOILED
    kappa, rows = found.game.market.economy.floats.kappa, np.unique(found.game.active, axis=0)
    price = (N - IDLE) * kappa[1] / ((N - IDLE) * kappa[0] + (rows * spoiled).sum(axis=1))
    second = Sales(spoiled, price, found.second.totals, found.second.residual)
    other, most = replace(found, second=second), -np.inf
    game = game_of(economy, other, share)
    for row in game.price:
        for x in (y for y, n in enumerate(row) if n):
            others = tuple(n - (y == x) for y, n in enumerate(row))
            own = game.if_active(x, others, row)(game.late(row, x))
            most = max(most, game.best_active(x, others, row) - own)
    return gap(other.better(), most)


CHECKS: dict[str, Check] = {
    "sec-6.fee.rebate.margin": on_probes(returned, (FAR, NEAR), ("utility unbounded below",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.fee.rebate.margin",
        "margins, bundles and what can be gained when the fee is returned, everybody being paid out by hand",
        "Theorem 1, equation (22), with what section 6 says of an entry fee",
        r"\forall x \ne \bar x:\quad \tfrac{N - M}N \Delta G_x(\bar x) - "
        r"\tfrac MN [F_x(\bar x) - F_x(x)]\ \text{with}\ s = f - \tfrac 1N \textstyle\sum_n (\omega_n - \bar e')",
        "returned",
        depends_on=("sec-6.fee.rebate.finite", "eq-23.compared"),
    ),
)
