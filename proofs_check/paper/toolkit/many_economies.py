r"""Many economies in one call, against the printed conditions of each, by hand.

Utility is that of a probe; every other number differs from row to row.  Besides what is returned, it
is asked that Newton's method solved each row, and that one of its steps from nearby lands on the
solution to second order: with a wrong derivative it would not.

Paper: equations (3)-(9), (16)-(19), (23), (26); section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction as F
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.many.arrays import many
from numeric.many.newton import _game_step, _iterated, _taking_step, bracketed, price_takers
from numeric.many.solve import ManySolutions, solve_many
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Disagreement, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stage_2 import condition_gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, on_probes

Array = NDArray[np.float64]
COUNTS = [[3, 1, 2], [2, 2, 1], [1, 4, 3]]
CLOSE, NEAR = 1e-12, 1e-5
"""Allowed gaps, and the distance from which a step of Newton's is judged."""
FAR = 1e-4
"""Share of that distance by which a step may miss: with a derivative wrong by a hundredth it misses by more."""
STEPS = 132
"""Evaluations that suffice for roots in brackets, near either end."""
_PRIOR = (("1/2", "1/3", "1/6"), ("1/4", "3/20", "3/5"), ("2/5", "7/20", "1/4"))
_SIGNAL = (
    (("1/2", "1/3", "1/6"), ("1/5", "1/2", "3/10"), ("1/4", "1/8", "5/8")),
    (("2/5", "7/20", "1/4"), ("1/10", "3/10", "3/5"), ("3/5", "1/4", "3/20")),
    (("1/4", "1/4", "1/2"), ("1/3", "1/2", "1/6"), ("1/10", "1/5", "7/10")),
)
_NUMBERS = (
    (("1", "3/2"), ("1/5", "1/7"), "2/7", "1"),
    (("6/5", "7/8"), ("3/10", "1/9"), "1/3", "9/10"),
    (("3/4", "1"), ("1/6", "1/4"), "3/8", "21/20"),
)
"""Endowment, κ, η and a factor of θ."""


@lru_cache(maxsize=8)
def rows_of(economy: Economy) -> tuple[Economy, ...]:
    """Return the economies one by one, in exact numbers."""
    X, Z = len(economy.types), len(economy.states)
    listed = []
    for prior, signal, (endowment, kappa, eta, factor) in zip(
        _PRIOR, _SIGNAL, _NUMBERS, strict=True
    ):
        theta = [[v * F(factor) for v in row] for row in economy.environment.parameters["theta"]]
        listed.append(
            economy.replacing(
                prior=_scaled(prior[:Z]),
                signal=[_scaled(row[:X]) for row in signal[:Z]],
                endowment=endowment,
                kappa=kappa,
                eta=eta,
                parameters={**economy.environment.parameters, "theta": theta},
            )
        )
    return tuple(listed)


def _scaled(row: tuple[str, ...]) -> list[F]:
    total = sum(map(F, row))
    return [F(v) / total for v in row]


def arrays_of(rows: Sequence[Economy]) -> dict[str, Any]:
    """Return the arguments for all economies at once."""
    floats = [e.floats for e in rows]
    told = {
        k: np.array([getattr(d, k) for d in floats])
        for k in ("prior", "signal", "endowment", "kappa", "eta")
    }
    names = floats[0].parameters
    return {**told, "parameters": {n: np.array([d.parameters[n] for d in floats]) for n in names}}


def _alpha(economy: Economy, consumed: float) -> by_hand.Pair:
    own = by_hand.endowment(economy)
    return max(own[0] - consumed, 0.0), max(consumed - own[0], 0.0) * own[1] / own[0]


