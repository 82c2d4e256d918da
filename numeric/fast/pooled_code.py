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
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from numeric.fast import conditions as c
from numeric.fast.lanes import FLAGS, LANES, TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.stage2_code import number, of_type
from numeric.fast.straight_line import Code, bound
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q_bar, r_bar
from symbolic.language.quotient import plain
from symbolic.language.utility import UtilityPartial
from symbolic.model import best_response as formulas

STEPS, BISECTED = 60, 8
"""Evaluations at most, and after how many of them every third step is a bisection."""
SETTLED = 1e-9
"""Step, relative to the endowment, after which Newton's next one would end at rounding error."""
NEGLIGIBLE = 1e-290
"""Probability of a point below which it counts as padding."""

own_ = sp.Symbol("b!", positive=True)
PARAMETERS = (
    "i64 %vectors, ptr %points, ptr %weights, ptr %offers, ptr %out, ptr %limits, ptr %scratch, "
    "i64 %stride, ptr %common, ptr %table, i64 %role, "
    "double %floor.q, double %floor.r"
)
ARGUMENTS = "nppppppnppndd"


@lru_cache(maxsize=64)
def side(shape: c.Shape, which: int) -> formulas.OneSided:
    """Put the expected utility of a shape, and its derivatives, into the formulas of one side."""
    found, k = c.marginals(shape), formulas.one_sided(which)
    expected = {
        (0, 0): found.u,
        (1, 0): found.u_q,
        (0, 1): found.u_r,
        (2, 0): sp.diff(found.u_q, c.q_),
        (1, 1): sp.diff(found.u_q, c.r_),
        (0, 2): sp.diff(found.u_r, c.r_),
    }
    names = {
        b_q: own_,
        b_r: own_,
        Q_others: c.others_q_,
        R_others: c.others_r_,
        q_bar: c.q_bar_,
        r_bar: c.r_bar_,
    }

    def put(e: sp.Expr) -> sp.Expr:
        atoms = e.atoms(UtilityPartial)
        if any(tuple(a.args[:2]) != k.bundle for a in atoms):
            raise AssertionError(f"the formula takes utility at more than one bundle: {e}")
        values = {a: sp.Symbol(f"value!{a.order[0]}{a.order[1]}", real=True) for a in atoms}
        return (
            plain(e.xreplace(values))
            .xreplace(names)
            .xreplace({values[a]: expected[a.order] for a in atoms})
        )

    bundle = tuple(plain(e).xreplace(names) for e in k.bundle)
    return formulas.OneSided(
        own_,
        (bundle[0], bundle[1]),
        *(put(e) for e in (k.payoff, k.slope, k.curvature, k.by_q, k.by_r)),
    )


def text(shape: c.Shape) -> str:
    """Return the module's text: both functions."""
    code = Code()
    for name, body in (("respond", _respond), ("conditions", _conditions)):
        code.lines += [
            f"define void @{name}({PARAMETERS}) #0 {{",
            "entry:",
            "  br label %vector",
            "vector:",
            "  %i = phi i64 [0, %entry], [%i.next, %vector.end]",
            f"  %first = mul i64 %i, {LANES}",
        ]
        body(code, _Vector.loaded(code, Layout(shape)))
        code.lines += [
            "  br label %vector.end",
            "vector.end:",
            "  %i.next = add i64 %i, 1",
            "  %more = icmp ult i64 %i.next, %vectors",
        ]
        code.lines += ["  br i1 %more, label %vector, label %done", "done:", "  ret void", "}"]
    return code.module()


def _element(code: Code, base: str, row: str) -> str:
    start = code.add(f"mul i64 %stride, {row}")
    return code.add(f"getelementptr double, ptr {base}, i64 {code.add(f'add i64 {start}, %first')}")


def _load(code: Code, base: str, row: str) -> str:
    return code.add(f"load {TYPE}, ptr {_element(code, base, row)}, align 8")


def _store(code: Code, row: int, value: str) -> None:
    code.lines.append(f"  store {TYPE} {value}, ptr {_element(code, '%out', str(row))}, align 8")


