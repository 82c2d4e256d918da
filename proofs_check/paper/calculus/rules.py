r"""More rules of the calculus of "for all large N": products, continuity at the limit, order of quantifiers.

Paper: none; section 7.1 uses them without saying so.
"""

from __future__ import annotations

import itertools

import sympy as sp

from proofs_check.paper.general.limits import A, B, E, K, T, a, b, n_a, n_b
from proofs_check.paper.general.words import eventually, for_all, paper, real, tends, within
from symbolic.language.local_symbols import head
from symbolic.language.proposition import And, Exists, Implies, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement

f, of_both = head("f_at", "f({0})"), head("of_both", "p({0},{1})", 2)
_to_A = paper(tends(("e_a", "t_a", "m_a"), a, A), "the first sequence converges")
_to_B = paper(tends(("e_b", "t_b", "m_b"), b, B), "the second sequence converges")
_e, D, X_1 = real("e_ab"), real("D"), real("x_1")
_wide = 2 * (sp.Abs(A) + sp.Abs(B) + 1)
_small = sp.Min(1, over(E, _wide))
_reached = sp.Max(n_a, n_b)
_near = And(
    (
        *(Relation(_e, ">", 0), Relation(_e, "<=", 1)),
        Relation(_wide * _e, "<=", E),
    )
)
_alpha, _beta = a(K) - A, b(K) - B


def _corners(first: tuple[sp.Expr, sp.Expr], second: tuple[sp.Expr, sp.Expr]) -> tuple[object, ...]:
    """Return the guide to: products of numbers at least zero are at least zero, for all pairs."""
    return tuple(("product", *pair) for pair in itertools.product(first, second))


_by_size = (
    *_corners((D - _alpha, D + _alpha), (D - _beta, D + _beta)),
    *_corners((sp.Abs(A) - A, sp.Abs(A) + A), (D - _beta, D + _beta)),
    *_corners((sp.Abs(B) - B, sp.Abs(B) + B), (D - _alpha, D + _alpha)),
    ("product", D, 1 - D),
    ("about", a, b),
)
PRODUCT = Statement(
    tends(("e", "t", "n"), lambda n: a(n) * b(n), A * B),
    (_to_A, _to_B),
    words="The limit of a product is the product of the limits.",
    guide=(
        *(("name", ["e"], [E]), ("means", sp.Abs(A)), ("means", sp.Abs(B))),
        ("have", Relation(sp.Abs(A), ">=", 0)),
        ("have", Relation(sp.Abs(B), ">=", 0)),
        ("have", Exists((_e,), _near), (("means", _small), ("put", ["e_ab"], [_small]))),
        ("name", ["e_ab"], [D]),
        *(("put", ["e_a"], [D]), ("then",), ("name", ["t_a"], [n_a])),
        *(("put", ["e_b"], [D]), ("then",), ("name", ["t_b"], [n_b])),
        *(("means", _reached), ("put", ["t"], [_reached]), ("name", ["n"], [K])),
        *(("put", ["m_a"], [K]), ("then",), ("put", ["m_b"], [K]), ("then",)),
        *_by_size,
    ),
)
PRODUCT_TOO_STRONG = (
    Statement(PRODUCT.says, (_to_A,), guide=PRODUCT.guide),
    Statement(
        for_all([real("n")], Relation(a(real("n")) * b(real("n")), "=", A * B)), PRODUCT.given
    ),
)
"""A second sequence that need not converge; the limit attained for every N."""
_ef, _df, _tf = map(real, ("e_f", "d_f", "t_f"))
_CONTINUOUS = paper(
    for_all(
        [_ef],
        Implies(
            Relation(_ef, ">", 0),
            Exists(
                (_df,),
                And(
                    (
                        Relation(_df, ">", 0),
                        for_all([_tf], Implies(within(_tf, A, _df), within(f(_tf), f(A), _ef))),
                    )
                ),
            ),
        ),
    ),
    "f is continuous at the limit",
)
CONTINUITY = Statement(
    tends(("e", "t", "n"), lambda n: f(a(n)), f(A)),
    (_CONTINUOUS, _to_A),
    words="A function that is continuous at the limit of a sequence may be taken of the limit.",
    guide=(
        *(("name", ["e"], [E]), ("put", ["e_f"], [E]), ("then",), ("name", ["d_f"], [D])),
        *(("put", ["e_a"], [D]), ("then",), ("name", ["t_a"], [n_a])),
        *(("put", ["t"], [n_a]), ("name", ["n"], [K]), ("put", ["m_a"], [K]), ("then",)),
        *(("put", ["t_f"], [a(K)]), ("then",)),
    ),
)
CONTINUITY_TOO_STRONG = (
    Statement(CONTINUITY.says, (_to_A,), guide=CONTINUITY.guide),
    Statement(
        for_all([real("n")], within(f(a(real("n"))), f(A), 1)),
        CONTINUITY.given,
        guide=CONTINUITY.guide,
    ),
)
_x, _n = real("x_1"), real("n")
_least = real("t_a")
_uniform = Exists(
    (_least,),
    for_all([_x, _n], Implies(Relation(_n, ">=", _least), Relation(of_both(_x, _n), ">", 0))),
)
_x_2 = real("x_2")
_pointwise = for_all([_x_2], eventually(("t", "m"), lambda n: Relation(of_both(_x_2, n), ">", 0)))
QUANTIFIERS = Statement(
    _pointwise,
    (paper(_uniform, "one N for all"),),
    words="What holds from one N on for all holds for each from some N on; the converse needs finitely many.",
    guide=(
        *(("name", ["t_a"], [T]), ("name", ["x_2"], [D]), ("put", ["t"], [T])),
        *(("name", ["m"], [K]), ("put", ["x_1", "n"], [D, K]), ("then",)),
    ),
)
QUANTIFIERS_TOO_STRONG = (
    Statement(_uniform, (paper(_pointwise, "each has an N"),), guide=QUANTIFIERS.guide),
)
"""One N for infinitely many."""
