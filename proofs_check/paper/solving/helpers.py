r"""Small functions on which solvers are built, on numbers by themselves, against fractions and plain loops.

Interpolation between three points, sums over states, states that cannot be, signs of polynomials where
rounding might decide them, where utilities are real, and points whose signs are settled exactly.

Paper: nothing; how it is computed is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas import domain, sign_checks
from numeric.formulas.compiled import formulas_of, parameters_of
from numeric.formulas.family_signs import (
    UNKNOWN,
    Polynomial,
    _polynomial,
    _quotient,
    _sign,
    family_signs,
)
from numeric.formulas.over_states import over_states
from numeric.formulas.regularity import HESSIAN, established, weakly_concave
from numeric.formulas.roots import inverse_quadratic
from numeric.stage2.searched_response import expected_payoff
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.chosen_economies import named_economy
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from symbolic.language.notation import Q, R, b_q, q, r
from symbolic.language.notation import x as some_type
from symbolic.language.notation import z as some_state
from symbolic.language.utility import u_q, u_qq, u_rr
from symbolic.model import aggregative

Array = NDArray[np.float64]
F = Fraction
BUNDLE = (q, r, some_type, some_state)
THREE = (
    ((2, 5, 1), (-1, 3, -3)), ((2, 5, 1), (-1, 8, -2)), ((7, 3, 8), (1, -4, 3)), ((7, 3, 8), (1, -9, 1.25)),
    ((4, 2, 5), (-2, 6, -3)), ((1, 9, 0.5), (3, -1, 3.5)), ((1, 9, 0.5), (1, -7, 4)), ((6, 1, 9), (-3, 2, -4)),
    ((0.251, 0, 1), (1, -1, 3)), ((0.249, 0, 1), (1, -1, 3)), ((0.749, 0, 1), (1, -1, 3)), ((0.751, 0, 1), (1, -1, 3)),
)  # fmt: skip
"""Three points, the newest first, and values there, of which the second has the other sign."""


def _interpolated(points: tuple[float, ...], values: tuple[float, ...]) -> Fraction | None:
    """Return where the quadratic in the value through three points is zero, as a share of the way, if monotone."""
    t, f = [F(v) for v in points], [F(v) for v in values]

    def weight(i: int) -> Fraction:
        return prod((f[i] - f[j] for j in range(3) if j != i), start=F(1))

    def slope(at: Fraction) -> Fraction:
        return sum(
            (t[i] / weight(i) * sum(at - f[j] for j in range(3) if j != i) for i in range(3)), F(0)
        )

    if slope(f[1]) * slope(f[2]) <= 0:
        return None
    zero = sum(
        (
            t[i] / weight(i) * prod((-f[j] for j in range(3) if j != i), start=F(1))
            for i in range(3)
        ),
        F(0),
    )
    return (zero - t[0]) / (t[1] - t[0])


def numbers(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Interpolation, sums over states, states of probability zero, and signs of polynomials."""
    told = []
    for points, values in THREE:
        at, height = (tuple(np.array([float(v)]) for v in side) for side in (points, values))
        found, wanted = float(inverse_quadratic(at, height)[0]), _interpolated(points, values)
        told.append(wanted is None)
        tally.same("trusted", bool(np.isnan(found)), wanted is None)
        if wanted is not None:
            tally.close("a share of the way", found, float(wanted * factor), 1e-14)
    tally.same("some are", (any(told), all(told)), (True, False))
    rng = np.random.default_rng(3)
    for shape in ((40, 3), (40, 2), (4, 5), (20, 7), (30, 8), (70, 1), (6, 5, 4)):
        terms = rng.uniform(-1, 1, size=shape)
        sums = [sum(row) for row in terms.reshape(-1, shape[-1]).tolist()]
        tally.close("sums", over_states(np.moveaxis(terms, -1, 0)).ravel(), sums, 1e-15)
    _impossible(tally, economy)
    b, theta = sp.symbols("b theta", real=True)
    for utility in (theta * sp.log(q) + r**b, theta * r + b * sp.log(r), q * theta - b):
        tally.same("parameters", parameters_of(utility), [b, theta])
    _signs(tally)
    _read(tally)


