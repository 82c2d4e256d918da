"""A search of every pattern of sides for the equilibria of small games, which shares no solver with what it checks.

Compositions are multinomials written out here, conditions are solved by SciPy's hybrid method with
the sides fixed, and what it returns counts only if no offer of either side is better.  The best offer
is sought on a grid and then in ever smaller brackets around its best point.  A payoff is concave on
each side, so its chords bound it from above: what a bracket could still hold is added.  Where no
pattern's conditions are solved, best replies are played in turn.

Usage: ``python -m tests.numeric.theorem_2.side_patterns [--out FILE]`` prints a table of 50 generated
economies of three types, one line for each as it is done: one game for each partition into two
blocks, M between 4 and 12.  A second run leaves out what is in the file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from itertools import product
from math import factorial, prod
from pathlib import Path

import numpy as np
from scipy.optimize import root

from numeric import Economy
from numeric.draws.generate import generate
from numeric.formulas.compiled import formulas_of
from numeric.probability.partitions import Partition, block_of, semi_pooling_partitions
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.every_equilibrium import _ranges, _starts
from numeric.theorem_2.pooling_newton import solve_games
from numeric.theorem_2.semipooling import starting_offers

NUMBER = 50
"""How many economies are searched."""

GRID = np.concatenate([np.linspace(0.0, 0.999, 400), np.geomspace(1e-6, 0.1, 100)])
"""Shares of the endowment: all, and small ones closely, since with a small κ offers are small."""

TURNS = 45
"""How often each type replies where no pattern's conditions are solved."""

ROUNDS, PIECES = 5, 16
"""How often the bracket around the best point is cut, and into how many pieces."""

BETTER = 1e-9
"""An offer is no best response if another may be better by more."""

SLACK = 1e-7

STARTS = (0.005, 0.05, 0.2)
"""Shares of the endowment from which each pattern is solved."""

Array = np.ndarray
Faced = tuple[Array, Array]
"""What an agent faces: counts of the others' types (S, 3), and joint weights with states (S, Z)."""


@cache
def economies() -> list[Economy]:
    """Return those that are searched."""
    return generate(24, NUMBER, types=(3, 3), states=(1, 3))


def faced(economy: Economy, partition: Partition, counts: tuple[int, ...], x: int) -> Faced:
    """Return what an agent of type x faces; nothing where nobody of its block is there."""
    others, d, blocks = list(counts), economy.floats, block_of(partition)
    others[blocks[x]] -= 1
    choices = [
        [row for row in product(range(n + 1), repeat=len(block)) if sum(row) == n]
        for block, n in zip(partition, others, strict=True)
    ]
    found, chances = [], []
    for rows in product(*choices):
        n = {
            y: m
            for block, row in zip(partition, rows, strict=True)
            for y, m in zip(block, row, strict=True)
        }
        ways = prod(factorial(sum(row)) / prod(factorial(m) for m in row) for row in rows)
        chances.append(
            [
                d.prior[z] * d.signal[z, x] * ways * prod(d.signal[z, y] ** m for y, m in n.items())
                for z in range(len(d.prior))
            ]
        )
        found.append([n[y] for y in range(3)])
    weights = np.array(chances).reshape(len(found), len(d.prior))
    return np.array(found).reshape(-1, 3), weights / weights.sum()


def values(economy: Economy, M: int, seen: Faced, offers: Array, x: int, own: Array) -> Array:
    """Return the expected utility of signed own offers against the others' signed offers."""
    d, (n, weights) = economy.floats, seen
    Q = (d.kappa[0] * M + n @ np.maximum(offers, 0.0))[:, None]
    R = (d.kappa[1] * M + n @ np.maximum(-offers, 0.0))[:, None]
    sold, spent = np.maximum(own, 0.0), np.maximum(-own, 0.0)
    q = d.endowment[0] - sold + spent * Q / (R + spent)
    r = d.endowment[1] - spent + sold * R / (Q + sold)
    u = formulas_of(economy).partial((0, 0), q, r, np.full(q.shape, x))
    return np.asarray((u * weights[:, None]).sum(axis=(0, 2)))


