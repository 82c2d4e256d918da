r"""Ranges from which economies are drawn.

They say which families, how many types and states, and which values every number may take.

A number is drawn from a ``Support``: finitely many exact values with integer weights.  So an
economy is the result of finitely many choices among finitely many, made through one function
``choose(n)`` that returns an integer from 0 to n - 1: from a seeded generator for sweeps, from
Hypothesis for the search of counterexamples, from a list in tests.  Integer arithmetic alone: the
same choices give the same economy on every machine.

Conventions: parameters that are tables (one number per type and state) are drawn entry by entry; a
draw that does not satisfy what the ranges require (informative signals, a separating α*) is
refused, and the caller draws again.

Paper: sections 2.1, 2.2; A1 in section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np

from numeric.draws.defaults import (
    BOUNDS,
    COBB_DOUGLAS,
    DEFAULTS,
    FINEST,
    TABLES,
    Choose,
    Class,
    RangeError,
    Signals,
    Support,
    fractions,
)
from numeric.draws.generate import (
    INSIDE,
    KAPPAS,
    LARGEST,
    OUTSIDE,
    SEPARATION,
    distinguishes_all_groups,
)
from numeric.economy.economy import Economy
from numeric.economy.fields import Row, Table
from numeric.stage1 import solve_stage1
from symbolic.model.families import FAMILIES


@dataclass(frozen=True)
class Ranges:
    """What may be drawn; the defaults are those of ``numeric.draws.generate``.

    Args:
        kind: Whether demand is monotone by construction (``inside`` the paper's class), or the
            elasticity of substitution is below 1 (``outside``).
        families: Names of utility families, from ``generate.INSIDE`` or ``generate.OUTSIDE``.
        types: The least and the greatest |X|.
        states: The least and the greatest |Z|.
        endowment: Values of q̄ and of r̄.
        kappa: Values of κ_q and of κ_r; zero is admitted.
        eta: Values of η in [0, 1).
        parameters: Values of parameters of the utility, where the defaults should not be used.
        signals: What the signals must satisfy: A1, the informativeness of section 2.1, or nothing.
        signal_weights: Probabilities are proportional to integers from 1 to this.
        separating: Whether α* must be separating.

    Raises:
        RangeError: A field is outside what the paper or this module admits; the sentence names it.
    """

    kind: Class = "inside"
    families: tuple[str, ...] = INSIDE
    types: tuple[int, int] = (2, 3)
    states: tuple[int, int] = (1, 3)
    endowment: tuple[Support, Support] = (fractions(1, 12, 4), fractions(1, 12, 4))
    kappa: tuple[Support, Support] = (
        Support(tuple(Fraction(k, 1000) for k in KAPPAS)),
        Support(tuple(Fraction(k, 1000) for k in KAPPAS)),
    )
    eta: Support = field(default_factory=lambda: fractions(1, 50, 100))
    parameters: Mapping[str, Support] = field(default_factory=dict)
    signals: Signals = "A1"
    signal_weights: int = 12
    separating: bool = True

    def __post_init__(self) -> None:
        known = {"inside": INSIDE, "outside": OUTSIDE}.get(self.kind)
        if known is None:
            raise RangeError("class", 'must be "inside" or "outside"', repr(self.kind))
        if not self.families or not set(self.families) <= set(known):
            raise RangeError(
                "families",
                f"must be among {', '.join(known)}",
                f"{', '.join(map(str, self.families)) or 'none'}",
            )
        for (low, high), least, what in ((self.types, 2, "types"), (self.states, 1, "states")):
            if not least <= low <= high <= LARGEST:
                raise RangeError(
                    what, f"must be a range within {least} and {LARGEST}", f"{low} to {high}"
                )
        if self.signals not in ("A1", "informative", "any"):
            raise RangeError("signals", 'must be "A1", "informative" or "any"', repr(self.signals))
        if not 2 <= self.signal_weights <= FINEST:
            raise RangeError(
                "signal_weights", f"must be from 2 to {FINEST}", str(self.signal_weights)
            )
        self._check_numbers()

    def _check_numbers(self) -> None:
        for name, supports in (("endowment", self.endowment), ("kappa", self.kappa)):
            least = min(v for s in supports for v in s.values)
            if least < 0 or (least == 0 and name == "endowment"):
                raise RangeError(
                    name,
                    f"must be {'positive' if name == 'endowment' else 'nonnegative'}",
                    f"{least}",
                )
        if not all(0 <= v < 1 for v in self.eta.values):
            raise RangeError(
                "eta",
                "must be at least 0 and below 1",
                f"{next(v for v in self.eta.values if not 0 <= v < 1)}",
            )
        used = {p for f in self.families for p in FAMILIES[f].parameters}
        for name, support in self.parameters.items():
            if name not in used:
                raise RangeError(
                    f'parameter "{name}"',
                    f"is not a parameter of the families; they have {', '.join(sorted(used))}",
                )
            low, high = BOUNDS[self.kind][name]
            half = "cobb-douglas" in self.families and name.startswith("power")
            top = Fraction(1, 2) if half else high
            if not all(low < v and (top is None or v < top) for v in support.values):
                raise RangeError(
                    f'parameter "{name}"',
                    f"must be above {low}{f' and below {top}' if top is not None else ''} to stay "
                    f"{self.kind} the class",
                )


def drawn(
    choose: Choose, ranges: Ranges, name: str, family: str | None = None, *, simplest: bool = False
) -> Economy | None:
    """Draw one economy.

    Args:
        choose: ``choose(n)`` returns an integer from 0 to n - 1.
        ranges: What may be drawn.
        name: The economy's name; its family and size are appended.
        family: The utility family; drawn from the ranges if not given.
        simplest: Whether simple values come first, and weights are ignored: what a search that
            shrinks towards choice 0 needs.

    Returns:
        The economy, or None where the draw is refused: signals that do not satisfy
        ``ranges.signals``, or an α* that does not separate.
    """
    chosen = family or ranges.families[choose(len(ranges.families))]
    n, m = (low + choose(high - low + 1) for low, high in (ranges.types, ranges.states))
    # A search shrinks best if fewer types or states leave all other choices in their places: tables
    # are then drawn at their largest size and cut.
    rows, columns = (ranges.types[1], ranges.states[1]) if simplest else (n, m)
    signal = tuple([_weights(choose, n, ranges.signal_weights, rows) for _ in range(columns)][:m])
    if not _informative(signal, ranges.signals):
        return None

    def value(support: Support) -> Fraction:
        return (support.simplest_first if simplest else support).draw(choose)

    economy = Economy(
        prior=_weights(choose, m, 6, columns),
        signal=signal,
        endowment=tuple(map(value, ranges.endowment)),
        kappa=tuple(map(value, ranges.kappa)),
        eta=value(ranges.eta),
        utility=FAMILIES[chosen].formula,
        parameters={
            p: _parameter(value, ranges, chosen, p, (n, m), (rows, columns))
            for p in FAMILIES[chosen].parameters
        },
        name=f"{name}: {chosen}, {n} types, {m} state{'s' * (m > 1)}",
    )
    return economy if not ranges.separating or well_separated(economy) else None


def well_separated(economy: Economy) -> bool:
    """Whether the types' stage-1 consumptions differ by more than ``generate.SEPARATION`` of the endowment."""
    consumption = np.sort(solve_stage1(economy).consumption)
    return all(
        float(b - a) > SEPARATION * float(economy.floats.endowment[0])
        for a, b in pairwise(consumption)
    )


def _weights(choose: Choose, length: int, top: int, most: int) -> Row:
    weights = [1 + choose(top) for _ in range(most)][:length]
    return tuple(Fraction(w, sum(weights)) for w in weights)


def _informative(signal: Sequence[Row], required: Signals) -> bool:
    if required == "A1":
        return distinguishes_all_groups(tuple(signal))
    return required == "any" or len(set(signal)) == len(signal)


def _parameter(
    value: Callable[[Support], Fraction],
    ranges: Ranges,
    family: str,
    name: str,
    size: tuple[int, int],
    most: tuple[int, int],
) -> Fraction | Table:
    default = COBB_DOUGLAS if family == "cobb-douglas" else DEFAULTS[ranges.kind][name]
    support = ranges.parameters.get(name, default)
    if name in TABLES or family == "cobb-douglas":
        table = [[value(support) for _ in range(most[1])] for _ in range(most[0])]
        return tuple(tuple(row[: size[1]]) for row in table[: size[0]])
    return value(support)
