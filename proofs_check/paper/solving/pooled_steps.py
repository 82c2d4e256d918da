r"""How equilibria after a pooled stage 1 are searched: steps of Newton's method, sides, and distances.

Conditions and their derivatives are those of ``eq-32.compiled``; what a step makes of them is written
out for each game, with linear equations in the offers of the roles that offer something.

Conventions: there are roles that offer nothing and roles that do not exist; offers are drawn with a
fixed seed.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2 import pooling_newton as newton
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
PARTITION, ATTRIBUTED = ((0, 2), (1,)), (1, 2)
SETTLED = 2
COUNTS = ((2, 1), (1, 2), (3, 0), (0, 3), (2, 1), (1, 2))


def steps(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Steps from drawn offers, changes of sides, distances from best responses, and a search."""
    game = games.target_game(economy, PARTITION, 4, ATTRIBUTED, np.array(COUNTS))
    generator, own = np.random.default_rng(5), by_hand.endowment(economy)
    shape = (len(COUNTS), 2 * len(economy.types))
    sides = np.where(generator.random(shape) < 0.5, 1.0, -1.0)
    offers = sides * np.exp(generator.uniform(np.log(0.02), np.log(0.9), shape))
    offers[1, 2] = offers[0, 4] = 0.0
    offers = np.where(game.present, offers, 0.0)
    tally.holds("some roles do not exist", not game.present.all())
    kinds = _moved(tally, economy, game, offers, float(factor))
    # Where a good that is worth the same in any amount is cheap, who offers a little of the other is
    # drawn beyond all that there is.
    theta = {"theta": economy.environment.parameters["theta"]}
    for utility, kappa, sign in (
        ("theta*log(q) + r", ["200", "20000"], 1.0),
        ("theta*log(r) + q", ["20000", "200"], -1.0),
    ):
        rich = economy.replacing(utility=utility, parameters=theta, kappa=kappa)
        little = np.where(game.present, 0.01 * sign, 0.0)
        kinds |= _moved(tally, rich, game, little, float(factor))
    tally.same("kinds of steps", len(kinds), 4)
    _sides(tally, economy, generator.uniform(-1, 1, shape) * own[0], offers)
    _distances(tally, economy, game, offers)
    _at_ends(tally, economy)
    _apart(tally, economy, game, offers)
    _equations(tally)
    tally.same(
        "ends",
        {_searched(tally, economy, game, start) for start in _starts(economy)},
        {True, False},
    )


def _moved(
    tally: Tally, economy: Economy, game: games.Game, offers: Array, factor: float
) -> set[str]:
    """Compare a step with linear equations; return in which ways it ends."""
    found, change = newton._moved(economy, game, offers)
    conditions, slopes = newton._conditions(economy, game, offers)
    own, kinds = by_hand.endowment(economy), set()
    for row, here in enumerate(offers.tolist()):
        going = [u for u, b in enumerate(here) if b != 0 and game.present[row, u]]
        step = np.zeros(len(here))
        step[going] = np.linalg.solve(slopes[row][np.ix_(going, going)], -conditions[row, going])
        tally.close("step", change[row], step * factor, 1e-10)
        for u, b in enumerate(here):
            wanted, kind = b + float(step[u]), "inside"
            if wanted * b <= 0:
                wanted, kind = b / 10, "across zero"
            elif wanted >= own[0]:
                wanted, kind = (b + own[0]) / 2, "all of the first good"
            elif wanted <= -own[1]:
                wanted, kind = (b - own[1]) / 2, "all of the second good"
            kinds.add(kind)
            tally.close(f"after the step, {kind}", found[row, u], wanted, 1e-10)
    return kinds


