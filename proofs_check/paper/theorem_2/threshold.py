r"""Theorem 2 as a number with proof: from which N on each partition of the three-type example is excluded.

For each of the four partitions that pool types a bound on :math:`V_k` that holds for all :math:`M \ge
M_0`, every set A and every stage-2 equilibrium is computed anew, at the M0 that ``twostage pooling
--certify`` found, and compared with a lower bound on :math:`C_k` (``numeric.certify.theorem_2.exclusion``).
The comparison is also made at several N, in rational numbers: from the first N on the sufficient
condition holds by an argument on all N at once, and these are N at which it can be read off.

Paper: Theorem 2; the numbers are not in the paper.
"""

from __future__ import annotations

from fractions import Fraction

from numeric.certify.theorem_1.comparison import missing_hypothesis
from numeric.certify.theorem_2.exclusion import ExcludedPartition, exclude_at
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.probability.partitions import Partition, partitions
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.asserted import asserted
from proofs_check.verifying.economies import SHIPPED

ENGINE = "interval arithmetic"
PARTITIONS: tuple[tuple[Partition, int], ...] = (
    (((0, 1, 2),), 0),
    (((0,), (1, 2)), 7400),
    (((0, 1), (2,)), 8000),
    (((0, 2), (1,)), 12500),
)
"""All partitions that pool types, with the M0 of each bound; 0 where A2 decides."""

LATER = (1, 2, 10)
"""Multiples of the first N at which the comparison is also made by itself."""


def threshold(parameters: Parameters) -> Outcome:
    """Each partition is excluded at every N from its number in ``agents`` on."""
    (economy,), agents = _excluded(), [int(N) for N in parameters["agents"]]
    for least in agents:
        if economy.active(least) == least:
            told = f"at N = {least} nobody is inactive, so pooling costs nothing"
            return exactly(False, told, {"N": least, "inactive": 0}, ENGINE)
    if {p for p, _ in PARTITIONS} != set(
        partitions(len(economy.types), most=len(economy.types) - 1)
    ):
        return _open("these are not all partitions that pool types")
    missing = missing_hypothesis(economy)
    if missing is not None:
        return _open(missing)
    values: dict[str, object] = {}
    for (partition, active), least in zip(PARTITIONS, agents, strict=True):
        found = exclude_at(economy, partition, active)
        if found.start is None or found.start > least:
            return _open(f"{_named(found)} is excluded from N = {found.start} on only")
        if not all(_deviates(economy, found, least * m) for m in LATER):
            return _open(f"the comparison fails at some N for {_named(found)}")
        values[_named(found)] = f"N >= {found.start}"
    words = "each partition that pools types is excluded from its N on, given A2 and A3"
    return exactly(True, words, values, ENGINE)


def _deviates(economy: Economy, found: ExcludedPartition, agents: int) -> bool:
    """Whether at one N the inactive lose more by pooling than the active can gain."""
    active = economy.active(agents)
    enough = active >= (found.active or 1)
    return enough and (agents - active) * Fraction(found.cost) > active * Fraction(found.gain)


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
        title="thresholds of Theorem 2 as numbers, for every partition of three types (not in the paper)",
        source="Theorem 2",
        printed=asserted(
            "thm-2.threshold",
            r"\forall\mathcal Y: |\mathcal Y| < |X| \Rightarrow \forall N \ge \bar N(\mathcal Y)"
            r"\ \exists k\ \forall A: "
            r"\lfloor\eta N\rfloor C_k > \lceil(1-\eta)N\rceil V_k",
            words="In the example with three types, and given A2 and A3, no symmetric pure equilibrium has "
            "a stage 1 at which all types make one offer at any N >= 10, the two keener ones at any N"
            " >= 8222, the two less keen ones at any N >= 8888, or the weakest and the keenest at any"
            " N >= 13888, whatever set A a deviation is attributed to and for every stage-2 "
            "equilibrium; so from N = 13888 on all pooling and semi-pooling of types by such "
            "equilibria is excluded.",
            agents=(10, 8_222, 8_888, 13_888),
        ),
        mutants=(
            asserted("thm-2.threshold", agents=(9, 8_222, 8_888, 13_888)),
            asserted("thm-2.threshold", agents=(10, 8_222, 2, 13_888)),
        ),
        existence=True,
    ),
)
