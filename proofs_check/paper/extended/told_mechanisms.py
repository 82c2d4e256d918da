r"""What mechanisms ask of their parts, and what they say of the answers: searches, judges, straw polls, fees.

Answers are made up, so that on either side of an edge it is known what must be said; where a search
looks is told point by point.

Paper: the introduction; sections 3.1 and 6; how it is computed is not in the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, nan
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games import entry_fee, mechanisms, references, responses
from numeric.games.pari_mutuel_deviations import Deviation
from numeric.games.pari_mutuel_limit import pari_mutuel_limit
from numeric.games.responses import gain_in_box, gain_on_o
from numeric.mechanism.rebate import rebate_limit
from numeric.stage2.solve import solve_stage2
from numeric.status import NotSolved
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.by_rounds import (
    after_fee,
    competitive_price,
    demanded,
    kappa_of,
    small_eta,
)

Array = NDArray[np.float64]
PEAKS = ((0.31, 0.52), (-0.1, 5.0), (0.999, 0.013))
"""Where payoffs that are made up are greatest: within what can be offered, and beyond its ends."""
SHARES = (0.99, 1.01)
"""What is tried of what is allowed."""
ALLOWED = 1e-9


def searched(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Where searches look for better offers, and what is accepted of markets and of offers."""
    for peak in PEAKS:
        _on_o(tally, peak, float(factor))
        _in_box(tally, peak)
    _cleared(tally, economy)
    _beaten(tally, economy)


def _made(peak: by_hand.Pair, asked: list[Array]) -> Any:
    def payoffs(_: Any, __: Any, offers: Array, ___: Any) -> Array:
        asked.append(offers.copy())
        return np.asarray(-((offers - np.array(peak)) ** 2).sum(axis=1))

    return payoffs


def _worth(peak: by_hand.Pair, offer: Any) -> float:
    return -sum((float(b) - p) ** 2 for b, p in zip(offer, peak, strict=True))


def _on_o(tally: Tally, peak: by_hand.Pair, factor: float) -> None:
    """Amounts of either good, and again between the neighbours of the best of them."""
    asked: list[Array] = []
    own, top, wanted = (0.2, 0.0), (1.0, 2.0), []
    with mock.patch.object(responses, "payoffs", _made(peak, asked)):
        found = gain_on_o(cast(Any, None), 0, np.array(own), np.zeros((1, 2)), np.array(top))
    for side in (0, 1):
        low, high = 0.0, top[side]
        for points in (61, 13, 13, 13):
            amounts = [low + (high - low) * k / (points - 1) for k in range(points)]
            rows = [(b, 0.0) if side == 0 else (0.0, b) for b in amounts]
            wanted.append(rows)
            i = max(range(points), key=lambda k: _worth(peak, rows[k]))
            low, high = amounts[max(i - 1, 0)], amounts[min(i + 1, points - 1)]
    tally.same("searches", [len(a) for a in asked], [1, *map(len, wanted)])
    for rows_asked, rows in zip(asked[1:], wanted, strict=True):
        tally.close("amounts", rows_asked, rows, 1e-13)
    best = max(_worth(peak, b) for rows in (*wanted, [own]) for b in rows)
    tally.close("what is added", found, (best - _worth(peak, own)) * factor, 1e-13)


def _in_box(tally: Tally, peak: by_hand.Pair) -> None:
    """Amounts of both goods, and again one and a half steps around the best of them, within the bounds."""
    asked: list[Array] = []
    own, low, high = (0.2, 0.3), (0.1, 0.0), (0.9, 2.0)
    with mock.patch.object(responses, "payoffs", _made(peak, asked)):
        found = gain_in_box(
            cast(Any, None), 0, np.array(own), np.zeros((1, 2)), np.array(low), np.array(high)
        )
    tally.same("searches", len(asked), 6)
    best, ends = _worth(peak, own), list(zip(low, high, strict=True))
    for rows in asked[1:]:
        axes = [[a + (b - a) * k / 20 for k in range(21)] for a, b in ends]
        grid = [(q, r) for q in axes[0] for r in axes[1]]
        tally.close("amounts of both", rows, grid, 1e-13)
        at = max(grid, key=lambda b: _worth(peak, b))
        best, moved = max(best, _worth(peak, at)), []
        for g, (a, b) in enumerate(ends):
            reach = 1.5 * (b - a) / 20
            moved.append((max(at[g] - reach, low[g]), min(at[g] + reach, high[g])))
        ends = moved
    tally.close("what is added", found, best - _worth(peak, own), 1e-13)


