r"""The two-stage mechanism with some inactive agents and with an entry fee, against sums over all types.

Margins with a given number of inactive agents, the fewest with which truth is told, what entering
adds, which κ is accepted, and what the designer keeps of the fee, agent by agent.

Paper: Theorem 1, (22); section 5 for η; section 6, the entry fee.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import log

import numpy as np

from numeric.economy.economy import Economy
from numeric.games.entry_fee import (
    after_fee,
    guaranteed,
    kept,
    largest_accepted,
    participation,
)
from numeric.games.two_stage import candidate_margin, fewest_inactive, small_eta
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.toolkit import by_rounds
from proofs_check.paper.toolkit.by_rounds import taste
from proofs_check.paper.toolkit.margins import margin_by_hand
from proofs_check.paper.toolkit.mechanisms import PLAYED
from proofs_check.paper.toolkit.mechanisms_limit import LIMITS

AGENTS, DIGITS = 4, 3
CLOSE = 1e-11


def inactive(economy: Economy, parameters: Parameters) -> Instance:
    """Margins with up to two inactive agents, and the fewest at which truth is told."""
    worst, lost = 0.0, float(parameters["lost"])
    needed = {}
    for agents in (3, 7):
        margins = {}
        for idle in (0, 1, 2):
            margin = margin_by_hand(economy, agents, idle, lost)
            margins[idle] = margin[0]
            found = candidate_margin(economy, agents, idle)
            worst = largest(worst, gap((found.margin, found.cost, found.gain), margin[:3]))
            worst = largest(
                worst, float(found.binding != margin[3] or found.holds != (margin[0] >= 0))
            )
        enough = [idle for idle in (1, 2) if idle <= agents // 2 and margins[idle] >= 0]
        needed[agents] = enough[0] if enough else None
        worst = largest(worst, float(fewest_inactive(economy, agents) != needed[agents]))
    for bad in (-1, 3):
        try:
            candidate_margin(economy, 3, bad)
        except ValueError:
            continue
        worst = 1.0
    told = f"fewest inactive at 3 and 7 agents: {needed}; largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _without(economy: Economy) -> list[float]:
    """Return each type's expected utility of the endowment."""
    top = by_hand.endowment(economy)
    values = []
    for x in range(len(economy.types)):
        tastes = [taste(economy, x, z) for z in range(len(economy.states))]
        belief = [float(t) for t in by_hand.tau(economy, x)]
        values.append(
            sum(w * (a * log(top[0]) + log(top[1])) for w, a in zip(belief, tastes, strict=True))
        )
    return values


def _shares(economy: Economy) -> list[float]:
    e = economy.environment
    return [
        float(sum(p * row[x] for p, row in zip(e.prior, e.signal, strict=True)))
        for x in range(len(e.types))
    ]


def _entered(economy: Economy, agents: int | None) -> tuple[list[float], float]:
    """Return what entering adds for each type, and before types are drawn."""
    rounds = (
        LIMITS["entry_fee"](economy) if agents is None else PLAYED["entry_fee"](economy, agents)
    )
    utility, without = by_rounds.welfare(economy, rounds).utility, _without(economy)
    interim = [a - b for a, b in zip(utility, without, strict=True)]
    return interim, sum(s * v for s, v in zip(_shares(economy), interim, strict=True))


def entering(economy: Economy, parameters: Parameters) -> Instance:
    """What entering adds, which multiple of κ is accepted, and exact numbers after the fee."""
    e, kappa, worst = economy.environment, economy.mechanism.kappa, 0.0
    left, fee = after_fee(economy), Fraction(str(parameters["fee"]))
    wanted = [top - 2 * k * fee for top, k in zip(e.endowment, kappa, strict=True)]
    eta = min(k / (4 * top) for k, top in zip(kappa, e.endowment, strict=True))
    exact = list(left.environment.endowment) == wanted and left.mechanism.eta == eta
    exact = exact and small_eta(economy).mechanism.eta == eta and left.mechanism.kappa == kappa
    for agents in (AGENTS, None):
        found = participation(economy, agents)
        interim, ex_ante = _entered(economy, agents)
        worst = largest(worst, gap(found.interim, interim), gap(found.ex_ante, ex_ante))
        worst = largest(worst, float(found.enters != (ex_ante >= 0)))
    steps = 10**DIGITS
    try:
        most = largest_accepted(economy, None, digits=DIGITS)
    except ValueError as error:
        return Instance(economy.name, False, f"no multiple in (0, 1] is tried: {error}")
    if most is None:
        return Instance(economy.name, False, "no κ is accepted")
    around = [
        _entered(economy.replacing(kappa=[t * k for k in kappa]), None)[1] >= 0
        for t in (most, most + Fraction(1, steps))
    ]
    tiny = economy.replacing(kappa=[k / 50 for k in kappa])
    right = exact and around == [True, False] and (most * steps).denominator == 1
    right = right and largest_accepted(tiny, None) == 1 and 0 < most < 1
    right = right and largest_accepted(economy, None, digits=0) is None
    told = f"at most {most} of κ is accepted, largest gap {worst:.1e}"
    return Instance(economy.name, right and worst < CLOSE, told)


