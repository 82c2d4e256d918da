r"""What each method for stage 2 returns, against the printed conditions written by hand.

Each method of the cascade is asked alone, and the compiled kernel, so that none is covered by those
after it.  Newton's methods stop one step after a relative step of 1e-8: with the derivatives of
exactly these conditions they end at rounding error, and with others they do not.

Conventions: residuals are relative to the terms of a condition, and gaps of totals to the totals;
``rounding`` is some ten times what double precision left on these economies.

Paper: section 3.1; equations (3), (4), (16)-(20).
"""

from __future__ import annotations

from itertools import product
from math import inf

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage2.aggregative import Aggregative, newton, start
from numeric.stage2.kernel_rows import attempt, kernel_rows
from numeric.stage2.price_scan import (
    NEAR,
    WINDOW,
    PriceScan,
    equilibria,
    near_price_taking,
    offers_at,
    price_bounds,
    totals_at,
)
from numeric.stage2.problem import Attempt, Stage2Problem
from numeric.stage2.signed_newton import Signed, signed_newton
from numeric.stage2.solve import confirmed_equilibria, solve_stage2
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.chosen_economies import all_sold, mirrored
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, PROBES, TWO_TYPES, on_probes

Array = NDArray[np.float64]
ROUNDING = 4e-15
NEARER = POWERS.replacing(endowment=["1", "3/2"])
"""Powers from whose price-taking offers five steps end at rounding error."""

RICH = LOGARITHMS.replacing(kappa=["6/5", "8/5"])
"""More is offered from outside than anybody has."""
GREEDY = LOGARITHMS.replacing(parameters={"theta": [["1/90"] * 3, ["90"] * 3, ["1"] * 3]})
"""Some offer all but a hundredth of a good."""
ACTIVE, STEPS = 5, 5
"""Agents, and how many of Newton's steps suffice: convergence is quadratic."""
LOOSE = 2e-7
"""The scan's roots are good to 1e-8 of an offer; Newton polishes what comes of them."""


def configurations(active: int, types: int) -> list[tuple[int, ...]]:
    """Return all counts of types that add up to the number of active agents."""
    return [row for row in product(range(active + 1), repeat=types) if sum(row) == active]


def condition_gap(
    economy: Economy, x: int, belief: by_hand.Belief, others: by_hand.Pair, offer: by_hand.Pair
) -> float:
    """Return by how much an offer of one good misses its condition, relative to its terms.

    One where it is of both goods, or of the good that the agent should not sell.
    """
    if min(offer) != 0 or max(offer) <= 0:
        return 1.0
    bundle, side = by_hand.active_bundle(economy, offer, others), 0 if offer[0] > 0 else 1
    given, got = (by_hand.slope(economy, bundle, x, belief, good) for good in (side, 1 - side))
    gain = got * others[0] * others[1] / (others[side] + offer[side]) ** 2
    return abs(gain - given) / (gain + given)


def missed(
    economy: Economy,
    counts: tuple[int, ...],
    found: Attempt,
    row: int,
    kappa: float,
    given: by_hand.Belief | None = None,
) -> float:
    """Return by how much an attempt misses (4) and, for a type that is present, (18) and (19).

    The belief is that of Bayes' rule unless one is given.
    """
    offers, belief = found.offers[row].tolist(), given or by_hand.posterior(economy, counts)
    totals, worst = [], 0.0
    for good in (0, 1):
        from_kappa = sum(counts) * float(economy.mechanism.kappa[good]) * kappa
        offered = sum(n * b[good] for n, b in zip(counts, offers, strict=True) if n)
        totals.append(from_kappa + offered)
        worst = largest(worst, abs(float(found.totals[row, good]) / totals[good] - 1))
    for x, n in enumerate(counts):
        if n:
            own = offers[x][0], offers[x][1]
            others = totals[0] - own[0], totals[1] - own[1]
            worst = largest(worst, condition_gap(economy, x, belief, others, own))
    return worst


def beliefs_of_rows(number: int, states: int) -> list[list[float]]:
    """Return a belief for each row, no two alike; Bayes' rule has no part in it."""
    rows = [
        [1.0 + (3 * i + 5 * z * z) % 7 + i / number for z in range(states)] for i in range(number)
    ]
    return [[w / sum(row) for w in row] for row in rows]


