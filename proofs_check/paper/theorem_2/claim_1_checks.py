r"""Checks for Claims 0 and 1 of Theorem 2.

Bayes' formulas against a sum over every state and every sequence of types, in rationals.

Conventions: three types, two states, blocks {0, 1} and {2}.  The target is one agent; the others
are numbered; a non-target is the first of them.

Paper: section 7.2, Claims 0, 1a, 1b and equations (30), (31).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as F
from functools import lru_cache
from itertools import product
from math import prod

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.probability.partitions import (
    Block,
    Partition,
    block_of,
    nonempty_sets,
    partitions,
    semi_pooling_partitions,
)
from numeric.probability.posterior import type_posterior
from numeric.stage1 import solve_stage1
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.theorem_2.section_4_checks import violates_a1
from symbolic.language.notation import k as block_label
from symbolic.language.notation import lam, lam_minus, mu, mu_A, mu_block, pi, x, z, z_prime
from symbolic.language.quotient import plain
from symbolic.language.sums import unrolled
from symbolic.model.semipooling import nontarget_posterior, target_posterior

PRIOR = (F(1, 3), F(2, 3))
SIGNAL = ((F(1, 2), F(1, 3), F(1, 6)), (F(1, 4), F(1, 4), F(1, 2)))
BLOCKS: Partition = ((0, 1), (2,))
WHERE = block_of(BLOCKS)


def _counts(types: tuple[int, ...]) -> tuple[int, ...]:
    """Count how many make the offer of each block."""
    return tuple(sum(WHERE[y] == b for y in types) for b in range(len(BLOCKS)))


def _chance(state: int, types: tuple[int, ...]) -> F:
    return prod((SIGNAL[state][y] for y in types), start=F(1))


@lru_cache(maxsize=64)
def formula_posterior(
    agent: str, own: int, counts: tuple[int, ...], attributed: Block, dropped: str
) -> tuple[F, ...]:
    """Evaluate the symbolic posterior of Claim 1a or 1b at rationals.

    With one factor left out where a mutant asks for it.
    """
    formula = target_posterior() if agent == "target" else nontarget_posterior()
    written = plain(unrolled(formula, {z_prime: [0, 1], block_label: [0, 1]}))
    values: dict[sp.Expr, F | int] = {}
    for s in (0, 1):
        values[pi(s)] = F(1) if dropped == "prior" else PRIOR[s]
        values[mu(s, x)] = F(1) if dropped == "own" else SIGNAL[s][own]
        values[mu_A(s)] = F(1) if dropped == "A" else sum((SIGNAL[s][y] for y in attributed), F(0))
        values |= {
            mu_block(s, b): sum((SIGNAL[s][y] for y in block), F(0))
            for b, block in enumerate(BLOCKS)
        }
    values |= {symbol(b): n for symbol in (lam, lam_minus) for b, n in enumerate(counts)}
    exact = {
        key: sp.Rational(v.numerator, v.denominator) if isinstance(v, F) else v
        for key, v in values.items()
    }
    results = [written.xreplace({z: sp.Integer(s)}).xreplace(exact) for s in (0, 1)]
    return tuple(F(int(v.p), int(v.q)) for v in results)


def brute_posterior(
    agent: str, own: int, counts: tuple[int, ...], attributed: Block, *, hidden: bool = False
) -> tuple[F, ...]:
    """Sum over states and all types of the others that fit what the agent sees.

    Args:
        agent: ``target`` or ``non-target``.
        own: The agent's type.
        counts: Others (but for the target) at the offer of each block.
        attributed: The types to which the target's offer is attributed.
        hidden: Whether the target's offer is that of the block ``attributed``, so that one sees
            only one more agent at that offer.
    """
    number = sum(counts)
    weight = [F(0), F(0)]
    for state in (0, 1):
        if agent == "target":
            fits = (t for t in product(range(3), repeat=number) if _counts(t) == counts)
            weight[state] = (
                PRIOR[state] * SIGNAL[state][own] * sum((_chance(state, t) for t in fits), F(0))
            )
            continue
        for types in product(range(3), repeat=number + 1):
            if hidden:
                seen = tuple(n + (b == BLOCKS.index(attributed)) for b, n in enumerate(counts))
                fit = _counts(types) == seen
            else:
                fit = types[0] in attributed and _counts(types[1:]) == counts
            weight[state] += (
                PRIOR[state] * SIGNAL[state][own] * _chance(state, types) if fit else F(0)
            )
    return tuple(w / sum(weight) for w in weight)


def posteriors(parameters: Parameters) -> Outcome:
    """The posterior of Claim 1a or 1b against the brute sum.

    For every own type, counts of up to three others, and every nonempty A.
    """
    agent, worst, at = parameters["agent"], F(0), ""
    sets = [(0,)] if agent == "target" else nonempty_sets(3)
    for own, counts, attributed in product(
        range(3), [(0, 0), (2, 0), (1, 1), (0, 2), (2, 1), (1, 2)], sets
    ):
        one = formula_posterior(
            agent,
            own,
            tuple(n + parameters["added"] for n in counts),
            attributed,
            parameters["dropped"],
        )
        two = brute_posterior(agent, own, counts, attributed)
        gap = max(abs(a - b) for a, b in zip(one, two, strict=True))
        if gap > worst:
            worst, at = (
                gap,
                f"own type {own}, counts {counts}, A = {attributed}: {one[0]} against {two[0]}",
            )
    named = {
        "prior": "1/3, 2/3",
        "signal": "(1/2, 1/3, 1/6), (1/4, 1/4, 1/2)",
        "blocks": "{0, 1}, {2}",
        "worst": at,
    }
    return exactly(
        worst == 0,
        "the formula is Bayes' rule in every case" if worst == 0 else at,
        named if worst else {},
    )


def on_path(parameters: Parameters) -> Outcome:
    """Beliefs when the target makes the offer of block {0, 1}.

    Others see one more agent there and cannot tell which; against Claim 1b with A = {0, 1}.
    """
    attributed: Block = parameters["A"]
    same = all(
        brute_posterior("non-target", own, counts, (0, 1), hidden=True)
        == formula_posterior("non-target", own, counts, attributed, "")
        for own, counts in product(range(3), [(1, 0), (1, 1), (2, 1), (0, 2)])
    )
    target = all(
        formula_posterior("target", own, (n + 1, m), (0,), "")
        == formula_posterior("non-target", own, (n, m), attributed, "")
        for own, n, m in product((0, 1), (0, 1, 2), (0, 1, 2))
    )
    named = {
        "A": attributed,
        "others' beliefs agree": same,
        "target's and others' beliefs agree": target,
    }
    return exactly(
        same and target,
        "beliefs are those of Claim 1b with A = Y_k, and the target's are those of any other "
        "agent of its block",
        named,
    )


def histogram(parameters: Parameters) -> Outcome:
    """The number of announced offers equal to the target's, when two of three others are in block {0, 1}."""
    own_block = {"off path": None, "on path": 0}[parameters["offer"]]
    others = (0, 1, 2)
    count = 1 + sum(WHERE[y] == own_block for y in others)
    named = {"others' types": others, "target's offer": parameters["offer"], "nu(a~)": count}
    return exactly(count == 1, f"nu(a~) = {count}", named)


