r"""Why nobody can be given more at a likely realisation: the first welfare theorem, and the contradiction.

Paper: section 7.3, (44), (45) and the last paragraph of the proof of Theorem 3 (i).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.efficiency.loss import (
    A,
    B,
    a,
    above,
    gains,
    i,
    max_q,
    max_r,
    other,
    other_q,
    other_r,
    v,
    value,
    w,
    within,
)
from proofs_check.paper.general.words import (
    for_all,
    for_each,
    paper,
    real,
    shown,
    some,
    zero_or_one,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import M, kappa_q, kappa_r, q_bar, r_bar
from symbolic.language.proposition import (
    And,
    Implies,
    Not,
    Proposition,
    Relation,
    equation,
)
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

# The first welfare theorem, with agents without wealth, and the contradiction.
p, e = real("price"), real("eps")
active, compared = head("active", "c_{{{0}}}"), head("compared", r"u(q''_{{{0}}},r''_{{{0}}})")
_f, _g, _n = real("f"), real("g"), real("n_a")
wealth_q, wealth_r = q_bar + 2 * kappa_q, r_bar + 2 * kappa_r


def _costs(index: sp.Expr) -> sp.Expr:
    """Return what a bundle of agent i costs at the price of the comparison economy."""
    return p * other_q(i, index) + other_r(i, index)


_ACTIVE = (
    paper(for_each([i], zero_or_one(active(i))), "an agent is active or inactive"),
    paper(equation(SumOver(active(i), i), M), "M agents are active"),
)
_BUDGET = paper(
    for_all(
        [_f],
        for_each(
            [i],
            Implies(
                And((equation(active(i), 1), Relation(other(i, _f), ">", compared(i)))),
                Relation(_costs(_f), ">", p * wealth_q + wealth_r),
            ),
        ),
    ),
    "the comparison allocation is competitive: what an active agent prefers costs more than its wealth",
)
_BUNDLES = paper(
    for_all(
        [_g],
        for_each([i], And((Relation(other_q(i, _g), ">=", 0), Relation(other_r(i, _g), ">=", 0)))),
    ),
    "bundles",
)
_EQ_44 = shown(
    for_each(
        [i], Implies(equation(active(i), 1), Relation(compared(i), "<", value(i) + 2 * e / 3))
    ),
    "eq-44",
)
_TOTAL = shown(
    And(above(M * wealth_q, M * wealth_r)), "thm-3.comparison.total", "thm-3.resources.direct"
)
_SIZES = tuple(
    paper(Relation(s, ">", 0), "sizes") for s in (p, e, M, q_bar, r_bar, kappa_q, kappa_r)
)


def _preferred(index: sp.Expr) -> Proposition:
    """Say that every active agent prefers an alternative to the comparison allocation."""
    better = Relation(other(i, index), ">", compared(i))
    return for_each([i], Implies(equation(active(i), 1), better))


_dominates = for_all([_n], Implies(within(_n, M * wealth_q, M * wealth_r), Not(_preferred(_n))))
_gap = _costs(A) - active(i) * (p * wealth_q + wealth_r)


_first, _second = other_q(v, A), other_r(v, A)
_dearer = (
    *(("some", "i", v), ("everywhere", "i", v)),
    (
        "split",
        equation(active(v), 1),
        (
            ("have", Relation(other(v, A), ">", compared(v))),
            ("have", Relation(_costs(A).subs(i, v), ">", p * wealth_q + wealth_r)),
            ("have", equation((active(v) - 1) * (p * wealth_q + wealth_r), 0)),
            ("about", active),
        ),
        (("have", equation(active(v), 0)), ("product", p, _first), ("about", active)),
    ),
)
_strictly = (
    ("have", equation(active(w), 1), (("about", active),)),
    ("have", Relation(_costs(A).subs(i, w), ">", p * wealth_q + wealth_r)),
)
_WELFARE = (
    ("name", ["n_a"], [A]),
    *(("put", ["f"], [A]), ("put", ["g"], [A])),
    ("have", for_each([i], Relation(_gap, ">=", 0)), _dearer),
    (
        "have",
        some(i, Relation(active(i), ">", 0)),
        (
            (
                "have",
                Relation(SumOver(active(i), i), "<=", 0),
                (("term", v), ("everywhere", "i", v, active), ("about", active)),
            ),
        ),
    ),
    *(("some", "i", w), ("everywhere", "i", w), ("part", "i", w), *_strictly),
    ("have", equation((active(w) - 1) * (p * wealth_q + wealth_r), 0)),
    ("product", p, M * wealth_q - SumOver(other_q(i, A), i)),
    ("have", equation((SumOver(active(i), i) - M) * (p * wealth_q + wealth_r), 0)),
    ("about", other),
)
WELFARE = Statement(
    And((_dominates, for_all([a], Not(And((within(a), gains(a, e))))))),
    (*_ACTIVE, _BUDGET, _BUNDLES, _EQ_44, _TOTAL, *_SIZES),
    words="What all active agents prefer costs more than all wealth, whatever the inactive have, so the "
    "comparison allocation is not dominated within its own resources.  An alternative with (12) and (13) would "
    "dominate it.",
    guide=(
        ("have", _dominates, _WELFARE),
        (
            "cases",
            (
                *(("name", ["n_a"], [B]), ("put", ["n_a"], [B]), ("then",)),
                *(("some", "i", v), ("everywhere", "i", v)),
            ),
            (
                *(("name", ["a"], [A]), ("means", max_q), ("means", max_r)),
                ("have", within(A, M * wealth_q, M * wealth_r)),
                *(("put", ["n_a"], [A]), ("then",)),
                *(("some", "i", v), ("everywhere", "i", v)),
            ),
        ),
    ),
)
WELFARE_TOO_STRONG = (
    Statement(
        WELFARE.says, tuple(h for h in WELFARE.given if h is not _TOTAL), guide=WELFARE.guide
    ),
    Statement(
        for_all([a], Not(And((within(a), gains(a, e / 2))))), WELFARE.given, guide=WELFARE.guide
    ),
    Statement(
        for_all(
            [_n],
            Not(
                And(
                    (
                        within(_n, M * wealth_q, M * wealth_r),
                        for_each([i], Relation(other(i, _n), ">=", compared(i))),
                    )
                )
            ),
        ),
        WELFARE.given,
        guide=_WELFARE,
    ),
)
"""Resources that the comparison economy lacks; a smaller gain; what is as
good for everybody, as the comparison allocation itself is."""
