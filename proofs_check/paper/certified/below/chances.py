r"""Probabilities as intervals, and the order in which populations below a tail are judged.

Probabilities and posteriors are compared with fractions.

Paper: Theorem 1, equations (22), (23); sections 2.1 and 3.1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import factorial, prod
from types import SimpleNamespace
from typing import Any
from unittest import mock

import flint
import mpmath
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.last_failure import downwards, sharp_equilibria, uniqueness
from numeric.certify.last_failure.chances import added_up, chances, log_factorials, posteriors
from numeric.certify.last_failure.uniqueness import unique_equilibria
from numeric.certify.theorem_1.margin import EVERY, SELECTED
from numeric.certify.theorem_1.tail import CertifiedTail
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.by_digits import fraction
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

COUNTS = ((3, 2, 4), (2, 0, 1), (1, 5, 2))
THICK = TWO_TYPES.replacing(kappa=["3/5", "3/7"])
"""An economy in which prices have a range from three active agents on, and not for two."""


def probabilities(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Posteriors, probabilities of the others' counts, factorials, sums, and cells of known numbers."""
    counts = np.array(COUNTS)
    phi, e = posteriors(economy, counts), economy.environment
    cells = sharp_equilibria.known_cells(counts, phi)
    tally.same("least number", cells.active, 3)
    for i, row in enumerate(COUNTS):
        for z, weight in enumerate(by_hand.posterior(economy, row)):
            tally.encloses("posterior", phi[i, z], weight * factor, slack=2e-14)
        tally.encloses("1/M", cells.c[i], Fraction(1, sum(row)), slack=1e-15)
        for y, n in enumerate(row):
            tally.encloses(
                "share", cells.shares[i, y], Fraction(n, sum(row)), slack=1e-15 * (n > 0)
            )
    tally.same("some rows", float(cells[np.array([1])].c.hi[0]), float(cells.c.hi[1]))
    logs = log_factorials(9)
    with mpmath.workdps(30):
        for n in range(10):
            tally.encloses("log n!", logs[n], fraction(mpmath.log(factorial(n))), slack=2e-14)
    for own in range(3):
        others = np.array([[2, 1, 0], [0, 0, 2], [1, 1, 3], [0, 7, 2]])
        found = chances(economy, own, others)
        for i, row in enumerate(others.tolist()):
            ways = factorial(sum(row)) // prod(map(factorial, row))
            chance = sum(
                (w * prod((m**n for m, n in zip(e.signal[z], row, strict=True)), start=Fraction(1))
                 for z, w in enumerate(by_hand.tau(economy, own))),
                Fraction(0),
            )  # fmt: skip
            tally.encloses("probability of counts", found[i], ways * chance, slack=1e-14)
    parts = Intervals([0.1, 0.2, -0.7], [0.2, 0.3, 0.4])
    ends = [sum(map(Fraction, end.tolist()), Fraction(0)) for end in (parts.lo, parts.hi)]
    tally.encloses("sum", added_up(parts), ends[0], ends[1], slack=3e-16)
    none = added_up(Intervals([0.1, -np.inf], [0.2, 0.3]))
    tally.holds("no bounds of what has none", np.isneginf(none.lo) and np.isposinf(none.hi))
    none = added_up(Intervals([0.1, 0.2], [0.2, np.inf]))
    tally.holds("nor above", np.isneginf(none.lo) and np.isposinf(none.hi))


