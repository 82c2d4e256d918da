r"""Economies: the environment (X, Z, π, μ, u, endowments) and the mechanism (κ, η), as exact values.

Every number is kept as the exact rational that the user wrote; ``floats`` gives the arrays that the solvers run on.  Files keep κ > 0 and
0 < η < 1; the library also admits κ = 0, η = 0, an entry fee, and the shut-down rule A2, for the claims that are about them.

Conventions: arrays follow the economy's order of states (Z rows) and types (X columns); ``signal[z][x]`` is :math:`\mu_z(x)`; parameters of the
utility are tables with one row per type and one column per state.

Paper: sections 2.1, 2.2; A2 in section 4; the fee in section 6.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

Row = tuple[Fraction, ...]
Table = tuple[Row, ...]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Environment:
    """What nature gives: states, types, beliefs, utility, endowments.  Exact.

    Args:
        states: Names of the states, Z of them.
        types: Names of the types, X of them.
        prior: π(z), length Z, positive, sums to 1.
        signal: μ_z(x), Z rows of length X, positive, each row sums to 1.
        endowment: (q̄, r̄), positive.
        utility: u(q, r) in ``symbolic.notation.q``, ``r`` and one symbol per parameter.
        parameters: For each parameter, X rows of Z values.
    """

    states: tuple[str, ...]
    types: tuple[str, ...]
    prior: Row
    signal: Table
    endowment: tuple[Fraction, Fraction]
    utility: sp.Expr
    parameters: Mapping[str, Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Mechanism:
    """What the designer chooses: κ, η, and the variants that the paper discusses.  Exact."""

    kappa: tuple[Fraction, Fraction]
    eta: Fraction
    entry_fee: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    shut_down: bool = False

    def active(self, agents: int) -> int:
        r"""Return :math:`M = \lceil(1-\eta)N\rceil`, computed in rationals.  Paper: section 2.2.

        >>> Mechanism((Fraction(1), Fraction(1)), Fraction("0.45")).active(100)
        55
        """
        return math.ceil((1 - self.eta) * agents)


@dataclass(frozen=True)
class FloatData:
    """The numbers of an economy as arrays: prior (Z,), signal (Z, X), endowment (2,), kappa (2,), eta, parameters (X, Z) each."""

    prior: Floats
    signal: Floats
    endowment: Floats
    kappa: Floats
    eta: float
    parameters: dict[str, Floats]


@dataclass(frozen=True)
class Economy:
    """An environment and a mechanism under a name; build one from keywords or with ``load_economy``; both validate."""

    environment: Environment
    mechanism: Mechanism
    name: str = "unnamed"

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the states."""
        return self.environment.states

    @property
    def types(self) -> tuple[str, ...]:
        """Names of the types."""
        return self.environment.types

    def active(self, agents: int) -> int:
        """Return the number of active agents M among N."""
        return self.mechanism.active(agents)

    @cached_property
    def floats(self) -> FloatData:
        """The numbers as double-precision arrays."""
        e, m = self.environment, self.mechanism

        def array(values: Any) -> Floats:
            return np.array([[float(v) for v in row] for row in values] if isinstance(values[0], tuple) else [float(v) for v in values])

        return FloatData(
            prior=array(e.prior),
            signal=array(e.signal),
            endowment=array(e.endowment),
            kappa=array(m.kappa),
            eta=float(m.eta),
            parameters={name: array(table) for name, table in e.parameters.items()},
        )
