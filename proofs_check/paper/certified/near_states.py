r"""Shares and posteriors near a state's, and the κ, M and N that efficiency is proved for.

Widths are compared with the probability that is asked for, bounds with exact binomial counts.

Paper: Theorem 3 (i), section 7.3, the events (42).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil, comb, exp, floor, log, sqrt
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.theorem_1.comparison import least_agents
from numeric.certify.theorem_1.tail import CertifiedTail
from numeric.certify.theorem_3 import nearness, uniform
from numeric.certify.theorem_3.kappa_box import KappaBox
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import bounded, chance
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

EPSILON, ACTIVE = Fraction(1, 10), 400


def near(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The box of shares and posteriors: no wider than the probability needs, and not narrower."""
    e = economy.environment
    for state in (len(economy.states) - 2,):
        mu = [float(v) for v in e.signal[state]]
        counted = mu[:1] if len(mu) == 2 else mu

        def beyond(width: float, mu: list[float] = counted) -> float:
            return sum(chance(m, width * sqrt(m * (1 - m)), ACTIVE) for m in mu)

        for width in (0.02, 0.3, 3.0):  # before the width that is sought: with others it never ends
            bounded(
                tally, "outside", nearness.outside(economy, state, width, ACTIVE), beyond(width)
            )
        found = nearness.nearness(economy, state, ACTIVE, EPSILON)
        if isinstance(found, str):
            tally.holds("near", False)
            return
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
    _widths(tally, economy)
    if len(economy.types) == 2:
        few = nearness.nearness(economy, 0, 2, EPSILON)
        tally.holds("not told apart", isinstance(few, str))
        _binomial(tally)


def _widths(tally: Tally, economy: Economy) -> None:
    """The least half-width outside which the probability is at most the one allowed, or all shares."""
    allowed = float(np.nextafter(float(EPSILON), 0.0))
    for least in (0.3, 1e-3, 17.0):
        given = mock.Mock(
            side_effect=lambda *a, least=least: np.where(np.array(a[2]) >= least, allowed, 2.0)
        )
        with mock.patch.object(nearness, "_outside_each", given):
            width = nearness._width(economy, 0, ACTIVE, EPSILON)
        tally.holds("least half-width", least <= width <= least + 1e-13)
    with mock.patch.object(nearness, "_outside_each", return_value=np.full(nearness.PARTS, 2.0)):
        width = nearness._width(economy, 0, ACTIVE, EPSILON)
    box = nearness._box(economy, 0, width)
    tally.same("all shares", (set(box.lo.tolist()), set(box.hi.tolist())), ({0.0}, {1.0}))


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
        ends = [(v * k).hi for v, k in zip(uniform._added(economy), kappa, strict=True)]
        just = max(Fraction(float(v)) for v in ends)
        tally.holds("just enough", uniform.resources_suffice(economy, kappa, just))
    made = uniform.UniformEfficiency(
        EPSILON, Fraction(1, 5), Fraction(1, 12), 900, Fraction(1, 30), "", "CERTIFIED", ""
    )
    tally.same("M of a large κ", made.active_for((Fraction(1, 12), Fraction(1, 50))), 900)
    tally.same("M of a small κ", made.active_for((Fraction(1, 70), Fraction(1, 12))), 2100)
    tally.same("and of others", made.active_for((Fraction(4, 281), Fraction(1, 12))), 2108)
    e = economy.environment.endowment
    largest = min(k / (4 * v) for k, v in zip(economy.mechanism.kappa, e, strict=True))
    for share, sure in ((Fraction(1001, 1000), False), (Fraction(1), True), (Fraction(0), False)):
        late = economy.replacing(eta=largest * share)
        tally.same("η is small enough", _from(late, 40, 70) != "refused", sure)
    least_N = least_agents(economy.replacing(eta=largest), 40)
    for first, then in ((70, 70), (7, least_N), (None, None)):
        tally.same("both", _from(economy.replacing(eta=largest), 40, first), then)
    tally.same("no M", _from(economy.replacing(eta=largest), None, 70), None)
    _judging(tally, economy)
    for named, eta, sure in (
        (("1/12", "1/13"), min(1 / (48 * e[0]), 1 / (52 * e[1])), True),
        (("1/12", "1/13"), min(1 / (48 * e[0]), 1 / (52 * e[1])) * Fraction(1001, 1000), False),
        (("1/12", "0"), Fraction(0), False),
        (("1/11", "1/20"), Fraction(1, 1000), False),
        (("1/20", "1/12"), Fraction(1, 1000), True),
        (("1/20", "1/12"), Fraction(0), False),
        (("1/20", "1/12"), Fraction(1, 96), True),
    ):
        tally.same("covered", made.covers(economy.replacing(kappa=list(named), eta=eta)), sure)


