r"""Checks of the candidate equilibrium of section 3.2.

How alpha* moves with tastes and probabilities, how far from it separating equilibria can be, a
defector's beliefs and best response, rates: the toolkit's solvers against formulas by hand.

Conventions: stage-1 offers are chosen inside the intervals, so that each is read as one type; *taken
for* is the type that an offer is read as.

Paper: section 3.2, equations (5)-(11), and the remarks around them.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, partial
from itertools import product
from math import log

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.mechanism.beliefs import consumption, read_types, stage2_offer
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import threshold
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_3.beliefs_checks import believed_by_hand, held
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.shared.largest import largest, smallest
from proofs_check.paper.shared.limits import comparable_sizes
from proofs_check.verifying.economies import shipped
from symbolic.language.notation import q

RATE = 0.08
"""Of the exponent of M in a radius at the sizes that are computed."""
FAR = 0.2
"""A share of what is left of either good: beyond it the loss is not nearly quadratic."""
LATER = 8
"""How many times larger the sizes are at which a rate is looked for again."""


def _curvature(economy: Economy, x: int) -> float:
    """Return the second derivative of L_x at its maximiser, by hand."""
    (top_q, top_r), c = by_hand.endowment(economy), by_hand.best_consumption(economy, x)
    p_1 = top_r / top_q
    bundle, weights = (c, p_1 * (2 * top_q - c)), by_hand.tau(economy, x)
    return sum(
        float(w) * factor * by_hand.utility(economy, x, z, order)(*bundle)
        for z, w in enumerate(weights)
        for order, factor in (((2, 0), 1.0), ((1, 1), -2 * p_1), ((0, 2), p_1**2))
    )


def generic(economy: Economy, parameters: Parameters) -> Instance:
    """How the solver's alpha*(x) moves as t v = t q is added to u(.; x), against -v_q/L'' = -1/L''.

    The other types' offers do not move.
    """
    X, Z, top = len(economy.types), len(economy.states), by_hand.endowment(economy)[0]
    e, worst = economy.environment, 0.0
    bump = sp.Symbol("bump", real=True)
    for x in (0, X - 1):
        moved, wanted = [], np.zeros(X)
        wanted[x] = -1 / _curvature(economy, x)
        c = by_hand.best_consumption(economy, x)
        step = 1e-5 * min(c, 2 * top - c)  # q moves little against what is left of either good
        t = Fraction(step / float(wanted[x])).limit_denominator(10**15)
        for bumped in (t, -t):
            rows = [[bumped if y == x else 0] * Z for y in range(X)]
            changed = economy.replacing(
                utility=e.utility + bump * q, parameters={**e.parameters, "bump": rows}
            )
            moved.append(solve_stage1(changed).consumption)
        slopes = (moved[0] - moved[1]) / (2 * float(t))
        gap = np.abs(slopes - float(parameters["factor"]) * wanted).max() / wanted[x]
        worst = largest(worst, float(gap))
    told = f"largest relative difference {worst:.1e} from -v_q/L''"
    return Instance(economy.name, worst < 1e-4, told, margin=1e-4 - worst)


def generic_by_state(economy: Economy, parameters: Parameters) -> Instance:
    """Where u_q - p_1 u_r differs between states at alpha*(x), another prior moves alpha*(x).

    The priors are nearer to one state each.  The solver's offers under them are those of Bayes' rule
    by hand.
    """
    e, X = economy.environment, len(economy.types)
    share = Fraction(parameters["moved"].p, parameters["moved"].q)
    base, (top_q, top_r) = solve_stage1(economy).consumption, by_hand.endowment(economy)
    moves = np.zeros(X)
    for z in range(len(e.states)):
        prior = [(1 - share) * p + (share if s == z else 0) for s, p in enumerate(e.prior)]
        changed = economy.replacing(prior=prior)
        after = solve_stage1(changed).consumption
        moves = np.maximum(moves, np.abs(after - base) / top_q)
        for x in range(X):
            by_bayes = by_hand.best_on_line(economy, x, by_hand.tau(changed, x))
            gap = abs(by_bayes - after[x]) / top_q
            if not gap <= 1e-12:
                return Instance(economy.name, False, f"type {x}: {after[x]} differs by {gap:.1e}")
    matter = []
    for x in range(X):
        bundle = float(base[x]), top_r / top_q * (2 * top_q - float(base[x]))
        slopes = [
            by_hand.utility(economy, x, z, (1, 0))(*bundle)
            - top_r / top_q * by_hand.utility(economy, x, z, (0, 1))(*bundle)
            for z in range(len(e.states))
        ]
        scale = by_hand.utility(economy, x, 0, (1, 0))(*bundle)
        matter.append(max(slopes) - min(slopes) > 1e-6 * scale)
    if not any(matter):
        return Instance(economy.name, None, "the state does not matter to anybody's taste")
    least = smallest(1.0, float((moves[matter] - 1e-10).min()))
    told = f"the least move of an offer is {least:.1e} of the endowment"
    return Instance(economy.name, least > 0, told, margin=least)


def nearly_unique(economy: Economy, parameters: Parameters) -> Instance:
    """How far from alpha* a separating equilibrium's offers can be, at two sizes.

    Moving to alpha*(x) gains P(inactive) (L_x(q_1) - L_x(q)) and costs at most P(active) times the
    spread of F_x over what an offer may be taken for; the radius at which both are equal falls like
    a power of M.
    """
    sizes, solved = comparable_sizes(economy), solve_stage1(economy)
    if sizes is None or not solved.separating:
        reason = "alpha* is not separating, too many types, states too close, or a thin market"
        return Instance(economy.name, None, reason)
    power = float(parameters["power"])
    found = _at_sizes(economy, sizes, power)
    if found.holds is False:  # a power series in 1/sqrt(M) may not have settled
        later = _at_sizes(economy, (LATER * sizes[0], LATER * sizes[1]), power)
        return later if later.holds else found
    return found


def _at_sizes(economy: Economy, sizes: tuple[int, int], power: float) -> Instance:
    eta, radius, left_out = float(economy.mechanism.eta), [], 0.0
    for M in sizes:
        found = continuation(economy, M)
        spread = found.values.max(axis=1) - found.values.min(axis=1)
        left_out = largest(left_out, float(found.truncation.max()))
        allowed = (1 - eta) / eta * spread
        radius.append(max(_radius(economy, x, float(a)) for x, a in enumerate(allowed)))
    if radius[1] < 1e-6:
        return Instance(economy.name, None, "being taken for another type does not matter")
    best = [by_hand.best_consumption(economy, x) for x in range(len(economy.types))]
    if radius[0] > FAR * min(min(c, 2 * by_hand.endowment(economy)[0] - c) for c in best):
        return Instance(economy.name, None, f"the radius is {radius[0]:.1e}, too far to see a rate")
    rate = log(radius[0] / radius[1]) / log(sizes[1] / sizes[0])
    margin = RATE - abs(rate - power)
    told = f"radius {radius[0]:.1e} at M = {sizes[0]}, {radius[1]:.1e} at M = {sizes[1]}, rate M^-{rate:.2f}"
    return Instance(economy.name, margin > 0, told, margin=margin, truncation=left_out)


def _radius(economy: Economy, x: int, allowed: float) -> float:
    """Return the distance from the best consumption at which L_x has fallen by what is allowed."""
    (top_q, top_r), c = by_hand.endowment(economy), by_hand.best_consumption(economy, x)
    tau = by_hand.tau(economy, x)

    def value(at: float) -> float:
        return by_hand.expected(economy, (at, top_r / top_q * (2 * top_q - at)), x, tau)

    def left(sign: int, moved: float) -> float:
        return allowed - (value(c) - value(c + sign * moved))

    ends = (c * (1 - 1e-9), (2 * top_q - c) * (1 - 1e-9))
    return max(
        by_hand.root(partial(left, sign), 0.0, end) for sign, end in zip((-1, 1), ends, strict=True)
    )


def ratio_at_optimum(economy: Economy, parameters: Parameters) -> Instance:
    """The ratio of expected marginal utilities, by hand, at the solver's best consumption is p_1."""
    top_q, top_r = by_hand.endowment(economy)
    consumed, gap = solve_stage1(economy).consumption * (1 + float(parameters["shift"])), 0.0
    for x, c in enumerate(consumed):
        bundle, tau = (float(c), top_r / top_q * (2 * top_q - float(c))), by_hand.tau(economy, x)
        first, second = (by_hand.slope(economy, bundle, x, tau, good) for good in (0, 1))
        gap = largest(gap, abs(first / second / (top_r / top_q) - 1))
    told = f"largest relative difference {gap:.1e}"
    return Instance(economy.name, gap < 1e-9, told, margin=1e-9 - gap, residual=gap)


