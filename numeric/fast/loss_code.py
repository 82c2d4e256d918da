r"""The ex post loss of many realisations as LLVM's text.

Newton's method and the two bounds of ``numeric.theorem_3.loss``, one realisation in each lane.

The steps are those of ``loss_step``.

Conventions: rows
of ``given``: the count of each group, then its bundle (q, r); rows of ``out``: lower bound, upper
bound, their distance over 1 + |u|, price, and the bundles that attain the lower bound.  W is that
of (12), so the realised bundles can be afforded and t* is at least zero.  A group of nobody follows
the price and counts nowhere.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from numeric.fast import conditions as c
from numeric.fast.lanes import TYPE, constant
from numeric.fast.loss_step import Group, Pair, Whole, at_bundle, of_utility, step_of
from numeric.fast.pieces import Rows, negated, number, over_vectors
from numeric.fast.straight_line import Code

STEPS = 40
STEP = 1.0
"""Largest change of a logarithm in one step, as in ``numeric.theorem_3.loss``."""
SETTLED = 1e-9
"""Step after which the next one, convergence being quadratic, would end at rounding error."""
ROWS_BEFORE_BUNDLES = 4
GIVEN, OUT = Rows("%given", "%given.stride"), Rows("%out", "%stride")


def text(shape: c.Shape) -> str:
    """Return the module's text; the shape's types are the groups."""
    code = Code()

    def body() -> None:
        _finish(code, shape, *_newton(code, shape, *_start(code, shape)))

    parameters = "i64 %columns, ptr %given, ptr %out, i64 %given.stride, i64 %stride, ptr %table"
    over_vectors(code, "loss", parameters, body)
    return code.module()


def _used(code: Code, groups: list[Group], bundles: list[Pair]) -> Pair:
    """Sum the consumption of either good over groups."""
    amounts = [
        _both(code, "fmul", (g.count, g.count), bundle)
        for g, bundle in zip(groups, bundles, strict=True)
    ]
    of_q, of_r = (code.total(list(of)) for of in zip(*amounts, strict=True))
    return of_q, of_r


def _both(code: Code, operation: str, a: Pair, b: Pair) -> Pair:
    of_q, of_r = (code.binary(operation, *of) for of in zip(a, b, strict=True))
    return of_q, of_r


def _compared(code: Code, how: str, a: Pair, b: Pair) -> Pair:
    of_q, of_r = (code.compare(how, *of) for of in zip(a, b, strict=True))
    return of_q, of_r


def _either(code: Code, flags: Pair, a: Pair, b: Pair) -> Pair:
    """Choose of either good."""
    of_q, of_r = (code.select(*of) for of in zip(flags, a, b, strict=True))
    return of_q, of_r


def _start(code: Code, shape: c.Shape) -> tuple[list[Group], Whole]:
    """Start at the realised bundles, scaled to use everything, at the mean rate of substitution."""
    G, k = shape.types, of_utility(shape.utility)
    endowment = (number(code, 0), number(code, 1))
    counts = [GIVEN.load(code, g) for g in range(G)]
    agents = code.total(counts)
    mean_of = code.binary("fdiv", constant(1.0), agents)
    present = [code.compare("ogt", n, constant(0.0)) for n in counts]
    bundles = [
        (
            code.select(present[g], GIVEN.load(code, G + 2 * g), constant(1.0)),
            code.select(present[g], GIVEN.load(code, G + 2 * g + 1), constant(1.0)),
        )
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
    used = _used(code, groups, bundles)
    least = _both(code, "fmul", (agents, agents), endowment)
    total = _either(code, _compared(code, "ogt", used, least), used, least)
    mean = _both(code, "fmul", total, (mean_of, mean_of))
    scale = code.of_both("log", _both(code, "fdiv", total, used))
    rates = []
    for g, group in enumerate(groups):
        here = _either(code, (group.present, group.present), bundles[g], mean)
        logs = code.of_both("log", here)
        group.realised = at_bundle(code, group, here, logs).expression(k.marginals[0])
        group.logs = _both(code, "fadd", logs, scale)
        at = code.of_both("exp", group.logs)
        rate = at_bundle(code, group, at, group.logs).expression(k.step[0])
        rates.append(code.binary("fmul", group.count, rate))
    price = code.binary("fmul", code.total(rates), mean_of)
    return groups, Whole(total, price, constant(0.0))


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
    step = step_of(code, of_utility(shape.utility), here, Whole(whole.total, state[-2], state[-1]))
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


def _finish(code: Code, shape: c.Shape, groups: list[Group], whole: Whole) -> None:
    """Store both bounds at the point where Newton's method stands, as ``numeric.theorem_3.loss`` derives them."""
    k, price = of_utility(shape.utility), code.elementary("exp", whole.price)
    bundles = [code.of_both("exp", g.logs) for g in groups]
    used = _used(code, groups, bundles)
    ratios = _both(code, "fdiv", whole.total, used)
    one = constant(1.0), constant(1.0)
    shrink = _either(code, _compared(code, "olt", ratios, one), ratios, one)
    left_q, left_r = _both(code, "fsub", whole.total, used)
    left = code.binary("fadd", code.binary("fmul", price, left_q), left_r)
    weights, gains, lower, size = [], [left], constant(float("inf")), constant(0.0)
    for row, (group, bundle) in enumerate(zip(groups, bundles, strict=True)):
        feasible = _both(code, "fmul", bundle, shrink)
        reached = code.binary(
            "fsub", at_bundle(code, group, feasible).expression(k.marginals[0]), group.realised
        )
        lower = code.select(group.present, _least(code, lower, reached), lower)
        value, u_q, u_r = at_bundle(code, group, bundle, group.logs).expressions(*k.marginals)
        weight = code.binary("fdiv", group.count, u_r)
        gap = code.binary("fsub", code.binary("fdiv", u_q, u_r), price)
        amount = code.binary("fmul", group.count, bundle[0])
        rest = code.binary("fsub", whole.total[0], amount)
        rest = code.select(code.compare("ogt", rest, constant(0.0)), rest, constant(0.0))
        wrong = code.select(
            code.compare("ogt", gap, constant(0.0)),
            code.binary("fmul", gap, rest),
            code.binary("fmul", gap, negated(code, amount)),
        )
        gain = code.binary("fmul", weight, code.binary("fsub", value, group.realised))
        weights.append(code.select(group.present, weight, constant(0.0)))
        gains.append(code.select(group.present, code.binary("fadd", gain, wrong), constant(0.0)))
        magnitude = code.select(
            group.present, code.intrinsic("fabs", group.realised), constant(0.0)
        )
        size = code.select(code.compare("ogt", magnitude, size), magnitude, size)
        for i, amount in enumerate(feasible):
            OUT.store(code, ROWS_BEFORE_BUNDLES + 2 * row + i, amount)
    lower = code.select(code.compare("olt", lower, constant(0.0)), constant(0.0), lower)
    upper = code.binary("fdiv", code.total(gains), code.total(weights))
    distance = code.binary(
        "fdiv",
        code.intrinsic("fabs", code.binary("fsub", upper, lower)),
        code.binary("fadd", constant(1.0), size),
    )
    for row, value in enumerate((lower, upper, distance, price)):
        OUT.store(code, row, value)


def _least(code: Code, a: str, b: str) -> str:
    """Return the smaller of two values, NaN if one of them is NaN."""
    smaller = code.select(code.compare("ult", b, a), b, a)
    return code.select(code.compare("uno", a, a), a, smaller)
