r"""Checks of remarks of the introduction and of section 2.

Some are in exact numbers.  What the histogram reveals is tested on economies: the toolkit's solver
on one side, the paper's formula written out by hand on the other.

Conventions: exact examples have :math:`\bar q = \bar r = 1`, hence :math:`p_1 = 1`, and utility
:math:`\theta\sqrt q + \sqrt r`, for which an inactive agent consumes :math:`q_1 =
2\theta^2/(1+\theta^2)`.

Paper: sections 1, 2.1-2.3.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import sympy as sp

from numeric.assumptions import check_assumptions
from numeric.economy.economy import Economy
from numeric.mechanism.beliefs import Beliefs, beliefs
from numeric.stage1 import Stage1, solve_stage1
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import (
    Check,
    Disagreement,
    Exact,
    Instance,
    OnEconomies,
    Parameters,
    exactly,
)
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from symbolic.language.notation import q, r

NEGLIGIBLE = 1e-12
SECOND_SIGNAL = ((Fraction(2, 3), Fraction(1, 3)), (Fraction(1, 3), Fraction(2, 3)))
"""P[x^s | z] for even and for odd states."""


def inada(parameters: Parameters) -> Outcome:
    """Whether a utility is twice differentiable inside, finite on the axes, and of Inada's kind.

    The limit and the values are SymPy's, the verdict on the marginal utility is the toolkit's, too.
    """
    u = sp.sympify(parameters["utility"], locals={"q": q, "r": r})
    at_axis = sp.limit(sp.diff(u, q).subs(r, 1), q, 0, "+")
    value = sp.limit(u.subs(r, 1), q, 0, "+")
    orders = [(i, j) for i in range(3) for j in range(3 - i)]
    inside = all(
        sp.diff(u, q, i, r, j).subs({q: sp.Rational(1, 4), r: 1}).is_finite for i, j in orders
    )
    economy = square_root(("1", "1")).replacing(utility=parameters["utility"], parameters={})
    found = {a.id: a.verdict for a in check_assumptions(economy, ["sec-2.1.inada"])}
    if (found["sec-2.1.inada"] == "HOLDS") != (at_axis == sp.oo):
        raise Disagreement(f"Inada's condition {found['sec-2.1.inada']}, the limit is {at_axis}")
    named = {"u(q, r)": u, "u(0, 1)": value, "limit of u_q(q, 1) at q = 0": at_axis}
    holds = bool(at_axis == sp.oo and value.is_finite and inside)
    return exactly(holds, f"u_q(q, 1) tends to {at_axis} at the axis, u to {value}", named)


def square_root(tastes: tuple[str, ...]) -> Economy:
    """Return the economy of the conventions above with one state and these tastes by type."""
    return Economy(
        prior=[1],
        signal=[[Fraction(1, len(tastes))] * len(tastes)],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/10",
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [[t] for t in tastes]},
        name="theta sqrt(q) + sqrt(r)",
    )


def best_consumption(theta: Fraction) -> Fraction:
    r"""Return :math:`2\theta^2/(1+\theta^2)`, where :math:`\theta/\sqrt q = 1/\sqrt{2-q}`."""
    return 2 * theta**2 / (1 + theta**2)


def pairs(economy: Economy, parameters: Parameters) -> Instance:
    """The model whose types are pairs (taste, signal), solved, against the conditional expectation.

    Types keep their tastes; a second signal with two values is added, with the given power.  Both
    stages are compared: best offers of stage 1, and offers of stage 2 with the best response of the
    taste under the belief that the counts of pairs give.
    """
    e = economy.environment
    states = range(len(e.states))
    two = [SECOND_SIGNAL[z % 2] for z in states]
    paired = economy.replacing(
        types=[f"{t}, {s}" for t in e.types for s in ("first", "second")],
        signal=[[m * n for m in e.signal[z] for n in two[z]] for z in states],
        parameters={
            k: [row for row in table for _ in range(2)] for k, table in e.parameters.items()
        },
    )
    solved, gap = solve_stage1(paired).consumption, 0.0
    for t, s in product(range(len(e.types)), range(2)):
        joint = [e.prior[z] * e.signal[z][t] * two[z][s] ** parameters["power"] for z in states]
        belief = [j / sum(joint) for j in joint]
        gap = largest(gap, abs(by_hand.best_on_line(economy, t, belief) - solved[2 * t + s]))
    gap = max(gap / by_hand.endowment(economy)[0], _second_stage(economy, paired, two, parameters))
    told = f"{2 * len(e.types)} pairs, both stages, largest difference {gap:.1e}"
    return Instance(economy.name, gap < NEGLIGIBLE, told, margin=NEGLIGIBLE - gap)


def _second_stage(
    economy: Economy, paired: Economy, two: list[tuple[Fraction, Fraction]], parameters: Parameters
) -> float:
    """Return how far offers of stage 2, counts of pairs being 1, 2, ..., are from best responses of tastes."""
    e, counts = economy.environment, np.arange(1, 2 * len(economy.types) + 1)
    offers = solve_stage2(paired, [counts]).offers[0]
    total, gap = counts.sum() * economy.floats.kappa + counts @ offers, 0.0
    joint = [Fraction(p) for p in e.prior]
    for pair, n in enumerate(counts.tolist()):
        for z, row in enumerate(e.signal):
            joint[z] *= (row[pair // 2] * two[z][pair % 2] ** parameters["power"]) ** n
    belief = [float(j / sum(joint)) for j in joint]
    for pair, own in enumerate(offers):
        wanted, _ = by_hand.best_offer(economy, pair // 2, belief, tuple(total - own))
        gap = largest(gap, float((np.abs(wanted - own) / economy.floats.endowment).max()))
    return gap


def inactive_clearing(parameters: Parameters) -> Outcome:
    """The sum of the inactive agents' net trades of the first good, with tastes 1/2 and 2.

    What each consumes is 2/5 and 8/5, by the formula and by the solver of stage 1.
    """
    tastes = ("1/2", "2")
    chosen = [best_consumption(Fraction(t)) for t in tastes]
    solved = solve_stage1(square_root(tastes)).consumption
    if not all(abs(float(c) - s) <= NEGLIGIBLE for c, s in zip(chosen, solved, strict=True)):
        raise Disagreement(f"stage 1 gives {solved.tolist()}")
    alone = all(c != 1 for c in chosen)
    net = sum((n * (c - 1) for n, c in zip(parameters["counts"], chosen, strict=True)), Fraction(0))
    named = {
        "q_1": ", ".join(map(str, chosen)),
        "inactive agents": parameters["counts"],
        "net trade": net,
    }
    told = f"the inactive take out {net} of the first good net; one of either type alone does not clear"
    return exactly(net != 0 and alone, told, named)


def _profile(
    economy: Economy, solved: Stage1, types: tuple[int, ...], sent: tuple[int, ...], own: int
) -> Beliefs:
    """Return the beliefs of agent ``own`` when each agent n of type ``types[n]`` offers like ``sent[n]``."""
    offers = [(float(a), float(b)) for a, b in solved.offers]
    counts = [(offers[y], sent.count(y)) for y in sorted(set(sent))]
    return beliefs(economy, counts, types[own], offers[sent[own]], solved)


def reveals(economy: Economy, parameters: Parameters) -> Instance:
    """On path every agent believes the true configuration and the posterior that multiplies out.

    The first agent alone may also have defected.  Offers of the strategy lie inside one printed
    interval each, so that it does not matter who owns the ends.
    """
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    X, tried, worst = len(economy.types), 0, 0.0
    cells = by_hand.intervals(solved.consumption.tolist(), 2 * by_hand.endowment(economy)[0])
    inside = [by_hand.owners(float(c), cells) for c in solved.consumption]
    if inside != [[y] for y in range(X)]:
        return Instance(economy.name, False, f"the offers of the types lie in {inside}")
    one = parameters["who"] == "a defector"
    for types in combinations_with_replacement(range(X), 3):  # who is of a type does not matter
        true = tuple(types.count(y) for y in range(X))
        right = np.array([float(w) for w in by_hand.posterior(economy, true)])
        for taken_for in range(X) if one else (types[0],):
            sent = _sent(types, taken_for, str(parameters["others"]), X)
            for n in (0,) if one else sorted({types.index(y) for y in types}):
                held = _profile(economy, solved, types, sent, n)
                tried += 1
                gap = float(np.abs(held.posterior - right).max())
                worst = largest(worst, gap)
                if tuple(held.configuration) != true or gap > NEGLIGIBLE:
                    told = f"types {types}, offers of {sent}: {tuple(held.configuration)}"
                    return Instance(economy.name, False, f"{told} is believed")
    return Instance(economy.name, True, f"{tried} beliefs", margin=NEGLIGIBLE - worst)


def _sent(types: tuple[int, ...], taken_for: int, others: str, X: int) -> tuple[int, ...]:
    rest = types[1:] if others == "follow" else tuple((y + 1) % X for y in types[1:])
    return (taken_for, *rest)


def beliefs_only(economy: Economy, parameters: Parameters) -> Instance:
    """An agent's offer moves the others' beliefs, to those of its interval, and not its own."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    X = len(economy.types)
    for own, taken_for in product(range(X), repeat=2):
        read_as = (taken_for + parameters["read_as"]) % X
        wanted = [1 + (y == own) for y in range(X)], [1 + (y == read_as) for y in range(X)]
        for c in _inside(solved, taken_for):
            held = _from(economy, solved, own, c)
            seen = held.configuration.tolist(), held.believed_by_others.tolist()
            if seen != wanted:
                told = f"type {own} taken for {taken_for}: {seen[0]}, the others {seen[1]}"
                return Instance(economy.name, False, told)
    return Instance(economy.name, True, f"{X * X} pairs of types, 2 offers each")


