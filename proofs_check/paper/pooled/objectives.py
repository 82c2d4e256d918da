r"""The objectives (30) and (31): expected utility given what is believed, and the totals that the others make.

The others' types s are the elements of a finite set; agents i other than the own one and, for a non-target,
other than the target; 1_y(i, s) is 1 if agent i has type y in s.

Paper: section 7.2, (30) and (31).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import element, for_each, paper, real, shown
from symbolic.language.local_symbols import head
from symbolic.language.notation import M, kappa_q, kappa_r, phi, y, z
from symbolic.language.proposition import And, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

s, i, t, j, v, w_z = map(element, ("s", "i", "t", "j", "v", "w_z"))
of_type = head("of_type_in", r"1_{{{2}}}({0},{1})", 3)
numbers = head("number_in", r"\lambda\rho({1};{0})", 2)
hat_q, hat_r = head("hat_beta_q", r"\hat\beta_q({0})"), head("hat_beta_r", r"\hat\beta_r({0})")
total_q, total_r = head("total_q_in", "Q_-({0})"), head("total_r_in", "R_-({0})")
target_q, target_r = (
    head("target_offer_q", r"\tilde\beta_q(\tilde\xi_{{{0}}})"),
    head("target_offer_r", r"\tilde\beta_r(\tilde\xi_{{{0}}})"),
)
joint, given_z = (
    head("joint_belief", r"\varphi({0},{1})", 2),
    head("types_given", r"\gamma_{{{0}}}({1})", 2),
)
utility, H = head("utility_at", "u_{{{0}}}({1})", 2), real("H_x")


def _offers(beta: type[sp.Expr], target: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Return the others' offers of a good, agent by agent and type by type."""
    by_agent = SumOver(SumOver(of_type(i, s, y) * beta(y), y), i)
    return by_agent + target, SumOver(numbers(s, y) * beta(y), y) + target


def _guide(total: type[sp.Expr], beta: type[sp.Expr]) -> tuple[object, ...]:
    """Return the guide to: totals are sums over types."""
    counted = (numbers(t, y) - SumOver(of_type(i, t, y), i)) * beta(y)
    return (
        *(("some", "s", t), ("at", "s", t, total, of_type, beta, target_q, target_r)),
        ("swap", SumOver(SumOver(of_type(i, t, y) * beta(y), i), y)),
        (
            "have",
            for_each([y], equation(counted, 0)),
            (("some", "y", v), ("at", "s", t, numbers, of_type), ("at", "y", v, numbers, of_type)),
        ),
        ("have", equation(SumOver(counted, y), 0), (("sides",),)),
        *(("sides",), ("about", beta)),
    )


def _objective(target: bool, *beliefs: str) -> tuple[Statement, tuple[Statement, ...]]:
    """Return (30), or (31) with the target's offer in the totals, and what claims too much."""
    extra_q, extra_r = (target_q(s), target_r(s)) if target else (sp.S.Zero, sp.S.Zero)
    agents_q, types_q = _offers(hat_q, extra_q)
    agents_r, types_r = _offers(hat_r, extra_r)
    counts = paper(
        for_each([s, y], equation(numbers(s, y), SumOver(of_type(i, s, y), i))),
        "lambda rho counts the others of a type",
    )
    totals = tuple(
        paper(
            for_each([s], equation(total(s), agents + M * kappa)), "(4), the others following beta^"
        )
        for total, agents, kappa in ((total_q, agents_q, kappa_q), (total_r, agents_r, kappa_r))
    )
    mean = paper(
        equation(H, SumOver(SumOver(joint(z, s) * utility(z, s), s), z)), "expected utility"
    )
    product = shown(for_each([z, s], equation(joint(z, s), phi(z) * given_z(z, s))), *beliefs)
    term = (joint(z, s) - phi(z) * given_z(z, s)) * utility(z, s)
    says = And(
        (
            equation(H, SumOver(phi(z) * SumOver(given_z(z, s) * utility(z, s), s), z)),
            for_each([s], equation(total_q(s), types_q + M * kappa_q)),
            for_each([s], equation(total_r(s), types_r + M * kappa_r)),
        )
    )
    expected = (
        (
            "have",
            for_each([z, s], equation(term, 0)),
            (
                *(("some", "z", w_z), ("some", "s", t), ("at", "z", w_z, joint, phi, given_z)),
                ("at", "s", t, joint, phi, given_z),
            ),
        ),
        ("have", equation(SumOver(SumOver(term, s), z), 0), (("sides",),)),
        *(("sides",), ("about", joint)),
    )
    guide = (("cases", expected, _guide(total_q, hat_q), _guide(total_r, hat_r)),)
    whole = Statement(
        says,
        (counts, *totals, mean, product),
        words="Expected utility is a mean over states and, in each, over the others' types; the totals are the "
        "numbers of each type times its offer, and kappa.",
        guide=guide,
    )
    stronger = (
        Statement(says, (counts, *totals, mean), guide=guide),
        Statement(says, (*totals, mean, product), guide=guide),
    )
    return whole, stronger


EQ_30, EQ_30_TOO_STRONG = _objective(False, "thm-2.claim-1a", "thm-2.claim-1.types")
EQ_31, EQ_31_TOO_STRONG = _objective(True, "thm-2.claim-1b", "thm-2.claim-1.types")
"""Beliefs that are no product of Claim 1's; numbers that do not count."""
