r"""Economies: the environment (X, Z, π, μ, u, endowments) and the mechanism (κ, η), as exact values.

Every number is kept as the exact rational that the user wrote; ``floats`` gives the arrays that the solvers run on.  Files keep κ > 0 and
0 < η < 1; the library also admits κ = 0, η = 0, an entry fee, and the shut-down rule A2, for the claims that are about them.

Conventions: arrays follow the economy's order of states (Z rows) and types (X columns); ``signal[z][x]`` is :math:`\mu_z(x)`; parameters of the
utility are tables with one row per type and one column per state.  Two economies are equal when all their exact data are.

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

from numeric import fields
from numeric.fields import EconomyError, Pair, Row, Table
from symbolic.parse import ParseError, check_utility, parse_utility

__all__ = ["Economy", "EconomyError", "Environment", "FloatData", "Mechanism"]

Floats = NDArray[np.float64]
LARGEST_EXPONENT = 1000


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
    endowment: Pair
    utility: sp.Expr
    parameters: Mapping[str, Table] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.states, self.types, self.prior, self.signal, self.endowment, self.utility, tuple(sorted(self.parameters.items()))))


@dataclass(frozen=True)
class Mechanism:
    """What the designer chooses: κ, η, and the variants that the paper discusses.  Exact."""

    kappa: Pair
    eta: Fraction
    entry_fee: Pair = (Fraction(0), Fraction(0))
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


@dataclass(frozen=True, init=False)
class Economy:
    r"""An environment and a mechanism under a name, built and validated from keywords (from files: ``load_economy``).

    Numbers may be int, ``Fraction``, ``Decimal``, float (read as the decimal that it prints as), text such as ``"1/3"``, or SymPy rationals;
    lists may be NumPy arrays.

    Args:
        prior: π(z), one per state.
        signal: :math:`\mu_z(x)`, one row per state, one column per type.
        endowment: (q̄, r̄), positive.
        kappa: (κ_q, κ_r), nonnegative (positive in files).
        eta: η in [0, 1) (positive in files).
        utility: Text in the grammar of ``symbolic.parse``, or a SymPy expression in q, r and the parameters.
        parameters: For each parameter a number, or one row per type and one column per state.
        states: Names of the states; ``state_1`` and so on by default.
        types: Names of the types; ``type_1`` and so on by default.
        name: A name for reports.
        entry_fee: A fee per agent in both goods (section 6); nonnegative and below the endowment.
        shut_down: Whether stage 2 is shut down when all stage-1 offers agree (assumption A2).

    Raises:
        EconomyError: The data are unusable; one sentence says why.

    >>> economy = Economy(prior=[1], signal=[[0.5, "1/2"]], endowment=[1, 1], kappa=[0.05, 0.05], eta=0.1, utility="log(q) + log(r)")
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
    ) -> None:
        environment = _environment(prior, signal, endowment, utility, {} if parameters is None else parameters, states, types)
        mechanism = _mechanism(kappa, eta, entry_fee, shut_down, environment.endowment)
        object.__setattr__(self, "environment", environment)
        object.__setattr__(self, "mechanism", mechanism)
        object.__setattr__(self, "name", fields.text(name, "name"))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.environment, self.mechanism, self.name))

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
            return np.array([[float(v) for v in row] for row in values] if isinstance(values[0], tuple) else [float(v) for v in values])

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
        }

    def replacing(self, **changes: Any) -> Economy:
        """Return this economy with some keywords changed, validated again.

        >>> economy = Economy(prior=[1], signal=[[0.5, 0.5]], endowment=[1, 1], kappa=[0.05, 0.05], eta=0.1, utility="log(q) + log(r)")
        >>> economy.replacing(eta="1/3").mechanism.eta
        Fraction(1, 3)
        """
        return Economy(**{**self.keywords(), **changes})

    def to_toml(self) -> str:
        """Return the text of an economy file that reads back as an equal economy.

        Raises:
            EconomyError: The economy is outside what a file holds (κ = 0, η = 0, a fee, the shut-down rule).
        """
        from numeric.toml_text import economy_text

        return economy_text(self)


def _environment(prior: Any, signal: Any, endowment: Any, utility: Any, parameters: Any, states: Any, types: Any) -> Environment:
    weights = fields.row(prior, "prior")
    if not weights:
        raise EconomyError("prior must have at least one state, got none")
    state_names = fields.names(states, "states", "state", len(weights))
    if len(state_names) != len(weights):
        raise EconomyError(f"prior must have {len(state_names)} numbers, one per state, got {len(weights)}")
    table, type_names = _signal(signal, state_names, types)
    read = _parameters(parameters, type_names, state_names)
    bundle = fields.pair(endowment, "endowment")
    formula = _utility(utility, read)
    environment = Environment(state_names, type_names, fields.probabilities(weights, "prior"), table, bundle, formula, read)
    _check_values(environment)
    return environment