def _missed(
    economy: Economy, found: ManySolutions, i: int, counts: list[int], moved: float
) -> float:
    """Return by how much a row misses what its economy's equations say."""
    X, Z, own = len(economy.types), len(economy.states), by_hand.endowment(economy)
    first = [by_hand.best_consumption(economy, x) for x in range(X)]
    worst = gap(found.consumption[i], first)
    worst = largest(worst, gap(found.stage1_offers[i], [_alpha(economy, c) for c in first]))
    kappa = [float(v) * moved for v in economy.mechanism.kappa]
    for z in range(Z):
        price, total = float(found.price[i, z]), list(kappa)
        for x in range(X):
            b = by_hand.price_taker(economy, x, [float(s == z) for s in range(Z)], price)
            share = float(economy.environment.signal[z][x])
            total = [t + share * v for t, v in zip(total, b, strict=True)]
            wanted = own[0] - b[0] + b[1] / price, own[1] - b[1] + price * b[0]
            worst = largest(worst, gap(found.allocations[i, z, x], wanted))
        worst = largest(worst, gap(price, total[1] / total[0]))
    belief = by_hand.posterior(economy, tuple(counts))
    worst = largest(worst, gap(_of(found.posterior)[i], [float(w) for w in belief]))
    offers, M = _of(found.stage2_offers)[i].tolist(), sum(counts)
    totals = [
        M * kappa[g] + sum(n * b[g] for n, b in zip(counts, offers, strict=True)) for g in (0, 1)
    ]
    worst = largest(worst, gap(_of(found.stage2_totals)[i], totals))
    worst = largest(worst, gap(_of(found.stage2_price)[i], totals[1] / totals[0]))
    for x, b in enumerate(offers):
        if counts[x]:
            others = totals[0] - b[0], totals[1] - b[1]
            worst = largest(worst, condition_gap(economy, x, belief, others, (b[0], b[1])))
        else:
            best = by_hand.best_offer(economy, x, belief, (totals[0], totals[1]))[0]
            worst = largest(worst, gap(b, best))
    return worst


def _of(values: Array | None) -> Array:
    if values is None:
        raise Disagreement("stage 2 was asked for and is not returned")
    return values


def solved(economy: Economy, parameters: Parameters) -> Instance:
    """Three economies in one call; what is left to the solvers of one economy is the absent type alone."""
    rows, X = rows_of(economy), len(economy.types)
    moved, arrays = float(parameters["kappa"]), arrays_of(rows)
    counts = [row[:X] for row in COUNTS]
    found = solve_many(economy, **arrays, configurations=counts)
    worst = max(_missed(e, found, i, counts[i], moved) for i, e in enumerate(rows))
    absent = [counts[0], [2] + [0] * (X - 2) + [3]]
    some = {k: v[:2] for k, v in arrays.items() if k != "parameters"}
    some["parameters"] = {k: v[:2] for k, v in arrays["parameters"].items()}
    again = solve_many(economy, **some, configurations=absent)
    worst = largest(
        worst, *(_missed(e, again, i, absent[i], moved) for i, e in enumerate(rows[:2]))
    )
    right = found.solved.all() and not found.single.any() and again.single.tolist() == [False, True]
    right = right and bool(again.solved.all())
    worst = largest(worst, float(not right))
    told = f"largest gap {worst:.1e} in {len(rows)} economies"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def second_order(step: Callable[[Array], Array], at: Array, scale: Array, seed: int = 3) -> float:
    """Return how far a step from nearby misses a solution, relative to the distance: of first order in it."""
    moved = scale * NEAR * np.random.default_rng(seed).uniform(0.3, 1.0, size=at.shape)
    start = at + moved
    return gap((start + step(start) - at) / (scale * NEAR), 0 * at)


def steps(economy: Economy, parameters: Parameters) -> Instance:
    """Newton's steps for price-takers and for the game, and roots inside brackets."""
    rows = many(economy, **arrays_of(rows_of(economy)))
    X, n = len(economy.types), len(rows)
    counts = np.array([row[:X] for row in COUNTS], dtype=float)
    shares, belief = counts / counts.sum(axis=1, keepdims=True), rows.posterior(counts)
    sales, price = price_takers(rows, shares, belief)
    at = np.column_stack([sales, price])
    size = np.column_stack([np.broadcast_to(rows.endowment[:, :1], (n, X)), price])
    off = second_order(lambda s: _taking_step(rows, shares, belief, s), at, size)
    games = [solve_stage2(e, c[None]) for e, c in zip(rows_of(economy), counts, strict=True)]
    b, p = np.array([g.offers[0] for g in games]), np.array([g.price[0] for g in games])
    active, present = counts.sum(axis=1), np.asarray(counts > 0)
    rho = np.array([g.totals[0, 1] for g in games]) / active
    w = p[:, None] * b[..., 0] - b[..., 1]
    at = np.column_stack([w, p, rho])
    size = np.column_stack([np.abs(w), p, rho])
    off = largest(
        off, second_order(lambda s: _game_step(rows, shares, present, active, belief, s), at, size)
    )
    missed = _uneven()
    if not missed < 1e-14:
        return Instance(economy.name, False, f"rows end {missed:.1e} from their roots")
    asked = [0]
    wanted = np.array([0.3, 1 - 1e-7, 1e-7])

    def falling(v: Array, which: NDArray[np.intp]) -> tuple[Array, Array]:
        asked[0] += 1
        c = wanted[which] / (1 - wanted[which])
        return (1 - v) * c / v - 1, -c / v**2

    found = bracketed(falling, np.full(3, 0.5), np.zeros(3) + 1e-12, np.ones(3) - 1e-12)
    missed = largest(missed, gap(found * float(parameters["value"]) / wanted, np.ones(3)))
    missed = largest(missed, 1e-8 * gap((1 - found[1]) / (1 - wanted[1]), 1.0))

    def mirrored(v: Array, which: NDArray[np.intp]) -> tuple[Array, Array]:
        value, slope = falling(1 - v, which)
        return -value, slope

    def shifted(v: Array, which: NDArray[np.intp]) -> tuple[Array, Array]:
        return falling(v - 1, which)

    turned = bracketed(mirrored, np.full(3, 0.5), np.zeros(3) + 1e-12, np.ones(3) - 1e-12)
    missed = largest(missed, 1e-8 * gap((1 - turned) / wanted, np.ones(3)))
    beyond = bracketed(shifted, np.full(3, 1.5), np.ones(3) + 1e-12, np.full(3, 2 - 1e-12))
    missed = largest(missed, 1e-8 * gap((beyond - 1) / wanted, np.ones(3)))
    told = f"a step from {NEAR:g} away misses by {off:.0e} of it, roots in {asked[0]} steps"
    holds = off < FAR and missed < 1e-14 and asked[0] <= STEPS
    return Instance(economy.name, holds, told, margin=FAR - off if holds else None)


