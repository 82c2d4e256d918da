r"""A one-sided offer against the ratio of the others' totals, and how its payoff and slope move with it.

Let b be the amount offered, of the first good (side 0) or of the second (side 1), :math:`\varrho`
the others' total of the other good over that of the own one, and k one over their total of the own
good.  Then the payoff of (14) is

.. math:: U = u\Big(\bar q - b,\ \bar r + \frac{\varrho b}{1 + kb}\Big)\ \text{(side 0)},\qquad
          U = u\Big(\bar q + \frac{\varrho b}{1 + kb},\ \bar r - b\Big)\ \text{(side 1)},

since :math:`bR_-/(Q_- + b) = b\,(R_-/Q_-)/(1 + b/Q_-)`.  A price-taker has k = 0.

Conventions: all derivatives are taken by SymPy; the third partials of u are assumed to exist where
they are used.

Paper: section 3.1, equation (14); the form is not in the paper.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import q_bar, r_bar, x, z
from symbolic.language.quotient import over, plain
from symbolic.language.slopes import diff
from symbolic.language.utility import u

b = sp.Symbol("b", nonnegative=True)
"""The amount offered."""

ratio = sp.Symbol("ratio", positive=True)
"""The others' total of the other good over that of the own good."""

k = sp.Symbol("k", nonnegative=True)
"""One over the others' total of the own good."""


def payoff(side: int) -> sp.Expr:
    """Return the utility of an offer on a side, in one state."""
    gained = over(ratio * b, 1 + k * b)
    bundle = (q_bar - b, r_bar + gained) if side == 0 else (q_bar + gained, r_bar - b)
    return u(*bundle, x, z)


@cache
def moves(side: int) -> tuple[sp.Expr, ...]:
    """Return the payoff's first derivatives in the ratio and in k, and its second in the ratio."""
    U = plain(payoff(side))
    return diff(U, ratio), diff(U, k), diff(U, ratio, ratio)


@cache
def slopes(side: int) -> tuple[sp.Expr, ...]:
    """Return the slope S in the offer and its derivatives in b, the ratio, k, and twice the ratio."""
    S = diff(plain(payoff(side)), b)
    return S, diff(S, b), diff(S, ratio), diff(S, k), diff(S, ratio, ratio)
