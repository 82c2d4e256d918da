r"""Theorem 3 with numbers that are proved: κ̄ for every κ below it, and N(κ, η).

For ε and δ, every :math:`\kappa \in (0, \bar\kappa]^2`, every :math:`\eta \le \min(\kappa_q/4\bar q,
\kappa_r/4\bar r)` and every N with :math:`M(N) \ge \max(M_1, 1/(k_0\kappa_q))`,

* (a) holds in every realisation: the active consume at most :math:`M(\bar q + \kappa_q)` of the
  first good and the inactive at most :math:`\max_xq_1(x)` each, so what is added per agent is at
  most :math:`\kappa_q + \eta\max_x(q_1(x) - \bar q)^+ \le \kappa_q[1 + \max_x(q_1(x) - \bar
  q)^+/(4\bar q)]`, and likewise of the second;
* (b) holds: :math:`P(t^* > \epsilon \mid z, c^N) \le \epsilon` in every state (``judged``), for
  every selection of :math:`\beta^\sigma`, since all stage-2 equilibria are enclosed.

So wherever the candidate of Theorem 1 is an equilibrium, for :math:`N \ge \bar N(\kappa, \eta)`
(``certify_tail``), its outcome is ex post (ε, δ)-efficient for N at least :math:`N(\kappa, \eta)`,
the larger of the two.  κ̄ is found by bisection, and what passes for κ̄ is a proof for all κ below.

For one κ fewer agents are enough: the box of κ is one point, and M is found by bisection too.  What
is proved at one M holds for all larger M (``nearness``).

Paper: Theorem 3 (i).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1.comparison import least_agents, missing_hypothesis
from numeric.certify.theorem_1.tail import CertifiedTail, certify_tail
from numeric.certify.theorem_3.judged import Judged, judged
from numeric.certify.theorem_3.kappa_box import KappaBox
from numeric.certify.theorem_3.price_pieces import inactive_bundle
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from numeric.formulas.sign_checks import CERTIFIED, NONE

CLOSE = 100_000
"""M1 of the bound for every κ, unless a call says otherwise."""

INFLUENCE = Fraction(1, 100)
"""The greatest own influence k, times the endowment of the first good, of the bound for every κ."""

GRID = 1 << 20
"""κ̄ is a multiple of the greatest candidate over this number."""

FEWEST, RATIO = 20, 1.1
"""The M that are tried for one κ: this times powers of the ratio."""

PROOF_NEEDS = "the proof of condition (b) needs "


@dataclass(frozen=True)
class UniformEfficiency:
    """κ̄ of Theorem 3 with proof, or what is missing.

    Args:
        epsilon: ε.
        delta: δ.
        ceiling: κ̄, or None.
        active: M1.
        influence: k0.
        limit: What keeps κ̄ from being larger, in words.
        evidence: CERTIFIED, or NONE.
        detail: One sentence.
    """

    epsilon: Fraction
    delta: Fraction
    ceiling: Fraction | None
    active: int
    influence: Fraction
    limit: str
    evidence: str
    detail: str

    def covers(self, economy: Economy) -> bool:
        """Whether an economy's κ and η are among those that κ̄ is about."""
        kappa, e = economy.mechanism.kappa, economy.environment.endowment
        most = min(k / (4 * own) for k, own in zip(kappa, e, strict=True))
        fits = self.ceiling is not None and max(kappa) <= self.ceiling
        return fits and 0 < economy.mechanism.eta <= most  # so that κ is positive too

    def active_for(self, kappa: tuple[Fraction, Fraction]) -> int:
        """Return the M from which conditions (a) and (b) are proved, for a κ up to κ̄."""
        return max(self.active, math.ceil(1 / (self.influence * kappa[0])))


@dataclass(frozen=True)
class EfficientFrom:
    """From which N on the candidate is an equilibrium and its outcome (ε, δ)-efficient, at one κ and η.

    Args:
        economy: The economy with that κ and η.
        active: The M from which conditions (a) and (b) are proved, or None.
        efficient: The least N with at least that many active, or None.
        tail: From which N on the candidate is an equilibrium.
        start: The larger of the two, or None.
        evidence: CERTIFIED, or NONE.
    """

    economy: Economy
    active: int | None
    efficient: int | None
    tail: CertifiedTail
    start: int | None
    evidence: str


def certify_uniform_efficiency(
    economy: Economy, epsilon: Fraction, delta: Fraction, *, active: int = CLOSE
) -> UniformEfficiency:
    """Return a κ̄ of Theorem 3, with proof for every κ up to it in both goods, or what is missing.

    Args:
        economy: An economy; of its κ and η only that κ is positive matters.
        epsilon: ε, between 0 and 1.
        delta: δ, positive.
        active: M1, from which on the active's shares are near a state's.

    Raises:
        EconomyError: ε is not between 0 and 1, or δ is not positive, or M1 is below 2.

    Paper: Theorem 3 (i).

    >>> from numeric.economy.reader import load_economy
    >>> found = certify_uniform_efficiency(
    ...     load_economy("examples/log.toml"), Fraction(1, 10), Fraction(1, 5)
    ... )
    >>> found.evidence, bool(found.ceiling > Fraction(9, 100))
    ('CERTIFIED', True)
    """
    if not 0 < epsilon < 1 or delta <= 0 or active < 2:
        raise EconomyError(
            "epsilon must be between 0 and 1, delta positive and active at least 2, got "
            f"{epsilon}, {delta} and {active}"
        )
    influence = INFLUENCE / economy.environment.endowment[0]

    def missing(sentence: str) -> UniformEfficiency:
        return UniformEfficiency(epsilon, delta, None, active, influence, sentence, NONE, sentence)

    lacking = missing_hypothesis(economy)
    if lacking is not None:
        return missing(lacking)
    most, limit = _most(economy, delta)
    found = judged(economy, epsilon, active, influence, KappaBox.below(most))
    if isinstance(found, str):
        return missing(PROOF_NEEDS + "more: " + found)
    ceiling = _ceiling(economy, found, most)
    if ceiling is None:
        return missing(
            f"{PROOF_NEEDS}a larger M1: even for κ close to zero the loss is not certified to be at "
            f"most {float(epsilon):g} in every state"
        )
    if ceiling < most:
        state = found.failing(economy, KappaBox.below(ceiling + most / GRID))
        where = "" if state is None else f' in the state "{economy.states[state]}"'
        limit = f"ε: beyond it the loss is not certified to be at most {float(epsilon):g}{where}"
    detail = (
        f"for every κ up to {float(ceiling):.6g} in both goods, every η up to min κ/(4 endowment) "
        f"and every M of at least max({active}, {float(1 / influence):.6g}/κ_q), both conditions "
        "hold for every stage-2 equilibrium"
    )
    return UniformEfficiency(epsilon, delta, ceiling, active, influence, limit, CERTIFIED, detail)


