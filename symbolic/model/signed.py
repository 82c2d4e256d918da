r"""Stage 2 with one signed choice for each type.

It is the value w of the first good that the type sells, negative for a buyer.

At the price :math:`p = R/Q` a seller of :math:`b_q` has :math:`w = p b_q` and a buyer who offers
:math:`b_r` has :math:`w = -b_r`; both consume :math:`(\bar q - w/p,\ \bar r + w)`.  With :math:`w^+
= \max(w, 0)`, :math:`w^- = \max(-w, 0)` and :math:`c = 1/R` the two conditions of the aggregative
form are one,

.. math:: p\,u_r\,(1 - c\,w^+) = u_q\,(1 - c\,w^-) \quad\text{in expectation},

and the totals are linear in w: :math:`R = M\kappa_r + \sum_x\sigma(x)w^-(x)` and
:math:`\sum_x\sigma(x)w(x) = M(\kappa_r - p\,\kappa_q)`. Price-taking is c = 0.

Conventions: c is written ``impact``; that these forms are the aggregative ones, times p for a
buyer, is decided by the ring decider in the tests.

Paper: section 3.1 and equations (17)-(19); the form is not in the paper.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import Q_others, R_others, p, q_bar, r_bar, x, z
from symbolic.language.quotient import over
from symbolic.language.utility import u_q, u_r

w = sp.Symbol("w", real=True)
"""The value of the first good sold, in units of the second."""

impact = sp.Symbol("impact", real=True)
"""1/R, zero for a price-taker."""


class Step(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """1 where the argument is positive, else 0; its derivative is taken to be 0."""

    nargs = (1,)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Return 0: the one point of the jump is left out."""
        return sp.S.Zero


class PositivePart(sp.Function):  # type: ignore[misc]
    """max(v, 0), with derivative ``Step``."""

    nargs = (1,)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Return the step function of the argument."""
        return Step(self.args[0])


def bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q - w/p,\ \bar r + w)`."""
    return q_bar - over(w, p), r_bar + w


def discounts(
    sold: sp.Expr | None = None, bought: sp.Expr | None = None
) -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`1 - c\,w^+` and :math:`1 - c\,w^-`.

    What the own influence on the price leaves of the gain and of the cost of selling more.
    """
    up = PositivePart(w) if sold is None else sold
    down = PositivePart(-w) if bought is None else bought
    return 1 - impact * up, 1 - impact * down


def terms(sold: sp.Expr | None = None, bought: sp.Expr | None = None) -> tuple[sp.Expr, sp.Expr]:
    """Return cost and gain of selling more of the first good, in one state."""
    at_gain, at_cost = discounts(sold, bought)
    return u_q(*bundle(), x, z) * at_cost, p * u_r(*bundle(), x, z) * at_gain


t = sp.Symbol("t", real=True)
"""The amount of the first good sold by an agent who faces known totals of the others.

Negative for a buyer.
"""


def response_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q - t,\ \bar r + tR_-/(Q_- + t))`.

    What any one-sided offer against known totals gives, by Lemma 1 the same curve on both sides.
    """
    return q_bar - t, r_bar + over(t * R_others, Q_others + t)


def response_terms() -> tuple[sp.Expr, sp.Expr]:
    r"""Return cost :math:`u_q` and gain :math:`u_r\,Q_-R_-/(Q_- + t)^2` of selling more, in one state.

    The totals of the others are known.
    """
    consumed = response_bundle()
    return u_q(*consumed, x, z), u_r(*consumed, x, z) * over(
        Q_others * R_others, (Q_others + t) ** 2
    )