def _cleared(tally: Tally, economy: Economy) -> None:
    """Markets of which a type's slope, or what is traded, is off by a little less, or more, than is allowed."""
    shares, state = np.array([[0.2, 0.5, 0.3], [0.4, 0.0, 0.6]]), np.array([1, 2])
    price, bundles, kappa = [], [], kappa_of(economy)
    for row, z in zip(shares.tolist(), state.tolist(), strict=True):
        price.append(competitive_price(economy, z, row, kappa))
        bundles.append([demanded(economy, x, z, price[-1]) for x in range(3)])
    p, made, top = np.array(price), np.array(bundles), by_hand.endowment(economy)

    def refused(of: Economy, other: Array, rows: slice = slice(None)) -> bool:
        try:
            references._checked(of, shares[rows], state[rows], other[rows], p[rows])
        except NotSolved:
            return True
        return False

    tally.holds("an equilibrium", not refused(economy, made))
    nobody = made.copy()
    nobody[1, 1] = 0.4, 0.9
    tally.holds("of nobody", not refused(economy, nobody))
    for i, (x, y) in enumerate(((0, 1), (2, 0))):
        z, own = int(state[i]), made[i, x]
        u_q, u_r = (by_hand.utility(economy, x, z, o)(*own) for o in ((1, 0), (0, 1)))
        step = 1e-6 * np.array([1.0, -p[i]])
        moved = [by_hand.utility(economy, x, z, o)(*(own + step)) for o in ((1, 0), (0, 1))]
        unit = abs(moved[0] - p[i] * moved[1]) / (u_q + p[i] * u_r) / 1e-6
        for share in SHARES:
            by = share * ALLOWED / unit * np.array([1.0, -p[i]])
            other = made.copy()
            other[i, x] += by
            other[i, y] -= by * shares[i, x] / shares[i, y]  # the market is still cleared
            alone = made.copy()
            alone[i, x] += by
            ratio = [
                _slope(economy, w, z, other[i, w], float(p[i])) / ALLOWED for w in (x, y)
            ]  # whose move counts more differs
            tally.same("slopes", refused(economy, other), max(ratio) > 1)
            tally.same("a slope", refused(economy, alone, slice(i, i + 1)), share > 1)
            wider = economy.replacing(
                kappa=[economy.mechanism.kappa[0] + Fraction(share * ALLOWED * top[0]), kappa[1]]
            )
            tally.same("market", refused(wider, made, slice(i, i + 1)), share > 1)


def _slope(economy: Economy, x: int, z: int, bundle: Any, price: float) -> float:
    u_q, u_r = (by_hand.utility(economy, x, z, o)(*map(float, bundle)) for o in ((1, 0), (0, 1)))
    return abs(u_q - price * u_r) / (u_q + price * u_r)


def _beaten(tally: Tally, economy: Economy) -> None:
    """Every type that is present is searched, against the totals of all others, under the common belief."""
    counts = np.array([[2, 1, 1], [0, 3, 1], [1, 0, 3], [1, 1, 2]])
    found = solve_stage2(economy, counts)
    rows = [(i, x) for i, row in enumerate(counts.tolist()) for x, n in enumerate(row) if n]
    best, said = np.zeros(len(rows)), SimpleNamespace(tolerance=np.full(len(rows), 1e-7))
    for by, refused in ((0.99e-7, False), (1.01e-7, True)):
        said.value = best + by * (np.arange(len(rows)) == 3)
        with (
            mock.patch.object(references, "searched_responses", return_value=said) as asked,
            mock.patch.object(references, "payoffs_of", return_value=best) as own,
        ):
            tally.same(
                "beaten", _fails(lambda: references._searched(economy, counts, found)), refused
            )
        _, Q, R, belief, types = asked.call_args.args
        offers = own.call_args.args[1]
        tally.same("types", types.tolist(), [x for _, x in rows])
        for k, (i, x) in enumerate(rows):
            b = found.offers[i, x]
            tally.close("own offers", offers[k], b, 1e-15)
            tally.close("the others'", (Q[k], R[k]), found.totals[i] - b, 1e-14)
            wanted = [float(w) for w in by_hand.posterior(economy, tuple(counts[i].tolist()))]
            tally.close("beliefs", belief[k], wanted, 1e-13)
        tally.close("the same totals", own.call_args.args[2:4], (Q, R), 1e-15)


def _fails(made: Callable[[], object]) -> bool:
    try:
        made()
    except NotSolved:
        return True
    return False


