"""A rebate at finite N, played out agent by agent: budget, slopes of both stages, better offers, rows."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest

from numeric import compare
from numeric.games.entry_fee import after_fee, fee_of
from numeric.games.scenarios import scenarios
from numeric.mechanism.rebated_market import RebatedMarket
from numeric.mechanism.rebated_stages import RebatedGame, RebatedSolution
from tests.numeric.games.settings import example, plain

Offer = tuple[float, float]
N, IDLE = 6, 2
KAPPA, ENDOWMENT = 0.05, 0.9


def solved(name: str = "e1", agents: int = N, inactive: int = IDLE) -> RebatedSolution:
    economy = example(name)
    left, fee = after_fee(economy), np.array([float(f) for f in fee_of(economy)])
    drawn = scenarios(left, agents, inactive)
    market = RebatedMarket.of(left, fee, agents, inactive)
    return RebatedGame(market, drawn.state, drawn.active, drawn.inactive, drawn.weight).solve()


def played_out(stage_2: Sequence[Offer], stage_1: Sequence[Offer]) -> list[Offer]:
    """Pay everybody out, the active first, and return what the designer keeps in equal shares."""
    M = len(stage_2)
    Q = sum(b[0] for b in stage_2) + M * KAPPA
    R = sum(b[1] for b in stage_2) + M * KAPPA
    held = [(ENDOWMENT - b[0] + b[1] * Q / R, ENDOWMENT - b[1] + b[0] * R / Q) for b in stage_2]
    held += [(ENDOWMENT - a[0] + a[1], ENDOWMENT - a[1] + a[0]) for a in stage_1]
    n = len(held)
    kept = [n * 1.0 - sum(v[g] for v in held) for g in (0, 1)]
    return [(q + kept[0] / n, r + kept[1] / n) for q, r in held]


def offer(sold: float, price: float) -> Offer:
    return (sold, 0.0) if sold > 0 else (0.0, -price * sold)


def others_types(count: int, types: range) -> Iterator[tuple[int, ...]]:
    return product(types, repeat=count)


@pytest.fixture(scope="module")
def found() -> RebatedSolution:
    return solved()


def active_value(found: RebatedSolution, counts: tuple[int, int], x: int, own: Offer) -> float:
    """Return what an active agent of type x expects, every sequence of types of the inactive enumerated."""
    s = plain(example("e1"))
    rows = found.game._distinct[0].tolist()
    at = rows.index(list(counts))
    price = float(found.second.price[at])
    made = [offer(float(t), price) for t in found.second.sold[at]]
    rest = [made[y] for y in (0, 1) for _ in range(counts[y] - (y == x))]
    weights = [p * row[0] ** counts[0] * row[1] ** counts[1]
               for p, row in zip(s.prior, s.signal, strict=True)]  # fmt: skip
    total = 0.0
    for z, w in enumerate(weights):
        for types in others_types(IDLE, range(2)):
            chance = w * np.prod([s.signal[z][y] for y in types])
            first = [offer(float(found.first[y]), 1.0) for y in types]
            q, r = played_out([own, *rest], first)[0]
            total += chance * s.u(q, r, x, z)
    return float(total / sum(weights))


@pytest.mark.parametrize(("counts", "x"), [((2, 2), 0), ((2, 2), 1), ((1, 3), 0), ((4, 0), 0)])
def test_no_offer_of_stage_2_in_the_box_is_better(
    found: RebatedSolution, counts: tuple[int, int], x: int
) -> None:
    at = found.game._distinct[0].tolist().index(list(counts))
    price = float(found.second.price[at])
    sold = float(found.second.sold[at, x])
    own = offer(sold, price)
    value = active_value(found, counts, x, own)
    h = 1e-5
    side = 0 if sold > 0 else 1
    moved = [
        active_value(found, counts, x, tuple(v + d * (g == side) for g, v in enumerate(own)))
        for d in (h, -h)
    ]
    assert (moved[0] - moved[1]) / (2 * h) == pytest.approx(0, abs=1e-8)
    for b in product(np.linspace(0, 0.9, 13), repeat=2):
        assert active_value(found, counts, x, (float(b[0]), float(b[1]))) <= value + 1e-12


@pytest.mark.parametrize("x", [0, 1])
def test_no_offer_of_stage_1_is_better_if_inactive(found: RebatedSolution, x: int) -> None:
    s, rows = plain(example("e1")), found.game._distinct[0].tolist()

    def value(sold: float) -> float:
        total = mass = 0.0
        for z, prior in enumerate(s.prior):
            for types in others_types(N - 1, range(2)):
                chance = prior * s.signal[z][x] * np.prod([s.signal[z][y] for y in types])
                active, passive = types[: N - IDLE], types[N - IDLE :]
                at = rows.index([active.count(0), active.count(1)])
                price = float(found.second.price[at])
                made = [offer(float(found.second.sold[at, y]), price) for y in active]
                first = [offer(float(found.first[y]), 1.0) for y in passive]
                q, r = played_out(made, [*first, offer(sold, 1.0)])[-1]
                total += chance * s.u(q, r, x, z)
                mass += chance
        return float(total / mass)

    own, h = float(found.first[x]), 1e-5
    assert (value(own + h) - value(own - h)) / (2 * h) == pytest.approx(0, abs=1e-8)
    for other in np.linspace(-0.85, 0.85, 18):
        assert value(float(other)) <= value(own) + 1e-12


def test_bundles_are_what_the_mechanism_pays(found: RebatedSolution) -> None:
    g = found.game
    active, inactive = found.bundles()
    for i in range(0, len(g.weight), 5):
        at = g._distinct[1][i]
        price = float(found.second.price[at])
        stage_2 = [offer(float(found.second.sold[at, y]), price)
                   for y in (0, 1) for _ in range(g.active[i, y])]  # fmt: skip
        stage_1 = [offer(float(found.first[y]), 1.0)
                   for y in (0, 1) for _ in range(g.inactive[i, y])]  # fmt: skip
        paid = played_out(stage_2, stage_1)
        assert np.sum(paid, axis=0) == pytest.approx([N, N], rel=1e-13)
        wanted = [active[i, y] for y in (0, 1) for _ in range(g.active[i, y])]
        wanted += [inactive[i, y] for y in (0, 1) for _ in range(g.inactive[i, y])]
        assert np.array(paid) == pytest.approx(np.array(wanted), abs=1e-12)


def test_the_margin_is_what_a_lie_costs_less_what_it_gains(found: RebatedSolution) -> None:
    margin, (x, y) = found.margin()
    price = found.second.price[found.game._distinct[1]]
    near = 0.5 * (found.first[0] + found.first[1])
    own, other = (
        found.game.if_inactive(found.first, price, x, float(a))[0] for a in (found.first[x], near)
    )
    gain = 0.0
    s = plain(example("e1"))
    weights = {}
    for z, prior in enumerate(s.prior):
        for types in others_types(N - IDLE - 1, range(2)):
            counts = [types.count(0), types.count(1)]
            counts[x] += 1
            chance = prior * s.signal[z][x] * np.prod([s.signal[z][t] for t in types])
            weights[tuple(counts)] = weights.get(tuple(counts), 0.0) + float(chance)
    for counts, chance in weights.items():
        lied = list(counts)
        lied[x] -= 1
        lied[y] += 1
        values = []
        for seen, absent in ((counts, x), (tuple(lied), y)):
            at = found.game._distinct[0].tolist().index(list(seen))
            p = float(found.second.price[at])
            made = [offer(float(t), p) for t in found.second.sold[at]]
            rest = [made[t] for t in (0, 1) for _ in range(seen[t] - (t == absent))]
            values.append(_best(found, counts, x, rest))
        gain += chance / sum(weights.values()) * (values[1] - values[0])
    assert margin == pytest.approx(IDLE / N * (own - other) - (N - IDLE) / N * gain, abs=1e-7)


def _best(found: RebatedSolution, counts: tuple[int, ...], x: int, rest: list[Offer]) -> float:
    """Return the best expected utility against given offers of the other active, by golden sections."""
    s = plain(example("e1"))
    weights = [p * row[0] ** counts[0] * row[1] ** counts[1]
               for p, row in zip(s.prior, s.signal, strict=True)]  # fmt: skip

    def value(own: Offer) -> float:
        total = 0.0
        for z, w in enumerate(weights):
            for types in others_types(IDLE, range(2)):
                chance = w * np.prod([s.signal[z][t] for t in types])
                first = [offer(float(found.first[t]), 1.0) for t in types]
                q, r = played_out([own, *rest], first)[0]
                total += chance * s.u(q, r, x, z)
        return float(total / sum(weights))

    best, ratio = value((0.0, 0.0)), (5**0.5 - 1) / 2
    for side in (0, 1):
        low, high = 0.0, 0.9

        def at(b: float, side: int = side) -> float:
            return value((b, 0.0) if side == 0 else (0.0, b))

        for _ in range(32):
            a, b = high - ratio * (high - low), low + ratio * (high - low)
            low, high = (low, b) if at(a) > at(b) else (a, high)
        best = max(best, at((low + high) / 2))
    return best


def test_rows_tend_to_the_limit_and_use_exactly_what_was_brought() -> None:
    economy = example("e1").replacing(entry_fee=["0.1", "0.1"], rebate=True)
    rows = compare(economy, [10, 40, 160, None], ["entry_fee_rebate"])
    losses = []
    for row in rows:
        assert row.welfare is not None
        assert row.status.solved
        assert np.abs(row.welfare.outlay).max() < 1e-13
        losses.append(row.welfare.misallocation)
    gaps = np.abs(np.array(losses[:3]) - losses[3])
    assert gaps[1] < 0.5 * gaps[0]
    assert gaps[2] < 0.5 * gaps[1]
    assert losses[3] == pytest.approx(8.05e-5, rel=1e-2)
