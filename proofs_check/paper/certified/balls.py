r"""Formulas on balls, signs at exact points, and what is compiled of a utility.

Products of wide balls are compared with all products of ends, in fractions; monotone functions with their
values at the ends, with many digits; signs with values of several hundred digits.

Paper: the arithmetic is not in the paper; certificates of Lemma 2 and Proposition 1 rest on it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import flint
import mpmath
import sympy as sp

from numeric.certify.arithmetic import tape
from numeric.economy.economy import Economy
from numeric.formulas.ball_values import sign_at
from numeric.formulas.compiled import ORDERS, compiled_for, compiled_utility
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from symbolic.language.notation import b_q, q, r, x, z
from symbolic.language.utility import u

BITS, MANY, SLACK = 96, 400, 1e-7
"""Bits of the balls, digits by hand, and the part by which a radius of thirty bits may be too large."""

ENDS = (
    (0.3, 0.7), (-1.7, -0.4), (-0.9, 2.3), (2.0, 3.0), (-5.0, -0.01), (0.0, 0.6), (-0.8, 0.0),
    (-0.5, 0.1),
)  # fmt: skip
"""Wide operands of either sign, through zero and beginning there."""

NARROW = ((1.0, 1.0 + 2**-20), (-0.3, -0.3 + 2**-18), (-(2.0**-60), 2.0**-60))

MONOTONE: tuple[tuple[sp.Expr, Callable[[Any], Any], bool], ...] = (
    (sp.log(q), mpmath.log, False),
    (sp.exp(q), mpmath.exp, True),
    (q ** sp.Rational(1, 3), lambda v: mpmath.root(v, 3), False),
    (q ** sp.Rational(-3, 2), lambda v: 1 / (v * mpmath.sqrt(v)), False),
    (q**3, lambda v: v**3, False),
)
"""Functions of one argument, and whether they are defined everywhere."""

_mp = mpmath.mpf
SIGNS: tuple[tuple[sp.Expr, Callable[[Any, Any], Any]], ...] = (
    (q**r - 3, lambda a, b: a**b - 3),
    (r**q - 2, lambda a, b: b**a - 2),
    (q**-2 - r + sp.Rational(6, 5), lambda a, b: a**-2 - b + _mp(6) / 5),
    (q * sp.E - sp.exp(r - sp.Rational(1, 2)) * 2 - sp.Rational(1, 10**70),
     lambda a, b: -(_mp(10) ** -70)),
    (q * sp.E - sp.exp(r - sp.Rational(1, 2)) * 2 + sp.Rational(1, 10**250),
     lambda a, b: _mp(10) ** -250),
    (sp.log(q * r) - sp.log(q) * r * 3, lambda a, b: mpmath.log(a * b) - mpmath.log(a) * b * 3),
    (r / q - q / r * sp.Rational(9, 17), lambda a, b: b / a - a / b * 9 / 17),
)  # fmt: skip
"""Formulas in q = 2 and r = 3/2, and their values by hand, some of them nearly zero."""

UNDECIDED = (
    sp.log(q * r) - sp.log(q) - sp.log(r),
    q - 2 * r + 1,
    sp.log(r - q),
    sp.log(q - 2 * r + 1),
    (r - q) ** sp.Rational(1, 3),
    (sp.log(q * r) - sp.log(q) - sp.log(r)) ** -1,
)
"""Formulas that are zero there, or not defined."""


def balls(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Products of all pairs, monotone functions on wide and narrow balls, formulas, and signs."""
    for number in (3, 2):
        terms = sp.symbols(f"a:{number}")
        found = tape.Tape([sp.Add(*terms), sp.Mul(*terms)], terms).run(
            [flint.arb(v) for v in (2, 3, 5)[:number]]
        )
        wanted = [(5, 6), (10, 30)][number - 2]
        tally.same("terms", tuple(int(v.unique_fmpz()) for v in found), wanted)
    with flint.ctx.workprec(BITS):
        for one, two in product((*ENDS, *NARROW), repeat=2):
            _product(tally, one, two, factor)
        for formula, function, everywhere in MONOTONE:
            for ends in (*ENDS, *NARROW[:2]):
                _range(tally, formula, function, ends, defined=everywhere or ends[0] > 0)
        _formula(tally)
    point = {q: Fraction(2), r: Fraction(3, 2)}
    with mpmath.workdps(MANY):
        for formula, by_digits in SIGNS:
            sign = 1 if by_digits(_mp(2), _mp(3) / 2) > 0 else -1
            tally.same("sign", sign_at(formula, point), sign)
    for formula in UNDECIDED:
        tally.same("no sign", sign_at(formula, point), None)


def _ball(ends: tuple[float, float]) -> Any:
    return flint.arb(ends[0]).union(flint.arb(ends[1]))


