r"""Theorem 2 as a number with proof: from which N on partitions of the three-type example are excluded.

The claim is about complete pooling and about the partition that pools the two upper types; the other
two take as long each, and ``twostage pooling --certify`` has all.  For each partition a bound on
:math:`V_k` that holds for all :math:`M \ge M_0` is computed anew, at the M0 that the command found,
and compared with a lower bound on :math:`C_k` (``numeric.certify.theorem_2.exclusion``).

Paper: Theorem 2; the numbers are not in the paper.
"""

from __future__ import annotations

from numeric.certify.theorem_1.comparison import missing_hypothesis
from numeric.certify.theorem_2.exclusion import ExcludedPartition, exclude_at
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.probability.partitions import Partition
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.asserted import asserted
from proofs_check.verifying.economies import SHIPPED

ENGINE = "interval arithmetic"
PARTITIONS: tuple[tuple[Partition, int], ...] = (
    (((0, 1, 2),), 0),
    (((0,), (1, 2)), 8000),
)
"""Partitions with the M0 of each bound; 0 where A2 decides."""


def threshold(parameters: Parameters) -> Outcome:
    """The partitions are excluded at every N from ``agents`` on."""
    (economy,), agents = _excluded(), int(parameters["agents"])
    first = next(N for N in range(agents, agents + 10**6) if economy.active(N) < N)
    if first > agents:
        told = f"at N = {agents} nobody is inactive, so pooling costs nothing"
        return exactly(False, told, {"N": agents, "inactive": 0}, ENGINE)
    missing = missing_hypothesis(economy)
    if missing is not None:
        return _open(missing)
    found = [exclude_at(economy, partition, active) for partition, active in PARTITIONS]
    last = max((p.start or 10**9 for p in found), default=0)
    if last > agents:
        return _open(f"the bounds exclude both partitions from N = {last} on only")
    values = {_named(p): f"N >= {p.start}" for p in found}
    words = f"pooling all types, and pooling the two keener ones, is excluded at every N >= {agents}, given A2 and A3"
    return exactly(True, words, values, ENGINE)


def _named(found: ExcludedPartition) -> str:
    return " | ".join(" ".join(str(x) for x in block) for block in found.partition)


def _open(reason: str) -> Outcome:
    return Outcome(Verdict.UNDECIDED, Evidence.NONE, reason, engine=ENGINE)


def _excluded() -> tuple[Economy]:
    return (load_economy(SHIPPED / "three_types.toml"),)


CHECKS: dict[str, Check] = {"thm-2.threshold": Exact(threshold, _excluded)}

CLAIMS = (
    Claim(
        id="thm-2.threshold",
        title="a threshold of Theorem 2 as a number, for two partitions of three types (not in the paper)",
        source="Theorem 2",
        printed=asserted(
            "thm-2.threshold",
            r"\forall N \ge \bar N\ \forall \mathcal Y = \{\{x_1, x_2, x_3\}\}, \{\{x_1\}, \{x_2, x_3\}\}:"
            r"\ \exists k\ \forall A: "
            r"\lfloor\eta N\rfloor C_k > \lceil(1-\eta)N\rceil V_k",
            words="In the example with three types neither that all types make one offer nor that the "
            "two keener ones do is an equilibrium at any N >= 8888, whatever set A a deviation is "
            "attributed to and for every stage-2 equilibrium.",
            agents=8_888,
        ),
        mutants=(asserted("thm-2.threshold", agents=9), asserted("thm-2.threshold", agents=2)),
        existence=True,
    ),
)
