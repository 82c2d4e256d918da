r"""The environment and the mechanism as exact values, built from what a user gives and validated.

Every check raises an ``EconomyError`` of one sentence.  Shapes, names, signs of numbers and sums of
probabilities are input errors; concavity and the like are assumptions of the paper
(``numeric.assumptions``).

Conventions: states index rows and types columns of the signal; parameters of u have a row for each type.

Paper: sections 2.1, 2.2; A2 in section 4; the fee in section 6.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from numeric.economy import fields
from numeric.economy.fields import EconomyError, Pair, Row, Table
from symbolic.language.notation import q, r
from symbolic.language.parse import ParseError, check_utility, parse_utility
from symbolic.model.domain import OutsideDomain, domain, real_everywhere

REACH_DIGITS = 30
REACH = 10**REACH_DIGITS
"""How far the endowment may lie from 1, and κ from the endowment: beyond, scans of prices are too coarse."""

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
        utility: u(q, r) in ``symbolic.language.notation.q``, ``r`` and one symbol per parameter.
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
        return hash(
            (
                self.states,
                self.types,
                self.prior,
                self.signal,
                self.endowment,
                self.utility,
                tuple(sorted(self.parameters.items())),
            )
        )


@dataclass(frozen=True)
class Mechanism:
    """What the designer chooses: κ, η, and the variants that the paper discusses.  Exact."""

    kappa: Pair
    eta: Fraction
    entry_fee: Pair = (Fraction(0), Fraction(0))
    shut_down: bool = False
    rebate: bool = False

    def active(self, agents: int) -> int:
        r"""Return :math:`M = \lceil(1-\eta)N\rceil`, computed in rationals.  Paper: section 2.2.

        >>> Mechanism((Fraction(1), Fraction(1)), Fraction("0.45")).active(100)
        55
        """
        return math.ceil((1 - self.eta) * agents)

    def inactive(self, agents: int) -> int:
        r"""Return :math:`N - M = \lfloor\eta N\rfloor`, computed in rationals."""
        return math.floor(self.eta * agents)


def build_environment(
    prior: Any, signal: Any, endowment: Any, utility: Any, parameters: Any, states: Any, types: Any
) -> Environment:
    """Build and validate an environment.

    The arguments are those of ``numeric.economy.economy.Economy``.

    Raises:
        EconomyError: The data are unusable.
    """
    weights = fields.row(prior, "prior")
    if not weights:
        raise EconomyError("prior", "must have at least one state", "none")
    state_names = fields.names(states, "states", "state", len(weights))
    if len(state_names) != len(weights):
        raise EconomyError(
            "prior",
            f"must have {len(state_names)} number{'s' * (len(state_names) != 1)}, one per state",
            str(len(weights)),
        )
    table, type_names = _signal(signal, state_names, types)
    read = _parameters(parameters, type_names, state_names)
    bundle = fields.pair(endowment, "endowment")
    for top in bundle:
        if not Fraction(1, REACH) <= top <= REACH:
            limits = f"must be between 1e-{REACH_DIGITS} and 1e{REACH_DIGITS}"
            raise EconomyError("endowment", limits, fields.written(top))
    formula = _utility(utility, read)
    chances = fields.probabilities(weights, "prior")
    environment = Environment(state_names, type_names, chances, table, bundle, formula, read)
    _check_values(environment)
    return environment


def _signal(signal: Any, states: tuple[str, ...], types: Any) -> tuple[Table, tuple[str, ...]]:
    rows = fields.items(signal, "signal", "rows")
    if len(rows) != len(states):
        raise EconomyError("signal", f"must have {len(states)} rows, one per state", str(len(rows)))
    width = len(fields.items(rows[0], f'signal row "{states[0]}"'))
    names = fields.names(types, "types", "type", width)
    if len(names) < 2:
        raise EconomyError("types", "must be at least two", str(len(names)))
    where = [f'signal row "{s}"' for s in states]
    table = tuple(
        fields.row(v, w, len(names), "one per type") for v, w in zip(rows, where, strict=True)
    )
    return tuple(fields.probabilities(v, w) for v, w in zip(table, where, strict=True)), names


def _parameters(
    parameters: Any, types: tuple[str, ...], states: tuple[str, ...]
) -> dict[str, Table]:
    if not isinstance(parameters, Mapping):
        raise EconomyError("parameters", "must be a table", fields.written(parameters))
    return {
        name: fields.parameter_table(value, name, types, states)
        for name, value in parameters.items()
    }


def _utility(utility: Any, parameters: Mapping[str, Table]) -> sp.Expr:
    try:
        formula = (
            parse_utility(utility, parameters)
            if isinstance(utility, str)
            else check_utility(utility, parameters)
        )
    except ParseError as error:
        raise EconomyError(*str(error).split(" ", 1)) from None
    used = {str(s.name) for s in formula.free_symbols}
    unused = next((name for name in parameters if name not in used), None)
    if unused is not None:
        raise EconomyError(f'parameter "{unused}"', f"must occur in utility, which is {formula}")
    return formula


def _check_values(environment: Environment) -> None:
    """Check that u is a finite real number at the endowment, and that its exponents are small.

    Small means that they can be written out exactly.
    """
    in_exponents = set().union(
        *(p.exp.free_symbols for p in environment.utility.atoms(sp.Pow, sp.exp))
    )
    for name in sorted(str(s.name) for s in in_exponents if str(s.name) in environment.parameters):
        largest = max(abs(v) for row in environment.parameters[name] for v in row)
        if largest > LARGEST_EXPONENT:
            found = fields.written(largest)
            raise EconomyError(
                f'parameter "{name}"',
                f"occurs in an exponent and must be at most {LARGEST_EXPONENT} in absolute value",
                found,
            )
    everywhere = real_everywhere(environment.utility)
    for x, type_ in enumerate(environment.types):
        for z, state in enumerate(environment.states):
            if not everywhere:
                _check_domain(environment, x, z)
            if not math.isfinite(utility_value(environment, x, z)):
                raise EconomyError(
                    "utility",
                    f'must be a finite real number at the endowment for type "{type_}" in state '
                    f'"{state}", and is not',
                )


def utility_at(environment: Environment, type_: int, state: int) -> sp.Expr:
    """Return u(q, r; x, z) with the exact parameters of one type and state put in."""
    return with_values(environment.utility, environment, type_, state)


def with_values(formula: sp.Expr, environment: Environment, type_: int, state: int) -> sp.Expr:
    """Return a formula in q, r and parameters with the parameters of one type and state put in."""
    symbols = _parameters_of(environment.utility)
    values = (environment.parameters[str(s.name)][type_][state] for s in symbols)
    return put_in(formula, symbols, tuple(values))


@lru_cache(maxsize=512)
def _parameters_of(utility: sp.Expr) -> tuple[sp.Symbol, ...]:
    return tuple(sorted(utility.free_symbols - {q, r}, key=str))


@lru_cache(maxsize=4096)
def put_in(
    formula: sp.Expr, symbols: tuple[sp.Symbol, ...], values: tuple[Fraction, ...]
) -> sp.Expr:
    """Return a formula with exact numbers for symbols; what was made once is kept."""
    return formula.xreplace(dict(zip(symbols, map(sp.Rational, values), strict=True)))


def _check_domain(environment: Environment, type_: int, state: int) -> None:
    """Check that the endowment lies where the formula is real."""
    try:
        domain(utility_at(environment, type_, state), environment.endowment)
    except OutsideDomain as error:
        found = ", ".join(map(fields.written, environment.endowment))
        raise EconomyError(
            f'endowment must lie where utility is real for type "{environment.types[type_]}" in '
            f'state "{environment.states[state]}", which needs {error}; got ({found})'
        ) from None


def utility_value(environment: Environment, type_: int, state: int) -> float:
    """Return u at the endowment for one type and state, approximately; NaN where it is no finite real number."""
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


def build_mechanism(
    kappa: Any, eta: Any, entry_fee: Any, shut_down: Any, endowment: Pair, rebate: Any = False
) -> Mechanism:
    """Build and validate a mechanism for an endowment.

    The arguments are those of ``numeric.economy.economy.Economy``.

    Raises:
        EconomyError: The data are unusable.
    """
    share = fields.number(eta, "eta")
    if not 0 <= share < 1:
        raise EconomyError(
            "eta", "must be at least 0 and below 1 (in files, above 0)", fields.written(share)
        )
    fee = fields.pair(entry_fee, "entry_fee", zero_allowed=True)
    if fee[0] >= endowment[0] or fee[1] >= endowment[1]:
        raise EconomyError(
            "entry_fee", "must be below the endowment for both goods", fields.written(max(fee))
        )
    if not isinstance(shut_down, bool):
        raise EconomyError("shut_down", "must be true or false", fields.written(shut_down))
    if not isinstance(rebate, bool):
        raise EconomyError("rebate", "must be true or false", fields.written(rebate))
    if rebate and not any(fee):
        raise EconomyError("rebate", "returns what is left of an entry_fee, and there is none")
    offers = fields.pair(kappa, "kappa", zero_allowed=True)
    for k, top in zip(offers, endowment, strict=True):
        if k and not top / REACH <= k <= top * REACH:
            raise EconomyError(
                "kappa",
                f"must be 0 or between 1e-{REACH_DIGITS} and 1e{REACH_DIGITS} times the endowment",
                fields.written(k),
            )
    return Mechanism(offers, share, fee, shut_down, rebate)
