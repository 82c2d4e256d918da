r"""Propositions about economies that only a search asks.

They are remarks of the paper that other checks settle by one example, and natural readings that are
false.

Each is tested on any economy, so that ``twostage hunt`` can look for the smallest one that violates
it, without being told where that is.

Conventions: a probe's margin is positive where the proposition holds and negative where it fails;
margins of Theorem 1 within their own error decide nothing.

Paper: section 3.2; Theorem 1 and its Claim 1; equation (22).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.stage1 import Stage1, line_slope, solve_stage1
from numeric.stage1 import inactive_price as price_of_the_inactive
from numeric.theorem_1.margin_tail import Margin
from numeric.theorem_1.margins import threshold
from numeric.theorem_1.slope import slope
from proofs_check.claims.checks import Instance

Array = NDArray[np.float64]
FEW = (4, 12, 36)
"""Values of N for the remark on η = 0."""

LADDER = (6, 12, 24, 48, 96, 192)
"""Values of N for monotonicity in N."""

LARGE = 160
MOST_TYPES = 3


@dataclass(frozen=True)
class Probe:
    """A proposition that only a search asks.

    The fields are those of ``propositions.Proposition``.
    """

    id: str
    reading: Literal["printed", "corrected"]
    title: str
    check: Callable[[Economy], Instance]
    standing: bool = False


def _outside(economy: Economy, reason: str) -> Instance:
    return Instance(economy.name, None, reason)


def _margins(economy: Economy, agents: tuple[int, ...]) -> tuple[Margin, ...] | None:
    """Return the margins; None where there are none to compute.

    So it is where the candidate is not defined, N is too small for two active agents, or there are
    too many types.
    """
    if (
        len(economy.types) > MOST_TYPES
        or min(economy.mechanism.kappa) <= 0
        or not solve_stage1(economy).separating
    ):
        return None
    usable = [n for n in agents if economy.active(n) >= 2]
    return threshold(economy, usable).margins if usable else None


def no_equilibrium_without_inactive(economy: Economy) -> Instance:
    """With η = 0 the candidate is not an equilibrium, whatever the economy's own η."""
    margins = _margins(economy.replacing(eta=0), FEW)
    if margins is None:
        return _outside(economy, "alpha* is not separating, or too many types")
    worst = min(margins, key=lambda m: m.margin)
    told = (
        f"at eta = 0 the margin is {worst.margin:.2e} at N = {worst.agents}, its least over N "
        f"= {', '.join(str(m.agents) for m in margins)}"
    )
    if any(m.holds is None for m in margins):
        return Instance(economy.name, None, told, undecided=True)
    return Instance(
        economy.name, worst.holds is False, told, margin=-worst.margin, truncation=worst.truncation
    )


def equilibrium_for_any_eta(economy: Economy) -> Instance:
    r"""For large N the candidate is an equilibrium, also where η is 0.

    There a positive slope, and a negative margin at a large N, refute it.
    """
    margins = _margins(economy, (LARGE,))
    if margins is None:
        return _outside(economy, "alpha* is not separating, or too many types")
    if economy.mechanism.eta > 0:
        return Instance(economy.name, True, "eta is positive, so the limiting margin is")
    found, (m,) = slope(economy), margins
    steepest = float(found.values.max())
    told = (
        f"eta is 0 and the margin at N = {m.agents} is {m.margin:.2e}; M times the largest "
        f"gain tends to {steepest:.2e}"
    )
    if found.kink or found.unique is not True or m.holds is None:
        return Instance(economy.name, None, told, undecided=True)
    return Instance(
        economy.name,
        not (m.holds is False and steepest > 0),
        told,
        margin=m.margin,
        truncation=m.truncation,
    )


def monotone_in_agents(economy: Economy) -> Instance:
    """Once the candidate is an equilibrium, it is one at every larger N of a ladder."""
    margins = _margins(economy, LADDER)
    if margins is None or economy.mechanism.eta == 0:
        return _outside(economy, "alpha* is not separating, too many types, or eta is 0")
    known = [m for m in margins if m.holds is not None]
    pairs = list(combinations(known, 2))
    if not pairs:
        return _outside(economy, "the margins are within their errors")
    first, later = max(pairs, key=lambda p: min(p[0].margin, -p[1].margin))
    value = min(first.margin, -later.margin)
    told = (
        f"the margin is {first.margin:.2e} at N = {first.agents} and {later.margin:.2e} at N = "
        f"{later.agents}"
    )
    return Instance(
        economy.name, value <= 0, told, margin=-value, truncation=max(m.truncation for m in known)
    )


