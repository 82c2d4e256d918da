"""Signs that follow from hypotheses.

Whatever is shown is true at every point that satisfies them, and zero times what may be infinite is
not zero.
"""

import random

import sympy as sp

from symbolic.deciding.signs import Signs
from symbolic.language.notation import mu, phi, x, x_bar, z
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over, plain
from symbolic.language.sums import ProductOver, SumOver

SYMBOLS = sp.symbols("a b c d", real=True)
a, b, c, d = SYMBOLS
OPERATORS = (">", ">=", "<", "<=", "!=", "=")


def formula(rng: random.Random, depth: int) -> sp.Expr:
    kind = rng.random()
    if depth == 0 or kind < 0.25:
        return (
            rng.choice(SYMBOLS)
            if rng.random() < 0.75
            else sp.Rational(rng.randint(-3, 3), rng.randint(1, 2))
        )
    one, other = formula(rng, depth - 1), formula(rng, depth - 1)
    if kind < 0.5:
        return one + rng.choice([1, -1]) * other
    if kind < 0.75:
        return one * other
    if kind < 0.88:
        return one ** rng.choice([2, 3, -1, -2]) if one != 0 else one
    return over(one, other) if other != 0 else one


def true(relation: Relation, point: dict[sp.Symbol, sp.Rational]) -> bool | None:
    value = plain(relation.left - relation.right).xreplace(point)
    return (
        bool(sp.Rel(value, 0, {"=": "==", "!=": "!="}.get(relation.operator, relation.operator)))
        if value.is_finite
        else None
    )


def test_whatever_is_shown_is_true_wherever_the_hypotheses_are() -> None:
    rng, shown, confirmed = random.Random(2012), 0, 0
    while shown < 60:
        sides = [
            (
                rng.choice(SYMBOLS) if rng.random() < 0.7 else formula(rng, 2),
                formula(rng, 1) if rng.random() < 0.3 else 0,
            )
            for _ in range(3)
        ]
        given = [Relation(left, rng.choice(OPERATORS), sp.sympify(right)) for left, right in sides]
        says = Relation(
            formula(rng, 3),
            rng.choice(OPERATORS),
            formula(rng, 2) if rng.random() < 0.5 else sp.S.Zero,
        )
        try:
            if not Signs(given).shows(says):
                continue
        except (ZeroDivisionError, ValueError):
            continue
        shown += 1
        for _ in range(60):
            point = {s: sp.Rational(rng.randint(-3, 3), rng.randint(1, 3)) for s in SYMBOLS}
            if all(true(h, point) for h in given):
                assert true(says, point) is not False, (given, says, point)
                confirmed += 1
    assert confirmed > 200


def test_zero_times_what_may_be_infinite_has_no_sign() -> None:
    # d b/d is b, also where d is zero in the limit.
    signs = Signs([Relation(d, "=", 0), Relation(a, ">", 0)])
    assert signs.sign(d * over(b, d)) is None
    assert not signs.shows(Relation(d * over(b, d), ">=", 0))
    assert signs.sign(d * a) == "="


def test_a_sum_that_leaves_an_element_out_may_be_empty() -> None:
    signs = Signs([Relation(mu(z, x), ">", 0), Relation(phi(z), ">", 0)])
    assert signs.sign(SumOver(mu(z, x), x)) == ">"
    assert signs.sign(SumOver(mu(z, x), x, x_bar)) == ">="
    assert signs.sign(SumOver(-mu(z, x), x, x_bar)) == "<="
    assert signs.sign(ProductOver(mu(z, x), x, x_bar)) == ">"
    assert signs.sign(ProductOver(-mu(z, x), x)) is None
