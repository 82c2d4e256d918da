r"""Checks of what section 3.2 says about stage 1 and about beliefs after any histogram.

The intervals and the counts of (7)-(9) are written out by hand; beliefs are the toolkit's.

Conventions: exact examples have two types with utility :math:`\theta\sqrt q+\sqrt r`, θ = 1/2 and 2,
which consume 2/5 and 8/5 of an endowment of 1, so that the zero offer lies at the common end of
their intervals.  *Taken for* is the type that an offer is read as; offers on economies lie inside
the intervals, so that each is read as one type whoever owns the ends.

Paper: section 3.2, equations (7)-(11).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement, product

import numpy as np

from numeric.economy.economy import Economy
from numeric.mechanism.beliefs import Beliefs, beliefs, read_types, stage2_offer
from numeric.probability.posterior import posterior
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
from proofs_check.paper.section_2.checks import best_consumption, square_root
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.in_force import ENVIRONMENT, SEPARATING, hypotheses
from proofs_check.paper.shared.largest import largest

TASTES = ("1/2", "2")
CHOSEN = tuple(best_consumption(Fraction(t)) for t in TASTES)
MIDDLE = sum(CHOSEN, Fraction(0)) / 2
TOP, ZERO = Fraction(2), Fraction(0)
POINTS = (Fraction(0), CHOSEN[0], MIDDLE, CHOSEN[1], TOP)


def _members(consumed: Fraction, lower: str) -> list[int]:
    """Return the types in whose interval a consumption lies, the inner lower ends in or out."""
    cells = ((Fraction(0), MIDDLE), (MIDDLE, TOP))
    above = [
        consumed > low or (consumed == low and (lower == "<=" or low == 0)) for low, _ in cells
    ]
    return [i for i, (_, high) in enumerate(cells) if above[i] and consumed <= high]


@lru_cache(maxsize=1)
def _in_force() -> tuple[tuple[str, str], ...]:
    return hypotheses(_example(), (*ENVIRONMENT, SEPARATING))


def _example() -> Economy:
    return square_root(TASTES)


def partition(parameters: Parameters) -> Outcome:
    """Whether every consumption lies in exactly one interval, l R q <= h, R being the relation given.

    The toolkit reads the offers that give these consumptions as types whose closed interval has them.
    """
    owners = {c: _members(c, parameters["lower"]) for c in POINTS}
    offers = [(float(max(1 - c, ZERO)), float(max(c - 1, ZERO))) for c in POINTS]
    read = read_types(_example(), offers)
    if any(y not in _members(c, "<=") for c, y in zip(POINTS, read, strict=True)):
        raise Disagreement(f"the offers are read as {read.tolist()}")
    bad = next((c for c, types in owners.items() if len(types) != 1), None)
    named = {"q_1(α*)": ", ".join(map(str, CHOSEN)), "q-bar": 1, "I": "[0, 1], [1, 2]"}
    named["q"] = ", ".join(map(str, POINTS)) if bad is None else bad
    if bad is None:
        return exactly(True, "each point lies in one interval", named)
    detail = f"q = {bad} lies in {len(owners[bad])} intervals"
    return exactly(False, detail, named, satisfied=_in_force())


def cells(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit reads every offer, at the ends of intervals too, as one type whose interval has it.

    Every type is read on its interval, whose ends are half-way between neighbours (times a factor).
    """
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    top_q, top_r = by_hand.endowment(economy)
    listed = by_hand.intervals(
        [by_hand.best_consumption(economy, x) for x in range(len(economy.types))], 2 * top_q
    )
    moved = [(low * parameters["factor"], high) for low, high in listed]
    gap = float(np.abs(np.array(moved) - solved.intervals).max()) / top_q
    points = [
        low + s * (high - low) for low, high in listed for s in (0.0, 1e-6, 0.5, 1 - 1e-6, 1.0)
    ]
    offers = [(max(top_q - c, 0.0), max(c - top_q, 0.0) * top_r / top_q) for c in points]
    read = read_types(economy, np.minimum(offers, economy.floats.endowment))
    wrong = [c for c, y in zip(points, read, strict=True) if not _near(c, listed[y], top_q)]
    inside = [int(read[5 * y + 2]) for y in range(len(listed))]
    told = f"{len(points)} consumptions read as one type each"
    if wrong or inside != list(range(len(listed))) or gap > 1e-12:
        return Instance(economy.name, False, f"read as {read.tolist()}, ends differ by {gap:.1e}")
    return Instance(economy.name, True, told, margin=1e-12 - gap)


