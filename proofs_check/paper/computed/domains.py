r"""Utilities that are real on a part of the quadrant only: what stays inside, and markets there.

Subsistence levels that differ over states, a condition on both goods together, and one that is not
linear; prices and demand of such an economy against bisection.

Paper: section 2.1; section 3.1, Lemma 2; the domain is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
from numpy.typing import NDArray

from numeric.competitive import price_taking, scan
from numeric.competitive.demand import demand, excess, searched_demand
from numeric.competitive.newton import newton_equilibria, settled
from numeric.economy.economy import Economy
from numeric.formulas import domain, sign_checks
from numeric.formulas.compiled import ORDERS, formulas_of
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from symbolic.language.notation import q, r

Array = NDArray[np.float64]


def _economy(utility: str, **parameters: list[list[str]]) -> Economy:
    return Economy(
        prior=["1/3", "2/3"],
        signal=[["1/3", "2/3"], ["3/5", "2/5"]],
        endowment=[1, "3/2"],
        kappa=["1/5", "1/7"],
        eta="2/7",
        utility=utility,
        parameters={"theta": [["1/2", "2/3"], ["5/4", "1"]], **parameters},
    )


SUBSISTENCE = _economy(
    "theta*log(q - a) + log(r - b)",
    a=[["1/5", "2/5"], ["1/10", "1/4"]],
    b=[["1/3", "1/4"], ["1/2", "1/6"]],
)
TOGETHER = _economy("theta*log(q + 2*r - a) + log(r) + log(q)", a=[["1/2", "1"], ["3/4", "1/3"]])
BENT = _economy("theta*log(q*r - a) + log(r)", a=[["1/5", "1/3"], ["1/4", "1/2"]])
ROOT = _economy("theta*(q - a)**(1/2) + log(r)", a=[["1/4", "1/2"], ["1/8", "3/4"]])
EDGES = {SUBSISTENCE: "ab", TOGETHER: "a", BENT: "a", ROOT: "a"}
BUNDLES = [(0.5, 0.4), (0.3, 0.6), (1.2, 0.2), (0.05, 0.9), (0.6, 0.6), (0.15, 0.35)]
BUNDLES += [(0.25, 0.375), (0.5, 0.5), (0.5, 0.25), (0.75, 0.125), (0.125, 0.125)]


def _room(economy: Economy, x: int, z: int, bundle: tuple[float, float]) -> float:
    """Return the least of what must be positive, up to the scale in which it is written."""
    numbers = {n: float(economy.environment.parameters[n][x][z]) for n in EDGES[economy]}
    first, second = bundle
    if economy in (SUBSISTENCE, ROOT):
        return min(first - numbers["a"], second - numbers.get("b", 0.0))
    return (first + 2 * second if economy is TOGETHER else first * second) - numbers["a"]


def inside(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Margins, rooms, bundles exactly on an edge, and steps halved until a tenth of the room is left."""
    for other in EDGES:
        X, Z = range(len(other.types)), range(len(other.states))
        first, second = (np.array([b[i] for b in BUNDLES]) for i in (0, 1))
        for x in X:
            kinds = np.full(len(BUNDLES), x)
            found = domain.margins(other, first, second, kinds)
            for (i, bundle), z in product(enumerate(BUNDLES), Z):
                wanted = [float(g.subs({q: bundle[0], r: bundle[1]}))
                          for g in domain.domains(other)[x][z].conditions]  # fmt: skip
                tally.close("margin", found[i, z], min(wanted) * float(factor), 1e-12)
                tally.same("sign", found[i, z] > 0, _room(other, x, z, bundle) > 0)
            for phi in ((0.3, 0.7), (1.0, 0.0)):
                beliefs = np.tile(phi, (len(BUNDLES), 1))
                counts = [z for z in Z if phi[z]]
                good = [all(_room(other, x, z, b) > 0 for z in counts) for b in BUNDLES]
                within = domain.inside(other, first, second, kinds, beliefs).tolist()
                tally.same("inside", within, good)
                rooms = domain.room(other, first, second, kinds, beliefs)
                tally.close("room", rooms, found[:, counts].min(axis=1), 1e-14)
            every = [all(_room(other, x, z, b) > 0 for z in Z) for b in BUNDLES]
            tally.same("inside of all", domain.inside(other, first, second, kinds).tolist(), every)
            for order in ORDERS:
                values = formulas_of(other).partial(order, first, second, kinds)
                for (i, bundle), z in product(enumerate(BUNDLES), Z):
                    real = _room(other, x, z, bundle) > 0
                    tally.same("real", not np.isnan(values[i, z]), real)
                    if real:
                        level = by_hand.utility(other, x, z, order)(*bundle)
                        tally.close("value", values[i, z], level, 1e-12)
        shape = domain.whole(other), domain.convex(other)
        tally.same("everywhere, convex", shape, (False, other is not BENT))
        _shortened(tally, other)
    e = SUBSISTENCE.environment
    for x in (0, 1):
        edges = tuple(max(e.parameters[n][x]) for n in "ab")
        tally.same("edges", domain.lower_bounds(SUBSISTENCE, x), edges)
        room = [float(bar - edge) for bar, edge in zip(e.endowment, edges, strict=True)]
        tally.close("to the edges", domain.to_edges(SUBSISTENCE)[x], room, 1e-15)
        one = tuple(e.parameters[n][x][1] for n in "ab")
        tally.same("edges of a state", domain.lower_bounds(SUBSISTENCE, x, 1), one)
    tally.same("everywhere", (domain.whole(economy), domain.not_real(economy)), (True, None))
    told = domain.not_real(SUBSISTENCE) or ""
    tally.holds("named", "q ≤ 1/5" in told and "r ≤ 1/3" in told and "in state" in told)
    _reachable(tally, economy)


