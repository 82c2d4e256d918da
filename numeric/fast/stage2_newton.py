r"""Newton's method for stage 2 as LLVM's text: the step on (w, p) or (w, p, ρ), and its halving.

With :math:`f, g, h` the parts of a step, :math:`\delta w_x = f_x + g_x\delta p + h_x\delta\rho`,
:math:`\rho = R/M` and shares s, a step solves

.. math:: (\kappa_q + \textstyle\sum s g)\,\delta p + (\sum s h)\,\delta\rho
          = \kappa_r - p\kappa_q - \sum s(w + f),\qquad
          (\sum_{w<0}s g)\,\delta p + (1 + \sum_{w<0}s h)\,\delta\rho = \kappa_r - \rho - \sum_{w<0}s(w + f).

A step is halved in those lanes in which a consumption, the price, ρ or what the own influence
leaves of the price would lose more than nine tenths.

Paper: section 3.1; (16)-(19).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from numeric.fast import conditions as c
from numeric.fast.lanes import LANES, TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.pieces import KEPT, outside, weighted
from numeric.fast.straight_line import Code, bound

PRICE_TAKING_STEPS, GAME_STEPS, HALVINGS = 24, 24, 8
NEAR, SETTLED = 1e-2, 1e-8
"""Relative steps after which a solution is good enough: the price-taking one to start from, the game's."""


@dataclass
class Lanes:
    """Names of the values that one vector of configurations has from the start."""

    shares: list[str]
    inverse: str
    present: list[str]
    kappa: tuple[str, str]
    endowment: tuple[str, str]
    numbers: list[dict[sp.Symbol, str]]


def newton(code: Code, layout: Layout, lanes: Lanes, start: list[str], game: bool) -> list[str]:
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


def evaluated(
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
        view = evaluated(code, layout, lanes, x, w[x], p, own)
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


def _solved(
    code: Code, lanes: Lanes, state: list[str], free: list[str], by_p: list[str], by_rho: list[str]
) -> list[str]:
    """Solve the one or two linear equations of a step; return the step."""
    X = len(free)
    w, p, (kappa_q, kappa_r) = state[:X], state[X], lanes.kappa
    there = [code.binary("fadd", a, b) for a, b in zip(w, free, strict=True)]
    sold = weighted(code, lanes.shares, there, code.binary("fmul", p, kappa_q))
    gap = code.binary("fsub", kappa_r, sold)
    a = weighted(code, lanes.shares, by_p, kappa_q)
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
    gap_rho = code.binary("fsub", kappa_r, weighted(code, buys, there, state[X + 1]))
    b = weighted(code, lanes.shares, by_rho, constant(0.0))
    d, e = weighted(code, buys, by_p, constant(0.0)), weighted(code, buys, by_rho, constant(1.0))
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
    return code.any(code.some(flags))


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
    beyond = outside(code, _positive_quantities(code, lanes, new, game), least)
    bad = code.any(beyond)
    code.lines += [
        f"  %{tag}.few = icmp ult i32 %{tag}.j, {HALVINGS}",
        f"  %{tag}.retry = and i1 {bad}, %{tag}.few",
        f"  br i1 %{tag}.retry, label %{tag}.shrink, label %{tag}.next",
        f"{tag}.shrink:",
    ]
    half = code.binary("fmul", f"%{tag}.scale", constant(0.5))
    code.lines += [
        f"  %{tag}.smaller = select <{LANES} x i1> {beyond}, {TYPE} {half}, {TYPE} %{tag}.scale",
        f"  %{tag}.j1 = add i32 %{tag}.j, 1",
        f"  br label %{tag}.try",
    ]
