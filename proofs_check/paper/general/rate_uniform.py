r"""The marginal rate of substitution is unbounded at the axis, uniformly in what is had of the other good.

As in ``rate``, but for every number of the other good between the endowment and the most that a seller can
have: there u_q is unbounded uniformly, which is what J without bound says (thm-2.claim-2.J).

Paper: section 7.2, Claim 2, as repaired; not in the paper.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.rate import (
    INCREASING,
    SIZES,
    TANGENT,
    K,
    Q,
    kept,
    limit,
    oscillation,
    q_1,
    r_top,
    rate,
    reach,
    u,
    u_q,
    u_r,
)
from proofs_check.paper.general.words import for_all, paper, real, shown
from symbolic.language.local_symbols import head
from symbolic.language.notation import q_bar, r_bar
from symbolic.language.proposition import And, Exists, Implies, Relation
from symbolic.language.statement import Statement

J, least_b, received = head("least_marginal", "J({0})"), real("B_0"), real("received")
b_4, l_1, b_l, r_l, R_0 = map(real, ("b_4", "l_1", "b_l", "r_l", "R_0"))


def _has(r: sp.Expr) -> tuple[Relation, ...]:
    """Say that a seller can have a number of the other good."""
    return Relation(r, ">=", r_bar), Relation(r, "<=", r_top)


_UNBOUNDED = shown(
    for_all(
        [l_1],
        Exists(
            (b_4,),
            And((Relation(b_4, ">=", 0), Relation(b_4, "<", q_bar), Relation(J(b_4), ">", l_1))),
        ),
    ),
    "thm-2.claim-2.J",
)
_LEAST = paper(
    for_all(
        [b_l, r_l],
        Implies(
            And((Relation(b_l, ">=", 0), Relation(b_l, "<", q_bar), *_has(r_l))),
            Relation(J(b_l), "<=", u_q(q_bar - b_l, r_l)),
        ),
    ),
    "J is at most the marginal utility at each state",
)


def _below_all(bound: sp.Expr, least: sp.Expr) -> And:
    """Say that a rate is exceeded below a bound, whatever is had of the other good."""
    exceeded = Relation(u_q(kept, received), ">", least * u_r(kept, received))
    below = And((Relation(kept, ">", 0), Relation(kept, "<", bound), *_has(received)))
    return And((Relation(bound, ">", 0), for_all([kept, received], Implies(below, exceeded))))


_q_0, _t_0 = q_bar - least_b, sp.Min(q_bar - least_b, q_1)
_S_0, _P_0 = u_r(Q, R_0), u_q(Q, R_0)
_there = u_q(_q_0, R_0)
_below_0 = (
    ("name", ["kept", "received"], [Q, R_0]),
    *(("have", Relation(Q, "<", _q_0)), ("have", Relation(Q, "<", q_1))),
    *(("put", ["b_l", "r_l"], [least_b, R_0]), ("then",)),
    *(("put", ["m_1", "m_2"], [Q, R_0]), ("then",)),
    # the slope is at least that at q_0, which exceeds the limit
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [Q, R_0, _q_0, R_0]), ("then",)),
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [_q_0, R_0, Q, R_0]), ("then",)),
    ("have", Relation((_P_0 - _there) * (_q_0 - Q), ">=", 0)),
    (
        "have",
        Relation(_P_0, ">=", _there),
        (
            (
                "sum",
                (_q_0 - Q, Relation(_P_0, "<", _there)),
                (1, Relation((_P_0 - _there) * (_q_0 - Q), ">=", 0)),
            ),
        ),
    ),
    ("have", Relation(_P_0, ">", limit)),
    # the tangent at (q, r) read at (q_1, r_bar/2), and that at (q_1, r_top) read at (q, r)
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [Q, R_0, q_1, r_bar / 2]), ("then",)),
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [q_1, r_top, Q, R_0]), ("then",)),
    *(("put", ["m_1", "m_2"], [q_1, r_top]), ("then",)),
    ("product", u_q(q_1, r_top), q_1 - Q),
    ("product", u_r(q_1, r_top), r_top - R_0),
    ("have", Relation(u(Q, R_0), "<=", u(q_1, r_top))),
    *(("product", _S_0, R_0 - r_bar), ("product", _P_0, Q), ("product", K * _S_0 - _P_0, q_1)),
    ("have", Relation(_S_0 * r_bar, "<=", 4 * oscillation)),
    (
        "have",
        Relation(_P_0 * r_bar, ">", 4 * K * oscillation),
        (
            (
                "sum",
                (r_bar, Relation(_P_0, ">", limit)),
                (1, Relation(_P_0 * r_bar, "<=", 4 * K * oscillation)),
            ),
        ),
    ),
    *(("product", K, 4 * oscillation - _S_0 * r_bar), ("product", K * _S_0 - _P_0, r_bar)),
)
UNIFORM = Statement(
    for_all([rate], Implies(Relation(rate, ">", 0), Exists((reach,), _below_all(reach, rate)))),
    (TANGENT, INCREASING, _UNBOUNDED, _LEAST, *SIZES[:2]),
    words="However large a rate, it is exceeded as soon as little enough of the good is kept, whatever a "
    "seller has of the other.",
    guide=(
        ("name", ["rate"], [K]),
        ("put", ["l_1"], [limit]),
        ("name", ["b_4"], [least_b]),
        ("have", Relation(q_1, ">", 0)),
        ("means", _t_0),
        ("put", ["reach"], [_t_0]),
        ("have", Relation(_t_0, ">", 0)),
        ("denied", _below_all(_t_0, K), (), _below_0),
    ),
)
UNIFORM_TOO_STRONG = (
    Statement(
        UNIFORM.says, tuple(h for h in UNIFORM.given if h is not _UNBOUNDED), guide=UNIFORM.guide
    ),
    Statement(UNIFORM.says, UNIFORM.given[1:], guide=UNIFORM.guide),
    Statement(
        Exists((reach,), for_all([rate], Implies(Relation(rate, ">", 0), _below_all(reach, rate)))),
        UNIFORM.given,
        guide=UNIFORM.guide,
    ),
)
"""Marginal utilities that may be bounded; without concavity; one reach for all rates."""