def _shortened(tally: Tally, economy: Economy) -> None:
    """Steps towards the edge: as long as may be, by halves."""
    own, X = by_hand.endowment(economy), range(len(economy.types))
    way = np.array([[-1.0, 0.3], [0.4, -1.6], [0.1, 0.1], [-0.9, -1.2]])
    phi = np.array([[0.5, 0.5], [1.0, 0.0], [0.2, 0.8], [0.0, 1.0]])

    def bundles(length: Array) -> tuple[Array, Array]:
        return tuple(
            np.repeat((own[g] + length * way[:, g])[:, None], len(X), axis=1) for g in (0, 1)
        )  # type: ignore[return-value]

    def rooms(i: int, length: float, kinds: list[int]) -> list[float]:
        at = [own[g] + length * way[i, g] for g in (0, 1)]
        return [float(domain.room(economy, at[0], at[1], x, phi[i])) for x in kinds]

    for present in (None, np.array([[True, True], [False, True], [True, True], [True, False]])):
        found = domain.shortened(economy, bundles, np.ones(4), phi, present=present)
        for i in range(4):
            kinds = [x for x in X if present is None or present[i, x]]
            start, wanted = rooms(i, 0.0, kinds), 1.0
            while any(a < 0.1 * b for a, b in zip(rooms(i, wanted, kinds), start, strict=True)):
                wanted /= 2
            tally.close("length", found[i], wanted, 1e-12)


