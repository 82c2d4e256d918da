r"""Steps of Newton's method for many economies: where they start, what stays positive, where they have settled.

Newton's method ends at the same solution from another start, with shorter steps and with a looser
end, only later, or not quite there; so each of these is compared by itself, for economies whose
numbers differ from row to row.  As many rows as types are taken, so that an exchanged axis gives numbers.

Conventions: a slope is relative to its terms, excess demand to what there is of the first good.

Paper: section 3.1; equations (16)-(19); how it is computed is not in the paper.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import exp, log
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.many import margins, newton, solve
from numeric.many.arrays import Many, many
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stage_2 import condition_gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.many_economies import arrays_of, rows_of

Array = NDArray[np.float64]
COUNTS = np.array([[3.0, 0.0, 2.0], [2.0, 2.0, 1.0], [0.0, 4.0, 3.0]])
STATE = np.array(
    [[0.31, -0.22, 0.45, 1.3, 0.61], [-0.4, 0.2, -0.05, 0.7, 0.83], [0.1, 0.6, -0.7, 1.9, 1.2]]
)
"""Numbers for (w, p, ρ)."""
STEP = np.array(
    [[2.0, -0.1, 0.3, -1.29, 0.1], [0.1, 0.1, 0.02, 0.1, -0.4], [-3.0, 0.2, 9.0, -0.4, 0.1]]
)
SHARES, FLAT, SETTLED, NEXT = (0.993, 1.007), 1e-11, 1e-10, 1e-9
"""What is tried of what is allowed; slopes and excess demand that are allowed, in the market and the
game; and how long a step of stage 1 may be, as a share of the line."""


def kept(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What must stay positive, how a step is measured and halved, and where Newton's method starts."""
    told = economy.floats.signal[1]
    single = many(economy, signal=told)
    tally.same("one signal for all states", len(single), 1)
    tally.close("it", single.signal[0], np.tile(told, (3, 1)), 1e-14)
    _alone(tally)
    family, present, active = _family(economy), COUNTS > 0, COUNTS.sum(axis=1)
    sizes = newton._sizes(-STATE, 3, family.endowment[:, 1:])
    tops = [float(e.environment.endowment[1]) for e in rows_of(economy)]
    wanted = [[top] * 3 + row[3:] for top, row in zip(tops, STATE.tolist(), strict=True)]
    tally.close("sizes", sizes, wanted, 1e-14)
    left = newton._left(STATE, family.endowment, present, active)
    tally.close("left", left, _positive(economy, STATE, float(factor)), 1e-14)
    taken = newton._taken(STATE[:, :4], family.endowment)
    for i, (*sold, price) in enumerate(STATE[:, :4].tolist()):
        own = by_hand.endowment(rows_of(economy)[i])
        held = [*(own[0] - t for t in sold), *(own[1] + price * t for t in sold), price]
        tally.close("taken", taken[i], held, 1e-14)
    lengths = newton._length(
        STATE, STEP, lambda s: newton._left(s, family.endowment, present, active)
    )
    for i in range(3):
        length, least = 1.0, [0.1 * v for v in _positive(economy, STATE)[i]]
        while any(
            a < b for a, b in zip(_positive(economy, STATE + length * STEP)[i], least, strict=True)
        ):
            length /= 2
        tally.close("length", lengths[i], [length], 1e-14)
    _starts(tally, economy, family)
    low, high = np.array([-2.0, -1.0, -3.0]), np.array([1.0, 2.0, 4.0])
    inside = margins._inside(np.array([-1.9999, 3.0, 0.5]), low, high)
    tally.close("inside", inside, [-1.997, 1.997, 0.5], 1e-14)


def _alone(tally: Tally) -> None:
    """Steps that leave a little more, or less, than a tenth of numbers that stay positive; a row without a step."""
    step = np.array([[-0.899, 0.1, 0.2], [0.3, -0.901, -0.2], [-3.0, 0.1, -0.2]])
    lengths = newton._length(np.ones((3, 3)), step, lambda s: s)
    tally.close("length", lengths, [[1.0], [0.5], [0.25]], 1e-14)
    roots = np.array([[2.0, 3.0], [5.0, 7.0]])

    def towards(rows: NDArray[np.intp], state: Array) -> Array:
        full = roots[rows] - state
        full[rows == 1, 0] = np.nan
        return full

    ends = newton._iterated(
        np.ones((2, 2)), towards, lambda _, s: s, lambda _, s: np.ones_like(s), 1e-9
    )
    tally.close("a row without a step", ends, [roots[0], [1.0, 1.0]], 1e-14)


