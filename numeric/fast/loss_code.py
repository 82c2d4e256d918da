r"""The ex post loss of many realisations as LLVM's text.

Newton's method and the two bounds of ``numeric.theorem_3.loss``, one realisation in each lane.

Unknown are the logarithms of the bundles of G groups, of the price and t.  With :math:`f_1, f_2`
the gaps in the rate and in the utility of a group and a the 2×2 matrix of their derivatives, a
group's step is :math:`\delta = a^{-1}(-f_1 + \delta_p,\ -f_2 + \delta_t)`, and :math:`\sum_g n_g
c_g = W` makes two linear equations in :math:`(\delta_p, \delta_t)`.  No logarithm of a bundle is
taken in the loop: the unknowns are what the formulas need.

Conventions: all formulas are those of ``symbolic.model.efficiency`` with the utility put in.  Rows
of ``given``: the count of each group, then its bundle (q, r); rows of ``out``: lower bound, upper
bound, their distance over 1 + |u|, price, and the bundles that attain the lower bound.  W is that
of (12), so the realised bundles can be afforded and t* is at least zero.  A group of nobody follows
the price and counts nowhere.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from numeric.fast import conditions as c
from numeric.fast.lanes import LANES, TYPE, constant
from numeric.fast.stage2_code import number
from numeric.fast.straight_line import Code, bound
from symbolic.language.notation import q, r
from symbolic.language.quotient import plain
from symbolic.language.utility import with_utility
from symbolic.model import efficiency as formulas

STEPS = 40
STEP = 1.0
"""Largest change of a logarithm in one step, as in ``numeric.theorem_3.loss``."""
SETTLED = 1e-9
"""Step after which the next one, convergence being quadratic, would end at rounding error."""
ROWS_BEFORE_BUNDLES = 4

Pair = tuple[str, str]


@dataclass(frozen=True)
class Formulas:
    """What the kernel evaluates at a bundle.

    The six formulas of a Newton step, and u with its marginal utilities.
    """

    step: tuple[sp.Expr, ...]
    marginals: tuple[sp.Expr, sp.Expr, sp.Expr]
    parameters: tuple[str, ...]


@lru_cache(maxsize=64)
def of_utility(utility: sp.Expr) -> Formulas:
    """Put a utility into the formulas.

    Logarithms of products are split, so that those of the goods are the unknowns themselves.
    """
    rate, *others = formulas.linearised()
    step = (sp.expand_log(_with(rate, utility), force=True), *(_with(e, utility) for e in others))
    at = tuple(_with(e, utility) for e in formulas.marginals())
    names = {str(s.name) for e in (*step, *at) for s in e.free_symbols} - {c.q_.name, c.r_.name}
    return Formulas(step, (at[0], at[1], at[2]), tuple(sorted(names)))


def _with(e: sp.Expr, utility: sp.Expr) -> sp.Expr:
    return plain(with_utility(e, utility, q, r)).subs({q: c.q_, r: c.r_}, simultaneous=True)


@dataclass
class Group:
    """Names of a group's values.

    Its count, whether it counts, its realised utility, what its parameters are, and where it
    stands.
    """

    count: str
    present: str
    realised: str
    names: dict[sp.Symbol, str]
    logs: tuple[str, str]


@dataclass
class Whole:
    """Names of the values that all groups share."""

    total: tuple[str, str]
    price: str
    gain: str


def text(shape: c.Shape) -> str:
    """Return the module's text; the shape's types are the groups."""
    code = Code()
    code.lines += [
        "define void @loss(i64 %vectors, ptr %given, ptr %out, i64 %given.stride, i64 %stride, "
        "ptr %table) #0 {",
        "entry:",
        "  br label %vector",
        "vector:",
        "  %i = phi i64 [0, %entry], [%i.next, %vector.end]",
        f"  %first = mul i64 %i, {LANES}",
    ]
    groups, whole = _start(code, shape)
    groups, whole = _newton(code, shape, groups, whole)
    _finish(code, shape, groups, whole)
    code.lines += [
        "  br label %vector.end",
        "vector.end:",
        "  %i.next = add i64 %i, 1",
        "  %more = icmp ult i64 %i.next, %vectors",
    ]
    code.lines += ["  br i1 %more, label %vector, label %done", "done:", "  ret void", "}"]
    return code.module()


def _row(code: Code, base: str, row: int) -> str:
    stride = "%given.stride" if base == "%given" else "%stride"
    offset = code.add(f"add i64 {code.add(f'mul i64 {stride}, {row}')}, %first")
    return code.add(f"getelementptr double, ptr {base}, i64 {offset}")


def _load(code: Code, row: int) -> str:
    return code.add(f"load {TYPE}, ptr {_row(code, '%given', row)}, align 8")


def _store(code: Code, row: int, value: str) -> None:
    code.lines.append(f"  store {TYPE} {value}, ptr {_row(code, '%out', row)}, align 8")


def _at(
    code: Code, group: Group, bundle: tuple[str, str], logs: tuple[str, str] | None = None
) -> Code:
    """Return a view in which formulas are evaluated at a bundle, whose logarithms may be known."""
    known = {} if logs is None else {sp.log(c.q_): logs[0], sp.log(c.r_): logs[1]}
    view = bound(code, group.names | {c.q_: bundle[0], c.r_: bundle[1]})
    view.memo.update(known)
    return view


def _used(code: Code, groups: list[Group], bundles: list[tuple[str, str]]) -> tuple[str, str]:
    """Sum the consumption of either good over groups."""
    q_used, r_used = (
        code.total(
            [
                code.binary("fmul", g.count, bundle[i])
                for g, bundle in zip(groups, bundles, strict=True)
            ]
        )
        for i in (0, 1)
    )
    return q_used, r_used


def _both(code: Code, operation: str, a: tuple[str, str], b: tuple[str, str]) -> tuple[str, str]:
    return code.binary(operation, a[0], b[0]), code.binary(operation, a[1], b[1])


def _start(code: Code, shape: c.Shape) -> tuple[list[Group], Whole]:
    """Start at the realised bundles, scaled to use everything, at the mean rate of substitution."""
    G, k = shape.types, of_utility(shape.utility)
    endowment = (number(code, 0), number(code, 1))
    counts = [_load(code, g) for g in range(G)]
    agents = code.total(counts)
    mean_of = code.binary("fdiv", constant(1.0), agents)
    present = [code.compare("ogt", n, constant(0.0)) for n in counts]
    realised = [
        tuple(code.select(present[g], _load(code, G + 2 * g + i), constant(1.0)) for i in (0, 1))
        for g in range(G)
    ]
    names = [
        {
            c.number(name): number(code, 2 + g * len(k.parameters) + i)
            for i, name in enumerate(k.parameters)
        }
        for g in range(G)
    ]
    groups = [Group(counts[g], present[g], "", names[g], ("", "")) for g in range(G)]
    bundles = [(a, b) for a, b in realised]
    used = _used(code, groups, bundles)
    least = code.binary("fmul", agents, endowment[0]), code.binary("fmul", agents, endowment[1])
    total = tuple(
        code.select(code.compare("ogt", a, b), a, b) for a, b in zip(used, least, strict=True)
    )
    mean = tuple(code.binary("fmul", w, mean_of) for w in total)
    scale = tuple(
        code.elementary("log", code.binary("fdiv", w, u)) for w, u in zip(total, used, strict=True)
    )
    rates = []
    for g, group in enumerate(groups):
        here = tuple(code.select(present[g], bundles[g][i], mean[i]) for i in (0, 1))
        logs = code.elementary("log", here[0]), code.elementary("log", here[1])
        group.realised = _at(code, group, (here[0], here[1]), logs).expression(k.marginals[0])
        group.logs = _both(code, "fadd", logs, (scale[0], scale[1]))
        at = code.elementary("exp", group.logs[0]), code.elementary("exp", group.logs[1])
        rates.append(
            code.binary("fmul", group.count, _at(code, group, at, group.logs).expression(k.step[0]))
        )
    price = code.binary("fmul", code.total(rates), mean_of)
    return groups, Whole((total[0], total[1]), price, constant(0.0))


def _newton(
    code: Code, shape: c.Shape, groups: list[Group], whole: Whole
) -> tuple[list[Group], Whole]:
    """Append the loop, and return the groups and the whole with what it ends with."""
    start = [*(name for g in groups for name in g.logs), whole.price, whole.gain]
    code.lines += ["  br label %newton.enter", "newton.enter:", "  br label %newton", "newton:"]
    code.lines += [
        f"  %s{i} = phi {TYPE} [{value}, %newton.enter], [%n{i}, %newton]"
        for i, value in enumerate(start)
    ]
    code.lines.append("  %k = phi i32 [0, %newton.enter], [%k1, %newton]")
    state = [f"%s{i}" for i in range(len(start))]
    here = [
        Group(g.count, g.present, g.realised, g.names, (state[2 * i], state[2 * i + 1]))
        for i, g in enumerate(groups)
    ]
    step = _step(code, of_utility(shape.utility), here, Whole(whole.total, state[-2], state[-1]))
    largest = code.intrinsic("fabs", step[-2])
    for delta in step[:-2]:
        size = code.intrinsic("fabs", delta)
        largest = code.select(code.compare("ogt", size, largest), size, largest)
    shorter = code.binary("fdiv", constant(STEP), largest)
    scale = code.select(code.compare("olt", shorter, constant(1.0)), shorter, constant(1.0))
    code.lines += [
        f"  %n{i} = fadd contract {TYPE} {s}, {code.binary('fmul', scale, d)}"
        for i, (s, d) in enumerate(zip(state, step, strict=True))
    ]
    moved = code.any(code.compare("ogt", largest, constant(SETTLED)))
    code.lines += [
        "  %k1 = add i32 %k, 1",
        f"  %within = icmp ult i32 %k1, {STEPS}",
        f"  %again = and i1 {moved}, %within",
    ]
    code.lines += ["  br i1 %again, label %newton, label %newton.end", "newton.end:"]
    end = [f"%n{i}" for i in range(len(start))]
    found = [
        Group(g.count, g.present, g.realised, g.names, (end[2 * i], end[2 * i + 1]))
        for i, g in enumerate(groups)
    ]
    return found, Whole(whole.total, end[-2], end[-1])


def _step(code: Code, formulas_: Formulas, groups: list[Group], whole: Whole) -> list[str]:
    """Append one Newton step.

    Those of the logarithms of each group's bundle, of the price and t.
    """
    parts = [_of_group(code, formulas_, g, whole) for g in groups]
    used = [code.total([amount[i] for amount, *_ in parts]) for i in (0, 1)]
    moved, by_p, by_t = (
        [
            code.total([code.binary("fmul", part[0][i], part[k][i]) for part in parts])
            for i in (0, 1)
        ]
        for k in (1, 2, 3)
    )
    gap = [
        code.binary("fsub", code.binary("fsub", whole.total[i], used[i]), moved[i]) for i in (0, 1)
    ]

    def cross(a: list[str], b: list[str]) -> str:
        return code.binary("fsub", code.binary("fmul", a[0], b[1]), code.binary("fmul", a[1], b[0]))

    inverse = code.binary("fdiv", constant(1.0), cross(by_p, by_t))
    step_p, step_t = (
        code.binary("fmul", cross(gap, by_t), inverse),
        code.binary("fmul", cross(by_p, gap), inverse),
    )
    found = []
    for group, (_, free, along_p, along_t) in zip(groups, parts, strict=True):
        for i in (0, 1):
            delta = code.total(
                [
                    free[i],
                    code.binary("fmul", along_p[i], step_p),
                    code.binary("fmul", along_t[i], step_t),
                ]
            )
            found.append(code.select(group.present, delta, constant(0.0)))
    return [*found, step_p, step_t]


def _of_group(code: Code, k: Formulas, group: Group, whole: Whole) -> tuple[Pair, Pair, Pair, Pair]:
    """Return a group's consumption, and its step.

    Without a change of price and t, by the price, by t.
    """
    bundle = code.elementary("exp", group.logs[0]), code.elementary("exp", group.logs[1])
    rate, value, a11, a12, a21, a22 = _at(code, group, bundle, group.logs).expressions(*k.step)
    f1 = code.binary("fsub", whole.price, rate)
    f2 = code.binary("fadd", code.binary("fsub", group.realised, value), whole.gain)
    det = code.binary("fsub", code.binary("fmul", a11, a22), code.binary("fmul", a12, a21))
    inverse = code.binary("fdiv", constant(1.0), det)
    b11, b22 = code.binary("fmul", a22, inverse), code.binary("fmul", a11, inverse)
    b12, b21 = (
        code.binary("fsub", constant(0.0), code.binary("fmul", a, inverse)) for a in (a12, a21)
    )
    free = tuple(
        code.binary("fadd", code.binary("fmul", a, f1), code.binary("fmul", b, f2))
        for a, b in ((b11, b12), (b21, b22))
    )
    amount = (
        code.binary("fmul", group.count, bundle[0]),
        code.binary("fmul", group.count, bundle[1]),
    )
    return amount, (free[0], free[1]), (b11, b21), (b12, b22)


def _finish(code: Code, shape: c.Shape, groups: list[Group], whole: Whole) -> None:
    """Store both bounds at the point where Newton's method stands, as ``numeric.theorem_3.loss`` derives them."""
    k, price = of_utility(shape.utility), code.elementary("exp", whole.price)
    bundles = [
        (code.elementary("exp", g.logs[0]), code.elementary("exp", g.logs[1])) for g in groups
    ]
    used = _used(code, groups, bundles)
    ratios = _both(code, "fdiv", whole.total, used)
    shrink = [
        code.select(code.compare("olt", ratio, constant(1.0)), ratio, constant(1.0))
        for ratio in ratios
    ]
    left = code.binary(
        "fadd",
        code.binary("fmul", price, code.binary("fsub", whole.total[0], used[0])),
        code.binary("fsub", whole.total[1], used[1]),
    )
    weights, gains, lower, size = [], [left], constant(float("inf")), constant(0.0)
    for row, (group, bundle) in enumerate(zip(groups, bundles, strict=True)):
        feasible = (
            code.binary("fmul", bundle[0], shrink[0]),
            code.binary("fmul", bundle[1], shrink[1]),
        )
        reached = code.binary(
            "fsub", _at(code, group, feasible).expression(k.marginals[0]), group.realised
        )
        lower = code.select(group.present, _least(code, lower, reached), lower)
        value, u_q, u_r = _at(code, group, bundle, group.logs).expressions(*k.marginals)
        weight = code.binary("fdiv", group.count, u_r)
        gap = code.binary("fsub", code.binary("fdiv", u_q, u_r), price)
        amount = code.binary("fmul", group.count, bundle[0])
        rest = code.binary("fsub", whole.total[0], amount)
        rest = code.select(code.compare("ogt", rest, constant(0.0)), rest, constant(0.0))
        wrong = code.select(
            code.compare("ogt", gap, constant(0.0)),
            code.binary("fmul", gap, rest),
            code.binary("fmul", gap, _minus(code, amount)),
        )
        gain = code.binary("fmul", weight, code.binary("fsub", value, group.realised))
        weights.append(code.select(group.present, weight, constant(0.0)))
        gains.append(code.select(group.present, code.binary("fadd", gain, wrong), constant(0.0)))
        magnitude = code.select(
            group.present, code.intrinsic("fabs", group.realised), constant(0.0)
        )
        size = code.select(code.compare("ogt", magnitude, size), magnitude, size)
        for i in (0, 1):
            _store(code, ROWS_BEFORE_BUNDLES + 2 * row + i, feasible[i])
    lower = code.select(code.compare("olt", lower, constant(0.0)), constant(0.0), lower)
    upper = code.binary("fdiv", code.total(gains), code.total(weights))
    distance = code.binary(
        "fdiv",
        code.intrinsic("fabs", code.binary("fsub", upper, lower)),
        code.binary("fadd", constant(1.0), size),
    )
    for row, value in enumerate((lower, upper, distance, price)):
        _store(code, row, value)


def _minus(code: Code, value: str) -> str:
    return code.binary("fsub", constant(0.0), value)


def _least(code: Code, a: str, b: str) -> str:
    """Return the smaller of two values, NaN if one of them is NaN."""
    smaller = code.select(code.compare("ult", b, a), b, a)
    return code.select(code.compare("uno", a, a), a, smaller)