def _reachable(tally: Tally, economy: Economy) -> None:
    """The grid of reachable bundles, and the prices that bound it."""
    for other in (economy, SUBSISTENCE, economy.replacing(kappa=["100", "120"])):
        (k_q, k_r), (q_bar, r_bar) = other.mechanism.kappa, other.environment.endowment
        bounds = k_r / (q_bar + k_q), (r_bar + k_r) / k_q
        tally.same("prices", sign_checks.price_bounds(other), bounds)
        for x, z in product((0, 1), (0, 1)):
            edge = [float(v) for v in domain.lower_bounds(other, x, z)]
            bars = float(q_bar), float(r_bar)
            tops = bars[0] + bars[1] / float(bounds[0]), bars[1] + bars[0] * float(bounds[1])
            found = sign_checks.reachable_bundles(other, x, z)
            tally.same("number", found.shape, (625, 2))
            for g in (0, 1):
                axis = np.unique(found[:, g])
                tally.same("points of an axis", len(axis), 25)
                ends = 1e-4 * (bars[g] - edge[g]), max(2 * bars[g], tops[g]) - edge[g]
                tally.close("ends", axis[[0, -1]] - edge[g], ends, 1e-11)
                steps = np.diff(np.log(axis - edge[g]))
                tally.close("steps", steps, np.full(24, np.log(ends[1] / ends[0]) / 24), 1e-9)
    bent = sign_checks.reachable_bundles(BENT, 1, 1)
    tally.holds("only where it is real", len(bent) < 625 and (bent[:, 0] * bent[:, 1] > 0.5).all())


