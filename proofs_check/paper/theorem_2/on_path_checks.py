r"""Checks of what agents believe when the target makes an equilibrium offer: Claim 1b with A the block.

The others see one agent more at that offer and cannot tell which it is.  Their beliefs about the state
and about how many there are of each type, summed over every sequence of types that fits the histogram,
are compared with the printed formulas of Claim 1b, A being the block, and with the toolkit's.

Conventions: in exact rationals; the others but for the target number at most two, and none.

Paper: section 7.2, before Claim 1a; Claims 1a and 1b.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction as F
from itertools import product
from math import prod

from numeric.economy.economy import Economy
from numeric.probability.compositions import state_beliefs
from numeric.probability.partitions import Block, Partition, block_of
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.at_corners import at_corners
from proofs_check.paper.shared.largest import largest

Joint = dict[tuple[int, tuple[int, ...]], F]
"""The probability of a state and of how many there are of each type."""

PARTITIONS: tuple[Partition, ...] = (((0, 1), (2,)), ((0,), (1, 2)), ((0, 1, 2),))
LEFT = ((0, 0), (1, 0), (0, 1), (2, 0))
"""Counts of the others but for the target, by block."""


def _normal(weights: Joint) -> Joint:
    total = sum(weights.values())
    return {key: w / total for key, w in weights.items() if w}


def by_histogram(economy: Economy, own: int, partition: Partition, seen: tuple[int, ...]) -> Joint:
    """Sum over states and all types of the others that make the announced offers.

    Args:
        economy: The economy.
        own: The agent's type.
        partition: The types that make each offer.
        seen: How many others make the offer of each block, the target among them.
    """
    e, where = economy.environment, block_of(partition)
    found: Joint = defaultdict(F)
    for types in product(range(len(economy.types)), repeat=sum(seen)):
        if tuple(sum(where[y] == b for y in types) for b in range(len(partition))) != seen:
            continue
        key = tuple(types.count(y) for y in range(len(economy.types)))
        for s, row in enumerate(e.signal):
            found[s, key] += e.prior[s] * row[own] * prod((row[y] for y in types), start=F(1))
    return _normal(found)


def printed(
    economy: Economy, own: int, partition: Partition, left: tuple[int, ...], attributed: Block
) -> Joint:
    r"""Sum :math:`\hat\phi_x(z)\,\hat\gamma_z(\xi, \tilde\xi)` as printed over :math:`\xi` of the same counts."""
    e, X = economy.environment, range(len(economy.types))
    whole = [[sum((row[y] for y in b), F(0)) for b in (*partition, attributed)] for row in e.signal]
    found: Joint = defaultdict(F)
    for s, row in enumerate(e.signal):
        state = e.prior[s] * row[own] * whole[s][-1]
        state *= prod((m**n for m, n in zip(whole[s], left, strict=False)), start=F(1))
        ranges = [b for b, n in zip(partition, left, strict=True) for _ in range(n)]
        blocks = [b for b, n in enumerate(left) for _ in range(n)]
        for target, xi in product(attributed, product(*ranges)):
            chance = row[target] / whole[s][-1]
            for y, b in zip(xi, blocks, strict=True):
                chance *= row[y] / whole[s][b]
            found[s, tuple((*xi, target).count(y) for y in X)] += state * chance
    return _normal(found)


def _attributed(which: str, partition: Partition, block: int) -> Block:
    """Return the set A: the block that makes the offer, one type of it, or all types."""
    types = tuple(y for b in partition for y in b)
    return {"block": partition[block], "one type": partition[block][:1], "all types": types}[which]


def on_path(parameters: Parameters) -> Outcome:
    """Beliefs when the target makes the offer of a block, by the histogram and by Claim 1b with A as named.

    The target's own belief is that of any other agent of its type and block, since it sees the same
    offers of others.
    """
    tried, worst, apart, wrong = 0, 0.0, F(0), ""
    for economy, partition, own in product(at_corners(), PARTITIONS, (0, 2)):
        for left, block in product(LEFT, range(len(partition))):
            counts = left[: len(partition)]
            if sum(counts) < sum(left):
                continue
            seen = tuple(n + (b == block) for b, n in enumerate(counts))
            attributed = _attributed(parameters["A"], partition, block)
            one = by_histogram(economy, own, partition, seen)
            two = printed(economy, own, partition, counts, attributed)
            gap = max(abs(one.get(k, F(0)) - two.get(k, F(0))) for k in one.keys() | two.keys())
            if gap > apart:
                apart, wrong = gap, f"{economy.name}: own type {own}, counts {seen}"
            numeric = [
                state_beliefs(economy, partition, [counts], attributed)[0, own],
                state_beliefs(economy, partition, [seen])[0, own],
            ]
            for s in range(len(economy.states)):
                exact = float(sum(w for (state, _), w in one.items() if state == s))
                worst = largest(worst, *(abs(float(v[s]) - exact) for v in numeric))
            tried += 1
    told = (
        f"beliefs about states and types are those of Claim 1b in {tried} cases, in exact numbers; "
        f"the toolkit's about states differ by at most {worst:.0e}"
    )
    named = {"A": parameters["A"], "largest gap": apart, "where": wrong}
    return exactly(apart == 0 and worst < 1e-13, wrong or told, named if wrong else {})


CHECKS: dict[str, Check] = {
    "thm-2.on-path": Exact(
        on_path, at_corners, ("no others but the target", "blocks of one type", "one block")
    )
}
"""The checks of this module by the names under which statements assert them."""
