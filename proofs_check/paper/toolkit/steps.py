r"""Steps of the methods for stage 2, and what they do at the edges of what they are made for.

Bundles along a step where utility is not real everywhere; what is followed where there are several
competitive equilibria; offers that a search beats; best responses from the kernel's rows.

Paper: section 3.1; equations (3), (16)-(19).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import log
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.fast.blocks import BLOCK
from numeric.probability.posterior import posterior
from numeric.stage2 import aggregative
from numeric.stage2.aggregative import _after, start
from numeric.stage2.best_response import best_response
from numeric.stage2.followed import ACTIVE, _configurations, followed_allocation, followed_prices
from numeric.stage2.kernel_rows import attempt, best_responses, kernel_rows
from numeric.stage2.problem import Attempt, Stage2Problem
from numeric.stage2.solve import Stage2, _compared, solve_stage2
from proofs_check.claims.checks import Check, Exact, Instance, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stage_2 import ACTIVE as FEW
from proofs_check.paper.computed.stage_2 import configurations, missed
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.section_6.several_equilibria_checks import three
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.toolkit.by_rounds import traded

Array = NDArray[np.float64]
SHIFTED = LOGARITHMS.replacing(
    utility="theta*log(q - shift) + log(r - shift/2)",
    parameters={
        "theta": LOGARITHMS.environment.parameters["theta"],
        "shift": [["1/9", "1/8", "1/11"], ["1/7", "1/10", "1/12"], ["1/13", "1/14", "1/6"]],
    },
)
"""Its utility is not real on the whole quadrant."""
CROWD = 10**8
COUNTS = ((3, 1, 2), (0, 4, 1), (2, 3, 0))


def shifted(economy: Economy, parameters: Parameters) -> Instance:
    """Equilibria of five agents where steps must stay where utility is real."""
    rows = configurations(FEW, len(economy.types))
    found, worst = solve_stage2(economy, np.array(rows), kernel=False), 0.0
    solved = Attempt(found.offers, found.totals, found.residual)
    for i, counts in enumerate(rows):
        worst = largest(worst, missed(economy, counts, solved, i, float(parameters["kappa"])))
    worst = largest(worst, 1.0 if not found.solved.all() else float(found.residual.max()))
    told = f"largest relative gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-14, told, margin=1e-14 - worst)


def along(economy: Economy, parameters: Parameters) -> Instance:
    """What all types consume along a step, sellers and buyers, at several lengths, and where a part of it ends."""
    sigma = np.array(COUNTS)
    problem = Stage2Problem(economy, sigma.astype(float), posterior(economy, sigma))
    point, rng, worst = start(problem), np.random.default_rng(4), 0.0
    step, step_b = 0.1 * rng.uniform(size=(3, 2)), 0.1 * rng.uniform(size=(3, 3))
    bundles = _after(economy, point, step, step_b)
    for scale in (np.zeros(3), np.array([1.0, 0.25, 0.5])):
        q, r = bundles(scale)
        for i, x in product(range(3), range(3)):
            totals = point.totals[i] + scale[i] * step[i]
            b = float(point.amount[i, x] + scale[i] * step_b[i, x]) * float(parameters["offer"])
            offer = (b, 0.0) if point.sells[i, x] else (0.0, b)
            wanted = traded(economy, offer, float(totals[1] / totals[0]))
            worst = largest(worst, gap((q[i, x], r[i, x]), wanted))
    ends, lengths = [start(problem) for _ in range(3)], np.array([0.1, 0.025, 0.05])
    for end, scale in zip(ends[1:], (np.full(3, 0.1), lengths), strict=True):
        with mock.patch.object(aggregative, "_stay_inside", return_value=scale):
            aggregative._advance(problem, end)
    before, tenth, part = (np.concatenate([e.totals, e.amount], axis=1) for e in ends)
    worst = largest(worst, gap(part, before + 10 * lengths[:, None] * (tenth - before)))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-14, told, margin=1e-14 - worst)


class Solved(NamedTuple):
    """Solved rows where nothing is compiled: what the kernel's rows have, from the array form."""

    offers: Array
    totals: Array
    residual: Array
    types: int


def _rows(economy: Economy, sigma: NDArray[np.int64]) -> Any:
    """Return rows of one's own, from the kernel where there is one."""
    rows = kernel_rows(economy, sigma, None)
    if rows is not None:
        return rows
    found = solve_stage2(economy, sigma, kernel=False)
    offers, totals, residual = map(np.copy, (found.offers, found.totals, found.residual))
    return Solved(offers, totals, residual, sigma.shape[1])