def _impossible(tally: Tally, economy: Economy) -> None:
    """Expected costs and gains with states that have no weight, in which the formula has no value."""
    k, own, X = formulas_of(economy), by_hand.endowment(economy), len(economy.types)
    sold, total = [0.2, 0.5, 0.1, own[0]], (3.1, 2.3)
    types = np.array([0, 1, 2, 1])
    beliefs = [[0.3, 0.0, 0.7], [0.0, 1.0, 0.0], [0.2, 0.5, 0.3], [0.0, 0.0, 1.0]]
    at = {b_q: np.array(sold), Q: np.full(4, total[0]), R: np.full(4, total[1])}
    found = k.all_expected(aggregative.seller_terms(), at, np.array(beliefs), types)
    for i, b in enumerate(sold[:3]):
        bundle, x = (own[0] - b, own[1] + b * total[1] / total[0]), int(types[i])
        u_q, u_r = (by_hand.slope(economy, bundle, x, beliefs[i], good) for good in (0, 1))
        gain = u_r * total[1] / total[0] * (1 - b / total[0])
        tally.close("cost and gain", [v[i] for v in found], [u_q, gain], 1e-12)
    many = {s: np.repeat(v[:3], 20) for s, v in at.items()}
    again = k.all_expected(
        aggregative.seller_terms(),
        many,
        np.repeat(beliefs[:3], 20, axis=0),
        np.repeat(types[:3], 20),
    )
    tally.close("many", np.array(again)[:, ::20], np.array(found)[:, :3], 1e-14)
    tally.same("types", X, 3)
    # Only in the first state is utility real here.
    roots = TWO_TYPES.replacing(
        utility="theta*(q - least)**(1/2) + log(r)",
        parameters={"theta": [["1", "2"], ["3", "4"]], "least": [["1/10", "9/10"]] * 2},
    )
    sure, top = np.array([[1.0, 0.0], [1.0, 0.0]]), by_hand.endowment(roots)
    at = {b_q: np.full(2, 0.3), Q: np.full(2, total[0]), R: np.full(2, total[1])}
    costs = formulas_of(roots).all_expected(aggregative.seller_terms(), at, sure, np.arange(2))[0]
    minus = np.full(2, total[0]), np.full(2, total[1])
    worth = expected_payoff(roots, 0, np.full((2, 1), 0.3), *minus, sure, np.arange(2))
    for x in (0, 1):
        tally.close(
            "one state", costs[x], by_hand.utility(roots, x, 0, (1, 0))(top[0] - 0.3, 1.0), 1e-13
        )
        bundle = by_hand.active_bundle(roots, (0.3, 0.0), total)
        tally.close("one state", worth[x, 0], by_hand.utility(roots, x, 0)(*bundle), 1e-13)


def _signs(tally: Tally) -> None:
    """A difference of two products on either side of zero, and on either side of what rounding may do."""
    difference = Polynomial(("a", "b"), (2.0, -3.0), ((1, 3), (0, 1)))
    b = 1.7
    for share, wanted in ((1.004, 1), (0.996, -1), (1 + 2.2e-13, 1), (1 + 1.8e-13, UNKNOWN),
                          (1 - 2.2e-13, -1), (1 - 1.8e-13, UNKNOWN)):  # fmt: skip
        a = 1.5 / b**2 * share
        found = difference.sign({"a": np.array([a, 2 * a, a / 2]), "b": np.full(3, b)})
        tally.same("sign", found.tolist(), [wanted, 1, -1])


