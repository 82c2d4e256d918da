r"""F from made-up payoffs, roots in brackets point by point, offers and names at the ends of what is allowed.

What a sum or a method asks for is replaced by numbers that are made up, so that weights, blocks,
brackets and what is called solved can be told by hand.

Paper: equations (8), (9), (23); section 6, fourth paragraph; how it is computed is not in the paper.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import factorial, inf, nan, nextafter, prod
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.classes import margins as class_margins
from numeric.classes.economy import ClassEconomy, EndowmentClass, class_economy
from numeric.classes.kinds import LONGEST, labels
from numeric.classes.margins import class_continuation
from numeric.economy.economy import Economy, EconomyError
from numeric.many import newton, solve
from numeric.many.arrays import Many, many
from numeric.mechanism.beliefs import beliefs, check_offers
from numeric.stage1 import solve_stage1
from numeric.theorem_1 import continuation
from numeric.theorem_1.continuation import continuations
from numeric.theorem_1.sampled import sampled_continuation
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.compared import _sensitive
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.many_economies import arrays_of, rows_of

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
EPS = float(np.finfo(float).eps)
UNSOLVED = [1, 1, 1]
SCALE = 1e14
"""By which errors are multiplied, so that they are compared and not what is left of one."""


def summed(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """F of two and of three agents, in blocks, from made-up payoffs; what is unsolved and what is left out."""
    sizes: list[int] = []
    with (
        mock.patch.object(continuation, "payoffs", side_effect=_worth(tally)),
        mock.patch.object(continuation, "solve_with_rows", side_effect=_solved(sizes)),
    ):
        with mock.patch.object(continuation, "oscillation", return_value=np.full(3, inf)):
            found = continuations(economy, [2, 3], block=6)
        with mock.patch.object(continuation, "oscillation", return_value=np.array([1.0, 2.0, 3.0])):
            (part,) = continuations(economy, [60], exact=False)
    tally.same("blocks", sizes[:3], [6, 7, 3])
    tally.same("solved", [f.solved for f in found], [True, False])
    tally.same("number", [f.count for f in found], [6, 10])
    for f, M in zip(found, (2, 3), strict=True):
        values, size = _summed(economy, M)
        tally.close("F", f.values, np.array(values) * float(factor), 1e-13)
        tally.close("truncation", f.truncation, np.zeros(3), 1e-20)
        wanted = [64 * EPS * (max(row) + _sensitive(economy, x)) for x, row in enumerate(size)]
        tally.close("rounding", f.rounding * SCALE, np.array(wanted) * SCALE, 1e-12)
    tally.holds("some is left out", part.count < 61 * 62 // 2)
    tally.close("what is left out", part.truncation * 1e15, [1.0, 2.0, 3.0], 1e-12)
    _estimated(tally, economy)
    _by_class(tally)


def _payoff(row: Any, x: int, taken_for: int) -> Any:
    return row[..., 0] - 2.5 * row[..., 1] + 0.7 * row[..., 2] + 3 * x - 0.4 * taken_for


def _worth(tally: Tally) -> Any:
    def payoffs(_: Any, sigma: Counts, beta: Any, rows: Any, use: Counts, x: int, y: int) -> Array:
        tally.holds("somebody is taken for the type", sigma[:, y].min() >= 1)
        tally.same("as many", len(use), len(sigma))
        return np.asarray(_payoff(sigma.astype(float), x, y))

    return payoffs


def _solved(sizes: list[int]) -> Any:
    def solve_with_rows(_: Any, sigma: Counts, **__: Any) -> tuple[Any, None]:
        sizes.append(len(sigma))
        return SimpleNamespace(solved=(sigma != UNSOLVED).any(axis=1)), None

    return solve_with_rows


def _summed(economy: Economy, M: int) -> tuple[list[list[float]], list[list[float]]]:
    """Return sums over the others' counts, and of absolute values, without what is unsolved."""
    others = [n for n in product(range(M), repeat=3) if sum(n) == M - 1]
    values, sizes = np.zeros((3, 3)), np.zeros((3, 3))
    for n, x, y in product(others, range(3), range(3)):
        ways = factorial(M - 1) // prod(map(factorial, n))
        weight = sum(
            float(t * ways * prod((m**k for m, k in zip(row, n, strict=True)), start=Fraction(1)))
            for t, row in zip(by_hand.tau(economy, x), economy.environment.signal, strict=True)
        )
        seen = np.array(n) + np.eye(3, dtype=int)[y]
        if seen.tolist() != UNSOLVED:
            worth = float(_payoff(seen, x, y))
            values[x, y] += weight * worth
            sizes[x, y] += weight * abs(worth)
    return values.tolist(), sizes.tolist()


