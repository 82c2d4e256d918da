"""Checks about Cournot competition and supply functions with private information, on examples.

Paper: section 1, second paragraph and footnote 1.
"""

from __future__ import annotations

from numeric.cournot import cournot
from numeric.supply_functions import supply_functions
from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict

PRIOR, SIGNAL, DEMAND = (0.4, 0.6), ((0.7, 0.3), (0.2, 0.8)), (1.0, 1.5)
ZERO = 1e-12


def _sampled(holds: bool, told: str) -> Outcome:
    return Outcome(Verdict.HOLDS if holds else Verdict.FAILS, Evidence.SAMPLED, told)


def optimal(parameters: Parameters) -> Outcome:
    """Whether the loss vanishes at a curvature, and both its parts stay at curvature 1/2."""
    curved = cournot(PRIOR, SIGNAL, DEMAND, firms=None, curvature=0.5)
    at = float(parameters["curvature"])
    limit = cournot(PRIOR, SIGNAL, DEMAND, firms=None, curvature=at).loss
    n = [cournot(PRIOR, SIGNAL, DEMAND, firms=k, curvature=at).loss for k in (1000, 2000)]
    holds = (
        limit < ZERO
        and 1.9 < n[0] / n[1] < 2.1
        and min(curved.aggregate, curved.misallocation) > 1e-4
    )
    told = (
        f"limit {limit:.1e}, {n[0]:.1e} and {n[1]:.1e} with 1000 and 2000 firms; curved costs keep "
        f"{curved.aggregate:.1e} and {curved.misallocation:.1e}"
    )
    return _sampled(holds, told)


def schedules(parameters: Parameters) -> Outcome:
    """Whether the loss in supply functions falls like a power of the number of traders."""
    losses = [
        supply_functions(n, correlation=0.5, demand=10.0, slope=1 / n).loss for n in (500, 1000)
    ]
    ratio, power = losses[0] / losses[1], float(parameters["power"])
    told = f"{losses[0]:.3e} with 500 traders, {losses[1]:.3e} with 1000: a ratio of {ratio:.3f}"
    alone = [
        supply_functions(n, correlation=0.0, demand=10.0, slope=1 / n).loss for n in (500, 1000)
    ]
    own = alone[1] < losses[1] and abs(alone[0] / alone[1] / 2**power - 1) < 0.01
    return _sampled(abs(ratio / 2**power - 1) < 0.01 and own, told)


CHECKS: dict[str, Check] = {
    "fn-1.palfrey": Exact(optimal, corners=("constant cost", "infinitely many firms")),
    "sec-1.supply-functions": Exact(schedules, corners=("costs that are independent",)),
}
"""Checks by name."""
