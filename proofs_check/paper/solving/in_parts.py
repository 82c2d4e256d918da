r"""Stage 2 in parts: blocks of configurations, sides of the market, attempts one after another, kernels that give up.

Games are solved by the thousands in blocks, and conditions are evaluated for sellers and buyers apart; here
blocks are small, so that few games fill several.  A kernel that may take one step leaves its rows to the
methods after it.

Paper: section 3.1; equations (16)-(19); how it is computed is not in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from fractions import Fraction
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import engine, response_code, stage2_newton
from numeric.formulas.direct import Best
from numeric.formulas.regularity import established
from numeric.probability.posterior import posterior
from numeric.stage2 import best_response as answering
from numeric.stage2 import kernel_rows, price_scan, problem, searched_response, solve
from numeric.stage2.problem import Attempt, Conditions, Point, Stage2Problem
from proofs_check.claims.checks import Check, Disagreement
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
COUNTS = ((3, 1, 2), (0, 4, 1), (2, 3, 0), (1, 1, 5), (2, 0, 2))
SAMPLED = "log(q) + log(r) + theta*log(4*q + 3*r)/9 - exp(-q)/20"
"""A utility of which nothing is decided, so that offers are compared with a search."""


def blocks(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Games two at a time, solved and searched, and the same all at once."""
    X = len(economy.types)
    _bad_counts(tally, economy, X)
    sigma = np.array([row[:X] for row in COUNTS])
    undecided = economy.replacing(utility=SAMPLED)
    tally.same("decided", (established(economy), established(undecided)), (True, False))
    for one in (economy, undecided):
        whole = solve.solve_stage2(one, sigma, kernel=False)
        with small_blocks():
            parts = solve.solve_stage2(one, sigma, kernel=False)
        tally.holds("solved", whole.solved.all() and parts.solved.all())
        for name in ("offers", "totals", "price", "posterior"):
            wanted = getattr(whole, name) * float(factor)
            tally.close(f"{name} in blocks", getattr(parts, name), wanted, 1e-12)
    stage2 = Stage2Problem(economy, sigma.astype(float), posterior(economy, sigma))
    with small_blocks():
        scanned = price_scan.PriceScan.solve(stage2)
    present, known = sigma[..., None] > 0, solve.solve_stage2(economy, sigma, kernel=False)
    tally.holds("a scan of all", (scanned.residual < 1e-13).all())
    tally.close("a scan", scanned.totals, known.totals, 1e-12)
    tally.close("a scan", scanned.offers * present, known.offers * present, 1e-12)
    _whole_endowments(tally, economy, sigma[sigma.all(axis=1)])
    _sides(tally, economy, sigma[:X])
    _improved(tally)
    _better_side(tally, economy)


def _whole_endowments(tally: Tally, economy: Economy, sigma: NDArray[np.int64]) -> None:
    """A scan of prices where the first type offers all that it has of one good, and the second of the other."""
    tastes = [[t] * len(economy.states) for t in ("1/90", "80", "3/2")]
    bounded = economy.replacing(
        utility="theta*log(q + 1) + log(r + 1)", parameters={"theta": tastes[: len(economy.types)]}
    )
    games = Stage2Problem(bounded, sigma.astype(float), posterior(bounded, sigma))
    found, (top_q, top_r) = price_scan.PriceScan.solve(games), by_hand.endowment(economy)
    tally.holds("a scan of ends", (found.residual < 1e-13).all())
    wanted = [[(top_q, 0.0), (0.0, top_r)]] * len(sigma)
    present = (sigma > 0)[:, :2, None]
    tally.same(
        "ends", (found.offers[:, :2] * present).tolist(), (np.array(wanted) * present).tolist()
    )


@contextmanager
def small_blocks() -> Iterator[None]:
    """Let blocks be of two."""
    with ExitStack() as stack:
        for module, name in (
            (solve, "BLOCK"), (searched_response, "BLOCK"), (price_scan, "TOGETHER"),
        ):  # fmt: skip
            stack.enter_context(mock.patch.object(module, name, 2))
        yield


