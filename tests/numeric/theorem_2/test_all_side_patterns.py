"""The range over all equilibria found agrees with a search of every pattern of sides that shares no solver with it.

Compositions are multinomials written out here, conditions are solved by SciPy's hybrid method with
the sides fixed, and what it returns counts only if no offer on a grid of either side is better.
"""

from __future__ import annotations

from itertools import product
from math import factorial, prod

import numpy as np
import pytest
from scipy.optimize import root

from numeric import Economy
from numeric.draws.generate import generate
from numeric.formulas.compiled import formulas_of
from numeric.probability.partitions import Partition, block_of, semi_pooling_partitions
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.every_equilibrium import _ranges, _starts
from numeric.theorem_2.semipooling import starting_offers

ECONOMIES = generate(24, 50, types=(3, 3), states=(1, 3))
GRID = np.linspace(0.0, 0.999, 400)


def faced(economy: Economy, partition: Partition, counts: tuple[int, ...], x: int) -> list[tuple]:
    """List what an agent of type x faces: counts of the others' types, and weights by state."""
    others, d, blocks = list(counts), economy.floats, block_of(partition)
    others[blocks[x]] -= 1
    choices = [
        [row for row in product(range(n + 1), repeat=len(block)) if sum(row) == n]
        for block, n in zip(partition, others, strict=True)
    ]
    found = []
    for rows in product(*choices):
        n = {
            y: m
            for block, row in zip(partition, rows, strict=True)
            for y, m in zip(block, row, strict=True)
        }
        ways = prod(factorial(sum(row)) / prod(factorial(m) for m in row) for row in rows)
        weights = [
            d.prior[z] * d.signal[z, x] * ways * prod(d.signal[z, y] ** m for y, m in n.items())
            for z in range(len(d.prior))
        ]
        found.append((np.array([n[y] for y in range(3)]), np.array(weights)))
    total = sum(w.sum() for _, w in found)
    return [(n, w / total) for n, w in found]


def values(
    economy: Economy, M: int, seen: list[tuple], offers: np.ndarray, x: int, own: np.ndarray
) -> np.ndarray:
    """Return the expected utility of signed own offers against the others' signed offers."""
    d, result = economy.floats, np.zeros(len(own))
    for n, weight in seen:
        Q = d.kappa[0] * M + n @ np.maximum(offers, 0.0)
        R = d.kappa[1] * M + n @ np.maximum(-offers, 0.0)
        sold, spent = np.maximum(own, 0.0), np.maximum(-own, 0.0)
        q = d.endowment[0] - sold + spent * Q / (R + spent)
        r = d.endowment[1] - spent + sold * R / (Q + sold)
        u = formulas_of(economy).partial((0, 0), q, r, np.full(len(own), x))
        result += (u * weight).sum(axis=-1)
    return result


def search(economy: Economy, M: int, partition: Partition, counts: tuple[int, ...]) -> np.ndarray:
    """Return the values of the types in every equilibrium found, shape (n, 3)."""
    seen = [faced(economy, partition, counts, x) for x in range(3)]
    ends, found = economy.floats.endowment, []
    for pattern in product((1.0, -1.0), repeat=3):
        sides = np.array(pattern)
        scale = np.where(sides > 0, *ends)

        def conditions(
            shares: np.ndarray, sides: np.ndarray = sides, scale: np.ndarray = scale
        ) -> np.ndarray:
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

        for start in (0.05, 0.2):
            solved = root(conditions, np.full(3, start), method="hybr", tol=1e-12)
            shares = np.clip(solved.x, 0.0, 0.999)
            offers = sides * scale * shares
            gains = []
            for x in range(3):
                grid = np.concatenate([GRID * ends[0], -GRID * ends[1]])
                v = values(economy, M, seen[x], offers, x, np.append(grid, offers[x]))
                gains.append(v[:-1].max() - v[-1])
            if max(gains) < 1e-9:
                found.append(
                    [values(economy, M, seen[x], offers, x, offers[[x]])[0] for x in range(3)]
                )
    return np.array(found).reshape(-1, 3)


@pytest.mark.slow
@pytest.mark.parametrize("index", range(len(ECONOMIES)))
def test_ranges_hold_what_a_search_of_every_pattern_finds(index: int) -> None:
    economy = ECONOMIES[index]
    assert _agrees(economy, index) >= 0


def test_ranges_hold_what_a_search_finds_in_one_economy() -> None:
    assert _agrees(ECONOMIES[0], 0) > 0


def _agrees(economy: Economy, index: int) -> int:
    """Compare one game of an economy, and return how many equilibria the search found."""
    M = 4 + index % 9
    partition = semi_pooling_partitions(3)[index % 3]
    first = 1 + index % (M - 1)
    counts = (first, M - first)
    game = games.path_game(economy, partition, M, np.array([counts]))
    near = starting_offers(economy, partition, np.array([counts]))
    low, high, _ = _ranges(economy, game, _starts(economy, near))
    found = search(economy, M, partition, counts)
    for row in found:
        present = [x for x in range(3) if counts[block_of(partition)[x]] > 0]
        assert (low[0, present] - 1e-7 <= row[present]).all(), (economy.name, low, row)
        assert (row[present] <= high[0, present] + 1e-7).all(), (economy.name, high, row)
    return len(found)
