r"""What each mechanism achieves for one economy, side by side.

Paper: the introduction and section 6 compare in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from numeric.economy.economy import Economy
from numeric.games.mechanisms import MECHANISMS, Sampling, played
from numeric.games.scenarios import DRAWS, LIMIT
from numeric.games.welfare import Welfare, welfare
from numeric.status import Status, Told

__all__ = ["Row", "compare"]


@dataclass(frozen=True)
class Row:
    """One mechanism at one N.

    Args:
        mechanism: Its id.
        agents: N, or None in the limit.
        welfare: Losses, outlay and utilities; None where there is no outcome.
        inactive: Number of inactive agents, where there are two groups.
        draws: Draws in each state; 0 where scenarios are enumerated.
        status: One sentence.
    """

    mechanism: str
    agents: int | None
    welfare: Welfare | None
    inactive: int | None
    draws: int
    status: Status | Told


def compare(
    economy: Economy,
    agents: Iterable[int | None],
    mechanisms: Iterable[str] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    limit: int = LIMIT,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Row, ...]:
    """Return the welfare of mechanisms at each N, in the order asked for.

    Args:
        economy: An economy with κ > 0 and 0 < η < 1.
        agents: Values of N, each at least 2; None asks for the limit of large N.
        mechanisms: Ids of ``numeric.games.mechanisms.MECHANISMS``; all of them if left out.
        draws: Draws in each state where scenarios are too many to enumerate.
        seed: Seed of the draws, common to all mechanisms.
        limit: Scenarios up to which they are enumerated.
        progress: Called with a few words before each row.

    Raises:
        ValueError: N is below 2, a mechanism is unknown, or κ is not positive.

    >>> from numeric.economy.reader import load_economy
    >>> rows = compare(load_economy("examples/mechanisms/e1.toml"), [10], ["one_stage", "two_stage"])
    >>> [f"{100 * row.welfare.misallocation:.2f} %" for row in rows]
    ['1.00 %', '0.40 %']
    """
    wanted = list(agents)
    names = list(MECHANISMS) if mechanisms is None else list(mechanisms)
    for name in names:
        if name not in MECHANISMS:
            raise ValueError(f"a mechanism is one of {', '.join(MECHANISMS)}, got {name!r}")
    for N in wanted:
        if N is not None and N < 2:
            raise ValueError(f"agents must be at least 2, got {N}")
    if (economy.floats.kappa <= 0).any():
        raise ValueError("mechanisms are compared for kappa > 0")
    sampling, rows = Sampling(limit, draws, seed), []
    for name in names:
        for N in wanted:
            progress(f"{name}, {'the limit' if N is None else f'N = {N}'}")
            rows.append(_row(name, economy, N, sampling))
    return tuple(rows)


def _row(name: str, economy: Economy, agents: int | None, sampling: Sampling) -> Row:
    found = played(name, economy, agents, sampling)
    if found.outcome is None:
        return Row(name, agents, None, found.inactive, 0, found.status)
    measured, status = welfare(economy, found.outcome), found.status
    if measured.unsolved:
        status = Status.LEFT_OUT.told(
            f"not solved: the loss of scenarios of probability {measured.unsolved:.1e}"
        )
    return Row(name, agents, measured, found.inactive, found.outcome.draws, status)
