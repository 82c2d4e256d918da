r"""The first-order conditions that equilibria are differentiated in, each in one state.

The implicit function theorem is applied to

* stage 1: :math:`\sum_z\tau_x(z)[u_q - p_1u_r] = 0` on the budget line, unknown q, with :math:`p_1
  = \bar r/\bar q` written out, since it moves with the endowment;
* the competitive equilibrium: :math:`p u_r - u_q = 0` after selling t, unknown t, given p;
* stage 2: the signed form, unknown w, given p and 1/R;
* a best response against known totals: unknown the sale t, given :math:`(Q_-, R_-)`.

These are the formulas of ``symbolic.model``; nothing is written a second time.

Paper: equations (5), (18), (19); section 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from symbolic.language.notation import Q_others, R_others, p, p_1, q, tau, x, z
from symbolic.language.utility import u
from symbolic.model import price_taking, signed, stage1
from symbolic.model.offers import P_1

sold, bought = sp.Symbol("sold", real=True), sp.Symbol("bought", real=True)
"""The positive and the negative part of w, which are differentiated by their side."""


@dataclass(frozen=True)
class ImplicitCondition:
    """A condition that determines one unknown.

    Args:
        formula: What is zero at the solution, in expectation over states; in u's partials.
        own: The unknown.
        given: What else moves: prices, totals.
    """

    formula: sp.Expr
    own: sp.Symbol
    given: tuple[sp.Symbol, ...]

    @property
    def variables(self) -> tuple[sp.Symbol, ...]:
        """The unknown and what else moves."""
        return self.own, *self.given


@cache
def stage1_condition() -> ImplicitCondition:
    """Return the slope of utility along the budget line of an inactive agent.  Paper: equation (5)."""
    slope = stage1.line_slope().body / tau(x, z)
    return ImplicitCondition(slope.subs(p_1, P_1), q, ())


@cache
def stage1_payoff() -> ImplicitCondition:
    """Return utility at a consumption q on the budget line of an inactive agent."""
    value = stage1.line_objective().body / tau(x, z)
    return ImplicitCondition(value.subs(p_1, P_1), q, ())


@cache
def competitive_condition() -> ImplicitCondition:
    """Return the slope of utility in the net sale of a price-taker.  Paper: above Lemma 2."""
    return ImplicitCondition(price_taking.slope(), price_taking.t, (p,))


@cache
def stage2_condition() -> ImplicitCondition:
    """Return gain less cost of selling more at stage 2.  Paper: equations (18), (19)."""
    cost, gain = signed.terms(sold, bought)
    return ImplicitCondition(gain - cost, signed.w, (p, signed.impact, sold, bought))


@cache
def response_condition() -> ImplicitCondition:
    """Return gain less cost of selling more against known totals.  Paper: equations (18), (19)."""
    cost, gain = signed.response_terms()
    return ImplicitCondition(gain - cost, signed.t, (Q_others, R_others))


@cache
def response_payoff() -> ImplicitCondition:
    """Return utility of a sale against known totals.  Paper: equation (17)."""
    return ImplicitCondition(u(*signed.response_bundle(), x, z), signed.t, (Q_others, R_others))
