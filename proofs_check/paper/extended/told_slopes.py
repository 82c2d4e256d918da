r"""Slopes and derivatives of margins from allocations and payoffs that are made up: kinks, and whose counts are summed.

Paper: Theorem 1, equations (22), (23); how it is computed is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import factorial, inf, nan, prod
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.derivatives.directions import directions
from numeric.economy.economy import Economy
from numeric.theorem_1 import margin_derivatives
from numeric.theorem_1.margin_tail import Margin
from numeric.theorem_1.slope import KINK, slope
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.by_rounds import competitive_price, demanded, kappa_of

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


def told(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """A trade next to nothing in one state is a kink; the rates of F are sums over the others' counts."""
    top = by_hand.endowment(economy)
    wanted = max(top) * KINK
    for share, kink in ((0.99, True), (1.01, False), (-0.99, True), (-1.01, False)):
        with mock.patch("numeric.theorem_1.slope.followed_allocation", _followed(share * wanted)):
            tally.same("a kink", slope(economy).kink, kink)
    for x, y in ((0, 2), (2, 1)):
        _rates(tally, economy, x, y, float(factor))
    _judged(tally)


def _judged(tally: Tally) -> None:
    """A margin decides where it exceeds its error; nothing is decided where either is not finite."""
    for margin, error, wanted in (
        (0.5, 0.25, True), (-0.5, 0.25, False), (0.25, 0.25, None), (-0.25, 0.25, None), (0.1, 0.25, None),
        (inf, 0.25, None), (-inf, 0.25, None), (nan, 0.25, None), (0.5, inf, None), (0.5, nan, None),
    ):  # fmt: skip
        for truncation, rounding in ((error, 0.0), (0.0, error)):
            found = Margin(5, 4, margin, truncation, rounding, (0, 1), 0.6, 0.1).holds
            tally.same(f"a margin of {margin} within {error}", found, wanted)


def _followed(sold: float) -> Any:
    """Return allocations by hand, but for a type that trades hardly anything in one state."""

    def followed_allocation(economy: Economy, z: int, *_: Any) -> tuple[float, Array]:
        shares = [float(m) for m in economy.environment.signal[z]]
        price = competitive_price(economy, z, shares, kappa_of(economy))
        made = np.array([demanded(economy, x, z, price) for x in range(len(shares))])
        if z == 1:
            top_q, top_r = by_hand.endowment(economy)
            # Either good is offered in the amount that is told: price times purchases are offers of the second.
            given = sold if sold > 0 else sold / price
            made[1] = top_q - given, top_r + price * given
        return price, made

    return followed_allocation


def _rates(tally: Tally, economy: Economy, x: int, y: int, factor: float) -> None:
    """Rates of F from made-up rates of payoffs, in a direction that moves no probability."""
    M, names = 3, ("kappa_q",)
    rows = [n for n in product(range(M + 1), repeat=3) if sum(n) == M]
    none = np.zeros((len(rows), 3, 2))
    solved = SimpleNamespace(offers=none, totals=none[:, 0], posterior=None)
    moved = SimpleNamespace(offers=none[None], totals=none[None, :, 0], kinks=("one",))

    def payoffs(_: Any, __: Any, own: int, taken_for: int, at: Any) -> tuple[Array, Array]:
        tally.holds("somebody is taken for the type", at[0][:, taken_for].min() >= 1)
        tally.same("whose payoffs", own, x)
        return np.full(len(at[0]), 7.0), _rate(at[0].astype(float), taken_for)[None]

    with (
        mock.patch.object(margin_derivatives, "solve_stage2", return_value=solved),
        mock.patch.object(margin_derivatives, "stage2_derivatives", return_value=moved),
        mock.patch.object(margin_derivatives, "_payoffs", payoffs),
    ):
        moves = directions(economy, names)
        found, kinks = margin_derivatives._gain(economy, moves, names, M, (x, y))
    total = 0.0
    for n in product(range(M), repeat=3):
        if sum(n) == M - 1:
            ways = factorial(M - 1) // prod(map(factorial, n))
            chances = (
                t * ways * prod((m**k for m, k in zip(row, n, strict=True)), start=Fraction(1))
                for t, row in zip(by_hand.tau(economy, x), economy.environment.signal, strict=True)
            )
            worth = [_rate(np.array(n) + np.eye(3)[w], w) for w in (y, x)]
            total += float(sum(chances)) * float(worth[0] - worth[1])
    tally.close("rates", found, [total * factor], 1e-13)
    tally.same("kinks", kinks, ("one",))


def _rate(counts: Any, taken_for: int) -> Any:
    return counts @ np.array([1.0, -2.5, 0.7]) + 3.0 * taken_for


CHECKS: dict[str, Check] = {"thm-1.slope.told": on_probes(tallied(told), (LOGARITHMS,))}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "thm-1.slope.told",
        "a trade next to nothing is a kink, rates of F are sums over the others' counts, and a margin "
        "decides only beyond its error",
        "Theorem 1, equations (22), (23)",
        r"\partial[F_x(\bar x) - F_x(x)] = \sum_n w_x(n) [\partial f(n + e_{\bar x}) - \partial f(n + e_x)],\quad "
        r"\exists z, x:\ |b^z(x)| < 10^{-6} \max\{\bar q, \bar r\} \iff \text{a kink},\quad "
        r"\text{decided} \iff \text{error} < |\text{margin}| < \infty",
        "value",
        depends_on=("eq-23.compared",),
    ),
)
