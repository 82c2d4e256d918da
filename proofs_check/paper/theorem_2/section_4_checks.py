r"""Checks for section 4: the assumptions A1-A3 and the remarks about them.

Paper: section 4.
"""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, product

from numeric.draws.generate import distinguishes_all_groups
from numeric.economy.economy import Economy
from numeric.probability.partitions import partitions
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome

Signal = tuple[tuple[F, ...], ...]


def violates_a1(economy: Economy) -> bool:
    """Whether two states give the same probability to some group of types."""
    return not distinguishes_all_groups(economy.environment.signal)


def _informative(signal: Signal) -> bool:
    return len(set(signal)) == len(signal)


def _signals(types: int, top: int = 4) -> list[Signal]:
    """List the pairs of distributions over types with weights 1 to ``top``."""
    rows = sorted(
        {
            tuple(F(w, sum(weights)) for w in weights)
            for weights in product(range(1, top + 1), repeat=types)
        }
    )
    return [(a, b) for a, b in combinations(rows, 2)]


def separates_partitions(parameters: Parameters) -> Outcome:
    """Every partition with at least two blocks tells two states apart.

    For all signals of the list that satisfy the hypothesis.
    """
    tried, failed = 0, {}
    for signal in _signals(3):
        if not (
            distinguishes_all_groups(signal)
            if parameters["hypothesis"] == "A1"
            else _informative(signal)
        ):
            continue
        tried += 1
        for partition in partitions(3, least=parameters["least"]):
            masses = [tuple(sum(row[x] for x in block) for block in partition) for row in signal]
            if masses[0] == masses[1]:
                failed = {
                    "signal": _written(signal),
                    "partition": partition,
                    "masses": tuple(map(str, masses[0])),
                }
    return exactly(
        not failed,
        f"{tried} signals on three types"
        if not failed
        else "two states give every block the same probability",
        failed,
    )


def stronger(parameters: Parameters) -> Outcome:
    """Whether some informative signal on |X| types violates A1."""
    found = [
        s
        for s in _signals(parameters["types"], 3)
        if _informative(s) and not distinguishes_all_groups(s)
    ]
    named = (
        {"|X|": parameters["types"], "example": _written(found[0])}
        if found
        else {"|X|": parameters["types"], "informative signals that violate A1": 0}
    )
    return exactly(
        bool(found) is parameters["strictly"],
        "an informative signal violates A1" if found else "every informative signal satisfies A1",
        named,
    )


def generic(parameters: Parameters) -> Outcome:
    """Signals that satisfy A1 for every number of types up to 5 and states up to 4.

    No condition of A1 fails identically.
    """
    base, failed = parameters["base"], {}
    for types, states in product(range(2, 6), range(2, 5)):
        rows = tuple(
            tuple(
                F(1 + s * base**x, sum(1 + s * base**w for w in range(types))) for x in range(types)
            )
            for s in range(1, states + 1)
        )
        if not distinguishes_all_groups(rows):
            failed = {"types": types, "states": states, "signal": _written(rows)}
    return exactly(
        not failed,
        "each equation that A1 excludes is violated at an explicit signal, so it defines a set of "
        "measure zero",
        failed,
    )


def reading(parameters: Parameters) -> Outcome:
    """The belief of active agents who all made the same offer and find the market open.

    N = 3, M = 2, probabilities of the type 1/2 and 1/4.
    """
    chance, prior = (F(1, 2), F(1, 4)), (F(1, 2), F(1, 2))
    active, inactive = 2, {"all agents": 1, "active agents": 0}[parameters["who"]]
    stays_open = [1 - c**inactive if inactive else F(1) for c in chance]
    weights = [p * c**active * o for p, c, o in zip(prior, chance, stays_open, strict=True)]
    used = [p * c**active for p, c in zip(prior, chance, strict=True)]
    one, two = weights[0] / sum(weights), used[0] / sum(used)
    named = {
        "mu_z(x)": "1/2, 1/4",
        "N": 3,
        "M": 2,
        "belief given that the market is open": one,
        "phi^sigma": two,
    }
    return exactly(
        one == two, f"the first state has probability {one}, by the histogram alone {two}", named
    )


def _lone_type(offer: F) -> tuple[F, tuple[F, F]]:
    """Return the slope at an offer and the bundle when both of M = 2 agents are of the type theta = 9/8 and offer it; kappa = (1/10, 2/5)."""
    theta, kappa = F(9, 8), (F(1, 10), F(2, 5))
    others, Q, R = offer + 2 * kappa[0], 2 * offer + 2 * kappa[0], 2 * kappa[1]
    bundle = (1 - offer, 1 + offer * R / Q)
    return -theta / bundle[0] + (R * others / Q**2) / bundle[1], bundle