def methods(economy: Economy, parameters: Parameters) -> Instance:
    """Every method, and the kernel, at every configuration of five agents.

    The kernel is asked with beliefs that are given too, of every row another.
    """
    rows = configurations(ACTIVE, len(economy.types))
    sigma = np.array(rows)
    problem = Stage2Problem(economy, sigma.astype(float), posterior(economy, sigma))
    asked = [
        ("aggregative", Aggregative.solve(problem)),
        ("signed", Signed.solve(problem)),
        ("aggregative, few steps", Attempt.at(problem, newton(problem, start(problem), STEPS))),
        ("signed, few steps", Attempt.at(problem, signed_newton(problem, iterations=STEPS))),
    ]
    compiled = kernel_rows(economy, sigma, None)
    if compiled is not None:
        asked.append(("kernel", attempt(economy, sigma, compiled)))
    kappa, worst = float(parameters["kappa"]), (0.0, "")
    for name, found in asked:
        gaps = (missed(economy, counts, found, i, kappa) for i, counts in enumerate(rows))
        worst = max(worst, (largest(float(found.residual.max()), *gaps), name))
    given = beliefs_of_rows(len(rows), len(economy.states))
    compiled = kernel_rows(economy, sigma, np.array(given))
    if compiled is not None:
        found = attempt(economy, sigma, compiled)
        off = largest(float(found.residual.max()), float(compiled.belief.tolist() != given))
        if off < ROUNDING:
            gaps = (missed(economy, n, found, i, kappa, given[i]) for i, n in enumerate(rows))
            off = largest(off, *gaps)
        worst = max(worst, (off, "kernel, beliefs given"))
    told = f"largest relative gap {worst[0]:.1e}, by {worst[1]}"
    return Instance(economy.name, worst[0] < ROUNDING, told, margin=ROUNDING - worst[0])


def allocation(economy: Economy, parameters: Parameters) -> Instance:
    """What the toolkit says everybody consumes, against (3) by hand, and that it adds up by (4)."""
    rows = configurations(ACTIVE, len(economy.types))
    solved = solve_stage2(economy, np.array(rows), kernel=False)
    found, top, worst = solved.allocations(economy), by_hand.endowment(economy), 0.0
    kappa = [float(k) * float(parameters["kappa"]) for k in economy.mechanism.kappa]
    for i, counts in enumerate(rows):
        price = float(solved.totals[i, 1] / solved.totals[i, 0])
        worst = largest(worst, abs(float(solved.price[i]) / price - 1))
        for x, n in enumerate(counts):
            b_q, b_r = solved.offers[i, x].tolist()
            bundle = top[0] - b_q + b_r / price, top[1] - b_r + price * b_q
            worst = largest(worst, float(np.abs(found[i, x] / bundle - 1).max()) if n else 0.0)
        held = np.array(counts) @ found[i] / ACTIVE
        wanted = top[0] + kappa[0] - kappa[1] / price, top[1] + kappa[1] - kappa[0] * price
        worst = largest(worst, float(np.abs(held / wanted - 1).max()))
    told = f"largest relative gap {worst:.1e}"
    return Instance(economy.name, worst < ROUNDING, told, margin=ROUNDING - worst)


def scan(economy: Economy, parameters: Parameters) -> Instance:
    r"""Offers and totals at given prices, from which the scan of prices starts, against their conditions.

    At a price p the sellers' total is the root of :math:`Q = M\kappa_q + \sum\sigma b_q(p, Q)`,
    where each offer is best against :math:`(Q - b, pQ)`; the buyers' total likewise.
    """
    counts = (3, 1, 2)
    sigma, phi = np.array(counts, dtype=float), posterior(economy, np.array(counts))
    prices, worst = np.array([0.8, 1.3, 2.1]), 0.0
    both = totals_at(economy, sigma, phi, prices)
    for good, total in enumerate(both):
        offers = offers_at(economy, phi, prices, total, good == 0)
        for i, p in enumerate(prices.tolist()):
            own = float(total[i])
            seen = (own, p * own) if good == 0 else (own / p, own)
            from_kappa = sum(counts) * float(economy.mechanism.kappa[good] * parameters["kappa"])
            worst = largest(worst, abs((from_kappa + float(sigma @ offers[i])) / own - 1))
            for x, b in enumerate(offers[i].tolist()):
                offer = (b, 0.0) if good == 0 else (0.0, b)
                others = seen[0] - offer[0], seen[1] - offer[1]
                slope = (by_hand.sale_slope, by_hand.purchase_slope)[good]
                if b == 0:
                    worst = largest(worst, float(slope(economy, x, phi.tolist(), seen, 0.0) > 0))
                else:
                    worst = largest(worst, condition_gap(economy, x, phi.tolist(), others, offer))
    told = f"largest relative gap {worst:.1e}"
    return Instance(economy.name, worst < LOOSE, told, margin=LOOSE - worst)


