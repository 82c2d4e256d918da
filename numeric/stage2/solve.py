r"""Stage 2 on the equilibrium path: the symmetric equilibrium offers :math:`\beta^\sigma`.

Let σ be the counts of active agents by type, M their number, and φ the common belief over states.
An equilibrium is a profile of offers, one for each type, that are best responses to the totals
(Q, R) of all offers and Mκ; Proposition 1 says that there is one.

Conventions: totals include the offers of all active agents and Mκ, so price = R/Q.  A type with
count 0 gets its best response to the others' totals and is not added to them.  Nothing is called
solved whose residual exceeds ``TOLERANCE``.

Method: a cascade.  Each method attempts what those before it have left, and keeps what it improves:
the compiled kernel (where many configurations are asked for), Newton on the aggregative form,
Newton on the signed form, a scan of prices.

Selection: the equilibrium that Newton reaches from the price-taking solution for the same shares
and the same belief; where Newton does not converge, the one found by a scan that lies nearest to
the price-taking price.  ``numeric.stage2.price_scan`` lists all that a scan finds, and
``numeric.unique_equilibria`` certifies for which configurations there is no other.

Paper: section 3.1, equations (10), (16)-(20); Proposition 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.derivatives.stage2 import stage2_derivatives
from numeric.economy.economy import Economy
from numeric.economy.remembered import by_kappa
from numeric.formulas.regularity import established
from numeric.probability.posterior import posterior as bayes
from numeric.stage2.aggregative import Aggregative
from numeric.stage2.best_response import best_response
from numeric.stage2.kernel_rows import (
    MANY,
    STRICT,
    KernelRows,
    attempt,
    best_responses,
    kernel_rows,
    worth_compiling,
)
from numeric.stage2.price_scan import PriceScan, equilibria
from numeric.stage2.problem import Attempt, Method, Rows, Stage2Problem
from numeric.stage2.searched_response import payoffs_of, searched_responses
from numeric.stage2.signed_newton import Signed
from numeric.stage2.solution import SOLVED as SOLVED
from numeric.stage2.solution import TOLERANCE as TOLERANCE
from numeric.stage2.solution import Stage2 as Stage2

Array = NDArray[np.float64]
BLOCK = 1 << 15
"""Configurations that array methods take at once, which bounds memory."""

METHODS: tuple[Method, ...] = (Aggregative, Signed, PriceScan)
"""The methods in array form, in the order in which they are asked."""


def solve_stage2(
    economy: Economy,
    configurations: ArrayLike,
    posterior: ArrayLike | None = None,
    *,
    kernel: bool | None = None,
    derivatives: Sequence[str] = (),
) -> Stage2:
    r"""Return :math:`\beta^\sigma` with totals, price, belief and residual.

    Args:
        economy: An economy with positive kappa.
        configurations: Counts of active agents by type, shape (n, X), integers, at least one agent
            in each row.
        posterior: Common beliefs, shape (n, Z) or (Z,); Bayes' :math:`\phi^\sigma` if left out.
        kernel: Whether to use the compiled kernel where it can be compiled; where many
            configurations are asked for if left out.
        derivatives: What the equilibrium is differentiated in: parameters by name, "prior",
            "signal", "kappa_q", "kappa_r", "q_bar", "r_bar", "eta"; see
            ``numeric.derivatives.directions``.

    Raises:
        ValueError: The counts have the wrong shape, are negative, not integers, or all zero in some
            row; or κ is not positive.
        InputError: A name in ``derivatives`` stands for nothing in the economy.

    Paper: Proposition 1; equations (10), (16)-(19).

    >>> economy = Economy(prior=[1], signal=[["1/2", "1/2"]], endowment=[1, 1], kappa=["1/20", "1/20"], eta="1/10",
    ...                   utility="theta*log(q) + log(r)", parameters={"theta": [[1], [2]]})
    >>> solved = solve_stage2(economy, [[3, 5]], derivatives=["kappa_q"])
    >>> solved.solved[0], round(solved.price[0], 4), round(solved.derivatives.price[0, 0], 4)
    (np.True_, np.float64(1.4448), np.float64(-4.8345))
    """
    solved = solve_with_rows(economy, configurations, posterior, kernel=kernel)[0]
    if not derivatives:
        return solved
    moved = stage2_derivatives(
        economy,
        np.asarray(configurations, dtype=float),
        solved.offers,
        solved.posterior,
        tuple(derivatives),
        bayes=posterior is None,
    )
    return replace(solved, derivatives=moved)


def solve_with_rows(
    economy: Economy,
    configurations: ArrayLike,
    posterior: ArrayLike | None = None,
    *,
    kernel: bool | None = None,
) -> tuple[Stage2, KernelRows | None]:
    """Return also the kernel's rows where it was used.

    They share the result's memory, and best responses can be computed from them.
    """
    sigma = _checked(economy, configurations)
    belief = None
    if posterior is not None:
        shape = (len(sigma), len(economy.states))
        belief = np.broadcast_to(np.asarray(posterior, dtype=float), shape)
    use = worth_compiling(len(sigma)) if kernel is None else kernel
    if kernel is None and len(sigma) < MANY and not (use or worth_compiling(1)):
        given = None if belief is None else belief.tobytes()
        methods = tuple(method.solve for method in METHODS)
        known = _remembered(economy, sigma.astype(float).tobytes(), given, methods)
        return _copied(known), None
    return _solved(economy, sigma, belief, kernel_rows(economy, sigma, belief) if use else None)


@by_kappa(maxsize=512)
def _remembered(
    economy: Economy,
    counts: bytes,
    belief: bytes | None,
    methods: tuple[Callable[..., Attempt], ...],
) -> Stage2:
    """Return what is solved for counts and beliefs, which many ask for again; it rests on the methods too."""
    sigma = np.frombuffer(counts).reshape(-1, len(economy.types))
    given = None if belief is None else np.frombuffer(belief).reshape(len(sigma), -1)
    return _solved(economy, sigma, given, None)[0]


def _copied(known: Stage2) -> Stage2:
    """Return what may be written to."""
    return Stage2(
        known.offers.copy(),
        known.totals.copy(),
        known.price.copy(),
        known.posterior.copy(),
        known.residual.copy(),
        None if known.beaten is None else known.beaten.copy(),
    )


def _solved(
    economy: Economy, sigma: NDArray[np.number], belief: Array | None, rows: KernelRows | None
) -> tuple[Stage2, KernelRows | None]:
    """Solve checked configurations, with what the kernel has found of them."""
    if rows is None:
        best = Attempt.none(*sigma.shape)
        beliefs, price = np.empty((len(sigma), len(economy.states))), np.empty(len(sigma))
    else:
        best, beliefs, price = attempt(economy, sigma, rows), rows.belief, rows.price
    n = len(sigma)
    for part in np.array_split(np.arange(n), range(BLOCK, n, BLOCK)):
        if rows is not None:
            part = part[~(best.residual[part] <= STRICT)]
        elif belief is not None:
            beliefs[part] = belief[part]
        else:
            beliefs[part] = bayes(economy, sigma[part].astype(float))
        if len(part):
            problem = Stage2Problem(economy, sigma[part].astype(float), beliefs[part])
            best.improved_by(part, cascade(problem))
            price[part] = best.totals[part, 1] / best.totals[part, 0]
    solved = Stage2(best.offers, best.totals, price, beliefs, best.residual)
    if not established(economy):
        solved = _compared(economy, sigma, solved)
    _absent_respond(economy, sigma, solved, rows)
    _mark_unsolved(solved)
    return solved, rows


def confirmed_equilibria(economy: Economy, counts: ArrayLike) -> list[Attempt]:
    """Return the equilibria of one configuration (X,) that a scan of prices finds, in increasing order of price.

    A price at which the totals cross but the conditions do not hold, or, where concavity is not
    established, some type has a better offer, is left out.
    """
    sigma = _checked(economy, np.asarray(counts)[None]).astype(float)
    problem = Stage2Problem(economy, sigma, bayes(economy, sigma))
    attempts = [Attempt.at(problem, point) for point in equilibria(problem)]
    return [a for a in attempts if _confirmed(problem, a)]


def _confirmed(problem: Stage2Problem, attempt: Attempt) -> bool:
    residual, unasked = attempt.residual.copy(), np.full(1, np.nan)
    one = Stage2(attempt.offers, attempt.totals, unasked, problem.belief, residual)
    if not established(problem.economy):
        one = _compared(problem.economy, problem.sigma, one)
    return bool(one.solved[0])


def _compared(economy: Economy, sigma: NDArray[np.number], found: Stage2) -> Stage2:
    """Compare the offers of the types present with a direct search over all of O."""
    pairs = np.argwhere((sigma > 0) & found.solved[:, None])
    beaten = np.zeros(len(sigma), dtype=bool)
    for block in np.array_split(pairs, range(BLOCK, len(pairs), BLOCK)):
        n, x = block.T
        own, belief = found.offers[n, x], found.posterior[n]
        Q, R = (found.totals[n] - own).T
        best = searched_responses(economy, Q, R, belief, x)
        value = payoffs_of(economy, own, Q, R, belief, x)
        beaten[n[~(best.value - value <= best.tolerance)]] = True
    found.residual[beaten] = np.inf
    return replace(found, beaten=beaten)


def cascade(problem: Stage2Problem, methods: Sequence[Method] = METHODS) -> Attempt:
    """Ask one method after another for what is not solved yet."""
    best = Attempt.none(*problem.sigma.shape)
    for method in methods:
        left = np.flatnonzero(~(best.residual <= TOLERANCE))
        if len(left):
            part = problem if len(left) == len(best.residual) else problem.part(left)
            best.improved_by(left, method.solve(part))
    return best


def _absent_respond(
    economy: Economy, sigma: NDArray[np.number], found: Stage2, rows: KernelRows | None
) -> None:
    """Give each type with count 0, in place, its best response to the totals of the others."""
    for x in range(sigma.shape[1]):
        absent = np.flatnonzero((sigma[:, x] == 0) & found.solved)
        if len(absent):
            found.offers[absent, x] = _response(economy, found, rows, absent, x)


def _response(
    economy: Economy, found: Stage2, rows: KernelRows | None, which: Rows, x: int
) -> Array:
    """Return the best response of a type to given totals, by the kernel where it was used."""
    Q, R = found.totals[which].T
    by_kernel = None if rows is None else best_responses(economy, rows, which, x)
    if by_kernel is None:
        return best_response(economy, Q, R, found.posterior[which], x, found.offers[which, x])
    offers, residual = by_kernel
    left = np.flatnonzero(~(residual <= STRICT))
    offers[left] = best_response(
        economy, Q[left], R[left], found.posterior[which[left]], x, found.offers[which[left], x]
    )
    return offers


def _mark_unsolved(found: Stage2) -> None:
    """Write NaN where nothing is solved, in place."""
    failed = np.flatnonzero(~found.solved)
    found.offers[failed] = found.totals[failed] = found.price[failed] = np.nan


def _checked(economy: Economy, configurations: ArrayLike) -> NDArray[np.number]:
    sigma = np.asarray(configurations)
    if not np.issubdtype(sigma.dtype, np.integer):
        sigma = sigma.astype(float)
    if sigma.ndim != 2 or sigma.shape[1] != len(economy.types):
        raise ValueError(
            f"configurations must have shape (n, {len(economy.types)}), one count per type, "
            f"got {sigma.shape}"
        )
    if len(sigma) == 0:
        raise ValueError("a configuration must have at least one active agent")
    for part in np.array_split(sigma, range(BLOCK, len(sigma), BLOCK)):
        _check_counts(np.ascontiguousarray(part.T, dtype=float))
    if (economy.floats.kappa <= 0).any():
        raise ValueError("stage 2 is solved for kappa > 0")
    return sigma


def _check_counts(counts: Array) -> None:
    """Check counts laid out type by type."""
    whole = np.isfinite(counts) & (counts >= 0) & (counts == np.round(counts))
    if not whole.all():
        raise ValueError("the counts of a configuration must be nonnegative integers")
    if (counts.sum(axis=0) == 0).any():
        raise ValueError("a configuration must have at least one active agent")
