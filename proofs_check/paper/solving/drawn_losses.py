r"""Ex post losses that are drawn, against sums over all counts, and what is said of a least ε.

Also when configurations are listed and when they are drawn, and what is said where no bound is known.

Paper: section 5, Theorem 3.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.multinomial import likely_configurations
from numeric.theorem_3 import efficiency as told
from numeric.theorem_3.efficiency import (
    CONFIDENCE,
    MASS,
    ROUNDING,
    Efficiency,
    _about,
    _method,
    efficiency,
    overuse,
)
from numeric.theorem_3.efficiency import _pairs as pairs_in_blocks
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.losses import _consumed, _stage_1
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.computed.weights import Counts, adding_up, chance
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes

Array = NDArray[np.float64]
AGENTS, DRAWS = 6, 4000
TOTALS = (30, 300, 5000)


def drawn(economy: Economy, parameters: Parameters) -> Instance:
    """Means of drawn losses, the ends of what is known of ε, and the number of configurations."""
    worst = largest(0.0, *_as_many(economy.replacing(eta="1/2")))
    if not worst < 1:
        return Instance(economy.name, False, "with as many active as inactive agents means differ")
    found = efficiency(economy, AGENTS, draws=DRAWS, limit=1)
    listed = efficiency(economy, AGENTS)
    for z, (state, (losses, weights)) in enumerate(
        zip(found.states, _by_hand(economy, AGENTS), strict=True)
    ):
        mean = float(weights @ losses) * float(parameters["mean"]) ** 20
        spread = float(weights @ (losses - mean) ** 2) ** 0.5
        worst = largest(worst, abs(state.mean - mean) / (4 * spread / DRAWS**0.5))
        worst = largest(worst, float(state.enumerated or not listed.states[z].enumerated))
    other = efficiency(economy, AGENTS, draws=DRAWS, limit=1, seed=1)
    right = found.statistical and not listed.statistical
    right = right and all(a.mean != b.mean for a, b in zip(found.states, other.states, strict=True))
    right = right and _ends(found) and _near(listed) and _numbers(economy) and _unbounded(economy)
    five = efficiency(economy, AGENTS, draws=DRAWS, limit=1, looks=5)
    right = right and _within(listed) and _confident(economy, five, 5) and _in_part(economy)
    told = f"means are {worst:.2f} of four standard errors apart"
    return Instance(economy.name, worst < 1 and right, told, margin=1 - worst if right else None)


def _pairs(economy: Economy, agents: int) -> list[tuple[Counts, Counts]]:
    X, M = len(economy.types), economy.active(agents)
    return [(a, b) for a in adding_up(M, X) for b in adding_up(agents - M, X)]


def _as_many(economy: Economy) -> list[float]:
    """Return gaps of means where half of four agents are active, in units of what is allowed.

    Both configurations are then indices of the same lists.  Draws are those of the same generator.
    """
    blocks = [np.array(b).T.tolist() for b in pairs_in_blocks(3, 4, 5)]
    every = [[i, j] for i in range(3) for j in range(4)]
    if blocks != [every[:5], every[5:10], every[10:]]:
        return [inf]
    gaps, listed, own = [], efficiency(economy, 4), by_hand.endowment(economy)
    idle = [by_hand.inactive_bundle(economy, _stage_1(economy, x)) for x in (0, 1)]
    for good, kappa in enumerate(economy.mechanism.kappa):
        most = max(max(b[good] - own[good], 0.0) for b in idle)
        used = float(overuse(economy, 4)[good])
        gaps.append((used - (2 * float(kappa) + 2 * most) / 4) / 1e-12)
    found = efficiency(economy, 4, draws=50, seed=3, limit=1)
    for z, (losses, weights) in enumerate(_by_hand(economy, 4)):
        gaps.append((listed.states[z].mean - float(weights @ losses)) / 1e-10)
        by_pair = dict(zip(_pairs(economy, 4), losses.tolist(), strict=True))
        generator, mu = np.random.default_rng([3, z]), economy.floats.signal[z]
        both = [generator.multinomial(2, mu, size=50).tolist() for _ in (0, 1)]
        drawn_ = [by_pair[tuple(a), tuple(b)] for a, b in zip(*both, strict=True)]
        gaps.append((found.states[z].mean - sum(drawn_) / 50) / 1e-10)
    return [abs(g) for g in gaps]


def _by_hand(economy: Economy, agents: int) -> list[tuple[Array, Array]]:
    """Return for each state the losses of all pairs of counts with their probabilities."""
    X, pairs = len(economy.types), _pairs(economy, agents)
    idle = [by_hand.inactive_bundle(economy, _stage_1(economy, x)) for x in range(X)]
    bundles = np.array([[*_consumed(economy, a), *idle] for a, _ in pairs])
    counts = np.array([[*a, *b] for a, b in pairs], dtype=float)
    rows = []
    for z, mu in enumerate(economy.environment.signal):
        losses = ex_post_loss(economy, [*range(X)] * 2, counts, bundles, z).loss
        rows.append((losses, np.array([float(chance(a, mu) * chance(b, mu)) for a, b in pairs])))
    return rows


def _ends(found: Efficiency) -> bool:
    """Whether ε at the upper end of what draws tell is achieved, below the lower end not, and between is open."""
    some = replace(found, epsilon_bounds=(0.25, 0.5))
    said = [some.achieves(e) for e in (0.5, 0.51, 0.49, 0.25, 0.24)]
    one = replace(found.states[0], enumerated=True)
    mixed = replace(found, states=(one, *found.states[1:]))
    return said == [True, True, None, None, False] and mixed.statistical


def _confident(economy: Economy, found: Efficiency, looks: int) -> bool:
    """Whether the bounds on ε are those of all states, both ends and all looks together."""
    error = (1 - CONFIDENCE) / (2 * len(economy.states) * looks)
    each = [state.epsilon_bounds(error) for state in found.states]
    other = [state.epsilon_bounds(1.01 * error) for state in found.states]
    told = max(low for low, _ in each), max(high for _, high in each)
    moved = max(low for low, _ in other), max(high for _, high in other)
    return told == found.epsilon_bounds != moved


def _within(listed: Efficiency) -> bool:
    """Whether a listed ε is achieved, open or not as its error says: mass left out, rounding, and groups."""
    coarse = replace(listed.states[0], resolution=1e-3)
    for least, states, error in (
        (0.25, (coarse, *listed.states[1:]), MASS + (ROUNDING + 1e-3) * 0.25),
        (0.5, listed.states, MASS + ROUNDING * 0.5),
        (2e-9, listed.states, MASS + ROUNDING * 2e-9),
    ):
        some = replace(listed, epsilon_bounds=(least, least), states=states)
        said = [some.achieves(least + share * error) for share in (1.005, 0.995, -0.995, -1.005)]
        if said != [True, None, None, False]:
            return False
    steps = "; losses are rounded up by at most 1.0e-03 of themselves, but for the mean"
    words = [_method((coarse, *listed.states[1:]), 9), _method(listed.states, 9)]
    drawn_ = _method((replace(coarse, enumerated=False), *listed.states[1:]), 9)
    return words[0] == words[1] + steps and drawn_.startswith("9 draws")


def _in_part(economy: Economy) -> bool:
    """Whether the greatest share that is not solved in a state is told, and ε is that of what is solved."""
    whole = efficiency(economy, 4)
    parts = [replace(s, unsolved=u) for s, u in zip(whole.states, (0.25, 0.0), strict=True)]
    with mock.patch.object(told, "_state", side_effect=parts):
        found = efficiency(economy, 4)
    same = (found.epsilon, found.epsilon_bounds) == (whole.epsilon, whole.epsilon_bounds)
    return same and not found.status.solved and "2.5e-01" in str(found.status)


def _near(listed: Efficiency) -> bool:
    """Whether a listed ε is achieved just above, not just below, and open within its error."""
    least = listed.epsilon
    said = [listed.achieves(least * (1 + d)) for d in (1e-9, 0.0, -1e-9)]
    return said == [True, None, False]


def _numbers(economy: Economy) -> bool:
    """Whether counts are listed up to the limit, and how many there are is said within a few in a hundred."""
    M = economy.active(AGENTS)
    number = (M + 1) * (AGENTS - M + 1)
    right = not efficiency(economy, AGENTS, limit=number, draws=2).statistical
    right = right and efficiency(economy, AGENTS, limit=number - 1, draws=2).statistical
    for mu in (np.array([0.5, 0.5]), np.array([0.7, 0.3])):
        for total in TOTALS:
            share = len(likely_configurations(total, mu, MASS)) / _about(total, mu)
            right = right and 0.9 < share <= 1
    shares = [0.2, 0.3]
    about = [min(301, 14.5 * (300 * m * (1 - m)) ** 0.5 + 3) for m in shares]
    right = right and abs(_about(300, np.array([*shares, 0.5])) / (about[0] * about[1]) - 1) < 1e-14
    return right and _about(3, np.array([*shares, 0.5])) == 16


def _unbounded(economy: Economy) -> bool:
    """Whether no loss is returned where utility is not known to be concave."""
    found = efficiency(economy.replacing(utility="theta*q**2 + log(r)"), 4)
    unknown = np.isnan([found.epsilon, *found.epsilon_bounds, *(s.mean for s in found.states)])
    return bool(unknown.all() and found.achieves(1.0) is None and "concave" in str(found.status))


CHECKS: dict[str, Check] = {"thm-3.drawn": on_probes(drawn, (TWO_TYPES,))}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "thm-3.drawn",
        "ex post losses that are drawn have the means of all realisations, and their bounds are read rightly",
        "section 5, Theorem 3",
        r"\Big|\frac1D\sum_i t^*_i - E[t^* \mid z]\Big| \le 4\operatorname{se},\quad "
        r"\varepsilon \ge \bar\varepsilon \Rightarrow P(t^* > \varepsilon \mid z) \le \varepsilon",
        "mean",
    ),
)
