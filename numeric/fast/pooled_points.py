r"""Points of a pooled game as LLVM's text: totals of the others, and expectations over points and states.

A lane holds a problem, one role in one row of block counts, and works through its points j:
:math:`Q_-(j) = M\kappa_q + \sum_v n_v(j)\,b_v^+`, and likewise for R.  What separates states from
bundles is averaged over the states of a point before anything is evaluated.

Conventions: all formulas are those of ``symbolic.model.best_response`` with the utility put in.  The
shape's types are the roles.

Paper: section 7.2, equations (30)-(33).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from numeric.fast import conditions as c
from numeric.fast.lanes import LANES, TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.pieces import Rows, negated, number, of_type, positive_part
from numeric.fast.straight_line import Code, bound
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q_bar, r_bar
from symbolic.language.quotient import plain
from symbolic.language.slopes import diff
from symbolic.language.utility import UtilityPartial
from symbolic.model import best_response as formulas

NEGLIGIBLE = 1e-290
"""Probability of a point below which it counts as padding."""
POINTS, WEIGHTS = Rows("%points", "%stride"), Rows("%weights", "%stride")
OFFERS = Rows("%offers", "%stride")

own_ = sp.Symbol("b!", positive=True)


@lru_cache(maxsize=64)
def side(shape: c.Shape, which: int) -> formulas.OneSided:
    """Put the expected utility of a shape, and its derivatives, into the formulas of one side."""
    found, k = c.marginals(shape), formulas.one_sided(which)
    expected = {
        (0, 0): found.u,
        (1, 0): found.u_q,
        (0, 1): found.u_r,
        (2, 0): diff(found.u_q, c.q_),
        (1, 1): diff(found.u_q, c.r_),
        (0, 2): diff(found.u_r, c.r_),
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


@dataclass(frozen=True)
class Vector:
    """Names of what a vector of problems has from the start.

    It has the offers of every role on either side, the own one, endowments and the number of
    points.
    """

    layout: Layout
    sold: list[str]
    bought: list[str]
    own: str
    top: tuple[str, str]
    limit: str

    @classmethod
    def loaded(cls, code: Code, layout: Layout) -> Vector:
        """Append the loads of what a vector of problems has from the start."""
        offers = [OFFERS.load(code, str(v)) for v in range(layout.shape.types)]
        sold = [positive_part(code, b) for b in offers]
        bought = [positive_part(code, negated(code, b)) for b in offers]
        own = OFFERS.load(code, "%role")
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


def summed(
    code: Code, at: Vector, tag: str, sums: int, body: Callable[[str], list[str]]
) -> list[str]:
    """Append a loop over points and return the sums.

    The body, straight-line code, returns what a point adds to each of them.
    """
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


def totals(code: Code, at: Vector, point: str) -> tuple[str, str, list[str]]:
    """Return the others' totals at a point and how many of them play each role."""
    roles = at.layout.shape.types
    start = code.add(f"mul i64 {point}, {roles}")
    counts = [POINTS.load(code, code.add(f"add i64 {start}, {v}")) for v in range(roles)]
    Q, R = code.splat("%floor.q"), code.splat("%floor.r")
    for n, sold, bought in zip(counts, at.sold, at.bought, strict=True):
        Q, R = (
            code.binary("fadd", Q, code.binary("fmul", n, sold)),
            code.binary("fadd", R, code.binary("fmul", n, bought)),
        )
    return Q, R, counts


def kept(code: Code, point: str) -> tuple[str, str]:
    """Return the addresses at which a point's totals are kept for the loops that follow."""
    first = code.add(f"mul i64 {point}, {2 * LANES}")
    return (
        code.add(f"getelementptr double, ptr %scratch, i64 {first}"),
        code.add(
            f"getelementptr double, ptr %scratch, i64 {code.add(f'add i64 {first}, {LANES}')}"
        ),
    )


def recalled(code: Code, point: str) -> tuple[str, str]:
    """Append the loads of a point's totals (Q, R) as they were kept."""
    Q, R = (code.add(f"load {TYPE}, ptr {p}, align 8") for p in kept(code, point))
    return Q, R


def at_point(code: Code, at: Vector, point: str, Q: str, R: str) -> tuple[Code, str]:
    """Return a view with the type's numbers and the totals at a point, and the point's probability.

    The numbers are averaged over the states given the point.
    """
    Z = at.layout.shape.states
    start = code.add(f"mul i64 {point}, {Z}")
    chances = [WEIGHTS.load(code, code.add(f"add i64 {start}, {z}")) for z in range(Z)]
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


def evaluated(
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
