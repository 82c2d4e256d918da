r"""Checks of the candidate equilibrium of section 3.2.

Uniqueness and genericity of alpha*, beliefs after defections, the defector's best response, rates.

Conventions: stage-1 offers are chosen inside the intervals, so that each is read as one type;
*taken for* is the type that an offer is read as.

Paper: section 3.2, equations (5)-(11), and the remarks around them.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement, product

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.mechanism.beliefs import Beliefs, beliefs, stage2_offer
from numeric.probability.posterior import type_posterior
from numeric.stage1 import Stage1, inactive_price, solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import threshold
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.section_2.checks import best_consumption
from proofs_check.paper.section_3.stage_2_checks import expected_utility
from proofs_check.verifying.economies import shipped

Array = NDArray[np.float64]
Offer = tuple[float, float]


def generic(parameters: Parameters) -> Outcome:
    """On a grid of tastes, two states and two types: how often do the two best offers coincide?"""
    grid = [Fraction(n, 7) for n in range(1, 8)]
    beliefs_ = (Fraction(2, 5), Fraction(3, 5)), (Fraction(3, 5), Fraction(2, 5))
    cases = {
        "tastes by type": [(a, a, b, b) for a, b in product(grid, repeat=2)],
        "tastes by state": [(a, b, a, b) for a, b in product(grid, repeat=2)],
        "one taste": [(a, a, a, a) for a in grid],
    }[parameters["tastes"]]
    same = [
        c
        for c in cases
        if best_consumption(beliefs_[0], c[:2]) == best_consumption(beliefs_[1], c[2:])
    ]
    named = {
        "u": "theta log(q) + log(r)",
        "tau": "2/5, 3/5; 3/5, 2/5",
        "coincide": f"{len(same)} of {len(cases)}",
    }
    return exactly(
        len(same) * len(grid) <= len(cases),
        f"the best offers coincide in {len(same)} of {len(cases)} cases",
        named,
    )


def essentially_unique(parameters: Parameters) -> Outcome:
    """Beliefs that cut [0, 2] at different points between two types' consumptions 4/5 and 6/5, u = -theta^2/q - 1/r: losses at the cuts, and the path."""
    tastes, cuts = (Fraction(2, 3), Fraction(3, 2)), [Fraction(c) for c in parameters["cuts"]]
    chosen = [2 * t / (1 + t) for t in tastes]

    def value(t: Fraction, consumed: Fraction) -> Fraction:
        return -t * t / consumed - 1 / (2 - consumed)

    losses = [
        min(value(t, c) - value(t, cut) for t, c in zip(tastes, chosen, strict=True))
        for cut in cuts
    ]
    sustained = [
        cut
        for cut, loss in zip(cuts, losses, strict=True)
        if loss > 0 and chosen[0] < cut < chosen[1]
    ]
    paths = {tuple(chosen) for _ in sustained}
    named = {
        "u": "-theta^2/q - 1/r",
        "q_1": ", ".join(map(str, chosen)),
        "cuts": ", ".join(map(str, cuts)),
        "least loss": ", ".join(map(str, losses)),
    }
    one = (
        len(sustained) <= 1
        if parameters["unique"] == "equilibrium"
        else len(paths) == 1 and len(sustained) == len(cuts)
    )
    return exactly(
        one,
        f"{len(sustained)} systems of beliefs deter imitation, with {len(paths)} path of play",
        named,
    )


def ratio_at_optimum(economy: Economy, parameters: Parameters) -> Instance:
    """The ratio of expected marginal utilities at the best consumption is p_1."""
    k, p_1 = formulas_of(economy), inactive_price(economy)
    consumed = solve_stage1(economy).consumption * (1 + float(parameters["shift"]))
    e, types = economy.floats.endowment, np.arange(len(economy.types))
    rest = p_1 * e[0] + e[1] - p_1 * consumed
    tau = type_posterior(economy)
    up, down = (
        np.asarray((k.partial(d, consumed, rest, types) * tau).sum(axis=-1))
        for d in ((1, 0), (0, 1))
    )
    gap = float(np.abs(up / down / p_1 - 1).max())
    return Instance(
        economy.name,
        gap < 1e-8,
        f"largest relative difference {gap:.1e}",
        margin=1e-8 - gap,
        residual=gap,
    )


