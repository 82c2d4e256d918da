r"""Best responses to random totals, and the conditions of a pooled game with their derivatives, as LLVM's text.

One problem is one role in one row of block counts: points j with joint probabilities w of point and
state, and how many of the others play each role at each.  A lane holds a problem and works through
its points: :math:`Q_-(j) = M\kappa_q + \sum_v n_v(j)\,b_v^+`, then the expectation over states of a
side's payoff or slope, added up.  What separates states from bundles is averaged over the states of
a point before anything is evaluated.

``respond`` writes the slopes of both sides at zero, both maximisers, their values, and how far
Newton's method thinks it is from the root, relative to the endowment; it starts at the role's own
offer where that lies on the side and keeps a bracket.  ``conditions`` writes the slope at the own
offer, on its side, the derivative in the own offer as signed, and the derivatives in the signed
offer of each role through the totals.

Conventions: all formulas are those of ``symbolic.model.best_response`` with the utility put
in.  Arrays have the rows of block counts last; ``limits`` says how many points a vector has.  The
shape's types are the roles.

Paper: section 7.2, equations (30)-(33).
"""

from __future__ import annotations

from collections.abc import Callable

from numeric.fast import conditions as c
from numeric.fast.lanes import FLAGS, TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.pieces import Rows, negated, over_vectors, positive_part
from numeric.fast.pooled_points import (
    Vector,
    at_point,
    evaluated,
    kept,
    recalled,
    side,
    summed,
    totals,
)
from numeric.fast.straight_line import Code
from symbolic.model import best_response as formulas

STEPS, BISECTED = 60, 8
"""Evaluations at most, and after how many of them every third step is a bisection."""
SETTLED = 1e-9
"""Step, relative to the endowment, after which Newton's next one would end at rounding error."""
PARAMETERS = (
    "i64 %columns, ptr %points, ptr %weights, ptr %offers, ptr %out, ptr %limits, ptr %scratch, "
    "i64 %stride, ptr %common, ptr %table, i64 %role, "
    "double %floor.q, double %floor.r"
)
ARGUMENTS = "nppppppnppndd"


OUT = Rows("%out", "%stride")


def text(shape: c.Shape) -> str:
    """Return the module's text: both functions."""
    code = Code()
    for name, body in (("respond", _respond), ("conditions", _conditions)):

        def work(body: Callable[[Code, Vector], None] = body) -> None:
            body(code, Vector.loaded(code, Layout(shape)))

        over_vectors(code, name, PARAMETERS, work)
    return code.module()


def _respond(code: Code, at: Vector) -> None:
    sides = [side(at.layout.shape, which) for which in (0, 1)]

    def at_zero(point: str) -> list[str]:
        Q, R, _ = totals(code, at, point)
        for address, value in zip(kept(code, point), (Q, R), strict=True):
            code.lines.append(f"  store {TYPE} {value}, ptr {address}, align 8")
        view = at_point(code, at, point, Q, R)
        return [evaluated(view, k, constant(0.0), k.slope)[0] for k in sides]

    slopes = summed(code, at, "zero", 2, at_zero)
    offers = [_maximiser(code, at, which, slopes[which]) for which in (0, 1)]

    def at_best(point: str) -> list[str]:
        view = at_point(code, at, point, *recalled(code, point))
        return [
            value
            for k, b in zip(sides, offers, strict=True)
            for value in evaluated(view, k, b, k.payoff, k.slope, k.curvature)
        ]

    sums = summed(code, at, "best", 6, at_best)
    worst = constant(0.0)
    for which in (0, 1):
        _, slope, curvature = sums[3 * which : 3 * which + 3]
        distance = code.intrinsic(
            "fabs", code.binary("fdiv", slope, code.binary("fmul", curvature, at.top[which]))
        )
        # A slope that is not a number leaves a distance that is none.
        distance = code.select(
            code.compare("ole", slopes[which], constant(0.0)), constant(0.0), distance
        )
        worst = code.select(code.add(f"fcmp ugt {TYPE} {distance}, {worst}"), distance, worst)
    for row, value in enumerate((*slopes, *offers, sums[0], sums[3], worst)):
        OUT.store(code, row, value)


