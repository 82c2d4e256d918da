r"""The search for a mechanism and an N that achieve (ε, δ), step by step.

κ and η are fractions, the loss in the limit that of shares written out, predictions sums by hand;
what is found is verified at the N that is returned and at no other κ.

Paper: Theorem 3 and its proof.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import ceil
from typing import Any
from unittest import mock

import numpy as np

from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.theorem_1.margins import losses, threshold
from numeric.theorem_1.slope import slope
from numeric.theorem_3 import achieving
from numeric.theorem_3.efficiency import efficiency
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

EPSILON, DELTA = Fraction(2, 5), Fraction(1, 2)


def steps(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """κ and η below a ceiling, the loss in the limit, and the N from which the search starts."""
    own, (q_bar, r_bar) = economy.mechanism.kappa, economy.environment.endowment
    for ceiling in (Fraction(1, 7), Fraction(3, 2)):
        made = achieving.rescaled(economy, ceiling)
        kappa = [k / max(own) * ceiling * Fraction(99, 100) for k in own]
        tally.same("kappa", list(made.mechanism.kappa), kappa)
        eta = min(kappa[0] / (4 * q_bar), kappa[1] / (4 * r_bar))
        tally.close("eta", float(made.mechanism.eta), float(eta * factor), 1e-15)
    _numbers(tally)
    _looks(tally, economy)
    _limit(tally, economy)
    for other in (economy, LOGARITHMS.replacing(eta="1/200")):
        loss, slopes = losses(other, solve_stage1(other)), slope(other).values
        pairs, eta = permutations(range(len(loss)), 2), other.mechanism.eta
        needed = max(max(float(slopes[p]), 0.0) / (float(eta) * float(loss[p])) for p in pairs)
        tally.same("predicted", achieving._predicted(other), ceil(1.25 * needed) + 1)
        tally.same("someone inactive", achieving._someone_inactive(other), ceil(1 / eta) + 1)
    for N in (2, 3, 9, 45):
        (margin,) = threshold(economy, [N]).margins
        tally.same("sign", achieving._is_equilibrium(economy, N), margin.holds)
    tally.same("too many", achieving._is_equilibrium(economy, 10**13), None)


def _numbers(tally: Tally) -> None:
    """The values of N that are tried, and from which on a margin has too many configurations."""
    for first, most in ((64, 400), (70, 70), (90, 70), (64, 129), (3, 48)):
        wanted = [N for k in range(9) if (N := first * 2**k) < most]
        tally.same("tried", achieving._numbers(first, most), [*wanted, most])
    for other in (TWO_TYPES, LOGARITHMS):
        X, Z = len(other.types), len(other.states)
        # Eight halves of the root of M on either side, for each type but the last.
        least = (achieving.MOST_CONFIGURATIONS / Z) ** (2 / (X - 1)) / 64
        share = float(1 - other.mechanism.eta)
        for off in (0.995, 1.005):
            N = round(off * least / share)
            tally.same("too many for a margin", achieving._too_many(other, N), off > 1)


def _looks(tally: Tally, economy: Economy) -> None:
    """N are tried from the greatest of three starts on until all holds; the error is that of all looks."""
    for predicted, someone, first in ((100, 70, 100), (70, 100, 100), (63, 7, 64)):
        for efficient_from, holds_from, last in ((150, 250, 4 * first), (150, 10**6, 1000)):
            asked: list[tuple[object, ...]] = []

            def efficient(*given: Any, least: int = efficient_from, asked: Any = asked) -> Any:
                asked.append(given)
                return f"found at {given[1]}", given[1] >= least

            with mock.patch.multiple(
                achieving,
                _predicted=mock.Mock(return_value=predicted),
                _someone_inactive=mock.Mock(return_value=someone),
                _efficient=efficient,
                _is_equilibrium=lambda _, N, least=holds_from: least <= N,
                _status=lambda *given: given,
            ):
                found = achieving._verified(economy, Fraction(1, 7), 0.1, 0.2, 0.3, 1000, 5)
            numbers = [N for N in (*(first * 2**k for k in range(4)), 1000) if last >= N]
            looks = 3 * len([N for N in (first * 2**k for k in range(9)) if N < 1000]) + 3
            tally.same("looks", asked, [(economy, N, 0.2, 0.3, 5, looks) for N in numbers])
            sure = last < 1000
            tally.same("achieved", (found.agents, found.achieved), (last, sure))
            tally.same("told", found.status, (f"found at {last}", True, sure, last))
            kept = found.ceiling, found.limit, found.equilibrium, found.economy is economy
            tally.same("kept", kept, (Fraction(1, 7), 0.1, sure, True))


def _limit(tally: Tally, economy: Economy) -> None:
    """The loss of a continuum, at the rational competitive allocation and the inactive's best consumption."""
    e, (k_q, k_r) = economy.environment, economy.mechanism.kappa
    eta, own = float(economy.mechanism.eta), by_hand.endowment(economy)
    for z, found in enumerate(achieving.limiting_loss(economy)):
        tastes = [row[z] for row in e.parameters["theta"]]
        spent = [float(t / (1 + t)) for t in tastes]
        mu = [float(m) for m in e.signal[z]]
        D = sum(m * s for m, s in zip(mu, spent, strict=True))
        price = (float(k_r) + own[1] * D) / (own[0] + float(k_q) - own[0] * D)
        active = [
            (s * (own[0] + own[1] / price), (1 - s) * (own[1] + price * own[0])) for s in spent
        ]
        first = [by_hand.best_consumption(economy, x) for x in range(2)]
        inactive = [(c, own[1] / own[0] * (2 * own[0] - c)) for c in first]
        shares = [(1 - eta) * m for m in mu] + [eta * m for m in mu]
        wanted = ex_post_loss(economy, [0, 1, 0, 1], [shares], [[*active, *inactive]], z).loss[0]
        tally.close("loss in the limit", found, wanted, 1e-10)


