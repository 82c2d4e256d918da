r"""Economies drawn at random: admissible ones, and labelled ones outside the paper's class.

``generate`` stays inside the class by construction: every family has parameters for which u is
strictly increasing, strictly concave, Inada and with monotone demand (``symbolic.model.families``);
signals satisfy A1, and so are informative; α* is separating.  The last two are checked and the draw
is repeated until they hold.  ``generate_outside`` draws elasticities of substitution below 1, where
demand need not be monotone.

Conventions: all numbers are fractions with small denominators, drawn with integer arithmetic alone,
so a seed gives the same economies everywhere; economy i of a seed does not depend on how many are
asked for.

Paper: sections 2.1, 2.2, 3.2; A1 in section 4.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, count
from typing import Any

import numpy as np

from numeric.economy.economy import Economy
from numeric.economy.fields import Row, Table
from numeric.stage1 import solve_stage1
from symbolic.model.families import FAMILIES

INSIDE = ("log", "cobb-douglas", "crra", "powers", "ces", "log-ces")
OUTSIDE = ("crra", "ces", "log-ces")
LARGEST = 6
"""The largest number of types or states."""

KAPPAS = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 80, 100, 150, 200, 300)
"""κ in thousandths."""

SEPARATION = 1e-3
"""The least distance between two types' stage-1 consumption, relative to the endowment."""

Draw = random.Random
Parameters = dict[str, Any]


def generate(
    seed: int,
    count: int,
    *,
    families: Sequence[str] = INSIDE,
    types: tuple[int, int] = (2, 4),
    states: tuple[int, int] = (1, 4),
) -> list[Economy]:
    """Return admissible economies.

    Args:
        seed: A nonnegative integer.
        count: How many.
        families: Names from ``INSIDE``, taken in turn.
        types: The least and the greatest number of types, within 2 and 6.
        states: The least and the greatest number of states, within 1 and 6.

    Returns:
        Economies with unequal endowments, unequal κ in [0.001, 0.3] and η in [0.01, 0.5].

    Raises:
        ValueError: An argument is out of range.

    >>> [len(e.types) for e in generate(1, 2, types=(3, 3))]
    [3, 3]
    """
    return _generated(seed, count, families, INSIDE, types, states, _INSIDE)


def generate_outside(
    seed: int,
    count: int,
    *,
    families: Sequence[str] = OUTSIDE,
    types: tuple[int, int] = (2, 4),
    states: tuple[int, int] = (1, 4),
) -> list[Economy]:
    """Return economies with an elasticity of substitution below 1; their names say so.

    They are CRRA with γ > 1, or CES with ρ < 0.

    Everything else is as in ``generate``; demand fails to be monotone in some of them, not in all.

    Raises:
        ValueError: An argument is out of range.
    """
    return _generated(seed, count, families, OUTSIDE, types, states, _OUTSIDE)


def _generated(
    seed: int,
    number: int,
    families: Sequence[str],
    known: Sequence[str],
    types: tuple[int, int],
    states: tuple[int, int],
    parameters: dict[str, Callable[[Draw, int, int], Parameters]],
) -> list[Economy]:
    if seed < 0 or number < 0:
        raise ValueError(f"seed and count must be nonnegative, got {seed} and {number}")
    if not families or not set(families) <= set(known):
        raise ValueError(
            f"families must be among {', '.join(known)}, got {', '.join(families) or 'none'}"
        )
    for (low, high), least, what in ((types, 2, "types"), (states, 1, "states")):
        if not least <= low <= high <= LARGEST:
            raise ValueError(
                f"{what} must be a range within {least} and {LARGEST}, got {low} to {high}"
            )
    label = "generated" if known is INSIDE else "generated outside the class"
    return [
        _economy(seed, i, families[i % len(families)], types, states, parameters, label)
        for i in range(number)
    ]


