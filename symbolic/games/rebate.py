r"""Stage 2 when what is left of an entry fee is returned in equal shares: an offer moves its maker's share too.

Of N agents M are active.  The price at which an agent who sells t (buys where t < 0) trades is
:math:`p = R_-/(Q_- + t)` on both sides of the market, and everybody gets back, per agent,

.. math:: s = \Big(s^0_q - \tfrac MN\big(\kappa_q - \tfrac{\kappa_r}{p}\big),\
                   s^0_r - \tfrac MN(\kappa_r - p\kappa_q)\Big),

where :math:`s^0` is the fee and what the inactive leave of it or add to it.

Paper: section 6, the entry fee; the rebate is not in the paper.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import (
    Q_others,
    R_others,
    kappa_q,
    kappa_r,
    q_bar,
    r_bar,
    x,
    z,
)
from symbolic.language.quotient import over
from symbolic.language.slopes import diff
from symbolic.language.utility import u

sold = sp.Symbol("sold", real=True)
"""The amount t of the first good that is sold, negative for purchases."""

back_q, back_r, share = sp.symbols("back_q back_r active_share", real=True)
"""The part of the rebate that no offer of stage 2 moves, and M/N."""


def rebated_bundle() -> tuple[sp.Expr, sp.Expr]:
    """Return what an active agent consumes, rebate included."""
    p = over(R_others, Q_others + sold)
    return (
        q_bar - sold + back_q - share * (kappa_q - over(kappa_r, p)),
        r_bar + p * sold + back_r - share * (kappa_r - p * kappa_q),
    )


@cache
def rebated_utility() -> sp.Expr:
    """Return the utility of selling t in one state."""
    return u(*rebated_bundle(), x, z)


@cache
def rebated_slope() -> sp.Expr:
    """Return the slope of the utility in t in one state, by the chain rule; price and rebate move with t."""
    return diff(rebated_utility(), sold)
