r"""Checks of section 3.1.

The posterior in exact rationals, footnotes 6 and 7, genericity, and equilibrium offers against
unrestricted ones.

Conventions: configurations nearest to given shares are found by largest remainders; probabilities
are fractions, never floats.

Paper: introduction of section 3, section 3.1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, prod

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import SOLVED, solve_stage2
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_2.checks import best_consumption
from proofs_check.paper.shared.limits import nearest_configuration
from symbolic.language.notation import q, r

Array = NDArray[np.float64]
Shares = tuple[Fraction, ...]
_F = Fraction
SIGNALS: dict[str, tuple[Shares, Shares]] = {
    "informative": ((_F(1, 2), _F(3, 10), _F(1, 5)), (_F(1, 5), _F(3, 10), _F(1, 2))),
    "uninformative": ((_F(1, 2), _F(3, 10), _F(1, 5)), (_F(1, 2), _F(3, 10), _F(1, 5))),
    "no full support": ((_F(1, 2), _F(1, 2), _F(0)), (_F(1, 5), _F(3, 10), _F(1, 2))),
}


def exact_posterior(signal: tuple[Shares, ...], counts: tuple[int, ...]) -> Fraction:
    """Return the posterior of the first of equally likely states."""
    weights = [
        prod((m**n for m, n in zip(row, counts, strict=True)), start=_F(1)) for row in signal
    ]
    return weights[0] / sum(weights)


def along(shares: Shares, M: int, strays: int) -> tuple[int, ...]:
    """Return counts near M times the shares, ``strays`` agents of the first type being of the last instead."""
    counts = [int(n) for n in nearest_configuration(np.array([float(s) for s in shares]), M)]
    counts[0], counts[-1] = counts[0] - strays, counts[-1] + strays
    return tuple(counts)


def concentration(parameters: Parameters) -> Outcome:
    """The posterior of the true state along configurations whose shares tend to its signal.

    One agent strays, which does not change the limit.
    """
    signal = SIGNALS[parameters["signal"]]
    sizes = [20 * parameters["factor"], 80 * parameters["factor"], 320 * parameters["factor"]]
    wrong = [1 - exact_posterior(signal, along(signal[0], M, 1)) for M in sizes]
    holds = wrong[0] > wrong[1] > wrong[2] and wrong[2] < _F(1, 10**6)
    named = {
        "mu": "; ".join(", ".join(map(str, row)) for row in signal),
        "sigma": along(signal[0], sizes[0], 1),
        "1 - phi(z)": wrong[0],
    }
    return exactly(
        holds,
        f"1 - phi(z) is about {float(wrong[0]):.1e}, {float(wrong[1]):.1e}, {float(wrong[2]):.1e} "
        f"at M = {sizes}",
        named,
    )


def almost_surely(parameters: Parameters) -> Outcome:
    """The fourth central moment of a count is at most 3 M^2/16.

    So deviations of the share are summable over M and Borel-Cantelli applies.
    """
    for M in (1, 2, 7, 30, 100):
        for mu in (_F(1, 2), _F(3, 10), _F(1, 50)):
            moment = sum(
                (
                    comb(M, n) * mu**n * (1 - mu) ** (M - n) * (n - M * mu) ** 4
                    for n in range(M + 1)
                ),
                _F(0),
            )
            if moment > parameters["constant"] * M ** parameters["power"]:
                return exactly(
                    False,
                    f"the fourth moment at M = {M}, mu = {mu} is {moment}",
                    {"M": M, "mu": mu, "moment": moment},
                )
    return exactly(
        True, "for M up to 100 and mu = 1/2, 3/10, 1/50 the fourth moment is at most 3 M^2/16"
    )


def all_present(shares: Shares, M: int) -> Fraction:
    """Return the probability that every type occurs among M agents, by inclusion and exclusion."""
    total = _F(0)
    for left_out in product((0, 1), repeat=len(shares)):
        rest = sum((s for s, out in zip(shares, left_out, strict=True) if not out), _F(0))
        total += (-1) ** sum(left_out) * rest**M
    return total


def present(parameters: Parameters) -> Outcome:
    """The probability that no type is absent, against an enumeration at M = 5 and a bound at a large M."""
    shares, M = SIGNALS["informative"][0], parameters["M"]
    brute = sum(
        (
            prod((shares[t] for t in types), start=_F(1))
            for types in product(range(3), repeat=5)
            if len(set(types)) == 3
        ),
        _F(0),
    )
    chance = all_present(shares, M)
    named = {
        "mu": ", ".join(map(str, shares)),
        "M": M,
        "P(all present)": f"1 - {float(1 - chance):.3e}",
    }
    return exactly(
        brute == all_present(shares, 5) and chance > 1 - _F(1, 10**6),
        f"all types are present with probability {float(chance):.9f}",
        named,
    )


def counts_believed(parameters: Parameters) -> Outcome:
    """Whether the configuration that the others believe has every type.

    For three agents of the types 0, 1, 1 whose stage-1 consumption is 4/5 and 6/5.
    """
    chosen, middle = (_F(4, 5), _F(6, 5)), _F(1)
    sent = {"on path": 0, "after a defection": 1}[parameters["history"]]
    seen = [
        chosen[sent],
        chosen[1],
        chosen[1],
    ]  # what the three offers give if inactive; the intervals (7) meet at 1
    others = sum(c < middle for c in seen), sum(c > middle for c in seen)
    named = {
        "q_1(alpha*)": "4/5, 6/5",
        "true types": "(0, 1, 1)",
        "own type": 0,
        "own offer": f"that of type {sent}",
        "sigma'": others,
    }
    return exactly(min(others) > 0, f"the others believe in the configuration {others}", named)


def zero_counts(economy: Economy, parameters: Parameters) -> Instance:
    """With types absent stage 2 has an equilibrium of the types present, each offering its best response."""
    X, worst, residual = len(economy.types), 0.0, 0.0
    for absent in range(X):
        sigma = np.full(X, 3)
        sigma[absent] = 0
        solved = solve_stage2(economy, [sigma])
        if solved.status[0] != SOLVED:
            return Instance(economy.name, None, str(solved.status[0]), undecided=True)
        gap = best_response_gap(economy, sigma, float(parameters["scale"]))
        worst, residual = max(worst, gap), max(residual, float(solved.residual[0]))
        if gap > 1e-9:
            return Instance(
                economy.name,
                False,
                f"type {absent} absent: an offer differs from the best response by {gap:.1e}",
                margin=1e-9 - gap,
            )
    return Instance(
        economy.name, True, "each type absent in turn", margin=1e-9 - worst, residual=residual
    )


def best_response_gap(economy: Economy, sigma: NDArray[np.int64], scale: float = 1.0) -> float:
    """Return the largest difference between the offers of the types present and their best responses to ``scale`` times the others' totals."""
    solved = solve_stage2(economy, [sigma])
    types = np.flatnonzero(sigma)
    minus = (solved.totals[0] - solved.offers[0, types]) * np.array([1.0, scale])
    held = np.broadcast_to(solved.posterior[0], (len(types), len(economy.states)))
    return float(
        np.abs(
            best_response(economy, minus[:, 0], minus[:, 1], held, types) - solved.offers[0, types]
        ).max()
    )