def _bad_counts(tally: Tally, economy: Economy, X: int) -> None:
    """Counts that are refused, in the last block too."""
    good = [[1] * X, [0] + [1] * (X - 1), [2] * X, [1] * (X - 1) + [0]]
    for bad in (
        [0] * X,
        [-1] + [2] * (X - 1),
        [0.5] + [1] * (X - 1),
        [float("nan")] + [1] * (X - 1),
        [float("inf")] + [1] * (X - 1),
    ):
        with small_blocks():
            tally.holds("counts are refused", _refused(economy, [*good, bad]))
    for shape in ((2, X + 1), (X,), (0, X)):
        tally.holds("shapes are refused", _refused(economy, np.ones(shape).tolist()))
    for good_ in (0, 1):
        kappa = [Fraction(0) if g == good_ else k for g, k in enumerate(economy.mechanism.kappa)]
        tally.holds("κ is positive", _refused(economy.replacing(kappa=kappa), good))
    tally.holds("some are not", not _refused(economy, good))


def _refused(economy: Economy, counts: object) -> bool:
    try:
        solve.solve_stage2(economy, np.array(counts), kernel=False)
    except ValueError:
        return True
    return False


def _sides(tally: Tally, economy: Economy, sigma: NDArray[np.int64]) -> None:
    """Conditions for sellers and buyers apart, one by one, and for all at once, and by hand."""
    n, X = sigma.shape
    rng = np.random.default_rng(2)
    belief = rng.dirichlet(np.ones(len(economy.states)), size=n)
    sells = rng.uniform(size=(n, X)) < 0.5
    point = Point(rng.uniform(0.1, 0.6, size=(n, X)), rng.uniform(2, 4, size=(n, 2)), sells)
    apart, singly = (
        problem._by_side(economy, point, belief),
        problem.conditions(economy, point, belief),
    )
    with mock.patch.object(problem, "FEW", 0):
        at_once = problem.conditions(economy, point, belief)
    for f in fields(Conditions):
        tally.close(f.name, getattr(apart, f.name), getattr(at_once, f.name), 1e-13)
        tally.close(f.name, getattr(singly, f.name), getattr(at_once, f.name), 1e-13)
    for i in range(n):
        for x in range(X):
            b, (Q, R), phi = float(point.amount[i, x]), point.totals[i].tolist(), belief[i].tolist()
            own = by_hand.endowment(economy)
            bundle = (
                (own[0] - b, own[1] + b * R / Q)
                if sells[i, x]
                else (own[0] + b * Q / R, own[1] - b)
            )
            u_q, u_r = (by_hand.slope(economy, bundle, x, phi, g) for g in (0, 1))
            cost, gain = (
                (u_q, u_r * R / Q * (1 - b / Q))
                if sells[i, x]
                else (u_r, u_q * Q / R * (1 - b / R))
            )
            tally.close("cost and gain", [apart.cost[i, x], apart.gain[i, x]], [cost, gain], 1e-12)
            tally.close("relative", apart.relative[i, x], (gain - cost) / (gain + cost), 1e-11)


def _improved(tally: Tally) -> None:
    """Rows of another attempt are taken over where they are better; nothing is worse than no attempt."""
    known = [1e-3, np.inf, np.nan, 1e-9, 1e-5, 1e-6]
    given = [1e-4, 2e-3, 1e-2, np.nan, 1e-2, 1e-6]
    best = Attempt(np.zeros((6, 2, 2)), np.zeros((6, 2)), np.array(known))
    rows = np.array([4, 0, 2, 5, 1, 3])
    best.improved_by(rows, Attempt(np.ones((6, 2, 2)), np.ones((6, 2)), np.array(given)[rows]))
    better = [not a <= b for a, b in zip(known, given, strict=True)]
    tally.same("taken over", (best.offers == 1).all(axis=(1, 2)).tolist(), better)
    tally.same("taken over", (best.totals == 1).all(axis=1).tolist(), better)
    wanted = [b if t else a for a, b, t in zip(known, given, better, strict=True)]
    tally.holds("residuals", np.array_equal(best.residual, wanted, equal_nan=True))
    none = Attempt.none(3, 2)
    tally.same("nothing", (none.offers.shape, none.totals.shape), ((3, 2, 2), (3, 2)))
    tally.holds("nothing", np.isnan(none.offers).all() and np.isposinf(none.residual).all())