def gains(economy: Economy, M: int, seen: list[Faced], offers: Array) -> list[float]:
    """Return by how much the best offer of both sides can be better than a type's own, for types that are there."""
    found = []
    for x in range(3):
        if len(seen[x][0]):
            own = values(economy, M, seen[x], offers, x, offers[[x]])[0]
            sides = [_greatest(economy, M, seen[x], offers, x, sign)[0] for sign in (1.0, -1.0)]
            found.append(max(sides) - float(own))
    return found


def _greatest(
    economy: Economy, M: int, seen: Faced, offers: Array, x: int, sign: float
) -> tuple[float, float]:
    """Return an upper bound, but for rounding, on the payoff of all offers on a side, and about the best offer."""
    scale = sign * float(economy.floats.endowment[0 if sign > 0 else 1])
    points = np.unique(GRID)
    v = values(economy, M, seen, offers, x, scale * points)
    for _ in range(ROUNDS):
        low, high = _bracket(points, v)
        points = np.linspace(low, high, PIECES + 1)
        v = values(economy, M, seen, offers, x, scale * points)
    # Offers beyond the last point are no better where the payoff falls there.
    rising = points[-1] >= GRID.max() and v[-1] > v[-2]
    return np.inf if rising else chord_bound(points, v), scale * float(points[v.argmax()])


def _bracket(points: Array, v: Array) -> tuple[float, float]:
    """Return two pieces on either side of the best point, within which a concave function is greatest."""
    best = int(v.argmax())
    return float(points[max(best - 2, 0)]), float(points[min(best + 2, len(points) - 1)])


def chord_bound(points: Array, v: Array) -> float:
    """Return an upper bound on a concave function between the first and the last point.

    Beyond the ends of a piece the chords of its neighbours lie above the function.
    """
    steps = np.diff(points)
    if (steps <= 0).any():
        return float(v.max())
    slopes = np.diff(v) / steps
    from_left = v[1:-1] + np.maximum(slopes[:-1], 0.0) * steps[1:]
    from_right = v[1:-1] - np.minimum(slopes[1:], 0.0) * steps[:-1]
    ends = np.concatenate([[np.inf], from_left]), np.concatenate([from_right, [np.inf]])
    return float(max(v.max(), np.minimum(*ends).max()))


def search(economy: Economy, M: int, partition: Partition, counts: tuple[int, ...]) -> Array:
    """Return the values of the types in every equilibrium found, shape (n, 3)."""
    seen = [faced(economy, partition, counts, x) for x in range(3)]
    found = []
    for pattern in product((1.0, -1.0), repeat=3):
        sides = np.array(pattern)
        scale = np.where(sides > 0, *economy.floats.endowment)
        conditions = _conditions(economy, M, seen, sides, scale)
        for start in STARTS:
            solved = root(conditions, np.full(3, start), method="hybr", tol=1e-12)
            offers = sides * scale * np.clip(solved.x, 0.0, 0.999)
            if max(gains(economy, M, seen, offers)) < BETTER:
                found.append(offers)
    if not found:
        played = [_played(economy, M, seen, start) for start in STARTS]
        found = [row for row in played if max(gains(economy, M, seen, row)) < BETTER]
    paid = [
        [
            values(economy, M, seen[x], row, x, row[[x]])[0] if len(seen[x][0]) else np.nan
            for x in range(3)
        ]
        for row in found
    ]
    return np.array(paid).reshape(-1, 3)


def _played(economy: Economy, M: int, seen: list[Faced], start: float) -> Array:
    """Return where best replies end that the types give in turn, each meeting half of the way."""
    offers = start * float(economy.floats.endowment[0]) * np.ones(3)
    for _ in range(TURNS):
        for x in range(3):
            if len(seen[x][0]):
                sides = (_greatest(economy, M, seen[x], offers, x, sign) for sign in (1.0, -1.0))
                offers[x] = 0.5 * (offers[x] + max(sides)[1])
    return offers


