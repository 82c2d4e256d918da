r"""Economies whose agents have different endowments, as everybody knows: classes of equal endowment.

Class h has :math:`N_h` agents with :math:`(\bar q_h, \bar r_h)`, of whom :math:`M_h` are active; types are
drawn given the state as before, independent of the class.  A *kind* is a type in a class.  One histogram of
offers is announced for each class, so that beliefs are attached to intervals class by class, and the
posterior depends on types alone.  The price of stage 1 is the ratio of the endowments per head, and stage
2 has :math:`\kappa` for each active agent, whatever the class.

Conventions: H classes, X types; arrays are (H, X, ...), and kinds are counted class by class, kind
:math:`hX + x` being type x in class h.  With one class all is as in the paper.

Paper: section 6, fourth paragraph ("any profile of endowments that is common knowledge").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Any

from numeric.economy import fields
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError, Pair, written

KEYS = ("endowment", "agents", "active")
OPTIONAL = ("name",)
MOST_CLASSES = 12
MOST_AGENTS = 10**6


@dataclass(frozen=True)
class EndowmentClass:
    """Agents with equal endowments.

    Args:
        name: A name for reports.
        endowment: (q̄_h, r̄_h), positive.
        agents: N_h, at least 1.
        active: M_h, at least 1 and at most N_h.
    """

    name: str
    endowment: Pair
    agents: int
    active: int


@dataclass(frozen=True)
class ClassEconomy:
    """An economy with classes of endowments.

    Args:
        per_head: The economy in which everybody has the endowment per head; its η is the inactive share.
        classes: The classes.
    """

    per_head: Economy
    classes: tuple[EndowmentClass, ...]

    @property
    def name(self) -> str:
        """The name for reports."""
        return self.per_head.name

    @property
    def types(self) -> tuple[str, ...]:
        """Names of the types."""
        return self.per_head.types

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the states."""
        return self.per_head.states

    @property
    def agents(self) -> int:
        """N, the number of all agents."""
        return sum(c.agents for c in self.classes)

    @property
    def active(self) -> int:
        """M, the number of all active agents."""
        return sum(c.active for c in self.classes)

    @property
    def price(self) -> Fraction:
        r"""The price of stage 1, :math:`p_1 = \sum_h N_h\bar r_h/\sum_h N_h\bar q_h`."""
        q_bar, r_bar = self.per_head.environment.endowment
        return r_bar / q_bar

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds, class by class."""
        return tuple(f"{x} ({c.name})" for c in self.classes for x in self.types)

    @property
    def smallest(self) -> ClassEconomy:
        """The least profile of which this one is a multiple."""
        common = gcd(*(n for c in self.classes for n in (c.agents, c.active)))
        return self._scaled(Fraction(1, common))

    def times(self, copies: int) -> ClassEconomy:
        """Return this profile with that many times the agents of every class.

        Raises:
            ValueError: The number is not positive.
        """
        if copies < 1:
            raise ValueError(f"a profile is repeated at least once, got {copies}")
        return self._scaled(Fraction(copies))

    def _scaled(self, factor: Fraction) -> ClassEconomy:
        scaled = tuple(
            replace(c, agents=int(factor * c.agents), active=int(factor * c.active))
            for c in self.classes
        )
        return replace(self, classes=scaled)


def class_economy(
    classes: Sequence[Mapping[str, Any]], *, name: str = "unnamed", **environment: Any
) -> ClassEconomy:
    """Build and validate an economy with classes.

    Args:
        classes: For each class its ``endowment``, ``agents``, ``active`` and, if it has one, ``name``.
        name: A name for reports.
        environment: What ``Economy`` takes but ``endowment`` and ``eta``: ``prior``, ``signal``,
            ``kappa``, ``utility``, and what may be left out.

    Raises:
        EconomyError: The data are unusable; one sentence says why.

    >>> rich = {"endowment": [2, 1], "agents": 10, "active": 9}
    >>> poor = {"endowment": [1, "1/2"], "agents": 20, "active": 18}
    >>> economy = class_economy([rich, poor], prior=[1], signal=[["1/2", "1/2"]], kappa=[1, 1],
    ...     utility="A*log(q) + log(r)", parameters={"A": [[1], [2]]})
    >>> economy.agents, economy.price, economy.kinds[0]
    (30, Fraction(1, 2), 'type_1 (class_1)')
    """
    read = _classes(classes)
    N, M = sum(c.agents for c in read), sum(c.active for c in read)
    if N < 2:
        raise EconomyError("classes", "must have at least two agents in all", str(N))
    per_head = [sum((c.agents * c.endowment[g] for c in read), Fraction(0)) / N for g in (0, 1)]
    economy = Economy(endowment=per_head, eta=1 - Fraction(M, N), name=name, **environment)
    if any(economy.mechanism.entry_fee) or economy.mechanism.shut_down:
        raise EconomyError("classes", "go with neither an entry fee nor the shut-down rule")
    if min(economy.mechanism.kappa) <= 0:
        least = written(min(economy.mechanism.kappa))
        raise EconomyError("kappa", "must be positive for both goods", least)
    for i, c in enumerate(read):
        try:
            economy.replacing(endowment=c.endowment)
        except EconomyError as error:
            said = str(error).removeprefix("endowment ")
            raise EconomyError(f"{_entry(i)} endowment", said) from None
    return ClassEconomy(economy, read)


def _entry(index: int) -> str:
    return f"classes, entry {index + 1},"


def _classes(given: Any) -> tuple[EndowmentClass, ...]:
    tables = fields.items(given, "classes", "tables")
    if not 1 <= len(tables) <= MOST_CLASSES:
        raise EconomyError("classes", f"must be 1 to {MOST_CLASSES} tables", str(len(tables)))
    for i, table in enumerate(tables):
        _check_keys(i, table)
    names = fields.names([t.get("name", f"class_{i + 1}") for i, t in enumerate(tables)],
                         "classes, names,", "class", len(tables))  # fmt: skip
    return tuple(
        EndowmentClass(
            label,
            fields.pair(table["endowment"], f"{_entry(i)} endowment"),
            *_sizes(i, table),
        )
        for i, (label, table) in enumerate(zip(names, tables, strict=True))
    )


def _check_keys(index: int, table: Any) -> None:
    if not isinstance(table, Mapping):
        raise EconomyError(_entry(index), "must be a table", written(table))
    known = (*KEYS, *OPTIONAL)
    unknown = next((key for key in table if key not in known), None)
    if unknown is not None:
        raise EconomyError(
            f"{_entry(index)} {written(unknown)}",
            f"is not a key of a class; keys are {', '.join(known)}",
        )
    missing = next((key for key in KEYS if key not in table), None)
    if missing is not None:
        raise EconomyError(
            f'{_entry(index)} "{missing}"', f"is missing; required are {', '.join(KEYS)}"
        )


def _sizes(index: int, table: Mapping[str, Any]) -> tuple[int, int]:
    """Return N_h and M_h."""
    agents = _whole(table["agents"], f"{_entry(index)} agents", MOST_AGENTS, "a million")
    active = _whole(table["active"], f"{_entry(index)} active", agents, "the agents of the class")
    return agents, active


def _whole(value: Any, where: str, most: int, called: str) -> int:
    found = fields.number(value, where)
    if found.denominator != 1 or not 1 <= found <= most:
        raise EconomyError(
            where, f"must be a whole number, at least 1 and at most {called}", written(value)
        )
    return int(found)