@dataclass(frozen=True)
class _Vector:
    """Names of what a vector of problems has from the start.

    Offers of every role on either side, the own one, endowments and the number of points.
    """

    layout: Layout
    sold: list[str]
    bought: list[str]
    own: str
    top: tuple[str, str]
    limit: str

    @classmethod
    def loaded(cls, code: Code, layout: Layout) -> _Vector:
        offers = [_load(code, "%offers", str(v)) for v in range(layout.shape.types)]
        sold = [_positive(code, b) for b in offers]
        bought = [_positive(code, code.binary("fsub", constant(0.0), b)) for b in offers]
        own = _load(code, "%offers", "%role")
        limit = code.add(
            f"load i64, ptr {code.add('getelementptr i64, ptr %limits, i64 %i')}, align 8"
        )
        return cls(
            layout,
            sold,
            bought,
            own,
            (number(code, 0, "%common"), number(code, 1, "%common")),
            limit,
        )


def _positive(code: Code, value: str) -> str:
    return code.select(code.compare("ogt", value, constant(0.0)), value, constant(0.0))


def _summed(
    code: Code, at: _Vector, tag: str, sums: int, body: Callable[[str], list[str]]
) -> list[str]:
    """Append a loop over points in which the body, straight-line code, returns what is added to each sum; return the sums."""
    code.lines += [f"  br label %{tag}.enter", f"{tag}.enter:", f"  br label %{tag}", f"{tag}:"]
    code.lines.append(f"  %{tag}.p = phi i64 [0, %{tag}.enter], [%{tag}.p1, %{tag}]")
    code.lines += [
        f"  %{tag}.s{i} = phi {TYPE} [{constant(0.0)}, %{tag}.enter], [%{tag}.n{i}, %{tag}]"
        for i in range(sums)
    ]
    added = body(f"%{tag}.p")
    code.lines += [
        f"  %{tag}.n{i} = fadd contract {TYPE} %{tag}.s{i}, {value}"
        for i, value in enumerate(added)
    ]
    code.lines += [
        f"  %{tag}.p1 = add i64 %{tag}.p, 1",
        f"  %{tag}.more = icmp ult i64 %{tag}.p1, {at.limit}",
    ]
    code.lines += [f"  br i1 %{tag}.more, label %{tag}, label %{tag}.end", f"{tag}.end:"]
    return [f"%{tag}.n{i}" for i in range(sums)]


def _totals(code: Code, at: _Vector, point: str) -> tuple[str, str, list[str]]:
    """Return the others' totals at a point and how many of them play each role."""
    roles = at.layout.shape.types
    start = code.add(f"mul i64 {point}, {roles}")
    counts = [_load(code, "%points", code.add(f"add i64 {start}, {v}")) for v in range(roles)]
    Q, R = code.splat("%floor.q"), code.splat("%floor.r")
    for n, sold, bought in zip(counts, at.sold, at.bought, strict=True):
        Q, R = (
            code.binary("fadd", Q, code.binary("fmul", n, sold)),
            code.binary("fadd", R, code.binary("fmul", n, bought)),
        )
    return Q, R, counts


def _kept(code: Code, point: str) -> tuple[str, str]:
    """Return the addresses at which a point's totals are kept for the loops that follow."""
    first = code.add(f"mul i64 {point}, {2 * LANES}")
    return (
        code.add(f"getelementptr double, ptr %scratch, i64 {first}"),
        code.add(
            f"getelementptr double, ptr %scratch, i64 {code.add(f'add i64 {first}, {LANES}')}"
        ),
    )


def _recalled(code: Code, point: str) -> tuple[str, str]:
    Q, R = (code.add(f"load {TYPE}, ptr {p}, align 8") for p in _kept(code, point))
    return Q, R


def _at_point(code: Code, at: _Vector, point: str, Q: str, R: str) -> tuple[Code, str]:
    """Return a view with the type's numbers, averaged over the states given a point.

    And the totals; and the probability of the point.
    """
    Z = at.layout.shape.states
    start = code.add(f"mul i64 {point}, {Z}")
    chances = [_load(code, "%weights", code.add(f"add i64 {start}, {z}")) for z in range(Z)]
    weight = code.total(chances)
    # Padding has probability zero, and one over the least probabilities is infinite: at both the
    # beliefs are as good as zero, and so is what is added.
    inverse = code.binary(
        "fdiv",
        constant(1.0),
        code.select(code.compare("ogt", weight, constant(NEGLIGIBLE)), weight, constant(1.0)),
    )
    names = of_type(
        code, at.layout, [code.binary("fmul", chance, inverse) for chance in chances], 0
    )
    return bound(
        code, names | {c.others_q_: Q, c.others_r_: R, c.q_bar_: at.top[0], c.r_bar_: at.top[1]}
    ), weight


