r"""Checks of section 6 with classes of endowments: margins against brute force, and what the modified A2 costs.

Conventions: the economy with farmers and traders is those of ``examples/mechanisms/classes.toml``
in other numbers.

Paper: section 6, fourth paragraph.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import log, sqrt
from typing import Any

import mpmath

from numeric.classes.economy import ClassEconomy, class_economy
from numeric.classes.kinds import kind_economy
from numeric.classes.margins import class_continuation, class_margin
from numeric.classes.shut_down import shut_down
from numeric.classes.stage1 import solve_class_stage1
from numeric.oracles import classes as oracle
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Disagreement, Exact, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.largest import largest

TASTE = (("3/10", "9/20"), ("3/5", "3/4"))
ENDOWMENTS = (("3/2", "1/2"), ("1/2", "7/4"))


def _profile(agents: int, active: int) -> ClassEconomy:
    """Return farmers and traders with these numbers of agents in each class, all and active."""
    return class_economy(
        [{"endowment": e, "agents": agents, "active": active} for e in ENDOWMENTS],
        prior=["1/2", "1/2"],
        signal=[["7/20", "13/20"], ["13/20", "7/20"]],
        kappa=["1/20", "1/20"],
        utility="A*log(q) + (1 - A)*log(r)",
        parameters={"A": TASTE},
    )


def _u(q: Any, r: Any, x: int, z: int) -> Any:
    """Return the utility, in floats or in many digits."""
    a = float(Fraction(TASTE[x][z]))
    if isinstance(q, float) and isinstance(r, float):
        return a * log(q) + (1 - a) * log(r)
    return a * mpmath.log(q) + (1 - a) * mpmath.log(r)


@lru_cache(maxsize=1)
def _off_by() -> float:
    """Return how far values, losses, offers and the margin are from brute force where 2 and 2 of 3 and 3 are active."""
    economy = _profile(3, 2)
    setting = oracle.Setting(
        _u, (0.5, 0.5), ((0.35, 0.65), (0.65, 0.35)), ((1.5, 0.5), (0.5, 1.75)), (3, 3), (2, 2),
        (0.05, 0.05),
    )  # fmt: skip
    made = kind_economy(economy)
    every = [a + b for a, b in product([(2, 0), (1, 1), (0, 2)], repeat=2)]
    solved = solve_stage2(made, every)
    table: dict[oracle.Counts, Any] = {
        (c[:2], c[2:]): b.reshape(2, 2, 2).tolist()
        for c, b in zip(every, solved.offers, strict=True)
    }
    found, first = class_continuation(economy), solve_class_stage1(economy)
    price = (3 * 0.5 + 3 * 1.75) / (3 * 1.5 + 3 * 0.5)
    every_pair = [(h, x, y) for h in range(2) for x in range(2) for y in range(2)]
    seen = table.__getitem__
    worth = {(h, x, y): oracle.value(setting, h, x, y, seen) for h, x, y in every_pair}
    lost = {(h, x, y): oracle.loss(setting, h, x, y, price) for h, x, y in every_pair}
    rows = [
        (lost[h, x, 1 - x] / 3, 2 / 3 * (worth[h, x, 1 - x] - worth[h, x, x]), h, x)
        for h, x in product(range(2), repeat=2)
    ]
    cost, gain, h, x = min(rows, key=lambda row: row[0] - row[1])
    whole = class_margin(economy)
    least = whole.margin
    gaps = [least.margin - (cost - gain), least.cost - cost, least.gain - gain]
    gaps += [float(least.binding != (2 * h + x, 2 * h + 1 - x))]
    gaps += [whole.cost[h, x, 1 - x] - c for c, _, h, x in rows]
    gaps += [whole.gain[h, x, 1 - x] - g for _, g, h, x in rows]
    gaps += [found.values[k] - worth[k] for k in worth]
    gaps += [first.loss[k] - lost[k] for k in lost]
    for counts in (((2, 0), (1, 1)), ((1, 1), (0, 2))):
        types = [x for row in counts for x, n in enumerate(row) for _ in range(n)]
        belief = oracle.believed(setting, types)
        slow = oracle.equilibrium(setting, counts, table[counts], belief)
        gaps += [
            float(slow[h][x][g]) - table[counts][h][x][g]
            for h, x, g in product(range(2), repeat=3)
            if counts[h][x]
        ]
    return largest(*map(abs, map(float, gaps)))


def existence(parameters: Parameters) -> Outcome:
    """Whether the candidate is an equilibrium where the profile is repeated, with brute force for few agents."""
    off = _off_by()
    if not off < 1e-7:
        raise Disagreement(f"brute force differs by {off:.1e}")
    copies = int(parameters["copies"])
    found = class_margin(_profile(3 * copies, 2 * copies))
    m = found.margin
    least = float(parameters["factor"]) * m.cost - m.gain
    told = f"at N = {m.agents} the least margin is {least:.2e}, cost {m.cost:.2e} less gain {m.gain:.2e}"
    verdict = Verdict.HOLDS if least > m.error else Verdict.FAILS
    return Outcome(verdict, Evidence.SAMPLED, f"{told}; brute force is within {off:.0e}")


def costly(parameters: Parameters) -> Outcome:
    """Whether closing the market is rare and costs what the rational example says."""
    n, second = int(parameters["agents"]), Fraction(parameters["second"])
    mirror = [(2 - second, second), (second, 2 - second)]
    economy = class_economy(
        [{"endowment": e, "agents": n, "active": n} for e in mirror],
        prior=["1/2", "1/2"],
        signal=[["2/5", "3/5"], ["3/5", "2/5"]],
        kappa=["1/100", "1/100"],
        utility="log(q)/2 + log(r)/2",
    )
    found, wanted = shut_down(economy), 1 - sqrt(3) / 2
    agree = (0.4**n + 0.6**n) ** 2
    if abs(found.every / agree - 1) > 1e-12:
        raise Disagreement(f"the market is closed with probability {found.every}, not {agree}")
    holds = found.every < 1e-3 and abs(found.loss - wanted) < 1e-9 and found.cost > 0
    told = (
        f"the market is closed with probability {found.every:.2e}, and then {found.loss:.4f} of what "
        "the active hold is misallocated"
    )
    return Outcome(Verdict.HOLDS if holds else Verdict.FAILS, Evidence.SAMPLED, told)


CHECKS: dict[str, Check] = {
    "sec-6.endowments.existence": Exact(
        existence, corners=("utility unbounded below", "zero counts")
    ),
    "sec-6.endowments.costly": Exact(costly, corners=("M = N", "types alike")),
}
"""The checks of this module by the names under which statements assert them."""
