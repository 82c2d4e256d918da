r"""A bound on M times the gain of a deviation, for all :math:`M \ge M_0`, that does not rise in M.

With L and K of ``gain_density`` bounded on the cells of a covering,

.. math:: M\cdot\mathrm{gain} \le \sum_z\tau_x(z)\,\mathbb E_{\gamma_z}[L(\nu)]
          + \sum_{z<z'}M e^{-(M-1)C_\lambda}(1-\lambda)^{1-\lambda}\lambda^\lambda
            \tau_x(z)^{1-\lambda}\tau_x(z')^\lambda\,
            \mathbb E_{\gamma_\lambda}\left[\frac{((r_z - r_{z'})K_{zz'})^+}{\bar r}\right],

since :math:`P(n|x)\phi_z\phi_{z'} \le ab/(a+b)` with :math:`a = \tau_x(z)\gamma_z(n)`, and
:math:`ab/(a+b) \le (1-\lambda)^{1-\lambda}\lambda^\lambda a^{1-\lambda}b^\lambda`.  Both
expectations are bounded by ``expectation``.  With the best :math:`\lambda` the rate is the Chernoff
information of the two states, the true one; and the sign is kept: a pair of states with :math:`(r_z
- r_{z'})K \le 0` costs nothing.

Paper: Claim 2 of Theorem 1; the bound is not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, Mask
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.theorem_1.cells import Covering, deviator_posteriors
from numeric.certify.theorem_1.equilibria import Equilibria
from numeric.certify.theorem_1.expectation import Dominating, dominating, with_coefficients
from numeric.certify.theorem_1.exponents import decaying, mixing_factor, tilt
from numeric.certify.theorem_1.gain_density import density
from numeric.certify.theorem_1.rare import oscillation, rates
from numeric.economy.economy import Economy

Pair = tuple[int, int]


@dataclass(frozen=True)
class CellValues:
    """Bounds of one deviation on each box of frequencies.

    They are on L, and on ((r_z - r_z′)K)±/r̄ for pairs of states.
    """

    by_shares: Array
    by_posterior: dict[Pair, Array]

    def __getitem__(self, index: Mask) -> CellValues:
        return CellValues(
            self.by_shares[index], {pair: v[index] for pair, v in self.by_posterior.items()}
        )

    def without(self, lost: Mask) -> CellValues:
        """Return the values with 0 on the boxes that are bounded otherwise."""
        return CellValues(
            np.where(lost, 0.0, self.by_shares),
            {pair: np.where(lost, 0.0, v) for pair, v in self.by_posterior.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence[CellValues]) -> CellValues:
        """Join the values of several sets of boxes."""
        first, *_ = parts
        return cls(
            np.concatenate([p.by_shares for p in parts]),
            {k: np.concatenate([p.by_posterior[k] for p in parts]) for k in first.by_posterior},
        )


@dataclass(frozen=True)
class GainBound:
    """A bound on M times one deviation's gain, for all M ≥ ``active``.

    Weighted dominating functions.

    Args:
        active: M0.
        by_state: For each state its weight τ_x(z) and the function.
        by_pair: For each pair of states its factor, its rate C_λ, and the function.
        rare: For each state the factor and the least rate of the boxes on which nothing is
            certified (``rare``).
    """

    active: int
    by_state: tuple[tuple[Fraction, Dominating], ...]
    by_pair: tuple[tuple[float, float, Dominating], ...]
    rare: tuple[tuple[float, float], ...] = ()

    def at(self, active: int) -> float:
        """Return the bound for M = ``active`` and all larger M.

        Raises:
            ValueError: M is below M0.
        """
        if active < self.active:
            raise ValueError(f"the bound holds for M >= {self.active}, got {active}")
        result = Intervals.points(0.0)
        for weight, function in self.by_state:
            result = result + Intervals.points(function.expectation(active)) * weight
        for factor, rate, function in self.by_pair:
            result = result + Intervals.points(function.expectation(active)) * factor * decaying(
                rate, active
            )
        for factor, rate in self.rare:
            result = result + Intervals.points(factor) * decaying(rate, active)
        return float(result.hi)

    def coefficients(self) -> dict[str, list[list[tuple[int, float]]]]:
        """Return the coefficients of all functions that are not zero, with their places."""
        functions = [f for _, f in self.by_state] + [f for *_, f in self.by_pair]
        return {"coefficients": [f.nonzero() for f in functions]}


def type_posterior(economy: Economy, type_: int) -> tuple[Fraction, ...]:
    """Return τ_x exactly."""
    e = economy.environment
    joint = [p * row[type_] for p, row in zip(e.prior, e.signal, strict=True)]
    return tuple(v / sum(joint) for v in joint)


def deviations(economy: Economy) -> list[Pair]:
    """Return all (x, x̄) with x̄ ≠ x."""
    return list(permutations(range(len(economy.types)), 2))


def told_apart(economy: Economy, own: int, other: int) -> dict[Pair, Fraction]:
    """Return r_z - r_z′ for the pairs of states z < z′ in which it is not zero."""
    r = [row[other] / row[own] for row in economy.environment.signal]
    gaps = {(a, b): r[a] - r[b] for a, b in combinations(range(len(r)), 2)}
    return {pair: gap for pair, gap in gaps.items() if gap}


def cell_values(
    economy: Economy, covered: Covering, found: Equilibria, own: int, other: int
) -> tuple[CellValues, CellValues]:
    """Bound L and the effect of posteriors on each box of frequencies, from above.

    With signs changed they are bounded from below; infinite where nothing is certified.
    """
    holds = deviator_posteriors(economy, covered, own, other)
    made = density(economy, covered.rows, found, holds, own, other)
    ratios = [row[other] / row[own] for row in economy.environment.signal]
    mean = weighted_sum(Intervals.table(ratios), holds)
    sides = []
    for sign in (1, -1):
        by_posterior = {}
        for pair, gap in told_apart(economy, own, other).items():
            signed = (made.by_posterior[pair] * (sign * gap)).hi
            size = Intervals.points(np.maximum(signed, 0.0)) / mean.lo
            by_posterior[pair] = over_rows(np.where(found.unique, size.hi, np.inf), covered)
        shares = made.by_shares.hi if sign == 1 else -made.by_shares.lo
        sides.append(
            CellValues(over_rows(np.where(found.unique, shares, np.inf), covered), by_posterior)
        )
    return sides[0], sides[1]


def over_rows(values: Array, covered: Covering) -> Array:
    """Return the greatest value over the rows of each box; infinite where one is not a number."""
    result = np.full(covered.frequencies.shape[0], -np.inf)
    np.maximum.at(result, covered.owner, np.where(np.isnan(values), np.inf, values))
    return result


def gain_bound(
    economy: Economy,
    active: int,
    frequencies: Intervals,
    values: CellValues,
    own: int,
    rare: Mask | None = None,
) -> GainBound | None:
    """Return the bound for one deviation, or nothing where some box has no finite value.

    Args:
        economy: The economy.
        active: M0.
        frequencies: Boxes that cover the simplex.
        values: Upper bounds on them.
        own: x.
        rare: The boxes on which nothing is certified and that are too unlikely to matter.
    """
    lost = np.zeros(frequencies.shape[0], dtype=bool) if rare is None else rare
    values = values.without(lost)
    parts = []
    for means, upper, nonnegative in _wanted(economy, values, own):
        function = dominating(upper, frequencies, means, active, nonnegative=nonnegative)
        if function is None:
            return None
        parts.append(function)
    made = _assembled(economy, active, values, own, parts)
    return replace(made, rare=_stakes(economy, frequencies[lost], own)) if lost.any() else made


def _stakes(economy: Economy, boxes: Intervals, own: int) -> tuple[tuple[float, float], ...]:
    """Return for each state τ_x(z) osc times the number of rare boxes, and their least rate."""
    stake = Intervals.points(oscillation(economy, own)) * boxes.shape[0]
    least = rates(economy, boxes).min(axis=-1)
    tau = type_posterior(economy, own)
    return tuple((float((stake * w).hi), float(r)) for w, r in zip(tau, least, strict=True))


def restored_bound(
    economy: Economy,
    active: int,
    frequencies: Intervals,
    values: CellValues,
    pair: Sequence[int],
    coefficients: Sequence[Sequence[tuple[int, float]]],
) -> GainBound:
    """Return the bound that stored coefficients give, its constants found anew.

    Args:
        economy: The economy.
        active: M0.
        frequencies: Boxes that cover the simplex (unchecked here).
        values: Upper bounds on them.
        pair: (x, x̄).
        coefficients: What ``GainBound.coefficients`` returned.

    Raises:
        ValueError: A coefficient is negative or not finite, or a function is missing.
    """
    own, other = pair
    if not set(told_apart(economy, own, other)) <= set(values.by_posterior):
        raise ValueError("bounds for a pair of states are missing")
    wanted = _wanted(economy, values, own)
    parts = [
        with_coefficients(upper, frequencies, means, active, chosen, nonnegative=nonnegative)
        for (means, upper, nonnegative), chosen in zip(wanted, coefficients, strict=True)
    ]
    return _assembled(economy, active, values, own, parts)


def _wanted(economy: Economy, values: CellValues, own: int) -> list[tuple[Intervals, Array, bool]]:
    """Return distributions and values of all expectations that are needed.

    States first, then pairs.
    """
    signal = economy.environment.signal
    by_state = [(Intervals.table(list(row)), values.by_shares, False) for row in signal]
    by_pair = [
        (tilt(economy, *pair).distribution, upper, True) for pair, upper in _costly(values).items()
    ]
    return [*by_state, *by_pair]


def _costly(values: CellValues) -> dict[Pair, Array]:
    """Return the bounds for the pairs of states whose confusion may favour the deviation."""
    return {pair: upper for pair, upper in values.by_posterior.items() if upper.max() > 0}


def _assembled(
    economy: Economy, active: int, values: CellValues, own: int, parts: Sequence[Dominating]
) -> GainBound:
    tau = type_posterior(economy, own)
    by_state = tuple(zip(tau, parts[: len(tau)], strict=True))
    by_pair = []
    for (a, b), function in zip(_costly(values), parts[len(tau) :], strict=True):
        between = tilt(economy, a, b)
        factor = mixing_factor(between.weight, tau[a], tau[b])
        by_pair.append((factor, between.rate, function))
    return GainBound(active, by_state, tuple(by_pair))