def _at_ends(tally: Tally, economy: Economy) -> None:
    """A step to nothing shrinks, one to all there is goes half-way; roles that are idle or held stay."""
    own = by_hand.endowment(economy)
    ends = newton._ends(economy, np.array([[0.3, -0.2], [0.0, -1.0]]))
    tally.close("endowments", ends, [[own[0], own[1]], [own[0], own[1]]], 1e-15)
    plain = economy.replacing(endowment=["2", "1"])
    offers = np.array([[0.5, -0.5, 0.5, -0.5, 0.5, 0.0, 0.5, 0.5]])
    step = np.array([[1.5, -0.5, -0.5, 0.5, 1.0, 9.0, 9.0, 9.0]])
    present, held = np.arange(8)[None] != 6, np.arange(8) == 7
    made: Any = SimpleNamespace(present=present)
    given = mock.Mock(side_effect=lambda *_: (-2 * step, 2 * np.eye(8)[None]))
    with mock.patch.object(newton, "_conditions", given):
        new, change = newton._moved(plain, made, offers, held)
        free, _ = newton._moved(plain, made, offers)
    wanted = [1.25, -0.75, 0.05, -0.05, 1.5, 0.0, 0.5, 0.5]
    tally.close("at an end", new, [wanted], 1e-15)
    tally.close("idle", change, [[*step[0, :5], 0.0, 0.0, 0.0]], 1e-15)
    tally.close("not held", free, [[*wanted[:7], 1.25]], 1e-15)


def _apart(tally: Tally, economy: Economy, game: games.Game, offers: Array) -> None:
    """Who offers nothing has no condition, and nobody's condition a derivative in it; rows go on alone."""
    conditions, slopes = newton._conditions(economy, game, offers)
    for n, u in np.argwhere(offers == 0):
        parts = conditions[n, u], *slopes[n, u], *slopes[n, :, u]
        tally.same("of nothing", set(map(float, parts)), {0.0})
    begun, one_row = offers.copy(), game.rows(np.array([SETTLED]))
    begun[SETTLED] = newton.solve_games(economy, one_row, offers[[SETTLED]]).offers[0]
    together = newton._newton(economy, game, begun)
    for n in range(len(offers)):
        one = newton._newton(economy, game.rows(np.array([n])), begun[[n]])
        tally.close("alone", together[[n]], one, 1e-13)
    settled = np.abs(newton._moved(economy, game, begun)[1]).max(axis=1) < 1e-13
    tally.same("only one row is settled", np.flatnonzero(settled).tolist(), [SETTLED])


def _sides(tally: Tally, economy: Economy, best: Array, offers: Array) -> None:
    """A role on the side of its best response goes three tenths of the way; others start near zero."""
    own, found = by_hand.endowment(economy), newton._sided(economy, offers, best)
    for there, b, here in zip(*(v.ravel().tolist() for v in (best, offers, found)), strict=True):
        sign = (there > 0) - (there < 0)
        least = min(abs(there), 1e-3 * own[0 if there >= 0 else 1])
        tally.close("sides", here, 0.7 * b + 0.3 * there if there * b > 0 else sign * least, 1e-15)
    tiny = newton._sided(economy, np.array([[0.1, -0.1]]), np.array([[-1e-5, 2e-5]]))
    tally.close("a best response nearer to zero", 1e5 * tiny, [[-1.0, 2.0]], 1e-14)


def _distances(tally: Tally, economy: Economy, game: games.Game, offers: Array) -> None:
    """Distances from best responses are relative to the endowment of the good that is offered more."""
    own, response = by_hand.endowment(economy), games.responses(economy, game, offers)
    gap, best, values = newton._gap(economy, game, offers)
    for row, there in enumerate(game.present):
        signed = [float(b[0] - b[1]) if t else 0.0
                  for b, t in zip(response.offers[row], there, strict=True)]  # fmt: skip
        apart = [v - b for v, b in zip(signed, offers[row].tolist(), strict=True)]
        tally.close("best responses", best[row], signed, 1e-15)
        tally.close(
            "distance", gap[row], max(abs(d) / own[0 if d >= 0 else 1] for d in apart), 1e-14
        )
        for u in np.flatnonzero(there):
            tally.close("value", values[row, u], max(response.values[row, u]), 1e-15)


