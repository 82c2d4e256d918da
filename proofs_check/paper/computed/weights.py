r"""Probabilities of configurations and of compositions, and beliefs from them, against exact fractions.

Types are independent given the state, so counts are multinomial; given the counts of blocks, the
composition inside each block is multinomial with the shares of the block.

Conventions: exact numbers are fractions, multiplied out; relative gaps are at double precision.

Paper: (23); Claims 1a and 1b of Theorem 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, islice, product
from math import comb, factorial, prod

import mpmath
import numpy as np

from numeric.economy.economy import Economy
from numeric.probability.compositions import (
    block_counts,
    compositions,
    count_probabilities,
    state_beliefs,
)
from numeric.probability.multinomial import (
    all_configurations,
    binomial_weights,
    configuration_blocks,
    likely_blocks,
    likely_configurations,
    likely_with_one_more,
    multinomial_weights,
    number_of_configurations,
    union,
)
from numeric.probability.posterior import posterior
from proofs_check.claims.checks import Check, Exact, Instance, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes

Counts = tuple[int, ...]
CLOSE = 4e-14
TRIALS = ((3, 7, "0.3"), (15, 40, "0.2"), (16, 33, "0.71"), (400, 1000, "0.37"), (5, 2000, "0.01"),
          (700_123, 1_000_000, "0.7"), (0, 1, "0.3"), (0, 50, "0.02"), (50, 50, "0.98"), (17, 34, "0.5"))  # fmt: skip
MASS, BLOCK, MOST = 1e-6, 50, 1000
"""What may be left out, about how many configurations a block is asked to have, and more blocks than there are."""


def chance(counts: Sequence[int], shares: Sequence[Fraction]) -> Fraction:
    """Return the multinomial probability of counts."""
    ways = Fraction(factorial(sum(counts)), prod(factorial(n) for n in counts))
    return ways * prod((p**n for p, n in zip(shares, counts, strict=True)), start=Fraction(1))


def adding_up(total: int, types: int) -> list[Counts]:
    """Return all counts with a given sum, in lexicographic order."""
    return [row for row in product(range(total + 1), repeat=types) if sum(row) == total]


def tuples(rows: Iterable[np.ndarray]) -> list[Counts]:
    """Return the rows of arrays as tuples."""
    return [tuple(int(n) for n in row) for part in rows for row in part]


def _binomial(k: int, n: int, p: str) -> float:
    with mpmath.workdps(40):
        share = mpmath.mpf(p)
        logs = mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1)
        return float(mpmath.exp(logs + k * mpmath.log(share) + (n - k) * mpmath.log(1 - share)))


def binomial(parameters: Parameters) -> Outcome:
    """Binomial weights from few to a million trials, near the mean and far from it, with forty digits."""
    worst = 0.0
    for k, n, p in TRIALS:
        computed = float(binomial_weights(k, n, float(p))) * float(parameters["factor"])
        worst = largest(worst, abs(computed / _binomial(k, n, p) - 1))
    verdict = Verdict.HOLDS if worst < CLOSE else Verdict.FAILS
    told = f"largest relative gap {worst:.1e} for {len(TRIALS)} weights"
    return Outcome(verdict, Evidence.SAMPLED, told, engine="floating point", instances=len(TRIALS))


def multinomial(economy: Economy, parameters: Parameters) -> Instance:
    """All configurations of nine agents are listed once and in order, with exact probabilities."""
    total, X, e = 9, len(economy.types), economy.environment
    rows = adding_up(total, X)
    blocks = [tuples([block]) for block in islice(configuration_blocks(total, X, 8), MOST)]
    listed = [row for block in blocks for row in block]
    # A block of whole first counts is full, but for the last.
    firsts = [{row[0] for row in block} for block in blocks]
    whole = [sum(row[0] in first for row in rows) for first in firsts]
    if any(len(b) == n < 8 for b, n in zip(blocks[:-1], whole, strict=False)):
        return Instance(economy.name, False, "blocks are shorter than was asked for")
    # A block of several first counts would be too short without the last of them.
    if any(
        len(block) - sum(row[0] == block[-1][0] for row in block) >= 8
        for block, first in zip(blocks, firsts, strict=True)
        if len(first) > 1
    ):
        return Instance(economy.name, False, "blocks are longer than was asked for")
    twice = np.array(rows + rows[::2])[::-1]
    if not (
        rows == listed == tuples([all_configurations(total, X)]) == tuples([union(twice)])
        and len(rows) == number_of_configurations(total, X)
    ):
        return Instance(economy.name, False, "the configurations are not those that there are")
    worst = 0.0
    for shares in e.signal:
        exact = [float(chance(row, shares) * parameters["factor"]) for row in rows]
        computed = multinomial_weights(np.array(rows), np.array([float(p) for p in shares]))
        worst = largest(worst, float(np.abs(computed / exact - 1).max()))
    counts = (700, 500, 400)
    exactly = np.array([float(w) for w in by_hand.posterior(economy, counts)])
    worst = largest(worst, float(np.abs(posterior(economy, counts) / exactly - 1).max()) * 1e-2)
    told = f"largest relative gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def likely(economy: Economy, parameters: Parameters) -> Instance:
    """What is left out as unlikely has at most the probability that it may have, and is unlikely.

    Each count that is left out is beyond where a tail of its binomial is small.
    """
    total, signal, X = 30, economy.environment.signal, len(economy.types)
    every = {row: [chance(row, shares) for shares in signal] for row in adding_up(total, X)}
    worst = 0.0
    for z, shares in enumerate(economy.floats.signal):
        kept = tuples([likely_configurations(total, shares, MASS)])
        listed = list(islice(likely_blocks(total, shares, MASS, BLOCK), MOST))
        blocks = tuples(listed)
        # Widths grow only while blocks are small, so that one is never much larger than was asked.
        sizes = [len(rows) for rows in listed]
        if not (max(sizes) <= 2 * BLOCK and sum(n >= BLOCK / 4 for n in sizes) >= len(sizes) / 3):
            return Instance(economy.name, False, f"blocks of {sizes} where {BLOCK} were asked for")
        part = [row for row in kept if 12 <= row[0] <= 17]
        if (
            kept != blocks
            or len(set(kept)) != len(kept)
            or part != tuples([likely_configurations(total, shares, MASS, (12, 17))])
        ):
            return Instance(economy.name, False, "blocks do not list what is likely once")
        if kept != _likely(total, signal[z], Fraction(MASS)):
            return Instance(economy.name, False, "not what tails of binomials leave")
        left_out = 1 - parameters["factor"] * sum(every[row][z] for row in kept)
        certain = sum(every[row][z] > 1e-5 for row in every)
        if not (0 <= left_out <= MASS and certain <= len(kept) <= 0.9 * len(every)):
            told = f"{float(left_out):.1e} is left out, {len(kept)} of {len(every)} are kept"
            return Instance(economy.name, False, told)
        worst = largest(worst, float(left_out))
    for k in (1, 2, 3):
        # One hundredth more, and another count would be too unlikely.
        edge = 2 * (X - 1) * _at_most(total, signal[0][0])[k] / Fraction(201, 200)
        few = tuples([likely_configurations(total, economy.floats.signal[0], float(edge))])
        if few != _likely(total, signal[0], edge):
            return Instance(economy.name, False, "not what tails of binomials leave, at an edge")
    wanted = {
        tuple(n + (y == x) for y, n in enumerate(row))
        for shares in economy.floats.signal
        for row in tuples([likely_configurations(total, shares, MASS)])
        for x in range(X)
    }
    more = tuples(islice(likely_with_one_more(total, economy.floats.signal, MASS, 60), MOST))
    same = more == sorted(wanted)
    told = f"at most {worst:.1e} of {MASS:.0e} is left out of {len(every)} configurations"
    return Instance(economy.name, same, told, margin=MASS - worst if same else None)


@lru_cache(maxsize=4096)
def _at_most(n: int, p: Fraction) -> tuple[Fraction, ...]:
    """Return the probabilities of at most 0, 1, … n successes of n."""
    yes, all_ = p.as_integer_ratio()
    ways = accumulate(comb(n, k) * yes**k * (all_ - yes) ** (n - k) for k in range(n + 1))
    return tuple(Fraction(w, all_**n) for w in ways)


def _likely(total: int, shares: Sequence[Fraction], mass: Fraction) -> list[Counts]:
    """Return the counts of which none is farther than one beyond where a tail of its binomial is small."""
    tail, rows = mass / (2 * (len(shares) - 1)), [Counts()]
    for x, p in enumerate(shares[:-1]):
        at = p / (1 - sum(shares[:x]))
        longer = []
        for row in rows:
            n, below = total - sum(row), _at_most(total - sum(row), at)
            low = next(k for k in range(n + 1) if below[k] >= tail)
            high = next(k for k in range(n + 1) if 1 - below[k] <= tail)
            longer += [(*row, k) for k in range(max(low - 1, 0), min(high + 1, n) + 1)]
        rows = longer
    return [(*row, total - sum(row)) for row in rows]


PARTITIONS, SETS = (((0, 1), (2,)), ((0, 2), (1,)), ((0,), (1, 2))), ((0,), (1, 2), (0, 2))


def composed(economy: Economy, parameters: Parameters) -> Instance:
    """Beliefs about states and compositions given the counts of blocks, in fractions."""
    e, X, worst = economy.environment, len(economy.types), 0.0
    for partition, attributed, counts in zip(
        PARTITIONS, SETS, ((2, 1), (3, 2), (1, 4)), strict=True
    ):
        mass = [[sum((row[y] for y in b), Fraction(0)) for b in partition] for row in e.signal]
        rows, chances = compositions(economy, partition, counts)
        slow = {
            row: [
                prod(
                    (
                        chance([row[y] for y in b], [e.signal[z][y] / mass[z][k] for y in b])
                        for k, b in enumerate(partition)
                    ),
                    start=Fraction(1),
                )
                for z in range(len(e.prior))
            ]
            for row in adding_up(sum(counts), X)
            if all(sum(row[y] for y in b) == n for b, n in zip(partition, counts, strict=True))
        }
        if sorted(slow) != sorted(tuples([rows])):
            return Instance(economy.name, False, f"{partition}: other compositions than there are")
        for row, found in zip(tuples([rows]), chances.tolist(), strict=True):
            exact = [float(w * parameters["factor"]) for w in slow[row]]
            worst = largest(worst, *(abs(a / b - 1) for a, b in zip(found, exact, strict=True)))
        for group in (None, attributed):
            seen = state_beliefs(economy, partition, np.array([counts]), group)[0]
            for x in range(X):
                likely_ = [
                    p
                    * e.signal[z][x]
                    * prod((m**n for m, n in zip(mass[z], counts, strict=True)), start=Fraction(1))
                    * (1 if group is None else sum((e.signal[z][y] for y in group), Fraction(0)))
                    for z, p in enumerate(e.prior)
                ]
                exact_ = [float(w / sum(likely_)) for w in likely_]
                worst = largest(worst, float(np.abs(seen[x] / exact_ - 1).max()))
        many = (4000, 3000)
        whole = [
            p * e.signal[z][0] * mass[z][0] ** many[0] * mass[z][1] ** many[1]
            for z, p in enumerate(e.prior)
        ]
        far = state_beliefs(economy, partition, np.array([many]))[0, 0]
        at = [float(w / sum(whole)) for w in whole]
        worst = largest(worst, 1e-2 * float(np.abs(far - at).max()))
        table = block_counts(economy, partition, 3)
        expected = count_probabilities(economy, partition, table)
        for row, found in zip(tuples([table]), expected.tolist(), strict=True):
            for x in range(X):
                tau = by_hand.tau(economy, x)
                own = sum((t * chance(row, m) for t, m in zip(tau, mass, strict=True)), Fraction(0))
                worst = largest(worst, abs(found[x] / float(own) - 1))
    told = f"largest relative gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


CHECKS: dict[str, Check] = {
    "eq-23.binomial": Exact(binomial, corners=("zero counts", "counts of all", "one trial")),
    "eq-23.weights": on_probes(multinomial, (LOGARITHMS,)),
    "eq-23.likely": on_probes(likely, (LOGARITHMS,)),
    "thm-2.claim-1.composed": on_probes(composed, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-23.binomial",
        "binomial weights are good to double precision for any number of agents",
        "equation (23)",
        r"\forall n \le 10^6\ \forall k, p:\quad "
        r"\hat b = \binom nk p^k (1 - p)^{n - k} (1 + \delta),\ |\delta| \le 4 \cdot 10^{-14}",
        "factor",
    ),
    stated(
        "eq-23.weights",
        "configurations are listed once, with multinomial probabilities and posteriors",
        "equation (23)",
        r"\forall z,\ \forall n,\ \sum_x n(x) = 9:\quad "
        r"P(n \mid z) = \frac{9!}{\prod_x n(x)!} \prod_x \mu_z(x)^{n(x)}",
        "factor",
    ),
    stated(
        "eq-23.likely",
        "what is left out of a sum as unlikely has at most the probability that is said",
        "equation (23)",
        r"\forall z:\quad P(n \notin \text{kept} \mid z) \le 10^{-6}",
        "factor",
    ),
    stated(
        "thm-2.claim-1.composed",
        "beliefs about states and compositions after a pooled stage 1",
        "Claims 1a and 1b of Theorem 2",
        r"\forall \lambda\ \exists c, \hat c\ \forall z:\quad "
        r"\tilde\phi_x(z) = c\, \pi(z)\mu_z(x)\prod_k\mu_z(Y_k)^{\lambda_k},\quad "
        r"\hat\phi_x(z) = \hat c\, \pi(z)\mu_z(x)\mu_z(A)\prod_k\mu_z(Y_k)^{\lambda_k}",
        "factor",
    ),
)