def _conditions(
    economy: Economy, M: int, seen: list[Faced], sides: Array, scale: Array
) -> Callable[[Array], Array]:
    """Return the slopes of all payoffs in own offers on fixed sides, by differences."""

    def conditions(shares: Array) -> Array:
        offers = sides * scale * np.clip(shares, 0.0, 0.999)
        slopes = []
        for x in range(3):
            h = 1e-5 * scale[x]
            low, high = max(shares[x] * scale[x] - h, 0.0), shares[x] * scale[x] + h
            v = values(economy, M, seen[x], offers, x, sides[x] * np.array([low, high]))
            # At zero an offer that does not pay stays there: the slope, or the share itself.
            slope = (v[1] - v[0]) / (high - low)
            slopes.append(
                slope if shares[x] > 0 else -shares[x] if slope < 0 else slope - shares[x]
            )
        return np.array(slopes)

    return conditions


@dataclass(frozen=True)
class Agreement:
    """What the comparison of one game says.

    Args:
        active: M.
        partition: The blocks.
        counts: How many active agents are in each.
        searched: How often the search ended at an equilibrium.
        solved: How many starting points the solver ended at an equilibrium from.
        outside: How many of the search's values lie outside the range, for types that are present.
        refuted: From how many of the starting points the solver's offers are not best.
        width: The greatest width of the range over the types.
    """

    active: int
    partition: Partition
    counts: tuple[int, int]
    searched: int
    solved: int
    outside: int
    refuted: int
    width: float


def agreement(economy: Economy, index: int, which: int) -> Agreement:
    """Compare one game on the path of one partition with the search."""
    M = 4 + (index + 3 * which) % 9
    partition = semi_pooling_partitions(3)[(index + which) % 3]
    first = 1 + index % (M - 1)
    counts = (first, M - first)
    game = games.path_game(economy, partition, M, np.array([counts]))
    starts = _starts(economy, starting_offers(economy, partition, np.array([counts])))
    low, high, _ = _ranges(economy, game, starts)
    found = search(economy, M, partition, counts)
    out = (found < low[0] - SLACK) | (found > high[0] + SLACK)
    seen = [faced(economy, partition, counts, x) for x in range(3)]
    ended = [solve_games(economy, game, start) for start in starts]
    offers = [s.offers[0] for s in ended if s.solved[0]]
    bad = sum(max(gains(economy, M, seen, row)) >= BETTER for row in offers)
    width = float((high - low).max()) if offers else float("nan")
    return Agreement(M, partition, counts, len(found), len(offers), int(out.sum()), int(bad), width)


def main() -> None:
    """Compare what is not in the file yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("results/side_patterns.jsonl"))
    out = parser.parse_args().out
    out.parent.mkdir(parents=True, exist_ok=True)
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    rows = [json.loads(line) for line in lines]
    done = {(row["index"], row["which"]) for row in rows}
    print("economy  M  partition        counts  searched  solved  outside  refuted   width")
    for row in rows:
        print(_line(row))
    for index, which in product(range(NUMBER), range(3)):
        if (index, which) not in done:
            found = asdict(agreement(economies()[index], index, which))
            row = {"index": index, "which": which, **found}
            with out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            rows.append(row)
            print(_line(row), flush=True)
    bad = sum(row["outside"] + row["refuted"] > 0 for row in rows)
    empty = sum(row["searched"] == 0 for row in rows)
    print(
        f"{len(rows)} games of {len({row['index'] for row in rows})} economies, {bad} disagree; in "
        f"{empty} the search finds no equilibrium; {sum(row['width'] > SLACK for row in rows)} have "
        "more than one value"
    )


def _line(row: dict[str, object]) -> str:
    blocks = " | ".join(" ".join(map(str, block)) for block in row["partition"])  # type: ignore[attr-defined]
    counts = "+".join(map(str, row["counts"]))  # type: ignore[call-overload]
    return (
        f"{row['index']:7} {row['active']:2}  {blocks:16} {counts:>6} {row['searched']:9} "
        f"{row['solved']:7} {row['outside']:8} {row['refuted']:8} {row['width']:7.1g}"
    )


if __name__ == "__main__":
    main()