def _starts(economy: Economy) -> list[list[float]]:
    """Return offers of which most are small, and what is large is on the right and on the wrong side."""
    game = games.target_game(economy, PARTITION, 4, ATTRIBUTED, np.array(COUNTS[:1]))
    near = [0.05, -0.02, 0.04, 0.03, -0.06, -0.07]
    solved = newton.solve_games(economy, game, np.array([near])).offers[0].tolist()
    large = max(range(len(solved)), key=lambda u: abs(solved[u]))
    return [
        [side * solved[u] if u == large else b for u, b in enumerate(near)] for side in (1.0, -1.0)
    ]


def _searched(tally: Tally, economy: Economy, game: games.Game, start: list[float]) -> bool:
    """Compare a search over sides of four roles with all patterns in their order; return whether one is found."""
    own, one = by_hand.endowment(economy), game.rows(np.array([0]))
    ends = [own[0 if b >= 0 else 1] for b in start]
    small = [u for u, b in enumerate(start) if abs(b) < 0.15 * ends[u] and one.present[0, u]]
    tried = sorted(sorted(small, key=lambda u: abs(start[u]))[:4])
    starts = []
    for pattern in product((1, -1, 0), repeat=len(tried)):
        made = dict(zip(tried, pattern, strict=True))
        starts.append([made[u] * ends[u] / 1000 if u in made else b for u, b in enumerate(start)])
    many = game.rows(np.zeros(len(starts), dtype=np.int64))
    reached = newton._newton(economy, many, newton._newton(economy, many, np.array(starts)))
    gaps, _, values = newton._gap(economy, many, reached)
    found = newton._searched(economy, one, np.array(start))
    solved = [i for i, gap in enumerate(gaps.tolist()) if gap <= newton.TOLERANCE]
    best = (
        solved[0]
        if solved
        else min(range(len(starts)), key=lambda i: np.nan_to_num(gaps[i], nan=np.inf))
    )
    tally.close("offers", found[0], reached[best], 1e-14)
    tally.close("values", found[1], values[best], 1e-14)
    tally.close("distance", found[2], gaps[best], 1e-14)
    tally.holds("more are small than are tried", len(small) > 4)
    return bool(solved)


def _equations(tally: Tally) -> None:
    """Linear equations by Cramer's rule; where a matrix is singular, no solution, but of the others."""
    matrices = np.array(
        [[[2.0, 1.0], [-1.0, 3.0]], [[1.0, 2.0], [2.0, 4.0]], [[0.0, 0.0], [0.0, 0.0]],
         [[np.nan, 1.0], [1.0, 2.0]], [[-1e-9, 0.0], [2.0, 1e9]]]
    )  # fmt: skip
    values = np.array([[0.3, -0.7]] * len(matrices))
    try:
        found = newton._solved(matrices, values)
    except np.linalg.LinAlgError:
        tally.holds("singular matrices do not end the iteration", False)
        return
    for (a, b), row, (v, w) in zip(matrices.tolist(), found, values.tolist(), strict=True):
        determinant = a[0] * b[1] - a[1] * b[0]
        if determinant == 0 or np.isnan(determinant):
            tally.holds("no solution", np.isnan(row).all())
        else:
            wanted = [(v * b[1] - w * a[1]) / determinant, (w * a[0] - v * b[0]) / determinant]
            tally.close("solution", row / np.array(wanted), [1.0, 1.0], 1e-12)


CHECKS: dict[str, Check] = {
    "eq-30.steps": on_probes(
        tallied(steps), (LOGARITHMS,), ("roles that do not exist or offer nothing",)
    ),
}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "eq-30.steps",
        "steps, sides and distances in the search for equilibria after a pooled stage 1",
        "equations (30), (31)",
        r"\forall b:\quad \sum_v \frac{\partial f_u}{\partial b_v}\,\delta_v = -f_u",
        "value",
        depends_on=("eq-32.compiled",),
    ),
)
