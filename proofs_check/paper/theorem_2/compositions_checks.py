r"""Checks for Claim 1 of Theorem 2: partitions, counts by block, and the law of large numbers for types within a block.

Paper: section 7.2, from below Claim 0 to Claim 1.
"""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product

import numpy as np

from numeric.economy.economy import Economy
from numeric.mechanism.play import play
from numeric.probability.compositions import block_signal, compositions, state_beliefs
from numeric.probability.partitions import partitions, semi_pooling_partitions
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_4.assumptions_checks import labelled_partitions, violates_a1
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.theorem_2.beliefs_checks import named_economy


def histogram(parameters: Parameters) -> Outcome:
    """The number of announced offers equal to the target's among six agents, all of them active.

    The others are four of the first block and one of the second, who make the offers 1/4 and 1/2 of
    the first good; the target's offer is new (3/4) or that of a block.
    """
    economy = named_economy().replacing(eta="1/10")
    blocks, found = {"of the first block": 0.25, "of the second block": 0.5, "new": 0.75}, {}
    for name in parameters["offers"]:
        offers = [[0.25, 0.0]] * 4 + [[0.5, 0.0], [blocks[name], 0.0]]
        round_ = play(
            economy, types=[0, 1, 0, 1, 2, 0], offers1=offers, active=[True] * 6,
            stop_after_stage1=True,
        )  # fmt: skip
        found[name] = dict(round_.histogram)[blocks[name], 0.0]
    named = {"economy": economy.name, "N": 6, "M": 6, "others": "4 and 1 by block", "nu(a~)": found}
    return exactly(all(n == 1 for n in found.values()), f"nu(a~) by offer: {found}", named)


def active(economy: Economy, parameters: Parameters) -> Instance:
    """The number of active agents against the smallest integer that is no less than (1 - η)N."""
    share, wrong = 1 - economy.mechanism.eta, []
    for N in range(2, 121):
        needed = share * N
        if economy.active(N) + parameters["up"] != next(m for m in range(N + 1) if m >= needed):
            wrong.append(N)
    return Instance(economy.name, not wrong, f"wrong at N = {wrong[:3]}" if wrong else "N to 120")


def types_of_others(parameters: Parameters) -> Outcome:
    """The probability of every composition against the printed product summed over its sequences of types."""
    economy, worst = named_economy(), 0.0
    signal, states = economy.environment.signal, range(len(economy.states))
    for partition, counts in product(semi_pooling_partitions(3), [(2, 1), (3, 2)]):
        rows, chances = compositions(economy, partition, counts)
        slow = np.zeros(chances.shape)
        for sequence in product(
            *(y for y, n in zip(partition, counts, strict=True) for _ in range(n))
        ):
            found = np.bincount(sequence, minlength=3)
            for s in states:
                value = F(1)
                for i, y in enumerate(sequence):
                    block = partition[0] if i < counts[0] else partition[1]
                    whole = block if parameters["block"] == "own" else range(3)
                    value *= signal[s][y] / sum((signal[s][w] for w in whole), F(0))
                slow[(rows == found).all(axis=1), s] += float(value)
        worst = largest(worst, float(np.abs(slow - chances).max()))
    named = {"economy": economy.name, "block counts": "(2, 1), (3, 2)", "largest gap": worst}
    return exactly(worst < 1e-13, f"probabilities differ by at most {worst:.1e}", named)


