r"""Equilibria of the stage-2 game after a semi-pooling stage 1 and one offer attributed to a set A, with proof.

Roles are those of ``pooling_games.target_game``: the target of each type, then the non-targets of
each type.  With the sides of all roles fixed, Krawczyk's operator encloses exactly one root of all
first-order conditions near a floating-point equilibrium.  Each side of an objective is concave, so
a root is the best offer on its side.  With random totals the other side may rise at zero too: its
maximum is bounded from above by a tangent and compared.

Conventions: an offer is an amount on a fixed side, 0 for the first good and 1 for the second;
probabilities of compositions are exact.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import factorial, prod

import flint

from numeric.certify.arithmetic.expected import Belief, Conditions
from numeric.certify.arithmetic.hypotheses import evidence, given, obstacle
from numeric.certify.arithmetic.intervals import Interval, exact_ball, interval
from numeric.certify.arithmetic.krawczyk import krawczyk
from numeric.certify.arithmetic.tape import Ball
from numeric.economy.economy import Economy
from numeric.probability.partitions import Block, Partition, block_of
from symbolic.language.notation import Q_others, R_others
from symbolic.model.best_response import one_sided

BITS = 128
RADII = (1e-10, 1e-9, 1e-8, 1e-7)

Point = tuple[tuple[int, ...], tuple[Fraction, ...]]
"""How many others play each role, and the joint probabilities with the states."""


@cache
def _formulas(side: int) -> tuple[Conditions, Conditions, Conditions]:
    """Return payoff, slope, and the slope's derivatives in the own offer, Q_- and R_-, in one state."""
    k = one_sided(side)
    named = [k.own, Q_others, R_others]
    return (
        Conditions([k.payoff], named),
        Conditions([k.slope], named),
        Conditions([k.curvature, k.by_q, k.by_r], named),
    )


def exact_points(
    economy: Economy, partition: Partition, attributed: Block, counts: Sequence[int], role: int
) -> list[Point]:
    """Return what a role may face, with exact probabilities: empty if it does not exist.

    Args:
        economy: The economy.
        partition: Blocks of types.
        attributed: The set A.
        counts: The others' block counts.
        role: The target of type ``role``, or the non-target of type ``role - X``.

    Paper: Claims 1a and 1b.
    """
    X, e = len(economy.types), economy.environment
    target, own, others = role < X, role % X, list(counts)
    if not target:
        others[block_of(partition)[own]] -= 1
    mass = [[sum((row[y] for y in block), Fraction(0)) for block in partition] for row in e.signal]
    in_set = [sum((row[y] for y in attributed), Fraction(0)) for row in e.signal]
    states = range(len(e.prior))
    likely = [
        e.prior[z]
        * e.signal[z][own]
        * prod(m**n for m, n in zip(mass[z], others, strict=True))
        * (1 if target else in_set[z])
        for z in states
    ]
    belief = [w / sum(likely) for w in likely]
    return [
        (
            (*(0,) * X, *row),
            tuple(belief[z] * _chance(e.signal[z], partition, mass[z], row) for z in states),
        )
        if target
        else (
            (*(int(y == a) for y in range(X)), *row),
            tuple(
                belief[z]
                * e.signal[z][a]
                / in_set[z]
                * _chance(e.signal[z], partition, mass[z], row)
                for z in states
            ),
        )
        for row in _compositions(partition, others, X)
        for a in (attributed if not target else (0,))
    ]


def _compositions(
    partition: Partition, counts: Sequence[int], types: int
) -> Iterator[tuple[int, ...]]:
    ranges = [range(max(counts) + 1)] * types
    for row in product(*ranges):
        if all(sum(row[y] for y in block) == n for block, n in zip(partition, counts, strict=True)):
            yield row


def _chance(
    signal: Sequence[Fraction], partition: Partition, mass: Sequence[Fraction], row: Sequence[int]
) -> Fraction:
    result = Fraction(1)
    for block, total in zip(partition, mass, strict=True):
        ways = Fraction(
            factorial(sum(row[y] for y in block)), prod(factorial(row[y]) for y in block)
        )
        result *= ways * prod((signal[y] / total) ** row[y] for y in block)
    return result


