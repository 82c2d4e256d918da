r"""Values of a deviation on boxes of frequencies, and the bound that is put together from them.

Densities are given as intervals; what posteriors cost is compared with all vertices of the
deviator's boxes, and weights and factors are written out.

Paper: Claim 2 of Theorem 1, (24)-(26).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import exp
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import bound, cells, exponents
from numeric.certify.theorem_1.expectation import _frame
from numeric.certify.theorem_1.gain_density import Density
from numeric.certify.theorem_1.price_hull import Cells
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.certified.trades import vertices
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

ACTIVE = 30
HOLDS = (
    ((0.1, 0.4), (0.2, 0.5), (0.25, 0.6)),
    ((0.3, 0.35), (0.0, 0.2), (0.4, 0.7)),
    ((0.6, 0.8), (0.1, 0.2), (0.0, 0.3)),
    ((0.2, 0.3), (0.3, 0.4), (0.3, 0.5)),
)
"""Boxes of the deviator's posteriors, one for each row."""
OWNER = np.array([1, 0, 1, 2])
SHARES = ((-0.3, 0.7), (0.2, 0.4), (0.1, 0.9), (-0.8, -0.5))
MOVES: dict[bound.Pair, tuple[tuple[float, float], ...]] = {
    (0, 1): ((-0.7, 0.4), (0.2, 0.3), (-0.9, -0.1), (0.5, 0.6)),
    (0, 2): ((0.1, 0.2), (-0.3, 0.8), (0.3, 1.4), (-0.6, 0.0)),
    (1, 2): ((-0.2, -0.1), (-1.1, 0.3), (0.6, 0.7), (0.2, 0.9)),
}
"""L, and K for each pair of states, on each row."""


