r"""The game that a target starts after a semi-pooling stage 1, as it is enclosed: what roles may face, and the root.

Probabilities are summed over all sequences of types; payoffs and slopes are those by hand, derivatives
are differences of them.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any
from unittest import mock

import flint
import numpy as np

from numeric.certify.theorem_2 import pooling
from numeric.economy.economy import Economy
from numeric.probability.partitions import Partition
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Faced = dict[tuple[int, ...], tuple[Fraction, ...]]
PARTITION: Partition = ((0, 2), (1,))
GAMES = (((0, 2), (2, 1)), ((1,), (1, 2)), ((1,), (0, 2)))
"""Sets A with block counts of the others."""
ACTIVE, SIDES = 4, (0, 1, 1, 0, 1, 0)
AMOUNTS = (0.31, 0.27, 0.4, 0.17, 0.23, 0.36)
STEP = 1e-5


def games(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What every role may face; payoffs, slopes and derivatives at any amounts; what beats the other side."""
    for attributed, counts in GAMES:
        points = []
        for role in range(6):
            found = pooling.exact_points(economy, PARTITION, attributed, counts, role)
            exact = _faced(economy, attributed, counts, role)
            tally.same("points", {row for row, _ in found}, set(exact))
            tally.same("each once", len(found), len(exact))
            for row, weights in found:
                tally.same("probabilities", weights, tuple(w * factor for w in exact[row]))
            points.append(tuple(found))
        game = pooling._Game(economy, ACTIVE, tuple(points), SIDES)
        there = [u for u in range(6) if points[u]]
        tally.same("present", game.present, there)
        with flint.ctx.workprec(pooling.BITS):
            _slopes(tally, game, there)
            _better(tally, game, there)
    _roots(tally, economy)


def _faced(economy: Economy, attributed: Sequence[int], counts: Sequence[int], role: int) -> Faced:
    """Return the joint probabilities of states and of how many play each role, over all sequences of types."""
    e, own, target = economy.environment, role % 3, role < 3
    others = [n - (not target and own in block) for n, block in zip(counts, PARTITION, strict=True)]
    if min(others) < 0:
        return {}
    weights: defaultdict[tuple[int, ...], list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 3)
    for a in [None] if target else attributed:
        for types in product(range(3), repeat=sum(others)):
            if [sum(t in block for t in types) for block in PARTITION] != others:
                continue
            row = (*(int(y == a) for y in range(3)), *(types.count(y) for y in range(3)))
            for z, signal in enumerate(e.signal):
                chance = e.prior[z] * signal[own] * (1 if a is None else signal[a])
                for t in types:
                    chance *= signal[t]
                weights[row][z] += chance
    whole = sum((sum(row, Fraction(0)) for row in weights.values()), Fraction(0))
    return {row: tuple(w / whole for w in of) for row, of in weights.items()}


def _value(
    game: pooling._Game, which: int, side: int, role: int, offer: float, amounts: Sequence[float]
) -> float:
    """Return the expected payoff (0) or its slope (1) of an offer on a side."""
    economy, found = game.economy, 0.0
    for row, weights in game.points[role]:
        totals = [game.active * float(k) for k in economy.mechanism.kappa]
        for n, a, s in zip(row, amounts, game.sides, strict=True):
            totals[s] += n * a
        if which:
            slope = (by_hand.sale_slope, by_hand.purchase_slope)[side]
            found += slope(economy, role % 3, weights, (totals[0], totals[1]), offer)
        else:
            pair = (offer, 0.0) if side == 0 else (0.0, offer)
            bundle = by_hand.active_bundle(economy, pair, (totals[0], totals[1]))
            utilities = [by_hand.utility(economy, role % 3, z)(*bundle) for z in range(3)]
            found += sum(float(w) * u for w, u in zip(weights, utilities, strict=True))
    return found


def _slopes(tally: Tally, game: pooling._Game, there: Sequence[int]) -> None:
    amounts = [flint.arb(a) for a in AMOUNTS]
    for which, side, role in product((0, 1), (0, 1), there):
        found = game.total(which, side, role, flint.arb(0.19), amounts)
        wanted = _value(game, which, side, role, 0.19, AMOUNTS)
        tally.close(
            "payoffs and slopes", [float(found.lower()), float(found.upper())], [wanted] * 2, 1e-11
        )
    table = game.jacobian(amounts)
    for u, row in zip(there, table, strict=True):
        for v, found in zip(there, row, strict=True):
            ends = []
            for moved in (STEP, -STEP):
                at = [a + moved * (i == v) for i, a in enumerate(AMOUNTS)]
                ends.append(_value(game, 1, game.sides[u], u, at[u], at))
            tally.close("derivatives", float(found.mid()), (ends[0] - ends[1]) / (2 * STEP), 1e-7)


def _better(tally: Tally, game: pooling._Game, there: Sequence[int]) -> None:
    """An offer beats the other side where it is above the tangent at a guess: just above it and just not."""
    decided = set()
    for u, guess in product(there, (0.0, 0.3, 1.0)):
        other = 1 - game.sides[u]
        end = by_hand.endowment(game.economy)[other]
        slope = _value(game, 1, other, u, guess, AMOUNTS)
        most = _value(game, 0, other, u, guess, AMOUNTS) + max(
            slope * (end - guess), -slope * guess
        )

        def above(own: float, u: int = u, most: float = most) -> float:
            at = [own if i == u else a for i, a in enumerate(AMOUNTS)]
            return _value(game, 0, game.sides[u], u, own, at) - most

        for own in (AMOUNTS[u], *_edges(above, by_hand.endowment(game.economy)[game.sides[u]])):
            at = [flint.arb(own if i == u else a) for i, a in enumerate(AMOUNTS)]
            sure = above(own) > 0
            tally.same("beats the other side", game.best(u, at, guess), sure)
            decided.add((sure, slope > 0))
    tally.same("either", {sure for sure, _ in decided}, {True, False})
    for own, sure in ((2.0, False), (2.0 + 2.0**-40, True)):
        ends = {0: flint.arb(own), 1: flint.arb(2)}
        given = mock.Mock(side_effect=lambda which, s, *_, e=ends: flint.arb(0) if which else e[s])
        alike = pooling._Game(game.economy, ACTIVE, game.points, (0,) * 6)
        with mock.patch.object(pooling._Game, "total", given):
            tally.same("no more than the other side", alike.best(1, [flint.arb(1)] * 6, 0.5), sure)