def replica(parameters: Parameters) -> Outcome:
    """Whether some number of agents D up to 2000 gives whole numbers D mu(x)."""
    shares = [sp.sympify(s) for s in parameters["shares"]]
    found = next((D for D in range(1, 2001) if all((D * s).is_integer for s in shares)), None)
    named = {"mu": ", ".join(map(str, shares)), "D": found}
    return exactly((found is not None) is parameters["finite"], f"D = {found}", named)


def genericity(parameters: Parameters) -> Outcome:
    """Ratios of marginal utilities of types with log utility, each at its own optimum or all at the optimum of one."""
    tastes = [_F(t) for t in parameters["tastes"]]
    chosen = [best_consumption((_F(1),), (t,)) for t in tastes]
    ratio = sp.diff(sp.log(q), q) / sp.diff(sp.log(r), r)

    def rate(theta: Fraction, consumed: Fraction) -> sp.Rational:
        value = ratio.subs(
            {
                q: sp.Rational(consumed.numerator, consumed.denominator),
                r: sp.Rational((2 - consumed).numerator, (2 - consumed).denominator),
            }
        )
        return sp.Rational(theta.numerator, theta.denominator) * value

    rates = [
        rate(t, c if parameters["at"] == "own" else chosen[0])
        for t, c in zip(tastes, chosen, strict=True)
    ]
    named = {
        "u": "theta log(q) + log(r)",
        "theta": ", ".join(map(str, tastes)),
        "q_1": ", ".join(map(str, chosen)),
        "ratios": ", ".join(map(str, rates)),
    }
    return exactly(
        len(set(rates)) == len(rates),
        f"the ratios are {', '.join(map(str, rates))}, p_1 = 1",
        named,
    )


