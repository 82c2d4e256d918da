r"""What nature draws, and the welfare of what comes of it, against counts and utilities by hand.

Scenarios are compared with all pairs of configurations, and drawn ones with their laws; Debreu's
coefficient with the greatest ratio over prices of what utilities cost to what resources are worth.

Paper: sections 2.1, 2.2 and 5, (12) and (13).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import exp, factorial, log, prod

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar

from numeric.economy.economy import Economy
from numeric.games.debreu import _at, _bounds, _move, _start, _step, coefficients
from numeric.games.outcome import Outcome
from numeric.games.scenarios import MASS, scenarios
from numeric.games.welfare import losses, welfare
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, on_probes
from proofs_check.paper.toolkit import by_rounds

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
SHIFTED = LOGARITHMS.replacing(
    utility="theta*log(q - 1/9) + log(r - 1/13)",
    parameters={"theta": LOGARITHMS.environment.parameters["theta"]},
)
"""Its utility is not real on the whole quadrant."""
CROWD, IDLE, DRAWS = 30, 9, 4000
NEAR, APART = 1e-5, (0.7, 1.9, 1.2)
"""How far from a solution a step begins, and prices that clear nothing."""


def _multinomial(counts: tuple[int, ...], row: tuple[Fraction, ...]) -> Fraction:
    ways = factorial(sum(counts)) // prod(factorial(n) for n in counts)
    return ways * prod((m**n for m, n in zip(row, counts, strict=True)), start=Fraction(1))


def _configurations(agents: int, types: int) -> list[tuple[int, ...]]:
    return [n for n in product(range(agents + 1), repeat=types) if sum(n) == agents]


def enumerated(economy: Economy, parameters: Parameters) -> Instance:
    """Few agents, of whom all pairs of configurations count, and a crowd, of whom the likely ones do."""
    e, X, mu = economy.environment, len(economy.types), float(parameters["chance"])
    found = scenarios(economy, 4, 1)
    rows = zip(found.state.tolist(), found.active.tolist(), found.inactive.tolist(), strict=True)
    weights = {
        (z, tuple(a), tuple(i)): w for (z, a, i), w in zip(rows, found.weight.tolist(), strict=True)
    }
    wanted = {
        (z, a, i): float(p * _multinomial(a, row) * _multinomial(i, row)) * mu
        for z, (p, row) in enumerate(zip(e.prior, e.signal, strict=True))
        for a in _configurations(3, X)
        for i in _configurations(1, X)
    }
    worst = float(
        set(weights) != set(wanted) or len(weights) != len(found.weight) or found.draws != 0
    )
    worst = largest(worst, *(gap(weights.get(k, np.nan), w) for k, w in wanted.items()))
    worst = largest(worst, float((found.all != found.active + found.inactive).any()))
    n = len(wanted)
    exact, fewer = (
        scenarios(economy, 4, 1, limit=n, draws=5),
        scenarios(economy, 4, 1, limit=n - 1, draws=5),
    )
    worst = largest(
        worst, float(exact.draws != 0), float(fewer.draws != 5 or len(fewer.weight) != 15)
    )
    crowd = scenarios(economy, CROWD, IDLE)
    for z, p in enumerate(e.prior):
        kept = crowd.weight[crowd.state == z] / float(p)
        missing = 1 - kept.sum()
        # Something is left out, not too much, and hardly less than may be.
        worst = largest(worst, float(not MASS / 4 < missing < MASS))
        worst = largest(worst, float(missing + 2 * kept.min() < MASS / 2))
    told = f"{len(crowd.weight)} scenarios of {CROWD} agents, largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-13, told, margin=1e-13 - worst)


def drawn(economy: Economy, parameters: Parameters) -> Instance:
    """Drawn scenarios: counts of all agents have their means, and who of them is inactive is random."""
    found = scenarios(economy, 12, 5, limit=10, draws=DRAWS, seed=1)
    again = scenarios(economy, 12, 0, limit=10, draws=DRAWS, seed=1)
    other = scenarios(economy, 12, 5, limit=10, draws=DRAWS, seed=2)
    sums = set(found.active.sum(axis=1).tolist()), set(found.inactive.sum(axis=1).tolist())
    right = sums == ({7}, {5}) and found.draws == DRAWS and bool((found.all == again.all).all())
    right = right and not (found.all == other.all).all() and bool((found.active >= 0).all())
    worst = 0.0
    for z, (p, row) in enumerate(
        zip(economy.environment.prior, economy.environment.signal, strict=True)
    ):
        at = found.state == z
        weight = found.weight[at] / float(p) * float(parameters["chance"])
        worst = largest(worst, abs(float(weight.sum()) - 1))
        for counts, n in ((found.active[at], 7), (found.inactive[at], 5)):
            mu = np.array([float(m) for m in row])
            worst = largest(worst, gap(weight @ counts, n * mu))
            away = counts - n * mu
            spread = n * (np.diag(mu) - np.outer(mu, mu))
            worst = largest(worst, gap((weight[:, None] * away).T @ away, spread))
        for x, m in enumerate(row):
            mean = float(m)
            error = 4 * float((m * (1 - m)) ** 0.5) / DRAWS**0.5
            for counts, n in ((found.active, 7), (found.inactive, 5)):
                off = counts[at, x].mean() / n - mean
                right = right and abs(off) < error / n**0.5
            # Given how many there are of a type, those inactive are a sample without replacement.
            all_ = found.all[at, x]
            moved = ((found.inactive[at, x] - 5 / 12 * all_) ** 2).mean()
            expected = (5 * 7 / 12**2 * all_ * (12 - all_) / 11).mean()
            right = right and abs(moved / expected - 1) < 0.15
    told = f"{DRAWS} draws in each state, largest gap {worst:.1e}"
    return Instance(economy.name, right and worst < 1e-12, told)


def _cheapest(economy: Economy, x: int, z: int, level: float, price: float) -> by_hand.Pair:
    """Return the bundle of least p q + r that gives a utility, along the bundles where u_q = p u_r."""
    u, u_q, u_r = (by_hand.utility(economy, x, z, o) for o in ((0, 0), (1, 0), (0, 1)))
    low = (1 / 9, 1 / 13) if economy == SHIFTED else (0.0, 0.0)

    def second(first: float) -> float:
        def off(above: float) -> float:
            return log(u_q(first, v := low[1] + exp(above)) / u_r(first, v) / price)

        return low[1] + exp(float(brentq(off, log(1e-9), log(1e9), xtol=1e-15)))

    first = brentq(lambda v: u(v, second(v)) - level, low[0] + 1e-3, 60.0, xtol=1e-15)
    return float(first), second(float(first))


def _bounds_gap(
    economy: Economy, types: Counts, state: Counts, counts: Array, bundles: Array, total: Array
) -> float:
    """Return how far bounds at bundles that are cheapest at other prices are from those by hand."""
    point, wanted = _start(economy, types, state, counts, bundles), []
    for i, (z, p) in enumerate(zip(state.tolist(), APART, strict=True)):
        used = np.zeros(2)
        for g in np.flatnonzero(counts[i]):
            level = by_hand.utility(economy, types[g], z)(*bundles[i, g])
            made = np.array(_cheapest(economy, types[g], z, level, p))
            point.logs[i, g] = np.log(made) + NEAR**1.5 * np.array([1, -2])
            used += counts[i, g] * made
        worth = p * used[0] + used[1], p * total[i, 0] + total[i, 1]
        wanted.append((worth[0] / worth[1], max(used / total[i])))
    point.price = np.log(APART)
    return gap(np.transpose(_bounds(economy, point, total)), wanted)


def debreu(economy: Economy, parameters: Parameters) -> Instance:
    """Coefficients of three realisations, for two resources, against expenditures by hand."""
    rng = np.random.default_rng(11)
    top, types = np.array(by_hand.endowment(economy)), np.array([0, 1, 2, 1])
    state = np.array([2, 0, 1])
    counts = np.array([[2.0, 1.0, 3.0, 1.0], [1.0, 0.0, 2.0, 4.0], [3.0, 2.0, 0.0, 1.0]])
    bundles = top * np.exp(0.3 * rng.normal(size=(3, 4, 2)))
    used = np.where(counts[..., None] > 0, counts[..., None] * bundles, 0).sum(axis=1)
    totals = [used, np.maximum(used, counts.sum(axis=1)[:, None] * top) * np.array([1.1, 1.3])]
    bundles[1, 1], bundles[2, 2] = np.nan, (1e-250, 1e200)  # what nobody has does not matter
    found, worst = coefficients(economy, types, state, counts, bundles, totals), 0.0
    for i, z in enumerate(state.tolist()):
        groups = [
            (int(x), float(n), by_hand.utility(economy, int(x), z)(*b))
            for x, n, b in zip(types, counts[i].tolist(), bundles[i].tolist(), strict=True)
            if n > 0
        ]
        for rho, total in zip(found, totals, strict=True):
            W = total[i] * float(parameters["resources"])

            def ratio(
                logp: float,
                W: Array = W,
                z: int = z,
                groups: list[tuple[int, float, float]] = groups,
            ) -> float:
                p = exp(logp)
                made = [(n, _cheapest(economy, x, z, v, p)) for x, n, v in groups]
                return sum(n * (p * b[0] + b[1]) for n, b in made) / float(p * W[0] + W[1])

            most = minimize_scalar(
                lambda v: -ratio(v), bounds=(-1.5, 2.5), method="bounded", options={"xatol": 1e-6}
            )
            worst = largest(worst, gap(rho[i], -float(most.fun)))
    worst = largest(worst, _bounds_gap(economy, types, state, counts, bundles, totals[1]))
    told = f"largest gap {worst:.1e}"
    share = counts[..., None] / totals[0][:, None, :]
    point = _start(economy, types, state, counts, bundles)
    _move(economy, point, totals[0])
    logs, price = point.logs.copy(), point.price.copy()
    moved = NEAR * rng.uniform(0.3, 1.0, size=(3, 4, 2))
    point.logs, point.price = logs + moved, price - NEAR * np.array([0.4, 0.9, 0.7])
    step, change = _step(_at(economy, point.logs, types, state), point, share)
    left = np.where(counts[..., None] > 0, point.logs + step - logs, 0.0)
    missed = left, point.price + change - price
    # A step with a derivative wrong by a hundredth misses by a hundredth of the distance, not by its square.
    worst = largest(worst, *(float(gap(m / NEAR, 0 * m) > 1e-3) for m in missed))
    return Instance(economy.name, worst < 1e-10, told, margin=1e-10 - worst)


def _as_rounds(outcome: Outcome) -> list[by_rounds.Round]:
    """Return the rounds of an outcome, one for each scenario."""
    o = outcome
    rows = zip(o.state, o.weight, o.counts.tolist(), o.bundles.tolist(), strict=True)
    return [
        by_rounds.Round(int(z), float(w), tuple(
            (x, n, (b[0], b[1])) for x, (n, b) in enumerate(zip(counts, bundles, strict=True)) if n
        ))
        for z, w, counts, bundles in rows
    ]  # fmt: skip


def measured(economy: Economy, parameters: Parameters) -> Instance:
    """Losses of drawn rounds: their means, the standard error of the means, and what is left out."""
    rng, X = np.random.default_rng(3), len(economy.types)
    state = np.repeat(np.arange(len(economy.states)), 4)
    n = len(state)
    counts = rng.integers(0, 3, size=(n, X)).astype(float) + np.eye(X)[np.arange(n) % X]
    bundles = np.array(by_hand.endowment(economy)) * np.exp(0.2 * rng.normal(size=(n, X, 2)))
    bundles[counts == 0] = np.nan
    weight = np.repeat([float(p) / 4 for p in economy.environment.prior], 4)
    outcome = Outcome(np.arange(X), state, weight, counts, bundles, 4)
    found, lost = welfare(economy, outcome), losses(economy, outcome)
    worst = gap((found.misallocation, found.paper, found.endowment), [weight @ v for v in lost])
    slow = by_rounds.welfare(economy, _as_rounds(outcome))
    names = ("misallocation", "paper", "endowment", "outlay", "utility", "per_head")
    worst = largest(worst, *(1e-3 * gap(getattr(found, k), getattr(slow, k)) for k in names))
    errors = []
    for values in lost:
        variance = 0.0
        for z, p in enumerate(economy.environment.prior):
            own = values[state == z].tolist()
            mean = sum(own) / 4
            variance += float(p) ** 2 * sum((v - mean) ** 2 for v in own) / 3 / 4
        errors.append(variance**0.5)
    worst = largest(worst, gap(found.standard_error, max(errors) * float(parameters["error"])))
    twice = Outcome(outcome.types, state, 2 * weight, counts, bundles, 0)
    bundles = bundles.copy()
    bundles[5] = np.nan
    with np.errstate(invalid="ignore"):
        part = welfare(economy, Outcome(outcome.types, state, weight, counts, bundles, 0))
    left = np.arange(n) != 5
    mean = weight[left] @ lost[1][left] / weight[left].sum()
    worst = largest(
        worst, gap(part.unsolved, weight[5]), gap(part.paper, mean), part.standard_error
    )
    worst = largest(worst, gap(welfare(economy, twice).paper, found.paper), found.unsolved)
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-12, told, margin=1e-12 - worst)


CHECKS: dict[str, Check] = {
    "sec-2.1.scenarios": on_probes(enumerated, (LOGARITHMS,)),
    "sec-2.1.drawn": on_probes(drawn, (LOGARITHMS,)),
    "sec-5.debreu": on_probes(debreu, (POWERS, SHIFTED)),
    "sec-5.measured": on_probes(measured, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-2.1.scenarios",
        "what nature draws: all pairs of configurations with their probabilities, the likely ones of many",
        "sections 2.1 and 2.2",
        r"P(z, \sigma^A, \sigma^I) = \pi_z \mathrm{Mult}(M, \mu_z)(\sigma^A) \mathrm{Mult}(N - M, \mu_z)(\sigma^I)",
        "chance",
    ),
    stated(
        "sec-2.1.drawn",
        "drawn scenarios have the means and covariances of their laws; the inactive are drawn without replacement",
        "sections 2.1 and 2.2",
        r"\sigma \sim \mathrm{Mult}(N, \mu_z),\quad \sigma^I \mid \sigma \sim \mathrm{Hyp}(\sigma, N - M)",
        "chance",
    ),
    stated(
        "sec-5.debreu",
        "Debreu's coefficient is the greatest ratio of expenditures to the value of the resources",
        "section 5, (12) and (13)",
        r"\rho = \max_p \frac{\sum_g n_g \min\{p q + r : u(q, r) \ge \bar u_g\}}{p W_q + W_r}",
        "resources",
    ),
    stated(
        "sec-5.measured",
        "expected losses of drawn rounds with their standard errors",
        "section 5, (12) and (13)",
        r"\sum_z \pi_z \bar\ell_z,\quad "
        r"\operatorname{se}^2 = \sum_z \pi_z^2 \frac{1}{D(D - 1)}\sum_i (\ell_{zi} - \bar\ell_z)^2",
        "error",
        depends_on=("sec-5.debreu",),
    ),
)