def types_of_others(parameters: Parameters) -> Outcome:
    """The conditional distribution over sequences of types against the product formula.

    Counts (2, 1), state 0; and its total over the printed range.
    """
    counts, state = (2, 1), 0
    lists = [
        [
            (
                t,
                prod(
                    (SIGNAL[state][y] / sum(SIGNAL[state][w] for w in block) for y in t), start=F(1)
                ),
            )
            for t in product(block, repeat=n)
        ]
        for block, n in zip(BLOCKS, counts, strict=True)
    ]
    fits = {
        t: _chance(state, t)
        for t in product(range(3), repeat=3)
        if (WHERE[t[0]], WHERE[t[1]], WHERE[t[2]]) == (0, 0, 1)
    }
    total = sum(fits.values())
    agree = all(
        a * b * parameters["scale"] == fits[(*s, *t)] / total
        for s, a in lists[0]
        for t, b in lists[1]
    )
    named = {"counts": counts, "state": "first", "sequences": len(fits)}
    return exactly(
        agree,
        "the product formula is the conditional distribution"
        if agree
        else "the product formula is not the conditional distribution",
        named,
    )


def length(parameters: Parameters) -> Outcome:
    """The total probability over type sequences of the stated length of a block of two types with lambda = 2, that is lambda_- = 1 for one of its members."""
    shares = [F(3, 5), F(2, 5)]
    factors = 1
    stated = {"lambda": 2, "lambda_minus": 1, "lambda_minus - 1": 0}[parameters["length"]]
    total = sum(
        (
            prod((shares[i] for i in t[:factors]), start=F(1))
            for t in product(range(2), repeat=stated)
        ),
        F(0),
    )
    if stated < factors:
        total = F(0)
    named = {"lambda(Y_k)": 2, "lambda_-(Y_k)": 1, "length": stated, "sum of probabilities": total}
    return exactly(total == 1, f"the probabilities sum to {total}", named)