def _near(c: float, cell: by_hand.Pair, top: float) -> bool:
    return cell[0] - 1e-12 * top <= c <= cell[1] + 1e-12 * top


def total(parameters: Parameters) -> Outcome:
    """Whether the configuration of (8) and (9) has as many agents as are active.

    The others' offers give 2/5, 1 (the zero offer) and 8/5; the agent is of the first type.
    """
    others = [CHOSEN[0], MIDDLE, CHOSEN[1]]
    counts = [1, 0]
    for consumed in others:
        for owner in _members(consumed, parameters["lower"]):
            counts[owner] += 1
    M = len(others) + 1
    named = {
        "q_1 of the others' offers": ", ".join(map(str, others)),
        "I": "[0, 1], [1, 2]",
        "own type": "the first",
        "M": M,
        "sigma*": tuple(counts),
    }
    detail = f"the believed configuration has {sum(counts)} agents, {M} are active"
    return exactly(sum(counts) == M, detail, named, satisfied=_in_force())


def offer_inside(economy: Economy, solved: Stage1, taken_for: int, share: float) -> by_hand.Pair:
    """Return an offer inside the interval of a type."""
    low, high = (float(v) for v in solved.intervals[taken_for])
    consumed = low + share * (high - low)
    top_q, top_r = by_hand.endowment(economy)
    return max(top_q - consumed, 0.0), max(consumed - top_q, 0.0) * top_r / top_q


@lru_cache(maxsize=4096)
def held(economy: Economy, types: tuple[int, ...], taken: tuple[int, ...], n: int) -> Beliefs:
    """Return the toolkit's beliefs of agent n after everybody's offers, all different."""
    solved = solve_stage1(economy)
    offers = [offer_inside(economy, solved, y, 0.3 + 0.1 * i) for i, y in enumerate(taken)]
    counts = [(a, offers.count(a)) for a in dict.fromkeys(offers)]
    return beliefs(economy, counts, types[n], offers[n], solved)


def believed_by_hand(
    types: tuple[int, ...], taken: tuple[int, ...], n: int, X: int
) -> tuple[int, ...]:
    """Return (9): the others as their offers are read, and the own type."""
    others = [y for i, y in enumerate(taken) if i != n]
    return tuple(others.count(y) + (types[n] == y) for y in range(X))


def defections(economy: Economy, parameters: Parameters) -> Instance:
    """Three agents of any types, whose offers are read as any types: who agrees with whom, and who is right."""
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating or X > 2:
        return Instance(economy.name, None, "alpha* is not separating, or more than two types")
    tried = 0
    for types, taken in product(
        combinations_with_replacement(range(X), 3), product(range(X), repeat=3)
    ):
        loyal = [n for n in range(3) if types[n] == taken[n]]
        if parameters["defectors"] == "one" and len(loyal) != 2:
            continue
        who = list(range(3)) if parameters["who"] == "everybody" else loyal
        seen = [tuple(held(economy, types, taken, n).configuration.tolist()) for n in who]
        wanted = [believed_by_hand(types, taken, n, X) for n in who]
        tried += 1
        if seen != wanted or not _as_asked(seen, types, X, str(parameters["ask"]), len(loyal)):
            told = f"types {types}, offers read as {taken}: {seen}, by (8) and (9) {wanted}"
            return Instance(economy.name, False, told)
    return Instance(economy.name, True, f"{tried} histories")


def _as_asked(
    seen: list[tuple[int, ...]], types: tuple[int, ...], X: int, ask: str, loyal: int
) -> bool:
    if ask == "agree":
        return len(set(seen)) <= 1
    true = tuple(types.count(y) for y in range(X))
    if ask == "sum":
        return all(sum(s) == len(types) for s in seen)
    return loyal == len(types) or true not in seen


def believed_false(parameters: Parameters) -> Outcome:
    """Whether the configuration that a nondefector believes differs from the true one.

    Four agents of the types 0, 0, 1, 1; the offers are read as given, that of the second as its own.
    """
    economy, true, taken = _example(), (0, 0, 1, 1), parameters["taken"]
    believed = held(economy, true, taken, 1).configuration.tolist()
    if tuple(believed) != believed_by_hand(true, taken, 1, 2):
        raise Disagreement(f"the toolkit believes {believed}")
    named = {
        "u": "theta sqrt(q) + sqrt(r), theta = 1/2, 2",
        "true types": true,
        "offers read as": taken,
        "true configuration": (2, 2),
        "believed by the nondefectors": tuple(believed),
    }
    detail = f"the nondefectors believe {tuple(believed)}, (2, 2) is true"
    return exactly(believed != [2, 2], detail, named, satisfied=_in_force())


