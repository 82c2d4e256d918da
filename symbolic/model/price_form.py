r"""The payoff in terms of the others' price, in which the limit of a large market can be taken.

With :math:`p = R_-/Q_-`, :math:`c_1 = 1/Q_-` and :math:`c_2 = 1/R_-` the reduced payoff (14)
becomes

.. math:: q = \bar q + \frac{b_r}{p(1+c_2b_r)} - \frac{b_q}{1+c_2b_r},\qquad
          r = \bar r - \frac{b_r}{1+c_1b_q} + \frac{p\,b_q}{1+c_1b_q},

and :math:`c_1 = c_2 = 0` is price-taking.

Paper: Proposition 2, equation (21) and the display below it; again in Claim 2 of Theorem 1.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import Q_others, R_others, b_q, b_r, c_1, c_2, p, q_bar, r_bar
from symbolic.language.quotient import over


def price_form() -> tuple[sp.Expr, sp.Expr]:
    """Return (q, r) in terms of p, c_1 and c_2.  Paper: below equation (21)."""
    q = q_bar + over(b_r, p * (1 + c_2 * b_r)) - over(b_q, 1 + c_2 * b_r)
    r = r_bar - over(b_r, 1 + c_1 * b_q) + over(p * b_q, 1 + c_1 * b_q)
    return q, r


def at_totals(expression: sp.Expr) -> sp.Expr:
    """Put p = R_-/Q_-, c_1 = 1/Q_-, c_2 = 1/R_- into an expression."""
    return expression.subs(
        {p: over(R_others, Q_others), c_1: over(1, Q_others), c_2: over(1, R_others)},
        simultaneous=True,
    )


def price_taking_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q - b_q + b_r/p,\ \bar r - b_r + p\,b_q)`, the limit objective of Proposition 2."""
    return q_bar - b_q + over(b_r, p), r_bar - b_r + p * b_q
