r"""The payoff of stage 2 seen from stage 1.

It is :math:`F_x^N(\bar x)`, the value for a type x of being taken for a type :math:`\bar x`.

The types of the M-1 others are multinomial given the state.  With counts n of the others, the
others believe :math:`\sigma' = n + e_{\bar x}` and play :math:`\beta^{\sigma'}`, so the agent faces
:math:`(Q_-, R_-) = \text{totals}(\sigma') - \beta^{\sigma'}(\bar x)`; it holds
:math:`\phi^{\sigma^*}`, :math:`\sigma^* = n + e_x`, and best-responds.  Given :math:`\sigma^*` the
true state has exactly this posterior, so

.. math:: F_x^N(\bar x) = \sum_n w_x(n)\,\max_b \sum_z \phi^{n + e_x}(z)\,u(\cdot; x, z),\qquad
          w_x(n) = \sum_z\tau_x(z)P_z(n).

The sum runs over all n, or over those that carry all but ``MASS`` of the probability in every
state.  What is left out is bounded: the agent can always decline to trade, so each summand lies
between the least utility of the endowment and the greatest utility of what can be bought at the
extreme prices.

Conventions: ``truncation`` bounds the neglected part; ``rounding`` estimates the error of floating
point (it is not a bound).

Paper: equations (8), (9), (11), (23)-(26).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.regularity import increasing
from numeric.formulas.sign_checks import HOLDS
from numeric.probability.multinomial import (
    Counts,
    configuration_blocks,
    likely_with_one_more,
    multinomial_weights,
    number_of_configurations,
)
from numeric.probability.posterior import posterior, type_posterior
from numeric.stage2.best_response import best_response
from numeric.stage2.kernel_rows import STRICT, KernelRows
from numeric.stage2.price_scan import price_bounds
from numeric.stage2.solve import Stage2, solve_with_rows

Array = NDArray[np.float64]
MASS = 1e-15
"""Probability that the truncated sum may leave out in each state."""

BLOCK = 1 << 16
EXACT_BELOW = 2000
"""Configurations; at most this many are summed without truncation."""


@dataclass(frozen=True)
class Continuation:
    """F for all pairs of types at one M.

    Args:
        active: M.
        values: F_x(x̄), shape (X, X), row x and column x̄.
        truncation: Bound on the neglected part, shape (X,).
        rounding: Estimated rounding error, shape (X,).
        solved: Whether every configuration was solved.
        count: Number of configurations of the M active agents.
    """

    active: int
    values: Array
    truncation: Array
    rounding: Array
    solved: bool
    count: int


def believed_configurations(
    economy: Economy, active: int, *, exact: bool | None = None, block: int = BLOCK
) -> tuple[Iterator[Counts], float]:
    """Return, in blocks, the configurations of all M agents, and the probability left out.

    They are what the others' configurations that are summed over and one more agent make.
    """
    X = len(economy.types)
    if exact or (exact is None and number_of_configurations(active - 1, X) <= EXACT_BELOW):
        return configuration_blocks(active, X, block), 0.0
    return likely_with_one_more(active - 1, economy.floats.signal, MASS, block), MASS


def oscillation(economy: Economy) -> Array:
    r"""Return for each type a bound on the range of the summands of F, shape (X,).

    They lie between the least utility of the endowment over states and the greatest utility of
    :math:`(\bar q + \bar r/p_{low},\ \bar r + \bar q\,p_{high})`. The bound is infinite where
    utility is not known to be increasing, or not real there.
    """
    e, (low, high) = economy.floats.endowment, price_bounds(economy)
    k, types = formulas_of(economy), np.arange(len(economy.types))
    least = k.partial((0, 0), e[0], e[1], types).min(axis=-1)
    most = k.partial((0, 0), e[0] + e[1] / low, e[1] + e[0] * high, types).max(axis=-1)
    range_ = most - least
    known = np.isfinite(range_) & (increasing(economy)[0] == HOLDS)
    return np.where(known, range_, np.inf)


def sensitivity(economy: Economy) -> Array:
    r"""Return :math:`\max_z (|u_q|\bar q + |u_r|\bar r)` for each type, shape (X,).

    A relative error of the bundles moves utility by this much times it, however small u itself is.
    """
    e, types = economy.floats.endowment, np.arange(len(economy.types))
    first, second = (
        np.abs(formulas_of(economy).partial(order, e[0], e[1], types)).max(axis=-1)
        for order in ((1, 0), (0, 1))
    )
    return np.asarray(first * e[0] + second * e[1])


def continuation(
    economy: Economy, active: int, *, exact: bool | None = None, kernel: bool | None = None
) -> Continuation:
    """Return F for all pairs of types; what was asked last is remembered, and is not to be written to.

    Args:
        economy: An economy with positive kappa.
        active: M, at least 1.
        exact: Whether to sum over all configurations; by default where there are few.
        kernel: Whether stage 2 is solved by the compiled kernel; by default where there are many.

    Raises:
        ValueError: M is less than 1.

    Paper: equation (23).
    """
    return _remembered(economy, int(active), exact, kernel)


@lru_cache(maxsize=128)
def _remembered(
    economy: Economy, active: int, exact: bool | None, kernel: bool | None
) -> Continuation:
    (found,) = continuations(economy, [active], exact=exact, kernel=kernel)
    for values in (found.values, found.truncation, found.rounding):
        values.setflags(write=False)
    return found


def continuations(
    economy: Economy,
    active: Sequence[int],
    *,
    exact: bool | None = None,
    kernel: bool | None = None,
    block: int = BLOCK,
) -> list[Continuation]:
    """Return F for several M at once.

    The configurations of different M share the solver's arrays, ``block`` of them at a time.
    """
    if min(active) < 1:
        raise ValueError(f"the number of active agents must be at least 1, got {min(active)}")
    X, tau = len(economy.types), type_posterior(economy)
    values = np.zeros((len(active), X, X))
    solved, count = np.ones(len(active), dtype=bool), np.zeros(len(active), dtype=int)
    sizes, left_out = np.zeros_like(values), np.zeros(len(active))
    for group in _groups(economy, active, exact, block, left_out):
        owner, sigma = group
        beta, rows = solve_with_rows(economy, sigma, kernel=kernel)
        solved[np.unique(owner[~beta.solved])] = False
        count += np.bincount(owner, minlength=len(active))
        by_state = _weights(economy, sigma)
        for taken_for in range(X):
            use = np.flatnonzero((sigma[:, taken_for] > 0) & beta.solved)
            share = sigma[use, taken_for] / sigma[use].sum(axis=-1)
            for x in range(X):
                weight = share * (by_state[use] @ (tau[x] / economy.floats.signal[:, taken_for]))
                payoff = payoffs(economy, sigma[use], beta, rows, use, x, taken_for)
                values[:, x, taken_for] += np.bincount(
                    owner[use], weights=weight * payoff, minlength=len(active)
                )
                sizes[:, x, taken_for] += np.bincount(
                    owner[use], weights=weight * np.abs(payoff), minlength=len(active)
                )
    complete = [c == number_of_configurations(M, X) for c, M in zip(count, active, strict=True)]
    neglected = np.where(complete, 0.0, left_out)[:, None]
    with np.errstate(invalid="ignore"):
        truncation = np.where(neglected > 0, neglected * oscillation(economy)[None, :], 0.0)
    rounding = 64 * np.finfo(float).eps * (sizes.max(axis=-1) + sensitivity(economy))
    return [
        Continuation(M, values[i], truncation[i], rounding[i], bool(solved[i]), int(count[i]))
        for i, M in enumerate(active)
    ]


def _groups(
    economy: Economy, active: Sequence[int], exact: bool | None, block: int, left_out: Array
) -> Iterator[tuple[Counts, Counts]]:
    """Yield blocks of believed configurations with the index of the M that they belong to.

    The neglected mass is filled in.
    """
    owners: list[Counts] = []
    waiting: list[Counts] = []
    for i, M in enumerate(active):
        blocks, left_out[i] = believed_configurations(economy, M, exact=exact, block=block)
        for some in blocks:
            owners.append(np.full(len(some), i))
            waiting.append(some)
            if sum(map(len, waiting)) >= block:
                yield np.concatenate(owners), np.concatenate(waiting)
                owners, waiting = [], []
    if waiting:
        yield np.concatenate(owners), np.concatenate(waiting)


def _weights(economy: Economy, sigma: Counts) -> Array:
    r"""Return the probabilities of the believed configurations among all M, in each state, shape (n, Z).

    Since :math:`P_z(\sigma' - e_{\bar x}) = P_z(\sigma')\,\sigma'(\bar x)/(M\mu_z(\bar x))`, with M
    - 1 agents on the left and M on the right, they serve every pair of types.
    """
    return np.stack([multinomial_weights(sigma, row) for row in economy.floats.signal], axis=-1)


def payoffs(
    economy: Economy,
    sigma: Counts,
    beta: Stage2,
    rows: KernelRows | None,
    use: Counts,
    x: int,
    taken_for: int,
) -> Array:
    """Return the expected utility of x, taken for x̄, at believed configurations σ' = n + e_x̄.

    They are those of the rows in use; sigma has these rows only.
    """
    found = None if rows is None else rows.responses(economy, x, taken_for)
    if found is None:
        return payoffs_in_array_form(
            economy, sigma, beta.offers[use], beta.totals[use], x, taken_for
        )
    payoff: Array = found[2, use]
    residual = found[1, use]
    left = np.flatnonzero(~(residual <= STRICT))
    if len(left):
        payoff[left] = payoffs_in_array_form(
            economy, sigma[left], beta.offers[use[left]], beta.totals[use[left]], x, taken_for
        )
    return payoff


def payoffs_in_array_form(
    economy: Economy, sigma: Counts, offers: Array, totals: Array, x: int, taken_for: int
) -> Array:
    """Return the same from the solved offers (n, X, 2) and totals (n, 2), without the kernel."""
    unit = np.eye(sigma.shape[1], dtype=np.int64)
    belief = posterior(economy, sigma - unit[taken_for] + unit[x])
    minus = totals - offers[:, taken_for]
    own = offers[:, x]
    if x != taken_for and len(sigma):
        own = best_response(economy, minus[:, 0], minus[:, 1], belief, x, own)
    k = formulas_of(economy)
    bundle = k.payoff(own[:, 0], own[:, 1], minus[:, 0], minus[:, 1])
    with np.errstate(invalid="ignore"):
        return np.asarray(
            np.where(
                belief > 0, belief * k.partial((0, 0), bundle[:, 0], bundle[:, 1], x), 0.0
            ).sum(axis=-1)
        )