def _inside(solved: Stage1, y: int) -> list[float]:
    """Return two consumptions inside I(y)."""
    low, high = solved.intervals[y]
    return [float(low + s * (high - low)) for s in (0.2, 0.9)]


def _from(economy: Economy, solved: Stage1, own: int, consumed: float) -> Beliefs:
    """Return the beliefs of an agent who consumes ``consumed``, the others being one agent of each type."""
    top = by_hand.endowment(economy)
    offer = (max(top[0] - consumed, 0.0), max(consumed - top[0], 0.0) * top[1] / top[0])
    counts: dict[Any, int] = {}
    for a in [*map(tuple, solved.offers.tolist()), offer]:
        counts[a] = counts.get(a, 0) + 1
    return beliefs(economy, list(counts.items()), own, offer, solved)


CHECKS: dict[str, Check] = {
    "sec-2.1.inada": Exact(inada, corners=("consumption on an axis", "one state")),
    "sec-2.1.pairs": OnEconomies(pairs),
    "sec-2.2.inactive-clearing": Exact(
        inactive_clearing, corners=("one inactive agent", "one state")
    ),
    "sec-2.3.reveals": OnEconomies(reveals),
    "sec-1.beliefs-only": OnEconomies(beliefs_only),
}
"""The checks of this module by the names under which statements assert them."""
