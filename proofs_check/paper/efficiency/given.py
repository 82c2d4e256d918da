r"""What Theorem 3 (i) starts from: Claims 1 and 2, Theorem 1, the events, the comparison, condition (a).

Mechanisms m = (kappa_q, kappa_r, eta), assignments c^N and type realisations zeta^N are indexed by real
numbers, of which there are enough for each.  O is 1 where no alternative has (12) and (13) at a realisation,
which is what ``welfare`` is about; Omega is what all agents consume.  Claim 2 is about every delta^1.

Paper: section 7.3, the proof of Theorem 3 (i).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import (
    eventually,
    for_all,
    for_each,
    paper,
    real,
    shown,
    within,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import mu, q_bar, r_bar, x, z
from symbolic.language.proposition import And, Exists, Implies, Proposition, Relation, equation

eps, delta = real("epsilon"), real("delta")
kappa_q, kappa_r = head("kappa_q_of", r"\kappa_q({0})"), head("kappa_r_of", r"\kappa_r({0})")
eta = head("eta_of", r"\eta({0})")
share = head("share_of_active", r"\rho_{{{1},{2}}}^{{{3}}}({0})", 4)
claimed = head("claim_1_gap", r"\Delta_{{{0}}}({1};{2},{3},{4},{5})", 6)
played = head("event_gap", r"\Delta^\sigma_{{{0}}}({1};{2},{3},{4},{5})", 6)
chance = head("chance_of_event", r"\Pr(E_{{{0},{1}}}({2},{3})^{{{4},{5}}})", 6)
inside = head("in_event", r"1[{2} \in E_{{{0},{1}}}({3},{4})^{{{5},{6}}}]", 7)
separates = head("separates", "S({0},{1})", 2)
efficient = head("is_efficient", "O_{{{0},{1}}}({2};{3},{4})", 5)
uses_q = head("uses_q", r"\Omega_q({0},{1};{2},{3})", 4)
uses_r = head("uses_r", r"\Omega_r({0},{1};{2},{3})", 4)
Near = tuple[sp.Symbol, ...]


def places(suffix: str) -> Near:
    """Return an assignment, a realisation, a mechanism and N as a statement binds them."""
    return tuple(real(f"{name}_{suffix}") for name in ("c", "t", "m", "n"))


def is_positive(m: sp.Expr) -> tuple[Relation, ...]:
    """Say that kappa is positive."""
    return Relation(kappa_q(m), ">", 0), Relation(kappa_r(m), ">", 0)


def below(m: sp.Expr, bound: sp.Expr) -> tuple[Relation, ...]:
    """Say that max kappa is below a bound."""
    return Relation(kappa_q(m), "<", bound), Relation(kappa_r(m), "<", bound)


def admissible(m: sp.Expr) -> tuple[Relation, ...]:
    """Say that kappa > 0 and 0 < eta < 1."""
    return *is_positive(m), Relation(eta(m), ">", 0), Relation(eta(m), "<", 1)


def small(m: sp.Expr) -> tuple[Relation, ...]:
    """Say that kappa > 0 and 0 < eta <= min(kappa_q/(4 q-bar), kappa_r/(4 r-bar))."""
    return (
        *(*is_positive(m), Relation(eta(m), ">", 0)),
        Relation(4 * q_bar * eta(m), "<=", kappa_q(m)),
        Relation(4 * r_bar * eta(m), "<=", kappa_r(m)),
    )


def all_within(at: Near, distance: sp.Expr) -> Proposition:
    """Say that the shares of the active are near mu_z, (42)."""
    return for_each([x], within(share(x, at[0], at[1], at[3]), mu(z, x), distance))


def all_below(gap: type[sp.Expr], at: Near, bound: sp.Expr) -> Proposition:
    """Say that a difference of utilities is below a bound for all types."""
    return for_each([x], Relation(gap(z, x, *at), "<", bound))


_e1, _d1, AT_1 = real("e_1"), real("delta_1"), places("1")
CLAIM_1 = shown(
    for_all(
        [_e1],
        Implies(
            Relation(_e1, ">", 0),
            for_each(
                [z],
                Exists(
                    (_d1,),
                    And(
                        (
                            Relation(_d1, ">", 0),
                            for_all(
                                AT_1,
                                Implies(
                                    And(
                                        (
                                            *(*is_positive(AT_1[2]), *below(AT_1[2], _d1)),
                                            all_within(AT_1, _d1),
                                        )
                                    ),
                                    all_below(claimed, AT_1, _e1),
                                ),
                            ),
                        )
                    ),
                ),
            ),
        ),
    ),
    "thm-3.claim-1",
)
_m2, _e2, _d2, _c2 = map(real, ("m_2", "e_2", "delta_2", "c_2"))
CLAIM_2 = shown(
    for_all(
        [_m2, _e2, _d2],
        Implies(
            And((*admissible(_m2), Relation(_e2, ">", 0), Relation(_d2, ">", 0))),
            for_each(
                [z],
                eventually(
                    ("t_2", "n_2"),
                    lambda n: for_all(
                        [_c2], Relation(chance(z, _c2, _e2, _d2, _m2, n), ">", 1 - _e2)
                    ),
                ),
            ),
        ),
    ),
    "thm-3.claim-2",
)
_m3 = real("m_3")
THEOREM_1 = shown(
    for_all(
        [_m3],
        Implies(
            And(admissible(_m3)),
            eventually(("t_3", "n_3"), lambda n: equation(separates(_m3, n), 1)),
        ),
    ),
    "thm-1",
)
_e4, _d4 = real("e_4"), real("delta_4")
AT_4 = (*places("4"), _e4, _d4)
EVENT = paper(
    for_all(
        AT_4,
        for_each(
            [z],
            Implies(
                equation(inside(z, AT_4[0], AT_4[1], _e4, _d4, AT_4[2], AT_4[3]), 1),
                And((all_within(AT_4[:4], _d4), all_below(played, AT_4[:4], _e4))),
            ),
        ),
    ),
    "(42) and (43)",
)
AT_5 = places("5")
WELFARE = shown(
    for_all(
        AT_5,
        for_each(
            [z],
            Implies(
                And(
                    (
                        *small(AT_5[2]),
                        Relation(kappa_q(AT_5[2]), "<=", 2 * q_bar),
                        Relation(kappa_r(AT_5[2]), "<=", 2 * r_bar),
                        all_below(claimed, AT_5, eps / 3),
                        all_below(played, AT_5, eps / 3),
                    )
                ),
                equation(efficient(z, *AT_5), 1),
            ),
        ),
    ),
    "thm-3.welfare",
)
AT_6 = places("6")


def uses(at: Near) -> And:
    """Say condition (a)."""
    return And(
        (
            Relation(uses_q(*at), "<=", at[3] * (q_bar + delta)),
            Relation(uses_r(*at), "<=", at[3] * (r_bar + delta)),
        )
    )


CONDITION_A = shown(
    for_all(
        AT_6,
        Implies(
            And((*small(AT_6[2]), *below(AT_6[2], delta / 2), Relation(AT_6[3], ">", 0))),
            uses(AT_6),
        ),
    ),
    "thm-3.condition-a",
    "thm-3.allocation",
)
SIZES = tuple(paper(Relation(s, ">", 0), "sizes") for s in (eps, delta, q_bar, r_bar))