def on_a_point() -> float:
    """Return how far off prices are on a point of the grid, or between two; infinity where one is missed."""
    worst, counts, (one, several) = 0.0, np.array([[20, 20]]), mirrored()
    for economy, number, grid in ((one, 1, 11), (several, 3, 11), (several, 3, 12)):
        problem = Stage2Problem(economy, counts.astype(float), posterior(economy, counts))
        totals = [point.totals[0].tolist() for point in equilibria(problem, grid)]
        if len(totals) != number:
            return inf
        worst = largest(worst, abs(totals[number // 2][0] / totals[number // 2][1] - 1))
        # Exchanging the goods exchanges the prices.
        others = zip(totals, reversed(totals), strict=True)
        worst = largest(worst, *(1e-6 * abs(a[0] / b[1] - 1) for a, b in others))
    for good, edge in enumerate(all_sold()):
        problem = Stage2Problem(edge, counts.astype(float), posterior(edge, counts))
        ends = [point.totals[0] for point in equilibria(problem, 11)]
        sold = 40 * (edge.floats.kappa + np.eye(2)[good])
        worst = largest(worst, np.abs(ends[0] / sold - 1).max() if len(ends) == 1 else inf)
    # The window is moved so that the price 1 is on a point of it.
    steps = np.geomspace(1 / WINDOW, WINDOW, 2 * NEAR)[1:-1]
    step = float(steps[np.argmax(1 / steps * steps == 1)])
    problem = Stage2Problem(one, counts.astype(float), posterior(one, counts))
    sales, price = problem.price_taking
    problem.__dict__["price_taking"] = sales, price / step
    rows, near = near_price_taking(problem)
    if rows.tolist() != [0]:
        return inf
    return largest(worst, abs(float(near.totals[0, 0] / near.totals[0, 1]) - 1))


def window(economy: Economy, parameters: Parameters) -> Instance:
    """All equilibria that a scan of prices finds, everywhere or near the price-taking price alone.

    So too in two economies whose prices fall on points of the grid.
    """
    counts = (6, 5)
    sigma, kappa = np.array([counts]), float(parameters["kappa"])
    problem = Stage2Problem(economy, sigma.astype(float), posterior(economy, sigma))
    rows, near = near_price_taking(problem)
    if rows.tolist() != [0]:
        return Instance(economy.name, False, "no equilibrium next to the price-taking price")
    everywhere = [Attempt.at(problem, point) for point in equilibria(problem, 60)]
    found = [Attempt.at(problem, near), PriceScan.solve(problem), *everywhere]
    found += confirmed_equilibria(economy, counts)
    gaps = [max(missed(economy, counts, a, 0, kappa), float(a.residual.max())) for a in found]
    own, k = by_hand.endowment(economy), [float(v) * kappa for v in economy.mechanism.kappa]
    ends = k[1] / (own[0] + k[0]), (own[1] + k[1]) / k[0]
    gaps += [abs(a / b - 1) for a, b in zip(price_bounds(economy), ends, strict=True)]
    gaps.append(on_a_point())
    alone = len(found) == 4
    gap = largest(*gaps)
    told = f"{len(everywhere)} equilibrium, largest relative gap {gap:.1e}"
    return Instance(economy.name, alone and gap < ROUNDING, told, margin=ROUNDING - gap)


CHECKS: dict[str, Check] = {
    "prop-1.methods": on_probes(methods, (LOGARITHMS, NEARER, MIXED)),
    "eq-3.equilibrium": on_probes(allocation),
    "prop-1.scan": on_probes(scan, (*PROBES, RICH, GREEDY)),
    "prop-1.window": on_probes(window, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.methods",
        "each method ends at rounding error of the first-order conditions and of the totals",
        "equations (4), (16)-(19)",
        r"\forall \sigma,\ \sum_x \sigma(x) = 5,\ \forall x,\ \sigma(x) > 0:\quad "
        r"\left|\frac{\text{gain}_x - \text{cost}_x}{\text{gain}_x + \text{cost}_x}\right| "
        r"\le 4 \cdot 10^{-15},\quad (Q, R) = M\kappa + \sum_x \sigma(x)\beta^\sigma(x),\quad "
        r"\phi \in \{\phi^\sigma, \text{another}\}",
        "kappa",
        depends_on=("eq-14", "eq-18", "eq-19"),
    ),
    stated(
        "prop-1.scan",
        "offers and totals at a given price satisfy their conditions",
        "equations (4), (18), (19)",
        r"\forall p:\quad Q(p) = M\kappa_q + \sum_x \sigma(x) b_q(x; p, Q(p)),\quad "
        r"R(p) = M\kappa_r + \sum_x \sigma(x) b_r(x; p, R(p))",
        "kappa",
        depends_on=("eq-18", "eq-19"),
    ),
    stated(
        "prop-1.window",
        "a scan of prices finds the equilibria, each once, near the start and everywhere",
        "equations (4), (16)-(19)",
        r"\forall \sigma:\quad \{p : R(p) = p\,Q(p)\} = \{p_2\ \text{found}\},\quad "
        r"p_2 \in \left[\frac{\kappa_r}{\bar q + \kappa_q},\ \frac{\bar r + \kappa_r}{\kappa_q}\right]",
        "kappa",
        depends_on=("prop-1.scan",),
    ),
    stated(
        "eq-3.equilibrium",
        "at an equilibrium everybody consumes what (3) says, and all of it adds up",
        "equations (3), (4)",
        r"\forall \sigma:\quad (q_x, r_x) = \left(\bar q - b_q + \frac{b_r}{p_2},\ "
        r"\bar r - b_r + p_2 b_q\right),\quad \frac1M \sum_x \sigma(x) (q_x, r_x) = "
        r"(\bar q, \bar r) + \kappa - \left(\frac{\kappa_r}{p_2},\ p_2 \kappa_q\right)",
        "kappa",
        depends_on=("eq-14",),
    ),
)