def _evaluated(
    point: tuple[Code, str], k: formulas.OneSided, offer: str, *wanted: sp.Expr
) -> list[str]:
    """Evaluate formulas of a side at an offer, times the probability of the point."""
    view, weight = point
    here = bound(view, {own_: offer})
    q, r = bound(here, {}).expressions(*k.bundle)
    return [
        here.binary("fmul", weight, value)
        for value in bound(here, {c.q_: q, c.r_: r}).expressions(*wanted)
    ]


def _respond(code: Code, at: _Vector) -> None:
    sides = [side(at.layout.shape, which) for which in (0, 1)]

    def at_zero(point: str) -> list[str]:
        Q, R, _ = _totals(code, at, point)
        for address, value in zip(_kept(code, point), (Q, R), strict=True):
            code.lines.append(f"  store {TYPE} {value}, ptr {address}, align 8")
        view = _at_point(code, at, point, Q, R)
        return [_evaluated(view, k, constant(0.0), k.slope)[0] for k in sides]

    slopes = _summed(code, at, "zero", 2, at_zero)
    offers = [_maximiser(code, at, which, slopes[which]) for which in (0, 1)]

    def at_best(point: str) -> list[str]:
        view = _at_point(code, at, point, *_recalled(code, point))
        return [
            value
            for k, b in zip(sides, offers, strict=True)
            for value in _evaluated(view, k, b, k.payoff, k.slope, k.curvature)
        ]

    sums = _summed(code, at, "best", 6, at_best)
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
        _store(code, row, value)


def _maximiser(code: Code, at: _Vector, which: int, slope: str) -> str:
    """Append Newton's method inside a bracket for the root of one side's slope.

    Zero in lanes where it does not rise at zero.
    """
    tag, k, top = f"side{which}", side(at.layout.shape, which), at.top[which]
    rising = code.compare("ogt", slope, constant(0.0))
    guess = _positive(code, at.own if which == 0 else code.binary("fsub", constant(0.0), at.own))
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
        return _evaluated(
            _at_point(code, at, point, *_recalled(code, point)), k, b, k.slope, k.curvature
        )

    value, derivative = _summed(code, at, f"{tag}.points", 2, here)
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


def _conditions(code: Code, at: _Vector) -> None:
    roles, found = at.layout.shape.types, []
    for which, sign in ((0, 1.0), (1, -1.0)):
        tag, k = f"side{which}", side(at.layout.shape, which)
        offer = _positive(code, code.binary("fmul", constant(sign), at.own))
        on = code.compare("ogt", offer, constant(0.0))
        code.lines += [
            f"  br i1 {code.any(on)}, label %{tag}.go, label %{tag}.skip",
            f"{tag}.skip:",
            f"  br label %{tag}.all",
            f"{tag}.go:",
        ]

        def here(point: str, k: formulas.OneSided = k, offer: str = offer) -> list[str]:
            Q, R, counts = _totals(code, at, point)
            slope, curvature, by_q, by_r = _evaluated(
                _at_point(code, at, point, Q, R), k, offer, k.slope, k.curvature, k.by_q, k.by_r
            )
            return [
                slope,
                curvature,
                *(
                    code.binary("fmul", n, _by_signed(code, at, v, by_q, by_r))
                    for v, n in enumerate(counts)
                ),
            ]

        sums = _summed(code, at, f"{tag}.points", 2 + roles, here)
        code.lines += [f"  br label %{tag}.all", f"{tag}.all:"]
        # Phi instructions stand together at the head of a block.
        merged = [
            code.add(f"phi {TYPE} [{constant(0.0)}, %{tag}.skip], [{value}, %{tag}.points.end]")
            for value in sums
        ]
        merged[1] = code.binary("fmul", constant(sign), merged[1])
        found.append([code.select(on, value, constant(0.0)) for value in merged])
    for row, (a, b) in enumerate(zip(*found, strict=True)):
        _store(code, row, code.binary("fadd", a, b))


def _by_signed(code: Code, at: _Vector, v: int, by_q: str, by_r: str) -> str:
    """Return the derivative of the slope in a role's signed offer, for one agent of that role.

    Through Q where it sells, through R where it buys.
    """
    sells, buys = (
        code.compare("ogt", value, constant(0.0)) for value in (at.sold[v], at.bought[v])
    )
    return code.select(
        sells, by_q, code.select(buys, code.binary("fsub", constant(0.0), by_r), constant(0.0))
    )
