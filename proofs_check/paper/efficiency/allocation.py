r"""The outcome of an equilibrium: payoffs by types, the allocation, and the distribution of what depends on it.

Agents i are the elements of a finite set; 1_y(i) is 1 if agent i is of type y.

Paper: section 7.3, (43) and the allocation in the proof of Theorem 3 (i).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.counts import TYPED, i, of_type
from proofs_check.paper.general.words import (
    derived,
    element,
    for_each,
    paper,
    real,
    shown,
    within,
    zero_or_one,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import (
    Indexed,
    M,
    kappa_q,
    kappa_r,
    mu,
    p_1,
    p_2,
    q_bar,
    r_bar,
    sigma,
    y,
    z,
)
from symbolic.language.proposition import And, Implies, Proposition, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

w, v, n = element("w"), element("v"), element("n")
by_q, by_r = head("offered_q_at_2", "b_q^{{{0}}}"), head("offered_r_at_2", "b_r^{{{0}}}")
beta_q, beta_r = (
    head("offer_of_type_q", r"\beta_q^\sigma({0})"),
    head("offer_of_type_r", r"\beta_r^\sigma({0})"),
)
gets_q, gets_r = head("gets_q", "q^{{{0}}}"), head("gets_r", "r^{{{0}}}")
Q, R, d = real("Q"), real("R"), real("delta_1")


def _typed(part: Proposition) -> Proposition:
    """Say something of every agent and its type."""
    return for_each([i, y], Implies(equation(of_type(i, y), 1), part))


# (43): offers by type make payoffs by type.
_PLAY = paper(
    _typed(And((equation(by_q(i), beta_q(y)), equation(by_r(i), beta_r(y))))),
    "agents of one type make one offer",
)
_COUNTS = paper(
    for_each([y], equation(sigma(y), SumOver(of_type(i, y), i))),
    "sigma counts the agents of a type",
)
_PRICE = (
    paper(equation(Q, SumOver(by_q(i), i) + M * kappa_q), "(4)"),
    paper(equation(R, SumOver(by_r(i), i) + M * kappa_r), "(4)"),
    paper(equation(p_2, over(R, Q)), "(4)"),
    paper(Relation(Q, ">", 0), "kappa is positive"),
    paper(Relation(R, ">", 0), "kappa is positive"),
)


def _traded(first: sp.Expr, second: sp.Expr, price: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Return what an agent has after trading two offers at a price, (2) and (3)."""
    return q_bar - first + over(second, price), r_bar - second + price * first


def _has(have: tuple[sp.Expr, sp.Expr], is_: tuple[sp.Expr, sp.Expr]) -> And:
    """Say that two bundles are one."""
    return And(tuple(equation(*pair) for pair in zip(have, is_, strict=True)))


_PAYOFF = paper(for_each([i], _has((gets_q(i), gets_r(i)), _traded(by_q(i), by_r(i), p_2))), "(3)")
_PRESENT = (
    paper(Relation(M, ">", 0), "some agents are active"),
    derived(
        for_each([y], Relation(d, "<=", mu(z, y))), "delta^1 may be taken as small as one likes"
    ),
)
_total_q = equation(Q, SumOver(sigma(y) * beta_q(y), y) + M * kappa_q)
_total_r = equation(R, SumOver(sigma(y) * beta_r(y), y) + M * kappa_r)
_by_type = _typed(_has((gets_q(i), gets_r(i)), _traded(beta_q(y), beta_r(y), p_2)))
_present = for_each([y], Implies(within(sigma(y), M * mu(z, y), M * d), Relation(sigma(y), ">", 0)))


