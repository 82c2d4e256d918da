r"""Verdicts on the assumptions, each for a reason that is plain by hand, and prices at the ends of their range.

Every economy of the table violates one assumption, or satisfies it in a way that has to be noticed:
beyond a subsistence level, at sampled prices only, or too slowly to tell.

Paper: section 2.1; (5)-(7); A1 in section 4; section 3.1, Lemma 2.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import sympy as sp

from numeric.assumptions import (
    A1,
    CONCAVE,
    INADA,
    INCREASING,
    INFORMATIVE,
    MONOTONE,
    SEPARATING,
    _sampled_growth,
    check_assumptions,
)
from numeric.competitive import scan
from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.environment import LARGEST_EXPONENT
from numeric.economy.fields import EconomyError
from numeric.separation import type_posteriors
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.chosen_economies import mirrored
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from symbolic.language.notation import q, r

THETA = [["4/5", "9/10"], ["6/5", "13/10"]]
ALIKE = [["3/5", "2/5"], ["3/5", "2/5"]]
Said = tuple[str, str, str, str]
CASES: tuple[tuple[str, dict[str, Any], tuple[Said, ...]], ...] = (
    ("theta*log(q) + log(r)", {}, (
        (INCREASING, "HOLDS", "DECIDED", ""), (CONCAVE, "HOLDS", "DECIDED", ""),
        (INADA, "HOLDS", "DECIDED", ""), (MONOTONE, "HOLDS", "DECIDED", ""),
        (INFORMATIVE, "HOLDS", "CERTIFIED", ""), (SEPARATING, "HOLDS", "", ""),
        (A1, "HOLDS", "CERTIFIED", ""),
    )),
    ("log(q) - theta*exp(-r)", {}, ((INADA, "FAILS", "SAMPLED", "u_r tends to 0.8 as r tends to 0"),)),
    ("log(r) - theta*exp(-q)", {}, ((INADA, "FAILS", "SAMPLED", "u_q tends to 0.8 as q tends to 0"),)),
    ("theta*log(q) + log(r)", {"endowment": [2, "4/3"]}, ((SEPARATING, "HOLDS", "", ""),)),
    ("theta*sqrt(q + 1) + sqrt(r)", {}, ((INADA, "FAILS", "DECIDED", "u_q stays bounded as q"),)),
    ("theta*sqrt(r + 1) + sqrt(q)", {}, ((INADA, "FAILS", "DECIDED", "u_r stays bounded as r"),)),
    ("theta*log(q) - log(r)", {}, ((INADA, "FAILS", "DECIDED", "u_r is negative near r = 0"),)),
    ("theta*(q - 1/2)^(3/2) + sqrt(r)", {}, ((INADA, "FAILS", "DECIDED", "as q tends to 1/2"),)),
    ("theta*(r - 3/4)^(3/2) + sqrt(q)", {}, ((INADA, "FAILS", "DECIDED", "as r tends to 3/4"),)),
    ("theta*log(q + r - 1/2) + sqrt(r)", {}, ((INADA, "UNDECIDED", "NONE", ""),)),
    ("log(r) + theta*log(q + 1) + theta*q*log(log(1/q + 3))/10", {}, (
        (INADA, "UNDECIDED", "SAMPLED", "grows too slowly"),
    )),
    ("theta*sqrt(q - 1/2) + sqrt(r)", {}, (
        (INCREASING, "HOLDS", "DECIDED", "utility is not real for q ≤ 1/2"),
        (INADA, "HOLDS", "DECIDED", ""), (MONOTONE, "HOLDS", "", ""),
    )),
    ("log(q) + log(r) - theta*exp(-q)", {}, tuple(
        (id_, "HOLDS", "SAMPLED", "") for id_ in (INCREASING, CONCAVE, INADA, MONOTONE, SEPARATING)
    )),
    ("theta*q**2 + sqrt(r)", {}, (
        (CONCAVE, "FAILS", "DECIDED", "negative at every bundle"), (MONOTONE, "UNDECIDED", "NONE", ""),
    )),
    ("theta*q + r", {}, ((CONCAVE, "FAILS", "DECIDED", "zero at every bundle"),)),
    ("theta*log(q) + log(r) + q*log(r + 1)/10", {}, (
        (CONCAVE, "FAILS", "CERTIFIED", "the determinant of the Hessian is negative at (q, r) ="),
    )),
    ("-theta/q - 1/r", {}, ((MONOTONE, "FAILS", "DECIDED", "demand rises from"),)),
    ("-theta*exp(-q) - exp(-r)", {}, ((MONOTONE, "FAILS", "SAMPLED", "demand rises from"),)),
    ("-theta/q - 1/r", {"kappa": [3, "7/2"]}, ((MONOTONE, "HOLDS", "SAMPLED", "on 300 prices"),)),
    ("-theta/q - 1/r", {"kappa": [0, 0]}, ((MONOTONE, "UNDECIDED", "NONE", ""),)),
    ("theta*log(r) - exp(-400*q)", {}, ((INCREASING, "UNDECIDED", "SAMPLED", "beyond floating point"),)),
    ("theta*log(q) + log(r)", {"signal": ALIKE}, (
        (INFORMATIVE, "FAILS", "CERTIFIED", '"state_1" and "state_2"'),
        (A1, "FAILS", "CERTIFIED", 'the group "type_1" has probability 0.6'),
    )),
    ("theta*log(q) + log(r)", {"parameters": {"theta": [["4/5", "4/5"], ["4/5", "4/5"]]}}, (
        (SEPARATING, "FAILS", "DECIDED", "the same marginal utilities"),
    )),
    ("theta*log(q) + debt*log(r)", {"parameters": {"theta": THETA, "debt": [[-1, -1], [-2, -2]]}}, (
        (INCREASING, "FAILS", "DECIDED", "u_r is negative at every bundle"),
    )),
    # 3/7 of 5/3 and 4/7 of 1/2 are 1: what types expect is alike though no state's utility is
    ("theta*log(q) + log(r)", {"parameters": {"theta": [["5/3", "1/2"], [1, 1]]}}, (
        (SEPARATING, "FAILS", "DECIDED", "the same marginal utilities"),
    )),
    ("log(q) + log(r) + theta*log(4*q + 3*r)", {}, (
        (SEPARATING, "FAILS", "DECIDED", "the same marginal utilities"),
    )),
    ("log(q) + log(r) + theta*log(3*q + 2*r)", {"endowment": [2, 3]}, (
        (SEPARATING, "FAILS", "DECIDED", "the same marginal utilities"),
    )),
    ("log(q) + log(r) + theta*log(4*q + 3.01*r)", {}, ((SEPARATING, "HOLDS", "", ""),)),
    ("theta*log(q) + log(r)", {"parameters": {"theta": [[1, 1], ["1.00000000000000000001"] * 2]}}, (
        (SEPARATING, "UNDECIDED", "SAMPLED", "does not tell apart"),
    )),
    ("theta*log(q) + r", {}, ((SEPARATING, "UNDECIDED", "", "concave"),)),
)  # fmt: skip
"""A utility, what else differs, and what must be said of assumptions: verdict, evidence, words."""


def _economy(utility: str, changes: dict[str, Any]) -> Economy:
    keywords: dict[str, Any] = {
        "prior": ["1/3", "2/3"],
        "signal": [["3/5", "2/5"], ["2/5", "3/5"]],
        "endowment": [1, "4/3"],
        "kappa": ["1/20", "1/16"],
        "eta": "1/10",
        "utility": utility,
        "parameters": {"theta": THETA},
    }
    return Economy(**(keywords | changes))


def table(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What is said of each economy's assumptions is what is plain by hand."""
    for utility, changes, said in CASES:
        asked = [id_ for id_, *_ in said]
        found = {a.id: a for a in check_assumptions(_economy(utility, changes), asked)}
        tally.same(f"what is asked of {utility}", set(found), set(asked))
        for id_, verdict, evidence, words in said:
            tally.same(f"{id_} of {utility}", found[id_].verdict, verdict)
            tally.same(f"evidence of {id_}", found[id_].evidence, evidence or found[id_].evidence)
            tally.holds(
                f"words on {id_} of {utility}: {found[id_].detail}", words in found[id_].detail
            )
    _exponents(tally)
    _growth(tally)
    best = sorted(by_hand.best_consumption(economy, x) for x in range(len(economy.types)))
    least = min(b - a for a, b in pairwise(best))
    (told,) = (a.detail for a in check_assumptions(economy, [SEPARATING]))
    tally.holds("the smallest gap", f"consumption is {least:.4g}" in told)
    posteriors = type_posteriors(economy)
    for x, row in enumerate(posteriors):
        exact = [float(w) * float(factor) for w in by_hand.tau(economy, x)]
        tally.close("tau", [float(w) for w in row], exact, 1e-15)
    four = [["1/10", "2/10", "3/10", "4/10"], ["2/10", "1/10", "4/10", "3/10"]]
    theta = [[n, n] for n in (1, 2, 3, 4)]
    mixed = _economy("theta*log(q) + log(r)", {"signal": four, "parameters": {"theta": theta}})
    sums = [[sum(Fraction(row[i]) for i in g) for row in four]
            for size in (1, 2) for g in combinations(range(4), size)]  # fmt: skip
    found = {a.id: a for a in check_assumptions(mixed, [A1])}
    tally.same("groups", found[A1].verdict == "FAILS", any(a == b for a, b in sums))
    tally.holds("the first of them", '"type_1", "type_2" has probability 0.3' in found[A1].detail)
    single = sums[:4]
    tally.same("single types differ", any(a == b for a, b in single), False)