def unconstrained(economy: Economy, parameters: Parameters) -> Instance:
    """No offer of both goods.

    On a grid of the box and near the equilibrium offer, gives more than the equilibrium offer.
    """
    sigma = np.arange(2, 2 + len(economy.types))
    solved, k, e = solve_stage2(economy, [sigma]), formulas_of(economy), economy.floats.endowment
    if solved.status[0] != SOLVED:
        return Instance(economy.name, None, str(solved.status[0]), undecided=True)
    worst = -np.inf
    for x in range(len(sigma)):
        own = (
            solved.offers[0, x]
            * {"equilibrium": 1.0, "99 %": 0.99, "no trade": 0.0}[parameters["offer"]]
        )
        minus = solved.totals[0] - solved.offers[0, x]
        side = np.linspace(0, 0.99, 25)
        near = np.clip(own + 0.02 * e * np.linspace(-1, 1, 9)[:, None], 0, 0.99 * e)
        b_q, b_r = (np.concatenate([side * e[i], near[:, i], own[i : i + 1]]) for i in (0, 1))
        grid_q, grid_r = (a.ravel() for a in np.meshgrid(b_q, b_r))
        values = expected_utility(
            economy, k.payoff(grid_q, grid_r, minus[0], minus[1]), x, solved.posterior[0]
        )
        mine = expected_utility(
            economy, k.payoff(own[0], own[1], minus[0], minus[1]), x, solved.posterior[0]
        )
        worst = max(worst, float((values.max() - mine) / max(1.0, abs(float(mine)))))
    return Instance(
        economy.name,
        worst < 1e-11,
        f"best improvement {worst:.1e}",
        margin=1e-11 - worst,
        residual=float(solved.residual[0]),
    )


def expected_utility(economy: Economy, bundle: Array, x: int, phi: Array) -> Array:
    """Return the expected utility of bundles (..., 2) for a type."""
    k = formulas_of(economy)
    return np.asarray(
        sum(phi[z] * k.utility(bundle[..., 0], bundle[..., 1], x, z) for z in range(len(phi)))
    )


def kappa_zero(parameters: Parameters) -> Outcome:
    """Nobody trades; one agent offers b of the first good.

    Types with marginal rates of substitution 2 and 1/2 could gain from trade.
    """
    kappa, b, M = _F(parameters["kappa"]), _F(1, 100), 2
    Q, R = M * kappa + b, M * kappa
    if M * kappa == 0 and parameters["convention"] == "none":
        return exactly(
            False,
            "with kappa = 0 and no offers the price is 0/0, so the payoff of no trade is not "
            "defined",
            {"kappa": 0, "Q": 0, "R": 0},
        )
    price = R / Q
    seller, none = -1 / (1 - b) - 2 / (1 + price * b), -1 / _F(1) - 2 / _F(1)
    best = seller <= none
    named = {
        "kappa": kappa,
        "u": "-1/q - 2/r",
        "b_q": b,
        "price": price,
        "u after offering": seller,
        "u at the endowment": none,
    }
    return exactly(best, f"offering {b} gives {seller}, no trade {none}", named)


CHECKS: dict[str, Check] = {
    "sec-3.1.concentration": Exact(concentration),
    "sec-3.1.almost-surely": Exact(almost_surely),
    "fn-6.probability": Exact(present),
    "fn-6.notation": Exact(counts_believed),
    "prop-1.zero-counts": OnEconomies(zero_counts),
    "fn-7": Exact(replica),
    "sec-3.genericity": Exact(genericity),
    "sec-3.1.unconstrained": OnEconomies(unconstrained),
    "sec-3.1.kappa-zero": Exact(kappa_zero),
}
"""The checks of this module by the names under which statements assert them."""
