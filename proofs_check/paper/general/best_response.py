r"""The best response to known totals, put together from its parts, for any utility of the class.

What the parts are is shown by other claims: that each side's objective has the maximum that (18) and
(19) say, and that one side at most is attractive (20).

Paper: section 3.2, (10) and (11); section 7.1, (16)-(20), and the rate behind (18) and (19).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import for_all, paper, real, shown
from symbolic.language.local_symbols import head
from symbolic.language.notation import Q_others, R_others, q_bar, r_bar
from symbolic.language.proposition import And, Implies, Or, Proposition, Relation, equation
from symbolic.language.statement import Statement
from symbolic.model.best_response import g_prime_at_zero, h_prime_at_zero

g, h = head("g_value", "g({0})"), head("h_value", "h({0})")
H = head("H_value", "H_x({0},{1})", 2)
hat_q, hat_r = real("b_hat_q"), real("b_hat_r")
g_0, h_0, g_at, h_at = map(real, ("g_slope_0", "h_slope_0", "g_slope_hat", "h_slope_hat"))
t, s, b_1, b_2, w_1, w_2 = map(real, ("t_q", "t_r", "any_q", "any_r", "w_q", "w_r"))


def _between(value: sp.Expr, top: sp.Expr) -> tuple[Relation, Relation]:
    return Relation(value, ">=", 0), Relation(value, "<=", top)


def _first_order(slope: sp.Expr, offer: sp.Expr, at: sp.Expr) -> And:
    """Say (18) or (19): no offer where the slope at zero is at most zero, else a zero of the slope."""
    return And(
        (
            Implies(Relation(slope, "<=", 0), equation(offer, 0)),
            Implies(Relation(slope, ">", 0), And((Relation(offer, ">", 0), equation(at, 0)))),
        )
    )


_18 = shown(_first_order(g_0, hat_q, g_at), "eq-18")
_19 = shown(_first_order(h_0, hat_r, h_at), "eq-19")
_20 = (
    *(paper(Relation(total, ">", 0), "(Q_-, R_-) is positive") for total in (Q_others, R_others)),
    paper(equation(g_0, g_prime_at_zero()), "the slope of g at no offer"),
    paper(equation(h_0, h_prime_at_zero()), "the slope of h at no offer"),
    shown(Relation(h_prime_at_zero(), "same sign", -g_prime_at_zero()), "eq-20"),
)
FIRST_ORDER = Statement(
    And(
        (
            Implies(Relation(hat_q, ">", 0), And((equation(g_at, 0), Relation(h_0, "<=", 0)))),
            Implies(Relation(hat_r, ">", 0), And((equation(h_at, 0), Relation(g_0, "<=", 0)))),
        )
    ),
    (_18, _19, *_20),
    words="The side that is used has slope zero, and the other is not attractive.",
)
FIRST_ORDER_TOO_STRONG = (
    Statement(
        Implies(Relation(hat_q, ">", 0), And((equation(g_at, 0), Relation(h_0, ">", 0)))),
        FIRST_ORDER.given,
    ),
    Statement(FIRST_ORDER.says, FIRST_ORDER.given[:2]),
)


def _all_best(value: sp.Expr) -> tuple[Proposition, Proposition]:
    """Say that no one-sided offer within the endowment is better than a value."""
    sells = Implies(And(_between(b_1, q_bar)), Relation(H(b_1, 0), "<=", value))
    buys = Implies(And(_between(b_2, r_bar)), Relation(H(0, b_2), "<=", value))
    return for_all([b_1], sells), for_all([b_2], buys)


def _maximum(
    value: type, variable: sp.Symbol, offer: sp.Expr, top: sp.Expr
) -> tuple[Proposition, Proposition]:
    """Say that no offer is best, and that an offer inside is."""
    box = And(_between(variable, top))
    none = for_all([variable], Implies(box, Relation(value(variable), "<=", value(0))))
    some = for_all([variable], Implies(box, Relation(value(variable), "<=", value(offer))))
    inner = And((Relation(offer, ">", 0), Relation(offer, "<", top), some))
    return none, inner


def _by_slope(slope: sp.Expr, none: Proposition, inner: Proposition) -> Proposition:
    """Say (18) or (19) of a maximum: at no offer, or inside, by the sign of the slope at zero."""
    return And((Implies(Relation(slope, "<=", 0), none), Implies(Relation(slope, ">", 0), inner)))


_NONE_G, _INNER_G = _maximum(g, t, hat_q, q_bar)
_NONE_H, _INNER_H = _maximum(h, s, hat_r, r_bar)
_max_g = shown(_by_slope(g_0, _NONE_G, _INNER_G), "eq-18")
_max_h = shown(_by_slope(h_0, _NONE_H, _INNER_H), "eq-19")
_branches = (
    shown(for_all([w_1], equation(H(w_1, 0), g(w_1))), "prop-1.branch-g"),
    shown(for_all([w_2], equation(H(0, w_2), h(w_2))), "prop-1.branch-h"),
)
_sizes = (
    paper(Relation(q_bar, ">", 0), "endowments"),
    paper(Relation(r_bar, ">", 0), "endowments"),
)
_SELLS = And((Relation(hat_q, ">", 0), Relation(hat_q, "<", q_bar), *_all_best(H(hat_q, 0))))
_BUYS = And((Relation(hat_r, ">", 0), Relation(hat_r, "<", r_bar), *_all_best(H(0, hat_r))))
c_1, c_2 = real("c_q"), real("c_r")


_ZERO = (("put", ["w_q"], [0]), ("put", ["w_r"], [0]))
_ANY_SALE = (("name", ["any_q"], [c_1]), ("put", ["w_q"], [c_1]), ("put", ["t_q"], [c_1]))
_ANY_BUY = (("name", ["any_r"], [c_2]), ("put", ["w_r"], [c_2]), ("put", ["t_r"], [c_2]))


_PLAIN = _all_best(H(0, 0))
BEST = Statement(
    Or((And(_PLAIN), _SELLS, _BUYS)),
    (*_sizes, _max_g, _max_h, shown(Relation(h_0, "same sign", -g_0), "eq-20"), *_branches),
    words="The best response is no offer, an offer of the first good or one of the second, in each case within "
    "the endowment; it is in O, as is the set of all profiles of such.",
    guide=(
        *_ZERO,
        (
            "split",
            Relation(g_0, ">", 0),
            (
                *(("then", _INNER_G), ("have", Relation(h_0, "<=", 0)), ("then", _NONE_H)),
                ("put", ["w_q"], [hat_q]),
                ("have", Relation(g(0), "<=", g(hat_q)), (("put", ["t_q"], [0]),)),
                ("denied", _SELLS, (), (), _ANY_SALE, _ANY_BUY),
            ),
            (
                (
                    "split",
                    Relation(h_0, ">", 0),
                    (
                        *(("then", _INNER_H), ("then", _NONE_G)),
                        ("put", ["w_r"], [hat_r]),
                        ("have", Relation(h(0), "<=", h(hat_r)), (("put", ["t_r"], [0]),)),
                        ("denied", _BUYS, (), (), _ANY_SALE, _ANY_BUY),
                    ),
                    (
                        *(("then", _NONE_G), ("then", _NONE_H)),
                        ("denied", And(_PLAIN), _ANY_SALE, _ANY_BUY),
                    ),
                ),
            ),
        ),
    ),
)
BEST_TOO_STRONG = (
    Statement(BEST.says, tuple(h for h in BEST.given if h is not _max_h), guide=BEST.guide),
    Statement(Or((And(_PLAIN), _SELLS)), BEST.given, guide=BEST.guide),
)
"""Nothing known of purchases; purchases left out."""