def _growth(tally: Tally) -> None:
    """Marginal utilities that grow, that stay, and that do neither, as a good falls to 1e-256."""
    economy, depth = _economy("theta*log(q) + log(r)", {}), -sp.log(q) / (64 * sp.log(10))
    # At three points the depth is 1, 2 and 4.
    for formula, verdict, words in (
        (depth + 3, "HOLDS", "1e-256"), (depth + sp.Rational(39, 10), "HOLDS", ""),
        (depth + sp.Rational(41, 10), "UNDECIDED", "too slowly"),
        (depth**2 - 3 * depth + 12, "UNDECIDED", "too slowly"),
        (8 - depth, "UNDECIDED", ""), (3 * depth - 13, "UNDECIDED", "too slowly"),
        (1 + depth / 10**7, "FAILS", "tends to 1"), (1 + depth / 10**6, "UNDECIDED", "too slowly"),
        (depth + 0 * q + q**2 * sp.log(q**2), "UNDECIDED", "cannot be evaluated"),
    ):  # fmt: skip
        found = _sampled_growth(economy, q, formula, "0", "nobody")
        tally.same(f"growth of {formula}", (found[0], words in found[2]), (verdict, True))
    # Of the endowments 1 and 4/3: at the first point the exponential takes off too much.
    steep = (-sp.log(r) / (64 * sp.log(10))) ** sp.Rational(3, 10) * sp.exp(
        r * 10**64 * sp.Rational(11, 500)
    )
    for good, formula, words in ((r, steep, "too slowly"), (q, r + q, "u_q tends to 1.33333")):
        tally.holds(
            "endowments", words in _sampled_growth(economy, good, formula, "0", "nobody")[2]
        )


