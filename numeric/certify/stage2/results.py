r"""What enclosures of stage 2 are returned as: equilibria, and whether they are all.

Paper: section 3.1, Proposition 1; the remark on uniqueness after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numeric.certify.arithmetic.hypotheses import Given
from numeric.certify.arithmetic.intervals import Interval

Pair = tuple[Interval, Interval]


@dataclass(frozen=True)
class EnclosedEquilibrium:
    """Intervals that contain exactly one stage-2 equilibrium.

    Args:
        price: R/Q.
        totals: (Q, R), all offers and Mκ included.
        offers: (b_q, b_r) for every type; for absent types the best response to the totals.
    """

    price: Interval
    totals: Pair
    offers: tuple[Pair, ...]

    def contains(self, totals: Sequence[float], offers: Sequence[Sequence[float]]) -> bool:
        """Whether a floating-point solution lies in the intervals."""
        pairs = [(self.totals, totals), *zip(self.offers, offers, strict=True)]
        return all(
            float(v) in bounds
            for both, values in pairs
            for bounds, v in zip(both, values, strict=True)
        )


@dataclass(frozen=True)
class CertifiedStage2:
    """What is proved about one configuration.

    Args:
        configuration: Active agents by type.
        scope: "global" if all prices were examined, "local" if only the surroundings of the
            floating-point solution.
        exists: True if an equilibrium is enclosed; None if nothing is certified (never False:
            Proposition 1).  None, too, and nothing unique or complete, where a hypothesis is only
            sampled.
        unique: "global" if there is exactly one equilibrium, "local" if there is exactly one in
            each enclosure, None if nothing is certified.
        complete: Whether the enclosures are certified to contain all equilibria.
        enclosures: Disjoint in the price, in increasing order.
        selected: Which enclosure contains the equilibrium that ``solve_stage2`` selects, if one
            does.
        undecided: Boxes of prices about which nothing is certified.
        boxes: Number of boxes judged.
        given: The hypotheses, with their evidence.
        evidence: CERTIFIED, or SAMPLED if a hypothesis is only sampled, or NONE.
        status: One sentence.
    """

    configuration: tuple[int, ...]
    scope: str
    exists: bool | None
    unique: str | None
    complete: bool
    enclosures: tuple[EnclosedEquilibrium, ...]
    selected: int | None
    undecided: tuple[Interval, ...]
    boxes: int
    given: tuple[Given, ...]
    evidence: str
    status: str

    @property
    def enclosure(self) -> EnclosedEquilibrium | None:
        """The enclosure of the selected equilibrium, or of the only one."""
        if self.selected is not None:
            return self.enclosures[self.selected]
        return self.enclosures[0] if self.unique == "global" else None
