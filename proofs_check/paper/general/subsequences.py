r"""Proposition 2 and its limit: every convergent subsequence of equilibrium offers has the competitive limit.

The sequences are those along a subsequence; a good is an element of a set of two.  The belief of index n
is the last argument of a best response; it is near that of the limit where it is nearly sure of z.  That a bounded
sequence tends to the common limit of its convergent subsequences is the theorem of Bolzano and
Weierstrass, which is cited.

Paper: section 7.1, the proof of Proposition 2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import (
    element,
    for_all,
    for_each,
    paper,
    real,
    shown,
    tends,
    within,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import x
from symbolic.language.proposition import And, Exists, Implies, Relation, equation
from symbolic.language.statement import Statement

good, w_x, w_g, v_x, v_g = map(element, ("good", "w_x", "w_g", "v_x", "v_g"))
offer, limit, competitive = (
    head("offer_along", r"\beta^{{N_{{{2}}}}}_{{{1}}}({0})", 3),
    head("limit_of_offers", r"\hat\beta_{{{1}}}({0})", 2),
    head("competitive_offer", r"\beta^z_{{{1}}}({0})", 2),
)
response = head("response", r"g_{{{0},{1}}}({2},{3},{4},\phi^{{{5}}})", 6)
at_limit = head("response_at_limit", r"g_{{{0},{1}}}({2},0,0,1_z)", 3)
price = head("price_along", "p_{{{0}}}({1})", 2)
belief = head("belief_along", r"\phi({0})")
c_q, c_r = head("c_q_along", "c_{{1,{0}}}({1})", 2), head("c_r_along", "c_{{2,{0}}}({1})", 2)
clears = head("excess_demand", r"\zeta({0})")
p_hat, E = real("p_hat"), real("E")
_e, _d = real("e_c"), real("d_c")
_p, _1, _2, _f = map(real, ("p_c", "c_1c", "c_2c", "f_c"))
_CONTINUOUS = shown(
    for_all(
        [_e],
        Implies(
            Relation(_e, ">", 0),
            Exists(
                (_d,),
                And(
                    (
                        Relation(_d, ">", 0),
                        for_all(
                            [_p, _1, _2, _f],
                            Implies(
                                And(
                                    (
                                        within(_p, p_hat, _d),
                                        within(_1, 0, _d),
                                        within(_2, 0, _d),
                                        within(belief(_f), 1, _d),
                                    )
                                ),
                                for_each(
                                    [x, good],
                                    within(
                                        response(x, good, _p, _1, _2, _f),
                                        at_limit(x, good, p_hat),
                                        _e,
                                    ),
                                ),
                            ),
                        ),
                    )
                ),
            ),
        ),
    ),
    "prop-2.maximum-theorem",
)
_n = real("n_b")
_BEST = shown(
    for_all(
        [_n],
        for_each(
            [x, good],
            equation(
                offer(x, good, _n), response(x, good, price(x, _n), c_q(x, _n), c_r(x, _n), _n)
            ),
        ),
    ),
    "prop-2.common-belief",
)
_LIMITS = (
    shown(tends(("e_p", "t_p", "k_p"), lambda n: price(x, n), p_hat, over=(x,)), "prop-2.p-hat"),
    paper(
        tends(("e_q", "t_q", "k_q"), lambda n: c_q(x, n), 0, over=(x,)),
        "1/Q_- tends to zero, as M kappa grows",
    ),
    paper(
        tends(("e_r", "t_r", "k_r"), lambda n: c_r(x, n), 0, over=(x,)),
        "1/R_- tends to zero, as M kappa grows",
    ),
    shown(tends(("e_f", "t_f", "k_f"), belief, 1), "sec-3.1.concentration"),
    paper(
        tends(("e_o", "t_o", "k_o"), lambda n: offer(x, good, n), limit(x, good), over=(x, good)),
        "the subsequence converges",
    ),
)
_u = real("p_u")
_UNIQUE = shown(
    for_all(
        [_u],
        Implies(
            equation(clears(_u), 0),
            for_each([x, good], equation(at_limit(x, good, _u), competitive(x, good))),
        ),
    ),
    "lemma-2",
    "prop-2.limit-form",
    "sec-3.1.offers",
)
_best_at_limit = for_each([x, good], equation(limit(x, good), at_limit(x, good, p_hat)))
_CLEARS = shown(Implies(_best_at_limit, equation(clears(p_hat), 0)), "sec-3.1.clearing")
n_f = real("n_f")
_goal = for_each([x, good], equation(limit(x, good), competitive(x, good)))


def _opened(name: str, symbol: object, distance: object) -> tuple[object, ...]:
    """Return the guide that opens a limit at a distance and names its threshold."""
    return (("put", [f"e_{name}"], [distance]), ("then",), ("name", [f"t_{name}"], [symbol]))


def _apart(sign: int) -> tuple[object, ...]:
    """Return the guide that refutes a limit on one side of the best response to it."""
    side = "above" if sign > 0 else "below"
    reached = head(f"offer_reached_{side}", "N({0},{1})", 2)
    n_p, n_q, n_r = (head(f"{what}_reached_{side}", "N({0})") for what in ("p", "q", "r"))
    half = sign * (limit(w_x, w_g) - at_limit(w_x, w_g, p_hat)) / 2
    thresholds = (n_p(w_x), n_q(w_x), n_r(w_x), n_f, reached(w_x, w_g))
    top = sp.Max(*thresholds, evaluate=False)  # SymPy need not compare them
    along = [price(w_x, top), c_q(w_x, top), c_r(w_x, top), top]
    places = (("at", "x", w_x), ("at", "good", w_g))
    return (
        *_opened("c", E, half)[:2],
        ("name", ["d_c"], [E]),
        *(*_opened("p", n_p, E), *_opened("q", n_q, E), *_opened("r", n_r, E)),
        *(*_opened("f", n_f, E), *_opened("o", reached, half), ("means", top)),
        *(
            step
            for n, known in (("p", (price, n_p)), ("q", (c_q, n_q)), ("r", (c_r, n_r)))
            for step in (("at", "x", w_x, *known), ("put", [f"k_{n}"], [top]), ("then",))
        ),
        *(("put", ["k_f"], [top]), ("then",)),
        *(*places, ("put", ["k_o"], [top]), ("then",)),
        *(("put", ["n_b"], [top]), *places),
        *(("put", ["p_c", "c_1c", "c_2c", "f_c"], along), ("then",), *places),
    )


_at_limit = at_limit(w_x, w_g, p_hat)
SUBSEQUENCE = Statement(
    _goal,
    (_CONTINUOUS, _BEST, *_LIMITS, _UNIQUE, _CLEARS),
    words="The limit is the best response to the price that it makes, which is the competitive price.",
    guide=(
        (
            "have",
            _best_at_limit,
            (
                *(("some", "x", w_x), ("some", "good", w_g)),
                (
                    "split",
                    Relation(limit(w_x, w_g), ">", _at_limit),
                    _apart(1),
                    (("split", Relation(limit(w_x, w_g), "<", _at_limit), _apart(-1), ()),),
                ),
            ),
        ),
        *(("then", equation(clears(p_hat), 0)), ("some", "x", v_x), ("some", "good", v_g)),
        *(("put", ["p_u"], [p_hat]), ("then",), ("everywhere", "x", v_x, limit, at_limit)),
        *(("everywhere", "x", v_x, competitive, at_limit), ("everywhere", "good", v_g)),
    ),
)
SUBSEQUENCE_TOO_STRONG = (
    Statement(SUBSEQUENCE.says, SUBSEQUENCE.given[1:], guide=SUBSEQUENCE.guide),
    Statement(
        SUBSEQUENCE.says,
        tuple(h for h in SUBSEQUENCE.given if h is not _UNIQUE),
        guide=SUBSEQUENCE.guide,
    ),
    Statement(
        for_all(
            [real("n_s")],
            for_each([x, good], equation(offer(x, good, real("n_s")), competitive(x, good))),
        ),
        SUBSEQUENCE.given,
        guide=SUBSEQUENCE.guide,
    ),
)
"""Best responses that are not continuous; several equilibria; the limit attained for every N."""
