"""Mechanisms side by side for an economy with classes: the rows of ``twostage compare``.

Paper: section 6, fourth paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from numeric.classes.economy import ClassEconomy
from numeric.classes.margins import class_margin
from numeric.classes.outcomes import (
    DRAWS,
    RULES,
    class_scenarios,
    consuming,
    limit_scenarios,
)
from numeric.classes.profiles import TooMany
from numeric.games.compare import Row
from numeric.games.welfare import welfare
from numeric.status import NotSolved, Status, Told


def compare_classes(
    economy: ClassEconomy,
    agents: Iterable[int | None],
    mechanisms: Iterable[str] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Row, ...]:
    """Return the rows of a table, for each N in turn.

    Args:
        economy: An economy with classes.
        agents: Values of N, multiples of that of the smallest profile, and None for the limit.
        mechanisms: Ids among ``RULES``; all of them if left out.
        draws: Draws in each state where scenarios are too many to enumerate.
        seed: Seed of the draws.
        progress: Called with what is computed.

    Raises:
        ValueError: N is no multiple, or an id is none of ``RULES``.

    >>> from numeric.classes.reader import load_classes
    >>> economy = load_classes("examples/mechanisms/classes.toml")
    >>> (row,) = compare_classes(economy, [None], ["two_stage"])
    >>> f"{100 * row.welfare.misallocation:.3f} %"
    '0.061 %'
    """
    names, least, rows = list(RULES if mechanisms is None else mechanisms), economy.smallest, []
    for name in names:
        if name not in RULES:
            raise ValueError(f"with classes a mechanism is one of {', '.join(RULES)}, got {name!r}")
    for N in agents:
        if N is not None and (N % least.agents or N < 1):
            raise ValueError(f"N must be a multiple of {least.agents}, got {N}")
        sized = economy if N is None else least.times(N // least.agents)
        drawn = (
            limit_scenarios(sized) if N is None else class_scenarios(sized, draws=draws, seed=seed)
        )
        passive = None if N is None else sized.agents - sized.active
        for name in names:
            progress(f"{name}, {'the limit' if N is None else f'N = {N}'}")
            try:
                found = RULES[name](sized, drawn, N)
            except NotSolved as error:
                said = Status.NO_ROOT.told(f"not solved: {error}")
                rows.append(Row(name, N, None, passive, 0, said))
                continue
            two = name == "two_stage"
            status = _standing(sized) if two and N is not None else Status.SOLVED
            measured = welfare(consuming(sized), found)
            if measured.unsolved > 0:
                status = Status.LEFT_OUT.told(
                    f"not solved: the loss of scenarios of probability {measured.unsolved:.1e}"
                )
            rows.append(Row(name, N, measured, passive if two else None, drawn.draws, status))
    return tuple(rows)


def _standing(economy: ClassEconomy) -> Status | Told:
    """Say whether the candidate is an equilibrium."""
    try:
        margin = class_margin(economy).margin
    except TooMany as error:
        return Status.UNDECIDED.told(f"undecided: {error}")
    if margin.holds is None:
        return Status.UNDECIDED.told("undecided: the margin is within its error")
    if margin.holds:
        return Status.SOLVED.told(f"{Status.SOLVED}: an equilibrium, margin {margin.margin:.2e}")
    kind, other = (
        economy.kinds[margin.binding[0]],
        economy.types[margin.binding[1] % len(economy.types)],
    )
    return Status.BEATEN.told(
        f'not an equilibrium: "{kind}" gains {-margin.margin:.2e} utils by being taken for "{other}"; '
        "the row shows the candidate all the same"
    )
