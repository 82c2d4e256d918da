r"""The stage-2 solver of one shape as LLVM's text.

For each vector of configurations: Bayes' rule, averages over the belief, Newton on (w, p) for a
price-taker, Newton on (w, p, R/M) for the game, then offers, totals, price and residual.  With
:math:`f, g, h` the parts of a step, :math:`\delta w_x = f_x + g_x\delta p + h_x\delta\rho`,
:math:`\rho = R/M` and shares s, a step solves

.. math:: (\kappa_q + \textstyle\sum s g)\,\delta p + (\sum s h)\,\delta\rho = \kappa_r - p\kappa_q - \sum s(w + f),\qquad
          (\sum_{w<0}s g)\,\delta p + (1 + \sum_{w<0}s h)\,\delta\rho = \kappa_r - \rho - \sum_{w<0}s(w + f).

A step is halved in those lanes in which a consumption, the price, ρ or what the own influence
leaves of the price would lose more than nine tenths.  A loop is left when no lane moves; a lane
that never settles shows in its residual, and is left to ``numeric.stage2.solve``.

Conventions: arrays are rows of ``stride`` doubles, one for each quantity; rows of ``out``: offers
(q, r) of each type, Q, R, price, belief, residual. A type with count 0 is a price-taker here, and
is not added to anything.

Paper: section 3.1; (16)-(19).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from numeric.fast import conditions as c
from numeric.fast.lanes import LANES, TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.straight_line import Code, bound

KEPT = 0.1
"""What a step must leave of a quantity that has to stay positive."""
PRICE_TAKING_STEPS, GAME_STEPS, HALVINGS = 24, 24, 8
NEAR, SETTLED = 1e-2, 1e-8
"""Relative steps after which the price-taking solution is good enough to start from.

And the game's at rounding error.
"""


@dataclass
class Lanes:
    """Names of the values that one vector of configurations has from the start."""

    shares: list[str]
    inverse: str
    present: list[str]
    kappa: tuple[str, str]
    endowment: tuple[str, str]
    numbers: list[dict[sp.Symbol, str]]


def text(shape: c.Shape) -> str:
    """Return the module's text."""
    layout = Layout(shape)
    code = Code()
    code.lines += [
        "define void @solve(i64 %vectors, ptr %counts, ptr %out, i64 %counts.stride, i64 %stride, "
        "ptr %table, i64 %given) #0 {",
        "entry:",
        "  br label %vector",
        "vector:",
        "  %i = phi i64 [0, %entry], [%i.next, %vector.end]",
        f"  %first = mul i64 %i, {LANES}",
    ]
    _vector(code, layout)
    code.lines += [
        "  br label %vector.end",
        "vector.end:",
        "  %i.next = add i64 %i, 1",
        "  %more = icmp ult i64 %i.next, %vectors",
        "  br i1 %more, label %vector, label %done",
        "done:",
        "  ret void",
        "}",
    ]
    return code.module()


def _row(code: Code, base: str, row: int) -> str:
    stride = "%counts.stride" if base == "%counts" else "%stride"
    offset = code.add(f"add i64 {code.add(f'mul i64 {stride}, {row}')}, %first")
    return code.add(f"getelementptr double, ptr {base}, i64 {offset}")


def _load(code: Code, base: str, row: int) -> str:
    return code.add(f"load {TYPE}, ptr {_row(code, base, row)}, align 8")


def _store(code: Code, row: int, value: str) -> None:
    code.lines.append(f"  store {TYPE} {value}, ptr {_row(code, '%out', row)}, align 8")


def number(code: Code, index: int, base: str = "%table") -> str:
    """Append the load of one number of a table into all lanes."""
    pointer = code.add(f"getelementptr double, ptr {base}, i64 {index}")
    return code.splat(code.add(f"load double, ptr {pointer}, align 8, !invariant.load !{{}}"))


