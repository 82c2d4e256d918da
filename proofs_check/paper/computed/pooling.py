r"""The games after a semi-pooling stage 1, against sums over every sequence of the others' types.

On and off the path every role's offer is best against random totals; what an offer is worth is the
sum over the others' block counts.  Sequences are listed one by one with exact probabilities, so that
neither compositions nor posteriors of blocks enter.

Conventions: three active agents; the blocks are {1, 3} and {2}; a deviating offer is attributed to
the first type or to the last two.  Slopes by hand are differences of payoffs.

Paper: section 7.2, equations (30)-(33), Claim 4.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import pooled
from numeric.oracles.semipooling import best_value, expected, scenarios
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.pooling_cost import losses_at, pooling_cost
from numeric.theorem_2.pooling_newton import _conditions
from numeric.theorem_2.semipooling import semi_pooling, value_off_path, value_on_path
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.slow import data_of

Array = NDArray[np.float64]
PARTITION, ACTIVE = ((0, 2), (1,)), 3
SETS = ((0,), (1, 2))


def _pair(signed: float) -> by_hand.Pair:
    return max(signed, 0.0), max(-signed, 0.0)


@cache
def _chances(economy: Economy, x: int) -> dict[tuple[int, ...], float]:
    """Return the probability of the block counts of the two others, as a type sees them."""
    found: dict[tuple[int, ...], float] = {}
    for counts in ((2, 0), (1, 1), (0, 2)):
        e, total = economy.environment, 0.0
        for z, t in enumerate(by_hand.tau(economy, x)):
            mass = [sum(e.signal[z][y] for y in block) for block in PARTITION]
            ways = 2 if counts == (1, 1) else 1
            total += float(t * ways * mass[0] ** counts[0] * mass[1] ** counts[1])
        found[counts] = total
    return found


def off_path(economy: Economy, parameters: Parameters) -> Instance:
    """F of an offer attributed to a set: every target's offer is best, and its worth is the sum."""
    X, data, worst = len(economy.types), data_of(economy), 0.0
    for attributed in SETS:
        found = value_off_path(economy, PARTITION, ACTIVE, attributed)
        slow = np.zeros(X)
        for row, counts in enumerate(found.counts.tolist()):
            offers = found.offers[row].tolist()

            def profile(y: int, target: bool, offers: list[float] = offers) -> by_hand.Pair:
                return _pair(offers[y] if target else offers[X + y])

            for x in range(X):
                seen = scenarios(data, PARTITION, x, counts, None)
                worth = expected(data, ACTIVE, x, seen, profile, _pair(offers[x]))
                worst = largest(worst, gap(best_value(data, ACTIVE, x, seen, profile), worth))
                slow[x] += _chances(economy, x)[tuple(counts)] * worth
                block = 0 if x in PARTITION[0] else 1
                left = [n - (k == block) for k, n in enumerate(counts)]
                if min(left) >= 0:
                    faced = scenarios(data, PARTITION, x, left, attributed)
                    own = expected(data, ACTIVE, x, faced, profile, _pair(offers[X + x]))
                    worst = largest(worst, gap(best_value(data, ACTIVE, x, faced, profile), own))
        worst = largest(worst, gap(found.values, slow * float(parameters["value"])))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst)


def on_path(economy: Economy, parameters: Parameters) -> Instance:
    """F of the offer of a block, with and without the shut-down, and the test that excludes it."""
    X, data, worst = len(economy.types), data_of(economy), 0.0
    own = by_hand.endowment(economy)
    for block, shut_down in ((0, True), (1, False)):
        found = value_on_path(economy, PARTITION, ACTIVE, block, shut_down=shut_down)
        slow = np.zeros(X)
        for row, counts in enumerate(found.counts.tolist()):
            offers = found.offers[row].tolist()

            def profile(y: int, target: bool, offers: list[float] = offers) -> by_hand.Pair:
                return _pair(offers[y])

            for x in range(X):
                seen = scenarios(data, PARTITION, x, counts, None)
                worth = best_value(data, ACTIVE, x, seen, profile)
                if x in PARTITION[block]:
                    worst = largest(
                        worst,
                        gap(expected(data, ACTIVE, x, seen, profile, _pair(offers[x])), worth),
                    )
                if shut_down and counts[block] == ACTIVE - 1:
                    worth = sum(
                        float(w) * by_hand.utility(economy, x, z)(*own) for w, z, _, _ in seen
                    )
                slow[x] += _chances(economy, x)[tuple(counts)] * worth
        worst = largest(worst, gap(found.values, slow * float(parameters["value"])))
    whole = semi_pooling(economy, PARTITION, 4)
    (test,) = whole.exclusions
    gains = {
        A: max(float(whole.on_path[0].values[y] - v.values[y]) for y in PARTITION[0])
        for A, v in whole.off_path.items()
    }
    most = max(gains, key=lambda A: gains[A])
    cost, at = pooling_cost(economy, PARTITION[0])
    lost = losses_at(economy, np.linspace(*by_hand_range(economy), 4001))[
        :, list(PARTITION[0])
    ].max(axis=1)
    worst = largest(worst, gap((test.gain, test.cost), (0.75 * gains[most], 0.25 * cost)))
    worst = largest(worst, float(test.attributed != most or whole.active != 3 or whole.missing > 0))
    worst = largest(
        worst, float(not 0 <= float(lost.min()) - cost < 1e-4), _outer(economy, cost, at)
    )
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst)