def _family(economy: Economy) -> Many:
    return many(economy, **arrays_of(rows_of(economy)))


def _positive(economy: Economy, state: Array, factor: float = 1.0) -> list[list[float]]:
    """Return consumptions, p, ρ, and what the own influence leaves of it, row by row."""
    listed = []
    for i, (*w, price, rho) in enumerate(state.tolist()):
        own, row = by_hand.endowment(rows_of(economy)[i]), COUNTS[i].tolist()
        bundles = [price * own[0] * factor - v for v in w], [own[1] + v for v in w]
        left = [rho - (abs(v) / sum(row) if n else 0.0) for v, n in zip(w, row, strict=True)]
        listed.append([*bundles[0], *bundles[1], price, rho, *left])
    return listed


def _starts(tally: Tally, economy: Economy, family: Many) -> None:
    """No trade at the geometric mean of the rates, and what price-takers offer."""
    shares = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3], [0.3, 0.3, 0.4]])
    belief = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3], [0.25, 0.15, 0.6]])
    first = newton._no_trade(family, shares, belief)
    for i, one in enumerate(rows_of(economy)):
        own, phi = by_hand.endowment(one), belief[i].tolist()
        rates = [
            by_hand.slope(one, own, x, phi, 0) / by_hand.slope(one, own, x, phi, 1)
            for x in range(3)
        ]
        mean = exp(sum(s * log(v) for s, v in zip(shares[i].tolist(), rates, strict=True)))
        tally.close("no trade", first[i], [0.0, 0.0, 0.0, mean], 1e-12)
    second = newton._taken_prices(family, shares, belief)
    sales, price = newton.price_takers(family, shares, belief, newton.ROUGH)
    for i, one in enumerate(rows_of(economy)):
        worth = [float(price[i]) * t for t in sales[i].tolist()]
        spent = sum(s * max(-v, 0.0) for s, v in zip(shares[i].tolist(), worth, strict=True))
        wanted = [*worth, float(price[i]), float(one.mechanism.kappa[1]) + spent]
        tally.close("price-takers", second[i], wanted, 1e-14)