def other_equilibria(parameters: Parameters) -> Outcome:
    """The stage-2 offer of a separating equilibrium when all agents have the type theta = 9/8 (u = theta log q + log r), and the offer under A2."""
    offer = parameters["offer"]
    slope, bundle = _lone_type(offer)
    named = {
        "u": "9/8 log(q) + log(r)",
        "endowment": 1,
        "kappa": "(1/10, 2/5)",
        "M": 2,
        "offer": offer,
        "slope": slope,
        "bundle": tuple(map(str, bundle)),
    }
    return exactly(slope == 0, f"the slope at the offer {offer} is {slope}", named)


def probability(parameters: Parameters) -> Outcome:
    """The probability that A2 shuts a separating equilibrium down.

    Against (largest probability of a type)^power, at N = 5, 10, 20, 40.
    """
    shares = (F(1, 2), F(1, 3), F(1, 6))
    rows = [
        (N, sum(s**N for s in shares), max(shares) ** (N + parameters["added"]))
        for N in (5, 10, 20, 40)
    ]
    failed = next((row for row in rows if not row[1] <= row[2]), None)
    named = (
        {}
        if failed is None
        else {
            "shares": "1/2, 1/3, 1/6",
            "N": failed[0],
            "probability": failed[1],
            "bound": failed[2],
        }
    )
    return exactly(failed is None, "the probability falls geometrically", named)


def costless(parameters: Parameters) -> Outcome:
    """The gain from trade against kappa when all have one type.

    9/8 log(9/10) + log(6/5) has the sign of (9/10)^9 (6/5)^8 - 1.
    """
    slope, bundle = _lone_type(F(1, 10))
    value = bundle[0] ** 9 * bundle[1] ** 8
    gains = value > 1
    named = {
        "u": "9/8 log(q) + log(r)",
        "kappa": "(1/10, 2/5)",
        "M": 2,
        "offer": "1/10",
        "slope": slope,
        "bundle": "(9/10, 6/5)",
        "exp(8 gain)": value,
    }
    return exactly(
        slope == 0 and gains is parameters["gains"],
        f"exp(8 (u - u(1, 1))) = {value}, so trade {'gains' if gains else 'does not gain'}",
        named,
    )


def empty(parameters: Parameters) -> Outcome:
    """Bayes' rule with an offer attributed to a set of types.

    The normalising sum must not vanish.
    """
    signal, prior, attributed = (
        ((F(1, 2), F(1, 3), F(1, 6)), (F(1, 4), F(1, 4), F(1, 2))),
        (F(1, 3), F(2, 3)),
        parameters["A"],
    )
    weights = [
        p * sum((row[y] for y in attributed), F(0)) for p, row in zip(prior, signal, strict=True)
    ]
    named = {
        "A": attributed,
        "mu_z(A)": tuple(str(sum((row[y] for y in attributed), F(0))) for row in signal),
        "normalising sum": sum(weights),
    }
    return exactly(sum(weights) > 0, "Bayes' rule applies" if sum(weights) else "0/0", named)


def types_of_others(parameters: Parameters) -> Outcome:
    """P(another agent has type y | z, target's type in A) against mu_z(y).

    A3 says nothing about others' types beyond the state.
    """
    signal = (F(1, 2), F(1, 3), F(1, 6))
    attributed = (0, 2)
    joint = {
        (t, y): signal[t] * signal[y] * (2 if parameters["correlated"] and t == y else 1)
        for t, y in product(range(3), repeat=2)
    }
    mass = sum(v for (t, _), v in joint.items() if t in attributed)
    beliefs = [
        sum(v for (t, w), v in joint.items() if t in attributed and w == y) / mass for y in range(3)
    ]
    named = {"mu_z": tuple(map(str, signal)), "A": attributed, "belief": tuple(map(str, beliefs))}
    return exactly(
        tuple(beliefs) == signal,
        "given the state the belief about another agent's type is mu_z",
        named,
    )


def _written(signal: Signal) -> str:
    return "; ".join("(" + ", ".join(map(str, row)) + ")" for row in signal)


CHECKS: dict[str, Check] = {
    "sec-4.A1.partitions": Exact(separates_partitions),
    "sec-4.A1.stronger": Exact(stronger),
    "sec-4.A1.generic": Exact(generic),
    "sec-4.A2.reading": Exact(reading),
    "sec-4.A2.other-equilibria": Exact(other_equilibria),
    "sec-4.A2.probability": Exact(probability),
    "sec-4.A2.costless": Exact(costless),
    "sec-4.A3.empty": Exact(empty),
    "sec-4.A3.types-of-others": Exact(types_of_others),
}
"""The checks of this module by the names under which statements assert them."""
