r"""Theorem 1 for one economy.

For each N there is the exact margin by which the candidate is an equilibrium, or is not.

Whatever is offered in :math:`I(\bar x)` has the same consequences if active, so the best deviation
of a type x into :math:`I(\bar x)` is the offer whose consumption is nearest to
:math:`q_1(\alpha^*(x))`.  With

.. math:: \text{cost} = \frac{N-M}{N}\,[G_x(\alpha^*(x)) - G_x(a)],\qquad
          \text{gain} = \frac{M}{N}\,[F_x^N(\bar x) - F_x^N(x)],

the candidate, with the selected :math:`\beta^\sigma`, is an equilibrium at N if and only if cost -
gain is nonnegative for every x and :math:`\bar x \ne x`.  The margin is not monotone in N.

Conventions: at the common end of two intervals the deviator is given the interval that suits it
(the paper's intervals share their ends), so the cost there is attained.  Where N - M = 0 nobody is
inactive and a deviation costs nothing.

Paper: sections 3.2 and 7.1, equations (7), (22), (23); P(active) is M/N, for which the paper writes
1 - η.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import type_posterior
from numeric.stage1 import Stage1, inactive_price, solve_stage1
from numeric.status import Status, Told
from numeric.theorem_1.continuation import Continuation, continuations, sensitivity
from numeric.theorem_1.margin_tail import ROUNDING, Margin, Tail, tail
from numeric.theorem_1.slope import Slope, slope

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Threshold:
    """Margins over a range of N.

    Args:
        margins: One for each N asked for.
        fails: Every N of the range at which the candidate is not an equilibrium.
        undecided: Every N at which the margin is within its error, or a stage-2 game was not
            solved.
        slope: Coefficients of 1/M of the gain.
        tail: What is known beyond the range.
        status: One sentence.
    """

    margins: tuple[Margin, ...]
    fails: tuple[int, ...]
    undecided: tuple[int, ...]
    slope: Slope
    tail: Tail
    status: Status | Told

    @property
    def last_failure(self) -> int | None:
        """The greatest N of the range at which the candidate is not an equilibrium."""
        return max(self.fails, default=None)


def nearest_consumption(solved: Stage1) -> Array:
    """Return for types x and x̄ the consumption in I(x̄) nearest to that of α*(x), shape (X, X)."""
    return np.clip(
        solved.consumption[:, None], solved.intervals[None, :, 0], solved.intervals[None, :, 1]
    )


def losses(economy: Economy, solved: Stage1) -> Array:
    """Return G_x(α*(x)) - G_x(best offer in I(x̄)), shape (X, X), zero on the diagonal."""
    expected = _inactive_values(economy, solved)
    return np.asarray(np.diag(expected)[:, None] - expected)


def loss_rounding(economy: Economy, solved: Stage1) -> float:
    """Return an estimate of the rounding error of ``losses``."""
    sizes = np.abs(_inactive_values(economy, solved)).max(axis=-1) + sensitivity(economy)
    return float(ROUNDING * sizes.max())


def _inactive_values(economy: Economy, solved: Stage1) -> Array:
    """Return G_x at the best offer in I(x̄), shape (X, X)."""
    e, price = economy.floats.endowment, inactive_price(economy)
    q = nearest_consumption(solved)
    r = price * e[0] + e[1] - price * q
    types = np.broadcast_to(np.arange(len(economy.types))[:, None], q.shape)
    with np.errstate(all="ignore"):
        expected = (
            formulas_of(economy).partial((0, 0), q, r, types) * type_posterior(economy)[:, None, :]
        ).sum(axis=-1)
    return np.asarray(expected)


def threshold(
    economy: Economy,
    agents: Iterable[int],
    *,
    progress: Callable[[int], None] = lambda _: None,
    exact: bool | None = None,
    kernel: bool | None = None,
) -> Threshold:
    """Return the exact margin at every N asked for, every failure among them, the slope and what is known beyond.

    Args:
        economy: An economy with positive kappa and a separating α*.
        agents: Values of N, each at least 2.
        progress: Called with the number of values of N done.
        exact: Whether F is summed over all configurations; by default where there are few.
        kernel: Whether stage 2 is solved by the compiled kernel; by default where there are many.

    Raises:
        ValueError: No N is given, one is below 2, or α* is not separating.

    Paper: Theorem 1.

    >>> from numeric.economy.reader import load_economy
    >>> found = threshold(load_economy("examples/log.toml"), range(2, 12))
    >>> found.fails, round(found.margins[-1].margin, 6)
    ((), 0.00132)
    """
    wanted = sorted(set(agents))
    if not wanted or wanted[0] < 2:
        raise ValueError(f"agents must be numbers of at least 2, got {wanted[:1]}")
    solved = solve_stage1(economy)
    if not solved.separating:
        raise ValueError("the threshold of Theorem 1 needs a separating α*: " + solved.status)
    loss, margins = losses(economy, solved), []
    error = loss_rounding(economy, solved)
    for batch in _batches(economy, wanted):
        found = {
            c.active: c
            for c in continuations(
                economy, sorted({economy.active(N) for N in batch}), exact=exact, kernel=kernel
            )
        }
        margins += [margin_at(N, found[economy.active(N)], loss, error) for N in batch]
        progress(len(margins))
    fails = tuple(m.agents for m in margins if m.holds is False)
    undecided = tuple(m.agents for m in margins if m.holds is None)
    slopes = slope(economy)
    status: Status | Told = Status.SOLVED
    if undecided:
        status = Status.UNDECIDED.told(
            f"undecided at {len(undecided)} values of N, the first of them {undecided[0]}"
        )
    return Threshold(
        tuple(margins), fails, undecided, slopes, tail(economy, margins, slopes, loss), status
    )


def _batches(economy: Economy, wanted: list[int], size: int = 256) -> list[list[int]]:
    return [wanted[i : i + size] for i in range(0, len(wanted), size)]


def margin_at(agents: int, found: Continuation, loss: Array, error: float) -> Margin:
    """Return the margin at N when as many are active as the continuation says.

    Args:
        agents: N.
        found: F for all pairs of types at some M, at most N.
        loss: ``losses`` of the economy.
        error: ``loss_rounding`` of the economy.
    """
    M = found.active
    cost = (agents - M) / agents * loss
    gain = M / agents * (found.values - np.diag(found.values)[:, None])
    difference = np.where(np.eye(len(loss), dtype=bool), np.inf, cost - gain)
    x, taken_for = divmod(int(np.argmin(difference)), len(loss))
    value, own_gain = float(difference[x, taken_for]), float(gain[x, taken_for])
    if not found.solved:
        value = own_gain = float("nan")
    truncation, rounding = (
        2 * M / agents * float(v.max()) for v in (found.truncation, found.rounding)
    )
    rounding += 2 * (agents - M) / agents * error
    return Margin(
        agents,
        M,
        value,
        truncation,
        rounding,
        (x, taken_for),
        float(cost[x, taken_for]),
        own_gain,
    )