def search(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What is returned is the first κ whose limit suffices, and is verified at its N."""
    found = achieving.achieve(economy, EPSILON, DELTA, most_agents=400)
    ceiling, halvings = min(DELTA / 2, 2 * min(economy.environment.endowment)), 0
    while float(achieving.limiting_loss(achieving.rescaled(economy, ceiling)).max()) > 0.8 * float(
        EPSILON
    ):
        ceiling, halvings = ceiling / 2, halvings + 1
    tally.close("ceiling", float(found.ceiling), float(ceiling * factor), 1e-12)
    made = found.economy
    tally.same("kappa", made.mechanism.kappa, achieving.rescaled(economy, ceiling).mechanism.kappa)
    tally.close("limit", found.limit, float(achieving.limiting_loss(made).max()), 1e-12)
    at = efficiency(made, found.agents)
    (margin,) = threshold(made, [found.agents]).margins
    small = at.epsilon <= float(EPSILON) and (at.overuse <= float(DELTA)).all()
    tally.same("achieved", found.achieved, bool(small and margin.holds))
    tally.same("equilibrium", found.equilibrium, margin.holds if small else None)
    tally.close("epsilon", found.found.epsilon, at.epsilon, 1e-12)
    first = min(max(64, achieving._predicted(made), achieving._someone_inactive(made)), 400)
    tried = [N for N in (first * 2**k for k in range(10)) if N <= 400]
    tally.holds("an N that is tried", found.agents in (*tried, 400))
    never = achieving.achieve(economy, Fraction(1, 1000), DELTA, most_agents=70)
    tally.same("not at so few", (never.achieved, never.agents), (False, 70))
    low = never.ceiling
    enough = [
        float(achieving.limiting_loss(achieving.rescaled(economy, c)).max()) <= 0.8 / 1000
        for c in (low, 2 * low)
    ]
    tally.same("the first ceiling whose limit suffices", enough, [True, False])
    generous = achieving.achieve(economy, Fraction(9), Fraction(9), most_agents=64)
    tally.same(
        "no more than twice the endowment", generous.ceiling, 2 * min(economy.environment.endowment)
    )
    near = achieving.achieve(economy, EPSILON, Fraction(1, 20), most_agents=64)
    tally.same("half of δ, where that is least", near.ceiling, Fraction(1, 40))
    strict = achieving._efficient(
        made, found.agents, float(EPSILON), float(at.overuse.max()) * 0.99, 0
    )
    tally.same("too much is used", strict[1], False)
    within = achieving._efficient(made, found.agents, float(EPSILON), float(at.overuse.max()), 0)
    tally.same("as much as is used", within[1], bool(at.epsilon <= float(EPSILON)))
    tally.holds("known", np.isfinite(found.found.epsilon))


CHECKS: dict[str, Check] = {
    "thm-3.steps": on_probes(tallied(steps), (TWO_TYPES,)),
    "thm-3.search": on_probes(tallied(search), (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-3.steps",
        "κ and η below a ceiling, the loss in the limit, and where the search for N starts",
        "Theorem 3 (i)",
        r"\eta = \min\left\{\frac{\kappa_q}{4\bar q}, \frac{\kappa_r}{4\bar r}\right\},\quad t^*_\infty(z)",
        "value",
    ),
    stated(
        "thm-3.search",
        "a mechanism and an N that achieve a given efficiency are verified where they are returned",
        "Theorem 3 (i)",
        r"P(t^* > \varepsilon \mid z) \le \varepsilon\ \forall z,\quad \frac1N\sum\omega \le (\bar q, \bar r) + \delta",
        "value",
    ),
)
