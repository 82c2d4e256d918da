r"""The best response to known totals as LLVM's text.

It is what a type x gets whom the others take for a type x̄.

The arrays are the rows that the stage-2 kernel wrote for believed configurations σ'.  The others'
totals are those rows' less the offer of x̄; the belief is that of :math:`\sigma' - e_{\bar x} +
e_x`, so the row's belief times :math:`\mu_z(x)/\mu_z(\bar x)`, made to sum to one.  One unknown t,
the amount of the first good sold, is found by Newton's method from the equilibrium offer of x, with
the same halving as at stage 2.

Conventions: rows of ``out``: t, the residual, the expected utility.  ``subtract`` is 0 for an agent
who is not among those counted, else 1.

Paper: equations (11), (16), (23).
"""

from __future__ import annotations

from numeric.fast import conditions as c
from numeric.fast.lanes import LANES, TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.pieces import KEPT, Rows, number, of_type, outside, over_vectors, relative
from numeric.fast.straight_line import Code, bound

STEPS, HALVINGS = 24, 10
SETTLED = 1e-9
"""Step, relative to the endowment, after which the next one would end at rounding error."""

ROWS, OUT = Rows("%rows", "%rows.stride"), Rows("%out", "%out.stride")


def text(shape: c.Shape) -> str:
    """Return the module's text."""
    layout, code = Layout(shape), Code()
    parameters = (
        "i64 %columns, ptr %rows, ptr %out, i64 %rows.stride, i64 %out.stride, ptr "
        "%table, i64 %type, i64 %taken, double %subtract, ptr %tilt"
    )
    over_vectors(code, "respond", parameters, lambda: _vector(code, layout), end="try.end")
    return code.module()


def _offers(code: Code, type_: str) -> list[str]:
    first = code.add(f"mul i64 2, {type_}")
    return [ROWS.load(code, first), ROWS.load(code, code.add(f"add i64 {first}, 1"))]


def _vector(code: Code, layout: Layout) -> None:
    X, Z = layout.shape.types, layout.shape.states
    own, taken, subtract = _offers(code, "%type"), _offers(code, "%taken"), code.splat("%subtract")
    totals = [ROWS.load(code, 2 * X + i) for i in (0, 1)]
    minus = [
        code.binary("fsub", total, code.binary("fmul", subtract, offer))
        for total, offer in zip(totals, taken, strict=True)
    ]
    tilted = [
        code.binary("fmul", ROWS.load(code, 2 * X + 3 + z), number(code, z, "%tilt"))
        for z in range(Z)
    ]
    inverse = code.binary("fdiv", constant(1.0), code.total(tilted))
    beliefs = [code.binary("fmul", value, inverse) for value in tilted]
    skipped = code.add(f"mul i64 %type, {layout.of_type}")
    at = code.add(
        f"getelementptr double, ptr %table, i64 {code.add(f'add i64 {layout.common}, {skipped}')}"
    )
    numbers = of_type(code, layout, beliefs, 0, at) | {
        c.q_bar_: number(code, 0),
        c.r_bar_: number(code, 1),
    }
    numbers |= {c.others_q_: minus[0], c.others_r_: minus[1]}
    sold, spent = own
    start = code.binary("fsub", sold, code.binary("fdiv", spent, ROWS.load(code, 2 * X + 2)))
    view = bound(code, numbers)
    _finish(
        code,
        layout,
        view,
        _newton(code, layout, view, code.select(_inside(view, start), start, constant(0.0))),
    )


def _inside(view: Code, t: str) -> str:
    """Return whether q, y and s are positive."""
    q, y, s = (view.compare("ogt", value, constant(0.0)) for value in _positive(view, t))
    return view.both("and", view.both("and", q, y), s)


def _positive(view: Code, t: str) -> tuple[str, str, str]:
    """Return q, y and s, which stay positive."""
    q, y = (
        view.binary("fsub", view.memo[c.q_bar_], t),
        view.binary("fadd", view.memo[c.others_q_], t),
    )
    s = view.binary(
        "fadd",
        view.binary("fmul", view.memo[c.r_bar_], y),
        view.binary("fmul", t, view.memo[c.others_r_]),
    )
    return q, y, s


def _at(view: Code, t: str) -> Code:
    q, y, s = _positive(view, t)
    return bound(view, {c.q_: q, c.y_: y, c.s_: s})


def _newton(code: Code, layout: Layout, view: Code, start: str) -> str:
    k = c.response(layout.shape)
    code.lines += ["  br label %newton.enter", "newton.enter:", "  br label %newton", "newton:"]
    code.lines += [
        f"  %t = phi {TYPE} [{start}, %newton.enter], [%t.new, %try.test]",
        "  %k = phi i32 [0, %newton.enter], [%k1, %try.test]",
    ]
    here = _at(view, "%t")
    value, slope = here.expressions(k.gain - k.cost, k.slope)
    step = code.binary("fsub", constant(0.0), code.binary("fdiv", value, slope))
    moved = code.any(
        code.compare(
            "ogt",
            code.intrinsic("fabs", step),
            code.binary("fmul", constant(SETTLED), view.memo[c.q_bar_]),
        )
    )
    least = [
        code.binary("fmul", constant(KEPT), here.memo[symbol]) for symbol in (c.q_, c.y_, c.s_)
    ]
    code.lines += ["  br label %try.enter", "try.enter:", "  br label %try", "try:"]
    code.lines += [
        f"  %scale = phi {TYPE} [{constant(1.0)}, %try.enter], [%smaller, %shrink]",
        "  %j = phi i32 [0, %try.enter], [%j1, %shrink]",
    ]
    code.lines.append(f"  %t.new = fadd contract {TYPE} %t, {code.binary('fmul', '%scale', step)}")
    beyond = outside(code, _positive(view, "%t.new"), least)
    code.lines += [
        f"  %few = icmp ult i32 %j, {HALVINGS}",
        f"  %retry = and i1 {code.any(beyond)}, %few",
    ]
    code.lines += ["  br i1 %retry, label %shrink, label %try.test", "shrink:"]
    half = code.binary("fmul", "%scale", constant(0.5))
    code.lines += [
        f"  %smaller = select <{LANES} x i1> {beyond}, {TYPE} {half}, {TYPE} %scale",
        "  %j1 = add i32 %j, 1",
        "  br label %try",
        "try.test:",
    ]
    code.lines += [
        "  %k1 = add i32 %k, 1",
        f"  %within = icmp ult i32 %k1, {STEPS}",
        f"  %again = and i1 {moved}, %within",
    ]
    code.lines += ["  br i1 %again, label %newton, label %try.end", "try.end:"]
    return "%t.new"


def _finish(code: Code, layout: Layout, view: Code, t: str) -> None:
    """Store t, the residual and the utility.

    The condition also has roots outside the domain, which are no solutions.
    """
    k, here = c.response(layout.shape), _at(view, t)
    residual = code.select(_inside(view, t), relative(here, k), constant(float("inf")))
    for row, value in enumerate((t, residual, here.expression(k.payoff))):
        OUT.store(code, row, value)
