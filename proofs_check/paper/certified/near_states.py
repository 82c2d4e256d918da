r"""Shares and posteriors near a state's, and the κ, M and N that efficiency is proved for.

Widths are compared with the probability that is asked for, bounds with exact binomial counts.

Paper: Theorem 3 (i), section 7.3, the events (42).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, exp, floor, log, sqrt

import numpy as np

from numeric.certify.theorem_3 import nearness, uniform
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.blocks import bounded, chance
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes, richer
from proofs_check.paper.shared.tally import Tally, tallied

EPSILON, ACTIVE = Fraction(1, 10), 400


def near(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The box of shares and posteriors: no wider than the probability needs, and not narrower."""
    e = economy.environment
    for state in (len(economy.states) - 2,):
        found = nearness.nearness(economy, state, ACTIVE, EPSILON)
        if isinstance(found, str):
            tally.holds("near", False)
            return
        mu = [float(v) for v in e.signal[state]]
        counted = mu[:1] if len(mu) == 2 else mu

        def beyond(width: float, mu: list[float] = counted) -> float:
            return sum(chance(m, width * sqrt(m * (1 - m)), ACTIVE) for m in mu)

        width = (found.shares.hi[0] - mu[0]) / sqrt(mu[0] * (1 - mu[0]))
        bounded(tally, "outside", nearness.outside(economy, state, width, ACTIVE), beyond(width))
        tally.close("width", beyond(width), float(EPSILON * factor), 1e-8)
        tally.holds("enough", beyond(width) <= float(EPSILON) * (1 + 1e-9))
        ends = [(m - width * sqrt(m * (1 - m)), m + width * sqrt(m * (1 - m))) for m in counted]
        if len(mu) == 2:
            ends.append((1 - ends[0][1], 1 - ends[0][0]))
        tight = [
            (max(a, 1 - sum(h for j, (_, h) in enumerate(ends) if j != i), 0.0),
             min(b, 1 - sum(g for j, (g, _) in enumerate(ends) if j != i), 1.0))
            for i, (a, b) in enumerate(ends)
        ]  # fmt: skip
        tally.close("least shares", found.shares.lo, [a for a, _ in tight], 1e-11)
        tally.close("greatest shares", found.shares.hi, [b for _, b in tight], 1e-11)
        odds = [0.0 if z == state else _odds(economy, state, z, tight) for z in range(len(e.prior))]
        bounded(tally, "odds", found.odds, odds, 1e-8)
        tally.close("least belief", found.beliefs.lo[state], 1 / (1 + sum(odds)), 1e-9)
        tally.close(
            "greatest beliefs", np.delete(found.beliefs.hi, state), np.delete(odds, state), 1e-9
        )
        tally.same("own", found.beliefs.hi[state], 1.0)
        tally.same("others", [found.beliefs.lo[z] for z in range(len(odds)) if z != state],
                   [0.0] * (len(odds) - 1))  # fmt: skip
    if len(economy.types) == 2:
        few = nearness.nearness(economy, 0, 2, EPSILON)
        tally.holds("not told apart", isinstance(few, str))
        _binomial(tally)


def _odds(economy: Economy, state: int, other: int, box: list[tuple[float, float]]) -> float:
    """Return the greatest odds of another state on a box, by its corners on the simplex."""
    e, best = economy.environment, -np.inf
    logs = [log(a / b) for a, b in zip(e.signal[other], e.signal[state], strict=True)]
    for i in range(len(box)):  # a vertex has all but one share at an end
        rest = [pair for j, pair in enumerate(box) if j != i]
        for corner in product(*rest):
            point = list(corner)
            point.insert(i, 1 - sum(corner))
            if box[i][0] - 1e-12 <= point[i] <= box[i][1] + 1e-12:
                best = max(best, sum(s * v for s, v in zip(point, logs, strict=True)))
    return float(e.prior[other] / e.prior[state]) * exp(ACTIVE * best)


def _binomial(tally: Tally) -> None:
    """What is said of the probability outside holds for exact binomial counts, at larger numbers too."""
    mu = float(TWO_TYPES.environment.signal[0][0])
    for M, width in ((60, 0.15), (75, 0.15), (60, 0.3)):
        exact = sum(
            comb(M, n) * mu**n * (1 - mu) ** (M - n)
            for n in range(M + 1)
            if abs(n / M - mu) > width * sqrt(mu * (1 - mu))
        )
        tally.holds("a true bound", exact <= nearness.outside(TWO_TYPES, 0, width, 60))