def loss_at_half_the_distance(economy: Economy) -> Instance:
    r"""At the distance :math:`\delta_x/2` from :math:`q_1(\alpha^*(x))` the loss is at least :math:`A_x\delta_x/2`."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return _outside(economy, "alpha* is not separating")
    excess = np.inf
    for x, delta in enumerate(_half_gaps(solved)):
        points = [solved.consumption[x] + s * delta / 2 for s in (-1, 1)]
        if min(points) <= 0 or max(points) >= 2 * economy.floats.endowment[0]:
            continue
        steepness = min(abs(_slope_at(economy, x, at)) for at in points)
        losses = [_line(economy, x, solved.consumption[x]) - _line(economy, x, at) for at in points]
        excess = min(excess, min(losses) - steepness * delta / 2)
    if not np.isfinite(excess):
        return _outside(economy, "the points of Claim 1 lie outside the line for every type")
    return Instance(
        economy.name,
        bool(excess >= -1e-12),
        f"the loss at half the distance exceeds the bound by {excess:.2e} at least",
        margin=float(excess),
    )


def points_inside(economy: Economy) -> Instance:
    r"""The points :math:`q_1(\alpha^*(x)) \pm \delta_x/2` at which Claim 1 takes the slope lie in (0, 2q̄)."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return _outside(economy, "alpha* is not separating")
    delta, top = _half_gaps(solved) / 2, 2 * economy.floats.endowment[0]
    room = float(np.minimum(solved.consumption - delta, top - solved.consumption - delta).min())
    return Instance(
        economy.name,
        room > 0,
        f"the smallest distance of a point from the ends of (0, 2 q-bar) is {room:.3g}",
        margin=room,
    )


def share_is_eta(economy: Economy) -> Instance:
    """The probability of being inactive is η at every N from 2 to 20, in rationals."""
    eta = economy.mechanism.eta
    gaps = {n: Fraction(n - economy.active(n), n) - eta for n in range(2, 21)}
    n = max(gaps, key=lambda k: abs(gaps[k]))
    return Instance(
        economy.name,
        gaps[n] == 0,
        f"at N = {n} the probability is {gaps[n] + eta} and eta is {eta}",
        margin=-float(abs(gaps[n])),
    )


def defectors_posterior_differs(economy: Economy) -> Instance:
    """A defector's posterior differs from the nondefectors' whatever its type and the one it imitates, in rationals."""
    signal = economy.environment.signal
    if len(signal) < 2:
        return _outside(economy, "there is one state")
    ratios = {
        (x, y): [row[x] / row[y] for row in signal]
        for x, y in combinations(range(len(signal[0])), 2)
    }
    spread, pair = min((max(found) / min(found) - 1, pair) for pair, found in ratios.items())
    told = "the likelihood ratio differs between states for every pair of types"
    if spread == 0:
        x, y = (economy.types[i] for i in pair)
        told = (
            f"{x} and {y} have the same likelihood ratio in every state, so imitating one "
            "another changes no posterior"
        )
    return Instance(
        economy.name, spread > 0, told
    )  # no margin: a search that follows it downhill finds coincidences less often


def _half_gaps(solved: Stage1) -> Array:
    gaps = np.abs(solved.consumption[:, None] - solved.consumption[None, :]) + np.diag(
        np.full(len(solved.consumption), np.inf)
    )
    return np.asarray(gaps.min(axis=1) / 2)


def _slope_at(economy: Economy, x: int, consumption: float) -> float:
    return float(line_slope(economy, np.full(len(economy.types), consumption))[x])


def _line(economy: Economy, x: int, consumption: float) -> float:
    """Return L_x(q)."""
    from numeric.formulas.compiled import formulas_of
    from numeric.probability.posterior import type_posterior

    price, (q_bar, r_bar) = price_of_the_inactive(economy), economy.floats.endowment
    rest = price * q_bar + r_bar - price * consumption
    return float(
        (
            formulas_of(economy).partial((0, 0), consumption, rest, x) * type_posterior(economy)[x]
        ).sum()
    )


PROBES = (
    Probe("eq-22", "printed", "the probability of being inactive is eta", share_is_eta),
    Probe(
        "sec-3.2.defector-posterior",
        "printed",
        "each defector has another posterior on z than the nondefectors",
        defectors_posterior_differs,
    ),
    Probe(
        "sec-3.2.eta-zero",
        "printed",
        "without inactive agents a separating equilibrium does not exist",
        no_equilibrium_without_inactive,
    ),
    Probe(
        "thm-1.any-eta",
        "printed",
        "for large N the candidate is an equilibrium, also at eta = 0",
        equilibrium_for_any_eta,
    ),
    Probe(
        "thm-1.claim-1.loss",
        "printed",
        "the loss is at least A_x delta_x / 2 from the distance delta_x / 2 on",
        loss_at_half_the_distance,
    ),
    Probe(
        "thm-1.claim-1.slope",
        "printed",
        "A_x is defined: its points lie in (0, 2 q-bar)",
        points_inside,
    ),
    Probe(
        "thm-1.monotone",
        "printed",
        "once the candidate is an equilibrium, it is one at every larger N",
        monotone_in_agents,
    ),
)