def fraction(parameters: Parameters) -> Outcome:
    """The share of a type in a block whose offer nobody else made (lambda_- = 0 for the only member of a block)."""
    count, others = 0, 0
    defined = parameters["quantity"] == "count" or others > 0
    return exactly(
        defined,
        "the count n(y) = 0 is defined" if defined else "0/0",
        {"lambda(Y_k)": 1, "lambda_-(Y_k)": others, "members of type y": count},
    )


def block_index(parameters: Parameters) -> Outcome:
    """The limit of a type's share, with the block of the type itself or the other block in the denominator; state 0."""
    limits = {}
    for y in range(3):
        b = WHERE[y] if parameters["block"] == "own" else 1 - WHERE[y]
        limits[y] = SIGNAL[0][y] / sum(SIGNAL[0][w] for w in BLOCKS[b])
    totals = [sum(limits[y] for y in block) for block in BLOCKS]
    named = {"shares": tuple(map(str, limits.values())), "totals by block": tuple(map(str, totals))}
    return exactly(
        all(t == 1 for t in totals),
        f"the shares within blocks sum to {totals[0]} and {totals[1]}",
        named,
    )


def large_numbers(parameters: Parameters) -> Outcome:
    """P(|rho - m| >= e) for a binomial share against 1/(4 lambda e^2), exactly, for several lambda, m and e."""
    scale, failed = parameters["scale"], {}
    for n, m, e in product((50, 200), (F(1, 2), F(1, 5)), (F(1, 10), F(1, 5))):
        tail = sum(
            (
                sp.binomial(n, i) * m**i * (1 - m) ** (n - i)
                for i in range(n + 1)
                if abs(F(i, n) - m) >= e
            ),
            sp.S.Zero,
        )
        if tail > scale / (4 * n * e**2):
            failed = {
                "lambda": n,
                "m": m,
                "epsilon": e,
                "probability": sp.Rational(tail),
                "bound": scale / (4 * n * e**2),
            }
    return exactly(
        not failed,
        "the tail is within the bound in every case"
        if not failed
        else "the tail exceeds the bound",
        failed,
    )


def concentrates(economy: Economy, parameters: Parameters) -> Instance:
    """The target's posterior of z* given block counts nearest to M mu_z*(Y_k).

    At least 1 - 1e-6 when M times the divergence is 40, for every partition.
    """
    from proofs_check.paper.shared.limits import nearest_configuration

    X, Z, signal = len(economy.types), len(economy.states), economy.floats.signal
    if Z == 1 or violates_a1(economy):
        return Instance(economy.name, None, "one state, or A1 fails")
    wrong = 0.0
    for partition in partitions(X, least=parameters["least"], most=parameters["most"] or X):
        mass = np.stack([signal[:, list(block)].sum(axis=1) for block in partition], axis=1)
        for state in range(Z):
            divergence = min(
                (mass[state] * np.log(mass[state] / mass[s])).sum() for s in range(Z) if s != state
            )
            M = int(np.clip(40 / max(divergence, 1e-9), 200, 10**8))
            counts = nearest_configuration(mass[state], M - 1)
            exponents = np.log(type_posterior(economy)) + counts @ np.log(mass).T
            weights = np.exp(exponents - exponents.max(axis=1, keepdims=True))
            wrong = max(wrong, float(1 - (weights[:, state] / weights.sum(axis=1)).min()))
    return Instance(
        economy.name,
        wrong < 1e-6,
        f"largest weight on other states {wrong:.1e}",
        margin=1e-6 - wrong,
    )