def said(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What is said of straw polls, of margins at zero and of entering; how many are inactive; what fees are."""
    _polled(tally, economy)
    _at_zero(tally, economy)
    N, M = 60, {}
    left = after_fee(economy)
    for one in (economy, left):
        M[one] = ceil((1 - one.mechanism.eta) * N)
        tally.same("inactive", mechanisms._by_eta(one, N), N - M[one])
    where = "numeric.games.entry_fee"
    with mock.patch(f"{where}.scenarios") as asked, mock.patch(f"{where}.two_stage"):
        entry_fee.entry_fee(economy, N)
    tally.same("inactive after the fee", asked.call_args.args[1:], (N, N - M[left]))
    tally.same("the fee", entry_fee.fee_of(economy), tuple(2 * k for k in economy.mechanism.kappa))
    for fee in (("1/9", 0), (0, "1/7"), ("1/9", "1/7")):
        named = tuple(Fraction(str(f)) for f in fee)
        tally.same("a fee", entry_fee.fee_of(economy.replacing(entry_fee=fee)), named)
    limit, eta = entry_fee.rebated_limit(economy), small_eta(economy)
    shares = [
        [float(part * m) for part in (1 - eta, eta) for m in row]
        for row in economy.environment.signal
    ]
    tally.close("shares", limit.counts, np.array(shares) * float(factor), 1e-15)
    found = rebate_limit(left, np.array([2 * k for k in kappa_of(economy)]))
    tally.close(
        "bundles", limit.bundles, np.concatenate([found.active, found.inactive], axis=1), 1e-12
    )
    tally.close("the prior", limit.weight, [float(p) for p in economy.environment.prior], 1e-15)


def _polled(tally: Tally, economy: Economy) -> None:
    """Truth is told in the limit where every slope of the gain is negative, and babbling is shown otherwise."""
    for above, word in ((-0.1, "truth"), (0.0, "babbling"), (0.2, "babbling"), (nan, "undecided")):
        values = np.array([[0.0, -0.3], [above, 0.0]])
        with (
            mock.patch(
                "numeric.theorem_1.slope.slope", return_value=SimpleNamespace(values=values)
            ),
            mock.patch.object(mechanisms, "one_stage_outcome", return_value="babbling"),
            mock.patch.object(references, "limit_of_market_games", return_value="truth"),
        ):
            played = mechanisms._straw_poll_limit(economy)
        tally.holds("what is said", word in str(played.status))
        tally.same("what is shown", played.outcome, None if word == "undecided" else word)


def _at_zero(tally: Tally, economy: Economy) -> None:
    """A margin of nothing is one, and so is entering that adds nothing."""
    limit = pari_mutuel_limit(economy, float(economy.mechanism.eta)).offers
    signed = np.array([b[0] if b[0] > 0 else -b[1] for b in limit.tolist()])
    for margin, gain, word in (
        (0.0, 0.0, "solved"), (-1e-12, 0.0, "not an equilibrium"), (0.1, 2e-9, "by 2.0e-09")
    ):  # fmt: skip
        found = Deviation(margin, (0, 1), gain, gain, True)
        with (
            mock.patch.object(mechanisms, "solve_offers", return_value=(signed, 0.0)) as asked,
            mock.patch.object(mechanisms, "deviations", return_value=found),
        ):
            played = mechanisms._pari_mutuel(economy, 4, mechanisms.Sampling(10_000, 2, 0))
        tally.close("where it begins", asked.call_args.args[1], signed, 1e-12)
        tally.holds("the pari-mutuel version", word in str(played.status))
        tally.same("an outcome", played.outcome is not None, word == "solved")
    for adds in (0.0, -1e-15):
        nothing = entry_fee.Participation(adds, np.array([adds, 0.5]))
        tally.same("enters", nothing.enters, adds == 0)
        says = entry_fee.told(economy, nothing)
        tally.same("every type", "so would every type" in says, adds == 0)
        for x in (None, 0):
            with mock.patch.object(entry_fee, "participation", return_value=nothing):
                most = entry_fee.largest_accepted(economy, None, type_=x, digits=1)
            tally.same("accepted", most, Fraction(1) if adds == 0 else None)


CHECKS: dict[str, Check] = {
    "sec-1.searched.told": on_probes(
        tallied(searched), (LOGARITHMS,), ("offers on a boundary", "a type that nobody has")
    ),
    "sec-6.said": on_probes(tallied(said), (TWO_TYPES,), ("nobody inactive",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-1.searched.told",
        "where searches look for better offers, and what is accepted of competitive markets",
        "equations (14), (17); section 3.1",
        r"\forall k:\quad [l_{k+1}, h_{k+1}] = [b_{i-1}, b_{i+1}],\quad b_i = \arg\max_j G(b_j)",
        "value",
        depends_on=("sec-1.responses",),
    ),
    stated(
        "sec-6.said",
        "what is said of mechanisms at the edge of being equilibria, and what entry fees are",
        "the introduction; section 6",
        r"\forall x \ne \bar x:\ \text{slope}_x(\bar x) < 0 \iff \text{truth is shown},\quad "
        r"\text{enters} \iff E u(\text{entering}) \ge E u(\bar e)",
        "value",
        depends_on=("sec-1.compared", "sec-6.entering"),
    ),
)
