r"""Where Newton's method for the ex post loss starts, and each of its steps, against linear equations in full.

The conditions are linearised in the logarithms of the bundles and of the price; here they are written
as one matrix for each realisation, with derivatives of the utility that SymPy takes, and solved at once.

Conventions: there are groups of nobody, a realisation of one group, one in which a group has nothing
of a good, and one of which nothing can be said; points are drawn with a fixed seed.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from fractions import Fraction
from math import log

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.theorem_3.loss_newton import Problem, _Point, _start, _step, solve
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
SHIFTED = LOGARITHMS.replacing(
    name="probe: beyond a subsistence level",
    utility="theta*log(q - 1/9) + log(r - 1/13)",
    parameters={"theta": LOGARITHMS.environment.parameters["theta"]},
)
"""Its utility is not real on the whole quadrant."""
LEVELS = (1 / 9, 1 / 13)
ROWS, STATE, STEPS, LONGEST, ROOM = 6, 1, 10, 1.0, 0.1
"""Realisations, the state, steps in a row, the most that a logarithm changes, the share of room that is left."""


def steps(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The start, a step, what cannot be computed, and several steps in a row."""
    generator, X, states = np.random.default_rng(17), len(economy.types), np.full(ROWS, STATE)
    own = np.array(by_hand.endowment(economy))
    weights = generator.integers(1, 5, (ROWS, X)).astype(float)
    weights[0, 1] = weights[1, 0] = weights[1, 2] = 0.0
    realised = own * generator.uniform(0.4, 1.6, (ROWS, X, 2))
    realised[2, 0, 1], realised[3, 0, 0], realised[4, 1, 0] = 0.0, 0.19, 0.1
    total = weights.sum(axis=1)[:, None] * own * generator.uniform(1.3, 1.9, (ROWS, 2))
    # Scaled to half, row 3 has a bundle below the least; scaled to four times, row 4 has none.
    for row, scale in ((3, 0.5), (4, 4.0)):
        total[row] = scale * weights[row] @ realised[row]
    # Of one good there is less than the least: who is not there has no share that is real, and who is
    # there comes to the edge in a few steps.
    total[0, 0], total[5, 1] = 0.1 * weights[0].sum(), 0.07 * weights[5].sum()
    levels = own * generator.uniform(0.4, 1.6, (ROWS, X, 2))
    before = np.array([[_u(economy, x, c) for x, c in enumerate(row)] for row in levels])
    problem = Problem(economy, np.arange(X), states, weights, before, total)
    point = _start(problem, realised)
    wanted = [_start_by_hand(economy, problem, realised, row) for row in range(ROWS)]
    tally.close("bundles at the start", point.logs, [logs for logs, _ in wanted], 1e-13)
    tally.close("price at the start", point.log_price, [price for _, price in wanted], 1e-13)
    found = _step(problem, point)
    for row in range(ROWS):
        step, price = _step_by_hand(economy, problem, point, row, float(factor))
        tally.close("step", found[0][row], step, 1e-11)
        tally.close("step of the price", found[1][row], price, 1e-11)
    few = Problem(economy, np.arange(X), states[:X], weights[:X], before[:X], total[:X])
    begun = _start(few, realised[:X])
    tally.close("as many rows as types", begun.logs, point.logs[:X], 1e-15)
    tally.close("their prices", begun.log_price, point.log_price[:X], 1e-15)
    for part, whole in zip(_step(few, begun), found, strict=True):
        tally.close("their steps", part, whole[:X], 1e-13)
    unknown = before.copy()
    unknown[5, 2] = np.nan
    blank = _step(Problem(economy, np.arange(X), states, weights, unknown, total), point)
    tally.holds("no step", not blank[0][5].any() and blank[1][5] == 0)
    tally.close("the others' steps", blank[0][:5], found[0][:5], 1e-15)
    _in_a_row(tally, economy, problem, realised)
    _nobody(tally, economy, realised)


def _nobody(tally: Tally, economy: Economy, realised: Array) -> None:
    """A realisation of nobody starts with equal shares, and stays; who is not there cuts no step short."""
    X, n = len(economy.types), np.zeros((1, len(economy.types)))
    total = np.array([[3.0, 5.0]])
    problem = Problem(economy, np.arange(X), np.array([STATE]), n, n, total)
    with np.errstate(all="raise"):
        point = _start(problem, realised[:1])
    shares = np.broadcast_to(np.log(total / 1e-300)[:, None, :], (1, X, 2))
    tally.close("equal shares", point.logs, shares, 1e-15)
    tally.same("stays", [not v.any() for v in _step(problem, point)], [True, True])
    there = Problem(economy, np.arange(X), np.array([STATE]), np.eye(X)[:1], n, total)
    point = _Point(np.log([[[0.3, 0.9]] * X]), np.zeros(1))
    for share, length in ((1 + 1e-6, 1.0), (1 - 1e-6, 0.5)):
        # The first good comes so near to its least that about a tenth of the room is left.
        step = np.full((1, X, 2), -9.0)
        step[0, 0] = log((LEVELS[0] + share * ROOM * (0.3 - LEVELS[0])) / 0.3), 0.0
        found = there.shortened(point, step, np.ones(1))
        tally.same("a tenth is kept", found.tolist(), [length if economy == SHIFTED else 1.0])