def _exponents(tally: Tally) -> None:
    """An exponent is refused where it is too large for one type in one state."""
    most = Fraction(LARGEST_EXPONENT)
    for x, z in product((0, 1), (0, 1)):
        for size, refused in ((most, False), (most + 1, True), (-most - 1, True)):
            table = [[size if (x, z) == (i, j) else Fraction(1, 2) for j in (0, 1)] for i in (0, 1)]
            changes = {"parameters": {"a": table}, "endowment": [1, 1]}
            try:
                _economy("log(r) + q**a", changes)
            except EconomyError as error:
                tally.holds("which parameter", refused and '"a"' in str(error))
            else:
                tally.holds("a large exponent is refused", not refused)


def ends(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Prices next to both ends of their range are found, by the scan and by Newton's method."""
    theta = [["1/1000", "1000", "2"], ["1/900", "800", "3"]]
    changes = {"prior": ["1/2", "1/3", "1/6"], "parameters": {"theta": theta},
               "signal": [["3/5", "2/5"], ["2/5", "3/5"], ["1/4", "3/4"]]}  # fmt: skip
    extreme = _economy("theta*log(q) + log(r)", changes)
    (q_bar, r_bar), (k_q, k_r) = extreme.environment.endowment, extreme.mechanism.kappa
    solved = solve_competitive(extreme)
    tally.holds("one each", all(solved.unique))
    for z in range(3):
        tastes = [Fraction(row[z]) for row in theta]
        D = sum(
            (m * t / (1 + t) for m, t in zip(extreme.environment.signal[z], tastes, strict=True)),
            Fraction(0),
        )
        price = float((k_r + r_bar * D) / (q_bar + k_q - q_bar * D) * factor)
        found = scan.equilibrium_prices(extreme, z)
        tally.same("number", len(found), 1)
        tally.close("price", found / price, [1.0], 1e-10)
        tally.close("the same", float(solved.price[z]) / price, 1.0, 1e-10)
        rough = scan.polished(extreme, np.array([price * 1.00002]), z)
        tally.close("polished", rough / price, [1.0], 1e-10)
        refined = scan._refined(extreme, np.array([price * 0.99995]), z)
        tally.close("refined", refined / price, [1.0], 1e-10)
    _on_a_point(tally)


def _on_a_point(tally: Tally) -> None:
    """Prices that fall on a point of the grid, where excess demand falls or rises, are found once."""
    for other, number in zip(mirrored(), (1, 3), strict=True):
        for grid in (20, 21, 22):
            found = scan.equilibrium_prices(other, 0, grid)
            tally.same("how many", len(found), number)
            tally.close("in the middle", found[number // 2], 1.0, 1e-14)
            tally.close("mirrored", found * found[::-1], np.ones(number), 1e-10)
    # A type whose demand falls, as that of others need not, leaves three prices.
    tastes = {"gamma_q": ["1/2"], "gamma_r": ["1/2"], "weight_q": [1], "weight_r": [1]}
    beside = {k: [*table, tastes[k]] for k, table in other.environment.parameters.items()}
    changed = {
        "types": ["a", "b", "c"],
        "signal": [["99/200", "99/200", "1/100"]],
        "parameters": beside,
    }
    market = solve_competitive(Economy(**{**other.keywords(), **changed}))
    tally.same("not by one type alone", (market.unique, len(market.prices[0])), ((False,), 3))
    # At the price 1 a type with u = q^2 + r^2 wants all of one good or of the other, which is as good:
    # the market does not clear, whichever it gets.
    for kept, kappa_q in (("nothing of one", "1/2"), ("nothing of the other", "3/2")):
        torn = Economy(
            prior=[1],
            signal=[["1/2", "1/2"]],
            endowment=[1, 1],
            kappa=[kappa_q, 1],
            eta="1/3",
            utility="q**a + r**a",
            parameters={"a": [[2], ["1/2"]]},
        )
        tally.same(kept, scan.clears(torn, np.array([1.0]), 0).tolist(), [False])


CHECKS: dict[str, Check] = {
    "sec-2.1.verdicts": on_probes(tallied(table), (LOGARITHMS,)),
    "lemma-2.ends": on_probes(tallied(ends), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-2.1.verdicts",
        "verdicts on the assumptions of economies of which they are plain by hand",
        "sections 2.1 and 4",
        r"\forall (u, \mu):\quad \text{verdict} = \text{HOLDS} \iff u_q, u_r > 0;\ \det D^2u > 0;\ "
        r"u_q \to \infty;\ q(p) \downarrow;\ \mu_z(Y) \ne \mu_{z'}(Y)",
        "value",
    ),
    stated(
        "lemma-2.ends",
        "competitive prices next to both ends of their range, or on a point of the grid, are found, and once",
        "section 3.1, Lemma 2",
        r"p^z = \frac{\kappa_r + \bar rD}{\bar q + \kappa_q - \bar qD},\quad "
        r"D = \sum_x\mu_z(x)\frac{\theta_{xz}}{1 + \theta_{xz}}",
        "value",
    ),
)
