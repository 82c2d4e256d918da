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
from numpy import isfinite

from numeric.classes.economy import ClassEconomy, class_economy
from numeric.classes.kinds import kind_economy
from numeric.classes.margins import class_continuation, class_margin
from numeric.classes.shut_down import shut_down
from numeric.classes.stage1 import solve_class_stage1
from numeric.oracles import classes as oracle
from numeric.stage2.solve import solve_stage2
from numeric.status import NotSolved
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


TASTES = ((0.3, 0.45), (0.55, 0.5), (0.6, 0.8))


def _u(q: Any, r: Any, x: int, z: int) -> Any:
    """Return the utility, in floats or in many digits."""
    a = TASTES[x][z]
    if isinstance(q, float) and isinstance(r, float):
        return a * log(q) + (1 - a) * log(r)
    return a * mpmath.log(q) + (1 - a) * mpmath.log(r)


UNEVEN = oracle.Setting(
    _u, (0.6, 0.4), ((0.5, 0.3, 0.2), (0.15, 0.25, 0.6)), ((1.5, 0.5), (0.5, 1.75)), (4, 3), (1, 2),
    (0.05, 0.08),
)  # fmt: skip
"""Classes of which nothing is alike, for brute force: three types, and 1 of 4 and 2 of 3 agents are active."""


@lru_cache(maxsize=1)
def _off_by() -> float:
    """Return how far values, losses, offers and margins are from brute force."""
    s = UNEVEN
    economy = class_economy(
        [{"endowment": e, "agents": n, "active": m}
         for e, n, m in zip(s.endowments, s.agents, s.active, strict=True)],
        prior=s.prior,
        signal=s.signal,
        kappa=s.kappa,
        utility="A*log(q) + (1 - A)*log(r)",
        parameters={"A": TASTES},
    )  # fmt: skip
    made, classes, types = kind_economy(economy), range(2), range(len(TASTES))
    sets = [[n for n in product(range(m + 1), repeat=3) if sum(n) == m] for m in s.active]
    every = [a + b for a, b in product(*sets)]
    solved = solve_stage2(made, every)
    table: dict[oracle.Counts, Any] = {
        (c[:3], c[3:]): b.reshape(2, 3, 2).tolist()
        for c, b in zip(every, solved.offers, strict=True)
    }
    found, first, whole = (
        class_continuation(economy),
        solve_class_stage1(economy),
        class_margin(economy),
    )
    q, r = (sum(n * e[g] for n, e in zip(s.agents, s.endowments, strict=True)) for g in (0, 1))
    seen, gaps, rows = table.__getitem__, [], []
    for h, x in product(classes, types):
        share = s.active[h] / s.agents[h]
        own = oracle.value(s, h, x, x, seen)
        for y in types:
            worth = own if y == x else oracle.value(s, h, x, y, seen)
            lost = 0.0 if y == x else oracle.loss(s, h, x, y, r / q)
            cost, gain = (1 - share) * lost, share * (worth - own)
            gaps += [found.values[h, x, y] - worth, first.loss[h, x, y] - lost]
            gaps += [whole.cost[h, x, y] - cost, whole.gain[h, x, y] - gain]
            rows += [(cost - gain, cost, gain, 3 * h + x, 3 * h + y)] * (y != x)
        belief = oracle.believed(s, [x])
        taste = sum(w * a for w, a in zip(belief, TASTES[x], strict=True))
        (own_q, own_r), p = s.endowments[h], r / q
        kept = taste * (own_q + own_r / p)  # a share of wealth is spent on the first good
        sale = max(own_q - kept, 0.0), max(kept - own_q, 0.0) * p
        gaps += [first.consumption[h, x] - kept, *(first.offers[h, x] - sale)]
    value, cost, gain, kind, other = min(rows)
    least = whole.margin
    gaps += [least.margin - value, least.cost - cost, least.gain - gain]
    gaps += [float(least.binding != (kind, other))]
    for counts in (((1, 0, 0), (1, 0, 1)), ((0, 1, 0), (0, 1, 1))):
        held = [x for row in counts for x, n in enumerate(row) for _ in range(n)]
        slow = oracle.equilibrium(s, counts, table[counts], oracle.believed(s, held))
        gaps += [
            float(slow[h][x][g]) - table[counts][h][x][g]
            for h, x, g in product(classes, types, range(2))
            if counts[h][x]
        ]
    return largest(*map(abs, map(float, gaps)), float(not _one_class_not_separated()))


def _one_class_not_separated() -> bool:
    """Whether types who consume the same in one class only are told apart in the other, and nowhere by margins.

    A type spends a share A of what a bundle (g, 0) leaves on more of the first good.
    """
    economy = class_economy(
        [{"endowment": e, "agents": 2, "active": 1} for e in (["3/4", "3/4"], [1, 1])],
        prior=[1],
        signal=[["1/3", "2/3"]],
        kappa=["1/20", "1/20"],
        utility="A*log(q - g) + (1 - A)*log(r)",
        parameters={"A": [["1/2"], ["1/4"]], "g": [[0], ["1/2"]]},
    )
    first = solve_class_stage1(economy)
    consumed = [[3 / 4, 3 / 4], [1, 7 / 8]]
    right = not first.separating and bool(abs(first.consumption - consumed).max() < 1e-12)
    known = [
        isfinite(v).all(axis=-1).tolist() for v in (first.loss[..., 0], first.rounding[:, None])
    ]
    try:
        class_margin(economy)
    except NotSolved:
        return right and known == [[False, True], [False, True]]
    return False


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