def large_numbers(economy: Economy, parameters: Parameters) -> Instance:
    """Mean and variance of the share of a type in its block against μ(y)/μ(Y_k) and m(1 - m)/λ."""
    X = len(economy.types)
    if X < 3:
        return Instance(economy.name, None, "two types: no semi-pooling")
    worst, signal = 0.0, economy.environment.signal
    for partition, n in product(semi_pooling_partitions(X)[:3], (30, 120)):
        for b, block in enumerate(partition):
            counts = tuple(n * (i == b) for i in range(len(partition)))
            rows, chances = compositions(economy, partition, counts)
            for z_, y in product(range(len(economy.states)), block):
                m = float(signal[z_][y] / sum(signal[z_][w] for w in block))
                share = rows[:, y] / n
                mean = float(chances[:, z_] @ share)
                variance = float(chances[:, z_] @ (share - mean) ** 2)
                wanted = m * (1 - m) / (n + parameters["offset"])
                worst = largest(worst, abs(mean - m), abs(variance - wanted) / max(wanted, 1e-9))
    return Instance(
        economy.name,
        worst < 1e-6,
        f"means and relative variances differ by at most {worst:.1e}",
        margin=1e-6 - worst,
    )


def concentrates(economy: Economy, parameters: Parameters) -> Instance:
    r"""The log odds of another state against :math:`\log\tau_x` less M times the divergence.

    They are taken at the counts :math:`M\mu_{z^*}(Y_k)`.

    For the target and for non-targets who see an offer attributed to the first type; the
    divergence must be positive.
    """
    X, Z, M = len(economy.types), len(economy.states), 20
    if Z == 1 or violates_a1(economy):
        return Instance(economy.name, None, "one state, or A1 fails")
    e, worst, least = economy.environment, 0.0, np.inf
    for partition in partitions(X, least=parameters["least"])[:8]:
        mass = np.array([[float(sum(row[x] for x in b)) for b in partition] for row in e.signal])
        worst = largest(worst, float(np.abs(mass - block_signal(economy, partition)).max()))
        for star in range(Z):
            found = [
                np.log(state_beliefs(economy, partition, M * mass[[star]], A)[0])
                for A in (None, (0,))
            ]
            for s in (s for s in range(Z) if s != star):
                apart = float((mass[star] * np.log(mass[star] / mass[s])).sum())
                least = min(least, apart)
                for x_, (A, beliefs) in product(range(X), enumerate(found)):
                    own = e.prior[s] * e.signal[s][x_] / (e.prior[star] * e.signal[star][x_])
                    own *= e.signal[s][0] / e.signal[star][0] if A else 1
                    odds = float(beliefs[x_, s] - beliefs[x_, star])
                    worst = largest(worst, abs(odds - (float(np.log(float(own))) - M * apart)))
    holds = worst < 1e-9 and least > 1e-12
    return Instance(
        economy.name,
        bool(holds),
        f"least divergence {least:.1e}; log odds differ by {worst:.1e}",
        margin=min(1e-9 - worst, float(least) - 1e-12),
    )


def number_of_partitions(parameters: Parameters) -> Outcome:
    """The partitions with 1 < K < |X| against those found by labelling, and whether each has a block of two types."""
    right, pooled, counts = True, True, []
    for n in (2, 3, 4, 5):
        found = sorted(sorted(map(list, p)) for p in semi_pooling_partitions(n))
        right &= found == sorted(p for p in labelled_partitions(n) if 1 < len(p) < n)
        pooled &= all(any(len(b) >= parameters["size"] for b in p) for p in found)
        counts.append(len(found))
    told = f"{counts} partitions; each has a block of at least {parameters['size']} types: {pooled}"
    holds = right and pooled and counts[0] == 0
    return exactly(holds, told, {"|X|": "2, 3, 4, 5", "partitions": counts})


CHECKS: dict[str, Check] = {
    "thm-2.histogram": Exact(histogram, only(named_economy), ("M = N",)),
    "thm-2.active": OnEconomies(active),
    "thm-2.claim-1.types": Exact(types_of_others, only(named_economy)),
    "thm-2.claim-1.large-numbers": OnEconomies(large_numbers),
    "thm-2.claim-1.concentrates": OnEconomies(concentrates),
    "thm-2.partitions": Exact(number_of_partitions, corners=("two types",)),
}
"""The checks of this module by the names under which statements assert them."""