def keeping(economy: Economy, parameters: Parameters) -> Instance:
    """What is left of the fee after everybody is paid, and when it always suffices."""
    listed = [
        economy.replacing(kappa=k)
        for k in ((F, G) for F, G in product(("1/20", "1/7"), ("1/9", "1/5")))
    ]
    worst, agents = 0.0, 400
    rng = np.random.default_rng(7)
    for e in listed:
        left = after_fee(e)
        M, top = left.active(agents), by_hand.endowment(left)
        kappa = [float(k) * float(parameters["kappa"]) for k in e.mechanism.kappa]
        offers = rng.uniform(0, 1, size=(agents, 2)) * np.array(top)
        side = rng.integers(0, 2, size=agents)
        offers[np.arange(agents), side] = 0.0
        total = [M * kappa[i] + float(offers[:M, i].sum()) for i in (0, 1)]
        price = total[1] / total[0]
        made = [by_rounds.traded(left, (b[0], b[1]), price) for b in offers[:M].tolist()]
        made += [by_hand.inactive_bundle(left, (a[0], a[1])) for a in offers[M:].tolist()]
        wanted = [2 * agents * kappa[i] - sum(b[i] - top[i] for b in made) for i in (0, 1)]
        inactive_ = offers[M:].sum(axis=0)[None]
        worst = largest(worst, gap(kept(e, agents, np.array([price]), inactive_)[0], wanted))
    tried = [(e, n) for e in FEES for n in (1, 7, 40, 400)]
    tried += [(edge, n) for e in FEES for n in (40, 401) for edge in _on_the_edge(e, n)]
    says = [guaranteed(e, n) for e, n in tried]
    worst = largest(worst, float(says != [_suffices(e, n) for e, n in tried]))
    worst = largest(worst, float(min(says.count(True), says.count(False)) < len(FEES)))
    told = f"largest gap {worst:.1e}; enough at {says.count(True)} of {len(says)}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _fee(economy: Economy) -> tuple[Fraction, ...]:
    own = economy.mechanism.entry_fee
    return own if any(own) else tuple(2 * k for k in economy.mechanism.kappa)


def _active(economy: Economy, agents: int) -> int:
    e, kappa = economy.environment, economy.mechanism.kappa
    eta = min(k / (4 * top) for k, top in zip(kappa, e.endowment, strict=True))
    return -int(-(1 - eta) * agents // 1)


def _suffices(economy: Economy, agents: int) -> bool:
    """Whether the fee covers the worst: the inactive give all for the other good, and the price is extreme."""
    e, kappa, fee, M = (
        economy.environment,
        economy.mechanism.kappa,
        _fee(economy),
        _active(economy, agents),
    )
    left = [top - f for top, f in zip(e.endowment, fee, strict=True)]
    prices = left[1] / left[0], left[0] / left[1]  # of the first good, and of the second
    return all(
        agents * fee[g] - M * kappa[g] - (agents - M) * left[1 - g] / prices[g] >= 0 for g in (0, 1)
    )


def _on_the_edge(economy: Economy, agents: int) -> list[Economy]:
    """Return the economy with the least fee that covers the worst, and with a little less of either good."""
    e, kappa, M = economy.environment, economy.mechanism.kappa, _active(economy, agents)
    least = [
        (M * k + (agents - M) * top) / (2 * agents - M)
        for k, top in zip(kappa, e.endowment, strict=True)
    ]
    less = [f - Fraction(1, 10**6) for f in least]
    fees = least, [less[0], least[1]], [least[0], less[1]]
    return [economy.replacing(entry_fee=fee) for fee in fees]


FEES = tuple(
    TWO_TYPES.replacing(endowment=endowment, kappa=kappa)
    for endowment, kappa in (
        (["1", "3/2"], ["1/5", "1/7"]),
        (["1", "3/2"], ["1/40", "3/7"]),
        (["1", "3/2"], ["1/4", "1/60"]),
        (["1", "1"], ["1/4", "1/4"]),
    )
)

NEAR = tuple(
    TWO_TYPES.replacing(parameters={"theta": [row, ["9/4", "3"]]})
    for row in (["3/2", "8/5"], ["11/5", "12/5"])
)
"""Tastes are so near that more than one agent must be inactive, or more than half of few."""

CHECKS: dict[str, Check] = {
    "thm-1.inactive": on_probes(inactive, NEAR),
    "sec-6.entering": on_probes(entering, (LOGARITHMS,)),
    "sec-6.fee-kept": on_probes(keeping, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.inactive",
        "margins with a given number of inactive agents, and the fewest with which truth is told",
        "Theorem 1, equation (22)",
        r"I^* = \min\left\{I \ge 1 : \forall x, \bar x:\ \tfrac IN \Delta G_x(\bar x) \ge "
        r"\tfrac{N - I}{N}[F_x(\bar x) - F_x(x)]\right\}",
        "lost",
        depends_on=("eq-23.compared",),
    ),
    stated(
        "sec-6.entering",
        "what entering adds to expected utility, and the largest κ at which agents enter",
        "section 6",
        r"\bar e' = \bar e - 2\kappa,\quad t^* = \max\{t : E u(\text{entering at } t\kappa) \ge E u(\bar e)\}",
        "fee",
        depends_on=("sec-1.compared",),
    ),
    stated(
        "sec-6.fee-kept",
        "what the designer keeps of the fee after everybody is paid, agent by agent",
        "section 6, equations (2), (3)",
        r"2N\kappa - \sum_n \big[(q^n, r^n) - \bar e'\big]",
        "kappa",
    ),
)
