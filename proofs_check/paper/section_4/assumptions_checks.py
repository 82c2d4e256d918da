r"""Checks about A1 and A3: which partitions tell states apart, and what a deviating offer tells.

Conventions: signals are exact; a group is a nonempty proper subset of the types.

Paper: section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from itertools import combinations, product
from math import lcm
from typing import Any

import numpy as np
import sympy as sp

from numeric.draws.generate import distinguishes_all_groups
from numeric.economy.economy import Economy
from numeric.oracles.semipooling import scenarios
from numeric.probability.compositions import compositions
from numeric.probability.partitions import Block, Partition, nonempty_sets, partitions
from numeric.theorem_2.pooling_games import target_game
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.at_corners import at_corners
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.slow import data_of

Signal = tuple[tuple[F, ...], ...]
COUNTS = (2, 1)
"""How many others make the offer of each block, in what A3 is tried with."""


def violates_a1(economy: Economy) -> bool:
    """Whether two states give the same probability to some group of types."""
    return not distinguishes_all_groups(economy.environment.signal)


def _informative(signal: Signal) -> bool:
    return len(set(signal)) == len(signal)


def _a1(signal: Signal) -> bool:
    """Whether A1 holds, group by group as it is printed: every subset that is neither empty nor all of X."""
    types = range(len(signal[0]))
    return all(
        sum(one[x] for x in types if inside[x]) != sum(two[x] for x in types if inside[x])
        for one, two in combinations(_whole(signal), 2)
        for inside in product((False, True), repeat=len(types))
        if any(inside) and not all(inside)
    )


def _whole(signal: Signal) -> list[list[int]]:
    """Return a signal in units of which all of its probabilities are whole numbers, as integers are added quickly."""
    unit = lcm(*(m.denominator for row in signal for m in row))
    return [[m.numerator * (unit // m.denominator) for m in row] for row in signal]


def _signals(types: int, top: int) -> list[Signal]:
    """List the pairs of distributions over types with weights 1 to ``top``."""
    rows = sorted(
        {
            tuple(F(w, sum(weights)) for w in weights)
            for weights in product(range(1, top + 1), repeat=types)
        }
    )
    return [(a, b) for a, b in combinations(rows, 2)]


def labelled_partitions(types: int) -> list[list[list[int]]]:
    """List the partitions by assigning labels to the types, each partition once."""
    found = {}
    for labels in product(range(types), repeat=types):
        blocks = [[x for x in range(types) if labels[x] == k] for k in range(types)]
        key = tuple(sorted(tuple(b) for b in blocks if b))
        found[key] = [list(b) for b in key]
    return list(found.values())


def separates_partitions(parameters: Parameters) -> Outcome:
    """Every partition with at least two blocks tells two states apart.

    It is so for all signals of the list that satisfy the hypothesis; the toolkit's A1 and its
    partitions are compared with A1 as printed and partitions found by labelling.
    """
    tried, failed = 0, dict[str, Any]()
    for types, top in ((3, 4), (4, 2)):
        listed = [p for p in labelled_partitions(types) if len(p) >= parameters["least"]]
        known = [sorted(map(sorted, p)) for p in partitions(types, least=parameters["least"])]
        if sorted(known) != sorted(listed):
            failed = {"types": types, "partitions": len(known), "by labelling": len(listed)}
        for signal in _signals(types, top):
            printed, whole = _a1(signal), _whole(signal)
            if distinguishes_all_groups(signal) is not printed:
                failed = {"signal": _written(signal), "A1": printed}
            if not (printed if parameters["hypothesis"] == "A1" else _informative(signal)):
                continue
            tried += 1
            for partition in known:
                first, second = ([sum(row[x] for x in b) for b in partition] for row in whole)
                if first == second:
                    failed = {
                        "signal": _written(signal),
                        "partition": partition,
                        "masses": tuple(str(sum(signal[0][x] for x in b)) for b in partition),
                    }
    return exactly(
        not failed,
        f"{tried} signals on three and four types"
        if not failed
        else "two states give every block the same probability",
        failed,
    )


def stronger(parameters: Parameters) -> Outcome:
    """Whether every listed signal that satisfies A1 is informative, and some informative one violates A1."""
    signals = _signals(parameters["types"], 3)
    signals += [(row, row) for row, _ in signals]
    implied = all(_informative(s) for s in signals if distinguishes_all_groups(s))
    found = [s for s in signals if _informative(s) and not distinguishes_all_groups(s)]
    named = {
        "|X|": parameters["types"],
        "informative signals that violate A1": len(found),
        "the first": _written(found[0]) if found else "none",
    }
    return exactly(implied and bool(found), "an informative signal violates A1", named)


def generic(parameters: Parameters) -> Outcome:
    """Signals that satisfy A1 for every number of types up to 5 and states up to 4.

    No condition of A1 fails identically.
    """
    base, failed = parameters["base"], {}
    for types, states in product(range(2, 6), range(2, 5)):
        rows = tuple(
            tuple(
                F(1 + s * base**x, sum(1 + s * base**w for w in range(types))) for x in range(types)
            )
            for s in range(1, states + 1)
        )
        if not (distinguishes_all_groups(rows) and _a1(rows)):
            failed = {"types": types, "states": states, "signal": _written(rows)}
    return exactly(
        not failed,
        "each equation that A1 excludes is violated at an explicit signal, so it defines a set of "
        "measure zero",
        failed,
    )


def types_of_others(parameters: Parameters) -> Outcome:
    """The belief of a non-target about others' types given the state and a deviating offer.

    The joint probabilities of ``target_game`` for every nonempty A, summed over the target's type
    and divided by the state's, against the compositions without any deviator and against a sum over
    every sequence of types.  With ``correlated`` a target of the first type makes others of the
    first type likelier by that share, as A3 rules out.
    """
    worst, places = 0.0, (((0, 1), (2,)), ((0,), (1, 2)))
    for economy, partition, own in product(at_corners(), places, (0, 2)):
        attributed_to = nonempty_sets(3) if own == 0 else ((0,), (1, 2))
        for attributed in attributed_to:
            worst = largest(
                worst, _apart(economy, partition, own, attributed, parameters["correlated"])
            )
    named = {"counts of the others": COUNTS, "largest gap": f"{worst:.1e}"}
    return exactly(worst < 1e-12, f"beliefs given the state differ by at most {worst:.1e}", named)


def _apart(
    economy: Economy, partition: Partition, own: int, attributed: Block, correlated: sp.Rational
) -> float:
    """Return the largest gap between beliefs about the others with and without a deviator, by state."""
    X = len(economy.types)
    seen = tuple(n - (own in block) for n, block in zip(COUNTS, partition, strict=True))
    rows, chances = compositions(economy, partition, seen)
    game = target_game(economy, partition, 4, attributed, np.array([COUNTS]))
    given = _of_others(game.points[0, X + own][:, X:], game.weights[0, X + own], rows)
    brute = np.zeros((len(rows), len(economy.states)))
    for weight, z, types, target in scenarios(data_of(economy), partition, own, seen, attributed):
        count = np.bincount(types, minlength=X)
        lift = 1 + float(correlated) * (target == 0) * int(count[0])
        brute[(rows == count).all(axis=1), z] += float(weight) * lift
    brute = brute / brute.sum(axis=0)
    return max(float(np.abs(given - chances).max()), float(np.abs(brute - given).max()))


def _of_others(points: np.ndarray, weights: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the probabilities of compositions given each state, shape (n, Z)."""
    found = np.stack([weights[(points == row).all(axis=1)].sum(axis=0) for row in rows])
    return np.asarray(found / found.sum(axis=0))


def _written(signal: Sequence[Sequence[F]]) -> str:
    return "; ".join("(" + ", ".join(map(str, row)) + ")" for row in signal)


CHECKS: dict[str, Check] = {
    "sec-4.A1.partitions": Exact(separates_partitions, corners=("blocks of one type",)),
    "sec-4.A1.stronger": Exact(stronger, corners=("A1 fails", "states that no signal tells apart")),
    "sec-4.A1.generic": Exact(generic, corners=("two types", "groups of one type")),
    "sec-4.A3.types-of-others": Exact(types_of_others, at_corners, ("blocks of one type",)),
}
"""The checks of this module by the names under which statements assert them."""
