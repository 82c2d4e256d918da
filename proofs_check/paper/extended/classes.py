r"""Mechanisms with classes of endowments, against rounds agent by agent in which everybody has the own endowment.

Every agent's type is listed, so that nothing is counted by kind and nobody's endowment is translated; what
agents offer on the market comes from the solver, whose offers ``sec-6.endowments.existence`` compares.

Conventions: u = :math:`\theta\log q + \log r`, so that the inactive and price-takers have closed forms; a
*seat* is a class and a type.

Paper: section 6, fourth paragraph; sections 2.2 and 5; A2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction as F
from functools import lru_cache
from itertools import product
from math import comb, log, prod

import numpy as np

from numeric.classes.compare import compare_classes
from numeric.classes.economy import ClassEconomy, class_economy
from numeric.classes.kinds import kind_economy
from numeric.classes.margins import class_margin
from numeric.classes.outcomes import class_scenarios, limit_scenarios
from numeric.classes.profiles import MASS, profiles
from numeric.classes.shut_down import shut_down
from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.by_hand import Pair
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.toolkit.by_rounds import Round, coefficient, welfare

PRIOR, SIGNAL = (F(3, 5), F(2, 5)), ((F(2, 3), F(1, 3)), (F(1, 5), F(4, 5)))
TASTE = ((F(1, 2), F(2, 3)), (F(9, 4), F(3)))
NEAR = ((F(1, 2), F(2, 3)), (F(4, 7), F(3, 4)))
"""Tastes so near that a kind gains by being taken for another type."""
KAPPA = (F(1, 5), F(1, 7))
OWN = ((F(3, 2), F(1, 2)), (F(1, 2), F(7, 4)))
ALL, ACTIVE = (2, 3), (1, 2)
"""Agents of each class, and how many of them are active."""

SEATS = [(h, a) for h in (0, 1) for a in [True] * ACTIVE[h] + [False] * (ALL[h] - ACTIVE[h])]
"""For each agent the class, and whether it is active."""

COPIES, MANY, DRAWS, CLOSE = 40, 200, 3000, 1e-10
Seat = tuple[int, int]
Rule = Callable[[int, Sequence[Seat]], list[Pair]]


def _profile(taste: Sequence[Sequence[F]] = TASTE) -> ClassEconomy:
    return class_economy(
        [{"endowment": e, "agents": n, "active": m} for e, n, m in zip(OWN, ALL, ACTIVE, strict=True)],
        prior=PRIOR,
        signal=SIGNAL,
        kappa=KAPPA,
        utility="theta*log(q) + log(r)",
        parameters={"theta": taste},
    )  # fmt: skip


def _per_head() -> tuple[F, F]:
    q, r = (sum(n * e[g] for n, e in zip(ALL, OWN, strict=True)) / F(sum(ALL)) for g in (0, 1))
    return q, r


@lru_cache(maxsize=1)
def _measured() -> Economy:
    """Return tastes by kind and the endowment per head, by which rounds are measured."""
    return Economy(
        prior=PRIOR,
        signal=[[F(n, sum(ALL)) * m for n in ALL for m in row] for row in SIGNAL],
        endowment=_per_head(),
        kappa=KAPPA,
        eta=F(2, 5),
        utility="theta*log(q) + log(r)",
        parameters={"theta": [*TASTE, *TASTE]},
    )


def _idle(seat: Seat) -> Pair:
    """Return what an inactive agent consumes: the best on its budget line at the ratio of the endowments per head."""
    (h, x), price = seat, float(_per_head()[1] / _per_head()[0])
    weights = [p * row[x] for p, row in zip(PRIOR, SIGNAL, strict=True)]
    theta = float(sum(w * t for w, t in zip(weights, TASTE[x], strict=True)) / sum(weights))
    wealth = price * float(OWN[h][0]) + float(OWN[h][1])
    return theta / (1 + theta) * wealth / price, wealth / (1 + theta)


def _taken(z: int, seats: Sequence[tuple[Seat, float]], kappa: tuple[F, F]) -> list[Pair]:
    """Return what price-takers who know the state consume, weights being numbers or shares."""
    keep = [float(TASTE[x][z] / (1 + TASTE[x][z])) for (_, x), _ in seats]
    total = sum(n for _, n in seats)
    paid = sum(n * k * float(OWN[h][1]) for ((h, _), n), k in zip(seats, keep, strict=True))
    sold = sum(n * (1 - k) * float(OWN[h][0]) for ((h, _), n), k in zip(seats, keep, strict=True))
    price = (paid + total * float(kappa[1])) / (sold + total * float(kappa[0]))
    wealth = [price * float(OWN[h][0]) + float(OWN[h][1]) for (h, _), _ in seats]
    return [(k * w / price, (1 - k) * w) for k, w in zip(keep, wealth, strict=True)]


@lru_cache(maxsize=64)
def _offers(holders: tuple[int, ...], z: int | None) -> dict[tuple[int, ...], list[list[float]]]:
    """Return what all kinds offer by their counts, for all that agents with given holdings may be."""
    listed = product(*((2 * h, 2 * h + 1) for h in holders))
    every = sorted({tuple(map(kinds.count, range(4))) for kinds in listed})
    belief = None if z is None else np.tile(np.eye(len(PRIOR))[z], (len(every), 1))
    found = solve_stage2(kind_economy(_profile()), every, belief).offers.tolist()
    return dict(zip(every, found, strict=True))


def _market(seats: Sequence[Seat], z: int | None) -> list[Pair]:
    """Return what the active consume: offers are added up and paid out to each from the own endowment."""
    kinds = [2 * h + x for h, x in seats]
    found = _offers(tuple(h for h, _ in seats), z)[tuple(map(kinds.count, range(4)))]
    total = [len(seats) * float(KAPPA[g]) + sum(found[k][g] for k in kinds) for g in (0, 1)]
    price, made = total[1] / total[0], []
    for (h, _), k in zip(seats, kinds, strict=True):
        (q, r), (b_q, b_r) = map(float, OWN[h]), found[k]
        made.append((q - b_q + b_r / price, r - b_r + price * b_q))
    return made


def _two_stage(z: int, seats: Sequence[Seat]) -> list[Pair]:
    active = iter(_market([s for s, (_, a) in zip(seats, SEATS, strict=True) if a], None))
    return [next(active) if a else _idle(s) for s, (_, a) in zip(seats, SEATS, strict=True)]


def _competing(kappa: tuple[F, F]) -> Rule:
    return lambda z, seats: _taken(z, [(s, 1.0) for s in seats], kappa)


PLAYED: dict[str, Rule] = {
    "no_trade": lambda z, seats: [(float(OWN[h][0]), float(OWN[h][1])) for h, _ in seats],
    "two_stage": _two_stage,
    "pooled_information": lambda z, seats: _market(seats, None),
    "full_information": lambda z, seats: _market(seats, z),
    "competitive_kappa": _competing(KAPPA),
    "competitive": _competing((F(0), F(0))),
}
"""What five agents consume, agent by agent."""


def _rounds(rule: Rule) -> Iterator[Round]:
    for z, types in product(range(len(PRIOR)), product(range(2), repeat=sum(ALL))):
        seats = [(h, x) for (h, _), x in zip(SEATS, types, strict=True)]
        chance = PRIOR[z] * prod(SIGNAL[z][x] for x in types)
        made = zip(seats, rule(z, seats), strict=True)
        yield Round(z, float(chance), tuple((2 * h + x, 1.0, b) for (h, x), b in made))


def _limit(name: str) -> Iterator[Round]:
    """Yield a round for each state, with shares in the place of numbers."""
    for z in range(len(PRIOR)):
        seats = [((h, x), float(SIGNAL[z][x])) for h in (0, 1) for x in (0, 1)]
        groups = []
        for sizes, active in ((ACTIVE, True), ([n - m for n, m in zip(ALL, ACTIVE, strict=True)], False)):  # fmt: skip
            held = [((h, x), n * sizes[h] / sum(ALL)) for (h, x), n in seats]
            if name == "no_trade":
                made = PLAYED[name](z, [s for s, _ in held])
            elif name == "two_stage":
                made = _taken(z, held, KAPPA) if active else [_idle(s) for s, _ in held]
            else:
                every = [((h, x), n * ALL[h]) for (h, x), n in seats]
                made = _taken(z, every, (F(0), F(0)) if name == "competitive" else KAPPA)
            groups += [(2 * h + x, n, b) for ((h, x), n), b in zip(held, made, strict=True)]
        yield Round(z, float(PRIOR[z]), tuple(groups))


def compared(parameters: Parameters) -> Outcome:
    """Every mechanism with five agents and in the limit, and the means of drawn scenarios."""
    economy = _profile()
    worst = (_listed_gap(economy), "what is listed")
    if not worst[0] < CLOSE:
        return Outcome(Verdict.FAILS, Evidence.SAMPLED, f"{worst[1]} differs by {worst[0]:.1e}")
    names = ("misallocation", "paper", "endowment", "outlay", "utility", "per_head")
    for name in PLAYED:
        rows = compare_classes(economy, (sum(ALL), None), [name])
        for row, made in zip(rows, (_rounds(PLAYED[name]), _limit(name)), strict=True):
            wanted = welfare(_measured(), list(made), float(parameters["brought"]))
            found = row.welfare
            if found is None or (row.agents is None and row.inactive is not None):
                return Outcome(Verdict.FAILS, Evidence.SAMPLED, f"{name}: {row.status}")
            idle = sum(ALL) - sum(ACTIVE) if name == "two_stage" and row.agents else None
            off = [gap(getattr(found, n), getattr(wanted, n)) for n in names]
            off += [found.unsolved, found.standard_error, float(row.inactive != idle)]
            worst = max(worst, (largest(*off), f"{name}, N = {row.agents}"))
    drawn = class_scenarios(economy.times(COPIES), draws=DRAWS, seed=3)
    means = [
        drawn.weight @ np.concatenate([drawn.active, drawn.inactive], axis=1),
        np.array([
            COPIES * n * float(sum(p * row[x] for p, row in zip(PRIOR, SIGNAL, strict=True)))
            for n in (*ACTIVE, *(n - m for n, m in zip(ALL, ACTIVE, strict=True)))
            for x in (0, 1)
        ]),
    ]  # fmt: skip
    far = float(np.abs(means[0] / means[1] - 1).max())
    told = f"largest gap {worst[0]:.1e}, of {worst[1]}; drawn counts are within {far:.1e} of their means"
    holds = worst[0] < CLOSE and far < 6 / DRAWS**0.5 and drawn.draws == DRAWS
    return Outcome(Verdict.HOLDS if holds else Verdict.FAILS, Evidence.SAMPLED, told)


def _listed_gap(economy: ClassEconomy) -> float:
    """Return how far sizes, shares in the limit and histograms with their chances are from those by hand."""
    whole = [(n, m) for n, m in zip(ALL, ACTIVE, strict=True)]
    larger = economy.times(4)
    right = [(c.agents, c.active) for c in larger.classes] == [(4 * n, 4 * m) for n, m in whole]
    right = right and larger.smallest == economy and (economy.agents, economy.active) == (5, 3)
    right = right and economy.price == _per_head()[1] / _per_head()[0]
    right = right and economy.per_head.mechanism.eta == F(2, 5)
    shares = limit_scenarios(economy)
    wanted = [
        [F(k, 5) * m for k in part for m in row]
        for part in (ACTIVE, [n - m for n, m in whole])
        for row in SIGNAL
    ]
    off = gap([*shares.active, *shares.inactive], [[float(v) for v in row] for row in wanted])
    over, chances = profiles(economy), {}
    for size in (4, 100):  # in two pieces, and at once
        for counts, each in over.blocks(size):
            for row, chance in zip(counts.tolist(), each.tolist(), strict=True):
                right = right and (size, *row) not in chances
                chances[(size, *row)] = chance
    for (a, b), size in product(product(range(2), range(3)), (4, 100)):
        single = [row[0] ** a * row[1] ** (1 - a) for row in SIGNAL]
        pair = [comb(2, b) * row[0] ** b * row[1] ** (2 - b) for row in SIGNAL]
        both = [float(s * t) for s, t in zip(single, pair, strict=True)]
        found = chances.get((size, a, 1 - a, b, 2 - b), [np.nan, np.nan])
        off = largest(off, gap(found, both))
    right = right and len(chances) == 12 and (over.number, over.left_out) == (6, 0.0)
    part = profiles(economy.times(MANY), exact=False)  # of each class some are left out
    right = right and (part.number < 201 * 401, part.left_out) == (True, 2 * MASS)
    if not right:
        return float("inf")
    near = _profile(NEAR)
    binding = class_margin(near).margin.binding
    (row,) = compare_classes(near, (5,), ["two_stage"])
    said = f'"{economy.kinds[binding[0]]}" gains', f'for "{economy.types[binding[1] % 2]}"'
    return largest(off, float(not all(part in str(row.status) for part in said)))


def shutting(parameters: Parameters) -> Outcome:
    """How often every class agrees, how often some does, and what closing the market then costs."""
    found, mass = shut_down(_profile()), {"every": 0.0, "some": 0.0}
    lost = cost = 0.0
    for z, types in product(range(len(PRIOR)), product(range(2), repeat=sum(ALL))):
        chance = float(PRIOR[z] * prod(SIGNAL[z][x] for x in types))
        sets = [{x for (h, _), x in zip(SEATS, types, strict=True) if h == g} for g in (0, 1)]
        agree = [len(s) == 1 for s in sets]
        mass["some"] += chance * any(agree)
        if not all(agree):
            continue
        mass["every"] += chance
        seats = [(h, x) for (h, a), x in zip(SEATS, types, strict=True) if a]
        kept, traded = PLAYED["no_trade"](z, seats), _market(seats, None)
        held = tuple((2 * h + x, 1.0, b) for (h, x), b in zip(seats, kept, strict=True))
        q, r = (sum(b[g] for b in kept) for g in (0, 1))
        lost += chance * (1 - coefficient(_measured(), Round(z, 1.0, held), (q, r)))
        for (_, x), before, after in zip(seats, kept, traded, strict=True):
            theta = float(TASTE[x][z])
            gained = theta * log(after[0] / before[0]) + log(after[1] / before[1])
            cost += chance * gained / len(seats)
    wanted = (mass["every"], mass["some"], lost / mass["every"], cost)
    off = gap((found.every, found.some, found.loss, found.cost * float(parameters["cost"])), wanted)
    told = f"closed with probability {mass['every']:.3f} at the cost of {cost:.2e}; largest gap {off:.1e}"
    return Outcome(Verdict.HOLDS if off < CLOSE else Verdict.FAILS, Evidence.SAMPLED, told)


CHECKS: dict[str, Check] = {
    "sec-6.endowments.compared": Exact(compared, corners=("utility unbounded below",)),
    "sec-6.endowments.shut-down.compared": Exact(shutting, corners=("zero counts",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.endowments.compared",
        "mechanisms with classes of endowments, round by round: losses, outlay and utilities",
        "section 6, fourth paragraph; equations (2), (3), (12), (13)",
        r"\sum_z \pi_z \sum_{\xi \in X^N} \prod_i \mu_z(\xi_i) (1 - \rho(\xi)),\quad "
        r"\rho = \max_p \frac{\sum_n e(p, u^n)}{\sum_h N_h (p \bar q_h + \bar r_h)}",
        "brought",
        depends_on=("sec-1.compared", "sec-6.endowments.existence"),
    ),
    stated(
        "sec-6.endowments.shut-down.compared",
        "how often the modified A2 closes the market, and what that costs, profile by profile",
        "section 6, fourth paragraph; A2",
        r"\sum_z \pi_z \sum_{\xi \in X^N} \prod_i \mu_z(\xi_i)\, 1\{\xi\ \text{is constant on every class}\}\, "
        r"\Delta u(\xi)",
        "cost",
        depends_on=("sec-6.endowments.compared",),
    ),
)
