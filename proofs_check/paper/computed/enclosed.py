r"""Enclosures by ball arithmetic, against exact values where there are closed forms, and how wide they are.

With :math:`u = \theta\log q + \log r` stage 1 and the competitive equilibrium are rational:

.. math:: q_1(\alpha^*(x)) = \frac{2\bar q\,\bar\theta_x}{1+\bar\theta_x},\quad
          \bar\theta_x = \sum_z\tau_x(z)\theta_{xz},

.. math:: p^z = \frac{\kappa_r + \bar rD}{\bar q + \kappa_q - \bar qD},\quad
          D = \sum_x\mu_z(x)\frac{\theta_{xz}}{1+\theta_{xz}}.

An equilibrium of stage 2 is polished to thirty digits.  An enclosure must contain the value and be as
narrow as the widths that are tried first.

Paper: section 3; Lemma 2; Theorem 1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

import mpmath

from numeric.certify.arithmetic.intervals import Interval
from numeric.certify.competitive.enclose import certify_competitive
from numeric.certify.last_failure.downwards import certify_last_failure
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage2.enclose import certify_stage2
from numeric.certify.theorem_1.eta_zero import certify_without_inactive
from numeric.certify.theorem_1.margin import EVERY, SELECTED, certify_margin
from numeric.certify.theorem_1.stored import certificate, replayed
from numeric.certify.theorem_1.tail import CertifiedTail, certify_tail
from numeric.certify.theorem_3.loss import certify_efficiency
from numeric.economy.economy import Economy
from numeric.oracles.stage2 import polished
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import losses, threshold
from numeric.theorem_2.displaced import margins_without_and_with
from numeric.theorem_3.efficiency import efficiency
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.slow import data_of

Range = Interval | None
LARGE = 100_000
"""Active agents at which bounds for all larger numbers are within a hundredth."""


def outside(found: Range, value: Fraction | float, width: float) -> float:
    """Return by how much a value lies outside an interval, or the interval is too wide; one if there is none."""
    if found is None:
        return 1.0
    exact = Fraction(value)
    beyond = max(found.low - exact, exact - found.high, Fraction(0))
    wide = max(found.width - Fraction(width) * max(abs(exact), Fraction(1)), Fraction(0))
    return float(beyond + wide)


def theta(economy: Economy, x: int, z: int) -> Fraction:
    """Return the taste of a type in a state."""
    return economy.environment.parameters["theta"][x][z]


def stage_1(economy: Economy, parameters: Parameters) -> Instance:
    """Best consumption, offers and the ends of the belief intervals."""
    found, e, X = certify_stage1(economy), economy.environment, len(economy.types)
    q_bar, r_bar = e.endowment
    means = [
        sum((t * theta(economy, x, z) for z, t in enumerate(by_hand.tau(economy, x))), Fraction(0))
        for x in range(X)
    ]
    best = [2 * q_bar * m / (1 + m) * Fraction(parameters["value"]) for m in means]
    price, worst = r_bar / q_bar, 0.0
    for x, c in enumerate(best):
        worst = largest(worst, outside(found.consumption[x], c, 1e-11))
        pair = found.offers[x] or (None, None)
        wanted = max(q_bar - c, Fraction(0)), max(c - q_bar, Fraction(0)) * price
        worst = largest(worst, *(outside(i, v, 1e-11) for i, v in zip(pair, wanted, strict=True)))
        below, above = [b for b in best if b < c], [b for b in best if b > c]
        ends = found.belief_interval(x, 2 * q_bar)
        low = (max(below) + c) / 2 if below else Fraction(0)
        high = (min(above) + c) / 2 if above else 2 * q_bar
        worst = largest(worst, outside(ends[0], low, 1e-11), outside(ends[1], high, 1e-11))
    good = bool(found.separating) and found.unique == "global" and found.exists is True
    told = f"outside by {worst:.1e}, or too wide"
    return Instance(economy.name, worst == 0 and good, told if worst else "inside, and narrow")


def competitive(economy: Economy, parameters: Parameters) -> Instance:
    """Prices, allocations and offers in every state, and that there are no others."""
    e, worst = economy.environment, 0.0
    (q_bar, r_bar), (k_q, k_r) = e.endowment, economy.mechanism.kappa
    for z, found in enumerate(certify_competitive(economy)):
        if not (found.complete and found.unique == "global" and len(found.enclosures) == 1):
            return Instance(economy.name, False, found.status)
        spent = [
            theta(economy, x, z) / (1 + theta(economy, x, z)) for x in range(len(economy.types))
        ]
        D = sum((m * s for m, s in zip(e.signal[z], spent, strict=True)), Fraction(0))
        price = (k_r + r_bar * D) / (q_bar + k_q - q_bar * D) * Fraction(parameters["value"])
        (one,) = found.enclosures
        worst = largest(worst, outside(one.price, price, 1e-11))
        for x, s in enumerate(spent):
            q = s * (q_bar + r_bar / price)
            bundle = q, r_bar + price * (q_bar - q)
            offers = max(q_bar - bundle[0], Fraction(0)), max(r_bar - bundle[1], Fraction(0))
            for pair, wanted in ((one.allocations[x], bundle), (one.offers[x], offers)):
                worst = largest(
                    worst, *(outside(i, v, 1e-11) for i, v in zip(pair, wanted, strict=True))
                )
    told = f"outside by {worst:.1e}, or too wide" if worst else "inside, and narrow"
    return Instance(economy.name, worst == 0, told)


def stage_2(economy: Economy, parameters: Parameters) -> Instance:
    """Offers, totals and prices of configurations, by the scan of all prices and by a local box."""
    worst, data = 0.0, data_of(economy)
    for counts in ((3, 2, 4), (0, 2, 1)):
        start = solve_stage2(economy, [counts]).offers[0].tolist()
        with mpmath.workdps(30):
            exact = polished(data, counts, [(b[0], b[1]) for b in start])
            offers = [[_rational(v) for v in b] for b in exact]
        kappa = [k * Fraction(parameters["value"]) for k in economy.mechanism.kappa]
        totals = [
            sum(counts) * kappa[i] + sum(n * b[i] for n, b in zip(counts, offers, strict=True) if n)
            for i in (0, 1)
        ]
        for scope in ("global", "local"):
            found = certify_stage2(economy, counts, scope=scope)
            one = found.enclosure
            if one is None or found.unique != scope or (scope == "global") != found.complete:
                return Instance(economy.name, False, f"{counts}: {found.status}")
            pairs = [(one.price, totals[1] / totals[0]), *zip(one.totals, totals, strict=True)]
            for x, n in enumerate(counts):
                if n:
                    pairs += zip(one.offers[x], offers[x], strict=True)
                else:
                    seen = float(totals[0]), float(totals[1])
                    wanted, _ = by_hand.best_offer(
                        economy, x, by_hand.posterior(economy, counts), seen
                    )
                    near = [
                        Interval(i.low - Fraction(1e-11), i.high + Fraction(1e-11))
                        for i in one.offers[x]
                    ]
                    pairs += zip(near, map(Fraction, wanted), strict=True)
            worst = largest(worst, *(outside(i, v, 1e-10) for i, v in pairs))
    told = f"outside by {worst:.1e}, or too wide" if worst else "inside, and narrow"
    return Instance(economy.name, worst == 0, told)


def _rational(value: mpmath.mpf) -> Fraction:
    sign, mantissa, exponent, _ = mpmath.mpf(value)._mpf_
    return Fraction(-1 if sign else 1) * int(mantissa) * Fraction(2) ** int(exponent)


def margin(economy: Economy, parameters: Parameters) -> Instance:
    """Margins at N = 4 and 5, with and without the shut-down, against sums in floating point."""
    worst = 0.0
    for N in (4, 5):
        (plain,) = threshold(economy, [N]).margins
        without, with_ = margins_without_and_with(economy, N)
        for shut_down, values in ((False, (plain.margin, without)), (True, (with_,))):
            scope = "global" if N == 4 and not shut_down else "local"
            found = certify_margin(economy, N, scope=scope, shut_down=shut_down)
            every = (found.configurations, EVERY) if scope == "global" else (0, SELECTED)
            for value in (v * float(parameters["value"]) for v in values):
                if found.margin is None or found.sign != (1 if value > 0 else -1):
                    return Instance(economy.name, False, found.status)
                if (found.globally, found.relative_to) != every:
                    return Instance(economy.name, False, "relative to others than enclosed")
                if not shut_down and found.binding != plain.binding:
                    return Instance(economy.name, False, "another deviation binds")
                off = max(float(found.margin.low) - value, value - float(found.margin.high), 0.0)
                worst = largest(worst, off, float(found.margin.width))
    told = f"margins agree within {worst:.1e}, their widths included"
    return Instance(economy.name, worst < 1e-10, told, margin=1e-10 - worst)


def tail(economy: Economy, parameters: Parameters) -> Instance:
    """From which N on the candidate is an equilibrium: certified, stored and replayed, and not late."""
    found, nobody = certify_tail(economy), certify_without_inactive(economy, ladder=(LARGE,))
    if found.start is None or found.active is None or nobody.active is None:
        return Instance(economy.name, False, found.detail)
    start, again = found.start, replayed(economy, certificate(economy, found))
    later = threshold(economy, range(start, start + 12)).margins
    low = certify_last_failure(economy, CertifiedTail(4, 3, "CERTIFIED", "from a list"))
    early = threshold(economy, (2, 3)).margins
    table, cost = continuation(economy, LARGE).values, losses(economy, solve_stage1(economy))
    inside = True
    for (x, y), (least, most) in nobody.gains.items():
        gain = LARGE * float(table[x, y] - table[x, x]) * float(parameters["value"])
        inside &= least < gain < most
    counted = nobody.least_inactive or (-1, -1)
    pairs = [(x, y) for x, y in permutations(range(len(economy.types)), 2)]
    needed = [max(nobody.gains[p][i] / cost[p] for p in pairs) for i in (0, 1)]
    rest = (
        again.start == start and again.evidence == "CERTIFIED",
        all(m.holds for m in later),
        economy.active(start) >= found.active and start <= 45,
        (low.agents, low.lowest) == (max(m.agents for m in early if not m.holds), 3),
        counted == (max(0, _up(needed[0])), max(0, int(needed[1] // 1) + 1)),
        nobody.finding == "an equilibrium" and all(g[1] < 0 for g in nobody.gains.values()),
        found.unique_from == min(t.active for t in found.tried if t.unique),
    )
    told = f"from N = {start} on, for all M >= {found.active}"
    return Instance(economy.name, inside and all(rest), told)


def _up(value: float) -> int:
    return -int(-value // 1)


def efficient(economy: Economy, parameters: Parameters) -> Instance:
    """The certified probability that the loss is below ε is that of the distribution, with nobody or one inactive."""
    solved, worst = {N: efficiency(economy, N) for N in (3, 4)}, 0.0
    for N, epsilon in product(solved, ("1/8", "1/4", "2/5")):
        found, certified = solved[N], certify_efficiency(economy, N, Fraction(epsilon))
        if certified.probability is None:
            return Instance(economy.name, False, certified.status)
        least = min(1 - s.tail(float(Fraction(epsilon))) for s in found.states)
        gap = least * float(parameters["value"]) - float(certified.probability)
        worst = largest(worst, gap if gap >= -1e-12 else 1.0)
        if certified.efficient != (certified.probability >= 1 - Fraction(epsilon)):
            return Instance(economy.name, False, "efficiency is not what the probability says")
    told = f"below the probability by at most {worst:.1e}"
    return Instance(economy.name, worst < 3e-6, told, margin=3e-6 - worst)


FAILING = TWO_TYPES.replacing(endowment=["1", "3/2"], kappa=["2/5", "2/7"])
"""An economy whose candidate is no equilibrium at some small N."""

CHECKS: dict[str, Check] = {
    "eq-5.enclosed": on_probes(stage_1, (LOGARITHMS,)),
    "lemma-2.enclosed": on_probes(competitive, (LOGARITHMS,)),
    "prop-1.enclosed": on_probes(stage_2, (LOGARITHMS,)),
    "thm-1.enclosed": on_probes(margin, (LOGARITHMS,)),
    "thm-1.tail": on_probes(tail, (FAILING,)),
    "thm-3.enclosed": on_probes(efficient, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

_CONTAINS = r"v \in [\underline v, \overline v],\quad \overline v - \underline v \le "
CLAIMS = (
    stated(
        "eq-5.enclosed",
        "the enclosures of stage 1 contain the exact offers and are narrow",
        "equations (5)-(7)",
        _CONTAINS
        + r"\forall x:\quad 10^{-11}|v|,\quad v = q_1(\alpha^*(x)),\ \alpha^*(x),\ \partial I(x)",
        "value",
    ),
    stated(
        "lemma-2.enclosed",
        "the enclosures of the competitive equilibria contain the exact ones and are narrow",
        "Lemma 2",
        _CONTAINS + r"\forall x, z:\quad 10^{-11}|v|,\quad v = p^z,\ (q^z(x), r^z(x)),\ \beta^z(x)",
        "value",
    ),
    stated(
        "prop-1.enclosed",
        "the enclosures of stage 2 contain the equilibrium to thirty digits and are narrow",
        "Proposition 1",
        _CONTAINS + r"\forall \sigma, x:\quad 10^{-10}|v|,\quad v = \beta^\sigma(x),\ (Q, R),\ R/Q",
        "value",
    ),
    stated(
        "thm-1.enclosed",
        "certified margins, with and without the shut-down, are the computed ones",
        "Theorem 1; A2",
        _CONTAINS
        + r"\forall N:\quad 10^{-10},\quad v = \min_{x, \bar x} (\text{cost} - \text{gain})",
        "value",
        depends_on=("eq-23.compared",),
    ),
    stated(
        "thm-1.tail",
        "a certified start of the tail, its stored form, and what holds with nobody inactive",
        "Theorem 1",
        r"\forall N \ge 41:\ \text{the candidate is an equilibrium};\quad \forall M \ge 10^5:\ "
        r"M[F_x(\bar x) - F_x(x)] \in [\underline g, \overline g]",
        "value",
        depends_on=("thm-1.claim-2.bounds",),
    ),
    stated(
        "thm-3.enclosed",
        "the certified probability of a small loss is the computed one, rounded down",
        "condition (b) of section 5",
        r"\forall \varepsilon, z:\quad "
        r"P(t^* \le \varepsilon \mid z) - 3 \cdot 10^{-6} \le \underline P \le P(t^* \le \varepsilon \mid z)",
        "value",
        depends_on=("eq-13.distribution",),
    ),
)
