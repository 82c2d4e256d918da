r"""Trading posts: good k against cash, net trades, and what they cost in cash.

At a post with totals :math:`(Q_-, R_-)` of the others, of the good and of cash, an agent who ends up
with y more of the good pays :math:`c(y) = yR_-/(Q_- - y)`, negative where it sells: one formula for both
sides, increasing and convex in :math:`y < Q_-`.  With K posts the best response maximises
:math:`u(\bar q + y, \bar m - \sum_k c_k(y_k))` subject to cash in advance, :math:`\sum_k\max\{c_k(y_k), 0\}
\le \bar m`, and :math:`y \ge -\bar q`.

Conventions: the letters of the paper's one post are kept, with R for cash.

Paper: section 6, K + 1 goods; equation (14) and Lemma 1 for one post.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.local_symbols import local
from symbolic.language.notation import Q_others, R_others
from symbolic.language.quotient import over

net_trade = local("net_trade", "y")
"""What an agent ends up with of the good, net of its endowment."""


def cash_cost(trade: sp.Expr = net_trade) -> sp.Expr:
    r"""Return :math:`c(y) = yR_-/(Q_- - y)`, the cash that a net trade costs.

    >>> from symbolic import identical
    >>> identical(sp.diff(cash_cost(), net_trade), Q_others * R_others / (Q_others - net_trade) ** 2)
    True
    """
    return over(trade * R_others, Q_others - trade)