def one_type(parameters: Parameters) -> Outcome:
    """Evaluate the first and the last line of (7) for the stage-1 consumptions given."""
    chosen = [Fraction(c) for c in parameters["consumption"]]
    named = {"q_1(alpha*)": ", ".join(map(str, chosen)), "|X|": len(chosen)}
    try:
        first = (Fraction(0), (chosen[1] + chosen[0]) / 2)
        last = ((chosen[-1] + chosen[len(chosen) - 2]) / 2, Fraction(2))
    except IndexError:
        return exactly(
            False, "the first line of (7) refers to a second type, and there is none", named
        )
    return exactly(
        first[0] <= chosen[0] <= first[1] and last[0] <= chosen[-1] <= last[1],
        f"I(x_1) = {first}, I(x_|X|) = {last}",
        named,
    )


def action_in_interval(parameters: Parameters) -> Outcome:
    """Membership of alpha*(x) in I(x), the offer itself compared or the consumption that it gives.

    Types consume 4/5 and 6/5.
    """
    chosen = (Fraction(4, 5), Fraction(6, 5))
    intervals = ((Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)))
    offers = [(max(1 - c, Fraction(0)), max(c - 1, Fraction(0))) for c in chosen]
    values = {
        "the offer": [max(o) for o in offers],
        "the consumption": list(chosen),
        "the sale": [o[0] for o in offers],
    }[parameters["compared"]]
    inside = [low <= v <= high for v, (low, high) in zip(values, intervals, strict=True)]
    named = {
        "alpha*": "; ".join(f"({a}, {b})" for a, b in offers),
        "I": "[0, 1]; [1, 2]",
        "compared": ", ".join(map(str, values)),
    }
    return exactly(all(inside), f"{parameters['compared']}: {', '.join(map(str, values))}", named)


def _offer(economy: Economy, solved: Stage1, taken_for: int, share: float) -> Offer:
    """Return an offer inside the interval of a type."""
    low, high = solved.intervals[taken_for]
    consumed = float(low + share * (high - low))
    e = economy.floats.endowment
    return max(e[0] - consumed, 0.0), max(consumed - e[0], 0.0) * inactive_price(economy)


def _held(
    economy: Economy, solved: Stage1, types: tuple[int, ...], taken: tuple[int, ...], n: int
) -> Beliefs:
    """Return the beliefs of agent n after everybody's offers, all different from each other."""
    offers = [_offer(economy, solved, y, 0.3 + 0.1 * i) for i, y in enumerate(taken)]
    counts: dict[Offer, int] = {}
    for a in offers:
        counts[a] = counts.get(a, 0) + 1
    return beliefs(economy, list(counts.items()), types[n], offers[n], solved)


def defections(economy: Economy, parameters: Parameters) -> Instance:
    """Three agents of any types, whose offers are read as any types.

    Who agrees with whom, and who is right.
    """
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating or X > 2:
        return Instance(economy.name, None, "alpha* is not separating, or more than two types")
    tried = 0
    for types, taken in product(
        combinations_with_replacement(range(X), 3), product(range(X), repeat=3)
    ):
        loyal = [n for n in range(3) if types[n] == taken[n]]
        if parameters["defectors"] == "one" and len(loyal) != 2:
            continue
        who = range(3) if parameters["who"] == "everybody" else loyal
        held = [_held(economy, solved, types, taken, n) for n in who]
        tried += 1
        if not _as_asked(held, types, X, str(parameters["ask"]), len(loyal)):
            return Instance(
                economy.name,
                False,
                f"types {types}, offers read as {taken}: {[tuple(b.configuration.tolist()) for b in held]}",
            )
    return Instance(economy.name, True, f"{tried} histories")


def _as_asked(held: list[Beliefs], types: tuple[int, ...], X: int, ask: str, loyal: int) -> bool:
    seen = {tuple(b.configuration.tolist()) for b in held}
    if ask == "agree":
        return len(seen) <= 1
    true = tuple(np.bincount(types, minlength=X).tolist())
    if ask == "sum":
        return all(sum(s) == len(types) for s in seen)
    return loyal == len(types) or true not in seen


def sigma_prime(economy: Economy, parameters: Parameters) -> Instance:
    """What an agent thinks the others believe is what it believes with itself moved from its own type to the one it is taken for."""
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    for own, taken_for in product(range(X), repeat=2):
        held = _held(economy, solved, (own, *range(X)), (taken_for, *range(X)), 0)
        unit = np.eye(X, dtype=int)
        written = (
            held.configuration
            + unit[taken_for]
            - (unit[own] if parameters["moved"] else 0 * unit[own])
        )
        if (written != held.believed_by_others).any() or held.defector != (own != taken_for):
            return Instance(
                economy.name, False, f"type {own} taken for {taken_for}: {held.believed_by_others}"
            )
    return Instance(economy.name, True, f"{X * X} pairs of types")