def edges(economy: Economy, parameters: Parameters) -> Instance:
    """Rows whose totals are not positive, or whose offers are outside their bounds, are no solution.

    Best responses are those of the kernel where there is one.
    """
    sigma, top = np.array(COUNTS), by_hand.endowment(economy)
    worst = 0.0
    for x in range(3):
        for b, bad in ((-1e-9, True), (0.0, False), (1.0, False), (1 + 1e-9, True)):
            for good in (0, 1):
                rows = _rows(economy, sigma)
                rows.offers[:, x, good] = b * top[good] * float(parameters["top"])
                found = np.isinf(attempt(economy, sigma, rows).residual)
                worst = largest(worst, float(found.tolist() != [bad and n[x] > 0 for n in COUNTS]))
    for good, total in ((0, 0.0), (1, 0.0), (0, -1.0), (1, np.nan)):
        rows = _rows(economy, sigma)
        rows.totals[1, good] = total
        found = np.isinf(attempt(economy, sigma, rows).residual)
        worst = largest(worst, float(found.tolist() != [False, True, False]))
    rows, which = _rows(economy, sigma), np.array([1, 2])
    if isinstance(rows, Solved):
        Q, R = rows.totals[which].T
        offers = best_response(economy, Q, R, posterior(economy, sigma[which]), np.array([1, 1]))
    else:
        answer = best_responses(economy, rows, which, 1)
        if answer is None:
            return Instance(economy.name, False, "best responses are not compiled")
        offers = answer[0]
    for k, i in enumerate(which):
        belief = [float(w) for w in by_hand.posterior(economy, COUNTS[i])]
        totals = float(rows.totals[i, 0]), float(rows.totals[i, 1])
        worst = largest(worst, gap(offers[k], by_hand.best_offer(economy, 1, belief, totals)[0]))
    worst = largest(worst, _by_the_thousands(economy))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-12, told, margin=1e-12 - worst)


def _by_the_thousands(economy: Economy) -> float:
    """Return by how much columns in the second and third block of the kernel differ from few by hand."""
    times = 2 * BLOCK // len(COUNTS) + 7
    rows = kernel_rows(economy, np.tile(COUNTS, (times, 1)), None)
    found = None if rows is None else rows.responses(economy, 1, None)
    if rows is None or found is None:
        return 0.0
    few, (kappa_q, kappa_r) = (
        solve_stage2(economy, np.array(COUNTS), kernel=False),
        (float(k) for k in economy.mechanism.kappa),
    )
    present = np.array(COUNTS)[..., None] > 0
    offers = rows.offers.reshape(times, *few.offers.shape)
    worst = gap(np.where(present, offers, 0.0), np.tile(few.offers * present, (times, 1, 1, 1)))
    sales = []
    for counts, offers in zip(COUNTS, few.offers.tolist(), strict=True):
        Q = sum(n * (kappa_q + b[0]) for n, b in zip(counts, offers, strict=True))
        R = sum(n * (kappa_r + b[1]) for n, b in zip(counts, offers, strict=True))
        belief = [float(w) for w in by_hand.posterior(economy, counts)]
        sold, spent = by_hand.best_offer(economy, 1, belief, (Q, R))[0]
        sales.append(sold - spent * Q / (R + spent))
    return largest(worst, gap(found[0], np.tile(sales, times)), float(found[1].max()))


def beaten(economy: Economy, parameters: Parameters) -> Instance:
    """Offers that a direct search beats are told, and only they."""
    found, factor = solve_stage2(economy, np.array(COUNTS)), float(parameters["offer"])
    same = Stage2(
        found.offers * factor, found.totals, found.price, found.posterior, found.residual.copy()
    )
    right = not np.any(_compared(economy, np.array(COUNTS), same).beaten)
    for i, x in ((0, 1), (1, 2), (2, 0)):
        offers = found.offers.copy()
        offers[i, x] *= 1.1
        one = Stage2(offers, found.totals, found.price, found.posterior, found.residual.copy())
        compared = _compared(economy, np.array(COUNTS), one)
        wanted = [k == i for k in range(3)]
        right = right and np.array_equal(np.asarray(compared.beaten), wanted)
        right = right and np.isinf(compared.residual).tolist() == wanted
    return Instance(economy.name, bool(right), "offers a tenth too large are beaten")


def beside_one_equilibrium(economy: Economy) -> NDArray[np.float64]:
    """Return the prices of a state where the economy has, in state 2, square roots and one price."""
    known = economy.environment.parameters
    changed = {
        name: [[at[0], Fraction(1, 2) if name.startswith("gamma") else 1] for at in table]
        for name, table in known.items()
    }
    shares = economy.environment.signal[0]
    both = Economy(
        **{
            **economy.keywords(),
            "name": "three equilibria in one state of two",
            "states": ["three", "one"],
            "prior": ["1/2", "1/2"],
            "signal": [shares, shares],
            "parameters": changed,
        }
    )
    found = solve_competitive(both)
    return found.prices[0] if found.unique == (False, True) else np.full(3, np.nan)


