r"""Checks for Claim 1 of Theorem 2: Bayes' formulas against a sum over every state and every sequence of types.

Conventions: the exact examples have three types, two states and the blocks {0, 1} and {2}.  The
target is one agent; the others are numbered; a non-target is the first of them.

Paper: section 7.2, Claims 1a and 1b.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache, lru_cache
from itertools import product
from math import prod

import sympy as sp

from numeric.economy.economy import Economy
from numeric.probability.compositions import state_beliefs
from numeric.probability.partitions import Block, Partition, block_of, nonempty_sets
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import named_economy as with_even_prior
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.shared.largest import largest
from symbolic.language.notation import k as block_label
from symbolic.language.notation import lam, lam_minus, mu, mu_A, mu_block, pi, x, z, z_prime
from symbolic.language.quotient import plain
from symbolic.language.sums import unrolled
from symbolic.model.semipooling import nontarget_posterior, target_posterior

BLOCKS: Partition = ((0, 1), (2,))
WHERE = block_of(BLOCKS)
LISTED = [(0, 0), (2, 0), (1, 1), (0, 2), (2, 1), (1, 2)]
"""Counts of the others by block."""


@cache
def named_economy() -> Economy:
    """Return the named economy with unequal states, so that the prior shows."""
    return with_even_prior().replacing(prior=["1/3", "2/3"])


def _exact() -> tuple[tuple[F, ...], tuple[tuple[F, ...], ...]]:
    """Return the prior and the signal of the example."""
    e = named_economy().environment
    return e.prior, e.signal


def _counts(types: tuple[int, ...]) -> tuple[int, ...]:
    """Count how many make the offer of each block."""
    return tuple(sum(WHERE[y] == b for y in types) for b in range(len(BLOCKS)))


def _chance(state: int, types: tuple[int, ...]) -> F:
    return prod((_exact()[1][state][y] for y in types), start=F(1))


@lru_cache(maxsize=512)
@lru_cache(maxsize=8)
def _written_out(formula: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return a formula of a state z in either state, its sums written out."""
    flat = plain(unrolled(formula, {z_prime: [0, 1], block_label: [0, 1]}))
    return tuple(flat.xreplace({z: sp.Integer(s)}) for s in (0, 1))


def formula_posterior(
    agent: str, own: int, counts: tuple[int, ...], attributed: Block, dropped: str
) -> tuple[F, ...]:
    """Evaluate the symbolic posterior of Claim 1a or 1b at rationals.

    The factor ``dropped`` is left out, where a mutant names one.
    """
    prior, signal = _exact()
    written = _written_out(target_posterior() if agent == "target" else nontarget_posterior())
    values: dict[sp.Expr, F | int] = {}
    for s in (0, 1):
        values[pi(s)] = F(1) if dropped == "prior" else prior[s]
        values[mu(s, x)] = F(1) if dropped == "own" else signal[s][own]
        values[mu_A(s)] = F(1) if dropped == "A" else sum((signal[s][y] for y in attributed), F(0))
        values |= {
            mu_block(s, b): sum((signal[s][y] for y in block), F(0))
            for b, block in enumerate(BLOCKS)
        }
    values |= {symbol(b): n for symbol in (lam, lam_minus) for b, n in enumerate(counts)}
    exact = {key: sp.Rational(v) if isinstance(v, F) else v for key, v in values.items()}
    results = [formula.xreplace(exact) for formula in written]
    return tuple(F(int(v.p), int(v.q)) for v in results)


def brute_posterior(
    agent: str, own: int, counts: tuple[int, ...], attributed: Block
) -> tuple[F, ...]:
    """Sum over states and all types of the others that fit what the agent sees.

    Args:
        agent: ``target`` or ``non-target``.
        own: The agent's type.
        counts: Others (but for the target) at the offer of each block.
        attributed: The types to which the target's offer is attributed.
    """
    prior, signal = _exact()
    number, weight = sum(counts), [F(0), F(0)]
    for state in (0, 1):
        if agent == "target":
            fits = (t for t in product(range(3), repeat=number) if _counts(t) == counts)
            weight[state] = (
                prior[state] * signal[state][own] * sum((_chance(state, t) for t in fits), F(0))
            )
            continue
        for types in product(range(3), repeat=number + 1):
            fit = types[0] in attributed and _counts(types[1:]) == counts
            weight[state] += (
                prior[state] * signal[state][own] * _chance(state, types) if fit else F(0)
            )
    return tuple(w / sum(weight) for w in weight)


def posteriors(parameters: Parameters) -> Outcome:
    """The posterior of Claim 1a or 1b against the brute sum, and the toolkit's against both.

    Every own type is tried with counts of up to three others and every nonempty A.
    """
    economy, agent, worst, at, apart = named_economy(), parameters["agent"], F(0), "", 0.0
    target = agent == "target"
    for own, counts, attributed in product(
        range(3), LISTED, [(0,)] if target else nonempty_sets(3)
    ):
        shifted = tuple(n + parameters["added"] for n in counts)
        one = formula_posterior(agent, own, shifted, attributed, parameters["dropped"])
        two = brute_posterior(agent, own, counts, attributed)
        numeric = state_beliefs(economy, BLOCKS, [counts], None if target else attributed)[0, own]
        apart = largest(apart, *(abs(float(b) - n) for b, n in zip(two, numeric, strict=True)))
        gap = max(abs(a - b) for a, b in zip(one, two, strict=True))
        if gap > worst:
            worst, at = (
                gap,
                f"own type {own}, counts {counts}, A = {attributed}: {one[0]} against {two[0]}",
            )
    named = {"economy": economy.name, "blocks": "{0, 1}, {2}", "worst": at}
    holds = worst == 0 and apart < 1e-13
    told = at or f"the formula is Bayes' rule in every case, the toolkit's but for {apart:.1e}"
    return exactly(holds, told, named if worst else {})


CHECKS: dict[str, Check] = {
    "thm-2.claim-1.posterior": Exact(posteriors, only(named_economy)),
}
"""The checks of this module by the names under which statements assert them."""
