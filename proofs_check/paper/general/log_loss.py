r"""For log utility the loss t* is minus the log of the least share of resources, for any number of groups.

A group x of n(x) agents consumes (q(x), r(x)) and has the utility :math:`A\log q + (1 - A)\log r`.  With all
bundles multiplied by ρ everybody has log ρ more, so shares of the resources that leave everybody as well
off and gains that everybody can have correspond one to one, a smaller share to a greater gain.

Paper: section 5, (12) and (13); the share is Debreu's coefficient and not in the paper.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import (
    derived,
    element,
    for_all,
    for_each,
    paper,
    real,
    shown,
)
from symbolic.games.welfare import W_q, W_r, ln, log_utility, rho
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import x, y
from symbolic.language.proposition import And, Exists, Iff, Implies, Proposition, Relation, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

number, taste = head("group_size", "n({0})"), head("taste", "A({0})")
first, second = head("allotted_q", "q({0})"), head("allotted_r", "r({0})")
level = head("realised_utility", r"\bar{{u}}({0})")


def utility(scale: sp.Expr, of: sp.Symbol = x) -> sp.Expr:
    r"""Return :math:`A\log(sq) + (1 - A)\log(sr)`, a group's utility when its bundle is multiplied by s."""
    return log_utility(taste(of), scale * first(of), scale * second(of))


def within(scale: sp.Expr, share: sp.Expr) -> tuple[Relation, Relation]:
    """Say that bundles multiplied by a number use at most a share of the resources."""
    return (
        Relation(SumOver(number(x) * (scale * first(x)), x), "<=", share * W_q),
        Relation(SumOver(number(x) * (scale * second(x)), x), "<=", share * W_r),
    )


def _correspond(gain: sp.Expr) -> Proposition:
    """Say that ρ times the bundles do within ρW what the bundles do within W with a gain."""
    return And(
        (
            *(Iff(a, b) for a, b in zip(within(rho, rho), within(sp.S.One, sp.S.One), strict=True)),
            for_each(
                [x],
                Iff(
                    Relation(utility(rho), ">=", level(x)),
                    Relation(utility(sp.S.One), ">=", level(x) + gain),
                ),
            ),
        )
    )


_PRODUCT = derived(
    for_each(
        [y],
        And(
            (
                equation(ln(rho * first(y)), ln(rho) + ln(first(y))),
                equation(ln(rho * second(y)), ln(rho) + ln(second(y))),
            )
        ),
    ),
    "the logarithm of a product of positive numbers",
)
_POSITIVE = (
    paper(Relation(rho, ">", 0), "a share of the resources"),
    paper(for_each([y], Relation(first(y), ">", 0)), "bundles are positive"),
    paper(for_each([y], Relation(second(y), ">", 0)), "bundles are positive"),
)

k = element("k")
_of_first = equation(ln(rho * first(k)), ln(rho) + ln(first(k)))
_of_second = equation(ln(rho * second(k)), ln(rho) + ln(second(k)))


def _by_products(sign: int) -> tuple[object, ...]:
    """Return the guide to one direction: the two products, weighted by tastes, close the gap."""
    scaled, plain, above = utility(rho, k), utility(sp.S.One, k), level(k) - ln(rho)
    if sign < 0:
        facts = (Relation(scaled, ">=", level(k)), Relation(plain, "<", above))
    else:
        facts = (Relation(plain, ">=", above), Relation(scaled, "<", level(k)))
    weighted = ((sign * taste(k), _of_first), (sign * (1 - taste(k)), _of_second))
    return (("sum", (1, facts[0]), (1, facts[1]), *weighted),)


_FOR_A_GROUP = (
    ("some", "x", k),
    ("everywhere", "y", k),
    ("cases", _by_products(-1), _by_products(1)),
)

SCALED = Statement(
    _correspond(-ln(rho)),
    (*_POSITIVE, _PRODUCT),
    guide=(("cases", (), (), _FOR_A_GROUP),),
    words="For u = A log q + (1 - A) log r and any groups: bundles use W and give everybody -log(rho) more "
    "if and only if rho times these bundles use rho W and give everybody what it has.",
)
SCALED_TOO_STRONG = (
    Statement(_correspond(ln(rho)), SCALED.given, guide=SCALED.guide),
    Statement(_correspond(-ln(rho)), _POSITIVE, guide=SCALED.guide),
)
"""The gain with the other sign; a function that does not turn products into sums."""

enough, had = head("enough", "S({0})"), head("had", "T({0})")
s, g, t, v, w = map(real, ("share_s", "gain_g", "gain_t", "share_v", "gain_w"))
a, b, c, R, T = map(real, ("share_a", "share_b", "share_c", "R", "T"))
least, best = local("least_share", r"\rho^{*}"), local("greatest_gain", "t^{*}")


def _greatest(gain: sp.Expr) -> Proposition:
    """Say that a gain can be had and none that is greater."""
    greater = for_all([t], Implies(Relation(t, ">", gain), equation(had(t), 0)))
    return And((equation(had(gain), 1), greater))


_CORRESPOND = shown(
    for_all(
        [s, g],
        Implies(And((Relation(s, ">", 0), equation(g, -ln(s)))), equation(enough(s), had(g))),
    ),
    "sec-5.log-loss.scaling",
)
_SMALLER = And((Relation(v, ">", 0), Relation(v, "<", least)))
_NONE_LESS = paper(
    for_all([v], Implies(_SMALLER, equation(enough(v), 0))), "no smaller share is enough"
)
_LEAST = (
    paper(Relation(least, ">", 0), "a share of the resources"),
    paper(equation(enough(least), 1), "the least share is enough"),
)
_LOG = (
    derived(
        for_all(
            [a, b],
            Implies(And((Relation(b, ">", 0), Relation(a, ">=", b))), Relation(ln(a), ">=", ln(b))),
        ),
        "the logarithm increases",
    ),
    derived(
        for_all([w], Exists((c,), And((Relation(c, ">", 0), equation(w, -ln(c)))))),
        "the logarithm takes every value",
    ),
)
GREATEST = Statement(
    _greatest(best),
    (paper(equation(best, -ln(least)), "t*"), *_LEAST, _NONE_LESS, _CORRESPOND, *_LOG),
    words="For u = A log q + (1 - A) log r: the greatest t such that everybody can get t more utils within "
    "the resources is -log of the least share of them that leaves everybody as well off.",
    guide=(
        (
            "cases",
            (("put", ["share_s", "gain_g"], [least, best]),),
            (
                ("name", ["gain_t"], [T]),
                ("put", ["gain_w"], [T]),
                ("name", ["share_c"], [R]),
                ("put", ["share_s", "gain_g"], [R, T]),
                ("put", ["share_v"], [R]),
                ("put", ["share_a", "share_b"], [R, least]),
            ),
        ),
    ),
)
GREATEST_TOO_STRONG = (
    Statement(
        GREATEST.says,
        tuple(h for h in GREATEST.given if h is not _NONE_LESS),
        guide=GREATEST.guide,
    ),
    Statement(
        GREATEST.says,
        (paper(equation(best, ln(least)), "t*"), *GREATEST.given[1:]),
        guide=GREATEST.guide,
    ),
)
"""Without the share being least; the gain with the other sign."""
