r"""A Newton step of the ex post loss as LLVM's text, and the formulas that it evaluates.

Unknown are the logarithms of the bundles of G groups, of the price and t.  With :math:`f_1, f_2`
the gaps in the rate and in the utility of a group and a the 2×2 matrix of their derivatives, a
group's step is :math:`\delta = a^{-1}(-f_1 + \delta_p,\ -f_2 + \delta_t)`, and :math:`\sum_g n_g
c_g = W` makes two linear equations in :math:`(\delta_p, \delta_t)`.  No logarithm of a bundle is
taken in the loop: the unknowns are what the formulas need.

Conventions: all formulas are those of ``symbolic.model.efficiency`` with the utility put in.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from numeric.fast import conditions as c
from numeric.fast.lanes import constant
from numeric.fast.pieces import negated
from numeric.fast.straight_line import Code, bound
from symbolic.language.notation import q, r
from symbolic.language.quotient import plain
from symbolic.language.utility import with_utility
from symbolic.model import efficiency as formulas

Pair = tuple[str, str]


@dataclass(frozen=True)
class Formulas:
    """What the kernel evaluates at a bundle.

    It is the six formulas of a Newton step, and u with its marginal utilities.
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


def at_bundle(
    code: Code, group: Group, bundle: tuple[str, str], logs: tuple[str, str] | None = None
) -> Code:
    """Return a view in which formulas are evaluated at a bundle, whose logarithms may be known."""
    known = {} if logs is None else {sp.log(c.q_): logs[0], sp.log(c.r_): logs[1]}
    view = bound(code, group.names | {c.q_: bundle[0], c.r_: bundle[1]})
    view.memo.update(known)
    return view


def step_of(code: Code, formulas_: Formulas, groups: list[Group], whole: Whole) -> list[str]:
    """Append one Newton step.

    It is in the logarithms of each group's bundle, in the price and in t.
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
    """Return a group's consumption, and its step in three parts.

    They are the step without a change of price and t, by the price, and by t.
    """
    bundle = code.of_both("exp", group.logs)
    rate, value, a11, a12, a21, a22 = at_bundle(code, group, bundle, group.logs).expressions(
        *k.step
    )
    f1 = code.binary("fsub", whole.price, rate)
    f2 = code.binary("fadd", code.binary("fsub", group.realised, value), whole.gain)
    det = code.binary("fsub", code.binary("fmul", a11, a22), code.binary("fmul", a12, a21))
    inverse = code.binary("fdiv", constant(1.0), det)
    b11, b22 = code.binary("fmul", a22, inverse), code.binary("fmul", a11, inverse)
    b12, b21 = (negated(code, code.binary("fmul", a, inverse)) for a in (a12, a21))
    free = tuple(
        code.binary("fadd", code.binary("fmul", a, f1), code.binary("fmul", b, f2))
        for a, b in ((b11, b12), (b21, b22))
    )
    amount = (
        code.binary("fmul", group.count, bundle[0]),
        code.binary("fmul", group.count, bundle[1]),
    )
    return amount, (free[0], free[1]), (b11, b21), (b12, b22)