def posterior_differs(parameters: Parameters) -> Outcome:
    """Whether a defector's posterior differs from that of the nondefectors, in exact rationals.

    Three types; a defector of the first type is taken for the second.
    """
    rows = [[Fraction(v) for v in row] for row in parameters["signal"]]
    economy = Economy(
        prior=["1/2", "1/2"],
        signal=rows,
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/10",
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [["1/2", "1/2"], ["1", "1"], ["2", "2"]]},
        name="a likelihood ratio shared by two types",
    )
    seen, known = (1, 2, 1), (2, 1, 1)
    exact = [by_hand.posterior(economy, counts)[0] for counts in (seen, known)]
    solved = [float(posterior(economy, counts)[0]) for counts in (seen, known)]
    if not all(abs(s - float(e)) <= 1e-14 for s, e in zip(solved, exact, strict=True)):
        raise Disagreement(f"the solver's posteriors are {solved}")
    named = {
        "mu": "; ".join(", ".join(map(str, row)) for row in rows),
        "nondefectors' configuration": seen,
        "defector's": known,
        "phi(z_1)": ", ".join(map(str, exact)),
    }
    detail = f"the posteriors of the first state are {exact[0]} and {exact[1]}"
    if exact[0] != exact[1]:
        return exactly(True, detail, named)
    given = hypotheses(economy, (*ENVIRONMENT, SEPARATING))
    return exactly(False, detail, named, satisfied=given)


def nondefector(economy: Economy, parameters: Parameters) -> Instance:
    """What the toolkit lets an agent on path play, against the best offer to the others by hand."""
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    sigma = np.arange(2, 2 + X)
    types = tuple(int(x) for x in np.repeat(np.arange(X), sigma))
    game, worst = solve_stage2(economy, [sigma]), 0.0
    exact = by_hand.posterior(economy, tuple(int(n) for n in sigma))
    offers = [(float(a), float(b)) for a, b in solved.offers]
    for x in range(X):
        counts = [(offers[y], int(sigma[y])) for y in range(X)]
        mine = stage2_offer(economy, beliefs(economy, counts, x, offers[x], solved), x)
        others = sum(sigma) * economy.floats.kappa - game.offers[0, x]
        others = others + sum(game.offers[0, y] for y in types)
        wanted, _ = by_hand.best_offer(
            economy, x, exact, (float(others[0]), float(others[1]) * float(parameters["scale"]))
        )
        worst = largest(worst, float(np.abs(mine - wanted).max()))
    told = f"largest difference {worst:.1e}"
    return Instance(
        economy.name, worst < 1e-10, told, margin=1e-10 - worst, residual=float(game.residual[0])
    )


def best(economy: Economy, parameters: Parameters) -> Instance:
    """The solver's best consumption of an inactive agent against bisection of the slope by hand."""
    solved, top = solve_stage1(economy), by_hand.endowment(economy)[0]
    wanted = [by_hand.best_consumption(economy, x) for x in range(len(economy.types))]
    chosen = solved.consumption * (1 + float(parameters["shift"]))
    bundles = [by_hand.inactive_bundle(economy, (float(a), float(b))) for a, b in solved.offers]
    gap = float(np.abs(chosen - wanted).max()) / top
    gap = largest(
        gap, largest(*(abs(b[0] - c) for b, c in zip(bundles, wanted, strict=True))) / top
    )
    told = f"largest difference {gap:.1e} of the endowment"
    return Instance(economy.name, gap < 1e-12, told, margin=1e-12 - gap)


CHECKS: dict[str, Check] = {
    "eq-7.partition": Exact(partition),
    "eq-7.cells": OnEconomies(cells),
    "eq-8.total": Exact(total),
    "sec-3.2.defections": OnEconomies(defections, ("several defectors",)),
    "sec-3.2.believed-false": Exact(believed_false),
    "sec-3.2.posterior-differs": Exact(posterior_differs),
    "eq-11.nondefector": OnEconomies(nondefector),
    "eq-10.best": OnEconomies(best),
}
"""The checks of this module by the names under which statements assert them."""