def certify_efficient_from(
    economy: Economy,
    epsilon: Fraction,
    delta: Fraction,
    *,
    largest: int = 1 << 24,
    time_limit: float | None = None,
) -> EfficientFrom:
    """Return an N from which on the outcome at the economy's own κ and η is (ε, δ)-efficient, with proof.

    Args:
        economy: An economy with positive κ and η at most min κ/(4 endowment).
        epsilon: ε, between 0 and 1.
        delta: δ, positive.
        largest: The greatest M that is tried.
        time_limit: Seconds after which no further bound of Theorem 1 is tried.

    Raises:
        EconomyError: ε or δ is out of range, or η is larger than Theorem 3 allows.

    Paper: Theorem 3 (i).

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml").replacing(eta="1/80")
    >>> found = certify_efficient_from(economy, Fraction(1, 5), Fraction(1, 5), time_limit=1e-9)
    >>> found.efficient < 300, found.tail.start
    (True, None)
    """
    if not 0 < epsilon < 1 or delta <= 0:
        raise EconomyError(
            f"epsilon must be between 0 and 1 and delta positive, got {epsilon} and {delta}"
        )
    kappa, e = economy.mechanism.kappa, economy.environment.endowment
    most = min(k / (4 * own) for k, own in zip(kappa, e, strict=True))
    if not 0 < economy.mechanism.eta <= most:
        raise EconomyError(
            f"eta must be positive and at most min kappa/(4 endowment) = {float(most):.6g}, got "
            f"{float(economy.mechanism.eta):.6g}"
        )
    tail = certify_tail(economy, time_limit=time_limit)
    lacking = missing_hypothesis(economy) is not None or not resources_suffice(
        economy, kappa, delta
    )
    active = None if lacking else _least_active(economy, epsilon, largest)
    efficient = None if active is None else least_agents(economy, active)
    known = efficient is not None and tail.start is not None
    start = max(efficient or 0, tail.start or 0) if known else None
    return EfficientFrom(economy, active, efficient, tail, start, CERTIFIED if known else NONE)


def resources_suffice(economy: Economy, kappa: tuple[Fraction, Fraction], delta: Fraction) -> bool:
    """Whether condition (a) is certified for a κ, for every η that goes with it and every N."""
    added = ((factor * k).hi for factor, k in zip(_added(economy), kappa, strict=True))
    return all(Fraction(float(v)) <= delta for v in added)


def _added(economy: Economy) -> list[Intervals]:
    r"""Return the greatest :math:`1 + (q_1(x) - \bar q)^+/(4\bar q)`, and that of the second good."""
    found = []
    for good, own in enumerate(economy.environment.endowment):
        parts = [
            (inactive_bundle(economy, x)[good] - own).positive_part() / (4 * own) + 1
            for x in range(len(economy.types))
        ]
        found.append(Intervals.points(max(float(v.hi) for v in parts)))
    return found


def _most(economy: Economy, delta: Fraction) -> tuple[Fraction, str]:
    """Return the greatest κ̄ that δ allows, and that leaves η at most 1/2, with what binds."""
    by_delta = min(Fraction(float((1 / v).lo)) for v in _added(economy)) * delta
    by_eta = min(2 * e for e in economy.environment.endowment)
    binding = (by_delta, "δ: the resources that κ adds"), (by_eta, "η, at most 1/2")
    most, why = min(binding, key=itemgetter(0))
    return Fraction(math.floor(most * GRID), GRID), why


def _ceiling(economy: Economy, found: Judged, most: Fraction) -> Fraction | None:
    """Return the largest κ̄ that passes, by bisection, or None."""

    def fails(step: int) -> bool:
        return found.failing(economy, KappaBox.below(most * step / GRID)) is not None

    with np.errstate(all="ignore"):
        passed = bisect_left(range(1, GRID + 1), True, key=fails)
    return most * passed / GRID if passed else None


def _least_active(economy: Economy, epsilon: Fraction, largest: int) -> int | None:
    """Return the least M of a geometric ladder that is certified for the economy's κ, or None."""
    kappa = economy.mechanism.kappa
    rungs = math.ceil(math.log(largest / FEWEST, RATIO))

    def proves(rung: int) -> bool:
        active = math.ceil(FEWEST * RATIO**rung)
        box = KappaBox.at(kappa)
        found = judged(economy, epsilon, active, 1 / (active * kappa[0]), box)
        with np.errstate(all="ignore"):
            return not isinstance(found, str) and found.failing(economy, box) is None

    if not proves(rungs):
        return None
    return math.ceil(FEWEST * RATIO ** bisect_left(range(rungs), True, key=proves))
