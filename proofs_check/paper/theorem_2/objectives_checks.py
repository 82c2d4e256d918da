r"""Checks for (30) and (31): best responses to random totals against the market played out, sequence by sequence.

Conventions: signed offers are positive for the first good and negative for the second.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.oracles.data import Data
from numeric.oracles.semipooling import Offer, best_value, expected, scenarios
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.jumps import Jump, jump
from numeric.theorem_2.random_totals import best_offers
from numeric.theorem_2.semipooling import starting_offers
from proofs_check.claims.checks import Check, Exact, Parameters, exactly, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.engines.exact import concrete
from proofs_check.paper.shared.chosen_economies import named_economy, only
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.slow import data_of
from symbolic.language.notation import Q_others, R_others, b_q, b_r, phi, q, q_bar, r, r_bar
from symbolic.model.best_response import g_prime_at_zero, h_prime_at_zero
from symbolic.model.market import reduced_payoff

Array = NDArray[np.float64]
ACTIVE, PARTITION, COUNTS = 4, ((0, 1), (2,)), (2, 1)
OFFERS = np.array([[0.3, -0.45, 0.0, 0.5, -0.35, -0.25]])
"""Of the target of each type, then of the others."""

STEP = 1e-5


def objective(parameters: Parameters) -> Outcome:
    """Values of the best one-sided offers, and slopes at zero, by the toolkit and by brute force.

    Every own type is tried, with two sets A.

    ``kappas`` is how many times κ the brute force adds to the others' offers.
    """
    economy, data = named_economy(), data_of(named_economy())
    X, target, worst = len(economy.types), parameters["agent"] == "target", 0.0
    for attributed in ((0,), (1, 2)):
        game = games.target_game(economy, PARTITION, ACTIVE, attributed, np.array([COUNTS]))
        found = games.responses(economy, game, OFFERS)
        for own in range(X):
            role, counts = (own, list(COUNTS)) if target else (X + own, list(COUNTS))
            counts[PARTITION[0].count(own) == 0] -= not target
            seen = scenarios(data, PARTITION, own, counts, None if target else attributed)
            slow = best_value(data, parameters["kappas"], own, seen, _profile)
            worst = largest(worst, abs(slow / float(found.value[0, role]) - 1))
            for side in (0, 1):
                slope = _slope(data, parameters["kappas"], own, seen, side)
                worst = largest(worst, 0.01 * abs(slope - float(found.slopes[0, role, side])))
    named = {
        "economy": economy.name,
        "M": ACTIVE,
        "block counts": COUNTS,
        "offers": ", ".join(map(str, OFFERS[0])),
        "largest difference": f"{worst:.1e}",
    }
    return exactly(worst < 1e-8, f"values and slopes differ by at most {worst:.1e}", named)


def _profile(type_: int, target: bool) -> Offer:
    return _one_sided(float(OFFERS[0, type_ if target else 3 + type_]))


def _one_sided(signed: float) -> Offer:
    return (signed, 0.0) if signed > 0 else (0.0, -signed)


def _slope(data: Data, kappas: int, own: int, seen: list[Any], side: int) -> float:
    """Return the slope of the expected payoff at zero by a one-sided difference of second order."""
    values = [
        expected(data, kappas, own, seen, _profile, (b, 0.0) if side == 0 else (0.0, b))
        for b in (0.0, STEP, 2 * STEP)
    ]
    return (-3 * values[0] + 4 * values[1] - values[2]) / (2 * STEP)


def _reciprocal() -> Economy:
    """Return an economy with u = -1/q - 1/r for both types."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["2/3", "1/3"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/10",
        utility="-1/q - 1/r",
        name="reciprocals",
    )


_UTILITY = -1 / q - 1 / r


def both_sides(parameters: Parameters) -> Outcome:
    """Slopes at zero on both sides for u = -1/q - 1/r, endowment 1, totals (1, R) or (R, 1) with equal chances."""
    R = parameters["R"]
    half = {phi(sp.Integer(z)): sp.Rational(1, 2) for z in (0, 1)}
    known = {q_bar: sp.S.One, r_bar: sp.S.One, **half}
    slopes = [
        sum(
            concrete(formula, _UTILITY).xreplace({Q_others: a, R_others: b, **known})
            for a, b in ((sp.S.One, R), (R, sp.S.One))
        )
        / 2
        for formula in (g_prime_at_zero(), h_prime_at_zero())
    ]
    weights = np.full((2, 2), 0.25)
    found = best_offers(_reciprocal(), [1.0, float(R)], [float(R), 1.0], weights, 0).slopes
    apart = largest(*(abs(float(s) - float(f)) for s, f in zip(slopes, found, strict=True)))
    named = {
        "u": "-1/q - 1/r",
        "totals": f"(1, {R}) or ({R}, 1)",
        "g'(0)": slopes[0],
        "h'(0)": slopes[1],
        "toolkit": f"{found[0]:.6f}, {found[1]:.6f}",
    }
    holds = bool(min(slopes) > 0) and apart < 1e-12
    return exactly(holds, f"g'(0) = {slopes[0]}, h'(0) = {slopes[1]}", named)