def settled(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Rows moved off their solution by a little less, and a little more, than is allowed."""
    family, allowed = _family(economy), FLAT * float(factor) ** 4
    states = family.known_states()
    sales, price = newton.price_takers(states, states.signal[:, 0], np.ones((9, 1)))
    tally.holds("an equilibrium", solve._cleared(states, sales, price).all())
    for i, one in enumerate(rows_of(economy)):
        z, row, own = (i + 1) % 3, 3 * i + (i + 1) % 3, by_hand.endowment(one)
        mu, p = [float(m) for m in one.environment.signal[z]], float(price[row])
        way = np.array([1 / mu[0], -1 / mu[1], 0.0])  # which leaves the market cleared
        unit = _slope(one, z, (sales[row] + 1e-6 * way).tolist(), p) / 1e-6
        for share in SHARES:
            moved, kappa = sales.copy(), states.kappa.copy()
            moved[row] += share * allowed / unit * way
            wanted = [k != row or share < 1 for k in range(9)]
            tally.same("slope", solve._cleared(states, moved, price).tolist(), wanted)
            # With another κ the same trades are as good at the price, and clear the market no more.
            kappa[row, 0] += share * allowed * (own[0] + float(one.mechanism.kappa[1]) / p)
            other = replace(states, kappa=kappa)
            tally.same("market", solve._cleared(other, sales, price).tolist(), wanted)
    _game(tally, economy, family)
    _line(tally, economy, family)


def _slope(economy: Economy, z: int, sales: list[float], price: float) -> float:
    own, known, worst = by_hand.endowment(economy), [float(s == z) for s in range(3)], 0.0
    for x, t in enumerate(sales):
        u_q, u_r = (
            by_hand.slope(economy, (own[0] - t, own[1] + price * t), x, known, g) for g in (0, 1)
        )
        worst = max(worst, abs(price * u_r - u_q) / (price * u_r + u_q))
    return worst


def _game(tally: Tally, economy: Economy, family: Many) -> None:
    """Games whose offers are moved: one type's condition fails, and only that of a type that is present counts."""
    belief = family.posterior(COUNTS)
    w, price = newton.game(family, COUNTS, belief)
    offers, prices, totals, good = solve.stage2_in_arrays(family, COUNTS, belief)
    tally.holds("solved", good.all())
    for i, x in zip(*np.nonzero(COUNTS == 0), strict=True):
        one, p = rows_of(economy)[i], float(price[i])
        sold, spent = by_hand.price_taker(one, int(x), belief[i].tolist(), p)
        tally.close("nobody's offer", w[i, x], p * sold - spent, 1e-10)
    for i, one in enumerate(rows_of(economy)):
        row, phi = COUNTS[i].tolist(), belief[i].tolist()
        for x in range(3):
            for by in (-1e-9, 2e-12, 3e-10, 1e-8):
                moved = w.copy()
                moved[i, x] *= 1 + by
                with mock.patch.object(solve, "game", return_value=(moved, price)):
                    offers, prices, totals, good = solve.stage2_in_arrays(family, COUNTS, belief)
                b = offers[i].tolist()
                kappa = [float(k) for k in one.mechanism.kappa]
                made = [sum(row) * kappa[g] + sum(n * o[g] for n, o in zip(row, b, strict=True))
                        for g in (0, 1)]  # fmt: skip
                tally.close("totals", totals[i], made, 1e-14)
                tally.close("price", prices[i], made[1] / made[0], 1e-14)
                gaps = [
                    condition_gap(one, y, phi, (made[0] - b[y][0], made[1] - b[y][1]), (b[y][0], b[y][1]))
                    for y in range(3)
                    if row[y]
                ]  # fmt: skip
                wanted = [k != i or max(gaps) <= SETTLED for k in range(3)]
                tally.same("game", good.tolist(), wanted)


def _line(tally: Tally, economy: Economy, family: Many) -> None:
    """Consumptions at stage 1 next to their roots, and next to the ends of the line."""
    found, good = solve.stage1_in_arrays(family)
    tally.holds("roots", good.all())
    top = 2 * family.endowment[:, 0]
    for i in range(3):
        for x in range(3):
            for share in SHARES:
                moved = found.copy()
                moved[i, x] += share * NEXT * top[i]
                with mock.patch.object(solve, "bracketed", return_value=moved):
                    answer = solve.stage1_in_arrays(family)[1].tolist()
                tally.same("next to a root", answer, [k != i or share < 1 for k in range(3)])
    with mock.patch.object(solve, "bracketed", return_value=found) as asked:
        solve.stage1_in_arrays(family)
    _, start, low, high = asked.call_args.args
    wanted = [[0.5 * t] * 3 for t in top]
    tally.close("start", start, wanted, 1e-14)
    tally.close("the line", [low, high], [0 * found, 2 * start], 1e-14)


CHECKS: dict[str, Check] = {
    "many.kept": on_probes(tallied(kept), (LOGARITHMS, POWERS)),
    "many.settled": on_probes(tallied(settled), (LOGARITHMS,), ("a type that is absent",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "many.kept",
        "many economies in one call: what a step keeps positive, its length, and where it starts",
        "equations (4), (16)-(19); section 3.1",
        r"\forall i, s, \delta:\quad \ell = \max\{2^{-k}: v(s + 2^{-k}\delta) \ge \tfrac{v(s)}{10}\},\quad "
        r"v = \Big(p\bar q - w,\ \bar r + w,\ p,\ \rho,\ \rho - \tfrac{|w|}M\Big)",
        "value",
        depends_on=("many.solved",),
    ),
    stated(
        "many.settled",
        "many economies in one call: a row is solved where no condition is missed by more than is allowed",
        "equations (16)-(19); section 3.1",
        r"\forall i:\quad \text{solved}_i \iff \tfrac{|pu_r - u_q|}{pu_r + u_q} \le 10^{-11},\quad "
        r"\tfrac{|\text{gain} - \text{cost}|}{\text{gain} + \text{cost}} \le 10^{-10}",
        "value",
        depends_on=("many.solved", "lemma-2.accepted"),
    ),
)