def followed(parameters: Parameters) -> Outcome:
    """The competitive price that stage 2 follows where there are three, and the bundles there."""
    economy, factor = three(), float(parameters["price"])
    market = solve_competitive(economy)
    prices, lowest = market.prices[0], float(market.price[0])
    at_lowest = [
        traded(economy, by_hand.price_taker(economy, x, [1.0], lowest), lowest)
        for x in range(len(economy.types))
    ]
    if lowest != min(prices) or not gap(market.allocations[0], at_lowest) < 1e-9:
        return sampled(False, "the allocation is not that of the lowest price")
    # Of few agents some lead elsewhere; of very many all lead to the one in the middle.
    price, bundles = followed_allocation(economy, 0, CROWD)
    shares = [float(m) for m in economy.environment.signal[0]]
    many = solve_stage2(economy, [[round(CROWD * m) for m in shares]])
    near = min(prices.tolist(), key=lambda p: abs(log(p / float(many.price[0]))))
    few, gone = followed_allocation(economy, 0)
    gaps = [price * factor / near - 1, followed_prices(economy, CROWD)[0] / near - 1]
    worst = largest(gap(gaps, [0, 0]), float(not np.isnan([few, *gone.ravel()]).all()))
    for x in range(len(economy.types)):
        offer = by_hand.price_taker(economy, x, [1.0], near)
        worst = largest(worst, gap(bundles[x], traded(economy, offer, near)))
    worst = largest(worst, gap(beside_one_equilibrium(economy), prices))
    three_types = LOGARITHMS.environment.signal[0]
    listed, counts = (
        _configurations(LOGARITHMS, 0, ACTIVE),
        [round(ACTIVE * m) for m in three_types],
    )
    wanted = []
    for k in (-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0):
        for a, b in combinations(range(len(counts)), 2):
            moved = round(k * ACTIVE**0.5)
            wanted.append([max(n + moved * ((y == a) - (y == b)), 1) for y, n in enumerate(counts)])
    worst = largest(worst, gap(listed, wanted))
    return sampled(worst < 1e-9 and len(prices) == 3, f"price {price:.6g}, largest gap {worst:.1e}")


CHECKS: dict[str, Check] = {
    "prop-1.shifted": on_probes(shifted, (SHIFTED,)),
    "prop-1.along": on_probes(along, (LOGARITHMS,)),
    "prop-1.edges": on_probes(edges, (LOGARITHMS,)),
    "prop-1.beaten": on_probes(beaten, (LOGARITHMS,)),
    "sec-6.followed": Exact(followed, only(three)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.shifted",
        "stage 2 where utility is not real on the whole quadrant: conditions and totals by hand",
        "equations (4), (16)-(19)",
        r"\forall \sigma:\quad \text{(16)-(19) with } u = \theta \log(q - s) + \log(r - s/2),\quad "
        r"(Q, R) = M\kappa + \sum_x \sigma(x)\beta^\sigma(x)",
        "kappa",
        depends_on=("prop-1.methods",),
    ),
    stated(
        "prop-1.along",
        "what everybody consumes along a step of Newton's method",
        "equation (3)",
        r"(q_x, r_x)(s) = \Big(\bar q - b_q + \frac{b_r}{p},\ \bar r - b_r + p b_q\Big),\quad "
        r"(b, Q, R) + s(\delta b, \delta Q, \delta R)",
        "offer",
    ),
    stated(
        "prop-1.edges",
        "the kernel's rows at the edges: bounds of offers, signs of totals, and best responses",
        "equations (4), (16)-(19)",
        r"0 \le b \le \bar b,\quad Q, R > 0",
        "top",
        depends_on=("prop-1.methods",),
    ),
    stated(
        "prop-1.beaten",
        "offers that a search over all of O beats are no equilibrium",
        "equation (17)",
        r"\exists b \in \mathcal O:\ U_x(b) > U_x(\beta(x)) \Longrightarrow \beta\ \text{is withdrawn}",
        "offer",
    ),
    stated(
        "sec-6.followed",
        "which of three competitive prices the equilibria of stage 2 follow",
        "section 6, on uniqueness",
        r"p^z = \lim_M p_2(\sigma_M),\quad \sigma_M/M \to \mu_z",
        "price",
    ),
)
