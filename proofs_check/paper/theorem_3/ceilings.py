r"""The ceilings of Theorem 3: the largest that passes, and the one that the added resources allow.

What passes is a simple condition, so that the largest is counted; what is added is summed by hand.

Paper: Theorem 3 (i).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from numeric.certify.theorem_3 import kappa_box, uniform
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import bounded
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied


@dataclass(frozen=True)
class _Failing:
    """Stands for what is enclosed, with a loss that is small up to a number."""

    most: Fraction

    def failing(self, economy: Economy, box: kappa_box.KappaBox) -> int | None:
        """Return a state if a corner of the box exceeds the number."""
        return None if max(box.high) <= self.most else len(economy.states) - 1


def ceilings(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The largest ceiling that passes on the grid, and the one that the resources allow."""
    for most in (Fraction(1, 3), Fraction(5, 4)):
        for share in ("1/7", "999/1000", "3/1000000"):
            passes = most * Fraction(share)
            wanted = most * (passes / most * uniform.GRID // 1) / uniform.GRID
            found = uniform._ceiling(economy, _Failing(passes), most)  # type: ignore[arg-type]
            tally.same("ceiling", found, wanted)
        for passes, wanted_ in ((most, most), (most / uniform.GRID / 2, None)):
            found = uniform._ceiling(economy, _Failing(passes), most)  # type: ignore[arg-type]
            tally.same("all or none", found, wanted_)
    own = by_hand.endowment(economy)
    p_1 = own[1] / own[0]
    best = [by_hand.best_consumption(economy, x) for x in range(3)]
    second = [own[1] + p_1 * (own[0] - c) for c in best]
    added = [
        1 + max(max(v - e, 0.0) for v in values) / (4 * e)
        for values, e in zip((best, second), own, strict=True)
    ]
    bounded(tally, "added", [v.hi for v in uniform._added(economy)], added, 1e-12)
    for delta in (Fraction(1, 5), Fraction(9)):
        by_delta, by_eta = float(delta) / max(added), 2 * min(own)
        found_, words = uniform._most(economy, delta)
        tally.close("most", float(found_), min(by_delta, by_eta) * float(factor), 2e-6)
        tally.same("what binds", words[0], "δ" if by_delta < by_eta else "η")
        kappa = [Fraction(float(delta) / v) for v in added]
        for good, scale in ((0, 1.0001), (1, 1.0001), (0, 0.9999)):
            tried = [k * Fraction(0.9999) for k in kappa]
            tried[good] = kappa[good] * Fraction(scale)
            sure = uniform.resources_suffice(economy, (tried[0], tried[1]), delta)
            tally.same("resources", sure, scale < 1)


CHECKS: dict[str, Check] = {"thm-3.ceilings": on_probes(tallied(ceilings), (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-3.ceilings",
        "the largest kappa-bar that passes, and the one that the added resources allow",
        "Theorem 3 (i)",
        r"\forall \kappa \le \bar\kappa:\quad t^*(\kappa) \le \varepsilon,\quad \kappa \max_x\Bigl[1 + "
        r"\frac{(q_1(x) - \bar q)^+}{4\bar q}\Bigr] \le \delta",
        "value",
    ),
)
