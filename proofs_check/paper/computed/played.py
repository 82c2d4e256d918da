r"""Rounds of the mechanism, agent by agent, and what everybody believes after any histogram.

Types, offers and who is active are given; reading of offers, beliefs, stage-2 offers, the price and
every bundle are written by hand.

Conventions: the round has one defector; types are read as the closed intervals of (7) say, no offer
being at a common end.

Paper: equations (1)-(4), (8)-(11); section 6 for the payout and the market without stage 1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.mechanism.beliefs import beliefs, check_offers, read_types, stage2_offer
from numeric.mechanism.one_shot import best_offers, one_shot_equilibrium
from numeric.mechanism.play import play
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, on_probes

KINDS = (0, 2, 1, 1, 2, 0, 1, 2)
IDLE = (2, 6)
DEFECTOR = 1
"""The second agent, of the third type, makes the offer of the first."""


def round_(economy: Economy, parameters: Parameters) -> Instance:
    """A round of eight agents in which one makes the offer of another type at stage 1."""
    own, X, worst = by_hand.endowment(economy), len(economy.types), 0.0
    N, price = len(KINDS), own[1] / own[0] * float(parameters["price"])
    best = [by_hand.best_consumption(economy, x) for x in range(X)]
    alpha = [(max(own[0] - c, 0.0), max(c - own[0], 0.0) * own[1] / own[0]) for c in best]
    first = [alpha[x] for x in KINDS]
    first[DEFECTOR] = alpha[0]
    active = [n not in IDLE for n in range(N)]
    if not _sized(economy, first, active):
        return Instance(economy.name, False, "the number of agents is not what is given")
    if not _refusals_as_said(economy):
        return Instance(economy.name, False, "what is refused is not as said")
    played = play(economy, types=KINDS, offers1=first, active=active)
    usual = play(economy, types=KINDS, active=active, stop_after_stage1=True)
    cells = by_hand.intervals(best, 2 * own[0])
    read = [by_hand.owners(by_hand.inactive_bundle(economy, a)[0], cells)[0] for a in first]
    worst = largest(
        worst, gap(usual.offers1, [alpha[x] for x in KINDS]), gap(read_types(economy, first), read)
    )
    seen = [sum(a and r == y for a, r in zip(active, read, strict=True)) for y in range(X)]
    offers = solve_stage2(economy, [seen]).offers[0].tolist()
    M, kappa = sum(active), [float(k) for k in economy.mechanism.kappa]
    totals = [
        M * kappa[i] + sum(n * b[i] for n, b in zip(seen, offers, strict=True)) for i in (0, 1)
    ]
    second = []
    for n in range(N):
        offer = (offers[KINDS[n]][0], offers[KINDS[n]][1])
        if active[n] and read[n] != KINDS[n]:
            minus = totals[0] - offers[read[n]][0], totals[1] - offers[read[n]][1]
            held = tuple(c - (y == read[n]) + (y == KINDS[n]) for y, c in enumerate(seen))
            offer, _ = by_hand.best_offer(
                economy, KINDS[n], by_hand.posterior(economy, held), minus
            )
        second.append(offer if active[n] else (0.0, 0.0))
    worst = largest(worst, gap(played.offers2, second))
    whole = [M * kappa[i] + sum(b[i] for b in second) for i in (0, 1)]
    bundles = [
        by_hand.active_bundle(economy, b, (whole[0] - b[0], whole[1] - b[1]))
        if active[n]
        else (
            own[0] - first[n][0] + first[n][1] / price,
            own[1] - first[n][1] + price * first[n][0],
        )
        for n, b in enumerate(second)
    ]
    worst = largest(worst, gap(played.totals, whole), gap(played.price, whole[1] / whole[0]))
    worst = largest(worst, gap(played.allocation, bundles))
    idle = [sum(bundles[n][i] - own[i] for n in IDLE) for i in (0, 1)]
    paid = [sum(b[i] for b in bundles) - N * own[i] - idle[i] for i in (0, 1)]
    worst = largest(worst, gap(played.payout_inactive, idle), gap(played.payout_kappa, paid))
    worst = largest(worst, float(np.abs(played.balance(economy)).max()))
    histogram = {
        a: sum(k and b == a for k, b in zip(active, first, strict=True)) for a in set(first)
    }
    worst = largest(worst, float(len(played.histogram) != sum(n > 0 for n in histogram.values())))
    for offer, n in played.histogram:
        near = min((abs(a[0] - offer[0]) + abs(a[1] - offer[1]), a) for a in histogram)[1]
        worst = largest(worst, float(histogram[near] != n))
    for n in (0, DEFECTOR, 4):
        known = beliefs(economy, played.histogram, KINDS[n], tuple(played.offers1[n].tolist()))
        others = [c - (y == read[n]) for y, c in enumerate(seen)]
        mine = tuple(c + (y == KINDS[n]) for y, c in enumerate(others))
        worst = largest(worst, gap(known.configuration, mine), gap(known.believed_by_others, seen))
        worst = largest(
            worst, gap(known.posterior, [float(w) for w in by_hand.posterior(economy, mine)])
        )
        worst = largest(worst, gap(stage2_offer(economy, known, KINDS[n]), second[n]))
        worst = largest(worst, float(known.defector != (read[n] != KINDS[n])))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-10, told, margin=1e-10 - worst)


def _sized(economy: Economy, first: list[tuple[float, float]], active: list[bool]) -> bool:
    """Whether types, offers, who is active, or a number, each alone, say how many agents there are."""
    for given in ({"types": KINDS}, {"offers1": first}, {"active": active}, {"agents": len(KINDS)}):
        try:
            played = play(economy, **given, seed=3, stop_after_stage1=True)
        except (TypeError, ValueError):
            return False
        if len(played.offers1) != len(KINDS):
            return False
    return True


def _refused(function: Callable[[], object]) -> str:
    """Return why something is refused; nothing where it is not."""
    try:
        function()
    except ValueError as error:
        return str(error)
    return ""


def _refusals_as_said(economy: Economy) -> bool:
    """Whether offers outside O, and numbers, types, states and histograms that cannot be, are refused."""
    (top_q, top_r), X, Z = (
        by_hand.endowment(economy),
        len(economy.types),
        len(economy.states),
    )
    inside = [(0.0, 0.0), (top_q, 0.0), (0.0, top_r), (0.1, 0.0)]
    outside = [
        (-0.1, 0.0), (0.0, -0.1), (0.1, 0.1), (1.01 * top_q, 0.0), (0.0, 1.01 * top_r),
        (np.nan, 0.0), (0.0, np.inf),
    ]  # fmt: skip
    right = not _refused(partial(check_offers, economy, inside))
    for bad in outside:
        said = _refused(partial(check_offers, economy, [*inside[1:], bad, *inside]))
        right = right and said.startswith("offer 3 ")
    right = right and bool(_refused(partial(check_offers, economy, [(0.1, 0.0, 0.0)])))
    short = partial(play, economy, stop_after_stage1=True)
    two = {"types": [0, X - 1]}
    for well in ({"agents": 2}, two, {**two, "state": 0}, {**two, "state": Z - 1}):
        right = right and not _refused(partial(short, **well))
    for badly in (
        {"agents": 1}, {"agents": 3, **two}, {}, {**two, "state": Z}, {**two, "state": -1},
        {"types": [0, X]}, {"types": [-1, 0]}, {"types": [0.5, 0]}, {**two, "active": [False, False]},
    ):  # fmt: skip
        right = right and bool(_refused(partial(short, **badly)))
    a, b = (tuple(v) for v in solve_stage1(economy).offers[:2].tolist())
    right = right and not _refused(partial(beliefs, economy, [(a, 2), (b, 1)], 0, a))
    for histogram in ([(a, 2), (b, -1)], [(a, 0), (b, 2)], [(b, 2)]):
        right = right and bool(_refused(partial(beliefs, economy, histogram, 0, a)))
    return right


def without_stage_1(economy: Economy, parameters: Parameters) -> Instance:
    """Offers on the own signal alone: best against random prices, which they reproduce."""
    X, Z, own, worst = len(economy.types), len(economy.states), by_hand.endowment(economy), 0.0
    prices, consumed = one_shot_equilibrium(economy, np.full(Z, 1.5))
    offers = [
        (max(own[0] - float(consumed[x, 0, 0]), 0.0), max(own[1] - float(consumed[x, 0, 1]), 0.0))
        for x in range(X)
    ]
    offers = [
        (0.0, b[1]) if consumed[x, 0, 0] > own[0] else (b[0], 0.0) for x, b in enumerate(offers)
    ]
    for z, mu in enumerate(economy.environment.signal):
        totals = [
            float(economy.mechanism.kappa[i]) * float(parameters["price"])
            + sum(float(m) * b[i] for m, b in zip(mu, offers, strict=True))
            for i in (0, 1)
        ]
        worst = largest(worst, abs(totals[1] / totals[0] / float(prices[z]) - 1))
    for x, b in enumerate(offers):
        side, tau = (0 if b[0] > 0 else 1), by_hand.tau(economy, x)
        gain = given = 0.0
        values = []
        for z, p in enumerate(prices.tolist()):
            bundle = own[0] - b[0] + b[1] / p, own[1] - b[1] + p * b[0]
            worst = largest(worst, gap(consumed[x, z], bundle))
            known = [float(s == z) for s in range(Z)]
            rate = p if side == 0 else 1 / p
            gain += float(tau[z]) * rate * by_hand.slope(economy, bundle, x, known, 1 - side)
            given += float(tau[z]) * by_hand.slope(economy, bundle, x, known, side)
            values.append(by_hand.utility(economy, x, z)(*bundle))
        worst = largest(worst, abs(gain / given - 1))
        mean = sum(float(t) * v for t, v in zip(tau, values, strict=True))
        kept = sum(float(t) * by_hand.utility(economy, x, z)(*own) for z, t in enumerate(tau))
        worst = largest(worst, float(mean <= kept))
    worst = largest(worst, _one_side(economy, np.geomspace(0.05, 20.0, Z) * own[1] / own[0]))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-7, told, margin=1e-7 - worst)


def _one_side(economy: Economy, prices: NDArray[np.float64]) -> float:
    """Return how far offers are from the better of the best of either good alone, where either is good."""
    own, off = by_hand.endowment(economy), 0.0
    for x, offer in enumerate(best_offers(economy, prices).tolist()):
        tau = [float(t) for t in by_hand.tau(economy, x)]

        def worth(sold: float, spent: float, x: int = x, tau: list[float] = tau) -> float:
            return sum(
                t
                * by_hand.utility(economy, x, z)(
                    own[0] - sold + spent / p, own[1] - spent + sold * p
                )
                for z, (t, p) in enumerate(zip(tau, prices.tolist(), strict=True))
            )

        shares = np.linspace(0.0, 1.0, 41)[1:-1].tolist()
        sold, spent = (max(worth(*of) for of in alone) for alone in (
            [(s * own[0], 0.0) for s in shares], [(0.0, s * own[1]) for s in shares],
        ))  # fmt: skip
        either = min(sold, spent) > worth(0.0, 0.0)
        off = largest(off, min(offer), float(not either), max(sold, spent) - worth(*offer))
    return off


CHECKS: dict[str, Check] = {
    "eq-4.played": on_probes(round_, (LOGARITHMS, POWERS)),
    "sec-6.without-stage-1": on_probes(without_stage_1, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-4.played",
        "a round with a defector: what everybody reads, believes, offers, gets and pays",
        "equations (1)-(4), (8)-(11)",
        r"\forall n:\quad (q^n, r^n)\ \text{by (2) or (3)},\ (Q, R) = \sum_n b^n + M\kappa,\ "
        r"b^n = s_2^*(x^n, a^n, \nu^{-a^n})",
        "price",
        depends_on=("prop-1.methods", "eq-3.equilibrium"),
    ),
    stated(
        "sec-6.without-stage-1",
        "without stage 1 offers are best against the random price, which they reproduce",
        "section 6",
        r"\forall x, z:\quad p_z = \frac{\kappa_r + \sum_x \mu_z(x) b_r(x)}{\kappa_q + \sum_x \mu_z(x) b_q(x)},\quad "
        r"\sum_z \tau_x(z)(p_z u_r - u_q) = 0",
        "price",
    ),
)
