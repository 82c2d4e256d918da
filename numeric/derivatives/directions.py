r"""Directions in which an economy can move: one number of it at a time.

A name stands for one direction or several:

* a parameter of the utility (``theta``): one for each type and state;
* ``kappa_q``, ``kappa_r``, ``q_bar``, ``r_bar``, ``eta``;
* ``prior``: one for each state; ``signal``: one for each state and type.

A probability rises at unit rate while the others of its row fall in proportion to themselves, so
that the row still sums to one; the probability of a sole state cannot move, and its direction is
zero.

Conventions: arrays have one direction on the first axis.

Paper: sections 2.1 and 2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.fields import InputError

Array = NDArray[np.float64]
SCALARS = ("kappa_q", "kappa_r", "q_bar", "r_bar", "eta")


@dataclass(frozen=True)
class Directions:
    """D directions.

    Args:
        names: What moves, such as ``theta[weak, low]`` or ``kappa_q``.
        parameters: Rates of the parameters, each (D, X, Z).
        prior: Rates of π, shape (D, Z).
        signal: Rates of μ, shape (D, Z, X).
        endowment: Rates of (q̄, r̄), shape (D, 2).
        kappa: Rates of κ, shape (D, 2).
    """

    names: tuple[str, ...]
    parameters: dict[str, Array]
    prior: Array
    signal: Array
    endowment: Array
    kappa: Array

    def log_weights(self, economy: Economy, counts: Array) -> Array:
        r"""Return the rates of :math:`\log[\pi(z)\prod_x\mu_z(x)^{\sigma(x)}]`, shape (D, n, Z), for counts (n, X)."""
        d = economy.floats
        per_agent = self.signal / d.signal
        return np.asarray((self.prior / d.prior)[:, None, :] + counts @ per_agent.swapaxes(1, 2))

    def beliefs(self, economy: Economy, counts: Array, belief: Array) -> Array:
        """Return the rates of Bayes' posterior, shape (D, n, Z), at counts (n, X) and posterior (n, Z)."""
        rates = self.log_weights(economy, counts)
        return np.asarray(belief * (rates - (belief * rates).sum(axis=-1, keepdims=True)))


@lru_cache(maxsize=256)
def directions(economy: Economy, names: tuple[str, ...]) -> Directions:
    """Return the directions that names stand for.

    Args:
        economy: The economy.
        names: Parameters, ``prior``, ``signal``, ``kappa_q``, ``kappa_r``, ``q_bar``, ``r_bar``,
            ``eta``.

    Raises:
        InputError: A name is none of these.
    """
    d, X, Z = economy.floats, len(economy.types), len(economy.states)
    known = (*d.parameters, "prior", "signal", *SCALARS)
    for name in names:
        if name not in known:
            raise InputError("derivatives", f"must be among {', '.join(known)}", repr(name))
    labels: list[str] = []
    moves: list[Callable[[Directions, int], None]] = []
    for name in names:
        for label, move in _moves(economy, name):
            labels.append(label)
            moves.append(move)
    D = len(labels)
    result = Directions(
        tuple(labels),
        {n: np.zeros((D, X, Z)) for n in d.parameters},
        np.zeros((D, Z)),
        np.zeros((D, Z, X)),
        np.zeros((D, 2)),
        np.zeros((D, 2)),
    )
    for i, move in enumerate(moves):
        move(result, i)
    return result


Move = Callable[[Directions, int], None]


def _moves(economy: Economy, name: str) -> Sequence[tuple[str, Move]]:
    d, types, states = economy.floats, economy.types, economy.states
    if name in d.parameters:
        return [
            (f"{name}[{types[x]}, {states[z]}]", _set(lambda t: t.parameters[name], (x, z), 1.0))
            for x in range(len(types))
            for z in range(len(states))
        ]
    if name == "prior":
        return [
            (f"prior[{states[z]}]", _set(lambda t: t.prior, (), _tilt(d.prior, z)))
            for z in range(len(states))
        ]
    if name == "signal":
        return [
            (
                f"signal[{states[z]}, {types[x]}]",
                _set(lambda t: t.signal, (z,), _tilt(d.signal[z], x)),
            )
            for z in range(len(states))
            for x in range(len(types))
        ]
    if name == "eta":
        return [(name, lambda t, i: None)]
    good = name in ("kappa_r", "r_bar")
    pair: Callable[[Directions], Array] = (
        (lambda t: t.kappa) if name.startswith("kappa") else (lambda t: t.endowment)
    )
    return [(name, _set(pair, (int(good),), 1.0))]


def _set(pick: Callable[[Directions], Array], at: tuple[int, ...], value: Array | float) -> Move:
    def move(target: Directions, i: int) -> None:
        pick(target)[(i, *at)] = value

    return move


def _tilt(row: Array, i: int) -> Array:
    """Return the rates of a row of probabilities while its i-th rises at unit rate."""
    if len(row) == 1:
        return np.zeros(1)
    rates = -row / (1 - row[i])
    rates[i] = 1.0
    return np.asarray(rates)
