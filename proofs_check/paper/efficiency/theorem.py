r"""Theorem 3 (i): small kappa, small eta and many agents make the outcome almost ex post efficient.

Paper: section 5, the definition and Theorem 3 (i); section 7.3, the end of the proof of (i).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.efficiency.given import (
    AT_1,
    AT_4,
    AT_5,
    AT_6,
    CLAIM_1,
    CLAIM_2,
    CONDITION_A,
    EVENT,
    SIZES,
    THEOREM_1,
    WELFARE,
    below,
    chance,
    claimed,
    delta,
    efficient,
    eps,
    eta,
    inside,
    kappa_q,
    kappa_r,
    played,
    separates,
    share,
    small,
    uses,
    uses_q,
    uses_r,
)
from proofs_check.paper.general.words import (
    element,
    eventually,
    for_all,
    for_each,
    real,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import mu, q_bar, r_bar, x, z
from symbolic.language.proposition import And, Exists, Implies, Proposition, Relation, equation
from symbolic.language.statement import Statement

# The definition of section 5: (a), (b)(i) and (b)(ii).
_event, _c, _t, _m, bar = map(real, ("delta_event", "c_N", "zeta_N", "m", "kappa_bar"))


def _likely(n: sp.Expr, at_least: sp.Expr) -> Proposition:
    """Say that there are events, likely in every state, at which nobody can be given more."""
    likely = Relation(chance(z, _c, eps / 3, _event, _m, n), ">=", at_least)
    inner = Implies(
        equation(inside(z, _c, _t, eps / 3, _event, _m, n), 1),
        equation(efficient(z, _c, _t, _m, n), 1),
    )
    return for_each([z], Exists((_event,), for_all([_c], And((likely, for_all([_t], inner))))))


_c_a, _t_a = real("c_a"), real("t_a")


def _almost_efficient(n: sp.Expr) -> And:
    """Say that there is a separating equilibrium, and that its outcome is (epsilon, delta)-efficient."""
    return And(
        (
            equation(separates(_m, n), 1),
            for_all([_c_a, _t_a], uses((_c_a, _t_a, _m, n))),
            _likely(n, 1 - eps),
        )
    )


_small_m = And((*small(_m), *below(_m, bar)))


def _theorem(part: Proposition) -> Proposition:
    """Say something of all mechanisms with small kappa and eta."""
    return Exists((bar,), And((Relation(bar, ">", 0), for_all([_m], Implies(_small_m, part)))))


K, m_K, C, T = map(real, ("K", "m_K", "C", "T"))
reach, n_1 = head("event_reached", "N({0})"), real("n_thm_1")
d_of = head("delta_1_of", r"\delta^1_{{{0}}}")
w_z, w_x, w_y, m_z, m_n = map(element, ("w_z", "w_x", "w_y", "m_z", "m_n"))
# as written: SymPy need not compare them
_least = sp.Min(delta / 2, d_of(m_z), 2 * q_bar, 2 * r_bar, evaluate=False)
_bounds = (
    *(*below(m_K, delta / 2), *below(m_K, d_of(m_z))),
    *(Relation(kappa_q(m_K), "<=", 2 * q_bar), Relation(kappa_r(m_K), "<=", 2 * r_bar)),
)
_reach = sp.Max(reach(m_n), n_1, 1, evaluate=False)
_at = (C, T, m_K, K)
_about_1 = (d_of, kappa_q, kappa_r, share, mu, claimed)


def _gaps(gap: type[sp.Expr]) -> Proposition:
    """Say that a difference of utilities at C and T in the state w_z is below epsilon/3 for all types."""
    return for_each([x], Relation(gap(w_z, x, *_at), "<", eps / 3))


def _fails(*about: type[sp.Expr]) -> tuple[object, ...]:
    """Return the guide to: what holds for all types does not fail for one."""
    return ("some", "x", w_y), ("at", "x", w_y, *about), ("about", *about)


_end = (("about", d_of, kappa_q),)
_about_5 = (kappa_q, kappa_r, eta, claimed, played, efficient)
_likely_event = (
    *(("at", "z_least", w_z, reach), ("at", "z", w_z, reach, chance, d_of)),
    *(("put", ["n_2"], [K]), ("then",), ("put", ["c_2"], [C]), ("about", chance)),
)
_on_the_event = (
    ("name", ["zeta_N"], [T]),
    ("put", [str(s) for s in AT_4], [*_at, eps / 3, d_of(m_z)]),
    *(("at", "z", w_z, inside, share, mu, played, d_of), ("then",)),
    *(("at", "z_least", w_z, d_of), ("at", "z", w_z, *_about_1)),
    ("put", [str(s) for s in AT_1], list(_at)),
    (
        "have",
        _gaps(claimed),
        (
            ("some", "x", w_x),
            (
                "cases",
                (("cases", *(_end,) * 4, _fails(share, mu, d_of)),),
                (("at", "x", w_x, claimed), ("about", claimed)),
            ),
        ),
    ),
    *(("put", [str(s) for s in AT_5], list(_at)), ("at", "z", w_z, *_about_5)),
    ("cases", (("cases", *(_end,) * 7, _fails(claimed), _fails(played)),), (("about", efficient),)),
)
THEOREM_3 = Statement(
    _theorem(eventually(("t", "n"), _almost_efficient)),
    (CLAIM_1, CLAIM_2, THEOREM_1, EVENT, WELFARE, CONDITION_A, *SIZES),
    words="kappa-bar is the least of delta/2, delta^1(epsilon/3), 2 q-bar and 2 r-bar; beyond both thresholds "
    "there is the equilibrium, its event is likely, and on it the comparison forbids what (13) asks for.",
    guide=(
        *(("put", ["e_1"], [eps / 3]), ("then",), ("name", ["delta_1"], [d_of])),
        *(("least", [z], d_of(z), [m_z]), ("at", "z", m_z, *_about_1), ("means", _least)),
        ("put", ["kappa_bar"], [_least]),
        (
            "cases",
            (("about", d_of),),
            (
                ("name", ["m"], [m_K]),
                *(("have", bound, (("about", d_of),)) for bound in _bounds),
                ("have", Relation(eta(m_K), "<", 1), (("product", q_bar, eta(m_K) - 1),)),
                *(("put", ["m_2", "e_2", "delta_2"], [m_K, eps / 3, d_of(m_z)]), ("then",)),
                *(("name", ["t_2"], [reach]), ("least", [z], -reach(z), [m_n])),
                *(("put", ["m_3"], [m_K]), ("then",), ("name", ["t_3"], [n_1])),
                *(("means", _reach), ("put", ["t"], [_reach]), ("name", ["n"], [K])),
                ("have", Relation(K, ">", 0), (("about", d_of),)),
                (
                    "cases",
                    (("put", ["n_3"], [K]), ("about", separates)),
                    (
                        ("name", ["c_a", "t_a"], [C, T]),
                        ("put", [str(s) for s in AT_6], list(_at)),
                        *(("then",), ("about", uses_q, uses_r)),
                    ),
                    (
                        *(("some", "z", w_z), ("put", ["delta_event"], [d_of(m_z)])),
                        *(("name", ["c_N"], [C]), ("cases", _likely_event, _on_the_event)),
                    ),
                ),
            ),
        ),
    ),
)
_n_all, _t_all = real("n"), real("t_all")
_reached = Implies(Relation(_n_all, ">=", _t_all), _almost_efficient(_n_all))
THEOREM_3_TOO_STRONG = (
    Statement(
        _theorem(for_all([_n_all], _almost_efficient(_n_all))),
        THEOREM_3.given,
        guide=THEOREM_3.guide,
    ),
    Statement(
        Exists(
            (bar, _t_all),
            And((Relation(bar, ">", 0), for_all([_m, _n_all], Implies(_small_m, _reached)))),
        ),
        THEOREM_3.given,
        guide=THEOREM_3.guide,
    ),
    Statement(
        for_all([_m], Implies(And(small(_m)), eventually(("t", "n"), _almost_efficient))),
        THEOREM_3.given,
        guide=THEOREM_3.guide,
    ),
    Statement(
        _theorem(eventually(("t", "n"), lambda n: _likely(n, 1 - eps / 4))),
        THEOREM_3.given,
        guide=THEOREM_3.guide,
    ),
    Statement(
        THEOREM_3.says,
        tuple(h for h in THEOREM_3.given if h is not WELFARE),
        guide=THEOREM_3.guide,
    ),
)
"""For all N; one N for all kappa and eta; for any kappa; events likelier than Claim 2 says; no comparison."""