def _summed(by: type[Indexed], beta: type[Indexed]) -> tuple[object, ...]:
    """Return the guide to a sum over agents of what types offer."""
    term = of_type(i, y) * (beta(y) - by(i))
    at = of_type(w, v) * (beta(v) - by(w))
    typed, zero = equation(of_type(w, v), 1), equation(at, 0)
    each = (
        *(("some", "i", w), ("some", "y", v), ("everywhere", "i", w, of_type)),
        *(("at", "y", v, of_type), ("everywhere", "i", w), ("everywhere", "y", v)),
        (
            "split",
            typed,
            (("have", equation(by(w), beta(v))), ("have", zero), ("about", by)),
            (("have", equation(of_type(w, v), 0)), ("have", zero), ("about", by)),
        ),
    )
    once = SumOver((SumOver(of_type(i, y), y) - 1) * by(i), i)
    counted = (sigma(y) - SumOver(of_type(i, y), i)) * beta(y)
    return (
        ("swap", SumOver(SumOver(of_type(i, y) * beta(y), i), y)),
        ("have", for_each([i, y], equation(term, 0)), each),
        ("have", equation(SumOver(SumOver(term, y), i), 0), (("sides",),)),
        ("have", equation(once, 0), (("sides",),)),
        (
            "have",
            for_each([y], equation(counted, 0)),
            (("some", "y", v), ("at", "y", v, sigma, of_type)),
        ),
        ("have", equation(SumOver(counted, y), 0), (("sides",),)),
        *(("sides",), ("about", by)),
    )


EQ_43 = Statement(
    And((_total_q, _total_r, _by_type, _present)),
    (*TYPED, _PLAY, _COUNTS, *_PRICE, _PAYOFF, *_PRESENT),
    words="The price is made by as many offers of a type as there are agents of it, and an agent's payoff is "
    "that of its type.  On E^1 every type is present.",
    guide=(
        (
            "cases",
            _summed(by_q, beta_q),
            _summed(by_r, beta_r),
            (
                *(
                    ("some", "i", w),
                    ("some", "y", v),
                    ("everywhere", "i", w),
                    ("everywhere", "y", v),
                ),
                ("have", equation(by_q(w), beta_q(v))),
                ("have", equation(by_r(w), beta_r(v))),
                *(("have", Relation(p_2, ">", 0)), ("about", gets_q, gets_r, beta_q, beta_r)),
            ),
            (("some", "y", v), ("everywhere", "y", v), ("product", M, mu(z, v) - d)),
        ),
    ),
)
EQ_43_TOO_STRONG = (
    Statement(EQ_43.says, tuple(h for h in EQ_43.given if h is not _PLAY), guide=EQ_43.guide),
    Statement(And((_total_q, _total_r, _by_type)), EQ_43.given[:2], guide=EQ_43.guide),
    Statement(_present, (*TYPED, _COUNTS, _PRESENT[0]), guide=EQ_43.guide[0][4]),
)
"""Agents of one type who offer different things; a price that is not (4); a delta^1 above some mu_z(y)."""

