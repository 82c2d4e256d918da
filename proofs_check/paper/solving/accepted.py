r"""What is accepted as a competitive equilibrium, and what is not: conditions at the edge of what is allowed.

Solvers are judged by what is accepted at their end.  Prices and trades are moved off an equilibrium
until a condition is missed by a hundredth less, and a hundredth more, than is allowed.  Where marginal
utilities are bounded at the axes there are types that keep nothing of a good.

Conventions: excess demand is relative to what there is of the first good, slopes to their terms.

Paper: section 3.1, Lemma 2.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from numeric.competitive import scan
from numeric.competitive.competitive import solve_competitive
from numeric.competitive.exchange import missed
from numeric.competitive.newton import newton_equilibria, settled
from numeric.competitive.scan import clears, equilibrium_prices
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.next_to_equilibrium import by_logs, exchanged, furthest, reached
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
RICH = LOGARITHMS.replacing(kappa=["6/5", "8/5"])
"""As much is offered from outside as there is of the goods, so that no term is small."""
Measure = Callable[[Array], float]
STATE, SHARES = 1, (0.998, 1.002)
CLEARS, SETTLES, ROOT, FLAT = 1e-9, 1e-12, 1e-9, 1e-11
"""Excess demand that a scan and that Newton's method may leave, and slopes likewise; relative to their terms."""


def _known(economy: Economy) -> list[float]:
    return [float(z == STATE) for z in range(len(economy.states))]


def _excess(economy: Economy, price: float) -> tuple[float, float]:
    """Return excess demand for the first good and what it is relative to."""
    own, kappa = by_hand.endowment(economy), [float(k) for k in economy.mechanism.kappa]
    mu, total = economy.environment.signal[STATE], 0.0
    for x in range(len(economy.types)):
        sold, spent = by_hand.price_taker(economy, x, _known(economy), price)
        total += float(mu[x]) * (own[0] - sold + spent / price)
    return kappa[1] / price + total - own[0] - kappa[0], own[0] + kappa[0] + kappa[1] / price