def _read(tally: Tally) -> None:
    """Which polynomials are read: whole coefficients, and neither terms nor degrees by the hundreds."""
    a, b = sp.symbols("a b", real=True)
    most = sum((a**i * b**j for i in range(20) for j in range(10)), sp.S.Zero)
    for formula, wanted in (
        (3 * a**2 * b - 7, Polynomial(("a", "b"), (3.0, -7.0), ((2, 1), (0, 0)))),
        (sp.Integer(-5), Polynomial((), (-5.0,), ((),))),
        (a**200 + b, Polynomial(("a", "b"), (1.0, 1.0), ((200, 0), (0, 1)))),
        *((f, None) for f in (a**201 + b, most + a**20, a / 2, sp.Rational(1, 2), sp.sqrt(a), 2**53 * a + b)),
    ):  # fmt: skip
        tally.same("read", _polynomial(formula), wanted)
    tally.holds("many terms", _polynomial(most) is not None)
    values = {"a": np.array([-2.0, 3.0, 0.0]), "b": np.array([1.0, 1.0, 1.0])}
    found = _quotient(a / (a + b))
    tally.same("a quotient", found and _sign(found, values).tolist(), [1, 1, UNKNOWN])


def real(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Where only one type in one state has a condition, and what is settled point by point."""
    for x, z in product((0, 1), (0, 1)):
        table = [[F(1, 5) if (i, j) == (x, z) else F(0) for j in (0, 1)] for i in (0, 1)]
        for utility, convex in (("log(q - a)", True), ("log(q*r - a)", False)):
            one = economy.replacing(utility=f"{utility} + log(r)", parameters={"a": table})
            tally.same("everywhere", domain.whole(one), False)
            tally.same("convex", domain.convex(one), convex or not _bent(one, x, z))
        edges = [domain.lower_bounds(one, i, j) for i, j in product((0, 1), (0, 1))]
        tally.same("no lower bounds", edges, [(0, 0)] * 4)
    _shortened(tally, economy)
    three = named_economy().replacing(utility="theta*log(q - 1/9) + log(r)")
    undecided = family_signs(three, HESSIAN)
    tally.same("nothing is decided by signs", undecided, ((None,) * 2,) * 3)
    _undecided(tally, economy)
    _concave(tally, economy)
    few = [(3.0, 2.0), (5.0, 4.0)]
    for points, verdict, words in (
        (few, "HOLDS", "25x25"),
        ([*few, (1.0, 2.0), (2.0, 2.0)], "FAILS", "(q, r) = (1, 2) for nobody"),
        ([*few, (2.0, 2.0), (1.0, 2.0)], "UNDECIDED", "(q, r) = (2, 2) for nobody"),
        (few * 10, "HOLDS", "25x25"),
        ([*few * 10, (1.0, 2.0)], "UNDECIDED", f"at {float(21 * factor):g} bundles for nobody"),
    ):
        found = sign_checks._settled(q - r, "f", "nobody", np.array(points))
        tally.same("settled", (found[0], words in found[2]), (verdict, True))


def _shortened(tally: Tally, economy: Economy) -> None:
    """Steps of as many rows as types, halved until a tenth of the room is left; some count not."""
    one = economy.replacing(
        utility="log(q - a) + log(r)", parameters={"a": [["1/4"] * 2, ["1/2"] * 2]}
    )
    falls, phi = np.array([[0.1, 0.44], [0.7, 0.46]]), np.full((2, 2), 0.5)

    def bundles(length: Array) -> tuple[Array, Array]:
        return 1 - length[:, None] * falls, np.ones((2, 2))

    for counts in ([[True, True], [True, True]], [[True, False], [False, True]]):
        found = domain.shortened(one, bundles, np.ones(2), phi, present=np.array(counts))
        for i in range(2):
            length, pairs = 1.0, [(falls[i, x], (0.75, 0.5)[x]) for x in (0, 1) if counts[i][x]]
            while any(room - length * fall < 0.1 * room for fall, room in pairs):
                length /= 2
            tally.close("a length", found[i], length, 1e-15)


def _undecided(tally: Tally, economy: Economy) -> None:
    """Signs that not all coefficients tell; a formula that is zero at one point of the sample; prices without κ."""
    powers = economy.replacing(
        utility="a**b*sqrt(q) + sqrt(r)", parameters={"a": [[1, 2], [3, 4]], "b": [["1/2"] * 2] * 2}
    )
    formula = -u_qq(*BUNDLE) - u_rr(*BUNDLE)
    tally.same("not by signs", family_signs(powers, formula), ((None,) * 2,) * 2)
    # The sample reaches 1 + 1000 of the first good where κ is zero.
    for where, verdict in ((1001, "UNDECIDED"), (1002, "HOLDS")):
        touching = economy.replacing(
            utility=f"theta*(q - {where})**3 + log(r)", endowment=[1, 1], kappa=(0, 0)
        )
        found = sign_checks.all_positive(touching, (("u_q", u_q(*BUNDLE)),), "all")
        tally.same("zero at one point", found[:2], (verdict, "SAMPLED"))
    for kappa in ((0, 1), (1, 0)):
        bounds = sign_checks.price_bounds(economy.replacing(kappa=kappa))
        tally.same("no bounds", bounds, None)


def _bent(economy: Economy, x: int, z: int) -> bool:
    """Whether the condition of a type in a state is not linear."""
    return any(g.has(q) and g.diff(q).has(r) for g in domain.domains(economy)[x][z].conditions)


def _concave(tally: Tally, economy: Economy) -> None:
    """Strictly, weakly, and not concave; in one type and one state alone."""
    for x, z in product((0, 1), (0, 1)):
        for other, strictly, weakly in ((F(0), False, True), (F(-1), False, False)):
            table = [[other if (i, j) == (x, z) else F(1) for j in (0, 1)] for i in (0, 1)]
            one = economy.replacing(utility="a*sqrt(q) + q + sqrt(r)", parameters={"a": table})
            tally.same("strictly", established(one), strictly)
            tally.same("weakly", weakly_concave(one), weakly)
    tally.same("strictly", (established(economy), weakly_concave(economy)), (True, True))
    # The slope's slope of the first is minus a square; of the second it has both signs; the third falls in the end.
    bent, wavy, falling = (f"9*{{0}}**(2/3)/2 - {c}*sqrt({{0}}) + 9*{{0}}**(1/3)/2{d}"
                           for c, d in ((8, ""), ("17/2", ""), (8, " - {0}/9")))  # fmt: skip
    for first, second, strictly in (
        *((bent, bent, True), (wavy, bent, False), (bent, wavy, False)),
        *((falling, bent, False), (bent, falling, False), (bent, f"{bent} + q*r/9", False)),
    ):
        one = economy.replacing(
            utility=f"{first.format('q')} + {second.format('r')}", parameters={}
        )
        tally.same("by good", established(one), strictly)


CHECKS: dict[str, Check] = {
    "eq-18.helpers": on_probes(
        tallied(numbers),
        (LOGARITHMS,),
        ("a state of probability zero", "a sum that is all but zero"),
    ),
    "sec-2.1.one-cell": on_probes(tallied(real), (TWO_TYPES,), ("one type in one state",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-18.helpers",
        "interpolation, sums over states, states that cannot be, and signs of polynomials, in fractions",
        "equations (18), (19)",
        r"t(0),\ t(f_i) = t_i,\ t\ \text{quadratic};\quad \sum_z \phi(z) f(z),\ \phi(z) = 0;\quad "
        r"\operatorname{sign}(2ab^3 - 3b)",
        "value",
    ),
    stated(
        "sec-2.1.one-cell",
        "a condition of one type in one state alone is noticed, and so is each point of a sample",
        "section 2.1",
        r"\exists x, z, q, r > 0:\ u(q, r; x, z) \notin \mathbb R \Longrightarrow \text{not real everywhere}",
        "value",
        depends_on=("sec-2.1.domains",),
    ),
)
