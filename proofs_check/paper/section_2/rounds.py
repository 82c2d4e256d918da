r"""One round of the mechanism, agent by agent, against (2)-(4) written out by hand.

Conventions: types are dealt in turn; the first agent defects, offering at stage 1 as the next type
does; offers at stage 2 are given, different for every agent, so that an exchange of two shows.

Paper: section 2.2, equations (2)-(4); the payout in section 6.
"""

from __future__ import annotations

import numpy as np

from numeric.economy.economy import Economy
from numeric.mechanism.play import play
from numeric.stage1 import solve_stage1
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.claims.claim import Claim
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted

AGENTS = 12


def accounts(economy: Economy, parameters: Parameters) -> Instance:
    """Every field of the toolkit's round against sums over agents, and every unit accounted for."""
    solved, X, N = solve_stage1(economy), len(economy.types), AGENTS
    M, kappa = economy.active(N), economy.floats.kappa * float(parameters["kappa"])
    types = [n % X for n in range(N)]
    offers = [(float(a), float(b)) for a, b in solved.offers]
    first = [offers[(n + (n == 0)) % X] for n in range(N)]
    chosen = [n for n in range(N) if n != 3][:M] + [3] * (M == N)
    active = [n in chosen for n in range(N)]
    top = by_hand.endowment(economy)
    second = [
        (0.02 * (n + 1) * top[0], 0.0) if n % 2 else (0.0, 0.03 * (n + 1) * top[1])
        for n in range(N)
    ]
    played = play(economy, types=types, offers1=first, active=active, offers2=second)
    sold = sum(second[n][0] for n in range(N) if active[n]) + M * kappa[0]
    spent = sum(second[n][1] for n in range(N) if active[n]) + M * kappa[1]
    price, wanted = spent / sold, []
    for n in range(N):
        b_q, b_r = second[n]
        bundle = top[0] - b_q + b_r / price, top[1] - b_r + price * b_q
        wanted.append(
            bundle if active[n] else by_hand.inactive_bundle(economy, (first[n][0], first[n][1]))
        )
    idle = [n for n in range(N) if not active[n]]
    paid = [sum(wanted[n][good] - top[good] for n in idle) for good in (0, 1)]
    kappas = [M * (kappa[0] - kappa[1] / price), M * (kappa[1] - price * kappa[0])]
    gaps = [
        np.abs(played.allocation - wanted).max(),
        np.abs(played.totals - [sold, spent]).max(),
        abs(played.price - price),
        np.abs(played.payout_inactive - paid).max(),
        np.abs(played.payout_kappa - kappas).max(),
        np.abs(played.balance(economy)).max(),
    ]
    gap = float(max(gaps)) / max(top)
    told = f"{N} agents, {M} of them active, largest difference {gap:.1e} of the endowment"
    return Instance(economy.name, gap < 1e-11, told, margin=1e-11 - gap)


CLAIMS = (
    Claim(
        id="eq-4.round",
        title="a round pays every agent what (2)-(4) say, and every unit is accounted for",
        source="equations (2)-(4)",
        printed=asserted(
            "eq-4.round",
            r"\forall n \notin \mathcal{M}:\ (q^n, r^n)\ \text{is (2)},\quad \forall n \in \mathcal{M}:\ (q^n, r^n)\ "
            r"\text{is (3) with}\ p_2 = R/Q,\ (Q, R) = \sum_{m \in \mathcal{M}} b^m + M\kappa",
            kappa=1,
        ),
        depends_on=("eq-4.accounting",),
        mutants=(
            asserted("eq-4.round", kappa=HUNDREDTH_MORE),
            asserted("eq-4.round", kappa=HUNDREDTH_LESS),
        ),
    ),
)

CHECKS: dict[str, Check] = {"eq-4.round": OnEconomies(accounts)}
"""The checks of this module by the names under which statements assert them."""