def _economy(
    seed: int,
    index: int,
    family: str,
    types: tuple[int, int],
    states: tuple[int, int],
    parameters: dict[str, Callable[[Draw, int, int], Parameters]],
    label: str,
) -> Economy:
    draw = Draw(seed * 1_000_003 + index)
    for _ in count():
        n, m = (low + draw.randrange(high - low + 1) for low, high in (types, states))
        q_bar, r_bar = _two(draw, range(1, 13))
        kappa_q, kappa_r = _two(draw, KAPPAS)
        economy = Economy(
            prior=_weights(draw, m, 6),
            signal=_signals(draw, n, m),
            endowment=(Fraction(q_bar, 4), Fraction(r_bar, 4)),
            kappa=(Fraction(kappa_q, 1000), Fraction(kappa_r, 1000)),
            eta=Fraction(1 + draw.randrange(50), 100),
            utility=FAMILIES[family].formula,
            parameters=parameters[family](draw, n, m),
            name=f"{label} {seed}.{index}: {family}, {n} types, {m} state{'s' * (m > 1)}",
        )
        if _well_separated(economy):
            return economy
    raise AssertionError


def _well_separated(economy: Economy) -> bool:
    gaps = np.diff(np.sort(solve_stage1(economy).consumption))
    return bool((gaps > SEPARATION * economy.floats.endowment[0]).all())


def _two(draw: Draw, values: Sequence[int]) -> tuple[int, int]:
    """Draw two different values."""
    first = draw.randrange(len(values))
    second = draw.randrange(len(values) - 1)
    return values[first], values[second + (second >= first)]


def _weights(draw: Draw, length: int, top: int) -> Row:
    weights = [1 + draw.randrange(top) for _ in range(length)]
    return tuple(Fraction(w, sum(weights)) for w in weights)


def _signals(draw: Draw, types: int, states: int) -> Table:
    top = 12 if types <= 4 and states <= 4 else 60
    for _ in count():
        table = tuple(_weights(draw, types, top) for _ in range(states))
        if distinguishes_all_groups(table):
            return table
    raise AssertionError


def distinguishes_all_groups(signal: Table) -> bool:
    r"""Whether A1 holds: no set of types has the same probability in two states.

    :math:`\mu_z(Y) \ne \mu_{z'}(Y)` for every nonempty proper subset Y of X and all states z ≠ z'.

    Paper: A1, section 4.
    """
    types = range(len(signal[0]))
    subsets = [s for size in range(1, len(types) // 2 + 1) for s in combinations(types, size)]
    return all(
        len({sum(row[x] for x in subset) for row in signal}) == len(signal) for subset in subsets
    )


def _table(draw: Draw, types: int, states: int, low: int, high: int, unit: int) -> Table:
    """Draw a table of fractions low/unit to high/unit."""
    return tuple(
        tuple(Fraction(low + draw.randrange(high - low + 1), unit) for _ in range(states))
        for _ in range(types)
    )


def _tenths(draw: Draw, low: int, high: int) -> Fraction:
    return Fraction(low + draw.randrange(high - low + 1), 10)


def _theta(draw: Draw, n: int, m: int) -> Parameters:
    return {"theta": _table(draw, n, m, 10, 40, 20)}


def _shares(draw: Draw, n: int, m: int) -> Parameters:
    return {"share": _table(draw, n, m, 6, 14, 20)}


_INSIDE: dict[str, Callable[[Draw, int, int], Parameters]] = {
    "log": _theta,
    "cobb-douglas": lambda d, n, m: {
        "power_q": _table(d, n, m, 3, 9, 20),
        "power_r": _table(d, n, m, 3, 9, 20),
    },
    "crra": lambda d, n, m: {"aversion": _tenths(d, 2, 9), **_theta(d, n, m)},
    "powers": lambda d, n, m: {
        "power_q": _tenths(d, 2, 8),
        "power_r": _tenths(d, 2, 8),
        **_theta(d, n, m),
    },
    "ces": lambda d, n, m: {
        "rho": _tenths(d, 1, 8),
        "degree": _tenths(d, 2, 8),
        **_shares(d, n, m),
    },
    "log-ces": lambda d, n, m: {"rho": _tenths(d, 1, 8), **_shares(d, n, m)},
}
_OUTSIDE: dict[str, Callable[[Draw, int, int], Parameters]] = {
    "crra": lambda d, n, m: {"aversion": _tenths(d, 11, 40), **_theta(d, n, m)},
    "ces": lambda d, n, m: {
        "rho": -_tenths(d, 2, 30),
        "degree": _tenths(d, 2, 8),
        **_shares(d, n, m),
    },
    "log-ces": lambda d, n, m: {"rho": -_tenths(d, 2, 30), **_shares(d, n, m)},
}
