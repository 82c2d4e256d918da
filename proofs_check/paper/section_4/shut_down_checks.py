r"""Checks about A2 and Claim 0: when a constant first offer is an equilibrium, and what beliefs and offers A2 asks for.

Conventions: exact examples are evaluated through the toolkit's own formulas; economies that refute
a statement are shown to satisfy the paper's hypotheses (``shared.in_force``).

Paper: section 4, A2; section 7.2, Claim 0.
"""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product
from math import prod

import numpy as np
import sympy as sp

from numeric.certify import certify_margin, certify_stage2
from numeric.economy.economy import Economy
from numeric.probability.multinomial import multinomial_weights
from numeric.probability.posterior import posterior
from numeric.stage1 import solve_stage1
from numeric.theorem_2.pooling_cost import pooling_cost
from proofs_check.claims.checks import (
    Check,
    Disagreement,
    Exact,
    Instance,
    OnEconomies,
    Parameters,
    exactly,
)
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.engines.exact import concrete
from proofs_check.paper.shared.at_corners import at_corners
from proofs_check.paper.shared.certified_economies import margin
from proofs_check.paper.shared.chosen_economies import near_indifferent, one_rate
from proofs_check.paper.shared.in_force import A1, ENVIRONMENT, SEPARATING, hypotheses
from proofs_check.paper.shared.largest import smallest
from symbolic.language.notation import Q_others, R_others, b_q, phi, q, q_bar, r, r_bar
from symbolic.model.best_response import g_prime, g_prime_at_zero, h_prime_at_zero, seller_bundle

MOST = 30


def reading(parameters: Parameters) -> Outcome:
    """The belief that the market is open and the histogram give together, M = 2 of N = 3 and of N = 2.

    It is summed over every sequence of types of the agents; ``who`` made the same offer, all
    agents or the active ones, when the market is shut down.
    """
    worst, at = F(0), ""
    for economy, N in product(at_corners(), (3, 2)):
        X = range(len(economy.types))
        for histogram in (h for h in product(range(3), repeat=len(X)) if sum(h) == 2):
            weights = _told_open(economy, N, histogram, parameters["who"])
            if not any(weights):
                continue
            told = posterior(economy, [histogram])[0]
            gaps = (abs(w / sum(weights) - F(float(t))) for w, t in zip(weights, told, strict=True))
            if (gap := max(gaps)) > worst:
                exact = f"{weights[0] / sum(weights)}, by the histogram {told[0]}"
                worst, at = gap, f"{economy.name}, N = {N}, {histogram}: {exact}"
    named = {"M": 2, "histogram and belief": at or "none"}
    return exactly(worst < F(1, 10**14), f"beliefs differ by at most {float(worst):.1e}", named)


def _told_open(economy: Economy, N: int, histogram: tuple[int, ...], who: str) -> list[F]:
    """Return the probability in each state that two of N agents have a histogram and the market is open."""
    signal, prior = economy.environment.signal, economy.environment.prior
    X = range(len(economy.types))
    weights = [F(0) for _ in prior]
    for z, types in product(range(len(prior)), product(X, repeat=N)):
        equal = {"all": types, "active": types[:2]}[who]
        if [types[:2].count(x) for x in X] == list(histogram) and len(set(equal)) > 1:
            weights[z] += prior[z] * prod((signal[z][y] for y in types), start=F(1))
    return weights


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
    kappa = [sp.Rational(k) * active for k in economy.mechanism.kappa]
    for x in range(len(e.types)):
        utility = e.utility.subs(sp.Symbol("g", real=True), sp.Rational(e.parameters["g"][x][0]))
        utility = utility.subs(
            {s: sp.Rational(e.parameters[str(s)][x][0]) for s in utility.free_symbols - {q, r}}
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
    ratio = sp.Integer(4) ** (1 / sp.Rational(g))
    best = 2 * ratio / (1 + ratio)
    if not abs(float(best) - float(solve_stage1(economy).consumption[type_])) <= 1e-12:
        raise Disagreement(f"stage 1 does not find the consumption {best}")
    return sp.Rational(best)


def lone_type(parameters: Parameters) -> Outcome:
    """The slope (18) at an offer when both of M = 2 agents have the type θ = 9/8, and the gain from trade.

    κ is (1/10, 2/5) and endowments are one; 9/8 log q + log r exceeds its value at (1, 1) as q^9
    r^8 exceeds 1.
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
    """The probability that all M active agents have one type, against its bound.

    The bound is the largest probability of a type to a power near M.
    """
    slack, equal = np.inf, np.inf
    for mu, exact in zip(economy.floats.signal, economy.environment.signal, strict=True):
        for M in (5, 10, 20, 40):
            rows = M * np.eye(len(mu), dtype=np.int64)
            chance = float(multinomial_weights(rows, mu).sum())
            slow = float(sum(p**M for p in exact))
            bound = float(mu.max()) ** (M + parameters["power"])
            slack = smallest(slack, bound * (1 + 1e-12) - chance)
            equal = smallest(equal, 1e-12 - abs(chance / slow - 1))
    holds = bool(slack >= 0 and equal >= 0)
    return Instance(
        economy.name,
        holds,
        "the probability falls geometrically",
        margin=float(min(slack, equal)),
    )


def candidate(parameters: Parameters) -> Outcome:
    """Whether an equilibrium without A2 prescribes the zero offers that A2 requires after one type's histograms.

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


CHECKS: dict[str, Check] = {
    "sec-4.A2.reading": Exact(reading, at_corners, ("M = N",)),
    "thm-2.claim-0.no-constant-offer": Exact(no_constant_offer, corners=("N = 1/eta",)),
    "sec-4.A2.lone-type": Exact(
        lone_type, corners=("zero counts", "unequal kappa", "utility unbounded below")
    ),
    "sec-4.A2.probability": OnEconomies(probability),
    "sec-4.A2.candidate": Exact(candidate),
}
"""The checks of this module by the names under which statements assert them."""
