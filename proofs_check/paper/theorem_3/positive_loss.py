r"""A loss that does not vanish as N grows.

The argument is in exact numbers and holds for every N and every realisation.

Conventions: :math:`u = \theta\log q + \log r` with :math:`\theta \ge \theta_0` for every type and
state, :math:`\bar q = \bar r = 1`, both components of κ are one number; x is a number in (0,
1).  Every expected marginal rate of substitution is then :math:`E[\theta] r/q` with
:math:`E[\theta] \ge \theta_0`.

*The price is above 1 + x.*  Who offers :math:`b_q > 0` has :math:`E[\theta]\,r/q = R_-Q_-/Q^2 < p`
(the first-order condition) and q < 1 < r, so :math:`p > \theta_0`.  Suppose :math:`p \le 1 + x \le
\theta_0`.  Then nobody offers the first good, :math:`Q = M\kappa`, and the mean of the offers of
the second is :math:`\kappa(p-1) \le \kappa x`; so somebody offers :math:`b \le \kappa x`, with
:math:`R_-/R \ge 1 - b/(M\kappa) \ge 1 - x`.  He does not want to offer more: :math:`\theta_0 (1 -
x)/(p + b) \le 1/(1 - b)`.  That is impossible as soon as :math:`\theta_0(1 - x)(1 - \kappa x) > 1 +
x + \kappa x`.

*What is left over.*  The active consume :math:`M(1 + \kappa - p\kappa)` of the second good; the
inactive at :math:`\alpha^*`, who buy the first good since :math:`\theta_0 > p_1 = 1`, less than
their endowments.  So at least :math:`M\kappa(p - 1)` of what (12) allows is left, per capita
:math:`\ell \ge (1-\eta)\kappa(p-1)`.

*What it is worth.*  Everybody may get :math:`\ell` more of the second good.  Up to :math:`p =
\theta_0` nobody offers the first good, everybody has :math:`r \le 1` and gains :math:`\log(1 +
\ell/r) \ge \log(1 + (1-\eta)\kappa x)`.  From there on :math:`r \le 1 + p`, and since (p-1)/(p+1)
rises the gain is at least :math:`\log(1 + (1-\eta)\kappa(\theta_0-1)/(\theta_0+1))`.  No N enters:
the loss t* is at least the smaller of the two in every realisation.

Paper: sections 5 and 6; (4), (12), (13), (20).
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import partial

import sympy as sp

from numeric.certify import sign_of
from numeric.economy.economy import Economy
from numeric.theorem_3.achieving import limiting_loss
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import only

LEAST = 2
ETA = F(1, 5)


def economy(kappa: F) -> Economy:
    """Return the economy: tastes 2 and 3, whatever the state."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["2/3", "1/3"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=[kappa, kappa],
        eta=ETA,
        utility="theta*log(q) + log(r)",
        parameters={"theta": [[LEAST] * 2, [LEAST + 1] * 2]},
        name="everybody prefers the first good",
    )


def slack(kappa: F, x: F) -> F:
    r"""Return :math:`\theta_0(1 - x)(1 - \kappa x) - (1 + x + \kappa x)`.

    Where it is positive and :math:`1 + x \le \theta_0` every price exceeds 1 + x.
    """
    return LEAST * (1 - x) * (1 - kappa * x) - (1 + x + kappa * x)


def per_endowment(kappa: F, x: F) -> F:
    """Return v such that everybody's gain is at least log(1 + v)."""
    return (1 - ETA) * kappa * min(x, F(LEAST - 1, LEAST + 1))


def bounded_away(parameters: Parameters) -> Outcome:
    """Whether the lower bound on the loss exceeds ε, and the toolkit's loss for large N the bound."""
    kappa, x, epsilon = parameters["kappa"], parameters["x"], parameters["epsilon"]
    room, v = slack(kappa, x), per_endowment(kappa, x)
    limit = float(limiting_loss(economy(kappa)).min())
    values = {
        "u": "theta log(q) + log(r)",
        "theta": f"{LEAST}, {LEAST + 1}",
        "kappa": f"{kappa}, {kappa}",
        "eta": ETA,
        "endowment": "1, 1",
        "epsilon": epsilon,
        "x": x,
        "slack": room,
        "v": v,
        "loss for large N": f"{limit:.4f}",
    }
    applies = room > 0 and 0 < x < 1 and 1 + x <= LEAST
    exceeds = sign_of(sp.log(1 + sp.Rational(v)) - sp.Rational(epsilon)) == 1
    said = (
        f"every price exceeds {1 + x} and the loss is at least log(1 + {v}) > {epsilon} at "
        "every N, in every realisation (argument in the check)"
        if applies and exceeds
        else f"the bound log(1 + {v}) does not exceed {epsilon}, or does not apply"
    )
    return exactly(bool(applies and exceeds and limit > float(v) / (1 + float(v))), said, values)


CHECKS: dict[str, Check] = {
    "thm-3.fixed-kappa": Exact(bounded_away, only(partial(economy, F(1, 20)))),
}
"""The checks of this module by the names under which statements assert them."""