def _vector(code: Code, layout: Layout) -> None:
    X = layout.shape.types
    counts = [_load(code, "%counts", x) for x in range(X)]
    inverse = code.binary("fdiv", constant(1.0), code.total(counts))
    shares = [code.binary("fmul", s, inverse) for s in counts]
    present = [
        code.select(code.compare("ogt", s, constant(0.0)), constant(1.0), constant(0.0))
        for s in counts
    ]
    beliefs = _beliefs(code, layout, counts)
    q_bar, r_bar, kappa_q, kappa_r = (number(code, i) for i in range(4))
    numbers = [
        of_type(code, layout, beliefs, layout.common + x * layout.of_type)
        | {c.q_bar_: q_bar, c.r_bar_: r_bar}
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
    state = _newton(code, layout, lanes, [constant(0.0)] * X + [price], game=False)
    bought = code.total(
        [
            kappa_r,
            *(
                code.binary("fmul", s, _negative_part(code, w))
                for s, w in zip(shares, state[:X], strict=True)
            ),
        ]
    )
    state = _newton(code, layout, lanes, [*state, bought], game=True)
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
    given = [_load(code, "%out", row + z) for z in range(Z)]
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
        _store(code, row + z, value)
    return beliefs


def of_type(
    code: Code, layout: Layout, beliefs: list[str], at: int, base: str = "%table"
) -> dict[sp.Symbol, str]:
    """Load a type's numbers and average its coefficients over the belief."""
    k, Z = c.marginals(layout.shape), layout.shape.states
    found: dict[sp.Symbol, str] = {c.belief(z): value for z, value in enumerate(beliefs)}
    for name in k.numbers:
        found[c.number(name)] = number(code, at, base)
        at += 1
    for name in k.in_states:
        for z in range(Z):
            found[c.in_state(name, z)] = number(code, at + z, base)
        at += Z
    for symbol, _ in k.averages:
        found[symbol] = code.total(
            [code.binary("fmul", phi, number(code, at + z, base)) for z, phi in enumerate(beliefs)]
        )
        at += Z
    return found


def _negative_part(code: Code, w: str) -> str:
    return code.select(
        code.compare("olt", w, constant(0.0)), code.binary("fsub", constant(0.0), w), constant(0.0)
    )


def _newton(code: Code, layout: Layout, lanes: Lanes, start: list[str], game: bool) -> list[str]:
    """Append a loop of Newton steps on (w, p) or (w, p, ρ) and return the names of what it ends with."""
    tag = "game" if game else "taking"
    limit, tolerance = (GAME_STEPS, SETTLED) if game else (PRICE_TAKING_STEPS, NEAR)
    code.lines += [f"  br label %{tag}.enter", f"{tag}.enter:", f"  br label %{tag}", f"{tag}:"]
    state = [f"%{tag}.s{i}" for i in range(len(start))]
    code.lines += [
        f"  {name} = phi {TYPE} [{s}, %{tag}.enter], [%{tag}.n{i}, %{tag}.next]"
        for i, (name, s) in enumerate(zip(state, start, strict=True))
    ]
    code.lines.append(f"  %{tag}.k = phi i32 [0, %{tag}.enter], [%{tag}.k1, %{tag}.next]")
    step = _step(code, layout, lanes, state, game)
    moved = _moved(code, lanes, state, step, tolerance)
    _halved(code, lanes, state, step, tag, game)
    code.lines += [
        f"{tag}.next:",
        f"  %{tag}.k1 = add i32 %{tag}.k, 1",
        f"  %{tag}.within = icmp ult i32 %{tag}.k1, {limit}",
        f"  %{tag}.again = and i1 {moved}, %{tag}.within",
        f"  br i1 %{tag}.again, label %{tag}, label %{tag}.end",
        f"{tag}.end:",
    ]
    return [f"%{tag}.n{i}" for i in range(len(start))]


def _evaluated(
    code: Code, layout: Layout, lanes: Lanes, x: int, w: str, p: str, impact: str | None
) -> Code:
    """Return a view in which a type's condition can be evaluated."""
    v = code.binary("fsub", code.binary("fmul", p, lanes.endowment[0]), w)
    r = code.binary("fadd", lanes.endowment[1], w)
    view = bound(
        code,
        lanes.numbers[x]
        | {c.w_: w, c.p_: p, c.v_: v, c.r_: r}
        | ({} if impact is None else {c.c_: impact}),
    )
    if c.condition(layout.shape).logarithmic:
        view.memo[c.q_] = view.expression(c.v_ / c.p_)
    return view


def _step(code: Code, layout: Layout, lanes: Lanes, state: list[str], game: bool) -> list[str]:
    X, k = layout.shape.types, c.condition(layout.shape)
    w, p = state[:X], state[X]
    impact = inverse_rho = None
    if game:
        inverse_rho = code.binary("fdiv", constant(1.0), state[X + 1])
        impact = code.binary("fmul", lanes.inverse, inverse_rho)
    free, by_p, by_rho = [], [], []
    for x in range(X):
        own = None if impact is None else code.binary("fmul", impact, lanes.present[x])
        view = _evaluated(code, layout, lanes, x, w[x], p, own)
        value, slope_w, slope_p, slope_c = view.expressions(
            *(_at(e, game) for e in (k.gain - k.cost, *k.slopes))
        )
        inverse = code.binary("fdiv", constant(-1.0), slope_w)
        free.append(code.binary("fmul", value, inverse))
        by_p.append(code.binary("fmul", slope_p, inverse))
        if own is not None and inverse_rho is not None:
            slope_rho = code.binary("fmul", code.binary("fmul", slope_c, own), inverse_rho)
            by_rho.append(
                code.binary("fsub", constant(0.0), code.binary("fmul", slope_rho, inverse))
            )
    return _solved(code, lanes, state, free, by_p, by_rho)


def _at(e: sp.Expr, game: bool) -> sp.Expr:
    return e if game else e.subs(c.c_, 0)


def _weighted(code: Code, weights: list[str], values: list[str], first: str) -> str:
    return code.total(
        [first, *(code.binary("fmul", s, value) for s, value in zip(weights, values, strict=True))]
    )


def _solved(
    code: Code, lanes: Lanes, state: list[str], free: list[str], by_p: list[str], by_rho: list[str]
) -> list[str]:
    """Solve the one or two linear equations of a step; return the step."""
    X = len(free)
    w, p, (kappa_q, kappa_r) = state[:X], state[X], lanes.kappa
    there = [code.binary("fadd", a, b) for a, b in zip(w, free, strict=True)]
    sold = _weighted(code, lanes.shares, there, code.binary("fmul", p, kappa_q))
    gap = code.binary("fsub", kappa_r, sold)
    a = _weighted(code, lanes.shares, by_p, kappa_q)
    if not by_rho:
        delta_p = code.binary("fdiv", gap, a)
        return [
            *(
                code.binary("fadd", f, code.binary("fmul", g, delta_p))
                for f, g in zip(free, by_p, strict=True)
            ),
            delta_p,
        ]
    buys = [
        code.select(code.compare("olt", v, constant(0.0)), s, constant(0.0))
        for v, s in zip(w, lanes.shares, strict=True)
    ]
    gap_rho = code.binary("fsub", kappa_r, _weighted(code, buys, there, state[X + 1]))
    b = _weighted(code, lanes.shares, by_rho, constant(0.0))
    d, e = _weighted(code, buys, by_p, constant(0.0)), _weighted(code, buys, by_rho, constant(1.0))
    det = code.binary("fsub", code.binary("fmul", a, e), code.binary("fmul", b, d))
    inverse = code.binary("fdiv", constant(1.0), det)
    delta_p = code.binary(
        "fmul",
        inverse,
        code.binary("fsub", code.binary("fmul", gap, e), code.binary("fmul", b, gap_rho)),
    )
    delta_rho = code.binary(
        "fmul",
        inverse,
        code.binary("fsub", code.binary("fmul", a, gap_rho), code.binary("fmul", d, gap)),
    )
    delta_w = [
        code.total([f, code.binary("fmul", g, delta_p), code.binary("fmul", h, delta_rho)])
        for f, g, h in zip(free, by_p, by_rho, strict=True)
    ]
    return [*delta_w, delta_p, delta_rho]


def _moved(code: Code, lanes: Lanes, state: list[str], step: list[str], tolerance: float) -> str:
    """Return whether some lane's step is larger than the tolerance, relative to p, ρ and the endowment."""
    scales = [lanes.endowment[1]] * len(lanes.shares) + state[len(lanes.shares) :]
    flags = [
        code.compare(
            "ogt", code.intrinsic("fabs", d), code.binary("fmul", constant(tolerance), scale)
        )
        for d, scale in zip(step, scales, strict=True)
    ]
    result = flags[0]
    for flag in flags[1:]:
        result = code.both("or", result, flag)
    return code.any(result)


def _positive_quantities(code: Code, lanes: Lanes, state: list[str], game: bool) -> list[str]:
    """List what has to stay positive.

    The two consumptions of each type, p, ρ, and in the game R - |w| of each present type, over M.
    """
    X = len(lanes.shares)
    w, p = state[:X], state[X]
    income = code.binary("fmul", p, lanes.endowment[0])
    found = [
        p,
        *(code.binary("fsub", income, v) for v in w),
        *(code.binary("fadd", lanes.endowment[1], v) for v in w),
    ]
    if game:
        found.append(state[X + 1])
        for v, present in zip(w, lanes.present, strict=True):
            own = code.binary(
                "fmul", code.binary("fmul", code.intrinsic("fabs", v), present), lanes.inverse
            )
            found.append(code.binary("fsub", state[X + 1], own))
    return found


def _halved(
    code: Code, lanes: Lanes, state: list[str], step: list[str], tag: str, game: bool
) -> None:
    """Append the loop that halves the step where it would leave the domain.

    It ends in ``tag.next`` with the new state.
    """
    least = [
        code.binary("fmul", constant(KEPT), value)
        for value in _positive_quantities(code, lanes, state, game)
    ]
    code.lines += [
        f"  br label %{tag}.try.enter",
        f"{tag}.try.enter:",
        f"  br label %{tag}.try",
        f"{tag}.try:",
    ]
    code.lines += [
        f"  %{tag}.scale = phi {TYPE} [{constant(1.0)}, %{tag}.try.enter], [%{tag}.smaller, "
        f"%{tag}.shrink]",
        f"  %{tag}.j = phi i32 [0, %{tag}.try.enter], [%{tag}.j1, %{tag}.shrink]",
    ]
    new = []
    for i, (value, delta) in enumerate(zip(state, step, strict=True)):
        product = code.binary("fmul", f"%{tag}.scale", delta)
        code.lines.append(f"  %{tag}.n{i} = fadd contract {TYPE} {value}, {product}")
        new.append(f"%{tag}.n{i}")
    outside = None
    for value, bound_ in zip(_positive_quantities(code, lanes, new, game), least, strict=True):
        flag = code.compare("olt", value, bound_)
        outside = flag if outside is None else code.both("or", outside, flag)
    assert outside is not None
    bad = code.any(outside)
    code.lines += [
        f"  %{tag}.few = icmp ult i32 %{tag}.j, {HALVINGS}",
        f"  %{tag}.retry = and i1 {bad}, %{tag}.few",
        f"  br i1 %{tag}.retry, label %{tag}.shrink, label %{tag}.next",
        f"{tag}.shrink:",
    ]
    half = code.binary("fmul", f"%{tag}.scale", constant(0.5))
    code.lines += [
        f"  %{tag}.smaller = select <{LANES} x i1> {outside}, {TYPE} {half}, {TYPE} %{tag}.scale",
        f"  %{tag}.j1 = add i32 %{tag}.j, 1",
        f"  br label %{tag}.try",
    ]


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
    bought = [_negative_part(code, v) for v in w]
    Q, R = (
        _weighted(code, counts, side, code.binary("fmul", M, kappa))
        for side, kappa in zip((sold, bought), lanes.kappa, strict=True)
    )
    price, impact = code.binary("fdiv", R, Q), code.binary("fdiv", constant(1.0), R)
    residual = constant(0.0)
    for x in range(X):
        _store(code, 2 * x, sold[x])
        _store(code, 2 * x + 1, bought[x])
        value = code.binary("fsub", code.binary("fmul", price, sold[x]), bought[x])
        size = relative(
            _evaluated(code, layout, lanes, x, value, price, impact), c.condition(layout.shape)
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
        _store(code, row, value)


def relative(view: Code, k: c.Condition | c.Response) -> str:
    """Append the slope over the sum of its terms' absolute values.

    Half of the logarithm of the ratio is no smaller.
    """
    gain = view.expression(k.gain)
    if k.logarithmic:
        return view.binary("fmul", constant(0.5), view.intrinsic("fabs", gain))
    cost = view.expression(k.cost)
    size = view.binary("fadd", view.intrinsic("fabs", gain), view.intrinsic("fabs", cost))
    return view.binary("fdiv", view.intrinsic("fabs", view.binary("fsub", gain, cost)), size)