def defector_best(economy: Economy, parameters: Parameters) -> Instance:
    """The offer of (11) after a defection against a grid of offers on both sides.

    Under the defector's own belief and the others' offers.
    """
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    k, e, worst, residual = formulas_of(economy), economy.floats.endowment, -np.inf, 0.0
    for own, taken_for in ((0, X - 1), (X - 1, 0)):
        held = _held(economy, solved, (own, *range(X)), (taken_for, *range(X)), 0)
        game = solve_stage2(economy, held.believed_by_others[None])
        residual = max(residual, float(game.residual[0]))
        minus = game.totals[0] - game.offers[0, taken_for]
        mine = (
            stage2_offer(economy, held, own)
            if parameters["offer"] == "best response"
            else game.offers[0, taken_for]
        )
        side = np.concatenate([np.linspace(0, 0.99, 400), np.linspace(0, 0.05, 100)])
        grid = np.concatenate(
            [np.stack([side * e[0], 0 * side], -1), np.stack([0 * side, side * e[1]], -1)]
        )
        values = expected_utility(
            economy, k.payoff(grid[:, 0], grid[:, 1], minus[0], minus[1]), own, held.posterior
        )
        top = float(
            expected_utility(
                economy, k.payoff(mine[0], mine[1], minus[0], minus[1]), own, held.posterior
            )
        )
        worst = max(worst, float(values.max() - top) / max(1.0, abs(top)))
    return Instance(
        economy.name,
        worst < 1e-12,
        f"best improvement {worst:.1e}",
        margin=1e-12 - worst,
        residual=residual,
    )


def bounded_below(economy: Economy, parameters: Parameters) -> Instance:
    """F, whoever the agent is taken for, is at least the expected utility of the endowment.

    Declining to trade is always possible.
    """
    if len(economy.types) > 3:
        return Instance(economy.name, None, "more than three types")
    e, k, X = economy.floats.endowment, formulas_of(economy), len(economy.types)
    bundle = float(parameters["kept"]) * np.broadcast_to(e, (X, 2))
    kept = (
        k.partial((0, 0), bundle[:, 0], bundle[:, 1], np.arange(X)) * type_posterior(economy)
    ).sum(-1)
    found = [continuation(economy, M) for M in (1, 2, 5, 12)]
    worst = min(float((f.values - kept[:, None]).min()) for f in found)
    left_out = max(float(f.truncation.max()) for f in found)
    return Instance(
        economy.name,
        worst > -1e-10,
        f"smallest excess over the endowment {worst:.1e}",
        margin=worst + 1e-10,
        truncation=left_out,
    )


@lru_cache(maxsize=16)
def _failures(eta: Fraction | None, kappa: Fraction | None) -> tuple[int, ...]:
    (economy,) = [e for e in shipped() if e.name.startswith("three states, where")]
    if eta is not None:
        economy = economy.replacing(eta=eta * economy.mechanism.eta)
    if kappa is not None:
        economy = economy.replacing(kappa=[kappa * v for v in economy.mechanism.kappa])
    return tuple(threshold(economy, range(2, 33)).fails)


def rates(parameters: Parameters) -> Outcome:
    """The values of N up to 32 at which the candidate fails in the shipped economy, before and after a change of eta or kappa."""
    changes: dict[str, tuple[Fraction | None, Fraction | None]] = {
        "eta": (Fraction(2), None),
        "kappa": (None, Fraction(2)),
        "nothing": (Fraction(1), None),
    }
    before = _failures(None, None)
    after = [_failures(*changes[c]) for c in parameters["changed"]]
    detail = (
        f"fails at {len(before)} values of N before and at {', '.join(str(len(a)) for a in after)} "
        ""
        f"after doubling {', '.join(parameters['changed'])}"
    )
    return Outcome(
        Verdict.HOLDS if all(a != before for a in after) else Verdict.FAILS,
        Evidence.SAMPLED,
        detail,
        engine="floating point",
        instances=1,
    )


CHECKS: dict[str, Check] = {
    "sec-3.2.generic": Exact(generic),
    "abstract.essentially-unique": Exact(essentially_unique),
    "sec-3.2.common-optimum": OnEconomies(ratio_at_optimum),
    "eq-7.one-type": Exact(one_type),
    "sec-3.2.action-in-interval": Exact(action_in_interval),
    "sec-3.2.defections": OnEconomies(defections),
    "sec-3.2.sigma-prime": OnEconomies(sigma_prime),
    "eq-11.best": OnEconomies(defector_best),
    "thm-1.claim-2.lower": OnEconomies(bounded_below),
    "sec-3.2.rates": Exact(rates),
}
"""The checks of this module by the names under which statements assert them."""