def _estimated(tally: Tally, economy: Economy) -> None:
    """Estimates are none where one of the games that were drawn is not solved."""
    for bad in (0, 1):
        solved = np.arange(8) >= bad
        where = "numeric.theorem_1.sampled"
        with (
            mock.patch(f"{where}.solve_with_rows", return_value=(SimpleNamespace(solved=solved), None)) as asked,
            mock.patch(f"{where}.payoffs", return_value=np.ones(8)),
        ):  # fmt: skip
            found = sampled_continuation(economy, 3, points=4, replications=2)
        for k, call in enumerate(asked.call_args_list):
            sigma = call.args[1]
            tally.holds("the agents", (sigma.sum(axis=1) == 3).all() and sigma[:, k % 3].min() >= 1)
        tally.same("estimated", found.solved, not bad)
        wanted = np.full((3, 3), nan if bad else 1.0)
        tally.holds("estimates", np.allclose(found.values, wanted, 1e-14, equal_nan=True))


def _classes() -> ClassEconomy:
    e = TWO_TYPES.environment
    return class_economy(
        [{"endowment": own, "agents": n, "active": m}
         for own, n, m in ((["3/2", "1/2"], 4, 2), (["1/2", "7/4"], 5, 3))],
        prior=e.prior, signal=e.signal, kappa=TWO_TYPES.mechanism.kappa,
        utility="theta*log(q) + log(r)",
        parameters=e.parameters,
    )  # fmt: skip


def _by_class(tally: Tally) -> None:
    """With classes, where everything is worth one, so is F; names of kinds are kept where they are short and differ."""
    try:
        economy = _classes()
    except EconomyError as refused:
        tally.holds(str(refused), False)
        return

    def ones(_: Any, sigma: Counts, beta: Any, rows: Any, use: Counts, x: int, y: int) -> Array:
        tally.holds("somebody of the class is taken for the type", sigma[:, y].min() >= 1)
        return np.ones(len(sigma))

    with (
        mock.patch.object(class_margins, "payoffs", side_effect=ones),
        mock.patch.object(class_margins, "oscillation", return_value=np.full(4, inf)),
    ):
        found = class_continuation(economy)
    tally.close("F of a class", found.values, np.ones((2, 2, 2)), 1e-13)
    tally.close("nothing is left out", found.truncation, np.zeros((2, 2)), 1e-20)
    room = LONGEST - len(f"{max(economy.types, key=len)} ()")
    for name, known in (("a" * room, True), ("a" * (room + 1), False)):
        told = labels(_named(economy, name, "b"))
        tally.same("long names", told is not None, known)
    tally.same("the same name", labels(_named(economy, "b", "b")), None)
    tally.same("names", labels(economy), economy.kinds)


def _named(economy: ClassEconomy, *names: str) -> ClassEconomy:
    made = [
        EndowmentClass(name, c.endowment, c.agents, c.active)
        for name, c in zip(names, economy.classes, strict=True)
    ]
    return replace(economy, classes=tuple(made))


