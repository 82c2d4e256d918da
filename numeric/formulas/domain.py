r"""Where the utilities of an economy are real, type by type and state by state, in exact and in floating-point form.

The domain of each u(.; x, z) is read off its formula by ``symbolic.model.domain``.  An agent who
does not know the state needs a bundle that lies in the domain of every state to which the belief
gives weight.  For the families of the paper's class there are no conditions; nothing is then
evaluated here.

Conventions: ``margins`` are the least of the formulas that must be positive, state by state;
bundles are (q, r).

Paper: section 2.1; the domain is not in the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.economy.environment import utility_at
from numeric.economy.remembered import by_environment
from symbolic.language.notation import q, r
from symbolic.language.slopes import diff
from symbolic.model.domain import Domain, Pair, domain

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
GOODS = (q, r)
"""A bundle, the first good first."""

KEPT, HALVINGS = 0.1, 40
"""The share of its room that a step leaves, and how often a step is halved for it."""


@by_environment(maxsize=1024)
def domains(economy: Economy) -> tuple[tuple[Domain, ...], ...]:
    """Return the domain of each type (rows) in each state."""
    e = economy.environment
    states = range(len(e.states))
    return tuple(
        tuple(domain(utility_at(e, x, z), e.endowment) for z in states) for x in range(len(e.types))
    )


@by_environment(maxsize=1024)
def whole(economy: Economy) -> bool:
    """Whether every utility is real on the whole open quadrant."""
    return all(d.whole for row in domains(economy) for d in row)


def lower_bounds(economy: Economy, type_: int, state: int | None = None) -> Pair:
    """Return the lower bounds of q and r for a type in a state, or in all of them."""
    row = domains(economy)[type_]
    found = [d.lower for d in (row if state is None else [row[state]])]
    return max(a for a, _ in found), max(b for _, b in found)


@dataclass(frozen=True)
class Limits:
    """The conditions in floating point.

    Args:
        linear: Coefficients (a, b, c) of conditions a q + b r + c > 0, shape (X, Z, K, 3); (0, 0,
            1) where a type has fewer than K.
        others: All further conditions: type, state and a function of (q, r).
    """

    linear: Array
    others: tuple[tuple[int, int, Callable[[Any, Any], Any]], ...]


@by_environment(maxsize=256)
def limits(economy: Economy) -> Limits:
    """Return the conditions of an economy as numbers and functions."""
    rows = domains(economy)
    plain = [
        [[c for g in d.conditions if (c := _linear(g)) is not None] for d in row] for row in rows
    ]
    most = max(1, *(len(cell) for row in plain for cell in row))
    linear = np.zeros((len(rows), len(rows[0]), most, 3))
    linear[..., 2] = 1.0
    for x, row in enumerate(plain):
        for z, cell in enumerate(row):
            linear[x, z, : len(cell)] = np.reshape(cell, (len(cell), 3))
    others = tuple(
        (x, z, sp.lambdify(GOODS, g, "numpy"))
        for x, row in enumerate(rows)
        for z, d in enumerate(row)
        for g in d.conditions
        if _linear(g) is None
    )
    return Limits(linear, others)


@lru_cache(maxsize=4096)
def _linear(g: sp.Expr) -> tuple[float, float, float] | None:
    slopes = [diff(g, good) for good in GOODS]
    if not all(s.is_Rational for s in slopes):
        return None
    by_q, by_r, constant = map(float, (*slopes, g.subs(dict.fromkeys(GOODS, 0))))
    return by_q, by_r, constant


@by_environment(maxsize=1024)
def convex(economy: Economy) -> bool:
    """Whether every domain is known to be convex: its conditions are linear."""
    return all(
        _linear(g) is not None for row in domains(economy) for d in row for g in d.conditions
    )


def margins(economy: Economy, at_q: ArrayLike, at_r: ArrayLike, type_: ArrayLike) -> Array:
    """Return the least of the formulas that must be positive: inputs of shape S, output (*S, Z)."""
    found, kinds = limits(economy), np.asarray(type_, dtype=int)
    bundle_q, bundle_r = (np.asarray(v, dtype=float)[..., None] for v in (at_q, at_r))
    rows = found.linear[kinds]
    values = (
        rows[..., 0] * bundle_q[..., None] + rows[..., 1] * bundle_r[..., None] + rows[..., 2]
    ).min(axis=-1)
    for x, z, function in found.others:
        with np.errstate(all="ignore"):
            here = np.asarray(function(bundle_q[..., 0], bundle_r[..., 0]), dtype=float)
        least = np.minimum(values[..., z], np.where(np.isnan(here), -np.inf, here))
        values[..., z] = np.where(kinds == x, least, values[..., z])
    return np.asarray(values)


def inside(
    economy: Economy,
    at_q: ArrayLike,
    at_r: ArrayLike,
    type_: ArrayLike,
    phi: ArrayLike | None = None,
) -> Flags:
    """Return whether bundles lie in the domain of every state that counts.

    Args:
        economy: The economy.
        at_q: First goods, shape S.
        at_r: Second goods, shape S.
        type_: Types, shape S.
        phi: Beliefs, shape (*S, Z), whose states of probability zero do not count; all states do if
            left out.

    Returns:
        Shape S.
    """
    good = margins(economy, at_q, at_r, type_) > 0
    return np.asarray((good if phi is None else good | (np.asarray(phi) <= 0)).all(axis=-1))


@by_environment(maxsize=1024)
def to_edges(economy: Economy) -> Array:
    """Return how much of each good every type can give up before the edge of its domain in some state, shape (X, 2)."""
    e = economy.environment.endowment
    return np.array(
        [
            [float(bar - edge) for bar, edge in zip(e, lower_bounds(economy, x), strict=True)]
            for x in range(len(economy.types))
        ]
    )


def room(economy: Economy, at_q: Array, at_r: Array, type_: ArrayLike, phi: ArrayLike) -> Array:
    """Return the least margin over the states that count, shape S.

    It is not positive outside the domain.
    """
    values = np.where(np.asarray(phi) > 0, margins(economy, at_q, at_r, type_), np.inf)
    return np.asarray(values.min(axis=-1))


def shortened(
    economy: Economy,
    bundles: Callable[[Array], tuple[Array, Array]],
    scale: Array,
    phi: Array,
    types: NDArray[np.int64] | None = None,
    present: Flags | None = None,
) -> Array:
    """Return step lengths (n,), halved until all types' bundles keep a tenth of their room in the domain.

    Args:
        economy: The economy.
        bundles: Maps step lengths (n,) to consumption (q, r) of all types, or of groups of agents,
            each (n, X); where the length is zero the bundles lie in the domain.
        scale: Step lengths to begin with.
        phi: Beliefs (n, Z).
        types: The types of the X groups; all types in their order if left out.
        present: Which groups count, shape (n, X); all if left out.
    """
    if whole(economy):
        return scale
    kinds, scale = np.arange(len(economy.types)) if types is None else types, scale.copy()

    def rooms(lengths: Array) -> Array:
        return room(economy, *bundles(lengths), kinds, phi[:, None, :])

    least = KEPT * rooms(np.zeros_like(scale))
    for _ in range(HALVINGS):
        short = ~(rooms(scale) >= least)
        rows = (short if present is None else short & present).any(axis=-1)
        if not rows.any():
            break
        scale[rows] *= 0.5
    return scale


def not_real(economy: Economy) -> str | None:
    """Return where utility is not real, such as "q ≤ 1/10 or r ≤ 1/10", or None for nowhere.

    Where types or states differ, the first domain that is not the quadrant is named with its cell.
    """
    if whole(economy):
        return None
    rows = domains(economy)
    texts = {d.complement() for row in rows for d in row}
    if len(texts) == 1:
        return texts.pop()
    x, z = next((x, z) for x, row in enumerate(rows) for z, d in enumerate(row) if not d.whole)
    cell = f'type "{economy.types[x]}" in state "{economy.states[z]}"'
    return f"{rows[x][z].complement()} for {cell}"