def accepted(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Prices and trades next to an equilibrium."""
    found = equilibrium_prices(economy, STATE)
    tally.same("number of prices", len(found), 1)
    price = found[0]
    allowed = CLEARS * float(factor) ** 4
    for side in (1, -1):

        def gap(distance: float, side: int = side) -> float:
            here, size = _excess(economy, float(price) * (1 + side * distance))
            return abs(here) / size

        for share in SHARES:
            at = price * (1 + side * reached(gap, share * allowed, 1e-6))
            tally.same(
                "the market clears", bool(clears(economy, np.array([at]), STATE)[0]), share < 1
            )
    _at_roots(tally, economy, float(price))
    _missed(tally, economy, float(price))
    _settled(tally, economy)
    _outside(tally, economy)


def _at_roots(tally: Tally, economy: Economy, price: float) -> None:
    """The market clears, and two types are off their roots by a little less, or more, than is allowed."""
    own, types = by_hand.endowment(economy), range(len(economy.types))
    best = [by_hand.price_taker(economy, x, _known(economy), price) for x in types]
    for side in (1, -1):

        def sales(length: float, side: int = side) -> list[float]:
            moves = exchanged(economy, STATE)
            return [
                s - b / price + side * length * m for (s, b), m in zip(best, moves, strict=True)
            ]

        def away(length: float, sales: Callable[[float], list[float]] = sales) -> float:
            return furthest(economy, sales(length), STATE, price)

        for share in SHARES:
            demanded = own[0] - np.array(sales(reached(away, share * ROOT, 1e-6)))
            for tied in (False, True):
                single = np.array([not tied or x > 0 for x in types])
                with mock.patch.object(scan, "demand_at", return_value=(demanded, single)):
                    says = clears(economy, np.array([price]), STATE)
                tally.same("demand is at its root", says.tolist(), [share < 1 and not tied])


def _missed(tally: Tally, economy: Economy, price: float) -> None:
    """How far bundles that are no equilibrium miss its conditions."""
    own, kappa = by_hand.endowment(economy), [float(k) for k in economy.mechanism.kappa]
    rho, at = np.array([0.2, 0.5, 0.3]), 1.3 * price
    sold = np.array([0.3, -0.2, 0.15])
    bundles = np.stack([own[0] - sold, own[1] + at * sold], axis=-1)
    excess, slopes = missed(economy, STATE, rho, at, bundles)
    offered = kappa[1] / at
    total = sum(w * c for w, c in zip(rho.tolist(), bundles[:, 0].tolist(), strict=True))
    wanted = abs(offered + total - own[0] - kappa[0]) / (own[0] + offered)
    tally.close("excess demand", excess, wanted, 1e-14)
    for x, (c_q, c_r) in enumerate(bundles.tolist()):
        u_q, u_r = (by_hand.slope(economy, (c_q, c_r), x, _known(economy), g) for g in (0, 1))
        tally.close("slope", slopes[x], abs(u_q - at * u_r) / (u_q + at * u_r), 1e-13)


def _settled(tally: Tally, economy: Economy) -> None:
    """Where Newton's method ends is an equilibrium as long as both conditions nearly hold."""
    found = newton_equilibria(economy)
    tally.holds("solved", found.solved.all())
    mu, kappa = economy.environment.signal[STATE], economy.mechanism.kappa
    sales, price = found.sales, Fraction(float(found.price[STATE]))

    def moved(by: list[float]) -> Array:
        made = sales.copy()
        made[STATE] = sales[STATE] + np.array(by)
        return made

    def gap(made: Array) -> float:
        exact = [Fraction(float(t)) for t in made[STATE]]
        left = sum((m * t for m, t in zip(mu, exact, strict=True)), -kappa[1] / price + kappa[0])
        size = sum(
            (m * abs(t) for m, t in zip(mu, exact, strict=True)), kappa[1] / price + kappa[0]
        )
        return float(abs(left) / size)

    def slope(made: Array) -> float:
        return furthest(economy, made[STATE].tolist(), STATE, float(price))

    all_sell = [1.0] * len(mu)
    for by, measure, allowed in (
        (all_sell, gap, SETTLES),
        (exchanged(economy, STATE), slope, FLAT),
    ):

        def missed_at(length: float, by: list[float] = by, measure: Measure = measure) -> float:
            return measure(moved([length * b for b in by]))

        for share in SHARES:
            length = reached(missed_at, share * allowed, 1e-9)
            made = moved([length * b for b in by])
            tally.holds("next to what is allowed", abs(measure(made) / allowed - share) < 1e-3)
            says = settled(economy, made, found.price)[STATE]
            tally.same("settled", bool(says), share < 1)


def _outside(tally: Tally, economy: Economy) -> None:
    r"""Both conditions hold where a type consumes less than nothing of a good, which is no equilibrium.

    With :math:`u = -\theta/q - 1/r` the slope is zero at :math:`q = \pm r\sqrt{\theta/p}`.
    """
    price, mu, (q_bar, r_bar) = 2.0, (1 / 3, 2 / 3), (1.0, 1.5)
    for theta in (("1/4", "4"), ("16", "1/4")):
        sold = []
        for x, sign in ((0, -1), (1, 1)):
            rate = sign * (float(Fraction(theta[x])) / price) ** 0.5
            sold.append(q_bar - rate * (price * q_bar + r_bar) / (1 + rate * price))
        net = sum(m * t for m, t in zip(mu, sold, strict=True))
        one = Economy(
            prior=[1],
            signal=[["1/3", "2/3"]],
            endowment=["1", "3/2"],
            kappa=[9, 18 + 2 * Fraction(net)],
            eta="1/3",
            utility="-theta/q - 1/r",
            parameters={"theta": [[t] for t in theta]},
        )
        found = settled(one, np.array([sold]), np.array([price])).tolist()
        tally.same("outside of what there is", found, [False])
    _all_of_it(tally)


def _all_of_it(tally: Tally) -> None:
    r"""Where all conditions hold and a type sells, or spends, all that it has, that is not inside.

    With :math:`u = \theta\log(q + 1) + \log(r + 1)`, endowments of 1 and 3/2 and the price 2.
    """
    for sold, theta, kappa_r, inside in (
        (("1", "-1/4"), ("4/9", "9/4"), "7/3", False),
        (("-3/4", "1/4"), ("11/2", "7/6"), "11/6", False),
        (("1/4", "-1/4"), ("7/6", "9/4"), "11/6", True),
    ):
        one = Economy(
            prior=[1],
            signal=[["1/3", "2/3"]],
            endowment=["1", "3/2"],
            kappa=["1", kappa_r],
            eta="1/3",
            utility="theta*log(q + 1) + log(r + 1)",
            parameters={"theta": [[t] for t in theta]},
        )
        sales = np.array([[float(Fraction(t)) for t in sold]])
        tally.same("inside", settled(one, sales, np.array([2.0])).tolist(), [inside])


EXTREME = [["1/1000", "1/900", "1/800"], ["2000", "1500", "1100"], ["2", "3", "1"]]
SMALL = [["1/50", "1/60", "1/70"], ["40", "50", "60"], ["1", "3/2", "2"]]


def corners(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Types that keep a thousandth of a good, or nothing of it."""
    extreme = economy.replacing(parameters={"theta": EXTREME})
    found = newton_equilibria(extreme)
    tally.holds("settled", found.solved.all())
    for offered in (("4", "1/9"), ("4", "99")):  # prices next to either end of what is scanned
        far = economy.replacing(kappa=offered)
        for z in range(len(economy.states)):
            tally.close("price", equilibrium_prices(far, z), [by_logs(far, z) * factor], 1e-12)
    bounded = economy.replacing(
        utility="theta*log(q + 1) + log(r + 1)", parameters={"theta": SMALL}
    )
    in_units = [
        bounded.replacing(
            utility=f"theta*log(q/({unit}) + 1) + log(r/({unit}) + 1)",
            endowment=[unit * e for e in economy.environment.endowment],
            kappa=[unit * k for k in economy.mechanism.kappa],
        )
        for unit in (Fraction(1), Fraction(1000), Fraction(1, 1000))
    ]
    own, kappa = by_hand.endowment(economy), [float(k) for k in economy.mechanism.kappa]
    for z in range(len(economy.states)):
        tastes = [float(Fraction(row[z])) for row in SMALL]
        mu = [float(m) for m in economy.environment.signal[z]]

        def demands(price: float, tastes: list[float] = tastes) -> list[float]:
            wealth = price * own[0] + own[1]
            inside = [(t * (wealth + 1) - price) / (price * (1 + t)) for t in tastes]
            return [min(max(c, 0.0), wealth / price) for c in inside]

        def excess(price: float, mu: list[float] = mu) -> float:
            total = sum(m * c for m, c in zip(mu, demands(price), strict=True))
            return kappa[1] / price + total - own[0] - kappa[0]

        price = brentq(excess, 1e-2, 1e2, xtol=1e-15, rtol=1e-15)
        kept = demands(price)
        tally.holds("nothing of one good is kept", kept[0] == 0)
        tally.holds("nothing of the other", kept[1] * price == own[0] * price + own[1])
        for units in in_units:
            tally.close("price", equilibrium_prices(units, z), [price * float(factor)], 1e-9)
            kept_ = solve_competitive(units).allocations[z]
            tally.same("nothing of a good", [kept_[0, 0], kept_[1, 1]], [0.0, 0.0])
        bundles = [(c, price * (own[0] - c) + own[1]) for c in kept]
        market = solve_competitive(bounded)
        tally.close("bundles", market.allocations[z], bundles, 1e-9)
    _at_both_ends(tally, bounded)


def _at_both_ends(tally: Tally, economy: Economy) -> None:
    """Where all types want one good alone the price is the first, or the last, of the range."""
    q_bar, r_bar = economy.environment.endowment
    for z, n in enumerate((3, 7, 11)):  # rounding moves the ends of some out of the range
        k_q, k_r = Fraction(1, n), Fraction(2, 7)
        for theta, end in (("1/10000", k_r / (q_bar + k_q)), ("10000", (r_bar + k_r) / k_q)):
            other = economy.replacing(parameters={"theta": [[theta] * 3] * 3}, kappa=[k_q, k_r])
            tally.close("an end", equilibrium_prices(other, z), [float(end)], 1e-12)


CHECKS: dict[str, Check] = {
    "lemma-2.accepted": on_probes(tallied(accepted), (LOGARITHMS, MIXED, RICH)),
    "lemma-2.corners": on_probes(tallied(corners), (LOGARITHMS,), ("nothing of a good is kept",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "lemma-2.accepted",
        "prices and trades are accepted as competitive as long as they miss no condition by more than is allowed",
        "section 3.1, above Lemma 2",
        r"\forall p, t:\quad \text{accepted} \iff \Big|\tfrac{\kappa_r}p + \textstyle\sum_x\mu_z(x)q_x - "
        r"\bar q - \kappa_q\Big| \le 10^{-9}\Big(\bar q + \kappa_q + \tfrac{\kappa_r}p\Big),\quad "
        r"\Big|\tfrac{pu_r - u_q}{pu_r + u_q}\Big| \le 10^{-11}",
        "value",
        depends_on=("lemma-2.ends",),
    ),
    stated(
        "lemma-2.corners",
        "competitive prices where types keep nothing of a good",
        "section 3.1, above Lemma 2",
        r"\forall z:\quad \tfrac{\kappa_r}p + \textstyle\sum_x\mu_z(x)q_x = \bar q + \kappa_q,\quad q_x = "
        r"\min\left\{\max\left\{\tfrac{\theta_x(p\bar q + \bar r + 1) - p}{p(1 + \theta_x)}, 0\right\}, "
        r"\bar q + \tfrac{\bar r}p\right\}",
        "value",
        depends_on=("lemma-2.ends",),
    ),
)