def edges(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Points at which roots are looked for, which rows are solved, and which offers can be made."""
    _bisected(tally, float(factor))
    _at_rest(tally)
    family = many(economy, **arrays_of(rows_of(economy)))
    flags = np.array([[True, True, False], [True, True, True], [False, True, True]])
    with mock.patch.object(solve, "_cleared", return_value=flags.ravel()):
        good = solve._competitive(family)[2]
    tally.same("cleared in every state", good.tolist(), [False, True, False])
    _whole(tally, family)
    _offered(tally, economy)


def _bisected(tally: Tally, factor: float) -> None:
    """Where Newton's step always leaves the bracket, it is cut in two."""
    asked: list[list[float]] = []

    def steep(points: Array, rows: NDArray[np.intp]) -> tuple[Array, Array]:
        asked.append(points.tolist())
        return np.sign(np.array([0.3, 2.7])[rows] - points), np.full(len(points), -1e-12)

    found = newton.bracketed(
        steep, np.array([0.5, 2.0]), np.array([0.0, 1.0]), np.array([1.0, 5.0])
    )
    tally.close("roots", found, [0.3 * factor, 2.7 * factor], 1e-8)
    for row, (root, start, low, high) in enumerate(((0.3, 0.5, 0.0, 1.0), (2.7, 2.0, 1.0, 5.0))):
        point = start
        for points in asked[:20]:
            tally.close("a point of a bracket", points[row], point, 1e-15)
            low, high = (point, high) if point < root else (low, point)
            point = (low + high) / 2


def _at_rest(tally: Tally) -> None:
    """A number at its root stays there while others of its row are looked for."""
    asked: list[float] = []
    far = 1e-7

    def both(points: Array, rows: NDArray[np.intp]) -> tuple[Array, Array]:
        (v, w), c = points[0].tolist(), far / (1 - far)
        asked.append(v)
        return np.array([[8 - v**3, (1 - w) * c / w - 1]]), np.array([[-3 * v**2, -c / w**2]])

    ends = np.array([[0.0, 1e-12]]), np.array([[5.0, 1 - 1e-12]])
    found = newton.bracketed(both, np.array([[2.0, 0.5]]), *ends)
    tally.holds("it takes long", len(asked) > newton.BISECTED[1])
    tally.same("it stays", {*asked}, {2.0})
    tally.close("roots", found / [[2.0, far]], [[1.0, 1.0]], 1e-9)


def _whole(tally: Tally, family: Many) -> None:
    """Offers of all that there is, or more, are not solved, whatever their conditions."""
    counts, price = np.ones((3, 3)), np.array([2.0, 1.0, 0.5])
    top_q, top_r = family.endowment.T
    w = np.full((3, 3), 0.01)
    w[0, 1], w[1, 2], w[2, 0] = 2.0 * top_q[0], -top_r[1] * (1 - 1e-9), -top_r[2]

    def one(_: Many, formulas: Any, *__: Any) -> list[Array]:
        return [np.ones((3, 3)) for _ in formulas]

    with (
        mock.patch.object(solve, "game", return_value=(w, price)),
        mock.patch.object(Many, "expected", one),
    ):
        good = solve.stage2_in_arrays(family, counts, np.full((3, 3), 1 / 3))[3]
        less = solve.stage2_in_arrays(family, counts * (w < 0.1), np.full((3, 3), 1 / 3))[3]
    tally.same("less than all", good.tolist(), [False, True, False])
    tally.same("of nobody", less.tolist(), [True, True, False])


def _offered(tally: Tally, economy: Economy) -> None:
    """Offers are of one good, between nothing and all of it; the own one is somebody's."""
    (e_q, e_r) = by_hand.endowment(economy)
    made = [(0.0, 0.0), (e_q, 0.0), (0.0, e_r), (0.1, 0.0)]
    tally.close("offers", check_offers(economy, made), made, 1e-16)
    for bad in (
        (nextafter(e_q, 9), 0.0), (0.0, nextafter(e_r, 9)), (0.1, 0.1), (-0.1, 0.0), (0.1, -0.1),
        (nan, 0.0), (0.0, inf), (0.0, nan), (-0.1, -0.2),
    ):  # fmt: skip
        tally.holds("no offer", _refused(lambda bad=bad: check_offers(economy, [*made, bad])))
    own = tuple(solve_stage1(economy).offers[0].tolist())
    other = tuple(solve_stage1(economy).offers[1].tolist())
    for counts, refused in (((1, 2), False), ((0, 2), True), ((2, -1), True)):
        histogram = list(zip((own, other), counts, strict=True))
        tally.same(
            "a histogram", _refused(lambda h=histogram: beliefs(economy, h, 0, own)), refused
        )


def _refused(made: Any) -> bool:
    try:
        made()
    except ValueError:
        return True
    return False


CHECKS: dict[str, Check] = {
    "eq-23.told": on_probes(tallied(summed), (LOGARITHMS,)),
    "many.told": on_probes(tallied(edges), (LOGARITHMS,), ("offers on a boundary",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-23.told",
        "F from made-up payoffs: its weights, its blocks and its errors",
        "equation (23)",
        r"\forall x, \bar x:\quad F_x(\bar x) = \sum_n \sum_z \tau_x(z) P_z(n)\, f_x(n + e_{\bar x}),\quad "
        r"|\delta F_x| \le 2^{-46}\Big(\max_{\bar x} \sum_n w_x(n) |f_x(n + e_{\bar x})| + s_x\Big)",
        "value",
        depends_on=("eq-23.compared", "eq-23.weights"),
    ),
    stated(
        "many.told",
        "roots in brackets point by point, and offers of nothing and of all that there is",
        "equations (8), (9), (16)-(19)",
        r"\forall k:\quad v_{k+1} = \tfrac{l_k + h_k}2\ \text{if}\ v_k - f/f' \notin [l_k, h_k]",
        "value",
        depends_on=("many.settled",),
    ),
)