def values(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Values on boxes, the pairs of states that a deviation tells apart, and bounds from their parts."""
    alike = economy.replacing(
        signal=[["1/2", "1/4", "1/4"], ["1/5", "1/10", "7/10"], ["1/4", "1/2", "1/4"]]
    )
    for given in (alike, economy):  # two states of the first have the same likelihood ratio
        for own, other in ((0, 1), (1, 0), (2, 0)):
            _values(tally, given, own, other, float(factor))
    tally.same("told apart", list(bound.told_apart(alike, 0, 1)), [(0, 2), (1, 2)])
    _sets(tally)
    for own in (0, 2):
        _bound(tally, economy, own)
    _restored(tally, economy)


def _values(tally: Tally, economy: Economy, own: int, other: int, factor: float) -> None:
    """The greatest value over the rows of each box, with signs kept; infinite where one is not unique."""
    signal = economy.environment.signal
    r = [row[other] / row[own] for row in signal]
    gaps = {(a, b): r[a] - r[b] for a, b in combinations(range(3), 2) if r[a] != r[b]}
    tally.same("gaps", bound.told_apart(economy, own, other), gaps)
    boxes = intervals([[(0.0, 0.5)] * 3] * 3)
    rows = Cells(boxes[OWNER], boxes[OWNER], ACTIVE)
    covered = cells.Covering(boxes, OWNER, rows, boxes[OWNER])
    made = Density(intervals(SHARES), {pair: intervals(v) for pair, v in MOVES.items()})
    asked: dict[str, Any] = {
        "deviator_posteriors": mock.Mock(return_value=intervals(HOLDS)),
        "density": mock.Mock(return_value=made),
    }
    for unique in ([True] * 4, [True, True, False, True]):
        found = SimpleNamespace(unique=np.array(unique))
        with mock.patch.multiple(bound, **asked):
            sides = bound.cell_values(economy, covered, found, own, other)  # type: ignore[arg-type]
        tally.same(
            "asked", asked["deviator_posteriors"].call_args.args, (economy, covered, own, other)
        )
        tally.same("of", asked["density"].call_args.args[4:], (own, other))
        least = [min(float(np.dot([float(v) for v in r], w)) for w in vertices(h)) for h in HOLDS]
        for sign, side in zip((1, -1), sides, strict=True):
            by_shares = [sign * ends[sign > 0] for ends in SHARES]
            wanted = [by_shares[1], max(by_shares[0], by_shares[2]), by_shares[3]]
            tally.close("L", side.by_shares[[0, 2]], [wanted[0], wanted[2]], 1e-15)
            tally.same("L of two rows", side.by_shares[1], wanted[1] if all(unique) else np.inf)
            tally.same("pairs", list(side.by_posterior), list(gaps))
            for pair, gap in gaps.items():
                one = [
                    max(0.0, *(sign * float(gap) * end for end in ends)) / mean * factor
                    for ends, mean in zip(MOVES[pair], least, strict=True)
                ]
                wanted = [one[1], max(one[0], one[2]) if all(unique) else np.inf, one[3]]
                tally.close("K", side.by_posterior[pair], wanted, 1e-12)


def _sets(tally: Tally) -> None:
    """Values of some boxes, of several sets together, and with 0 where they are bounded otherwise."""
    first = bound.CellValues(np.array([1.0, 2.0]), {(0, 1): np.array([3.0, 4.0])})
    second = bound.CellValues(np.array([5.0]), {(0, 1): np.array([6.0])})
    for parts, wanted in (([first], (1, 2, 3, 4)), ([first, second], (1, 2, 5, 3, 4, 6))):
        made = bound.CellValues.joined(parts)
        tally.same("joined", [*made.by_shares, *made.by_posterior[0, 1]], list(map(float, wanted)))
    some = first[np.array([False, True])]
    tally.same("some", (some.by_shares.tolist(), some.by_posterior[0, 1].tolist()), ([2.0], [4.0]))
    less = first.without(np.array([True, False]))
    told = less.by_shares.tolist(), less.by_posterior[0, 1].tolist()
    tally.same("without", told, ([0.0, 2.0], [0.0, 4.0]))


@contextmanager
def _numbered(name: str) -> Iterator[mock.Mock]:
    """Let the functions that dominate be constants: a third, two thirds, and so on."""

    def made(*parts: Any, **_: Any) -> Any:
        none = _frame(parts[2], ACTIVE)
        return replace(none, base=asked.call_count / 3)

    asked = mock.Mock(side_effect=made)
    with mock.patch.object(bound, name, asked):
        yield asked


def _given() -> bound.CellValues:
    """Return values of three boxes; of one pair of states nothing is positive."""
    pairs = {(0, 1): [0.0, 2.0, 0.0], (0, 2): [0.0, 0.0, 0.0], (1, 2): [3.0, 0.5, 1.0]}
    return bound.CellValues(
        np.array([0.7, -0.2, 0.4]), {pair: np.array(v) for pair, v in pairs.items()}
    )


def _bound(tally: Tally, economy: Economy, own: int) -> None:
    """States weigh as a type expects them, pairs of states as much as they can be confused."""
    boxes = intervals([[(0.0, 0.5)] * 3, [(0.2, 0.4)] * 3, [(0.5, 0.9), (0.0, 0.1), (0.1, 0.4)]])
    tau, given, signal = by_hand.tau(economy, own), _given(), economy.environment.signal
    for rare in (None, np.zeros(3, dtype=bool), np.array([False, False, True])):
        with _numbered("dominating") as asked:
            made = bound.gain_bound(economy, ACTIVE, boxes, given, own, rare)
        if made is None:
            tally.holds("a bound", False)
            return
        lost = np.zeros(3, dtype=bool) if rare is None else rare
        tilts = [exponents.tilt(economy, *pair) for pair in ((0, 1), (1, 2))]
        means = [Intervals.table(list(row)) for row in signal] + [t.distribution for t in tilts]
        upper = [given.by_shares] * 3 + [given.by_posterior[pair] for pair in ((0, 1), (1, 2))]
        tally.same("functions", len(asked.call_args_list), 5)
        for i, call in enumerate(asked.call_args_list):
            tally.same("their values", call.args[0].tolist(), np.where(lost, 0, upper[i]).tolist())
            tally.same("their boxes", call.args[1], boxes)
            tally.close("their means", call.args[2].middle, means[i].middle, 1e-15)
            told = call.args[3], call.kwargs["nonnegative"]
            tally.same("M0, and the constant", told, (ACTIVE, i > 2))
        for M in (ACTIVE, 90):
            exact = sum(float(w) * (i + 1) / 3 for i, w in enumerate(tau))
            for i, (t, (a, b)) in enumerate(zip(tilts, ((0, 1), (1, 2)), strict=True)):
                v = float(t.weight)
                size = (1 - v) ** (1 - v) * v**v * float(tau[a]) ** (1 - v) * float(tau[b]) ** v
                exact += size * (i + 4) / 3 * _decaying(t.rate, M)
            stakes = bound._stakes(economy, boxes[lost], own) if lost.any() else ()
            exact += sum(stake * _decaying(rate, M) for stake, rate in stakes)
            tally.close("bound", made.at(M), exact, 1e-12)
        tally.same("rare", len(made.rare), 3 if lost.any() else 0)
    with mock.patch.object(bound, "dominating", return_value=None):
        none = bound.gain_bound(economy, ACTIVE, boxes, given, own)
    tally.same("no bound", none, None)


def _decaying(rate: float, M: int) -> float:
    at = max(M, 1 / rate)
    return at * exp(-(at - 1) * rate)


def _restored(tally: Tally, economy: Economy) -> None:
    """A bound has the same functions again from its coefficients, unless a pair of states is missing."""
    boxes, given = intervals([[(0.0, 0.5)] * 3] * 3), _given()
    lists = [[(i, 0.5)] for i in range(5)]
    with _numbered("with_coefficients") as asked:
        made = bound.restored_bound(economy, ACTIVE, boxes, given, (2, 0), lists)
    tally.same("coefficients", [call.args[4] for call in asked.call_args_list], lists)
    with _numbered("dominating"):
        again = bound.gain_bound(economy, ACTIVE, boxes, given, 2)
    tally.same("restored", again and again.at(ACTIVE), made.at(ACTIVE))
    none = _frame(Intervals.points([0.5, 0.5]), ACTIVE)
    parts = [replace(none, rising=np.array([0.0, i / 7])) for i in range(1, 4)]
    told = bound.GainBound(
        ACTIVE, ((Fraction(1, 2), parts[0]), (Fraction(1, 2), parts[1])), ((0.5, 0.1, parts[2]),)
    ).coefficients()
    tally.same("told", told, {"coefficients": [[(1, i / 7)] for i in range(1, 4)]})
    for pair in given.by_posterior:
        left = {p: v for p, v in given.by_posterior.items() if p != pair}
        try:
            less = bound.CellValues(given.by_shares, left)
            bound.restored_bound(economy, ACTIVE, boxes, less, (0, 1), lists)
            tally.holds("a pair is missing", False)
        except ValueError as error:
            tally.holds("it is named", "missing" in str(error))


CHECKS: dict[str, Check] = {"thm-1.cell-values": on_probes(tallied(values), (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.cell-values",
        "values of a deviation on boxes of frequencies, and the bound that is put together from them",
        "Claim 2 of Theorem 1, (24)-(26)",
        r"\forall z < z':\quad \max_{\phi \in \Phi}\frac{((r_z - r_{z'})K_{zz'})^+}{\bar r} = "
        r"\frac{((r_z - r_{z'})K_{zz'})^+}{\min_{\phi \in \Phi}\sum_z\phi_zr_z}",
        "value",
    ),
)