def _edges(above: Callable[[float], float], end: float) -> list[float]:
    """Return offers on either side of where a function changes its sign, if it does."""
    tried = np.linspace(1e-3, end * 0.99, 40)
    signs = [above(b) > 0 for b in tried.tolist()]
    change = next((i for i in range(39) if signs[i] != signs[i + 1]), None)
    if change is None:
        return []
    low, high = float(tried[change]), float(tried[change + 1])
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (above(middle) > 0) == signs[change] else (low, middle)
    return [low - 1e-9, high + 1e-9]


def _roots(tally: Tally, economy: Economy) -> None:
    """Boxes are tried from the narrowest on, inside of the endowments only; each role must be better off."""
    ends, made = by_hand.endowment(economy), [flint.arb(0.11), flint.arb(0.22)]
    tried: list[tuple[list[float], list[float]]] = []

    def krawczyk(
        centre: list[flint.arb], box: list[flint.arb], value: list[str], slopes: str
    ) -> list[flint.arb] | None:
        tally.same("asked", (value, slopes), (["slope of 0", "slope of 2"], "derivatives"))
        tried.append(([float(c) for c in centre], [float(b.rad()) for b in box]))
        tally.holds("around it", all(b.contains(c) for b, c in zip(box, centre, strict=True)))
        return made if len(tried) == 3 else None

    game: Any = SimpleNamespace(
        economy=economy, present=[0, 2], points=((1,), (), (1,)), sides=(0, 0, 1),
        total=lambda which, side, u, offer, at: f"slope of {u}" * (side == u // 2 and which == 1),
        jacobian=lambda box: "derivatives",
    )  # fmt: skip
    with mock.patch.object(pooling, "krawczyk", krawczyk):
        found = pooling._root(game, [flint.arb(v) for v in (0.1, 0.0, 0.2)])
        tally.same("root", [float(v) for v in found or ()], [0.11, 0.0, 0.22])
        tally.same("centre", [c for c, _ in tried], [[0.1, 0.2]] * 3)
        tally.close("radii", [r for _, r in tried], [[r, r] for r in pooling.RADII[:3]], 1e-16)
        for at in ((5e-11, 0.2), (0.1, 5e-11), (ends[0], 0.2), (0.1, ends[1] - 5e-11)):
            tally.same(
                "outside", pooling._root(game, [flint.arb(v) for v in (at[0], 0, at[1])]), None
            )
        exact: Any = SimpleNamespace(
            environment=SimpleNamespace(endowment=(Fraction(1), Fraction(2)))
        )
        near, known = flint.arb(0, pooling.RADII[0]).rad(), len(tried)
        for place, end in ((0, flint.arb(1)), (1, flint.arb(2))):
            game.economy = exact
            with flint.ctx.workprec(pooling.BITS):
                for at in (near, end - near):
                    centre = [flint.arb("0.5"), flint.arb(0), flint.arb("0.5")]
                    centre[2 * place] = at
                    none = pooling._root(game, centre)
                    tally.same("an end of the endowment", (none, len(tried)), (None, known))
    suggested, others = (0.2, -0.3, 0.4, 0.5, 0.0, -0.6), (0.01, 0.02, 0.03, 0.04, 0.05, 0.06)
    bad: list[int] = []

    def best(self: pooling._Game, u: int, at: list[flint.arb], guess: float) -> bool:
        amounts = [float(a) for a in at]
        tally.close("amounts", amounts, [abs(b) for b in suggested], 1e-15)
        return guess == others[u] and u not in bad

    with (
        mock.patch.object(pooling._Game, "best", best),
        mock.patch.object(pooling, "_root", lambda _, centre: centre),
    ):
        for lost, changed in (([], {}), ([3], {}), ([5], {}), ([], {0: 0.0}), ([], {5: 0.0})):
            bad[:] = lost
            given = [changed.get(u, b) for u, b in enumerate(suggested)]
            made_ = pooling.certify_pooling(economy, PARTITION, 4, (1,), (2, 0), given, others)
            tally.same("certified", made_ is not None, not lost and not changed)
            if made_ is not None:
                tally.same("sides", made_.sides, (0, 1, 0, 0, 0, 1))
                tally.same("nobody", [b is None for b in made_.offers], [u == 4 for u in range(6)])
                tally.same("values", [v is None for v in made_.values], [u == 4 for u in range(6)])


CHECKS: dict[str, Check] = {
    "thm-2.pooled-games": on_probes(tallied(games), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.pooled-games",
        "what roles may face after a semi-pooling stage 1, their payoffs, slopes and derivatives as balls",
        "equations (30) and (31)",
        r"P(z, n\,|\,x, \lambda),\quad \sum_{z, n}P(z, n)\,u(\cdot\,; x, z),\quad "
        r"\frac{\partial}{\partial a_v}\sum_{z, n}P(z, n)\,u'(a_u)",
        "value",
    ),
)