def action_in_interval(economy: Economy, parameters: Parameters) -> Instance:
    """Each type's offer gives a consumption in its own printed interval only, and is read as it."""
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    cells = by_hand.intervals(
        [by_hand.best_consumption(economy, x) for x in range(X)], 2 * by_hand.endowment(economy)[0]
    )
    order = [int(x) for x in np.argsort(solved.consumption)]
    seen = consumption(economy, solved.offers)
    for rank, x in enumerate(order):
        wanted = order[(rank + parameters["shift"]) % X]
        owners = by_hand.owners(float(seen[x]), cells)
        read = int(read_types(economy, solved.offers[x], solved))
        if owners != [wanted] or read != wanted:
            return Instance(economy.name, False, f"type {x}: in I of {owners}, read as {read}")
    return Instance(economy.name, True, f"{X} types")


def sigma_prime(economy: Economy, parameters: Parameters) -> Instance:
    """What the toolkit lets a defector think that the others believe: (9) with the own type moved."""
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    for own, taken_for in product(range(X), repeat=2):
        types, taken = (own, *range(X)), (taken_for, *range(X))
        found = held(economy, types, taken, 0)
        mine = believed_by_hand(types, taken, 0, X)
        written = [
            n + parameters["taken"] * (y == taken_for) - (y == own) for y, n in enumerate(mine)
        ]
        defects = own != taken_for
        if found.believed_by_others.tolist() != written or found.defector != defects:
            told = f"type {own} taken for {taken_for}: {found.believed_by_others}"
            return Instance(economy.name, False, told)
    return Instance(economy.name, True, f"{X * X} pairs of types")