def _in_a_row(tally: Tally, economy: Economy, problem: Problem, realised: Array) -> None:
    """One realisation is solved where it starts; the others go on all the same."""
    point, lengths, short = _start(problem, realised), [], set()
    for _ in range(STEPS):
        for row in range(ROWS):
            step, price = _step_by_hand(economy, problem, point, row)
            length = min(1.0, LONGEST / max(float(np.abs(step).max()), abs(price), 1e-300))
            while not _has_room(economy, problem, point.logs[row], step, length, row):
                length /= 2
                short.add(row)
            lengths.append(length)
            point.logs[row] += length * step
            point.log_price[row] += length * price
    found = solve(problem, realised, STEPS)
    tally.close("after all steps", found.logs, point.logs, 1e-9)
    tally.close("their prices", found.log_price, point.log_price, 1e-9)
    tally.holds("some steps are cut, some are not", min(lengths) < 1 == max(lengths))
    tally.same("want of room", short, {0, 5} if economy == SHIFTED else set())


def _u(economy: Economy, x: int, bundle: Array, order: tuple[int, int] = (0, 0)) -> float:
    return by_hand.utility(economy, x, STATE, order)(float(bundle[0]), float(bundle[1]))


def _start_by_hand(
    economy: Economy, problem: Problem, realised: Array, row: int
) -> tuple[Array, float]:
    """Return the logarithms of the bundles and of the price."""
    weights, total, given = problem.weights[row], problem.total[row], realised[row]
    there = [x for x, n in enumerate(weights) if n > 0]
    bundles = np.array(
        [c if x in there and min(c) > 0 else total / sum(weights) for x, c in enumerate(given)]
    )
    scaled = bundles * total / sum(weights[x] * bundles[x] for x in there)
    if _all_real(economy, scaled, there) or not _all_real(economy, bundles, there):
        bundles = scaled
    rates = {x: log(_u(economy, x, bundles[x], (1, 0)) / _u(economy, x, bundles[x], (0, 1)))
             for x in there}  # fmt: skip
    return np.log(bundles), sum(float(weights[x]) * rates[x] for x in there) / float(sum(weights))


def _all_real(economy: Economy, bundles: Array, there: list[int]) -> bool:
    return all(
        by_hand.is_real(economy, (float(bundles[x][0]), float(bundles[x][1])), x) for x in there
    )


def _step_by_hand(
    economy: Economy, problem: Problem, point: _Point, row: int, factor: float = 1.0
) -> tuple[Array, float]:
    """Return the step of the logarithms of the bundles and of the price.

    The unknowns are the steps of the groups that there are, that of the price, and t.
    """
    weights, total, c = problem.weights[row], problem.total[row] * factor, np.exp(point.logs[row])
    there = [x for x, n in enumerate(weights) if n > 0]
    size = 2 * len(there) + 2
    matrix, right = np.zeros((size, size)), np.zeros(size)
    for i, x in enumerate(there):
        (q, r), n = c[x], weights[x]
        u_q, u_r, u_qq, u_qr, u_rr = (
            _u(economy, x, c[x], order) for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
        )
        matrix[2 * i, 2 * i] = q * (u_qq / u_q - u_qr / u_r)
        matrix[2 * i, 2 * i + 1] = r * (u_qr / u_q - u_rr / u_r)
        matrix[2 * i, -2] = -1.0
        right[2 * i] = point.log_price[row] - log(u_q / u_r)
        matrix[2 * i + 1, 2 * i : 2 * i + 2] = q * u_q, r * u_r
        matrix[2 * i + 1, -1] = -1.0
        right[2 * i + 1] = problem.realised[row, x] - _u(economy, x, c[x])
        matrix[-2, 2 * i], matrix[-1, 2 * i + 1] = n * q, n * r
    used = sum(weights[x] * c[x] for x in there)
    right[-2:] = total - used
    solved, step = np.linalg.solve(matrix, right), np.zeros(c.shape)
    for i, x in enumerate(there):
        step[x] = solved[2 * i : 2 * i + 2]
    return step, float(solved[-2])


def _has_room(
    economy: Economy, problem: Problem, logs: Array, step: Array, length: float, row: int
) -> bool:
    """Whether all bundles keep a tenth of their distance from the edges of where utility is real."""
    if economy != SHIFTED:
        return True
    rooms = [(np.exp(at) - LEVELS).min(axis=-1) for at in (logs, logs + length * step)]
    return bool((rooms[1] >= ROOM * rooms[0])[problem.weights[row] > 0].all())


CHECKS: dict[str, Check] = {
    "eq-13.steps": on_probes(
        tallied(steps),
        (LOGARITHMS, POWERS, MIXED, SHIFTED),
        ("a group of nobody", "a realisation of one group", "nothing of a good"),
    ),
}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "eq-13.steps",
        "Newton's method for the ex post loss: where it starts, and steps that solve the linearised conditions",
        "(12), (13)",
        r"\forall c, p:\quad "
        r"D\log\tfrac{u_q}{u_r}(c_g)\,\delta_g - \delta_p = \log p - \log\tfrac{u_q}{u_r}(c_g),\quad "
        r"Du(c_g)\,\delta_g - t = u(\omega_g) - u(c_g),\quad \sum_g n_gc_g(1 + \delta_g) = W",
        "value",
        depends_on=("eq-13.optimum",),
    ),
)