@dataclass(frozen=True)
class _Game:
    economy: Economy
    active: int
    points: tuple[tuple[Point, ...], ...]
    sides: tuple[int, ...]

    @property
    def present(self) -> list[int]:
        """The roles that exist."""
        return [u for u, points in enumerate(self.points) if points]

    def mean(
        self, formula: Conditions, role: int, offer: Ball, amounts: Sequence[Ball]
    ) -> list[list[Ball]]:
        """Return the formula's expectations over the states, times the probability of the point, for every point."""
        kappa = [exact_ball(self.active * k) for k in self.economy.mechanism.kappa]
        found = []
        for row, weights in self.points[role]:
            Q, R = (
                kappa[s]
                + sum(
                    (n * a for n, a, t in zip(row, amounts, self.sides, strict=True) if t == s),
                    flint.arb(0),
                )
                for s in (0, 1)
            )
            found.append(
                formula.run(
                    Belief(self.economy, tuple(map(exact_ball, weights))),
                    role % len(self.economy.types),
                    offer,
                    Q,
                    R,
                )
            )
        return found

    def total(self, which: int, side: int, role: int, offer: Ball, amounts: Sequence[Ball]) -> Ball:
        """Return the expected payoff (which 0) or slope (1) of an offer on a side."""
        return sum(
            (v[0] for v in self.mean(_formulas(side)[which], role, offer, amounts)), flint.arb(0)
        )

    def jacobian(self, amounts: Sequence[Ball]) -> list[list[Ball]]:
        """Return balls that contain the derivatives of all first-order conditions of the roles that exist."""
        rows = []
        for u in self.present:
            found = self.mean(_formulas(self.sides[u])[2], u, amounts[u], amounts)
            pairs = list(zip(self.points[u], found, strict=True))
            row = [
                sum((point[v] * d[1 + self.sides[v]] for (point, _), d in pairs), flint.arb(0))
                for v in self.present
            ]
            row[self.present.index(u)] += sum((d[0] for d in found), flint.arb(0))
            rows.append(row)
        return rows

    def best(self, role: int, amounts: Sequence[Ball], guess: float) -> bool:
        """Whether the root on the role's side is certified to beat everything on the other side.

        The guess should be near the maximum of the other side.
        """
        other, at = 1 - self.sides[role], flint.arb(guess)
        end = exact_ball(self.economy.environment.endowment[other])
        # The tangent at the guess lies above the concave objective on the whole side, from 0 to the
        # endowment.
        slope = self.total(1, other, role, at, amounts)
        most = self.total(0, other, role, at, amounts) + (slope * (end - at)).max(-slope * at)
        return bool(self.total(0, self.sides[role], role, amounts[role], amounts) > most)


@dataclass(frozen=True)
class EnclosedPooling:
    """Intervals that contain exactly one equilibrium on these sides.

    Amounts and values by role, None for roles that do not exist.
    """

    sides: tuple[int, ...]
    offers: tuple[Interval | None, ...]
    values: tuple[Interval | None, ...]
    evidence: str


def certify_pooling(
    economy: Economy,
    partition: Partition,
    active: int,
    attributed: Block,
    counts: Sequence[int],
    suggested: Sequence[float],
    others: Sequence[float],
) -> EnclosedPooling | None:
    """Enclose an equilibrium of the target's game, or return nothing.

    Args:
        economy: An economy with positive κ.
        partition: Blocks of types.
        active: M.
        attributed: The set A.
        counts: Block counts of the M - 1 others.
        suggested: Signed floating-point offers, one for each of 2 X roles; none of a role that
            exists may be zero.
        others: For each role a floating-point amount on the side that it does not use, near its
            maximum there (zero where that falls at zero).

    Paper: equations (30) and (31).
    """
    hypotheses = given(economy)
    sides = tuple(0 if b >= 0 else 1 for b in suggested)
    game = _Game(
        economy,
        active,
        tuple(
            tuple(exact_points(economy, partition, attributed, counts, u))
            for u in range(len(sides))
        ),
        sides,
    )
    if obstacle(hypotheses) is not None or any(suggested[u] == 0 for u in game.present):
        return None
    with flint.ctx.workprec(BITS):
        amounts = _root(
            game,
            [
                flint.arb(abs(float(b))) if game.points[u] else flint.arb(0)
                for u, b in enumerate(suggested)
            ],
        )
        if amounts is None or not all(game.best(u, amounts, others[u]) for u in game.present):
            return None
        offers = tuple(interval(amounts[u]) if game.points[u] else None for u in range(len(sides)))
        values = tuple(
            interval(game.total(0, sides[u], u, amounts[u], amounts)) if game.points[u] else None
            for u in range(len(sides))
        )
    return EnclosedPooling(sides, offers, values, evidence(hypotheses))


def _root(game: _Game, centre: list[Ball]) -> list[Ball] | None:
    """Return a box of positive amounts with exactly one root of the first-order conditions."""
    present, ends = game.present, game.economy.environment.endowment
    value = [game.total(1, game.sides[u], u, centre[u], centre) for u in present]
    for radius in RADII:
        box = [flint.arb(c, radius) if game.points[u] else c for u, c in enumerate(centre)]
        if not all(box[u] > 0 and box[u] < exact_ball(ends[game.sides[u]]) for u in present):
            return None
        image = krawczyk(
            [centre[u] for u in present], [box[u] for u in present], value, game.jacobian(box)
        )
        if image is not None:
            found = dict(zip(present, image, strict=True))
            return [found.get(u, c) for u, c in enumerate(centre)]
    return None