def markets(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Demand, excess demand and price-taking equilibria beyond subsistence, and steps that stay there."""
    other, prices = SUBSISTENCE, np.array([0.4, 1.0, 2.6])
    own, signal = by_hand.endowment(other), other.floats.signal
    kappa = [float(k) for k in other.mechanism.kappa]
    for z in (0, 1):
        belief = [float(s == z) for s in (0, 1)]
        wanted = []
        for p in prices:
            offers = [by_hand.price_taker(other, x, belief, p) for x in (0, 1)]
            wanted.append([own[0] - sold + spent / p for sold, spent in offers])
        found = demand(other, prices, z)
        tally.close("demand", found, np.array(wanted) * float(factor), 1e-11)
        searched, single = searched_demand(other, prices, z)
        tally.close("searched demand", searched, wanted, 1e-9)
        tally.holds("single", single.all())
        gaps = kappa[1] / prices + np.array(wanted) @ signal[z] - own[0] - kappa[0]
        tally.close("excess", excess(other, prices, z), gaps, 1e-10)
        (price,) = scan.equilibrium_prices(other, z)
        for end, sign in ((0.999, 1), (1.001, -1)):
            tally.holds("clears", sign * excess(other, np.array([price * end]), z)[0] > 0)
        tally.same(
            "clears", scan.clears(other, np.array([price, price * 1.01]), z).tolist(), [True, False]
        )
    _price_takers(tally, other)
    _settled(tally, economy)


def _settled(tally: Tally, economy: Economy) -> None:
    """Where Newton ends is an equilibrium in every state, and beside it is none."""
    found, kappa = newton_equilibria(economy), [float(k) for k in economy.mechanism.kappa]
    own, mu = by_hand.endowment(economy), economy.floats.signal
    tally.holds("solved", found.solved.all())
    for z, p in enumerate(found.price):
        belief = [float(s == z) for s in range(len(economy.states))]
        offers = [by_hand.price_taker(economy, x, belief, float(p)) for x in range(3)]
        sales = [sold - spent / p for sold, spent in offers]
        tally.close("net sales", found.sales[z], sales, 1e-11)
        gap = kappa[1] / p - kappa[0] - float(np.dot(mu[z], sales))
        tally.close("cleared", gap, 0.0, 1e-11)
    moved = found.sales * np.array([1 + 1e-9, 1.0, 1.0])
    tally.holds("another sale", not settled(economy, moved, found.price).any())
    tally.holds("another price", not settled(economy, found.sales, found.price * (1 + 1e-9)).any())
    ends = np.tile([own[0], 0.0, 0.0], (3, 1))
    tally.holds("a corner", not settled(economy, ends, found.price).any())


def _price_takers(tally: Tally, economy: Economy) -> None:
    """Price-taking equilibria of two beliefs, and one step of the method."""
    own, kappa = by_hand.endowment(economy), [float(k) for k in economy.mechanism.kappa]
    shares = np.array([[0.4, 0.6], [0.7, 0.3]])
    phi = np.array([[0.3, 0.7], [0.9, 0.1]])
    sales, price = price_taking.price_taking(economy, shares, phi, tolerance=1e-15)
    rates = price_taking.autarky_rates(economy, phi)
    for i in (0, 1):
        gap = kappa[1] / price[i] - kappa[0] - float(shares[i] @ sales[i])
        tally.close("clears", gap, 0.0, 1e-12)
        for x in (0, 1):
            sold, spent = by_hand.price_taker(economy, x, phi[i].tolist(), float(price[i]))
            tally.close("sales", sales[i, x], sold - spent / price[i], 1e-9)
            slopes = [by_hand.slope(economy, own, x, phi[i].tolist(), g) for g in (0, 1)]
            tally.close("rate", rates[i, x], slopes[0] / slopes[1], 1e-12)
    off = 1e-3
    step_t, step_p = price_taking._step(
        economy,
        shares,
        phi,
        sales + off * np.array([1.0, -2.0]),
        price * (1 + off),
        economy.floats.kappa,
    )
    tally.close("Newton's step", step_t, np.tile([-off, 2 * off], (2, 1)), 6e-5)
    tally.close("Newton's step in the price", step_p, -off * price, 6e-5)
    again_t, again_p = (
        sales + off * np.array([1.0, -2.0]) + step_t,
        price * (1 + off) + step_p,
    )
    tally.close("errs by the square", again_t, sales, 1e-5)
    tally.close("errs by the square in the price", again_p, price, 1e-5)
    length = np.array([0.3, 0.7])
    after = price_taking._after(economy, sales, price, step_t, step_p)(length)
    at_q, at_r = (np.broadcast_to(v, sales.shape) for v in after)
    for i in (0, 1):
        for x in (0, 1):
            sold, at = sales[i, x] + length[i] * step_t[i, x], price[i] + length[i] * step_p[i]
            tally.close(
                "bundle", [at_q[i, x], at_r[i, x]], [own[0] - sold, own[1] + at * sold], 1e-14
            )
    _inside(tally, economy)


def _inside(tally: Tally, economy: Economy) -> None:
    """The longest step that leaves nine tenths of the way to the boundary."""
    own = by_hand.endowment(economy)
    cases = (
        ([0.2, -0.3], 1.1, [1.5, 0.1], 0.2), ([0.2, -0.3], 1.1, [0.1, -2.9], -0.3),
        ([0.1, 0.3], 0.9, [0.0, -0.1], -2.0), ([0.1, 0.2], 0.9, [0.05, 0.02], 0.01),
        ([-0.4, 0.2], 1.3, [-1.8, 0.3], 0.9),
    )  # fmt: skip
    for sales, price, step_t, step_p in cases:
        lengths = [1.0]
        for t, dt in zip(sales, step_t, strict=True):
            if dt > 0:
                lengths.append(0.9 * (own[0] - t) / dt)
            change = dt * price + t * step_p + min(dt * step_p, 0.0)
            if change < 0:
                lengths.append(0.9 * (own[1] + price * t) / -change)
        if step_p < 0:
            lengths.append(0.9 * price / -step_p)
        found = price_taking._stay_inside(
            economy, np.array([sales]), np.array([price]), np.array([step_t]), np.array([step_p])
        )
        tally.close("stays inside", found, [min(lengths)], 1e-13)


CHECKS: dict[str, Check] = {
    "sec-2.1.domains": on_probes(tallied(inside), (LOGARITHMS,)),
    "lemma-2.beyond": on_probes(tallied(markets), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-2.1.domains",
        "where utilities are real, and steps that stay there",
        "section 2.1",
        r"g_{xz}(q, r) > 0 \iff u(q, r; x, z) \in \mathbb R,\quad "
        r"s = \max\{2^{-k}: g(b(s)) \ge g(b(0))/10\}",
        "value",
    ),
    stated(
        "lemma-2.beyond",
        "demand and price-taking equilibria beyond a subsistence level",
        "section 3.1, Lemma 2",
        r"u_q = p\,u_r,\quad \frac{\kappa_r}p + \sum_x\mu_z(x)q^z(x; p) = \bar q + \kappa_q",
        "value",
    ),
)