def _product(
    tally: Tally, one: tuple[float, float], two: tuple[float, float], factor: Fraction
) -> None:
    """The product of two balls has the least and greatest products of ends, where both are wide and have a sign.

    Elsewhere it is that of midpoints and radii.
    """
    found, what = tape.multiply(_ball(one), _ball(two)), f"{one} times {two}"
    corners = [Fraction(a) * Fraction(b) * factor for a in one for b in two]
    low, high = min(corners), max(corners)
    if not all(e in ENDS and (e[0] > 0 or e[1] < 0) for e in (one, two)):
        (m, s), (n, t) = ((Fraction(a + b) / 2, Fraction(b - a) / 2) for a, b in (one, two))
        spread = abs(m) * t + abs(n) * s + s * t
        tally.holds("inside", m * n - spread <= low and high <= m * n + spread)
        low, high = m * n - spread, m * n + spread
    tally.encloses(what, found, low, high, slack=SLACK)


def _range(
    tally: Tally,
    formula: sp.Expr,
    function: Callable[[Any], Any],
    ends: tuple[float, float],
    *,
    defined: bool,
) -> None:
    """A function of one ball has its values at the ends; it is not finite where it is not defined."""
    (found,) = tape.Tape([formula], [q]).run([_ball(ends)])
    if not defined:
        whole = formula.is_polynomial(q)
        tally.holds("not defined", whole or not found.is_finite())
        return
    with mpmath.workdps(40):
        low, high = sorted(_fraction(function(_mp(v))) for v in ends)
    room = SLACK if ends in ENDS else 2e-2 * float(high - low) + 1e-12
    tally.encloses(f"{formula} on {ends}", found, low, high, slack=room)


def _fraction(value: Any) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction(-1 if sign else 1) * int(mantissa) * Fraction(2) ** int(exponent)


def _formula(tally: Tally) -> None:
    """A formula with everything that a tape knows, with shared parts, at two precisions; what it refuses."""
    third = sp.Rational(1, 3)
    shared = sp.log(q + 2 * r)
    formula = shared * q**third - sp.exp(r - q) * sp.E / 7 + q * r * (q - 3) - shared
    made = tape.Tape([formula, q - r, shared], [q, r])
    for bits, slack in ((64, 1e-15), (256, 1e-70)):
        with flint.ctx.workprec(bits), mpmath.workdps(100):
            found = made.run([flint.arb(1.75), flint.arb(0.375)])
            a, b = _mp("1.75"), _mp("0.375")
            log = mpmath.log(a + 2 * b)
            exact = log * mpmath.cbrt(a) - mpmath.exp(b - a) * mpmath.e / 7 + a * b * (a - 3) - log
            for value, wanted in zip(found, (exact, a - b, log), strict=True):
                tally.encloses(f"{bits} bits", value, _fraction(wanted), slack=slack)
    for refused in (sp.sin(q), q + b_q):
        try:
            tape.Tape([refused], [q])
        except TypeError:
            continue
        tally.holds("what a tape does not know", False)


def compiled(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Utility and its partials, and expressions in them, are functions of q, r and the parameters alone."""
    formula, tables = economy.environment.utility, economy.environment.parameters
    at = 0.7, 1.9
    try:
        names, functions = compiled_utility(formula)
        own, expression = compiled_for(formula, (u(q, r, x, z) * b_q, u(r, q, x, z)), q, r, b_q)
    except SyntaxError:  # an argument twice
        tally.holds("is compiled", False)
        return
    tally.same("parameters", (names, own), (tuple(sorted(tables)), tuple(sorted(tables))))
    for x_, z_ in ((0, 1), (2, 0)):
        values = [float(tables[n][x_][z_]) for n in names]
        for order in ORDERS:
            wanted = by_hand.utility(economy, x_, z_, order)(*at) * float(factor)
            tally.close(f"partial {order}", functions[order](*at, *values), wanted, 1e-13)
        exact = by_hand.utility(economy, x_, z_)
        pair = [0.3 * exact(*at), exact(*at[::-1])]
        tally.close("expressions", expression(*at, 0.3, *values), pair, 1e-13)


CHECKS: dict[str, Check] = {
    "prop-1.balls": on_probes(tallied(balls), (LOGARITHMS,)),
    "eq-2.compiled": on_probes(tallied(compiled), (LOGARITHMS, POWERS, MIXED)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.balls",
        "formulas on balls contain the exact values, narrowly, and signs at exact points are right",
        "arithmetic of certificates",
        r"\forall a \in [a],\ b \in [b]:\quad ab \in [a][b],\ f(a) \in f([a]),\quad "
        r"f = \log, \exp, x^a;\quad s = \operatorname{sgn} v \text{ where it is said}",
        "value",
    ),
    stated(
        "eq-2.compiled",
        "what is compiled of a utility: its partials, and expressions in it, as functions of its parameters",
        "section 2.1",
        r"\forall i + j \le 2\ \forall x, z:\quad u_{ij}(q, r; x, z) = \partial_q^i\partial_r^ju(q, r; x, z)",
        "value",
    ),
)
