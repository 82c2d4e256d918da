r"""Semi-pooling candidates against all equilibria that are found: ranges of values, and the worst gain.

Where each game has one equilibrium the worst of all is that one; what is added up where some game has
none, or several, is compared with sums written out.

Paper: section 7.2, Claim 4 and the final argument.
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
from numeric.stage2.solve import solve_stage2
from numeric.status import Status
from numeric.theorem_1.continuation import oscillation
from numeric.theorem_2 import every_equilibrium as every
from numeric.theorem_2 import semipooling
from numeric.theorem_2.pooling_cost import pooling_cost
from numeric.theorem_2.semipooling import semi_pooling, value_on_path
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
BLOCKS, AGENTS = ((0, 2), (1,)), 3


def candidates(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Every block's cost and gain with one equilibrium for each game are those of that equilibrium."""
    _put_together(tally, economy)
    economy = economy.replacing(eta="1/2")  # two of three agents are active
    found = every.every_equilibrium(economy, BLOCKS, AGENTS)
    one = semi_pooling(economy, BLOCKS, AGENTS)
    tally.same("partition", found.partition, BLOCKS)
    tally.same("most equilibria", found.most, 1)
    tally.close("nothing missing", found.missing, 0.0, 1e-12)
    for worst, plain in zip(found.exclusions, one.exclusions, strict=True):
        tally.same("block", worst.block, plain.block)
        tally.close("cost", worst.cost, plain.cost * float(factor), 1e-11)
        tally.close("gain", [*worst.gain, worst.worst], [plain.gain] * 3, 1e-8)
        tally.same("attributed", worst.attributed, plain.attributed)
        tally.same("excluded", worst.excluded, worst.cost > worst.worst)
        tally.close("offer", worst.offer, pooling_cost(economy, worst.block)[1], 1e-11)
    tally.same("everything is found", one.status, Status.SOLVED)
    tally.same("some excluded", found.excluded, any(e.excluded for e in found.exclusions))
    alone = every._on_path(economy, BLOCKS, 2, 0, shut_down=False)
    on_path = value_on_path(economy, BLOCKS, 2, 0, shut_down=False).values[[0, 2]]
    tally.close("least without the shut-down", alone.low[[0, 2]], on_path, 1e-8)
    tally.close("greatest without the shut-down", alone.high[[0, 2]], on_path, 1e-8)
    tally.close("of others", [alone.low[1], alone.high[1]], [0.0, 0.0])


def _put_together(tally: Tally, economy: Economy) -> None:
    """Which games are solved, and which blocks are tested against which of them."""
    agents, sets = 7, [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]
    M, asked = economy.active(agents), []

    def known(
        _e: object, blocks: object, active: int, which: object, *rest: object, **named: object
    ) -> Any:
        tally.same("of the active", (blocks, active), (BLOCKS, M))
        asked.append((which, *rest, *named.values()))
        return asked[-1]

    def test(_e: object, block: object, on: object, off: Any, *numbers: int) -> Any:
        return block, on, list(off.items()), numbers

    of_sets = [(A, (A,)) for A in sets]
    with mock.patch.multiple(
        every, _off_path=known, _on_path=known, _exclusion=test, _gathered=lambda *made: made
    ):
        made: Any = every.every_equilibrium(economy, BLOCKS, agents)
    blocks, tests, ranges_ = made
    wanted = (BLOCKS[0], (0, True), of_sets, (agents, M))
    tally.same("tested", (blocks, tests), (BLOCKS, [wanted]))
    tally.same("ranges", ranges_, [*(told for _, told in of_sets), (0, True)])
    with mock.patch.multiple(
        semipooling, value_off_path=known, value_on_path=known, _exclusion=test,
        most_missing=lambda values: len(list(values)) - 9,
    ):  # fmt: skip
        one = semi_pooling(economy, BLOCKS, agents)
        few = semi_pooling(economy, BLOCKS, agents, sets=[(2, 1)])
    tally.same("one selection", list(one.exclusions), [wanted])
    tally.same("on the path", one.on_path, {0: (0, True), 1: (1, True)})
    tally.same("numbers", (one.agents, one.active, one.status), (agents, M, Status.SOLVED))
    tally.same("sets that are named", (list(few.off_path), few.missing), ([(1, 2)], -6))