def from_here(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """κ̄ that resources allow, the M and N that are proved, and that larger κ are not covered."""
    own = by_hand.endowment(economy)
    best = [by_hand.best_consumption(economy, x) for x in range(2)]
    second = [own[1] / own[0] * (2 * own[0] - c) for c in best]
    wanted = [
        1 + max(max(c - own[g], 0.0) for c in goods) / (4 * own[g])
        for g, goods in ((0, best), (1, second))
    ]
    added = [float(v.hi) for v in uniform._added(economy)]
    bounded(tally, "added", added, [v * float(factor) for v in wanted])
    for delta in (Fraction(1, 5), Fraction(7)):
        by_delta, by_eta = float(delta) / max(wanted), 2 * min(own)
        most, what = uniform._most(economy, delta)
        tally.same(
            "greatest", most, Fraction(floor(min(by_delta, by_eta) * uniform.GRID), uniform.GRID)
        )
        tally.same("what binds", what[0], "δ" if by_delta < by_eta else "η")
    for kappa in ((Fraction(1, 10), Fraction(1, 11)), (Fraction(1, 11), Fraction(1, 10))):
        edge = max(w * float(v) for w, v in zip(wanted, kappa, strict=True))
        for scale, sure in ((1 + 1e-9, True), (1 - 1e-9, False)):
            tally.same(
                "resources", uniform.resources_suffice(economy, kappa, Fraction(edge * scale)), sure
            )
    made = uniform.UniformEfficiency(
        EPSILON, Fraction(1, 5), Fraction(1, 12), 900, Fraction(1, 30), "", "CERTIFIED", ""
    )
    tally.same("M of a large κ", made.active_for((Fraction(1, 12), Fraction(1, 50))), 900)
    tally.same("M of a small κ", made.active_for((Fraction(1, 70), Fraction(1, 12))), 2100)
    e = economy.environment.endowment
    largest = min(k / (4 * v) for k, v in zip(economy.mechanism.kappa, e, strict=True))
    late = economy.replacing(eta=largest * Fraction(1001, 1000))
    tally.holds("η is too large", _refuses(late))
    for named, eta, sure in (
        (("1/12", "1/13"), min(1 / (48 * e[0]), 1 / (52 * e[1])), True),
        (("1/12", "1/13"), min(1 / (48 * e[0]), 1 / (52 * e[1])) * Fraction(1001, 1000), False),
        (("1/12", "0"), Fraction(0), False),
        (("1/11", "1/20"), Fraction(1, 1000), False),
        (("1/20", "1/12"), Fraction(1, 1000), True),
    ):
        tally.same("covered", made.covers(economy.replacing(kappa=list(named), eta=eta)), sure)


def _refuses(economy: Economy) -> bool:
    try:
        uniform.certify_efficient_from(economy, EPSILON, Fraction(1), largest=20, time_limit=1e-9)
    except EconomyError:
        return True
    return False


CHECKS: dict[str, Check] = {
    "thm-3.near": on_probes(tallied(near), (richer(LOGARITHMS), richer(TWO_TYPES))),
    "thm-3.from-here": on_probes(tallied(from_here), (richer(TWO_TYPES),)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-3.near",
        "shares and posteriors near a state's: as wide as the probability asked for needs",
        "section 7.3, the events (42)",
        r"\sum_y\bigl(e^{-M\,\mathrm{KL}(\mu_z(y) + d_y\|\mu_z(y))} + e^{-M\,\mathrm{KL}(\mu_z(y) - "
        r"d_y\|\mu_z(y))}\bigr) = \varepsilon,\quad \frac{\phi_{z'}}{\phi_z} \le "
        r"\frac{\pi_{z'}}{\pi_z}e^{-Mm_{zz'}}",
        "value",
    ),
    stated(
        "thm-3.from-here",
        "the κ that resources allow, and the M from which a small κ is covered",
        "Theorem 3 (i)",
        r"\kappa_q\Bigl[1 + \max_x\frac{(q_1(x) - \bar q)^+}{4\bar q}\Bigr] \le \delta,\quad "
        r"M \ge \max\Bigl(M_1, \frac{1}{k_0\kappa_q}\Bigr)",
        "value",
    ),
)