def by_hand_range(economy: Economy) -> by_hand.Pair:
    """Return the best consumptions of the two types of the block, the lower first."""
    ends = sorted(by_hand.best_consumption(economy, x) for x in PARTITION[0])
    return ends[0], ends[1]


def _outer(economy: Economy, cost: float, at: float) -> float:
    """Return by how much the two losses at the cheapest common offer differ from the cost."""
    found, own = [], by_hand.endowment(economy)
    for x in PARTITION[0]:
        line = [
            by_hand.expected(
                economy, (c, own[1] / own[0] * (2 * own[0] - c)), x, by_hand.tau(economy, x)
            )
            for c in (by_hand.best_consumption(economy, x), at)
        ]
        found.append(line[0] - line[1])
    return gap(found, cost)


def kernels(economy: Economy, parameters: Parameters) -> Instance:
    """Compiled best responses and conditions against the array form, and derivatives against differences."""
    game = games.target_game(economy, PARTITION, 4, SETS[1], np.array([[2, 1], [1, 2]]))
    generator = np.random.default_rng(3)
    offers = generator.uniform(0.05, 0.5, (2, 2 * len(economy.types))) * np.where(
        generator.random((2, 2 * len(economy.types))) < 0.5, 1, -1
    )
    whole = np.where(game.present, game.weights.sum(axis=(2, 3)), 1.0)
    plain, worst = games.responses(economy, game, offers), gap(whole, np.ones_like(whole))
    residual, jacobian = _conditions(economy, game, offers)
    compiled = replace(game, compiled=True)
    again, (same, slopes) = (
        games.responses(economy, compiled, offers),
        _conditions(economy, compiled, offers),
    )
    for part in ("slopes", "sides", "values", "offers", "value"):
        worst = largest(worst, gap(getattr(again, part), getattr(plain, part)))
    worst = largest(worst, gap(same, residual), gap(slopes, jacobian))
    found = pooled.respond(economy, game.active, game.types, game.laid_out, offers)
    if found is not None:
        worst = largest(worst, 100 * float(found[..., 6].max()))
        first = plain.values[..., 0] >= plain.values[..., 1]
        signed = np.where(first, plain.sides[..., 0], -plain.sides[..., 1])
        worst = largest(worst, gap(games.signed(again), signed))
    for v in range(offers.shape[1]):
        step = 1e-6 * np.eye(offers.shape[1])[v]
        ends = [_conditions(economy, game, offers + s * step)[0] for s in (1, -1)]
        moved = (ends[0] - ends[1]) / 2e-6 * float(parameters["value"])
        worst = largest(worst, 1e-4 * gap(jacobian[:, :, v], moved))
    X, kappa = len(economy.types), [float(k) for k in economy.mechanism.kappa]
    for row, role in ((0, 0), (1, X + 1)):
        slope = 0.0
        for point, weights in zip(game.points[row, role], game.weights[row, role], strict=True):
            sold = sum(n * max(b, 0.0) for n, b in zip(point, offers[row], strict=True))
            bought = sum(n * max(-b, 0.0) for n, b in zip(point, offers[row], strict=True))
            side = by_hand.sale_slope if offers[row, role] > 0 else by_hand.purchase_slope
            at = (4 * kappa[0] + sold, 4 * kappa[1] + bought)
            slope += side(economy, role % X, weights.tolist(), at, abs(float(offers[row, role])))
        worst = largest(worst, gap(residual[row, role], slope))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-10, told, margin=1e-10 - worst)


CHECKS: dict[str, Check] = {
    "thm-2.claim-4.off-path": on_probes(off_path, (LOGARITHMS,)),
    "thm-2.claim-4.on-path": on_probes(on_path, (LOGARITHMS,)),
    "eq-32.compiled": on_probes(kernels, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.claim-4.off-path",
        "F of an offer attributed to a set of types, against sums over all sequences of types",
        "Claim 4 of Theorem 2, (30), (31)",
        r"\forall x, A:\quad "
        r"F_x(A) = \sum_\lambda P(\lambda \mid x) \max_b \sum_z \tilde\phi_x(z) \sum_j \gamma_z(j) u(\cdot; x, z)",
        "value",
        depends_on=("thm-2.claim-1.composed",),
    ),
    stated(
        "thm-2.claim-4.on-path",
        "F of the offer of a block, the cost of pooling, and the test that excludes a block",
        "Claim 4 of Theorem 2; A2",
        r"\forall x, k:\quad F_x(Y_k) = \sum_\lambda P(\lambda \mid x) \max_b (\cdot),\quad \text{excluded} \iff "
        r"\tfrac{N - M}N C_k > \tfrac MN \max_{y, A} [F_y(Y_k) - F_y(A)]",
        "value",
        depends_on=("thm-2.claim-4.off-path",),
    ),
    stated(
        "eq-32.compiled",
        "conditions of a pooled game and their derivatives, in array form and compiled",
        "equations (30)-(32)",
        r"\forall u, v, b:\quad \frac{\partial f_u}{\partial b_v} = \lim_h \frac{f_u(b + h e_v) - f_u(b - h e_v)}{2h}",
        "value",
    ),
)
