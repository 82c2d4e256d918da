r"""Theorem 1 with classes of endowments: the margin by which the candidate is an equilibrium.

A type x of class h that offers what :math:`\bar x` would is taken for :math:`\bar x` by the others, who
read the histogram of its class.  With :math:`F_{x,h}(\bar x)` its value of being taken so when active,

.. math:: \frac{N_h - M_h}{N_h}\,[G_{x,h}(\alpha^*(x,h)) - G_{x,h}(a)]
          - \frac{M_h}{N_h}\,[F_{x,h}(\bar x) - F_{x,h}(x)] \ge 0

for all kinds and all :math:`\bar x \ne x`, a the best offer in :math:`I_h(\bar x)`, says that the candidate
(with the selected equilibria of stage 2) is one.  Expectations are over the histograms of all classes: the
others of class h are :math:`M_h - 1`, those of every other class all of its active.

If the profile is repeated the gain falls like 1/M for each of the finitely many kinds while the cost stays,
which is Theorem 1.  Were there ever more classes, the least cost over them would have to stay away from
zero: a hypothesis to add.

Conventions: ``truncation`` is a bound, ``rounding`` an estimate, as in ``numeric.theorem_1``.

Paper: section 3.2, (22), (23); section 6, fourth paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.classes.economy import ClassEconomy
from numeric.classes.kinds import kind_economy
from numeric.classes.profiles import profiles
from numeric.classes.stage1 import ClassStage1, solve_class_stage1
from numeric.probability.posterior import type_posterior
from numeric.stage2.solve import solve_with_rows
from numeric.status import NotSolved
from numeric.theorem_1.continuation import oscillation, payoffs, sensitivity
from numeric.theorem_1.margin_tail import Margin

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ClassContinuation:
    """F for all kinds and all types of their class.

    Args:
        values: F_{x,h}(x̄), shape (H, X, X), row x and column x̄.
        truncation: Bound on the neglected part, shape (H, X).
        rounding: Estimated rounding error, shape (H, X).
        solved: Whether every game of stage 2 was solved.
        count: Number of profiles of histograms.
    """

    values: Array
    truncation: Array
    rounding: Array
    solved: bool
    count: int


@dataclass(frozen=True)
class ClassMargin:
    """The margins of all kinds at one profile.

    Args:
        margin: The least of them; ``binding`` are kinds (hX + x, hX + x̄).
        cost: Cost of x taken for x̄ in class h, shape (H, X, X).
        gain: Its gain, shape (H, X, X).
    """

    margin: Margin
    cost: Array
    gain: Array


def class_continuation(economy: ClassEconomy, *, exact: bool | None = None) -> ClassContinuation:
    """Return F for all kinds.

    Args:
        economy: An economy with classes.
        exact: Whether to sum over all profiles of histograms; by default where there are few.

    Raises:
        TooMany: There are too many profiles.

    Paper: (23), with histograms by class.
    """
    made, X, H = kind_economy(economy), len(economy.types), len(economy.classes)
    tau, mu = type_posterior(economy.per_head), economy.per_head.floats.signal
    over = profiles(economy, exact=exact)
    values, sizes, unsolved = np.zeros((H, X, X)), np.zeros((H, X, X)), 0
    for sigma, chances in over.blocks():
        beta, rows = solve_with_rows(made, sigma)
        unsolved += int(np.count_nonzero(~beta.solved))
        for h, c in enumerate(economy.classes):
            for taken_for in range(X):
                believed = h * X + taken_for
                use = np.flatnonzero((sigma[:, believed] > 0) & beta.solved)
                share = sigma[use, believed] / c.active
                for x in range(X):
                    weight = share * (chances[use] @ (tau[x] / mu[:, taken_for]))
                    payoff = payoffs(made, sigma[use], beta, rows, use, h * X + x, believed)
                    values[h, x, taken_for] += weight @ payoff
                    sizes[h, x, taken_for] += weight @ np.abs(payoff)
    with np.errstate(invalid="ignore"):
        neglected = np.where(over.left_out > 0, over.left_out * oscillation(made), 0.0)
    rounding = 64 * np.finfo(float).eps * (sizes.max(axis=-1) + sensitivity(made).reshape(H, X))
    return ClassContinuation(values, neglected.reshape(H, X), rounding, not unsolved, over.number)


def class_margin(economy: ClassEconomy, *, exact: bool | None = None) -> ClassMargin:
    """Return the margin of the candidate at the sizes of the classes.

    Args:
        economy: An economy with classes, each of which α* separates.
        exact: Whether to sum over all profiles of histograms; by default where there are few.

    Raises:
        NotSolved: α* does not separate the types of some class.
        TooMany: There are too many profiles of histograms.

    >>> from numeric.classes.reader import load_classes
    >>> found = class_margin(load_classes("examples/mechanisms/classes.toml"))
    >>> found.margin.holds, f"{found.margin.margin:.4f}"
    (False, '-0.0082')
    """
    first = solve_class_stage1(economy)
    if not first.separating:
        raise NotSolved("stage 1", f"not separating: {first.status}")
    return margins_of(economy, first, class_continuation(economy, exact=exact))


def margins_of(economy: ClassEconomy, first: ClassStage1, found: ClassContinuation) -> ClassMargin:
    """Return the margins from what the kinds lose if inactive and what they have if active."""
    active = np.array([c.active / c.agents for c in economy.classes])[:, None, None]
    cost = (1 - active) * first.loss
    own = np.diagonal(found.values, axis1=1, axis2=2)[..., None]
    gain = active * (found.values - own)
    X = len(economy.types)
    difference = np.where(np.eye(X, dtype=bool), np.inf, cost - gain)
    h, x, y = np.unravel_index(int(np.argmin(difference)), difference.shape)
    known, share = 1.0 if found.solved else np.nan, active[:, :, 0]
    margin = Margin(
        economy.agents,
        economy.active,
        float(known * difference[h, x, y]),
        float((2 * share * found.truncation).max()),
        float((2 * share * found.rounding + 2 * (1 - share) * first.rounding[:, None]).max()),
        (int(h * X + x), int(h * X + y)),
        float(cost[h, x, y]),
        float(known * gain[h, x, y]),
    )
    return ClassMargin(margin, cost, gain)


def class_margins(
    economy: ClassEconomy,
    agents: Iterable[int],
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Margin, ...]:
    """Return the margins where the profile is repeated to some numbers of agents.

    Args:
        economy: An economy with classes.
        agents: Values of N, multiples of that of the smallest profile.
        progress: Called with the number of margins computed.

    Raises:
        ValueError: N is no multiple.
        NotSolved: α* does not separate the types of some class.
        TooMany: There are too many profiles of histograms.

    >>> from numeric.classes.reader import load_classes
    >>> rows = class_margins(load_classes("examples/mechanisms/classes.toml"), [30, 120])
    >>> [(m.agents, m.active, m.holds) for m in rows]
    [(30, 27, False), (120, 108, True)]
    """
    least, found = economy.smallest, []
    for N in agents:
        copies, rest = divmod(N, least.agents)
        if rest or not copies:
            raise ValueError(f"N must be a multiple of {least.agents}, got {N}")
        found.append(class_margin(least.times(copies)).margin)
        progress(len(found))
    return tuple(found)