def defector_best(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's offer (11) after a defection against the best offer by hand.

    The latter is best under the defector's own belief, multiplied out, and the totals of the
    others' equilibrium offers, added up: all but the agent play beta of the configuration in which
    it is what it is taken for.
    """
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    kappa, worst, residual = economy.floats.kappa, 0.0, 0.0
    for own, taken_for in ((0, X - 1), (X - 1, 0)):
        # More agents are of the agent's type than of the type for which it is taken.
        types, taken = ((n, *range(X), own, own) for n in (own, taken_for))
        found = held(economy, types, taken, 0)
        game = solve_stage2(economy, [[taken.count(y) for y in range(X)]])
        residual = largest(residual, float(game.residual[0]))
        others = sum(game.offers[0, y] for y in taken[1:]) + len(taken) * kappa
        belief = by_hand.posterior(economy, believed_by_hand(types, taken, 0, X))
        seen = float(others[0]), float(others[1])
        wanted, _ = by_hand.best_offer(economy, own, belief, seen)
        mine = stage2_offer(economy, found, own) * float(parameters["share"])
        worst = largest(worst, float(np.abs(mine - wanted).max()))
    told = f"largest difference {worst:.1e}"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst, residual=residual)


@lru_cache(maxsize=16)
def _changed(eta: int, kappa: int) -> Economy:
    (economy,) = [e for e in shipped() if e.name.startswith("three states, where")]
    m = economy.mechanism
    return economy.replacing(eta=eta * m.eta, kappa=[kappa * v for v in m.kappa])


def _failures(eta: int, kappa: int) -> tuple[int, ...]:
    return tuple(threshold(_changed(eta, kappa), range(2, 33)).fails)


def rates(parameters: Parameters) -> Outcome:
    """The values of N up to 32 at which the candidate fails in the shipped economy, with eta and kappa multiplied."""
    before = _failures(1, 1)
    after = _failures(parameters["eta"], 1), _failures(1, parameters["kappa"])
    detail = (
        f"fails at {len(before)} values of N, at {len(after[0])} with {parameters['eta']} eta and at "
        f"{len(after[1])} with {parameters['kappa']} kappa"
    )
    holds = all(a != before for a in after)
    return sampled(holds, detail)


CHECKS: dict[str, Check] = {
    "sec-3.2.generic": OnEconomies(generic),
    "sec-3.2.generic-by-state": OnEconomies(generic_by_state),
    "abstract.essentially-unique": OnEconomies(nearly_unique),
    "sec-3.2.common-optimum": OnEconomies(ratio_at_optimum),
    "sec-3.2.action-in-interval": OnEconomies(action_in_interval),
    "sec-3.2.sigma-prime": OnEconomies(sigma_prime),
    "eq-11.best": OnEconomies(defector_best),
    "sec-3.2.rates": Exact(rates, only(partial(_changed, 1, 1)), ("M = N",)),
}
"""The checks of this module by the names under which statements assert them."""