def two_sided(parameters: Parameters) -> Outcome:
    """For the same game with R = 2: an offer on both sides against a bound on all one-sided offers.

    Concavity gives the bound.

    On either side the payoff is concave with slope g'(0) at zero and falls at 1/20, so it is at
    most its value at zero plus g'(0)/20; the toolkit's best one-sided offer must respect the bound.
    """
    totals = ((sp.S.One, sp.S(2)), (sp.S(2), sp.S.One))
    known = {q_bar: sp.S.One, r_bar: sp.S.One}

    def value(first: sp.Expr, second: sp.Expr) -> sp.Expr:
        bundles = [
            [
                concrete(v, _UTILITY).subs({Q_others: Q, R_others: R, **known})
                for v in reduced_payoff()
            ]
            for Q, R in totals
        ]
        return (
            sum(_UTILITY.subs({q: a, r: b}) for a, b in bundles).subs({b_q: first, b_r: second}) / 2
        )

    s = sp.Symbol("s")
    one, b = value(s, sp.S.Zero), parameters["offer"]
    both, slope = value(b, b), sp.diff(one, s)
    falling = slope.subs(s, sp.Rational(1, 20)) < 0
    bound = one.subs(s, 0) + slope.subs(s, 0) / 20
    best = best_offers(_reciprocal(), [1.0, 2.0], [2.0, 1.0], np.full((2, 2), 0.25), 0)
    respected = float(one.subs(s, best.sides[0])) - 1e-12 <= float(best.value) <= float(bound)
    named = {
        "u": "-1/q - 1/r",
        "totals": "(1, 2) or (2, 1)",
        "offer on both sides": b,
        "its value": both,
        "one-sided at most": bound,
        "best one-sided": f"{float(best.value):.6f}",
    }
    return exactly(
        bool(falling and both > bound and respected),
        f"{both} against at most {bound} on one side",
        named,
    )


def no_equilibrium(parameters: Parameters) -> Outcome:
    """The best response of the middle type to its own block's offer.

    The other roles in equilibrium given that offer: M = 4, counts (0, 3), A = {0, 1}.
    """
    economy, partition, role = named_economy(), ((0,), (1, 2)), 4
    counts = np.array([parameters["counts"]])
    game = games.target_game(economy, partition, 4, parameters["A"], counts)
    offers = np.repeat(
        np.concatenate([starting_offers(economy, partition, counts)] * 2, axis=1), len(GRID), axis=0
    )
    many = game.rows(np.zeros(len(GRID), dtype=np.int64))
    for _ in range(40):
        best = np.where(many.present, games.signed(games.responses(economy, many, offers)), 0.0)
        best[:, role] = GRID
        offers = offers + 0.5 * (best - offers)
    left_over = float(np.abs(np.delete(best - offers, role, axis=1)).max())
    answer = games.signed(games.responses(economy, many, offers))[:, role]
    above = answer > GRID
    # Equilibrium offers of this role are fixed points; where the answer passes from above to below
    # the diagonal it must be close to it, or it jumps.
    i = int(np.flatnonzero(above[:-1] & ~above[1:])[0])
    jumps = bool(answer[i] > 0 > answer[i + 1] and answer[i] - answer[i + 1] > 1e-3)
    between = f"between the offers {GRID[i]:.5f} and {GRID[i + 1]:.5f}"
    detail = (
        f"the answer jumps from {answer[i]:.4f} to {answer[i + 1]:.4f} {between}"
        if jumps
        else f"the answer does not jump {between}"
    )
    once = int(np.count_nonzero(above[:-1] != above[1:])) == 1
    start = np.concatenate([starting_offers(economy, partition, counts)] * 2, axis=1)[0]
    found = jump(economy, game, start)
    if jumps and found is not None:
        inside = GRID[i] <= found.offers[role] <= GRID[i + 1]
        missed = _missed(economy, partition, parameters, found)
        jumps = found.role == role and bool(inside) and missed < 1e-9
        detail += f"; at {found.offers[role]:.8f} both sides are worth the same up to {missed:.1e}"
    return sampled(jumps and once and left_over < 1e-6 and found is not None, detail)


def _missed(
    economy: Economy, partition: tuple[tuple[int, ...], ...], parameters: Parameters, found: Jump
) -> float:
    """Return by how much what a jump says misses, sequence by sequence of the others' types.

    Both answers of the role that jumps, and the offers of all others, are worth as much as a best
    offer.
    """
    data, X, worst = data_of(economy), len(economy.types), 0.0

    def profile(type_: int, target: bool) -> Offer:
        return _one_sided(float(found.offers[type_ if target else X + type_]))

    for role in range(2 * X):
        own, target, counts = role % X, role < X, list(parameters["counts"])
        block = next(k for k, types in enumerate(partition) if own in types)
        counts[block] -= not target
        if min(counts) < 0:
            continue
        seen = scenarios(data, partition, own, counts, None if target else parameters["A"])
        best = best_value(data, 4, own, seen, profile)
        for offer in found.responses if role == found.role else (float(found.offers[role]),):
            value = expected(data, 4, own, seen, profile, _one_sided(float(offer)))
            worst = largest(worst, abs(value / best - 1))
    return worst


GRID = np.concatenate(
    [np.linspace(-0.1, -0.01, 6), np.linspace(-0.004, 0.004, 33), np.linspace(0.01, 0.1, 6)]
)
"""Signed offers of the middle type, as shares of an endowment of 1."""

CHECKS: dict[str, Check] = {
    "eq-30.brute": Exact(objective, only(named_economy)),
    "eq-30.both-sides": Exact(both_sides, only(_reciprocal), ("offers on a boundary",)),
    "eq-30.two-sided": Exact(two_sided, only(_reciprocal)),
    "eq-30.none": Exact(no_equilibrium, only(named_economy)),
}
"""The checks of this module by the names under which statements assert them."""