def downward(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Blocks of N below a tail: all of them, downwards, as many together as are allowed."""

    def number(N: int) -> int:
        return economy.active(N) + 1  # configurations of two types

    tail = CertifiedTail(60, 43, "CERTIFIED", "from a list", unique_from=20)
    made = list(downwards._blocks(economy, tail))
    listed = [N for block, _, _ in made for N in block]
    tally.same("downwards", listed, list(range(59, 1, -1)))
    for i, (block, prices, known) in enumerate(made):
        M = economy.active(block[-1])
        tally.same("known", known, economy.active(block[0]) >= 20)
        if known:
            tally.holds("no prices are needed", prices is None and M >= 20)
        else:
            tally.holds("prices fit", prices is None or prices.active <= M)
            following = made[i + 1][0][0] if i + 1 < len(made) else None
            if prices is not None and following is not None:
                tally.holds("as many as fit", economy.active(following) < prices.active)
    far = CertifiedTail(150, 43, "CERTIFIED", "from a list", unique_from=2)
    several = list(downwards._blocks(economy, far))
    tally.close("their number", sum(len(b) for b, _, _ in several), 148 * float(factor), 1e-3)
    for block, _, known in several:
        size = sum(map(number, block))
        tally.holds("few together", known and (size <= downwards.TOGETHER or len(block) == 1))
        if block[-1] > 2:
            more = size + number(block[-1] - 1)
            tally.holds("but as many as possible", more > downwards.TOGETHER)
    alone = unique_equilibria(economy, [[60, 60], [30, 50]])
    tally.same("unique", alone.tolist(), [True, True])
    tally.same("not known", unique_equilibria(economy, [[1, 1]]).tolist(), [False])
    with flint.ctx.workprec(64):
        lowered = downwards._lower(economy, 100, None)
    tally.same("prices for somewhat fewer", lowered and lowered.active, 75)
    for active in (90, 75):
        tally.holds("prices are kept", downwards._lower(economy, active, lowered) is lowered)
    least = economy.active(10)  # more than of 9 agents
    (_, _, known), *_ = downwards._blocks(economy, CertifiedTail(11, 9, "CERTIFIED", "", least))
    tally.holds("known from just there", known)
    _downwards(tally, economy)
    _settled(tally, economy)
    _unique(tally, economy)


def _downwards(tally: Tally, economy: Economy) -> None:
    """What is said of a tail, block by block and N by N, where signs are given."""
    tail = CertifiedTail(10, 7, "CERTIFIED", "given")
    blocks = [([9, 8], "some prices", False), ([7, 6, 5], None, True)]
    missing, every, selected = "; not sought", EVERY, SELECTED
    plus = {
        9: (1, every, ""),
        8: (1, every, ""),
        7: (1, every, ""),
        6: (1, every, ""),
        5: (1, every, ""),
    }
    cases: tuple[tuple[dict[int, Any], int, float, tuple[Any, ...]], ...] = (
        ({}, 9, 99.0, (0, 5, every, "an equilibrium at every N from 2 on" + missing)),
        ({8: (1, selected, "")}, 9, 99.0,
         (0, 5, selected, "an equilibrium at every N from 2 on" + missing)),
        ({7: (-1, every, "")}, 9, 99.0,
         (7, 8, every, "at N = 7 the candidate is not an equilibrium" + missing)),
        ({6: (None, selected, "it is open")}, 9, 99.0,
         (None, 7, selected, "at N = 6: it is open" + missing)),
        ({}, 8, 99.0, (None, 10, every, "at N = 9 there are too many configurations to sum over")),
        ({}, 9, 0.5, (None, 10, every, "the time limit was reached at N = 9")),
        ({}, 9, 1.5, (None, 10, every, "the time limit was reached at N = 9" + missing)),
        ({}, 9, 3.5, (None, 8, every, "the time limit was reached at N = 7")),
        ({}, 9, 4.5, (None, 8, every, "the time limit was reached at N = 7" + missing)),
    )  # fmt: skip
    for signs, most, limit, wanted in cases:
        clock = mock.Mock(side_effect=count())

        def sharp(_e: object, Ns: list[int], prices: object, *, known_unique: bool) -> list[Any]:
            tally.holds("as its block", (Ns, prices, known_unique) in blocks)
            return [SimpleNamespace(agents=N, active=N - 3) for N in Ns]

        def settled(_e: object, found: Any, about: str, alone: Any, signs: Any = signs) -> Any:
            tally.same("alone", alone.missing, missing)
            before = selected if found.agents < 8 and 8 in signs else every
            tally.same("about", about, before)
            return {**plus, **signs}[found.agents]

        seen: list[int] = []
        with mock.patch.multiple(
            downwards, _blocks=lambda *_: blocks, sharp_margins=sharp, _settled=settled,
            affordable=lambda _, N, most=most: most >= N, time=SimpleNamespace(monotonic=clock),
            _Alone=lambda _: SimpleNamespace(missing=missing),
        ):  # fmt: skip
            made = downwards.certify_last_failure(
                economy, tail, time_limit=limit, progress=seen.append
            )
        told = made.agents, made.lowest, made.relative_to
        tally.same("downwards", told, wanted[:3])
        tally.holds("what is said", made.detail.endswith(wanted[3]))


def _settled(tally: Tally, economy: Economy) -> None:
    """Signs are kept where they are known, and sought one by one where that is cheap."""
    every, selected = EVERY, SELECTED
    one = SimpleNamespace(sign=-1, relative_to=every, status="one by one")
    none = SimpleNamespace(sign=None, relative_to=None, status="not known")
    for sign, unique, about, alone, number, single, wanted in (
        (1, True, every, False, 1, none, (1, every, "")),
        (1, True, selected, False, 1, none, (1, every, "")),
        (-1, False, selected, True, 1, none, (-1, selected, "")),
        (1, False, every, True, 1, none, (1, every, "")),
        (1, False, every, False, 1, none, (1, selected, "")),
        (None, True, every, True, downwards.FEW + 1, one, (None, selected, None)),
        (None, True, every, True, downwards.FEW, one, (-1, every, "one by one")),
        (None, False, selected, True, 1, none, (None, selected, "not known")),
    ):
        found = SimpleNamespace(agents=14, active=10, sign=sign, unique=unique)
        asked = SimpleNamespace(at=lambda M, alone=alone: alone == (M == 10))
        with mock.patch.multiple(
            downwards,
            number_of_configurations=lambda M, X, n=number: n if (M, X) == (10, 2) else -1,
            certify_margin=lambda _, N, scope, s=single: (
                s if (N, scope) == (14, "global") else SimpleNamespace(**vars(s) | {"sign": 9})
            ),
        ):
            made = downwards._settled(economy, found, about, asked)  # type: ignore[arg-type]
        tally.same("settled", made[:2], wanted[:2])
        tally.holds("said", wanted[2] in (None, made[2]))


def _unique(tally: Tally, economy: Economy) -> None:
    """Uniqueness is judged for numbers of agents between powers of two, and where its hypotheses hold."""
    rows, kappa = [[1, 2], [3, 1], [2, 0], [4, 4], [3, 4], [9, 6]], economy.mechanism.kappa
    asked: list[Any] = []

    def alone(_: object, rows: np.ndarray, active: int) -> np.ndarray:
        asked.append((rows.tolist(), active))
        return np.asarray(rows[:, 0] != 3)

    with mock.patch.object(uniqueness, "_alone", alone):
        found = uniqueness.unique_equilibria(economy, rows)
        tally.same("unique", found.tolist(), [True, False, True, True, False, True])
        groups = [([[1, 2], [2, 0]], 2), ([[3, 1], [3, 4]], 4), ([[4, 4], [9, 6]], 8)]
        tally.same("of about one size", asked, groups)
        for without in ([0, kappa[1]], [kappa[0], 0]):
            nobody = uniqueness.unique_equilibria(economy.replacing(kappa=without), rows)
            tally.holds("needs κ", not nobody.any())
        with mock.patch.object(uniqueness, "normal_at_all_bundles", lambda _, x: x == 0):
            none = uniqueness.unique_equilibria(economy, rows)
        tally.holds("needs normal goods", not none.any())


CHECKS: dict[str, Check] = {
    "thm-1.chances": on_probes(tallied(probabilities), (LOGARITHMS,)),
    "thm-1.downwards": on_probes(tallied(downward), (THICK,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.chances",
        "probabilities of the others' types and posteriors as intervals contain the exact ones",
        "equations (22), (23)",
        r"\forall n:\quad P(n\,|\,x) = \sum_z\tau_x(z)\frac{m!}{\prod_y n_y!}\prod_y\mu_z(y)^{n_y},\quad \phi^\sigma",
        "value",
    ),
    stated(
        "thm-1.downwards",
        "below a tail every N is judged, downwards, and uniqueness is known where it is said so",
        "Theorem 1",
        r"\{2, \dots, N_0 - 1\} = \bigcup_i B_i,\quad \max B_{i + 1} < \min B_i",
        "value",
    ),
)
