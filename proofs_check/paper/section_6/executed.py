r"""Claims about what an executed offer does to the price, and about the rebate at finite N.

Of the pari-mutuel version: offers of the inactive are exogenous to stage 2, like κ.  At a price p the
sellers of the first good and the exogenous offer :math:`E_q` make Q(p), the root of
:math:`Q = E_q + \sum\sigma(x)b_q(x; p, Q)`, the others make R(p) from :math:`E_r`, and p is an equilibrium
where R(p) = pQ(p).  If each of the two roots and the equilibrium is the only one, for every exogenous offer
between that of the candidate and the deviator's, an executed offer moves the price against itself.

Paper: section 6, the pari-mutuel version and the entry fee; neither statement is in the paper.
"""

from __future__ import annotations

from fractions import Fraction as F

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import asserted
from symbolic.language.local_symbols import local
from symbolic.language.proposition import And, Relation
from symbolic.language.statement import Hypothesis, Statement, nonnegative, positive

__all__ = ["CLAIMS"]

_Q_0, _Q_1 = local("total_before", "Q_0"), local("total_after", "Q_1")
_R, _p = local("bids_at_price", "R"), local("price_tried", "p")
_E_0, _E_1 = local("exogenous_before", "E_0"), local("exogenous_after", "E_1")
_offered_0 = local("offered_before", "S_0")

_higher = Statement(
    And(
        (
            Relation(_R, "<", _p * _Q_1),
            Relation(_E_1 + _offered_0 - _Q_0, ">", 0),
        )
    ),
    (
        *positive(_Q_0, _Q_1, _R, _p, _E_0, _E_1),
        *nonnegative(_offered_0, _Q_1 - _Q_0),
        Hypothesis(Relation(_R, "<", _p * _Q_0)),
        Hypothesis(Relation(_E_1, ">", _E_0)),
        Hypothesis(Relation(_E_0 + _offered_0 - _Q_0, ">=", 0)),
    ),
    words="Where the bids R fall short of p Q_0 before the offer they fall short of p Q_1 after it, if the total "
    "of the first good has not become smaller; and at the old total Q_0, which the exogenous E_0 and the "
    "sellers' S_0 made, the larger exogenous offer makes more.  So, both roots being the only ones and "
    "continuous, the total of the first good is larger at every price, and every price above the old one, "
    "where R < p Q, stays no equilibrium: the new price is at most the old one.  With the goods exchanged "
    "the same is said of an offer of the second good.",
)


def _weaker() -> Statement:
    """Leave out that the total has not become smaller, and that more is offered."""
    return Statement(
        _higher.says,
        tuple(g for g in _higher.given if g not in nonnegative(_Q_1 - _Q_0)),
    )


CLAIMS = (
    Claim(
        id="sec-6.pari-mutuel.price",
        title="an executed offer moves the price against itself if equilibria are unique (not in the paper)",
        source="section 6, 'which, itself, is affected by their offers'; (4), (17)-(19)",
        printed=_higher,
        mutants=(_weaker(), _higher.replacing({_R: 2 * _R})),
        cites="the intermediate value theorem: a continuous function that is positive at one point and "
        "negative for large arguments has a root between; if it has one root only it has its sign on either side",
        note="What the search for better offers of the row pari_mutuel rests on.  The rows say that uniqueness "
        "is assumed; that demand for each good rises with wealth gives the two inner roots.",
    ),
    Claim(
        id="sec-6.fee.rebate.finite",
        title="with a rebate at finite N nobody gains by another offer at either stage (not in the paper)",
        source="section 6, first paragraph; the entry fee",
        printed=asserted(
            "sec-6.fee.rebate.finite",
            r"\forall x, \sigma:\quad \partial_b E[u \mid \sigma] = \partial_a E[u \mid x] = 0,"
            r"\quad \sum_n\omega_n = N(\bar q, \bar r)",
            words="For E1 with the fee 2 kappa and 6 agents of whom 2 are inactive, the offers that the toolkit "
            "finds have slopes below 10^-6 at both stages when everybody is paid out one by one, what is "
            "left of the fees being returned in equal shares and every sequence of types enumerated; and "
            "agents consume exactly what they brought.",
            returned=F(1),
        ),
        depends_on=("sec-6.fee.rebate",),
        mutants=(asserted("sec-6.fee.rebate.finite", returned=F(99, 100)),),
        note="An offer moves its maker's own share of what is returned; leaving that out, the slopes at stage "
        "2 would be of order 1/N.",
    ),
)