def ranges(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Sums over block counts of which some have no equilibrium, and the worst gain from such sums."""
    chance = np.array([[0.2, 0.3, 0.1], [0.5, 0.3, 0.4], [0.3, 0.4, 0.5]])
    low = np.array([[1.0, -2.0, 0.5], [0.3, np.inf, 1.5], [-1.0, 0.7, 2.0]])
    high = np.array([[1.5, -1.0, 0.5], [0.8, -np.inf, 1.7], [-0.5, 0.9, 2.5]])
    found = every._expected(chance, low, high, np.array([1, 0, 3]))
    tally.same("most", found.most, 3)
    for x in range(3):
        rows = [i for i in range(3) if np.isfinite(low[i, x])]
        tally.close(
            "least", found.low[x], sum(chance[i, x] * low[i, x] for i in rows) * float(factor)
        )
        tally.close("greatest", found.high[x], sum(chance[i, x] * high[i, x] for i in rows))
        tally.close("missing", found.missing[x], 1 - sum(chance[i, x] for i in rows), 1e-12)
    _of_one(tally, chance, low)
    states, own = range(len(economy.states)), by_hand.endowment(economy)
    floor = [min(by_hand.utility(economy, x, z)(*own) for z in states) for x in range(3)]
    tally.close("floor", every._floor(economy), floor, 1e-12)
    _worst(tally, economy, floor)
    _of_many(tally, economy)
    _begun(tally, economy)
    near = np.array([[0.3, -0.2], [1e-4, 0.0]])
    starts, least = every._starts(economy, near), every.LEAST * min(own)
    sizes = [[max(abs(v), least) for v in row] for row in near.tolist()]
    wanted = [near.tolist()] + [
        [[s * v for s, v in zip(signs, row, strict=True)] for row in sizes]
        for signs in product((1.0, -1.0), repeat=2)
    ]
    tally.close("starts", np.array(starts), wanted, 1e-15)


def _of_many(tally: Tally, economy: Economy) -> None:
    """Ranges over several equilibria, their number, and what is said of several blocks."""
    nothing = [np.nan, np.nan]
    values = np.array([[[0.3, -0.2], nothing, nothing], [[0.1, 0.4], nothing, [0.7, 0.8]],
                       [[0.2, 0.0], nothing, [0.6, 0.9]], [nothing, nothing, [0.65, 0.85]]])  # fmt: skip
    offers = np.array([[[0.5, 0.1], nothing, nothing], [[0.5, 0.2], nothing, [0.1, -0.3]],
                       [[0.5, 0.10009], nothing, [-0.1, -0.3]], [nothing, nothing, [0.1, -0.3]]])  # fmt: skip
    # An equilibrium is known where the offers of all roles are.
    offers[3, 0], offers[3, 1] = [0.9, np.nan], [np.nan, 0.9]
    low, high, number = every._spread(values, offers, 1e-4)
    tally.close("least", low, [[0.1, -0.2], [np.inf, np.inf], [0.6, 0.8]], 1e-15)
    tally.close("greatest", high, [[0.3, 0.4], [-np.inf, -np.inf], [0.7, 0.9]], 1e-15)
    tally.same("how many", number.tolist(), [2, 0, 2])
    some = [
        every.ValueRange(np.zeros(2), np.zeros(2), np.array(missing), most)
        for missing, most in (((0.1, 0.3), 2), ((0.2, 0.0), 5), ((0.15, 0.25), 1))
    ]
    tests = [
        every.WorstExclusion((0, 1), 0.2, 1.0, (0.0, worst), worst, (0,)) for worst in (0.1, 0.3)
    ]
    made = every._gathered(BLOCKS, tests, some)
    tally.same("of several", (made.missing, made.most, made.excluded), (0.3, 5, True))
    tally.same("none", every._gathered(BLOCKS, tests[1:], some).excluded, False)
    same = every.WorstExclusion((0, 1), 0.2, 1.0, (0.0, 0.2), 0.2, (0,))
    alike = semipooling.Exclusion((0, 1), 0.2, 0.2, (0,))
    tally.same("costs as much as is gained", (same.excluded, alike.excluded), (False, False))
    game: Any = SimpleNamespace(rows=lambda some: some)

    # Every start is tried in every row: what is found is told apart by starts, then by rows.
    def tried(_e: object, rows: Array, starts: Array) -> Any:
        return SimpleNamespace(values=starts + rows[:, None], offers=starts - rows[:, None])

    begun = [np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), np.full((3, 2), 7.0)]
    with mock.patch.multiple(every, solve_games=tried, _spread=lambda *of: of):
        found_, at, apart = every._ranges(economy, game, begun)
    row = np.arange(3)[:, None]
    tally.close("values by starts", found_, [start + row for start in begun], 1e-15)
    tally.close("offers by starts", at, [start - row for start in begun], 1e-15)
    tally.close("how far apart", apart / every.APART, max(by_hand.endowment(economy)), 1e-15)


def _begun(tally: Tally, economy: Economy) -> None:
    """Whole numbers near shares, by largest remainders; offers at the expected composition of blocks."""
    # The whole part of the last row's first is large, and its remainder is not the greatest.
    shares = np.array(
        [[0.2, 0.5, 0.3], [0.55, 0.25, 0.2], [1 / 3, 1 / 3, 1 / 3], [0.985, 0.0123, 0.0027]]
    )
    totals = np.array([7, 9, 4, 41])
    found = semipooling._rounded(shares, totals).tolist()
    for row, part, total in zip(found, shares.tolist(), totals.tolist(), strict=True):
        tally.same("whole numbers", row, _whole(part, total))
    counts, X = np.array([[3, 2], [1, 4], [5, 0]]), range(3)
    starts = semipooling.starting_offers(economy, BLOCKS, counts)
    e = economy.environment
    for begun, number in zip(starts, counts.tolist(), strict=True):
        mass = [[sum(row[y] for y in block) for block in BLOCKS] for row in e.signal]
        weights = [
            float(p * row[0] * m[0] ** number[0] * m[1] ** number[1])
            for p, row, m in zip(e.prior, e.signal, mass, strict=True)
        ]
        belief = [w / sum(weights) for w in weights]
        sigma = [0] * 3
        for k, block in enumerate(BLOCKS):
            inside = [
                sum(
                    b * float(row[y] / m[k])
                    for b, row, m in zip(belief, e.signal, mass, strict=True)
                )
                for y in block
            ]
            for y, n in zip(block, _whole(inside, number[k]), strict=True):
                sigma[y] = n
        offers = solve_stage2(economy, [sigma], np.array([belief])).offers[0]
        tally.close("starts", begun, [offers[x, 0] - offers[x, 1] for x in X], 1e-11)
    nothing: dict[Any, Any] = {}
    tests = [semipooling.Exclusion((0, 1), 0.2, gain, (0,)) for gain in (0.1, 0.3)]
    made = semipooling.SemiPooling(4, 3, BLOCKS, nothing, nothing, tuple(tests), 0.0, Status.SOLVED)
    tally.same("one is enough", made.excluded, True)


def _whole(shares: list[float], total: int) -> list[int]:
    counts = [int(share * total) for share in shares]
    left = sorted(range(len(shares)), key=lambda y: counts[y] - shares[y] * total)
    for y in left[: total - sum(counts)]:
        counts[y] += 1
    return counts


def _of_one(tally: Tally, chance: Array, values: Array) -> None:
    """Values given that an equilibrium was found, and what is missing."""
    nothing = np.zeros((3, 2), dtype=int), np.zeros((3, 3))
    found = semipooling._expected(0.9 * chance, values, *nothing)
    for x in range(3):
        rows = [i for i in range(3) if np.isfinite(values[i, x])]
        mass = sum(chance[i, x] for i in rows)
        mean = sum(chance[i, x] * values[i, x] for i in rows) / mass
        tally.close("given that there is one", found.values[x], mean, 1e-13)
        tally.close("none", found.missing[x], 0.9 * (1 - mass), 1e-12)
    gone = chance * np.array([0.0, 1.0, 1.0])
    none = semipooling._expected(gone, values, *nothing)
    tally.holds("nothing found", np.isnan(none.values[0]) and np.isfinite(none.values[1:]).all())
    some = [
        semipooling.Value(found.values, np.array(m), *nothing) for m in ((0.1, 0.3), (0.2, 0.0))
    ]
    tally.same("most missing", semipooling.most_missing(some), 0.3)


def _worst(tally: Tally, economy: Economy, floor: list[float]) -> None:
    """The worst gain of a block, with probabilities of block counts without an equilibrium."""
    span = oscillation(economy)
    on = every.ValueRange(np.array([0.1, 0.4, -0.2]), np.array([0.3, 0.5, 0.1]),
                          np.array([0.02, 0.01, 0.05]), 2)  # fmt: skip
    off = {
        (0,): every.ValueRange(np.array([0.2, 0.1, -0.5]), np.array([0.25, 0.3, -0.1]),
                               np.array([0.01, 0.0, 0.02]), 1),
        (1, 2): every.ValueRange(np.array([-0.3, 0.1, -0.4]), np.array([0.0, 0.2, 0.2]),
                                 np.array([0.0, 0.03, 0.04]), 3),
    }  # fmt: skip
    agents, active, block = 7, 5, (0, 2)
    made = every._exclusion(economy, block, on, off, agents, active)
    cost, offer = pooling_cost(economy, block)
    share = active / agents
    low, high, worst = {}, {}, {}
    for A, value in off.items():
        low[A] = max(on.low[x] - value.high[x] for x in block)
        high[A] = max(on.high[x] - value.low[x] for x in block)
        worst[A] = max(
            on.high[x] - value.low[x] + floor[x] * (on.missing[x] - value.missing[x])
            + span[x] * on.missing[x]
            for x in block
        )  # fmt: skip
    tally.close("share of the cost", made.cost, (agents - active) / agents * cost, 1e-13)
    tally.close("offer", made.offer, offer)
    tally.close("gains", made.gain, (share * max(low.values()), share * max(high.values())), 1e-13)
    tally.close("worst", made.worst, share * max(worst.values()), 1e-13)
    tally.same("attributed", made.attributed, max(worst, key=lambda A: worst[A]))


CHECKS: dict[str, Check] = {
    "thm-2.every": on_probes(tallied(candidates), (LOGARITHMS,)),
    "thm-2.ranges": on_probes(tallied(ranges), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.every",
        "where each game has one equilibrium, the worst of all those found is that one",
        "section 7.2, Claim 4",
        r"\#\{\beta\} = 1 \implies \max_\beta V_k = \min_\beta V_k = V_k",
        "value",
    ),
    stated(
        "thm-2.ranges",
        "ranges of values where some game has no equilibrium or several",
        "section 7.2, Claim 4",
        r"\overline V_k = \max_{y, A}\Bigl[\overline F_y(Y_k) - \underline F_y(A) + "
        r"f_y(\rho_k - \rho_A) + \omega_y\rho_k\Bigr]",
        "value",
    ),
)
