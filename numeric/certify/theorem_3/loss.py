r"""Upper bounds on the ex post loss with proof, and the probability that it is below a number.

Groups g are agents of one type with one realised bundle :math:`x_g`, counts :math:`n_g`, resources
W.  Any price p of the first good (that of the second is 1), any bundles :math:`c_g` and any
:math:`\lambda_g` with :math:`\nabla u(c_g) \le \lambda_g (p, 1)` give a bound: if bundles x' within
W give everybody t more, then by concavity :math:`t + u(x_g) - u(c_g) \le \nabla u(c_g)(x'_g - c_g)
\le \lambda_g (p, 1)x'_g - \nabla u(c_g)c_g`, and with :math:`w_g = n_g/\lambda_g`

.. math:: t \sum_g w_g \;\le\; p W_q + W_r - \sum_g w_g\,[\nabla u(c_g)\,c_g + u(x_g) - u(c_g)].

It is tight where the :math:`c_g` and p are those of the optimum, which floating point suggests; a
wrong suggestion costs sharpness, not truth.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.beliefs import known_state, multinomial
from numeric.certify.arithmetic.expected import FIRST, UTILITY, Belief
from numeric.certify.arithmetic.hypotheses import evidence, given, obstacle, qualified
from numeric.certify.arithmetic.intervals import between, exact_ball
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage2.enclose import certify_configurations
from numeric.certify.stage2.results import EnclosedEquilibrium
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED
from numeric.probability.multinomial import all_configurations
from numeric.theorem_3.loss import ex_post_loss

BITS = 128

Bundle = tuple[Ball, Ball]
Group = tuple[int, int, Bundle]
"""Type, number of agents (positive), realised bundle."""


def loss_bound(
    belief: Belief, groups: Sequence[Group], price: float, points: Sequence[Sequence[float]]
) -> Ball:
    """Return a ball above whose upper end no t is attainable within the resources of (12).

    Args:
        belief: The known state.
        groups: Types, counts and realised bundles.
        price: A positive price to try.
        points: Positive bundles to try, one for each group.

    Paper: (12), (13).
    """
    q_bar, r_bar = map(exact_ball, belief.economy.environment.endowment)
    number = sum(n for _, n, _ in groups)
    W = [
        (sum((n * c[good] for _, n, c in groups), flint.arb(0))).max(number * own)
        for good, own in enumerate((q_bar, r_bar))
    ]
    p, weights, spent = flint.arb(price), flint.arb(0), flint.arb(0)
    for (type_, n, realised), point in zip(groups, points, strict=True):
        at_q, at_r = flint.arb(float(point[0])), flint.arb(float(point[1]))
        u_q, u_r = belief.partials(FIRST, type_, at_q, at_r)
        weight = n / (u_q / p).max(u_r)
        gained = (
            belief.partials(UTILITY, type_, *realised)[0]
            - belief.partials(UTILITY, type_, at_q, at_r)[0]
        )
        weights, spent = weights + weight, spent + weight * (u_q * at_q + u_r * at_r + gained)
    return (p * W[0] + W[1] - spent) / weights


@dataclass(frozen=True)
class CertifiedEfficiency:
    """What is proved about the candidate's outcome at one N.

    The loss is below ``epsilon`` with at least ``probability`` in every state.

    ``probability`` is None where something is not enclosed; ``evidence`` is CERTIFIED, SAMPLED if a
    hypothesis is only sampled, or NONE.
    """

    agents: int
    active: int
    epsilon: Fraction
    probability: Fraction | None
    evidence: str
    status: str

    @property
    def efficient(self) -> bool:
        """Whether the outcome is certified to satisfy (b) of the definition with ``epsilon``."""
        enough = self.probability is not None and self.probability >= 1 - self.epsilon
        return enough and self.evidence == CERTIFIED


def certify_efficiency(economy: Economy, agents: int, epsilon: Fraction) -> CertifiedEfficiency:
    """Bound from below, over states, the probability that the candidate's ex post loss at N is below ε.

    Args:
        economy: An economy with positive κ; the sum is over all pairs of counts of the active and
            the inactive.
        agents: N, at least 2.
        epsilon: A positive exact number.

    Raises:
        ValueError: N is below 2, or ε is not positive.

    Paper: section 5, condition (b).
    """
    if agents < 2 or epsilon <= 0:
        raise ValueError(
            f"agents must be at least 2 and epsilon positive, got {agents} and {epsilon}"
        )
    M, hypotheses, first = economy.active(agents), given(economy), certify_stage1(economy)
    X = len(economy.types)

    def nothing(status: str) -> CertifiedEfficiency:
        return CertifiedEfficiency(agents, M, epsilon, None, "NONE", status)

    failing = obstacle(hypotheses)
    if failing is not None or any(q is None for q in first.consumption):
        return nothing(failing or first.status)
    rows = [tuple(int(n) for n in row) for row in all_configurations(M, X)]
    found = [c.enclosure for c in certify_configurations(economy, rows, scope="local")]
    with flint.ctx.workprec(BITS):
        known = [
            (row, _active(economy, e)) for row, e in zip(rows, found, strict=True) if e is not None
        ]
        idle = [
            (tuple(int(n) for n in row), _inactive(economy))
            for row in all_configurations(agents - M, X)
        ]
        least = min(
            _probability(economy, z, known, idle, epsilon) for z in range(len(economy.states))
        )
    said = (
        f"with probability at least {float(least):.6f} in every state the loss is below {epsilon}"
    )
    kind, said = evidence(hypotheses), qualified(said, hypotheses)
    return CertifiedEfficiency(agents, M, epsilon, least, kind, said)


def _active(economy: Economy, found: EnclosedEquilibrium) -> list[Bundle]:
    """Return what each type consumes, (3)."""
    q_bar, r_bar = map(exact_ball, economy.environment.endowment)
    price = between(found.price.low, found.price.high)
    offers = [tuple(between(b.low, b.high) for b in pair) for pair in found.offers]
    return [(q_bar - sold + spent / price, r_bar - spent + price * sold) for sold, spent in offers]


def _inactive(economy: Economy) -> list[Bundle]:
    """Return what each type consumes at α*, (2)."""
    q_bar, r_bar = economy.environment.endowment
    consumed = [
        between(c.low, c.high) for c in certify_stage1(economy).consumption if c is not None
    ]
    return [
        (c, exact_ball(r_bar) + exact_ball(r_bar / q_bar) * (exact_ball(q_bar) - c))
        for c in consumed
    ]


Parts = list[tuple[tuple[int, ...], list[Bundle]]]


def _probability(
    economy: Economy, state: int, active: Parts, inactive: Parts, epsilon: Fraction
) -> Fraction:
    """Return a lower bound on the probability, in a state, of realisations whose loss is certified to be below ε."""
    belief, total, types = (
        known_state(economy, state),
        flint.arb(0),
        list(range(len(economy.types))) * 2,
    )
    pairs = [(a, b, [*had, *kept]) for a, had in active for b, kept in inactive]
    counts = np.array([[*a, *b] for a, b, _ in pairs], dtype=float)
    solved = ex_post_loss(economy, types, counts, _floats(pairs), state)
    for row, (a, b, bundles) in enumerate(pairs):
        present = [g for g, n in enumerate((*a, *b)) if n]
        groups = [(types[g], (*a, *b)[g], bundles[g]) for g in present]
        points = solved.bundles[row][present]
        bound = loss_bound(belief, groups, float(solved.price[row]), points)
        if bound < exact_ball(epsilon):  # false where a point is no number
            total += multinomial(economy, state, a) * multinomial(economy, state, b)
    return _floor(total)


def _floats(pairs: Sequence[tuple[Any, Any, list[Bundle]]]) -> NDArray[np.float64]:
    return np.array(
        [[[float(v.mid()) for v in bundle] for bundle in bundles] for *_, bundles in pairs]
    )


def _floor(ball: Ball) -> Fraction:
    """Return an exact number that is at most everything in a ball, rounded down to millionths."""
    return Fraction(int((ball.lower() * 10**6).floor().unique_fmpz()), 10**6)