def some_type(economy: Economy, parameters: Parameters) -> Instance:
    """For every consumption that a pooled offer can give, some type (or every type) does strictly worse than at alpha*."""
    from numeric.theorem_2.pooling_cost import losses_at

    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    top = 2 * economy.floats.endowment[0]
    grid = np.concatenate([np.linspace(0.01, 0.99, 197) * top, solved.consumption])
    lost = losses_at(economy, grid)
    pick: Callable[..., np.ndarray] = np.max if parameters["who"] == "some type" else np.min
    least = float(pick(lost, axis=1).min())
    return Instance(economy.name, least > 1e-12, f"least loss {least:.1e}", margin=least - 1e-12)


def profit(parameters: Parameters) -> Outcome:
    """The gain that the deviation guarantees, P(inactive) times the loss, for eta = 1/10 and a loss of 1."""
    N, eta = parameters["N"], F(1, 10)
    M = -((-(1 - eta) * N) // 1)
    chance = F(N - int(M), N)
    return exactly(
        chance > 0, f"P(inactive) = {chance}", {"N": N, "eta": eta, "M": M, "P(inactive)": chance}
    )


def number_of_partitions(parameters: Parameters) -> Outcome:
    """The number of partitions with 1 < K < |X|, and whether each has a block of two types.

    For |X| = 2, 3, 4, 5.
    """
    counts = [len(semi_pooling_partitions(n)) for n in (2, 3, 4, 5)]
    pooled = all(
        any(len(b) >= parameters["size"] for b in p)
        for n in (3, 4, 5)
        for p in semi_pooling_partitions(n)
    )
    right = counts == [0, 3, 13, 50]
    return exactly(
        right and pooled,
        f"{counts} partitions; each has a block of at least {parameters['size']} types: {pooled}",
        {"|X|": "2, 3, 4, 5", "partitions": counts},
    )


def _reciprocal(bundle: tuple[F, F]) -> F:
    return -1 / bundle[0] - 1 / bundle[1]


def objective_brute(parameters: Parameters) -> Outcome:
    """(30) or (31) for u = -1/q - 1/r at M = 4 by compositions.

    Against the sum over all types of all others; offers fixed, one-sided.
    """
    M, kappa, own, offer = 4, F(1, 10), 0, (F(1, 5), F(0))
    hat = ((F(1, 2), F(0)), (F(0), F(1, 3)), (F(0), F(1, 4)))
    tilde = ((F(1, 3), F(0)), (F(0), F(1, 2)), (F(0), F(0)))
    agent = parameters["agent"]
    counts, attributed = ((2, 1), (0,)) if agent == "target" else ((1, 1), (1, 2))

    def payoff(types: tuple[int, ...], target: int | None, multiple: int) -> F:
        total = [
            sum((hat[y][i] for y in types), F(0))
            + (tilde[target][i] if target is not None else 0)
            + multiple * kappa
            for i in (0, 1)
        ]
        return _reciprocal((1 - offer[0], 1 + offer[0] * total[1] / (total[0] + offer[0])))

    brute = _brute_objective(agent, own, counts, attributed, payoff, M)
    direct = _composed_objective(agent, own, counts, attributed, payoff, parameters["kappas"])
    named = {
        "u": "-1/q - 1/r",
        "M": M,
        "kappa": kappa,
        "counts": counts,
        "A": attributed,
        "by compositions": direct,
        "brute": brute,
    }
    return exactly(brute == direct, f"{float(direct):.12g} against {float(brute):.12g}", named)


def _brute_objective(
    agent: str,
    own: int,
    counts: tuple[int, ...],
    attributed: Block,
    payoff: Callable[..., F],
    M: int,
) -> F:
    total = value = F(0)
    for state in (0, 1):
        for types in product(range(3), repeat=sum(counts)):
            if _counts(types) != counts:
                continue
            for target in (None,) if agent == "target" else attributed:
                weight = (
                    PRIOR[state]
                    * SIGNAL[state][own]
                    * _chance(state, types)
                    * (1 if target is None else SIGNAL[state][target])
                )
                total, value = total + weight, value + weight * payoff(types, target, M)
    return value / total


def _composed_objective(
    agent: str,
    own: int,
    counts: tuple[int, ...],
    attributed: Block,
    payoff: Callable[..., F],
    kappas: int,
) -> F:
    """The belief of Claim 1 over states, and over compositions within blocks by binomial coefficients."""
    belief = formula_posterior(agent, own, counts, attributed, "")
    value = F(0)
    for state in (0, 1):
        pooled = sum(SIGNAL[state][y] for y in BLOCKS[0])
        within = SIGNAL[state][0] / pooled
        known = sum(SIGNAL[state][y] for y in attributed)
        for n in range(counts[0] + 1):
            chance = int(sp.binomial(counts[0], n)) * within**n * (1 - within) ** (counts[0] - n)
            types = (0,) * n + (1,) * (counts[0] - n) + (2,) * counts[1]
            for target in (None,) if agent == "target" else attributed:
                weight = (
                    belief[state]
                    * chance
                    * (1 if target is None else SIGNAL[state][target] / known)
                )
                value += weight * payoff(types, target, kappas)
    return value


def count_of_others(parameters: Parameters) -> Outcome:
    """How many others a non-target counts at M = 6 with lambda = (3, 2).

    Those of lambda_- (or lambda), and the target.
    """
    M, counts = 6, (3, 2)
    counted = (
        sum(counts) - (1 if parameters["counts"] == "lambda_minus" else 0) + parameters["target"]
    )
    return exactly(
        counted == M - 1,
        f"{counted} others are counted, there are {M - 1}",
        {"M": M, "lambda": counts, "counted": counted},
    )


def both_sides(parameters: Parameters) -> Outcome:
    """Slopes at zero on both sides for u = -1/q - 1/r, endowment 1, totals (1, R) or (R, 1) with equal chances."""
    R = parameters["R"]
    average = (R + 1 / R) / 2
    slopes = (-1 + average, average - 1)
    named = {
        "u": "-1/q - 1/r",
        "totals": f"(1, {R}) or ({R}, 1)",
        "g'(0)": slopes[0],
        "h'(0)": slopes[1],
    }
    return exactly(bool(min(slopes) > 0), f"g'(0) = {slopes[0]}, h'(0) = {slopes[1]}", named)


def two_sided(parameters: Parameters) -> Outcome:
    """For the same game with R = 2.

    An offer on both sides against the bound that concavity puts on all one-sided offers.
    """
    b = parameters["offer"]
    both = -(2 + b) / 2 - (1 + b) / (1 + 2 * b)
    # One-sided: g is concave, g(0) = -2, g'(0) = 1/4 and g'(1/20) < 0, so no one-sided offer gives
    # more than -2 + (1/4)(1/20).
    s = sp.Symbol("s")
    one = -1 / (1 - s) - ((1 + s) / (1 + 3 * s) + (2 + s) / (2 + 2 * s)) / 2
    falling = sp.diff(one, s).subs(s, sp.Rational(1, 20)) < 0
    bound = one.subs(s, 0) + sp.diff(one, s).subs(s, 0) / 20
    named = {
        "u": "-1/q - 1/r",
        "totals": "(1, 2) or (2, 1)",
        "offer on both sides": b,
        "its value": both,
        "one-sided at most": bound,
    }
    return exactly(
        bool(falling and both > bound), f"{both} against at most {bound} on one side", named
    )


CHECKS: dict[str, Check] = {
    "thm-2.claim-1.posterior": Exact(posteriors),
    "thm-2.on-path": Exact(on_path),
    "thm-2.histogram": Exact(histogram),
    "thm-2.claim-1.types": Exact(types_of_others),
    "thm-2.claim-1b.length": Exact(length),
    "thm-2.claim-1.fraction": Exact(fraction),
    "thm-2.claim-1.block-index": Exact(block_index),
    "thm-2.claim-1.large-numbers": Exact(large_numbers),
    "thm-2.claim-1.concentrates": OnEconomies(concentrates),
    "thm-2.claim-0.some-type": OnEconomies(some_type),
    "thm-2.claim-0.profit": Exact(profit),
    "thm-2.partitions": Exact(number_of_partitions),
    "eq-30.brute": Exact(objective_brute),
    "eq-31.count": Exact(count_of_others),
    "eq-30.both-sides": Exact(both_sides),
    "eq-30.two-sided": Exact(two_sided),
}
"""The checks of this module by the names under which statements assert them."""