def _uneven() -> float:
    """Return how far rows end from their roots of which one number is at its root from the start.

    The second time in a small unit, in which a step that is short only looks short.
    """
    roots = np.array([[2.0, 9.0], [5.0, 16.0]]) ** 0.5
    start, off = np.array([[1.0, 3.0], [5.0**0.5, 7.0]]), _lonely()

    def positive(rows: NDArray[np.intp], state: Array) -> Array:
        return state

    for unit in (1.0, 2.0**-40):

        def step(rows: NDArray[np.intp], state: Array, unit: float = unit) -> Array:
            return np.asarray(-(state**2 - (roots[rows] * unit) ** 2) / (2 * state))

        def scale(rows: NDArray[np.intp], state: Array, unit: float = unit) -> Array:
            return np.full_like(state, unit)

        off = largest(off, gap(_iterated(start * unit, step, positive, scale, 1e-9) / unit, roots))
    return off


def _lonely() -> float:
    """Return how far three rows of three numbers end from their roots, of which one alone is not at its root.

    From where it is, a whole step of Newton's would leave the numbers that are allowed.
    """
    roots = np.array([[2.0, 9.0, 3.0], [5.0, 16.0, 7.0], [6.0, 10.0, 11.0]])
    start = roots.copy()
    start[0, 1] = 0.1

    def step(rows: NDArray[np.intp], state: Array) -> Array:
        inside = (state > 0) & (state < 2 * roots[rows])
        full = -(state**2 - roots[rows] ** 2) / (2 * state)
        return np.asarray(np.where(inside, full, np.nan))

    def positive(rows: NDArray[np.intp], state: Array) -> Array:
        return 2 * roots[rows] - state

    def scale(rows: NDArray[np.intp], state: Array) -> Array:
        return np.ones_like(state)

    def falling(v: Array, rows: NDArray[np.intp]) -> tuple[Array, Array]:
        return roots[rows] ** 2 - v**2, -2 * v

    ends = 0 * roots, 2 * roots
    return largest(
        gap(_iterated(start, step, positive, scale, 1e-9), roots),
        gap(bracketed(falling, start, *ends), roots),
    )


CHECKS: dict[str, Check] = {
    "many.solved": on_probes(solved, (LOGARITHMS, POWERS)),
    "many.steps": on_probes(steps, (LOGARITHMS, POWERS)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "many.solved",
        "many economies in one call: each satisfies the equations of its own numbers",
        "equations (3)-(7), (16)-(19); section 3.1",
        r"\forall i:\quad L_x'(q_x; e_i) = 0,\ p^z_i = p(\kappa_i, \mu_i),\ \beta^\sigma_i \text{ by (16)-(19)}",
        "kappa",
        depends_on=("prop-1.methods", "lemma-2.compared"),
    ),
    stated(
        "many.steps",
        "Newton's steps for many economies land on solutions to second order",
        "equations (16)-(19); section 3.1",
        r"\forall i:\quad |s + \delta + N_i(s + \delta) - s| = O(|\delta|^2),\quad F_i(s) = 0",
        "value",
        depends_on=("many.solved",),
    ),
)
