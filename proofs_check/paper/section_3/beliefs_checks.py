r"""Checks of what section 3.2 says about beliefs.

In exact counts where counting decides, on economies where behaviour does.

Conventions: the exact example has two types with stage-1 consumption 4/5 and 6/5 of an endowment of
1, so that the zero offer lies at the common end of their intervals; counts are integers and
posteriors are rationals.

Paper: section 3.2, equations (7)-(11).
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import type_posterior
from numeric.stage1 import inactive_price, solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome

_CHOSEN = (Fraction(4, 5), Fraction(6, 5))
_TOP = Fraction(2)
_MIDDLE = (_CHOSEN[0] + _CHOSEN[1]) / 2


def _members(consumed: Fraction, ends: str) -> list[int]:
    """Return the types in whose interval a consumption lies."""
    bounds = [(Fraction(0), _MIDDLE), (_MIDDLE, _TOP)]
    inside = []
    for i, (low, high) in enumerate(bounds):
        left = consumed > low or (
            consumed == low and (ends == "closed" or (ends == "half-open") or low == 0)
        )
        right = consumed < high or (consumed == high and (ends == "closed" or high == _TOP))
        if left and right and (ends != "open" or low < consumed < high or consumed in (0, _TOP)):
            inside.append(i)
    return inside


def partition(parameters: Parameters) -> Outcome:
    """Every consumption lies in exactly one interval."""
    points = [Fraction(0), _CHOSEN[0], _MIDDLE, _CHOSEN[1], _TOP]
    owners = {c: _members(c, parameters["ends"]) for c in points}
    bad = next((c for c, types in owners.items() if len(types) != 1), None)
    named = {
        "q_1(α*)": ", ".join(map(str, _CHOSEN)),
        "q-bar": 1,
        "q": bad if bad is not None else "0, 4/5, 1, 6/5, 2",
    }
    detail = (
        "each point lies in one interval"
        if bad is None
        else f"q = {bad} lies in {len(owners[bad])} intervals"
    )
    return exactly(bad is None, detail, named)


def total(parameters: Parameters) -> Outcome:
    """The believed configuration has as many agents as are active."""
    others = [Fraction(4, 5), Fraction(1), Fraction(6, 5)]
    counts = [0, 0]
    for consumed in others:
        for owner in _members(consumed, parameters["ends"]):
            counts[owner] += 1
    counts[0] += parameters["own"]
    M = len(others) + 1
    named = {"q_1 of the others' offers": "4/5, 1, 6/5", "M": M, "sigma*": tuple(counts)}
    return exactly(
        sum(counts) == M,
        f"the believed configuration has {sum(counts)} agents, {M} are active",
        named,
    )


def believed_false(parameters: Parameters) -> Outcome:
    """The configuration read off the offers differs from the true one."""
    true = [0, 0, 1, 1]
    read = (
        [1, 0, 0, 1] if parameters["swap"] else [1, 0, 1, 1]
    )  # two defectors who imitate each other, or one
    counted = [tuple(sum(t == y for t in types) for y in (0, 1)) for types in (true, read)]
    named = {
        "true types": tuple(true),
        "read as": tuple(read),
        "true configuration": counted[0],
        "believed": counted[1],
    }
    return exactly(
        counted[0] != counted[1], f"{counted[1]} is believed, {counted[0]} is true", named
    )


def posterior_differs(parameters: Parameters) -> Outcome:
    """A defector's posterior differs from that of the nondefectors, in exact rationals."""
    half, fifth = Fraction(1, 2), Fraction(1, 5)
    alike = [[fifth, fifth, 3 * fifth], [2 * fifth, 2 * fifth, fifth]]
    signal = (
        alike
        if parameters["alike"]
        else [[fifth, 2 * fifth, 2 * fifth], [2 * fifth, fifth, 2 * fifth]]
    )
    seen, known = [1, 2, 1], [2, 1, 1]
    posteriors = []
    for counts in (seen, known):
        weights = [half * prod(s**n for s, n in zip(row, counts, strict=True)) for row in signal]
        posteriors.append(weights[0] / sum(weights))
    rows = "; ".join(", ".join(map(str, row)) for row in signal)
    named = {
        "mu": rows,
        "nondefectors' configuration": tuple(seen),
        "defector's": tuple(known),
        "phi(z_1)": ", ".join(map(str, posteriors)),
    }
    return exactly(
        posteriors[0] != posteriors[1],
        f"the posteriors of the first state are {posteriors[0]} and {posteriors[1]}",
        named,
    )


def nondefector(economy: Economy, parameters: Parameters) -> Instance:
    """A nondefector's best response to the others' totals is its equilibrium offer."""
    sigma = np.arange(2, 2 + len(economy.types))
    solved = solve_stage2(economy, [sigma])
    minus = solved.totals[0] - (
        solved.offers[0] if parameters["totals"] != "all" else 0 * solved.offers[0]
    )
    minus = minus * (np.array([1.0, 1.01]) if parameters["totals"] == "scaled" else 1.0)
    types = np.arange(len(sigma))
    response = best_response(
        economy,
        minus[:, 0],
        minus[:, 1],
        np.broadcast_to(solved.posterior[0], (len(types), len(economy.states))),
        types,
    )
    gap = float(np.abs(response - solved.offers[0]).max())
    return Instance(
        economy.name,
        gap < 1e-10,
        f"largest difference {gap:.1e}",
        margin=1e-10 - gap,
        residual=float(solved.residual[0]),
    )


def best(economy: Economy, parameters: Parameters) -> Instance:
    """No consumption on a fine grid, nor near the solution, gives an inactive agent more."""
    solved, k = solve_stage1(economy), formulas_of(economy)
    q_bar, r_bar = economy.floats.endowment
    price, types = inactive_price(economy), np.arange(len(economy.types))
    chosen = solved.consumption * (1 + float(parameters["shift"]))
    grid = np.concatenate(
        [
            np.linspace(1e-6, 2 * q_bar * (1 - 1e-6), 2001)[:, None] + 0 * chosen,
            solved.consumption[None],
        ]
    )

    def payoff(consumed: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(
            (
                k.partial((0, 0), consumed, price * q_bar + r_bar - price * consumed, types)
                * type_posterior(economy)
            ).sum(axis=-1)
        )

    own, other = payoff(chosen), payoff(grid).max(axis=0)
    excess = float(((other - own) / np.maximum(1.0, np.abs(own))).max())
    return Instance(
        economy.name, excess < 1e-13, f"best improvement {excess:.1e}", margin=1e-13 - excess
    )


CHECKS: dict[str, Check] = {
    "eq-7.partition": Exact(partition),
    "eq-8.total": Exact(total),
    "sec-3.2.believed-false": Exact(believed_false),
    "sec-3.2.posterior-differs": Exact(posterior_differs),
    "eq-11.nondefector": OnEconomies(nondefector),
    "eq-10.best": OnEconomies(best),
}
"""The checks of this module by the names under which statements assert them."""
