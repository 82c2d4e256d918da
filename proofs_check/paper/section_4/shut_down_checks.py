r"""Checks about A2 and Claim 0: what shutting the market down changes, and when a constant first offer is an equilibrium.

Conventions: exact examples are evaluated through the toolkit's own formulas; economies that refute
a statement are shown to satisfy the paper's hypotheses (``shared.class_of``).

Paper: section 4, A2; section 7.2, Claim 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from itertools import product

import numpy as np
import sympy as sp
from scipy.optimize import brentq, minimize_scalar

from numeric.certify import certify_margin, certify_stage2
from numeric.economy.economy import Economy
from numeric.formulas.domain import whole
from numeric.oracles.data import powered_posterior
from numeric.probability.multinomial import multinomial_weights
from numeric.probability.posterior import posterior
from numeric.stage1 import solve_stage1
from numeric.theorem_2.displaced import margins_without_and_with, shut_down_change
from numeric.theorem_2.pooling_cost import pooling_cost
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.engines.exact import concrete
from proofs_check.paper.shared.certified_economies import margin
from proofs_check.paper.shared.chosen_economies import named_economy, near_indifferent, one_rate
from proofs_check.paper.shared.in_force import A1, ENVIRONMENT, PART_ONLY, SEPARATING, hypotheses
from proofs_check.paper.shared.slow import data_of, utilities
from symbolic.language.notation import Q_others, R_others, b_q, phi, q, q_bar, r, r_bar
from symbolic.model.best_response import g_prime, g_prime_at_zero, h_prime_at_zero, seller_bundle

MOST = 30


def reading(parameters: Parameters) -> Outcome:
    """The belief that the market is open and the histogram give together, N = 3 and M = 2.

    By summing over every sequence of types of the three agents; ``who`` made the same offer, all
    agents or the active ones, when the market is shut down.
    """
    economy, worst, at = named_economy(), F(0), ""
    signal, prior = economy.environment.signal, economy.environment.prior
    X, states = range(len(economy.types)), range(len(prior))
    for histogram in product(range(3), repeat=len(economy.types)):
        if sum(histogram) != 2:
            continue
        weights = [F(0) for _ in states]
        for z, types in product(states, product(X, repeat=3)):
            equal = {"all": types, "active": types[:2]}[parameters["who"]]
            if [types[:2].count(x) for x in X] == list(histogram) and len(set(equal)) > 1:
                weights[z] += (
                    prior[z] * signal[z][types[0]] * signal[z][types[1]] * (signal[z][types[2]])
                )
        if not any(weights):
            continue
        told = posterior(economy, [histogram])[0]
        gap = max(abs(w / sum(weights) - F(float(t))) for w, t in zip(weights, told, strict=True))
        if gap > worst:
            worst, at = gap, f"{histogram}: {weights[0] / sum(weights)}, by the histogram {told[0]}"
    named = {"economy": economy.name, "N": 3, "M": 2, "histogram and belief": at or "none"}
    return exactly(worst < F(1, 10**14), f"beliefs differ by at most {float(worst):.1e}", named)


def no_constant_offer(parameters: Parameters) -> Outcome:
    """Whether some constant first offer is an equilibrium at N, for every N from ``least`` to 30.

    Where somebody is inactive it is none: the type that loses most gains P(inactive) times the
    least of the largest losses by deviating to α*, since offering nothing at stage 2 gives what the
    shut-down gives.  Where nobody is, only stage 2 counts; if both slopes at zero vanish against
    totals Mκ, under either state, nobody wants to trade with those who do not, so that no deviation
    gains anything and every constant offer is an equilibrium, for any beliefs off the path.
    """
    economy, refuted = one_rate(), None
    cost = pooling_cost(economy, (0, 1))[0]
    for N in range(parameters["least"], MOST + 1):
        M = economy.active(N)
        if N > M and (N - M) / N * cost > 0:
            continue
        slopes = _slopes_at_zero(economy, M)
        if any(slopes):
            reason = f"at N = {N} offering nothing is no equilibrium of stage 2"
            return Outcome(Verdict.UNDECIDED, Evidence.NONE, reason)
        refuted = refuted or (N, M)
    named: dict[str, object] = {"economy": economy.name, "least gain per inactive": f"{cost:.4f}"}
    if refuted is not None:
        exact = [_best_exactly(economy, x) for x in (0, 1)]
        named |= {
            "u": str(economy.environment.utility),
            "kappa": "1/20, 1/5",
            "eta": "1/10",
            "N": refuted[0],
            "M": refuted[1],
            "slopes at no trade, by type, good and state": "all 0",
            "best consumption at p_1 = 1": ", ".join(map(str, exact)),
            "s_1": "constant at (0, 0)",
        }
    told = (
        "no constant offer is part of an equilibrium"
        if refuted is None
        else f"with N = {refuted[0]} all agents are active and every constant offer is an equilibrium"
    )
    return exactly(
        refuted is None,
        told,
        named,
        satisfied=() if refuted is None else hypotheses(economy, (*ENVIRONMENT, SEPARATING, A1)),
    )


def _slopes_at_zero(economy: Economy, active: int) -> list[sp.Rational]:
    """Return g'(0) and h'(0) of every type against Mκ in every state, exactly."""
    found, e = [], economy.environment
    kappa = [sp.Rational(k.numerator, k.denominator) * active for k in economy.mechanism.kappa]
    for x in range(len(e.types)):
        utility = e.utility.subs(sp.Symbol("g", real=True), _exact(e.parameters["g"][x][0]))
        utility = utility.subs(
            {s: _exact(e.parameters[str(s)][x][0]) for s in utility.free_symbols - {q, r}}
        )
        for formula, state in product((g_prime_at_zero(), h_prime_at_zero()), (0, 1)):
            numbers = {
                Q_others: kappa[0],
                R_others: kappa[1],
                q_bar: sp.S.One,
                r_bar: sp.S.One,
                **{phi(sp.Integer(z)): sp.Integer(z == state) for z in (0, 1)},
            }
            found.append(sp.simplify(concrete(formula, utility).xreplace(numbers)))
    return found


def _best_exactly(economy: Economy, type_: int) -> sp.Rational:
    """Return the consumption at which 4 (r/q)^g = 1 on q + r = 2, and check that stage 1 finds it."""
    g = economy.environment.parameters["g"][type_][0]
    ratio = sp.Integer(4) ** (1 / _exact(g))
    best = 2 * ratio / (1 + ratio)
    if abs(float(best) - float(solve_stage1(economy).consumption[type_])) > 1e-12:
        raise ArithmeticError(f"stage 1 does not find the consumption {best}")
    return sp.Rational(best)


def _exact(value: F) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def lone_type(parameters: Parameters) -> Outcome:
    """The slope (18) at an offer when both of M = 2 agents have the type θ = 9/8, and the gain from trade.

    With κ = (1/10, 2/5) and endowments of one; 9/8 log q + log r exceeds its value at (1, 1) as
    q^9 r^8 exceeds 1.
    """
    offer, M, kappa = parameters["offer"], 2, (sp.Rational(1, 10), sp.Rational(2, 5))
    utility = sp.Rational(9, 8) * sp.log(q) + sp.log(r)
    numbers = {
        Q_others: M * kappa[0] + offer,
        R_others: M * kappa[1],
        q_bar: sp.S.One,
        r_bar: sp.S.One,
        b_q: offer,
        **{phi(sp.Integer(z)): sp.Rational(1, 2) for z in (0, 1)},
    }
    slope = concrete(g_prime(), utility).xreplace(numbers)
    bundle = [sp.nsimplify(concrete(v, utility).xreplace(numbers)) for v in seller_bundle()]
    value = bundle[0] ** 9 * bundle[1] ** 8
    named = {
        "u": "9/8 log(q) + log(r)",
        "endowment": 1,
        "kappa": "(1/10, 2/5)",
        "M": M,
        "offer": offer,
        "slope": slope,
        "bundle": ", ".join(map(str, bundle)),
        "exp(8 gain)": value,
    }
    told = f"the slope at the offer {offer} is {slope}; exp(8 (u - u(1, 1))) = {value}"
    return exactly(bool(slope == 0 and value > 1), told, named)


def probability(economy: Economy, parameters: Parameters) -> Instance:
    """The probability that all M active agents have one type, against the largest probability of a type to a power near M."""
    slack, equal = np.inf, np.inf
    for mu, exact in zip(economy.floats.signal, economy.environment.signal, strict=True):
        for M in (5, 10, 20, 40):
            rows = M * np.eye(len(mu), dtype=np.int64)
            chance = float(multinomial_weights(rows, mu).sum())
            slow = float(sum(p**M for p in exact))
            bound = float(mu.max()) ** (M + parameters["power"])
            slack = min(slack, bound * (1 + 1e-12) - chance)
            equal = min(equal, 1e-12 - abs(chance / slow - 1))
    holds = bool(slack >= 0 and equal >= 0)
    return Instance(
        economy.name,
        holds,
        "the probability falls geometrically",
        margin=float(min(slack, equal)),
    )


def candidate(parameters: Parameters) -> Outcome:
    """Whether a certified equilibrium without A2 prescribes the zero offers that A2 requires after histograms of one type.

    The margins are those of the candidate without A2 and with it, A2 being read for active agents.
    """
    economy, N = near_indifferent(), parameters["agents"]
    M = economy.active(N)
    without, with_rule = margin(economy, N), certify_margin(economy, N, shut_down=True)
    for one in (without, with_rule):
        if one.sign is None or one.evidence != Evidence.CERTIFIED:
            return Outcome(Verdict.UNDECIDED, Evidence.NONE, f"at N = {N}: {one.status}")
    offers = [
        certify_stage2(economy, [M * (y == x) for y in (0, 1)], scope="local")
        .enclosures[0]
        .offers[x]
        for x in (0, 1)
    ]
    named = {
        "economy": economy.name,
        "u": str(economy.environment.utility),
        "N": N,
        "M": M,
        "margin without A2": without.margin,
        "margin with A2": with_rule.margin,
        "offers of M agents of one type": "; ".join(f"({a}, {b})" for a, b in offers),
    }
    trades = any(good.low > 0 for pair in offers for good in pair)
    same = not (without.sign == 1 and trades)
    told = (
        f"at N = {N} without A2 {without.status}, with offers that are not zero when all {M} have "
        f"one type; with A2 {with_rule.status}"
    )
    met = () if same else hypotheses(economy, (*ENVIRONMENT, SEPARATING, A1))
    return exactly(same, told, named, "ball arithmetic", satisfied=met)


ACTIVE = 6
SHARP = 1e-7


def existence(economy: Economy, parameters: Parameters) -> Instance:
    r"""What A2 takes from the value of an offer, and how far that moves the margin of Theorem 1.

    All others are of the imitated type with probability
    :math:`\sum_z\tau_x(z)\mu_z(\bar x)^{M-1}`; trade then gains a type what the market played out
    and a direct search for its best offer give.  The margin moves by at most twice the largest
    change, and the change by at most the largest gain times the probability.
    """
    if not whole(economy):
        return Instance(economy.name, None, PART_ONLY)
    X = len(economy.types)
    if X != 2 or economy.mechanism.eta == 0:
        return Instance(economy.name, None, "not two types, or nobody is inactive")
    change = shut_down_change(economy, ACTIVE)
    slow = np.array([[_taken(economy, ACTIVE, x, t) for t in range(X)] for x in range(X)])
    size = np.abs(slow).max()
    if size < SHARP:
        return Instance(economy.name, None, "A2 takes nothing: one type alone does not trade")
    apart = float(np.abs(change - slow).max() / size)
    agents = next(N for N in range(2, 400) if ACTIVE <= economy.active(N) < N)
    active = economy.active(agents)
    without, with_rule = margins_without_and_with(economy, agents)
    most = (
        2
        * _largest_gain(economy, active)
        * float(economy.floats.signal.max()) ** (active + parameters["power"])
    )
    slack = (most - abs(with_rule - without)) / most
    return Instance(
        economy.name,
        apart < SHARP and slack >= 0,
        f"A2 takes what the market played out gives, but for {apart:.1e} of it",
        margin=float(min(SHARP - apart, slack)),
    )


def _taken(economy: Economy, active: int, own: int, taken_for: int) -> float:
    """Return the expected gain from trade of a type in the event that all others have one type.

    The others' offer is a root of the slope of their expected utility, the own offer the best of
    both sides, with the utility that SymPy writes from the economy's formula.
    """
    data, functions = data_of(economy), utilities(economy)
    e, kappa = ([float(v) for v in pair] for pair in (data.endowment, data.kappa))
    together = [
        float(b) for b in powered_posterior(data, [active * (y == taken_for) for y in data.types])
    ]

    def paid(x: int, z: int, offer: float, others: Sequence[float]) -> float:
        """Return the utility of a signed offer against the others' totals, κ included."""
        Q, R = others[0] + max(offer, 0.0), others[1] + max(-offer, 0.0)
        first = e[0] - max(offer, 0.0) + max(-offer, 0.0) * Q / R
        return float(functions[x, z](first, e[1] - max(-offer, 0.0) + max(offer, 0.0) * R / Q))

    def totals(offer: float, number: int) -> list[float]:
        return [
            active * k + number * v
            for k, v in zip(kappa, (max(offer, 0.0), max(-offer, 0.0)), strict=True)
        ]

    def slope(offer: float) -> float:
        others, h = totals(offer, active - 1), 1e-6 * e[offer < 0]
        return sum(
            w * (paid(taken_for, z, offer + h, others) - paid(taken_for, z, offer - h, others))
            for z, w in enumerate(together)
        ) / (2 * h)

    offer = 0.0
    for side, top in ((1.0, e[0]), (-1.0, e[1])):
        ends = (side * 2e-6 * top, side * (1 - 2e-6) * top)
        if side * slope(ends[0]) > 0:
            offer = brentq(slope, *ends, xtol=1e-14) if side * slope(ends[1]) < 0 else ends[1]
    others = totals(offer, active - 1)
    seen = [(active - 1) * (y == taken_for) + (y == own) for y in data.types]
    belief = [float(b) for b in powered_posterior(data, seen)]
    best = max(
        (
            minimize_scalar(
                lambda b, s=s: -sum(w * paid(own, z, s * b, others) for z, w in enumerate(belief)),
                bounds=(0.0, end * (1 - 1e-9)),
                method="bounded",
                options={"xatol": 1e-10},
            )
            for s, end in ((1.0, e[0]), (-1.0, e[1]))
        ),
        key=lambda f: -f.fun,
    )
    sign = (
        1.0
        if -sum(w * paid(own, z, best.x, others) for z, w in enumerate(belief)) <= best.fun + 1e-15
        else -1.0
    )
    before, total = powered_posterior(data, [int(y == own) for y in data.types]), 0.0
    for z in data.states:
        gain = paid(own, z, sign * float(best.x), others) - paid(own, z, 0.0, others)
        total += float(before[z]) * float(data.signal[z][taken_for]) ** (active - 1) * gain
    return total


def _largest_gain(economy: Economy, active: int) -> float:
    """Return the largest change of F by A2 per unit of the probability of the event, over types."""
    signal, data = economy.floats.signal, data_of(economy)
    change = np.abs(shut_down_change(economy, active))
    chance = np.array(
        [
            [
                sum(
                    float(b) * signal[z, t] ** (active - 1)
                    for z, b in enumerate(
                        powered_posterior(data, [int(y == x) for y in data.types])
                    )
                )
                for t in data.types
            ]
            for x in data.types
        ]
    )
    return float((change / chance).max())


CHECKS: dict[str, Check] = {
    "sec-4.A2.reading": Exact(reading),
    "thm-2.claim-0.no-constant-offer": Exact(no_constant_offer),
    "sec-4.A2.lone-type": Exact(lone_type),
    "sec-4.A2.probability": OnEconomies(probability),
    "sec-4.A2.candidate": Exact(candidate),
    "sec-4.A2.existence": OnEconomies(existence),
}
"""The checks of this module by the names under which statements assert them."""
