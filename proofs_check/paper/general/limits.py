r"""The calculus of "for all large N": rules, and the limits of Proposition 2 and Theorem 1 that follow.

A sequence is a function of a real number N (``words``).  Each statement is a rule for all sequences; its
proof, an argument with epsilon and N, is a certificate, which Coq accepts too.

Paper: section 7.1, equations (22), (27) and (28), and the closing paragraph of the proof of Theorem 1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.intervals import chosen, lies_in
from proofs_check.paper.general.words import (
    element,
    eventually,
    for_all,
    for_each,
    paper,
    real,
    shown,
    tends,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import eta, q_bar, x, x_bar, y
from symbolic.language.proposition import And, Exists, Implies, Not, Operator, Proposition, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement

a, b, c = head("a_seq", "a_{{{0}}}"), head("b_seq", "b_{{{0}}}"), head("c_seq", "c_{{{0}}}")
A, B, E, K, T = map(real, ("l_a", "l_b", "E", "K", "T"))
n_a, n_b, top = map(real, ("n_a", "n_b", "n_top"))


def _both(first: sp.Symbol, second: sp.Symbol, threshold: str, n: str) -> tuple[object, ...]:
    """Return the guide that goes beyond two thresholds: K is any N beyond both."""
    larger = sp.Max(first, second)
    return (("means", larger), ("put", [threshold], [larger]), ("name", [n], [K]))


_A = Hypothesis(tends(("e_a", "t_a", "m_a"), a, A))
_B = Hypothesis(tends(("e_b", "t_b", "m_b"), b, B))


def _open(first: sp.Expr, second: sp.Expr) -> tuple[object, ...]:
    """Return the guide that opens two limits at distances: their thresholds are n_a and n_b."""
    return (
        *(("put", ["e_a"], [first]), ("then",), ("name", ["t_a"], [n_a])),
        *(("put", ["e_b"], [second]), ("then",), ("name", ["t_b"], [n_b])),
    )


_at_K = (("put", ["m_a"], [K]), ("then",), ("put", ["m_b"], [K]), ("then",))
SUM = Statement(
    tends(("e", "t", "n"), lambda n: a(n) + b(n), A + B),
    (_A, _B),
    words="The limit of a sum is the sum of the limits.",
    guide=(
        *(("name", ["e"], [E]), *_open(E / 2, E / 2)),
        *(*_both(n_a, n_b, "t", "n"), *_at_K),
    ),
)
SQUEEZE = Statement(
    tends(("e", "t", "n"), c, A),
    (
        _A,
        Hypothesis(tends(("e_b", "t_b", "m_b"), b, A)),
        Hypothesis(
            for_all(
                [real("m")],
                And(
                    (
                        Relation(a(real("m")), "<=", c(real("m"))),
                        Relation(c(real("m")), "<=", b(real("m"))),
                    )
                ),
            )
        ),
    ),
    words="What lies between two sequences with one limit has that limit.",
    guide=(
        *(("name", ["e"], [E]), *_open(E, E)),
        *(*_both(n_a, n_b, "t", "n"), *_at_K, ("put", ["m"], [K])),
    ),
)
STRICT = Statement(
    eventually(("t", "n"), lambda n: Relation(a(n), "<", b(n))),
    (_A, _B, Hypothesis(Relation(A, "<", B))),
    words="A strict inequality between limits holds from some N on.",
    guide=(*_open((B - A) / 2, (B - A) / 2), *_both(n_a, n_b, "t", "n"), *_at_K),
)
WEAK = Statement(
    Relation(A, "<=", B),
    (_A, _B, Hypothesis(eventually(("t_c", "m_c"), lambda n: Relation(a(n), "<=", b(n))))),
    words="A weak inequality from some N on holds of the limits.",
    guide=(
        *(*_open((A - B) / 2, (A - B) / 2), ("name", ["t_c"], [T])),
        *(("means", sp.Max(n_a, n_b, T)), ("put", ["m_c"], [sp.Max(n_a, n_b, T)]), ("then",)),
        *(("put", ["m_a"], [sp.Max(n_a, n_b, T)]), ("then",)),
        *(("put", ["m_b"], [sp.Max(n_a, n_b, T)]), ("then",)),
    ),
)
p_seq, reached, w, m = (
    head("p_seq", "p({0},{1})", 2),
    head("reached", "N({0})"),
    element("w"),
    element("m"),
)
FINITE = Statement(
    eventually(("t", "n"), lambda n: for_each([x], Relation(p_seq(x, n), ">", 0))),
    (
        Hypothesis(
            for_each([x], eventually(("t_a", "m_a"), lambda n: Relation(p_seq(x, n), ">", 0)))
        ),
    ),
    words="What holds from some N on for each of finitely many holds from some N on for all of them.",
    guide=(
        *(("name", ["t_a"], [reached]), ("least", [x], -reached(x), [m])),
        *(("put", ["t"], [reached(m)]), ("name", ["n"], [K]), ("some", "x", w)),
        *(("at", "x", w), ("at", "x_least", w), ("put", ["m_a"], [K])),
    ),
)

# Theorem 1: the cost of leaving I(x) is bounded away from zero, and what it gains vanishes.
cost = head("line_value", "L_{{{0}}}({1})", 2)
active = head("active_value", r"F^{{{2}}}_{{{0}}}({1})", 3)
limit_value = head("limit_value", r"F_{{{0}}}")
M_at = head("active_agents", "M^{{{0}}}")
e, q1, N = real("epsilon"), real("q_1"), real("N")


def _on_line(consumed: sp.Expr) -> tuple[Relation, Relation]:
    """Say that a consumption is between none and all that the endowment buys, (6)."""
    return Relation(consumed, ">=", 0), Relation(consumed, "<=", 2 * q_bar)


_CLAIM_1 = shown(
    Exists(
        (e,),
        And(
            (
                Relation(e, ">", 0),
                for_all(
                    [q1],
                    for_each(
                        [x],
                        Implies(
                            And((Not(lies_in(q1, x, y)), *_on_line(q1))),
                            Relation(cost(x, q1), "<", cost(x, chosen(x)) - e),
                        ),
                    ),
                ),
            )
        ),
    ),
    "thm-1.claim-1",
)
_EQ_27 = shown(
    tends(
        ("delta", "t_27", "m_27"),
        lambda n: active(x, x_bar, n),
        limit_value(x),
        over=(x, x_bar),
    ),
    "eq-27",
)
_at = real("N_22")
_EQ_22 = paper(
    for_all(
        [_at],
        And(
            (
                Relation((1 - eta) * _at, "<=", M_at(_at)),
                Relation(M_at(_at), "<", (1 - eta) * _at + 1),
            )
        ),
    ),
    "M^N is the smallest integer that is at least (1 - eta) N",
)
_ETA = (
    paper(Relation(eta, ">", 0), "eta in (0, 1)"),
    paper(Relation(eta, "<", 1), "eta in (0, 1)"),
)
_c = real("q_best")
_no_better = Relation(cost(x, _c), "<=", cost(x, chosen(x)))
_EQ_10 = shown(for_each([x], for_all([_c], Implies(And(_on_line(_c)), _no_better))), "eq-10")
_OWN = shown(for_each([x], lies_in(chosen(x), x, y)), "sec-3.2.action-in-interval")
_c_in = real("q_any")


def _payoff(own: sp.Symbol, taken: sp.Symbol, consumed: sp.Expr, n: sp.Expr) -> sp.Expr:
    """Return N times the stage-1 objective of an offer that is read as one type."""
    return (n - M_at(n)) * cost(own, consumed) + M_at(n) * active(own, taken, n)


def _no_deviation(n: sp.Expr) -> Proposition:
    """Say that no offer of any type does better than the own one, in the objective (22)."""
    deviation = Relation(_payoff(x, x_bar, _c_in, n), "<=", _payoff(x, x, chosen(x), n))
    given = And(
        (
            lies_in(_c_in, x_bar, y),
            # two types whose intervals have a point in common are one (eq-7)
            Implies(lies_in(_c_in, x, y), Relation(x, "=", x_bar)),
            *_on_line(_c_in),
        )
    )
    return for_all([_c_in], for_each([x, x_bar], Implies(given, deviation)))


bound = head("bound_27", "N({0},{1})", 2)
m_1, m_2, w_1, w_2, w_3 = map(element, ("m_1", "m_2", "w_1", "w_2", "w_3"))
Eps = real("Eps")
_small = eta * Eps / 4
THEOREM_1 = Statement(
    eventually(("t_1", "n_1"), _no_deviation),
    (_CLAIM_1, _EQ_27, _EQ_22, *_ETA, _EQ_10, _OWN),
    words="From some N on no type gains by an offer that is read as another type's, or as its own.",
)
_Q, _share = real("Q_any"), eta * Eps / 4
_M = M_at(K)
_about_27 = (bound, active, limit_value)


def _near(taken: sp.Symbol) -> tuple[object, ...]:
    """Return the guide to: the value of being taken for a type is within the distance of the limit."""
    return (
        *(("at", "x_bar_least", taken), ("at", "x_bar", taken, *_about_27)),
        *(("put", ["m_27"], [K]), ("then",)),
    )


_plainly = (("about", cost, active, limit_value, M_at),)  # not about who lies in which interval


def _have(left: sp.Expr, operator: Operator, right: sp.Expr | int) -> tuple[object, ...]:
    return ("have", Relation(left, operator, right), _plainly)


_sizes = (
    *(("put", ["N_22"], [K]),),
    _have(eta * K, ">=", 2),
    _have(_M, ">=", 0),
    _have(K - _M, ">=", eta * K / 2),
    _have(_M, "<=", K),
)
_gain = active(w_1, w_2, K) - active(w_1, w_1, K)
_loss = cost(w_1, chosen(w_1)) - cost(w_1, _Q)
_another = (
    _have(_loss, ">=", Eps),
    *(("at", "x_least", w_1), ("at", "x", w_1, *_about_27)),
    *(*_near(w_2), *_near(w_1)),
    _have(2 * _share - _gain, ">", 0),
    _have((K - _M) * (_loss - Eps), ">=", 0),
    _have(_M * (2 * _share - _gain), ">=", 0),
    _have((K - _M - eta * K / 2) * Eps, ">=", 0),
    _have((K - _M) * Eps, ">=", eta * K / 2 * Eps),
    _have((K - _M) * eta * Eps, ">=", 0),
    *_plainly,
)
_outside = (("cases", (("at", "y", w_3, chosen), ("about", chosen)), (), ()),)
_beyond = (
    *(("some", "y", w_3), ("put", ["q_1"], [_Q]), ("at", "x", w_1, cost, chosen)),
    ("cases", _outside, _another),
)
_own = (
    ("same",),
    *(("at", "x", w_2, chosen), ("at", "x", w_2, cost, chosen)),  # the first is its own interval
    *(("put", ["q_best"], [_Q]), ("then",)),
    _have((K - _M) * (cost(w_2, chosen(w_2)) - cost(w_2, _Q)), ">=", 0),
    *_plainly,
)
THEOREM_1 = Statement(
    THEOREM_1.says,
    THEOREM_1.given,
    words=THEOREM_1.words,
    guide=(
        *(("name", ["epsilon"], [Eps]), ("put", ["delta"], [_share]), ("then",)),
        *(("name", ["t_27"], [bound]), ("least", [x, x_bar], -bound(x, x_bar), [m_1, m_2])),
        ("means", sp.Max(bound(m_1, m_2), over(2, eta))),
        ("put", ["t_1"], [sp.Max(bound(m_1, m_2), over(2, eta))]),
        *(("name", ["n_1"], [K]), ("name", ["q_any"], [_Q])),
        *(("some", "x", w_1), ("some", "x_bar", w_2), *_sizes, ("cases", _beyond, _own)),
    ),
)
THEOREM_1_TOO_STRONG = (
    Statement(
        for_all([real("n_1")], _no_deviation(real("n_1"))), THEOREM_1.given, guide=THEOREM_1.guide
    ),
    Statement(
        THEOREM_1.says,
        (_CLAIM_1, *THEOREM_1.given[2:]),
        guide=THEOREM_1.guide,
    ),
    Statement(
        THEOREM_1.says,
        (*THEOREM_1.given[:3], THEOREM_1.given[4], _EQ_10),
        guide=THEOREM_1.guide,
    ),
)
"""For all N; without a limit of F; with eta = 0, where nobody is inactive."""