def _from(economy: Economy, active: int | None, start: int | None) -> int | str | None:
    """Return the N from which on efficiency is certified, with the M and the start of a tail given."""
    tail = CertifiedTail(start, 30, "CERTIFIED", "given")
    with mock.patch.multiple(
        uniform, certify_tail=lambda *_, **__: tail, _least_active=lambda *_: active
    ):
        try:
            made = uniform.certify_efficient_from(economy, EPSILON, Fraction(7))
        except EconomyError:
            return "refused"
    known = made.evidence == "CERTIFIED"
    return made.start if known == (made.start is not None) and made.active == active else "wrong"


def _judging(tally: Tally, economy: Economy) -> None:
    """The greatest κ̄, and the least M of the ladder, that a judge passes which is given; with few questions."""
    own, delta = economy.environment.endowment, Fraction(1, 5)
    most, by_delta = uniform._most(economy, delta)
    asked: list[Any] = []

    def up_to(ceiling: Fraction) -> Any:
        def failing(_: Economy, box: KappaBox) -> int | None:
            asked.append(box)
            tally.holds("few questions", len(asked) < 99 and box == KappaBox.below(box.high[0]))
            return None if box.high[0] <= ceiling else 1

        return SimpleNamespace(failing=failing)

    step, last = most / uniform.GRID, economy.states[1]
    for judge, ceiling, what in (
        (up_to(most * 2), most, by_delta),
        (up_to(most), most, by_delta),
        (up_to(step * 54321), step * 54321, last),
        (up_to(step * Fraction(7, 2)), step * 3, last),
        (up_to(step), step, last),
        (up_to(step / 2), None, "M1"),
        ("the sentence", None, "the sentence"),
    ):
        asked.clear()
        with mock.patch.object(uniform, "judged", return_value=judge) as judged:
            made = uniform.certify_uniform_efficiency(economy, EPSILON, delta, active=77)
        told = EPSILON, 77, uniform.INFLUENCE / own[0], KappaBox.below(most)
        tally.same("judged", judged.call_args.args[1:], told)
        tally.same("κ̄", (made.ceiling, made.evidence == "CERTIFIED"), (ceiling, bool(ceiling)))
        tally.holds("what binds", what in made.limit)
    kappa = economy.mechanism.kappa

    def from_on(least: int, sentence: bool) -> Any:
        def judged(_: Economy, _e: Fraction, active: int, k: Fraction, box: KappaBox) -> Any:
            asked.append(active)
            tally.holds("few questions", len(asked) < 99)
            tally.same("judged", (k, box), (1 / (active * kappa[0]), KappaBox.at(kappa)))
            if sentence and active < least:
                return "not near"
            return SimpleNamespace(failing=lambda *_: None if active >= least else 0)

        return judged

    rungs = [
        ceil(uniform.FEWEST * uniform.RATIO**i) for i in range(43)
    ]  # 1000 is between the last two
    for least, sentence in (
        (1, True),
        (21, False),
        (400, True),
        (rungs[30], False),
        (1050, False),
        (1050, True),
    ):
        asked.clear()
        with mock.patch.object(uniform, "judged", from_on(least, sentence)):
            found = uniform._least_active(economy, EPSILON, 1000)
        tally.same("least M", found, min(M for M in rungs if least <= M))
    with mock.patch.object(uniform, "judged", from_on(1097, False)):
        tally.same("none", uniform._least_active(economy, EPSILON, 1000), None)


CHECKS: dict[str, Check] = {
    "thm-3.near": on_probes(tallied(near), (LOGARITHMS, TWO_TYPES)),
    "thm-3.from-here": on_probes(tallied(from_here), (TWO_TYPES,)),
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
