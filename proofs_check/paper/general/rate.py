r"""The marginal rate of substitution is unbounded at the axis, for every utility of the class.

Behind (18) and (19): at a bundle where u_q <= K u_r, the tangent there, read at half of the other good
and little of this one, bounds u_r, hence u_q, by the oscillation of u on a fixed box; but u_q is
unbounded near the axis, by the Inada condition at the bundle to which the agent moves and concavity.

Conventions: u, u_q and u_r are functions of two numbers, at one type and state; the agent keeps q of the
good that it sells and has r(q) of the other, which tends to r* as q tends to zero.

Paper: section 7.1, (18) and (19); not in the paper.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import for_all, paper, real
from symbolic.language.local_symbols import head
from symbolic.language.notation import r_bar
from symbolic.language.proposition import And, Exists, Implies, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement

u, u_q, u_r = (
    head(n, f"{t}({{0}},{{1}})", 2)
    for n, t in (("u_value", "u"), ("u_q_value", "u_q"), ("u_r_value", "u_r"))
)
path = head("received_at", "r({0})")
r_star, r_top, L = map(real, ("r_star", "r_top", "lipschitz"))
K, T, Q, C, near = map(real, ("K", "t", "q_kept", "C", "near"))
v_1, v_2, v_3, v_4 = map(real, ("t_1", "t_2", "t_3", "t_4"))
m_1, m_2, m_3 = map(real, ("m_1", "m_2", "m_3"))
i_1, i_2, s_1, s_2, s_3 = map(real, ("i_1", "i_2", "s_1", "s_2", "s_3"))
p_1, rate, reach, kept = map(real, ("p_q", "rate", "reach", "kept"))

_positive = And(tuple(Relation(v, ">", 0) for v in (v_1, v_2, v_3, v_4)))
TANGENT = paper(
    for_all(
        [v_1, v_2, v_3, v_4],
        Implies(
            _positive,
            Relation(
                u(v_3, v_4),
                "<=",
                u(v_1, v_2) + u_q(v_1, v_2) * (v_3 - v_1) + u_r(v_1, v_2) * (v_4 - v_2),
            ),
        ),
    ),
    "u is concave",
)
INCREASING = paper(
    for_all(
        [m_1, m_2],
        Implies(
            And((Relation(m_1, ">", 0), Relation(m_2, ">", 0))),
            And((Relation(u_q(m_1, m_2), ">", 0), Relation(u_r(m_1, m_2), ">", 0))),
        ),
    ),
    "u is strictly increasing",
)
_INADA = paper(
    for_all(
        [i_1],
        Exists(
            (i_2, s_1),
            And(
                (
                    *(Relation(i_2, ">", 0), Relation(s_1, ">", 0)),
                    for_all(
                        [s_2],
                        Implies(
                            And(
                                (Relation(s_2 - r_star, "<", s_1), Relation(r_star - s_2, "<", s_1))
                            ),
                            Relation(u_q(i_2, s_2), ">", i_1),
                        ),
                    ),
                )
            ),
        ),
    ),
    "u_q is unbounded at its axis, and continuous where both goods are consumed",
)
_PATH = paper(
    for_all(
        [p_1],
        Implies(
            Relation(p_1, ">", 0),
            And(
                (
                    Relation(path(p_1), ">=", r_bar),
                    Relation(path(p_1), "<=", r_top),
                    Relation(path(p_1) - r_star, "<=", L * p_1),
                    Relation(r_star - path(p_1), "<=", L * p_1),
                )
            ),
        ),
    ),
    "the agent sells one good and receives the other, by (14)",
)
SIZES = tuple(paper(Relation(s, ">", 0), "sizes") for s in (r_bar, r_top, L))
q_1 = over(r_bar, 4 * K)
oscillation = u(q_1, r_top) - u(q_1, r_bar / 2)
R = path(Q)
_slope_falls = ("have", Relation(u_q(Q, R), ">=", u_q(s_3, R)))
RATE = Statement(
    for_all(
        [rate],
        Implies(
            Relation(rate, ">", 0),
            Exists(
                (reach,),
                And(
                    (
                        Relation(reach, ">", 0),
                        for_all(
                            [kept],
                            Implies(
                                And((Relation(kept, ">", 0), Relation(kept, "<", reach))),
                                Relation(u_q(kept, path(kept)), ">", rate * u_r(kept, path(kept))),
                            ),
                        ),
                    )
                ),
            ),
        ),
    ),
    (TANGENT, INCREASING, _INADA, _PATH, *SIZES),
    words="However large a rate, it is exceeded as soon as little enough of the good is kept.",
)


def _found(bound: sp.Expr) -> And:
    """Say that the rate is exceeded below a bound."""
    exceeded = Relation(u_q(kept, path(kept)), ">", K * u_r(kept, path(kept)))
    below = And((Relation(kept, ">", 0), Relation(kept, "<", bound)))
    return And((Relation(bound, ">", 0), for_all([kept], Implies(below, exceeded))))


q_0, d_0, X = real("q_0"), real("d_0"), real("q_small")
limit = over(4 * K * oscillation, r_bar)
_t = sp.Min(q_0, q_1, over(d_0, L))
_S, _P = u_r(Q, R), u_q(Q, R)
_STEEPER = (
    (q_0 - Q, Relation(_P, "<", u_q(q_0, R))),
    (1, Relation((_P - u_q(q_0, R)) * (q_0 - Q), ">=", 0)),
)
_ABOVE = (
    (r_bar, Relation(_P, ">", limit)),
    (1, Relation(_P * r_bar, "<=", 4 * K * oscillation)),
)
_below = (
    ("name", ["kept"], [Q]),
    *(("put", ["p_q"], [Q]), ("then",)),
    *(("have", Relation(Q, "<", q_0)), ("have", Relation(Q, "<", q_1))),
    ("have", Relation(Q, "<", over(d_0, L))),
    (
        "have",
        Relation(L * Q, "<", d_0),
        (("sum", (L, Relation(Q, "<", over(d_0, L))), (1, Relation(L * Q, ">=", d_0))),),
    ),
    *(("put", ["s_2"], [R]), ("then",)),
    *(("put", ["m_1", "m_2"], [Q, R]), ("then",)),
    # the slope is at least that at q_0, which exceeds the limit
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [Q, R, q_0, R]), ("then",)),
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [q_0, R, Q, R]), ("then",)),
    ("have", Relation((_P - u_q(q_0, R)) * (q_0 - Q), ">=", 0)),
    ("have", Relation(_P, ">=", u_q(q_0, R)), (("sum", *_STEEPER),)),
    ("have", Relation(_P, ">", limit)),
    # the tangent at (q, r) read at (q_1, r_bar/2), and that at (q_1, r_top) read at (q, r)
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [Q, R, q_1, r_bar / 2]), ("then",)),
    *(("put", ["t_1", "t_2", "t_3", "t_4"], [q_1, r_top, Q, R]), ("then",)),
    *(("put", ["m_1", "m_2"], [q_1, r_top]), ("then",)),
    ("product", u_q(q_1, r_top), q_1 - Q),
    ("product", u_r(q_1, r_top), r_top - R),
    ("have", Relation(u(Q, R), "<=", u(q_1, r_top))),
    *(("product", _S, R - r_bar), ("product", _P, Q), ("product", K * _S - _P, q_1)),
    ("have", Relation(_S * r_bar, "<=", 4 * oscillation)),
    ("have", Relation(_P * r_bar, ">", 4 * K * oscillation), (("sum", *_ABOVE),)),
    *(("product", K, 4 * oscillation - _S * r_bar), ("product", K * _S - _P, r_bar)),
)
GUIDE = (
    ("name", ["rate"], [K]),
    ("put", ["i_1"], [limit]),
    ("name", ["i_2", "s_1"], [q_0, d_0]),
    ("have", Relation(q_1, ">", 0)),
    ("have", Relation(over(d_0, L), ">", 0)),
    ("means", _t),
    ("put", ["reach"], [_t]),
    ("have", Relation(_t, ">", 0)),
    ("denied", _found(_t), (), _below),
)
RATE = Statement(RATE.says, RATE.given, words=RATE.words, guide=GUIDE)
RATE_TOO_STRONG = (
    Statement(RATE.says, tuple(h for h in RATE.given if h is not _INADA), guide=GUIDE),
    Statement(RATE.says, RATE.given[1:], guide=GUIDE),
)
"""Without Inada's condition; without concavity."""
