r"""The sign of the margin of Theorem 1 at one N, with proof, either way.

With enclosures of α* and of :math:`\beta^\sigma` for every configuration of the M active agents,

.. math:: \text{cost} = \frac{N-M}{N}[G_x(\alpha^*(x)) - G_x(a)],\qquad \text{gain} = \frac MN[F_x^N(\bar x) - F_x^N(x)]

are balls: all :math:`\binom{M+|X|-1}{|X|-1}` configurations are summed with exact probabilities,
nothing is truncated.  The candidate is an equilibrium at N, with the enclosed :math:`\beta^\sigma`,
if cost - gain is certified positive for every x and :math:`\bar x \ne x`, and is none if it is
certified negative for one.  Where every :math:`\beta^\sigma` is globally unique this holds for
every candidate of this form.

Paper: sections 3.2, 7.1, (5)-(11), (22)-(26); P(active) is M/N, for which the paper writes 1 - η.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import flint

from numeric.certify.arithmetic.hypotheses import Given, evidence, given
from numeric.certify.arithmetic.intervals import Interval, exact_ball, interval
from numeric.certify.stage1.enclose import CertifiedStage1, certify_stage1
from numeric.certify.stage1.losses import Table, losses
from numeric.certify.stage2.enclose import certify_configurations
from numeric.certify.theorem_1.continuation import continuation
from numeric.economy.economy import Economy
from numeric.probability.multinomial import all_configurations, number_of_configurations

BITS = 128
MOST = 20_000
"""Configurations that may be summed."""

EVERY, SELECTED = "every equilibrium", "the selected equilibrium"


@dataclass(frozen=True)
class CertifiedMargin:
    """What is proved about the margin at one N.

    Args:
        agents: N.
        active: M.
        sign: 1 if the candidate is certified to be an equilibrium at N, -1 if certified not to be,
            None if undecided.
        margin: Interval that contains the smallest cost less gain; None where some configuration is
            not enclosed.
        relative_to: "every equilibrium" if β^σ is certified globally unique at every configuration,
            "the selected equilibrium" if only enclosed, None if not.
        binding: (x, x̄) with the smallest lower end.
        configurations: Number of configurations of the M active agents.
        globally: At how many of them β^σ is certified globally unique.
        given: The hypotheses, with their evidence.
        evidence: CERTIFIED, or SAMPLED if a hypothesis is only sampled, or NONE if the sign is
            undecided.
        status: One sentence.
    """

    agents: int
    active: int
    sign: int | None
    margin: Interval | None
    relative_to: str | None
    binding: tuple[int, int] | None
    configurations: int
    globally: int
    given: tuple[Given, ...]
    evidence: str
    status: str


def affordable(economy: Economy, agents: int) -> bool:
    """Whether the configurations of the active among N agents are few enough to be summed."""
    return number_of_configurations(economy.active(agents), len(economy.types)) <= MOST


def certify_margin(
    economy: Economy,
    agents: int,
    *,
    scope: str = "global",
    progress: Callable[[int], None] = lambda _: None,
    shut_down: bool = False,
) -> CertifiedMargin:
    """Certify the sign of the margin of Theorem 1 at N.

    Args:
        economy: An economy with positive κ; its numbers enter exactly as they are written.
        agents: N, at least 2.
        scope: "global" tries to prove that each β^σ is the only equilibrium, "local" only encloses
            it, which is faster.
        progress: Called with the number of configurations done.
        shut_down: Whether A2 holds (for active agents): where all active agents made the same offer
            each keeps the endowment.

    Raises:
        ValueError: N is below 2 or leaves too many configurations, κ is not positive, or the scope
            is not one.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> found = certify_margin(economy, 4, scope="local")
    >>> found.sign, found.margin.low > 0, found.evidence
    (1, True, 'CERTIFIED')

    Paper: Theorem 1.
    """
    if agents < 2:
        raise ValueError(f"agents must be a number of at least 2, got {agents}")
    if not affordable(economy, agents):
        raise ValueError(
            f"agents must leave at most {MOST} configurations of the active to be summed, got "
            f"{agents}"
        )
    first, M, hypotheses = certify_stage1(economy), economy.active(agents), given(economy)
    rows = [tuple(int(n) for n in row) for row in all_configurations(M, len(economy.types))]

    def undecided(status: str) -> CertifiedMargin:
        return CertifiedMargin(
            agents, M, None, None, None, None, len(rows), 0, hypotheses, "NONE", status
        )

    if not first.separating:
        return undecided(f"α* is not certified to be separating: {first.status}")
    found, globally = [], 0
    judged = certify_configurations(economy, rows, scope=scope)
    for row, certified in zip(rows, judged, strict=True):
        if certified.enclosure is None:
            return undecided(f"at the configuration {row}: {certified.status}")
        found.append((row, certified.enclosure))
        globally += certified.unique == "global"
        progress(len(found))
    with flint.ctx.workprec(BITS):
        margins = _margins(economy, agents, M, first, continuation(economy, found, shut_down))
    return _judged(economy, agents, M, margins, len(rows), globally)


def _judged(
    economy: Economy,
    agents: int,
    M: int,
    margins: dict[tuple[int, int], Interval],
    number: int,
    globally: int,
) -> CertifiedMargin:
    """Read the sign off the intervals of cost less gain."""
    binding = min(margins, key=lambda pair: margins[pair].low)
    margin = Interval(min(m.low for m in margins.values()), min(m.high for m in margins.values()))
    sign = margin.sign or None
    about = EVERY if globally == number else SELECTED
    words = {
        1: "is an equilibrium",
        -1: "is not an equilibrium",
        None: "may or may not be an equilibrium, the margin being too close to zero",
    }
    hypotheses = given(economy)
    kind = evidence(hypotheses) if sign else "NONE"
    status = f"relative to {about} of stage 2 the candidate {words[sign]}"
    return CertifiedMargin(
        agents, M, sign, margin, about, binding, number, globally, hypotheses, kind, status
    )


def _margins(
    economy: Economy, agents: int, M: int, first: CertifiedStage1, values: Table
) -> dict[tuple[int, int], Interval]:
    """Return intervals that contain cost less gain of every deviation."""
    X, inactive, active = (
        len(economy.types),
        exact_ball(Fraction(agents - M, agents)),
        exact_ball(Fraction(M, agents)),
    )
    cost = losses(economy, first)
    return {
        (a, b): interval(inactive * cost[a][b] - active * (values[a][b] - values[a][a]))
        for a in range(X)
        for b in range(X)
        if a != b
    }
