r"""The check of the rebate at finite N: everybody is paid out one by one.

Paper: section 6, the entry fee; the rebate is not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import log, prod

import numpy as np

from numeric.economy.economy import Economy
from numeric.games.entry_fee import after_fee, rebated
from numeric.games.scenarios import scenarios
from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.largest import largest

N, IDLE, KAPPA, FEE = 6, 2, 0.05, 0.1
ENDOWMENT = (1.25, 1.0)
LEFT = (ENDOWMENT[0] - FEE, ENDOWMENT[1] - FEE)
TASTE = ((0.3, 0.45), (0.6, 0.75))
SIGNAL = ((0.35, 0.65), (0.65, 0.35))
H = 1e-4
Offer = tuple[float, float]


def _u(bundle: Offer, x: int, z: int) -> float:
    a = TASTE[x][z]
    return a * log(bundle[0]) + (1 - a) * log(bundle[1])


def _made(sold: float, price: float) -> Offer:
    return (sold, 0.0) if sold > 0 else (0.0, -price * sold)


def _paid(active: Sequence[Offer], inactive: Sequence[Offer], returned: float) -> list[Offer]:
    """Pay everybody out, the active first, and return a share of what is left of the fees."""
    M, p_1 = len(active), LEFT[1] / LEFT[0]
    Q, R = (sum(b[g] for b in active) + M * KAPPA for g in (0, 1))
    p = R / Q
    held = [(LEFT[0] - b[0] + b[1] / p, LEFT[1] - b[1] + p * b[0]) for b in active]
    held += [(LEFT[0] - a[0] + a[1] / p_1, LEFT[1] - a[1] + p_1 * a[0]) for a in inactive]
    n = len(held)
    back = [returned * (n * ENDOWMENT[g] - sum(v[g] for v in held)) / n for g in (0, 1)]
    return [(q + back[0], r + back[1]) for q, r in held]


def rebate_at_n(parameters: Parameters) -> Outcome:
    """Whether slopes vanish at both stages and resources balance, by enumeration."""
    share = float(parameters["returned"])
    economy = Economy(
        prior=["1/2", "1/2"],
        signal=[["7/20", "13/20"], ["13/20", "7/20"]],
        endowment=["5/4", 1],
        kappa=["1/20", "1/20"],
        eta="1/10",
        utility="A*log(q) + (1 - A)*log(r)",
        parameters={"A": [["3/10", "9/20"], ["3/5", "3/4"]]},
    )
    _, found = rebated(economy, N, scenarios(after_fee(economy), N, IDLE))
    first, p_1 = [float(a) for a in found.first], LEFT[1] / LEFT[0]
    rows = [tuple(map(int, row)) for row in np.unique(found.game.active, axis=0)]
    sold = {row: [float(t) for t in found.second.sold[i]] for i, row in enumerate(rows)}
    price = {row: float(found.second.price[i]) for i, row in enumerate(rows)}

    def active_value(counts: tuple[int, ...], x: int, t: float) -> float:
        p, total = price[counts], 0.0
        made = [_made(v, p) for v in sold[counts]]
        rest = [made[y] for y in (0, 1) for _ in range(counts[y] - (y == x))]
        for z, types in product((0, 1), product((0, 1), repeat=IDLE)):
            seen = [y for y in (0, 1) for _ in range(counts[y])]
            chance = prod(SIGNAL[z][y] for y in (*seen, *types))
            paid = _paid([_made(t, p), *rest], [_made(first[y], p_1) for y in types], share)
            total += chance * _u(paid[0], x, z)
        weight = sum(prod(SIGNAL[z][y] ** counts[y] for y in (0, 1)) for z in (0, 1))
        return total / weight

    def inactive_value(x: int, a: float) -> float:
        total = 0.0
        for z, types in product((0, 1), product((0, 1), repeat=N - 1)):
            chance = SIGNAL[z][x] * prod(SIGNAL[z][y] for y in types)
            act, idle = types[: N - IDLE], types[N - IDLE :]
            counts = (act.count(0), act.count(1))
            made = [_made(sold[counts][y], price[counts]) for y in act]
            rest = [_made(first[y], p_1) for y in idle]
            total += chance * _u(_paid(made, [*rest, _made(a, p_1)], share)[-1], x, z)
        return total / sum(row[x] for row in SIGNAL)

    slopes = [
        (active_value(c, x, sold[c][x] + H) - active_value(c, x, sold[c][x] - H)) / (2 * H)
        for c, x in (((2, 2), 0), ((2, 2), 1), ((1, 3), 0))
    ]
    slopes += [
        (inactive_value(x, first[x] + H) - inactive_value(x, first[x] - H)) / (2 * H)
        for x in (0, 1)
    ]
    made = [_made(v, price[2, 2]) for v in sold[2, 2] for _ in (0, 1)]
    paid = _paid(made, [_made(v, p_1) for v in first], share)
    gap = largest(*(abs(sum(v[g] for v in paid) - N * ENDOWMENT[g]) for g in (0, 1)))
    most = largest(*map(abs, slopes))
    holds = most < 1e-6 and gap < 1e-12
    told = f"the largest slope is {most:.1e}; consumption less endowments {gap:.1e}"
    return Outcome(Verdict.HOLDS if holds else Verdict.FAILS, Evidence.SAMPLED, told)


CHECKS: dict[str, Check] = {
    "sec-6.fee.rebate.finite": Exact(rebate_at_n, corners=("utility unbounded below",)),
}
"""The checks of this module by the names under which statements assert them."""
