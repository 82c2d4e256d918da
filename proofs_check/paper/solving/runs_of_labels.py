r"""Roots read off runs of labels: what a scan says where nothing is halved, and what it refuses.

Paper: section 3.1, Proposition 1; the scan is not in the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial
from unittest import mock

from numeric.certify.arithmetic.scan import FALLING, NEGATIVE, OPEN, POSITIVE, RISING, Scan, scan
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Labels = Sequence[tuple[float, float, str]]


def _read(table: Labels, signs: dict[float, str] | None = None) -> Scan:
    """Return what is read off labels of boxes that are not halved; at points a sign where it is given."""
    known = {(a, b): label for a, b, label in table}

    def judge(boxes: Sequence[tuple[float, float]]) -> list[str]:
        return [(signs or {}).get(a, OPEN) if a == b else known[a, b] for a, b in boxes]

    with mock.patch("numeric.certify.arithmetic.scan.MOST", 0):
        return scan([(a, b) for a, b, _ in table], judge)


def _table(*labels: str) -> Labels:
    return [(float(i + 1), float(i + 2), label) for i, label in enumerate(labels)]


def runs(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Roots span the boxes that fall or rise between opposite signs; labels that contradict are refused."""
    P, N, F, R = POSITIVE, NEGATIVE, FALLING, RISING
    cases: tuple[tuple[Labels, dict[float, str], list[tuple[float, float]], list[float]], ...] = (
        (_table(P, P, F, F, N, N), {}, [(3.0, 5.0)], []),
        (_table(P, F, N, R, P, F, N), {}, [(2.0, 3.0), (4.0, 5.0), (6.0, 7.0)], []),
        (_table(P, F, P, R, P, F, N), {}, [(6.0, 7.0)], []),
        (_table(F), {}, [(1.0, 2.0)], []),
        (_table(F, F, N), {}, [(1.0, 3.0)], []),
        (_table(P, F, F), {}, [(2.0, 4.0)], []),
        (_table(P, OPEN, F, OPEN, N), {}, [], [2.0, 3.0, 4.0]),
        (_table(P, OPEN, F, OPEN, N), {3.0: P, 4.0: N}, [(3.0, 4.0)], [2.0, 4.0]),
        (_table(P, OPEN, F, OPEN, N), {3.0: N, 4.0: N}, [], [2.0, 4.0]),
        (_table(P, OPEN, F, N), {3.0: P}, [(3.0, 4.0)], [2.0]),
        (_table(P, F, OPEN, N), {3.0: N}, [(2.0, 3.0)], [3.0]),
        (_table(OPEN, F, N), {}, [], [1.0, 2.0]),
    )
    for table, signs, roots, undecided in cases:
        found = _read(table, signs)
        tally.same("roots", [(b.low, b.high) for b in found.roots], roots)
        tally.same("undecided", [b.low for b in found.undecided], undecided)
        tally.holds("labels", all(b.label == OPEN for b in found.undecided))
        tally.same("judged", found.judged, len(table) * factor)
    refused: tuple[Callable[[], Scan], ...] = tuple(
        partial(_read, _table(*labels))
        for labels in ((R,), (N, R, P), (P, N), (P, R, N), (N,), (P,), (N, R, P, F, N), (P, F, N, F, N, P))
    )  # fmt: skip
    for read in refused:
        with suppress(ArithmeticError):
            read()
            tally.holds("refused", False)


CHECKS: dict[str, Check] = {"prop-1.runs": on_probes(tallied(runs), (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.runs",
        "roots are read off runs of labels, and labels that contradict each other are refused",
        "Proposition 1",
        r"\forall \text{labels}:\quad \text{the roots are the runs that fall or rise between opposite signs}",
        "value",
        depends_on=("prop-1.labels",),
    ),
)
