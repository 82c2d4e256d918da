r"""Economies: the environment (X, Z, π, μ, u, endowments) and the mechanism (κ, η), as exact values.

Every number is kept as the exact rational that the user wrote; ``floats`` gives the arrays that the
solvers run on.  Files keep κ > 0 and 0 < η < 1; the library also admits κ = 0, η = 0, an entry fee,
and the shut-down rule A2, for the claims that are about them.

Conventions: arrays follow the economy's order of states (Z rows) and types (X columns);
``signal[z][x]`` is :math:`\mu_z(x)`; parameters of the utility are tables with one row per type and
one column per state.  Two economies are equal when all their exact data are.

Paper: sections 2.1, 2.2; A2 in section 4; the fee in section 6.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy import fields
from numeric.economy.environment import Environment, Mechanism, build_environment, build_mechanism
from numeric.economy.fields import EconomyError
from numeric.economy.toml_text import economy_text

__all__ = ["Economy", "EconomyError", "Environment", "FloatData", "Mechanism"]

Floats = NDArray[np.float64]


DESIGNED = frozenset(("kappa", "eta", "entry_fee", "shut_down", "rebate", "name"))
"""Keywords that leave the environment as it is."""


@dataclass(frozen=True)
class FloatData:
    """The numbers of an economy as arrays.

    They are prior (Z,), signal (Z, X), endowment (2,), kappa (2,), eta, and parameters (X, Z) each.
    """

    prior: Floats
    signal: Floats
    endowment: Floats
    kappa: Floats
    eta: float
    parameters: dict[str, Floats]


TWINS = 64
"""Equal economies that one remembers."""
_ENVIRONMENTS: weakref.WeakValueDictionary[int, Environment] = weakref.WeakValueDictionary()
"""The first environment in use with each hash."""


@dataclass(frozen=True, init=False)
class Economy:
    r"""An environment and a mechanism under a name, built and validated from keywords.

    From a file ``load_economy`` makes one.

    Numbers may be int, ``Fraction``, ``Decimal``, float (read as the decimal that it prints as),
    text such as ``"1/3"``, or SymPy rationals; lists may be NumPy arrays.

    Args:
        prior: π(z), one per state.
        signal: :math:`\mu_z(x)`, one row per state, one column per type.
        endowment: (q̄, r̄), positive.
        kappa: (κ_q, κ_r), nonnegative (positive in files).
        eta: η in [0, 1) (positive in files).
        utility: Text in the grammar of ``symbolic.language.parse``, or a SymPy expression in q, r
            and the parameters.
        parameters: For each parameter a number, or one row per type and one column per state.
        states: Names of the states; ``state_1`` and so on by default.
        types: Names of the types; ``type_1`` and so on by default.
        name: A name for reports.
        entry_fee: A fee per agent in both goods (section 6); nonnegative and below the endowment.
        shut_down: Whether stage 2 is shut down when all stage-1 offers agree (assumption A2).
        rebate: Whether what is left of the fee is returned in equal shares.

    Raises:
        EconomyError: The data are unusable; one sentence says why.

    >>> data = dict(prior=[1], signal=[[0.5, "1/2"]], endowment=[1, 1], kappa=[0.05, 0.05], eta=0.1)
    >>> economy = Economy(**data, utility="log(q) + log(r)")
    >>> economy.types, economy.mechanism.kappa[0]
    (('type_1', 'type_2'), Fraction(1, 20))
    """

    environment: Environment
    mechanism: Mechanism
    name: str

    def __init__(
        self,
        *,
        prior: Any,
        signal: Any,
        endowment: Any,
        kappa: Any,
        eta: Any,
        utility: sp.Expr | str,
        parameters: Mapping[str, Any] | None = None,
        states: Any = None,
        types: Any = None,
        name: str = "unnamed",
        entry_fee: Any = (0, 0),
        shut_down: bool = False,
        rebate: bool = False,
    ) -> None:
        environment = build_environment(
            prior,
            signal,
            endowment,
            utility,
            {} if parameters is None else parameters,
            states,
            types,
        )
        mechanism = build_mechanism(kappa, eta, entry_fee, shut_down, environment.endowment, rebate)
        object.__setattr__(self, "environment", environment)
        object.__setattr__(self, "mechanism", mechanism)
        object.__setattr__(self, "name", fields.text(name, "name"))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        # Caches compare economies at every look, so what was found equal once is remembered.
        if self is other:
            return True
        if not isinstance(other, Economy):
            return NotImplemented
        known = self._twins.get(id(other))
        if known is not None and known() is other:
            return True
        same = self._hash == other._hash and (self.environment, self.mechanism, self.name) == (
            other.environment,
            other.mechanism,
            other.name,
        )
        if same:
            if len(self._twins) >= TWINS:
                self._twins.clear()
            self._twins[id(other)] = weakref.ref(other)
        return same

    @cached_property
    def _twins(self) -> dict[int, weakref.ref[Economy]]:
        """Economies that were found equal to this one, by their place in memory."""
        return {}

    @cached_property
    def _hash(self) -> int:
        return hash((self.environment_key, self.mechanism, self.name))

    @cached_property
    def environment_key(self) -> Key:
        """A key that equals those of all economies with the same environment."""
        hashed = hash(self.environment)
        first = _ENVIRONMENTS.setdefault(hashed, self.environment)
        return Key(self, first if first == self.environment else self.environment, hashed, None)

    @cached_property
    def kappa_key(self) -> Key:
        """A key that equals those of all economies with the same environment and κ."""
        kappa = self.mechanism.kappa
        shared = self.environment_key.environment
        return Key(self, shared, hash((self.environment_key, kappa)), kappa)

    def __getstate__(self) -> dict[str, Any]:
        # Cached values stay behind: hashes of text differ from one process to the next.
        return {"environment": self.environment, "mechanism": self.mechanism, "name": self.name}

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
            return np.array(
                [[float(v) for v in row] for row in values]
                if isinstance(values[0], tuple)
                else [float(v) for v in values]
            )

        return FloatData(
            prior=array(e.prior),
            signal=array(e.signal),
            endowment=array(e.endowment),
            kappa=array(m.kappa),
            eta=float(m.eta),
            parameters={name: array(table) for name, table in e.parameters.items()},
        )

    def keywords(self) -> dict[str, Any]:
        """Return the keywords that build this economy."""
        e, m = self.environment, self.mechanism
        return {
            "prior": e.prior,
            "signal": e.signal,
            "endowment": e.endowment,
            "kappa": m.kappa,
            "eta": m.eta,
            "utility": e.utility,
            "parameters": dict(e.parameters),
            "states": e.states,
            "types": e.types,
            "name": self.name,
            "entry_fee": m.entry_fee,
            "shut_down": m.shut_down,
            **({"rebate": True} if m.rebate else {}),
        }

    def replacing(self, **changes: Any) -> Economy:
        """Return this economy with some keywords changed, validated again.

        >>> data = dict(prior=[1], signal=[[0.5, 0.5]], endowment=[1, 1], kappa=[0.05, 0.05])
        >>> economy = Economy(**data, eta=0.1, utility="log(q) + log(r)")
        >>> economy.replacing(eta="1/3").mechanism.eta
        Fraction(1, 3)
        """
        if not DESIGNED.issuperset(changes):
            return Economy(**{**self.keywords(), **changes})
        same = object.__new__(Economy)  # what was checked before needs no parser
        chosen = {**self.keywords(), **changes}
        mechanism = build_mechanism(
            chosen["kappa"],
            chosen["eta"],
            chosen["entry_fee"],
            chosen["shut_down"],
            self.environment.endowment,
            chosen.get("rebate", False),
        )
        object.__setattr__(same, "environment", self.environment)
        object.__setattr__(same, "mechanism", mechanism)
        object.__setattr__(same, "name", fields.text(chosen["name"], "name"))
        return same

    def to_toml(self) -> str:
        """Return the text of an economy file that reads back as an equal economy.

        Raises:
            EconomyError: The economy is outside what a file holds (κ = 0, η = 0, the shut-down rule).
        """
        return economy_text(self.name, self.environment, self.mechanism)


class Key:
    """An economy that equals all others with the same environment, and the same κ where it counts.

    Args:
        economy: The economy.
        environment: Its environment, or one that equals it.
        hashed: The hash, computed once, since exact numbers are hashed slowly.
        kappa: κ where it counts.

    Exact numbers are compared slowly, so keys of equal environments hold one between them.
    """

    __slots__ = ("economy", "environment", "hashed", "kappa")

    def __init__(
        self,
        economy: Economy,
        environment: Environment,
        hashed: int,
        kappa: tuple[Fraction, Fraction] | None,
    ) -> None:
        self.economy, self.environment = economy, environment
        self.hashed, self.kappa = hashed, kappa

    def __hash__(self) -> int:
        return self.hashed

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Key):
            return NotImplemented
        ours, theirs = self.environment, other.environment
        return self.kappa == other.kappa and (ours is theirs or ours == theirs)
