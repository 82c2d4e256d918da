r"""The stage-2 solver of one shape as LLVM's text.

For each vector of configurations: Bayes' rule, averages over the belief, Newton on (w, p) for a
price-taker, Newton on (w, p, R/M) for the game, then offers, totals, price and residual.  The
steps are those of ``stage2_newton``.  A loop is left when no lane moves; a lane
that never settles shows in its residual, and is left to ``numeric.stage2.solve``.

Conventions: arrays are rows of ``stride`` doubles, one for each quantity; rows of ``out``: offers
(q, r) of each type, Q, R, price, belief, residual. A type with count 0 is a price-taker here, and
is not added to anything.

Paper: section 3.1; (16)-(19).
"""

from __future__ import annotations

from numeric.fast import conditions as c
from numeric.fast.lanes import TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.pieces import (
    Rows,
    negative_part,
    number,
    of_type,
    over_vectors,
    relative,
    weighted,
)
from numeric.fast.stage2_newton import Lanes, evaluated, newton
from numeric.fast.straight_line import Code, bound

COUNTS, OUT = Rows("%counts", "%counts.stride"), Rows("%out", "%stride")


def text(shape: c.Shape) -> str:
    """Return the module's text."""
    layout, code = Layout(shape), Code()
    parameters = "i64 %columns, ptr %counts, ptr %out, i64 %counts.stride, i64 %stride, ptr %table, i64 %given"
    over_vectors(code, "solve", parameters, lambda: _vector(code, layout))
    return code.module()


def _vector(code: Code, layout: Layout) -> None:
    X = layout.shape.types
    counts = [COUNTS.load(code, x) for x in range(X)]
    inverse = code.binary("fdiv", constant(1.0), code.total(counts))
    shares = [code.binary("fmul", s, inverse) for s in counts]
    present = [
        code.select(code.compare("ogt", s, constant(0.0)), constant(1.0), constant(0.0))
        for s in counts
    ]
    beliefs = _beliefs(code, layout, counts)
    q_bar, r_bar, kappa_q, kappa_r = (number(code, i) for i in range(4))
    numbers = [
        of_type(code, layout, beliefs, layout.common + x * layout.of_type) | {c.q_bar_: q_bar}
        for x in range(X)
    ]
    lanes = Lanes(shares, inverse, present, (kappa_q, kappa_r), (q_bar, r_bar), numbers)
    at_endowment = {c.q_: q_bar, c.r_: r_bar}
    rates = [
        bound(code, n | at_endowment).expression(c.condition(layout.shape).rate) for n in numbers
    ]
    price = code.total(
        [code.binary("fmul", s, rate) for s, rate in zip(shares, rates, strict=True)]
    )
    state = newton(code, layout, lanes, [constant(0.0)] * X + [price], game=False)
    bought = code.total(
        [
            kappa_r,
            *(
                code.binary("fmul", s, negative_part(code, w))
                for s, w in zip(shares, state[:X], strict=True)
            ),
        ]
    )
    state = newton(code, layout, lanes, [*state, bought], game=True)
    _finish(code, layout, lanes, counts, state)


def _beliefs(code: Code, layout: Layout, counts: list[str]) -> list[str]:
    """Bayes' rule, or what is given.

    The exponents are the exact sums of ``numeric.probability.posterior`` with their small
    remainders apart.
    """
    X, Z = layout.shape.types, layout.shape.states
    row = 2 * X + 3
    code.lines += [
        "  %is.given = icmp ne i64 %given, 0",
        "  br i1 %is.given, label %beliefs.given, label %beliefs.bayes",
        "beliefs.given:",
    ]
    given = [OUT.load(code, row + z) for z in range(Z)]
    code.lines += ["  br label %beliefs.end", "beliefs.bayes:"]
    large = [
        code.total(
            [code.binary("fmul", n, number(code, 4 + Z + z * X + x)) for x, n in enumerate(counts)]
        )
        for z in range(Z)
    ]
    start = 4 + Z + Z * X
    small = [
        code.total(
            [
                number(code, 4 + z),
                *(
                    code.binary("fmul", n, number(code, start + z * X + x))
                    for x, n in enumerate(counts)
                ),
            ]
        )
        for z in range(Z)
    ]
    top_large, top_small = large[0], small[0]
    for a, b in zip(large[1:], small[1:], strict=True):
        gap = code.binary(
            "fadd", code.binary("fsub", a, top_large), code.binary("fsub", b, top_small)
        )
        higher = code.compare("ogt", gap, constant(0.0))
        top_large, top_small = code.select(higher, a, top_large), code.select(higher, b, top_small)
    weights = []
    for a, b in zip(large, small, strict=True):
        exponent = code.binary(
            "fadd", code.binary("fsub", a, top_large), code.binary("fsub", b, top_small)
        )
        weights.append(
            code.elementary(
                "exp",
                code.select(
                    code.compare("ogt", exponent, constant(-745.0)), exponent, constant(-745.0)
                ),
            )
        )
    inverse = code.binary("fdiv", constant(1.0), code.total(weights))
    bayes = [code.binary("fmul", weight, inverse) for weight in weights]
    code.lines += ["  br label %beliefs.end", "beliefs.end:"]
    beliefs = [
        code.add(f"phi {TYPE} [{a}, %beliefs.given], [{b}, %beliefs.bayes]")
        for a, b in zip(given, bayes, strict=True)
    ]
    for z, value in enumerate(beliefs):
        OUT.store(code, row + z, value)
    return beliefs


def _finish(code: Code, layout: Layout, lanes: Lanes, counts: list[str], state: list[str]) -> None:
    """Store offers, totals and price, and the residual evaluated at exactly these."""
    X = layout.shape.types
    w, inverse_p, M = state[:X], code.binary("fdiv", constant(1.0), state[X]), code.total(counts)
    sold = [
        code.binary(
            "fmul", code.select(code.compare("ogt", v, constant(0.0)), v, constant(0.0)), inverse_p
        )
        for v in w
    ]
    bought = [negative_part(code, v) for v in w]
    Q, R = (
        weighted(code, counts, side, code.binary("fmul", M, kappa))
        for side, kappa in zip((sold, bought), lanes.kappa, strict=True)
    )
    price, impact = code.binary("fdiv", R, Q), code.binary("fdiv", constant(1.0), R)
    residual = constant(0.0)
    for x in range(X):
        OUT.store(code, 2 * x, sold[x])
        OUT.store(code, 2 * x + 1, bought[x])
        value = code.binary("fsub", code.binary("fmul", price, sold[x]), bought[x])
        size = relative(
            evaluated(code, layout, lanes, x, value, price, impact), c.condition(layout.shape)
        )
        here = code.select(
            code.compare("ogt", lanes.present[x], constant(0.0)), size, constant(0.0)
        )
        worse = code.add(f"fcmp ugt {TYPE} {here}, {residual}")
        residual = code.select(worse, here, residual)
    for row, value in (
        (2 * X, Q),
        (2 * X + 1, R),
        (2 * X + 2, price),
        (2 * X + 3 + layout.shape.states, residual),
    ):
        OUT.store(code, row, value)