def _maximiser(code: Code, at: Vector, which: int, slope: str) -> str:
    """Append Newton's method inside a bracket for the root of one side's slope.

    Zero in lanes where it does not rise at zero.
    """
    tag, k, top = f"side{which}", side(at.layout.shape, which), at.top[which]
    rising = code.compare("ogt", slope, constant(0.0))
    guess = positive_part(code, at.own if which == 0 else negated(code, at.own))
    usable = code.both(
        "and", code.compare("ogt", guess, constant(0.0)), code.compare("olt", guess, top)
    )
    start = code.select(usable, guess, code.binary("fmul", top, constant(0.5)))
    code.lines += [
        f"  br i1 {code.any(rising)}, label %{tag}.enter, label %{tag}.skip",
        f"{tag}.skip:",
        f"  br label %{tag}.end",
    ]
    code.lines += [f"{tag}.enter:", f"  br label %{tag}", f"{tag}:"]
    for name, value in (("b", start), ("low", constant(0.0)), ("high", top)):
        code.lines.append(
            f"  %{tag}.{name} = phi {TYPE} [{value}, %{tag}.enter], [%{tag}.{name}1, "
            f"%{tag}.points.end]"
        )
    code.lines.append(f"  %{tag}.k = phi i32 [0, %{tag}.enter], [%{tag}.k1, %{tag}.points.end]")
    b = f"%{tag}.b"

    def here(point: str) -> list[str]:
        return evaluated(
            at_point(code, at, point, *recalled(code, point)), k, b, k.slope, k.curvature
        )

    value, derivative = summed(code, at, f"{tag}.points", 2, here)
    up = code.compare("ogt", value, constant(0.0))
    code.lines.append(f"  %{tag}.low1 = select {FLAGS} {up}, {TYPE} {b}, {TYPE} %{tag}.low")
    code.lines.append(f"  %{tag}.high1 = select {FLAGS} {up}, {TYPE} %{tag}.high, {TYPE} {b}")
    newton = code.binary("fsub", b, code.binary("fdiv", value, derivative))
    inside = code.both(
        "and",
        code.compare("oge", newton, f"%{tag}.low1"),
        code.compare("ole", newton, f"%{tag}.high1"),
    )
    third = code.add(f"icmp eq i32 {code.add(f'urem i32 %{tag}.k, 3')}, 2")
    halve = code.add(f"and i1 {third}, {code.add(f'icmp uge i32 %{tag}.k, {BISECTED}')}")
    inside = code.add(f"select i1 {halve}, {FLAGS} zeroinitializer, {FLAGS} {inside}")
    middle = code.binary(
        "fmul", constant(0.5), code.binary("fadd", f"%{tag}.low1", f"%{tag}.high1")
    )
    new = code.select(inside, newton, middle)
    code.lines.append(
        f"  %{tag}.b1 = select {FLAGS} {rising}, {TYPE} {new}, {TYPE} {constant(0.0)}"
    )
    step = code.intrinsic("fabs", code.binary("fsub", new, b))
    moved = code.both(
        "and", rising, code.compare("ogt", step, code.binary("fmul", constant(SETTLED), top))
    )
    code.lines += [
        f"  %{tag}.k1 = add i32 %{tag}.k, 1",
        f"  %{tag}.within = icmp ult i32 %{tag}.k1, {STEPS}",
    ]
    code.lines += [
        f"  %{tag}.again = and i1 {code.any(moved)}, %{tag}.within",
        f"  br i1 %{tag}.again, label %{tag}, label %{tag}.end",
        f"{tag}.end:",
    ]
    return code.add(f"phi {TYPE} [{constant(0.0)}, %{tag}.skip], [%{tag}.b1, %{tag}.points.end]")


def _conditions(code: Code, at: Vector) -> None:
    roles, found = at.layout.shape.types, []
    for which, sign in ((0, 1.0), (1, -1.0)):
        tag, k = f"side{which}", side(at.layout.shape, which)
        offer = positive_part(code, code.binary("fmul", constant(sign), at.own))
        on = code.compare("ogt", offer, constant(0.0))
        code.lines += [
            f"  br i1 {code.any(on)}, label %{tag}.go, label %{tag}.skip",
            f"{tag}.skip:",
            f"  br label %{tag}.all",
            f"{tag}.go:",
        ]

        def here(point: str, k: formulas.OneSided = k, offer: str = offer) -> list[str]:
            Q, R, counts = totals(code, at, point)
            slope, curvature, by_q, by_r = evaluated(
                at_point(code, at, point, Q, R), k, offer, k.slope, k.curvature, k.by_q, k.by_r
            )
            return [
                slope,
                curvature,
                *(
                    code.binary("fmul", n, _by_signed(code, at, v, by_q, by_r))
                    for v, n in enumerate(counts)
                ),
            ]

        sums = summed(code, at, f"{tag}.points", 2 + roles, here)
        code.lines += [f"  br label %{tag}.all", f"{tag}.all:"]
        # Phi instructions stand together at the head of a block.
        merged = [
            code.add(f"phi {TYPE} [{constant(0.0)}, %{tag}.skip], [{value}, %{tag}.points.end]")
            for value in sums
        ]
        merged[1] = code.binary("fmul", constant(sign), merged[1])
        found.append([code.select(on, value, constant(0.0)) for value in merged])
    for row, (a, b) in enumerate(zip(*found, strict=True)):
        OUT.store(code, row, code.binary("fadd", a, b))


def _by_signed(code: Code, at: Vector, v: int, by_q: str, by_r: str) -> str:
    """Return the derivative of the slope in a role's signed offer, for one agent of that role.

    Through Q where it sells, through R where it buys.
    """
    sells, buys = (
        code.compare("ogt", value, constant(0.0)) for value in (at.sold[v], at.bought[v])
    )
    return code.select(sells, by_q, code.select(buys, negated(code, by_r), constant(0.0)))
