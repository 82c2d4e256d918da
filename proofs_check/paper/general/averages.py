r"""Averages over the others' types: what holds with high probability holds in expectation, (27).

The others' types s are the elements of a finite set, with weights W(s) that add up to one; H(s) is what
the agent expects after s, and V(s) the same of the competitive allocation.  For each N that is another
set: the first statement is about any, the second about the sequences that it bounds.

Paper: Claim 2 of Theorem 1, (23) and (27).
"""

from __future__ import annotations

from proofs_check.paper.general.limits import active, limit_value
from proofs_check.paper.general.words import (
    derived,
    element,
    for_all,
    for_each,
    paper,
    real,
    shown,
    tends,
    zero_or_one,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import x, x_bar
from symbolic.language.proposition import And, Implies, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

s, w = element("s"), element("w")
weight, value, wanted = (
    head("weight", "W({0})"),
    head("expected_value", "H({0})"),
    head("competitive_value", "V({0})"),
)
kept, good = head("kept_value", r"\bar{{u}}({0})"), head("good", "1_G({0})")
V, B, e = real("V"), real("B"), real("e")

_WEIGHTS = (
    paper(for_each([s], Relation(weight(s), ">=", 0)), "probabilities"),
    paper(equation(SumOver(weight(s), s), 1), "probabilities"),
)
_MEAN = paper(equation(SumOver(weight(s) * wanted(s), s), V), "the law of total probability")
_GOOD = (
    paper(for_each([s], zero_or_one(good(s))), "an event"),
    paper(
        for_each(
            [s],
            Implies(
                equation(good(s), 1),
                And(
                    (
                        Relation(value(s) - wanted(s), "<=", e),
                        Relation(wanted(s) - value(s), "<=", e),
                    )
                ),
            ),
        ),
        "on the event the two differ by at most e",
    ),
)
_BOUND = derived(
    for_each(
        [s], And((Relation(value(s) - wanted(s), "<=", B), Relation(wanted(s) - value(s), "<=", B)))
    ),
    "expected utilities are between those of no trade and of all that can be had at the prices there are",
)
_NO_TRADE = shown(for_each([s], Relation(value(s), ">=", kept(s))), "prop-1.best-response")
_SIZES = (paper(Relation(e, ">=", 0), "a distance"), paper(Relation(B, ">=", 0), "a bound"))
_F, _bad = SumOver(weight(s) * value(s), s), SumOver(weight(s) * (1 - good(s)), s)


def _averaged(sign: int) -> tuple[object, ...]:
    """Return the guide to one side of the bound, by the sum of what holds for each s."""
    gap = e + B * (1 - good(s)) - sign * (value(s) - wanted(s))
    at = e + B * (1 - good(w)) - sign * (value(w) - wanted(w))
    return (
        (
            "have",
            Relation(SumOver(weight(s) * gap, s), ">=", 0),
            (
                *(("term", w), ("everywhere", "s", w, weight, value, wanted, good)),
                ("have", Relation(at, ">=", 0), (("about", good, value, wanted),)),
                ("product", weight(w), at),
                ("about", weight),
            ),
        ),
        ("about", weight),
    )


AVERAGED = Statement(
    And(
        (
            Relation(_F, ">=", SumOver(weight(s) * kept(s), s)),
            Relation(_F - V, "<=", e + B * _bad),
            Relation(V - _F, "<=", e + B * _bad),
        )
    ),
    (*_WEIGHTS, _MEAN, *_GOOD, _BOUND, _NO_TRADE, *_SIZES),
    words="The expected payoff is at least that of no trade, which is always possible, and differs from the "
    "competitive one by no more than e and B times the probability that the event fails.",
    guide=(
        (
            "cases",
            (
                (
                    "have",
                    Relation(SumOver(weight(s) * (value(s) - kept(s)), s), ">=", 0),
                    (
                        *(("term", w), ("everywhere", "s", w, weight, value, kept)),
                        *(("product", weight(w), value(w) - kept(w)), ("about", weight)),
                    ),
                ),
                ("about", weight),
            ),
            _averaged(1),
            _averaged(-1),
        ),
    ),
)
AVERAGED_TOO_STRONG = (
    Statement(
        AVERAGED.says, tuple(h for h in AVERAGED.given if h is not _BOUND), guide=AVERAGED.guide
    ),
    Statement(Relation(_F - V, "<=", e), AVERAGED.given, guide=_averaged(1)),
)
"""Payoffs without a bound; the event taken for certain."""

# (27): in probability and bounded, so in the mean.
fails = head("failing", r"\Pr(G^c_{{{0},{1},{2}}})^{{{3}}}", 4)
d, K, D = real("distance"), real("K"), real("D")
_IN_PROBABILITY = shown(
    for_all(
        [d],
        Implies(
            Relation(d, ">", 0),
            tends(("e_1", "t_1", "k_1"), lambda n: fails(x, x_bar, d, n), 0, over=(x, x_bar)),
        ),
    ),
    "thm-1.claim-2.consumption",
    "thm-1.claim-2.shifted",
    "sec-3.1.almost-surely",
    "sec-3.1.concentration",
)
_d2, _n2 = real("distance_2"), real("n_2")
_failing = _d2 + B * fails(x, x_bar, _d2, _n2)
_gaps = (active(x, x_bar, _n2) - limit_value(x), limit_value(x) - active(x, x_bar, _n2))
_ON_AVERAGE = shown(
    for_all(
        [_d2, _n2],
        Implies(
            Relation(_d2, ">", 0),
            for_each([x, x_bar], And(tuple(Relation(gap, "<=", _failing) for gap in _gaps))),
        ),
    ),
    "thm-1.claim-2.bounded",
)
reached, w_1, w_2 = head("average_reached", "N({0},{1})", 2), element("w_1"), element("w_2")
_at = (("at", "x", w_1), ("at", "x_bar", w_2))
EQ_27 = Statement(
    tends(("e", "t", "n"), lambda n: active(x, x_bar, n), limit_value(x), over=(x, x_bar)),
    (_IN_PROBABILITY, _ON_AVERAGE, paper(Relation(B, ">", 0), "a bound")),
    words="Payoffs are bounded and converge in probability, so their means converge; for each of the finitely "
    "many intervals that an offer may lie in, so uniformly in the offer.",
    guide=(
        *(("name", ["e"], [D]), ("put", ["distance"], [D / 2]), ("then",)),
        *(("put", ["e_1"], [over(D, 2 * B)]), ("then",), ("name", ["t_1"], [reached])),
        *(("some", "x", w_1), ("some", "x_bar", w_2), *_at),
        *(("put", ["t"], [reached(w_1, w_2)]), ("name", ["n"], [K])),
        *(("put", ["k_1"], [K]), ("then",)),
        *(("put", ["distance_2", "n_2"], [D / 2, K]), ("then",), *_at),
        ("have", Relation(B * fails(w_1, w_2, D / 2, K), "<", D / 2)),
    ),
)
EQ_27_TOO_STRONG = (
    Statement(
        for_all([_n2], for_each([x, x_bar], equation(active(x, x_bar, _n2), limit_value(x)))),
        EQ_27.given,
    ),
    Statement(EQ_27.says, EQ_27.given[1:], guide=EQ_27.guide),
)
"""Equality for every N; without convergence in probability."""