def _better_side(tally: Tally, economy: Economy) -> None:
    """The better of what two searches find, the second of two that are as good, and the wider tolerance."""
    values = ([1.0, 2.0, 3.0, -np.inf], [1.0, 3.0, 2.0, 0.5])
    rooms = ([1e-13, 2e-13, 3e-13, 0.0], [2e-13, 1e-13, 4e-13, 1e-13])
    sold, bought = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.5, 0.6, 0.7, 0.8])

    def searched(_e: object, side: int, *_: object) -> tuple[Array, Best]:
        best = Best(np.zeros(4), np.array(values[side]), np.array(rooms[side]), np.ones(4, bool))
        return (sold, bought)[side], best

    ones = np.ones(4)
    with mock.patch.object(searched_response, "_side", searched):
        found = searched_response._block(economy, ones, ones, ones[:, None], ones.astype(int))
    tally.same("offers", found.offers.tolist(), [[0, 0.5], [0, 0.6], [0.3, 0], [0, 0.8]])
    tally.same("values", found.value.tolist(), [1.0, 3.0, 3.0, 0.5])
    tally.same("tolerances", found.tolerance.tolist(), [2e-13, 2e-13, 4e-13, 1e-13])


def given_up(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Games that a kernel with one step leaves to the methods after it, types that nobody has included."""
    sigma = np.array([row[: len(economy.types)] for row in COUNTS])
    known = solve.solve_stage2(economy, sigma, kernel=False)
    for games, answers in ((1, 24), (24, 1)):
        with (
            mock.patch.object(stage2_newton, "GAME_STEPS", games),
            mock.patch.object(response_code, "STEPS", answers),
            mock.patch.object(engine, "_sources", return_value=f"{engine._sources()}, {games}, {answers} steps"),
        ):  # fmt: skip
            engine.function.cache_clear()
            found = solve.solve_stage2(economy, sigma, kernel=True)
        engine.function.cache_clear()
        tally.holds("solved", (found.residual < 1e-13).all())
        for name in ("offers", "totals", "price", "posterior"):
            wanted = getattr(known, name) * float(factor)
            tally.close(f"{name} all the same", getattr(found, name), wanted, 1e-12)
    _alone(tally, economy, known, float(factor))


def _alone(tally: Tally, economy: Economy, known: solve.Stage2, factor: float) -> None:
    """Single games, and answers to totals, by kernels where many economies of a family are solved."""
    sigma, types = np.array([COUNTS[1]]), np.arange(len(economy.types))
    given = known.totals[:, :1], known.totals[:, 1:], known.posterior[:, None], types
    game, slow = solve.solve_stage2(economy, sigma), answering.best_response(economy, *given)
    tally.holds("not for one economy", not kernel_rows.worth_compiling(kernel_rows.MANY - 1))
    with kernel_rows.kernel_from(1), ExitStack() as stack:
        tally.holds("for a family", kernel_rows.worth_compiling(1))
        if engine.available():
            for module, arrays in ((solve, "cascade"), (answering, "newton_roots")):
                stack.enter_context(mock.patch.object(module, arrays, side_effect=_not_asked))
        again = solve.solve_stage2(economy, sigma)
        answers = answering.best_response(economy, *given)
    tally.close("a single game", again.offers, game.offers * factor, 1e-12)
    tally.close("answers", answers, slow * factor, 1e-12)


def _not_asked(*_: object, **named: object) -> None:
    raise Disagreement("what the kernel solves was solved again")


CHECKS: dict[str, Check] = {
    "prop-1.blocks": on_probes(
        tallied(blocks), (TWO_TYPES,), ("counts of nobody, negative, or no numbers",)
    ),
    "prop-1.given-up": on_probes(tallied(given_up), (LOGARITHMS,), ("a type that nobody has",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.blocks",
        "games of stage 2 two at a time, by sides of the market, and counts that are refused",
        "equations (4), (16)-(19)",
        r"\forall \sigma_1, \ldots, \sigma_n:\quad \beta(\sigma_1, \ldots, \sigma_n)_i = \beta^{\sigma_i}",
        "value",
        depends_on=("prop-1.methods", "prop-1.judged"),
    ),
    stated(
        "prop-1.given-up",
        "what the compiled kernel leaves is solved by the methods after it",
        "equations (4), (16)-(19)",
        r"\forall \sigma:\quad \beta^\sigma\ \text{by a kernel of one step} = \beta^\sigma",
        "value",
        depends_on=("prop-1.kernel-steps",),
    ),
)