def _signal(signal: Any, states: tuple[str, ...], types: Any) -> tuple[Table, tuple[str, ...]]:
    rows = fields.items(signal, "signal", "rows")
    if len(rows) != len(states):
        raise EconomyError(f"signal must have {len(states)} rows, one per state, got {len(rows)}")
    width = len(fields.items(rows[0], f'signal row "{states[0]}"'))
    names = fields.names(types, "types", "type", width)
    if len(names) < 2:
        raise EconomyError(f"types must be at least two, got {len(names)}")
    where = [f'signal row "{s}"' for s in states]
    table = tuple(fields.row(v, w, len(names), "one per type") for v, w in zip(rows, where, strict=True))
    return tuple(fields.probabilities(v, w) for v, w in zip(table, where, strict=True)), names


def _parameters(parameters: Any, types: tuple[str, ...], states: tuple[str, ...]) -> dict[str, Table]:
    if not isinstance(parameters, Mapping):
        raise EconomyError(f"parameters must be a table, got {fields.written(parameters)}")
    return {name: fields.parameter_table(value, name, types, states) for name, value in parameters.items()}


def _utility(utility: Any, parameters: Mapping[str, Table]) -> sp.Expr:
    try:
        formula = parse_utility(utility, parameters) if isinstance(utility, str) else check_utility(utility, parameters)
    except ParseError as error:
        raise EconomyError(str(error)) from None
    used = {str(s.name) for s in formula.free_symbols}
    unused = next((name for name in parameters if name not in used), None)
    if unused is not None:
        raise EconomyError(f'parameter "{unused}" must occur in utility, which is {formula}')
    return formula


def _check_values(environment: Environment) -> None:
    """Check that u is a finite real number at the endowment, and that exponents stay small enough to be written out exactly."""
    in_exponents = set().union(*(p.exp.free_symbols for p in environment.utility.atoms(sp.Pow, sp.exp)))
    for name in sorted(str(s.name) for s in in_exponents if str(s.name) in environment.parameters):
        largest = max(abs(v) for row in environment.parameters[name] for v in row)
        if largest > LARGEST_EXPONENT:
            found = fields.written(largest)
            raise EconomyError(f'parameter "{name}" occurs in an exponent and must be at most {LARGEST_EXPONENT} in absolute value, got {found}')
    for x, type_ in enumerate(environment.types):
        for z, state in enumerate(environment.states):
            if not math.isfinite(utility_value(environment, x, z)):
                raise EconomyError(f'utility must be a finite real number at the endowment for type "{type_}" in state "{state}", and is not')


def utility_value(environment: Environment, type_: int, state: int) -> float:
    """Return u at the endowment for one type and state, approximately; NaN where it is not a finite real number."""
    values = {name: float(table[type_][state]) for name, table in environment.parameters.items()}
    values |= {"q": float(environment.endowment[0]), "r": float(environment.endowment[1])}
    try:
        return _evaluated(environment.utility, values)
    except (OverflowError, ValueError, ZeroDivisionError):
        return math.nan


def _evaluated(node: sp.Expr, values: Mapping[str, float]) -> float:
    if node.is_Symbol:
        return values[str(node.name)]
    if node.is_Rational:
        return float(node.p / node.q)
    parts = [_evaluated(a, values) for a in node.args]
    if node.is_Add:
        return math.fsum(parts)
    if node.is_Mul:
        return math.prod(parts)
    if node.is_Pow:
        return math.pow(*parts)
    if node is sp.E:
        return math.e
    return math.exp(parts[0]) if isinstance(node, sp.exp) else math.log(parts[0])


def _mechanism(kappa: Any, eta: Any, entry_fee: Any, shut_down: Any, endowment: Pair) -> Mechanism:
    share = fields.number(eta, "eta")
    if not 0 <= share < 1:
        raise EconomyError(f"eta must be at least 0 and below 1 (in files, above 0), got {fields.written(share)}")
    fee = fields.pair(entry_fee, "entry_fee", zero_allowed=True)
    if fee[0] >= endowment[0] or fee[1] >= endowment[1]:
        raise EconomyError(f"entry_fee must be below the endowment for both goods, got {fields.written(max(fee))}")
    if not isinstance(shut_down, bool):
        raise EconomyError(f"shut_down must be true or false, got {fields.written(shut_down)}")
    return Mechanism(fields.pair(kappa, "kappa", zero_allowed=True), share, fee, shut_down)