# The allocation: the inactive trade at p_1, the active get the payoffs of their types.
active = head("active", "c_{{{0}}}")
first_q, first_r = head("offered_q_at_1", "a_q^{{{0}}}"), head("offered_r_at_1", "a_r^{{{0}}}")
alpha_q, alpha_r = head("alpha_q", r"\alpha_q({0})"), head("alpha_r", r"\alpha_r({0})")
omega_q, omega_r = head("omega_q", r"\omega_{{q,{0}}}"), head("omega_r", r"\omega_{{r,{0}}}")
payoff_q, payoff_r = (
    head("payoff_of_type_q", r"q^\sigma({0})"),
    head("payoff_of_type_r", r"r^\sigma({0})"),
)
_omega = (omega_q(i), omega_r(i))
_plays = equation(active(i), 1)
_ACTIVITY = (
    paper(for_each([i], zero_or_one(active(i))), "an agent is active or inactive"),
    paper(equation(SumOver(active(i), i), M), "M agents are active"),
    paper(
        for_each([y], equation(sigma(y), SumOver(active(i) * of_type(i, y), i))),
        "sigma counts the active agents of a type",
    ),
)
_FOLLOW = shown(
    _typed(And((equation(first_q(i), alpha_q(y)), equation(first_r(i), alpha_r(y))))), "eq-10"
)
_P_1 = (
    paper(equation(p_1, over(r_bar, q_bar)), "section 2.2"),
    *(paper(Relation(s, ">", 0), "endowments") for s in (q_bar, r_bar)),
)
_FIXED = paper(
    for_each(
        [i],
        Implies(equation(active(i), 0), _has(_omega, _traded(first_q(i), first_r(i), p_1))),
    ),
    "(2)",
)
_BY_TYPE = shown(_typed(Implies(_plays, _has(_omega, (payoff_q(y), payoff_r(y))))), "eq-43")
_display = And(
    (
        Implies(
            equation(active(i), 0),
            _has(_omega, _traded(alpha_q(y), alpha_r(y), over(r_bar, q_bar))),
        ),
        Implies(_plays, _has(_omega, (payoff_q(y), payoff_r(y)))),
    )
)
_all_counted = equation(SumOver(sigma(y), y), M)
_first = (equation(first_q(w), alpha_q(v)), equation(first_r(w), alpha_r(v)))
_at_the_price = (
    equation(over(first_r(w), p_1), over(alpha_r(v), over(r_bar, q_bar))),
    equation(p_1 * first_q(w), over(r_bar, q_bar) * alpha_q(v)),
)
_bought = _has((omega_q(w), omega_r(w)), _traded(alpha_q(v), alpha_r(v), over(r_bar, q_bar)))
_by_sides = (("sides",), ("about", active))
_counted = (
    ("swap", SumOver(SumOver(active(i) * of_type(i, y), i), y)),
    ("have", equation(SumOver(active(i) * (SumOver(of_type(i, y), y) - 1), i), 0), (("sides",),)),
    (
        "have",
        equation(SumOver(sigma(y) - SumOver(active(i) * of_type(i, y), i), y), 0),
        (("sides",),),
    ),
    ("sides",),
)
ALLOCATION = Statement(
    And((_typed(_display), _all_counted)),
    (*TYPED, *_ACTIVITY, _FOLLOW, *_P_1, _FIXED, _BY_TYPE),
    words="The inactive have what their offers alpha(x) buy at p_1 = r-bar/q-bar, the active the payoff (43) of "
    "their type at the configuration of the active.",
    guide=(
        (
            "cases",
            (
                *(
                    ("some", "i", w),
                    ("some", "y", v),
                    ("everywhere", "i", w),
                    ("everywhere", "y", v),
                ),
                *(
                    ("have", same, (("about", of_type, first_q, first_r, alpha_q, alpha_r),))
                    for same in _first
                ),
                ("have", Relation(p_1, ">", 0)),
                (
                    "split",
                    equation(active(w), 1),
                    (("about", active, of_type, omega_q, omega_r, payoff_q, payoff_r),),
                    (
                        ("have", equation(active(w), 0)),
                        (
                            "have",
                            _has((omega_q(w), omega_r(w)), _traded(first_q(w), first_r(w), p_1)),
                        ),
                        *(("have", part) for part in _at_the_price),
                        ("have", _bought, (("cases", _by_sides, _by_sides),)),
                        ("about", active, omega_q, omega_r, alpha_q, alpha_r, payoff_q, payoff_r),
                    ),
                ),
            ),
            _counted,
        ),
    ),
)
ALLOCATION_TOO_STRONG = (
    Statement(
        ALLOCATION.says,
        tuple(h for h in ALLOCATION.given if h is not _FOLLOW),
        guide=ALLOCATION.guide,
    ),
    Statement(
        _typed(_has(_omega, (payoff_q(y), payoff_r(y)))),
        ALLOCATION.given,
        guide=ALLOCATION.guide[0][1],
    ),
)
"""Agents who do not follow s_1*; inactive agents who get what the active do."""
