r"""Stage 1 in general: the best consumption on the budget line, and what leaving one's interval costs.

L is the value of a consumption of the first good to an inactive agent, and L' its slope; that L is
concave enters as the tangent inequality, and strictly as a decreasing slope.  L has a slope inside
(0, 2 q-bar) only: at the ends the Inada conditions make it unbounded, and nothing is said of it there.

Paper: section 3.2, (5) and (10); Claim 1 of Theorem 1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.intervals import chosen, lies_in
from proofs_check.paper.general.uniqueness import one_sided
from proofs_check.paper.general.words import derived, element, for_all, for_each, paper, real, shown
from symbolic.language.local_symbols import head
from symbolic.language.notation import q, q_bar, x, y
from symbolic.language.proposition import (
    And,
    Exists,
    Implies,
    Not,
    Operator,
    Or,
    Proposition,
    Relation,
    equation,
)
from symbolic.language.statement import Statement

line, slope = head("line_value", "L_{{{0}}}({1})", 2), head("line_slope", "L_{{{0}}}'({1})", 2)
value = head("inactive_value", "G_{{{0}}}({1},{2})", 3)
q_1, first, second, third, fourth = map(real, ("q_1", "first", "second", "third", "fourth"))
a_1, a_2, E, c = map(real, ("offer_q", "offer_r", "Eps", "c"))
a_3, a_4 = real("within_q"), real("within_r")
consumption = head("consumption", "q_1({0},{1})", 2)
w, m = element("w"), element("m")


# (10): a maximum of a concave function is where its slope is zero.
def _on_line(consumed: sp.Expr) -> tuple[Relation, Relation]:
    """Say that a consumption is between none and all that the endowment buys."""
    return Relation(consumed, ">=", 0), Relation(consumed, "<=", 2 * q_bar)


def _inside(consumed: sp.Expr) -> tuple[Relation, Relation]:
    """Say that a consumption leaves something of both goods."""
    return Relation(consumed, ">", 0), Relation(consumed, "<", 2 * q_bar)


_tangent = paper(
    for_each(
        [x],
        for_all(
            [first, second],
            Implies(
                And((*_on_line(first), *_inside(second))),
                Relation(
                    line(x, first), "<=", line(x, second) + slope(x, second) * (first - second)
                ),
            ),
        ),
    ),
    "u is concave, and so is L, by the line on which it is taken",
)
_at_zero = And((*_inside(chosen(x)), equation(slope(x, chosen(x)), 0)))
_WHY_ZERO = "the first-order condition of section 3.2; the Inada conditions keep the maximum inside"
_zero = derived(_at_zero, _WHY_ZERO)
_zeros = derived(for_each([x], _at_zero), _WHY_ZERO)
_by_q = shown(
    for_each(
        [x],
        for_all(
            [a_1, a_2],
            Implies(
                one_sided(a_1, a_2), equation(value(x, a_1, a_2), line(x, consumption(a_1, a_2)))
            ),
        ),
    ),
    "eq-5",
)
_within = shown(
    for_all([a_3, a_4], Implies(one_sided(a_3, a_4), And(_on_line(consumption(a_3, a_4))))),
    "eq-6",
    "eq-6.top",
)
_offers = (real("b_1"), real("b_2"))
_q_best = real("q_best")


def _no_offer(operator: Operator) -> Proposition:
    """Say how the offers in O compare with the chosen consumption."""
    better = Relation(value(x, third, fourth), operator, line(x, chosen(x)))
    return for_each([x], for_all([third, fourth], Implies(one_sided(third, fourth), better)))


_no_consumption = for_each(
    [x],
    for_all(
        [_q_best],
        Implies(And(_on_line(_q_best)), Relation(line(x, _q_best), "<=", line(x, chosen(x)))),
    ),
)
_BEST_OFFER = (
    *(("some", "x", w), ("name", ["third", "fourth"], list(_offers))),
    *(("at", "x", w, value, line, consumption), ("put", ["offer_q", "offer_r"], list(_offers))),
    *(("then",), ("put", ["within_q", "within_r"], list(_offers)), ("then",)),
    *(
        ("at", "x", w, line, slope),
        ("put", ["first", "second"], [consumption(*_offers), chosen(w)]),
    ),
    *(("at", "x", w, chosen, slope), ("then",)),
    ("have", equation(slope(w, chosen(w)) * (consumption(*_offers) - chosen(w)), 0)),
)
_BEST_CONSUMPTION = (
    *(("some", "x", w), ("name", ["q_best"], [c]), ("at", "x", w, line, slope)),
    *(("at", "x", w, chosen, slope), ("put", ["first", "second"], [c, chosen(w)]), ("then",)),
    ("have", equation(slope(w, chosen(w)) * (c - chosen(w)), 0)),
)
BEST = Statement(
    And((_no_offer("<="), _no_consumption)),
    (_tangent, _zeros, _by_q, _within),
    words="No offer, and no consumption on the line, gives more than that at which the slope of L_x is zero.",
    guide=(("cases", _BEST_OFFER, _BEST_CONSUMPTION),),
)
BEST_TOO_STRONG = (
    Statement(_no_offer("<"), BEST.given, guide=_BEST_OFFER),
    Statement(BEST.says, (_tangent, _by_q, _within), guide=BEST.guide),
)

# Outside I(x): delta_x is half the distance to the nearest neighbour.
half, steep = head("half_distance", r"\delta_{{{0}}}"), head("steepness", "A_{{{0}}}")
_far = paper(
    for_each(
        [y],
        Implies(
            Relation(x, "!=", y),
            Or(
                (
                    Relation(chosen(x) - chosen(y), ">=", 2 * half(x)),
                    Relation(chosen(y) - chosen(x), ">=", 2 * half(x)),
                )
            ),
        ),
    ),
    "2 delta_x is the least distance",
)
_gaps = (q - chosen(x), chosen(x) - q)
_outside = Or(tuple(Relation(gap, ">=", half(x)) for gap in _gaps))
_differ = paper(
    for_each([y], Implies(equation(x, y), equation(chosen(x), chosen(y)))),
    "one type, one consumption",
)
DISTANCE = Statement(
    Or((lies_in(q, x, y), _outside)),
    (_far, _differ, paper(Relation(half(x), ">", 0), "alpha* is separating")),
    words="Beyond the middle to some neighbour the distance is at least half the distance to it.",
    guide=(("some", "y", w), ("everywhere", "y", w)),
)
DISTANCE_TOO_STRONG = (
    Statement(
        Or((lies_in(q, x, y), *(Relation(gap, ">", half(x)) for gap in _gaps))),
        DISTANCE.given,
        guide=DISTANCE.guide,
    ),
)
"""At a common end the distance is delta_x and no more."""

# A_x: half-way to the middle the slope has its sign, since it decreases strictly.
_neighbour = element("neighbour")
_decreasing = paper(
    for_all(
        [first, second],
        Implies(
            And((Relation(first, ">", 0), Relation(first, "<", second), _inside(second)[1])),
            Relation(slope(x, second), "<", slope(x, first)),
        ),
    ),
    "u is strictly concave",
)
_room = (
    paper(Relation(half(x), ">", 0), "alpha* is separating"),
    paper(Relation(chosen(y), ">=", 0), "(6)"),
    paper(Relation(chosen(y), "<=", 2 * q_bar), "(6)"),
)
_up, _down = chosen(x) + half(x) / 2, chosen(x) - half(x) / 2
_rises = And(
    (
        *(Relation(_down, ">", 0), Relation(_down, "<", 2 * q_bar)),
        Relation(slope(x, _down), ">", 0),
    )
)
SLOPE = Statement(
    And(
        (
            Implies(
                Relation(chosen(y) - chosen(x), ">=", 2 * half(x)),
                And(
                    (
                        Relation(_up, ">", 0),
                        Relation(_up, "<", 2 * q_bar),
                        Relation(slope(x, _up), "<", 0),
                    )
                ),
            ),
            Implies(Relation(chosen(x) - chosen(y), ">=", 2 * half(x)), _rises),
        )
    ),
    (_decreasing, _zero, *_room),
    words="On a side with a neighbour y the point lies inside, and L_x falls there.",
    guide=(
        ("put", ["first", "second"], [chosen(x), _up]),
        ("put", ["first", "second"], [_down, chosen(x)]),
    ),
)
SLOPE_TOO_STRONG = (
    Statement(SLOPE.says, SLOPE.given[1:], guide=()),
    Statement(_rises, SLOPE.given, guide=SLOPE.guide),
)
"""Without strict concavity; on a side without a neighbour the point may lie outside."""

# Claim 1: one epsilon for all types.
_lost = for_all(
    [q_1],
    for_each(
        [x],
        Implies(
            And((Not(lies_in(q_1, x, y)), *_on_line(q_1))),
            Relation(line(x, q_1), "<=", line(x, chosen(x)) - half(x) * steep(x) / 2),
        ),
    ),
)
_positive = for_each([x], And((Relation(half(x), ">", 0), Relation(steep(x), ">", 0))))
_e, _any = real("epsilon"), real("q_any")
CLAIM_1 = Statement(
    Exists(
        (_e,),
        And(
            (
                Relation(_e, ">", 0),
                for_all(
                    [_any],
                    for_each(
                        [x],
                        Implies(
                            And((Not(lies_in(_any, x, y)), *_on_line(_any))),
                            Relation(line(x, _any), "<", line(x, chosen(x)) - _e),
                        ),
                    ),
                ),
            )
        ),
    ),
    (
        shown(_lost, "thm-1.claim-1.loss", "thm-1.claim-1.distance"),
        shown(_positive, "thm-1.claim-1.slope"),
    ),
    words="epsilon is the least of delta_x A_x/4, which is positive for each of the finitely many types.",
    guide=(
        ("least", [x], half(x) * steep(x), [m]),
        ("put", ["epsilon"], [half(m) * steep(m) / 4]),
        (
            "cases",
            (("at", "x", m, half, steep),),
            (
                *(("name", ["q_any"], [c]), ("some", "x", w), ("put", ["q_1"], [c])),
                *(("at", "x_least", w), ("at", "x", w, line, chosen, half, steep)),
                ("have", Relation(line(w, c), "<=", line(w, chosen(w)) - half(w) * steep(w) / 2)),
                ("at", "x", w, half, steep),
                ("have", Relation(half(w) * steep(w), ">", 0)),
                ("about", half),
            ),
        ),
    ),
)
CLAIM_1_TOO_STRONG = (
    Statement(CLAIM_1.says, CLAIM_1.given[:1], guide=CLAIM_1.guide),
    Statement(
        Exists(
            (_e,),
            And(
                (
                    Relation(_e, ">", 0),
                    for_all(
                        [_any],
                        for_each([x], Relation(line(x, _any), "<", line(x, chosen(x)) - _e)),
                    ),
                )
            ),
        ),
        CLAIM_1.given,
        guide=CLAIM_1.guide,
    ),
)
"""Losses that may be zero; a loss inside I(x) too."""
