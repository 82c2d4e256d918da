r"""Claims about K goods that are traded against cash at K posts.

The paper names this extension and says why it would want several rounds; that a best response is a
concave programme, Lemma 1 for K posts, and what cash in advance costs, are ours.  A post is labelled x,
an element of a finite set.

Paper: section 6, K + 1 goods; Lemma 1 and (14).
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general.words import derived, element, for_each, paper, real
from proofs_check.paper.lemmas.lemma_1_case_i import TOTALS
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.games.posts import cash_cost, net_trade
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import Q_others, R_others, b_q_prime, b_r_prime, q_bar, r_bar, x
from symbolic.language.proposition import And, Implies, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.model.lemma_1 import NET
from symbolic.model.market import reduced_payoff

__all__ = ["CLAIMS"]

_room = local("post_room", "s")
_bought = reduced_payoff(sp.S.Zero, cash_cost())
_sold = reduced_payoff(-net_trade, sp.S.Zero)


def _costs(cost: sp.Expr) -> Statement:
    """Say what a net trade leaves, bought with cash or sold."""
    return Statement(
        And(
            tuple(
                equation(found, wanted)
                for side in (_bought, _sold)
                for found, wanted in zip(side, (q_bar + net_trade, r_bar - cost), strict=True)
            )
        ),
        (*TOTALS, *positive(Q_others - net_trade)),
        words="At a post where the others offer (Q-, R-), of the good and of cash: a net trade y < Q- costs "
        "c(y) = y R-/(Q- - y) of cash, whether the agent buys (y > 0, with cash) or sells (y < 0).",
    )


# y = Q- - s is the larger trade, w = Q- - s - d the smaller; they are mixed with shares a : b.
_left, _less = local("post_left", "s"), local("post_less", "d")
_a, _b = local("mix_a", "a"), local("mix_b", "b")
_y, _w = Q_others - _left, Q_others - _left - _less
_at_y, _at_w = cash_cost(_y), cash_cost(_w)
_MIX = (*TOTALS, *positive(_left, _less, _a, _b))


def _convexity(slack: sp.Expr = sp.S.One) -> Relation:
    """Say that a mixture of two trades costs at most the mixture of their costs."""
    mixed = cash_cost(over(_a * _y + _b * _w, _a + _b))
    return Relation(slack * (_a + _b) * mixed, "<=", _a * _at_y + _b * _at_w)


_convex = Statement(
    And((_convexity(), Relation(_at_y, ">", _at_w))),
    _MIX,
    words="The cash that a net trade costs increases in the trade and is convex: of two different trades, "
    "mixed in any proportion a : b, the mixture costs no more than the mixture of the costs.",
)

_one_sided_cash = over(NET, Q_others + b_q_prime)
_one_sided_good = over(-NET, R_others + b_r_prime)
_no_more = Statement(
    And(
        (
            Relation(_one_sided_cash, "<=", b_r_prime),
            Relation(_one_sided_good, "<=", b_q_prime),
        )
    ),
    (*TOTALS, *nonnegative(b_q_prime, b_r_prime)),
    words="The one-sided offer with the same net trade as an offer of the good and of cash (Lemma 1) puts in "
    "no more cash and no more of the good.",
)

_before, _after = head("cash_before", r"b'_m({0})"), head("cash_after", r"b''_m({0})")
_cash, _k = local("cash_in_advance", r"\bar{m}"), element("k")


def _summed(multiple: sp.Expr = sp.S.One) -> Statement:
    """Say that one-sided offers at all posts need no more cash in advance."""
    return Statement(
        Relation(SumOver(_after(x), x), "<=", _cash),
        (
            derived(
                for_each([x], Relation(_after(x), "<=", multiple * _before(x))),
                "sec-6.posts.one-sided at each post",
            ),
            paper(for_each([x], Relation(_before(x), ">=", 0)), "offers"),
            paper(Relation(SumOver(_before(x), x), "<=", _cash), "cash in advance"),
        ),
        words="For any number of posts: offers of good and cash that satisfy the cash constraint can be "
        "replaced, post by post, by one-sided offers with the same trades, and these satisfy it too.",
        guide=(
            (
                "have",
                Relation(SumOver(_before(x) - _after(x), x), ">=", 0),
                (("term", _k), ("everywhere", "x", _k)),
            ),
        ),
    )


_u_mix, _u_mean = local("post_u_mix", "u_{{t}}"), local("post_u_mean", r"\bar u")
_u_1, _u_2 = local("post_u_first", "u_{{1}}"), local("post_u_second", "u_{{2}}")
_c_mix = head("post_cost_mix", "c_{{t}}({0})")
_c_1, _c_2 = head("post_cost_1", "c_1({0})"), head("post_cost_2", "c_2({0})")
_t, _m = real("t"), _cash
_cash_mix = _m - SumOver(_c_mix(x), x)
_cash_mean = _t * (_m - SumOver(_c_1(x), x)) + (1 - _t) * (_m - SumOver(_c_2(x), x))


def _concave(says: Relation, *more: object) -> Statement:
    return Statement(
        says,
        (
            derived(
                for_each([x], Relation(_c_mix(x), "<=", _t * _c_1(x) + (1 - _t) * _c_2(x))),
                "sec-6.posts.convex at each post",
            ),
            paper(Relation(_t, ">=", 0), "a mixture of two plans"),
            paper(Relation(_t, "<=", 1), "a mixture of two plans"),
            *more,  # type: ignore[arg-type]
        ),
        words="For any number of posts and any concave utility that increases in cash: a mixture of two plans "
        "of net trades leaves at least the mixture of their cash, and is worth at least the mixture of their "
        "values. So the best response maximises a concave function, over a convex set since the cash that is "
        "put in, max(c, 0), is convex as well.",
        guide=(
            (
                "have",
                Relation(SumOver(_t * _c_1(x) + (1 - _t) * _c_2(x) - _c_mix(x), x), ">=", 0),
                (("term", _k), ("everywhere", "x", _k)),
            ),
        ),
    )


_MORE_CASH = derived(
    Implies(Relation(_cash_mix, ">=", _cash_mean), Relation(_u_mix, ">=", _u_mean)),
    "u increases in cash: the same goods, no less cash",
)
_CONCAVE = derived(
    Relation(_u_mean, ">=", _t * _u_1 + (1 - _t) * _u_2), "u is concave, at the mean of two bundles"
)
_value = _concave(Relation(_u_mix, ">=", _t * _u_1 + (1 - _t) * _u_2), _MORE_CASH, _CONCAVE)

CLAIMS = (
    Claim(
        id="sec-6.posts.cost",
        title="what a net trade at a post costs (not in the paper)",
        source="section 6, K + 1 goods; equation (14)",
        printed=_costs(cash_cost()),
        depends_on=("eq-14",),
        mutants=(_costs(HUNDREDTH_MORE * cash_cost()),),
    ),
    Claim(
        id="sec-6.posts.convex",
        title="the cost of a net trade is increasing and convex (not in the paper)",
        source="section 6, K + 1 goods",
        printed=_convex,
        depends_on=("sec-6.posts.cost",),
        mutants=(
            Statement(_convexity(HUNDREDTH_MORE), _MIX),
            Statement(_convexity(), (*TOTALS, *positive(_less, _a, _b))),
            Statement(Relation(_at_y, ">", HUNDREDTH_MORE * _at_w), _MIX),
        ),
    ),
    Claim(
        id="sec-6.posts.one-sided",
        title="Lemma 1 at a post: one side puts in no more (not in the paper)",
        source="section 6, K + 1 goods; Lemma 1",
        printed=_no_more,
        depends_on=("lemma-1", "sec-6.posts.cost"),
        mutants=(
            Statement(Relation(HUNDREDTH_MORE * _one_sided_cash, "<=", b_r_prime), _no_more.given),
            Statement(Relation(_one_sided_cash, "<=", b_r_prime), TOTALS),
        ),
    ),
    Claim(
        id="sec-6.posts.lemma-1",
        title="Lemma 1 for K posts and cash in advance (not in the paper)",
        source="section 6, K + 1 goods; Lemma 1",
        printed=_summed(),
        depends_on=("sec-6.posts.one-sided",),
        mutants=(_summed(HUNDREDTH_MORE * sp.S.One),),
    ),
    Claim(
        id="sec-6.posts.concave",
        title="a best response at K posts solves a concave programme (not in the paper)",
        source="section 6, K + 1 goods",
        printed=_value,
        depends_on=("sec-6.posts.convex",),
        mutants=(
            _concave(Relation(_u_mix, ">=", _t * _u_1 + (1 - _t) * _u_2), _CONCAVE),
            _concave(Relation(_u_mix, ">=", _u_1), _MORE_CASH, _CONCAVE),
        ),
    ),
    Claim(
        id="sec-6.posts.rounds",
        title="with one round of posts the proceeds of sales cannot be spent",
        source="section 6, K + 1 goods",
        printed=asserted(
            "sec-6.posts",
            r"\forall\lambda:\quad "
            r"\lambda > 0:\quad E[1 - \rho] \not\to 0\ (N \to \infty),\qquad \lambda = 0:\quad "
            r"E[1 - \rho] = O(1/N^2)",
            words="With two goods and cash, types that buy opposite goods and each sell the other, kappa = 1/50 "
            "and N = 100 and 1000: where tastes for the goods are 4/5 and 1/10, cash in advance binds, one "
            "round misallocates more than 5 % at both N, and opening the posts again (myopically) leaves less "
            "than a tenth of that; where they are 3/10 and 1/10, nothing binds and the misallocation falls by "
            "more than nine tenths.",
            taste=F(4, 5),
        ),
        note="'The proceeds of sales in one market cannot be used to make simultaneous purchases in another "
        "market': where purchases are small beside the cash that agents hold, that does not matter.",
        depends_on=("sec-6.posts.concave", "sec-6.posts.lemma-1"),
        mutants=(asserted("sec-6.posts", taste=F(3, 10)),),
    ),
)
